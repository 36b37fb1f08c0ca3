"""The dirt of real files, on purpose: about three rows in a hundred.

What can be mended is written over rows as they stand; what has to be set aside or collapsed is added as further rows, so
that no fact is lost and every verdict stays what it was.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

from practicum.records.sample.book import COUNTRY_OF, MONTH_NAMES, SAMPLE_DAY

Row = dict[str, Any]
MENDED_SHARE, ADDED_SHARE = 0.025, 0.01


def soil(random: Random, rows: dict[str, list[Row]]) -> None:
    """Make the rows of a sample as untidy as those people send."""
    for table in ("completions", "cpd", "supervised", "supervision", "posts", "vetting"):
        for row in rows[table]:
            if random.random() < MENDED_SHARE:
                _mendable(random, table, row)
    for table in ("completions", "cpd", "supervised"):
        clean = [row for row in rows[table] if isinstance(row["date"], date)]
        if not clean:
            continue
        for turn in range(max(len(_BAD[table]), round(len(rows[table]) * ADDED_SHARE))):
            added = dict(random.choice(clean))
            added["record_id"] = f"{table}-x{turn + 1:03}"
            _BAD[table][turn % len(_BAD[table])](random, added)
            rows[table].append(added)
    _hours_for_points(random, rows["cpd"])


def _hours_for_points(random: Random, rows: list[Row]) -> None:
    """Hours where points are counted: nothing is wrong with such a row, it just counts for nothing there."""
    courses = [row for row in rows if row["kind"] == "course" and row["unit"] == "point" and str(row["learner"]).startswith("L")]
    for turn, row in enumerate(random.sample(courses, min(6, len(courses)))):
        rows.append({**row, "record_id": f"cpd-h{turn + 1:03}", "unit": "hour"})


def _mendable(random: Random, table: str, row: Row) -> None:
    """One harmless slip: another way to write a day, a unit in the amount, a space at the end, other capitals."""
    slips: list[Callable[[], None]] = [lambda: _space(row, "learner")]
    if isinstance(row.get("date"), date):
        slips += [lambda: _long_day(row), lambda: _slashed_day(row)]
    if table in ("cpd", "supervised") and row.get("unit") == "hour" and isinstance(row.get("quantity"), (int, float)):
        slips += [lambda: _hours(row)] * 3
    if row.get("module"):
        slips += [lambda: _space(row, "module"), lambda: row.update(module=str(row["module"]).lower())]
    random.choice(slips)()


def _space(row: Row, name: str) -> None:
    row[name] = f"{row[name]} "


def _long_day(row: Row) -> None:
    day: date = row["date"]
    row["date"] = f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year}"


def _slashed_day(row: Row) -> None:
    day: date = row["date"]
    # Only where day and month cannot be mistaken for one another.
    row["date"] = f"{day.day:02}/{day.month:02}/{day.year}" if day.day > 12 else f"{day.year}/{day.month:02}/{day.day:02}"


def _hours(row: Row) -> None:
    row["quantity"] = f"{row['quantity']:g} hrs"


def _copy(_random: Random, _row: Row) -> None:
    """The same row twice under another id, as two downloads give it."""


def _unknown_learner(random: Random, row: Row) -> None:
    row["learner"] = f"Z{random.randrange(1000, 9999)}"


def _unknown_module(_random: Random, row: Row) -> None:
    row["module"] = "F99"


def _future(_random: Random, row: Row) -> None:
    row["date"], row["recorded_at"] = date(2030, 1, 1), SAMPLE_DAY - timedelta(days=3)


def _no_unit(_random: Random, row: Row) -> None:
    row["unit"] = None


def _odd_unit(_random: Random, row: Row) -> None:
    row["unit"] = "session"


def _no_amount(_random: Random, row: Row) -> None:
    row["quantity"] = "a morning"


def _other_agency(random: Random, row: Row) -> None:
    """The same workshop reported by another agency of the country."""
    others = [
        agency for agency, country in COUNTRY_OF.items() if country == COUNTRY_OF.get(row["source"], "NV") and agency != row["source"]
    ]
    row["source"] = random.choice(others)


def _no_date(_random: Random, row: Row) -> None:
    row["date"] = "spring term"


_BAD: dict[str, list[Callable[[Random, Row], None]]] = {
    "completions": [_copy, _unknown_module, _unknown_learner, _future, _copy, _no_date],
    "cpd": [_other_agency, _odd_unit, _unknown_learner, _no_unit, _other_agency, _no_amount, _future],
    "supervised": [_other_agency, _unknown_learner, _future, _no_amount],
}
