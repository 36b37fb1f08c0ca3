"""The pieces of a printed document: plain values that the page template lays out. Authored text stands in them as text, never as code.

A *node* is a block (heading, paragraph, table, a box to tick), an *inline* a stretch of running text: a string, or a node with `k`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from practicum.publishing.writing import one_line

Node = dict[str, Any]
Inline = str | Node
Text = list[Inline]

# What a page of A4 holds beside each other at the size of tables, in letters; and what the frame of one column takes.
_LETTERS_ACROSS = 96
_FRAME = 3
# A table of so few lines is not parted by the end of a page.
_LINES_TOGETHER = 15


def text(words: str) -> Text:
    """Plain authored text; line breaks in it are spaces."""
    return [one_line(words)] if words.strip() else []


def strong(words: str) -> Inline:
    """Words in bold."""
    return {"k": "strong", "body": text(words)}


def soft(words: str) -> Inline:
    """Words said smaller, beside others."""
    return {"k": "soft", "body": text(words)}


def heading(level: int, body: str | Text, id: str = "", look: str = "") -> Node:
    """A heading; ``level`` 1 is the highest below the document's title, ``id`` what links lead to, ``look`` a mark before it."""
    return {"k": "heading", "level": level, "body": text(body) if isinstance(body, str) else body, "id": id, "look": look}


def paragraph(body: str | Text, look: str = "") -> Node:
    """Running text; ``look`` is empty, `lead`, `soft`, or `leading`: soft, and on one page with what follows."""
    return {"k": "p", "body": text(body) if isinstance(body, str) else body, "look": look}


def paragraphs(words: str) -> list[Node]:
    """Authored text of several paragraphs: every line that YAML kept is one."""
    return [paragraph(line) for line in words.splitlines() if line.strip()]


def bullets(items: Iterable[str | Text | list[Node]]) -> list[Node]:
    """A list; nothing where there is nothing to list."""
    held = [_blocks(item) for item in items]
    return [{"k": "list", "items": held}] if held else []


def numbered(items: Iterable[str | Text | list[Node]], start: int = 1) -> list[Node]:
    """A numbered list."""
    held = [_blocks(item) for item in items]
    return [{"k": "enum", "items": held, "start": start}] if held else []


def ticks(items: Iterable[str | Text]) -> list[Node]:
    """Lines with a box before each, to tick on paper."""
    held = [text(item) if isinstance(item, str) else item for item in items]
    return [{"k": "ticks", "items": held}] if held else []


def lines(number: int, label: str = "") -> Node:
    """Ruled lines to write on; the label stands small above them."""
    return {"k": "lines", "number": number, "label": label}


def blanks(labels: Iterable[str]) -> Node:
    """Short fields to fill in, each with its name: two beside each other."""
    return {"k": "blanks", "labels": list(labels)}


def box(look: str, body: Sequence[Node], title: str = "") -> Node:
    """A panel: `scenario`, `warning` or `plain`."""
    return {"k": "box", "look": look, "body": list(body), "title": title}


def facts(pairs: Iterable[tuple[str, str]]) -> list[Node]:
    """Names and what they stand at; pairs without a value are left out."""
    held = [[name, value] for name, value in pairs if value]
    return [{"k": "facts", "pairs": held}] if held else []


def table(head: Sequence[str | Text], rows: Iterable[Sequence[str | Text]], widths: Sequence[float] = ()) -> list[Node]:
    """A table; columns that say nothing are left out, and so is an empty table. Without ``widths`` they follow from the text."""
    held = [[text(cell) if isinstance(cell, str) else cell for cell in row] for row in rows]
    kept = [number for number in range(len(head)) if any(number < len(row) and row[number] for row in held)]
    if not kept:
        return []
    top = [text(cell) if isinstance(cell, str) else cell for cell in (head[number] for number in kept)]
    cells = [[row[number] if number < len(row) else [] for number in kept] for row in held]
    given = [widths[number] for number in kept] if widths else column_widths([top, *cells])
    lines = sum(_height(row, given) for row in [top, *cells])
    return [{"k": "table", "head": top, "rows": cells, "widths": given, "whole": lines <= _LINES_TOGETHER}]


def _height(row: Sequence[Text], widths: Sequence[float]) -> int:
    """About how many lines a row takes."""
    return max(-(-len(said(cell)) // max(1, int(wide) - _FRAME)) for cell, wide in zip(row, widths, strict=True))


def column_widths(rows: Sequence[Sequence[Text]]) -> list[float]:
    """How a page's width is shared among columns: no word is broken where that can be had, and long texts get more.

    >>> column_widths([[["who"], ["what"]], [["you"], ["prepare, visit, write, ask, bring doubts and go home"]]])
    [6.0, 90.0]
    """
    columns = list(zip(*([said(cell) for cell in row] for row in rows), strict=True))
    least = [min(30, max((len(word) for cell in column for word in cell.split()), default=1)) + _FRAME for column in columns]
    most = [max(max(map(len, column), default=1) + _FRAME, small) for column, small in zip(columns, least, strict=True)]
    # The square root keeps one long cell from taking the page, the longest cell keeps a column of sentences from becoming a ribbon.
    wish = [long**0.5 for long in most]
    spare = max(0.0, _LETTERS_ACROSS - sum(least))
    widths = [float(small) for small in least]
    open_ = list(range(len(widths)))
    while spare > 0.5 and open_:
        share = spare / sum(wish[number] for number in open_)
        given = {number: min(share * wish[number], most[number] - widths[number]) for number in open_}
        for number, more in given.items():
            widths[number] += more
        spare -= sum(given.values())
        open_ = [number for number in open_ if most[number] - widths[number] > 0.5]
    if spare > 0:
        widths[wish.index(max(wish))] += spare
    return [round(wide, 1) for wide in widths]


def picture(svg: str, alt: str, caption: str, width: float) -> Node:
    """A drawing as SVG that brings everything along; ``width`` is in points."""
    return {"k": "picture", "svg": svg, "alt": alt, "caption": caption, "width": width}


def nested(nodes: Iterable[Node]) -> Iterable[Node]:
    """Every block of a document, those inside boxes too."""
    for node in nodes:
        yield node
        if node["k"] == "box":
            yield from nested(node["body"])


def _blocks(item: str | Text | list[Node]) -> list[Node]:
    if isinstance(item, str):
        return [paragraph(item)]
    if item and isinstance(item[0], dict) and item[0]["k"] in _BLOCKS:
        return item  # type: ignore[return-value]  # a block's first node says that all are blocks
    return [paragraph(item)]  # type: ignore[arg-type]


_BLOCKS = frozenset(("p", "list", "enum", "quote", "code", "table", "lines", "box", "heading", "picture", "ticks", "ask"))


def said(body: Text) -> str:
    """The words of running text, without marks."""
    return "".join(one if isinstance(one, str) else said(one.get("body", [])) for one in body)
