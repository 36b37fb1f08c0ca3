"""What opening a file gives: a grid of texts with the row numbers people see, or a refusal that says what to do."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


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
class Body:
    """The part of a grid under its heading, by columns; ``numbers`` are the rows as a spreadsheet counts them."""

    heading_row: int
    names: list[str]
    columns: list[list[str]]
    numbers: list[int]
    # Rows with filled cells beyond the last heading: position in `numbers` to how many cells are filled there.
    overlong: dict[int, int]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as it was found: every row, every cell as text, and how the file was read.

    ``guessed`` is true where the encoding was not declared by the file and is not UTF-8, so it may be wrong.
    """

    file: str
    rows: list[list[str]] = field(repr=False)
    sheet: str = ""
    encoding: str = ""
    delimiter: str = ""
    guessed: bool = False

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
        if heading_row > len(self.rows):
            return Body(heading_row, [], [], [], {})
        names = [name.strip() for name in self.rows[heading_row - 1]]
        filled = max((len(row) for row in self.rows[heading_row:] if row and row[-1].strip()), default=0)
        while len(names) > filled and not names[-1]:
            names.pop()
        width = len(names)
        numbers: list[int] = []
        kept: list[list[str]] = []
        overlong: dict[int, int] = {}
        for number, row in enumerate(self.rows[heading_row:], start=heading_row + 1):
            if len(row) != width:
                extra = sum(1 for cell in row[width:] if cell.strip())
                if extra:
                    overlong[len(kept)] = extra
                row = row[:width] + [""] * (width - len(row))
            if len(kept) not in overlong and not "".join(row).strip():
                continue
            numbers.append(number)
            kept.append(row)
        columns = [list(column) for column in zip(*kept, strict=True)] if kept else [[] for _ in names]
        return Body(heading_row, names, columns, numbers, overlong)


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
