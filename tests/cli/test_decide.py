"""`practicum decide` as a training lead calls it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from practicum.cli import decide, main
from tests.workspace.small_course import write_course, write_records

WAIVER = (
    "--learner",
    "A3",
    "--subject",
    "car/award/F01",
    "--from",
    "2026-03-01",
    "--until",
    "2026-12-31",
    "--by",
    "board",
    "--reason",
    "ill",
)


class Desk:
    """A training lead's machine: a course, a folder of records, and `practicum`."""

    def __init__(self, folder: Path) -> None:
        self.course = write_course(folder / "course")
        self.records = write_records(folder / "records")

    def decide(self, kind: str, *words: str, answer: str | None = None) -> Result:
        given = ["decide", kind, str(self.records), *words, "--project", str(self.course)]
        return CliRunner().invoke(main, given, input=answer, env={"PRACTICUM_TODAY": "2026-11-22", "NO_COLOR": "1"})

    @property
    def decisions(self) -> str:
        return (self.records / "decisions.csv").read_text("utf-8")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_preview_says_who_is_hit_and_records_nothing(desk: Desk) -> None:
    before = desk.decisions
    shown = desk.decide("waiver", *WAIVER, "--preview")
    assert shown.exit_code == 0, shown.output
    assert shown.stdout.splitlines() == [
        "waiver for A3: CAR/award/f01 from 2026-03-01 until 2026-12-31",
        "  decided by board, because: ill",
        f"  goes to {desk.records / 'decisions.csv'}, row 5",
        "",
        "who is hit on 2026-11-22 (the day it is recorded; `--as-of` names another):",
        "1 certificate changes state: 1 Never certified → Certified",
        "1 person in all",
        "",
        "A3 · CAR Family-strengthening worker (NV): Never certified → Certified",
        "  before: The provisional period has ended.",
        "  last day: none → 29 Feb 2028",
        "  CAR/award/f01: Not met → Met by waiver",
        "",
    ]
    assert "nothing was recorded" in shown.stderr
    assert desk.decisions == before


def test_a_waiver_for_somebody_who_has_nothing_to_do_with_it_is_warned_of(desk: Desk) -> None:
    """Without a post in the role and a certificate of it nothing is asked, so the id may be another's; either of the two is enough."""
    warning = "= note: warning: A3 has no post and no certificate as CAR, so nothing of it is asked"
    assert warning not in desk.decide("waiver", *WAIVER, "--preview").output
    posts = desk.records / "posts.csv"
    posts.write_text("".join(line for line in posts.read_text("utf-8").splitlines(keepends=True) if not line.startswith("A3")), "utf-8")
    for kind in ("waiver", "exemption"):
        shown = desk.decide(kind, *WAIVER, "--preview")
        assert (shown.exit_code, warning in shown.stdout) == (0, True), shown.output
    (desk.records / "certificates.csv").write_text("learner,certification,start\nA3,CAR,2025-02-03\n", "utf-8")
    assert warning not in desk.decide("waiver", *WAIVER, "--preview").output


def test_with_yes_it_is_recorded_and_can_be_taken_back(desk: Desk) -> None:
    before = desk.decisions
    done = desk.decide("waiver", *WAIVER, "--yes", "--as-of", "2027-01-01")
    assert done.exit_code == 0, done.output
    assert "note: it has ended by that day; `--as-of 2026-12-31`" in done.stdout
    [added] = desk.decisions.removeprefix(before).splitlines()
    id = added.split(",")[8]
    assert added == f"A3,waiver,CAR/award/f01,granted,2026-03-01,2026-12-31,board,ill,{id},decide,2026-11-22,,"
    assert f"recorded as {id} in {desk.records / 'decisions.csv'}, row 5" in done.stderr
    assert f"practicum decide void {desk.records} {id}" in done.stderr
    back = desk.decide("void", id, "--by", "board", "--reason", "a slip", "--yes", "--format", "json")
    assert back.exit_code == 0, back.output
    said = json.loads(back.stdout)
    assert (said["schema"], said["recorded"], said["decision"]["voids"]) == ("practicum.decide/1", True, id)
    assert [(one["learner"], one["certification"], one["state_after"]) for one in said["changes"] if one["of_state"]] == [
        ("A3", "CAR", "never")
    ]
    assert said["changes"][0]["valid_until_before"] == "2028-02-29"
    assert desk.decisions.splitlines()[-1].split(",")[11] == id
    again = desk.decide("void", id, "--by", "board", "--reason", "a slip", "--yes")
    assert again.exit_code == 2
    assert "`RECORD`: this decision has been voided or corrected before" in again.stderr


@pytest.mark.parametrize(("answer", "code"), [("n\n", 1), ("\n", 1), ("y\n", 0)])
def test_somebody_at_the_terminal_is_asked(desk: Desk, monkeypatch: pytest.MonkeyPatch, answer: str, code: int) -> None:
    monkeypatch.setattr(decide, "_somebody_there", lambda: True)
    before = desk.decisions
    done = desk.decide("waiver", *WAIVER, "--refused", answer=answer)
    assert done.exit_code == code, done.output
    assert "record it? [y/N]" in done.stderr
    assert "nothing changes for anybody on that day\n  = note: a refused decision is kept and counts for nothing" in done.stdout
    assert (desk.decisions == before) is bool(code)


def test_a_record_that_is_named_by_its_place_is_pointed_out(desk: Desk) -> None:
    write_records(desk.records, completions="learner,module,date,score,evidence\nA1,F01,2026-01-10,90,verified\n")
    words = ("--learner", "A1", "--subject", "completions.csv:2", "--from", "2026-06-01", "--by", "board", "--reason", "not their own work")
    shown = desk.decide("revocation", *words, "--preview")
    assert shown.exit_code == 0, shown.output
    assert "FSW/award/modules/F01: Met → Not met. It was revoked." in shown.stdout
    assert "note: the record has no id of its own and is named by file and row" in shown.stdout


def test_without_a_terminal_it_neither_waits_nor_records(desk: Desk) -> None:
    before = desk.decisions
    for words in ((), ("--format", "json"), ("--yes", "--preview")):
        refused = desk.decide("waiver", *WAIVER, *words)
        assert refused.exit_code == 2
        assert "`--yes`" in refused.stderr
        assert refused.stdout == ""
    assert desk.decisions == before


def test_every_fault_is_said_and_nothing_that_was_typed(desk: Desk) -> None:
    refused = desk.decide(
        "revocation", "--learner", "Wren Secret", "--subject", "CARE", "--from", "2026-03-01", "--by", "", "--reason", " ", "--yes"
    )
    assert refused.exit_code == 2
    assert refused.stderr.count("error: `--") == 4
    assert "did you mean `CAR`?" in refused.stderr
    assert "Secret" not in refused.output
    assert refused.stdout == ""


def test_a_kind_without_a_last_day_takes_none(desk: Desk) -> None:
    refused = desk.decide("late-award", "--until", "2026-12-31", "--yes")
    assert refused.exit_code == 2
    assert "No such option" in refused.stderr


def test_rules_with_faults_judge_nobody(desk: Desk) -> None:
    path = desk.course / "competencies" / "certifications" / "GUI.yaml"
    path.write_text(path.read_text("utf-8").replace("falls_with: CAR", "falls_with: CAT"), "utf-8")
    refused = desk.decide("waiver", *WAIVER, "--yes")
    assert refused.exit_code == 1
    assert "no verdict would be safe" in refused.stderr


def test_an_id_of_two_people_is_said_before_anything_is_recorded(desk: Desk) -> None:
    (desk.records / "learners.csv").write_text("id,birth_year\nA1,\nA2,\nA3,1970\nA3,1990\n", "utf-8")
    shown = desk.decide("waiver", *WAIVER, "--preview")
    assert shown.exit_code == 0, shown.output
    assert "the id is two people's" in shown.stdout
    assert "learners.csv, row 5, column birth_year: another row of this id tells of another person: row 4" in shown.stdout
    assert "1990" not in shown.output


def test_the_order_of_days_is_said_where_no_row_tells_it(desk: Desk) -> None:
    """`--dates` says that A1 passed in January and not in October; the new row stands in a file of such days as in any."""
    passed = ("A1,F01,10/01/2026,90", "A1,F02,10/01/2026,90", "A2,F02,10/01/2026,90")
    (desk.records / "completions.csv").write_text("\n".join(("learner,module,date,score", *passed)))
    refused = desk.decide("waiver", *WAIVER, "--preview")
    assert "not read: completions.csv" in refused.stderr
    assert "`--dates`" in refused.stderr
    (desk.records / "decisions.csv").write_text(desk.decisions.replace("2026-01-05", "05/01/2026"))
    revoked = ("--learner", "A1", "--subject", "CAR", "--from", "2026-09-01", "--by", "board", "--reason", "fraud", "--as-of", "2026-09-15")
    done = desk.decide("revocation", *revoked, "--yes", "--dates", "day-first")
    assert done.exit_code == 0, done.output
    assert "not read" not in done.stderr
    assert "A1 · CAR Family-strengthening worker (NV): Certified → Lapsed\n  after: It was revoked.\n  last day: 9 Jan 2028" in done.stdout
    assert "A1,revocation,CAR,granted,2026-09-01,,board,fraud," in desk.decisions
