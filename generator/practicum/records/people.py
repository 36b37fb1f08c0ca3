"""Who a row is about: other systems' names for a learner, two ids of one person, and the country of their post."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias
from zoneinfo import ZoneInfo

# A person key to the ids that share it, each with file and row.
Keyed: TypeAlias = dict[str, list[tuple[str, str, int]]]


@dataclass(frozen=True, slots=True)
class Merge:
    """Two or more ids of one person; every row of the person stands under ``kept``."""

    kept: str
    also: tuple[str, ...]


def keyed(
    learners: Sequence[str], keys: Sequence[str | None], years: Sequence[int | None], files: Sequence[str], rows: Sequence[int],
    at: Sequence[int],
) -> Keyed:  # fmt: skip
    """For each person key that several ids share, the ids in order, each with the file and row that say so, which stand ``at`` a position.

    Of two years of birth under one key at least one is wrong, or the key is; that is not certain, so nobody is joined by it.

    >>> keyed(["B", "A", "C"], ["k", "k", None], [1980, None, 1980], ["l.csv"] * 3, [2, 3, 4], [0, 1, 2])
    {'k': [('A', 'l.csv', 3), ('B', 'l.csv', 2)]}
    """
    groups: dict[str, dict[str, tuple[str, int]]] = {}
    born: dict[str, set[int]] = {}
    for learner, key, year, position in zip(learners, keys, years, at, strict=True):
        if key:
            groups.setdefault(key, {}).setdefault(learner, (files[position], rows[position]))
            if year is not None:
                born.setdefault(key, set()).add(year)
    return {
        key: [(learner, *place) for learner, place in sorted(group.items())]
        for key, group in groups.items()
        if len(group) > 1 and len(born.get(key, ())) < 2
    }


def joined(groups: Sequence[Collection[str]], known: Mapping[str, str]) -> tuple[list[Merge], dict[str, str]]:
    """Who is kept of each group of ids, and what else in it is no learner's id but leads to the one kept.

    ``groups`` hold ids in small letters, ``known`` gives those of the register as they are written. The lowest as text is kept.

    >>> joined([{"a", "b", "ann@x"}], {"a": "A", "b": "B"})
    ([Merge(kept='A', also=('B',))], {'ann@x': 'A'})
    """
    found, leading = [], {}
    for group in groups:
        here = sorted(known[id] for id in group if id in known)
        if here:
            leading.update({id: here[0] for id in group if id not in known})
        if len(here) > 1:
            found.append(Merge(here[0], tuple(here[1:])))
    return sorted(found, key=lambda merge: merge.kept), leading


class Homes:
    """The time zones in which a learner's days are counted: those of the country of the post held on that day."""

    def __init__(self, zones: Mapping[str, str]) -> None:
        self.by_country = {country: ZoneInfo(zone) for country, zone in zones.items()}
        self.every = sorted(self.by_country.values(), key=lambda zone: zone.key)
        self.countries: dict[str, str] = {}
        self.posts: dict[str, list[tuple[int, int | None, str]]] = {}

    def add_post(self, learner: str, start: int, end: int | None, agency: str) -> None:
        """Remember a post."""
        country = self.countries.get(agency)
        if country in self.by_country:
            self.posts.setdefault(learner, []).append((start, end, str(country)))

    def zones_of(self, learner: str | None, day: int, agency: str | None = None) -> list[ZoneInfo]:
        """The zones that may count an instant near ``day``: one where the post is known, else all there are."""
        if agency is not None and self.countries.get(agency) in self.by_country:
            return [self.by_country[self.countries[agency]]]
        held = {country for start, end, country in self.posts.get(learner or "", ()) if start <= day and (end is None or day <= end)}
        held = held or {country for _start, _end, country in self.posts.get(learner or "", ())}
        return [self.by_country[country] for country in sorted(held)] or self.every
