"""Waiting: work done before its prerequisites counts from the day they are all held, or not at all where the order is strict."""

from __future__ import annotations

from practicum.matching.chaining import KEYS
from practicum.matching.civil_columns import Frame
from practicum.matching.nodes import holding_of
from practicum.matching.spells import spells, whole
from practicum.model.civil_day import FOR_EVER
from practicum.tables import nw
from practicum.tables.engine import Engine


def after_prerequisites(found: Frame, sure: list[Frame], possible: list[Frame] | None, prerequisites: Frame, engine: Engine) -> Frame:
    """The candidates with the day from which they count; strict ones done too early and those still waiting lose.

    ``sure`` and ``possible`` (None where nothing is in doubt) are the spells of the holdings worked before.
    """
    counts = prerequisites.group_by("hold", "strict").agg(need=nw.col("position").count())
    surely = engine.settle(_together(nw.concat(sure, how="vertical"), prerequisites, counts, found))
    asked = found.select("hold").unique().join(counts.with_columns(need=nw.col("need").cast(nw.Int64)), on="hold", how="inner")
    strict = asked.filter(nw.col("strict") == 1).select("hold", has_strict=nw.lit(1, dtype=nw.Int64))
    loose = asked.filter(nw.col("strict") == 0).select("hold", has_loose=nw.lit(1, dtype=nw.Int64))
    days = engine.settle(found.select(*KEYS, "hold", "day").unique())
    told = (
        days.join(strict, on="hold", how="left")
        .join(loose, on="hold", how="left")
        .join(_on_the_day(days, surely), on=[*KEYS, "day"], how="left")
        .join(_first_open(days, surely, "opens"), on=[*KEYS, "day"], how="left")
    )
    if possible is None:
        told = told.with_columns(may_open=nw.col("opens"))
    else:
        perhaps = engine.settle(_together(nw.concat(possible, how="vertical"), prerequisites, counts, found))
        told = told.join(_first_open(days, perhaps, "may_open"), on=[*KEYS, "day"], how="left")
    return (
        found.join(told.drop("hold"), on=[*KEYS, "day"], how="inner")
        .with_columns(
            lost=nw.when((nw.col("lost") == "") & (nw.col("has_strict").fill_null(0) == 1) & (nw.col("on_day").fill_null(0) == 0))
            .then(nw.lit("BEFORE_PREREQ"))
            .otherwise(nw.col("lost")),
        )
        .with_columns(
            doubt=nw.when(
                (nw.col("has_loose").fill_null(0) == 1)
                & nw.col("opens").is_null()
                & ~nw.col("may_open").is_null()
                & (nw.col("doubt") == "")
            )
            .then(nw.lit("PREREQ_MISSING"))
            .otherwise(nw.col("doubt")),
            lost=nw.when(
                (nw.col("lost") == "") & (nw.col("has_loose").fill_null(0) == 1) & nw.col("opens").is_null() & nw.col("may_open").is_null()
            )
            .then(nw.lit("PREREQ_MISSING"))
            .otherwise(nw.col("lost")),
            opens=whole(
                nw.when(nw.col("has_loose").fill_null(0) == 0)
                .then(nw.col("day"))
                .otherwise(nw.when(nw.col("opens").is_null()).then(nw.col("may_open")).otherwise(nw.col("opens")))
                .fill_null(FOR_EVER)
            ),
        )
        .drop("has_strict", "has_loose", "on_day", "may_open")
    )


def _together(spells_of: Frame, prerequisites: Frame, counts: Frame, found: Frame) -> Frame:
    """The spells in which all prerequisites of one strictness are held at once."""
    pieces = (
        found.select(*KEYS, "view", "hold")
        .unique()
        .join(prerequisites, on="hold", how="inner")
        .with_columns(needed=holding_of("needs"))
        .join(spells_of.rename({"holding": "needed"}), on="needed", how="inner")
        .join(counts, on=["hold", "strict"], how="inner")
        .select(*KEYS, "strict", "need", "s", "e")
    )
    return spells(pieces, [*KEYS, "strict", "need"], need="need")


def _on_the_day(days: Frame, together: Frame) -> Frame:
    strict = together.filter(nw.col("strict") == 1).drop("strict", "need")
    met = days.join(strict, on=KEYS, how="inner").filter(nw.col("s") <= nw.col("day"), nw.col("day") <= nw.col("e"))
    return met.select(*KEYS, "day").unique().with_columns(on_day=nw.lit(1, dtype=nw.Int64))


def _first_open(days: Frame, together: Frame, into: str) -> Frame:
    loose = together.filter(nw.col("strict") == 0).drop("strict", "need")
    met = days.join(loose, on=KEYS, how="inner").filter(nw.col("e") >= nw.col("day"))
    return met.with_columns(open_=nw.max_horizontal("s", "day")).group_by(*KEYS, "day").agg(nw.col("open_").min().alias(into))
