"""What the search is told of each page and term."""

from __future__ import annotations

import re
from collections.abc import Collection

from practicum.model.catalogue import Catalogue
from practicum.publishing.making import Making
from practicum.publishing.page import Page
from practicum.publishing.searching import Entry, spoken
from practicum.publishing.translated import UNSEARCHED
from practicum.publishing.words import Words
from practicum.remembering import Remembered

# A page's own title, its badges and its buttons say nothing that a reader would search for.
_NOT_SEARCHED = re.compile(r"^# .*$|^<p class=\"(?:badges|time)\".*</p>$|^.*\n\{: \.doors \}$", re.MULTILINE)
_KIND_TITLES = {
    "index": "List",
    "module": "Module",
    "lesson": "Lesson",
    "trainer": "Trainer notes",
    "assessment": "Assessment",
    "competency": "Competency",
    "domain": "Domain",
    "role": "Role",
    "programme": "Programme",
    "bridge": "Programme",
    "case": "Case study",
    "country": "Country",
    "glossary": "Glossary",
    "references": "Sources",
    "page": "Page",
    "home": "Home",
    "handbook": "Handbook",
    "paths": "Path finder",
    "path": "Path",
    "map": "Map",
    "matrices": "Tables",
    "sessions": "Sessions",
}


def looked_for(catalogue: Catalogue, language: str) -> dict[str, str]:
    """The plain words by which people look for a page, by its path."""
    found: dict[str, list[str]] = {}
    for unit in catalogue.words.values():
        for one in unit.value.looked_for:
            for target in one.leads_to if one.language == language else ():
                found.setdefault("help.md" if target == "help" else f"modules/{target}.md", []).extend(one.words)
    return {path: " ".join(dict.fromkeys(held)) for path, held in found.items()}


def entry(page: Page, body: str, words: Words, memory: Remembered, plainly: str) -> Entry:
    """A page in the search; ``plainly`` are plain words by which people look for it."""
    if 'class="passage-note"' in body:
        body = UNSEARCHED.sub(" ", body)
    said = memory.once(lambda: spoken(_NOT_SEARCHED.sub("\n", body)), "spoken", body)
    # Whoever looks for help in plain words finds the page of help before any module.
    first, more = (plainly, "") if page.path == "help.md" else ("", plainly)
    kind = words(_KIND_TITLES.get(page.kind, ""))
    # Whoever looks for a word comes to learn: lessons about it stand before what is asked, and before what trainers are told of it.
    beside = page.kind in {"assessment", "trainer"}
    return Entry(page.address, page.title, kind, page.summary, said, f"{page.words} {more}".strip(), first, beside)


def term_entries(making: Making, ids: Collection[str]) -> list[Entry]:
    """What search finds of these terms of the glossary."""
    return [
        Entry(f"glossary.html#{id}", unit.value.term, making.words("Term"), unit.value.definition, unit.value.definition, unit.value.term)
        for id, unit in making.catalogue.terms.items()
        if id in ids
    ]
