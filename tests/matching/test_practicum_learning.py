"""Prior learning on a practicum shortens its hours, by at most the share that the rule allows."""

from __future__ import annotations

from datetime import date

import pytest

from practicum.matching import evaluate_asks
from practicum.model.certification import Certification, PriorLearning, Requirement, RuleVersion, SupervisedHours
from practicum.model.civil_day import day_number
from practicum.model.curriculum import Module, Version
from practicum.resolving.requirement_rows import compile_rules
from tests.matching.vector_rules import unit


def judged(engine: str, hours: float, signed: float) -> tuple[str, float, float]:
    """State, amount counted and amount missing of 100 hours of practice, a quarter of which prior learning may cover."""
    practicum = Module(
        format=1,
        id="W",
        title="W",
        status="draft",
        summary="",
        purpose="",
        modes=("practice",),
        versions=(Version(version="1", starts=date(2015, 1, 1), hours=100, teaches=()),),
    )
    learning = PriorLearning(says="", max_share="1/2", taught_hours=400, assessor="TRA", practice={"W": "1/4"})
    award = Requirement(all=(Requirement(id="w", supervised=SupervisedHours(min=100, module="W")),))
    version = RuleVersion(version="1", starts=date(2015, 1, 1), says="", award=award, prior_learning=learning)
    rule = Certification(format=1, id="X", role="X", title="X", versions=(version,))
    rules = compile_rules({"X": unit("certification", "X", rule)}, {"W": unit("module", "W", practicum)}, {})
    day = day_number(date(2024, 1, 10))
    records = {
        "certificates": [{"learner": "A1", "certification": "TRA", "record_id": "t", "start": day - 400, "end": day + 400}],
        "rpl": [
            {"learner": "L", "module": "W", "hours": hours, "evidence_date": day - 30, "decided": day, "assessor": "A1", "record_id": "p"}
        ],
        "supervised": [
            {"learner": "L", "module": "W", "date": day + 5, "quantity": signed, "unit": "hour", "supervisor": "S", "record_id": "s"}
        ],
    }
    found = evaluate_asks(rules, records, [{"learner": "L", "certification": "X", "as_of": date(2024, 2, 1)}], engine=engine)
    row = next(row for row in found.requirements if row["requirement"] == "X/award/w")
    return row["state"], row["counted"], row["missing"]


@pytest.mark.parametrize("engine", ["pandas", "duckdb", "polars"])
def test_at_most_the_share_counts(engine: str) -> None:
    assert judged(engine, 40, 75) == ("met", 100.0, 0.0)
    assert judged(engine, 40, 74) == ("not_met", 99.0, 1.0)
    assert judged(engine, 10, 75) == ("not_met", 85.0, 15.0)
