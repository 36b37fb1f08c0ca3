"""The report in a real browser, from a file: no error, no request, nothing for axe to find, filters that filter."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from practicum.reporting import report
from practicum.reporting.cases import cases_of
from practicum.reporting.my_plan import plan_files
from practicum.reporting.page import Setting
from tests.reporting.made_up_people import AS_OF, MadeVerdicts, catalogue, plans_for, workforce
from tests.reporting.test_views import with_roles

NAMES = (
    *("index.html", "who-lacks-what.html", "deadlines.html", "data-quality.html", "about.html"),
    *("places.html", "roles.html", "restricted.html", "competencies.html", "workforce.html", "changes.html"),
    *("agencies/home-no-3.html", "split/agency/home-no-3.html", "plans/home-no-3.html", "plans/home-no-3-easy.html"),
)
PALETTE = Path(__file__).parents[2] / "site" / "assets" / "palette.css"
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

Open = Callable[..., Any]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report on 500 made-up people in a folder whose name has a space."""
    made, intake = workforce()
    where = tmp_path_factory.mktemp("a report")
    palette = PALETTE.read_text(encoding="utf-8") if PALETTE.is_file() else ""
    names = with_roles(PAR=(("REL-1", 2), ("REL-2", 1)), FSW=(("REL-1", 3),), CSW=(("FAM-1", 2),))
    how: dict[str, Any] = {"as_of": AS_OF, "known_at": None, "synthetic": True, "palette_css": palette, "split": ("agency",)}
    how["plans"] = plans_for(made)
    before = [(str(row["learner"]), str(row["certification"]), "due") for row in made.certificate_rows]
    for name, content in report(made, intake, names, **how, earlier=before, since=AS_OF.replace(month=7)).items():
        (where / name).parent.mkdir(parents=True, exist_ok=True)
        (where / name).write_bytes(content)
    return where


@pytest.fixture
def visit(browser: Any, folder: Path) -> Iterator[Open]:
    """Open a page; afterwards nothing may have gone wrong or out."""
    contexts: list[Any] = []
    faults: list[str] = []

    def open_page(name: str, width: int = 1280, **options: Any) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: faults.append(message.text) if message.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda request: None if request.url.startswith(("file:", "data:")) else faults.append(request.url))
        page.goto((folder / name).as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
@pytest.mark.parametrize("name", NAMES)
def test_axe_finds_nothing_and_nothing_sticks_out(visit: Open, axe: str, name: str, width: int, scheme: str) -> None:
    page = visit(name, width, color_scheme=scheme)
    for summary in page.locator("summary").all()[:3]:
        if summary.is_visible():
            summary.click()
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    page.evaluate(axe)
    found = page.evaluate(f"axe.run(document, {{runOnly: {json.dumps(AXE_TAGS)}}})")
    assert len(found["passes"]) > 10
    assert [(fault["id"], fault["nodes"][0]["html"][:200]) for fault in found["violations"]] == []


def test_filters_search_and_order(visit: Open) -> None:
    made, _ = workforce()
    expected = {
        row["learner"]
        for row in made.certificate_rows
        if row["country"] == "TM" and (row["state"] == "lapsed" or "lapsed" in (row["also"] or []))  # type: ignore[operator]  # a list of words
    }
    page = visit("who-lacks-what.html")
    page.select_option("#f-country", "TM")
    page.select_option("#f-state", "lapsed")
    page.click("#all") if page.locator("#all").is_visible() else None
    assert set(page.locator(".p-id").all_text_contents()) == expected
    page.click("button[type=reset]")
    page.fill("#f-search", "l0042")
    assert page.locator(".p-id").all_text_contents() == ["L0042"]
    page.fill("#f-search", "x0003")
    assert page.locator(".p-id").all_text_contents() == ["L0003"]
    assert "search" not in page.url
    page.fill("#f-search", "")
    page.select_option("#f-order", "learner")
    page.click("#all")
    shown = page.locator(".p-id").all_text_contents()
    assert shown == sorted(shown)
    assert page.locator("#paging").is_hidden()


def test_an_address_with_filters_opens_filtered(visit: Open) -> None:
    page = visit("who-lacks-what.html")
    page.select_option("#f-role", "FSW")
    address = page.url
    assert address.endswith("#role=FSW")
    page.goto("about:blank")
    page.goto(address)
    assert page.input_value("#f-role") == "FSW"
    assert all("Family-strengthening worker" in roles for roles in page.locator(".p-roles").all_text_contents())


def test_a_learner_unfolds_to_reasons_and_the_way_out(visit: Open) -> None:
    page = visit("who-lacks-what.html", 360)
    page.locator("#choices summary").click()
    page.select_option("#f-role", "FSW")
    page.select_option("#f-state", "never")
    page.locator(".people summary").first.click()
    text = page.locator(".cases").first.inner_text()
    assert "One whole route: the bridge or promotion." in text
    assert "Nothing is on record for it." in text
    assert "What closes it" in text
    assert "hours in all, in this order" in text
    assert "somebody has to check by hand" in text


def test_bars_are_drawn_to_their_counts(visit: Open) -> None:
    page = visit("index.html")
    made, _ = workforce()
    for label, certification in (("Allied professional", "ALL"), ("Family-strengthening worker", "FSW")):
        states = {row["state"] for row in made.certificate_rows if row["certification"] == certification}
        bar = page.locator(f".bars li:has-text('{label}')").first
        widths = bar.locator("svg > rect").evaluate_all("rects => rects.map(rect => rect.getBoundingClientRect().width)")
        assert len(widths) == len(states)
        assert min(widths) > 0


def test_without_scripts_there_is_a_plain_table(visit: Open) -> None:
    page = visit("who-lacks-what.html", java_script_enabled=False)
    assert page.locator("#filters").is_hidden()
    made, _ = workforce()
    lapsed = next(str(row["learner"]) for row in made.certificate_rows if row["state"] == "lapsed")
    row = page.locator(f"noscript tr:has(th:text-is('{lapsed}'))").first
    assert "Lapsed" in row.inner_text()


def test_paper_shows_the_whole_list(visit: Open) -> None:
    page = visit("who-lacks-what.html")
    before = page.locator(".people > li").count()
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".people > li").count() > before
    page.emulate_media(media="print")
    assert page.locator("#filters").is_hidden()
    assert page.locator(".banner").first.is_visible()


def test_a_table_is_searched_filtered_and_sorted(visit: Open) -> None:
    made, _ = workforce()
    page = visit("agencies/home-no-3.html")
    region = page.locator("[data-live]", has=page.locator("caption", has_text="People and what is open"))
    rows = region.locator("tbody tr")
    own = [row for row in made.certificate_rows if row["agency"] == "Home No. 3"]
    assert rows.count() == 25
    foot = region.locator("xpath=following-sibling::div[1]")
    assert foot.inner_text().startswith(f"25 of {len(own)} rows shown")
    bar = region.locator("xpath=preceding-sibling::div[1]")
    bar.locator("select").nth(1).select_option("Lapsed")
    assert rows.count() == sum(row["state"] == "lapsed" for row in own)
    bar.locator("select").nth(1).select_option("All")
    bar.locator("input").fill("family-strengthening")
    assert rows.count() == min(25, sum(row["certification"] == "FSW" for row in own))
    bar.locator("input").fill("")
    region.locator("th", has_text="Learner").locator("button").click()
    shown = region.locator("tbody th").all_text_contents()
    assert shown == sorted(shown)
    assert region.locator("th[aria-sort]").get_attribute("aria-sort") == "ascending"
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert rows.count() == len(own)


def test_from_a_country_to_an_agency_to_its_people(visit: Open) -> None:
    page = visit("places.html", 360)
    page.locator("details.drill", has_text="Belmora").locator("figure summary").click()
    page.locator("details.drill", has_text="Belmora").locator("a", has_text="Home No. 3").first.click()
    assert page.locator("h1").inner_text() == "Home No. 3"
    page.locator("nav a", has_text="Overview").first.click()
    assert page.locator("h1").inner_text() == "Overview"


def test_charts_have_a_text_in_their_place_and_stay_in_their_frame(visit: Open) -> None:
    page = visit("deadlines.html", 360)
    for chart in page.locator("svg.months").all():
        assert chart.get_attribute("role") == "img"
        assert chart.locator("desc").text_content()
        assert chart.evaluate("svg => svg.closest('figure').querySelector('table tbody').rows.length") > 0
        tops = chart.locator("rect").evaluate_all("all => all.map(one => one.y.baseVal.value)")
        assert min(tops) >= 0


def test_tables_read_as_they_are_without_scripts(visit: Open) -> None:
    page = visit("restricted.html", java_script_enabled=False)
    assert page.locator("tbody tr").count() >= 10
    assert page.locator(".live").count() == 0


def printed(page: Any) -> list[str]:
    """The text of each A4 page on paper."""
    import pypdfium2

    page.emulate_media(media="print")
    with pypdfium2.PdfDocument(page.pdf(format="A4")) as pdf:
        return [one.get_textpage().get_text_range() for one in pdf]


@pytest.mark.parametrize("name", ["plans/home-no-3.html", "plans/home-no-3-easy.html"])
def test_a_plan_takes_one_printed_page_a_person(visit: Open, name: str) -> None:
    page = visit(name)
    people = page.locator("section.plan h2").all_text_contents()
    pages = printed(page)
    assert [[who for who in people if who in text] for text in pages] == [[who] for who in people], "nothing before, between or overleaf"
    said = page.locator("section.plan li > span:first-of-type").all_text_contents()
    assert len(said) > len(people)
    on_paper = re.sub(r"\W", "", "".join(pages))
    assert [words for words in said if re.sub(r"\W", "", words) not in on_paper] == [], "nothing is cut"


@pytest.mark.parametrize("easy", [False, True])
def test_a_long_plan_goes_on_overleaf_under_the_same_heading(browser: Any, easy: bool) -> None:
    made = MadeVerdicts().certificate("Somebody", "FSW", "never").certificate("Next", "PAR", "never")
    made.requirement("Somebody", "FSW/award/F05", "not_met").requirement("Next", "PAR/award/F05", "not_met")
    plans = plans_for(made)
    (plan, step) = (plans.plans["Somebody"], plans.plans["Somebody"].steps[0])
    plan = replace(plan, steps=tuple(replace(step, what=f"X{number:02}") for number in range(60)))
    plans = replace(plans, plans={**plans.plans, "Somebody": plan}, steps={**plans.steps, ("Somebody", "FSW"): plan.steps})
    cases = cases_of(made, catalogue(), as_of=AS_OF, plans=plans).cases
    files = dict(plan_files(cases, catalogue(), Setting(AS_OF, None, True, ""), plans))
    page = browser.new_page()
    page.set_content(files[f"plans/home-no-3{'-easy' if easy else ''}.html"].decode())
    pages = printed(page)
    page.close()
    assert len(pages) >= 3
    assert all("My plan" in text for text in pages)
    assert ["Somebody" in text for text in pages] == [False, *[True] * (len(pages) - 1)]
    assert [f"X{number:02}" for number in range(60) if f"X{number:02}" not in "".join(pages)] == []
