"""Lists in another language: what is translated stands in it, the rest in English says so; labels have the colon of their language."""


from __future__ import annotations

import ast
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from practicum.publishing import SiteSources, Staged, publish, staging
from practicum.publishing.lists import own_words
from practicum.publishing.words import _BY_LANGUAGE, Words
from tests.publishing.shipped import shipped_stage, views_of
from tests.publishing.small_curriculum import FILES, HOME, read_small

ROOM = Path(staging.__file__).parent
MODULE = "title: Voir\nsummary: Une carte.\npurpose: Pour voir plus.\n"
PROGRAMME = """
title: Le chemin
summary: D’ici à là.
for_whom: Qui change de métier.
stages:
  - {id: start, title: 0 Départ, content: Un entretien., gate: choix signé}
  - {id: go, title: 1 En route, content: Le travail.}
role_map:
  - {keep: le calme, adapt: les notes, learn: les visites, let_go: les clés}
safeguards: [Le contrôle est refait.]
"""
GLOSSARY = "terms:\n  - {id: strength, term: énergie, definition: un acte qui aide un enfant}\n"
FRENCH = {
    "curriculum/fr/modules/M1-seeing/module.yaml": MODULE,
    "curriculum/fr/modules/M1-seeing/01-look.md": "# Ce que nous regardons\n\nRegardez d’abord.\n",
    "curriculum/fr/programmes/way.yaml": PROGRAMME,
    "curriculum/fr/glossary.yaml": GLOSSARY,
    "curriculum/glossary.yaml": (
        FILES["curriculum/glossary.yaml"] + "  - {id: kin, term: kin, definition: who belongs together, see: [strength]}\n"
    ),
    "curriculum/programmes/other.yaml": (
        "format: 1\nid: other\ntitle: Another way\nphase: in_service\nsummary: Elsewhere.\nfor_whom: Others.\n"
        "modules: [M1]\ntaught_hours: 2\n"
    ),
}


@cache
def french(*without: str) -> Staged:
    """The small curriculum in English and French."""
    files = {path: text for path, text in FRENCH.items() if not any(path.endswith(name) for name in without)}
    home = {**HOME, "fr/index.md": "# Accueil\n\n<!-- translated -->\n"}
    return publish(views_of(read_small({**FILES, **files}), "fr"), SiteSources(home))


def page(stage: Staged, path: str) -> tuple[dict[str, Any], str]:
    """The front matter of a staged page, and its Markdown."""
    _, meta, body = stage.files[path].decode().split("---\n", 2)
    return yaml.safe_load(meta), body


def test_the_list_of_modules_has_what_is_translated_in_french_and_marks_the_rest() -> None:
    meta, body = page(french(), "fr/pages/modules/index.md")
    assert "foreign" not in meta
    assert (meta["title"], meta["alternates"][1]["code"]) == ("Modules", "fr")
    assert "2 modules. 1 sont entièrement écrits" in body
    own, other = (body.split(f'<span class="code">{id}</span>')[1].split("\n-")[0] for id in ("M1", "M2"))
    assert "[Voir](M1.md){ .title }" in own
    assert "pas encore traduit" not in own
    assert '<bdi lang="en">Going further</bdi>' in other
    assert '<span class="text" lang="en">Later.</span>' in other
    assert "pas encore traduit" in other
    assert '<option value="WRK" lang="en">Family worker</option>' in body, "roles are not translated"


def test_the_bridge_and_its_programme_are_french_with_a_heading_in_every_cell_for_phones() -> None:
    meta, bridge = page(french(), "fr/pages/bridge.md")
    assert "foreign" not in meta
    assert meta["crumbs"][0]["t"] == "Parcours"
    assert "| **savoir-faire** |" in bridge
    assert '| les clés { data-label="Laisser" } |' in bridge
    assert "**Passage\u00a0:** choix signé" in bridge.replace("Choix", "choix")
    assert "mois 1–2" in bridge
    english = page(french(), "en/pages/bridge.md")[1]
    assert "data-label" not in english
    assert "**Gate:**" in english
    meta, programme = page(french(), "fr/pages/programmes/way.md")
    assert (meta["title"], json.loads(meta["data"])["name"]) == ("Le chemin", "Le chemin")
    for words in ("8 h enseignées", "Modules dans l’ordre", "Ce que coûte le parcours", 'data-words="absence|enseignement|'):
        assert words in programme
    assert '<bdi lang="en">Family worker</bdi>' in programme


def test_a_programme_that_is_not_translated_stays_in_its_frame_and_is_marked_in_the_list() -> None:
    assert page(french(), "fr/pages/programmes/other.md")[0]["foreign"] == "en"
    meta, body = page(french(), "fr/pages/programmes/index.md")
    assert "foreign" not in meta
    assert "[Le chemin](way.md){ .title }" in body
    other = body.split("Another way")[1]
    assert body.count("{ .title lang=en }") == 1
    assert "pas encore traduit" in other
    assert '<span class="text" lang="en">Elsewhere.</span>' in other
    assert "Le chemin" in page(french(), "fr/pages/index.md")[1], "the home page lists it"


def test_the_glossary_is_in_the_order_of_its_language_and_marks_what_is_english() -> None:
    meta, body = page(french(), "fr/pages/glossary.md")
    assert "foreign" not in meta
    assert body.index("## énergie { #strength }") < body.index("## kin { #kin lang=en }")
    assert '<a href="#strength">E</a>' in body, "É stands with E"
    assert '<p lang="en">Who belongs together.</p>' in body
    assert "voir aussi [énergie](#strength)" in body


@pytest.mark.parametrize(
    ("left_out", "framed"),
    [
        (("module.yaml", "01-look.md"), "modules/index.md"),
        (("fr/programmes/way.yaml",), "programmes/index.md"),
        (("fr/programmes/way.yaml",), "bridge.md"),
        (("fr/glossary.yaml",), "glossary.md"),
    ],
)
def test_a_list_of_which_nothing_is_translated_stays_in_its_frame(left_out: tuple[str, ...], framed: str) -> None:
    assert page(french(*left_out), f"fr/pages/{framed}")[0]["foreign"] == "en"


def test_the_search_and_the_menu_of_a_language_hold_no_other() -> None:
    files = french().files
    index = b"".join(data for path, data in files.items() if path.startswith("fr/pages/search/")).decode()
    for own in ("Voir", "Le chemin", "énergie", "Terme"):
        assert own in index
    for english in ("Going further", "Later.", "Another way", "Elsewhere", "Family worker", "Who belongs", "who belongs"):
        assert english not in index
    menus = files["fr/mkdocs.yml"].decode()
    assert "Glossaire" in menus
    assert "Glossary" not in menus


@cache
def french_pages() -> dict[str, str]:
    """What the shipped pages say in French, by path; pages that stand there in English are left out."""
    pages = {path: data.decode().split("---\n", 2) for path, data in shipped_stage().files.items() if re.match(r"fr/pages/.*\.md$", path)}
    return {path: own_words(body) for path, (_, meta, body) in pages.items() if "\nforeign:" not in meta}


def test_no_word_of_the_site_stands_in_english_on_a_french_page() -> None:
    # Single words may be French as well, and a short one may be part of another.
    known = {english for english, said in _BY_LANGUAGE["fr"].items() if english.count(" ") and said != english and "{" not in english}
    found = {
        f"{path}: {english}"
        for path, body in french_pages().items()
        for english in known
        if re.search(rf"(?<!\w){re.escape(english)}(?!\w)", body)
    }
    licence = {one for one in found if "CC BY" in one or "The Practicum contributors" in one}
    assert found - licence == set()


def test_french_labels_never_stand_without_the_space_before_their_colon() -> None:
    written = french_pages()
    assert len(written) > 100
    # A Markdown definition begins with a colon of its own.
    glued = {f"{path}: {found[0]}" for path, text in written.items() for found in re.finditer(r".{,30}[^\W\d_][)*_]*: .{,20}", text)}
    assert glued == set()
    assert any("Évaluation\u00a0: " in text for text in written.values())


def test_no_writer_of_pages_puts_its_own_colon_after_a_word_of_the_site() -> None:
    faults = []
    for path in sorted(ROOM.rglob("*.py")):
        strings = (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.JoinedStr))
        for node in strings:
            for one, then in zip(node.values, node.values[1:], strict=False):
                called = one.value.func if isinstance(one, ast.FormattedValue) and isinstance(one.value, ast.Call) else None
                name = getattr(called, "id", getattr(called, "attr", ""))
                if name == "words" and isinstance(then, ast.Constant) and str(then.value).startswith(":"):
                    faults.append(f"{path.name}:{node.lineno}")
    assert faults == []


def test_words_put_into_french_keep_their_places_and_their_spaces() -> None:
    for english, said in _BY_LANGUAGE["fr"].items():
        assert sorted(re.findall(r"\{\w*\}", said)) == sorted(re.findall(r"\{\w*\}", english)), english
        assert not re.search(r" [:;?!»]|« ", said), said
    assert Words("fr").labelled("Minutes", 5).endswith("\u00a0: 5")
    assert Words("en").labelled("Minutes", 5) == "Minutes: 5"
