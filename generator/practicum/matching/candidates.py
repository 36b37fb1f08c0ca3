"""Candidates: every record that might hold a module, and the first reason for which it does not.

A candidate is a completion seen through one way to hold one module (a version, an equivalent, a refresher). It loses for
its dates, its edition, its result, its evidence or its attempt; what it is worth in days comes later.
"""

from __future__ import annotations

from practicum.matching.chaining import KEYS
from practicum.matching.civil_columns import Frame
from practicum.matching.facts import Facts, signed, standing
from practicum.matching.nodes import WIDE
from practicum.matching.recognising import with_arrivals
from practicum.matching.spells import numbered, whole
from practicum.model.civil_day import FOR_EVER, LONG_AGO
from practicum.model.record import EVIDENCE_ORDER
from practicum.tables import nw
from practicum.tables.words import columns_in


def completions(facts: Facts, views: Frame, voids: Frame, versions: Frame) -> Frame:
    """The completions each view may use, with the last day of each by an issuer and the day each was revoked."""
    table = facts.once("completions").filter(~nw.col("module").is_null())
    rank = nw.lit(0, dtype=nw.Int64)
    for level, name in enumerate(EVIDENCE_ORDER):
        rank = nw.when(nw.col("evidence") == name).then(nw.lit(level)).otherwise(rank)
    table = table.with_columns(
        evidence_rank=whole(rank),
        issuer_end=whole(nw.col("issuer_end").fill_null(FOR_EVER)),
        origin=nw.col("source").fill_null(""),
        edition=nw.col("edition").fill_null(""),
        result=nw.col("result").fill_null(""),
        version=nw.col("version").fill_null(""),
        score=nw.col("score").fill_null(-1.0),
    ).select(
        "learner",
        "record_id",
        "module",
        "version",
        "edition",
        "day",
        "known",
        "score",
        "result",
        "evidence_rank",
        "issuer_end",
        "origin",
    )
    # A version nobody defined says nothing; the day decides instead.
    table = (
        table.join(
            versions.select("module", "version").unique().with_columns(named=nw.lit(1, dtype=nw.Int64)),
            on=["module", "version"],
            how="left",
        )
        .with_columns(version=nw.when(nw.col("named") == 1).then(nw.col("version")).otherwise(nw.lit("")))
        .drop("named")
    )
    ranks = facts.raw("sources").select(nw.col("source").alias("origin"), source_rank=whole(nw.col("rank"))).unique()
    table = table.join(ranks, on="origin", how="left").with_columns(source_rank=whole(nw.col("source_rank").fill_null(1_000_000)))
    revoked = revocations(facts, views, voids)
    seen = standing(table, views, voids)
    return seen.join(revoked, on=["view", "record_id"], how="left").with_columns(revoked=whole(nw.col("revoked").fill_null(FOR_EVER)))


def revocations(facts: Facts, views: Frame, voids: Frame) -> Frame:
    """The first day without validity of what was revoked: view, record (or whatever the decision names), day."""
    decisions = signed(facts.dated("decisions"), ("revocation",)).select("learner", "record_id", "subject", "day", "known")
    known = standing(decisions, views, voids, future=True)
    return known.group_by("view", nw.col("subject").alias("record_id")).agg(nw.col("day").min().alias("revoked"))


def seen_through(needs: Frame, sources: Frame, done: Frame, arrived: Frame | None = None) -> Frame:
    """Completions joined to the ways to hold the modules that are needed, each with the first reason for which it loses.

    ``arrived`` are the moves that let another country's edition count, None where no rule recognises one.
    """
    met = needs.join(sources, on="hold", how="inner").with_columns(way=nw.col("view") * WIDE + nw.col("code"))
    met = met.join(done, on="way", how="inner").drop("way", "code")
    met = met.filter(
        (nw.col("way_version") == "")
        | (nw.col("version") == nw.col("way_version"))
        | ((nw.col("version") == "") & (nw.col("day") >= nw.col("version_from")) & (nw.col("day") <= nw.col("version_until")))
    )
    met = with_arrivals(met, arrived)
    failed = (
        nw.when(nw.col("pass_mark") >= 0)
        .then(((nw.col("score") >= 0) & (nw.col("score") < nw.col("pass_mark"))) | ((nw.col("score") < 0) & (nw.col("result") == "failed")))
        .otherwise(nw.col("result") == "failed")
    )
    blank = (nw.col("pass_mark") >= 0) & (nw.col("score") < 0) & (nw.col("result") == "")
    late = (nw.col("day") < nw.col("edge_from")) | (nw.col("day") > nw.col("edge_until"))
    outside = (nw.col("day") < nw.col("done_from")) | (nw.col("day") > nw.col("done_until"))
    return met.with_columns(
        lost=nw.when(late)
        .then(nw.lit("EQUIV_OUT_OF_DATES"))
        .otherwise(
            nw.when(outside)
            .then(nw.lit("OUT_OF_DATES"))
            .otherwise(
                nw.when((nw.col("wanted_edition") != "") & (nw.col("wanted_edition") != nw.col("edition")) & (nw.col("moved") == LONG_AGO))
                .then(nw.lit("WRONG_EDITION"))
                .otherwise(
                    nw.when(failed)
                    .then(nw.lit("BELOW_PASS"))
                    .otherwise(nw.when(nw.col("evidence_rank") < nw.col("evidence")).then(nw.lit("UNVERIFIED")).otherwise(nw.lit("")))
                )
            )
        ),
        doubt=nw.when(blank).then(nw.lit("SCORE_MISSING")).otherwise(nw.lit("")),
    )


def with_attempts(found: Frame) -> Frame:
    """The candidates with attempts past the cap lost, and with the day of the next failed attempt where it cancels a pass.

    Rows of one module, day and source are one attempt. Attempts are counted from the last qualifying pass; once the cap
    is reached nothing after it counts, because no pass can start the count anew.
    """
    keys = KEYS
    # What a module asks of attempts it asks of all candidates for it; most ask nothing.
    bounded = (nw.col("attempts") >= 0) | (nw.col("latest") == 1)
    tried = (nw.col("refresher") == 0) & ~nw.col("lost").is_in(["EQUIV_OUT_OF_DATES", "OUT_OF_DATES"])
    # And of those for whom it asks something most were not seen often enough for a cap, nor failed.
    tries = found.filter(bounded, tried).with_columns(fail_=whole(nw.col("lost") == "BELOW_PASS")).group_by(*keys)
    often = tries.agg(nw.col("attempts").max(), nw.col("latest").max(), nw.col("fail_").max(), tries_=nw.col("day").count())
    capped = (nw.col("attempts") >= 0) & (nw.col("tries_") > nw.col("attempts"))
    often = often.filter(capped | ((nw.col("latest") == 1) & (nw.col("fail_") == 1))).select(*keys)
    free = found.join(often, on=keys, how="anti").with_columns(fail_day=nw.lit(FOR_EVER, dtype=nw.Int64))
    found = found.join(often, on=keys, how="inner")
    asked = found.filter(tried)
    attempts = (
        asked.with_columns(
            pass_=whole((nw.col("lost") == "") & (nw.col("doubt") != "SCORE_MISSING")), fail_=whole(nw.col("lost") == "BELOW_PASS")
        )
        .group_by(*keys, "day", "origin")
        .agg(nw.col("pass_").max(), nw.col("fail_").min(), nw.col("attempts").max(), nw.col("latest").max())
        .with_columns(later_=1 - nw.col("pass_"))
    )
    order = ["day", "later_", "origin"]
    attempts = numbered(attempts, "nth", order, keys).with_columns(passed_at=nw.col("nth") * nw.col("pass_"))
    attempts = attempts.with_columns(last_pass=whole(nw.col("passed_at").cum_max().over(*keys, order_by="nth")))
    attempts = attempts.with_columns(before_=whole(nw.col("last_pass").shift(1).over(*keys, order_by="nth").fill_null(0)))
    attempts = attempts.with_columns(over_=whole((nw.col("attempts") >= 0) & (nw.col("nth") - nw.col("before_") > nw.col("attempts"))))
    attempts = attempts.with_columns(spent=whole(nw.col("over_").cum_max().over(*keys, order_by="nth")))
    fails = attempts.filter(nw.col("fail_") == 1, nw.col("latest") == 1, nw.col("spent") == 0).select(*keys, fail_day=nw.col("day"))
    passes = asked.filter(nw.col("lost") == "", nw.col("latest") == 1).select(*keys, "day").unique()
    cancelled = (
        passes.join(fails, on=keys, how="inner")
        .filter(nw.col("fail_day") > nw.col("day"))
        .group_by(*keys, "day")
        .agg(nw.col("fail_day").min())
    )
    spent = attempts.select(*keys, "day", "origin", "spent")
    judged = (
        found.join(spent, on=[*keys, "day", "origin"], how="left")
        .join(cancelled, on=[*keys, "day"], how="left")
        .with_columns(
            lost=nw.when((nw.col("spent").fill_null(0) == 1) & (nw.col("refresher") == 0))
            .then(nw.lit("ATTEMPTS_USED"))
            .otherwise(nw.col("lost")),
            fail_day=whole(nw.col("fail_day").fill_null(FOR_EVER)),
        )
        .drop("spent")
    )
    return nw.concat([judged, free.select(*columns_in(judged))], how="vertical")
