"""The JSON Schema of the read API: its own frame, around the schemas of what is authored."""

from __future__ import annotations

from typing import Any

from practicum.model.framework import Competency
from practicum.reading.building import adapter
from practicum.reading.formats import FORMATS
from practicum.reading.schemas import DRAFT, schema_of

_TEXT: dict[str, Any] = {"type": "string"}
_TEXTS: dict[str, Any] = {
    "description": "What people read, by language; the first is the language it was written in.",
    "type": "object", "additionalProperties": {"type": "object"},
}  # fmt: skip
_PAGE: dict[str, Any] = {"type": ["string", "null"], "description": "The page of the site; null where a thing has none."}
_CODES: dict[str, Any] = {"type": "array", "items": _TEXT}
_LEVEL: dict[str, Any] = {"type": "integer", "minimum": 0, "maximum": 9}
# What follows from the sources, of each kind of thing.
_DERIVED: dict[str, dict[str, Any]] = {
    "framework": {"version": _TEXT, "domains": {"type": "array", "items": {"$ref": "#/$defs/domain"}}},
    "competency": {
        "domain": _TEXT, "framework": _TEXT, "taught_by": {"type": "array", "items": {"$ref": "#/$defs/taught"}},
        "asked_by": {"type": "array", "items": {"$ref": "#/$defs/asked"}},
        "crosswalks": {"type": "array", "items": {"$ref": "#/$defs/linked"}},
    },
    "crosswalk": {"framework": _TEXT},
    "module": {
        "status": {"enum": ["planned", "draft", "pilot", "adopted", "retired"]}, "version": _TEXT,
        "hours": {"type": "number", "exclusiveMinimum": 0}, "languages": _CODES, "teaches": {"type": "array"},
        "lessons": {"type": "array", "items": {"$ref": "#/$defs/lesson"}}, "countries": _CODES,
    },
    "programme": {},
    "role": {
        "rule": {"type": ["string", "null"]}, "needs": {"type": "array", "items": {"$ref": "#/$defs/needed"}}, "countries": _CODES,
    },
    "certification": {"role": _TEXT, "version": _TEXT, "says": _TEXT, "countries": _CODES},
}  # fmt: skip
_COLLECTIONS = ("frameworks", "competencies", "crosswalks", "modules", "programmes", "roles", "rules", "countries")


def api_schema() -> dict[str, Any]:
    """One schema for every file: which part of it holds is said by the file's `kind`."""
    defs: dict[str, Any] = {
        "domain": _object(id=_TEXT, uuid=_TEXT, texts=_TEXTS, competencies=_CODES),
        "taught": _object(module=_TEXT, level=_LEVEL),
        "asked": _object(role=_TEXT, level=_LEVEL),
        "needed": _object(**{"competency": _TEXT, "level": _LEVEL, "from": _TEXT}),
        "linked": _object(crosswalk=_TEXT, relation={"enum": ["close", "broader", "narrower", "related", "none"]}, to=_CODES),
        "lesson": _object(title=_TEXT, page=_TEXT),
        "row": _open(_object(id=_TEXT, title=_TEXT, file=_TEXT)),
    }
    kinds = ["index", "releases", "country"]
    for kind, derived in _DERIVED.items():
        held = _file(kind, id=_TEXT, uuid={"type": "string", "format": "uuid"}, page=_PAGE, **derived, texts=_TEXTS,
                     data={"$ref": f"#/$defs/authored_{kind}"})  # fmt: skip
        if kind == "competency":
            held["properties"]["retired"] = {"type": "string", "format": "date"}
        defs[f"file_{kind}"] = held
        kinds.append(kind)
    for name in _COLLECTIONS:
        defs[f"file_{name}"] = _file(name, items={"type": "array", "items": {"$ref": "#/$defs/row"}})
        kinds.append(name)
    defs["file_country"] = _file(
        "country", id=_TEXT, title=_TEXT, invented={"type": "boolean"}, page=_PAGE,
        data={"type": "array", "items": {"$ref": "#/$defs/authored_country"}},
    )  # fmt: skip
    release = _object(version=_TEXT, site=_TEXT, data={"$ref": "#/$defs/authored_release"})
    defs["file_releases"] = _file("releases", items={"type": "array", "items": release})
    defs["file_index"] = _file(
        "index", title=_TEXT, publisher=_TEXT, licence=_TEXT, site=_TEXT, base_url=_TEXT, as_of={"type": "string", "format": "date"},
        languages=_CODES, release={"type": ["string", "null"]}, schema=_TEXT,
        collections={"type": "array", "items": _object(name=_TEXT, file=_TEXT, count={"type": "integer"})},
    )  # fmt: skip
    return {
        "$schema": DRAFT,
        "title": "Read API of a curriculum, version 1",
        "description": "Every file below api/v1/ but this one. New keys may be added; none of those here goes away or changes its meaning.",
        "oneOf": [{"$ref": f"#/$defs/file_{kind}"} for kind in sorted(kinds)],
        "$defs": {**defs, **_authored()},
    }


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _open(schema: dict[str, Any]) -> dict[str, Any]:
    return {**schema, "additionalProperties": True}


def _file(kind: str, **properties: Any) -> dict[str, Any]:
    return _object(api={"const": "1"}, kind={"const": kind}, **properties)


def _authored() -> dict[str, Any]:
    """The schemas of what is authored, without the number of the file format, which means nothing here."""
    found: dict[str, Any] = {}
    schemas = {form.name: schema_of(form) for form in FORMATS if form.name in (*_DERIVED, "country", "release")}
    schemas["competency"] = adapter(Competency).json_schema(by_alias=True)
    for name, schema in schemas.items():
        found |= schema.pop("$defs", {})
        for key in ("$schema", "$id"):
            schema.pop(key, None)
        schema["properties"].pop("format", None)
        schema["required"] = [key for key in schema.get("required", ()) if key != "format"]
        found[f"authored_{name}"] = schema
    return found
