"""Who a row is about: other systems' names for a learner, two ids of one person, and the country of their post."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Merge:
    """Two or more ids of one person; every row of the person stands under ``kept``."""

    kept: str
    also: tuple[str, ...]


def merges(learners: Sequence[str], keys: Sequence[str | None]) -> list[Merge]:
    """The ids that share a person key; the lowest as text is kept.

    >>> merges(["B", "A", "C"], ["k", "k", None])
    [Merge(kept='A', also=('B',))]
    """
    groups: dict[str, set[str]] = {}
    for learner, key in zip(learners, keys, strict=True):
        if key:
            groups.setdefault(key, set()).add(learner)
    found = [sorted(group) for group in groups.values() if len(group) > 1]
    return sorted((Merge(group[0], tuple(group[1:])) for group in found), key=lambda merge: merge.kept)


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
