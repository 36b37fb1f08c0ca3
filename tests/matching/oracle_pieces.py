"""What the oracle speaks in: days walked one by one, stretches of days, records that lost, verdicts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from practicum.model.civil_day import FOR_EVER, LONG_AGO, civil, day_number, packed

Row = Mapping[str, Any]
EVIDENCE = {"self": 0, "supervisor": 1, "verified": 2}
WEAKNESS = {
    "met": 0,
    "due": 1,
    "met_by_prior_learning": 2,
    "met_by_exemption": 3,
    "met_by_waiver": 4,
    "unknown": 5,
    "not_yet_required": 6,
    "not_met": 7,
    "not_applicable": 9,
}
HELD = frozenset(["met", "due", "met_by_prior_learning", "met_by_exemption", "met_by_waiver"])
GROUPS = ("all", "any", "routes", "modules")
COUNTED = ("hours", "supervised", "document", "contacts")
# A minute is far more than a sum of tenths of hours may be wrong by.
TINY = 1e-6


@cache
def through(start: int, months: int, anniversary: bool) -> int:
    """The last day of a validity, by walking: while the packed day is below (or at) the packed start plus 32 a month."""
    limit = packed(start) + 32 * months
    day = start + 27 * months
    while packed(day + 1) < limit or (anniversary and packed(day + 1) <= limit):
        day += 1
    return day


@cache
def later(day: int, months: int) -> int:
    """The same day so many months on; where the month lacks it, its last."""
    if day >= FOR_EVER:
        return FOR_EVER
    here = civil(day)
    index = here.year * 12 + here.month - 1 + months
    for dom in range(here.day, 0, -1):
        try:
            return day_number(here.replace(year=index // 12, month=index % 12 + 1, day=dom))
        except ValueError:
            continue
    raise AssertionError


@cache
def cycle_end(day: int, month: int, dom: int) -> int:
    """The day before the next first day of the year."""
    ahead = day + 1
    while (civil(ahead).month, civil(ahead).day) != (month, dom):
        ahead += 1
    return ahead - 1


def fixed_due(day: int, first: int, months: int, min_active: int) -> int:
    """The first of the fixed due days that lies far enough ahead of a day."""
    due, step = first, 0
    while due < later(day, min_active):
        step += 1
        due = later(first, step * months)
    return due


def opening(terms: Row, end: int) -> int:
    """The day on which the renewal window of an end opens; without a window, the day after the end."""
    if end >= FOR_EVER:
        return FOR_EVER
    if terms["window_months"] >= 0:
        return later(end, -terms["window_months"])
    return end - terms["window_days"] if terms["window_days"] >= 0 else end + 1


def merged(spells: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches of days with those that overlap or follow each other made one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(spells):
        if found and start <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


@dataclass
class Piece:
    """A stretch of days in which something is held."""

    start: int
    end: int
    kind: str = "met"
    record: str = ""
    via: str = ""
    sure: bool = True
    doubt: str = ""
    evidence: int = 0
    rank: int = 0
    day: int = 0
    ended_by: str = "EXPIRED"


@dataclass
class Loser:
    """A record that might have held something, and why it did not."""

    record: str
    day: int
    reason: str
    via: str = ""
    cost: int = 2


@dataclass
class Verdict:
    """How one node stands; ``short`` says that a requirement that is due is not in force, ``carried`` which end a group sees."""

    state: str
    reason: str = ""
    until: int = FOR_EVER
    since: int = LONG_AGO
    ended: int = LONG_AGO
    record: str = ""
    via: str = ""
    deadline: int = FOR_EVER
    missing: float = 0
    revoked: bool = False
    short: bool = False
    carried: int | None = None

    @property
    def end(self) -> int:
        return self.until if self.carried is None else self.carried


@dataclass
class Holding:
    """The stretches in which a module is held, and the records that lost."""

    pieces: list[Piece] = field(default_factory=list)
    losers: list[Loser] = field(default_factory=list)


@dataclass(frozen=True)
class Cycle:
    """A cycle of renewal: what was done from its first day to the end of grace counts."""

    start: int
    due: int
    last: int
    # The first day of the cycle before it, and the how many-th it is; a return is never the first.
    before: int = FOR_EVER
    number: int = 1
    part: str = "renew"
