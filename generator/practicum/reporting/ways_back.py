"""The way back of somebody whose certificate is over, counted as `explain` tells it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from practicum.model.explanation import Explanation
from practicum.reporting.answering import Answer
from practicum.reporting.closing import closing_path
from practicum.reporting.steps import Plan, Step
from practicum.reporting.telling import Names, reasons_in
from practicum.reporting.ways import NOTHING_TO_CLOSE, Closing
from practicum.reporting.wording import civil


def way_back(one: Explanation, names: Names, held: Collection[str] = ()) -> Closing:
    """The first way of an explanation: its modules in order, and in words what is no module.

    Where the way has a choice, as many of its cheapest ways are counted as are needed; ``held`` names modules the learner holds beside
    those in the explanation.
    """
    answer = Answer(one, names, held)
    first = next(answer.closings(), None)
    if first is None:
        return NOTHING_TO_CLOSE
    steps = list(_taken(first.plan))
    modules = [step.module for step in steps if step.module and not step.by_hand]
    catalogue = names.catalogue
    # Which modules are taken is decided; only their order is still open.
    path = closing_path(modules, catalogue, set(catalogue.modules).difference(modules), day=civil(one.as_of))
    subjects = {node.subject for node in reasons_in(one.requirements).values() if node.kind == "module"}
    asked = subjects | {answer.planning.base_of(name) for name in subjects}
    said = [first.says.rstrip(".")] if first.says else []
    said += [step.says for step in steps if not step.by_hand and step.module not in catalogue.modules]
    return Closing(
        tuple(step if step.module in asked else replace(step, because="needed_first") for step in path),
        tuple(dict.fromkeys(said)),
        sum(step.by_hand for step in steps),
    )


def _taken(plan: Plan) -> Iterator[Step]:
    """The steps of a plan with the cheapest ways of each choice."""
    yield from plan.steps
    for choice in plan.choices:
        for way in choice.ways[: choice.short]:
            yield from _taken(way.plan)
