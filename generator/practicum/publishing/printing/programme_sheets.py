"""What is printed of a programme: the way through it, and behind it the documents of its modules bound into one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from practicum.model.curriculum import Programme
from practicum.publishing.making import Making
from practicum.publishing.maps import numbered as numbered_stages
from practicum.publishing.maps import stage_months, stage_name
from practicum.publishing.printing.document import ASSESSOR, TITLES, TRAINER, Document, document
from practicum.publishing.printing.module_sheets import Sheets
from practicum.publishing.printing.nodes import (
    Node,
    Text,
    blanks,
    bullets,
    facts,
    heading,
    paragraph,
    paragraphs,
    soft,
    strong,
    table,
    ticks,
)
from practicum.publishing.writing import hours, quoted
from practicum.reading.wording import sentence


def programme_documents(making: Making, id: str, made: Mapping[str, Sheets]) -> Iterator[Document]:
    """The documents of a programme, with those of its modules as they were ``made``; electives come last, as they stand in its file."""
    value = making.catalogue.programmes[id].value
    among = value.electives.among if value.electives else ()
    modules = [name for name in dict.fromkeys((*value.modules, *among)) if name in making.catalogue.modules]
    for kind in TITLES:
        nodes = _front(making, value, kind)
        bound = [(name, made[name][kind]) for name in modules if made.get(name, {}).get(kind)]
        for name, pieces in bound:
            # A book has its contents in front; those of a module alone would stand in the way.
            inside = [node for node in pieces if node["k"] != "contents"]
            nodes.append({"k": "part", "code": name, "title": making.module(name).title, "body": inside})
        if bound:
            yield document(making, id, f"programmes/{id}.md", kind, value.title, value.summary, nodes, parts=True)


def _front(making: Making, value: Programme, kind: str) -> list[Node]:
    words = making.words
    roles = [making.catalogue.roles[role].value.title if role in making.catalogue.roles else role for role in value.leads_to]
    practice = hours(value.practice_hours) if value.practice_hours else ""
    found = [
        paragraph(quoted(value.summary), "lead"),
        *facts(
            [
                (words("Leads to"), ", ".join(roles)),
                (words("Hours taught"), hours(value.taught_hours) if value.taught_hours else words("by choice")),
                (words("Hours of supervised practice"), practice),
            ]
        ),
    ]
    if kind == ASSESSOR:
        found.append(blanks([words("Learner"), words("Assessor"), words("Organisation"), words("From and to")]))
    else:
        found += [heading(1, words("Who it is for")), *paragraphs(quoted(sentence(value.for_whom)))]
    found += [heading(1, words("Modules in order")), *_modules(making, value, kind)]
    if kind != ASSESSOR:
        found += _stages(making, value)
        found += _map(making, value)
    if value.safeguards and kind != ASSESSOR:
        found += [heading(1, words("Safeguards")), *bullets(sentence(quoted(one)) for one in value.safeguards)]
    if value.notes:
        found += [heading(1, words("Good to know")), *bullets(sentence(quoted(note)) for note in value.notes)]
    if value.checklist and kind == TRAINER:
        found += [{"k": "newpage"}, heading(1, words("Checklist for an organisation"))]
        found.append(paragraph(words("To print and tick. Nobody has to tick it alone."), "leading"))
        for part in value.checklist:
            found += [heading(2, quoted(part.when)), *ticks(sentence(quoted(item)) for item in part.items)]
    return [*found, {"k": "contents"}]


def _modules(making: Making, value: Programme, kind: str) -> list[Node]:
    """The modules as a list to tick off; an assessor's has room for the day and a signature."""
    words = making.words

    def row(id: str, chosen: bool) -> list[str]:
        rest = ["", ""] if kind == ASSESSOR else [making.module(id).summary]
        mark = f" ({words('by choice')})" if chosen else ""
        return [id, f"{making.module(id).title}{mark}", hours(making.version(id).hours), *rest]

    known = [(id, False) for id in value.modules if id in making.catalogue.modules]
    known += [(id, True) for id in (value.electives.among if value.electives else ()) if id in making.catalogue.modules]
    rows = [row(*one) for one in known]
    if kind == ASSESSOR:
        heads = [words("Module"), words("Title"), words("Hours"), words("Passed on"), words("Signature")]
        # A column to be filled in by hand says nothing yet and is kept all the same.
        blank: Text = ["\u00a0"]
        made = table(heads, [[*one[:3], blank, blank] for one in rows], (10, 42, 9, 17, 22))
    else:
        made = table([words("Module"), words("Title"), words("Hours"), words("What it is about")], rows, (10, 30, 9, 51))
    if value.electives:
        made.append(paragraph(words("Of the modules by choice any {choose} are taken.").format(choose=value.electives.choose), "soft"))
    return made


def _stages(making: Making, value: Programme) -> list[Node]:
    if not value.stages:
        return []
    words = making.words
    found = [heading(1, words("Stages and gates"))]
    for number, stage in numbered_stages(value):
        found += [
            heading(2, f"{number} {stage_name(stage)}"),
            *([paragraph(stage_months(stage, words), "leading")] if stage.months else []),
            paragraph(quoted(sentence(stage.content))),
        ]
        if stage.modules:
            found.append(paragraph([strong(making.words.labelled("Modules", "").rstrip()), " ", ", ".join(stage.modules)]))
        if stage.gate:
            found += ticks([[strong(making.words.labelled("Gate", "").rstrip()), " ", sentence(quoted(stage.gate))]])
    return found


def _map(making: Making, value: Programme) -> list[Node]:
    """What somebody who changes role keeps, adapts, learns and lets go: by area and by competency."""
    words = making.words
    heads = [words(head) for head in ("Keep", "Adapt", "Learn", "Let go")]
    rows = [[quoted(sentence(cell)) for cell in (row.keep, row.adapt, row.learn, row.let_go)] for row in value.role_map]
    areas = [[strong(words(row.area))] for row in value.role_map]
    by_area = table([words("Area"), *heads], [[area, *row] for area, row in zip(areas, rows, strict=True)], (12, 22, 22, 22, 22))
    cells = [[quoted(sentence(cell)) for cell in (row.keep, row.adapt, row.learn, row.let_go)] for row in value.competency_map]
    names: list[Text] = []
    for one in value.competency_map:
        unit = making.catalogue.competencies.get(one.competency)
        names.append([strong(one.competency), {"k": "br"}, soft(unit.value.title if unit else "")])
    held: list[list[str | Text]] = [[name, *row] for name, row in zip(names, cells, strict=True)]
    by_competency = table([words("Competency"), *heads], held, (16, 21, 21, 21, 21))
    found = [heading(2, words("By area")), *by_area] if by_area else []
    found += [heading(2, words("By competency")), *by_competency] if by_competency else []
    return [heading(1, words("Keep, adapt, learn, let go")), *found] if found else []
