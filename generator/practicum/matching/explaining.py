"""Explaining: the whole tree of one learner, with every record that counted and every one that did not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from practicum.matching.verdicts import Verdicts, evaluate_one
from practicum.model.civil_day import day_number
from practicum.model.record import TABLES
from practicum.model.requirement import Row, RuleTables
from practicum.spans import Span
from practicum.tables.engine import as_arrow

HELD = frozenset({"met", "met_by_waiver", "met_by_exemption", "met_by_prior_learning"})


@dataclass(frozen=True)
class Evidence:
    """A record that was looked at; ``reason`` says why it does not count and is empty where it does."""

    record: str
    day: int | None = None
    via: str = ""
    reason: str = ""
    valid_from: int | None = None
    valid_until: int | None = None
    file: str = ""
    row: int | None = None


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
class RequirementExplanation:
    """A requirement with everything that decided it; a group holds its parts."""

    requirement: str
    says: str
    kind: str
    part: str
    state: str
    reason: str
    deciding_record: str
    via: str
    valid_from: int | None
    valid_until: int | None
    missing: float | None
    missing_unit: str
    deadline: int | None
    advisory: bool
    used: tuple[Evidence, ...]
    rejected: tuple[Evidence, ...]
    closing: tuple[str, ...]
    place: Span | None
    disagreements: tuple[Disagreement, ...]
    parts: tuple[RequirementExplanation, ...]


@dataclass(frozen=True)
class Explanation:
    """One learner and one certification with the tree of its requirements."""

    learner: str
    certification: str
    as_of: int
    state: str
    also: tuple[str, ...]
    reason: str
    valid_from: int | None
    valid_until: int | None
    deadline: int | None
    started_by: str
    disagreement: str
    rule_version: str
    place: Span | None
    requirements: tuple[RequirementExplanation, ...]


def explain(rules: RuleTables, records: Mapping[str, Any], learner: str, *, as_of: date, known_at: date | None = None) -> list[Explanation]:
    """Every certification asked of one learner on a day, explained; the verdicts are those of ``evaluate``."""
    verdicts = evaluate_one(rules, records, learner, as_of=as_of, known_at=known_at)
    return _Tree(rules, verdicts, records, learner, day_number(as_of)).explanations()


class _Tree:
    """The verdicts of one learner by requirement."""

    def __init__(self, rules: RuleTables, verdicts: Verdicts, records: Mapping[str, Any], learner: str, as_of: int) -> None:
        self.verdicts, self.learner, self.as_of = verdicts, learner, as_of
        self.spans: dict[tuple[str, str, str], Span] = {}
        self.rule_spans: dict[tuple[str, str, str], Span] = {}
        self.numbers: dict[tuple[str, str, str], Row] = {}
        owners = {row["rule"]: row for row in rules.rows("rules")}
        for row in rules.rows("requirements"):
            rule = owners[row["rule"]]
            key = (rule["country"], rule["version"], row["id"])
            self.spans[key] = rules.spans[row["req"]]
            self.numbers[key] = row
            if row["req"] == rule["award"]:
                self.rule_spans[rule["country"], rule["certification"], rule["version"]] = rules.spans[row["req"]]
        self.known = set(rules.countries)
        self.places = _places(records, learner)
        self.used = _by_requirement(verdicts.pieces)
        self.rejected = _by_requirement(verdicts.losers)
        self.closings = _by_requirement(verdicts.closings)
        self.disagreements = _by_requirement(verdicts.disagreements)

    def explanations(self) -> list[Explanation]:
        """One explanation a certification."""
        rows: dict[str, list[Row]] = defaultdict(list)
        for row in self.verdicts.requirements.rows():
            rows[row["certification"]].append(row)
        return [
            self._certificate(row, rows[row["certification"]])
            for row in self.verdicts.certificates.rows()
            if row["learner"] == self.learner
        ]

    def _certificate(self, row: Row, nodes: list[Row]) -> Explanation:
        country = row["country"] if row["country"] in self.known else ""
        below: dict[str, list[Row]] = defaultdict(list)
        for node in sorted(nodes, key=lambda each: (each["depth"], each["position"])):
            below[node["parent"]].append(node)
        # What a return asks is shown to those who are away, and only the band that holds for them.
        asked = [each for each in below[""] if each["part"] != "re_entry" or each["state"] != "not_applicable"]
        order = {"re_entry": 0, "award": 1, "always_in_date": 2, "renew": 3}
        tops = sorted(asked, key=lambda each: (order[each["part"]], each["position"]))
        return Explanation(
            learner=row["learner"],
            certification=row["certification"],
            as_of=self.as_of,
            state=row["state"],
            also=tuple(row["also"].split()),
            reason=row["reason"],
            valid_from=row["valid_from"],
            valid_until=row["valid_until"],
            deadline=row["deadline"],
            started_by=row["started_by"],
            disagreement=row["disagreement"],
            rule_version=row["rule_version"],
            place=self.rule_spans.get((country, row["certification"], row["rule_version"])),
            requirements=tuple(self._node(country, top, below) for top in tops),
        )

    def _node(self, country: str, row: Row, below: Mapping[str, list[Row]]) -> RequirementExplanation:
        key = (country, row["rule_version"], row["requirement"])
        here = (row["certification"], row["requirement"])
        losing = {(each["record_id"], each["via"]): each["reason"] for each in reversed(self.rejected.get(here, []))}
        used = tuple(
            self._evidence(each, "")
            for each in self.used.get(here, [])
            if (each["record_id"], each["via"]) not in losing and each["s"] <= self.as_of <= each["e"]
        )
        rejected = tuple(self._evidence(each, each["reason"]) for each in self.rejected.get(here, []))
        return RequirementExplanation(
            requirement=row["requirement"],
            says=row["says"],
            kind=row["kind"],
            part=row["part"],
            state=row["state"],
            reason=row["reason"],
            deciding_record=row["deciding_record"],
            via=row["via"],
            valid_from=row["valid_from"],
            valid_until=row["valid_until"],
            missing=row["missing"],
            missing_unit=row["missing_unit"],
            deadline=row["deadline"],
            advisory=row["advisory"],
            used=used,
            rejected=rejected,
            closing=self._closing(row, here),
            place=self.spans.get(key),
            disagreements=tuple(_disagreement(each) for each in self.disagreements.get(here, ())),
            parts=tuple(self._node(country, child, below) for child in below.get(row["requirement"], ())),
        )

    def _closing(self, row: Row, here: tuple[str, str]) -> tuple[str, ...]:
        if row["state"] in HELD or row["state"] == "not_applicable" or not row["missing"]:
            return ()
        listed = [each["unit"] for each in self.closings.get(here, [])]
        return tuple(listed) or (f"{row['missing']:g} {row['missing_unit']}" if ":" not in row["missing_unit"] else row["missing_unit"],)

    def _evidence(self, row: Row, reason: str) -> Evidence:
        file, line = self.places.get(row["record_id"], ("", None))
        return Evidence(
            record=row["record_id"],
            day=row["day"],
            via=row["via"],
            reason=reason,
            valid_from=row.get("s"),
            valid_until=row.get("e"),
            file=file,
            row=line,
        )


def _disagreement(row: Row) -> Disagreement:
    return Disagreement(row["module"], row["competency"], row["level_needed"], row["level_found"], row["side"], row["record"])


def _by_requirement(table: Any) -> dict[tuple[str, str], list[Row]]:
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in table.rows():
        found[row["certification"], row["requirement"]].append(row)
    return found


def _places(records: Mapping[str, Any], learner: str) -> dict[str, tuple[str, int | None]]:
    """Where each of the learner's records was read, where the tables say so."""
    found: dict[str, tuple[str, int | None]] = {}
    kinds = {"learner": "code", "record_id": "code", "file": "code", "row": "whole"}
    for name, table in records.items():
        if name in TABLES:
            for row in as_arrow(table, kinds).to_pylist():
                if row["record_id"] and row["learner"] == learner:
                    found[row["record_id"]] = (row["file"] or "", row["row"])
    return found
