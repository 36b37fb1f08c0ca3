"""Passages: every text is cut without losing a byte, at the places where a translator would put the scissors."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicum.model.source import passage_mark
from practicum.reading.lessons import read_lesson
from practicum.reading.passages import cut, pieces

ROOT = Path(__file__).parents[2]
LESSONS = sorted((ROOT / "curriculum").rglob("modules/*/*.md"))


def joined(text: str) -> str:
    """The text, cut and put together again."""
    found, rest = pieces(text, cut(text))
    return "".join(gap + passage for gap, passage in found) + rest


def kinds(text: str) -> list[tuple[str, str]]:
    return [(one.kind, text[one.start : one.end]) for one in cut(text)]


def test_every_shipped_lesson_is_cut_without_losing_a_byte() -> None:
    assert len(LESSONS) > 300
    for path in LESSONS:
        text = path.read_bytes().decode()
        assert joined(text) == text
        lesson, _ = read_lesson("x.md", path.read_bytes())
        assert lesson is not None
        assert lesson.cuts == cut(text)
        # What is left between passages are blank lines and rules: no word is outside of them.
        found, rest = pieces(text, lesson.cuts)
        assert not {part.strip() for part in (*(gap for gap, _ in found), rest)} - {"", "---"}, path


LINES = st.sampled_from(
    ["# A", "words", "- one", "  two", "    deep", "1. x", "> quote", "> - q", "| a | b |", "|---|---|", "| c | d |",
    "```", "~~~", "---", "",
     "\t- tab", "<div>", "[x]: y", "  ", "***", "===", "\u00a0"]
)  # fmt: skip


@given(st.lists(LINES, max_size=14), st.sampled_from(["\n", "\r\n", "\r"]))
def test_drawn_lines_come_back(lines: list[str], end: str) -> None:
    text = end.join(lines)
    assert joined(text) == text
    # The same passages, whatever the line ends.
    assert [one.mark for one in cut(text)] == [one.mark for one in cut("\n".join(lines))]


@given(st.text())
def test_any_text_comes_back(text: str) -> None:
    assert joined(text) == text
    assert all(text[one.start : one.end].strip() for one in cut(text))
    assert [passage_mark(text[one.start : one.end]) for one in cut(text)] == [one.mark for one in cut(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("# T\n\nA\nb\n\n---\n\nC", [("heading", "# T"), ("paragraph", "A\nb"), ("paragraph", "C")]),
        ("- a\n\n  more\n- b\n", [("item", "- a\n\n  more"), ("item", "- b")]),
        ("- a\n    - deep\n- b\n", [("item", "- a\n    - deep"), ("item", "- b")]),
        ("| a |\n|---|\n| b |\n| c |\n", [("head", "| a |\n|---|"), ("row", "| b |"), ("row", "| c |")]),
        ("> **Warning.** x\n> y\n", [("quote", "> **Warning.** x\n> y")]),
        ("```\nx\n\ny\n```\nend\n", [("fence", "```\nx\n\ny\n```"), ("paragraph", "end")]),
        ("Title\n=====\ntext\n", [("heading", "Title\n====="), ("paragraph", "text")]),
    ],
)
def test_a_passage_is_a_heading_paragraph_item_row_quote_or_fence(text: str, found: list[tuple[str, str]]) -> None:
    assert kinds(text) == found
