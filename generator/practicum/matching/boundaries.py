"""Boundaries: the next day on which what is said of a learner may change though nothing new is recorded.

Everything that is worked out has days on which it begins, opens or ends. Until the first of these that lies ahead every verdict stands as
it is, so an earlier run can be gone on from. A boundary too many only means that somebody is judged again for nothing; the days that
stand in the records and in the rules themselves are left to whoever compares two days.
"""

from __future__ import annotations

from practicum.matching.certifying import Life
from practicum.matching.civil_columns import Frame, with_opening, with_year_end
from practicum.matching.nodes import case_of
from practicum.matching.spells import bounds, whole
from practicum.matching.trees import Trees
from practicum.model.civil_day import FOR_EVER, LONG_AGO
from practicum.tables import nw
from practicum.tables.engine import Engine


def boundaries_of(engine: Engine, asks: Frame, cases: Frame, certificates: Frame, turns: list[Frame], trees: Trees, life: Life) -> Frame:
    """The first day after the one asked about on which each ask may be answered otherwise: learner, as_of, ``day``.

    ``turns``: days on which modules turn (view, ``day``).
    """
    days = asks.select("ask", "view", "learner", "as_of")
    of_case = cases.select("case", "ask")
    nodes = trees.nodes
    by_case = [
        *(_by_case(each) for each in (trees.award.pieces, trees.counted.acts, trees.applies, trees.granted, trees.award.sure)),
        *([] if trees.award.possible is None else [_by_case(trees.award.possible)]),
        nodes.filter(nw.col("deadline") < FOR_EVER).select("case", day=nw.col("deadline") + 1),
        # Months of practice grow with every day in post.
        nodes.filter(nw.col("kind") == "experience").select("case", day=nw.col("as_of") + 1),
        _year_ends(engine, trees.counted.nodes),
    ]
    of_cases = nw.concat([engine.settle(each) for each in by_case], how="vertical").join(of_case, on="case", how="inner")
    of_views = engine.settle(nw.concat(turns, how="vertical")).join(days.select("ask", "view"), on="view", how="inner")
    ask_days = [of_cases.select("ask", "day"), of_views.select("ask", "day")]
    ask_days += [engine.settle(each) for each in _of_certificates(certificates, life)]
    found = nw.concat([each.select("ask", "day") for each in ask_days], how="vertical").join(days, on="ask", how="inner")
    found = found.filter(nw.col("day") > nw.col("as_of"), nw.col("day") < FOR_EVER)
    return engine.settle(found.group_by("learner", "as_of").agg(day=whole(nw.col("day").min())))


def _by_case(pieces: Frame) -> Frame:
    return bounds(pieces.with_columns(case=case_of()), "case")


def _year_ends(engine: Engine, nodes: Frame) -> Frame:
    """The first day of the next year of what is counted by years of its own."""
    yearly = engine.settle(nodes.filter(nw.col("per").is_in(["calendar_year", "fixed_year"])))
    return with_year_end(yearly, "as_of", "rule_month", "rule_day", "ends_").select("case", day=nw.col("ends_") + 1)


def _of_certificates(certificates: Frame, life: Life) -> list[Frame]:
    """The days of periods, windows, grace, first periods, bridges and returns: ask, ``day``."""
    found = [bounds(life.spells, "ask")]
    ends = certificates.filter(nw.col("ended") > LONG_AGO)
    found += [ends.select("ask", day=nw.col("grace_until") + 1)]
    found += [certificates.select("ask", day=nw.col(name) + 1) for name in ("limit", "on_condition", "time_until")]
    found += [certificates.select("ask", day=nw.col(name)) for name in ("opened", "began", "met_on")]
    bridged = certificates.filter(nw.col("bridge_days") >= 0, nw.col("post_start") > LONG_AGO)
    found.append(bridged.select("ask", day=nw.col("post_start") + nw.col("bridge_days") + 1))
    if life.periods is not None and life.versions is not None:
        found.append(bounds(life.periods, "ask"))
        ran = life.versions.join(life.periods.drop("case"), "e", ["grace", "window_days", "window_months"])
        ran = with_opening(ran.filter(nw.col("e") < FOR_EVER), "e", "opened_")
        found += [ran.select("ask", day=day) for day in (nw.col("opened_"), nw.col("e") + nw.col("grace") + 1)]
    if life.band is not None:
        found.append(life.band.select("ask", day=nw.col("lo")))
        found.append(life.band.filter(nw.col("hi") < FOR_EVER).select("ask", day=nw.col("hi") + 1))
    if life.conditional is not None:
        found.append(life.conditional.select("ask", day=nw.col("limit") + 1))
    return [each.with_columns(day=whole(nw.col("day"))) for each in found]
