"""Assessment pages: questions whose answers open one by one, rubric and checklist; it all works without scripts."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence

from practicum.model.curriculum import Assessment, Option, Question
from practicum.publishing.learning import data_words, sensitive
from practicum.publishing.making import Making
from practicum.publishing.modules import module_steps
from practicum.publishing.page import Page, Step
from practicum.publishing.words import Words
from practicum.publishing.writing import attribute, bullets, facts, joined, paragraphs, plain, section, table
from practicum.reading.wording import sentence

_VERDICT = re.compile(r"^(?:Right|Yes|Juste|Oui)\s?[.:]\s+(\S)")
_ASKS = {
    "single": "Choose one. Open an answer to see what it teaches.",
    "multiple": "More than one can be right. Open each answer to see.",
    "true_false": "True or false?",
    "order": "Put these in order, then open the answer.",
    "match": "Find what belongs together, then open the answer.",
    "short": "Answer in your own words, then open the model answer.",
}
# What the forms say, in the order in which `checks.js` reads them.
_FORM_WORDS = (
    "Choose one.",
    "Choose all that fit.",
    "True or false?",
    "Put these in order with the buttons.",
    "Choose what belongs to each.",
    "Answer in your own words, or say it aloud. Then compare.",
    "Check my answer",
    "Compare with a model answer",
    "Try again",
    "Show all answers",
    "Right.",
    "Not this one.",
    "In its place.",
    "Not in its place yet.",
    "You have it.",
    "Not yet. Read what each answer teaches, then try again.",
    "What you chose is right. Something that fits is still missing.",
    "Choose an answer first.",
    "Choose something for every line first.",
    "Up",
    "Down",
    "place",
    "of",
    "Choose …",
    "Your answer",
    "Mine says this",
    "Mine misses something",
    "Good. You have it.",
    "Good that you saw it. Read the model answer again, then try once more.",
)


def assessment_page(making: Making, id: str) -> Page:
    """How a module is assessed."""
    unit = making.catalogue.assessments[id]
    module = making.module(id)
    steps = tuple(module_steps(making, id))
    order = [step for step in steps if step.target]
    at = next(number for number, step in enumerate(order) if step.target == f"assessment:{id}")
    title = making.words.labelled("Assessment", module.title)
    return Page(
        f"modules/{id}/assessment.md",
        title,
        _body(making, unit.value, title),
        "assessment",
        f"{making.words.labelled('How it is assessed', id)}.",
        (Step(making.words("Modules"), "page:modules/index"), Step(f"{id} {module.title}", f"module:{id}")),
        steps,
        order[at - 1],
        Step(f"{id} {module.title}", f"module:{id}"),
        origin=unit.path,
        words=id,
        module=id,
        sensitive=sensitive(making, id),
    )


def _body(making: Making, value: Assessment, title: str) -> str:
    words = making.words
    kinds = ", ".join(words(kind.replace("_", " ")) for kind in value.kind)
    marked = words("The questions are for practice: try each as often as you like. There is no score, and nothing is sent.")
    return joined(
        f"# {plain(title)}",
        facts(
            [
                (words("Kind"), kinds),
                (words("Pass mark"), f"{words.number(value.passing.mark)} %" if value.passing.mark is not None else ""),
                (words("Attempts"), str(value.attempts or words("no limit"))),
                (words("Assessed by"), making.role_link(value.assessor)),
            ]
        ),
        section(words("The task"), paragraphs(value.task)),
        section(words("When it is passed"), plain(sentence(value.passing.rule))),
        section(words("Questions"), questions(making, value.questions, marked)) if value.questions else "",
        section(words("Rubric"), _rubric(making, value)),
        section(words("Checklist for the observer"), bullets(plain(item) for item in value.checklist)) if value.checklist else "",
    )


def questions(making: Making, asked: Sequence[Question], marked: str) -> str:
    """The questions as text with answers that open; `checks.js` makes forms of them, in these words. ``marked`` says what they are for."""
    words = data_words(making, *_FORM_WORDS)
    shown = [_question(making, question, number) for number, question in enumerate(asked, 1)]
    return f'{marked}\n\n<div class="questions" {words} markdown="1">\n\n{"".join(shown)}\n</div>'


def _question(making: Making, question: Question, number: int) -> str:
    looks_at = f'<p class="looks-at" markdown="1">{making.competency_link(question.competency)}</p>' if question.competency else ""
    head = f"### {number}. {plain(question.prompt)} {{ #{question.id} }}"
    return "\n".join(
        [
            f'<div class="question" data-kind="{question.kind}" markdown="1">\n\n{head}\n',
            f'<p class="asks">{making.words(_ASKS[question.kind])}</p>\n',
            f'<div class="answers">{_answers(making.words, question).strip()}</div>\n',
            f'<p class="after">{attribute(question.feedback)}</p>\n' if question.feedback else "",
            looks_at,
            "\n</div>\n",
        ]
    )


def _answers(words: Words, question: Question) -> str:
    if question.kind == "short":
        return _opened(words("Model answer"), f"<p>{attribute(question.answer or '')}</p>")
    if question.kind == "order":
        shuffled = mixed(question.options, question.id)
        right = "".join(f"<li><strong>{attribute(option.text)}</strong> {_why(option.feedback)}</li>" for option in question.options)
        return _list(option.text for option in shuffled) + _opened(words("Answer"), f"<ol>{right}</ol>")
    if question.kind == "match":
        pairs = sorted({option.pair or "" for option in question.options}, key=str.casefold)
        right = "".join(
            f"<li><strong>{attribute(option.text)}</strong> → "
            f'<span class="pair">{attribute(option.pair or "")}</span>. {_why(option.feedback)}</li>'
            for option in question.options
        )
        columns = f'<div class="pairs">{_list(option.text for option in question.options)}{_list(pairs)}</div>\n'
        return columns + _opened(words("Answer"), f"<ul>{right}</ul>")
    return "\n".join(_choice(words, option) for option in question.options) + "\n"


def _choice(words: Words, option: Option) -> str:
    look, said = ("right", words("Right.")) if option.right else ("wrong", words("Not this one."))
    taught = f"<p><strong>{said}</strong> {_why(verdict_apart(option))}</p>"
    return f'<details class="choice {look}"><summary>{attribute(option.text)}</summary>{taught}</details>'


def _why(feedback: str) -> str:
    return f'<span class="why">{attribute(feedback)}</span>'


def verdict_apart(option: Option) -> str:
    """What an answer teaches; authors often open a right one with the verdict, which pages and paper say themselves."""
    return _VERDICT.sub(lambda found: found[1].upper(), option.feedback) if option.right else option.feedback


def _opened(title: str, inside: str) -> str:
    return f'<details class="answer"><summary>{title}</summary>{inside}</details>\n'


def _list(items: Iterable[str]) -> str:
    return '<ul class="loose">' + "".join(f"<li>{attribute(item)}</li>" for item in items) + "</ul>"


def mixed(options: Sequence[Option], seed: str) -> list[Option]:
    """The options in an order that does not give the answer away and is the same in every build."""
    found = sorted(options, key=lambda option: hashlib.sha256(f"{seed}{option.text}".encode()).digest())
    return [*found[1:], found[0]] if found == list(options) else found


def _rubric(making: Making, value: Assessment) -> str:
    levels = sorted({level for row in value.rubric for level in row.levels})
    words = making.words
    heads = [words("Indicator"), words("Not yet"), *[f"{words('Level')} {level}" for level in levels]]
    rows = [
        [
            f"{plain(row.indicator)} ({making.competency_link(row.competency)})",
            plain(row.not_yet),
            *[plain(row.levels.get(level, "")) for level in levels],
        ]
        for row in value.rubric
    ]
    return table(words.labelled("Rubric", value.module), heads, rows)
