"""What belongs together: the pages of one programme, and every file that these pages need to be read without a network.

Addresses here are from the site's root, so that a language's pages and the files that all languages share stand in one list.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from urllib.parse import unquote

from practicum.publishing.carrying.folder import SiteFolder
from practicum.publishing.configuring import CORE
from practicum.publishing.searching import loaded
from practicum.publishing.staging import Staged
from practicum.remembering import key

_LINK = re.compile(r'\b(href|src)="([^"]*)"')
_SHEET_LINK = re.compile(r'url\("?([^")]+)"?\)')
_MODULE = re.compile(r"modules/([^/]+)\.html$")
_BROUGHT = re.compile(r'data-brought="([^"]*)"')
_OUTSIDE = re.compile(r"^([a-z][a-z0-9+.-]*:|//|#|$)", re.IGNORECASE)
# Other ways through the same curriculum, and pages for those who make it.
_NOT_FOLLOWED = ("handbook/", "modules/", "programmes/", "releases/", "downloads", "coverage.html")
_ALWAYS = ("index.html", "search.html", "offline.html", "programmes/index.html", "my-progress.html", "help.html", "blank.html")


@dataclass(frozen=True)
class Bundle:
    """The pages of a programme with what they refer to; ``id`` is the file name of its list, ``page`` its first page.

    ``pages`` are the addresses of pages in the order in which they are read, ``files`` everything else they need.
    """

    id: str
    language: str
    page: str
    title: str
    pages: tuple[str, ...]
    files: tuple[str, ...]


def prefix(language: str) -> str:
    """The folder of a language below the site's root.

    >>> prefix("en"), prefix("fr")
    ('', 'fr/')
    """
    return "" if language == CORE else f"{language}/"


def internal(page: str, link: str) -> str:
    """The address of a link from a page, without its anchor; empty where it leaves the site.

    >>> internal("modules/F06/01-look.html", "../../glossary.html#danger"), internal("index.html", "https://example.org/")
    ('glossary.html', '')
    """
    if _OUTSIDE.match(link):
        return ""
    way = unquote(link.partition("#")[0].partition("?")[0])
    where = posixpath.normpath(posixpath.join(posixpath.dirname(page), way))
    return "" if where.startswith("..") else where


@dataclass
class Site:
    """The finished pages as makers see them: each file is read once."""

    staged: Staged
    folder: SiteFolder
    _texts: dict[str, str] = field(default_factory=dict)
    _links: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)

    def text(self, address: str) -> str:
        """A page's HTML."""
        if address not in self._texts:
            self._texts[address] = self.folder.read(address).decode()
        return self._texts[address]

    def order(self, language: str) -> list[str]:
        """The pages that are written in a language, in the order in which they were staged."""
        return [f"{prefix(language)}{page.address}" for page in self.staged.pages[language] if not page.foreign]

    def links(self, address: str, inside: str = "") -> list[str]:
        """Where the links of a page lead within the site; ``inside`` is the element that is looked at, the page without it."""
        return [way for name, way in self._found(address, inside) if name == "href"]

    def loads(self, address: str) -> list[str]:
        """The files that a page shows or runs."""
        return [way for name, way in self._found(address, "") if not way.endswith(".html") and (name == "src" or way.endswith(".css"))]

    def _found(self, address: str, inside: str) -> tuple[tuple[str, str], ...]:
        asked = f"{inside} {address}"
        if asked not in self._links:
            text = self.text(address)
            own = key("links", inside, address, text)
            known = self.staged.memory.find(own)
            if known is None:
                if inside:
                    start, end = text.find(f"<{inside}"), text.rfind(f"</{inside}>")
                    text = text[start:end] if start >= 0 else ""
                found = ((name, internal(address, link)) for name, link in dict.fromkeys(_LINK.findall(text)))
                known = tuple(dict.fromkeys((name, way) for name, way in found if way))
                self.staged.memory.keep(own, known)
            self._links[asked] = known
        return self._links[asked]


def bundles(site: Site) -> Iterator[Bundle]:
    """What to keep for each programme, in the site's own frame; another language than the core's is one bundle as a whole as well."""
    for language, pages in site.staged.pages.items():
        order, root = site.order(language), prefix(language)
        here, texts = set(order), searched(site.folder, language)
        programmes = [page for page in pages if page.kind == "programme" and not page.foreign]
        for programme in programmes:
            first = root + programme.address
            held = belonging(site, first, language)
            # Whoever came here by a path goes on by it.
            ways = {page for page in order if page.startswith(f"{root}paths/") and not page.endswith("/index.html")}
            held |= {page for page in ways if first in site.links(page, "article") and not _long_way_abroad(site, page, root)}
            # The ways that the frame of every page has lead somewhere.
            held |= {link for link in site.links(first, "header") if link in here} | ({root + name for name in _ALWAYS} & here)
            yield bundle(site, programme.title, language, first, held, texts)
        if not programmes or language != CORE:
            yield bundle(site, pages[0].title, language, f"{root}index.html", here, texts, "all")


def _long_way_abroad(site: Site, page: str, root: str) -> bool:
    """A country's path in several steps: the core's is kept, and leads to it."""
    abroad = f"{root}countries/{page.removesuffix('.html').rpartition('-')[2]}.html" in site.links(page, "article")
    return abroad and 'id="step-2"' in site.text(page)


def belonging(site: Site, first: str, language: str) -> set[str]:
    """The pages of a programme or a module: its own, those of its modules, and what these refer to."""
    root, order = prefix(language), site.order(language)
    here = set(order)
    modules = {found[1] for link in (first, *site.links(first, "article")) if link.startswith(root) and (found := _MODULE.search(link))}
    if _MODULE.search(first):
        modules = {first.removeprefix(f"{root}modules/").removesuffix(".html")}
    # What learners hold before they begin is not kept along.
    brought = _BROUGHT.search(site.text(first))
    modules -= set(brought[1].split()) if brought else set()
    own = {first} | {
        page
        for page in order
        for parts in [page.removeprefix(root).split("/")]
        if parts[0] == "modules" and len(parts) > 1 and parts[1].removesuffix(".html").partition("-")[0] in modules
    }
    return own | {
        link
        for page in own
        for link in site.links(page, "main")
        if link in here and not link.removeprefix(root).startswith(_NOT_FOLLOWED)
    }


def module_bundles(site: Site) -> Iterator[Bundle]:
    """What to keep of each module that somebody reads: its own pages and editions, without the search."""
    for language, pages in site.staged.pages.items():
        root, order = prefix(language), site.order(language)
        for page in pages:
            if page.kind == "module" and page.path == f"modules/{page.module}.md":
                own = (f"{root}modules/{page.module}{mark}" for mark in (".", "-", "/"))
                start = tuple(own)
                held = {address for address in order if address.startswith(start)}
                title = page.title if page.title.startswith(page.module) else f"{page.module} {page.title}"
                yield bundle(site, title, language, root + page.address, held, None, f"module-{page.module}")


def bundle(site: Site, title: str, language: str, first: str, held: Set[str], texts: Mapping[str, str] | None, id: str = "") -> Bundle:
    """A bundle of these pages; ``texts`` are the texts of the search, each with its page; without them it has no search."""
    id = id or posixpath.basename(first).removesuffix(".html")
    pages = [first, *(page for page in site.order(language) if page in held and page != first)]
    used = {way for page in pages for way in site.loads(page) if site.folder.holds(way)}
    used |= {
        way
        for sheet in tuple(used)
        if sheet.endswith(".css")
        for link in _SHEET_LINK.findall(site.text(sheet))
        if (way := internal(sheet, link)) and site.folder.holds(way)
    }
    # Scripts load further files by themselves: they lie beside them, or at the root of their language.
    root = prefix(language)
    used |= {name for name in site.folder.names("assets") if name.count("/") == 1 and not name.endswith((".png", "/worker.js"))}
    used |= {name for name in site.folder.names(root, deep=False) if name.endswith(".js") and name != "sw.js"}
    index: list[str] = []
    if texts is not None:
        index += [name for name in site.folder.names(f"{root}search") if "/text-" not in name]
        index += [name for name, page in texts.items() if page in held]
    return Bundle(id, language, first, title, tuple(pages), (*sorted(used), *index))


def searched(folder: SiteFolder, language: str) -> dict[str, str]:
    """The texts of a language's search index, each with the page it is about."""
    root = prefix(language)
    return {
        name: root + str(loaded(folder.read(name))[1][0]).partition("#")[0] for name in folder.names(f"{root}search") if "/text-" in name
    }
