"""Edits of authored texts as splices: what is not named in an edit stays, byte for byte; and what a wish changes, as a value.

A text here is all that a file holds, decoded. It may begin with a byte order mark and end its lines with CR LF: both stay.
Places count behind the mark, as the readers do.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from practicum.spans import Span

MARK = "\ufeff"
_LINE_END = re.compile(r"\r\n|\r|\n")


class Edit(NamedTuple):
    """One splice: the characters from ``start`` up to ``end`` of a file's text give way to ``text``.

    Both count from 0 behind a byte order mark. ``text`` ends its lines with LF: `edited` gives them the ends of the file.
    """

    path: str
    start: int
    end: int
    text: str


class OverlappingEdits(ValueError):
    """Two edits want the same characters: a mistake of the program, never of an author."""


def edited(text: str, edits: Iterable[Edit]) -> str:
    """``text`` with all edits in it. Equal replacements count once; insertions at one place keep their order.

    >>> edited("a: 1\\r\\nb: 2\\r\\n", [Edit("x.yaml", 6, 6, "c: 3\\n"), Edit("x.yaml", 3, 4, "9")])
    'a: 9\\r\\nc: 3\\r\\nb: 2\\r\\n'

    Raises OverlappingEdits where two edits want the same characters.
    """
    mark, body = (MARK, text[1:]) if text.startswith(MARK) else ("", text)
    end_of_line = line_end(body)
    parts: list[str] = [mark]
    done = 0
    last: Edit | None = None
    for edit in sorted(edits, key=lambda one: (one.start, one.end)):
        if edit == last and edit.end > edit.start:
            continue
        if edit.start < done or edit.end > len(body) or edit.end < edit.start:
            raise OverlappingEdits(f"{edit.path}: {edit.start} to {edit.end} was edited before, or lies outside the text")
        parts += [body[done : edit.start], edit.text.replace("\n", end_of_line) if end_of_line != "\n" else edit.text]
        done, last = edit.end, edit
    parts.append(body[done:])
    return "".join(parts)


def line_end(text: str) -> str:
    """How most lines of a text end.

    >>> line_end("one\\r\\ntwo\\r\\n"), line_end("one"), line_end("one\\rtwo\\r")
    ('\\r\\n', '\\n', '\\r')
    """
    both = text.count("\r\n")
    feeds, returns = text.count("\n") - both, text.count("\r") - both
    if both > feeds and both >= returns:
        return "\r\n"
    return "\r" if returns > feeds else "\n"


class Places:
    """The places of one text (without its byte order mark) as offsets, and back; lines end with LF, CR or both."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0, *(found.end() for found in _LINE_END.finditer(text))]

    def offset(self, line: int, column: int) -> int:
        """Where a line and column, both counted from 1, lie in the text; the end of the text where they lie behind it.

        >>> Places("one\\r\\ntwo").offset(2, 1)
        5
        """
        if line > len(self.starts):
            return len(self.text)
        return min(self.starts[line - 1] + column - 1, len(self.text))

    def stretch(self, span: Span) -> tuple[int, int]:
        """The first and the last place of a span."""
        return self.offset(span.line, span.column), self.offset(span.end_line, span.end_column)

    def line_start(self, at: int) -> int:
        """Where the line begins that the place ``at`` lies in."""
        return self.starts[bisect_right(self.starts, at) - 1]

    def next_line(self, at: int) -> int:
        """Where the line after the one of ``at`` begins; the end of the text where there is none."""
        number = bisect_right(self.starts, at)
        return self.starts[number] if number < len(self.starts) else len(self.text)

    def line_text(self, at: int) -> str:
        """The line that the place ``at`` lies in, without its end."""
        return self.text[self.line_start(at) : self.next_line(at)].rstrip("\r\n")


@dataclass(frozen=True)
class Changes:
    """What a wish about the curriculum comes to: files as they would be.

    ``texts`` holds by path the whole new text of a file (bytes for a picture), or None where the file is taken away.
    ``moved`` says for an old path the new one; where the moved file's text changes as well, that stands in ``texts`` under
    the new path. ``says`` are the lines a person reads afterwards, ``next`` what comes next. ``notes`` are lines on what a
    person has to look at: they are no faults.
    """

    texts: Mapping[str, str | bytes | None] = field(default_factory=dict)
    moved: Mapping[str, str] = field(default_factory=dict)
    says: tuple[str, ...] = ()
    next: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def paths(self) -> tuple[str, ...]:
        """Every path that is written, moved or taken away, sorted."""
        return tuple(sorted({*self.texts, *self.moved, *self.moved.values()}))
