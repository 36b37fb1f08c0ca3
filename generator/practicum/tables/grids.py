"""What opening a file gives: a grid of texts with the row numbers people see, or a refusal that says what to do."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import overload

from practicum.tables.coded import Coded, rows_left


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on what is opened; a file beyond one is refused before it can fill the memory."""

    bytes: int = 512 * 1024 * 1024
    unpacked_bytes: int = 2 * 1024 * 1024 * 1024
    entries: int = 5_000
    rows: int = 5_000_000
    columns: int = 2_000
    cells: int = 120_000_000
    cell_characters: int = 32_767


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that is not read, and what to do about it; it names places and headings, never a learner's value."""

    file: str
    reason: str
    message: str
    help: str
    row: int = 0
    column: str = ""

    def __str__(self) -> str:
        place = self.file + (f", row {self.row}" if self.row else "") + (f", column {self.column}" if self.column else "")
        return f"{place}: {self.message}; {self.help}"


@dataclass(frozen=True, slots=True)
class Remark:
    """Something odd about a file as a whole, or about one row of it, that was dealt with; ``reason`` is a code of the records room.

    ``says`` is what is to be added to the sentence of the reason; it holds no value of a cell.
    """

    reason: str
    row: int = 1
    column: str = ""
    says: str = ""


class BulkRows(Sequence[list[str]]):
    """The rows of a large file, held by columns; rows of another width than most are held by themselves.

    ``columns`` leave out the rows in ``odd`` (row, counted from 0, to its cells).
    """

    def __init__(self, columns: Sequence[Coded], odd: Mapping[int, list[str]]) -> None:
        self.columns = columns
        self.odd = odd
        self.width = len(columns)
        self._places = _places(len(columns[0]) + len(odd), odd)

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, row: int) -> list[str]: ...
    @overload
    def __getitem__(self, row: slice) -> list[list[str]]: ...
    def __getitem__(self, row: int | slice) -> list[str] | list[list[str]]:
        if isinstance(row, slice):
            return [self._row(number) for number in range(*row.indices(len(self)))]
        return self._row(range(len(self))[row])

    def _row(self, number: int) -> list[str]:
        if number in self.odd:
            return self.odd[number]
        place = self._places[number]
        return [column[place] for column in self.columns]

    def __iter__(self) -> Iterator[list[str]]:
        return (self._row(number) for number in range(len(self)))

    def __eq__(self, other: object) -> bool:
        return list(self) == list(other) if isinstance(other, Sequence) else NotImplemented

    __hash__ = None  # type: ignore[assignment]  # as a list

    def longer_than(self, most: int) -> tuple[int, int] | None:
        """Row, counted from 1, and position of a cell with more characters than ``most``."""
        for number, row in self.odd.items():
            for position, cell in enumerate(row):
                if len(cell) > most:
                    return number + 1, position
        for position, column in enumerate(self.columns):
            if max(map(len, column.values), default=0) > most:
                place = column.where(lambda cell: len(cell) > most)[0]
                return next(number for number in range(len(self)) if number not in self.odd and self._places[number] == place) + 1, position
        return None

    def below(self, start: int) -> tuple[list[Coded], dict[int, list[str]]]:
        """The columns from a row (counted from 0) on, rows of another width filled or cut, and those rows whole by their new place."""
        odd = {number - start: row for number, row in self.odd.items() if number >= start}
        first = self._places[start] if start < len(self) else len(self.columns[0])
        columns = []
        for position, column in enumerate(self.columns):
            cells = [row[position] if position < len(row) else "" for row in odd.values()]
            columns.append(column[first:].compact().spread(list(odd), cells))
        return columns, odd


def _places(count: int, odd: Mapping[int, list[str]]) -> Sequence[int]:
    """For each row its place among the rows of the usual width; that of an odd row is the place of the next usual one."""
    if not odd:
        return range(count)
    import numpy

    usual = numpy.ones(count, dtype=numpy.int64)
    usual[numpy.fromiter(odd, dtype=numpy.int64, count=len(odd))] = 0
    places: Sequence[int] = array("q", (numpy.cumsum(usual) - usual).tobytes())
    return places


@dataclass(frozen=True, slots=True)
class Body:
    """The part of a grid under its heading, by columns; ``numbers`` are the rows as a spreadsheet counts them.

    Rows in which nothing stands are left out.
    """

    heading_row: int
    names: list[str]
    columns: list[Coded]
    numbers: Sequence[int]
    # Rows with filled cells beyond the last heading: position in `numbers` to how many cells are filled there.
    overlong: dict[int, int]
    # Rows that end before the last heading, as a spreadsheet counts them; the cells that are missing are empty.
    short: tuple[int, ...] = ()
    # Rows in which nothing stands, and columns without heading in which nothing stands.
    blank_rows: int = 0
    blank_columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as it was found: every row, every cell as text, and how the file was read.

    ``guessed`` is true where the encoding was not declared by the file and is not UTF-8, so it may be wrong.
    """

    file: str
    rows: Sequence[list[str]] = field(repr=False)
    sheet: str = ""
    encoding: str = ""
    delimiter: str = ""
    guessed: bool = False
    remarks: tuple[Remark, ...] = ()
    _bodies: dict[int, Body] = field(default_factory=dict, repr=False, compare=False)

    @property
    def place(self) -> str:
        """The grid as messages name it: the file, and the sheet of a workbook behind `#`."""
        return f"{self.file}#{self.sheet}" if self.sheet else self.file

    def likely_heading(self) -> int:
        """The first row (counted from 1) at least half as wide as the usual row: titles above a table are narrower.

        >>> Grid("a.csv", [["Report of May", "", ""], ["id", "module", "date"], ["L1", "F01", "2026-05-01"]]).likely_heading()
        2
        """
        top = [sum(1 for cell in row if cell.strip()) for row in self.rows[:40]]
        filled = [width for width in top if width]
        if not filled:
            return 1
        usual = Counter(filled).most_common(1)[0][0]
        wide = max(usual, max(filled) // 2)
        for number, width in enumerate(top[:20], start=1):
            if width * 2 >= wide and width:
                return number
        return 1

    def under(self, heading_row: int) -> Body:
        """Heading and columns, where ``heading_row`` (counted from 1) holds the heading; empty rows are left out."""
        if heading_row not in self._bodies:
            self._bodies[heading_row] = self._under(heading_row)
        return self._bodies[heading_row]

    def _under(self, heading_row: int) -> Body:
        if heading_row > len(self.rows):
            return Body(heading_row, [], [], [], {})
        names = [name.strip() for name in self.rows[heading_row - 1]]
        if isinstance(self.rows, BulkRows):
            columns, wide = self.rows.below(heading_row)
        else:
            columns, wide = _by_columns(self.rows[heading_row:], len(names))
        count = len(self.rows) - heading_row
        columns = columns[: len(names)] + [Coded.same("", count) for _ in range(len(names) - len(columns))]
        # What the columns beyond the headings hold stands in rows that are too wide.
        extra = {place: sum(1 for cell in row[len(names) :] if cell.strip()) for place, row in wide.items()}
        if isinstance(self.rows, BulkRows) and self.rows.width > len(names):
            for column in self.rows.below(heading_row)[0][len(names) :]:
                for place in column.where(lambda cell: bool(cell.strip())):
                    if place not in wide:
                        extra[place] = extra.get(place, 0) + 1
        blank = [[not value.strip() for value in column.values] for column in columns]
        while names and not names[-1] and all(blank[-1]):
            names.pop(), columns.pop(), blank.pop()
        empty: set[int] | None = None
        for column, marks in sorted(zip(columns, blank, strict=True), key=lambda pair: sum(pair[1])):
            # Most tables have a column that is filled in every row, and then no other has to be looked at.
            if empty is None or empty:
                here = set(column.marked(marks))
                empty = here if empty is None else empty & here
        overlong = {place: times for place, times in extra.items() if times}
        if empty is None:
            empty = set(range(count))
        empty -= overlong.keys()
        numbers: Sequence[int] = range(heading_row + 1, heading_row + 1 + count)
        if empty:
            left = rows_left(count, empty)
            moved = {place: position for position, place in enumerate(left)} if overlong else {}
            columns = [column.taken(left).compact() for column in columns]
            numbers = array("q", (numbers[place] for place in left))
            overlong = {moved[place]: times for place, times in overlong.items()}
        ended = len(names) - next((back for back, marks in enumerate(reversed(blank)) if not all(marks)), 0)
        return Body(
            heading_row,
            names,
            columns,
            numbers,
            overlong,
            tuple(place + heading_row + 1 for place in self._short(heading_row, ended) if place not in empty),
            len(empty),
            tuple(column_letters(place) for place, marks in enumerate(blank) if not names[place] and all(marks)),
        )

    def _short(self, start: int, width: int) -> list[int]:
        """The rows below ``start`` with fewer cells than ``width``, counted from there."""
        if isinstance(self.rows, BulkRows):
            return sorted(number - start for number, row in self.rows.odd.items() if number >= start and len(row) < width)
        return [number for number, row in enumerate(self.rows[start:]) if len(row) < width]


def _by_columns(rows: Sequence[list[str]], width: int) -> tuple[list[Coded], dict[int, list[str]]]:
    """Columns of rows, each filled or cut to the width, and the rows that are wider."""
    cut = [row if len(row) == width else row[:width] + [""] * (width - len(row)) for row in rows]
    columns = [Coded.of(column) for column in zip(*cut, strict=True)] if cut else [Coded.of(()) for _ in range(width)]
    return columns, {place: row for place, row in enumerate(rows) if len(row) > width}


def column_letters(position: int) -> str:
    """The letters a spreadsheet shows over a column, counted from 0.

    >>> column_letters(0), column_letters(27)
    ('A', 'AB')
    """
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
