"""`practicum records tidy` and `practicum verdicts` as people call them."""

from __future__ import annotations

import csv
import json
import shutil
import stat
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from practicum.model.record import TABLES
from tests.cli.test_commands import call, snapshot

LEARNERS = """learner,joined
L1,2024-01-01
L2,2024-01-01
L3,2024-01-01
"""
AGENCIES = "agency,name,country\nA1,Agency,BM\n"
POSTS = """learner,role,agency,start
L1,RCW,A1,2024-01-01
L2,RCW,A1,2024-01-01
L3,FSW,A1,2024-01-01
"""
COMPLETIONS = """learner,module,date,result,evidence,record_id
L1,F01,2024-02-01,passed,verified,c1
L1,NONE,2024-02-01,passed,verified,c2
L2,F01,2024-03-01,passed,verified,c3
L9,F01,2024-03-01,passed,verified,c4
"""
DAY = "2026-10-15"


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of CSV files, as somebody sent them."""
    folder = tmp_path_factory.mktemp("sent")
    for name, text in (("learners", LEARNERS), ("agencies", AGENCIES), ("posts", POSTS), ("completions", COMPLETIONS)):
        (folder / f"{name}.csv").write_text(text, "utf-8")
    return folder


@pytest.fixture
def tidy(records: Path, tmp_path: Path) -> Path:
    done = call("records", "tidy", str(records), "--out", "tidy tables", where=tmp_path)
    assert done.exit_code == 0, done.output
    assert "11 rows in = 9 used + 2 set aside + 0 collapsed" in done.output
    return tmp_path / "tidy tables"


def rows_of(folder: Path) -> list[dict[str, Any]]:
    return [row for path in sorted(folder.glob("*.parquet")) for row in pq.ParquetFile(path).read().to_pylist()]


def test_tidy_tables_hold_what_is_used_and_say_what_was_set_aside(tidy: Path) -> None:
    assert {path.name for path in tidy.iterdir()} == {
        "agencies.parquet",
        "completions.parquet",
        "learners.parquet",
        "manifest.json",
        "posts.parquet",
        "set-aside.csv",
    }
    assert stat.S_IMODE(tidy.stat().st_mode) == 0o700
    kept = pq.read_table(tidy / "completions.parquet").to_pylist()
    assert [(row["record_id"], row["date"]) for row in kept] == [("c1", 19754), ("c3", 19783)]
    with (tidy / "set-aside.csv").open(encoding="utf-8-sig") as file:
        assert sorted(row["reason"] for row in csv.DictReader(file)) == ["UNKNOWN_LEARNER", "UNKNOWN_MODULE"]
    manifest = json.loads((tidy / "manifest.json").read_text("utf-8"))
    assert manifest["rows"]["in"] == manifest["rows"]["used"] + manifest["rows"]["set_aside"] + manifest["rows"]["collapsed"]


def test_verdicts_are_those_of_gaps_and_go_on_from_an_earlier_run(tidy: Path, records: Path, tmp_path: Path) -> None:
    done = call("verdicts", str(tidy), "--as-of", DAY, "--out", "first", where=tmp_path)
    assert done.exit_code == 0, done.output
    assert "9 rows in = 9 used + 0 set aside" in done.output
    assert "readable by you only" in done.output
    assert stat.S_IMODE((tmp_path / "first").stat().st_mode) == 0o700
    report = call("gaps", str(records), "--as-of", DAY, "--out", "report", where=tmp_path)
    assert report.exit_code == 0, report.output
    with (tmp_path / "report" / "certificates.csv").open(encoding="utf-8-sig") as file:
        shown = {(row["learner"], row["certification"]): row["state"] for row in csv.DictReader(file)}
    first = rows_of(tmp_path / "first" / "certificates")
    assert {(row["learner"], row["certification"]): row["state"] for row in first} == shown
    assert [row["learner"] for row in first] == ["L1", "L2", "L3"]
    manifest = json.loads((tmp_path / "first" / "manifest.json").read_text("utf-8"))
    assert (manifest["as_of"], manifest["known_at"], manifest["run"]) == (DAY, None, {"kind": "full"})
    assert manifest["verdicts"]["requirements"] == len(rows_of(tmp_path / "first" / "requirements"))
    assert sum(manifest["states"].values()) == 3
    assert "vetting" in manifest["missing_tables"]
    assert str(tmp_path) not in json.dumps(manifest)
    # One more completion, as a second file of its table.
    (tidy / "completions").mkdir()
    (tidy / "completions.parquet").rename(tidy / "completions" / "old.parquet")
    more = pa.table(
        {"learner": ["L2"], "module": ["F06"], "date": [20000], "result": ["passed"], "evidence": ["verified"], "record_id": ["c9"]}
    )
    pq.write_table(more, tidy / "completions" / "new.parquet")
    again = call("verdicts", str(tidy), "--as-of", DAY, "--out", "first", "--since", "first", where=tmp_path)
    assert again.exit_code == 0, again.output
    assert "1 learner judged again" in again.output
    full = call("verdicts", str(tidy), "--as-of", DAY, "--out", "full", "--format", "json", where=tmp_path)
    said = json.loads(full.stdout)
    assert said["manifest"]["run"] == {"kind": "full"}
    for name in said["manifest"]["verdicts"]:
        assert rows_of(tmp_path / "first" / name) == rows_of(tmp_path / "full" / name)
    assert rows_of(tmp_path / "first" / "requirements") != []


def test_everything_out_of_shape_is_said_at_once(tidy: Path, tmp_path: Path) -> None:
    pq.write_table(pa.table({"learner": ["L1"], "role": [3]}), tidy / "posts.parquet")
    (tidy / "completions.parquet").write_bytes(b"learner,module,date\n")
    (tidy / "agencies").mkdir()
    (tidy / "vetting").mkdir()
    shutil.copy(tidy / "learners.parquet", tidy / "learner.parquet")
    shutil.copy(tidy / "agencies.parquet", tidy / "agencies")
    done = call("verdicts", str(tidy), "--as-of", DAY, "--out", "out", where=tmp_path)
    assert done.exit_code == 1
    assert "7 faults" in done.output, done.output
    for said in (
        "posts.parquet, column `role`: the column holds whole numbers, and should hold text",
        "posts.parquet, column `agency`: the column is missing",
        "posts.parquet, column `start`: the column is missing",
        "completions.parquet: this is no Parquet file",
        "agencies.parquet: this table is here twice",
        "vetting: the folder holds no Parquet file",
        "learner.parquet: no tidy table has this name; is it `learners`?",
    ):
        assert said in done.output, said
    assert "Traceback" not in done.output
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("verdicts", "nowhere", "--as-of", DAY, "--out", "out"), 2, "there is no folder"),
        (("verdicts", "empty", "--as-of", DAY, "--out", "out"), 2, "there are no tidy tables"),
        (("verdicts", "empty", "--out", "out"), 2, "--as-of"),
        (("verdicts", "empty", "--as-of", DAY, "--out", "out", "--master", "local[2]"), 2, "--engine spark"),
        (("verdicts", "empty", "--as-of", DAY, "--out", "out", "--since", "x", "--engine", "spark"), 2, "--since"),
        (("verdicts", "tidy", "--as-of", DAY, "--out", "out", "--since", "empty"), 2, "no earlier run"),
        (("verdicts", "tidy", "--as-of", DAY, "--out", "full"), 2, "holds other files"),
        (("verdicts", "tidy", "--as-of", DAY, "--out", "tidy"), 2, "take the place of the records"),
        (("verdicts", "tidy", "--as-of", DAY, "--out", "out", "--memory", "plenty"), 2, "no amount of memory"),
        (("verdicts", "tidy", "--as-of", DAY, "--out", "out", "--memory", "5MB"), 2, "too little"),
        (("records", "tidy", "nowhere", "--out", "out"), 2, "there are no records"),
        (("records", "tidy", "empty", "--out", "out"), 1, "there are no record files"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(words: tuple[str, ...], code: int, says: str, tmp_path: Path) -> None:
    for name in ("empty", "tidy", "full"):
        (tmp_path / name).mkdir()
    (tmp_path / "full" / "letter.txt").write_text("mine", "utf-8")
    pq.write_table(pa.table({"learner": pa.array([], pa.string())}), tmp_path / "tidy" / "learners.parquet")
    before = snapshot(tmp_path)
    done = call(*words, where=tmp_path)
    assert done.exit_code == code, done.output
    assert says in done.output
    assert "Traceback" not in done.output
    assert snapshot(tmp_path) == before


def test_files_that_are_no_parquet_are_named_and_the_run_ends_with_1(tidy: Path, tmp_path: Path) -> None:
    """Beside the tables, and inside the folder of one; what `records tidy` itself lays there is no such file."""
    clean = call("verdicts", str(tidy), "--as-of", DAY, "--out", "clean", where=tmp_path)
    assert (clean.exit_code, "not read" in clean.output) == (0, False), clean.output
    (tidy / "posts").mkdir()
    (tidy / "posts.parquet").rename(tidy / "posts" / "one.parquet")
    for name in ("vetting.csv", "posts/two.csv"):
        (tidy / name).write_text("learner\nL1\n", "utf-8")
    done = call("verdicts", str(tidy), "--as-of", DAY, "--out", "first", where=tmp_path)
    assert done.exit_code == 1, done.output
    for name in ("vetting.csv", "posts/two.csv"):
        assert f"not read: {name}: only Parquet files are judged" in done.output
    assert done.stderr.splitlines()[-1] == "2 files were not read, so nothing in them counts: vetting.csv, posts/two.csv"
    assert rows_of(tmp_path / "first" / "certificates") == rows_of(tmp_path / "clean" / "certificates")
    told = call("verdicts", str(tidy), "--as-of", DAY, "--out", "first", "--format", "json", where=tmp_path)
    assert json.loads(told.stdout)["not_read"] == ["vetting.csv", "posts/two.csv"]


def test_learners_stay_out_of_the_project(tmp_path: Path) -> None:
    for name in ("competencies", "curriculum"):
        shutil.copytree(Path(__file__).resolve().parents[2] / name, tmp_path / "project" / name)
    tables = tmp_path / "project" / "tables"
    tables.mkdir()
    pq.write_table(pa.table({"learner": ["L1"]}), tables / "learners.parquet")
    done = call("verdicts", "tables", "--as-of", DAY, "--out", "verdicts", where=tmp_path / "project")
    assert done.exit_code == 2
    assert "may not lie inside a project" in done.output


def test_tables_without_rows_give_verdicts_without_rows(tmp_path: Path) -> None:
    (tmp_path / "tidy").mkdir()
    for name in TABLES:
        required = [column.name for column in TABLES[name].columns if column.required]
        kinds = {column.name: pa.string() if column.kind in ("code", "text") else pa.int64() for column in TABLES[name].columns}
        empty = pa.table({column: pa.array([], kinds[column]) for column in required} or {"x": pa.array([], pa.int64())})
        pq.write_table(empty, tmp_path / "tidy" / f"{name}.parquet")
    done = call("verdicts", "tidy", "--as-of", DAY, "--out", "out", where=tmp_path)
    assert done.exit_code == 0, done.output
    assert "nothing is asked of anybody" in done.output
    assert rows_of(tmp_path / "out" / "certificates") == []
