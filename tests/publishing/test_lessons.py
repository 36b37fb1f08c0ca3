"""Authored CommonMark means the same after it was made ready for Python-Markdown."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import markdown
import pytest
from markdown_it import MarkdownIt

from practicum.publishing.lessons import ready
from tests.publishing.shipped import shipped_catalogue

EXTENSIONS = ["attr_list", "def_list", "fenced_code", "md_in_html", "sane_lists", "tables", "toc"]
# A table of headings alone gets one empty row here, so that it can be filled in on paper: rows are told by their words.
BLOCKS = {"h1", "h2", "h3", "h4", "ul", "ol", "li", "table", "th", "pre", "hr", "em", "strong", "a", "code", "img"}


class Outline(HTMLParser):
    """The blocks of a page in order, each with the words that follow its start."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in BLOCKS:
            self.found.append(f"<{tag}>")

    def handle_data(self, data: str) -> None:
        self.found += re.findall(r"\S+", data)


def outline(source: str) -> list[str]:
    """What CommonMark says of a text."""
    return Outline(MarkdownIt("commonmark").enable("table").render(source)).found


def rendered(source: str) -> list[str]:
    """What the site shows of it."""
    return Outline(markdown.markdown(ready(source), extensions=EXTENSIONS)).found


@pytest.mark.parametrize(
    "source",
    [
        "Text\n- one\n- two\n\nMore",
        "- one\n  - inside\n  - again\n- two\n",
        "1. one\n   - inside\n\n   still one\n2. two\n",
        "3) three\n4) four\n",
        "* a\n* b\n\n  second paragraph of b\n\nafter",
        "| a | b |\n|:--|--:|\n| 1 \\| 2 | 3 |\n",
        "Before\n\n```\n- no list\n# no heading\n| no | table |\n```\n\nAfter",
        "> quoted\n> more\n\n> **Content warning.** Hard.\n> Still hard.\n\nAfter",
        "## Scenario: One\n\nText\n\n### What to notice\n\nMore\n\n## Next\n\nEnd",
        "# Title\nText straight below\n## Second\nMore",
        "- item\nlazy line\n\nparagraph",
    ],
)
def test_the_same_meaning(source: str) -> None:
    assert rendered(source) == outline(source)


def test_every_shipped_lesson_keeps_its_outline() -> None:
    wrong = {}
    lessons = {path: lesson for path, lesson in shipped_catalogue().lessons.items() if lesson.text}
    assert lessons
    for path, lesson in lessons.items():
        shown, meant = rendered(lesson.text), outline(lesson.text)
        if shown != meant:
            at = next((n for n, pair in enumerate(zip(shown, meant, strict=False)) if pair[0] != pair[1]), min(len(shown), len(meant)))
            wrong[path] = (" ".join(meant[max(0, at - 6) : at + 6]), " ".join(shown[max(0, at - 6) : at + 6]))
    assert not wrong, "\n".join(f"{path}\n  meant: {meant}\n  shown: {shown}" for path, (meant, shown) in wrong.items())


def test_panels_and_tables_carry_no_inline_style() -> None:
    shown = markdown.markdown(
        ready("## Scenario: A\n\n| a | b |\n|:-:|--:|\n| 1 | 2 |\n\n> **Content warning.** X\n"), extensions=EXTENSIONS
    )
    assert "style=" not in shown
    assert '<section class="scenario">' in shown
    assert '<div class="warning" role="note">' in shown
    assert 'role="region"' in shown
    assert 'tabindex="0"' in shown


def test_an_empty_header_cell_gets_a_mark() -> None:
    assert "<th>–</th>" in markdown.markdown(ready("| | b |\n|---|---|\n| 1 | 2 |\n"), extensions=EXTENSIONS)
