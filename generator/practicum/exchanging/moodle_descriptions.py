"""What a description in Moodle says: its paragraphs and the items of its lists as plain texts, whichever of Moodle's formats it is in."""

from __future__ import annotations

import re
from html.parser import HTMLParser

# Moodle's numbers of formats: 0 its own, 1 HTML, 2 plain text, 4 Markdown.
_PLAIN = frozenset(("2", "4"))
_BLOCKS = frozenset(
    ("p", "div", "br", "li", "ul", "ol", "table", "tr", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "dt", "dd")
)
_UNSEEN = frozenset(("script", "style", "template"))
_POINT = re.compile(r"\s*(?:[-*•]|\d{1,3}[.)])\s+")


def texts_of(description: str, form: str = "1") -> tuple[list[str], list[str]]:
    """The paragraphs, then the items of lists; blanks and line ends in each are one blank.

    >>> texts_of("<p>Listens &amp; waits</p><ul><li>sits <b>down</b></li><li>asks</li></ul>")
    (['Listens & waits'], ['sits down', 'asks'])
    """
    blocks = _plain(description) if form in _PLAIN else _marked(description)
    return [text for text, point in blocks if not point], [text for text, point in blocks if point]


def _plain(text: str) -> list[tuple[str, bool]]:
    found: list[tuple[str, bool]] = []
    for part in re.split(r"\n\s*\n", text):
        lines: list[str] = []
        for line in part.split("\n"):
            point = _POINT.match(line)
            if point:
                found += [(" ".join(" ".join(lines).split()), False)] if lines else []
                lines = []
                found.append((" ".join(line[point.end() :].split()), True))
            else:
                lines.append(line)
        found.append((" ".join(" ".join(lines).split()), False))
    return [one for one in found if one[0]]


def _marked(text: str) -> list[tuple[str, bool]]:
    reader = _Reader()
    reader.feed(text)
    reader.close()
    reader.block()
    return reader.blocks


class _Reader(HTMLParser):
    """Blocks of text in order; entities are text already, and none of them is expanded twice."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[tuple[str, bool]] = []
        self.parts: list[str] = []
        self.inside = 0
        self.unseen = 0

    def block(self) -> None:
        """What was read until here is a block."""
        text = " ".join("".join(self.parts).split())
        if text:
            self.blocks.append((text, self.inside > 0))
        self.parts = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.unseen += tag in _UNSEEN
        if tag in _BLOCKS:
            self.block()
        self.inside += tag == "li"

    def handle_endtag(self, tag: str) -> None:
        self.unseen -= tag in _UNSEEN and self.unseen > 0
        if tag in _BLOCKS:
            self.block()
        self.inside -= tag == "li" and self.inside > 0

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.parts.append(data)
