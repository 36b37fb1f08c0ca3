"""JSON Schemas of the authored formats, for completion and errors in editors; made from the formats themselves."""

from __future__ import annotations

import json
from typing import Any

from practicum.reading.building import adapter
from practicum.reading.formats import FORMATS, Format

__all__ = ["schema_files", "schema_of"]

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def schema_of(form: Format) -> dict[str, Any]:
    """The JSON Schema of one format; keys are as an author writes them, unknown keys are refused."""
    schema = adapter(form.kind).json_schema(by_alias=True)
    if "$ref" in schema:
        # Editors show the description of the top level only where it is not behind a reference.
        name = schema.pop("$ref").rpartition("/")[2]
        top = schema["$defs"].get(name, {})
        schema = {**top, "$defs": schema["$defs"]}
    _tidy(schema)
    head = {"$schema": DRAFT, "$id": f"{form.name}.json", "title": form.name, "description": f"{form.says[0].upper()}{form.says[1:]}."}
    return {**head, **{key: value for key, value in schema.items() if key not in ("title", "description")}}


def _tidy(schema: Any) -> None:
    """Take out what only repeats the key: titles that pydantic makes, and `null` as a way to write nothing."""
    if isinstance(schema, dict):
        properties = schema.get("properties")
        if isinstance(properties, dict):
            for one in properties.values():
                if isinstance(one, dict):
                    one.pop("title", None)
                    if one.get("default", ...) is None:
                        one.pop("default")
        for value in schema.values():
            _tidy(value)
    elif isinstance(schema, list):
        for value in schema:
            _tidy(value)


def schema_files() -> dict[str, bytes]:
    """Every format's schema by file name, always the same bytes for the same formats."""
    return {f"{form.name}.json": (json.dumps(schema_of(form), ensure_ascii=False, indent=2) + "\n").encode() for form in FORMATS}
