"""What came back from a translation tool, laid into the translated files and the ledger: only what was changed, all or nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from practicum.authoring import Draft, Refused
from practicum.authoring.naming import known_person
from practicum.authoring.translating import Entry, hash_of, write_entries
from practicum.authoring.writing_yaml import YamlText, as_file
from practicum.exchanging.faults import NotTaken
from practicum.exchanging.outgoing import asked_originals, exchange_keys, is_todays, source_language
from practicum.model.catalogue import Unit
from practicum.model.edit import Changes, Edit
from practicum.model.source import Entries, FieldPath, Items, Text, Tree, find
from practicum.model.translation import Exchanged, ExchangedFile
from practicum.reading.passages import cut, pieces
from practicum.resolving import View
from practicum.resolving.ledgers import FileStanding, Piece, entry_keys, overlay_pieces
from practicum.resolving.translating import _MARKS, positions

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]+)*\Z")
_TARGET = re.compile(r"\]\(<?([^)\s>]+)")
# The mark of no text: its passage has to be read over.
UNREAD = "000000"
MOST_ASIDE = 5


@dataclass
class _Taken:
    """What comes of one file: texts by the key of the passage, marks by the same, and notes on what was set aside."""

    texts: dict[str, str] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)
    aside: list[str] = field(default_factory=list)
    changed: int = 0


def take(
    draft: Draft, view: View, files: Iterable[ExchangedFile], *, by: str | None, reviewed_by: str | None, day: date,
    numbers_differ: bool = False,
) -> Changes:  # fmt: skip
    """The translated files and the ledger with what came back in them.

    Passages of another release are set aside, by name. Raises NotTaken, with file and line, where a file is of another
    language, or where a passage has lost a link, an id or a number; then nothing is taken at all. ``numbers_differ`` says that
    somebody has looked at the numbers.
    """
    entries: list[Entry] = []
    aside: list[str] = []
    changed = 0
    if reviewed_by is not None:
        known_person(view.catalogue, reviewed_by)
    files = list(files)
    for file in files:
        _of_this_project(view, file)
        originals = asked_originals(view, file.path)
        if not originals:
            raise NotTaken(f"{file.name}:1", f"there is no text `{file.path}` here", "export again, or rename the file's original back")
        taken = _taken(view, file, originals, numbers_differ)
        aside += taken.aside
        changed += taken.changed
        order = _write(draft, view, file, originals, taken, aside)
        entry = _entry(view, file, originals, taken, order, by, reviewed_by, day)
        if entry is not None:
            entries.append(entry)
    write_entries(draft, view.language, entries) if entries else None
    if not entries:
        nothing = ["no passage of these files is translated yet"] if not any(_translated(file) for file in files) else []
        return draft.changes(notes=[*nothing, *_noted(aside)])
    many = "1 changed passage" if changed == 1 else f"{changed:,} changed passages"
    says = f"took {many} in {'1 file' if len(entries) == 1 else f'{len(entries)} files'} of `{view.language}`"
    return draft.changes(says, next=[f"`practicum translate {view.language}` shows what is left"], notes=_noted(aside))


def _translated(file: ExchangedFile) -> bool:
    return any(one.target.strip() for one in file.passages)


def _noted(aside: Sequence[str]) -> list[str]:
    rest = len(aside) - MOST_ASIDE
    return [f"set aside: {one}" for one in aside[:MOST_ASIDE]] + ([f"and {rest} more passages set aside"] if rest > 0 else [])


def _of_this_project(view: View, file: ExchangedFile) -> None:
    if not _LANGUAGE.match(file.language):
        raise NotTaken(f"{file.name}:1", f"`{file.language}` is no language's code", "write it as `fr` or `pt-BR`")
    if file.language != view.language:
        raise NotTaken(f"{file.name}:1", f"it is in `{file.language}`, not in `{view.language}`", "import each language by itself")
    source = source_language(view, file.path)
    if file.source_language not in ("", source):
        raise NotTaken(
            f"{file.name}:1", f"it was translated from `{file.source_language}`; its original is in `{source}`",
            "translate from the original, or export again",
        )  # fmt: skip


def _taken(view: View, file: ExchangedFile, originals: Sequence[Piece], numbers_differ: bool) -> _Taken:
    standing = view.standings.get(file.path)
    if standing is not None and standing.trouble:
        raise NotTaken(
            f"{file.name}:1", f"the ledger cannot say which passages of {standing.own} were translated from which",
            f"`practicum translate {view.language} {file.path} --done --by PERSON` first, or take the file away",
        )  # fmt: skip
    taken = _Taken()
    if standing is not None:
        for each in standing.passages:
            if each.translation is not None and each.original is not None:
                taken.texts[each.original.key], taken.marks[each.original.key] = each.translation.text, each.was
    known = dict(zip(exchange_keys(file.path, originals), originals, strict=True))
    seen: set[str] = set()
    for one in file.passages:
        place = f"{file.name}:{one.line}"
        if one.key in seen:
            raise NotTaken(place, f"the passage `{one.key}` stands there twice", "take one of the two out")
        seen.add(one.key)
        if not one.target.strip():
            continue
        piece = known.get(one.key)
        if piece is None or not is_todays(one, piece):
            taken.aside.append(f"{place}: “{_begin(one.source)}” is not what the original says today; export again and translate that")
            continue
        before = taken.texts.get(piece.key)
        same = before is not None and before.replace("\r\n", "\n").replace("\r", "\n") == one.target
        if not same:
            _sound(place, one, piece, numbers_differ)
            taken.texts[piece.key] = one.target
        was = taken.marks.get(piece.key)
        now = (was if was not in (None, piece.mark) else UNREAD) if one.stale else piece.mark
        taken.changed += not same or now != was
        taken.marks[piece.key] = now or UNREAD
    return taken


def _begin(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 50 else line[:49] + "…"


def _sound(place: str, one: Exchanged, piece: Piece, numbers_differ: bool) -> None:
    """Raise NotTaken where a translated passage has lost what no translation changes."""
    for what, find_all in (("link", _TARGET.findall), ("number", _numbers)):
        lost = Counter(find_all(one.source)) - Counter(find_all(one.target))
        if lost and not (what == "number" and numbers_differ):
            first = next(iter(lost))
            raise NotTaken(
                place, f"the translation has lost the {what} `{first}` of “{_begin(one.source)}”",
                "put it back where it belongs; only words are translated"
                + (" (where a number has to go, such as in slang, add `--numbers-differ`)" if what == "number" else ""),
            )  # fmt: skip
    if piece.kind == "field":
        return
    kinds = [each.kind for each in cut(one.target)]
    wanted = [each.kind for each in cut(one.source)]
    # A row by itself is a paragraph to the parser, in both.
    if kinds != wanted:
        raise NotTaken(
            place, f"the translation of “{_begin(one.source)}” is not one {piece.kind}, as its original is",
            "keep the signs at the beginning of its lines (`#`, `-`, `|`, `>`), and no empty line between",
        )  # fmt: skip


def _numbers(text: str) -> list[str]:
    """Runs of digits: `9.00` and `9 h 00`, `10,000` and `10 000` are the same ones."""
    return re.findall(r"[0-9]+", _TARGET.sub("](", text))


def _write(
    draft: Draft, view: View, file: ExchangedFile, originals: Sequence[Piece], taken: _Taken, aside: list[str]
) -> list[str]:  # fmt: skip
    """Write the translation; the marks of its passages in the order of the file."""
    top, _, rest = file.path.partition("/")
    own = f"{top}/{view.language}/{rest}"
    standing = view.standings.get(file.path)
    if file.path.endswith(".md"):
        return _write_lesson(draft, view, own, file.path, standing, originals, taken)
    return _write_fields(draft, view, own, file.path, originals, taken, aside)


def _write_lesson(
    draft: Draft, view: View, own: str, path: str, standing: FileStanding | None, originals: Sequence[Piece], taken: _Taken
) -> list[str]:
    catalogue = view.untold or view.catalogue
    source = catalogue.lessons[path]
    lf = "\r\n" if "\r\n" in source.text else "\n"
    gaps, tail = pieces(source.text, source.cuts)
    if standing is not None:
        translation = catalogue.lessons[own]
        own_gaps, tail = pieces(translation.text, translation.cuts)
        lf = "\r\n" if "\r\n" in translation.text else "\n"
        order = [(each.original, each.translation, each.was) for each in standing.passages]
    else:
        own_gaps, order = [], [(piece, None, "") for piece in originals]
        tail = tail if tail.strip() else lf
    parts: list[str] = []
    marks: list[str] = []
    last = 0
    for original, translated, was in order:
        key = original.key if original is not None else ""
        if translated is None and key not in taken.texts:
            continue
        if translated is not None and (int(translated.key) == last + 1 or original is None):
            gap = own_gaps[int(translated.key) - 1][0]
        else:
            # It is new, or what stands before it is: between them lies what lies there in the original.
            gap = gaps[int(key) - 1][0].replace("\r\n", "\n").replace("\n", lf)
        last = int(translated.key) if translated is not None else -1
        if not parts:
            gap = gap.lstrip("\r\n")
        elif "\n" not in gap and "\r" not in gap:
            gap = lf * 2
        text = taken.texts.get(key, translated.text if translated is not None else "")
        parts.append(gap + (text if translated is not None and text == translated.text else text.replace("\n", lf)))
        marks.append(taken.marks.get(key, was))
    if parts:
        whole = "".join(parts) + tail
        if standing is None or whole != catalogue.lessons[own].text:
            _put(draft, own, whole)
    return marks


def _put(draft: Draft, path: str, whole: str) -> None:
    if draft.has(path):
        old = draft.text(path)
        draft.edit(Edit(path, 0, len(old), whole.replace("\r\n", "\n")))
    else:
        draft.write(path, whole)


def _write_fields(
    draft: Draft, view: View, own: str, path: str, originals: Sequence[Piece], taken: _Taken, aside: list[str]
) -> list[str]:
    catalogue = view.untold or view.catalogue
    units = [unit for unit in catalogue.units() if unit.path == path]
    if draft.has(own):
        yaml = draft.yaml(own)
        edits: list[Edit] = []
        for unit in units:
            laid = _Laying(yaml, taken.texts, aside, own)
            at: FieldPath = (unit.within[0], unit.id) if unit.within else ()
            part = find(yaml.tree, at)
            prefix = f"{unit.within[0]}/{unit.id}/" if unit.within else ""
            if part is not None:
                laid.lay(unit.tree, part, at, prefix)
                edits += laid.edits
            elif (built := _built(unit.tree, prefix, taken.texts, lambda _: None)) is not None:
                edits += yaml.add_entry((str(unit.within[0]),), built)
        draft.edit(edits)
    elif taken.texts:
        draft.write(own, _new_file(units, taken.texts, lambda key: aside.append(f"{own}: {key}")))
    if not draft.has(own):
        return []
    asked = frozenset(piece.key for piece in originals)
    here = overlay_pieces(units, draft.yaml(own).tree, asked)
    now = {piece.key: piece.mark for piece in originals}
    return [taken.marks.get(piece.key, now[piece.key]) for piece in here]


def _new_file(units: Sequence[Unit[Any]], texts: Mapping[str, str], left: Callable[[str], None]) -> str:
    whole: dict[str, Any] = {"format": 1}
    for unit in units:
        if unit.within:
            built = _built(unit.tree, f"{unit.within[0]}/{unit.id}/", texts, left)
            if built is not None:
                whole.setdefault(str(unit.within[0]), []).append(built)
        else:
            whole.update(_built(unit.tree, "", texts, left) or {})
    return as_file(whole)


def _built(tree: Tree, key: str, texts: Mapping[str, str], left: Callable[[str], None]) -> Any:
    """What a translation holds of a part of the original: words, and the marks by which entries are told apart; None where none."""
    if isinstance(tree, Text):
        return texts.get(key.removesuffix("/"))
    if isinstance(tree, Entries):
        fields = {name: built for name, one in tree.entries.items() if (built := _built(one, f"{key}{name}/", texts, left)) is not None}
        mark = next((name for name in _MARKS if isinstance(tree.entries.get(name), Text)), None)
        if not fields or mark is None or mark in fields:
            return fields or None
        return {mark: getattr(tree.entries[mark], "value", None), **fields}
    built = [(_built(one, f"{key}{name}/", texts, left), one) for name, one in zip(entry_keys(tree), tree.items, strict=True)]
    if all(one is None for one, _ in built):
        return None
    if all(isinstance(one, Entries) and any(name in one.entries for name in _MARKS) for _, one in built):
        return [one for one, _ in built if one is not None]
    if any(one is None for one, _ in built):
        # Entries without an id are matched by their place: half a list would move the others.
        left(f"`{key.removesuffix('/')}` is a list of which some entries are not translated; translate all of them")
        return None
    return [one for one, _ in built]


class _Laying:
    """Words laid into a translation that is there already, as edits of its text."""

    def __init__(self, yaml: YamlText, texts: Mapping[str, str], aside: list[str], own: str) -> None:
        self.yaml, self.texts, self.aside, self.own = yaml, texts, aside, own
        self.edits: list[Edit] = []

    def lay(self, tree: Tree, overlay: Tree, path: FieldPath, key: str) -> None:
        """The edits of one part of the translation, and of what is below it."""
        if isinstance(tree, Text) and isinstance(overlay, Text):
            new = self.texts.get(key.removesuffix("/"))
            if new is not None and new != overlay.value:
                self.edits.append(self.yaml.swap_at(overlay, new))
        elif isinstance(tree, Entries) and isinstance(overlay, Entries):
            for name, value in tree.entries.items():
                if name in overlay.entries:
                    self.lay(value, overlay.entries[name], (*path, name), f"{key}{name}/")
                elif (built := _built(value, f"{key}{name}/", self.texts, self._left)) is not None:
                    self.edits += self.yaml.set_field((*path, name), built, order=list(tree.entries))
        elif isinstance(tree, Items) and isinstance(overlay, Items):
            self._lay_list(tree, overlay, path, key)

    def _lay_list(self, tree: Items, overlay: Items, path: FieldPath, key: str) -> None:
        names, stands = entry_keys(tree), positions(tree, overlay)
        for number, at in enumerate(stands):
            if at is not None:
                self.lay(tree.items[at], overlay.items[number], (*path, number), f"{key}{names[at]}/")
        count = len(overlay.items)
        for at, item in enumerate(tree.items):
            built = None if at in stands else _built(item, f"{key}{names[at]}/", self.texts, self._left)
            if built is None:
                continue
            if isinstance(built, dict) and any(mark in built for mark in _MARKS):
                self.edits += self.yaml.add_entry(path, built)
            elif at == count:
                self.edits += self.yaml.add_entry(path, built)
                count += 1
            else:
                self._left(f"`{key}{names[at]}` stands behind an entry that is not translated")

    def _left(self, what: str) -> None:
        self.aside.append(f"{self.own}: {what}")


def _entry(
    view: View, file: ExchangedFile, originals: Sequence[Piece], taken: _Taken, order: Sequence[str], by: str | None,
    reviewed_by: str | None, day: date,
) -> Entry | None:  # fmt: skip
    """What the ledger says of the file now; None where nothing has changed."""
    standing = view.standings.get(file.path)
    said = standing.entry if standing is not None else None
    if not order or (not taken.changed and said is not None and (reviewed_by is None or said.reviewed_by == reviewed_by)):
        return None
    person = by or file.translator or (said.translator if said is not None else "")
    if not person:
        raise Refused(f"{file.name} does not say who translated it", "say so with `--by PERSON`: their id in curriculum/people.yaml")
    known_person(view.catalogue, person)
    if reviewed_by == person:
        raise Refused(f"`{person}` cannot review their own translation", "let somebody else read it, and name them")
    now = hash_of(view, file.path)
    today = {piece.mark for piece in originals}
    stale = any(mark not in today for mark in order)
    made_from = said.made_from if stale and said is not None else now
    entry = Entry(file.path, made_from, person, reviewed_by, day, " ".join(order))
    return entry if taken.changed or said is None else replace(entry, translator=said.translator, date=said.date)
