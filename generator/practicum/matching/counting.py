"""Counting: requirements that add something up, such as hours, documents, contacts and signed practice.

Each row that counts is a piece with an amount and the days on which it is inside the window; the requirement holds while
the amounts reach what is needed, less what lies over a cap, and while every minimum is reached.
"""

from __future__ import annotations

from dataclasses import dataclass

from practicum.matching.activities import Counted
from practicum.matching.civil_columns import Frame
from practicum.matching.folding import MET, NODE, NOT_MET, NOW, UNKNOWN
from practicum.matching.spells import TINY, numbered, runs, spells, summed, turns, whole
from practicum.model.civil_day import FOR_EVER
from practicum.tables import nw
from practicum.tables.engine import Engine

ACT = [*NODE, "s", "e", "day", "amount", "slice", "sure", "record_id"]


@dataclass
class Counts:
    """What counting found: spells and states of counted leaves."""

    sure: Frame
    possible: Frame
    now: Frame | None


def count(engine: Engine, nodes: Frame, counted: Counted, acts: Frame, losers: Frame, *, states: bool = True) -> Counts:
    """Counted leaves, folded from their acts.

    ``nodes``: case, req, as_of, need, unit, kind, subject. ``acts`` has the columns of ``ACT``; ``slice`` is empty for the total and names
    a category where a minimum or a cap looks at it.
    """
    acts = engine.settle(acts.filter(nw.col("s") <= nw.col("e")))
    sure, short = _held(engine, nodes, counted, acts.filter(nw.col("sure") == 1))
    possible, _short = _held(engine, nodes, counted, acts)
    return Counts(sure, possible, _states(nodes, sure, possible, short, acts, losers) if states else None)


def _held(engine: Engine, nodes: Frame, counted: Counted, acts: Frame) -> tuple[Frame, Frame]:
    """The spells in which the requirement holds, and the running totals it was judged by."""
    total = acts.filter(nw.col("slice") == "").select(*NODE, "s", "e", "amount")
    capped = acts.join(counted.limits.filter(nw.col("most") >= 0), on=["req", "slice"], how="inner").select(
        *NODE, "slice", "most", "s", "e", "amount"
    )
    keys = [*NODE, "slice", "most"]
    sums = summed(turns(capped, keys, ["amount"]), keys, ["amount"])
    over = sums.with_columns(
        over_=nw.when(nw.col("amount") > nw.col("most")).then(nw.col("amount") - nw.col("most")).otherwise(nw.lit(0.0))
    )
    over = over.with_columns(until_=whole((nw.col("day").shift(-1).over(*keys, order_by="day") - 1).fill_null(FOR_EVER)))
    over = over.filter(nw.col("over_") > TINY).select(*NODE, s=whole(nw.col("day")), e=nw.col("until_"), amount=-nw.col("over_"))
    pieces = engine.settle(nw.concat([total, over], how="vertical"))
    running = engine.settle(
        summed(turns(pieces, NODE, ["amount"]), NODE, ["amount"]).join(nodes.select(*NODE, "need", "as_of"), on=NODE, how="inner")
    )
    enough = runs(running.with_columns(on_=whole(nw.col("amount") >= nw.col("need") - TINY)), NODE, "on_")
    minimums = counted.limits.filter(nw.col("least") > 0)
    parts = acts.join(minimums, on=["req", "slice"], how="inner").select(*NODE, "slice", "least", "s", "e", "amount")
    reached = spells(parts, [*NODE, "slice", "least"], amount="amount", need="least").select(*NODE, "s", "e")
    asked = nodes.select(*NODE).join(minimums.group_by("req").agg(limits=nw.col("least").count()), on="req", how="left")
    asked = asked.with_columns(all_=whole(nw.col("limits").fill_null(0)) + 1).select(*NODE, "all_")
    both = nw.concat([enough, reached], how="vertical").join(asked, on=NODE, how="inner")
    held = engine.settle(spells(both, [*NODE, "all_"], need="all_").select(*NODE, "s", "e"))
    at_day = running.filter(nw.col("day") <= nw.col("as_of"))
    at_day = (
        at_day.with_columns(last_=nw.col("day").max().over(*NODE))
        .filter(nw.col("day") == nw.col("last_"))
        .select(*NODE, counted=nw.col("amount"))
    )
    return held, engine.settle(at_day)


def _states(nodes: Frame, sure: Frame, possible: Frame, total: Frame, acts: Frame, losers: Frame) -> Frame:
    day = nodes.select(*NODE, "as_of")
    running = day.join(sure, on=NODE, how="inner").filter(nw.col("s") <= nw.col("as_of"), nw.col("as_of") <= nw.col("e"))
    running = running.group_by(*NODE).agg(until_=nw.col("e").max())
    may = day.join(possible, on=NODE, how="inner").filter(nw.col("s") <= nw.col("as_of"), nw.col("as_of") <= nw.col("e"))
    may = may.select(*NODE).unique().with_columns(may_=nw.lit(1, dtype=nw.Int64))
    latest = acts.filter(nw.col("slice") == "").join(day, on=NODE, how="inner").filter(nw.col("day") <= nw.col("as_of"))
    latest = numbered(latest.with_columns(back_=-nw.col("day")), "place", ["back_", "record_id"], NODE).filter(nw.col("place") == 1)
    latest = latest.select(*NODE, last_record=nw.col("record_id"))
    doubtful = acts.filter(nw.col("sure") == 0).select(*NODE).unique().with_columns(doubt_=nw.lit(1, dtype=nw.Int64))
    first = losers.filter(nw.col("place") == 1).select(*NODE, loser=nw.col("record_id"), loser_reason=nw.col("reason"))
    found = nodes.select(*NODE, "need", "unit", "kind", "subject")
    for each in (running, may, total, latest, doubtful, first):
        found = found.join(each, on=NODE, how="left")
    found = found.with_columns(
        rank=whole(
            nw.when(~nw.col("until_").is_null())
            .then(nw.lit(MET))
            .otherwise(nw.when(~nw.col("may_").is_null()).then(nw.lit(UNKNOWN)).otherwise(nw.lit(NOT_MET)))
        ),
        counted=nw.col("counted").fill_null(0.0),
        loser=nw.col("loser").fill_null(""),
        loser_reason=nw.col("loser_reason").fill_null(""),
        last_record=nw.col("last_record").fill_null(""),
    )
    short = nw.when(nw.col("need") > nw.col("counted")).then(nw.col("need") - nw.col("counted")).otherwise(nw.lit(0.0))
    lost = nw.col("rank") == NOT_MET
    unit = (
        nw.when(nw.col("kind") == "document")
        .then(nw.concat_str(nw.lit("document:"), nw.col("subject")))
        .otherwise(
            nw.when(nw.col("kind") == "contacts").then(nw.concat_str(nw.lit("contact:"), nw.col("subject"))).otherwise(nw.col("unit"))
        )
    )
    return found.with_columns(
        valid_until=whole(nw.col("until_").fill_null(FOR_EVER)),
        record_id=nw.when(nw.col("rank") == MET).then(nw.col("last_record")).otherwise(nw.lit("")),
        via=nw.lit(""),
        reason=nw.when(nw.col("rank") == UNKNOWN)
        .then(nw.lit("SUPERVISOR_MISSING"))
        .otherwise(
            nw.when(lost & (nw.col("loser_reason") != "") & (nw.col("counted") <= TINY))
            .then(nw.col("loser_reason"))
            .otherwise(
                nw.when(lost & (nw.col("last_record") == ""))
                .then(nw.lit("NO_RECORD"))
                .otherwise(nw.when(lost).then(nw.lit("TOO_FEW")).otherwise(nw.lit("")))
            )
        ),
        deadline=nw.lit(FOR_EVER, dtype=nw.Int64),
        missing=nw.when(nw.col("rank") == MET).then(nw.lit(0.0)).otherwise(short),
        unit=unit,
        ended_by=nw.lit(""),
        open_ends=nw.lit(0, dtype=nw.Int64),
    ).select(*NOW)
