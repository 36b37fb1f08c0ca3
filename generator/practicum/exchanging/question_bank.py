"""What a question of ours comes to in Moodle: its kind there, the share of the mark of each answer, what is read afterwards.

Moodle takes shares of a mark only from a fixed list, has no feedback on a single line of a matching question, and needs three lines in one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from practicum.model.catalogue import Unit
from practicum.model.curriculum import Assessment, Question
from practicum.model.exchange import Loss
from practicum.resolving import View

# The shares of a mark that Moodle knows, in percent, as it writes them; each may also be taken away.
SHARES = (
    "100", "90", "83.33333", "80", "75", "70", "66.66667", "60", "50", "40", "33.33333", "30", "25", "20", "16.66667", "14.28571", "12.5",
    "11.11111", "10", "5", "0",
)  # fmt: skip
_PARTS: Mapping[int, str] = {
    1: "100", 2: "50", 3: "33.33333", 4: "25", 5: "20", 6: "16.66667", 7: "14.28571", 8: "12.5", 9: "11.11111", 10: "10", 20: "5",
}  # fmt: skip
# How the two answers of a true-or-false question read; with other words it is asked as a choice of one.
_TRUE = frozenset(("true", "vrai", "verdadero", "verdadeiro", "wahr", "adevărat", "правда", "صحيح", "kweli"))
_FALSE = frozenset(("false", "faux", "falso", "falsch", "fals", "неправда", "خطأ", "si kweli"))
LONGEST_PAIR, LONGEST_NAME, LONGEST_TAG = 255, 100, 50


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, its share of the mark in percent (one of SHARES, with `-` where it costs), and what is read after choosing it.

    In a matching question ``pair`` is what belongs to it.
    """

    text: str
    share: str = "0"
    feedback: str = ""
    pair: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as Moodle asks it; texts are plain, ``after`` the paragraphs that everybody reads afterwards."""

    id: str
    name: str
    kind: Literal["choice", "choices", "true_false", "matching", "essay"]
    prompt: str
    answers: tuple[Answer, ...] = ()
    after: tuple[str, ...] = ()
    model_answer: str = ""
    tags: tuple[str, ...] = ()


def asked(question: Question) -> Asked | str:
    """The question as Moodle asks it; where it cannot, the reason."""
    kind, answers, after = _answers(question)
    if kind is None:
        return str(after)
    tags = (question.competency,) if question.competency and len(question.competency) <= LONGEST_TAG else ()
    extra = (question.answer,) if question.kind == "short" and question.answer else ()
    said = tuple(text for text in (*after, *extra, question.feedback) if text)
    return Asked(question.id, _name(question), kind, question.prompt.strip(), answers, said, question.answer or "", tags)


def _answers(
    question: Question,
) -> tuple[Literal["choice", "choices", "true_false", "matching", "essay"] | None, tuple[Answer, ...], tuple[str, ...] | str]:
    options = question.options
    match question.kind:
        case "single" | "true_false":
            words = [option.text.strip().rstrip(".").casefold() for option in options]
            plain = question.kind == "true_false" and len(words) == 2 and sum(word in _TRUE for word in words) == 1
            plain = plain and sum(word in _FALSE for word in words) == 1
            ordered = sorted(options, key=lambda one: one.text.strip().rstrip(".").casefold() in _FALSE) if plain else options
            answers = tuple(Answer(one.text, "100" if one.right else "0", one.feedback) for one in ordered)
            return ("true_false" if plain else "choice"), answers, ()
        case "multiple":
            right = sum(bool(one.right) for one in options)
            if right not in _PARTS:
                return None, (), f"{right} right answers, and Moodle has no share of a mark for one of {right}"
            wrong = len(options) - right
            # Whoever ticks everything gets nothing; of what Moodle does not know, the next larger share is taken away.
            cost = _PARTS[max(count for count in _PARTS if count <= max(wrong, 1))]
            return "choices", tuple(Answer(one.text, _PARTS[right] if one.right else f"-{cost}", one.feedback) for one in options), ()
        case "order" | "match":
            pairs = [str(at) if question.kind == "order" else option.pair or "" for at, option in enumerate(options, 1)]
            if len(options) < 3:
                return None, (), "fewer than three lines, and Moodle matches three or more"
            if max(map(len, pairs)) > LONGEST_PAIR:
                return None, (), f"an answer of more than {LONGEST_PAIR} characters, where Moodle cuts it"
            answers = tuple(Answer(one.text, pair=pair, feedback=one.feedback) for one, pair in zip(options, pairs, strict=True))
            return "matching", answers, tuple(f"{one.text} → {one.pair}: {one.feedback}" for one in answers if one.feedback)
        case "short":
            return "essay", (), ()


def _name(question: Question) -> str:
    """The id, then as much of the question as a list shows: Moodle imports a question a second time, and people have to see that."""
    name = f"{question.id} {' '.join(question.prompt.split())}"
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 2].rsplit(' ', 1)[0]} …"


def category(view: View, module: str) -> str:
    """The category of a module's questions, below that of the course; a slash in a title is no step."""
    title = view.catalogue.modules[module].value.title if module in view.catalogue.modules else ""
    return f"$course$/top/{' '.join(f'{module} {title}'.split()).replace('/', '//')}"


def banks(view: View, modules: Iterable[str]) -> list[tuple[str, Unit[Assessment]]]:
    """The assessments that hold questions, by module, in the order of ``modules``; without modules, all of them."""
    named = list(modules)
    held = {unit.value.module: unit for unit in view.catalogue.assessments.values() if unit.value.questions}
    return [(id, held[id]) for id in (named or sorted(held)) if id in held]


def outcome(view: View, modules: Iterable[str]) -> tuple[list[tuple[str, list[Asked]]], list[str]]:
    """The questions of each module as Moodle asks them, and a sentence for each that it cannot ask."""
    found: list[tuple[str, list[Asked]]] = []
    left: list[str] = []
    for id, unit in banks(view, modules):
        taken: list[Asked] = []
        for position, question in enumerate(unit.value.questions):
            made = asked(question)
            if isinstance(made, str):
                left.append(f"{unit.where('questions', position)}: question `{question.id}` stays here: it has {made}")
            else:
                taken.append(made)
        found.append((id, taken))
    return found, left


def bank_losses(view: View, modules: Sequence[str], *, left: int) -> tuple[Loss, ...]:
    """What a question bank of Moodle has no place for; ``left`` questions it cannot ask at all."""
    units = [unit for _, unit in banks(view, modules)]
    assessments = [unit.value for unit in units]
    untold = [
        unit for unit in units
        if view.is_told and unit.path not in view.translated and view.catalogue.language_of(unit.path) != view.language
    ]  # fmt: skip
    other = sum(len(unit.value.questions) for unit in untold)
    questions = [question for one in assessments for question in one.questions]
    kinds = [question.kind for question in questions]
    long = sum(len(question.competency or "") > LONGEST_TAG for question in questions)
    lines = sum(bool(option.feedback) for one in questions if one.kind in ("order", "match") for option in one.options)
    return (
        Loss("questions", left, "they are named below; ask them in another kind"),
        Loss("questions in another language than asked for", other, "nobody has translated them yet; they came as they are written"),
        Loss("questions on order", kinds.count("order"), "asked as matching, each line with its place"),
        Loss("questions right only as a whole", kinds.count("multiple"), "Moodle gives a part of the mark for a part of them"),
        Loss("feedback on single lines of matching questions", lines, "it stands in what is read after the question"),
        Loss("rows of rubrics", sum(len(one.rubric) for one in assessments), "they stand in the module's assessor's sheet"),
        Loss("lines of checklists", sum(len(one.checklist) for one in assessments), "they stand in the module's assessor's sheet"),
        Loss("tasks, pass marks and attempts", len(assessments), "say them in the settings of the quiz or assignment"),
        Loss("competency codes longer than 50 characters", long, "Moodle's tags have no room for them"),
    )
