"""How a page is cited: who wrote it and when, what it is, in which version, language and release, from whom, and where.

Only what somebody wrote down is said. A release is named by the pages that are of it; where changes were told since, they say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from practicum.model.release import Release
from practicum.publishing.making import Making
from practicum.publishing.page import Page
from practicum.publishing.words import language_name
from practicum.reading.wording import sentence
from practicum.resolving.credits import author_ids, translators
from practicum.resolving.releases import in_order, publication_of

LICENCE_NAME = "CC BY 4.0"
# Pages that hold the curriculum; a module's own page has a section of its own on it.
_CITED = frozenset(
    {"lesson", "trainer", "assessment", "programme", "bridge", "competency", "domain", "role", "case", "glossary", "references", "country"}
)


def with_citations(making: Making, pages: Iterable[Page]) -> Iterator[Page]:
    """The pages, those of the curriculum with how each is cited."""
    for page in pages:
        yield page if page.foreign or page.kind not in _CITED else replace(page, cite=page_citation(making, page))


def page_citation(making: Making, page: Page) -> str:
    """How a page is cited: with its module where it belongs to one."""
    where = making.hosting.address(making.words.language, page.address)
    if page.module in making.catalogue.modules:
        module, version = making.module(page.module), making.version(page.module)
        said = _version(making, version.version, version.starts)
        whole = f"{page.module} {sentence(module.title)}"
        parts = [sentence(page.title), whole] if page.kind == "lesson" else [sentence(page.title)]
        return cited(making, authors_of(making, page.module), version.starts, [*parts, said, _language(making, page.module)], where)
    first = page.path.removesuffix(".md").rpartition("/")[2]
    coded = page.kind in ("competency", "domain", "role") and not page.title.startswith(first)
    title = f"{first} {page.title}" if coded else page.title
    return cited(making, "", making.day, [sentence(title), _language(making, "")], where)


def module_citation(making: Making, id: str, title: str, version: str, starts: date, where: str) -> str:
    """How a module is cited; ``title`` and ``version`` are those of the core or of a country's edition."""
    parts = [title, _version(making, version, starts), _language(making, id)]
    return cited(making, authors_of(making, id), starts, parts, where)


def cited(making: Making, authors: str, starts: date, parts: Iterable[str], where: str) -> str:
    """The whole of a citation; the year is that of the release, else that of the version."""
    publication = publication_of(making.catalogue)
    last = last_release(making)
    year = last.day.year if last is not None else starts.year
    release = "" if last is None else f", {_after(making)} {last.version}"
    # The licence of what a curriculum was made from asks that its origin is said.
    origin = f", {making.words('based on')} {publication.based_on}" if publication.based_on else ""
    publisher = making.words(publication.publisher)
    said = [
        f"{authors or publisher} ({year}).",
        *parts,
        f"{publication.title}{release}{origin}.",
        f"{publisher}." if authors else "",
        f"{LICENCE_NAME}.",
        where,
    ]
    return " ".join(filter(None, said))


def last_release(making: Making) -> Release | None:
    """The newest release up to the day of the pages."""
    ones = [unit.value for unit in in_order(making.catalogue) if unit.value.day <= making.day]
    return ones[-1] if ones else None


def authors_of(making: Making, module: str) -> str:
    """Who wrote a module, as citations name them: the family name first where it is told apart. Empty where nobody is named."""
    return "; ".join(cited_name(making, id) for id in author_ids(making.module(module)))


def cited_name(making: Making, id: str) -> str:
    """A person's or an organisation's name as a citation has it; the id of somebody who is not listed."""
    person = making.catalogue.people.get(id)
    if person is None:
        body = making.catalogue.organisations.get(id)
        return body.value.name if body is not None else id
    if person.value.family_name is None:
        return person.value.name
    return ", ".join(filter(None, [person.value.family_name, person.value.given_names]))


def _after(making: Making) -> str:
    """Whether the pages are those of the release, or were changed since and somebody told it."""
    return making.words("after release") if making.catalogue.changes else making.words("release")


def _version(making: Making, version: str, starts: date) -> str:
    return f"{making.words('Version')} {version}, {starts.isoformat()}."


def _language(making: Making, module: str) -> str:
    """The language, and who brought a module into it."""
    words = making.words
    name = language_name(words.language)
    by, _ = translators(making.catalogue, words.language, module)
    people = "; ".join(cited_name(making, id) for id in by)
    return f"{name}, {words('translated by')} {people}." if people else f"{name}."
