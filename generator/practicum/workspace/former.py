"""What a field read when a patch was written: found in the project's history by its hash, where there is git."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from practicum.model.source import FieldPath, content_hash, find, plain
from practicum.reading.lessons import read_lesson
from practicum.reading.yaml_tree import read_tree
from practicum.resolving.sections import sections_of
from practicum.workspace.git import older_contents

# The history of one file is looked through this far; what is older is not found.
MOST_COMMITS = 400


def former_value(root: Path, file: str, marks: FieldPath, wanted: str) -> Any | None:
    """The value at ``marks`` in the newest commit of ``file`` where its hash was ``wanted``; None where no commit says.

    ``marks`` is a path of keys and ids, not of positions: entries of a list may have moved.
    """
    try:
        for held in older_contents(root, file, most=MOST_COMMITS):
            tree, _ = read_tree(file, held)
            here = find(tree, marks) if tree is not None else None
            if here is not None and content_hash(plain(here)) == wanted:
                return plain(here)
    except FileNotFoundError:
        return None
    return None


def former_section(root: Path, file: str, wanted: str) -> str | None:
    """The words of a lesson's section in the newest commit of ``file`` where its hash was ``wanted``, whatever its heading is now."""
    try:
        for held in older_contents(root, file, most=MOST_COMMITS):
            lesson, _ = read_lesson(file, held)
            for section in sections_of(lesson) if lesson is not None else ():
                if section.hash == wanted:
                    return section.text
    except FileNotFoundError:
        return None
    return None
