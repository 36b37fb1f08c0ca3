"""The content of modules: whole, readable, kind, safe to share, and our own.

What is found in a module alone is remembered under the hashes of its files: of a thousand modules only the edited one is looked through
again. What shows only between modules is looked at each time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from practicum.checking.completeness import check_completeness
from practicum.checking.copies import check_marked, sentence_marks
from practicum.checking.identifying import check_details_of, check_full_names, check_photographs, perhaps_named
from practicum.checking.prose import Said, said_by_all
from practicum.checking.reading_level import check_reading_level
from practicum.checking.safe_words import WordList, check_words_elsewhere, check_words_of
from practicum.checking.scenarios import check_scenarios, check_twice
from practicum.checking.terms import check_terms
from practicum.diagnostics import Diagnostic
from practicum.model.catalogue import Catalogue
from practicum.remembering import Remembered, key


@dataclass(frozen=True, slots=True)
class _Own:
    """What a module's own texts and fields say: their faults, whether a child may be named in them, and the marks of their sentences."""

    faults: tuple[Diagnostic, ...]
    named: bool
    sentences: bytes


def check_content(
    catalogue: Catalogue, today: date, marks: Mapping[str, bytes] | None = None, memory: Remembered | None = None
) -> Iterator[Diagnostic]:
    """Every fault of what modules say. A planned module has fields only; what it lacks is no fault.

    ``marks`` are the hashes of the files by path, under which ``memory`` keeps what was found in a module.
    """
    said = said_by_all(catalogue)
    words = WordList(catalogue.words.get("words"))
    beside = _beside(catalogue, today, marks or {})
    own = []
    for one in said:
        files = [(marks or {}).get(path) for path in (*one.trees, *(lesson.path for lesson in one.texts))]
        if memory is None or beside is None or None in files:
            own.append(_of(catalogue, one, words, today))
        else:
            own.append(memory.under(key(*beside, *(mark for mark in files if mark)), lambda one=one: _of(catalogue, one, words, today)))  # type: ignore[misc]
    for found in own:
        yield from found.faults
    yield from check_twice([one for one in said if one.drafted])
    yield from check_words_elsewhere(words, catalogue, said)
    theirs = {lesson.path for one in said for lesson in one.texts}
    others = [lesson for path, lesson in catalogue.lessons.items() if path not in theirs]
    yield from check_details_of(others, ())
    named = [one for one, found in zip(said, own, strict=True) if found.named]
    if named or perhaps_named(others, ()):
        texts = [*others, *(lesson for one in named for lesson in one.texts)]
        yield from check_full_names(catalogue, texts, (some for one in named for some in one.pieces.values()))
    yield from check_photographs(catalogue)
    yield from check_terms(catalogue, said)
    listed = catalogue.words.get("words")
    yield from check_marked(said, [one.sentences for one in own], listed.value.boilerplate if listed else ())


def _of(catalogue: Catalogue, one: Said, words: WordList, today: date) -> _Own:
    faults: list[Diagnostic] = []
    if one.drafted:
        faults += check_completeness(one, catalogue.assessments.get(one.unit.id))
        faults += check_scenarios(one)
        faults += check_reading_level(one, today)
    faults += check_words_of(words, one)
    pieces = list(one.pieces.values())
    faults += check_details_of(one.texts, pieces)
    return _Own(tuple(faults), perhaps_named(one.texts, pieces), sentence_marks(one))


def _beside(catalogue: Catalogue, today: date, marks: Mapping[str, bytes]) -> tuple[str | bytes, ...] | None:
    """What the faults of a module rest on beside its own files: the day, the list of words and the glossary; None where it is not known."""
    shared = sorted({unit.path for group in (catalogue.words, catalogue.terms) for unit in group.values()})
    found = [marks.get(path) for path in shared]
    return None if None in found else (today.isoformat(), *(mark for mark in found if mark))
