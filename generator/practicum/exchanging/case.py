"""CASE 1.1, the format of registries of competency frameworks (1EdTech): a framework as one CFPackage, a flat JSON file.

CASE refuses properties it does not know: what is ours alone stands in `extensions` under `practicum`. Levels are a rubric, crosswalks are
associations that say no more than `isRelatedTo` (how close they are stands in the extension), and a translation is a package of its own,
each item the translation of an original one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from practicum.exchanging.case_parts import (
    Thing,
    as_json,
    competencies_of,
    day_of,
    domains_of,
    is_cut,
    is_uuid,
    list_pieces,
    translated_texts,
    walks_of,
    without_gaps,
)
from practicum.exchanging.identifying import identifier
from practicum.model.catalogue import CORE_LANGUAGE
from practicum.model.exchange import Export, Format, Loss
from practicum.model.fields import TO_WRITE
from practicum.model.framework import Competency, Crosswalk, Domain, Framework
from practicum.resolving import View
from practicum.resolving.releases import publication_of

FORMAT = Format(
    name="CASE",
    version="1.1 is written; 1.1 and 1.0 are read",
    direction="out and in",
    commands=("practicum export case", "practicum import case"),
    carries="a framework: domains, competencies, indicators, levels as a rubric, crosswalks as associations, a package a language",
    checked="the official JSON Schema of CASE 1.1 with `jsonschema` 4.26.0, in every language; packages by others come in, go out and come "
    "in as equal files",
    set_aside="fields and relations that have no place here are counted before anything is written; texts without a licence stay out",
    page="frameworks",
)
# Where the REST binding of CASE answers, below the base URL.
WAY = "ims/case/v1p1"
OWN_LICENCE = ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/")


def export(view: View, framework: str) -> Export:
    """The framework as a CFPackage in the View's language, one file `<framework>.json`."""
    package = _Package(view, framework)
    name = framework if not view.is_told else f"{framework}.{view.language}"
    return Export({f"{name}.json": package.data()}, losses(view, framework), package.notes())


def losses(view: View, framework: str = "") -> tuple[Loss, ...]:
    """What CASE has no place for, counted in the View; of its first framework, where none is named."""
    catalogue = view.catalogue
    framework = framework or next(iter(catalogue.frameworks), "")
    if not framework:
        return ()
    here = {one.id for one in competencies_of(view, framework)}
    rules = sum(len(unit.value.versions) for unit in catalogue.certifications.values())
    asked = sum(one.competency in here for unit in catalogue.roles.values() for one in unit.value.levels)
    taught = sum(one.competency in here for id in catalogue.modules for one in view.version(id).teaches)
    rows = sum(row.competency in here for unit in catalogue.assessments.values() for row in unit.value.rubric)
    reviewed = sum(bool(unit.value.reviewer) for unit in walks_of(view, framework))
    english = sum(not translated for translated in translated_texts(view, framework).values()) if view.is_told else 0
    return (
        Loss("certification rules", rules, "CASE has no place for them"),
        Loss("levels that roles ask for", asked, "CASE has no place for roles"),
        Loss("levels that modules teach", taught, "CASE knows no courses; the site's pages name them (`teaches`)"),
        Loss("rubric rows of modules", rows, "they belong to a module's assessment; the framework's levels are written"),
        Loss("reviewers of crosswalks", reviewed, "people are not handed on"),
        Loss(f"texts not translated into `{view.language}`", english, "they stand there in the language of the original"),
    )


@dataclass
class _Package:
    """One package in the making. ``items`` and ``associations`` grow in the order of the framework, as they will stand in the file."""

    view: View
    framework: str
    # As JSON at once: tens of thousands of objects would be looked through by the collector again and again.
    items: list[str] = field(default_factory=list)
    associations: list[str] = field(default_factory=list)
    types: dict[str, Thing] = field(default_factory=dict)
    groupings: list[Thing] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=dict)
    # Identifier, title and address of each domain.
    domains: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    foreign: int = 0

    def __post_init__(self) -> None:
        self.unit = self.view.catalogue.frameworks[self.framework].value
        self.base = self.unit.base_url
        self.tongue = self.view.language if self.view.is_told else ""
        self.told = translated_texts(self.view, self.framework)
        self.time = f"{day_of(self.view).isoformat()}T00:00:00+00:00"
        self.written = (self.unit.origin.language if self.unit.origin is not None else None) or CORE_LANGUAGE

    def notes(self) -> tuple[str, ...]:
        """Sentences for the person who hands it on."""
        found = []
        if self.foreign:
            found.append(f"{self.foreign:,} identifiers of its publisher are no UUIDs, which CASE asks for: others were made from them")
        if not self.view.catalogue.releases:
            found.append(f"all of it says that it changed on {day_of(self.view).isoformat()}, today: from a first release on it stays")
        return tuple(found)

    # --- names

    def made(self, kind: str, *path: str) -> str:
        """The identifier of a thing of ours; in another language one of its own."""
        return str(identifier(self.base, *((self.tongue,) if self.tongue else ()), kind, *path))

    def own(self, kind: str, id: str, theirs: str | None) -> str:
        """The identifier of a framework, domain or competency: its publisher's where it has one."""
        if theirs and not self.tongue:
            if is_uuid(theirs):
                return theirs
            self.foreign += 1
        return self.made(kind, id)

    def address(self, kind: str, id: str, theirs: str | None = None) -> str:
        """The address of a thing; of what is by others, the one it has at its publisher."""
        at = self.unit.origin.items_at if self.unit.origin is not None else None
        if theirs == id and at and not self.tongue:
            return f"{at}{id}"
        return f"{self.base.rstrip('/')}/{WAY}/{kind}/{id}"

    def link(self, kind: str, id: str, title: str, theirs: str | None = None) -> Thing:
        """A LinkURI."""
        return {"title": title, "identifier": id, "uri": self.address(kind, id, theirs)}

    # --- the package

    def data(self) -> bytes:
        """The file: an entry a line, so that what changed can be read in a comparison."""
        document = self.document()
        for place, domain in enumerate(domains_of(self.view, self.framework), start=1):
            self.domain(domain.value, document, place)
        self.replaced()
        for walk in walks_of(self.view, self.framework):
            self.walk(walk.value)
        # Pieces that are put together once: the lists are most of a large file.
        pieces = ["{\n ", as_json("CFDocument"), ": ", as_json(document)]
        for key, held in (("CFItems", self.items), ("CFAssociations", self.associations)):
            pieces += [",\n ", as_json(key), ": ", *list_pieces(held)]
        between = ",\n \"CFDefinitions\": {\n  "
        for key, defined in self.definitions().items():
            pieces += [between, as_json(key), ": ", *list_pieces([as_json(one) for one in defined], "   ")]
            between = ",\n  "
        pieces += ["\n },\n \"CFRubrics\": ", *list_pieces([as_json(self.rubric())])]
        pieces += [",\n \"extensions\": ", as_json({"practicum": self.ours()}), "\n}\n"]
        return "".join(pieces).encode()

    def document(self) -> Thing:
        """The CFDocument."""
        unit, origin = self.unit, self.unit.origin
        publisher = (origin.publisher if origin is not None else None) or publication_of(self.view.catalogue).publisher
        id = self.own("framework", unit.id, origin.identifier if origin is not None else None)
        at = origin.address if origin is not None and origin.address and not self.tongue and id == origin.identifier else None
        self.licence = self._licence()
        if self.tongue:
            self.translation("framework", self.framework, id, unit.title, "CFDocuments")
        return without_gaps({
            "identifier": id, "uri": at or self.address("CFDocuments", id), "caseVersion": "1.1", "creator": publisher,
            "title": unit.title, "lastChangeDateTime": self.time, "publisher": publisher,
            "description": "" if unit.description == TO_WRITE else unit.description,
            "language": self.language("framework", self.framework), "version": unit.version,
            "adoptionStatus": "Draft" if origin is None else "",
            "licenseURI": self.link("CFLicenses", self.licence["identifier"], self.licence["title"]) if self.licence else None,
        })  # fmt: skip

    def language(self, kind: str, id: str) -> str:
        """In which language a text stands."""
        return self.tongue if self.told.get(f"{kind}:{id}") else self.written

    def _licence(self) -> Thing:
        origin = self.unit.origin
        title, text = (origin.licence or "", origin.licence or "") if origin is not None else OWN_LICENCE
        if not title:
            return {}
        id = self.made("licence", title)
        return {
            "identifier": id, "uri": self.address("CFLicenses", id), "title": title, "licenseText": text, "lastChangeDateTime": self.time,
        }  # fmt: skip

    def item(self, kind: str, id: str, fields: Thing, theirs: str | None = None) -> str:
        """Append an item of a kind; its identifier."""
        mark = self.own(kind, id, theirs)
        type = _TYPES[kind]
        if type not in self.types:
            self.types[type] = self.link("CFItemTypes", self.made("item type", type), type)
        entry = {
            "identifier": mark, "uri": self.address("CFItems", mark, theirs), **fields, "CFItemType": type,
            "CFItemTypeURI": self.types[type], "lastChangeDateTime": self.time,
        }  # fmt: skip
        self.items.append(as_json(without_gaps(entry)))
        self.titles[mark] = str(fields.get("humanCodingScheme") or fields["fullStatement"])
        return mark

    def domain(self, domain: Domain, document: Thing, place: int) -> None:
        """A domain, its competencies and their indicators."""
        above = (document["identifier"], document["title"], document["uri"])
        if self.gathered(domain):
            # Its publisher has no such domain: its competencies hang from the document.
            for number, one in enumerate(domain.competencies, start=1):
                self.competency(one, above, place + number - 1)
            return
        full, rest = domain.title, domain.summary
        if rest in ("", TO_WRITE, full):
            rest = ""
        elif is_cut(full, rest):
            # The title is the beginning of a longer text, which is what its publisher wrote.
            full, rest = rest, ""
        mark = self.item("domain", domain.id, {
            "humanCodingScheme": domain.code or domain.id, "fullStatement": full, "notes": rest,
            "language": self.language("domain", domain.id),
            "extensions": {"practicum": {"id": domain.id, "kind": "domain"}},
        }, domain.identifier)  # fmt: skip
        self.domains[domain.id] = (mark, self.titles[mark], self.address("CFItems", mark, domain.identifier))
        self.associate("isChildOf", mark, *self.domains.get(domain.part_of or "", above), place, at=domain.identifier)
        self.translation("domain", domain.id, mark, domain.title, theirs=domain.identifier)
        for number, one in enumerate(domain.competencies, start=1):
            self.competency(one, self.domains[domain.id], number)

    def gathered(self, domain: Domain) -> bool:
        """Whether a domain was made here for items of others that hang from none."""
        theirs = self.unit.origin is not None and self.unit.origin.identifier
        return bool(theirs) and not domain.identifier and any(one.identifier for one in domain.competencies)

    def competency(self, one: Competency, above: tuple[str, str, str], place: int) -> None:
        """A competency below the item or document ``above`` (identifier, title, address), its indicators below it."""
        statement = one.title if one.statement == TO_WRITE else one.statement
        short = "" if one.title == statement or is_cut(one.title, statement) else one.title
        mine: Thing = {"id": one.id, "kind": "competency"}
        if one.sources:
            mine["sources"] = list(one.sources)
        mark = self.item("competency", one.id, {
            "humanCodingScheme": one.code or one.id, "fullStatement": statement, "abbreviatedStatement": short,
            "language": self.language("competency", one.id), "statusEndDate": one.retired.isoformat() if one.retired else "",
            "extensions": {"practicum": mine},
        }, one.identifier)  # fmt: skip
        self.associate("isChildOf", mark, *above, place, at=one.identifier)
        self.translation("competency", one.id, mark, one.title, theirs=one.identifier)
        seen: dict[str, int] = {}
        for number, sign in enumerate(one.indicators, start=1):
            if sign == TO_WRITE:
                continue
            # By its words: a place in the list would give another sign its identifier when one is put in before it.
            seen[sign] = seen.get(sign, 0) + 1
            again = (str(seen[sign]),) if seen[sign] > 1 else ()
            key = (hashlib.sha256(sign.encode()).hexdigest()[:16], *again)
            below = self.item("indicator", "/".join((one.id, *key)), {
                "fullStatement": sign, "language": self.language("competency", one.id), "extensions": {"practicum": {"kind": "indicator"}},
            })  # fmt: skip
            self.associate("isChildOf", below, mark, self.titles[mark], self.address("CFItems", mark, one.identifier), number)

    def translation(self, kind: str, id: str, mark: str, title: str, way: str = "CFItems", theirs: str | None = None) -> None:
        """That an item in another language stands for an original one."""
        if not self.tongue:
            return
        first = theirs if theirs and is_uuid(theirs) else str(identifier(self.base, kind, id))
        how = "isTranslationOf" if self.told.get(f"{kind}:{id}") else "exactMatchOf"
        at = self.unit.origin.items_at if self.unit.origin is not None and theirs == first else None
        target = f"{at}{first}" if at else f"{self.base.rstrip('/')}/{WAY}/{way}/{first}"
        self.associate(how, mark, first, title, target, way=way)

    def associate(
        self, kind: str, origin: str, destination: str, title: str, uri: str, place: int | None = None, *, at: str | None = None,
        way: str = "CFItems", **more: Any,
    ) -> None:  # fmt: skip
        """Append an association."""
        mark = self.made("association", kind, origin, destination)
        self.associations.append(as_json(without_gaps({
            "identifier": mark, "uri": self.address("CFAssociations", mark), "associationType": kind, "sequenceNumber": place,
            "originNodeURI": {"title": self.titles.get(origin, title), "identifier": origin, "uri": self.address(way, origin, at)},
            "destinationNodeURI": {"title": title, "identifier": destination, "uri": uri}, "lastChangeDateTime": self.time, **more,
        })))  # fmt: skip

    def mark(self, one: Competency) -> str:
        """The identifier that a competency was given above."""
        return one.identifier if one.identifier and is_uuid(one.identifier) and not self.tongue else self.made("competency", one.id)

    def replaced(self) -> None:
        """What took the place of what is retired."""
        marks = {one.id: (self.mark(one), one) for one in competencies_of(self.view, self.framework)}
        for mark, one in marks.values():
            for other in one.replaced_by:
                if other in marks:
                    instead, there = marks[other]
                    uri = self.address("CFItems", instead, there.identifier)
                    self.associate("replacedBy", mark, instead, self.titles[instead], uri, at=one.identifier)

    def walk(self, walk: Crosswalk) -> None:
        """A crosswalk: a group of associations with its caveat as the description."""
        group = self.made("crosswalk", walk.id)
        address = self.address("CFAssociationGroupings", group)
        self.groupings.append({
            "identifier": group, "uri": address, "title": walk.title, "description": walk.caveat, "lastChangeDateTime": self.time,
        })  # fmt: skip
        known = {one.id: one for one in competencies_of(self.view, self.framework)}
        items = {one.code: one.title for one in walk.items}
        for link in walk.links:
            if link.competency not in known:
                continue
            one = known[link.competency]
            mark = self.mark(one)
            for code in link.to:
                other = str(identifier(self.base, "crosswalk", walk.id, code))
                self.associate(
                    "isRelatedTo", mark, other, f"{code} {items.get(code, '')}".strip(),
                    f"{self.base.rstrip('/')}/crosswalks/{walk.id}#{other}", at=one.identifier, notes=link.note,
                    CFAssociationGroupingURI={"title": walk.title, "identifier": group, "uri": address},
                    extensions={"practicum": {"crosswalk": walk.id, "relation": link.relation, "code": code}},
                )  # fmt: skip

    def definitions(self) -> Thing:
        """Types, licence and groups that the rest names."""
        types = [
            {
                "identifier": self.types[type]["identifier"], "uri": self.types[type]["uri"], "title": type,
                "description": _MEANS[type], "hierarchyCode": code, "typeCode": type, "lastChangeDateTime": self.time,
            }
            for code, type in (("1", "Domain"), ("1.1", "Competency"), ("1.1.1", "Indicator")) if type in self.types
        ]  # fmt: skip
        found: Thing = {"CFItemTypes": types}
        if self.licence:
            found["CFLicenses"] = [self.licence]
        if self.groupings:
            found["CFAssociationGroupings"] = self.groupings
        return found

    def rubric(self) -> Thing:
        """The scale: one criterion for all competencies, a level of it for each of ours."""
        unit: Framework = self.unit
        rubric, criterion = self.made("scale", unit.id), self.made("scale", unit.id, "level")
        levels = []
        for place, one in enumerate(unit.levels, start=1):
            mark = self.made("level", unit.id, str(one.level))
            levels.append({
                "identifier": mark, "uri": self.address("CFRubricCriterionLevels", mark), "quality": one.name,
                "description": "" if one.means == TO_WRITE else one.means,
                "score": one.level, "position": place, "rubricCriterionId": criterion, "lastChangeDateTime": self.time,
            })  # fmt: skip
        granted = {str(one.level): one.granted_by for one in unit.levels}
        return {
            "identifier": rubric, "uri": self.address("CFRubrics", rubric), "title": f"Levels of {unit.title}",
            "description": "The scale on which each competency of the framework is described.", "lastChangeDateTime": self.time,
            "CFRubricCriteria": [{
                "identifier": criterion, "uri": self.address("CFRubricCriteria", criterion), "category": "Level", "position": 1,
                "rubricId": rubric, "lastChangeDateTime": self.time, "CFRubricCriterionLevels": levels,
                "extensions": {"practicum": {"granted_by": granted}},
            }],
        }  # fmt: skip

    def ours(self) -> Thing:
        """What only Practicum knows: the ids of its files, and of crosswalks what no association holds."""
        walks = [
            without_gaps({
                "id": unit.id, "title": unit.value.title, "reference": unit.value.reference, "caveat": unit.value.caveat,
                "items": [[one.code, one.title] for one in unit.value.items],
                "links": [
                    without_gaps({"competency": one.competency, "relation": one.relation, "to": list(one.to), "note": one.note})
                    for one in unit.value.links
                ],
            })
            for unit in walks_of(self.view, self.framework)
        ]  # fmt: skip
        return without_gaps({
            "id": self.unit.id, "base_url": self.base, "evidence_months": self.unit.evidence_months, "crosswalks": walks,
            "description_to_write": self.unit.description == TO_WRITE or None,
        })  # fmt: skip


_TYPES: Mapping[str, str] = {"domain": "Domain", "competency": "Competency", "indicator": "Indicator"}
_MEANS = {
    "Domain": "A group of competencies.",
    "Competency": "Something a person is able to do.",
    "Indicator": "A sign by which an assessor sees a competency.",
}
