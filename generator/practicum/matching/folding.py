"""Folding: from leaves to the root of a rule tree, both as spells over all days and as the state on the day asked about.

`all` holds where every child that applies holds, `any n` where at least n do. A third value runs beside: `possible` counts
what is unknown as held, so that one certain failure decides `all` and an unknown child stays visible.
"""

from __future__ import annotations

from dataclasses import dataclass

from practicum.matching.civil_columns import Expr, Frame
from practicum.matching.nodes import KEY, SHOWN, WIDE, packed, unpacked
from practicum.matching.spells import TINY, firsts, numbered, runs, summed, turns, whole
from practicum.model.civil_day import FOR_EVER, LONG_AGO
from practicum.tables import nw
from practicum.tables.engine import Engine

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
_PLACES = 2**20


@dataclass
class Folded:
    """Spells (``case``, ``req``, ``s``, ``e``) and the state of every node."""

    sure: Frame
    possible: Frame
    now: Frame
    # Amounts by category of what is counted, where states were asked for: case, req, slice, done, least, most.
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

    ``nodes``: case, req, parent, depth, position, n, leaf, advisory, as_of, deadline, overdue (the
    reason once the deadline has passed, where it has one of its own). ``sure`` and ``possible`` (None where nothing is in doubt) are
    spells of the leaves, ``applies`` the spells in which a node is asked at all, ``granted`` waivers and exemptions of a node (spells with
    ``sort`` and ``record_id``), ``now`` the state of the leaves; without it only the spells are folded;
    ``slices`` is handed through.
    """
    nodes, sure, applies, granted = (packed(each) for each in (nodes, sure, applies, granted))
    possible = None if possible is None else packed(possible)
    now = None if now is None else packed(now)
    above = nw.col("node") // WIDE * WIDE + nw.col("parent")
    nodes = engine.settle(nodes.with_columns(parent=whole(nw.when(nw.col("parent") >= 0).then(above).otherwise(nw.lit(-1)))))
    empty = sure.filter(nw.col("node") < 0)
    asked = applies.group_by(*KEY).agg(xs=nw.col("s").min(), xe=nw.col("e").max(), xn=nw.col("s").count())
    let_off = granted.select(*KEY).unique().with_columns(let_off=nw.lit(1, dtype=nw.Int64))
    kin = nodes.filter(nw.col("parent") >= 0, nw.col("advisory") == 0).group_by("parent").agg(kids=nw.col("node").count())
    shape = nodes.join(asked, on=KEY, how="left").join(let_off, on=KEY, how="left")
    shape = shape.join(kin.rename({"parent": "node"}), on=KEY, how="left")
    shape = engine.settle(shape.with_columns(xn=whole(nw.col("xn").fill_null(0)), let_off=whole(nw.col("let_off").fill_null(0))))
    up = engine.settle(shape.filter(nw.col("parent") >= 0, nw.col("advisory") == 0).select(*KEY, "parent", "position"))
    leaves = engine.settle(shape.filter(nw.col("leaf") == 1))
    found = [_leaf_spells(engine, leaves, sure, possible, applies, granted)]
    states = [] if now is None else [engine.settle(_state(leaves, now, found[0].sure, found[0].applies, granted))]
    # What hangs on a group directly: the leaves, and the groups one step further down.
    below = [found[0].of_parents(up)]
    kids_now = [each.join(up, on=KEY, how="inner") for each in states]
    for depth in sorted(depths, reverse=True)[1:]:
        groups = engine.settle(shape.filter(nw.col("depth") == depth, nw.col("leaf") == 0))
        here = _group_spells(engine, groups, below, applies, granted)
        found.append(here)
        below = [below[0], here.of_parents(up)]
        if now is not None:
            rows = groups.select(*KEY, "n")
            shown = _grouped(engine, rows, nw.concat(kids_now, how="vertical"))
            states.append(engine.settle(_state(groups, shown, here.sure, here.applies, granted)))
            kids_now = [kids_now[0], states[-1].join(up, on=KEY, how="inner")]
    return Folded(
        unpacked(nw.concat([each.sure for each in found], how="vertical")),
        unpacked(nw.concat([each.sure if each.possible is None else each.possible for each in found], how="vertical")),
        unpacked(nw.concat(states, how="vertical") if states else empty),
        slices,
    )


@dataclass
class _Spells:
    """Spells of some nodes (``node``, ``s``, ``e``): when they surely hold, may hold (None: the same), and are asked."""

    sure: Frame
    possible: Frame | None
    applies: Frame

    def every(self) -> tuple[Frame | None, ...]:
        """The three in order."""
        return (self.sure, self.possible, self.applies)

    def of_parents(self, up: Frame) -> _Spells:
        """The same as spells of the children of groups: `node` is the group's."""
        columns = (nw.col("parent").alias("node"), "s", "e")
        return _Spells(*(None if each is None else each.join(up, on=KEY, how="inner").select(*columns) for each in self.every()))


def _leaf_spells(engine: Engine, leaves: Frame, sure: Frame, possible: Frame | None, applies: Frame, granted: Frame) -> _Spells:
    """The spells of the leaves.

    Most leaves are asked in one spell, nobody was let off them and they hold in one spell: that is where the two overlap, and only the
    others have to be swept day by day.
    """
    both = ((sure, "sn"), (possible, "pn"))
    once = [pieces.group_by(*KEY).agg(nw.col("s").count().alias(into)) for pieces, into in both if pieces is not None]
    plain = leaves.select(*KEY, "n", "xs", "xe", "xn", "let_off")
    for each in once:
        plain = plain.join(each, on=KEY, how="left")
    one = nw.col("sn").fill_null(0) <= 1
    if possible is not None:
        one = one & (nw.col("pn").fill_null(0) <= 1)
    plain = plain.with_columns(plain_=whole(one & (nw.col("n") == 1) & (nw.col("xn") <= 1) & (nw.col("let_off") == 0)))
    plain = engine.settle(plain.select(*KEY, "n", "xs", "xe", "xn", "plain_"))
    here = plain.filter(nw.col("plain_") == 1, nw.col("xn") == 1).select(*KEY, "xs", "xe")
    others = plain.filter(nw.col("plain_") == 0).select(*KEY, "n")
    always = others.select(*KEY, s=nw.lit(LONG_AGO, dtype=nw.Int64), e=nw.lit(FOR_EVER, dtype=nw.Int64))
    swept = None
    if engine.count(others):
        swept = _swept(engine, others, _of(sure, others), _of(possible, others), always, _of(applies, others), _of(granted, others))
    overlap = [
        None
        if each is None
        else each.join(here, on=KEY, how="inner")
        .with_columns(s=whole(nw.max_horizontal("s", "xs")), e=whole(nw.min_horizontal("e", "xe")))
        .filter(nw.col("s") <= nw.col("e"))
        .select(*KEY, "s", "e")
        for each in (sure, possible)
    ]
    asked = here.select(*KEY, s=nw.col("xs"), e=nw.col("xe"))
    return _joined(engine, _Spells(overlap[0], overlap[1], asked), swept)


def _group_spells(engine: Engine, groups: Frame, below: list[_Spells], applies: Frame, granted: Frame) -> _Spells:
    """The spells of the groups of one depth.

    Where all children are needed, always asked, and hold in no more spells than there are children, the group holds from the latest
    start to the earliest end; only the others have to be swept day by day.
    """
    keys = groups.select(*KEY)
    kids = _Spells(*(None if each is None else engine.settle(_of(each, keys)) for each in _side_by_side(below).every()))
    names = [name for name, each in zip("hpa", kids.every(), strict=True) if each is not None]
    held = [
        each.group_by(*KEY).agg(
            nw.col("s").max().alias(f"{name}s"), nw.col("e").min().alias(f"{name}e"), nw.col("s").count().alias(f"{name}n")
        )
        for name, each in zip("hpa", kids.every(), strict=True)
        if each is not None
    ]
    plain = groups.select(*KEY, "n", "kids", "xs", "xe", "xn", "let_off")
    for each in held:
        plain = plain.join(each, on=KEY, how="left")
    many = nw.col("kids").fill_null(0)
    whole_ = (nw.col("n") < 0) & (nw.col("let_off") == 0) & (nw.col("xn") <= 1)
    asked = (nw.col("an").fill_null(0) == many) & (many > 0) & (nw.col("as") <= nw.col("xs")) & (nw.col("ae") >= nw.col("xe"))
    few = nw.col("hn").fill_null(0) <= many
    if "p" in names:
        few = few & (nw.col("pn").fill_null(0) <= many)
    idle = (nw.col("xn") == 0) & (nw.col("let_off") == 0)
    plain = plain.with_columns(plain_=whole((whole_ & asked & few).fill_null(False) | idle))
    plain = engine.settle(plain)
    others = plain.filter(nw.col("plain_") == 0).select(*KEY, "n")
    swept = None
    if engine.count(others):
        swept = _swept(
            engine,
            others,
            _of(kids.sure, others),
            _of(kids.possible, others),
            _of(kids.applies, others),
            _of(applies, others),
            _of(granted, others),
        )
    here = plain.filter(nw.col("plain_") == 1, nw.col("xn") == 1)
    overlap = [
        None
        if name not in names
        else here.filter(nw.col(f"{name}n").fill_null(0) == many)
        .select(
            *KEY,
            s=whole(nw.max_horizontal(f"{name}s", "xs")),
            e=whole(nw.min_horizontal(f"{name}e", "xe")),
        )
        .filter(nw.col("s") <= nw.col("e"))
        for name in ("h", "p")
    ]
    return _joined(engine, _Spells(overlap[0], overlap[1], here.select(*KEY, s=nw.col("xs"), e=nw.col("xe"))), swept)


def _of(pieces: Frame | None, keys: Frame) -> Frame | None:
    """The pieces of some nodes."""
    return None if pieces is None else pieces.join(keys.select(*KEY), on=KEY, how="inner").select(*KEY, "s", "e")


def _side_by_side(parts: list[_Spells]) -> _Spells:
    """Spells of different nodes as one; what may hold is told apart as soon as it is for some of them."""
    one = nw.concat
    possible = None
    if any(each.possible is not None for each in parts):
        possible = one([each.sure if each.possible is None else each.possible for each in parts], how="vertical")
    return _Spells(one([each.sure for each in parts], how="vertical"), possible, one([each.applies for each in parts], how="vertical"))


def _joined(engine: Engine, plain: _Spells, swept: _Spells | None) -> _Spells:
    both = _side_by_side([plain] if swept is None else [plain, swept])
    return _Spells(*(None if each is None else engine.settle(each) for each in both.every()))


def _swept(engine: Engine, mine: Frame, sure: Frame, possible: Frame | None, asked: Frame, applies: Frame, granted: Frame) -> _Spells:
    """Nodes swept day by day.

    ``sure``, ``possible`` and ``asked`` are what is counted against ``n``, ``applies`` is when the node is asked.
    """
    given = ((sure, "h"), (possible, "p"), (asked, "a"), (applies, "x"), (granted, "w"))
    pieces = [_weighed(each, name) for each, name in given if each is not None]
    amounts = ["h", "p", "a", "x", "w"]
    running = summed(turns(nw.concat(pieces, how="vertical"), KEY, amounts), KEY, amounts, counts=True).join(mine, on=KEY, how="inner")
    need = nw.when(nw.col("n") < 0).then(nw.col("a")).otherwise(nw.col("n").cast(nw.Float64)) - TINY
    there = (nw.col("x") > TINY) & ((nw.col("a") > TINY) | (nw.col("w") > TINY))
    running = running.with_columns(need_=need).with_columns(
        h_=whole(there & ((nw.col("h") >= nw.col("need_")) | (nw.col("w") > TINY))),
        p_=whole(there & ((nw.col("p") >= nw.col("need_")) | (nw.col("w") > TINY))),
        a_=whole(there),
    )
    running = engine.settle(running)
    marks = ("h_", None if possible is None else "p_", "a_")
    return _Spells(*(None if mark is None else runs(running, KEY, mark, closed=True) for mark in marks))


def _weighed(pieces: Frame, name: str) -> Frame:
    amounts = {each: nw.lit(1.0 if each == name else 0.0) for each in ("h", "p", "a", "x", "w")}
    return pieces.select(*KEY, "s", "e", **amounts)


def _state(here: Frame, found: Frame, sure: Frame, apply_here: Frame, granted: Frame) -> Frame:
    """The state of some nodes on the day asked about; ``found`` is what leaves bring, or what groups make of their children."""
    day = here.select(*KEY, "as_of", nw.col("deadline").alias("limit"), "overdue")
    asked = day.join(apply_here, on=KEY, how="inner").filter(nw.col("s") <= nw.col("as_of"), nw.col("as_of") <= nw.col("e"))
    asked = asked.select(*KEY).unique().with_columns(asked=nw.lit(1, dtype=nw.Int64))
    spell = day.join(sure, on=KEY, how="inner").filter(nw.col("s") <= nw.col("as_of"))
    running = spell.filter(nw.col("as_of") <= nw.col("e")).group_by(*KEY).agg(valid_from=nw.col("s").max())
    over = spell.filter(nw.col("e") < nw.col("as_of")).group_by(*KEY).agg(ended=nw.col("e").max())
    grant = day.join(granted, on=KEY, how="inner").filter(nw.col("s") <= nw.col("as_of"), nw.col("as_of") <= nw.col("e"))
    grant = firsts(grant.with_columns(back_=-nw.col("e")), ["sort", "back_", "record_id"], KEY)
    grant = grant.select(*KEY, grant_rank=nw.col("sort"), grant_until=nw.col("e"), grant_record=nw.col("record_id"))
    found = (
        day.join(found.select(*SHOWN), on=KEY, how="left")
        .join(asked, on=KEY, how="left")
        .join(running, on=KEY, how="left")
        .join(over, on=KEY, how="left")
        .join(grant, on=KEY, how="left")
    )
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
    found = found.with_columns(
        rank=whole(nw.when(nw.col("asked").fill_null(0) == 1).then(nw.col("rank")).otherwise(nw.lit(NOT_APPLICABLE)))
    )
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
    ).select(*SHOWN, "valid_from", "ended")


def _strength(rank: Expr) -> Expr:
    """What was earned ranks alike, whether it is due or not."""
    return whole(nw.when(rank == DUE).then(nw.lit(MET)).otherwise(rank))


def _grouped(engine: Engine, groups: Frame, kids: Frame) -> Frame:
    """Groups on the day: the best n children that apply are needed, and the weakest of them is what the group shows."""
    asked = kids.filter(nw.col("rank") != NOT_APPLICABLE)
    asked = asked.with_columns(valid_until=whole(nw.when(nw.col("open_ends") == 1).then(nw.lit(FOR_EVER)).otherwise(nw.col("valid_until"))))
    asked = asked.with_columns(
        node=nw.col("parent"), strength=_strength(nw.col("rank")), back_=-nw.col("valid_until"), held_=whole(nw.col("rank") <= WAIVED)
    )
    # The weakest child and the first to end, of several alike the one written first: places stand in the last digits.
    asked = asked.with_columns(
        weak_=nw.col("rank") * _PLACES - nw.col("position"),
        ends_=(nw.col("valid_until") - LONG_AGO) * _PLACES + nw.col("position"),
        # The earliest deadline among what is short.
        late_=nw.when(nw.col("rank") > WAIVED).then(nw.col("deadline")),
        revoked_=whole(nw.col("ended_by") == "REVOKED"),
    )
    asked = engine.settle(asked.join(groups, on=KEY, how="inner"))
    # Where all children are needed none has to be picked.
    few = asked.filter(nw.col("n") >= 0)
    picked = numbered(few, "place", ["strength", "back_", "position"], KEY).filter(nw.col("place") <= nw.col("n")).drop("place")
    needed = nw.concat([asked.filter(nw.col("n") < 0), picked], how="vertical")
    every = asked.group_by(*KEY).agg(nw.col("revoked_").max(), count_=nw.col("position").count(), holding_=nw.col("held_").sum())
    every = every.with_columns(count_=whole(nw.col("count_")), holding_=whole(nw.col("holding_")))
    shown = needed.group_by(*KEY).agg(nw.col("weak_").max(), nw.col("ends_").min(), first_deadline=nw.col("late_").min())
    first = ["valid_until", "record_id", "via"]
    limiting = asked.select(*KEY, "ends_", **{f"first_{name}": nw.col(name) for name in first})
    found = asked.drop("ends_", "revoked_").join(shown, on=[*KEY, "weak_"], how="inner")
    found = found.join(limiting, on=[*KEY, "ends_"], how="inner").join(every, on=KEY, how="inner")
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
    return found.select(*SHOWN)
