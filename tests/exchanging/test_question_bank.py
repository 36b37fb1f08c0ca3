"""`practicum export moodle-questions` and `gift`: legal shares, ids in the names, and what other programs read in the files."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicum.exchanging import question_bank_gift, question_bank_xml
from practicum.exchanging.question_bank import SHARES, Asked, asked, outcome
from practicum.model.catalogue import Catalogue, Unit
from practicum.model.curriculum import Assessment, Option, Pass, Question
from practicum.model.source import Entries
from practicum.resolving import View
from practicum.spans import Span
from tests.conftest import missing
from tests.exchanging.test_moodle_framework import DAY, shipped

# Every share that Moodle's XML import takes: question_bank::fraction_options_full(), in percent.
LEGAL = {float(share) for share in SHARES} | {-float(share) for share in SHARES}


def question(kind: str = "single", options: Sequence[Option] = (), **more: Any) -> Question:
    return Question(id=more.pop("id", "F01-Q01"), kind=kind, prompt=more.pop("prompt", "Which?"), options=tuple(options), **more)  # type: ignore[arg-type]


def option(text: str, right: bool | None = None, *, pair: str | None = None, feedback: str = "Because.") -> Option:
    return Option(text=text, right=right, pair=pair, feedback=feedback)


def view_with(questions: Sequence[Question], module: str = "F01") -> View:
    value = Assessment(
        format=1, module=module, kind=("quiz",), task="Answer.", passing=Pass(rule="All."), assessor="TRA", questions=tuple(questions)
    )
    unit = Unit("assessment", module, "m/assessment.yaml", value, Entries({}, {}, Span("m/assessment.yaml", 9)))
    return View(Catalogue(assessments={module: unit}), "", DAY, "en")


def xml_of(view: View, modules: Sequence[str] = ()) -> ElementTree.Element:
    (data,) = question_bank_xml.export(view, modules).files.values()
    return ElementTree.fromstring(data)


def words(html: str | None) -> str:
    """What a browser shows of the small HTML that we write."""
    root = ElementTree.fromstring(f"<r>{(html or '').replace('<br>', '<br/>')}</r>")
    for line in root.iter("br"):
        line.text = "\n"
    return "".join(root.itertext())


@pytest.fixture(scope="module")
def gift_parser() -> Path:
    """The folder of gift-pegjs, a reader of GIFT by others."""
    place = os.environ.get("PRACTICUM_GIFT", "")
    if not shutil.which("node"):
        missing("no node on this machine")
    if not place or not (Path(place) / "pegjs-gift.js").is_file():
        missing("gift-pegjs is not on this machine; name its folder in PRACTICUM_GIFT")
    return Path(place)


def parsed(parser: Path, data: bytes) -> list[dict[str, Any]]:
    script = "const p=require(process.argv[1]);let t=require('fs').readFileSync(0,'utf8');process.stdout.write(JSON.stringify(p.parse(t)))"
    done = subprocess.run(
        ["node", "-e", script, str(parser / "pegjs-gift.js")], input=data, capture_output=True, check=False, timeout=300
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def test_the_shipped_questions_are_well_formed_with_legal_shares_that_add_up() -> None:
    root = xml_of(shipped())
    questions = [one for one in root if one.get("type") != "category"]
    made = [one.value for one in shipped().catalogue.assessments.values()]
    assert len(questions) == sum(len(one.questions) for one in made)
    assert len(root) - len(questions) == sum(bool(one.questions) for one in made)
    codes = set(shipped().catalogue.competencies)
    ids = set()
    for one in questions:
        id = one.findtext("idnumber") or ""
        ids.add(id)
        name = one.findtext("name/text") or ""
        assert name.startswith(f"{id} ")
        assert len(name) <= 100
        assert {tag.text for tag in one.iterfind("tags/tag/text")} <= codes
        shares = [float(answer.get("fraction", "")) for answer in one.iterfind("answer")]
        assert set(shares) <= LEGAL
        if shares:
            assert sum(share for share in shares if share > 0) == pytest.approx(100, abs=0.001)
        if one.findtext("single") == "false":
            assert sum(shares) == pytest.approx(0, abs=0.001)
        if one.get("type") == "matching":
            assert len(one.findall("subquestion")) >= 3
    assert len(ids) == len(questions)


def test_tags_are_the_competencies_that_questions_look_at() -> None:
    root = xml_of(shipped(), ["F02"])
    written = {one.id: one.competency for one in shipped().catalogue.assessments["F02"].value.questions}
    found = {one.findtext("idnumber"): one.findtext("tags/tag/text") for one in root if one.get("type") != "category"}
    assert found == written


def test_gift_by_another_program_reads_every_shipped_question(gift_parser: Path) -> None:
    (data,) = question_bank_gift.export(shipped()).files.values()
    found = [one for one in parsed(gift_parser, data) if one["type"] != "Category"]
    asked_here = [one for _, many in outcome(shipped(), ())[0] for one in many]
    assert [one["id"] for one in found] == [one.id for one in asked_here]
    kinds = {"choice": "MC", "choices": "MC", "true_false": "TF", "matching": "Matching", "essay": "Essay"}
    for theirs, ours in zip(found, asked_here, strict=True):
        assert theirs["type"] == kinds[ours.kind]
        agrees(theirs, ours)


def flat(text: str) -> str:
    return " ".join(text.split())


def decoded(text: str) -> str:
    """gift-pegjs leaves its own marks for escaped signs in the second half of a pair."""
    for number in (35, 58, 61, 92, 123, 125, 126):
        text = text.replace(f"&&{number:03d};", chr(number))
    return text


def agrees(theirs: dict[str, Any], ours: Asked) -> None:
    def read(field: dict[str, str] | None) -> str:
        if field is None:
            return ""
        return flat(words(field["text"]) if field["format"] == "html" else field["text"])

    assert theirs["title"] == ours.name
    assert (theirs["tags"] or []) == list(ours.tags)
    assert read(theirs["stem"]) == flat(ours.prompt)
    assert read(theirs["globalFeedback"]) == flat("\n".join(ours.after))
    if ours.kind in ("choice", "choices"):
        for choice, answer in zip(theirs["choices"], ours.answers, strict=True):
            assert read(choice["text"]) == flat(answer.text)
            assert read(choice["feedback"]) == flat(answer.feedback)
            if ours.kind == "choices":
                assert choice["weight"] == float(answer.share)
            else:
                assert choice["isCorrect"] == (answer.share == "100")
    elif ours.kind == "matching":
        for pair, answer in zip(theirs["matchPairs"], ours.answers, strict=True):
            assert read(pair["subquestion"]) == flat(answer.text)
            assert flat(decoded(pair["subanswer"])) == flat(answer.pair)
    elif ours.kind == "true_false":
        true, false = ours.answers
        assert theirs["isTrue"] == (true.share == "100")
        right, wrong = (true, false) if theirs["isTrue"] else (false, true)
        # In the file the feedback on the wrong answer comes first.
        assert read(theirs["trueFeedback"]) == flat(wrong.feedback)
        assert read(theirs["falseFeedback"]) == flat(right.feedback)


NASTY = (
    "~tilde", "=equals", "a#b", "{braces}", "2:1", "back\\slash", "ends in \\", "\\n is no line", "line\nline", "a\n\nb", "->", "a -> b",
    "%50%", "[html]", "[plain] x", "<b>&amp;</b>", "::name::", "//comment", "$CATEGORY: x", "T", "####", "“quoted”", "é ü 漢",
    "100 % of it", "{T}", "=%100%x#y", "1..5", "&#37;", "\\{\\}", "a\\:b", "؟ عربي", '"', "'", "]]>", "🙂",
)  # fmt: skip


def test_gift_keeps_every_sign_in_every_place(gift_parser: Path) -> None:
    chance = random.Random(8)

    def text() -> str:
        return " ".join(chance.choice(NASTY) for _ in range(chance.randint(1, 3)))

    questions = []
    for number in range(250):
        kind = ("single", "multiple", "true_false", "match", "order", "short")[number % 6]
        options = [option(text(), at == 0, feedback=text(), pair=text()) for at in range(3)]
        if kind == "true_false":
            options = [option("True", number % 12 == 2, feedback=text()), option("False", number % 12 != 2, feedback=text())]
        questions.append(question(kind, options, id=f"Q{number}", prompt=text(), feedback=text(), answer=text(), competency="A-1"))
    view = view_with(questions)
    (data,) = question_bank_gift.export(view).files.values()
    found = [one for one in parsed(gift_parser, data) if one["type"] != "Category"]
    ours = outcome(view, ())[0][0][1]
    assert len(found) == len(ours) == 250
    for theirs, mine in zip(found, ours, strict=True):
        agrees(theirs, mine)


TEXT = st.text(max_size=30) | st.sampled_from(NASTY)


@given(TEXT, TEXT, TEXT, st.integers(1, 12), st.integers(0, 12))
def test_xml_is_well_formed_with_legal_shares_whatever_stands_in_it(prompt: str, answer: str, said: str, right: int, wrong: int) -> None:
    options = [option(answer, at < right, feedback=said) for at in range(right + wrong)]
    view = view_with([question("multiple", options, prompt=prompt, feedback=said)])
    root = xml_of(view)
    made = question_bank_xml.export(view)
    if len(root) == 1:
        assert right in (11, 12)
        assert made.losses[0].count == 1
        assert made.notes[0].startswith("m/assessment.yaml:9:1: question `F01-Q01` stays here")
        return
    shares = [float(one.get("fraction", "")) for one in root[1].iterfind("answer")]
    assert set(shares) <= LEGAL
    assert sum(share for share in shares if share > 0) == pytest.approx(100, abs=0.001)
    assert sum(shares) <= 100 if not wrong else sum(shares) < 0.001
    kept = "".join(one for one in prompt if one in "\t\n" or one.isprintable() or one.isspace())
    if kept == prompt and "\r" not in prompt and not any(0x7F <= ord(one) < 0xA0 or ord(one) < 32 for one in prompt.replace("\n", "")):
        assert words(root[1].findtext("questiontext/text")).split() == prompt.split()


def test_true_and_false_in_french_stay_true_and_false_and_other_words_become_a_choice() -> None:
    told = asked(question("true_false", [option("Faux", True), option("Vrai", False)]))
    assert isinstance(told, Asked)
    assert (told.kind, [one.text for one in told.answers], told.answers[1].share) == ("true_false", ["Vrai", "Faux"], "100")
    other = asked(question("true_false", [option("She may", True), option("She may not", False)]))
    assert isinstance(other, Asked)
    assert other.kind == "choice"


@pytest.mark.parametrize(
    ("held", "reason"),
    [
        (question("match", [option("a", pair="b"), option("c", pair="d")]), "fewer than three lines"),
        (question("match", [option(one, pair="b" * 256) for one in "abc"]), "more than 255 characters"),
        (question("multiple", [option(str(at), True) for at in range(11)]), "11 right answers"),
    ],
)
def test_what_moodle_cannot_ask_is_left_out_and_said(held: Question, reason: str) -> None:
    said = asked(held)
    assert isinstance(said, str)
    assert reason in said
    made = question_bank_gift.export(view_with([held]))
    assert made.losses[0].count == 1
    assert reason in made.notes[0]


def test_an_essay_keeps_its_model_answer_for_those_who_mark_and_for_afterwards() -> None:
    (_, essay) = xml_of(view_with([question("short", answer="It helps.\nAlways.", feedback="Good.")]))
    assert essay.get("type") == "essay"
    assert words(essay.findtext("graderinfo/text")) == "It helps.\nAlways."
    assert essay.findtext("generalfeedback/text") == "<p>It helps.<br>Always.</p><p>Good.</p>"


def test_losses_are_counted() -> None:
    counted = {loss.what: loss.count for loss in question_bank_xml.losses(shipped(), ["F02"])}
    assert question_bank_gift.losses(shipped(), ["F02"]) == question_bank_xml.losses(shipped(), ["F02"])
    value = shipped().catalogue.assessments["F02"].value
    assert counted["rows of rubrics"] == len(value.rubric)
    assert counted["questions on order"] == sum(one.kind == "order" for one in value.questions)
    assert counted["tasks, pass marks and attempts"] == 1


def test_the_same_view_gives_the_same_bytes() -> None:
    for module in (question_bank_xml, question_bank_gift):
        assert module.export(shipped(), ["F02"]).files == module.export(shipped(), ["F02"]).files
        assert next(iter(module.export(shipped(), ["F02"]).files)).startswith("F02-questions.")
