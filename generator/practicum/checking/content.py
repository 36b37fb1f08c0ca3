"""The content of modules: whole, readable, kind, safe to share, and our own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from practicum.checking.completeness import check_completeness
from practicum.checking.copies import check_shared
from practicum.checking.identifying import check_details, check_photographs
from practicum.checking.prose import said_by_all
from practicum.checking.reading_level import check_reading_level
from practicum.checking.safe_words import check_words
from practicum.checking.scenarios import check_scenarios, check_twice
from practicum.checking.terms import check_terms
from practicum.diagnostics import Diagnostic
from practicum.model.catalogue import Catalogue


def check_content(catalogue: Catalogue, today: date) -> Iterator[Diagnostic]:
    """Every fault of what modules say. A planned module has fields only; what it lacks is no fault."""
    said = said_by_all(catalogue)
    drafted = [one for one in said if one.drafted]
    for one in drafted:
        yield from check_completeness(one, catalogue.assessments.get(one.unit.id))
        yield from check_scenarios(one)
        yield from check_reading_level(one, today)
    yield from check_twice(drafted)
    yield from check_words(catalogue, said)
    yield from check_details(catalogue, said)
    yield from check_photographs(catalogue)
    yield from check_terms(catalogue, said)
    words = catalogue.words.get("words")
    yield from check_shared(said, words.value.boilerplate if words else ())
