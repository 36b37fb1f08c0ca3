"""Every kind of page: nothing for axe to find, nothing wider than the screen, and small enough for a bad connection."""

from __future__ import annotations

import gzip
from typing import Any

import pytest

from tests.browser.conftest import Visit
from tests.publishing.shipped import ShippedSite

PAGES = {
    "home": "index.html",
    "modules": "modules/index.html",
    "module": "modules/F06.html",
    "diagram": "modules/I03/02-twenty-minutes-earlier.html",
    "practicum": "modules/R04.html",
    "edition": "modules/F10-NV.html",
    "lesson": "modules/F06/06-strengths-and-danger.html",
    "assessment": "modules/F01/assessment.html",
    "trainer": "modules/F01/trainer.html",
    "competencies": "competencies/index.html",
    "competency": "competencies/REL-2.html",
    "domain": "competencies/REL.html",
    "roles": "roles/index.html",
    "role": "roles/FSW.html",
    "country": "countries/NV.html",
    "programme": "programmes/strengths-based-practice.html",
    "bridge": "bridge.html",
    "checklist and cost": "programmes/bridge.html",
    "coverage": "coverage.html",
    "case study": "cases/home-no-3.html",
    "path finder": "paths/index.html",
    "path": "paths/RCW-FSW.html",
    "path in steps": "paths/VOL-SUP.html",
    "path in a country": "paths/CSW-PAR-TM.html",
    "map": "map.html",
    "tables": "matrices.html",
    "glossary": "glossary.html",
    "sources": "references.html",
    "search": "search.html?q=danger",
    "help": "help.html",
    "blank": "blank.html",
    "about": "about.html",
    "without a network": "offline.html#modules/F06.html",
    "handbook": "handbook/architecture.html",
    "French home": "fr/index.html",
    "French programme": "fr/programmes/strengths-based-practice.html",
    "French help": "fr/help.html",
    "French module": "fr/modules/F06.html",
    "French lesson": "fr/modules/F06/01-what-we-look-for.html",
}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


# In the other colours only what depends on colour can differ.
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
# On a wide screen the frame and the grid differ, not the pieces: these kinds have them all.
WIDE = ("home", "module", "lesson", "assessment", "competency", "roles", "role", "bridge", "path finder", "path", "search")


def complaints(page: Any, rules: object) -> list[str]:
    """What axe finds, a line each."""
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", rules)["violations"]
    return [f"{one['id']} at {node['target']}: {node['failureSummary']}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize(("name", "width"), [*((name, 360) for name in PAGES), *((name, 1280) for name in WIDE)])
def test_axe_finds_nothing(visit: Visit, axe: str, name: str, width: int) -> None:
    # axe is put in from outside, which the pages' own security policy rightly forbids.
    page = visit(PAGES[name], width, bypass_csp=True)
    if name == "search":
        page.wait_for_selector(".search-list a")
    page.evaluate(axe)
    assert not complaints(page, RULES)
    page.emulate_media(color_scheme="dark")
    assert not complaints(page, COLOURS)


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_wider_than_a_phone(visit: Visit, name: str) -> None:
    page = visit(PAGES[name], 360)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("name", PAGES)
def test_letters_twice_as_large_stay_on_the_phone(visit: Visit, name: str) -> None:
    # The style is put in from outside, which the pages' own security policy rightly forbids.
    page = visit(PAGES[name], 360, bypass_csp=True)
    page.add_style_tag(content="html { font-size: 200% !important }")
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_every_page_opens_on_a_phone(visit: Visit, shipped: ShippedSite, origin: str) -> None:
    page = visit("index.html", 360)
    pages = sorted(path.relative_to(shipped.folder).as_posix() for path in shipped.folder.rglob("*.html"))
    # Paths are alike, and many: each eighth stands for those beside it; of translated pages each third, their frames are those of English.
    paths = [address for address in pages if address.startswith("paths/")]
    other = [address for address in pages if address.startswith("fr/")]
    pages = [address for address in pages if address not in {*paths, *other}] + paths[::8] + other[::3]
    assert len(pages) > 400
    wrong = []
    for address in pages:
        page.goto(f"{origin}/{address}", wait_until="domcontentloaded")
        wide, heading, small = page.evaluate(
            """() => [
                document.documentElement.scrollWidth,
                document.querySelector("h1")?.innerText.trim() ?? "",
                // What a diagram says has to be legible: its letters at the size they have on this screen.
                Math.min(...[...document.querySelectorAll(".diagram text")].map(
                    text => parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a || 99)),
            ]"""
        )
        if wide > 360 or not heading or (small is not None and small < 11):
            wrong.append(f"{address}: {wide} wide, heading {heading!r}, letters of {small}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", PAGES)
def test_one_heading_of_the_first_level_and_a_title(visit: Visit, name: str) -> None:
    page = visit(PAGES[name])
    assert page.locator("h1").count() == 1
    assert page.title().strip()
    assert page.locator("main").count() == 1


def weight(responses: list[Any]) -> float:
    """Kilobytes on the wire, were everything compressed as hosts do; 300 bytes of headers each."""
    return sum(len(gzip.compress(response.body(), 9)) + 300 for response in responses) / 1000


def test_a_first_lesson_and_the_next_one_are_small(visit: Visit, origin: str) -> None:
    page = visit("about.html")
    fresh = page.context.browser.new_context().new_page()
    first: list[Any] = []
    fresh.on("response", lambda response: first.append(response))
    fresh.goto(f"{origin}/modules/F06/01-what-we-look-for.html")
    fresh.wait_for_load_state("networkidle")
    assert len(first) > 3
    assert weight(first) <= 75
    second: list[Any] = []
    fresh.on("response", lambda response: second.append(response))
    fresh.click("nav.around .after")
    fresh.wait_for_url("**/02-*.html")
    fresh.wait_for_load_state("networkidle")
    # What the browser still has is answered with 304 or not asked for at all.
    assert weight([one for one in second if one.url.endswith(".html")]) <= 15
    fresh.context.close()
