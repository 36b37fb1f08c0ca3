"""A read API as static files: what programs ask of a curriculum, one small JSON file a thing, at addresses that do not change.

What is authored stands under `data`, in the same keys as in the sources; beside it stands what follows from it. Texts that are translated
stand under `texts`, by language. The JSON Schema of all of it is `schema.json`.
"""

from __future__ import annotations

import dataclasses
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from practicum.exchanging.identifying import identifier
from practicum.model.catalogue import CORE_LANGUAGE, Unit
from practicum.model.exchange import Export, Format, Loss
from practicum.model.fields import Authored, yaml_key
from practicum.remembering import Remembered
from practicum.resolving import View, view_of
from practicum.resolving.places import whole_address
from practicum.resolving.releases import in_order, publication_of, variants_of
from practicum.resolving.role_levels import certification_of, inherited
from practicum.resolving.structured import LICENCE, lessons_in_order
from practicum.resolving.view import in_force

FORMAT = Format(
    name="Read API",
    version="1, as JSON with a JSON Schema (2020-12)",
    direction="out",
    commands=("practicum build", "practicum export api"),
    carries="frameworks, competencies, modules, programmes, roles, rules, crosswalks, countries and releases, in every language",
    checked="every file against the published schema with `jsonschema` 4.26.0; every link leads to a file",
    page="api",
)
FOLDER = "api/v1"
VERSION = "1"
# What is authored and yet nobody's business here: who agreed to a photograph, and the number of the file format.
_KEPT_BACK = frozenset({"format", "pictures"})
# Texts that people read, of each kind of thing, as its translations have them.
_TEXTS: Mapping[str, tuple[str, ...]] = {
    "framework": ("title", "description"), "domain": ("title", "summary"), "competency": ("title", "statement", "indicators"),
    "module": ("title", "summary", "purpose"), "programme": ("title", "summary"), "role": ("title", "mandate"), "certification": ("title",),
    "crosswalk": ("title",),
}  # fmt: skip
Data = dict[str, Any]


def export(view: View, *, site: str = "", memory: Remembered | None = None) -> Export:
    """The files below `api/v1/`; ``site`` is the address of the site, else the curriculum's own.

    Where nobody gave the site an address, pages are named as they are seen from the file, for the files lie in the site.
    """
    core = view.untold or view.catalogue
    own = View(core, view.country, view.day, CORE_LANGUAGE)
    others = sorted(variants_of(core)[1] - {CORE_LANGUAGE})
    told = {code: view_of(core, day=view.day, language=code) for code in others}
    files = {f"{path}.json": _bytes(data) for path, data in _Api(own, told, site or publication_of(core).address or "").documents()}
    # It says what the program can read, and nothing of what it has read.
    schema = (memory if memory is not None else Remembered()).once(_schema, "read api")
    return Export({**files, "schema.json": schema}, losses(view))


def _schema() -> bytes:
    from practicum.exchanging.read_api_schema import api_schema

    return _bytes(api_schema())


def losses(view: View) -> tuple[Loss, ...]:
    """What is on the site and not in the API."""
    core = view.untold or view.catalogue
    texts = sum(path.endswith(".md") for path in core.lessons)
    return (
        Loss("texts of lessons and trainer notes", texts, "each module names the pages of its lessons"),
        Loss("questions", sum(len(unit.value.questions) for unit in core.assessments.values()),
             "the pages of the assessments have them; GIFT and Moodle XML carry them"),
        Loss("rubric rows", sum(len(unit.value.rubric) for unit in core.assessments.values()),
             "`practicum export xlsform` makes forms of them"),
        Loss("people", len(core.people), "the page of contributors names them as they want to be named"),
        Loss("sign-offs", sum(len(unit.value.signoffs) for unit in core.signoffs), "they stand on the page of what was signed"),
        Loss("case studies, terms and sources", len(core.case_studies) + len(core.terms) + len(core.references),
             "they are pages of the site"),
    )  # fmt: skip


def _bytes(data: Data) -> bytes:
    return (json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n").encode("utf-8", "replace")


def authored(value: Any) -> Any:
    """An authored value as JSON: keys as in YAML, days as texts, without what was left out."""
    if isinstance(value, Authored):
        held: Data = {}
        for field in dataclasses.fields(value):  # type: ignore[arg-type]  # every Authored is a dataclass
            one = getattr(value, field.name)
            asked_for = field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
            if field.name not in _KEPT_BACK and (asked_for or one not in (None, ())):
                held[yaml_key(field)] = authored(one)
        return held
    if isinstance(value, Mapping):
        return {str(key): authored(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [authored(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value if isinstance(value, (str, int, float, bool, type(None))) else str(value)


class _Api:
    def __init__(self, view: View, told: Mapping[str, View], root: str) -> None:
        self.view, self.core, self.told = view, view.catalogue, told
        # A thing's own file lies one folder deeper than the lists.
        self.deep, self.flat = (f"{root.rstrip('/')}/",) * 2 if root else ("../../../", "../../")
        framework = self.core.core_framework
        self.base = framework.value.base_url if framework is not None else root
        self.taught_by: dict[str, list[Data]] = defaultdict(list)
        self.asked_by: dict[str, list[Data]] = defaultdict(list)
        self.linked: dict[str, list[Data]] = defaultdict(list)
        self.countries_of: dict[str, list[str]] = defaultdict(list)
        self.domain_of = {one.id: unit.id for unit in self.core.domains.values() for one in unit.value.competencies}
        self.framework_of = {domain: unit.id for unit in self.core.frameworks.values() for domain in unit.value.domains}
        for id in self.core.modules:
            for teaching in view.version(id).teaches:
                self.taught_by[teaching.competency].append({"module": id, "level": teaching.level})
        for role in self.core.roles:
            for competency, (level, _) in inherited(self.core, role).items():
                self.asked_by[competency].append({"role": role, "level": level})
        for crosswalk in self.core.crosswalks.values():
            for link in crosswalk.value.links:
                self.linked[link.competency].append({"crosswalk": crosswalk.id, "relation": link.relation, "to": list(link.to)})
        for code, files in self.core.countries.items():
            for patch in (one for unit in files for one in unit.value.patches):
                head = patch.target.split("/")[0].rpartition(":")[2]
                if code not in self.countries_of[head]:
                    self.countries_of[head].append(code)

    def documents(self) -> Iterator[tuple[str, Data]]:
        """Every file but the schema, by its path without the ending."""
        counts: dict[str, int] = {}
        for name, kind, units in self._collections():
            rows = []
            for unit in units:
                document = self._document(kind, unit)
                yield f"{name}/{unit.id}", document
                rows.append(self._row(name, unit, document))
            counts[name] = len(rows)
            yield name, {"api": VERSION, "kind": name, "items": rows}
        yield "countries", {"api": VERSION, "kind": "countries", "items": [row for row, _ in self._countries()]}
        for row, document in self._countries():
            yield f"countries/{row['id']}", document
        counts["countries"] = len(self.core.countries)
        releases = [self._release(unit) for unit in reversed(in_order(self.core))]
        yield "releases", {"api": VERSION, "kind": "releases", "items": releases}
        counts["releases"] = len(releases)
        yield "index", self._index(counts, releases)

    def _collections(self) -> Iterator[tuple[str, str, Iterable[Unit[Any]]]]:
        core = self.core
        yield "frameworks", "framework", core.frameworks.values()
        yield "competencies", "competency", core.competencies.values()
        yield "crosswalks", "crosswalk", core.crosswalks.values()
        yield "modules", "module", core.modules.values()
        yield "programmes", "programme", core.programmes.values()
        yield "roles", "role", core.roles.values()
        yield "rules", "certification", core.certifications.values()

    def _index(self, counts: Mapping[str, int], releases: Sequence[Data]) -> Data:
        publication = publication_of(self.core)
        return {
            "api": VERSION,
            "kind": "index",
            "title": publication.title,
            "publisher": publication.publisher,
            "licence": LICENCE,
            "site": self.flat,
            "base_url": self.base,
            "as_of": self.view.day.isoformat(),
            "languages": [CORE_LANGUAGE, *self.told],
            "release": releases[0]["version"] if releases else None,
            "schema": "schema.json",
            "collections": [{"name": name, "file": f"{name}.json", "count": count} for name, count in counts.items()],
        }

    def _row(self, name: str, unit: Unit[Any], document: Data) -> Data:
        row: Data = {"id": unit.id, "title": unit.value.title, "file": f"{name}/{unit.id}.json"}
        for key in ("status", "retired", "version", "domain", "framework"):
            if (value := document.get(key)) is not None:
                row[key] = value
        return row

    def _document(self, kind: str, unit: Unit[Any]) -> Data:
        return {
            "api": VERSION,
            "kind": kind,
            "id": unit.id,
            "uuid": str(identifier(self._base(kind, unit), kind, unit.id)),
            "page": self._page(kind, unit.id),
            **getattr(self, f"_{kind}")(unit),
            "texts": self._texts(kind, unit.id),
            "data": authored(unit.value),
        }

    def _base(self, kind: str, unit: Unit[Any]) -> str:
        """The base URL that names a thing: of a framework by others, and of what is in it, its own."""
        own = unit if kind == "framework" else self.core.framework_of(unit.id) if kind == "competency" else None
        return str(own.value.base_url) if own is not None else self.base

    def _page(self, kind: str, id: str) -> str | None:
        if kind == "module" and self.core.modules[id].value.legacy:
            return None
        if kind == "certification":
            return whole_address(self.deep, f"role:{self.core.certifications[id].value.role}#certification")
        if kind in ("framework", "crosswalk"):
            return whole_address(self.deep, "page:competencies/index")
        return whole_address(self.deep, f"{kind}:{id}")

    def _texts(self, kind: str, id: str) -> Data:
        """By language, what people read of a thing; only what is translated stands in another language than English."""
        group = {"competency": "competencies"}.get(kind, f"{kind}s")
        own = getattr(self.core, group)[id].value
        language = own.language if kind == "module" else self._language(kind, id)
        found: Data = {language: {name: authored(getattr(own, name)) for name in _TEXTS[kind]}}
        for code, view in self.told.items():
            if code == language:
                continue
            there = getattr(view.catalogue, group)[id].value
            texts = {name: authored(getattr(there, name)) for name in _TEXTS[kind] if getattr(there, name) != getattr(own, name)}
            if texts:
                found[code] = texts
        return found

    def _language(self, kind: str, id: str) -> str:
        """The language in which a framework is written; those by others stand here in their own."""
        named = {"framework": id, "domain": self.framework_of.get(id), "competency": self.framework_of.get(self.domain_of.get(id, ""))}
        unit = self.core.frameworks.get(named.get(kind) or "")
        return (unit.value.origin.language if unit is not None and unit.value.origin is not None else None) or CORE_LANGUAGE

    def _framework(self, unit: Unit[Any]) -> Data:
        domains = []
        for id in unit.value.domains:
            if id in self.core.domains:
                domain = self.core.domains[id].value
                domains.append({"id": id, "uuid": str(identifier(unit.value.base_url, "domain", id)), "texts": self._texts("domain", id),
                                "competencies": [one.id for one in domain.competencies]})  # fmt: skip
        return {"version": unit.value.version, "domains": domains}

    def _competency(self, unit: Unit[Any]) -> Data:
        domain = self.domain_of.get(unit.id, "")
        found: Data = {
            "domain": domain,
            "framework": self.framework_of.get(domain, ""),
            "taught_by": self.taught_by.get(unit.id, []),
            "asked_by": self.asked_by.get(unit.id, []),
            "crosswalks": self.linked.get(unit.id, []),
        }
        return {**found, "retired": unit.value.retired.isoformat()} if unit.value.retired else found

    def _crosswalk(self, unit: Unit[Any]) -> Data:
        return {"framework": unit.value.framework}

    def _module(self, unit: Unit[Any]) -> Data:
        module, version = unit.value, self.view.version(unit.id)
        told = [code for code, view in self.told.items() if unit.path in view.translated]
        return {
            "status": module.status,
            "version": version.version,
            "hours": version.hours,
            "languages": [module.language, *(code for code in told if code != module.language)],
            "teaches": authored(version.teaches),
            "lessons": [
                {"title": lesson.title, "page": whole_address(self.deep, f"lesson:{unit.id}/{name}")}
                for name, lesson in lessons_in_order(self.core, unit.id)
            ],
            "countries": self.countries_of.get(unit.id, []),
        }

    def _programme(self, unit: Unit[Any]) -> Data:
        return {}

    def _role(self, unit: Unit[Any]) -> Data:
        certification = certification_of(self.core, unit.id)
        needed = [{"competency": id, "level": level, "from": role} for id, (level, role) in inherited(self.core, unit.id).items()]
        return {"rule": certification.id if certification else None, "needs": needed, "countries": self.countries_of.get(unit.id, [])}

    def _certification(self, unit: Unit[Any]) -> Data:
        rule = in_force(unit.value.versions, self.view.day)
        return {"role": unit.value.role, "version": rule.version, "says": rule.says, "countries": self.countries_of.get(unit.id, [])}

    def _countries(self) -> Iterator[tuple[Data, Data]]:
        for code, files in sorted(self.core.countries.items()):
            name = next((unit.value.name for unit in files if unit.value.name), code)
            invented = all(unit.value.fictional is not False for unit in files)
            row = {"id": code, "title": name, "file": f"countries/{code}.json"}
            yield row, {
                "api": VERSION, "kind": "country", "id": code, "title": name, "invented": invented,
                "page": whole_address(self.deep, f"country:{code}"), "data": [authored(unit.value) for unit in files],
            }  # fmt: skip

    def _release(self, unit: Unit[Any]) -> Data:
        return {"version": unit.id, "site": f"{self.flat}releases/{unit.id}/", "data": authored(unit.value)}
