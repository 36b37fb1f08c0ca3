"""Renewing: what a cycle's renewal asks, judged by what was done in that cycle."""

from __future__ import annotations

from practicum.matching.activities import ACT
from practicum.matching.civil_columns import Frame
from practicum.matching.counting import count
from practicum.matching.facts import Facts
from practicum.matching.folding import NODE, Folded, fold
from practicum.matching.module_states import module_states
from practicum.matching.singles import HOLD_PIECE
from practicum.matching.spells import spells, whole
from practicum.matching.trees import Leaves, Trees, with_blanks
from practicum.model.civil_day import FOR_EVER, LONG_AGO
from practicum.tables import nw


def renewed(facts: Facts, cycles: Frame, trees: Trees) -> Frame:
    """Whether each cycle that is over was renewed.

    ``in_time``: the renewal held at the end; ``late_on``: the first day it did in grace; ``doubt``: it may have.
    ``cycles``: ask, case, renew (the root), as_of, grace, cycle_from, due.
    """
    engine = facts.engine
    folded = fold_renewal(facts, cycles, trees, states=False)
    roots = cycles.select("ask", "case", "renew", "due", "grace")
    held = engine.settle(roots.join(folded.sure, left_on=["case", "renew"], right_on=NODE, how="inner"))
    in_time = (
        held.filter(nw.col("s") <= nw.col("due"), nw.col("due") <= nw.col("e"))
        .select("ask")
        .unique()
        .with_columns(in_time=nw.lit(1, dtype=nw.Int64))
    )
    late = (
        held.filter(nw.col("s") > nw.col("due"), nw.col("s") <= nw.col("due") + nw.col("grace"))
        .group_by("ask")
        .agg(late_on=nw.col("s").min())
    )
    may = roots.join(folded.possible, left_on=["case", "renew"], right_on=NODE, how="inner")
    may = (
        may.filter(nw.col("s") <= nw.col("due") + nw.col("grace"), nw.col("e") >= nw.col("due"))
        .select("ask")
        .unique()
        .with_columns(doubt=nw.lit(1, dtype=nw.Int64))
    )
    return engine.settle(
        cycles.select("ask").join(in_time, on="ask", how="left").join(late, on="ask", how="left").join(may, on="ask", how="left")
    )


def nobody(cycles: Frame) -> Frame:
    """What ``renewed`` gives where no cycle is over."""
    zero = nw.lit(0, dtype=nw.Int64)
    return cycles.select("ask", in_time=zero, late_on=zero, doubt=zero)


def fold_renewal(facts: Facts, cycles: Frame, trees: Trees, *, states: bool = True) -> Folded:
    """The renewal trees of some cycles, folded with what was done in each cycle."""
    engine = facts.engine
    mine = cycles.select("case", "cycle_from", "due", limit=nw.col("due") + nw.col("grace"))
    # Once grace is over the cycle stays as it stood on its last day.
    nodes = trees.renewal.nodes.join(mine, on="case", how="inner").with_columns(as_of=whole(nw.min_horizontal("as_of", "limit")))
    nodes = engine.settle(nodes)
    due_now = nodes.filter(nw.col("by") == "due")
    due_now = due_now.filter(nw.col("starts") <= nw.col("due"), nw.col("due") <= nw.col("until"))
    other = nodes.filter(nw.col("by") != "due").select(*NODE)
    applies = nw.concat(
        [
            trees.renewal.applies.join(other, on=NODE, how="inner"),
            due_now.select(*NODE, s=nw.lit(LONG_AGO, dtype=nw.Int64), e=nw.lit(FOR_EVER, dtype=nw.Int64)),
        ],
        how="vertical",
    )
    here = nodes.select(*NODE, "cycle_from", "limit")
    pieces = trees.renewal.pieces.join(here, on=NODE, how="inner")
    # What never runs out has to be done in the cycle; what runs out only has to be in date when the cycle is judged.
    inside = (nw.col("e") < FOR_EVER) | (nw.col("day") >= nw.col("cycle_from"))
    pieces = engine.settle(pieces.filter((nw.col("sort") != 0) | (inside & (nw.col("day") <= nw.col("limit")))).select(*HOLD_PIECE))
    sure = spells(pieces.filter(nw.col("sure") == 1).select(*NODE, "s", "e"), NODE)
    possible = spells(pieces.select(*NODE, "s", "e"), NODE)
    day = nodes.select(*NODE, "as_of")
    single = trees.renewal.single.drop("as_of").join(day, on=NODE, how="inner")
    losers = trees.losers.join(here.select(*NODE), on=NODE, how="inner")
    first = trees.closings.filter(nw.col("place") == 1).select(*NODE, closing=nw.col("unit"))
    now = module_states(single, pieces, losers, first) if states else None
    counted = trees.renewal.counted.drop("as_of").join(here, on=NODE, how="inner").join(day, on=NODE, how="inner")
    acts = trees.renewal.acts.join(here, on=NODE, how="inner").filter(
        nw.col("day") >= nw.col("cycle_from"), nw.col("day") <= nw.col("limit")
    )
    acts = acts.with_columns(e=whole(nw.min_horizontal("e", "limit"))).select(*ACT)
    counts = count(
        engine,
        engine.settle(counted),
        trees.counted,
        acts,
        trees.counted.losers.join(here.select(*NODE), on=NODE, how="inner"),
        states=states,
    )
    both = Leaves(
        pieces,
        nw.concat([sure, counts.sure], how="vertical"),
        nw.concat([possible, counts.possible], how="vertical"),
        nw.concat([now, counts.now], how="vertical") if now is not None and counts.now is not None else None,
    )
    leaves = with_blanks(engine, nodes, both)
    shape = nodes.select(*NODE, "parent", "depth", "position", "n", "leaf", "advisory", "as_of", "deadline")
    return fold(
        engine,
        engine.settle(shape),
        trees.renewal.depths,
        sure=leaves.sure,
        possible=leaves.possible,
        applies=engine.settle(applies),
        granted=trees.renewal.granted,
        now=leaves.now if states else None,
    )
