"""A run on stored tables while it goes: what was asked, how large its parts are, and how they are judged and written."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from practicum.workspace.machine import memory_there_is, processors
from practicum.workspace.project import Progress
from practicum.workspace.tidying import TidyFiles
from practicum.workspace.trouble import Trouble

if TYPE_CHECKING:
    from practicum.model.requirement import RuleTables
    from practicum.tables.stored import Stored

SCHEMA = "practicum.verdicts/1"
MANIFEST = "manifest.json"
FINGERPRINTS = "fingerprints.parquet"
_UNITS = {"KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12, "KIB": 2**10, "MIB": 2**20, "GIB": 2**30, "TIB": 2**40}
# A row of records, and what is worked out from it, takes so many bytes.
_BYTES_A_ROW = 2_500
# What every part takes however small it is makes parts of fewer rows not worth while, and more of them at once wait for each other.
_FEW_ROWS = 500_000
_MOST_AT_ONCE = 4


@dataclass(frozen=True)
class Asked:
    """What a run on stored tables is asked."""

    tidy: TidyFiles
    as_of: date
    known_at: date | None = None
    engine: str = "auto"
    memory: str | None = None
    rows_a_part: int | None = None
    master: str | None = None


@dataclass
class Run:
    """One run while it goes: the rules, the tables, and where it writes."""

    asked: Asked
    rules: RuleTables
    stored: Stored
    fresh: Path
    tell: Progress

    @property
    def rows_a_part(self) -> int:
        """How many rows a part holds.

        Of the memory that a run is given a third is for them, one for DuckDB, and one stays free; otherwise a quarter of what there is
        is for all parts that are judged at once.
        """
        from practicum.tables.stored import ROWS_A_PART

        if self.asked.rows_a_part is not None:
            return self.asked.rows_a_part
        memory = bytes_of(self.asked.memory)
        if memory is not None:
            return min(ROWS_A_PART, memory // 3 // _BYTES_A_ROW)
        return min(ROWS_A_PART, max(_FEW_ROWS, _rows_there_is_room_for() // self.at_once))

    @property
    def at_once(self) -> int:
        """How many parts are judged side by side: one where memory is given, else as many as there are processors and room for."""
        if self.asked.memory is not None:
            return 1
        rows = max(_FEW_ROWS, self.asked.rows_a_part or 0)
        return max(1, min(processors(), _MOST_AT_ONCE, _rows_there_is_room_for() // rows))

    def cut(self) -> None:
        """Cut the tables into parts, where their size is open so many that no processor waits for the last."""
        rows = sum(self.stored.counts[name] for name in self.stored.owned)
        size = self.rows_a_part
        parts = -(-rows // size)
        if self.asked.rows_a_part is None and rows >= 2 * _FEW_ROWS:
            parts = -(-parts // self.at_once) * self.at_once
            size = -(-rows // parts)
        self.stored.cut(size)

    @property
    def engine(self) -> str:
        """What judges a part."""
        small = self.asked.engine == "duckdb" and self.stored.parts == 1
        return self.asked.engine if self.asked.engine == "pandas" or small else "polars"


def _rows_there_is_room_for() -> int:
    """The rows of records that a quarter of the memory there is takes, with all that is worked out from them."""
    from practicum.tables.stored import ROWS_A_PART

    memory = memory_there_is()
    return ROWS_A_PART if memory is None else memory // 4 // _BYTES_A_ROW


def for_cutting(memory: int | None) -> str | None:
    """What DuckDB may take of so many bytes, as it reads it: a third.

    >>> for_cutting(3_000_000_000)
    '1000MB'
    """
    return None if memory is None else f"{memory // 3 // 10**6}MB"


def bytes_of(memory: str | None) -> int | None:
    """An amount of memory in bytes.

    >>> bytes_of("4GB"), bytes_of("512 MiB"), bytes_of(None)
    (4000000000, 536870912, None)
    """
    if memory is None:
        return None
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([kmgt]i?b)", memory.strip(), re.IGNORECASE)
    if not found:
        raise Trouble(f"`{memory}` is no amount of memory", "write a number and a unit, such as 4GB or 800MB")
    return int(float(found[1]) * _UNITS[found[2].upper()])


def judge_everybody(run: Run) -> None:
    """Judge all there are, part by part."""
    from practicum.tables.fingerprints import write_fingerprints

    run.cut()
    write_parts(run, run.fresh)
    write_fingerprints(run.stored, run.fresh / FINGERPRINTS, run.stored.firsts)


def write_parts(run: Run, folder: Path) -> None:
    """Judge the parts as they are cut and write each kind of verdict below the folder."""
    from practicum.matching.parting import BESIDE, STORED, evaluate_parts, storable
    from practicum.tables.parquet import write_arrow

    total = run.stored.parts
    run.tell(0, total)
    parts = run.stored.each()
    asked = run.asked
    days: dict[str, Any] = {"as_of": asked.as_of, "known_at": asked.known_at}
    judged = evaluate_parts(run.rules, parts, **days, engine=run.engine, tables=(*STORED, *BESIDE), at_once=run.at_once)
    for part, found in judged:
        for name, table in storable(found).items():
            (folder / name).mkdir(exist_ok=True)
            write_arrow(table, folder / name / part_name(part.number))
        run.tell(part.number + 1, total)


def part_name(number: int) -> str:
    """What the file of a part is called; parts are counted from 1.

    >>> part_name(0)
    'part-0001.parquet'
    """
    return f"part-{number + 1:04}.parquet"


def rules_hash(rules: RuleTables) -> str:
    """What stands for a set of rules: the same for the same rules, wherever their files lie."""
    said = json.dumps({name: rules.tables[name] for name in sorted(rules.tables)}, sort_keys=True, default=str)
    return hashlib.sha256(said.encode()).hexdigest()


def program_version() -> str:
    """The version of the program."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("practicum")
    except PackageNotFoundError:
        return "unreleased"
