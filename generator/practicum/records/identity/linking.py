"""Looking for further pairs with Splink on DuckDB, where people are many.

Splink learns from the people themselves how much an agreement says. It only finds pairs here: what speaks for and against each is
worked out as for any other pair, so that a queue reads the same however it was found.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from practicum.records.identity.names import parts_of, sounding
from practicum.records.identity.persons import Person

# From so many people on it is asked too, where it is installed: what it learns of names and agencies needs many of them.
MANY = 50_000
_LEAST = 0.05
_SAMPLED_PAIRS = 1_000_000


def linked(people: Sequence[Person]) -> list[tuple[int, int]] | None:
    """Positions of the pairs that Splink takes for one person with a probability of a twentieth or more; None where it is not installed."""
    try:
        import splink.comparison_library as compare
        from splink import Linker, SettingsCreator, block_on
        from splink.backends.duckdb import DuckDBAPI
    except ImportError:
        return None
    quiet = logging.getLogger("splink")
    level, silent = quiet.level, logging.CRITICAL + 1
    quiet.setLevel(silent)
    try:
        settings = SettingsCreator(
            link_type="dedupe_only",
            unique_id_column_name="place",
            comparisons=[
                compare.JaroWinklerAtThresholds("first", [0.92]),
                compare.JaroWinklerAtThresholds("last", [0.92]),
                compare.ExactMatch("birth_year"),
                compare.ExactMatch("agency"),
                compare.ExactMatch("email"),
            ],
            blocking_rules_to_generate_predictions=[
                block_on("birth_year", "first"),
                block_on("birth_year", "last"),
                block_on("email"),
                block_on("first", "last"),
            ],
        )
        linker = Linker(DuckDBAPI().register(_rows(people)), settings, log_level=silent)
        linker.training.estimate_u_using_random_sampling(max_pairs=_SAMPLED_PAIRS, seed=1)
        for fixed in (("birth_year", "first"), ("first", "last")):
            linker.training.estimate_parameters_using_expectation_maximisation(block_on(*fixed))
        predicted = linker.inference.predict(threshold_match_probability=_LEAST).as_record_list()
    finally:
        quiet.setLevel(level)
    return sorted((int(row["place_l"]), int(row["place_r"])) for row in predicted)


def _rows(people: Sequence[Person]) -> dict[str, list[object]]:
    """People as columns; the parts of a name in the order of the alphabet, because registers write them either way round."""
    parts = [[sounding(part) for part in parts_of(person.names[0])] if person.names else [] for person in people]
    return {
        "place": list(range(len(people))),
        "first": [told[0] if told else None for told in parts],
        "last": [told[-1] if len(told) > 1 else None for told in parts],
        "birth_year": [person.birth_year for person in people],
        "agency": [min(person.agencies, default=None) for person in people],
        "email": [person.emails[0] if person.emails else None for person in people],
    }
