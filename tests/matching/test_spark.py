"""Spark: the same verdicts as in one piece, from Parquet to Parquet, and nothing collected on the way.

Starting Java costs more than what is judged here, so few runs show much: one on a workforce, one on the vectors.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

import practicum
from practicum.matching import Verdicts, evaluate, evaluate_asks
from practicum.matching.facts import columns_of
from practicum.matching.spreading import ASK_COLUMNS, ASKS_A_PART, REPORTED, evaluate_spark
from practicum.model.civil_day import day_number
from practicum.model.requirement import RuleTables
from practicum.records.sample import SAMPLE_DAY
from practicum.tables import frame
from practicum.tables.packing import Packing
from practicum.tables.spark import SparkTrouble, Spread, spark_session
from practicum.tables.stored import SHOWN_OF_SIGNERS, SIGNERS, Part
from tests.benchmarks.five_rules import FIVE, only
from tests.matching.vector_cases import run as vectors
from tests.test_situations import ENTRIES, checked, records, rules_of

DAY = date(2026, 10, 15)
WORKFORCE = Path(__file__).parent.parent / "benchmarks" / "workforce.py"
MEMORY = "512k"
# Small runs: what compiles code for long ones is left off.
SETTINGS = {
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.shuffle.partitions": "2",
    "spark.driver.maxResultSize": MEMORY,
}
# Everything by which rows come to the program that asks; `count` brings one number, and is not used either.
COLLECTING = {
    "DataFrame": (
        "collect", "toPandas", "toArrow", "take", "head", "first", "tail", "toLocalIterator", "foreach", "foreachPartition", "show",
        "count", "isEmpty", "toJSON", "checkpoint", "localCheckpoint",
    ),
    "RDD": (
        "collect", "collectAsMap", "take", "first", "top", "takeOrdered", "takeSample", "toLocalIterator", "foreach", "foreachPartition",
        "count", "countByKey", "countByValue", "reduce", "fold", "aggregate", "isEmpty", "saveAsTextFile",
    ),
}  # fmt: skip


def _missing(what: str) -> Any:
    """Skip on a user's machine, fail where Spark has to run."""
    return pytest.fail(what) if os.environ.get("PRACTICUM_REQUIRE_SPARK") == "1" else pytest.skip(what)


@pytest.fixture(scope="module")
def spark() -> None:
    """Spark and a Java that it can run on."""
    try:
        import pyspark  # noqa: F401 - only whether it is there
    except ImportError:
        _missing("pyspark is not installed: pip install -e '.[spark]'")
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        _missing("no Java on this machine; Spark needs 17 or newer")


@pytest.fixture(scope="module")
def session(spark: None) -> Iterator[Any]:
    """One session for this module."""
    with spark_session("local[2]", SETTINGS) as running:
        yield running


@pytest.fixture
def nothing_collected(session: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A session in which every step that brings rows to this program fails, also from within Spark."""
    from pyspark.core.rdd import RDD
    from pyspark.sql.classic.dataframe import DataFrame

    def refused(name: str) -> Any:
        def refuse(*_given: Any, **_named: Any) -> Any:
            raise AssertionError(f"{name} brings rows to the driver")

        return refuse

    for kind in (DataFrame, RDD):
        for name in COLLECTING[kind.__name__]:
            assert hasattr(kind, name), name
            monkeypatch.setattr(kind, name, refused(name))
    return session


def _jobs(session: Any) -> list[str]:
    """What each job that Spark ran was started by, from its own books."""
    jobs = session.sparkContext._jsc.sc().statusStore().jobsList(None)
    return [jobs.apply(place).name() for place in range(jobs.size())]


def _written(out: Path, name: str) -> pyarrow.Table:
    kinds = REPORTED[name]
    shape = frame({column: [] for column in kinds}, kinds).schema
    return ds.dataset(out / name, schema=shape, format="parquet", partitioning=ds.partitioning(flavor="hive")).to_table()


def _same(got: pyarrow.Table, wanted: pyarrow.Table, *, without: tuple[str, ...] = ()) -> int:
    columns = [name for name in wanted.column_names if name not in without]
    by = [(name, "ascending") for name in columns if name in ("ask", "learner", "certification", "requirement", "position")]
    by += [(name, "ascending") for name in columns if (name, "ascending") not in by]
    first, second = got.select(columns).sort_by(by), wanted.select(columns).sort_by(by)
    assert first.schema == second.schema
    for name in columns:
        assert first.column(name).to_pylist() == second.column(name).to_pylist(), name
    return int(first.num_rows)


def _stored(tables: Mapping[str, Any], folder: Path) -> dict[str, list[str]]:
    found = {}
    for name, table in tables.items():
        if isinstance(table, list):
            kinds = columns_of(name)
            table = frame({column: [row.get(column) for row in table] for column in kinds}, kinds)
        pq.write_table(table, folder / f"{name}.parquet")
        found[name] = [str(folder / f"{name}.parquet")]
    return found


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The records of 2,000 learners."""
    folder = tmp_path_factory.mktemp("workforce")
    found = {**os.environ, "PYTHONPATH": str(Path(practicum.__file__).parents[1])}
    subprocess.run([sys.executable, str(WORKFORCE), str(folder), "--records", "80000"], env=found, check=True, capture_output=True)
    return {path.stem: [str(path)] for path in sorted(folder.glob("*.parquet"))}


def test_a_workforce_is_judged_as_in_one_piece_and_nothing_is_collected(
    people: dict[str, list[str]], nothing_collected: Any, tmp_path: Path
) -> None:
    rules = only(rules_of(checked(), day=DAY), FIVE)
    before = len(_jobs(nothing_collected))
    parts = evaluate_spark(rules, people, str(tmp_path / "out"), as_of=DAY, parts=2, session=nothing_collected)
    assert parts == 2
    started = _jobs(nothing_collected)[: len(_jobs(nothing_collected)) - before]
    # Spark was asked what the files look like, and to write; the other jobs are the shuffles of that, which it starts by itself.
    assert {name.split(" at ")[0] for name in started} == {"parquet", "$anonfun$withThreadLocalCaptured$1"}

    whole = evaluate(rules, {name: pq.read_table(paths[0]) for name, paths in people.items()}, as_of=DAY, engine="polars")
    certificates, requirements = _written(tmp_path / "out", "certificates"), _written(tmp_path / "out", "requirements")
    assert _same(certificates, whole.certificates.arrow, without=("ask",)) > 1_000
    assert _same(requirements, whole.requirements.arrow, without=("ask",)) > 20_000
    assert pc.count_distinct(certificates.column("ask")).as_py() == certificates.num_rows
    assert set(pc.divide(certificates.column("ask"), ASKS_A_PART).to_pylist()) == {0, 1}
    # An ask joins a certificate to its requirements.
    owner = dict(zip(certificates.column("ask").to_pylist(), certificates.column("learner").to_pylist(), strict=True))
    asked = zip(requirements.column("ask").to_pylist(), requirements.column("learner").to_pylist(), strict=True)
    assert all(owner[ask] == learner for ask, learner in asked)
    # What came out is more than Spark would have let through to this program.
    assert sum(path.stat().st_size for path in (tmp_path / "out").rglob("*.parquet")) > 512 << 10


def test_collecting_would_be_seen(nothing_collected: Any) -> None:
    from pyspark.sql import functions as sf

    with pytest.raises(AssertionError, match="brings rows to the driver"):
        nothing_collected.range(3).collect()
    # Past the methods of Python, Spark itself keeps more than a little from its driver.
    big = nothing_collected.range(20_000).select(sf.sha2(sf.col("id").cast("string"), 512))
    with pytest.raises(Exception, match="maxResultSize"):
        big._jdf.collectToPython()


def test_no_join_passes_through_the_driver(session: Any, people: dict[str, list[str]]) -> None:
    from practicum.matching.spreading import records_packing

    plan = Spread(session, people, records_packing(people), parts=3).packed()._jdf.queryExecution().executedPlan().toString()
    assert "SortMergeJoin" in plan, "rows of signers are joined in"
    assert not [step for step in ("Broadcast", "CollectLimit", "CollectTail", "TakeOrdered") if step in plan]


def _vectors() -> tuple[RuleTables, Mapping[str, Any], list[dict[str, Any]]]:
    whole = vectors()
    return whole.rules, whole.records, list(whole.asks)


def _planted() -> tuple[RuleTables, Mapping[str, Any], list[dict[str, Any]]]:
    tables = dict(records().tables)
    country = {row["agency"]: row["country"] for row in tables["agencies"].to_pylist()}
    posts = sorted(tables["posts"].to_pylist(), key=lambda one: one["start"])
    homes = {row["learner"]: country[row["agency"]] for row in posts}
    asks = [{name: entry[name] for name in ("learner", "certification", "as_of")} for entry in ENTRIES]
    return rules_of(checked(), day=SAMPLE_DAY), tables, [{**ask, "country": homes.get(ask["learner"], "")} for ask in asks]


@pytest.mark.parametrize(("given", "least"), [(_vectors, 379), (_planted, 25)], ids=["vectors", "planted"])
def test_all_questions_with_days_of_their_own_in_one_job(
    given: Callable[[], tuple[RuleTables, Mapping[str, Any], list[dict[str, Any]]]], least: int, session: Any, tmp_path: Path
) -> None:
    rules, tables, asks = given()
    roles = {(row["country"], row["certification"]): row["role"] for row in rules.rows("rules")}
    rows = [
        {
            **ask,
            # Numbers of one's own, in an order of one's own.
            "ask": 5_000 - number,
            "role": ask.get("role") or roles[ask["country"], ask["certification"]],
            "as_of": day_number(ask["as_of"]),
            "known_at": None if ask.get("known_at") is None else day_number(ask["known_at"]),
        }
        for number, ask in enumerate(asks)
    ]
    paths = _stored(tables, tmp_path)
    pq.write_table(frame({name: [row.get(name) for row in rows] for name in ASK_COLUMNS}, ASK_COLUMNS), tmp_path / "asks.parquet")
    out = tmp_path / "out"
    evaluate_spark(rules, paths, str(out), asks=[str(tmp_path / "asks.parquet")], parts=2, tables=set(REPORTED), session=session)
    one = evaluate_asks(rules, tables, asks, engine="polars")
    assert len(one.certificates) == len(asks) >= least
    for name, kinds in REPORTED.items():
        wanted = getattr(one, name).arrow
        if "ask" not in wanted.column_names:
            assert _written(out, name).num_rows == 0, name
            continue
        wanted = wanted.set_column(wanted.column_names.index("ask"), "ask", pc.subtract(5_000, wanted.column("ask")))
        assert list(kinds) == wanted.column_names
        assert _same(_written(out, name), wanted) == wanted.num_rows, name


KINDS = {
    "certificates": {"learner": "code", "record_id": "code", "voids": "code"},
    "completions": {"learner": "code", "date": "day", "score": "number", "record_id": "code", "voids": "code"},
    "supervised": {"learner": "code", "supervisor": "code", "signed": "flag", "record_id": "code"},
    "agencies": {"agency": "code"},
}


def _told(_rules: None, part: Part) -> Mapping[str, pyarrow.Table]:
    """What a part holds, as one text a row."""
    rows = [f"{name} {row.get('record_id') or row.get('agency')}" for name, table in part.tables.items() for row in table.to_pylist()]
    rows += [f"learner {name}" for name in part.learners.column("learner").to_pylist()]
    return {"held": frame({"part": [part.number] * len(rows), "row": rows}, {"part": "whole", "row": "text"})}


def test_a_part_holds_its_learners_and_what_is_looked_at_of_their_signers(session: Any, tmp_path: Path) -> None:
    learners = [f"L{number}" for number in range(8)] + [None]
    columns = {
        "certificates": {"learner": learners, "record_id": [f"cert-{name}" for name in learners]},
        # A voided certificate is void wherever it is looked at.
        "completions": {
            "learner": learners * 2,
            "date": [20_000] * 18,
            "record_id": [f"done-{name}" for name in learners] + [f"void-{name}" for name in learners],
            "voids": [None] * 9 + [f"cert-{name}" for name in learners],
        },
        "supervised": {"learner": ["L0", "L1", "L2"], "supervisor": ["L7", "", None], "record_id": ["s0", "s1", "s2"]},
        "agencies": {"agency": ["A1", "A2"]},
    }
    paths = {}
    for name, given in columns.items():
        pq.write_table(frame(given, KINDS[name]), tmp_path / f"{name}.parquet")
        paths[name] = [str(tmp_path / f"{name}.parquet")]
    assert set(SIGNERS) >= {"supervised"}
    assert set(SHOWN_OF_SIGNERS) >= {"certificates"}
    found = Packing({"held": {"part": "whole", "row": "text"}})
    spread = Spread(session, paths, Packing(KINDS), parts=4)
    spread.judged(_told, None, found).write.parquet(str(tmp_path / "out"))
    rows = ds.dataset(tmp_path / "out").to_table()
    held: dict[int, list[str]] = {}
    for part, row in zip(rows.column("whole0").to_pylist(), rows.column("text0").to_pylist(), strict=True):
        held.setdefault(part, []).append(row)
    home = {row.removeprefix("learner "): part for part, each in held.items() for row in each if row.startswith("learner ")}
    assert sorted(home) == [f"L{number}" for number in range(8)]
    assert len(set(home.values())) > 1
    assert home["L0"] != home["L7"], "the example is no example if both are cut into one part"
    for part, each in held.items():
        assert len(each) == len(set(each)), "no row twice"
        own = {name for name, where in home.items() if where == part}
        wanted = {f"{kind}-{name}" for kind in ("cert", "done", "void") for name in own}
        wanted |= {"cert-L7", "void-L7"} if part == home["L0"] else set()
        wanted |= {"s0" if name == "L0" else "s1" if name == "L1" else "s2" for name in own & {"L0", "L1", "L2"}} | {"A1", "A2"}
        assert {row.split()[1] for row in each if not row.startswith("learner ") and "None" not in row} == wanted


def test_the_number_of_parts_follows_from_the_files(session: Any, people: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    from practicum.matching.spreading import records_packing
    from practicum.tables import spark as module

    packing = records_packing(people)
    size = sum(Path(paths[0]).stat().st_size for name, paths in people.items() if name in packing.tables)
    assert Spread(session, people, packing).parts == 1
    monkeypatch.setattr(module, "BYTES_A_PART", size // 3)
    assert Spread(session, people, packing).parts in (3, 4)


def test_days_may_be_dates_and_other_things_are_refused_without_a_value(session: Any, tmp_path: Path) -> None:
    path = str(tmp_path / "completions.parquet")
    pq.write_table(pyarrow.table({"learner": ["L1"], "date": pyarrow.array([20_000], pyarrow.date32())}), path)
    packing = Packing({"completions": KINDS["completions"]})
    tall = Spread(session, {"completions": [path]}, packing, parts=1).packed()
    assert tall.select("whole0").collect()[0][0] == 20_000
    pq.write_table(pyarrow.table({"learner": ["L1"], "date": ["the third of May"]}), path)
    with pytest.raises(SparkTrouble) as caught:
        Spread(session, {"completions": [path]}, packing, parts=1).packed()
    assert caught.value.message == "`date` of completions is stored as string"
    assert "May" not in caught.value.message + caught.value.help


def test_what_cannot_be_read_or_is_there_already_is_said_in_a_line(session: Any, people: dict[str, list[str]], tmp_path: Path) -> None:
    rules = only(rules_of(checked(), day=DAY), FIVE)
    gone = str(tmp_path / "gone.parquet")
    with pytest.raises(SparkTrouble, match=r"^Spark cannot read .*gone\.parquet: .*PATH_NOT_FOUND") as caught:
        evaluate_spark(rules, {**people, "cpd": [gone]}, str(tmp_path / "out"), as_of=DAY, session=session)
    assert "\n" not in caught.value.message
    (tmp_path / "certificates").mkdir()
    with pytest.raises(SparkTrouble, match=f"there is something at {tmp_path} already"):
        evaluate_spark(rules, {"agencies": people["agencies"]}, str(tmp_path), as_of=DAY, session=session)


def test_a_day_or_asks_but_not_both() -> None:
    with pytest.raises(ValueError, match="either a day"):
        evaluate_spark(only(rules_of(checked(), day=DAY), FIVE), {}, "out")


def test_without_spark_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [each for each in sys.modules if each.split(".")[0] == "pyspark"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pyspark", None)
    with pytest.raises(SparkTrouble) as caught, spark_session("local[1]"):
        pytest.fail("it started")
    assert caught.value.message == "Spark is not installed"
    assert "install pyspark" in caught.value.help
    assert "Java 17" in caught.value.help


def test_every_table_of_a_run_can_be_written() -> None:
    # Who is asked nothing has no verdict to write; the report of `gaps` tells of them. Spark writes no state to go on from.
    assert set(REPORTED) == {name for name in Verdicts.__dataclass_fields__ if name not in ("manifest", "unasked", "boundaries")}
