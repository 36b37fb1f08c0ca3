"""`practicum check` on files about learners that git tracks, in a repository of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from practicum.cli import main
from practicum.records.recognising import people_in
from practicum.workspace.project import Project, find_project
from practicum.workspace.tracked import tracked_faults

ROOT = Path(__file__).resolve().parents[2]
needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
RECORDS = "learner,module,date\nL0001,F01,2026-03-04\n"


def git(where: Path, *words: str) -> None:
    keep = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    subprocess.run(["git", *words], cwd=where, check=True, capture_output=True, env=keep)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    for name in ("competencies", "curriculum", "records"):
        (tmp_path / name).mkdir()
    git(tmp_path, "init", "--quiet")
    return find_project(tmp_path)


@needs_git
def test_a_file_that_is_only_there_is_nobodys_fault_and_one_that_git_tracks_is(project: Project) -> None:
    (project.root / "records" / "spring.csv").write_text(RECORDS)
    assert tracked_faults(project) == []
    git(project.root, "add", ".")
    [fault] = tracked_faults(project)
    assert (fault.rule, fault.severity, fault.span.path) == ("tracked-records", "error", "records/spring.csv")
    assert "L0001" not in repr(fault)
    (project.root / "records" / "manifest.json").write_text('{"synthetic": true}')
    assert tracked_faults(project) == []


@needs_git
def test_check_fails_and_shows_no_line_of_the_file(project: Project) -> None:
    (project.root / "records" / "Iris.csv").write_text("Iris Testmann\n" + RECORDS)
    git(project.root, "add", ".")
    shown = CliRunner().invoke(main, ["check", "--project", str(project.root)], env={"NO_COLOR": "1"})
    assert shown.exit_code == 1
    assert "error[tracked-records]: git tracks a file about learners" in shown.output
    assert "git filter-repo" in shown.output
    assert "Testmann" not in shown.output
    assert "L0001" not in shown.output


def test_without_git_or_a_repository_nothing_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("competencies", "curriculum"):
        (tmp_path / name).mkdir()
    (tmp_path / "completions.csv").write_text(RECORDS)
    assert tracked_faults(find_project(tmp_path)) == []
    monkeypatch.setenv("PATH", "")
    assert tracked_faults(find_project(tmp_path)) == []


@needs_git
def test_what_is_shipped_trips_nothing() -> None:
    assert [fault.span.path for fault in tracked_faults(find_project(ROOT))] == []


def test_workbooks_parquet_and_downloads_are_looked_into() -> None:
    import io

    import pyarrow
    import pyarrow.parquet

    from practicum.tables.writing import write_xlsx

    book, columns = io.BytesIO(), io.BytesIO()
    write_xlsx(book, ["worker", "date", "hours"], [["L1", "2026-01-01", 3]], sheet="any")
    pyarrow.parquet.write_table(pyarrow.table({"learner": ["L1"], "role": ["CSW"], "agency": ["A"], "start": [1]}), columns)
    assert people_in("x.xlsx", book.getvalue()) == "records of `supervised`"
    assert people_in("x.parquet", columns.getvalue()) == "records of `posts`"
    for path in sorted((ROOT / "tests" / "records" / "moodle").glob("*.csv")):
        assert people_in("anything.txt", path.read_bytes()) == "a download of a learning platform", path.name
    assert people_in("x.csv", b"\xff\xfe broken") == ""
    assert people_in("x.json", b"{broken") == ""
