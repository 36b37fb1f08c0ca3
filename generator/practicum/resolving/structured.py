"""What machines read of a curriculum: its things as schema.org and LRMI name them, for pages and for files alike.

A text that begins with `way:` is a link scheme (`way:module:F06`), which whoever hands the thing on turns into an address. Nothing is said
that nobody authored: there is no recognising body, no price and no rating.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from practicum.model.catalogue import Catalogue
from practicum.model.certification import RuleVersion
from practicum.model.curriculum import Module, Version
from practicum.model.lesson import Lesson
from practicum.reading.wording import sentence
from practicum.resolving.credits import author_ids, translators
from practicum.resolving.releases import publication_of
from practicum.resolving.role_levels import certification_of, inherited
from practicum.resolving.view import in_force

CONTEXT = "https://schema.org"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
WAY = "way:"
_MODES = {"classroom": "onsite", "distance": "online", "practice": "onsite"}
Thing = dict[str, Any]


@dataclass(frozen=True)
class Described:
    """A catalogue in one language, as it is described on a day; ``taught_in`` has the modules that teach each competency."""

    catalogue: Catalogue
    language: str
    day: date
    taught_in: Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Taught:
    """A module as the core or a country teaches it, under its title, and the newest day that somebody wrote down about it."""

    module: Module
    version: Version
    title: str
    changed: date | None
    country: str = ""


def without_empty(value: Any) -> Any:
    """A thing without what is empty."""
    if isinstance(value, dict):
        return {key: held for key, one in value.items() if (held := without_empty(one)) not in ("", None, [], {})}
    return [without_empty(one) for one in value] if isinstance(value, list) else value


def last_dated(catalogue: Catalogue, id: str, module: Module, language: str, day: date, others: Iterable[date]) -> date | None:
    """The newest day up to ``day`` that somebody wrote down about a module: a version, a translation, and ``others``."""
    days = [*others, *(version.starts for version in module.versions)]
    ledger = catalogue.translations.get(language)
    if ledger is not None:
        folder = catalogue.folder_of(id) + "/"
        days += [one.date for one in ledger.value.files if one.file.startswith(folder)]
    return max((one for one in days if one <= day), default=None)


def competencies_in_order(catalogue: Catalogue) -> list[str]:
    """Ids of the competencies in the framework's order of domains."""
    order = [domain for unit in catalogue.frameworks.values() for domain in unit.value.domains if domain in catalogue.domains]
    placed = [one.id for domain in order for one in catalogue.domains[domain].value.competencies]
    return [id for id in dict.fromkeys([*placed, *catalogue.competencies]) if id in catalogue.competencies]


def own_competencies(catalogue: Catalogue) -> list[str]:
    """The same without those of frameworks by others, which have a publisher and a licence of their own."""
    own = {None, *(unit.id for unit in catalogue.own_frameworks or catalogue.frameworks.values())}
    there = {id: catalogue.framework_of(id) for id in catalogue.competencies}
    return [id for id in competencies_in_order(catalogue) if (unit := there[id]) is None or unit.id in own]


def lessons_in_order(catalogue: Catalogue, id: str) -> list[tuple[str, Lesson]]:
    """A module's lessons in the order of its session plan: file name and text."""
    folder = catalogue.folder_of(id)
    named = [session.lesson for session in catalogue.modules[id].value.sessions if session.lesson]
    return [(name, catalogue.lessons[f"{folder}/{name}"]) for name in dict.fromkeys(named) if f"{folder}/{name}" in catalogue.lessons]


def _publisher(described: Described) -> Thing:
    return {"@type": "Organization", "name": publication_of(described.catalogue).publisher}


def _people(described: Described, ids: Sequence[str]) -> list[Thing]:
    """People and organisations, as they want to be named; with the address of a person's ORCID iD."""
    found = []
    for id in ids:
        person = described.catalogue.people.get(id)
        body = described.catalogue.organisations.get(id)
        if person is not None:
            orcid = f"https://orcid.org/{person.value.orcid}" if person.value.orcid else ""
            found.append({"@type": "Person", "@id": orcid, "name": person.value.name})
        elif body is not None:
            found.append({"@type": "Organization", "name": body.value.name})
    return found


def _hours(value: float) -> str:
    """Hours as ISO 8601 has them.

    >>> _hours(12), _hours(1.5)
    ('PT12H', 'PT90M')
    """
    return f"PT{value:g}H" if float(value).is_integer() else f"PT{round(value * 60)}M"


def course(described: Described, id: str, taught: Taught) -> Thing:
    """A module as a course; its ``taught.country`` is that of an edition."""
    module, version = taught.module, taught.version
    way = f"{WAY}module:{id}{'-' + taught.country if taught.country else ''}"
    modes = list(dict.fromkeys(_MODES[mode] for mode in module.modes))
    return {
        "@type": "Course",
        "@id": way,
        "url": way,
        "courseCode": id,
        "name": taught.title,
        "description": module.summary,
        "inLanguage": described.language,
        "version": version.version,
        "creativeWorkStatus": module.status,
        "datePublished": version.starts.isoformat(),
        "dateModified": taught.changed.isoformat() if taught.changed else "",
        "license": LICENCE,
        "isAccessibleForFree": True,
        "author": _people(described, author_ids(module)),
        "translator": _people(described, translators(described.catalogue, described.language, id)[0]),
        "provider": _publisher(described),
        "publisher": _publisher(described),
        "timeRequired": _hours(version.hours),
        "teaches": _taught(described, version),
        "coursePrerequisites": [
            _named_course(described, one.module) for one in module.prerequisites if one.module in described.catalogue.modules
        ],
        "isBasedOn": f"{WAY}module:{id}" if taught.country else "",
        "audience": [
            {"@type": "EducationalAudience", "educationalRole": described.catalogue.roles[role].value.title}
            for role in module.audience
            if role in described.catalogue.roles
        ],
        "hasPart": [
            {"@type": "LearningResource", "@id": f"{WAY}lesson:{id}/{name}", "name": lesson.title, "learningResourceType": "lesson"}
            for name, lesson in lessons_in_order(described.catalogue, id)
        ],
        "hasCourseInstance": {"@type": "CourseInstance", "courseMode": modes, "courseWorkload": _hours(version.hours)},
    }


def _named_course(described: Described, id: str) -> Thing:
    return {"@type": "Course", "@id": f"{WAY}module:{id}", "courseCode": id, "name": described.catalogue.modules[id].value.title}


def _taught(described: Described, version: Version) -> list[Thing]:
    known = described.catalogue.competencies
    return [_term(described, teaching.competency) for teaching in version.teaches if teaching.competency in known]


def _term(described: Described, id: str) -> Thing:
    return {
        "@type": "DefinedTerm",
        "@id": f"{WAY}competency:{id}",
        "termCode": id,
        "name": described.catalogue.competencies[id].value.title,
    }


def _set(described: Described, competency: str = "") -> Thing:
    """The project's own framework; of a competency by others, theirs."""
    catalogue = described.catalogue
    unit = catalogue.framework_of(competency) or catalogue.core_framework
    if unit is not None and unit.value.origin is not None:
        at = unit.value.origin.address or ""
        return {"@type": "DefinedTermSet", "name": unit.value.title, **({"@id": at} if at.startswith("http") else {})}
    return {"@type": "DefinedTermSet", "@id": f"{WAY}page:competencies/index", "name": unit.value.title if unit else ""}


def competency_thing(described: Described, id: str) -> Thing:
    """A competency as a term of the framework, and the courses that teach it."""
    value = described.catalogue.competencies[id].value
    return {
        **_term(described, id),
        "url": f"{WAY}competency:{id}",
        "description": sentence(value.statement),
        "inDefinedTermSet": _set(described, id),
        "subjectOf": [_named_course(described, module) for module in described.taught_in.get(id, ())],
    }


def domain_thing(described: Described, id: str) -> Thing:
    """A domain as a set of terms."""
    value = described.catalogue.domains[id].value
    held = [one.id for one in value.competencies if one.id in described.catalogue.competencies]
    framework = described.catalogue.framework_of(held[0]) if held else None
    # Whose licence is another one, says the page itself.
    ours = framework is None or framework.value.origin is None
    return {
        "@type": "DefinedTermSet",
        "@id": f"{WAY}domain:{id}",
        "url": f"{WAY}domain:{id}",
        "name": value.title,
        "description": value.summary,
        **({"license": LICENCE, "publisher": _publisher(described)} if ours else {}),
        "isPartOf": _set(described, held[0] if held else ""),
        "hasDefinedTerm": [_term(described, one) for one in held],
    }


def framework_thing(described: Described) -> Thing:
    """The framework as the set of all terms."""
    unit = described.catalogue.core_framework
    held: Thing = {"version": unit.value.version, "description": unit.value.description} if unit else {}
    return {
        **_set(described),
        **held,
        "url": f"{WAY}page:competencies/index",
        "license": LICENCE,
        "publisher": _publisher(described),
        "hasDefinedTerm": [_term(described, id) for id in own_competencies(described.catalogue)],
    }


def programme_thing(described: Described, id: str) -> Thing:
    """A programme with its courses and what it leads to."""
    value = described.catalogue.programmes[id].value
    return {
        "@type": "EducationalOccupationalProgram",
        "@id": f"{WAY}programme:{id}",
        "url": f"{WAY}programme:{id}",
        "name": value.title,
        "description": value.summary,
        "provider": _publisher(described),
        "timeToComplete": _hours(value.taught_hours + value.practice_hours) if value.taught_hours else "",
        "hasCourse": [_named_course(described, one) for one in value.modules if one in described.catalogue.modules],
        "occupationalCredentialAwarded": [
            _credential_named(described, role)
            for role in value.leads_to
            if role in described.catalogue.roles and certification_of(described.catalogue, role)
        ],
    }


def _credential_named(described: Described, role: str) -> Thing:
    certification = certification_of(described.catalogue, role)
    return {
        "@type": "EducationalOccupationalCredential",
        "@id": f"{WAY}role:{role}#certification",
        "name": certification.title if certification else "",
    }


def role_things(described: Described, id: str) -> Iterator[Thing]:
    """The role as an occupation, and the certificate that decides who holds it as a credential."""
    value = described.catalogue.roles[id].value
    needed = [_term(described, one) for one in inherited(described.catalogue, id) if one in described.catalogue.competencies]
    certification = certification_of(described.catalogue, id)
    yield {
        "@type": "Occupation",
        "@id": f"{WAY}role:{id}",
        "url": f"{WAY}role:{id}",
        "name": value.title,
        "description": sentence(value.mandate),
        "skills": needed,
        "qualifications": _credential_named(described, id) if certification else None,
    }
    if certification is not None:
        rule = in_force(certification.versions, described.day)
        yield {
            **_credential_named(described, id),
            "url": f"{WAY}role:{id}#certification",
            "description": rule.says,
            "credentialCategory": "certification",
            "version": rule.version,
            "validFor": _validity(rule),
            "competencyRequired": needed,
            "license": LICENCE,
            "publisher": _publisher(described),
        }


def _validity(rule: RuleVersion) -> str:
    months = rule.valid.months if rule.valid else None
    return f"P{months}M" if months else ""

