"""The tree an authored file holds: maps, lists and texts, each with the place it was written.

Scalars stay text until a format gives them a type, so `NO` stays a country and `1.10` a version.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

from practicum.spans import Span


class Text(NamedTuple):
    """A scalar as it was written; ``value`` is None where nothing was written (empty, `~`, `null`)."""

    value: str | None
    span: Span
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[Tree, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Entries:
    """A map; ``keys`` holds where each key is written."""

    entries: dict[str, Tree]
    keys: dict[str, Span]
    span: Span


Tree: TypeAlias = Text | Items | Entries
FieldPath: TypeAlias = tuple[str | int, ...]


def plain(tree: Tree) -> Any:
    """The tree as dicts, lists, strings and None, without places."""
    if isinstance(tree, Text):
        return tree.value
    if isinstance(tree, Items):
        return [plain(item) for item in tree.items]
    return {key: plain(value) for key, value in tree.entries.items()}


def content_hash(value: Any) -> str:
    """Twelve hex digits that change when the content does, but not with comments, order of keys or layout.

    >>> content_hash({"a": "1", "b": None}) == content_hash({"b": None, "a": "1"})
    True
    """
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def passage_mark(text: str) -> str:
    """Six hex digits that change when a passage does, and not with the line ends of its file.

    >>> passage_mark("one\\r\\ntwo") == passage_mark("one\\ntwo") != passage_mark("one two")
    True
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:6]


def step(tree: Tree, key: str | int) -> Tree | None:
    """The child of ``tree`` under a key, a position, or the ``id`` of a list's entry."""
    if isinstance(tree, Entries):
        return tree.entries.get(str(key))
    if isinstance(tree, Items):
        if isinstance(key, int):
            return tree.items[key] if 0 <= key < len(tree.items) else None
        for item in tree.items:
            if isinstance(item, Entries):
                for name in ("id", "version", "competency", "module"):
                    mark = item.entries.get(name)
                    if isinstance(mark, Text) and mark.value == key:
                        return item
    return None


def find(tree: Tree, path: FieldPath) -> Tree | None:
    """The tree at ``path``, or None."""
    here: Tree | None = tree
    for key in path:
        here = step(here, key) if here is not None else None
    return here


def place(tree: Tree, path: FieldPath, *, key: bool = False) -> Span:
    """Where the field at ``path`` is written; the nearest parent's place where the field itself is not.

    With ``key`` the place of the key rather than of the value.
    """
    here = tree
    span = tree.span
    for depth, name in enumerate(path):
        if key and depth == len(path) - 1 and isinstance(here, Entries) and str(name) in here.keys:
            return here.keys[str(name)]
        child = step(here, name)
        if child is None:
            break
        here = child
        span = child.span
    return span
