"""Hunting: random rules and histories until the time is up; stops at the first difference, with what is needed to run it again.

``python -m tests.matching.hunting --minutes 30`` draws one seed after the other; ``--seed N`` runs one of them, ``--all`` shows every
difference of it.
"""

from __future__ import annotations

import argparse
import time

from practicum.matching import evaluate_asks
from tests.matching.agreeing import disagreements
from tests.matching.invented_facts import histories, questions
from tests.matching.invented_rules import drawn

LEARNERS = 20


def differences(seed: int, learners: int = LEARNERS, engine: str = "polars") -> tuple[int, list[str]]:
    """How many questions one seed asks, and where engine and oracle differ on them."""
    rules = drawn(seed)
    records, asks = histories(seed, learners, rules), questions(seed, learners)
    return len(asks), disagreements(rules, records, asks, evaluate_asks(rules, records, asks, engine=engine))


def main() -> int:
    """Run until a difference is found or the time is up."""
    parser = argparse.ArgumentParser(prog="python -m tests.matching.hunting")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--start", type=int, default=0, help="the first seed")
    parser.add_argument("--engine", default="polars", choices=("pandas", "duckdb", "polars"))
    parser.add_argument("--all", action="store_true", help="every difference, not the first ones")
    asked = parser.parse_args()
    until = time.monotonic() + asked.minutes * 60
    seed = asked.start if asked.seed is None else asked.seed
    cases = compared = 0
    while True:
        count, found = differences(seed, engine=asked.engine)
        cases, compared = cases + 1, compared + count
        if found:
            print(f"seed {seed}: {len(found)} differences; {cases} cases and {compared} questions compared")
            print("\n".join(found if asked.all else found[:12]))
            print(f"again: PYTHONPATH=generator python -m tests.matching.hunting --seed {seed} --engine {asked.engine} --all")
            return 1
        if asked.seed is not None or time.monotonic() >= until:
            print(f"{cases} cases and {compared} questions compared on {asked.engine}, no difference; the last seed was {seed}")
            return 0
        seed += 1


if __name__ == "__main__":
    raise SystemExit(main())
