"""Sentences that may be shown as Markdown, as HTML or as plain text: what somebody wrote never becomes a mark of any of them."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from practicum.reporting.markup import Markup, el, joined

Manner = Literal["plain", "strong", "code", "account"]
# What Markdown may take for a mark, wherever it stands.
_MARKS = re.compile(r"([\\`*_\[\]<>|#~&!])")


class Part(NamedTuple):
    """A stretch of a sentence and how it is shown."""

    text: str
    manner: Manner = "plain"


Phrase = tuple[Part, ...]


def phrase(*parts: str | Part) -> Phrase:
    """A sentence of parts; bare texts are plain ones."""
    return tuple(Part(one) if isinstance(one, str) else one for one in parts)


def strong(text: str) -> Part:
    """What stands out."""
    return Part(text, "strong")


def code(text: str) -> Part:
    """An id, a file or a value as it is typed."""
    return Part(text, "code")


def account(text: str) -> Part:
    """Somebody's account, by which a code host calls them."""
    return Part(text, "account")


def as_text(said: Phrase) -> str:
    """The sentence for a terminal."""
    return "".join(_flat(one.text) for one in said)


def as_markdown(said: Phrase) -> str:
    """The sentence as Markdown.

    >>> as_markdown(phrase("a_b @all ", strong("F01"), " ", code("x`y")))
    "a\\\\_b @\\u200ball **F01** `x'y`"
    """
    return "".join(_markdown(one) for one in said)


def as_html(said: Phrase) -> Markup:
    """The sentence as HTML."""
    return joined(*(_html(one) for one in said))


def _flat(text: str) -> str:
    line = " ".join(text.split())
    lead, tail = " " * text[:1].isspace(), " " * (len(text) > 1 and text[-1:].isspace())
    shown = "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in line)
    return f"{lead}{shown}{tail}" if line else lead


def _markdown(one: Part) -> str:
    text = _flat(one.text)
    if one.manner == "code":
        return f"`{text.replace('`', chr(39))}`" if text else ""
    if one.manner == "account":
        return text if re.fullmatch(r"@[\w./-]+", text) else _safe(text)
    shown = _safe(text)
    return f"**{shown}**" if one.manner == "strong" and shown else shown


def _safe(text: str) -> str:
    # A code host calls everybody whose name stands behind an `@`.
    return _MARKS.sub(r"\\\1", text).replace("@", "@\u200b").replace("://", ":\u200b//")


def _html(one: Part) -> object:
    text = _flat(one.text)
    return el("strong", text) if one.manner == "strong" else el("code", text) if one.manner == "code" else text
