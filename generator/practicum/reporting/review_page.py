"""A review as one page: what to look at first, what changed, and each changed text and field word by word. It holds no learner data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from practicum.reporting.look_here import attention
from practicum.reporting.markup import Markup, el, joined
from practicum.reporting.page import asset, head_of, source_hash
from practicum.reporting.phrases import as_html
from practicum.reporting.review_forms import CALM, LOOK, SAME
from practicum.reporting.review_words import Review, field_says
from practicum.reporting.reviewing import sections
from practicum.reporting.word_differences import Run, differences, runs_of
from practicum.resolving.comparing_units import FieldChange, TextChange, UnitChange


def review_page(review: Review, compared: str, rules: list[str]) -> bytes:
    """The whole page; ``compared`` says what with what, ``rules`` are the changes of rules as sentences."""
    style = asset("review.css").replace("</", "<\\/")
    policy = f"default-src 'none'; style-src {source_hash(style)}; base-uri 'none'; form-action 'none'"
    head = head_of("What this changes for people", style, policy)
    body = el("main", el("h1", "What this changes for people"), el("p", compared, class_="when"), *_body(review, rules))
    return ("<!doctype html>\n" + el("html", el("head", head), el("body", body), lang="en") + "\n").encode()


def _body(review: Review, rules: list[str]) -> Iterator[Markup]:
    if review.found.empty and not (rules or review.errors or review.unread or review.renamed):
        yield el("p", as_html(SAME))
        return
    found = attention(review)
    lines = el("ul", *(el("li", as_html(line)) for line in found)) if found else el("p", as_html(CALM))
    yield el("section", el("h2", LOOK), lines, class_="look" if found else "calm")
    for section in sections(review):
        yield el("section", el("h2", section.title), el("ul", *(el("li", as_html(line)) for line in section.lines)))
    if rules:
        yield el("section", el("h2", "Rules"), el("ul", *(el("li", line) for line in rules)))
    units = [block for one in review.found.units if (block := _unit(one))]
    units += [block for text in review.found.translations if text.what == "changed" and (block := _text(text))]
    if units:
        yield el("section", el("h2", "Word by word"), el("p", *_legend()), *units)


def _legend() -> tuple[Any, ...]:
    return el("del", "taken out"), " ", el("ins", "put in"), " … what stays the same is left out"


def _unit(one: UnitChange) -> Markup | None:
    fields = [_field(change) for change in one.fields if isinstance(change.before, (str, list)) or isinstance(change.after, (str, list))]
    texts = [block for text in one.texts if (block := _text(text))]
    if not fields and not texts:
        return None
    name = f"{one.id} {one.title}" if one.title else one.id
    return el("article", el("h3", name), el("p", el("code", one.path), class_="path"), el("dl", *fields) if fields else None, *texts)


def _field(change: FieldChange) -> Markup:
    return joined(el("dt", field_says(change.path)), el("dd", *_runs(runs_of(_flat(change.before), _flat(change.after)))))


def _flat(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return "\n".join(_flat(one) for one in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_flat(one)}" for key, one in value.items())
    return " ".join(str(value).split())


def _text(text: TextChange) -> Markup | None:
    if text.what == "added" and not text.after:
        return None
    shown = [el("p", "…", class_="same") if runs is None else el("p", *_runs(runs)) for runs in differences(text.before, text.after)]
    if not shown:
        return None
    return el("details", el("summary", text.path), *shown, open=text.what == "changed")


def _runs(runs: list[Run]) -> Iterator[Markup | str]:
    names = {"out": "del", "in": "ins"}
    for run in runs:
        yield el(names[run.kind], run.text) if run.kind in names else run.text
