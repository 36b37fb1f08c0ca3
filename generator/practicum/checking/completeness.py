"""A module that is more than planned is whole: scenarios, key points, trainer notes, questions, a checklist, a way to run each session.

The bounds are those of the content brief; `practicum content` counts with the same ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sized
from typing import Any

from practicum.checking.prose import Said
from practicum.diagnostics import Diagnostic
from practicum.model.catalogue import Unit
from practicum.model.curriculum import Assessment
from practicum.model.fields import TO_WRITE
from practicum.model.source import Items, Text, Tree
from practicum.spans import Span

SCENARIOS = 3
KEY_POINTS = 5
# What fits into one message on an old telephone.
MESSAGE = 160
QUESTIONS = 12
QUESTION_KINDS = 3


def is_practicum(said: Said) -> bool:
    """Whether the module is a stretch of supervised work rather than a course."""
    return "practice" in said.unit.value.modes


def check_completeness(said: Said, assessment: Unit[Assessment] | None) -> Iterator[Diagnostic]:
    """What a module of status draft or later lacks."""
    unit = said.unit
    module = unit.value
    if not module.sessions:
        # That it is no more than a plan is said already.
        return
    yield from _left(said, assessment)
    if len(module.scenarios) < SCENARIOS:
        yield _lacks(
            "too-few-scenarios", unit, "scenarios", f"lists {_count(module.scenarios, 'practice scenario')}; the least is {SCENARIOS}",
            "write one in a lesson under `## Scenario: …`, and list it under `scenarios`",
        )
    if len(module.key_points) < KEY_POINTS:
        yield _lacks(
            "too-few-key-points", unit, "key_points", f"has {_count(module.key_points, 'key point')}; the least is {KEY_POINTS}",
            "write what a learner has to remember, each short enough to send as a message",
        )
    for position, point in enumerate(module.key_points):
        if len(point) > MESSAGE:
            yield Diagnostic(
                "key-point-too-long", f"the key point has {len(point)} characters; a message holds {MESSAGE}",
                unit.where("key_points", position), f"{len(point) - MESSAGE} too many", help="say one thing, or make two of it",
            )
    if said.trainer is None:
        yield _lacks(
            "module-without-trainer-notes", unit, "status", f"is `{module.status}` and has no trainer notes",
            f"write {unit.path.rpartition('/')[0]}/trainer.md, or set `status: planned`",
        )
    if {"classroom", "distance"} <= set(module.modes) and not is_practicum(said):
        for position, session in enumerate(module.sessions):
            missing = [one for one in ("classroom", "distance") if not getattr(session, one)]
            if missing:
                yield Diagnostic(
                    "session-without-instructions",
                    f"session `{session.id}` of `{unit.id}` does not say how to run it {_where(missing)}",
                    unit.where("sessions", position, "id"),
                    "the module is offered both ways",
                    help=f"add {' and '.join(f'`{one}: …`' for one in missing)}, or take the way out of `modes`",
                )
    if assessment is not None:
        yield from _questions(assessment)


def _left(said: Said, assessment: Unit[Assessment] | None) -> Iterator[Diagnostic]:
    """Texts that are still to be written, each file once, at the first of them."""
    places = [list(_unwritten(unit.tree)) for unit in (said.unit, assessment) if unit is not None]
    for lesson in [*said.lessons, *([said.trainer] if said.trainer is not None else [])]:
        lines = enumerate(lesson.text.split("\n") if TO_WRITE in lesson.text else (), 1)
        found = [(number, line.find(TO_WRITE) + 1) for number, line in lines if TO_WRITE in line]
        places.append([Span(lesson.path, number, column, number, column + len(TO_WRITE)) for number, column in found])
    for spans in places:
        if spans:
            count = f"{len(spans)} texts of this file are" if len(spans) > 1 else "a text is"
            yield Diagnostic(
                "left-to-write", f"module `{said.unit.id}` is `{said.unit.value.status}`, and {count} still to be written", spans[0],
                "the first of them" if len(spans) > 1 else "", help="write it, take it out, or set `status: planned`",
            )  # fmt: skip


def _unwritten(tree: Tree) -> Iterator[Span]:
    if isinstance(tree, Text):
        if tree.value is not None and TO_WRITE in tree.value:
            yield tree.span
    else:
        for child in tree.items if isinstance(tree, Items) else tree.entries.values():
            yield from _unwritten(child)


def _count(things: Sized, noun: str) -> str:
    return f"{len(things)} {noun}{'' if len(things) == 1 else 's'}"


def _where(missing: list[str]) -> str:
    return " or ".join({"classroom": "in a room", "distance": "at a distance"}[one] for one in missing)


def _lacks(rule: str, unit: Unit[Any], field: str, says: str, hint: str) -> Diagnostic:
    written = bool(getattr(unit.value, field))
    return Diagnostic(rule, f"{unit.kind} `{unit.id}` {says}", unit.where(field if written else "id", key=written), help=hint)


def _questions(unit: Unit[Assessment]) -> Iterator[Diagnostic]:
    assessment = unit.value
    if len(assessment.questions) < QUESTIONS:
        yield _lacks_there(
            "too-few-questions", unit, "questions", f"has {_count(assessment.questions, 'question')}; the least is {QUESTIONS}",
            "write more, whatever decides that the module is passed: learners check themselves with them",
        )
    kinds = {question.kind for question in assessment.questions}
    if assessment.questions and len(kinds) < QUESTION_KINDS:
        yield _lacks_there(
            "too-few-kinds-of-question", unit, "questions",
            f"has questions of {_count(kinds, 'kind')}; the least is {QUESTION_KINDS}",
            "ask some in another way: `single`, `multiple`, `true_false`, `order`, `match` or `short`",
        )
    for position, question in enumerate(assessment.questions):
        # An option has its own: no file without it is read. A model answer alone does not say what a good one needs.
        if not question.options and question.answer and not question.feedback:
            yield Diagnostic(
                "question-without-feedback", f"question `{question.id}` has a model answer and no feedback",
                unit.where("questions", position, "answer"), "the learner cannot tell what matters in it",
                help="add `feedback: …`: what a good answer has, and what is often overlooked",
            )
    if not assessment.checklist:
        yield _lacks_there(
            "assessment-without-checklist", unit, "module", "has no checklist", "write `checklist`: what an assessor can tick on paper"
        )


def _lacks_there(rule: str, unit: Unit[Assessment], field: str, says: str, hint: str) -> Diagnostic:
    written = bool(getattr(unit.value, field))
    span = unit.where(field, key=True) if written and field != "module" else unit.where("module")
    return Diagnostic(rule, f"the assessment of `{unit.id}` {says}", span, help=hint)
