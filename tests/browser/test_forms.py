"""A module is edited through the forms in Chromium, in a folder on this machine: the field that was changed is all that differs."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from practicum.workspace.forms_page import forms_page
from practicum.workspace.forms_server import FormsServer
from practicum.workspace.offering import PROGRAM
from practicum.workspace.project import check_project, find_project
from tests.authoring.small_project import put
from tests.cases.sources import DAY, base
from tests.conftest import missing

ROOT = Path(__file__).resolve().parents[2]
FILE = "curriculum/modules/F01-seeing/module.yaml"
LESSON = "curriculum/modules/F01-seeing/01-looking.md"
# What a tool that writes YAML anew would lose.
KEPT = (
    ("format: 1\n", "# Agreed in May.\nformat: 1   # of the files\n"),
    ("title: Seeing what works\n", "title: 'Seeing what works'   # short\n"),
    ("purpose: Afterwards you see what works.\n", "purpose: >-\n  Afterwards you see\n  what works.\n\n"),
    ('  - version: "1"\n', '  # the first one\n  - version: "1.10"\n'),
    ("    hours: 2\n", "    hours: 2.0\n"),
    ("key_points: [See what somebody does., ", "key_points:\n  - See what somebody does.   # first\n  # and then\n  - "),
    (", Ask who else saw it., Name the danger., Tell somebody today.]", "\n  - Ask who.\n  - Name it.\n  - Tell somebody today."),
)
PATIENCE = 60_000


@pytest.fixture(scope="module")
def program() -> Path:
    """The program of the forms, where somebody put it."""
    places = [os.environ.get("PRACTICUM_CMS", ""), str(ROOT / PROGRAM)]
    found = next((Path(place) for place in places if place and Path(place).is_file()), None)
    if found is None:
        missing("Decap CMS is not on this machine; name its dist/decap-cms.js in PRACTICUM_CMS")
    assert found is not None
    return found


@pytest.fixture(scope="module")
def forms(program: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FormsServer]:
    """The forms of a small project under git, whose module has comments, quotes and folded lines."""
    sources = base().copy()
    for old, new in KEPT:
        sources.change(FILE, old, new)
    root = put(tmp_path_factory.mktemp("forms"), sources)
    for words in (("init", "-q"), ("add", "-A"), ("-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-qm", "all")):
        subprocess.run(["git", "-C", str(root), *words], check=True, capture_output=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PRACTICUM_TODAY", DAY.isoformat())
        server = FormsServer(find_project(root), program, 0, print)
        server.start()
        yield server
        server.stop()


@pytest.fixture
def opened(browser: Any, forms: FormsServer) -> Iterator[Any]:
    """The form of a module; nothing may be asked of another place."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    elsewhere: list[str] = []
    page.on("request", lambda asked: None if asked.url.startswith((forms.address, "data:", "blob:")) else elsewhere.append(asked.url))
    page.goto(f"{forms.address}#/collections/module")
    page.get_by_text("F01: Seeing what works").click()
    page.get_by_label("Title").first.wait_for()
    yield page
    context.close()
    subprocess.run(["git", "-C", str(forms.forms.project.root), "checkout", "-q", "."], check=True)
    assert not elsewhere


def write(field: Any, text: str) -> None:
    """As a person does: into the field, all of it marked, and typed over."""
    field.click()
    field.press("Control+a")
    field.press_sequentially(text)


def save(page: Any) -> str:
    page.get_by_role("button", name="Save").click()
    page.get_by_role("menuitem", name="Save now").click()
    page.locator("#said").wait_for()
    said: str = page.locator("#said p").inner_text()
    page.locator("#said button").click()
    if said.startswith("Saved"):
        page.get_by_text("As in your files").wait_for()
    return said


def changed(forms: FormsServer) -> list[str]:
    """The lines that went and came, and which files they are in."""
    root = str(forms.forms.project.root)
    done = subprocess.run(["git", "-C", root, "diff", "-U0", "--no-color"], check=True, capture_output=True, text=True)
    return [line for line in done.stdout.splitlines() if line[:1] in "+-" and line[:4] != "--- "]


def test_a_field_of_a_module_an_entry_of_a_list_and_a_choice(opened: Any, forms: FormsServer) -> None:
    title = opened.get_by_label("Title").first
    was = title.input_value()
    write(title, "Seeing")
    assert save(opened).startswith(f"Saved: Title in {FILE}.")
    assert changed(forms) == [f"+++ b/{FILE}", f"-title: '{was}'   # short", "+title: 'Seeing'   # short"]
    # Without opening it again: back to what it was, and one key point more.
    write(title, was)
    opened.get_by_role("button", name="Add key point").click()
    points = opened.locator("textarea[id^=line-field]")
    empty = next(one for one in points.all() if not one.input_value())
    write(empty, "Ask: who saw it?")
    assert save(opened).startswith("Saved: Title, Key points in ")
    assert changed(forms) == [f"+++ b/{FILE}", '+  - "Ask: who saw it?"']
    opened.locator("input[id^=status-field]").click()
    opened.get_by_role("option", name="Pilot").click()
    assert save(opened).startswith("Saved: Status in ")
    here = [f"+++ b/{FILE}", "-status: draft", "+status: pilot", '+  - "Ask: who saw it?"']
    assert changed(forms) == here
    # What `practicum check` refuses is refused in its words, and the form still has it.
    opened.locator("input[id^=modes-field]").click()
    opened.get_by_role("option", name="Distance").click()
    assert "`s1` of `F01` does not say how to run it in a room or at a distance" in save(opened)
    assert changed(forms) == here


def test_what_was_not_saved_stays_in_the_form_with_the_reason(opened: Any, forms: FormsServer) -> None:
    file = forms.forms.project.root / FILE
    title = opened.get_by_label("Title").first
    file.write_text(file.read_text("utf-8").replace(title.input_value(), "Said by somebody else"), "utf-8")
    write(title, "Said by me")
    said = save(opened)
    assert said.startswith("Not saved: somebody else changed `Title` since this form was opened")
    assert title.input_value() == "Said by me"
    assert "Said by somebody else" in file.read_text("utf-8")


def opened_on_the_site(browser: Any, program: Path, root: Path, held: dict[str, Any]) -> Any:
    """The site's page of forms in a context of its own, which whoever asks for it closes; Decap's storage in memory holds these files."""
    (root / "site/mkdocs.yml").write_text(f"extra:\n  forms:\n    cms: {program}\n    backend: {{name: test-repo}}\n", "utf-8")
    project = find_project(root)
    files = forms_page(project, check_project(project, day=DAY))
    page = browser.new_context().new_page()
    page.set_default_timeout(PATIENCE)
    kinds = {".html": "text/html", ".js": "text/javascript", ".css": "text/css"}
    page.route("**/*", lambda route: serve(route, files, kinds))
    page.add_init_script(f"window.repoFiles = {json.dumps(held)};")
    page.goto("http://127.0.0.1:9/forms/index.html")
    page.get_by_role("button", name="Login").click()
    return page


def test_lessons_on_the_site_come_back_byte_for_byte(browser: Any, program: Path, tmp_path: Path) -> None:
    """With Decap's own storage in memory in the place of a host: what it would commit is what was there, and the line that was added."""
    root = put(tmp_path / "project")
    before = "---\ntitle: x\n---\n\n# A  \n\n*  one\n*  two\n\n\n| a|b |\n|--|:-:|\n\n&amp; <b>\\_x\\_</b>\n\tEnd\n\n"
    (root / LESSON).write_text(before, "utf-8")
    (root / "site/pages").mkdir(parents=True)
    held: dict[str, Any] = {}
    for path in LESSON.split("/")[-2::-1]:
        held = {path: held or {"01-looking.md": {"content": before}}}
    page = opened_on_the_site(browser, program, root, held)
    page.get_by_text("01-looking.md: ").click()
    text = page.locator("textarea[id^=text-field]")
    text.wait_for()
    assert text.input_value() == before
    text.press("Control+End")
    text.press_sequentially("Here.\n")
    page.get_by_role("button", name="Publish").click()
    page.get_by_role("menuitem", name="Publish now").click()
    page.get_by_text("Entry saved").wait_for()
    way = "".join(f"[{json.dumps(part)}]" for part in LESSON.split("/"))
    assert page.evaluate(f"window.repoFiles{way}.content") == before + "Here.\n"
    page.context.close()


def test_a_change_is_told_on_the_site_in_a_file_that_passes(browser: Any, program: Path, tmp_path: Path) -> None:
    root = put(tmp_path / "project")
    (root / "site").mkdir()
    there = {"old.yaml": {"content": "# Kept.\nformat: 1\nkind: changed\nunits: [F01]\nsays: It was so.\n"}}
    page = opened_on_the_site(browser, program, root, {"curriculum": {"changes": there}})
    page.get_by_role("link", name="Tell a change").click()
    new = page.locator("a[href='#/collections/telling/new']")
    new.wait_for()
    page.get_by_text("No Entries").wait_for()
    assert page.get_by_text("It was so.").count() == 0, "what is told already cannot be opened, and written anew"
    new.click()
    says = page.locator("textarea[id^=says-field]")
    says.wait_for()
    says.press_sequentially("Yes: NO more than 1.10 \"hours\" # really.")
    units = page.locator("input[id^=units-field]")
    for words in ("F01", "gloss"):
        units.press_sequentially(words)
        units.press("Enter")
    page.get_by_role("button", name="Publish").click()
    page.get_by_role("menuitem", name="Publish now").click()
    page.get_by_text("Entry saved").wait_for()
    found = page.evaluate("window.repoFiles.curriculum.changes")
    page.context.close()
    (name,) = set(found) - set(there)
    assert name.startswith("changed-")
    assert found["old.yaml"]["content"] == there["old.yaml"]["content"]
    (root / "curriculum/changes").mkdir()
    project = find_project(root)
    (root / "curriculum/changes" / name).write_text(found[name]["content"], "utf-8")
    checked = check_project(project, day=DAY)
    assert not checked.diagnostics, checked.diagnostics
    (told,) = checked.catalogue.changes.values()
    assert (told.value.units, told.value.says) == (("F01", "glossary"), 'Yes: NO more than 1.10 "hours" # really.')


def serve(route: Any, files: dict[str, bytes], kinds: dict[str, str]) -> None:
    name = route.request.url.partition("127.0.0.1:9/")[2].partition("#")[0]
    if name in files:
        route.fulfill(body=files[name], content_type=kinds[Path(name).suffix])
    else:
        route.abort()


def test_a_lesson_on_a_small_screen(opened: Any, forms: FormsServer) -> None:
    opened.set_viewport_size({"width": 360, "height": 740})
    opened.goto(f"{forms.address}#/collections/lesson")
    opened.get_by_text("F01, 01-looking.md: Looking").click()
    text = opened.locator("textarea[id^=text-field]")
    text.wait_for()
    file = forms.forms.project.root / LESSON
    assert text.input_value() == file.read_text("utf-8")
    assert opened.evaluate("document.documentElement.scrollWidth") <= 360
    text.press("Control+End")
    text.press_sequentially("\nOne line more.\n")
    assert save(opened).startswith("Saved: Text in ")
    assert changed(forms)[1:] == ["+", "+One line more."]
