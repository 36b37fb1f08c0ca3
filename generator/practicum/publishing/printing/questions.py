"""Questions on paper: with boxes and lines for the answers, and the key with what every answer teaches, apart from them."""

from __future__ import annotations

from practicum.model.curriculum import Option, Question
from practicum.publishing.assessments import mixed, verdict_apart
from practicum.publishing.making import Making
from practicum.publishing.printing.nodes import Node, paragraph, text
from practicum.publishing.writing import quoted
from practicum.reading.wording import sentence

_ASKS = {
    "single": "Choose one.",
    "multiple": "More than one can be right.",
    "true_false": "True or false?",
    "order": "Put these in order: write a number into each box.",
    "match": "Find what belongs together: write a letter into each box.",
    "short": "Answer in your own words.",
}
_LINES = 5


def letter(number: int) -> str:
    """The letter of an answer.

    >>> letter(0), letter(25), letter(26)
    ('a', 'z', 'aa')
    """
    first, last = divmod(number, 26)
    return (letter(first - 1) if first else "") + chr(ord("a") + last)


def asked(making: Making, questions: tuple[Question, ...]) -> list[Node]:
    """The questions, with room for the answers."""
    return [_asked(making, question, number) for number, question in enumerate(questions, 1)]


def _asked(making: Making, question: Question, number: int) -> Node:
    options = mixed(question.options, question.id) if question.kind == "order" else list(question.options)
    return {
        "k": "question",
        "number": str(number),
        "prompt": text(quoted(question.prompt)),
        "asks": making.words(_ASKS[question.kind]),
        "kind": question.kind,
        "options": [text(quoted(option.text)) for option in options],
        "pairs": [text(quoted(pair)) for pair in _pairs(question)],
        "lines": _LINES if question.kind == "short" else 0,
    }


def _pairs(question: Question) -> list[str]:
    return sorted({option.pair or "" for option in question.options}, key=str.casefold) if question.kind == "match" else []


def key(making: Making, questions: tuple[Question, ...]) -> list[Node]:
    """What is right, and what every answer teaches."""
    return [_key(making, question, number) for number, question in enumerate(questions, 1)]


def _key(making: Making, question: Question, number: int) -> Node:
    rows = [
        {"mark": mark, "right": bool(option.right), "text": text(quoted(option.text)), "said": text(verdict_apart(option))}
        for mark, option in _marked(question)
    ]
    return {
        "k": "key",
        "number": str(number),
        "prompt": text(quoted(question.prompt)),
        "rows": rows,
        "answer": [paragraph(quoted(question.answer))] if question.answer else [],
        "said": [paragraph(quoted(sentence(question.feedback)), "soft")] if question.feedback else [],
        "about": question.competency or "",
        "right": making.words("Right"),
    }


def _marked(question: Question) -> list[tuple[str, Option]]:
    """Every option with what a learner writes or ticks: a number where they are put in order, a letter elsewhere."""
    if question.kind == "order":
        return [(str(number), option) for number, option in enumerate(question.options, 1)]
    if question.kind == "match":
        pairs = _pairs(question)
        return [(letter(pairs.index(option.pair or "")), option) for option in question.options]
    return [(letter(number), option) for number, option in enumerate(question.options)]


def short_key(questions: tuple[Question, ...]) -> list[tuple[str, str]]:
    """Number and right answer of every question that has one to tick, order or match: for whoever marks many papers.

    In an order the numbers stand as they go down the printed list; in a match the letters do.
    """
    found = []
    for number, question in enumerate(questions, 1):
        if question.kind == "short":
            continue
        if question.kind == "order":
            right = {option.text: str(place) for place, option in enumerate(question.options, 1)}
            said = " ".join(right[option.text] for option in mixed(question.options, question.id))
        elif question.kind == "match":
            said = " ".join(mark for mark, _ in _marked(question))
        else:
            said = " ".join(mark for mark, option in _marked(question) if option.right)
        found.append((str(number), said))
    return found
