"""The ledger of a translation brought up to date: which passages of a file say what the original says today, and who says so."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from practicum.authoring.drafting import Draft
from practicum.authoring.naming import known_person
from practicum.authoring.refusing import Refused
from practicum.authoring.writing_yaml import as_file
from practicum.model.edit import Changes, Edit
from practicum.reading.formats import mirrored
from practicum.resolving import View
from practicum.resolving.ledgers import FileStanding
from practicum.resolving.view import file_hashes

ORDER = ("file", "made_from", "translator", "reviewed_by", "date", "passages")


@dataclass(frozen=True)
class Entry:
    """What the ledger is to say of a file; ``passages`` are marks with a blank between them."""

    file: str
    made_from: str
    translator: str
    reviewed_by: str | None
    date: date
    passages: str

    @property
    def written(self) -> dict[str, Any]:
        """The fields as they are written, without those that say nothing."""
        return {name: getattr(self, name) for name in ORDER if getattr(self, name) is not None}


def ledger_path(language: str) -> str:
    """Where a language's ledger lies."""
    return f"curriculum/{language}/translations.yaml"


def files_meant(view: View, names: Sequence[str]) -> list[str]:
    """Paths of originals for what a person names: files of either language, folders, ids of modules.

    Raises Refused where a name stands for no translated file.
    """
    found: list[str] = []
    for name in names:
        path = name.strip("/").removeprefix("./")
        mirror = mirrored(path)
        path = mirror[1] if mirror else path
        if path in view.catalogue.modules:
            path = view.catalogue.folder_of(path)
        here = [one for one in view.standings if one == path or one.startswith(path + "/")]
        if not here:
            raise Refused(*_no_such(view, name, path))
        found += sorted(here)
    return list(dict.fromkeys(found))


def _no_such(view: View, name: str, path: str) -> tuple[str, str]:
    known = view.untold or view.catalogue
    own = "/".join([path.split("/")[0], view.language, *path.split("/")[1:]])
    if path in known.lessons or any(unit.path == path for unit in known.units()):
        return f"`{name}` has no translation yet", f"write it as {own}, with the same passages in the same order"
    if any(unit.path.startswith(f"{path}/") for unit in known.units()):
        if known.language_of(f"{path}/") == view.language:
            return f"`{name}` is written in `{view.language}`: it needs no translation into it", "name a module of another language"
        what = name if name in known.modules else path
        return (
            f"nothing of `{name}` is translated into `{view.language}` yet",
            f"begin with `practicum export po {view.language} {what} --out FOLDER`, or write its files below {own}/",
        )
    near = difflib.get_close_matches(path, view.standings, n=1, cutoff=0.5)
    return f"there is no file `{name}`", f"did you mean `{near[0]}`?" if near else "name a lesson, a module's folder or its id"


def done(
    draft: Draft, view: View, names: Sequence[str], *, by: str, reviewed_by: str | None, day: date
) -> Changes:
    """The ledger with these files as translated from today's originals, by ``by``.

    A file that was up to date already keeps its day and its people; only the marks of its passages are added. Raises Refused
    where a translation has other passages than its original, and where a person is not known.
    """
    known_person(view.catalogue, by)
    if reviewed_by is not None:
        known_person(view.catalogue, reviewed_by)
        if reviewed_by == by:
            raise Refused(f"`{by}` cannot review their own translation", "let somebody else read it, and name them")
    entries: list[Entry] = []
    for path in files_meant(view, names):
        one = view.standings[path]
        _same_passages(one)
        entries.append(_entry(view, one, by, reviewed_by, day))
    write_entries(draft, view.language, entries)
    files = "1 file says" if len(entries) == 1 else f"{len(entries)} files say"
    count = sum(len(one.passages.split(" ")) for one in entries)
    return draft.changes(
        f"the ledger of `{view.language}` holds that {files} what the originals say today: {count} passages",
        next=[f"`practicum translate {view.language}` shows what is left"],
    )


def _entry(view: View, one: FileStanding, by: str, reviewed_by: str | None, day: date) -> Entry:
    now = hash_of(view, one.path)
    marks = {piece.key: piece.mark for piece in one.originals}
    order = [piece.mark for piece in one.originals] if one.path.endswith(".md") else [marks[piece.key] for piece in one.translations]
    said = one.entry
    if said is not None and said.made_from == now and one.whole:
        # Nothing has moved since: who translated it when stays as it was.
        return Entry(one.path, now, said.translator, reviewed_by or said.reviewed_by, said.date, " ".join(order))
    return Entry(one.path, now, by, reviewed_by, day, " ".join(order))


def hash_of(view: View, path: str) -> str:
    """The hash of an original as it stands."""
    if path in view.originals:
        return view.originals[path]
    return file_hashes(view.untold or view.catalogue, {path})[path]


def _same_passages(one: FileStanding) -> None:
    """Raise Refused where a translation does not have the passages of its original, naming the first that has no other half."""
    if one.path.endswith(".md"):
        if len(one.originals) == len(one.translations):
            return
        kinds = difflib.SequenceMatcher(None, [x.kind for x in one.originals], [x.kind for x in one.translations], autojunk=False)
        tag, i, _, j, _ = next((code for code in kinds.get_opcodes() if code[0] != "equal"), ("", 0, 0, 0, 0))
        pieces, at, where = (one.originals, i, "the original") if tag in ("delete", "replace") else (one.translations, j, "the translation")
        piece = pieces[min(at, len(pieces) - 1)]
        message = (
            f"{one.own} has {len(one.translations)} passages, its original {len(one.originals)}; they part near {piece.span}: "
            f"a {piece.kind} of {where}, “{_begin(piece.text)}”"
        )
        raise Refused(message, "let each heading, paragraph, item, row and quote stand for one of the original", span=piece.span, code=1)
    here = {piece.key for piece in one.translations}
    missing = [piece for piece in one.originals if piece.key not in here]
    if missing:
        first = missing[0]
        more = f", and {len(missing) - 1} more" if len(missing) > 1 else ""
        raise Refused(
            f"{one.own} has no words for `{first.key}` ({first.span}){more}", "translate it at the same place of the file", span=first.span,
            code=1,
        )  # fmt: skip


def _begin(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:59] + "…"


def write_entries(draft: Draft, language: str, entries: Iterable[Entry]) -> None:
    """Put entries into a language's ledger, which comes into being with its first one; all else in it stays as it is."""
    path = ledger_path(language)
    if not draft.has(path):
        whole = {"format": 1, "language": language, "files": [one.written for one in entries]}
        comment = "Which texts exist in this language, who made them and from which text. `practicum translate` keeps it."
        draft.write(path, as_file(whole, comment=comment))
        return
    ledger = draft.yaml(path)
    files = ledger.at(("files",))
    here = {_file(item): number for number, item in enumerate(getattr(files, "items", ()))}
    edits: list[Edit] = []
    new: list[Entry] = []
    for one in entries:
        if one.file not in here:
            new.append(one)
            continue
        at = ("files", here[one.file])
        fields: Mapping[str, Any] = getattr(ledger.at(at), "entries", {})
        for name in ORDER[1:]:
            value = getattr(one, name)
            if value is None:
                edits += ledger.take_out((*at, name)) if name in fields else []
            elif name not in fields or getattr(fields[name], "value", None) != str(value):
                edits += ledger.set_field((*at, name), value, order=ORDER)
    draft.edit(edits)
    for one in new:
        draft.edit(draft.yaml(path).add_entry(("files",), one.written, order=("format", "language", "files")))


def _file(item: Any) -> str:
    held = getattr(item, "entries", {}).get("file")
    return str(getattr(held, "value", ""))
