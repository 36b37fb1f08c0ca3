"""What one run worked out, kept in `build/.cache` for the next: never trusted when damaged, made by others, or by another program.

Each memory is one file, replaced in whole, so that two commands at once are safe: a reader has the one or the other, and the last
writer's stays. A file is believed only with a seal made with a key of this user, which lies outside of every project: a project that
somebody else sends cannot bring a memory along that shows other pages than its sources say, or that hides their faults. It also has
to name the same program, to the last byte of its sources, and the same libraries. Losing it costs time, nothing else.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import hmac
import os
import pickle
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path

from practicum.remembering import Packed, Remembered, key

FOLDER = ".cache"
_MARK = b"practicum memory 1\n"
_SEAL_BYTES = 32


class Memories:
    """The memories of a project by name; without a folder they last as long as the program."""

    def __init__(self, folder: Path | None = None, seal: bytes = b"", *, anew: bool = False) -> None:
        self.folder = folder
        self._seal = seal
        self._anew = anew
        self._held: dict[str, Remembered] = {}

    def of(self, name: str) -> Remembered:
        """The memory of this name, from the last run where there is a sound one."""
        if name not in self._held:
            self._held[name] = Remembered(self._read(name))
        return self._held[name]

    def save(self) -> None:
        """Keep what changed. A disk that is full or cannot be written keeps nobody from their work."""
        if self.folder is None:
            return
        for name, memory in self._held.items():
            if memory.changed:
                with contextlib.suppress(OSError):
                    self._write(name, memory.packed())

    def _path(self, name: str) -> Path:
        assert self.folder is not None
        return self.folder / name

    def _read(self, name: str) -> Packed:
        if self.folder is None or self._anew:
            return {}
        try:
            data = self._path(name).read_bytes()
        except OSError:
            return {}
        body = memoryview(data)[len(_MARK) + _SEAL_BYTES :]
        if not data.startswith(_MARK) or not hmac.compare_digest(data[len(_MARK) : len(_MARK) + _SEAL_BYTES], self._sealed(name, body)):
            return {}
        program, packed = pickle.loads(body)
        return packed if program == maker() else {}

    def _write(self, name: str, packed: Packed) -> None:
        path = self._path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        ignored = path.with_name(".gitignore")
        if not ignored.exists():
            ignored.write_text("*\n", "utf-8")
        body = pickle.dumps((maker(), dict(packed)), pickle.HIGHEST_PROTOCOL)
        new = path.with_name(f"{name}.new-{os.getpid()}")
        try:
            with new.open("wb") as stream:
                for part in (_MARK, self._sealed(name, body), body):
                    stream.write(part)
            new.replace(path)
        finally:
            new.unlink(missing_ok=True)

    def _sealed(self, name: str, body: bytes | memoryview) -> bytes:
        return hashlib.blake2b(body, digest_size=_SEAL_BYTES, key=self._seal, person=name.encode()[:16]).digest()


def memories_of(output: Path, *, anew: bool = False) -> Memories:
    """The memories of a project, in its output folder; on a machine that keeps no key they last for this run only.

    With ``anew`` those of earlier runs are not looked at, and replaced.
    """
    seal = _own_key()
    return Memories(output / FOLDER, seal, anew=anew) if seal else Memories()


def memories_of_the_shipped() -> Memories:
    """The memories of the curriculum that came with the program, for commands that only read its rules: with this user's, in no project.

    Whoever judges records in a folder of their own finds nothing there that they did not ask for.
    """
    from platformdirs import user_cache_path

    seal = _own_key()
    return Memories(user_cache_path("practicum", appauthor=False) / "rules", seal) if seal else Memories()


def _own_key() -> bytes:
    """This user's key, made when first asked for; empty where there is no place to keep it."""
    from platformdirs import user_cache_path

    path = user_cache_path("practicum", appauthor=False) / "seal"
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with contextlib.suppress(FileExistsError), os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            stream.write(secrets.token_bytes(_SEAL_BYTES))
        found = path.read_bytes()
    except OSError:
        return b""
    # Another command may be writing it at this moment: then this run goes without.
    return found if len(found) == _SEAL_BYTES else b""


@functools.cache
def maker() -> bytes:
    """The hash of what makes the values: the program's sources, the interpreter, and the libraries that are installed."""
    package = Path(__file__).resolve().parent.parent
    sources = {path.relative_to(package).as_posix(): path.read_bytes() for path in package.rglob("*.py") if "_shipped" not in path.parts}
    return key(sys.version, sys.platform, *libraries(), *_flat(sources))


def libraries() -> list[str]:
    """Every installed library with its version, as the folders that say what is installed are called."""
    found: set[str] = set()
    for place in sys.path:
        with contextlib.suppress(OSError):
            found.update(path.name for path in Path(place or ".").iterdir() if path.suffix in (".dist-info", ".egg-info"))
    return sorted(found)


def _flat(files: Mapping[str, bytes]) -> list[str | bytes]:
    return [part for name in sorted(files) for part in (name, files[name])]
