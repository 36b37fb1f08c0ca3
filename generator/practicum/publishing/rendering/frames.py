"""What a page depends on beside its own text: the configuration, the templates, and whether these look at other pages.

A page may be carried over only where it is made from its own text alone. Whoever changes the templates of their site to show the
whole navigation, adds a plugin or names the day of the build gets every page rendered by MkDocs, each time.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from practicum.remembering import Remembered, key

if TYPE_CHECKING:
    import jinja2
    from mkdocs.config.defaults import MkDocsConfig

# Names by which a template reaches other pages, or the moment of the build.
_BEYOND = frozenset({
    "nav", "pages", "next_page", "previous_page", "parent", "ancestors", "is_top_level", "is_homepage", "build_date_utc", "update_date",
    "homepage",
})  # fmt: skip
# Extensions of Markdown that look at nothing but the text. Others, such as snippets, may read files.
_PURE = frozenset({
    "abbr", "admonition", "attr_list", "codehilite", "def_list", "extra", "fenced_code", "footnotes", "legacy_attrs", "legacy_em",
    "md_in_html", "meta", "nl2br", "sane_lists", "smarty", "tables", "toc", "wikilinks",
    *(f"pymdownx.{name}" for name in (
        "arithmatex", "betterem", "caret", "critic", "details", "highlight", "inlinehilite", "keys", "mark", "smartsymbols",
        "superfences", "tabbed", "tasklist", "tilde",
    )),
})  # fmt: skip
# A tag of YAML can bring in anything: an environment variable, a function of some file.
_YAML_TAG = re.compile(r"(?:^|[\s,:\[{-])!(?!important)")
NAVIGATION = re.compile(r"^nav: .*$", re.MULTILINE)


@dataclass(frozen=True)
class Frame:
    """Everything about one language's pages that is not in their text.

    ``own`` says whether each page is made from its own text alone; ``theme`` are the theme's files that go into the site as they are;
    ``anchors`` says whether a link to a missing anchor is a fault.
    """

    key: bytes
    own: bool
    theme: Mapping[str, bytes]
    anchors: bool


def frame_key(configuration: str, site: str, templates: Mapping[str, bytes], names: Iterable[str]) -> bytes:
    """The hash of a staged configuration without its navigation, `site/mkdocs.yml`, and the templates."""
    parts: list[str | bytes] = ["frame", NAVIGATION.sub("", configuration), site]
    for name, data in sorted(templates.items()):
        parts += [name, data]
    return key(*parts, *sorted(names))


def settled(site: str) -> bool:
    """Whether a configuration says all by itself: no tag that brings in other things, no further file.

    >>> settled("site_name: One"), settled("site_url: !ENV URL"), settled("INHERIT: ../base.yml")
    (True, False, False)
    """
    return not _YAML_TAG.search(site) and not re.search(r"^INHERIT\b", site, re.MULTILINE)


def find_frame(memory: Remembered, found: bytes) -> Frame | None:
    """The frame under a key, where it was looked at before."""
    frame = memory.find(key("a frame", found))
    return frame if isinstance(frame, Frame) else None


def look_at(
    memory: Remembered, found: bytes, config: MkDocsConfig, env: jinja2.Environment, names: Iterable[str], theme: Mapping[str, bytes]
) -> Frame:
    """Look at a configuration and at the templates that pages use, called ``names``, and remember the frame."""
    frame = Frame(
        found,
        own=_plain(config) and _alone(env, config, [*names, *sorted(config.theme.static_templates)]),
        theme=theme,
        anchors=config.validation.links.anchors >= logging.WARNING,
    )
    memory.keep(key("a frame", found), frame)
    return frame


def _plain(config: MkDocsConfig) -> bool:
    """Whether MkDocs is asked for nothing that ties pages together or brings in what is not staged."""
    names = {name.removeprefix("markdown.extensions.") for name in config.markdown_extensions}
    return not (
        config.use_directory_urls
        or set(config.plugins)
        or config.hooks
        or config.extra_templates
        or config.exclude_docs
        or config.draft_docs
        or config.not_in_nav
        or config.strict
        or names - _PURE
    )


def _alone(env: jinja2.Environment, config: MkDocsConfig, names: Iterable[str]) -> bool:
    """Whether templates, and all they are made of, name nothing by which one page shows another."""
    from jinja2 import TemplateNotFound, nodes

    waiting, seen = list(names), set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        try:
            tree = env.parse(env.loader.get_source(env, name)[0] if env.loader else "", name)
        except TemplateNotFound:
            continue  # `ignore missing`, or a fault that rendering will name
        if any(_named(node) in _BEYOND for node in tree.find_all(nodes.Expr)):
            return False
        named = [
            *(part.template for part in tree.find_all(nodes.Extends)), *(part.template for part in tree.find_all(nodes.Include)),
            *(part.template for part in tree.find_all(nodes.Import)), *(part.template for part in tree.find_all(nodes.FromImport)),
        ]  # fmt: skip
        for part in named:
            found = _templates(part, config)
            if not found:
                return False
            waiting += found
    return True


def _named(node: jinja2.nodes.Expr) -> str | None:
    """The name by which an expression reaches for something: `nav`, `page.parent`, `page["parent"]`, `map(attribute="parent")`."""
    from jinja2 import nodes

    match node:
        case nodes.Name():
            return node.name
        case nodes.Getattr():
            return node.attr
        case nodes.Getitem(arg=nodes.Const(value=str(name))):
            return name
        case nodes.Filter():
            given = [*node.args, *(one.value for one in node.kwargs)]
            said = {one.value.split(".")[-1] for one in given if isinstance(one, nodes.Const) and isinstance(one.value, str)}
            return next(iter(said & _BEYOND), None)
    return None


def _templates(node: jinja2.nodes.Expr, config: MkDocsConfig) -> list[str]:
    """The templates that a tag names; none where that is known only when a page is made."""
    from jinja2 import nodes

    match node:
        case nodes.Const(value=str(name)):
            return [name]
        case nodes.Const(value=tuple(several)):
            return [str(one) for one in several]
        case nodes.Tuple() | nodes.List():
            found = [_templates(item, config) for item in node.items]
            return [name for names in found for name in names] if all(found) else []
        case nodes.Concat():
            parts = [_said(part, config) for part in node.nodes]
            return ["".join(str(part) for part in parts)] if None not in parts else []
    return []


def _said(node: jinja2.nodes.Expr, config: MkDocsConfig) -> str | None:
    """What a text, or a value of the theme's configuration such as its language, says."""
    from jinja2 import nodes

    match node:
        case nodes.Const(value=str(text)):
            return text
        case nodes.Getattr(node=nodes.Getattr(node=nodes.Name(name="config"), attr="theme"), attr=name):
            value = config.theme.get(name)
            return value if isinstance(value, str) else None
    return None
