"""A page of the course site before it is Markdown on disk."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Step:
    """One line of a small navigation: where it leads and what it says; ``target`` is a link scheme, or empty for no link."""

    title: str
    target: str = ""
    note: str = ""


@dataclass(frozen=True)
class Page:
    """One page: ``path`` is the Markdown file from the root of the language's pages, ``body`` Markdown with link schemes.

    ``kind`` chooses the look and the label in search; ``crumbs`` leads back up; ``beside`` is the navigation of the module
    the page belongs to; ``origin`` the authored file it was made from, which messages name; ``words`` are further words
    under which search finds the page; ``scripts`` are the files of `site/assets/` that only pages like this one load; ``data`` is a
    block of JSON-LD for machines, as JSON text. ``module`` is the id of the module that the page belongs to (`F06`), ``lesson`` the
    file name without its ending on a lesson's own page (`01-what-we-look-for`): scripts read both from the body element.
    ``sensitive`` pages speak of abuse, violence or other hard matters: they carry a quick exit and the way to help.
    ``foreign`` is the language of the page's text where the page stands, untranslated, in the frame of another: it carries a notice.
    ``keep`` is what the page tells the scripts that keep a learner's progress. ``cite`` is how the page is cited.
    """

    path: str
    title: str
    body: str
    kind: str
    summary: str = ""
    crumbs: tuple[Step, ...] = ()
    beside: tuple[Step, ...] = ()
    before: Step | None = None
    after: Step | None = None
    origin: str = ""
    template: str = ""
    in_search: bool = True
    words: str = ""
    scripts: tuple[str, ...] = ()
    data: str = ""
    module: str = ""
    lesson: str = ""
    sensitive: bool = False
    foreign: str = ""
    keep: Mapping[str, Any] | None = None
    cite: str = ""

    @property
    def address(self) -> str:
        """The page's address from the root of its language, such as `modules/F06.html`."""
        return self.path.removesuffix(".md") + ".html"


def front_matter(values: dict[str, Any]) -> str:
    """YAML front matter; every value is written as JSON, which YAML reads unchanged, so no title can break out of it.

    >>> print(front_matter({"title": "What: \\"this\\"", "note": ""}))
    ---
    title: "What: \\"this\\""
    ---
    <BLANKLINE>
    """
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in values.items() if value not in ("", None, [], False)]
    return "---\n" + "\n".join(lines) + "\n---\n"
