"""Drawn rules: certifications whose requirements and lives are thrown anew for every seed, over the invented modules."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from practicum.model.certification import (
    Band,
    CategoryLimit,
    CertificateHeld,
    Certification,
    CompetencyHeld,
    Contacts,
    Conversion,
    Document,
    Exemption,
    Experience,
    Hours,
    ModuleCredit,
    Provisional,
    Recognition,
    Reduction,
    Requirement,
    RuleVersion,
    SupervisedHours,
    Validity,
    ValidityChange,
    Within,
)
from practicum.model.requirement import RuleTables, join_rules
from practicum.resolving.requirement_rows import compile_rules
from tests.matching.invented import START, modules, papers
from tests.matching.vector_rules import unit

CERTIFICATIONS = 10
COUNTRIES = ("", "NV")
# What is not drawn, because on it the engine is known to differ from the contract; each goes when the engine follows.
SPARED: frozenset[str] = frozenset(
    {
        # Whether a certificate fell with its base or ended with its award is guessed from how the award stands today.
        "falls_with_award",
        # Where a base falls between two periods, engine and oracle do not yet agree on the last day that is shown.
        "falls_with_in_cycles",
        # The contract does not say what an award after the closure is called; here it is refused, CLOSED.
        "closes_in_cycles",
    }
)


class Drawing:
    """One throw of the dice; the same seed gives the same rules."""

    def __init__(self, seed: int, spared: frozenset[str]) -> None:
        self.chance = random.Random(seed)
        self.spared = spared
        self.ids = 0

    def maybe(self, share: float, trait: str = "") -> bool:
        """Whether something happens; the dice fall the same whether it is spared or not."""
        return self.chance.random() < share and trait not in self.spared

    def day(self, spread: int = 1500) -> date:
        return START + timedelta(days=self.chance.randrange(0, spread))

    # -- how a module has to be held
    def valid(self) -> Validity | None:
        pick = self.chance.choice
        if self.maybe(0.3):
            return None
        leave = "leave" if self.maybe(0.3) else None
        window = {pick(("window_days", "window_months")): pick((0, 1, 2, 3))} if self.maybe(0.5) else {}
        if "window_days" in window:
            window = {"window_days": pick((0, 20, 45))}
        ends = pick(("day_before", "anniversary"))
        grace = {"grace_days": pick((0, 0, 15, 40)), "grace_backdates": self.maybe(0.2)}
        sort = pick(("rolling", "rolling", "rolling", "calendar_year", "fixed_year", "due"))
        if sort == "due":
            return Validity(months=pick((6, 12)), first_due=self.day(300), min_active_months=pick((0, 2, 12)), **window, **grace)
        if sort != "rolling":
            return Validity(cycle=sort, year_starts=pick(("04-01", "12-01")), extends_by=leave, **window, **grace)
        changes = (ValidityChange(since=self.day(), months=pick((6, 18)), by=pick(("completion", "due"))),) if self.maybe(0.15) else ()
        return Validity(months=pick((6, 12, 18)), ends=ends, extends_by=leave, changes=changes, **window, **grace)

    # -- leaves
    def leaf(self, part: str, earlier: tuple[str, ...]) -> Requirement:
        kinds = ["module", "module", "hours", "hours", "supervised", "document", "contacts", "competency", "experience"]
        if earlier:
            kinds.append("certificate")
        made = {
            "module": self.module,
            "hours": self.hours,
            "supervised": self.supervised,
            "document": self.document,
            "contacts": self.contacts,
            "competency": self.competency,
            "experience": self.experience,
        }
        kind = self.chance.choice(kinds)
        asked = self.certificate(part, earlier) if kind == "certificate" else made[kind](part)
        return self.hedged(asked, part)

    def module(self, part: str) -> Requirement:
        name = self.chance.choice(("A", "A", "B", "D", "E", "E", "F", "G"))
        evidence = self.chance.choice((None, None, None, "verified"))
        more: dict[str, Any] = {}
        # A vague day beside a move would have to be read twice over; the editions are those of modules with exact days.
        if name in ("D", "F", "G") and self.maybe(0.4, "recognition"):
            first = self.day(900)
            days = {"starts": first, "until": first + timedelta(days=500)} if self.maybe(0.4) else {}
            more = {"edition": "NV", "recognises": (Recognition(home="BE", cap_months=self.chance.choice((2, 6, 18)), **days),)}
        return Requirement(module=name, valid=self.valid(), evidence=evidence, **more)

    def hours(self, part: str) -> Requirement:
        pick = self.chance.choice
        per = pick(("cycle", "cycle", "cycle", "months", "calendar_year", "fixed_year", "ever", "dates"))
        categories: dict[str, CategoryLimit] = {}
        if self.maybe(0.4):
            categories["ethics"] = CategoryLimit(min=pick((1.0, 2.5)))
        if self.maybe(0.4):
            categories["online"] = CategoryLimit(max=pick((None, 3.0)), max_share=pick(("1/2", "1/4")))
        convert = []
        if self.maybe(0.4):
            convert.append(Conversion(unit=pick(("point", "hour")), rate=pick((0.5, 2.0)), cap_each=pick((None, 3.0))))
        if self.maybe(0.3):
            convert.append(Conversion(kind="group", unit="hour", rate=1.5, cap_each=pick((None, 2.0))))
        once = self.maybe(0.3, "module_once")
        # Which claim of a module counts where another requirement took a part of one is not settled: never both.
        gives_way = self.maybe(0.3, "count_once") and not once
        unit = pick(("hour", "hour", "hour", "point", "day"))
        dates: dict[str, Any] = {}
        if per == "dates":
            first = self.day(900)
            dates = {
                "starts": first,
                "until": first + timedelta(days=pick((300, 700))),
                "carry_from": first - timedelta(days=pick((200, 500))),
            }
        credits = (ModuleCredit(module=pick(("A", "E", "G")), first_cycle_only=self.maybe(0.5)),) if self.maybe(0.2, "credits") else ()
        if per == "calendar_year" and "calendar_year_hours" in self.spared:
            per = "fixed_year"
        return Requirement(
            hours=Hours(
                min=pick((2, 5, 9)),
                unit=unit,
                per=per,
                months=pick((6, 12, 24)),
                kinds=pick(((), (), ("course", "group"))),
                categories=categories,
                convert=tuple(convert),
                module_once=once,
                approved_only=self.maybe(0.2),
                peer_reflection_min=1.0 if self.maybe(0.25) else None,
                carry_over=pick((1.0, 4.0)) if self.maybe(0.3, "carry_over") else None,
                hours_a_day=pick((2.0, 3.0)) if unit == "day" and self.maybe(0.8) else None,
                count_once=gives_way,
                credits=credits,
                **dates,
            )
        )

    def supervised(self, part: str) -> Requirement:
        pick = self.chance.choice
        gates = pick(((), (), ("E",), ("A", "E")))
        holds = pick((("SUP",), ("SUP",), ("SUP", "TRA"), ()))
        limit = pick((None, None, CategoryLimit(max=3.0), CategoryLimit(min=2.0), CategoryLimit(max_share="1/2")))
        first = self.day(900)
        until = first + timedelta(days=pick((200, 600)))
        reduced = (Reduction(ended_from=first, ended_until=until, share="3/4"),) if self.maybe(0.25, "reduced_practice") else ()
        return Requirement(
            supervised=SupervisedHours(
                min=pick((4, 8, 15)),
                module=pick((None, None, "D")),
                not_before=gates,
                supervisor_holds=holds,
                categories={"skills_day": limit} if limit is not None else None,
                reduced=reduced,
            )
        )

    def experience(self, part: str) -> Requirement:
        pick = self.chance.choice
        roles = pick((("R1",), ("R2",), ("R1", "R2")))
        return Requirement(experience=Experience(months=pick((1.0, 3.0, 7.5, 12.0)), of_last=pick((None, 6, 14, 24)), roles=roles))

    def document(self, part: str) -> Requirement:
        pick = self.chance.choice
        kind = pick(("vetting", "referee", "approval", "degree", "declaration", "observation", "appointment", "review"))
        subject = {"approval": "R1", "degree": "law", "declaration": "conduct", "observation": "Q1", "appointment": "R1"}.get(kind)
        return Requirement(
            document=Document(
                kind=kind,
                count=pick((1, 1, 2)),
                subject=subject if self.maybe(0.5) else None,
                max_age_months=pick((None, 12, 24)),
                discussed=kind == "declaration" and self.maybe(0.5),
            )
        )

    def contacts(self, part: str) -> Requirement:
        pick = self.chance.choice
        months = pick((6, 12, None))
        if months is None and "endless_contacts" in self.spared:
            months = 24
        kind = pick(("supervision", "reflective_conversation"))
        return Requirement(contacts=Contacts(kind=kind, min=pick((1, 2, 3)), every_months=months))

    def competency(self, part: str) -> Requirement:
        pick = self.chance.choice
        return Requirement(
            competency=CompetencyHeld(
                id=pick(("Q1", "Q2")),
                level=pick((1, 2, 2, 3)),
                max_age_months=pick((None, None, 12, 30)),
                decay_months=pick((None, None, 6, 12)),
                by=pick((None, None, "SUP")),
                latest=self.maybe(0.3, "latest_assessment"),
            )
        )

    def certificate(self, part: str, earlier: tuple[str, ...]) -> Requirement:
        pick = self.chance.choice
        if part == "renew" and "certificate_in_renewal" in self.spared:
            return self.contacts(part)
        names = tuple(sorted({pick(earlier), pick(earlier)}))
        return Requirement(certificate=CertificateHeld(any_of=names, within_last_months=pick((None, None, 6, 24))))

    def hedged(self, asked: Requirement, part: str) -> Requirement:
        """A requirement with what may hedge it: a role, effective days, a deadline, an exemption."""
        pick = self.chance.choice
        more: dict[str, Any] = {}
        role = pick(("R1", "R2")) if self.maybe(0.1) else None
        if self.maybe(0.12):
            more |= {"starts": self.day(700), "until": self.day(700) + timedelta(days=700), "by": pick(("day", "day", "due"))}
            if asked.module and self.maybe(0.4):
                more["by"] = "completion"
        if part == "award" and self.maybe(0.12):
            more["within"] = Within(of=pick(("appointed", "moved")), days=pick((30, 90)), first_time_only=self.maybe(0.3))
        if part != "re_entry" and self.maybe(0.06, "since_certified"):
            more["within"] = Within(of="certified", months=pick((2, 8)), first_time_only=self.maybe(0.3))
        if self.maybe(0.06):
            more["exempt_if"] = (Exemption(module="BX", completed_before=self.day()),)
        if part != "always_in_date" and self.maybe(0.05):
            more["advisory"] = True
        if role and not (more.get("by") == "due" and "due_with_role" in self.spared):
            more["role"] = role
        self.ids += 1
        return replace(asked, id=f"n{self.ids}", **more)

    # -- trees
    def tree(self, part: str, earlier: tuple[str, ...], depth: int = 0) -> Requirement:
        pick = self.chance.choice
        sort = pick(("leaf", "leaf", "all", "all", "any", "routes") if depth == 0 else ("leaf", "leaf", "leaf", "any", "all"))
        if sort == "leaf" or depth == 2:
            return replace(self.leaf(part, earlier), advisory=False) if depth == 0 else self.leaf(part, earlier)
        kids = tuple(self.tree(part, earlier, depth + 1) for _ in range(pick((2, 2, 3))))
        if all(kid.advisory for kid in kids):
            kids = (replace(kids[0], advisory=False), *kids[1:])
        self.ids += 1
        name = f"n{self.ids}"
        if sort == "routes":
            return Requirement(id=name, routes={f"r{index}": kid for index, kid in enumerate(kids)})
        made = Requirement(id=name, all=kids) if sort == "all" else Requirement(id=name, any=pick((1, 1, 2)), of=kids)
        return self.hedged(made, part) if depth and self.maybe(0.6, "hedged_groups") else made

    # -- lives
    def life(self) -> dict[str, Any]:
        """How long a certificate lasts; without a length only windows and grace."""
        pick = self.chance.choice
        terms: dict[str, Any] = {"grace_days": pick((0, 0, 20, 60))}
        if self.maybe(0.6):
            terms |= pick(({"window_days": 30}, {"window_days": 90}, {"window_months": 2}))
        if self.maybe(0.3):
            return terms
        terms["ends"] = pick(("day_before", "anniversary"))
        sort = pick(("rolling", "rolling", "rolling", "calendar_year", "fixed_year", "due"))
        if sort == "due":
            terms |= {"months": pick((6, 12)), "first_due": self.day(300), "min_active_months": pick((0, 2, 12))}
        elif sort == "rolling":
            terms |= {"months": pick((6, 12, 18))}
        else:
            terms |= {"cycle": sort, "year_starts": pick(("04-01", "12-01"))}
        terms["grace_backdates"] = self.maybe(0.2)
        terms["counted_from"] = "approval" if self.maybe(0.2) else "award"
        terms["renewal"] = "on_record" if self.maybe(0.15) else "by_rule"
        terms["extends_by"] = "leave" if sort == "rolling" and self.maybe(0.25) else None
        return terms

    def certification(self, name: str, earlier: tuple[str, ...]) -> Certification:
        pick = self.chance.choice
        terms = self.life()
        valid = Validity(**terms)
        long = valid.months is not None or valid.cycle != "rolling"
        renew = self.tree("renew", earlier) if long and self.maybe(0.8) else None
        more: dict[str, Any] = {}
        if self.maybe(0.25):
            more["always_in_date"] = tuple(self.leaf("always_in_date", earlier) for _ in range(pick((1, 2))))
        if self.maybe(0.25):
            more["bridge_days"] = pick((20, 60))
        if earlier and self.maybe(0.25):
            base = pick(earlier)
            trait = "falls_with_in_cycles" if long else "falls_with_award"
            more["falls_with"] = None if trait in self.spared else base
        if self.maybe(0.12):
            more["no_award_after"] = self.day()
        if self.maybe(0.12):
            closes = self.day() + timedelta(days=300)
            more["closes"] = None if long and "closes_in_cycles" in self.spared else closes
        award = self.tree("award", earlier)
        if self.maybe(0.2):
            ids = [kid.id for kid in (award.all or (award,))]
            more["provisional"] = Provisional(
                starts_with=pick(("appointment", "approval", "module")),
                module="D",
                months=pick((2, 6)),
                extends_by="leave" if self.maybe(0.4) else None,
                until_met=pick(ids) if self.maybe(0.3) else None,
            )
        if long and self.maybe(0.35, "re_entry"):
            more["re_entry"] = self.bands(earlier)
        first = RuleVersion(version="1", starts=date(2000, 1, 1), says="", award=award, renew=renew, valid=valid, **more)
        if not self.maybe(0.3):
            return Certification(format=1, id=name, role="R1", title=name, versions=(first,))
        return Certification(format=1, id=name, role="R1", title=name, versions=(first, self.second(first, earlier, terms, long)))

    def bands(self, earlier: tuple[str, ...]) -> tuple[Band, ...]:
        """Two bands of time away that meet on one day, which belongs to one of them."""
        pick = self.chance.choice
        months = pick((2, 6, 14))
        mine: dict[str, int] = {"under_months": months}
        far: dict[str, int] = {"at_least_months": months}
        if self.maybe(0.5):
            mine, far = {"at_most_months": months}, {"more_than_months": months}
        if self.maybe(0.3):
            far["at_most_months"] = months + pick((6, 18))
        require = self.tree("re_entry", earlier) if self.maybe(0.5) else None
        wait = pick((None, None, 3))
        near = Band(id="near", says="", require=require, conditional_months=wait, **mine)
        return near, Band(id="far", says="", require=self.tree("re_entry", earlier), conditional_months=pick((None, 2)), **far)

    def second(self, first: RuleVersion, earlier: tuple[str, ...], terms: Mapping[str, Any], long: bool) -> RuleVersion:
        """A later version: another award from a day on, and where it lasts, another length or another renewal."""
        change: dict[str, Any] = {"version": "2", "starts": self.day(), "adopted": self.day() if self.maybe(0.3) else None}
        if self.maybe(0.6):
            change["award"] = self.tree("award", earlier)
        if long and self.maybe(0.5, "length_by_version") and "months" in terms:
            change["valid"] = Validity(**{**terms, "months": 9})
        if first.renew is not None and self.maybe(0.5, "renewal_by_version"):
            change["renew"] = self.tree("renew", earlier)
        return replace(first, provisional=None, **change)


def drawn(seed: int, spared: frozenset[str] = SPARED) -> RuleTables:
    """The rules of one seed, for the core and for one country."""
    drawing = Drawing(seed, spared)
    names: tuple[str, ...] = ()
    found = {}
    for index in range(CERTIFICATIONS):
        name = f"K{index}"
        found[name] = unit("certification", name, drawing.certification(name, names))
        names = (*names, name)
    units = {module.id: unit("module", module.id, module) for module in modules()}
    return join_rules(compile_rules(found, units, papers(), country=country) for country in COUNTRIES)
