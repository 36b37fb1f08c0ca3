"""Combinations of rules, worked out by hand by somebody who had not seen what the program says."""

from __future__ import annotations

from functools import cache

import pytest

from practicum.matching import evaluate_asks
from tests.matching.agreeing import disagreements
from tests.matching.authored import FOLDER, entries
from tests.matching.histories import Verdict, judged

WHOLE = entries(FOLDER.parent / "combinations")


@cache
def verdicts() -> list[Verdict]:
    """What is said to every question, all asked in one go."""
    return judged(WHOLE.rules, WHOLE.intake, WHOLE.asks, "polars")


@pytest.mark.parametrize("name", tuple(WHOLE.topics))
def test_the_verdict_is_the_one_worked_out_by_hand(name: str) -> None:
    found = [
        f"{question.asked}: {line}"
        for question, verdict in zip(WHOLE.questions, verdicts(), strict=True)
        if question.entry == name
        for line in verdict.differences(question.expect)
    ]
    says = next(question.says for question in WHOLE.questions if question.entry == name)
    assert not found, "\n".join([says, *found])


def test_the_oracle_says_the_same_in_every_field() -> None:
    asks = [dict(ask) for ask in WHOLE.asks]
    records = {name: table.to_pylist() for name, table in WHOLE.intake.tables.items()}
    assert not disagreements(WHOLE.rules, records, asks, evaluate_asks(WHOLE.rules, records, asks, engine="polars"))


def test_every_topic_is_asked_about_and_rows_add_up() -> None:
    assert {topic for topics in WHOLE.topics.values() for topic in topics} == set(range(1, 37))
    total = WHOLE.intake.total
    assert total.rows_in == total.used + total.set_aside + total.collapsed
