"""Telling from what a file holds that it is about learners: its headings, or the mark of a report. A file's name says nothing."""

from __future__ import annotations

import json

from practicum.model.record import TABLES
from practicum.records.headings import match_headings, normal, private_fields
from practicum.records.identity.links import HEADINGS
from practicum.records.profiling import ready_profiles
from practicum.tables import Grid, Refusal, open_grids

# Of a text this much is looked at: headings stand at its beginning.
LOOKED_AT = 64 * 1024
_TABLES = (".csv", ".tsv", ".tab", ".txt", ".xlsx", ".xlsm", ".ods", ".parquet")
_PAGES = (".html", ".htm")
_JSON = ".json"
# What our own files about people begin with, and what a page of ours that must not be handed on says.
_SCHEMAS = (
    "practicum-gaps", "practicum.gaps", "practicum-report", "practicum.report", "practicum-explanation", "practicum.plan",
    "practicum.queue", "practicum.manifest", "practicum.decide", "practicum.records-look", "practicum-progress", "practicum.badges/",
)  # fmt: skip
_BANNER = b"Contains learner data: do not publish."
_INVENTED = b"Synthetic people."
# A list of anything may have ids and names; a register of people says more.
_OF_PEOPLE = frozenset({"birth_year", "person_key", "joined", "paid", "sector", "name", "given_name", "family_name", "email"})


def may_be(name: str) -> bool:
    """Whether a file of this name is looked into at all.

    >>> may_be("a/Staff.XLSX"), may_be("curriculum/glossary.yaml")
    (True, False)
    """
    return name.lower().endswith((*_TABLES, *_PAGES, _JSON))


def people_in(name: str, data: bytes) -> str:
    """What a file holds of learners, in words; an empty text where it holds nothing of that kind, or says that its people are invented.

    >>> people_in("a.csv", b"worker;course;completed on\\nL1;F01;2026-01-02\\n"), people_in("a.csv", b"worker,course,completed on\\n")
    ('records of `completions`', '')
    """
    low = name.lower()
    if low.endswith(_PAGES):
        return "a page of a report" if _BANNER in data and _INVENTED not in data else ""
    if low.endswith(_JSON):
        return _in_json(data)
    text = not low.endswith((".xlsx", ".xlsm", ".ods", ".parquet"))
    if text and len(data) > LOOKED_AT:
        data = data[:LOOKED_AT].rpartition(b"\n")[0]
    opened = open_grids(name, data)
    if isinstance(opened, Refusal):
        return ""
    for grid in opened:
        for number in range(1, min(20, len(grid.rows)) + 1):
            found = _in_headings(list(grid.rows[number - 1])) if len(grid.rows) > number else ""
            if found or _is_wide(grid, number):
                return found or "a download of a learning platform"
    return ""


def _is_wide(grid: Grid, number: int) -> bool:
    """A column a person and one an activity: the words under the headings tell, because activities are called anything."""
    told = {normal(name) for name in grid.rows[number - 1]}
    for profile in ready_profiles():
        if profile.shape == "wide" and all(normal(heading) in told for heading in profile.headings):
            words = {word.casefold() for word in (*profile.completed, *profile.not_completed)}
            return any(cell.strip().casefold() in words for row in list(grid.rows)[number : number + 20] for cell in row)
    return False


def _in_json(data: bytes) -> str:
    try:
        said = json.loads(data)
    except ValueError:
        return ""
    if not isinstance(said, dict) or said.get("synthetic") is True:
        return ""
    if said.get("resourceType") == "Bundle":
        return "people of a workforce, as FHIR has them" if b'"Practitioner"' in data and b'"HTEST"' not in data else ""
    schema = said.get("schema")
    return "a report or a part of one" if isinstance(schema, str) and schema.startswith(_SCHEMAS) else ""


def _in_headings(names: list[str]) -> str:
    told = {normal(name) for name in names} - {""}
    if told >= set(HEADINGS):
        return "decisions on who is who"
    if "learner" in told and len(told & {"certification", "certificate_state", "requirement", "state", "as_of", "badge"}) > 1:
        return "a table of a report"
    for profile in ready_profiles():
        wanted = {normal(heading) for heading in profile.headings}
        if len(wanted) > 1 and told >= wanted and _names_people(told):
            return "a download of a learning platform"
    for table, shape in TABLES.items():
        found = set(match_headings(shape, names)[0])
        if table == "agencies" or not found & {"learner", "alias"}:
            continue
        if table == "learners":
            if "learner" in found and len(found & _OF_PEOPLE) > 1:
                return "a register of learners"
            continue
        needed = {column.name for column in shape.columns if column.required and (column.name != "learner" or table == "identities")}
        if needed and needed <= found - private_fields(table):
            return f"records of `{table}`"
    return ""


def _names_people(told: set[str]) -> bool:
    return bool(told & {"email_address", "email", "id_number", "username", "first_name", "last_name", "full_name", "learner", "name"})
