"""Fields and entries go into files as a careful person would write them: all else stays, byte for byte."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicum.authoring import Draft, Refused, YamlText, as_file
from practicum.authoring.writing_yaml import scalars
from practicum.model.edit import Edit, OverlappingEdits, Places, edited
from practicum.model.source import Entries, FieldPath, Items, Tree, find, plain
from practicum.reading import InMemory
from practicum.reading.yaml_tree import read_tree

ROOT = Path(__file__).resolve().parents[2]
YAMLS = sorted([*(ROOT / "curriculum").rglob("*.yaml"), *(ROOT / "competencies").rglob("*.yaml")])
FILE = """\
# A comment at the top.
format: 1
id: F01
title: "Rights"   # what it is called
purpose: >-
  A long text
  over two lines.

# About the audience.
audience: [VOL, PAR]   # two
empty:
none: []
flow: {a: 1, b: "two"}
prerequisites:
  - {module: F02, order: any}   # why
  # between
  - {module: F03}
sessions:
  - id: s1
    title: 'One''s own'
    minutes: 30

  - id: s2
    title: Two
# The end.
"""


def read(text: str, path: str = "x.yaml") -> YamlText:
    tree, faults = read_tree(path, text.encode())
    assert tree is not None, faults
    assert not faults
    return YamlText(path, text, tree)


def after(text: str, edits: list[Edit]) -> str:
    return edited(text, edits)


SPLICES: dict[str, tuple[str, FieldPath, Any, str, str]] = {
    "a quoted value": ("set", ("title",), "Rights, again", 'title: "Rights"', 'title: "Rights, again"'),
    "a value in single quotes": ("set", ("sessions", 0, "title"), "Ones", "'One''s own'", "'Ones'"),
    "a folded text": ("set", ("purpose",), "Short now.", ">-\n  A long text\n  over two lines.", ">-\n  Short now."),
    "an empty field": ("set", ("empty",), "full", "empty:\n", "empty: full\n"),
    "a list in brackets": ("set", ("audience",), ["VOL"], "[VOL, PAR]", "[VOL]"),
    "a list of entries": (
        "set", ("prerequisites",), ["F09"], "prerequisites:\n  - {module: F02, order: any}   # why\n  # between\n  - {module: F03}",
        "prerequisites: [F09]",
    ),
    "a new field at the end": ("set", ("renews",), "F02", "    title: Two\n", "    title: Two\nrenews: F02\n"),
    "a new field inside": ("set", ("sessions", 0, "kind"), "taught", "    minutes: 30\n", "    minutes: 30\n    kind: taught\n"),
    "a new field in brackets": ("set", ("flow", "c"), [1, 2], '{a: 1, b: "two"}', '{a: 1, b: "two", c: [1, 2]}'),
    "an entry in brackets": ("add", ("audience",), "FSW", "[VOL, PAR]", "[VOL, PAR, FSW]"),
    "an entry of an empty list": ("add", ("none",), {"id": "a"}, "none: []\n", "none:\n  - {id: a}\n"),
    "an entry of a field that is empty": ("add", ("empty",), "A b.", "empty:\n", 'empty:\n  - "A b."\n'),
    "an entry with a dash": ("add", ("prerequisites",), {"module": "F04"}, "  - {module: F03}\n", "  - {module: F03}\n  - {module: F04}\n"),
    "an entry of several lines": (
        "add", ("sessions",), {"id": "s3", "minutes": 5}, "    title: Two\n", "    title: Two\n  - id: s3\n    minutes: 5\n",
    ),
    "a field out": ("take", ("title",), None, 'title: "Rights"   # what it is called\n', ""),
    "a folded field out": ("take", ("purpose",), None, "purpose: >-\n  A long text\n  over two lines.\n", ""),
    "an entry out of brackets": ("take", ("audience", 0), None, "[VOL, PAR]", "[PAR]"),
    "the last entry out of brackets": ("take", ("audience", 1), None, "[VOL, PAR]", "[VOL]"),
    "an entry with a dash out": ("take", ("prerequisites", 0), None, "  - {module: F02, order: any}   # why\n", ""),
    "an entry by its id": ("take", ("sessions", "s2"), None, "  - id: s2\n    title: Two\n", ""),
    "a field of an entry": ("take", ("sessions", 0, "minutes"), None, "    minutes: 30\n", ""),
    "the first field of an entry": ("take", ("sessions", 0, "id"), None, "- id: s1\n    title: 'One", "- title: 'One"),
    "a field out of brackets": ("take", ("flow", "a"), None, "{a: 1, ", "{"),
    "an empty field out": ("take", ("empty",), None, "empty:\n", ""),
}  # fmt: skip


@pytest.mark.parametrize(("act", "path", "value", "old", "new"), SPLICES.values(), ids=SPLICES)
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_splice_changes_its_place_and_nothing_else(act: str, path: FieldPath, value: Any, old: str, new: str, ends: str) -> None:
    assert FILE.count(old) == 1
    text, wanted = FILE.replace("\n", ends), FILE.replace(old, new).replace("\n", ends)
    file = read(text)
    edits = file.set_field(path, value) if act == "set" else file.add_entry(path, value) if act == "add" else file.take_out(path)
    assert after(text, edits) == wanted


def test_a_new_field_goes_where_the_format_has_it() -> None:
    order = ["format", "id", "title", "status", "purpose", "audience"]
    got = after(FILE, read(FILE).set_field(("status",), "draft", order=order))
    assert 'title: "Rights"   # what it is called\nstatus: draft\npurpose' in got
    first = after("b: 1\n", read("b: 1\n").set_field(("a",), 2, order=["a", "b"]))
    assert first == "a: 2\nb: 1\n"


def test_the_only_entry_leaves_an_empty_list() -> None:
    text = "terms:   # few\n  - id: a\n    see: [b]\nz: 1\n"
    assert after(text, read(text).take_out(("terms", 0))) == "terms: []   # few\nz: 1\n"
    assert after("a: [b]\n", read("a: [b]\n").take_out(("a", 0))) == "a: []\n"


def test_a_file_without_a_last_line_end() -> None:
    text = "terms:\n  - id: a"
    assert after(text, read(text).add_entry(("terms",), {"id": "b", "of": 1})) == "terms:\n  - id: a\n  - id: b\n    of: 1"


@pytest.mark.parametrize("path", YAMLS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_scalar_of_the_shipped_files_can_be_set_alone(path: Path) -> None:
    file = read(path.read_text(encoding="utf-8"), path.name)
    places = list(scalars(file.tree))
    for where, _ in random.Random(path.name).sample(places, min(6, len(places))):
        got = read(after(file.text, file.swap(where, "A new sentence: with #signs.")))
        assert plain(got.at(where)) == "A new sentence: with #signs."
        assert changed_places(file.tree, got.tree) == [where]


@pytest.mark.parametrize("path", YAMLS[:: max(1, len(YAMLS) // 40)], ids=lambda path: path.relative_to(ROOT).as_posix())
def test_entries_of_the_shipped_files_come_and_go(path: Path) -> None:
    file = read(path.read_text(encoding="utf-8"), path.name)
    lists = [where for where in collections(file.tree) if isinstance(file.at(where), Items) and where]
    for where in random.Random(path.name).sample(lists, min(5, len(lists))):
        value: Any = {"id": "new-one", "says": "What is new, and what is not."}
        grown = read(after(file.text, file.add_entry(where, value)))
        number = len(plain(grown.at(where))) - 1
        assert plain(grown.at((*where, number))) == value
        assert after(grown.text, grown.take_out((*where, number))) == file.text or number == 0


def collections(tree: Tree, path: FieldPath = ()) -> list[FieldPath]:
    found = [path]
    if isinstance(tree, Entries):
        found += [one for key, value in tree.entries.items() for one in collections(value, (*path, key))]
    elif isinstance(tree, Items):
        found += [one for number, value in enumerate(tree.items) for one in collections(value, (*path, number))]
    return found


def changed_places(old: Tree, new: Tree) -> list[FieldPath]:
    before = {path: text.value for path, text in scalars(old)}
    now = {path: text.value for path, text in scalars(new)}
    return [path for path in now if before.get(path, "\0") != now[path]] + [path for path in before if path not in now]


TEXTS = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Cn"), blacklist_characters="\u2028\u2029\ufeff\ufffe\uffff"), min_size=1)
VALUES = st.recursive(
    TEXTS | st.integers(0, 999) | st.sampled_from(["NO", "1.10", "yes", "~", "a: b", "- x", "#1", "it's", '"q"', "word " * 60, "one\ntwo"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "says", "of", "level"]), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["id", "title", "versions", "teaches"]), VALUES, min_size=1))
def test_what_is_written_is_read_again(value: dict[str, Any]) -> None:
    got = read(as_file(value, comment="Made by hand."))

    def texts(one: Any) -> Any:
        if isinstance(one, dict):
            return {key: texts(inner) for key, inner in one.items()}
        return [texts(inner) for inner in one] if isinstance(one, list) else str(one)

    assert plain(got.tree) == texts(value)


def test_edits_keep_the_mark_and_the_line_ends() -> None:
    text = "\ufeffa: 1\r\nb: 2\r\n"
    draft = Draft(InMemory({"curriculum/people.yaml": text}))
    draft.edit(draft.yaml("curriculum/people.yaml").set_field(("c",), ["One thing", "two things"]))
    changes = draft.changes("done")
    assert changes.texts == {"curriculum/people.yaml": '\ufeffa: 1\r\nb: 2\r\nc:\r\n  - "One thing"\r\n  - "two things"\r\n'}


def test_edits_do_not_overlap() -> None:
    assert edited("abc", [Edit("x", 1, 2, "B"), Edit("x", 1, 2, "B")]) == "aBc"
    assert edited("abc", [Edit("x", 1, 1, "1"), Edit("x", 1, 1, "1")]) == "a11bc"
    with pytest.raises(OverlappingEdits):
        edited("abc", [Edit("x", 0, 2, "B"), Edit("x", 1, 3, "C")])


@given(st.text("ab\r\n", max_size=20))
def test_places_count_lines_as_the_reader_does(text: str) -> None:
    places = Places(text)
    for at in range(len(text)):
        line = len(text[:at].replace("\r\n", "\n").replace("\r", "\n").split("\n"))
        if text[at - 1 : at + 1] == "\r\n" and at:
            continue
        assert places.line_start(at) == places.starts[line - 1]


def test_what_cannot_be_edited_is_refused() -> None:
    draft = Draft(InMemory({"curriculum/people.yaml": "<<<<<<< ours\na: 1\n=======\na: 2\n>>>>>>> theirs\n"}))
    with pytest.raises(Refused, match=r"people.yaml:1:1: a merge conflict was not settled"):
        draft.yaml("curriculum/people.yaml")
    with pytest.raises(Refused, match="named with `&`"):
        read("a: &x [1]\n").add_entry(("a",), 2)


def test_a_draft_moves_and_takes_away() -> None:
    draft = Draft(InMemory({"curriculum/a.yaml": "a: 1\n", "curriculum/b.yaml": "b: 1\n", "curriculum/p.png": b"\x89"}))
    draft.move("curriculum/a.yaml", "curriculum/c.yaml")
    draft.edit(draft.yaml("curriculum/c.yaml").swap(("a",), 2))
    draft.move("curriculum/p.png", "curriculum/q.png")
    draft.remove("curriculum/b.yaml")
    assert draft.paths() == ["curriculum/c.yaml", "curriculum/q.png"]
    changes = draft.changes()
    assert changes.texts == {"curriculum/c.yaml": "a: 2\n", "curriculum/b.yaml": None}
    assert changes.moved == {"curriculum/a.yaml": "curriculum/c.yaml", "curriculum/p.png": "curriculum/q.png"}
    with pytest.raises(Refused, match="is there already"):
        draft.move("curriculum/c.yaml", "curriculum/q.png")
    assert find(draft.yaml("curriculum/c.yaml").tree, ("a",)) is not None
