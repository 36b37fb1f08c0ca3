"""Writing tables as CSV, JSON, Excel workbook and Parquet; a cell can never become a formula.

Everything is written to a stream that is given: replacing a file whole is not the business of this room. The same rows
give the same bytes.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import BinaryIO, TypeAlias

Value: TypeAlias = str | int | float | bool | date | None
Row: TypeAlias = Sequence[Value]

# A spreadsheet takes a text that starts with one of these for a formula, also behind full-width forms.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def guarded(value: Value) -> Value:
    """The value, with an apostrophe before a text that a spreadsheet would run as a formula; numbers stay numbers.

    >>> guarded("=cmd +1"), guarded(-3), guarded("F02")
    ("'=cmd +1", -3, 'F02')
    """
    if isinstance(value, str) and value.lstrip(" \u00a0").startswith(_FORMULA):
        return "'" + value
    return value


def _shown(value: Value) -> Value:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value


def write_csv(stream: BinaryIO, heading: Sequence[str], rows: Iterable[Row]) -> None:
    """Write comma-separated UTF-8 with a byte-order mark, so that Excel shows accents; lines end as RFC 4180 says."""
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([guarded(name) for name in heading])
    writer.writerows([guarded(_shown(value)) for value in row] for row in rows)
    text.flush()
    text.detach()


def write_json(stream: BinaryIO, heading: Sequence[str], rows: Iterable[Row], *, about: Mapping[str, object] | None = None) -> None:
    """Write an object with what ``about`` says and the rows as objects; days are ISO texts."""
    stream.write(b"{\n")
    for key, value in (about or {}).items():
        stream.write(f" {json.dumps(key)}: {json.dumps(value, ensure_ascii=False, default=str)},\n".encode())
    stream.write(b' "rows": [')
    first = True
    for row in rows:
        item = {name: value.isoformat() if isinstance(value, date) else value for name, value in zip(heading, row, strict=True)}
        stream.write(b"\n  " if first else b",\n  ")
        stream.write(json.dumps(item, ensure_ascii=False, allow_nan=False).encode())
        first = False
    stream.write(b"\n ]\n}\n" if not first else b"]\n}\n")


def write_xlsx(stream: BinaryIO, heading: Sequence[str], rows: Iterable[Row], *, sheet: str = "Sheet1") -> None:
    """Write a workbook of one sheet."""
    write_workbook(stream, {sheet: (heading, rows)})


def write_workbook(stream: BinaryIO, sheets: Mapping[str, tuple[Sequence[str], Iterable[Row]]]) -> None:
    """Write a workbook with a heading that stays in view and filters; texts are texts, never formulas or links."""
    import xlsxwriter

    options = {
        "in_memory": True,
        "constant_memory": False,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(stream, options)
    # A fixed day of creation, so that the same rows give the same bytes.
    book.set_properties({"created": datetime(2000, 1, 1)})
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for title, (heading, rows) in sheets.items():
        page = book.add_worksheet(_sheet_title(title))
        widths = [len(name) for name in heading]
        for position, name in enumerate(heading):
            page.write_string(0, position, name, bold)
        last = 0
        for last, row in enumerate(rows, start=1):
            for position, value in enumerate(row):
                widths[position] = max(widths[position], min(60, len(str(_shown(value))) if value is not None else 0))
                if value is None:
                    continue
                if isinstance(value, bool):
                    page.write_string(last, position, "yes" if value else "no")
                elif isinstance(value, (int, float)):
                    page.write_number(last, position, value)
                elif isinstance(value, date):
                    page.write_datetime(last, position, datetime(value.year, value.month, value.day), day)
                else:
                    page.write_string(last, position, value[:32_767])
        for position, width in enumerate(widths):
            page.set_column(position, position, width + 2)
        page.freeze_panes(1, 0)
        if heading:
            page.autofilter(0, 0, max(last, 1), len(heading) - 1)
    book.close()


def _sheet_title(title: str) -> str:
    """A title Excel takes: at most 31 characters, none of those it forbids."""
    return "".join(" " if character in "[]:*?/\\" else character for character in title)[:31] or "Sheet1"


def write_parquet(stream: BinaryIO, heading: Sequence[str], rows: Iterable[Row]) -> None:
    """Write Parquet; a column's type is that of its values."""
    import pyarrow
    from pyarrow import parquet

    columns = list(zip(*rows, strict=True)) or [() for _ in heading]
    table = pyarrow.table({name: pyarrow.array(list(column)) for name, column in zip(heading, columns, strict=True)})
    parquet.write_table(table, stream, compression="zstd")


WRITERS: dict[str, Callable[[BinaryIO, Sequence[str], Iterable[Row]], None]] = {
    "csv": write_csv,
    "json": write_json,
    "xlsx": write_xlsx,
    "parquet": write_parquet,
}
