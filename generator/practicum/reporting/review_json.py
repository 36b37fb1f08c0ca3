"""A review for programs: everything that a comment tells, by its fields."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from practicum.reporting.look_here import attention
from practicum.reporting.phrases import as_text
from practicum.reporting.review_words import Review
from practicum.reporting.told_changes import not_told, told_here
from practicum.reporting.word_differences import word_counts
from practicum.resolving.agreement_changes import AgreementChange
from practicum.resolving.comparing_units import FieldChange, TextChange, UnitChange


def review_json(review: Review) -> dict[str, Any]:
    """The keys that a review adds to what `practicum diff --format json` gives; ids throughout, levels of 0 where nothing is taught."""
    found = review.found
    return {
        "look_here": [as_text(line) for line in attention(review)],
        "errors": review.errors,
        "unread": list(review.unread),
        "renamed": [{"kind": one.kind, "was": one.was, "now": one.now} for one in review.renamed],
        "units": [_unit(one) for one in found.units],
        "translations": [_text(one) for one in found.translations],
        "hours": [asdict(one) for one in found.hours],
        "teaches": [asdict(one) for one in found.taught],
        "roles": [asdict(one) | {"reachable": [one.before >= one.needed, one.after >= one.needed]} for one in found.reach],
        "prerequisites": [asdict(one) for one in found.needs],
        "statuses": [{"module": id, "before": before, "after": after} for id, before, after in found.statuses],
        "asked_for_by": [asdict(one) for one in found.asking],
        "patches_hit": [asdict(one) for one in found.hits],
        "stale_translations": [asdict(one) for one in found.stale],
        "stale_sign_offs": [asdict(one) for one in found.lost_signoffs],
        "agreement": [_standing(one) for one in found.agreements],
        "told": [{"kind": one.kind, "units": list(one.units), "says": one.says} for one in told_here(review)],
        "not_told": [{"unit": one.unit, "what": one.what} for one in not_told(review)],
        "asked": [{"person": one.id, "account": one.account or None, "because": list(one.because)} for one in review.asked],
    }


def _standing(one: AgreementChange) -> dict[str, Any]:
    hurried = one.hurried
    told = {"why": hurried.why, "based_on": hurried.based_on, "review_by": hurried.review_by.isoformat()} if hurried else None
    return {key: value for key, value in vars(one).items() if key != "hurried"} | {"changed_before_all_were_asked": told}


def _unit(one: UnitChange) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "id": one.id,
        "what": one.what,
        "file": one.path,
        "fields": [_field(change) for change in one.fields],
        "texts": [_text(text) for text in one.texts],
    }


def _field(change: FieldChange) -> dict[str, Any]:
    return {"field": change.path, "before": change.before, "after": change.after, "file": change.span.path, "line": change.span.line}


def _text(text: TextChange) -> dict[str, Any]:
    put_in, taken_out = word_counts(text.before, text.after)
    return {
        "file": text.path,
        "was": text.old_path or None,
        "language": text.language or None,
        "what": text.what,
        "words_in": put_in,
        "words_out": taken_out,
    }
