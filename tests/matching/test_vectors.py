"""The vectors: facts and rules written by others, and what every engine and the oracle have to say to them."""

from __future__ import annotations

from functools import cache

import pytest

from practicum.matching import evaluate_asks
from tests.matching.agreeing import beyond_the_oracle, disagreements
from tests.matching.vector_cases import Answer, answers, differences, run

# What is judged on every engine: how a certificate lives, and these topics of the contract.
CORE = frozenset({1, 2, 3, 4, 5, 8, 9, 12, 13, 14, 16, 19, 20, 21, 24})
# Beyond them; cases that mix in anything else are left out until it is judged.
ALSO = frozenset({6, 7, 10, 15, 18, 22, 23, 25, 26, 27, 28, 31, 33})
# Cases of these topics that ask for something that is not judged yet, with what it is.
NOT_YET = {
    "T15-08": "that no course teaches a level",
}
WHOLE = run()
NUMBERS = {
    case["id"]: [number for number, (other, _ask) in enumerate(WHOLE.questions) if other["id"] == case["id"]]
    for case, _ask in WHOLE.questions
}
CHOSEN = [name for name, numbers in NUMBERS.items() if set(WHOLE.questions[numbers[0]][0]["topics"]) <= CORE | ALSO and name not in NOT_YET]


@cache
def answered(engine: str) -> list[Answer]:
    """All answers of one engine, from one run."""
    return answers(engine)


def test_every_case_of_the_core_is_chosen() -> None:
    core = [name for name, numbers in NUMBERS.items() if set(WHOLE.questions[numbers[0]][0]["topics"]) <= CORE]
    assert len(core) >= 80
    assert set(core) <= set(CHOSEN)


@pytest.mark.parametrize("engine", ["pandas", "duckdb", "polars"])
@pytest.mark.parametrize("name", CHOSEN)
def test_vector(name: str, engine: str) -> None:
    found = [
        f"{WHOLE.questions[number][1]['as_of']}: {line}"
        for number in NUMBERS[name]
        for line in differences(*WHOLE.questions[number], answered(engine)[number])
    ]
    assert not found


def test_the_oracle_says_the_same_to_the_vectors() -> None:
    beyond = beyond_the_oracle(WHOLE.rules)
    # Recognised learning is not in the oracle, nor is what only a few rules ask.
    asks = [
        ask
        for ask, (case, _asked) in zip(WHOLE.asks, WHOLE.questions, strict=True)
        if 32 not in case["topics"] and (ask.get("country", ""), ask["certification"]) not in beyond
    ]
    verdicts = evaluate_asks(WHOLE.rules, WHOLE.records, asks, engine="polars")
    assert len(asks) > 280
    assert not disagreements(WHOLE.rules, WHOLE.records, asks, verdicts)
