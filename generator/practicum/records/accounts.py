"""The accounts of an intake: what became of every row, file by file, and a note on each that was not used as it stood."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import overload

from practicum.model.record import TABLES, SetAside
from practicum.records.duplicates import Collapsed
from practicum.records.gathering import Gathering
from practicum.records.reasons import REASONS
from practicum.tables import Grid, rows_touched, rows_without


@dataclass(frozen=True, slots=True)
class FileCount:
    """What became of a file's rows: ``rows_in`` = ``used`` + ``set_aside`` + ``collapsed``, exactly.

    In a wide file a completed activity is a row; a person who completed nothing is one row, used and ``without_record``.
    A file that is read for several tables has an account for each. ``not_completed`` counts cells that say in words that something is
    not completed; no record is made of them. ``mended`` counts the used rows in which something was put right. ``guessed`` says that the
    encoding is a guess.
    """

    file: str
    table: str
    rows_in: int
    used: int
    set_aside: int
    collapsed: int
    mended: int
    without_record: int = 0
    encoding: str = ""
    delimiter: str = ""
    guessed: bool = False
    profile: str = ""
    unused_headings: tuple[str, ...] = ()
    not_completed: int = 0


class Notes(Sequence[SetAside]):
    """Notes by file, row, column and reason; made when they are looked at, for there may be one on each of a million rows."""

    def __init__(self, single: Sequence[SetAside], alike: Sequence[Alike | Aside]) -> None:
        self._single = single
        self._alike = alike
        self._all: list[SetAside] | None = None
        # What was done (`set_aside`, `mended`, `collapsed`) with its reason, and how often.
        self.tally: Counter[tuple[str, str]] = Counter((note.done, note.reason) for note in single)
        for one in alike:
            self.tally.update(one.tally())

    def _made(self) -> list[SetAside]:
        if self._all is None:
            notes = [*self._single, *(note for one in self._alike for note in one.notes())]
            notes.sort(key=lambda note: (note.file, note.row, note.column, note.reason))
            self._all = notes
        return self._all

    def first(self, done: str, reason: str, most: int) -> list[SetAside]:
        """The first notes of one kind in their order; others are not made for it."""
        kept = [note for note in self._single if (note.done, note.reason) == (done, reason)]
        for one in self._alike:
            if one.tally()[done, reason]:
                kept += [note for note in one.notes(most, reason) if note.reason == reason]
        return sorted(kept, key=lambda note: (note.file, note.row, note.column))[:most]

    def __len__(self) -> int:
        return self.tally.total()

    @overload
    def __getitem__(self, place: int) -> SetAside: ...
    @overload
    def __getitem__(self, place: slice) -> list[SetAside]: ...
    def __getitem__(self, place: int | slice) -> SetAside | list[SetAside]:
        return self._made()[place]

    def __iter__(self) -> Iterator[SetAside]:
        return iter(self._made())

    def __eq__(self, other: object) -> bool:
        return self._made() == list(other) if isinstance(other, Sequence) else NotImplemented

    __hash__ = None  # type: ignore[assignment]  # as a list

    def __repr__(self) -> str:
        return f"<{len(self)} notes>"


@dataclass(frozen=True, slots=True)
class Alike:
    """Rows of one table that were mended in one way in one field."""

    gathering: Gathering
    name: str
    reason: str
    rows: Sequence[int]

    def tally(self) -> Counter[tuple[str, str]]:
        """What was done with its reason, and how often."""
        return Counter({("mended", self.reason): len(self.rows)})

    def notes(self, most: int | None = None, reason: str = "") -> Iterator[SetAside]:
        """A note for each of the rows, or for the first of each file and heading."""
        file, row, says = self.gathering.file, self.gathering.row, REASONS[self.reason]
        for position in self.rows if most is None else self._first(most):
            yield SetAside(file[position], row[position], self.gathering.title(self.name, position), self.reason, says, "mended")

    def _first(self, most: int) -> Iterator[int]:
        times: Counter[str] = Counter()
        for position in self.rows:
            here = self.gathering.file[position]
            if times[here] < most:
                times[here] += 1
                yield position


@dataclass(frozen=True, slots=True)
class Aside:
    """The rows of one table that could not be used; a file may have millions of them, and each note is made when it is looked at."""

    gathering: Gathering

    def tally(self) -> Counter[tuple[str, str]]:
        """What was done with its reason, and how often."""
        return Counter(("set_aside", reason) for _, reason in self.gathering.bad.values())

    def notes(self, most: int | None = None, reason: str = "") -> Iterator[SetAside]:
        """A note for each of the rows; with ``most`` so many of each file, and with ``reason`` of those that have it."""
        gathering = self.gathering
        file, row = gathering.file, gathering.row
        times: Counter[str] = Counter()
        # Faults are found column by column; who asks for the first rows means the first in the file.
        for position in sorted(gathering.bad) if most is not None else gathering.bad:
            title, why = gathering.bad[position]
            if most is not None and ((reason and why != reason) or times[file[position]] >= most):
                continue
            times[file[position]] += 1
            other = gathering.against.get(position)
            said = REASONS[why] if other is None else f"{REASONS[why]}: {_beside(gathering, position, other)}"
            yield SetAside(file[position], row[position], title, why, said, "set_aside")


class Told(Mapping[tuple[str, int], str]):
    """What rows that were set aside say in the first of some columns that says anything, by file and row; read when it is asked for.

    Most runs never ask, and of a million such rows the answers weigh more than the rows.
    """

    def __init__(self, gatherings: Sequence[Gathering], names: Sequence[str]) -> None:
        self._gatherings = gatherings
        self._names = names
        self._all: dict[tuple[str, int], str] | None = None

    def _read(self) -> dict[tuple[str, int], str]:
        if self._all is None:
            self._all = {}
            for gathering in self._gatherings:
                columns = [gathering.columns[name] for name in self._names if name in gathering.columns]
                for position in gathering.bad if columns else ():
                    said = next((str(value) for column in columns if (value := column[position]) is not None), "")
                    if said:
                        self._all[gathering.file[position], gathering.row[position]] = said
        return self._all

    def __getitem__(self, place: tuple[str, int]) -> str:
        return self._read()[place]

    def __iter__(self) -> Iterator[tuple[str, int]]:
        return iter(self._read())

    def __len__(self) -> int:
        return len(self._read())


def accounts_of(
    gatherings: Mapping[str, Gathering], gone: Mapping[str, Collapsed], grids: Mapping[str, Grid]
) -> tuple[Notes, list[FileCount]]:
    """The list of everything that was not used as it stood, by file and row, and the counts of each file."""
    notes: list[SetAside] = []
    alike: list[Alike | Aside] = []
    counts: list[FileCount] = []
    for table, gathering in gatherings.items():
        away, file, row = gone[table], gathering.file, gathering.row
        aside: Counter[str] = Counter()
        folded: Counter[str] = Counter()
        aside.update(file[position] for position in gathering.bad)
        if gathering.bad:
            alike.append(Aside(gathering))
        for position, (into, reason) in away.items():
            folded[file[position]] += 1
            said = f"{REASONS[reason]}: {_beside(gathering, position, into)}"
            notes.append(SetAside(file[position], row[position], "", reason, said, "collapsed"))
        mended = _mended(gathering, away, notes, alike)
        for lines in gathering.stated:
            grid, here = grids[lines.file], lines.file
            rows_in = len(lines.rows) + lines.idle
            counts.append(
                FileCount(
                    here,
                    table,
                    rows_in,
                    rows_in - aside[here] - folded[here],
                    aside[here],
                    folded[here],
                    mended.get(here, 0),
                    lines.idle,
                    grid.encoding,
                    grid.delimiter,
                    grid.guessed,
                    lines.profile,
                    lines.unused,
                    lines.undone,
                )
            )
    counts.sort(key=lambda count: (count.file, list(TABLES).index(count.table)))
    return Notes(notes, alike), counts


def _mended(gathering: Gathering, away: Collapsed, notes: list[SetAside], alike: list[Alike | Aside]) -> dict[str, int]:
    """Add the notes on what was put right in rows that are used; how many rows that were in each file."""
    bad, file, row = gathering.bad, gathering.file, gathering.row
    touched: list[Sequence[int]] = []
    for position, title, reason in gathering.mended:
        if position not in bad and position not in away:
            touched.append((position,))
            notes.append(SetAside(file[position], row[position], title, reason, REASONS[reason], "mended"))
    for name, reason, rows in gathering.mended_alike:
        left = rows_without(rows, len(gathering), bad, away)
        touched.append(left)
        alike.append(Alike(gathering, name, reason, left))
    return dict(zip((lines.file for lines in gathering.stated), rows_touched(touched, [*gathering.begins, len(gathering)]), strict=True))


def _beside(gathering: Gathering, position: int, other: int) -> str:
    """Another row of the same table, as it is found from this one."""
    file = gathering.file
    return f"row {gathering.row[other]}" + (f" of {file[other]}" if file[other] != file[position] else "")
