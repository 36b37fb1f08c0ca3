"""Where a site and its sources are reached, as `site/mkdocs.yml` says; a site without an address works from any folder."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, replace
from urllib.parse import quote, urlsplit

from practicum.model.source import Entries, Text, Tree, find
from practicum.publishing.configuring import CORE
from practicum.reading.yaml_tree import read_tree

_ISSUES = re.compile(r"^https://(?:github\.com|gitlab\.com|codeberg\.org)/[^/]+/[^/]+")


@dataclass(frozen=True)
class Hosting:
    """Addresses, each empty where nobody gave it.

    ``site_url`` is the root of the English site, with a slash at its end; ``edit`` stands before the path of an authored file and
    opens it for a change; ``report`` is where a problem is told.
    """

    site_url: str = ""
    edit: str = ""
    report: str = ""
    # What the site is called, where `site/mkdocs.yml` says it.
    name: str = "Practicum"

    def address(self, language: str, address: str) -> str:
        """A page's whole address, or empty; ``address`` is seen from the root of its language.

        >>> Hosting("https://example.org/x/").address("fr", "modules/F06.html"), Hosting().address("fr", "a.html")
        ('https://example.org/x/fr/modules/F06.html', '')
        """
        own = address if language == CORE else f"{language}/{address}"
        # Only the home page has two addresses; the shorter one is the one people give.
        own = posixpath.normpath(own).removesuffix("index.html") if own.endswith("index.html") and own.count("/") < 2 else own
        return f"{self.site_url}{quote(own, safe='/#')}" if self.site_url else ""

    def edit_address(self, path: str) -> str:
        """Where an authored file is opened for a change, or empty."""
        return f"{self.edit}{quote(path)}" if self.edit and path else ""


def reached(hosting: Hosting, address: str, release: str = "") -> Hosting:
    """The same with the address that a curriculum names for itself, where its site names none; a ``release`` lies below it.

    >>> reached(Hosting(), "https://example.org/", "2026.11").site_url
    'https://example.org/releases/2026.11/'
    """
    root = hosting.site_url or address
    return replace(hosting, site_url=f"{root}releases/{release}/" if root and release else root)


def read_hosting(data: bytes) -> Hosting:
    """What a `site/mkdocs.yml` says; a file that cannot be read says nothing, for MkDocs will name its fault."""
    tree, _ = read_tree("site/mkdocs.yml", data)
    site_url, repository, edit = (_web(tree, name) for name in ("site_url", "repo_url", "edit_uri"))
    if edit and not urlsplit(edit).scheme:
        edit = f"{repository.rstrip('/')}/{edit.lstrip('/')}" if repository else ""
    report = _web(tree, "extra", "report")
    if not report and _ISSUES.match(repository):
        report = f"{repository.rstrip('/')}/{'-/issues' if 'gitlab' in repository else 'issues'}/new"
    held = find(tree, ("site_name",)) if isinstance(tree, Entries) else None
    name = held.value if isinstance(held, Text) and held.value else Hosting.name
    return Hosting(f"{site_url.rstrip('/')}/" if site_url else "", edit, report, name)


def _web(tree: Tree | None, *fields: str) -> str:
    """A text of the file that is safe as a link: the web's own schemes, a mail address, or no scheme at all."""
    held = find(tree, fields) if isinstance(tree, Entries) else None
    text = (held.value or "").strip() if isinstance(held, Text) else ""
    return text if urlsplit(text).scheme in ("", "http", "https", "mailto") else ""
