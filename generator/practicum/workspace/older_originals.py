"""The text that a stale passage was made from, as git remembers it; and what has changed since, word by word."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from practicum.workspace.git import older_contents

if TYPE_CHECKING:
    from practicum.resolving.ledgers import FileStanding

# Farther back nobody looks: a passage that old is translated anew.
MOST_COMMITS = 60
_WORD = re.compile(r"\s+|[^\s]+")


def older_passages(root: Path, standings: Iterable[FileStanding]) -> dict[tuple[str, str], str]:
    """By path of the original and mark: the text that a stale passage was made from, for those that git still has.

    Without git, or outside a repository, there is none.
    """
    found: dict[tuple[str, str], str] = {}
    for one in standings:
        wanted = {each.was for each in one.of("stale")}
        if wanted:
            try:
                found.update({(one.path, mark): text for mark, text in _earlier(root, one.path, wanted).items()})
            except FileNotFoundError:
                return found
    return found


def _earlier(root: Path, path: str, wanted: set[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for held in older_contents(root, path, most=MOST_COMMITS):
        found.update({mark: text for mark, text in _passages(path, held).items() if mark in wanted})
        if wanted <= set(found):
            break
    return found


def _passages(path: str, data: bytes) -> Mapping[str, str]:
    """Every text of a file by its mark: the passages of a lesson, all scalars of fields."""
    from practicum.model.source import Items, Text, Tree, passage_mark
    from practicum.reading.lessons import read_lesson
    from practicum.reading.yaml_tree import read_tree

    if path.endswith(".md"):
        lesson, _ = read_lesson(path, data)
        return {one.mark: lesson.text[one.start : one.end] for one in lesson.cuts} if lesson is not None else {}
    tree, _ = read_tree(path, data)
    texts: dict[str, str] = {}

    def walk(here: Tree) -> None:
        if isinstance(here, Text):
            texts[passage_mark(here.value or "")] = here.value or ""
        else:
            for child in here.items if isinstance(here, Items) else here.entries.values():
                walk(child)

    if tree is not None:
        walk(tree)
    return texts


def words_changed(before: str, after: str) -> str:
    """What has changed, word by word: `[-taken out-]` and `{+put in+}`.

    >>> words_changed("Call the duty line today.", "Call the duty line at once.")
    'Call the duty line [-today.-]{+at once.+}'
    """
    a, b = _WORD.findall(before), _WORD.findall(after)
    parts: list[str] = []
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag == "equal":
            parts.append("".join(a[i1:i2]))
            continue
        gone, new = "".join(a[i1:i2]), "".join(b[j1:j2])
        parts.append((f"[-{gone}-]" if gone else "") + (f"{{+{new}+}}" if new else ""))
    return "".join(parts)
