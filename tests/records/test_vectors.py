"""The intake questions of the vectors: neutral rows in, our counts and reasons out."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from record_folders import aside, read

from practicum.records import KnownIds

VECTORS = Path(__file__).parent.parent / "vectors"
CASES = [
    case
    for path in sorted(VECTORS.glob("*.yaml"))
    for case in yaml.safe_load(path.read_text())
    if any("intake" in ask for ask in case["ask"])
]
# The vectors call an hour `h`; we do not name the unit in the heading.
UNITS = {"h": "hour"}


def test_there_are_intake_questions() -> None:
    assert len(CASES) >= 4


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_intake_agrees_with_the_vector(case: dict[str, Any]) -> None:
    rule, facts = case["rule"]["intake"], case["facts"]
    rows: list[dict[str, Any]] = facts.get("rows", [])
    # Rows keep their numbers: the heading is row 1, and a number left out is an empty row.
    names = ["learner", "module", "date", "source", "recorded", "quantity", "unit"]
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["recorded_at" if name == "recorded" else name for name in names])
    number = 1
    for row in rows:
        while number + 1 < row["row"]:
            text.write("\r\n")
            number += 1
        hours = row.get("hours", row.get("quantity", ""))
        unit = UNITS.get(str(row.get("unit")), str(row.get("unit") or ""))
        writer.writerow(
            [
                row.get("learner", ""),
                row.get("module", ""),
                row.get("date", ""),
                row.get("source", ""),
                row.get("recorded", ""),
                hours,
                unit,
            ]
        )
        number += 1
    zones = {"XX": facts["zone"]} if "zone" in facts else {}
    known = KnownIds(modules={module: frozenset() for module in rule["modules"]})
    intake = read({"completions.csv": text.getvalue()}, known=known, today=_day(rule["today"]), zones=zones)
    for ask in case["ask"]:
        expected = ask["intake"]
        total = intake.total
        assert (total.rows_in, total.used, total.set_aside, total.collapsed) == (
            expected["in"], expected["used"], expected["set_aside"], expected["collapsed"],
        )  # fmt: skip
        assert aside(intake) == [tuple(one) for one in expected["aside"]]


def test_the_example_of_the_contract() -> None:
    """One good, its copy, an unknown module, one dated 2030-01-01, one "12 hrs": used 2, collapsed 1, set aside 2."""
    intake = read(
        {
            "completions.csv": "learner,module,date,source\nL1,K1,2023-05-05,lms\n"
            "L1,K1,2023-05-05,lms\nL1,K9,2023-05-05,lms\nL1,K1,2030-01-01,lms\n",
            "cpd.csv": "learner,date,quantity,unit,source\nL1,2023-05-05,12 hrs,,lms\n",
        },
        known=KnownIds(modules={"K1": frozenset()}),
    )
    assert (intake.total.used, intake.total.collapsed, intake.total.set_aside, intake.total.mended) == (2, 1, 2, 1)


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))
