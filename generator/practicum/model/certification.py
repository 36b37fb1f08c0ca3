"""Certifications: what has to be held for an award, how long it lasts and how it is renewed.

The words are those of the semantics: a certification has dated rule versions; a rule version has an `award`, a
`valid` and a `renew`; each is a tree of requirements; a requirement's kind shows by the one key that names it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from practicum.model.curriculum import Equivalent
from practicum.model.fields import CODE, HASH, Authored, told

EvidenceLevel = Literal["self", "supervisor", "verified"]
# A shared reading of topic 1: both ways to end a period occur in real systems.
Ends = Literal["day_before", "anniversary"]


@dataclass(frozen=True, kw_only=True)
class ValidityChange(Authored):
    """From a day on, the period has another length (topic 24)."""

    since: date = told("The first day of the new length.", "2026-07-01")
    months: int = told("The new length in months.", 12, ge=1, le=600)
    by: Literal["completion", "due"] = told("Which day picks the length.", "completion", default="completion")
    retroactive: bool = told("Whether it also shortens or lengthens what was completed before.", False, default=False)


@dataclass(frozen=True, kw_only=True)
class Validity(Authored):
    """How long something lasts (topics 1 to 7)."""

    months: int | None = told("Length in months; without it, and without a cycle, it does not expire.", 24, default=None, ge=1, le=600)
    ends: Ends = told(
        "`anniversary`: through the same day n months on; `day_before`: through the day before it.", "anniversary", default="day_before"
    )
    cycle: Literal["rolling", "calendar_year", "fixed_year"] = told(
        "Rolling from the completion, or a year with fixed ends.", "rolling", default="rolling"
    )
    year_starts: str = told("First day of a fixed year, as month-day.", "12-01", default="01-01", pattern=r"^\d\d-\d\d$")
    first_due: date | None = told("First of the fixed due days; `months` is the step (topic 6).", "2021-12-31", default=None)
    min_active_months: int = told("A fixed due day lies at least this far ahead.", 6, default=0, ge=0, le=120)
    window_days: int | None = told("Days before the end on which the renewal window opens.", 90, default=None, ge=0, le=3660)
    window_months: int | None = told("The same in months.", 3, default=None, ge=0, le=120)
    grace_days: int = told("Days after the end on which practice may go on.", 60, default=0, ge=0, le=3660)
    grace_backdates: bool = told("Whether a renewal in grace counts from the old end.", False, default=False)
    extends_by: Literal["leave"] | None = told("What stops the clock.", "leave", default=None)
    counted_from: Literal["award", "approval"] = told("The day from which the period runs.", "approval", default="award")
    renewal: Literal["by_rule", "on_record"] = told(
        "Whether meeting `renew` renews by itself, or only an issued record does.", "by_rule", default="by_rule"
    )
    changes: tuple[ValidityChange, ...] = told("Dated changes of the length.", [{"since": "2026-07-01", "months": 12}], default=())


@dataclass(frozen=True, kw_only=True)
class Within(Authored):
    """A deadline counted from an event (topic 16)."""

    of: Literal["appointed", "moved", "certified"] = told("The event.", "appointed")
    days: int | None = told("Days after it.", 90, default=None, ge=0, le=3660)
    months: int | None = told("Months after it, to the same day.", 12, default=None, ge=0, le=120)
    first_time_only: bool = told("Whether a later post starts no new deadline.", False, default=False)
    only_then: bool = told("Whether it is asked only of those with such an event, from its day on.", True, default=False)


@dataclass(frozen=True, kw_only=True)
class Recognition(Authored):
    """Another country's edition counts for a while after a move from there (topic 17); never the other way round."""

    home: str = told("The country whose edition counts.", "NV", pattern=r"^[A-Z]{2}$")
    cap_months: int = told("Months after the move for which it counts at most.", 9, ge=1, le=600)
    starts: date | None = told("The first day of a move for which it counts.", "2022-01-01", default=None, alias="from")
    until: date | None = told("The last day of a move for which it counts.", "2026-12-31", default=None)


@dataclass(frozen=True, kw_only=True)
class Exemption(Authored):
    """Somebody who completed a module before a day is exempt, and is shown as such (grandfathering)."""

    module: str = told("The module or legacy item completed.", "C00", pattern=CODE)
    completed_before: date | None = told("The day before which it was completed.", "2022-01-01", default=None)


@dataclass(frozen=True, kw_only=True)
class CertificateHeld(Authored):
    """Another certificate, held now or lately."""

    any_of: tuple[str, ...] = told("Ids of certifications, one of which is enough.", ["PAR"], min_length=1)
    within_last_months: int | None = told("Also good if held at some time in the last n months.", 60, default=None, ge=1, le=600)


@dataclass(frozen=True, kw_only=True)
class CompetencyHeld(Authored):
    """A competency assessed at a level (topic 15)."""

    id: str = told("The competency's id.", "PRO-4", pattern=CODE)
    level: int = told("The level needed; a higher one is enough.", 2, ge=1, le=9)
    max_age_months: int | None = told("How old the evidence may be.", 60, default=None, ge=1, le=600)
    decay_months: int | None = told("One level is lost every n months.", 24, default=None, ge=1, le=600)
    by: str | None = told("The role of the person who has to have assessed it.", "SUP", default=None, pattern=CODE)
    latest: bool = told("Whether only the latest assessment counts.", False, default=False)


@dataclass(frozen=True, kw_only=True)
class CategoryLimit(Authored):
    """A minimum or a cap for one category of activity (topic 10)."""

    min: float | None = told("The least that has to be of this category.", 12, default=None, ge=0)
    max: float | None = told("The most of it that adds to the total.", 20, default=None, ge=0)
    max_share: str | None = told("The most of it as a share of the required amount.", "1/2", default=None, pattern=r"^\d+/\d+$")


@dataclass(frozen=True, kw_only=True)
class Conversion(Authored):
    """How a kind of activity in another unit turns into the rule's unit."""

    kind: str | None = told("The kind of activity.", "group_discussion", default=None)
    unit: str = told("The unit it is recorded in.", "hour")
    rate: float = told("How many of the rule's units one of it gives.", 2, ge=0)
    cap_each: float | None = told("The most units of one activity that are converted.", 2, default=None, ge=0)


@dataclass(frozen=True, kw_only=True)
class ModuleCredit(Authored):
    """A module whose hours add to an amount when it was completed inside the window."""

    module: str = told("The module's id.", "C01", pattern=CODE)
    first_cycle_only: bool = told("Whether it adds in the first cycle only.", True, default=False)


@dataclass(frozen=True, kw_only=True)
class Hours(Authored):
    """An amount of hours, points or items inside a window (topic 10)."""

    min: float = told("The amount needed.", 30, gt=0)
    unit: Literal["hour", "point", "item", "day"] = told("What is counted.", "hour", default="hour")
    per: Literal["cycle", "calendar_year", "fixed_year", "months", "dates", "ever"] = told(
        "The window it is counted in; `dates` is a window with days of its own.", "cycle", default="cycle"
    )
    starts: date | None = told("First day of the window, where `per` is `dates`.", "2025-01-01", default=None, alias="from")
    until: date | None = told("Last day of the window, where `per` is `dates`.", "2026-12-31", default=None)
    carry_from: date | None = told(
        "First day of the window before it, where `per` is `dates` and something is carried over.", "2023-01-01", default=None
    )
    months: int | None = told("Length of the window, where `per` is `months`.", 24, default=None, ge=1, le=600)
    kinds: tuple[str, ...] = told("Kinds of activity that count; empty for all.", ["cpd"], default=())
    categories: dict[str, CategoryLimit] = told("Minimums and caps by category.", {"family_practice": {"min": 12}}, default=None)
    convert: tuple[Conversion, ...] = told("How other units count.", [{"unit": "hour", "rate": 2}], default=())
    carry_over: float | None = told("The most of the last window's surplus that is carried over.", 5, default=None, ge=0)
    count_once: bool = told("Whether an activity that served another requirement is left out.", True, default=False)
    module_once: bool = told("Whether a module that is claimed more than once adds once only.", True, default=False)
    peer_reflection_min: float | None = told("The least that has to be reflected on with a peer.", 1, default=None, gt=0)
    approved_only: bool = told("Whether only activities that were approved beforehand count.", True, default=False)
    hours_a_day: float | None = told("The least hours that make one day, where days are counted.", 6, default=None, gt=0, le=24)
    credits: tuple[ModuleCredit, ...] = told("Modules whose hours add to the amount.", [{"module": "C01"}], default=())


@dataclass(frozen=True, kw_only=True)
class Reduction(Authored):
    """A smaller amount that is accepted where practice ended inside a period; shown as a waiver (topic 18)."""

    ended_from: date = told("The first day on which the practice may have ended.", "2020-03-01")
    ended_until: date = told("The last day on which it may have ended.", "2022-05-31")
    share: str = told("The share of the amount that is enough.", "17/20", pattern=r"^\d+/\d+$")


@dataclass(frozen=True, kw_only=True)
class SupervisedHours(Authored):
    """Practice signed by a supervisor who was qualified on that day (topic 11)."""

    min: float = told("The hours needed.", 80, gt=0)
    unit: Literal["hour", "day"] = told("What is counted.", "hour", default="hour")
    module: str | None = told("The practicum it belongs to.", "R04", default=None, pattern=CODE)
    not_before: tuple[str, ...] = told("Modules held before an hour counts.", ["R01", "R03"], default=())
    supervisor_holds: tuple[str, ...] = told(
        "Certifications of which the supervisor was issued one that covers the day; empty asks only for a supervisor's name.",
        ["SUP"],
        default=(),
    )
    categories: dict[str, CategoryLimit] | None = told(
        "Minimums and caps by category of practice.", {"skills_day": {"max": 30}}, default=None
    )
    reduced: tuple[Reduction, ...] = told("Periods for which less is accepted.", [{"share": "17/20"}], default=())


@dataclass(frozen=True, kw_only=True)
class Experience(Authored):
    """Active practice: n of the last m months (topic 29)."""

    months: float = told("Months of active practice needed.", 36, gt=0)
    of_last: int | None = told("Among the last so many months; without it, at any time.", 60, default=None, ge=1, le=600)
    roles: tuple[str, ...] = told("Roles that count.", ["CSW"], min_length=1)


@dataclass(frozen=True, kw_only=True)
class Document(Authored):
    """Something that is not taught but has to be on record."""

    kind: Literal[
        "vetting",
        "referee",
        "approval",
        "degree",
        "declaration",
        "observation",
        "review",
        "plan",
        "foreign_award",
        "appointment",
        "test",
        "case",
        "delivery",
    ] = told("What kind of record it is.", "vetting")
    count: int = told("How many are needed.", 2, default=1, ge=1, le=100)
    subject: str | None = told("What it is about; for an observation, the competency that was seen.", "child_protection", default=None)
    max_age_months: int | None = told("How old it may be.", 36, default=None, ge=1, le=600)
    discussed: bool = told("Whether it has to have been discussed with a manager.", True, default=False)


@dataclass(frozen=True, kw_only=True)
class Contacts(Authored):
    """A number of contacts, such as supervisions, in every so many months."""

    kind: Literal["supervision", "delivery", "assessment", "moderation", "reflective_conversation"] = told(
        "What kind of contact.", "supervision"
    )
    min: int = told("How many are needed.", 10, ge=1, le=1000)
    every_months: int | None = told("In each window of so many months; without it, at any time.", 12, default=None, ge=1, le=600)


@dataclass(frozen=True, kw_only=True)
class Requirement(Authored):
    """One thing that has to hold; exactly one of the kind keys is written."""

    id: str | None = told("The requirement's id, unique in its rule and never reused.", "cpd", default=None, pattern=CODE)
    says: str | None = told("The requirement in a plain sentence in which its numbers stand.", "30 hours in each cycle", default=None)
    starts: date | None = told("The first day on which it is asked.", "2025-01-01", default=None, alias="from")
    until: date | None = told("The last day on which it is asked.", "2026-12-31", default=None)
    by: Literal["day", "completion", "due"] = told("Which day is tested against `from` and `until`.", "due", default="day")
    advisory: bool = told("Shown, but never changes the certificate's state.", True, default=False)
    role: str | None = told("Asked only while this role is held.", "SUP", default=None, pattern=CODE)
    within: Within | None = told("A deadline counted from an event.", {"of": "appointed", "days": 90}, default=None)
    exempt_if: tuple[Exemption, ...] = told("Who is exempt.", [{"module": "C00", "completed_before": "2022-01-01"}], default=())
    # -- group kinds
    all: tuple[Requirement, ...] | None = told("Kind: all of these.", [{"id": "i10", "module": "I10"}], default=None, min_length=1)
    any: int | None = told("Kind: so many of `of`.", 2, default=None, ge=1, le=100)
    of: tuple[Requirement, ...] | None = told("What `any` chooses among.", [{"id": "i02", "module": "I02"}], default=None, min_length=1)
    routes: dict[str, Requirement] | None = told(
        "Kind: one whole route of these.", {"bridge": {"modules": ["R01"]}}, default=None, min_length=1
    )
    # -- single kinds
    module: str | None = told("Kind: a module completed and in date.", "I10", default=None, pattern=CODE)
    modules: tuple[str, ...] | None = told(
        "Kind: all of these modules, each a requirement of its own.", ["F01", "F02"], default=None, min_length=1
    )
    certificate: CertificateHeld | None = told("Kind: another certificate.", {"any_of": ["PAR"]}, default=None)
    competency: CompetencyHeld | None = told("Kind: a competency at a level.", {"id": "PRO-4", "level": 2}, default=None)
    hours: Hours | None = told("Kind: hours, points or items in a window.", {"min": 30}, default=None)
    supervised: SupervisedHours | None = told("Kind: supervised practice.", {"min": 80}, default=None)
    experience: Experience | None = told("Kind: months of active practice.", {"months": 36, "of_last": 60, "roles": ["CSW"]}, default=None)
    document: Document | None = told("Kind: something on record.", {"kind": "vetting"}, default=None)
    contacts: Contacts | None = told("Kind: a number of contacts.", {"min": 10, "every_months": 12}, default=None)
    # -- how a module has to be held
    valid: Validity | None = told("How long the completion lasts here, instead of the module's own validity.", {"months": 12}, default=None)
    evidence: EvidenceLevel | None = told("The weakest evidence that is enough.", "verified", default=None)
    pass_mark: float | None = told("A pass mark instead of the assessment's.", 70, default=None, ge=0, le=100)
    attempts: int | None = told("Attempts that count since the last pass.", 3, default=None, ge=1, le=100)
    latest_attempt: bool = told("Whether a later fail cancels a pass.", False, default=False)
    order: Literal["any", "strict", "ignore"] | None = told(
        "How prerequisites count here, instead of the module's own.", "ignore", default=None
    )
    edition: str | None = told("The country whose edition is needed.", "NV", default=None, pattern=r"^[A-Z]{2}$")
    recognises: tuple[Recognition, ...] = told(
        "Editions that count for a while instead of `edition`, after a move from their country.",
        [{"home": "NV", "cap_months": 9}],
        default=(),
    )
    equivalents: tuple[Equivalent, ...] = told(
        "Completions that count here, beside the module's own list.", [{"module": "C00"}], default=()
    )


REQUIREMENT_KINDS = (
    "all",
    "any",
    "routes",
    "module",
    "modules",
    "certificate",
    "competency",
    "hours",
    "supervised",
    "experience",
    "document",
    "contacts",
)


@dataclass(frozen=True, kw_only=True)
class Provisional(Authored):
    """Limited practice with a hard end (topic 30)."""

    starts_with: Literal["appointment", "approval", "module"] = told("What starts it.", "appointment", alias="from")
    module: str | None = told("The module whose start it is, where `from` is `module`.", "R04", default=None, pattern=CODE)
    months: int = told("Its length in months, to the same day.", 6, ge=1, le=60)
    extends_by: Literal["leave"] | None = told("What moves its end.", "leave", default=None)
    until_met: str | None = told("The id of the requirement that ends it.", "c01", default=None, pattern=CODE)


@dataclass(frozen=True, kw_only=True)
class Band(Authored):
    """What somebody who was away has to do, by time away (topic 34)."""

    id: str = told("The band's id.", "two-to-five", pattern=CODE)
    says: str = told("The band in a plain sentence.", "2 to 5 years away: 30 days of updating")
    at_least_months: int | None = told("Away at least so long.", 24, default=None)
    more_than_months: int | None = told("Away longer than this.", 60, default=None)
    at_most_months: int | None = told("Away at most so long.", 60, default=None)
    under_months: int | None = told("Away less than this.", 24, default=None)
    require: Requirement | None = told(
        "What is asked; only what was done after the first day away counts.",
        {"id": "days", "hours": {"min": 30, "unit": "day"}},
        default=None,
    )
    conditional_months: int | None = told(
        "Months after the return in which practice goes on while it is being done.", 6, default=None, ge=1, le=60
    )


@dataclass(frozen=True, kw_only=True)
class PriorLearning(Authored):
    """How far recognised prior learning may stand for modules and practice (topic 32)."""

    says: str = told("The limits in a plain sentence in which their numbers stand.", "Prior learning may cover 1/2 of the taught hours.")
    max_share: str = told("The most of the taught hours it may cover.", "1/2", pattern=r"^\d+/\d+$")
    taught_hours: float | None = told(
        "The taught hours the share is of; without it, those of the modules the award names.", 180, default=None, gt=0
    )
    max_age_months: int | None = told("How old its evidence may be on the day of the decision.", 60, default=None, ge=1, le=600)
    assessor: str = told("The role the assessor holds on the day of the decision.", "TRA", pattern=CODE)
    two_assessors_above_hours: float | None = told("Above so many hours a second assessor is needed.", 30, default=None, gt=0)
    excluded: tuple[str, ...] = told("Modules it never covers.", ["F02", "F10"], default=())
    practice: dict[str, str] | None = told("The most of a practicum it may shorten, by module.", {"R04": "1/4"}, default=None)


@dataclass(frozen=True, kw_only=True)
class RuleVersion(Authored):
    """A certification's rule as it stands from one day on; what lies in the past is never rewritten."""

    version: str = told("The version's name.", "1")
    starts: date = told("The first day on which it holds.", "2024-01-01", alias="from")
    until: date | None = told("The last day on which it holds.", "2026-12-31", default=None)
    adopted: date | None = told("The day on which it was decided.", "2023-11-01", default=None)
    seal: str | None = told(
        "The hash of everything but its sentences; needed once `from` has passed.", "3f9c00aa11bb", default=None, pattern=HASH
    )
    says: str = told("The whole rule in two or three plain sentences.", "Eleven modules and 80 hours of supervised practice.")
    award: Requirement = told("What has to be held at once for the first award.", {"modules": ["F01", "F02"]})
    valid: Validity | None = told(
        "How long the certificate lasts; without it, as long as its award is in date.", {"months": 24}, default=None
    )
    renew: Requirement | None = told("What has to be done in each cycle.", {"all": [{"id": "i10", "module": "I10"}]}, default=None)
    always_in_date: tuple[Requirement, ...] = told(
        "What has to be in date at all times, else practice is restricted.", [{"id": "i03", "module": "I03"}], default=()
    )
    provisional: Provisional | None = told("Limited practice before the award.", {"from": "appointment", "months": 6}, default=None)
    bridge_days: int | None = told("Days after an appointment in which practice may begin.", 90, default=None, ge=0, le=3660)
    falls_with: str | None = told("The certification it depends on at all times.", "CSW", default=None, pattern=CODE)
    no_award_after: date | None = told("The last day of a first award.", "2026-12-31", default=None)
    closes: date | None = told("The day on which every certificate ends.", "2027-06-30", default=None)
    re_entry: tuple[Band, ...] = told("What somebody who was away has to do.", [{"id": "short"}], default=())
    prior_learning: PriorLearning | None = told("How far recognised prior learning may stand for it.", {"max_share": "1/2"}, default=None)
    based_on: str | None = told(
        "The real precedent it was modelled on, with a date.", "Michigan, 40 hours within 90 days, seen 2026", default=None
    )


@dataclass(frozen=True, kw_only=True)
class Certification(Authored):
    """A certification and its rule versions."""

    format: int = told("The version of this file format.", 1, ge=1, le=1)
    id: str = told("The certification's id, the name of its file.", "FSW", pattern=CODE)
    role: str = told("The role or endorsement it certifies.", "FSW", pattern=CODE)
    title: str = told("Its title.", "Certified family-strengthening worker", max_length=100)
    unpaid: bool = told("Whether holders are unpaid, so that no fee is asked.", False, default=False)
    versions: tuple[RuleVersion, ...] = told("Its rule versions, oldest first.", [{"version": "1"}], min_length=1)
