"""A competency framework that Moodle exported, or that was written for its import: as a tree of items, with every fault at its cell.

Columns are known by their place, as Moodle knows them; where all of Moodle's English headings are there in another order, by these.
A file is read as sharply as Moodle reads it where that would lose rows, and more kindly where it is plain what was meant.
"""

from __future__ import annotations

import difflib
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from practicum.exchanging.faulty_file import FaultThere, FaultyFile, no_table
from practicum.exchanging.moodle_cells import HEADINGS, LONGEST, Cells
from practicum.exchanging.moodle_descriptions import texts_of
from practicum.model.exchange import Loss
from practicum.model.fields import CODE
from practicum.model.foreign_framework import ForeignFramework, ForeignItem, ForeignLevel, Kind
from practicum.tables import Grid, Limits, Refusal, column_letters, open_grids
from practicum.tables.encodings import recoded

MOST_BYTES = 20_000_000
LIMITS = Limits(
    bytes=MOST_BYTES, unpacked_bytes=200_000_000, entries=2_000, rows=50_000, columns=60, cells=1_000_000, cell_characters=200_000
)  # fmt: skip
DEEPEST = 20
SLIPPED = "look for a comma or quote of a text that is not inside quotes"
# To look for an id that is written alike takes long where there are many: for the first faults only, and in a file of usual size.
MOST_LIKENED, MOST_ALIKE = 20, 5_000
_AT = {name: at for at, name in enumerate(Cells._fields)}
_NUMBERED = re.compile(r"(?P<id>.+?)-(?P<version>\d+(?:\.\d+)*)(?:-[A-Z]{2})?(?:-(?P<language>[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})?))?\Z")
# What Moodle calls the items of a depth, as far as Practicum has a word for it.
_KINDS: Mapping[str, Kind] = {
    "domain": "domain", "competency": "competency", "skill": "competency", "practice": "competency", "outcome": "competency",
    "indicator": "indicator", "behaviour": "indicator", "proficiency": "indicator",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Read:
    """A row as it was read; ``number`` counts from 1 as spreadsheets do."""

    number: int
    cells: Cells


@dataclass(frozen=True, slots=True)
class IncomingFramework:
    """What a file holds: the framework, and what there is no place for here."""

    foreign: ForeignFramework
    losses: tuple[Loss, ...]


def read_framework(name: str, data: bytes) -> IncomingFramework:
    """The framework of a file. Raises Refused where it is no such table, FaultyFile with every fault of its cells."""
    grids = open_grids(name, data, limits=LIMITS)
    if isinstance(grids, Refusal):
        raise no_table(grids, of_json="a CASE package is read by `practicum import case FILE`; else export it as CSV")
    return _File(name, grids[0], _slashed(name, data)).framework()


def _slashed(name: str, data: bytes) -> list[FaultThere]:
    """Where a backslash stands before a quote of a text file: PHP and everybody else read on from there in different ways."""
    if data.startswith((b"PK\x03\x04", b"PAR1")):
        return []
    found = recoded(data)
    text = found[0] if not isinstance(found, int) else data
    lines = [number for number, line in enumerate(text.split(b"\n"), start=1) if b'\\"' in line]
    says = "a backslash stands before a quote: Moodle refuses the file, and programs disagree on where the cell ends"
    return [FaultThere(f"{name}: line {number}", says, "take it out") for number in lines]


class _File:
    """One file on its way to a tree."""

    def __init__(self, name: str, grid: Grid, faults: Sequence[FaultThere]) -> None:
        self.name, self.grid = name, grid
        self.faults: list[FaultThere] = list(faults)
        self.remarks: list[str] = []
        self.order = list(range(len(HEADINGS)))
        if grid.guessed:
            self.remarks.append(f"it does not say in which encoding it is, and was read as {grid.encoding}: look at its accents")

    def fault(self, row: int, cell: str, message: str, help: str) -> None:
        """Something wrong in a cell, at its row (0 for the column as a whole) and column."""
        column = f"column {column_letters(self.order[_AT[cell]])} ({HEADINGS[_AT[cell]]})"
        self.faults.append(FaultThere(f"{self.name}: row {row}, {column}" if row else f"{self.name}: {column}", message, help))

    def framework(self) -> IncomingFramework:
        """The tree. Raises FaultyFile with all faults."""
        rows = self._rows()
        first = self._first(rows)
        items = {} if first is None else self._items(rows, first)
        levels = self._levels(first) if first is not None else ()
        if self.faults or first is None:
            raise FaultyFile(self.name, sorted(self.faults, key=_row_of))
        return IncomingFramework(self._made(first, items, levels), (*_losses(items.values()), self._bar(first, levels)))

    def _rows(self) -> list[_Read]:
        """Every row with something in it. Raises FaultyFile where the columns are not Moodle's."""
        top = next(at for at, row in enumerate(self.grid.rows) if any(cell.strip() for cell in row))
        head = [" ".join(cell.split()) for cell in self.grid.rows[top]]
        known = {one.casefold(): at for at, one in enumerate(HEADINGS)}
        places = {known[one.casefold()]: at for at, one in enumerate(head) if one.casefold() in known}
        if len(places) == len(HEADINGS):
            self.order = [places[at] for at in range(len(HEADINGS))]
            if self.order != list(range(len(HEADINGS))):
                self.remarks.append("its columns are in another order than Moodle's: they were read by their headings")
        elif places:
            # Some of Moodle's own headings, so the others are missing or misspelt: nothing is known by its place any more.
            for at, wanted in enumerate(HEADINGS):
                found = head[at] if at < len(head) else ""
                if found.casefold() != wanted.casefold():
                    says = f"headed “{found}”" if found else "without a heading"
                    place = f"{self.name}: row {top + 1}, column {column_letters(at)}"
                    self.faults.append(FaultThere(place, f"is {says}, where Moodle has “{wanted}”", "put the columns in Moodle's order"))
            raise FaultyFile(self.name, self.faults)
        if not places and head[_AT["is_framework"] :][:1] == ["1"]:
            self.remarks.append("it has no row of headings; Moodle would pass over its first row")
            top -= 1
        rows = []
        for number, row in enumerate(self.grid.rows, start=1):
            if number <= top + 1 or not any(cell.strip() for cell in row):
                continue
            beyond = next((at for at, cell in enumerate(row) if at >= len(HEADINGS) and cell.strip() and len(head) <= at), None)
            if beyond is not None:
                place = f"{self.name}: row {number}, column {column_letters(beyond)}"
                self.faults.append(FaultThere(place, "a cell beyond the last heading", SLIPPED))
                continue
            rows.append(_Read(number, Cells(*((row[at].strip() if at < len(row) else "") for at in self.order))))
        return rows

    def _first(self, rows: Sequence[_Read]) -> _Read | None:
        """The row of the framework itself."""
        marked = [row for row in rows if _marks(row)]
        # Only a framework has a scale; where one is marked without it, another column or cell stands here.
        whole = [row for row in marked if row.cells.scale_configuration.startswith("[")]
        if len(whole) == 1 or len(marked) == 1:
            first = (whole or marked)[0]
            if not first.cells.name:
                self.fault(first.number, "name", "the framework has no name", "write one")
            for row in marked:
                if row is not first:
                    self.fault(row.number, "is_framework", f"a second mark of a framework, after row {first.number}, and no scale", SLIPPED)
            return first
        if whole:
            for row in whole[1:]:
                says = f"a second framework, after the one of row {whole[0].number}"
                self.fault(row.number, "is_framework", says, "write each in a file of its own")
            return None
        self.fault(
            0, "is_framework", f"{'no row says' if not marked else 'too many rows say'} that it is the framework, with a 1 here",
            f"look whether its row is there, and the columns in Moodle's order: {', '.join(HEADINGS)}",
        )  # fmt: skip
        return None

    def _items(self, rows: Sequence[_Read], first: _Read) -> dict[str, _Read]:
        """The rows of competencies by their ids, each below one that is there and none below itself."""
        found: dict[str, _Read] = {}
        for row in rows:
            if row is first:
                continue
            cells = row.cells
            if not cells.id:
                self.fault(row.number, "id", "is empty: Moodle stops here and leaves a part of the framework", "give the row an id")
                continue
            if not cells.name:
                self.fault(row.number, "name", "is empty: Moodle stops here and leaves a part of the framework", "write a short name")
            if len(cells.id) > LONGEST:
                self.fault(row.number, "id", f"has {len(cells.id)} characters, and Moodle cuts it at {LONGEST}", "shorten it everywhere")
            if cells.id in found:
                says = f"the id of row {found[cells.id].number} again: Moodle keeps only one of them"
                self.fault(row.number, "id", says, "give one of them another id")
                continue
            found[cells.id] = row
        self._parents(found, first)
        return found

    def _parents(self, found: Mapping[str, _Read], first: _Read) -> None:
        folded = {id.casefold(): id for id in found}
        named = 0
        for row in found.values():
            parent = row.cells.parent
            if not parent or parent in found:
                continue
            if parent == first.cells.id:
                named += 1
                continue
            near = folded.get(parent.casefold(), "")
            if not near and len(self.faults) < MOST_LIKENED and len(found) <= MOST_ALIKE:
                near = next(iter(difflib.get_close_matches(parent, found, n=1)), "")
            says = f"did you mean “{near}”?" if near else "leave the cell empty for an item at the top"
            self.fault(row.number, "parent", f"no row has the id “{_short(parent)}”, so Moodle drops this one and all below it", says)
        if named:
            one = "row names the framework as its parent, and was put at the top"
            self.remarks.append(_some(named, one, "rows name the framework as their parent, and were put at the top"))
        self._circles(found)

    def _circles(self, found: Mapping[str, _Read]) -> None:
        """Every way up has to end at the top, and not too far from it."""
        depth: dict[str, int] = {}
        for start in found:
            way: list[str] = []
            seen: set[str] = set()
            here = start
            while here in found and here not in depth and here not in seen:
                way.append(here)
                seen.add(here)
                here = found[here].cells.parent
            if here in seen:
                circle = way[way.index(here) :]
                shown = " → ".join(_short(one) for one in [*circle[:6], *(["…"] if len(circle) > 6 else []), circle[0]])
                self.fault(found[here].number, "parent", f"goes round in a circle: {shown}", "leave the parent of one of them empty")
                depth |= dict.fromkeys(way, 0)
                continue
            below = depth.get(here, 0)
            for one in reversed(way):
                below += 1
                depth[one] = below
                if below == DEEPEST + 1:
                    self.fault(found[one].number, "parent", f"puts it {below} deep, and {DEEPEST} is the most", "leave steps out")

    def _levels(self, first: _Read) -> tuple[ForeignLevel, ...]:
        """The scale, lowest first. Where its first item is not proficient it is taken for level 0, no evidence."""
        cells = first.cells
        names = [name.strip() for name in cells.scale.split(",")]
        if len(names) < 2 or not all(names):
            self.fault(first.number, "scale", "a scale has two names or more", "write commas between them, and none inside a name")
            return ()
        marks = self._configuration(first, len(names))
        if marks is None:
            return ()
        # What our own export says of each level, number and name before a colon.
        told: dict[str, tuple[int, str]] = {}
        for text in texts_of(cells.description, cells.description_format)[1]:
            head, _, means = text.partition(": ")
            number, _, name = head.partition(" ")
            if number.isdecimal() and len(number) == 1 and name in names:
                told[name] = (int(number), means)
        if len(told) == len(names):
            return tuple(ForeignLevel(name=name, means=told[name][1], number=told[name][0]) for name in names)
        lowest = 0 if not marks.get(1) else 1
        return tuple(ForeignLevel(name=name, number=number) for number, name in enumerate(names, start=lowest))

    def _bar(self, first: _Read, levels: Sequence[ForeignLevel]) -> Loss:
        """The level from which Moodle calls people proficient, where that is not the one that an export takes by itself."""
        marks = self._configuration(first, len(levels)) or {}
        at = min((one for one, proficient in marks.items() if proficient), default=len(levels))
        name = levels[at - 1].name
        why = f"`{name}`: add `--proficient {levels[at - 1].number}` when you export it to Moodle again"
        return Loss("level from which Moodle calls people proficient", int(at < len(levels)), why)

    def _configuration(self, first: _Read, count: int) -> dict[int, bool] | None:
        """By the place of an item, from 1, whether it counts as proficient."""
        try:
            held: Any = json.loads(first.cells.scale_configuration)
            marks = {int(one["id"]): bool(one.get("proficient")) for one in held if isinstance(one, dict) and "id" in one}
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError):
            self.fault(
                first.number, "scale_configuration", "is not the list that Moodle writes there", "export the framework from Moodle again"
            )
            return None
        if any(not 1 <= at <= count for at in marks):
            says = f"has {count} names, and its configuration speaks of number {max(marks)}"
            self.fault(first.number, "scale", says, "look for a comma too few or too many")
            return None
        return marks

    def _made(self, first: _Read, rows: Mapping[str, _Read], levels: tuple[ForeignLevel, ...]) -> ForeignFramework:
        below: dict[str, list[_Read]] = {}
        for row in rows.values():
            parent = row.cells.parent if row.cells.parent in rows else ""
            below.setdefault(parent, []).append(row)
        kinds = _kinds(first.cells.taxonomy)
        items = tuple(self._item(row, below, kinds, 0) for row in below.get("", ()))
        long = sum(len(row.cells.name) > LONGEST for row in rows.values())
        if long:
            more = f"more than {LONGEST} characters, where Moodle itself cuts"
            self.remarks.append(_some(long, f"short name has {more}", f"short names have {more}"))
        paragraphs, points = texts_of(first.cells.description, first.cells.description_format)
        told = any(level.means for level in levels)
        numbered = _NUMBERED.match(first.cells.id)
        id = numbered["id"] if numbered else first.cells.id
        return ForeignFramework(
            title=first.cells.name, items=items, levels=levels, id=id if re.fullmatch(CODE, id) else "",
            version=numbered["version"] if numbered else "", description=" ".join(paragraphs if told else [*paragraphs, *points]),
            language=(numbered["language"] or "") if numbered else "", identifier=first.cells.id, remarks=tuple(self.remarks),
        )  # fmt: skip

    def _item(self, row: _Read, below: Mapping[str, Sequence[_Read]], kinds: Sequence[Kind], depth: int) -> ForeignItem:
        cells = row.cells
        paragraphs, points = texts_of(cells.description, cells.description_format)
        children = tuple(self._item(one, below, kinds, depth + 1) for one in below.get(cells.id, ()))
        signs = () if children else tuple(points)
        return ForeignItem(
            key=cells.id, code=cells.id, title=cells.name, statement=" ".join(paragraphs if signs else [*paragraphs, *points]),
            kind=kinds[depth] if depth < len(kinds) else "", indicators=signs, children=children, place=f"row {row.number}",
        )  # fmt: skip


def _row_of(fault: FaultThere) -> int:
    found = re.search(r": (?:row|line) (\d+)", fault.place)
    return int(found[1]) if found else 0


def _marks(row: _Read) -> bool:
    """Whether a row says that it is a framework; a spreadsheet writes a no in words."""
    return row.cells.is_framework.casefold() not in ("", "0", "false", "no")


def _losses(rows: Iterable[_Read]) -> tuple[Loss, ...]:
    counts = Counter(cell for row in rows for cell in ("rule_type", "related", "scale") if getattr(row.cells, cell))
    return (
        Loss("rules by which Moodle completes a competency", counts["rule_type"], "a certification says here what is enough"),
        Loss("competencies with cross-references", counts["related"], "Practicum relates competencies of different frameworks only"),
        Loss("competencies with a scale of their own", counts["scale"], "a framework has one scale here"),
    )


def _kinds(taxonomy: str) -> tuple[Kind, ...]:
    """What the items of each depth are; nothing where all depths are called the same, as Moodle calls them by itself.

    >>> _kinds("domain,competency,indicator,competency"), _kinds("competency,competency,competency,competency")
    (('domain', 'competency', 'indicator', 'competency'), ())
    """
    words = [word.strip().casefold() for word in taxonomy.split(",")]
    return () if len(set(words)) < 2 else tuple(_KINDS.get(word, "") for word in words)


def _some(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
