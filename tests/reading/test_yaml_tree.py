"""YAML made to hurt, and YAML written by people in a hurry: a message, never an exception, and never slowly."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from practicum.model.certification import Certification
from practicum.model.curriculum import Glossary, Module, Programme
from practicum.model.source import Entries, Items, Text, find, place, plain
from practicum.reading import build
from practicum.reading.decoding import MAX_BYTES, decode
from practicum.reading.yaml_tree import MAX_ALIASES, MAX_DEPTH, read_tree
from practicum.spans import Span

BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)

REFUSED = {
    "bomb": (BOMB, "too-many-aliases"),
    "many aliases of one scalar": ("a: &a " + "x" * 1000 + "\nb: [" + "*a, " * 1000 + "]", "too-many-aliases"),
    "an alias in itself": ("a: &a [*a]", "too-many-aliases"),
    "a map in itself": ("&a {b: *a}", "too-many-aliases"),
    "brackets": ("[" * 400_000, "nesting-too-deep"),
    "brackets hidden by closing ones in quotes": ('["]", ' * 100_000, "nesting-too-deep"),
    "braces": ("{a: " * 200_000, "nesting-too-deep"),
    "dashes": ("- " * 400_000 + "x", "nesting-too-deep"),
    "question marks": ("? " * 400_000 + "x", "nesting-too-deep"),
    "both": ("- ? " * 200_000 + "x", "nesting-too-deep"),
    "a staircase": ("".join(" " * depth + "a:\n" for depth in range(900)), "nesting-too-deep"),
    "a staircase of dashes": ("".join(" " * depth + "-\n" for depth in range(900)), "nesting-too-deep"),
    "just too deep": ("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1), "nesting-too-deep"),
    "nonsense": ("\x7f" * 10, "control-character"),
    "an escape": ("a: \x1b[2J", "control-character"),
    "empty": ("", "empty-file"),
    "blank": (" \n\n", "empty-file"),
    "null": ("---\n~\n", "empty-file"),
    "a mark in the middle": ("a: \ufeffb", "control-character"),
    "two documents": ("a: 1\n---\nb: 2", "yaml-syntax"),
    "an anchor nobody set": ("a: *b", "yaml-syntax"),
    "a reserved sign": ("a: @b", "yaml-syntax"),
}


@pytest.mark.parametrize(("text", "rule"), REFUSED.values(), ids=REFUSED)
def test_refused_rather_than_run_away(text: str, rule: str) -> None:
    tree, faults = read_tree("a.yaml", text.encode())
    assert tree is None
    assert [fault.rule for fault in faults] == [rule]


@pytest.mark.parametrize(
    ("data", "rule", "line", "column"),
    [
        (b"a: 1\nb: \xe9\n", "not-utf-8", 2, 4),
        ("é: è ".encode() + b"\xe9", "not-utf-8", 1, 6),
        ("a: é".encode("utf-16"), "not-utf-8", 1, 1),
        ("a: b".encode("utf-16-le"), "not-utf-8", 1, 2),
        (b"a: 1\r\nb: 2\r\n\tc: 3", "tab-indent", 3, 1),
        (b"a: 1\rb: 2\r<<<<<<< HEAD\r", "merge-marker", 3, 1),
        ("a: é\u2028b".encode(), "control-character", 1, 5),
    ],
)
def test_place_of_what_keeps_a_file_from_being_read(data: bytes, rule: str, line: int, column: int) -> None:
    _, faults = read_tree("a.yaml", data)
    assert [(fault.rule, fault.span.line, fault.span.column) for fault in faults] == [(rule, line, column)]


def test_depth_and_aliases_up_to_the_bound_are_read() -> None:
    tree, faults = read_tree("a.yaml", ("[" * MAX_DEPTH + "]" * MAX_DEPTH).encode())
    assert (tree is not None, faults) == (True, [])
    tree, faults = read_tree("a.yaml", ("[&a x" + ", *a" * MAX_ALIASES + "]").encode())
    assert (tree is not None, faults) == (True, [])


def test_many_brackets_that_are_not_deep_are_read() -> None:
    tree, faults = read_tree("a.yaml", ("a: [" + "[x], " * 5000 + "]").encode())
    assert faults == []
    assert isinstance(tree, Entries)


def test_a_file_over_the_bound_is_not_looked_into() -> None:
    tree, faults = read_tree("a.yaml", b"\xff" * (MAX_BYTES + 1))
    assert tree is None
    assert [fault.rule for fault in faults] == ["file-too-large"]


def test_scalars_stay_text() -> None:
    tree, faults = read_tree("a.yaml", '\ufeffa: NO\nb: 1.10\nc: 2024-01-01\nd:\ne: ""\nf: ~\ng: "~"\nh: 0x1F\ni: 🙂'.encode())
    assert faults == []
    assert tree is not None
    assert plain(tree) == {"a": "NO", "b": "1.10", "c": "2024-01-01", "d": None, "e": "", "f": None, "g": "~", "h": "0x1F", "i": "🙂"}
    quoted = {key: child.quoted for key, child in tree.entries.items() if isinstance(child, Text)} if isinstance(tree, Entries) else {}
    assert {key for key, is_quoted in quoted.items() if is_quoted} == {"e", "g"}


def test_crlf_and_byte_order_mark_do_not_move_places() -> None:
    tree, _ = read_tree("a.yaml", "\ufeffa: 1\r\nb:\r\n  - c: 🙂 d\r\n".encode())
    assert tree is not None
    assert place(tree, ("a",)) == Span("a.yaml", 1, 4, 1, 5)
    assert place(tree, ("b", 0, "c")) == Span("a.yaml", 3, 8, 3, 11)


def test_every_duplicate_key_is_named_with_the_first() -> None:
    _, faults = read_tree("a.yaml", b"a: 1\nb: {c: 1, c: 2}\na: 3\n")
    assert [(fault.rule, str(fault.span), str(fault.notes[0].span)) for fault in faults] == [
        ("duplicate-key", "a.yaml:2:11", "a.yaml:2:5"), ("duplicate-key", "a.yaml:3:1", "a.yaml:1:1"),
    ]


def test_tags_are_named_and_plain_ones_let_pass() -> None:
    _, faults = read_tree("a.yaml", b"a: !!str 1\nb: !!python/object/apply:os.system [x]\nc: !mine x\nd: 'wow!'")
    assert [fault.span.line for fault in faults] == [2, 3]


def test_an_equals_line_makes_a_heading_and_no_conflict() -> None:
    assert decode("a.md", b"Listen!\n=======\n")[0] is not None


# -- from trees to entities

MODULE = "format: 1\nid: F06\ntitle: T\nsummary: S\npurpose: P\nstatus: draft\n"


@pytest.mark.parametrize(
    "day",
    [
        "2024-1-1",
        "20240101",
        "2024-01-01T00:00:00",
        "1704067200",
        "01/02/2024",
        "2024-02-30",
        "".join(chr(0x660 + int(digit)) if digit.isdigit() else digit for digit in "2024-01-01"),
        "0000-00-00",
        "9999-12-31",
        "'20240101'",
        "'1704067200'",
        ".5",
        "+1",
        "2024-01-01 ",
        "1e5",
        "-1",
    ],
)
def test_a_day_is_written_one_way(day: str) -> None:
    text = f'{MODULE}versions: [{{version: "1", from: {day}, hours: 1, teaches: []}}]'
    tree, _ = read_tree("a.yaml", text.encode())
    assert tree is not None
    value, faults = build(Module, tree, "a.yaml")
    if day == "2024-01-01 ":
        assert faults == []
        assert value is not None
        return
    assert value is None
    assert [fault.rule for fault in faults] == ["bad-date"]


@pytest.mark.parametrize(
    ("hours", "rule"),
    [
        ("nan", "wrong-type"),
        (".inf", "wrong-type"),
        ("1e999", "wrong-type"),
        ("9" * 5000, "wrong-type"),
        ("-1", "bad-value"),
        ("[1]", "wrong-type"),
        ("1:30", "wrong-type"),
        ("010", "ambiguous-scalar"),
        ("0o10", "wrong-type"),
        ("6", ""),
        ("6.5", ""),
        ("1e1", "ambiguous-scalar"),
        ("'6'", ""),
    ],
)
def test_a_number_is_an_ordinary_one(hours: str, rule: str) -> None:
    text = f'{MODULE}versions: [{{version: "1", from: 2024-01-01, hours: {hours}, teaches: []}}]'
    tree, _ = read_tree("a.yaml", text.encode())
    assert tree is not None
    value, faults = build(Module, tree, "a.yaml")
    if hours == "1e1":
        # YAML 1.1 reads a text, YAML 1.2 the number; either way it is ten here.
        assert faults == []
        assert value is not None
        return
    assert [fault.rule for fault in faults] == ([rule] if rule else [])
    assert all(len(fault.message) + len(fault.label) < 300 for fault in faults)


def test_ten_thousand_faults_are_named_soon_and_shortly() -> None:
    text = "format: 1\nterms:\n" + "".join(f"  - {{id: t{n}, term: t, definition: d, wrong{n}: x}}\n" for n in range(10_000))
    tree, _ = read_tree("a.yaml", text.encode())
    assert tree is not None
    value, faults = build(Glossary, tree, "a.yaml", name="glossary")
    assert value is None
    assert len(faults) == 10_000
    assert max(len(fault.message) + len(fault.help) for fault in faults) < 300


KINDS = (Module, Programme, Certification, Glossary)
SCALARS = st.one_of(
    st.text(max_size=12),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.none(),
    st.dates(),
    st.sampled_from(["NO", "1.10", "2024-1-1", "F01", "draft"]),
)
KEYS = st.sampled_from(
    [
        "format",
        "id",
        "title",
        "versions",
        "from",
        "hours",
        "teaches",
        "award",
        "all",
        "any",
        "of",
        "routes",
        "module",
        "terms",
        "stages",
        "x",
    ]
)
DATA = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=6), max_leaves=25)


@given(st.binary(max_size=200))
def test_random_bytes_never_raise(data: bytes) -> None:
    tree, faults = read_tree("a.yaml", data)
    assert tree is not None or faults
    if tree is not None:
        for kind in KINDS:
            build(kind, tree, "a.yaml")


@given(st.text(alphabet="-?:[]{},&*!|>'\"%@` \n#a1~.\t", max_size=120))
def test_random_punctuation_never_raises(text: str) -> None:
    tree, faults = read_tree("a.yaml", text.encode())
    assert tree is not None or faults
    for fault in faults:
        assert 1 <= fault.span.line <= text.count("\n") + 1


@given(DATA)
def test_random_yaml_never_raises_and_a_value_has_no_fault(data: object) -> None:
    text = yaml.safe_dump(data, allow_unicode=True)
    tree, faults = read_tree("a.yaml", text.encode())
    assert tree is not None or faults
    if tree is None:
        return
    for kind in KINDS:
        value, found = build(kind, tree, "a.yaml")
        assert value is None or {fault.rule for fault in found} <= {"ambiguous-scalar"}
        assert value is not None or found


@given(DATA)
def test_the_tree_is_what_was_written(data: object) -> None:
    text = yaml.safe_dump(data, allow_unicode=True)
    tree, faults = read_tree("a.yaml", text.encode())
    if tree is None or faults:
        return
    assert plain(tree) == _as_texts(yaml.compose(text, Loader=yaml.CSafeLoader))
    if isinstance(tree, Items):
        assert all(find(tree, (number,)) is item for number, item in enumerate(tree.items))


def _as_texts(node: object) -> object:
    """The oracle: the nodes of the composer, with scalars as they were written."""
    if isinstance(node, yaml.MappingNode):
        return {key.value: _as_texts(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_as_texts(item) for item in node.value]
    assert isinstance(node, yaml.ScalarNode)
    return None if not node.style and node.value in ("", "~", "null", "Null", "NULL") else node.value
