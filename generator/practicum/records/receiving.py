"""What lies in a folder of records: files, files in archives, and what the system does not hand over."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from practicum.tables import Limits, Refusal, is_archive, read_whole, unpacked_files

# What a folder of records may hold beside tables.
# What imports of statements leave beside their tables is for people to look at.
_BESIDE = ("manifest.json", "readme.txt", "readme.md", "thumbs.db", "desktop.ini", "set-aside.csv", "activities-to-map.csv")
# What to do about a file that the system does not hand over.
_OPEN = "close it where it is open, see that you may read it, or take it out of the folder"


class Files(Protocol):
    """The files of a folder of records.

    It may also have ``unlisted``: what stands in the folder and could not be looked into, with the reason.
    """

    def list(self) -> Iterable[str]:
        """Their names."""
        ...

    def open(self, name: str) -> bytes | BinaryIO:
        """The content of one. Raises OSError where it cannot be read; such a file is refused, and the others are read."""
        ...


@dataclass(frozen=True, slots=True)
class Received:
    """A file as it came; ``open_elsewhere`` where another program has a lock on it."""

    name: str
    content: bytes
    open_elsewhere: bool = False

    @property
    def digest(self) -> str:
        """The SHA-256 of its bytes, in hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()


def received(files: Files, limits: Limits) -> Iterator[Received | Refusal]:
    """The files that may hold records, by name, one at a time; those of an archive stand behind its name."""
    names = sorted(files.list())
    # Only known once they have been listed.
    unlisted: Iterable[tuple[str, str]] = getattr(files, "unlisted", ())
    for name, why in sorted(unlisted):
        yield Refusal(name, "UNREADABLE", f"it cannot be looked into: {why}", _OPEN)
    locked = {_locked_by(name) for name in names} - {""}
    for name in names:
        if is_beside(name):
            continue
        try:
            source = files.open(name)
            try:
                content = read_whole(source, limits)
            finally:
                if not isinstance(source, bytes):
                    source.close()
        except OSError as error:
            yield Refusal(name, "UNREADABLE", f"it cannot be opened: {error.strerror or 'the system refuses it'}", _OPEN)
            continue
        if content is None:
            message = f"the file is larger than {limits.bytes:,} bytes"
            yield Refusal(name, "TOO_LARGE", message, "split it into several files of the same kind, or hand it over as Parquet in parts")
        elif is_archive(content):
            for part in unpacked_files(name, content, limits=limits):
                if isinstance(part, Refusal):
                    yield part
                elif not is_beside(part[0]):
                    yield Received(*part)
        else:
            yield Received(name, content, name in locked)


def last_part(name: str) -> str:
    """The file's name without its folders.

    >>> last_part("in/2026/posts.csv")
    'posts.csv'
    """
    return name.replace("\\", "/").rsplit("/", 1)[-1]


def is_beside(name: str) -> bool:
    """Whether a file lies beside the records and holds none: hidden and lock files, manifests, profiles in their folder."""
    last = last_part(name)
    # Profiles may lie beside the records, in a folder of their own.
    profile = "profiles/" in name.replace("\\", "/") and name.endswith((".yaml", ".yml"))
    return last.startswith((".", "~$")) or last.lower() in _BESIDE or profile


def _locked_by(name: str) -> str:
    """The file that this one locks: Excel and LibreOffice leave such files while a workbook is open."""
    last = last_part(name)
    folder = name[: len(name) - len(last)]
    if last.startswith("~$"):
        return folder + last[2:]
    return folder + last[7:-1] if last.startswith(".~lock.") and last.endswith("#") else ""


def says_synthetic(files: Files) -> bool:
    """Whether a folder of records marks its people as invented; no record is read for it."""
    return any(last_part(name).lower() == "manifest.json" and _says_synthetic(files, name) for name in files.list())


def _says_synthetic(files: Files, name: str) -> bool:
    """Whether a manifest marks the people of the folder as invented; one that cannot be read marks nobody."""
    try:
        source = files.open(name)
        if isinstance(source, bytes):
            data = source
        else:
            with source:
                data = source.read(1_000_000)
        manifest = json.loads(data)
    except (OSError, ValueError):
        return False
    return isinstance(manifest, dict) and manifest.get("synthetic") is True
