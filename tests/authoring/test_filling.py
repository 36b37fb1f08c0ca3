"""What comes back from a form is spliced in: only what was answered otherwise is written, wherever in a file it stands."""

from __future__ import annotations

import copy
import json
import random
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from practicum.authoring import Draft, Refused
from practicum.authoring.filling import answers_of, fill, fill_text, tidied, with_defaults
from practicum.authoring.form_fields import OFFERED, FormField, choices_of, form_of, label_of
from practicum.model.catalogue import Catalogue
from practicum.publishing.forms import decap_field
from practicum.reading import InMemory, read_project
from practicum.reading.building import fields_of
from practicum.reading.formats import FORMATS, format_of, mirrored
from tests.cases.sources import base

ROOT = Path(__file__).resolve().parents[2]
PATH = "curriculum/modules/F01-rights/module.yaml"
MODULE = """\
# Written by hand.
format: 1
id: F01
title: "Rights, and why"   # agreed in May
status: draft
summary: 'One''s own words'
purpose: >-
  A long text that goes on for a while and is folded because it does not fit on a single line of the file,
  and goes on here.

# Who it is for.
audience: [VOL, PAR]   # two roles
versions:
  - version: "1.10"
    from: 2024-01-01   # the first course
    hours: 2
    teaches:
      - {competency: REL-1, level: 1, shown_by: "a talk"}   # why
      # the second
      - {competency: REL-2, level: 1}
sessions:
  - {id: s1, title: Looking, minutes: 60, kind: taught}
  - {id: s2, title: "NO", minutes: 60, kind: practice}
key_points:
  - "Look."   # first
  # and then
  - "Listen."
  - "Say so."
# The end.
"""


@cache
def small() -> dict[str, tuple[tuple[str, str], ...]]:
    """What can be chosen in the small project of the cases."""
    return choices_of(read_project(base()).catalogue)


@cache
def form(name: str = "module") -> tuple[FormField, ...]:
    return form_of(name, choices_of(Catalogue()))


def saved(change: Callable[[dict[str, Any]], object], text: str = MODULE, *, meanwhile: str = "") -> str:
    """The file after a form was opened, answered and saved; ``meanwhile`` is what the file holds when it is saved."""
    fields = form()
    shown = answers_of(fields, Draft(InMemory({PATH: text})).yaml(PATH).tree)
    given = json.loads(json.dumps(with_defaults(fields, shown)))
    change(given)
    draft = Draft(InMemory({PATH: meanwhile or text}))
    fill(draft, PATH, fields, shown, tidied(fields, given))
    return draft.data(PATH).decode()


def put(*path: str | int, to: Any) -> Callable[[dict[str, Any]], None]:
    def change(data: Any) -> None:
        for key in path[:-1]:
            data = data[key]
        data[path[-1]] = to

    return change


@pytest.mark.parametrize(
    ("change", "old", "new"),
    [
        (put("title", to="Rights"), 'title: "Rights, and why"   # agreed', 'title: "Rights"   # agreed'),
        (put("summary", to="Its 'own'"), "'One''s own words'", "'Its ''own'''"),
        (put("status", to="pilot"), "status: draft", "status: pilot"),
        (put("audience", to=["VOL", "PAR", "FSW"]), "[VOL, PAR]   # two", "[VOL, PAR, FSW]   # two"),
        (put("audience", to=["PAR"]), "[VOL, PAR]   # two", "[PAR]   # two"),
        (put("versions", 0, "version", to="1.1"), '"1.10"', '"1.1"'),
        (put("versions", 0, "from", to="2024-02-01"), "from: 2024-01-01   #", "from: 2024-02-01   #"),
        (put("versions", 0, "hours", to=2.5), "hours: 2\n", "hours: 2.5\n"),
        (put("versions", 0, "hours", to="3"), "hours: 2\n", "hours: 3\n"),
        (put("versions", 0, "until", to="2025-12-31"), "# the first course\n", "# the first course\n    until: 2025-12-31\n"),
        (put("versions", 0, "teaches", 0, "level", to=2), "REL-1, level: 1,", "REL-1, level: 2,"),
        (put("versions", 0, "teaches", 1, "shown_by", to="a map"), "REL-2, level: 1}", 'REL-2, level: 1, shown_by: "a map"}'),
        (put("versions", 0, "teaches", 0, "shown_by", to=None), ', shown_by: "a talk"}', "}"),
        (put("sessions", 1, "title", to="1.10"), 'title: "NO"', 'title: "1.10"'),
        (put("sessions", 0, "title", to="no"), "title: Looking", 'title: "no"'),
        (put("key_points", 1, to="Hear."), '"Listen."', '"Hear."'),
        (lambda data: data["key_points"].append("Write."), '  - "Say so."\n', '  - "Say so."\n  - "Write."\n'),
        (lambda data: data["key_points"].insert(0, "Stop: wait."), '  - "Look."', '  - "Stop: wait."\n  - "Look."'),
        (lambda data: data["key_points"].pop(0), '  - "Look."   # first\n', ""),
        (
            lambda data: data["sessions"].append({"id": "s3", "title": "Saying", "minutes": 5, "kind": "taught", "lesson": ""}),
            "kind: practice}\n", "kind: practice}\n  - {id: s3, title: Saying, minutes: 5, kind: taught}\n",
        ),
        (lambda data: data["sessions"].pop(0), "  - {id: s1, title: Looking, minutes: 60, kind: taught}\n", ""),
        (put("reading_age", to=13), "# two roles\n", "# two roles\nreading_age: 13\n"),
        (put("content_warning", to="No blood."), "# two roles\n", '# two roles\ncontent_warning: "No blood."\n'),
    ],
)  # fmt: skip
def test_one_answer_is_one_splice(change: Callable[[dict[str, Any]], object], old: str, new: str) -> None:
    assert MODULE.count(old) == 1
    assert saved(change) == MODULE.replace(old, new)


def test_what_a_form_makes_of_empty_and_left_out_fields_writes_nothing() -> None:
    def as_forms_do(data: dict[str, Any]) -> None:
        data.update(
            legacy=False, risk="ordinary", language="en", prerequisites=[], content_warning="", reading_age=None, materials=[""],
            equivalents=None, unknown="x", format=7, id="F99", pictures=[{"file": ""}],
        )  # fmt: skip
        data["versions"][0] |= {"until": "", "ends": "day_before", "valid_months": ""}
        data["purpose"] = data["purpose"].replace("\n", "\r\n")

    assert saved(as_forms_do) == MODULE


def test_two_people_change_two_fields() -> None:
    theirs = MODULE.replace("status: draft", "status: pilot").replace('"Listen."', '"Hear."')
    assert saved(put("title", to="Rights"), meanwhile=theirs) == theirs.replace("Rights, and why", "Rights")
    # Both wrote the same: there is nothing left to write.
    assert saved(put("status", to="pilot"), meanwhile=theirs) == theirs


def test_two_people_change_the_same_field() -> None:
    theirs = MODULE.replace('"Listen."', '"Hear."')
    with pytest.raises(Refused, match="somebody else changed `Key points` since") as refused:
        saved(lambda data: data["key_points"].append("Write."), meanwhile=theirs)
    assert "copy what you wrote" in refused.value.help


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (put("versions", to="none"), "`Versions` has to be a list"),
        (put("versions", 0, to="none"), "no fields"),
        (put("title", to=["a"]), "`Title` has to be a text"),
        (put("reading_age", to="old"), "`Reading age` has to be a number"),
        (put("reading_age", to=float("inf")), "`Reading age` has to be a number"),
        (put("legacy", to="perhaps"), "`Legacy` has to be yes or no"),
        (put("versions", 0, "from", to="yesterday"), "`From` is no day"),
        (put("versions", 0, "from", to="2024-02-31"), "`From` is no day"),
    ],
)
def test_what_no_form_gives_back_is_refused(change: Callable[[dict[str, Any]], object], said: str) -> None:
    with pytest.raises(Refused, match=said):
        saved(change)


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        ("goes on here.", "goes on here. More.", ("  and goes on here.\n", "  and goes on here. More.\n")),
        ("A long text", "A text", ("  A long text that", "  A text that")),
        ("of the file, and", "of this file, and", ("of the file,\n", "of this file,\n")),
        (" and goes on here.", "", ("  and goes on here.\n", "")),
        ("A long text", "Before all. A long text", ("  A long text that goes", "  Before all.\n  A long text that goes")),
    ],
)  # fmt: skip
def test_a_folded_text_keeps_the_lines_that_say_the_same(old: str, new: str, lines: tuple[str, str]) -> None:
    folded = MODULE.replace("because it does not fit on a single line of the file,\n", "because it is long, of the file,\n")
    text = saved(lambda data: data.update(purpose=data["purpose"].replace(old, new)), folded)
    assert folded.count(lines[0]) == 1
    assert text == folded.replace(*lines)


def test_a_folded_text_that_gets_longer_than_a_line_or_has_lines_of_its_own() -> None:
    before, _, rest = MODULE.partition("purpose: >-\n")
    text = saved(lambda data: data.update(purpose=data["purpose"].replace("A long text", "A long text" + " and longer" * 10)))
    assert text.startswith(before + "purpose: >-\n  A long text and longer")
    assert text.endswith("\n" + rest[rest.index("  and goes on here.") :])
    assert "purpose: |-\n  One.\n\n  Two.\n" in saved(put("purpose", to="One.\n\nTwo."))


def test_line_ends_and_the_mark_of_a_file_stay() -> None:
    windows = "\ufeff" + MODULE.replace("\n", "\r\n")
    assert saved(put("title", to="Rights"), windows) == windows.replace("Rights, and why", "Rights")


LESSON = "curriculum/modules/F01-rights/01-a.md"


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        ("# A\n\nOne.\n\nTwo.\n", "One.", "One and a half."),
        ("# A\n\nOne.\n\nTwo.\n", "Two.\n", "Two.\n\nThree.\n"),
        ("# A\n\nOne.\n\nTwo.\n", "One.\n\n", ""),
        ("# A\n\nOne.\n", "One.\n", "One."),
        ("# A\n\nOne.", "One.", "One.\n"),
        ("# A\n", "# A\n", "# B"),
        ("# A  \n\n- x\n\ty\n", "- x", "- z"),
        ("a\na\na\n", "a\na\na\n", "a\na\n"),
    ],
)
def test_a_lesson_keeps_what_was_not_touched(text: str, old: str, new: str) -> None:
    for mark, end in (("", "\n"), ("\ufeff", "\r\n"), ("", "\r\n")):
        draft = Draft(InMemory({LESSON: mark + text.replace("\n", end)}))
        given = text.replace(old, new)
        assert fill_text(draft, LESSON, text, given)
        assert draft.data(LESSON).decode() == mark + given.replace("\n", end)


def test_a_lesson_that_was_not_touched_or_that_somebody_else_changed() -> None:
    draft = Draft(InMemory({LESSON: "One.\r\nTwo.\nThree.\r\n"}))
    assert not fill_text(draft, LESSON, "One.\nTwo.\nThree.\n", "One.\r\nTwo.\r\nThree.\r\n")
    assert not fill_text(draft, LESSON, "One.\nTwo.\n", "One.\nTwo.\nThree.\n")
    with pytest.raises(Refused, match="somebody else changed"):
        fill_text(draft, LESSON, "One.\n", "Four.\n")
    assert draft.changes().texts == {}


# --- the shipped curriculum


def offered() -> list[tuple[str, str]]:
    found = []
    for top in ("competencies", "curriculum"):
        for path in sorted((ROOT / top).rglob("*.yaml")):
            name = path.relative_to(ROOT).as_posix()
            known = format_of(name)
            if known and known[0].name in OFFERED and not mirrored(name):
                found.append((known[0].name, name))
    return found


def test_every_file_goes_through_its_form_unchanged_and_takes_a_change_of_any_field() -> None:
    """Each offered file as JSON and back; and in every sixth one text somewhere is changed, and nothing else."""
    files = offered()
    assert {name for name, _ in files} == set(OFFERED)
    forms, chance = {name: form_of(name, small()) for name in OFFERED}, random.Random(7)
    for number, (name, path) in enumerate(files):
        text = (ROOT / path).read_text("utf-8")
        draft, fields = Draft(InMemory({path: text})), forms[name]
        shown = answers_of(fields, draft.yaml(path).tree)
        # As it is shown, through the browser, and back: nothing is another answer than before, so nothing is written.
        displayed = json.loads(json.dumps(with_defaults(fields, shown)))
        assert tidied(fields, displayed) == shown, path
        # A form that found fault with what stands there would keep every other field from being saved.
        assert not list(complaints([decap_field(one) for one in fields], displayed)), path
        if number % 6 and files[number - 1][0] == name:
            continue
        given = copy.deepcopy(shown)
        places = texts_in(given)
        holder, key = chance.choice(places)
        holder[key] = "Wholly new: said anew"
        fill(draft, path, fields, shown, given)
        new = draft.text(path)
        assert new.count("Wholly new: said anew") == 1
        # All other lines are there, in their order.
        rest = iter(text.splitlines())
        kept = [line for line in new.splitlines() if "Wholly new: said anew" not in line]
        assert all(line in rest for line in kept), path


def complaints(asked: list[dict[str, Any]], data: dict[str, Any]) -> Iterator[str]:
    """What Decap would find fault with: something required that is missing, a text of another shape, a number out of bounds."""
    for field in asked:
        name, value = field["name"], data.get(field["name"])
        if value in (None, "", []):
            if field["required"]:
                yield f"{name} is missing"
            if field["widget"] == "object":
                yield from complaints(field["fields"], {})
            continue
        if "pattern" in field and not re.search(field["pattern"][0], value):
            yield f"{name}: {value}"
        if field["widget"] == "number" and not field.get("min", value) <= value <= field.get("max", value):
            yield f"{name}: {value}"
        if field["widget"] == "object":
            yield from complaints(field["fields"], value)
        for row in value if "fields" in field and field["widget"] == "list" else ():
            yield from complaints(field["fields"], row)


def texts_in(data: Any) -> list[tuple[Any, Any]]:
    """Where the sentences of some answers stand."""
    pairs = data.items() if isinstance(data, dict) else enumerate(data)
    found: list[tuple[Any, Any]] = []
    for key, value in pairs:
        if isinstance(value, str) and " " in value:
            found.append((data, key))
        elif isinstance(value, (dict, list)):
            found += texts_in(value)
    return found


def test_a_form_asks_for_every_field_that_is_written_in_sentences() -> None:
    """A field that comes into a format is asked for without a hand's turn, or is one that no form can hold."""
    choices = small()
    not_asked = {"format", "id", "language", "module"}
    for name in OFFERED:
        asked = {one.key for one in form_of(name, choices)}
        declared = set(fields_of(next(one for one in FORMATS if one.name == name).kind))
        assert declared - asked <= not_asked, name
    rubric = next(one for one in form_of("assessment", choices) if one.key == "rubric")
    levels = next(one for one in rubric.fields if one.key == "levels")
    assert [one.key for one in levels.fields][:2] == ["0", "1"]
    assert label_of("before_you_start") == "Before you start"


def test_ids_are_chosen_by_name() -> None:
    fields = {one.key: one for one in form_of("module", small())}
    assert ("FSW", "FSW: Family-strengthening worker") in fields["audience"].options
    before = {one.key: one for one in fields["prerequisites"].fields}
    assert before["module"].widget == "choice"
    assert any(value == "F01" for value, _ in before["module"].options)
