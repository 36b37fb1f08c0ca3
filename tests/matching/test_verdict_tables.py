"""The tables of a run hold the columns that the model lists, of the kinds it names."""

from __future__ import annotations

from datetime import date

from practicum.matching import Table, evaluate
from practicum.model.civil_day import day_number
from practicum.model.record import TableShape
from practicum.model.verdict_tables import CERTIFICATES, REQUIREMENTS
from practicum.resolving.requirement_rows import compile_rules
from tests.publishing.small_curriculum import FILES, read_small

KINDS = {"code": str, "text": str, "day": int, "number": float, "whole": int, "flag": bool}


def test_verdicts_hold_the_columns_that_the_model_lists() -> None:
    catalogue = read_small(FILES)
    rules = compile_rules(catalogue.certifications, catalogue.modules, catalogue.assessments)
    begun = day_number(date(2026, 1, 1))
    records = {
        "learners": [{"learner": "L1"}],
        "agencies": [{"agency": "A1", "name": "Agency", "country": "NV"}],
        "posts": [{"learner": "L1", "role": "WRK", "agency": "A1", "start": begun}],
    }
    verdicts = evaluate(rules, records, as_of=date(2026, 6, 1), engine="polars")
    for table, shape in ((verdicts.certificates, CERTIFICATES), (verdicts.requirements, REQUIREMENTS)):
        assert_shaped(table, shape)


def assert_shaped(table: Table, shape: TableShape) -> None:
    rows = list(table)
    assert rows, "nothing was judged"
    assert list(rows[0]) == [column.name for column in shape.columns]
    for row in rows:
        for column in shape.columns:
            assert row[column.name] is None or type(row[column.name]) is KINDS[column.kind], (column.name, row[column.name])
