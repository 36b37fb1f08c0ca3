"""`practicum new`: what it leaves passes `practicum check`, whatever it is and however the files were written before."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.authoring.small_project import call, good, held, put
from tests.cases.sources import base

NEW = {
    "module": ("new", "module", "F03", "--title", "Asking neighbours", "--hours", "6", "--teaches", "REL-1=1", "--teaches", "REL-2=2",
               "--for", "FSW", "--needs", "F01"),
    "short module": ("new", "module", "F03", "--title", "Asking", "--hours", "0.5", "--teaches", "REL-1=1", "--mode", "classroom"),
    "practicum": ("new", "module", "P01", "--title", "Working beside somebody", "--hours", "80", "--teaches", "REL-1=2",
                  "--mode", "practice", "--assessed-by", "practicum"),
    "competency": ("new", "competency", "--domain", "REL", "--title", "Asking: first", "--statement", "Asks before telling",
                   "--indicator", "waits for an answer", "--indicator", "asks again", "--taught-by", "F01",
                   "--not-yet", "tells first", "--shows", "waits once", "--not-yet", "never", "--shows", "twice", "--source", "S1"),
    "competency of a planned module": ("new", "competency", "--domain", "REL", "--title", "Asking", "--statement", "Asks",
                   "--indicator", "waits", "--taught-by", "F02", "--level", "2"),
    "role": ("new", "role", "NGH", "--title", "Neighbour", "--holder", "somebody near", "--mandate", "Looks out for children.",
             "--needs", "REL-2=1"),
    "endorsement": ("new", "role", "E-NGH", "--endorsement", "--title", "Neighbour too", "--holder", "a worker", "--mandate", "Looks out.",
                    "--base", "FSW"),
    "certification": ("new", "certification", "FSW2", "--role", "FSW", "--title", "Another", "--module", "F01", "--months", "24",
                      "--from", "2027-01-01"),
    "programme": ("new", "programme", "short", "--title", "Short", "--phase", "in_service", "--summary", "A short way.",
                  "--for-whom", "Everybody.", "--module", "F02", "--module", "F01", "--leads-to", "FSW"),
    "country": ("new", "country", "NO", "--name", "Norlund", "--helpline", "a line: 000", "--zone", "Europe/Oslo"),
    "translation": ("new", "translation", "pt-BR"),
    "reference": ("new", "reference", "doe-2020", "--title", "On neighbours", "--author", "J. Doe", "--year", "2020", "--type", "book",
                  "--url", "https://example.org/a#b"),
    "person": ("new", "person", "P-NEW", "--name", "Nia: a nurse (invented)", "--for", "lived_experience", "--account", "@nia",
               "--asked-about", "F01", "--orcid", "https://orcid.org/0000-0000-0000-0001", "--given-names", "Nia",
               "--family-name", "Nurse"),
    "organisation": ("new", "organisation", "O-NEW", "--name", "A circle (invented)", "--kind", "ngo", "--for", "practice"),
    "term": ("new", "term", "listening", "--term", "listening", "--definition", "Hearing a child out: first, and to the end."),
}  # fmt: skip


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return put(tmp_path / "my project")


@pytest.mark.parametrize("words", NEW.values(), ids=NEW)
def test_what_is_new_passes(project: Path, words: tuple[str, ...]) -> None:
    before = held(project)
    said = good(project, *words)
    assert said.count("\n") < 12
    assert "next: " in said
    after = held(project)
    assert after != before
    assert "error" not in good(project, "check")
    # Files that were there keep every line; the new ones stand among them.
    for path, data in before.items():
        lines = after[path].splitlines()
        assert all(line in lines for line in data.splitlines()), path


@pytest.mark.parametrize("words", NEW.values(), ids=NEW)
def test_and_so_it_does_in_files_from_another_system(tmp_path: Path, words: tuple[str, ...]) -> None:
    sources = base().copy()
    for path, data in sources.contents.items():
        if path.endswith((".yaml", ".md")):
            sources.contents[path] = b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n")
    project = put(tmp_path, sources)
    before = held(project)
    good(project, *words)
    for path, data in held(project).items():
        if path in before and data != before[path]:
            assert data.startswith(b"\xef\xbb\xbf")
            assert data.count(b"\n") == data.count(b"\r\n") > before[path].count(b"\n")
    assert call(project, "check").exit_code == 0


def test_a_module_comes_with_drafts_that_say_so(project: Path) -> None:
    good(project, *NEW["module"])
    folder = project / "curriculum/modules/F03-asking-neighbours"
    assert sorted(path.name for path in folder.iterdir()) == ["01-asking-neighbours.md", "assessment.yaml", "module.yaml", "trainer.md"]
    fields = (folder / "module.yaml").read_text()
    assert "status: planned" in fields
    assert "names a strength with its evidence" in (folder / "assessment.yaml").read_text()
    assert all("To be written." in path.read_text() for path in folder.iterdir())
    # Set to `draft` it is told what is missing, and nothing else.
    (folder / "module.yaml").write_text(fields.replace("status: planned", "status: draft"))
    result = call(project, "check", "--format", "json")
    rules = {one["rule"] for one in __import__("json").loads(result.output)["diagnostics"]}
    assert "left-to-write" in rules
    too_few = {"too-few-scenarios", "too-few-key-points", "too-few-questions", "too-few-kinds-of-question"}
    assert rules <= {"left-to-write", "lesson-length", *too_few}


def test_two_new_modules_share_no_sentence(project: Path) -> None:
    good(project, *NEW["module"])
    good(project, "new", "module", "F04", *NEW["module"][3:4], "Asking again", *NEW["module"][5:])
    assert call(project, "check").exit_code == 0


def test_somebody_asked_about_nothing_is_listed_and_it_is_said(project: Path) -> None:
    said = good(project, "new", "person", "P-NEW", "--name", "Nia", "--for", "practice", "--asked-about", "F1", "--asked-about", "rules")
    assert "= note: `F1` is nothing here yet; did you mean `F01`?" in said
    assert "rules" not in said
    assert 'asked_about: [F1, rules]' in (project / "curriculum/people.yaml").read_text().replace('"', "")


def test_a_dry_run_writes_nothing(project: Path) -> None:
    before = held(project)
    said = good(project, *NEW["competency"], "--dry-run")
    assert '+    title: "Asking: first"' in said
    assert "nothing was written" in said
    assert held(project) == before


REFUSED = {
    "an id that exists": (("new", "module", "F01", *NEW["module"][3:]), "there is a module `F01` already", "`F03` is free"),
    "an id but for capitals": (("new", "role", "fsw", *NEW["role"][3:]), "`FSW` already", "capital letters only"),
    "an id with a blank": (("new", "role", "F W", *NEW["role"][3:]), "cannot be the id of a role", "without spaces"),
    "a module id with a hyphen": (("new", "module", "F-03", *NEW["module"][3:]), "cannot be the id of a module", "such as `F11`"),
    "a way out of the folder": (("new", "role", "../x", *NEW["role"][3:]), "cannot be the id of a role", ""),
    "a competency of no domain": (("new", "competency", "--domain", "RLE", *NEW["competency"][4:]), "there is no domain `RLE`", "`REL`"),
    "a competency nobody teaches": (NEW["competency of a planned module"][:-4], "no module would teach it", "--taught-by"),
    "a competency of a draft without what is seen of it": (
        (*NEW["competency of a planned module"][:-4], "--taught-by", "F01"), "what an assessor sees of each", "name a planned module"),
    "a competency that is not there": ((*NEW["module"], "--teaches", "REL-9=1"), "there is no competency `REL-9`", "`REL-2`"),
    "a level no module grants": ((*NEW["module"], "--teaches", "REL-1=3"), "no module grants level 3", "from 1 to 2"),
    "a level without a number": ((*NEW["module"], "--teaches", "REL-1"), "has no level", "REL-2=1"),
    "no hours": (("new", "module", "F03", "--title", "A", "--hours", "six", "--teaches", "REL-1=1"), "`six` is no number of hours", "1.5"),
    "a rule of yesterday": ((*NEW["certification"][:-1], "2026-10-15"), "what lies in the past is never rewritten", "--from"),
    "a country's name as code": (("new", "country", "Norlund", "--name", "Norlund"), "cannot be the id of a country", "two capital"),
    "a language that is there": (("new", "translation", "fr"), "there are translations into `fr` already", ""),
    "the language of the originals": (("new", "translation", "en"), "the originals are in English", ""),
    "an address that is none": ((*NEW["reference"][:-1], "example.org"), "does not begin with https://", ""),
    "a long title": (("new", "role", "NGH", "--title", "x" * 81, *NEW["role"][5:]), "the title has 81 characters; the most is 80", ""),
    "an ORCID iD with a slip": ((*NEW["person"], "--orcid", "0000-0000-0000-0002"), "cannot be right", "ask its owner"),
    "no ORCID iD": ((*NEW["person"], "--orcid", "17"), "`17` is no ORCID iD", "orcid.org"),
    "a country that is there": (("new", "country", "NV", *NEW["country"][3:]), "there is a country `NV` already", "`practicum patch NV`"),
    "a flag that is missing": (("new", "role", "NGH", "--title", "Neighbour"), "`--holder` is missing", "in a terminal"),
    "no id": (("new", "module"), "`ID` is missing", ""),
}  # fmt: skip


@pytest.mark.parametrize(("words", "says", "hint"), REFUSED.values(), ids=REFUSED)
def test_a_wish_that_cannot_be_met_is_refused_in_plain_words(project: Path, words: tuple[str, ...], says: str, hint: str) -> None:
    before = held(project)
    result = call(project, *words)
    assert result.exit_code == 2, result.output
    assert says in result.output
    assert hint in result.output
    assert held(project) == before


def test_files_that_cannot_be_edited_are_named(project: Path) -> None:
    path = project / "curriculum/references.yaml"
    path.write_text("<<<<<<< ours\n" + path.read_text() + "=======\n>>>>>>> theirs\n")
    before = held(project)
    result = call(project, *NEW["reference"])
    assert result.exit_code == 1
    assert "references.yaml:1:1: a merge conflict was not settled" in result.output
    assert held(project) == before


def test_what_a_file_with_a_fault_may_hide_is_said(project: Path) -> None:
    people = project / "curriculum/people.yaml"
    people.write_text(people.read_text() + "=======\n")
    said = call(project, "endorse", "F01", "--as", "P-NEW").output
    assert "nobody is listed as `P-NEW`" in said
    assert "first see to curriculum/people.yaml" in said
    people.write_text(people.read_text().replace("=======\n", ""))
    assert "first see to" not in call(project, "endorse", "F01", "--as", "P-NEW").output


def test_nobody_speaks_while_two_people_have_one_id(project: Path) -> None:
    people = project / "curriculum/people.yaml"
    people.write_text(people.read_text() + '  - {id: P-ONE, name: Another (invented), constituency: practice}\n')
    before = held(project)
    done = call(project, "endorse", "F01", "--as", "P-ONE")
    assert done.exit_code == 1
    assert "two people have one id in curriculum/people.yaml, so it is not plain who `P-ONE` is" in done.output
    assert held(project) == before


def test_english_is_a_translation_where_a_module_is_written_in_another_language(project: Path) -> None:
    assert "the originals are in English" in call(project, "new", "translation", "en").output
    module = next((project / "curriculum/modules").glob("F02-*/module.yaml"))
    module.write_text(module.read_text().replace("id: F02\n", "id: F02\nlanguage: fr\nlanguages: [fr]\n"))
    good(project, "new", "translation", "en")
    assert "error" not in good(project, "check")
