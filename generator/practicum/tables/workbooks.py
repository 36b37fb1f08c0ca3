"""Excel and OpenDocument workbooks and Parquet files, guarded against files that unpack to far more than they look."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from practicum.tables.archives import BROKEN
from practicum.tables.grids import Grid, Limits, Refusal, Remark, column_letters
from practicum.tables.texts import cell_too_long

_CHUNK = 1 << 20
_CELL = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']""")
_SAVE = "open it in a spreadsheet and save the table as CSV UTF-8"


def as_text(value: Any) -> str:
    """A typed cell as the text a CSV of the same table would hold.

    >>> as_text(7.0), as_text(datetime(2026, 3, 4)), as_text(True), as_text(None)
    ('7', '2026-03-04', 'true', '')
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        text = value.isoformat(sep=" ", timespec="seconds")
        return text.removesuffix(" 00:00:00") if value.tzinfo is None else value.isoformat(timespec="seconds")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value)


def open_workbook(name: str, data: bytes, *, limits: Limits) -> list[Grid] | Refusal:
    """The sheets of an Excel or OpenDocument workbook that hold anything; cells merged downwards are all filled."""
    refused = _bomb(name, data, limits)
    if refused:
        return refused
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        hidden = {about.name for about in book.sheets_metadata if about.visible != python_calamine.SheetVisibleEnum.Visible}
        grids = []
        for title in book.sheet_names:
            sheet = book.get_sheet_by_name(title)
            rows = [[as_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
            if any(any(row) for row in rows):
                remarks = _fill_merged(rows, sheet.merged_cell_ranges or [])
                remarks += [Remark("HIDDEN_SHEET")] if title in hidden else []
                grids.append(Grid(name, rows, title, "xlsx", remarks=tuple(remarks)))
    except python_calamine.PasswordError:
        return Refusal(name, "LOCKED", "the workbook is protected by a password", "save it without one")
    except (python_calamine.CalamineError, ValueError, OSError, OverflowError):
        return Refusal(name, "DAMAGED", "the workbook cannot be read", _SAVE)
    except BaseException as error:
        # What stops the library in the middle of a damaged file comes as this, and is no exception of ours.
        if type(error).__name__ != "PanicException":
            raise
        return Refusal(name, "DAMAGED", "the workbook cannot be read", _SAVE)
    for grid in grids:
        for number, row in enumerate(grid.rows, start=1):
            for position, cell in enumerate(row):
                if len(cell) > limits.cell_characters:
                    return cell_too_long(grid.place, number, position, limits)
    if len(grids) == 1:
        only = grids[0]
        return [replace(only, sheet=only.sheet if only.sheet not in _PLAIN_TITLES else "")]
    return grids


def _fill_merged(rows: list[list[str]], merged: Iterable[tuple[tuple[int, int], tuple[int, int]]]) -> list[Remark]:
    """Write what a cell merged over several rows of one column shows into all of them; titles merged sideways stay as they are."""
    remarks = []
    for (top, left), (bottom, right) in merged:
        if left == right and top < bottom and top < len(rows) and left < len(rows[top]) and rows[top][left]:
            for row in rows[top + 1 : bottom + 1]:
                if left < len(row) and not row[left]:
                    row[left] = rows[top][left]
            remarks.append(Remark("MERGED_CELLS", top + 1, column_letters(left)))
    return remarks


# What spreadsheets call a sheet nobody named.
_PLAIN_TITLES = frozenset(
    {"Sheet1", "Sheet", "Tabelle1", "Feuil1", "Feuille1", "Hoja1", "Folha1", "Planilha1", "Лист1", "Foaie1", "ورقة1", "Worksheet"}
)


def _bomb(name: str, data: bytes, limits: Limits) -> Refusal | None:
    """Unpack everything into nothing, counting, and look how large the sheets would get: declared sizes can lie."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > limits.entries:
                return Refusal(name, "TOO_LARGE", "the workbook holds too many parts", _SAVE)
            if not any(entry.filename.startswith("xl/") or entry.filename == "content.xml" for entry in entries):
                return Refusal(name, "NO_TABLE", "the file is no Excel workbook", _SAVE)
            left = limits.unpacked_bytes
            for entry in entries:
                rows = columns = 0
                tail = b""
                for chunk in _unpacked(archive, entry, left):
                    left -= len(chunk)
                    if left <= 0:
                        return Refusal(name, "TOO_LARGE", "the workbook unpacks to far more than it looks", _SAVE)
                    if entry.filename.startswith("xl/worksheets/"):
                        rows, columns = _extent(tail + chunk, rows, columns)
                        tail = chunk[-32:]
                    elif entry.filename == "content.xml":
                        if _repeated_far(tail + chunk):
                            rows = limits.rows + 1
                        tail = chunk[-4096:]
                if rows > limits.rows or columns > limits.columns or rows * columns > limits.cells:
                    return Refusal(
                        name,
                        "TOO_LARGE",
                        "a sheet reaches further than a table of records does",
                        "delete stray cells far to the right or below, or save the table as CSV",
                        rows,
                    )
    except BROKEN:
        return Refusal(name, "DAMAGED", "the workbook is damaged", _SAVE)
    except RuntimeError:
        return Refusal(name, "LOCKED", "the workbook is protected by a password", "save it without one")
    return None


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> Iterator[bytes]:
    """The unpacked bytes of an entry, at most one more than ``most``, whatever size it declares."""
    honest = entry.file_size
    entry.file_size = most + 1
    with archive.open(entry) as stream:
        # The size is ours now, so the check sum would be that of a part; reading is all that is asked here.
        stream._expected_crc = None  # type: ignore[attr-defined]  # no public way to read beyond a declared size
        while chunk := stream.read(_CHUNK):
            yield chunk
    entry.file_size = honest


def _extent(text: bytes, rows: int, columns: int) -> tuple[int, int]:
    """How far the cells named in a stretch of a sheet reach."""
    letters: set[bytes] = set()
    deepest = rows
    for letter, number in _CELL.findall(text):
        letters.add(letter)
        if len(number) > 5 or int(number) > deepest:
            deepest = max(deepest, int(number))
    widest = columns
    for letter in letters:
        position = 0
        for character in letter:
            position = position * 26 + character - 64
        widest = max(widest, position)
    return deepest, widest


# In OpenDocument one cell may stand for many; without a value it only fills the sheet up.
_REPEATED = re.compile(
    rb"""<table:table-cell\b(?=[^>]*office:value-type)(?=[^>]*number-columns-repeated\s*=\s*["']\d{5,})"""
    rb"""|<table:table-row\b[^>]*number-rows-repeated\s*=\s*["']\d{5,}["'][^>]*>(?:(?!</table:table-row>).){0,3000}office:value-type""",
    re.DOTALL,
)


def _repeated_far(text: bytes) -> bool:
    """Whether a cell or row that holds something is repeated ten thousand times or more."""
    return _REPEATED.search(text) is not None


def open_parquet(name: str, data: bytes, *, limits: Limits) -> Grid | Refusal:
    """The grid of a Parquet file; its heading counts as row 1, as in a spreadsheet."""
    import pyarrow
    from pyarrow import parquet

    try:
        source = parquet.ParquetFile(io.BytesIO(data))
        about = source.metadata
        if about.num_rows > limits.rows or about.num_columns > limits.columns or about.num_rows * about.num_columns > limits.cells:
            return Refusal(
                name, "TOO_LARGE", f"the table has {about.num_rows:,} rows and {about.num_columns:,} columns", "split it into several files"
            )
        if sum(about.row_group(group).total_byte_size for group in range(about.num_row_groups)) > limits.unpacked_bytes:
            return Refusal(name, "TOO_LARGE", "the file unpacks to far more than it looks", "split it into several files")
        nested = [field.name for field in source.schema_arrow if pyarrow.types.is_nested(field.type)]
        if nested:
            return Refusal(name, "NO_TABLE", "a column holds lists or records", "write one value a cell", 1, nested[0])
        names = list(source.schema_arrow.names)
        rows: list[list[str]] = [names]
        for batch in source.iter_batches(batch_size=20_000):
            columns = [[as_text(value) for value in column.to_pylist()] for column in batch.columns]
            rows.extend([list(row) for row in zip(*columns, strict=True)])
    except (pyarrow.ArrowException, OSError, ValueError):
        return Refusal(name, "DAMAGED", "the file cannot be read as Parquet", "write it again, or save the table as CSV UTF-8")
    for number, row in enumerate(rows, start=1):
        for position, cell in enumerate(row):
            if len(cell) > limits.cell_characters:
                return cell_too_long(name, number, position, limits)
    return Grid(name, rows, "", "parquet")
