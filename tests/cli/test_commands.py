"""The commands as people call them: what they say, where they write, how they end."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from practicum.cli import COMMANDS, main

ROOT = Path(__file__).resolve().parents[2]
DAY = "2026-11-21"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project, in a folder with a space."""
    copy = tmp_path / "my project"
    for name in ("competencies", "curriculum", "site"):
        shutil.copytree(ROOT / name, copy / name)
    return copy


def call(*words: str, where: Path, home: Path | None = None) -> Result:
    before = Path.cwd()
    os.chdir(where)
    try:
        return CliRunner().invoke(
            main, list(words), env={"PRACTICUM_TODAY": DAY, "PRACTICUM_HOME": str(home) if home else None, "NO_COLOR": "1"}
        )
    finally:
        os.chdir(before)


def snapshot(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_every_command_has_help_that_says_what_it_does(tmp_path: Path) -> None:
    for name in COMMANDS:
        shown = call(name, "--help", where=tmp_path)
        assert shown.exit_code == 0, shown.output
        assert "Usage:" in shown.output


def test_the_list_of_commands_agrees_with_the_commands(tmp_path: Path) -> None:
    listed = call("--help", where=tmp_path).output
    for name, (_, says) in COMMANDS.items():
        command = main.get_command(None, name)  # type: ignore[arg-type]  # the group does not look at the context
        assert command is not None
        assert (command.help or "").splitlines()[0] == says
        assert f"  {name} " in listed


def test_a_misspelt_command_gets_the_nearest(tmp_path: Path) -> None:
    shown = call("chek", where=tmp_path)
    assert shown.exit_code == 2
    assert "did you mean `check`?" in shown.output


def test_help_imports_nothing_heavy() -> None:
    heavy = ("pandas", "polars", "duckdb", "mkdocs", "pydantic", "rich", "yaml", "markdown_it")
    ask = f"print([name for name in {heavy} if name in sys.modules])"
    script = f"import sys; from practicum.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass\n{ask}"
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "generator")},
        timeout=60,
    )
    assert done.stdout.rstrip().endswith("[]")


def test_a_clean_project_passes_and_says_so(project: Path) -> None:
    shown = call("check", where=project)
    assert shown.exit_code == 0, shown.output
    # Warnings may stand: some lessons are longer than their hours bear.
    assert re.search(r"checked \d+ files: (no faults|\d+ warnings?)$", shown.output.strip()), shown.output[-200:]


def test_json_is_json_and_nothing_else(project: Path) -> None:
    (project / "curriculum" / "stray.yaml").write_text("a: 1\n")
    shown = call("check", "--format", "json", where=project)
    found = json.loads(shown.stdout)
    assert shown.exit_code == 1
    assert [one["rule"] for one in found["diagnostics"] if one["severity"] == "error"] == ["unexpected-file"]


def test_a_fault_keeps_the_site_from_being_published_and_the_old_one_stays(project: Path) -> None:
    assert call("build", where=project).exit_code == 0
    before = snapshot(project / "build" / "site")
    path = project / "curriculum" / "programmes" / "bridge.yaml"
    path.write_text(path.read_text("utf-8").replace("summary:", "sumary:", 1), "utf-8")
    shown = call("build", where=project)
    assert shown.exit_code == 1
    assert "did you mean `summary`?" in shown.output
    assert "nothing was published" in shown.output
    assert snapshot(project / "build" / "site") == before


def test_the_same_sources_give_the_same_bytes(project: Path) -> None:
    assert call("build", where=project).exit_code == 0
    first = snapshot(project / "build" / "site")
    assert call("build", where=project).exit_code == 0
    again = snapshot(project / "build" / "site")
    # MkDocs writes the day of the build into the site map, and packs it with the time.
    volatile = {"sitemap.xml.gz"}
    assert {name: data for name, data in first.items() if name not in volatile} == {
        name: data for name, data in again.items() if name not in volatile
    }


def test_an_output_folder_that_cannot_be_written_is_said_plainly(project: Path) -> None:
    (project / "blocked").write_text("")
    shown = call("build", "--out", "blocked/site", where=project)
    assert shown.exit_code == 2
    assert "cannot write to" in shown.output
    assert "Traceback" not in shown.output


@pytest.mark.skipif(os.name == "nt", reason="Windows has other signals")
@pytest.mark.parametrize("kill", [signal.SIGINT, signal.SIGKILL])
def test_a_build_that_is_ended_leaves_the_old_site_whole(project: Path, kill: signal.Signals) -> None:
    assert call("build", where=project).exit_code == 0
    before = snapshot(project / "build" / "site")
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "generator"), "PRACTICUM_TODAY": DAY}
    script = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\nfrom practicum.cli import main\nmain(['build'])"
    for delay in (0.4, 1.2, 2.2):
        process = subprocess.Popen(
            [sys.executable, "-c", script], cwd=project, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        time.sleep(delay)
        process.send_signal(kill)
        _, said = process.communicate(timeout=60)
        assert snapshot(project / "build" / "site").keys() == before.keys()
        if kill is signal.SIGINT and process.returncode != 0 and delay > 1:
            assert "Traceback" not in said
    assert call("build", where=project).exit_code == 0
    assert not [path.name for path in (project / "build").iterdir() if path.name.startswith(".site")]


@pytest.mark.parametrize("words", [("build",), ("schema",), ("sample",)])
def test_a_folder_with_other_files_is_never_replaced(project: Path, words: tuple[str, ...]) -> None:
    mine = project / "mine"
    mine.mkdir()
    (mine / "letter.txt").write_text("keep me")
    refused = call(*words, "--out", "mine", where=project)
    assert refused.exit_code == 2, refused.output
    assert "holds other files" in refused.output
    assert (mine / "letter.txt").read_text() == "keep me"
    for _ in range(2):
        assert call(*words, "--out", "new", where=project).exit_code == 0


def test_gaps_need_a_day_and_a_real_one(project: Path) -> None:
    assert "--as-of" in call("gaps", "build/sample", where=project).output
    wrong = call("gaps", "build/sample", "--as-of", "15.10.2026", where=project)
    assert wrong.exit_code == 2
    assert "write year-month-day" in wrong.output


def test_records_that_are_not_there_are_said_plainly(project: Path) -> None:
    shown = call("gaps", "nowhere", "--as-of", "2026-10-15", where=project)
    assert shown.exit_code == 2
    assert "there are no records at nowhere" in shown.output


def test_a_report_on_real_people_may_not_lie_in_the_project(project: Path, tmp_path: Path) -> None:
    records = tmp_path / "records"
    assert call("sample", "--out", str(records), where=project).exit_code == 0
    for path in records.iterdir():
        if path.name == "manifest.json":
            path.unlink()
    refused = call("gaps", str(records), "--as-of", "2026-10-15", "--out", "build/reports", where=project)
    assert refused.exit_code == 2
    assert "may not lie inside a project" in refused.output
    home = tmp_path / "home"
    taken = call("gaps", str(records), "--as-of", "2026-10-15", where=project, home=home)
    assert taken.exit_code == 0, taken.output
    folder = home / "reports" / "2026-10-15"
    assert (folder / "index.html").is_file()
    if os.name != "nt":
        assert folder.stat().st_mode & 0o077 == 0
    assert not (project / "build" / "reports").exists()


def test_the_sample_is_the_same_for_the_same_seed(project: Path) -> None:
    for name in ("one", "two"):
        assert call("sample", "--out", name, where=project).exit_code == 0
    assert snapshot(project / "one") == snapshot(project / "two")
    assert call("sample", "--out", "three", "--seed", "7", where=project).exit_code == 0
    assert snapshot(project / "one") != snapshot(project / "three")


def test_demo_ends_in_a_site_and_a_report(project: Path) -> None:
    shown = call("demo", where=project)
    assert shown.exit_code == 0, shown.output
    assert (project / "build" / "site" / "index.html").is_file()
    assert (project / "build" / "reports" / "index.html").is_file()
    # A newcomer sees what may be handed on as well; demonstrations are not remembered as shared.
    assert (project / "build" / "reports" / "shareable" / "index.html").is_file()
    assert not (project / "build" / "sharing" / "published").exists()
    explained = call("explain", "P11", "--as-of", "2026-10-15", where=project)
    assert explained.exit_code == 0, explained.output
    assert "P11 may not practise as residential care worker: the certificate ended on 28 Feb 2026" in explained.output
    unknown = call("explain", "NOBODY", "--as-of", "2026-10-15", where=project)
    assert unknown.exit_code == 1
    assert "no row of these records is about this learner" in unknown.output


def test_schemas_are_the_ones_that_are_committed(tmp_path: Path) -> None:
    from practicum.reading.schemas import schema_files
    from practicum.reporting.contract import contract_schema
    from practicum.reporting.views.files import report_schema

    committed = {path.name: path.read_bytes() for path in (ROOT / "site" / "assets" / "schemas").glob("*.json")}
    assert committed == {**schema_files(), "report.json": report_schema(), "contract.json": contract_schema()}, "run `practicum schema`"


def test_long_work_that_nobody_watches_says_how_far_it_is(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from practicum.cli import saying

    monkeypatch.setattr(saying, "SECONDS_BETWEEN", 0.0)
    with saying.progress("matching") as tell:
        for part in range(4):
            tell(part, 3)
    assert capsys.readouterr().err.splitlines() == ["matching …", "matching: 1 of 3 …", "matching: 2 of 3 …"]
    monkeypatch.setattr(saying, "SECONDS_BETWEEN", 3600.0)
    with saying.progress("matching") as tell:
        tell(1, 3)
    assert capsys.readouterr().err.splitlines() == ["matching …"]
