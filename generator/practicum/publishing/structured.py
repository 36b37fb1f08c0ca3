"""What machines read of a page: schema.org and LRMI as JSON-LD, with the same facts as the page.

A text that begins with `way:` is a link scheme (`way:module:F06`); staging turns it into an address. Nothing is said that nobody
authored: there is no recognising body, no price and no rating.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from practicum.model.certification import RuleVersion
from practicum.model.curriculum import Version
from practicum.publishing.addresses import Addresses, relative
from practicum.publishing.configuring import CORE
from practicum.publishing.connections import certification_of, in_force, inherited
from practicum.publishing.hosting import Hosting
from practicum.publishing.making import Making
from practicum.publishing.page import Page
from practicum.publishing.programmes import bridge_of
from practicum.publishing.trust import LICENCE, as_taught, country_of, last_change
from practicum.publishing.writing import hours, sentence
from practicum.resolving.credits import author_ids, translators
from practicum.resolving.releases import publication_of

_WAY = "way:"
_CONTEXT = "https://schema.org"
_MODES = {"classroom": "onsite", "distance": "online", "practice": "onsite"}
Thing = dict[str, Any]


def with_data(making: Making, pages: Iterable[Page]) -> Iterator[Page]:
    """The pages, those of modules, programmes, competencies and roles with what machines read of them."""
    for page in pages:
        thing = _thing(making, page) if not page.foreign else None
        yield replace(page, data=json.dumps(_said(thing), ensure_ascii=False, separators=(",", ":"))) if thing else page


def data_meta(page: Page, addresses: Addresses, hosting: Hosting, language: str) -> str:
    """The page's block with addresses in place of schemes: whole ones where the site has an address, else from the page."""
    if not page.data:
        return ""

    def ways(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: way for key, one in value.items() if (way := ways(one)) not in ("", None)}
        if isinstance(value, list):
            return [ways(one) for one in value]
        return whole(value.removeprefix(_WAY)) if isinstance(value, str) and value.startswith(_WAY) else value

    def whole(target: str) -> str:
        way, other = addresses.way(target) if target else (page.address, False)
        if way and hosting.site_url:
            return hosting.address(CORE, way.removeprefix(addresses.up)) if other else hosting.address(language, way)
        return relative(page.address, way) if way else ""

    return json.dumps(ways(json.loads(page.data)), ensure_ascii=False, separators=(",", ":"))


def _said(value: Any) -> Any:
    """Without what is empty."""
    if isinstance(value, dict):
        return {key: held for key, one in value.items() if (held := _said(one)) not in ("", None, [], {})}
    return [_said(one) for one in value] if isinstance(value, list) else value


def _thing(making: Making, page: Page) -> Thing | None:
    id = page.path.removesuffix(".md").rsplit("/", 1)[-1]
    if page.kind == "module":
        return {"@context": _CONTEXT, **_course(making, page, *country_of(making, id))}
    if page.kind in ("programme", "bridge"):
        bridge = bridge_of(making)
        return _programme(making, id if page.kind == "programme" or bridge is None else bridge.id)
    if page.kind == "competency":
        return {"@context": _CONTEXT, **_competency(making, id)}
    if page.kind == "domain":
        return {"@context": _CONTEXT, **_domain(making, id)}
    if page.path == "competencies/index.md":
        return {"@context": _CONTEXT, **_framework(making)}
    return {"@context": _CONTEXT, "@graph": list(_role(making, id))} if page.kind == "role" else None


def _publisher(making: Making) -> Thing:
    return {"@type": "Organization", "name": publication_of(making.catalogue).publisher}


def _people(making: Making, ids: Sequence[str]) -> list[Thing]:
    """People and organisations, as they want to be named; with the address of a person's ORCID iD."""
    found = []
    for id in ids:
        person = making.catalogue.people.get(id)
        body = making.catalogue.organisations.get(id)
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
    return f"PT{hours(value)}H" if float(value).is_integer() else f"PT{round(value * 60)}M"


def _course(making: Making, page: Page, id: str, country: str) -> Thing:
    module, version = as_taught(making, id, country)
    changed = last_change(making, id, country)
    modes = list(dict.fromkeys(_MODES[mode] for mode in module.modes))
    return {
        "@type": "Course",
        "@id": _WAY,
        "url": _WAY,
        "courseCode": id,
        "name": page.title,
        "description": module.summary,
        "inLanguage": making.words.language,
        "version": version.version,
        "creativeWorkStatus": module.status,
        "datePublished": version.starts.isoformat(),
        "dateModified": changed.isoformat() if changed else "",
        "license": LICENCE,
        "isAccessibleForFree": True,
        "author": _people(making, author_ids(module)),
        "translator": _people(making, translators(making.catalogue, making.words.language, id)[0]),
        "provider": _publisher(making),
        "publisher": _publisher(making),
        "timeRequired": _hours(version.hours),
        "teaches": _taught(making, version),
        "coursePrerequisites": [
            _named_course(making, one.module) for one in module.prerequisites if one.module in making.catalogue.modules
        ],
        "isBasedOn": f"{_WAY}module:{id}" if country else "",
        "audience": [
            {"@type": "EducationalAudience", "educationalRole": making.catalogue.roles[role].value.title}
            for role in module.audience
            if role in making.catalogue.roles
        ],
        "hasPart": [
            {"@type": "LearningResource", "@id": f"{_WAY}lesson:{id}/{name}", "name": lesson.title, "learningResourceType": "lesson"}
            for name, lesson in making.lessons(id)
        ],
        "hasCourseInstance": {"@type": "CourseInstance", "courseMode": modes, "courseWorkload": _hours(version.hours)},
    }


def _named_course(making: Making, id: str) -> Thing:
    return {"@type": "Course", "@id": f"{_WAY}module:{id}", "courseCode": id, "name": making.module(id).title}


def _taught(making: Making, version: Version) -> list[Thing]:
    return [_term(making, teaching.competency) for teaching in version.teaches if teaching.competency in making.catalogue.competencies]


def _term(making: Making, id: str) -> Thing:
    return {
        "@type": "DefinedTerm",
        "@id": f"{_WAY}competency:{id}",
        "termCode": id,
        "name": making.catalogue.competencies[id].value.title,
    }


def _set(making: Making) -> Thing:
    unit = next(iter(making.catalogue.frameworks.values()), None)
    return {"@type": "DefinedTermSet", "@id": f"{_WAY}page:competencies/index", "name": unit.value.title if unit else ""}


def _competency(making: Making, id: str) -> Thing:
    value = making.catalogue.competencies[id].value
    return {
        **_term(making, id),
        "url": _WAY,
        "description": sentence(value.statement),
        "inDefinedTermSet": _set(making),
        "subjectOf": [_named_course(making, module) for module, _ in making.connections.taught_in.get(id, [])],
    }


def _domain(making: Making, id: str) -> Thing:
    value = making.catalogue.domains[id].value
    held = [one.id for one in value.competencies if one.id in making.catalogue.competencies]
    return {
        "@type": "DefinedTermSet",
        "@id": _WAY,
        "url": _WAY,
        "name": value.title,
        "description": value.summary,
        "license": LICENCE,
        "publisher": _publisher(making),
        "isPartOf": _set(making),
        "hasDefinedTerm": [_term(making, one) for one in held],
    }


def _framework(making: Making) -> Thing:
    unit = next(iter(making.catalogue.frameworks.values()), None)
    held: Thing = {"version": unit.value.version, "description": unit.value.description} if unit else {}
    return {
        **_set(making),
        **held,
        "url": _WAY,
        "license": LICENCE,
        "publisher": _publisher(making),
        "hasDefinedTerm": [_term(making, id) for id in making.competencies()],
    }


def _programme(making: Making, id: str) -> Thing | None:
    if id not in making.catalogue.programmes:
        return None
    value = making.catalogue.programmes[id].value
    return {
        "@context": _CONTEXT,
        "@type": "EducationalOccupationalProgram",
        "@id": f"{_WAY}programme:{id}",
        "url": _WAY,
        "name": value.title,
        "description": value.summary,
        "provider": _publisher(making),
        "timeToComplete": _hours(value.taught_hours + value.practice_hours) if value.taught_hours else "",
        "hasCourse": [_named_course(making, one) for one in value.modules if one in making.catalogue.modules],
        "occupationalCredentialAwarded": [
            _credential_named(making, role)
            for role in value.leads_to
            if role in making.catalogue.roles and certification_of(making.catalogue, role)
        ],
    }


def _credential_named(making: Making, role: str) -> Thing:
    certification = certification_of(making.catalogue, role)
    return {
        "@type": "EducationalOccupationalCredential",
        "@id": f"{_WAY}role:{role}#certification",
        "name": certification.title if certification else "",
    }


def _role(making: Making, id: str) -> Iterator[Thing]:
    """The role as an occupation, and the certificate that decides who holds it as a credential."""
    value = making.catalogue.roles[id].value
    needed = [_term(making, one) for one in inherited(making.catalogue, id) if one in making.catalogue.competencies]
    certification = certification_of(making.catalogue, id)
    yield {
        "@type": "Occupation",
        "@id": _WAY,
        "url": _WAY,
        "name": value.title,
        "description": sentence(value.mandate),
        "skills": needed,
        "qualifications": _credential_named(making, id) if certification else None,
    }
    if certification is not None:
        rule = in_force(certification.versions, making.day)
        yield {
            **_credential_named(making, id),
            "url": f"{_WAY}role:{id}#certification",
            "description": rule.says,
            "credentialCategory": "certification",
            "version": rule.version,
            "validFor": _validity(rule),
            "competencyRequired": needed,
            "license": LICENCE,
            "publisher": _publisher(making),
        }


def _validity(rule: RuleVersion) -> str:
    months = rule.valid.months if rule.valid else None
    return f"P{months}M" if months else ""

