"""A framework as a SKOS concept scheme: domains, competencies and levels in every language, crosswalks as mappings.

A competency's address is the framework's base URL with `competency/` and its id: it stays the same from release to release.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Literal, TypeVar

from practicum.exchanging.identifying import identifier
from practicum.exchanging.linked_data import Address, InOrder, Node, Text, Value, address, json_ld, turtle
from practicum.model.catalogue import CORE_LANGUAGE, Catalogue
from practicum.model.exchange import Export, Format, Loss
from practicum.model.framework import Competency, Crosswalk, Domain, Framework, Level, Origin
from practicum.model.renamed import by_kind
from practicum.resolving import View, view_of
from practicum.resolving.releases import in_order, publication_of, variants_of

FORMAT = Format(
    name="SKOS",
    version="W3C Recommendation of 2009, as Turtle 1.1 or JSON-LD 1.1",
    direction="out",
    commands=("practicum export skos",),
    carries="the framework: domains, competencies with their indicators, levels, crosswalks as mappings, all languages",
    checked="`skosify` 2.3.0 without a warning; both forms read by `rdflib` 7.6.0 hold the same statements",
    page="linked-data",
)
PREFIXES = {
    "dct": "http://purl.org/dc/terms/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
Form = Literal["turtle", "json-ld"]
_ENDINGS: Mapping[Form, str] = {"turtle": ".ttl", "json-ld": ".jsonld"}
# A crosswalk says what ours is beside the other one; SKOS says what the other one is beside ours.
_MATCHES = {"close": "skos:closeMatch", "broader": "skos:narrowMatch", "narrower": "skos:broadMatch", "related": "skos:relatedMatch"}
Said = dict[str, list[Value]]
T = TypeVar("T")
# The values of one thing by language, that of the core first.
Told = Mapping[str, T]


def export(view: View, *, framework: str = "", form: Form = "turtle") -> Export:
    """A file for each framework, or for the one that is named: more than one scheme in a file confuses most programs.

    All languages go into the same file, whichever the View is in. Raises KeyError where the framework is not known.
    """
    languages = _languages(view)
    core = languages[CORE_LANGUAGE]
    write = turtle if form == "turtle" else json_ld
    wanted = [framework] if framework else list(core.frameworks)
    files = {f"{id}{_ENDINGS[form]}": write(PREFIXES, _scheme(languages, id)) for id in wanted}
    notes = () if len(languages) > 1 else ("the framework is in English alone: no translation of it was found",)
    return Export(files, losses(view, framework=framework), notes)


def losses(view: View, *, framework: str = "") -> tuple[Loss, ...]:
    """What SKOS has no place for."""
    core = view.untold or view.catalogue
    held = [unit.value for unit in core.frameworks.values() if not framework or unit.id == framework]
    inside = [one for value in held for one in _competencies(core, value)]
    links = [link for unit in core.crosswalks.values() if unit.value.framework in {one.id for one in held} for link in unit.value.links]
    sources = sum(1 for one in inside for id in one.sources if not _source(core, id))
    return (
        Loss("modules", len(core.modules), "SKOS names ideas, no courses; `practicum export schema-org` has what a module teaches"),
        Loss("certification rules", len(core.certifications), "SKOS has no rules; the site's read API has them as data"),
        Loss("levels that roles ask for", sum(len(unit.value.levels) for unit in core.roles.values()), "no relation has a degree in SKOS"),
        Loss("orders of indicators", sum(len(one.indicators) > 1 for one in inside), "examples of a concept have no order"),
        Loss("links of a crosswalk without a match", sum(link.relation == "none" for link in links),
             "SKOS cannot say that there is no match"),
        Loss("notes of a crosswalk", sum(bool(link.note) for link in links), "a mapping carries no words"),
        Loss("ways in which a level is granted", sum(len(value.levels) for value in held), "no property says it"),
        Loss("validity periods of evidence", sum(value.evidence_months is not None for value in held), "no property says it"),
        Loss("sources without an address", sources, "a source is named by its address"),
    )  # fmt: skip


def _languages(view: View) -> dict[str, Catalogue]:
    """The catalogue in the core's language and in each other one, by its code."""
    core = view.untold or view.catalogue
    others = sorted(variants_of(core)[1] - {CORE_LANGUAGE})
    return {CORE_LANGUAGE: core, **{code: view_of(core, day=view.day, language=code).catalogue for code in others}}


def _competencies(core: Catalogue, framework: Framework) -> Iterator[Competency]:
    for id in framework.domains:
        if id in core.domains:
            yield from core.domains[id].value.competencies


def _words(told: Told[T], read: Callable[[T], str]) -> list[Value]:
    """A text in every language in which it is said: what is not translated stands there once, in its own."""
    first = next(iter(told))
    own = read(told[first]).strip()
    others = ((code, read(value).strip()) for code, value in told.items() if code != first)
    return [Text(own, first), *(Text(text, code) for code, text in others if text and text != own)] if own else []


def _several(told: Told[T], read: Callable[[T], tuple[str, ...]]) -> list[Value]:
    """The same for a list of texts, each once."""
    first = next(iter(told))
    own = dict.fromkeys(one.strip() for one in read(told[first]) if one.strip())
    found: list[Value] = [Text(one, first) for one in own]
    for code, value in told.items():
        if code != first:
            found += [Text(one, code) for one in dict.fromkeys(text.strip() for text in read(value)) if one and one not in own]
    return found


def _scheme(languages: Mapping[str, Catalogue], id: str) -> Iterator[Node]:
    core = languages[CORE_LANGUAGE]
    value = core.frameworks[id].value
    origin = value.origin
    # A framework by others stands here in its own language, under its publisher's name and licence.
    first = (origin.language if origin is not None else None) or CORE_LANGUAGE
    languages = {first: core, **{code: one for code, one in languages.items() if code not in (first, CORE_LANGUAGE)}}
    told: Told[Framework] = {code: one.frameworks[id].value for code, one in languages.items()}
    base, scheme = value.base_url, address(value.base_url, "framework", id)
    domains: list[Told[Domain]] = [
        {code: one.domains[domain].value for code, one in languages.items()} for domain in value.domains if domain in core.domains
    ]
    levels: list[Told[Level]] = [
        {code: one.levels[position] for code, one in told.items() if position < len(one.levels)} for position in range(len(value.levels))
    ]
    at_levels = [Address(address(base, "framework", id, "level", str(level.level))) for level in value.levels]
    at_domains = [Address(address(base, "domain", domain[first].id)) for domain in domains]
    releases = in_order(core)
    yield Node(scheme, "skos:ConceptScheme", {
        "skos:prefLabel": _words(told, lambda one: one.title),
        "dct:title": _words(told, lambda one: one.title),
        "dct:description": _words(told, lambda one: one.description),
        "dct:identifier": [_urn(base, "framework", id)],
        "owl:versionInfo": [Text(value.version)],
        **(_origin(origin) if origin is not None else {
            "dct:publisher": [Text(publication_of(core).publisher)],
            "dct:license": [Address(LICENCE)],
            "dct:issued": [Text(releases[-1].value.day.isoformat(), kind="xsd:date")] if releases else [],
        }),
        "skos:hasTopConcept": [*(at for domain, at in zip(domains, at_domains, strict=True) if not domain[first].part_of), *at_levels],
    })  # fmt: skip
    inside: Said = {"skos:inScheme": [Address(scheme)]}
    matches = _matches(core, value)
    given_up: dict[str, list[Value]] = {}
    renamed = core.renamed.get("renamed")
    for was, now in by_kind(renamed.value if renamed is not None else None).get("competency", {}).items():
        given_up.setdefault(now, []).append(Address(address(base, "competency", was)))
    for domain, at in zip(domains, at_domains, strict=True):
        one = domain[first]
        yield Node(at.value, "skos:Concept", {
            "skos:notation": [Text(one.id)],
            "skos:prefLabel": _words(domain, lambda one: one.title),
            "skos:definition": _words(domain, lambda one: one.summary),
            "dct:identifier": [_urn(base, "domain", one.id)],
            "skos:narrower": [
                *(Address(address(base, "domain", each[first].id)) for each in domains if each[first].part_of == one.id),
                *(Address(address(base, "competency", child.id)) for child in one.competencies),
            ],
            "skos:broader": [Address(address(base, "domain", one.part_of))] if one.part_of else [],
            **inside, "skos:topConceptOf": [] if one.part_of else [Address(scheme)],
        })  # fmt: skip
        for own in one.competencies:
            each: Told[Competency] = {code: there.competencies[own.id].value for code, there in languages.items()}
            yield _competency(core, base, each, inside, at, matches.get(own.id, {}), given_up.get(own.id, []))
    for level, at in zip(levels, at_levels, strict=True):
        number = level[first].level
        yield Node(at.value, "skos:Concept", {
            "skos:notation": [Text(str(number))],
            "skos:prefLabel": _words(level, lambda one: one.name),
            "skos:definition": _words(level, lambda one: one.means),
            "dct:identifier": [_urn(base, "framework", id, "level", str(number))],
            **inside, "skos:topConceptOf": [Address(scheme)],
        })  # fmt: skip
    if at_levels:
        yield Node(address(base, "framework", id, "levels"), "skos:OrderedCollection", {
            "skos:prefLabel": [Text("Levels", CORE_LANGUAGE)], "skos:memberList": [InOrder(tuple(at_levels))],
        })  # fmt: skip
    yield from _others(core, value)


def _origin(origin: Origin) -> Said:
    return {
        "dct:publisher": [Text(origin.publisher)] if origin.publisher else [],
        "dct:rights": [Text(origin.licence)] if origin.licence else [],
        "dct:source": [Address(origin.address)] if origin.address else [],
    }


def _competency(
    core: Catalogue, base: str, told: Told[Competency], inside: Said, domain: Address, matches: Mapping[str, list[Value]],
    given_up: list[Value],
) -> Node:  # fmt: skip
    value = told[next(iter(told))]
    retired: Said = {}
    if value.retired is not None:
        retired = {
            "owl:deprecated": [Text("true", kind="xsd:boolean")],
            "skos:changeNote": [Text(f"asked for no more since {value.retired.isoformat()}", CORE_LANGUAGE)],
            "dct:isReplacedBy": [Address(address(base, "competency", other)) for other in value.replaced_by],
        }
    return Node(address(base, "competency", value.id), "skos:Concept", {
        "skos:notation": [Text(value.code or value.id)],
        "skos:prefLabel": _words(told, lambda one: one.title),
        "skos:definition": _words(told, lambda one: one.statement),
        "skos:example": _several(told, lambda one: one.indicators),
        "dct:identifier": [_urn(base, "competency", value.id)],
        "dct:source": [Address(way) for way in dict.fromkeys(_source(core, id) for id in value.sources) if way],
        "skos:broader": [domain],
        **inside, **matches, **retired, "dct:replaces": given_up,
    })  # fmt: skip


def _matches(core: Catalogue, framework: Framework) -> dict[str, dict[str, list[Value]]]:
    """By competency, the mappings to items of other frameworks."""
    found: dict[str, dict[str, list[Value]]] = {}
    for crosswalk in _crosswalks(core, framework):
        for link in crosswalk.links:
            if link.relation != "none":
                held = found.setdefault(link.competency, {}).setdefault(_MATCHES[link.relation], [])
                held += [Address(address(framework.base_url, "crosswalk", crosswalk.id, code)) for code in link.to]
    return found


def _crosswalks(core: Catalogue, framework: Framework) -> list[Crosswalk]:
    return [unit.value for unit in core.crosswalks.values() if unit.value.framework == framework.id]


def _others(core: Catalogue, framework: Framework) -> Iterator[Node]:
    """Other frameworks with the codes and titles of their items: named, but no concepts of ours."""
    for crosswalk in _crosswalks(core, framework):
        at = address(framework.base_url, "crosswalk", crosswalk.id)
        way = _source(core, crosswalk.reference)
        yield Node(at, "", {
            "dct:title": [Text(crosswalk.title, CORE_LANGUAGE)],
            "dct:description": [Text(crosswalk.caveat.strip(), CORE_LANGUAGE)],
            "rdfs:seeAlso": [Address(way)] if way else [],
        })  # fmt: skip
        for item in crosswalk.items:
            yield Node(address(framework.base_url, "crosswalk", crosswalk.id, item.code), "", {
                "dct:identifier": [Text(item.code)],
                "rdfs:label": [Text(item.title.strip(), CORE_LANGUAGE)],
                "dct:isPartOf": [Address(at)],
            })  # fmt: skip


def _source(core: Catalogue, id: str) -> str:
    """The address of a source; empty where it has none."""
    unit = core.references.get(id)
    if unit is None:
        return ""
    number = unit.value.identifier or ""
    return unit.value.url or (f"https://doi.org/{number}" if number.startswith("10.") else "")


def _urn(base: str, *path: str) -> Text:
    return Text(f"urn:uuid:{identifier(base, *path)}")
