"""The workforce as stock and flow against what is needed, with ranges; rates are the user's own, or measured from the records."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from practicum.model.civil_day import months_on
from practicum.planning.given import Figure

WORKFORCE_FIGURES: Mapping[str, str] = {
    "stock": "how many work in the role now; without it, counted from the records",
    "leave_rate": "the share that leaves in a year, from 0 to 1; without it, measured from the records",
    "graduates": "how many join from schools in a year",
    "bridged": "how many join through the bridge in a year",
    "promoted": "how many are promoted into the role in a year",
    "children": "how many children need a worker",
    "ratio": "how many children one worker serves",
    "years": "how many years ahead; without it, 5",
}
# Two-sided 95 % of a normal distribution.
_Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Year:
    """One year ahead: the workforce and what is needed, least, expected and most; ``gap`` is need less workforce."""

    year: int
    stock: Figure
    need: Figure

    @property
    def gap(self) -> Figure:
        """What is missing; below 0 there are more than needed."""
        return Figure(self.need.value - self.stock.value, self.need.low - self.stock.high, self.need.high - self.stock.low)


def project(stock: Figure, leave: Figure, joiners: Figure, need: Figure, *, years: int) -> tuple[Year, ...]:
    """The stock of each year: ``stock × (1 - leave) + joiners``, beside what is needed; rates are shares of a year.

    The least goes with the most leaving and the fewest joining. Raises ValueError where a rate is no share or years are not 1 to 50.

    >>> ahead = project(Figure(100, 100, 100), Figure(0.1, 0.05, 0.2), Figure(8, 6, 10), Figure(120, 120, 120), years=2)
    >>> [round(year.stock.value, 1) for year in ahead], round(ahead[-1].gap.value, 1)
    ([100, 98.0, 96.2], 23.8)
    """
    if not 0 <= leave.low <= leave.value <= leave.high <= 1:
        raise ValueError("the share that leaves lies between 0 and 1")
    if not 1 <= years <= 50:
        raise ValueError("years lie between 1 and 50")
    found, now = [Year(0, stock, need)], stock
    for year in range(1, years + 1):
        now = Figure(
            now.value * (1 - leave.value) + joiners.value,
            now.low * (1 - leave.high) + joiners.low,
            now.high * (1 - leave.low) + joiners.high,
        )
        found.append(Year(year, now, need))
    return tuple(found)


def needed(children: Figure, ratio: Figure) -> Figure:
    """How many workers so many children need. Raises ValueError where a worker serves none.

    >>> needed(Figure(3000, 3000, 3000), Figure(25, 20, 30))
    Figure(value=120.0, low=100.0, high=150.0)
    """
    if ratio.low <= 0:
        raise ValueError("a worker serves more than 0 children")
    return Figure(children.value / ratio.value, children.low / ratio.high, children.high / ratio.low)


def share(part: int, whole: int) -> Figure:
    """A share that was counted, with the range in which the true one lies (Wilson, 95 %); of nothing, everything is possible.

    >>> found = share(6, 60)
    >>> round(found.low, 3), found.value, round(found.high, 3)
    (0.047, 0.1, 0.201)
    """
    if whole <= 0:
        return Figure(0.0, 0.0, 1.0)
    rate = part / whole
    middle = rate + _Z**2 / (2 * whole)
    wide = _Z * math.sqrt(rate * (1 - rate) / whole + _Z**2 / (4 * whole**2))
    below = 1 + _Z**2 / whole
    return Figure(rate, min(max((middle - wide) / below, 0.0), rate), max(min((middle + wide) / below, 1.0), rate))


@dataclass(frozen=True, slots=True)
class Measured:
    """What the records say of one role: who holds it now, and over the last twelve months how many left and joined."""

    role: str
    stock: int
    a_year_ago: int
    left: int
    joined: int

    @property
    def leave_rate(self) -> Figure:
        """The share of those in post a year ago who left since."""
        return share(self.left, self.a_year_ago)

    @property
    def joiners(self) -> Figure:
        """How many joined in a year, with the range of a count (its square root, 95 %)."""
        wide = _Z * math.sqrt(self.joined)
        return Figure(float(self.joined), max(self.joined - wide, 0.0), self.joined + wide)


def measured(posts: Iterable[Mapping[str, Any]], *, day: int) -> tuple[Measured, ...]:
    """Stock, leavers and joiners of each role over the twelve months up to a day; a person counts once a role.

    ``posts`` have learner, role, start and end as day numbers; one without a first day counts nowhere.
    """
    spells: dict[str, dict[str, list[tuple[int, int | None]]]] = defaultdict(lambda: defaultdict(list))
    for row in posts:
        if row["role"] and row["start"] is not None:
            spells[row["role"]][row["learner"]].append((row["start"], row["end"]))
    before = months_on(day, -12)

    def holds(mine: list[tuple[int, int | None]], on: int) -> bool:
        return any(start <= on and (end is None or on <= end) for start, end in mine)

    found = []
    for role, people in sorted(spells.items()):
        then = {name for name, mine in people.items() if holds(mine, before)}
        now = {name for name, mine in people.items() if holds(mine, day)}
        found.append(Measured(role, len(now), len(then), len(then - now), len(now - then)))
    return tuple(found)
