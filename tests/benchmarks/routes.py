"""The ways from a folder of tidy tables to verdicts on disk that are measured, and whether two of them wrote the same rows.

`duckdb` is the way of `practicum verdicts` on tables of any size: DuckDB reads, cuts by learner and spills, and Polars judges the parts
as they come. `polars` and `pandas` read the whole tables into memory and judge them in one piece. `spark` reads, cuts and writes by itself.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import duckdb
from five_rules import files_of, quoted

SAID = {
    "duckdb": "cut by DuckDB, judged on Polars",
    "polars": "judged on Polars in one piece",
    "pandas": "judged on pandas in one piece",
    "spark": "cut by Spark, judged on Polars",
}
MASTER = "local[2]"


class Project:
    """The shipped project: its rules, and the ids its records may name."""

    def __init__(self, root: Path, day: date) -> None:
        from practicum.workspace.project import check_project, find_project

        self._checked = check_project(find_project(root), day=day)
        self._day = day

    @property
    def rules(self) -> Any:
        """The shipped rules as tables."""
        from practicum.workspace.learners import rules_of

        return rules_of(self._checked, day=self._day)

    def known(self, asked: Any) -> Any:
        """The ids that exist, as a run on tables of any size looks rows up in them."""
        from practicum.workspace.bulk import _known

        return _known(self._checked, asked)


def asked_of(folder: Path, day: date, *, memory: str | None = None, lands: int = 0, scratch: Path) -> Any:
    """What a run on the tables in a folder is asked; with ``lands`` the agencies lie in so many countries."""
    import pyarrow.parquet as pq

    from practicum.workspace.parts import Asked
    from practicum.workspace.tidying import find_tidy

    tidy = find_tidy(folder)
    if lands:
        spread = scratch / "agencies.parquet"
        pq.write_table(_spread(pq.read_table(tidy.paths["agencies"][0]), lands), spread)
        tidy = replace(tidy, paths={**tidy.paths, "agencies": [spread]})
    # `auto` judges on Polars, also where DuckDB cuts nothing off because one part holds everybody.
    return Asked(tidy, day, engine="auto", memory=memory)


def cut_to_disk(rules: Any, asked: Any, out: Path, *, known: Any, columns: Sequence[str] | None) -> int:
    """Judge everybody part by part, as DuckDB cuts them; gives the number of verdicts.

    With ``columns`` only these of the certificates are written, without them every table that a run keeps.
    """
    from practicum.matching.parting import evaluate_parts
    from practicum.tables.parquet import write_arrow
    from practicum.tables.stored import Stored, plainly
    from practicum.workspace.parts import Run, bytes_of, for_cutting, part_name, write_parts

    paths = {name: [plainly(path) for path in files] for name, files in asked.tidy.paths.items()}
    scratch = out / ".scratch"
    scratch.mkdir()
    stored = Stored(paths, scratch, memory=for_cutting(bytes_of(asked.memory)), known=known)
    try:
        run = Run(asked, rules, stored, out, lambda done, total: None)
        run.cut()
        if columns is None:
            write_parts(run, out)
        else:
            (out / "certificates").mkdir()
            judged = evaluate_parts(rules, stored.each(), as_of=asked.as_of, engine=run.engine, tables=(), at_once=run.at_once)
            for part, found in judged:
                write_arrow(found.certificates.arrow.select(list(columns)), out / "certificates" / part_name(part.number))
    finally:
        stored.close()
    shutil.rmtree(scratch)
    return _count(out)


def whole_to_disk(rules: Any, asked: Any, out: Path, *, engine: str, columns: Sequence[str] | None) -> int:
    """Judge everybody in one piece, with every table in memory; gives the number of verdicts."""
    import pyarrow.parquet as pq

    from practicum.matching import evaluate
    from practicum.matching.parting import STORED, storable

    tables = {name: pq.read_table(files) for name, files in asked.tidy.paths.items()}
    verdicts = evaluate(rules, tables, as_of=asked.as_of, engine=engine, tables=STORED if columns is None else ())
    written = storable(verdicts) if columns is None else {"certificates": verdicts.certificates.arrow.select(list(columns))}
    for name, table in written.items():
        (out / name).mkdir()
        pq.write_table(table, out / name / "part-0001.parquet")
    return len(verdicts.certificates)


def spark_to_disk(rules: Any, asked: Any, out: Path) -> int:
    """Judge everybody in the tasks of Spark and write every table that a run keeps; gives the number of verdicts."""
    from practicum.matching.parting import STORED
    from practicum.matching.spreading import evaluate_spark

    paths = {name: [str(path) for path in files] for name, files in asked.tidy.paths.items()}
    evaluate_spark(rules, paths, str(out), as_of=asked.as_of, tables=STORED, master=MASTER)
    return _count(out)


def without_spark() -> str:
    """Why nothing can run on Spark here; empty where it can."""
    if find_spec("pyspark") is None:
        return "pyspark is not installed"
    homes = [Path(home, "bin").as_posix() for home in (os.environ.get("JAVA_HOME"),) if home]
    found = any(shutil.which("java", path=path) for path in (*homes, os.environ.get("PATH", "")))
    return "" if found else "there is no Java"


def change_some(folder: Path, changed: Path, day: date) -> int:
    """A copy of a workforce in which every hundredth learner has a completion and a piece of learning more; gives how many have."""
    changed.mkdir(parents=True)
    for path in folder.iterdir():
        if path.stem in ("completions", "cpd"):
            (changed / path.stem).mkdir()
            (changed / path.stem / "rows.parquet").hardlink_to(path)
        else:
            (changed / path.name).hardlink_to(path)
    number = day.toordinal() - date(1970, 1, 1).toordinal()
    touched: set[str] = set()
    with duckdb.connect() as connection:
        for name in ("completions", "cpd"):
            mine = f"from read_parquet('{quoted(folder / name)}.parquet') where voids is null and substr(learner, 2)::bigint % 100 = 7"
            fresh = f"'{quoted(changed / name / 'new.parquet')}'"
            connection.execute(
                f"copy (select * replace (record_id || '-new' as record_id, {number - 10} as date, {number - 5} as recorded_at) {mine} "
                f"qualify row_number() over (partition by learner order by record_id) = 1) to {fresh} (format parquet)"
            )
            touched |= {learner for (learner,) in connection.execute(f"select learner from {fresh}").fetchall()}
    return len(touched)


def rows_that_differ(ours: Path, theirs: Path, tables: Iterable[str], *, beside: Collection[str] = ()) -> tuple[int, int]:
    """How many rows the tables of one run have, and how many rows of either run lack an equal one in the other.

    Columns are those of ``theirs`` but for those ``beside``, in any order of rows.
    """
    rows = odd = 0
    with duckdb.connect() as connection:
        for name in tables:
            sources = [files_of(run / name) for run in (ours, theirs)]
            given = [row[0] for row in connection.execute(f"describe from {sources[1]}").fetchall()]
            columns = ", ".join(f'"{column}"' for column in given if column not in beside)
            one, other = (f"select {columns} from {source}" for source in sources)
            rows += connection.execute(f"select count(*) from {sources[0]}").fetchall()[0][0]
            # Sums of hashes stay small however many rows there are; rows are only sought out where the sums differ.
            if sum_of_rows(connection, one) != sum_of_rows(connection, other):
                odd += connection.execute(
                    f"select (select count(*) from (({one}) except all ({other}))) + (select count(*) from (({other}) except all ({one})))"
                ).fetchall()[0][0]
    return rows, odd


def sum_of_rows(connection: Any, query: str) -> str:
    """A hash of what a query gives that does not depend on the order of the rows."""
    count, total = connection.execute(f"select count(*), sum(hash(each)::hugeint)::varchar from ({query}) each").fetchall()[0]
    return f"{count}:{total}"


def _count(out: Path) -> int:
    with duckdb.connect() as connection:
        return int(connection.execute(f"select count(*) from {files_of(out / 'certificates')}").fetchall()[0][0])


def _spread(agencies: Any, lands: int) -> Any:
    countries = [f"G{number % lands:02}" for number in range(agencies.num_rows)]
    return agencies.set_column(agencies.column_names.index("country"), "country", [countries])
