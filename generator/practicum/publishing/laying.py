"""Files into folders: the staged tree, where most files lie already as they have to be, and the site, which is always new."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from practicum.remembering import Remembered, key

# What a file was when it was written: hash of its bytes; time of the last change in nanoseconds, size and the system's number for it.
_Seen = tuple[bytes, int, int, int]


@contextmanager
def naming(path: str) -> Iterator[None]:
    """A write that fails half-way does not say in which file; whoever tells people of it has to know."""
    try:
        yield
    except OSError as error:
        error.filename = error.filename or path
        raise


def write_site(folder: Path, files: Mapping[str, bytes], memory: Remembered, earlier: Path | None) -> None:
    """Write a site into an empty folder.

    A file that lies in the ``earlier`` site just as ``memory`` saw it written there, and says the same, is taken over as it lies: it
    gets its second name here, and loses its first one when the earlier site goes. To make a file takes ten times as long.
    """
    own = key("the site", os.fspath(earlier.resolve())) if earlier is not None else b""
    seen: dict[str, _Seen] = memory.find(own) or {}
    found: dict[str, _Seen] = {}
    late: dict[str, bytes] = {}
    made: set[str] = set()
    for name, data in files.items():
        before = seen.get(name)
        if before is not None and earlier is not None and before[0] == key(data) and _taken(earlier, folder, name, before, made):
            found[name] = before
        else:
            late[name] = data
    for name, status in _written(folder, late):
        found[name] = (key(late[name]), status.st_mtime_ns, status.st_size, status.st_ino)
    if own and found != seen:
        memory.keep(own, found)


def _taken(earlier: Path, folder: Path, name: str, before: _Seen, made: set[str]) -> bool:
    """Give a file of the earlier site its name in the new one, if it is the one that was written, untouched."""
    path, new = os.path.join(earlier, name), os.path.join(folder, name)
    try:
        status = os.lstat(path)
        if (status.st_mtime_ns, status.st_size, status.st_ino) != before[1:]:
            return False
        _parent(new, made)
        os.link(path, new)
    except OSError:
        return False  # it is gone, or this disk knows no second names
    return True


def _parent(path: str, made: set[str]) -> None:
    parent = os.path.dirname(path)
    if parent not in made:
        os.makedirs(parent, exist_ok=True)
        made.add(parent)


def _written(folder: Path, files: Mapping[str, bytes]) -> Iterator[tuple[str, os.stat_result]]:
    made: set[str] = set()
    for name, data in files.items():
        path = os.path.join(folder, name)
        with naming(path):
            _parent(path, made)
            with open(path, "wb", buffering=0) as stream:
                # Without a buffer a disk that fills up takes a part and says so by its length alone; only the next write fails.
                left = memoryview(data)
                while left:
                    left = left[stream.write(left) or 0 :]
                status = os.fstat(stream.fileno())
        yield name, status


def lay(folder: Path, files: Mapping[str, bytes], memory: Remembered) -> None:
    """Let a former or empty stage hold these files; those of a language's folder that are no longer staged go.

    What ``memory`` saw written, and has the time and size it had then, is not read again.
    """
    folder.mkdir(parents=True, exist_ok=True)
    own = key("the stage", os.fspath(folder.resolve()))
    seen: dict[str, _Seen] = memory.find(own) or {}
    found: dict[str, _Seen] = {}
    lying = dict(_lying(folder))
    late: dict[str, bytes] = {}
    for name, data in files.items():
        mark = key(data)
        there = lying.get(name)
        if there is not None and seen.get(name) == (mark, *there):
            found[name] = (mark, *there)
        elif there is None or there[1] != len(data) or _differs(folder / name, data):
            late[name] = data
        else:
            found[name] = (mark, *there)
    for name, status in _written(folder, late):
        found[name] = (key(late[name]), status.st_mtime_ns, status.st_size, status.st_ino)
    for name in lying:
        if name not in files:
            os.unlink(folder / name)
    if len(lying.keys() - files.keys()):
        _tidy(folder)
    if found != seen:
        memory.keep(own, found)


def _differs(path: Path, data: bytes) -> bool:
    return path.read_bytes() != data


def _languages(folder: Path) -> list[str]:
    return [entry.name for entry in os.scandir(folder) if os.path.isdir(os.path.join(entry.path, "pages"))]


def _lying(folder: Path) -> Iterator[tuple[str, tuple[int, int, int]]]:
    """The files of a stage by path, with time, size and number."""
    waiting = _languages(folder)
    while waiting:
        inside = waiting.pop()
        with os.scandir(folder / inside) as entries:
            for entry in entries:
                name = f"{inside}/{entry.name}"
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(name)
                else:
                    status = entry.stat(follow_symlinks=False)
                    # A link is nothing that we wrote: it has a size no file has, and is written anew.
                    yield name, (status.st_mtime_ns, -1 if entry.is_symlink() else status.st_size, status.st_ino)


def _tidy(folder: Path) -> None:
    """Take away empty folders."""
    for language in _languages(folder):
        for place, folders, files in os.walk(folder / language, topdown=False):
            if not files and not any(os.path.isdir(os.path.join(place, name)) for name in folders):
                os.rmdir(place)
