"""Where plans lie: beside the report of the same day, owner only, swapped in whole."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from practicum.workspace.outputs import fill, fresh_folder, locks_in, replaceable, writable

PLAN_FILES = frozenset(
    {"plans.csv", "steps.csv", "plans.xlsx", "plans.json"}
    | {"timetable.csv", "timetable.xlsx", "timetable.ics", "sessions-for-site.csv", "seats.csv", "unmet.csv", "what-if.csv"}
    | {"cost.csv", "workforce.csv", "workforce-measured.csv", "return-home.csv"}
)
# Inside the folder of a report, whose own `plans` are pages for each person.
PLANS = "planning"
_OURS = re.compile(rf"{PLANS}(?:-new-\d+)?")
_MARK, _SAYS = "plans.json", '"practicum.plans/'


def plan_folder(report: Path, out: Path | None) -> Path:
    """The folder of the plans: the one that was named, else `planning` inside that of the report."""
    return out if out is not None else report / PLANS


def plan_places(report: Path) -> list[str]:
    """The names of the folders of plans inside that of a report: `planning`, and those beside it that were written while it was open."""
    if not report.is_dir():
        return []
    return sorted(path.name for path in report.iterdir() if path.is_dir() and _OURS.fullmatch(path.name))


def plans_in(report: Path) -> dict[str, bytes]:
    """The plans inside a report's folder, by name from there: a new report of the day takes them along."""
    return {
        f"{place}/{name}": (report / place / name).read_bytes()
        for place in plan_places(report)
        for name in sorted(PLAN_FILES)
        if (report / place / name).is_file()
    }


def check_plan_place(folder: Path) -> None:
    """Raise Trouble where plans cannot be written, before any work is done for it."""
    writable(folder)
    replaceable(folder, "a plan", mark=_MARK, says=_SAYS, names=PLAN_FILES, besides=locks_in(folder))


def write_plans(folder: Path, files: Mapping[str, bytes], *, private: bool) -> tuple[Path, bool]:
    """Write plans in whole; private ones only their owner can read. Raises Trouble where the folder holds anything else.

    Returns their folder, and whether it is another one, beside, because a file of the earlier plans is open in another program.
    """
    replaceable(folder, "a plan", mark=_MARK, says=_SAYS, names=PLAN_FILES, besides=locks_in(folder))
    beside: list[Path] = []
    with fresh_folder(folder, private=private, beside=beside) as fresh:
        fill(fresh, files)
    return (beside[0], True) if beside else (folder, False)
