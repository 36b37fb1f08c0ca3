"""Rule versions in time: which version's terms a day is judged by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from practicum.matching.civil_columns import Frame
from practicum.matching.spells import whole
from practicum.model.civil_day import LONG_AGO
from practicum.tables import nw
from practicum.tables.engine import Engine


@dataclass(frozen=True)
class Versions:
    """The terms of every rule version of each ask, and of the one in force on the day asked about."""

    every: Frame
    current: Frame
    several: bool

    @classmethod
    def of(cls, engine: Engine, current: Frame, every: Frame) -> Versions:
        """``current``: one row an ask; ``every``: one row an ask and version, with the day it ``starts``."""
        every = engine.settle(every.join(current.select("ask"), on="ask", how="inner"))
        return cls(every, current, engine.count(every) > engine.count(current))

    def join(self, frame: Frame, day: str, terms: Sequence[str]) -> Frame:
        """The frame with the terms of the version in force on a day column; the first one where the day lies before all.

        ``frame`` has ask. Where nobody has two versions nothing has to be picked.
        """
        if not self.several:
            return frame.join(self.current.select("ask", *terms), on="ask", how="inner")
        days = frame.select("ask", day_=nw.col(day)).unique()
        near = days.join(self.every.select("ask", "starts"), on="ask", how="inner")
        near = near.with_columns(
            begun_=whole(nw.when(nw.col("starts") <= nw.col("day_")).then(nw.col("starts")).otherwise(nw.lit(LONG_AGO - 1)))
        )
        best = near.group_by("ask", "day_").agg(begun_=nw.col("begun_").max(), first_=nw.col("starts").min())
        best = best.with_columns(starts=whole(nw.when(nw.col("begun_") >= LONG_AGO).then(nw.col("begun_")).otherwise(nw.col("first_"))))
        chosen = best.select("ask", "day_", "starts").join(self.every.select("ask", "starts", *terms), on=["ask", "starts"], how="inner")
        return frame.join(chosen.drop("starts"), left_on=["ask", day], right_on=["ask", "day_"], how="inner")
