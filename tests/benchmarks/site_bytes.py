"""What a learner's phone loads, in bytes as sent, and how soon it shows something on a slow line.

Bytes are counted by the server: status line, headers and body, text compressed as hosts do (gzip). A visit ends when nothing has come
for half a second; whatever the page loads by itself counts. The slow line is Chromium's own slow 3G, its processor held to a quarter.
"""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from email.utils import formatdate
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import version
from mimetypes import guess_type
from pathlib import Path
from statistics import median
from threading import Thread
from typing import Any
from urllib.parse import unquote

from lines import Line
from ratio import Ratio
from site_projects import REPOSITORY, write_site_project

DAY = date(2026, 10, 15)
ROUNDS = 7
_LARGE = ("modules/M0003/01-lesson.html", "modules/M0003/02-lesson.html")
QUERY = "kitchen promise"
# Chromium's preset: latency in milliseconds, bytes a second; and how much slower the processor is.
SLOW = {"offline": False, "latency": 2000, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
SLOWER = 4
_COMPRESSED = ("text/", "application/javascript", "application/json", "application/manifest+json", "image/svg+xml", "application/xml")


def measure() -> list[Line]:
    """Bytes and times as lines of the table."""
    browser = _browser()
    if isinstance(browser, str):
        return [Line("bytes and first paint of the course site", None, 0, note=browser, skipped=True)]
    with browser as chromium, tempfile.TemporaryDirectory(prefix="practicum-bench-") as folder:
        root = Path(folder)
        large = _large(root / "large")
        shipped, pack = _shipped(root / "shipped")
        return [*_bytes(chromium, large, shipped, pack), _paint(chromium, shipped, _trivial(root / "trivial"))]


def _bytes(browser: Any, large: Path, shipped: Path, pack: tuple[str, int]) -> list[Line]:
    pages = sum(1 for _ in large.rglob("*.html"))
    rows = f"{pages:,} pages"
    lines = []
    first, following = sorted(path.relative_to(shipped).as_posix() for path in (shipped / "modules/F06").glob("0*.html"))[:2]
    for what, site, lesson, after, said in (
        ("a shipped lesson", shipped, first, following, f"{sum(1 for _ in shipped.rglob('*.html')):,} pages"),
        ("a lesson of the large site", large, *_LARGE, rows),
    ):
        with _served(site) as (address, sent), _visiting(browser) as page:
            page.goto(address + lesson)
            page.wait_for_load_state("networkidle")
            lines.append(_count(f"first view of {what}, KB", sent(), 50, said, lesson))
            page.goto(address + after)
            page.wait_for_load_state("networkidle")
            lines.append(_count(f"the next page after {what}, KB", sent(), 10, said, after))
            # From the second page of a module on, its other pages come in the background.
            page.wait_for_timeout(6000)
            page.wait_for_load_state("networkidle")
            lines.append(_count(f"what is kept of the module of {what}, KB", sent(), 200, said, "in the background, once"))
    with _served(large) as (address, sent), _visiting(browser) as page:
        page.goto(address + _LARGE[0])
        page.wait_for_load_state("networkidle")
        sent()
        page.locator("[data-search-open]").click()
        page.locator("dialog input[type=search]").fill(QUERY)
        page.wait_for_selector("dialog .search-list p mark")
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(1000)
        lines.append(_count(f"first search, “{QUERY}”, KB", sent(), 170, rows, "from a lesson that was open"))
    return [*lines, _count("a module of 12 hours as a download, KB", pack[1], 1000, pack[0], "without optional media")]


def _count(name: str, sent: int, goal: int, rows: str, note: str) -> Line:
    return Line(name, round(sent / 1000, 1), goal, rows=rows, note=note, ratio=False)


def _paint(browser: Any, shipped: Path, trivial: Path) -> Line:
    """First contentful paint of a shipped lesson beside a page of three words that Material made."""
    lesson = min(path.relative_to(shipped).as_posix() for path in (shipped / "modules/F06").glob("0*.html"))
    ours, theirs = [], []
    with _served(shipped) as (mine, _), _served(trivial) as (other, _):
        for _ in range(ROUNDS):
            theirs.append(_first_paint(browser, other + "index.html"))
            ours.append(_first_paint(browser, mine + lesson))
    rows = f"{ROUNDS} visits each"
    ratio = Ratio("first contentful paint of a lesson / of a trivial Material page, slow 3G", 1.1, ours, theirs, rows)
    # The issue is a phone's wait, so here the medians are divided.
    measured = median(ours) / median(theirs)
    note = f"{median(ours):.2f} s beside {median(theirs):.2f} s; Material {version('mkdocs-material')}, Chromium {browser.version}"
    return Line(ratio.name, measured, ratio.goal, rows=rows, note=note)


def _first_paint(browser: Any, address: str) -> float:
    with _visiting(browser) as page:
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", SLOW)
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        page.goto(address, timeout=120_000)
        return float(
            page.evaluate(
                "() => new Promise(done => { const look = () => { const found = performance.getEntriesByName('first-contentful-paint')[0];"
                " if (found) done(found.startTime); else setTimeout(look, 50); }; look(); })"
            )
            / 1000
        )


@contextmanager
def _visiting(browser: Any) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    try:
        yield context.new_page()
    finally:
        context.close()


def _browser() -> Any:
    """Chromium, to be entered; a sentence where there is none."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return "playwright is not installed"
    found = os.environ.get("PRACTICUM_CHROMIUM") or next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )
    if not found:
        return "no Chromium on this machine"

    @contextmanager
    def started() -> Iterator[Any]:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
            try:
                yield browser
            finally:
                browser.close()

    return started()


@contextmanager
def _served(folder: Path) -> Iterator[tuple[str, Callable[[], int]]]:
    """A site on this machine, and how many bytes were sent since somebody asked last."""
    total = [0]

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            name = unquote(self.path.partition("?")[0]).lstrip("/") or "index.html"
            path = (folder / name).resolve()
            found = path.is_file() and path.is_relative_to(folder.resolve())
            kind = guess_type(path.name)[0] or "application/octet-stream"
            data = _body(path, kind.startswith(_COMPRESSED)) if found else b"not there"
            head = [f"HTTP/1.1 {'200 OK' if found else '404 Not Found'}", "Server: bench", f"Date: {formatdate(usegmt=True)}"]
            head += [f"Content-Type: {kind}; charset=utf-8", f"Content-Length: {len(data)}", "Vary: Accept-Encoding"]
            head += ["Cache-Control: max-age=600"]
            head += ['ETag: "6527c0a0-3a2f"', "Last-Modified: Thu, 15 Oct 2026 07:00:00 GMT"]
            head += ["Content-Encoding: gzip"] if found and kind.startswith(_COMPRESSED) else []
            answer = "\r\n".join([*head, "", ""]).encode() + data
            total[0] += len(answer)
            self.wfile.write(answer)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    Thread(target=server.serve_forever, daemon=True).start()

    def sent() -> int:
        found, total[0] = total[0], 0
        return found

    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/", sent
    finally:
        server.shutdown()
        server.server_close()


@cache
def _body(path: Path, compressed: bool) -> bytes:
    data = path.read_bytes()
    return gzip.compress(data, 9, mtime=0) if compressed else data


def _large(root: Path) -> Path:
    write_site_project(root)
    _run([sys.executable, str(Path(__file__).with_name("site_build.py")), "build", "--project", str(root)], root)
    return root / "build/site"


def _shipped(root: Path) -> tuple[Path, tuple[str, int]]:
    """The shipped site, and the pack of its module F06 of twelve hours with its size."""
    from practicum.publishing import build, publish, read_site
    from practicum.publishing.carrying.bundles import Site
    from practicum.publishing.carrying.folder import SiteFolder
    from practicum.publishing.carrying.packs import pack
    from practicum.reading import read_project
    from practicum.resolving import view_of
    from practicum.workspace.project import find_project, languages

    project = find_project(REPOSITORY)
    catalogue = read_project(project.disk).catalogue
    views = [view_of(catalogue, day=DAY), *(view_of(catalogue, country=country, day=DAY) for country in sorted(catalogue.countries))]
    views += [view_of(catalogue, day=DAY, language=language) for language in languages(catalogue)]
    pictures = {path.removeprefix("curriculum/"): project.disk.read(path) for path in catalogue.assets if path.startswith("curriculum/")}
    staged = publish(views, read_site(project.site), assets=pictures)
    site, carried = root / "site", root / "carried"
    site.mkdir(parents=True)
    built = build(staged, stage=root / "stage", site=project.site, output=site, processes=os.cpu_count() or 1)
    assert not built.diagnostics, built.diagnostics
    shutil.copytree(site, carried)
    page = next(page for page in staged.pages["en"] if page.path == "modules/F06.md")
    module = catalogue.modules["F06"].value
    assert module.versions[-1].hours == 12, "the goal speaks of a module of twelve hours"
    made = pack(Site(staged, SiteFolder(carried)), "en", page)
    size = max(path.stat().st_size for path in carried.rglob("*.zip"))
    return site, (f"F06 {made.title if hasattr(made, 'title') else module.title}", size)


def _trivial(root: Path) -> Path:
    (root / "docs").mkdir(parents=True)
    (root / "docs/index.md").write_text("# Hello\n\nHello there, you.\n", "utf-8")
    (root / "mkdocs.yml").write_text("site_name: Trivial\ntheme: {name: material, font: false}\n", "utf-8")
    _run([sys.executable, "-m", "mkdocs", "build", "--quiet"], root)
    return root / "site"


def _run(command: list[str], where: Path) -> None:
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PRACTICUM_TODAY": DAY.isoformat()}
    ran = subprocess.run(command, cwd=where, env=environment, capture_output=True, text=True, check=False)
    if ran.returncode != 0:
        raise SystemExit(f"{' '.join(command)} failed:\n{ran.stdout[-2000:]}{ran.stderr[-2000:]}")
