"""Cells of a verdict row by type: rows come from several engines, and each has its own way to say nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from math import isnan
from typing import Any, TypeAlias, TypeVar

from practicum.model.record import ColumnKind, TableShape

Row: TypeAlias = Mapping[str, object]
Told = TypeVar("Told")


def text(row: Row, key: str) -> str:
    """A cell as text; a missing key, nothing and not-a-number are all empty.

    >>> text({"a": 7}, "a"), text({"a": float("nan")}, "a"), text({}, "a")
    ('7', '', '')
    """
    value = row.get(key)
    if value is None or (isinstance(value, float) and isnan(value)) or type(value).__name__ in {"NAType", "NaTType"}:
        return ""
    return str(value)


def amount_of(row: Row, key: str) -> float | None:
    """A cell as a number, or None."""
    written = text(row, key)
    try:
        return float(written) if written else None
    except ValueError:
        return None


def day_of(row: Row, key: str) -> int | None:
    """A cell as an epoch day, or None."""
    value = amount_of(row, key)
    return None if value is None else int(value)


def flag_of(row: Row, key: str) -> bool:
    """A cell as yes or no.

    >>> flag_of({"a": True}, "a"), flag_of({"a": 0}, "a"), flag_of({}, "a")
    (True, False, False)
    """
    return text(row, key).lower() in {"true", "1", "1.0", "yes"}


def words_of(row: Row, key: str) -> tuple[str, ...]:
    """A cell that lists words, as a list or as text with separators.

    >>> words_of({"also": "due, restricted"}, "also"), words_of({"also": ["due"]}, "also")
    (('due', 'restricted'), ('due',))
    """
    value = row.get(key)
    if isinstance(value, (list, tuple, set, frozenset)):
        return tuple(str(word) for word in value)
    return tuple(word for word in re.split(r"[\s,;|]+", text(row, key)) if word)


CELLS: dict[ColumnKind, Callable[[Row, str], object]] = {
    "code": text,
    "text": text,
    "day": day_of,
    "number": amount_of,
    "whole": lambda row, key: int(amount_of(row, key) or 0),
    "flag": flag_of,
}


def reader(told: type[Told], table: TableShape) -> Callable[..., Told]:
    """A function that makes a ``told`` (a dataclass) from a row of a table; each field that is a column is read by its kind.

    What it is given by name beside the row fills the other fields, or takes the place of a cell.
    """
    names = {field.name for field in fields(told)}  # type: ignore[arg-type]  # a dataclass; its type has no common name
    ways = [(column.name, CELLS[column.kind]) for column in table.columns if column.name in names]

    def read(row: Row, **given: Any) -> Told:
        return told(**({name: way(row, name) for name, way in ways if name not in given} | given))

    return read
