"""The pages that tell releases and those who made the curriculum. What a release says stays as it was said then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from practicum.model.catalogue import Unit
from practicum.model.release import Change, Release, ReleasedChange, Untold
from practicum.publishing.configuring import CORE
from practicum.publishing.making import Making
from practicum.publishing.page import Page
from practicum.publishing.words import language_name
from practicum.publishing.writing import bullets, joined, link, plain, section
from practicum.reading.wording import sentence
from practicum.resolving.credits import PARTS, Credit, credits
from practicum.resolving.releases import Named, in_order, named, publication_of

PATH = "releases.md"
CONTRIBUTORS = "contributors.md"
_KINDS = {"added": "New", "changed": "Changed", "corrected": "Corrected", "translated": "Translated", "removed": "Taken out"}
_LISTS = {"glossary": ("Glossary", "page:glossary"), "references": ("Sources", "page:references"), "topics": ("Coverage", "page:coverage"),
          "words": ("Words that are not used", "")}  # fmt: skip
_PARTS = {
    "wrote": "Wrote", "translated": "Did the translation of", "reviewed a translation": "Reviewed the translation of",
    "compared frameworks": "Compared frameworks", "endorsed": "Endorsed", "objected": "Objected to", "abstained": "Abstained on",
    "made changes": "Made changes to",
}  # fmt: skip
_CONSTITUENCIES = {
    "government": "government", "academia": "universities", "practice": "practice and NGOs", "lived_experience": "lived experience",
    "profession": "professional association",
}  # fmt: skip
_MOST = 12


def release_pages(making: Making) -> Iterator[Page]:
    """Both pages; none in a language that has no words for them, where they would be English ones in its frame."""
    if making.words.has("Releases"):
        yield _releases_page(making)
        yield _contributors_page(making)


def _releases_page(making: Making) -> Page:
    """Every release, newest first, each with its day, what changed and a way to its pages where they were kept."""
    words, publication = making.words, publication_of(making.catalogue)
    lead = words("{title} on a day, under a name that is never used again. Newest first.").format(title=publication.title)
    ones = [unit.value for unit in in_order(making.catalogue)][::-1]
    coming = [unit.value for _, unit in sorted(making.catalogue.changes.items())]
    body = joined(
        f"# {words('Releases')}",
        f"{plain(lead)}\n{{: .lead }}",
        words("What is new from day to day stands under [Changes](page:changes); who made it, under [Contributors](page:contributors)."),
        section(words("Since then" if ones else "Changes so far"), _told(making, coming), anchor="coming") if coming else "",
        "" if ones else words("No release has been made yet. The pages show the curriculum as it stands."),
        *(_release(making, one) for one in ones),
    )
    origin = "curriculum/publication.yaml" if making.catalogue.publication else ""
    # What was told stands in the core's language, which the search of another one leaves out.
    return Page(PATH, words("Releases"), body, "page", lead, origin=origin, in_search=words.language == CORE)


def _release(making: Making, one: Release) -> str:
    name = one.version.replace(".", "-")
    words = making.words
    title = words("Release {version}, {day}").format(version=one.version, day=words.day(one.day))
    # Plain HTML: the pages of a release are none of this build's.
    # They begin at the front page in the core's language, one folder above the pages of another.
    up = "" if words.language == CORE else "../"
    kept = f'<p class="doors"><a class="button quiet" href="{up}releases/{one.version}/index.html">{words("Read this release")}</a></p>'
    nothing = "" if one.changes or one.untold else words("No change was told.")
    return section(
        title,
        joined(
            _written(making, sentence(one.says)) if one.says else "",
            kept if one.version in making.kept_releases else "",
            _told(making, one.changes),
            _untold(making, one.untold, one.since or ""),
            nothing,
        ),
        anchor=f"release-{name}",
    )


def _told(making: Making, changes: Sequence[Change | ReleasedChange]) -> str:
    """Changes by their kind, each with ways to what it is about."""
    parts = []
    for kind, title in _KINDS.items():
        lines = []
        for one in changes:
            if one.kind == kind:
                about = ", ".join(way(making, name) for name in one.units)
                by = f" ({plain(', '.join(_name(making, id) for id in one.people))})" if one.people else ""
                lines.append(f"{about}{making.words.colon}{_written(making, sentence(one.says))}{by}")
        parts.append(section(making.words(title), bullets(lines), 3) if lines else "")
    return joined(*parts)


def _untold(making: Making, ones: Sequence[Untold], since: str) -> str:
    if not ones:
        return ""
    words, lines = making.words, []
    for one in ones:
        where = f"{words.colon}{plain(', '.join(one.where))}" if one.where else ""
        mark = {"added": f" ({words('new')})", "removed": f" ({words('taken out')})"}.get(one.what, "")
        lines.append(f"{way(making, one.unit)}{mark}{where}")
    said = words("This reads differently than in release {version}, and nobody told it as a change.").format(version=since) if since else ""
    return section(words("Not told in any change"), joined(said, bullets(lines)), 3)


def way(making: Making, name: str) -> str:
    """What a change is about, as a link where it has a page today; a thing that is gone stays there by the name it had."""
    meant = named(making.catalogue, name)
    if meant is None:
        return plain(name)
    text, target, unit = _of(making, meant)
    if unit is None or making.is_own(unit):
        return link(text, target) if target else plain(text)
    return making.named(unit, text, target) if target else f"<span{making.foreign(unit)}>{plain(text)}</span>"


def _written(making: Making, text: str) -> str:
    """What somebody wrote of a change, in the core's language; in a page of another one it says so."""
    return plain(text) if making.words.language == CORE else f'<span lang="{CORE}" dir="auto">{plain(text)}</span>'


def _of(making: Making, meant: Named) -> tuple[str, str, Unit[Any] | None]:
    """What a name is called, where its page is, and the thing whose own words its title is."""
    catalogue, id = making.catalogue, meant.id
    if meant.kind == "list":
        title, page = _LISTS[id]
        return making.words(title), page, None
    if meant.kind == "country":
        return making.country_name(id), f"country:{id}" if id in making.editions else "", None
    if meant.kind == "language":
        return language_name(id), "page:translations", None
    behind = ""
    if meant.variant:
        behind = f" ({making.country_name(meant.variant) if meant.variant in catalogue.countries else language_name(meant.variant)})"
    if meant.kind == "module":
        module = making.module(id)
        edition = making.editions.get(meant.variant)
        page = f"module:{id}-{meant.variant}" if edition is not None and edition.changes_to(f"module:{id}") else f"module:{id}"
        return f"{id} {module.title}{behind}", page if id in making.modules() else "", catalogue.modules[id]
    if meant.kind == "certification":
        rule = catalogue.certifications[id]
        page = f"role:{rule.value.role}#certification" if rule.value.role in catalogue.roles else ""
        return f"{rule.value.title}{behind}", page, rule
    if meant.kind == "framework":
        return catalogue.frameworks[id].value.title, "page:competencies/index", catalogue.frameworks[id]
    groups: dict[str, tuple[Mapping[str, Unit[Any]], str]] = {
        "programme": (catalogue.programmes, "programme"), "role": (catalogue.roles, "role"),
        "competency": (catalogue.competencies, "competency"), "domain": (catalogue.domains, "domain"),
        "case_study": (catalogue.case_studies, "case"), "term": (catalogue.terms, "term"), "reference": (catalogue.references, "reference"),
        "crosswalk": (catalogue.crosswalks, ""), "topic": (catalogue.topics, ""), "practice_model": (catalogue.practice_models, ""),
    }  # fmt: skip
    held_in, scheme = groups[meant.kind]
    unit = held_in[id]
    value = unit.value
    title = getattr(value, "title", None) or getattr(value, "term", None) or id
    shown = f"{id} {title}" if meant.kind in ("competency", "domain", "role") else str(title)
    return f"{shown}{behind}", f"{scheme}:{id}" if scheme else "", unit


def _contributors_page(making: Making) -> Page:
    """Everybody who had a part in it, by name: from where, and what they did; then those whom modules thank."""
    words, publication = making.words, publication_of(making.catalogue)
    lead = words("Who made {title}: authors, translators, reviewers, and those who gave their word on a text.").format(
        title=publication.title
    )
    people = list(_people(making, credits(making.catalogue)))
    thanks = [
        f"{way(making, f'module:{id}')}{words.colon}{_thanked(making, id)}" for id in making.modules() if making.module(id).credits
    ]
    body = joined(
        f"# {words('Contributors')}",
        f"{plain(lead)}\n{{: .lead }}",
        words("Published by {publisher}.").format(publisher=plain(publication.publisher))
        + (" " + words("Made from {origin}.").format(origin=plain(publication.based_on)) if publication.based_on else ""),
        "" if people else words("Nobody is listed yet."),
        *people,
        section(words("Thanks"), bullets(thanks)) if thanks else "",
    )
    unit = next(iter(making.catalogue.people.values()), None)
    origin = unit.path if unit is not None else ""
    return Page(CONTRIBUTORS, words("Contributors"), body, "page", lead, origin=origin, in_search=words.language == CORE)


def _thanked(making: Making, id: str) -> str:
    said = plain("; ".join(making.module(id).credits))
    return f"<span{mark}>{said}</span>" if (mark := making.foreign(making.catalogue.modules[id])) else said


def _people(making: Making, held: Iterable[Credit]) -> Iterator[str]:
    words = making.words
    for credit in held:
        unit = making.catalogue.people.get(credit.id)
        about = []
        if unit is not None:
            person = unit.value
            body = making.catalogue.organisations.get(person.organisation or "")
            speaks = words("speaks for {whom}").format(whom=words(_CONSTITUENCIES[person.constituency]))
            about.append(plain(sentence(words.semicolon.join(filter(None, [body.value.name if body is not None else "", speaks])))))
            orcid = f"https://orcid.org/{person.orcid}"
            about += [f"ORCID [{person.orcid}]({orcid})"] if person.orcid else []
            about += [_written(making, sentence("; ".join(person.tasks)))] if person.tasks else []
        about += [f"{words(_PARTS[part])}{words.colon}{_several(making, credit.parts[part])}" for part in PARTS if part in credit.parts]
        yield section(plain(_name(making, credit.id)), bullets(about), anchor=f"person-{credit.id}") if about else ""


def _several(making: Making, names: Sequence[str]) -> str:
    """Units by their ids, with ways to them; of many the first and how many more."""
    shown = []
    for name in names[:_MOST]:
        meant = named(making.catalogue, name)
        target = _of(making, meant)[1] if meant is not None else ""
        shown.append(link(name, target) if target else plain(name))
    more = making.words("and {n} more").format(n=len(names) - _MOST)
    return ", ".join(shown) + (f" {more}" if len(names) > _MOST else "")


def _name(making: Making, id: str) -> str:
    person = making.catalogue.people.get(id)
    body = making.catalogue.organisations.get(id)
    return person.value.name if person is not None else body.value.name if body is not None else id
