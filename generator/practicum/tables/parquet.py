"""Whether Parquet files hold tidy tables: every fault at once, each with its file and column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from practicum.model.record import TABLES
from practicum.model.tidy import tidy_columns

if TYPE_CHECKING:
    import pyarrow

_SAYS = {
    "code": "text",
    "text": "text",
    "day": "whole numbers (days since 1970-01-01) or dates",
    "number": "numbers",
    "whole": "whole numbers",
    "flag": "true and false",
}


@dataclass(frozen=True, slots=True)
class ShapeFault:
    """Why a file cannot be used as it stands; ``file`` is named as the caller named it."""

    file: str
    column: str
    message: str
    help: str = ""


def shape_faults(table: str, files: Iterable[tuple[str, str]]) -> list[ShapeFault]:
    """What keeps the files (each with the name to call it by and its path) from being one tidy table."""
    import pyarrow
    import pyarrow.parquet

    columns = tidy_columns(table)
    found: list[ShapeFault] = []
    earlier: dict[str, tuple[str, str]] = {}
    for name, path in files:
        try:
            schema = pyarrow.parquet.read_schema(path)
        except (pyarrow.ArrowException, OSError) as error:
            readable = isinstance(error, pyarrow.ArrowException)
            message = "this is no Parquet file, or only a part of one" if readable else f"cannot be read: {error.strerror or 'no access'}"
            found.append(ShapeFault(name, "", message, "write it again, or take it out of the folder" if readable else ""))
            continue
        doubled = {column for column in schema.names if schema.names.count(column) > 1 and column in columns}
        for column in sorted(doubled):
            found.append(ShapeFault(name, column, "there are two columns of this name", "leave one of them out"))
        for column in TABLES[table].columns:
            if column.required and column.name not in schema.names:
                found.append(
                    ShapeFault(name, column.name, f"the column is missing; it holds {column.says}", _near(column.name, schema.names))
                )
        for field in schema:
            if field.name in columns and field.name not in doubled and not _fits(field.type, columns[field.name].kind):
                wanted = _SAYS[columns[field.name].kind]
                found.append(ShapeFault(name, field.name, f"the column holds {_named(field.type)}, and should hold {wanted}"))
            elif field.name in columns and not pyarrow.types.is_null(field.type):
                first, kind = earlier.setdefault(field.name, (name, _named(field.type)))
                if "dates" in {kind, _named(field.type)} and kind != _named(field.type):
                    found.append(ShapeFault(name, field.name, f"the column holds {_named(field.type)}, and {kind} in {first}"))
    return found


def write_arrow(table: pyarrow.Table, path: Path) -> None:
    """Write an Arrow table as one Parquet file."""
    import pyarrow.parquet

    pyarrow.parquet.write_table(table, path, compression="snappy")


def rows_in(path: Path, columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """The rows of a file, these columns of it. Raises ValueError for a file that is no Parquet, is cut, or lacks one of them."""
    import pyarrow
    import pyarrow.parquet

    try:
        with pyarrow.parquet.ParquetFile(path) as file:
            if missing := set(columns) - set(file.schema_arrow.names):
                raise ValueError(f"the column {min(missing)} is missing")
            for batch in file.iter_batches(columns=list(columns)):
                yield from zip(*(batch.column(name).to_pylist() for name in columns), strict=True)
    except (pyarrow.ArrowException, OSError) as error:
        raise ValueError("the file cannot be read to its end") from error


def holds_text(path: Path, wanted: Iterable[str]) -> bool:
    """Whether a cell of a file's text columns is one of these words, in any capitals. Raises ValueError for a file that is no Parquet."""
    import pyarrow
    import pyarrow.parquet

    words = {word.casefold() for word in wanted}
    try:
        with pyarrow.parquet.ParquetFile(path) as file:
            names = [field.name for field in file.schema_arrow if _named(field.type) == "text"]
            for batch in file.iter_batches(columns=names):
                for column in batch.columns:
                    if any(str(value).casefold() in words for value in column.unique().to_pylist()):
                        return True
    except pyarrow.ArrowException as error:
        raise ValueError("this is no Parquet file") from error
    return False


def _near(name: str, names: Sequence[str]) -> str:
    import difflib

    near = difflib.get_close_matches(name, names, n=1)
    return f"is it `{near[0]}`?" if near else ""


def _fits(given: pyarrow.DataType, kind: str) -> bool:
    from pyarrow import types

    if types.is_null(given):
        return True
    if kind in ("code", "text"):
        return _is_text(given)
    if kind == "day":
        return bool(types.is_integer(given) or types.is_date(given))
    if kind == "whole":
        return bool(types.is_integer(given))
    if kind == "number":
        return bool(types.is_integer(given) or types.is_floating(given) or types.is_decimal(given))
    return bool(types.is_boolean(given))


def _is_text(given: pyarrow.DataType) -> bool:
    from pyarrow import types

    inner = given.value_type if types.is_dictionary(given) else given
    return bool(types.is_string(inner) or types.is_large_string(inner) or types.is_string_view(inner))


def _named(given: pyarrow.DataType) -> str:
    from pyarrow import types

    if _is_text(given):
        return "text"
    if types.is_boolean(given):
        return "true and false"
    if types.is_integer(given):
        return "whole numbers"
    if types.is_floating(given) or types.is_decimal(given):
        return "numbers"
    if types.is_date(given):
        return "dates"
    if types.is_timestamp(given):
        return "instants"
    return "values of another kind"


def columns_read(given: Mapping[str, str], table: str) -> dict[str, str]:
    """The columns of a tidy table that files have, each with the SQL that reads it as its kind.

    ``given`` names DuckDB's type of each column. Dates become days since 1970-01-01, what is no number becomes empty.

    >>> columns_read({"module": "VARCHAR", "other": "BLOB", "attempt": "TINYINT"}, "completions")
    {'module': '"module"::varchar as "module"', 'attempt': '"attempt"::bigint as "attempt"'}
    """
    return {name: _sql_of(name, given[name], column.kind) for name, column in tidy_columns(table).items() if name in given}


def _sql_of(name: str, given: str, kind: str) -> str:
    if kind == "day" and given == "DATE":
        return f'("{name}"::date - date \'1970-01-01\')::bigint as "{name}"'
    if kind == "number" and given in ("DOUBLE", "FLOAT"):
        return f'(case when not isnan("{name}") then "{name}" end)::double as "{name}"'
    kinds = {"day": "bigint", "whole": "bigint", "number": "double", "flag": "boolean"}
    return f'"{name}"::{kinds.get(kind, "varchar")} as "{name}"'
