"""A competency framework as the CSV that Moodle imports: levels are its scale, domains the parents, indicators stand in descriptions.

Moodle refuses a framework whose ID number it knows: the number carries the framework's version, and its language and country where they
are not the core's.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Sequence

from practicum.exchanging.moodle_cells import TAXONOMY, Cells, Row, written
from practicum.exchanging.moodle_traps import Trapped, traps
from practicum.model.catalogue import CORE_LANGUAGE, Unit
from practicum.model.exchange import Export, Format, Loss
from practicum.model.fields import CODE
from practicum.model.framework import Competency, Domain, Framework, Level
from practicum.resolving import View

FORMAT = Format(
    name="Moodle competency framework",
    version="CSV of `tool_lpimportcsv`, 14 columns, as Moodle 4 writes and reads it",
    direction="out and in",
    commands=("practicum export moodle", "practicum import moodle"),
    carries="domains, competencies with statements and indicators, the scale with what each level means",
    checked="cell by cell as a real Moodle wrote its own; every file read by a stand-in for Moodle's import with PHP's rules; out and "
    "in again gives the same",
    set_aside="rules of completion, cross-references and scales of single competencies",
    page="moodle",
)


def export(view: View, framework: str, *, proficient: int | None = None) -> Export:
    """The framework as one file. ``proficient`` is the level from which Moodle calls somebody proficient.

    Raises Trapped, with every reason, where Moodle would not take the file as it is meant.
    """
    rows = list(rows_of(view, framework, proficient=proficient))
    found = traps(rows)
    if found:
        raise Trapped(found)
    value = view.catalogue.frameworks[framework].value
    default, bar = rating(value.levels, proficient)
    notes = (
        f"Moodle calls people proficient from level {bar.level} ({bar.name}) on; say otherwise with `--proficient`",
        f"what Moodle rates by itself it rates {default.name}; people who assess choose a higher level",
        f"its ID number in Moodle is {rows[0].cells.id}: raise the framework's version before you import a changed one",
    )
    return Export({f"{rows[0].cells.id}.csv": written(row.cells for row in rows)}, losses(view, framework), notes)


def rating(levels: Sequence[Level], proficient: int | None = None) -> tuple[Level, Level]:
    """The level that Moodle gives by itself, and the one from which somebody counts as proficient.

    Neither says too much: by itself the lowest that a module grants; proficient from the highest that a module grants.
    """
    ordered = sorted(levels, key=lambda level: level.level)
    granted = [level for level in ordered if level.granted_by == "module"] or ordered[-1:]
    wanted = [level for level in ordered if level.level == proficient]
    return granted[0], wanted[0] if wanted else granted[-1]


def rows_of(view: View, framework: str, *, proficient: int | None = None) -> Iterator[Row]:
    """The framework's row, then each domain with its competencies, in the framework's order."""
    catalogue = view.catalogue
    unit = catalogue.frameworks[framework]
    yield _first(view, unit, proficient)
    number = 0
    for position, id in enumerate(unit.value.domains):
        domain = catalogue.domains[id]
        number += 1
        yield Row(
            "domain", _below("", id, domain.value.title, [domain.value.summary], (), number),
            {"id": domain.where("id"), "name": domain.where("title"), "description": domain.where("summary"),
             "parent": unit.where("domains", position)},
        )  # fmt: skip
        for at, one in enumerate(_competencies(view, domain)):
            if one.retired is not None:
                continue
            number += 1
            held = catalogue.competencies.get(one.id)
            places = {"id": domain.where("competencies", at, "id")}
            if held is not None:
                places |= {"name": held.where("title"), "description": held.where("statement")}
            yield Row("competency", _below(id, one.id, one.title, [one.statement], one.indicators, number), places)


def _competencies(view: View, domain: Unit[Domain]) -> list[Competency]:
    """A domain's competencies as they stand in the View: what a country changed is laid over each by itself, not over its domain."""
    known = view.catalogue.competencies
    return [known[one.id].value if one.id in known else one for one in domain.value.competencies]


def _first(view: View, unit: Unit[Framework], proficient: int | None) -> Row:
    value = unit.value
    parts = (value.id, value.version, view.country, view.language if view.language != CORE_LANGUAGE else "")
    ordered = sorted(enumerate(value.levels), key=lambda one: one[1].level)
    levels = tuple((_line(level.name), unit.where("levels", position, "name")) for position, level in ordered)
    means = [(f"{level.level} {_line(level.name)}", level.means) for _, level in ordered]
    settings = _configuration([level for _, level in ordered], proficient) if levels else ""
    cells = Cells(
        id="-".join(part for part in parts if part), name=_line(value.title), description=_html([value.description], named=means),
        scale=",".join(name for name, _ in levels), scale_configuration=settings, is_framework="1", taxonomy=TAXONOMY,
    )  # fmt: skip
    places = {"id": unit.where("version" if re.fullmatch(CODE, value.id) else "id"), "name": unit.where("title"),
              "description": unit.where("description"), "scale": unit.where("levels")}  # fmt: skip
    return Row("framework", cells, places, levels)


def _configuration(levels: Sequence[Level], proficient: int | None) -> str:
    """Which item of the scale is given by default and which ones count as proficient; items that are neither stay out, as in Moodle."""
    default, bar = rating(levels, proficient)
    items: list[dict[str, object]] = [{"scaleid": "1"}]
    reached = False
    for number, level in enumerate(levels, 1):
        reached = reached or level is bar
        if reached or level is default:
            items.append({"id": number, "scaledefault": int(level is default), "proficient": int(reached)})
    return json.dumps(items, separators=(",", ":"))


def _below(parent: str, id: str, name: str, texts: Iterable[str], indicators: Iterable[str], number: int) -> Cells:
    return Cells(
        parent=parent, id=id, name=_line(name), description=_html(texts, indicators), rule_outcome="0", rule_configuration="null",
        exported_id=str(number),
    )  # fmt: skip


def _line(text: str) -> str:
    return " ".join(text.split())


def _html(texts: Iterable[str], items: Iterable[str] = (), named: Iterable[tuple[str, str]] = ()) -> str:
    """Paragraphs, then a list. No quote and no backslash stands in it as such: Moodle would stumble over one beside the other."""
    paragraphs = "".join(f"<p>{_safe(text)}</p>" for text in texts if text.strip())
    points = [f"<li>{_safe(item)}</li>" for item in items]
    points += [f"<li><strong>{_safe(name)}</strong>: {_safe(means)}</li>" for name, means in named]
    return paragraphs + (f"<ul>{''.join(points)}</ul>" if points else "")


def _safe(text: str) -> str:
    return html.escape(_line(text), quote=False).replace('"', "&quot;").replace("\\", "&#92;")


def losses(view: View, framework: str = "") -> tuple[Loss, ...]:
    """What Moodle has no place for, counted; without ``framework``, in all that are the project's own."""
    catalogue = view.catalogue
    units = [catalogue.frameworks[framework]] if framework else list(catalogue.own_frameworks)
    domains = [catalogue.domains[id] for unit in units for id in unit.value.domains]
    all_of = [one for domain in domains for one in _competencies(view, domain)]
    kept = _kept(all_of)
    held = {one.id for one in all_of}
    named = {unit.id for unit in units}
    links = sum(len(link.to) for one in catalogue.crosswalks.values() if one.value.framework in named for link in one.value.links)
    roles = [level for role in catalogue.roles.values() for level in role.value.levels if level.competency in held]
    teaches = [one for id in catalogue.modules for one in view.version(id).teaches if one.competency in held]
    folders = tuple(unit.path.rpartition("/")[0] + "/" for unit in units)
    told = {language for language, path in catalogue.translated if path.startswith(folders)} - {view.language} if folders else ()
    theirs = sum(bool(one.code or one.identifier) for one in kept) + sum(bool(one.value.code or one.value.identifier) for one in domains)
    untold = sum(1 + len(one.value.competencies) for one in domains if view.is_told and one.path not in view.translated)
    levels = sum(len(unit.value.levels) for unit in units)
    further = sum(1 + (unit.value.evidence_months is not None) + (unit.value.origin is not None) for unit in units)
    return (
        Loss("certification rules", len(catalogue.certifications), "Moodle judges none; `practicum gaps` does, from its reports"),
        Loss("levels that roles need", len(roles), "Moodle has one bar for all; make a learning plan for each role by hand"),
        Loss("competencies that modules teach", len(teaches), "link them to courses in Moodle by hand; the module's page names them"),
        Loss("links to frameworks of others", links, "they stand on the site's pages on crosswalks"),
        Loss("sources of competencies", sum(len(one.sources) for one in kept), "they stand on each competency's page"),
        Loss("retired competencies", len(all_of) - len(kept), "they are not offered; evidence of them stays on record here"),
        Loss("ways in which a level is granted", levels, "Moodle lets everybody who may rate give each of them"),
        Loss("codes and identifiers of publishers", theirs, "they stand in the framework's files, beside each competency"),
        Loss("further fields of the framework", further, "its base address, where it comes from, how long evidence counts"),
        Loss("texts in another language than asked for", untold, "nobody has translated them yet; they came as they are written"),
        Loss("languages of the framework", len(told), "export each with `--language`; it becomes a framework of its own"),
    )


def _kept(competencies: Iterable[Competency]) -> list[Competency]:
    return [one for one in competencies if one.retired is None]
