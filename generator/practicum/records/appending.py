"""Adding one row to the decisions of a folder: which file takes it, and that file's bytes with the row behind the others.

A file keeps every byte it has. Where it cannot hold the row as it is (another form, a column that is missing, letters
its encoding does not have), the row goes to a file of its own beside it, which is read together with it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from practicum.model.record import TABLES
from practicum.records.accounts import FileCount
from practicum.records.deciding_about import Fault
from practicum.records.headings import columns_of, match_headings, table_of
from practicum.records.intake import Intake
from practicum.records.lines import best_heading_row
from practicum.tables import Refusal, open_grids

PLAIN, OWN = "decisions.csv", "decisions-practicum.csv"
_COLUMNS = tuple(column.name for column in columns_of(TABLES["decisions"]))
# Behind another encoding than the file declares, a row would be unreadable; a mark stands only at the start of a file.
_BEHIND = {"utf-8-sig": "utf-8"}
_MARKED = {b"\xff\xfe\x00\x00": "utf-32-le", b"\x00\x00\xfe\xff": "utf-32-be", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


@dataclass(frozen=True, slots=True)
class Addition:
    """A file of decisions with one row more; ``before`` is None where the file is new. ``aside`` says why it is a file of its own."""

    file: str
    before: bytes | None
    after: bytes
    aside: str = ""


def with_row(intake: Intake, opened: Callable[[str], bytes], row: Mapping[str, str]) -> Addition | Fault:
    """Where a row of decisions goes and what the file holds then. A file of decisions that cannot be read is never added to."""
    for refusal in intake.refused:
        if table_of(refusal.file.partition("#")[0], refusal.file.partition("#")[2]) == "decisions":
            return Fault("", f"{refusal.file} cannot be read, so nothing is added to it: {refusal.message}", refusal.help)
    counts = [count for count in intake.counts if count.table == "decisions"]
    texts = [count for count in counts if count.delimiter and not count.profile]
    named = [count for count in texts if _last(count.file) == PLAIN] or [count for count in texts if _last(count.file) != OWN]
    aside = ""
    if len(named) == 1:
        data = opened(named[0].file)
        after = appended(data, named[0], row)
        if isinstance(after, bytes):
            return Addition(named[0].file, data, after)
        aside = f"{named[0].file} {after}"
    elif counts and any(_last(count.file) != OWN for count in counts):
        aside = "decisions lie in several files" if len(named) > 1 else "decisions lie in a workbook or in a file of another shape"
    own = next((count for count in counts if _last(count.file) == OWN), None)
    if own is not None:
        data = opened(own.file)
        after = appended(data, own, row)
        return (
            Addition(own.file, data, after, aside) if isinstance(after, bytes) else Fault("", f"{own.file} {after}", "give it another name")
        )
    return Addition(OWN if aside else PLAIN, None, new_file(row), aside)


def _last(file: str) -> str:
    return file.rsplit("/", 1)[-1].casefold()


def new_file(row: Mapping[str, str]) -> bytes:
    """A file of decisions with one row, in the encoding in which spreadsheet programs show accents."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    writer.writerow([row.get(name, "") for name in _COLUMNS])
    return text.getvalue().encode("utf-8-sig")


def appended(data: bytes, count: FileCount, row: Mapping[str, str]) -> bytes | str:
    """The file's bytes with the row behind them, in its own encoding, delimiter and line ends; or why it cannot hold the row.

    >>> count = FileCount("decisions.csv", "decisions", 0, 0, 0, 0, 0, encoding="utf-8", delimiter=";")
    >>> appended(b"Worker;Kind;Subject;From", count, {"learner": "L1", "kind": "gate", "subject": "F02", "from": "2026-01-02"})
    b'Worker;Kind;Subject;From\\nL1;gate;F02;2026-01-02\\n'
    >>> appended(b"learner;kind;subject;from", count, {"learner": "L1", "reason": "illness"})
    'has no column `reason`'
    """
    opened = open_grids(count.file, data, encoding=count.encoding, delimiter=count.delimiter)
    if isinstance(opened, Refusal):
        return f"cannot be read: {opened.message}"
    [grid] = opened
    heading = grid.rows[best_heading_row(grid, "decisions") - 1]
    found, _implied, _clashes = match_headings(TABLES["decisions"], [name.strip() for name in heading])
    cells = [""] * len(heading)
    for name, value in row.items():
        if name in found:
            cells[found[name]] = value
        elif value and (name, value) != ("decision", "granted"):
            return f"has no column `{name}`"
    encoding = next((name for mark, name in _MARKED.items() if data.startswith(mark)), _BEHIND.get(count.encoding, count.encoding))
    text = data.decode(encoding)
    end = "\r\n" if "\r\n" in text else "\n" if "\n" in text or "\r" not in text else "\r"
    line = io.StringIO(newline="")
    csv.writer(line, delimiter=count.delimiter, lineterminator=end).writerow(cells)
    added = ("" if text.endswith(("\n", "\r")) else end) + line.getvalue()
    if count.guessed and not added.isascii():
        return "does not say in which encoding its letters are"
    try:
        return data + added.encode(encoding)
    except UnicodeEncodeError:
        return f"cannot hold these letters: its encoding is {encoding}"
