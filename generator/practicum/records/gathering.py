"""All lines of one tidy table, column by column: texts become values, and rows that cannot be used get a reason.

Each distinct text of a column is read once, so a million rows with twenty modules cost twenty readings.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from practicum.model.record import TABLES, Column
from practicum.records.cells import EMPTY, Cell, read_choice, read_code, read_flag, read_number, read_unit, read_whole, trimmed
from practicum.records.days import read_day
from practicum.records.headings import columns_of
from practicum.records.known import KnownIds
from practicum.records.stating import Lines

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


class Gathering:
    """The rows of one table from every file, in the order of files and rows.

    ``bad`` maps a position to (heading, reason) of the first fault in the order of the table's columns; ``mended`` lists
    (position, heading, reason); ``against`` names the row that a row was set aside for, where there is one.
    """

    def __init__(self, table: str, stated: Sequence[Lines]) -> None:
        self.table = table
        self.shape = TABLES[table]
        self.stated = [lines for lines in stated if lines.table == table]
        self.file: list[str] = []
        self.row: list[int] = []
        self.part: list[int] = []
        self.begins: list[int] = []
        for number, lines in enumerate(self.stated):
            self.begins.append(len(self.row))
            self.file.extend([lines.file] * len(lines.rows))
            self.row.extend(lines.rows)
            self.part.extend([number] * len(lines.rows))
        self.columns: dict[str, list[Any]] = {}
        self.bad: dict[int, tuple[str, str]] = {}
        # Of a row that contradicts another one, which one.
        self.against: dict[int, int] = {}
        self.mended: list[tuple[int, str, str]] = []
        self.instants: list[tuple[str, int, datetime]] = []
        self.units_beside: dict[int, str] = {}
        self.made: list[bool] = []
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
        self.bad.setdefault(position, (self.title(name, position), reason))

    def live(self) -> list[int]:
        """Positions of the rows that can still be used."""
        bad = self.bad
        return [position for position in range(len(self)) if position not in bad] if bad else list(range(len(self)))

    def texts(self, name: str) -> list[str]:
        """A field's texts over all files."""
        whole: list[str] = []
        for lines in self.stated:
            whole.extend(lines.fields.get(name) or [""] * len(lines.rows))
        return whole

    def read(self, known: KnownIds) -> None:
        """Give every column its values."""
        for column in columns_of(self.shape):
            if column.kind == "day":
                self._read_days(column.name)
            else:
                self._read_cells(column, known)
            if column.required:
                self._require(column.name)
        self._make_ids()

    def _read_cells(self, column: Column, known: KnownIds) -> None:
        read = _refer(column, _reader(column), known)
        texts = self.texts(column.name)
        cells = {text: read(text) for text in set(texts)}
        self.columns[column.name] = [cells[text].value for text in texts]
        if any(cell.fault or cell.mended or cell.unit for cell in cells.values()):
            odd = {text for text, cell in cells.items() if cell.fault or cell.mended or cell.unit}
            for position, text in enumerate(texts):
                if text in odd:
                    cell = cells[text]
                    if cell.fault:
                        self.fault(position, column.name, cell.fault)
                    if cell.mended:
                        self.mended.append((position, self.title(column.name, position), cell.mended))
                    if cell.unit:
                        self.units_beside[position] = cell.unit
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
        firsts: list[int | None] = []
        lasts: list[int | None] = []
        for begin, lines in zip(self.begins, self.stated, strict=True):
            texts = lines.fields.get(name) or [""] * len(lines.rows)
            bare = {text: trimmed(text) for text in set(texts)}
            days = {text: read_day(pair[0], lines.forms) if pair[0] else None for text, pair in bare.items()}
            firsts.extend([day.first if (day := days[text]) else None for text in texts])
            lasts.extend([day.last if (day := days[text]) else None for text in texts])
            odd = {text for text, day in days.items() if bare[text][1] or (day and (day.fault or day.mended or day.instant))}
            for offset, text in enumerate(texts) if odd else ():
                if text not in odd:
                    continue
                day, position = days[text], begin + offset
                if day and day.fault:
                    self.fault(position, name, day.fault)
                elif day and day.instant:
                    self.instants.append((name, position, day.instant))
                if bare[text][1] or (day and day.mended):
                    self.mended.append((position, self.title(name, position), (day.mended if day else "") or "SPACES"))
        self.columns[name] = firsts
        self.columns[f"{name}_last"] = lasts

    def _require(self, name: str) -> None:
        """A required cell is filled, except in a bare void and where its text was a fault of its own."""
        values = self.columns[name]
        if None not in values:
            return
        empty = [position for position, value in enumerate(values) if value is None]
        voids = self.texts("voids")
        named = self.texts("alias") if name == "learner" else []
        stated = [self.texts(column.name) for column in self.shape.columns if column.required and column.name != "learner"]
        for position in empty:
            if voids[position].strip() and not any(texts[position].strip() for texts in stated):
                continue
            if named and named[position].strip():
                # The person is named as another system does; who that is, is looked up later.
                continue
            self.fault(position, name, "MISSING_VALUE")

    def _make_ids(self) -> None:
        """A row without an id is called by its place."""
        ids = self.columns["record_id"]
        self.made = [value is None for value in ids]
        if not any(self.made):
            return
        taken: dict[str, int] = {}
        for position, value in enumerate(ids):
            if value is None:
                name = f"{self.file[position]}:{self.row[position]}"
                taken[name] = taken.get(name, 0) + 1
                ids[position] = name if taken[name] == 1 else f"{name}:{taken[name]}"

    def check_sense(self, today: int, known: KnownIds, synthetic: bool) -> None:
        """Faults that show only across columns or against the day of reading."""
        recorded = self.columns.get("recorded_at_last", [])
        for name in _HAPPENED.get(self.table, ()):
            firsts, lasts = self.columns[name], self.columns[f"{name}_last"]
            for position, first in enumerate(firsts):
                if first is None:
                    continue
                bound = recorded[position] if recorded[position] is not None else today
                if first > bound:
                    self.fault(position, name, "FUTURE_DATE")
                elif lasts[position] > bound:
                    # A vague day cannot lie after the day on which it was recorded.
                    lasts[position] = bound
        for begins, ends in _SPANS:
            if begins in self.columns and ends in self.columns:
                for position, (first, last) in enumerate(zip(self.columns[begins], self.columns[f"{ends}_last"], strict=True)):
                    if last is not None and first is not None and last < first:
                        self.fault(position, ends, "END_BEFORE_START")
        self._check_amounts()
        if self.table == "completions":
            self._check_modules(known, synthetic)
        if self.table == "decisions":
            self._check_waivers()
        if self.table == "certificates" and known.certifications is not None:
            for position, value in enumerate(self.columns["certification"]):
                if value is not None and value not in known.certifications:
                    self.fault(position, "certification", "UNKNOWN_CERTIFICATION")

    def _check_amounts(self) -> None:
        for name, least, most in (("score", 0.0, 100.0), ("quantity", 0.0, 1e6), ("hours", 0.0, 1e6), ("fte", 0.0, 5.0), ("level", 0, 9)):
            for position, value in enumerate(self.columns.get(name, ())):
                if value is None:
                    continue
                if not least <= value <= most:
                    self.fault(position, name, "BAD_LEVEL" if name == "level" else "BAD_NUMBER")
                elif name == "score" and 0 < value < 1:
                    self.fault(position, name, "AMBIGUOUS_SCORE")

    def _check_modules(self, known: KnownIds, synthetic: bool) -> None:
        modules, versions = self.columns["module"], self.columns["version"]
        if known.modules is not None:
            for position, version in enumerate(versions):
                allowed = known.modules.get(modules[position] or "") if version is not None else None
                if not allowed or version in allowed:
                    continue
                if version[:1] in "vV" and version[1:] in allowed:
                    versions[position] = version[1:]
                    self.mended.append((position, self.title("version", position), "VERSION_WORD"))
                else:
                    self.fault(position, "version", "UNKNOWN_VERSION")
        if known.planned and not synthetic:
            for position, module in enumerate(modules):
                if module in known.planned:
                    self.fault(position, "module", "PLANNED_MODULE")

    def _check_waivers(self) -> None:
        """A waiver or an exemption without approver or reason counts for nothing."""
        for position, kind in enumerate(self.columns["kind"]):
            if kind in ("waiver", "exemption"):
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
    if ids is None:
        return read
    folded: dict[str, list[str]] = {}
    for id in ids:
        folded.setdefault(id.casefold(), []).append(id)

    def look_up(text: str) -> Cell:
        cell = read(text)
        if cell.value is None or cell.value in ids:
            return cell
        near = folded.get(cell.value.casefold(), [])
        if len(near) == 1:
            return Cell(near[0], mended="CASE")
        return Cell(cell.value, fault=_FAULTS[column.refers_to])

    return look_up


def look_up_learners(gathering: Gathering, learners: frozenset[str] | None, aliases: Mapping[str, str]) -> None:
    """Give rows their learner: by id, or by what another system calls the person; set aside where nobody is found."""
    values = gathering.columns["learner"]
    stated = gathering.texts("alias") if gathering.table != "identities" else []
    folded = {learner.casefold(): learner for learner in learners or ()}
    known: dict[str, Cell] = {}
    for position, text in enumerate(stated):
        name = trimmed(text)[0].casefold()
        if values[position] is None and name:
            values[position] = aliases.get(name) or folded.get(name)
            if values[position] is None:
                gathering.bad[position] = (gathering.title("alias", position), "UNKNOWN_ALIAS")
    if learners is None:
        return
    for value in set(values):
        if value is None or value in learners:
            known[value] = EMPTY
        elif value.casefold() in folded:
            known[value] = Cell(folded[value.casefold()], mended="CASE")
        elif value.casefold() in aliases:
            known[value] = Cell(aliases[value.casefold()])
        else:
            known[value] = Cell(fault="UNKNOWN_LEARNER")
    for position, value in enumerate(values):
        cell = known[value]
        if cell is EMPTY:
            continue
        if cell.fault:
            _first(gathering, position)
        else:
            values[position] = cell.value
            if cell.mended:
                gathering.mended.append((position, gathering.title("learner", position), cell.mended))


def _first(gathering: Gathering, position: int) -> None:
    """An unknown learner comes before every other fault of the row: nothing else can be looked into."""
    if gathering.bad.get(position, ("", ""))[1] not in ("NO_PERSON", "TOO_MANY_CELLS", "UNKNOWN_ALIAS"):
        gathering.bad[position] = (gathering.title("learner", position), "UNKNOWN_LEARNER")
