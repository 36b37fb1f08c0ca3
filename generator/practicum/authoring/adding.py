"""New things: each wish leaves files that `practicum check` passes, and that say of themselves that they are drafts.

What only people can know is never made up: it stands there as `To be written.`
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from practicum.authoring.drafting import Draft
from practicum.authoring.naming import free, named, next_free, written_right
from practicum.authoring.refusing import Refused
from practicum.authoring.writing_yaml import as_file
from practicum.model.catalogue import CORE_LANGUAGE, Catalogue
from practicum.model.edit import Changes
from practicum.model.fields import TO_WRITE
from practicum.resolving import version_in_force

_YAML_NOTE = "`To be written.` marks what is left to do."


@dataclass(frozen=True, kw_only=True)
class NewCompetency:
    """A competency to be; without an ``id`` it gets the next number of its domain. ``taught_by`` says which module teaches it.

    ``not_yet`` and ``shows`` say for each indicator what an assessor sees before the first level and at ``level``.
    """

    domain: str
    title: str
    statement: str
    indicators: Sequence[str]
    id: str | None = None
    taught_by: str | None = None
    level: int = 1
    sources: Sequence[str] = ()
    not_yet: Sequence[str] = ()
    shows: Sequence[str] = ()


def add_competency(draft: Draft, catalogue: Catalogue, wish: NewCompetency, *, day: date) -> Changes:
    """Write the competency into its domain, into `teaches` of a module, and into every crosswalk as not looked at yet."""
    named(catalogue, "domain", wish.domain, "the domain")
    taken = {one.lower(): one for one in catalogue.competencies}
    id = free(catalogue, "competency", wish.id or next_free(f"{wish.domain}-1", taken))
    if not id.startswith(f"{wish.domain}-"):
        raise Refused(
            f"`{id}` does not begin with its domain `{wish.domain}`", f"write `{next_free(f'{wish.domain}-1', taken)}`, or leave it out"
        )
    _short(wish.title, 60, "title")
    if not wish.indicators:
        raise Refused("a competency needs an indicator: a sign that an assessor can see", "add `--indicator`")
    taught = [unit for unit in catalogue.modules.values() if not unit.value.legacy and unit.value.status != "retired"]
    if taught and wish.taught_by is None:
        raise Refused("no module would teach it, and `practicum check` asks for one", "add `--taught-by MODULE`; planned modules count")
    domain = draft.yaml(catalogue.domains[wish.domain].path)
    entry: dict[str, object] = {"id": id, "title": wish.title, "statement": wish.statement, "indicators": list(wish.indicators)}
    if wish.sources:
        entry["sources"] = [named(catalogue, "reference", one, "a source") for one in wish.sources]
    draft.edit(domain.add_entry(("competencies",), entry, flow=False))
    notes = []
    if wish.taught_by is not None:
        notes = _teach(draft, catalogue, id, wish, day)
    framework = catalogue.domains[wish.domain].path.split("/")[2]
    for crosswalk in catalogue.crosswalks.values():
        if crosswalk.value.framework == framework:
            link = {"competency": id, "relation": "none", "note": "not compared yet"}
            draft.edit(draft.yaml(crosswalk.path).add_entry(("links",), link))
            notes.append(f"the crosswalk `{crosswalk.id}` says `not compared yet` of it: somebody who knows both frameworks decides")
    return draft.changes(
        f"new competency {id}: {wish.title}",
        notes=notes,
        next=("say in the roles that need it at which level: `levels` of competencies/roles/",),
    )


def _teach(draft: Draft, catalogue: Catalogue, id: str, wish: NewCompetency, day: date) -> list[str]:
    module = named(catalogue, "module", wish.taught_by or "", "the module that teaches it")
    unit = catalogue.modules[module]
    number = unit.value.versions.index(version_in_force(unit.value, day))
    path = ("versions", number, "teaches")
    draft.edit(draft.yaml(unit.path).add_entry(path, {"competency": id, "level": wish.level}))
    notes = [f"version {unit.value.versions[number].version} of `{module}` teaches it at level {wish.level} from now on"]
    if unit.value.status != "planned":
        notes.append(
            f"`{module}` is `{unit.value.status}`: its lessons do not speak of {id} yet, and who passed it before has not shown it"
        )
    assessment = catalogue.assessments.get(module)
    if assessment is None:
        return notes
    drafted = unit.value.status not in ("planned", "retired")
    if (drafted or wish.shows) and not len(wish.indicators) == len(wish.shows) == len(wish.not_yet):
        raise Refused(
            f"`{module}` is `{unit.value.status}`, so its rubric has to say what an assessor sees of each indicator",
            f"add `--not-yet` and `--shows` (at level {wish.level}) for each `--indicator`, in the same order; or name a planned module",
        )
    for number, indicator in enumerate(wish.indicators):
        row: dict[str, object] = {"competency": id, "indicator": indicator, "not_yet": TO_WRITE}
        row["levels"] = dict.fromkeys(range(1, wish.level + 1), TO_WRITE)
        if wish.shows:
            row |= {"not_yet": wish.not_yet[number], "levels": {wish.level: wish.shows[number]}}
        draft.edit(draft.yaml(assessment.path).add_entry(("rubric",), row))
    if not wish.shows:
        notes.append(f"{assessment.path} has new rows under `rubric`: what an assessor sees at each level is to be written")
    return notes


@dataclass(frozen=True, kw_only=True)
class NewRole:
    """A role to be; ``needs`` are pairs of a competency's id and the level asked for."""

    id: str
    title: str
    holder: str
    mandate: str
    needs: Sequence[tuple[str, int]] = ()
    kind: str = "role"
    base: Sequence[str] = ()


def add_role(draft: Draft, catalogue: Catalogue, wish: NewRole) -> Changes:
    """Write the role's file."""
    free(catalogue, "role", wish.id)
    _short(wish.title, 80, "title")
    path = f"competencies/roles/{wish.id}.yaml"
    fields: dict[str, object] = {
        "format": 1, "id": wish.id, "kind": wish.kind, "title": wish.title, "holder": wish.holder, "mandate": wish.mandate,
        "base": [named(catalogue, "role", one, "the base") for one in wish.base] or None,
        "levels": [{"competency": named(catalogue, "competency", one, "a level"), "level": level} for one, level in wish.needs],
    }  # fmt: skip
    draft.write(path, as_file(fields))
    notes = [] if wish.needs else ["it asks for no competency yet: add `levels`"]
    return draft.changes(
        f"new role {wish.id}: {wish.title}", notes=notes,
        next=(f"write its `limits`, `entry` and `referrals` in {path}; then `practicum new certification` if somebody certifies it",),
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class NewCertification:
    """A certification to be: all ``modules`` held, lasting ``months`` (without them, as long as its award is in date), from a day on."""

    id: str
    role: str
    title: str
    modules: Sequence[str]
    starts: date
    months: int | None = None


def add_certification(draft: Draft, catalogue: Catalogue, wish: NewCertification, *, day: date) -> Changes:
    """Write the rule, and name it in its role where that has none."""
    free(catalogue, "certification", wish.id)
    named(catalogue, "role", wish.role, "the role")
    _short(wish.title, 100, "title")
    if wish.starts <= day:
        raise Refused(
            f"the rule would hold since {wish.starts}, and what lies in the past is never rewritten",
            "let it begin on a day to come with `--from`: until then it can be changed",
        )
    if not wish.modules:
        raise Refused("the rule would ask for nothing", "name the modules it asks for with `--module`")
    modules = [named(catalogue, "module", one, "a module") for one in wish.modules]
    listed = modules[0] if len(modules) == 1 else f"{', '.join(modules[:-1])} and {modules[-1]}"
    lasts = f" The certificate lasts {wish.months} months." if wish.months else ""
    version: dict[str, object] = {
        "version": "1", "from": wish.starts, "says": f"{listed} passed.{lasts}",
        "award": {"all": [{"id": "modules", "modules": modules, "says": f"{listed} passed."}]},
    }  # fmt: skip
    if wish.months:
        version["valid"] = {"months": wish.months, "ends": "anniversary"}
    path = f"competencies/certifications/{wish.id}.yaml"
    fields: dict[str, object] = {"format": 1, "id": wish.id, "role": wish.role, "title": wish.title, "versions": [version]}
    draft.write(
        path,
        as_file(
            fields, comment=f"A draft of a rule: it may be changed until the day before {wish.starts}, and is never rewritten after it."
        ),
    )
    notes = []
    role = catalogue.roles[wish.role]
    if role.value.certification is None:
        draft.edit(draft.yaml(role.path).set_field(("certification",), wish.id))
    else:
        notes.append(f"the role `{wish.role}` names `{role.value.certification}` as its certification; it was left so")
    return draft.changes(
        f"new certification {wish.id}: {wish.title}", notes=notes,
        next=(f"add what else it asks for (a vetting check, practice, renewal) to {path} before {wish.starts}",),
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class NewProgramme:
    """A programme to be: modules in order."""

    id: str
    title: str
    phase: str
    summary: str
    for_whom: str
    modules: Sequence[str]
    leads_to: Sequence[str] = ()


def add_programme(draft: Draft, catalogue: Catalogue, wish: NewProgramme, *, day: date) -> Changes:
    """Write the programme's file, its hours counted from its modules and the modules put after those they need."""
    free(catalogue, "programme", wish.id)
    _short(wish.title, 80, "title")
    _short(wish.summary, 240, "summary")
    for one in wish.modules:
        named(catalogue, "module", one, "a module")
    modules = in_order_of_need(catalogue, wish.modules)
    held = {one: catalogue.modules[one].value for one in modules}
    hours = {one: version_in_force(module, day).hours for one, module in held.items()}
    practice = {one for one, module in held.items() if "practice" in module.modes}
    needed = {need.module for module in held.values() for need in module.prerequisites} - set(modules)
    fields: dict[str, object] = {
        "format": 1, "id": wish.id, "title": wish.title, "phase": wish.phase, "summary": wish.summary, "for_whom": wish.for_whom,
        "leads_to": [named(catalogue, "role", one, "the role it leads to") for one in wish.leads_to] or None,
        "modules": modules, "brings": sorted(needed) or None,
        "taught_hours": sum(hours[one] for one in modules if one not in practice),
        "practice_hours": sum(hours[one] for one in practice) or None,
        "checklist": [{"when": "Before the first day", "items": [TO_WRITE]}],
    }  # fmt: skip
    path = f"curriculum/programmes/{wish.id}.yaml"
    draft.write(path, as_file(fields, comment=_YAML_NOTE))
    notes = []
    if list(modules) != list(wish.modules):
        notes.append(f"the modules stand in the order {', '.join(modules)}: each after those it needs")
    if needed:
        notes.append(f"its learners have to bring {', '.join(sorted(needed))}: its modules need them")
    return draft.changes(f"new programme {wish.id}: {wish.title}", notes=notes, next=(f"write the checklist in {path}",))


def in_order_of_need(catalogue: Catalogue, modules: Sequence[str]) -> list[str]:
    """Modules as they were named, but each after those of them that it needs."""
    done: list[str] = []

    def visit(one: str, way: tuple[str, ...]) -> None:
        if one in done or one in way:
            return
        for need in catalogue.modules[one].value.prerequisites:
            if need.module in modules:
                visit(need.module, (*way, one))
        done.append(one)

    for one in modules:
        visit(one, ())
    return done


@dataclass(frozen=True, kw_only=True)
class NewCountry:
    """A country to be: its code, its name, and whom people there ring for help now."""

    code: str
    name: str
    helplines: Sequence[str] = ()
    zone: str | None = None
    description: str | None = None


def add_country(draft: Draft, catalogue: Catalogue, wish: NewCountry) -> Changes:
    """Write the country's first file; what the country changes goes into files beside it."""
    free(catalogue, "country", wish.code)
    path = f"competencies/countries/{wish.code}/country.yaml"
    fields: dict[str, object] = {
        "format": 1, "country": wish.code, "name": wish.name, "fictional": False, "description": wish.description or TO_WRITE,
        "zone": wish.zone, "helplines": list(wish.helplines) or None,
    }  # fmt: skip
    draft.write(path, as_file(fields, comment="What this country changes stands in files beside this one; the core knows no country."))
    notes = [] if wish.helplines else ["nobody reads yet whom to ring for help now: add `helplines`"]
    example = f"{next(iter(catalogue.modules), 'F01')}/title"
    return draft.changes(
        f"new country {wish.code}: {wish.name}", notes=notes,
        next=(f'`practicum patch {wish.code} {example} --value "…" --says "…"` writes what it changes, here a module\'s title',),
    )  # fmt: skip


def add_translation(draft: Draft, catalogue: Catalogue, language: str) -> Changes:
    """Write the ledger of a language: which texts exist in it, who made them and from what."""
    written_right("translation", language)
    if language == CORE_LANGUAGE and not catalogue.sources:
        raise Refused("the originals are in English: it needs no translations", "name another language, such as `fr`")
    path = f"curriculum/{language}/translations.yaml"
    known = {one.lower(): one for one in catalogue.translations}
    if language.lower() in known or draft.has(path):
        raise Refused(
            f"there are translations into `{known.get(language.lower(), language)}` already: {path}", "translate further texts there"
        )
    draft.write(
        path, as_file({"format": 1, "language": language, "files": []}, comment="Which texts exist in this language, and who made them.")
    )
    return draft.changes(
        f"new translation into `{language}`: nothing is translated yet",
        next=(
            f"write a translated file below curriculum/{language}/, under the folder and name of its original; then "
            f"`practicum translate {language} FILE --done --by PERSON` records it",
            f"or `practicum export po {language} --out FOLDER` writes every passage for a translation tool",
        ),
    )


@dataclass(frozen=True, kw_only=True)
class NewReference:
    """A source to be listed."""

    id: str
    title: str
    authors: Sequence[str]
    year: str
    type: str
    permission: str
    publisher: str | None = None
    identifier: str | None = None
    url: str | None = None


def add_reference(draft: Draft, catalogue: Catalogue, wish: NewReference) -> Changes:
    """Add the source to the end of curriculum/references.yaml, which comes into being where it is not there."""
    free(catalogue, "reference", wish.id)
    if wish.url and not wish.url.startswith("https://"):
        raise Refused(f"`{wish.url}` does not begin with https://", "write the address as a browser shows it, or leave it out")
    fields = {
        "id": wish.id, "title": wish.title, "authors": list(wish.authors), "year": wish.year, "publisher": wish.publisher,
        "identifier": wish.identifier, "url": wish.url, "type": wish.type, "permission": wish.permission,
    }  # fmt: skip
    entry = {key: value for key, value in fields.items() if value}
    path = "curriculum/references.yaml"
    if draft.has(path):
        draft.edit(draft.yaml(path).add_entry(("references",), entry, flow=False))
    else:
        draft.write(path, as_file({"format": 1, "references": [entry]}, comment="The sources. `permission` says what we may do with each."))
    return draft.changes(
        f"new reference {wish.id}: {wish.title}",
        next=(f"link it in a lesson as [the words](reference:{wish.id}), and name it under `evidence` of the module",),
    )


def _short(text: str, most: int, what: str) -> None:
    if len(text) > most:
        raise Refused(f"the {what} has {len(text)} characters; the most is {most}", "say it shorter")
    if not text.strip():
        raise Refused(f"the {what} is empty", f"write `--{what}`")
