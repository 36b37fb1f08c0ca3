"""Leaving and moving: the days a learner was on leave, and the day on which they came from another country."""

from __future__ import annotations

from practicum.matching.civil_columns import Frame
from practicum.matching.facts import Facts, standing
from practicum.matching.spells import numbered, spells, whole
from practicum.model.civil_day import FOR_EVER
from practicum.tables import nw


def leave_of(facts: Facts, views: Frame, voids: Frame) -> Frame:
    """The leave of each view, overlaps taken once: view, ``s``, ``e``; a leave that has begun counts with all its days."""
    rows = facts.dated("leave").select("learner", "record_id", "day", "known", e=whole(nw.col("end").fill_null(FOR_EVER)))
    return spells(standing(rows, views, voids).select("view", "e", s=nw.col("day")), ["view"])


def with_leave(frame: Frame, leave: Frame | None, *, start: str, end: str, stops: str, key: str = "ask") -> Frame:
    """The frame with each period's end moved on by the days of leave inside it (topic 31).

    ``frame`` has ``key`` and view, one row a key; ``stops`` is the column of 0 and 1 that says whether leave stops this clock. Only the
    days inside the period as it stood count, so leave in the days that were added adds nothing. Without ``leave`` no rule asks for it.
    """
    if leave is None:
        return frame
    mine = frame.filter(nw.col(stops) == 1, nw.col(end) < FOR_EVER).select(key, "view", from_=nw.col(start), to_=nw.col(end))
    inside = mine.join(leave, on="view", how="inner").with_columns(
        first_=nw.max_horizontal("s", "from_"), last_=nw.min_horizontal("e", "to_")
    )
    inside = inside.filter(nw.col("first_") <= nw.col("last_")).with_columns(away_=whole(nw.col("last_") - nw.col("first_") + 1))
    days = inside.group_by(key).agg(away_=nw.col("away_").sum())
    return frame.join(days, on=key, how="left").with_columns(**{end: whole(nw.col(end) + nw.col("away_").fill_null(0))}).drop("away_")


def moves_of(facts: Facts, views: Frame, voids: Frame) -> Frame:
    """The days on which each view came to its country from another: view, ``moved``, ``home``.

    A move is the first day of a post in the country by whose rules the view is judged, where the post before it was elsewhere.
    """
    agencies = facts.raw("agencies").select("agency", abroad=nw.col("country")).unique()
    posts = facts.dated("posts").select("learner", "record_id", "day", "known", "agency").join(agencies, on="agency", how="inner")
    seen = standing(posts, views.select("view", "learner", "as_of", "known_at"), voids)
    seen = seen.join(views.select("view", "country"), on="view", how="inner").select("view", "country", "abroad", "day").unique()
    # Two posts that begin on one day: the one at home counts as the earlier.
    seen = seen.with_columns(away_=whole(nw.col("abroad") == nw.col("country")))
    seen = numbered(seen, "nth", ["day", "away_", "abroad"], ["view"])
    before = seen.select("view", nth=nw.col("nth") + 1, home=nw.col("abroad"))
    here = seen.filter(nw.col("abroad") == nw.col("country")).join(before, on=["view", "nth"], how="inner")
    return here.filter(nw.col("home") != nw.col("country")).select("view", "home", moved=nw.col("day"))
