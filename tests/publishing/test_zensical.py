"""The same tree with the other renderer: the same pages, the same links, the same words, and nothing to complain of in a browser."""

from __future__ import annotations

import re
from functools import partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urldefrag, urljoin

import pytest

from practicum.publishing import Built, NoZensical, SiteSources, build, publish, read_site
from practicum.publishing.rendering import zensical
from tests.publishing.shipped import ROOT, views_of
from tests.publishing.small_curriculum import FILES, LESSON, read_small

SITE = ROOT / "site"
FRENCH = {"curriculum/fr/modules/M1-seeing/01-look.md": LESSON.replace("# What we look for", "# Ce que nous cherchons")}
PAGES = {
    "index.md": "# Home\n\nWelcome.\n",
    "search.md": "# Search\n\nWords.\n",
    "fr/index.md": "# Accueil\n\nMots.\n\n<!-- translated -->\n",
}


class Seen(HTMLParser):
    """The links of a page as addresses in the site, and its words."""

    def __init__(self, address: str, html: str) -> None:
        super().__init__()
        self.address, self.links, self.words = address, [], []  # type: ignore[var-annotated]
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src") and value is not None:
                self.links.append(urljoin(f"http://x/{self.address}", value))

    def handle_data(self, data: str) -> None:
        self.words += data.split()


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, Built]]:
    pytest.importorskip("zensical", reason="the extra `zensical` is not installed")
    return {renderer: made(tmp_path_factory.mktemp(renderer), renderer, PAGES) for renderer in ("mkdocs", "zensical")}


def made(folder: Path, renderer: Any, pages: dict[str, str]) -> tuple[Path, Built]:
    sources = SiteSources(pages, {"index.md": "# Handbook\n\nWords.\n"}, read_site(SITE).assets)
    staged = publish(views_of(read_small({**FILES, **FRENCH}), "fr"), sources)
    output = folder / "site"
    output.mkdir()
    return output, build(staged, stage=folder / "stage", site=SITE, output=output, renderer=renderer)


def test_both_make_the_same_files(both: dict[str, tuple[Path, Built]]) -> None:
    ours, theirs = ({path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()} for site, _ in both.values())
    assert ours == theirs
    assert "fr/modules/M1/01-look.html" in ours


def test_both_make_the_same_links_and_words(both: dict[str, tuple[Path, Built]]) -> None:
    (ours, _), (theirs, _) = both.values()
    pages = [path.relative_to(ours).as_posix() for path in ours.rglob("*.html")]
    assert len(pages) > 40
    for name in pages:
        mine, other = (Seen(name, (site / name).read_text("utf-8")) for site in (ours, theirs))
        assert [urldefrag(link) for link in mine.links] == [urldefrag(link) for link in other.links], name
        assert mine.words == other.words, name


def test_a_link_that_leads_nowhere_is_named_at_its_place(tmp_path: Path) -> None:
    pytest.importorskip("zensical", reason="the extra `zensical` is not installed")
    for renderer in ("mkdocs", "zensical"):
        (tmp_path / renderer).mkdir()
        _, built = made(tmp_path / renderer, renderer, {**PAGES, "about.md": "# About\n\n[gone](gone.md)\n"})
        assert [(fault.rule, str(fault.span)) for fault in built.diagnostics] == [("broken-link", "site/pages/about.md:3:8")]


def test_without_zensical_somebody_is_told_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(zensical, "find_spec", lambda _: None)
    staged = publish(views_of(read_small(FILES)), SiteSources({"index.md": "# Home\n\nWelcome.\n"}, {"index.md": "# H\n\nW.\n"}))
    with pytest.raises(NoZensical):
        build(staged, stage=tmp_path / "stage", site=SITE, output=tmp_path / "site", renderer="zensical")


def test_no_page_of_it_makes_a_browser_complain(both: dict[str, tuple[Path, Built]], browser: Any) -> None:
    folder = both["zensical"][0]

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    said: list[str] = []
    page = browser.new_context().new_page()
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    try:
        kinds: dict[str, str] = {}
        for path in sorted(folder.rglob("*.html")):
            # One page of each kind and each set of scripts.
            text = path.read_text("utf-8")
            found = re.search(r'<body class="([^"]+)', text)
            mark = f"{found[1] if found else ''} {sorted(re.findall(r'src=.([^ >]+js)', text))}"
            kinds.setdefault(re.sub(r"[./]+assets/", "", mark), path.relative_to(folder).as_posix())
        assert len(kinds) > 8
        for address in kinds.values():
            page.goto(f"http://127.0.0.1:{server.server_address[1]}/{address}")
            page.wait_for_load_state("networkidle")
            assert not said, address
    finally:
        page.context.close()
        server.shutdown()
        server.server_close()
