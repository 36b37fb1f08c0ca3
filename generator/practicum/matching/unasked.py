"""Unasked: people of whom nothing is asked on a day, and posts for which no rule asks anything, each with the reason.

Whoever is in no role, or in a role that no rule knows, has no verdict; without a row of their own they would be passed over in silence.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from practicum.matching.asking import asks_of, offers_of, posts_of
from practicum.matching.civil_columns import Frame
from practicum.matching.facts import OWN_DAY, Facts
from practicum.matching.spells import numbered, whole
from practicum.model.civil_day import FOR_EVER, LONG_AGO, day_number
from practicum.model.requirement import RuleTables
from practicum.model.verdict import Reason
from practicum.tables import frame, nw
from practicum.tables.engine import Engine

UNASKED = {"learner": "code", "role": "code", "agency": "code", "country": "code", "reason": "code"}


def unasked_of(
    rules: RuleTables, facts: Facts, posts: Frame, asks: Frame, *, as_of: int, known_at: int, learners: Frame | None = None
) -> Frame:
    """Everybody without an ask on a day, and every role held on it that no rule knows, whoever else is asked for another role.

    ``posts`` and ``asks`` are those of ``posts_of`` and ``asks_of``, ``learners`` (a column `learner`) who is looked at where it is not
    everybody. A role at two agencies is one row. Where no table of posts came, nobody's role is known and the reason is `FILE_MISSING`.
    """
    if learners is not None:
        posts = posts.join(learners.select("learner").unique(), on="learner", how="inner")
    begun = posts.filter(nw.col("day") <= as_of)
    now = begun.filter(nw.col("last") >= as_of)
    offered = offers_of(rules, facts.engine).select("role", "country").unique()
    ruleless = now.join(offered, on=["role", "country"], how="anti").with_columns(back_=-nw.col("day"))
    ruleless = numbered(ruleless, "nth", ["back_", "agency", "country"], ["learner", "role"]).filter(nw.col("nth") == 1)
    seen = nw.concat([asks.select("learner"), now.select("learner")], how="vertical").unique()
    people = _people(facts, as_of=as_of, known_at=known_at)
    if learners is not None:
        people = people.join(learners.select("learner").unique(), on="learner", how="inner")
    gone = begun.select("learner").unique().with_columns(gone_=nw.lit(1, dtype=nw.Int64))
    ahead = posts.filter(nw.col("day") > as_of).select("learner").unique().with_columns(ahead_=nw.lit(1, dtype=nw.Int64))
    idle = people.join(seen, on="learner", how="anti").join(gone, on="learner", how="left").join(ahead, on="learner", how="left")
    waits = (nw.col("ahead_").fill_null(0) == 1) | (nw.col("joined") > as_of)
    no_role = Reason.NO_ROLE if facts.came("posts") else Reason.FILE_MISSING
    left = nw.when(nw.col("gone_").fill_null(0) == 1).then(nw.lit(Reason.LEFT.value)).otherwise(nw.lit(no_role.value))
    nowhere = {name: nw.lit("") for name in ("role", "agency", "country")}
    idle = idle.select("learner", **nowhere, reason=nw.when(waits).then(nw.lit(Reason.NOT_BEGUN.value)).otherwise(left))
    ruleless = ruleless.select("learner", "role", "agency", "country", reason=nw.lit(Reason.NO_RULE.value))
    return nw.concat([idle, ruleless], how="vertical")


def why_unasked(rules: RuleTables, records: Mapping[str, Any], learner: str, *, as_of: date, known_at: date | None = None) -> list[str]:
    """The reasons for which nothing is asked of one learner on a day, or not for some role; empty where everything has its rule."""
    engine = Engine("polars")
    facts, only = Facts(records, engine), engine.table(frame({"learner": [learner]}, {"learner": "code"}))
    known = FOR_EVER if known_at is None else day_number(known_at)
    with engine.speaking():
        posts = posts_of(rules, facts, known_at=known)
        asks = asks_of(rules, facts, posts, as_of=day_number(as_of), known_at=known, learners=only)
        found = unasked_of(rules, facts, posts, asks, as_of=day_number(as_of), known_at=known, learners=only)
        return sorted({row["reason"] for row in engine.rows(found)})


def _people(facts: Facts, *, as_of: int, known_at: int) -> Frame:
    """Everybody there is, with their first day in the workforce: the register, or without one whoever a known row is about."""
    register = facts.raw("learners")
    if facts.counts["learners"]:
        known = nw.col("recorded_at").fill_null(LONG_AGO) <= known_at
        listed = register.filter(known, ~nw.col("learner").is_null()).with_columns(joined=whole(nw.col("joined").fill_null(LONG_AGO)))
        return listed.group_by("learner").agg(nw.col("joined").max())
    told = [
        facts.dated(name).filter(nw.col("known") <= known_at, nw.col("day") <= as_of, ~nw.col("learner").is_null()).select("learner")
        for name in OWN_DAY
        if facts.came(name)
    ]
    if not told:
        return register.select("learner", joined=whole(nw.col("joined")))
    return nw.concat(told, how="vertical").unique().with_columns(joined=nw.lit(LONG_AGO, dtype=nw.Int64))
