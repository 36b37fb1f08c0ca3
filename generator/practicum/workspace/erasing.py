"""Erasing what the private folder holds: first an account of what would go, then the erasing itself, and what went.

Only what Practicum put there is touched. A report cannot lose one person and stay true, so it goes as a whole.
"""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from practicum.workspace.outputs import replace_file
from practicum.workspace.private_folder import PrivateFolder
from practicum.workspace.trouble import Trouble

# A report or tables that were shared, somebody's pages of review, the links, the key, profiles.
_TEXTS = frozenset({".csv", ".html", ".json", ".txt", ".ics", ".svg", ".md", ".tsv"})


@dataclass(frozen=True)
class Doomed:
    """A file or folder that is to go, in words; ``rows`` are those of a file that loses only some."""

    path: Path
    says: str
    files: int
    size: int
    after: bytes | None = None
    rows: int = 0


@dataclass(frozen=True)
class Erased:
    """What went and what did not, because the system did not let go of it (with its words)."""

    gone: tuple[Doomed, ...]
    left: tuple[tuple[Doomed, str], ...]


def to_erase_before(folder: PrivateFolder, day: date) -> list[Doomed]:
    """The reports about days before ``day``; decisions on who is who do not age and stay."""
    return [_whole(path, f"the report about {asked}") for path, asked in folder.report_days() if asked < day]


def to_erase_about(folder: PrivateFolder, learner: str) -> list[Doomed]:
    """Every report and page of review that holds the learner's id, the decisions on who they are, and what was fetched from an LRS.

    Statements name people as that system does, so nobody can tell which are this person's. Raises Trouble for an empty id.
    """
    from practicum.records.identity.links import without_person

    id = learner.strip()
    if not id:
        raise Trouble("no learner is named", "name one with `--learner`")
    found = []
    after: bytes | None = None
    ids: Collection[str] = {id}
    if folder.links.is_file():
        data = folder.links.read_bytes()
        after, ids = without_person(data, id)
        if after is not None:
            rows = _rows(data) - _rows(after)
            found.append(Doomed(folder.links, "decisions on who they are", 1, len(data) - len(after), after, rows))
    for path, asked in folder.report_days():
        if any(_holds(file, ids) for file in _files(path)):
            found.append(_whole(path, f"the report about {asked}, which holds them"))
    found += _badges_about(folder, ids)
    if folder.review.is_dir() and any(_holds(file, ids) for file in _files(folder.review)):
        found.append(_whole(folder.review, "the pages on which people are compared"))
    if folder.statements.is_dir():
        found.append(_whole(folder.statements, "the statements of everybody that were fetched from an LRS; they can be fetched anew"))
    return found


def _badges_about(folder: PrivateFolder, ids: Collection[str]) -> list[Doomed]:
    """The badges of the person: the folders that hold them, and who they are in the ledger, which keeps places and revocations."""
    from practicum.workspace.badge_folder import BadgeFolder, without_learner

    badges = BadgeFolder(folder.root / "badges")
    found = []
    if badges.ledger.is_file():
        data = badges.ledger.read_bytes()
        after, count = without_learner(data, ids)
        if count:
            found.append(Doomed(badges.ledger, "whose their badges are", 1, max(0, len(data) - len(after)), after, count))
    for path in sorted(badges.issued.iterdir()) if badges.issued.is_dir() else ():
        if any(_holds(file, ids) for file in _files(path)):
            found.append(_whole(path, "badges that were issued, theirs among them"))
    return found


def to_erase_all(folder: PrivateFolder) -> list[Doomed]:
    """Everything that Practicum keeps in the folder, profiles and notes included."""
    root = folder.root
    named = (
        (folder.reports, "all reports"),
        (folder.review, "the pages on which people are compared"),
        (folder.published, "what was shared before, to hold the next against"),
        (folder.statements, "the statements that were fetched from learning record stores"),
        (folder.links, "all decisions on who is who"),
        (folder.key, "the key of the pseudonyms: no earlier pseudonym can be turned back after this"),
        (root / "badges", "the key, ledger and files of badges: nothing can be revoked after this"),
        (folder.profiles_folder, "your column profiles"),
        (root / "README.txt", "the notes"),
        (root / "months-to-keep.txt", "how long to keep"),
    )
    return [_whole(path, says) for path, says in named if path.exists()]


def stays(folder: PrivateFolder, doomed: Sequence[Doomed]) -> list[str]:
    """What else lies in the folder: nobody knows whose it is, so it stays."""
    gone = {one.path for one in doomed}
    return sorted(path.name for path in folder.root.iterdir() if path not in gone) if folder.root.is_dir() else []


def erase(doomed: Sequence[Doomed]) -> Erased:
    """Erase, one after another; what cannot go does not keep the others."""
    gone, left = [], []
    for one in doomed:
        try:
            if one.after is not None:
                replace_file(one.path, one.after, private=True)
            elif one.path.is_dir() and not one.path.is_symlink():
                shutil.rmtree(one.path)
            else:
                one.path.unlink(missing_ok=True)
        except OSError as error:
            left.append((one, f"{Path(error.filename or one.path).name}: {error.strerror or 'the system refuses it'}"))
        else:
            gone.append(one)
    return Erased(tuple(gone), tuple(left))


def _whole(path: Path, says: str) -> Doomed:
    files = list(_files(path))
    return Doomed(path, says, len(files), sum(file.stat().st_size for file in files))


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
    else:
        yield from sorted(file for file in path.rglob("*") if file.is_file())


def _rows(data: bytes) -> int:
    return max(0, data.count(b"\n") - 1)


def _holds(path: Path, ids: Collection[str]) -> bool:
    """Whether a file of a report holds one of the ids as a word of its own. What cannot be opened is taken to hold it."""
    try:
        if path.suffix == ".parquet":
            from practicum.tables.parquet import holds_text

            return holds_text(path, ids)
        data = path.read_bytes()
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(io.BytesIO(data)) as book:
                data = b"\n".join(book.read(name) for name in book.namelist() if name.endswith(".xml"))
        elif path.suffix not in _TEXTS:
            return False
    except (OSError, ValueError, zipfile.BadZipFile):
        return True
    text = data.decode("utf-8", "replace").casefold()
    return any(re.search(rf"(?<![\w.-]){re.escape(form)}(?![\w-])", text) for id in ids for form in _forms(id.casefold()))


def _forms(id: str) -> set[str]:
    """An id as files write it: as it is, in HTML or XML, in JSON."""
    import html
    import json

    return {id, html.escape(id), html.escape(id, quote=False), json.dumps(id)[1:-1], json.dumps(id, ensure_ascii=False)[1:-1]}
