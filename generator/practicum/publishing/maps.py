"""Maps drawn at build time: the bridge as a path, a programme's modules as steps. Each stands beside the same in words."""

from __future__ import annotations

import re

from practicum.model.curriculum import Programme, Stage
from practicum.publishing.making import Making
from practicum.publishing.writing import attribute

_WIDE, _ROW, _LEFT, _RIGHT = 560, 116, 66, 494


def stage_name(stage: Stage) -> str:
    """A stage's title without a number of its own: the pages number the stages."""
    return re.sub(r"^\d+[.:]?\s+", "", stage.title)


def stage_months(stage: Stage) -> str:
    """When a stage runs, in words; a single month is one month."""
    return f"{'month' if stage.months.isdigit() else 'months'} {stage.months}" if stage.months else ""


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
        months = f'<tspan class="small" x="{text_x}" dy="28">{attribute(stage_months(stage))}</tspan>' if stage.months else ""
        marks.append(
            f'<a href="#stage-{attribute(stage.id)}"><circle cx="{x}" cy="{y}" r="30"/>'
            f'<text class="number" x="{x}" y="{y + 10}">{number}</text>'
            f'<text class="name" x="{text_x}" y="{y - 2}" text-anchor="{anchor}">{attribute(stage_name(stage))}{months}</text></a>'
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
    label = f"The way from residential work to family-based work in {len(stages)} stages"
    return (
        f'<figure class="path"><svg viewBox="0 0 {_WIDE} {height}" role="group" aria-label="{attribute(label)}">'
        f'<path class="road" d="{path}"/><path class="line" d="{path}"/>{big}{home}{"".join(marks)}</svg>'
        f"<figcaption>{attribute(label)}. The same stages follow as a list.</figcaption></figure>\n"
    )


def programme_map(making: Making, programme: Programme) -> str:
    """A programme's modules in layers: what stands lower needs what stands above it."""
    ids = [id for id in programme.modules if id in making.catalogue.modules]
    inside = set(ids)
    needs = {id: [step.module for step in making.module(id).prerequisites if step.module in inside] for id in ids}
    if sum(map(len, needs.values())) < 2:
        return ""
    depth = {id: 0 for id in ids}
    for _ in ids:
        for id in ids:
            depth[id] = max([depth[id], *(min(depth[before] + 1, len(ids)) for before in needs[id])])
    layers: dict[int, list[str]] = {}
    for id in ids:
        layers.setdefault(depth[id], []).append(id)
    places: dict[str, tuple[float, float]] = {}
    widest = max(map(len, layers.values()))
    width = max(widest, 4) * 96
    for level, row in sorted(layers.items()):
        for number, id in enumerate(row):
            places[id] = (width * (number + 0.5) / len(row), 30 + level * 92.0)
    height = 60 + max(layers) * 92
    lines = []
    for id in ids:
        for before in needs[id]:
            (x1, y1), (x2, y2) = places[before], places[id]
            lines.append(f'<path class="thread" d="M{x1:g} {y1 + 22:g}C{x1:g} {y1 + 58:g} {x2:g} {y2 - 58:g} {x2:g} {y2 - 22:g}"/>')
    boxes = []
    for id in ids:
        x, y = places[id]
        planned = " planned" if making.module(id).status == "planned" else ""
        title = attribute(making.module(id).title)
        boxes.append(
            f'<a href="module:{id}" aria-label="{id} {title}"><title>{id} {title}</title>'
            f'<rect class="step{planned}" x="{x - 38:g}" y="{y - 22:g}" width="76" height="44" rx="12"/>'
            f'<text class="code" x="{x:g}" y="{y + 6:g}">{id}</text></a>'
        )
    said = []
    for id in ids:
        if needs[id]:
            said.append(f"{id} needs {', '.join(needs[id])}")
    label = f"What opens what in {programme.title}"
    return (
        f'<figure class="map"><svg viewBox="0 0 {width} {height}" role="group" aria-label="{attribute(label)}">'
        f"{''.join(lines)}{''.join(boxes)}</svg>"
        f"<figcaption>In words: {attribute('; '.join(said))}. A dashed frame is a planned module.</figcaption></figure>\n"
    )
