"""The folder of finished pages of one language, as makers of downloads see it."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class SiteFolder:
    """Files by their address from ``root``, such as `modules/F06.html`; nothing outside ``root`` is touched."""

    root: Path

    def names(self, below: str = "", *, deep: bool = True) -> Iterator[str]:
        """Addresses of the files below a folder, in order; without those in its folders when not ``deep``."""
        found: list[str] = []
        waiting = [below.strip("/")]
        while waiting:
            inside = waiting.pop()
            # Thousands of files at each build: a `Path` for each would take longer than looking at it.
            with contextlib.suppress(FileNotFoundError, NotADirectoryError), os.scandir(f"{self.root}/{inside}") as entries:
                for entry in entries:
                    name = f"{inside}/{entry.name}" if inside else entry.name
                    if entry.is_file():
                        found.append(name)
                    elif deep and entry.is_dir():
                        waiting.append(name)
        yield from sorted(found, key=lambda name: name.split("/"))

    def holds(self, name: str) -> bool:
        """Whether there is a file of this name."""
        return os.path.isfile(f"{self.root}/{name}")  # noqa: PTH113  # asked for thousands of files

    def read(self, name: str) -> bytes:
        """A file's bytes."""
        return (self.root / name).read_bytes()

    def write(self, name: str, data: bytes) -> None:
        """Put a file in place; one that is there is replaced and never written into, because it may be shared with a cache."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        path.write_bytes(data)

    def size(self, name: str) -> int:
        """A file's length in bytes."""
        return (self.root / name).stat().st_size

    def remove(self, name: str) -> None:
        """Take a file away."""
        (self.root / name).unlink()

    def place(self, name: str) -> Path:
        """Where a library may write a new file by itself."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        return path


@contextlib.contextmanager
def quietly() -> Iterator[None]:
    """Keep a library that is not Python from speaking on standard output."""
    spoken = os.dup(1)
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    try:
        yield
    finally:
        os.dup2(spoken, 1)
        os.close(nothing)
        os.close(spoken)
