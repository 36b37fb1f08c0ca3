"""Hunting: random rules and histories until the time is up; every difference is told with what is needed to see it again.

``python -m tests.matching.hunting --minutes 30 --seed 1000`` draws one seed after the other from 1000 on and ends with what was compared;
it leaves with 1 where anything differed. ``--cases 1`` runs one seed alone, ``--learner L3`` shows one learner of it.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter

from practicum.matching import evaluate_asks
from tests.matching.agreeing import compared
from tests.matching.invented_facts import histories, questions
from tests.matching.invented_rules import drawn

LEARNERS = 20
# Differences of one seed that are shown; the others are counted.
SHOWN = 6


def case(seed: int, learners: int = LEARNERS, engine: str = "polars") -> tuple[Counter[str], list[str]]:
    """What one seed compares, and where engine and oracle differ on it."""
    rules = drawn(seed)
    records, asks = histories(seed, learners, rules), questions(seed, learners)
    counts, found = compared(rules, records, asks, evaluate_asks(rules, records, asks, engine=engine))
    counts |= Counter(cases=1, rules=len(rules.rows("rules")), learners=learners, questions=len(asks))
    return counts, found


def differences(seed: int, learners: int = LEARNERS, engine: str = "polars") -> tuple[int, list[str]]:
    """How many questions of one seed are compared, and where engine and oracle differ on them."""
    counts, found = case(seed, learners, engine)
    return counts["compared"], found


def main() -> int:
    """Run until the time is up or all cases are done."""
    parser = argparse.ArgumentParser(prog="python -m tests.matching.hunting")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", "--start", type=int, default=0, help="the first seed")
    parser.add_argument("--cases", type=int, help="at most so many seeds")
    parser.add_argument("--learner", help="only this learner's differences")
    parser.add_argument("--engine", default="polars", choices=("pandas", "duckdb", "polars"))
    asked = parser.parse_args()
    began = time.monotonic()
    total: Counter[str] = Counter()
    seed = asked.seed
    while (asked.cases is None or total["cases"] < asked.cases) and time.monotonic() - began < asked.minutes * 60:
        counts, found = case(seed, engine=asked.engine)
        if asked.learner:
            found = [line for line in found if line.split()[0] == asked.learner]
        total += counts
        total["differences"] += len(found)
        total["seeds with a difference"] += bool(found)
        for line in found if asked.cases == 1 else found[:SHOWN]:
            again = f"--cases 1 --seed {seed} --engine {asked.engine} --learner {line.split()[0]}"
            print(f"seed {seed}: {line}\n  again: PYTHONPATH=generator python -m tests.matching.hunting {again}")
        if found and asked.cases != 1 and len(found) > SHOWN:
            print(f"seed {seed}: {len(found) - SHOWN} more")
        sys.stdout.flush()
        seed += 1
    minutes = (time.monotonic() - began) / 60
    told = (
        f"{minutes:.1f} minutes on {asked.engine}, seeds {asked.seed} to {seed - 1}: {total['cases']:,} cases with"
        f" {total['rules']:,} rule versions and {total['learners']:,} learners; {total['compared']:,} of {total['questions']:,} questions"
        f" compared in {total['fields']:,} fields; {total['differences']:,} differences in {total['seeds with a difference']:,} cases"
    )
    print(told)
    return int(total["differences"] > 0)


if __name__ == "__main__":
    raise SystemExit(main())
