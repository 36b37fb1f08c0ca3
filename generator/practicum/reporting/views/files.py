"""Views as files for spreadsheets and programs, and the JSON Schema that they are published under."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from practicum.reporting.views.computing import ViewTable
from practicum.reporting.views.shapes import SCHEMA, VIEWS
from practicum.tables.querying import as_parquet
from practicum.tables.writing import write_csv

_TYPES: dict[str, dict[str, Any]] = {
    "code": {"type": "string"},
    "text": {"type": "string"},
    "month": {"type": ["string", "null"], "pattern": "^[0-9]{4}-[0-9]{2}$"},
    "day": {"type": ["string", "null"], "format": "date"},
    "whole": {"type": ["integer", "null"]},
    "number": {"type": ["number", "null"]},
    "share": {"type": ["number", "null"], "minimum": 0, "maximum": 1},
    "flag": {"type": ["boolean", "null"]},
}


def view_files(tables: Mapping[str, ViewTable]) -> dict[str, bytes]:
    """``tables/<view>.csv`` and ``.parquet`` of every view; texts that a spreadsheet would run are disarmed in the CSV."""
    found = {}
    for name, table in tables.items():
        out = io.BytesIO()
        write_csv(out, list(table.view.kinds), table.rows)
        found[f"tables/{name}.csv"] = out.getvalue()
        found[f"tables/{name}.parquet"] = as_parquet(table.arrow)
    return found


def report_json(tables: Mapping[str, ViewTable], about: Mapping[str, Any]) -> bytes:
    """``report.json``: every view with its rows as objects, under the published schema; ``about`` stands before them."""
    views = {
        name: {
            "title": table.view.title,
            "says": table.view.says,
            "does_not_say": table.view.not_said,
            "rows": [{key: _plain(value) for key, value in row.items()} for row in table.dicts],
        }
        for name, table in tables.items()
    }
    whole = {"schema": SCHEMA, "contains_learner_data": True, **about, "views": views}
    return (json.dumps(whole, ensure_ascii=False, separators=(",", ":"), default=str) + "\n").encode()


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if isinstance(value, float) and value.is_integer() else value


def report_schema() -> bytes:
    """The JSON Schema of ``report.json``, made from the views themselves."""
    views = {}
    for name, view in VIEWS.items():
        columns = {column.name: {"title": column.title, "description": column.says, **_TYPES[column.kind]} for column in view.columns}
        row = {"type": "object", "properties": columns, "required": list(columns), "additionalProperties": False}
        rows = {"type": "array", "items": row}
        views[name] = {
            "title": view.title,
            "description": f"{view.says} {view.not_said}",
            "type": "object",
            "properties": {"title": {"type": "string"}, "says": {"type": "string"}, "does_not_say": {"type": "string"}, "rows": rows},
            "required": ["title", "says", "does_not_say", "rows"],
            "additionalProperties": False,
        }
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "report.json",
        "title": "A report on learner records",
        "description": "What `practicum gaps` writes as report.json: every view of the report as a table.",
        "type": "object",
        "properties": {
            "schema": {"const": SCHEMA},
            "contains_learner_data": {"type": "boolean", "description": "Small groups can tell of single people: keep it private."},
            "synthetic": {"type": "boolean", "description": "Whether the people are invented."},
            "as_of": {"type": "string", "format": "date", "description": "The day asked about."},
            "known_at": {"type": ["string", "null"], "format": "date", "description": "The day up to which records had come in."},
            "manifest": {"type": "object", "description": "Engine, rules and counts of the run."},
            "views": {"type": "object", "properties": views, "required": list(views), "additionalProperties": False},
        },
        "required": ["schema", "contains_learner_data", "synthetic", "as_of", "known_at", "manifest", "views"],
        "additionalProperties": False,
    }
    return (json.dumps(whole, ensure_ascii=False, indent=2) + "\n").encode()
