"""From verdicts to needs: what is open of a certificate, as the planner sees it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from practicum.model.catalogue import Catalogue
from practicum.model.civil_day import civil
from practicum.model.explanation import ByReturn, RequirementExplanation
from practicum.model.plan import Amount, Course, Need
from practicum.model.requirement import RuleTables
from practicum.model.verdict import FIXES, Fix, Reason

Row = Mapping[str, Any]
HELD = frozenset({"met", "met_by_exemption", "met_by_waiver", "met_by_prior_learning"})
OPEN = frozenset({"not_met", "due", "unknown"})
GROUPS = frozenset({"all", "modules", "any", "routes"})
# A first award is asked of whoever does not hold the certificate; a certificate that is over comes back by its band, else by a new award.
AWARD_ASKED = frozenset({"never", "provisional", "bridging", "unknown"})
RENEWAL_ASKED = frozenset({"certified", "due", "grace", "restricted", "unknown"})
NOT_BY_RENEWAL = frozenset({"FALLS_WITH", "REVOKED", "CLOSED"})
ON_PAPER = frozenset(reason.value for reason, fix in FIXES.items() if fix is Fix.DOCUMENT)
AGAIN = frozenset({Reason.RPL_ASSESSOR_INACTIVE.value, Reason.RPL_SECOND_ASSESSOR.value})
# All of the award is held, after its limit: nothing is left to learn, and somebody has to decide.
EARNED_LATE = Reason.LATE_NEEDS_DECISION.value
# Whole files did not come, or nobody can judge it: what is missing is the record, and not the learning.
NOT_SAID = frozenset({Reason.FILE_MISSING.value, Reason.NOT_EVALUATED.value})
# Documents that are practice, seen or looked back on; a plan can hold a day for them.
PRACTISED = {"observation": "observation", "review": "review"}
# What no plan can bring about. What the records do not say is no such thing: nobody is sent to a course because a file is missing.
OUT_OF_REACH = frozenset({"degree", "foreign_award", "appointment"})


@dataclass(frozen=True)
class Verdict:
    """One certificate row with its requirement rows, and by requirement what a waiting record lacks and what was counted by category.

    ``returns`` tells how each part of a renewal stands today, where a certificate that is over comes back by making it up.
    """

    certificate: Row
    requirements: Sequence[Row]
    closings: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    amounts: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    returns: Mapping[str, ByReturn] = field(default_factory=dict)


def returns_in(requirements: Iterable[RequirementExplanation]) -> dict[str, ByReturn]:
    """How each part of a renewal stands today, by requirement, where a certificate comes back by making it up."""
    found: dict[str, ByReturn] = {}
    for node in requirements:
        if node.by_return is not None:
            found[node.requirement] = node.by_return
        found |= returns_in(node.parts)
    return found


def may_end_late(verdict: Verdict, finish: int) -> bool:
    """Whether the award of a certificate may come after its limit, by a plan that ends on the day ``finish``.

    The limit of a first award is over or lies before that day; or a certificate was issued that the rule did not give, as after a late
    award that nobody decided on.
    """
    row = verdict.certificate
    if row["state"] == "lapsed":
        return bool(row["disagreement"] == "RULE_NOT_MET")
    limited = row["deadline"] is not None and row["deadline"] < finish
    return row["state"] in AWARD_ASKED and (limited or row["reason"] not in ("", Reason.NO_RECORD.value))


def leaves_of_all(needs: Iterable[Need]) -> Iterator[Need]:
    """The needs without parts, except those of choices: which way a choice takes is not decided by what is open of each.

    Of the two ways back of a certificate that is over a new award is looked at: all of it has to be held on one day.
    """
    for need in needs:
        if need.kind == "all":
            yield from leaves_of_all(need.parts)
        elif need.kind == "any" and "/" not in need.requirement:
            yield from leaves_of_all(part for part in need.parts if part.requirement.endswith("/award"))
        elif need.kind != "any":
            yield need


def verdicts_by_ask(
    certificates: Iterable[Row], requirements: Iterable[Row], closings: Iterable[Row], amounts: Iterable[Row]
) -> dict[int, Verdict]:
    """The rows of a run by the number of the question."""
    below: dict[int, list[Row]] = defaultdict(list)
    waits: dict[int, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    counts: dict[int, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in requirements:
        below[row["ask"]].append(row)
    for row in closings:
        waits[row["ask"]][row["requirement"]].append(row)
    for row in amounts:
        counts[row["ask"]][row["requirement"]].append(row)
    return {row["ask"]: Verdict(row, below[row["ask"]], waits[row["ask"]], counts[row["ask"]]) for row in certificates}


def verdicts_by_learner(
    certificates: Iterable[Row], requirements: Iterable[Row], closings: Iterable[Row], amounts: Iterable[Row]
) -> dict[str, dict[str, Verdict]]:
    """The rows of a run by learner and certification."""
    found: dict[str, dict[str, Verdict]] = defaultdict(dict)
    for verdict in verdicts_by_ask(certificates, requirements, closings, amounts).values():
        row = verdict.certificate
        found[row["learner"]].setdefault(row["certification"], verdict)
    return dict(found)


def courses_of(catalogue: Catalogue, day: int) -> dict[str, Course]:
    """The modules that can be taken, with the hours of the version taught on a day; planned and legacy ones are taught nowhere."""
    found = {}
    for name, unit in catalogue.modules.items():
        module = unit.value
        if module.legacy or module.status in {"planned", "retired"}:
            continue
        running = [each for each in module.versions if each.starts <= civil(day)] or list(module.versions)
        now = max(running, key=lambda each: each.starts)
        found[name] = Course(name, float(now.hours), tuple(each.module for each in module.prerequisites), now.valid_months)
    return found


class Asked:
    """The rules by number, as far as planning looks at them."""

    def __init__(self, rules: RuleTables) -> None:
        owners = {row["rule"]: row for row in rules.rows("rules")}
        self.numbers = {
            (owners[row["rule"]]["country"], owners[row["rule"]]["version"], row["id"]): row for row in rules.rows("requirements")
        }
        self.modules = {row["hold"]: row["module"] for row in rules.rows("holdings")}
        self.editions = {row["hold"]: row["edition"] for row in rules.rows("holdings")}
        self.sources: dict[int, list[Row]] = defaultdict(list)
        self.ordered = {row["hold"] for row in rules.rows("prerequisites")}
        self.gates: dict[tuple[int, str], list[str]] = defaultdict(list)
        self.names: dict[tuple[int, str], list[str]] = defaultdict(list)
        for row in rules.rows("sources"):
            self.sources[row["hold"]].append(row)
        for row in rules.rows("gates"):
            self.gates[row["req"], row["use"]].append(self.modules[row["hold"]])
        for row in rules.rows("names"):
            self.names[row["req"], row["use"]].append(row["name"])

    def number(self, verdict: Verdict, row: Row) -> Row:
        """The rule's own row behind a row of a verdict; empty where the rules know none."""
        own = (verdict.certificate["country"] or "", row["rule_version"], row["requirement"])
        return self.numbers.get(own) or self.numbers.get(("", *own[1:]), {})


class Needing:
    """What the certificates of one learner need.

    ``other`` gives the verdict on another certification of the same learner, or None where nobody asked for it.
    """

    def __init__(
        self, asked: Asked, courses: Mapping[str, Course], day: int, other: Callable[[str], Verdict | None] = lambda _: None
    ) -> None:
        self.asked, self.courses, self.day, self.other = asked, courses, day, other
        self.deadlines: dict[str, int] = {}
        self.trail: list[str] = []

    def of(self, verdict: Verdict) -> tuple[Need, ...]:
        """What is open of a certificate; empty where nothing is."""
        certificate = verdict.certificate
        state, name = certificate["state"], certificate["certification"]
        if name in self.trail:
            return (Need("beside", name, says=f"certificate:{name}", barrier=1.0),)
        self.trail.append(name)
        try:
            tree = _Tree(self, verdict)
            if state == "lapsed":
                return tree.ways_back()
            parts = (["award"] if state in AWARD_ASKED else []) + (["renew"] if state in RENEWAL_ASKED else [])
            found = tuple(need for part in (*parts, "always_in_date") for need in tree.part(part))
            if not found and certificate["reason"] == EARNED_LATE:
                return (Need("beside", name, says=f"late_award:{name}", barrier=1.0),)
            return found
        finally:
            self.trail.pop()


class _Tree:
    """The open requirements of one certificate."""

    def __init__(self, needing: Needing, verdict: Verdict) -> None:
        self.needing, self.verdict, self.asked = needing, verdict, needing.asked
        self.below: dict[str, list[Row]] = defaultdict(list)
        for row in sorted(verdict.requirements, key=lambda each: (each["depth"], each["position"])):
            self.below[row["parent"]].append(row)

    def part(self, part: str) -> list[Need]:
        """The open needs of one part of the rule."""
        return [need for row in self.below[""] if row["part"] == part for need in self.node(row)]

    def ways_back(self) -> tuple[Need, ...]:
        """How a certificate that is over comes back: by what its band asks, else by what its renewal asked, or by a new award."""
        ways: list[Need] = []
        row = self.verdict.certificate
        if row["reason"] not in NOT_BY_RENEWAL and row["band"]:
            own = [each for each in self.below[""] if each["part"] == "re_entry" and each["state"] != "not_applicable"]
            back = [need for each in own for need in self.node(each)] if own else self.part("renew")
            if back:
                ways.append(Need("all", f"{row['certification']}/return", parts=tuple(back)))
        again = [*self.part("award"), *self.part("always_in_date")]
        if again:
            ways.append(Need("all", f"{row['certification']}/award", parts=tuple(again)))
        if not ways:
            return (Need("beside", row["certification"], says=f"decision:{row['certification']}:{row['reason']}", barrier=1.0),)
        return (ways[0],) if len(ways) == 1 else (Need("any", row["certification"], 1, tuple(ways)),)

    def node(self, row: Row) -> list[Need]:
        """What closes a requirement; nothing where it is held, advice or not asked."""
        children = self.below.get(row["requirement"], [])
        now = self.verdict.returns.get(row["requirement"])
        if row["advisory"] or (not now.asked or now.held if now else row["state"] not in OPEN and not self.made_up(row)):
            return []
        if row["kind"] not in GROUPS or not children:
            deadline = row["deadline"] or self.verdict.certificate["deadline"]
            # The day by which a renewal was due is history for whoever makes it up now.
            if deadline is not None and now is None:
                known = self.needing.deadlines.get(row["requirement"], deadline)
                self.needing.deadlines[row["requirement"]] = min(known, deadline)
            return [self.leaf(row)]
        if row["kind"] in {"all", "modules"}:
            return [need for child in children for need in self.node(child)]
        ways = []
        held = 0
        for child in children:
            held += self.holds(child)
            parts = self.node(child)
            if parts:
                ways.append(parts[0] if len(parts) == 1 else Need("all", child["requirement"], parts=tuple(parts)))
        number = self.number(row)
        wanted = max(int(number.get("n", 1)), 1) if row["kind"] == "any" else 1
        # A renewal that is made up is judged anew: a choice of it may be met today, whatever its state was when the certificate ended.
        if self.made_up(row) and (held >= wanted or not ways):
            return []
        short = min(max(wanted - held, 1), len(ways))
        if not ways:
            return [Need("beside", row["requirement"], says=f"data:{row['reason']}:{row['requirement']}")]
        return [ways[0]] if len(ways) == 1 else [Need("any", row["requirement"], short, tuple(ways))]

    def made_up(self, row: Row) -> bool:
        """Whether something below a group is asked again of somebody who makes up a renewal."""
        return any(child["requirement"] in self.verdict.returns or self.made_up(child) for child in self.below.get(row["requirement"], ()))

    def holds(self, row: Row) -> bool:
        """Whether a way of a choice is held already."""
        if row["advisory"]:
            return False
        now = self.verdict.returns.get(row["requirement"])
        if now:
            return now.asked and now.held
        if self.made_up(row):
            return row["kind"] in {"all", "modules"} and not self.node(row) and self.asks(row)
        return row["state"] in HELD

    def asks(self, row: Row) -> bool:
        """Whether anything below a group is asked of somebody who makes up a renewal."""
        now = self.verdict.returns.get(row["requirement"])
        return now.asked if now else any(self.asks(child) for child in self.below.get(row["requirement"], ()))

    def number(self, row: Row) -> Row:
        """The rule's own row behind a verdict's row."""
        return self.asked.number(self.verdict, row)

    def leaf(self, row: Row) -> Need:
        """What closes one requirement without parts."""
        kind, name, number = row["kind"], row["requirement"], self.number(row)
        now = self.verdict.returns.get(name)
        if now is not None:
            row = {**row, "missing": now.missing or row["missing"], "state": "not_met"}
        if row["state"] == "unknown" and (row["reason"] in NOT_SAID or row["reason"] not in ON_PAPER):
            return Need("beside", name, says=f"data:{row['reason']}:{name}")
        if kind == "module":
            return self.module(row, number)
        if kind == "competency":
            taught = tuple(each for each in self.asked.gates.get((number.get("req", -1), "teaches"), ()) if each in self.needing.courses)
            if taught:
                return Need("module", name, offers=tuple(sorted(taught)))
            subject = f"{row['subject']}@{number.get('level', 0)}"
            by = number.get("by_role", "")
            return Need("amount", name, amount=Amount("observation", "item", 1.0, subject, pool=f"observation:{subject}:{by}"))
        if kind == "hours":
            return self.hours(row, number)
        if kind == "supervised":
            subject, unit = row["subject"] or "", number.get("unit", "hour")
            after = tuple(self.asked.gates.get((number.get("req", -1), "not_before"), ()))
            least = self.lacking(row)
            total = max(row["missing"] or 0.0, sum(amount for _, amount in least))
            return Need(
                "amount", name, amount=Amount("supervised", unit, total, subject, least, f"supervised:{unit}:{subject}", after=after)
            )
        if kind == "contacts":
            return Need(
                "amount", name, amount=Amount("contact", "contact", row["missing"] or 1.0, row["subject"], pool=f"contact:{row['subject']}")
            )
        if kind == "document":
            return self.document(row, number)
        if kind == "experience":
            months = row["missing"] or 1.0
            return Need("beside", name, says=f"experience:{row['subject']}:{months:g}", barrier=1.0, wait_months=months)
        if kind == "certificate":
            return self.certificate(row)
        return Need("beside", name, says=f"data:{row['reason']}:{name}")

    def module(self, row: Row, number: Row) -> Need:
        """A module to take, what it waits for, or the paper that is lacking."""
        name, reason = row["requirement"], row["reason"]
        if reason in ON_PAPER:
            return Need("beside", name, says=f"proof:{reason}:{row['subject']}", grants=row["subject"])
        waiting = [each["unit"] for each in self.verdict.closings.get(name, ())] if reason == "PREREQ_MISSING" else []
        if waiting:
            parts = []
            for unit in waiting:
                what, _, subject = unit.partition(":")
                module = what == "module" and subject in self.needing.courses
                parts.append(
                    Need("module", name, offers=(subject,)) if module else Need("beside", name, says=f"proof:UNVERIFIED:{row['subject']}")
                )
            return parts[0] if len(parts) == 1 else Need("all", name, parts=tuple(parts))
        hold = number.get("hold", -1)
        in_force = row["valid_until"] is not None and row["valid_until"] >= self.needing.day
        offers = {row["subject"]} if row["subject"] in self.needing.courses else set()
        for source in self.asked.sources.get(hold, ()):
            fits = source["done_from"] <= self.needing.day <= source["done_until"] and source["version_until"] >= self.needing.day
            if source["source"] in self.needing.courses and fits and (not source["refresher"] or in_force):
                offers.add(source["source"])
        edition = self.asked.editions.get(hold, "")
        if not offers or edition not in ("", self.verdict.certificate["country"]):
            return Need("beside", name, says=f"not_taught:{row['subject']}{edition and f'/{edition}'}", barrier=1.0)
        taken = Need("module", name, offers=tuple(sorted(offers)), in_order=hold in self.asked.ordered or hold < 0)
        if reason in AGAIN:
            # Nobody is sent to the course before that is tried, unless another requirement sends them there.
            again = Need("beside", name, says=f"decided_again:{row['subject']}:{reason}", grants=row["subject"])
            return Need("any", name, 1, (again, taken))
        return taken

    def lacking(self, row: Row) -> tuple[tuple[str, float], ...]:
        """What single categories of an amount still lack."""
        now = self.verdict.returns.get(row["requirement"])
        if now is not None:
            lacking = ((each.category, (each.least or 0.0) - each.done) for each in now.categories)
            return tuple(sorted((category, round(amount, 6)) for category, amount in lacking if amount > 0))
        rows = self.verdict.amounts.get(row["requirement"], ())
        short = ((each["category"], round(each["least"] - each["counted"], 6)) for each in rows if each["least"] > each["counted"])
        return tuple(sorted(short))

    def hours(self, row: Row, number: Row) -> Need:
        """Hours, points, days or items that are short."""
        req = number.get("req", -1)
        unit, least = number.get("unit") or "hour", self.lacking(row)
        kinds = " ".join(sorted(self.asked.names.get((req, "kinds"), ())))
        # What several categories lack may be one activity each; more than is missing is done where they lack more.
        total = max(row["missing"] or 0.0, sum(amount for _, amount in least))
        once = f":{row['requirement']}" if number.get("count_once") else ""
        adds = unit == "hour" and not kinds and not once and not number.get("approved_only") and row["part"] != "re_entry"
        return Need("amount", row["requirement"], amount=Amount("cpd", unit, total, kinds, least, f"cpd:{unit}:{kinds}{once}", adds))

    def document(self, row: Row, number: Row) -> Need:
        """Something that has to be on record."""
        name, what, about = row["requirement"], row["subject"], number.get("unit", "")
        count = row["missing"] or 1.0
        if what in PRACTISED:
            amount = Amount("observation" if what == "observation" else "review", "item", count, about or what, pool=f"{what}:{about}")
            return Need("amount", name, amount=amount)
        return Need("beside", name, says=f"{what}:{about}:{count:g}", barrier=1.0 if what in OUT_OF_REACH else 0.0)

    def certificate(self, row: Row) -> Need:
        """Another certificate: what it needs itself, where that is known."""
        ways: list[Need] = []
        for other in row["subject"].split():
            verdict = self.needing.other(other)
            parts = self.needing.of(verdict) if verdict is not None else ()
            if parts:
                ways.append(Need("all", f"{other}", parts=parts))
        if not ways:
            return Need("beside", row["requirement"], says=f"certificate:{row['subject']}", barrier=1.0)
        return ways[0] if len(ways) == 1 else Need("any", row["requirement"], 1, tuple(ways))
