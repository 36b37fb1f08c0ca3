"""Between two boundaries nothing that is said of a learner changes: drawn rules and histories, asked twice."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from practicum.matching import Verdicts, evaluate_asks
from practicum.matching.asking import looked_at
from practicum.matching.facts import OWN_DAY, days_of, last_of
from practicum.model.civil_day import FOR_EVER, LONG_AGO, civil, day_number
from practicum.model.requirement import COLUMNS, RuleTables
from tests.matching.invented_facts import histories, questions
from tests.matching.invented_rules import drawn

LEARNERS = 30
TABLES = ("certificates", "requirements", "closings", "lapses", "amounts", "disagreements", "losers", "pieces")
Records = Mapping[str, list[dict[str, Any]]]


def days_on_record(rules: RuleTables, records: Records) -> dict[str, set[int]]:
    """The days that stand in the records of each learner or in the rules, and the day after each."""
    ruled = {row[column] for name, kinds in COLUMNS.items() for column, kind in kinds.items() if kind == "day" for row in rules.rows(name)}
    found: dict[str, set[int]] = {}
    for name in OWN_DAY:
        for row in records.get(name, ()):
            columns = [column for day in days_of(name) for column in (day, last_of(day))]
            found.setdefault(row["learner"], set()).update(row[column] for column in columns if row.get(column) is not None)
    ruled = {day for day in ruled if LONG_AGO < day < FOR_EVER}
    return {learner: {day + more for day in (*days, *ruled) for more in (0, 1)} for learner, days in found.items()}


def said(verdicts: Verdicts) -> dict[str, list[dict[str, Any]]]:
    """Everything that was said, by table; rows in any order."""
    return {name: sorted((dict(row) for row in getattr(verdicts, name)), key=repr) for name in TABLES}


def with_bases(rules: RuleTables, name: str) -> set[tuple[str, str]]:
    """A certification in every country, and those it looks at, directly or through others."""
    names = {name}
    while more := {base for _country, first, base in looked_at(rules) if first in names} - names:
        names |= more
    return {(country, each) for country in rules.countries for each in names}


def moved(seed: int, rules: RuleTables, records: Records) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Questions, and the same on a later day before which nothing is said to change; those that cannot be moved are left out."""
    chance = random.Random(seed)
    first, later = [], []
    every = [{**ask, "known_at": None} for ask in questions(seed, LEARNERS)]
    for name in sorted({ask["certification"] for ask in every}):
        asks = [ask for ask in every if ask["certification"] == name]
        found = evaluate_asks(rules, records, asks, engine="polars", tables=("disagreements", "boundaries")).boundaries
        ahead = {row["learner"]: row["day"] for row in found}
        on_record = days_on_record(rules.only(with_bases(rules, name)), records)
        for ask in asks:
            day = day_number(ask["as_of"])
            others = (each for each in on_record.get(ask["learner"], ()) if each > day)
            limit = min([ahead.get(ask["learner"], FOR_EVER), day + 500, *others])
            if limit > day + 1:
                first.append(ask)
                later.append({**ask, "as_of": civil(chance.choice((limit - 1, chance.randrange(day + 1, limit))))})
    return first, later


@pytest.mark.parametrize("seed", [3])
def test_nothing_changes_before_the_next_boundary(seed: int) -> None:
    rules = drawn(seed)
    records = histories(seed, LEARNERS, rules)
    first, later = moved(seed, rules, records)
    assert len(first) > LEARNERS
    moved_on = [each["as_of"] - ask["as_of"] for ask, each in zip(first, later, strict=True)]
    assert sum(moved_on, timedelta()) > timedelta(days=len(first))
    before, after = (said(evaluate_asks(rules, records, asks, engine="polars")) for asks in (first, later))
    for name in TABLES:
        assert before[name] == after[name], name
