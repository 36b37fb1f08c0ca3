"""Where plans lie: beside the report of the same day, owner only, swapped in whole."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from practicum.workspace.outputs import fill, fresh_folder, replaceable, writable
from practicum.workspace.plan_files import PLAN_FILES

_MARK, _SAYS = "plans.json", '"practicum.plans/'


def plan_folder(report: Path, out: Path | None) -> Path:
    """The folder of the plans: the one that was named, else `plans` inside that of the report."""
    return out if out is not None else report / "plans"


def check_plan_place(folder: Path) -> None:
    """Raise Trouble where plans cannot be written, before any work is done for it."""
    writable(folder)
    replaceable(folder, "a plan", mark=_MARK, says=_SAYS, names=PLAN_FILES)


def write_plans(folder: Path, files: Mapping[str, bytes], *, private: bool) -> None:
    """Write plans in whole; private ones only their owner can read. Raises Trouble where the folder holds anything else."""
    replaceable(folder, "a plan", mark=_MARK, says=_SAYS, names=PLAN_FILES)
    with fresh_folder(folder, private=private) as fresh:
        fill(fresh, files)
