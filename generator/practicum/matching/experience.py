"""Experience: months of active practice, among the last so many months or at any time (topic 29).

A day of practice weighs one over the days of its month, and days on which several posts run weigh once. The last m months
end on the day asked about and leave out the same day m months ago. So that sums are exact, amounts are whole numbers of which
``MONTH`` make a month; then "36 of 60" is a comparison of whole numbers.

Between two of its turning days the sum grows or shrinks evenly: it grows while somebody is in post, and shrinks while days of
practice leave the window at its other end. Worked out are the turning days alone, three or so for every month in post, and only
for those who were ever active long enough; nobody's days are listed one by one. Twenty years in post give some 500 rows.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from math import ceil, lcm

from practicum.matching.civil_columns import Frame, first_of, with_last_day, with_month, with_months_on
from practicum.matching.counting import Counts
from practicum.matching.facts import Facts, standing
from practicum.matching.folding import MET, NOT_MET
from practicum.matching.nodes import NODE, NOW
from practicum.matching.spells import numbered, runs, spells, whole
from practicum.model.civil_day import FOR_EVER, LONG_AGO
from practicum.model.requirement import RuleTables
from practicum.tables import nw
from practicum.tables.engine import Engine

# A month of 28, 29, 30 or 31 days divides into days without a remainder.
MONTH = lcm(28, 29, 30, 31)
# No working life is longer; a post from before that began that long ago.
MOST_MONTHS = 1200
MOST_DAYS = 36_500
POST = [*NODE, "record_id", "s", "e"]


@dataclass
class Worked:
    """The experience leaves of some trees, and the posts that count for each.

    ``nodes``: node, part, as_of, of_last (-1 for any time), ``enough`` in parts of a month; ``posts``: node, record_id, ``s``,
    ``e``, with days that may still be to come; ``parts``: the parts of the rules that ask for experience at all.
    """

    nodes: Frame
    posts: Frame
    parts: frozenset[str]


def worked(rules: RuleTables, facts: Facts, nodes: Frame, views: Frame, voids: Frame) -> Worked:
    """The experience leaves among ``nodes``, with the posts in the roles they name."""
    engine = facts.engine
    names = [row for row in rules.rows("names") if row["use"] == "roles"]
    roles = engine.rows_table(
        {"req": [row["req"] for row in names], "post_role": [row["name"] for row in names]}, {"req": "whole", "post_role": "code"}
    )
    asked = [row for row in rules.rows("requirements") if row["kind"] == "experience"]
    # The least whole number of parts that is enough; an amount as written is off by far less than one part.
    enough = [ceil(round(row["need"] * MONTH, 3)) for row in asked]
    amounts = engine.rows_table({"req": [row["req"] for row in asked], "enough": enough}, {"req": "whole", "enough": "whole"})
    posts = facts.dated("posts").select(
        "learner", "record_id", "day", "known", post_role=nw.col("role"), e=whole(nw.col("end").fill_null(FOR_EVER))
    )
    seen = standing(posts, views, voids).unique()
    mine = engine.settle(nodes.filter(nw.col("kind") == "experience", nw.col("evaluated") == 1))
    held = mine.select(*NODE, "view", "req").join(roles, on="req", how="inner").join(seen, on=["view", "post_role"], how="inner")
    return Worked(
        engine.settle(mine.select(*NODE, "req", "part", "as_of", "of_last").join(amounts, on="req", how="inner").drop("req")),
        engine.settle(held.select(*NODE, "record_id", s=nw.col("day"), e=nw.col("e")).filter(nw.col("s") <= nw.col("e"))),
        frozenset(row["part"] for row in asked),
    )


def in_cycle(all_worked: Worked, nodes: Frame, part: str) -> Worked:
    """The experience leaves of one part, as that part is judged cycle by cycle.

    ``nodes``: node, as_of, cycle_from. What looks back over a window of its own is judged by that window; what looks back over all
    time is asked anew in each cycle. What a return asks (`re_entry`) counts from the first day away.
    """
    mine = (
        all_worked.nodes.drop("as_of").filter(nw.col("part") == part).join(nodes.select(*NODE, "as_of", "cycle_from"), on=NODE, how="inner")
    )
    posts = all_worked.posts.join(mine.select(*NODE, "of_last", "cycle_from"), on=NODE, how="inner")
    clipped = (nw.col("of_last") < 0) | nw.lit(part == "re_entry")
    start = nw.when(clipped).then(nw.max_horizontal("s", "cycle_from")).otherwise(nw.col("s"))
    posts = posts.with_columns(s=whole(start)).filter(nw.col("s") <= nw.col("e")).select(*POST)
    return Worked(mine.drop("cycle_from"), posts, frozenset({part}))


def without_parts(all_worked: Worked, parts: Collection[str]) -> Worked:
    """The experience leaves of all parts but some."""
    nodes = all_worked.nodes.filter(~nw.col("part").is_in(list(parts)))
    return Worked(nodes, all_worked.posts.join(nodes.select(*NODE), on=NODE, how="inner"), all_worked.parts.difference(parts))


def with_experience(engine: Engine, counts: Counts, found: Worked, *, states: bool = True) -> Counts:
    """What counting found and the experience leaves beside it: when each holds, and how it stands on the day asked about.

    A post that is still open counts through that day. Nothing about a post is doubtful, so what may hold holds.
    """
    if not found.parts:
        return counts
    nodes = engine.settle(found.nodes)
    posts = found.posts.join(nodes.select(*NODE, "as_of"), on=NODE, how="inner").with_columns(
        s=whole(nw.max_horizontal(nw.col("s"), nw.col("as_of") - MOST_DAYS)), e=whole(nw.min_horizontal("e", "as_of"))
    )
    posts = engine.settle(posts.filter(nw.col("s") <= nw.col("e")).select(*POST))
    active = engine.settle(_measured(engine, spells(posts.select(*NODE, "s", "e"), NODE)))
    sure = engine.settle(runs(_turning(engine, nodes, active), NODE, "on_"))
    now = counts.now
    if states and now is not None:
        now = nw.concat([now, _states(engine, nodes, posts, active, sure)], how="vertical")
    held = [None if each is None else nw.concat([each, sure], how="vertical") for each in (counts.sure, counts.possible)]
    return Counts(held[0], held[1], now, counts.slices)


def posts_counting(found: Worked) -> Frame:
    """The posts of every leaf as evidence: node, record_id, ``day``, ``s``, and ``e``, the last day on which a day of it counts."""
    posts = found.posts.join(found.nodes.select(*NODE, "as_of", "of_last"), on=NODE, how="inner")
    posts = posts.with_columns(
        last_=whole(nw.min_horizontal("e", "as_of")), window_=nw.max_horizontal("of_last", nw.lit(0)), zero_=nw.lit(0, dtype=nw.Int64)
    )
    posts = with_last_day(posts, "last_", "window_", "zero_", "until_")
    until = nw.when(nw.col("of_last") > 0).then(nw.col("until_")).otherwise(nw.lit(FOR_EVER))
    return posts.select(*NODE, "record_id", day=nw.col("s"), via=nw.lit(""), s=nw.col("s"), e=whole(until))


def with_passed(frame: Frame, day: str, into: str) -> Frame:
    """The frame with the months that have passed by the start of a day, in parts of ``MONTH``; only differences mean anything."""
    placed = with_month(frame, day, "t_at", "t_dom").with_columns(t_following=nw.col("t_at") + 1)
    placed = placed.with_columns(t_days=first_of("t_following") - first_of("t_at"))
    placed = placed.with_columns(**{into: whole(nw.col("t_at") * MONTH + (nw.col("t_dom") - 1) * (MONTH // nw.col("t_days")))})
    return placed.drop("t_at", "t_dom", "t_following", "t_days")


def _measured(engine: Engine, pieces: Frame) -> Frame:
    """Pieces of time with how much they weigh: ``weight``.

    Day arithmetic is long; settled in between, no engine has to plan it as one expression.
    """
    pieces = engine.settle(pieces.with_columns(t_end=nw.col("e") + 1))
    pieces = engine.settle(with_passed(pieces, "s", "from_"))
    pieces = engine.settle(with_passed(pieces, "t_end", "to_"))
    return pieces.with_columns(weight=whole(nw.col("to_") - nw.col("from_"))).drop("t_end", "from_", "to_")


def _turning(engine: Engine, nodes: Frame, active: Frame) -> Frame:
    """The days from which each leaf holds (``on_`` 1) and from which it does not (0).

    Whoever was never active for long enough in all is left out at once.
    """
    total = active.group_by(*NODE).agg(nw.col("weight").sum()).join(nodes.select(*NODE, "of_last", "enough"), on=NODE, how="inner")
    able = total.filter(nw.col("weight") >= nw.col("enough")).select(*NODE, "of_last", "enough")
    changes = engine.settle(_changes(engine, active.join(engine.settle(able), on=NODE, how="inner")))
    by_day = {"order_by": "day"}
    # `rate` is what each day from here on adds, `jump` what is lost at once; the sum at the next turning day follows from both.
    steps = engine.settle(changes.with_columns(rate=whole(nw.col("rate").cum_sum().over(*NODE, **by_day))))
    steps = steps.with_columns(
        before_=whole(nw.col("rate").shift(1).over(*NODE, **by_day).fill_null(0)),
        last_=whole(nw.col("day").shift(1).over(*NODE, **by_day).fill_null(LONG_AGO)),
        next_=whole(nw.col("day").shift(-1).over(*NODE, **by_day).fill_null(FOR_EVER)),
    )
    steps = steps.with_columns(
        grown_=whole(nw.col("jump") + nw.col("rate") + nw.col("before_") * (nw.col("day") - nw.col("last_") - 1)),
    )
    steps = engine.settle(steps).with_columns(sum_=whole(nw.col("grown_").cum_sum().over(*NODE, **by_day)))
    steps = engine.settle(steps.join(able.select(*NODE, "enough"), on=NODE, how="inner"))
    steps = steps.with_columns(
        over_=nw.col("sum_") - nw.col("enough"),
        pace_=nw.when(nw.col("rate") > 0)
        .then(nw.col("rate"))
        .otherwise(nw.when(nw.col("rate") < 0).then(-nw.col("rate")).otherwise(nw.lit(1))),
    )
    steps = steps.with_columns(on_=whole(nw.col("over_") >= 0))
    # Between two turning days the amount is passed once at most.
    risen = steps.filter(nw.col("on_") == 0, nw.col("rate") > 0).with_columns(
        day=whole(nw.col("day") + (nw.col("pace_") - nw.col("over_") - 1) // nw.col("pace_")), on_=nw.lit(1, dtype=nw.Int64)
    )
    fallen = steps.filter(nw.col("on_") == 1, nw.col("rate") < 0).with_columns(
        day=whole(nw.col("day") + nw.col("over_") // nw.col("pace_") + 1), on_=nw.lit(0, dtype=nw.Int64)
    )
    passed = nw.concat([risen, fallen], how="vertical").filter(nw.col("day") < nw.col("next_"))
    return engine.settle(nw.concat([each.select(*NODE, "day", "on_") for each in (steps, passed)], how="vertical"))


def _changes(engine: Engine, active: Frame) -> Frame:
    """The turning days of the sum: node, ``day``, the change of its ``rate`` a day, and the ``jump`` on that day.

    Each stretch in post is cut at the months. A day of practice leaves the window as a validity of so many months from that day
    would end: the days of a long month that a short one does not have leave together, on the first day after it.
    """
    pieces = engine.settle(with_month(active, "s", "first_month", "first_dom"))
    pieces = with_month(pieces, "e", "last_month", "last_dom")
    pieces = engine.settle(pieces.with_columns(length=whole(nw.col("last_month") - nw.col("first_month") + 1)))
    steps = engine.rows_table({"step": list(range(MOST_MONTHS + 12))}, {"step": "whole"})
    # Only the lengths that occur meet the list of steps, so that an equal length is all the join has to find.
    steps = pieces.select("length").unique().join(steps, how="cross").filter(nw.col("step") < nw.col("length"))
    months = pieces.join(engine.settle(steps), on="length", how="inner")
    months = months.with_columns(month=nw.col("first_month") + nw.col("step"))
    months = months.with_columns(month_after=nw.col("month") + 1, out_month=nw.col("month") + nw.max_horizontal("of_last", nw.lit(0)))
    months = months.with_columns(out_after=nw.col("out_month") + 1)
    months = months.with_columns(
        opens=first_of("month"), closes=first_of("month_after"), out=first_of("out_month"), gone=first_of("out_after")
    )
    months = months.with_columns(
        a=nw.max_horizontal("s", "opens"),
        b=nw.min_horizontal(nw.col("e") + 1, nw.col("closes")),
        weight=MONTH // (nw.col("closes") - nw.col("opens")),
    )
    # Days of the month, and how far they run evenly where they leave: one further than that month is long.
    months = months.with_columns(first_dom=nw.col("a") - nw.col("opens") + 1, last_dom=nw.col("b") - nw.col("opens"))
    months = months.with_columns(evenly=nw.min_horizontal(nw.col("last_dom"), nw.col("gone") - nw.col("out") + 1))
    months = engine.settle(months)
    leaving = months.filter(nw.col("of_last") > 0)
    evenly = leaving.filter(nw.col("first_dom") <= nw.col("evenly"))
    together = leaving.filter(nw.col("last_dom") > nw.col("evenly"))
    together = together.with_columns(days_=nw.col("last_dom") - nw.max_horizontal(nw.col("first_dom") - 1, nw.col("evenly")))
    zero = nw.lit(0, dtype=nw.Int64)
    parts = [
        months.select(*NODE, day=whole(nw.col("a")), rate=whole(nw.col("weight")), jump=zero),
        months.select(*NODE, day=whole(nw.col("b")), rate=whole(-nw.col("weight")), jump=zero),
        evenly.select(*NODE, day=whole(nw.col("out") + nw.col("first_dom") - 1), rate=whole(-nw.col("weight")), jump=zero),
        evenly.select(*NODE, day=whole(nw.col("out") + nw.col("evenly")), rate=whole(nw.col("weight")), jump=zero),
        together.select(*NODE, day=whole(nw.col("gone")), rate=zero, jump=whole(-nw.col("weight") * nw.col("days_"))),
    ]
    summed = nw.concat(parts, how="vertical").group_by(*NODE, "day").agg(nw.col("rate").sum(), nw.col("jump").sum())
    return summed.with_columns(rate=whole(nw.col("rate")), jump=whole(nw.col("jump")))


def _states(engine: Engine, nodes: Frame, posts: Frame, active: Frame, sure: Frame) -> Frame:
    """How each leaf stands on the day: the exact sum of that day's window, and how many months are short."""
    window = with_months_on(nodes.select(*NODE, "as_of", "of_last"), "as_of", -nw.max_horizontal("of_last", nw.lit(0)), "same_")
    opens = nw.when(nw.col("of_last") > 0).then(nw.col("same_") + 1).otherwise(nw.lit(LONG_AGO))
    window = engine.settle(window.select(*NODE, "as_of", opens=whole(opens)))
    inside = active.drop("weight").join(window, on=NODE, how="inner").with_columns(s=whole(nw.max_horizontal("s", "opens")))
    inside = _measured(engine, inside.filter(nw.col("s") <= nw.col("e")).select(*NODE, "s", "e"))
    done = inside.group_by(*NODE).agg(done_=nw.col("weight").sum())
    running = window.join(sure, on=NODE, how="inner").filter(nw.col("s") <= nw.col("as_of"), nw.col("as_of") <= nw.col("e"))
    running = running.group_by(*NODE).agg(until_=nw.col("e").max())
    latest = posts.join(window, on=NODE, how="inner").with_columns(back_=-nw.col("s"), out_=whole(nw.col("e") < nw.col("opens")))
    latest = numbered(latest, "nth", ["out_", "back_", "record_id"], NODE).filter(nw.col("nth") == 1)
    found = nodes.select(*NODE, "enough").join(done, on=NODE, how="left").join(running, on=NODE, how="left")
    found = found.join(latest.select(*NODE, "record_id"), on=NODE, how="left")
    found = engine.settle(found.with_columns(done_=whole(nw.col("done_").fill_null(0)), record_id=nw.col("record_id").fill_null("")))
    found = found.with_columns(short_=nw.col("enough") - nw.col("done_"))
    met = nw.col("short_") <= 0
    # Hundredths of a month: what was done rounded down and what is short rounded up, so that nobody reads "0 short".
    short = ((nw.col("short_") * 100 + MONTH - 1) // MONTH).cast(nw.Float64) / 100.0
    return found.with_columns(
        rank=whole(nw.when(met).then(nw.lit(MET)).otherwise(nw.lit(NOT_MET))),
        valid_until=whole(nw.col("until_").fill_null(FOR_EVER)),
        reason=nw.when(met)
        .then(nw.lit(""))
        .otherwise(nw.when(nw.col("record_id") == "").then(nw.lit("NO_RECORD")).otherwise(nw.lit("TOO_FEW"))),
        record_id=nw.when(met).then(nw.col("record_id")).otherwise(nw.lit("")),
        via=nw.lit(""),
        deadline=nw.lit(FOR_EVER, dtype=nw.Int64),
        loser=nw.lit(""),
        loser_reason=nw.lit(""),
        missing=nw.when(met).then(nw.lit(0.0)).otherwise(short),
        unit=nw.lit("month"),
        ended_by=nw.lit(""),
        open_ends=nw.lit(0, dtype=nw.Int64),
        counted=(nw.col("done_") * 100 // MONTH).cast(nw.Float64) / 100.0,
    ).select(*NOW)
