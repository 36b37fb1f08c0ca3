"""Questions as Moodle XML: a category a module, ID numbers, tags with competency codes, feedback on each answer."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from xml.sax.saxutils import escape

from practicum.exchanging.question_bank import Asked, bank_losses, category, outcome
from practicum.model.exchange import Export, Format, Loss
from practicum.resolving import View

_TYPES = {"choice": "multichoice", "choices": "multichoice", "true_false": "truefalse", "matching": "matching", "essay": "essay"}
# What a second try costs, as Moodle sets it by itself.
_PENALTIES = {"true_false": "1", "essay": "0"}
_NO_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

FORMAT = Format(
    name="Moodle XML",
    version="as Moodle 4 reads it",
    direction="out",
    commands=("practicum export moodle-questions",),
    carries="questions with feedback on each answer, ID numbers, model answers, and competencies as tags",
    checked="well-formed, shares of a mark only from Moodle's list and adding up, whatever stands in the texts",
    page="moodle",
)


def losses(view: View, modules: Sequence[str] = ()) -> tuple[Loss, ...]:
    """What a question bank of Moodle has no place for, counted."""
    return bank_losses(view, modules, left=len(outcome(view, modules)[1]))


def export(view: View, modules: Sequence[str] = ()) -> Export:
    """The questions of modules as one file; without modules, those of all."""
    found, left = outcome(view, modules)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<quiz>"]
    for id, questions in found:
        lines += _category(category(view, id))
        lines += ("\n".join(_question(question)) for question in questions)
    lines.append("</quiz>")
    name = f"{found[0][0]}-questions.xml" if len(found) == 1 else "questions.xml"
    return Export({name: ("\n".join(lines) + "\n").encode()}, bank_losses(view, modules, left=len(left)), tuple(left))


def _category(path: str) -> Iterator[str]:
    yield '<question type="category">'
    yield f"<category><text>{_text(path)}</text></category>"
    yield "</question>"


def _question(one: Asked) -> Iterator[str]:
    yield f'<question type="{_TYPES[one.kind]}">'
    yield f"<name><text>{_text(one.name)}</text></name>"
    yield _field("questiontext", [one.prompt])
    yield _field("generalfeedback", one.after)
    yield f"<defaultgrade>1</defaultgrade><penalty>{_PENALTIES.get(one.kind, '0.3333333')}</penalty>"
    yield f"<hidden>0</hidden><idnumber>{_text(one.id)}</idnumber>"
    yield from _BODIES[one.kind](one)
    if one.tags:
        yield "<tags>" + "".join(f"<tag><text>{_text(tag)}</text></tag>" for tag in one.tags) + "</tags>"
    yield "</question>"


def _choice(one: Asked) -> Iterator[str]:
    yield f"<single>{'true' if one.kind == 'choice' else 'false'}</single>"
    yield "<shuffleanswers>true</shuffleanswers><answernumbering>abc</answernumbering>"
    for answer in one.answers:
        yield f'<answer fraction="{answer.share}" format="html"><text>{_html([answer.text])}</text>'
        yield f"{_field('feedback', [answer.feedback])}</answer>"


def _true_false(one: Asked) -> Iterator[str]:
    for word, answer in zip(("true", "false"), one.answers, strict=True):
        yield f'<answer fraction="{answer.share}" format="moodle_auto_format"><text>{word}</text>'
        yield f"{_field('feedback', [answer.feedback])}</answer>"


def _matching(one: Asked) -> Iterator[str]:
    yield "<shuffleanswers>true</shuffleanswers>"
    for answer in one.answers:
        yield f'<subquestion format="html"><text>{_html([answer.text])}</text>'
        yield f"<answer><text>{_text(' '.join(answer.pair.split()))}</text></answer></subquestion>"


def _essay(one: Asked) -> Iterator[str]:
    yield "<responseformat>editor</responseformat><responserequired>1</responserequired><responsefieldlines>10</responsefieldlines>"
    yield "<attachments>0</attachments><attachmentsrequired>0</attachmentsrequired>"
    yield _field("graderinfo", [one.model_answer])
    yield _field("responsetemplate", [])


_BODIES = {"choice": _choice, "choices": _choice, "true_false": _true_false, "matching": _matching, "essay": _essay}


def _field(name: str, texts: Iterable[str]) -> str:
    return f'<{name} format="html"><text>{_html(texts)}</text></{name}>'


def _html(texts: Iterable[str]) -> str:
    """Plain texts as paragraphs of HTML, inside XML: what begins as `<` is escaped twice."""
    return _text("".join(f"<p>{markup(text)}</p>" for text in texts if text.strip()))


def markup(text: str) -> str:
    """A plain text as HTML; line ends stay."""
    return html.escape(text.strip(), quote=False).replace("\n", "<br>")


def _text(text: str) -> str:
    """The text inside XML, without the characters that XML cannot hold."""
    return escape(_NO_XML.sub("", text))
