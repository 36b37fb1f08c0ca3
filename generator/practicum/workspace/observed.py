"""Answers of observation forms from files to a folder of records of one's own: read whole, written whole or not at all."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from practicum.records.kobo import COLUMNS, LIMITS, Answers, headings_of, read_answers
from practicum.tables.writing import guarded
from practicum.workspace.outputs import fresh_folder, replaceable, writable
from practicum.workspace.tidying import own_folder
from practicum.workspace.trouble import Trouble

if TYPE_CHECKING:
    from practicum.model.catalogue import Catalogue

TABLE = "observations.csv"


def check_folder(out: Path, *, force: bool) -> None:
    """Raise Trouble, before anything is read, where records may not lie in a folder, or would take the place of something else."""
    own_folder(out, synthetic=False)
    writable(out)
    if out.exists() and not out.is_dir():
        raise Trouble(f"{out} is a file, and a folder is written", "name a folder with `--out`")
    if not out.is_dir():
        return
    replaceable(out, "the table of observations", mark=TABLE, names=[TABLE])
    if any(out.iterdir()) and not force:
        raise Trouble(
            f"{out} holds observations already", "name another folder, or add `--force` to replace them: hand in all downloads together"
        )


def observed(
    catalogue: Catalogue, languages: Sequence[str], files: Sequence[Path], *, source: str, evidence: str, today: date,
) -> Answers:  # fmt: skip
    """What the answers of some files say. Raises Trouble where a file cannot be read at all."""
    read = []
    for path in files:
        try:
            with path.open("rb") as file:
                # One byte more than may be, so that a file that is too large is told from one that just fits.
                read.append((path.name, file.read(LIMITS.bytes + 1)))
        except OSError as error:
            raise Trouble(f"cannot read {path}: {error.strerror or 'the system refuses it'}", "name a file you may read") from error
    return read_answers(_apart(read), headings_of(catalogue, languages), source=source, evidence=evidence, today=today)


def _apart(files: Sequence[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """Files of one name in several folders get their number, so that a place in one of them is found."""
    names = [name for name, _ in files]
    return [
        (f"{name} ({names[: at + 1].count(name)})" if names.count(name) > 1 else name, data) for at, (name, data) in enumerate(files)
    ]


def write_observed(out: Path, answers: Answers) -> Path:
    """Write the observations as a tidy table that only its owner can read; what lay in the folder is replaced whole."""
    held = io.StringIO()
    # Ids and days, which need no mark of the encoding; what a person typed in a cell is no formula here either.
    writer = csv.writer(held, lineterminator="\n")
    writer.writerows([COLUMNS, *([guarded(cell) for cell in row] for row in answers.rows)])
    with fresh_folder(out, private=True) as fresh:
        (fresh / TABLE).write_bytes(held.getvalue().encode())
    return out / TABLE
