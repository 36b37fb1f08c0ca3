"""What a decision is about: the learner, and what in the curriculum or the records it names; or what is wrong with it.

Faults name the option and never what was given with it: ids of learners and of records are learner data too.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from practicum.model.catalogue import Catalogue
from practicum.model.civil_day import day_number
from practicum.model.record import TABLES
from practicum.model.requirement import RuleTables
from practicum.records.intake import Intake
from practicum.tables import nw

# Kinds in the words of the tidy table, and what is said about them.
KINDS: dict[str, str] = {
    "waiver": "a waiver",
    "exemption": "an exemption",
    "late_award": "a late award",
    "approval": "an approval",
    "revocation": "a revocation",
    "gate": "a gate decision",
}
# Kinds that may have a last day; a revocation or a late award holds until it is voided.
WITH_LAST_DAY = frozenset({"waiver", "exemption", "approval", "gate"})
# The one table whose rows are revoked by their id; a certificate is revoked by its certification.
REVOCABLE = "completions"


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a decision is not recorded; ``option`` is the one that is at fault."""

    option: str
    message: str
    help: str = ""


@dataclass(frozen=True, slots=True)
class Subjects:
    """What decisions can be about, by what each kind of decision does.

    ``approved`` are the certifications (and special subjects) whose rules ask for an approval, ``limited`` those whose
    practice before the award has a last day, which is what a late award goes beyond; ``gates`` are stages that end at one.
    """

    modules: frozenset[str]
    requirements: frozenset[str]
    certifications: frozenset[str]
    approved: frozenset[str]
    limited: frozenset[str]
    gates: frozenset[str]

    @classmethod
    def of(cls, catalogue: Catalogue, rules: RuleTables) -> Subjects:
        """The subjects that a catalogue and its rules know."""
        named = {row["rule"]: row["certification"] for row in rules.rows("rules")}
        approvals = [row for row in rules.rows("requirements") if row["kind"] == "document" and row["subject"] == "approval"]
        approved = {named[row["rule"]] for row in approvals} | {row["unit"] for row in approvals if row["unit"]}
        approved |= {
            row["certification"] for row in rules.rows("rules") if row["from_approval"] == 1 or row["provisional_from"] == "approval"
        }
        return cls(
            modules=frozenset(catalogue.modules),
            requirements=frozenset(rules.column("requirements", "id")),
            certifications=frozenset(catalogue.certifications),
            approved=frozenset(approved),
            limited=frozenset(row["certification"] for row in rules.rows("rules") if row["provisional_months"] >= 0),
            gates=frozenset(
                f"{id}/{stage.id}" for id, unit in catalogue.programmes.items() for stage in unit.value.stages if stage.gate is not None
            ),
        )


def learner_of(given: str, intake: Intake) -> str | Fault:
    """The learner's id under which the records stand: by id in any capitals, by a second id, or by what another system says."""
    name = given.strip()
    known = values(intake, "learners", "learner")
    if not known:
        # Without a register everybody who has a record is known, as the intake has it.
        known = {one for table, shape in TABLES.items() if _has_learner(shape.columns) for one in values(intake, table, "learner")}
    others = {also: merge.kept for merge in intake.merged for also in merge.also}
    others |= {row["alias"]: row["learner"] for row in intake.tables["identities"].to_pylist() if row["alias"] and row["learner"]}
    if name in known:
        return name
    if name in others:
        return others[name]
    folded = {one for one in known if one.casefold() == name.casefold()}
    folded |= {learner for alias, learner in others.items() if alias.casefold() == name.casefold()}
    if len(folded) == 1:
        return folded.pop()
    return Fault("--learner", "no learner in these records has this id", "`learners` lists them; see that the folder is the right one")


def _has_learner(columns: Iterable[Any]) -> bool:
    return any(column.name == "learner" for column in columns)


def values(intake: Intake, table: str, column: str) -> set[str]:
    """What stands in a column, each once."""
    return {value for value in intake.tables[table].column(column).to_pylist() if value}


def subject_of(kind: str, said: str, starts: date, intake: Intake, subjects: Subjects, learner: str) -> str | Fault:
    """The id that a subject stands for, in any capitals; it has to be something that this kind of decision can be about.

    ``learner`` is whose record a revocation may name, empty where that is a fault of its own.
    """
    given = said.strip()
    fitting = _fitting(kind, subjects)
    if given in fitting:
        return given
    near = [one for one in fitting if one.casefold() == given.casefold()]
    if len(near) == 1:
        return near[0]
    if kind == "revocation" and (found := rows_named(given, intake)):
        return _revocable(found, starts, intake, learner)
    return _unfitting(given, kind, fitting, subjects)


def _fitting(kind: str, subjects: Subjects) -> frozenset[str]:
    return {
        "waiver": subjects.modules | subjects.requirements,
        "exemption": subjects.modules | subjects.requirements,
        "late_award": subjects.limited,
        "approval": subjects.approved,
        "revocation": subjects.certifications,
        "gate": subjects.gates | subjects.modules,
    }[kind]


_ABOUT = {
    "waiver": "a module or a requirement",
    "exemption": "a module or a requirement",
    "late_award": "a certification with a limit on practice before its award",
    "approval": "a certification whose rule asks for an approval",
    "revocation": "a certification, or the id of a completion of this learner",
    "gate": "a stage of a programme that ends at a gate, or a module",
}


def _unfitting(given: str, kind: str, fitting: frozenset[str], subjects: Subjects) -> Fault:
    """What is wrong with a subject: it is something else than the kind of decision is about, or nothing at all."""
    about = f"{KINDS[kind]} is about {_ABOUT[kind]}"
    folded = given.casefold()
    is_a = next(
        (
            word
            for word, ids in (
                ("certification", subjects.certifications),
                ("module", subjects.modules),
                ("requirement", subjects.requirements),
                ("stage of a programme", subjects.gates),
            )
            if folded in {one.casefold() for one in ids}
        ),
        "",
    )
    if is_a:
        below = sorted((one for one in fitting if one.casefold().startswith(folded + "/")), key=lambda one: (one.count("/") != 2, one))
        examples = below or sorted(fitting)
        shown = ", ".join(f"`{one}`" for one in examples[:4]) + (" and others" if len(examples) > 4 else "")
        return Fault("--subject", f"it names a {is_a}, and {about}", f"such as {shown}" if examples else "")
    names = {one.casefold(): one for one in sorted(fitting)}
    near = difflib.get_close_matches(folded, names, n=1, cutoff=0.6)
    if near:
        return Fault("--subject", "nothing in the curriculum or the records has this id", f"did you mean `{names[near[0]]}`?")
    return Fault("--subject", "nothing in the curriculum or the records has this id", about)


def rows_named(id: str, intake: Intake) -> list[tuple[str, dict[str, Any]]]:
    """The rows with this id, each with its table."""
    found = []
    for table, shape in TABLES.items():
        if _has_learner(shape.columns) and table not in ("learners", "identities"):
            rows = nw.from_native(intake.tables[table], eager_only=True).filter(nw.col("record_id") == id)
            found += [(table, row) for row in rows.iter_rows(named=True)]
    return found


def _revocable(found: list[tuple[str, dict[str, Any]]], starts: date, intake: Intake, learner: str) -> str | Fault:
    """A record of the learner whose validity can be ended; what should never have counted is corrected instead."""
    if not learner:
        # The fault is the learner; whose record this is cannot be said.
        return str(found[0][1]["record_id"])
    own = [(table, row) for table, row in found if row["learner"] == learner]
    if not own:
        return Fault("--subject", "it is the id of another learner's record", "look the id up in this learner's own rows")
    for table, row in own:
        if table != REVOCABLE:
            continue
        if (row["learner"], row["record_id"]) in voided_in(intake, table):
            return Fault(
                "--subject", "this record has been corrected by another one and counts no longer", "name the record that replaced it"
            )
        if row["date"] is not None and day_number(starts) < row["date"]:
            return Fault(
                "--from",
                "the revocation would begin before the record's own day",
                "a record that should never have counted is corrected by a row in its own file that names it under `voids`",
            )
        return str(row["record_id"])
    table, row = own[0]
    if table == "certificates":
        return Fault(
            "--subject",
            "it is the id of an issued certificate, which is revoked by its certification",
            f"`--subject {row['certification']}`",
        )
    if table == "decisions":
        return Fault("--subject", "it is the id of a decision, which is not revoked but taken back", "use `practicum decide void`")
    return Fault(
        "--subject",
        f"it is the id of a row of `{table}`, and {KINDS['revocation']} is about {_ABOUT['revocation']}",
        "a row that is wrong is corrected by another row in its own file that names it under `voids`",
    )


def voided_in(intake: Intake, table: str) -> set[tuple[str, str]]:
    """Learner and id of the rows of a table that others correct or void."""
    rows = nw.from_native(intake.tables[table], eager_only=True).filter(~nw.col("voids").is_null())
    return {(row["learner"], row["voids"]) for row in rows.select("learner", "voids").iter_rows(named=True)}
