"""`practicum import xapi` as a training lead uses it: files and an LRS in, tables out for `records look`; nobody is named on the way."""

from __future__ import annotations

import csv
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from practicum.cli import main
from practicum.workspace import lrs as transport_room
from tests.exchanging.lrs_standing_in import Lrs, at, id_of
from tests.exchanging.lrs_standing_in import statement as anywhere
from tests.publishing.small_curriculum import FILES

WAIVED = "https://w3id.org/xapi/adl/verbs/waived"
COURSE = "https://moodle.example/course/view.php?id=3"
SECRETS = ("person1@", "Person 1", "geheim", "Qwendolina")


def statement(number: int, verb: str = "passed", activity: str = "https://example.org/modules/M1.html", **more: Any) -> dict[str, Any]:
    """A statement about the one module of the small curriculum."""
    return anywhere(number, verb, activity, **more)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PRACTICUM_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PRACTICUM_TODAY", "2026-11-23")
    monkeypatch.setenv(transport_room.USER, "ann")
    monkeypatch.setenv(transport_room.PASSWORD, "geheim")
    for name, text in FILES.items():
        path = tmp_path / "project" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    records = tmp_path / "records"
    records.mkdir()
    monkeypatch.chdir(tmp_path / "project")
    people = "".join(f"L{number},person{number}@example.invalid\n" for number in range(20))
    (records / "learners.csv").write_text(f"learner,email\n{people}", "utf-8")
    return tmp_path


def run(*words: object, code: int = 0) -> Result:
    done = CliRunner().invoke(main, [str(word) for word in words])
    assert done.exception is None or isinstance(done.exception, SystemExit), repr(done.exception)
    assert done.exit_code == code, done.output
    assert not [word for word in SECRETS if word in done.output]
    return done


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def lines(path: Path, *statements: Any) -> Path:
    path.write_text("".join(one if isinstance(one, str) else json.dumps(one) + "\n" for one in statements), "utf-8")
    return path


def test_a_file_becomes_tables_and_the_list_of_activities_is_filled_step_by_step(place: Path) -> None:
    void = statement(9, "voided") | {"object": {"objectType": "StatementRef", "id": id_of(2)}, "stored": at(90_000)}
    some = (statement(1), statement(1), statement(2), statement(3, "completed", COURSE), statement(4, WAIVED), void)
    given = lines(place / "export.jsonl", *some, '{"actor": "Qwendolina"\n')
    tables = place / "records" / "platform"
    done = run("import", "xapi", given, "--out", tables)
    assert "7 statements in = 4 used + 2 set aside + 1 collapsed" in done.output
    assert "1 activity is no module that anybody named" in done.output
    assert [row["activity"] for row in rows(tables / "activities-to-map.csv")] == [COURSE]
    assert [row["module"] for row in rows(tables / "rpl.csv")] == ["M1"]
    assert {(row["row"], row["reason"]) for row in rows(tables / "set-aside.csv")} == {("4", "UNMAPPED_ACTIVITY"), ("7", "BAD_JSON")}
    assert all(path.stat().st_mode & 0o077 == 0 for path in (tables, *tables.iterdir()))

    (tables / "activities-to-map.csv").write_text(f"activity;module\n{COURSE};M1\n", "utf-8")
    for _ in range(2):
        run("import", "xapi", given, "--out", tables)
        assert [(row["activity"], row["module"]) for row in rows(tables / "activities-to-map.csv")] == [(COURSE, "M1")]
        assert sorted(row["module"] for row in rows(tables / "completions.csv")) == ["", "M1", "M1", "M1"]

    done = run("records", "look", place / "records", "--format", "json")
    told = json.loads(done.stdout)
    assert told["refused"] == []
    assert {one["file"]: (one["used"], one["set_aside"], one["collapsed"]) for one in told["files"]} == {
        "learners.csv": (20, 0, 0), "platform/completions.csv": (4, 0, 0), "platform/rpl.csv": (1, 0, 0),
    }  # fmt: skip


def test_what_cannot_be_read_leaves_the_earlier_tables_and_is_named_all_at_once(place: Path) -> None:
    folder = place / "exports"
    folder.mkdir()
    lines(folder / "good.jsonl", statement(1))
    tables = place / "tables"
    run("import", "xapi", folder, "--out", tables)
    before = {path.name: path.read_bytes() for path in tables.iterdir()}
    (folder / "cut.json").write_text('[{"actor": "Qwendolina', "utf-8")
    (folder / "page.json").write_text("<html>Qwendolina", "utf-8")
    done = run("import", "xapi", folder, "--out", tables, code=1)
    assert "cut.json, statement or line 1: the file was cut off" in done.output
    assert "page.json, statement or line 1: it is a web page" in done.output
    assert {path.name: path.read_bytes() for path in tables.iterdir()} == before
    assert sorted(path.name for path in place.iterdir()) == ["exports", "project", "records", "tables"]

    (place / "map.csv").write_text("activity,module\nhttps://x.example/1,F99\nhttps://x.example/2,Qwendolina\n", "utf-8")
    done = run("import", "xapi", folder / "good.jsonl", "--out", tables, "--map", place / "map.csv", code=1)
    assert "map.csv, row 2, column `module`" in done.output
    assert "map.csv, row 3, column `module`" in done.output
    run("import", "xapi", lines(place / "kobo.json", '[{"age": 7}]'), "--out", tables, code=1)
    run("import", "xapi", place / "records", "--out", tables, code=1)
    run("import", "xapi", folder / "good.jsonl", "--out", place / "records", code=2)
    run("import", "xapi", folder / "good.jsonl", "--out", tables, "--since", "2026-01-01", code=2)
    run("import", "xapi", "https://ann:geheim@lrs.example/xapi", "--out", tables, code=2)
    assert {path.name: path.read_bytes() for path in tables.iterdir()} == before


def test_an_lrs_is_asked_for_what_is_new_and_what_it_takes_back_later_is_taken_back(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    tables = place / "records" / "lrs"
    with Lrs([statement(number) for number in range(12)], {"fails", "cuts", "busy"}, page=3) as lrs:
        endpoint = lrs.endpoint.removesuffix("/statements")
        done = run("import", "xapi", endpoint, "--out", tables)
        assert "12 new statements from the LRS in 4 pages, 6 questions asked again" in done.output
        assert len(rows(tables / "completions.csv")) == 12
        lrs.load([statement(number) for number in range(12)] + [
            statement(40, "voided") | {"object": {"objectType": "StatementRef", "id": id_of(3)}, "stored": at(90_000)},
            statement(13, stored=at(90_001)),
        ])  # fmt: skip
        lrs.troubles.add("elsewhere")
        lrs.elsewhere = "http://localhost:1"
        lrs.page = 7
        before = (tables / "completions.csv").read_bytes()
        monkeypatch.setattr("practicum.exchanging.xapi_pull.OVERLAP", timedelta(days=3))
        done = run("import", "xapi", endpoint, "--out", tables, code=1)
        assert "names another server" in done.output
        assert (tables / "completions.csv").read_bytes() == before
        lrs.troubles.clear()
        done = run("import", "xapi", endpoint, "--out", tables, "--format", "json")
        told = json.loads(done.stdout)
        assert told["statements"] == {"in": 14, "used": 14, "set_aside": 0, "collapsed": 0, "without_record": 0, "voided": 1}
        assert all("authorization" in headers for _, headers in lrs.asked)
    found = rows(tables / "completions.csv")
    assert sorted(row["record_id"] for row in found if not row["voids"]) == sorted(id_of(number) for number in (*range(12), 13))
    assert [row["voids"] for row in found if row["voids"]] == [id_of(3)]
    held = list((place / "home" / "statements").iterdir())
    assert len(held) == 1
    assert b"geheim" not in held[0].read_bytes()
    assert "statements" in run("records", "erase", "--all", "--preview").output
    run("records", "erase", "--all", "--yes")
    assert not (place / "home" / "statements").exists()


def test_statements_in_the_folder_of_records_are_named_with_the_way_on(place: Path) -> None:
    lines(place / "records" / "export.jsonl", statement(1))
    done = run("records", "look", place / "records", code=1)
    assert "export.jsonl: the file is JSON" in done.output
    assert "practicum import xapi FILE --out FOLDER" in done.output


def test_what_is_not_there_is_not_answered_with_invented_people(place: Path) -> None:
    done = run("import", "xapi", place / "nothing.json", "--out", place / "tables", code=2)
    assert "there is no file or folder" in done.output
    assert "sample" not in done.output
    (place / "mine").mkdir()
    (place / "mine" / "notes.txt").write_text("mine")
    done = run("import", "xapi", place / "nothing.json", "--out", place / "mine", code=2)
    assert "holds other files, and the set of tables takes the place" in done.output


def test_one_statement_that_no_table_can_hold_spoils_none_of_the_others(place: Path) -> None:
    odd = [
        statement(1) | {"actor": {"account": {"homePage": "https://x.example", "name": "a\0b"}}},
        statement(2) | {"actor": {"mbox": "mailto:a\ud800@x.example"}},
        statement(3, activity="https://x.example/\0"),
        statement(4, activity="https://x.example/\ud800"),
        statement(5, activity="https://x.example/5") | {"id": "\0"},
        statement(6, activity="https://x.example/6")
        | {"object": {"id": "https://x.example/6", "definition": {"name": {"en": "a\ud800\0"}}}},
        statement(7),
    ]
    tables = place / "records" / "platform"
    done = run("import", "xapi", lines(place / "export.jsonl", *odd), "--out", tables)
    assert "7 statements in = 1 used + 6 set aside + 0 collapsed" in done.output
    assert [row["reason"] for row in rows(tables / "set-aside.csv")] == [
        "NO_PERSON", "NO_PERSON", "NOT_A_STATEMENT", "NOT_A_STATEMENT", "UNMAPPED_ACTIVITY", "UNMAPPED_ACTIVITY",
    ]  # fmt: skip
    run("import", "xapi", place / "export.jsonl", "--out", tables)
    told = json.loads(run("records", "look", place / "records", "--format", "json").stdout)
    assert told["refused"] == []
    assert [one["used"] for one in told["files"] if one["file"] == "platform/completions.csv"] == [1]
