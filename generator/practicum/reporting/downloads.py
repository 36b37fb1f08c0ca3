"""The report as files for spreadsheets and programs: CSV and JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from practicum.model.catalogue import Catalogue
from practicum.model.record import TableShape
from practicum.model.verdict_tables import CERTIFICATES, REQUIREMENTS
from practicum.reporting.cases import Case, Cases
from practicum.reporting.closing import Closing, Step
from practicum.reporting.gaps import Gap, lines
from practicum.reporting.intake import Intake, account_of_all, accounts
from practicum.reporting.page import Setting
from practicum.reporting.unasked import Unasked, unasked_json
from practicum.reporting.wording import civil, iso

SCHEMA = "practicum-gaps/2"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def guarded(cell: object) -> object:
    """A cell that no spreadsheet takes for a formula; numbers stay numbers.

    >>> guarded("=1+1"), guarded("-3"), guarded(-3), guarded("REL-2"), guarded(None), guarded(True)
    ("'=1+1", "'-3", -3, 'REL-2', '', 'yes')
    """
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, (int, float)):
        return cell
    written = str(cell)
    return f"'{written}" if written.startswith(FORMULA_STARTS) else written


def as_csv(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A CSV file that Excel opens as it is: UTF-8 with a mark, commas, CRLF."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def closed_by(gap: Gap, closing: Closing) -> Step | None:
    """The step of the closing path that answers a gap by itself, where there is one."""
    return next((step for step in closing.path if step.module == gap.subject), None) if gap.kind == "module" else None


@dataclass(frozen=True, slots=True)
class OfCase:
    """A row of `certificates.csv`: one learner and one certification on a day."""

    as_of: date
    case: Case


@dataclass(frozen=True, slots=True)
class OfGap:
    """A row of `gaps.csv`: an open requirement, and the module of the closing path that answers it."""

    as_of: date
    case: Case
    gap: Gap
    step: Step | None


@dataclass(frozen=True, slots=True)
class FileColumn:
    """A column of a file: its heading, what it says, and its cell in a row of that file (``OfCase`` or ``OfGap``)."""

    name: str
    says: str
    cell: Callable[[Any], object]


def _told(table: TableShape, name: str) -> str:
    return next(column.says for column in table.columns if column.name == name)


def _of_gap(name: str, cell: Callable[[Gap], object], says: str = "") -> FileColumn:
    return FileColumn(name, says or _told(REQUIREMENTS, name), lambda row: cell(row.gap))


def _of_case(name: str, cell: Callable[[Case], object], says: str = "") -> FileColumn:
    return FileColumn(name, says or _told(CERTIFICATES, name), lambda row: cell(row.case))


_BOTH = (
    FileColumn("as_of", "the day asked about", lambda row: row.as_of.isoformat()),
    _of_case("learner", lambda case: case.learner),
    _of_case("certification", lambda case: case.certification),
    _of_case("role", lambda case: case.role),
    _of_case("country", lambda case: case.country),
    _of_case("agency", lambda case: case.agency),
)

GAP_COLUMNS = (
    *_BOTH,
    _of_case("certificate_state", lambda case: case.state, _told(CERTIFICATES, "state")),
    _of_gap("part", lambda gap: gap.part),
    _of_gap("requirement", lambda gap: gap.requirement),
    _of_gap("says", lambda gap: gap.says),
    _of_gap("kind", lambda gap: gap.kind),
    _of_gap("subject", lambda gap: gap.subject),
    _of_gap("state", lambda gap: gap.state),
    _of_gap("reason", lambda gap: gap.reason),
    _of_gap("one_of", lambda gap: gap.choice, "the choice of which it is one way"),
    _of_gap("advisory", lambda gap: gap.advisory),
    _of_gap("missing", lambda gap: gap.missing),
    _of_gap("missing_unit", lambda gap: gap.missing_unit),
    _of_gap("deadline", lambda gap: iso(gap.deadline)),
    _of_gap("last_day_held", lambda gap: iso(gap.valid_until), _told(REQUIREMENTS, "valid_until")),
    _of_gap("deciding_record", lambda gap: gap.deciding_record),
    _of_gap("via", lambda gap: gap.via),
    _of_gap("best_rejected_record", lambda gap: gap.best_loser, _told(REQUIREMENTS, "best_loser")),
    _of_gap("best_rejected_reason", lambda gap: gap.best_loser_reason, _told(REQUIREMENTS, "best_loser_reason")),
    _of_gap("rule_version", lambda gap: gap.rule_version),
    FileColumn("closed_by", "the module of the closing path that answers it by itself", lambda row: row.step.module if row.step else ""),
    FileColumn("closing_hours", "the learner hours of that module", lambda row: row.step.hours if row.step else None),
)

CERTIFICATE_COLUMNS = (
    *_BOTH,
    _of_case("state", lambda case: case.state),
    _of_case("also", lambda case: " ".join(case.also)),
    _of_case("reason", lambda case: case.reason),
    _of_case("valid_from", lambda case: iso(case.valid_from)),
    _of_case("valid_until", lambda case: iso(case.valid_until)),
    _of_case("deadline", lambda case: iso(case.deadline)),
    _of_case("started_by", lambda case: case.started_by),
    _of_case("requirements_met", lambda case: case.requirements_met),
    _of_case("open", lambda case: case.open_count, "how many requirements are open; a choice counts once, advice does not count"),
    _of_case("not_evaluated", lambda case: case.not_evaluated),
    _of_case("disagreement", lambda case: case.disagreement),
    _of_case("rule_version", lambda case: case.rule_version),
    _of_case("closing_path", lambda case: " ".join(step.module for step in case.closing.path), "the modules that close it, in order"),
    _of_case("closing_hours", lambda case: case.closing.hours, "the learner hours of these modules"),
    _of_case("closed_otherwise", lambda case: "; ".join(case.closing.otherwise), "what else closes it that is no module"),
)


def gaps_csv(cases: Sequence[Case], as_of: date) -> bytes:
    """``gaps.csv``: a row for each open requirement of each learner."""
    return _csv(
        GAP_COLUMNS, (OfGap(as_of, case, line.gap, closed_by(line.gap, case.closing)) for case in cases for line in lines(case.gaps))
    )


def certificates_csv(cases: Sequence[Case], as_of: date) -> bytes:
    """``certificates.csv``: a row for each learner and certification, and one without a certification where nothing is asked."""
    return _csv(CERTIFICATE_COLUMNS, (OfCase(as_of, case) for case in sorted(cases, key=_by_learner)))


def _by_learner(case: Case) -> tuple[str, str, str]:
    return case.learner, case.certification, case.role


def _csv(columns: Sequence[FileColumn], rows: Iterable[OfCase | OfGap]) -> bytes:
    return as_csv([column.name for column in columns], ([column.cell(row) for column in columns] for row in rows))


def set_aside_csv(intake: Intake) -> bytes:
    """``set-aside.csv``: file, row, column and reason, never a value."""
    return as_csv(
        ("file", "row", "column", "done", "reason", "message"),
        ((one.file, one.row, one.column, one.done, one.reason, one.message) for one in intake.set_aside),
    )


def day_or_none(day: int | None) -> str | None:
    """A day as JSON carries it."""
    return civil(day).isoformat() if day is not None else None


def gap_json(gap: Gap) -> dict[str, object]:
    """An open requirement with what is open inside it."""
    return {
        "requirement": gap.requirement,
        "says": gap.says,
        "kind": gap.kind,
        "subject": gap.subject or None,
        "part": gap.part,
        "state": gap.state,
        "reason": gap.reason or None,
        "one_of": gap.choice or None,
        "advisory": gap.advisory,
        "missing": gap.missing,
        "missing_unit": gap.missing_unit or None,
        "deadline": day_or_none(gap.deadline),
        "last_day_held": day_or_none(gap.valid_until),
        "deciding_record": gap.deciding_record or None,
        "via": gap.via or None,
        "best_rejected_record": gap.best_loser or None,
        "best_rejected_reason": gap.best_loser_reason or None,
        "rule_version": gap.rule_version or None,
        "parts": [gap_json(part) for part in gap.parts],
    }


def case_json(case: Case) -> dict[str, object]:
    """One learner and one certification."""
    return {
        "learner": case.learner,
        "certification": case.certification,
        "role": case.role,
        "country": case.country,
        "agency": case.agency,
        "state": case.state,
        "also": list(case.also),
        "reason": case.reason or None,
        "valid_from": day_or_none(case.valid_from),
        "valid_until": day_or_none(case.valid_until),
        "deadline": day_or_none(case.deadline),
        "started_by": case.started_by or None,
        "requirements_met": case.requirements_met,
        "not_evaluated": case.not_evaluated,
        "disagreement": case.disagreement or None,
        "rule_version": case.rule_version or None,
        "open": [gap_json(gap) for gap in case.gaps],
        "closing": {
            "path": [
                {"module": step.module, "hours": step.hours, "because": step.because} for step in case.closing.path
            ],
            "hours": case.closing.hours,
            "otherwise": list(case.closing.otherwise),
            "by_hand": case.closing.by_hand,
            "shorter_if": case.closing.instead or None,
        },
    }


def gaps_json(
    cases: Cases, intake: Intake, catalogue: Catalogue, manifest: Mapping[str, object], setting: Setting, unasked: Unasked
) -> bytes:
    """``gaps.json``: everything of the report, with the version of its schema and the manifest of the run."""
    files = accounts(intake)
    rows = {
        account.file: {
            "rows_in": account.rows_in,
            "used": account.used,
            "set_aside": account.set_aside,
            "collapsed": account.collapsed,
            "mended": account.mended,
            "adds_up": not account.unaccounted,
        }
        for account in (*files, account_of_all(files))
    }
    modules = sorted({step.module for case in cases.cases for step in case.closing.path})
    whole = {
        "schema": SCHEMA,
        "contains_learner_data": True,
        "synthetic": setting.synthetic,
        "as_of": setting.as_of.isoformat(),
        "known_at": setting.known_at.isoformat() if setting.known_at else None,
        "manifest": dict(manifest),
        "rows": rows,
        "requirements": cases.requirements,
        "not_evaluated": dict(cases.not_evaluated),
        "not_applicable_left_out": cases.left_out,
        "modules": {name: catalogue.modules[name].value.title for name in modules},
        "people": unasked.counts,
        "unasked": [unasked_json(case) for case in unasked.people],
        "certificates": [case_json(case) for case in cases.cases],
    }
    return (json.dumps(whole, ensure_ascii=False, separators=(",", ":"), default=str) + "\n").encode()
