"""Words that hurt the people they are said of, by the list in `curriculum/words.yaml`; a word that is quoted is shown to be replaced."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

from practicum.checking.prose import Digest, Piece, Said, prose
from practicum.diagnostics import Diagnostic, Note
from practicum.model.catalogue import Catalogue, Unit
from practicum.model.curriculum import Avoided, Words
from practicum.model.lesson import Lesson
from practicum.reading.formats import mirrored
from practicum.spans import Span

# What stands between these is somebody else's word; Markdown's italics show words that are spoken about.
_QUOTED = re.compile(
    r"\"[^\"]*\"|“[^”]*”|\u2018[^\u2019]*\u2019(?!\w)|«[^»]*»|„[^“”]*[“”]|(?<!\w)'[^']*'(?!\w)|(?<![*\w])\*[^*\n]+\*(?!\*)|(?<!\w)_[^_\n]+_(?!\w)|`[^`]*`"
)
_WORDS = re.compile(r"[\w-]+")
_TARGET = re.compile(r"\]\([^)]*\)")


@dataclass(frozen=True)
class _Sought:
    """A phrase that is looked for, and the entry of the list that names it."""

    phrase: str
    entry: Avoided
    number: int

    @cached_property
    def plain(self) -> str:
        """The phrase in small letters, one space between its words."""
        return " ".join(self.phrase.lower().split())

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What finds it in a text in small letters. Most of a list is never looked for: made when first asked for."""
        return re.compile(r"(?<![\w-])" + r"[\s]+".join(map(re.escape, self.plain.split())) + r"(?![\w-])")


class WordList:
    """The list of words of one project, ready to look for."""

    def __init__(self, unit: Unit[Words] | None) -> None:
        self.unit = unit
        self.columns = frozenset(one.lower() for one in unit.value.quoted_columns) if unit else frozenset()
        # By language and by the longest word of the phrase: a text that does not hold that word needs no closer look.
        self._sought: dict[str, dict[str, list[_Sought]]] = {}
        for number, entry in enumerate(unit.value.avoid if unit else ()):
            for phrase in entry.words:
                words = _WORDS.findall(phrase.lower())
                mark = max(words, key=len)
                self._sought.setdefault(entry.language, {}).setdefault(mark, []).append(_Sought(phrase, entry, number))

    def candidates(self, language: str, vocabulary: Sequence[Set[str]] | None) -> list[_Sought]:
        """What has to be looked for in a text; ``vocabulary`` are sets of its words, where they are known."""
        sought = self._sought.get(language, {})
        if vocabulary is None:
            return [one for some in sought.values() for one in some]
        marks = sorted({mark for words in vocabulary for mark in sought.keys() & words})
        return [one for mark in marks for one in sought[mark]]

    def found(self, text: str, sought: Sequence[_Sought]) -> Iterator[tuple[_Sought, int, int]]:
        """Each place of a text where a word is used rather than quoted: what was sought, start and end."""
        low = text.lower()
        hits = [(one, hit.start(), hit.end()) for one in sought for hit in one.pattern.finditer(low)]
        if not hits:
            return
        # `drug addict` holds `addict`: one message for one place.
        whole = [(start, end) for _, start, end in hits]
        hits = [hit for hit in hits if not any(first <= hit[1] and hit[2] <= last and (first, last) != hit[1:] for first, last in whole)]
        quoted = [(one.start(), one.end()) for pattern in (_QUOTED, _TARGET) for one in pattern.finditer(text)]
        for one, start, end in hits:
            fine = [(at.start(), at.end()) for phrase in one.entry.fine_in for at in re.finditer(re.escape(phrase.lower()), low)]
            if not any(first <= start and end <= last for first, last in (*quoted, *fine)):
                yield one, start, end

    def fault(self, one: _Sought, written: str, span: Span) -> Diagnostic:
        """The message about one place."""
        assert self.unit is not None
        return Diagnostic(
            "stigmatising-word", f"a word that hurts those it is said of: “{written}”", span, one.entry.why or "not used here",
            notes=(Note("the list says so", self.unit.where("avoid", one.number, "words")),),
            help=f"write {one.entry.write}; a word that is shown to be replaced stands in quotation marks",
        )


def check_words_of(words: WordList, said: Said) -> Iterator[Diagnostic]:
    """Every use of a word of the list in one module: its lessons, their translations, and its fields."""
    if words.unit is None:
        return
    for lesson in said.texts:
        yield from _look_through(words, lesson, said.digests.get(lesson.path), said.unit.value.language)
    for path, some in said.pieces.items():
        sought = words.candidates(said.unit.value.language, (said.digests[path].vocabulary.keys(),))
        if sought:
            yield from _in_pieces(words, some, sought)


def check_words_elsewhere(words: WordList, catalogue: Catalogue, all_said: Sequence[Said]) -> Iterator[Diagnostic]:
    """The same in all that belongs to none of these modules: the glossary, roles, programmes, the framework, and translated fields."""
    if words.unit is None:
        return
    looked_at = {lesson.path for said in all_said for lesson in said.texts} | {path for said in all_said for path in said.trees}
    for lesson in catalogue.lessons.values():
        if lesson.path not in looked_at:
            yield from _look_through(words, lesson, None, catalogue.language_of(lesson.path))
    for group in (catalogue.modules, catalogue.assessments, catalogue.programmes, catalogue.roles, catalogue.terms, catalogue.domains):
        for unit in group.values():
            if unit.path not in looked_at:
                yield from _in_pieces(words, prose(unit.tree), words.candidates(catalogue.language_of(unit.path), None))
    for (language, _), tree in catalogue.translated.items():
        yield from _in_pieces(words, prose(tree), words.candidates(language, None))


def _look_through(words: WordList, lesson: Lesson, known: Digest | None, language: str) -> Iterator[Diagnostic]:
    mirror = mirrored(lesson.path)
    # Headings are in no digest, and are looked at all the same.
    titles = frozenset(_WORDS.findall(" ".join([one.text for one in lesson.headings]).lower()))
    sought = words.candidates(mirror[0] if mirror else language, (known.vocabulary.keys(), titles) if known else None)
    if sought:
        yield from _in_lesson(words, lesson, sought)


def _anywhere(texts: Sequence[str], sought: Sequence[_Sought]) -> list[_Sought]:
    """What of it stands in one of the texts: most of a list does not, and is not looked for in each text by itself."""
    whole = "\n".join(texts).lower()
    # A pattern takes a hundred times as long to look for as plain letters.
    words = " ".join(whole.split())
    return [one for one in sought if one.plain in words and one.pattern.search(whole)]


def _in_lesson(words: WordList, lesson: Lesson, sought: Sequence[_Sought]) -> Iterator[Diagnostic]:
    sought = _anywhere([passage.text for passage in lesson.passages], sought)
    for passage in lesson.passages if sought else ():
        if passage.column.strip().lower().rstrip(":") in words.columns:
            continue
        for one, start, end in words.found(passage.text, sought):
            row = passage.text.count("\n", 0, start)
            column = start - (passage.text.rfind("\n", 0, start) + 1)
            written = lesson.text.replace("\r\n", "\n").split("\n")[passage.line + row - 1]
            first = max(0, written.find(passage.text.split("\n")[row])) + column + 1
            span = Span(lesson.path, passage.line + row, first, passage.line + row, first + end - start)
            yield words.fault(one, " ".join(passage.text[start:end].split()), span)


def _in_pieces(words: WordList, pieces: Sequence[Piece], sought: Sequence[_Sought]) -> Iterator[Diagnostic]:
    sought = _anywhere([piece.text for piece in pieces], sought)
    for piece in pieces if sought else ():
        if not piece.wrong:
            for one, start, end in words.found(piece.text, sought):
                yield words.fault(one, " ".join(piece.text[start:end].split()), piece.span)
