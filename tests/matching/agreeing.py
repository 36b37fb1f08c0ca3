"""The engine's rows beside the oracle's: where they differ on one run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from practicum.matching import Verdicts
from practicum.model.civil_day import FOR_EVER, LONG_AGO, day_number
from practicum.model.requirement import RuleTables
from tests.matching.oracle_pieces import HELD, Row, Verdict
from tests.matching.oracle_readings import answers


def _day(day: int) -> int | None:
    return None if day <= LONG_AGO or day >= FOR_EVER else day


def requirement_columns(verdict: Verdict) -> dict[str, Any]:
    """An oracle's verdict in the columns of the requirements table."""
    held = verdict.state in HELD and not verdict.short
    silent = verdict.state == "not_applicable"
    return {
        "state": verdict.state,
        "reason": "" if silent else verdict.reason,
        "valid_until": _day(verdict.until if held else verdict.ended),
        "valid_from": _day(verdict.since) if held else None,
        "deadline": None if silent else _day(verdict.deadline),
        "deciding_record": verdict.record,
        "via": verdict.via,
        "missing": float(verdict.missing),
    }


def certificate_columns(verdict: Verdict, holds: bool) -> dict[str, Any]:
    """An oracle's verdict in the columns of the certificates table."""
    found = {
        "state": verdict.state,
        "reason": verdict.reason,
        "valid_until": _day(verdict.until if holds else verdict.ended),
        "deadline": _day(verdict.deadline),
    }
    if verdict.short:
        # Time of a requirement's own after an appointment or a move: the engine shows the end of the post's bridge instead.
        del found["deadline"]
    return found


def beyond_the_oracle(rules: RuleTables) -> set[tuple[str, str]]:
    """Countries and certifications whose rules ask for something the oracle does not know, or look at one that does.

    It does not know what is asked only after an event; nor learners with prior learning, who are left out.
    """
    owner = {row["rule"]: row for row in rules.rows("rules")}
    nodes = {row["req"]: row for row in rules.rows("requirements")}

    def table(name: str) -> tuple[Row, ...]:
        return tuple(rules.tables.get(name, ()))

    beyond = set()
    for row in nodes.values():
        odd = row.get("only_then") or row.get("unseen")
        if odd and row["evaluated"]:
            beyond.add(row["rule"])
    found = {(owner[rule]["country"], owner[rule]["certification"]) for rule in beyond}
    looks = {(row["country"], row["certification"], row["falls_with"]) for row in owner.values() if row["falls_with"]}
    for row in rules.rows("names"):
        if row["use"] == "any_of":
            rule = owner[nodes[row["req"]]["rule"]]
            looks.add((rule["country"], rule["certification"], row["name"]))
    while more := {(country, name) for country, name, base in looks if (country, base) in found} - found:
        found |= more
    return found


def _differs(got: Any, wanted: Any) -> bool:
    if isinstance(got, float) and isinstance(wanted, float):
        return abs(got - wanted) > 1e-6
    return bool(got != wanted)


def disagreements(
    rules: RuleTables, records: Mapping[str, list[dict[str, Any]]], asks: Iterable[Mapping[str, Any]], verdicts: Verdicts
) -> list[str]:
    """Every field in which the engine and the oracle differ, for asks whose rules the oracle knows."""
    return compared(rules, records, asks, verdicts)[1]


def compared(
    rules: RuleTables, records: Mapping[str, list[dict[str, Any]]], asks: Iterable[Mapping[str, Any]], verdicts: Verdicts
) -> tuple[Counter[str], list[str]]:
    """How many questions (``compared``) and fields were compared, and every field in which the engine and the oracle differ."""
    roles = {(row["country"], row["certification"]): row["role"] for row in rules.rows("rules")}
    nodes: dict[tuple[int, str], Mapping[str, Any]] = {(row["ask"], row["requirement"]): row for row in verdicts.requirements.rows()}
    certificates = {row["ask"]: row for row in verdicts.certificates.rows()}
    found: list[str] = []
    counts: Counter[str] = Counter()
    beyond = beyond_the_oracle(rules)
    recognised = {row["learner"] for row in records.get("rpl", ())}
    for number, ask in enumerate(asks):
        if (ask.get("country", ""), ask["certification"]) in beyond or ask["learner"] in recognised:
            continue
        known = FOR_EVER if ask.get("known_at") is None else day_number(ask["known_at"])
        country, name = ask.get("country", ""), ask["certification"]
        role = ask.get("role") or roles[country, name]
        said, certificate, holds = answers(rules, records, ask["learner"], day_number(ask["as_of"]), known, country, role, name)
        here = f"{ask['learner']} {ask['as_of']}" + (f" known {ask['known_at']}" if ask.get("known_at") else "")
        pairs = [(row["id"], nodes[number, row["id"]], requirement_columns(verdict)) for row, verdict in said]
        pairs.append((name, certificates[number], certificate_columns(certificate, holds)))
        for what, got, wanted in pairs:
            counts["fields"] += len(wanted)
            found += [
                f"{here} {what}: {column} {got[column]!r}, oracle {value!r}"
                for column, value in wanted.items()
                if _differs(got[column], value)
            ]
        counts["compared"] += 1
    return counts, found
