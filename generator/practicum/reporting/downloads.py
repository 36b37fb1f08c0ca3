"""The report as files for spreadsheets and programs: CSV and JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from practicum.model.catalogue import Catalogue
from practicum.reporting.cases import Case, Cases
from practicum.reporting.gaps import Gap, lines
from practicum.reporting.intake import Intake, account_of_all, accounts
from practicum.reporting.page import Setting
from practicum.reporting.ways import Closing
from practicum.reporting.wording import civil, iso

SCHEMA = "practicum-gaps/1"
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


GAP_COLUMNS = (
    "as_of",
    "learner",
    "certification",
    "role",
    "country",
    "agency",
    "certificate_state",
    "part",
    "requirement",
    "says",
    "kind",
    "subject",
    "state",
    "reason",
    "one_of",
    "advisory",
    "missing",
    "missing_unit",
    "deadline",
    "last_day_held",
    "deciding_record",
    "via",
    "best_rejected_record",
    "best_rejected_reason",
    "rule_version",
    "closed_by",
    "closing_hours",
)


def closed_by(gap: Gap, closing: Closing) -> str:
    """The module of the closing path that answers a gap by itself, where there is one."""
    return gap.subject if gap.kind == "module" and any(step.module == gap.subject for step in closing.path) else ""


def gap_rows(cases: Sequence[Case], as_of: date) -> Iterable[Sequence[object]]:
    """A row for each open requirement of each learner."""
    for case in cases:
        for line in lines(case.gaps):
            gap = line.gap
            module = closed_by(gap, case.closing)
            hours = next((step.hours for step in case.closing.path if step.module == module), None)
            yield (
                as_of.isoformat(),
                case.learner,
                case.certification,
                case.role,
                case.country,
                case.agency,
                case.state,
                gap.part,
                gap.requirement,
                gap.says,
                gap.kind,
                gap.subject,
                gap.state,
                gap.reason,
                gap.choice,
                gap.advisory,
                gap.missing,
                gap.missing_unit,
                iso(gap.deadline),
                iso(gap.valid_until),
                gap.deciding_record,
                gap.via,
                gap.best_loser,
                gap.best_loser_reason,
                gap.rule_version,
                module,
                hours,
            )


CERTIFICATE_COLUMNS = (
    "as_of",
    "learner",
    "certification",
    "role",
    "country",
    "agency",
    "state",
    "also",
    "reason",
    "valid_from",
    "valid_until",
    "deadline",
    "started_by",
    "requirements_met",
    "open",
    "not_evaluated",
    "disagreement",
    "rule_version",
    "closing_path",
    "closing_hours",
    "closed_otherwise",
)


def certificate_rows(cases: Sequence[Case], as_of: date) -> Iterable[Sequence[object]]:
    """A row for each learner and certification."""
    for case in cases:
        yield (
            as_of.isoformat(),
            case.learner,
            case.certification,
            case.role,
            case.country,
            case.agency,
            case.state,
            " ".join(case.also),
            case.reason,
            iso(case.valid_from),
            iso(case.valid_until),
            iso(case.deadline),
            case.started_by,
            case.requirements_met,
            case.open_count,
            case.not_evaluated,
            case.disagreement,
            case.rule_version,
            " ".join(step.module for step in case.closing.path),
            case.closing.hours,
            "; ".join(case.closing.otherwise),
        )


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
                {"module": step.module, "hours": step.hours, "because": step.because, "planned": step.planned} for step in case.closing.path
            ],
            "hours": case.closing.hours,
            "otherwise": list(case.closing.otherwise),
            "by_hand": case.closing.by_hand,
        },
    }


def gaps_json(cases: Cases, intake: Intake, catalogue: Catalogue, manifest: Mapping[str, object], setting: Setting) -> bytes:
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
        "certificates": [case_json(case) for case in cases.cases],
    }
    return (json.dumps(whole, ensure_ascii=False, separators=(",", ":"), default=str) + "\n").encode()
