"""A stand-in for Moodle's import of a competency framework: what PHP's reader, its loose `==` and Moodle's cleaning make of a file.

Written from what a real Moodle was seen to do (tool_lpimportcsv on PHP 8), not from our exporter.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

_NUMERIC = re.compile(r"[ \t\n\r\v\f]*[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?[ \t\n\r\v\f]*\Z")


class RefusedByMoodle(Exception):
    """The import ends with an error, before anything or half-way."""


@dataclass
class Imported:
    """What an import leaves in Moodle's database."""

    framework: dict[str, str]
    scale: list[str]
    proficient: list[int]
    default: list[int]
    competencies: dict[str, dict[str, str]] = field(default_factory=dict)


def fgetcsv(text: str) -> list[list[str]]:
    """PHP's reader with its default escape character: after a backslash inside quotes the next character is taken as it is.

    On files whose quotes are closed it gives what PHP 8.2 gives.
    """
    rows: list[list[str]] = []
    at, end = 0, len(text)
    while at < end:
        if text[at] == "\n":
            at += 1
            continue
        row: list[str] = []
        while True:
            cell, at, more = _cell(text, at)
            row.append(cell)
            if not more:
                break
        rows.append(row)
    return rows


def _cell(text: str, at: int) -> tuple[str, int, bool]:
    end = len(text)
    start = at
    while at < end and text[at] in " \t":
        at += 1
    out = []
    if at < end and text[at] == '"':
        at += 1
        while at < end:
            one = text[at]
            if one == "\\" and at + 1 < end:
                out += [one, text[at + 1]]
                at += 2
            elif one == '"' and text[at + 1 : at + 2] == '"':
                out.append('"')
                at += 2
            elif one == '"':
                at += 1
                break
            else:
                out.append(one)
                at += 1
        # What stands between the closing quote and the next comma is taken along.
        while at < end and text[at] not in ",\n":
            out.append(text[at])
            at += 1
    else:
        at = start
        while at < end and text[at] not in ",\n":
            out.append(text[at])
            at += 1
    more = at < end and text[at] == ","
    return "".join(out), at + 1, more


def loosely_equal(one: str, other: str) -> bool:
    """PHP's `==` on two strings: numbers where both look like one."""
    if _NUMERIC.match(one) and _NUMERIC.match(other):
        return float(one) == float(other)
    return one == other


def param_text(text: str) -> str:
    """clean_param(…, PARAM_TEXT): tags go, an unclosed one with all that follows."""
    return re.sub(r"<(?!\s|\Z)[^>]*(>|\Z)", "", text)


def shorten(text: str) -> str:
    return text if len(text) <= 100 else text[:97] + "..."


def moodle_imports(data: bytes) -> Imported:
    """What is there afterwards. Raises RefusedByMoodle where Moodle stops."""
    text = data.decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").strip()
    rows = fgetcsv(text)
    if not rows or any(len(row) != len(rows[0]) for row in rows):
        raise RefusedByMoodle("csvweirdcolumns")
    flat: dict[str, dict[str, str]] = {}
    framework: dict[str, str] | None = None
    keys = ("parent", "id", "name", "description", "format", "scale", "configuration", "rule", "outcome", "rule_config", "related",
            "exported", "is_framework", "taxonomy")  # fmt: skip
    for cells in rows[1:]:
        row = dict(zip(keys, [*cells, *[""] * 14], strict=False))
        row["parent"], row["id"], row["name"] = param_text(row["parent"]), shorten(param_text(row["id"])), shorten(param_text(row["name"]))
        if row["is_framework"] not in ("", "0"):
            framework = row
        else:
            flat[cells[1]] = row
    if framework is None:
        raise RefusedByMoodle("invalidimportfile")
    scale = [one.strip() for one in framework["scale"].split(",")]
    configuration = json.loads(framework["configuration"])[1:]
    if any(word not in ("behaviour", "competency", "concept", "domain", "indicator", "level", "outcome", "practice", "proficiency", "skill",
                        "value") for word in framework["taxonomy"].split(",")):  # fmt: skip
        raise RefusedByMoodle("invalidtaxonomy")
    proficient = [one["id"] for one in configuration if one["proficient"]]
    made = Imported(framework, scale, proficient, [one["id"] for one in configuration if one["scaledefault"]])
    if not made.proficient or not made.default or any(not 1 <= one["id"] <= len(scale) for one in configuration):
        raise RefusedByMoodle("errorscaleconfiguration")
    if framework["id"] in ("", "0") or framework["name"] in ("", "0"):
        raise RefusedByMoodle("missing framework name")
    _create(flat, "", made, ())
    return made


def _create(flat: dict[str, dict[str, str]], parent: str, made: Imported, above: tuple[str, ...]) -> None:
    for row in flat.values():
        if not loosely_equal(row["parent"], parent):
            continue
        if row["id"] in above:
            raise RefusedByMoodle("endless")
        if row["id"] in ("", "0") or row["name"] in ("", "0"):
            raise RefusedByMoodle("half-way")
        # A unique index of MySQL, which compares without regard to capitals.
        if any(one.casefold() == row["id"].casefold() for one in made.competencies):
            raise RefusedByMoodle("idnumbertaken")
        made.competencies[row["id"]] = row
        _create(flat, row["id"], made, (*above, row["id"]))
