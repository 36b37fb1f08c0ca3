"""The page of forms on a site: there only where somebody asked for it, with texts that come back as they were, and nothing fetched."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from practicum.workspace.course_site import build_site
from practicum.workspace.forms_page import forms_page, survives
from practicum.workspace.project import Project, check_project, find_project, today
from practicum.workspace.trouble import Trouble
from tests.workspace.small_project import TODAY, make_project

BACKEND = "    backend: {name: gitlab, repo: group/course, branch: main, auth_type: pkce, app_id: abc, squash_merges: true}\n"
ASKED = f"\nextra:\n  forms:\n    cms: decap-cms.js\n{BACKEND}"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setenv("PRACTICUM_TODAY", TODAY)
    make_project(tmp_path)
    root = tmp_path / "project"
    (root / "decap-cms.js").write_text("/* DecapCms */")
    return find_project(root)


def ask(project: Project, text: str = ASKED) -> dict[str, bytes]:
    configuration = project.site / "mkdocs.yml"
    configuration.write_text(configuration.read_text("utf-8") + text, "utf-8")
    return forms_page(project, check_project(project, day=today()))


def settings(files: dict[str, bytes]) -> Any:
    found = re.search(r"CMS\.init\(\{ config: (.*) \}\);", files["forms/forms.js"].decode())
    assert found
    return json.loads(found[1])


def test_the_page_is_built_where_it_is_asked_for_and_only_there(project: Project) -> None:
    checked = check_project(project, day=today())
    assert forms_page(project, checked) == {}
    built = build_site(project, checked)
    assert built.published
    assert not (built.folder / "forms").exists()
    without = {path.relative_to(built.folder) for path in built.folder.rglob("*") if path.is_file()}
    ask(project)
    built = build_site(project, checked)
    assert built.published, built.diagnostics
    files = {path.relative_to(built.folder) for path in built.folder.rglob("*") if path.is_file()} - without
    assert {path.as_posix() for path in files} == {
        f"forms/{name}" for name in ("index.html", "before.js", "forms.css", "forms.js", "decap-cms.js")
    }  # fmt: skip
    page = (built.folder / "forms/index.html").read_text("utf-8")
    assert "script-src 'self' 'unsafe-eval';" in page
    assert "connect-src 'self' https: blob:" in page
    # Nothing of it is kept for reading without a network.
    assert not [path for path in without if b"forms/" in (built.folder / path).read_bytes() and path.suffix == ".json"]


def test_a_save_is_a_pull_request_and_offers_lessons_that_survive(project: Project) -> None:
    folder = project.root / "curriculum/modules/M1-seeing"
    (folder / "trainer.md").write_bytes(b"# Notes\r\n\r\nFor trainers.\r\n")
    config = settings(ask(project))
    assert config["publish_mode"] == "editorial_workflow"
    assert config["backend"] == {
        "name": "gitlab", "repo": "group/course", "branch": "main", "auth_type": "pkce", "app_id": "abc", "squash_merges": True,
    }  # fmt: skip
    files = [one["file"] for collection in config["collections"] for one in collection.get("files", ())]
    assert [collection["name"] for collection in config["collections"] if "files" not in collection] == ["telling"]
    assert "curriculum/modules/M1-seeing/01-look.md" in files
    assert not [path for path in files if path.endswith((".yaml", "trainer.md"))]
    assert all(survives((project.root / path).read_bytes()) for path in files)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("\nextra:\n  forms:\n", "there is nothing"),
        ("\nextra:\n  forms:\n    cms: decap-cms.js\n", "names no host"),
        ("\nextra:\n  forms:\n    cms: decap-cms.js\n    backend: {name: proxy, proxy_url: http://x}\n", "names no host"),
        (f"\nextra:\n  forms:\n    cms: nowhere.js\n{BACKEND}", "no Decap CMS in"),
        (f"\nextra:\n  forms:\n    cms: curriculum/glossary.yaml\n{BACKEND}", "is not the program|no Decap CMS"),
    ],
)
def test_what_cannot_be_had_is_said(project: Project, text: str, said: str) -> None:
    with pytest.raises(Trouble, match=said):
        ask(project, text)


def test_a_site_that_comes_with_the_program_carries_the_page_where_extra_is_all_that_is_said(project: Project) -> None:
    (project.root / "site/mkdocs.yml").write_text("# Our forms.\n" + ASKED.lstrip(), "utf-8")
    borrowed = find_project(project.root)
    assert borrowed.site_borrowed
    assert "forms/index.html" in forms_page(borrowed, check_project(borrowed, day=today()))
    (project.root / "site/mkdocs.yml").write_text("theme: {name: material}\n" + ASKED.lstrip(), "utf-8")
    assert not find_project(project.root).site_borrowed
