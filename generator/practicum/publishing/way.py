"""A way from one role to another as values: what counts already, what is new, in order, with hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from practicum.model.certification import Requirement


@dataclass(frozen=True)
class Taken:
    """A module on the way; ``needed_for`` names the modules that ask for it first, where the rule itself does not.

    ``perhaps`` says that some who come from there hold it already; ``says`` is the rule's own sentence where the module has to be
    in date, or in a country's edition.
    """

    module: str
    hours: float
    practice: bool = False
    perhaps: bool = False
    edition: str = ""
    needed_for: tuple[str, ...] = ()
    says: str = ""


@dataclass(frozen=True)
class Choice:
    """So many of these modules; ``perhaps`` are those that some hold already. ``least`` and ``most`` are hours."""

    choose: int
    among: tuple[str, ...]
    held: tuple[str, ...]
    perhaps: tuple[str, ...]
    least: float
    most: float


@dataclass(frozen=True)
class Practice:
    """Supervised practice; ``module`` is the practicum it belongs to, ``after`` what has to be held before an hour counts."""

    amount: float
    unit: str
    module: str = ""
    after: tuple[str, ...] = ()
    kept: bool = False
    says: str = ""


@dataclass(frozen=True)
class Asked:
    """Something that is not taught: on record, seen, lived through. ``kept`` says that the role one comes from asked for the same."""

    requirement: Requirement
    kept: bool = False


@dataclass(frozen=True)
class Leg:
    """The way to one certificate: kept and new modules in order, choices, practice, and what else is asked."""

    role: str
    route: str
    route_says: str
    programme: str
    rests_on: tuple[str, ...]
    kept: tuple[Taken, ...]
    new: tuple[Taken, ...]
    choices: tuple[Choice, ...]
    practice: tuple[Practice, ...]
    asked: tuple[Asked, ...]
    last_day: date | None = None
    closes: date | None = None

    @property
    def kept_hours(self) -> float:
        """Taught hours that count already."""
        return sum(one.hours for one in self.kept if not one.practice)

    @property
    def least(self) -> float:
        """New taught hours if everything is held that some hold, and the shortest is chosen."""
        return sum(one.hours for one in self.new if not one.practice and not one.perhaps) + sum(one.least for one in self.choices)

    @property
    def most(self) -> float:
        """New taught hours if only what is certain is held, and the longest is chosen."""
        return sum(one.hours for one in self.new if not one.practice) + sum(one.most for one in self.choices)


@dataclass(frozen=True)
class Way:
    """A whole way, one leg a certificate; ``bridge`` is the programme that says what to keep, adapt, learn and let go."""

    legs: tuple[Leg, ...]
    bridge: str = ""

    @property
    def least(self) -> float:
        """New taught hours at least."""
        return sum(leg.least for leg in self.legs)

    @property
    def most(self) -> float:
        """New taught hours at most."""
        return sum(leg.most for leg in self.legs)

    @property
    def kept_hours(self) -> float:
        """Taught hours that count already, each module once."""
        return sum({one.module: one.hours for leg in self.legs for one in leg.kept if not one.practice}.values())

    @property
    def practice(self) -> dict[str, float]:
        """Supervised practice that is new, by unit."""
        found: dict[str, float] = {}
        for leg in self.legs:
            for one in leg.practice:
                if not one.kept:
                    found[one.unit] = found.get(one.unit, 0) + one.amount
        return found


def length(way: Way) -> tuple[bool, bool, float, int]:
    """What makes a way the better one: made for those who come from there; no degree that is earned elsewhere; then hours."""
    papers = [one.requirement.document for leg in way.legs for one in leg.asked]
    degree = any(paper is not None and paper.kind == "degree" for paper in papers)
    return not way.bridge, degree, way.most + sum(way.practice.values()), len(way.legs)
