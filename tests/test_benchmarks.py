"""The measuring itself: what counts as held, that what is invented stays valid, and that SQL and engine say the same.

How fast we are, `make bench` says.
"""

from __future__ import annotations

import importlib
import statistics
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from practicum.matching import evaluate
from practicum.model.requirement import RuleTables
from practicum.reading import InMemory, read_project
from practicum.workspace.learners import rules_of
from practicum.workspace.project import check_project, find_project
from practicum.workspace.tidying import find_tidy
from tests.benchmarks.invented_project import write_project
from tests.benchmarks.lines import Line, table
from tests.benchmarks.ratio import Ratio

ROOT = Path(__file__).parents[1]
DAY = date(2026, 10, 15)
Bench = Callable[[str], Any]


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Bench:
    """Modules of the benchmarks, which find each other beside the script that is run."""
    monkeypatch.syspath_prepend(str(ROOT / "tests" / "benchmarks"))
    return importlib.import_module


@pytest.fixture(scope="module")
def rules() -> RuleTables:
    return rules_of(check_project(find_project(ROOT), day=DAY), day=DAY)


def test_a_machine_that_grows_busy_does_not_make_us_faster() -> None:
    # The machine is twice as slow in two rounds, and in the last one only the others' program is held up.
    ours, theirs = [4.4, 8.8, 8.6, 4.2, 4.3], [2.0, 4.0, 4.0, 2.0, 9.0]
    ratio = Ratio("x", 2.0, ours, theirs, rows="5")
    assert statistics.median(ours) / statistics.median(theirs) < 1.2
    assert ratio.measured == pytest.approx(2.15)
    assert not ratio.held
    assert "OVER THE GOAL" in str(ratio)


def test_a_line_holds_its_goal_from_its_own_side_and_never_unmeasured() -> None:
    lines = [
        Line("faster", 101, 100, "more"),
        Line("slower", 99, 100, "more"),
        Line("small", 2.0, 2.0),
        Line("large", 2.1, 2.0),
        Line("not measured", None, 0, note="it broke"),
        Line("not there", None, 0, note="no Java", ratio=False, skipped=True),
        Line("shown", 7.0),
    ]
    assert [line.held for line in lines] == [True, False, True, False, False, True, True]
    assert [line.status for line in lines] == ["held", "BELOW THE GOAL", "held", "OVER THE GOAL", "FAILED", "skipped", ""]
    told = table(lines).splitlines()
    assert [line for line in told[1:-2] if " * " in line] == [told[6]]
    assert told[-1].startswith("* ")
    assert "*" not in table(lines[:5])


def test_the_invented_project_is_without_fault(tmp_path: Path) -> None:
    write_project(tmp_path, 40)
    checked = check_project(find_project(tmp_path), day=DAY)
    assert checked.diagnostics == []
    assert len(checked.catalogue.modules) == len(checked.catalogue.assessments) == 40
    assert len(checked.catalogue.lessons) == 240


def test_a_workforce_has_the_records_asked_for_and_is_always_the_same(
    tmp_path: Path, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    workforce = bench("workforce")
    monkeypatch.setattr(workforce, "BLOCK", 100)
    for name, records in (("once", 8_000), ("again", 8_000), ("longer", 12_000)):
        rows = workforce.write_workforce(tmp_path / name, records)
        assert sum(rows.values()) == records
    once, again, longer = (_tables(tmp_path / name) for name in ("once", "again", "longer"))
    assert once.keys() == again.keys()
    assert all(once[name].equals(again[name]) for name in once)
    # All blocks but the last, which is filled up to the number, are the same in a larger workforce.
    first = pc.field("learner") < "L000000100"
    assert all(once[name].filter(first).equals(longer[name].filter(first)) for name in once if name != "agencies")


def _tables(folder: Path) -> dict[str, Any]:
    return {path.stem: pq.read_table(path) for path in folder.glob("*.parquet")}


def test_rules_cut_down_refer_to_themselves_alone(bench: Bench, rules: RuleTables) -> None:
    five_rules = bench("five_rules")
    few = five_rules.only(rules, five_rules.FIVE)
    assert {(row["country"], row["certification"]) for row in few.rows("rules")} == set(five_rules.FIVE)
    for name, column in (("rules", "rule"), ("requirements", "req"), ("holdings", "hold"), ("policies", "policy")):
        assert few.column(name, column) == list(range(len(few.rows(name))))
    for row in few.rows("rules"):
        root = few.rows("requirements")[row["award"]]
        assert (root["rule"], root["id"]) == (row["rule"], f"{row['certification']}/award")
    asked = {row["id"]: few.rows("holdings")[row["hold"]]["module"] for row in few.rows("requirements") if row["kind"] == "module"}
    assert asked["RCW/award/foundation/R02"] == "R02"
    assert asked["PAR/award/f10/f10-by-test/f10-elsewhere/f10-bm"] == "F10"


def test_sql_by_hand_and_the_engine_say_the_same(tmp_path: Path, bench: Bench, rules: RuleTables) -> None:
    five_rules, workforce, day = bench("five_rules"), bench("workforce"), date(2027, 1, 20)
    workforce.write_workforce(tmp_path / "records", 24_000, seed=2)
    by_hand = tmp_path / "hand.parquet"
    five_rules.write_by_hand(tmp_path / "records", by_hand, as_of=day)
    few = five_rules.only(rules, five_rules.FIVE)
    ours = evaluate(few, _tables(tmp_path / "records"), as_of=day, engine="polars").certificates.arrow
    verdicts, odd, first = five_rules.differences(ours, by_hand)
    assert (odd, first) == (0, [])
    assert verdicts > 250
    states = set(ours.column("state").to_pylist())
    assert states >= {"certified", "due", "lapsed", "never", "provisional", "restricted"}
    # A comparison that finds nothing would find nothing: with one state changed it has to speak up.
    wrong = ours.set_column(ours.column_names.index("state"), "state", [["lapsed"] * verdicts])
    assert five_rules.differences(wrong, by_hand)[1] > 0


def test_parts_cut_by_duckdb_give_what_sql_by_hand_gives(tmp_path: Path, bench: Bench, rules: RuleTables) -> None:
    five_rules, routes = bench("five_rules"), bench("routes")
    bench("workforce").write_workforce(tmp_path / "records", 24_000, seed=1)
    five_rules.write_by_hand(tmp_path / "records", tmp_path / "hand.parquet", as_of=DAY)
    asked = replace(routes.asked_of(tmp_path / "records", DAY, scratch=tmp_path), rows_a_part=13_000)
    assert asked.tidy.synthetic
    (tmp_path / "out").mkdir()
    few = five_rules.only(rules, five_rules.FIVE)
    known = routes.Project(ROOT, DAY).known(asked)
    judged = routes.cut_to_disk(few, asked, tmp_path / "out", known=known, columns=five_rules.COLUMNS)
    written = tmp_path / "out" / "certificates"
    assert len(list(written.glob("*.parquet"))) == 2
    assert five_rules.differences(written, tmp_path / "hand.parquet") == (judged, 0, [])
    assert judged > 250


def test_one_learner_in_a_hundred_is_changed_and_runs_are_compared_row_by_row(tmp_path: Path, bench: Bench) -> None:
    routes = bench("routes")
    bench("workforce").write_workforce(tmp_path / "before", 12_000)
    assert routes.change_some(tmp_path / "before", tmp_path / "after", DAY) == 3
    tables = find_tidy(tmp_path / "after").paths
    assert [len(tables[name]) for name in ("posts", "completions", "cpd")] == [1, 2, 2]
    (tmp_path / "earlier" / "completions").mkdir(parents=True)
    (tmp_path / "earlier" / "completions" / "rows.parquet").hardlink_to(tmp_path / "before" / "completions.parquet")
    rows, odd = routes.rows_that_differ(tmp_path / "after", tmp_path / "earlier", ["completions"])
    assert 1 <= odd <= 3
    assert rows == pq.read_metadata(tmp_path / "before" / "completions.parquet").num_rows + odd
    # What stands beside what is compared may differ, and so may the order of the rows.
    for run, rows_of_run in (("one", [["a", 1], ["b", 2], ["b", 2]]), ("other", [["b", 7], ["a", 8], ["b", 9]])):
        (tmp_path / run / "closings").mkdir(parents=True)
        columns = dict(zip(("learner", "ask"), map(list, zip(*rows_of_run, strict=True)), strict=True))
        pq.write_table(pa.table(columns), tmp_path / run / "closings" / "part.parquet")
    assert routes.rows_that_differ(tmp_path / "one", tmp_path / "other", ["closings"], beside=("ask",)) == (3, 0)
    assert routes.rows_that_differ(tmp_path / "one", tmp_path / "other", ["closings"]) == (3, 6)


def test_without_java_or_pyspark_the_run_on_spark_is_skipped_and_says_why(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    speed = bench("matching_speed")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    (line,) = speed.measure(speed.Sizes(data=tmp_path), {"spark"}.__contains__)
    assert line.status == "skipped"
    assert line.note in ("there is no Java", "pyspark is not installed")


def test_invented_gaps_can_be_planned(bench: Bench) -> None:
    speed = bench("plan_speed")
    courses = speed.shipped_courses()
    found = speed.plan_everybody(speed.gaps(courses, learners=3), {"": courses}, speed.Prices(), speed.Pace(), day=20000)
    assert len(found.plans) == 3
    assert all(way.proof.status == "optimal" and way.closes for way in found.ways)


def test_invented_frameworks_are_without_fault_and_every_exporter_takes_them(bench: Bench) -> None:
    speed = bench("exchange_speed")
    read = read_project(InMemory(speed.files_with(120)))
    assert not read.diagnostics
    assert len(read.catalogue.competencies) == 120
    view = speed.view_with(60)
    for name, export in speed.EXPORTERS.items():
        assert all(export(view, speed.FRAMEWORK).files.values()), name
    for name, take in speed.IMPORTERS.items():
        (data,) = speed.EXPORTERS[name](view, speed.FRAMEWORK).files.values()
        take(name, data)
