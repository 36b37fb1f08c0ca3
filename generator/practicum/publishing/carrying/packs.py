"""A pack for each programme and each module that can be read: a ZIP file whose pages open from a folder or a memory card.

Inside are `start.html` and a folder `pages` with the same addresses as on the site, so that notes and handouts stay true. A link to a
page that is not inside is shown as its words. The search has an index of these pages alone.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from practicum.publishing.addresses import relative
from practicum.publishing.carrying.bundles import Bundle, Site, belonging, bundle, internal, prefix
from practicum.publishing.carrying.folder import SiteFolder
from practicum.publishing.carrying.listing import Download
from practicum.publishing.carrying.slots import EVERYTHING, FOLDER, HERE
from practicum.publishing.page import Page
from practicum.publishing.searching import narrowed
from practicum.publishing.staging import Staged
from practicum.publishing.words import Words
from practicum.tables.archives import zipped

# Every pack can be searched, left at once, and leads to help: its pages speak of hard matters without a network too.
_ALWAYS = ("search.html", "blank.html", "help.html")
_ANCHOR = re.compile(r"<a\b([^>]*?) href=\"([^\"]*)\"([^>]*)>")
_LINE_OUTSIDE = re.compile(r"<li>\s*<a data-outside[^>]*>.*?</a>\s*</li>", re.DOTALL)
_TOOL_OUTSIDE = re.compile(r"<a data-outside class=\"tool[^>]*>.*?</a>|<a data-outside[^>]* hreflang[^>]*>[^<]*</a>", re.DOTALL)
_EMPTY_NAV = re.compile(r"<nav\b[^>]*>(?:\s*<p\b[^>]*>[^<]*</p>)?\s*<ul>\s*</ul>\s*</nav>")
_ELSEWHERE = re.compile(r"<link rel=\"(?:alternate|apple-touch-icon)\"[^>]*>\n?")
_KEEP = re.compile(r'<div class="carry"[^>]*></div>')


def packs(staged: Staged, output: Path) -> Iterator[Download]:
    """Write the packs of every language below its `downloads/`."""
    site = Site(staged, SiteFolder(output))
    for language, pages in staged.pages.items():
        index = _index(site.folder, language)
        for page in pages:
            if not page.foreign and (page.kind == "programme" or _readable(page, pages)):
                yield pack(site, language, page, index)


def pack(site: Site, language: str, page: Page, index: Mapping[str, bytes] | None = None) -> Download:
    """Write the pack that begins with this page; ``index`` is the language's search index, read where it is not given."""
    root, first = prefix(language), prefix(language) + page.address
    held = (belonging(site, first, language) - {f"{root}index.html"}) | ({root + name for name in _ALWAYS} & set(site.order(language)))
    whole = bundle(site, page.title, language, first, held, {})
    return _write(site, whole, _index(site.folder, language) if index is None else index, page)


def _readable(page: Page, pages: Iterable[Page]) -> bool:
    """A module's own page, when the module has lessons in this language."""
    return page.kind == "module" and any(one.kind == "lesson" and one.path.startswith(f"{page.path.removesuffix('.md')}/") for one in pages)


def _index(folder: SiteFolder, language: str) -> dict[str, bytes]:
    root = prefix(language)
    return {name.removeprefix(root): folder.read(name) for name in folder.names(f"{root}search")}


def _write(site: Site, held: Bundle, index: Mapping[str, bytes], page: Page) -> Download:
    root, inside = prefix(held.language), frozenset((*held.pages, *held.files))
    files = {f"pages/{name}": rewritten(site.text(name), name, held, inside).encode() for name in held.pages}
    files |= {f"pages/{name}": site.folder.read(name) for name in held.files if "search/" not in name}
    files |= {f"pages/{root}{name}": data for name, data in narrowed(index, lambda name: root + name in inside).items()}
    files["start.html"] = _start(held).encode()
    path = f"{FOLDER}/{held.id}.zip"
    site.folder.write(root + path, zipped(files, "start.html"))
    note = "For a computer, a memory stick or a card: unpack it, then open start.html. The search works too."
    return Download(path, page.path, "Pages to read without internet", note, held.language)


def _start(held: Bundle) -> str:
    where, title = html.escape(f"pages/{held.page}"), html.escape(held.title)
    return (
        f'<!doctype html>\n<html lang="{held.language}">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        f'<meta name="viewport" content="width=device-width,initial-scale=1">\n<meta http-equiv="refresh" content="0; url={where}">\n'
        f'</head>\n<body>\n<h1><a href="{where}">{title}</a></h1>\n</body>\n</html>\n'
    )


def rewritten(text: str, name: str, held: Bundle, inside: frozenset[str]) -> str:
    """A page of the site as a page of the pack."""
    root, words = prefix(held.language), Words(held.language)

    def anchor(found: re.Match[str]) -> str:
        before, way, after = found.groups()
        where = internal(name, way)
        if not where or where in inside:
            return found[0]
        if where == f"{root}index.html":
            return f'<a{before} href="{relative(name, held.page)}"{after}>'
        return f"<a data-outside{before}{after}>"

    note = words("You are reading a copy. It opens without internet; links to pages that are not in it show as plain words.")
    text = _ELSEWHERE.sub("", _ANCHOR.sub(anchor, text)).replace(HERE, "").replace(EVERYTHING, "")
    text = _KEEP.sub(f'<p class="pack">{html.escape(note)}</p>', text)
    before, opened, rest = text.partition("<main")
    middle, closed, foot = rest.rpartition("</main>")
    return _framed(before) + opened + middle + closed + _framed(foot)


def _framed(part: str) -> str:
    """The frame of a page without the ways that lead out of the pack."""
    return _EMPTY_NAV.sub("", _TOOL_OUTSIDE.sub("", _LINE_OUTSIDE.sub("", part)))
