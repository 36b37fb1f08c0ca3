"""Readers of a translation see what is stale and what is missing, passage by passage, and nothing where all is as it should be."""

from __future__ import annotations

import re
from datetime import date

import pytest

from practicum.authoring import Draft
from practicum.authoring.translating import done
from practicum.publishing import SiteSources, Staged, publish
from practicum.publishing.translated import FIRST, composed, marked
from practicum.reading.files import InMemory
from practicum.resolving import View
from tests.publishing.shipped import views_of
from tests.publishing.small_curriculum import FILES, HOME, read_small

LESSON, OWN = "curriculum/modules/M1-seeing/01-look.md", "curriculum/fr/modules/M1-seeing/01-look.md"
LEDGER = "curriculum/fr/translations.yaml"
ENGLISH = """# Look

One.

Two.

- a
- b

| h | i |
|---|---|
| c | d |

> Said.

## Scenario: Bread

Three.
"""
FRENCH = """# Regarder

Un.

Deux.

- aa
- bb

| hh | ii |
|---|---|
| cc | dd |

> Dit.

## Scénario : le pain

Trois.
"""
STALE = "Le texte d’origine de ce passage a changé depuis."
MISSING = "Pas encore traduit : en anglais."


def files(*edits: tuple[str, str], **more: str) -> dict[str, str | bytes]:
    held: dict[str, str | bytes] = {
        **FILES, LESSON: ENGLISH, OWN: FRENCH, LEDGER: "format: 1\nlanguage: fr\nfiles: []\n",
        "curriculum/people.yaml": "format: 1\npeople:\n  - {id: P, name: Pat, constituency: practice}\n", **more,
    }  # fmt: skip
    view = next(one for one in views_of(read_small({path: str(text) for path, text in held.items()}), "fr") if one.language == "fr")
    changes = done(Draft(InMemory(held)), view, [LESSON], by="P", reviewed_by=None, day=date(2026, 11, 22))
    held[LEDGER] = changes.texts[LEDGER] or ""
    for before, after in edits:
        text = str(held[LESSON])
        assert before in text
        held[LESSON] = text.replace(before, after, 1)
    return held


def views(held: dict[str, str | bytes]) -> tuple[View, ...]:
    return tuple(views_of(read_small({path: str(text) for path, text in held.items()}), "fr"))


def site(held: dict[str, str | bytes]) -> Staged:
    return publish(views(held), SiteSources({**HOME, "fr/index.md": "# Accueil\n\nBonjour.\n\n<!-- translated -->\n"}))


def page(stage: Staged, name: str = "modules/M1/01-look") -> str:
    return stage.files[f"fr/pages/{name}.md"].decode()


def test_a_translation_that_is_up_to_date_is_left_as_it_is() -> None:
    held = files()
    french = next(view for view in views(held) if view.language == "fr")
    assert marked(french) is french
    assert "passage-note" not in page(site(held))


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("One.", "One now.", rf"Un\. <span class=.passage-note. role=.note.>{STALE}</span>"),
        ("- b", "- b now", rf"bb <span class=.passage-note.[^>]*>{STALE}"),
        ("| c | d |", "| c | now |", rf"\| cc \| dd <span class=.passage-note.[^>]*>{STALE}</span> \|"),
        ("> Said.", "> Said now.", rf"{STALE}</span>\n\n> Dit\."),
        ("## Scenario: Bread", "## Scenario: Toast", rf"## Scénario : le pain\n\n+ ?<span class=.passage-note.[^>]*>{STALE}"),
        ("Two.\n\n", "", r"Deux\. <span class=.passage-note.[^>]*>Ce passage ne figure plus dans le texte d’origine\."),
    ],
)
def test_a_stale_passage_is_marked_where_it_stands(before: str, after: str, shown: str) -> None:
    body = page(site(files((before, after))))
    assert re.search(shown.replace(" : ", "[ \u00a0]: "), body), body
    assert body.count("passage-note") == 1
    assert 'lang="en"' not in body


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("Two.", "New words.\n\nTwo.", "New words."),
        ("- b", "- new words\n- b", "new words"),
        ("| c | d |", "| new words | d |\n| c | d |", "new words"),
        ("Three.", "## New words\n\nThree.", "New words"),
        ("Three.", "Three.\n\n- new words\n\n  and more", "new words"),
    ],
)
def test_a_missing_passage_is_said_to_be_english_and_stays_out_of_menus_and_search(before: str, after: str, words: str) -> None:
    stage = site(files((before, after)))
    body = page(stage)
    assert f'<span lang="en" dir="auto" class="untranslated">{words}</span>' in body
    assert body.count("Pas encore traduit") == 1
    searched = b"".join(data for path, data in stage.files.items() if path.startswith("fr/pages/search")).decode().lower()
    assert "deux" in searched or "regarder" in searched
    assert words.lower() not in searched
    if words == "New words":
        assert 'data-toc-label="pas encore traduit"' in body


def test_fields_are_marked_and_titles_hold_no_mark() -> None:
    own = "curriculum/fr/modules/M1-seeing/module.yaml"
    held = files(**{own: "title: Voir\nsummary: Une carte.\npurpose: Pour voir.\n"})
    stage = site(held)
    body = page(stage, "modules/M1")
    assert body.count('class="untranslated">Name the worry.</span>') >= 1
    assert not any(FIRST in data.decode("utf-8", "replace") for data in stage.files.values())
    for line in body.split("---\n")[1].splitlines():
        assert "untranslated" not in line


def test_without_a_translated_title_fields_stay_english_as_before() -> None:
    held = files(**{"curriculum/fr/modules/M1-seeing/module.yaml": "purpose: Pour voir.\n"})
    assert "Pour voir." not in page(site(held), "modules/M1")


def test_the_text_between_marks_is_that_of_the_files() -> None:
    held = files(("Two.", "New words.\n\nTwo now."))
    french = next(view for view in views(held) if view.language == "fr")
    assert french.untold is not None
    text = composed(french.standings[LESSON], french.catalogue.lessons[LESSON], french.untold.lessons[LESSON])
    assert re.sub("[\ue0f0-\ue0f6]", "", text) == FRENCH.replace("Deux.", "Deux.\n\nTwo now.")


def test_each_language_says_how_far_it_has_come() -> None:
    stage = site(files(("One.", "One now."), ("Three.", "Three.\n\nNew.")))
    french, english = page(stage, "translations"), stage.files["en/pages/translations.md"].decode()
    for body in (french, english):
        assert '<rect class="bar-stale"' in body
        assert "<script" not in body
    assert "page:" not in french
    assert "translations.md" in page(stage, "index")
    assert "## Français" in english
    assert "en/pages/translations.md" not in publish(views_of(read_small(FILES)), SiteSources(HOME)).files
