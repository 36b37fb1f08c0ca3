"""Returning: what somebody who was away has to do, by the time they were away (topic 34)."""

from __future__ import annotations

from practicum.matching.civil_columns import Frame, with_months_on
from practicum.matching.facts import Facts
from practicum.matching.nodes import NODE, node_of
from practicum.matching.renewing import fold_renewal
from practicum.matching.spells import whole
from practicum.matching.trees import Trees
from practicum.model.civil_day import FOR_EVER, LONG_AGO
from practicum.tables import nw

CYCLE = ["ask", "case", "as_of", "nth", "cycle_from", "before", "due", "grace"]


def bands_of(gone: Frame, bands: Frame) -> Frame:
    """The bands of everybody who is away, with the days they hold: ask, ``band``, ``id``, ``req``, ``conditional``, ``lo``, ``hi``.

    ``gone``: ask, rule and ``e``, the last day of the certificate. Time away is counted from the first day without it.
    """
    mine = gone.select("ask", "rule", off=nw.col("e") + 1).join(bands, on="rule", how="inner")
    mine = mine.with_columns(lo_=nw.max_horizontal("from_months", nw.lit(0)), hi_=nw.max_horizontal("to_months", nw.lit(0)))
    mine = with_months_on(mine, "off", nw.col("lo_"), "opens_")
    mine = with_months_on(mine, "off", nw.col("hi_"), "closes_")
    return mine.with_columns(
        lo=whole(nw.when(nw.col("from_months") >= 0).then(nw.col("opens_") + nw.col("after")).otherwise(nw.lit(LONG_AGO))),
        hi=whole(nw.when(nw.col("to_months") >= 0).then(nw.col("closes_") - nw.col("before")).otherwise(nw.lit(FOR_EVER))),
    ).select("ask", "band", "id", "req", "conditional", "lo", "hi")


def returned(facts: Facts, gone: Frame, trees: Trees, bands: Frame) -> Frame:
    """The first day on which each came back by what their band asks: ask, ``back_on``; ``may_on`` where that is not sure.

    ``gone``: ask (here one number a period), case, rule, renew (the renewal's root), as_of, grace, ``since`` (the first day of the last
    cycle) and ``e`` (its last). Where a band asks nothing of its own, what the renewal asked is made up.
    """
    engine = facts.engine
    found = engine.settle(bands_of(gone, bands))
    away = gone.select("ask", "renew", "as_of", case=nw.col("ask"), since=nw.col("e") + nw.col("grace") + 1)
    days = gone.with_columns(due=nw.col("as_of"), grace=nw.lit(0, dtype=nw.Int64), nth=nw.lit(2, dtype=nw.Int64))
    days = days.with_columns(before=nw.lit(FOR_EVER, dtype=nw.Int64))
    anew = engine.settle(days.with_columns(cycle_from=whole(nw.col("e") + 1)).select(*CYCLE))
    made_up = engine.settle(days.with_columns(cycle_from=nw.col("since")).filter(nw.col("renew") >= 0).select(*CYCLE))
    by_return = fold_renewal(facts, anew, trees, states=False, part="re_entry", by="ask")
    by_renewal = fold_renewal(facts, made_up, trees, states=False, by="ask")
    roots = away.join(found, on="ask", how="inner")
    own = roots.filter(nw.col("req") >= 0)
    other = roots.filter(nw.col("req") < 0).drop("req").with_columns(req=nw.col("renew")).filter(nw.col("req") >= 0)

    def first(spells_own: Frame, spells_other: Frame, into: str) -> Frame:
        columns = ["ask", "since", "as_of", "lo", "hi", "s", "e"]
        both = nw.concat(
            [
                own.with_columns(node=node_of()).join(spells_own, on=NODE, how="inner").select(*columns),
                other.with_columns(node=node_of()).join(spells_other, on=NODE, how="inner").select(*columns),
            ],
            how="vertical",
        )
        both = both.with_columns(on_=nw.max_horizontal("s", "lo", "since"), last_=nw.min_horizontal("e", "hi", "as_of"))
        return both.filter(nw.col("on_") <= nw.col("last_")).group_by("ask").agg(nw.col("on_").min().alias(into))

    sure = first(by_return.sure, by_renewal.sure, "back_on")
    maybe = first(by_return.possible, by_renewal.possible, "may_on")
    return engine.settle(gone.select("ask").join(sure, on="ask", how="left").join(maybe, on="ask", how="left"))


def returns_now(facts: Facts, gone: Frame, trees: Trees, bands: Frame) -> tuple[Frame, tuple[Frame, ...]]:
    """The states of what the band asks that holds on the day, for everybody who is away, and its amounts."""
    engine = facts.engine
    found = bands_of(gone, bands).join(gone.select("ask", "case", "as_of"), on="ask", how="inner")
    here = engine.settle(
        found.filter(nw.col("lo") <= nw.col("as_of"), nw.col("as_of") <= nw.col("hi"), nw.col("req") >= 0).select("case", "req")
    )
    days = gone.with_columns(due=nw.col("as_of"), grace=nw.lit(0, dtype=nw.Int64), cycle_from=whole(nw.col("e") + 1))
    days = days.with_columns(nth=nw.lit(2, dtype=nw.Int64), before=nw.lit(FOR_EVER, dtype=nw.Int64))
    folded = fold_renewal(facts, engine.settle(days.select(*CYCLE)), trees, part="re_entry")
    # The nodes below the roots of the band that holds.
    found_nodes = [here]
    for _ in range(max(trees.parts["re_entry"].depths)):
        below = (
            trees.parts["re_entry"]
            .nodes.select("case", "req", "parent")
            .join(found_nodes[-1].rename({"req": "parent"}), on=["case", "parent"], how="inner")
        )
        found_nodes.append(engine.settle(below.select("case", "req")))
    mine = engine.settle(nw.concat(found_nodes, how="vertical").select(node=node_of()))
    slices = () if folded.slices is None else (folded.slices.join(mine, on=NODE, how="inner"),)
    return engine.settle(folded.now.join(mine, on=NODE, how="inner")), slices


def conditional_limits(gone: Frame, bands: Frame, asks: Frame, roles: Frame) -> Frame:
    """Until when those who are back in post may practise while their return is being completed: ask, ``began``, ``limit``.

    The band is that of the day on which the first post after the absence began.
    """
    wanted = bands_of(gone, bands).filter(nw.col("conditional") >= 0)
    back = gone.select("ask", "e").join(asks.select("ask", "view", "role", "as_of"), on="ask", how="inner")
    back = back.join(roles.rename({"e": "left"}), on=["view", "role"], how="inner")
    back = back.filter(nw.col("s") > nw.col("e"), nw.col("s") <= nw.col("as_of")).group_by("ask").agg(began=nw.col("s").min())
    back = back.join(wanted, on="ask", how="inner").filter(nw.col("lo") <= nw.col("began"), nw.col("began") <= nw.col("hi"))
    return with_months_on(back, "began", nw.col("conditional"), "limit").select("ask", "began", "limit")
