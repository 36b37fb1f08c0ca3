"""A module that is written in another language than English: original there, a translation or named as what it is elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import pytest

from practicum.model.source import content_hash
from practicum.publishing import SiteSources, Staged, publish
from practicum.resolving import view_of
from practicum.resolving.ledgers import lesson_pieces
from practicum.workspace.project import languages
from tests.publishing.shipped import DAY
from tests.publishing.small_curriculum import FILES, HOME, page, read_small

FOLDER = "curriculum/modules/M3-accueillir"
OWN = {
    f"{FOLDER}/module.yaml": """
format: 1
id: M3
title: Accueillir une famille
status: draft
language: fr
languages: [fr]
summary: Recevoir sans juger.
purpose: Pour mieux recevoir.
audience: [WRK]
prerequisites: [{module: M1}]
versions:
  - {version: "1", from: 2024-01-01, hours: 2, note: premier essai, teaches: [{competency: REL-1, level: 1, shown_by: une visite}]}
sessions:
  - {id: s1, title: Regarder, minutes: 60, kind: taught, lesson: 01-recevoir.md, classroom: en cercle, distance: par téléphone}
  - {id: s2, title: Écouter, minutes: 60, kind: taught, lesson: 02-ecouter.md, classroom: en cercle, distance: par téléphone}
key_points: [Dire bonjour d'abord.]
""",
    f"{FOLDER}/01-recevoir.md": "# Recevoir\n\nOn s'assied. Puis [écouter](02-ecouter.md).\n",
    f"{FOLDER}/02-ecouter.md": "# Écouter\n\nOn se tait.\n",
    f"{FOLDER}/trainer.md": "# Pour la formation\n\nApporter des chaises.\n",
}
ENGLISH = {
    "curriculum/en/modules/M3-accueillir/module.yaml": """
format: 1
title: Welcoming a family
summary: Receiving people without judging.
purpose: To receive people better.
versions:
  - {version: "1", note: first try, teaches: [{competency: REL-1, shown_by: a visit}]}
sessions:
  - {id: s1, title: Looking, classroom: in a circle, distance: by telephone}
  - {id: s2, title: Listening, classroom: in a circle, distance: by telephone}
key_points: [Say hello first.]
""",
    "curriculum/en/modules/M3-accueillir/01-recevoir.md": "# Receiving\n\nWe sit down. Then [listen](02-ecouter.md).\n",
}


def site(files: Mapping[str, str]) -> Staged:
    catalogue = read_small({**FILES, **OWN, **files})
    views = [view_of(catalogue, day=DAY), *(view_of(catalogue, country=one, day=DAY) for one in catalogue.countries)]
    views += [view_of(catalogue, day=DAY, language=one, english=True) for one in languages(catalogue)]
    return publish(views, SiteSources(pages=HOME, handbook={"index.md": "# Handbook\n\nWords.\n"}))


@cache
def untranslated() -> Staged:
    return site({})


@cache
def translated() -> Staged:
    return site(ENGLISH)


def english(stage: Staged) -> str:
    return "\n".join(data.decode("utf-8", "replace") for path, data in stage.files.items() if path.startswith("en/"))


@pytest.mark.parametrize("stage", [untranslated, translated])
def test_in_its_own_language_it_is_the_original(stage: object) -> None:
    assert callable(stage)
    held = stage()
    module, lesson = page(held, "modules/M3.md", "fr"), page(held, "modules/M3/01-recevoir.md", "fr")
    assert "# Accueillir une famille" in module
    assert "Dire bonjour d'abord." in module
    assert "On s'assied." in lesson
    assert "(02-ecouter.md)" in lesson
    for text in (module, lesson):
        assert "passage-note" not in text
        assert "pas encore traduit" not in text
    assert "M3.md" in page(held, "modules/index.md", "fr")


def test_english_lists_it_as_in_french_only_and_shows_no_word_of_it_but_the_title() -> None:
    held = untranslated()
    text = english(held)
    for word in ("Recevoir sans juger", "Pour mieux", "bonjour", "en cercle", "une visite", "premier essai", "On se tait", "chaises"):
        assert word not in text
    module = page(held, "modules/M3.md")
    assert "# Accueillir une famille (in French only)" in module
    assert 'href="../fr/modules/M3.html" hreflang="fr"' in module
    assert "Read it in French" in module
    assert "Hours" in module, "its facts are in every language"
    assert "en/pages/modules/M3/01-recevoir.md" not in held.files
    assert "Accueillir une famille (in French only)" in page(held, "modules/index.md")
    assert not held.lost


def test_english_shows_what_is_translated_and_nothing_else() -> None:
    held = translated()
    module = page(held, "modules/M3.md")
    assert "# Welcoming a family" in module
    assert "Say hello first." in module
    assert "We sit down. Then listen." in page(held, "modules/M3/01-recevoir.md"), "no way leads to what is not translated"
    assert "en/pages/modules/M3/02-ecouter.md" not in held.files
    assert "On se tait" not in english(held)
    assert "(in French only)" not in english(held)
    assert "Welcoming a family" in page(held, "translations.md")
    assert not held.lost


def test_a_file_with_a_passage_that_nobody_translated_is_not_shown_in_part() -> None:
    key = "key_points: [Say hello first.]\n"
    part = {path: text.replace(key, "") for path, text in ENGLISH.items()}
    held = site(part)
    assert "Accueillir une famille (in French only)" in page(held, "modules/M3.md")
    assert "Dire bonjour" not in english(held)


def test_a_passage_whose_original_changed_is_marked_in_english() -> None:
    catalogue = read_small({**FILES, **OWN, **ENGLISH})
    original = catalogue.lessons[f"{FOLDER}/01-recevoir.md"]
    marks = [one.mark for one in lesson_pieces(original)]
    entry = (
        f"  - {{file: {FOLDER}/01-recevoir.md, made_from: {content_hash('older')}, translator: P1, date: 2026-01-01, "
        f'passages: "{marks[0]} ffffff"}}\n'
    )
    held = site({**ENGLISH, "curriculum/en/translations.yaml": f"format: 1\nlanguage: en\nfiles:\n{entry}"})
    assert "The original of this passage has changed since." in page(held, "modules/M3/01-recevoir.md")


def test_without_such_a_module_there_is_no_language_english_to_translate_into() -> None:
    assert "en" not in languages(read_small(FILES))
    assert languages(read_small({**FILES, **OWN})) == ["en", "fr"]
