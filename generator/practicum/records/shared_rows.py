"""Rows that are read for several tables: which of them state nothing in one, and what a list of staff can say of agencies."""

from __future__ import annotations

from collections.abc import Sequence

from practicum.model.record import TABLES
from practicum.records.gathering import Gathering
from practicum.records.stating import Lines, keep_rows
from practicum.tables import Coded, rows_left

# A row that is no record is none in any table.
_NO_RECORD = ("TOTALS_ROW", "HEADING_AGAIN", "NO_PERSON")
# One row for each person or agency; in a list of other things they stand many times over.
_REGISTERS = ("learners", "agencies")


def share_rows(readings: Sequence[Lines]) -> None:
    """Settle which rows of a file state no record in one of the tables it is read for; they are counted there and left out.

    A row of sums is set aside once, in the first table. Somebody without any post is in a list of staff, and in no list of posts; who has
    two posts is one person all the same.
    """
    said: set[int] = set()
    for lines in readings:
        lines.beside = True
        no_record = {at for at, (_title, reason) in lines.trouble.items() if reason in _NO_RECORD}
        idle = {at for at in no_record if lines.rows[at] in said}
        said |= {lines.rows[at] for at in no_record}
        idle |= _without_record(lines) - lines.trouble.keys()
        if idle:
            lines.idle += len({lines.rows[at] for at in idle})
            keep_rows(lines, rows_left(len(lines.rows), idle))


def _without_record(lines: Lines) -> set[int]:
    """The rows in which nothing stands that the table needs, but for the person; and those that say again what a row before them says."""
    if lines.activity is not None:
        return set()
    needed = [column.name for column in TABLES[lines.table].columns if column.required and column.name not in ("learner", "alias")]
    columns = [lines.fields[name] for name in needed if name in lines.fields]
    found = set(range(len(lines.rows))) if columns else set()
    for column in columns:
        found &= set(column.where(_is_blank))
    if lines.table in _REGISTERS:
        found |= _said_before(Coded.zipped([lines.fields[name] for name in sorted(lines.fields)]))
    if lines.table == "agencies":
        blank = set(lines.fields["country"].where(_is_blank))
        agencies = lines.fields["agency"].mapped(str.strip)
        told = {agencies[at] for at in range(len(agencies)) if at not in blank}
        found |= {at for at in blank if agencies[at] in told}
    return found


def _said_before(rows: Coded) -> set[int]:
    seen: set[int] = set()
    found = set()
    for at, code in enumerate(rows.codes.tolist()):
        if code in seen:
            found.add(at)
        seen.add(code)
    return found


def _is_blank(text: str) -> bool:
    return not text.strip()


def hold_against_list(gathering: Gathering) -> None:
    """Set aside what rows of other tables say of agencies against the list of agencies, where one came."""
    beside = {position for position in range(len(gathering)) if gathering.stated[gathering.part[position]].beside}
    if not beside or not has_list(gathering):
        return
    agencies, countries = gathering.columns["agency"], gathering.columns["country"]
    listed = {agencies[row]: row for row in gathering.live() if row not in beside}
    for row in sorted(beside - gathering.bad.keys()):
        at = listed.get(agencies[row])
        if at is None:
            gathering.fault(row, "agency", "UNKNOWN_AGENCY")
        elif countries[at] != countries[row]:
            gathering.fault(row, "country", "TWO_COUNTRIES")
            gathering.against[row] = at


def has_list(gathering: Gathering) -> bool:
    """Whether a list of all agencies came, and not only rows of other tables that name some."""
    return any(not lines.beside for lines in gathering.stated)
