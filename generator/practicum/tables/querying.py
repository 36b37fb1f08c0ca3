"""Questions in SQL over tables in memory and tables stored as Parquet, answered by DuckDB.

A table is given once by its name, whichever of the two it is; what is kept is computed once and may be asked again.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from practicum.tables.stored import plainly, quoted

if TYPE_CHECKING:
    import pyarrow

_CAST = {"code": "varchar", "text": "varchar", "month": "varchar", "day": "date", "number": "double", "share": "double"}
_CAST |= {"whole": "bigint", "flag": "boolean"}


class Querying:
    """A DuckDB connection of its own with named tables; ``close`` ends it."""

    def __init__(self, *, memory: str | None = None, scratch: Path | None = None) -> None:
        import duckdb

        self._connection = duckdb.connect()
        if memory:
            self._connection.execute(f"set memory_limit = '{quoted(memory)}'")
        if scratch is not None:
            self._connection.execute(f"set temp_directory = '{quoted(scratch)}'")

    def __enter__(self) -> Querying:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the connection."""
        self._connection.close()

    def give(self, name: str, table: pyarrow.Table) -> None:
        """An Arrow table under a name."""
        self._connection.register(name, table)

    def give_files(self, name: str, files: Sequence[Path | str]) -> None:
        """Parquet files of one table under a name."""
        listed = ", ".join(f"'{quoted(plainly(file))}'" for file in files)
        self._connection.execute(f'create view "{name}" as select * from read_parquet([{listed}], union_by_name = true)')

    def give_rows(self, name: str, kinds: Mapping[str, str], rows: Sequence[Sequence[Any]]) -> None:
        """Rows of plain values under a name; ``kinds`` names the columns in order and says what each holds."""
        from practicum.tables.framing import frame

        columns = list(zip(*rows, strict=True)) or [() for _ in kinds]
        self.give(name, frame(dict(zip(kinds, columns, strict=True)), kinds))

    def columns(self, name: str) -> list[str]:
        """The names of a table's columns."""
        return [row[0] for row in self._connection.execute(f'describe select * from "{name}"').fetchall()]

    def keep(self, name: str, sql: str) -> None:
        """The answer to a question as a table of its own."""
        self._connection.execute(f'create or replace table "{name}" as {sql}')

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of an answer."""
        return self._connection.execute(sql).fetchall()

    def arrow(self, sql: str, kinds: Mapping[str, str]) -> pyarrow.Table:
        """An answer with exactly the columns of ``kinds``, each of its kind (`code`, `day`, `share` …)."""
        # A text that is not there is an empty one, in every output alike.
        cells = {name: f'cast("{name}" as {_CAST[kind]})' for name, kind in kinds.items()}
        cells |= {name: f"coalesce({cells[name]}, '')" for name, kind in kinds.items() if kind in ("code", "text")}
        columns = ", ".join(f'{cell} as "{name}"' for name, cell in cells.items())
        found: Any = self._connection.sql(f"select {columns} from ({sql})").to_arrow_table()
        return found

    def in_parts(self, sql: str, rows: int = 50_000) -> Iterator[list[tuple[Any, ...]]]:
        """The rows of a large answer, so many at a time."""
        answer = self._connection.cursor().execute(sql)
        while part := answer.fetchmany(rows):
            yield part


def as_parquet(table: pyarrow.Table) -> bytes:
    """An Arrow table as the bytes of a Parquet file."""
    import pyarrow.parquet

    out = io.BytesIO()
    pyarrow.parquet.write_table(table, out, compression="zstd")
    return out.getvalue()


def rows_of(table: pyarrow.Table) -> list[tuple[Any, ...]]:
    """The rows of an Arrow table as plain values."""
    columns = [column.to_pylist() for column in table.columns]
    return list(zip(*columns, strict=True)) if columns else []
