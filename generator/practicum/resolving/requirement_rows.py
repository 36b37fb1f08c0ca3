"""Rule trees become requirement rows: every requirement a row with its numbers, every way to hold a module a row of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from practicum.model.catalogue import Unit
from practicum.model.certification import Certification, Requirement, RuleVersion
from practicum.model.civil_day import day_number
from practicum.model.curriculum import Assessment, Module
from practicum.model.requirement import COLUMNS, Row, RuleTables
from practicum.model.source import FieldPath
from practicum.resolving.module_holding import Holdings, amount, first_day, last_day, life
from practicum.spans import Span

# Kinds the matching evaluates; every other is shown as unknown, NOT_EVALUATED.
EVALUATED = frozenset(
    {"all", "any", "routes", "module", "modules", "certificate", "competency", "hours", "supervised", "document", "contacts"}
)


def compile_rules(
    certifications: Mapping[str, Unit[Certification]],
    modules: Mapping[str, Unit[Module]],
    assessments: Mapping[str, Unit[Assessment]],
    *,
    country: str = "",
) -> RuleTables:
    """All rule versions of all certifications as tables; which version applies on which day is decided in matching.

    ``country`` says whose View the units come from; learners in post there are judged by these rows.
    """
    rows = _Rows(modules, assessments, country)
    for unit in certifications.values():
        rows.add(unit)
    return rows.tables()


def kind_of(requirement: Requirement) -> str:
    """The one key that names a requirement's kind.

    >>> kind_of(Requirement(module="F01"))
    'module'
    """
    for kind in (
        "all",
        "any",
        "routes",
        "modules",
        "module",
        "certificate",
        "competency",
        "hours",
        "supervised",
        "experience",
        "document",
        "contacts",
    ):
        if getattr(requirement, kind) is not None:
            return kind
    return "all"


def asked_nothing(requirement: Requirement) -> bool:
    """Whether a group asks nothing at all; the checks refuse it, and it counts as met.

    >>> asked_nothing(Requirement(all=())), asked_nothing(Requirement(module="F01"))
    (True, False)
    """
    return requirement.all == () or requirement.any == 0


class _Rows:
    """The rows as they grow."""

    def __init__(self, modules: Mapping[str, Unit[Module]], assessments: Mapping[str, Unit[Assessment]], country: str) -> None:
        self.country = country
        self.grown: dict[str, list[Row]] = {name: [] for name in COLUMNS}
        self.spans: dict[int, Span] = {}
        self.holdings = Holdings(
            {name: unit.value for name, unit in modules.items()}, {name: unit.value for name, unit in assessments.items()}, country
        )
        self.teachers = {name: unit.value for name, unit in modules.items()}
        self.taken: set[str] = set()

    def tables(self) -> RuleTables:
        """Everything grown so far."""
        grown = {**self.grown, **{name: rows for name, rows in self.holdings.grown.items()}}
        return RuleTables({name: tuple(rows) for name, rows in grown.items()}, self.spans)

    def add(self, unit: Unit[Certification]) -> None:
        """One certification with all its versions."""
        certification = unit.value
        lengths = _lengths(certification)
        for index, version in enumerate(certification.versions):
            self.taken = set()
            rule = len(self.grown["rules"])
            place: FieldPath = ("versions", index)
            row = self._rule(rule, certification, version)
            self.grown["rules"].append(row)
            top = (unit, rule, lengths)
            row["award"] = self._node(top, version.award, -1, "award", f"{certification.id}/award", "", (*place, "award"), 0, 0)
            if version.renew is not None:
                row["renew"] = self._node(top, version.renew, -1, "renew", f"{certification.id}/renew", "", (*place, "renew"), 0, 0)
            for position, requirement in enumerate(version.always_in_date):
                self._node(
                    top,
                    requirement,
                    -1,
                    "always_in_date",
                    f"{certification.id}/always_in_date",
                    _own_id(requirement) or f"{position + 1}",
                    (*place, "always_in_date", position),
                    position,
                    0,
                )
            if version.provisional is not None and version.provisional.until_met:
                wanted = "/" + version.provisional.until_met
                row["provisional_until"] = next(
                    (node["req"] for node in self.grown["requirements"] if node["rule"] == rule and node["id"].endswith(wanted)), -1
                )

    def _rule(self, rule: int, certification: Certification, version: RuleVersion) -> Row:
        valid, provisional = version.valid, version.provisional
        return {
            "rule": rule,
            "country": self.country,
            "certification": certification.id,
            "role": certification.role,
            "version": version.version,
            "title": certification.title,
            "says": version.says,
            "starts": first_day(version.starts),
            "until": last_day(version.until),
            "adopted": first_day(version.adopted),
            "award": -1,
            "renew": -1,
            "months": amount(valid.months if valid else None),
            **life(valid),
            "on_record": int(valid is not None and valid.renewal == "on_record"),
            "from_approval": int(valid is not None and valid.counted_from == "approval"),
            "bridge_days": amount(version.bridge_days),
            "falls_with": version.falls_with or "",
            "no_award_after": last_day(version.no_award_after),
            "closes": last_day(version.closes),
            "provisional_from": provisional.starts_with if provisional else "",
            "provisional_module": (provisional.module if provisional else None) or "",
            "provisional_months": provisional.months if provisional else -1,
            "provisional_until": -1,
        }

    def _node(
        self,
        top: tuple[Unit[Certification], int, Mapping[str, Mapping[int, int]]],
        requirement: Requirement,
        parent: int,
        part: str,
        above: str,
        own: str,
        place: FieldPath,
        position: int,
        depth: int,
    ) -> int:
        unit, rule, lengths = top
        kind = kind_of(requirement)
        number = len(self.grown["requirements"])
        full = self._free(f"{above}/{own}" if own else above if depth == 0 else f"{above}/{kind}-{position + 1}")
        within = requirement.within
        rules = self.grown["rules"][rule]
        row: Row = {
            "req": number,
            "rule": rule,
            "id": full,
            "parent": parent,
            "part": part,
            "position": position,
            "depth": depth,
            "kind": kind,
            "n": -1,
            "subject": "",
            "says": requirement.says or "",
            "advisory": int(requirement.advisory),
            "starts": first_day(requirement.starts),
            "until": last_day(requirement.until),
            "by": requirement.by,
            "role": requirement.role or "",
            "within_of": within.of if within else "",
            "within_days": amount(within.days if within else None),
            "within_months": amount(within.months if within else None),
            "within_first": int(within is not None and within.first_time_only),
            "hold": -1,
            "need": -1.0,
            "unit": "",
            "per": "",
            "months": -1,
            "of_last": -1,
            "level": -1,
            "max_age": -1,
            "decay": -1,
            "by_role": "",
            "latest": 0,
            "module": "",
            "evaluated": int(kind in EVALUATED),
            "carry_over": -1.0,
            "count_once": 0,
            "discussed": 0,
            "rule_month": rules["year_month"],
            "rule_day": rules["year_day"],
            "module_once": 0,
            "approved_only": 0,
            "peer_min": -1.0,
            "need_qualified": 0,
            "empty": int(asked_nothing(requirement)),
        }
        self.grown["requirements"].append(row)
        self.spans[number] = unit.where(*place)
        for exemption in requirement.exempt_if:
            self.grown["exemptions"].append({"req": number, "module": exemption.module, "before": last_day(exemption.completed_before)})
        self._numbers(row, requirement, lengths)
        inside = full if own or depth == 0 else above
        for index, (name, child, where) in enumerate(_children(requirement)):
            self._node(top, child, number, part, inside, name, (*place, *where), index, depth + 1)
        return number

    def _free(self, wanted: str) -> str:
        name, count = wanted, 1
        while name in self.taken:
            count += 1
            name = f"{wanted}-{count}"
        self.taken.add(name)
        return name

    def _numbers(self, row: Row, asked: Requirement, lengths: Mapping[str, Mapping[int, int]]) -> None:
        """What the requirement's kind asks, written into its row and the side tables."""
        number = row["req"]
        match row["kind"]:
            case "any":
                row["n"] = asked.any
            case "routes":
                row["n"] = 1
            case "module":
                row["subject"] = row["module"] = str(asked.module)
                row["hold"] = self.holdings.of(str(asked.module), asked, lengths.get(row["id"]))
            case "certificate" if asked.certificate:
                row["subject"] = " ".join(asked.certificate.any_of)
                row["months"] = amount(asked.certificate.within_last_months)
                self._names(number, "any_of", asked.certificate.any_of)
            case "competency" if asked.competency:
                held = asked.competency
                row |= {"subject": held.id, "level": held.level, "max_age": amount(held.max_age_months), "decay": amount(held.decay_months)}
                row |= {"by_role": held.by or "", "latest": int(held.latest)}
                if held.by is None:
                    for name in self._teaching(held.id, held.level):
                        self.grown["gates"].append({"req": number, "hold": self.holdings.of(name, None, None), "use": "teaches"})
            case "hours" if asked.hours:
                hours = asked.hours
                row |= {
                    "need": float(hours.min),
                    "unit": hours.unit,
                    "per": hours.per,
                    "months": amount(hours.months),
                    "count_once": int(hours.count_once),
                }
                row |= {
                    "carry_over": float(amount(hours.carry_over)),
                    "module_once": int(hours.module_once),
                    "approved_only": int(hours.approved_only),
                }
                row["peer_min"] = float(amount(hours.peer_reflection_min))
                # What is not understood yet is not guessed at.
                row["evaluated"] = int(
                    hours.carry_over is None and hours.hours_a_day is None and not hours.credits and not hours.count_once
                )
                if hours.peer_reflection_min is not None:
                    self.grown["categories"].append({"req": number, "category": "peer_reflection", "least": row["peer_min"], "most": -1.0})
                self._names(number, "kinds", hours.kinds)
                for category, limit in (hours.categories or {}).items():
                    most = limit.max
                    if limit.max_share is not None:
                        above, below = (int(part) for part in limit.max_share.split("/"))
                        most = min(most if most is not None else float("inf"), hours.min * above / below)
                    self.grown["categories"].append(
                        {"req": number, "category": category, "least": float(limit.min or 0), "most": float(amount(most))}
                    )
                for rate in hours.convert:
                    self.grown["conversions"].append(
                        {
                            "req": number,
                            "activity": rate.kind or "",
                            "unit": rate.unit,
                            "rate": float(rate.rate),
                            "cap_each": float(amount(rate.cap_each)),
                        }
                    )
            case "supervised" if asked.supervised:
                practice = asked.supervised
                row |= {
                    "need": float(practice.min),
                    "unit": practice.unit,
                    "module": practice.module or "",
                    "subject": practice.module or "",
                }
                row |= {
                    "evaluated": int(not practice.categories and not practice.reduced),
                    "need_qualified": int(bool(practice.supervisor_holds)),
                }
                self._names(number, "supervisor_holds", practice.supervisor_holds)
                for name in practice.not_before:
                    self.grown["gates"].append({"req": number, "hold": self.holdings.of(name, None, None), "use": "not_before"})
            case "experience" if asked.experience:
                row |= {
                    "need": float(asked.experience.months),
                    "of_last": asked.experience.of_last,
                    "subject": " ".join(asked.experience.roles),
                }
                self._names(number, "roles", asked.experience.roles)
            case "document" if asked.document:
                paper = asked.document
                row |= {
                    "subject": paper.kind,
                    "need": float(paper.count),
                    "max_age": amount(paper.max_age_months),
                    "discussed": int(paper.discussed),
                }
                row["unit"] = paper.subject or ""
            case "contacts" if asked.contacts:
                row |= {"subject": asked.contacts.kind, "need": float(asked.contacts.min), "months": asked.contacts.every_months}

    def _names(self, number: int, use: str, names: tuple[str, ...]) -> None:
        self.grown["names"] += [{"req": number, "use": use, "name": name} for name in names]

    def _teaching(self, competency: str, level: int) -> Iterator[str]:
        for name, module in self.teachers.items():
            if any(taught.competency == competency and taught.level >= level for taught in module.versions[-1].teaches):
                yield name


def _own_id(requirement: Requirement) -> str:
    return requirement.id or requirement.module or ""


def _children(asked: Requirement) -> Iterator[tuple[str, Requirement, FieldPath]]:
    """The children of a group with their ids and where they are written."""
    if asked.all is not None:
        for index, child in enumerate(asked.all):
            yield _own_id(child), child, ("all", index)
    elif asked.any is not None:
        for index, child in enumerate(asked.of or ()):
            yield _own_id(child), child, ("of", index)
    elif asked.routes is not None:
        for name, child in asked.routes.items():
            yield name, child, ("routes", name)
    elif asked.modules is not None:
        for index, module in enumerate(asked.modules):
            yield module, _one_module(asked, module), ("modules", index)


def _one_module(asked: Requirement, module: str) -> Requirement:
    """One of a list of modules, held as the list says."""
    return Requirement(
        module=module,
        valid=asked.valid,
        evidence=asked.evidence,
        pass_mark=asked.pass_mark,
        attempts=asked.attempts,
        latest_attempt=asked.latest_attempt,
        order=asked.order,
        edition=asked.edition,
        equivalents=asked.equivalents,
    )


def _lengths(certification: Certification) -> dict[str, dict[int, int]]:
    """For requirements whose length differs between rule versions: by id, the lengths with their first days.

    A completion keeps the length that stood on its own day, so a later version's row carries the earlier lengths as changes.
    """
    found: dict[str, dict[int, int]] = {}

    def walk(asked: Requirement, above: str, own: str, depth: int, position: int, starts: date) -> None:
        full = f"{above}/{own}" if own else above if depth == 0 else f"{above}/{kind_of(asked)}-{position + 1}"
        if asked.module and asked.valid is not None and asked.valid.months is not None:
            found.setdefault(full, {})[day_number(starts)] = asked.valid.months
        for index, (name, child, _where) in enumerate(_children(asked)):
            walk(child, full if own or depth == 0 else above, name, depth + 1, index, starts)

    for version in certification.versions:
        walk(version.award, f"{certification.id}/award", "", 0, 0, version.starts)
        if version.renew is not None:
            walk(version.renew, f"{certification.id}/renew", "", 0, 0, version.starts)
        for position, requirement in enumerate(version.always_in_date):
            walk(requirement, f"{certification.id}/always_in_date", _own_id(requirement) or f"{position + 1}", 0, position, version.starts)
    return {name: lengths for name, lengths in found.items() if len(set(lengths.values())) > 1}
