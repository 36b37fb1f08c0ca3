"""The glossary: each word once, used as it is defined, and defined in one place only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from practicum.checking.prose import WORD, Said, prose
from practicum.diagnostics import Diagnostic, Note
from practicum.model.catalogue import CORE_LANGUAGE, Catalogue, Unit
from practicum.model.curriculum import Term
from practicum.reading.formats import mirrored
from practicum.spans import Span

_STEM = 4
# `**Danger** means …` in a lesson: a definition.
_DEFINED = re.compile(r"\*\*\[?([^*\]]+?)\]?(\([^)]*\))?[,:]?\*\*\s+means\b", re.IGNORECASE)
# `Danger means …` at the beginning of a sentence is one too.
_SAID_TO_MEAN = re.compile(r"(?:^|(?<=[.!?:]\s))(?:An? |The )?([^\W\d_]+(?:[ -][^\W\d_]+){0,3}) means\b")


def check_terms(catalogue: Catalogue, all_said: list[Said]) -> Iterator[Diagnostic]:
    """Terms defined twice, links whose words are another matter, definitions in lessons, and terms that nothing uses."""
    by_word: dict[str, Unit[Term]] = {}
    for unit in catalogue.terms.values():
        word = _folded(unit.value.term)
        if word in by_word:
            yield Diagnostic(
                "duplicate-term", f"the glossary has the word “{unit.value.term}” twice", unit.where("term"), "again here",
                notes=(Note("first defined here", by_word[word].where("term")),),
                help="make one entry of the two, or name one more exactly",
            )
        by_word.setdefault(word, unit)
    linked: set[str] = set()
    for lesson in catalogue.lessons.values():
        own = {link.target.removeprefix("term:") for link in lesson.links if link.target.startswith("term:")}
        linked |= own
        if mirrored(lesson.path) is not None or catalogue.language_of(lesson.path) != CORE_LANGUAGE:
            # Another language has its own words.
            continue
        for link in lesson.links:
            term = catalogue.terms.get(link.target.removeprefix("term:")) if link.target.startswith("term:") else None
            if term is not None and not _akin(link.text, term.value):
                yield Diagnostic(
                    "term-used-otherwise", f"the link's words are not those of the term `{term.id}`: “{link.text}”", link.span,
                    f"it is about “{term.value.term}”", notes=(Note("it is defined here", term.where("definition")),),
                    help="use the term's own word, or link to the term that is meant",
                )
        if " means" in lesson.text:
            for passage in lesson.passages:
                for found in (*_DEFINED.finditer(passage.text), *_SAID_TO_MEAN.finditer(passage.text)):
                    defined = by_word.get(_folded(found[1]))
                    if defined is not None and defined.id not in own:
                        row = passage.text.count("\n", 0, found.start())
                        yield Diagnostic(
                            "term-redefined", f"the lesson says what “{found[1]}” means, as the glossary does",
                            Span(lesson.path, passage.line + row), "a second definition",
                            notes=(Note("it is defined here", defined.where("definition")),),
                            help=f"link to it: `[{found[1]}](term:{defined.id})`",
                        )
    linked.update(other for unit in catalogue.terms.values() for other in unit.value.see)
    yield from _unused(catalogue, all_said, linked)


def _folded(text: str) -> str:
    return " ".join(WORD.findall(text.lower()))


def _akin(text: str, term: Term) -> bool:
    """Whether a link's words share a stem with the term or with what it means."""
    about = WORD.findall(f"{term.term} {term.definition}".lower())
    return any(
        one[:_STEM] == other[:_STEM] for one in WORD.findall(text.lower()) if len(one) >= _STEM for other in about
    ) or _folded(text) in about


def _unused(catalogue: Catalogue, all_said: list[Said], linked: set[str]) -> Iterator[Diagnostic]:
    open_terms = {id: unit for id, unit in catalogue.terms.items() if id not in linked}
    if not open_terms:
        return
    texts = chain(
        (lesson.text for lesson in catalogue.lessons.values()),
        (piece.text for said in all_said for some in said.pieces.values() for piece in some),
        (piece.text for group in _OTHERS for unit in getattr(catalogue, group).values() for piece in prose(unit.tree)),
        (f"{unit.value.term}: {unit.value.definition}" for unit in catalogue.terms.values()),
    )
    # The first word without its ending, as in `agrees` and `agreement`.
    firsts = {id: WORD.findall(unit.value.term.lower())[0] for id, unit in open_terms.items() if WORD.search(unit.value.term)}
    stems = {id: word[: max(_STEM, len(word) - 2)] for id, word in firsts.items()}
    for text in texts:
        low = text.lower()
        for id in [id for id, stem in stems.items() if stem in low]:
            # Its own entry is no use of it.
            if text == f"{catalogue.terms[id].value.term}: {catalogue.terms[id].value.definition}":
                continue
            stems.pop(id)
        if not stems:
            return
    for id in stems:
        yield Diagnostic(
            "unused-term", f"nothing uses the term “{open_terms[id].value.term}”", open_terms[id].where("term"), "in the glossary only",
            help="link to it where a reader needs it, or take it out",
        )


_OTHERS = ("programmes", "roles", "certifications", "domains")
