"""CSV and TSV in any encoding and with any delimiter; large files column by column.

Two readers give the same rows. The obvious one goes through the file with the `csv` module and can name the row that goes wrong; the other
one is many times faster and leaves the rows that are wider or narrower than most to the first. A file that puzzles it is read again.
"""

from __future__ import annotations

import csv
import io
import itertools
from collections import Counter
from collections.abc import Iterator

from practicum.tables.coded import Coded
from practicum.tables.encodings import recoded, stray_zero
from practicum.tables.grids import BulkRows, Grid, Limits, Refusal, Remark, column_letters

DELIMITERS = (",", ";", "\t", "|")
# Smaller files are read row by row: loading the library would take longer.
BULK_BYTES = 300_000
# No row of a table is longer; a file that is one endless line is refused before it is decoded.
_LONGEST_LINE = 16 << 20


def likely_delimiter(text: str) -> str:
    """The delimiter under which most rows of the start have the same width of two or more.

    Decimal commas may stand once in every row, so a delimiter that gives clearly wider rows is preferred to one that gives slightly more
    rows of one width.

    >>> likely_delimiter("a;b;c\\n1,5;2;3\\n"), likely_delimiter("title;;\\na;b;c\\n1;2;3,5\\n1;2\\n1;2;3,5\\n")
    (';', ';')
    """
    return delimiters_found(text)[0]


def delimiters_found(text: str) -> tuple[str, bool]:
    """The likely delimiter, and whether a good part of the rows seems to have another one."""
    head = text[:65_536]
    if len(text) > len(head) and "\n" in head:
        head = head[: head.rindex("\n") + 1]
    best, best_score = ",", 0.0
    seen: dict[str, list[int]] = {}
    for delimiter in DELIMITERS:
        try:
            widths = [len(row) for row in csv.reader(io.StringIO(head, newline=""), delimiter=delimiter) if row]
        except csv.Error:
            continue
        counted = Counter(width for width in widths if width > 1)
        if not counted:
            continue
        width, times = max(counted.items(), key=lambda item: (item[1], item[0]))
        seen[delimiter] = widths
        # A comma in every row may be that of an amount: a comma splits less surely than what nobody writes in numbers.
        score = times / len(widths) * min(width, 6) ** 0.5 * (0.9 if delimiter == "," else 1)
        if score > best_score:
            best, best_score = delimiter, score
    widths = seen.pop(best, [])
    usual = Counter(widths).most_common(1)[0][0] if widths else 1
    undivided = [position for position, width in enumerate(widths) if width == 1] if usual > 1 else []
    mixed = any(position < len(others) and others[position] == usual for others in seen.values() for position in undivided)
    return best, mixed


def open_text(name: str, data: bytes, *, limits: Limits, encoding: str | None = None, delimiter: str | None = None) -> Grid | Refusal:
    """The grid of a delimited text file."""
    endless = _endless_line(data)
    if endless:
        return cell_too_long(name, endless, 0, limits)
    zero = stray_zero(data) if encoding is None else -1
    if zero >= 0:
        # Seen before anything is decoded: a large file that is no text costs nothing more than itself.
        return _no_text(name, data[:zero].count(b"\n") + 1)
    try:
        found = recoded(data, encoding)
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
    if b"\x00" in text:
        return _no_text(name, text[: text.index(b"\x00")].count(b"\n") + 1)
    text = text.removeprefix(b"\xef\xbb\xbf")
    remarks = _remarks(data, text, used, guessed)
    if text[:4].lower() == b"sep=" and len(text) > 4:
        # Excel writes this line to name the delimiter and does not show it.
        delimiter = delimiter or text[4:5].decode("utf-8", "replace")
        text = text[5:].lstrip(b"\r").removeprefix(b"\n")
    head = text[:200_000].decode("utf-8", "replace")
    if not delimiter:
        delimiter, mixed = delimiters_found(head)
        if mixed:
            remarks.append(Remark("MIXED_DELIMITERS"))
    refused = _unclosed_quote(name, text, delimiter)
    if refused:
        return refused
    if not text.endswith((b"\n", b"\r")):
        remarks.append(Remark("CUT_OFF", 0))
    rows = _in_bulk(text, delimiter, limits) if len(text) >= BULK_BYTES else None
    if rows is None:
        plain = _row_by_row(name, text, delimiter, limits)
        if isinstance(plain, Refusal):
            return plain
        return Grid(name, plain, "", used, delimiter, guessed, tuple(remarks))
    if len(rows) > limits.rows or len(rows) * rows.width > limits.cells or rows.width > limits.columns:
        return _too_big(name, len(rows), limits)
    long = rows.longer_than(limits.cell_characters)
    if long:
        return cell_too_long(name, long[0], long[1], limits)
    return Grid(name, rows, "", used, delimiter, guessed, tuple(remarks))


def _no_text(name: str, line: int) -> Refusal:
    return Refusal(name, "NO_TABLE", "the file is not text", "export it as CSV or as an Excel workbook", line)


def _remarks(data: bytes, text: bytes, encoding: str, guessed: bool) -> list[Remark]:
    """What is odd about the file as a whole."""
    found = []
    if data.startswith(b"\xef\xbb\xbf"):
        found.append(Remark("BYTE_ORDER_MARK"))
    if encoding.startswith(("utf-16", "utf-32")):
        found.append(Remark("WIDE_ENCODING"))
    if guessed:
        found.append(Remark("ENCODING_GUESSED"))
    start = text[:65_536]
    ends = start.count(b"\n"), start.count(b"\r\n"), start.count(b"\r")
    if ends[2] > ends[1] or (ends[1] and ends[0] > ends[1]):
        found.append(Remark("LINE_ENDS"))
    return found


def _endless_line(data: bytes) -> int:
    """The number of a line longer than any row of a table, or 0; the file is searched in strides, and nothing is copied."""
    place = 0
    while place + _LONGEST_LINE < len(data):
        end = max(data.rfind(b"\n", place, place + _LONGEST_LINE), data.rfind(b"\r", place, place + _LONGEST_LINE))
        if end < 0:
            return data.count(b"\n", 0, place) + 1
        place = end + 1
    return 0


def _lines(text: bytes) -> Iterator[str]:
    return io.TextIOWrapper(io.BytesIO(text), encoding="utf-8", errors="replace", newline="")


def _row_by_row(name: str, text: bytes, delimiter: str, limits: Limits) -> list[list[str]] | Refusal:
    rows: list[list[str]] = []
    cells = 0
    try:
        for row in csv.reader(_lines(text), delimiter=delimiter):
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
    return rows


def _in_bulk(text: bytes, delimiter: str, limits: Limits) -> BulkRows | None:
    """All rows at once, or None where the file is better read row by row."""
    head = list(itertools.islice(_rows_of(text[:400_000], delimiter), 2_000))[:-1]
    widths = Counter(len(row) for row in head if row)
    if len(delimiter.encode()) != 1 or not widths:
        return None
    width, times = widths.most_common(1)[0]
    if times * 10 < len(head) * 8 or not 1 < width <= limits.columns:
        return None
    import pyarrow
    from pyarrow import csv as arrow_csv

    odd: dict[int, str] = {}

    def other_width(row: pyarrow.csv.InvalidRow) -> str:
        odd[row.number - 1] = row.text
        return "skip"

    names = [str(position) for position in range(width)]
    kind = pyarrow.dictionary(pyarrow.int32(), pyarrow.string())
    try:
        table = arrow_csv.read_csv(
            pyarrow.BufferReader(text),
            # One thread, or rows have no numbers; a block holds the longest row.
            read_options=arrow_csv.ReadOptions(use_threads=False, column_names=names, block_size=2 * _LONGEST_LINE),
            parse_options=arrow_csv.ParseOptions(
                delimiter=delimiter, newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=other_width
            ),
            convert_options=arrow_csv.ConvertOptions(check_utf8=False, column_types=dict.fromkeys(names, kind), strings_can_be_null=False),
        )
    except pyarrow.ArrowException:
        return None
    if len(odd) * 5 > table.num_rows:
        return None
    if any("\n" in row or "\r" in row for row in odd.values()):
        parsed = {number: next(_rows_of(row.encode(), delimiter), []) for number, row in odd.items()}
    else:
        parsed = dict(zip(odd, csv.reader(odd.values(), delimiter=delimiter), strict=True))
    return BulkRows([Coded.from_arrow(table.column(name)) for name in names], parsed)


def _rows_of(text: bytes, delimiter: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(_lines(text), delimiter=delimiter)
    except csv.Error:
        return


def _unclosed_quote(name: str, text: bytes, delimiter: str) -> Refusal | None:
    """A quote that is opened and never closed swallows every row after it, so it is looked for where quotes are odd."""
    if text.count(b'"') % 2 == 0:
        return None
    begun = 0
    try:
        for _row in csv.reader(_lines(text), delimiter=delimiter, strict=True):
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
