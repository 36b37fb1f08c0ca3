"""What other programs may rely on in the files of a report: columns, types and meanings, published with a version, and a check.

The columns are those that `downloads.py` writes. A change of a name, a type or a meaning is a new version of the contract; a column
that is added behind the others is none.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import Any, Literal

from practicum.model.exchange import Export, Format, Loss
from practicum.model.record import ColumnKind, TableShape
from practicum.model.verdict import CertificateState, Reason, RequirementState
from practicum.model.verdict_tables import CERTIFICATES, REQUIREMENTS
from practicum.reporting.downloads import CERTIFICATE_COLUMNS, FORMULA_STARTS, GAP_COLUMNS, FileColumn
from practicum.reporting.views import VIEWS
from practicum.resolving import View

VERSION = "1"
SCHEMA = f"practicum-contract/{VERSION}"
FORMAT = Format(
    name="CSV under a published schema",
    version=f"{SCHEMA}, described as a Frictionless Data Package",
    direction="out",
    commands=("practicum export contract",),
    carries="certificates and open requirements of a report, person by person",
    checked="every cell against the schema; the files read as valid by `frictionless` 5.21.0",
    page="hr-systems",
)
# A file that is larger is no list of people of one country.
MOST_BYTES = 1_000_000_000
MOST_FAULTS = 100
_STATES = tuple(CertificateState)
_REASONS = ("", *Reason)
Kind = ColumnKind | Literal["words"]


@dataclass(frozen=True, slots=True)
class Field:
    """A column of the contract. ``words`` are codes with a space between them; ``choices`` lists all that a cell may say."""

    name: str
    kind: Kind
    says: str
    choices: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A file of the contract: what one row is, its columns in order, and the columns by which no two rows are the same."""

    name: str
    says: str
    fields: tuple[Field, ...]
    key: tuple[str, ...] = ()

    @property
    def file(self) -> str:
        """The file's name."""
        return f"{self.name}.csv"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a file, by row and column, never by value; the heading is row 1, a fault of the file itself is in row 0."""

    file: str
    row: int
    column: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.row}" if self.row else self.file
        return f"{place}{f', column {self.column}' if self.column else ''}: {self.message}"


# What is written otherwise than it stands in the tables of verdicts, or does not stand there.
_OWN: Mapping[str, tuple[Kind, tuple[str, ...], bool]] = {
    "as_of": ("day", (), True),
    "learner": ("code", (), True),
    "certificate_state": ("code", _STATES, True),
    "reason": ("code", _REASONS, False),
    "best_rejected_record": ("code", (), False),
    "best_rejected_reason": ("code", _REASONS, False),
    "last_day_held": ("day", (), False),
    "one_of": ("code", (), False),
    "also": ("words", (), False),
    "open": ("whole", (), True),
    "closed_by": ("code", (), False),
    "closing_path": ("words", (), False),
    "closing_hours": ("number", (), False),
    "closed_otherwise": ("text", (), False),
}


def _fields(columns: Sequence[FileColumn], table: TableShape, states: tuple[str, ...]) -> tuple[Field, ...]:
    kinds: dict[str, Kind] = {column.name: column.kind for column in (*CERTIFICATES.columns, *table.columns)}
    found = []
    for column in columns:
        kind, choices, required = _OWN.get(column.name, (kinds.get(column.name, "text"), (), False))
        if column.name == "state":
            choices, required = states, True
        if column.name == "started_by":
            choices = ("", "rule", "record")
        found.append(Field(column.name, kind, column.says, choices, required))
    return tuple(found)


TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "certificates",
            "One row for each learner and certification that is asked of them; a learner of whom nothing is asked has one row without a "
            "certification. A certificate that nobody holds has a row too: its state says so.",
            _fields(CERTIFICATE_COLUMNS, CERTIFICATES, _STATES),
            ("learner", "certification", "role", "country", "agency"),
        ),
        Table(
            "gaps",
            "One row for each requirement that is open for a learner and a certification. A choice stands with each of its ways, which "
            "name it in `one_of`; a requirement that is met has no row.",
            _fields(GAP_COLUMNS, REQUIREMENTS, tuple(RequirementState)),
        ),
    )
}


def contract_schema() -> bytes:
    """The contract as a Frictionless data package: a table schema for each file, with what a row is and what each column says."""
    whole = {
        "name": "practicum-verdicts",
        "profile": "data-package",
        "version": f"{VERSION}.0.0",
        "title": "Certificates and gaps of a report on learner records",
        "description": (
            "What `practicum gaps` writes as certificates.csv and gaps.csv. UTF-8 with a mark, commas, lines that end with CR LF. "
            "A text that a spreadsheet would run as a formula has an apostrophe before it, which is no part of it. "
            "The files hold data of learners."
        ),
        "practicum:schema": SCHEMA,
        "resources": [_resource(table) for table in TABLES.values()],
    }
    return (json.dumps(whole, ensure_ascii=False, indent=2) + "\n").encode()


def package(rows: Mapping[str, Sequence[object]], data: Mapping[str, bytes], *, as_of: date, synthetic: bool) -> Export:
    """The files of a report that are under the contract, with a `datapackage.json` that names day, sizes and hashes beside the schema."""
    whole = json.loads(contract_schema())
    for resource in whole["resources"]:
        held = data[resource["name"]]
        resource |= {"bytes": len(held), "hash": f"sha256:{hashlib.sha256(held).hexdigest()}"}
    whole = {**whole, "practicum:as_of": as_of.isoformat(), "practicum:synthetic": synthetic}
    files = {TABLES[name].file: held for name, held in data.items()}
    files["datapackage.json"] = (json.dumps(whole, ensure_ascii=False, indent=2) + "\n").encode()
    counts = ", ".join(f"{len(rows[name]):,} rows in {TABLES[name].file}" for name in rows)
    return Export(files, losses(), (counts,))


def losses(view: View | None = None) -> tuple[Loss, ...]:
    """What is left behind of a report, whatever the curriculum is."""
    why = "they are in `tables/` of the report, and in `report.json` under a schema of its own"
    return (Loss("views with counts", len(VIEWS), why),)


def _resource(table: Table) -> dict[str, Any]:
    return {
        "name": table.name,
        "path": table.file,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig",
        "description": table.says + (f" No two rows have the same {', '.join(table.key)}." if table.key else ""),
        "schema": {"fields": [_described(field) for field in table.fields], "missingValues": [""]},
    }


_TYPES: Mapping[Kind, Mapping[str, Any]] = {
    "code": {"type": "string"},
    "text": {"type": "string"},
    "words": {"type": "string"},
    "day": {"type": "date", "format": "%Y-%m-%d"},
    "whole": {"type": "integer"},
    "number": {"type": "number"},
    "flag": {"type": "boolean", "trueValues": ["yes"], "falseValues": ["no"]},
}


def _described(field: Field) -> dict[str, Any]:
    limits: dict[str, Any] = {"required": True} if field.required else {}
    if field.choices:
        limits["enum"] = [str(choice) for choice in field.choices if choice]
    says = field.says + ("; codes with a space between them" if field.kind == "words" else "")
    return {"name": field.name, **_TYPES[field.kind], "description": says, **({"constraints": limits} if limits else {})}


def read_table(name: str, data: bytes) -> tuple[list[dict[str, Any]], list[Fault]]:
    """The rows of a file of the contract, typed, and what is wrong with it: all faults, though no more than `MOST_FAULTS` are named.

    Days are dates, flags are true or false, empty cells are None; a text is as it was before it was kept from being run as a formula.
    Rows with a fault are left out.
    """
    table, rows, faults = TABLES[name], [], []
    for row, found in _read(table, data):
        faults += found
        if row is not None:
            rows.append(row)
        if len(faults) >= MOST_FAULTS:
            return rows, [*faults[:MOST_FAULTS], Fault(table.file, 0, "", f"only the first {MOST_FAULTS} faults are named")]
    return rows, faults


def _read(table: Table, data: bytes) -> Iterator[tuple[dict[str, Any] | None, list[Fault]]]:
    def whole(message: str, row: int = 0) -> tuple[None, list[Fault]]:
        return None, [Fault(table.file, row, "", message)]

    if len(data) > MOST_BYTES:
        yield whole(f"it is larger than {MOST_BYTES // 10**6:,} MB")
        return
    try:
        written = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        yield whole("it is not UTF-8: another program saved it anew", data.count(b"\n", 0, error.start) + 1)
        return
    reader = csv.reader(io.StringIO(written, newline=""), strict=True)
    seen: dict[tuple[object, ...], int] = {}
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            if number == 1:
                faults = _heading_faults(table, cells)
                yield None, faults
                if faults:
                    return
                continue
            row, faults = _row(table, number, cells)
            if row is not None and table.key and not faults:
                key = tuple(row[name] for name in table.key)
                if key in seen:
                    faults.append(Fault(table.file, number, "", f"it says of the same learner and certification what row {seen[key]} says"))
                seen.setdefault(key, number)
            yield (None if faults else row), faults
    except csv.Error as error:
        yield whole(f"it cannot be read as CSV: {error}", number + 1)
    if not number:
        yield whole("it is empty")


def _heading_faults(table: Table, cells: Sequence[str]) -> list[Fault]:
    wanted = [field.name for field in table.fields]
    if list(cells[: len(wanted)]) == wanted:
        return []
    missing = [name for name in wanted if name not in cells]
    if missing:
        return [Fault(table.file, 1, name, f"the column is missing; it is one of version {VERSION} of the contract") for name in missing]
    return [Fault(table.file, 1, "", f"the columns stand in another order; version {VERSION} of the contract begins with {wanted[0]}")]


def _row(table: Table, number: int, cells: Sequence[str]) -> tuple[dict[str, Any] | None, list[Fault]]:
    if len(cells) < len(table.fields):
        return None, [Fault(table.file, number, "", f"it has {len(cells)} cells, and {len(table.fields)} are columns of the contract")]
    row: dict[str, Any] = {}
    faults = []
    for field, cell in zip(table.fields, cells, strict=False):
        try:
            row[field.name] = _typed(field, cell)
        except ValueError as error:
            faults.append(Fault(table.file, number, field.name, str(error)))
    return row, faults


def _typed(field: Field, cell: str) -> object:
    if not cell:
        if field.required:
            raise ValueError("the cell is empty, and every row says it")
        return None
    if field.kind == "day":
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", cell, re.ASCII):
            raise ValueError("it is no day: year-month-day, such as 2026-10-15")
        try:
            return date.fromisoformat(cell)
        except ValueError:
            raise ValueError("there is no such day") from None
    if field.kind == "flag":
        if cell not in ("yes", "no"):
            raise ValueError("it is neither yes nor no")
        return cell == "yes"
    if field.kind in ("whole", "number"):
        return _number(cell, whole=field.kind == "whole")
    text = cell[1:] if cell[0] == "'" and cell[1:].startswith(FORMULA_STARTS) else cell
    if field.choices and text not in field.choices:
        raise ValueError("it is none of the words that may stand here")
    return text


def _number(cell: str, *, whole: bool) -> float | int:
    if not re.fullmatch(r"-?\d{1,15}" if whole else r"-?\d{1,15}(\.\d{1,15})?(e-?\d{1,3})?", cell, re.ASCII):
        raise ValueError("it is no whole number of at most 15 digits" if whole else "it is no number of at most 15 digits, with a point")
    if whole:
        return int(cell)
    if not isfinite(found := float(cell)):
        raise ValueError("it is too large for a number")
    return found
