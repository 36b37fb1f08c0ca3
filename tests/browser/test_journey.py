"""One learner's whole way: find a path, read, answer, lose the network, go on, hand the progress to the training lead."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.browser.test_offline import Host, answered, host, kept
from tests.cli.test_commands import call

__all__ = ["host"]
PROGRAMME = "programmes/volunteer-induction.html"


def chosen(page: Any, home: str) -> None:
    """From the home page by the path finder to the first lesson of the first module."""
    page.goto(f"{home}/index.html")
    page.click("text=Find your path")
    page.wait_for_url("**/paths/index.html")
    page.select_option("select[name=start]", label="I hold no certificate yet")
    page.select_option("select[name=end]", "VOL")
    page.select_option("select[name=country]", "NV")
    page.click(".chooser .button")
    page.wait_for_url("**/paths/new-VOL.html")
    page.locator("main a[href*='modules/F01']").first.click()
    page.wait_for_url("**/modules/F01.html")
    page.click("article .doors .button >> nth=0")
    page.wait_for_url("**/modules/F01/01-*.html")


def read(page: Any) -> None:
    """Mark the lesson as read and go to the next."""
    page.click(".track [data-press]")
    page.click("nav.around .after")


@pytest.mark.parametrize("width", [360, 1280])
def test_a_learners_way_from_the_path_to_the_training_lead(browser: Any, host: Host, width: int, tmp_path: Path) -> None:
    context = browser.new_context(viewport={"width": width, "height": 740})
    outside: list[str] = []
    context.on("request", lambda request: None if request.url.startswith((host.address, "data:", "blob:")) else outside.append(request.url))
    page = context.new_page()
    chosen(page, host.address)
    read(page)
    page.goto(f"{host.address}/modules/F01/assessment.html")
    answered(page)
    page.goto(f"{host.address}/{PROGRAMME}")
    kept(page)
    host.cut()
    context.set_offline(True)

    # Every page of the programme opens: lessons, assessments, trainer notes, roles, terms.
    names = json.loads(page.evaluate("caches.match('/offline/volunteer-induction.json').then(one => one.text())"))
    pages = [address for address, _mark in names["files"] if address.endswith(".html")]
    assert len(pages) > 20
    for address in pages:
        page.goto(f"{host.address}/{address}")
        assert page.url.endswith(address)
        assert page.locator("h1").count() == 1 or address == "blank.html", address
    page.goto(f"{host.address}/modules/F01.html")
    page.click(".lessons li:nth-child(2) a")
    read(page)
    page.goto(f"{host.address}/modules/F01.html")
    page.click(".track [data-finish] button")
    page.goto(f"{host.address}/my-progress.html")
    page.fill("[data-learner]", "L1")
    with page.expect_download() as handed:
        page.click("[data-out] button")
    records = tmp_path / "records"
    records.mkdir()
    handed.value.save_as(records / handed.value.suggested_filename)
    assert not outside
    context.close()

    (records / "learners.csv").write_text("learner\nL1\n")
    (records / "agencies.csv").write_text("agency,country\nA1,NV\n")
    (records / "posts.csv").write_text("learner,role,agency,start\nL1,VOL,A1,2026-01-01\n")
    done = call("gaps", str(records), "--as-of", "2030-01-01", "--out", str(tmp_path / "report"), where=tmp_path)
    assert done.exit_code == 0, done.output
    assert "1 completion rests on the learner's own word" in done.output


def test_without_script_the_same_way_can_be_read(browser: Any, host: Host) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{host.address}/index.html")
    page.click("text=Find your path")
    page.click("summary:has-text('I hold no certificate yet')")
    page.locator("details[open] a", has_text="volunteer").first.click()
    page.locator("main a[href*='modules/F01']").first.click()
    page.click("article .doors .button >> nth=0")
    page.click("nav.around .after")
    page.goto(f"{host.address}/modules/F01/assessment.html")
    answer = page.locator("details").first
    answer.locator("summary").click()
    assert answer.locator("p").first.is_visible()
    context.close()
