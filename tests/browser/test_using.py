"""Using the site: search from a server and from disk, menu, light and dark, answers, keyboard, no scripts."""

from __future__ import annotations

import gzip
import re
from typing import Any

import pytest

from tests.browser.conftest import Visit
from tests.publishing.shipped import ShippedSite


def first_result(page: Any, query: str) -> Any:
    """The first result of a query in the dialog that is open."""
    said(page, query, r"\d")
    return page.locator("dialog .search-list a").first


def said(page: Any, query: str, answer: str) -> None:
    """Ask the dialog and wait until it says something like the answer; the answer before has to be gone."""
    from playwright.sync_api import expect

    page.fill("dialog input", "")
    expect(page.locator("dialog [role=status]")).to_have_text(re.compile("two letters|deux lettres"))
    page.fill("dialog input", query)
    expect(page.locator("dialog [role=status]")).to_have_text(re.compile(answer))


@pytest.mark.parametrize("start", ["index.html", "modules/F06/01-what-we-look-for.html"])
def test_search_finds_a_lesson_and_leads_there(visit: Visit, start: str) -> None:
    page = visit(start)
    page.keyboard.press("/")
    assert page.locator("dialog").get_attribute("aria-label") == "Search"
    found = first_result(page, "strength safety plan")
    assert found.inner_text() == "A strength is not a safety plan"
    page.wait_for_selector("dialog .search-list p mark")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/modules/F06/06-strengths-and-danger.html")


def test_codes_beginnings_and_accents_are_understood(visit: Visit) -> None:
    page = visit("about.html")
    page.click("[data-search-open]")
    assert "REL-2" in first_result(page, "REL-2").inner_text()
    assert first_result(page, "F06").inner_text() == "Strengths-based practice 1: seeing what works"
    assert first_result(page, "gatek").inner_text().casefold().startswith("gatekeep")
    assert "danger" in first_result(page, "dÁnger").inner_text().casefold()
    said(page, "xyzzyq", "Nothing found for “xyzzyq”")
    page.keyboard.press("Escape")
    assert not page.locator("dialog").is_visible()


def test_search_works_from_a_folder_on_disk(visit: Visit, shipped: ShippedSite) -> None:
    root = shipped.folder.as_uri()
    page = visit("modules/F06/01-what-we-look-for.html", root=root)
    page.keyboard.press("/")
    first_result(page, "gatekeeping").click()
    page.wait_for_url("**/glossary.html#gatekeeping")
    page = visit("search.html?q=d%C3%A9ranger+trust", root=root)
    page.wait_for_selector("[role=status]")
    assert page.locator("input").input_value() == "déranger trust"


def test_a_first_search_costs_little(visit: Visit) -> None:
    page = visit("index.html")
    seen: list[Any] = []
    page.on("response", lambda response: seen.append(response))
    page.keyboard.press("/")
    first_result(page, "danger")
    page.wait_for_selector("dialog .search-list p mark")
    page.wait_for_load_state("networkidle")
    assert len(seen) > 3
    assert sum(len(gzip.compress(one.body(), 9)) + 300 for one in seen) <= 100_000


def test_french_search_stays_in_french(visit: Visit) -> None:
    page = visit("fr/index.html")
    page.keyboard.press("/")
    found = first_result(page, "cherche")
    assert found.inner_text() == "On voit ce que l’on cherche"


def test_the_menu_opens_closes_and_keeps_the_keyboard_out_while_shut(visit: Visit) -> None:
    page = visit("modules/F06.html", 360)
    menu = page.locator("button.menu")
    assert menu.get_attribute("aria-expanded") == "false"
    assert not page.locator("#areas a").first.is_visible()
    place = menu.bounding_box()
    menu.click()
    # A second tap at the same place closes it again; the lamp and the languages come below.
    assert menu.bounding_box() == place
    lamp = page.locator(".lamp")
    assert lamp.is_visible()
    assert lamp.bounding_box()["y"] > page.locator("#areas a").last.bounding_box()["y"]
    assert menu.get_attribute("aria-expanded") == "true"
    assert page.locator("#areas a").count() >= 6
    assert page.locator("#areas a").first.is_visible()
    page.keyboard.press("Escape")
    assert menu.get_attribute("aria-expanded") == "false"
    assert page.evaluate("document.activeElement.className") == "menu"


def test_light_or_dark_is_remembered_without_a_flash(visit: Visit, origin: str) -> None:
    page = visit("index.html", scheme="light")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.click("[data-lamp]")
    dark = page.evaluate(ground)
    assert dark != light
    # Before its style sheet has come a page has no ground at all; once it has, the ground has to be the dark one.
    page.goto(f"{origin}/about.html", wait_until="load")
    assert page.evaluate(ground) == dark
    assert page.locator("[data-lamp]").get_attribute("aria-pressed") == "true"


def test_the_skip_link_is_first_and_leads_to_the_text(visit: Visit) -> None:
    page = visit("modules/F06.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "text"


def test_an_answer_opens_by_keyboard_and_says_what_it_teaches(visit: Visit) -> None:
    page = visit("modules/F01/assessment.html", java_script_enabled=False)
    answer = page.locator("details.choice").first
    assert not answer.locator("p").is_visible()
    answer.locator("summary").focus()
    page.keyboard.press("Enter")
    assert answer.locator("p").is_visible()
    assert answer.locator("p strong").inner_text() in ("Right.", "Not this one.")


def test_only_tables_that_do_not_fit_take_the_keyboard(visit: Visit) -> None:
    fits = "all => all.filter(one => one.hasAttribute('tabindex') !== (one.scrollWidth > one.clientWidth + 1)).length"
    for width in (360, 1280):
        page = visit("coverage.html", width)
        assert page.locator(".wide").count()
        assert page.evaluate("document.documentElement.scrollHeight") < 9_000, "its tables are folded away"
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        page.wait_for_timeout(100)
        assert page.eval_on_selector_all(".wide", fits) == 0


def test_a_table_that_does_not_fit_a_phone_becomes_cards(visit: Visit) -> None:
    address = "modules/R01/04-skills-and-portfolio.html"
    table = visit(address, 360).locator(".wide table").first
    assert table.locator("td").nth(1).evaluate("cell => getComputedStyle(cell, '::before').content") == '"Keep: "'
    assert table.evaluate("one => one.parentNode.scrollWidth <= one.parentNode.clientWidth + 1")
    assert table.get_attribute("role") == "table"
    assert not visit(address, 1280).locator(".wide table.told").count()


def test_without_scripts_everything_but_the_search_is_there(visit: Visit) -> None:
    page = visit("modules/F06/06-strengths-and-danger.html", 360, java_script_enabled=False)
    assert page.locator("#areas a").first.is_visible()
    assert not page.locator("button.menu").is_visible()
    assert not page.locator("[data-lamp]").is_visible()
    assert page.locator("article h1").is_visible()


def test_the_path_of_the_bridge_leads_to_its_stages(visit: Visit) -> None:
    page = visit("bridge.html")
    stops = page.locator(".path a")
    assert stops.count() == page.locator(".stage h3").count() == 7
    stops.nth(2).click()
    anchor = page.evaluate("location.hash")
    assert anchor.startswith("#stage-")
    assert page.locator(anchor).inner_text().startswith("2 ")


def test_on_paper_answers_are_open_and_nothing_waits_to_be_pressed(visit: Visit) -> None:
    page = visit("modules/F01/assessment.html")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.eval_on_selector_all("details", "all => all.every(one => one.open)")
    assert not page.locator("header .tools").is_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.eval_on_selector_all("details", "all => all.every(one => !one.open)")


@pytest.mark.parametrize("chosen", [False, True])
def test_what_is_printed_in_the_dark_is_black_on_white(visit: Visit, chosen: bool) -> None:
    page = visit("modules/F06/06-strengths-and-danger.html", scheme="dark")
    if chosen:
        page.evaluate("document.documentElement.dataset.theme = 'dark'")
    paper = "getComputedStyle(document.documentElement).getPropertyValue('--paper').trim()"
    assert page.evaluate(paper) == "#15262b"
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate(paper) == "#ffffff"
    assert page.evaluate("getComputedStyle(document.querySelector('.scenario')).backgroundColor") == "rgb(255, 255, 255)"


def test_what_a_programme_costs_is_added_up_from_ones_own_prices(visit: Visit) -> None:
    page = visit("programmes/bridge.html")
    whole = page.locator("form.cost [data-sum=whole]")
    assert whole.inner_text() == "Fill in the prices to see the sum."
    # 34 workers at 306 hours of absence and 12 of supervision each, two groups taught for 186 hours.
    given = {"learners": 34, "groups": 2, "taught": 186, "practice": 120, "backfill": 8, "trainer": 25, "supervisor": 15}
    for name, value in given.items():
        page.fill(f"form.cost [name={name}]", str(value))
    assert page.locator("form.cost output").inner_text().split("\n") == [
        "absence 83,232", "teaching 9,300", "supervision 6,120", "in all 98,652",
    ]
    page.fill("form.cost [name=other]", "-500")
    assert whole.inner_text() == "in all 98,652"  # nothing costs less than nothing
    page.fill("form.cost [name=learners]", "")
    page.fill("form.cost [name=trainer]", "0")
    assert whole.inner_text() == "Fill in the prices to see the sum."
