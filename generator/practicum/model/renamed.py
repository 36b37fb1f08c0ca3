"""Ids that were given up: what a thing was called before, so that old addresses and old records still find it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from practicum.model.fields import CODE, Authored, told

RenamedKind = Literal[
    "module", "competency", "role", "certification", "programme", "reference", "term", "person", "organisation", "case_study", "crosswalk"
]


@dataclass(frozen=True, kw_only=True)
class Renaming(Authored):
    """One id that became another."""

    kind: RenamedKind = told("What kind of thing it is.", "module")
    was: str = told("The id it had, which nothing else ever gets.", "F06", pattern=CODE)
    now: str = told("The id it has.", "F60", pattern=CODE)
    day: date = told("When it was renamed.", "2026-11-21")


@dataclass(frozen=True, kw_only=True)
class Renamed(Authored):
    """Every id that was given up."""

    format: int = told("The version of this file format.", 1, ge=1, le=1)
    renamed: tuple[Renaming, ...] = told("The ids, oldest first.", [{"kind": "module", "was": "F06", "now": "F60", "day": "2026-11-21"}])


def by_kind(renamed: Renamed | None) -> Mapping[str, Mapping[str, str]]:
    """Of each kind, the old ids and what each is called now, however often it was renamed.

    >>> from datetime import date
    >>> one = Renaming(kind="module", was="F1", now="F2", day=date(2026, 1, 1))
    >>> two = Renaming(kind="module", was="F2", now="F3", day=date(2026, 2, 1))
    >>> by_kind(Renamed(format=1, renamed=(one, two)))
    {'module': {'F1': 'F3', 'F2': 'F3'}}
    """
    steps: dict[str, dict[str, str]] = {}
    for one in renamed.renamed if renamed else ():
        steps.setdefault(one.kind, {})[one.was] = one.now
    return {kind: {was: _end(ways, was) for was in ways} for kind, ways in steps.items()}


def _end(ways: Mapping[str, str], was: str) -> str:
    seen = {was}
    here = ways[was]
    while here in ways and here not in seen:
        seen.add(here)
        here = ways[here]
    return here
