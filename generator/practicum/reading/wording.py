"""How the messages about fields call things, and show what was written."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any

import yaml

from practicum.diagnostics import Diagnostic, Note
from practicum.model.source import Entries, FieldPath, Items, Text, Tree, find
from practicum.spans import Span

DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
QUOTED_DATE = re.compile(r"'([0-9]{4}-[0-9]{2}-[0-9]{2})'")
# A day outside these is a slip of the hand, and would run out of the calendar when months are added.
FIRST_YEAR, LAST_YEAR = 1900, 2199


def bad_date(leaf: Text, path: FieldPath) -> Diagnostic:
    """The fault of a text where a day belongs."""
    label = "no such day"
    if not DATE.match(leaf.value or ""):
        label = "not year-month-day"
    elif not FIRST_YEAR <= int((leaf.value or "")[:4]) <= LAST_YEAR:
        label = f"not between {FIRST_YEAR} and {LAST_YEAR}"
    written = short(leaf.value or "")
    return Diagnostic(
        "bad-date", f"`{field_name(path)}` is not a date: `{written}`", leaf.span, label, notes=odd_sign(written),
        help="write year-month-day, such as 2026-10-15",
    )


def odd_sign(text: str) -> tuple[Note, ...]:
    """A note where a text holds a sign that nobody can see, or that looks like another one on the keyboard.

    >>> [note.message for note in odd_sign("REL\u20113")]
    ['it holds U+2011, non-breaking hyphen, which the eye takes for another sign']
    """
    for sign in text[:100]:
        if not sign.isascii() and unicodedata.category(sign) in ("Zs", "Cf", "Pd", "Pi", "Pf"):
            name = unicodedata.name(sign, "without a name").lower()
            return (Note(f"it holds U+{ord(sign):04X}, {name}, which the eye takes for another sign"),)
    return ()


def holds_texts(example: Any) -> bool:
    """Whether an example is a list of texts."""
    return isinstance(example, (list, tuple)) and all(isinstance(one, str) for one in example)


def owner_of(tree: Tree, path: FieldPath, name: str) -> str:
    """How a message calls the thing a field belongs to: the nearest entry with an id, else the file's own name."""
    for depth in range(len(path) - 1, 0, -1):
        mark = find(tree, (*path[:depth], "id"))
        if isinstance(mark, Text) and mark.value:
            step = path[depth - 1] if isinstance(path[depth - 1], str) else path[depth - 2] if depth > 1 else ""
            return f"`{mark.value}` in `{step}`" if step else f"`{mark.value}`"
    steps = [str(part) for part in path[:-1] if isinstance(part, str)]
    inside = f"`{'.'.join(steps)}` of " if steps else ""
    return inside + (name or "the file")


def field_name(path: FieldPath) -> str:
    """The key that a message about ``path`` names."""
    words = [str(part) for part in path if isinstance(part, str)]
    return words[-1] if words else "the entry"


def first_line(tree: Tree) -> Span:
    """The first key of a map, where a missing field is best shown."""
    if isinstance(tree, Entries) and tree.keys:
        return next(iter(tree.keys.values()))
    return tree.span


def written_at(tree: Tree | None) -> str:
    """The text at a place; empty where a list or a map stands."""
    return tree.value or "" if isinstance(tree, Text) else ""


def short(text: str) -> str:
    """A value as a message shows it: its beginning, on one line."""
    text = " ".join(text.split())
    return text if len(text) <= 60 else text[:57] + "…"


def what(tree: Tree) -> str:
    """What stands at a place, as a label says it."""
    if isinstance(tree, Text):
        return f"`{short(tree.value)}`" if tree.value else "nothing is written here"
    return "a list" if isinstance(tree, Items) else "a map"


def show(example: Any) -> str:
    """An example as an author writes it, in quotes where YAML needs them."""
    if isinstance(example, (list, dict, tuple)):
        flow = yaml.safe_dump(example, default_flow_style=True, allow_unicode=True, width=200, sort_keys=False).strip()
        # A day is written bare, as everywhere else.
        return QUOTED_DATE.sub(r"\1", flow)
    if isinstance(example, str) and not DATE.match(example):
        try:
            bare = yaml.safe_load(example) == example
        except yaml.YAMLError:
            bare = False
        return example if bare else json.dumps(example, ensure_ascii=False)
    return str(example).lower() if isinstance(example, bool) else str(example)


def lower(text: str) -> str:
    """A description as a message goes on with it."""
    return (text[:1].lower() + text[1:]).rstrip(".")


def sentence(text: str) -> str:
    """The text with a capital letter and a full stop.

    >>> sentence("works with families")
    'Works with families.'
    """
    shown = text.strip()
    if not shown:
        return ""
    return shown[0].upper() + shown[1:] + ("" if shown[-1] in ".!?…" else ".")
