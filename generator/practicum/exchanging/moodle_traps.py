"""What Moodle would drop, cut or refuse in a competency framework CSV without saying why: looked for before a file is written.

Each of these was tried on a real Moodle. Its import compares parents with PHP's loose `==`, cuts at 100 characters, stops half-way at an
empty name and leaves a part of the framework behind, and refuses a whole file for one backslash.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from practicum.exchanging.moodle_cells import LONGEST, Row
from practicum.model.fields import CODE
from practicum.spans import Span

# PHP's strip_tags takes `<` for the begin of a tag unless a blank follows.
_TAG = re.compile(r"<(?!\s|\Z)")
_SLASHED = re.compile(r'\\(?:"|\Z)')
# Line ends and tabs are text in a description; the rest of these no reader shows, and some databases refuse.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Trap:
    """Something that Moodle would not take as it is meant, where it was written, and what to write instead."""

    span: Span
    message: str
    help: str


class Trapped(ValueError):
    """A framework that Moodle would not take whole; ``traps`` are all reasons."""

    def __init__(self, traps: Sequence[Trap]) -> None:
        super().__init__("; ".join(trap.message for trap in traps))
        self.traps = tuple(traps)


def traps(rows: Sequence[Row]) -> list[Trap]:
    """Every trap in the rows of a framework, in their order; an empty list where Moodle takes all of them as they are meant."""
    found: list[Trap] = []
    for row in rows:
        found += _code(row)
        found += _name(row)
        found += _characters(row)
        if row.kind == "framework":
            found += _scale(row)
    return found + list(_tree(rows))


def _code(row: Row) -> Iterator[Trap]:
    code, at = row.cells.id, row.where("id")
    if len(code) > LONGEST:
        what = "id and version have" if row.kind == "framework" else "id has"
        yield Trap(at, f"the {row.kind}'s {what} {len(code)} characters: Moodle cuts ID numbers at {LONGEST}", "shorten it")
    elif not re.fullmatch(CODE, code):
        yield Trap(
            at, f"`{_short(code)}` cannot be an ID number: Moodle drops or mixes up rows whose number has blanks, is one, or is empty",
            "begin with a letter, and write letters, digits, `-`, `_` and `.`",
        )  # fmt: skip


def _name(row: Row) -> Iterator[Trap]:
    name, at = row.cells.name, row.where("name")
    which = f"the title of {row.kind} `{_short(row.cells.id)}`"
    if name in ("", "0"):
        yield Trap(
            at, f"{which} is empty for Moodle: its import stops there and leaves a part of the framework", "write a title in words"
        )
    if len(name) > LONGEST:
        yield Trap(at, f"{which} has {len(name)} characters: Moodle cuts short names at {LONGEST}", "shorten the title")
    if _TAG.search(name):
        yield Trap(at, f"{which} holds `<`: Moodle takes what follows for markup and leaves it out", "write it in words, such as `under`")
    if _SLASHED.search(name):
        yield Trap(
            at, f"{which} has a backslash before a quote or at its end: Moodle refuses the whole file", "write `/`, or leave it out"
        )


def _characters(row: Row) -> Iterator[Trap]:
    for cell in ("name", "description", "scale"):
        found = _CONTROL.search(getattr(row.cells, cell))
        if found:
            yield Trap(
                row.where(cell), f"{row.kind} `{_short(row.cells.id)}` holds the character U+{ord(found[0]):04X}, which is no text",
                "take it out",
            )  # fmt: skip


def _scale(row: Row) -> Iterator[Trap]:
    if len(row.levels) < 2:
        yield Trap(row.where("scale"), f"a scale of Moodle has at least two levels, and this one has {len(row.levels)}", "add a level")
    seen: set[str] = set()
    for name, at in row.levels:
        if "," in name:
            parts = len(name.split(","))
            yield Trap(at, f"the level `{_short(name)}` has a comma: Moodle would make {parts} levels of it", "write `and`, or `;`")
        elif not name.strip():
            yield Trap(at, "a level has no name, and Moodle shows levels by their names alone", "give it a name")
        elif name.strip().casefold() in seen:
            yield Trap(at, f"two levels are called `{_short(name)}`, and Moodle tells levels apart by their names", "rename one of them")
        if _SLASHED.search(name):
            said = f"the level `{_short(name)}` has a backslash before a quote or at its end: Moodle refuses the whole file"
            yield Trap(at, said, "leave it out")
        if _TAG.search(name):
            yield Trap(at, f"the level `{_short(name)}` holds `<`: Moodle takes what follows for markup", "write it in words")
        seen.add(name.strip().casefold())


def _tree(rows: Sequence[Row]) -> Iterator[Trap]:
    # MySQL compares without regard to capitals, PHP with it: an id has to be the only one of its letters.
    seen: dict[str, Row] = {}
    for row in rows:
        if row.kind == "framework":
            continue
        other = seen.setdefault(row.cells.id.casefold(), row)
        if other is not row:
            same = "is also that of"
            if other.cells.id != row.cells.id:
                same = f"differs in capital letters only from `{other.cells.id}`, that of"
            yield Trap(
                row.where("id"), f"the id `{_short(row.cells.id)}` {same} a {other.kind} ({other.where('id')}): Moodle keeps one of them",
                "give one of them another id",
            )  # fmt: skip


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
