"""Module pages, their lessons and trainer notes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from practicum.model.catalogue import Unit
from practicum.model.curriculum import Module, Session
from practicum.model.lesson import Lesson
from practicum.publishing.carrying.slots import slot
from practicum.publishing.configuring import CORE
from practicum.publishing.differing import differences, differences_here, in_lesson, with_marks
from practicum.publishing.drawings import with_drawings
from practicum.publishing.learning import key_points, sensitive, time_left, time_line, timed, with_notes
from practicum.publishing.lessons import disarmed, ready
from practicum.publishing.making import Making
from practicum.publishing.page import Page, Step
from practicum.publishing.sessions import next_sessions
from practicum.publishing.signing import sign_offs
from practicum.publishing.trust import about, signed_as
from practicum.publishing.writing import (
    attribute,
    badge,
    box,
    bullets,
    cards,
    facts,
    joined,
    link,
    listed,
    paragraphs,
    plain,
    section,
    table,
)
from practicum.reading.wording import sentence

# A certification has no page of its own: its rule stands on the page of the role.
_RULE_LINK = re.compile(r"\]\(certification:([^)\s]+)\)")


def module_pages(making: Making, id: str) -> Iterator[Page]:
    """The page of a module and those below it: lessons and trainer notes."""
    module = making.module(id)
    unit = making.catalogue.modules[id]
    beside = tuple(module_steps(making, id))
    crumbs = (Step(making.words("Modules"), "page:modules/index"),)
    lessons = making.lessons(id)
    hard = sensitive(making, id)
    order = [step for step in beside if step.target and not step.target.startswith("module:")]
    yield Page(
        f"modules/{id}.md",
        module.title,
        module_body(making, id),
        "module",
        module.summary,
        crumbs,
        beside,
        origin=unit.path,
        after=timed(making, id, order[0]) if order else None,
        words=f"{id} {id} {' '.join(teaching.competency for teaching in making.version(id).teaches)}",
        module=id,
        sensitive=hard,
    )
    above = (*crumbs, Step(f"{id} {module.title}", f"module:{id}"))
    for name, lesson in lessons:
        target = f"lesson:{id}/{name}"
        before, after = _around(order, target, Step(module.title, f"module:{id}"))
        yield Page(
            f"modules/{id}/{name}",
            lesson.title,
            lesson_body(making, id, name, lesson),
            "lesson",
            opening(lesson),
            above,
            beside,
            before,
            timed(making, id, after),
            origin=lesson.path,
            words=id,
            module=id,
            lesson=name.removesuffix(".md"),
            sensitive=hard,
        )
    notes = making.trainer(id)
    if notes is not None:
        before, after = _around(order, f"trainer:{id}", Step(module.title, f"module:{id}"))
        title = making.words.labelled("Trainer notes", module.title)
        body = shown(making, notes).partition("\n")[2]
        yield Page(
            f"modules/{id}/trainer.md",
            title,
            joined(f"# {plain(title)}\n\n{body}", slot(making)),
            "trainer",
            module.summary,
            above,
            beside,
            before,
            after,
            origin=notes.path,
            words=id,
            module=id,
            sensitive=hard,
        )


def module_steps(making: Making, id: str) -> Iterator[Step]:
    """The small navigation of a module: itself, its lessons, assessment and trainer notes."""
    yield Step(making.module(id).title, f"module:{id}", id)
    for number, (name, lesson) in enumerate(making.lessons(id), 1):
        yield Step(lesson.title, f"lesson:{id}/{name}", str(number))
    if id in making.catalogue.assessments:
        yield Step(making.words("Assessment"), f"assessment:{id}")
    if making.trainer(id) is not None:
        yield Step(making.words("Trainer notes"), f"trainer:{id}")


def module_body(making: Making, id: str, country: str = "") -> str:
    """A module's own page, or with a country's code that country's edition of it."""
    module, words = making.module(id), making.words
    version = making.version(id)
    marks = [making.status(id), badge(f"{words.number(version.hours)} h", "plain")]
    marks += [badge(words("high risk"), "risk")] if module.risk == "high" else []
    marks += [badge(making.country_name(country), "country")] if country else []
    first = [name for name, _ in making.lessons(id)[:1]]
    doors = [f"{link(words('Start with lesson 1'), lesson_way(making, id, name, country))}{{ .button }}" for name in first]
    doors += [f"{link(words('Assessment'), f'assessment:{id}')}{{ .button .quiet }}"] if id in making.catalogue.assessments else []
    doors += [f"{link(words('Trainer notes'), f'trainer:{id}')}{{ .button .quiet }}"] if making.trainer(id) else []
    planned = words(
        "This module is planned. What it will teach, its hours and its place in the programmes are settled; "
        "its lessons are not written yet."
    )
    return joined(
        f"# {plain(module.title)}",
        f"{plain(module.summary)}\n{{: .lead }}",
        f'<p class="badges">{" ".join(marks)}</p>',
        box("planned", planned) if module.status == "planned" else "",
        _only_there(making, id),
        " ".join(doors) + "\n{: .doors }" if doors else "",
        box("warning", f"**{words('Content warning')}.** {plain(module.content_warning)}", words("Content warning"))
        if module.content_warning
        else "",
        _edition_links(making, id) if not country else "",
        differences(making.differing(f"module:{id}"), id) if making.differing(f"module:{id}") else "",
        facts(_facts(making, id)),
        section(words("What changes for you"), paragraphs(module.purpose)) if not making.only_in(id) else "",
        section(words("Lessons"), _lesson_list(making, id, country), anchor="lessons"),
        section(words("What you will be able to do"), outcomes(making, id)),
        section(words("Next sessions"), next_sessions(making, id, country), anchor="sessions"),
        section(words("Before you start"), bullets(plain(item) for item in module.before_you_start)) if module.before_you_start else "",
        key_points(making, id),
        section(words("Assessment"), _assessment(making, id)),
        section(words("Where it leads"), facts(_ways_on(making, id))),
        section(words("Who it is for"), _audience(making, id)),
        slot(making) if not country else "",
        _for_trainers(making, id, country),
        section(
            words("Sign-offs"), sign_offs(making, signed_as(making, id, country), module.risk == "high"), anchor="sign-offs"
        ),
        section(words("About this text"), about(making, id, country), anchor="about"),
    )


def _only_there(making: Making, id: str) -> str:
    """On the page of a module that is not translated into English: that it is not, and the way to where it can be read."""
    language = making.only_in(id)
    if not language:
        return ""
    words = f"Read it in {making.words.language_named(language)}"
    way = f'<a href="../{language}/modules/{id}.html" hreflang="{attribute(language)}">{words}</a>'
    return box("planned", f"{plain(making.module(id).summary)} Here are its facts. {way}.")


def _facts(making: Making, id: str) -> list[tuple[str, str]]:
    module, words = making.module(id), making.words
    version = making.version(id)
    return [
        (words("Hours"), words.number(version.hours)),
        (words("Taken"), listed([words(mode) for mode in module.modes], words("and"))),
        (words("Take first"), "<br>".join(making.module_link(step.module) for step in module.prerequisites) or words("nothing")),
        (words("Stays valid"), f"{version.valid_months} {words('months')}" if version.valid_months else ""),
        (words("Renews"), making.module_link(module.renews) if module.renews else ""),
        (words("In place of"), listed([_legacy(making, name) for name in module.supersedes], words("and"))),
    ]


def _ways_on(making: Making, id: str) -> list[tuple[str, str]]:
    """What a module opens, and the programmes it is part of."""
    words, connections = making.words, making.connections
    return [
        (words("Opens the way to"), "<br>".join(making.module_link(name) for name in connections.opens.get(id, []))),
        (words("Part of"), "<br>".join(making.programme_link(name) for name in connections.in_programmes.get(id, []))),
    ]


def _for_trainers(making: Making, id: str, country: str) -> str:
    """What trainers and organisers look for: folded away, because most who come here come to learn."""
    module, words = making.module(id), making.words
    parts = joined(
        section(words("Session plan"), _session_table(making, module, country)),
        section(words("Materials"), bullets(plain(item) for item in module.materials)) if module.materials else "",
        section(words("Versions"), _versions(making, module)),
        section(words("Sources of this module"), _evidence(making, module)),
    )
    title = words("For trainers and organisers: session plan, materials, versions, sources")
    return f'<details class="organisers" markdown="1"><summary>{attribute(title)}</summary>\n\n{parts}\n\n</details>'


def _legacy(making: Making, id: str) -> str:
    unit = making.catalogue.modules.get(id)
    return f"{id} {_in_language(making, unit, plain(unit.value.title))} ({making.words('kept for old records')})" if unit else id


def _in_language(making: Making, unit: Unit[Any], said: str) -> str:
    """A thing's own words inside a page; where they are not in the page's language, marked as what they are."""
    return f"<span{foreign}>{said}</span>" if (foreign := making.foreign(unit)) else said


def outcomes(making: Making, id: str) -> str:
    """What a module teaches: competencies with their levels, indicators, and how they are shown."""
    said = []
    for teaching in making.version(id).teaches:
        unit = making.catalogue.competencies.get(teaching.competency)
        lines = [f'**{making.competency_link(teaching.competency)}** <span class="at">{making.steps(teaching.level)}</span>\n']
        if unit is not None:
            lines.append(f"    {_in_language(making, unit, plain(sentence(unit.value.statement)))}\n")
            lines.append("\n".join(f"    - {_in_language(making, unit, plain(one))}" for one in unit.value.indicators) + "\n")
        if teaching.shown_by:
            lines.append(f"    {making.words.labelled('You show it by', plain(teaching.shown_by))}.\n")
        said.append("- " + "\n".join(lines))
    return box("outcomes", "\n".join(said)) if said else ""


def lesson_way(making: Making, id: str, name: str, country: str) -> str:
    """Where a lesson is read: in a country that changes a section of it, on a page of that country's edition."""
    view = making.editions.get(country)
    changed = view is not None and any(one.path[:2] == ("lessons", name) for one in view.changes_to(f"module:{id}"))
    return f"lesson:{id}-{country}/{name}" if changed else f"lesson:{id}/{name}"


def _lesson_list(making: Making, id: str, country: str) -> str:
    minutes: dict[str, int] = {}
    for session in making.module(id).sessions:
        if session.lesson:
            minutes[session.lesson] = minutes.get(session.lesson, 0) + session.minutes
    items = [
        f'1. {link(lesson.title, lesson_way(making, id, name, country))} '
        f'<span class="meta">{minutes.get(name, 0)} {making.words("min")}</span>'
        for name, lesson in making.lessons(id)
    ]
    return box("lessons", "\n".join(items)) if items else ""


def _session_table(making: Making, module: Module, country: str) -> str:
    """The plan as an HTML table whose rows become cards on a phone; roles keep it a table for those who listen."""
    if not module.sessions:
        return ""
    words = making.words
    heads = [words("Session"), words("Time"), words("In a room"), words("At a distance")]
    folder = making.catalogue.folder_of(module.id)

    def row(session: Session) -> str:
        title = attribute(session.title)
        if session.lesson and f"{folder}/{session.lesson}" in making.catalogue.lessons:
            title = f'<a href="{attribute(lesson_way(making, module.id, session.lesson, country))}">{title}</a>'
        kind = attribute(words(session.kind.replace("_", " ")))
        cells = [
            f'{title} <span class="kind kind-{session.kind}">{kind}</span>',
            f"{session.minutes} {words('min')}",
            attribute(session.classroom or "–"),
            attribute(session.distance or "–"),
        ]
        return (
            '<tr role="row">'
            + "".join(f'<td role="cell" data-label="{attribute(head)}">{cell}</td>' for head, cell in zip(heads, cells, strict=True))
            + "</tr>"
        )

    head = "".join(f'<th role="columnheader" scope="col">{attribute(name)}</th>' for name in heads)
    rows = "\n".join(row(session) for session in module.sessions)
    top = f'<thead role="rowgroup"><tr role="row">{head}</tr></thead>'
    return f'<table class="stack" role="table">\n{top}\n<tbody role="rowgroup">\n{rows}\n</tbody>\n</table>'


def _audience(making: Making, id: str) -> str:
    module = making.module(id)
    asked = making.connections.asked_by.get(id, [])
    renewed = making.connections.renewed_by.get(id, [])
    certified, renewal = making.words("asked for by the certification"), making.words("asked for at renewal")
    lines = [
        f"- {making.role_link(role)}" + (f"{making.words.colon}{certified}" if role in asked else "")
        for role in dict.fromkeys((*module.audience, *asked))
    ]
    lines += [f"- {making.role_link(role)}{making.words.colon}{renewal}" for role in renewed]
    return "\n".join(lines)


def _assessment(making: Making, id: str) -> str:
    unit, words = making.catalogue.assessments.get(id), making.words
    if unit is None:
        planned = making.module(id).assessment_planned
        return f"{words.labelled('Planned as', plain(planned))}." if planned else ""
    value = unit.value
    mark = f"{words.labelled('Pass mark', words.number(value.passing.mark))} %. " if value.passing.mark is not None else ""
    more = link(words("Questions, rubric and checklist"), f"assessment:{id}")
    return f"{paragraphs(value.task).splitlines()[0]}\n\n{mark}{plain(sentence(value.passing.rule))}\n\n{more}"


def _versions(making: Making, module: Module) -> str:
    current, words = making.version(module.id), making.words
    rows = []
    for version in module.versions:
        name = f"**{plain(version.version)}**" + (f" {words('taught now')}" if version is current else "")
        taught = ", ".join(
            f"{link(teaching.competency, f'competency:{teaching.competency}')} {words('at level')} {teaching.level}"
            for teaching in version.teaches
        )
        until = words.day(version.until) if version.until else words("open")
        counts = f"{words('completions count until')} {words.day(version.counts_until)}" if version.counts_until else ""
        rows.append(
            [
                name,
                f"{words.day(version.starts)} – {until}",
                words.number(version.hours),
                taught,
                words.semicolon.join(filter(None, [plain(version.note or ""), counts])),
            ]
        )
    heads = [words(head) for head in ("Version", "Taught", "Hours", "Teaches", "Note")]
    return table(words.labelled("Versions", module.id), heads, rows)


def _evidence(making: Making, module: Module) -> str:
    words = making.words
    lines = [
        f"{making.reference_link(one.reference)}{words.colon}{plain(one.use)} ({plain(words(one.type.replace('_', ' ')))})"
        for one in module.evidence
    ]
    return bullets(lines) if lines else ""


def _edition_links(making: Making, id: str) -> str:
    held = [code for code, view in making.editions.items() if view.changes_to(f"module:{id}")]
    within = making.words("in")
    items = [f"{link(f'{id} {within} {making.country_name(code)}', f'module:{id}-{code}')}{{ .title }}" for code in held]
    return section(making.words("Country editions"), cards(items, "cards small")) if items else ""


def lesson_body(making: Making, id: str, name: str, lesson: Lesson) -> str:
    """The lesson with its times, places for notes and, where it is the module's last, the key points."""
    here = in_lesson(making.alone, id, name) if making.words.language == CORE else []
    if making.alone is not None and here:
        lesson = with_marks(making, making.alone.country, lesson, here)
    body = shown(making, lesson)
    head, _, rest = (body if body.startswith("# ") else f"# {plain(lesson.title)}\n\n{body}").partition("\n")
    last = name == making.lessons(id)[-1][0]
    return joined(
        head,
        differences_here(here) if here else "",
        time_line(making, id, name, lesson),
        with_notes(making, rest),
        key_points(making, id, "Key points of this module") if last else "",
        time_left(making, id, name),
    )


def shown(making: Making, lesson: Lesson) -> str:
    """A lesson's or other text's Markdown as pages show it: diagrams in place, nothing of it read as attributes."""
    language = making.words.language
    text = with_drawings(disarmed(lesson.text), lesson.path, making.catalogue.drawings, "" if language == "en" else language)
    text = _RULE_LINK.sub(lambda found: f"](role:{making.role_of(found[1])}#certification)", text)
    table = making.words.labelled("Table", "")
    return making.memory.once(lambda: ready(text, table), "ready", table, text)


def opening(lesson: Lesson) -> str:
    """The first paragraph of running text, without markup, as the line under a search result."""
    for block in lesson.text.split("\n\n"):
        if (block.strip() and block.lstrip()[0] not in "#>|-*1!`") or block.startswith("**"):
            return re.sub(r"\[([^\]]*)\]\([^)]*\)|[*_`]", r"\1", " ".join(block.split()))[:200]
    return ""


def _around(order: list[Step], target: str, first: Step) -> tuple[Step, Step | None]:
    at = next(number for number, step in enumerate(order) if step.target == target)
    return (order[at - 1] if at else first), (order[at + 1] if at + 1 < len(order) else None)
