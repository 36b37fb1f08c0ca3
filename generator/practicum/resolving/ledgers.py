"""The ledger of a language per passage: which passages of an original are translated, which were another text then, which are missing.

The ledger keeps, for each passage of a translation, the mark of the passage it was made from. Laid beside the marks of
today's original by sequence, one inserted paragraph is one missing passage, and those behind it stay translated.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from practicum.model.catalogue import Catalogue, Unit
from practicum.model.lesson import Lesson
from practicum.model.source import Entries, Items, Text, Tree, find, passage_mark
from practicum.model.translation import TranslatedFile
from practicum.resolving.translating import _MARKS, is_translated, positions
from practicum.spans import Span

State = Literal["translated", "stale", "missing", "gone"]
_NUMBER = re.compile(r"(?<=/)[0-9]+(?=/|\Z)")


@dataclass(frozen=True, slots=True)
class Piece:
    """One passage as it is written: its text, its mark, its place, its kind.

    ``key`` is the path of a field (`key_points/3`, `questions/F06-Q01/prompt`), or the number of a passage of a lesson from 1.
    """

    key: str
    text: str
    mark: str
    span: Span
    kind: str = "field"


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of an original beside its translation; ``was`` is the mark of the text it was made from.

    `stale`: it was another text when it was translated. `missing`: nobody has translated it. `gone`: the original no longer has it.
    """

    state: State
    original: Piece | None
    translation: Piece | None
    was: str = ""


@dataclass(frozen=True)
class FileStanding:
    """Where the translation of one file stands, passage by passage in the order of the original.

    ``entry`` is what the ledger says of it, at ``position``. ``trouble`` is `count` where ledger and translation do not count
    the same passages, `unknown` where the original has changed and the ledger does not say which passages it was made from:
    then ``passages`` says nothing of single ones.
    """

    path: str
    own: str
    entry: TranslatedFile | None
    position: int
    passages: tuple[Passage, ...]
    originals: tuple[Piece, ...]
    translations: tuple[Piece, ...]
    trouble: Literal["", "count", "unknown"] = ""

    def of(self, state: State) -> list[Passage]:
        """The passages in one state."""
        return [one for one in self.passages if one.state == state]

    @property
    def whole(self) -> bool:
        """Whether each passage is translated from the text as it stands, and nothing more."""
        return not self.trouble and all(one.state == "translated" for one in self.passages)

    @property
    def reviewed(self) -> bool:
        """Whether somebody beside the translator has read it."""
        return self.entry is not None and self.entry.reviewed_by is not None

    @property
    def marks_today(self) -> str | None:
        """What the ledger would hold if each passage of the translation said what the original says today; None where they do not match."""
        if self.path.endswith(".md"):
            same = len(self.originals) == len(self.translations)
            return " ".join(piece.mark for piece in self.originals) if same else None
        known = {piece.key: piece.mark for piece in self.originals}
        return " ".join(known[piece.key] for piece in self.translations)

    @cached_property
    def marks(self) -> dict[str, str]:
        """By the key of a passage of the translation, the mark it was made from."""
        return {one.translation.key: one.was for one in self.passages if one.translation is not None}


def open_passages(one: TranslatedFile, now: str | None, standing: FileStanding | None) -> tuple[Passage, ...] | None:
    """The passages of a translated file that do not say what the original says; ``now`` is the hash of the original.

    What nobody translated of a text that has not changed is left open on purpose, and is not among them. None where the ledger
    cannot say single passages: then the file is judged as a whole, by its hash.
    """
    if standing is None or standing.trouble:
        return None
    fine = ("translated", "missing") if now == one.made_from else ("translated",)
    return tuple(each for each in standing.passages if each.state not in fine)


def lesson_pieces(lesson: Lesson) -> tuple[Piece, ...]:
    """The passages of a lesson."""
    text, path = lesson.text, lesson.path
    return tuple(
        Piece(str(number), text[one.start : one.end], one.mark, Span(path, one.line, 1, one.line, 2), one.kind)
        for number, one in enumerate(lesson.cuts, 1)
    )


def field_pieces(units: Sequence[Unit[Any]], kinds: Mapping[str, Any], ids: Container[str | None]) -> tuple[Piece, ...]:
    """The fields of a file's things that are asked of a translator, in the order of the file."""
    found: list[Piece] = []
    for unit in units:
        kind = kinds[unit.kind]
        for key, path, text in _scalars(unit.tree, _prefix(unit), ()):
            if is_translated(kind, path, text.value, ids):
                found.append(Piece(key, text.value or "", passage_mark(text.value or ""), text.span))
    return tuple(found)


def overlay_pieces(units: Sequence[Unit[Any]], overlay: Tree, asked: Container[str]) -> tuple[Piece, ...]:
    """The fields that a translation gives words for, in the order of the translation; ``asked`` are the keys of the original's."""
    found: list[tuple[Span, Piece]] = []
    for unit in units:
        part = find(overlay, (unit.within[0], unit.id)) if unit.within else overlay
        if part is None:
            continue
        for key, text in _laid(unit.tree, part, _prefix(unit)):
            if key in asked and text.value is not None:
                found.append((text.span, Piece(key, text.value, "", text.span)))
    return tuple(piece for _, piece in sorted(found, key=lambda one: (one[0].line, one[0].column)))


def _prefix(unit: Unit[Any]) -> str:
    return f"{unit.within[0]}/{unit.id}/" if unit.within else ""


def entry_keys(items: Items) -> list[str]:
    """What the entries of a list are called in keys: by their mark, a second one of the same mark with its count, else by place."""
    names: list[str] = []
    for position, item in enumerate(items.items):
        own = next((mark.value for name in _MARKS if isinstance(mark := find(item, (name,)), Text) and mark.value), None)
        name = own if own is not None else str(position)
        names.append(name if name not in names else f"{name}~{sum(one.partition('~')[0] == name for one in names) + 1}")
    return names


def _scalars(tree: Tree, key: str, path: tuple[str | int, ...]) -> Iterator[tuple[str, tuple[str | int, ...], Text]]:
    if isinstance(tree, Text):
        yield key.removesuffix("/"), path, tree
    elif isinstance(tree, Items):
        for position, (name, item) in enumerate(zip(entry_keys(tree), tree.items, strict=True)):
            yield from _scalars(item, f"{key}{name}/", (*path, position))
    else:
        for name, value in tree.entries.items():
            yield from _scalars(value, f"{key}{name}/", (*path, name))


def _laid(tree: Tree, overlay: Tree, key: str) -> Iterator[tuple[str, Text]]:
    if isinstance(tree, Text) and isinstance(overlay, Text):
        yield key.removesuffix("/"), overlay
    elif isinstance(tree, Items) and isinstance(overlay, Items):
        names = entry_keys(tree)
        for one, at in zip(overlay.items, positions(tree, overlay), strict=True):
            if at is not None:
                yield from _laid(tree.items[at], one, f"{key}{names[at]}/")
    elif isinstance(tree, Entries) and isinstance(overlay, Entries):
        for name, value in overlay.entries.items():
            if name in tree.entries:
                yield from _laid(tree.entries[name], value, f"{key}{name}/")


def in_sequence(was: Sequence[str], translations: Sequence[Piece], originals: Sequence[Piece]) -> tuple[Passage, ...]:
    """The passages of a lesson: ``was`` are the marks that the ledger holds, one for each passage of the translation."""
    made: dict[int, tuple[State, int]] = {}
    left: list[int] = []
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, was, [one.mark for one in originals], autojunk=False).get_opcodes():
        if tag == "equal":
            made.update({j1 + step: ("translated", i1 + step) for step in range(i2 - i1)})
            continue
        # What stands in place of something else of its kind is that passage, changed.
        free = list(range(j1, j2))
        for i in range(i1, i2):
            same = next((j for j in free if originals[j].kind == translations[i].kind), None)
            if same is None:
                left.append(i)
            else:
                made[same] = ("stale", i)
                free = [j for j in free if j > same]
    # A passage that was moved is still translated.
    for i in list(left):
        moved = next((j for j, one in enumerate(originals) if j not in made and one.mark == was[i]), None)
        if moved is not None:
            made[moved] = ("translated", i)
            left.remove(i)
    found: list[tuple[float, Passage]] = []
    at = {i: j for j, (_, i) in made.items()}
    for j, original in enumerate(originals):
        state, i = made.get(j, ("missing", -1))
        one = Passage("missing", original, None) if i < 0 else Passage(state, original, translations[i], was[i])
        found.append((j, one))
    for i in left:
        before = next((at[k] for k in range(i - 1, -1, -1) if k in at), -1)
        found.append((before + 0.5, Passage("gone", None, translations[i], was[i])))
    return tuple(one for _, one in sorted(found, key=lambda one: one[0]))


def by_key(was: Sequence[str], translations: Sequence[Piece], originals: Sequence[Piece]) -> tuple[Passage, ...]:
    """The passages of a file of fields: first those at their path, then entries of lists that have moved on."""
    made: dict[str, tuple[State, int]] = {}
    known = {one.key: one for one in originals}
    free: list[int] = []
    for i, one in enumerate(translations):
        if one.key in known and known[one.key].mark == was[i]:
            made[one.key] = ("translated", i)
        else:
            free.append(i)
    if free:
        moved: dict[tuple[str, str], list[str]] = {}
        for piece in originals:
            if piece.key not in made:
                moved.setdefault((_NUMBER.sub("*", piece.key), piece.mark), []).append(piece.key)
        for i in list(free):
            here = moved.get((_NUMBER.sub("*", translations[i].key), was[i]))
            if here:
                made[here.pop(0)] = ("translated", i)
                free.remove(i)
        for i in list(free):
            if translations[i].key in known and translations[i].key not in made:
                made[translations[i].key] = ("stale", i)
                free.remove(i)
    found = []
    for piece in originals:
        state, i = made.get(piece.key, ("missing", -1))
        found.append(Passage("missing", piece, None) if i < 0 else Passage(state, piece, translations[i], was[i]))
    return (*found, *(Passage("gone", None, translations[i], was[i]) for i in free))


Pairing = Callable[[Sequence[str], Sequence[Piece], Sequence[Piece]], tuple[Passage, ...]]


def standing(
    path: str, own: str, entry: tuple[int, TranslatedFile] | None, now: str | None, originals: tuple[Piece, ...],
    translations: tuple[Piece, ...],
) -> FileStanding:  # fmt: skip
    """Where one translation stands; ``now`` is the hash of its original, ``entry`` what the ledger says and where."""
    pair: Pairing = in_sequence if path.endswith(".md") else by_key
    position, said = entry if entry is not None else (-1, None)
    written = said.passages.split(" ") if said is not None and said.passages else None
    trouble: Literal["", "count", "unknown"] = ""
    was: Sequence[str] = ()
    if written is not None:
        was, trouble = written, "" if len(written) == len(translations) else "count"
    elif said is not None and said.made_from != now:
        trouble = "unknown"
    elif path.endswith(".md"):
        # It was made from the text as it stands, and nobody says which passage from which: by their order.
        was = [one.mark for one in originals]
        trouble = "" if len(was) == len(translations) else "count" if said is not None else "unknown"
    else:
        known = {one.key: one.mark for one in originals}
        was = [known.get(one.key, "") for one in translations]
    passages = () if trouble else pair(was, translations, originals)
    return FileStanding(path, own, said, position, passages, originals, translations, trouble)


def standings(
    catalogue: Catalogue, language: str, kinds: Mapping[str, Any], hashes: Mapping[str, str], paths: Iterable[str] | None = None
) -> dict[str, FileStanding]:
    """Where each translated file of a language stands, by the path of its original; ``catalogue`` holds the originals."""
    ledger = catalogue.translations.get(language)
    said = {one.file: (position, one) for position, one in enumerate(ledger.value.files)} if ledger is not None else {}
    by_path: dict[str, list[Unit[Any]]] = {}
    for unit in catalogue.units():
        by_path.setdefault(unit.path, []).append(unit)
    ids = frozenset(unit.id for unit in catalogue.units())
    wanted = None if paths is None else frozenset(paths)
    found: dict[str, FileStanding] = {}
    for path, lesson in catalogue.lessons.items():
        top, _, rest = path.partition("/")
        translation = catalogue.lessons.get(f"{top}/{language}/{rest}")
        if translation is not None and (wanted is None or path in wanted):
            pieces = lesson_pieces(lesson), lesson_pieces(translation)
            found[path] = standing(path, translation.path, said.get(path), hashes.get(path), *pieces)
    for (code, path), overlay in catalogue.translated.items():
        if code == language and path in by_path and (wanted is None or path in wanted):
            originals = field_pieces(by_path[path], kinds, ids)
            translations = overlay_pieces(by_path[path], overlay, frozenset(one.key for one in originals))
            found[path] = standing(path, overlay.span.path, said.get(path), hashes.get(path), originals, translations)
    return found
