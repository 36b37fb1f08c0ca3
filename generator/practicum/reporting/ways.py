"""What closes a case: modules where a course helps, plain words where none does."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from practicum.model.catalogue import Catalogue
from practicum.model.curriculum import Module, Version
from practicum.reporting.closing import Step, closing_path, path_hours
from practicum.reporting.gaps import CHOICES, Gap
from practicum.reporting.wording import DECIDED_AGAIN, NOT_EVALUATED, OTHER_WAYS, proof_lacking


@dataclass(frozen=True, slots=True)
class Closing:
    """What closes a case; ``by_hand`` counts open requirements of kinds that nobody but a person can judge yet."""

    path: tuple[Step, ...] = ()
    otherwise: tuple[str, ...] = ()
    by_hand: int = 0

    @property
    def hours(self) -> float:
        """Learner hours of the path."""
        return path_hours(self.path)


NOTHING_TO_CLOSE = Closing()
Before: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Need:
    """What some gaps ask for: modules, other things (one entry each time), and judgements by hand.

    ``before`` is what comes before modules by the rules that ask for them here.
    """

    modules: tuple[str, ...] = ()
    otherwise: tuple[str, ...] = ()
    by_hand: int = 0
    before: Before = ()

    def __add__(self, other: Need) -> Need:
        by_hand = self.by_hand + other.by_hand
        return Need(self.modules + other.modules, self.otherwise + other.otherwise, by_hand, self.before + other.before)


def newest(module: Module) -> Version:
    """The newest version of a module."""
    return max(module.versions, key=lambda version: version.starts)


def module_for_competency(subject: str, catalogue: Catalogue) -> str | None:
    """The shortest module that teaches a competency at the level asked (`PRO-4@2`).

    None where no course closes it, or where the level is not said.
    """
    competency, _, wanted = subject.partition("@")
    if not wanted.isdigit():
        return None
    level = int(wanted)
    teaching = [
        (newest(unit.value).hours, name)
        for name, unit in catalogue.modules.items()
        if not unit.value.legacy and any(told.competency == competency and told.level >= level for told in newest(unit.value).teaches)
    ]
    return min(teaching)[1] if teaching else None


@dataclass(frozen=True)
class _Weighing:
    """One learner's way through choices, with what is held already."""

    catalogue: Catalogue
    held: Collection[str]
    done: Collection[str]
    day: date
    order: Callable[[Gap], Mapping[str, tuple[str, ...]]]
    hours_seen: dict[tuple[tuple[str, ...], Before], float] = field(default_factory=dict)

    def hours(self, need: Need) -> float:
        key = need.modules, need.before
        if key not in self.hours_seen:
            self.hours_seen[key] = path_hours(self.path(need))
        return self.hours_seen[key]

    def path(self, need: Need) -> tuple[Step, ...]:
        """The modules that are needed in order, with what comes before them; of two orders of one module the longer is kept."""
        before: dict[str, dict[str, None]] = {}
        for module, first in need.before:
            before.setdefault(module, {}).update(dict.fromkeys(first))
        order = {module: tuple(first) for module, first in before.items()}
        return closing_path(need.modules, self.catalogue, {*self.held, *self.done}, day=self.day, before=order)

    def need(self, gaps: Sequence[Gap]) -> Need:
        total = Need()
        for gap in gaps:
            if not gap.advisory:
                total += self.need_of(gap)
        return total

    def need_of(self, gap: Gap) -> Need:
        if gap.kind in CHOICES and gap.parts:
            return self.cheapest(gap)
        if gap.parts:
            return self.need(gap.parts)
        if gap.reason == NOT_EVALUATED:
            return Need(by_hand=1)
        if proof := proof_lacking(gap.reason):
            return Need(otherwise=(proof,))
        if gap.kind == "module" and gap.subject in self.catalogue.modules:
            asked = self.catalogue.modules[gap.subject].value
            if again := DECIDED_AGAIN.get(gap.reason):
                return Need(otherwise=(f"{gap.subject}: {again} (the module only where it is not recognised)",))
            if gap.reason == "PREREQ_MISSING":
                # The module itself is done and counts as soon as what it waits for is held.
                return Need(modules=self.waits_for(asked))
            # A refresher renews only what is in date and in force: else its base is taken again.
            stale = gap.reason in {"BASE_EXPIRED", "BASE_SUPERSEDED"}
            taken = asked.renews if stale and asked.renews else gap.subject
            return Need(modules=(taken,), before=tuple(self.order(gap).items()))
        if gap.kind == "competency":
            module = module_for_competency(gap.subject, self.catalogue)
            if module is not None:
                return Need(modules=(module,))
        return Need(otherwise=(OTHER_WAYS.get(gap.kind, "something other than a course is needed"),))

    def waits_for(self, module: Module) -> tuple[str, ...]:
        """What a module that is done still waits for: its prerequisites that are not done themselves, and theirs.

        A prerequisite that one rule takes without its own prerequisites may itself wait where another rule does not;
        so where nothing is found before the held ones, the search goes on behind them.
        """
        return self._open_before(module, {*self.done}) or self._open_before(module, {*self.done, *self.held})

    def _open_before(self, module: Module, through: set[str], trail: tuple[str, ...] = ()) -> tuple[str, ...]:
        found: list[str] = []
        for first in module.prerequisites:
            unit = self.catalogue.modules.get(first.module)
            if first.module in trail or unit is None:
                continue
            if first.module in through:
                found += self._open_before(unit.value, through, (*trail, first.module))
            elif first.module not in self.held:
                found.append(first.module)
        return tuple(found)

    def cheapest(self, group: Gap) -> Need:
        """As many ways as are still short: those with the fewest things no course gives, then the fewest hours."""
        ways = [self.need_of(way) for way in group.parts if not way.advisory]
        ways.sort(key=lambda way: (burden(way), self.hours(way)))
        short = int(group.missing) if group.kind == "any" and group.missing and group.missing >= 1 else 1
        total = Need()
        for way in ways[:short]:
            total += way
        return total


def burden(way: Need) -> int:
    """How much a way asks for beside modules; another certificate is a way of its own and weighs most."""
    return way.by_hand + sum(10 if other == OTHER_WAYS["certificate"] else 1 for other in way.otherwise)


def done_but_open(gap_reason: str) -> bool:
    """Whether a module that is open for this reason has been done: it waits for a prerequisite, for its proof or for a decision."""
    return gap_reason == "PREREQ_MISSING" or gap_reason in DECIDED_AGAIN or bool(proof_lacking(gap_reason))


def what_closes(
    gaps: Sequence[Gap],
    catalogue: Catalogue,
    held: Collection[str],
    done: Collection[str] = (),
    *,
    day: date,
    order: Callable[[Gap], Mapping[str, tuple[str, ...]]] = lambda _: {},
) -> Closing:
    """What closes these gaps: modules, prerequisites first, and in words what no course closes.

    ``done`` names modules that do not count yet though they are done; nobody is sent to them again. ``order`` tells for a gap what
    comes before modules by its rule, where that is not what the modules say.

    The ways of a choice are weighed each by itself, so two choices that share a prerequisite may miss the very
    shortest plan; every plan shown does close the gaps.
    """
    weighing = _Weighing(catalogue, held, done, day, order)
    need = weighing.need(gaps)
    return Closing(weighing.path(need), tuple(dict.fromkeys(need.otherwise)), need.by_hand)
