"""Ending: the length of what was completed, its last day, and what set that day."""

from __future__ import annotations

from practicum.matching.chaining import (
    KEYS,
    LINK,
    NONE,
    OF_LET_OFF,
    TAKEN_OVER,
    TERMS,
    Leaves,
    chained,
)
from practicum.matching.civil_columns import Frame, with_fixed_due, with_last_day, with_year_end
from practicum.matching.folding import RECOGNISED
from practicum.matching.prior_learning import INCOMPLETE
from practicum.matching.spells import whole
from practicum.model.civil_day import FOR_EVER, LONG_AGO
from practicum.tables import nw
from practicum.tables.engine import Engine


def with_length(found: Frame, changes: Frame | None) -> Frame:
    """The candidates with the length that stood on their day, and the one that a due day would pick.

    Without ``changes`` no length ever changed.
    """
    if changes is None:
        return found.with_columns(due_since=nw.lit(NONE, dtype=nw.Int64), due_months=nw.lit(-1, dtype=nw.Int64))
    # The latest change wins: the change's day leads, its months follow, in one number.
    coded = changes.with_columns(code=(nw.col("since") - LONG_AGO) * 1000 + nw.col("months")).rename({"months": "new_months"})
    pairs = found.select("hold", "day", "as_of").unique().join(coded, on="hold", how="inner")
    ours = pairs.filter(
        nw.col("by_due") == 0, (nw.col("since") <= nw.col("day")) | ((nw.col("retroactive") == 1) & (nw.col("since") <= nw.col("as_of")))
    )
    picked = ours.group_by("hold", "day", "as_of").agg(nw.col("code").max())
    due = changes.filter(nw.col("by_due") == 1).group_by("hold").agg(due_since=nw.col("since").max())
    due = due.join(changes.filter(nw.col("by_due") == 1), left_on=["hold", "due_since"], right_on=["hold", "since"], how="inner")
    due = due.group_by("hold", "due_since").agg(due_months=nw.col("months").max())
    return (
        found.join(picked, on=["hold", "day", "as_of"], how="left")
        .join(due, on="hold", how="left")
        .with_columns(
            months=whole(
                nw.when(nw.col("code").is_null() | (nw.col("edge") == 1))
                .then(nw.col("months"))
                .otherwise(nw.col("code").fill_null(0) % 1000)
            ),
            due_since=whole(nw.col("due_since").fill_null(NONE)),
            due_months=whole(nw.col("due_months").fill_null(-1)),
        )
        .drop("code")
    )


def with_end(
    found: Frame, engine: Engine, leaves: Leaves, *, chains: bool, fixed: bool, yearly: bool, windows: bool
) -> tuple[Frame, int]:
    """The candidates with their last day (``e``) and what set it (``ended_by``), and how many chains were too long.

    ``let_off`` is 1 for what was done while the module was waived or exempt: a refresher then has something to refresh. What is false of
    ``chains``, ``fixed`` days, ``yearly`` ends and ``windows`` stands in no rule and is not worked out.
    """
    found = found.with_columns(
        cap=nw.min_horizontal("issuer_end", "counts_until"),
        cut=whole(
            nw.when(nw.min_horizontal("revoked", "fail_day") >= FOR_EVER)
            .then(nw.lit(FOR_EVER))
            .otherwise(nw.min_horizontal("revoked", "fail_day") - 1)
        ),
        length_=whole(nw.when(nw.col("months") > 0).then(nw.col("months")).otherwise(nw.lit(0))),
        dues_=whole(
            nw.when((nw.col("due_since") != NONE) & (nw.col("day") >= nw.col("due_since"))).then(nw.col("due_months")).otherwise(nw.lit(-1))
        ),
    )
    # The last day of a recognised edition binds what was done from the day of the move on; a day before it is cut shorter still.
    capped = nw.col("home_cap") <= nw.col("cut")
    found = found.with_columns(
        cut=nw.min_horizontal("cut", "home_cap"),
        binds=whole(
            nw.when(capped & (nw.col("moved") != LONG_AGO))
            .then(nw.col("moved"))
            .otherwise(nw.when(nw.col("cut") >= FOR_EVER).then(nw.lit(FOR_EVER)).otherwise(nw.col("cut") + 1))
        ),
    )
    found = found.with_columns(length_=whole(nw.when(nw.col("dues_") > 0).then(nw.col("dues_")).otherwise(nw.col("length_"))))
    found = with_last_day(found, "day", "length_", "ends", "rolling_")
    if yearly:
        found = with_year_end(found, "day", "year_month", "year_day", "yearly_")
    else:
        found = found.with_columns(yearly_=nw.lit(FOR_EVER, dtype=nw.Int64))
    if fixed:
        found = with_fixed_due(found, "day", "first_due", "length_", "min_active", "due_")
    else:
        found = found.with_columns(due_=nw.lit(FOR_EVER, dtype=nw.Int64))
    rolling = (nw.col("yearly") == 0) & (nw.col("first_due") == LONG_AGO) & (nw.col("months") > 0)
    natural = (
        nw.when(nw.col("yearly") == 1)
        .then(nw.col("yearly_"))
        .otherwise(
            nw.when(nw.col("first_due") != LONG_AGO)
            .then(nw.col("due_"))
            .otherwise(nw.when(nw.col("length_") > 0).then(nw.col("rolling_")).otherwise(nw.lit(FOR_EVER)))
        )
    )
    found = found.with_columns(natural=whole(natural), rolls_=whole(rolling)).drop("rolling_", "yearly_", "due_", "length_", "dues_")
    long_chains = 0
    if chains:
        found = engine.settle(found)
        found = found.with_columns(away=whole((nw.col("leave") == 1) & nw.col("view").is_in(sorted(leaves) or [-1])))
        links = (nw.col("window_days") >= 0) | (nw.col("window_months") >= 0) | (nw.col("backdates") == 1)
        links = links | (nw.col("due_since") != NONE) | (nw.col("away") == 1)
        refreshed = found.filter(nw.col("refresher") == 1).select(*KEYS, has_refresher=nw.lit(1, dtype=nw.Int64)).unique()
        found = found.join(refreshed, on=KEYS, how="left").with_columns(
            in_chain=whole(
                (nw.col("lost") == "")
                & ~nw.col("doubt").is_in(["SCORE_MISSING", INCOMPLETE])
                & (((nw.col("rolls_") == 1) & links) | (nw.col("has_refresher").fill_null(0) == 1))
            ),
            refresher=whole(
                nw.when(nw.col("sort") == RECOGNISED)
                .then(nw.lit(TAKEN_OVER))
                .otherwise(
                    nw.when((nw.col("refresher") == 1) & (nw.col("let_off") == 1)).then(nw.lit(OF_LET_OFF)).otherwise(nw.col("refresher"))
                )
            ),
        )
        in_chains = found.filter(nw.col("in_chain") == 1).select(*KEYS, *LINK, *TERMS).unique()
        linked, long_chains = chained(in_chains, engine, leaves, windows=windows)
        found = found.join(linked.drop(*TERMS), on=[*KEYS, *LINK], how="left")
        inside = nw.col("in_chain") == 1
        found = found.with_columns(
            natural=whole(nw.when(inside).then(nw.col("chain_end")).otherwise(nw.col("natural"))),
            lost=nw.when(inside & (nw.col("chain_lost").fill_null("") != "")).then(nw.col("chain_lost")).otherwise(nw.col("lost")),
        ).drop("has_refresher", "in_chain", "chain_end", "chain_lost")
        if leaves:
            found = _lost_on_leave(found, engine, leaves)
    found = found.with_columns(e=nw.min_horizontal("natural", "cap", "cut"))
    # What set the end: of two that agree, the one that says most.
    end = nw.col("e")
    return found.with_columns(
        ended_by=nw.when((nw.col("revoked") < FOR_EVER) & (nw.col("revoked") - 1 == end))
        .then(nw.lit("REVOKED"))
        .otherwise(
            nw.when(nw.col("issuer_end") == end)
            .then(nw.lit("ISSUER_END"))
            .otherwise(
                nw.when(nw.col("counts_until") == end)
                .then(nw.lit("SUPERSEDED"))
                .otherwise(nw.when(nw.col("fail_day") - 1 == end).then(nw.lit("BELOW_PASS")).otherwise(nw.lit("EXPIRED")))
            )
        )
    ), long_chains


def _lost_on_leave(found: Frame, engine: Engine, leaves: Leaves) -> Frame:
    """The candidates with the ends of those that lost moved by leave; those that count had theirs moved in their chain.

    What a document or a prerequisite would make good is worth as many days as if it had counted by itself.
    """
    rows = [(view, start, end) for view, spells in leaves.items() for start, end in spells]
    columns = {"view": [row[0] for row in rows], "off": [row[1] for row in rows], "back": [row[2] for row in rows]}
    away = engine.rows_table(columns, dict.fromkeys(columns, "whole"))
    moves = (nw.col("lost") != "") & (nw.col("away") == 1) & (nw.col("rolls_") == 1) & (nw.col("natural") < FOR_EVER)
    spans = found.filter(moves).select("view", "day", "natural").unique().join(away, on="view", how="inner")
    spans = spans.with_columns(first_=nw.max_horizontal("day", "off"), last_=nw.min_horizontal("natural", "back"))
    spans = spans.filter(nw.col("first_") <= nw.col("last_")).with_columns(more_=whole(nw.col("last_") - nw.col("first_") + 1))
    more = spans.group_by("view", "day", "natural").agg(more_=nw.col("more_").sum())
    found = found.join(more, on=["view", "day", "natural"], how="left")
    moved = nw.when(moves).then(nw.col("natural") + nw.col("more_").fill_null(0)).otherwise(nw.col("natural"))
    return found.with_columns(natural=whole(moved)).drop("more_")
