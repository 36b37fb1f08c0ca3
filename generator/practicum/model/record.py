"""Learner records as tidy tables: what each table holds and what a row that could not be used looks like.

In tidy tables a day is the number of days since 1970-01-01 (`day` columns, whole numbers, may be empty); codes and
words are text; amounts are floating-point numbers. Every table carries the columns of ``SHARED`` as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ColumnKind = Literal["code", "text", "day", "number", "whole", "flag"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a tidy table; ``refers_to`` names what its values have to exist in."""

    name: str
    kind: ColumnKind
    says: str
    required: bool = False
    refers_to: Literal["module", "role", "competency", "learner", "record", "country", "agency", ""] = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableShape:
    """A tidy table: its name is the name of its file without the ending."""

    name: str
    says: str
    columns: tuple[Column, ...]


SHARED = (
    Column("record_id", "code", "the row's own id; made from file and row where it is missing"),
    Column("source", "code", "the system or agency that recorded it"),
    Column("recorded_at", "day", "the day on which it was recorded"),
    Column("voids", "code", "the id of the record it corrects", refers_to="record"),
    Column("evidence", "code", "how well it is evidenced", choices=("self", "supervisor", "verified")),
)
EVIDENCE_ORDER = ("self", "supervisor", "verified")

TABLES: dict[str, TableShape] = {
    shape.name: shape
    for shape in (
        TableShape(
            "learners",
            "the people",
            (
                Column("learner", "code", "the learner's id", required=True),
                Column("birth_year", "whole", "year of birth"),
                Column("joined", "day", "first day in the workforce"),
                Column("paid", "flag", "whether the work is paid"),
                Column("sector", "code", "public, NGO, faith, private"),
                Column("person_key", "code", "the same for two ids of one person"),
            ),
        ),
        TableShape(
            "agencies",
            "employers and their countries",
            (
                Column("agency", "code", "the agency's id", required=True),
                Column("name", "text", "its name"),
                Column("country", "code", "its country", required=True, refers_to="country"),
                Column("kind", "code", "what kind of body it is"),
                Column("closes", "day", "the day it closes"),
            ),
        ),
        TableShape(
            "posts",
            "who held which role, where and when",
            (
                Column("learner", "code", "the learner's id", required=True, refers_to="learner"),
                Column("role", "code", "the role", required=True, refers_to="role"),
                Column("agency", "code", "the agency", required=True, refers_to="agency"),
                Column("start", "day", "first day in post", required=True),
                Column("end", "day", "last day in post; empty while it runs"),
                Column("fte", "number", "share of full time"),
            ),
        ),
        TableShape(
            "completions",
            "attempts at modules",
            (
                Column("learner", "code", "the learner's id", required=True, refers_to="learner"),
                Column("module", "code", "the module", required=True, refers_to="module"),
                Column("version", "code", "the module's version"),
                Column("edition", "code", "the country's edition", refers_to="country"),
                Column("date", "day", "the day of completion", required=True),
                Column("score", "number", "the score in percent"),
                Column("attempt", "whole", "which attempt it was"),
                Column("result", "code", "passed or failed, where no score is kept", choices=("passed", "failed")),
                Column("provider", "code", "who taught it"),
                Column("verified_by", "code", "who verified it"),
                Column("issuer_end", "day", "the end date the issuer printed"),
            ),
        ),
        TableShape(
            "cpd",
            "continuing professional development",
            (
                Column("learner", "code", "the learner's id", required=True, refers_to="learner"),
                Column("date", "day", "the day", required=True),
                Column("kind", "code", "what it was"),
                Column("quantity", "number", "how much", required=True),
                Column("unit", "code", "in which unit", required=True, choices=("hour", "point", "item", "day")),
                Column("category", "code", "which category it belongs to"),
                Column("module", "code", "the module it was, if one", refers_to="module"),
                Column("peer_reflection", "flag", "whether it was reflected on with a peer"),
                Column("approved", "flag", "whether it was approved"),
                Column("part_of", "code", "the row this is a part of; it adds to its category and not to the total", refers_to="record"),
            ),
        ),
        TableShape(
            "supervised",
            "supervised practice",
            (
                Column("learner", "code", "the learner's id", required=True, refers_to="learner"),
                Column("module", "code", "the practicum it belongs to", refers_to="module"),
                Column("date", "day", "the day", required=True),
                Column("quantity", "number", "how much", required=True),
                Column("unit", "code", "in which unit", choices=("hour", "day")),
                Column("category", "code", "which kind of practice it was, such as a skills day"),
                Column("supervisor", "code", "the supervisor's learner id"),
                Column("signed", "flag", "whether it was signed"),
            ),
        ),
        TableShape(
            "supervision",
            "supervisions and other contacts",
            (
                Column("learner", "code", "the learner's id", required=True, refers_to="learner"),
                Column("date", "day", "the day", required=True),
                Column("kind", "code", "what kind of contact"),
                Column("supervisor", "code", "the supervisor's learner id"),
            ),
        ),
        TableShape(
            "observations",
            "observed practice and statements on a competency",
            (
                Column("learner", "code", "the learner's id", required=True, refers_to="learner"),
                Column("competency", "code", "the competency", required=True, refers_to="competency"),
                Column("level", "whole", "the level seen", required=True),
                Column("observer", "code", "who saw it"),
                Column("role_of_observer", "code", "the observer's role", refers_to="role"),
                Column("date", "day", "the day", required=True),
            ),
        ),
        TableShape(
            "rpl",
            "recognised prior learning",
            (
                Column("learner", "code", "the learner's id", required=True, refers_to="learner"),
                Column("module", "code", "the module it stands for", required=True, refers_to="module"),
                Column("hours", "number", "the hours it stands for"),
                Column("evidence_date", "day", "the day of the evidence"),
                Column("decided", "day", "the day of the decision", required=True),
                Column("assessor", "code", "the first assessor's learner id"),
                Column("second_assessor", "code", "the second assessor's learner id"),
            ),
        ),
        TableShape(
            "certificates",
            "certificates as they were issued",
            (
                Column("learner", "code", "the learner's id", required=True, refers_to="learner"),
                Column("certification", "code", "the certification", required=True),
                Column("start", "day", "the first day of validity", required=True),
                Column("end", "day", "the last day printed on it"),
            ),
        ),
        TableShape(
            "decisions",
            "waivers, exemptions, approvals, revocations, late awards, gates",
            (
                Column("learner", "code", "the learner's id", required=True, refers_to="learner"),
                Column(
                    "kind",
                    "code",
                    "what was decided",
                    required=True,
                    choices=("waiver", "exemption", "approval", "revocation", "late_award", "gate"),
                ),
                Column("subject", "code", "a module, a requirement (`FSW/renew/cpd`), a certification or a record's id", required=True),
                Column("decision", "code", "granted or refused", choices=("granted", "refused")),
                Column("from", "day", "the first day", required=True),
                Column("until", "day", "the last day"),
                Column("approver", "code", "who decided"),
                Column("reason", "text", "why"),
            ),
        ),
        TableShape(
            "declarations",
            "signed declarations",
            (
                Column("learner", "code", "the learner's id", required=True, refers_to="learner"),
                Column("kind", "code", "what was declared"),
                Column("date", "day", "the day", required=True),
                Column("discussed_with", "code", "the manager it was discussed with"),
            ),
        ),
        TableShape(
            "vetting",
            "vetting checks and referees",
            (
                Column("learner", "code", "the learner's id", required=True, refers_to="learner"),
                Column("kind", "code", "vetting or referee"),
                Column("date", "day", "the day", required=True),
                Column("result", "code", "clear or not", choices=("clear", "not_clear")),
            ),
        ),
        TableShape(
            "leave",
            "periods away that stop a clock",
            (
                Column("learner", "code", "the learner's id", required=True, refers_to="learner"),
                Column("start", "day", "first day", required=True),
                Column("end", "day", "last day", required=True),
                Column("kind", "code", "what kind of leave"),
            ),
        ),
        TableShape(
            "appointments",
            "appointments that start a deadline",
            (
                Column("learner", "code", "the learner's id", required=True, refers_to="learner"),
                Column("role", "code", "the role", required=True, refers_to="role"),
                Column("date", "day", "the day", required=True),
            ),
        ),
        TableShape(
            "awards",
            "degrees and foreign awards",
            (
                Column("learner", "code", "the learner's id", required=True, refers_to="learner"),
                Column("kind", "code", "degree or foreign award"),
                Column("subject", "code", "what it is in"),
                Column("country", "code", "where it was awarded", refers_to="country"),
                Column("date", "day", "the day", required=True),
            ),
        ),
        TableShape(
            "identities",
            "what other systems call a learner",
            (
                Column("alias", "code", "a user name, number or address in another system", required=True),
                Column("learner", "code", "the learner's id", required=True, refers_to="learner"),
            ),
        ),
    )
}


@dataclass(frozen=True, slots=True)
class SetAside:
    """A row, or a cell, that could not be used as it stood; it names the place, never the value.

    ``row`` counts as a spreadsheet does: the heading is row 1. ``done`` says what happened to the row; `noted` means that nothing did.
    """

    file: str
    row: int
    column: str
    reason: str
    message: str
    done: Literal["set_aside", "mended", "collapsed", "noted"]
