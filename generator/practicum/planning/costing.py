"""What it costs: to close the gaps, and to bring children home; every price is the user's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from practicum.planning.given import Figure

# One hour of a supervisor goes with so many hours of supervised practice.
PRACTICE_PER_SUPERVISION = 10.0
# The figures that the tools here know, with what each is.
COST_FIGURES: Mapping[str, str] = {
    "backfill_hour": "what an hour of a learner's absence costs",
    "trainer_hour": "what an hour of a trainer costs",
    "supervisor_hour": "what an hour of a supervisor costs",
    "class_size": "how many learners sit in one cohort",
}
RETURN_FIGURES: Mapping[str, str] = {
    "returning_children": "how many children return home",
    "support_a_child": "what support costs for each child",
    "breakdown_rate": "the share of returns that break down without support, from 0 to 1",
    "breakdown_rate_supported": "the share that breaks down with support, from 0 to 1; without it, 0",
    "reentry_cost": "what it costs when a child comes back into care",
}


@dataclass(frozen=True, slots=True)
class Cost:
    """What closing gaps costs, by part."""

    backfill: float
    teaching: float
    supervision: float
    learners: int

    @property
    def total(self) -> float:
        """All parts."""
        return self.backfill + self.teaching + self.supervision

    @property
    def each(self) -> float:
        """For each learner; 0 where there is none."""
        return self.total / self.learners if self.learners else 0.0


def cost_to_close(
    learner_hours: Sequence[float],
    cohort_hours: Sequence[float],
    practice_hours: Sequence[float],
    *,
    backfill_hour: float,
    trainer_hour: float,
    supervisor_hour: float,
) -> Cost:
    """Learner hours at the price of their absence, taught hours of cohorts at the trainer's, one hour of a supervisor for ten of practice.

    34 bridge workers of 276 h and 30 h of electives, two cohorts of 186 taught hours, a practicum of 120 h each:

    >>> found = cost_to_close([306.0] * 34, [186.0] * 2, [120.0] * 34, backfill_hour=8, trainer_hour=25, supervisor_hour=15)
    >>> found.backfill, found.teaching, found.supervision, found.total, round(found.each, 2)
    (83232.0, 9300.0, 6120.0, 98652.0, 2901.53)
    """
    return Cost(
        sum(learner_hours) * backfill_hour,
        sum(cohort_hours) * trainer_hour,
        sum(practice_hours) / PRACTICE_PER_SUPERVISION * supervisor_hour,
        len(learner_hours),
    )


@dataclass(frozen=True, slots=True)
class ReturnHome:
    """Support beside what breakdowns cost; ``even_at`` is the rate without support at which both come to the same, None where none does."""

    support: float
    without: float
    with_support: float
    even_at: float | None

    @property
    def saved(self) -> float:
        """What support saves; below 0 it costs more than it saves."""
        return self.without - self.with_support


def return_home(children: float, support: float, breakdown: float, reentry: float, *, supported: float = 0.0) -> ReturnHome:
    """What support for so many children costs, against children × breakdown rate × cost of re-entry.

    ``breakdown`` and ``supported`` are shares from 0 to 1. Raises ValueError for anything else.

    >>> found = return_home(40, 1200, 0.3, 9000)
    >>> found.support, found.without, found.saved, round(found.even_at, 4)
    (48000, 108000.0, 60000.0, 0.1333)
    """
    if not (0 <= breakdown <= 1 and 0 <= supported <= 1):
        raise ValueError("a share lies between 0 and 1")
    given = children * support
    even = supported + support / reentry if reentry > 0 else None
    return ReturnHome(
        given, children * breakdown * reentry, given + children * supported * reentry, even if even is not None and even <= 1 else None
    )


def return_home_rows(figures: Mapping[str, Figure]) -> list[tuple[str, float, float, float]]:
    """The return-home tool as rows: what, least, expected, most; empty where a figure that it needs is not given.

    The least that support saves goes with the lowest rate of breakdown and the dearest support, the most the other way.
    """
    needed = [figures.get(name) for name in ("returning_children", "support_a_child", "breakdown_rate", "reentry_cost")]
    if any(figure is None for figure in needed):
        return []
    children, support, rate, cost = (figure for figure in needed if figure is not None)
    supported = figures.get("breakdown_rate_supported", Figure(0.0, 0.0, 0.0))
    middle = return_home(children.value, support.value, rate.value, cost.value, supported=supported.value)
    worst = return_home(children.value, support.high, rate.low, cost.low, supported=supported.high)
    best = return_home(children.value, support.low, rate.high, cost.high, supported=supported.low)
    return [
        ("support for all children", best.support, middle.support, worst.support),
        ("breakdowns without support", worst.without, middle.without, best.without),
        ("support and the breakdowns left", best.with_support, middle.with_support, worst.with_support),
        ("saved by support", worst.saved, middle.saved, best.saved),
    ]
