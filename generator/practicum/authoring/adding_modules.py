"""A new module: its fields, a first lesson, an assessment and trainer notes, all of them drafts that say so.

The module begins as `planned`: it has a place, hours and what it will teach, and nobody is told that its lessons are written.
No sentence of a template has eight words or more: two modules may not share one that has.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from practicum.authoring.drafting import Draft
from practicum.authoring.naming import free, named, slug
from practicum.authoring.refusing import Refused
from practicum.authoring.writing_yaml import as_field, as_file
from practicum.model.catalogue import CORE_LANGUAGE, Catalogue
from practicum.model.edit import Changes
from practicum.model.fields import TO_WRITE


@dataclass(frozen=True, kw_only=True)
class NewModule:
    """A module to be; ``teaches`` are pairs of a competency's id and the level up to which it is taught, ``hours`` those of a learner."""

    id: str
    title: str
    hours: float
    teaches: Sequence[tuple[str, int]]
    starts: date
    audience: Sequence[str] = ()
    prerequisites: Sequence[str] = ()
    modes: Sequence[str] = ("classroom", "distance")
    assessor: str | None = None
    summary: str = TO_WRITE
    purpose: str = TO_WRITE
    assessed_by: str = "portfolio"
    # The language in which it is written.
    language: str = CORE_LANGUAGE


def add_module(draft: Draft, catalogue: Catalogue, wish: NewModule) -> Changes:
    """Write the module's folder with four files."""
    assessor = checked_wish(catalogue, wish)
    folder = f"curriculum/modules/{wish.id}-{slug(wish.title)}"
    lesson = f"01-{slug(wish.title)}.md"
    draft.write(f"{folder}/module.yaml", module_text(wish, sessions_of(wish, [(wish.title, lesson)])))
    draft.write(f"{folder}/{lesson}", _lesson(catalogue, wish))
    draft.write(f"{folder}/trainer.md", trainer_text(wish))
    notes = []
    if assessor:
        draft.write(f"{folder}/assessment.yaml", assessment_text(catalogue, wish, assessor))
    else:
        notes.append(
            "there is no role yet that could assess it, so it has no assessment.yaml: write a role, then name it there as `assessor`"
        )
    return draft.changes(
        f"new module {wish.id}: {wish.title}", notes=notes,
        next=(
            f"write {folder}/{lesson}; `To be written.` marks what is left to do",
            "when it is whole, set `status: draft` in module.yaml: `practicum check` then says what is still missing",
        ),
    )  # fmt: skip


def checked_wish(catalogue: Catalogue, wish: NewModule) -> str:
    """The role that assesses the module to be, empty where there is none yet. Raises Refused where the wish cannot be met."""
    free(catalogue, "module", wish.id)
    _bounds(wish)
    if not wish.teaches:
        raise Refused("the module would teach nothing", "name what it teaches with `--teaches`, such as `--teaches REL-2=1`")
    for competency, level in wish.teaches:
        named(catalogue, "competency", competency, "what it teaches")
        grantable = sorted(number for number, one in catalogue.scale(competency).items() if one.granted_by == "module")
        if grantable and level not in grantable:
            raise Refused(
                f"no module grants level {level} of `{competency}`",
                f"write a level from {grantable[0]} to {grantable[-1]}, such as `{competency}=1`",
            )
    for one in wish.audience:
        named(catalogue, "role", one, "whom it is for")
    for one in wish.prerequisites:
        named(catalogue, "module", one, "what it needs")
    return named(catalogue, "role", wish.assessor, "the assessor") if wish.assessor else _assessor(catalogue)


def _bounds(wish: NewModule) -> None:
    for text, most, what in ((wish.title, 100, "title"), (wish.summary, 200, "summary")):
        if not text.strip() or len(text) > most:
            raise Refused(
                f"the {what} has {len(text.strip())} characters; it needs one and the most is {most}", f"write another `--{what}`"
            )
    if not 0.5 <= wish.hours <= 2000 or round(wish.hours * 60) != wish.hours * 60:
        raise Refused(f"{wish.hours:g} hours are no length of a module", "write from 0.5 to 2000 hours in whole minutes")


def _assessor(catalogue: Catalogue) -> str:
    """Who assesses most of what is there; a role all the same where nothing is assessed yet."""
    counts: dict[str, int] = {}
    for unit in catalogue.assessments.values():
        counts[unit.value.assessor] = counts.get(unit.value.assessor, 0) + 1
    known = [one for one in sorted(counts, key=lambda one: -counts[one]) if one in catalogue.roles]
    return known[0] if known else next(iter(sorted(catalogue.roles)), "")


def sessions_of(wish: NewModule, lessons: Sequence[tuple[str, str]]) -> list[dict[str, object]]:
    """The session plan of a module to be whose lessons are these, each a title and a file; its minutes add up to the hours."""
    (title, minutes, kind), *others = _plan(wish)
    share = minutes // len(lessons) // 5 * 5
    if share < 5:
        raise Refused(
            f"{len(lessons)} lessons do not fit into {minutes} minutes", "write more `--hours`, or make fewer and longer lessons", code=2
        )
    taught = [(one[:140], share, kind, file) for one, file in lessons] if len(lessons) > 1 else [(title, minutes, kind, lessons[0][1])]
    taught[0] = (taught[0][0], minutes - share * (len(lessons) - 1), kind, taught[0][3])
    sessions = []
    for number, (title, minutes, kind, file) in enumerate([*taught, *((*one, "") for one in others)], start=1):
        one: dict[str, object] = {"id": f"s{number}", "title": title, "minutes": minutes, "kind": kind}
        if file:
            one["lesson"] = file
        if "practice" not in wish.modes:
            one |= {way: TO_WRITE for way in ("classroom", "distance") if way in wish.modes}
        sessions.append(one)
    return sessions


def module_text(
    wish: NewModule,
    sessions: Sequence[Mapping[str, object]],
    *,
    key_points: Sequence[str] = (),
    content_warning: str | None = None,
    pictures: Sequence[Mapping[str, object]] = (),
) -> str:
    """`module.yaml` of a module to be."""
    version = {
        "version": "1", "from": wish.starts, "hours": wish.hours,
        "teaches": [{"competency": competency, "level": level} for competency, level in wish.teaches],
    }  # fmt: skip
    fields: dict[str, object] = {
        "format": 1, "id": wish.id, "title": wish.title, "status": "planned", "summary": wish.summary, "purpose": wish.purpose,
        "audience": list(wish.audience) or None, "modes": list(wish.modes), "content_warning": content_warning,
        "language": wish.language if wish.language != CORE_LANGUAGE else None, "languages": [wish.language],
        "prerequisites": [{"module": one} for one in wish.prerequisites] or None, "versions": [version], "sessions": list(sessions),
        "key_points": list(key_points) or [TO_WRITE], "pictures": list(pictures) or None,
    }  # fmt: skip
    return as_file(fields, comment="`To be written.` marks what is left to do. When it is whole, set `status: draft`.")


def _plan(wish: NewModule) -> list[tuple[str, int, str]]:
    """Title, minutes and kind of each session; the minutes add up to the hours."""
    whole = round(wish.hours * 60)
    if "practice" in wish.modes:
        assessment = min(60, max(5, whole // 10))
        return (
            [
                ("Before you begin", 30, "taught"),
                ("Practice", whole - 30 - assessment, "practice"),
                ("Assessment", assessment, "assessment"),
            ]
            if (whole >= 60)
            else [("Practice", whole, "practice")]
        )
    if whole < 60:
        return [(wish.title, whole, "taught")]
    practice, assessment = whole // 4 // 5 * 5, max(10, whole // 8 // 5 * 5)
    return [
        (wish.title, whole - practice - assessment, "taught"),
        ("Practice", practice, "practice"),
        ("Assessment", assessment, "assessment"),
    ]


def _lesson(catalogue: Catalogue, wish: NewModule) -> str:
    taught = "\n".join(f"- [{competency}](competency:{competency}), level {level}" for competency, level in wish.teaches)
    return f"""# {wish.title}

This lesson is a first draft.

At the end you can:

{taught}

## Why it matters

{TO_WRITE}

## Activity: give it a name (20 minutes)

{TO_WRITE} What learners need:

- {TO_WRITE}

What they do:

1. {TO_WRITE}

## Think back

- {TO_WRITE}
"""


def trainer_text(wish: NewModule) -> str:
    """`trainer.md` of a module to be."""
    return f"""# Trainer notes

These notes are a first draft.

## What this module must achieve

{TO_WRITE}

## A plan for the days

| when | sessions | minutes |
|---|---|---|
| {TO_WRITE} | 1 to {len(_plan(wish))} | {round(wish.hours * 60)} |

## With 8, 20 or 40 people

- **8.** {TO_WRITE}
- **20.** {TO_WRITE}
- **40.** {TO_WRITE}

## Without electricity, and where some do not read

{TO_WRITE}

## Session by session

{TO_WRITE}
"""


def assessment_text(
    catalogue: Catalogue, wish: NewModule, assessor: str, *, task: str = TO_WRITE, questions: Sequence[Mapping[str, object]] = ()
) -> str:
    """`assessment.yaml` of a module to be: a rubric row for each indicator of what is taught, and questions, or a place for some."""
    asked = list(questions) or [
        {
            "id": f"{wish.id}-Q{number:02d}",
            "kind": "short",
            "competency": competency,
            "prompt": TO_WRITE,
            "answer": TO_WRITE,
            "feedback": TO_WRITE,
        }
        for number, (competency, _) in enumerate(wish.teaches, start=1)
    ]
    rubric = [
        {"competency": competency, "indicator": indicator, "not_yet": TO_WRITE, "levels": dict.fromkeys(range(1, level + 1), TO_WRITE)}
        for competency, level in wish.teaches
        for indicator in catalogue.competencies[competency].value.indicators
    ]
    fields: dict[str, object] = {
        "format": 1, "module": wish.id, "kind": [wish.assessed_by], "task": task,
        "pass": {"rule": "The level taught, on every rubric row."}, "attempts": 3, "assessor": assessor,
        "questions": asked,
    }  # fmt: skip
    # Rows of a rubric are read beside one another: each has its own lines, even where it would fit on one.
    rows = [line for row in rubric for line in _row(row)]
    return (
        as_file(fields, comment="`To be written.` marks what is left to do.")
        + "\n".join(["rubric:", *rows, *as_field("checklist", [TO_WRITE])])
        + "\n"
    )


def _row(row: Mapping[str, object]) -> list[str]:
    lines = [line for key, value in row.items() for line in as_field(key, value, 4)]
    return [f"  - {lines[0].strip()}", *lines[1:]]
