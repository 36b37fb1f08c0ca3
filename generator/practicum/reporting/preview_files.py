"""A rule preview as files for programs and spreadsheets; both hold learner data."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from practicum.matching.comparing import StateChange
from practicum.reporting.downloads import as_csv, day_or_none
from practicum.reporting.previewing import Line, Preview, exact_lines, in_order
from practicum.reporting.review_json import review_json
from practicum.reporting.rule_changes import preview_markdown, preview_page, preview_text
from practicum.resolving.comparing import RuleChange

SCHEMA = "practicum.diff/1"
COLUMNS = (
    "as_of", "certification", "learner", "country", "role", "state_before", "state_after", "reason_before", "reason_after",
    "last_day_before", "last_day_after", "requirements",
)  # fmt: skip


def preview_json(preview: Preview) -> dict[str, Any]:
    """Everything a preview holds, people included."""
    whole: dict[str, Any] = {
        "schema": SCHEMA,
        "contains_learner_data": preview.people is not None,
        "base": preview.base,
        "head": preview.head,
        "as_of": preview.as_of.isoformat(),
        "today": preview.today.isoformat(),
        "days_ahead": preview.days_ahead,
        "known_at": preview.known_at.isoformat() if preview.known_at else None,
        "rules": [_rule(change) for change in preview.changes],
    }
    if preview.review is not None:
        whole |= review_json(preview.review)
    if preview.people is not None:
        people = preview.people
        whole |= {
            "synthetic": people.synthetic,
            "judged_alike": people.alike,
            "manifest": dict(people.manifest),
            "counts": [_line(line) for line in exact_lines(people)] if people.asked else [],
            "learners": [_learner(one) for one in people.changes],
        }
    return whole


def preview_files(preview: Preview) -> dict[str, bytes]:
    """The files of a preview by name: for reading, for a spreadsheet, for programs, and for a review (without learners)."""
    page = {"review.html": preview_page(preview)} if preview.review is not None else {}
    return page | {
        "preview.txt": preview_text(preview).encode(),
        "preview.json": (json.dumps(preview_json(preview), ensure_ascii=False, indent=1) + "\n").encode(),
        "learners.csv": learners_csv(preview),
        "comment.md": preview_markdown(preview).encode(),
    }


def learners_csv(preview: Preview) -> bytes:
    """A row for each learner and certification that stands differently in anything."""
    changes = preview.people.changes if preview.people else ()
    return as_csv(COLUMNS, (_row(preview.as_of, one) for one in changes))


def _row(as_of: date, one: StateChange) -> tuple[object, ...]:
    behind = (f"{each.requirement} {each.state_before or 'not_asked'} > {each.state_after or 'not_asked'}" for each in one.behind)
    return (
        as_of.isoformat(),
        one.certification,
        one.learner,
        one.country,
        one.role,
        one.state_before,
        one.state_after,
        one.reason_before,
        one.reason_after,
        day_or_none(one.valid_until_before),
        day_or_none(one.valid_until_after),
        "; ".join(behind),
    )


def _rule(change: RuleChange) -> dict[str, Any]:
    return {
        "country": change.country or None,
        "kind": change.kind,
        "rule": change.rule,
        "version": change.version or None,
        "follows": change.follows or None,
        "requirement": change.requirement or None,
        "field": change.field or None,
        "what": change.what,
        "sentence_only": change.sentence,
        "before": change.before,
        "after": change.after,
        "file": change.span.path,
        "line": change.span.line,
        "column": change.span.column,
        "begins": change.begins.isoformat() if change.begins else None,
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "certification": line.certification or "all",
        "asked": line.asked,
        "keep": line.keep,
        "change": line.change,
        "steps": [
            {"before": before or None, "after": after or None, "count": line.steps[before, after]} for before, after in in_order(line.steps)
        ],
    }


def _learner(one: StateChange) -> dict[str, Any]:
    return {
        "learner": one.learner,
        "certification": one.certification,
        "country": one.country,
        "role": one.role,
        "changes_state": one.of_state,
        "state": [one.state_before or None, one.state_after or None],
        "reason": [one.reason_before or None, one.reason_after or None],
        "valid_until": [day_or_none(one.valid_until_before), day_or_none(one.valid_until_after)],
        "requirements": [
            {
                "requirement": each.requirement,
                "state": [each.state_before or None, each.state_after or None],
                "reason": [each.reason_before or None, each.reason_after or None],
                "behind": each in one.behind,
            }
            for each in one.requirements
        ],
    }
