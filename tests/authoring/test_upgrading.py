"""`practicum upgrade`: a step at a time, comments and layout kept, all files or none. Tried with invented formats: none has changed yet."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from practicum.authoring import Draft, Refused, YamlText
from practicum.authoring.upgrading import STEPS, Step, current, upgrade
from practicum.model.edit import Edit
from practicum.model.source import Items
from practicum.reading import InMemory
from practicum.reading.formats import FORMATS
from tests.authoring.small_project import call, good, held, put

OLD = "# Who.\r\nformat: 0   # old\r\npeople:\r\n  - {id: P-A, called: Ann}   # first\r\n  - {id: P-B, called: Ben}\r\n"
PEOPLE = "curriculum/people.yaml"


def _named(file: YamlText) -> Iterable[Edit]:
    people = file.at(("people",))
    assert isinstance(people, Items)
    for number in range(len(people.items)):
        key = file.at(("people", number))
        start = file.places.stretch(key.keys["called"])  # type: ignore[union-attr]
        yield Edit(file.path, *start, "name")


def _doing(file: YamlText) -> Iterable[Edit]:
    return file.set_field(("kind",), "list")


STEPS_0_2 = (Step("people", 0, "`called` is `name`", _named), Step("people", 1, "says its kind", _doing))


def test_steps_follow_one_another() -> None:
    changes = upgrade(Draft(InMemory({PEOPLE: OLD})), steps=STEPS_0_2, numbers={"people": 2})
    assert changes.texts == {
        PEOPLE: "# Who.\r\nformat: 2   # old\r\npeople:\r\n  - {id: P-A, name: Ann}   # first\r\n  - {id: P-B, name: Ben}\r\nkind: list\r\n"
    }
    assert changes.says == ("1 file: `called` is `name`", "1 file: says its kind")
    # From 0 to 1, as this program reads.
    changes = upgrade(Draft(InMemory({PEOPLE: OLD})), steps=STEPS_0_2)
    assert "format: 1   # old" in str(changes.texts[PEOPLE])
    assert "called" not in str(changes.texts[PEOPLE])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("format: 7\npeople: []\n", "is of format 7, and this program reads up to 1"),
        ("format: 0\npeople: []\n", "is of format 0, and nothing leads from there to 1"),
        ("<<<<<<< ours\nformat: 0\n=======\nformat: 1\n>>>>>>> theirs\n", "people.yaml:1:1: a merge conflict was not settled"),
    ],
)
def test_what_cannot_be_upgraded_is_named(text: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        upgrade(Draft(InMemory({PEOPLE: text})))


def test_every_step_belongs_to_a_format_and_leads_to_its_number() -> None:
    numbers = {form.name: current(form.kind) for form in FORMATS}
    for step in STEPS:
        assert 0 <= step.number < numbers[step.form]
    for name, number in numbers.items():
        # A number above 1 needs the way that leads to it.
        assert {step.number for step in STEPS if step.form == name} >= set(range(1, number))


def test_a_project_of_today_stays_as_it_is(tmp_path: Path) -> None:
    project = put(tmp_path)
    before = held(project)
    assert "everything is as wished already" in good(project, "upgrade")
    assert held(project) == before
    (project / PEOPLE).write_text((project / PEOPLE).read_text().replace("format: 1", "format: 2"))
    result = call(project, "upgrade")
    assert result.exit_code == 2
    assert "install the version of the program it was written for" in result.output


def test_schemas_of_editors_are_written_anew(tmp_path: Path) -> None:
    good(tmp_path, "init", "own", "--base-url", "https://a.org", "--title", "A", "--framework", "ours")
    schema = tmp_path / "own/.vscode/schemas/module.json"
    whole = schema.read_bytes()
    schema.write_text("{}")
    said = good(tmp_path / "own", "upgrade")
    assert schema.read_bytes() == whole
    assert ".vscode/schemas/module.json" in said
