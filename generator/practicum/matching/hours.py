"""Hours, points and items: what adds up inside a window (topic 10)."""

from __future__ import annotations

from practicum.matching.chaining import KEYS
from practicum.matching.civil_columns import Frame, with_last_day, with_year_end
from practicum.matching.facts import Facts, standing
from practicum.matching.holding import Held
from practicum.matching.nodes import NODE, holding_of, req_of
from practicum.matching.spells import TINY, beside, firsts, numbered, whole
from practicum.model.civil_day import FOR_EVER
from practicum.model.requirement import COLUMNS, RuleTables
from practicum.tables import nw
from practicum.tables.engine import Engine
from practicum.tables.words import columns_in

PEERS = "peer_reflection"
# A row that counts, as a piece with an amount; `once` is 1 where it counts in the first cycle only, `claim` names what adds once in a
# window however often it is claimed.
ACT = [*NODE, "s", "e", "day", "amount", "slice", "sure", "record_id", "once", "claim"]


def hours(rules: RuleTables, facts: Facts, nodes: Frame, views: Frame, voids: Frame, held: Held, limits: Frame) -> tuple[Frame, Frame]:
    """The activities each requirement adds up, and those that lost with the reason."""
    engine = facts.engine
    rows = facts.once("cpd").select(
        "learner",
        "record_id",
        "day",
        "known",
        "quantity",
        activity=nw.col("kind").fill_null(""),
        act_unit=nw.col("unit").fill_null(""),
        category=nw.col("category").fill_null(""),
        act_module=nw.col("module").fill_null(""),
        peers=nw.col("peer_reflection").fill_null(0),
        approved=nw.col("approved").fill_null(1),
        said=whole(~nw.col("approved").is_null()),
        part_of=nw.col("part_of").fill_null(""),
    )
    seen = standing(rows, views, voids)
    # A part stands and falls with the row it is a part of.
    wholes = (
        seen.filter(nw.col("part_of") == "")
        .select("view", part_of=nw.col("record_id"))
        .unique()
        .with_columns(there_=nw.lit(1, dtype=nw.Int64))
    )
    seen = seen.join(wholes, on=["view", "part_of"], how="left").filter((nw.col("part_of") == "") | (nw.col("there_") == 1)).drop("there_")
    names = [row for row in rules.rows("names") if row["use"] == "kinds"]
    wanted = engine.rows_table(
        {"req": [row["req"] for row in names], "activity": [row["name"] for row in names]}, {"req": "whole", "activity": "code"}
    )
    rates = engine.rows_table(
        {
            "req": rules.column("conversions", "req"),
            "rated": rules.column("conversions", "activity"),
            "act_unit": rules.column("conversions", "unit"),
            "rate": rules.column("conversions", "rate"),
            "cap_each": rules.column("conversions", "cap_each"),
        },
        {"req": "whole", "rated": "code", "act_unit": "code", "rate": "number", "cap_each": "number"},
    )
    met = nodes.select(
        *NODE,
        "req",
        "view",
        "req_unit",
        "per",
        "months",
        "rule_month",
        "rule_day",
        "module_once",
        "approved_only",
        "peer_min",
        "hours_a_day",
        "win_from",
        "win_until",
        "carry_from",
        "need",
        "carry_over",
    ).join(seen, on="view", how="inner")
    if names:
        picky = nw.col("req").is_in(sorted({row["req"] for row in names}))
        fitting = met.filter(picky).join(wanted, on=["req", "activity"], how="inner")
        met = nw.concat([met.filter(~picky), fitting.select(*columns_in(met))], how="vertical")
    met = _rated(met, rates, sorted(set(rules.column("conversions", "req"))))
    quantity = (
        nw.when((nw.col("cap_each") >= 0) & (nw.col("quantity") > nw.col("cap_each")))
        .then(nw.col("cap_each"))
        .otherwise(nw.col("quantity"))
    )
    # Days made of hours: only whole days count.
    ratio = quantity / nw.when(nw.col("hours_a_day") > 0).then(nw.col("hours_a_day")).otherwise(nw.lit(1.0)) + TINY
    by_hour = (nw.col("hours_a_day") > 0) & (nw.col("act_unit") == "hour") & (nw.col("req_unit") == "day") & (nw.col("rate") < 0)
    outside = (nw.col("per") == "dates") & ((nw.col("day") < nw.col("win_from")) | (nw.col("day") > nw.col("win_until")))
    refused = (nw.col("approved") == 0) | ((nw.col("approved_only") == 1) & (nw.col("said") == 0))
    met = met.with_columns(
        amount=nw.when(by_hour).then(ratio - ratio % 1.0).otherwise(quantity * nw.col("rate")),
        reason=nw.when(refused)
        .then(nw.lit("NOT_APPROVED"))
        .otherwise(
            nw.when((nw.col("rate") < 0) & ~by_hour)
            .then(nw.lit("UNIT_UNKNOWN"))
            .otherwise(nw.when(outside).then(nw.lit("OUT_OF_WINDOW")).otherwise(nw.lit("")))
        ),
    )
    once = (nw.col("module_once") == 1) & (nw.col("part_of") == "")
    met = engine.settle(met.with_columns(claim=nw.when(once).then(nw.col("act_module")).otherwise(nw.lit("")), back_=-nw.col("amount")))
    before = met.filter(nw.col("reason") == "OUT_OF_WINDOW", nw.col("day") >= nw.col("carry_from"), nw.col("day") < nw.col("win_from"))
    # A module that is claimed twice adds once in a window; told is which claims are not the largest.
    again = numbered(met.filter(nw.col("reason") == "", nw.col("claim") != ""), "nth", ["back_", "day", "record_id"], [*NODE, "claim"])
    again = again.filter(nw.col("nth") > 1).with_columns(reason=nw.lit("COUNTED_ONCE")).drop("nth")
    lost = nw.concat([met.filter(nw.col("reason") != ""), again.select(*columns_in(met))], how="vertical").with_columns(
        cost=whole(nw.when(nw.col("reason").is_in(["COUNTED_ONCE", "OUT_OF_WINDOW"])).then(nw.lit(2)).otherwise(nw.lit(0)))
    )
    good = met.filter(nw.col("reason") == "")
    good = engine.settle(_in_window(good, yearly=by_years(rules)))
    by_peers = good.filter(nw.col("peers") == 1, nw.col("peer_min") > 0).with_columns(slice=nw.lit(PEERS), once=nw.lit(0, dtype=nw.Int64))
    acts = [*_with_parts(good, limits), by_peers.select(*ACT)]
    if rules.rows("credits"):
        acts.append(_credits(rules, engine, nodes, held))
    if any(row["carry_over"] >= 0 and row["per"] != "cycle" for row in rules.rows("requirements")):
        before = engine.settle(before.with_columns(s=nw.col("day"), e=nw.col("win_from"), sure=nw.lit(1, dtype=nw.Int64)))
        earlier = nw.concat(_with_parts(before, limits), how="vertical")
        acts.append(_carried(engine.settle(nw.concat(acts, how="vertical")), earlier, nodes, limits))
    return nw.concat(acts, how="vertical"), lost


def _rated(met: Frame, rates: Frame, converted: list[int]) -> Frame:
    """The activities with what each unit of theirs is worth (``rate``, -1 for nothing), and at most how many of them (``cap_each``).

    ``converted`` are the requirements with ``rates`` of their own: of an activity, or of any (``rated`` empty).
    """
    same = nw.when(nw.col("act_unit") == nw.col("req_unit")).then(nw.lit(1.0)).otherwise(nw.lit(-1.0))
    by_unit = met.with_columns(rate=same, cap_each=nw.lit(-1.0))
    if not converted:
        return by_unit
    by_rate = nw.col("req").is_in(converted)
    exact = rates.filter(nw.col("rated") != "").rename({"rate": "rate_1", "cap_each": "cap_1"})
    general = rates.filter(nw.col("rated") == "").drop("rated").rename({"rate": "rate_2", "cap_each": "cap_2"})
    met = met.filter(by_rate).join(exact, left_on=["req", "activity", "act_unit"], right_on=["req", "rated", "act_unit"], how="left")
    met = met.join(general, on=["req", "act_unit"], how="left").with_columns(
        rate=nw.when(~nw.col("rate_1").is_null())
        .then(nw.col("rate_1"))
        .otherwise(nw.when(~nw.col("rate_2").is_null()).then(nw.col("rate_2")).otherwise(same)),
        cap_each=nw.when(~nw.col("rate_1").is_null()).then(nw.col("cap_1")).otherwise(nw.col("cap_2")).fill_null(-1.0),
    )
    return nw.concat([by_unit.filter(~by_rate), met.select(*columns_in(by_unit))], how="vertical")


def by_years(rules: RuleTables) -> bool:
    """Whether any requirement counts by calendar years or years of its own."""
    return not {"calendar_year", "fixed_year"}.isdisjoint(rules.column("requirements", "per"))


def _in_window(good: Frame, *, yearly: bool) -> Frame:
    """The rows with the days on which they are inside a window that ends there (``s``, ``e``)."""
    length = whole(nw.when(nw.col("months") > 0).then(nw.col("months")).otherwise(nw.lit(0)))
    good = with_last_day(good.with_columns(length_=length, zero_=nw.lit(0, dtype=nw.Int64)), "day", "length_", "zero_", "rolling_")
    if yearly:
        good = with_year_end(good, "day", "rule_month", "rule_day", "yearly_")
    else:
        good = good.with_columns(yearly_=nw.lit(FOR_EVER, dtype=nw.Int64))
    return good.with_columns(
        s=nw.col("day"),
        sure=nw.lit(1, dtype=nw.Int64),
        e=whole(
            nw.when(nw.col("per") == "months")
            .then(nw.col("rolling_"))
            .otherwise(nw.when(nw.col("per").is_in(["calendar_year", "fixed_year"])).then(nw.col("yearly_")).otherwise(nw.lit(FOR_EVER)))
        ),
    )


def _with_parts(good: Frame, limits: Frame) -> list[Frame]:
    """The rows that count: those that are no part of another for the total, all of them for each category that is looked at."""
    total = good.filter(nw.col("part_of") == "").with_columns(slice=nw.lit(""), once=nw.lit(0, dtype=nw.Int64)).select(*ACT)
    return [total, with_categories(good, limits).filter(nw.col("slice") != "")]


def with_categories(good: Frame, limits: Frame) -> Frame:
    """The rows that count, once for the total and once for each category a minimum or a cap looks at."""
    never = good.with_columns(once=nw.lit(0, dtype=nw.Int64))
    total = never.with_columns(slice=nw.lit("")).select(*ACT)
    asked = limits.select("req", category=nw.col("slice")).unique()
    return nw.concat(
        [total, never.join(asked, on=["req", "category"], how="inner").with_columns(slice=nw.col("category")).select(*ACT)], how="vertical"
    )


def _credits(rules: RuleTables, engine: Engine, nodes: Frame, held: Held) -> Frame:
    """Modules that add their hours on the day they were completed."""
    table = engine.rows_table({name: rules.column("credits", name) for name in COLUMNS["credits"]}, COLUMNS["credits"])
    window = ["per", "months", "rule_month", "rule_day", "win_from", "win_until"]
    mine = nodes.select(*NODE, "req", "view", *window).join(table, on="req", how="inner")
    done = (
        nw.concat(held.pieces, how="vertical")
        .filter(nw.col("sort") == 0, nw.col("sure") == 1)
        .select(*KEYS, "day", "record_id")
        .unique()
    )
    met = mine.with_columns(holding=holding_of()).join(done, on=KEYS, how="inner")
    met = met.filter((nw.col("per") != "dates") | ((nw.col("win_from") <= nw.col("day")) & (nw.col("day") <= nw.col("win_until"))))
    met = _in_window(met, yearly=by_years(rules))
    met = met.with_columns(amount=nw.col("hours"), slice=nw.lit(""), once=nw.col("first"), claim=nw.lit(""))
    return met.select(*ACT)


def _carried(acts: Frame, earlier: Frame, nodes: Frame, limits: Frame) -> Frame:
    """What is carried from one window into the next: the surplus of the one before only, and for no minimum."""
    terms = nodes.filter(nw.col("carry_over") >= 0).select(
        *NODE, "need", "carry_over", "per", "win_from", "win_until", "carry_from", "rule_month", "rule_day"
    )
    keys = [*NODE, "opens"]
    years = acts.filter(nw.col("sure") == 1).join(terms.filter(nw.col("per").is_in(["calendar_year", "fixed_year"])), on=NODE, how="inner")
    left = surplus(years.with_columns(opens=whole(nw.col("e") + 1)), keys, limits).join(terms, on=NODE, how="inner")
    left = with_year_end(left, "opens", "rule_month", "rule_day", "shuts").select(*keys, "shuts", "amount")
    # Rows before a window with days of its own lie outside it; for the surplus they are looked at once more.
    dates = earlier.join(terms.filter(nw.col("per") == "dates"), on=NODE, how="inner").with_columns(opens=nw.col("win_from"))
    dates = surplus(dates, keys, limits).with_columns(shuts=nw.lit(FOR_EVER, dtype=nw.Int64)).select(*keys, "shuts", "amount")
    left = nw.concat([left, dates], how="vertical")
    return carried_acts(left, "opens", "shuts")


def carried_into_cycles(engine: Engine, every: Frame, cycles: Frame, limits: Frame) -> Frame:
    """What is carried into each cycle from the one before, the surplus of that one only, as acts of the cycle's first day.

    ``every``: acts of any day; ``cycles``: node, per, need, carry_over, and of each cycle its first day (``cycle``), its last
    (``limit``), its number (``nth``) and the first day of the one before (``before``).
    """
    terms = cycles.filter(nw.col("per") == "cycle", nw.col("carry_over") >= 0)
    terms = engine.settle(terms.select(*NODE, "need", "carry_over", "before", "cycle", "limit", "nth"))
    last = every.join(terms, on=NODE, how="inner").filter(
        nw.col("sure") == 1,
        nw.col("day") >= nw.col("before"),
        nw.col("day") < nw.col("cycle"),
        # What counts in the first cycle only is carried into the second.
        (nw.col("once") == 0) | (nw.col("nth") == 2),
    )
    return carried_acts(surplus(engine.settle(last), [*NODE, "cycle", "limit"], limits), "cycle", "limit")


def carried_acts(left: Frame, opens: str, shuts: str) -> Frame:
    """What is left over of one window (``amount``) as acts of the next, from its first day to its last; no record stands for it."""
    return left.with_columns(
        s=nw.col(opens),
        e=nw.col(shuts),
        day=nw.col(opens),
        slice=nw.lit(""),
        sure=nw.lit(1, dtype=nw.Int64),
        record_id=nw.lit(""),
        once=nw.lit(0, dtype=nw.Int64),
        claim=nw.lit(""),
    ).select(*ACT)


def claimed_once(engine: Engine, acts: Frame) -> Frame:
    """The acts where of several claims of one thing the largest counts on each day; the others wait until it has left the window."""
    total = acts.filter(nw.col("slice") == "", nw.col("claim") != "")
    group = [*NODE, "claim"]
    often = total.group_by(*group).agg(claims_=nw.col("day").count()).filter(nw.col("claims_") > 1).drop("claims_")
    rivals = engine.settle(total.join(often, on=group, how="inner").select(*group, "s", "e", "day", "record_id", "amount"))
    if not engine.count(rivals):
        return acts
    days = nw.concat([rivals.select(*group, at=nw.col("s")), rivals.select(*group, at=nw.col("e") + 1)], how="vertical").unique()
    days = beside(days, group, ["at"], after_=("at", -1))
    days = engine.settle(days.with_columns(to_=whole((nw.col("after_") - 1).fill_null(FOR_EVER))).drop("after_"))
    here = days.join(rivals, on=group, how="inner").filter(nw.col("s") <= nw.col("at"), nw.col("at") <= nw.col("e"))
    # What another requirement left of a claim may have come free in several steps.
    here = here.group_by(*group, "at", "to_", "day", "record_id").agg(amount=nw.col("amount").sum()).with_columns(back_=-nw.col("amount"))
    best = firsts(here, ["back_", "day", "record_id"], [*group, "at"])
    best = engine.settle(best.select(*group, "record_id", "day", "at", "to_"))
    mine = acts.join(best, on=[*group, "record_id", "day"], how="inner").with_columns(
        s=whole(nw.max_horizontal("s", "at")), e=whole(nw.min_horizontal("e", "to_"))
    )
    rest = acts.join(rivals.select(*group, "record_id", "day").unique(), on=[*group, "record_id", "day"], how="anti")
    return engine.settle(nw.concat([rest.select(*ACT), mine.filter(nw.col("s") <= nw.col("e")).select(*ACT)], how="vertical"))


def largest_claims(acts: Frame, window: list[str]) -> Frame:
    """The acts of each window without all claims of one thing but the largest."""
    plain = acts.filter(nw.col("claim") == "")
    claims = acts.filter(nw.col("slice") == "", nw.col("claim") != "").with_columns(back_=-nw.col("amount"))
    best = firsts(claims, ["back_", "day", "record_id"], [*window, "claim"])
    one = [*window, "claim", "record_id", "day"]
    return nw.concat([plain, acts.join(best.select(*one).unique(), on=one, how="inner").select(*columns_in(plain))], how="vertical")


def surplus(acts: Frame, window: list[str], limits: Frame) -> Frame:
    """What lies over the amount asked in each window, at most what may be carried: the keys, ``amount``.

    ``acts`` carries ``need`` and ``carry_over``; a cap takes its part off first.
    """
    acts = largest_claims(acts, window)
    sums = acts.group_by(*window, "slice", "need", "carry_over").agg(amount=nw.col("amount").sum())
    capped = sums.with_columns(req=req_of()).join(
        limits.filter(nw.col("most") >= 0).select("req", "slice", "most"), on=["req", "slice"], how="inner"
    )
    capped = capped.filter(nw.col("amount") > nw.col("most")).with_columns(cut_=nw.col("amount") - nw.col("most"))
    cuts = capped.group_by(*window).agg(cut_=nw.col("cut_").sum())
    found = sums.filter(nw.col("slice") == "").join(cuts, on=window, how="left")
    found = found.with_columns(over_=nw.col("amount") - nw.col("cut_").fill_null(0.0) - nw.col("need"))
    found = found.with_columns(amount=nw.when(nw.col("over_") > nw.col("carry_over")).then(nw.col("carry_over")).otherwise(nw.col("over_")))
    return found.filter(nw.col("amount") > TINY).select(*window, "amount")
