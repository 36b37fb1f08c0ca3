"""What the reader needs of a file system, and a project held in memory for tests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol


class Files(Protocol):
    """A project's files by their path from its root, with forward slashes."""

    def paths(self) -> list[str]:
        """All files below `competencies/` and `curriculum/`, sorted; links that leave the project included."""

    def size(self, path: str) -> int:
        """The file's size in bytes."""

    def leaves_project(self, path: str) -> bool:
        """Whether the path is, or lies behind, a link to outside the project."""

    def read(self, path: str) -> bytes:
        """The file's bytes."""


class InMemory:
    """A project whose files are given as texts."""

    def __init__(self, contents: Mapping[str, str | bytes]) -> None:
        self.contents = {path: text.encode() if isinstance(text, str) else text for path, text in contents.items()}

    def paths(self) -> list[str]:
        """The paths, sorted."""
        return sorted(self.contents)

    def size(self, path: str) -> int:
        """The size in bytes."""
        return len(self.contents[path])

    def leaves_project(self, path: str) -> bool:
        """Nothing leaves a project in memory, unless its path says so."""
        return ".." in path.split("/") or path.startswith("/")

    def read(self, path: str) -> bytes:
        """The bytes."""
        return self.contents[path]
