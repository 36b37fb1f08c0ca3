"""Assessments: what is taught is assessed, in the framework's words, with questions that can be answered."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from datetime import date
from typing import Any

from practicum.checking.names import unknown
from practicum.diagnostics import Diagnostic, Note
from practicum.model.catalogue import Catalogue, Unit
from practicum.model.curriculum import Assessment, Question
from practicum.resolving import version_in_force


def check_assessments(catalogue: Catalogue, today: date) -> Iterator[Diagnostic]:
    """Every fault of the assessments."""
    for unit in catalogue.assessments.values():
        if unit.value.module in catalogue.modules or not _misplaced(unit, catalogue):
            yield from unknown("unknown-module", catalogue, unit, unit.value.module, "module")
        yield from unknown("unknown-role", catalogue, unit, unit.value.assessor, "assessor")
        yield from _names(unit, catalogue)
        yield from _questions(unit)
        if unit.value.module in catalogue.modules and not catalogue.modules[unit.value.module].value.legacy:
            yield from _covers(unit, catalogue.modules[unit.value.module], catalogue, today)


def _misplaced(unit: Unit[Assessment], catalogue: Catalogue) -> bool:
    """Whether the folder belongs to another module: that the two names differ is said already."""
    folder = unit.path.rpartition("/")[0]
    return any(one.id != unit.value.module and one.path.rpartition("/")[0] == folder for one in catalogue.modules.values())


def _names(unit: Unit[Assessment], catalogue: Catalogue) -> Iterator[Diagnostic]:
    for position, question in enumerate(unit.value.questions):
        if question.competency:
            yield from unknown("unknown-competency", catalogue, unit, question.competency, "questions", position, "competency")
    for position, row in enumerate(unit.value.rubric):
        yield from unknown("unknown-competency", catalogue, unit, row.competency, "rubric", position, "competency")
        competency = catalogue.competencies.get(row.competency)
        if competency is not None and row.indicator not in competency.value.indicators:
            near = difflib.get_close_matches(row.indicator, competency.value.indicators, n=1, cutoff=0.3)
            owner = next((id for id, other in catalogue.competencies.items() if row.indicator in other.value.indicators), None)
            yield Diagnostic(
                "unknown-indicator",
                f"the rubric of `{unit.id}` words an indicator of `{row.competency}` in its own way"
                if owner is None
                else f"the rubric of `{unit.id}` gives `{row.competency}` an indicator of `{owner}`",
                unit.where("rubric", position, "indicator"),
                "not in the framework" if owner is None else f"belongs to `{owner}`",
                notes=(Note("the indicators are here", competency.where("indicators")),),
                help=f"write `competency: {owner}`, or an indicator of `{row.competency}`"
                if owner is not None
                else f"write `{near[0]}`"
                if near
                else f"write one of {', '.join(f'`{one}`' for one in competency.value.indicators)}",
            )


def _questions(unit: Unit[Assessment]) -> Iterator[Diagnostic]:
    seen: dict[str, int] = {}
    for position, question in enumerate(unit.value.questions):
        if question.id in seen:
            yield Diagnostic(
                "duplicate-id", f"the question id `{question.id}` is used twice", unit.where("questions", position, "id"), "again here",
                notes=(Note("first used here", unit.where("questions", seen[question.id], "id")),), help="give one of them another id",
            )
        seen.setdefault(question.id, position)
        problem = _problem(question)
        if problem:
            yield Diagnostic(
                "question-without-answer",
                f"question `{question.id}` is `{question.kind}` and {problem}",
                unit.where("questions", position, "kind"),
                help="correct the options, or the kind",
            )


def _problem(question: Question) -> str:
    right = sum(1 for option in question.options if option.right)
    match question.kind:
        case "single" | "true_false" if right != 1:
            return f"has {right} right answers instead of one"
        case "multiple" if right < 1:
            return "has no right answer"
        case "single" | "true_false" | "multiple" | "order" | "match" if len(question.options) < 2:
            return "has fewer than two options"
        case "match" if any(option.pair is None for option in question.options):
            return "has an option without its `pair`"
        case "short" if not question.answer:
            return "has no model `answer`"
    return ""


def _covers(unit: Unit[Assessment], module: Unit[Any], catalogue: Catalogue, today: date) -> Iterator[Diagnostic]:
    rows: dict[str, list[int]] = {}
    for position, row in enumerate(unit.value.rubric):
        rows.setdefault(row.competency, []).append(position)
    asked = {question.competency for question in unit.value.questions}
    version = version_in_force(module.value, today)
    number = module.value.versions.index(version)
    yield from _beyond(unit, module, catalogue)
    unknown_names = [name for name in rows.keys() | asked if name and name not in catalogue.competencies]
    for position, taught in enumerate(version.teaches):
        # A name that is defined nowhere, taught or assessed, has its message already.
        if taught.competency not in catalogue.competencies or difflib.get_close_matches(taught.competency, unknown_names, n=1, cutoff=0.6):
            continue
        # Questions show that somebody knows of it, which is the first level; what is done has to be seen.
        if taught.competency not in rows and (taught.level > 1 or taught.competency not in asked):
            only = taught.competency in asked
            yield Diagnostic(
                "unassessed-competency",
                f"module `{module.id}` teaches `{taught.competency}` at level {taught.level} and assesses it with questions only" if only
                else f"module `{module.id}` teaches `{taught.competency}` and does not assess it",
                module.where("versions", number, "teaches", position, "competency"),
                "no rubric row names it" if only else "no question and no rubric row names it",
                notes=(Note("the assessment is here", unit.where("module")),),
                help=f"add a rubric row with level {taught.level}, or take it out of `teaches`" if only
                else "add a rubric row or a question, or take it out of `teaches`",
            )
        for at in rows.get(taught.competency, ()):
            if taught.level not in unit.value.rubric[at].levels:
                yield Diagnostic(
                    "rubric-without-level",
                    f"the rubric row of `{taught.competency}` does not say what is seen at level {taught.level}",
                    unit.where("rubric", at, "levels", key=True),
                    f"`{module.id}` teaches it at that level",
                    notes=(Note("it is taught here", module.where("versions", number, "teaches", position, "level")),),
                    help=f"add `{taught.level}: …` to its `levels`",
                )


def _beyond(unit: Unit[Assessment], module: Unit[Any], catalogue: Catalogue) -> Iterator[Diagnostic]:
    """Rubric rows and questions about a competency that no version of the module teaches.

    An earlier or a coming version may teach it; a name that is defined nowhere has its message already.
    """
    taught = {one.competency for version in module.value.versions for one in version.teaches}
    if any(name not in catalogue.competencies for name in taught):
        return
    places = [(row.competency, "the rubric", ("rubric", at, "competency")) for at, row in enumerate(unit.value.rubric)]
    places += [
        (question.competency, f"question `{question.id}`", ("questions", at, "competency"))
        for at, question in enumerate(unit.value.questions)
        if question.competency
    ]
    for name, what, path in places:
        if name in catalogue.competencies and name not in taught:
            yield Diagnostic(
                "untaught-assessed",
                f"{what} of `{module.id}` looks at `{name}`, which the module does not teach",
                unit.where(*path),
                "not in `teaches`",
                notes=(Note("what it teaches is here", module.where("versions", 0, "teaches")),),
                help=f"name one that it teaches ({', '.join(f'`{one}`' for one in sorted(taught))}), or add `{name}` to `teaches`",
            )
