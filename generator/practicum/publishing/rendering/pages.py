"""The pages of one language: those that are as before are carried over, the others go through MkDocs one by one.

What a page was made from is its key: its text, its frame (`frames.py`), and beside it what became of every link it holds. MkDocs
decides where a link leads by asking whether a file is there; these questions and their answers are remembered with the page, and a
page of which one answer is another now is rendered again. Anchors are looked at over all pages in the end, as MkDocs does.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from practicum.publishing.rendering.frames import NAVIGATION, Frame, find_frame, frame_key, look_at, settled
from practicum.remembering import Remembered, key
from practicum.shares import in_shares

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

# Theme files that no page of ours loads: leaving them out saves some megabytes in every copy of the site.
UNUSED = ("assets/javascripts/", "assets/stylesheets/", "assets/images/favicon.png")
OURS = "assets/practicum"
SITEMAP = "sitemap.xml"
_MAIN = "main.html"


@dataclass(frozen=True)
class Tree:
    """What one language is built from: staged ``pages`` and other ``files`` by path from its root, its staged configuration and where
    that lies, `site/mkdocs.yml`, the ``templates`` of `site/overrides` by path, and which of them pages ask for.
    """

    language: str
    place: Path
    configuration: str
    site: str
    pages: Mapping[str, bytes]
    files: Mapping[str, bytes]
    templates: Mapping[str, bytes]
    asked: frozenset[str]
    output: Path


@dataclass(frozen=True)
class Rendered:
    """A page's HTML; what MkDocs said about it; which files its links asked for, with the addresses that were the answers; its anchors;
    and the anchors of pages that it links to, with the links as they were written.
    """

    html: bytes
    said: tuple[str, ...]
    asked: tuple[tuple[str, str | None], ...]
    anchors: frozenset[str]
    leads: tuple[tuple[str, str, str], ...]


def render(tree: Tree, memory: Remembered, processes: int) -> tuple[dict[str, bytes], list[str]] | None:
    """Pages and the theme's files by their path in the site, before which the language's own files go, and what MkDocs warned of.

    None where only MkDocs as a whole can build it. Raises what MkDocs and the templates raise.
    """
    if not settled(tree.site) or not _ordinary(tree):
        return None
    found = frame_key(tree.configuration, tree.site, tree.templates, tree.asked)
    frame = find_frame(memory, found)
    mkdocs = None
    if frame is None:
        mkdocs = _MkDocs(tree)
        frame = look_at(memory, found, mkdocs.config, mkdocs.env, [_MAIN, *sorted(tree.asked)], mkdocs.theme_files())
    if not frame.own:
        return None
    targets = {path: quote(_address(path)) for path in (*frame.theme, *tree.files, *tree.pages)}
    keys = {path: key("a page", frame.key, path, data) for path, data in tree.pages.items()}
    rendered: dict[str, Rendered] = {}
    for path, own in keys.items():
        before = memory.find(own)
        if isinstance(before, Rendered) and all(targets.get(asked) == answer for asked, answer in before.asked):
            rendered[path] = before
    missing = [path for path in tree.pages if path not in rendered]
    if missing:
        mkdocs = mkdocs or _at_hand(tree, frame, memory)
        rendered |= mkdocs.pages(missing, targets, processes)
        for path in missing:
            memory.keep(keys[path], rendered[path])
    files = dict(frame.theme)
    files |= _static(tree, frame, memory, mkdocs)
    files |= {_address(path): rendered[path].html for path in tree.pages if rendered[path].html}
    said = [message for path in tree.pages for message in rendered[path].said]
    return files, said + (list(_missing_anchors(rendered)) if frame.anchors else [])


# Paths that MkDocs treats in its own way: hidden, a `README`, a template of the root, Markdown by another ending.
_ODD = re.compile(r"(?:^|/)\.|(?:^|/)readme\.[^/]*$|^templates/|\.(?:markdown|mdown|mkdn|mkd)$", re.IGNORECASE)


def _ordinary(tree: Tree) -> bool:
    """Whether MkDocs makes of every path what `_address` says."""
    return not any(_ODD.search(path) or not path.endswith(".md") for path in tree.pages) and not any(
        _ODD.search(path) or path.lower().endswith(".md") for path in tree.files
    )


def _address(path: str) -> str:
    """Where a staged file lies in the site.

    >>> _address("modules/F06.md"), _address("assets/site.css")
    ('modules/F06.html', 'assets/site.css')
    """
    return path.removesuffix(".md") + ".html" if path.endswith(".md") else path


def _static(tree: Tree, frame: Frame, memory: Remembered, mkdocs: _MkDocs | None) -> dict[str, bytes]:
    """The pages that the theme adds: the one for missing addresses."""
    return memory.once(lambda: (mkdocs or _MkDocs(tree)).static(), "static", frame.key)


def _missing_anchors(rendered: Mapping[str, Rendered]) -> Iterator[str]:
    """What MkDocs says of links to anchors that are not there."""
    for path, page in rendered.items():
        for target, anchor, link in page.leads:
            other = rendered.get(target)
            if other is None or anchor in other.anchors:
                continue
            context = ""
            if target == path:
                problem = "there is no such anchor on this page"
                if anchor.startswith("fnref:"):
                    context = " This seems to be a footnote that is never referenced."
            else:
                problem = f"the doc '{target}' does not contain an anchor '#{anchor}'"
            yield f"Doc file '{path}' contains a link '{link}', but {problem}.{context}"


def settle(config: MkDocsConfig) -> None:
    """Leave out the theme's pages that this language does not show."""
    # Ours knows every language, and is made where the site has an address at all.
    config.theme.static_templates.discard(SITEMAP)
    if config.extra.get("shared"):
        # A host shows one page for missing addresses: the one at its root.
        config.theme.static_templates.discard("404.html")


class _Named(BytesIO):
    """A staged configuration without its navigation, which no page shows: to read a thousand entries takes MkDocs long."""

    def __init__(self, tree: Tree) -> None:
        super().__init__(NAVIGATION.sub("", tree.configuration).encode())
        self.name = str(tree.place)


def _at_hand(tree: Tree, frame: Frame, memory: Remembered) -> _MkDocs:
    """MkDocs as the last build of a preview loaded it: the frame's key holds all that it read."""
    place = key("MkDocs", str(tree.place.resolve()))
    known, found = memory.at_hand.get(place, (b"", None))
    if known != frame.key or not isinstance(found, _MkDocs):
        found = _MkDocs(tree)
        memory.at_hand[place] = frame.key, found
    return found


class _MkDocs:
    """MkDocs with a language's configuration, for some of its pages."""

    def __init__(self, tree: Tree) -> None:
        from mkdocs.config import load_config

        self.tree = tree
        self.config: MkDocsConfig = load_config(_Named(tree), site_dir=str(tree.output.resolve()))
        settle(self.config)
        self.env = self.config.theme.get_env()

    def theme_files(self) -> dict[str, bytes]:
        """The theme's files that go into the site as they are."""
        from mkdocs.structure.files import Files

        files = Files([])
        files.add_files_from_theme(self.env, self.config)
        used = [file for file in files if not file.src_uri.startswith(UNUSED) or file.src_uri.startswith(OURS)]
        return {file.src_uri: file.content_bytes for file in used if file.src_uri != SITEMAP}

    def static(self) -> dict[str, bytes]:
        """The theme's static pages."""
        from mkdocs.commands.build import _build_template
        from mkdocs.structure.files import Files
        from mkdocs.structure.nav import Navigation

        config = self.config
        found = {}
        for name in sorted(config.theme.static_templates):
            output = _build_template(name, self.env.get_template(name), Files([]), config, Navigation([], []))
            if output.strip():
                found[name] = output.encode()
        return found

    def pages(self, paths: Sequence[str], targets: Mapping[str, str], processes: int) -> dict[str, Rendered]:
        """Some pages, rendered; ``targets`` are all files that a link may lead to, with their addresses."""
        found: dict[str, Rendered] = {}
        for share in in_shares(lambda share: {path: self._page(path, targets) for path in share}, paths, processes):
            found |= share
        return {path: found[path] for path in paths}

    def _page(self, path: str, targets: Mapping[str, str]) -> Rendered:
        """One page, made as MkDocs makes it: the same calls in the same order, without the events nobody listens to."""
        from mkdocs.commands.build import get_context
        from mkdocs.structure.files import File, InclusionLevel
        from mkdocs.structure.nav import Navigation
        from mkdocs.structure.pages import Page

        config = self.config
        asked: dict[str, str | None] = {}
        with listening() as said:
            page = Page(None, File(path, config.docs_dir, config.site_dir, False, inclusion=InclusionLevel.INCLUDED), config)
            page.read_source(config)
            page.render(config, _asking(config, page.file, targets, asked))
            page.active = True
            template = self.env.get_template(page.meta.get("template", _MAIN))
            output = template.render(get_context(Navigation([], []), [], config, page))
        leads = tuple(
            (file.src_uri, anchor, link) for file, links in (page.links_to_anchors or {}).items() for anchor, link in links.items()
        )
        html = output.encode("utf-8", errors="xmlcharrefreplace") if output.strip() else b""
        return Rendered(html, tuple(said), tuple(asked.items()), frozenset(page.present_anchor_ids or ()), leads)


def _asking(config: MkDocsConfig, own: Any, targets: Mapping[str, str], asked: dict[str, str | None]) -> Files:
    """MkDocs' collection of files, made as somebody asks for one; what was asked and answered is written down."""
    from mkdocs.structure.files import File, Files, InclusionLevel

    class Asking(Files):
        def get_file_from_path(self, path: str) -> File | None:
            name = PurePosixPath(path).as_posix()
            asked[name] = targets.get(name)
            if name == own.src_uri:
                return own  # type: ignore[no-any-return]
            if name in targets and name not in self._src_uris:
                self._src_uris[name] = File(name, config.docs_dir, config.site_dir, False, inclusion=InclusionLevel.INCLUDED)
            return self._src_uris.get(name)

    return Asking([])


@contextmanager
def listening() -> Iterator[list[str]]:
    """Collect MkDocs' warnings instead of printing them."""
    heard: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            heard.append(record.getMessage())

    logger = logging.getLogger("mkdocs")
    ear = Ear(level=logging.WARNING)
    before = logger.propagate
    logger.addHandler(ear)
    logger.propagate = False
    try:
        yield heard
    finally:
        logger.removeHandler(ear)
        logger.propagate = before
