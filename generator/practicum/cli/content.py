"""`practicum content`: how much is written of each module, and what is outside its bounds."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from practicum.cli.saying import count_said, progress, project_option

if TYPE_CHECKING:
    from practicum.checking import ModuleContent, ScenarioPlace

# The field, the head of its column, and whether it is added up.
_COLUMNS = (
    ("id", "module", False), ("status", "status", False), ("hours", "hours", True), ("words", "words", True), ("band", "band", False),
    ("lix", "LIX", False), ("questions", "items", True), ("kinds", "kinds", False), ("rubric_rows", "rubric", True),
    ("checklist", "checklist", True), ("scenarios", "scenarios", True), ("key_points", "key points", True), ("pictures", "pictures", True),
    ("trainer_words", "trainer", True),
)  # fmt: skip
MARK = "!"


@click.command("content")
@project_option
@click.option("--scenarios", "spread", is_flag=True, help="Show how scenarios are spread over openings, families and turning points.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
def command(where: Path | None, spread: bool, as_json: bool) -> None:
    """Count what is written of each module, and mark what is outside its bounds.

    A number followed by `!` is outside its bounds; `practicum check` says where and what to do. Words are those of the
    lessons, LIX is that of the hardest lesson.
    """
    from practicum.checking import contents, scenario_places
    from practicum.reading import read_project
    from practicum.workspace.project import find_project, today

    project = find_project(where)
    with progress("reading", quiet=as_json) as tell:
        catalogue = read_project(project.disk, tell).catalogue
    modules, places = contents(catalogue, today()), scenario_places(catalogue)
    if as_json:
        click.echo(json.dumps(_as_json(modules, places), ensure_ascii=False, indent=2))
    elif spread:
        click.echo(_spread(places))
    else:
        click.echo(_table(modules))


def _sums(modules: Sequence[ModuleContent]) -> dict[str, float]:
    return {field: sum(getattr(one, field) for one in modules) for field, _, added in _COLUMNS if added}


def _as_json(modules: Sequence[ModuleContent], places: Sequence[ScenarioPlace]) -> dict[str, object]:
    return {
        "format": "practicum-content/1",
        "modules": [dataclasses.asdict(one) for one in modules],
        "sums": _sums(modules),
        "scenarios": [dataclasses.asdict(one) for one in places],
    }


def _table(modules: Sequence[ModuleContent]) -> str:
    rows = [[_cell(one, field) for field, _, _ in _COLUMNS] for one in modules]
    sums = _sums(modules)
    rows.append([f"{len(modules)}" if field == "id" else f"{sums[field]:,g}" if added else "" for field, _, added in _COLUMNS])
    lines = [_aligned([head for _, head, _ in _COLUMNS], rows)]
    written = [one for one in modules if one.status not in ("planned", "retired")]
    outside = [one for one in written if one.missed]
    lines.append(f"{count_said(len(written), 'module is', 'modules are')} written, {len(modules) - len(written)} not")
    lines += [f"  {one.id}: {', '.join(_said(one, name) for name in one.missed)}" for one in outside]
    return "\n".join(lines)


def _said(one: ModuleContent, name: str) -> str:
    bounds = {"words": f" for {one.words_least:,} to {one.words_most:,}", "lix": f" for at most {one.lix_most}"}
    return f"{getattr(one, name):,} {name.replace('_', ' ')}{bounds.get(name, '')}"


def _cell(one: ModuleContent, field: str) -> str:
    if field == "band":
        return f"{one.words_least:,}–{one.words_most:,}"
    value = getattr(one, field)
    shown = f"{value:,g}" if isinstance(value, (int, float)) else str(value)
    return shown + (MARK if field in one.missed else "")


def _aligned(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[at]) for row in (heads, *rows)) for at in range(len(heads))]
    lines = []
    for row in (heads, *rows):
        # Words stand left, numbers right, so that digits lie under digits.
        cells = [cell.ljust(width) if at < 2 else cell.rjust(width) for at, (cell, width) in enumerate(zip(row, widths, strict=True))]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def _spread(places: Sequence[ScenarioPlace]) -> str:
    rows = [[one.opening, one.family_shape, one.turning_point, f"{one.module}/{one.id}"] for one in places]
    widths = [max((len(row[at]) for row in rows), default=0) for at in range(4)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    openings = Counter(one.opening for one in places)
    lines += ["", "by opening: " + ", ".join(f"{name} {count}" for name, count in openings.most_common())]
    shapes = {(one.opening, one.family_shape, one.turning_point) for one in places}
    lines.append(f"{count_said(len(places), 'scenario', 'scenarios')}, {count_said(len(shapes), 'combination', 'combinations')}")
    return "\n".join(lines)
