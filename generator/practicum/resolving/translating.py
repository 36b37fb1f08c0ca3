"""Texts of a language laid over their originals: words change, facts and ids do not."""

from __future__ import annotations

import types
import typing
from collections.abc import Container, Iterator
from typing import Any

from practicum.diagnostics import Diagnostic, Note
from practicum.model.source import Entries, FieldPath, Items, Text, Tree, find, plain
from practicum.reading.building import declared, strip_none, type_at

_MARKS = ("id", "version", "competency")


def lay_over(tree: Tree, overlay: Tree) -> Tree:
    """``tree`` with the texts of ``overlay`` in place of its own; entries of lists are matched by id, else by position.

    Of several entries with one id the first stands for the first.
    An entry that the original does not have is left out; `strangers` names it.
    """
    if isinstance(tree, Entries) and isinstance(overlay, Entries):
        entries, keys = dict(tree.entries), dict(tree.keys)
        for key, value in overlay.entries.items():
            entries[key] = lay_over(entries[key], value) if key in entries else value
            keys[key] = overlay.keys[key]
        return Entries(entries, keys, tree.span)
    if isinstance(tree, Items) and isinstance(overlay, Items):
        items = list(tree.items)
        for at, one in zip(positions(tree, overlay), overlay.items, strict=True):
            if at is not None:
                items[at] = lay_over(items[at], one)
        return Items(tuple(items), tree.span)
    return overlay


def positions(tree: Items, overlay: Items) -> list[int | None]:
    """Which entry of the original each entry of the translation stands for.

    Of several entries with the same mark, such as the rows of a rubric on one competency, the first stands for the first and so on.
    """
    found: list[int | None] = []
    taken: set[int] = set()
    for position, one in enumerate(overlay.items):
        at = _position(tree, one, position, taken)
        found.append(at)
        taken |= {at} if at is not None else set()
    return found


def _position(tree: Items, one: Tree, position: int, taken: Container[int]) -> int | None:
    for mark in _MARKS:
        wanted = find(one, (mark,))
        if wanted is not None:
            held = (find(item, (mark,)) for item in tree.items)
            same = [at for at, own in enumerate(held) if own is not None and plain(own) == plain(wanted)]
            return next((at for at in same if at not in taken), None)
    return position if position < len(tree.items) else None


def strangers(kind: Any, tree: Tree, overlay: Tree, ids: Container[str | None], path: FieldPath = ()) -> Iterator[Diagnostic]:
    """What a translation has no business with: entries without an original, and numbers, days, ids and set words it changes.

    ``ids`` are those of all units: a list of them is no list of words.
    """
    if isinstance(tree, Entries) and isinstance(overlay, Entries):
        for key, value in overlay.entries.items():
            if key in tree.entries:
                yield from strangers(kind, tree.entries[key], value, ids, (*path, key))
    elif isinstance(tree, Items) and isinstance(overlay, Items):
        for at, one in zip(positions(tree, overlay), overlay.items, strict=True):
            if at is None:
                yield _too_many(one, tree)
            else:
                yield from strangers(kind, tree.items[at], one, ids, (*path, at))
    elif isinstance(tree, Text) and isinstance(overlay, Text) and tree.value != overlay.value:
        if _words(kind, path) and not (path and isinstance(path[-1], int) and tree.value in ids):
            return
        name = next((str(part) for part in reversed(path) if isinstance(part, str)), "the field")
        yield Diagnostic(
            "translation-changes-facts",
            f"the translation changes `{name}`, which is no text",
            overlay.span,
            f"`{tree.value}` in the original",
            notes=(Note("the original is here", tree.span),),
            help="take it out; only texts are translated",
        )


def unmatched(overlay: Tree, field: str, tree: Tree, known: Container[str | None]) -> Iterator[Diagnostic]:
    """Entries of a translated list of things (terms, people) that no original has, and keys that hold no such list."""
    if not isinstance(overlay, Entries):
        return
    for key, value in overlay.entries.items():
        if key == field and isinstance(value, Items):
            for one in value.items:
                own = find(one, ("id",))
                if not isinstance(own, Text) or own.value not in known:
                    yield _too_many(one, tree)
        elif key not in (field, "format"):
            yield Diagnostic(
                "unknown-key",
                f"the translation has a key that is not known: `{key}`",
                overlay.keys[key],
                "no such key",
                help=f"known keys are `{field}`",
            )


def _too_many(entry: Tree, original: Tree) -> Diagnostic:
    return Diagnostic(
        "translation-without-original", "the translation has an entry that its original does not have", entry.span, "shown nowhere",
        notes=(Note("the original is here", original.span),), help="take it out, or add it to the original first",
    )


# Texts by their type that nobody translates: names of sets, days and ways that are written in a fixed form.
_SET_WORDS = frozenset({"type", "permission", "languages", "language", "months", "version", "reference", "lesson", "file", "source", "see"})


def is_translated(kind: Any, path: FieldPath, value: str | None, ids: Container[str | None]) -> bool:
    """Whether a translator is asked for the text at ``path`` of a thing of this kind; ``ids`` are those of all units."""
    name = next((part for part in reversed(path) if isinstance(part, str)), "")
    if not value or name in _SET_WORDS or name in _MARKS or (path and isinstance(path[-1], int) and value in ids):
        return False
    return any(letter.isalpha() for letter in value) and _words(kind, path)


def _words(kind: Any, path: FieldPath) -> bool:
    """Whether words stand at ``path``: a text that has no pattern to keep to. What is not declared is another fault's business."""
    wanted = strip_none(type_at(kind, path))
    if wanted is None:
        return True
    if wanted is not str:
        return typing.get_origin(wanted) in (typing.Union, types.UnionType)
    field = declared(kind, path)
    return field is None or "pattern" not in field.metadata
