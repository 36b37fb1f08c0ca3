"""A Word document as it was read: blocks in Markdown, its pictures and footnotes, and what has no place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class Unplaced(NamedTuple):
    """Something that was not taken: what it is, the heading above it, and the words in or beside it."""

    what: str
    heading: str
    words: str


@dataclass(frozen=True, slots=True)
class Block:
    """A block of the document; ``kind`` is `heading`, `paragraph`, `item`, `table` or the name of a style of the template.

    ``text`` is Markdown, ``plain`` the bare words; ``level`` that of a heading (from 1) or of an item (from 0).
    """

    kind: str
    text: str = ""
    plain: str = ""
    level: int = 0
    ordered: bool = False
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass
class WordText:
    """All that a document says: its blocks, its pictures by file name, its footnotes by number, and what was not taken."""

    blocks: list[Block] = field(default_factory=list)
    pictures: dict[str, bytes] = field(default_factory=dict)
    notes: dict[int, str] = field(default_factory=dict)
    unplaced: list[Unplaced] = field(default_factory=list)
    inserted: int = 0
    deleted: int = 0
