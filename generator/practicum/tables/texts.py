"""CSV and TSV in any encoding and with any delimiter."""

from __future__ import annotations

import csv
import io
from collections import Counter

from practicum.tables.grids import Grid, Limits, Refusal, column_letters

DELIMITERS = (",", ";", "\t", "|")
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


def decoded(data: bytes, encoding: str | None = None) -> tuple[str, str, bool] | int:
    """The text, its encoding and whether that was guessed; or the position of the byte that cannot be read.

    A mark at the start decides; else zero bytes betray UTF-16; else UTF-8 if it fits; else the Windows and Latin-1 pages
    of western Europe, which fit anything and are therefore a guess.

    >>> decoded("Núñez".encode("cp1252"))
    ('Núñez', 'cp1252', True)
    """
    if encoding is not None:
        try:
            return data.decode(encoding), encoding, False
        except UnicodeDecodeError as error:
            return error.start
    for mark, name in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(name), name, False
            except UnicodeDecodeError as error:
                return error.start
    head = data[:4096]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    # Letters of most scripts with spaces and digits leave zeros in every second byte; a stray zero is no UTF-16.
    if max(even, odd) > max(2, len(head) // 10):
        name = "utf-16-le" if odd >= even else "utf-16-be"
        try:
            return data.decode(name), name, True
        except UnicodeDecodeError as error:
            return error.start
    for name in ("utf-8", "cp1252", "latin-1"):
        try:
            return data.decode(name), name, name != "utf-8"
        except UnicodeDecodeError:
            continue
    raise AssertionError("latin-1 reads every byte")


def likely_delimiter(text: str) -> str:
    """The delimiter under which most rows of the start have the same width of two or more.

    >>> likely_delimiter("a;b;c\\n1,5;2;3\\n")
    ';'
    """
    head = text[:65_536]
    if len(text) > len(head) and "\n" in head:
        head = head[: head.rindex("\n") + 1]
    best, best_score = ",", (0.0, 0)
    for delimiter in DELIMITERS:
        try:
            widths = [len(row) for row in csv.reader(io.StringIO(head, newline=""), delimiter=delimiter) if row]
        except csv.Error:
            continue
        counted = Counter(width for width in widths if width > 1)
        if not counted:
            continue
        width, times = max(counted.items(), key=lambda item: (item[1], item[0]))
        score = (round(times / len(widths), 2), width)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def open_text(name: str, data: bytes, *, limits: Limits, encoding: str | None = None, delimiter: str | None = None) -> Grid | Refusal:
    """The grid of a delimited text file."""
    try:
        found = decoded(data, encoding)
    except LookupError:
        return Refusal(name, "UNKNOWN_ENCODING", f"no encoding is called `{encoding}`", "name another one in the profile, such as `cp1251`")
    if isinstance(found, int):
        line = data[:found].count(b"\n") + 1
        said = encoding or "the encoding its first bytes declare"
        return Refusal(
            name,
            "BAD_ENCODING",
            f"a character cannot be read as {said}",
            "save the file as CSV UTF-8, or name its encoding in a profile",
            line,
        )
    text, used, guessed = found
    if "\x00" in text:
        return Refusal(
            name, "NO_TABLE", "the file is not text", "export it as CSV or as an Excel workbook", text[: text.index("\x00")].count("\n") + 1
        )
    if text[:4].lower() == "sep=" and len(text) > 4:
        # Excel writes this line to name the delimiter and does not show it.
        delimiter = delimiter or text[4]
        text = text[5:].lstrip("\r").removeprefix("\n")
    delimiter = delimiter or likely_delimiter(text)
    refused = _unclosed_quote(name, text, delimiter)
    if refused:
        return refused
    rows: list[list[str]] = []
    cells = 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            rows.append(row)
            cells += len(row)
            if len(row) > limits.columns or len(rows) > limits.rows or cells > limits.cells:
                return _too_big(name, len(rows), limits)
            if len(row) and sum(map(len, row)) > limits.cell_characters:
                for position, cell in enumerate(row):
                    if len(cell) > limits.cell_characters:
                        return cell_too_long(name, len(rows), position, limits)
    except csv.Error:
        return cell_too_long(name, len(rows) + 1, 0, limits)
    return Grid(name, rows, "", used, delimiter, guessed)


def _unclosed_quote(name: str, text: str, delimiter: str) -> Refusal | None:
    """A quote that is opened and never closed swallows every row after it, so it is looked for where quotes are odd."""
    if text.count('"') % 2 == 0:
        return None
    begun = 0
    try:
        for _row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            begun += 1
    except csv.Error as error:
        if "unexpected end" in str(error):
            return Refusal(
                name, "UNCLOSED_QUOTE", "a quotation mark is opened in this row and never closed", "delete it or close it", begun + 1
            )
    return None


def _too_big(name: str, row: int, limits: Limits) -> Refusal:
    message = f"the table is larger than {limits.rows:,} rows, {limits.columns:,} columns or {limits.cells:,} cells"
    return Refusal(name, "TOO_LARGE", message, "split it into several files of the same kind", row)


def cell_too_long(name: str, row: int, position: int, limits: Limits) -> Refusal:
    """The refusal of a cell no spreadsheet could hold; most often a quotation mark is missing."""
    message = f"a cell holds more than {limits.cell_characters:,} characters"
    return Refusal(name, "CELL_TOO_LONG", message, "look for a quotation mark that is not closed", row, column_letters(position))
