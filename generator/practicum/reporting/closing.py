"""What closes a case: the planner's steps, modules in the order in which they can be taken and in words what is no module."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from practicum.model.catalogue import Catalogue
from practicum.model.curriculum import Module, Version
from practicum.model.plan import LearnerPlan, PlanStep

# Open requirements of kinds that nobody but a person can judge yet.
_BY_HAND = "data:NOT_EVALUATED:"
# A decision that is left where an award comes after its limit.
LATE_AWARD = "late_award:"


@dataclass(frozen=True, slots=True)
class Step:
    """A module to take: because it is asked for, or because another one needs it first; ``hours`` are those that are left of it."""

    module: str
    title: str
    hours: float
    because: Literal["asked", "needed_first"]


@dataclass(frozen=True, slots=True)
class Closing:
    """What closes a case; ``by_hand`` counts open requirements of kinds that nobody but a person can judge yet.

    ``instead`` says which paper would do, where it is true and only not on record.
    """

    path: tuple[Step, ...] = ()
    otherwise: tuple[str, ...] = ()
    by_hand: int = 0
    instead: str = ""

    @property
    def hours(self) -> float:
        """Learner hours of the path."""
        return sum(step.hours for step in self.path)


NOTHING_TO_CLOSE = Closing()


@dataclass(frozen=True)
class Chosen:
    """What the planner chose for a learner: the requirements that the plan closes, and the certifications whose late award it leaves open.

    Of several ways to close something, the one whose requirements these are is the planner's.
    """

    requirements: frozenset[str] = frozenset()
    late: frozenset[str] = frozenset()


NOTHING_CHOSEN = Chosen()


@dataclass(frozen=True)
class Plans:
    """The plan of each learner, and for each learner and certification those of its steps that it needs.

    ``priced`` says that they are the cheapest by the user's prices; without, they are the shortest in hours.
    """

    plans: Mapping[str, LearnerPlan]
    steps: Mapping[tuple[str, str], tuple[PlanStep, ...]]
    priced: bool = False
    currency: str = ""

    def chosen(self, learner: str) -> Chosen:
        """What the plan of a learner closes."""
        plan = self.plans.get(learner)
        if plan is None:
            return NOTHING_CHOSEN
        late = {step.what.removeprefix(LATE_AWARD) for step in plan.steps if step.what.startswith(LATE_AWARD)}
        return Chosen(frozenset(each for step in plan.steps for each in step.requirements), frozenset(late))

    @property
    def late_awards(self) -> int:
        """How many people need a decision on a late award, now or when the rest of their plan is done."""
        return sum(any(step.what.startswith(LATE_AWARD) for step in plan.steps) for plan in self.plans.values())

    @property
    def earned(self) -> int:
        """How many people have earned an award and only lack that decision."""
        return sum(bool(plan.steps) and all(step.what.startswith(LATE_AWARD) for step in plan.steps) for plan in self.plans.values())


def hours_of(module: Module, day: date | None = None) -> float:
    """Learner hours of the version that is taught on ``day``, else of the newest one."""
    running = [version for version in module.versions if day is None or version.starts <= day]
    return max(running or module.versions, key=lambda version: version.starts).hours


def newest(module: Module) -> Version:
    """The newest version of a module."""
    return max(module.versions, key=lambda version: version.starts)


def closing_of(plans: Plans, learner: str, certification: str, catalogue: Catalogue) -> Closing:
    """What closes a case by the plan of its learner; nothing where nothing is planned for it."""
    from practicum.planning.telling import instead_says

    steps = plans.steps.get((learner, certification), ())
    if not steps:
        return NOTHING_TO_CLOSE
    titles = {name: unit.value.title for name, unit in catalogue.modules.items()}
    others = [step for step in steps if step.kind != "module"]
    return Closing(
        tuple(module_step(step, catalogue) for step in steps if step.kind == "module"),
        tuple(dict.fromkeys(others_say([step for step in others if not step.what.startswith(_BY_HAND)], titles))),
        sum(step.what.startswith(_BY_HAND) for step in others),
        instead_says(plans.plans[learner]),
    )


def module_step(step: PlanStep, catalogue: Catalogue) -> Step:
    """A planned module as a page shows it."""
    unit = catalogue.modules.get(step.what)
    because: Literal["asked", "needed_first"] = "asked" if step.requirements else "needed_first"
    return Step(step.what, unit.value.title if unit else "", step.quantity, because)


def others_say(steps: Sequence[PlanStep], titles: dict[str, str]) -> list[str]:
    """In words what is no module."""
    from practicum.planning.telling import step_says

    return [step_says(step, titles) for step in steps]
