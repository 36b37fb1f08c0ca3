"""`practicum check` beside the least that any program must do with the same files: parse them."""

from __future__ import annotations

import gc
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import markdown_it
import yaml
from invented_project import write_project
from ratio import Ratio

MODULES = 1_000
ROUNDS = 5
GOAL = 2.0
DAY = date(2026, 10, 15)


def measure() -> Ratio:
    """The ratio of the two, in turns, from the same files on disk; imports and the first touch of the disk are over before."""
    with tempfile.TemporaryDirectory(prefix="practicum-bench-") as folder:
        root = Path(folder)
        write_project(root, MODULES)
        yamls = sorted(root.rglob("*.yaml"))
        lessons = sorted(root.rglob("*.md"))
        _check(root)
        _parse(yamls, lessons)
        checks, parses = [], []
        for _ in range(ROUNDS):
            parses.append(_timed(lambda: _parse(yamls, lessons)))
            checks.append(_timed(lambda: _check(root)))
    return Ratio(
        name="practicum check / (C yaml.compose + Markdown parse)",
        goal=GOAL,
        ours=checks,
        theirs=parses,
        rows=f"{MODULES:,} modules: {len(yamls):,} YAML files, {len(lessons):,} lessons, {ROUNDS} rounds",
        versions={"PyYAML": yaml.__version__, "markdown-it-py": markdown_it.__version__},
    )


def _timed(work: Callable[[], None]) -> float:
    gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _check(root: Path) -> None:
    from practicum.workspace.project import check_project, find_project

    checked = check_project(find_project(root), day=DAY)
    wrong = [fault for fault in checked.diagnostics if fault.severity == "error"]
    # A project with faults would be measured on a shorter way through the program.
    if wrong or len(checked.catalogue.modules) != MODULES or len(checked.catalogue.assessments) != MODULES:
        raise AssertionError(f"the invented project is not valid: {len(wrong)} errors, first {wrong[:3]}")


def _parse(yamls: list[Path], lessons: list[Path]) -> None:
    from practicum.reading.lessons import parser

    for path in yamls:
        yaml.compose(path.read_bytes(), Loader=yaml.CSafeLoader)
    markdown = parser()
    for path in lessons:
        markdown.parse(path.read_bytes().decode())
