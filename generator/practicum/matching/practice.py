"""Supervised practice: hours and days signed by somebody who was qualified on that day (topic 11)."""

from __future__ import annotations

from practicum.matching.chaining import KEYS
from practicum.matching.civil_columns import Frame
from practicum.matching.facts import Facts, real_person, standing
from practicum.matching.folding import WAIVED
from practicum.matching.holding import Held
from practicum.matching.hours import ACT, with_categories
from practicum.matching.nodes import NODE, holding_of, req_of
from practicum.matching.prior_learning import practice_credits
from practicum.matching.qualified import ASKED, qualified_on
from practicum.matching.spells import TINY, spells, whole
from practicum.model.civil_day import FOR_EVER
from practicum.model.requirement import COLUMNS, RuleTables
from practicum.tables import nw
from practicum.tables.engine import Engine


def practice(rules: RuleTables, facts: Facts, nodes: Frame, views: Frame, voids: Frame, held: Held, limits: Frame) -> tuple[Frame, Frame]:
    """The practice that counts by signature, supervisor and prerequisites, and what lost with the reason."""
    engine = facts.engine
    rows = facts.once("supervised").select(
        "learner",
        "record_id",
        "day",
        "known",
        "quantity",
        act_module=nw.col("module").fill_null(""),
        act_unit=nw.col("unit").fill_null("hour"),
        category=nw.col("category").fill_null(""),
        supervisor=nw.col("supervisor").fill_null(""),
        signed=nw.col("signed").fill_null(1),
        # Nobody supervises their own practice, whatever they hold; ids in files differ in case only by accident.
        alone=whole(nw.col("supervisor").fill_null("").str.to_lowercase() == real_person("learner").str.to_lowercase()),
    )
    seen = standing(rows, views, voids)
    met = nodes.select(*NODE, "req", "view", "req_unit", "asked_module", "need_qualified").join(seen, on="view", how="inner")
    met = met.filter((nw.col("asked_module") == "") | (nw.col("act_module") == nw.col("asked_module")))
    names = [row for row in rules.rows("names") if row["use"] == "supervisor_holds"]
    able = engine.rows_table(
        {"req": [row["req"] for row in names], "certification": [row["name"] for row in names]}, {"req": "whole", "certification": "code"}
    )
    asked = met.select("req", "view", "day", holder=nw.col("supervisor")).unique().join(able, on="req", how="inner")
    asked = engine.settle(asked.join(views.select("view", "known_at"), on="view", how="inner"))
    qualified = asked.join(qualified_on(facts, asked), on=list(ASKED), how="inner")
    qualified = qualified.select("req", "view", "day", supervisor=nw.col("holder")).unique().with_columns(able=nw.lit(1, dtype=nw.Int64))
    met = met.join(qualified, on=["req", "view", "supervisor", "day"], how="left")
    gates = engine.rows_table({name: rules.column("gates", name) for name in COLUMNS["gates"]}, COLUMNS["gates"]).filter(
        nw.col("use") == "not_before"
    )
    counts = gates.group_by("req").agg(need=nw.col("hold").count())
    pieces = (
        nodes.select(*NODE, "req", "view")
        .join(gates.select("req", hold_=nw.col("hold")), on="req", how="inner")
        .join(counts, on="req", how="inner")
    )
    pieces = pieces.with_columns(holding=holding_of("hold_")).join(nw.concat(held.sure, how="vertical"), on=KEYS, how="inner")
    opened = spells(pieces.select(*NODE, "need", "s", "e"), [*NODE, "need"], need="need").select(*NODE, from_=nw.col("s"), to_=nw.col("e"))
    inside = (
        met.select(*NODE, "day")
        .unique()
        .join(opened, on=NODE, how="inner")
        .filter(nw.col("from_") <= nw.col("day"), nw.col("day") <= nw.col("to_"))
    )
    inside = inside.select(*NODE, "day").unique().with_columns(inside=nw.lit(1, dtype=nw.Int64))
    met = met.join(inside, on=[*NODE, "day"], how="left").join(counts, on="req", how="left")
    blank = nw.col("supervisor") == ""
    met = met.with_columns(
        reason=nw.when(nw.col("act_unit") != nw.col("req_unit"))
        .then(nw.lit("UNIT_UNKNOWN"))
        .otherwise(
            nw.when(~nw.col("need").is_null() & nw.col("inside").is_null())
            .then(nw.lit("BEFORE_PREREQ"))
            .otherwise(
                nw.when(nw.col("signed") == 0)
                .then(nw.lit("UNSIGNED"))
                .otherwise(
                    nw.when((nw.col("alone") == 1) | (~blank & (nw.col("need_qualified") == 1) & nw.col("able").is_null()))
                    .then(nw.lit("SUPERVISOR_UNQUALIFIED"))
                    .otherwise(nw.lit(""))
                )
            )
        )
    )
    met = met.with_columns(cost=whole(nw.when(nw.col("reason").is_in(["UNSIGNED", "UNIT_UNKNOWN"])).then(nw.lit(0)).otherwise(nw.lit(2))))
    good = met.filter(nw.col("reason") == "").with_columns(
        s=nw.col("day"),
        e=nw.lit(FOR_EVER, dtype=nw.Int64),
        amount=nw.col("quantity"),
        slice=nw.lit(""),
        sure=whole(nw.col("supervisor") != ""),
        claim=nw.lit(""),
    )
    acts = with_categories(good, limits)
    recognised = _recognised(rules, facts, nodes, views, voids)
    if recognised is not None:
        acts = nw.concat([acts, recognised], how="vertical")
    return acts, met.filter(nw.col("reason") != "")


def _recognised(rules: RuleTables, facts: Facts, nodes: Frame, views: Frame, voids: Frame) -> Frame | None:
    """Prior learning that shortens a practicum, by at most the share of its hours that the rule allows."""
    engine = facts.engine
    policies = engine.rows_table({name: rules.column("rules", name) for name in ("rule", "policy")}, {"rule": "whole", "policy": "whole"})
    mine = nodes.filter(nw.col("asked_module") != "", nw.col("req_unit") == "hour").join(policies, on="rule", how="inner")
    mine = engine.settle(mine.filter(nw.col("policy") >= 0).select(*NODE, "view", "policy", "asked_module", "need"))
    found = practice_credits(rules, facts, views, voids, mine.select("view", "policy").unique())
    if found is None:
        return None
    met = mine.join(found, left_on=["view", "policy", "asked_module"], right_on=["view", "policy", "module"], how="inner")
    met = engine.settle(met.with_columns(most_=nw.col("need") * nw.col("share")))
    met = met.with_columns(sum_=nw.col("hours").cum_sum().over(*NODE, order_by=["day", "record_id"]))
    left = nw.col("most_") - (nw.col("sum_") - nw.col("hours"))
    met = met.with_columns(amount=nw.when(nw.col("hours") < left).then(nw.col("hours")).otherwise(left)).filter(nw.col("amount") > TINY)
    return met.select(
        *NODE,
        "day",
        "amount",
        "sure",
        "record_id",
        s=nw.col("day"),
        e=nw.col("until"),
        slice=nw.lit(""),
        once=nw.lit(0, dtype=nw.Int64),
        claim=nw.lit(""),
    ).select(*ACT)


def reductions(rules: RuleTables, engine: Engine, nodes: Frame, acts: Frame) -> Frame:
    """Where less practice is enough because it ended inside a period: node, ``s``, ``e``, sort and record, as for a waiver (topic 18).

    What was done by the last day on record is compared with the share of what is asked; it counts from that day.
    """
    table = engine.rows_table({name: rules.column("reductions", name) for name in COLUMNS["reductions"]}, COLUMNS["reductions"])
    mine = acts.filter(nw.col("slice") == "", nw.col("sure") == 1).join(nodes.select(*NODE, "need", "as_of"), on=NODE, how="inner")
    mine = mine.filter(nw.col("day") <= nw.col("as_of"))
    done = mine.group_by(*NODE, "need").agg(done_=nw.col("amount").sum(), last_=nw.col("day").max())
    enough = (
        done.with_columns(req=req_of())
        .join(table, on="req", how="inner")
        .filter(
            nw.col("ended_from") <= nw.col("last_"),
            nw.col("last_") <= nw.col("ended_until"),
            nw.col("done_") >= nw.col("need") * nw.col("share") - TINY,
        )
    )
    days = enough.select(*NODE, s=nw.col("last_"), e=nw.lit(FOR_EVER, dtype=nw.Int64), sort=nw.lit(WAIVED, dtype=nw.Int64))
    return days.with_columns(record_id=nw.lit("")).unique()
