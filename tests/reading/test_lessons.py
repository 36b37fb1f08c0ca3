"""Lessons: where each link and picture is written, how headings become anchors, and texts made to hurt the parser."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown.extensions.toc import slugify, unique

from practicum.model.lesson import Lesson
from practicum.reading.lessons import MAX_BYTES, anchor, read_lesson
from practicum.spans import Span


def lesson_of(text: str) -> Lesson:
    lesson, _ = read_lesson("a.md", text.encode())
    assert lesson is not None
    return lesson


def marked(text: str) -> list[tuple[str, str, int, int]]:
    """Each target, what its span covers, and where it begins."""
    lesson = lesson_of(text)
    lines = text.replace("\r\n", "\n").split("\n")
    return [
        (one.target, lines[one.span.line - 1][one.span.column - 1 : one.span.end_column - 1], one.span.line, one.span.column)
        for one in (*lesson.links, *lesson.images)
    ]


PLACES = {
    "one": ("[a](x.md)", [("x.md", "x.md", 1, 5)]),
    "the same twice on a line": ("[a](x.md) [a](x.md)", [("x.md", "x.md", 1, 5), ("x.md", "x.md", 1, 15)]),
    "the target in the text before": ("x.md: [x.md](x.md)", [("x.md", "x.md", 1, 14)]),
    "a longer one before": ("[a](x.md.md) [b](x.md)", [("x.md.md", "x.md.md", 1, 5), ("x.md", "x.md", 1, 18)]),
    "with a title": ('[a](x.md "the](y.md)")', [("x.md", "x.md", 1, 5)]),
    "in angles": ("[a](<x y.md>)", [("x y.md", "x y.md", 1, 6)]),
    "accents": ("é [a](é.md)", [("é.md", "é.md", 1, 7)]),
    "wide letters": ("漢字 [a](漢.md)", [("漢.md", "漢.md", 1, 8)]),
    "a heading": ("## [a](x.md) ##", [("x.md", "x.md", 1, 8)]),
    "a list in a quote": ("> - text\n>   [a](x.md)", [("x.md", "x.md", 2, 9)]),
    "an indented list": ("1.  a\n\n    - [a](x.md) and\n      [b](y.md)", [("x.md", "x.md", 3, 11), ("y.md", "y.md", 4, 11)]),
    "over two lines": ("[a\nb](x.md)", [("x.md", "x.md", 2, 4)]),
    "cells": ("|h|h|\n|-|-|\n|[a](x.md)|[a](x.md)|", [("x.md", "x.md", 3, 6), ("x.md", "x.md", 3, 16)]),
    "cells of a head": ("|[a](x.md)|[a](x.md)|\n|-|-|", [("x.md", "x.md", 1, 6), ("x.md", "x.md", 1, 16)]),
    "an escaped bar": ("|h|\n|-|\n|\\| \\| [a](x.md)|", [("x.md", "x.md", 3, 12)]),
    "an empty cell before": ("|h|h|\n|-|-|\n||[a](x.md)|", [("x.md", "x.md", 3, 7)]),
    "by reference": ("[a][r]\n\n[r]: x.md", [("x.md", "x.md", 3, 6)]),
    "by reference in one word": ("[r]\n\n[r]:\n  x.md 'T'", [("x.md", "x.md", 4, 3)]),
    "a picture": ("![a](x.svg)", [("x.svg", "x.svg", 1, 6)]),
    "a picture in a link": ("[![a](x.svg)](y.md)", [("y.md", "y.md", 1, 15), ("x.svg", "x.svg", 1, 7)]),
    "an address": ("<https://a.example>", [("https://a.example", "<https://a.example>", 1, 1)]),
    "no target": ("a []() b", [("", "[]()", 1, 3)]),
    "line ends of Windows": ("a\r\n\r\n[a](x.md)\r\n", [("x.md", "x.md", 3, 5)]),
    "code is no link": ("`[a](x.md)`\n\n    [a](x.md)\n\n```\n[a](x.md)\n```\n", []),
    "an escape": (r"\[a](x.md) [b](y.md)", [("y.md", "y.md", 1, 16)]),
}


@pytest.mark.parametrize(("text", "places"), PLACES.values(), ids=PLACES)
def test_where_a_target_is_written(text: str, places: list[tuple[str, str, int, int]]) -> None:
    assert marked(text) == places


def test_a_mark_at_the_start_does_not_move_places() -> None:
    assert lesson_of("\ufeff[a](x.md)").links[0].span == Span("a.md", 1, 5, 1, 9)


TITLES = st.text(alphabet="aZé 漢-_1*.,&?", max_size=12)


@settings(deadline=None)
@given(st.lists(TITLES, max_size=8))
def test_anchors_are_those_the_site_makes(titles: list[str]) -> None:
    lesson = lesson_of("".join(f"## {title}\n\n" for title in titles))
    taken: set[str] = set()
    assert [heading.anchor for heading in lesson.headings] == [unique(slugify(heading.text, "-"), taken) for heading in lesson.headings]


def test_anchor_of_words() -> None:
    assert anchor("What we look for — and why?") == "what-we-look-for-and-why"


def test_the_hash_is_of_the_words_not_of_line_ends() -> None:
    assert lesson_of("# A\r\n\r\nb\r\n").hash == lesson_of("# A\n\nb\n").hash
    assert lesson_of("# A\n\nb\n").hash != lesson_of("# A\n\nc\n").hash


def test_words_are_those_a_learner_reads() -> None:
    assert lesson_of("# One two\n\n- three [four five](x.md)\n\n| six |\n|---|\n| seven |\n").words == 7


HURTING = {
    "open brackets": "[" * MAX_BYTES,
    "open pictures": "![" * (MAX_BYTES // 2),
    "open links": "[a](" * (MAX_BYTES // 4),
    "stars": "*a " * (MAX_BYTES // 3),
    "quotes": ">" * MAX_BYTES,
    "lists": "- " * (MAX_BYTES // 2),
    "angles": "<" * MAX_BYTES,
    "entities": "&" * MAX_BYTES,
    "backslashes": "\\" * MAX_BYTES,
    "one title of links": '[a](b "' + "](" * (MAX_BYTES // 2 - 10) + '")',
    "references": "\n".join(f"[r{n}]: x{n}.md" for n in range(12_000)),
}


@pytest.mark.parametrize("text", HURTING.values(), ids=HURTING)
def test_a_text_made_to_hurt_is_read_soon(text: str) -> None:
    lesson, faults = read_lesson("a.md", text.encode()[:MAX_BYTES])
    assert lesson is not None
    assert faults == []


def test_a_lesson_over_the_bound_is_refused() -> None:
    lesson, faults = read_lesson("a.md", b"x" * (MAX_BYTES + 1))
    assert lesson is None
    assert [fault.rule for fault in faults] == ["file-too-large"]


@given(st.binary(max_size=120))
def test_random_bytes_never_raise(data: bytes) -> None:
    lesson, faults = read_lesson("a.md", data)
    assert lesson is not None or faults


@given(st.text(alphabet="[]()!<>|-#*_`\\&: \n\t\ra1é漢\"'", max_size=100))
def test_every_place_lies_in_the_text(text: str) -> None:
    lesson, faults = read_lesson("a.md", text.encode())
    if lesson is None:
        assert [fault.rule for fault in faults] == ["merge-marker"]
        return
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for one in (*lesson.links, *lesson.images, *lesson.headings):
        assert 1 <= one.span.line <= len(lines)
        assert 1 <= one.span.column <= len(lines[one.span.line - 1]) + 1
        assert one.span.end_column > one.span.column
