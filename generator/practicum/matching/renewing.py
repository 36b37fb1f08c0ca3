"""Renewing: what a cycle's renewal asks, judged by what was done in that cycle."""

from __future__ import annotations

from dataclasses import replace

from practicum.matching.civil_columns import Frame
from practicum.matching.counting import count
from practicum.matching.experience import in_cycle, with_experience
from practicum.matching.facts import Facts
from practicum.matching.folding import SHAPE, Folded, fold
from practicum.matching.hours import ACT, carried_into_cycles
from practicum.matching.module_states import module_states
from practicum.matching.nodes import NODE, node_of
from practicum.matching.serving import among, placed_losers
from practicum.matching.singles import HOLD_PIECE
from practicum.matching.spells import numbered, spells, whole
from practicum.matching.trees import Leaves, Trees, have_windows, together, with_blanks
from practicum.model.civil_day import FOR_EVER
from practicum.tables import nw
from practicum.tables.words import columns_in

# The node of a case that its cycles share.
WAS = {"node": "was"}


def renewed(facts: Facts, cycles: Frame, trees: Trees) -> Frame:
    """Whether each cycle that is over was renewed.

    ``in_time``: the renewal held at the end; ``late_on``: the first day it did in grace; ``doubt``: it may have.
    ``cycles``: ask (here one number a cycle), case, renew (the root), as_of, grace, nth, cycle_from, before (the first day of the
    cycle before), due.
    """
    engine = facts.engine
    folded = fold_renewal(facts, cycles, trees, states=False, by="ask")
    roots = cycles.select("ask", "due", "grace", node=node_of("ask", "renew"))
    held = engine.settle(roots.join(folded.sure, on=NODE, how="inner"))
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
    may = roots.join(folded.possible, on=NODE, how="inner")
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


def fold_renewal(facts: Facts, cycles: Frame, trees: Trees, *, states: bool = True, part: str = "renew", by: str = "case") -> Folded:
    """The trees of one part of the rules, folded with what was done in each cycle.

    ``by`` is the column of ``cycles`` that tells them apart, and what the found spells call `case`: several cycles of one case are
    folded side by side. What a renewal asks may have been done before the cycle where it runs out and is still in date; what a return asks
    (`re_entry`) was done after the first day away or does not count.
    """
    again = trees.parts[part]
    engine = facts.engine
    mine = cycles.select("nth", "cycle_from", "before", "due", base=nw.col("case"), case=nw.col(by), limit=nw.col("due") + nw.col("grace"))
    # Once grace is over the cycle stays as it stood on its last day.
    nodes = again.nodes.rename({"case": "base", **WAS}).join(mine, on="base", how="inner").with_columns(node=node_of()).drop("base")
    nodes = engine.settle(nodes.with_columns(as_of=whole(nw.min_horizontal("as_of", "limit"))))

    def of_cycles(table: Frame, cells: Frame) -> Frame:
        """Rows of the trees in the cycles of ``cells`` (was, node, …)."""
        return table.rename(WAS).join(cells, on="was", how="inner").drop("was")

    cell = ["was", *NODE]
    due_now = nodes.filter((nw.col("by") != "due") | ((nw.col("starts") <= nw.col("due")) & (nw.col("due") <= nw.col("until"))))
    applies = of_cycles(again.applies, due_now.select(*cell))
    here = nodes.select(*cell, "kind", "nth", "cycle_from", "before", "limit")
    pieces = of_cycles(again.pieces, here)
    # What never runs out has to be done in the cycle; what runs out only has to be in date when the cycle is judged.
    # A certificate is held or not, whenever it began.
    inside = (nw.col("day") >= nw.col("cycle_from")) | (nw.col("kind") == "certificate")
    if part == "renew":
        inside = inside | (nw.col("e") < FOR_EVER)
    pieces = engine.settle(pieces.filter((nw.col("sort") != 0) | (inside & (nw.col("day") <= nw.col("limit")))).select(*HOLD_PIECE))
    sure = spells(pieces.filter(nw.col("sure") == 1).select(*NODE, "s", "e"), NODE)
    possible = spells(pieces.select(*NODE, "s", "e"), NODE) if engine.count(pieces.filter(nw.col("sure") == 0)) else None
    now = None
    if states:
        single = of_cycles(again.single.drop("as_of"), nodes.select(*cell, "as_of"))
        losers = of_cycles(trees.losers, here.select(*cell))
        first = None
        if trees.closings is not None:
            first = of_cycles(trees.closings.filter(nw.col("place") == 1), here.select(*cell)).select(*NODE, closing=nw.col("unit"))
        now = module_states(single, pieces, losers, first, windows=have_windows(trees.rules))
    granted = of_cycles(again.granted, here.select(*cell)).select(*columns_in(again.granted))
    counted = of_cycles(again.counted.drop("as_of"), nodes.select(*cell, "nth", "cycle_from", "before", "limit", "as_of"))
    every = of_cycles(again.acts, here)
    acts = every.filter(
        nw.col("day") >= nw.col("cycle_from"), nw.col("day") <= nw.col("limit"), (nw.col("once") == 0) | (nw.col("nth") == 1)
    )
    acts = acts.with_columns(e=whole(nw.min_horizontal("e", "limit"))).select(*ACT)
    limits = trees.counted.limits
    if part == "renew" and again.carries:
        carried = carried_into_cycles(engine, every.select(*ACT), counted.rename({"cycle_from": "cycle"}), limits)
        acts = nw.concat([acts, carried], how="vertical")
    theirs = None if trees.counted.theirs is None else of_cycles(trees.counted.theirs, here.select(*cell))
    acts, gone = among(trees.rules, engine, counted, acts, limits, applies, granted, theirs, parts=(part,))
    # What counted once outside the cycle is no reason inside it.
    before = trees.counted.losers.filter(nw.col("reason") != "COUNTED_ONCE")
    losers = _lost_in(of_cycles(before, here.select(*cell, "cycle_from", "limit"))).select(*columns_in(before))
    losers = placed_losers([losers, *gone]) if gone else losers
    counts = count(engine, engine.settle(counted), trees.counted, acts, losers, states=states)
    if trees.worked is not None and part in trees.worked.parts:
        cells = here.select(*cell)
        posts = replace(trees.worked, nodes=of_cycles(trees.worked.nodes, cells), posts=of_cycles(trees.worked.posts, cells))
        counts = with_experience(engine, counts, in_cycle(posts, nodes, part), states=states)
    both = Leaves(
        pieces,
        nw.concat([sure, counts.sure], how="vertical"),
        together(sure, possible, counts),
        nw.concat([now, counts.now], how="vertical") if now is not None and counts.now is not None else None,
        counts.slices,
    )
    leaves = with_blanks(engine, nodes, both)
    return fold(
        engine,
        engine.settle(nodes.select(*SHAPE)),
        again.depths,
        sure=leaves.sure,
        possible=leaves.possible,
        applies=engine.settle(applies),
        granted=engine.settle(granted),
        now=leaves.now if states else None,
        slices=leaves.slices,
    )


def _lost_in(losers: Frame) -> Frame:
    """The rows that lost in the cycle, numbered anew: what lost in another cycle says nothing about this one."""
    mine = losers.filter(nw.col("day") >= nw.col("cycle_from"), nw.col("day") <= nw.col("limit")).drop("cycle_from", "limit")
    return numbered(mine.rename({"place": "place_"}), "place", ["place_"], NODE).drop("place_")
