"""Diagrams stand in the page itself: in its colours, its language, and said in words."""

from __future__ import annotations

import re

from practicum.publishing.drawings import with_drawings
from practicum.publishing.writing import attribute
from practicum.reading.drawings import CLASSES, WIDEST, read_drawing
from tests.publishing.shipped import ROOT, shipped_catalogue, shipped_stage
from tests.publishing.small_curriculum import FILES, page, staged

TWO_CHAIRS = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 360 80">
<title>Two chairs</title>
<desc>Two chairs at one table</desc>
<style>.bold{font-weight:650}</style>
<rect class="lagoon-tint" x="8" y="8" width="344" height="40" rx="8"/>
<text class="bold middle" x="180" y="34">Two <tspan class="soft">quiet</tspan> chairs &amp; a table</text>
</svg>
"""
LESSON = "curriculum/modules/M1-seeing/01-look.md"


def with_picture(picture: str, **more: str) -> dict[str, str]:
    return {LESSON: FILES[LESSON] + f"\n{picture}\n", "curriculum/diagrams/two-chairs.svg": TWO_CHAIRS, **more}


def test_a_diagram_becomes_part_of_the_page() -> None:
    shown = page(staged(with_picture("![A table between two people](../../diagrams/two-chairs.svg)")), "modules/M1/01-look.md")
    figure = shown.partition('<figure class="diagram">')[2].partition("</figure>")[0]
    assert 'role="img" aria-label="A table between two people. Two chairs at one table."' in figure
    assert '<tspan class="soft">quiet</tspan> chairs &amp; a table</text>' in figure
    assert "<figcaption>Two chairs</figcaption>" in figure
    assert "<style" not in figure
    assert "<title" not in figure
    assert "two-chairs.svg" not in shown


def test_a_picture_that_is_no_diagram_and_one_inside_a_sentence_stay() -> None:
    text = "![x](chair.svg)\n\nSee ![x](../../diagrams/two-chairs.svg) there.\n"
    drawing, faults = read_drawing("curriculum/diagrams/two-chairs.svg", TWO_CHAIRS.encode())
    assert drawing is not None, faults
    assert with_drawings(text, LESSON, {drawing.path: drawing}) == text


def test_a_translated_diagram_takes_the_place_of_the_original() -> None:
    drawings = {}
    both = {"curriculum/diagrams/two-chairs.svg": TWO_CHAIRS, "curriculum/fr/diagrams/two-chairs.svg": TWO_CHAIRS.replace("Two", "Deux")}
    for path, text in both.items():
        drawing, faults = read_drawing(path, text.encode())
        assert drawing is not None, faults
        drawings[path] = drawing
    text = "![Une table](../../diagrams/two-chairs.svg)\n"
    mirror = "curriculum/fr/modules/M1-seeing/01-look.md"
    assert "Deux" in with_drawings(text, mirror, drawings, "fr")
    assert "Deux" not in with_drawings(text, LESSON, drawings)
    del drawings["curriculum/fr/diagrams/two-chairs.svg"]
    assert "Two" in with_drawings(text, LESSON, drawings, "fr")
    assert "Two" in with_drawings(text, mirror, drawings, "fr"), "a translated lesson names its picture as the original does"


def test_words_of_a_diagram_are_known_for_translators() -> None:
    drawing, _ = read_drawing("curriculum/diagrams/two-chairs.svg", TWO_CHAIRS.encode())
    assert drawing is not None
    assert drawing.words == ("Two quiet chairs & a table",)


def test_every_look_a_diagram_may_have_is_in_the_style_sheet() -> None:
    sheet = (ROOT / "site/assets/site.css").read_text("utf-8")
    assert {name for name in CLASSES if not re.search(rf"\.diagram \.{name}\b", sheet)} == set()


def test_every_shipped_diagram_is_fit_and_stands_in_a_lesson() -> None:
    folder = ROOT / "curriculum/diagrams"
    drawings = shipped_catalogue().drawings
    assert {f"curriculum/diagrams/{path.name}" for path in folder.glob("*.svg")} == set(drawings)
    assert all(one.width <= WIDEST for one in drawings.values())
    stage = shipped_stage()
    pages = "".join(text.decode() for name, text in stage.files.items() if name.startswith("en/pages/modules/") and name.endswith(".md"))
    assert [one.path for one in drawings.values() if f"<figcaption>{attribute(one.title)}</figcaption>" not in pages] == []


def test_a_diagram_that_is_not_translated_is_marked_inside_and_heard_in_the_language_of_the_page() -> None:
    drawing, _ = read_drawing("curriculum/diagrams/two-chairs.svg", TWO_CHAIRS.encode())
    assert drawing is not None
    text = "![Deux chaises](../../diagrams/two-chairs.svg)"
    path = "curriculum/modules/M1-seeing/01-look.md"
    foreign = with_drawings(text, path, {drawing.path: drawing}, "fr")
    assert 'aria-label="Deux chaises."' in foreign
    assert foreign.count('lang="en"') == 3, "the drawing, its description and its caption"
    own = with_drawings(text, path, {"curriculum/fr/diagrams/two-chairs.svg": drawing, drawing.path: drawing}, "fr")
    assert "lang=" not in own
    assert drawing.says in with_drawings(text, path, {drawing.path: drawing})
