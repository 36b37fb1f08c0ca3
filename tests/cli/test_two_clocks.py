"""Last year's report, made again: the same inputs give the same bytes, and what was recorded later changes no verdict of then."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from practicum.cli import main
from practicum.model.source import find
from practicum.reading import read_project
from practicum.records.sample import sample
from practicum.resolving.standing import seal
from practicum.workspace.disk import Disk
from practicum.workspace.learners import RecordFiles

ROOT = Path(__file__).resolve().parents[2]
THEN = "2025-10-15"
DAYS = ("--as-of", THEN, "--known-at", THEN)
ENGINE = ("--engine", "polars")
LEARNERS = {f"P{number:02}" for number in range(1, 27)} | {f"L{number:04}" for number in range(1, 31)} | {"P25B", "L0299"}
FILES = {
    *("about.html", "certificates.csv", "data-quality.html", "deadlines.html", "gaps.csv", "gaps.json", "index.html"),
    *("set-aside.csv", "who-lacks-what.html"),
}


def report(records: Path, out: Path, *words: str, where: Path = ROOT, today: str = "2026-11-21") -> dict[str, bytes]:
    """The files of a report, asked for last year's day."""
    before = Path.cwd()
    os.chdir(where)
    try:
        settings = {"PRACTICUM_TODAY": today, "NO_COLOR": "1"}
        done = CliRunner().invoke(main, ["gaps", str(records), *DAYS, *ENGINE, "--out", str(out), *words], env=settings)
    finally:
        os.chdir(before)
    assert done.exit_code == 0, done.output
    return files_of(out)


def files_of(folder: Path) -> dict[str, bytes]:
    """The files of a report by their place in it; the manifest also says where the records lay and when they were read."""
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
    del found["manifest.json"]
    return found


# Volunteers of whom one row says whether something is held on the day.
VOLUNTEERS = {
    "learners.csv": ["Z{n},1990,2024-01-08,no,NGO,,zl-{n},TM-LOWER,2024-01-08,,verified"],
    "posts.csv": ["Z{n},VOL,TM-LOWER,2024-01-08,,1,zp-{n},TM-LOWER,2024-01-08,,verified"],
    "completions.csv": ["Z{n},F02,2,,2025-03-03,{score},1,{result},TM-COLL,TM-COLL,,m-{n},TM-LOWER,2025-03-04,,verified"],
}
# What came a year later about them, beside other rows: the same attempt again in the same words, under a lower id, with a pass in
# the place of a fail, with less said; and what changes the past of others.
LATER = {
    "completions.csv": [
        "Z1,F02,2,,2025-03-03,80,1,passed,TM-COLL,TM-COLL,,z-1,TM-LOWER,2026-02-01,,verified",
        "Z2,F02,2,,2025-03-03,80,1,passed,TM-COLL,TM-COLL,,0-2,TM-LOWER,2026-02-01,,verified",
        "Z3,F02,2,,2025-03-03,90,1,passed,TM-COLL,TM-COLL,,z-3,TM-LOWER,2026-02-01,,verified",
        "Z4,F02,2,,2025-03-03,,1,,,,,0-4,TM-LOWER,2026-02-01,,self",
        # a correction, and a bare void; a course of the time before the day, and one after
        "Z5,F02,2,,2012-01-05,80,1,passed,TM-COLL,TM-COLL,,z-5,TM-LOWER,2026-01-10,m-5,verified",
        "Z6,,,,,,,,,,,z-6,TM-LOWER,2026-01-10,m-6,",
        "{a},F05,1,,2025-03-03,91,1,passed,NV-LANT,NV-LANT,,later-1,NV-HART,2025-10-16,,verified",
        "{a},I03,1,,2026-04-01,91,1,passed,NV-LANT,NV-LANT,,later-2,NV-HART,2026-04-02,,verified",
    ],
    "cpd.csv": ["{a},2025-06-01,cpd,40,hour,,,yes,yes,,later-3,NV-HART,2025-10-16,,verified"],
    "decisions.csv": [
        "{a},revocation,{certification},granted,2025-06-01,,board,fraud,later-4,NV-HART,2025-10-16,,verified",
        "{b},waiver,{other}/renew/cpd,granted,2025-01-01,2025-12-31,board,illness,later-5,NV-HART,2026-01-05,,verified",
        "Z7,exemption,F02,granted,2025-01-01,,board,taught it for years,later-6,TM-LOWER,2026-01-05,,verified",
    ],
    "certificates.csv": ["{b},{other},2025-09-01,2030-08-31,later-7,register-NV,2025-10-16,,verified"],
    "posts.csv": ["{a},CSW,NV-HART,2025-09-01,,1,later-8,NV-HART,2025-10-16,,verified"],
    "leave.csv": ["{a},2025-02-01,2025-08-31,parental,later-9,NV-HART,2025-12-01,,verified"],
}


def added(folder: Path, rows: dict[str, list[str]], **words: str) -> None:
    """Rows at the end of their files; where they speak of `{n}` one for each volunteer."""
    for name, told in rows.items():
        with (folder / name).open("a", encoding="utf-8", newline="") as stream:
            for row in told:
                for n in range(1, 8) if "{n}" in row else [0]:
                    score, result = (50, "failed") if n in (3, 7) else (80, "passed")
                    stream.write(row.format(n=n, score=score, result=result, **words) + "\r\n")


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented sample, cut down to some learners."""
    folder = tmp_path_factory.mktemp("records")
    for name, data in dict(sample(random.Random(2026))).items():
        if name.endswith(".csv") and name != "agencies.csv":
            heading, *rows = csv.reader(io.StringIO(data.decode("utf-8-sig")))
            learner = heading.index("learner" if "learner" in heading else "id")
            kept = io.StringIO()
            csv.writer(kept).writerows([heading, *(row for row in rows if row[learner] in LEARNERS)])
            data = kept.getvalue().encode()
        (folder / name).write_bytes(data)
    added(folder, VOLUNTEERS)
    return folder


@pytest.fixture(scope="module")
def first(records: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    found = report(records, tmp_path_factory.mktemp("first") / "report")
    assert set(found) >= FILES
    return found


def states(files: dict[str, bytes]) -> dict[tuple[str, str], tuple[str, str]]:
    rows = csv.DictReader(io.StringIO(files["certificates.csv"].decode("utf-8-sig")))
    return {(row["learner"], row["certification"]): (row["state"], row["valid_until"]) for row in rows}


def test_the_same_inputs_give_the_same_bytes_anywhere_on_any_day(
    records: Path, first: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two years later, from another folder, with the records elsewhere and their files in another order."""
    elsewhere, here = tmp_path / "somewhere else", tmp_path / "a b"
    here.mkdir()
    shutil.copytree(records, elsewhere)
    listed = RecordFiles.list

    def backwards(self: RecordFiles) -> Sequence[str]:
        return list(reversed(listed(self)))

    monkeypatch.setattr(RecordFiles, "list", backwards)
    again = report(elsewhere, tmp_path / "again", "--project", str(ROOT), where=here, today="2028-02-29")
    assert again == first
    assert len(states(first)) > 30


def test_another_process_with_another_hash_seed_and_time_zone(records: Path, first: dict[str, bytes], tmp_path: Path) -> None:
    script = "from practicum.cli import main; main()"
    settings = {**os.environ, "PYTHONPATH": str(ROOT / "generator"), "PYTHONHASHSEED": "4711", "TZ": "Pacific/Kiritimati", "LC_ALL": "C"}
    settings |= {"PRACTICUM_TODAY": "2027-03-01"}
    words = ["gaps", str(records), *DAYS, *ENGINE, "--out", str(tmp_path / "again"), "--project", str(ROOT)]
    done = subprocess.run([sys.executable, "-c", script, *words], env=settings, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert files_of(tmp_path / "again") == first


def grown(records: Path, first: dict[str, bytes], folder: Path) -> None:
    """The records as they stand a year later: everything of then, and rows that were recorded since."""
    shutil.copytree(records, folder)
    held = sorted(key for key, (state, _until) in states(first).items() if state in ("certified", "due") and key[0].startswith("L"))
    (a, certification), (b, other) = held[0], next(key for key in held if key[0] != held[0][0])
    added(folder, LATER, a=a, b=b, certification=certification, other=other)


def test_what_was_recorded_later_changes_nothing_said_then(records: Path, first: dict[str, bytes], tmp_path: Path) -> None:
    """Every page and file is the same, byte for byte, also beside a file that was not there yet."""
    more = tmp_path / "a year later"
    grown(records, first, more)
    (more / "observations-2026.csv").write_bytes(
        b"learner,competency,level,observer,role_of_observer,date,record_id,source,recorded_at,voids,evidence\r\n"
        b"P01,REL-1,2,P02,SUP,2026-02-01,o-later,NV-HART,2026-02-02,,verified\r\n"
    )
    again = report(more, tmp_path / "again", today="2027-01-15")
    assert sum(len(rows) for rows in LATER.values()) > 10
    # Only the name of the files as they came is another one: they hold more.
    plain = [re.sub(rb"[0-9a-f]{16}", b"", files["data-quality.html"]) for files in (again, first)]
    assert plain[0] == plain[1]
    assert [name for name in first if name != "data-quality.html" and again[name] != first[name]] == []


def test_what_was_recorded_later_is_seen_once_it_is_known(records: Path, first: dict[str, bytes], tmp_path: Path) -> None:
    """The same files asked with everything known say something else of everybody the later rows are about."""
    more = tmp_path / "a year later"
    grown(records, first, more)
    settings = {"PRACTICUM_TODAY": "2027-01-15", "NO_COLOR": "1"}
    words = ["gaps", str(more), "--as-of", THEN, *ENGINE, "--out", str(tmp_path / "now"), "--project", str(ROOT)]
    done = CliRunner().invoke(main, words, env=settings)
    assert done.exit_code == 0, done.output
    now, then = files_of(tmp_path / "now"), first
    assert states(now) != states(then)
    changed = {name: (lacks_f02(then, name), lacks_f02(now, name)) for name in (f"Z{n}" for n in range(1, 8))}
    assert changed == {
        "Z1": (False, False),
        "Z2": (False, False),
        "Z3": (True, False),
        "Z4": (False, False),
        "Z5": (False, True),
        "Z6": (False, True),
        "Z7": (True, False),
    }


def lacks_f02(files: dict[str, bytes], learner: str) -> bool:
    rows = csv.DictReader(io.StringIO(files["gaps.csv"].decode("utf-8-sig")))
    mine = [row for row in rows if row["learner"] == learner]
    assert mine, "a volunteer with nothing else lacks other things"
    return any(row["requirement"] == "VOL/award/f02" for row in mine)


def test_a_rule_that_was_adopted_later_changes_no_verdict_of_then(records: Path, first: dict[str, bytes], tmp_path: Path) -> None:
    """A version of the volunteers' rule that was adopted in 2026 for the time from 2025 on is none of those that were known then."""
    for name in ("competencies", "curriculum"):
        shutil.copytree(ROOT / name, tmp_path / "project" / name)
    path = tmp_path / "project" / "competencies" / "certifications" / "VOL.yaml"
    text = path.read_text("utf-8")
    version = text[text.index('  - version: "1"') :]
    version = re.sub(r"    seal: .*\n", "", version).replace('version: "1"', 'version: "2"', 1)
    version = re.sub(r"    from: \S+", "    from: 2025-01-01\n    adopted: 2026-03-01", version, count=1)
    version = version.replace("count: 2", "count: 3").replace("2 referees", "3 referees")
    path.write_text(text + version, "utf-8")
    unit = read_project(Disk(tmp_path / "project")).catalogue.certifications["VOL"]
    sealed = find(unit.tree, ("versions", 1))
    assert sealed is not None
    path.write_text(path.read_text("utf-8").replace("    adopted:", f'    seal: "{seal(sealed)}"\n    adopted:'), "utf-8")
    again = report(records, tmp_path / "again", "--project", str(tmp_path / "project"))
    one, other = (json.loads(files["gaps.json"]) for files in (first, again))
    assert {key for key in one if one[key] != other[key]} <= {"manifest"}
    assert {name for name in first if again[name] != first[name]} <= {"gaps.json", "report.json"}
    known = report(records, tmp_path / "known", "--known-at", "2026-03-01", "--project", str(tmp_path / "project"))
    before = report(records, tmp_path / "before", "--known-at", "2026-02-28", "--project", str(tmp_path / "project"))
    assert known["gaps.csv"] != before["gaps.csv"], "from the day of its adoption on it is"
