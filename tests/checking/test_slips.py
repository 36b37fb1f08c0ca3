"""Slips of authors that one message has to name, and only one."""

import pytest

from tests.cases.sources import base

MODULE = "curriculum/modules/F01-seeing/module.yaml"
LESSON = "curriculum/modules/F01-seeing/02-listening.md"
ROLE = "competencies/roles/FSW.yaml"
SIGNED = "curriculum/signoffs/F01.yaml"

# A file, what stands in it, what the author wrote instead; the rule, the place's line, and what the help speaks of.
SLIPS = {
    "a session's id twice": (MODULE, "{id: s2,", "{id: s1,", "duplicate-id", "give one of them another id"),
    "curly quotes": (MODULE, "title: Seeing what works", "title: “Seeing what works”", "ambiguous-scalar", '"Seeing what works"'),
    "a quote not opened": (MODULE, "title: Seeing what works", 'title: Seeing what works"', "ambiguous-scalar", "at its beginning"),
    "small letters in an id": (MODULE, "audience: [FSW]", "audience: [fsw]", "unknown-role", "did you mean `FSW`?"),
    "brackets forgotten": (MODULE, "audience: [FSW]", "audience: FSW, PAR", "wrong-type", "write `audience: [FSW, PAR]`"),
    "a required key misspelt": (MODULE, "title: Seeing", "titel: Seeing", "unknown-key", "did you mean `title`?"),
    "an unknown competency taught": (MODULE, "competency: REL-1", "competency: REL-9", "unknown-competency", "did you mean"),
    "an en dash in a day": (MODULE, "from: 2024-01-01", "from: 2024–01–01", "bad-date", "year-month-day"),
    "a folder before a lesson": (MODULE, "lesson: 02", "lesson: texts/02", "bad-value", "01-what-we-look-for.md"),
    "the id of another module": (MODULE, "id: F01\n", "id: F09\n", "id-differs-from-path", "the same name"),
    "a picture from elsewhere": (LESSON, "Back to", "![a wall](https://example.org/wall.png) Back to", "broken-link", "beside the lesson"),
    "an address without https": (LESSON, "Back to", "[see](www.example.org) Back to", "broken-link", "`https://www.example.org`"),
}


@pytest.mark.parametrize(("path", "before", "after", "rule", "hint"), SLIPS.values(), ids=SLIPS)
def test_one_slip_has_one_message(path: str, before: str, after: str, rule: str, hint: str) -> None:
    sources = base().copy()
    sources.contents.pop(SIGNED, None)
    sources.change(path, before, after)
    found = [fault for fault in sources.found() if fault.rule not in ("unknown-module", "untaught-competency", "unreached-level")]
    assert [(fault.rule, fault.span.path) for fault in found] == [(rule, path)]
    assert hint in found[0].help
    line = max(number for number, text in enumerate(sources.text(path).split("\n"), start=1) if after.split("\n")[0] in text)
    assert found[0].span.line == line
    assert "^" not in found[0].message, "an expression is shown raw"


PROGRAMME = "curriculum/programmes/start.yaml"


def test_a_misspelt_module_in_a_stage_is_one_fault() -> None:
    sources = base().copy()
    stages = "stages:\n  - {id: one, title: One, content: The first., modules: [F01, F22]}\n"
    sources.change(PROGRAMME, "checklist:", stages + "checklist:")
    assert [(fault.rule, fault.span.path) for fault in sources.found()] == [("unknown-module", PROGRAMME)]


def test_a_circle_of_modules_is_one_fault_whatever_programmes_hold_them() -> None:
    sources = base().copy()
    sources.contents.pop(SIGNED, None)
    sources.change(MODULE, "versions:", "prerequisites: [{module: F02}]\nversions:")
    assert [fault.rule for fault in sources.found()] == ["prerequisite-cycle"]


def test_a_competency_that_a_role_names_twice() -> None:
    sources = base().copy()
    sources.change(ROLE, "competency: REL-2", "competency: REL-1")
    assert [(fault.rule, fault.span.path) for fault in sources.found() if fault.rule != "unreached-level"] == [("duplicate-id", ROLE)]


@pytest.mark.parametrize("name", ["Module.yaml", "modul.yaml", "module.yml"])
def test_a_module_file_with_a_wrong_name_is_one_fault(name: str) -> None:
    sources = base().copy()
    sources.contents.pop(SIGNED, None)
    place = MODULE.replace("module.yaml", name)
    sources.contents[place] = sources.contents.pop(MODULE)
    found = sources.found()
    assert [(fault.rule, fault.span.path) for fault in found] == [("unexpected-file", place)]
    assert "yaml`" in found[0].help


def test_a_role_in_a_wrong_folder_is_one_fault() -> None:
    sources = base().copy()
    sources.contents["curriculum/roles/FSW.yaml"] = sources.contents.pop(ROLE)
    found = sources.found()
    assert [(fault.rule, fault.span.path) for fault in found] == [("unexpected-file", "curriculum/roles/FSW.yaml")]
    assert found[0].help == f"did you mean {ROLE}?"
