"""Other languages: the site's own words are complete, days and amounts follow the locale, menus and search hold no other language."""

# ruff: noqa: RUF001

from __future__ import annotations

import ast
import re
import typing
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from practicum.model.curriculum import AssessmentKind, Module, Programme, RoleMapRow, SessionKind, Status
from practicum.model.organisation import Constituency
from practicum.publishing import (
    SiteSources,
    Staged,
    assessments,
    build,
    configuring,
    courses,
    keeping,
    programmes,
    publish,
    reference_pages,
    signing,
    staging,
)
from practicum.publishing.carrying import slots
from practicum.publishing.words import _BY_LANGUAGE, FRAME, Words, direction, language_name
from tests.publishing.shipped import ROOT, views_of
from tests.publishing.small_curriculum import FILES, HOME, read_small

ROOM = Path(staging.__file__).parent

# A tiny invented translation, every kind of page of one module.
ARABIC = {
    "curriculum/ar/modules/M1-seeing/01-look.md": (
        "# ما الذي نبحث عنه\n\nانظر أولا، ثم قل ما تراه. [القوة](term:strength) فعل.\n\n## مشهد: الخبز\n\nولد يشتري الخبز.\n"
    ),
    "curriculum/ar/modules/M1-seeing/trainer.md": "# ملاحظات للمدرب\n\nأحضر الطباشير.\n",
    "curriculum/ar/modules/M1-seeing/module.yaml": (
        "title: أن نرى ما ينفع\nsummary: بطاقة صغيرة.\npurpose: لنرى أكثر.\nkey_points: [سم القلق باسمه.]\n"
    ),
    "curriculum/ar/modules/M1-seeing/assessment.yaml": "task: أجب.\nquestions:\n  - {id: M1-Q1, prompt: ما الذي يأتي أولا؟}\n",
    "curriculum/ar/translations.yaml": """format: 1
language: ar
files:
  - {file: curriculum/modules/M1-seeing/01-look.md, made_from: 3f9c00aa11bb, translator: P, date: 2026-10-05}
""",
    "curriculum/people.yaml": "format: 1\npeople:\n  - {id: P, name: Pat, constituency: practice}\n",
}
PAGES = {**HOME, "ar/index.md": "# أهلا\n\nمرحبا بكم.\n\n<!-- translated -->\n", "search.md": "# Search\n\nWords.\n"}


def arabic(*without: str) -> Staged:
    """The small curriculum in English and Arabic."""
    files = {path: text for path, text in ARABIC.items() if not any(path.endswith(name) for name in without)}
    return publish(views_of(read_small({**FILES, **files}), "ar"), SiteSources(PAGES, {"index.md": "# Handbook\n\nWords.\n"}))


def head(stage: Staged, path: str) -> dict[str, Any]:
    """The front matter of a staged page."""
    held: dict[str, Any] = yaml.safe_load(stage.files[path].decode().split("---\n")[1])
    return held


def asked_for() -> Iterator[tuple[str, str]]:
    """Every English text that the room looks up, with the file: what is written in calls, and the lists that are looped over."""

    def texts(node: ast.AST) -> Iterator[str]:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.IfExp):
            yield from texts(node.body)
            yield from texts(node.orelse)
        elif isinstance(node, ast.Dict):
            for value in node.values:
                yield from texts(value)
        elif isinstance(node, ast.Subscript):
            yield from texts(node.value)

    for path in sorted(ROOM.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            name = getattr(node.func, "id", getattr(node.func, "attr", "")) if isinstance(node, ast.Call) else ""
            if isinstance(node, ast.Call) and name in ("words", "data_words", "labelled"):
                for one in node.args[:1] if name == "labelled" else node.args:
                    yield from ((text, path.name) for text in texts(one))
            # [words(head) for head in ("Who", "Says")]
            if isinstance(node, (ast.ListComp, ast.GeneratorExp)) and isinstance(node.elt, ast.Call):
                func = node.elt.func
                if getattr(func, "id", getattr(func, "attr", "")) == "words" and isinstance(node.generators[0].iter, ast.Tuple):
                    for one in node.generators[0].iter.elts:
                        yield from ((text, path.name) for text in texts(one))
    for english in FRAME.values():
        yield english, "the frame"
    for kinds in (Status, SessionKind, AssessmentKind):
        yield from ((word.replace("_", " "), "a set word") for word in typing.get_args(kinds))
    yield from ((word, "a mode") for word in typing.get_args(typing.get_args(typing.get_type_hints(Module)["modes"])[0]))
    for held, field, where in ((RoleMapRow, "area", "the bridge"), (Programme, "phase", "programmes")):
        words = typing.get_args(typing.get_type_hints(held)[field])
        assert words
        yield from ((programmes.PHASES.get(word, word), where) for word in words)
    spans = (name for name, _, _ in reference_pages._SPANS)
    yield from ((word, "the list of modules") for word in (*reference_pages.SERIES.values(), *spans))
    assert set(signing._SPEAKS_FOR) == set(typing.get_args(Constituency))
    yield from ((word, "signing") for word in signing._SPEAKS_FOR.values())
    yield from ((word, "assessments") for word in (*assessments._ASKS.values(), *assessments._FORM_WORDS))
    yield from ((word, "courses") for word in courses._SAID)
    yield from ((word, "keeping") for word in (*keeping._KEYS.values(), keeping._REFUSED))
    yield from ((word, "slots") for word in slots._SAID.values())
    yield from ((word, "menus") for word, links in configuring._FOOT for word in (word, *(title for title, _ in links)))


def test_every_word_of_the_site_has_its_french() -> None:
    missing = {f"{where}: {text}" for text, where in asked_for() if text and text not in _BY_LANGUAGE["fr"]}
    assert len(dict(asked_for())) > 200
    assert not missing, "\n".join(sorted(missing))


def test_no_word_has_two_french_ones() -> None:
    written: dict[str, list[str]] = {}
    for path in sorted({ROOM / "french.py", *ROOM.rglob("*french*.py")}):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            for key in node.keys if isinstance(node, ast.Dict) else ():
                if key is not None:
                    written.setdefault(str(ast.literal_eval(key)), []).append(f"{path.name}:{key.lineno}")
    assert len(written) == len(_BY_LANGUAGE["fr"])
    assert not {key: places for key, places in written.items() if len(places) > 1}


def test_days_and_amounts_follow_the_language() -> None:
    day = date(2026, 11, 2)
    said = {code: (Words(code).day(day), Words(code).number(1234.5)) for code in ("en", "fr", "pt", "xx")}
    assert said["en"] == ("2 November 2026", "1,234.5")
    assert (said["fr"][0], re.sub(r"\s", " ", said["fr"][1])) == ("2 novembre 2026", "1 234,5")
    assert said["pt"] == ("2 de novembro de 2026", "1.234,5")
    assert said["xx"] == said["en"], "a language nobody described still gets a day"
    assert "نوفمبر" in Words("ar").day(day)


def test_a_module_in_another_language_is_whole() -> None:
    stage = arabic()
    made = {path for path in stage.files if path.startswith("ar/pages/") and path.endswith(".md")}
    assert made >= {f"ar/pages/modules/{name}.md" for name in ("M1", "M1/01-look", "M1/trainer", "M1/assessment")}
    module = stage.files["ar/pages/modules/M1.md"].decode()
    assert "# أن نرى ما ينفع" in module
    assert "5 أكتوبر 2026" in module, "the day on which it was translated, as this language writes it"
    assert "ما الذي يأتي أولا؟" in stage.files["ar/pages/modules/M1/assessment.md"].decode()
    configuration = yaml.safe_load(stage.files["ar/mkdocs.yml"])["extra"]
    assert (configuration["language"], configuration["direction"]) == ("ar", "rtl")
    assert (direction("fr"), language_name("ar")) == ("ltr", "العربية")


def test_menu_help_and_programmes_stay_in_the_frame_of_the_language() -> None:
    stage = arabic()
    config = yaml.safe_load(stage.files["ar/mkdocs.yml"])["extra"]
    assert {area["u"] for area in config["areas"] if not area["other"]} >= {"programmes/index.html", "modules/index.html", "glossary.html"}
    assert (config["help"]["u"], config["help"]["other"]) == ("help.html", False)
    programme = head(stage, "ar/pages/programmes/way.md")
    assert programme["foreign"] == "en", "its text is English, and says so"
    assert "alternates" not in programme
    assert "data" not in programme
    assert len(programme["scripts"]) == len(set(programme["scripts"]))
    body = stage.files["ar/pages/programmes/way.md"].decode()
    assert '<div lang="ar" dir="auto" class="carry" data-carry="offline/way.json"' in body, "kept is the whole programme"
    assert "../modules/M1.md" in body, "what is translated is shown in the language"
    assert 'hreflang="en"' in body, "what is not, is not"
    english = head(stage, "en/pages/programmes/way.md")
    assert "alternates" not in english, "there is no Arabic text of it"
    assert "foreign" not in english
    texts = [data for path, data in stage.files.items() if path.startswith("ar/pages/search/text-")]
    assert texts
    assert not [data for data in texts if b'"programmes/' in data], "the search of a language finds what is written in it"


def test_french_says_in_french_where_to_get_help() -> None:
    stage = publish(views_of(read_small(FILES), "fr"), SiteSources(PAGES, {"index.md": "# Handbook\n\nWords.\n"}))
    text = stage.files["fr/pages/help.md"].decode()
    assert "appelez le numéro d’urgence du lieu où vous êtes" in text
    assert "foreign" not in head(stage, "fr/pages/help.md")
    for line in ("A child or an adult in danger", "The countries below", "If a page here"):
        assert line not in text


def test_the_switcher_keeps_the_place() -> None:
    stage = arabic()
    assert head(stage, "en/pages/modules/M1/01-look.md")["languages"] == [
        {"code": "ar", "name": "العربية", "u": "ar/modules/M1/01-look.html"}
    ]
    assert head(stage, "ar/pages/modules/M1/01-look.md")["languages"] == [
        {"code": "en", "name": "English", "u": "../modules/M1/01-look.html"}
    ]
    assert "languages" not in head(stage, "en/pages/modules/M2.md"), "there is no place to keep"


def test_what_is_not_translated_is_said_to_be_and_kept_out_of_menus_and_search() -> None:
    stage = arabic("module.yaml", "assessment.yaml", "trainer.md")
    meta = head(stage, "ar/pages/modules/M1.md")
    text = stage.files["ar/pages/modules/M1.md"].decode()
    assert "This text is not translated yet. It is shown in English." in text
    assert '<div lang="en"' in text
    titles = [step["t"] for step in meta["beside"]]
    assert titles == ["Module", "ما الذي نبحث عنه", "The whole module in English"]
    assert (meta["beside"][-1]["u"], meta["beside"][-1]["other"]) == ("../modules/M1.html", True)
    lesson = head(stage, "ar/pages/modules/M1/01-look.md")
    assert [step["t"] for step in lesson["crumbs"]] == ["Modules", "Module M1"]
    index = b"".join(data for path, data in stage.files.items() if path.startswith("ar/pages/search/")).decode()
    assert "ما الذي نبحث عنه" in index
    for english in ("Seeing", "Going further", "Small framework", "Handbook"):
        assert english not in index
    assert "ar/pages/modules/M2.md" not in stage.files
    assert "ar/pages/modules/M1/assessment.md" not in stage.files


@pytest.fixture(scope="module")
def arabic_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small curriculum in two languages, built."""
    folder = tmp_path_factory.mktemp("arabic")
    assets = {path.name: path.read_bytes() for path in (ROOT / "site/assets").glob("*.*")}
    sources = SiteSources(PAGES, {"index.md": "# Handbook\n\nWords.\n"}, assets)
    stage = publish(views_of(read_small({**FILES, **ARABIC}), "ar"), sources)
    (folder / "site").mkdir()
    built = build(stage, stage=folder / "stage", site=ROOT / "site", output=folder / "site")
    assert not [fault for fault in built.diagnostics if fault.severity == "error"]
    return folder / "site"


def test_a_page_says_its_language_and_its_direction(arabic_site: Path) -> None:
    page = (arabic_site / "ar/modules/M1/01-look.html").read_text("utf-8")
    assert '<html lang="ar" dir="rtl"' in page
    assert '<link rel="alternate" hreflang="ar" href="../../modules/M1/01-look.html">' in page
    assert '<link rel="alternate" hreflang="x-default" href="../../../modules/M1/01-look.html">' in page
    assert '<meta property="og:locale" content="ar_EG">' in page
    assert '<html lang="en" dir="ltr"' in (arabic_site / "modules/M1/01-look.html").read_text("utf-8")


def test_right_to_left_nothing_is_wider_than_a_phone_or_lies_on_the_wrong_side(arabic_site: Path, browser: Any) -> None:
    page = browser.new_context(viewport={"width": 360, "height": 740}).new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    for name in ("index", "modules/M1", "modules/M1/01-look", "modules/M1/assessment", "modules/M1/trainer"):
        page.goto((arabic_site / f"ar/{name}.html").as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, name
        assert page.evaluate("getComputedStyle(document.querySelector('h1')).direction") == "rtl"
        # The title begins at the right edge of the text.
        assert page.evaluate(
            "() => { const r = document.createRange(); r.selectNodeContents(document.querySelector('h1'));"
            " return document.querySelector('main').getBoundingClientRect().right - r.getBoundingClientRect().right < 40 }"
        ), name
    page.goto((arabic_site / "ar/modules/M1/01-look.html").as_uri())
    page.click(".track [data-press]")
    page.click("[data-search-open]")
    page.fill("dialog input", "الخبز")
    page.wait_for_selector("dialog .search-list a")
    assert not faults
