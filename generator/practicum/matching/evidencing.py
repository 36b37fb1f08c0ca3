"""Evidencing: what a learner's own records say of themselves, and which of them add up inside a window."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from practicum.model.record import SHARED, TABLES
from practicum.model.requirement import Row
from practicum.tables import nw
from practicum.tables.engine import as_arrow

PEERS = "peer_reflection"
TINY = 1e-6
# What a record is about, by table: the first of these cells that is filled.
_SUBJECTS = {
    "completions": ("module",),
    "cpd": ("module", "kind"),
    "supervised": ("module",),
    "supervision": ("kind",),
    "observations": ("competency",),
    "rpl": ("module",),
    "certificates": ("certification",),
    "decisions": ("kind",),
    "declarations": ("kind",),
    "vetting": ("kind",),
    "awards": ("kind",),
    "appointments": ("role",),
    "posts": ("role",),
}
_DETAILS = {"cpd": "category", "supervised": "category", "awards": "subject", "decisions": "subject", "completions": "version"}


def own_rows(records: Mapping[str, Any], learner: str) -> dict[str, tuple[str, Row]]:
    """The learner's records by id, each with the name of its table."""
    return rows_of(records, [learner]).get(learner, {})


def rows_of(records: Mapping[str, Any], learners: Collection[str]) -> dict[str, dict[str, tuple[str, Row]]]:
    """The records of some learners: by learner and id, each with the name of its table."""
    found: dict[str, dict[str, tuple[str, Row]]] = {}
    wanted = list(learners)
    for name, table in records.items():
        shape = TABLES.get(name)
        if shape is None or not any(column.name == "learner" for column in shape.columns):
            continue
        kinds = {column.name: column.kind for column in (*shape.columns, *SHARED)} | {"file": "code", "row": "whole"}
        mine = nw.from_native(as_arrow(table, kinds), eager_only=True).filter(nw.col("learner").is_in(wanted))
        for row in mine.to_arrow().to_pylist():
            if row["record_id"]:
                found.setdefault(row["learner"], {})[row["record_id"]] = (name, row)
    return found


def said_by(table: str, row: Row) -> dict[str, Any]:
    """What a record says of itself, as fields of ``Evidence``.

    >>> said_by("cpd", {"kind": "workshop", "quantity": 2.0, "unit": "day", "category": None, "file": "cpd.csv", "row": 7})["subject"]
    'workshop'
    """
    subject = next((row[name] for name in _SUBJECTS.get(table, ()) if row.get(name)), "")
    return {
        "table": table,
        "subject": subject,
        "detail": row.get(_DETAILS.get(table, "")) or "",
        "level": row.get("level"),
        "quantity": row.get("quantity"),
        "unit": row.get("unit") or ("hour" if table == "supervised" else ""),
        "file": row.get("file") or "",
        "row": row.get("row"),
    }


def categories_of(row: Row) -> Iterator[str]:
    """The categories a record adds to: its own, and the one of what was reflected on with a peer."""
    if row.get("category"):
        yield row["category"]
    if row.get(PEERS):
        yield PEERS


def added_up(pieces: Iterable[Row], own: Mapping[str, tuple[str, Row]], limits: Sequence[Row]) -> tuple[float, dict[str, float]]:
    """What pieces come to with caps taken off, and what was done in each category.

    ``limits`` has a row for each category with ``category``, ``least`` and ``most`` (-1 where there is no cap).
    """
    total, done = 0.0, {row["category"]: 0.0 for row in limits}
    for piece in pieces:
        row = own[piece["record_id"]][1] if piece["record_id"] in own else {}
        if not row.get("part_of"):
            total += piece["amount"]
        for category in categories_of(row):
            if category in done:
                done[category] += piece["amount"]
    over = sum(max(0.0, done[row["category"]] - row["most"]) for row in limits if row["most"] >= 0)
    return total - over, done


def in_window(pieces: Sequence[Row], *, amount: float) -> tuple[Row, ...] | None:
    """The latest pieces that come to exactly this amount before caps, oldest first; None where no stretch of them does.

    A window has a first day that only the run that judged it knows; what was counted tells it again. Where several first days would,
    the earliest is taken: what then stands at the beginning changed nothing.

    >>> each = [{"day": day, "record_id": f"r{day}", "amount": 2.0} for day in (1, 2, 3)]
    >>> [piece["record_id"] for piece in in_window(each, amount=4.0)], in_window(each, amount=5.0)
    (['r2', 'r3'], None)
    """
    ordered = sorted(pieces, key=lambda piece: (piece["day"], piece["record_id"]))
    total, first = 0.0, len(ordered) if abs(amount) < TINY else None
    for place in range(len(ordered) - 1, -1, -1):
        total += ordered[place]["amount"]
        if abs(total - amount) < TINY:
            first = place
    return None if first is None else tuple(ordered[first:])


def grouped(rows: Iterable[Row]) -> dict[tuple[int, str, str], list[Row]]:
    """Rows of a verdict table by ask, certification and requirement."""
    found: dict[tuple[int, str, str], list[Row]] = defaultdict(list)
    for row in rows:
        found[row["ask"], row["certification"], row["requirement"]].append(row)
    return found
