"""A Markdown text of the curriculum: its words, headings, links and images, each with its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from practicum.spans import Span


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading and the anchor that links to it use."""

    level: int
    text: str
    anchor: str
    span: Span


@dataclass(frozen=True, slots=True)
class Link:
    """A link: ``target`` as it was written, such as `competency:REL-2`, `02-next.md#top` or `https://…`."""

    target: str
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Image:
    """An image and the text that stands for it."""

    target: str
    alt: str
    span: Span


class Passage(NamedTuple):
    """A paragraph, line of a list, heading or cell of a table, in the Markdown of its line; code is none.

    ``level`` is that of a heading, else 0; ``line`` counts from 1; ``column`` is what the head of a cell's column says.
    """

    text: str
    line: int
    level: int = 0
    column: str = ""


class Cut(NamedTuple):
    """What a translator translates as one: a heading, paragraph, quote, fence, item of a list or row of a table.

    ``start`` and ``end`` are offsets into the lesson's text, ``line`` counts from 1, ``kind`` is one of heading, paragraph,
    item, head, row, quote and fence, and ``mark`` changes when the words change.
    """

    start: int
    end: int
    line: int
    kind: str
    mark: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """One Markdown file; ``text`` is exactly what was written."""

    path: str
    text: str
    title: str
    headings: tuple[Heading, ...] = ()
    links: tuple[Link, ...] = ()
    images: tuple[Image, ...] = ()
    # Where HTML stands in the text; bodies are plain Markdown, so each place is a fault.
    html: tuple[Span, ...] = ()
    words: int = 0
    hash: str = ""
    # What is written in it, in order: what people read, and what is looked at for words, length and copies.
    passages: tuple[Passage, ...] = ()
    # The same text as translators see it: the passages that the ledger of a language counts.
    cuts: tuple[Cut, ...] = ()
