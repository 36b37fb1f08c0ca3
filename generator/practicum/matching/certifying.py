"""How a certificate lives: when it starts, how long it runs, what renews it and the one state it shows.

Without a length of its own a certificate lasts while its award is in date. With one, it runs in cycles: from the award (or
an issued record, which wins) to its end, and on from there while each cycle's renewal is completed in time.
"""

from __future__ import annotations

from dataclasses import dataclass

from practicum.matching.civil_columns import Frame, with_fixed_due, with_last_day, with_opening, with_year_end
from practicum.matching.facts import Facts, signed, standing
from practicum.matching.folding import NOT_MET, NOT_YET, Folded
from practicum.matching.nodes import NODE, node_of
from practicum.matching.spells import spells, whole
from practicum.matching.versions import Versions
from practicum.model.civil_day import FOR_EVER, LONG_AGO
from practicum.tables import nw


@dataclass
class Life:
    """How every ask's certificate stands by its periods, and how its renewal stands in the current cycle.

    ``now``: ask, ``holding``, ``s``, ``e`` (while it holds), ``run_from``, ``ended``, ``grace_until``, ``by``, ``over_reason``,
    ``doubtful``, ``disagreement``, ``renewed``; ``renew_now``: the states of the renewal's nodes; ``spells``: the days it was in
    force (ask, ``s``, ``e``); ``return_now``: the states of what a return asks; ``conditional``: until when practice may go on while it
    is being completed (ask, ``began``, ``limit``); ``slices``: amounts by category (see
    ``Folded``); ``band``: the bands of those who are away (see ``bands_of``);
    ``renew_cases``: the case by whose renewal each was judged; ``periods`` and ``versions``: how certificates with cycles ran.
    """

    now: Frame
    renew_now: Frame
    spells: Frame
    slices: tuple[Frame, ...] = ()
    return_now: Frame | None = None
    conditional: Frame | None = None
    band: Frame | None = None
    renew_cases: Frame | None = None
    periods: Frame | None = None
    versions: Versions | None = None


def issued_certificates(facts: Facts, asks: Frame, views: Frame, voids: Frame) -> Frame:
    """Issued certificates by ask: ``s``, the end printed on them (or for ever), the record."""
    table = facts.dated("certificates").select(
        "learner", "record_id", "certification", "day", "known", e=whole(nw.col("end").fill_null(FOR_EVER))
    )
    seen = standing(table, views, voids)
    return (
        asks.select("ask", "view", "certification")
        .join(seen, on=["view", "certification"], how="inner")
        .select("ask", "record_id", s=nw.col("day"), printed=nw.col("e"))
    )


def cancelled_certificates(facts: Facts, views: Frame, voids: Frame) -> Frame:
    """First days without a certificate that was revoked, by its name or its record: view, certification, ``revoked``."""
    ended = signed(facts.dated("decisions"), ("revocation",)).select("learner", "record_id", "subject", "day", "known")
    ended = facts.engine.settle(standing(ended, views, voids, future=True).select("view", "subject", revoked=nw.col("day")))
    papers = facts.dated("certificates").select("learner", "certification", "day", subject=nw.col("record_id"))
    papers = papers.join(views.select("view", "learner", "as_of"), on="learner", how="inner").filter(nw.col("day") <= nw.col("as_of"))
    papers = papers.select("view", "subject", "certification").unique()
    by_record = ended.join(papers, on=["view", "subject"], how="inner").select("view", "certification", "revoked")
    by_name = ended.select("view", "revoked", certification=nw.col("subject")).select("view", "certification", "revoked")
    return nw.concat([by_name, by_record], how="vertical").unique()


def with_revoked(spells_: Frame, ended: Frame) -> Frame:
    """Spells (ask, ``s``, …) with the first revocation after their start (``revoked``); ``ended``: ask, ``revoked``."""
    starts = spells_.select("ask", "s").unique().join(ended, on="ask", how="inner").filter(nw.col("revoked") > nw.col("s"))
    first = starts.group_by("ask", "s").agg(revoked=nw.col("revoked").min())
    return spells_.join(first, on=["ask", "s"], how="left").with_columns(revoked=whole(nw.col("revoked").fill_null(FOR_EVER)))


def award_spells(cases: Frame, rules: Frame, folded: Folded) -> Frame:
    """The spells in which the award is held, each rule version on its own days: ask, ``s``, ``e``."""
    roots = cases.select("ask", "case", "rule", "starts", "until").join(rules.select("rule", "award"), on="rule", how="inner")
    held = roots.with_columns(node=node_of(req="award")).join(folded.sure, on=NODE, how="inner")
    clipped = held.with_columns(s=nw.max_horizontal("s", "starts"), e=nw.min_horizontal("e", "until")).filter(nw.col("s") <= nw.col("e"))
    return spells(clipped.select("ask", "s", "e"), ["ask"])


def with_end(periods: Frame, start: str, into: str, *, fixed: bool = True, yearly: bool = True) -> Frame:
    """The end of a period that begins on a day, by the terms in its row (`months`, `ends`, `yearly`, …).

    ``fixed`` and ``yearly`` false say that no row has fixed due days, or a year of its own, so that they need not be worked out.
    """
    placed = periods.with_columns(length_=whole(nw.when(nw.col("months") > 0).then(nw.col("months")).otherwise(nw.lit(0))))
    placed = with_last_day(placed, start, "length_", "ends", "rolling_")
    if yearly:
        placed = with_year_end(placed, start, "year_month", "year_day", "yearly_")
    else:
        placed = placed.with_columns(yearly_=nw.lit(FOR_EVER, dtype=nw.Int64))
    if fixed:
        placed = with_fixed_due(placed, start, "first_due", "length_", "min_active", "due_")
    else:
        placed = placed.with_columns(due_=nw.lit(FOR_EVER, dtype=nw.Int64))
    return placed.with_columns(
        **{
            into: whole(
                nw.when(nw.col("yearly") == 1)
                .then(nw.col("yearly_"))
                .otherwise(
                    nw.when(nw.col("first_due") != LONG_AGO)
                    .then(nw.col("due_"))
                    .otherwise(nw.when(nw.col("months") > 0).then(nw.col("rolling_")).otherwise(nw.lit(FOR_EVER)))
                )
            )
        }
    ).drop("length_", "rolling_", "yearly_", "due_")


def with_due_onward(periods: Frame, end: str, start: str, into: str) -> Frame:
    """The fixed due day that a period runs on to which is renewed from an old end: as far after that end as a due day has to be, and no
    earlier than the day on which the new period begins.
    """
    none = nw.lit(0, dtype=nw.Int64)
    placed = periods.with_columns(length_=whole(nw.when(nw.col("months") > 0).then(nw.col("months")).otherwise(none)), none_=none)
    placed = with_fixed_due(placed, end, "first_due", "length_", "min_active", "far_")
    placed = with_fixed_due(placed, start, "first_due", "length_", "none_", "near_")
    return placed.with_columns(**{into: whole(nw.max_horizontal("far_", "near_"))}).drop("length_", "none_", "far_", "near_")


def shown_state(
    asks: Frame,
    current: Frame,
    life: Frame,
    award_now: Frame,
    possible: Frame,
    always: Frame,
    posts: Frame,
    limits: Frame,
    refused: Frame,
    conditional: Frame | None,
) -> Frame:
    """The state each ask shows.

    ``current``: ask with the terms of the rule in force; ``life``: what ``Life.now`` holds; ``award_now``: the award's root on the
    day; ``possible``: asks whose award may be held; ``always``: asks with the worst rank of what has to be in date; ``posts``:
    ask and the start of the post in the certificate's role; ``limits``: provisional periods; ``refused``: awards refused;
    ``conditional``: as in ``Life``.
    """
    row = asks.join(current, on="ask", how="left").join(life, on="ask", how="left").join(award_now, on="ask", how="left")
    row = row.join(possible, on="ask", how="left").join(always, on="ask", how="left").join(posts, on="ask", how="left")
    row = row.join(limits, on="ask", how="left").join(refused, on="ask", how="left")
    if conditional is None:
        row = row.with_columns(on_condition=nw.lit(LONG_AGO, dtype=nw.Int64))
    else:
        row = row.join(conditional.select("ask", on_condition=nw.col("limit")), on="ask", how="left")
    row = row.with_columns(
        holds=whole(nw.col("holding").fill_null(0)),
        e=whole(nw.col("e").fill_null(LONG_AGO)),
        run_from=whole(nw.col("run_from").fill_null(LONG_AGO)),
        ended=whole(nw.col("ended").fill_null(LONG_AGO)),
        grace_until=whole(nw.col("grace_until").fill_null(LONG_AGO)),
        worst=whole(nw.col("worst").fill_null(0)),
        post_start=whole(nw.col("post_start").fill_null(LONG_AGO)),
        bridge_days=whole(nw.col("bridge_days").fill_null(-1)),
        window_days=whole(nw.col("window_days").fill_null(-1)),
        window_months=whole(nw.col("window_months").fill_null(-1)),
        award_rank=whole(nw.col("award_rank").fill_null(9)),
        doubtful=whole(nw.col("doubtful").fill_null(0)),
        began=whole(nw.col("began").fill_null(FOR_EVER)),
        limit=whole(nw.col("limit").fill_null(LONG_AGO)),
        met_on=whole(nw.col("met_on").fill_null(FOR_EVER)),
        on_condition=whole(nw.col("on_condition").fill_null(LONG_AGO)),
        time_until=whole(nw.col("time_until").fill_null(LONG_AGO)),
        refused=nw.col("refused").fill_null(""),
    )
    row = with_opening(row, "e", "opened")
    row = row.with_columns(
        is_due=whole((nw.col("holds") == 1) & (nw.col("opened") <= nw.col("as_of")) & (nw.col("e") < FOR_EVER)),
        is_restricted=whole((nw.col("worst") == NOT_MET) & ((nw.col("holds") == 1) | (nw.col("as_of") <= nw.col("grace_until")))),
        is_grace=whole((nw.col("holds") == 0) & (nw.col("ended") > LONG_AGO) & (nw.col("as_of") <= nw.col("grace_until"))),
        # What is still short may have time of its own: a local edition after a move, a course after an appointment.
        has_time=whole(
            (nw.col("holds") == 0)
            & (nw.col("award_rank") == NOT_YET)
            & (nw.col("post_start") > LONG_AGO)
            & (nw.col("as_of") <= nw.col("time_until"))
        ),
        in_bridge=whole(
            (nw.col("holds") == 0)
            & (nw.col("bridge_days") >= 0)
            & (nw.col("post_start") > LONG_AGO)
            & (nw.col("as_of") <= nw.col("post_start") + nw.col("bridge_days"))
        ),
        is_provisional=whole(
            (nw.col("holds") == 0)
            & (nw.col("ended") == LONG_AGO)
            & (nw.col("began") <= nw.col("as_of"))
            & (nw.col("as_of") <= nw.col("limit"))
            & (nw.col("as_of") < nw.col("met_on"))
        ),
        # Back after an absence, with time to complete what the return asks.
        is_conditional=whole((nw.col("holds") == 0) & (nw.col("as_of") <= nw.col("on_condition"))),
        may=whole((nw.col("holds") == 0) & (nw.col("maybe").fill_null(0) == 1) & (nw.col("refused") == "")),
    )
    row = row.with_columns(
        is_bridging=nw.max_horizontal("has_time", "in_bridge"),
        is_provisional=nw.max_horizontal("is_provisional", "is_conditional"),
        limit=whole(nw.when(nw.col("is_conditional") == 1).then(nw.col("on_condition")).otherwise(nw.col("limit"))),
    )
    gone = (nw.col("holds") == 0) & (nw.col("is_grace") == 0)
    # What lasts with its award may go on where the award may be held; nothing else ended it.
    lasting = (nw.col("months") < 0) & (nw.col("yearly") == 0) & (nw.col("first_due") == LONG_AGO) & (nw.col("falls_with") == "")
    lasting = lasting & (nw.col("over_reason").fill_null("") == "")
    row = row.with_columns(
        is_unknown=whole(gone & ((nw.col("doubtful") == 1) | (((nw.col("ended") == LONG_AGO) | lasting) & (nw.col("may") == 1)))),
    )
    row = row.with_columns(
        is_lapsed=whole(gone & (nw.col("ended") > LONG_AGO) & (nw.col("is_unknown") == 0)),
    )
    row = row.with_columns(is_never=whole(gone & (nw.col("is_lapsed") == 0) & (nw.col("is_unknown") == 0)))
    absent = nw.col("rule").is_null() | ((nw.col("award_rank") == 9) & (nw.col("holds") == 0) & (nw.col("ended") == LONG_AGO))
    order = (
        ("is_absent", "not_applicable"),
        ("is_provisional", "provisional"),
        ("is_bridging", "bridging"),
        ("is_unknown", "unknown"),
        ("is_never", "never"),
        ("is_lapsed", "lapsed"),
        ("is_restricted", "restricted"),
        ("is_grace", "grace"),
        ("is_due", "due"),
        ("holds", "certified"),
    )
    row = row.with_columns(is_absent=whole(absent))
    state, also = nw.lit("never"), nw.lit("")
    for mark, name in reversed(order):
        state = nw.when(nw.col(mark) == 1).then(nw.lit(name)).otherwise(state)
    row = row.with_columns(state=state)
    for mark, name in order[1:]:
        also = nw.concat_str(also, nw.when((nw.col(mark) == 1) & (nw.col("state") != name)).then(nw.lit(f" {name}")).otherwise(nw.lit("")))
    row = row.with_columns(also=nw.when(nw.col("state") == "not_applicable").then(nw.lit("")).otherwise(also).str.strip_chars())
    held_on = (nw.col("holds") == 1) | (nw.col("ended") > LONG_AGO)
    return row.with_columns(
        valid_from=whole(nw.when(held_on).then(nw.col("run_from")).otherwise(nw.lit(LONG_AGO))),
        valid_until=whole(
            nw.when(nw.col("holds") == 1)
            .then(nw.col("e"))
            .otherwise(nw.when(nw.col("ended") > LONG_AGO).then(nw.col("ended")).otherwise(nw.lit(FOR_EVER)))
        ),
        deadline=whole(
            nw.when(nw.col("state") == "provisional")
            .then(nw.col("limit"))
            .otherwise(
                nw.when(nw.col("state") == "bridging")
                .then(nw.col("post_start") + nw.col("bridge_days"))
                .otherwise(
                    nw.when(nw.col("state") == "grace")
                    .then(nw.col("grace_until"))
                    .otherwise(
                        nw.when((nw.col("state") == "restricted") & (nw.col("holds") == 0))
                        .then(nw.col("grace_until"))
                        .otherwise(nw.when(nw.col("is_due") == 1).then(nw.col("e")).otherwise(nw.lit(FOR_EVER)))
                    )
                )
            )
        ),
        reason=nw.when(nw.col("state").is_in(["certified", "due", "not_applicable"]))
        .then(nw.lit(""))
        .otherwise(
            nw.when(nw.col("state") == "restricted")
            .then(nw.lit("NOT_ALWAYS_IN_DATE"))
            .otherwise(
                nw.when((nw.col("state") == "never") & (nw.col("refused") != ""))
                .then(nw.col("refused"))
                .otherwise(
                    nw.when(
                        (nw.col("state") == "never")
                        & (nw.col("limit") > LONG_AGO)
                        & (nw.col("as_of") > nw.col("limit"))
                        & (nw.col("met_on") > nw.col("limit"))
                        # That the local edition is overdue says more than that a first period in post is over.
                        & (nw.col("award_reason") != "EDITION_OVERDUE")
                    )
                    .then(nw.lit("PROVISIONAL_OVER"))
                    .otherwise(
                        nw.when(nw.col("over_reason").fill_null("") != "")
                        .then(nw.col("over_reason"))
                        .otherwise(nw.col("award_reason").fill_null(""))
                    )
                )
            )
        ),
    )
