"""Programme pages, and the bridge from residential to family-based work."""

from __future__ import annotations

from collections.abc import Iterator

from practicum.model.curriculum import Programme, Stage
from practicum.publishing.carrying.slots import SCRIPT, keeping, slot
from practicum.publishing.costing import cost_section
from practicum.publishing.coverage import practice_share
from practicum.publishing.making import Making
from practicum.publishing.maps import bridge_path, numbered, programme_map, stage_months, stage_name
from practicum.publishing.page import Page, Step
from practicum.publishing.writing import (
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
    sentence,
    table,
    ticks,
)

PHASES = {
    "pre_service": "Before starting work",
    "in_service": "While working",
    "strengths_based": "Strengths-based practice",
    "retraining": "Changing role",
}
_INDEX = Step("Programmes", "page:programmes/index")


def programme_pages(making: Making) -> Iterator[Page]:
    """The list of programmes, a page for each, and the bridge."""
    units = making.catalogue.programmes
    lead = "A programme is an ordered way through modules. Hours already held count in every later programme."
    groups = [
        section(title, cards(_card(making, id) for id, unit in units.items() if unit.value.phase == phase))
        for phase, title in PHASES.items()
    ]
    yield Page("programmes/index.md", "Programmes", joined("# Programmes", f"{lead}\n{{: .lead }}", *groups), "index", lead)
    for id, unit in units.items():
        value = unit.value
        yield Page(
            f"programmes/{id}.md",
            value.title,
            _body(making, value),
            "programme",
            value.summary,
            (_INDEX,),
            origin=unit.path,
            words=" ".join(value.leads_to),
            scripts=(SCRIPT,),
        )
    bridge = bridge_of(making)
    if bridge is not None:
        yield Page(
            "bridge.md",
            bridge.title,
            _bridge_body(making, bridge),
            "bridge",
            bridge.summary,
            (_INDEX,),
            origin=units[bridge.id].path,
            scripts=(SCRIPT,),
        )


def bridge_of(making: Making) -> Programme | None:
    """The programme that says what to keep, adapt, learn and let go."""
    return next((unit.value for unit in making.catalogue.programmes.values() if unit.value.role_map), None)


def _hours(programme: Programme) -> str:
    practice = f" + {hours(programme.practice_hours)} h of supervised practice" if programme.practice_hours else ""
    return f"{hours(programme.taught_hours)} h taught{practice}" if programme.taught_hours else "hours by choice"


def _card(making: Making, id: str) -> str:
    value = making.catalogue.programmes[id].value
    return (
        f"{link(value.title, f'programme:{id}')}{{ .title }}\n"
        f'    <span class="text">{plain(value.summary)}</span>\n    <span class="meta">{_hours(value)}</span>'
    )


def _body(making: Making, value: Programme) -> str:
    bridge = bridge_of(making)
    whole = f"{link('See the bridge stage by stage', 'page:bridge')}{{ .button }}" if bridge is not None and bridge.id == value.id else ""
    known = [id for id in value.modules if id in making.catalogue.modules]
    return joined(
        f"# {plain(value.title)}",
        f"{plain(value.summary)}\n{{: .lead }}",
        f'<p class="badges">{badge(PHASES[value.phase], "plain")} {badge(_hours(value), "plain")}</p>',
        f"{whole}\n{{: .doors }}" if whole else "",
        keeping(making, value.id),
        _unwritten(making, value),
        facts(
            [
                ("Who it is for", plain(sentence(value.for_whom))),
                ("Take first", _brought(making, value)),
                ("Leads to", "<br>".join(making.role_link(role) for role in value.leads_to)),
                ("Modules", str(len(known)) if known else ""),
                ("Practice", _practice(making, value)),
            ]
        ),
        section("Modules in order", cards((making.module_card(id) for id in known), "cards compact numbered")),
        section("Choose further", _electives(making, value)),
        section("What opens what", programme_map(making, value)),
        section("Stages", "\n\n".join(_stage(making, stage, number) for number, stage in numbered(value)))
        if value.stages and not whole
        else "",
        slot(making),
        *_running(making, value),
        section("Good to know", bullets(making.coded(note) for note in value.notes)) if value.notes else "",
    )


def _brought(making: Making, value: Programme) -> str:
    """The modules that learners hold before they begin, marked as no part of the programme."""
    held = [id for id in value.brings if id in making.catalogue.modules]
    links = "<br>".join(making.module_link(id) for id in held)
    return f'<span data-brought="{" ".join(held)}">{links}</span>' if links else ""


def _practice(making: Making, value: Programme) -> str:
    share = practice_share(making, value)
    return "" if share is None else f"{share:.0%} of the hours; the rest is reading, listening, discussion and assessment"


def _by_competency(making: Making, value: Programme) -> str:
    rows = [
        [making.competency_link(row.competency), plain(row.keep), plain(row.adapt), plain(row.learn), plain(row.let_go)]
        for row in value.competency_map
    ]
    lead = "The same for each competency that the new role asks for. Take it along to the talk about prior learning."
    name = "What to keep, adapt, learn and let go, by competency"
    return joined(lead, table(name, ["Competency", "Keep", "Adapt", "Learn", "Let go"], rows)) if rows else ""


def _running(making: Making, value: Programme) -> Iterator[str]:
    """For the organisation that runs it: what to see to, what must hold, what it costs."""
    if value.checklist:
        parts = [section(plain(part.when), ticks(plain(sentence(item)) for item in part.items), 3) for part in value.checklist]
        lead = "To print and tick. Nobody has to tick it alone."
        yield section("Checklist for an organisation", joined(lead, *parts), anchor="checklist")
    if value.safeguards and not value.role_map:
        yield section("Safeguards", box("safeguards", bullets(making.coded(one) for one in value.safeguards)))
    yield section("What it costs to run", cost_section(making, value.id), anchor="cost")


def _unwritten(making: Making, value: Programme) -> str:
    """Says that the way cannot be walked to its end yet, where modules on it are only planned."""
    known = [id for id in value.modules if id in making.catalogue.modules]
    planned = [id for id in known if making.module(id).status == "planned"]
    if not planned:
        return ""
    written = len(known) - len(planned)
    return box(
        "planned",
        f"{written} of the {len(known)} modules on this way can be read today; the others are planned. "
        "Their hours, aims and assessment stand, their lessons are still to be written.",
    )


def _electives(making: Making, value: Programme) -> str:
    if value.electives is None:
        return ""
    return f"Any {value.electives.choose} of these.\n\n" + cards(
        (making.module_card(id) for id in value.electives.among if id in making.catalogue.modules), "cards compact"
    )


def _stage(making: Making, stage: Stage, number: int) -> str:
    name = f"{number} {plain(stage_name(stage))}"
    months = f'<span class="months">{plain(stage_months(stage))}</span>\n' if stage.months else ""
    taken = bullets(making.module_link(id) for id in stage.modules) if stage.modules else ""
    gate = box("gate", f"**Gate:** {making.coded(stage.gate)}") if stage.gate else ""
    return box("stage", joined(f"### {name} {{ #stage-{stage.id} }}", months, making.coded(stage.content), taken, gate))


def _bridge_body(making: Making, value: Programme) -> str:
    rows = [[f"**{plain(row.area)}**", plain(row.keep), plain(row.adapt), plain(row.learn), plain(row.let_go)] for row in value.role_map]
    stages = "\n\n".join(_stage(making, stage, number) for number, stage in numbered(value))
    return joined(
        f"# {plain(value.title)}",
        f"{plain(value.summary)}\n{{: .lead }}",
        f'<p class="badges">{badge(_hours(value), "plain")} {badge(f"{len(value.stages)} stages", "plain")}</p>',
        keeping(making, value.id),
        paragraphs(value.for_whom),
        _unwritten(making, value),
        bridge_path(making, value),
        section(
            "Stages and gates",
            "A gate has to be open before the next stage begins. Nobody is hurried through one.\n\n" + box("stages", stages),
        ),
        section(
            "Keep, adapt, learn, let go",
            joined(
                "What residential workers bring is worth as much as what they have yet to learn.",
                table("What to keep, adapt, learn and let go", ["Area", "Keep", "Adapt", "Learn", "Let go"], rows),
            ),
        ),
        section("Competency by competency", _by_competency(making, value), anchor="competencies"),
        section("Choose a direction", _electives(making, value)),
        section("Safeguards", box("safeguards", bullets(making.coded(one) for one in value.safeguards)) if value.safeguards else ""),
        section("Good to know", bullets(making.coded(note) for note in value.notes)) if value.notes else "",
        section(
            "Where it leads",
            bullets(
                [
                    *(making.role_link(role) for role in value.leads_to),
                    link("The programme: its modules, a checklist for organisations, what it costs to run", f"programme:{value.id}"),
                ]
            ),
        ),
    )
