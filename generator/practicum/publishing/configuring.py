"""One `mkdocs.yml` a language: the child of `site/mkdocs.yml` that says where things are and what the frame shows.

Built by hand, with MkDocs or Zensical, it writes into a folder `site` beside itself; `practicum build` names another.
"""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any

from practicum.model.release import Release
from practicum.publishing.addresses import Addresses
from practicum.publishing.page import Page, front_matter
from practicum.publishing.words import Words, direction, language_name, territory

CORE = "en"
_AREAS = (
    ("Paths", "paths/index"),
    ("Programmes", "programmes/index"),
    ("Modules", "modules/index"),
    ("Competencies", "competencies/index"),
    ("Roles", "roles/index"),
    ("The bridge", "bridge"),
    ("Glossary", "glossary"),
)
_PROJECT = (
    ("My progress", "my-progress"),
    ("About", "about"),
    ("For authors", "for-authors"),
    ("Releases", "releases"),
    ("Contributors", "contributors"),
    ("Coverage", "coverage"),
    ("For training leads", "for-training-leads"),
    ("Handbook", "handbook/index"),
    ("Accessibility", "accessibility"),
    ("Privacy", "privacy"),
)
_FURTHER = (
    ("Next sessions", "sessions"),
    ("What opens what", "map"),
    ("Tables at a glance", "matrices"),
    ("Case studies", "cases/index"),
    ("Sources", "references"),
    ("Changes", "changes"),
    ("Where to get help now", "help"),
    ("Take it with you", "downloads"),
)
_FOOT = (("The curriculum", (*_AREAS, *_FURTHER)), ("The project", _PROJECT))


def configuration(
    language: str, held: Sequence[Page], addresses: Addresses, pages: Mapping[str, Sequence[Page]], *,
    invented: bool = True, root: str = "", name: str = "", own: bool = False, older: Release | None = None,
) -> str:
    """The child of `site/mkdocs.yml`; the two paths in capitals are put in by the building.

    ``invented`` says that no country of the project is a real one, which every page then tells; ``root`` is the whole address of this
    language's pages, where the site has one. ``name`` is what the site is called where that is not what `site/mkdocs.yml` says; ``own``
    says that ``root`` is not what it says either. ``older`` is the release of which all pages are, where they are not those of today.
    """
    words = Words(language)

    def area(title: str, name: str) -> dict[str, Any] | None:
        path = f"{name}.md"
        if path not in addresses.pages and path not in addresses.other:
            return None
        way, other = addresses.way(f"page:{name}")
        return {"t": words(title), "u": way, "k": name.split("/")[0], "other": other}

    extra = {
        "generator": False,
        # Of our own, so that a language that the theme has no words for is written and read the right way round as well.
        "language": language,
        "direction": direction(language),
        "territory": territory(language),
        # Scripts write labels too; a colon and a space is what they write unless a language has its own.
        **({"colon": words.colon} if words.colon != ": " else {}),
        "assets": "assets" if language == CORE else "../assets",
        "shared": language != CORE,
        "words": words.frame(invented=invented),
        "feed": "changes.xml" if language == CORE else "../changes.xml",
        "areas": [found for title, name in _AREAS if (found := area(title, name))],
        # A blank page of our own, unless `extra: leave:` in site/mkdocs.yml names another neutral one.
        "blank": "blank.html",
        "help": area("Where to get help now", "help"),
        **({"release": _older(language, words, older)} if older is not None else {}),
        "foot": [{"t": words(title), "links": [found for name, where in links if (found := area(name, where))]} for title, links in _FOOT],
        "languages": [
            {"code": code, "name": language_name(code), "u": _home_of(code, language)} for code in pages if code != language
        ],
    }
    lines = front_matter(
        {
            "INHERIT": "SITE_CONFIGURATION",
            # Templates write it as it stands.
            "site_name": html.escape(name),
            "docs_dir": "pages",
            "site_dir": "site",
            "site_url": root if language != CORE or own or older else "",
            "theme": {"custom_dir": "SITE_TEMPLATES"},
            "extra": extra,
            "nav": _navigation(held, words),
        }
    )
    return "# Written by `practicum build`; what people change is site/mkdocs.yml.\n" + lines.removeprefix("---\n").removesuffix("---\n")


def _older(language: str, words: Words, release: Release) -> dict[str, str]:
    """What every page of an older release says, and the way to the home page of today: two folders above that of the release."""
    said = words("This is release {version} of {day}. The curriculum may have changed since.")
    home = "../../index.html" if language == CORE else f"../../../{language}/index.html"
    name = f"{words('release').capitalize()} {release.version}"
    said = said.format(version=release.version, day=words.day(release.day))
    return {"name": name, "said": said, "t": words("Read it as it stands today"), "u": home}


def _home_of(code: str, language: str) -> str:
    if code == CORE:
        return "../index.html"
    return f"{code}/index.html" if language == CORE else f"../{code}/index.html"


def _navigation(held: Sequence[Page], words: Words) -> list[Any]:
    """The pages by area, each in the order in which they were made."""
    areas = {where.split("/")[0]: title for title, where in _AREAS if where.endswith("/index")} | {
        "countries": "Countries",
        "handbook": "Handbook",
    }
    top: list[Any] = [page.path for page in held if "/" not in page.path]
    for folder, title in areas.items():
        inside = [page.path for page in held if page.path.startswith(f"{folder}/")]
        if inside:
            top.append({words(title): inside})
    return top
