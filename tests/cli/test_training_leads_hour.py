"""A training lead's hour, done literally: what was sent comes in, what can be handed on goes out, and each step is a command that is typed.

Nothing that a step prints may hold a name, an address or an id of somebody, but where an id was typed.
"""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from practicum.cli import main

DAY, MONTH_LATER = "2026-10-15", "2026-11-15"


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty folder: no project, no repository."""
    return tmp_path_factory.mktemp("desk")


@pytest.fixture(scope="module")
def type_in(desk: Path) -> Callable[..., Result]:
    """Type a command; it has to end well unless said otherwise."""

    def typed(*words: str, on: str = "2026-10-16", ends: tuple[int, ...] = (0,)) -> Result:
        before = Path.cwd()
        os.chdir(desk)
        try:
            done = CliRunner().invoke(
                main, list(words), env={"PRACTICUM_TODAY": on, "PRACTICUM_HOME": str(desk / "home"), "NO_COLOR": "1", "COLUMNS": "200"}
            )
        finally:
            os.chdir(before)
        assert done.exit_code in ends, f"practicum {' '.join(words)}\n{done.output}\n{done.exception!r}"
        return done

    return typed


def test_a_training_leads_hour(desk: Path, type_in: Callable[..., Result]) -> None:
    records, home = desk / "records", desk / "home"
    printed: list[str] = []

    def step(*words: str, **how: object) -> str:
        done = type_in(*words, **how)
        printed.append(done.output)
        return str(done.output)

    # What three agencies sent. Without the mark of invented people they are handled as real ones are: privately.
    step("sample", "--named", "--out", "records")
    (records / "manifest.json").unlink()
    people = rows_of(records / "learners.csv")
    # The north's file is read as last year: its profile lies beside the records. The download of the platform is new.
    profiled = ["--profile", str(records / "profiles" / "sample-north.yaml")]
    (records / "profiles" / "sample-platform.yaml").unlink()
    modules = {"Rights and dignity, part 1": "F01", "Seeing what works": "F06", "Staying well": "F09"}
    mapped = [word for title, module in modules.items() for word in ("--map", f"{title}={module}")]
    said = step("records", "profile", "records/platform-tamaru.csv", *mapped, "--beside", "records", "--save", "tamaru")
    assert "unsure" not in said
    assert [path.name for path in (home / "profiles").iterdir()] == ["tamaru.yaml"]
    said = step("records", "look", "records", *profiled)
    assert "platform-tamaru.csv → completions through `tamaru`" in said

    # Who is who: two are one person's, the twins are not.
    said = step("records", "review", "records", *profiled)
    assert "3 pairs to look at" in said
    pairs = rows_of(home / "review" / "who-is-who.csv")
    doubles = {row["a"]: row["b"] for row in pairs if "twins" not in row["speaks_against"] or row["a"].startswith("D")}
    [twins] = [(row["a"], row["b"]) for row in pairs if row["a"] not in doubles]
    assert set(doubles) == {"D1", "D2"}
    for second, first in doubles.items():
        step("records", "link", second, first, "--same", "--by", "AB", "--reason", "same staff card")
    step("records", "link", *twins, "--different", "--by", "AB", "--reason", "twins, I know both")
    assert "0 pairs to look at" in step("records", "review", "records", *profiled)

    # One waiver, after seeing whom it hits.
    said = type_in(
        "decide", "waiver", "records", "--learner", "L0025", "--subject", "CSW/renew/cpd", "--from", "2026-10-01", "--until", "2027-03-31",
        "--by", "board", "--reason", "long illness", "--recorded", DAY, "--yes", *profiled,
    ).output  # fmt: skip
    assert "recorded as" in said
    assert "waiver" in (records / "decisions.csv").read_text("utf-8-sig")

    # The report, private, and a file for each agency.
    said = step("gaps", "records", "--as-of", DAY, *profiled, "--split", "agency", "--share")
    assert "readable by you only" in said
    report = home / "reports" / DAY
    manifest = json.loads((report / "manifest.json").read_text("utf-8"))
    assert manifest["counts"]["rows"]["in"] == sum(manifest["counts"]["rows"][name] for name in ("used", "set_aside", "collapsed"))
    assert manifest["counts"]["joined"] == 3, "two by decision, P25 by the person key"
    learners = {row["learner"] for row in rows_of(report / "certificates.csv")}
    for pair in doubles.items():
        assert min(pair) in learners
        assert max(pair) not in learners, "nobody stands there twice"
    agencies = [path.stem for path in (report / "split" / "agency").rglob("*.xlsx")]
    assert len(agencies) >= 10, "a file for each agency"

    # The cheapest way to close what is open.
    step("plan", "records", "--as-of", DAY, *profiled)
    planned = rows_of(report / "planning" / "plans.csv")
    assert {row["learner"] for row in planned} <= learners

    # Next month somebody has learnt something.
    closed = next(
        row
        for row in rows_of(report / "gaps.csv")
        if (row["subject"], row["reason"], row["certificate_state"]) == ("F09", "NO_RECORD", "provisional")
    )
    (records / "completions-november.csv").write_text(
        "learner,module,version,date,score,result,evidence,source,recorded_at\n"
        f"{closed['learner']},{closed['subject']},1,2026-11-05,90,passed,verified,{closed['agency']},2026-11-06\n"
    )
    step("gaps", "records", "--as-of", MONTH_LATER, *profiled, "--since", str(report), on="2026-11-16")
    now = home / "reports" / MONTH_LATER
    key = ("learner", "requirement", "subject")
    still = {tuple(row[name] for name in key) for row in rows_of(now / "gaps.csv") if row["state"] == "not_met"}
    assert tuple(closed[name] for name in key) not in still
    assert rows_of(now / "tables" / "changes.csv"), "what changed since the last report"
    assert "Since the report of 15 Oct 2026" in (now / "changes.html").read_text("utf-8")

    # The first report once more: what was sent since is named, and nothing else is.
    said = step("gaps", "--again", str(report / "manifest.json"), on="2026-11-16", ends=(1,))
    assert [line for line in said.splitlines() if line.startswith("not as it was")] == [
        "not as it was: completions-november.csv: it was not there then"
    ]

    # Nothing of all this was printed: no name, no address, no id.
    words = {row["name"] for row in people} | {row["email"] for row in people if row["email"]} | {row["id"] for row in people}
    told = "\n".join(printed).replace(str(desk), "")
    assert not [word for word in sorted(words) if len(word) > 2 and word in told]
    # And what may be handed on holds nobody either.
    shared = [path for path in report.rglob("shareable/**/*") if path.is_file()]
    assert len(shared) > 2
    for path in shared:
        text = path.read_bytes().decode("utf-8", "replace")
        assert not [word for word in sorted(words) if len(word) > 3 and word in text], path.name
