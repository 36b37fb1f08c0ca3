"""Where every thing has its page. The plan of addresses is fixed in the handbook; it holds for pages and for files that lead to them."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from practicum.model.catalogue import CORE_LANGUAGE, Catalogue
from practicum.resolving.releases import publication_of

# scheme → the page of a thing; `{}` is the thing's id. A `#` part is an anchor on a page that lists many things.
PLACES: Mapping[str, str] = {
    "programme": "programmes/{}.md",
    "module": "modules/{}.md",
    "lesson": "modules/{}",
    "assessment": "modules/{}/assessment.md",
    "trainer": "modules/{}/trainer.md",
    "competency": "competencies/{}.md",
    "domain": "competencies/{}.md",
    "role": "roles/{}.md",
    "case": "cases/{}.md",
    "country": "countries/{}.md",
    "term": "glossary.md#{}",
    "reference": "references.md#{}",
    "page": "{}.md",
}


def place(scheme: str, id: str) -> str:
    """The page of a thing, from the root of the pages.

    >>> place("competency", "REL-2"), place("term", "gatekeeping"), place("module", "F06#lessons")
    ('competencies/REL-2.md', 'glossary.md#gatekeeping', 'modules/F06.md#lessons')
    """
    id, _, anchor = id.partition("#")
    path = PLACES[scheme].format(id)
    return f"{path}#{anchor}" if anchor else path


def site_of(catalogue: Catalogue, given: str = "") -> str:
    """The root of the site with a slash at its end: the address that is given, else the curriculum's own, else the framework's base URL."""
    framework = catalogue.core_framework
    base = framework.value.base_url if framework is not None else ""
    return f"{(given or publication_of(catalogue).address or base).rstrip('/')}/"


def whole_address(root: str, target: str, language: str = CORE_LANGUAGE) -> str:
    """The whole address of a scheme's page in a language.

    >>> whole_address("https://example.org/", "lesson:F06/01-look.md"), whole_address("https://example.org/", "role:FSW#paths", "fr")
    ('https://example.org/modules/F06/01-look.html', 'https://example.org/fr/roles/FSW.html#paths')
    """
    scheme, _, id = target.partition(":")
    page, _, anchor = place(scheme, id).partition("#")
    below = f"{page.removesuffix('.md')}.html" + (f"#{anchor}" if anchor else "")
    return f"{root}{'' if language == CORE_LANGUAGE else f'{language}/'}{quote(below, safe='/#')}"
