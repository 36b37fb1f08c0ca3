"""Every id that one file names exists in another."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from practicum.diagnostics import Diagnostic, Note
from practicum.model.catalogue import Catalogue, Unit
from practicum.spans import Span

# How alike two names are, from 0 to 1, before one is proposed for the other: below it `laming-2009` stands in for `smith-2010`.
NEAR = 0.6


@dataclass(frozen=True)
class _Names:
    """What a rule calls a kind of thing, where such things are defined, and the kinds that count as one."""

    what: str
    where: str
    kinds: Mapping[str, str]


_NAMES = {
    "unknown-competency": _Names("a competency", "competencies/frameworks/", {"competency": "competencies"}),
    "unknown-module": _Names("a module", "curriculum/modules/", {"module": "modules"}),
    "unknown-role": _Names("a role", "competencies/roles/", {"role": "roles"}),
    "unknown-certification": _Names("a certification", "competencies/certifications/", {"certification": "certifications"}),
    "unknown-framework": _Names("a framework", "competencies/frameworks/", {"framework": "frameworks"}),
    "unknown-source": _Names("a reference", "curriculum/references.yaml", {"reference": "references"}),
    "unknown-term": _Names("a glossary term", "curriculum/glossary.yaml", {"term": "terms"}),
    "unknown-topic": _Names("a topic", "curriculum/topics.yaml", {"topic": "topics"}),
    "unknown-person": _Names(
        "a person or organisation", "curriculum/people.yaml or organisations.yaml", {"person": "people", "organisation": "organisations"}
    ),
}


def unknown(rule: str, catalogue: Catalogue, unit: Unit[Any], name: str, *fields: str | int) -> Iterator[Diagnostic]:
    """The fault of a name that nothing has, with the nearest that something has.

    Where the thing stands in a file that could not be used, that file's own fault says it already; so does the fault of an id that
    stands twice in a list, for the name may be that of the second.
    """
    names = _NAMES[rule]
    for group in names.kinds.values():
        if name in getattr(catalogue, group):
            return
    if any(catalogue.is_lost(kind, name) or kind in catalogue.doubled for kind in names.kinds):
        return
    known = sorted({one for group in names.kinds.values() for one in getattr(catalogue, group)})
    # Capital and small letters are the commonest slip, and no near spelling to those who count letters.
    near = [one for one in known if one.lower() == name.lower()] or difflib.get_close_matches(name, known, n=1, cutoff=NEAR)
    yield Diagnostic(
        rule,
        f"{unit.kind.replace('_', ' ')} `{unit.id}` names {names.what} that is not defined: `{name}`",
        unit.where(*fields),
        f"nothing in {names.where} has this id",
        help=f"did you mean `{near[0]}`?" if near else f"define it in {names.where}, or take the name out",
    )


def check_names(catalogue: Catalogue, today: date) -> Iterator[Diagnostic]:
    """Names in modules, programmes, roles, crosswalks, frameworks, terms and sign-offs (rules have a theme of their own)."""
    yield from _in_frameworks(catalogue)
    yield from _in_modules(catalogue)
    for words in catalogue.words.values():
        for number, entry in enumerate(words.value.looked_for):
            for position, module in enumerate(entry.leads_to):
                if module != "help":
                    yield from unknown("unknown-module", catalogue, words, module, "looked_for", number, "leads_to", position)
    for programme in catalogue.programmes.values():
        for position, module in enumerate(programme.value.modules):
            yield from unknown("unknown-module", catalogue, programme, module, "modules", position)
        for position, module in enumerate(programme.value.brings):
            yield from unknown("unknown-module", catalogue, programme, module, "brings", position)
        if programme.value.electives:
            for position, module in enumerate(programme.value.electives.among):
                yield from unknown("unknown-module", catalogue, programme, module, "electives", "among", position)
        for number, stage in enumerate(programme.value.stages):
            for position, module in enumerate(stage.modules):
                yield from unknown("unknown-module", catalogue, programme, module, "stages", number, "modules", position)
        for position, row in enumerate(programme.value.competency_map):
            yield from unknown("unknown-competency", catalogue, programme, row.competency, "competency_map", position, "competency")
        for position, role in enumerate(programme.value.leads_to):
            yield from unknown("unknown-role", catalogue, programme, role, "leads_to", position)
        for position, role in enumerate(programme.value.leads_from):
            yield from unknown("unknown-role", catalogue, programme, role, "leads_from", position)
    for unit in catalogue.roles.values():
        for position, base in enumerate(unit.value.base):
            yield from unknown("unknown-role", catalogue, unit, base, "base", position)
        for position, needed in enumerate(unit.value.levels):
            yield from unknown("unknown-competency", catalogue, unit, needed.competency, "levels", position, "competency")
        if unit.value.certification:
            yield from unknown("unknown-certification", catalogue, unit, unit.value.certification, "certification")
    for term in catalogue.terms.values():
        for position, other in enumerate(term.value.see):
            yield from unknown("unknown-term", catalogue, term, other, "see", position)
        if term.value.source:
            yield from unknown("unknown-source", catalogue, term, term.value.source, "source")
    for person in catalogue.people.values():
        if person.value.organisation:
            yield from unknown("unknown-person", catalogue, person, person.value.organisation, "organisation")
    for signoffs in catalogue.signoffs:
        for position, one in enumerate(signoffs.value.signoffs):
            yield from unknown("unknown-person", catalogue, signoffs, one.person, "signoffs", position, "person")
        for position, track in enumerate(signoffs.value.fast_tracks):
            yield from unknown("unknown-person", catalogue, signoffs, track.person, "fast_tracks", position, "person")
    for ledger in catalogue.translations.values():
        for position, file in enumerate(ledger.value.files):
            yield from unknown("unknown-person", catalogue, ledger, file.translator, "files", position, "translator")
            if file.reviewed_by:
                yield from unknown("unknown-person", catalogue, ledger, file.reviewed_by, "files", position, "reviewed_by")
    for countries in catalogue.countries.values():
        patches: dict[str, Span] = {}
        for country in countries:
            for position, patch in enumerate(country.value.patches):
                span = country.where("patches", position, "id")
                if patch.id in patches:
                    yield Diagnostic(
                        "duplicate-id", f"the patch id `{patch.id}` is used twice", span, "again here",
                        notes=(Note("first used here", patches[patch.id]),), help="give one of them another id",
                    )
                patches.setdefault(patch.id, span)
            for position, role in enumerate(country.value.regulated):
                yield from unknown("unknown-role", catalogue, country, role, "regulated", position)


def _in_frameworks(catalogue: Catalogue) -> Iterator[Diagnostic]:
    for framework in catalogue.frameworks.values():
        folder = framework.path.rsplit("/", 1)[0]
        files = {domain.id for domain in catalogue.domains.values() if domain.path.startswith(folder + "/")}
        for position, domain_id in enumerate(framework.value.domains):
            if domain_id not in files and not catalogue.is_lost("domain", domain_id):
                near = difflib.get_close_matches(domain_id, sorted(files), n=1)
                yield Diagnostic(
                    "unknown-domain",
                    f"framework `{framework.id}` lists a domain that has no readable file: `{domain_id}`",
                    framework.where("domains", position),
                    f"no {folder}/{domain_id}.yaml",
                    help=f"did you mean `{near[0]}`?" if near else "write the domain's file, or mend it where it has a fault",
                )
        before: set[str] = set()
        for id in framework.value.domains:
            unit = catalogue.domains.get(id) if id in files else None
            if unit is not None and unit.value.part_of is not None and unit.value.part_of not in before:
                behind = unit.value.part_of in framework.value.domains
                there = f"which stands behind it in {framework.path}" if behind else "which is not there"
                yield Diagnostic(
                    "unknown-domain", f"domain `{id}` is a part of `{unit.value.part_of}`, {there}", unit.where("part_of"),
                    help=f"name a domain that stands before `{id}` in `domains` of {framework.path}, or take the line out",
                )
            before.add(id)
        for domain in catalogue.domains.values():
            if domain.id in files and domain.id not in framework.value.domains:
                yield Diagnostic(
                    "unknown-domain",
                    f"domain `{domain.id}` is not listed in framework `{framework.id}`",
                    domain.where("id"),
                    "appears nowhere",
                    help=f"add `{domain.id}` to `domains` in {framework.path}",
                )
    for competency in catalogue.competencies.values():
        for position, one in enumerate(competency.value.replaced_by):
            yield from unknown("unknown-competency", catalogue, competency, one, "replaced_by", position)
        for position, source in enumerate(competency.value.sources):
            yield from unknown("unknown-source", catalogue, competency, source, "sources", position)
    for crosswalk in catalogue.crosswalks.values():
        yield from unknown("unknown-source", catalogue, crosswalk, crosswalk.value.reference, "reference")
        yield from unknown("unknown-framework", catalogue, crosswalk, crosswalk.value.framework, "framework")
        if crosswalk.value.reviewer:
            yield from unknown("unknown-person", catalogue, crosswalk, crosswalk.value.reviewer, "reviewer")
        codes = {item.code for item in crosswalk.value.items}
        linked = set()
        for position, link in enumerate(crosswalk.value.links):
            yield from unknown("unknown-competency", catalogue, crosswalk, link.competency, "links", position, "competency")
            linked.add(link.competency)
            for number, code in enumerate(link.to):
                if code not in codes:
                    yield Diagnostic(
                        "crosswalk-incomplete", f"crosswalk `{crosswalk.id}` links to a code it does not list: `{code}`",
                        crosswalk.where("links", position, "to", number), help="add the code to `items`, or correct it",
                    )
            if (link.relation == "none") == bool(link.to):
                yield Diagnostic(
                    "crosswalk-incomplete", f"the link of `{link.competency}` has relation `{link.relation}` and {len(link.to)} codes",
                    crosswalk.where("links", position, "relation"), help="`none` has no codes; every other relation has at least one",
                )
        ours = catalogue.frameworks.get(crosswalk.value.framework)
        compared = {
            id for id, one in catalogue.competencies.items()
            if one.value.retired is None and (ours is None or catalogue.framework_of(id) in (None, ours))
        }  # fmt: skip
        silent = sorted(compared - linked)
        if silent:
            yield Diagnostic(
                "crosswalk-incomplete", f"crosswalk `{crosswalk.id}` says nothing about {', '.join(f'`{one}`' for one in silent[:6])}"
                + (f" and {len(silent) - 6} more" if len(silent) > 6 else ""),
                crosswalk.where("links", key=True), help="add a link for each; `relation: none` says that there is no match",
            )


def _in_modules(catalogue: Catalogue) -> Iterator[Diagnostic]:
    for unit in catalogue.modules.values():
        module = unit.value
        for number, version in enumerate(module.versions):
            for position, taught in enumerate(version.teaches):
                yield from unknown(
                    "unknown-competency", catalogue, unit, taught.competency, "versions", number, "teaches", position, "competency"
                )
        for position, prerequisite in enumerate(module.prerequisites):
            yield from unknown("unknown-module", catalogue, unit, prerequisite.module, "prerequisites", position, "module")
        for position, equivalent in enumerate(module.equivalents):
            yield from unknown("unknown-module", catalogue, unit, equivalent.module, "equivalents", position, "module")
        if module.renews:
            yield from unknown("unknown-module", catalogue, unit, module.renews, "renews")
        for position, other in enumerate(module.supersedes):
            yield from unknown("unknown-module", catalogue, unit, other, "supersedes", position)
        for position, role in enumerate(module.audience):
            yield from unknown("unknown-role", catalogue, unit, role, "audience", position)
        for position, source in enumerate(module.evidence):
            yield from unknown("unknown-source", catalogue, unit, source.reference, "evidence", position, "reference")
