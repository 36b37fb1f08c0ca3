"""Exporters and importers on a framework of 5,000 competencies beside the same on one of 500: what grows faster than its input shows.

A line in EXPORTERS or IMPORTERS is all that a format needs to be measured.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import partial

from lines import Line
from ratio import Ratio

from practicum.exchanging import (
    case,
    case_incoming,
    moodle_framework,
    moodle_framework_in,
    question_bank_gift,
    question_bank_xml,
    read_api,
    schema_org,
    skos,
    xlsform,
)  # fmt: skip
from practicum.model.catalogue import Unit
from practicum.model.curriculum import Assessment, Option, Pass, Question
from practicum.model.exchange import Export
from practicum.model.source import Entries
from practicum.reading import InMemory, read_project
from practicum.resolving import View, view_of
from practicum.spans import Span

FRAMEWORK = "invented"
SMALL, LARGE = 500, 5_000
GOAL = 12.0
ROUNDS = 5
A_DOMAIN = 50
DAY = date(2026, 10, 15)

# What writes a framework for another system: a View and the framework's id, to an Export.
EXPORTERS: Mapping[str, Callable[[View, str], Export]] = {
    "case": case.export,
    "moodle": moodle_framework.export,
    "moodle-questions": lambda view, _: question_bank_xml.export(view),
    "gift": lambda view, _: question_bank_gift.export(view),
    "skos": lambda view, framework: skos.export(view, framework=framework),
    "skos as json-ld": lambda view, framework: skos.export(view, framework=framework, form="json-ld"),
    "schema-org": lambda view, _: schema_org.export(view),
    "api": lambda view, _: read_api.export(view),
    # A form for one competency in a hundred.
    "xlsform": lambda view, _: xlsform.export(view, list(view.catalogue.competencies)[::100]),
}
# What reads a framework that an exporter wrote, by the name of the exporter; the bytes are those of its one file.
IMPORTERS: Mapping[str, Callable[[str, bytes], object]] = {
    "case": case_incoming.read_case,
    "moodle": moodle_framework_in.read_framework,
}


def measure() -> list[Line]:
    """A line an exporter and an importer."""
    small, large = view_with(SMALL), view_with(LARGE)
    lines = []
    for name, export in EXPORTERS.items():
        lines.append(_line(f"export {name}", partial(export, large, FRAMEWORK), partial(export, small, FRAMEWORK)))
    for name, read in IMPORTERS.items():
        (more,), (few,) = (tuple(EXPORTERS[name](view, FRAMEWORK).files.values()) for view in (large, small))
        lines.append(_line(f"import {name}", partial(read, name, more), partial(read, name, few)))
    return lines


def _line(name: str, larger: Callable[[], object], smaller: Callable[[], object]) -> Line:
    ours, theirs = [], []
    for position in range(ROUNDS + 1):
        few, many = _timed(smaller), _timed(larger)
        if position:  # the first round only warms
            theirs.append(few)
            ours.append(many)
    found = Ratio(name, GOAL, ours, theirs, rows="")
    note = f"{statistics.median(ours):.3f} s beside {statistics.median(theirs):.3f} s, {ROUNDS} rounds"
    return Line(f"{name}: {LARGE:,} competencies / {SMALL:,}", found.measured, GOAL, rows=f"{LARGE:,}", note=note)


def _timed(work: Callable[[], object]) -> float:
    # Nothing here waits for anything: the processor's time is the same on a machine that does other things beside.
    start = time.process_time()
    work()
    return time.process_time() - start


def view_with(competencies: int) -> View:
    """A View of a project whose framework has so many competencies, with three indicators and a question each, and a crosswalk of all."""
    catalogue = read_project(InMemory(files_with(competencies))).catalogue
    options = tuple(Option(text=f"Answer {number}: a = b", right=not number, feedback="Because.") for number in range(4))
    asked = tuple(
        Question(id=f"M1-Q{number}", kind="single", competency=id, prompt=f"Which shows {id}?", options=options)
        for number, id in enumerate(catalogue.competencies)
    )
    value = Assessment(format=1, module="M1", kind=("quiz",), task="Answer.", passing=Pass(rule="All."), assessor="TRA", questions=asked)
    unit = Unit("assessment", "M1", "curriculum/modules/M1-asked/assessment.yaml", value, Entries({}, {}, Span("assessment.yaml")))
    return view_of(replace(catalogue, assessments={"M1": unit}), day=DAY)


def files_with(competencies: int) -> dict[str, bytes]:
    """The authored files of such a project."""
    domains = [f"D{number:03}" for number in range(-(-competencies // A_DOMAIN))]
    ids = [f"{domains[number // A_DOMAIN]}-{number % A_DOMAIN + 1}" for number in range(competencies)]
    files = {
        f"competencies/frameworks/{FRAMEWORK}/framework.yaml": "\n".join([
            "format: 1", f"id: {FRAMEWORK}", 'title: "An invented framework"', 'version: "1.0"', "base_url: https://practicum.example/",
            'description: "Made to measure with."', f"domains: [{', '.join(domains)}]", "levels:",
            '  - {level: 0, name: "None", means: "no evidence", granted_by: none}',
            '  - {level: 1, name: "Aware", means: "knows what it is"}', '  - {level: 2, name: "Able", means: "does it"}', "",
        ]),
        "curriculum/references.yaml": 'format: 1\nreferences:\n  - {id: other, title: "Another framework", authors: ["Nobody"], '
        'year: "2020", type: framework, permission: "codes only"}\n',
        "competencies/crosswalks/other.yaml": "\n".join([
            "format: 1", "id: other", 'title: "Another framework"', f"framework: {FRAMEWORK}", "reference: other", 'caveat: "Invented."',
            "items:", *(f'  - {{code: "{number}", title: "Item {number}"}}' for number in range(50)), "links:",
            *(f'  - {{competency: {id}, relation: related, to: ["{number % 50}"]}}' for number, id in enumerate(ids)), "",
        ]),
    }  # fmt: skip
    for number, domain in enumerate(domains):
        held = ids[number * A_DOMAIN : (number + 1) * A_DOMAIN]
        rows = ["format: 1", f"id: {domain}", f'title: "Domain {number}"', 'summary: "Invented, to measure with."', "competencies:"]
        for id in held:
            rows += [
                f"  - id: {id}", f'    title: "Title of {id}"', f'    statement: "Does what {id} describes, in a sentence of usual length"',
                "    indicators:", *(f'      - "shows sign {sign} of {id} so that an assessor sees it"' for sign in range(3)),
            ]  # fmt: skip
        files[f"competencies/frameworks/{FRAMEWORK}/{domain}.yaml"] = "\n".join(rows) + "\n"
    return {path: text.encode() for path, text in files.items()}
