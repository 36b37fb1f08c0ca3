"""Bounds of an award: the sunset of a role, a provisional limit, and the certificate it depends on."""

from __future__ import annotations

from practicum.matching.civil_columns import Frame, with_months_on
from practicum.matching.facts import Facts, signed, standing
from practicum.matching.leaving import with_leave
from practicum.matching.nodes import NODE, node_of
from practicum.matching.spells import numbered, whole
from practicum.matching.trees import Trees
from practicum.model.civil_day import FOR_EVER, LONG_AGO
from practicum.tables import nw
from practicum.tables.engine import Engine

# What stands before the certification in the name of a start by approval.
APPROVAL = "approval:"


def late_awards(facts: Facts, views: Frame, voids: Frame) -> Frame:
    """Decisions to accept a late award: view, certification, day."""
    decisions = signed(facts.dated("decisions"), ("late_award",)).select("learner", "record_id", "subject", "day", "known")
    seen = standing(decisions, views, voids)
    return seen.group_by("view", nw.col("subject").alias("certification")).agg(decided=nw.col("day").min())


def approvals_of(facts: Facts, views: Frame, voids: Frame) -> Frame:
    """Approval decisions: view, certification, ``approved``."""
    decisions = signed(facts.dated("decisions"), ("approval",)).select("learner", "record_id", "subject", "day", "known")
    return standing(decisions, views, voids).select("view", certification=nw.col("subject"), approved=nw.col("day")).unique()


def provisional_starts(facts: Facts, views: Frame, voids: Frame) -> Frame:
    """Days that may start a provisional period beside an appointment: view, sort (approval of a certification, or a module), day."""
    approvals = signed(facts.dated("decisions"), ("approval",)).select(
        "learner", "record_id", "day", "known", sort=nw.concat_str(nw.lit(APPROVAL), nw.col("subject"))
    )
    practice = (
        facts.dated("supervised").filter(~nw.col("module").is_null()).select("learner", "record_id", "day", "known", sort=nw.col("module"))
    )
    seen = standing(nw.concat([approvals, practice], how="vertical"), views, voids)
    first = seen.filter(~nw.col("sort").str.starts_with(APPROVAL)).group_by("view", "sort").agg(day=nw.col("day").min())
    last = seen.filter(nw.col("sort").str.starts_with(APPROVAL)).group_by("view", "sort").agg(day=nw.col("day").max())
    return nw.concat([first, last], how="vertical")


def provisional_limits(asks: Frame, terms: Frame, roles: Frame, starts: Frame, leave: Frame | None, held: Frame) -> Frame:
    """The provisional period of each ask whose rule has one: ask, ``began``, ``limit``, ``met_on``.

    ``met_on`` is the first day on which the requirement was held that ends the period (`until_met`): from then on it is over,
    and what completes the award later is not late. ``held``: the spells of the award's requirements.
    """
    wanted = terms.filter(nw.col("provisional_months") >= 0).select(
        "ask", "case", "provisional_from", "provisional_module", "provisional_months", "provisional_until", "provisional_leave"
    )
    wanted = wanted.join(asks.select("ask", "view", "certification", "as_of", "role"), on="ask", how="inner")
    posts = (
        wanted.filter(nw.col("provisional_from") == "appointment")
        .join(roles, on=["view", "role"], how="inner")
        .filter(nw.col("s") <= nw.col("as_of"))
    )
    # The interval that runs on the day, else the last one.
    posts = posts.group_by("ask").agg(began=nw.col("s").max())
    sorted_ = wanted.filter(nw.col("provisional_from") != "appointment").with_columns(
        sort=nw.when(nw.col("provisional_from") == "approval")
        .then(nw.concat_str(nw.lit(APPROVAL), nw.col("certification")))
        .otherwise(nw.col("provisional_module"))
    )
    other = sorted_.join(starts, on=["view", "sort"], how="inner").group_by("ask").agg(began=nw.col("day").max())
    both = nw.concat([posts, other], how="vertical").join(wanted, on="ask", how="inner")
    both = with_months_on(both, "began", nw.col("provisional_months"), "limit")
    both = with_leave(both, leave, start="began", end="limit", stops="provisional_leave")
    ending = (
        both.filter(nw.col("provisional_until") >= 0).with_columns(node=node_of(req="provisional_until")).join(held, on=NODE, how="inner")
    )
    ending = ending.filter(nw.col("s") <= nw.col("as_of"), nw.col("e") >= nw.col("began"))
    met = ending.group_by("ask").agg(met_on=nw.col("s").min())
    both = both.join(met, on="ask", how="left").with_columns(met_on=whole(nw.col("met_on").fill_null(FOR_EVER)))
    return both.select("ask", "began", "limit", "met_on")


def bounded_awards(
    engine: Engine,
    asks: Frame,
    terms: Frame,
    award: Frame,
    bases: Frame,
    trees: Trees,
    cases: Frame,
    limits: Frame,
    late: Frame,
    roles: Frame,
    issued: Frame,
) -> tuple[Frame, Frame]:
    """The award's spells within their bounds, and why a first award was refused (ask, ``refused``).

    Whoever was issued a certificate before has no first period left to exceed: a new award after a lapse needs no decision.
    """
    award = engine.settle(_in_post(_with_base(engine, asks, terms, award, bases, trees, cases), asks, terms, roles))
    # What would begin on a later day is not refused today.
    begun = award.join(asks.select("ask", "as_of"), on="ask", how="inner").filter(nw.col("s") <= nw.col("as_of"))
    first = begun.group_by("ask").agg(first=nw.col("s").min())
    found = first.join(terms.select("ask", "no_award_after", "closes"), on="ask", how="inner").join(limits, on="ask", how="left")
    found = found.join(asks.select("ask", "view", "certification"), on="ask", how="inner").join(
        late, on=["view", "certification"], how="left"
    )
    found = found.join(issued.group_by("ask").agg(paper=nw.col("s").min()), on="ask", how="left")
    over = (
        ~nw.col("limit").is_null()
        & (nw.col("first") > nw.col("limit").fill_null(FOR_EVER))
        & (nw.col("first") >= nw.col("began").fill_null(LONG_AGO))
        # What ends the period was there in time: the rest of the award has no limit.
        & (nw.col("met_on").fill_null(FOR_EVER) > nw.col("limit").fill_null(FOR_EVER))
        & (nw.col("paper").fill_null(FOR_EVER) >= nw.col("first"))
    )
    found = found.with_columns(
        # The sunset refuses only the very first award.
        refused=nw.when((nw.col("first") > nw.col("no_award_after")) & (nw.col("paper").fill_null(FOR_EVER) >= nw.col("first")))
        .then(nw.lit("SUNSET"))
        .otherwise(
            nw.when(nw.col("first") > nw.col("closes"))
            .then(nw.lit("CLOSED"))
            .otherwise(nw.when(over).then(nw.lit("LATE_NEEDS_DECISION")).otherwise(nw.lit("")))
        ),
        decided=whole(nw.col("decided").fill_null(FOR_EVER)),
    )
    bound = engine.settle(found.select("ask", "refused", "decided"))
    kept = award.join(bound, on="ask", how="left").with_columns(
        refused=nw.col("refused").fill_null(""), decided=whole(nw.col("decided").fill_null(FOR_EVER))
    )
    kept = kept.with_columns(
        s=whole(nw.when(nw.col("refused") == "LATE_NEEDS_DECISION").then(nw.max_horizontal("s", "decided")).otherwise(nw.col("s")))
    )
    kept = kept.filter(~nw.col("refused").is_in(["SUNSET", "CLOSED"]), nw.col("s") <= nw.col("e")).select("ask", "s", "e")
    final = nw.col("refused").is_in(["SUNSET", "CLOSED"])
    refused = bound.filter(final | ((nw.col("refused") != "") & (nw.col("decided") >= FOR_EVER))).select("ask", "refused")
    return engine.settle(kept), engine.settle(refused)


def _in_post(award: Frame, asks: Frame, terms: Frame, roles: Frame) -> Frame:
    """A certificate with a length of its own starts by the rule no earlier than the first post in its role, where there was one.

    What was learned before the appointment is held already; counting the period from then would let it run out before it is used.
    """
    long = terms.filter((nw.col("months") >= 0) | (nw.col("yearly") == 1) | (nw.col("first_due") != LONG_AGO)).select("ask")
    first = asks.join(long, on="ask", how="inner").select("ask", "view", "role").join(roles, on=["view", "role"], how="inner")
    first = first.group_by("ask").agg(first_post=nw.col("s").min())
    later = award.join(first, on="ask", how="left").with_columns(s=whole(nw.max_horizontal("s", nw.col("first_post").fill_null(LONG_AGO))))
    return later.filter(nw.col("s") <= nw.col("e")).select("ask", "s", "e")


def _with_base(engine: Engine, asks: Frame, terms: Frame, award: Frame, bases: Frame, trees: Trees, cases: Frame) -> Frame:
    """Awards that depend on another certificate hold only while it does; once fallen they need a new act, not its return."""
    tied = terms.filter(nw.col("falls_with") != "").select("ask", "falls_with").join(asks.select("ask", "view"), on="ask", how="inner")
    free = award.join(tied.select("ask"), on="ask", how="anti").select("ask", "s", "e")
    base = tied.join(
        bases.rename({"s": "base_s", "e": "base_e"}), left_on=["view", "falls_with"], right_on=["view", "certification"], how="inner"
    )
    both = award.join(base, on="ask", how="inner").with_columns(s=nw.max_horizontal("s", "base_s"), e=nw.min_horizontal("e", "base_e"))
    both = engine.settle(numbered(both.filter(nw.col("s") <= nw.col("e")).select("ask", "s", "e").unique(), "nth", ["s", "e"], ["ask"]))
    acts = (
        trees.nodes.filter(nw.col("part") == "award")
        .select(*NODE, "case")
        .join(trees.award.pieces.filter(nw.col("sort") == 0), on=NODE, how="inner")
    )
    acts = acts.join(cases.select("case", "ask"), on="case", how="inner").select("ask", "day").unique()
    renewed = (
        both.filter(nw.col("nth") > 1).join(acts, on="ask", how="inner").filter(nw.col("day") >= nw.col("s"), nw.col("day") <= nw.col("e"))
    )
    renewed = renewed.group_by("ask", "e").agg(s=nw.col("day").min()).select("ask", "s", "e")
    return nw.concat([free, both.filter(nw.col("nth") == 1).select("ask", "s", "e"), renewed], how="vertical")
