"""Without a network: after one visit to a programme its pages, its search and its self-checks are there; an update fetches only changes."""

from __future__ import annotations

import json
import re
import shutil
import threading
import zipfile
from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from practicum.publishing.carrying.bundles import Site
from practicum.publishing.carrying.folder import SiteFolder
from practicum.publishing.carrying.packs import pack
from tests.browser.conftest import Quiet, Visit
from tests.publishing.shipped import ShippedSite

PROGRAMME = "programmes/strengths-based-practice.html"
LIST = "offline/strengths-based-practice.json"


class Host:
    """A server of a folder that can be cut off, and knows what it was asked for."""

    def __init__(self, folder: Path) -> None:
        asked: list[str] = []

        failing: set[str] = set()

        class Noting(Quiet):
            def do_GET(self) -> None:  # noqa: N802  # the name that http.server looks for
                asked.append(self.path.lstrip("/"))
                if asked[-1] in failing:
                    self.send_error(503)
                else:
                    super().do_GET()

        self.asked, self.failing = asked, failing
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Noting, directory=str(folder)))
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        self.running = True

    def cut(self) -> None:
        """No more answers."""
        if self.running:
            self._server.shutdown()
            self._server.server_close()
            self._thread.join()
            self.running = False


@pytest.fixture
def host(shipped: ShippedSite) -> Iterator[Host]:
    found = Host(shipped.folder)
    yield found
    found.cut()


@pytest.fixture
def context(browser: Any) -> Iterator[Any]:
    made = browser.new_context(viewport={"width": 360, "height": 740})
    yield made
    made.close()


def kept(page: Any) -> None:
    """Wait until the programme says that it is on the device."""
    page.locator(".carry [role=status]", has_text=re.compile("^Kept on your device")).wait_for(timeout=60_000)


def search(page: Any, query: str) -> list[str]:
    """The titles that a search in the dialog finds."""
    page.click("[data-search-open]")
    page.fill("dialog input", query)
    page.wait_for_selector("dialog .search-list a")
    return [str(title) for title in page.locator("dialog .search-list a").all_inner_texts()]


def answered(page: Any) -> None:
    """Answer a question of the self-check and wait for what it says."""
    question = page.locator(".questions form").first
    question.locator("input[type=radio], input[type=checkbox]").first.check()
    question.locator("button").first.click()
    question.locator("[role=status], .feedback, output").first.wait_for()


def test_after_one_visit_a_programme_works_without_a_network(context: Any, host: Host) -> None:
    outside: list[str] = []
    context.on("request", lambda request: None if request.url.startswith((host.address, "data:")) else outside.append(request.url))
    page = context.new_page()
    page.goto(f"{host.address}/{PROGRAMME}")
    kept(page)
    host.cut()
    context.set_offline(True)

    # A lesson that was never opened, with its look and its scripts.
    page.goto(f"{host.address}/modules/F06.html")
    page.click("article .button >> nth=0")
    page.wait_for_url("**/modules/F06/01-*.html")
    assert page.locator("article h1").inner_text() == "What we look for is what we see"
    assert page.evaluate("getComputedStyle(document.querySelector('.top')).display") in ("flex", "grid")
    page.click("nav.around .after")
    page.wait_for_url("**/modules/F06/02-*.html")

    # Its assessment opens and answers.
    page.goto(f"{host.address}/modules/F06/assessment.html")
    assert page.locator("article h1").count() == 1
    answered(page)

    # A term opens in place, notes are kept, help is one step away and so is the way out.
    page.goto(f"{host.address}/modules/F06/01-what-we-look-for.html")
    page.locator("article a[aria-haspopup=dialog]").first.click()
    page.wait_for_selector("dialog.term[open]")
    page.keyboard.press("Escape")
    page.locator(".note").scroll_into_view_if_needed()
    page.fill(".note textarea", "The canal.")
    page.click(".exit .help")
    page.wait_for_url("**/help.html")
    assert page.locator("#NV").is_visible()
    page.click(".exit .leave")
    page.wait_for_url("**/blank.html")
    page.goto(f"{host.address}/modules/F06/assessment.html")

    # The search finds what is kept, with a line of text, and names no page that would not open.
    titles = search(page, "strengths danger")
    assert "A strength is not a safety plan" in titles or len(titles) >= 3
    page.wait_for_selector("dialog .search-list p mark")
    first = page.locator("dialog .search-list a").first
    first.click()
    page.wait_for_load_state()
    assert "offline.html" not in page.url
    names = json.loads(page.evaluate(f"caches.match('/{LIST}').then(one => one.text())"))
    assert [address for address, _ in names["files"] if address == "modules/F06.html"]
    # What learners hold before they begin is no part of it, and costs nobody a megabyte.
    assert not [address for address, _ in names["files"] if address.startswith(("modules/F07", "modules/F05"))]

    # What is not kept says so, names what is, and leads there.
    page.goto(f"{host.address}/modules/L01.html")
    assert page.url.endswith("/offline.html#modules/L01.html")
    assert page.locator("h1").inner_text() == "This page is not on your device"
    page.wait_for_selector("[data-kept-list] a")
    assert page.locator("[data-again]").get_attribute("href").endswith("/modules/L01.html")
    assert not page.locator("[data-kept-none]").is_visible()
    page.click("[data-kept-list] a")
    page.wait_for_url(f"**/{PROGRAMME}")
    assert page.goto(f"{host.address}/").ok
    assert page.locator("h1").count() == 1
    assert not outside
    # French has a page of its own for this.
    page.goto(f"{host.address}/fr/modules/F06.html")
    assert page.locator("h1").inner_text() == "Cette page n’est pas sur votre appareil"


def test_what_is_taken_off_stays_off_until_it_is_asked_for(context: Any, host: Host) -> None:
    page = context.new_page()
    page.goto(f"{host.address}/programmes/allied.html")
    kept(page)
    count = "caches.keys().then(all => caches.open(all[0])).then(held => held.keys()).then(all => all.length)"
    whole = page.evaluate(count)
    page.click(".carry button")
    page.locator(".carry [role=status]", has_text=re.compile(r"About [\d.]+ [KM]B are fetched")).wait_for()
    assert page.evaluate(count) < 20 < whole
    page.reload()
    page.locator(".carry button", has_text="Keep for offline").wait_for()
    page.click(".carry button")
    kept(page)
    assert page.evaluate(count) == whole


@pytest.mark.parametrize("line", ["undefined", "{saveData: true, effectiveType: '4g'}", "{effectiveType: '3g'}", "{type: 'cellular'}"])
def test_a_line_that_costs_or_is_not_known_is_asked_first(context: Any, host: Host, line: str) -> None:
    page = context.new_page()
    page.add_init_script(f"Object.defineProperty(navigator, 'connection', {{value: {line}}})")
    page.goto(f"{host.address}/programmes/allied.html")
    page.locator(".carry [role=status]", has_text=re.compile(r"About [\d.]+ [KM]B are fetched")).wait_for()
    assert "modules/A01.html" not in host.asked
    page.click(".carry button")
    kept(page)
    assert "modules/A01.html" in host.asked


def test_the_module_that_is_read_is_kept_on_any_line(context: Any, host: Host) -> None:
    page = context.new_page()
    page.add_init_script("Object.defineProperty(navigator, 'connection', {value: undefined})")
    page.goto(f"{host.address}/modules/F06/01-what-we-look-for.html")
    page.wait_for_timeout(5000)
    assert "offline/module-F06.json" not in host.asked, "who looks in pays for one page"
    page.goto(f"{host.address}/modules/F06/02-naming-a-strength.html")
    for _ in range(200):
        if page.evaluate("caches.match('/offline/module-F06.json').then(Boolean)"):
            break
        page.wait_for_timeout(100)
    # Nothing but this module: neither another one nor a search index.
    assert not [name for name in host.asked if name.startswith(("search/", "programmes/", "modules/")) and "/F06" not in name]
    about = json.loads(page.evaluate("caches.match('/offline/module-F06.json').then(one => one.text())"))
    assert about["size"] < 200_000
    host.cut()
    page.goto(f"{host.address}/modules/F06/06-strengths-and-danger.html")
    assert page.locator("article h1").inner_text() == "A strength is not a safety plan"
    page.goto(f"{host.address}/modules/F06/01-what-we-look-for.html")
    page.locator("article a[aria-haspopup=dialog]").first.click()
    page.wait_for_selector("dialog.term[open]")
    page.keyboard.press("Escape")
    page.goto(f"{host.address}/modules/F06/assessment.html")
    answered(page)
    page.goto(f"{host.address}/{PROGRAMME}")
    page.locator("[data-kept-list] a", has_text="F06").click()
    page.wait_for_url("**/modules/F06.html")


def test_a_full_device_says_so_and_keeps_nothing_by_halves(context: Any, host: Host) -> None:
    page = context.new_page()
    page.add_init_script("Object.defineProperty(navigator, 'connection', {value: undefined})")
    page.goto(f"{host.address}/programmes/allied.html")
    page.locator(".carry button", has_text="Keep for offline").wait_for()
    count = "caches.keys().then(all => caches.open(all[0])).then(held => held.keys()).then(all => all.length)"
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    before = page.evaluate(count)
    devtools = context.new_cdp_session(page)
    used = devtools.send("Storage.getUsageAndQuota", {"origin": host.address})["usage"]
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": host.address, "quotaSize": used + 300_000})
    page.click(".carry button")
    page.locator(".carry [role=status]", has_text=re.compile(r"There is no room .* It needs about [\d.]+ [KM]B")).wait_for()
    assert len([name for name in host.asked if name.startswith("modules/")]) > 3, "it had begun"
    assert page.evaluate(count) == before
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": host.address})
    page.click(".carry button")
    kept(page)


def test_an_update_fetches_only_what_changed_and_leaves_nothing_behind(
    context: Any, shipped: ShippedSite, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    names = json.loads((shipped.folder / "offline/allied.json").read_text("utf-8"))["files"]
    shell = ["sw.js", "offline.html", "fr/offline.html", "fr/blank.html", "fr/help.html"]
    shell += ["offline/allied.json", "manifest.webmanifest", "assets/icon-192.png"]
    for name in [name for name, _ in names] + shell:
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(shipped.folder / name, site / name)
    host = Host(site)
    page = context.new_page()
    page.goto(f"{host.address}/programmes/allied.html")
    kept(page)
    before = page.evaluate("caches.keys()")

    # A new build in which one page has other words.
    lesson = site / "modules/A01.html"
    lesson.write_text(lesson.read_text("utf-8").replace("<h1", "<h1 data-new", 1), "utf-8")
    kept_list = site / "offline/allied.json"
    old = dict(names)["modules/A01.html"]
    kept_list.write_text(kept_list.read_text("utf-8").replace(old, "0123456789"), "utf-8")
    worker = site / "sw.js"
    worker.write_text(re.sub(r'build = "\w+"', 'build = "another"', worker.read_text("utf-8"), count=1), "utf-8")
    host.asked.clear()
    page.evaluate("navigator.serviceWorker.getRegistration().then(one => one.update())")
    for _ in range(100):
        if [name.rsplit(" ", 1)[1] for name in page.evaluate("caches.keys()")] == ["another"]:
            break
        page.wait_for_timeout(100)
    assert len(before) == 1
    assert sorted(host.asked) == ["modules/A01.html", "offline/allied.json", "sw.js"]
    host.cut()
    page.goto(f"{host.address}/modules/A01.html")
    assert page.locator("h1[data-new]").count() == 1


def test_a_page_that_the_host_cannot_give_now_is_not_said_to_be_kept(context: Any, host: Host) -> None:
    host.failing.add("modules/A01.html")
    page = context.new_page()
    page.goto(f"{host.address}/programmes/allied.html")
    page.locator(".carry [role=status]", has_text="Not all of it arrived").wait_for()
    host.failing.clear()
    page.click(".carry button")
    kept(page)
    assert page.evaluate("caches.match('/modules/A01.html').then(Boolean)")


def test_an_update_that_the_host_cannot_give_whole_takes_no_page_away(context: Any, shipped: ShippedSite, tmp_path: Path) -> None:
    site = tmp_path / "site"
    shutil.copytree(shipped.folder, site)
    host = Host(site)
    page = context.new_page()
    page.goto(f"{host.address}/programmes/allied.html")
    kept(page)
    before = page.evaluate("caches.keys()")
    kept_list, worker = site / "offline/allied.json", site / "sw.js"
    old = dict(json.loads(kept_list.read_text("utf-8"))["files"])["modules/A01.html"]
    kept_list.write_text(kept_list.read_text("utf-8").replace(old, "0123456789"), "utf-8")
    worker.write_text(re.sub(r'build = "\w+"', 'build = "another"', worker.read_text("utf-8"), count=1), "utf-8")
    host.failing.add("modules/A01.html")
    fetched = "navigator.serviceWorker.getRegistration().then(one => one.update()).then(one => one.installing && one.installing.state)"
    page.evaluate(fetched)
    for _ in range(100):
        if "modules/A01.html" in host.asked[1:] and not page.evaluate(
            "navigator.serviceWorker.getRegistration().then(one => Boolean(one.installing || one.waiting))"
        ):
            break
        page.wait_for_timeout(100)
    assert set(before) <= set(page.evaluate("caches.keys()"))
    host.cut()
    page.goto(f"{host.address}/modules/A01.html")
    assert "offline.html" not in page.url


def test_erasing_everything_takes_the_kept_programmes_along(context: Any, host: Host) -> None:
    page = context.new_page()
    page.goto(f"{host.address}/programmes/allied.html")
    kept(page)
    page.goto(f"{host.address}/my-progress.html")
    page.locator("[data-keys] li", has_text="Allied professionals: pages to read without internet").wait_for()
    assert not page.locator("[data-keys-none]").is_visible()
    page.click("[data-erase-all]")
    page.click("[data-erase-all-sure] [data-yes]")
    page.locator("[data-erase-said]", has_text="Everything that this site kept on this device is erased.").wait_for()
    page.locator("[data-keys-none]").wait_for()
    assert not page.evaluate("caches.match('/modules/A01.html').then(Boolean)")
    assert not page.evaluate("caches.match('/offline/allied.json').then(Boolean)")
    # What the site needs to say that there is no network stays.
    assert page.evaluate("caches.match('/offline.html').then(Boolean)")


def test_a_broken_address_hides_nothing(context: Any, host: Host) -> None:
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(f"{host.address}/programmes/allied.html")
    kept(page)
    page.goto(f"{host.address}/offline.html#http://[")
    page.wait_for_selector("[data-kept-list] a")
    page.goto(f"{host.address}/search.html?q=trauma+%")
    page.wait_for_selector(".search-list a")
    assert not faults


def test_the_site_can_be_installed_in_each_language(shipped: ShippedSite) -> None:
    for language, up in (("", ""), ("fr/", "../")):
        manifest = json.loads((shipped.folder / language / "manifest.webmanifest").read_text("utf-8"))
        assert (shipped.folder / language / manifest["start_url"]).is_file()
        assert manifest["scope"] == (up or "./")
        sides = {icon["sizes"] for icon in manifest["icons"]}
        assert {"any", "192x192", "512x512"} <= sides
        for icon in manifest["icons"]:
            data = (shipped.folder / language / icon["src"]).read_bytes()
            if icon["type"] == "image/png":
                side = int(icon["sizes"].split("x")[0])
                assert data[16:24] == side.to_bytes(4, "big") * 2


def test_a_pack_opens_from_a_folder_with_its_own_search(visit: Visit, shipped: ShippedSite, tmp_path: Path) -> None:
    # The site is shared by all tests, so the pack is made beside a copy of it.
    copy = tmp_path / "site"
    shutil.copytree(shipped.folder, copy)
    programme = next(page for page in shipped.staged.pages["en"] if page.address == PROGRAMME)
    made = pack(Site(shipped.staged, SiteFolder(copy)), "en", programme)
    card = tmp_path / "memory card"
    zipfile.ZipFile(copy / made.path).extractall(card)
    shutil.rmtree(copy)
    assert sorted(path.name for path in card.iterdir()) == ["pages", "start.html"]

    page = visit("start.html", 360, root=card.as_uri())
    page.wait_for_url(f"**/pages/{PROGRAMME}")
    assert page.locator(".pack").is_visible()
    assert not page.locator(".carry").is_visible()
    assert "A strength is not a safety plan" in search(page, "strengths danger")
    page.wait_for_selector("dialog .search-list p mark")
    page.click("dialog .search-list a >> text=A strength is not a safety plan")
    page.wait_for_url("**/pages/modules/F06/06-strengths-and-danger.html")
    page.click("nav.around .after")
    page.wait_for_url("**/pages/modules/F06/07-*.html")
    # Help and the quick exit are on the card.
    page.click(".exit .help")
    page.wait_for_url("**/pages/help.html")
    assert page.locator("#NV").is_visible()
    page.click(".exit .leave")
    page.wait_for_url("**/pages/blank.html")
    assert "strength" not in page.locator("body").inner_text().lower()
    # The self-check answers, and what is not in the pack is no link.
    page.goto(f"{card.as_uri()}/pages/modules/F06/assessment.html")
    answered(page)
    assert page.locator("header a, footer a").count() > 2
    assert not page.locator("a[href*='/L01'], a[href$='programmes/index.html']").count()


def test_a_module_as_a_download_is_small(shipped: ShippedSite, tmp_path: Path) -> None:
    copy = tmp_path / "site"
    shutil.copytree(shipped.folder, copy)
    site = Site(shipped.staged, SiteFolder(copy))
    module = next(page for page in shipped.staged.pages["en"] if page.address == "modules/F10.html")
    assert (copy / pack(site, "en", module).path).stat().st_size < 500_000


def test_from_disk_nothing_is_offered_and_nothing_complains(browser: Any, shipped: ShippedSite) -> None:
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{shipped.folder.as_uri()}/{PROGRAMME}")
    page.wait_for_load_state("networkidle")
    assert not page.locator(".carry").is_visible()
    assert not said
    page.close()
