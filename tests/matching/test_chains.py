"""Renewal chains longer than the engine folds side by side: the slow fold says the same, and the manifest counts them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from practicum.matching import evaluate_asks
from practicum.matching.chaining import LONGEST
from practicum.model.civil_day import day_number
from tests.matching.agreeing import disagreements
from tests.matching.invented import rules


@pytest.mark.parametrize(("passes", "long"), [(LONGEST, 0), (LONGEST + 8, 1)])
def test_a_long_chain(passes: int, long: int) -> None:
    first = date(2018, 1, 31)
    days = [day_number(first) + index * 28 for index in range(passes)]
    completions = [
        {"learner": "L", "record_id": f"r{index:02}", "module": "A", "date": day, "score": 90.0, "evidence": "verified", "source": "lms"}
        for index, day in enumerate(days)
    ]
    asks = [
        {"learner": "L", "certification": "MONTHS", "as_of": first + timedelta(days=28 * passes + back), "role": "R1"}
        for back in (-400, -30, 0, 60)
    ]
    records = {"completions": completions}
    verdicts = evaluate_asks(rules(), records, asks, engine="polars")
    # One learner on four days: the chain is that long on the last days only, when all passes lie behind.
    assert bool(verdicts.manifest["long_chains"]) == bool(long)
    assert not disagreements(rules(), records, asks, verdicts)
