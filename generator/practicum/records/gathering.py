"""All lines of one tidy table, column by column: texts become values, and rows that cannot be used get a reason.

Each distinct text of a column is read once, so a million rows with twenty modules cost twenty readings.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from practicum.model.record import TABLES, Column
from practicum.records.cells import (
    Cell,
    read_birth_year,
    read_choice,
    read_code,
    read_flag,
    read_number,
    read_unit,
    read_whole,
    trimmed,
)
from practicum.records.day_columns import DayReader
from practicum.records.headings import columns_of
from practicum.records.known import KnownIds
from practicum.records.reasons import REASONS
from practicum.records.stating import Lines
from practicum.tables import Coded, later, named_by_place, rows_left

# Days on which something happened: they cannot lie after the day on which they were recorded.
_HAPPENED = {
    "completions": ("date",),
    "cpd": ("date",),
    "supervised": ("date",),
    "supervision": ("date",),
    "observations": ("date",),
    "rpl": ("evidence_date", "decided"),
    "declarations": ("date",),
    "vetting": ("date",),
    "awards": ("date",),
}
_SPANS = (("start", "end"), ("from", "until"))
_READERS: dict[str, Callable[[str], Cell]] = {
    "code": read_code,
    "text": read_code,
    "number": read_number,
    "whole": read_whole,
    "flag": read_flag,
}


# More rows of one table than this are not set aside one by one: nobody mends them singly, and each costs memory.
MOST_ASIDE = 2_000_000


class TooManyFaults(ValueError):
    """More rows of a table cannot be used than are set aside one by one; it names a file, a heading and a reason, never a value."""

    def __init__(self, file: str, column: str, reason: str) -> None:
        where = f"{file}, column {column}" if column else file
        super().__init__(f"{where}: more than {MOST_ASIDE:,} rows cannot be used; of the last one {REASONS[reason]}")


class Gathering:
    """The rows of one table from every file, in the order of files and rows.

    ``bad`` maps a position to (heading, reason) of the first fault in the order of the table's columns; ``mended`` lists
    (position, heading, reason); ``against`` names the row that a row was set aside for, where there is one.
    """

    def __init__(self, table: str, stated: Sequence[Lines]) -> None:
        self.table = table
        self.shape = TABLES[table]
        self.stated = [lines for lines in stated if lines.table == table]
        # Eight bytes a row: a list would keep an object for each number.
        self.row: array[int] = array("q")
        self.part: list[int] = []
        self.begins: list[int] = []
        for number, lines in enumerate(self.stated):
            self.begins.append(len(self.row))
            self.row.extend(lines.rows)
            self.part.extend([number] * len(lines.rows))
        files = [Coded.same(lines.file, len(lines.rows)) for lines in self.stated]
        self.file = Coded.joined(files) if files else Coded.of(())
        self.columns: dict[str, Coded] = {}
        self.bad: dict[int, tuple[str, str]] = {}
        # The same fault of a million rows is named once.
        self._said: dict[tuple[str, str], tuple[str, str]] = {}
        # Of a row that contradicts another one, which one.
        self.against: dict[int, int] = {}
        self.mended: list[tuple[int, str, str]] = []
        # Rows mended in one way in one field: field, reason, rows.
        self.mended_alike: list[tuple[str, str, Sequence[int]]] = []
        self.instants: list[tuple[str, int, datetime]] = []
        self.units_beside: dict[int, str] = {}
        self.made: Sequence[bool] = ()
        self._this_year: int | None = None
        self.all_made = False
        for begin, lines in zip(self.begins, self.stated, strict=True):
            for position, (title, reason) in lines.trouble.items():
                self.bad[begin + position] = (title, reason)

    def __len__(self) -> int:
        return len(self.row)

    def title(self, name: str, position: int) -> str:
        """The heading of a field in the file a row came from."""
        lines = self.stated[self.part[position]]
        if name == "date" and lines.activity is not None:
            return lines.activity[position - self.begins[self.part[position]]]
        return lines.titles.get(name, name)

    def fault(self, position: int, name: str, reason: str) -> None:
        """Set a row aside, unless an earlier column did."""
        said = (self.title(name, position), reason)
        self.bad.setdefault(position, self._said.setdefault(said, said))
        if len(self.bad) > MOST_ASIDE:
            raise TooManyFaults(self.file[position], *said)

    def live(self) -> Sequence[int]:
        """Positions of the rows that can still be used."""
        return rows_left(len(self), self.bad)

    def texts(self, name: str) -> Coded:
        """A field's texts over all files."""
        parts = [lines.fields.get(name) or Coded.same("", len(lines.rows)) for lines in self.stated]
        return Coded.joined(parts) if parts else Coded.of(())

    def read(self, known: KnownIds, this_year: int | None = None) -> None:
        """Give every column its values; two digits of a year of birth mean none after ``this_year``."""
        self._this_year = this_year
        for column in columns_of(self.shape):
            if column.kind == "day":
                self._read_days(column.name)
            else:
                self._read_cells(column, known)
            if column.required:
                self._require(column.name)
        self._make_ids()

    def _read_cells(self, column: Column, known: KnownIds) -> None:
        plain = partial(read_birth_year, latest=self._this_year) if column.name == "birth_year" else _reader(column)
        read = _refer(column, plain, known)
        texts = self.texts(column.name)
        cells = [read(text) for text in texts.values]
        self.columns[column.name] = texts.changed_to([cell.value for cell in cells])
        for fault in sorted({cell.fault for cell in cells if cell.fault}):
            for row in texts.marked([cell.fault == fault for cell in cells]):
                self.fault(row, column.name, fault)
        for how in sorted({cell.mended for cell in cells if cell.mended}):
            self.mended_alike.append((column.name, how, texts.marked([cell.mended == how for cell in cells])))
        for unit in sorted({cell.unit for cell in cells if cell.unit}):
            self.units_beside |= dict.fromkeys(texts.marked([cell.unit == unit for cell in cells]), unit)
        if column.name == "unit":
            self._agree_units()

    def _agree_units(self) -> None:
        """A unit written behind the amount fills an empty unit; another one beside it is a contradiction."""
        units = self.columns["unit"]
        for position, unit in self.units_beside.items():
            if units[position] is None:
                units[position] = unit
            elif units[position] != unit:
                self.fault(position, "unit", "BAD_UNIT")
        self.units_beside = {}

    def _read_days(self, name: str) -> None:
        firsts: list[Coded] = []
        lasts: list[Coded] = []
        for begin, lines in zip(self.begins, self.stated, strict=True):
            texts = lines.fields.get(name) or Coded.same("", len(lines.rows))
            bare = [trimmed(text) for text in texts.values]
            read = lines.days.get(name) or DayReader(lines.forms)
            days = [read(text) for text, _ in bare]
            firsts.append(texts.changed_to([day.first for day in days]))
            lasts.append(texts.changed_to([day.last for day in days]))
            for fault in sorted({day.fault for day in days if day.fault}):
                for row in texts.marked([day.fault == fault for day in days]):
                    self.fault(begin + row, name, fault)
            for row in texts.marked([day.instant is not None for day in days]):
                instant = days[texts.codes[row]].instant
                if instant is not None:
                    self.instants.append((name, begin + row, instant))
            # A day that cannot be read is not mended by taking spaces off.
            how = [day.mended or ("SPACES" if cut else "") for day, (_, cut) in zip(days, bare, strict=True)]
            for reason in sorted(set(how) - {""}):
                rows = texts.marked([one == reason for one in how])
                self.mended_alike.append((name, reason, [begin + row for row in rows] if begin else rows))
        self.columns[name] = Coded.joined(firsts) if firsts else Coded.of(())
        self.columns[f"{name}_last"] = Coded.joined(lasts) if lasts else Coded.of(())

    def _require(self, name: str) -> None:
        """A required cell is filled, except in a bare void and where its text was a fault of its own."""
        empty = self.columns[name].where(lambda value: value is None)
        if not empty:
            return
        voids = self.texts("voids")
        named = self.texts("alias") if name == "learner" else Coded.same("", len(self))
        stated = [self.texts(column.name) for column in self.shape.columns if column.required and column.name != "learner"]
        for position in empty:
            if voids[position].strip() and not any(texts[position].strip() for texts in stated):
                continue
            if named[position].strip():
                # The person is named as another system does; who that is, is looked up later.
                continue
            self.fault(position, name, "MISSING_VALUE")

    def _make_ids(self) -> None:
        """A row without an id is called by its place."""
        ids = self.columns["record_id"]
        without = ids.where(lambda value: value is None)
        if not without:
            self.made = [False] * len(self)
            return
        self.all_made = len(without) == len(self)
        if self.all_made:
            self.made = [True] * len(self)
        else:
            made = set(without)
            self.made = [position in made for position in range(len(self))]
        self.columns["record_id"] = named_by_place(ids, self.file, self.row, without)

    def check_sense(self, today: int, known: KnownIds, synthetic: bool) -> None:
        """Faults that show only across columns or against the day of reading."""
        recorded = self.columns["recorded_at_last"]
        for name in _HAPPENED.get(self.table, ()):
            firsts, lasts = self.columns[name], self.columns[f"{name}_last"]
            bounds = recorded.mapped(lambda day: today if day is None else day)
            ahead = later(firsts, bounds)
            for position in ahead:
                self.fault(position, name, "FUTURE_DATE")
            # A vague day cannot lie after the day on which it was recorded.
            vague = later(lasts, bounds)
            if len(vague) > len(ahead):
                past = set(ahead)
                for position in vague:
                    if position not in past:
                        lasts[position] = bounds[position]
        for begins, ends in _SPANS:
            if begins in self.columns and ends in self.columns:
                for position in later(self.columns[begins], self.columns[f"{ends}_last"]):
                    self.fault(position, ends, "END_BEFORE_START")
        self._check_amounts()
        if self.table == "completions":
            self._check_modules(known, synthetic)
        if self.table == "decisions":
            self._check_waivers()
        if self.table == "certificates" and known.certifications is not None:
            certifications = known.certifications
            for position in self.columns["certification"].where(lambda value: value is not None and value not in certifications):
                self.fault(position, "certification", "UNKNOWN_CERTIFICATION")

    def _check_amounts(self) -> None:
        for name, least, most in (("score", 0.0, 100.0), ("quantity", 0.0, 1e6), ("hours", 0.0, 1e6), ("fte", 0.0, 5.0), ("level", 0, 9)):
            column = self.columns.get(name)
            if column is None:
                continue
            for position in column.marked([value is not None and not least <= value <= most for value in column.values]):
                self.fault(position, name, "BAD_LEVEL" if name == "level" else "BAD_NUMBER")
            if name == "score":
                for position in column.where(lambda value: value is not None and 0 < value < 1):
                    self.fault(position, name, "AMBIGUOUS_SCORE")

    def _check_modules(self, known: KnownIds, synthetic: bool) -> None:
        modules, versions = self.columns["module"], self.columns["version"]
        allowed = known.modules
        if allowed is not None and versions.used() - {None}:
            both = Coded.zipped([modules, versions])

            def unknown(pair: tuple[str | None, str | None]) -> bool:
                here = allowed.get(pair[0] or "") if pair[1] is not None else None
                return bool(here) and pair[1] not in (here or ())

            for position in both.where(unknown):
                module, version = both[position]
                if version[:1] in "vV" and version[1:] in allowed[module]:
                    versions[position] = version[1:]
                    self.mended.append((position, self.title("version", position), "VERSION_WORD"))
                else:
                    self.fault(position, "version", "UNKNOWN_VERSION")
        if known.planned and not synthetic:
            for position in modules.where(lambda module: module in known.planned):
                self.fault(position, "module", "PLANNED_MODULE")

    def _check_waivers(self) -> None:
        """A waiver or an exemption without approver or reason counts for nothing."""
        for position in self.columns["kind"].where(lambda kind: kind in ("waiver", "exemption")):
            for name in ("approver", "reason"):
                if self.columns[name][position] is None:
                    self.fault(position, name, "MISSING_VALUE")


def _reader(column: Column) -> Callable[[str], Cell]:
    if column.name == "unit":
        return read_unit
    if column.choices:
        return read_choice(column.choices)
    return _READERS[column.kind]


_FAULTS = {
    "module": "UNKNOWN_MODULE",
    "role": "UNKNOWN_ROLE",
    "competency": "UNKNOWN_COMPETENCY",
    "country": "UNKNOWN_COUNTRY",
    "learner": "UNKNOWN_LEARNER",
    "agency": "UNKNOWN_AGENCY",
}


def _refer(column: Column, read: Callable[[str], Cell], known: KnownIds) -> Callable[[str], Cell]:
    """A reader that also looks the value up among the known ids; other capitals are mended where only one id fits."""
    ids: Mapping[str, Any] | frozenset[str] | None = {
        "module": known.modules,
        "role": known.roles,
        "competency": known.competencies,
        "country": known.countries,
    }.get(column.refers_to)
    if column.name == "certification":
        # What is no certification is said later, with the whole row in sight.
        return _by_todays_id(read, known.renamed.get("certification", {}))
    if ids is None:
        return read
    renamed = known.renamed.get(column.refers_to, {})
    titles = known.titles.get(column.refers_to, {})
    folded: dict[str, list[str]] = {}
    for id in ids:
        folded.setdefault(id.casefold(), []).append(id)

    def look_up(text: str) -> Cell:
        cell = read(text)
        if cell.value is None or cell.value in ids:
            return cell
        if cell.value in renamed and renamed[cell.value] in ids:
            return Cell(renamed[cell.value], mended="RENAMED")
        near = folded.get(cell.value.casefold(), [])
        if len(near) == 1:
            return Cell(near[0], mended="CASE")
        called = titles.get(" ".join(cell.value.casefold().split()))
        if called in ids:
            return Cell(called, mended="TITLE")
        return Cell(cell.value, fault=_FAULTS[column.refers_to])

    return look_up


def _by_todays_id(read: Callable[[str], Cell], renamed: Mapping[str, str]) -> Callable[[str], Cell]:
    def look_up(text: str) -> Cell:
        cell = read(text)
        return Cell(renamed[cell.value], mended="RENAMED") if cell.value in renamed else cell

    return look_up if renamed else read
