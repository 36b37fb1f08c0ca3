"""Vague days: the days that are read tell what every day would, and too many readings are counted."""

from __future__ import annotations

from datetime import date

import pytest

from practicum.matching import evaluate_asks
from practicum.matching.readings import MOST
from practicum.model.civil_day import FOR_EVER, day_number
from tests.matching.invented_facts import histories, questions
from tests.matching.invented_rules import drawn
from tests.matching.oracle_readings import answers, vague_days

LEARNERS = 20


@pytest.mark.parametrize("seed", [100, 207])
def test_every_day_says_what_the_turning_days_say(seed: int) -> None:
    rules = drawn(seed)
    records = histories(seed, LEARNERS, rules)
    asked = 0
    for ask in questions(seed, LEARNERS):
        as_of = day_number(ask["as_of"])
        known = FOR_EVER if ask["known_at"] is None else day_number(ask["known_at"])
        if not vague_days(rules, records, ask["learner"], as_of, known):
            continue
        asked += 1
        given = (rules, records, ask["learner"], as_of, known, ask["country"], ask["role"], ask["certification"])
        few, every = (answers(*given, every=each) for each in (False, True))
        assert {row["id"]: said.state for row, said in few[0]} == {row["id"]: said.state for row, said in every[0]}
        assert few[1].state == every[1].state
    assert asked


def test_readings_beyond_the_most_are_counted() -> None:
    """Many records known by the year alone: what is left out of the readings stands in the manifest, and the verdict is given."""
    rules = drawn(1)
    first = day_number(date(2018, 1, 1))
    modules = sorted({row["source"] for row in rules.rows("sources")})[:4]
    assert len(modules) == 4
    rows = [
        {"learner": "L", "record_id": f"r{number}", "module": module, "date": first + number, "date_last": first + 364, "score": 90.0}
        for number, module in enumerate(modules * 3)
    ]
    ask = {"learner": "L", "certification": "K0", "country": "NV", "role": "R1", "as_of": date(2020, 1, 1)}
    found = evaluate_asks(rules, {"completions": rows}, [ask], engine="polars")
    assert found.manifest["readings_left_out"] > MOST
    assert len(found.certificates) == 1
    exact = [{**row, "date_last": None} for row in rows]
    assert evaluate_asks(rules, {"completions": exact}, [ask], engine="polars").manifest["readings_left_out"] == 0
