"""Tables of different columns as one tall table, and back: what has to travel together through an engine that knows one shape.

Each column of a table is given a place among columns of its type (texts, whole numbers, other numbers), so that the tall table is
as wide as its widest table and not as all of them. Nothing is turned into text: a number comes back as it was, an empty cell empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow

# The number of the table that a row comes from.
TABLE = "table_"
# Kind of column -> where it travels. Flags travel as 0 and 1.
_LANES = {"code": "text", "text": "text", "day": "whole", "whole": "whole", "flag": "whole", "number": "number"}


@dataclass(frozen=True)
class Packing:
    """How tables travel: by table, each column and its kind (as in the tidy tables)."""

    kinds: Mapping[str, Mapping[str, str]]

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables in the order of their numbers."""
        return tuple(self.kinds)

    def places(self, name: str) -> dict[str, str]:
        """Where each column of a table travels.

        >>> Packing({"leave": {"learner": "code", "start": "day", "end": "day"}}).places("leave")
        {'learner': 'text0', 'start': 'whole0', 'end': 'whole1'}
        """
        taken: dict[str, int] = {}
        found = {}
        for column, kind in self.kinds[name].items():
            lane = _LANES[kind]
            found[column] = f"{lane}{taken.setdefault(lane, 0)}"
            taken[lane] += 1
        return found

    @property
    def columns(self) -> dict[str, str]:
        """The columns of the tall table beside the table's number, with their kind.

        >>> Packing({"a": {"x": "code"}, "b": {"y": "flag", "z": "number"}}).columns
        {'text0': 'text', 'whole0': 'whole', 'number0': 'number'}
        """
        most: dict[str, int] = {"text": 0, "whole": 0, "number": 0}
        for kinds in self.kinds.values():
            for lane in most:
                most[lane] = max(most[lane], sum(_LANES[kind] == lane for kind in kinds.values()))
        return {f"{lane}{place}": lane for lane, count in most.items() for place in range(count)}

    def packed(self, tables: Mapping[str, pyarrow.Table]) -> pyarrow.Table:
        """Some of the tables as one; a table or a column that is not there adds nothing."""
        import pyarrow

        shape = pyarrow.schema([(TABLE, pyarrow.int32()), *((name, _type(kind)) for name, kind in self.columns.items())])
        tall = [shape.empty_table()]
        for number, name in enumerate(self.tables):
            table = tables.get(name)
            if table is None or not table.num_rows:
                continue
            places = {place: column for column, place in self.places(name).items() if column in table.column_names}
            tall.append(
                pyarrow.table(
                    [
                        pyarrow.repeat(pyarrow.scalar(number, shape.field(TABLE).type), table.num_rows),
                        *(
                            table.column(places[place]).cast(_type(kind)) if place in places else pyarrow.nulls(table.num_rows, _type(kind))
                            for place, kind in self.columns.items()
                        ),
                    ],
                    schema=shape,
                )
            )
        return pyarrow.concat_tables(tall)

    def unpacked(self, tall: pyarrow.Table) -> dict[str, pyarrow.Table]:
        """Every table again, those without rows as well; flags are 0 and 1."""
        import pyarrow.compute

        found = {}
        for number, name in enumerate(self.tables):
            places = self.places(name)
            own = tall.select(list(places.values())).filter(pyarrow.compute.equal(tall.column(TABLE), number))
            found[name] = own.rename_columns(list(places))
        return found


def _type(kind: str) -> pyarrow.DataType:
    import pyarrow

    return {"text": pyarrow.string(), "whole": pyarrow.int64(), "number": pyarrow.float64()}[kind]
