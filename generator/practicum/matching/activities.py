"""Activities: rows of hours, practice, contacts and documents as pieces that counted requirements add up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from practicum.matching.civil_columns import Frame
from practicum.matching.documents import contacts, documents
from practicum.matching.facts import Facts
from practicum.matching.holding import Held
from practicum.matching.hours import ACT, by_years, hours
from practicum.matching.nodes import NODE
from practicum.matching.practice import practice, reductions
from practicum.matching.spells import numbered
from practicum.model.requirement import RuleTables
from practicum.tables import nw

COUNTED = ("hours", "supervised", "document", "contacts")
LOST = [*NODE, "record_id", "day", "reason", "cost"]


@dataclass
class Counted:
    """The acts of counted requirements, the limits on their categories, and the rows that lost.

    ``theirs``: what other certificates add up, for what counts once beside them; ``every``: the acts before that was left out (see
    ``serving``).
    """

    nodes: Frame
    acts: Frame
    limits: Frame
    losers: Frame
    reduced: Frame
    theirs: Frame | None = None
    every: Frame | None = None
    # Whether anything is counted by calendar years or years of its own.
    yearly: bool = True
    # The requirements with a minimum for a category.
    minimums: tuple[int, ...] = ()


def activities(
    rules: RuleTables, facts: Facts, nodes: Frame, views: Frame, voids: Frame, held: Held, *, silent: tuple[str, ...] = ()
) -> Counted:
    """Everything that counted requirements (``nodes``) may add up.

    Nothing is kept of what lost for the parts of rules that are ``silent``.
    """
    engine = facts.engine
    mine = engine.settle(nodes)
    kinds = {row["kind"] for row in rules.rows("requirements")}
    limits = engine.rows_table(
        {
            "req": rules.column("categories", "req"),
            "slice": rules.column("categories", "category"),
            "least": rules.column("categories", "least"),
            "most": rules.column("categories", "most"),
        },
        {"req": "whole", "slice": "code", "least": "number", "most": "number"},
    )
    found: list[tuple[Frame, Frame]] = []
    makers: dict[str, Callable[[Frame], tuple[Frame, Frame]]] = {
        "hours": lambda part: hours(rules, facts, part, views, voids, held, limits),
        "supervised": lambda part: practice(rules, facts, part, views, voids, held, limits),
        "document": lambda part: documents(rules, facts, part, views, voids),
        "contacts": lambda part: contacts(rules, facts, part, views, voids),
    }
    for kind, make in makers.items():
        if kind in kinds:
            acts, lost = make(mine.filter(nw.col("kind") == kind))
            if silent:
                lost = lost.join(mine.filter(~nw.col("part").is_in(list(silent))).select(*NODE), on=NODE, how="inner")
            found.append((engine.settle(acts.select(*ACT)), engine.settle(lost.select(*LOST))))
    if not found:
        nothing = mine.select(
            *NODE,
            s=nw.col("as_of"),
            e=nw.col("as_of"),
            day=nw.col("as_of"),
            amount=nw.lit(0.0),
            slice=nw.lit(""),
            sure=nw.lit(1, dtype=nw.Int64),
            record_id=nw.lit(""),
            once=nw.lit(0, dtype=nw.Int64),
            claim=nw.lit(""),
        )
        none_lost = mine.select(*NODE, record_id=nw.lit(""), day=nw.col("as_of"), reason=nw.lit(""), cost=nw.lit(0, dtype=nw.Int64))
        found.append((nothing, none_lost))
    losers = nw.concat([lost for _acts, lost in found], how="vertical").with_columns(back_=-nw.col("day"))
    losers = numbered(losers, "place", ["cost", "back_", "record_id", "reason"], NODE).drop("back_")
    acts = engine.settle(nw.concat([acts for acts, _lost in found], how="vertical"))
    minimums = tuple(sorted({row["req"] for row in rules.rows("categories") if row["least"] > 0}))
    reduced = engine.settle(reductions(rules, engine, mine, acts))
    return Counted(mine, acts, limits, engine.settle(losers), reduced, yearly=by_years(rules), minimums=minimums)
