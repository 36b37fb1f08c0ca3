"""What a module says, gathered once for all checks of its words: lessons, trainer notes and the texts of its fields."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from practicum.checking.modules import TRAINER_NOTES
from practicum.model.catalogue import Catalogue, Unit
from practicum.model.curriculum import Module
from practicum.model.lesson import Lesson, Passage
from practicum.model.source import Entries, Items, Text, Tree
from practicum.reading.formats import mirrored
from practicum.spans import Span

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# Between passages and, in the end, between sentences.
_PART = " \x01 "
# Before a label in bold: labels are the same in many modules.
_MARK = "\x02"
# One sign for one sign: letters small, what ends a sentence a full stop, what is no part of a word a space.
_SIGNS = {
    **{chr(letter): chr(letter + 32) for letter in range(ord("A"), ord("Z") + 1)},
    **dict.fromkeys("!?:", "."),
    **dict.fromkeys('*,;()"[]`/|\\\n', " "),
}
_ASCII = str.maketrans(_SIGNS)
_TYPOGRAPHIC = {**dict.fromkeys("“”«»–—\u2018", " "), "\u2019 ": " ", "…": "."}
_CHAIN = tuple((sign, by) for sign, by in (_SIGNS | _TYPOGRAPHIC).items() if not sign.isalpha())
_BESIDE = (" '", "' ", " - ")
# It begins with a sign that can be looked for quickly; a picture's `!` before it is left, and is no letter.
_LINK = re.compile(r"\[([^\]]*)\]\(([^)\s]*)[^)]*\)")
_PICTURE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_LABEL = re.compile(_PART + r"\*\*([^*]+)\*\*")
# Words that are spoken about: one to three of them in quotation marks.
_QUOTED_TERM = re.compile(r"[“\"][^\W\d_]+(?:[ '’-][^\W\d_]+){0,2}[”\"]")
# What a framework or a file system gives is not the author's prose.
_NOT_PROSE = frozenset({
    "id", "kind", "module", "competency", "indicator", "reference", "type", "permission", "lesson", "opening", "family_shape",
    "turning_point", "status", "risk", "audience", "modes", "languages", "topics", "format", "assessor", "version", "from", "until", "file",
    "source", "see", "minutes", "hours", "right", "level", "mark", "attempts", "reading_age", "valid_months", "counts_until", "ends",
    "order",
    "legacy", "renews", "supersedes",
})  # fmt: skip
# A sentence of fewer words is anybody's.
SHORTEST_SENTENCE = 8


class Piece(NamedTuple):
    """A text of a field and where it is written; ``wrong`` says that it is an answer shown to be wrong."""

    text: str
    span: Span
    wrong: bool = False


@dataclass(slots=True)
class Digest:
    """The words of a text: how many, how many of them are long, in how many sentences, which ones, and its longer sentences."""

    words: int
    long: int
    sentences: int
    vocabulary: Mapping[str, int]
    keys: list[str]

    @property
    def lix(self) -> float:
        """The reading level after C. H. Björnsson (Läsbarhet, 1968): words a sentence, and words of more than six letters in a hundred."""
        return self.words / self.sentences + 100 * self.long / self.words if self.words else 0.0


@dataclass
class Said:
    """A module and what it says: its lessons, trainer notes and their translations, and the trees of its fields by file.

    What is counted in them is counted when it is first asked for; ``terms`` are long words that count as known.
    """

    unit: Unit[Module]
    lessons: list[Lesson]
    trainer: Lesson | None
    translations: list[Lesson]
    trees: dict[str, Tree]
    terms: frozenset[str]

    @property
    def texts(self) -> list[Lesson]:
        """Its lessons and trainer notes, in the order of their paths, and after them their translations."""
        own = sorted([*self.lessons, *([self.trainer] if self.trainer else [])], key=lambda one: one.path)
        return [*own, *self.translations]

    @cached_property
    def pieces(self) -> dict[str, list[Piece]]:
        """The texts of its fields by file."""
        return {path: prose(tree) for path, tree in self.trees.items()}

    @cached_property
    def digests(self) -> dict[str, Digest]:
        """The digests of its lessons and trainer notes by path, and of its fields by file."""
        own = [*self.lessons, *([self.trainer] if self.trainer else [])]
        found = {one.path: digest([part.text for part in one.passages if not part.level], self.terms) for one in own}
        for path, some in self.pieces.items():
            found[path] = digest([piece.text for piece in some], self.terms)
        return found

    @property
    def drafted(self) -> bool:
        """Whether it has to be whole: neither planned nor retired nor kept for old records only."""
        return not self.unit.value.legacy and self.unit.value.status not in ("planned", "retired")


def readable(text: str) -> str:
    """Markdown as people read it: of a link only its words, of a link to the glossary nothing, of a picture nothing.

    >>> readable("Ask [her](module:F02), not [the worry](term:worry).")
    'Ask her, not .'
    """
    if "](" not in text:
        return text
    return _LINK.sub(_shown, _PICTURE.sub("", text) if "![" in text else text)


def unlinked(text: str) -> str:
    """Markdown with the words of every link in its place.

    >>> unlinked("not [the worry](term:worry).")
    'not the worry.'
    """
    return _LINK.sub(r"\1", text) if "](" in text else text


def _shown(found: re.Match[str]) -> str:
    return "" if found[2].startswith("term:") else found[1]


def digest(texts: Iterable[str], terms: frozenset[str] = frozenset()) -> Digest:
    """The digest of some passages; ``terms`` are long words that count as known.

    A label in bold at a passage's beginning is a sentence of its own, and none of the longer ones; one to three words in quotation
    marks are left out.

    >>> one = digest(["**Then:** we sit down at 23.40. She tells me everything: it was Tuesday."])
    >>> one.words, one.long, one.sentences
    (12, 2, 4)

    Whole texts are turned over with the few methods of `str` that run at the speed of memory; a pattern would take three times as long.
    """
    text = _PART.join(["", *texts, ""])
    text = readable(text)
    if _PART + "**" in text:
        text = _LABEL.sub(rf"{_PART}{_MARK} \1. ", text)
    if '"' in text or "“" in text:
        text = _QUOTED_TERM.sub("", text)
    if text.isascii():
        text = text.translate(_ASCII)
    else:
        # For other letters `translate` looks up sign by sign, and is slower than all of these together.
        text = text.lower()
        for sign, by in _CHAIN:
            text = text.replace(sign, by)
    for sign in _BESIDE:
        text = text.replace(sign, " ")
    text = text.replace("...", ".").replace(". ", _PART)
    found = text.split()
    counted = Counter(found)
    total = long = 0
    for word, count in counted.items():
        # Numbers, dashes and the marks between sentences are no words.
        if word[0].isalpha():
            total += count
            if len(word) > 6 and word not in terms:
                long += count
    sentences = [part for one in " ".join(found).split(_PART[1]) if (part := one.strip())]
    keys = [one for one in sentences if one.count(" ") >= SHORTEST_SENTENCE - 1 and one[0] != _MARK]
    return Digest(total, long, len(sentences), counted, keys)


def said_by_all(catalogue: Catalogue) -> list[Said]:
    """What each module says; legacy ones say nothing that anybody reads."""
    terms = frozenset(word for unit in catalogue.terms.values() for word in WORD.findall(unit.value.term.lower()) if len(word) > 6)
    terms |= {f"{word}s" for word in terms}
    beside: dict[str, list[Lesson]] = {}
    translated: dict[str, list[Lesson]] = {}
    for path, lesson in catalogue.lessons.items():
        mirror = mirrored(path)
        (beside if mirror is None else translated).setdefault((mirror[1] if mirror else path).rpartition("/")[0], []).append(lesson)
    found = []
    for id, unit in catalogue.modules.items():
        if unit.value.legacy:
            continue
        folder = catalogue.folder_of(id)
        texts = beside.get(folder, [])
        trainer = next((one for one in texts if one.path.endswith("/" + TRAINER_NOTES)), None)
        trees = {unit.path: unit.tree}
        if id in catalogue.assessments:
            trees[catalogue.assessments[id].path] = catalogue.assessments[id].tree
        lessons = [one for one in texts if one is not trainer]
        found.append(Said(unit, lessons, trainer, translated.get(folder, []), trees, terms))
    return found


def prose(tree: Tree) -> list[Piece]:
    """Every text of a tree that somebody wrote to be read."""
    found: list[Piece] = []
    _gather(tree, False, found)
    return found


def _gather(tree: Tree, wrong: bool, found: list[Piece]) -> None:
    if isinstance(tree, Entries):
        right = tree.entries.get("right")
        wrong = wrong or (isinstance(right, Text) and right.value == "false")
        for key, value in tree.entries.items():
            if key not in _NOT_PROSE:
                if isinstance(value, Text):
                    if value.value:
                        found.append(Piece(value.value, value.span, wrong))
                else:
                    _gather(value, wrong, found)
    elif isinstance(tree, Items):
        for item in tree.items:
            if isinstance(item, Text):
                if item.value:
                    found.append(Piece(item.value, item.span, wrong))
            else:
                _gather(item, wrong, found)


def sentences_of(said: Said) -> Iterator[tuple[str, Span]]:
    """Each longer sentence and the place of the passage or field it stands in; slow, for those that are named in a message."""
    for lesson in (*said.lessons, *((said.trainer,) if said.trainer else ())):
        for passage in lesson.passages:
            if not passage.level:
                for key in digest([passage.text]).keys:
                    yield key, place(lesson, passage, key)
    for some in said.pieces.values():
        for piece in some:
            for key in digest([piece.text]).keys:
                yield key, piece.span


def place(lesson: Lesson, passage: Passage, key: str) -> Span:
    """Where in a passage some words begin: the line that holds the first of them, from there to its end."""
    lines = passage.text.split("\n")
    first = re.compile(r"\W+".join(re.escape(word) for word in key.split()[:3]), re.IGNORECASE)
    found = first.search(passage.text)
    row = passage.text.count("\n", 0, found.start()) if found else 0
    written = lesson.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")[passage.line + row - 1]
    start = written.find(lines[row])
    column = max(0, start) + (found.start() - (passage.text.rfind("\n", 0, found.start()) + 1) if found else 0)
    return Span(lesson.path, passage.line + row, column + 1, passage.line + row, max(column + 2, len(written) + 1))
