"""Rows of invented people, a block at a time: columns made at once for everybody, and what they look like as tidy tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from practicum.model.record import SHARED, TABLES

Whole = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
EPOCH = date(1970, 1, 1).toordinal()
COUNTRIES = ("BM", "NV", "TM", "LL")
ROLES = ("RCW", "FSW", "CSW", "PAR", "CAR", "VOL", "SUP", "ALL")
RCW, FSW, CSW, PAR, CAR, VOL, SUP, ALL = range(8)
EVIDENCE = ("self", "supervisor", "verified")
SOURCES = ("north", "south", "academy")
# The letter of the ids of each table's rows.
LETTERS = {
    "posts": "P",
    "completions": "C",
    "cpd": "D",
    "supervised": "S",
    "supervision": "V",
    "observations": "O",
    "certificates": "Z",
    "decisions": "E",
    "declarations": "T",
    "vetting": "Q",
    "leave": "U",
    "appointments": "N",
    "awards": "W",
    "learners": "R",
    "agencies": "G",
}
OWN_DAY = {"posts": "start", "certificates": "start", "leave": "start", "decisions": "from"}
TYPES = {"code": pa.string(), "text": pa.string(), "day": pa.int64(), "number": pa.float64(), "whole": pa.int64(), "flag": pa.bool_()}


def schema(table: str) -> pa.Schema:
    """The columns of a tidy table."""
    return pa.schema([(column.name, TYPES[column.kind]) for column in (*TABLES[table].columns, *SHARED)])


def day(year: int, month: int, dom: int) -> int:
    """The number of a day."""
    return date(year, month, dom).toordinal() - EPOCH


TODAY = day(2026, 10, 15)  # the day asked about
LAST = day(2026, 12, 31)  # some rows lie after it


@dataclass(frozen=True)
class Words:
    """A column of words: numbers into a vocabulary, -1 where the cell is empty."""

    numbers: Whole
    vocabulary: Sequence[str]

    def arrow(self) -> pa.Array:
        """The column as text."""
        numbers = pa.array(self.numbers.astype(np.int32), mask=self.numbers < 0)
        return pa.DictionaryArray.from_arrays(numbers, pa.array(self.vocabulary, pa.string())).cast(pa.string())


@dataclass(frozen=True)
class Ids:
    """A column of ids: a letter and a number; empty where the number is negative."""

    letters: str
    numbers: Whole

    def arrow(self) -> pa.Array:
        """The column as text."""
        digits = pc.utf8_lpad(pc.cast(pa.array(self.numbers, mask=self.numbers < 0), pa.string()), 9, "0")
        return pc.binary_join_element_wise(self.letters, digits, "")


@dataclass
class Block:
    """The rows of one block of learners, by table; a batch is a dict of columns of one length."""

    chance: np.random.Generator
    first: int
    size: int
    counters: dict[str, int]
    batches: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def add(self, table: str, learners: Whole, **columns: Any) -> Whole:
        """Add a row for each learner; gives the numbers of the rows."""
        start = self.counters.get(table, 0)
        numbers = np.arange(start, start + len(learners), dtype=np.int64)
        self.counters[table] = start + len(learners)
        self.batches.setdefault(table, []).append({"learner": learners, "number": numbers, **columns})
        return numbers

    def rows(self) -> int:
        """How many rows there are so far."""
        return sum(len(batch["number"]) for batches in self.batches.values() for batch in batches)

    def some(self, share: float, among: Whole) -> Flags:
        """Whether each is drawn, with one chance for all."""
        return np.asarray(self.chance.random(len(among)) < share)

    def between(self, low: Any, high: Any, like: Whole) -> Whole:
        """A whole number for each, both ends included."""
        return np.asarray(self.chance.integers(low, np.asarray(high) + 1, len(like)), dtype=np.int64)

    def word(self, words: Sequence[str], shares: Sequence[float] | None, like: Whole) -> Words:
        """A word for each."""
        return Words(self.chance.choice(len(words), len(like), p=shares), words)


def one_of(words: Sequence[str], word: str, like: Whole) -> Words:
    """The same word for each."""
    return Words(np.full(len(like), words.index(word)), words)


@dataclass
class People:
    """What everything else about the learners of a block follows from."""

    role: Whole
    country: Whole
    joined: Whole
    trained: Whole
    left: Whole
    keen: npt.NDArray[np.float64]
    home: Whole  # the country before a move in the same role
    moved: Whole  # the day of that move, -1 without one
    away: tuple[Whole, Whole]  # the days between two posts in one role

    def here(self, who: Whole, when: Whole) -> Flags:
        """Whether each was in post then, as far as nobody learns or is seen between two posts."""
        first, last = self.away
        return np.asarray((when < first[who]) | (when > last[who]))


def arrow_of(block: Block, table: str) -> pa.Table:
    """The block's rows of one table, shuffled as they come from many places."""
    parts = []
    for batch in block.batches[table]:
        count = len(batch["number"])
        if "learner" in batch:
            batch["learner"] = Ids("L", block.first + batch["learner"])
        batch["record_id"] = Ids(LETTERS[table], batch.pop("number"))
        own = batch.get(OWN_DAY.get(table, "date"))
        if own is not None:
            recorded = np.where(own < 0, TODAY, own + block.chance.integers(0, 30, count))
            batch["recorded_at"] = np.where((own >= 0) & (block.chance.random(count) < 0.1), -1, recorded)
        columns = []
        for name, kind in zip((wanted := schema(table)).names, wanted.types, strict=True):
            given = batch.get(name)
            if given is None:
                columns.append(pa.nulls(count, kind))
            elif isinstance(given, Words | Ids):
                columns.append(given.arrow())
            elif kind == pa.float64():
                columns.append(pa.array(given, mask=np.isnan(given)))
            else:
                columns.append(pa.array(given, mask=np.asarray(given) < 0 if given.dtype != np.bool_ else None).cast(kind))
        parts.append(pa.table(columns, schema=schema(table)))
    together = pa.concat_tables(parts)
    return together.take(pa.array(block.chance.permutation(together.num_rows)))
