"""The project's authored files on disk."""

from __future__ import annotations

import os
from pathlib import Path

TOPS = ("competencies", "curriculum")
# What editors and file managers leave behind is nobody's fault and nobody's text.
_LITTER = ("~", ".swp", ".tmp", ".bak", ".orig", ".DS_Store")
_LITTER_NAMES = frozenset({"Thumbs.db", "desktop.ini"})


def is_litter(name: str) -> bool:
    """Whether a file or folder of this name is something an editor or a file manager left behind.

    >>> is_litter(".git"), is_litter("FSW.yaml~"), is_litter("FSW.yaml")
    (True, True, False)
    """
    return name.startswith((".", "~$")) or name.endswith(_LITTER) or name in _LITTER_NAMES


class Disk:
    """Authored files below a root folder. Links are followed only where they stay inside it."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        # What the listing saw of ordinary files, so that each is not asked for three times.
        self._sizes: dict[str, int] = {}

    def paths(self) -> list[str]:
        """All authored files from the root, sorted, with forward slashes."""
        found: list[str] = []
        for top in TOPS:
            if (self.root / top).is_symlink():
                found.append(top)
            else:
                self._walk(self.root / top, found)
        return sorted(found)

    def _walk(self, folder: Path, found: list[str]) -> None:
        if not folder.is_dir():
            return
        with os.scandir(folder) as entries:
            for entry in entries:
                if is_litter(entry.name):
                    continue
                path = Path(entry.path)
                if entry.is_symlink() and not self._inside(path):
                    # A linked folder could loop or leave; it is reported, not walked.
                    found.append(path.relative_to(self.root).as_posix())
                elif entry.is_dir(follow_symlinks=False):
                    self._walk(path, found)
                else:
                    name = path.relative_to(self.root).as_posix()
                    found.append(name)
                    if entry.is_file(follow_symlinks=False):
                        self._sizes[name] = entry.stat(follow_symlinks=False).st_size

    def _inside(self, path: Path) -> bool:
        try:
            return path.resolve(strict=True).is_relative_to(self.root) and path.resolve().is_file()
        except (OSError, RuntimeError):
            return False

    def size(self, path: str) -> int:
        """The size in bytes."""
        known = self._sizes.get(path)
        return (self.root / path).stat().st_size if known is None else known

    def leaves_project(self, path: str) -> bool:
        """Whether the path is a link to a folder, to outside, or to nothing, or no ordinary file at all."""
        if path in self._sizes:
            return False
        full = self.root / path
        return not self._inside(full) if full.is_symlink() else not full.is_file()

    def read(self, path: str) -> bytes:
        """The bytes."""
        return (self.root / path).read_bytes()

    def line(self, path: str, number: int) -> str | None:
        """A line of a file for a message, or None where it cannot be shown; what lies outside the project never is."""
        if self.leaves_project(path):
            return None
        try:
            with (self.root / path).open("rb") as stream:
                data = stream.read(2_000_000)
        except OSError:
            return None
        # Lines as the readers count them: `splitlines` would also break at characters that are no line ends to an editor.
        lines = data.decode("utf-8-sig", errors="replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")
        return lines[number - 1] if 0 < number <= len(lines) else None
