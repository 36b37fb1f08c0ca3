"""The numbers, units, days and shares that the fields of a rule carry, each with the place where it is written.

What is not written carries nothing: a default is no number that a sentence would have to name.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from practicum.model.certification import REQUIREMENT_KINDS
from practicum.model.source import Entries, FieldPath, Items, Text, Tree, find
from practicum.spans import Span


class Fact(NamedTuple):
    """A number or day of a field: ``value`` in ``unit``, and where it stands."""

    value: Fraction | date | tuple[int, int]
    unit: str
    field: str
    span: Span


class Free(NamedTuple):
    """A map whose keys are names of the author's own."""

    values: Spec


Spec: TypeAlias = "str | Mapping[str, Spec] | Free"

_CHANGE: Spec = {"since": "date", "months": "month"}
VALIDITY: Spec = {
    "months": "month", "year_starts": "year_day", "first_due": "date", "min_active_months": "month", "window_days": "day",
    "window_months": "month", "grace_days": "day", "changes": _CHANGE,
}  # fmt: skip
_LIMITS = Free({"min": "amount", "max": "amount", "max_share": "share"})
_EDGES: Spec = {"completed_from": "date", "completed_until": "date", "valid_months": "month"}
REQUIREMENT: Mapping[str, Spec] = {
    "from": "date", "until": "date", "any": "any", "within": {"days": "day", "months": "month"}, "exempt_if": {"completed_before": "date"},
    "certificate": {"within_last_months": "month"},
    "competency": {"level": "level", "max_age_months": "month", "decay_months": "month"},
    "hours": {
        "min": "amount", "months": "month", "from": "date", "until": "date", "carry_from": "date", "categories": _LIMITS,
        "convert": {"rate": "amount", "cap_each": "converted"},
        "carry_over": "amount", "peer_reflection_min": "amount", "hours_a_day": "hour",
    },
    "supervised": {
        "min": "amount", "categories": _LIMITS, "reduced": {"ended_from": "date", "ended_until": "date", "share": "share"},
    },
    "experience": {"months": "month", "of_last": "month"},
    "document": {"count": "count", "max_age_months": "month"},
    "contacts": {"min": "count", "every_months": "month"},
    "recognises": {"cap_months": "month", "from": "date", "until": "date"}, "valid": VALIDITY,
    "pass_mark": "percent", "attempts": "count", "equivalents": _EDGES,
}  # fmt: skip
BAND: Mapping[str, Spec] = dict.fromkeys(
    ("at_least_months", "more_than_months", "at_most_months", "under_months", "conditional_months"), "month"
)
PRIOR_LEARNING: Mapping[str, Spec] = {
    "max_share": "share", "taught_hours": "hour", "max_age_months": "month", "two_assessors_above_hours": "hour", "practice": Free("share"),
}  # fmt: skip
VERSION: Mapping[str, Spec] = {
    "valid": VALIDITY, "provisional": {"months": "month"}, "bridge_days": "day", "no_award_after": "date", "closes": "date",
}  # fmt: skip
# What a sentence may speak of although it does not have to: when the rule itself holds.
VERSION_DAYS: Mapping[str, Spec] = {"from": "date", "until": "date", "adopted": "date"}
MODULE: Mapping[str, Spec] = {
    "hours": "hour", "valid_months": "month", "counts_until": "date", "from": "date", "until": "date", "versions": {
        "hours": "hour", "valid_months": "month", "counts_until": "date", "from": "date", "until": "date",
    }, "equivalents": _EDGES,
}  # fmt: skip
_AMOUNTS = ("hours", "supervised")
_UNITS = {word: unit for unit in ("hour", "day", "point", "item") for word in (unit, f"{unit}s")}


def facts(tree: Tree | None, spec: Spec, field: str = "", unit: str = "", converted: str = "") -> Iterator[Fact]:
    """What ``tree`` carries of what ``spec`` knows; ``unit`` is the unit of amounts that name none."""
    if isinstance(tree, Text):
        if isinstance(spec, str) and tree.value is not None:
            fact = _fact(tree, spec, field, unit, converted)
            if fact is not None:
                yield fact
    elif isinstance(tree, Items):
        for item in tree.items:
            yield from facts(item, spec, field, unit, converted)
    elif isinstance(tree, Entries) and not isinstance(spec, str):
        own = tree.entries.get("unit")
        named = _UNITS.get(own.value or "", "count") if isinstance(own, Text) else ""
        if field in _AMOUNTS:
            unit = named or "hour"
        elif named and unit:
            # Inside an amount, a map with a unit of its own says what is converted from it.
            converted = named
        for key, child in tree.entries.items():
            known = spec.values if isinstance(spec, Free) else spec.get(key)
            if known is not None:
                yield from facts(child, known, f"{field}.{key}" if field else key, unit, converted)


def _fact(tree: Text, kind: str, field: str, unit: str, converted: str) -> Fact | None:
    text = tree.value or ""
    try:
        if kind == "date":
            return Fact(date.fromisoformat(text), "date", field, tree.span)
        if kind == "year_day":
            month, day = (int(part) for part in text.split("-"))
            return Fact((month, day), "year_day", field, tree.span)
        if kind == "share":
            above, _, below = text.partition("/")
            share = Fraction(int(above), int(below))
            # More than the whole is no share, and has a fault of its own.
            return Fact(share, "share", field, tree.span) if share <= 1 else None
        if kind == "percent":
            return Fact(_number(text) / 100, "percent", field, tree.span)
        if kind == "amount":
            kind = unit or "hour"
        elif kind == "converted":
            kind = converted or "hour"
        return Fact(_number(text), kind, field, tree.span)
    except (ValueError, ZeroDivisionError):
        # What is no number has its own fault, or none is needed: another way to write one that no author uses.
        return None


@functools.lru_cache(maxsize=4096)
def _number(text: str) -> Fraction:
    # The same few numbers stand in hundreds of rules.
    return Fraction(text)


def spec_at(tree: Tree, path: FieldPath) -> tuple[Spec | None, str]:
    """What may stand at a path inside a certification, and the unit of amounts there; None where no number is known."""
    spec: Spec | None = None
    unit = ""
    for depth, step in enumerate(path):
        if step == "versions" and depth == 0:
            spec = VERSION
        elif isinstance(step, int):
            continue
        elif step in ("award", "renew", "require", "always_in_date", "all", "of", "routes"):
            spec = REQUIREMENT
        elif step == "re_entry":
            spec = BAND
        elif step == "prior_learning":
            spec = PRIOR_LEARNING
        elif path[depth - 1] == "routes":
            spec = REQUIREMENT
        elif isinstance(spec, Free):
            spec = spec.values
        elif isinstance(spec, Mapping):
            spec = spec.get(step)
        else:
            return None, unit
        if step in _AMOUNTS:
            named = find(tree, (*path[: depth + 1], "unit"))
            unit = _UNITS.get(named.value or "", "count") if isinstance(named, Text) else "hour"
    return spec, unit


def is_requirement(tree: Tree | None) -> bool:
    """Whether a tree is a requirement: a map with one of the kind keys."""
    return isinstance(tree, Entries) and any(kind in tree.entries for kind in REQUIREMENT_KINDS)


def children(tree: Tree) -> Iterator[tuple[FieldPath, Tree]]:
    """The requirements right below a requirement, each with its path from there."""
    for key in ("all", "of"):
        inside = find(tree, (key,))
        if isinstance(inside, Items):
            yield from (((key, position), child) for position, child in enumerate(inside.items))
    routes = find(tree, ("routes",))
    if isinstance(routes, Entries):
        yield from ((("routes", name), child) for name, child in routes.entries.items())


def derived(tree: Tree) -> Iterator[Fact]:
    """What follows from the fields of a node and may stand in its sentence too: a share as an amount, the days of a year's cycle."""
    for kind in _AMOUNTS:
        inside = find(tree, (kind,))
        if isinstance(inside, Entries):
            found = list(facts(inside, REQUIREMENT[kind], kind))
            asked = next((one for one in found if one.field == f"{kind}.min"), None)
            if asked is not None and isinstance(asked.value, Fraction):
                shares = [one.value for one in found if one.unit == "share" and isinstance(one.value, Fraction)]
                yield from (asked._replace(value=asked.value * share) for share in shares)
            per = find(inside, ("per",))
            if isinstance(per, Text) and per.value in ("calendar_year", "fixed_year"):
                yield Fact(Fraction(12), "month", "per", per.span)
    for at in ((), ("valid",)):
        yield from _year(find(tree, at))


def _year(valid: Tree | None) -> Iterator[Fact]:
    """The length of a yearly cycle, its last day and the day on which its window opens."""
    cycle = find(valid, ("cycle",)) if isinstance(valid, Entries) else None
    if valid is None or not isinstance(cycle, Text) or cycle.value not in ("calendar_year", "fixed_year"):
        return
    yield Fact(Fraction(12), "month", "cycle", cycle.span)
    starts = next(facts(find(valid, ("year_starts",)), "year_day"), None)
    month, day = starts.value if starts is not None and isinstance(starts.value, tuple) and cycle.value == "fixed_year" else (1, 1)
    try:
        first = date(2023, month, day)
    except ValueError:
        return
    days = [first, first - timedelta(days=1)]
    for window in facts(find(valid, ("window_days",)), "day"):
        if isinstance(window.value, Fraction):
            # The day that is counted from the end, and the first of so many days.
            days += [days[1] - timedelta(days=int(window.value)), days[1] - timedelta(days=int(window.value) - 1)]
    yield from (Fact((one.month, one.day), "year_day", "cycle", cycle.span) for one in days)
