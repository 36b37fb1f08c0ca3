"""Sentences against their rules: what a true sentence may look like, and that no changed number goes unseen."""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicum.checking.carried import BAND, PRIOR_LEARNING, REQUIREMENT, VALIDITY, VERSION, VERSION_DAYS
from practicum.checking.sentences import check_sentences
from practicum.model import certification
from practicum.model.catalogue import Catalogue
from practicum.model.certification import (
    Band,
    CategoryLimit,
    CertificateHeld,
    CompetencyHeld,
    Contacts,
    Conversion,
    Document,
    Exemption,
    Experience,
    Hours,
    PriorLearning,
    Provisional,
    Recognition,
    Reduction,
    Requirement,
    RuleVersion,
    SupervisedHours,
    Validity,
    ValidityChange,
    Within,
)
from practicum.model.curriculum import Equivalent
from practicum.model.fields import yaml_key
from practicum.reading import read_project
from practicum.workspace.project import check_project, find_project
from tests.cases.sources import base

ROOT = Path(__file__).resolve().parents[2]
RULE = "competencies/certifications/FSW.yaml"
CPD = "- {id: cpd, hours: {min: 12}, says: 12 hours in each cycle.}"
SAYS = "says: Two modules, and twelve hours in each cycle. Valid for two years; renewal is open for the last 90 days."
DAY = date(2026, 10, 15)
# Every thing of a rule that can carry a number, and what is known of its fields.
CARRYING: dict[type, Mapping[str, object]] = {
    Requirement: REQUIREMENT, Validity: VALIDITY, ValidityChange: VALIDITY["changes"], RuleVersion: {**VERSION, **VERSION_DAYS},
    Provisional: VERSION["provisional"], Band: BAND, PriorLearning: PRIOR_LEARNING, Within: REQUIREMENT["within"],
    Exemption: REQUIREMENT["exempt_if"], CertificateHeld: REQUIREMENT["certificate"], CompetencyHeld: REQUIREMENT["competency"],
    Hours: REQUIREMENT["hours"], CategoryLimit: REQUIREMENT["hours"]["categories"].values, Conversion: REQUIREMENT["hours"]["convert"],
    SupervisedHours: REQUIREMENT["supervised"], Reduction: REQUIREMENT["supervised"]["reduced"], Experience: REQUIREMENT["experience"],
    Document: REQUIREMENT["document"], Contacts: REQUIREMENT["contacts"],
    Recognition: REQUIREMENT["recognises"], Equivalent: REQUIREMENT["equivalents"],
}  # fmt: skip

# What a requirement carries, and sentences that say it.
TRUE = {
    "hours: {min: 30, categories: {ethics: {min: 2}}}": ["30 hours, at least 2 of them in ethics.", "Thirty hours; two hours of ethics."],
    "hours: {min: 20, unit: point, per: calendar_year}": ["20 points a year.", "Twenty points in each 12 months.", "Points: 20 in a year."],
    "hours: {min: 2, unit: item}": ["2 items.", "Two pieces of learning.", "2 study items."],
    "document: {kind: review, count: 4}": ["4 reviews.", "Four reviews in the first year of practice are on record."],
    "document: {kind: plan, count: 1, max_age_months: 36}": ["A plan no older than 36 months.", "1 plan of the last three years."],
    "contacts: {kind: supervision, min: 10, every_months: 12}": ["Ten supervisions a year.", "10 supervision contacts in every 12 months."],
    "experience: {months: 36, of_last: 60, roles: [FSW]}": ["36 of the last 60 months.", "Three of the last five years."],
    "competency: {id: REL-1, level: 2, by: FSW, max_age_months: 60}": ["REL-1 at level 2, seen in the last 60 months."],
    "document: {kind: test, max_age_months: 18}": ["A test no older than a year and a half.", "A test of the last 1 year and 6 months."],
    "module: F01, within: {of: appointed, days: 90}": ["F01 within 90 days.", "F01 no later than ninety days after the appointment."],
    "module: F01, exempt_if: [{module: F02, completed_before: 2022-01-01}]": [
        "F01; F02 before 2022-01-01 exempts.", "F01; F02 before 1 January 2022 exempts.", "F01; F02 before 2022 exempts."
    ],
    "module: F01, until: 2031-06-30": ["F01 through 30 June 2031.", "F01 before 2031-07-01.", "F01 until June 2031."],
    "module: F01, pass_mark: 70": ["F01 with 70 %.", "F01 with a mark of 70."],
    'hours: {min: 30, categories: {online: {max_share: "1/2"}}}': [
        "30 hours, half of them online.", "30 hours, 50 % online.", "30 hours; 15, 1/2, online."
    ],
}  # fmt: skip
# Sentences that speak of more than their rule asks, without saying anything wrong.
MORE = [
    "12 hours in each cycle of 24 months.",
    "12 hours in two years, of the renewal that is open 90 days before the end.",
    "12 hours, as paragraph 3 of 2019 has it, for the 2 modules of form 7.",
    "Once in each cycle 12 hours, a year at least lying between.",
]


def _faults(fields: str, says: str) -> list[str]:
    sources = base().copy()
    sources.change(RULE, "    from: 2024-01-01\n    seal: 3b514950b571\n", "    from: 2030-01-01\n")
    sources.change(RULE, SAYS, "says: Valid for two years; renewal is open for the last 90 days.")
    sources.change(RULE, CPD, f'- {{id: cpd, {fields}, says: "{says}"}}')
    return [f"{fault.rule}: {fault.message}" for fault in sources.found()]


@pytest.mark.parametrize(("fields", "says"), [(fields, says) for fields, all_says in TRUE.items() for says in all_says])
def test_a_true_sentence_passes(fields: str, says: str) -> None:
    assert _faults(fields, says) == []


@pytest.mark.parametrize("says", MORE)
def test_a_sentence_may_say_more_of_its_rule(says: str) -> None:
    assert _faults("hours: {min: 12}", says) == []


@pytest.mark.parametrize("fields", TRUE)
def test_a_sentence_without_numbers_is_named(fields: str) -> None:
    (fault,) = _faults(fields, "Whatever is asked.")
    assert fault.startswith("sentence-disagrees: the sentence of `cpd` of `FSW` does not say ")


@given(st.integers(1, 500), st.integers(1, 500), st.sampled_from(["hour", "day", "point", "month"]))
def test_a_sentence_passes_if_and_only_if_it_says_the_number(asked: int, said: int, unit: str) -> None:
    fields = f"hours: {{min: {asked}, unit: {unit}}}" if unit != "month" else f"document: {{kind: plan, max_age_months: {asked}}}"
    faults = _faults(fields, f"The sentence says {said} {unit}s.")
    # The length of the certificate and of its window may be spoken of anywhere in the rule.
    assert bool(faults) == (asked != said), faults
    assert len(faults) <= 1


def _is_number(kind: object) -> bool:
    return any(one in (int, float, date) for one in (kind, *typing.get_args(kind)))


def test_every_field_of_a_rule_that_holds_a_number_or_a_day_is_known() -> None:
    unknown = []
    for kind in (*(one for one in vars(certification).values() if isinstance(one, type) and dataclasses.is_dataclass(one)), Equivalent):
        hints = typing.get_type_hints(kind)
        for field in dataclasses.fields(kind):
            if _is_number(hints[field.name]) and yaml_key(field) not in CARRYING.get(kind, {}) and field.name != "format":
                unknown.append(f"{kind.__name__}.{field.name}")
    assert unknown == []


def _shipped() -> Catalogue:
    return read_project(find_project(ROOT).disk).catalogue


def test_every_shipped_sentence_agrees_with_its_rule_in_every_country() -> None:
    found = check_project(find_project(ROOT), day=DAY).diagnostics
    assert [fault for fault in found if fault.rule.startswith("sentence-")] == []


def test_no_number_of_a_shipped_rule_can_be_changed_without_its_sentence() -> None:
    """Every length, amount and count of every shipped rule in turn; what the sentence of a group says of it is another matter."""
    catalogue = _shipped()
    unseen = []
    count = 0
    for unit in catalogue.certifications.values():
        lines = find_project(ROOT).disk.read(unit.path).decode().split("\n")
        for number, line in enumerate(lines, start=1):
            for field in ("months: ", "min: ", "window_days: ", "grace_days: ", "within_last_months: ", "any: ", "of_last: ", "days: "):
                start = line.find(field)
                digits = line[start + len(field) :].split(",")[0].split("}")[0].strip() if start >= 0 else ""
                if line.lstrip().startswith("#") or not digits.isdecimal():
                    continue
                count += 1
                changed = line[: start + len(field)] + str(int(digits) + 7) + line[start + len(field) + len(digits) :]
                text = "\n".join([*lines[: number - 1], changed, *lines[number:]])
                if not _sentence_faults(unit.path, text):
                    unseen.append(f"{unit.path}:{number}: {field}")
    assert count > 80
    assert unseen == []


def _sentence_faults(path: str, text: str) -> bool:
    sources = base().copy()
    sources.write(path, text)
    reading = read_project(sources)
    unit = next(one for one in reading.catalogue.certifications.values() if one.path == path)
    return any(check_sentences(Catalogue(certifications={unit.id: unit}), DAY))
