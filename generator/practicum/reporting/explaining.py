"""One learner explained as text: the answer first, then why, then what closes it, then every requirement with its records."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from datetime import date

from practicum.model.catalogue import Catalogue
from practicum.model.explanation import Explanation
from practicum.reporting.answering import Answer, Closing
from practicum.reporting.branches import Branch, Branching, flat
from practicum.reporting.closing import NOTHING_CHOSEN, Chosen
from practicum.reporting.left_out import NOTHING_LEFT_OUT, LeftOut
from practicum.reporting.steps import Choice, Plan
from practicum.reporting.telling import NOTHING_AUTHORED, Names, listed, plenty, reasons_in, rule_of
from practicum.reporting.wording import HELD_STATES, amount_says, count_says, day_says, state_title

WIDTH = 118
MOST_WAYS = 3
# A way that is not the cheapest and has more steps than this is told in one line.
MOST_STEPS = 4


def held_modules(explanations: Sequence[Explanation]) -> frozenset[str]:
    """The modules that stand as held in any of the explanations."""
    nodes = [node for one in explanations for node in reasons_in(one.requirements).values()]
    return frozenset(node.subject for node in nodes if node.kind == "module" and node.state in HELD_STATES)


def heading_of(one: Explanation, names: Names) -> str:
    """Who, which certificate, where and on which day."""
    country = names.country(one.country)
    return " · ".join(part for part in (one.learner, names.titled(one.certification), country, f"as of {day_says(one.as_of)}") if part)


def merged_says(learner: str, also_ids: Sequence[str]) -> str:
    """That several ids are one person.

    >>> merged_says("P25", ["P25-B"])
    'P25 and P25-B are ids of one person; the records of all of them count together here.'
    """
    return f"{listed([learner, *also_ids])} are ids of one person; the records of all of them count together here."


def states_of(one: Explanation) -> str:
    """The state shown, and those that hold as well."""
    return ", also ".join([state_title(one.state), *(state_title(state).lower() for state in one.also if state != one.state)])


def plan_lines(plan: Plan, indent: str = "") -> Iterator[str]:
    """A plan as list items, each way of a choice whole and below it."""
    for step in plan.steps:
        yield f"{indent}- {step.says}"
    for choice in plan.choices:
        yield f"{indent}- {choice_says(choice)}"
        for number, way in enumerate(choice.ways[:MOST_WAYS]):
            long = number > 0 and len(way.plan.steps) > MOST_STEPS
            yield f"{indent}  {'abc'[number]}) {way.says}: {cost_says(way.plan) if long else ''}".rstrip()
            if not long:
                yield from plan_lines(way.plan, f"{indent}     ")
        left = len(choice.ways) - MOST_WAYS
        if left > 0:
            yield f"{indent}  {count_says(left, 'more way')}, which {'asks' if left == 1 else 'ask'} for more"


def cost_says(plan: Plan) -> str:
    """What a longer way comes to; only hours are added to hours, and a document is something to obtain."""
    amounts = plan.amounts
    documents = sum(amount for unit, amount in amounts.items() if unit.partition(":")[0] == "document")
    others = [(unit, amount) for unit, amount in amounts.items() if unit != "hour" and unit.partition(":")[0] != "document"]
    said = [count_says(len(plan.steps), "step")]
    said += [f"{plenty(amounts['hour'], 'hour')} in all"] if "hour" in amounts else []
    said += [plenty(amount, unit) for unit, amount in others]
    said += [f"{amount_says(documents, 'document')} to obtain"] if documents else []
    return ", ".join(said)


def choice_says(choice: Choice) -> str:
    """How many ways of a choice are needed, and which of them the plan takes."""
    if choice.short == 1:
        return f"either of these ways{', the one to plan for first' if choice.planned else ''}:"
    return f"{choice.short} of these{', those to plan for first' if choice.planned else ''}:"


def _wrapped(text: str, indent: str, hang: str = "") -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=indent, subsequent_indent=f"{indent}{hang}", break_long_words=False, break_on_hyphens=False
    ) or [indent.rstrip()]


def _closing(found: Closing) -> Iterator[str]:
    yield f"  {found.heading}:" if not found.plan.empty or found.says else ""
    if found.says:
        yield from _wrapped(found.says, "    ")
    for line in plan_lines(found.plan):
        bare = line.lstrip()
        yield from _wrapped(bare, " " * (4 + len(line) - len(bare)), "  ")


def _branch(depth: int, one: Branch) -> Iterator[str]:
    indent = "    " + "  " * depth
    brief = f": {one.brief}" if one.brief and not one.open else ""
    rule = "" if one.open else f"  ({one.rule.split(' ')[0].rstrip(',')})"
    yield from _wrapped(f"{one.title.upper()}  {one.says}{brief}{rule}", indent, "  ")
    if one.open:
        for name, value in one.lines:
            yield from _wrapped(value if name in {"amount", "why"} else f"{name}: {value}", f"{indent}  ", "  ")
        yield from _wrapped(f"rule: {one.rule}", f"{indent}  ", "  ")


def explain_text(
    explanations: Sequence[Explanation],
    *,
    catalogue: Catalogue = NOTHING_AUTHORED,
    known_at: date | None = None,
    also_ids: Sequence[str] = (),
    left_out: LeftOut = NOTHING_LEFT_OUT,
    chosen: Chosen = NOTHING_CHOSEN,
) -> str:
    """The explanations as text for a terminal; every line says in words what a colour might.

    ``known_at`` is said where later records were left out; ``also_ids`` are other ids of the same person, whose records stand here as well;
    ``left_out`` is what the answer does not rest on and stands under it; ``chosen`` is what the planner chose, which stands first of every
    choice.
    """
    names, found = Names(catalogue), []
    known = "" if known_at is None else f" · with what was recorded by {day_says(known_at)}"
    held = held_modules(explanations)
    for one in explanations:
        answer = Answer(one, names, held, chosen)
        branching = Branching(one, names, answer.planning)
        found += [heading_of(one, names) + known, "", *_wrapped(answer.first(), "  ")]
        if also_ids:
            found += _wrapped(merged_says(one.learner, also_ids), "  ")
        for sentence in (*left_out.sentences(), *answer.why()):
            found += _wrapped(sentence, "  ")
        for closing in answer.closings():
            found += ["", *_closing(closing)]
        for says, parts in answer.history():
            found += ["", *_wrapped(says, "  ")]
            for depth, branch in flat(branching.past(parts)):
                found += _branch(depth, branch)
        found += ["", f"  Requirement by requirement (state: {states_of(one).lower()}; rule {rule_of(one)}):"]
        for depth, branch in flat(branching.tops()):
            found += _branch(depth, branch)
        found += ["", ""]
    return "\n".join(found).rstrip("\n") + "\n" if found else "nothing to explain: no certification applies\n"
