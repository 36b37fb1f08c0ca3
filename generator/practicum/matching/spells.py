"""Spells: unbroken runs of days on which enough pieces cover the day.

Pieces are rows with a first and a last day (``s``, ``e``) and an amount. Every piece turns into a rise and a fall; the
running sum says how much covers each day; a spell lasts while the sum reaches what is needed. One sweep therefore
serves unions, intersections, n of m, counts and sums of hours.
"""

from __future__ import annotations

from collections.abc import Sequence

from practicum.matching.civil_columns import Expr, Frame
from practicum.model.civil_day import FOR_EVER, LONG_AGO
from practicum.tables import nw

# Sums of tenths of hours may miss a whole by a rounding error; a minute is far more than that.
TINY = 1e-6


def whole(expression: Expr) -> Expr:
    """A whole-number column, whatever the engine made of its nulls or sums."""
    return expression.cast(nw.Int64)


def numbered(frame: Frame, into: str, order: Sequence[str], within: Sequence[str] = ()) -> Frame:
    """The frame with a running number from 1 inside each group, in a total order."""
    # All rows in one order, less those before their group: engines sort once far faster than they count inside each of many small groups.
    placed = frame.with_row_index("row_", order_by=list(dict.fromkeys([*within, *order]))).with_columns(row_=whole(nw.col("row_")))
    first = nw.col("row_").min().over(*within) if within else nw.lit(0)
    return placed.with_columns(**{into: whole(nw.col("row_") - first + 1)}).drop("row_")


def turns(pieces: Frame, keys: Sequence[str], amounts: Sequence[str]) -> Frame:
    """Rises and falls of pieces: one row for each key and day on which something changes, with the sums of the changes."""
    rises = pieces.select(*keys, nw.col("s").alias("day"), *[nw.col(name).cast(nw.Float64) for name in amounts])
    falls = pieces.select(*keys, (nw.col("e") + 1).alias("day"), *[(nw.col(name).cast(nw.Float64) * -1.0).alias(name) for name in amounts])
    return nw.concat([rises, falls], how="vertical").group_by(*keys, "day").agg(*[nw.col(name).sum() for name in amounts])


def summed(changes: Frame, keys: Sequence[str], amounts: Sequence[str]) -> Frame:
    """The running sums of changes, day by day."""
    return changes.with_columns(*[nw.col(name).cum_sum().over(*keys, order_by="day").alias(name) for name in amounts])


def runs(marked: Frame, keys: Sequence[str], mark: str) -> Frame:
    """The spells of a column of 0 and 1 that holds from its day until the next row: keys, ``s``, ``e``."""
    stepped = marked.with_columns(before_=nw.col(mark).shift(1).over(*keys, order_by="day").fill_null(0))
    changed = stepped.filter(nw.col(mark) != nw.col("before_"))
    following = changed.with_columns(e=whole((nw.col("day").shift(-1).over(*keys, order_by="day") - 1).fill_null(FOR_EVER)))
    return following.filter(nw.col(mark) == 1).select(*keys, whole(nw.col("day")).alias("s"), "e")


def bounds(pieces: Frame, key: str) -> Frame:
    """The first day of each piece and the day after its last: the key, ``day``."""
    return nw.concat(
        [
            pieces.filter(nw.col("s") > LONG_AGO).select(key, day=whole(nw.col("s"))),
            pieces.filter(nw.col("e") < FOR_EVER).select(key, day=whole(nw.col("e") + 1)),
        ],
        how="vertical",
    )


def spells(pieces: Frame, keys: Sequence[str], *, amount: str | None = None, need: str | None = None) -> Frame:
    """The spells in which the pieces' amounts (1 each where none is named) reach ``need`` (a key column, else 1)."""
    wanted = (nw.col(need) if need else nw.lit(1.0)) - TINY
    prepared = pieces.filter(nw.col("s") <= nw.col("e")).select(
        *keys, "s", "e", w_=nw.col(amount).cast(nw.Float64) if amount else nw.lit(1.0), alone_=nw.len().over(*keys)
    )
    # Most pieces are the only one of theirs: such a one is a spell as it stands, or none. Where nothing is needed every day counts.
    alone = (nw.col("alone_") == 1) & (wanted > 0)
    single = prepared.filter(alone, nw.col("w_") >= wanted).select(*keys, s=whole(nw.col("s")), e=whole(nw.col("e")))
    several = prepared.filter(~alone).select(*keys, "s", "e", "w_")
    running = summed(turns(several, keys, ["w_"]), keys, ["w_"])
    return nw.concat([single, runs(running.with_columns(on_=whole(nw.col("w_") >= wanted)), keys, "on_")], how="vertical")
