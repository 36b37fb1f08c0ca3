"""Recognising: another country's edition counts for a while after a move from there (topic 17)."""

from __future__ import annotations

from practicum.matching.civil_columns import Frame, with_last_day
from practicum.model.civil_day import FOR_EVER, LONG_AGO
from practicum.tables import nw
from practicum.tables.engine import Engine
from practicum.tables.words import columns_in


def arrivals(engine: Engine, wanted: Frame, recognitions: Frame, moves: Frame) -> Frame:
    """The moves for which an edition of home counts: view, hold, edition, the day of the move, the last day it counts at most.

    An edge leads from home to the edition asked for, so it serves only those who moved to that country; its days are those of
    the move. ``wanted`` has the columns view, hold, country and wanted_edition.
    """
    met = wanted.filter(nw.col("wanted_edition") == nw.col("country")).select("view", "hold")
    met = met.join(recognitions.rename({"ends": "cap_ends", "months": "cap_months"}), on="hold", how="inner")
    met = met.join(moves, on=["view", "home"], how="inner").filter(nw.col("starts") <= nw.col("moved"), nw.col("moved") <= nw.col("until"))
    # Settled between, for a plan of joins, days and groups at once takes some engines minutes to make.
    met = engine.settle(with_last_day(engine.settle(met), "moved", "cap_months", "cap_ends", "home_cap"))
    return engine.settle(met.group_by("view", "hold", "moved", nw.col("home").alias("edition")).agg(nw.col("home_cap").max()))


def with_arrivals(met: Frame, arrived: Frame | None) -> Frame:
    """Completions with the move that lets them count (``moved``) and the last day that gives (``home_cap``).

    A completion of home that several moves let count is there once for each; what needs no move, or finds none, has long ago and
    for ever. Work done by the day of the move counts, what was done at home later does not.
    """
    long_ago, never = nw.lit(LONG_AGO, dtype=nw.Int64), nw.lit(FOR_EVER, dtype=nw.Int64)
    if arrived is None:
        return met.with_columns(moved=long_ago, home_cap=never)
    taken = met.filter(nw.col("edition") != nw.col("wanted_edition")).join(arrived, on=["view", "hold", "edition"], how="inner")
    taken = taken.filter(nw.col("day") <= nw.col("moved"))
    one = ["view", "hold", "record_id", "via", "way_version", "day"]
    rest = met.join(taken.select(*one).unique(), on=one, how="anti").with_columns(moved=long_ago, home_cap=never)
    return nw.concat([rest, taken.select(*columns_in(rest))], how="vertical")
