"""Programme pages, and the bridge from residential to family-based work."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from practicum.model.curriculum import Programme, Stage
from practicum.publishing.carrying.slots import SCRIPT, keeping, slot
from practicum.publishing.configuring import CORE
from practicum.publishing.costing import cost_section
from practicum.publishing.coverage import practice_share
from practicum.publishing.making import Making
from practicum.publishing.maps import bridge_path, numbered, programme_map, stage_months, stage_name
from practicum.publishing.page import Page, Step
from practicum.publishing.words import Words
from practicum.publishing.writing import (
    attribute,
    badge,
    box,
    bullets,
    cards,
    facts,
    hours,
    joined,
    link,
    paragraphs,
    plain,
    section,
    table,
    ticks,
)
from practicum.reading.wording import sentence

PHASES = {
    "pre_service": "Before starting work",
    "in_service": "While working",
    "strengths_based": "Strengths-based practice",
    "retraining": "Changing role",
}


def programme_pages(making: Making) -> Iterator[Page]:
    """The list of programmes, a page for each, and the bridge; in another language than the core's, of those that are translated."""
    units, words = making.catalogue.programmes, making.words
    index = (Step(words("Programmes"), "page:programmes/index"),)
    lead = words("A programme is an ordered way through modules. Hours already held count in every later programme.")
    groups = [
        section(words(title), cards(_card(making, id) for id, unit in units.items() if unit.value.phase == phase))
        for phase, title in PHASES.items()
    ]
    title = words("Programmes")
    yield Page("programmes/index.md", title, joined(f"# {title}", f"{lead}\n{{: .lead }}", *groups), "index", lead)
    for id, unit in units.items():
        if not making.is_own(unit):
            continue
        value = unit.value
        yield Page(
            f"programmes/{id}.md",
            value.title,
            _body(making, value),
            "programme",
            value.summary,
            index,
            origin=unit.path,
            words=" ".join(value.leads_to),
            scripts=(SCRIPT,),
        )
    bridge = bridge_of(making)
    if bridge is not None and making.is_own(units[bridge.id]):
        yield Page(
            "bridge.md",
            bridge.title,
            _bridge_body(making, bridge),
            "bridge",
            bridge.summary,
            index,
            origin=units[bridge.id].path,
            scripts=(SCRIPT,),
        )


def bridge_of(making: Making) -> Programme | None:
    """The programme that says what to keep, adapt, learn and let go."""
    return next((unit.value for unit in making.catalogue.programmes.values() if unit.value.role_map), None)


def _hours(programme: Programme, words: Words) -> str:
    practice = f" + {hours(programme.practice_hours)} {words('h of supervised practice')}" if programme.practice_hours else ""
    return f"{hours(programme.taught_hours)} {words('h taught')}{practice}" if programme.taught_hours else words("hours by choice")


def _card(making: Making, id: str) -> str:
    unit, words = making.catalogue.programmes[id], making.words
    value = unit.value
    mark = "" if making.is_own(unit) else f"    {badge(words('not translated yet'), 'other')}\n"
    return (
        f"{making.named(unit, value.title, f'programme:{id}', '.title')}\n{mark}"
        f'    <span class="text"{making.foreign(unit)}>{plain(value.summary)}</span>\n'
        f'    <span class="meta">{_hours(value, words)}</span>'
    )


def _body(making: Making, value: Programme) -> str:
    bridge, words = bridge_of(making), making.words
    door = f"{link(words('See the bridge stage by stage'), 'page:bridge')}{{ .button }}"
    whole = door if bridge is not None and bridge.id == value.id else ""
    known = [id for id in value.modules if id in making.catalogue.modules]
    return joined(
        f"# {plain(value.title)}",
        f"{plain(value.summary)}\n{{: .lead }}",
        f'<p class="badges">{badge(words(PHASES[value.phase]), "plain")} {badge(_hours(value, words), "plain")}</p>',
        f"{whole}\n{{: .doors }}" if whole else "",
        keeping(making, value.id),
        _unwritten(making, value),
        facts(
            [
                (words("Who it is for"), plain(sentence(value.for_whom))),
                (words("Take first"), _brought(making, value)),
                (words("Leads to"), "<br>".join(making.role_link(role) for role in value.leads_to)),
                (words("Modules"), str(len(known)) if known else ""),
                (words("Practice"), _practice(making, value)),
            ]
        ),
        section(words("Modules in order"), cards((making.module_card(id) for id in known), "cards compact numbered")),
        section(words("Choose further"), _electives(making, value)),
        section(words("What opens what"), programme_map(making, value)),
        section(words("Stages"), "\n\n".join(_stage(making, stage, number) for number, stage in numbered(value)))
        if value.stages and not whole
        else "",
        slot(making),
        *_running(making, value),
        section(words("Good to know"), bullets(making.coded(note) for note in value.notes)) if value.notes else "",
    )


def _brought(making: Making, value: Programme) -> str:
    """The modules that learners hold before they begin, marked as no part of the programme."""
    held = [id for id in value.brings if id in making.catalogue.modules]
    links = "<br>".join(making.module_link(id) for id in held)
    return f'<span data-brought="{" ".join(held)}">{links}</span>' if links else ""


def _practice(making: Making, value: Programme) -> str:
    share = practice_share(making, value)
    said = making.words("{share} of the hours; the rest is reading, listening, discussion and assessment")
    return "" if share is None else said.format(share=making.words.share(share))


def _by_competency(making: Making, value: Programme) -> str:
    rows = [
        [making.competency_link(row.competency), plain(row.keep), plain(row.adapt), plain(row.learn), plain(row.let_go)]
        for row in value.competency_map
    ]
    words = making.words
    lead = words("The same for each competency that the new role asks for. Take it along to the talk about prior learning.")
    name = words("What to keep, adapt, learn and let go, by competency")
    return joined(lead, _kept_and_let_go(words, name, "Competency", rows)) if rows else ""


def _kept_and_let_go(words: Words, name: str, first: str, rows: Sequence[Sequence[str]]) -> str:
    """The table of a change of role: on a phone each cell stands below its heading, which the styles know in English alone."""
    heads = [words(head) for head in (first, "Keep", "Adapt", "Learn", "Let go")]
    if words.language != CORE:
        rows = [[row[0], *(_headed(cell, head) for cell, head in zip(row[1:], heads[1:], strict=True))] for row in rows]
    return table(name, heads, rows)


def _headed(cell: str, head: str) -> str:
    return f'{cell} {{ data-label="{attribute(head)}" }}' if cell.strip() else cell


def _running(making: Making, value: Programme) -> Iterator[str]:
    """For the organisation that runs it: what to see to, what must hold, what it costs."""
    words = making.words
    if value.checklist:
        parts = [section(plain(part.when), ticks(plain(sentence(item)) for item in part.items), 3) for part in value.checklist]
        lead = words("To print and tick. Nobody has to tick it alone.")
        yield section(words("Checklist for an organisation"), joined(lead, *parts), anchor="checklist")
    if value.safeguards and not value.role_map:
        yield section(words("Safeguards"), box("safeguards", bullets(making.coded(one) for one in value.safeguards)))
    yield section(words("What it costs to run"), cost_section(making, value.id), anchor="cost")


def _unwritten(making: Making, value: Programme) -> str:
    """Says that the way cannot be walked to its end yet, where modules on it are only planned."""
    known = [id for id in value.modules if id in making.catalogue.modules]
    planned = [id for id in known if making.module(id).status == "planned"]
    if not planned:
        return ""
    written = len(known) - len(planned)
    return box(
        "planned",
        making.words(
            "{written} of the {all} modules on this way can be read today; the others are planned. "
            "Their hours, aims and assessment stand, their lessons are still to be written."
        ).format(written=written, all=len(known)),
    )


def _electives(making: Making, value: Programme) -> str:
    if value.electives is None:
        return ""
    lead = making.words("Any {choose} of these.").format(choose=value.electives.choose)
    return f"{lead}\n\n" + cards(
        (making.module_card(id) for id in value.electives.among if id in making.catalogue.modules), "cards compact"
    )


def _stage(making: Making, stage: Stage, number: int) -> str:
    name = f"{number} {plain(stage_name(stage))}"
    months = f'<span class="months">{plain(stage_months(stage, making.words))}</span>\n' if stage.months else ""
    taken = bullets(making.module_link(id) for id in stage.modules) if stage.modules else ""
    gate = box("gate", f"**{making.words.labelled('Gate', '').rstrip()}** {making.coded(stage.gate)}") if stage.gate else ""
    return box("stage", joined(f"### {name} {{ #stage-{stage.id} }}", months, making.coded(stage.content), taken, gate))


def _bridge_body(making: Making, value: Programme) -> str:
    words = making.words
    rows = [
        [f"**{plain(words(row.area))}**", plain(row.keep), plain(row.adapt), plain(row.learn), plain(row.let_go)]
        for row in value.role_map
    ]
    stages = "\n\n".join(_stage(making, stage, number) for number, stage in numbered(value))
    stages_said = f"{len(value.stages)} {words('stages')}"
    return joined(
        f"# {plain(value.title)}",
        f"{plain(value.summary)}\n{{: .lead }}",
        f'<p class="badges">{badge(_hours(value, words), "plain")} {badge(stages_said, "plain")}</p>',
        keeping(making, value.id),
        paragraphs(value.for_whom),
        _unwritten(making, value),
        bridge_path(making, value),
        section(
            words("Stages and gates"),
            words("A gate has to be open before the next stage begins. Nobody is hurried through one.") + "\n\n" + box("stages", stages),
        ),
        section(
            words("Keep, adapt, learn, let go"),
            joined(
                words("What residential workers bring is worth as much as what they have yet to learn."),
                _kept_and_let_go(words, words("What to keep, adapt, learn and let go"), "Area", rows),
            ),
        ),
        section(words("Competency by competency"), _by_competency(making, value), anchor="competencies"),
        section(words("Choose a direction"), _electives(making, value)),
        section(words("Safeguards"), box("safeguards", bullets(making.coded(one) for one in value.safeguards)) if value.safeguards else ""),
        section(words("Good to know"), bullets(making.coded(note) for note in value.notes)) if value.notes else "",
        section(
            words("Where it leads"),
            bullets(
                [
                    *(making.role_link(role) for role in value.leads_to),
                    link(words("The programme: its modules, a checklist for organisations, what it costs to run"), f"programme:{value.id}"),
                ]
            ),
        ),
    )
