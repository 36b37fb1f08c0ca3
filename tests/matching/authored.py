"""Entries of ``tests/situations/boundaries``: each brings a rule, modules and a history of its own, and all are judged at once.

Names belong to their entry, so that `M1` of one is not `M1` of another; rules and modules go through the reader like any file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import yaml

from practicum.model.catalogue import Unit
from practicum.model.certification import Certification
from practicum.model.curriculum import Assessment, Module, Pass
from practicum.model.requirement import RuleTables, join_rules
from practicum.model.source import Text
from practicum.reading.building import build
from practicum.reading.yaml_tree import read_tree
from practicum.records import Intake, KnownIds
from practicum.resolving.requirement_rows import compile_rules
from practicum.spans import Span
from tests.matching.histories import record_files, taken_in

FOLDER = Path(__file__).parent.parent / "situations" / "boundaries"
ROLE = "WORKER"
# The day on which the files are read; rows may lie after it only where they say that they were recorded later.
TODAY = date(2030, 1, 1)
AGENCIES = {"A": "NV", "B": "BM", "K": "KE"}
ZONES = {"NV": "UTC", "BM": "UTC", "KE": "Africa/Nairobi"}
T = TypeVar("T")


@dataclass(frozen=True)
class Question:
    """One day of an entry."""

    entry: str
    as_of: date
    known_at: date | None
    expect: Any
    says: str

    @property
    def asked(self) -> str:
        return f"{self.as_of}" + (f" known {self.known_at}" if self.known_at else "")


@dataclass(frozen=True)
class Entries:
    """Everything the entries say, ready to be judged."""

    rules: RuleTables
    intake: Intake
    questions: tuple[Question, ...]
    asks: tuple[dict[str, Any], ...]
    set_aside: Mapping[str, list[str]]
    topics: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


def read_entries(folder: Path = FOLDER) -> Iterator[dict[str, Any]]:
    """Every entry of every file, in order."""
    for path in sorted(folder.glob("*.yaml")):
        yield from yaml.safe_load(path.read_text("utf-8"))


def unit(kind: str, made: type[T], name: str, fields: Mapping[str, Any]) -> Unit[T]:
    """An authored thing from its fields, through the reader; a fault in it is the entry's."""
    path = f"{name}.yaml"
    tree, faults = read_tree(path, yaml.safe_dump(dict(fields), sort_keys=False, allow_unicode=True).encode())
    assert tree is not None, faults
    value, faults = build(made, tree, path)
    assert value is not None, [fault.message for fault in faults]
    return Unit(kind, name, path, value, tree)


class Named:
    """An entry in which every name of its own carries the entry's id."""

    def __init__(self, entry: Mapping[str, Any]) -> None:
        self.id = str(entry["id"])
        others = entry.get("certifications", {})
        rows = [row for table in entry["records"].values() for row in table]
        own = [*entry.get("modules", {}), *entry.get("competencies", ()), *entry.get("people", {}), *others]
        own += [row["record_id"] for row in rows if "record_id" in row]
        self.own = {name: f"{self.id}.{name}" for name in own} | {"RULE": self.id}
        self.entry = entry

    def part(self, name: str, default: Any = None) -> Any:
        return self.renamed(self.entry.get(name, {} if default is None else default))

    def renamed(self, value: Any) -> Any:
        if isinstance(value, Mapping):
            return {self.own.get(key, key): self.renamed(one) for key, one in value.items()}
        if isinstance(value, list):
            return [self.renamed(one) for one in value]
        return self.own.get(value, value) if isinstance(value, str) else value

    def certifications(self) -> dict[str, Unit[Certification]]:
        rules = {self.id: self.part("rule"), **self.part("certifications")}
        return {name: unit("certification", Certification, name, _certification(name, rule)) for name, rule in rules.items()}

    def modules(self) -> tuple[dict[str, Unit[Module]], dict[str, Unit[Assessment]]]:
        modules, assessments = {}, {}
        for name, fields in self.part("modules").items():
            given = dict(fields)
            mark = given.pop("pass", None)
            teaches = [{"competency": one, "level": level} for one, level in given.pop("teaches", {}).items()]
            versions = [
                {"hours": 1, "teaches": teaches, **version}
                for version in given.pop("versions", [{"version": "1", "from": date(1990, 1, 1)}])
            ]
            about = {"format": 1, "id": name, "title": name[:100], "status": "planned", "summary": "-", "purpose": "-"}
            modules[name] = unit("module", Module, name, {**about, **given, "versions": versions})
            if mark is not None:
                paper = Assessment(format=1, module=name, kind=("quiz",), task="", passing=Pass(mark=mark, rule=""), assessor="TRA")
                assessments[name] = Unit("assessment", name, f"{name}.yaml", paper, Text(None, Span(f"{name}.yaml")))
        return modules, assessments

    def questions(self) -> Iterator[Question]:
        for asked, expect in self.entry["days"].items():
            days = [asked] if isinstance(asked, date) else [date.fromisoformat(day) for day in re.split(" known ", asked)]
            yield Question(self.id, days[0], days[1] if len(days) > 1 else None, expect, self.entry["says"])


def _certification(name: str, rule: Mapping[str, Any]) -> dict[str, Any]:
    given = rule["versions"] if "versions" in rule else [{"version": "1", "from": date(1990, 1, 1), **rule}]
    return {"format": 1, "id": name, "role": ROLE, "title": name[:100], "versions": [{"says": "-", **version} for version in given]}


@cache
def entries(folder: Path = FOLDER) -> Entries:
    """All entries of a folder as one run."""
    named = [Named(entry) for entry in read_entries(folder)]
    modules: dict[str, Unit[Module]] = {}
    assessments: dict[str, Unit[Assessment]] = {}
    certifications: dict[str, dict[str, Unit[Certification]]] = {}
    histories: dict[str, Any] = {}
    for one in named:
        more, papers = one.modules()
        modules |= more
        assessments |= papers
        certifications.setdefault(one.entry.get("country", ""), {}).update(one.certifications())
        histories |= {one.id: one.part("records"), **one.part("people")}
    rules = join_rules(compile_rules(units, modules, assessments, country=country) for country, units in sorted(certifications.items()))
    folder = record_files(histories, agencies=AGENCIES)
    known = KnownIds(modules={name: frozenset(version.version for version in each.value.versions) for name, each in modules.items()})
    home = {one.id: one.entry.get("country", "") for one in named}
    questions = tuple(question for one in named for question in one.questions())
    asks = tuple(
        {
            "learner": one.entry,
            "certification": one.entry,
            "role": ROLE,
            "country": home[one.entry],
            "as_of": one.as_of,
            "known_at": one.known_at,
        }
        for one in questions
    )
    return Entries(
        rules,
        taken_in(folder, known=known, today=TODAY, zones=ZONES),
        questions,
        asks,
        {one.id: sorted(one.entry.get("set_aside", [])) for one in named},
        {one.id: tuple(one.entry["topics"]) for one in named},
    )
