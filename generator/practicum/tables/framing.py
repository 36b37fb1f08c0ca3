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


def exceeds(table: Frame, one: str, other: str) -> bool:
    """Whether a row of an Arrow table has more in a column than in another; an empty cell is not more."""
    import pyarrow.compute

    column = table.column(one)
    if column.null_count == table.num_rows:
        return False
    return bool(pyarrow.compute.any(pyarrow.compute.greater(column, table.column(other))).as_py())


def each_its_own(table: Frame, column: str) -> bool:
    """Whether every row of an Arrow table has a value of its own in a column.

    >>> [each_its_own(frame({"a": given}, {"a": "code"}), "a") for given in (["x", "y"], ["x", "x"], ["x", None])]
    [True, False, False]
    """
    import polars

    # Arrow takes several times as long to count different texts.
    values = polars.Series(table.column(column))
    return values.null_count() == 0 and values.n_unique() == len(values)


def with_row_numbers(table: Frame, into: str) -> Frame:
    """An Arrow table with the number of each row from 0, in front."""
    import pyarrow

    return table.add_column(0, into, pyarrow.array(range(table.num_rows), type=pyarrow.int64()))


def below(first: Frame, second: Frame) -> Frame:
    """An Arrow table with the rows of another below its own, as columns of the same kinds."""
    import pyarrow

    return pyarrow.concat_tables([first, second.cast(first.schema)])
