"""Questions as GIFT: a plain text that people read and edit, and that Moodle and others import."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from practicum.exchanging.question_bank import Asked, bank_losses, category, outcome
from practicum.exchanging.question_bank_xml import markup
from practicum.model.exchange import Export, Format, Loss
from practicum.resolving import View

_MARKS = re.compile(r"[\\~=#{}:]")
# Signs that mean something at the begin of an answer or in a matching line, and that GIFT has no escape for: HTML has.
_UNESCAPED = re.compile(r"->|\A\s*[%\[]")
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")

FORMAT = Format(
    name="GIFT",
    version="as Moodle 4 reads it",
    direction="out",
    commands=("practicum export gift",),
    carries="questions with feedback on each answer, ids, and competencies as tags, as a text that people can edit",
    checked="`gift-pegjs` 1.0.2 reads every question back word by word, also with every sign that means something in GIFT",
    page="moodle",
)


def losses(view: View, modules: Sequence[str] = ()) -> tuple[Loss, ...]:
    """What GIFT has no place for, counted: a question bank is a question bank."""
    return bank_losses(view, modules, left=len(outcome(view, modules)[1]))


def export(view: View, modules: Sequence[str] = ()) -> Export:
    """The questions of modules as one file; without modules, those of all."""
    found, left = outcome(view, modules)
    lines: list[str] = []
    for id, questions in found:
        lines += [f"$CATEGORY: {category(view, id)}", ""]
        for question in questions:
            lines += [*_question(question), ""]
    name = f"{found[0][0]}-questions.gift" if len(found) == 1 else "questions.gift"
    return Export({name: "\n".join(lines).encode()}, bank_losses(view, modules, left=len(left)), tuple(left))


def _question(one: Asked) -> Iterator[str]:
    texts = [one.prompt, *one.after, *(answer.text for answer in one.answers), *(answer.feedback for answer in one.answers)]
    as_html = any(_UNESCAPED.search(text) for text in texts)

    def said(text: str) -> str:
        shown = markup(text).replace("%", "&#37;").replace("[", "&#91;") if as_html else text.strip()
        return escaped(shown)

    yield f"// [id:{one.id}]" + "".join(f" [tag:{tag}]" for tag in one.tags)
    yield f"::{escaped(one.name)}::[{'html' if as_html else 'plain'}]{said(one.prompt)}{{"
    if one.kind == "true_false":
        true, false = one.answers
        right, wrong = (true, false) if true.share == "100" else (false, true)
        word = "TRUE" if right is true else "FALSE"
        yield f"\t{word}#{said(wrong.feedback)}#{said(right.feedback)}"
    elif one.kind == "matching":
        for answer in one.answers:
            yield f"\t={said(answer.text)} -> {escaped(' '.join(answer.pair.split()))}"
    elif one.kind != "essay":
        for answer in one.answers:
            mark = "=" if one.kind == "choice" and answer.share == "100" else "~"
            share = f"%{answer.share}%" if one.kind == "choices" else ""
            yield f"\t{mark}{share}{said(answer.text)}" + (f"#{said(answer.feedback)}" if answer.feedback.strip() else "")
    if one.after:
        yield f"\t####{said(chr(10).join(one.after))}"
    yield "}"


def escaped(text: str) -> str:
    r"""The text with GIFT's own signs escaped, in one line.

    >>> escaped("2:1 = {two}\nto one")
    '2\\:1 \\= \\{two\\}\\nto one'
    """
    text = _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _MARKS.sub(lambda found: "\\" + found[0], text).replace("\n", "\\n")
