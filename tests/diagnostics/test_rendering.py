"""Messages as text and as JSON: the mark stands under what it means, whatever the line holds."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicum.diagnostics import Diagnostic, Note, as_json, in_order, text
from practicum.spans import Span


def shown(line: str | None, span: Span, **more: Any) -> list[str]:
    fault = Diagnostic("bad-value", "it is wrong", span, **more)
    return text.render(fault, lambda path, number: line).split("\n")


def test_the_house_form() -> None:
    fault = Diagnostic(
        "unknown-competency",
        "module `F06` teaches what is not defined: `REL-22`",
        Span("curriculum/a.yaml", 14, 17, 14, 23),
        "no such id",
        notes=(Note("ids are defined in competencies/"), Note("here", Span("b.yaml", 2, 1, 2, 5))),
        help="did you mean `REL-2`?",
        views=("", "NV"),
    )
    assert text.render(fault, lambda path, number: "  - competency: REL-22") == (
        "error[unknown-competency]: module `F06` teaches what is not defined: `REL-22`\n"
        "  --> curriculum/a.yaml:14:17\n"
        "   |\n"
        "14 |   - competency: REL-22\n"
        "   |                 ^^^^^^ no such id\n"
        "   |\n"
        "   = note: ids are defined in competencies/\n"
        "   = note: here (b.yaml:2:1)\n"
        "   = note: seen in the core, NV\n"
        "   = help: did you mean `REL-2`?"
    )


def test_a_line_that_cannot_be_shown() -> None:
    assert shown(None, Span("a.yaml", 3, 1, 3, 2), label="here") == ["error[bad-value]: it is wrong", " --> a.yaml:3:1", "  = note: here"]


@pytest.mark.parametrize(
    ("line", "span", "under"),
    [
        ("a: b", (4, 5), "   ^"),
        ("a: 漢字", (4, 6), "   ^^^^"),
        ("漢: b", (4, 5), "    ^"),
        ("e\u0301: b", (5, 6), "   ^"),
        ("\ta: b", (5, 6), "    ^"),
        ("a:", (3, 4), "  ^"),
        ("a:", (30, 31), "  ^"),
        ("a: b", (4, 4), "   ^"),
        ("a: b", (0, 0), "^"),
    ],
)
def test_the_mark_stands_under_the_place(line: str, span: tuple[int, int], under: str) -> None:
    rows = shown(line, Span("a.yaml", 1, span[0], 1, span[1]))
    assert rows[4] == "  | " + under


def test_a_span_of_several_lines_is_marked_to_the_end_of_its_first() -> None:
    rows = shown("a: [one,   ", Span("a.yaml", 1, 4, 3, 2))
    assert rows[4] == "  |    ^^^^^"


def test_a_long_line_is_cut_around_the_place() -> None:
    line = "x" * 1000 + "HERE" + "y" * 1000
    rows = shown(line, Span("a.yaml", 1, 1001, 1, 1005))
    assert len(rows[3]) < 180
    at = rows[3].index("HERE")
    assert rows[4][at : at + 5] == "^^^^"
    assert rows[3].startswith("1 | …x")
    assert rows[3].endswith("y…")


def test_nothing_in_a_message_moves_the_cursor_or_fills_the_screen() -> None:
    bad = "\x1b[2J\u202e\r\n" + "x" * 5000
    fault = Diagnostic("bad-value", bad, Span("a\x1b\udce9.yaml"), bad, notes=(Note(bad),), help=bad)
    rendered = text.render(fault, lambda path, number: "a" + bad)
    assert all(row.isprintable() for row in rendered.split("\n"))
    assert len(rendered) < 4000
    rendered.encode()


@given(st.text(max_size=300), st.integers(-2, 400), st.integers(-2, 400), st.integers(0, 2))
def test_any_line_and_any_span(line: str, column: int, end: int, lines: int) -> None:
    rows = shown(line.replace("\n", ""), Span("a.yaml", 1, column, 1 + lines, end), label="label")
    assert len(rows) in (3, 6)
    if len(rows) == 6:
        assert "^" in rows[4]
        assert rows[4].endswith("^ label")
        assert _width(rows[4].removesuffix(" label")) <= _width(rows[3]) + 2


def _width(row: str) -> int:
    return sum(0 if unicodedata.combining(one) else 2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in row)


@pytest.mark.parametrize(
    ("rules", "says"),
    [([], "checked 3 files: no faults"), (["bad-value"], "checked 3 files: 1 error"), (["bad-value"] * 2, "checked 3 files: 2 errors"),
     (["bad-value", "stale-sign-off"], "checked 3 files: 1 error and 1 warning")],
)
def test_summary(rules: list[str], says: str) -> None:
    assert text.summary([Diagnostic(rule, "x", Span("a")) for rule in rules], 3) == says


# -- order


def test_a_fault_of_several_views_is_one_that_names_them() -> None:
    fault = Diagnostic("bad-value", "x", Span("a"), views=("NV",))
    once = in_order([fault, Diagnostic("bad-value", "x", Span("a"), views=("BM",)), Diagnostic("bad-value", "x", Span("a"), views=("NV",))])
    assert [one.views for one in once] == [("NV", "BM")]


def test_faults_stand_in_the_order_of_their_places() -> None:
    spans = [Span("b", 1, 1), Span("a", 10, 1), Span("a", 2, 5), Span("a", 2, 1)]
    assert [str(one.span) for one in in_order(Diagnostic("bad-value", "x", span) for span in spans)] == [
        "a:2:1",
        "a:2:5",
        "a:10:1",
        "b:1:1",
    ]


def test_a_rule_that_is_not_in_the_catalogue_is_our_mistake() -> None:
    with pytest.raises(ValueError, match="no rule is called"):
        Diagnostic("no-such-rule", "x", Span("a"))


# -- JSON

SPAN = {
    "type": "object", "additionalProperties": False, "required": ["path", "line", "column", "end_line", "end_column"],
    "properties": {"path": {"type": "string"}} | {name: {"type": "integer"} for name in ("line", "column", "end_line", "end_column")},
}
SHAPE = {
    "type": "object",
    "additionalProperties": False,
    "required": ["schema", "files", "counts", "diagnostics"],
    "properties": {
        "schema": {"const": "practicum.diagnostics/1"},
        "files": {"type": "integer"},
        "counts": {"type": "object", "required": ["error", "warning"], "additionalProperties": {"type": "integer"}},
        "diagnostics": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["rule", "severity", "message", "span", "label", "notes", "help", "views"],
                "properties": {
                    "rule": {"type": "string"},
                    "severity": {"enum": ["error", "warning"]},
                    "message": {"type": "string"},
                    "span": SPAN,
                    "label": {"type": "string"},
                    "help": {"type": "string"},
                    "views": {"type": "array", "items": {"type": "string"}},
                    "notes": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "additionalProperties": False,
                            "required": ["message", "span"],
                            "properties": {"message": {"type": "string"}, "span": {"anyOf": [SPAN, {"type": "null"}]}},
                        },
                    },
                },
            },
        },
    },
}


def test_json_has_its_shape() -> None:
    faults = [
        Diagnostic("bad-value", "é\x1b", Span("a\udce9.yaml", 2, 3, 2, 4), "l", (Note("n"), Note("m", Span("b"))), "h", ("NV",)),
        Diagnostic("stale-sign-off", "x", Span("b")),
    ]
    rendered = as_json.render(faults, 7)
    rendered.encode()
    document = json.loads(rendered)
    jsonschema.validate(document, SHAPE)
    assert document["counts"] == {"error": 1, "warning": 1}
    assert document["files"] == 7
    first = document["diagnostics"][0]
    assert first["span"] == {"path": "a?.yaml", "line": 2, "column": 3, "end_line": 2, "end_column": 4}
    assert first["views"] == ["NV"]


def test_json_of_nothing_has_its_shape() -> None:
    jsonschema.validate(json.loads(as_json.render([], 0)), SHAPE)
