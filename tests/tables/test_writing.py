"""Tables as they are handed out: safe to open in a spreadsheet, and the same bytes for the same rows."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest

from practicum.tables import open_grids
from practicum.tables.writing import WRITERS, write_csv, write_json, write_xlsx

HEADING = ["learner", "score", "day", "note"]
ROWS = [
    ["L1", 80.0, date(2026, 1, 2), "=HYPERLINK(1)"],
    ["L2", -3.5, None, "@cmd"],
    ["L3", None, date(2026, 1, 3), "-2+3"],
    ["L4", 1, None, " +49"],
]


def test_texts_that_would_run_are_disarmed_and_numbers_are_not() -> None:
    stream = io.BytesIO()
    write_csv(stream, HEADING, ROWS)
    rows = list(csv.reader(io.StringIO(stream.getvalue().decode("utf-8-sig"))))
    assert [row[3] for row in rows[1:]] == ["'=HYPERLINK(1)", "'@cmd", "'-2+3", "' +49"]
    assert [row[1] for row in rows[1:]] == ["80", "-3.5", "", "1"]


def test_a_workbook_holds_no_formula_and_no_link() -> None:
    import zipfile

    stream = io.BytesIO()
    write_xlsx(stream, HEADING, [*ROWS, ["https://example.invalid", None, None, None]])
    with zipfile.ZipFile(io.BytesIO(stream.getvalue())) as archive:
        sheets = b"".join(archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets"))
    assert b"<f>" not in sheets
    assert b"hyperlink" not in sheets.lower()


@pytest.mark.parametrize("kind", sorted(WRITERS))
def test_the_same_rows_give_the_same_bytes(kind: str) -> None:
    first, second = io.BytesIO(), io.BytesIO()
    for stream in (first, second):
        WRITERS[kind](stream, HEADING, ROWS)
    assert first.getvalue() == second.getvalue()
    assert first.getvalue()


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
def test_what_is_written_is_read_again(kind: str) -> None:
    stream = io.BytesIO()
    WRITERS[kind](stream, HEADING[:3], [row[:3] for row in ROWS])
    opened = open_grids(f"a.{kind}", stream.getvalue())
    assert isinstance(opened, list)
    assert opened[0].rows == [HEADING[:3], ["L1", "80", "2026-01-02"], ["L2", "-3.5", ""], ["L3", "", "2026-01-03"], ["L4", "1", ""]]


def test_json_carries_what_it_is_about_and_plain_days() -> None:
    stream = io.BytesIO()
    write_json(stream, HEADING, ROWS, about={"as_of": "2026-10-15", "synthetic": True})
    told = json.loads(stream.getvalue())
    assert told["as_of"] == "2026-10-15"
    assert told["rows"][0] == {"learner": "L1", "score": 80.0, "day": "2026-01-02", "note": "=HYPERLINK(1)"}
    empty = io.BytesIO()
    write_json(empty, HEADING, [])
    assert json.loads(empty.getvalue()) == {"rows": []}
