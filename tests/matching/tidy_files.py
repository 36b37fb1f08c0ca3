"""Tidy tables of invented learners as Parquet files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from practicum.model.tidy import tidy_columns
from practicum.tables import frame


def arrow_of(table: str, rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Rows as one tidy table, with every column there is."""
    listed = list(rows)
    kinds = {name: column.kind for name, column in tidy_columns(table).items()}
    return frame({name: [row.get(name) for row in listed] for name in kinds}, kinds)


def write_tables(folder: Path, records: Mapping[str, Iterable[Mapping[str, Any]]]) -> dict[str, list[Path]]:
    """One Parquet file a table; the paths by table."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = {}
    for name, rows in records.items():
        paths[name] = [folder / f"{name}.parquet"]
        pq.write_table(arrow_of(name, rows), paths[name][0])
    return paths
