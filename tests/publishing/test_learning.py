"""What staged pages carry for learning: times, notes, key points, terms, scripts, the quick exit and help by country."""

from __future__ import annotations

import json
import re

from practicum.publishing.assessments import _FORM_WORDS
from practicum.publishing.french import FRENCH
from practicum.publishing.learning import reading_minutes
from tests.publishing.shipped import shipped_stage
from tests.publishing.small_curriculum import FILES, page, staged

LESSON = "curriculum/modules/M1-seeing/01-look.md"
MODULE = "curriculum/modules/M1-seeing/module.yaml"


def scripts(text: str) -> list[str]:
    found = re.search(r"^scripts: (.*)$", text, re.MULTILINE)
    return json.loads(found[1]) if found else []


def test_a_lesson_says_which_it_is_how_long_it_takes_and_what_is_left() -> None:
    stage = staged()
    lesson = page(stage, "modules/M1/01-look.md")
    assert "<span>Lesson 1 of 1</span> <span>90 min with the group</span> <span>about 1 min to read</span>" in lesson
    assert '<p class="time">30 min left in this module after this lesson</p>' in lesson
    assert '"n": "90 min"' in page(stage, "modules/M1.md"), "the way to the first lesson says how long that takes"
    assert reading_minutes("word " * 1300) == 10


def test_the_times_are_not_what_a_search_finds() -> None:
    texts = [data for path, data in staged().files.items() if path.startswith("en/pages/search/")]
    assert texts
    assert not [text for text in texts if b"with the group" in text or b"Your notes" in text]


def test_a_reflection_gets_a_place_for_notes_and_nothing_else_does() -> None:
    told = FILES[LESSON] + "\n## Think about it (5 minutes)\n\n- What did you see?\n\n## After it\n\nGo home.\n"
    lesson = page(staged({LESSON: told}), "modules/M1/01-look.md")
    panel = re.search(r'<section class="reflection" markdown="1">(.*?)</section>', lesson, re.DOTALL)
    assert panel is not None
    assert panel[1].index("What did you see?") < panel[1].index('<div class="note" data-words="Your notes|Kept on this device only')
    assert "Go home." not in panel[1]
    assert lesson.count('class="note"') == 1
    assert 'class="note"' not in page(staged(), "modules/M1/01-look.md")


def test_key_points_stand_at_the_end_of_the_last_lesson_in_its_language_only() -> None:
    french = "# Ce que nous cherchons\n\nRegardez.\n"
    stage = staged({LESSON.replace("curriculum", "curriculum/fr", 1): french}, "fr")
    lesson = page(stage, "modules/M1/01-look.md")
    assert lesson.index("## Key points of this module") < lesson.index("- Name the worry.") < lesson.index("left in this module")
    assert "Name the worry." not in page(stage, "modules/M1/01-look.md", "fr")


def test_terms_come_in_one_file_a_language_and_english_ones_are_marked() -> None:
    french = "# Ce que nous cherchons\n\nUne [force](term:strength).\n"
    glossary = "format: 1\nterms:\n  - {id: strength, term: strength, definition: an act </script> of help, see: [act]}\n"
    glossary += "  - {id: act, term: act, definition: something done}\n"
    stage = staged({LESSON.replace("curriculum", "curriculum/fr", 1): french, "curriculum/glossary.yaml": glossary}, "fr")
    held = stage.files["en/pages/terms.js"].decode()
    assert held.startswith('practicumTerms(["Close","See also",')
    assert '"strength":["strength","An act <\\/script> of help.",["act"]]' in held
    assert '"act":["act","Something done.",[],"en"]' in stage.files["fr/pages/terms.js"].decode()
    assert "Fermer" in stage.files["fr/pages/terms.js"].decode()


def test_pages_load_only_the_scripts_they_need() -> None:
    stage = staged()
    ours = {"learn.js", "checks.js", "exit.js"}
    for name, needed in (("M1/01-look.md", {"learn.js"}), ("M1/assessment.md", {"checks.js"}), ("index.md", set())):
        assert ours & set(scripts(page(stage, f"modules/{name}"))) == needed


def test_pages_about_hard_matters_carry_the_quick_exit() -> None:
    plain, warned, risky = (
        staged({MODULE: FILES[MODULE].replace("status: draft", f"status: draft{more}")})
        for more in ("", "\ncontent_warning: Hunger.", "\nrisk: high")
    )
    for name in ("M1.md", "M1/01-look.md", "M1/assessment.md", "M1/trainer.md"):
        for stage, carries in ((plain, False), (warned, True), (risky, True)):
            text = page(stage, f"modules/{name}")
            assert ("\nsensitive: true\n" in text) is carries, name
            assert ("exit.js" in scripts(text)) is carries, name
    assert "\nsensitive: true\n" not in page(risky, "modules/M2.md")


def test_every_shipped_lesson_has_a_time_and_every_page_of_a_warned_module_an_exit() -> None:
    stage = shipped_stage()
    lessons = [one for one in stage.pages["en"] if one.kind == "lesson"]
    assert len(lessons) > 200
    assert not [one.path for one in lessons if '<p class="time"' not in one.body or "learn.js" not in one.scripts]
    warned = {one.module for one in stage.pages["en"] if one.kind == "module" and 'aria-label="Content warning"' in one.body}
    assert warned
    assert not [one.path for one in stage.pages["en"] if one.module in warned and not one.sensitive]


def test_help_is_listed_by_country_and_says_when_it_is_invented() -> None:
    country = FILES["competencies/countries/NV/country.yaml"] + (
        "helplines: ['Line: 000 100']\nreferrals: [{when: a child is in danger, to: the duty worker}]\n"
    )
    told = {"competencies/countries/NV/country.yaml": country}
    text = page(staged(told), "help.md")
    assert "[Norvale](#NV)" in text
    assert "## Norvale { #NV }" in text
    assert "- Line: 000 100" in text
    assert "**A child is in danger:** The duty worker." in text
    assert "numbers connect nowhere" in text
    real = {name: words.replace("fictional: true", "fictional: false") for name, words in told.items()}
    assert "numbers connect nowhere" not in page(staged(real), "help.md")


def test_the_forms_speak_french_and_their_words_can_be_told_apart() -> None:
    assert not [word for word in _FORM_WORDS if word not in FRENCH]
    assert not [word for pair in FRENCH.items() for word in pair if "|" in word]
