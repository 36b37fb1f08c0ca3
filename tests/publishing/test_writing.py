"""Authored text shows as it was written and never becomes markup."""

from __future__ import annotations

from html.parser import HTMLParser

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicum.publishing.page import front_matter
from practicum.publishing.writing import attribute, joined, listed, plain, section, table
from practicum.reading.wording import sentence

EXTENSIONS = ["attr_list", "def_list", "md_in_html", "sane_lists", "tables", "toc"]


class Shown(HTMLParser):
    """The text a reader sees, and the tags around it."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=60))
def test_plain_text_stays_itself(text: str) -> None:
    words = " ".join(text.split())
    shown = Shown(markdown.markdown(f"Before {plain(text)} after", extensions=EXTENSIONS))
    assert " ".join(shown.text.split()) == f"Before {words} after".replace("  ", " ")
    assert shown.tags == ["p"]


@given(st.text(st.sampled_from("-+>#1.:|`*_[]{}!<&() a\\"), max_size=24))
def test_plain_text_opens_nothing_at_the_start_of_a_paragraph(text: str) -> None:
    words = " ".join(text.split())
    shown = Shown(markdown.markdown(plain(text), extensions=EXTENSIONS))
    assert " ".join(shown.text.split()) == words
    assert shown.tags == (["p"] if words else [])


@given(st.text(max_size=40))
def test_an_attribute_cannot_be_left(text: str) -> None:
    assert not set(attribute(text)) & set("<>\"'")


def test_front_matter_holds_any_title() -> None:
    import yaml

    title = 'A "quoted": title\n---\nand more'
    assert yaml.safe_load(front_matter({"title": title}).strip("-\n")) == {"title": title}


def test_a_table_drops_columns_that_say_nothing() -> None:
    shown = table("Three", ["A", "B", "C"], [["1", "", "3"], ["4", "", ""]])
    assert "| A | C |" in shown
    assert "| 4 | – |" in shown
    assert 'role="region" aria-label="Three" tabindex="0"' in shown
    assert table("None", ["A"], []) == ""


@pytest.mark.parametrize(("given_text", "shown"), [("works with families", "Works with families."), ("Why?", "Why?"), ("", "")])
def test_sentences(given_text: str, shown: str) -> None:
    assert sentence(given_text) == shown


def test_empty_sections_leave_no_heading() -> None:
    assert joined("# A", section("Empty", "  "), section("Full", "text")) == "# A\n\n## Full\n\ntext\n"
    assert listed(["a"]) == "a"
    assert listed(["a", "b"], "or") == "a or b"
