"""Renewal chains: what a completion in the renewal window of an earlier end is worth.

A chain is recursive: the end of a completion depends on the ends before it. The distinct completions of a chain are
pivoted to columns and folded across them, so every chain takes the same steps at once; chains longer than ``LONGEST``, and
those that leave moves, are folded one by one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from practicum.matching.civil_columns import Frame, with_last_day, with_months_on, with_opening
from practicum.matching.nodes import WIDE
from practicum.matching.spells import numbered, whole
from practicum.model.civil_day import FOR_EVER, last_day, months_on
from practicum.tables import nw
from practicum.tables.engine import Engine

LONGEST = 32
# One number for a holding of a view; see ``holding_of``.
KEYS = ["holding"]
# What a link of a chain is: two completions alike in all of this are one link.
LINK = ["day", "refresher", "months", "due_months", "due_since", "cap", "cut", "binds", "superseded_on"]
# The kinds of link in `refresher`: done in full, a refresher of what is in date, one of what was waived or exempt on its day, and
# prior learning, which counts from its own decision whatever was held before.
IN_FULL, REFRESHER, OF_LET_OFF, TAKEN_OVER = range(4)
TERMS = ["ends", "window_days", "window_months", "grace", "backdates", "away"]
Leaves = Mapping[int, list[tuple[int, int]]]
NONE = -10_000_000


def chained(found: Frame, engine: Engine, leaves: Leaves, *, windows: bool = True) -> tuple[Frame, int]:
    """The candidates of chains with their ends (``chain_end``), what a refresher lost for, and how many chains were too long.

    ``found`` has one row a candidate: the keys, the link, the terms. ``cap`` is the last day whatever the rule says
    (an issuer's end, the last day a version counts); ``cut`` the last day before a revocation or a later fail, or that
    of a recognised edition, which binds only renewals made from the day ``binds`` on. ``windows`` false says that nothing is renewed in a
    window nor dated back, so that a link only refreshes what is in date or begins anew.
    """
    links = found.select(*KEYS, *LINK, *TERMS).unique()
    links = engine.settle(numbered(links, "nth", LINK, KEYS))
    sizes = engine.rows(links.select(longest=nw.col("nth").max()))
    longest = int(sizes[0]["longest"] or 0)
    if longest == 0:
        return found.with_columns(chain_end=nw.lit(0, dtype=nw.Int64), chain_lost=nw.lit("")), 0
    counted = links.group_by(*KEYS).agg(length=nw.col("nth").max(), away=nw.col("away").max())
    quick = (nw.col("length") <= LONGEST) & (nw.col("away") == 0)
    short = links.join(counted.filter(quick).select(*KEYS), on=KEYS, how="inner")
    folded = _folded(short, min(longest, LONGEST), engine, windows=windows)
    too_long = 0
    if longest > LONGEST or leaves:
        slow, too_long = _one_by_one(links.join(counted.filter(~quick).select(*KEYS), on=KEYS, how="inner"), engine, leaves)
        folded = nw.concat([folded, slow], how="vertical")
    ends = links.select(*KEYS, *LINK, "nth").join(folded, on=[*KEYS, "nth"], how="inner").drop("nth")
    return found.join(ends, on=[*KEYS, *LINK], how="left"), too_long


def _folded(links: Frame, longest: int, engine: Engine, *, windows: bool) -> Frame:
    """The chains side by side: one row a chain, one set of columns a link."""
    spread = links.with_columns(
        *[
            nw.when(nw.col("nth") == place).then(nw.col(name)).otherwise(nw.lit(NONE)).alias(f"{name}_{place}")
            for place in range(1, longest + 1)
            for name in LINK
        ]
    )
    wide = spread.group_by(*KEYS).agg(
        *[nw.col(name).max() for name in TERMS], *[nw.col(f"{name}_{place}").max() for place in range(1, longest + 1) for name in LINK]
    )
    wide = engine.settle(wide)
    for place in range(1, longest + 1):
        # Each link is settled: the next looks at every one before it, and a plan that nests them all would grow without end.
        wide = engine.settle(_link(wide, place, windows=windows))
    rows = [
        wide.filter(nw.col(f"day_{place}") != NONE).select(
            *KEYS,
            nw.lit(place, dtype=nw.Int64).alias("nth"),
            whole(nw.col(f"end_{place}")).alias("chain_end"),
            nw.col(f"lost_{place}").alias("chain_lost"),
        )
        for place in range(1, longest + 1)
    ]
    return nw.concat(rows, how="vertical")


def _link(wide: Frame, place: int, *, windows: bool) -> Frame:
    """One more link: which earlier end it renews, the length that gives, and its own end."""
    day = nw.col(f"day_{place}")
    nothing = nw.lit(NONE)
    renewed, standing_end, last, base = nothing, nothing, nothing, nothing
    for earlier in range(1, place):
        # A link cut before this day stands as it was cut; one cut later stands as it stood.
        gone = nw.col(f"binds_{earlier}") <= day
        stood = nw.when(gone).then(nw.col(f"end_{earlier}")).otherwise(nw.col(f"full_{earlier}"))
        real = (
            (nw.col(f"day_{earlier}") < day)
            & (nw.col(f"lost_{earlier}") == "")
            & (nw.col(f"day_{earlier}") != NONE)
        )
        if windows:
            opened = nw.when(gone).then(nw.col(f"open_cut_{earlier}")).otherwise(nw.col(f"open_{earlier}"))
            until = stood + nw.when(nw.col("backdates") == 1).then(nw.col("grace")).otherwise(nw.lit(0))
            inside = real & (opened <= day) & (day <= until)
            renewed = nw.max_horizontal(renewed, nw.when(inside).then(stood).otherwise(nothing))
        standing_end = nw.max_horizontal(standing_end, nw.when(real & (day <= stood)).then(stood).otherwise(nothing))
        last = nw.max_horizontal(last, nw.when(real).then(stood).otherwise(nothing))
        base = nw.max_horizontal(base, nw.when(real & (day <= stood)).then(nw.col(f"base_until_{earlier}")).otherwise(nothing))
    let_off = nw.col(f"refresher_{place}") == OF_LET_OFF
    wide = wide.with_columns(
        renewed_=nw.when(nw.col(f"refresher_{place}") == TAKEN_OVER).then(nothing).otherwise(renewed),
        standing_=standing_end,
        last_=last,
        # What was waived or exempt is of no version that could be superseded.
        base_=nw.when(let_off).then(nw.lit(FOR_EVER)).otherwise(base),
    )
    wide = wide.with_columns(
        due_=nw.when(nw.col("renewed_") != NONE)
        .then(nw.col("renewed_"))
        .otherwise(
            nw.when(nw.col("standing_") != NONE)
            .then(nw.col("standing_"))
            .otherwise(nw.when(nw.col("last_") != NONE).then(nw.col("last_")).otherwise(day))
        )
    )
    by_due = (nw.col(f"due_since_{place}") != NONE) & (nw.col("due_") >= nw.col(f"due_since_{place}"))
    wide = wide.with_columns(length_=nw.when(by_due).then(nw.col(f"due_months_{place}")).otherwise(nw.col(f"months_{place}")))
    wide = wide.with_columns(from_=nw.when(day == NONE).then(nw.lit(0)).otherwise(day), old_=nw.max_horizontal("renewed_", nw.lit(0)))
    wide = with_last_day(wide, "from_", "length_", "ends", "fresh_")
    none = wide.with_columns(extended_=whole(nothing))
    wide = with_months_on(wide, "old_", nw.col("length_"), "extended_") if windows else none
    refreshing = (nw.col(f"refresher_{place}") == REFRESHER) | let_off
    lost = (
        nw.when(refreshing & ~let_off & (nw.col("standing_") == NONE))
        .then(nw.lit("BASE_EXPIRED"))
        .otherwise(nw.when(refreshing & (nw.col("base_") <= day)).then(nw.lit("BASE_SUPERSEDED")).otherwise(nw.lit("")))
    )
    natural = (
        nw.when(nw.col("length_") < 0)
        .then(nw.lit(FOR_EVER))
        .otherwise(
            nw.when(nw.col("renewed_") == NONE)
            .then(nw.col("fresh_"))
            .otherwise(
                # Renewed in grace and dated back, it counts from the old end alone.
                nw.when(nw.col("renewed_") < day).then(nw.col("extended_")).otherwise(nw.max_horizontal("extended_", "fresh_"))
            )
        )
    )
    wide = wide.with_columns(
        **{
            f"lost_{place}": lost,
            f"full_{place}": nw.min_horizontal(natural, nw.col(f"cap_{place}")),
            f"base_until_{place}": nw.when(refreshing).then(nw.col("base_")).otherwise(nw.col(f"superseded_on_{place}")),
        }
    )
    wide = wide.with_columns(**{f"end_{place}": nw.min_horizontal(f"full_{place}", f"cut_{place}")})
    # The window as later links see it, before and after the cut.
    if windows:
        wide = with_opening(wide, f"full_{place}", f"open_{place}")
        wide = with_opening(wide, f"end_{place}", f"open_cut_{place}")
    return wide.drop("renewed_", "standing_", "last_", "base_", "due_", "length_", "from_", "old_", "fresh_", "extended_")


def fold_chain(links: list[dict[str, int]], leaves: Sequence[tuple[int, int]] = ()) -> list[tuple[int, str]]:
    """The end of each link of one chain and what a refresher lost for, link by link; the slow form of the fold.

    >>> terms = dict(ends=0, window_days=60, window_months=-1, grace=0, backdates=0, refresher=0, months=12,
    ...              due_months=-1, due_since=NONE, cap=FOR_EVER, cut=FOR_EVER, binds=FOR_EVER, superseded_on=FOR_EVER)
    >>> [end for end, lost in fold_chain([{**terms, "day": 0}, {**terms, "day": 350}])]
    [364, 729]
    """
    done: list[dict[str, Any]] = []
    for link in links:
        day = link["day"]
        renewed = standing = last = base = NONE
        for earlier in done:
            if earlier["day"] >= day or earlier["lost"]:
                continue
            stood = min(earlier["full"], earlier["cut"]) if earlier["binds"] <= day else earlier["full"]
            if _opening(link, stood) <= day <= stood + (link["grace"] if link["backdates"] else 0):
                renewed = max(renewed, stood)
            if day <= stood:
                standing, base = max(standing, stood), max(base, earlier["base_until"])
            last = max(last, stood)
        let_off = link["refresher"] == OF_LET_OFF
        if link["refresher"] == TAKEN_OVER:
            renewed = NONE
        if let_off:
            base = FOR_EVER
        due = next((end for end in (renewed, standing, last) if end != NONE), day)
        months = link["due_months"] if link["due_since"] != NONE and due >= link["due_since"] else link["months"]
        fresh = FOR_EVER if months < 0 else last_day(day, months, anniversary=bool(link["ends"]))
        full = _after_leave(day, fresh, leaves)
        if renewed != NONE and months >= 0:
            # Leave before the old end moved that end already.
            extended = _after_leave(renewed + 1, months_on(renewed, months), leaves)
            full = extended if renewed < day else max(full, extended)
        lost = ""
        refreshing = link["refresher"] == REFRESHER or let_off
        if refreshing:
            lost = "BASE_EXPIRED" if standing == NONE and not let_off else "BASE_SUPERSEDED" if base <= day else ""
        full = min(full, link["cap"])
        done.append({**link, "full": full, "lost": lost, "base_until": base if refreshing else link["superseded_on"]})
    return [(min(link["full"], link["cut"]), link["lost"]) for link in done]


def _after_leave(start: int, end: int, leaves: Sequence[tuple[int, int]]) -> int:
    """An end moved on by the days of leave inside its own period; the days won stop no clock themselves."""
    if end >= FOR_EVER:
        return end
    return end + sum(max(0, min(end, last) - max(start, first) + 1) for first, last in leaves)


def _opening(link: dict[str, int], end: int) -> int:
    if link["window_months"] >= 0:
        return months_on(end, -link["window_months"])
    return end - link["window_days"] if link["window_days"] >= 0 else end + 1


def _one_by_one(links: Frame, engine: Engine, leaves: Leaves) -> tuple[Frame, int]:
    chains: dict[int, list[dict[str, int]]] = {}
    for row in engine.rows(links):
        chains.setdefault(row["holding"], []).append(row)
    columns: dict[str, list[Any]] = {name: [] for name in (*KEYS, "nth", "chain_end", "chain_lost")}
    for holding, chain in chains.items():
        chain.sort(key=lambda row: int(row["nth"]))
        for link, (end, lost) in zip(chain, fold_chain(chain, leaves.get(holding // WIDE, ()) if chain[0]["away"] else ()), strict=True):
            for name, value in zip(columns, (holding, link["nth"], end, lost), strict=True):
                columns[name].append(value)
    kinds = {**dict.fromkeys(columns, "whole"), "chain_lost": "code"}
    return engine.rows_table(columns, kinds), len(chains)
