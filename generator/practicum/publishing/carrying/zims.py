"""A language's whole site as one ZIM file, for Kiwix on phones, computers and school servers without internet."""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from practicum.publishing.carrying.bundles import Bundle, Site, prefix
from practicum.publishing.carrying.folder import SiteFolder, quietly
from practicum.publishing.carrying.listing import Download
from practicum.publishing.carrying.packs import rewritten
from practicum.publishing.carrying.slots import FOLDER
from practicum.publishing.staging import Staged
from practicum.publishing.words import Words, whole_title

# What a library in Kiwix sorts by has three letters; the search inside is told the same.
_THREE = {
    "ar": "ara", "cs": "ces", "da": "dan", "de": "deu", "el": "ell", "en": "eng", "es": "spa", "et": "est", "fa": "fas", "fi": "fin",
    "fr": "fra", "ha": "hau", "hi": "hin", "hu": "hun", "hy": "hye", "id": "ind", "it": "ita", "km": "khm", "lt": "lit", "my": "mya",
    "ne": "nep", "nl": "nld", "no": "nor", "pl": "pol", "pt": "por", "ro": "ron", "ru": "rus", "rw": "kin", "so": "som", "sr": "srp",
    "sv": "swe", "sw": "swa", "ta": "tam", "th": "tha", "tr": "tur", "uk": "ukr", "ur": "urd", "vi": "vie", "zh": "zho",
}  # fmt: skip
_KINDS = {
    ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".png": "image/png",
    ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp", ".json": "application/json",
    ".xml": "application/xml",
}  # fmt: skip
_ICON = "assets/icon-48.png"
_NOT_INSIDE = ("offline.html", "downloads.html")
_DATABASE = re.compile(rb"\x0f\rXapian Glass..(?=.{16})", re.DOTALL)


def can_make() -> bool:
    """Whether the library that writes ZIM files is installed."""
    return find_spec("libzim") is not None


def zims(staged: Staged, output: Path) -> Iterator[Download]:
    """Write a ZIM file of each language below its `downloads/`; none where the library is not installed."""
    if not can_make():
        return
    site = Site(staged, SiteFolder(output))
    for language in staged.languages:
        path = f"{FOLDER}/practicum-{language}.zim"
        _write(site, language, prefix(language) + path)
        note = "For Kiwix, an app that opens whole sites without internet on phones, computers and school servers."
        yield Download(path, "", "The whole site for Kiwix", note, language)


def _write(site: Site, language: str, path: str) -> None:
    from libzim.writer import Creator

    root, words = prefix(language), Words(language)
    titles = {f"{root}{page.address}": page.title for page in site.staged.pages[language]}
    pages = tuple(name for name in titles if name.removeprefix(root) not in _NOT_INSIDE)
    home = f"{root}index.html"
    whole = Bundle("all", language, home, titles[home], pages, ())
    others = tuple(prefix(one) for one in site.staged.languages if prefix(one) and one != language)
    # What only a web server, or only a pack, has a use for.
    skipped = (FOLDER, f"{root}{FOLDER}", f"{root}offline/", "assets/schemas/", "assets/worker.js", "sw.js", "sitemap")
    files = [
        name
        for name in site.folder.names()
        if posixpath.splitext(name)[1] in _KINDS
        and not name.endswith(".html")
        and name.startswith(("assets/", root) if root else "")
        and not name.startswith((*others, *skipped))
    ]
    inside = frozenset((*pages, *files))
    made = site.folder.place(path)
    with quietly():
        creator = Creator(made).config_indexing(True, _THREE.get(language, language)).config_nbworkers(1)
        with creator:
            creator.set_mainpath(home)
            for name in pages:
                creator.add_item(_item(name, titles[name], rewritten(site.text(name), name, whole, inside).encode()))
            for name in files:
                creator.add_item(_item(name, "", site.folder.read(name)))
            if site.folder.holds(_ICON):
                creator.add_illustration(48, site.folder.read(_ICON))
            for key, value in {
                "Name": f"practicum_{language}_all",
                "Title": site.staged.title[:30],
                "Description": whole_title(site.staged.title, words)[:80],
                "Language": _THREE.get(language, language),
                "Creator": site.staged.publisher,
                "Publisher": site.staged.publisher,
                "Date": site.staged.day,
                "License": "CC BY 4.0",
                "Scraper": "practicum",
            }.items():
                creator.add_metadata(key, value)
    site.folder.write(path, _without_chance(site.folder.read(path)))


def _without_chance(data: bytes) -> bytes:
    """The same file with marks made from its content where the library draws them by lot, so that the same site gives the same bytes.

    Drawn are the file's own mark in its head and one in each search database; the last sixteen bytes are the sum of all others.
    """
    made = bytearray(data)
    places = [8, *(found.end() for found in _DATABASE.finditer(data))]
    for place in places:
        made[place : place + 16] = bytes(16)
    mark = hashlib.sha256(made[:-16]).digest()[:16]
    for place in places:
        made[place : place + 16] = mark
    made[-16:] = hashlib.md5(made[:-16], usedforsecurity=False).digest()
    return bytes(made)


def _item(path: str, title: str, data: bytes) -> Any:
    from libzim.writer import Hint, Item, StringProvider

    class Held(Item):  # type: ignore[misc]  # the library has no types
        """One file; what has a title is an article that Kiwix lists and searches."""

        def get_path(self) -> str:
            """Its address."""
            return path

        def get_title(self) -> str:
            """What it is called."""
            return title

        def get_mimetype(self) -> str:
            """What kind of file it is."""
            return _KINDS[posixpath.splitext(path)[1]]

        def get_contentprovider(self) -> Any:
            """Its bytes."""
            return StringProvider(data)

        def get_hints(self) -> dict[Any, bool]:
            """Whether it is an article."""
            return {Hint.FRONT_ARTICLE: bool(title), Hint.COMPRESS: not path.endswith((".png", ".jpg", ".jpeg", ".webp"))}

    return Held()
