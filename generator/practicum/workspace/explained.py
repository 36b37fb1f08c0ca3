"""One learner's explanation: who is meant, why there may be nothing to explain, and where it may be written."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from practicum.model.verdict import Reason
from practicum.workspace.outputs import writable
from practicum.workspace.project import in_a_repository
from practicum.workspace.trouble import Trouble

if TYPE_CHECKING:
    from practicum.records import Intake


def meant(intake: Intake, learner: str) -> str:
    """The id under which a person's rows stand: in any capitals, by a second id, or by what another system says."""
    from practicum.records.deciding_about import Fault, learner_of

    found = learner_of(learner, intake)
    return learner if isinstance(found, Fault) else found


def also_meant(intake: Intake, kept: str) -> tuple[str, ...]:
    """The other ids of a person whose rows stand under one."""
    return next((merge.also for merge in intake.merged if merge.kept == kept), ())


def nothing_asked(intake: Intake, learner: str, why: Sequence[str], *, as_of: date, known_at: date | None) -> Trouble:
    """Why there is nothing to explain: nobody has this id, nothing was known yet, or nothing is asked on that day.

    ``why`` are reasons of the closed list for which nothing is asked.
    """
    rows = [row for table in intake.tables.values() if "learner" in table.column_names for row in _rows_of(table, learner)]
    if not rows:
        aside = len(intake.set_aside_about(learner))
        if aside:
            named = "the only row that names this learner was" if aside == 1 else f"all {aside:,} rows that name this learner were"
            return Trouble(f"{named} set aside", "`practicum records look` says which rows were set aside, and why", code=1)
        return Trouble("no row of these records is about this learner", "write the id as it stands in the column `learner`", code=1)
    if known_at is not None:
        known = (known_at - date(1970, 1, 1)).days
        if all(row["recorded_at"] is not None and row["recorded_at"] > known for row in rows):
            return Trouble(
                f"on {known_at} nothing had been recorded about this learner", "ask with a later `--known-at`, or without it", code=1
            )
    missing = [name for name in ("posts", "agencies") if name in intake.missing_files]
    if missing:
        return Trouble(
            f"without {' and '.join(f'`{name}.csv`' for name in missing)} it is not known what is asked of anybody",
            "put the file into the folder of records",
            code=1,
        )
    reasons = "; ".join(f"{says[0].lower()}{says[1:].rstrip('.')} [{code}]" for code in why if (says := Reason(code).says))
    return Trouble(
        f"nothing is asked of this learner on {as_of}{': ' if reasons else ''}{reasons}",
        "what is asked follows from the posts held on that day and from certificates issued before it: ask for another day",
        code=1,
    )


def _rows_of(table: Any, learner: str) -> list[dict[str, Any]]:
    names = [name for name in ("learner", "recorded_at") if name in table.column_names]
    return [{"recorded_at": None, **row} for row in table.select(names).to_pylist() if row["learner"] == learner]


def check_place(out: Path, *, synthetic: bool) -> None:
    """Raise Trouble for a place where an explanation may not lie or cannot be written, before any work is done for it.

    That is a place inside any project or repository unless the people are invented, and a folder.
    """
    if not synthetic and in_a_repository(out):
        raise Trouble(
            "an explanation holds learner data and may not lie inside a project or repository",
            "choose a file of your own with `--out`, outside the repository",
        )
    if out.is_dir():
        raise Trouble(f"{out} is a folder", "name a file with `--out`")
    writable(out)


def write_explanation(out: Path, text: str, *, synthetic: bool) -> None:
    """Write an explanation as one file that only its owner can read. Raises Trouble where it may not lie or cannot be written."""
    check_place(out, synthetic=synthetic)
    new = out.with_name(f".{out.name}.new-{os.getpid()}")
    try:
        handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644 if synthetic else 0o600)
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        new.replace(out)
    except OSError as error:
        with contextlib.suppress(OSError):
            new.unlink()
        raise Trouble(f"cannot write to {out}: {error.strerror or error}", "choose a place that you may write to with `--out`") from error
