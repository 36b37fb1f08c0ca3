"""The engine's rows beside the oracle's: where they differ on one run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from practicum.matching import Verdicts
from practicum.model.civil_day import FOR_EVER, LONG_AGO, day_number
from practicum.model.requirement import RuleTables
from tests.matching.oracle import Oracle
from tests.matching.oracle_modules import HELD, Verdict

ONLY_MODULES = frozenset({"all", "any", "routes", "modules", "module"})


def _shown(verdict: Verdict) -> dict[str, Any]:
    """An oracle's verdict in the columns of the requirements table."""
    held = verdict.state in HELD
    until = verdict.until if held else verdict.ended
    return {
        "state": verdict.state,
        "reason": verdict.reason if verdict.state != "not_applicable" else "",
        "valid_until": None if until <= LONG_AGO or until >= FOR_EVER else until,
        "valid_from": None if not held or verdict.since <= LONG_AGO else verdict.since,
        "deadline": None if verdict.deadline >= FOR_EVER or verdict.state == "not_applicable" else verdict.deadline,
        "deciding_record": verdict.record,
        "via": verdict.via,
        "missing": float(verdict.missing),
    }


def disagreements(
    rules: RuleTables, records: Mapping[str, list[dict[str, Any]]], asks: Iterable[Mapping[str, Any]], verdicts: Verdicts
) -> list[str]:
    """Every field in which the engine and the oracle differ, for asks whose rules the oracle knows."""
    kinds: dict[int, set[str]] = {}
    for row in rules.rows("requirements"):
        kinds.setdefault(row["rule"], set()).add(row["kind"])
    owners = {(row["country"], row["certification"]): row for row in rules.rows("rules")}
    nodes: dict[tuple[int, str], Mapping[str, Any]] = {(row["ask"], row["requirement"]): row for row in verdicts.requirements.rows()}
    certificates = {row["ask"]: row for row in verdicts.certificates.rows()}
    found = []
    for number, ask in enumerate(asks):
        rule = owners[ask.get("country", ""), ask["certification"]]
        if not kinds[rule["rule"]] <= ONLY_MODULES or rule["falls_with"] or rule["closes"] < FOR_EVER or rule["no_award_after"] < FOR_EVER:
            continue
        known = FOR_EVER if ask.get("known_at") is None else day_number(ask["known_at"])
        oracle = Oracle(rules, records, ask["learner"], day_number(ask["as_of"]), known)
        for row in rules.rows("requirements"):
            if row["rule"] == rule["rule"] and row["part"] != "renew":
                wanted, got = _shown(oracle.verdict(row)), nodes[number, row["id"]]
                found += [
                    f"{ask['learner']} {ask['as_of']} {row['id']}: {name} {got[name]!r}, oracle {value!r}"
                    for name, value in wanted.items()
                    if got[name] != value
                ]
        verdict = oracle.certificate(rule)
        got = certificates[number]
        until = (
            verdict.until
            if verdict.state in ("certified", "due") or (verdict.state == "restricted" and verdict.ended == LONG_AGO)
            else verdict.ended
        )
        wanted = {
            "state": verdict.state,
            "reason": verdict.reason,
            "valid_until": None if until <= LONG_AGO or until >= FOR_EVER else until,
            "deadline": None if verdict.deadline >= FOR_EVER else verdict.deadline,
        }
        found += [
            f"{ask['learner']} {ask['as_of']} certificate: {name} {got[name]!r}, oracle {value!r}"
            for name, value in wanted.items()
            if got[name] != value
        ]
    return found
