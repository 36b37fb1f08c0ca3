"""`practicum init`: a repository of one's own that checks at once, and never over what is there."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

import pytest

from practicum.authoring.starting import NewProject, editor_settings, start
from practicum.reading import InMemory
from practicum.reading.formats import FORMATS
from practicum.reading.schemas import schema_files
from practicum.workspace.journal import write
from practicum.workspace.project import check_files, find_project
from practicum.workspace.starting import Installed, installed
from tests.authoring.small_project import call, good, held
from tests.cases.sources import DAY

ROOT = Path(__file__).resolve().parents[2]
FLAGS = ("--base-url", "https://care.example.org", "--title", "Family care")
EMPTY = (*FLAGS, "--framework", "family-care")
WISH = NewProject(title="Care: “ours”", base_url="https://a.org/", framework="ours", version="9.9", requirement="practicum==9.9")


def test_an_empty_one_checks_and_takes_a_module(tmp_path: Path) -> None:
    said = good(tmp_path, "init", "my own", *EMPTY)
    assert "its ids are published under https://care.example.org/" in said
    own = tmp_path / "my own"
    assert "no faults" in good(own, "check")
    assert "base_url: https://care.example.org/" in (own / "competencies/frameworks/family-care/framework.yaml").read_text()
    good(own, "new", "module", "N01", "--title", "Listening first", "--hours", "2", "--teaches", "CORE-1=1")
    good(own, "new", "reference", "doe-2020", "--title", "On listening", "--author", "J. Doe", "--year", "2020", "--type", "book")
    assert "no faults" in good(own, "check")
    assert find_project(own).site_borrowed


def test_one_from_the_shipped_curriculum_differs_in_its_address_and_name_only(tmp_path: Path) -> None:
    good(tmp_path, "init", "own", "--from-shipped", *FLAGS)
    mine, shipped = held(tmp_path / "own"), held(ROOT)
    assert mine.keys() == shipped.keys()
    changed = [path for path in mine if mine[path] != shipped[path]]
    assert changed == ["competencies/frameworks/care-reform/framework.yaml", "curriculum/publication.yaml"]
    assert "based_on: \"Practicum" in mine["curriculum/publication.yaml"].decode()
    assert mine[changed[0]] == shipped[changed[0]].replace(b"https://practicum.example/", b"https://care.example.org/")
    readme = (tmp_path / "own/README.md").read_text()
    assert f"Practicum {installed().version}" in readme
    assert "CC BY 4.0" in readme
    assert not check_files(InMemory(mine), day=DAY).errors


@pytest.mark.parametrize("host", ["github", "gitlab"])
def test_what_lies_around_it_fits_together(tmp_path: Path, host: str) -> None:
    good(tmp_path, "init", "own", *EMPTY, "--host", host)
    own = tmp_path / "own"
    workflow = (own / (".github/workflows/curriculum.yml" if host == "github" else ".gitlab-ci.yml")).read_text()
    for part in ("pip install -r requirements.txt", "practicum check", "practicum build", "build/site"):
        assert part in workflow
    assert installed().version in (own / "requirements.txt").read_text()
    settings = json.loads((own / ".vscode/settings.json").read_text())
    for schema in settings["yaml.schemas"]:
        assert (own / schema).is_file()
    assert "entry: practicum check" in (own / ".pre-commit-config.yaml").read_text()
    # Every file named in the README is there, and no machine's path.
    readme = (own / "README.md").read_text()
    for name in re.findall(r"`([\w./-]+\.(?:txt|yml))`", readme):
        assert (own / name).is_file(), name
    # `practicum schema` writes them anew at the same place.
    before = {path.name: path.read_bytes() for path in (own / ".vscode/schemas").iterdir()}
    good(own, "schema")
    after = {path.name: path.read_bytes() for path in (own / ".vscode/schemas").iterdir()}
    assert {name: after[name] for name in before} == before


def test_rights_of_the_workflow_are_few() -> None:
    texts = start(WISH, {}).texts
    workflow = str(texts[".github/workflows/curriculum.yml"])
    head, _, deploy = workflow.partition("  deploy:")
    assert "contents: read" in head
    assert "secrets." not in workflow
    assert "pull_request_target" not in workflow
    assert "write" not in head
    assert "github.event_name == 'push'" in deploy


def test_editors_know_the_schema_of_every_file() -> None:
    wired = editor_settings("./site/assets/schemas")["yaml.schemas"]
    assert isinstance(wired, dict)
    assert wired == json.loads((ROOT / ".vscode/settings.json").read_text())["yaml.schemas"]
    for form in FORMATS:
        globs = wired[f"./site/assets/schemas/{form.name}.json"]
        assert fnmatch(form.example_path, globs[0] if isinstance(globs, list) else globs)
        assert f"{form.name}.json" in schema_files()


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own/thesis.doc").write_text("mine")
    result = call(tmp_path, "init", "own", *EMPTY)
    assert result.exit_code == 2
    assert "is not empty: it holds thesis.doc" in result.output
    assert [path.name for path in (tmp_path / "own").iterdir()] == ["thesis.doc"]
    (tmp_path / "file").write_text("")
    assert "is a file" in call(tmp_path, "init", "file", *EMPTY).output
    good(tmp_path, "init", "first", *EMPTY)
    assert "lies inside another project" in call(tmp_path, "init", "first/second", *EMPTY).output


def test_a_repository_that_a_host_made_is_filled(tmp_path: Path) -> None:
    own = tmp_path / "own"
    (own / ".git").mkdir(parents=True)
    (own / "LICENSE").write_text("mine")
    good(tmp_path, "init", "own", *EMPTY)
    assert (own / "LICENSE").read_text() == "mine"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the process is killed in a fork")
def test_a_killed_run_can_be_run_again(tmp_path: Path) -> None:
    ends = set()
    for number in (1, 4, 30, 60, 75, 90, 120):
        own = tmp_path / str(number)
        own.mkdir()
        child = os.fork()
        if child == 0:
            seen = 0

            def watch(event: str, about: tuple[object, ...]) -> None:
                nonlocal seen
                seen += event in ("open", "os.mkdir", "os.rename", "os.remove")
                if seen == number:  # noqa: B023
                    os._exit(9)

            sys.addaudithook(watch)
            write(own, start(WISH, {}))
            os._exit(0)
        os.waitpid(child, 0)
        result = call(tmp_path, "init", str(number), *EMPTY)
        # Where it was decided already, it was brought to its end.
        assert result.exit_code == 0 or "is not empty" in result.output
        ends.add("begun again" if result.exit_code == 0 else "finished")
        assert "no faults" in good(own, "check")
    assert ends == {"begun again", "finished"}


BAD = {
    "no address": (("--base-url", "example.org", *EMPTY[2:]), "is no address"),
    "an address with a question": (("--base-url", "https://a.org/?x=1", *EMPTY[2:]), "is no address"),
    "no framework": (FLAGS, "`--framework` is missing"),
    "a framework with a blank": ((*FLAGS, "--framework", "our work"), "cannot be the id of a framework"),
    "a framework called core": ((*FLAGS, "--framework", "core"), "says nothing of whose framework it is"),
    "no title": ((*FLAGS[:2], "--framework", "family-care"), "`--title` is missing"),
    "an empty title": ((*EMPTY, "--title", " "), "the title is empty"),
    "a long title": ((*EMPTY, "--title", "y" * 101), "the title has 101 characters; the most is 100"),
}


@pytest.mark.parametrize(("words", "says"), BAD.values(), ids=BAD)
def test_what_is_wrong_is_said_and_nothing_is_written(tmp_path: Path, words: tuple[str, ...], says: str) -> None:
    result = call(tmp_path, "init", "own", *words)
    assert result.exit_code == 2, result.output
    assert says in result.output
    assert not (tmp_path / "own").exists()


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
def test_git_only_when_asked(tmp_path: Path) -> None:
    good(tmp_path, "init", "without", *EMPTY)
    assert not (tmp_path / "without/.git").exists()
    good(tmp_path, "init", "with", *EMPTY, "--git")
    done = subprocess.run(["git", "status", "--short", "--branch"], cwd=tmp_path / "with", capture_output=True, text=True, check=True)
    assert "main" in done.stdout
    assert "build" not in done.stdout


@pytest.mark.parametrize(
    ("told", "requirement", "sure"),
    [
        ("", "practicum==1.2", True),
        ('{"url": "file:///gone/practicum-1.2-py3-none-any.whl", "archive_info": {}}', "./wheels/practicum-1.2-py3-none-any.whl", False),
        ('{"url": "https://a.org/practicum-1.2-py3-none-any.whl", "archive_info": {"hashes": {"sha256": "ab"}}}',
         "practicum @ https://a.org/practicum-1.2-py3-none-any.whl#sha256=ab", True),
        ('{"url": "file:///checkout", "dir_info": {"editable": true}}', "./wheels/practicum-1.2-py3-none-any.whl", False),
    ],
)  # fmt: skip
def test_the_program_is_pinned_as_it_was_installed(monkeypatch: pytest.MonkeyPatch, told: str, requirement: str, sure: bool) -> None:
    class Distribution:
        version = "1.2"

        def read_text(self, name: str) -> str | None:
            return told or None

    monkeypatch.setattr("practicum.workspace.starting.metadata.distribution", lambda name: Distribution())
    assert installed() == Installed("1.2", requirement, None, sure)


def test_where_nobody_can_be_asked_all_that_is_missing_is_named_at_once(tmp_path: Path) -> None:
    said = call(tmp_path, "init", "own")
    assert said.exit_code == 2
    assert "`--base-url`, `--title` and `--framework` are missing" in said.output
    assert '--title "Family care" --framework family-care' in said.output
    said = call(tmp_path, "init", "own", "--from-shipped")
    assert "`--base-url` and `--title` are missing" in said.output
    assert not (tmp_path / "own").exists()
