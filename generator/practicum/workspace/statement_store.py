"""Statements on disk: those that were fetched from an LRS, in the private folder; and which ones were met while files are read.

Both are SQLite: a page and the place to go on from are written together or not at all, whenever the process is killed.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from practicum.exchanging.xapi import Met, Void
from practicum.exchanging.xapi_pull import Cursor, Kept
from practicum.exchanging.xapi_statements import Told
from practicum.workspace.outputs import write_closed
from practicum.workspace.private_folder import PrivateFolder
from practicum.workspace.trouble import Trouble

FORMAT = "1"
# What SQLite may hold in memory, in KiB: with more statements it reads from the disk, and no more is held.
_CACHE = 8_000
# Statements that are written at once, and bytes of marks (one less, a power of two): 2 MB tell 99 of 100 new ones among a million.
_AT_ONCE, _MARKS = 20_000, (1 << 21) - 1
_TABLES = """
    CREATE TABLE IF NOT EXISTS told
        (place INTEGER PRIMARY KEY, key BLOB UNIQUE NOT NULL, digest BLOB NOT NULL, pull INTEGER NOT NULL, body TEXT);
    CREATE TABLE IF NOT EXISTS differing (key BLOB, digest BLOB, place INTEGER, body TEXT, PRIMARY KEY (key, digest));
    CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT);
"""


def store_place(folder: PrivateFolder, endpoint: str) -> Path:
    """Where the statements of an LRS lie, by the name of its host and of its address."""
    host = re.sub(r"[^a-z0-9.-]", "-", (urlsplit(endpoint).hostname or "lrs").lower())[:60]
    return folder.statements / f"{host}-{hashlib.sha256(endpoint.encode()).hexdigest()[:8]}.sqlite"


class StatementStore:
    """The statements of one LRS, each once, by id; the first one of an id stays, and another that says something else is kept beside it.

    Of a statement that states no record only the id is kept. Raises Trouble where the file is damaged or another import has it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            if not path.exists():
                path.parent.mkdir(mode=0o700, exist_ok=True)
                write_closed(path, b"")
            self._file = sqlite3.connect(path, timeout=0.2, isolation_level=None)
            self._file.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._file.execute(f"PRAGMA cache_size = -{_CACHE}")
            self._file.execute("BEGIN EXCLUSIVE")
            for line in _TABLES.split(";"):
                self._file.execute(line)
            self._file.execute("INSERT OR IGNORE INTO about VALUES ('format', ?)", (FORMAT,))
            self._file.execute("COMMIT")
            said = self._about("format")
        except (sqlite3.Error, OSError) as error:
            raise _trouble(path, error) from error
        if said != FORMAT:
            raise Trouble(f"{path.name} was written by a newer Practicum", "update Practicum, or erase the file and fetch anew")

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def cursor(self) -> Cursor:
        """Where the last pull stands."""
        said = self._about("cursor")
        known = {one.name for one in fields(Cursor)}
        return Cursor(**{name: value for name, value in json.loads(said).items() if name in known}) if said else Cursor()

    def keep(self, told: Iterable[Told], cursor: Cursor) -> Kept:
        """Keep a page of statements and the cursor behind it, together."""
        new = fresh = 0
        try:
            self._file.execute("BEGIN")
            for one in told:
                key = key_of(one)
                found = self._file.execute("SELECT place, digest, pull FROM told WHERE key = ?", (key,)).fetchone()
                if found is None:
                    row = (key, one.digest, cursor.begun, _body(one))
                    self._file.execute("INSERT INTO told (key, digest, pull, body) VALUES (?, ?, ?, ?)", row)
                    new, fresh = new + 1, fresh + 1
                    continue
                place, digest, pull = found
                if pull != cursor.begun:
                    self._file.execute("UPDATE told SET pull = ? WHERE place = ?", (cursor.begun, place))
                    fresh += 1
                if digest != one.digest:
                    self._file.execute("INSERT OR IGNORE INTO differing VALUES (?, ?, ?, ?)", (key, one.digest, place, one.id))
            self._file.execute("INSERT OR REPLACE INTO about VALUES ('cursor', ?)", (json.dumps(asdict(cursor)),))
            self._file.execute("COMMIT")
        except sqlite3.Error as error:
            raise _trouble(self.path, error) from error
        return Kept(new, fresh)

    def statements(self, name: str) -> Iterator[tuple[str, int, Told]]:
        """All statements in the order in which they came, under the name of a source, and those that differ from another of their id."""
        try:
            for place, body in self._file.execute("SELECT place, body FROM told ORDER BY place"):
                yield name, place, _told(body)
            for place, id in self._file.execute("SELECT place, body FROM differing ORDER BY place, digest"):
                yield name, place, Told(id, fault="OTHER_CONTENT")
        except sqlite3.Error as error:
            raise _trouble(self.path, error) from error

    def count(self) -> int:
        """How many statements there are, those that differ from another of their id included."""
        found = self._file.execute("SELECT (SELECT count(*) FROM told) + (SELECT count(*) FROM differing)").fetchone()
        return int(found[0])

    def _about(self, name: str) -> str:
        found = self._file.execute("SELECT value FROM about WHERE name = ?", (name,)).fetchone()
        return found[0] if found else ""


class MetStatements:
    """Which statements were met, in a file of the system's that nobody else sees and that goes with the process; it holds ids only."""

    def __init__(self) -> None:
        # An empty name is a database on disk that is erased when it is closed.
        self._file = sqlite3.connect("", isolation_level=None)
        for line in ("journal_mode = OFF", "synchronous = OFF", f"cache_size = -{_CACHE}", "locking_mode = EXCLUSIVE"):
            self._file.execute(f"PRAGMA {line}")
        self._file.execute("CREATE TABLE met (key BLOB PRIMARY KEY, digest INTEGER, made INTEGER) WITHOUT ROWID")
        self._file.execute("CREATE TABLE voids (place INTEGER PRIMARY KEY, body TEXT)")
        self._file.execute("BEGIN")
        self._put = self._file.cursor()
        # Nearly all statements are new: marks that each leaves tell so of most, and the disk is asked about the others alone.
        self._marks = bytearray(_MARKS + 1)
        self._waiting: dict[bytes, tuple[int, int]] = {}

    def close(self) -> None:
        """Erase it."""
        self._file.close()

    def meet(self, id: str, says: tuple[object, ...], made: int) -> Met:
        """Remember a statement, if it is new; see `exchanging.xapi.Index`."""
        key, digest = _key(id), hash(says)
        mark = hash(key)
        one, other = mark & _MARKS, mark >> 24 & _MARKS
        first, second = 1 << (mark >> 48 & 7), 1 << (mark >> 51 & 7)
        if self._marks[one] & first and self._marks[other] & second:
            known = self._found(key)
            if known is not None:
                return "same" if known[0] == digest else "other"
        self._marks[one] |= first
        self._marks[other] |= second
        self._waiting[key] = (digest, made)
        if len(self._waiting) >= _AT_ONCE:
            self._write()
        return "new"

    def made(self, id: str) -> int:
        """What came of a statement."""
        known = self._found(_key(id))
        return known[1] if known else 0

    def _found(self, key: bytes) -> tuple[int, int] | None:
        waiting = self._waiting.get(key)
        found: tuple[int, int] | None = waiting or self._put.execute("SELECT digest, made FROM met WHERE key = ?", (key,)).fetchone()
        return found

    def _write(self) -> None:
        """Write what waits, in the order of the keys: neighbours share a page of the disk."""
        rows = sorted((key, *said) for key, said in self._waiting.items())
        self._put.executemany("INSERT INTO met VALUES (?, ?, ?)", rows)
        self._waiting.clear()

    def keep(self, void: Void) -> None:
        """Keep a statement that voids another one."""
        self._put.execute("INSERT INTO voids (body) VALUES (?)", (json.dumps(void),))

    def kept(self) -> Iterator[Void]:
        """Those that were kept."""
        for (body,) in self._file.execute("SELECT body FROM voids ORDER BY place"):
            yield Void(*json.loads(body))


def _key(id: str) -> bytes:
    """Sixteen bytes for an id: those of the UUID that it should be, or of a digest."""
    if len(id) == 36:
        try:
            return bytes.fromhex(id.replace("-", ""))
        except ValueError:
            pass
    return hashlib.blake2b(id.encode("utf-8", "surrogatepass"), digest_size=15).digest()


def key_of(told: Told) -> bytes:
    """The key of a statement; one without an id is what it says and when."""
    return _key(told.id or f"{told.digest.hex()} {told.stored}")


def _body(told: Told) -> str | None:
    """All that is told, as JSON; nothing for a statement that states no record, whatever it is mapped to."""
    return json.dumps(told) if told.verb != "other" or told.stated or told.fault else None


def _told(body: str | None) -> Told:
    if body is None:
        return Told()
    values: list[Any] = json.loads(body)
    return Told(*values)._replace(also=tuple(values[Told._fields.index("also")]))


def _trouble(path: Path, error: Exception) -> Trouble:
    said = str(error)
    if "locked" in said:
        return Trouble(f"another import from the same LRS has {path.name}", "wait for it to end, and run this again")
    if isinstance(error, sqlite3.OperationalError) and ("full" in said or "I/O" in said):
        return Trouble(f"the disk does not take {path.name}: {said}", "free some space and run again: it goes on where it stopped")
    if isinstance(error, OSError):
        return Trouble(f"cannot write {path.name}: {error.strerror or os.strerror(5)}", "see that you may write to your private folder")
    return Trouble(f"{path.name} in your private folder is damaged", "erase it, and run this again: all statements are fetched anew")
