"""Programmes as a whole: hours that add up, an order that can be taken, stages that hold every module, a checklist to run them by."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from practicum.checking.circles import circles
from practicum.diagnostics import Diagnostic, Note
from practicum.model.catalogue import Catalogue, Unit
from practicum.model.curriculum import Programme
from practicum.resolving import version_in_force
from practicum.spans import Span


def check_programmes(catalogue: Catalogue, today: date) -> Iterator[Diagnostic]:
    """Every fault of programmes that needs more than names."""
    # Modules that need one another in a circle have no order; the circle has its own message.
    needs = {id: [one.module for one in unit.value.prerequisites] for id, unit in catalogue.modules.items()}
    ordered = not any(circles(needs))
    for programme in catalogue.programmes.values():
        yield from _hours(programme, catalogue, today)
        if ordered:
            yield from _order(programme, catalogue)
            yield from _needs(programme, catalogue)
        yield from _stages(programme, catalogue)
        if not programme.value.checklist:
            yield Diagnostic(
                "programme-without-checklist",
                f"programme `{programme.id}` has no checklist for those who run it",
                programme.where("id"),
                help="add `checklist`: what has to be ready before it begins, and what is looked at while it runs",
            )


def _hours(programme: Unit[Programme], catalogue: Catalogue, today: date) -> Iterator[Diagnostic]:
    stated = programme.value.taught_hours
    modules = [catalogue.modules[one].value for one in programme.value.modules if one in catalogue.modules]
    if not stated or len(modules) != len(programme.value.modules):
        return
    taught = sum(version_in_force(module, today).hours for module in modules if "practice" not in module.modes)
    if abs(taught - stated) >= 0.01:
        yield Diagnostic(
            "programme-hours",
            f"programme `{programme.id}` states {stated:g} taught hours; its modules have {taught:g}",
            programme.where("taught_hours"),
            help=f"write `taught_hours: {taught:g}`, or change the modules",
        )


def _order(programme: Unit[Programme], catalogue: Catalogue) -> Iterator[Diagnostic]:
    """Modules that stand before one they need, in the whole list or in the stages.

    What a programme does not hold its learners bring along (`programme-needs`); what it holds comes in time.
    """
    listed = [(module, programme.where("modules", at)) for at, module in enumerate(programme.value.modules)]
    said: set[tuple[str, str]] = set()
    for steps in (listed, _staged(programme)):
        places = {module: at for at, (module, _) in reversed(list(enumerate(steps)))}
        for at, (module, span) in enumerate(steps):
            for need in catalogue.modules[module].value.prerequisites if module in catalogue.modules else ():
                if places.get(need.module, -1) > at and (module, need.module) not in said:
                    said.add((module, need.module))
                    yield Diagnostic(
                        "programme-order",
                        f"programme `{programme.id}` puts `{module}` before `{need.module}`, which it needs",
                        span,
                        "too early",
                        notes=(Note(f"`{need.module}` comes here", steps[places[need.module]][1]),),
                        help=f"put `{need.module}` before `{module}`",
                    )


def _needs(programme: Unit[Programme], catalogue: Catalogue) -> Iterator[Diagnostic]:
    """Modules that a module of the list needs, which the programme neither holds nor says its learners bring."""
    held = {*programme.value.modules, *programme.value.brings}
    for at, module in enumerate(programme.value.modules):
        for need in catalogue.modules[module].value.prerequisites if module in catalogue.modules else ():
            if need.module not in held and need.module in catalogue.modules:
                held.add(need.module)
                yield Diagnostic(
                    "programme-needs",
                    f"programme `{programme.id}` holds `{module}`, which needs `{need.module}`, and `{need.module}` is not in it",
                    programme.where("modules", at),
                    f"needs `{need.module}`",
                    help=f"add `{need.module}` before it, or to `brings` where learners hold it before they begin",
                )


def _staged(programme: Unit[Programme]) -> list[tuple[str, Span]]:
    return [
        (module, programme.where("stages", number, "modules", at))
        for number, stage in enumerate(programme.value.stages)
        for at, module in enumerate(stage.modules)
    ]


def _stages(programme: Unit[Programme], catalogue: Catalogue) -> Iterator[Diagnostic]:
    """Modules of the list that no stage holds, and modules of a stage that are not in the list.

    Stages may be described without naming modules.
    """
    staged = _staged(programme)
    # Behind a name that nothing has, any of the missing modules may be meant.
    if not staged or any(module not in catalogue.modules for module in (*programme.value.modules, *(one for one, _ in staged))):
        return
    electives = programme.value.electives.among if programme.value.electives else ()
    for at, module in enumerate(programme.value.modules):
        if module not in {one for one, _ in staged}:
            yield Diagnostic(
                "programme-stages",
                f"no stage of programme `{programme.id}` holds `{module}`",
                programme.where("modules", at),
                "nobody would know when",
                help=f"add `{module}` to the `modules` of a stage, or take it out here",
            )
    for module, span in staged:
        if module not in programme.value.modules and module not in electives:
            yield Diagnostic(
                "programme-stages",
                f"a stage of programme `{programme.id}` holds `{module}`, which is not among its modules",
                span,
                "its hours are not counted",
                help=f"add `{module}` to the programme's `modules`, or take it out here",
            )
