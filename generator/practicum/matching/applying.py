"""Applying: when each requirement is asked, by when, and what lets it off."""

from __future__ import annotations

from practicum.matching.civil_columns import Frame, with_months_on
from practicum.matching.facts import Facts, signed, standing
from practicum.matching.folding import EXEMPT, NODE, WAIVED
from practicum.matching.spells import whole
from practicum.model.civil_day import FOR_EVER, LONG_AGO
from practicum.model.requirement import RuleTables
from practicum.tables import nw

GRANT = [*NODE, "s", "e", "sort", "record_id"]


def with_deadline(nodes: Frame, roles: Frame, moves: Frame) -> Frame:
    """The nodes with the last day by which a requirement that is counted from an event has to be met, and what it is called after.

    The events are an appointment to the role and a move to the country; without the event there is no deadline.
    """
    asked = [*NODE, "view", "as_of", "within_days", "within_months", "within_first"]
    posts = (
        nodes.filter(nw.col("within_of") == "appointed")
        .with_columns(post_role=nw.when(nw.col("role") != "").then(nw.col("role")).otherwise(nw.col("rule_role")))
        .select(*asked, "post_role")
        .join(roles, left_on=["view", "post_role"], right_on=["view", "role"], how="inner")
        .select(*asked, "s", overdue=nw.lit(""))
    )
    moved = nodes.filter(nw.col("within_of") == "moved").select(*asked)
    moved = moved.join(moves, on="view", how="inner").select(*asked, s=nw.col("moved"), overdue=nw.lit("EDITION_OVERDUE"))
    met = nw.concat([posts, moved], how="vertical").filter(nw.col("s") <= nw.col("as_of"))
    met = met.with_columns(first_=nw.col("s").min().over(*NODE), last_=nw.col("s").max().over(*NODE))
    met = met.with_columns(start_=whole(nw.when(nw.col("within_first") == 1).then(nw.col("first_")).otherwise(nw.col("last_"))))
    met = met.select(*NODE, "start_", "within_days", "within_months", "overdue").unique()
    met = met.with_columns(ahead_=nw.max_horizontal("within_months", nw.lit(0)))
    met = with_months_on(met, "start_", nw.col("ahead_"), "by_month_")
    met = met.with_columns(
        deadline=whole(
            nw.when(nw.col("within_months") >= 0)
            .then(nw.col("by_month_"))
            .otherwise(nw.col("start_") + nw.max_horizontal("within_days", nw.lit(0)))
        )
    ).select(*NODE, "deadline", "overdue")
    return nodes.join(met, on=NODE, how="left").with_columns(
        deadline=whole(nw.col("deadline").fill_null(FOR_EVER)), overdue=nw.col("overdue").fill_null("")
    )


def asked_spells(nodes: Frame, roles: Frame, moves: Frame | None) -> Frame:
    """The spells in which each node is asked: its effective days, the days its role is held, and the days after its event.

    What is counted from an event is asked of everybody, and where the rule says so only of those with the event, from its first day;
    ``moves`` is None where no rule says so.
    """
    always = nw.lit(LONG_AGO, dtype=nw.Int64)
    nodes = nodes.with_columns(event_=always) if moves is None else _with_event(nodes, roles, moves)
    by_day = nw.col("by") == "day"
    bounds = nodes.select(
        *NODE,
        "view",
        "role",
        s=whole(nw.max_horizontal(nw.when(by_day).then(nw.col("starts")).otherwise(nw.lit(LONG_AGO)), nw.col("event_"))),
        e=whole(nw.when(by_day).then(nw.col("until")).otherwise(nw.lit(FOR_EVER))),
    )
    bounds = bounds.filter(nw.col("s") < FOR_EVER)
    plain = bounds.filter(nw.col("role") == "").select(*NODE, "s", "e")
    held = bounds.filter(nw.col("role") != "").join(roles.rename({"s": "from_", "e": "to_"}), on=["view", "role"], how="inner")
    held = (
        held.with_columns(s=nw.max_horizontal("s", "from_"), e=nw.min_horizontal("e", "to_"))
        .filter(nw.col("s") <= nw.col("e"))
        .select(*NODE, "s", "e")
    )
    return nw.concat([plain, held], how="vertical")


def _with_event(nodes: Frame, roles: Frame, moves: Frame) -> Frame:
    """The nodes with the first day of the event without which they are not asked (``event_``): long ago where they always are."""
    asked = nodes.filter(nw.col("only_then") == 1, nw.col("within_of").is_in(["appointed", "moved"])).with_columns(
        post_role=nw.when(nw.col("role") != "").then(nw.col("role")).otherwise(nw.col("rule_role"))
    )
    posts = asked.filter(nw.col("within_of") == "appointed").join(
        roles, left_on=["view", "post_role"], right_on=["view", "role"], how="inner"
    )
    moved = asked.filter(nw.col("within_of") == "moved").join(moves, on="view", how="inner").select(*NODE, event_=nw.col("moved"))
    events = nw.concat([posts.select(*NODE, event_=nw.col("s")), moved], how="vertical").group_by(*NODE).agg(nw.col("event_").min())
    conditional = asked.select(*NODE, conditional_=nw.lit(1, dtype=nw.Int64))
    met = nodes.join(conditional, on=NODE, how="left").join(events, on=NODE, how="left")
    never = nw.when(nw.col("conditional_") == 1).then(nw.lit(FOR_EVER)).otherwise(nw.lit(LONG_AGO))
    return met.with_columns(event_=whole(nw.when(nw.col("event_").is_null()).then(never).otherwise(nw.col("event_")))).drop("conditional_")


def granted_by(rules: RuleTables, facts: Facts, nodes: Frame, views: Frame, voids: Frame, done: Frame) -> Frame:
    """Waivers and exemptions of a requirement by its own id, and exemptions by what was completed before a day."""
    decisions = signed(facts.dated("decisions"), ("waiver", "exemption")).select(
        "learner", "record_id", "kind", "subject", "day", "until", "known"
    )
    seen = standing(decisions, views, voids)
    sort = whole(nw.when(nw.col("kind") == "waiver").then(nw.lit(WAIVED)).otherwise(nw.lit(EXEMPT)))
    seen = seen.select("view", "subject", s=nw.col("day"), e=nw.col("until"), sort=sort, record_id=nw.col("record_id"))
    named = nodes.select(*NODE, "view", "id").join(seen, left_on=["view", "id"], right_on=["view", "subject"], how="inner").select(*GRANT)
    if not rules.rows("exemptions"):
        return named
    engine = facts.engine
    kinds = {"req": "whole", "exempting": "code", "before": "day"}
    table = engine.rows_table(
        {
            "req": rules.column("exemptions", "req"),
            "exempting": rules.column("exemptions", "module"),
            "before": rules.column("exemptions", "before"),
        },
        kinds,
    )
    earlier = (
        nodes.select(*NODE, "view")
        .join(table, on="req", how="inner")
        .join(done, left_on=["view", "exempting"], right_on=["view", "module"], how="inner")
    )
    earlier = earlier.filter(nw.col("day") < nw.col("before"), nw.col("result") != "failed")
    earlier = earlier.select(
        *NODE,
        s=nw.col("day"),
        e=whole(nw.when(nw.col("revoked") < FOR_EVER).then(nw.col("revoked") - 1).otherwise(nw.lit(FOR_EVER))),
        sort=nw.lit(EXEMPT, dtype=nw.Int64),
        record_id=nw.col("record_id"),
    )
    return nw.concat([named, earlier.select(*GRANT)], how="vertical")
