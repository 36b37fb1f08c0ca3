"""Maps drawn at build time: the bridge as a path, a programme's modules as steps. Each stands beside the same in words."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence

from practicum.model.curriculum import Programme, Stage
from practicum.publishing.making import Making
from practicum.publishing.page import Page, Step
from practicum.publishing.reference_pages import SERIES
from practicum.publishing.ways import in_steps
from practicum.publishing.words import Words
from practicum.publishing.writing import attribute, box, bullets, joined, link, listed, section

_WIDE, _ROW, _LEFT, _RIGHT = 560, 116, 66, 494
# So many letters of a stage's name stand beside the path.
_NAME = 30
# How many modules stand beside each other in a programme's map; the height of a row of the whole map, and the width of its words.
_BESIDE, _LINE, _TEXT = 4, 48, 240


def stage_name(stage: Stage) -> str:
    """A stage's title without a number of its own: the pages number the stages."""
    return re.sub(r"^\d+[.:]?\s+", "", stage.title)


def stage_months(stage: Stage, words: Words) -> str:
    """When a stage runs, in words; a single month is one month."""
    return f"{words('month') if stage.months.isdigit() else words('months')} {stage.months}" if stage.months else ""


def numbered(programme: Programme) -> list[tuple[int, Stage]]:
    """The stages with their numbers: from 0 where the author's own numbers begin there, else from 1."""
    first = 0 if programme.stages and programme.stages[0].title.startswith("0") else 1
    return list(enumerate(programme.stages, first))


def bridge_path(making: Making, programme: Programme) -> str:
    """The stages along a winding path from a big house to a family's home; every stop leads to its stage below."""
    stages = programme.stages
    if not stages:
        return ""
    stops = [(_LEFT if number % 2 == 0 else _RIGHT, 150 + number * _ROW) for number in range(len(stages))]
    height = 150 + len(stages) * _ROW + 40
    start, end = (_WIDE / 2, 62.0), (_WIDE / 2, float(height - 62))
    path = f"M{start[0]:g} {start[1]:g}"
    at = start
    for x, y in [*stops, end]:
        middle = (at[1] + y) / 2
        path += f"C{at[0]:g} {middle:g} {x:g} {middle:g} {x:g} {y:g}"
        at = (x, y)
    marks = []
    for (number, stage), (x, y) in zip(numbered(programme), stops, strict=True):
        left = x == _LEFT
        text_x = x + 46 if left else x - 46
        anchor = "start" if left else "end"
        months = f'<tspan class="small" x="{text_x}" dy="28">{attribute(stage_months(stage, making.words))}</tspan>' if stage.months else ""
        # What is too long for one line beside the path takes a second above it.
        names = textwrap.wrap(stage_name(stage), _NAME, break_long_words=False)
        said = f'</tspan><tspan x="{text_x}" dy="28">'.join(map(attribute, names))
        said = f"<tspan>{said}</tspan>" if len(names) > 1 else said
        marks.append(
            f'<a href="#stage-{attribute(stage.id)}"><circle cx="{x}" cy="{y}" r="30"/>'
            f'<text class="number" x="{x}" y="{y + 10}">{number}</text>'
            f'<text class="name" x="{text_x}" y="{y - 2 - 28 * (len(names) - 1)}" text-anchor="{anchor}">{said}{months}</text></a>'
        )
    big = (
        '<g class="house" transform="translate(220 8)"><path d="M0 22 60 0l60 22v44H0z"/>'
        '<path class="hole" d="M14 32h14v12H14zm39 0h14v12H53zm39 0h14v12H92zM52 50h16v16H52z"/></g>'
    )
    home = (
        f'<g class="home" transform="translate(236 {height - 84})"><path d="M44 0 88 34H78v40H10V34H0z"/>'
        '<path class="hole" d="M36 46h16v28H36z"/>'
        '<circle class="warm" cx="60" cy="44" r="6"/></g>'
    )
    label = making.words("The way from residential work to family-based work in {count} stages").format(count=len(stages))
    return (
        f'<figure class="path"><svg viewBox="0 0 {_WIDE} {height}" role="group" aria-label="{attribute(label)}">'
        f'<path class="road" d="{path}"/><path class="line" d="{path}"/>{big}{home}{"".join(marks)}</svg>'
        f"<figcaption>{attribute(label)}. {making.words('The same stages follow as a list.')}</figcaption></figure>\n"
    )


def programme_map(making: Making, programme: Programme) -> str:
    """A programme's modules in layers: what stands lower needs what stands above it. Four stand beside each other, as on a phone."""
    ids = [id for id in programme.modules if id in making.catalogue.modules]
    needs = _needs(making, ids)
    if sum(map(len, needs.values())) < 2:
        return ""
    depth = {id: 0 for id in ids}
    for _ in ids:
        for id in ids:
            depth[id] = max([depth[id], *(min(depth[before] + 1, len(ids)) for before in needs[id])])
    rows: list[list[str]] = []
    for level in range(max(depth.values()) + 1):
        layer = [id for id in ids if depth[id] == level]
        many = -(-len(layer) // _BESIDE)
        rows += [layer[number * len(layer) // many : (number + 1) * len(layer) // many] for number in range(many)]
    places: dict[str, tuple[float, float]] = {}
    for level, row in enumerate(rows):
        for number, id in enumerate(row):
            places[id] = (_BESIDE * 96 * (number + 0.5) / len(row), 30 + level * 86.0)
    height = 60 + (len(rows) - 1) * 86
    lines = []
    for id in ids:
        for before in needs[id]:
            (x1, y1), (x2, y2) = places[before], places[id]
            lines.append(f'<path class="thread" d="M{x1:g} {y1 + 22:g}C{x1:g} {y1 + 54:g} {x2:g} {y2 - 54:g} {x2:g} {y2 - 22:g}"/>')
    boxes = []
    for id in ids:
        x, y = places[id]
        planned = " planned" if making.module(id).status == "planned" else ""
        title = attribute(making.module(id).title)
        foreign = making.foreign(making.catalogue.modules[id])
        boxes.append(
            f'<a href="module:{id}" aria-label="{id} {title}"{foreign}><title>{id} {title}</title>'
            f'<rect class="step{planned}" x="{x - 38:g}" y="{y - 22:g}" width="76" height="44" rx="12"/>'
            f'<text class="code" x="{x:g}" y="{y + 6:g}">{id}</text></a>'
        )
    words = making.words
    led = words("A line leads from what is needed down to what needs it.")
    label = words("What opens what in {title}").format(title=programme.title)
    dashed = f" {words('A dashed frame is a planned module.')}" if any(making.module(id).status == "planned" for id in ids) else ""
    said = bullets(_needs_said(making, id, needs[id]) for id in ids if needs[id])
    return joined(
        f'<figure class="map"><svg viewBox="0 0 {_BESIDE * 96} {height}" role="group" aria-label="{attribute(label)}">'
        f"{''.join(lines)}{''.join(boxes)}</svg>"
        f"<figcaption>{led}{dashed} {words('The same follows as a list.')}</figcaption></figure>",
        box("needs", said),
    )


def _needs(making: Making, ids: Sequence[str]) -> dict[str, list[str]]:
    """What each of these modules needs first, among these."""
    inside = set(ids)
    return {id: [step.module for step in making.module(id).prerequisites if step.module in inside] for id in ids}


def _needs_said(making: Making, id: str, needs: Sequence[str]) -> str:
    words = making.words
    return f"{making.module_link(id)} {words('needs')} {listed([link(before, f'module:{before}') for before in needs], words('and'))}"


def map_page(making: Making) -> Page:
    """Every module and what it needs first: drawn as rails beside a list, and as a table."""
    ids = _map_order(making)
    needs = _needs(making, ids)
    lead = "Each line begins at a module and runs down to those that need it. A module that no line reaches can be taken at once."
    opens = {id: [other for other in ids if id in needs[other]] for id in ids}

    def said(id: str) -> str:
        first = f"needs {listed([link(one, f'module:{one}') for one in needs[id]])}" if needs[id] else "can be taken at once"
        after = f"; opens {listed([link(one, f'module:{one}') for one in opens[id]])}" if opens[id] else ""
        return f"{making.module_link(id)}: {first}{after}"

    body = joined(
        "# What opens what",
        f"{lead}\n{{: .lead }}",
        _rails(making, ids, needs),
        section("The same as a list", box("needs", bullets(said(id) for id in ids)), anchor="list"),
    )
    return Page("map.md", "What opens what", body, "map", lead, (Step("Modules", "page:modules/index"),), words="prerequisites map graph")


def _map_order(making: Making) -> list[str]:
    """Each module after what it needs, and otherwise beside its own kind."""
    ids = making.modules()
    letters = {letter: number for number, letter in enumerate(SERIES)}
    wished = sorted(ids, key=lambda id: (letters.get(id[:1], len(letters)), id))
    return in_steps({id: set(needs) for id, needs in _needs(making, ids).items()}, {id: number for number, id in enumerate(wished)})


def _rails(making: Making, ids: Sequence[str], needs: Mapping[str, Sequence[str]]) -> str:
    """One rail a module that others need, from its row down to the last of them; beside each row its code and title."""
    row = {id: number for number, id in enumerate(ids)}
    ends = {before: max(row[id] for id in ids if before in needs[id]) for before in ids if any(before in needs[id] for id in ids)}
    free: list[int] = []
    lane: dict[str, int] = {}
    # The lane nearest to the rows that is free all the way down; a short rail finds one further in than a long one.
    for id in sorted(ends, key=lambda one: (ends[one] - row[one], row[one])):
        taken = {lane[other] for other in lane if row[other] <= ends[id] and row[id] <= ends[other]}
        lane[id] = next(number for number in range(len(ends) + 1) if number not in taken)
        free.append(lane[id])
    left = 14 + (max(free, default=0) + 1) * 11
    width = _TEXT + left
    drawn, rows = [], []

    def across(id: str) -> float:
        return left - 11.0 - lane[id] * 11

    for id in ends:
        # What leaves a row does so below what comes in.
        x, y = across(id), row[id] * _LINE + _LINE / 2 + 11
        colour = f"rail r{lane[id] % 5}"
        followers = [other for other in ids if id in needs[other]]
        turns = []
        for other in followers:
            at = list(needs[other]).index(id) - (len(needs[other]) - 1) / 2
            turns.append((row[other] * _LINE + _LINE / 2 - 5 + at * 7, other))
        bottom = max(one for one, _ in turns)
        drawn.append(f'<path class="{colour}" d="M{left:g} {y:g}H{x + 5:g}Q{x:g} {y:g} {x:g} {y + 5:g}V{bottom:g}"/>')
        for one, _ in turns:
            drawn.append(f'<path class="{colour}" d="M{x:g} {one:g}H{left:g}"/><circle class="{colour}" cx="{x:g}" cy="{one:g}" r="2.4"/>')
    for id in ids:
        y = row[id] * _LINE
        title = making.module(id).title
        needed = f", needs {listed([*needs[id]])}" if needs[id] else ""
        shown = textwrap.wrap(title, 27, max_lines=3, placeholder=" …")
        lines = "".join(f'<tspan x="{left + 44}" dy="{14 * (one != 0)}">{attribute(text)} </tspan>' for one, text in enumerate(shown))
        top = y + _LINE / 2 + 4.5 - 7 * (len(shown) - 1)
        rows.append(
            # What is heard begins with what is seen.
            f'<a href="module:{id}" aria-label="{id} {attribute(" ".join(shown))}{attribute(needed)}">'
            f'<rect class="row" x="{left}" y="{y + 2}" width="{_TEXT - 2}" height="{_LINE - 4}" rx="9"/>'
            f'<text class="code" x="{left + 8}" y="{y + _LINE / 2 + 5:g}">{id} </text><text x="{left + 44}" y="{top:g}">{lines}</text></a>'
        )
    label = "What each module needs first"
    return (
        f'<figure class="rails"><svg viewBox="0 0 {width} {len(ids) * _LINE}" role="group" aria-label="{label}">'
        f"{''.join(drawn)}{''.join(rows)}</svg>"
        "<figcaption>Each row leads to its module. The same follows as a list.</figcaption></figure>\n"
    )
