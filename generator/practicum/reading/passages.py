"""A Markdown text in passages: what a translator translates one by one; all between them is kept, so joining gives the same text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from markdown_it.token import Token

from practicum.model.lesson import Cut
from practicum.model.source import passage_mark
from practicum.reading.markdown import parser

_LINE_END = re.compile(r"\r\n|\r|\n")
_KINDS = {"heading_open": "heading", "paragraph_open": "paragraph", "blockquote_open": "quote", "fence": "fence", "code_block": "fence"}
_LISTS = ("bullet_list_open", "ordered_list_open")


def cut(text: str, tokens: Sequence[Token] | None = None) -> tuple[Cut, ...]:
    r"""The passages of a text in order; a list is cut into its items, a table into its rows (the head with the line below it).

    ``tokens`` are those that the parser made of the text, where they are there already. What lies between passages (blank
    lines, rules, definitions of links) belongs to none.

    >>> text = "# Look\n\n- one\n- two\n  lines\n"
    >>> [(one.kind, text[one.start : one.end]) for one in cut(text)]
    [('heading', '# Look'), ('item', '- one'), ('item', '- two\n  lines')]
    """
    if tokens is None:
        environment: dict[str, Any] = {}
        tokens = parser().parse(_LINE_END.sub("\n", text), environment)
    starts = [0, *(found.end() for found in _LINE_END.finditer(text)), len(text)]
    cuts: list[Cut] = []
    done = 0
    for kind, first, last in _blocks(tokens):
        start = max(done, starts[min(first, len(starts) - 1)])
        end = starts[min(last, len(starts) - 1)]
        # The parser counts blank lines behind an item, and the last line's end, to the block.
        end = start + len(text[start:end].rstrip())
        if end > start:
            cuts.append(Cut(start, end, first + 1, kind, passage_mark(text[start:end])))
            done = end
    return tuple(cuts)


def _blocks(tokens: Sequence[Token]) -> Iterator[tuple[str, int, int]]:
    """Kind, first line and the line after the last of each passage, counted from 0."""
    for token in tokens:
        if token.map is None:
            continue
        first, last = token.map
        if token.level == 0 and token.type not in (*_LISTS, "table_open", "hr"):
            yield from ((_KINDS.get(token.type, "paragraph"), first, last),) if token.nesting >= 0 and token.type != "inline" else ()
        elif token.level == 1 and token.type == "list_item_open":
            yield "item", first, last
        elif token.level == 1 and token.type == "thead_open":
            # The line of dashes belongs to the head: without it there is no table.
            yield "head", first, first + 2
        elif token.level == 2 and token.type == "tr_open":
            yield "row", first, last


def pieces(text: str, cuts: Sequence[Cut]) -> tuple[list[tuple[str, str]], str]:
    """For each passage what stands before it and its own text; and what stands behind the last."""
    found, done = [], 0
    for one in cuts:
        found.append((text[done : one.start], text[one.start : one.end]))
        done = one.end
    return found, text[done:]
