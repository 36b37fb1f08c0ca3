"""The handbook's page on Moodle, done command by command, with reports as a real Moodle wrote them."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from practicum.cli import main
from practicum.records import ready_profiles
from tests.authoring.small_project import put
from tests.exchanging.moodle_stand_in import moodle_imports
from tests.exchanging.test_moodle_framework import cells, only, shipped
from tests.publishing.shipped import ROOT

PAGE = (ROOT / "site/handbook/moodle.md").read_text("utf-8")
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()]
REPORTS = ROOT / "tests/records/moodle"


def test_every_command_of_the_page_does_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = put(tmp_path / "project")
    shutil.copytree(REPORTS, project / "moodle-reports")
    people = range(6)
    (project / "moodle-reports/learners.csv").write_text("id\n" + "".join(f"L{one}\n" for one in people))
    (project / "moodle-reports/identities.csv").write_text(
        "alias,learner\n" + "".join(f"emp{one}@example.invalid,L{one}\n" for one in people)
    )
    (project / "their-framework.csv").write_text(only(shipped()).decode().replace("care-reform-1.0", "theirs-1.0"))
    monkeypatch.chdir(project)
    monkeypatch.setenv("PRACTICUM_TODAY", "2026-11-22")
    monkeypatch.setenv("PRACTICUM_HOME", str(tmp_path / "home"))
    assert len(COMMANDS) == 9
    said: list[str] = []
    for line in COMMANDS:
        words = shlex.split(line)
        assert words.pop(0) == "practicum"
        # A small project is read in no time; of its two modules the first has questions.
        words = [word.replace("F02", "F01") for word in words] if words[0] == "export" else words
        answer = CliRunner().invoke(main, words)
        # Before a profile is there, reports that have to be mapped are refused; that is what the first look shows.
        assert answer.exit_code == 0 or (words[:2] == ["records", "look"] and answer.exit_code == 1), f"{line}\n{answer.output}"
        said.append(answer.output)
    made = moodle_imports((project / "framework.csv").read_bytes())
    assert made.proficient == [3, 4]
    assert "extends: moodle-course-completion" in said[4]
    assert "through `our-moodle`" in said[6]
    assert "nothing was written; would write" in said[7]
    assert "new framework theirs: Core framework for care reform" in said[8]


def test_the_query_gives_the_headings_of_the_ready_profile() -> None:
    (query,) = re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL)
    (ready,) = [one for one in ready_profiles() if one.id == "moodle-competency-ratings"]
    assert [name.replace("_", " ") for name in re.findall(r" AS (\w+)", query)] == list(ready.headings)


def test_the_query_counts_levels_as_the_exported_scale_does() -> None:
    scale = cells(only(shipped()))[1][5].split(",")
    levels = shipped().catalogue.frameworks["care-reform"].value.levels
    assert [(one.level, one.name) for one in levels] == list(enumerate(scale))
