"""Fingerprints of the rows behind each learner's verdicts: who was touched between two runs, without keeping the rows.

A fingerprint is the sum of DuckDB's hash over a learner's rows, whatever their order. `rows` looks at every row, `shown` only at what a
signature is weighed by: certificates, decisions, and what voids them. Agencies have one too, since their country says whose rules hold.
Another version of DuckDB may hash otherwise, so its version belongs to the state.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from practicum.tables.stored import SHOWN_OF_SIGNERS, SIGNERS, Stored, place_of, plainly, quoted

if TYPE_CHECKING:
    import pyarrow

_SPACE = 2**64


@dataclass(frozen=True)
class Passed:
    """The days from the one asked about before (``after``) to the one asked about now (``until``).

    ``boundaries`` is the folder in which the earlier run kept by when each learner is to be judged again; ``columns`` names the days of
    each table.
    """

    after: int
    until: int
    boundaries: Path
    columns: Mapping[str, Sequence[str]]


def hashing_version() -> str:
    """The version of what makes the fingerprints."""
    import duckdb

    version: str = duckdb.__version__
    return version


def write_fingerprints(stored: Stored, path: Path, firsts: Sequence[str]) -> None:
    """Write the fingerprint of everybody in the tables, with the part each learner stands in: what, id, part, count, rows, shown.

    ``firsts`` are the learners with whom the parts begin.
    """
    sums = []
    for name in stored.owned:
        hashed = f"hash('{name}', {_columns(stored, name)})"
        weighed = "true" if name in SHOWN_OF_SIGNERS else "voids is not null" if "voids" in stored.columns[name] else "false"
        sums.append(
            f"select learner as id, count(*) as count, sum({hashed}) as rows, sum(case when {weighed} then {hashed} else 0 end) as shown "
            f"from t_{name} where learner is not null group by learner"
        )
    everybody = " union all ".join(sums) or "select null::varchar as id, 0 as count, 0 as rows, 0 as shown where false"
    agencies = "select null::varchar as id, 0 as rows where false"
    if "agencies" in stored.columns:
        hashed = f"hash({_columns(stored, 'agencies')})"
        agencies = f"select agency as id, sum({hashed}) as rows from t_agencies where agency is not null group by agency"
    stored.connection.execute(
        f"copy (select 'learner' as what, id, {place_of('id', firsts[1:])}::integer as part, sum(count)::bigint as count, "
        f"(sum(rows) % {_SPACE})::ubigint as rows, (sum(shown) % {_SPACE})::ubigint as shown from ({everybody}) group by id "
        f"union all select 'agency', id, 0, 1, (rows % {_SPACE})::ubigint, 0::ubigint from ({agencies}) order by what, id) "
        f"to '{quoted(path)}' (format parquet)"
    )


def firsts_of(stored: Stored, path: Path) -> list[str]:
    """With whom each part of an earlier run begins; the first stands as an empty text."""
    found = stored.connection.execute(
        f"select part, min(id) from read_parquet('{quoted(plainly(path))}') where what = 'learner' group by part order by part"
    ).fetchall()
    return ["", *(row[1] for row in found[1:])]


def largest_part(stored: Stored, path: Path) -> int:
    """How many rows the largest part has."""
    query = f"select max(n) from (select sum(count) as n from read_parquet('{quoted(plainly(path))}') group by part)"
    return int(stored.connection.execute(query).fetchall()[0][0] or 0)


def touched_learners(
    stored: Stored,
    earlier: Path,
    now: Path,
    *,
    recorded: tuple[int, int] | None = None,
    own_days: Mapping[str, str] | None = None,
    passed: Passed | None = None,
) -> tuple[pyarrow.Table, pyarrow.Table]:
    """Who has to be judged again, and everybody whose earlier rows no longer hold (a column `learner` each).

    These are the learners behind new, changed and removed rows; those whose signers' certificates changed; those in post at an agency that
    changed. ``recorded`` (a first and a last day) adds those of whom something was recorded between; ``own_days`` names the column of a
    table that stands in where no recorded day is given. ``passed`` adds those for whom a day that matters lies between two days asked
    about.
    """
    connection = stored.connection
    before, after = (f"read_parquet('{quoted(plainly(path))}')" for path in (earlier, now))
    connection.execute(
        "create or replace temp table changed_ as select coalesce(a.what, b.what) as what, coalesce(a.id, b.id) as id, "
        "coalesce(a.rows <> b.rows or a.count <> b.count, true) as rows, coalesce(a.shown <> b.shown, a.shown <> 0, b.shown <> 0) as shown "
        f"from {before} a full join {after} b on a.what = b.what and a.id = b.id "
        "where a.id is null or b.id is null or a.rows <> b.rows or a.count <> b.count or a.shown <> b.shown"
    )
    named = ["select id as learner from changed_ where what = 'learner'"]
    signers = "select id from changed_ where what = 'learner' and shown"
    if recorded is not None:
        between = _recorded_between(stored, recorded, own_days or {})
        if between:
            connection.execute(
                f"create or replace temp table recorded_ as select learner, max(shown) as shown from ({between}) group by learner"
            )
            named.append("select learner from recorded_")
            signers += " union select learner from recorded_ where shown"
    for name, columns in SIGNERS.items():
        if name in stored.columns:
            named += [
                f'select learner from t_{name} where "{column}" in ({signers})' for column in columns if column in stored.columns[name]
            ]
    if passed is not None:
        named += _turned_between(stored, passed)
    if "posts" in stored.columns:
        named.append("select learner from t_posts where agency in (select id from changed_ where what = 'agency')")
    connection.execute(
        f"create or replace temp table touched_ as select distinct learner from ({' union all '.join(named)}) where learner is not null"
    )
    touched = connection.sql("select learner from touched_ order by learner").to_arrow_table()
    here = f"select learner from touched_ where learner in (select id from {after} where what = 'learner') order by learner"
    return connection.sql(here).to_arrow_table(), touched


def _recorded_between(stored: Stored, days: tuple[int, int], own_days: Mapping[str, str]) -> str:
    found = []
    for name, own in own_days.items():
        if name in stored.owned:
            columns = [f'"{column}"' for column in ("recorded_at", own) if column in stored.columns[name]]
            weighed = "true" if name in SHOWN_OF_SIGNERS else "voids is not null" if "voids" in stored.columns[name] else "false"
            found.append(
                f"select learner, {weighed} as shown from t_{name} where coalesce({', '.join(columns)}) between {days[0]} and {days[1]}"
            )
    return " union all ".join(found)


def _turned_between(stored: Stored, passed: Passed) -> list[str]:
    """Whose boundary was reached, and of whom something begins or ends between the two days."""
    found = [f"select learner from read_parquet('{quoted(plainly(passed.boundaries))}/*.parquet') where day <= {passed.until}"]
    for name, columns in passed.columns.items():
        if name in stored.owned:
            here = [f'"{column}" between {passed.after} and {passed.until}' for column in columns if column in stored.columns[name]]
            found += [f"select learner from t_{name} where {' or '.join(here)}"] if here else []
    return found


def _columns(stored: Stored, name: str) -> str:
    return ", ".join(f'"{column}"' for column in sorted(stored.columns[name]))


def merged(earlier: Path, new: Sequence[Path], gone: pyarrow.Table, first: str, last: str | None, into: Path) -> None:
    """Write one part of a table: the ``earlier`` rows but those of whoever is ``gone``, and those of the ``new`` files, by learner.

    The part begins with the learner ``first`` and ends before ``last``.
    """
    import polars

    learner = polars.col("learner")
    inside = learner >= first if last is None else (learner >= first) & (learner < last)
    out = polars.DataFrame(polars.from_arrow(gone)).filter(inside).get_column("learner")
    old = polars.read_parquet(earlier, glob=False)
    fresh = polars.concat([polars.scan_parquet(path, glob=False).filter(inside).collect() for path in new]) if new else old.clear()
    # The places are put in order first, so that every column is moved once.
    placed = polars.int_range(polars.len()).alias("place")
    kept = old.select("learner", placed).filter(~learner.is_in(out.implode()))
    order = kept.merge_sorted(fresh.select("learner", placed + old.height), key="learner").get_column("place")
    whole = polars.concat([old, fresh.select(old.columns).cast(old.schema)])
    whole[order].write_parquet(into, compression="snappy")


def counted(stored: Stored, folder: Path, names: Collection[str]) -> tuple[dict[str, int], dict[str, int], int]:
    """What was written below a folder: rows by table, certificates by state, and requirements that could not be judged."""

    def ask(query: str) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = stored.connection.execute(query).fetchall()
        return found

    sources = {
        name: f"read_parquet('{quoted(plainly(folder / name))}/*.parquet')" for name in names if any((folder / name).glob("*.parquet"))
    }
    rows = {name: int(ask(f"select count(*) from {source}")[0][0]) for name, source in sources.items()}
    states: dict[str, int] = {}
    blind = 0
    if "certificates" in sources:
        states = dict(ask(f"select state, count(*) from {sources['certificates']} group by state order by state"))
        blind = int(ask(f"select coalesce(sum(not_evaluated), 0) from {sources['certificates']}")[0][0])
    return rows, states, blind


def people_by_reason(stored: Stored, folder: Path) -> dict[str, int]:
    """How many people of whom nothing is asked, or not as holders of a role, were written below a folder, by reason."""
    rows = f"read_parquet('{quoted(plainly(folder))}/*.parquet')"
    query = f"select reason, count(distinct learner) from {rows} group by reason order by reason"
    return dict(stored.connection.execute(query).fetchall()) if any(folder.glob("*.parquet")) else {}
