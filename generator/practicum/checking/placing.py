"""Every requirement of a rule version with the place where it is written and what surrounds it there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from practicum.model.certification import Requirement, RuleVersion
from practicum.model.source import FieldPath


@dataclass(frozen=True)
class Placed:
    """A requirement of a rule version, its path and its part (`award`, `renew`, …).

    ``top`` ones need no id; ``route`` is the path of the route it belongs to; ``since`` and ``until`` bound the days on which all that
    it stands in is asked.
    """

    requirement: Requirement
    path: FieldPath
    part: str
    top: bool
    route: FieldPath | None
    since: date
    until: date | None

    def label(self, unit: str) -> str:
        """How messages call it."""
        route = str(self.path[-1]) if len(self.path) > 1 and self.path[-2] == "routes" else self.part
        return f"`{self.requirement.id or route}` of `{unit}`"


def requirements(version: RuleVersion, number: int) -> Iterator[Placed]:
    """Every requirement of a rule version, parents before children."""
    base: FieldPath = ("versions", number)
    days = (version.starts, version.until)
    yield from _below(version.award, (*base, "award"), "award", None, days, top=True)
    if version.renew is not None:
        yield from _below(version.renew, (*base, "renew"), "renew", None, days, top=True)
    for position, one in enumerate(version.always_in_date):
        yield from _below(one, (*base, "always_in_date", position), "always_in_date", None, days, top=False)
    for position, band in enumerate(version.re_entry):
        if band.require is not None:
            yield from _below(band.require, (*base, "re_entry", position, "require"), f"re_entry/{band.id}", None, days, top=True)


def _below(
    requirement: Requirement, path: FieldPath, part: str, route: FieldPath | None, days: tuple[date, date | None], *, top: bool
) -> Iterator[Placed]:
    since, until = days
    yield Placed(requirement, path, part, top, route, since, until)
    # Days of completion bound what was done, not when the requirement is asked.
    if requirement.by != "completion":
        if requirement.starts is not None:
            since = max(since, requirement.starts)
        if requirement.until is not None:
            until = requirement.until if until is None else min(until, requirement.until)
    for key in ("all", "of"):
        for position, child in enumerate(getattr(requirement, key) or ()):
            yield from _below(child, (*path, key, position), part, route, (since, until), top=False)
    for name, child in (requirement.routes or {}).items():
        # A route is named by its key, so it needs no id of its own.
        inside = (*path, "routes", name)
        yield from _below(child, inside, part, inside, (since, until), top=True)
