"""The built site: every link leads somewhere, nothing is inline, faults come back as values."""

from __future__ import annotations

import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest

from practicum.publishing import BuildingFailed, SiteSources, build, publish, read_site, write_stage
from tests.publishing.shipped import ROOT, ShippedSite, views_of
from tests.publishing.small_curriculum import FILES, read_small, staged

SITE = ROOT / "site"


class Sheet(HTMLParser):
    """What matters of one HTML file: links, ids, loaded files, scripts and styles."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.ids: list[str] = []
        self.inline: list[str] = []
        self.policy = ""
        self.language = ""
        self.feed(path.read_text("utf-8"))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {name: value or "" for name, value in attrs}
        if "id" in held:
            self.ids.append(held["id"])
        if tag == "a" and "href" in held:
            self.links.append(held["href"])
        if tag in ("script", "img"):
            self.loads.append(held.get("src", ""))
        if tag == "link":
            self.loads.append(held["href"])
        # A block of data is no code: no browser runs it, and no policy has to allow it.
        code = tag == "script" and "src" not in held and held.get("type") != "application/ld+json"
        if tag == "style" or "style" in held or code or any(name.startswith("on") for name in held):
            self.inline.append(f"{tag} {held}")
        if tag == "meta" and held.get("http-equiv") == "Content-Security-Policy":
            self.policy = held["content"]
        if tag == "html":
            self.language = held["lang"]


@pytest.fixture(scope="session")
def sheets(site: ShippedSite) -> dict[Path, Sheet]:
    return {path: Sheet(path) for path in site.folder.rglob("*.html")}


def test_the_shipped_site_builds_without_fault(site: ShippedSite, sheets: dict[Path, Sheet]) -> None:
    assert not site.built.diagnostics
    assert len(sheets) == sum(site.built.pages.values()) + 1, "each page, and the one for missing addresses"


def test_every_link_and_anchor_leads_somewhere(site: ShippedSite, sheets: dict[Path, Sheet]) -> None:
    lost = []
    for path, sheet in sheets.items():
        # 404.html is shown at any address, so its links begin at the host's root.
        if path.name == "404.html":
            continue
        for link in [*sheet.links, *sheet.loads]:
            if link.startswith(("https://", "data:")):
                continue
            way, anchor = urldefrag(unquote(link))
            target = (path.parent / way).resolve() if way else path
            if not target.is_file() or not target.is_relative_to(site.folder):
                lost.append(f"{path.relative_to(site.folder)} -> {link}")
            elif anchor and target.suffix == ".html" and anchor not in sheets[target].ids:
                lost.append(f"{path.relative_to(site.folder)} -> {link} (no such anchor)")
    assert not lost, "\n".join(lost[:40])


def test_no_page_loads_from_elsewhere_or_holds_inline_code(sheets: dict[Path, Sheet]) -> None:
    for path, sheet in sheets.items():
        assert "script-src 'self';" in sheet.policy, path
        assert "unsafe" not in sheet.policy
        assert not sheet.inline, (path, sheet.inline)
        assert not [load for load in sheet.loads if "//" in load], path


def test_no_id_stands_twice_on_a_page(sheets: dict[Path, Sheet]) -> None:
    twice = {
        path.name: sorted({one for one in sheet.ids if sheet.ids.count(one) > 1})
        for path, sheet in sheets.items()
        if len(set(sheet.ids)) != len(sheet.ids)
    }
    assert not twice


def test_each_language_says_which_it_is(site: ShippedSite, sheets: dict[Path, Sheet]) -> None:
    for path, sheet in sheets.items():
        assert sheet.language == ("fr" if "fr" in path.relative_to(site.folder).parts else "en")


def test_theme_files_that_no_page_loads_are_left_out(site: ShippedSite) -> None:
    assert not list(site.folder.rglob("bundle.*.js"))
    assert not list((site.folder / "fr").rglob("*.css"))


def built(tmp_path: Path, pages: dict[str, str], site: Path = SITE, files: dict[str, str] | None = None) -> tuple[Path, object]:
    stage = publish(
        views_of(read_small({**FILES, **(files or {})})), SiteSources(pages, {"index.md": "# Handbook\n\nWords.\n"}, read_site(SITE).assets)
    )
    output = tmp_path / "out put"
    output.mkdir()
    return output, build(stage, stage=tmp_path / "stage", site=site, output=output)


def test_markup_in_a_title_stays_text(tmp_path: Path) -> None:
    output, _ = built(tmp_path, {"index.md": "# Home\n\nHi.\n"})
    for name in ("modules/M1.html", "modules/index.html", "modules/M1/01-look.html", "roles/WRK.html", "programmes/way.html"):
        text = (output / name).read_text("utf-8")
        assert "<b>now</b>" not in text, name
        assert "&lt;b&gt;now&lt;/b&gt;" in text, name


def test_a_broken_link_comes_back_with_its_place(tmp_path: Path) -> None:
    _, result = built(
        tmp_path, {"index.md": "# Home\n\nHi.\n", "about.md": "# About\n\nText.\n\n[gone](gone.md) and [no anchor](index.md#nowhere)\n"}
    )
    found = {(fault.rule, str(fault.span)) for fault in result.diagnostics}  # type: ignore[attr-defined]
    assert found == {("broken-link", "site/pages/about.md:5:8"), ("broken-link", "site/pages/about.md:5:33")}


def test_a_broken_template_is_one_sentence(tmp_path: Path) -> None:
    site = tmp_path / "site"
    shutil.copytree(SITE, site)
    (site / "overrides/base.html").write_text("{% if %}", "utf-8")
    with pytest.raises(BuildingFailed, match=r"template of the site does not work: \S*base\.html:1: "):
        built(tmp_path, {"index.md": "# Home\n\nHi.\n"}, site)


def test_a_broken_configuration_is_one_sentence(tmp_path: Path) -> None:
    site = tmp_path / "site"
    shutil.copytree(SITE, site)
    (site / "mkdocs.yml").write_text("site_name: [", "utf-8")
    with pytest.raises(BuildingFailed, match="configuration does not work"):
        built(tmp_path, {"index.md": "# Home\n\nHi.\n"}, site)


def test_a_stage_keeps_nothing_of_the_one_before(tmp_path: Path) -> None:
    write_stage(staged(), tmp_path)
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports/kept.html").write_text("a report", "utf-8")
    fewer = staged(pages={"index.md": "# Home\n\nHi.\n"})
    shrunk = type(fewer)(
        {name: data for name, data in fewer.files.items() if "M2" not in name}, fewer.pages, fewer.origins, fewer.texts, ()
    )
    write_stage(shrunk, tmp_path)
    assert not list(tmp_path.rglob("M2*"))
    assert (tmp_path / "en/pages/modules/M1.md").is_file()
    assert (tmp_path / "reports/kept.html").is_file()


def test_the_answer_to_a_missing_page_leads_home(site: ShippedSite) -> None:
    text = (site.folder / "404.html").read_text("utf-8")
    assert "This page does not exist" in text
    assert re.search(r'href="/index\.html"', text)
