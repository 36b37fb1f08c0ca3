"""The words in which tables are spoken of: those of narwhals, whichever engine runs them.

The frames of an engine understand the words of `nw`: narwhals' own for pandas and DuckDB. narwhals took its words from Polars, so Polars
is spoken to directly, which spares the translation of every expression: with it most of a small run was spent there. What the two say
differently (`any_horizontal`, `concat`, a numbering in an order) stands below.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from contextvars import ContextVar
from functools import lru_cache
from typing import Any

_SPOKEN: ContextVar[Any] = ContextVar("words of the engine that runs")


class Words:
    """`nw`: each word is that of the engine that is spoken to, narwhals' where none is."""

    __slots__ = ()

    def __getattr__(self, name: str) -> Any:
        return getattr(_SPOKEN.get(None) or _narwhals(), name)


def _narwhals() -> Any:
    import narwhals.stable.v2 as loaded

    return loaded


@contextlib.contextmanager
def speaking(words: Any) -> Iterator[None]:
    """Let `nw` mean these words, in this thread, while the block lasts."""
    before = _SPOKEN.set(words)
    try:
        yield
    finally:
        _SPOKEN.reset(before)


class PolarsWords:
    """The words of narwhals that are used here, as Polars has them; a word that is not here is none of a run."""

    def __init__(self) -> None:
        import polars

        # Words for the same column or value are said some ten thousand times in a run; what they give is never changed.
        self.col, self.lit = lru_cache(maxsize=4096)(polars.col), lru_cache(maxsize=4096, typed=True)(polars.lit)
        self.when, self.len = polars.when, polars.len
        self.max_horizontal, self.min_horizontal, self.concat_str = polars.max_horizontal, polars.min_horizontal, polars.concat_str
        self.Int64, self.Float64, self.String = polars.Int64, polars.Float64, polars.String
        self._polars = polars

    def concat(self, frames: Sequence[Any], *, how: str) -> Any:
        """Frames one below the other; one alone is itself."""
        return frames[0] if len(frames) == 1 else self._polars.concat(frames, how=how)  # type: ignore[arg-type]

    def any_horizontal(self, *each: Any, ignore_nulls: bool) -> Any:
        """Whether one is true; a null says nothing with ``ignore_nulls``, and else makes the answer unknown."""
        return self._polars.any_horizontal(*((one.fill_null(False) for one in each) if ignore_nulls else each))

    def all_horizontal(self, *each: Any, ignore_nulls: bool) -> Any:
        """Whether all are true; a null says nothing with ``ignore_nulls``, and else makes the answer unknown."""
        return self._polars.all_horizontal(*((one.fill_null(True) for one in each) if ignore_nulls else each))

    def with_places(self, frame: Any, into: str, order: Sequence[str]) -> Any:
        """The frame with the number of each row from 0 in an order, in front."""
        place = self._polars.int_range(self._polars.len()).over(order_by=list(order))
        return frame.select(place.alias(into), self._polars.all())


def columns_in(frame: Any) -> list[str]:
    """The names of a frame's columns, in order."""
    return list(frame.collect_schema().names())


def with_places(frame: Any, into: str, order: Sequence[str]) -> Any:
    """The frame with the number of each row from 0 in an order."""
    spoken = _SPOKEN.get(None)
    if isinstance(spoken, PolarsWords):
        return spoken.with_places(frame, into, order)
    return frame.with_row_index(into, order_by=list(order))
