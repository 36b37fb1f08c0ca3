"""How a column writes its days: what is true of the whole column is found in the whole column, never guessed row by row."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from practicum.records.cells import trimmed
from practicum.records.days import Day, Order, numbers_in, read_day, read_serial
from practicum.tables import Coded


@dataclass(slots=True)
class DayColumn:
    """What the cells of a column of days show.

    ``first`` and ``second`` count cells whose first or second number is too large for a month, so that it has to be the day; ``open``
    counts those in which either may be; ``serials`` are numbers that a spreadsheet shows as days. ``shown_by`` is the first row, by its
    place, in which the order shows.
    """

    filled: int = 0
    first: int = 0
    second: int = 0
    open: int = 0
    short: int = 0
    serials: int = 0
    shown_by: int | None = None
    open_row: int | None = None

    @property
    def order(self) -> Order:
        """The order that the column shows; empty where it shows none, or both."""
        if self.first and not self.second:
            return "day"
        return "month" if self.second and not self.first else ""

    @property
    def mixed(self) -> bool:
        """Whether both orders stand in the column."""
        return bool(self.first and self.second)

    @property
    def undecided(self) -> bool:
        """Whether most of the column can be read only by somebody who knows the order; one or two such rows are set aside instead."""
        return not self.order and self.open > max(2, self.filled // 2)


def seen_in(texts: Coded) -> DayColumn:
    """What a column of texts shows.

    >>> seen_in(Coded.of(["03/04/2026", "25/04/2026", ""])).order, seen_in(Coded.of(["03/04/2026"] * 3)).undecided
    ('day', True)
    """
    found = DayColumn()
    for text, times in texts.counts().items():
        bare = trimmed(text)[0]
        if not bare:
            continue
        found.filled += times
        numbers = numbers_in(bare)
        if numbers is None:
            found.serials += times if read_serial(bare) is not None else 0
            continue
        one, other, between, year = numbers
        found.short += times if len(year) == 2 else 0
        if between == "." or one == other:
            continue
        if one <= 12 and other <= 12:
            found.open += times
        elif one <= 31 and other <= 12:
            found.first += times
        elif one <= 12 and other <= 31:
            found.second += times
    if found.order:
        found.shown_by = _first_row(texts, lambda one, other: max(one, other) > 12)
    if found.open:
        found.open_row = _first_row(texts, lambda one, other: one != other and one <= 12 and other <= 12)
    return found


def _first_row(texts: Coded, wanted: Callable[[int, int], bool]) -> int | None:
    def has(text: str) -> bool:
        numbers = numbers_in(trimmed(text)[0])
        return numbers is not None and numbers[2] != "." and wanted(numbers[0], numbers[1])

    return next(iter(texts.where(has)), None)


@dataclass(slots=True)
class DayReader:
    """Reads the cells of one column of days."""

    forms: tuple[re.Pattern[str], ...] = ()
    order: Order = ""
    pivot: int | None = None
    serials: bool = False
    remembered: dict[str, Day] = field(default_factory=dict)

    def __call__(self, text: str) -> Day:
        """What a text without spaces around it says; an empty one says nothing."""
        if text not in self.remembered:
            self.remembered[text] = self._read(text)
        return self.remembered[text]

    def _read(self, text: str) -> Day:
        if not text:
            return Day()
        if self.serials and (found := read_serial(text)) is not None:
            return Day(found, found, mended="SERIAL_DATE")
        return read_day(text, self.forms, self.order, self.pivot)
