"""How a certificate with cycles stands on the day: whether it holds, why it ended, and what its renewal still asks."""

from __future__ import annotations

from dataclasses import replace

from practicum.matching.applying import runs_of, since_certified
from practicum.matching.certifying import with_revoked
from practicum.matching.civil_columns import Frame, with_opening
from practicum.matching.facts import Facts
from practicum.matching.folding import NOT_MET, NOT_YET, SHORT, WAIVED
from practicum.matching.lasting import NOW_COLUMNS, base_grace_of
from practicum.matching.nodes import NODE, case_of, node_of
from practicum.matching.renewing import fold_renewal
from practicum.matching.spells import spells, whole
from practicum.matching.trees import Trees
from practicum.matching.versions import Versions
from practicum.model.civil_day import FOR_EVER, LONG_AGO
from practicum.tables import nw
from practicum.tables.engine import Engine


def last_of(periods: Frame) -> Frame:
    """The last period of each."""
    return periods.with_columns(top_=nw.col("nth").max().over("ask")).filter(nw.col("nth") == nw.col("top_")).drop("top_")


def in_cycles_now(engine: Engine, cycled: Frame, periods: Frame, bases: Frame, ended: Frame) -> tuple[Frame, Frame]:
    """How the last period stands on the day, and the days of all periods."""
    mine = cycled.select("ask", "view", "grace", "renew", "closes", "falls_with")
    now = with_revoked(periods.join(mine, on="ask", how="inner"), ended)
    # The base's spell in which this period began: its end is the end, and its return revives nothing.
    base = now.filter(nw.col("falls_with") != "").join(
        bases.rename({"s": "base_s", "e": "base_e"}), left_on=["view", "falls_with"], right_on=["view", "certification"], how="inner"
    )
    base = base.with_columns(from_=nw.when(nw.col("by") == "record").then(nw.col("s")).otherwise(nw.col("run_from")))
    under = (
        base.filter(nw.col("base_s") <= nw.col("from_"), nw.col("from_") <= nw.col("base_e"))
        .group_by("ask", "nth")
        .agg(base_end=nw.col("base_e").max())
    )
    now = now.join(under, on=["ask", "nth"], how="left").join(base_grace_of(mine, bases), on="ask", how="left")
    tied = nw.col("falls_with") != ""
    now = now.with_columns(
        base_grace=whole(nw.col("base_grace").fill_null(LONG_AGO)),
        base_end=whole(nw.when(tied).then(nw.col("base_end").fill_null(LONG_AGO)).otherwise(nw.lit(FOR_EVER))),
        cut_=whole(
            nw.when((nw.col("revoked") > nw.col("s")) & (nw.col("revoked") < FOR_EVER))
            .then(nw.col("revoked") - 1)
            .otherwise(nw.lit(FOR_EVER))
        ),
    )
    now = now.with_columns(end_=nw.min_horizontal("e", "cut_", "closes", nw.max_horizontal("base_end", nw.col("s") - 1)))
    # What fell with its base is renewed no more, whatever the renewal says.
    fallen = (nw.col("base_end") < nw.col("s")) & (nw.col("by") == "rule") & (nw.col("run_from") < nw.col("s"))
    every = engine.settle(now.filter(~fallen))
    now = last_of(every)
    holds = (nw.col("end_") >= nw.col("as_of")) & (nw.col("doubtful") == 0)
    fell = (nw.col("base_end") < nw.col("e")) & (nw.col("end_") < nw.col("e")) & (nw.col("base_end") <= nw.min_horizontal("cut_", "closes"))
    shut = (nw.col("end_") == nw.col("cut_")) | (nw.col("end_") == nw.col("closes"))
    # No grace after a revocation or the closure, also where they fall inside it.
    own = nw.min_horizontal(nw.col("end_") + nw.col("grace"), nw.col("revoked") - 1, nw.col("closes"))
    shown = (
        now.with_columns(
            holding=whole(holds),
            ended=whole(
                nw.when(holds)
                .then(nw.lit(LONG_AGO))
                .otherwise(nw.when(nw.col("doubtful") == 1).then(nw.col("s") - 1).otherwise(nw.col("end_")))
            ),
            shown_e=whole(nw.when(holds).then(nw.col("end_")).otherwise(nw.lit(LONG_AGO))),
            grace_until=whole(
                nw.when(holds | shut | (nw.col("doubtful") == 1))
                .then(nw.lit(LONG_AGO))
                .otherwise(nw.when(fell).then(nw.min_horizontal(nw.col("base_grace"), nw.col("e") + nw.col("grace"))).otherwise(own))
            ),
            over_reason=nw.when(holds)
            .then(nw.lit(""))
            .otherwise(
                nw.when(nw.col("end_") == nw.col("cut_"))
                .then(nw.lit("REVOKED"))
                .otherwise(
                    nw.when(nw.col("end_") == nw.col("closes"))
                    .then(nw.lit("CLOSED"))
                    .otherwise(
                        nw.when(fell)
                        .then(nw.lit("FALLS_WITH"))
                        .otherwise(
                            nw.when(nw.col("doubtful") == 1)
                            .then(nw.lit("NOT_EVALUATED"))
                            .otherwise(nw.when(nw.col("renew") >= 0).then(nw.lit("RENEWAL_MISSED")).otherwise(nw.lit("EXPIRED")))
                        )
                    )
                )
            ),
        )
        .drop("e")
        .rename({"shown_e": "e"})
    )
    days = every.filter(nw.col("doubtful") == 0, nw.col("s") <= nw.col("end_")).select("ask", "s", e=nw.col("end_"))
    return shown.select(*NOW_COLUMNS), spells(days, ["ask"])


def renewal_now(
    facts: Facts, versions: Versions, periods: Frame, held: Frame, cut: Frame, trees: Trees
) -> tuple[Frame, Frame, Frame, tuple[Frame, ...]]:
    """The states of the renewal's nodes in the cycle that runs (or ran last), whether the whole is met, and the cases they belong to.

    ``held``: the days on which it was in force (ask, ``s``, ``e``): a period that was cut short does not reach to the next award;
    ``cut``: the asks whose certificate was taken away, closed or fell with its base, of whom no renewal is asked any more.
    """
    engine = facts.engine
    # The renewal that stands on the day on which it is due is the one that is asked.
    last = versions.join(last_of(periods).drop("case"), "e", ["case", "grace", "renew", "window_days", "window_months"])
    last = engine.settle(last.filter(nw.col("renew") >= 0))
    again = trees.parts["renew"]
    if "certified" in trees.rules.column("requirements", "within_of"):
        grace = last.select("ask", "case", "grace")
        runs = runs_of(held.join(grace.drop("case"), on="ask", how="inner")).join(grace, on="ask", how="inner").drop("ask", "grace")
        nodes = engine.settle(since_certified(again.nodes, engine.settle(runs), trees.roles)[0])
        trees = replace(trees, parts=trees.parts | {"renew": replace(again, nodes=nodes)})
    asked = engine.settle(last.join(cut, on="ask", how="anti"))
    folded = fold_renewal(
        facts, asked.select("ask", "case", "renew", "as_of", "grace", "nth", "before", cycle_from=nw.col("since"), due=nw.col("e")), trees
    )
    terms = with_opening(asked, "e", "opened").select("case", "opened", "as_of", due=nw.col("e"), until=nw.col("e") + nw.col("grace"))
    now = folded.now.with_columns(case=case_of()).join(terms, on="case", how="inner")
    # What is counted from the award has a deadline of its own.
    own = again.nodes.filter(nw.col("within_of") == "certified").select(*NODE, own_=nw.lit(1, dtype=nw.Int64))
    now = now.join(own, on=NODE, how="left")
    short = (nw.col("rank") == NOT_MET) & nw.col("own_").is_null()
    soon = short & (nw.col("as_of") < nw.col("opened")) & (nw.col("as_of") <= nw.col("due"))
    open_now = short & ~soon & (nw.col("as_of") <= nw.col("until"))
    now = now.with_columns(
        rank=whole(nw.when(soon).then(nw.lit(NOT_YET)).otherwise(nw.when(open_now).then(nw.lit(SHORT)).otherwise(nw.col("rank")))),
        deadline=whole(
            nw.when(short)
            .then(nw.when(nw.col("as_of") <= nw.col("due")).then(nw.col("due")).otherwise(nw.col("until")))
            .otherwise(nw.col("deadline"))
        ),
    ).drop("case", "opened", "as_of", "due", "until", "own_")
    met = asked.select("ask", node=node_of(req="renew")).join(folded.now, on=NODE, how="inner")
    renewed_now = met.select("ask", renewed=whole(nw.col("rank") <= WAIVED))
    return now, renewed_now, last.select("ask", "case"), () if folded.slices is None else (folded.slices,)
