"""The neutral facts of the vectors, mapped once to tidy tables: a case becomes a learner."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from practicum.model.civil_day import day_number

Rows = dict[str, list[dict[str, Any]]]


def bounds(value: Any, zone: str | None) -> tuple[int | None, int | None]:
    """The first and last day a date may mean: a civil day, a month, a year or an instant."""
    if value is None:
        return None, None
    if isinstance(value, datetime):
        value = value.astimezone(ZoneInfo(zone)).date() if value.tzinfo and zone else value.date()
    if isinstance(value, date):
        return day_number(value), day_number(value)
    text = str(value)
    if "T" in text:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
        found = moment.astimezone(ZoneInfo(zone)).date() if moment.tzinfo and zone else moment.date()
        return day_number(found), day_number(found)
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 1:
        return day_number(date(parts[0], 1, 1)), day_number(date(parts[0], 12, 31))
    if len(parts) == 2:
        return day_number(date(parts[0], parts[1], 1)), day_number(date(parts[0], parts[1], calendar.monthrange(parts[0], parts[1])[1]))
    return day_number(date(*parts)), day_number(date(*parts))


def tidy(case: Mapping[str, Any], modules: set[str], requirements: Mapping[str, str]) -> Rows:
    """The tidy tables of one case; ``modules`` are the module names its rules know, ``requirements`` its requirement ids by last part."""
    name, facts = str(case["id"]), case["facts"]
    zone = facts.get("zone")
    rows: Rows = {}

    def day(value: Any) -> int | None:
        return bounds(value, zone)[0]

    def add(table: str, **row: Any) -> None:
        rows.setdefault(table, []).append({"learner": name, **row})

    def module(code: str | None) -> str | None:
        return None if code is None else f"{name}~{code}"

    for each in facts.get("records", ()):
        first, last = bounds(each.get("date"), zone)
        add(
            "completions",
            record_id=each["id"],
            module=module(each.get("module")),
            date=first,
            date_last=last,
            score=each.get("score"),
            evidence=each.get("evidence", "verified"),
            source=each.get("source", "lms"),
            version=each.get("version"),
            edition=each.get("country"),
            issuer_end=day(each.get("issuer_end")),
            recorded_at=day(each.get("recorded")),
            voids=each.get("voids"),
        )
    for index, each in enumerate(facts.get("revocations", ())):
        add(
            "decisions",
            record_id=f"revocation{index}",
            kind="revocation",
            subject=each["record"],
            approver="board",
            reason="stated",
            recorded_at=day(each.get("recorded")),
            **{"from": day(each["effective"])},
        )
    for index, each in enumerate(facts.get("waivers", ())):
        item = each["item"]
        subject = module(item) if module(item) in modules else requirements.get(item, item)
        add(
            "decisions",
            record_id=f"waiver{index}",
            kind=each.get("kind", "waiver"),
            subject=subject,
            until=day(each.get("end")),
            approver=each.get("approver", "board"),
            reason=each.get("reason", "stated"),
            recorded_at=day(each.get("recorded")),
            **{"from": day(each["start"])},
        )
    for index, each in enumerate(facts.get("posts", ())):
        add("posts", record_id=f"post{index}", role=each["role"], agency="A", start=day(each["start"]), end=day(each.get("end")))
    for index, each in enumerate(facts.get("leaves", ())):
        add("leave", record_id=f"leave{index}", start=day(each["start"]), end=day(each["end"]), recorded_at=day(each.get("recorded")))
    for each in facts.get("assessments", ()):
        add(
            "observations",
            record_id=each["id"],
            competency=module(each["competency"]),
            level=each["level"],
            date=day(each["date"]),
            recorded_at=day(each.get("recorded")),
        )
    units = {"h": "hour", "day": "day", "point": "point", "item": "item"}
    for each in facts.get("activities", ()):
        categories = each.get("categories") or []
        add(
            "cpd",
            record_id=each["id"],
            date=day(each["date"]),
            quantity=float(each.get("amount", 1)),
            unit=units[each.get("unit", "h")],
            kind=each.get("kind"),
            category=next(iter(categories), None),
            approved=each.get("approved", True),
            recorded_at=day(each.get("recorded")),
        )
        # Beyond the first a category is a part of the row: the whole amount, or the amount that is written.
        for place, category in enumerate(list(categories)[1:]):
            part = categories[category] if isinstance(categories, Mapping) else each.get("amount", 1)
            add(
                "cpd",
                record_id=f"{each['id']}.{place}",
                part_of=each["id"],
                date=day(each["date"]),
                quantity=float(part),
                unit=units[each.get("unit", "h")],
                category=category,
                recorded_at=day(each.get("recorded")),
            )
    for each in facts.get("practice", ()):
        add(
            "supervised",
            record_id=each["id"],
            date=day(each["date"]),
            quantity=float(each["hours"]),
            unit="hour",
            signed=each.get("signed", True),
            supervisor=f"{name}~{each['supervisor']}" if each.get("supervisor") else None,
            recorded_at=day(each.get("recorded")),
        )
    for supervisor, spans in facts.get("supervisors", {}).items():
        for index, (first, last) in enumerate(spans):
            rows.setdefault("certificates", []).append(
                {
                    "learner": f"{name}~{supervisor}",
                    "record_id": f"{supervisor}{index}",
                    "certification": f"{name}~SUP",
                    "start": day(first),
                    "end": day(last),
                    "recorded_at": -700000,
                }
            )
    rule = case["rule"]
    provisional = rule.get("certificate", {}).get("provisional")
    if provisional:
        add("posts", record_id="post", role=rule["certificate"].get("role") or "PROVISIONAL", agency="A", start=day(provisional["start"]))
    if "by_due" in rule:
        add("certificates", record_id="issued", certification=name, start=day(date(2000, 1, 1)), end=day(rule["by_due"]["due"]))
    if "re_entry" in rule:
        gone = rule["re_entry"].get("off_since")
        last = day(gone) - 1 if gone else day(rule["re_entry"]["last_valid"])  # type: ignore[operator]
        add("certificates", record_id="issued", certification=name, start=day(date(2000, 1, 1)), end=last)
    for assessor, spans in facts.get("assessors", {}).items():
        for index, (first, last) in enumerate(spans):
            rows.setdefault("certificates", []).append(
                {
                    "learner": f"{name}~{assessor}",
                    "record_id": f"{assessor}{index}",
                    "certification": f"{name}~ASSESSOR",
                    "start": day(first),
                    "end": day(last),
                    "recorded_at": -700000,
                }
            )
    for each in facts.get("prior_learning", ()):
        assessors = [f"{name}~{one}" for one in each.get("assessors", ())]
        add(
            "rpl",
            record_id=each["id"],
            module=module(each["module"]),
            hours=float(each["hours"]),
            evidence_date=day(each["evidence_date"]),
            decided=day(each["decided"]),
            assessor=next(iter(assessors), None),
            second_assessor=next(iter(assessors[1:]), None),
            recorded_at=day(each.get("recorded")),
        )
    # A move is a post at home and, from its day on, one in the country moved to.
    moves = sorted(facts.get("moves", ()), key=lambda each: each["date"])
    for index, each in enumerate(moves):
        before = day(moves[index - 1]["date"]) if index else day(date(1990, 1, 1))
        last = day(each["date"]) - 1  # type: ignore[operator]
        add("posts", record_id=f"home{index}", role="MOVED", agency=f"in {each['home']}", start=before, end=last)
        add("posts", record_id=f"host{index}", role="MOVED", agency=f"in {each['host']}", start=day(each["date"]), end=None)
        for country in (each["home"], each["host"]):
            rows.setdefault("agencies", []).append({"agency": f"in {country}", "country": country})
    for index, source in enumerate(facts.get("source_rank", ())):
        rows.setdefault("sources", []).append({"source": source, "rank": index})
    return rows
