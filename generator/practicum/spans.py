"""Where something is written: a path inside the project, and a stretch of its text."""

from __future__ import annotations

from typing import NamedTuple


class Span(NamedTuple):
    """A stretch of one file; lines and columns count from 1, the end column is exclusive.

    >>> str(Span("curriculum/glossary.yaml", 3, 5, 3, 9))
    'curriculum/glossary.yaml:3:5'

    A named tuple, because one is made for every word of every file, and tuples are made fastest.
    """

    path: str
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 2

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"
