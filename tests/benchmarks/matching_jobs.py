"""What the benchmarks of the rules engine run, each job in a process of its own: `python matching_jobs.py JOB '{…}'` prints JSON.

A job's `seconds` begin with the first byte read and end with the last byte written; what starts a process, imports and the reading of
the rules lies outside, for others as for us.
"""

from __future__ import annotations

import importlib
import json
import random
import sys
import time
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import five_rules

ROOT = Path(__file__).parents[2]
DAY = date(2026, 10, 15)
# The columns that the five rules look at, by table: what any program has to read at least.
LOOKED_AT = {
    "posts": 'learner, role, agency, start, "end", record_id, voids',
    "agencies": "agency, country",
    "completions": "learner, module, version, edition, date, score, result, evidence, source, record_id, voids",
    "cpd": "learner, date, kind, quantity, unit, category, module, approved, record_id, voids",
    "supervised": "learner, module, date, quantity, unit, supervisor, signed, record_id, voids",
    "supervision": "learner, date, kind, record_id, voids",
    "observations": "learner, competency, level, role_of_observer, date, evidence, record_id, voids",
    "certificates": 'learner, certification, start, "end", record_id, voids',
    "decisions": 'learner, kind, subject, decision, "from", "until", approver, reason, record_id, voids',
    "declarations": "learner, kind, date, discussed_with, record_id, voids",
    "vetting": "learner, kind, date, result, record_id, voids",
    "leave": 'learner, start, "end", record_id, voids',
    "awards": "learner, kind, subject, date, record_id, voids",
}
LANDS = 34  # invented countries, each with every certification of the core: about 500 rules


def shipped() -> Any:
    """The shipped rules as tables."""
    from practicum.workspace.learners import rules_of
    from practicum.workspace.project import check_project, find_project

    return rules_of(check_project(find_project(ROOT), day=DAY), day=DAY)


def many_rules() -> Any:
    """The core's rules once more for each of many lands, with amounts and lengths of their own."""
    from practicum.model.requirement import RuleTables, join_rules

    every = shipped()
    core = five_rules.only(every, {(row["country"], row["certification"]) for row in every.rows("rules") if not row["country"]})
    chance = random.Random(5)
    lands = []
    for number in range(LANDS):
        land = f"G{number:02}"
        tables = {name: tuple({**row, "country": land} if "country" in row else row for row in rows) for name, rows in core.tables.items()}
        tables["rules"] = tuple(
            {**row, "months": row["months"] + chance.choice((-6, 0, 6))} if row["months"] > 12 else row for row in tables["rules"]
        )
        tables["requirements"] = tuple(
            {**row, "need": row["need"] + chance.randrange(5)} if row["kind"] == "hours" else row for row in tables["requirements"]
        )
        lands.append(RuleTables(tables))
    return join_rules(lands)


def rules_called(name: str) -> Any:
    """The rules of a run by name: `five`, `shipped` or `many`."""
    return five_rules.only(shipped(), five_rules.FIVE) if name == "five" else many_rules() if name == "many" else shipped()


def judge_to_disk(rules: Any, folder: Path, out: Path, *, engine: str, reasons: bool, lands: int = 0) -> int:
    """Records in a folder of Parquet to verdicts on disk, by the engine; gives how many verdicts there are.

    The one place that knows how the engine takes Parquet and how it writes.
    """
    import pyarrow.parquet as pq

    from practicum.matching import evaluate

    tables = {path.stem: pq.read_table(path) for path in sorted(folder.glob("*.parquet"))}
    if lands:
        tables["agencies"] = _spread(tables["agencies"], lands)
    verdicts = evaluate(rules, tables, as_of=DAY, engine=engine)
    certificates = verdicts.certificates.arrow
    pq.write_table(certificates.select(list(five_rules.COLUMNS)), out)
    if reasons:
        for name in ("requirements", "closings", "losers", "pieces", "lapses", "amounts"):
            pq.write_table(getattr(verdicts, name).arrow, out.with_name(f"{out.stem}-{name}.parquet"))
    return int(certificates.num_rows)


def _spread(agencies: Any, lands: int) -> Any:
    """The agencies, spread over so many lands."""
    countries = [f"G{number % lands:02}" for number in range(agencies.num_rows)]
    return agencies.set_column(agencies.column_names.index("country"), "country", [countries])


# -- What is not there yet; each gives None as long as it is not.
def again() -> Callable[..., Any] | None:
    """What judges only those whom new rows or a boundary touch, from an earlier run's verdicts."""
    import practicum.matching

    return getattr(practicum.matching, "evaluate_again", None)


def has_spark() -> bool:
    """Whether the engine runs on Spark."""
    from practicum.tables.engine import ENGINES

    return "spark" in ENGINES


# -- Jobs
def engine(folder: str, out: str, rules: str = "five", name: str = "duckdb", reasons: bool = False, lands: int = 0) -> dict[str, Any]:
    """The engine's run."""
    _load()
    tables = rules_called(rules)
    start = time.perf_counter()
    verdicts = judge_to_disk(tables, Path(folder), Path(out), engine=name, reasons=reasons, lands=lands)
    return {"seconds": time.perf_counter() - start, "verdicts": verdicts, "rules": len(tables.rows("rules")), "hash": hash_of(Path(out))}


def hand(folder: str, out: str) -> dict[str, Any]:
    """The run of `hand.sql`."""
    start = time.perf_counter()
    five_rules.write_by_hand(Path(folder), Path(out), as_of=DAY)
    return {"seconds": time.perf_counter() - start, "hash": hash_of(Path(out))}


def floor(folder: str) -> dict[str, Any]:
    """Every cell the five rules look at, read once."""
    start = time.perf_counter()
    with duckdb.connect() as connection:
        for name, columns in LOOKED_AT.items():
            path = (Path(folder) / f"{name}.parquet").as_posix()
            connection.execute(f"select bit_xor(hash({columns})) from read_parquet('{path}')").fetchall()
    return {"seconds": time.perf_counter() - start}


def oracle(folder: str, learners: int) -> dict[str, Any]:
    """The oracle, one question after the other, on the first learners; each has only their own records to look through."""
    sys.path.insert(0, str(ROOT))
    from practicum.model.civil_day import FOR_EVER, day_number
    from tests.matching.oracle import Oracle

    rules = rules_called("five")
    roles = {(row["country"], row["certification"]): row["role"] for row in rules.rows("rules")}
    asked = Path(folder) / "asked.parquet"
    five_rules.write_by_hand(Path(folder), asked, as_of=DAY)
    last = f"L{learners - 1:09}"
    by_learner: dict[str, dict[str, list[Mapping[str, Any]]]] = {}
    with duckdb.connect() as connection:
        names = [path.stem for path in Path(folder).glob("*.parquet") if path.stem not in ("agencies", "asked")]
        for name in names:
            found = connection.sql(f"from read_parquet('{Path(folder) / name}.parquet') where learner <= '{last}'").to_arrow_table()
            for row in found.to_pylist():
                by_learner.setdefault(row["learner"], {each: [] for each in names})[name].append(row)
        agencies = connection.sql(f"from read_parquet('{Path(folder)}/agencies.parquet')").to_arrow_table().to_pylist()
        questions = connection.sql(f"select learner, certification, country from '{asked}' where learner <= '{last}'").fetchall()
    asked.unlink()
    rows = sum(len(table) for tables in by_learner.values() for table in tables.values())
    start = time.perf_counter()
    for learner, certification, country in questions:
        records = {**by_learner[learner], "agencies": agencies}
        one = Oracle(rules, records, learner, day_number(DAY), FOR_EVER, country, roles[country, certification])
        one.certificate(certification)
        for _row, verdict in one.requirements(certification):
            assert verdict.state
    return {"seconds": time.perf_counter() - start, "rows": rows, "questions": len(questions)}


def _load() -> None:
    """Load what a run needs; that takes as long for one record as for all."""
    for name in ("practicum.matching", "practicum.tables.engine", "pyarrow.parquet", "polars", "pandas"):
        importlib.import_module(name)


JOBS: dict[str, Callable[..., dict[str, Any]]] = {"engine": engine, "hand": hand, "floor": floor, "oracle": oracle}


def hash_of(out: Path) -> str:
    """A hash of the verdicts that does not depend on their order."""
    columns = ", ".join(five_rules.COLUMNS)
    query = f"select count(*), sum(hash({columns})::hugeint)::varchar from read_parquet('{out}')"
    with duckdb.connect() as connection:
        count, total = connection.execute(query).fetchall()[0]
    return f"{count}:{total}"


def limit(megabytes: int, spill: Path) -> None:
    """Hold this process to so much memory: three quarters of it are DuckDB's, the whole is all that may be asked of the system."""
    connect = duckdb.connect
    settings = {"memory_limit": f"{megabytes * 3 // 4}MB", "temp_directory": str(spill), "preserve_insertion_order": "false"}

    def limited(*places: Any, **more: Any) -> Any:
        return connect(*places, **{**more, "config": {**settings, **more.get("config", {})}})

    duckdb.connect = limited
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (megabytes * 2**20, megabytes * 2**20))


def main() -> None:
    """Run one job."""
    asked = json.loads(sys.argv[2])
    if megabytes := asked.pop("megabytes", 0):
        limit(megabytes, Path(asked["out"]).parent / "spill")
    found = JOBS[sys.argv[1]](**asked)
    print(json.dumps({**found, **_used()}))


def _used() -> dict[str, float]:
    """What this process took: megabytes at most, and the seconds that processors were busy with it, imports included."""
    if sys.platform == "win32":
        return {"megabytes": 0, "busy": time.process_time()}
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    return {"megabytes": round(used.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)), "busy": used.ru_utime + used.ru_stime}


if __name__ == "__main__":
    main()
