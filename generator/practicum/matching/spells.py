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
from practicum.tables.words import with_places

# Sums of tenths of hours may miss a whole by a rounding error; a minute is far more than that.
TINY = 1e-6


def whole(expression: Expr) -> Expr:
    """A whole-number column, whatever the engine made of its nulls or sums."""
    return expression.cast(nw.Int64)


def numbered(frame: Frame, into: str, order: Sequence[str], within: Sequence[str] = ()) -> Frame:
    """The frame with a running number from 1 inside each group, in a total order."""
    # All rows in one order, less those before their group: engines sort once far faster than they count inside each of many small groups.
    placed = with_places(frame, "row_", list(dict.fromkeys([*within, *order]))).with_columns(row_=whole(nw.col("row_")))
    first = nw.col("row_").min().over(*within) if within else nw.lit(0)
    return placed.with_columns(**{into: whole(nw.col("row_") - first + 1)}).drop("row_")


def beside(frame: Frame, keys: Sequence[str], order: Sequence[str], **wanted: tuple[str, int]) -> Frame:
    """The frame with values of the neighbours inside each group: ``into=(column, places)``, empty where the group has none there.

    ``places`` is 1 for the row before and -1 for the one after, in a total order. All rows stand in one order, and a neighbour of another
    group says nothing: engines sort once far faster than inside each of many small groups.
    """
    by = list(dict.fromkeys([*keys, *order]))
    places = sorted({place for _column, place in wanted.values()})
    theirs = {f"near{place % 3}_{at}_": nw.col(key).shift(place).over(order_by=by) for place in places for at, key in enumerate(keys)}
    found = frame.with_columns(
        **theirs, **{into: nw.col(column).shift(place).over(order_by=by) for into, (column, place) in wanted.items()}
    )
    kept = {}
    for into, (_column, place) in wanted.items():
        same = nw.all_horizontal(*[nw.col(f"near{place % 3}_{at}_") == nw.col(key) for at, key in enumerate(keys)], ignore_nulls=False)
        kept[into] = nw.when(same).then(nw.col(into))
    return found.with_columns(**kept).drop(*theirs)


def firsts(frame: Frame, order: Sequence[str], within: Sequence[str]) -> Frame:
    """The first row of each group, in a total order."""
    by = list(dict.fromkeys([*within, *order]))
    found = frame.with_columns(**{f"near_{at}_": nw.col(key).shift(1).over(order_by=by) for at, key in enumerate(within)})
    other = [nw.col(f"near_{at}_").is_null() | (nw.col(f"near_{at}_") != nw.col(key)) for at, key in enumerate(within)]
    return found.filter(nw.any_horizontal(*other, ignore_nulls=False)).drop(*[f"near_{at}_" for at in range(len(within))])


def turns(pieces: Frame, keys: Sequence[str], amounts: Sequence[str]) -> Frame:
    """Rises and falls of pieces: one row for each key and day on which something changes, with the sums of the changes."""
    rises = pieces.select(*keys, nw.col("s").alias("day"), *[nw.col(name).cast(nw.Float64) for name in amounts])
    falls = pieces.select(*keys, (nw.col("e") + 1).alias("day"), *[(nw.col(name).cast(nw.Float64) * -1.0).alias(name) for name in amounts])
    return nw.concat([rises, falls], how="vertical").group_by(*keys, "day").agg(*[nw.col(name).sum() for name in amounts])


def summed(changes: Frame, keys: Sequence[str], amounts: Sequence[str], *, counts: bool = False) -> Frame:
    """The running sums of changes, day by day.

    With ``counts`` the amounts are whole numbers, which add up without an error: what rose has fallen at the end of each group, so that
    one sum runs through all of them.
    """
    if counts:
        by = [*keys, "day"]
        return changes.with_columns(*[nw.col(name).cum_sum().over(order_by=by).alias(name) for name in amounts])
    return changes.with_columns(*[nw.col(name).cum_sum().over(*keys, order_by="day").alias(name) for name in amounts])


def runs(marked: Frame, keys: Sequence[str], mark: str, *, closed: bool = False) -> Frame:
    """The spells of a column of 0 and 1 that holds from its day until the next row: keys, ``s``, ``e``.

    ``closed`` says that the mark is 0 at the end of every group, so that no spell reaches from one into the next.
    """
    if closed:
        by = [*keys, "day"]
        stepped = marked.select(*keys, "day", mark, before_=nw.col(mark).shift(1).over(order_by=by))
        changed = stepped.filter(nw.col(mark) != nw.col("before_").fill_null(0))
        following = changed.with_columns(after_=nw.col("day").shift(-1).over(order_by=by)).filter(nw.col(mark) == 1)
        return following.select(*keys, s=whole(nw.col("day")), e=whole(nw.col("after_") - 1))
    stepped = beside(marked.select(*keys, "day", mark), keys, ["day"], before_=(mark, 1))
    changed = stepped.filter(nw.col(mark) != nw.col("before_").fill_null(0))
    following = beside(changed.select(*keys, "day", mark), keys, ["day"], after_=("day", -1))
    following = following.filter(nw.col(mark) == 1).with_columns(e=whole((nw.col("after_") - 1).fill_null(FOR_EVER)))
    return following.select(*keys, whole(nw.col("day")).alias("s"), "e")


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
    running = summed(turns(several, keys, ["w_"]), keys, ["w_"], counts=amount is None)
    marked = running.with_columns(on_=whole(nw.col("w_") >= wanted))
    return nw.concat([single, runs(marked, keys, "on_", closed=amount is None and need is None)], how="vertical")
