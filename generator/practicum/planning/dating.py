"""From a way to days: what is done when at a steady pace, and what cannot be done in time."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from practicum.model.civil_day import civil, months_on
from practicum.model.plan import Course, Need, PlanStep, Prices, Way, Work
from practicum.planning.cheapest import HOURS_IN, is_statement

# Contacts come week by week: a supervision that is made up for in one afternoon is none.
DAYS_BETWEEN = 7
# What is said of a module with the step that it is.
CLAIMED = "its hours are claimed as learning, too"
PRACTISED = "passed when its hours of practice are done"


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a learner goes, one thing after the other from the day after the one asked about: hours of learning, and of practice."""

    hours_a_week: float = 10.0
    practice_a_week: float = 20.0

    def days(self, hours: float, *, practice: bool = False) -> float:
        """How many days so many hours take.

        >>> Pace(10).days(20)
        14.0
        """
        return hours * 7.0 / (self.practice_a_week if practice else self.hours_a_week)


@dataclass(frozen=True, slots=True)
class _Item:
    key: str
    hours: float
    by: int | None
    needs: tuple[str, ...]
    place: int
    practice: bool = False
    months: int | None = None


def dated(
    way: Way, courses: Mapping[str, Course], prices: Prices, pace: Pace, *, day: int, deadlines: Mapping[str, int]
) -> tuple[PlanStep, ...]:
    """The steps of a way, each with its days; what is needed first comes first, then what has the earliest deadline.

    ``deadlines`` are those of the learner's requirements. A step is late where its day lies after the day it is needed by.
    """
    requirements: dict[str, list[str]] = {}
    for requirement, closers in way.closes:
        for closer in closers:
            requirements.setdefault(closer, []).append(requirement)
    work = {f"{each.pool}|{each.category}": each for each in way.work}
    items = _short_lived_last(_items(way, work, courses, requirements, deadlines), pace)
    steps, cursor = [], 0.0
    practica = {each.subject for each in way.work if each.kind == "supervised"} | set(dict(way.practised))
    for item in _sequence(items):
        begins = day + 1 + math.floor(cursor)
        cursor += pace.days(item.hours, practice=item.practice)
        done = max(day + math.ceil(cursor), begins)
        own = work.get(item.key)
        if own is not None and own.kind == "contact":
            done = day + DAYS_BETWEEN * math.ceil(own.quantity)
        asked = tuple(dict.fromkeys(requirements.get(item.key, ())))
        late = item.by is not None and done > item.by
        if own is None:
            price = prices.of(item.key, courses[item.key].hours if item.key in courses else 0.0, "module")
            says = CLAIMED if item.key in way.claimed else PRACTISED if item.key in practica else ""
            # Of a practicum only what is left: its signed hours are a step of their own, or behind the learner.
            hours = courses[item.key].hours if item.key in courses and says != PRACTISED else item.hours
            steps.append(PlanStep("module", item.key, hours, "hour", "", price, begins, done, item.by, asked, says, late))
        else:
            price = round(prices.of(own.kind, own.quantity), 6) if own.kind in prices.each or own.kind in prices.hourly else 0.0
            # Whose word a statement has to be stands in the pool.
            says = own.pool.split(":")[2] if is_statement(own.kind, own.subject) and own.pool.count(":") > 1 else ""
            steps.append(
                PlanStep(own.kind, own.subject, own.quantity, own.unit, own.category, price, begins, done, item.by, asked, says, late)
            )
    steps += [_beside(need, prices, day, deadlines, requirements) for need in way.beside]
    return tuple(steps)


def _items(
    way: Way, work: Mapping[str, Work], courses: Mapping[str, Course], requirements: Mapping[str, list[str]], deadlines: Mapping[str, int]
) -> list[_Item]:
    practice: dict[str, list[str]] = {}
    practised: dict[str, float] = {}
    signed_before = dict(way.practised)
    for key, own in work.items():
        if own.kind == "supervised" and own.subject in way.modules:
            practice.setdefault(own.subject, []).append(key)
            practised[own.subject] = practised.get(own.subject, 0.0) + own.quantity * HOURS_IN.get(own.unit, 1.0)
    needs: dict[str, tuple[str, ...]] = {}
    for name in way.modules:
        first = tuple(each for each in (courses[name].needs if name in courses else ()) if each in way.modules)
        needs[name] = (*first, *practice.get(name, ()))
    for key, own in work.items():
        needs[key] = tuple(each for each in own.after if each in way.modules)
        if own.kind in {"observation", "review"}:
            needs[key] = tuple(way.modules)
    by = {key: min((deadlines[each] for each in requirements.get(key, ()) if each in deadlines), default=None) for key in needs}
    # What comes first is needed as early as what waits for it.
    changed = True
    while changed:
        changed = False
        for key, first in needs.items():
            own_day = by[key]
            for each in first:
                other = by[each]
                if own_day is not None and (other is None or own_day < other):
                    by[each], changed = own_day, True
    items = []
    for place, key in enumerate(needs):
        own_work = work.get(key)
        if own_work is not None:
            hours = own_work.quantity * HOURS_IN.get(own_work.unit, 1.0 if own_work.kind == "cpd" else 0.0)
        else:
            hours = max((courses[key].hours if key in courses else 0.0) - practised.get(key, 0.0) - signed_before.get(key, 0.0), 0.0)
        signed = own_work is not None and own_work.kind == "supervised"
        months = courses[key].months if key in courses else None
        items.append(_Item(key, hours, by[key], needs[key], place, signed, months))
    return items


def _short_lived_last(items: list[_Item], pace: Pace) -> list[_Item]:
    """What would run out before the plan ends comes last, where nothing waits for it."""
    days = sum(pace.days(item.hours, practice=item.practice) for item in items)
    waited_for = {first for item in items for first in item.needs}
    brief = {item.key for item in items if item.months and item.months * 30 < days and item.key not in waited_for}
    others = tuple(item.key for item in items if item.key not in brief)
    return [replace(item, needs=(*item.needs, *others)) if item.key in brief else item for item in items]


def _sequence(items: list[_Item]) -> list[_Item]:
    """What can be done next, the earliest deadline first."""
    done: set[str] = set()
    left, found = list(items), []
    while left:
        ready = [item for item in left if all(first in done for first in item.needs)] or left
        chosen = min(ready, key=lambda item: (item.by is None, item.by or 0, item.place))
        found.append(chosen)
        done.add(chosen.key)
        left.remove(chosen)
    return found


def _beside(need: Need, prices: Prices, day: int, deadlines: Mapping[str, int], requirements: Mapping[str, list[str]]) -> PlanStep:
    """What no module closes: the earliest day is tomorrow, or the day on which enough time has passed."""
    asked = tuple(dict.fromkeys(requirements.get(need.says, (need.requirement,))))
    by = min((deadlines[each] for each in asked if each in deadlines), default=None)
    earliest = day + 1
    if need.wait_months:
        whole = math.floor(need.wait_months)
        earliest = months_on(day, whole) + math.ceil((need.wait_months - whole) * 31)
    price = prices.of(need.says.partition(":")[0], 1.0)
    return PlanStep("beside", need.says, 1.0, "", "", price, day + 1, earliest, by, asked, "", by is not None and earliest > by)


def iso(day: int | None) -> str:
    """A day as people write it in files; empty for none.

    >>> iso(20741)
    '2026-10-15'
    """
    return "" if day is None else civil(day).isoformat()
