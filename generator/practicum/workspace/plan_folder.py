"""Where plans lie: beside the report of the same day, owner only, swapped in whole."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from practicum.workspace.outputs import fill, fresh_folder, replaceable, writable

PLAN_FILES = frozenset(
    {"plans.csv", "steps.csv", "plans.xlsx", "plans.json"}
    | {"timetable.csv", "timetable.xlsx", "timetable.ics", "sessions-for-site.csv", "seats.csv", "unmet.csv", "what-if.csv"}
    | {"cost.csv", "workforce.csv", "workforce-measured.csv", "return-home.csv"}
)
# Inside the folder of a report, whose own `plans` are pages for each person.
PLANS = "planning"
_MARK, _SAYS = "plans.json", '"practicum.plans/'


def plan_folder(report: Path, out: Path | None) -> Path:
    """The folder of the plans: the one that was named, else `planning` inside that of the report."""
    return out if out is not None else report / PLANS


def plans_in(report: Path) -> dict[str, bytes]:
    """The plans inside a report's folder, by name from there: a new report of the day takes them along."""
    place = report / PLANS
    if not place.is_dir():
        return {}
    return {f"{PLANS}/{name}": (place / name).read_bytes() for name in sorted(PLAN_FILES) if (place / name).is_file()}


def check_plan_place(folder: Path) -> None:
    """Raise Trouble where plans cannot be written, before any work is done for it."""
    writable(folder)
    replaceable(folder, "a plan", mark=_MARK, says=_SAYS, names=PLAN_FILES)


def write_plans(folder: Path, files: Mapping[str, bytes], *, private: bool) -> None:
    """Write plans in whole; private ones only their owner can read. Raises Trouble where the folder holds anything else."""
    replaceable(folder, "a plan", mark=_MARK, says=_SAYS, names=PLAN_FILES)
    with fresh_folder(folder, private=private) as fresh:
        fill(fresh, files)
