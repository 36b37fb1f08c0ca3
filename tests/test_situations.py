"""The planted learners of the sample, asked as a training lead would; every verdict was worked out by hand."""

from __future__ import annotations

import random
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from practicum.matching import evaluate_asks, explain
from practicum.model.civil_day import civil
from practicum.records import Intake, KnownIds, read_folder
from practicum.records.sample import SAMPLE_DAY, sample
from practicum.workspace.learners import rules_of
from practicum.workspace.project import Checked, check_project, find_project

HERE = Path(__file__).parent
ENTRIES = [entry for path in sorted((HERE / "situations").glob("*.yaml")) for entry in yaml.safe_load(path.read_text("utf-8"))]


class InMemory:
    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files

    def list(self) -> list[str]:
        return sorted(self.files)

    def open(self, name: str) -> bytes:
        return self.files[name]


@cache
def checked() -> Checked:
    return check_project(find_project(HERE.parent), day=date(2026, 11, 21))


@cache
def records() -> Intake:
    """The sample as it is taken in."""
    zones = {code: unit.value.zone for code, units in checked().catalogue.countries.items() for unit in units if unit.value.zone}
    return read_folder(InMemory(sample(random.Random(2026))), catalogue_ids=KnownIds.of(checked().catalogue), today=SAMPLE_DAY, zones=zones)


@cache
def answers() -> dict[str, tuple[dict[str, Any], dict[str, dict[str, Any]]]]:
    """Every question's certificate row and requirement rows, by the question's id; all are asked in one go."""
    intake = records()
    country = {row["agency"]: row["country"] for row in intake.tables["agencies"].to_pylist()}
    homes = {}
    for row in sorted(intake.tables["posts"].to_pylist(), key=lambda one: one["start"]):
        homes[row["learner"]] = country[row["agency"]]
    asks = [{**entry, "country": homes.get(entry["learner"], "")} for entry in ENTRIES]
    verdicts = evaluate_asks(rules_of(checked(), day=SAMPLE_DAY), intake.tables, asks, engine="polars")
    found: dict[str, tuple[dict[str, Any], dict[str, dict[str, Any]]]] = {entry["id"]: ({}, {}) for entry in ENTRIES}
    for row in verdicts.certificates:
        found[ENTRIES[row["ask"]]["id"]] = (row, found[ENTRIES[row["ask"]]["id"]][1])
    for row in verdicts.requirements:
        found[ENTRIES[row["ask"]]["id"]][1][row["requirement"].rpartition("/")[2]] = row
    return found


def shown(value: Any) -> Any:
    return civil(value) if isinstance(value, int) else value


def differences(entry: dict[str, Any]) -> list[str]:
    certificate, requirements = answers()[entry["id"]]
    if not certificate:
        return ["no verdict at all"]
    expect = entry["expect"]
    found = []
    for name in ("state", "reason"):
        if name in expect and certificate[name] != expect[name]:
            found.append(f"{name}: {certificate[name]} instead of {expect[name]}")
    if "version" in expect and certificate["rule_version"] != str(expect["version"]):
        found.append(f"version: {certificate['rule_version']} instead of {expect['version']}")
    open_modules = {row["missing_unit"].removeprefix("module:") for row in requirements.values() if row["state"] == "not_met"}
    found += [f"closes: nothing is missing that {module} would close" for module in expect.get("closes", ()) if module not in open_modules]
    for name in ("valid_from", "valid_until"):
        if name in expect and shown(certificate[name]) != expect[name]:
            found.append(f"{name}: {shown(certificate[name])} instead of {expect[name]}")
    for identifier, wanted in expect.get("requirements", {}).items():
        row = requirements.get(identifier.rpartition("/")[2])
        if row is None:
            found.append(f"{identifier}: no such requirement")
            continue
        for name, value in wanted.items():
            if name in ("state", "reason") and row[name] != value:
                found.append(f"{identifier}.{name}: {row[name]} instead of {value}")
            if name in ("valid_from", "valid_until", "deadline") and shown(row[name]) != value:
                found.append(f"{identifier}.{name}: {shown(row[name])} instead of {value}")
            if name == "counted" and row["counted"] != value:
                found.append(f"{identifier}.counted: {row['counted']} instead of {value}")
            if name == "deciding" and row["deciding_record"] != value:
                found.append(f"{identifier}.deciding: {row['deciding_record']} instead of {value}")
            if name == "missing" and row["missing"] != next(iter(value.values())):
                found.append(f"{identifier}.missing: {row['missing']} instead of {value}")
    return found


@pytest.mark.parametrize("entry", ENTRIES, ids=[entry["id"] for entry in ENTRIES])
def test_the_verdict_is_the_one_worked_out_by_hand(entry: dict[str, Any]) -> None:
    assert not differences(entry), f"{entry['says']}\n" + "\n".join(differences(entry))


def test_somebody_who_is_away_is_told_what_their_return_asks() -> None:
    """P04 was off the register for over two years and under five: that band is explained, and no other."""
    explained = explain(rules_of(checked(), day=SAMPLE_DAY), records().tables, "P04", as_of=SAMPLE_DAY)
    (found,) = (one for one in explained if one.certification == "CSW")
    assert [one.requirement for one in found.requirements if "/re_entry/" in one.requirement] == [
        "CSW/re_entry/two-to-five-years/return-days-30"
    ]
