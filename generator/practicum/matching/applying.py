"""Applying: when each requirement is asked, by when, and what lets it off."""

from __future__ import annotations

from practicum.matching.civil_columns import Frame, with_months_on
from practicum.matching.facts import Facts, signed, standing
from practicum.matching.folding import EXEMPT, WAIVED
from practicum.matching.nodes import NODE, case_of
from practicum.matching.spells import whole
from practicum.model.civil_day import FOR_EVER, LONG_AGO
from practicum.model.requirement import RuleTables
from practicum.tables import nw
from practicum.tables.words import columns_in

GRANT = [*NODE, "s", "e", "sort", "record_id"]


def with_deadline(nodes: Frame, roles: Frame, moves: Frame) -> Frame:
    """The nodes with the last day by which a requirement that is counted from an event has to be met, and what it is called after.

    The events are an appointment to the role and a move to the country; without the event there is no deadline. What is counted from
    the certificate itself waits until its life is known: see ``since_certified``.
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
    by_event = nw.col("within_of").is_in(["appointed", "moved"])
    timed = nodes.filter(by_event).join(met, on=NODE, how="left")
    timed = timed.with_columns(deadline=whole(nw.col("deadline").fill_null(FOR_EVER)), overdue=nw.col("overdue").fill_null(""))
    others = nodes.filter(~by_event).with_columns(deadline=nw.lit(FOR_EVER, dtype=nw.Int64), overdue=nw.lit(""))
    return nw.concat([others, timed.select(*columns_in(others))], how="vertical")


def runs_of(held: Frame) -> Frame:
    """When a certificate was awarded and how long it then went on: ask, ``from_``, ``to_``; days in grace break nothing.

    ``held``: ask, ``s``, ``e`` of its spells or periods, and its ``grace``.
    """
    # A record issued after the year it belongs to was over held on no day.
    held = held.filter(nw.col("s") <= nw.col("e")).with_columns(last_=whole(nw.col("e") + nw.col("grace")))
    held = held.with_columns(before_=nw.col("last_").shift(1).over("ask", order_by="s"))
    held = held.with_columns(new_=whole(nw.col("before_").is_null() | (nw.col("s") > nw.col("before_").fill_null(0) + 1)))
    held = held.with_columns(run_=whole(nw.col("new_").cum_sum().over("ask", order_by="s")))
    return held.group_by("ask", "run_").agg(from_=nw.col("s").min(), to_=nw.col("last_").max()).drop("run_")


def since_certified(nodes: Frame, runs: Frame, roles: Frame) -> tuple[Frame, Frame]:
    """The nodes with the deadlines that are counted from an award, and the spells in which they are asked because of it.

    ``runs``: case and what ``runs_of`` gives. Only the certified are asked, from the day of the award on; a renewal is no award.
    """
    counted = nodes.filter(nw.col("within_of") == "certified")
    met = counted.select(*NODE, "view", "role", "as_of", "within_first", "within_days", "within_months", "starts", "until", "by")
    met = met.with_columns(case=case_of()).join(runs, on="case", how="inner").filter(nw.col("from_") <= nw.col("as_of"))
    by_day = nw.col("by") == "day"
    asked = met.select(
        *NODE,
        "view",
        "role",
        s=whole(nw.when(by_day).then(nw.max_horizontal("from_", "starts")).otherwise(nw.col("from_"))),
        e=whole(nw.when(by_day).then(nw.min_horizontal("to_", "until")).otherwise(nw.col("to_"))),
    )
    asked = _while_held(asked.filter(nw.col("s") <= nw.col("e")), roles)
    one = [*NODE, "within_first", "within_days", "within_months"]
    met = met.group_by(*one).agg(first_=nw.col("from_").min(), last_=nw.col("from_").max())
    met = met.with_columns(start_=whole(nw.when(nw.col("within_first") == 1).then(nw.col("first_")).otherwise(nw.col("last_"))))
    met = with_months_on(met, "start_", nw.max_horizontal("within_months", nw.lit(0)), "by_month_")
    by_days = nw.col("start_") + nw.max_horizontal("within_days", nw.lit(0))
    met = met.select(*NODE, limit_=nw.when(nw.col("within_months") >= 0).then(nw.col("by_month_")).otherwise(by_days))
    nodes = nodes.join(met, on=NODE, how="left").with_columns(deadline=whole(nw.col("limit_").fill_null(nw.col("deadline"))))
    return nodes.drop("limit_"), asked


def asked_spells(nodes: Frame, roles: Frame, moves: Frame | None) -> Frame:
    """The spells in which each node is asked: its effective days, the days its role is held, and the days after its event.

    What is counted from an event is asked of everybody, and where the rule says so only of those with the event, from its first day;
    ``moves`` is None where no rule says so.
    """
    always = nw.lit(LONG_AGO, dtype=nw.Int64)
    nodes = nodes.with_columns(event_=always) if moves is None else _with_event(nodes, roles, moves)
    # Of those who hold no certificate yet nothing is asked that is counted from it; see ``since_certified``.
    nodes = nodes.filter((nw.col("within_of") != "certified") | nw.col("part").is_in(["renew", "re_entry"]))
    by_day = nw.col("by") == "day"
    bounds = nodes.select(
        *NODE,
        "view",
        "role",
        s=whole(nw.max_horizontal(nw.when(by_day).then(nw.col("starts")).otherwise(nw.lit(LONG_AGO)), nw.col("event_"))),
        e=whole(nw.when(by_day).then(nw.col("until")).otherwise(nw.lit(FOR_EVER))),
    )
    bounds = bounds.filter(nw.col("s") < FOR_EVER)
    return _while_held(bounds, roles)


def _while_held(bounds: Frame, roles: Frame) -> Frame:
    """The spells of ``bounds`` (node, view, role, ``s``, ``e``) while the role each names is held; all of them where none is named."""
    plain = bounds.filter(nw.col("role") == "").select(*NODE, "s", "e")
    held = bounds.filter(nw.col("role") != "").join(roles.rename({"s": "from_", "e": "to_"}), on=["view", "role"], how="inner")
    held = held.with_columns(s=nw.max_horizontal("s", "from_"), e=nw.min_horizontal("e", "to_"))
    return nw.concat([plain, held.filter(nw.col("s") <= nw.col("e")).select(*NODE, "s", "e")], how="vertical")


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
    # What was revoked before it began lets nobody off.
    held = nw.col("s") <= nw.col("e")
    decisions = signed(facts.dated("decisions"), ("waiver", "exemption")).select(
        "learner", "record_id", "kind", "subject", "day", "until", "known"
    )
    seen = standing(decisions, views, voids)
    sort = whole(nw.when(nw.col("kind") == "waiver").then(nw.lit(WAIVED)).otherwise(nw.lit(EXEMPT)))
    seen = seen.select("view", "subject", s=nw.col("day"), e=nw.col("until"), sort=sort, record_id=nw.col("record_id"))
    named = nodes.select(*NODE, "view", "id").join(seen, left_on=["view", "id"], right_on=["view", "subject"], how="inner").select(*GRANT)
    if not rules.rows("exemptions"):
        return named.filter(held)
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
        nodes.select(*NODE, "view", "req")
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
    return nw.concat([named, earlier.select(*GRANT)], how="vertical").filter(held)
