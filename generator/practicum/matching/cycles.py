"""Cycles: the periods of a certificate one after the other, each renewed by its own renewal tree."""

from __future__ import annotations

from dataclasses import dataclass

from practicum.matching.certifying import Life, with_due_onward, with_end, with_revoked
from practicum.matching.civil_columns import ENDS, Frame, with_months_on, with_opening
from practicum.matching.cycle_states import in_cycles_now, renewal_now
from practicum.matching.facts import Facts
from practicum.matching.folding import Folded
from practicum.matching.guessing import MOST, PERIOD, guessed
from practicum.matching.lasting import lasting_life
from practicum.matching.leaving import with_leave
from practicum.matching.renewing import nobody, renewed
from practicum.matching.returning import bands_of, conditional_limits, returned, returns_now
from practicum.matching.spells import numbered, whole
from practicum.matching.trees import Trees
from practicum.matching.versions import Versions
from practicum.model.civil_day import FOR_EVER, LONG_AGO
from practicum.tables import nw

TERMS = [
    "months",
    *ENDS,
    "on_record",
    "renew",
    "closes",
    "falls_with",
    "from_approval",
    "leave",
    "rule",
]
# Of the terms those that say how long a period is: the version in force on its first day gives them.
LENGTHS = ["months", "ends", "yearly", "year_month", "year_day", "first_due", "min_active", "leave", "closes"]


@dataclass
class _Course:
    """What every step from one period to the next looks at; ``bands`` is what a return asks, where a rule has any."""

    facts: Facts
    cycled: Frame
    award: Frame
    issued: Frame
    approvals: Frame
    trees: Trees
    leave: Frame | None
    ended: Frame
    bands: Frame | None
    versions: Versions
    fixed: bool
    yearly: bool


def live(
    facts: Facts,
    asks: Frame,
    cases: Frame,
    terms: Frame,
    award: Frame,
    issued: Frame,
    cancelled: Frame,
    trees: Trees,
    folded: Folded,
    bases: Frame,
    approvals: Frame,
    leave: Frame | None,
    bands: Frame | None,
    roles: Frame,
    every: Frame,
) -> Life:
    """How every certificate lives up to the day asked about.

    ``cases``: ask and when each rule version starts; ``terms``: ask, case and the rule in force; ``award``: the spells of the award;
    ``issued``: issued certificates; ``cancelled``: view, certification and the first day without it; ``leave``: view, ``s``, ``e``;
    ``bands``: what a return asks, where a rule has any; ``every``: all
    rule versions of each ask.
    """
    engine = facts.engine
    endless = (nw.col("months") < 0) & (nw.col("yearly") == 0) & (nw.col("first_due") == LONG_AGO)
    day = engine.settle(asks.select("ask", "view", "certification", "as_of"))
    ended = engine.settle(day.join(cancelled, on=["view", "certification"], how="inner").select("ask", "revoked"))
    first = award.group_by("ask").agg(rule_start=nw.col("s").min())
    paper = issued.group_by("ask").agg(paper_start=nw.col("s").min())
    # A certificate older than every rule was given by other rules, which are not known here.
    rules = cases.group_by("ask").agg(rules_begin=nw.col("starts").min())
    began = engine.settle(
        day.select("ask")
        .join(first, on="ask", how="left")
        .join(paper, on="ask", how="left")
        .join(rules, on="ask", how="left")
        .with_columns(
            disagreement=nw.when(nw.col("paper_start").is_null() | (nw.col("paper_start") < nw.col("rules_begin")))
            .then(nw.lit(""))
            .otherwise(
                nw.when(nw.col("rule_start").is_null())
                .then(nw.lit("RULE_NOT_MET"))
                .otherwise(
                    nw.when(nw.col("rule_start") < nw.col("paper_start"))
                    .then(nw.lit("RULE_STARTS_EARLIER"))
                    .otherwise(
                        nw.when(nw.col("rule_start") > nw.col("paper_start")).then(nw.lit("RULE_STARTS_LATER")).otherwise(nw.lit(""))
                    )
                )
            )
        )
    )
    lasting, lasting_spells = lasting_life(engine, day, terms.filter(endless), award, issued, folded, bases, ended)
    cycled = engine.settle(terms.filter(~endless).select("ask", "case", *TERMS).join(day, on="ask", how="inner"))
    fixed = engine.count(every.filter(nw.col("first_due") != LONG_AGO)) > 0
    yearly = engine.count(every.filter(nw.col("yearly") == 1)) > 0
    versions = Versions.of(engine, cycled, every.select("ask", "case", "starts", *TERMS))
    periods = _periods(_Course(facts, cycled, award, issued, approvals, trees, leave, ended, bands, versions, fixed, yearly))
    in_cycles, cycle_spells = in_cycles_now(engine, cycled, periods, bases, ended)
    now = nw.concat([lasting, in_cycles], how="vertical").join(began.select("ask", "disagreement"), on="ask", how="left")
    cut = in_cycles.filter(nw.col("holding") == 0, nw.col("over_reason").is_in(["REVOKED", "CLOSED", "FALLS_WITH"])).select("ask")
    renew_now, met, renew_cases, slices = renewal_now(facts, versions, periods, cycle_spells, engine.settle(cut), trees)
    now = now.join(met, on="ask", how="left").with_columns(renewed=whole(nw.col("renewed").fill_null(0)))
    life = Life(engine.settle(now), engine.settle(renew_now), engine.settle(nw.concat([lasting_spells, cycle_spells], how="vertical")))
    life.slices, life.renew_cases = slices, engine.settle(renew_cases)
    life.periods, life.versions = periods, versions
    if bands is not None:
        gone = life.now.filter(nw.col("holding") == 0, nw.col("doubtful") == 0, nw.col("ended") > LONG_AGO)
        # Somebody whose certificate was taken away or closed is not away.
        gone = gone.filter(~nw.col("over_reason").is_in(["REVOKED", "CLOSED"]))
        gone = gone.select("ask", "grace_until", e=nw.col("ended")).join(
            cycled.select("ask", "case", "rule", "renew", "as_of", "grace"), on="ask", how="inner"
        )
        gone = engine.settle(gone.filter(nw.col("as_of") > nw.col("grace_until")))
        if engine.count(gone):
            life.return_now, more = returns_now(facts, gone, trees, bands)
            life.slices += more
            life.band = engine.settle(bands_of(gone, bands).join(gone.select("ask", "as_of"), on="ask", how="inner"))
            life.conditional = engine.settle(conditional_limits(gone, bands, asks, roles))
    return life


def _started(course: _Course) -> Frame:
    """The first period of each: from the first issued record, else from the first day of the award."""
    paper = (
        numbered(course.issued, "place", ["s", "printed", "record_id"], ["ask"])
        .filter(nw.col("place") == 1)
        .select("ask", "printed", paper_start=nw.col("s"))
    )
    earned = course.award.group_by("ask").agg(rule_start=nw.col("s").min())
    begun = (
        course.cycled.select("ask", "view", "certification", "as_of").join(paper, on="ask", how="left").join(earned, on="ask", how="left")
    )
    begun = begun.filter(~nw.col("paper_start").is_null() | ~nw.col("rule_start").is_null())
    on_paper = ~nw.col("paper_start").is_null()
    begun = begun.with_columns(
        s=whole(nw.when(on_paper).then(nw.col("paper_start")).otherwise(nw.col("rule_start"))),
        by=nw.when(on_paper).then(nw.lit("record")).otherwise(nw.lit("rule")),
        printed=whole(nw.col("printed").fill_null(FOR_EVER)),
    ).filter(nw.col("s") <= nw.col("as_of"))
    # A period is as long as the rule said on the day it began; a later rule re-dates nothing.
    begun = course.versions.join(begun, "s", ["case", *TERMS]).filter(nw.col("s") <= nw.col("closes"))
    # The year of some certificates runs from the approval, also where the award came later.
    since = begun.filter(nw.col("from_approval") == 1).select("ask", "view", "certification", "s")
    since = since.join(course.approvals, on=["view", "certification"], how="inner")
    since = since.filter(nw.col("approved") <= nw.col("s")).group_by("ask").agg(approved=nw.col("approved").max())
    begun = begun.join(since, on="ask", how="left").with_columns(counted_=whole(nw.col("approved").fill_null(nw.col("s"))))
    begun = with_end(begun, "counted_", "natural", fixed=course.fixed, yearly=course.yearly)
    begun = with_leave(course.facts.engine.settle(begun), course.leave, start="counted_", end="natural", stops="leave")
    return begun.with_columns(
        e=nw.min_horizontal("natural", "printed"),
        run_from=nw.col("s"),
        nth=nw.lit(1, dtype=nw.Int64),
        doubtful=nw.lit(0, dtype=nw.Int64),
        # What the first cycle asks is counted from the day its year runs from.
        since=nw.min_horizontal("counted_", "s"),
        before=nw.lit(FOR_EVER, dtype=nw.Int64),
    ).select(*PERIOD)


def _periods(course: _Course) -> Frame:
    """All periods of all certificates.

    A period follows from the one before, so they would have to be worked out one after the other. Most certificates are renewed in
    time, again and again; so a whole row of periods is guessed, every period of it is judged at once, and what was guessed right up to
    the first wrong guess stays. From there the next row is guessed, until nobody has a period left to judge.
    """
    engine = course.facts.engine
    here = engine.settle(_started(course))
    found = []
    while engine.count(here):
        guess = engine.settle(guessed(engine, here, course.issued, course.versions))
        following = engine.settle(_next(course, guess))
        alike = following.select(*[name for name in PERIOD if name != "as_of"]).with_columns(right_=nw.lit(1, dtype=nw.Int64))
        known = guess.join(alike, on=[name for name in PERIOD if name != "as_of"], how="left")
        first = here.select("ask", first_=nw.col("nth"))
        known = known.join(first, on="ask", how="inner").with_columns(
            wrong_=whole(nw.col("right_").is_null() & (nw.col("nth") > nw.col("first_")))
        )
        known = known.with_columns(wrong_=whole(nw.col("wrong_").cum_sum().over("ask", order_by="nth")))
        right = engine.settle(known.filter(nw.col("wrong_") == 0).select(*PERIOD))
        found.append(right)
        after = right.group_by("ask").agg(last_=nw.col("nth").max()).select("ask", nth=nw.col("last_") + 1)
        here = engine.settle(following.join(after, on=["ask", "nth"], how="inner").filter(nw.col("nth") < MOST).select(*PERIOD))
    return engine.settle(nw.concat(found or [here], how="vertical"))


def _next(course: _Course, here: Frame) -> Frame:
    """The period after each, where there is one: by an issued record, by its renewal, or by a new award."""
    facts, trees, leave = course.facts, course.trees, course.leave
    engine = facts.engine
    here = here.filter(nw.col("doubtful") == 0).join(course.cycled.select("ask", "view"), on="ask", how="inner")
    here = here.with_columns(slot=nw.col("ask") * MOST + nw.col("nth"))
    # What a renewal asks is picked by the day on which it is due.
    full = engine.settle(with_revoked(course.versions.join(here.drop("case"), "e", ["case", *TERMS]), course.ended))
    paper = (
        full.select("ask", "slot", "s", "as_of")
        .join(course.issued.rename({"s": "paper_start"}), on="ask", how="inner")
        .filter(nw.col("paper_start") > nw.col("s"))
    )
    paper = numbered(paper.filter(nw.col("paper_start") <= nw.col("as_of")), "place", ["paper_start", "printed", "record_id"], ["slot"])
    paper = paper.filter(nw.col("place") == 1).select("slot", "paper_start", "printed")
    # Where an issued record follows on without a gap, whether the rule would have renewed makes no difference.
    followed = full.select("slot", "e").join(paper, on="slot", how="inner").filter(nw.col("paper_start") <= nw.col("e") + 1).select("slot")
    lapsed = full.filter(nw.col("e") < nw.col("as_of"), nw.col("revoked") > nw.col("e"), nw.col("on_record") == 0)
    lapsed = engine.settle(lapsed.join(followed, on="slot", how="anti").drop("ask").rename({"slot": "ask"}))
    over = lapsed.filter(nw.col("renew") >= 0)
    cycles = over.select("ask", "case", "renew", "as_of", "grace", "nth", "before", cycle_from=nw.col("since"), due=nw.col("e"))
    done = renewed(facts, cycles, trees) if engine.count(cycles) else nobody(cycles)
    # After a revocation there is no grace: what is earned from then on is a new award.
    over_on = nw.when(nw.col("revoked") <= nw.col("e")).then(nw.col("revoked")).otherwise(nw.col("e") + nw.col("grace") + 1)
    again = full.select("ask", "slot", "as_of", over_on_=whole(over_on)).join(
        course.award.select("ask", award_start=nw.col("s")), on="ask", how="inner"
    )
    again = again.filter(nw.col("award_start") >= nw.col("over_on_"), nw.col("award_start") <= nw.col("as_of"))
    again = again.group_by("slot").agg(award_start=nw.col("award_start").min())
    kept = done.filter(~nw.col("in_time").is_null() | ~nw.col("late_on").is_null()).select("ask")
    back = _returns(course, lapsed.join(kept, on="ask", how="anti"))
    for each in (paper, done.rename({"ask": "slot"}), again, back.rename({"ask": "slot"})):
        full = full.join(each, on="slot", how="left")
    never = nw.lit(FOR_EVER)
    on_time = nw.when(nw.col("in_time").fill_null(0) == 1).then(nw.col("e") + 1).otherwise(never)
    full = full.with_columns(
        paper_=whole(nw.col("paper_start").fill_null(FOR_EVER)),
        on_time_=whole(on_time),
        late_=whole(nw.when(nw.col("late_on") < nw.col("revoked")).then(nw.col("late_on")).otherwise(never)),
        again_=whole(nw.col("award_start").fill_null(FOR_EVER)),
        back_=whole(nw.col("back_on").fill_null(FOR_EVER)),
        doubt_=nw.max_horizontal(
            nw.when(nw.col("late_on") >= nw.col("revoked")).then(nw.lit(0)).otherwise(nw.col("doubt").fill_null(0)),
            whole(nw.col("back_on").is_null() & ~nw.col("may_on").is_null()),
        ),
        printed=whole(nw.col("printed").fill_null(FOR_EVER)),
    )
    full = full.with_columns(
        start_=nw.min_horizontal("paper_", "on_time_", "late_", "again_", "back_"),
    )
    full = full.filter((nw.col("start_") < FOR_EVER) | (nw.col("doubt_") == 1)).with_columns(
        unclear_=whole(
            (nw.col("doubt_") == 1)
            & (nw.col("paper_") >= FOR_EVER)
            & (nw.col("on_time_") >= FOR_EVER)
            & (nw.col("late_") >= FOR_EVER)
            & (nw.col("back_") >= FOR_EVER)
        ),
    )
    full = full.with_columns(start_=whole(nw.when(nw.col("unclear_") == 1).then(nw.col("e") + 1).otherwise(nw.col("start_"))))
    full = with_opening(full, "e", "opened_")
    full = course.versions.join(full.drop("case", *LENGTHS), "start_", ["case", *LENGTHS]).filter(nw.col("start_") <= nw.col("closes"))
    full = with_end(full, "start_", "fresh_", fixed=course.fixed, yearly=course.yearly)
    full = with_months_on(full, "e", nw.max_horizontal("months", nw.lit(0)), "extended_")
    full = engine.settle(full.with_columns(new_=whole(nw.col("e") + 1)))
    full = with_leave(full, leave, start="start_", end="fresh_", stops="leave", key="slot")
    full = with_leave(full, leave, start="new_", end="extended_", stops="leave", key="slot")
    rolling = (nw.col("yearly") == 0) & (nw.col("first_due") == LONG_AGO)
    by_rule = (nw.col("start_") == nw.col("on_time_")) | ((nw.col("start_") == nw.col("late_")) & (nw.col("backdates") == 1))
    from_old = by_rule | (
        (nw.col("start_") == nw.col("paper_")) & (nw.col("opened_") <= nw.col("start_")) & (nw.col("start_") <= nw.col("e"))
    )
    natural = nw.when(rolling & from_old).then(nw.col("extended_")).otherwise(nw.col("fresh_"))
    if course.fixed:
        # Who renews by the rule runs on from the old due day; who begins, or is given a certificate, from that day.
        full = engine.settle(with_due_onward(full, "e", "start_", "onward_"))
        fixed = (nw.col("yearly") == 0) & (nw.col("first_due") != LONG_AGO)
        natural = nw.when(fixed & by_rule & (nw.col("start_") != nw.col("paper_"))).then(nw.col("onward_")).otherwise(natural)
    by_paper = nw.col("start_") == nw.col("paper_")
    full = full.with_columns(
        next_e=whole(
            nw.when(nw.col("unclear_") == 1)
            .then(nw.col("e") + 1)
            .otherwise(
                nw.when(by_paper)
                .then(
                    nw.min_horizontal(
                        nw.max_horizontal(natural, nw.when(nw.col("start_") <= nw.col("e")).then(nw.col("e")).otherwise(nw.lit(LONG_AGO))),
                        "printed",
                    )
                )
                .otherwise(natural)
            )
        ),
        next_from=whole(
            nw.when(nw.col("start_") <= nw.min_horizontal(nw.col("e") + 1, nw.col("revoked")))
            .then(nw.col("run_from"))
            .otherwise(nw.col("start_"))
        ),
        next_by=nw.when(by_paper).then(nw.lit("record")).otherwise(nw.lit("rule")),
    )
    return full.select(
        "ask",
        "case",
        "as_of",
        s=whole(nw.col("start_")),
        e=nw.col("next_e"),
        run_from=nw.col("next_from"),
        by=nw.col("next_by"),
        nth=nw.col("nth") + 1,
        doubtful=nw.col("unclear_"),
        since=whole(nw.col("start_")),
        before=nw.col("since"),
    ).select(*PERIOD)


def _returns(course: _Course, over: Frame) -> Frame:
    """When those whose certificate lapsed came back by re-entry."""
    gone = over.filter(nw.col("e") + nw.col("grace") < nw.col("as_of"))
    engine = course.facts.engine
    if course.bands is None or not engine.count(gone):
        nothing = nw.lit(0, dtype=nw.Int64)
        return gone.select("ask", back_on=nothing, may_on=nothing).filter(nw.col("ask") < nw.col("back_on") - 1)
    return returned(course.facts, engine.settle(gone), course.trees, course.bands)
