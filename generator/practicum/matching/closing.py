"""Closing: what is missing where a record waits for something else."""

from __future__ import annotations

from practicum.matching.civil_columns import Frame
from practicum.matching.facts import Facts
from practicum.matching.holding import Held
from practicum.matching.nodes import hold_of, holding_of, view_of
from practicum.matching.spells import numbered
from practicum.model.civil_day import FOR_EVER
from practicum.model.requirement import RuleTables
from practicum.tables import nw

# A view and a holding of the rules.
KEYS = ["view", "hold"]


def closings_of(rules: RuleTables, facts: Facts, views: Frame, held: Held, losers: Frame) -> tuple[Frame, Frame]:
    """What is missing where a record waits for prerequisites: of each holding the unmet ones at the bottom, by position.

    Beside it the records that lost for those prerequisites, placed after the holding's own: what made them lose keeps it waiting.
    ``losers`` are what ``numbered_losers`` gives of all holdings.
    """
    engine = facts.engine
    prerequisites = engine.rows_table(
        {name: rules.column("prerequisites", name) for name in ("hold", "needs", "position")},
        dict.fromkeys(("hold", "needs", "position"), "whole"),
    )
    named = engine.rows_table(
        {"hold": rules.column("holdings", "hold"), "module": rules.column("holdings", "module")}, {"hold": "whole", "module": "code"}
    )
    losers = losers.with_columns(view=view_of(), hold=hold_of()).drop("holding")
    holding = (
        nw.concat(held.sure, how="vertical")
        .with_columns(view=view_of(), hold=hold_of())
        .join(views.select("view", "as_of"), on="view", how="inner")
    )
    holding = engine.settle(holding.filter(nw.col("s") <= nw.col("as_of"), nw.col("as_of") <= nw.col("e")).select(*KEYS).unique())
    nearest = engine.settle(losers.filter(nw.col("place") == 1).select(*KEYS, "reason", "record_id"))
    waiting = nearest.filter(nw.col("reason").is_in(["PREREQ_MISSING", "BEFORE_PREREQ"])).join(holding, on=KEYS, how="anti")
    # Prerequisites of what waits, and of what those wait for in turn.
    found: list[Frame] = []
    here = waiting.select(*KEYS, top=nw.col("hold"), path=nw.lit(0, dtype=nw.Int64))
    on_the_way = [here.select("view", "top", "hold", "path").filter(nw.col("path") > 0)]
    for _ in range(max((row["level"] for row in rules.rows("holdings")), default=0)):
        below = here.join(prerequisites, on="hold", how="inner").select(
            "view", "top", nw.col("needs").alias("hold"), path=nw.col("path") * 100 + nw.col("position") + 1
        )
        below = engine.settle(below.join(holding, on=KEYS, how="anti"))
        on_the_way.append(below.select("view", "top", "hold", "path"))
        chained = below.join(waiting.filter(nw.col("reason") == "PREREQ_MISSING").select(*KEYS), on=KEYS, how="inner")
        ends = below.join(waiting.filter(nw.col("reason") == "PREREQ_MISSING").select(*KEYS), on=KEYS, how="anti")
        found.append(ends.select("view", "top", "hold", "path"))
        here = chained.select(*KEYS, "top", "path")
    own = waiting.filter(nw.col("reason") == "BEFORE_PREREQ").select(
        "view", top=nw.col("hold"), hold=nw.col("hold"), path=nw.lit(FOR_EVER, dtype=nw.Int64)
    )
    listed = nw.concat([own, *found], how="vertical").join(named, on="hold", how="inner").join(nearest, on=KEYS, how="left")
    listed = listed.with_columns(
        unit=nw.when(nw.col("reason").fill_null("") == "UNVERIFIED")
        .then(nw.concat_str(nw.lit("verify:"), nw.col("record_id").fill_null("")))
        .otherwise(nw.concat_str(nw.lit("module:"), nw.col("module")))
    )
    listed = listed.group_by("view", "top", "unit").agg(nw.col("path").min())
    behind = nw.concat(on_the_way, how="vertical").group_by("view", "top", "hold").agg(nw.col("path").min())
    behind = engine.settle(behind).join(losers, on=KEYS, how="inner").with_columns(place=nw.col("path") * 1000 + nw.col("place"))
    behind = behind.select("record_id", "day", "via", "reason", "cost", "place", holding=holding_of("top"))
    return numbered(listed.rename({"top": "hold"}), "place", ["path", "unit"], KEYS).select("unit", "place", holding=holding_of()), behind
