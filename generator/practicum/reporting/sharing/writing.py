"""Shared tables as files: CSV for spreadsheets, JSON with its schema for programs, a workbook, and a note for whoever gets them."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from practicum.reporting.downloads import as_csv
from practicum.reporting.sharing.reading_back import ROWS, TABLES
from practicum.reporting.sharing.rows import TITLES, ResearchRows
from practicum.reporting.sharing.sums import MINIMUM
from practicum.reporting.sharing.tables import SCHEMA, TOTAL, Dimension, Key, Release, SharedTable
from practicum.reporting.wording import count_says

if TYPE_CHECKING:
    from practicum.tables.designed import Tone

HIDDEN = "hidden"
NOTE = "READ-ME.txt"
SCHEMA_FILE = "tables.schema.json"
WORKBOOK = "tables.xlsx"
CAUTIONS = (
    "A person with two roles or an endorsement has several certificates and is counted once in each. “Unknown” is not “not met”: the "
    "records do not allow an answer. The rules are demonstration rules of a demonstration curriculum; no authority has issued them."
)


def csv_name(table: SharedTable) -> str:
    """The path of a table's CSV file."""
    return f"tables/{table.name}.csv"


def share(table: SharedTable, key: Key) -> float | None:
    """A cell's share of its group in percent, where both are shown.

    >>> told = SharedTable("t", "T", "", "people", ("standing",), "standing", {("a",): 9, ("b",): None, (TOTAL,): 12})
    >>> share(told, ("a",)), share(told, ("b",))
    (75.0, None)
    """
    if not table.tells:
        return None
    place = table.dimensions.index(table.tells)
    count, whole = table.cells.get(key), table.cells.get((*key[:place], TOTAL, *key[place + 1 :]))
    return round(100 * count / whole, 1) if count is not None and whole and key[place] != TOTAL else None


def title(release: Release, name: str, code: str) -> str:
    """What a code is called."""
    return "All" if code == TOTAL else release.dimensions[name].codes.get(code, code)


def table_csv(release: Release, table: SharedTable) -> bytes:
    """A table with a row a cell: codes, titles, count (empty where it is hidden), and its share of the group."""
    heading = [*table.dimensions, *(f"{name}_title" for name in table.dimensions), "count", "shown", "share_in_percent"]

    def rows() -> Iterator[Sequence[object]]:
        for key, count in table.cells.items():
            titles = (title(release, name, code) for name, code in zip(table.dimensions, key, strict=True))
            yield *key, *titles, count, "no" if count is None else "yes", share(table, key)

    return as_csv(heading, rows())


def tables_json(release: Release, rows: ResearchRows | None, *, synthetic: bool) -> bytes:
    """All tables with their dimensions; what a program needs, and what the audit reads back."""

    def code_json(dimension: Dimension, code: str) -> dict[str, object]:
        told: dict[str, object] = {"code": code, "title": dimension.codes[code]}
        if code in dimension.parents:
            told["inside"] = dimension.parents[code]
        if code in dimension.members:
            told["members"] = list(dimension.members[code])
        if code in dimension.harmless:
            told["harmless"] = True
        return told

    used = {name for table in release.tables for name in table.dimensions}
    used |= {dimension.inside for name in used if (dimension := release.dimensions[name]).inside}
    used |= {release.dimensions[name].of for name in used if release.dimensions[name].of}
    used |= {"agency"} & set(release.dimensions)
    if rows is not None:
        used |= set(rows.columns)
    told: dict[str, object] = {
        "schema": SCHEMA,
        "as_of": release.as_of,
        "synthetic": synthetic,
        "smallest_group_shown": MINIMUM,
        "dimensions": [
            {
                "name": one.name,
                "title": one.title,
                "inside": one.inside,
                "of": one.of,
                "facet": one.facet,
                "codes": [code_json(one, code) for code in one.codes],
            }
            for one in release.dimensions.values()
            if one.name in used
        ],
        "tables": [
            {
                "name": table.name,
                "title": table.title,
                "says": table.says,
                "unit": table.unit,
                "dimensions": list(table.dimensions),
                "tells": table.tells,
                "file": csv_name(table),
                "cells": [{"key": list(key), "count": count} for key, count in table.cells.items()],
            }
            for table in release.tables
        ],
    }
    if rows is not None:
        told["rows"] = {
            "file": ROWS,
            "columns": list(rows.columns),
            "coarsened": list(rows.coarsened),
            "listed": len(rows.rows),
            "left_out": rows.left_out,
            "lasting": rows.lasting,
        }
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def rows_csv(rows: ResearchRows) -> bytes:
    """The file of rows for research."""
    return as_csv(("pseudonym", *rows.columns), ((pseudonym, *codes) for pseudonym, codes in rows.rows))


def workbook(release: Release, about: Sequence[tuple[str, str]]) -> bytes:
    """An Excel workbook: a cover that says what it is and what is hidden, and a sheet a table, with what is told across."""
    from practicum.tables.designed import Cover, Sheet, SheetColumn, write_designed

    tones: dict[str, Tone] = {HIDDEN: "quiet"}
    sheets = []
    for table in release.tables:
        heading, rows = wide(release, table)
        names = len(table.dimensions) - 1
        columns = [SheetColumn(name, "text", 34) for name in heading[:names]]
        columns += [SheetColumn(name, "whole", 15, tones) for name in heading[names:]]
        sheets.append(Sheet(table.title, table.says, "A hidden count may be any number, also 0.", columns, rows))
    cover = Cover(
        "Counts to share",
        f"As of {release.as_of}. Counts only; nobody is named.",
        "Hand it on with its whole folder. Nothing else of the report may be handed on.",
        figures=_figures(release),
        caveats=[f"{heading}. {sentence}" for heading, sentence in about],
    )
    out = io.BytesIO()
    write_designed(out, cover, sheets)
    return out.getvalue()


def _figures(release: Release) -> list[tuple[int, str, Tone]]:
    """How many stand how, as far as that is shown."""
    tones: dict[str, Tone] = {"in_order": "good", "limited": "watch", "not_certified": "bad", "open_question": "quiet"}
    for table in release.tables:
        if table.tells == "standing":
            whole = (TOTAL,) * (len(table.dimensions) - 1)
            counts = {code: table.cells.get((*whole, code)) for code in release.dimensions["standing"].codes}
            if any(key[:-1] == whole for key in table.cells):
                return [(count, title(release, "standing", code), tones[code]) for code, count in counts.items() if count is not None]
    return []


def wide(release: Release, table: SharedTable) -> tuple[list[str], list[Sequence[str | int | None]]]:
    """A table as people read it: groups down, what is told across, totals last; a hidden count is the word."""
    across = table.tells or table.dimensions[-1]
    place = table.dimensions.index(across)
    codes = [code for code in (*release.dimensions[across].codes, TOTAL) if any(key[place] == code for key in table.cells)]
    groups = list(dict.fromkeys((*key[:place], *key[place + 1 :]) for key in table.cells))
    names = [name for name in table.dimensions if name != across]
    heading = [*(release.dimensions[name].title for name in names), *(title(release, across, code) for code in codes)]
    rows: list[Sequence[str | int | None]] = []
    for group in groups:
        cells = [table.cells.get((*group[:place], code, *group[place:]), 0) for code in codes]
        rows.append(
            [
                *(title(release, name, code) for name, code in zip(names, group, strict=True)),
                *(HIDDEN if one is None else one for one in cells),
            ]
        )
    return heading, rows


def why_hidden(release: Release, rows: ResearchRows | None, not_read: int = 0) -> list[tuple[str, str]]:
    """What is hidden and why, and how far to trust the rest, for the note, the workbook and the page: a heading and a sentence or two each.

    ``not_read`` files or sheets could not be read.
    """
    cells = [count for table in release.tables for count in table.cells.values()]
    hidden = sum(count is None for count in cells)
    told = [
        ("What this is", f"Counts of certificates as of {release.as_of}, made by Practicum. No name, address, id or record is in it."),
        ("What is hidden", f"{count_says(hidden, 'count')} of {len(cells):,}. A hidden count may be any number, also 0."),
        ("Small groups", f"Counts of 1 to {MINIMUM - 1} people are hidden: somebody who knows the group could tell who is meant."),
        (
            "Groups that are all alike",
            "Where all of a group stand the same, its counts are hidden too: they would tell how each of them stands.",
        ),
        (
            "What would give these away",
            f"Other counts, sums and shares are hidden with them, until no hidden count can be worked out to within less than {MINIMUM} "
            "from all tables together.",
        ),
        (
            "How that was checked",
            "audit.html and audit.json say how many intervals were worked out, by which method, and how narrow the narrowest is.",
        ),
    ]
    if rows is not None:
        coarse = ", ".join(TITLES[name] for name in rows.coarsened)
        kept = "hold for later files too" if rows.lasting else "hold for this file alone"
        told.append(
            (
                "The file of rows",
                f"{ROWS} has a row a certificate under a pseudonym; the pseudonyms {kept}. Every combination of its columns is shared by "
                f"{MINIMUM} people or more. "
                + (f"To reach that, these columns were left out: {coarse}. " if coarse else "")
                + (f"{count_says(rows.left_out, 'row was', 'rows were')} left out. " if rows.left_out else "")
                + ("Days are coarsened to spans of months." if "expiry" in rows.columns else "No day is in it."),
            )
        )
    unread = f"{count_says(not_read, 'file or sheet was', 'files or sheets were')} not read, so somebody may lack less. "
    told.append(("How far to trust it", (unread if not_read else "") + CAUTIONS))
    return told


def note(why: Sequence[tuple[str, str]], files: Sequence[str]) -> bytes:
    """The note for whoever gets the folder."""
    told = [f"{heading}\n{sentence}\n" for heading, sentence in why]
    listed = "\n".join(f"  {name}" for name in files)
    return ("\n".join(told) + f"\nFiles\n{listed}\n").replace("\n", "\r\n").encode()


def schema_json() -> bytes:
    """The JSON Schema of ``tables.json``."""
    text, names = {"type": "string"}, {"type": "array", "items": {"type": "string"}}

    def thing(required: Mapping[str, object], optional: Mapping[str, object] | None = None) -> dict[str, object]:
        return {"type": "object", "required": list(required), "properties": {**required, **(optional or {})}, "additionalProperties": False}

    code = thing({"code": text, "title": text}, {"inside": text, "members": names, "harmless": {"const": True}})
    codes = {"type": "array", "items": code}
    dimension = thing({"name": text, "title": text, "inside": text, "of": text, "facet": {"type": "boolean"}, "codes": codes})
    count = {"type": ["integer", "null"], "minimum": 0, "description": "null: hidden"}
    cells = {"type": "array", "items": thing({"key": names, "count": count})}
    table = thing(
        {"name": text, "title": text, "says": text, "unit": text, "dimensions": names, "tells": text, "file": text, "cells": cells}
    )
    whole = {"type": "integer", "minimum": 0}
    rows = thing({"file": text, "columns": names, "coarsened": names, "listed": whole, "left_out": whole, "lasting": {"type": "boolean"}})
    top = thing(
        {
            "schema": {"const": SCHEMA},
            "as_of": {"type": "string", "format": "date"},
            "synthetic": {"type": "boolean"},
            "smallest_group_shown": {"const": MINIMUM},
            "dimensions": {"type": "array", "items": dimension},
            "tables": {"type": "array", "items": table},
        },
        {"rows": rows},
    )
    told = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"The shared tables of a Practicum report ({TABLES})",
        **top,
    }
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()
