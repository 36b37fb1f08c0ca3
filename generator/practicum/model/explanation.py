"""What an explanation is made of: a certificate, its requirements, the records behind them, and periods that are over."""

from __future__ import annotations

from dataclasses import dataclass

from practicum.spans import Span


@dataclass(frozen=True)
class Evidence:
    """A record that was looked at; ``reason`` says why it does not count and is empty where it does.

    ``table`` and what follows it tell what the record says of itself; a certificate that another rule looks at has no table, and
    `issued` as its detail where one is on record. ``amount`` is what it adds in the unit asked for, ``at_most`` how much of its quantity
    could add where a rule limits that.
    """

    record: str
    day: int | None = None
    via: str = ""
    reason: str = ""
    valid_from: int | None = None
    valid_until: int | None = None
    file: str = ""
    row: int | None = None
    table: str = ""
    subject: str = ""
    detail: str = ""
    level: int | None = None
    quantity: float | None = None
    unit: str = ""
    amount: float | None = None
    at_most: float | None = None


@dataclass(frozen=True)
class Disagreement:
    """A competency about which a module that is asked for and the learner's own evidence say different things."""

    module: str
    competency: str
    level_needed: int
    level_found: int
    side: str
    record: str


@dataclass(frozen=True)
class CategoryAmount:
    """What was done in one category, and how much of it is needed at least or adds at most."""

    category: str
    done: float
    least: float | None
    most: float | None


@dataclass(frozen=True)
class Before:
    """A module that has to be held before practice counts, and since when it is."""

    module: str
    held_from: int | None


@dataclass(frozen=True)
class ByReturn:
    """How a part of the renewal stands on the day itself, where a certificate that is over comes back by making it up.

    ``asked`` is false where it is not asked of a renewal that would be due on that day.
    """

    asked: bool
    held: bool
    counted: float | None = None
    missing: float | None = None
    categories: tuple[CategoryAmount, ...] = ()


@dataclass(frozen=True)
class RequirementExplanation:
    """A requirement with everything that decided it; a group holds its parts."""

    requirement: str
    says: str
    kind: str
    subject: str
    part: str
    state: str
    reason: str
    deciding_record: str
    via: str
    valid_from: int | None
    valid_until: int | None
    needed: float | None
    counted: float | None
    unit: str
    categories: tuple[CategoryAmount, ...]
    missing: float | None
    missing_unit: str
    deadline: int | None
    advisory: bool
    used: tuple[Evidence, ...]
    rejected: tuple[Evidence, ...]
    before: tuple[Before, ...]
    by_return: ByReturn | None
    closing: tuple[str, ...]
    rule_version: str
    place: Span | None
    disagreements: tuple[Disagreement, ...]
    parts: tuple[RequirementExplanation, ...]


@dataclass(frozen=True)
class EarlierPeriod:
    """A period that is over, has an issued record, and on whose last day something of its renewal was missing.

    ``next_issued`` is the day of the certificate that was issued next, where one is on record.
    """

    last_day: int
    requirements: tuple[RequirementExplanation, ...]
    next_issued: int | None = None


@dataclass(frozen=True)
class Explanation:
    """One learner and one certification with the tree of its requirements.

    ``from_approval`` says that its year runs from the approval; ``closes`` is the day after which nobody holds it any more.
    """

    learner: str
    certification: str
    country: str
    role: str
    as_of: int
    state: str
    also: tuple[str, ...]
    reason: str
    valid_from: int | None
    valid_until: int | None
    deadline: int | None
    started_by: str
    disagreement: str
    requirements_met: bool
    rule_version: str
    place: Span | None
    grace_days: int
    falls_with: str
    no_award_after: int | None
    band: str
    band_asks_renewal: bool
    issued: Evidence | None
    requirements: tuple[RequirementExplanation, ...]
    earlier: tuple[EarlierPeriod, ...]
    from_approval: bool = False
    closes: int | None = None
