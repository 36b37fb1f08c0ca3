"""What the benchmarks of the rules engine run, each job in a process of its own: `python matching_jobs.py JOB '{…}'` prints JSON.

A job's `seconds` begin with the first byte read and end with the last byte written; what starts a process, imports and the reading of
the rules lies outside, for others as for us.
"""

from __future__ import annotations

import importlib
import json
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import five_rules
import routes

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


@cache
def project() -> routes.Project:
    """The shipped project."""
    return routes.Project(ROOT, DAY)


def many_rules() -> Any:
    """The core's rules once more for each of many lands, with amounts and lengths of their own."""
    from practicum.model.requirement import RuleTables, join_rules

    every = project().rules
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
    if name == "many":
        return many_rules()
    return five_rules.only(project().rules, five_rules.FIVE) if name == "five" else project().rules


def judge_to_disk(rules: Any, folder: Path, out: Path, *, engine: str, reasons: bool, lands: int = 0, memory: str | None = None) -> int:
    """Records in a folder of Parquet to verdicts as Parquet in an empty folder; gives how many verdicts there are.

    Without ``reasons`` states and deciding record are written, as by `hand.sql`; with them every table that a run keeps.
    """
    columns = None if reasons else five_rules.COLUMNS
    with tempfile.TemporaryDirectory() as scratch:
        asked = routes.asked_of(folder, DAY, memory=memory, lands=lands, scratch=Path(scratch))
        if engine == "duckdb":
            return routes.cut_to_disk(rules, asked, out, known=project().known(asked), columns=columns)
        if engine == "spark":
            return routes.spark_to_disk(rules, asked, out)
        return routes.whole_to_disk(rules, asked, out, engine=engine, columns=columns)


def _emptied(out: str) -> Path:
    shutil.rmtree(out, ignore_errors=True)
    Path(out).mkdir(parents=True)
    return Path(out)


# -- Jobs
def engine(
    folder: str, out: str, rules: str = "five", name: str = "duckdb", reasons: bool = False, lands: int = 0, memory: str | None = None
) -> dict[str, Any]:
    """The engine's run, on one of the ``routes``."""
    _load()
    from practicum.matching.parting import STORED

    tables, into = rules_called(rules), _emptied(out)
    start = time.perf_counter()
    verdicts = judge_to_disk(tables, Path(folder), into, engine=name, reasons=reasons, lands=lands, memory=memory)
    seconds = time.perf_counter() - start
    return {
        "seconds": seconds,
        "verdicts": verdicts,
        "rules": len(tables.rows("rules")),
        "hash": hash_of(into / "certificates"),
        "tables": list(STORED) if reasons else ["certificates"],
    }


def everybody(folder: str, out: str, since: str | None = None) -> dict[str, Any]:
    """The run of `practicum verdicts` with the shipped rules, all it writes included; with ``since`` only of those with something new."""
    from practicum.matching.parting import STORED
    from practicum.workspace.bulk import judged_into

    _load()
    tables, into = rules_called("shipped"), _emptied(out)
    start = time.perf_counter()
    asked = routes.asked_of(Path(folder), DAY, scratch=into)
    manifest, said = judged_into(into, tables, asked, known=project().known(asked), since=None if since is None else Path(since))
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "run": manifest["run"], "said": said, "tables": list(STORED)}


def hand(folder: str, out: str) -> dict[str, Any]:
    """The run of `hand.sql`."""
    into = _emptied(out) / "verdict.parquet"
    start = time.perf_counter()
    five_rules.write_by_hand(Path(folder), into, as_of=DAY)
    return {"seconds": time.perf_counter() - start, "hash": hash_of(into)}


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
    last = f"L{learners - 1:09}"
    by_learner: dict[str, dict[str, list[Mapping[str, Any]]]] = {}
    with duckdb.connect() as connection:
        names = [path.stem for path in Path(folder).glob("*.parquet") if path.stem != "agencies"]
        for name in names:
            found = connection.sql(f"from read_parquet('{Path(folder) / name}.parquet') where learner <= '{last}'").to_arrow_table()
            for row in found.to_pylist():
                by_learner.setdefault(row["learner"], {each: [] for each in names})[name].append(row)
        agencies = connection.sql(f"from read_parquet('{Path(folder)}/agencies.parquet')").to_arrow_table().to_pylist()
        with tempfile.TemporaryDirectory() as scratch:
            asked = Path(scratch) / "asked.parquet"
            five_rules.write_by_hand(Path(folder), asked, as_of=DAY)
            questions = connection.sql(f"select learner, certification, country from '{asked}' where learner <= '{last}'").fetchall()
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
    for name in ("practicum.matching", "practicum.workspace.bulk", "practicum.tables.stored", "pyarrow.parquet", "polars", "pandas"):
        importlib.import_module(name)


JOBS: dict[str, Callable[..., dict[str, Any]]] = {"engine": engine, "everybody": everybody, "hand": hand, "floor": floor, "oracle": oracle}


def hash_of(out: Path) -> str:
    """A hash of the verdicts that does not depend on their order."""
    with duckdb.connect() as connection:
        return routes.sum_of_rows(connection, f"select {', '.join(five_rules.COLUMNS)} from {five_rules.files_of(out)}")


def main() -> None:
    """Run one job."""
    asked = json.loads(sys.argv[2])
    if megabytes := asked.pop("megabytes", 0):
        asked["memory"] = f"{megabytes}MiB"
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
