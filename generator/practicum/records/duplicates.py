"""Rows that say the same thing: which one is kept, and which collapse into it.

One learner, module, day and source make one attempt. Rows without a module collapse when they are identical, or when
kind, day, quantity and category agree and they come from different sources; two rows of one source with different ids
stay two. Which row is kept never depends on the order of rows, but for rows that are identical.

A row that was recorded later never takes the place of an earlier one in the time before: where it says no more it collapses into
the earlier one, where it says more it replaces it from the day it was recorded, as a correction does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from practicum.model.record import EVIDENCE_ORDER
from practicum.tables import Coded, agreeing, rows_without

Columns: TypeAlias = Mapping[str, Coded]
# Position of a row that collapses → (position it collapses into, reason).
Collapsed: TypeAlias = dict[int, tuple[int, str]]
# Position of a row that says more → position of the earlier one it replaces.
Replacing: TypeAlias = dict[int, int]

# What no two rows of one id can say differently about one person or agency.
_TELLING = {"learners": ("birth_year", "person_key"), "agencies": ("country",), "identities": ("learner",)}
_UNIQUE = {"learners": "learner", "agencies": "agency", "identities": "alias"}
_ACTIVITY = {
    "cpd": ("learner", "kind", "date", "date_last", "quantity", "unit", "category"),
    "supervised": ("learner", "module", "date", "date_last", "quantity", "unit", "supervisor"),
    "supervision": ("learner", "kind", "date", "date_last", "supervisor"),
}
_EVIDENCE = {word: rank for rank, word in enumerate(EVIDENCE_ORDER)}


def collapsed(table: str, columns: Columns, live: Sequence[int], made: Sequence[bool]) -> tuple[Collapsed, Replacing]:
    """The rows among ``live`` that collapse, and those that replace an earlier one; ``made`` marks record ids that no file gave."""
    gone: Collapsed = {}
    replacing: Replacing = {}
    _identical(columns, live, made, gone)
    left = rows_without(live, len(made), gone)
    if table in _UNIQUE:
        _one_each(columns, left, _UNIQUE[table], gone)
        return gone, replacing
    correcting = columns["voids"].used() - {None}
    ids, voids = columns["record_id"], columns["voids"]
    free = [row for row in left if voids[row] is None and ids[row] not in correcting] if correcting else left
    if table == "completions":
        _attempts(columns, free, ("learner", "module", "edition", "date", "date_last", "source"), gone, replacing)
    if table == "cpd":
        with_module = _filled(columns["module"], free)
        _attempts(columns, with_module, ("learner", "module", "date", "date_last", "source", "quantity", "unit"), gone, replacing)
    if table in _ACTIVITY:
        left = [row for row in free if row not in gone and row not in replacing and row not in replacing.values()]
        _other_sources(columns, left, _ACTIVITY[table], gone, replacing)
    return gone, replacing


def _identical(columns: Columns, live: Sequence[int], made: Sequence[bool], gone: Collapsed) -> None:
    names = [name for name, column in columns.items() if name != "record_id" and len(column.values) > 1]
    # The learner alone tells most rows apart, so whole rows are compared only inside a learner's day.
    lead = [name for name in ("learner", "date", "start", "from", "decided", "module", "quantity") if name in columns] or ["record_id"]
    ids = columns["record_id"]
    for group in agreeing([columns[name] for name in lead], live):
        seen: dict[tuple[Any, ...], int] = {}
        for row in group:
            key = (None if made[row] else ids[row], *[columns[name][row] for name in names])
            if key in seen:
                gone[row] = (seen[key], "DUPLICATE")
            else:
                seen[key] = row


def _quality(columns: Columns, row: int) -> tuple[Any, ...]:
    """How much a row says for its learner; higher is better."""
    evidence = columns["evidence"][row]
    flags = tuple(bool(columns[name][row]) for name in ("approved", "peer_reflection", "signed") if name in columns)
    scored: tuple[Any, ...] = ()
    if "score" in columns:
        score = columns["score"][row]
        scored = (columns["result"][row] != "failed", -1.0 if score is None else score)
    versioned = ("version" in columns and columns["version"][row] is not None,)
    return (*scored, *flags, _EVIDENCE.get(evidence, -1), *versioned)


def _known(columns: Columns, row: int) -> int:
    """The day on which a row was known: its recorded day, else its own."""
    recorded: int | None = columns["recorded_at"][row]
    own: int = columns["date"][row]
    return own if recorded is None else recorded


def _fold(columns: Columns, rows: Sequence[int], reason: str, gone: Collapsed, replacing: Replacing) -> None:
    """Rows of one thing in the order in which they were known; of those known on one day the one that says most, then the lowest id."""
    ids = columns["record_id"]
    told = sorted(rows, key=lambda row: (str(ids[row]), row))
    told.sort(key=lambda row: _quality(columns, row), reverse=True)
    told.sort(key=lambda row: _known(columns, row))
    kept = told[0]
    for row in told[1:]:
        if _quality(columns, row) > _quality(columns, kept):
            replacing[row], kept = kept, row
        else:
            gone[row] = (kept, reason)


def _filled(column: Coded, rows: Sequence[int]) -> Sequence[int]:
    """The rows among ``rows`` that hold a value."""
    return rows_without(rows, len(column), column.where(lambda value: value is None))


def _attempts(columns: Columns, rows: Sequence[int], names: Sequence[str], gone: Collapsed, replacing: Replacing) -> None:
    dated = _filled(columns["date"], rows)
    for group in agreeing([columns[name] for name in names], dated):
        _fold(columns, group, "DUPLICATE", gone, replacing)


def _other_sources(columns: Columns, rows: Sequence[int], names: Sequence[str], gone: Collapsed, replacing: Replacing) -> None:
    sources, ids = columns["source"], columns["record_id"]
    dated = _filled(columns["date"], rows)
    for group in agreeing([columns[name] for name in names], dated):
        by_source: dict[Any, list[int]] = {}
        for row in group:
            by_source.setdefault(sources[row], []).append(row)
        if len(by_source) < 2:
            continue
        for told in by_source.values():
            told.sort(key=lambda row: (str(ids[row]), row))
            told.sort(key=lambda row: _quality(columns, row), reverse=True)
            told.sort(key=lambda row: _known(columns, row))
        for turn in range(max(len(told) for told in by_source.values())):
            same = [told[turn] for told in by_source.values() if turn < len(told)]
            _fold(columns, same, "DUPLICATE_OTHER_SOURCE", gone, replacing)


def contradicting(table: str, columns: Columns, live: Sequence[int]) -> dict[int, tuple[str, int]]:
    """Rows of a register that give another row's id to another person or country: the column that shows it, and the row they contradict.

    Two people of one id cannot be told apart in any other table, so the row that stays is the one that would stay of one person's rows.
    A row that names another one as its correction contradicts nothing.
    """
    found: dict[int, tuple[str, int]] = {}
    if table not in _TELLING:
        return found
    correcting = columns["voids"].used() - {None}
    free = [row for row in live if columns["record_id"][row] not in correcting] if correcting else live
    # What another system calls somebody is looked up in any capitals.
    ids = columns["alias"].mapped(lambda id: None if id is None else id.casefold()) if table == "identities" else columns[_UNIQUE[table]]
    for group in agreeing([ids], free):
        said: dict[str, int] = {}
        for row in _ranked(columns, group):
            telling = [name for name in _TELLING[table] if columns[name][row] is not None]
            other = next((name for name in telling if name in said and columns[name][said[name]] != columns[name][row]), "")
            if other:
                found[row] = (other, said[other])
            else:
                said |= {name: row for name in telling if name not in said}
    return found


def _ranked(columns: Columns, rows: Sequence[int]) -> list[int]:
    """Rows of one id, the one that stays first: recorded last, then with most cells filled."""
    recorded = columns["recorded_at"]

    def rank(row: int) -> tuple[int, int]:
        when = recorded[row]
        return (-1_000_000 if when is None else when, sum(1 for column in columns.values() if column[row] is not None))

    told = sorted(rows, key=lambda row: (str(columns["record_id"][row]), row))
    return sorted(told, key=rank, reverse=True)


def _one_each(columns: Columns, rows: Sequence[int], name: str, gone: Collapsed) -> None:
    """One row for each id of a register."""
    for group in agreeing([columns[name]], rows):
        kept, *others = _ranked(columns, group)
        gone.update({row: (kept, "OTHER_ROW_KEPT") for row in others})
