"""A language's whole curriculum as one EPUB for readers on phones and tablets: the articles of its pages, in their order.

What waits to be pressed or filled in stays on the site. Links inside the book lead on; links to pages that are not in it are their words.
"""

from __future__ import annotations

import html
import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from practicum.publishing.carrying.bundles import Site, internal, prefix
from practicum.publishing.carrying.folder import SiteFolder
from practicum.publishing.carrying.listing import Download
from practicum.publishing.carrying.slots import FOLDER
from practicum.publishing.page import Page
from practicum.publishing.staging import Staged
from practicum.publishing.words import Words, whole_title
from practicum.tables.archives import zipped

_XHTML, _SVG, _EPUB = "http://www.w3.org/1999/xhtml", "http://www.w3.org/2000/svg", "http://www.idpf.org/2007/ops"
_NOT_IN_BOOK = ("home", "handbook")
_PAGES_NOT_IN_BOOK = ("search.md", "offline.md", "downloads.md", "for-authors.md")
_DROPPED = ("script", "noscript", "form", "button", "progress", "input", "iframe", "object")
_BLOCKS = ("details", "div", "dl", "figure", "ol", "p", "section", "table", "ul")
# A parser of HTML knows no capitals; SVG needs these.
_CAPITALS = {
    name.lower(): name
    for name in (
        "viewBox", "preserveAspectRatio", "markerWidth", "markerHeight", "markerUnits", "refX", "refY", "textLength", "lengthAdjust",
        "gradientUnits", "gradientTransform", "patternUnits", "patternTransform", "clipPathUnits", "linearGradient", "radialGradient",
        "clipPath", "textPath",
    )
}  # fmt: skip
_KEPT_ATTRIBUTES = re.compile(r"^(data-|on|tabindex$|download$|hreflang$|rel$|target$|loading$|aria-disabled$|contenteditable$)")
_IMAGES = {".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif"}
# The rules of the site's style that draw: shapes of diagrams and maps, their letters and frames.
_DRAWN = re.compile(r"^(?:\.(?:diagram|map|path)\b.*|[.#\w][^{}\n]*\{[^}\n]*\b(?:fill|stroke):.*)$", re.MULTILINE)
_COLOUR = re.compile(r"--([\w-]+):\s*([^;]+);")
# What stands on top of every page.
_NOTICE = re.compile(r'<p class="notice">([^<]*)</p>')
_STYLE = """
body { line-height: 1.5; }
h1, h2, h3 { line-height: 1.25; }
table { border-collapse: collapse; margin: 1em 0; }
th, td { border: 1px solid #8a9a9d; padding: .3em .5em; text-align: start; vertical-align: top; }
figure { margin: 1em 0; }
img, svg { max-width: 100%; box-sizing: border-box; }
.badges, .meta, .code { font-size: .9em; }
.lead { font-size: 1.1em; }
.warning, .planned, .gate, .safeguards, .example, .scenario { border: 1px solid #8a9a9d; padding: .3em .8em; margin: 1em 0; }
"""


def can_make() -> bool:
    """Whether the library that writes EPUB files is installed."""
    return find_spec("ebooklib") is not None


def books(staged: Staged, output: Path) -> Iterator[Download]:
    """Write an EPUB of each language below its `downloads/`; none where the library is not installed."""
    if not can_make():
        return
    site = Site(staged, SiteFolder(output))
    for language, pages in staged.pages.items():
        held = [page for page in pages if page.kind not in _NOT_IN_BOOK and page.path not in _PAGES_NOT_IN_BOOK and not page.foreign]
        if not held:
            continue
        path = f"{FOLDER}/practicum-{language}.epub"
        site.folder.write(prefix(language) + path, _book(site, language, held))
        note = "For reading apps on phones, tablets and e-readers. Self-checks and the search stay on the site."
        yield Download(path, "", "The whole curriculum as a book", note, language)


def _book(site: Site, language: str, pages: Sequence[Page]) -> bytes:
    from ebooklib import epub

    class Chapter(epub.EpubHtml):  # type: ignore[misc]  # the library has no types
        """A chapter that is finished: the library would read it as HTML and lose what SVG needs."""

        def get_content(self, default: object = None) -> bytes:
            """The bytes as they were made."""
            return bytes(self.content)

    words, root = Words(language), prefix(language)
    book = epub.EpubBook()
    title = whole_title(site.staged.title, words)
    book.set_identifier(f"urn:practicum:curriculum:{language}:{site.staged.day}")
    book.set_title(title)
    book.set_language(language)
    book.add_author(words(site.staged.publisher))
    book.add_metadata("DC", "rights", "CC BY 4.0")
    book.add_metadata("DC", "date", site.staged.day)
    book.add_item(epub.EpubItem("style", "style.css", "text/css", _style(site).encode()))
    articles = {f"{root}{page.address}": _article(site.text(f"{root}{page.address}")) for page in pages}
    ids = {name: {str(one) for one in article.xpath("//@id")} for name, article in articles.items()}
    pictures: set[str] = set()
    chapters = []
    front = Chapter(uid="front", title=title, file_name="front.xhtml", lang=language)
    said = _NOTICE.search(site.text(f"{root}{pages[0].address}"))
    notice = html.unescape(said[1]) if said else ""
    lines = [notice, words("Texts: CC BY 4.0. Code: Apache 2.0."), site.staged.day]
    front.content = _document(title, language, [_element("h1", title), *(_element("p", line) for line in lines)], "")
    chapters.append(front)
    for number, page in enumerate(pages):
        name = f"{root}{page.address}"
        article = articles[name]
        _cleaned(article, name, ids, pictures)
        chapter = Chapter(uid=f"p{number}", title=page.title, file_name=_file(name), lang=language)
        chapter.content = _document(page.title, language, list(article), name, article.text)
        if b"<svg" in chapter.content:
            chapter.properties.append("svg")
        chapters.append(chapter)
    for chapter in chapters:
        book.add_item(chapter)
    for number, name in enumerate(sorted(pictures)):
        kind = _IMAGES[posixpath.splitext(name)[1]]
        book.add_item(epub.EpubItem(f"i{number}", name, kind, site.folder.read(name)))
    book.toc = _contents(epub, list(zip(pages, chapters[1:], strict=True)), words)
    book.add_item(epub.EpubNcx())
    book.add_item(epub.EpubNav(title=words("Contents")))
    # Turned page by page it reads as its table of contents says.
    order = {file: number for number, file in enumerate(_files(book.toc))}
    book.spine = [front, "nav", *sorted(chapters[1:], key=lambda chapter: order[chapter.file_name])]
    made = io.BytesIO()
    writer = epub.EpubWriter(made, book, {"mtime": datetime.fromisoformat(site.staged.day), "raise_exceptions": True})
    writer.process()
    writer.write()
    with zipfile.ZipFile(made) as pack:
        return zipped({name: pack.read(name) for name in pack.namelist()}, first="mimetype")


def _file(name: str) -> str:
    return name.removesuffix(".html") + ".xhtml"


def _article(text: str) -> Any:
    """What a page says, as a tree."""
    from lxml.html import fragment_fromstring

    start = text.find("<article")
    start, end = (start, text.rfind("</article>") + 10) if start >= 0 else (text.find("<main"), text.rfind("</main>") + 7)
    return fragment_fromstring(text[start:end])


def _element(tag: str, text: str) -> Any:
    from lxml import etree

    made = etree.Element(tag)
    made.text = text
    return made


def _cleaned(article: Any, name: str, ids: Mapping[str, set[str]], pictures: set[str]) -> None:
    """Take away what a book cannot do, and turn the ways round."""
    from lxml import etree

    for one in list(article.iter()):
        if not isinstance(one.tag, str) or one.tag in _DROPPED or "hidden" in one.attrib:
            if one is not article:
                one.drop_tree()
            continue
        for attribute in list(one.attrib):
            if _KEPT_ATTRIBUTES.match(attribute) or ":" in attribute:
                del one.attrib[attribute]
    for one in list(article.iter("a")):
        way = _way(name, one.attrib.get("href", ""), ids)
        if way and not any(above.tag == "svg" for above in one.iterancestors()):
            one.attrib["href"] = way
        else:
            one.drop_tag()
    for one in list(article.iter("img")):
        picture = internal(name, one.attrib.get("src", ""))
        if posixpath.splitext(picture)[1] in _IMAGES:
            pictures.add(picture)
        else:
            one.drop_tree()
    # A browser ends a paragraph where a block begins; a book has to say so.
    for one in list(article.iter("p")):
        if any(inside.tag in _BLOCKS for inside in one.iterdescendants()):
            one.tag = "div"
    etree.strip_tags(article, etree.Comment)
    for svg in list(article.iter("svg")):
        for one in svg.iter():
            one.tag = f"{{{_SVG}}}{_CAPITALS.get(one.tag, one.tag)}"
            for attribute in list(one.attrib):
                if attribute in _CAPITALS:
                    one.attrib[_CAPITALS[attribute]] = one.attrib.pop(attribute)
    for one in article.iter():
        if isinstance(one.tag, str) and not one.tag.startswith("{"):
            one.tag = f"{{{_XHTML}}}{one.tag}"


def _way(name: str, link: str, ids: Mapping[str, set[str]]) -> str:
    """A link of a page as a link of the book; empty where it leads out of it, but not to another site."""
    if link.startswith(("https://", "http://", "mailto:")):
        return link
    path, _, anchor = link.partition("#")
    where = internal(name, link) if path else name
    if where not in ids:
        return ""
    way = posixpath.relpath(_file(where), posixpath.dirname(name) or ".") if where != name else posixpath.basename(_file(name))
    return f"{way}#{anchor}" if unquote(anchor) in ids[where] else way


def _document(title: str, language: str, inside: Sequence[Any], name: str, text: str | None = None) -> bytes:
    from lxml import etree

    root = etree.Element(f"{{{_XHTML}}}html", nsmap={None: _XHTML, "svg": _SVG, "epub": _EPUB})
    root.set("lang", language)
    root.set("{http://www.w3.org/XML/1998/namespace}lang", language)
    head = etree.SubElement(root, f"{{{_XHTML}}}head")
    etree.SubElement(head, f"{{{_XHTML}}}title").text = title
    style = posixpath.relpath("style.css", posixpath.dirname(name) or ".")
    etree.SubElement(head, f"{{{_XHTML}}}link", rel="stylesheet", type="text/css", href=style)
    body = etree.SubElement(root, f"{{{_XHTML}}}body")
    body.text = text
    for one in inside:
        if isinstance(one.tag, str) and not one.tag.startswith("{"):
            one.tag = f"{{{_XHTML}}}{one.tag}"
        body.append(one)
    etree.cleanup_namespaces(root)
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True, doctype="<!DOCTYPE html>"))


def _contents(epub: Any, chapters: Sequence[tuple[Page, Any]], words: Words) -> list[Any]:
    """The table of contents: folders as parts, and a module's pages below it."""
    parts: dict[str, list[Any]] = {}
    below: dict[str, list[Any]] = {}
    for page, chapter in chapters:
        folder, _, rest = page.path.removesuffix(".md").partition("/")
        if "/" in rest:
            below.setdefault(f"{folder}/{rest.partition('/')[0]}", []).append(chapter)
        elif rest:
            parts.setdefault(folder, []).append((page, chapter))
        else:
            parts.setdefault("", []).append((page, chapter))
    found: list[Any] = []
    # The curriculum first, pages about it last.
    for folder, held in sorted(parts.items(), key=lambda part: not part[0]):
        lines: list[Any] = []
        for page, chapter in held:
            inside = below.get(page.path.removesuffix(".md"), [])
            lines.append((epub.Section(page.title, href=chapter.file_name), inside) if inside else chapter)
        if folder:
            first = held[0][1]
            found.append((epub.Section(words(folder.capitalize()), href=first.file_name), lines))
        else:
            found += lines
    return found


def _files(contents: Sequence[Any]) -> Iterator[str]:
    for one in contents:
        part, inside = one if isinstance(one, tuple) else (None, [one])
        if part is not None and part.href:
            yield part.href
        yield from (_files(inside) if part is not None else [one.file_name])


def _style(site: Site) -> str:
    """The book's own style, with plain colours: many readers know no variables."""
    colours = dict(_COLOUR.findall(site.text("assets/palette.css").partition("}")[0])) if site.folder.holds("assets/palette.css") else {}
    drawn = "\n".join(_DRAWN.findall(site.text("assets/site.css"))) if site.folder.holds("assets/site.css") else ""
    return _STYLE + re.sub(r"var\(--([\w-]+)\)", lambda found: colours.get(found[1], "inherit"), drawn) + "\n"
