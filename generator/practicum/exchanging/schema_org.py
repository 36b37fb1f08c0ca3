"""The whole curriculum as one schema.org file: the things that the pages of the site describe one by one, in one graph."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from practicum.model.catalogue import CORE_LANGUAGE
from practicum.model.certification import Requirement, RuleVersion
from practicum.model.exchange import Export, Format, Loss
from practicum.resolving import View, view_of
from practicum.resolving.places import site_of, whole_address
from practicum.resolving.releases import variants_of
from practicum.resolving.standing import standing_signoffs
from practicum.resolving.structured import (
    CONTEXT,
    WAY,
    Described,
    Taught,
    Thing,
    competency_thing,
    course,
    domain_thing,
    framework_thing,
    last_dated,
    own_competencies,
    programme_thing,
    role_things,
    without_empty,
)  # fmt: skip

FORMAT = Format(
    name="schema.org",
    version="30.0, with the terms of LRMI, as JSON-LD",
    direction="out",
    commands=("practicum export schema-org", "practicum build"),
    carries="framework, competencies, modules with their lessons and translations, programmes, roles, certificates",
    checked="every class, property, domain and range against the vocabulary of schema.org 30.0",
    page="linked-data",
)


def export(view: View, *, site: str = "") -> Export:
    """One file; ``site`` is the address of the site, else the one that the curriculum names for itself, else its base URL.

    Translated modules stand beside their originals; what is told of other things is in the View's core language.
    """
    core = view.untold or view.catalogue
    root = site_of(core, site)
    graph = [_placed(without_empty(thing), root, language) for thing, language in _things(view)]
    data = json.dumps({"@context": CONTEXT, "@graph": graph}, ensure_ascii=False, indent=1) + "\n"
    return Export({"curriculum.jsonld": data.encode("utf-8", "replace")}, losses(view))


def losses(view: View) -> tuple[Loss, ...]:
    """What schema.org has no word for, or what is left out of a description of this kind."""
    core = view.untold or view.catalogue
    modules = [unit.value for unit in core.modules.values()]
    levels = sum(len(unit.value.levels) for unit in core.roles.values()) + sum(
        len(view.version(id).teaches) for id in core.modules
    )
    return (
        Loss("levels taught and asked for", levels, "a term is taught or asked for, without a degree"),
        Loss("indicators", sum(len(unit.value.indicators) for unit in core.competencies.values()), "a term has one description"),
        Loss("requirements of certification rules", sum(_asked(unit.value.versions[-1]) for unit in core.certifications.values()),
             "a credential has a sentence for all of them"),
        Loss("links of crosswalks", sum(len(unit.value.links) for unit in core.crosswalks.values()),
             "`practicum export skos` has them as mappings"),
        Loss("competencies of frameworks by others", len(core.competencies) - len(own_competencies(core)),
             "they are their publishers'; `practicum export skos --framework` has each framework by itself"),
        Loss("legacy items", sum(module.legacy for module in modules), "they are kept for old records only and have no page"),
        Loss("questions and rubrics", sum(len(unit.value.questions) + len(unit.value.rubric) for unit in core.assessments.values()),
             "they are not for a catalogue"),
        Loss("countries' patches", sum(len(unit.value.patches) for held in core.countries.values() for unit in held),
             "the file describes the core; `practicum build --country` makes a country's own site"),
    )  # fmt: skip


def _asked(rule: RuleVersion) -> int:
    return _parts(rule.award) + (_parts(rule.renew) if rule.renew is not None else 0)


def _parts(requirement: Requirement) -> int:
    return 1 + sum(_parts(one) for one in (*(requirement.all or ()), *(requirement.of or ()), *(requirement.routes or {}).values()))


def _things(view: View) -> Iterator[tuple[Thing, str]]:
    """Everything with the language it is told in."""
    core = view.untold or view.catalogue
    own = View(core, view.country, view.day, CORE_LANGUAGE)
    described = _described(own)
    if core.frameworks:
        yield framework_thing(described), CORE_LANGUAGE
    held = own_competencies(core)
    own_domains = {core.competencies[id].path for id in held}
    for id, unit in core.domains.items():
        if unit.path in own_domains:
            yield domain_thing(described, id), CORE_LANGUAGE
    for id in held:
        yield competency_thing(described, id), CORE_LANGUAGE
    signed = _signed(own)
    for id in core.modules:
        yield from ((thing, CORE_LANGUAGE) for thing in _course(own, described, id, signed))
    for language in sorted(variants_of(core)[1] - {CORE_LANGUAGE}):
        told = view_of(core, day=view.day, language=language)
        there, signed = _described(told), _signed(told)
        for id in core.modules:
            if core.modules[id].path in told.translated:
                for thing in _course(told, there, id, signed):
                    yield {**thing, "translationOfWork": {"@type": "Course", "@id": thing["@id"]}}, language
    for id in core.programmes:
        yield programme_thing(described, id), CORE_LANGUAGE
    for id in core.roles:
        yield from ((thing, CORE_LANGUAGE) for thing in role_things(described, id))


def _described(view: View) -> Described:
    taught_in: dict[str, list[str]] = defaultdict(list)
    for id, unit in view.catalogue.modules.items():
        if not unit.value.legacy:
            for teaching in view.version(id).teaches:
                taught_in[teaching.competency].append(id)
    return Described(view.catalogue, view.language, view.day, taught_in)


def _signed(view: View) -> dict[str, list[date]]:
    """The days of sign-offs of each module's text in the View's language, by the module's id."""
    days: dict[str, list[date]] = defaultdict(list)
    for one in standing_signoffs(view):
        days[one.signoff.unit.partition("/")[0]].append(one.signoff.day)
    return days


def _course(view: View, described: Described, id: str, signed: Mapping[str, list[date]]) -> Iterator[Thing]:
    module = view.catalogue.modules[id].value
    if not module.legacy:
        changed = last_dated(view.catalogue, id, module, view.language, view.day, signed.get(id, []))
        thing = course(described, id, Taught(module, view.version(id), module.title, changed))
        yield thing if view.is_told else {**thing, "inLanguage": module.language}


def _placed(value: Any, root: str, language: str, own: bool = True) -> Any:
    """The thing with whole addresses in place of schemes: the thing itself in its language, what it points to in the core's.

    The page of a translation exists for certain; a competency's or a role's in that language may not.
    """
    if isinstance(value, Mapping):
        kept = ("@id", "url", "hasPart")
        return {key: _placed(one, root, language if own and key in kept else CORE_LANGUAGE, own and key == "hasPart")
                for key, one in value.items()}  # fmt: skip
    if isinstance(value, list):
        return [_placed(one, root, language, own) for one in value]
    return whole_address(root, value.removeprefix(WAY), language) if isinstance(value, str) and value.startswith(WAY) else value
