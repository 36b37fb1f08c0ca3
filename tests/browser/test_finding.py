"""The path finder and the competencies: chosen with the keyboard, and without a script by links alone."""

from __future__ import annotations

from tests.browser.conftest import Visit
from tests.publishing.shipped import shipped_catalogue


def test_a_path_is_chosen_with_the_keyboard(visit: Visit) -> None:
    page = visit("paths/index.html", 360)
    page.focus("select[name=start]")
    for letters, following in (("I am a residential", "end"), ("Family-str", "country"), ("Nor", "")):
        page.keyboard.type(letters, delay=15)
        page.keyboard.press("Tab")
        if following:
            assert page.evaluate("document.activeElement.name") == following
    assert "174 to 192 h new" in page.inner_text(".chosen")
    assert "Norvale: a path of its own" in page.inner_text(".chosen")
    page.keyboard.press("Enter")
    page.wait_for_url("**/paths/RCW-FSW-NV.html")
    assert page.inner_text("h1") == "From residential care worker to family-strengthening worker in Norvale"


def test_what_can_be_chosen_follows_where_one_is(visit: Visit) -> None:
    page = visit("paths/index.html#from-VOL", 360)
    assert page.input_value("select[name=start]") == "VOL"
    assert page.is_visible("#from-VOL a >> nth=0"), "the list one came for is open"
    page.select_option("select[name=end]", "SUP")
    page.select_option("select[name=country]", "NV")
    assert "Norvale: a path of its own" in page.inner_text(".chosen")
    assert page.get_attribute(".chooser .button", "href").endswith("VOL-SUP-NV.html")
    page.select_option("select[name=start]", "TRA")
    assert not page.is_visible(".chooser .button")
    page.click(".chosen a >> nth=2")
    assert page.input_value("select[name=start]") == "CSW"
    page.select_option("select[name=end]", "SUP")
    page.click(".chooser .button")
    page.wait_for_url("**/paths/CSW-SUP.html")


def test_a_path_is_found_without_a_script(visit: Visit) -> None:
    page = visit("index.html", 360, java_script_enabled=False)
    page.click("text=Find your path")
    assert not page.is_visible("form.chooser")
    page.click("summary:has-text('I am a residential care worker')")
    page.click("#from-RCW >> text=Family-strengthening worker")
    page.wait_for_url("**/paths/RCW-FSW.html")
    page.click("text=Norvale: the path there")
    page.wait_for_url("**/paths/RCW-FSW-NV.html")
    page.click("text=/^F10 Law/")
    page.wait_for_url("**/modules/F10-NV.html")


def test_competencies_are_filtered_and_the_choice_can_be_sent(visit: Visit) -> None:
    levels = [one for one in shipped_catalogue().roles["FSW"].value.levels if one.level == 2]
    page = visit("competencies/index.html", 360)
    every = page.locator(".domain li:visible").count()
    assert every == len(shipped_catalogue().competencies)
    page.select_option("select[name=role]", "FSW")
    page.select_option("select[name=level]", "2")
    assert page.locator(".domain li:visible").count() == len(levels)
    assert page.inner_text(".chosen") == f"{len(levels)} competencies"
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    assert page.locator(".domain li:visible").count() == len(levels)
    page.select_option("select[name=domain]", "LED")
    assert page.inner_text(".chosen") == "0 competencies"
    assert page.locator(".domain:visible").count() == 0


def test_without_a_script_every_competency_stands_there(visit: Visit) -> None:
    page = visit("competencies/index.html", 360, java_script_enabled=False)
    assert page.locator(".domain li:visible").count() == len(shipped_catalogue().competencies)
    assert not page.is_visible("form.chooser")


def test_the_list_of_modules_is_narrowed_and_the_choice_can_be_sent(visit: Visit) -> None:
    catalogue = shipped_catalogue()
    every = [id for id, unit in catalogue.modules.items() if not unit.value.legacy]
    cards = ".cards li:visible"
    page = visit("modules/index.html", 360)
    assert page.locator(cards).count() == len(every)
    page.select_option("select[name=audience]", "CAR")
    narrowed = page.locator(cards).count()
    assert 0 < narrowed < len(every)
    assert {id for id in every if "CAR" in catalogue.modules[id].value.audience} <= set(page.locator(f"{cards} .code").all_inner_texts())
    assert page.inner_text(".chosen") == f"{narrowed} {'module' if narrowed == 1 else 'modules'}"
    page.select_option("select[name=hours]", "30.01-9999")
    shown = page.locator(".cards:has(li:visible)").count()
    assert page.locator(".cards:visible").count() == page.locator("article h2:visible").count() == shown
    page.select_option("select[name=audience]", "")
    page.select_option("select[name=role]", "PAR")
    page.select_option("select[name=hours]", "0-6")
    held = page.locator(cards).count()
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    assert page.locator(cards).count() == held
    plain = visit("modules/index.html", 360, java_script_enabled=False)
    assert plain.locator(cards).count() == len(every)
    assert not plain.is_visible("form.chooser")
