"""Finding who may be one person, beside Splink on DuckDB with the same people: ours is the whole queue with what speaks for and against.

Splink here is what the extra `linking` asks: training on the people themselves, and predicting. Both have to find the planted doubles.
"""

from __future__ import annotations

import time
from importlib.metadata import version
from random import Random

from ratio import Ratio

from practicum.records.identity import Person, candidates
from practicum.records.identity.linking import linked

ROUNDS = 3
PEOPLE = 20_000
# Of the doubles that are planted both find nearly all; a way that finds fewer is not compared.
LEAST_FOUND = 0.95
GOAL = 1.0


def measure() -> Ratio:
    """The ratio of the times of whole runs, in turns."""
    people, planted = crowd(PEOPLE)
    ours, theirs = [], []
    for position in range(ROUNDS + 1):
        begun = time.perf_counter()
        queue = candidates(people)
        middle = time.perf_counter()
        pairs = linked(people)
        ended = time.perf_counter()
        if pairs is None:
            raise SystemExit("Splink is not installed: pip install 'practicum[linking]'")
        for found in ({(pair.a.id, pair.b.id) for pair in queue}, {tuple(sorted((people[a].id, people[b].id))) for a, b in pairs}):
            if len(planted & found) < LEAST_FOUND * len(planted):
                raise SystemExit(f"only {len(planted & found)} of {len(planted)} planted doubles were found")
        if position:  # the first round loads what both need
            ours.append(middle - begun)
            theirs.append(ended - middle)
    return Ratio(
        name="who is who: the queue / Splink on DuckDB, trained and predicting",
        goal=GOAL,
        ours=ours,
        theirs=theirs,
        rows=f"{len(people):,} people, {len(planted):,} of them twice",
        versions={name: version(name) for name in ("rapidfuzz", "splink", "duckdb")},
    )


def crowd(number: int) -> tuple[list[Person], set[tuple[str, str]]]:
    """Invented people, one in fifty twice (turned round, with a slip, a part more, an accent), and the pairs that are one person."""
    random = Random(1)
    consonants, vowels = "bcdfghklmnprstvz", "aeiou"

    def word(length: int) -> str:
        return "".join(random.choice(consonants) + random.choice(vowels) for _ in range(length))

    def often(words: list[str]) -> str:
        # Some names are common, as they are everywhere.
        return words[min(int(len(words) * random.random() ** 2.2), len(words) - 1)]

    given, family = [word(random.choice((2, 3))) for _ in range(1500)], [word(random.choice((3, 4))) for _ in range(8000)]
    people: list[Person] = []
    for place in range(number):
        first, last = often(given), often(family)
        agency = f"A{random.randrange(max(12, number // 400))}"
        born = 1955 + random.randrange(50)
        people.append(Person(f"L{place:07}", (f"{first.title()} {last.title()}",), born, (f"{place}@x.invalid",), ((agency, 1, None),)))
    planted = set()
    for place in range(number // 50):
        one = people[random.randrange(number)]
        first, last = one.names[0].split()
        at = random.randrange(1, len(last))
        slip = f"{first} {last[:at]}{random.choice(vowels + consonants)}{last[at + 1 :]}"
        name = (f"{last}, {first}", slip, f"{first.upper()} M {last.upper()}", f"{first} {last}".replace("a", "á"))[place % 4]
        people.append(Person(f"D{place:07}", (name,), one.birth_year, (), one.posts))
        planted.add((f"D{place:07}", one.id))
    return people, planted
