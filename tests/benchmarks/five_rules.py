"""The five named rules, both ways: the shipped rule tables cut down to them, and `hand.sql`.

FSW and RCW of the core, CSW in Belmora (which the day of the renewal gives one of two versions of its learning), PAR in Tamaru.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from practicum.model.civil_day import day_number
from practicum.model.requirement import NUMBERED, Row, RuleTables

FIVE = (("", "FSW"), ("", "RCW"), ("BM", "CSW"), ("TM", "PAR"))
HAND = Path(__file__).with_name("hand.sql")
COLUMNS = ("learner", "certification", "country", "state", "valid_from", "valid_until", "deciding_record")


def only(rules: RuleTables, wanted: Iterable[tuple[str, str]]) -> RuleTables:
    """The rules of some countries and certifications, numbered anew; a certificate outside them that one asks for is never held."""
    few = rules.only(set(wanted))
    countries = {row["country"] for row in few.rows("rules")}
    kept = {name: few.rows(name) for name in few.tables}
    for name in ("versions", "teaches"):
        kept[name] = tuple(row for row in kept[name] if row["country"] in countries)
    # The oracle finds a requirement by its place, so numbers run without gaps.
    owners = {"rule": "rules", "req": "requirements", "hold": "holdings", "policy": "policies"}
    anew = {kind: {row[kind]: place for place, row in enumerate(kept[name])} for kind, name in owners.items()}

    def moved(row: Row) -> Row:
        return {column: anew[NUMBERED[column]][value] if column in NUMBERED and value >= 0 else value for column, value in row.items()}

    tables = {name: tuple(moved(row) for row in kept[name]) for name in rules.tables}
    return RuleTables(tables, {anew["req"][req]: span for req, span in rules.spans.items() if req in anew["req"]})


def write_by_hand(folder: Path, out: Path, *, as_of: date) -> None:
    """Run `hand.sql` on a folder of Parquet and write its verdicts as Parquet."""
    with duckdb.connect() as connection:
        connection.execute(f"set variable folder = '{folder.as_posix()}'")
        connection.execute(f"set variable as_of = {day_number(as_of)}")
        connection.execute(HAND.read_text("utf-8"))
        connection.execute(f"copy verdict to '{out.as_posix()}' (format parquet)")


def differences(ours: Any, theirs: Any, *, most: int = 20) -> tuple[int, int, list[Mapping[str, Any]]]:
    """How many verdicts ours has, how many of either lack an equal one in the other, and the first of these.

    Both are Parquet, as one file or a folder of files, or Arrow tables, with at least ``COLUMNS``.
    """
    connection = duckdb.connect()
    for name, table in (("ours", ours), ("theirs", theirs)):
        if isinstance(table, Path):
            connection.execute(f"create view {name}_all as from {files_of(table)}")
        else:
            connection.register(f"{name}_all", table)
    columns = ", ".join(COLUMNS)
    for name in ("ours", "theirs"):
        connection.execute(f"create temp table {name} as select {columns} from {name}_all")
    rows = connection.execute("select count(*) from ours").fetchall()[0][0]
    odd = connection.execute(
        "create temp table odd as (select 'ours' as side, * from (from ours except all from theirs))"
        " union all (select 'theirs', * from (from theirs except all from ours));"
        "select count(*) from odd"
    ).fetchall()[0][0]
    found = connection.sql(f"from odd order by learner, certification, side limit {most}").to_arrow_table().to_pylist()
    return rows, odd, found


def files_of(written: Path) -> str:
    """The SQL that reads one Parquet file, or all below a folder."""
    if written.is_dir():
        return f"read_parquet('{quoted(written)}/**/*.parquet', hive_partitioning = true, hive_types_autocast = false)"
    return f"read_parquet('{quoted(written)}')"


def quoted(path: Path) -> str:
    """A path inside SQL quotes."""
    return path.as_posix().replace("'", "''")
