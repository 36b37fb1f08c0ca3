"""The user's figures as tables: what closing the gaps costs, the workforce against need, children returning home."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from practicum.model.plan import Course, LearnerPlan, Timetable
from practicum.planning.cheapest import HOURS_IN
from practicum.planning.costing import COST_FIGURES, RETURN_FIGURES, cost_to_close, return_home_rows
from practicum.planning.given import Figure
from practicum.planning.handing_on import Cell, Sheet
from practicum.planning.workforce import WORKFORCE_FIGURES, measured, needed, project

Courses = Mapping[str, Mapping[str, Course]]


def known_figures(roles: Iterable[str]) -> set[str]:
    """The names that figures can have; those of the workforce are written with the role before them, as in `FSW:children`."""
    return {*COST_FIGURES, *RETURN_FIGURES, *(f"{role}:{name}" for role in roles for name in WORKFORCE_FIGURES)}


def cost_sheet(plans: Sequence[LearnerPlan], courses: Courses, figures: Mapping[str, Figure], found: Timetable | None) -> Sheet | None:
    """What closing the gaps costs, least, expected and most; None where a price that it needs is not given.

    Taught hours are those of the sessions held; without a timetable those of as many cohorts as the learners fill.
    """
    prices = [figures.get(name) for name in ("backfill_hour", "trainer_hour", "supervisor_hour")]
    if any(price is None for price in prices):
        return None
    practice = [sum(step.quantity * HOURS_IN.get(step.unit, 1.0) for step in plan.steps if step.kind == "supervised") for plan in plans]
    taught = _taught(plans, courses, figures, found)
    rows: list[tuple[Cell, ...]] = []
    costs = []
    for pick in ("low", "value", "high"):
        backfill, trainer, supervisor = (getattr(price, pick) for price in prices)
        costs.append(
            cost_to_close(
                [plan.hours for plan in plans], taught, practice, backfill_hour=backfill, trainer_hour=trainer, supervisor_hour=supervisor
            )
        )
    for name, hours in (("backfill", sum(plan.hours for plan in plans)), ("teaching", sum(taught)), ("supervision", sum(practice) / 10)):
        rows.append((name, hours, *(round(getattr(cost, name), 2) for cost in costs)))
    rows.append(("total", None, *(round(cost.total, 2) for cost in costs)))
    rows.append((f"for each of {len(plans):,} learners", None, *(round(cost.each, 2) for cost in costs)))
    return ("what", "hours", "least", "expected", "most"), rows


def _taught(plans: Sequence[LearnerPlan], courses: Courses, figures: Mapping[str, Figure], found: Timetable | None) -> list[float]:
    every = {name: course.hours for taught in courses.values() for name, course in taught.items()}
    if found is not None:
        return [every.get(session.module, 0.0) for session, _ in found.held]
    size = figures["class_size"].value if "class_size" in figures else 1.0
    count = Counter(step.what for plan in plans for step in plan.steps if step.kind == "module")
    return [every.get(module, 0.0) for module, many in sorted(count.items()) for _ in range(math.ceil(many / max(size, 1.0)))]


def measured_sheet(posts: Iterable[Mapping[str, Any]], *, day: int) -> Sheet:
    """Each role as the records have it: how many now and a year ago, who left and joined, the share that left with its range."""
    heading = ("role", "now", "a_year_ago", "left", "joined", "leave_rate", "leave_rate_low", "leave_rate_high")
    rows: list[tuple[Cell, ...]] = []
    for one in measured(posts, day=day):
        rate = one.leave_rate
        known = one.a_year_ago > 0
        shown = (round(rate.value, 4) if known else None, round(rate.low, 4) if known else None, round(rate.high, 4) if known else None)
        rows.append((one.role, one.stock, one.a_year_ago, one.left, one.joined, *shown))
    return heading, rows


def workforce_sheet(posts: Iterable[Mapping[str, Any]], figures: Mapping[str, Figure], *, day: int, year: int) -> Sheet | None:
    """The projection of each role for which `children` and `ratio` are given; None where there is none.

    Raises ValueError, with the role before it, where a figure makes no sense.
    """
    roles = sorted({name.partition(":")[0] for name in figures if name.endswith(":children")})
    roles = [role for role in roles if f"{role}:ratio" in figures]
    if not roles:
        return None
    known = {one.role: one for one in measured(posts, day=day)}
    rows: list[tuple[Cell, ...]] = []
    for role in roles:
        own, mine = {name: figures.get(f"{role}:{name}") for name in WORKFORCE_FIGURES}, known.get(role)
        sure = float(mine.stock) if mine else 0.0
        stock = own["stock"] or Figure(sure, sure, sure)
        leave = own["leave_rate"] or (mine.leave_rate if mine else Figure(0.0, 0.0, 1.0))
        inflow = [figure for name in ("graduates", "bridged", "promoted") if (figure := own[name]) is not None]
        joiners = mine.joiners if mine and not inflow else Figure(0.0, 0.0, 0.0)
        if inflow:
            joiners = Figure(sum(each.value for each in inflow), sum(each.low for each in inflow), sum(each.high for each in inflow))
        years = own["years"]
        children, ratio = own["children"], own["ratio"]
        assert children is not None
        assert ratio is not None
        try:
            ahead = project(stock, leave, joiners, needed(children, ratio), years=int(years.value) if years else 5)
        except ValueError as error:
            raise ValueError(f"{role}: {error}") from error
        source = "own" if own["leave_rate"] and inflow else "measured" if not own["leave_rate"] and not inflow else "own and measured"
        for one in ahead:
            spread = (each for figure in (one.stock, one.need, one.gap) for each in (figure.low, figure.value, figure.high))
            rows.append((role, year + one.year, *(round(each, 1) for each in spread), source))
    parts = tuple(f"{what}_{pick}" for what in ("workforce", "need", "missing") for pick in ("least", "expected", "most"))
    return ("role", "year", *parts, "rates"), rows


def return_home_sheet(figures: Mapping[str, Figure]) -> Sheet | None:
    """The return-home tool with the user's figures; None where one that it needs is not given."""
    rows: list[tuple[Cell, ...]] = [(what, *(round(each, 2) for each in numbers)) for what, *numbers in return_home_rows(figures)]
    return (("what", "least", "expected", "most"), rows) if rows else None
