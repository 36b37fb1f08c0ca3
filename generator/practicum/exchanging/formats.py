"""The formats that are spoken with other systems, in the order of the handbook's table, and what each of them loses."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from practicum.model.exchange import Format, Loss

if TYPE_CHECKING:
    from practicum.resolving import View

# Each names a module with a `FORMAT` and, where something of the curriculum is written and something may be left behind, `losses(view)`:
# called with a View alone it counts for the whole curriculum. What reads records of people lives in `records`, what tells of a report in
# `reporting`.
MODULES: tuple[str, ...] = (
    "practicum.exchanging.moodle_framework",
    "practicum.exchanging.question_bank_xml",
    "practicum.exchanging.question_bank_gift",
    "practicum.records.profiling",
    "practicum.exchanging.scorm",
    "practicum.exchanging.case",
    "practicum.exchanging.framework_sheet",
    "practicum.exchanging.skos",
    "practicum.exchanging.schema_org",
    "practicum.exchanging.xlsform",
    "practicum.records.kobo",
    "practicum.exchanging.xapi",
    "practicum.exchanging.read_api",
    "practicum.exchanging.docx",
    "practicum.exchanging.question_sheet",
    "practicum.exchanging.po",
    "practicum.exchanging.xliff",
    "practicum.exchanging.badges",
    "practicum.exchanging.fhir",
    "practicum.reporting.contract",
)


def formats() -> Iterator[Format]:
    """Every format, as its module declares it."""
    for name in MODULES:
        yield _declared(name)


def lost(view: View) -> Iterator[tuple[Format, tuple[Loss, ...]]]:
    """Every format with what is left behind when all of the curriculum is written in it; nothing for one that is only read."""
    for name in MODULES:
        form, losses = _declared(name), getattr(importlib.import_module(name), "losses", None)
        counted = losses(view) if losses is not None and form.direction != "in" else ()
        yield form, tuple(sorted((loss for loss in counted if loss.count), key=lambda one: (-one.count, one.what)))


def _declared(name: str) -> Format:
    found = importlib.import_module(name).FORMAT
    assert isinstance(found, Format), f"`{name}` declares no format"
    return found
