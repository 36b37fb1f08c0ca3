"""What the user gives beside the records: prices, sessions, trainers, languages and figures, each as a table; every fault at its line."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from practicum.diagnostics import Diagnostic
from practicum.model.civil_day import civil, day_number
from practicum.model.plan import CandidateSession, Prices, Trainer
from practicum.model.source import Entries, Text
from practicum.reading.yaml_tree import read_tree
from practicum.spans import Span
from practicum.tables import Refusal, open_grids

# The columns of the sessions that a site shows, and behind them what a plan needs; a file for one serves the other.
SESSIONS: Mapping[str, str] = {
    "module": "the module's id, such as F06",
    "begins": "the first day, year-month-day",
    "ends": "the last day; empty for one day",
    "time": "the hours of the day, such as 9:00 to 15:00",
    "place": "where it is, or how it is held",
    "mode": "classroom, distance or practice",
    "language": "the language it is held in, such as fr",
    "country": "the country it is in, such as NV; empty for any",
    "ask": "whom to ask",
    "note": "anything else to know",
    "id": "the session's own id; without it, module and first day",
    "seats": "how many can sit in it",
    "minimum": "how many it needs at least; without it, 1",
    "price": "what holding it costs, whoever comes",
    "seat_price": "what each seat costs, travel included",
    "trainer": "who may give it, ids with spaces between; empty for every trainer of the module",
    "room": "the room; two sessions in one room are not held on one day",
    "agencies": "whose people can get there, ids with spaces between; empty for all",
}
TRAINERS: Mapping[str, str] = {
    "trainer": "the trainer's id",
    "modules": "what they may teach, ids with spaces between; empty for everything",
    "languages": "in which languages, with spaces between; empty for all",
    "countries": "in which countries, with spaces between; empty for all",
    "from": "the first day, year-month-day",
    "until": "the last day",
    "days": "how many days they have at most",
    "day_price": "what a day of theirs costs",
}
PRICES: Mapping[str, str] = {
    "item": "a module's id, `module` for all others, or cpd, supervised, contact, observation, review, vetting …",
    "each": "the price for one learner, once",
    "hour": "the price of an hour",
    "currency": "the currency, the same in each row",
    "note": "where the price comes from",
}
LANGUAGES: Mapping[str, str] = {"agency": "the agency's id", "languages": "what its people learn in, with spaces between"}
FIGURES: Mapping[str, str] = {
    "figure": "its name, such as backfill_hour",
    "value": "the number",
    "low": "the least it may be",
    "high": "the most it may be",
    "note": "where it comes from",
}
_MODES = ("classroom", "distance", "practice")
_LONGEST = 200
Faults = tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of the user's own, with the range it may lie in."""

    value: float
    low: float
    high: float


class _Table:
    """One table with its cells by column and line; faults pile up."""

    def __init__(self, name: str, data: bytes, columns: Mapping[str, str], needed: Sequence[str], what: str) -> None:
        self.name, self.what, self.columns = name, what, columns
        self.faults: list[Diagnostic] = []
        self.rows: list[list[str]] = []
        self.at: dict[str, int] = {}
        self.places: list[int] = []
        if name.lower().endswith((".yaml", ".yml")):
            self._from_yaml(name, data, columns)
            return
        grids = open_grids(name, data)
        if isinstance(grids, Refusal):
            self.faults.append(Diagnostic("unreadable-file", grids.message, Span(name, grids.row or 1), help=grids.help))
            return
        self.rows = [list(row) for row in grids[0].rows]
        for position, text in enumerate(self.rows[0]):
            key = text.strip().lower()
            if not key:
                continue
            if key not in columns:
                near = difflib.get_close_matches(key, columns, n=1)
                hint = f"did you mean `{near[0]}`?" if near else f"known are {', '.join(columns)}"
                self.fault("unknown-key", f"the table of {what} has no column `{_cut(text)}`", 0, key, help=hint)
            elif key in self.at:
                self.fault("duplicate-key", f"the column `{key}` stands twice", 0, key)
            self.at.setdefault(key, position)
        for key in needed:
            if key not in self.at:
                self.fault("missing-field", f"the table of {what} has no column `{key}`", 0, key, help=f"add it: {columns[key]}")

    def _from_yaml(self, name: str, data: bytes, columns: Mapping[str, str]) -> None:
        """A map of names to numbers or to maps of columns: `F06: 120` or `F06: {each: 120, hour: 4}`."""
        tree, faults = read_tree(name, data)
        self.faults += faults
        if not isinstance(tree, Entries):
            if not faults:
                self.faults.append(
                    Diagnostic("wrong-type", f"{self.what} are no map of names to numbers", Span(name), help="write F06: 120")
                )
            return
        heading = list(columns)
        self.rows, self.places = [heading], [1]
        self.at = {key: position for position, key in enumerate(heading)}
        for key, below in tree.entries.items():
            inside = below.entries if isinstance(below, Entries) else {heading[1]: below}
            cells = {heading[0]: key, **{name: value.value or "" for name, value in inside.items() if isinstance(value, Text)}}
            self.rows.append([cells.get(column, "") for column in heading])
            self.places.append(tree.keys[key].line)
            for unknown in inside.keys() - columns.keys():
                near = difflib.get_close_matches(unknown, heading, n=1)
                hint = f"did you mean `{near[0]}`?" if near else f"known are {', '.join(heading[1:])}"
                self.fault("unknown-key", f"{self.what} have no `{_cut(unknown)}`", len(self.rows) - 1, heading[0], help=hint)

    def lines(self) -> Iterator[int]:
        """The rows that hold anything."""
        if not self.faults:
            yield from (row for row in range(1, len(self.rows)) if any(cell.strip() for cell in self.rows[row]))

    def cell(self, row: int, key: str) -> str:
        """A cell's text without stray spaces; what is too long is a fault."""
        position = self.at.get(key, -1)
        cells = self.rows[row]
        text = " ".join(cells[position].split()) if 0 <= position < len(cells) else ""
        if len(text) > _LONGEST:
            self.fault("bad-value", f"`{key}` is longer than {_LONGEST} characters", row, key, help=f"write {self.columns[key]}")
            return ""
        return text

    def needs(self, row: int, key: str) -> str:
        """A cell that has to hold something."""
        before = len(self.faults)
        text = self.cell(row, key)
        if not text and len(self.faults) == before:
            self.fault("missing-field", f"a row of {self.what} has no `{key}`", row, key, help=f"write {self.columns[key]}")
        return text

    def number(self, row: int, key: str, *, least: float = 0.0, whole: bool = False) -> float | None:
        """A number of a cell, or None where it is empty."""
        text = self.cell(row, key)
        if not text:
            return None
        try:
            value = float(text.replace("\u00a0", "").replace(" ", ""))
            if not re.fullmatch(r"[+-]?[\d \u00a0]*\.?\d+", text) or (whole and not value.is_integer()):
                raise ValueError
        except ValueError:
            hint = "write a whole number" if whole else "write a number with a point, such as 12.50"
            self.fault("bad-value", f"`{key}` is not a {'whole ' if whole else ''}number: `{_cut(text)}`", row, key, help=hint)
            return None
        if value < least:
            self.fault("bad-value", f"`{key}` is less than {least:g}: `{_cut(text)}`", row, key, help=f"write {self.columns[key]}")
            return None
        return value

    def day(self, row: int, key: str) -> int | None:
        """A day of a cell, or None where it is empty."""
        text = self.cell(row, key)
        if not text:
            return None
        try:
            if not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
                raise ValueError
            return day_number(date.fromisoformat(text))
        except ValueError:
            self.fault("bad-date", f"not a day: `{_cut(text)}`", row, key, help="write year-month-day, such as 2027-03-31")
            return None

    def known(self, row: int, key: str, text: str, known: Collection[str], rule: str = "bad-value") -> None:
        """A fault where a text is none of those that are known."""
        if text and text not in known:
            near = difflib.get_close_matches(text, known, n=1)
            hint = f"did you mean `{near[0]}`?" if near else f"write {self.columns[key]}"
            self.fault(rule, f"no {key} is called `{_cut(text)}`", row, key, help=hint)

    def fault(self, rule: str, message: str, row: int, key: str, *, help: str = "") -> None:
        """A fault at its line; the column is that of the cell in the row."""
        cells = self.rows[row] if row < len(self.rows) else []
        position = self.at.get(key, 0)
        before = sum(len(cell) + 1 for cell in cells[:position]) + 1
        width = max(len(cells[position].strip()) if position < len(cells) else 1, 1)
        line = self.places[row] if row < len(self.places) else row + 1
        self.faults.append(Diagnostic(rule, message, Span(self.name, line, before, line, before + width), help=help))


def _cut(text: str) -> str:
    """A text as a message shows it: names of 300 characters do not belong into one.

    >>> _cut("short"), len(_cut("M" * 300))
    ('short', 41)
    """
    text = " ".join(text.split())
    return text if len(text) <= 40 else text[:40] + "…"


def read_sessions(
    name: str, data: bytes, *, modules: Collection[str], countries: Collection[str], day: int
) -> tuple[tuple[CandidateSession, ...], Faults]:
    """The sessions that could be held, by their first day, and every fault; those that begin on or before a day cannot be planned."""
    table = _Table(name, data, SESSIONS, ("module", "begins", "seats"), "sessions")
    found: dict[str, CandidateSession] = {}
    for row in table.lines():
        module, begins, ends = table.needs(row, "module"), table.day(row, "begins"), table.day(row, "ends")
        table.needs(row, "begins")
        table.known(row, "module", module, modules, "unknown-module")
        for key, known in (("mode", _MODES), ("country", countries)):
            table.known(row, key, table.cell(row, key), known)
        seats, minimum = table.number(row, "seats", least=1, whole=True), table.number(row, "minimum", least=1, whole=True)
        if not table.cell(row, "seats"):
            table.needs(row, "seats")
        if begins is not None and begins <= day:
            said = f"a session begins on {civil(begins)}, and plans begin after {civil(day)}"
            table.fault("bad-value", said, row, "begins", help="take out what has begun or is over, or plan as of an earlier day")
        if begins is not None and ends is not None and ends < begins:
            table.fault("bad-value", "a session ends before it begins", row, "ends", help=f"write a day from {civil(begins)} on")
        if seats is not None and minimum is not None and minimum > seats:
            table.fault("bad-value", "a session needs more people than it has seats", row, "minimum", help="write no more than the seats")
        id = table.cell(row, "id") or f"{module}-{civil(begins) if begins is not None else row}"
        if id in found:
            table.fault(
                "duplicate-id",
                f"two sessions are called `{_cut(id)}`",
                row,
                "id" if "id" in table.at else "begins",
                help="give each an id of its own",
            )
        words = {key: table.cell(row, key) for key in ("language", "country", "place", "room", "time", "mode", "ask", "note")}
        found[id] = CandidateSession(
            id,
            module,
            begins or 0,
            ends if ends is not None else begins or 0,
            int(seats or 1),
            int(minimum or 1),
            table.number(row, "price") or 0.0,
            table.number(row, "seat_price") or 0.0,
            agencies=tuple(table.cell(row, "agencies").split()),
            trainers=tuple(table.cell(row, "trainer").split()),
            **words,
        )
    return tuple(sorted(found.values(), key=lambda one: (one.begins, one.ends, one.id))) if not table.faults else (), tuple(table.faults)


def read_trainers(name: str, data: bytes, *, modules: Collection[str], countries: Collection[str]) -> tuple[tuple[Trainer, ...], Faults]:
    """The trainers by their id, and every fault."""
    table = _Table(name, data, TRAINERS, ("trainer",), "trainers")
    found: dict[str, Trainer] = {}
    for row in table.lines():
        id = table.needs(row, "trainer")
        teaches, where = table.cell(row, "modules").split(), table.cell(row, "countries").split()
        for module in teaches:
            table.known(row, "modules", module, modules, "unknown-module")
        for country in where:
            table.known(row, "countries", country, countries)
        starts, until, days = table.day(row, "from"), table.day(row, "until"), table.number(row, "days", whole=True)
        if starts is not None and until is not None and until < starts:
            table.fault(
                "bad-value", "a trainer's last day lies before the first", row, "until", help=f"write a day from {civil(starts)} on"
            )
        if id in found:
            table.fault("duplicate-id", f"two trainers are called `{_cut(id)}`", row, "trainer", help="write one row for each")
        price = table.number(row, "day_price") or 0.0
        languages = tuple(table.cell(row, "languages").split())
        found[id] = Trainer(id, tuple(teaches), languages, tuple(where), starts, until, None if days is None else int(days), price)
    return tuple(found[id] for id in sorted(found)) if not table.faults else (), tuple(table.faults)


def read_prices(name: str, data: bytes, *, items: Collection[str]) -> tuple[Prices, Faults]:
    """The user's prices, and every fault; ``items`` are modules and kinds that can have one."""
    table = _Table(name, data, PRICES, ("item",), "prices")
    if not table.faults and not any(table.lines()):
        table.fault("missing-field", "no price stands in the file", 0, "item", help="write a row for each item, such as F02 and its price")
    each: dict[str, float] = {}
    hourly: dict[str, float] = {}
    currencies: set[str] = set()
    for row in table.lines():
        item = table.needs(row, "item")
        table.known(row, "item", item, items, "unknown-module")
        once, hour = table.number(row, "each"), table.number(row, "hour")
        if item in each or item in hourly:
            table.fault("duplicate-id", f"two rows price `{_cut(item)}`", row, "item", help="write one row for each item")
        if once is None and hour is None and not table.faults:
            table.fault("missing-field", "a price has neither `each` nor `hour`", row, "item", help="write one of them, 0 where it is free")
        if once is not None:
            each[item] = once
        if hour is not None:
            hourly[item] = hour
        currencies.add(table.cell(row, "currency"))
        if len(currencies - {""}) > 1:
            table.fault("bad-value", "prices stand in more than one currency", row, "currency", help="convert them: no rate is known here")
    return Prices(each, hourly, next(iter(currencies - {""}), "")) if not table.faults else Prices(), tuple(table.faults)


def read_languages(name: str, data: bytes, *, agencies: Collection[str]) -> tuple[dict[str, tuple[str, ...]], Faults]:
    """The languages in which the people of each agency learn, and every fault."""
    table = _Table(name, data, LANGUAGES, ("agency", "languages"), "languages")
    found = {}
    for row in table.lines():
        agency = table.needs(row, "agency")
        table.known(row, "agency", agency, agencies)
        found[agency] = tuple(table.cell(row, "languages").split())
    return found, tuple(table.faults)


def read_figures(name: str, data: bytes, *, known: Collection[str]) -> tuple[dict[str, Figure], Faults]:
    """The user's own figures by name, and every fault; without a range a figure is certain."""
    table = _Table(name, data, FIGURES, ("figure", "value"), "figures")
    found: dict[str, Figure] = {}
    for row in table.lines():
        figure = table.needs(row, "figure")
        table.known(row, "figure", figure, known)
        table.needs(row, "value")
        value, low, high = (table.number(row, key) for key in ("value", "low", "high"))
        if figure in found:
            table.fault("duplicate-id", f"two rows give `{_cut(figure)}`", row, "figure", help="write one row for each figure")
        if value is None:
            continue
        chosen = Figure(value, value if low is None else low, value if high is None else high)
        if not chosen.low <= chosen.value <= chosen.high:
            table.fault("bad-value", "the value lies outside its own range", row, "value", help="write low ≤ value ≤ high")
        found[figure] = chosen
    return found, tuple(table.faults)


Reader = Callable[[str, bytes], tuple[object, Faults]]
