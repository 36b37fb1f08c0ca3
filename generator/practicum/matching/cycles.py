"""Cycles: the periods of a certificate one after the other, each renewed by its own renewal tree."""

from __future__ import annotations

from practicum.matching.certifying import Life, with_end
from practicum.matching.civil_columns import Frame, with_months_on, with_opening
from practicum.matching.facts import Facts
from practicum.matching.folding import NODE, NOT_MET, NOT_YET, SHORT, WAIVED, Folded
from practicum.matching.renewing import fold_renewal, nobody, renewed
from practicum.matching.spells import numbered, spells, whole
from practicum.matching.trees import Trees
from practicum.model.civil_day import FOR_EVER, LONG_AGO
from practicum.tables import nw
from practicum.tables.engine import Engine

# More periods than anybody has: yearly ones since before computers kept them.
MOST = 60
TERMS = [
    "months",
    "ends",
    "yearly",
    "year_month",
    "year_day",
    "first_due",
    "min_active",
    "window_days",
    "window_months",
    "grace",
    "backdates",
    "on_record",
    "renew",
    "closes",
    "falls_with",
    "from_approval",
]
PERIOD = ["ask", "case", "as_of", "s", "e", "run_from", "by", "nth", "doubtful"]


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
) -> Life:
    """How every certificate lives up to the day asked about.

    ``cases``: ask and when each rule version starts; ``terms``: ask, case and the rule in force; ``award``: the spells of the award;
    ``issued``: issued certificates; ``cancelled``: view, certification and the first day without it.
    """
    engine = facts.engine
    endless = (nw.col("months") < 0) & (nw.col("yearly") == 0) & (nw.col("first_due") == LONG_AGO)
    day = engine.settle(
        asks.select("ask", "view", "certification", "as_of")
        .join(cancelled, on=["view", "certification"], how="left")
        .with_columns(revoked=whole(nw.col("revoked").fill_null(FOR_EVER)))
    )
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
    lasting, lasting_spells = _lasting(day, terms.filter(endless), award, issued, folded, bases)
    cycled = engine.settle(terms.filter(~endless).select("ask", "case", *TERMS).join(day, on="ask", how="inner"))
    periods = _periods(facts, cycled, award, issued, approvals, trees)
    in_cycles, cycle_spells = _in_cycles(engine, cycled, periods, bases)
    now = nw.concat([lasting, in_cycles], how="vertical").join(began.select("ask", "disagreement"), on="ask", how="left")
    renew_now, met = _renewal_now(facts, cycled, periods, trees)
    now = now.join(met, on="ask", how="left").with_columns(renewed=whole(nw.col("renewed").fill_null(0)))
    return Life(engine.settle(now), engine.settle(renew_now), engine.settle(nw.concat([lasting_spells, cycle_spells], how="vertical")))


NOW_COLUMNS = ["ask", "holding", "s", "e", "run_from", "ended", "grace_until", "by", "over_reason", "doubtful"]


def _lasting(day: Frame, terms: Frame, award: Frame, issued: Frame, folded: Folded, bases: Frame) -> tuple[Frame, Frame]:
    """Certificates without a length of their own: they last while the award is in date."""
    mine = terms.select("ask", "closes", "falls_with", "grace")
    day = mine.join(day, on="ask", how="inner")
    roots = terms.select("ask", "case", "award").join(folded.now, left_on=["case", "award"], right_on=NODE, how="inner")
    roots = roots.select(
        "ask", root_until=nw.col("valid_until"), ended_by=nw.col("ended_by"), root_ended=nw.col("ended"), root_rank=nw.col("rank")
    )
    spell = (
        day.join(award, on="ask", how="inner")
        .with_columns(
            e=nw.min_horizontal(
                "e", nw.when(nw.col("revoked") < FOR_EVER).then(nw.col("revoked") - 1).otherwise(nw.lit(FOR_EVER)), "closes"
            )
        )
        .filter(nw.col("s") <= nw.col("e"))
    )
    running = spell.filter(nw.col("s") <= nw.col("as_of"), nw.col("as_of") <= nw.col("e")).select("ask", "s", spell_end=nw.col("e"))
    over = spell.filter(nw.col("e") < nw.col("as_of")).group_by("ask").agg(ended=nw.col("e").max())
    last = over.join(spell, left_on=["ask", "ended"], right_on=["ask", "e"], how="inner").select("ask", "ended", last_from=nw.col("s"))
    paper = issued.group_by("ask").agg(paper_start=nw.col("s").max())
    fallen = _base_grace(day, bases)
    now = day.select("ask", "revoked", "closes", "grace", "falls_with")
    for each in (running, last, roots, paper, fallen):
        now = now.join(each, on="ask", how="left")
    now = now.with_columns(
        holding=whole(~nw.col("s").is_null()),
        s=whole(nw.col("s").fill_null(LONG_AGO)),
        spell_end=whole(nw.col("spell_end").fill_null(LONG_AGO)),
        ended=whole(nw.col("ended").fill_null(LONG_AGO)),
        last_from=whole(nw.col("last_from").fill_null(LONG_AGO)),
        root_until=whole(nw.col("root_until").fill_null(LONG_AGO)),
        paper_start=whole(nw.col("paper_start").fill_null(LONG_AGO)),
        base_grace=whole(nw.col("base_grace").fill_null(LONG_AGO)),
        root_ended=whole(nw.col("root_ended").fill_null(LONG_AGO)),
    )
    holds = nw.col("holding") == 1
    was = nw.col("ended") > LONG_AGO
    shut = was & ((nw.col("ended") == nw.col("revoked") - 1) | (nw.col("ended") == nw.col("closes")))
    # The award itself still holds (or ended later), so what ended the certificate is its base.
    fell = (nw.col("falls_with") != "") & ~holds & ((nw.col("root_rank").fill_null(9) <= WAIVED) | (nw.col("root_ended") > nw.col("ended")))
    now = now.with_columns(fell_=whole(fell & was), shut_=whole(shut))
    by_paper = holds & (nw.col("paper_start") > LONG_AGO)
    own = whole(nw.when(was).then(nw.col("ended") + nw.col("grace")).otherwise(nw.lit(LONG_AGO)))
    now = now.with_columns(
        e=whole(nw.when(holds).then(nw.min_horizontal("root_until", "spell_end")).otherwise(nw.lit(LONG_AGO))),
        run_from=nw.when(by_paper).then(nw.col("paper_start")).otherwise(nw.when(holds).then(nw.col("s")).otherwise(nw.col("last_from"))),
        grace_until=whole(
            nw.when((nw.col("ended_by").fill_null("") == "REVOKED") | (nw.col("shut_") == 1))
            .then(nw.lit(LONG_AGO))
            .otherwise(nw.when(nw.col("fell_") == 1).then(nw.min_horizontal(nw.col("base_grace"), own)).otherwise(own))
        ),
        by=nw.when(by_paper).then(nw.lit("record")).otherwise(nw.lit("rule")),
        over_reason=nw.when(nw.col("fell_") == 1)
        .then(nw.lit("FALLS_WITH"))
        .otherwise(
            nw.when((nw.col("shut_") == 1) & (nw.col("ended") == nw.col("closes")))
            .then(nw.lit("CLOSED"))
            .otherwise(nw.when(nw.col("shut_") == 1).then(nw.lit("REVOKED")).otherwise(nw.lit("")))
        ),
        doubtful=nw.lit(0, dtype=nw.Int64),
    )
    return now.select(*NOW_COLUMNS), spell.select("ask", "s", "e")


def _base_grace(day: Frame, bases: Frame) -> Frame:
    """The last day of grace of the certificate each depends on: ask, ``base_grace``."""
    tied = day.filter(nw.col("falls_with") != "").join(
        bases, left_on=["view", "falls_with"], right_on=["view", "certification"], how="inner"
    )
    return tied.group_by("ask").agg(base_grace=nw.col("grace_until").max())


def _started(cycled: Frame, award: Frame, issued: Frame, approvals: Frame, fixed: bool) -> Frame:
    """The first period of each: from the first issued record, else from the first day of the award."""
    paper = (
        numbered(issued, "place", ["s", "printed", "record_id"], ["ask"])
        .filter(nw.col("place") == 1)
        .select("ask", "printed", paper_start=nw.col("s"))
    )
    earned = award.group_by("ask").agg(rule_start=nw.col("s").min())
    begun = cycled.join(paper, on="ask", how="left").join(earned, on="ask", how="left")
    begun = begun.filter(~nw.col("paper_start").is_null() | ~nw.col("rule_start").is_null())
    on_paper = ~nw.col("paper_start").is_null()
    begun = begun.with_columns(
        s=whole(nw.when(on_paper).then(nw.col("paper_start")).otherwise(nw.col("rule_start"))),
        by=nw.when(on_paper).then(nw.lit("record")).otherwise(nw.lit("rule")),
        printed=whole(nw.col("printed").fill_null(FOR_EVER)),
    ).filter(nw.col("s") <= nw.col("as_of"))
    # The year of some certificates runs from the approval, also where the award came later.
    since = begun.filter(nw.col("from_approval") == 1).select("ask", "view", "s").join(approvals, on="view", how="inner")
    since = since.filter(nw.col("approved") <= nw.col("s")).group_by("ask").agg(approved=nw.col("approved").max())
    begun = begun.join(since, on="ask", how="left").with_columns(counted_=whole(nw.col("approved").fill_null(nw.col("s"))))
    begun = with_end(begun, "counted_", "natural", fixed=fixed)
    return begun.with_columns(
        e=nw.min_horizontal("natural", "printed"), run_from=nw.col("s"), nth=nw.lit(1, dtype=nw.Int64), doubtful=nw.lit(0, dtype=nw.Int64)
    ).select(*PERIOD)


def _periods(facts: Facts, cycled: Frame, award: Frame, issued: Frame, approvals: Frame, trees: Trees) -> Frame:
    """All periods of all certificates, one step for everybody at a time."""
    engine = facts.engine
    fixed = engine.count(cycled.filter(nw.col("first_due") != LONG_AGO)) > 0
    here = engine.settle(_started(cycled, award, issued, approvals, fixed))
    found = [here]
    for step in range(2, MOST):
        here = engine.settle(_next(facts, here, cycled, award, issued, trees, step, fixed))
        if not engine.count(here):
            break
        found.append(here)
    return engine.settle(nw.concat(found, how="vertical"))


def _next(facts: Facts, here: Frame, cycled: Frame, award: Frame, issued: Frame, trees: Trees, step: int, fixed: bool) -> Frame:
    """The next period of each, where there is one: by an issued record, by its renewal, or by a new award."""
    engine = facts.engine
    full = here.filter(nw.col("doubtful") == 0).join(cycled.select("ask", "revoked", *TERMS), on="ask", how="inner")
    paper = (
        full.select("ask", "s", "as_of")
        .join(issued.rename({"s": "paper_start"}), on="ask", how="inner")
        .filter(nw.col("paper_start") > nw.col("s"))
    )
    paper = numbered(paper.filter(nw.col("paper_start") <= nw.col("as_of")), "place", ["paper_start", "printed", "record_id"], ["ask"])
    paper = paper.filter(nw.col("place") == 1).select("ask", "paper_start", "printed")
    # Where an issued record follows on without a gap, whether the rule would have renewed makes no difference.
    followed = full.select("ask", "e").join(paper, on="ask", how="inner").filter(nw.col("paper_start") <= nw.col("e") + 1).select("ask")
    over = full.filter(nw.col("e") < nw.col("as_of"), nw.col("revoked") > nw.col("e"), nw.col("renew") >= 0, nw.col("on_record") == 0).join(
        followed, on="ask", how="anti"
    )
    over = engine.settle(over)
    cycles = over.select("ask", "case", "renew", "as_of", "grace", cycle_from=nw.col("s"), due=nw.col("e"))
    done = renewed(facts, cycles, trees) if engine.count(cycles) else nobody(cycles)
    again = full.select("ask", "as_of", "e", "grace").join(award.select("ask", award_start=nw.col("s")), on="ask", how="inner")
    again = again.filter(nw.col("award_start") > nw.col("e") + nw.col("grace"), nw.col("award_start") <= nw.col("as_of"))
    again = again.group_by("ask").agg(award_start=nw.col("award_start").min())
    full = full.join(paper, on="ask", how="left").join(done, on="ask", how="left").join(again, on="ask", how="left")
    never = nw.lit(FOR_EVER)
    on_time = nw.when(nw.col("in_time").fill_null(0) == 1).then(nw.col("e") + 1).otherwise(never)
    full = full.with_columns(
        paper_=whole(nw.col("paper_start").fill_null(FOR_EVER)),
        on_time_=whole(on_time),
        late_=whole(nw.col("late_on").fill_null(FOR_EVER)),
        again_=whole(nw.col("award_start").fill_null(FOR_EVER)),
        doubt_=whole(nw.col("doubt").fill_null(0)),
        printed=whole(nw.col("printed").fill_null(FOR_EVER)),
    )
    full = full.with_columns(
        start_=nw.min_horizontal("paper_", "on_time_", "late_", "again_"),
    )
    full = full.filter((nw.col("start_") < FOR_EVER) | (nw.col("doubt_") == 1)).with_columns(
        unclear_=whole(
            (nw.col("doubt_") == 1) & (nw.col("paper_") >= FOR_EVER) & (nw.col("on_time_") >= FOR_EVER) & (nw.col("late_") >= FOR_EVER)
        ),
    )
    full = full.with_columns(start_=whole(nw.when(nw.col("unclear_") == 1).then(nw.col("e") + 1).otherwise(nw.col("start_"))))
    full = with_opening(full, "e", "opened_")
    full = with_end(full, "start_", "fresh_", fixed=fixed)
    full = with_months_on(full, "e", nw.max_horizontal("months", nw.lit(0)), "extended_")
    rolling = (nw.col("yearly") == 0) & (nw.col("first_due") == LONG_AGO)
    from_old = (
        (nw.col("start_") == nw.col("on_time_"))
        | ((nw.col("start_") == nw.col("paper_")) & (nw.col("opened_") <= nw.col("start_")) & (nw.col("start_") <= nw.col("e")))
        | ((nw.col("start_") == nw.col("late_")) & (nw.col("backdates") == 1))
    )
    natural = nw.when(rolling & from_old).then(nw.col("extended_")).otherwise(nw.col("fresh_"))
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
        next_from=whole(nw.when(nw.col("start_") <= nw.col("e") + 1).then(nw.col("run_from")).otherwise(nw.col("start_"))),
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
        nth=nw.lit(step, dtype=nw.Int64),
        doubtful=nw.col("unclear_"),
    ).select(*PERIOD)


def _last(periods: Frame) -> Frame:
    return periods.with_columns(top_=nw.col("nth").max().over("ask")).filter(nw.col("nth") == nw.col("top_")).drop("top_")


def _in_cycles(engine: Engine, cycled: Frame, periods: Frame, bases: Frame) -> tuple[Frame, Frame]:
    """How the last period stands on the day, and the days of all periods."""
    mine = cycled.select("ask", "view", "revoked", "grace", "renew", "closes", "falls_with")
    now = _last(periods).join(mine, on="ask", how="inner")
    # The base's spell in which this period began: its end is the end, and its return revives nothing.
    base = now.filter(nw.col("falls_with") != "").join(
        bases.rename({"s": "base_s", "e": "base_e"}), left_on=["view", "falls_with"], right_on=["view", "certification"], how="inner"
    )
    base = base.with_columns(from_=nw.when(nw.col("by") == "record").then(nw.col("s")).otherwise(nw.col("run_from")))
    under = (
        base.filter(nw.col("base_s") <= nw.col("from_"), nw.col("from_") <= nw.col("base_e"))
        .group_by("ask")
        .agg(base_end=nw.col("base_e").max())
    )
    now = now.join(under, on="ask", how="left").join(_base_grace(now, bases), on="ask", how="left")
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
    now = engine.settle(now)
    holds = (nw.col("end_") >= nw.col("as_of")) & (nw.col("doubtful") == 0)
    fell = (nw.col("base_end") < nw.col("e")) & (nw.col("end_") < nw.col("e")) & (nw.col("base_end") <= nw.min_horizontal("cut_", "closes"))
    shut = (nw.col("end_") == nw.col("cut_")) | (nw.col("end_") == nw.col("closes"))
    own = nw.col("end_") + nw.col("grace")
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
    ends = now.select("ask", "nth", "end_")
    days = periods.filter(nw.col("doubtful") == 0).join(ends, on=["ask", "nth"], how="left")
    days = days.with_columns(e=whole(nw.when(nw.col("end_").is_null()).then(nw.col("e")).otherwise(nw.col("end_")))).filter(
        nw.col("s") <= nw.col("e")
    )
    return shown.select(*NOW_COLUMNS), spells(days.select("ask", "s", "e"), ["ask"])


def _renewal_now(facts: Facts, cycled: Frame, periods: Frame, trees: Trees) -> tuple[Frame, Frame]:
    """The states of the renewal's nodes in the cycle that runs (or ran last), and whether the whole is met."""
    engine = facts.engine
    last = _last(periods).join(cycled.select("ask", "grace", "renew", "window_days", "window_months"), on="ask", how="inner")
    last = engine.settle(last.filter(nw.col("renew") >= 0))
    folded = fold_renewal(facts, last.select("ask", "case", "renew", "as_of", "grace", cycle_from=nw.col("s"), due=nw.col("e")), trees)
    terms = with_opening(last, "e", "opened").select("case", "opened", "as_of", due=nw.col("e"), until=nw.col("e") + nw.col("grace"))
    now = folded.now.join(terms, on="case", how="inner")
    short = nw.col("rank") == NOT_MET
    soon = short & (nw.col("as_of") < nw.col("opened")) & (nw.col("as_of") <= nw.col("due"))
    open_now = short & ~soon & (nw.col("as_of") <= nw.col("until"))
    now = now.with_columns(
        rank=whole(nw.when(soon).then(nw.lit(NOT_YET)).otherwise(nw.when(open_now).then(nw.lit(SHORT)).otherwise(nw.col("rank")))),
        deadline=whole(
            nw.when(short)
            .then(nw.when(nw.col("as_of") <= nw.col("due")).then(nw.col("due")).otherwise(nw.col("until")))
            .otherwise(nw.col("deadline"))
        ),
    ).drop("opened", "as_of", "due", "until")
    met = last.select("ask", "case", "renew").join(folded.now, left_on=["case", "renew"], right_on=NODE, how="inner")
    return now, met.select("ask", renewed=whole(nw.col("rank") <= WAIVED))
