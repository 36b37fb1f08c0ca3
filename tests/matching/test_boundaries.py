"""The day before, the day and the day after, for every topic of the contract and on every engine."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from functools import cache

import pytest

from tests.matching.authored import entries
from tests.matching.histories import Verdict, judged

WHOLE = entries()
NAMES = tuple(WHOLE.topics)


@cache
def verdicts(engine: str) -> list[Verdict]:
    """What one engine says to every question, all asked in one go."""
    return judged(WHOLE.rules, WHOLE.intake, WHOLE.asks, engine)


@pytest.mark.parametrize("engine", ["polars", "pandas", "duckdb"])
@pytest.mark.parametrize("name", NAMES)
def test_the_verdict_is_the_one_worked_out_by_hand(name: str, engine: str) -> None:
    found = [
        f"{question.asked}: {line}"
        for question, verdict in zip(WHOLE.questions, verdicts(engine), strict=True)
        if question.entry == name
        for line in verdict.differences(question.expect)
    ]
    says = next(question.says for question in WHOLE.questions if question.entry == name)
    assert not found, "\n".join([says, *found])


def test_every_topic_has_days_that_follow_on_each_other_with_different_answers() -> None:
    """A boundary is two days in a row (in the world or of knowledge) on which something else is said."""
    sharp: set[int] = set()
    for name, topics in WHOLE.topics.items():
        mine = {(one.as_of, one.known_at): one.expect for one in WHOLE.questions if one.entry == name}
        for (as_of, known), expect in mine.items():
            after = [(as_of + timedelta(days=1), known)]
            after += [(as_of, known + timedelta(days=1))] if known else []
            if any(key in mine and mine[key] != expect for key in after):
                sharp.update(topics)
    assert sharp == set(range(1, 37))


def test_no_row_is_set_aside_but_those_that_say_so() -> None:
    """The histories are taken in as files; what is not used is named by its reason."""
    learners = {
        (row["file"], row["row"]): row["learner"] for table in WHOLE.intake.tables.values() for row in table.to_pylist() if "learner" in row
    }
    assert learners
    wanted = Counter(reason for reasons in WHOLE.set_aside.values() for reason in reasons)
    assert Counter(note.reason for note in WHOLE.intake.set_aside if note.done == "set_aside") == wanted
    total = WHOLE.intake.total
    assert total.rows_in == total.used + total.set_aside + total.collapsed
    assert total.collapsed == 0
    assert total.set_aside == sum(wanted.values())
