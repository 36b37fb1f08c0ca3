"""Where every thing has its page: link schemes in, relative links out. The plan of addresses is fixed in the handbook."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from functools import lru_cache

from practicum.diagnostics import Diagnostic
from practicum.resolving.places import PLACES, place
from practicum.spans import Span

_SCHEMES = "|".join(PLACES)
_WORDS = r"(?<!\\)\[((?:[^\[\]\\]|\\.)*)\]"
_MARKDOWN_LINK = re.compile(rf"{_WORDS}\(({_SCHEMES}):([^)\s]+)\)(?:\{{([^}}\n]*)\}})?")
_CLASS = re.compile(r"\.([\w-]+)")
_LANG = re.compile(r"\blang=([\w-]+)")
_RELATIVE_LINK = re.compile(rf"{_WORDS}\(([^):#\s]+\.md)(?:#([^)\s]+))?\)")
_HTML_LINK = re.compile(rf'href="({_SCHEMES}):([^"]+)"')
# Code is never touched: a fenced block, or a span between runs of backticks of the same length.
_CODE = re.compile(
    r"(^(?P<fence>`{3,}|~{3,}).*?(?:^(?P=fence)[^\n]*$|\Z))|((?<![`\\])(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`))",
    re.MULTILINE | re.DOTALL,
)
# A page of the English site, whatever this language has: `english:modules/F06`.
ENGLISH = "english:"
LINK_TARGET = re.compile(rf"^({_SCHEMES}):(.+)$")


@lru_cache(maxsize=65536)
def relative(page: str, target: str) -> str:
    """The way from one page to another; both from the root of the pages.

    >>> relative("modules/F06/01-look.md", "glossary.md#danger")
    '../../glossary.md#danger'
    """
    path, _, anchor = target.partition("#")
    way = _way(path, page.rpartition("/")[0]) if path != page or not anchor else ""
    return f"{way}#{anchor}" if anchor else way


def _way(path: str, folder: str) -> str:
    """What `posixpath.relpath` says of two plain paths, without asking the system where we stand each time."""
    parts, start = path.split("/"), folder.split("/") if folder else []
    common = 0
    while common < min(len(parts), len(start)) and parts[common] == start[common]:
        common += 1
    return "/".join([".."] * (len(start) - common) + parts[common:]) or "."


@dataclass
class Addresses:
    """All pages of one language and the anchors a link may lead to; remembers which links led nowhere.

    ``other`` are the pages of the English site that this language does not have: a link to one of them leads there and
    says so. ``up`` is the way from this language's root to the English one.
    """

    pages: Set[str]
    anchors: Mapping[str, Set[str]] = field(default_factory=dict)
    other: Set[str] = frozenset()
    up: str = ""
    other_note: str = ""
    lost: list[tuple[str, str]] = field(default_factory=list)

    def resolve(self, page: str, text: str) -> str:
        """The page's Markdown with every link scheme turned into a relative link; a link to nothing becomes its text."""
        return "".join(part if code else self._outside_code(page, part) for part, code in code_apart(text))

    def target(self, page: str, scheme: str, id: str) -> str:
        """The relative address of a thing, or empty where it has no page."""
        where = place(scheme, id)
        path, _, anchor = where.partition("#")
        known = path in self.pages and (not anchor or path not in self.anchors or anchor in self.anchors[path])
        if known:
            return relative(page, where)
        if path in self.other:
            return self._english(page, path, anchor)
        self.lost.append((page, f"{scheme}:{id}"))
        return ""

    def way(self, target: str) -> tuple[str, bool]:
        """The address of a scheme's page from the language's root, and whether it is another language's page."""
        if target.startswith(ENGLISH):
            return f"{self.up}{target.removeprefix(ENGLISH)}.html", bool(self.up)
        found = LINK_TARGET.match(target)
        if not found:
            return target, False
        way = self.target("index.md", found[1], found[2])
        return way.replace(".md", ".html"), way.startswith("../")

    def _outside_code(self, page: str, text: str) -> str:
        def markdown(found: re.Match[str]) -> str:
            return self._link(found[1], self.target(page, found[2], found[3]), found[4] or "")

        def beside(found: re.Match[str]) -> str:
            """A plain relative link: only where this language lacks the page does anything change."""
            path = posixpath.normpath(posixpath.join(posixpath.dirname(page), found[2]))
            if path in self.pages or path not in self.other:
                return found[0]
            return self._link(found[1], self._english(page, path, found[3] or ""), "")

        def element(found: re.Match[str]) -> str:
            way = self.target(page, found[1], found[2])
            return f'href="{way.replace(".md", ".html")}"' if way else 'aria-disabled="true"'

        text = _HTML_LINK.sub(element, _MARKDOWN_LINK.sub(markdown, text))
        return _RELATIVE_LINK.sub(beside, text) if self.other else text

    def _link(self, words: str, way: str, look: str) -> str:
        """The finished link. A way out of this language's pages is written as HTML, for MkDocs knows only its own pages."""
        if not way:
            return words
        if ".html" in way:
            classes = " ".join(["other", *_CLASS.findall(look)])
            # What is said of the link is in this language, whatever its words are in.
            for code in _LANG.findall(look):
                words = f'<bdi lang="{code}">{words}</bdi>'
            return f'<a class="{classes}" href="{way}" hreflang="en" title="{self.other_note}">{words}</a>'
        return f"[{words}]({way}){'{' + look + '}' if look else ''}"

    def _english(self, page: str, path: str, anchor: str) -> str:
        return f"{'../' * page.count('/')}{self.up}{path.removesuffix('.md')}.html" + (f"#{anchor}" if anchor else "")


def code_apart(text: str) -> Iterator[tuple[str, bool]]:
    """The text in pieces, each with whether it is code."""
    if "`" not in text and "~~~" not in text:
        yield text, False
        return
    start = 0
    for found in _CODE.finditer(text):
        yield text[start : found.start()], False
        yield found[0], True
        start = found.end()
    yield text[start:], False


def schemes_in(text: str) -> Iterator[tuple[str, str]]:
    """Every scheme link of a Markdown text, code left out.

    >>> list(schemes_in("[a](term:danger) `[b](term:x)`"))
    [('term', 'danger')]
    """
    for part, code in code_apart(text):
        if not code:
            for found in _MARKDOWN_LINK.finditer(part):
                yield found[2], found[3].partition("#")[0]


def link_place(origin: str, target: str, own: Mapping[str, str]) -> Span:
    """Where a link target stands in a hand-written page; the file's beginning where it was not written there."""
    for number, line in enumerate(own.get(origin, "").split("\n"), 1):
        at = line.find(target)
        if at >= 0:
            return Span(origin, number, at + 1, number, at + 1 + len(target))
    return Span(origin or "site/mkdocs.yml")


def lost_link(page: str, target: str, origin: str, own: Mapping[str, str]) -> Diagnostic:
    """A link that leads nowhere: at its line in a hand-written page, else at the file the page was made from."""
    return Diagnostic(
        "broken-link",
        f"the page `{page}` links to something that has no page: `{target}`",
        link_place(origin, target, own),
        "leads nowhere",
    )
