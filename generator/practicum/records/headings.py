"""Headings of files to columns of the tidy tables, harmless variants included; and names of files to tables."""

from __future__ import annotations

import difflib
import re

from practicum.model.record import SHARED, TABLES, Column, TableShape

# Headings that mean a column under another name, in every table that has the column.
_VARIANTS: dict[str, tuple[str, ...]] = {
    "learner": (
        "learner_id",
        "id_number",
        "worker",
        "worker_id",
        "person",
        "person_id",
        "participant",
        "participant_id",
        "staff_id",
        "employee_id",
        "employee_number",
    ),
    "module": ("module_id", "module_code", "course", "course_code", "course_id"),
    "version": ("module_version",),
    "edition": ("country_edition",),
    "date": ("day", "date_completed", "completed_on", "completion_date", "completed_at", "date_of_completion", "activity_date"),
    "score": ("mark", "score_percent", "percent", "percentage", "score_in_percent"),
    "attempt": ("attempt_no", "attempt_number"),
    "verified_by": ("verifier",),
    "issuer_end": ("valid_until", "expires", "expiry", "expiry_date", "expires_on"),
    "record_id": ("record", "row_id"),
    "recorded_at": ("recorded", "recorded_on", "date_recorded", "entered", "entered_on"),
    "voids": ("corrects", "replaces", "void"),
    "evidence": ("evidence_level",),
    "role": ("role_id", "role_code", "post"),
    "agency": ("agency_id", "employer", "organisation", "organization"),
    "country": ("country_code",),
    "start": ("from", "start_date", "started", "starts", "date_from", "first_day"),
    "end": ("until", "to", "end_date", "ended", "ends", "date_to", "last_day"),
    "from": ("start", "start_date", "date_from", "first_day"),
    "until": ("end", "end_date", "to", "date_to", "last_day"),
    "quantity": ("amount",),
    "unit": ("units",),
    "supervisor": ("supervisor_id",),
    "observer": ("observer_id",),
    "assessor": ("assessor_id", "first_assessor"),
    "second_assessor": ("second_assessor_id", "assessor_2"),
    "competency": ("competency_id", "competency_code"),
    "certification": ("certificate", "certification_id"),
    "decided": ("decided_on", "decision_date"),
    "hours": ("hours_recognised",),
    "joined": ("joined_on", "date_joined"),
    "alias": ("email", "email_address", "e_mail", "username", "login"),
}
# A column that gives an amount and its unit in one heading.
AMOUNTS = {"hours": "hour", "points": "point", "items": "item", "days": "day"}
_OWN = {"learners": "learner", "agencies": "agency"}
_EVERY = frozenset(
    {"id", *AMOUNTS, *_VARIANTS, *(variant for variants in _VARIANTS.values() for variant in variants)}
    | {column.name for shape in TABLES.values() for column in shape.columns}
    | {column.name for column in SHARED}
)


def normal(heading: str) -> str:
    """A heading as headings are compared.

    >>> normal(" Learner ID "), normal("Date-completed:")
    ('learner_id', 'date_completed')
    """
    return re.sub(r"[^\w]+", "_", heading.strip().casefold()).strip("_")


def columns_of(shape: TableShape) -> tuple[Column, ...]:
    """The table's own columns and the shared ones."""
    return (*shape.columns, *SHARED)


def any_known(names: list[str]) -> bool:
    """Whether a row is one of headings: at least one of its cells is a heading of ours, under any name.

    >>> any_known(["Learner ID", "Kurs"]), any_known(["L1", "Ada"])
    (True, False)
    """
    return any(normal(name) in _EVERY for name in names)


def match_headings(shape: TableShape, names: list[str]) -> tuple[dict[str, int], dict[str, str], list[tuple[int, int]]]:
    """Field to position, fields with a value their heading implies (`hours` → unit), and pairs of positions that clash.

    >>> match_headings(TABLES["cpd"], ["Learner ID", "Date", "Hours"])[:2]
    ({'learner': 0, 'date': 1, 'quantity': 2}, {'unit': 'hour'})
    """
    fields = {column.name for column in columns_of(shape)}
    if "learner" in fields and shape.name != "learners":
        # What another system calls the person stands in for the id.
        fields.add("alias")
    meaning: dict[str, str] = {}
    for field in fields:
        for variant in _VARIANTS.get(field, ()):
            meaning.setdefault(variant, field)
    meaning["id"] = _OWN.get(shape.name, "record_id")
    meaning.update({field: field for field in fields})
    implied: dict[str, str] = {}
    if "quantity" in fields and not any(normal(name) == "quantity" for name in names):
        for word, unit in AMOUNTS.items():
            if any(normal(name) == word for name in names):
                meaning[word] = "quantity"
                implied = {"unit": unit} if not any(meaning.get(normal(name)) == "unit" for name in names) else {}
    found: dict[str, int] = {}
    clashes: list[tuple[int, int]] = []
    for position, name in enumerate(names):
        target = meaning.get(normal(name))
        if target is None:
            continue
        if target in found:
            exact_before, exact_now = normal(names[found[target]]) == target, normal(name) == target
            if exact_before == exact_now:
                clashes.append((found[target], position))
            elif exact_now:
                found[target] = position
            continue
        found[target] = position
    return found, implied, clashes


def nearest(field: str, names: list[str]) -> str:
    """The heading most like a field, or an empty text."""
    near = difflib.get_close_matches(field, [normal(name) for name in names], n=1, cutoff=0.7)
    return next((name for name in names if near and normal(name) == near[0]), "")


def table_of(file: str, sheet: str = "") -> str:
    """The tidy table a file or sheet is named after, or an empty text.

    >>> table_of("in/Completions 2026.xlsx"), table_of("completions-north.csv"), table_of("book.xlsx", "posts"), table_of("notes.csv")
    ('completions', 'completions', 'posts', '')
    """
    for name in (sheet, file.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0]):
        stem = normal(name)
        # The longest name first: `supervision` also begins as `supervised` does not, but `cpd` begins many words.
        for table in sorted(TABLES, key=len, reverse=True):
            if stem == table or re.match(rf"{table}(?:_|\d)", stem):
                return table
    return ""
