"""The commands for Moodle as people type them: losses first, all or nothing, one line on what comes next."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.authoring.small_project import call, good, put
from tests.exchanging.moodle_stand_in import moodle_imports


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return put(tmp_path / "my project")


def test_a_framework_is_written_and_its_losses_are_said_first(project: Path) -> None:
    said = good(project, "export", "moodle", "--out", "out.csv")
    assert said.index("what this format cannot hold:") < said.index("wrote out.csv")
    assert "next: in Moodle, Site administration" in said
    made = moodle_imports((project / "out.csv").read_bytes())
    assert made.competencies
    again = call(project, "export", "moodle", "--out", "out.csv")
    assert again.exit_code == 2
    assert "add `--force` to replace it" in again.output


def test_a_dry_run_says_all_and_writes_nothing(project: Path) -> None:
    for words in (["moodle"], ["moodle-questions"], ["gift"]):
        said = good(project, "export", *words, "--out", "out.txt", "--dry-run", "--format", "json")
        assert "nothing was written; it would be 1 file at out.txt" in said
        assert json.loads(said[said.index("{") : said.rindex("}") + 1])["written"] is False
    assert not (project / "out.txt").exists()


def test_a_trap_stops_it_with_place_and_fix(project: Path) -> None:
    (file,) = (project / "competencies/frameworks").glob("*/framework.yaml")
    text = file.read_text()
    name = re.search(r"name: ([^,}\n]+)", text)
    assert name
    file.write_text(text[: name.start(1)] + '"Able, alone"' + text[name.end(1) :])
    at = text.count("\n", 0, name.start())
    refused = call(project, "export", "moodle", "--out", "out.csv")
    assert refused.exit_code == 1
    assert f"framework.yaml:{at + 1}:" in refused.output
    assert "the level `Able, alone` has a comma: Moodle would make 2 levels of it" in refused.output
    assert "  = help: write `and`, or `;`" in refused.output
    assert "nothing was written: Moodle would not take this framework as it is meant (1 reason above)" in refused.output
    assert not (project / "out.csv").exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["moodle", "care-refrom"], "there is no framework `care-refrom`"),
        (["moodle", "--proficient", "9"], "has no level 9"),
        (["moodle", "--language", "xx"], "there is no text in `xx`"),
        (["gift", "f01"], "did you mean `F01`?"),
        (["gift", "--country", "nv"], "did you mean `NV`?"),
        (["moodle-questions", "ZZ9"], "there is no module `ZZ9`"),
        (["gift", "ZZ9"], "there is no module `ZZ9`"),
    ],
)
def test_a_wish_that_cannot_be_met_says_what_to_do(project: Path, words: list[str], message: str) -> None:
    refused = call(project, "export", *words, "--out", "out.txt")
    assert refused.exit_code == 2, refused.output
    assert message in refused.output
    assert "= help:" in refused.output
    assert not (project / "out.txt").exists()


def test_questions_are_written_for_a_module_and_for_all(project: Path) -> None:
    said = good(project, "export", "moodle-questions", "--out", "all.xml")
    assert "choose Moodle XML format and tick “Get category from file”" in said
    assert (project / "all.xml").read_text().startswith('<?xml version="1.0" encoding="UTF-8"?>\n<quiz>')
    good(project, "export", "gift", "--out", "all.gift")
    assert (project / "all.gift").read_text().startswith("$CATEGORY: $course$/top/")


def test_of_several_frameworks_of_its_own_a_project_has_to_name_one(project: Path) -> None:
    (first,) = (project / "competencies/frameworks").glob("*/framework.yaml")
    second = project / "competencies/frameworks/another/framework.yaml"
    second.parent.mkdir()
    text = re.sub(r"(?m)^domains: .*$", "domains: []", re.sub(r"(?m)^id: .*$", "id: another", first.read_text()))
    second.write_text(text)
    names = f"another, {first.parent.name}"
    for words in (["moodle", "--out", "x.csv"], ["case", "--out", "x.json"], ["skos", "--out", "x.ttl"]):
        refused = call(project, "export", *words)
        assert refused.exit_code == 2, refused.output
        assert "the project has 2 of its own, and a file holds one framework" in refused.output
        assert f"one of {names}" in refused.output
    second.write_text(text + "origin: {publisher: Somebody}\n")
    assert "wrote x.json" in good(project, "export", "case", "--out", "x.json")
    assert "did you mean `another`?" in call(project, "export", "case", "Another", "--out", "y.json").output
