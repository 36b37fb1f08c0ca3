"""How a leaf stands on the day asked about: which piece carries it, until when, and which record was nearest otherwise."""

from __future__ import annotations

from practicum.matching.civil_columns import Frame, with_opening
from practicum.matching.folding import DUE, MET, NOT_MET, RECOGNISED, UNKNOWN
from practicum.matching.nodes import NODE, NOW
from practicum.matching.spells import firsts, whole
from practicum.model.civil_day import FOR_EVER, LONG_AGO
from practicum.tables import nw


def module_states(nodes: Frame, pieces: Frame, losers: Frame, closings: Frame | None, *, windows: bool = True) -> Frame:
    """The state of single leaves.

    ``nodes``: node, as_of, what is lacking without it (`lack`, `lack_amount`) and the terms of the window and of grace.
    ``pieces`` and ``losers`` are keyed by node; ``losers`` holds the records that lost, in order, ``closings`` the first
    thing missing of each (``closing``), where that is told. ``windows`` false says that nothing has a window of renewal.
    """
    covering = (
        nodes.select(*NODE, "as_of")
        .join(pieces, on=NODE, how="inner")
        .filter(nw.col("s") <= nw.col("as_of"), nw.col("as_of") <= nw.col("e"))
    )
    covering = covering.with_columns(
        rank=whole(nw.when(nw.col("sure") == 1).then(nw.col("sort")).otherwise(nw.lit(UNKNOWN))),
        end_=-nw.col("e"),
        proof_=-nw.col("evidence_rank"),
    )
    best = firsts(covering, ["rank", "end_", "proof_", "source_rank", "record_id", "via", "doubt"], NODE)
    best = best.select(*NODE, "rank", valid_until=nw.col("e"), record_id=nw.col("record_id"), via=nw.col("via"), doubt=nw.col("doubt"))
    last = nodes.select(*NODE, "as_of").join(pieces.filter(nw.col("sure") == 1), on=NODE, how="inner").filter(nw.col("e") < nw.col("as_of"))
    last = last.group_by(*NODE).agg(over_=nw.col("e").max())
    first = losers.filter(nw.col("place") == 1).select(*NODE, loser=nw.col("record_id"), loser_reason=nw.col("reason"))
    found = (
        nodes.select(*NODE, "as_of", "lack", "lack_amount", "window_days", "window_months", "grace")
        .join(best, on=NODE, how="left")
        .join(last, on=NODE, how="left")
        .join(first, on=NODE, how="left")
    )
    if closings is None:
        found = found.with_columns(closing=nw.when(nw.col("as_of").is_null()).then(nw.lit("")))
    else:
        found = found.join(closings, on=NODE, how="left")
    found = found.with_columns(
        rank=whole(nw.col("rank").fill_null(NOT_MET)),
        valid_until=whole(nw.col("valid_until").fill_null(FOR_EVER)),
        over_=whole(nw.col("over_").fill_null(LONG_AGO)),
        loser=nw.col("loser").fill_null(""),
        loser_reason=nw.col("loser_reason").fill_null(""),
        record_id=nw.col("record_id").fill_null(""),
        via=nw.col("via").fill_null(""),
        doubt=nw.col("doubt").fill_null(""),
    )
    after = found.with_columns(opened=nw.col("valid_until") + 1)
    found = with_opening(found, "valid_until", "opened") if windows else after
    open_now = (
        ((nw.col("rank") == MET) | (nw.col("rank") == RECOGNISED))
        & (nw.col("opened") <= nw.col("as_of"))
        & (nw.col("valid_until") < FOR_EVER)
    )
    found = found.with_columns(rank=whole(nw.when(open_now & (nw.col("rank") == MET)).then(nw.lit(DUE)).otherwise(nw.col("rank"))))
    lost = nw.col("rank") == NOT_MET
    lately = (
        lost
        & (nw.col("over_") > LONG_AGO)
        & (nw.col("grace") > 0)
        & nw.col("loser_reason").is_in(["EXPIRED", "ISSUER_END", "SUPERSEDED", "BASE_EXPIRED"])
    )
    found = found.with_columns(
        reason=nw.when(nw.col("rank") == UNKNOWN)
        .then(nw.col("doubt"))
        .otherwise(
            nw.when(lost & (nw.col("loser_reason") == ""))
            .then(nw.lit("NO_RECORD"))
            .otherwise(nw.when(lost).then(nw.col("loser_reason")).otherwise(nw.lit("")))
        ),
        deadline=whole(
            nw.when(nw.col("rank") == DUE)
            .then(nw.col("valid_until"))
            .otherwise(nw.when(lately).then(nw.col("over_") + nw.col("grace")).otherwise(nw.lit(FOR_EVER)))
        ),
        missing=nw.when(lost | (nw.col("rank") == UNKNOWN)).then(nw.col("lack_amount")).otherwise(nw.lit(0.0)),
        unit=nw.when(lost & (nw.col("loser_reason") == "UNVERIFIED"))
        .then(nw.concat_str(nw.lit("verify:"), nw.col("loser")))
        .otherwise(nw.when(lost & ~nw.col("closing").is_null()).then(nw.col("closing")).otherwise(nw.col("lack"))),
        ended_by=nw.when(lost & (nw.col("loser_reason") == "REVOKED")).then(nw.lit("REVOKED")).otherwise(nw.lit("")),
        open_ends=nw.lit(0, dtype=nw.Int64),
        counted=nw.lit(-1.0),
    )
    return found.select(*NOW)
