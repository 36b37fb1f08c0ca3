"""Readings: a day that is known only as a month or a year, taken for each of the days that may turn a verdict (topic 22).

A learner with vague days is judged once for each reading, as so many people who share everything but those days; what the readings
say is then made one. Where all agree on whether something is in force, the more urgent of their states is shown with the earlier
end; where they do not, it is unknown. So a vague day counts wherever a day counts: in what depends on it, in windows, in certificates.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from practicum.matching.asking import ASK_KINDS
from practicum.matching.civil_columns import Frame
from practicum.matching.facts import OWN_DAY, READING, Facts, columns_of, days_of, last_of
from practicum.matching.spells import numbered, whole
from practicum.model.civil_day import FOR_EVER, LONG_AGO
from practicum.model.record import TABLES
from practicum.model.requirement import COLUMNS, RuleTables
from practicum.tables import nw
from practicum.tables.engine import Engine
from practicum.tables.framing import below, with_row_numbers

# More readings of one learner than this are not judged: those that move the most are kept, and the manifest counts the others.
MOST = 200
# No month is shorter, so a stretch of days as long as a month has one of these days in it.
STRIDE = 28
_VIEW = ["learner", "as_of", "known_at"]


@dataclass(frozen=True)
class Readings:
    """Facts and asks with a person of their own for each reading beyond the first days.

    ``of``: every ask of a learner with vague days, the one it is a reading of (``of``, ``name``) and the how many-th (``nth``, from 0).
    ``open``: who has a vague day that may lie ahead of the day asked about, which is read on that day as well: learner, as_of.
    """

    facts: Facts
    asks: Frame
    of: Frame
    open: Frame
    left_out: int


def readings_of(rules: RuleTables, facts: Facts, asks: Frame) -> Readings | None:
    """The readings of everybody who is asked about; None where no day is vague."""
    vague = [name for name in OWN_DAY if facts.came(name) and facts.vague(name)]
    if not vague:
        return None
    # What is vague is little: it is prepared in one place for all engines.
    side, engine = Engine("polars"), facts.engine
    asked, voids = engine.arrow(asks.select(*ASK_KINDS)), engine.arrow(facts.voids())
    with side.speaking():
        found = _readings(rules, facts, side, side.table(asked), side.table(voids), vague)
    if found is None:
        return None
    records, (again, of, ahead), left_out = found
    return Readings(Facts(records, engine), engine.table(again), engine.table(of), engine.table(ahead), left_out)


def _readings(
    rules: RuleTables, facts: Facts, side: Engine, asked: Frame, voids: Frame, vague: list[str]
) -> tuple[dict[str, Any], tuple[Any, Any, Any], int] | None:
    """The tables with a person for each reading; the asks, what each is a reading of, and who has days ahead, in Arrow."""
    views = side.settle(numbered(asked.select(*_VIEW).unique(), "view", _VIEW))
    spots = _spots(rules, facts, side, voids, views, vague)
    if not side.count(spots):
        return None
    moves, left_out = _moves(side, spots, _turning(rules, facts, side, views, spots))
    people = moves.join(views, on="view", how="inner")
    people = people.with_columns(
        name=nw.concat_str(
            nw.col("learner"), nw.lit(READING), nw.col("view").cast(nw.String), nw.lit("."), nw.col("nth").cast(nw.String)
        )
    )
    people = side.settle(people)
    records: dict[str, Any] = {name: facts.arrow(name) for name in facts.given() if name in TABLES or name == "sources"}
    for name in OWN_DAY:
        if facts.came(name):
            records[name] = _with_people(facts, side, name, people, spots)
    top = side.rows(asked.select(top=nw.col("ask").max()))[0]["top"]
    more = asked.join(people.select(*_VIEW, "nth", "name"), on=_VIEW, how="inner")
    more = side.settle(numbered(more, "place", ["ask", "nth"]))
    own = more.select("ask").unique().join(asked.select("ask", "learner"), on="ask", how="inner")
    of = nw.concat(
        [
            own.select("ask", of=nw.col("ask"), nth=nw.lit(0, dtype=nw.Int64), name=nw.col("learner")),
            more.select(ask=nw.col("place") + int(top), of=nw.col("ask"), nth=nw.col("nth"), name=nw.col("learner")),
        ],
        how="vertical",
    )
    every = nw.concat([asked, more.with_columns(ask=nw.col("place") + int(top), learner=nw.col("name")).select(*ASK_KINDS)], how="vertical")
    ahead = spots.join(views, on="view", how="inner").filter(nw.col("hi") >= nw.col("as_of")).select("learner", "as_of").unique()
    return records, (side.arrow(every, ASK_KINDS), side.arrow(of), side.arrow(ahead)), left_out


def _spots(rules: RuleTables, facts: Facts, side: Engine, voids: Frame, views: Frame, vague: list[str]) -> Frame:
    """Every vague day that a view may look at: view, spot, tbl, place (the row), col, ``lo``, ``hi``."""
    voids = voids.join(views, on="learner", how="inner")
    voids = voids.filter(nw.col("known") <= nw.col("known_at")).select("view", "record_id").unique()
    asked_for = sorted({row["source"] for row in rules.rows("sources")} | {row["module"] for row in rules.rows("exemptions")})
    found = []
    for name in vague:
        table = _placed(facts, side, name)
        if name == "completions":
            table = table.filter(nw.col("module").is_in(asked_for))
        own = OWN_DAY[name]
        for day in days_of(name):
            # What was recorded cannot be later than the record; a day that was foreseen can.
            last = nw.col(last_of(day))
            if day == own:
                last = nw.min_horizontal(last, nw.col("recorded_at").fill_null(FOR_EVER))
            rows = table.filter(~nw.col(last_of(day)).is_null(), ~nw.col(day).is_null())
            rows = rows.with_columns(lo=nw.col(day), hi=last, col=nw.lit(day), tbl=nw.lit(name)).filter(nw.col("hi") > nw.col("lo"))
            rows = rows.join(views, on="learner", how="inner")
            first = nw.col(own).fill_null(LONG_AGO)
            rows = rows.filter(first <= nw.col("as_of"), nw.col("recorded_at").fill_null(first) <= nw.col("known_at"))
            rows = rows.join(voids, on=["view", "record_id"], how="anti")
            found.append(side.settle(rows.select("view", "tbl", "place", "col", lo=whole(nw.col("lo")), hi=whole(nw.col("hi")))))
    return side.settle(numbered(nw.concat(found, how="vertical"), "spot", ["tbl", "place", "col"], ["view"]))


def _placed(facts: Facts, side: Engine, name: str) -> Frame:
    """A dated table with the number of each row."""
    return side.table(with_row_numbers(facts.arrow(name), "place"))


def _turning(rules: RuleTables, facts: Facts, side: Engine, views: Frame, spots: Frame) -> Frame:
    """The days that may turn a verdict, for each vague day: view, spot, ``day``; its first and last are among them.

    A condition on a day is met in a stretch of days that begins or ends with another day: of the learner's history, of those who signed,
    of the rules, or the one asked about. What begins and ends with days that are worked out lasts a month at least.
    """
    mine = views.join(spots.select("view").unique(), on="view", how="inner")
    known = [mine.select("view", day=nw.col("as_of"))]
    people = mine.select("view", "learner")
    signed = [(name, column) for name in ("supervised", "rpl") for column in ("supervisor", "assessor", "second_assessor")]
    signers = [
        people.join(side.table(facts.arrow(name)).select("learner", signer=nw.col(column)), on="learner", how="inner")
        for name, column in signed
        if facts.came(name) and column in facts.arrow(name).column_names
    ]
    for name in OWN_DAY:
        if not facts.came(name):
            continue
        table = side.table(facts.arrow(name))
        theirs = table.join(people, on="learner", how="inner")
        columns = [*days_of(name), *[last_of(day) for day in days_of(name)]]
        known += [theirs.select("view", day=nw.col(column)) for column in columns]
        if name == "certificates":
            known += [
                each.drop("learner").join(table, left_on="signer", right_on="learner", how="inner").select("view", day=nw.col(column))
                for each in signers
                for column in columns
            ]
    days = side.settle(nw.concat(known, how="vertical").filter(~nw.col("day").is_null()).unique())
    days = nw.concat([days, days.with_columns(day=nw.col("day") + 1)], how="vertical").unique()
    ruled = {row[column] for name, kinds in COLUMNS.items() for column, kind in kinds.items() if kind == "day" for row in rules.rows(name)}
    ruled = {day for day in ruled if LONG_AGO < day < FOR_EVER}
    fixed = side.rows_table({"day": sorted(ruled | {day + 1 for day in ruled})}, {"day": "whole"})
    steps = side.rows_table({"step": list(range(1, 366 // STRIDE + 1))}, {"step": "whole"})
    inside = spots.select("view", "spot", "lo", "hi")
    found = [
        inside.join(days, on="view", how="inner"),
        inside.join(fixed, how="cross"),
        inside.join(steps, how="cross").with_columns(day=nw.col("lo") + nw.col("step") * STRIDE).drop("step"),
    ]
    turning = [each.filter(nw.col("lo") < nw.col("day"), nw.col("day") < nw.col("hi")).select("view", "spot", "day") for each in found]
    bounds = [inside.select("view", "spot", day=nw.col(name)) for name in ("lo", "hi")]
    return side.settle(nw.concat([*bounds, *turning], how="vertical").unique())


def _moves(side: Engine, spots: Frame, turning: Frame) -> tuple[Frame, int]:
    """The readings beyond that of first days: view, nth, the spot that is moved, its ``day``, whether the others are at their last.

    One day is moved at a time, with all others at their first and with all others at their last. Gives also how many were left out.
    """
    many = spots.group_by("view").agg(many=nw.col("spot").max())
    each = turning.join(spots.select("view", "spot", "lo", "hi"), on=["view", "spot"], how="inner").join(many, on="view", how="inner")
    nought, one = nw.lit(0, dtype=nw.Int64), nw.lit(1, dtype=nw.Int64)
    bound = (nw.col("day") == nw.col("lo")) | (nw.col("day") == nw.col("hi"))
    at_first = each.filter(nw.col("day") > nw.col("lo")).with_columns(late=nought)
    at_last = each.filter(nw.col("day") < nw.col("hi"), nw.col("many") > 1).with_columns(late=one)
    all_last = many.filter(nw.col("many") > 1).select("view", spot=nought, day=nought, late=one, rank=nought)
    ranked = nw.concat([at_first, at_last], how="vertical").with_columns(rank=whole(nw.when(bound).then(nw.lit(1)).otherwise(nw.lit(2))))
    every = nw.concat([all_last, ranked.select("view", "spot", "day", "late", "rank")], how="vertical")
    every = side.settle(numbered(every, "nth", ["rank", "late", "spot", "day"], ["view"]))
    kept = side.settle(every.filter(nw.col("nth") <= MOST).drop("rank"))
    return kept, side.count(every) - side.count(kept)


def _with_people(facts: Facts, side: Engine, name: str, people: Frame, spots: Frame) -> Any:
    """One table with the rows of everybody, and those of each reading's person with the days that reading takes."""
    kinds = columns_of(name)
    rows = _placed(facts, side, name).join(people.select("view", "learner", "name", "spot", "day", "late"), on="learner", how="inner")
    for column in days_of(name):
        mine = spots.filter(nw.col("tbl") == name, nw.col("col") == column)
        mine = mine.select("view", "place", lo_=nw.col("lo"), hi_=nw.col("hi"), spot_=nw.col("spot"))
        rows = rows.join(mine, on=["view", "place"], how="left")
        at = nw.when(nw.col("late") == 1).then(nw.col("hi_")).otherwise(nw.col("lo_"))
        at = nw.when(nw.col("spot_") == nw.col("spot")).then(nw.col("day")).otherwise(at)
        taken = nw.when(nw.col("spot_").is_null()).then(nw.col(column)).otherwise(at)
        rows = side.settle(rows.with_columns(taken.alias(column)).drop("lo_", "hi_", "spot_"))
    more = side.arrow(rows.with_columns(learner=nw.col("name")).select(*kinds), {column: _plain(kind) for column, kind in kinds.items()})
    return below(facts.arrow(name), more)


def _plain(kind: str) -> str:
    """The kind of a column as it travels: flags are 0 and 1 there."""
    return "whole" if kind == "flag" else kind
