"""Lists of another language: modules, programmes and the glossary, in which what is not translated yet says so and stands in English."""

from __future__ import annotations

import re
from collections.abc import Iterator

from practicum.publishing.languages import translated_modules
from practicum.publishing.making import Making
from practicum.publishing.page import Page
from practicum.publishing.programmes import programme_pages
from practicum.publishing.reference_pages import glossary_page, module_index

# What a page says in another language than its own, in the forms in which page writers mark it: a link, a heading, an element.
_FOREIGN = re.compile(
    r"(?<!\\)\[(?:[^\[\]\\]|\\.)*\]\([^)\s]*\)\{[^{}\n]*\blang=[^{}\n]*\}"
    r"|^#{1,6} [^\n]*\{[^{}\n]*\blang=[^{}\n]*\}[ \t]*$"
    r"|<g\s[^<>]*\blang=.*?(?=</svg>)"
    r"|<(?P<element>a|bdi|desc|div|figcaption|option|p|span)\b[^<>]*\slang=[^<>]*>.*?</(?P=element)>",
    re.MULTILINE | re.DOTALL,
)


def list_pages(making: Making, core: Making) -> Iterator[Page]:
    """The lists of which something is in this language, and its programmes; of the others nothing is made here."""
    if translated_modules(making):
        yield module_index(making)
    if any(unit.path in making.translated for unit in making.catalogue.programmes.values()):
        yield from programme_pages(making)
    if terms := translated_terms(making, core):
        yield glossary_page(making, terms)


def translated_terms(making: Making, core: Making) -> frozenset[str]:
    """Ids of the terms that are defined in this language: their file is translated, and so are they."""
    originals = core.catalogue.terms
    return frozenset(
        id
        for id, unit in making.catalogue.terms.items()
        if unit.path in making.translated and (id not in originals or originals[id].value.definition != unit.value.definition)
    )


def own_words(body: str) -> str:
    """A page's Markdown without what it says in another language: the search of a language finds what is written in it.

    >>> own_words('Voir [F11 Seeing](module:F11){ lang=en }, <span lang="en">a card</span> et [F01](module:F01).')
    'Voir  ,   et [F01](module:F01).'
    """
    return _FOREIGN.sub(" ", body)
