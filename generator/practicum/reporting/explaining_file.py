"""One learner explained for programs: the same tree and the same sentences as JSON, nothing left out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

from practicum.model.catalogue import Catalogue
from practicum.model.explanation import CategoryAmount, Evidence, Explanation, RequirementExplanation
from practicum.reporting.answering import Answer
from practicum.reporting.both_sides import disagreements_json
from practicum.reporting.closing import NOTHING_CHOSEN, Chosen
from practicum.reporting.downloads import day_or_none
from practicum.reporting.explaining import held_modules
from practicum.reporting.left_out import NOTHING_LEFT_OUT, LeftOut
from practicum.reporting.steps import Plan
from practicum.reporting.telling import NOTHING_AUTHORED, Names
from practicum.reporting.wording import reason_says
from practicum.spans import Span

SCHEMA = "practicum-explanation/2"


def explain_json(
    explanations: Sequence[Explanation],
    *,
    catalogue: Catalogue = NOTHING_AUTHORED,
    known_at: date | None = None,
    synthetic: bool = False,
    also_ids: Sequence[str] = (),
    left_out: LeftOut = NOTHING_LEFT_OUT,
    chosen: Chosen = NOTHING_CHOSEN,
) -> str:
    """The explanations for programs; days are year-month-day, what is empty is null."""
    names, held = Names(catalogue), held_modules(explanations)
    whole = {
        "schema": SCHEMA,
        "contains_learner_data": True,
        "synthetic": synthetic,
        "known_at": known_at.isoformat() if known_at else None,
        "other_ids": list(also_ids),
        "set_aside": left_out.rows_json(),
        "not_read": left_out.files_json(),
        "explanations": [_certificate(one, Answer(one, names, held, chosen)) for one in explanations],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _certificate(one: Explanation, answer: Answer) -> dict[str, object]:
    return {
        "learner": one.learner,
        "certification": one.certification,
        "country": one.country or None,
        "role": one.role or None,
        "as_of": day_or_none(one.as_of),
        "answer": answer.first(),
        "because": list(answer.why()),
        "state": one.state,
        "also": list(one.also),
        **_reason(one.reason),
        "valid_from": day_or_none(one.valid_from),
        "valid_until": day_or_none(one.valid_until),
        "deadline": day_or_none(one.deadline),
        "disagreement": one.disagreement or None,
        "requirements_met": one.requirements_met,
        "rule": {"id": one.certification, "version": one.rule_version or None, **_place(one.place)},
        "falls_with": one.falls_with or None,
        "time_away": one.band or None,
        "issued": _evidence(one.issued) if one.issued else None,
        "closes": [{"heading": each.heading, "says": each.says or None, **_plan(each.plan)} for each in answer.closings()],
        "requirements": [_requirement(each) for each in one.requirements],
        "earlier_periods": [
            {
                "last_day": day_or_none(each.last_day),
                "next_issued": day_or_none(each.next_issued),
                "open": [_requirement(part) for part in each.requirements],
            }
            for each in one.earlier
        ],
    }


def _requirement(one: RequirementExplanation) -> dict[str, object]:
    return {
        "requirement": one.requirement,
        "says": one.says,
        "kind": one.kind,
        "subject": one.subject or None,
        "part": one.part,
        "state": one.state,
        **_reason(one.reason),
        "advisory": one.advisory,
        "rule": {"id": one.requirement, "version": one.rule_version or None, **_place(one.place)},
        "valid_from": day_or_none(one.valid_from),
        "valid_until": day_or_none(one.valid_until),
        "needed": one.needed,
        "counted": one.counted,
        "unit": one.unit or None,
        "categories": _categories(one.categories),
        "missing": one.missing,
        "missing_unit": one.missing_unit or None,
        "deadline": day_or_none(one.deadline),
        "today": {
            "held": one.by_return.held,
            "counted": one.by_return.counted,
            "missing": one.by_return.missing,
            "categories": _categories(one.by_return.categories),
        }
        if one.by_return
        else None,
        "counts_only_after": [{"module": each.module, "held_from": day_or_none(each.held_from)} for each in one.before],
        "used": [_evidence(each) for each in one.used],
        "rejected": [_evidence(each) for each in one.rejected],
        "closing": list(one.closing),
        "disagreements": disagreements_json(one.disagreements),
        "parts": [_requirement(each) for each in one.parts],
    }


def _evidence(one: Evidence) -> dict[str, object]:
    return {
        "record": one.record or None,
        "file": one.file or None,
        "row": one.row,
        "day": day_or_none(one.day),
        **_reason(one.reason),
        "table": one.table or None,
        "subject": one.subject or None,
        "detail": one.detail or None,
        "level": one.level,
        "via": one.via or None,
        "quantity": one.quantity,
        "unit": one.unit or None,
        "amount": one.amount,
        "at_most": one.at_most,
        "valid_from": day_or_none(one.valid_from),
        "valid_until": day_or_none(one.valid_until),
    }


def _reason(reason: str) -> dict[str, object]:
    return {"reason": reason or None, "reason_says": reason_says(reason) or None}


def _place(place: Span | None) -> dict[str, object]:
    return {"file": place.path if place else None, "line": place.line if place else None}


def _categories(found: Sequence[CategoryAmount]) -> list[dict[str, object]]:
    return [{"category": each.category, "done": each.done, "at_least": each.least, "at_most": each.most} for each in found]


def _plan(plan: Plan) -> dict[str, object]:
    return {
        "steps": [{"says": step.says, "module": step.module or None} for step in plan.steps],
        "choices": [
            {"needs": choice.short, "ways": [{"says": way.says, "requirement": way.requirement, **_plan(way.plan)} for way in choice.ways]}
            for choice in plan.choices
        ],
    }
