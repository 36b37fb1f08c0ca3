"""`practicum build --sessions`: with a fault in the table the earlier site stays; without one the sessions are shown."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from practicum.cli import main
from tests.cases.sources import base
from tests.publishing.shipped import ROOT


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, data in base().contents.items():
        path = tmp_path / "project" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    # The pages that come with the program speak of the curriculum that comes with it: here they say next to nothing.
    site = tmp_path / "project" / "site"
    shutil.copytree(ROOT / "site", site, ignore=shutil.ignore_patterns("handbook"))
    (site / "handbook").mkdir()
    for path in (site / "handbook" / "index.md", *(site / "pages").rglob("*.md")):
        path.write_text("# A page\n\nWelcome.\n", "utf-8")
    return tmp_path / "project"


def build(project: Path, table: Path, text: str | None) -> Result:
    if text is not None:
        table.write_text(text, "utf-8")
    words = ["build", "--project", str(project), "--sessions", str(table)]
    return CliRunner().invoke(main, words, env={"PRACTICUM_TODAY": "2026-11-21", "NO_COLOR": "1"})


def test_sessions_are_shown_and_a_faulty_table_publishes_nothing(project: Path, tmp_path: Path) -> None:
    table = tmp_path / "sessions.csv"
    done = build(project, table, "module,begins,ask\nF01,2027-01-13,Ana <x>\n")
    assert done.exit_code == 0, done.output
    site = project / "build" / "site"
    for name in ("sessions.html", "modules/F01.html"):
        shown = (site / name).read_text("utf-8")
        assert "13 January 2027" in shown
        assert "Ana &lt;x&gt;" in shown
    done = build(project, table, "module,begins,ask\nF01,2027-13-01,Bo\n")
    assert done.exit_code == 1
    assert f"{table}:2:5" in done.output
    assert "2 | F01,2027-13-01,Bo" in done.output, "the line is shown, although the file lies outside the project"
    assert "nothing was published" in done.output
    assert "13 January 2027" in (site / "sessions.html").read_text("utf-8")
    done = build(project, table, "module,begins,ask\n")
    assert done.exit_code == 0
    assert "the table of sessions holds no session, so none is shown" in done.output
    # Kept is what the last good build was given: the next one without a table shows none.
    assert CliRunner().invoke(main, ["build", "--project", str(project)]).exit_code == 0
    assert not (site / "sessions.html").exists()


def test_a_table_that_is_not_there_is_said(project: Path, tmp_path: Path) -> None:
    done = build(project, tmp_path / "gone.csv", None)
    assert done.exit_code == 2
    assert "the table of sessions cannot be read" in done.output


def test_the_preview_follows_the_table(project: Path, tmp_path: Path) -> None:
    from practicum.workspace.serving import Serving

    table, said = tmp_path / "sessions.csv", list[str]()
    table.write_text("module,begins,ask\nF01,2099-01-13,Ana\n", "utf-8")
    serving = Serving(project, 0, said.append, table)
    serving.build()
    shown = project / "build" / "site" / "sessions.html"
    assert "13 January 2099" in shown.read_text("utf-8")
    before = serving.look()
    table.write_text("module,begins,ask\nF01,2099-13-01,Bo Lindqvist\n", "utf-8")
    assert serving.look() != before
    serving.build()
    assert any("2099-13-01" in line for line in said)
    assert "13 January 2099" in shown.read_text("utf-8")


def test_a_folder_that_holds_something_else_is_refused_before_anything_is_read(project: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "letter.txt").write_text("Dear", "utf-8")
    done = CliRunner().invoke(main, ["build", "--project", str(project), "--out", str(mine)])
    assert done.exit_code == 2
    assert "holds other files" in done.output
    assert "reading" not in done.output
    assert [path.name for path in mine.iterdir()] == ["letter.txt"]
    assert not (project / "build" / ".cache").exists()


def test_a_project_without_a_site_of_its_own_is_built_with_the_programs(project: Path) -> None:
    shutil.rmtree(project / "site")
    done = CliRunner().invoke(main, ["build", "--project", str(project)], env={"PRACTICUM_TODAY": "2026-11-21", "NO_COLOR": "1"})
    assert done.exit_code == 0, done.output
    assert "error" not in done.output
    site = project / "build" / "site"
    home = (site / "index.html").read_text("utf-8")
    assert "<h1" in home
    assert 'href="programmes/start.html"' in home
    # Nothing of the curriculum that comes with the program: neither its roles nor its modules nor what it says of itself.
    for foreign in ("CSW", "F06", "Norvale, Belmora"):
        assert foreign not in home
    assert not (site / "about.html").exists()
    assert (site / "my-progress.html").exists()
    assert "index.html" in (site / "fr" / "index.html").read_text("utf-8")
