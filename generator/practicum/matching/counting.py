"""Counting: requirements that add something up, such as hours, documents, contacts and signed practice.

Each row that counts is a piece with an amount and the days on which it is inside the window; the requirement holds while
the amounts reach what is needed, less what lies over a cap, and while every minimum is reached.
"""

from __future__ import annotations

from dataclasses import dataclass

from practicum.matching.activities import Counted
from practicum.matching.civil_columns import Frame, with_year_end
from practicum.matching.folding import MET, NOT_MET, NOT_YET, UNKNOWN
from practicum.matching.hours import claimed_once
from practicum.matching.nodes import NODE, NOW, req_of
from practicum.matching.spells import TINY, beside, firsts, runs, spells, summed, turns, whole
from practicum.model.civil_day import FOR_EVER
from practicum.tables import nw
from practicum.tables.engine import Engine


@dataclass
class Counts:
    """What counting found: spells and states of counted leaves; ``possible`` is None where nothing is in doubt."""

    sure: Frame
    possible: Frame | None
    now: Frame | None
    slices: Frame | None = None


def count(engine: Engine, nodes: Frame, counted: Counted, acts: Frame, losers: Frame, *, states: bool = True) -> Counts:
    """Counted leaves, folded from their acts.

    ``nodes``: node, as_of, need, unit, kind, subject. ``acts`` has the columns of ``ACT``; ``slice`` is empty for the total and names
    a category where a minimum or a cap looks at it.
    """
    every = engine.settle(acts.filter(nw.col("s") <= nw.col("e")))
    acts = claimed_once(engine, every)
    sure, short = _held(engine, nodes, counted, acts.filter(nw.col("sure") == 1))
    doubtful = engine.count(acts.filter(nw.col("sure") == 0)) > 0
    possible = _held(engine, nodes, counted, acts)[0] if doubtful else sure
    lasting = [engine.settle(_without_end(nodes, each)) for each in ((sure, possible) if doubtful else (sure,))]
    if not doubtful:
        lasting.append(None)
    if not states:
        return Counts(lasting[0], lasting[1], None)
    slices = engine.settle(_slices(nodes, acts, counted.limits))
    return Counts(lasting[0], lasting[1], _states(nodes, sure, possible, short, acts, losers, slices, every, yearly=counted.yearly), slices)


def _without_end(nodes: Frame, held: Frame) -> Frame:
    """Hours that are met have no end of their own in a group: what leaves the window later may be made good before."""
    day = held.join(nodes.select(*NODE, "kind", "as_of"), on=NODE, how="inner")
    open_now = (nw.col("kind") == "hours") & (nw.col("s") <= nw.col("as_of")) & (nw.col("as_of") <= nw.col("e"))
    return day.with_columns(e=whole(nw.when(open_now).then(nw.lit(FOR_EVER)).otherwise(nw.col("e")))).select(*NODE, "s", "e")


def _slices(nodes: Frame, acts: Frame, limits: Frame) -> Frame:
    """What was done on the day asked about in each category that a minimum or a cap looks at: node, slice, done, least, most."""
    day = nodes.select(*NODE, "as_of")
    here = acts.filter(nw.col("sure") == 1, nw.col("slice") != "").join(day, on=NODE, how="inner")
    here = here.filter(nw.col("s") <= nw.col("as_of"), nw.col("as_of") <= nw.col("e"))
    done = here.group_by(*NODE, "slice").agg(done=nw.col("amount").sum())
    asked = day.select(*NODE, req=req_of()).join(limits, on="req", how="inner").join(done, on=[*NODE, "slice"], how="left")
    return asked.select(*NODE, "slice", nw.col("done").fill_null(0.0), "least", "most")


def _held(engine: Engine, nodes: Frame, counted: Counted, acts: Frame) -> tuple[Frame, Frame]:
    """The spells in which the requirement holds, and the running totals it was judged by."""
    total = acts.filter(nw.col("slice") == "").select(*NODE, "s", "e", "amount")
    sliced = acts.filter(nw.col("slice") != "").with_columns(req=req_of())
    capped = sliced.join(counted.limits.filter(nw.col("most") >= 0), on=["req", "slice"], how="inner").select(
        *NODE, "slice", "most", "s", "e", "amount"
    )
    keys = [*NODE, "slice", "most"]
    sums = summed(turns(capped, keys, ["amount"]), keys, ["amount"])
    over = sums.with_columns(
        over_=nw.when(nw.col("amount") > nw.col("most")).then(nw.col("amount") - nw.col("most")).otherwise(nw.lit(0.0))
    )
    over = beside(over, keys, ["day"], after_=("day", -1)).with_columns(until_=whole((nw.col("after_") - 1).fill_null(FOR_EVER)))
    over = over.filter(nw.col("over_") > TINY).select(*NODE, s=whole(nw.col("day")), e=nw.col("until_"), amount=-nw.col("over_"))
    pieces = engine.settle(nw.concat([total, over], how="vertical"))
    running = engine.settle(
        summed(turns(pieces, NODE, ["amount"]), NODE, ["amount"]).join(nodes.select(*NODE, "need", "as_of"), on=NODE, how="inner")
    )
    enough = runs(running.with_columns(on_=whole(nw.col("amount") >= nw.col("need") - TINY)), NODE, "on_")
    held = enough
    if counted.minimums:
        held = _with_minimums(nodes, counted, enough, sliced)
    held = engine.settle(held)
    at_day = running.filter(nw.col("day") <= nw.col("as_of"))
    at_day = (
        at_day.with_columns(last_=nw.col("day").max().over(*NODE))
        .filter(nw.col("day") == nw.col("last_"))
        .select(*NODE, counted=nw.col("amount"))
    )
    return held, engine.settle(at_day)


def _with_minimums(nodes: Frame, counted: Counted, enough: Frame, sliced: Frame) -> Frame:
    """The spells of ``enough`` where what has minimums for categories reaches them as well; ``sliced``: the acts of categories."""
    minimums = counted.limits.filter(nw.col("least") > 0)
    parts = sliced.join(minimums, on=["req", "slice"], how="inner").select(*NODE, "slice", "least", "s", "e", "amount")
    reached = spells(parts, [*NODE, "slice", "least"], amount="amount", need="least").select(*NODE, "s", "e")
    asked = nodes.select(*NODE, req=req_of()).join(minimums.group_by("req").agg(limits=nw.col("least").count()), on="req", how="inner")
    asked = asked.select(*NODE, all_=whole(nw.col("limits")) + 1)
    both = nw.concat([enough, reached], how="vertical").join(asked, on=NODE, how="inner")
    strict = spells(both, [*NODE, "all_"], need="all_").select(*NODE, "s", "e")
    return nw.concat([enough.join(asked.select(*NODE), on=NODE, how="anti"), strict], how="vertical")


def _states(
    nodes: Frame,
    sure: Frame,
    possible: Frame,
    total: Frame,
    acts: Frame,
    losers: Frame,
    slices: Frame,
    all_acts: Frame,
    *,
    yearly: bool,
) -> Frame:
    day = nodes.select(*NODE, "as_of")
    running = day.join(sure, on=NODE, how="inner").filter(nw.col("s") <= nw.col("as_of"), nw.col("as_of") <= nw.col("e"))
    running = running.group_by(*NODE).agg(until_=nw.col("e").max())
    may = day.join(possible, on=NODE, how="inner").filter(nw.col("s") <= nw.col("as_of"), nw.col("as_of") <= nw.col("e"))
    may = may.select(*NODE).unique().with_columns(may_=nw.lit(1, dtype=nw.Int64))
    latest = acts.filter(nw.col("slice") == "").join(day, on=NODE, how="inner")
    latest = latest.filter(nw.col("day") <= nw.col("as_of"), nw.col("s") <= nw.col("as_of"))
    # One that still counts decides before a later one that has run out.
    out = (nw.col("as_of") < nw.col("s")) | (nw.col("e") < nw.col("as_of"))
    latest = latest.with_columns(back_=-nw.col("day"), out_=whole(out))
    latest = firsts(latest, ["out_", "back_", "record_id"], NODE)
    latest = latest.select(*NODE, last_record=nw.col("record_id"), seen_=nw.lit(1, dtype=nw.Int64))
    doubtful = acts.filter(nw.col("sure") == 0).select(*NODE).unique().with_columns(doubt_=nw.lit(1, dtype=nw.Int64))
    # A claim that is not the largest was counted where the larger one lies outside the window.
    used = all_acts.filter(nw.col("claim") != "").select(*NODE, "record_id").unique().with_columns(reason=nw.lit("COUNTED_ONCE"))
    told = losers.join(used, on=[*NODE, "record_id", "reason"], how="anti")
    first = firsts(told, ["place"], NODE).select(*NODE, loser=nw.col("record_id"), loser_reason=nw.col("reason"))
    found = _window_ends(nodes, yearly=yearly).select(*NODE, "need", "unit", "kind", "subject", "window_end")
    # Where the total is enough and a minimum is not, the shortest category is what is missing; ties by name.
    lacking = slices.filter(nw.col("least") - nw.col("done") > TINY).with_columns(
        lack_=nw.col("least") - nw.col("done"), less_=nw.col("done") - nw.col("least")
    )
    lacking = firsts(lacking, ["less_", "slice"], NODE).select(*NODE, "lack_", lack_of=nw.col("slice"))
    for each in (running, may, total, latest, doubtful, first, lacking):
        found = found.join(each, on=NODE, how="left")
    found = found.with_columns(
        rank=whole(
            nw.when(~nw.col("until_").is_null())
            .then(nw.lit(MET))
            .otherwise(
                nw.when(~nw.col("may_").is_null())
                .then(nw.lit(UNKNOWN))
                .otherwise(nw.when(nw.col("window_end") < FOR_EVER).then(nw.lit(NOT_YET)).otherwise(nw.lit(NOT_MET)))
            )
        ),
        counted=nw.col("counted").fill_null(0.0),
        loser=nw.col("loser").fill_null(""),
        loser_reason=nw.col("loser_reason").fill_null(""),
        last_record=nw.col("last_record").fill_null(""),
    )
    enough = nw.col("counted") >= nw.col("need") - TINY
    by_category = enough & ~nw.col("lack_").is_null()
    short = (
        nw.when(by_category)
        .then(nw.col("lack_"))
        .otherwise(nw.when(enough).then(nw.lit(0.0)).otherwise(nw.col("need") - nw.col("counted")))
    )
    lost = nw.col("rank").is_in([NOT_MET, NOT_YET])
    unit = (
        nw.when(nw.col("kind") == "document")
        .then(nw.concat_str(nw.lit("document:"), nw.col("subject")))
        .otherwise(
            nw.when(nw.col("kind") == "contacts")
            .then(nw.concat_str(nw.lit("contact:"), nw.col("subject")))
            .otherwise(
                nw.when(by_category)
                .then(nw.concat_str(nw.col("unit"), nw.lit(":"), nw.col("lack_of").fill_null("")))
                .otherwise(nw.col("unit"))
            )
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
                nw.when(lost & nw.col("seen_").is_null())
                .then(nw.lit("NO_RECORD"))
                .otherwise(nw.when(lost).then(nw.lit("TOO_FEW")).otherwise(nw.lit("")))
            )
        ),
        deadline=whole(nw.when(nw.col("rank") == NOT_YET).then(nw.col("window_end")).otherwise(nw.lit(FOR_EVER))),
        missing=nw.when(nw.col("rank") == MET).then(nw.lit(0.0)).otherwise(short),
        unit=unit,
        ended_by=nw.lit(""),
        open_ends=whole((nw.col("kind") == "hours") & (nw.col("rank") == MET)),
    ).select(*NOW)


def _window_ends(nodes: Frame, *, yearly: bool) -> Frame:
    """The last day of a window that runs on the day asked about and ends by itself, outside renewals: until then there is time."""
    if yearly:
        placed = with_year_end(nodes, "as_of", "rule_month", "rule_day", "year_end_")
    else:
        placed = nodes.with_columns(year_end_=nw.lit(FOR_EVER, dtype=nw.Int64))
    asked = (nw.col("kind") == "hours") & (nw.col("part") != "renew")
    dates = asked & (nw.col("per") == "dates") & (nw.col("as_of") <= nw.col("win_until"))
    years = asked & nw.col("per").is_in(["calendar_year", "fixed_year"])
    return placed.with_columns(
        window_end=whole(
            nw.when(dates).then(nw.col("win_until")).otherwise(nw.when(years).then(nw.col("year_end_")).otherwise(nw.lit(FOR_EVER)))
        )
    )
