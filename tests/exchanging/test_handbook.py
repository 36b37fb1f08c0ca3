"""The handbook's page for translators, done command by command with the shipped module that it names."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from practicum.cli import main
from tests.publishing.shipped import ROOT

PAGE = (ROOT / "site/handbook/translating.md").read_text("utf-8")
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()]


def test_every_command_of_the_page_does_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def other_modules(folder: str, names: list[str]) -> list[str]:
        # One module is enough, and quick; what names the others is at fault before and after.
        return [name for name in names if Path(folder).name == "modules" and not name.startswith("F06-")]

    for top in ("competencies", "curriculum"):
        shutil.copytree(ROOT / top, tmp_path / top, ignore=other_modules)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PRACTICUM_TODAY", "2026-11-22")
    assert len(COMMANDS) >= 7
    said = {}
    for line in COMMANDS:
        words = shlex.split(line)
        assert words.pop(0) == "practicum"
        answer = CliRunner().invoke(main, words)
        assert answer.exit_code == 0, f"{line}\n{answer.output}"
        said[line] = answer.output
    assert "translated  stale  missing  reviewed" in said["practicum translate fr"]
    assert "wrote 1" in said["practicum export po fr F06 --out to-translate"]
    assert "nothing to change" in said["practicum import po to-translate/fr --by P-TRANS"]
    # Nothing was stale: the people and the day stay, and the review is added.
    assert "reviewed_by: P-AMIN" in (tmp_path / "curriculum/fr/translations.yaml").read_text()
    for path in re.findall(r"to-translate/\S+?\.po", PAGE):
        assert (tmp_path / path.replace("*", "fr")).is_file()
