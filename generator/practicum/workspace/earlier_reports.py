"""An earlier report, read again so that the next one can say what changed since."""

from __future__ import annotations

import csv
import re
from datetime import date
from pathlib import Path

from practicum.workspace.trouble import Trouble

_DISARMED = ("'=", "'+", "'-", "'@", "'\t", "'\r")


def earlier_day(folder: Path) -> date:
    """The day of an earlier report. Raises Trouble where the folder holds none."""
    try:
        with (folder / "gaps.json").open("rb") as file:
            begins = file.read(4096).decode("utf-8", "replace")
        found = re.search(r'"as_of":"(\d{4}-\d{2}-\d{2})"', begins)
        if '"practicum-gaps/' not in begins or found is None:
            raise ValueError
        return date.fromisoformat(found[1])
    except (OSError, ValueError) as error:
        help = "name the folder of a report with `--since`, the one with its index.html"
        raise Trouble(f"there is no earlier report in {folder}", help) from error


def earlier_states(folder: Path) -> list[tuple[str, str, str]]:
    """Learner, certification and state of everybody in an earlier report. Raises Trouble where they cannot be read."""
    try:
        with (folder / "certificates.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = [(row["learner"], row["certification"], row["state"]) for row in csv.DictReader(file) if row["certification"]]
    except (OSError, KeyError, UnicodeDecodeError) as error:
        raise Trouble(f"the list of certificates in {folder} cannot be read", "name another report with `--since`") from error
    return [(_armed(learner), certification, state) for learner, certification, state in rows]


def _armed(learner: str) -> str:
    """An id as it was: one that a spreadsheet would run was written with an apostrophe before it."""
    return learner[1:] if learner.startswith(_DISARMED) else learner
