"""Fields and entries as YAML in the house style, and where they go in a file: comments and layout of all else stay.

The house style: ids bare, sentences in double quotes, lists of ids and small maps in one line, long texts folded under `>-`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from practicum.authoring.folding import FOLD, folded_as_before, long_text
from practicum.authoring.refusing import Refused
from practicum.model.edit import Edit, Places
from practicum.model.source import Entries, FieldPath, Items, Text, Tree, find

# What fits on one line.
WIDTH = 140
_BARE = re.compile(r"[A-Za-z](?:[A-Za-z0-9_./\-]*[A-Za-z0-9])?\Z")
# Words that some reader of YAML takes for something else than a text.
_TAKEN = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "t", "f"})
_ADDRESS = re.compile(r"https?://[^\s#,\[\]{}]+\Z")


def as_scalar(value: Any) -> str:
    """One value as YAML: an id bare, a sentence in double quotes, a text that looks like something else too.

    >>> as_scalar("REL-2"), as_scalar("No harm"), as_scalar("NO"), as_scalar("1.10"), as_scalar(12), as_scalar(True)
    ('REL-2', '"No harm"', '"NO"', '"1.10"', '12', 'true')
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return f"{value:g}"
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    if (_BARE.match(text) and text.lower() not in _TAKEN) or _ADDRESS.match(text):
        return text
    return json.dumps(text, ensure_ascii=False)


def as_flow(value: Any) -> str:
    """Any value in one line.

    >>> as_flow({"competency": "REL-2", "level": 1, "tags": ["a b"]})
    '{competency: REL-2, level: 1, tags: ["a b"]}'
    """
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{as_scalar(key)}: {as_flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(as_flow(one) for one in value) + "]"
    return as_scalar(value)


def as_field(key: str, value: Any, indent: int = 0) -> list[str]:
    """A field as lines without line ends.

    >>> as_field("audience", ["VOL", "PAR"]), as_field("materials", ["a wall and chalk"], 2)
    (['audience: [VOL, PAR]'], ['  materials:', '    - "a wall and chalk"'])
    """
    pad = " " * indent
    if isinstance(value, Mapping) and value and not _fits(value, indent + len(key) + 2):
        return [f"{pad}{key}:", *(line for name, one in value.items() for line in as_field(as_scalar(name), one, indent + 2))]
    if isinstance(value, (list, tuple)) and value and not _codes(value):
        return [f"{pad}{key}:", *(line for one in value for line in as_entry(one, indent + 2))]
    if isinstance(value, (list, tuple, Mapping)):
        return [f"{pad}{key}: {as_flow(value)}"]
    text = as_scalar(value)
    if isinstance(value, str) and text.startswith('"') and ("\n" in value or indent + len(key) + 2 + len(text) > WIDTH):
        return long_text(f"{pad}{key}: ", value, indent + 2) or [f"{pad}{key}: {text}"]
    return [f"{pad}{key}: {text}"]


def as_entry(value: Any, indent: int = 0, *, flow: bool | None = None) -> list[str]:
    """An entry of a list as lines without line ends, its dash at ``indent``; ``flow`` forces a map into one line, or out of it.

    >>> as_entry({"id": "a", "says": "One."}, 2)
    ['  - {id: a, says: "One."}']
    """
    pad = " " * indent
    if isinstance(value, Mapping) and value and not (_fits(value, indent + 2) if flow is None else flow):
        lines = [line for key, one in value.items() for line in as_field(as_scalar(key), one, indent + 2)]
        return [f"{pad}- {lines[0][indent + 2 :]}", *lines[1:]]
    if isinstance(value, (Mapping, list, tuple)):
        return [f"{pad}- {as_flow(value)}"]
    text = as_scalar(value)
    if isinstance(value, str) and text.startswith('"') and indent + 2 + len(text) > WIDTH:
        return long_text(f"{pad}- ", value, indent + 2) or [f"{pad}- {text}"]
    return [f"{pad}- {text}"]


def as_file(value: Mapping[str, Any], *, comment: str = "") -> str:
    """A whole file: an optional comment at its top, then its fields. A field whose value is None is left out."""
    lines = [f"# {line}".rstrip() for line in comment.splitlines()]
    for key, one in value.items():
        if one is not None:
            lines += as_field(key, one)
    return "\n".join(lines) + "\n"


def _codes(value: Sequence[Any]) -> bool:
    """Whether a list holds ids, numbers or days only, and fits on a line."""
    if any(isinstance(one, (Mapping, list, tuple)) for one in value):
        return False
    plain = all(" " not in str(one) or not as_scalar(one).startswith('"') for one in value)
    return plain and len(as_flow(value)) <= WIDTH - 40


def _fits(value: Mapping[str, Any], before: int) -> bool:
    """Whether a map is small enough for one line."""
    flat = all(
        not isinstance(one, Mapping) and (not isinstance(one, (list, tuple)) or _codes(one)) and "\n" not in str(one)
        for one in value.values()
    )
    return flat and before + len(as_flow(value)) <= WIDTH


@dataclass(frozen=True)
class YamlText:
    """A YAML file as it is written: its path, its text (without a byte order mark) and the tree that was read from it.

    Each method answers with edits of this text; to edit again, read the edited text again.
    """

    path: str
    text: str
    tree: Tree

    @cached_property
    def places(self) -> Places:
        """The text's lines."""
        return Places(self.text)

    def at(self, path: FieldPath) -> Tree:
        """The tree at a path. Raises Refused where there is none."""
        here = find(self.tree, path)
        if here is None:
            raise Refused(f"{self.path} has no `{'/'.join(map(str, path))}`", "mend the file first", code=1)
        return here

    def bounds(self, tree: Tree) -> tuple[int, int]:
        """Where a tree begins and ends in the text; what follows it (blanks, comments) is no part of it."""
        start, end = self.places.stretch(tree.span)
        if isinstance(tree, Text):
            if self.text[start : start + 1] in ("|", ">"):
                # The scanner counts the empty lines after a block of text to it.
                end = start + len(self.text[start:end].rstrip())
            return start, end
        if self.is_flow(tree):
            return start, end
        last = list(tree.entries.values())[-1] if isinstance(tree, Entries) else tree.items[-1]
        last_end = self.bounds(last)[1]
        if isinstance(tree, Entries):
            # A key with nothing after it ends behind its colon.
            key = self.places.stretch(list(tree.keys.values())[-1])[1]
            last_end = max(last_end, self._behind_colon(key))
        return start, last_end

    def is_flow(self, tree: Tree) -> bool:
        """Whether a list or map stands in brackets."""
        start = self.places.offset(tree.span.line, tree.span.column)
        if self.text[start : start + 1] in ("&", "!"):
            raise Refused(f"{tree.span}: this is named with `&` or tagged with `!`", "write it out without the mark first", code=1)
        return not isinstance(tree, Text) and self.text[start : start + 1] in ("[", "{")

    def swap(self, path: FieldPath, value: Any) -> list[Edit]:
        """The scalar at ``path`` with another value, quoted as it was; the field must be there."""
        here = self.at(path)
        start, end = self.bounds(here)
        if not isinstance(here, Text):
            raise Refused(f"{here.span}: this is no single value", "mend it by hand", code=1)
        return [self._replaced(start, end, here, value)]

    def swap_at(self, here: Text, value: Any) -> Edit:
        """The same for a scalar of the tree that was found already."""
        return self._replaced(*self.bounds(here), here, value)

    def _replaced(self, start: int, end: int, here: Text, value: Any) -> Edit:
        sign = self.text[start : start + 1]
        new = as_scalar(value)
        if start == end:
            new = new if self.text[start - 1 : start].isspace() else " " + new
        elif here.quoted and sign == '"' and isinstance(value, str):
            new = json.dumps(value, ensure_ascii=False)
        elif here.quoted and sign == "'" and isinstance(value, str) and "\n" not in value:
            new = "'" + value.replace("'", "''") + "'"
        elif sign in ("|", ">") and isinstance(value, str):
            indent = len(self.places.line_text(start)) - len(self.places.line_text(start).lstrip(" -")) + 2
            lines = long_text("", value, indent)
            if lines and lines[0] == ">-":
                lines = folded_as_before(self.text[start:end].splitlines(), lines, value.split(" "), FOLD - indent)
            new = "\n".join(lines) if lines else new
        return Edit(self.path, start, end, new)

    def set_field(self, path: FieldPath, value: Any, *, order: Sequence[str] = ()) -> list[Edit]:
        """Write a field: in place of what stands there, or as a new one, behind the field that ``order`` puts before it.

        ``order`` lists the keys as the format declares them; without it the new field comes last.
        """
        parent, key = self.at(path[:-1]), str(path[-1])
        if not isinstance(parent, Entries):
            raise Refused(f"{parent.span}: this is no map of fields", "mend the file first", code=1)
        here = parent.entries.get(key)
        if here is None:
            return [self._new_field(parent, key, value, order)]
        if isinstance(here, Text) and not isinstance(value, (Mapping, list, tuple)):
            return self.swap(path, value)
        start, end = self.bounds(here)
        colon = self._behind_colon(self.places.stretch(parent.keys[key])[1])
        if self.is_flow(parent):
            return [Edit(self.path, start, end, as_flow(value))]
        lines = as_field(key, value, parent.keys[key].column - 1)
        head = lines[0][parent.keys[key].column - 1 + len(key) + 1 :]
        if len(lines) == 1 and start > colon and self.is_flow(here):
            return [Edit(self.path, start, end, head.strip())]
        return [Edit(self.path, colon, end, "\n".join([head, *lines[1:]]))]

    def add_entry(
        self, path: FieldPath, value: Any, *, order: Sequence[str] = (), at: int | None = None, flow: bool | None = None
    ) -> list[Edit]:
        """Add an entry to the list at ``path``, at its end or before the entry ``at``; a list that is not there comes into being.

        A map is written as its neighbours are, in one line or in several; ``flow`` says it where there are none.
        """
        here = find(self.tree, path)
        if here is None or (isinstance(here, Text) and here.value is None):
            return self.set_field(path, [value], order=order)
        if not isinstance(here, Items):
            raise Refused(f"{here.span}: `{path[-1]}` is no list", "write it as a list first", code=1)
        if self.is_flow(here):
            if not here.items and isinstance(value, Mapping) and (first := self._first_entry(path, here, value, flow)):
                return first
            if not here.items:
                start = self.bounds(here)[0] + 1
                return [Edit(self.path, start, start, as_flow(value))]
            if at is not None and at < len(here.items):
                start = self.bounds(here.items[at])[0]
                return [Edit(self.path, start, start, as_flow(value) + ", ")]
            end = self.bounds(here.items[-1])[1]
            return [Edit(self.path, end, end, ", " + as_flow(value))]
        dash = self._dash(here.items[-1])
        indent = dash - self.places.line_start(dash)
        if isinstance(value, Mapping):
            # As the last ones are, so that a list whose style changed goes on in the new one.
            near = [self.is_flow(one) for one in here.items[-3:] if isinstance(one, Entries)]
            flow = any(near) if near else flow
        lines = as_entry(value, indent, flow=flow)
        if at is not None and at < len(here.items):
            start = self.places.line_start(self._dash(here.items[at]))
            return [Edit(self.path, start, start, "".join(line + "\n" for line in lines))]
        return [self._line_after(self.bounds(here.items[-1])[1], lines)]

    def take_out(self, path: FieldPath) -> list[Edit]:
        """Take a field or an entry of a list out, with a comment on its own lines' ends; comments above it stay."""
        parent, key = self.at(path[:-1]), path[-1]
        if isinstance(parent, Entries):
            return self._without_field(parent, str(key))
        if not isinstance(parent, Items):
            raise Refused(f"{parent.span}: this holds no fields", code=1)
        number = key if isinstance(key, int) else next(n for n, one in enumerate(parent.items) if one is self.at(path))
        here = parent.items[number]
        start, end = self.bounds(here)
        if self.is_flow(parent):
            return [self._cut_in_brackets(parent.items, number, start, end)]
        dash = self._dash(here)
        if self.text[self.places.line_start(dash) : dash].strip():
            raise Refused(f"{here.span}: a list stands inside a list on one line", "take it out by hand", code=1)
        first, last = self.places.line_start(dash), self.places.next_line(end)
        if len(parent.items) > 1:
            return [Edit(self.path, first, last, "")]
        behind = self._behind_key_of(parent, path[:-1])
        return [Edit(self.path, behind, behind, " []"), Edit(self.path, first, last, "")]

    # --- where things go

    def _first_entry(self, path: FieldPath, here: Items, value: Mapping[str, Any], flow: bool | None) -> list[Edit]:
        """The first map of a list that is written `key: []`: on lines of its own; nothing where the list stands inside of brackets."""
        owner = self.at(path[:-1])
        if not isinstance(owner, Entries) or self.is_flow(owner):
            return []
        key = owner.keys[str(path[-1])]
        lines = as_entry(value, key.column + 1, flow=flow)
        end = self.bounds(here)[1]
        return [Edit(self.path, self._behind_colon(self.places.stretch(key)[1]), end, ""), self._line_after(end, lines)]

    def _without_field(self, parent: Entries, key: str) -> list[Edit]:
        start = self.places.stretch(parent.keys[key])[0]
        end = max(self.bounds(parent.entries[key])[1], self._behind_colon(self.places.stretch(parent.keys[key])[1]))
        names = list(parent.entries)
        number = names.index(key)
        if self.is_flow(parent):
            if number + 1 < len(names):
                return [Edit(self.path, start, self.places.stretch(parent.keys[names[number + 1]])[0], "")]
            before = self.bounds(parent.entries[names[number - 1]])[1] if number else start
            return [Edit(self.path, before, end, "")]
        line = self.places.line_start(start)
        if not self.text[line:start].strip():
            return [Edit(self.path, line, self.places.next_line(end), "")]
        if number + 1 < len(names):
            return [Edit(self.path, start, self.places.stretch(parent.keys[names[number + 1]])[0], "")]
        return [Edit(self.path, start, end, "{}")]

    def _cut_in_brackets(self, items: Sequence[Tree], number: int, start: int, end: int) -> Edit:
        if number + 1 < len(items):
            return Edit(self.path, start, self.bounds(items[number + 1])[0], "")
        return Edit(self.path, self.bounds(items[number - 1])[1] if number else start, end, "")

    def _behind_key_of(self, tree: Tree, path: FieldPath) -> int:
        owner = self.at(path[:-1])
        if not isinstance(owner, Entries):
            raise Refused(f"{tree.span}: the only entry of a list inside a list", "take it out by hand", code=1)
        return self._behind_colon(self.places.stretch(owner.keys[str(path[-1])])[1])

    def _new_field(self, parent: Entries, key: str, value: Any, order: Sequence[str]) -> Edit:
        names = list(parent.entries)
        rank = {name: number for number, name in enumerate(order)}
        before = [name for name in names if rank.get(name, len(rank)) < rank[key]] if key in rank else names
        # The last of those that come before: what a person has put elsewhere draws nothing along.
        after = max(before, key=names.index) if before else None
        if self.is_flow(parent):
            written = f"{as_scalar(key)}: {as_flow(value)}"
            if after is None:
                start = self.bounds(parent)[0] + 1
                return Edit(self.path, start, start, written + (", " if names else ""))
            end = max(self.bounds(parent.entries[after])[1], self._behind_colon(self.places.stretch(parent.keys[after])[1]))
            return Edit(self.path, end, end, ", " + written)
        indent = next(iter(parent.keys.values())).column - 1
        lines = as_field(key, value, indent)
        if after is None:
            start = self.places.stretch(parent.keys[names[0]])[0]
            return Edit(self.path, start, start, "\n".join([lines[0].lstrip(), *lines[1:]]) + "\n" + " " * indent)
        end = max(self.bounds(parent.entries[after])[1], self._behind_colon(self.places.stretch(parent.keys[after])[1]))
        return self._line_after(end, lines)

    def _line_after(self, at: int, lines: Sequence[str]) -> Edit:
        start = self.places.next_line(at)
        written = "".join(line + "\n" for line in lines)
        if start == len(self.text) and not self.text.endswith(("\n", "\r")):
            return Edit(self.path, start, start, "\n" + written.removesuffix("\n"))
        return Edit(self.path, start, start, written)

    def _dash(self, item: Tree) -> int:
        start = self.places.stretch(item.span)[0]
        dash = start - 1
        while dash >= 0 and self.text[dash] != "-":
            if not self.text[dash].isspace():
                raise Refused(f"{item.span}: the dash of this entry cannot be found", "mend it by hand", code=1)
            dash -= 1
        return dash

    def _behind_colon(self, key_end: int) -> int:
        colon = self.text.find(":", key_end)
        return key_end if colon < 0 else colon + 1


def scalars(tree: Tree, path: FieldPath = ()) -> Iterator[tuple[FieldPath, Text]]:
    """Every scalar below a tree with its path, in the order of the file."""
    if isinstance(tree, Text):
        yield path, tree
    elif isinstance(tree, Items):
        for number, item in enumerate(tree.items):
            yield from scalars(item, (*path, number))
    else:
        for key, value in tree.entries.items():
            yield from scalars(value, (*path, key))
