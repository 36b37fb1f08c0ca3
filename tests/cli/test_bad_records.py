"""Records as bad as they come: every row is used, collapsed or set aside with its reason, and nothing ends in an exception."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import re
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from practicum.cli import main
from practicum.records.sample import sample

ROOT = Path(__file__).resolve().parents[2]
AS_OF = "2026-01-15"
Rows = Mapping[str, Sequence[Mapping[str, str]]]
ATTEMPT = {"learner": "L1", "module": "F02", "version": "2", "date": "2025-03-03", "score": "80", "result": "passed", "source": "lms"}
# One volunteer in post with one course, and one beside whose verdict nothing may touch.
GOOD: Rows = {
    "agencies": [{"id": "A", "name": "Agency", "country": "TM", "record_id": "a1"}],
    "learners": [{"id": "L1", "record_id": "l1"}, {"id": "L2", "record_id": "l2"}],
    "posts": [
        {"learner": "L1", "role": "VOL", "agency": "A", "start": "2025-01-06", "record_id": "p1"},
        {"learner": "L2", "role": "VOL", "agency": "A", "start": "2025-01-06", "record_id": "p2"},
    ],
    "completions": [
        {**ATTEMPT, "record_id": "c1", "evidence": "verified"},
        {**ATTEMPT, "learner": "L2", "record_id": "c2", "evidence": "verified"},
    ],
}


@cache
def headings() -> dict[str, list[str]]:
    """The headings of every table, as the sample writes them."""
    files = dict(sample(random.Random(1)))
    return {name[:-4]: data.decode("utf-8-sig").splitlines()[0].split(",") for name, data in files.items() if name.endswith(".csv")}


def report_files(folder: Path) -> dict[str, bytes]:
    """The files of a report by their place in it; the manifest also says when it was made."""
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    del found["manifest.json"]
    return found


def folder(where: Path, bad: Rows, left_out: Sequence[str] = ()) -> Path:
    """A whole folder of records: a file for each table, the good rows and then the bad ones."""
    where.mkdir()
    for table, heading in headings().items():
        if table in left_out:
            continue
        written = io.StringIO()
        writer = csv.DictWriter(written, heading)
        writer.writeheader()
        writer.writerows([*GOOD.get(table, ()), *bad.get(table, ())])
        (where / f"{table}.csv").write_text(written.getvalue(), "utf-8")
    return where


def gaps(records: Path, out: Path, *words: str, project: Path = ROOT) -> Result:
    asked = ["gaps", str(records), "--as-of", AS_OF, "--engine", "polars", "--out", str(out), "--project", str(project), *words]
    done = CliRunner().invoke(main, asked, env={"PRACTICUM_TODAY": "2026-11-21", "NO_COLOR": "1"})
    assert done.exit_code == 0, done.output
    assert "Traceback" not in done.output
    return done


@dataclass(frozen=True)
class Found:
    """What a run said."""

    rows: Mapping[str, int]
    notes: Counter[tuple[str, int, str, str]]
    certificates: Mapping[str, str]
    requirements: Mapping[tuple[str, str], tuple[str, str]]
    unasked: Mapping[tuple[str, str], str]
    people: Mapping[str, int]
    said: str


def table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))


def run(where: Path, bad: Rows, *, left_out: Sequence[str] = (), project: Path = ROOT) -> Found:
    """Both forms of the command on the same folder; their sums agree and add up."""
    records = folder(where / "records", bad, left_out)
    said = gaps(records, where / "text", project=project).output
    told = json.loads(gaps(records, where / "json", "--format", "json", project=project).stdout)
    rows = told["rows"]
    written = sum(len(table(path)) for path in records.iterdir())
    assert rows["in"] == written == rows["used"] + rows["set_aside"] + rows["collapsed"]
    line = re.search(r"([\d,]+) rows in = ([\d,]+) used \+ ([\d,]+) set aside \+ ([\d,]+) collapsed", said)
    assert line is not None
    assert [int(each.replace(",", "")) for each in line.groups()] == [rows[name] for name in ("in", "used", "set_aside", "collapsed")]
    one, other = (report_files(where / name) for name in ("text", "json"))
    assert one == other
    notes = [row for row in table(where / "json" / "set-aside.csv") if row["done"] != "mended"]
    assert len(notes) == rows["set_aside"] + rows["collapsed"]
    assert all(row["message"] for row in notes)
    whole = json.loads((where / "json" / "gaps.json").read_text("utf-8"))
    assert whole["rows"]["all files"]["adds_up"]
    certificates = table(where / "json" / "certificates.csv")
    unasked = {(row["learner"], row["role"]): row["reason"] for row in certificates if not row["certification"]}
    assert {row["state"] for row in certificates if not row["certification"]} <= {"unknown"}
    assert {(row["learner"], row["role"] or ""): row["reason"] for row in whole["unasked"]} == unasked
    assert told["people"] == whole["people"]
    people = {name: count for name, count in whole["people"].items() if count}
    assert sum(people.values()) == len({row["learner"] for row in certificates}) + people.get("LEFT", 0) + people.get("NOT_BEGUN", 0)
    found = Found(
        rows,
        Counter((row["file"], int(row["row"]), row["column"], row["reason"]) for row in notes),
        {row["learner"]: row["state"] for row in certificates if row["certification"]},
        {
            (row["learner"], row["requirement"].removeprefix("VOL/award/")): (row["state"], row["reason"])
            for row in table(where / "json" / "gaps.csv")
        },
        unasked,
        people,
        said,
    )
    if not left_out:
        # Whatever is wrong with others, this one holds F02 and lacks the rest.
        assert found.certificates["L2"] == "never"
        assert ("L2", "f02") not in found.requirements
        assert found.requirements["L2", "vetting"] == ("not_met", "NO_RECORD")
    return found


def noted(*notes: tuple[str, int, str, str]) -> Counter[tuple[str, int, str, str]]:
    return Counter(notes)


def test_good_records_leave_nothing_over(tmp_path: Path) -> None:
    found = run(tmp_path, {})
    assert found.notes == noted()
    assert ("L1", "f02") not in found.requirements
    assert (found.unasked, found.people) == ({}, {"judged": 2})
    assert "on record" not in found.said, "where everybody is judged there is nothing to add up"


def test_an_unknown_module(tmp_path: Path) -> None:
    bad = [{**ATTEMPT, "module": "Q99", "record_id": "x1"}, {**ATTEMPT, "module": "", "record_id": "x2"}]
    found = run(tmp_path, {"completions": bad, "rpl": [{"learner": "L1", "module": "Q98", "hours": "6", "decided": "2025-05-05"}]})
    assert found.notes == noted(
        ("completions.csv", 4, "module", "UNKNOWN_MODULE"),
        ("completions.csv", 5, "module", "MISSING_VALUE"),
        ("rpl.csv", 2, "module", "UNKNOWN_MODULE"),
    )
    assert ("L1", "f02") not in found.requirements


def test_days_of_the_future(tmp_path: Path) -> None:
    """After its recorded day, else after the day of reading; a day after the one asked about is kept and not yet in force."""
    course = {**ATTEMPT, "module": "F01", "version": "1"}
    bad = {
        "completions": [
            {**course, "date": "2030-01-01", "record_id": "x1"},
            {**course, "recorded_at": "2025-03-02", "record_id": "x2"},
            {**course, "module": "F06", "date": "2026-01-16", "recorded_at": "2026-01-16", "record_id": "x3"},
        ],
        "vetting": [{"learner": "L1", "kind": "vetting", "date": "2026-11-22", "result": "clear", "record_id": "x4"}],
    }
    found = run(tmp_path, bad)
    assert found.notes == noted(
        ("completions.csv", 4, "date", "FUTURE_DATE"),
        ("completions.csv", 5, "date", "FUTURE_DATE"),
        ("vetting.csv", 2, "date", "FUTURE_DATE"),
    )
    assert {found.requirements["L1", name][0] for name in ("foundation/F01", "foundation/F06", "vetting")} == {"not_met"}


def test_impossible_numbers(tmp_path: Path) -> None:
    scores = ["-5", "170", "1e999", "nan", "eighty", "80 80"]
    amounts = ["-3", "inf", "1e400", "0x10", "--", "12:75"]
    bad = {
        "completions": [
            {**ATTEMPT, "module": "F01", "version": "1", "score": score, "record_id": f"x{n}"} for n, score in enumerate(scores)
        ],
        "cpd": [
            {"learner": "L1", "date": "2025-05-05", "kind": "cpd", "quantity": amount, "unit": "hour", "record_id": f"y{n}"}
            for n, amount in enumerate(amounts)
        ],
        "observations": [{"learner": "L1", "competency": "PRO-1", "level": "99", "date": "2025-05-05", "record_id": "z1"}],
    }
    found = run(tmp_path, bad)
    assert found.notes == noted(
        *(("completions.csv", 4 + n, "score", "BAD_NUMBER") for n in range(len(scores))),
        *(("cpd.csv", 2 + n, "quantity", "BAD_NUMBER") for n in range(len(amounts))),
        ("observations.csv", 2, "level", "BAD_LEVEL"),
    )
    assert found.requirements["L1", "foundation/F01"] == ("not_met", "NO_RECORD")


def test_files_that_did_not_come(tmp_path: Path) -> None:
    """What could stand in them is unknown, never not met."""
    found = run(tmp_path, {}, left_out=("completions", "vetting"))
    assert found.notes == noted()
    assert found.certificates == {"L1": "unknown", "L2": "unknown"}
    assert set(found.requirements.values()) == {("unknown", "FILE_MISSING")}
    assert ("L1", "vetting") in found.requirements


def test_two_people_with_one_id(tmp_path: Path) -> None:
    """They cannot be told apart, so one row of the register stays and the other is named; and one person with two ids is one."""
    bad = {
        "learners": [
            {"id": "L1", "birth_year": "1950", "person_key": "one", "record_id": "x1", "recorded_at": "2025-02-01"},
            {"id": "L1", "birth_year": "1990", "person_key": "two", "record_id": "x2", "recorded_at": "2025-03-01"},
            {"id": "L9", "person_key": "two", "record_id": "x3"},
        ],
        "completions": [{**ATTEMPT, "learner": "L9", "module": "F01", "version": "1", "record_id": "x4"}],
    }
    found = run(tmp_path, bad)
    assert found.notes == noted(("learners.csv", 2, "", "OTHER_ROW_KEPT"), ("learners.csv", 4, "birth_year", "TWO_PEOPLE"))
    assert ("L1", "foundation/F01") not in found.requirements
    assert set(found.certificates) == {"L1", "L2"}


def test_a_void_of_a_void(tmp_path: Path) -> None:
    """The record stays out, and the row that wanted it back is named; so are voids of nothing and of another learner's record."""
    bad = {
        "completions": [
            {"learner": "L1", "record_id": "v1", "voids": "c1", "recorded_at": "2025-04-01"},
            {"learner": "L1", "record_id": "v2", "voids": "v1", "recorded_at": "2025-05-01"},
            {"learner": "L1", "record_id": "v3", "voids": "v2", "recorded_at": "2025-06-01"},
            {"learner": "L1", "record_id": "v4", "voids": "nothing", "recorded_at": "2025-06-01"},
            {"learner": "L1", "record_id": "v5", "voids": "c2", "recorded_at": "2025-06-01"},
            {"learner": "L1", "record_id": "v6", "voids": "v6", "recorded_at": "2025-06-01"},
        ]
    }
    found = run(tmp_path, bad)
    assert found.notes == noted(
        ("completions.csv", 5, "voids", "VOID_OF_VOID"),
        ("completions.csv", 6, "voids", "VOID_OF_VOID"),
        ("completions.csv", 7, "voids", "UNKNOWN_VOID"),
        ("completions.csv", 8, "voids", "FOREIGN_VOID"),
        ("completions.csv", 9, "voids", "VOID_OF_ITSELF"),
    )
    assert found.requirements["L1", "f02"][0] == "not_met"


def test_ten_thousand_attempts_of_one_person(tmp_path: Path) -> None:
    """A fail on each of 5,000 days, each sent twice; on one of these days a pass as well."""
    first = date(2012, 1, 1)
    attempts = [
        {**ATTEMPT, "date": str(first + timedelta(days=n // 2)), "score": str(n % 60), "result": "failed", "record_id": f"x{n:05}"}
        for n in range(10_000)
    ]
    found = run(tmp_path, {"completions": attempts})
    assert found.rows["in"] == 10_007
    assert found.rows["collapsed"] == 5_001
    assert {note[3] for note in found.notes} == {"DUPLICATE"}
    assert found.requirements["L1", "f02"] == ("not_met", "ATTEMPTS_USED"), "F02 allows three attempts, and the pass was a later one"


def test_ten_thousand_passes_of_one_person(tmp_path: Path) -> None:
    """A pass on each of 10,000 days: the last 24 months are one unbroken chain of renewals."""
    last = date(2025, 3, 2)
    attempts = [{**ATTEMPT, "version": "", "date": str(last - timedelta(days=n)), "record_id": f"x{n:05}"} for n in range(10_000)]
    found = run(tmp_path, {"completions": attempts})
    assert found.rows["used"] == 10_007
    assert found.notes == noted()
    assert ("L1", "f02") not in found.requirements


def test_a_role_nobody_knows(tmp_path: Path) -> None:
    bad = {
        "learners": [{"id": "N1", "record_id": "x1"}],
        "posts": [{"learner": "N1", "role": "JUGGLER", "agency": "A", "start": "2025-01-06", "record_id": "x2"}],
    }
    found = run(tmp_path, bad)
    assert found.notes[("posts.csv", 4, "role", "UNKNOWN_ROLE")] == 1
    assert "N1" not in found.certificates
    assert found.unasked == {("N1", ""): "NO_ROLE"}


@pytest.fixture(scope="module")
def with_helpers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with one role more, which no certification certifies."""
    folder = tmp_path_factory.mktemp("project")
    for name in ("competencies", "curriculum"):
        shutil.copytree(ROOT / name, folder / name)
    roles = folder / "competencies" / "roles"
    text = (roles / "ALL.yaml").read_text("utf-8").replace("id: ALL", "id: HLP").replace("certification: ALL\n", "")
    (roles / "HLP.yaml").write_text(text.replace("Allied professional", "Helper"), "utf-8")
    return folder


def test_a_learner_in_no_role_and_a_role_in_no_rule(tmp_path: Path, with_helpers: Path) -> None:
    """Each is unknown with the reason and named where it may be; whoever has left or not begun is counted, and everybody adds up."""
    post = {"agency": "A", "start": "2025-01-06"}
    bad = {
        "learners": [{"id": f"N{n}", "record_id": f"l-{n}"} for n in range(1, 6)],
        "posts": [
            {**post, "learner": "N2", "role": "HLP", "record_id": "x1"},
            {**post, "learner": "N3", "role": "HLP", "record_id": "x2"},
            {**post, "learner": "N3", "role": "VOL", "record_id": "x3"},
            {**post, "learner": "N4", "role": "VOL", "end": "2025-12-31", "record_id": "x4"},
            {**post, "learner": "N5", "role": "VOL", "start": "2026-02-01", "recorded_at": "2026-01-10", "record_id": "x5"},
        ],
        "completions": [{**ATTEMPT, "learner": f"N{n}", "record_id": f"y{n}"} for n in (1, 2)],
    }
    found = run(tmp_path, bad, project=with_helpers)
    assert found.notes == noted()
    assert found.unasked == {("N1", ""): "NO_ROLE", ("N2", "HLP"): "NO_RULE", ("N3", "HLP"): "NO_RULE"}
    assert found.certificates == {"L1": "never", "L2": "never", "N3": "never"}
    assert not [key for key in found.requirements if key[0] in ("N1", "N2")]
    assert found.people == {"judged": 3, "NO_ROLE": 1, "NO_RULE": 1, "LEFT": 1, "NOT_BEGUN": 1}
    assert "3 people unknown: 1 without a role on the day, 2 in a role without a rule (data-quality.html)" in found.said
    account = (
        "7 people on record = 3 with a verdict + 1 without a role on the day + 1 only in a role without a rule + 1 gone before the day "
        "+ 1 beginning after the day. Of those with a verdict, 1 in another role without a rule as well"
    )
    assert account in found.said
    pages = {path.name: path.read_text("utf-8") for path in (tmp_path / "text").glob("*.html")}
    quality = pages["data-quality.html"].partition("Nothing is asked of these people</h2>")[2]
    assert account in quality
    assert all(word in quality for word in ("N1", "N2", "N3", "HLP", "NO_ROLE", "NO_RULE"))
    assert "N4" not in quality
    assert "N5" not in quality
    assert account in pages["index.html"]


def test_posts_that_did_not_come(tmp_path: Path) -> None:
    """Nobody's role is known then, which is not the same as being in none."""
    found = run(tmp_path, {}, left_out=("posts",))
    assert found.unasked == {("L1", ""): "FILE_MISSING", ("L2", ""): "FILE_MISSING"}
    assert "2 people unknown: 2 for whom no file of posts came" in found.said


def test_explain_gives_the_same_reason(tmp_path: Path, with_helpers: Path) -> None:
    bad = {
        "learners": [{"id": "N1", "record_id": "l-1"}, {"id": "N2", "record_id": "l-2"}],
        "posts": [{"learner": "N2", "role": "HLP", "agency": "A", "start": "2025-01-06", "record_id": "x1"}],
    }
    records = folder(tmp_path / "records", bad)
    for learner, says in (
        ("N1", "no post on this day is on record, and no certificate that a rule knows [NO_ROLE]"),
        ("N2", "by the rules of the country, no certification is asked for the role of this post [NO_RULE]"),
    ):
        asked = ["explain", learner, "--records", str(records), "--as-of", AS_OF, "--project", str(with_helpers)]
        done = CliRunner().invoke(main, asked, env={"PRACTICUM_TODAY": "2026-11-21", "NO_COLOR": "1"})
        assert done.exit_code == 1
        assert f"nothing is asked of this learner on {AS_OF}: {says}" in done.stderr
        assert learner not in done.stderr


def test_a_folder_without_records_gives_no_report(tmp_path: Path) -> None:
    """An empty folder would otherwise take the place of an earlier report, with nobody in it."""
    (tmp_path / "empty").mkdir()
    done = CliRunner().invoke(main, ["gaps", str(tmp_path / "empty"), "--as-of", "2026-10-15", "--out", str(tmp_path / "report")])
    assert done.exit_code == 1
    assert "there are no record files in" in done.output
    assert not (tmp_path / "report").exists()


def test_two_people_with_one_id_are_loud_everywhere(tmp_path: Path) -> None:
    """File and row of both are named where a report is made and where records are looked at, and never what stands in them."""
    bad = {"learners": [{"id": "L1", "birth_year": "1950", "record_id": "x1"}, {"id": "L1", "birth_year": "1990", "record_id": "x2"}]}
    found = run(tmp_path, bad)
    warning = "warning: learners.csv, row 5, column birth_year: another row of this id tells of another person: row 4"
    assert warning in found.said
    assert found.rows["set_aside"] == 1
    quality = (tmp_path / "text" / "data-quality.html").read_text("utf-8")
    told = quality.partition("One id, two people</h2>")[2].partition("Every row, accounted for")[0]
    assert "another row of this id tells of another person: row 4" in told
    for words in (("records", "look"), ("records", "tidy", "--out", str(tmp_path / "tidy"))):
        done = CliRunner().invoke(main, [*words[:2], str(tmp_path / "records"), *words[2:], "--project", str(ROOT)])
        assert (done.exit_code, warning in done.output) == (0, True), done.output
        assert "1950" not in done.output
        assert "1990" not in done.output


def ask(*words: str) -> Result:
    done = CliRunner().invoke(main, [*words, "--project", str(ROOT)], env={"PRACTICUM_TODAY": "2026-11-21", "NO_COLOR": "1"})
    assert "Traceback" not in done.output
    return done


def test_a_file_that_nobody_may_read_leaves_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The report and the answer are of the other files, and what the file could hold is unknown."""
    records = folder(tmp_path / "records", {})
    plain = Path.open

    def guarded(path: Path, *how: Any, **more: Any) -> Any:
        if path == records / "completions.csv":
            raise PermissionError(13, "Permission denied", str(path))
        return plain(path, *how, **more)

    monkeypatch.setattr(Path, "open", guarded)
    shared = ("--as-of", AS_OF, "--engine", "polars")
    told = ask("gaps", str(records), *shared, "--out", str(tmp_path / "report"))
    assert told.exit_code == 1, told.output
    assert "not read: completions.csv: it cannot be opened: Permission denied" in told.output
    assert told.output.splitlines()[-1] == "1 file was not read, so nothing in it counts: completions.csv"
    open_now = {(row["learner"], row["requirement"]): (row["state"], row["reason"]) for row in table(tmp_path / "report" / "gaps.csv")}
    assert open_now["L1", "VOL/award/f02"] == ("unknown", "FILE_MISSING")
    told = ask("explain", "L1", "--records", str(records), *shared)
    assert told.exit_code == 1, told.output
    assert "VOL" in told.stdout


def test_a_file_that_was_not_read_is_said_at_the_end_and_the_command_ends_with_1(tmp_path: Path) -> None:
    records = folder(tmp_path / "records", {})
    (records / "scan.pdf").write_bytes(b"%PDF-1.7 scan")
    last = "1 file was not read, so nothing in it counts: scan.pdf"
    shared = ("--as-of", AS_OF, "--engine", "polars")
    for words in (
        ("gaps", str(records), *shared, "--out", str(tmp_path / "report")),
        ("explain", "L1", "--records", str(records), *shared),
        ("records", "tidy", str(records), "--out", str(tmp_path / "tidy")),
        ("verdicts", str(tmp_path / "tidy"), *shared, "--out", str(tmp_path / "verdicts")),
    ):
        done = ask(*words)
        assert done.exit_code == 1, done.output
        assert done.stderr.splitlines()[-1] == last
    assert (tmp_path / "report" / "index.html").is_file()
    assert (tmp_path / "verdicts" / "manifest.json").is_file()
    told = json.loads(ask("gaps", str(records), *shared, "--out", str(tmp_path / "report"), "--format", "json").stdout)
    assert [one["file"] for one in told["not_read"]] == ["scan.pdf"]
    (records / "scan.pdf").unlink()
    assert ask("gaps", str(records), *shared, "--out", str(tmp_path / "report")).exit_code == 0


def test_what_an_explanation_does_not_rest_on_stands_under_the_answer(tmp_path: Path) -> None:
    bad = {
        "completions": [{**ATTEMPT, "module": "Q99", "record_id": "x1"}, {**ATTEMPT, "learner": "L2", "module": "Q98", "record_id": "x2"}],
        "vetting": [{"learner": "l1", "kind": "vetting", "date": "soon", "record_id": "x3"}],
    }
    records = folder(tmp_path / "records", bad)
    (records / "scan.pdf").write_bytes(b"%PDF-1.7 scan")
    shared = ("--records", str(records), "--as-of", AS_OF)
    text = " ".join(ask("explain", "L1", *shared).stdout.split())
    answer, _, after = text.partition("there has been no certificate so far. ")
    assert answer
    assert after.startswith(
        "2 rows about this learner were set aside: completions.csv row 4, module: no module has this id [UNKNOWN_MODULE]; "
        "vetting.csv row 2, date: the cell is not a day [BAD_DATE]. "
        "Not read, so that what it may say of this learner is missing: scan.pdf."
    )
    assert "completions.csv row 5" not in text, "the row is about somebody else"
    told = json.loads(ask("explain", "l1", *shared, "--format", "json").stdout)
    assert [(one["file"], one["row"]) for one in told["set_aside"]] == [("completions.csv", 4), ("vetting.csv", 2)]
    assert [one["file"] for one in told["not_read"]] == ["scan.pdf"]
    page = ask("explain", "L1", *shared, "--format", "html").stdout
    assert "2 rows about this learner were set aside" in page
    (records / "scan.pdf").unlink()
    whole = folder(tmp_path / "whole", {})
    text = ask("explain", "L1", "--records", str(whole), "--as-of", AS_OF).stdout
    assert "set aside" not in text
    assert "Not read" not in text


def test_an_id_of_which_every_row_was_set_aside_is_said(tmp_path: Path) -> None:
    records = folder(tmp_path / "records", {"vetting": [{"learner": "N7", "kind": "vetting", "date": "2025-05-05", "record_id": "x1"}]})
    done = ask("explain", "N7", "--records", str(records), "--as-of", AS_OF)
    assert done.exit_code == 1
    assert "the only row that names this learner was set aside" in done.stderr
    assert "vetting.csv row 2, learner: no learner has this id" in done.stderr
    assert "N7" not in done.stderr


def test_an_earlier_report_that_says_something_else_is_kept_beside(tmp_path: Path) -> None:
    records, out = folder(tmp_path / "records", {}), tmp_path / "report"
    asked = ("gaps", str(records), "--as-of", AS_OF, "--engine", "polars", "--out", str(out))
    files = {}

    def made() -> Result:
        done = ask(*asked)
        assert done.exit_code == 0, done.output
        files[len(files)] = report_files(out)
        return done

    assert "kept in" not in made().stderr
    assert "kept in" not in made().stderr, "the same inputs take the place of the report they made"
    assert files[0] == files[1]
    vetting = records / "vetting.csv"
    before = vetting.read_bytes()
    with vetting.open("a", encoding="utf-8") as file:
        writer = csv.DictWriter(file, headings()["vetting"])
        writer.writerow({"learner": "L1", "kind": "vetting", "date": "2025-05-05", "result": "clear", "record_id": "x1"})
    assert "it is kept in" in made().stderr
    kept = tmp_path / "report-earlier-1"
    assert report_files(kept) == files[0]
    assert files[2] != files[0]
    if os.name != "nt":
        assert kept.stat().st_mode & 0o077 == 0
        assert all(path.stat().st_mode & 0o077 == 0 for folder in (out, kept) for path in folder.rglob("*"))
    # And back again: the other one is kept as well, and then neither a second time.
    vetting.write_bytes(before)
    made()
    assert files[3] == files[0]
    with vetting.open("ab") as file:
        file.write(b"\n")
    made()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["records", "report", "report-earlier-1", "report-earlier-2"]


def test_looking_at_records_says_sums_first_and_then_what_was_set_aside(tmp_path: Path) -> None:
    bad = {
        "completions": [{**ATTEMPT, "module": "Q99", "record_id": f"x{n}"} for n in range(8)] + [{**ATTEMPT, "record_id": "y"}],
        "vetting": [{"learner": " L1", "kind": "vetting", "date": "5.6.2025", "result": "clear", "record_id": "z"}],
    }
    lines = ask("records", "look", str(folder(tmp_path / "records", bad))).stderr.splitlines()
    start = next(number for number, line in enumerate(lines) if " rows in = " in line)
    assert lines[start] == "17 rows in = 8 used + 8 set aside + 1 collapsed (1 mended)"
    assert "  agencies.csv → agencies: 1 row in = 1 used + 0 set aside + 0 collapsed (0 mended)" in lines
    sums = lines.index("  8 × no module has this id [UNKNOWN_MODULE]")
    rows = lines.index("set aside, row by row:")
    assert start < sums < rows
    assert lines[rows + 1 : rows + 7] == [
        *(f"  completions.csv, row {n}, column module: no module has this id" for n in range(4, 9)),
        "    and 3 more; `--format json` lists them all",
    ]
    assert rows < lines.index("collapsed, because another row says it, row by row:")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("gaps", "{records}", "--as-of", AS_OF, "--out", "{full}"), "holds other files"),
        (("gaps", "{records}", "--as-of", AS_OF, "--out", str(ROOT / "build" / "here")), "may not lie inside a project"),
        (("gaps", "{records}", "--as-of", AS_OF, "--out", "{file}/report"), "Not a directory"),
        (("explain", "L1", "--records", "{records}", "--as-of", AS_OF, "--out", "{full}"), "is a folder"),
        (("explain", "L1", "--records", "{records}", "--as-of", AS_OF, "--out", "{file}/one.txt"), "Not a directory"),
        (("records", "tidy", "{records}", "--out", "{full}"), "holds other files"),
        (("records", "tidy", "{records}", "--out", "{file}/tables"), "Not a directory"),
        (("verdicts", "{tidy}", "--as-of", AS_OF, "--out", "{full}"), "holds other files"),
        (("verdicts", "{tidy}", "--as-of", AS_OF, "--out", "{new}", "--since", "{full}"), "no earlier run"),
        (("verdicts", "{tidy}", "--as-of", AS_OF, "--out", "{new}", "--memory", "1MB"), "1MB of memory is too little"),
    ],
)
def test_what_cannot_end_well_is_refused_before_anything_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: Sequence[str], says: str
) -> None:
    places = {name: tmp_path / name for name in ("records", "full", "file", "tidy", "new")}
    for name in ("full", "tidy"):
        places[name].mkdir()
    folder(places["records"], {})
    (places["full"] / "letter.txt").write_text("mine", "utf-8")
    places["file"].write_text("mine", "utf-8")

    def never(*_: object, **__: object) -> None:
        raise AssertionError("work was done for what is refused")

    monkeypatch.setattr("practicum.workspace.project.check_project", never)
    monkeypatch.setattr("practicum.workspace.learners.take_in", never)
    monkeypatch.setattr("practicum.workspace.tidying.find_tidy", never)
    done = ask(*(word.format(**places) for word in words))
    assert done.exit_code == 2, done.output
    assert says in done.stderr
