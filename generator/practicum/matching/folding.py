"""Folding: from leaves to the root of a rule tree, both as spells over all days and as the state on the day asked about.

`all` holds where every child that applies holds, `any n` where at least n do. A third value runs beside: `possible` counts
what is unknown as held, so that one certain failure decides `all` and an unknown child stays visible.
"""

from __future__ import annotations

from dataclasses import dataclass

from practicum.matching.civil_columns import Expr, Frame
from practicum.matching.node_spells import DAY, UP, group_spells, leaf_spells
from practicum.matching.nodes import NODE, NOW, WIDE
from practicum.matching.spells import firsts, numbered, whole
from practicum.model.civil_day import FOR_EVER, LONG_AGO
from practicum.tables import nw
from practicum.tables.engine import Engine
from practicum.tables.words import columns_in

# Ranks of requirement states from the strongest to the weakest; 9 does not apply.
# SHORT is what a requirement is called that is short while its window is open: due, and not in force.
MET, DUE, RECOGNISED, EXEMPT, WAIVED, UNKNOWN, NOT_YET, NOT_MET, SHORT, NOT_APPLICABLE = range(10)
STATES = {
    MET: "met",
    DUE: "due",
    RECOGNISED: "met_by_prior_learning",
    EXEMPT: "met_by_exemption",
    WAIVED: "met_by_waiver",
    UNKNOWN: "unknown",
    NOT_YET: "not_yet_required",
    NOT_MET: "not_met",
    SHORT: "due",
    NOT_APPLICABLE: "not_applicable",
}
# More children than any group has.
_PLACES = 2**16
# No child at all, among ends.
_NEVER = 2**62
SINCE = ["valid_from", "ended"]
# What a fold asks of nodes. ``kids`` are the children that count for a group, ``overdue`` is the reason once the deadline has passed, where
# it has one of its own.
SHAPE = [*NODE, *UP, *DAY, "n", "leaf", "kids"]


@dataclass
class Folded:
    """Spells (``node``, ``s``, ``e``) and the state of every node."""

    sure: Frame
    possible: Frame
    now: Frame
    # Amounts by category of what is counted, where states were asked for: node, slice, done, least, most.
    slices: Frame | None = None


def fold(
    engine: Engine,
    nodes: Frame,
    depths: list[int],
    *,
    sure: Frame,
    possible: Frame | None,
    applies: Frame,
    granted: Frame,
    now: Frame | None,
    slices: Frame | None = None,
) -> Folded:
    """Everything folded bottom-up.

    ``nodes``: the columns of ``SHAPE``, where ``parent`` is a requirement. ``sure`` and ``possible`` (None where nothing is in doubt) are
    spells of the leaves, ``applies`` the spells in which a node is asked at all, ``granted`` waivers and exemptions of a node (spells with
    ``sort`` and ``record_id``), ``now`` the state of the leaves; without it only the spells are folded;
    ``slices`` is handed through.
    """
    above = nw.col("node") // WIDE * WIDE + nw.col("parent")
    asked = applies.group_by(*NODE).agg(xs=nw.col("s").min(), xe=nw.col("e").max(), xn=nw.col("s").count())
    let_off = granted.select(*NODE).unique().with_columns(let_off=nw.lit(1, dtype=nw.Int64))
    shape = nodes.join(asked, on=NODE, how="left").join(let_off, on=NODE, how="left")
    shape = shape.with_columns(
        parent=whole(nw.when(nw.col("parent") >= 0).then(above).otherwise(nw.lit(-1))),
        xn=whole(nw.col("xn").fill_null(0)),
        let_off=whole(nw.col("let_off").fill_null(0)),
    )
    shape = engine.settle(shape)
    found = [leaf_spells(engine, shape.filter(nw.col("leaf") == 1), sure, possible, applies, granted)]
    states = [] if now is None else [engine.settle(_state(found[0].day, now, granted))]
    # What hangs on a group directly: the leaves, and the groups one step further down.
    for depth in sorted(depths, reverse=True)[1:]:
        groups = engine.settle(shape.filter(nw.col("depth") == depth, nw.col("leaf") == 0))
        near = [0] if len(found) == 1 else [0, -1]
        below = nw.concat([found[place].of_groups.filter(nw.col("depth") == depth + 1) for place in near], how="vertical")
        if now is not None:
            kids = nw.concat([states[place].filter(nw.col("depth") == depth + 1) for place in near], how="vertical")
        found.append(group_spells(engine, groups, engine.settle(below), applies, granted, doubtful=possible is not None))
        if now is not None:
            states.append(engine.settle(_state(found[-1].day, _grouped(engine, kids), granted)))
    return Folded(
        nw.concat([each.sure for each in found], how="vertical"),
        nw.concat([each.sure if each.possible is None else each.possible for each in found], how="vertical"),
        nw.concat(states, how="vertical").select(*NOW, *SINCE) if states else sure.filter(nw.col("node") < 0),
        slices,
    )


def _state(day: Frame, found: Frame, granted: Frame) -> Frame:
    """The state of some nodes on the day asked about; ``found`` is what leaves bring, or what groups make of their children."""
    day = day.rename({"deadline": "limit"})
    grant = day.select(*NODE, "as_of").join(granted, on=NODE, how="inner")
    grant = grant.filter(nw.col("s") <= nw.col("as_of"), nw.col("as_of") <= nw.col("e"))
    grant = firsts(grant.with_columns(back_=-nw.col("e")), ["sort", "back_", "record_id"], NODE)
    grant = grant.select(*NODE, grant_rank=nw.col("sort"), grant_until=nw.col("e"), grant_record=nw.col("record_id"))
    found = day.join(found.select(*NOW), on=NODE, how="left").join(grant, on=NODE, how="left")
    found = found.with_columns(rank=whole(nw.col("rank").fill_null(NOT_APPLICABLE)))
    by_grant = ~nw.col("grant_rank").is_null() & (nw.col("rank") > nw.col("grant_rank").fill_null(0)) & (nw.col("rank") > DUE)
    found = found.with_columns(granted_=whole(by_grant))
    taken = nw.col("granted_") == 1
    found = found.with_columns(
        rank=whole(nw.when(taken).then(nw.col("grant_rank")).otherwise(nw.col("rank")).fill_null(NOT_APPLICABLE)),
        valid_until=whole(nw.when(taken).then(nw.col("grant_until")).otherwise(nw.col("valid_until")).fill_null(FOR_EVER)),
        record_id=nw.when(taken).then(nw.col("grant_record")).otherwise(nw.col("record_id")).fill_null(""),
        via=nw.when(taken).then(nw.lit("")).otherwise(nw.col("via")).fill_null(""),
        reason=nw.when(taken).then(nw.lit("")).otherwise(nw.col("reason")).fill_null(""),
        missing=nw.when(taken).then(nw.lit(0.0)).otherwise(nw.col("missing")).fill_null(0.0),
    )
    found = found.with_columns(rank=whole(nw.when(nw.col("asked") == 1).then(nw.col("rank")).otherwise(nw.lit(NOT_APPLICABLE))))
    soon = (nw.col("rank") == NOT_MET) & (nw.col("limit") < FOR_EVER) & (nw.col("as_of") <= nw.col("limit"))
    found = found.with_columns(
        deadline=whole(
            nw.when((nw.col("rank") == NOT_MET) & (nw.col("limit") < FOR_EVER))
            .then(nw.col("limit"))
            .otherwise(nw.col("deadline"))
            .fill_null(FOR_EVER)
        ),
        rank=whole(nw.when(soon).then(nw.lit(NOT_YET)).otherwise(nw.col("rank"))),
        reason=nw.when((nw.col("rank") == NOT_MET) & (nw.col("overdue") != "") & (nw.col("as_of") > nw.col("limit")))
        .then(nw.col("overdue"))
        .otherwise(nw.col("reason")),
    )
    silent = nw.col("rank") == NOT_APPLICABLE
    held = nw.col("rank") <= WAIVED
    return found.with_columns(
        reason=nw.when(silent).then(nw.lit("")).otherwise(nw.col("reason")),
        record_id=nw.when(silent).then(nw.lit("")).otherwise(nw.col("record_id")),
        via=nw.when(silent).then(nw.lit("")).otherwise(nw.col("via")),
        missing=nw.when(silent).then(nw.lit(0.0)).otherwise(nw.col("missing")),
        unit=nw.when(silent).then(nw.lit("")).otherwise(nw.col("unit").fill_null("")),
        deadline=whole(nw.when(silent).then(nw.lit(FOR_EVER)).otherwise(nw.col("deadline"))),
        loser=nw.col("loser").fill_null(""),
        loser_reason=nw.col("loser_reason").fill_null(""),
        ended_by=nw.col("ended_by").fill_null(""),
        open_ends=whole(nw.col("open_ends").fill_null(0)),
        counted=nw.col("counted").fill_null(-1.0),
        valid_from=whole(nw.when(held).then(nw.col("valid_from")).otherwise(nw.lit(LONG_AGO)).fill_null(LONG_AGO)),
        ended=whole(nw.col("ended").fill_null(LONG_AGO)),
    ).select(*NOW, *SINCE, *UP)


def _strength(rank: Expr) -> Expr:
    """What was earned ranks alike, whether it is due or not."""
    return whole(nw.when(rank == DUE).then(nw.lit(MET)).otherwise(rank))


def _grouped(engine: Engine, kids: Frame) -> Frame:
    """Groups on the day: the best n children that apply are needed, and the weakest of them is what the group shows."""
    asked = kids.filter(nw.col("rank") != NOT_APPLICABLE, nw.col("parent") >= 0, nw.col("advisory") == 0)
    until = nw.when(nw.col("open_ends") == 1).then(nw.lit(FOR_EVER)).otherwise(nw.col("valid_until"))
    asked = engine.settle(asked.with_columns(valid_until=whole(until)))
    # Where all children are needed none has to be picked.
    every = asked.filter(nw.col("n_above") < 0).with_columns(picked_=nw.lit(1, dtype=nw.Int64))
    few = asked.filter(nw.col("n_above") >= 0).with_columns(strength=_strength(nw.col("rank")), back_=-nw.col("valid_until"))
    few = numbered(few, "place", ["strength", "back_", "position"], ["parent"])
    few = few.with_columns(picked_=whole(nw.col("place") <= nw.col("n_above"))).select(*columns_in(every))
    needed = nw.concat([every, few], how="vertical")
    # The weakest child and the first to end, of several alike the one written first. Place and requirement stand in the last digits, so
    # that the number found tells which child it is.
    req = nw.col("node") % WIDE
    weak = ((nw.col("rank") + 1) * _PLACES - nw.col("position")) * WIDE + req
    ends = ((nw.col("valid_until") - LONG_AGO) * _PLACES + nw.col("position")) * WIDE + req
    picked = nw.col("picked_") == 1
    sums = needed.select(
        "parent",
        "n_above",
        weak_=nw.when(picked).then(weak).otherwise(nw.lit(-1)),
        ends_=nw.when(picked).then(ends).otherwise(nw.lit(_NEVER)),
        # The earliest deadline among what is short.
        late_=nw.when(picked & (nw.col("rank") > WAIVED)).then(nw.col("deadline")),
        revoked_=whole(nw.col("ended_by") == "REVOKED"),
        held_=whole(nw.col("rank") <= WAIVED),
    ).group_by("parent")
    sums = sums.agg(
        nw.col("weak_").max(),
        nw.col("ends_").min(),
        nw.col("revoked_").max(),
        n=nw.col("n_above").max(),
        first_deadline=nw.col("late_").min(),
        count_=nw.col("held_").count(),
        holding_=nw.col("held_").sum(),
    )
    case = nw.col("parent") // WIDE * WIDE
    sums = sums.with_columns(
        weakest=whole(case + nw.col("weak_") % WIDE),
        first=whole(case + nw.col("ends_") % WIDE),
        count_=whole(nw.col("count_")),
        holding_=whole(nw.col("holding_")),
    )
    first = ["valid_until", "record_id", "via"]
    limiting = asked.select(first=nw.col("node"), **{f"first_{name}": nw.col(name) for name in first})
    shown = asked.select(weakest=nw.col("node"), **{name: nw.col(name) for name in NOW if name != "node"})
    found = engine.settle(sums).join(shown, on="weakest", how="inner").join(limiting, on="first", how="inner")
    found = found.rename({"parent": "node"})
    found = found.with_columns(need_=whole(nw.when(nw.col("n") < 0).then(nw.col("count_")).otherwise(nw.col("n"))))
    few = nw.col("count_") < nw.col("need_")
    rank = whole(nw.when(few & (nw.col("rank") < NOT_MET)).then(nw.lit(NOT_MET)).otherwise(nw.col("rank")))
    found = found.with_columns(rank=rank)
    met = nw.col("rank") <= WAIVED
    found = found.with_columns(
        valid_until=whole(nw.when(met).then(nw.col("first_valid_until")).otherwise(nw.lit(FOR_EVER))),
        record_id=nw.when(met).then(nw.col("first_record_id")).otherwise(nw.lit("")),
        via=nw.when(met).then(nw.col("first_via")).otherwise(nw.lit("")),
        reason=nw.when(met).then(nw.lit("")).otherwise(nw.when(nw.col("reason") == "").then(nw.lit("TOO_FEW")).otherwise(nw.col("reason"))),
        deadline=whole(nw.when(met).then(nw.col("deadline")).otherwise(nw.col("first_deadline").fill_null(FOR_EVER))),
        missing=nw.when(met).then(nw.lit(0.0)).otherwise((nw.col("need_") - nw.col("holding_")).cast(nw.Float64)),
        unit=nw.when(nw.col("n") < 0).then(nw.lit("requirement")).otherwise(nw.lit("any")),
        ended_by=nw.when(nw.col("revoked_") == 1).then(nw.lit("REVOKED")).otherwise(nw.lit("")),
        counted=nw.lit(-1.0),
        open_ends=nw.lit(0, dtype=nw.Int64),
    )
    return found.select(*NOW)
