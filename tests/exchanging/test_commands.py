"""The commands of translators, one after the other, in a project of their own."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from practicum.cli import main
from tests.authoring.small_project import put
from tests.exchanging.test_round_trip import ENGLISH, FRENCH, LESSON, OWN, small
from tests.resolving.one_translation import MODULE


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for path, text in small().items():
        place = tmp_path / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text if isinstance(text, bytes) else text.encode())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PRACTICUM_TODAY", "2026-11-22")
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", "-c", "user.name=n", "-c", "user.email=e@example.org", *words], cwd=folder, check=True, capture_output=True)


def test_a_change_of_the_original_is_shown_word_by_word_and_recorded_when_done(project: Path) -> None:
    git(project, "init", "-q")
    git(project, "add", "-A")
    git(project, "commit", "-qm", "one")
    (project / LESSON).write_text(ENGLISH.replace("Four.", "Four or five."))
    shown = run("translate", "fr")
    assert shown.exit_code == 0
    assert f"stale    {OWN}:12:1  of {LESSON}:12:1" in shown.output
    assert "[-Four.-]{+Four or five.+}" in shown.output
    held = json.loads(run("translate", "fr", "M1", "--format", "json").stdout)
    assert held["counts"]["stale"] == 1
    assert held["files"][0]["open"][0]["was"] == "Four."
    assert run("translate", "fr", LESSON, "--done").exit_code == 2
    done = run("translate", "fr", LESSON, "--done", "--by", "P-ONE", "--reviewed-by", "P-TWO")
    assert done.exit_code == 0, done.output
    assert "1 file says what the originals say today" in done.output
    assert "is translated from the originals as they stand" in run("translate", "fr", OWN).output


def test_without_git_it_is_said_since_when(project: Path) -> None:
    (project / LESSON).write_text(ENGLISH.replace("Four.", "Four or five."))
    assert "the original has changed since 2026-11-22" in run("translate", "fr").output


@pytest.mark.parametrize(("form", "ending"), [("po", "po"), ("xliff", "xlf")])
def test_out_and_in_again(project: Path, tmp_path: Path, form: str, ending: str) -> None:
    out = run("export", form, "fr", "M1", "--out", "out")
    assert out.exit_code == 0, out.output
    file = tmp_path / f"out/fr/modules/M1-seeing/01-look.md.{ending}"
    assert "nothing to change" in run("import", form, str(file)).output
    file.write_text(file.read_text().replace("Quatre.", "Le quatre."))
    taken = run("import", form, str(file.parent))
    assert taken.exit_code == 0, taken.output
    assert "took 1 changed passage in 1 file of `fr`" in taken.output
    assert (project / OWN).read_text() == FRENCH.replace("Quatre.", "Le quatre.")


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("Language: fr", "Language: es", "it says that it is in `es`, and lies in a folder of `fr`"),
        ("Un sur 12", "Un sur dix", "the translation has lost the number `12`"),
        ('msgstr "Quatre."', 'msgstr "Qua', "the line is not whole"),
    ],
)
def test_a_file_that_cannot_be_taken_leaves_everything_as_it_was(project: Path, before: str, after: str, message: str) -> None:
    assert run("export", "po", "fr", "M1", "--out", "out").exit_code == 0
    file = project / "out/fr/modules/M1-seeing/01-look.md.po"
    file.write_text(file.read_text().replace(before, after).replace("- deux", "- changé"))
    refused = run("import", "po", str(file))
    assert refused.exit_code == 1
    assert message in refused.output
    assert "nothing was written" in refused.output
    assert "01-look.md.po:" in refused.output
    assert (project / OWN).read_text() == FRENCH


def test_a_new_language_begins_with_an_export(project: Path) -> None:
    assert run("export", "po", "es", "M1", "--out", "out").exit_code == 0
    file = project / "out/es/modules/M1-seeing/01-look.md.po"
    text = file.read_text().replace('msgid "# Look"\nmsgstr ""', 'msgid "# Look"\nmsgstr "# Mirar"')
    file.write_text(text)
    assert "if this begins a new language" in run("import", "po", str(file), "--by", "P-ONE").output
    taken = run("import", "po", str(file), "--by", "P-ONE", "--language", "es")
    assert taken.exit_code == 0, taken.output
    assert (project / OWN.replace("/fr/", "/es/")).read_text() == "# Mirar\n"
    assert json.loads(run("translate", "es", "M1", "--format", "json").stdout)["files"][0]["passages"] == 7


def test_a_language_of_which_nothing_is_translated_is_told_how_to_begin(project: Path) -> None:
    assert run("new", "translation", "es").exit_code == 0
    assert "nothing is translated yet" in run("translate", "es").output
    refused = run("translate", "es", "M1")
    assert refused.exit_code == 2
    assert "nothing of `M1` is translated into `es` yet\n  = help: begin with `practicum export po es M1 --out FOLDER`" in refused.output
    assert run("export", "po", "es", "M1", "--out", "out").exit_code == 0
    untouched = run("import", "po", "out/es", "--by", "P-ONE")
    assert untouched.exit_code == 0
    assert "nothing to change\n  = note: no passage of these files is translated yet" in untouched.output


def test_a_module_that_is_planned_is_counted_once_somebody_began(project: Path) -> None:
    module = project / MODULE
    module.write_text(re.sub("status: .*", "status: planned", module.read_text()))
    assert re.search(r"^M1 +37 +7 ", run("translate", "fr").output, re.MULTILINE), run("translate", "fr").output
    assert run("new", "translation", "es").exit_code == 0
    refused = run("export", "po", "es", "--out", "out")
    assert refused.exit_code == 2
    assert "no module is further than planned, and nothing of one is translated yet" in refused.output


def test_passages_of_another_release_are_set_aside_and_said_so(project: Path) -> None:
    assert run("export", "po", "fr", LESSON, "--out", "out").exit_code == 0
    file = project / "out/fr/modules/M1-seeing/01-look.md.po"
    file.write_text(file.read_text().replace("Quatre.", "Le quatre."))
    (project / LESSON).write_text(ENGLISH.replace("Four.", "Four or five."))
    answer = run("import", "po", str(file))
    assert answer.exit_code == 0
    assert "nothing to change\n  = note: set aside: out/fr/modules/M1-seeing/01-look.md.po:" in answer.output
    assert (project / OWN).read_text() == FRENCH


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["translate", "xx"], "nothing is translated into `xx` yet; there is `fr`\n  = help: `practicum new translation xx` begins it"),
        (["translate", "fr", "M9"], "there is no file `M9`"),
        (["export", "po", "en", "--out", "o"], "what you name is written in `en`"),
        (["export", "po", "fr", "M9", "--out", "o"], "there is no text `M9`"),
    ],
)
def test_a_wish_that_cannot_be_met_says_what_to_do(project: Path, words: list[str], message: str) -> None:
    answer = run(*words)
    assert answer.exit_code == 2
    assert message in answer.output


def test_replacing_an_export_leaves_what_somebody_put_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(put(tmp_path / "project"))
    assert run("export", "api", "--out", "out").exit_code == 0
    assert run("export", "api", "--out", "out", "--force").exit_code == 0
    own = Path("out", "notes.txt")
    own.write_text("mine")
    refused = run("export", "api", "--out", "out", "--force")
    assert refused.exit_code == 2
    assert "out holds what is no earlier output of this kind: notes.txt" in refused.output
    assert own.read_text() == "mine"


def test_schemas_are_written_where_somebody_asked_for_them(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = project.parent / f"{project.name} elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    refused = run("schema")
    assert refused.exit_code == 2
    assert "you stand in no project" in refused.output
    assert run("schema", "--out", "schemas").exit_code == 0
    assert (elsewhere / "schemas" / "contract.json").is_file()


@pytest.mark.parametrize("site", ["care.example", "file:///somewhere/", "https://", "https://care.example/?a=1", "https://ann:geheim@care.example/"])
@pytest.mark.parametrize("words", [("export", "api"), ("export", "schema-org"), ("import", "xapi", "x.json")])
def test_the_address_of_a_site_is_a_whole_one(project: Path, words: tuple[str, ...], site: str) -> None:
    refused = run(*words, "--out", str(project.parent / "out"), "--site", site)
    assert refused.exit_code == 2
    assert "no address of a site" in refused.output
    assert "geheim" not in refused.output
