"""What holds for any facts: the engine equals the oracle, order and copies change nothing, one more pass never opens a gap."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicum.matching import Verdicts, evaluate_asks
from practicum.model.civil_day import day_number
from tests.matching.agreeing import disagreements
from tests.matching.hunting import differences
from tests.matching.invented import Records, asks, facts, rules
from tests.matching.invented_facts import histories
from tests.matching.invented_facts import questions as drawn_questions
from tests.matching.invented_rules import drawn

LEARNERS = 30
FEW = settings(max_examples=4, deadline=None, derandomize=True)
SEEDS = st.integers(min_value=0, max_value=10_000)
# One more pass may close these: attempts that are counted, a latest attempt that counts, a strict order.
EXCEPTED = ("MARK", "LATEST", "STRICT")
IN_FORCE = ("met", "due")


def rows(verdicts: Verdicts) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for table in (verdicts.certificates, verdicts.requirements) for row in table.rows()]


@given(seed=SEEDS)
@FEW
def test_the_engine_equals_the_oracle(seed: int) -> None:
    records, questions = facts(seed, LEARNERS), asks(seed, LEARNERS)
    verdicts = evaluate_asks(rules(), records, questions, engine="polars")
    assert not disagreements(rules(), records, questions, verdicts)


@pytest.mark.parametrize(("engine", "seeds"), [("polars", range(3)), ("pandas", range(3, 4))])
def test_drawn_rules_and_histories_say_the_same_to_engine_and_oracle(engine: str, seeds: range) -> None:
    compared = 0
    for seed in seeds:
        count, found = differences(seed, engine=engine)
        compared += count
        assert not found, (seed, found[:5])
    assert compared >= 200 * len(seeds)


@pytest.mark.parametrize("engine", ["pandas", "duckdb"])
def test_every_engine_says_the_same(engine: str) -> None:
    records, questions = facts(77, LEARNERS), asks(77, LEARNERS)
    assert rows(evaluate_asks(rules(), records, questions, engine=engine)) == rows(
        evaluate_asks(rules(), records, questions, engine="polars")
    )


@pytest.mark.parametrize("seed", [5, 14_000])
def test_certificates_are_the_same_where_nothing_else_is_told(seed: int) -> None:
    drawn_rules = drawn(seed)
    records, questions = histories(seed, 20, drawn_rules), drawn_questions(seed, 20)
    everything = evaluate_asks(drawn_rules, records, questions, engine="polars")
    alone = evaluate_asks(drawn_rules, records, questions, engine="polars", tables=())
    assert alone.certificates.arrow == everything.certificates.arrow
    assert len(alone.certificates) == 200
    assert not len(alone.requirements)


@given(seed=SEEDS)
@FEW
def test_order_and_copies_of_rows_change_nothing(seed: int) -> None:
    records, questions = facts(seed, LEARNERS), asks(seed, LEARNERS)
    shuffled: Records = {}
    for name, table in records.items():
        doubled = [*table, *(dict(row) for row in table[::2])]
        random.Random(seed).shuffle(doubled)
        shuffled[name] = doubled
    assert rows(evaluate_asks(rules(), shuffled, questions, engine="polars")) == rows(
        evaluate_asks(rules(), records, questions, engine="polars")
    )


@given(seed=SEEDS, module=st.sampled_from(["A", "B", "E", "F", "G"]))
@FEW
def test_one_more_pass_never_opens_a_gap(seed: int, module: str) -> None:
    records = facts(seed, LEARNERS)
    questions = [ask for ask in asks(seed, LEARNERS) if ask["certification"] not in EXCEPTED]
    before = evaluate_asks(rules(), records, questions, engine="polars")
    more = [
        {
            "learner": learner,
            "record_id": f"{learner}-more",
            "module": module,
            "date": day_number(as_of - timedelta(days=random.Random(seed).randrange(0, 400))),
            "score": 95.0,
            "evidence": "verified",
            "source": "more",
            "recorded_at": None,
        }
        for learner, as_of in {ask["learner"]: ask["as_of"] for ask in questions}.items()
    ]
    after = evaluate_asks(rules(), {**records, "completions": [*records["completions"], *more]}, questions, engine="polars")
    # C is strict, and D and GROUP look at it or at what it opens only as advice.
    for old, new in zip(before.requirements.rows(), after.requirements.rows(), strict=True):
        if old["state"] in IN_FORCE and old["kind"] == "module" and old["subject"] != "C":
            assert new["state"] in IN_FORCE, (old, new)
            assert (new["valid_until"] or 10**9) >= (old["valid_until"] or 10**9), (old, new)


@given(seed=SEEDS)
@FEW
def test_a_verdict_changes_with_knowledge_only_if_something_was_recorded_between(seed: int) -> None:
    records = facts(seed, LEARNERS)
    early = [{**ask, "known_at": ask["as_of"]} for ask in asks(seed, LEARNERS)]
    late = [{**ask, "known_at": ask["as_of"] + timedelta(days=90)} for ask in early]
    days = {ask["learner"]: day_number(ask["as_of"]) for ask in early}
    quiet = set(days)
    for name, own in (("completions", "date"), ("decisions", "from"), ("posts", "start")):
        for row in records[name]:
            known = row.get("recorded_at") if row.get("recorded_at") is not None else row.get(own)
            if known is not None and days[row["learner"]] < known <= days[row["learner"]] + 90:
                quiet.discard(row["learner"])
    assert quiet
    pairs = zip(
        evaluate_asks(rules(), records, early, engine="polars").requirements.rows(),
        evaluate_asks(rules(), records, late, engine="polars").requirements.rows(),
        strict=True,
    )
    assert all(one == other for one, other in pairs if one["learner"] in quiet)
