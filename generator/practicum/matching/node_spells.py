"""When the nodes of rule trees hold: leaves where they are asked and shown, groups where their children hold.

Most nodes are asked in one spell and hold in one; that one stands in columns beside the node. Only the others are swept day by day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from practicum.matching.civil_columns import Expr, Frame
from practicum.matching.nodes import NODE
from practicum.matching.spells import TINY, runs, summed, turns, whole
from practicum.model.civil_day import FOR_EVER, LONG_AGO
from practicum.tables import nw
from practicum.tables.engine import Engine

# What a node says of itself to the group it hangs on: the group, how many of its children that needs, its own place among them.
UP = ["parent", "n_above", "position", "depth", "advisory"]
DAY = ["as_of", "deadline", "overdue"]


@dataclass
class Spells:
    """Spells of some nodes (``node``, ``s``, ``e``): when they surely hold, may hold (None: the same), and are asked."""

    sure: Frame
    possible: Frame | None
    applies: Frame


@dataclass
class Found:
    """What was found of some nodes.

    ``of_groups``: their spells as their groups see them (``node`` is the group's, ``depth`` their own): when each surely holds (``hs``,
    ``he``), may hold (``ps``, ``pe``, where anything is in doubt) and is asked (``qs``, ``qe``). ``day``: the columns of ``UP`` and
    ``DAY``, whether it is asked on the day, since when it holds (``valid_from``) and when it last did (``ended``).
    """

    sure: Frame
    possible: Frame | None
    of_groups: Frame
    day: Frame


def leaf_spells(engine: Engine, leaves: Frame, sure: Frame, possible: Frame | None, applies: Frame, granted: Frame) -> Found:
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


def group_spells(engine: Engine, groups: Frame, below: Frame, applies: Frame, granted: Frame, *, doubtful: bool) -> Found:
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


def _told(engine: Engine, plain: Frame, here: Expr, held: Mapping[str, Expr], swept: Spells | None) -> Found:
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
        return Found(sure, possible, of_groups, told)
    up = up.filter(nw.col("plain_") == 0).select(*NODE, "depth", "parent")
    of_groups = nw.concat([of_groups, *_seen_above(swept, up, columns)], how="vertical")
    told = nw.concat([told, _on_the_day(mine.filter(nw.col("plain_") == 0).select(*NODE, *UP, *DAY), swept)], how="vertical")
    both = None if possible is None else nw.concat([possible, swept.possible], how="vertical")
    return Found(nw.concat([sure, swept.sure], how="vertical"), both, engine.settle(of_groups), told)


def _seen_above(swept: Spells, up: Frame, columns: list[str]) -> list[Frame]:
    """The spells of swept nodes as their groups see them, each in a row of its own."""
    found = []
    for pieces, name in ((swept.sure, "h"), (swept.possible, "p"), (swept.applies, "q")):
        if pieces is not None:
            none = nw.when(nw.col("s").is_null()).then(nw.col("s"))
            ends = {f"{name}s": nw.col("s"), f"{name}e": nw.col("e")}
            here = pieces.join(up, on=NODE, how="inner")
            found.append(here.select("depth", *[ends.get(column, none).alias(column) for column in columns], node=nw.col("parent")))
    return found


def _on_the_day(here: Frame, swept: Spells) -> Frame:
    """How swept nodes stand on the day by their spells."""
    day = here.select(*NODE, "as_of")
    asked = day.join(swept.applies, on=NODE, how="inner").filter(nw.col("s") <= nw.col("as_of"), nw.col("as_of") <= nw.col("e"))
    asked = asked.select(*NODE).unique().with_columns(asked=nw.lit(1, dtype=nw.Int64))
    spell = day.join(swept.sure, on=NODE, how="inner").filter(nw.col("s") <= nw.col("as_of"))
    running = spell.filter(nw.col("as_of") <= nw.col("e")).group_by(*NODE).agg(valid_from=nw.col("s").max())
    over = spell.filter(nw.col("e") < nw.col("as_of")).group_by(*NODE).agg(ended=nw.col("e").max())
    found = here.join(asked, on=NODE, how="left").join(running, on=NODE, how="left").join(over, on=NODE, how="left")
    return found.with_columns(asked=whole(nw.col("asked").fill_null(0))).select(*NODE, *UP, *DAY, "asked", "valid_from", "ended")


def _swept(engine: Engine, mine: Frame, sure: Frame, possible: Frame | None, asked: Frame, applies: Frame, granted: Frame) -> Spells:
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
    return Spells(*(None if mark is None else runs(running, NODE, mark, closed=True) for mark in marks))


def _weighed(pieces: Frame, name: str) -> Frame:
    amounts = {each: nw.lit(1.0 if each == name else 0.0) for each in ("h", "p", "a", "x", "w")}
    return pieces.select(*NODE, "s", "e", **amounts)
