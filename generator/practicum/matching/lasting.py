"""Certificates without a length of their own: they last while their award is in date, and fall with what they depend on.

An issued record holds one from its day to the end printed on it, whatever the award says; without a printed end it lasts as the award does.
"""

from __future__ import annotations

from practicum.matching.certifying import with_revoked
from practicum.matching.civil_columns import Frame
from practicum.matching.folding import WAIVED, Folded
from practicum.matching.nodes import NODE, node_of
from practicum.matching.spells import spells, whole
from practicum.model.civil_day import FOR_EVER, LONG_AGO
from practicum.tables import nw
from practicum.tables.engine import Engine
from practicum.tables.words import columns_in

NOW_COLUMNS = ["ask", "holding", "s", "e", "run_from", "ended", "grace_until", "by", "over_reason", "doubtful"]


def lasting_life(
    engine: Engine, day: Frame, terms: Frame, award: Frame, issued: Frame, folded: Folded, bases: Frame, ended: Frame
) -> tuple[Frame, Frame]:
    """Certificates without a length of their own: they last while the award is in date, and as long as an issued record says."""
    mine = terms.select("ask", "closes", "falls_with", "grace")
    day = mine.join(day, on="ask", how="inner")
    roots = terms.select("ask", node=node_of(req="award")).join(folded.now, on=NODE, how="inner")
    roots = roots.select(
        "ask",
        # An award that is not asked by the rule in force has no end of its own.
        root_until=whole(nw.when(nw.col("rank") <= WAIVED).then(nw.col("valid_until")).otherwise(nw.lit(FOR_EVER))),
        ended_by=nw.col("ended_by"),
        root_ended=nw.col("ended"),
        root_rank=nw.col("rank"),
    )
    nothing = nw.lit(0, dtype=nw.Int64)
    spell = with_revoked(day.join(award, on="ask", how="inner"), ended)
    spell = spell.with_columns(
        e=nw.min_horizontal("e", nw.when(nw.col("revoked") < FOR_EVER).then(nw.col("revoked") - 1).otherwise(nw.lit(FOR_EVER)), "closes")
    ).filter(nw.col("s") <= nw.col("e"))
    spell = spell.select("ask", "as_of", "s", "e", "revoked").with_columns(printed=nw.lit(LONG_AGO, dtype=nw.Int64), base_=nothing)
    papers = engine.settle(issued.join(mine.select("ask"), on="ask", how="inner"))
    if engine.count(papers):
        spell = nw.concat([spell, _on_paper(papers, day, award, bases, ended).select(*columns_in(spell))], how="vertical")
    spell = engine.settle(spell)
    whole_ = spells(spell.select("ask", "s", "e"), ["ask"]).join(day.select("ask", "as_of"), on="ask", how="inner")
    running = whole_.filter(nw.col("s") <= nw.col("as_of"), nw.col("as_of") <= nw.col("e")).select("ask", "s")
    inside = spell.filter(nw.col("s") <= nw.col("as_of"), nw.col("as_of") <= nw.col("e")).with_columns(
        by_award=whole(nw.when(nw.col("printed") == LONG_AGO).then(nw.col("e")).otherwise(nw.lit(LONG_AGO))),
        by_paper=whole(nw.when(nw.col("printed") > LONG_AGO).then(nw.col("e")).otherwise(nw.lit(LONG_AGO))),
    )
    inside = inside.group_by("ask").agg(spell_end=nw.col("by_award").max(), paper_end=nw.col("by_paper").max())
    over = whole_.filter(nw.col("e") < nw.col("as_of"))
    over = over.join(over.group_by("ask").agg(ended=nw.col("e").max()), left_on=["ask", "e"], right_on=["ask", "ended"], how="inner")
    pieces = spell.group_by("ask", "e").agg(nw.col("revoked").min(), nw.col("base_").max())
    last = over.join(pieces, on=["ask", "e"], how="inner").select("ask", "revoked", "base_", ended=nw.col("e"), last_from=nw.col("s"))
    # No grace after a revocation, also where it falls inside it.
    after = last.select("ask", "ended").join(ended, on="ask", how="inner").filter(nw.col("revoked") > nw.col("ended"))
    after = after.group_by("ask").agg(taken_back=nw.col("revoked").min())
    # An unbroken time counts from its first record, where there is one.
    paper = running.join(papers.select("ask", paper_start=nw.col("s")), on="ask", how="inner").filter(nw.col("s") <= nw.col("paper_start"))
    paper = paper.group_by("ask").agg(nw.col("paper_start").min())
    fallen = base_grace_of(day, bases)
    now = day.select("ask", "closes", "grace", "falls_with")
    for each in (running, inside, last, after, roots, paper, fallen):
        now = now.join(each, on="ask", how="left")
    now = now.with_columns(
        holding=whole(~nw.col("s").is_null()),
        s=whole(nw.col("s").fill_null(LONG_AGO)),
        spell_end=whole(nw.col("spell_end").fill_null(LONG_AGO)),
        paper_end=whole(nw.col("paper_end").fill_null(LONG_AGO)),
        taken_back=whole(nw.col("taken_back").fill_null(FOR_EVER)),
        base_=whole(nw.col("base_").fill_null(0)),
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
    now = now.with_columns(fell_=whole(was & ~holds & ((nw.col("base_") == 1) | fell)), shut_=whole(shut))
    by_paper = holds & (nw.col("paper_start") > LONG_AGO)
    last_grace = nw.min_horizontal(nw.col("ended") + nw.col("grace"), nw.col("taken_back") - 1, nw.col("closes"))
    own = whole(nw.when(was).then(last_grace).otherwise(nw.lit(LONG_AGO)))
    now = now.with_columns(
        e=whole(
            nw.when(holds)
            .then(nw.max_horizontal(nw.min_horizontal("root_until", "spell_end"), nw.col("paper_end")))
            .otherwise(nw.lit(LONG_AGO))
        ),
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
    return now.select(*NOW_COLUMNS), whole_.select("ask", "s", "e")


def _on_paper(papers: Frame, day: Frame, award: Frame, bases: Frame, ended: Frame) -> Frame:
    """The days on which issued records hold a certificate: ask, as_of, ``s``, ``e``, ``revoked``, whether its base ended it (``base_``).

    Without an end printed on it a record lasts to the end of the award that runs on its day, and where none does for that day alone.
    """
    found = day.join(papers.select("ask", "s", "printed").unique(), on="ask", how="inner").filter(nw.col("s") <= nw.col("closes"))
    then = found.select("ask", "s").unique().join(award.select("ask", from_=nw.col("s"), to_=nw.col("e")), on="ask", how="inner")
    then = then.filter(nw.col("from_") <= nw.col("s"), nw.col("s") <= nw.col("to_")).group_by("ask", "s").agg(to_=nw.col("to_").max())
    found = with_revoked(found.join(then, on=["ask", "s"], how="left"), ended)
    own = nw.when(nw.col("printed") < FOR_EVER).then(nw.col("printed")).otherwise(nw.max_horizontal("s", nw.col("to_").fill_null(LONG_AGO)))
    stop = nw.when(nw.col("revoked") < FOR_EVER).then(nw.col("revoked") - 1).otherwise(nw.lit(FOR_EVER))
    found = found.with_columns(own_=nw.min_horizontal(own, stop, "closes"))
    under = found.filter(nw.col("falls_with") != "").select("ask", "view", "falls_with", "s").unique()
    under = under.join(
        bases.select("view", "certification", base_s=nw.col("s"), base_e=nw.col("e")),
        left_on=["view", "falls_with"],
        right_on=["view", "certification"],
        how="inner",
    ).filter(nw.col("base_s") <= nw.col("s"), nw.col("s") <= nw.col("base_e"))
    under = under.group_by("ask", "s").agg(base_e=nw.col("base_e").max())
    free = nw.when(nw.col("falls_with") == "").then(nw.lit(FOR_EVER)).otherwise(nw.lit(LONG_AGO))
    found = found.join(under, on=["ask", "s"], how="left").with_columns(base_e=whole(nw.col("base_e").fill_null(free)))
    found = found.with_columns(
        e=nw.min_horizontal("own_", "base_e"),
        base_=whole(nw.col("base_e") < nw.col("own_")),
        # What ends with the award is shown with the award's end.
        printed=whole(
            nw.when((nw.col("printed") >= FOR_EVER) & ~nw.col("to_").is_null()).then(nw.lit(LONG_AGO)).otherwise(nw.col("printed"))
        ),
    )
    return found.filter(nw.col("s") <= nw.col("e"))


def base_grace_of(day: Frame, bases: Frame) -> Frame:
    """The last day of grace of the certificate each depends on: ask, ``base_grace``."""
    tied = day.filter(nw.col("falls_with") != "").join(
        bases, left_on=["view", "falls_with"], right_on=["view", "certification"], how="inner"
    )
    return tied.group_by("ask").agg(base_grace=nw.col("grace_until").max())
