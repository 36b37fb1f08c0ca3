"""Markdown to what other rooms need of it: title, headings with anchors, links, images, words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from markdown_it.token import Token

from practicum.diagnostics import Diagnostic
from practicum.model.lesson import Heading, Image, Lesson, Link, Passage
from practicum.model.source import content_hash
from practicum.reading.decoding import decode, too_large
from practicum.reading.markdown import AT, parser
from practicum.reading.passages import cut
from practicum.spans import Span

# A lesson of four thousand words has 30 kB; learners pay for each, and the parser is slow with megabytes made to hurt it.
MAX_BYTES = 200_000
_COUNTED = re.compile(r"^(.*)_([0-9]+)$")
_CELLS = frozenset({"th_open", "td_open"})


def anchor(text: str) -> str:
    """The anchor of a heading, as the site makes it.

    >>> anchor("What we look for, and *why*")
    'what-we-look-for-and-why'
    """
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    words = re.sub(r"[^\w\s-]", "", folded).strip().lower()
    return re.sub(r"[-\s]+", "-", words)


def _own(base: str, taken: set[str]) -> str:
    """The anchor of a heading whose words were used above: the site counts on, and counts where no letter is Latin."""
    while base in taken or not base:
        counted = _COUNTED.match(base)
        base = f"{counted[1]}_{int(counted[2]) + 1}" if counted else f"{base}_1"
    taken.add(base)
    return base


def read_lesson(path: str, data: bytes) -> tuple[Lesson | None, list[Diagnostic]]:
    """The lesson in a Markdown file, or what keeps it from being read. An empty one is a fault, and still a lesson."""
    if len(data) > MAX_BYTES:
        return None, [too_large(path, len(data), MAX_BYTES)]
    text, faults = decode(path, data)
    if text is None:
        return None, faults
    if not text or text.isspace():
        faults.append(Diagnostic("empty-file", "the file is empty", Span(path), help="write the lesson, or delete the file"))
    plain = text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
    lines = plain.split("\n")
    headings: list[Heading] = []
    links: list[Link] = []
    images: list[Image] = []
    taken: set[str] = set()
    html: list[Span] = []
    passages: list[Passage] = []
    heads: list[str] = []
    environment: dict[str, Any] = {}
    tokens = parser().parse(plain, environment)
    cursor = (0, 0)
    words = cell = 0
    for position, token in enumerate(tokens):
        if token.type == "tr_open":
            cell = 0
        if token.type == "html_block" and token.map is not None:
            html.append(_html_place(path, lines, token.map[0], token.map[1], "<"))
        if token.type != "inline" or token.map is None:
            continue
        children = token.children or []
        html += [_html_place(path, lines, token.map[0], token.map[1], child.content) for child in children if child.type == "html_inline"]
        words += len(token.content.split())
        before = tokens[position - 1].type if position else ""
        if before == "th_open":
            heads[cell:] = [token.content]
        column = heads[cell] if before == "td_open" and cell < len(heads) else ""
        level = int(tokens[position - 1].tag[1]) if before == "heading_open" else 0
        passages.append(Passage(token.content, token.map[0] + 1, level, column))
        if before in _CELLS:
            row = token.map[0]
            cursor = (row, cursor[1] if row == cursor[0] else 0)
        if "[" in token.content or "<" in token.content:
            placing = _Placing(path, lines, token, cursor if before in _CELLS else None, environment.get("references", {}))
            _gather(placing, children, links, images)
        if before in _CELLS:
            written = token.content.replace("|", "\\|")
            found = lines[cursor[0]].find(written, cursor[1]) if written else -1
            cursor = (cursor[0], found + len(written)) if found >= 0 else cursor
            cell += 1
        elif before == "heading_open":
            shown = _words(children).strip()
            first = token.map[0]
            span = Span(path, first + 1, 1, first + 1, max(2, len(lines[first]) + 1))
            headings.append(Heading(level, shown, _own(anchor(shown), taken), span))
    title = next((heading.text for heading in headings if heading.level == 1), "")
    parts = (tuple(headings), tuple(links), tuple(images), tuple(html))
    lesson = Lesson(path, text, title, *parts, words, content_hash(plain), tuple(passages), cut(text, tokens))
    return lesson, faults


def _html_place(path: str, lines: list[str], first: int, last: int, written: str) -> Span:
    """Where a piece of HTML stands: its first line's part, or the block's first line where the parser rewrote it."""
    start = written.split("\n")[0]
    for index in range(first, min(last, len(lines))):
        found = lines[index].find(start)
        if found >= 0:
            end = found + (len(start) if len(start) > 1 else len(lines[index].rstrip()) - found)
            return Span(path, index + 1, found + 1, index + 1, max(found + 2, end + 1))
    return Span(path, first + 1, 1, first + 1, 2)


def _gather(placing: _Placing, children: list[Token], links: list[Link], images: list[Image]) -> None:
    opened: list[tuple[Token, int]] = []
    for number, child in enumerate(children):
        if child.type == "link_open":
            opened.append((child, number))
        elif child.type == "link_close" and opened:
            start, first = opened.pop()
            links.append(Link(_written(start.attrGet("href")), _words(children[first:number]), placing.span(start)))
        elif child.type == "image":
            images.append(Image(_written(child.attrGet("src")), child.content, placing.span(child)))


def _written(address: object) -> str:
    """A target as its author wrote it: the parser quotes accents and spaces, which paths and ids do not need."""
    text = str(address or "")
    return unquote(text) if "%" in text and not text.startswith(("https:", "http:", "mailto:")) else text


def _words(tokens: list[Token]) -> str:
    return "".join(token.content for token in tokens if token.type in ("text", "code_inline", "image"))


class _Placing:
    """Turns a place in a block's text, which the parser knows, into a place in the file.

    The parser cuts quotes, list marks and indents off each line of a block and leaves its end, so a line of the block is
    the end of a line of the file; a cell of a table is what follows the cell before it.
    """

    def __init__(self, path: str, lines: list[str], token: Token, cell: tuple[int, int] | None, references: Mapping[str, Any]) -> None:
        assert token.map is not None
        self.path, self.lines, self.references = path, lines, references
        self.text, self.first, self.cell = token.content, token.map[0], cell

    def span(self, token: Token) -> Span:
        """The place of a link's or picture's target; of a reference-style one, where the reference is defined."""
        label: str | None = token.meta.get("label")
        if label is not None and label in self.references:
            defined = self._definition(self.references[label])
            if defined is not None:
                return defined
        start, end = token.meta.get(AT, (0, len(self.text)))
        before = self.text[:start]
        row = before.count("\n")
        column = start - (before.rfind("\n") + 1)
        line_end = self.text.find("\n", start)
        length = max(1, min(end, line_end if line_end >= 0 else len(self.text)) - start)
        index = min(self.first + row, len(self.lines) - 1)
        offset = self._offset(index, self.text.split("\n")[row])
        if offset is None:
            # A line the parser rewrote (a tab in an indent): the line itself still shows it.
            return Span(self.path, index + 1, 1, index + 1, max(2, len(self.lines[index]) + 1))
        if self.cell is not None:
            # The parser took the backslash off each bar of the cell.
            escaped = self.text[:start].count("|")
            column, length = column + escaped, length + self.text[start:end].count("|")
        return Span(self.path, index + 1, offset + column + 1, index + 1, offset + column + length + 1)

    def _offset(self, index: int, written: str) -> int | None:
        line = self.lines[index]
        found = line.find(written.replace("|", "\\|"), self.cell[1]) if self.cell is not None else line.rfind(written)
        return found if found >= 0 else None

    def _definition(self, reference: Mapping[str, Any]) -> Span | None:
        first, last = reference.get("map") or (0, 0)
        for index in range(first, min(last, len(self.lines))):
            line = self.lines[index]
            colon = line.find("]:")
            start = colon + 2 if colon >= 0 else 0
            written = line[start:].strip().split(" ")[0]
            if written and (colon >= 0 or index > first):
                at = line.find(written, start)
                return Span(self.path, index + 1, at + 1, index + 1, at + len(written) + 1)
        return None
