"""Steps: what closes what is open for one learner, each way whole, the planner's first."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace

from practicum.model.explanation import Evidence, Explanation, RequirementExplanation
from practicum.reporting.closing import NOTHING_CHOSEN, Chosen, hours_of, newest
from practicum.reporting.telling import PEERS, Names, category_name, ids_say, listed, plenty, reasons_in, unit_says
from practicum.reporting.wording import (
    DECIDED_AGAIN,
    HELD_STATES,
    NOT_EVALUATED,
    PROOF_LACKING,
    civil,
    day_says,
    number_says,
    proof_lacking,
)

CHOICES = frozenset({"any", "routes"})
GROUPS = frozenset({"all", "modules", *CHOICES})
# What a record lacks that only has to be put on paper.
ON_PAPER = frozenset({"UNSIGNED", "NOT_APPROVED", "SUPERVISOR_MISSING", "UNVERIFIED", "SCORE_MISSING", "DATE_TOO_VAGUE"})
# What another decision weighs, in hours: an assessor has to look at it, and nobody sits a course.
AGAIN = 1.0
HOURS_IN = {"hour": 1.0, "day": 6.0, "point": 1.0, "item": 1.0}


@dataclass(frozen=True)
class Step:
    """One thing to do; ``effort`` weighs it as if in hours, ``heavy`` counts other certificates and months.

    What is weighed is not said: ``amount`` and ``unit`` are what there is to do. ``practice`` names the module whose hours of practice
    it adds to; ``by_hand`` says that nobody but a person can judge what it is for.
    """

    says: str
    module: str = ""
    effort: float = 0.0
    heavy: int = 0
    practice: str = ""
    amount: float = 0.0
    unit: str = ""
    by_hand: bool = False


@dataclass(frozen=True)
class Plan:
    """Everything that is needed together: steps, and choices of which each needs some of its ways."""

    steps: tuple[Step, ...] = ()
    choices: tuple[Choice, ...] = ()

    @property
    def cost(self) -> tuple[int, float, int]:
        """How dear it is: other certificates first, then hours, then how many things."""
        picked = [way.plan.cost for choice in self.choices for way in choice.ways[: choice.short]]
        return (
            sum(step.heavy for step in self.steps) + sum(each[0] for each in picked),
            sum(step.effort for step in self.steps) + sum(each[1] for each in picked),
            len(self.steps) + sum(each[2] for each in picked),
        )

    @property
    def amounts(self) -> dict[str, float]:
        """How much of what there is to do in all, by unit, with the cheapest ways of each choice."""
        found: dict[str, float] = {}
        for step in self.steps:
            if step.amount:
                found[step.unit] = found.get(step.unit, 0.0) + step.amount
        for way in (way for choice in self.choices for way in choice.ways[: choice.short]):
            for unit, amount in way.plan.amounts.items():
                found[unit] = found.get(unit, 0.0) + amount
        return found

    @property
    def empty(self) -> bool:
        """Whether nothing is left to do."""
        return not self.steps and not self.choices


@dataclass(frozen=True)
class Way:
    """One way of a choice, in its own sentence."""

    says: str
    requirement: str
    plan: Plan


@dataclass(frozen=True)
class Choice:
    """A choice: so many of its ways are still needed; those that the plan takes stand first, where there is a plan."""

    says: str
    short: int
    ways: tuple[Way, ...] = field(default=())
    planned: bool = False


class Planning:
    """What closes the open requirements of one learner."""

    def __init__(self, one: Explanation, names: Names, held: Collection[str] = (), chosen: Chosen = NOTHING_CHOSEN) -> None:
        self.one, self.names, self.chosen = one, names, chosen
        nodes = reasons_in(one.requirements).values()
        self.held = {*held, *(node.subject for node in nodes if node.kind == "module" and self.is_held(node))}

    @staticmethod
    def is_held(node: RequirementExplanation) -> bool:
        """Whether a requirement needs nothing more."""
        if node.by_return is not None:
            return node.by_return.held or not node.by_return.asked
        return node.state in HELD_STATES

    def applies(self, node: RequirementExplanation) -> bool:
        """Whether a requirement is asked; of a renewal that is made up, whether it is asked today."""
        if node.by_return is not None:
            return node.by_return.asked
        below = [part for part in node.parts if part.by_return is not None]
        return any(self.applies(part) for part in below) if below else node.state != "not_applicable"

    def plan(self, parts: Sequence[RequirementExplanation]) -> Plan:
        """What closes several requirements together, each thing once."""
        steps: dict[str, Step] = {}
        choices: list[Choice] = []
        for node in parts:
            found = self.plan_of(node)
            for step in found.steps:
                # The same module once, in the words that say most.
                key = step.module or step.says
                if key not in steps or len(step.says) > len(steps[key].says):
                    steps[key] = step
            choices += found.choices
        # The hours of a practicum are those of its module: they are done once, and then it is passed.
        hours = {step.practice for step in steps.values() if step.practice}
        passed = [
            Step(f"{self.names.titled(step.module)} passed, when these hours are done", step.module)
            for step in steps.values()
            if step.module in hours
        ]
        return Plan((*(step for step in steps.values() if step.module not in hours), *passed), tuple(choices))

    def plan_of(self, node: RequirementExplanation) -> Plan:
        """What closes one requirement."""
        if node.advisory or not self.applies(node):
            return Plan()
        if node.kind in CHOICES:
            return self.choice(node)
        if node.parts:
            return self.plan(node.parts)
        if self.is_held(node):
            return Plan()
        by_hand = node.reason == NOT_EVALUATED
        return Plan(tuple(replace(step, by_hand=by_hand) for step in self.steps(node)))

    def choice(self, node: RequirementExplanation) -> Plan:
        """The ways of a choice, the planner's first; what comes to the same is one way, and one way is no choice."""
        asked = [part for part in node.parts if not part.advisory and self.applies(part)]
        plans = [(part, self.plan_of(part)) for part in asked]
        short = int(node.needed or 1) - sum(plan.empty for _, plan in plans)
        if short <= 0 or (node.state in HELD_STATES and not any(each.by_return for each in reasons_in([node]).values())):
            return Plan()
        ways: dict[object, Way] = {}
        planned: set[str] = set()
        for part, plan in plans:
            same = tuple(step.module or step.says for step in plan.steps), plan.choices
            if not plan.empty:
                if same not in ways:
                    ways[same] = Way(self.names.sentence(part), part.requirement, plan)
                if self.is_chosen(part):
                    planned.add(ways[same].requirement)
        # The planner weighs a way beside all else that is open; how dear each is by itself only orders those that it did not take.
        ranked = sorted(ways.values(), key=lambda way: (way.requirement not in planned, way.plan.cost))
        if len(ranked) == 1:
            return ranked[0].plan
        return Plan(choices=(Choice(self.names.sentence(node), min(short, len(ranked)), tuple(ranked), bool(planned)),))

    def is_chosen(self, node: RequirementExplanation) -> bool:
        """Whether the plan closes all that is open of a requirement, by whichever way of its choices."""
        if node.kind in CHOICES and node.parts:
            asked = [part for part in node.parts if not part.advisory and self.applies(part)]
            return sum(self.is_closed(part) for part in asked) >= int(node.needed or 1)
        if node.parts:
            return all(self.is_closed(part) for part in node.parts if not part.advisory and self.applies(part))
        return node.requirement in self.chosen.requirements

    def is_closed(self, node: RequirementExplanation) -> bool:
        """Whether a requirement is held, or will be when the plan is done."""
        return (not node.parts and self.is_held(node)) or self.is_chosen(node)

    def steps(self, node: RequirementExplanation) -> Iterator[Step]:
        """What closes a requirement without parts."""
        # The deadline of the whole stands above the steps; only another one is said with them.
        own = (
            node.deadline is not None and node.deadline >= self.one.as_of and node.deadline not in (self.one.deadline, self.one.valid_until)
        )
        by = f", by {day_says(node.deadline)}" if own else ""
        if node.kind == "module":
            yield from self.modules(node, by)
        elif node.kind in {"hours", "supervised", "contacts", "document"}:
            yield from self.amount(node, by)
        elif node.kind == "certificate":
            wanted = listed([part for part in node.subject.split() if part]) or node.subject
            yield Step(f"the certificate as {wanted} in force{by} (it has an explanation of its own)", heavy=1)
        elif node.kind == "experience":
            yield Step(f"{plenty(node.missing or 0, 'month')} more of active practice{by}", heavy=int(node.missing or 1))
        else:
            yield Step(f"{self.names.sentence(node)}{by}", effort=0.5)

    def modules(self, node: RequirementExplanation, by: str) -> Iterator[Step]:
        """The modules in the order in which they can be taken, or the proof that one which was done still lacks."""
        proof = proof_lacking(node.reason)
        if proof:
            lacking = [each for each in node.rejected if each.reason == node.reason]
            yield Step(f"{self.names.titled(node.subject)}: {proof}{f' ({ids_say(lacking)})' if lacking else ''}{by}")
            return
        if again := DECIDED_AGAIN.get(node.reason):
            # Nobody is sent to the course before that is tried, so its hours are no part of the way.
            lost = [each for each in node.rejected if each.reason == node.reason]
            known = self.names.catalogue.modules.get(node.subject)
            module = f"the module{_hours(hours_of(known.value, civil(self.one.as_of)) if known else 0.0)}"
            says = f"{self.names.titled(node.subject)}: {again} ({ids_say(lost)}); {module} only where it is not recognised{by}"
            yield Step(says, effort=AGAIN)
            return
        units = node.closing or (f"module:{node.subject}",)
        for unit in units:
            kind, _, name = unit.partition(":")
            base = self.base_of(name)
            if kind == "verify":
                yield Step(f"have {name} verified{by}")
            elif kind == "module":
                # A base that is taken first anyway is in date when its refresher follows.
                taken = name if f"module:{base}" in units else base
                yield self.module(taken, node, by, instead_of="" if taken == name else name)
            else:
                yield Step(unit.replace("_", " ") + by)

    def base_of(self, module: str) -> str:
        """The module itself; for a refresher whose base is no longer in date the base, which is then taken again."""
        unit = self.names.catalogue.modules.get(module)
        base = unit.value.renews if unit else None
        return base if base and base not in self.held else module

    def module(self, module: str, node: RequirementExplanation, by: str, *, instead_of: str = "") -> Step:
        """A module to take, with its hours and what about it matters."""
        unit = self.names.catalogue.modules.get(module)
        hours = hours_of(unit.value, civil(self.one.as_of)) if unit else 0.0
        again = ""
        if instead_of:
            again = f"; {instead_of} does not do, because it renews only what is still in date"
        elif node.reason == "WRONG_EDITION" and module == node.subject:
            where = self.names.country(self.one.country)
            again = f", in the edition of {where}" if where and where in node.says else ", in the edition asked for"
        elif node.reason == "SUPERSEDED" and module == node.subject and unit:
            again = f", in version {newest(unit.value).version}{''.join(self._no_refresher(module))}"
        return Step(f"{self.names.titled(module)}{_hours(hours)}{again}{by}", module, hours, amount=hours, unit="hour")

    def _no_refresher(self, module: str) -> Iterator[str]:
        for name, unit in self.names.catalogue.modules.items():
            if unit.value.renews == module:
                yield f"; {name} does not do, because a version that no longer counts is retaken, not refreshed"

    def amount(self, node: RequirementExplanation, by: str) -> Iterator[Step]:
        """What still has to be done and recorded, what would not add to it, and what only has to be put on paper."""
        now = node.by_return
        categories = now.categories if now else node.categories
        short = max(0.0, (now.missing if now else (node.needed or 0) - (node.counted or 0)) or 0.0)
        lacking = [each for each in categories if each.least is not None and each.done < each.least]
        full = [each for each in categories if each.most is not None and each.done >= each.most]
        signed = node.kind == "supervised"
        of_module = f" in {node.subject}" if signed and node.subject else ""

        def more(amount: float) -> str:
            return f"{number_says(amount)} more {'signed ' if signed else ''}{unit_says(node.unit, amount)}{of_module}"

        left = {each.category: (each.least or 0) - each.done for each in lacking}
        parts = []
        if any(amount >= short for amount in left.values()):
            # What a category lacks is all that is missing, or more.
            parts = [f"{more(amount)} {_in_category(name)}" for name, amount in left.items()]
        elif short > 0:
            whole = f"put on record: {self.names.sentence(node).removesuffix(' is on record')}"
            parts = [whole if node.kind == "document" and (node.needed or 1) <= 1 else more(short)]
            parts += [f"{number_says(amount)} of them {_in_category(name)}" for name, amount in left.items()]
        if not parts:
            parts.append(self.names.sentence(node))
        beside = "".join(
            f" of any kind but {category_name(each.category)}: of that {plenty(each.done, node.unit)} are done, "
            f"at most {number_says(each.most or 0)} count"
            for each in full
            if short > 0
        )
        waiting = [each.module for each in node.before if each.held_from is None]
        first = f", once {listed(waiting)} {'is' if len(waiting) == 1 else 'are'} held" if waiting else ""
        # Of several categories each is made up for itself where one alone is as much as is short.
        short = max(short, sum(left.values()) if any(amount >= short for amount in left.values()) else 0.0)
        effort = short * HOURS_IN.get(node.unit.partition(":")[0], 1.0)
        paper = [each for each in node.rejected if each.reason in ON_PAPER]
        if paper:
            yield Step(f"{_on_paper(paper, node.unit)}{by}: that may do instead of what follows", effort=0.0)
        practice = node.subject if node.kind == "supervised" else ""
        yield Step(f"{', '.join(parts)}{first}{beside}{by}", effort=effort, practice=practice, amount=short, unit=node.unit)


def _on_paper(found: Sequence[Evidence], unit: str) -> str:
    total = sum(each.quantity or 0 for each in found)
    reasons = listed(list(dict.fromkeys(PROOF_LACKING[each.reason] for each in found)))
    return f"{plenty(total, unit)}: {reasons} ({ids_say(found)})" if total else f"{reasons} ({ids_say(found)})"


def _in_category(category: str) -> str:
    """A category as it stands behind an amount.

    >>> _in_category("peer_reflection"), _in_category("family_practice")
    ('reflected on with a peer', 'in family practice')
    """
    return category_name(category) if category == PEERS else f"in {category_name(category)}"


def _hours(hours: float) -> str:
    return f" ({plenty(hours, 'hour')})" if hours else ""
