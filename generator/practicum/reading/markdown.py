"""The Markdown parser, taught to remember where in a block each link and picture was written."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline import autolink as _autolink
from markdown_it.rules_inline import image as _image
from markdown_it.rules_inline import link as _link
from markdown_it.token import Token as Token

if TYPE_CHECKING:
    from collections.abc import Callable

# The key under which a token carries the start and end of its target (or of the whole link) in its block's text.
AT = "at"


@cache
def parser() -> MarkdownIt:
    """The Markdown parser: CommonMark with tables, which is what the bodies may use."""
    markdown = MarkdownIt("commonmark", {"store_labels": True}).enable("table")
    markdown.inline.ruler.at("link", _placed(_link, "[", "link_open"))
    markdown.inline.ruler.at("image", _placed(_image, "!", "image"))
    markdown.inline.ruler.at("autolink", _placed(_autolink, "<", "link_open"))
    # The site's own Markdown makes a link of every target. One that this parser refused would be no link here and a live one there.
    markdown.validateLink = lambda url: True  # type: ignore[method-assign]
    return markdown


def _placed(rule: Callable[[StateInline, bool], bool], first: str, kind: str) -> Callable[[StateInline, bool], bool]:
    """The rule, whose tokens also carry their place. A rule of the parser knows it and keeps it to itself."""

    def placed(state: StateInline, silent: bool) -> bool:
        start = state.pos
        if state.src[start] != first:
            return False
        made = len(state.tokens)
        if not rule(state, silent):
            return False
        if not silent:
            # Text that was waiting is made a token first.
            token = next(token for token in state.tokens[made:] if token.type == kind)
            token.meta[AT] = _target(state, start, state.pos, str(token.attrGet("href") or token.attrGet("src") or ""))
        return True

    return placed


def _target(state: StateInline, start: int, end: int, wanted: str) -> tuple[int, int]:
    """Where `…` of `[x](…)` is written in the block's text; for another kind of link the whole of it."""
    source = state.src
    opened = source.rfind("](", start, end) if source[end - 1] == ")" else -1
    if wanted and source.startswith(wanted, opened + 2) and source[opened + 2 + len(wanted)] in ") \n":
        return opened + 2, opened + 2 + len(wanted)
    # Of several `](` the last belongs to the link, unless its title holds one.
    while opened >= 0:
        position = opened + 2
        while position < end and source[position] in " \t\n":
            position += 1
        found = state.md.helpers.parseLinkDestination(source, position, end)
        if found.ok and state.md.normalizeLink(found.str) == wanted:
            if not wanted:
                return opened + 1, end
            return (position + 1, found.pos - 1) if source[position] == "<" else (position, found.pos)
        opened = source.rfind("](", start, opened)
    return start, end
