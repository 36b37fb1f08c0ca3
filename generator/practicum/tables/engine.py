"""Which engine runs the joins: pandas, DuckDB or Polars, behind one narwhals surface.

A frame here is a narwhals LazyFrame on pandas or DuckDB, and a LazyFrame of Polars itself, which understands the same words (see
`words.py`). Building a table, settling a long chain of steps and reading rows back are the only things that differ between engines, and
this is where they differ.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from practicum.tables.framing import frame
from practicum.tables.words import PolarsWords, speaking

if TYPE_CHECKING:
    import pyarrow

ENGINES = ("pandas", "duckdb", "polars")
# Polars is the fastest up to what fits in memory with room to spare; beyond that DuckDB works out of core.
IN_MEMORY_ROWS = 20_000_000


def choose_engine(rows: int) -> str:
    """The engine for so many record rows, where the user named none.

    >>> choose_engine(500), choose_engine(50_000_000)
    ('polars', 'duckdb')
    """
    return "polars" if rows <= IN_MEMORY_ROWS else "duckdb"


def as_arrow(table: Any, kinds: Mapping[str, str]) -> pyarrow.Table:
    """Rows (dicts, an Arrow table or any frame narwhals knows) with exactly the columns of ``kinds``; what is missing is empty."""
    import narwhals.stable.v2 as nw
    import pyarrow

    if isinstance(table, Sequence) or (isinstance(table, Iterable) and not hasattr(table, "columns")):
        rows = list(table)
        return frame({name: [row.get(name) for row in rows] for name in kinds}, kinds)
    known = nw.from_native(table) if not isinstance(table, nw.DataFrame | nw.LazyFrame) else table
    arrow = (known.collect() if isinstance(known, nw.LazyFrame) else known).to_arrow()
    empty = frame({name: [] for name in kinds}, kinds)
    columns = []
    for field in empty.schema:
        if field.name in arrow.column_names:
            columns.append(arrow.column(field.name).cast(field.type))
        else:
            columns.append(pyarrow.nulls(arrow.num_rows, field.type))
    return pyarrow.table(columns, schema=empty.schema)


class Engine:
    """One engine for one run; DuckDB keeps its tables in a connection of its own."""

    def __init__(self, name: str = "pandas") -> None:
        if name not in ENGINES:
            raise ValueError(f"no engine is called {name!r}; there are {', '.join(ENGINES)}")
        self.name = name
        self._count = 0
        self._connection: Any = None
        if name == "duckdb":
            import duckdb

            self._connection = duckdb.connect()

    def speaking(self) -> contextlib.AbstractContextManager[None]:
        """While the block lasts, the words of `nw` are those that this engine's frames understand."""
        return speaking(PolarsWords()) if self.name == "polars" else speaking(None)

    def table(self, arrow: pyarrow.Table) -> Any:
        """An Arrow table as a lazy frame of the engine."""
        import narwhals.stable.v2 as nw

        if self.name == "pandas":
            pandas_frame: Any = arrow.to_pandas()
            return nw.from_native(pandas_frame).lazy()
        if self.name == "polars":
            import polars

            polars_frame: Any = polars.from_arrow(arrow)
            return polars_frame.lazy()
        name = self._next()
        self._connection.register(f"{name}_given", arrow)
        self._connection.execute(f"create temp table {name} as select * from {name}_given")
        self._connection.unregister(f"{name}_given")
        return nw.from_native(self._connection.table(name))

    def rows_table(self, columns: Mapping[str, Sequence[Any]], kinds: Mapping[str, str]) -> Any:
        """Columns of plain values as a lazy frame of the engine."""
        return self.table(frame(columns, kinds))

    def settle(self, lazy: Any) -> Any:
        """The same frame with everything so far computed once; a long chain of steps is else planned anew at each use."""
        import narwhals.stable.v2 as nw

        if self.name == "pandas":
            return lazy
        if self.name == "polars":
            return self._collected(lazy).lazy()
        name = self._next()
        lazy.to_native().create(name)
        return nw.from_native(self._connection.table(name))

    def count(self, lazy: Any) -> int:
        """How many rows a frame has."""
        if self.name == "polars":
            import polars

            return int(self._collected(lazy.select(polars.len())).item())
        import narwhals.stable.v2 as nw

        return int(self._collected(lazy.select(count_=nw.len())).to_arrow().column("count_")[0].as_py())

    def rows(self, lazy: Any) -> list[dict[str, Any]]:
        """The frame's rows as dicts; an empty cell is None on every engine."""
        return [dict(row) for row in self.arrow(lazy).to_pylist()]

    def arrow(self, lazy: Any, kinds: Mapping[str, str] | None = None) -> pyarrow.Table:
        """The frame as an Arrow table; columns named in ``kinds`` get exactly that kind, whole numbers elsewhere 64 bits."""
        import pyarrow
        import pyarrow.compute

        found = self._collected(lazy).to_arrow()
        wanted = frame({name: [] for name in kinds or {}}, kinds or {}).schema
        columns = {}
        for field in found.schema:
            if field.name.startswith("__index_level_"):
                continue  # pandas hands its row labels over where sorting moved them
            kind = wanted.field(field.name).type if field.name in wanted.names else _plain_type(field.type)
            column = found.column(field.name)
            if pyarrow.types.is_floating(field.type) and pyarrow.types.is_integer(kind):
                # pandas keeps whole numbers with gaps as floats, the gaps as NaN.
                column = pyarrow.compute.if_else(pyarrow.compute.is_nan(column), pyarrow.scalar(None, field.type), column)
            columns[field.name] = column.cast(kind)
        return pyarrow.table(columns)

    def _collected(self, lazy: Any) -> Any:
        """What a lazy frame comes to."""
        if self.name != "polars":
            return lazy.collect()
        # A run is a thousand short plans over a part that fits in memory. Polars' streaming engine, its default, takes longer to set each
        # of them up, sorts slower and needs more memory here.
        return lazy.collect(engine="in-memory")

    def _next(self) -> str:
        self._count += 1
        return f"t{self._count}"


def _plain_type(kind: Any) -> Any:
    import pyarrow

    if pyarrow.types.is_integer(kind) or pyarrow.types.is_decimal(kind):
        return pyarrow.int64()
    if pyarrow.types.is_floating(kind):
        return pyarrow.float64()
    if pyarrow.types.is_large_string(kind) or pyarrow.types.is_null(kind):
        return pyarrow.string()
    return kind
