"""Decisions in a folder of records: who is hit is shown from the bytes that would be written, and a file is swapped whole or left."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from practicum.records.deciding import Decision, Void
from practicum.workspace import deciding
from practicum.workspace.deciding import Prepared, prepare, record
from practicum.workspace.learners import take_in
from practicum.workspace.project import Checked
from practicum.workspace.trouble import Trouble
from tests.workspace.small_course import RECORDS, TODAY, course, write_course, write_records

WAIVER = Decision(kind="waiver", learner="A3", subject="CAR/award/f01", starts=date(2026, 3, 1), by="board", reason="ill", recorded=TODAY)


@cache
def checked() -> Checked:
    return course()


@pytest.fixture
def without_judging(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests of files: the verdicts are asked for, and nobody is judged."""
    from practicum.matching import Table, Verdicts

    monkeypatch.setattr(deciding, "_judged", lambda *_, **__: Verdicts(Table.empty(), Table.empty()))
    monkeypatch.setattr("practicum.matching.comparing.state_changes", lambda *_: ())


def prepared(where: Path, asked: Decision | Void = WAIVER, *, as_of: date = TODAY) -> Prepared:
    found = prepare(checked(), where, asked, as_of=as_of)
    assert isinstance(found, Prepared), found
    return found


def states(found: Prepared) -> dict[tuple[str, str], tuple[str, str]]:
    return {(one.learner, one.certification): (one.state_before, one.state_after) for one in found.changes if one.of_state}


def test_a_waiver_changes_its_learner_and_nobody_else_and_then_stands_in_the_records(tmp_path: Path) -> None:
    where = write_records(tmp_path / "records")
    before = {path.name: path.read_bytes() for path in where.iterdir()}
    found = prepared(where)
    assert {path.name: path.read_bytes() for path in where.iterdir()} == before, "a preview writes nothing"
    assert states(found) == {("A3", "CAR"): ("never", "certified")}
    [change] = [one for one in found.changes if one.certification == "CAR"]
    assert [(one.requirement, one.state_after) for one in change.behind] == [("CAR/award/f01", "met_by_waiver")]
    record(found)
    after = {path.name: path.read_bytes() for path in where.iterdir()}
    assert after["decisions.csv"].startswith(before["decisions.csv"])
    assert {name for name in after if after[name] != before.get(name)} == {"decisions.csv"}
    intake = take_in(checked(), where)
    [written] = [row for row in intake.tables["decisions"].to_pylist() if row["source"] == "decide"]
    assert (written["record_id"], written["row"]) == (found.row["record_id"], found.row_number)
    # It is there now, so recording it again would say the same twice; taking it back undoes it exactly.
    assert isinstance(prepare(checked(), where, WAIVER, as_of=TODAY), list)
    back = prepared(where, Void(record=found.row["record_id"], by="board", reason="a slip", recorded=TODAY))
    assert states(back) == {("A3", "CAR"): ("certified", "never")}
    record(back)
    assert isinstance(prepare(checked(), where, Void(record=found.row["record_id"], by="x", reason="y", recorded=TODAY), as_of=TODAY), list)


def test_a_revoked_certificate_takes_the_one_that_depends_on_it_along(tmp_path: Path) -> None:
    where = write_records(tmp_path / "records")
    revoked = replace(WAIVER, kind="revocation", learner="A1", subject="CAR", starts=date(2026, 6, 1))
    assert states(prepared(where, revoked)) == {("A1", "CAR"): ("certified", "lapsed"), ("A1", "GUI"): ("certified", "lapsed")}
    # Before its day it only gives both a last day.
    ahead = prepared(where, replace(revoked, starts=date(2027, 3, 1)))
    assert states(ahead) == {}
    assert {one.valid_until_after for one in ahead.changes} == {(date(2027, 2, 28) - date(1970, 1, 1)).days}


def test_an_award_after_its_limit_holds_from_the_decision(tmp_path: Path) -> None:
    where = write_records(tmp_path / "records")
    late = replace(WAIVER, kind="late_award", learner="A2", subject="CAR", starts=date(2026, 11, 1))
    found = prepared(where, late)
    assert states(found)["A2", "CAR"] == ("never", "certified")
    [change] = [one for one in found.changes if one.certification == "CAR"]
    assert (change.reason_before, change.reason_after) == ("LATE_NEEDS_DECISION", "")


def test_the_first_file_of_decisions_makes_missing_ones_count_for_everybody(tmp_path: Path) -> None:
    where = write_records(tmp_path / "records", decisions=None)
    approval = replace(WAIVER, kind="approval", learner="A1", subject="CAR", starts=date(2026, 1, 5))
    found = prepared(where, approval)
    assert found.first
    assert found.path.name == "decisions.csv"
    assert states(found)["A1", "CAR"] == ("unknown", "certified")
    assert states(found)["A2", "CAR"] == ("unknown", "never")
    record(found)
    if os.name != "nt":
        assert found.path.stat().st_mode & 0o077 == 0


@pytest.mark.usefixtures("without_judging")
def test_a_workbook_is_left_alone_and_a_file_beside_it_is_read_with_it(tmp_path: Path) -> None:
    from practicum.tables.writing import write_xlsx

    lines = [line.split(",") for line in RECORDS["decisions.csv"].splitlines()]
    stream = io.BytesIO()
    write_xlsx(stream, lines[0], lines[1:])
    where = write_records(tmp_path / "records", decisions=None)
    (where / "decisions.xlsx").write_bytes(stream.getvalue())
    found = prepared(where)
    assert found.path.name == "decisions-practicum.csv"
    record(found)
    assert (where / "decisions.xlsx").read_bytes() == stream.getvalue()
    # The second goes behind the first, and may void what stands in the workbook.
    second = prepared(where, Void(record="d1", by="board", reason="a slip", recorded=TODAY))
    assert (second.path.name, second.row_number) == ("decisions-practicum.csv", 3)
    record(second)
    assert len(take_in(checked(), where).tables["decisions"].to_pylist()) == 5


@pytest.mark.usefixtures("without_judging")
def test_real_people_are_never_decided_about_inside_a_project(tmp_path: Path) -> None:
    project = write_course(tmp_path / "project")
    where = write_records(project / "build" / "records")
    with pytest.raises(Trouble, match="may not lie inside a project"):
        prepared(where)
    (where / "manifest.json").write_text('{"synthetic": true}')
    record(prepared(where))
    with pytest.raises(Trouble, match="is a file, and decisions are kept in a folder"):
        prepared(where / "decisions.csv")


def _read_only(where: Path) -> None:
    (where / "decisions.csv").chmod(0o444)


def _opened(where: Path) -> None:
    (where / ".~lock.decisions.csv#").write_text("somebody")


def _changed(where: Path) -> None:
    (where / "decisions.csv").write_bytes((where / "decisions.csv").read_bytes() + b"\n")


def _busy(where: Path) -> None:
    (where / ".decisions.csv.new").write_text("")


@pytest.mark.usefixtures("without_judging")
@pytest.mark.parametrize(
    ("happens", "said"),
    [
        (_read_only, "decisions.csv is read-only"),
        (_opened, "decisions.csv is open in another program"),
        (_changed, "decisions.csv was changed while you were looking"),
        (_busy, "another run is writing decisions.csv"),
    ],
)
def test_a_file_that_cannot_be_swapped_stays_as_it_was(tmp_path: Path, happens: Callable[[Path], None], said: str) -> None:
    where = write_records(tmp_path / "records")
    found = prepared(where)
    happens(where)
    before = (where / "decisions.csv").read_bytes()
    with pytest.raises(Trouble) as trouble:
        record(found)
    assert trouble.value.message == said
    assert trouble.value.help
    assert (where / "decisions.csv").read_bytes() == before
    if happens is not _busy:
        assert not list(where.glob(".decisions.csv.new"))


@pytest.mark.usefixtures("without_judging")
def test_what_a_killed_run_left_is_cleared_away(tmp_path: Path) -> None:
    where = write_records(tmp_path / "records")
    left = where / ".decisions.csv.new"
    left.write_text("half")
    os.utime(left, (0, 0))
    found = prepared(where)
    record(found)
    assert found.path.read_bytes() == found.addition.after
    assert not left.exists()


@pytest.mark.usefixtures("without_judging")
def test_a_disk_that_refuses_is_said_plainly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    where = write_records(tmp_path / "records")
    found = prepared(where)
    before = found.path.read_bytes()

    def full(_: Path, __: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(Trouble, match=r"cannot write decisions\.csv: No space left on device"):
        record(found)
    assert found.path.read_bytes() == before
    assert not list(where.glob(".decisions.csv.new"))


@pytest.mark.usefixtures("without_judging")
@pytest.mark.skipif(os.name == "nt", reason="links need a right of their own on Windows")
def test_a_link_is_not_written_through(tmp_path: Path) -> None:
    where = write_records(tmp_path / "records", decisions=None)
    (tmp_path / "elsewhere.csv").write_text(RECORDS["decisions.csv"])
    (where / "decisions.csv").symlink_to(tmp_path / "elsewhere.csv")
    found = prepare(checked(), where, WAIVER, as_of=TODAY)
    assert isinstance(found, list)
    (fault,) = found
    assert "links are not followed" in fault.message
    assert (tmp_path / "elsewhere.csv").read_text() == RECORDS["decisions.csv"]


@pytest.mark.usefixtures("without_judging")
def test_a_row_that_would_not_be_read_back_is_not_written(tmp_path: Path) -> None:
    where = write_records(tmp_path / "records", decisions=None)
    profile = tmp_path / "ours.yaml"
    columns = "{learner: learner, kind: kind, subject: subject, from: from, source: source}"
    profile.write_text(
        f'format: 1\nid: ours\nfiles: ["decisions.csv"]\ntable: decisions\ncolumns: {columns}\nno_person: {{source: [decide]}}\n'
    )
    with pytest.raises(Trouble, match=r"the new row would not be used of decisions\.csv: row 2, column source") as trouble:
        prepare(checked(), where, WAIVER, as_of=TODAY, profiles=[profile])
    assert "nothing was recorded" in trouble.value.help
    assert not (where / "decisions.csv").exists()
