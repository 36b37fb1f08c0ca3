"""Headings of files to columns of the tidy tables, harmless variants included; and names of files to tables."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from practicum.model.record import SHARED, TABLES, Column, TableShape
from practicum.model.words import Words
from practicum.records.cells import unscrambled
from practicum.records.profiling import shipped_words

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
# What a register may say of people beside the columns of its table; it is read to tell them apart, and goes nowhere.
_PRIVATE: dict[str, tuple[str, ...]] = {
    "name": ("full_name", "learner_name", "participant_name", "worker_name", "person_name", "staff_name"),
    "given_name": ("first_name", "given_names", "first_names", "forename", "forenames"),
    "family_name": ("last_name", "surname", "family_names", "last_names"),
    "email": ("email_address", "e_mail", "e_mail_address", "mail"),
}
# How lists of words call these fields: `name` there is that of an agency, and no agency's name is taken for a person's.
_WORDED = {"full_name": "name", "given_name": "given_name", "family_name": "family_name", "email": "email"}
# A column that gives an amount and its unit in one heading.
AMOUNTS = {"hours": "hour", "points": "point", "items": "item", "days": "day"}
_OWN = {"learners": "learner", "agencies": "agency"}
_EVERY = frozenset(
    {"id", *AMOUNTS, *_VARIANTS, *(variant for variants in _VARIANTS.values() for variant in variants)}
    | {*_PRIVATE, *(variant for variants in _PRIVATE.values() for variant in variants)}
    | {column.name for shape in TABLES.values() for column in shape.columns}
    | {column.name for column in SHARED}
)


def normal(heading: str) -> str:
    """A heading as headings are compared.

    >>> normal(" Learner ID "), normal("Date-completed:")
    ('learner_id', 'date_completed')
    """
    return re.sub(r"[^\w]+", "_", heading.strip().casefold()).strip("_")


@cache
def plain(heading: str) -> str:
    """A heading as words of any language are compared: accents do not matter either.

    >>> plain("Numéro d'agent"), plain("Дата завершения")
    ('numero_d_agent', 'дата_завершения')
    """
    apart = unicodedata.normalize("NFKD", normal(unscrambled(heading)))
    return "".join(character for character in apart if not unicodedata.combining(character))


@dataclass(frozen=True)
class Vocabulary:
    """What headings mean beside our own names: the field or fields of each word, units of amounts, and what begins a row of sums."""

    fields: Mapping[str, tuple[str, ...]]
    amounts: Mapping[str, str]
    totals: frozenset[str]

    @classmethod
    def of(cls, lists: Sequence[Words]) -> Vocabulary:
        """The vocabulary of several lists of words."""
        fields: dict[str, list[str]] = {}
        amounts: dict[str, str] = {}
        totals: set[str] = set()
        for words in lists:
            for field, headings in (words.headings or {}).items():
                for heading in headings:
                    fields.setdefault(plain(heading), []).append(field)
            for unit, headings in (words.amounts or {}).items():
                amounts |= {plain(heading): unit for heading in headings}
            totals |= {plain(word) for word in words.totals}
        return cls({word: tuple(dict.fromkeys(meant)) for word, meant in fields.items()}, amounts, frozenset(totals))


@cache
def shipped_vocabulary() -> Vocabulary:
    """The vocabulary that comes with Practicum."""
    return Vocabulary.of([shipped_words()])


def columns_of(shape: TableShape) -> tuple[Column, ...]:
    """The table's own columns and the shared ones."""
    return (*shape.columns, *SHARED)


def private_fields(table: str) -> frozenset[str]:
    """What the rows of a table may say of their people beside its columns.

    >>> sorted(private_fields("learners")), sorted(private_fields("completions")), private_fields("agencies")
    (['email', 'family_name', 'given_name', 'name'], ['family_name', 'given_name', 'name'], frozenset())
    """
    if not any(column.name == "learner" for column in TABLES[table].columns):
        return frozenset()
    # In every other table the address is what another system calls the person.
    return frozenset(_PRIVATE) if table == "learners" else frozenset(_PRIVATE) - {"email"}


def any_known(names: Sequence[str], words: Vocabulary | None = None) -> bool:
    """Whether a row is one of headings: at least one of its cells is a heading of ours, under any name.

    >>> any_known(["Learner ID", "Kleur"]), any_known(["L1", "Ada"])
    (True, False)
    """
    known = words or shipped_vocabulary()
    return any(normal(name) in _EVERY or plain(name) in known.fields or plain(name) in known.amounts for name in names)


def is_ours(heading: str, field: str) -> bool:
    """Whether a heading is a field's name or one of our own variants of it, and no word out of a list.

    >>> is_ours("Staff ID", "learner"), is_ours("Matricule", "learner")
    (True, False)
    """
    return normal(heading) in (field, "id", *_VARIANTS.get(field, ()), *(AMOUNTS if field == "quantity" else ()))


def fields_of(shape: TableShape) -> set[str]:
    """What a heading of a table can mean: its columns, and what another system calls the person."""
    fields = {column.name for column in columns_of(shape)}
    return fields | {"alias"} if "learner" in fields and shape.name != "learners" else fields


def match_headings(
    shape: TableShape, names: Sequence[str], words: Vocabulary | None = None
) -> tuple[dict[str, int], dict[str, str], list[tuple[int, int]]]:
    """Field to position, fields with a value their heading implies (`hours` → unit), and pairs of positions that clash.

    >>> match_headings(TABLES["cpd"], ["Learner ID", "Date", "Hours"])[:2]
    ({'learner': 0, 'date': 1, 'quantity': 2}, {'unit': 'hour'})
    >>> match_headings(TABLES["completions"], ["Matricule", "Code du module", "Date d'achèvement"])[0]
    {'learner': 0, 'module': 1, 'date': 2}
    >>> match_headings(TABLES["learners"], ["Matrícula", "Nome", "Correio eletrónico", "Nome da agência"])[0]
    {'learner': 0, 'name': 1, 'email': 2}
    """
    known = words or shipped_vocabulary()
    fields = fields_of(shape)
    meaning: dict[str, str] = {}
    for field in fields:
        for variant in _VARIANTS.get(field, ()):
            meaning.setdefault(variant, field)
    for field in private_fields(shape.name):
        for variant in (field, *_PRIVATE[field]):
            meaning.setdefault(variant, field)
    meaning["id"] = _OWN.get(shape.name, "record_id")
    meaning.update({field: field for field in fields})

    private = private_fields(shape.name)

    def meant(name: str) -> str | None:
        listed = known.fields.get(plain(name), ())
        of_people = (_WORDED[field] for field in listed if _WORDED.get(field) in private)
        return meaning.get(normal(name)) or next((field for field in listed if field in fields), None) or next(of_people, None)

    implied: dict[str, str] = {}
    amount = ""
    if "quantity" in fields and not any(meant(name) == "quantity" and normal(name) not in AMOUNTS for name in names):
        units = [(name, AMOUNTS.get(normal(name)) or known.amounts.get(plain(name))) for name in names]
        amount, unit = next(((name, unit) for name, unit in units if unit), ("", None))
        if unit and not any(meant(name) == "unit" for name in names):
            implied = {"unit": unit}
    found: dict[str, int] = {}
    clashes: list[tuple[int, int]] = []
    for position, name in enumerate(names):
        target = "quantity" if amount and normal(name) == normal(amount) else meant(name)
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


def best_headings(rows: Sequence[Sequence[str]], tables: Sequence[str], words: Vocabulary | None = None) -> int:
    """The row, counted from 1, that holds most headings of any of these tables; 0 where none holds two."""
    best, most = 0, 1
    for number, row in enumerate(rows[:20], start=1):
        found = max(len(match_headings(TABLES[table], row, words)[0]) for table in tables)
        if found > most:
            best, most = number, found
    return best


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
