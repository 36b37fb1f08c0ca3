"""Prior learning: which recognised modules stand, from the day of the decision, and why the others do not (topic 32).

A rule version's policy bounds it: a share of the taught hours, the age of the evidence, modules left out, and assessors who held
their own certificate on the day of the decision. It shows competence and gives no hours.
"""

from __future__ import annotations

from practicum.matching.candidates import revocations
from practicum.matching.civil_columns import Frame, with_months_on
from practicum.matching.facts import Facts, standing
from practicum.matching.spells import TINY, numbered, whole
from practicum.model.civil_day import FOR_EVER, LONG_AGO
from practicum.model.record import EVIDENCE_ORDER
from practicum.model.requirement import COLUMNS, RuleTables
from practicum.tables import nw
from practicum.tables.engine import Engine
from practicum.tables.words import columns_in

INCOMPLETE = "RPL_INCOMPLETE"
KEYS = ["view", "policy"]
# A decision on prior learning as one policy weighs it; `hours` is -1 where none are on record.
WEIGHED = [*KEYS, "module", "record_id", "day", "hours", "source_rank", "revoked", "lost", "doubt"]


def weighed(rules: RuleTables, facts: Facts, views: Frame, voids: Frame, needs: Frame) -> Frame | None:
    """Every decision on a module that a view needs, weighed under the policy it is needed under (-1 accepts none).

    ``needs`` has the columns view, policy and module. None where no prior learning is on record at all.
    """
    if not _on_record(facts):
        return None
    decisions = _decisions(facts, views, voids)
    met = needs.select(*KEYS, "module").unique().join(decisions, on=["view", "module"], how="inner")
    excluded = _named(rules, facts.engine, "excluded").select("policy", module=nw.col("name"), excluded=nw.lit(1, dtype=nw.Int64))
    met = met.join(excluded, on=["policy", "module"], how="left")
    judged = facts.engine.settle(_judged(rules, facts, views, voids, facts.engine.settle(met)))
    return _within_share(facts.engine, judged)


def practice_credits(rules: RuleTables, facts: Facts, views: Frame, voids: Frame, wanted: Frame) -> Frame | None:
    """Accepted prior learning on practicums, which shortens their supervised hours: view, policy, module, hours, day, record_id.

    ``wanted`` has the columns view and policy. It counts from its day through ``until``; ``share`` is the most of the asked hours
    it may shorten; ``sure`` is 0 where something is not on record that would decide (the hours are then those on record, 0 where
    none are). None where there is none.
    """
    if not any(row["use"] == "practice" for row in rules.rows("policy_names")) or not _on_record(facts):
        return None
    named = _named(rules, facts.engine, "practice").select("policy", most=nw.col("share"), module=nw.col("name"))
    met = wanted.select(*KEYS).unique().join(named.drop("most"), on="policy", how="inner")
    met = met.join(_decisions(facts, views, voids), on=["view", "module"], how="inner")
    met = facts.engine.settle(met.with_columns(excluded=nw.lit(0, dtype=nw.Int64)))
    good = _judged(rules, facts, views, voids, met).filter(nw.col("lost") == "")
    return facts.engine.settle(
        good.join(named, on=["policy", "module"], how="inner").select(
            *KEYS,
            "module",
            "day",
            "record_id",
            share=nw.col("most"),
            until=whole(nw.when(nw.col("revoked") < FOR_EVER).then(nw.col("revoked") - 1).otherwise(nw.lit(FOR_EVER))),
            hours=nw.max_horizontal("hours", nw.lit(0.0)),
            sure=whole(nw.col("doubt") == ""),
        )
    )


def as_candidates(wanted: Frame, sources: Frame, decisions: Frame, like: Frame) -> Frame:
    """Weighed decisions as candidates with the columns of ``like``: of the version that was taught on the day of the decision."""
    ways = sources.filter(nw.col("edge") == 0, nw.col("refresher") == 0)
    met = wanted.join(ways, on="hold", how="inner").join(
        decisions, left_on=["view", "policy", "source"], right_on=["view", "policy", "module"], how="inner"
    )
    met = met.filter((nw.col("day") >= nw.col("version_from")) & (nw.col("day") <= nw.col("version_until")))
    never, text = nw.lit(FOR_EVER, dtype=nw.Int64), nw.lit("")
    return met.with_columns(
        version=text,
        edition=text,
        score=nw.lit(-1.0),
        result=text,
        # An assessor looked at it, so the weakest evidence a rule takes is there.
        evidence_rank=nw.lit(len(EVIDENCE_ORDER) - 1, dtype=nw.Int64),
        issuer_end=never,
        origin=text,
        moved=nw.lit(LONG_AGO, dtype=nw.Int64),
        home_cap=never,
        fail_day=never,
    ).select(*columns_in(like))


def _on_record(facts: Facts) -> bool:
    facts.raw("rpl")
    return facts.counts["rpl"] > 0


def _named(rules: RuleTables, engine: Engine, use: str) -> Frame:
    rows = [row for row in rules.rows("policy_names") if row["use"] == use]
    return engine.rows_table({name: [row[name] for row in rows] for name in COLUMNS["policy_names"]}, COLUMNS["policy_names"])


def _decisions(facts: Facts, views: Frame, voids: Frame) -> Frame:
    """The decisions each view may use, with the day of their evidence (long ago where none is on record)."""
    rows = (
        facts.dated("rpl")
        .filter(~nw.col("module").is_null())
        .unique()
        .select(
            "learner",
            "record_id",
            "day",
            "known",
            "module",
            hours=nw.col("hours").fill_null(-1.0).cast(nw.Float64),
            evidence_day=whole(nw.col("evidence_date").fill_null(LONG_AGO)),
            first=nw.col("assessor").fill_null(""),
            second=nw.col("second_assessor").fill_null(""),
            origin=nw.col("source").fill_null(""),
        )
    )
    ranks = facts.raw("sources").select(nw.col("source").alias("origin"), source_rank=whole(nw.col("rank"))).unique()
    rows = rows.join(ranks, on="origin", how="left").with_columns(source_rank=whole(nw.col("source_rank").fill_null(1_000_000)))
    seen = standing(rows.drop("origin"), views, voids).drop("as_of")
    return seen.join(revocations(facts, views, voids), on=["view", "record_id"], how="left").with_columns(
        revoked=whole(nw.col("revoked").fill_null(FOR_EVER))
    )


def _judged(rules: RuleTables, facts: Facts, views: Frame, voids: Frame, met: Frame) -> Frame:
    """Decisions under their policies with the first reason for which they do not stand by themselves (``lost``), or the doubt."""
    engine = facts.engine
    policies = engine.rows_table({name: rules.column("policies", name) for name in COLUMNS["policies"]}, COLUMNS["policies"])
    met = met.join(policies.select("policy", "share", "taught_hours", "max_age", "two_above"), on="policy", how="left")
    met = met.join(_active(rules, facts, views, voids, met), on=[*KEYS, "record_id"], how="left")
    met = met.with_columns(
        active=whole(nw.col("active").fill_null(0)),
        max_age=whole(nw.col("max_age").fill_null(-1)),
        two_above=nw.col("two_above").fill_null(-1.0),
        cap=nw.col("share").fill_null(0.0) * nw.col("taught_hours").fill_null(0.0),
    )
    met = with_months_on(met, "evidence_day", nw.max_horizontal("max_age", nw.lit(0)), "fresh_until")
    undated = nw.col("evidence_day") == LONG_AGO
    nobody = nw.col("first") == ""
    no_hours = nw.col("hours") < 0
    two = nw.col("two_above") >= 0
    lost = (
        nw.when(nw.col("policy") < 0)
        .then(nw.lit("RPL_NOT_ACCEPTED"))
        .otherwise(
            nw.when(nw.col("excluded").fill_null(0) == 1)
            .then(nw.lit("RPL_EXCLUDED"))
            .otherwise(
                nw.when((nw.col("max_age") >= 0) & ~undated & (nw.col("fresh_until") < nw.col("day")))
                .then(nw.lit("RPL_TOO_OLD"))
                .otherwise(
                    nw.when(~nobody & (nw.col("active") == 0))
                    .then(nw.lit("RPL_ASSESSOR_INACTIVE"))
                    .otherwise(
                        nw.when(~nobody & two & (nw.col("hours") > nw.col("two_above")) & (nw.col("active") < 2))
                        .then(nw.lit("RPL_SECOND_ASSESSOR"))
                        .otherwise(nw.lit(""))
                    )
                )
            )
        )
    )
    short = (nw.col("active") == 0) | (two & (nw.col("active") < 2) & (nw.col("hours") > nw.col("two_above")))
    open_ = ((nw.col("max_age") >= 0) & undated) | (nobody & short) | no_hours
    met = met.with_columns(lost=lost)
    return met.with_columns(doubt=nw.when((nw.col("lost") == "") & open_).then(nw.lit(INCOMPLETE)).otherwise(nw.lit("")))


def _active(rules: RuleTables, facts: Facts, views: Frame, voids: Frame, met: Frame) -> Frame:
    """How many of a decision's assessors held a certificate of the policy's role on its day: view, policy, record_id, ``active``.

    Grace does not count, nor does a certificate that was voided or revoked by what was known.
    """
    signs = nw.concat([met.select(*KEYS, "record_id", "day", who=nw.col(one)) for one in ("first", "second")], how="vertical")
    signs = signs.filter(nw.col("who") != "").unique().join(views.select("view", "known_at"), on="view", how="inner")
    # Each assessor is looked at as a learner on the day of the decision, with what the view may know.
    days = signs.select("known_at", "day", learner=nw.col("who")).unique()
    days = facts.engine.settle(numbered(days.with_columns(as_of=nw.col("day")).drop("day"), "view", ["learner", "as_of", "known_at"]))
    issued = facts.dated("certificates").select(
        "learner", "record_id", "day", "known", "certification", e=whole(nw.col("end").fill_null(FOR_EVER))
    )
    there = standing(issued.unique(), days, voids).filter(nw.col("e") >= nw.col("as_of"))
    gone = revocations(facts, days, voids).join(days.select("view", "as_of"), on="view", how="inner")
    gone = gone.filter(nw.col("revoked") <= nw.col("as_of")).select("view", "record_id")
    there = there.join(gone, on=["view", "record_id"], how="anti")
    there = there.join(gone.rename({"record_id": "certification"}), on=["view", "certification"], how="anti")
    held = days.join(there.select("view", "certification").unique(), on="view", how="inner").select(
        "known_at", "certification", day=nw.col("as_of"), who=nw.col("learner")
    )
    able = _named(rules, facts.engine, "assessor").select("policy", certification=nw.col("name"))
    good = signs.join(able, on="policy", how="inner").join(held, on=["known_at", "certification", "day", "who"], how="inner")
    good = good.select(*KEYS, "record_id", "who").unique()
    return good.group_by(*KEYS, "record_id").agg(active=nw.col("who").count())


def _within_share(engine: Engine, judged: Frame) -> Frame:
    """The decisions with those lost that would take the sum of hours over the share of the taught hours, in order of decision.

    Each is taken whole or not at all, and a smaller one after it may still fit. What a doubtful one takes is not certain: the sum is
    followed from below and from above, and what the two judge differently is doubtful too.
    """
    open_ = judged.filter(nw.col("lost") == "")
    most = open_.with_columns(most_=nw.when(nw.col("hours") < 0).then(nw.col("cap") + 1.0).otherwise(nw.col("hours")))
    # Where all of it fits there is no order to follow.
    sums = most.group_by(*KEYS).agg(nw.col("most_").sum(), nw.col("cap").max())
    tight = sums.filter(nw.col("most_") > nw.col("cap") + TINY).select(*KEYS)
    queue = open_.join(tight, on=KEYS, how="inner").select(*KEYS, "record_id", "module", "day", "hours", "cap", "doubt")
    queue = engine.settle(numbered(queue, "nth", ["day", "record_id", "module"], KEYS))
    longest = int(engine.rows(queue.select(longest=nw.col("nth").max()))[0]["longest"] or 0)
    found = []
    here = queue.filter(nw.col("nth") == 1).with_columns(low=nw.lit(0.0), high=nw.lit(0.0))
    for place in range(1, longest + 1):
        here = engine.settle(_taken(here))
        found.append(here.select(*KEYS, "record_id", "module", "over", "unsure"))
        following = queue.filter(nw.col("nth") == place + 1)
        here = following.join(here.select(*KEYS, low=nw.col("low_after"), high=nw.col("high_after")), on=KEYS, how="inner")
    judged = judged.select(*KEYS, "module", "record_id", "day", "hours", "source_rank", "revoked", "lost", "doubt")
    if not found:
        return engine.settle(judged.select(*WEIGHED))
    judged = judged.join(nw.concat(found, how="vertical"), on=[*KEYS, "record_id", "module"], how="left")
    return engine.settle(
        judged.with_columns(
            lost=nw.when(nw.col("over").fill_null(0) == 1).then(nw.lit("RPL_OVER_SHARE")).otherwise(nw.col("lost")),
            doubt=nw.when(nw.col("over").fill_null(0) == 1)
            .then(nw.lit(""))
            .otherwise(nw.when(nw.col("unsure").fill_null(0) == 1).then(nw.lit(INCOMPLETE)).otherwise(nw.col("doubt"))),
        ).select(*WEIGHED)
    )


def _taken(here: Frame) -> Frame:
    """One decision of each queue: whether it goes over the share, and the least and the most that is covered after it."""
    blank = nw.col("hours") < 0
    over = ~blank & (nw.col("low") + nw.col("hours") > nw.col("cap") + TINY)
    fits = ~blank & (nw.col("high") + nw.col("hours") <= nw.col("cap") + TINY)
    here = here.with_columns(over=whole(over), unsure=whole(~over & (~fits | (nw.col("doubt") != ""))))
    taken = (nw.col("over") == 0) & (nw.col("unsure") == 0)
    most = nw.when(blank).then(nw.col("cap")).otherwise(nw.min_horizontal(nw.col("high") + nw.col("hours"), nw.col("cap")))
    return here.with_columns(
        low_after=nw.when(taken).then(nw.col("low") + nw.col("hours")).otherwise(nw.col("low")),
        high_after=nw.when(nw.col("over") == 1).then(nw.col("high")).otherwise(nw.max_horizontal(most, nw.col("high"))),
    )
