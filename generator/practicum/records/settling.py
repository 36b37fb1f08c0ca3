"""What is settled for a whole file before any cell is read: the order of day and month, rows that are no records, what is odd."""

from __future__ import annotations

import re
from collections.abc import Sequence

from practicum.model.record import TABLES
from practicum.records.day_columns import DayReader, seen_in
from practicum.records.days import Order
from practicum.records.headings import Vocabulary, columns_of, normal, plain
from practicum.records.stating import Lines, title_of
from practicum.tables import Body, Coded, Grid, Refusal, Remark

# So many rows of one kind are named for one file: more say the same.
MOST_ROWS = 20
_FORMULA = re.compile(r"\s*(?:[=@\uff1d\uff20\t\r]|[+\-\uff0b\uff0d](?![\d\s.,()/-]*$))")


def settle_days(lines: Lines, *, declared: Order, pivot: int, workbook: bool) -> Refusal | None:
    """Find out how each column of days is read; a refusal where most of one can be read only by somebody who knows the order.

    ``declared`` is the order that a profile or the user names; ``pivot`` the last year that two digits can mean.
    """
    for column in columns_of(TABLES[lines.table]):
        texts = lines.fields.get(column.name)
        if column.kind != "day" or texts is None:
            continue
        seen = seen_in(_undeclared(texts, lines.forms))
        title = lines.titles.get(column.name, column.name)
        if not declared and seen.undecided:
            row = lines.rows[seen.open_row] if seen.open_row is not None else 0
            return Refusal(
                lines.file,
                "DATE_ORDER_UNKNOWN",
                "no row of this column shows whether the day or the month comes first",
                "say so once: `practicum records profile FILE --dates day-first --save NAME`, or month-first; every command that reads "
                "records takes `--dates` too",
                row,
                title,
            )
        if seen.mixed and not declared:
            lines.remarks.append(Remark("MIXED_ORDERS", lines.rows[seen.open_row] if seen.open_row is not None else 1, title))
        elif seen.order and seen.open and not declared and seen.shown_by is not None:
            lines.remarks.append(Remark("DATE_ORDER", lines.rows[seen.shown_by], title))
        lines.days[column.name] = DayReader(lines.forms, declared or seen.order, pivot, workbook or seen.serials * 2 > seen.filled)
    return None


def _undeclared(texts: Coded, forms: Sequence[re.Pattern[str]]) -> Coded:
    """The column with nothing in the cells that are written in a declared form."""
    if not forms:
        return texts
    return texts.mapped(lambda text: "" if any(form.fullmatch(text.strip()) for form in forms) else text)


def mark_no_records(lines: Lines, body: Body, words: Vocabulary) -> None:
    """Set aside rows of sums and rows that repeat the headings."""
    for position, column in enumerate(body.columns[:4]):
        for row in column.where(lambda text: bool(text) and _is_total(text, words)):
            if not any(before[row].strip() for before in body.columns[:position]):
                lines.trouble.setdefault(row, (title_of(body, position), "TOTALS_ROW"))
    named = [position for position, name in enumerate(body.names) if name]
    if len(named) < 2:
        return
    first = normal(body.names[named[0]])
    for row in body.columns[named[0]].where(lambda text: bool(text) and normal(text) == first):
        if all(normal(body.columns[position][row]) == normal(body.names[position]) for position in named):
            lines.trouble.setdefault(row, (title_of(body, named[0]), "HEADING_AGAIN"))


def _is_total(text: str, words: Vocabulary) -> bool:
    """Whether a cell begins a row of sums; a number may stand behind the word."""
    if len(text) > 40 or (text.isalnum() and not text.isalpha()):
        # Most cells are ids, and no word.
        return False
    return re.sub(r"(?:_\d+)+$", "", plain(text)) in words.totals


def remarks_on(grid: Grid, body: Body) -> list[Remark]:
    """What is odd about a file and was dealt with, the places where it shows with it."""
    last = len(grid.rows)
    found = [Remark(one.reason, one.row or last, one.column) for one in grid.remarks]
    if any(any(cell.strip() for cell in row) for row in grid.rows[: body.heading_row - 1]):
        found.append(Remark("TITLE_ROWS", 1))
    if body.blank_rows and body.numbers:
        every = {*range(body.heading_row + 1, body.numbers[-1])}
        inside = sorted(every.difference(body.numbers))
        found += [Remark("BLANK_ROWS", row) for row in inside[:MOST_ROWS]]
    found += [Remark("BLANK_COLUMNS", body.heading_row, letters) for letters in body.blank_columns]
    found += [Remark("SHORT_ROW", row) for row in body.short[:MOST_ROWS]]
    for position, column in enumerate(body.columns):
        found += _odd_cells(body, position, column)
    return found


def _odd_cells(body: Body, position: int, column: Coded) -> list[Remark]:
    """Cells that begin like formulas or have lost letters, whether they are read or not."""
    found: list[Remark] = []
    for reason, wanted in (("FORMULA_TEXT", _is_formula), ("LOST_LETTERS", _has_lost)):
        found += [Remark(reason, body.numbers[row], title_of(body, position)) for row in column.where(wanted)[:MOST_ROWS]]
    return found


def _is_formula(text: str) -> bool:
    return text[:1] in _STARTS and _FORMULA.match(text) is not None


_STARTS = frozenset("=@+- \t\r\u00a0\uff1d\uff20\uff0b\uff0d")


def _has_lost(text: str) -> bool:
    return "\ufffd" in text
