"""Invented histories for drawn rules: everything a learner may have on record, the same for the same seed."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

from practicum.model.civil_day import LONG_AGO, day_number
from practicum.model.requirement import RuleTables
from tests.matching.invented import START, Records, any_day, facts
from tests.matching.invented_rules import CERTIFICATIONS, COUNTRIES, SPARED

SUPERVISORS = ("S0", "S1", "S2")
# Columns with the day of something, by which a row may be vague.
VAGUE = ("date", "start", "end", "until", "from")


def _days(seed: int, learners: int) -> dict[str, int]:
    return {ask["learner"]: day_number(ask["as_of"]) for ask in questions(seed, learners)}


def histories(seed: int, learners: int, rules: RuleTables, spared: frozenset[str] = SPARED) -> Records:
    """The tidy tables of some learners and their supervisors."""
    chance = random.Random(seed + 7)
    records = facts(seed, learners)
    lengths = {row["certification"]: row["months"] >= 0 or row["yearly"] or row["first_due"] != LONG_AGO for row in rules.rows("rules")}
    lasting = {name for name, long in lengths.items() if not long}
    for table in ("cpd", "supervised", "supervision", "observations", "vetting", "declarations", "appointments", "awards", "leave"):
        records[table] = []
    records["certificates"] = []
    records["agencies"] = [{"agency": agency, "country": country} for agency, country in (("X", "NV"), ("Y", "BE"), ("Z", "BE"))]
    for row in records["posts"]:
        row["agency"] = chance.choice(("X", "Y", "Z", "X"))
    for row in records["completions"]:
        row["edition"] = chance.choice((None, "NV", "BE", "BE"))
    for name, as_of in _days(seed, learners).items():
        _learner(chance, name, as_of, records, lasting, spared)
    for name in SUPERVISORS:
        _supervisor(chance, name, records, spared)
    if "vague" not in spared:
        for number in range(learners):
            _vaguely(chance, f"L{number}", records)
    return records


def _vaguely(chance: random.Random, learner: str, records: Records) -> None:
    """Some learners have days that are known only by the year, or some by the month."""
    if chance.random() >= 0.1:
        return
    rows = [row for name in sorted(records) for row in records[name] if row.get("learner") == learner]
    year = chance.random() < 0.3
    for row in chance.sample(rows, min(len(rows), 1 if year else chance.randrange(1, 4))):
        columns = [name for name in VAGUE if row.get(name) is not None]
        if columns:
            column = chance.choice(columns)
            row[f"{column}_last"] = row[column] + (364 if year else chance.choice((27, 29, 30)))


def _add(chance: random.Random, records: Records, table: str, learner: str, count: int, **columns: Any) -> None:
    """Some rows of one table; a callable column is thrown for each row."""
    start = len(records[table])
    for index in range(count):
        day = any_day(chance)
        row = {name: value(day) if callable(value) else value for name, value in columns.items()}
        row = {"learner": learner, "record_id": f"{learner}-{table}{start + index}", "source": "form", **row}
        row["recorded_at"] = day + chance.randrange(0, 120) if chance.random() < 0.3 else None
        row["voids"] = None
        records[table].append(row)
        if chance.random() < 0.03:
            # A correction: the same with another id, in place of the first.
            records[table].append({**row, "record_id": f"{row['record_id']}c", "voids": row["record_id"]})


def _learner(chance: random.Random, name: str, as_of: int, records: Records, lasting: set[str], spared: frozenset[str]) -> None:
    pick = chance.choice

    def few(most: int) -> int:
        return chance.randrange(0, most)

    _add(
        chance,
        records,
        "cpd",
        name,
        few(14),
        date=lambda day: day,
        kind=lambda _day: pick((None, "course", "group", "reading")),
        quantity=lambda _day: pick((0.5, 1.0, 2.0, 3.5, 5.0)),
        unit=lambda _day: pick(("hour", "hour", "hour", "hour", "point", "item", "day")),
        category=lambda _day: pick((None, "ethics", "online", "other")),
        module=lambda _day: pick((None, None, "A", "E")),
        peer_reflection=lambda _day: pick((None, True, False)),
        approved=lambda _day: pick((None, True, True, False)),
    )
    _parts(chance, records, name)
    _add(
        chance,
        records,
        "supervised",
        name,
        few(8),
        date=lambda day: day,
        module=lambda _day: pick((None, "D", "D")),
        quantity=lambda _day: pick((1.5, 3.0, 6.0)),
        unit=lambda _day: pick((None, "hour", "hour", "hour", "day")),
        category=lambda _day: pick((None, "skills_day", "visit")),
        supervisor=lambda _day: pick((None, name, *SUPERVISORS, *SUPERVISORS)),
        signed=lambda _day: pick((None, True, True, True, False)),
    )
    contact = ("supervision", None, "supervision", "reflective_conversation", "review")
    _add(chance, records, "supervision", name, few(10), date=lambda day: day, kind=lambda _day: pick(contact))
    _add(
        chance,
        records,
        "observations",
        name,
        few(5),
        date=lambda day: day,
        competency=lambda _day: pick(("Q1", "Q2")),
        level=lambda _day: pick((1, 2, 3, 4)),
        role_of_observer=lambda _day: pick((None, "SUP", "TRA")),
        evidence=lambda _day: pick((None, "self", "verified")),
    )
    result = (None, "clear", "clear", "not_clear")
    _add(
        chance,
        records,
        "vetting",
        name,
        few(4),
        date=lambda day: day,
        kind=lambda _day: pick(("vetting", "referee")),
        result=lambda _day: pick(result),
    )
    _add(
        chance,
        records,
        "declarations",
        name,
        few(3),
        date=lambda day: day,
        kind=lambda _day: pick(("conduct", "health")),
        discussed_with=lambda _day: pick((None, "M1")),
    )
    _add(chance, records, "appointments", name, few(2), date=lambda day: day, role=lambda _day: pick(("R1", "R2")))
    _add(
        chance,
        records,
        "awards",
        name,
        few(2),
        date=lambda day: day,
        kind=lambda _day: pick(("degree", "test")),
        subject=lambda _day: pick((None, "law", "art")),
    )
    _add(chance, records, "leave", name, few(3), start=lambda day: day, end=lambda day: day + pick((0, 20, 90)))
    if chance.random() < 0.5:
        _issued(chance, records, name, few(5))
    _decisions(chance, records, name, as_of, lasting, spared)


def _parts(chance: random.Random, records: Records, name: str) -> None:
    """Some activities with a part of their own that belongs to a category."""
    for row in [row for row in records["cpd"] if row["learner"] == name and not row["voids"]]:
        if chance.random() < 0.15:
            part = {**row, "record_id": f"{row['record_id']}p", "part_of": row["record_id"], "module": None}
            records["cpd"].append({**part, "quantity": row["quantity"] / 2, "category": chance.choice(("ethics", "online"))})


def _issued(chance: random.Random, records: Records, learner: str, count: int) -> None:
    pick = chance.choice
    _add(
        chance,
        records,
        "certificates",
        learner,
        count,
        certification=lambda _day: f"K{chance.randrange(CERTIFICATIONS)}",
        start=lambda day: day,
        end=lambda day: pick((None, day + pick((150, 365, 700)))),
    )


def _decisions(chance: random.Random, records: Records, learner: str, as_of: int, lasting: set[str], spared: frozenset[str]) -> None:
    pick = chance.choice
    own = [row["record_id"] for row in records["certificates"] if row["learner"] == learner]
    for index in range(chance.randrange(0, 5)):
        kind = pick(("approval", "approval", "late_award", "revocation", "waiver"))
        name = f"K{chance.randrange(CERTIFICATIONS)}"
        subject = f"{name}/{pick(('award', 'renew'))}"
        if kind == "approval":
            subject = pick(("R1", name))
        elif kind in ("late_award", "revocation"):
            subject = name
        if kind == "revocation" and own and chance.random() < 0.3 and "revoked_paper" not in spared:
            subject = pick(own)
        if kind == "revocation" and subject in lasting and "lasting_revocation" in spared:
            kind = "late_award"
        first = any_day(chance)
        if kind == "revocation" and "early_revocation" in spared:
            first = as_of + pick((-3, 0, 1, 30))
        records["decisions"].append(
            {
                "learner": learner,
                "record_id": f"{learner}-e{index}",
                "kind": kind,
                "subject": subject,
                "decision": pick(("granted", "granted", "granted", "refused", None)),
                "from": first,
                "until": first + pick((100, 400)) if kind in ("waiver", "approval") and chance.random() < 0.6 else None,
                "approver": "board",
                "reason": "stated",
                "recorded_at": first + chance.randrange(0, 100) if chance.random() < 0.3 else None,
                "voids": None,
            }
        )


def _supervisor(chance: random.Random, name: str, records: Records, spared: frozenset[str]) -> None:
    pick = chance.choice
    rows: Records = {"certificates": []}
    _add(
        chance,
        rows,
        "certificates",
        name,
        3,
        certification=lambda _day: pick(("SUP", "SUP", "TRA")),
        start=lambda day: day - 300,
        end=lambda day: pick((None, day + pick((100, 365, 700)))),
    )
    for row in rows["certificates"]:
        row["recorded_at"] = None
        if "supervisor_void" in spared:
            row["voids"] = None
    records["certificates"] += rows["certificates"]
    if chance.random() < 0.4 and "supervisor_revoked" not in spared:
        first = any_day(chance)
        records["decisions"].append(
            {
                "learner": name,
                "record_id": f"{name}-r",
                "kind": "revocation",
                "subject": "SUP",
                "decision": "granted",
                "from": first,
                "until": None,
                "approver": "board",
                "reason": "stated",
                "recorded_at": None,
                "voids": None,
            }
        )


def questions(seed: int, learners: int) -> list[dict[str, Any]]:
    """One question for each learner and certification, each learner on one day and by the rules of one country."""
    chance = random.Random(seed + 11)
    found = []
    for number in range(learners):
        as_of = START + timedelta(days=chance.randrange(200, 1900))
        known = as_of + timedelta(days=chance.randrange(-60, 200)) if chance.random() < 0.4 else None
        country = chance.choice(COUNTRIES)
        found += [
            {"learner": f"L{number}", "certification": f"K{index}", "as_of": as_of, "known_at": known, "role": "R1", "country": country}
            for index in range(CERTIFICATIONS)
        ]
    return found
