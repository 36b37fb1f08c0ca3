"""Serving: an activity that serves one requirement is left out of another that counts it once (topic 10).

A requirement with ``count_once`` gives way to the other amounts of hours of its own rule and of the certificates that rule looks at.
Those take first what the one that gives way cannot use, then what it can, and last what one of its minimums asks for; inside each of
these by day. They take no more than they need: what lies over that is free, from the day on which it does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from practicum.matching.activities import Counted
from practicum.matching.asking import looked_at
from practicum.matching.civil_columns import Expr, Frame
from practicum.matching.hours import ACT, carried_into_cycles, largest_claims
from practicum.matching.nodes import NODE, WIDE, case_of, req_of
from practicum.matching.spells import TINY, numbered, whole
from practicum.matching.versions import Versions
from practicum.model.civil_day import FOR_EVER
from practicum.model.requirement import RuleTables
from practicum.tables import nw
from practicum.tables.engine import Engine
from practicum.tables.words import columns_in

# One window of one requirement that goes first: `cycle` and `year` tell its windows apart.
WINDOW = ["o_case", "o_req", "cycle", "year"]
# What such a requirement adds up; `last` is the last day in a window that rolls, for ever in one that stands.
SERVED = [*WINDOW, "need", "record_id", "day", "amount", "slice", "last", "claim"]
OF = ["view", "certification"]
ONE = [*NODE, "record_id", "day"]
# Parts of a rule that are judged once, and not cycle by cycle.
ONCE = ("award", "always_in_date")


def gives_way(rules: RuleTables) -> dict[int, set[str]]:
    """The rules in which something counts once, each with the certifications it looks at, directly or through others."""
    owner = {row["rule"]: row for row in rules.rows("rules")}
    looked = looked_at(rules)
    found = {}
    for rule in sorted({row["rule"] for row in rules.rows("requirements") if row["count_once"]}):
        country, name = owner[rule]["country"], owner[rule]["certification"]
        reached: set[str] = set()
        ahead = {name}
        while ahead:
            ahead = {base for land, first, base in looked if land == country and first in ahead} - reached - {name}
            reached |= ahead
        found[rule] = reached
    return found


def lines_of(rules: RuleTables) -> dict[int, list[Mapping[str, Any]]]:
    """The requirements of hours, each with itself and the groups it stands in: it is asked as they are, and let off with them."""
    nodes = {row["req"]: row for row in rules.rows("requirements")}
    found: dict[int, list[Mapping[str, Any]]] = {}
    for row in nodes.values():
        if row["kind"] == "hours":
            above: list[Mapping[str, Any]] = [row]
            while above[-1]["parent"] >= 0:
                above.append(nodes[above[-1]["parent"]])
            found[row["req"]] = above
    return found


def _quiet(rules: RuleTables) -> list[int]:
    """What is shown only."""
    return [req for req, line in lines_of(rules).items() if any(row["advisory"] for row in line)]


def _later(rules: RuleTables) -> list[int]:
    """What is asked only of those who hold the certificate already; in renewals that is everybody."""
    return [
        req
        for req, line in lines_of(rules).items()
        if line[0]["part"] in ONCE and any(row["within_of"] == "certified" for row in line)
    ]


def with_once(rules: RuleTables, engine: Engine, counted: Counted, applies: Frame, granted: Frame, served: Frame | None) -> Counted:
    """What is counted, without what served the certificates a rule looks at or, outside renewals, another requirement of the rule.

    ``counted`` is what ``activities`` gave. What is asked only of the certified is in ``applies`` once their life is known.
    """
    ways = gives_way(rules)
    if not ways:
        return counted
    acts, losers, theirs = counted.acts, [counted.losers.drop("place")], None
    pairs = [(rule, base) for rule, bases in ways.items() for base in sorted(bases)]
    if served is not None and pairs:
        rules_of, names = zip(*pairs, strict=True)
        looks = engine.rows_table({"rule": rules_of, "certification": names}, {"rule": "whole", "certification": "code"})
        mine = counted.nodes.filter(nw.col("count_once") == 1).select(*NODE, "view", "rule").join(looks, on="rule", how="inner")
        theirs = engine.settle(mine.join(served, on=OF, how="inner").select(*NODE, *SERVED))
        # Renewals are judged cycle by cycle; here is told only what they lost.
        again = counted.nodes.filter(~nw.col("part").is_in(list(ONCE))).select(*NODE)
        losers.append(_left_over(engine, acts, theirs.join(again, on=NODE, how="inner"), counted.limits)[1])
    first = counted.nodes.filter(nw.col("part").is_in(list(ONCE)))
    acts, more = among(rules, engine, first, acts, counted.limits, applies, granted, theirs, parts=ONCE)
    return replace(counted, acts=acts, losers=engine.settle(placed_losers([*losers, *more])), theirs=theirs, every=counted.acts)


def placed_losers(losers: Sequence[Frame]) -> Frame:
    """What lost, put in one order: the cheapest to mend first, then the most recent."""
    columns = [*NODE, "record_id", "day", "reason", "cost"]
    lost = nw.concat([each.select(*columns) for each in losers], how="vertical").with_columns(back_=-nw.col("day"))
    return numbered(lost, "place", ["cost", "back_", "record_id", "reason"], NODE).drop("back_")


def among(
    rules: RuleTables,
    engine: Engine,
    nodes: Frame,
    acts: Frame,
    limits: Frame,
    applies: Frame,
    granted: Frame,
    theirs: Frame | None,
    *,
    parts: Sequence[str],
) -> tuple[Frame, list[Frame]]:
    """The acts without what served other certificates (``theirs``) or another requirement of the same part of the rule, and what lost.

    Of two that count once the one written first goes first. What a return asks gives way to other certificates alone. What is asked only
    of the certified hinders no award, so it takes nothing from what the award asks of everybody.
    """
    places: dict[tuple[int, str], int] = {}
    ranks: dict[int, int] = {}
    for row in rules.rows("requirements"):
        if row["count_once"] and row["part"] in parts:
            key = (row["rule"], row["part"])
            ranks[row["req"]] = places[key] = places.get(key, 0) + 1
    if not ranks:
        return acts, []
    table = engine.rows_table({"req": list(ranks), "rank_": list(ranks.values())}, {"req": "whole", "rank_": "whole"})
    hours = nodes.filter(nw.col("kind") == "hours").join(table, on="req", how="left")
    hours = engine.settle(
        hours.with_columns(
            rank_=whole(nw.col("rank_").fill_null(0)),
            later_=whole((nw.col("part") == "award") & nw.col("req").is_in(_later(rules))),
        ).select(*NODE, "req", "part", "per", "need", "rank_", "later_")
    )
    lost, left = [], acts
    for rank in range(1, max(ranks.values()) + 1):
        mine = hours.filter(nw.col("rank_") == rank).select(*NODE, "part", case=case_of(), mine_=nw.col("later_"))
        first = hours.filter(nw.col("rank_") < rank, ~nw.col("req").is_in(_quiet(rules)), nw.col("part") != "re_entry")
        first = first.with_columns(cycle=nw.lit(0, dtype=nw.Int64))
        beside = offered(asked_then(rules, engine, acts, applies, granted), first, ["part", "later_"])
        met = mine.join(beside, left_on=["case", "part"], right_on=["o_case", "part"], how="inner").with_columns(o_case=nw.col("case"))
        met = met.filter(nw.col("later_") <= nw.col("mine_"))
        found = [met.select(*NODE, *SERVED)]
        if theirs is not None:
            found.append(theirs.join(mine.select(*NODE), on=NODE, how="inner").select(*NODE, *SERVED))
        left, gone = _left_over(engine, left, nw.concat(found, how="vertical"), limits)
        lost.append(gone)
    return left, lost


def asked_later(rules: RuleTables) -> bool:
    """Whether something counts once beside hours that are asked only once the certificate is held: see ``with_once``."""
    nodes = rules.rows("requirements")
    asked = set(_later(rules))
    later = {(row["rule"], row["part"]) for row in nodes if row["req"] in asked}
    return any(row["count_once"] and (row["rule"], row["part"]) in later for row in nodes)


def served_by(
    rules: RuleTables,
    engine: Engine,
    counted: Counted,
    applies: Frame,
    granted: Frame,
    current: Frame,
    periods: Frame | None,
    versions: Versions | None,
) -> Frame | None:
    """What the certificates judged so far add up, in each of their windows, where another rule gives way to it: see ``SERVED``.

    ``current``: the case in force of each ask; ``periods`` and ``versions``: how certificates with cycles lived.
    """
    wanted = sorted({base for bases in gives_way(rules).values() for base in bases})
    if not wanted:
        return None
    hours = counted.nodes.filter(nw.col("kind") == "hours", ~nw.col("req").is_in(_quiet(rules)), nw.col("certification").is_in(wanted))
    every = counted.acts if counted.every is None else counted.every
    acts = asked_then(rules, engine, every, applies, granted)
    zero = nw.lit(0, dtype=nw.Int64)
    once = hours.filter(nw.col("part").is_in(list(ONCE))).join(current.select("case"), on="case", how="inner")
    found = [offered(acts, once.with_columns(cycle=zero), OF)]
    if periods is not None and versions is not None:
        again = _asked_in_cycles(rules, engine, hours.filter(nw.col("part") == "renew"), periods, versions)
        found.append(_in_cycles(engine, again, acts))
        if any(row["part"] == "renew" and row["per"] == "cycle" and row["carry_over"] >= 0 for row in rules.rows("requirements")):
            carried = carried_into_cycles(engine, every, again, counted.limits)
            mine = asked_then(rules, engine, carried, applies, granted).with_columns(cycle=nw.col("day"))
            found.append(offered(mine, again, [*OF, "cycle"]))
    return engine.settle(nw.concat([each.select(*OF, *SERVED) for each in found], how="vertical"))


def _asked_in_cycles(rules: RuleTables, engine: Engine, nodes: Frame, periods: Frame, versions: Versions) -> Frame:
    """What renewals ask, cycle by cycle: the nodes with the first day (``cycle``), last day, number and cycle before of each.

    What a cycle asks is picked by the day on which it is due. Its grace is its own only until the next cycle begins.
    """
    following = nw.col("since").shift(-1).over("ask", order_by="nth").fill_null(FOR_EVER)
    ran = periods.filter(nw.col("doubtful") == 0).with_columns(next_=whole(following)).drop("case")
    cycles = versions.join(engine.settle(ran), "e", ["case", "grace", "renew"]).filter(nw.col("renew") >= 0)
    last = nw.min_horizontal(nw.col("e") + nw.col("grace"), nw.max_horizontal("e", "next_"))
    cycles = engine.settle(cycles.select("case", "nth", "before", cycle=nw.col("since"), due=nw.col("e"), limit=whole(last)))
    again = engine.settle(nodes.join(cycles, on="case", how="inner"))
    by_due = [(req, row["starts"], row["until"]) for req, line in lines_of(rules).items() for row in line if row["by"] == "due"]
    if not by_due:
        return again
    reqs, firsts, lasts = zip(*by_due, strict=True)
    bounds = engine.rows_table({"req": reqs, "from_": firsts, "to_": lasts}, {"req": "whole", "from_": "day", "to_": "day"})
    out = again.join(bounds, on="req", how="inner").filter((nw.col("due") < nw.col("from_")) | (nw.col("to_") < nw.col("due")))
    return engine.settle(again.join(out.select(*NODE, "cycle").unique(), on=[*NODE, "cycle"], how="anti"))


def _in_cycles(engine: Engine, again: Frame, acts: Frame) -> Frame:
    """What renewals add up, cycle by cycle."""
    inside = acts.join(engine.settle(again.select(*NODE, "cycle", "limit", "nth")), on=NODE, how="inner")
    inside = inside.filter(nw.col("cycle") <= nw.col("day"), nw.col("day") <= nw.col("limit"), (nw.col("once") == 0) | (nw.col("nth") == 1))
    return offered(inside.drop("limit", "nth"), again, [*OF, "cycle"]).select(*OF, *SERVED)


def asked_then(rules: RuleTables, engine: Engine, acts: Frame, applies: Frame, granted: Frame) -> Frame:
    """The acts of days on which their requirement was asked and nobody was let off it, nor off a group it stands in."""
    lines = lines_of(rules)
    pairs = {"req": [req for req, line in lines.items() for _row in line], "above": [row["req"] for line in lines.values() for row in line]}
    days = acts.select(*NODE, "day").unique().with_columns(req=req_of())
    days = days.join(engine.rows_table(pairs, {"req": "whole", "above": "whole"}), on="req", how="inner").drop("req")
    days = engine.settle(days.with_columns(above=nw.col("node") // WIDE * WIDE + nw.col("above")))

    def within(spells: Frame) -> Frame:
        """The days inside the spells of what the requirement stands in."""
        met = days.join(spells.select(above=nw.col("node"), s_=nw.col("s"), e_=nw.col("e")), on="above", how="inner")
        return met.filter(nw.col("s_") <= nw.col("day"), nw.col("day") <= nw.col("e_")).select(*NODE, "day", "above").unique()

    spot = [*NODE, "day"]
    out = days.join(within(applies), on=[*spot, "above"], how="anti").select(*spot)
    out = engine.settle(nw.concat([out, within(granted).select(*spot)], how="vertical").unique())
    return acts.join(days.select(*spot).unique(), on=spot, how="inner").join(out, on=spot, how="anti")


def offered(acts: Frame, nodes: Frame, also: Sequence[str]) -> Frame:
    """The acts of some nodes by window. ``nodes``: node, per, need, cycle and the columns of ``also``."""
    keys = [*NODE, *(["cycle"] if "cycle" in columns_in(acts) else [])]
    met = acts.join(nodes.select(*dict.fromkeys([*NODE, "per", "need", "cycle", *also])), on=keys, how="inner")
    met = met.with_columns(
        o_case=case_of(),
        o_req=req_of(),
        year=whole(nw.when(nw.col("per").is_in(["calendar_year", "fixed_year"])).then(nw.col("e")).otherwise(nw.lit(0))),
        last=whole(nw.when(nw.col("per") == "months").then(nw.col("e")).otherwise(nw.lit(FOR_EVER))),
    )
    return met.select(*dict.fromkeys([*also, *SERVED]))


def _between(amount: Expr, most: Expr) -> Expr:
    return nw.max_horizontal(nw.lit(0.0), nw.min_horizontal(amount, most))


def _left_over(engine: Engine, acts: Frame, theirs: Frame, limits: Frame) -> tuple[Frame, Frame]:
    """The acts without what was needed elsewhere, and those of which nothing is left. ``theirs``: node and ``SERVED``."""
    theirs = engine.settle(theirs)
    keys = [*NODE, *WINDOW]
    mine = engine.settle(acts.join(theirs.select(*NODE).unique(), on=NODE, how="inner"))
    one = nw.lit(1, dtype=nw.Int64)
    usable = mine.filter(nw.col("slice") == "", nw.col("record_id") != "").select(*ONE).unique().with_columns(usable_=one)
    least = limits.filter(nw.col("least") > 0).select("req", "slice")
    dear = mine.with_columns(req=req_of()).join(least, on=["req", "slice"], how="inner").select(*ONE).unique().with_columns(dear_=one)
    each = (
        theirs.filter(nw.col("slice") == "").group_by(*keys, "need", "record_id", "day", "last", "claim").agg(amount=nw.col("amount").sum())
    )
    each = each.filter(nw.col("amount") > TINY).join(usable, on=ONE, how="left").join(dear, on=ONE, how="left")
    rolls = nw.col("last") < FOR_EVER
    turn = nw.when(rolls).then(nw.lit(0)).otherwise(nw.col("usable_").fill_null(0) + nw.col("dear_").fill_null(0))
    each = engine.settle(numbered(each.with_columns(turn_=whole(turn)), "place", ["turn_", "day", "record_id"], keys))
    # On each day on which something was done: who takes what.
    days = each.select(*keys, at=nw.col("day")).unique()
    grid = each.join(days, on=keys, how="inner").filter(nw.col("day") <= nw.col("at"), nw.col("at") <= nw.col("last"))
    grid = engine.settle(grid.select(*keys, "at", "place", "need", "record_id", "day", "last", "usable_", "amount", "claim"))
    best = engine.settle(largest_claims(grid.with_columns(slice=nw.lit("")), [*keys, "at"]).drop("slice", "claim"))
    taken = _taken(engine, best, theirs, limits, keys)
    # A claim that is not the largest one any more serves nothing.
    idle = grid.join(best.select(*keys, "at", "place"), on=[*keys, "at", "place"], how="anti").with_columns(taken=nw.lit(0.0))
    columns = [*ONE, *WINDOW, "at", "last", "usable_", "taken"]
    taken = nw.concat([taken.select(*columns), idle.select(*columns)], how="vertical")
    # Where a window rolls, the day of the activity decides; elsewhere a later one may set it free.
    taken = taken.filter(~nw.col("usable_").is_null(), (nw.col("last") >= FOR_EVER) | (nw.col("at") == nw.col("day")))
    taken = engine.settle(taken.select(*ONE, *WINDOW, "at", "taken"))
    moments = taken.select(*ONE, "at").unique()
    steps = moments.join(taken.rename({"at": "from_"}), on=ONE, how="inner").filter(nw.col("from_") <= nw.col("at"))
    # Each day has its own need: the last one told stands.
    steps = steps.with_columns(last_=nw.col("from_").max().over(*ONE, *WINDOW, "at")).filter(nw.col("from_") == nw.col("last_"))
    steps = engine.settle(steps.group_by(*ONE, "at").agg(nw.col("taken").max()).with_columns(free_=1.0 - nw.col("taken")))
    steps = steps.with_columns(
        gain_=nw.col("free_") - nw.col("free_").shift(1).over(*ONE, order_by="at").fill_null(0.0),
        until_=whole((nw.col("at").shift(-1).over(*ONE, order_by="at") - 1).fill_null(FOR_EVER)),
    )
    # What came free stays free, unless a larger claim took the place of one that had served instead: then each step ends with the next.
    steps = engine.settle(steps.with_columns(back_=whole(nw.col("gain_").min().over(*ONE) < -TINY)))
    part = nw.when(nw.col("back_") == 1).then(nw.col("free_")).otherwise(nw.col("gain_"))
    steps = steps.with_columns(part_=part, to_=whole(nw.when(nw.col("back_") == 1).then(nw.col("until_")).otherwise(nw.lit(FOR_EVER))))
    gains = engine.settle(steps.filter(nw.col("part_") > TINY).select(*ONE, "at", "to_", "part_"))
    touched = moments.select(*ONE).unique()
    rest = acts.join(touched, on=ONE, how="anti").select(*ACT)
    freed = mine.join(gains, on=ONE, how="inner").with_columns(
        amount=nw.col("amount") * nw.col("part_"), s=whole(nw.max_horizontal("s", "at")), full_=nw.col("e"), e=nw.min_horizontal("e", "to_")
    )
    freed = engine.settle(freed.filter(nw.col("s") <= nw.col("e")))
    # Nothing is left of what is not free on its last day.
    gone = touched.join(freed.filter(nw.col("full_") <= nw.col("to_")).select(*ONE).unique(), on=ONE, how="anti")
    gone = gone.with_columns(reason=nw.lit("COUNTED_ONCE"), cost=nw.lit(2, dtype=nw.Int64)).select(*ONE, "reason", "cost")
    return engine.settle(nw.concat([rest, freed.select(*ACT)], how="vertical")), engine.settle(gone)


def _taken(engine: Engine, grid: Frame, theirs: Frame, limits: Frame, keys: Sequence[str]) -> Frame:
    """The grid with the share of each act that its window needs on each day (``taken``): for its minimums first, then for the total."""
    spot = [*keys, "at"]
    bounds = limits.filter((nw.col("least") > 0) | (nw.col("most") >= 0)).rename({"req": "o_req"})
    slices = theirs.filter(nw.col("slice") != "").select(*keys, "record_id", "day", "slice").unique()
    parts = engine.settle(grid.join(slices.join(bounds, on=["o_req", "slice"], how="inner"), on=[*keys, "record_id", "day"], how="inner"))
    parts = parts.with_columns(sum_=nw.col("amount").cum_sum().over(*spot, "slice", order_by="place")).with_columns(
        before_=nw.col("sum_") - nw.col("amount")
    )
    parts = parts.with_columns(
        forced_=_between(nw.col("least") - nw.col("before_"), nw.col("amount")),
        usable=nw.when(nw.col("most") < 0).then(nw.col("amount")).otherwise(_between(nw.col("most") - nw.col("before_"), nw.col("amount"))),
    )
    parts = parts.group_by(*spot, "place").agg(forced_=nw.col("forced_").max(), usable=nw.col("usable").min())
    grid = engine.settle(grid.join(parts, on=[*spot, "place"], how="left"))
    grid = grid.with_columns(usable=nw.col("usable").fill_null(nw.col("amount")), forced_=nw.col("forced_").fill_null(0.0))
    grid = grid.with_columns(forced_=nw.min_horizontal("forced_", "usable"))
    grid = grid.with_columns(spare_=nw.col("usable") - nw.col("forced_"), given_=nw.col("forced_").sum().over(*spot))
    grid = engine.settle(grid.with_columns(sum_=nw.col("spare_").cum_sum().over(*spot, order_by="place")))
    wanted = nw.col("need") - nw.col("given_") - (nw.col("sum_") - nw.col("spare_"))
    return grid.with_columns(taken=(nw.col("forced_") + _between(wanted, nw.col("spare_"))) / nw.col("amount"))
