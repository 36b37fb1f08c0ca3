"""What is printed of a module: the learner's handout, the trainer's guide and the assessor's sheets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from practicum.model.curriculum import Assessment, Module
from practicum.publishing.learning import duration, sensitive
from practicum.publishing.making import Making
from practicum.publishing.printing.document import ASSESSOR, LEARNER, TRAINER, Document, document
from practicum.publishing.printing.nodes import (
    Node,
    Text,
    blanks,
    box,
    bullets,
    facts,
    heading,
    lines,
    paragraph,
    paragraphs,
    soft,
    strong,
    table,
    text,
    ticks,
)
from practicum.publishing.printing.notes import Notes
from practicum.publishing.printing.prose import prose
from practicum.publishing.printing.questions import asked, key, short_key
from practicum.publishing.writing import hours, listed, one_line, quoted
from practicum.reading.wording import sentence

# What is printed of a module: the pieces of each document, by its kind.
Sheets = Mapping[str, Sequence[Node]]


def module_documents(making: Making, id: str, made: Sheets, country: str = "") -> Iterator[Document]:
    """The documents of a module, or of a country's edition of it, that say something: a planned module has no lessons to print."""
    module = making.module(id)
    name = making.country_name(country) if country else ""
    title = f"{id} {module.title}" + (f" ({name})" if name and name not in module.title else "")
    own = f"{id}-{country}" if country else id
    for kind, nodes in made.items():
        if nodes:
            yield document(making, own, f"modules/{own}.md", kind, title, module.summary, nodes)


def module_sheets(making: Making, id: str, country: str = "") -> Sheets:
    """The pieces of a module's documents, by kind; empty where there is nothing to print."""
    return {LEARNER: handout(making, id, country), TRAINER: guide(making, id), ASSESSOR: sheets(making, id)}


def handout(making: Making, id: str, country: str = "") -> list[Node]:
    """What a learner takes along: lessons with room to write, questions without answers, words and sources."""
    lessons = making.lessons(id)
    if not lessons:
        return []
    module, words = making.module(id), making.words
    notes = Notes(making, id, frozenset(name for name, _ in lessons))
    found = _opening(making, id, module.summary)
    found += [*_warning(making, module), *_help(making, id, country), {"k": "contents"}]
    found += [heading(1, words("What changes for you")), *_said(module.purpose)]
    found += _outcomes(making, id)
    if module.before_you_start:
        found += [heading(1, words("Before you start")), *ticks(sentence(quoted(item)) for item in module.before_you_start)]
    minutes = _minutes(module)
    for number, (name, lesson) in enumerate(lessons, 1):
        spent = duration(words, minutes[name]) if minutes.get(name) else ""
        found += [
            {"k": "room", "height": 95},
            heading(1, [f"{number} ", *text(lesson.title)], notes.anchor(name), "roomed"),
            *([paragraph([f"{words('Lesson')} {number}, {spent}"], "leading")] if spent else []),
            *prose(lesson, notes, 2, language=words.language),
        ]
    if module.key_points:
        found += [{"k": "room", "height": 60}, heading(1, words("Key points"), look="roomed")]
        found += ticks(quoted(point) for point in module.key_points)
    unit = making.catalogue.assessments.get(id)
    if unit is not None:
        found += _task(making, unit.value)
        if unit.value.questions:
            found += [heading(1, words("Questions")), *asked(making, unit.value.questions)]
    return [*found, *notes.closing(module.evidence)]


def guide(making: Making, id: str) -> list[Node]:
    """What a trainer works from: the plan, the notes, the questions to copy, and the key on pages of its own."""
    trainer = making.trainer(id)
    module, words = making.module(id), making.words
    if trainer is None:
        return []
    notes = Notes(making, id)
    found = _opening(making, id, module.summary)
    found += [*_warning(making, module), {"k": "contents"}]
    found += [heading(1, words("What is to change")), *_said(module.purpose)]
    found += _outcomes(making, id)
    if module.before_you_start:
        found += [heading(1, words("Before it starts")), *ticks(sentence(quoted(item)) for item in module.before_you_start)]
    if module.materials:
        found += [heading(1, words("Materials")), *ticks(sentence(quoted(item)) for item in module.materials)]
    if module.sessions:
        found += [heading(1, words("Session plan")), *_sessions(making, module)]
    found += _scenarios(making, module)
    if module.key_points:
        found += [heading(1, words("Key points")), *bullets(quoted(point) for point in module.key_points)]
    unit = making.catalogue.assessments.get(id)
    if unit is not None:
        found += _task(making, unit.value)
    found += [heading(1, words("Trainer notes")), *prose(trainer, notes, 2, language=words.language, room=False)]
    if unit is not None and unit.value.questions:
        found += [
            {"k": "newpage"},
            heading(1, words("Questions")),
            paragraph(words("To copy and hand out. The key stands on pages of its own."), "leading"),
            *asked(making, unit.value.questions),
            {"k": "newpage"},
            heading(1, words("Key to the questions")),
            paragraph(words("For trainers only."), "leading"),
            *key(making, unit.value.questions),
        ]
    return [*found, *notes.closing(module.evidence)]


def sheets(making: Making, id: str) -> list[Node]:
    """What an assessor fills in: the record of the decision, the rubric, the checklist, and the key in short."""
    unit = making.catalogue.assessments.get(id)
    if unit is None:
        return []
    value, words = unit.value, making.words
    found = _opening(making, id, words("To fill in while assessing. One set for each learner and attempt."))
    found += [
        blanks([words("Learner"), f"{words('Attempt')} (1–{value.attempts or '…'})", words("Assessor"), words("Day and place")]),
        *_task(making, value),
    ]
    if value.rubric:
        found += [
            heading(1, words("Rubric")),
            paragraph(words("Tick what you saw, and write where you saw it. A row without a tick has not been assessed."), "leading"),
            *[_rubric_row(making, value, number) for number in range(len(value.rubric))],
        ]
    if value.checklist:
        found += [
            heading(1, words("Checklist for the observer")),
            *ticks(sentence(quoted(item)) for item in value.checklist),
            lines(4, words("What else was seen")),
        ]
    found += [
        {
            "k": "decision",
            "title": words("Decision"),
            "choices": [words("Passed"), words("Not yet"), words("Decided later")],
            "reasons": words("Reasons, and what comes next"),
            "labels": [words("Assessor’s signature and day"), words("Learner’s signature and day")],
            "level": 1,
        }
    ]
    short = short_key(value.questions)
    if short and value.passing.mark is not None:
        found += [
            {"k": "newpage"},
            heading(1, words("Key in short")),
            paragraph(words("For trainers only."), "leading"),
            {"k": "shortkey", "rows": [[number, right] for number, right in short], "heads": [words("Question"), words("Right")]},
        ]
    return found


def _opening(making: Making, id: str, summary: str) -> list[Node]:
    module, words, version = making.module(id), making.words, making.version(id)
    pairs = [
        (words("Hours"), hours(version.hours)),
        (words("Taken"), listed([words(mode) for mode in module.modes], words("and"))),
        (words("Version"), f"{version.version}, {words(module.status)}"),
        (words("Take first"), ", ".join(step.module for step in module.prerequisites) or words("nothing")),
        (words("Stays valid"), f"{version.valid_months} {words('months')}" if version.valid_months else ""),
    ]
    return [paragraph(quoted(summary), "lead"), *facts(pairs)]


def _warning(making: Making, module: Module) -> list[Node]:
    if not module.content_warning:
        return []
    opening: Text = [strong(making.words("Content warning") + "."), f" {quoted(one_line(module.content_warning))}"]
    return [box("warning", [paragraph(opening)])]


def _help(making: Making, id: str, country: str) -> list[Node]:
    """Where hard matters appear: what to do in danger, and room for the numbers of the place, which no book for many countries knows."""
    if not sensitive(making, id):
        return []
    words = making.words
    lead = words("A child or an adult in danger now: make them safe with the people who are there, and call the emergency number.")
    found = [paragraph([strong(words("Where to get help now") + "."), f" {lead}"])]
    known = next((unit.value.helplines for unit in making.catalogue.countries.get(country, ()) if unit.value.helplines), ())
    found += bullets(quoted(line) for line in known)
    names = [words("Emergency number"), words("Child help line"), words("Duty worker"), words("Somebody I can talk to")]
    return [box("plain", [*found, blanks(names)])]


def _said(words: str) -> list[Node]:
    return paragraphs(quoted(words))


def _outcomes(making: Making, id: str) -> list[Node]:
    words = making.words
    items: list[Text] = []
    for teaching in making.version(id).teaches:
        unit = making.catalogue.competencies.get(teaching.competency)
        title = f"{teaching.competency} {unit.value.title}" if unit else teaching.competency
        name = making.level(teaching.level)
        at = f"{words('Level')} {teaching.level}" + (f", {name.lower()}" if name else "")
        shown = f"{words.labelled('You show it by', quoted(teaching.shown_by))}." if teaching.shown_by else ""
        after: Text = [{"k": "br"}, shown] if shown else []
        items.append([strong(title), " ", soft(at), *after])
    return [heading(1, words("What you will be able to do")), *bullets(items)] if items else []


def _minutes(module: Module) -> dict[str, int]:
    minutes: dict[str, int] = {}
    for session in module.sessions:
        if session.lesson:
            minutes[session.lesson] = minutes.get(session.lesson, 0) + session.minutes
    return minutes


def _sessions(making: Making, module: Module) -> list[Node]:
    words = making.words
    rows: list[list[str | Text]] = []
    for session in module.sessions:
        kind = soft(words(session.kind.replace("_", " ")))
        rows.append(
            [
                [strong(quoted(session.title)), {"k": "br"}, kind],
                duration(words, session.minutes),
                quoted(session.classroom or ""),
                quoted(session.distance or ""),
            ]
        )
    return table([words("Session"), words("Time"), words("In a room"), words("At a distance")], rows, (28, 10, 33, 29))


def _scenarios(making: Making, module: Module) -> list[Node]:
    """The scenarios side by side: what each has to bring out."""
    words = making.words
    order = {name: str(number) for number, (name, _) in enumerate(making.lessons(module.id), 1)}
    if words.language != "en":
        return []
    rows: list[list[str | Text]] = [
        [
            [strong(quoted(one.title)), {"k": "br"}, soft(f"{words('Lesson')} {order[one.lesson]}" if one.lesson in order else "")],
            sentence(quoted(one.reduces)),
            sentence(quoted(one.does_not)),
            sentence(quoted(one.remains)),
        ]
        for one in module.scenarios
    ]
    heads = ["Scenario", "Strength that reduces a danger", "Strength that does not", "Worry that stays"]
    made = table([words(head) for head in heads], rows, (18, 27, 27, 27))
    return [heading(1, words("The scenarios at a glance")), *made] if made else []


def _task(making: Making, value: Assessment) -> list[Node]:
    words = making.words
    mark = f"{words.labelled('Pass mark', hours(value.passing.mark))} %. " if value.passing.mark is not None else ""
    by = making.catalogue.roles[value.assessor].value.title if value.assessor in making.catalogue.roles else value.assessor
    attempts = str(value.attempts) if value.attempts else words("no limit")
    return [
        heading(1, words("Assessment")),
        *_said(value.task),
        paragraph([strong(words("When it is passed") + "."), f" {mark}{sentence(quoted(value.passing.rule))}"]),
        paragraph([f"{words.labelled('Attempts', attempts)}. {words.labelled('Assessed by', by)}."], "soft"),
    ]


def _rubric_row(making: Making, value: Assessment, number: int) -> Node:
    row = value.rubric[number]
    unit = making.catalogue.competencies.get(row.competency)
    levels = [(making.words("Not yet"), row.not_yet)]
    levels += [(f"{making.words('Level')} {level}", row.levels[level]) for level in sorted(row.levels)]
    return {
        "k": "rubric",
        "number": str(number + 1),
        "indicator": text(quoted(row.indicator)),
        "competency": f"{row.competency} {unit.value.title}" if unit else row.competency,
        "levels": [[name, text(quoted(said))] for name, said in levels],
    }
