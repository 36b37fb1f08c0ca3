"""PO and XLIFF, out and in: nothing is lost, and what cannot be taken is refused at its line."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicum.authoring import Draft
from practicum.authoring.translating import done
from practicum.exchanging import po, xliff
from practicum.exchanging.faults import NotTaken
from practicum.exchanging.incoming import take
from practicum.exchanging.outgoing import outgoing
from practicum.model.edit import Changes
from practicum.model.translation import Exchanged, ExchangedFile
from practicum.reading import InMemory, read_project
from practicum.resolving import View, view_of
from tests.publishing.shipped import ROOT
from tests.publishing.small_curriculum import FILES
from tests.resolving.one_translation import LEDGER, LESSON, MODULE, OWN, OWN_MODULE, PEOPLE

DAY = date(2026, 11, 22)
ENGLISH = "# Look\n\nOne of 12, see [trust](competency:REL-1).\n\n- two\n- three\n\n| h |\n|---|\n| c |\n\nFour.\n"
FRENCH = "# Regarder\n\nUn sur 12, voir [confiance](competency:REL-1).\n\n- deux\n- trois\n\n| t |\n|---|\n| d |\n\nQuatre.\n"
FORMS = {"po": po, "xliff": xliff}
Held = dict[str, str | bytes]


@cache
def shipped() -> dict[str, bytes]:
    tops = [ROOT / "competencies", ROOT / "curriculum"]
    return {
        path.relative_to(ROOT).as_posix(): path.read_bytes()
        for top in tops for path in sorted(top.rglob("*")) if path.is_file() and path.suffix in (".md", ".yaml")
    }  # fmt: skip


def view_from(held: Held | dict[str, bytes], language: str = "fr") -> View:
    return view_of(read_project(InMemory(dict(held))).catalogue, day=DAY, language=language)


def small(**more: str) -> Held:
    """A small project with one translated lesson, recorded."""
    held: Held = {
        **FILES, LESSON: ENGLISH, OWN: FRENCH, "curriculum/people.yaml": PEOPLE, LEDGER: "format: 1\nlanguage: fr\nfiles: []\n", **more,
    }  # fmt: skip
    changes = done(Draft(InMemory(held)), view_from(held), [LESSON], by="P-ONE", reviewed_by="P-TWO", day=DAY)
    return laid(held, changes)


def laid(held: Held, changes: Changes) -> Held:
    return {**held, **{path: text for path, text in changes.texts.items() if text is not None}}


def taken(held: Held, data: bytes, form: str = "po", by: str | None = None, reviewed_by: str | None = None) -> Changes:
    file = FORMS[form].read(f"x.{form}", data)
    return take(Draft(InMemory(held)), view_from(held, file.language), [file], by=by, reviewed_by=reviewed_by, day=DAY)


def exported(held: Held, form: str = "po", path: str = LESSON) -> str:
    data: bytes = FORMS[form].written(outgoing(view_from(held), path, {}))
    return data.decode()


def test_every_french_text_through_both_formats_and_back_is_byte_identical() -> None:
    held = shipped()
    view = view_from(held)
    assert len(view.standings) > 140
    back = []
    for path in view.standings:
        out = outgoing(view, path, {})
        once = po.read("x.po", po.written(out))
        twice = xliff.read("x.xlf", xliff.written(once))
        assert [replace(one, line=0, place="") for one in twice.passages] == [replace(one, place="") for one in out.passages]
        back.append(twice)
    # Into the project as it is: nothing is written.
    assert not take(Draft(InMemory(dict(held))), view, back, by=None, reviewed_by=None, day=DAY).paths
    # Into one that has no French at all: every lesson is there again, byte for byte.
    without = {path: data for path, data in held.items() if not path.startswith("curriculum/fr/")}
    # One message of a lesson says "2nite".
    bare = view_from(without)
    changes = take(Draft(InMemory(dict(without))), bare, back, by="P-TRANS", reviewed_by=None, day=DAY, numbers_differ=True)
    assert not changes.notes
    lessons = [path for path in held if path.startswith("curriculum/fr/") and path.endswith(".md")]
    assert len(lessons) > 70
    for path in lessons:
        assert str(changes.texts[path]).encode() == held[path], path
    # Fields are laid out anew, and say the same.
    again = view_from({**without, **{path: str(text).encode() for path, text in changes.texts.items()}})
    assert all(one.whole for one in again.standings.values())
    for path, one in view.standings.items():
        assert {each.key: each.text for each in again.standings[path].translations} == {each.key: each.text for each in one.translations}


TEXTS = st.text(st.characters(blacklist_categories=["Cs", "Cc", "Cn", "Co"], blacklist_characters="\u2028\u2029\ufeff"), min_size=1).map(
    lambda text: text + "\n\t\"\\n" + text
)


@given(TEXTS, TEXTS, TEXTS)
def test_any_text_comes_back_from_both_formats(source: str, target: str, previous: str) -> None:
    passage = Exchanged("aa", source, target, True, previous)
    file = ExchangedFile("curriculum/a.md", "fr", "en", "3f9c00aa11bb", (passage,), "P-ONE", "P-TWO")
    for form in FORMS.values():
        back = form.read("x", form.written(file))
        assert replace(back, name="", passages=()) == replace(file, passages=())
        assert [replace(one, line=0) for one in back.passages] == list(file.passages)


@pytest.mark.parametrize("form", FORMS)
def test_a_changed_passage_is_written_where_it_stands_and_the_review_is_over(form: str) -> None:
    held = small()
    after = laid(held, taken(held, exported(held, form).replace("Quatre.", "Le quatre.").encode(), form))
    assert after[OWN] == FRENCH.replace("Quatre.", "Le quatre.")
    one = view_from(after).standings[LESSON]
    assert one.whole
    assert not one.reviewed


@pytest.mark.parametrize("form", FORMS)
def test_a_stale_passage_stays_stale_until_it_is_said_to_be_done(form: str) -> None:
    held = small()
    held[LESSON] = ENGLISH.replace("Four.", "Four now.")
    view = view_from(held)
    text = FORMS[form].written(outgoing(view, LESSON, {(LESSON, view.standings[LESSON].of("stale")[0].was): "Four."})).decode()
    assert ("#| msgid \"Four.\"" in text) if form == "po" else ("previous-source\">Four.<" in text)
    assert not taken(held, text.encode(), form).paths
    ready = text.replace("#, fuzzy\n", "").replace(' state="initial" subState="practicum:stale"', ' state="translated"')
    after = laid(held, taken(held, ready.encode(), form))
    assert after[OWN] == FRENCH
    assert view_from(after).standings[LESSON].whole


@pytest.mark.parametrize("form", FORMS)
def test_a_new_passage_is_put_at_its_place(form: str) -> None:
    held = small()
    longer = ENGLISH.replace("- two\n", "- new\n- two\n").replace("| c |\n", "| c |\n| more |\n")
    held[LESSON] = longer.replace("# Look", "First.\n\n# Look")
    file = outgoing(view_from(held), LESSON, {})
    words = {"- new": "- neuf", "| more |": "| plus |", "First.": "D’abord."}
    file = replace(file, passages=tuple(replace(one, target=one.target or words[one.source]) for one in file.passages))
    after = laid(held, taken(held, FORMS[form].written(file), form))
    assert after[OWN] == "D’abord.\n\n" + FRENCH.replace("- deux\n", "- neuf\n- deux\n").replace("| d |\n", "| d |\n| plus |\n")
    assert view_from(after).standings[LESSON].whole


def test_fields_are_laid_into_the_file_and_comments_stay() -> None:
    held = small(**{OWN_MODULE: "# Notre texte.\ntitle: Voir   # court\n"})
    held = laid(held, done_fields(held))
    file = outgoing(view_from(held), MODULE, {})
    words = {"title": "Regarder", "summary": "Une carte.", "key_points/0": "Dites-le.", "sessions/s1/title": "On regarde"}
    filled = replace(file, passages=tuple(replace(one, target=words.get(one.key, "")) for one in file.passages), translator="P-ONE")
    held = laid(held, taken(held, po.written(filled)))
    after = str(held[OWN_MODULE])
    assert after.startswith("# Notre texte.\ntitle: Regarder   # court\n")
    assert "id: s1" in after
    states = {one.original.key: one.state for one in view_from(held).standings[MODULE].passages if one.original}
    assert {states[key] for key in words} == {"translated"}


def done_fields(held: Held) -> Changes:
    file = outgoing(view_from(held), MODULE, {})
    return take(Draft(InMemory(held)), view_from(held), [replace(file, translator="P-ONE", name="x")], by=None, reviewed_by=None, day=DAY)


def test_a_passage_of_another_release_is_set_aside_by_name_and_the_rest_is_taken() -> None:
    held = small()
    text = exported(held).replace("Quatre.", "Le quatre.").replace("- deux", "- Deux")
    held[LESSON] = ENGLISH.replace("Four.", "Four now.")
    changes = taken(held, text.encode())
    assert re.fullmatch(r"set aside: x\.po:\d+: “Four\.” is not what the original says today; .*translate that", changes.notes[0])
    assert laid(held, changes)[OWN] == FRENCH.replace("- deux", "- Deux")
    assert [one.state for one in view_from(laid(held, changes)).standings[LESSON].passages if one.state != "translated"] == ["stale"]


def swap(before: str, after: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        assert before in text, before
        return text.replace(before, after, 1)

    return change


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>\n<xliff'


@pytest.mark.parametrize(
    ("form", "edit", "message"),
    [
        ("po", swap("msgstr \"Quatre.\"", "<<<<<<< mine\nmsgstr \"Quatre.\""), r"x\.po:\d+:1.*a merge conflict was not settled"),
        ("xliff", swap("  <file", "<<<<<<< mine\n  <file"), r"x\.xliff:3:1.*a merge conflict was not settled"),
        ("po", lambda text: text[: text.index("Quatre") + 3], r"x\.po:\d+: this is no PO"),
        ("xliff", lambda text: text[: len(text) // 2], r"x\.xliff:\d+: the file is cut off"),
        ("po", lambda _: "", r"x\.po:1: the file is empty"),
        ("po", swap("Language: fr", "Language: es"), None),
        ("po", swap("Language: fr\\n", ""), r"does not say `Language`"),
        ("po", swap("X-Source-Language: en", "X-Source-Language: de"), r"it was translated from `de`"),
        ("xliff", swap("<xliff", BOMB), r"x\.xliff:2: it declares a document type"),
        ("xliff", swap("<target", "<target><x/></target><target"), r"was cut into segments"),
        ("xliff", swap('name="', 'label="'), r"has lost the name of its passage"),
        ("xliff", swap("Quatre.", "Qua<b>tre</b>."), r"there is markup in a text"),
        ("po", swap("01-look.md ", "01-lok.md "), r"x\.po:\d+: the id of a passage was changed"),
        ("po", swap("[confiance](competency:REL-1)", "confiance"), r"x\.po:\d+: the translation has lost the link `competency:REL-1`"),
        ("xliff", swap("[confiance](competency:REL-1)", "[confiance](competency:REL-2)"), r"lost the link `competency:REL-1`"),
        ("po", swap("Un sur 12", "Un sur dix"), r"x\.po:\d+: the translation has lost the number `12`"),
        ("po", swap('msgstr "- deux"', 'msgstr "deux"'), r"is not one item, as its original is"),
        ("po", swap('msgstr "# Regarder"', 'msgstr "# Regarder\\n\\nEncore."'), r"is not one heading"),
        ("po", swap("modules/M1-seeing/01-look.md\\n", "modules/M1-seeing/02.md\\n"), r"the id of a passage was changed"),
    ],
)
def test_what_cannot_be_taken_is_refused_at_its_line(form: str, edit: Callable[[str], str], message: str | None) -> None:
    held = small()
    data = edit(exported(held, form)).encode()
    if message is None:
        file = FORMS[form].read("x.po", data)
        with pytest.raises(NotTaken, match="it is in `es`, not in `fr`"):
            take(Draft(InMemory(held)), view_from(held), [file], by=None, reviewed_by=None, day=DAY)
        return
    with pytest.raises(NotTaken, match=message):
        taken(held, data, form)


def test_xliff_of_version_1_2_is_read_too() -> None:
    held = small()
    file = outgoing(view_from(held), LESSON, {})
    units = "".join(
        f'<trans-unit id="{number}" resname="{one.key}"><source xml:space="preserve">{one.source.replace("&", "&amp;")}</source>'
        f'<target state="{"needs-review-translation" if one.source == "Four." else "translated"}">{one.target}</target></trans-unit>'
        for number, one in enumerate(file.passages)
    )
    text = (
        '<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2">'
        f'<file original="{LESSON}" source-language="en" target-language="fr" datatype="plaintext"><body>{units}</body></file></xliff>'
    )
    back = xliff.read("x.xlf", text.encode())
    assert [(one.key, one.source, one.target, one.stale) for one in back.passages] == [
        (one.key, one.source, one.target, one.source == "Four.") for one in file.passages
    ]
    after = view_from(laid(held, taken(held, text.encode(), "xliff", "P-ONE")))
    assert len(after.standings[LESSON].of("stale")) == 1
