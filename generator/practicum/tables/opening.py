"""Opening what people send: the content decides what a file is, its name does not."""

from __future__ import annotations

import re
from typing import BinaryIO

from practicum.tables.grids import Body, Grid, Limits, Refusal, column_letters
from practicum.tables.texts import open_text
from practicum.tables.workbooks import open_parquet, open_workbook

__all__ = ["Body", "Grid", "Limits", "Refusal", "column_letters", "open_grids"]

_DEFAULT = Limits()
# An object or a list of objects; a heading in brackets is no JSON. Files that are packed with gzip are such exports as well.
_JSON = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\{\s*\"|\[\s*\{)|\x1f\x8b")
_EMPTY = ("the file holds no table", "delete it, or send the file that has the rows")


def read_whole(source: bytes | BinaryIO, limits: Limits) -> bytes | None:
    """The bytes of a file, or None where they are too many; of such a file as little as possible is read."""
    if isinstance(source, bytes):
        return source if len(source) <= limits.bytes else None
    data = source.read(limits.bytes + 1) if not _known_too_large(source, limits) else None
    return data if data is not None and len(data) <= limits.bytes else None


def _known_too_large(source: BinaryIO, limits: Limits) -> bool:
    """Whether a file of the disk says that it is too large, before anything of it is read."""
    try:
        about = source.fileno()
    except (OSError, AttributeError, ValueError):
        return False
    import os

    return os.fstat(about).st_size > limits.bytes


def open_grids(
    name: str, source: bytes | BinaryIO, *, limits: Limits = _DEFAULT, encoding: str | None = None, delimiter: str | None = None
) -> list[Grid] | Refusal:
    """The grids of a file: one for CSV, TSV and Parquet, one for each sheet of a workbook (XLSX, XLSM, ODS) that holds anything.

    ``encoding`` and ``delimiter`` are those a profile declares; without them they are found out.

    >>> open_grids("a.csv", b"id;date\\nL1;2026-01-02\\n")[0].rows
    [['id', 'date'], ['L1', '2026-01-02']]
    >>> str(open_grids("a.csv", b"%PDF-1.7"))
    'a.csv: the file is a PDF; ask for the table as CSV or as an Excel workbook'
    """
    data = read_whole(source, limits)
    if data is None:
        return Refusal(name, "TOO_LARGE", f"the file is larger than {limits.bytes:,} bytes", "split it into several files of the same kind")
    if data.startswith(b"PK\x03\x04"):
        grids = open_workbook(name, data, limits=limits)
        return grids or Refusal(name, "EMPTY", *_EMPTY)
    if data.startswith(b"PAR1"):
        grid = open_parquet(name, data, limits=limits)
    elif data.startswith(b"\xd0\xcf\x11\xe0"):
        return Refusal(
            name,
            "NO_TABLE",
            "the file is an old Excel workbook (.xls) or is protected",
            "save it as .xlsx without a password, or as CSV UTF-8",
        )
    elif data.startswith(b"%PDF"):
        return Refusal(name, "NO_TABLE", "the file is a PDF", "ask for the table as CSV or as an Excel workbook")
    elif data[:512].lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith((b"<html", b"<!doctype", b"<table", b"<?xml")):
        return Refusal(
            name, "NO_TABLE", "the file is a web page, whatever its name says", "download the report again as CSV or as an Excel workbook"
        )
    elif _JSON.match(data[:512]):
        way_on = "if it holds xAPI statements, `practicum import xapi FILE --out FOLDER` makes tables of it; else export it as CSV"
        return Refusal(name, "NO_TABLE", "the file is JSON, or packed with gzip, and no table", way_on)
    else:
        grid = open_text(name, data, limits=limits, encoding=encoding, delimiter=delimiter)
    if isinstance(grid, Refusal):
        return grid
    if not any(any(cell.strip() for cell in row) for row in grid.rows):
        return Refusal(name, "EMPTY", *_EMPTY)
    return [grid]
