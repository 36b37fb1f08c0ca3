"""Reading shared files as somebody reads them who wants to work out what is hidden: from the files alone, and everything in them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from practicum.reporting.sharing.rows import ResearchRows, columns_known
from practicum.reporting.sharing.sums import Disagreement, Measured
from practicum.reporting.sharing.tables import SCHEMA, TOTAL, Dimension, Key, Release, SharedTable

TABLES = "tables.json"
ROWS = "certificates.csv"
_ROUNDED = 0.05


class Unreadable(ValueError):
    """A folder that is no shareable part, or one by another version of the format; it says which file and what is wrong."""


@dataclass(frozen=True, slots=True)
class Published:
    """What the files of a shareable part say, CSV and JSON together; ``measured`` are hours and shares of hidden counts."""

    release: Release
    measured: tuple[Measured, ...] = ()
    rows: ResearchRows | None = None


def read_published(files: Mapping[str, bytes]) -> Published:
    """Read the files of a shareable part by their names. Raises Unreadable, and Disagreement where two files contradict each other."""
    if TABLES not in files:
        raise Unreadable(f"there is no {TABLES}")
    try:
        told = json.loads(files[TABLES])
        return _read(told, files)
    except (KeyError, TypeError, AttributeError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise Unreadable(f"{TABLES} is not as {SCHEMA} has it: {type(error).__name__}") from error


def _read(told: Mapping[str, Any], files: Mapping[str, bytes]) -> Published:
    if told["schema"] != SCHEMA:
        raise Unreadable(f"{TABLES} is not of {SCHEMA}")
    dimensions = {one["name"]: _dimension(one) for one in told["dimensions"]}
    bare = Release(told["as_of"], dimensions, ())
    tables: list[SharedTable] = []
    measured: list[Measured] = []
    for one in told["tables"]:
        names = tuple(one["dimensions"])
        cells: dict[Key, int | None] = {tuple(cell["key"]): cell["count"] for cell in one["cells"]}
        table = SharedTable(one["name"], one["title"], one["says"], one["unit"], names, one["tells"], cells)
        if one["file"] in files:
            for key, count, beside in _csv(files[one["file"]], names, one["file"]):
                before = cells.get(key)
                if before is not None and count is not None and before != count:
                    raise Disagreement(f"{bare.label(table, key)} is {before} in {TABLES} and another number in {one['file']}")
                # Whatever is shown anywhere is known.
                cells[key] = before if count is None else count
                if cells[key] is None:
                    measured += _measured(bare, table, key, beside)
        tables.append(table)
    return Published(Release(told["as_of"], dimensions, tuple(tables)), tuple(measured), _rows(told.get("rows"), files))


def _dimension(one: Mapping[str, Any]) -> Dimension:
    codes = {code["code"]: code["title"] for code in one["codes"]}
    parents = {code["code"]: code["inside"] for code in one["codes"] if code.get("inside")}
    members = {code["code"]: tuple(code["members"]) for code in one["codes"] if code.get("members")}
    harmless = frozenset(code["code"] for code in one["codes"] if code.get("harmless"))
    return Dimension(one["name"], one["title"], codes, one["inside"], parents, one["of"], members, one["facet"], harmless)


def lines_of(data: bytes) -> Iterator[dict[str, str]]:
    """The rows of a CSV file by heading; the apostrophe before what a spreadsheet would take for a formula is taken off."""
    for line in csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")):
        yield {
            name: (value or "").removeprefix("'") if (value or "")[1:2] in "=+-@\t\r" else value or ""
            for name, value in line.items()
            if name
        }


def _csv(data: bytes, names: tuple[str, ...], file: str) -> Iterator[tuple[Key, int | None, Mapping[str, str]]]:
    for number, line in enumerate(lines_of(data), start=2):
        try:
            yield tuple(line[name] for name in names), int(line["count"]) if line["count"] else None, line
        except (KeyError, ValueError) as error:
            raise Unreadable(f"{file}, row {number}: a column is missing or a count is no number") from error


def _measured(release: Release, table: SharedTable, key: Key, beside: Mapping[str, str]) -> Iterator[Measured]:
    """Hours and shares that stand beside a hidden count."""
    if (hours := _number(beside.get("hours"))) is not None and (each := _number(beside.get("hours_each"))):
        yield Measured(table.name, key, each, hours - each / 2, hours + each / 2)
    share = _number(beside.get("share_in_percent"))
    if share is not None and table.tells:
        place = table.dimensions.index(table.tells)
        whole = (*key[:place], TOTAL, *key[place + 1 :])
        yield Measured(table.name, key, 100.0, max(share - _ROUNDED, 0.0), share + _ROUNDED, of=whole)


def _number(written: str | None) -> float | None:
    try:
        return float(written) if written else None
    except ValueError:
        return None


def _rows(about: Mapping[str, Any] | None, files: Mapping[str, bytes]) -> ResearchRows | None:
    if about is None or ROWS not in files:
        if ROWS in files:
            raise Unreadable(f"{ROWS} is not described in {TABLES}")
        return None
    columns = tuple(about["columns"])
    if not columns_known(columns):
        raise Unreadable(f"{ROWS} has a column that a file of rows may not have")
    found = []
    for line in lines_of(files[ROWS]):
        if not {"pseudonym", *columns} <= set(line) or set(line) - {"pseudonym", *columns}:
            raise Unreadable(f"{ROWS} has other columns than {TABLES} says")
        found.append((line["pseudonym"], tuple(line[name] for name in columns)))
    return ResearchRows(columns, tuple(about["coarsened"]), tuple(found), int(about["left_out"]), bool(about["lasting"]))
