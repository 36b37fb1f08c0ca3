"""What is counted in a text: words, sentences, reading level, and what is left out of it."""

from __future__ import annotations

from datetime import date

import pytest

from practicum.checking.prose import Said, digest, prose, readable, unlinked
from practicum.checking.reading_level import word_band
from practicum.model.catalogue import Unit
from practicum.reading.building import build
from practicum.reading.formats import FORMATS
from practicum.reading.yaml_tree import read_tree


def test_lix_is_words_a_sentence_and_long_words_in_a_hundred() -> None:
    # Ten words in two sentences, two of them with more than six letters: 10 / 2 + 100 * 2 / 10.
    assert digest(["The neighbour waits by the gate. Nobody answered the bell."]).lix == pytest.approx(5 + 20)
    one = digest(["She sits. He reads."])
    assert (one.words, one.long, one.sentences, one.lix) == (4, 0, 2, 2.0)
    assert digest([]).lix == 0.0


@pytest.mark.parametrize(
    ("text", "words", "sentences"),
    [
        ("At 16.25 she rang; at 3.5 km we met.", 7, 1),
        ("Who? She! Then: no.", 4, 4),
        ("It is a mother's well-known song.", 6, 1),
        ("**A strength:** the fence.", 4, 2),
        ("We say \u201cstrong\u201d of her.", 4, 1),
        ("He said: \u201cI wait at the gate for her.\u201d", 9, 2),
        ("Ask [the baker](module:F02) about [danger](term:danger) today.", 5, 1),
        ("1 – 2 – 3", 0, 1),
    ],
)
def test_what_counts_as_a_word_and_a_sentence(text: str, words: int, sentences: int) -> None:
    one = digest([text])
    assert (one.words, one.sentences) == (words, sentences)


def test_words_of_the_glossary_are_not_long() -> None:
    assert digest(["Gatekeeping helps."]).long == 1
    assert digest(["Gatekeeping helps."], frozenset({"gatekeeping"})).long == 0


def test_sentences_are_the_same_whatever_their_signs() -> None:
    here = digest(["Danger today: \u201cStop, make it safe, then tell the right person\u201d, and *write*."])
    there = digest(["stop - make it safe;\nthen tell the right person and write!"])
    assert set(there.keys) == {"stop make it safe then tell the right person and write"}
    assert set(here.keys) == set(there.keys)
    assert digest(["One two three four five six seven."]).keys == []


def test_labels_in_bold_are_no_shared_sentences() -> None:
    one = digest(["**A worry that no strength in this whole team offsets:** the gate is open at night."])
    assert one.keys == []
    assert (one.words, one.sentences) == (16, 2)


def test_links_are_read_and_pictures_are_not() -> None:
    assert readable("![a map](map.svg) by [her](role:FSW)") == " by her"
    assert unlinked("[danger](term:danger) today") == "danger today"


def test_wrong_answers_are_known_and_ids_are_no_prose() -> None:
    text = "id: A-1\noptions:\n  - {text: Write, right: false, feedback: Act.}\n  - {text: Act, right: true, feedback: Yes.}\n"
    tree, faults = read_tree("x.yaml", text.encode())
    assert tree is not None
    assert not faults
    assert [(piece.text, piece.wrong) for piece in prose(tree)] == [("Write", True), ("Act.", True), ("Act", False), ("Yes.", False)]


@pytest.mark.parametrize(
    ("hours", "modes", "band"),
    [("12", "classroom", (1500, 4000)), ("6", "classroom", (750, 2000)), ("3", "distance", (375, 1000)),
     ("30", "classroom", (3750, 10000)), ("120", "practice", (1500, 8000)), ("60", "practice", (7500, 20000))],
)  # fmt: skip
def test_bands_of_words_go_with_the_hours(hours: str, modes: str, band: tuple[int, int]) -> None:
    text = (
        f"format: 1\nid: M\ntitle: M\nstatus: draft\nsummary: S.\npurpose: P.\nmodes: [{modes}]\n"
        f'versions:\n  - {{version: "1", from: 2024-01-01, hours: {hours}, teaches: []}}\n'
    )
    tree, _ = read_tree("module.yaml", text.encode())
    assert tree is not None
    form = next(form for form in FORMATS if form.name == "module")
    module, faults = build(form.kind, tree, "module.yaml", name="module `M`")
    assert module is not None, faults
    said = Said(Unit("module", "M", "module.yaml", module, tree), [], None, [], {}, frozenset())
    assert word_band(said, date(2026, 1, 1)) == band
