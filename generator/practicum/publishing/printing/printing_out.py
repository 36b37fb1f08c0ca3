"""The printed documents put beside the finished pages."""

from __future__ import annotations

from pathlib import Path

from practicum.publishing.carrying.listing import Download, folder_of
from practicum.publishing.printing.document import NOTES, TITLES
from practicum.publishing.printing.typesetting import typeset
from practicum.publishing.staging import Staged

# Below the folder in which makers keep what is costly to make again.
_KEPT = "print"


def print_out(staged: Staged, output: Path) -> list[Download]:
    """Typeset what changed, write every document below `downloads/print/` of its language, and say which there are."""
    if not staged.prints:
        return []
    for document, data in typeset(staged.prints, staged.kept / _KEPT if staged.kept is not None else None):
        folder_of(output, document.language).write(document.path, data)
    return [Download(one.path, one.about, TITLES[one.kind], NOTES[one.kind], one.language) for one in staged.prints]
