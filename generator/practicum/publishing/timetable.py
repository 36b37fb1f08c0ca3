"""The table of sessions that an organisation gives with a build: read and checked; nothing of it is kept."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from practicum.diagnostics import Diagnostic
from practicum.model.catalogue import Catalogue
from practicum.spans import Span
from practicum.tables import Grid, Limits, Refusal, column_letters, open_grids

# What a column is called, and what stands in it.
COLUMNS: Mapping[str, str] = {
    "module": "the module's id, such as F06",
    "begins": "the first day, year-month-day",
    "ends": "the last day; empty for one day",
    "time": "the hours of the day, such as 9:00 to 15:00",
    "place": "where it is, or how it is held",
    "mode": "classroom, distance or practice",
    "language": "the language it is held in, such as fr",
    "country": "the country it is in, such as NV; empty for any",
    "ask": "whom to ask: a name, a telephone number, an e-mail address",
    "note": "anything else to know",
}
NEEDED = ("module", "begins", "ask")
_MODES = ("classroom", "distance", "practice")
# A cell is shown on a card on a phone: what does not fit a message does not belong there.
_LONGEST = 200
# What pages can show and somebody can keep up to date: more is another table, sent by mistake.
LIMITS = Limits(bytes=2_000_000, unpacked_bytes=20_000_000, entries=500, rows=2_000, columns=100, cells=200_000)


@dataclass(frozen=True)
class Meeting:
    """One session that an organisation holds, as its table says it."""

    module: str
    begins: date
    ends: date
    ask: str
    time: str = ""
    place: str = ""
    mode: str = ""
    language: str = ""
    country: str = ""
    note: str = ""


def read_sessions(name: str, data: bytes, catalogue: Catalogue) -> tuple[tuple[Meeting, ...], tuple[Diagnostic, ...]]:
    """The sessions of a table by their first day, and every fault at its line; with a fault nothing should be published.

    ``name`` is how messages call the file; its content decides whether it is CSV or a workbook.
    """
    grids = open_grids(name, data, limits=LIMITS)
    if isinstance(grids, Refusal):
        return (), (Diagnostic("unreadable-file", grids.message, Span(name, grids.row or 1), help=grids.help),)
    grid = grids[0]
    if grid.guessed:
        said = "save it as CSV UTF-8, so that names keep their accents"
        return (), (Diagnostic("not-utf-8", "the table of sessions is not UTF-8", Span(name), help=said),)
    # A line in which Excel names the delimiter is no row.
    first = 2 if data.removeprefix(b"\xef\xbb\xbf")[:4].lower() == b"sep=" else 1
    return _Reader(grid, name, catalogue, first, workbook=data.startswith(b"PK")).read()


def told(meetings: Sequence[Meeting], day: date) -> str:
    """What whoever gave a table should know of what of it is shown; empty where all of it is.

    >>> told((), date(2026, 11, 21))
    'the table of sessions holds no session, so none is shown'
    """
    if not meetings:
        return "the table of sessions holds no session, so none is shown"
    over = sum(one.ends < day for one in meetings)
    if not over:
        return ""
    if over == len(meetings):
        return f"every session of the table is over on {day.isoformat()}, so none is shown"
    return f"{over} of {len(meetings)} sessions are over on {day.isoformat()} and left out"


class _Reader:
    """Reads one grid; knows where each cell stands."""

    def __init__(self, grid: Grid, name: str, catalogue: Catalogue, first: int, *, workbook: bool) -> None:
        self.grid, self.name, self.catalogue = grid, name, catalogue
        self.faults: list[Diagnostic] = []
        self.workbook = workbook
        self.lines = [first]
        for row in grid.rows:
            # A cell may hold line ends of its own; in a workbook a row is a row all the same.
            self.lines.append(self.lines[-1] + 1 + (0 if workbook else sum(cell.count("\n") for cell in row)))
        self.columns: dict[str, int] = {}

    def read(self) -> tuple[tuple[Meeting, ...], tuple[Diagnostic, ...]]:
        self._headings()
        found = [] if self.faults else list(self._meetings())
        ordered = sorted(found, key=lambda one: (one.begins, one.ends, one.module, one.time, one.place))
        return (() if self.faults else tuple(dict.fromkeys(ordered))), tuple(self.faults)

    def _headings(self) -> None:
        for position, text in enumerate(self.grid.rows[0]):
            key = text.strip().lower()
            if not key:
                continue
            if key not in COLUMNS:
                near = difflib.get_close_matches(key, COLUMNS, n=1)
                known = f"did you mean `{near[0]}`?" if near else f"known are {', '.join(COLUMNS)}; take out what is not for the site"
                self._fault("unknown-key", f"the table of sessions has no column `{text.strip()}`", 0, position, help=known)
            elif key in self.columns:
                self._fault("duplicate-key", f"the column `{key}` stands twice", 0, position)
            self.columns.setdefault(key, position)
        for key in NEEDED:
            if key not in self.columns:
                self._fault("missing-field", f"the table of sessions has no column `{key}`", 0, 0, help=f"add it: {COLUMNS[key]}")

    def _meetings(self) -> Iterator[Meeting]:
        for row, cells in enumerate(self.grid.rows[1:], 1):
            if not any(cell.strip() for cell in cells):
                continue
            said = {key: self._cell(row, key) for key in COLUMNS}
            before = len(self.faults)
            for key in NEEDED:
                if not said[key]:
                    self._fault("missing-field", f"a session has no `{key}`", row, self.columns[key], help=f"write {COLUMNS[key]}")
            for key, text in said.items():
                if len(text) > _LONGEST:
                    self._fault("bad-value", f"`{key}` is longer than {_LONGEST} characters", row, self.columns[key], "too long")
            begins = self._day(row, "begins", said["begins"])
            ends = self._day(row, "ends", said["ends"]) or begins
            if begins and ends and ends < begins:
                self._fault("bad-value", "a session ends before it begins", row, self.columns["ends"], f"before {begins.isoformat()}")
            self._known(row, "module", said["module"], self._modules(), "unknown-module")
            self._known(row, "mode", said["mode"], _MODES, "bad-value")
            self._known(row, "country", said["country"], sorted(self.catalogue.countries), "bad-value")
            if said["language"] and not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", said["language"]):
                message = f"not a language's code: `{said['language']}`"
                self._fault("bad-value", message, row, self.columns["language"], help="such as en or fr")
            if len(self.faults) == before and begins and ends:
                rest = {key: said[key] for key in ("time", "place", "mode", "language", "country", "note")}
                yield Meeting(said["module"], begins, ends, said["ask"], **rest)

    def _modules(self) -> list[str]:
        return [id for id, unit in self.catalogue.modules.items() if not unit.value.legacy]

    def _cell(self, row: int, key: str) -> str:
        position = self.columns.get(key, -1)
        cells = self.grid.rows[row]
        return " ".join(cells[position].split()) if 0 <= position < len(cells) else ""

    def _day(self, row: int, key: str, text: str) -> date | None:
        if not text:
            return None
        try:
            if not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
                raise ValueError
            return date.fromisoformat(text)
        except ValueError:
            self._fault("bad-date", f"not a day: `{text}`", row, self.columns[key], help="write year-month-day, such as 2027-03-31")
            return None

    def _known(self, row: int, key: str, text: str, known: Sequence[str], rule: str) -> None:
        if text and text not in known:
            near = [one for one in known if one.lower() == text.lower()] or difflib.get_close_matches(text, known, n=1)
            hint = f"did you mean `{near[0]}`?" if near else f"known are {', '.join(known)}" if len(known) < 12 else f"write {COLUMNS[key]}"
            self._fault(rule, f"no {key} is called `{text}`", row, self.columns[key], help=hint)

    def _fault(self, rule: str, message: str, row: int, position: int, label: str = "", help: str = "") -> None:
        """A fault at its cell: the line in the file, and the column where the cell's text stands in it; in a workbook row and column."""
        line = self.lines[row]
        if self.workbook:
            cell = f"cell {column_letters(position)}{line}"
            self.faults.append(Diagnostic(rule, f"{message} ({cell})", Span(self.name, line, position + 1), label, help=help))
            return
        cells = self.grid.rows[row]
        text = cells[position].strip() if position < len(cells) else ""
        before = sum(len(cell) + 1 for cell in cells[:position]) + 1
        self.faults.append(Diagnostic(rule, message, Span(self.name, line, before, line, before + max(len(text), 1)), label, help=help))


def coming(meetings: Sequence[Meeting], day: date) -> dict[str, tuple[Meeting, ...]]:
    """The sessions that are not over on a day, by module."""
    found: dict[str, list[Meeting]] = {}
    for one in meetings:
        if one.ends >= day:
            found.setdefault(one.module, []).append(one)
    return {module: tuple(held) for module, held in found.items()}
