"""Finishing: what is added to the built pages of all languages before the site is swapped in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from practicum.publishing.staging import Staged

# Each step gets the staged site and the folder of finished pages, and writes only into that folder.
STEPS: tuple[Callable[[Staged, Path], None], ...] = ()


def finish(staged: Staged, output: Path) -> None:
    """Take every step in order."""
    for step in STEPS:
        step(staged, output)
