"""Columns of plain values to a typed frame that every engine reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import pyarrow

# A table of typed columns, for signatures of rooms that do not import the library themselves.
Frame: TypeAlias = "pyarrow.Table"

_TYPES = {"code": "string", "text": "string", "day": "int64", "number": "float64", "whole": "int64", "flag": "bool"}


def frame(columns: Mapping[str, Sequence[Any]], kinds: Mapping[str, str]) -> pyarrow.Table:
    """An Arrow table; ``kinds`` names for each column what it holds (`code`, `text`, `day`, `number`, `whole`, `flag`).

    >>> frame({"learner": ["L1", None]}, {"learner": "code"}).to_pylist()
    [{'learner': 'L1'}, {'learner': None}]
    """
    import pyarrow

    fields = {"string": pyarrow.string(), "int64": pyarrow.int64(), "float64": pyarrow.float64(), "bool": pyarrow.bool_()}
    return pyarrow.table({name: pyarrow.array(values, type=fields[_TYPES[kinds[name]]]) for name, values in columns.items()})
