"""Folding: from leaves to the root of a rule tree, both as spells over all days and as the state on the day asked about.

`all` holds where every child that applies holds, `any n` where at least n do. A third value runs beside: `possible` counts
what is unknown as held, so that one certain failure decides `all` and an unknown child stays visible.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from practicum.matching.civil_columns import Expr, Frame
from practicum.matching.nodes import NODE, NOW, WIDE
from practicum.matching.spells import TINY, firsts, numbered, runs, summed, turns, whole
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
# What a node says of itself to the group it hangs on: the group, how many of its children that needs, its own place among them.
UP = ["parent", "n_above", "position", "depth", "advisory"]
DAY = ["as_of", "deadline", "overdue"]
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
    found = [_leaf_spells(engine, shape.filter(nw.col("leaf") == 1), sure, possible, applies, granted)]
    states = [] if now is None else [engine.settle(_state(found[0].day, now, granted))]
    # What hangs on a group directly: the leaves, and the groups one step further down.
    for depth in sorted(depths, reverse=True)[1:]:
        groups = engine.settle(shape.filter(nw.col("depth") == depth, nw.col("leaf") == 0))
        near = [0] if len(found) == 1 else [0, -1]
        below = nw.concat([found[place].of_groups.filter(nw.col("depth") == depth + 1) for place in near], how="vertical")
        if now is not None:
            kids = nw.concat([states[place].filter(nw.col("depth") == depth + 1) for place in near], how="vertical")
        found.append(_group_spells(engine, groups, engine.settle(below), applies, granted, doubtful=possible is not None))
        if now is not None:
            states.append(engine.settle(_state(found[-1].day, _grouped(engine, kids), granted)))
    return Folded(
        nw.concat([each.sure for each in found], how="vertical"),
        nw.concat([each.sure if each.possible is None else each.possible for each in found], how="vertical"),
        nw.concat(states, how="vertical").select(*NOW, *SINCE) if states else sure.filter(nw.col("node") < 0),
        slices,
    )


@dataclass
class _Spells:
    """Spells of some nodes (``node``, ``s``, ``e``): when they surely hold, may hold (None: the same), and are asked."""

    sure: Frame
    possible: Frame | None
    applies: Frame


@dataclass
class _Found:
    """What was found of some nodes.

    ``of_groups``: their spells as their groups see them (``node`` is the group's, ``depth`` their own): when each surely holds (``hs``,
    ``he``), may hold (``ps``, ``pe``, where anything is in doubt) and is asked (``qs``, ``qe``). ``day``: the columns of ``UP`` and
    ``DAY``, whether it is asked on the day, since when it holds (``valid_from``) and when it last did (``ended``).
    """

    sure: Frame
    possible: Frame | None
    of_groups: Frame
    day: Frame


def _leaf_spells(engine: Engine, leaves: Frame, sure: Frame, possible: Frame | None, applies: Frame, granted: Frame) -> _Found:
    """The spells of the leaves.

    Most leaves are asked in one spell, nobody was let off them and they hold in one spell: that is where the two overlap, and only the
    others have to be swept day by day.
    """
    plain = leaves
    one = (nw.col("n") == 1) & (nw.col("xn") <= 1) & (nw.col("let_off") == 0)
    for pieces, name in ((sure, "h"), (possible, "p")):
        if pieces is not None:
            plain = plain.join(_outermost(pieces, name), on=NODE, how="left")
            one = one & (nw.col(f"{name}n").fill_null(0) <= 1)
    plain = engine.settle(plain.with_columns(plain_=whole(one)))
    others = engine.settle(plain.filter(nw.col("plain_") == 0).select(*NODE, "n"))
    swept = None
    if engine.count(others):
        always = others.select(*NODE, s=nw.lit(LONG_AGO, dtype=nw.Int64), e=nw.lit(FOR_EVER, dtype=nw.Int64))
        swept = _swept(engine, others, _of(sure, others), _of(possible, others), always, _of(applies, others), _of(granted, others))
    here = (nw.col("plain_") == 1) & (nw.col("xn") == 1)
    held = {name: here & ~nw.col(f"{name}s").is_null() for name in ("h", "p") if name == "h" or possible is not None}
    return _told(engine, plain, here, held, swept)


def _group_spells(engine: Engine, groups: Frame, below: Frame, applies: Frame, granted: Frame, *, doubtful: bool) -> _Found:
    """The spells of the groups of one depth; ``below`` is what hangs on them.

    Where all children are needed, always asked, and hold in no more spells than there are children, the group holds from the latest
    start to the earliest end; only the others have to be swept day by day.
    """
    names = "hpq" if doubtful else "hq"
    held = below.group_by(*NODE).agg(
        *[nw.col(f"{name}s").max() for name in names],
        *[nw.col(f"{name}e").min() for name in names],
        *[nw.col(f"{name}s").count().alias(f"{name}n") for name in names],
    )
    many = nw.col("kids")
    all_of = (nw.col("n") < 0) & (nw.col("let_off") == 0) & (nw.col("xn") <= 1)
    asked = (nw.col("qn").fill_null(0) == many) & (many > 0) & (nw.col("qs") <= nw.col("xs")) & (nw.col("qe") >= nw.col("xe"))
    few = nw.col("hn").fill_null(0) <= many
    if doubtful:
        few = few & (nw.col("pn").fill_null(0) <= many)
    idle = (nw.col("xn") == 0) & (nw.col("let_off") == 0)
    plain = groups.join(held, on=NODE, how="left").with_columns(plain_=whole((all_of & asked & few).fill_null(False) | idle))
    plain = engine.settle(plain)
    others = engine.settle(plain.filter(nw.col("plain_") == 0).select(*NODE, "n"))
    swept = None
    if engine.count(others):
        mine = engine.settle(below.join(others.select(*NODE), on=NODE, how="inner"))
        maybe = _spells_in(mine, "p") if doubtful else None
        swept = _swept(engine, others, _spells_in(mine, "h"), maybe, _spells_in(mine, "q"), _of(applies, others), _of(granted, others))
    here = (nw.col("plain_") == 1) & (nw.col("xn") == 1)
    return _told(engine, plain, here, {name: here & (nw.col(f"{name}n").fill_null(0) == many) for name in names if name != "q"}, swept)


def _outermost(pieces: Frame, name: str) -> Frame:
    """The first day, the last, and the number of the spells of each node."""
    return pieces.group_by(*NODE).agg(
        nw.col("s").min().alias(f"{name}s"), nw.col("e").max().alias(f"{name}e"), nw.col("s").count().alias(f"{name}n")
    )


def _of(pieces: Frame | None, keys: Frame) -> Frame | None:
    """The pieces of some nodes."""
    return None if pieces is None else pieces.join(keys.select(*NODE), on=NODE, how="inner").select(*NODE, "s", "e")


def _spells_in(rows: Frame, name: str) -> Frame:
    """The spells that stand beside each other in some rows."""
    here = rows.filter(~nw.col(f"{name}s").is_null())
    return here.select(*NODE, s=whole(nw.col(f"{name}s")), e=whole(nw.col(f"{name}e")))


def _told(engine: Engine, plain: Frame, here: Expr, held: Mapping[str, Expr], swept: _Spells | None) -> _Found:
    """What is told of some nodes: those of which it is plain when they hold, and those that were swept.

    ``plain``: all of them; ``here``: which of them are asked in one spell and plain; ``held``: of these, which hold between two days.
    """
    day = nw.col("as_of")
    rows: dict[str, Expr] = {"qs": nw.when(here).then(nw.col("xs")), "qe": nw.when(here).then(nw.col("xe"))}
    for name, inside in held.items():
        first, last = nw.max_horizontal(f"{name}s", "xs"), nw.min_horizontal(f"{name}e", "xe")
        there = inside & (first <= last)
        rows |= {f"{name}s": nw.when(there).then(first), f"{name}e": nw.when(there).then(last)}
    names = [*held, "q"]
    columns = [f"{name}{end}" for name in names for end in "se"]
    mine = engine.settle(plain.with_columns(**rows).select(*NODE, *UP, *DAY, "plain_", *columns))
    told = mine.filter(nw.col("plain_") == 1).select(
        *NODE,
        *UP,
        *DAY,
        asked=whole(((nw.col("qs") <= day) & (day <= nw.col("qe"))).fill_null(False)),
        valid_from=nw.when((nw.col("hs") <= day) & (day <= nw.col("he"))).then(nw.col("hs")),
        ended=nw.when(nw.col("he") < day).then(nw.col("he")),
    )
    up = mine.filter(nw.col("parent") >= 0, nw.col("advisory") == 0)
    of_groups = up.select("depth", *columns, node=nw.col("parent"))
    sure, possible = _spells_in(mine, "h"), _spells_in(mine, "p") if "p" in held else None
    if swept is None:
        return _Found(sure, possible, of_groups, told)
    up = up.filter(nw.col("plain_") == 0).select(*NODE, "depth", "parent")
    of_groups = nw.concat([of_groups, *_seen_above(swept, up, columns)], how="vertical")
    told = nw.concat([told, _on_the_day(mine.filter(nw.col("plain_") == 0).select(*NODE, *UP, *DAY), swept)], how="vertical")
    both = None if possible is None else nw.concat([possible, swept.possible], how="vertical")
    return _Found(nw.concat([sure, swept.sure], how="vertical"), both, engine.settle(of_groups), told)


def _seen_above(swept: _Spells, up: Frame, columns: list[str]) -> list[Frame]:
    """The spells of swept nodes as their groups see them, each in a row of its own."""
    found = []
    for pieces, name in ((swept.sure, "h"), (swept.possible, "p"), (swept.applies, "q")):
        if pieces is not None:
            none = nw.when(nw.col("s").is_null()).then(nw.col("s"))
            ends = {f"{name}s": nw.col("s"), f"{name}e": nw.col("e")}
            here = pieces.join(up, on=NODE, how="inner")
            found.append(here.select("depth", *[ends.get(column, none).alias(column) for column in columns], node=nw.col("parent")))
    return found


def _on_the_day(here: Frame, swept: _Spells) -> Frame:
    """How swept nodes stand on the day by their spells."""
    day = here.select(*NODE, "as_of")
    asked = day.join(swept.applies, on=NODE, how="inner").filter(nw.col("s") <= nw.col("as_of"), nw.col("as_of") <= nw.col("e"))
    asked = asked.select(*NODE).unique().with_columns(asked=nw.lit(1, dtype=nw.Int64))
    spell = day.join(swept.sure, on=NODE, how="inner").filter(nw.col("s") <= nw.col("as_of"))
    running = spell.filter(nw.col("as_of") <= nw.col("e")).group_by(*NODE).agg(valid_from=nw.col("s").max())
    over = spell.filter(nw.col("e") < nw.col("as_of")).group_by(*NODE).agg(ended=nw.col("e").max())
    found = here.join(asked, on=NODE, how="left").join(running, on=NODE, how="left").join(over, on=NODE, how="left")
    return found.with_columns(asked=whole(nw.col("asked").fill_null(0))).select(*NODE, *UP, *DAY, "asked", "valid_from", "ended")


def _swept(engine: Engine, mine: Frame, sure: Frame, possible: Frame | None, asked: Frame, applies: Frame, granted: Frame) -> _Spells:
    """Nodes swept day by day.

    ``sure``, ``possible`` and ``asked`` are what is counted against ``n``, ``applies`` is when the node is asked.
    """
    given = ((sure, "h"), (possible, "p"), (asked, "a"), (applies, "x"), (granted, "w"))
    pieces = [_weighed(each, name) for each, name in given if each is not None]
    amounts = ["h", "p", "a", "x", "w"]
    running = summed(turns(nw.concat(pieces, how="vertical"), NODE, amounts), NODE, amounts, counts=True).join(mine, on=NODE, how="inner")
    need = nw.when(nw.col("n") < 0).then(nw.col("a")).otherwise(nw.col("n").cast(nw.Float64)) - TINY
    there = (nw.col("x") > TINY) & ((nw.col("a") > TINY) | (nw.col("w") > TINY))
    running = running.with_columns(need_=need).with_columns(
        h_=whole(there & ((nw.col("h") >= nw.col("need_")) | (nw.col("w") > TINY))),
        p_=whole(there & ((nw.col("p") >= nw.col("need_")) | (nw.col("w") > TINY))),
        a_=whole(there),
    )
    running = engine.settle(running)
    marks = ("h_", None if possible is None else "p_", "a_")
    return _Spells(*(None if mark is None else runs(running, NODE, mark, closed=True) for mark in marks))


def _weighed(pieces: Frame, name: str) -> Frame:
    amounts = {each: nw.lit(1.0 if each == name else 0.0) for each in ("h", "p", "a", "x", "w")}
    return pieces.select(*NODE, "s", "e", **amounts)


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
    found = found.with_columns(
        rank=whole(nw.when(nw.col("asked") == 1).then(nw.col("rank")).otherwise(nw.lit(NOT_APPLICABLE)))
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
