"""Invented people and the tables that count them, small enough to see through."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import product

from practicum.reporting.sharing.sums import Own
from practicum.reporting.sharing.tables import TOTAL, Dimension, Key, Release, SharedTable
from practicum.reporting.sharing.writing import csv_name, table_csv, tables_json

AGENCIES = {"North": "BM", "South": "BM", "East": "BM", "Lower": "TM", "Upper": "TM"}
ROLES = ("FSW", "PAR", "VOL")
STANDINGS = ("in_order", "limited", "not_certified")
DIMENSIONS = {
    "country": Dimension("country", "Country", {"BM": "Belmora", "TM": "Tamaru"}),
    "agency": Dimension("agency", "Agency", {name: f"{name} agency" for name in AGENCIES}, "country", AGENCIES),
    "role": Dimension("role", "Role", {name: name for name in ROLES}),
    "standing": Dimension("standing", "Standing", {name: name.replace("_", " ") for name in STANDINGS}),
}
BY_AGENCY = ("by-agency", ("country", "agency", "standing"))
BY_ROLE = ("by-role", ("country", "role", "standing"))

Row = Mapping[str, str]


def people(counts: Mapping[tuple[str, str, str], int]) -> list[Row]:
    """One row a person, from how many there are of each agency, role and standing."""
    return [
        {"country": AGENCIES[agency], "agency": agency, "role": role, "standing": standing}
        for (agency, role, standing), many in counts.items()
        for _ in range(many)
    ]


def release(
    rows: Iterable[Row],
    tables: Sequence[tuple[str, tuple[str, ...]]] = (BY_AGENCY, BY_ROLE),
    dimensions: Mapping[str, Dimension] = DIMENSIONS,
    as_of: str = "2026-10-15",
) -> Release:
    """The tables of these rows with their true counts."""
    rows = list(rows)
    bare = Release(as_of, dimensions, ())
    made = []
    for name, names in tables:
        empty = SharedTable(name, name, "", "certificates", names, "standing" if "standing" in names else "", {})
        cells: dict[Key, int | None] = dict.fromkeys(bare.keys(empty), 0)
        for row, many in Counter(tuple(row[one] for one in names) for row in rows).items():
            for key in product(*((code, TOTAL) for code in row)):
                if key in cells:
                    cells[key] = (cells[key] or 0) + many
        made.append(empty.with_cells(cells))
    return Release(as_of, dimensions, tuple(made))


def without(one: Release, hidden: Iterable[tuple[str, Key]]) -> Release:
    """The release with some cells left out, table by table: exactly these and nothing with them."""
    out = set(hidden)
    tables = [
        table.with_cells({key: None if (table.name, key) in out else count for key, count in table.cells.items()}) for table in one.tables
    ]
    return Release(one.as_of, one.dimensions, tuple(tables))


def files_of(one: Release) -> dict[str, bytes]:
    """The release as it lies in a folder."""
    return {
        **{csv_name(table): table_csv(one, table) for table in one.tables},
        "tables.json": tables_json(one, None, synthetic=True),
    }


def own(rows: Iterable[Row], agency: str, one: Release) -> Own:
    """What an agency knows that was sent its rows."""
    theirs = release(
        [row for row in rows if row["agency"] == agency], [(table.name, table.dimensions) for table in one.tables], one.dimensions
    )
    counts = {theirs.fact(table, key): count for table in theirs.tables for key, count in table.cells.items() if count}
    return Own(agency, counts, frozenset({agency}))
