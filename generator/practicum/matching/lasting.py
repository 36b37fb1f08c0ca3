"""Certificates without a length of their own: they last while their award is in date, and fall with what they depend on."""

from __future__ import annotations

from practicum.matching.certifying import with_revoked
from practicum.matching.civil_columns import Frame
from practicum.matching.folding import NODE, WAIVED, Folded
from practicum.matching.spells import whole
from practicum.model.civil_day import FOR_EVER, LONG_AGO
from practicum.tables import nw

NOW_COLUMNS = ["ask", "holding", "s", "e", "run_from", "ended", "grace_until", "by", "over_reason", "doubtful"]


def lasting_life(day: Frame, terms: Frame, award: Frame, issued: Frame, folded: Folded, bases: Frame, ended: Frame) -> tuple[Frame, Frame]:
    """Certificates without a length of their own: they last while the award is in date."""
    mine = terms.select("ask", "closes", "falls_with", "grace")
    day = mine.join(day, on="ask", how="inner")
    roots = terms.select("ask", "case", "award").join(folded.now, left_on=["case", "award"], right_on=NODE, how="inner")
    roots = roots.select(
        "ask",
        # An award that is not asked by the rule in force has no end of its own.
        root_until=whole(nw.when(nw.col("rank") <= WAIVED).then(nw.col("valid_until")).otherwise(nw.lit(FOR_EVER))),
        ended_by=nw.col("ended_by"),
        root_ended=nw.col("ended"),
        root_rank=nw.col("rank"),
    )
    spell = with_revoked(day.join(award, on="ask", how="inner"), ended)
    spell = spell.with_columns(
        e=nw.min_horizontal("e", nw.when(nw.col("revoked") < FOR_EVER).then(nw.col("revoked") - 1).otherwise(nw.lit(FOR_EVER)), "closes")
    ).filter(nw.col("s") <= nw.col("e"))
    running = spell.filter(nw.col("s") <= nw.col("as_of"), nw.col("as_of") <= nw.col("e")).select("ask", "s", spell_end=nw.col("e"))
    over = spell.filter(nw.col("e") < nw.col("as_of")).group_by("ask").agg(ended=nw.col("e").max())
    last = over.join(spell, left_on=["ask", "ended"], right_on=["ask", "e"], how="inner").select(
        "ask", "ended", "revoked", last_from=nw.col("s")
    )
    paper = issued.group_by("ask").agg(paper_start=nw.col("s").max())
    fallen = base_grace_of(day, bases)
    now = day.select("ask", "closes", "grace", "falls_with")
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
    shut = was & ((nw.col("ended") == nw.col("revoked").fill_null(FOR_EVER) - 1) | (nw.col("ended") == nw.col("closes")))
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


def base_grace_of(day: Frame, bases: Frame) -> Frame:
    """The last day of grace of the certificate each depends on: ask, ``base_grace``."""
    tied = day.filter(nw.col("falls_with") != "").join(
        bases, left_on=["view", "falls_with"], right_on=["view", "certification"], how="inner"
    )
    return tied.group_by("ask").agg(base_grace=nw.col("grace_until").max())
