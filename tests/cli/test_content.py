"""`practicum content`, and `practicum check --sources`: what they count, mark and name."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.test_commands import call

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("content") / "a copy"
    for top in ("curriculum", "competencies"):
        shutil.copytree(ROOT / top, root / top)
    return root


def test_content_counts_each_module_and_adds_up(project: Path) -> None:
    shown = call("content", "--json", where=project)
    assert shown.exit_code == 0, shown.output
    found = json.loads(shown.stdout)
    modules = {one["id"]: one for one in found["modules"]}
    assert "C00" not in modules, "a legacy module is not written anew"
    seeing = modules["F06"]
    bounds = [seeing[name] for name in ("status", "hours", "words_least", "words_most", "lix_most")]
    assert bounds == ["draft", 12, 1500, 4000, 40]
    assert seeing["questions"] >= 12
    assert seeing["scenarios"] >= 3
    assert 0 < seeing["lix"] <= 40
    assert found["sums"]["scenarios"] == sum(one["scenarios"] for one in modules.values()) == len(found["scenarios"])
    assert modules["R04"]["missed"] == []


def test_content_marks_what_is_outside_its_bounds(project: Path) -> None:
    fields = next(project.glob("curriculum/modules/R03-*/module.yaml"))
    before = fields.read_text(encoding="utf-8")
    try:
        head, _, rest = before.partition("key_points:\n")
        fields.write_text(f"{head}key_points:\n  - One.\n" + rest[rest.index("scenarios:") :], encoding="utf-8")
        shown = call("content", where=project)
    finally:
        fields.write_text(before, encoding="utf-8")
    row = next(line for line in shown.output.splitlines() if line.startswith("R03 "))
    assert " 1!" in row
    assert "  R03: 1 key points" in shown.output


def test_content_shows_the_spread_of_scenarios(project: Path) -> None:
    shown = call("content", "--scenarios", where=project)
    assert shown.exit_code == 0, shown.output
    assert any(line.split() == ["community_notice", "mother_with_illness", "child_cannot_wake_parent", "F06/bread-before-six"]
               for line in shown.output.splitlines())
    assert "by opening: " in shown.output


def test_check_names_what_stands_in_a_source_too(project: Path, tmp_path: Path) -> None:
    lesson = next(project.glob("curriculum/modules/F06-*/02-*.md"))
    # Any paragraph will do that is long enough and holds nothing but words.
    line = next(line for line in lesson.read_text(encoding="utf-8").splitlines() if line[:1].isalpha() and len(line.split()) > 30)
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "letter.md").write_text(f"# A letter\n\n{line}\n", encoding="utf-8")
    shown = call("check", "--sources", str(tmp_path), where=project)
    assert shown.exit_code == 1
    assert "error[copied-text]" in shown.output
    assert "as in below/letter.md, line 3" in shown.output
    assert call("check", where=project).exit_code == 0


def test_a_folder_without_sources_is_said(project: Path, tmp_path: Path) -> None:
    shown = call("check", "--sources", str(tmp_path), where=project)
    assert shown.exit_code != 0
    assert "no source in" in shown.output
