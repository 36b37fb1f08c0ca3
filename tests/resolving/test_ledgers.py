"""The ledger of a translation: what is stale, missing or gone after each kind of edit of an original."""

from __future__ import annotations

import re
from datetime import date

import pytest

from practicum.authoring import Draft, Refused
from practicum.authoring.translating import done
from practicum.reading import InMemory, read_project
from practicum.resolving import View, view_of
from practicum.resolving.consequences import consequences
from practicum.workspace.older_originals import words_changed
from tests.publishing.small_curriculum import FILES
from tests.resolving.one_translation import LEDGER, LESSON, MODULE, OWN, OWN_MODULE, PEOPLE

DAY = date(2026, 11, 22)
ENGLISH = "# Look\n\nOne.\n\nTwo.\n\n- a\n- b\n\n| h |\n|---|\n| c |\n\nThree.\n"
FRENCH = "# Regarder\n\nUn.\n\nDeux.\n\n- un a\n- un b\n\n| t |\n|---|\n| un c |\n\nTrois.\n"


def files(**more: str) -> dict[str, str]:
    held = {path: text for path, text in FILES.items() if isinstance(text, str)}
    return {
        **held, LESSON: ENGLISH, OWN: FRENCH, OWN_MODULE: "title: Voir\nkey_points: [Un point.]\n",
        "curriculum/people.yaml": PEOPLE, LEDGER: "# Notre registre.\nformat: 1\nlanguage: fr\nfiles: []\n", **more,
    }  # fmt: skip


def view(held: dict[str, str]) -> View:
    return view_of(read_project(InMemory(held)).catalogue, day=DAY, language="fr")


def recorded(held: dict[str, str], name: str = LESSON) -> dict[str, str]:
    changes = done(Draft(InMemory(held)), view(held), [name], by="P-ONE", reviewed_by=None, day=DAY)
    return {**held, **{path: text for path, text in changes.texts.items() if isinstance(text, str)}}


def states(held: dict[str, str], path: str = LESSON) -> list[tuple[str, str, str]]:
    return [
        (one.state, one.original.text if one.original else "", one.translation.text if one.translation else "")
        for one in view(held).standings[path].passages if one.state != "translated"
    ]  # fmt: skip


def test_what_was_recorded_is_whole_and_the_rest_of_the_ledger_stays() -> None:
    held = recorded(files())
    assert view(held).standings[LESSON].whole
    assert held[LEDGER].startswith("# Notre registre.\nformat: 1\n")
    marks = re.search(r'passages: "([^"]+)"', held[LEDGER])
    assert marks is not None
    assert len(marks[1].split()) == 8


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("Two.", "Two, changed.", [("stale", "Two, changed.", "Deux.")]),
        ("Two.\n", "New.\n\nTwo.\n", [("missing", "New.", "")]),
        ("Two.\n\n", "", [("gone", "", "Deux.")]),
        ("- a\n", "- new\n- a\n", [("missing", "- new", "")]),
        ("| c |\n", "| new |\n| c |\n", [("missing", "| new |", "")]),
        ("# Look\n\nOne.", "# Look\n\nNew.\n\nOne again.", [("stale", "New.", "Un."), ("missing", "One again.", "")]),
        # Moved, and still translated.
        ("One.\n\nTwo.\n\n- a\n- b\n", "Two.\n\n- a\n- b\n\nOne.\n", []),
        ("Two.", "Two.\r", []),
    ],
)
def test_an_edit_of_the_original_touches_its_own_passages_only(before: str, after: str, found: list[tuple[str, str, str]]) -> None:
    held = recorded(files())
    assert before in held[LESSON]
    assert states({**held, LESSON: held[LESSON].replace(before, after, 1)}) == found


def test_a_new_entry_of_a_list_makes_one_missing_field_and_none_stale() -> None:
    original = FILES[MODULE]
    assert isinstance(original, str)
    text = re.sub(r"key_points:.*\n(  .*\n)*", "", original) + 'key_points: ["Look first.", "Then speak."]\n'
    held = files(**{MODULE: text, OWN_MODULE: "key_points: [Regardez., Puis parlez.]\n"})
    catalogue = view(held)
    assert {one.key for one in catalogue.standings[MODULE].translations} == {"key_points/0", "key_points/1"}
    made = catalogue.standings[MODULE]
    marks = " ".join(made.marks[key] for key in ("key_points/0", "key_points/1"))
    held[LEDGER] = (
        f'format: 1\nlanguage: fr\nfiles:\n  - {{file: {MODULE}, made_from: "{catalogue.originals.get(MODULE, "0" * 12)}", '
        f'translator: P-ONE, date: 2026-11-22, passages: "{marks}"}}\n'
    )
    held[MODULE] = text.replace('["Look', '["New.", "Look')
    now = {one.original.key: one.state for one in view(held).standings[MODULE].passages if one.original}
    assert {key: now[key] for key in ("key_points/0", "key_points/1", "key_points/2")} == {
        "key_points/0": "missing", "key_points/1": "translated", "key_points/2": "translated",
    }  # fmt: skip


def test_a_translation_with_other_passages_is_refused_with_the_place() -> None:
    held = files(**{OWN: FRENCH.replace("Deux.\n\n", "")})
    with pytest.raises(Refused, match=r"has 7 passages, its original 8; they part near .*01-look.md:\d+:1: a paragraph of the original"):
        recorded(held)


def test_fields_without_words_are_refused_by_name() -> None:
    with pytest.raises(Refused, match="has no words for"):
        recorded(files(), MODULE)


@pytest.mark.parametrize(
    ("names", "by", "reviewer", "message"),
    [
        ([LESSON], "P-ON", None, "nobody is listed as `P-ON`"),
        ([LESSON], "P-ONE", "P-ONE", "cannot review their own"),
        (["curriculum/modules/M1-seeing/01-lok.md"], "P-ONE", None, "there is no file"),
        (["curriculum/modules/M1-seeing/assessment.yaml"], "P-ONE", None, "has no translation yet"),
    ],
)
def test_a_wish_that_cannot_be_met_says_why(names: list[str], by: str, reviewer: str | None, message: str) -> None:
    held = files()
    with pytest.raises(Refused, match=re.escape(message)):
        done(Draft(InMemory(held)), view(held), names, by=by, reviewed_by=reviewer, day=DAY)


def test_a_review_holds_until_the_next_translation() -> None:
    held = recorded(files())
    changes = done(Draft(InMemory(held)), view(held), [LESSON], by="P-ONE", reviewed_by="P-TWO", day=DAY)
    held[LEDGER] = str(changes.texts[LEDGER])
    assert view(held).standings[LESSON].reviewed
    held[LESSON] = held[LESSON].replace("Two.", "Two, changed.")
    assert not view(recorded(held)).standings[LESSON].reviewed


def test_words_changed_shows_only_what_changed() -> None:
    assert words_changed("a b c", "a x c d") == "a [-b-]{+x+} c{+ d+}"


def test_of_two_rows_about_one_competency_each_keeps_its_own_words() -> None:
    from practicum.model.source import plain
    from practicum.reading.yaml_tree import read_tree
    from practicum.resolving.translating import lay_over

    tree, _ = read_tree("a.yaml", b"rubric:\n  - {competency: A-1, says: one}\n  - {competency: A-1, says: two}\n")
    overlay, _ = read_tree("b.yaml", b"rubric:\n  - {competency: A-1, says: un}\n  - {competency: A-1, says: deux}\n")
    assert tree is not None
    assert overlay is not None
    assert [row["says"] for row in plain(lay_over(tree, overlay))["rubric"]] == ["un", "deux"]


def test_check_names_the_passages_and_both_places() -> None:
    from practicum.workspace.project import check_files

    held = recorded(files())
    held[LESSON] = held[LESSON].replace("One.", "One, changed.").replace("Three.", "New.\n\nThree.")
    found = [one for one in check_files(InMemory(held), day=DAY).diagnostics if one.rule == "stale-translation"]
    assert [(one.message, str(one.span)) for one in found] == [
        (f"the translation does not say what its original says today: 1 stale, 1 not translated in `{OWN}`", f"{OWN}:3:1")
    ]
    assert [str(note.span) for note in found[0].notes] == [f"{LESSON}:3:1", f"{LESSON}:14:1"]
    assert check_files(InMemory(recorded(files())), day=DAY).errors == check_files(InMemory(files()), day=DAY).errors


def test_a_renaming_leaves_every_passage_translated() -> None:
    from practicum.authoring.hashes import follow_hashes

    held = recorded(files(**{LESSON: ENGLISH.replace("One.", "One, see [trust](competency:REL-1).")}))
    draft = Draft(InMemory(held))
    draft.write(LESSON, held[LESSON].replace("REL-1", "REL-2"))
    follow_hashes(draft, read_project(InMemory(held)).catalogue, DAY)
    after = {path: draft.data(path).decode() for path in draft.paths()}
    assert after[LEDGER] != held[LEDGER]
    assert view(after).standings[LESSON].whole


def test_a_comparison_names_what_an_edit_left_behind_and_nothing_that_was_behind_before() -> None:
    def behind(before: dict[str, str], after: dict[str, str]) -> list[tuple[str, str, int | None]]:
        sides = [read_project(InMemory(held)).catalogue for held in (before, after)]
        return [(one.language, one.path, one.passages) for one in consequences(*sides, day=DAY).stale]

    held = recorded(files())
    once = {**held, LESSON: held[LESSON].replace("One.", "One, changed.")}
    twice = {**once, LESSON: once[LESSON].replace("Three.", "New.\n\nThree.")}
    assert behind(held, once) == [("fr", LESSON, 1)]
    assert behind(once, twice) == [("fr", LESSON, 2)]
    assert behind(once, once) == []
    assert behind(once, held) == []
    # A ledger that does not know the passages still says that the file is behind.
    coarse = {**held, LEDGER: re.sub(r'passages: "[^"]+"', "", held[LEDGER]).replace(", ,", ",")}
    assert behind(coarse, {**coarse, LESSON: once[LESSON]}) == [("fr", LESSON, None)]
