"""Guessing: the periods a certificate would go through if every renewal came in time, so that they can be judged side by side."""

from __future__ import annotations

from practicum.matching.civil_columns import Frame, with_last_day, with_months_on
from practicum.matching.spells import numbered, whole
from practicum.matching.versions import Versions
from practicum.model.civil_day import FOR_EVER, LONG_AGO
from practicum.tables import nw
from practicum.tables.engine import Engine

# More periods than anybody has: yearly ones since before computers kept them.
MOST = 60
# One period of a certificate: its days, the day its unbroken run began, what it came by, its number, whether that is in doubt, and the
# days from which it and the one before count what is done for the renewal.
PERIOD = ["ask", "case", "as_of", "s", "e", "run_from", "by", "nth", "doubtful", "since", "before"]


def guessed(engine: Engine, here: Frame, issued: Frame, versions: Versions) -> Frame:
    """The periods of ``here``, and those that would follow by the papers there are and by renewals in time.

    ``issued``: issued certificates (ask, ``s``, printed, record_id). Only a guess: a month that is too short,
    leave or another version of the rule may make the days a little different.
    """
    terms = ["ends", "renew", "on_record", "closes"]
    rolling = nw.when(nw.col("months") > 0).then(nw.col("months")).otherwise(nw.lit(-1))
    step = nw.when(nw.col("yearly") == 1).then(nw.lit(12)).otherwise(rolling)
    mine = versions.current.select("ask", *terms, length=whole(step))
    first = here.drop("case").join(mine, on="ask", how="inner")
    papers = first.select("ask", "as_of", "length", "ends", nth_=nw.col("nth"), from_=nw.col("s"))
    papers = papers.join(issued.select("ask", "record_id", "printed", s=nw.col("s")), on="ask", how="inner")
    papers = papers.filter(nw.col("s") > nw.col("from_"), nw.col("s") <= nw.col("as_of"))
    papers = numbered(papers, "place", ["s", "printed", "record_id"], ["ask", "s"]).filter(nw.col("place") == 1)
    papers = engine.settle(numbered(papers, "place", ["s"], ["ask"]).with_columns(length=nw.max_horizontal("length", nw.lit(0))))
    papers = with_last_day(papers, "s", "length", "ends", "own_")
    unprinted = (nw.col("printed") >= FOR_EVER) & (nw.col("length") > 0)
    papers = papers.with_columns(
        nth=nw.col("nth_") + nw.col("place"),
        e=whole(nw.when(unprinted).then(nw.col("own_")).otherwise(nw.col("printed"))),
        by=nw.lit("record"),
        run_from=nw.lit(LONG_AGO, dtype=nw.Int64),
        since=nw.col("s"),
        before=nw.lit(LONG_AGO, dtype=nw.Int64),
        doubtful=nw.lit(0, dtype=nw.Int64),
    )
    columns = [name for name in PERIOD if name != "case"]
    known = engine.settle(nw.concat([first.select(*columns), papers.select(*columns)], how="vertical"))
    last = known.with_columns(top_=nw.col("nth").max().over("ask")).filter(nw.col("nth") == nw.col("top_")).drop("top_")
    last = last.join(mine, on="ask", how="inner").filter(
        nw.col("renew") >= 0, nw.col("on_record") == 0, nw.col("length") > 0, nw.col("e") < nw.col("as_of"), nw.col("doubtful") == 0
    )
    # No month is shorter than 28 days, so this many periods reach the day asked about at least.
    last = engine.settle(last.with_columns(more_=(nw.col("as_of") - nw.col("e")) // (nw.col("length") * 28) + 1))
    most = engine.rows(last.select(most=nw.col("more_").max()))[0]["most"] or 0
    steps = engine.rows_table({"step": list(range(1, min(int(most), MOST) + 1))}, {"step": "whole"})
    onward = last.join(steps, how="cross").filter(nw.col("step") <= nw.col("more_"))
    onward = onward.select(
        "ask",
        "as_of",
        "step",
        "closes",
        end_=nw.col("e"),
        nth=nw.col("nth") + nw.col("step"),
        on_=nw.col("length") * nw.col("step"),
        back_=nw.col("length") * (nw.col("step") - 1),
    )
    onward = engine.settle(with_months_on(onward, "end_", nw.col("on_"), "e"))
    onward = with_months_on(onward, "end_", nw.col("back_"), "old_").with_columns(s=whole(nw.col("old_") + 1))
    onward = onward.filter(nw.col("s") <= nw.col("as_of"), nw.col("s") <= nw.col("closes"), nw.col("nth") < MOST)
    zero = nw.lit(0, dtype=nw.Int64)
    unset = nw.lit(LONG_AGO, dtype=nw.Int64)
    onward = onward.with_columns(by=nw.lit("rule"), run_from=unset, since=nw.col("s"), before=unset, doubtful=zero)
    guess = engine.settle(nw.concat([known, onward.select(*columns)], how="vertical"))
    guess = guess.with_columns(
        old_=whole(nw.col("e").shift(1).over("ask", order_by="nth").fill_null(LONG_AGO)),
        ago_=whole(nw.col("since").shift(1).over("ask", order_by="nth").fill_null(LONG_AGO)),
    )
    begun = nw.col("run_from") > LONG_AGO
    guess = guess.with_columns(
        run_=whole(
            nw.when(begun).then(nw.col("run_from")).otherwise(nw.when(nw.col("s") > nw.col("old_") + 1).then(nw.col("s")).otherwise(unset))
        )
    )
    guess = guess.with_columns(run_=whole(nw.col("run_").cum_max().over("ask", order_by="nth")))
    guess = guess.with_columns(
        before=whole(nw.when(begun).then(nw.col("before")).otherwise(nw.col("ago_"))),
        run_from=nw.col("run_"),
    )
    guess = engine.settle(guess.drop("run_", "old_", "ago_"))
    # The first of each stays as it is; the version of the others follows from their first day.
    later = guess.join(here.select("ask", "nth"), on=["ask", "nth"], how="anti")
    later = versions.join(later, "s", ["case"])
    return nw.concat([here.select(*PERIOD), later.select(*PERIOD)], how="vertical")
