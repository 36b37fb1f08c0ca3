"""Files as people send them: any encoding, any delimiter, bounded, and refused in words where nothing can be read."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest

from practicum.tables import Grid, Limits, Refusal, open_grids
from practicum.tables.writing import write_parquet, write_workbook

TABLE = [["learner", "place", "date"], ["L1", "Núñez", "2026-01-02"], ["L2", "Łódź", "2026-01-03"]]
MOODLE = Path(__file__).parent.parent / "records" / "moodle"


def text(rows: list[list[str]], delimiter: str = ",") -> str:
    return "".join(delimiter.join(row) + "\n" for row in rows)


def one(name: str, data: bytes, **options: object) -> Grid:
    opened = open_grids(name, data, **options)  # type: ignore[arg-type]  # options vary by test
    assert isinstance(opened, list), opened
    assert len(opened) == 1
    return opened[0]


def refused(name: str, data: bytes, limits: Limits | None = None) -> Refusal:
    opened = open_grids(name, data, limits=limits or Limits())
    assert isinstance(opened, Refusal), opened
    return opened


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_encoding_with_a_mark_and_every_delimiter_gives_the_same_rows(encoding: str, delimiter: str) -> None:
    grid = one("a.csv", text(TABLE, delimiter).encode(encoding))
    assert grid.rows == TABLE
    assert grid.delimiter == delimiter
    assert not grid.guessed


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_read_and_reported_as_a_guess(encoding: str) -> None:
    grid = one("a.csv", text(TABLE).encode(encoding))
    assert (grid.rows, grid.encoding, grid.guessed) == (TABLE, encoding, True)


def test_western_letters_are_a_guess_and_a_declared_encoding_is_not() -> None:
    rows = [["id", "name"], ["1", "Müller"]]
    grid = one("a.csv", text(rows).encode("cp1252"))
    assert (grid.rows, grid.encoding, grid.guessed) == (rows, "cp1252", True)
    russian = [["id", "имя"], ["1", "Анна"]]
    grid = one("a.csv", text(russian).encode("cp1251"), encoding="cp1251")
    assert (grid.rows, grid.guessed) == (russian, False)


def test_bytes_that_do_not_fit_the_declared_encoding_are_refused_with_their_row() -> None:
    opened = open_grids("a.csv", "id,name\n1,a\n2,ü\n".encode("latin-1"), encoding="utf-8")
    assert isinstance(opened, Refusal)
    assert (opened.reason, opened.row) == ("BAD_ENCODING", 3)
    unknown = open_grids("a.csv", b"a,b\n", encoding="klingon")
    assert isinstance(unknown, Refusal)
    assert unknown.reason == "UNKNOWN_ENCODING"


def test_the_line_excel_writes_for_the_delimiter_is_obeyed_and_not_counted() -> None:
    grid = one("a.csv", b"sep=;\r\nid;date\r\n1;2026-01-02\r\n")
    assert grid.rows == [["id", "date"], ["1", "2026-01-02"]]


def test_row_numbers_are_those_a_spreadsheet_shows() -> None:
    data = 'Report of May,,\n,,\nid,note,date\n1,"two\nlines",2026-01-02\n\n2,,2026-01-03\n'
    grid = one("a.csv", data.encode())
    heading = grid.likely_heading()
    body = grid.under(heading)
    assert heading == 3
    assert body.names == ["id", "note", "date"]
    assert list(body.numbers) == [4, 6]
    assert body.columns[0] == ["1", "2"]


def test_short_rows_are_filled_and_overlong_rows_are_marked() -> None:
    body = one("a.csv", b"id,date\n1\n2,2026-01-01,stray\n3,2026-01-02,\n").under(1)
    assert body.columns == [["1", "2", "3"], ["", "2026-01-01", "2026-01-02"]]
    assert body.overlong == {1: 1}


def test_a_workbook_gives_its_sheets_with_days_and_numbers_as_text() -> None:
    stream = io.BytesIO()
    write_workbook(stream, {"posts": (["id", "start"], [["L1", date(2026, 3, 4)]]), "cpd": (["id", "quantity"], [["L1", 7.5], ["L2", 7]])})
    opened = open_grids("book.xlsx", stream.getvalue())
    assert isinstance(opened, list)
    assert {grid.place: grid.rows for grid in opened} == {
        "book.xlsx#posts": [["id", "start"], ["L1", "2026-03-04"]],
        "book.xlsx#cpd": [["id", "quantity"], ["L1", "7.5"], ["L2", "7"]],
    }


def test_a_text_file_called_excel_is_read_as_the_text_it_is() -> None:
    assert one("report.xlsx", text(TABLE).encode()).rows == TABLE


def test_parquet_is_read_as_the_same_table() -> None:
    stream = io.BytesIO()
    write_parquet(stream, ["id", "date", "score", "ok"], [["L1", date(2026, 1, 2), 80.0, True], ["L2", None, 7.5, False]])
    assert one("a.parquet", stream.getvalue()).rows == [
        ["id", "date", "score", "ok"],
        ["L1", "2026-01-02", "80", "true"],
        ["L2", "", "7.5", "false"],
    ]


@pytest.mark.parametrize("name", ["activity-completion-excel.csv", "course-completion.csv", "participants.csv"])
def test_the_downloads_of_a_learning_platform_open(name: str) -> None:
    grid = one(name, (MOODLE / name).read_bytes())
    assert len(grid.under(grid.likely_heading()).numbers) >= 6
    assert not grid.guessed


def workbook(entries: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return stream.getvalue()


def test_a_workbook_that_unpacks_to_far_too_much_is_refused_before_it_is_read() -> None:
    small = Limits(unpacked_bytes=1_000_000)
    bomb = workbook({"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": b"0" * 5_000_000})
    assert len(bomb) < 20_000
    assert refused("bomb.xlsx", bomb, small).reason == "TOO_LARGE"


def test_a_workbook_that_lies_about_its_size_is_refused_too() -> None:
    bomb = bytearray(workbook({"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": b"0" * 5_000_000}))
    true_size = (5_000_000).to_bytes(4, "little")
    for at in range(len(bomb) - 4):
        if bomb[at : at + 4] == true_size:
            bomb[at : at + 4] = (10).to_bytes(4, "little")
    assert refused("bomb.xlsx", bytes(bomb), Limits(unpacked_bytes=1_000_000)).reason in ("TOO_LARGE", "DAMAGED")


def test_a_cell_far_away_does_not_make_a_sheet_that_fills_the_memory() -> None:
    sheet = b'<worksheet><sheetData><row r="1"><c r="A1"/></row><row r="1048576"><c r="XFD1048576"/></row></sheetData></worksheet>'
    assert refused("far.xlsx", workbook({"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": sheet})).reason == "TOO_LARGE"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"%PDF-1.7 ...", "NO_TABLE"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "NO_TABLE"),
        (b"<!DOCTYPE html><table>", "NO_TABLE"),
        (b"PK\x03\x04 broken", "DAMAGED"),
        (b"PAR1 broken", "DAMAGED"),
        (b"", "EMPTY"),
        (b"\n\n,,\n", "EMPTY"),
        (b"a,b\n1,\x00\n", "NO_TABLE"),
        (b'id,name\n1,"open\n2,b\n3,c\n', "UNCLOSED_QUOTE"),
    ],
)
def test_what_is_no_table_is_refused_in_words(data: bytes, reason: str) -> None:
    refusal = refused("a.csv", data)
    assert refusal.reason == reason
    assert refusal.help
    assert not refusal.message.endswith(".")


def test_an_ordinary_zip_is_no_workbook() -> None:
    assert refused("a.xlsx", workbook({"notes.txt": b"hello"})).reason == "NO_TABLE"


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (Limits(bytes=10), "TOO_LARGE"),
        (Limits(rows=2), "TOO_LARGE"),
        (Limits(columns=2), "TOO_LARGE"),
        (Limits(cells=5), "TOO_LARGE"),
        (Limits(cell_characters=5), "CELL_TOO_LONG"),
    ],
)
def test_every_bound_refuses(limits: Limits, reason: str) -> None:
    assert refused("a.csv", text(TABLE).encode(), limits).reason == reason


def test_a_stream_is_read_no_further_than_the_bound() -> None:
    stream = io.BytesIO(b"a,b\n" * 1000)
    assert isinstance(open_grids("a.csv", stream, limits=Limits(bytes=100)), Refusal)
    assert stream.tell() == 101


def test_a_day_with_a_time_keeps_it() -> None:
    from practicum.tables.workbooks import as_text

    assert as_text(datetime(2026, 3, 4, 5, 6, 7)) == "2026-03-04 05:06:07"
