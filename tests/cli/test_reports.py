"""Reports by command: files to send, what changed since an earlier one, and the same views on stored verdicts as in memory."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from practicum.cli import main
from practicum.reporting.report import REPORT_FILES
from practicum.reporting.views import VIEWS
from practicum.workspace.earlier_reports import earlier_day, earlier_states
from practicum.workspace.trouble import Trouble

ROOT = Path(__file__).parents[2]
DAY = "2026-10-15"
# Rows are read once more from tidy tables, where collapsed and mended ones are no more; whoever left is counted by other names.
OF_INTAKE = {"accounts", "quality", "overview"}


def typed(*words: object, ends: int = 0) -> Result:
    done = CliRunner().invoke(main, [str(word) for word in words], env={"PRACTICUM_TODAY": "2026-10-16", "COLUMNS": "200"})
    assert done.exit_code == ends, f"{words}\n{done.output}\n{done.exception!r}"
    return done


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, and a report on it."""
    where = tmp_path_factory.mktemp("reports")
    typed("sample", "--out", where / "sample")
    marked = where / "sample" / "agencies.csv"
    marked.write_bytes(b"\xef\xbb\xbf" + marked.read_bytes())
    both = ("--split", "agency", "--split", "supervisor")
    typed("gaps", where / "sample", "--as-of", DAY, "--out", where / "first", *both, "--project", ROOT)
    return where


def rows(folder: Path, view: str) -> list[dict[str, str]]:
    with (folder / "tables" / f"{view}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_report_is_of_the_files_it_lists(desk: Path) -> None:
    held = {path.name for path in (desk / "first").iterdir()}
    assert held <= REPORT_FILES
    assert {"report.xlsx", "report.json", "split", "plans", "agencies", "tables"} <= held
    assert len(list((desk / "first" / "split" / "agency").glob("*.xlsx"))) == 12
    assert {path.stem for path in (desk / "first" / "tables").glob("*.csv")} == set(VIEWS)


def test_the_same_views_come_of_stored_verdicts(desk: Path) -> None:
    typed("records", "tidy", desk / "sample", "--out", desk / "tidy", "--project", ROOT)
    typed("verdicts", desk / "tidy", "--as-of", DAY, "--out", desk / "verdicts", "--project", ROOT)
    on = ("gaps", desk / "tidy", "--verdicts", desk / "verdicts", "--project", ROOT)
    done = typed(*on, "--as-of", DAY, "--out", desk / "stored", "--since", desk / "verdicts", "--split", "agency")
    assert "report of" in done.output
    # The window of comings and goings begins with the earlier run.
    for view in set(VIEWS) - OF_INTAKE - {"changes", "workforce"}:
        assert rows(desk / "stored", view) == rows(desk / "first", view), view
    counted = {row["measure"]: row["value"] for row in rows(desk / "stored", "overview")}
    for row in rows(desk / "first", "overview"):
        if not row["measure"].startswith("people_"):
            assert counted[row["measure"]] == row["value"]
    # What was odd about the files is told all the same.
    odd = [row for row in rows(desk / "first", "quality") if row["done"] == "noted"]
    assert [row["reason"] for row in odd] == ["BYTE_ORDER_MARK"]
    assert [row for row in rows(desk / "stored", "quality") if row["done"] == "noted"] == odd
    # Compared with itself nothing has changed.
    assert {row["before"] == row["now"] for row in rows(desk / "stored", "changes")} == {True}
    assert sum(int(row["certificates"]) for row in rows(desk / "stored", "changes")) == int(counted["certificates"])
    assert not (desk / "stored" / "who-lacks-what.html").exists()
    assert "who-lacks-what.html" not in (desk / "stored" / "index.html").read_text("utf-8")
    again = typed(*on, "--as-of", "2026-10-14", "--out", desk / "stored", ends=2)
    assert f"these verdicts are of {DAY}" in again.output
    typed("gaps", desk / "tidy", "--verdicts", desk / "first", "--as-of", DAY, "--out", desk / "none", ends=2)
    # What stored verdicts do not give is refused with what to do instead.
    refused = typed(*on, "--as-of", DAY, "--out", desk / "none", "--share", ends=2)
    assert "share the records of one country or region at a time" in " ".join(refused.output.split())
    for manifest in (desk / "stored" / "manifest.json", desk / "verdicts" / "manifest.json"):
        refused = typed("gaps", "--again", manifest, "--project", ROOT, ends=2)
        assert "--verdicts FOLDER` again" in refused.output


def test_what_changed_since_an_earlier_report(desk: Path) -> None:
    later = "2026-12-15"
    typed("gaps", desk / "sample", "--as-of", later, "--out", desk / "later", "--since", desk / "first", "--project", ROOT)
    changed = rows(desk / "later", "changes")
    told = json.loads((desk / "later" / "report.json").read_text("utf-8"))
    now = next(row["value"] for row in told["views"]["overview"]["rows"] if row["measure"] == "certificates")
    assert sum(int(row["certificates"]) for row in changed if row["now"] != "gone") == now
    before = json.loads((desk / "first" / "report.json").read_text("utf-8"))["views"]["overview"]["rows"]
    held = next(row["value"] for row in before if row["measure"] == "certificates")
    assert sum(int(row["certificates"]) for row in changed if row["before"] != "new") == held
    assert any(row["before"] == "due" and row["now"] in ("grace", "lapsed") for row in changed)
    assert {row["window_from"] for row in rows(desk / "later", "workforce")} == {DAY}
    assert "Since the report of 15 Oct 2026" in (desk / "later" / "changes.html").read_text("utf-8")


def test_a_folder_that_is_no_report_is_no_earlier_one(desk: Path, tmp_path: Path) -> None:
    done = typed("gaps", desk / "sample", "--as-of", DAY, "--out", tmp_path / "x", "--since", desk / "sample", "--project", ROOT, ends=2)
    assert "there is no earlier report in" in done.output
    assert earlier_day(desk / "first").isoformat() == DAY
    states = earlier_states(desk / "first")
    assert len(states) == len({(learner, name) for learner, name, _ in states}) > 500
    shutil.copytree(desk / "first", tmp_path / "broken", ignore=shutil.ignore_patterns("certificates.csv"))
    with pytest.raises(Trouble):
        earlier_states(tmp_path / "broken")
    (tmp_path / "broken" / "certificates.csv").write_text("learner,certification,state\n'=x,PAR,due\n'L,PAR,due\n", "utf-8")
    assert [row[0] for row in earlier_states(tmp_path / "broken")] == ["=x", "'L"]
