"""One learner explained as a page: self-contained and private; what is held is folded away and opens at a touch."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from practicum.model.catalogue import Catalogue
from practicum.model.explanation import Explanation
from practicum.reporting.answering import Answer, Closing
from practicum.reporting.branches import Branch, Branching
from practicum.reporting.closing import NOTHING_CHOSEN, Chosen
from practicum.reporting.explaining import MOST_STEPS, choice_says, cost_says, held_modules, merged_says, states_of
from practicum.reporting.left_out import NOTHING_LEFT_OUT, LeftOut
from practicum.reporting.markup import Markup, coded, el, joined
from practicum.reporting.page import Setting, page, private, state_mark
from practicum.reporting.steps import Choice, Plan
from practicum.reporting.telling import NOTHING_AUTHORED, Names, rule_of
from practicum.reporting.wording import FIRST_DAY, civil

LEAD = "The answer, why it is so, what closes what is open, and every requirement with the records that count and those that do not."


def explain_html(
    explanations: Sequence[Explanation],
    *,
    catalogue: Catalogue = NOTHING_AUTHORED,
    known_at: date | None = None,
    synthetic: bool = False,
    palette_css: str = "",
    also_ids: Sequence[str] = (),
    left_out: LeftOut = NOTHING_LEFT_OUT,
    chosen: Chosen = NOTHING_CHOSEN,
) -> str:
    """The explanations as one self-contained private page, all of one day."""
    setting = Setting(civil(explanations[0].as_of) if explanations else FIRST_DAY, known_at, synthetic, palette_css)
    names, held = Names(catalogue), held_modules(explanations)
    merged = [el("p", merged_says(explanations[0].learner, also_ids))] if explanations and also_ids else []
    body = [*merged, *(_certificate(one, Answer(one, names, held, chosen), names, left_out) for one in explanations)]
    learners = ", ".join(dict.fromkeys(one.learner for one in explanations)) or "nobody"
    return page(
        "explain.html", f"Explained: {learners}", LEAD, body, setting, banner=private("It is about one person."), alone=True
    ).decode()


def _certificate(one: Explanation, answer: Answer, names: Names, left_out: LeftOut) -> Markup:
    branching = Branching(one, names, answer.planning)
    country = names.country(one.country)
    history = [joined(el("h3", "An earlier period"), el("p", says), _tree(branching.past(parts))) for says, parts in answer.history()]
    return el(
        "section",
        el("h2", names.titled(one.certification) + (f" · {country}" if country else "")),
        el("p", state_mark(one.state, states_of(one))),
        el("p", el("strong", coded(answer.first())), class_="lead"),
        *(el("p", coded(sentence), class_="warning") for sentence in left_out.sentences()),
        *(el("p", coded(sentence)) for sentence in answer.why()),
        *(_closing(each) for each in answer.closings()),
        *history,
        el("h3", "Requirement by requirement"),
        el("p", f"Rule {rule_of(one)}", class_="rule-id"),
        _tree(branching.tops()),
        class_="case",
    )


def _closing(found: Closing) -> Markup | None:
    if found.plan.empty and not found.says:
        return None
    return el("div", el("h3", found.heading), el("p", coded(found.says)) if found.says else None, _plan(found.plan), class_="closing")


def _plan(plan: Plan) -> Markup | None:
    if plan.empty:
        return None
    return el("ul", *(el("li", coded(step.says)) for step in plan.steps), *(el("li", _choice(choice)) for choice in plan.choices))


def _choice(choice: Choice) -> Markup:
    said = choice_says(choice)
    first, *others = [joined(f"{way.says}:", _plan(way.plan)) for way in choice.ways]
    folded = [el("details", el("summary", f"{way.says}: {cost_says(way.plan)}"), _plan(way.plan)) for way in choice.ways[1:]]
    shown = [each if len(way.plan.steps) <= MOST_STEPS else fold for each, fold, way in zip(others, folded, choice.ways[1:], strict=True)]
    return joined(said[:1].upper() + said[1:], el("ol", *(el("li", way) for way in (first, *shown))))


def _tree(branches: Sequence[Branch]) -> Markup:
    return el("ul", *(_branch(one) for one in branches), class_="gaps")


def _branch(one: Branch) -> Markup:
    mark = state_mark(one.state, one.title)
    inside = joined(
        el("dl", *(joined(el("dt", name.capitalize()), el("dd", coded(value))) for name, value in one.lines), class_="facts")
        if one.lines
        else None,
        el("p", one.rule, class_="gap-note rule-id"),
        _tree(one.parts) if one.parts else None,
    )
    if one.open:
        return el("li", el("p", mark, el("strong", one.says), class_="gap-head"), inside, class_="gap")
    said = joined(el("span", one.says), coded(f": {one.brief}") if one.brief else None)
    return el("li", el("details", el("summary", mark, " ", said), inside), class_="gap")
