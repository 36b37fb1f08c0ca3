"""Addresses of ids that were given up: a small page at each that leads to where the thing is now, for good."""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence

from practicum.model.catalogue import Catalogue
from practicum.model.renamed import by_kind
from practicum.publishing.page import Page

# Kind → what stands before the id in its addresses.
_FOLDERS = {"module": "modules/", "competency": "competencies/", "role": "roles/", "programme": "programmes/", "case_study": "cases/"}
_PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{title}</title>
<link rel="canonical" href="{way}">
<meta http-equiv="refresh" content="0; url={way}">
</head>
<body>
<p><a href="{way}">{title}</a></p>
</body>
</html>
"""


def moved_pages(catalogue: Catalogue, pages: Sequence[Page], language: str) -> Iterator[tuple[str, bytes]]:
    """By old address, from the root of a language, the page that leads on. An address that something else has is left to it."""
    unit = catalogue.renamed.get("renamed")
    if unit is None:
        return
    taken = {page.address for page in pages}
    for kind, ids in by_kind(unit.value).items():
        for old, new in ids.items():
            for page in pages:
                before = _former(kind, page.path, old, new, catalogue.countries)
                if before and before not in taken:
                    taken.add(before)
                    yield before, _leading(before, page, language)


def _former(kind: str, path: str, old: str, new: str, countries: Mapping[str, object]) -> str:
    """The address a page had under the old id; empty where it had the one it has."""
    stem = path.removesuffix(".md")
    folder = _FOLDERS.get(kind)
    if folder is not None:
        found = re.fullmatch(rf"{folder}{re.escape(new)}(?P<rest>/.+|-[A-Z]{{2}})?", stem)
        if found and (not (found["rest"] or "").startswith("-") or found["rest"][1:] in countries):
            return f"{folder}{old}{found['rest'] or ''}.html"
    if kind == "role" and (found := re.fullmatch(r"paths/(?P<way>.+)", stem)):
        was = re.sub(rf"(?<![\w-]){re.escape(new)}(?=-|\Z)|(?<=-){re.escape(new)}(?=-[A-Z]{{2}}\Z|\Z)", old, found["way"])
        return f"paths/{was}.html" if was != found["way"] else ""
    return ""


def _leading(before: str, page: Page, language: str) -> bytes:
    way = html.escape(posixpath.relpath(page.address, posixpath.dirname(before)))
    return _PAGE.format(language=page.foreign or language, way=way, title=html.escape(page.title)).encode()
