"""Single leaves beside modules: competencies assessed at a level, and other certificates held."""

from __future__ import annotations

from practicum.matching.chaining import KEYS
from practicum.matching.civil_columns import Frame, with_last_day, with_months_on
from practicum.matching.facts import Facts, standing
from practicum.matching.folding import RECOGNISED
from practicum.matching.holding import Held
from practicum.matching.nodes import NODE, holding_of
from practicum.matching.spells import numbered, whole
from practicum.model.civil_day import FOR_EVER
from practicum.model.record import EVIDENCE_ORDER
from practicum.model.requirement import COLUMNS, RuleTables
from practicum.tables import nw

HOLD_PIECE = [*NODE, "s", "e", "record_id", "via", "day", "sort", "evidence_rank", "source_rank", "sure", "doubt", "ended_by"]
LOSER = [*NODE, "record_id", "day", "via", "reason", "cost"]


def _plain(pieces: Frame) -> Frame:
    """The columns a piece of a module has, for a piece that is certain and earned."""
    zero, one = nw.lit(0, dtype=nw.Int64), nw.lit(1, dtype=nw.Int64)
    return pieces.with_columns(via=nw.lit(""), sort=zero, source_rank=zero, sure=one, doubt=nw.lit(""), ended_by=nw.lit("EXPIRED")).select(
        *HOLD_PIECE
    )


def competencies(rules: RuleTables, facts: Facts, nodes: Frame, views: Frame, voids: Frame, held: Held) -> tuple[Frame, Frame]:
    """Pieces and losers of competency leaves: assessments good enough, for as long as they count, and modules that teach them."""
    engine = facts.engine
    rank = nw.lit(0, dtype=nw.Int64)
    for level, name in enumerate(EVIDENCE_ORDER):
        rank = nw.when(nw.col("evidence") == name).then(nw.lit(level)).otherwise(rank)
    rows = facts.once("observations").select(
        "learner",
        "record_id",
        "day",
        "known",
        "competency",
        seen_level=whole(nw.col("level").fill_null(0)),
        by=nw.col("role_of_observer").fill_null(""),
        evidence_rank=whole(rank),
    )
    seen = standing(rows, views, voids)
    met = nodes.select(*NODE, "view", "as_of", "subject", "level", "max_age", "decay", "by_role", "latest").join(
        seen, left_on=["view", "subject"], right_on=["view", "competency"], how="inner"
    )
    # One level is lost every `decay` months, so a level above the one asked lasts so many times longer.
    met = met.with_columns(
        over_=whole(nw.max_horizontal(nw.col("seen_level") - nw.col("level") + 1, nw.lit(0))),
        zero_=nw.lit(0, dtype=nw.Int64),
    )
    met = met.with_columns(span_=whole(nw.col("over_") * nw.max_horizontal(nw.col("decay"), nw.lit(0))))
    met = with_last_day(met, "day", "span_", "zero_", "decayed_")
    met = with_months_on(met, "day", nw.max_horizontal("max_age", nw.lit(0)), "aged_")
    met = met.with_columns(
        decayed_=nw.when(nw.col("decay") > 0).then(nw.col("decayed_")).otherwise(nw.lit(FOR_EVER)),
        aged_=nw.when(nw.col("max_age") > 0).then(nw.col("aged_")).otherwise(nw.lit(FOR_EVER)),
    )
    low = nw.col("seen_level") < nw.col("level")
    stranger = (nw.col("by_role") != "") & (nw.col("by") != nw.col("by_role"))
    met = met.with_columns(
        s=nw.col("day"),
        e=nw.min_horizontal("decayed_", "aged_"),
        lost=nw.when(stranger).then(nw.lit("ASSESSOR_ROLE")).otherwise(nw.when(low).then(nw.lit("LEVEL_TOO_LOW")).otherwise(nw.lit(""))),
    )
    met = engine.settle(met)
    if held.turns is not None:
        held.turns += [met.filter(nw.col(end) < FOR_EVER).select("view", day=whole(nw.col(end) + 1)) for end in ("decayed_", "aged_")]
    # Where only the latest counts, an assessment stands until the next one, whoever made it.
    days = met.select(*NODE, "day").unique()
    days = days.with_columns(next_=nw.col("day").shift(-1).over(*NODE, order_by="day"))
    met = engine.settle(met.join(days, on=[*NODE, "day"], how="left"))
    until = nw.when((nw.col("latest") == 1) & ~nw.col("next_").is_null()).then(nw.col("next_").fill_null(0) - 1).otherwise(nw.lit(FOR_EVER))
    met = met.with_columns(e=whole(nw.min_horizontal("e", until)))
    good = met.filter(nw.col("lost") == "")
    over = (
        met.with_columns(
            reason=nw.when(nw.col("lost") != "")
            .then(nw.col("lost"))
            .otherwise(
                # One that a later one replaced is neither too old nor decayed.
                nw.when(nw.min_horizontal("decayed_", "aged_") >= nw.col("as_of"))
                .then(nw.lit(""))
                .otherwise(nw.when(nw.col("aged_") < nw.col("as_of")).then(nw.lit("EVIDENCE_TOO_OLD")).otherwise(nw.lit("LEVEL_DECAYED")))
            )
        )
        .filter(nw.col("reason") != "")
        .with_columns(via=nw.lit(""), cost=nw.lit(2, dtype=nw.Int64))
    )
    gates = engine.rows_table({name: rules.column("gates", name) for name in COLUMNS["gates"]}, COLUMNS["gates"]).filter(
        nw.col("use") == "teaches"
    )
    taught = nodes.select(*NODE, "req", "view", "max_age").join(gates.select("req", "hold"), on="req", how="inner")
    taught = taught.with_columns(holding=holding_of()).join(
        nw.concat(held.pieces, how="vertical").filter(nw.col("sort").is_in([0, RECOGNISED])), on=KEYS, how="inner"
    )
    # What counts as a module need not teach what it does; where it teaches it, it is on the list itself. A refresher renews all of it.
    edges = sorted({(row["hold"], row["via"]) for row in rules.rows("sources") if row["via"] and not row["refresher"]})
    if edges:
        others = engine.rows_table({"hold": [one[0] for one in edges], "via": [one[1] for one in edges]}, {"hold": "whole", "via": "code"})
        taught = taught.join(others, on=["hold", "via"], how="anti")
    taught = with_months_on(taught, "day", nw.max_horizontal("max_age", nw.lit(0)), "aged_")
    taught = taught.with_columns(e=nw.when(nw.col("max_age") > 0).then(nw.min_horizontal("e", "aged_")).otherwise(nw.col("e")))
    pieces = nw.concat([_plain(good), taught.select(*HOLD_PIECE)], how="vertical")
    return engine.settle(pieces), engine.settle(over.select(*LOSER))


def certificates_held(rules: RuleTables, facts: Facts, nodes: Frame, bases: Frame) -> tuple[Frame, Frame]:
    """Pieces and losers of certificate leaves; ``bases``: view, certification, ``s``, ``e`` of the certificates judged before."""
    engine = facts.engine
    names = [row for row in rules.rows("names") if row["use"] == "any_of"]
    named = engine.rows_table(
        {"req": [row["req"] for row in names], "certification": [row["name"] for row in names]}, {"req": "whole", "certification": "code"}
    )
    met = (
        nodes.select(*NODE, "req", "view", "as_of", "months")
        .join(named, on="req", how="inner")
        .join(bases, on=["view", "certification"], how="inner")
    )
    met = with_months_on(met, "e", nw.max_horizontal("months", nw.lit(0)), "lately_")
    met = met.with_columns(
        e=whole(nw.when(nw.col("months") > 0).then(nw.col("lately_")).otherwise(nw.col("e"))),
        record_id=nw.col("certification"),
        day=nw.col("s"),
        evidence_rank=nw.lit(0, dtype=nw.Int64),
    )
    met = engine.settle(met)
    over = met.filter(nw.col("e") < nw.col("as_of")).with_columns(via=nw.lit(""), reason=nw.lit("EXPIRED"), cost=nw.lit(1, dtype=nw.Int64))
    return _plain(met), over.select(*LOSER)


def placed(losers: Frame) -> Frame:
    """The losers of each leaf in order: the cheapest fix first, then the most recent, then the lowest id."""
    one = losers.with_columns(back_=-nw.col("day"))
    return numbered(one, "place", ["cost", "back_", "record_id", "reason", "via"], NODE).drop("back_")
