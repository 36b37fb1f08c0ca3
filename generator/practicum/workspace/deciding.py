"""Recording a decision in the training lead's own folder: held against the records, judged before it is written, swapped in whole.

The decision is judged from the very bytes that would be written: the file with the new row is taken in as any file is.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from practicum.workspace.disk import TOPS
from practicum.workspace.learners import RecordFiles, day_order, rules_of, take_in
from practicum.workspace.own_profiles import profiles_at
from practicum.workspace.project import Checked, Progress
from practicum.workspace.trouble import Trouble

if TYPE_CHECKING:
    from practicum.matching import Verdicts
    from practicum.matching.comparing import StateChange
    from practicum.model.requirement import RuleTables
    from practicum.records import Intake
    from practicum.records.appending import Addition
    from practicum.records.deciding import Decision, Void
    from practicum.records.deciding_about import Fault

# A run writes for a moment; what is older was left by one that was killed.
STALE_SECONDS = 60


@dataclass(frozen=True)
class Prepared:
    """A decision that may be recorded: its row, where it goes, and who stands differently with it on a day.

    ``row_number`` is the row as a spreadsheet counts it. ``first`` says that no file of decisions was there before, so that
    everybody's decisions are asked for from now on. ``two_people`` names the rows that give the learner's id to somebody else.
    ``unconcerned`` is the certification of a waiver or an exemption for somebody who never was in its role and never held it.
    """

    row: Mapping[str, str]
    path: Path
    addition: Addition
    row_number: int
    as_of: date
    changes: tuple[StateChange, ...]
    first: bool
    refused: tuple[str, ...]
    two_people: tuple[str, ...] = ()
    unconcerned: str = ""


def prepare(
    checked: Checked,
    where: Path,
    asked: Decision | Void,
    *,
    as_of: date,
    engine: str = "auto",
    profiles: Sequence[Path] = (),
    dates: str = "",
    tell: Progress = lambda done, total: None,
) -> Prepared | list[Fault]:
    """Hold a decision against curriculum and records and judge everybody with and without it; nothing is written.

    ``dates`` (`day-first`, `month-first`) is the order of day and month where no profile says it.
    ``tell`` hears how many of the three steps are done: the records read, everybody judged without it, and with it. Raises Trouble
    where the folder is no place for records, or the row would not be read back as it was meant.
    """
    from practicum.matching.comparing import state_changes
    from practicum.records.appending import with_row
    from practicum.records.deciding import Decision, decided, voided
    from practicum.records.deciding_about import Fault, Subjects

    if where.is_file():
        raise Trouble(f"{where} is a file, and decisions are kept in a folder", "name the folder that the file lies in")
    files = RecordFiles(where)
    tell(0, 3)
    intake = take_in(checked, where, profiles=profiles, dates=dates)
    tell(1, 3)
    _belongs_here(where, synthetic=intake.synthetic)
    rules = rules_of(checked, day=as_of)
    held = {name: files.read(name) for name in _files_of_decisions(intake)}
    taken = tuple(held.values())
    if isinstance(asked, Decision):
        row = decided(asked, intake, Subjects.of(checked.catalogue, rules), today=checked.day, taken=taken)
    else:
        row = voided(asked, intake, today=checked.day, taken=taken)
    if isinstance(row, list):
        return row
    addition = with_row(intake, files.read, row)
    if isinstance(addition, Fault):
        return [addition]
    path = where / addition.file
    _is_free(path, new=addition.before is None)
    found = _read_back(checked, intake, {**held, addition.file: addition.after}, addition.file, row["record_id"], profiles, dates)
    tables = {**intake.tables, "decisions": [*intake.tables["decisions"].to_pylist(), found]}
    still_missing = tuple(name for name in intake.missing_files if name != "decisions")
    before = _judged(rules, intake, intake.tables, intake.missing_files, as_of=as_of, engine=engine)
    tell(2, 3)
    after = _judged(rules, intake, tables, still_missing, as_of=as_of, engine=engine)
    tell(3, 3)
    return Prepared(
        row,
        path,
        addition,
        found["row"],
        as_of,
        state_changes(before, after),
        "decisions" in intake.missing_files,
        tuple(f"{one.file}: {one.message}" + (f"\n  = help: {one.help}" if one.help else "") for one in intake.refused),
        tuple(
            f"{one.file}, row {one.row}, column {one.column}: {one.message}"
            for one in intake.set_aside_about(row["learner"])
            if one.reason == "TWO_PEOPLE"
        ),
        _unconcerned(checked, intake, row),
    )


def record(prepared: Prepared) -> None:
    """Write the file with the new row in the place of the old one, unless somebody changed it since it was read.

    Raises Trouble where the file is open elsewhere, read-only or changed; then it is as it was.
    """
    path, addition = prepared.path, prepared.addition
    _is_free(path, new=addition.before is None)
    # Of a fixed name, so that two runs at once cannot both take the file; the intake passes over names that begin with a point.
    new = path.parent / f".{path.name}.new"
    try:
        _clear_stale(new)
        # Readable by its owner only from the first byte on.
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600), "wb") as stream:
            stream.write(addition.after)
            stream.flush()
            os.fsync(stream.fileno())
        try:
            if (path.read_bytes() if path.exists() else None) != addition.before:
                raise Trouble(f"{path.name} was changed while you were looking", "nothing was recorded; run the command again", code=1)
            new.chmod(stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o600)
            new.replace(path)
        finally:
            new.unlink(missing_ok=True)
    except FileExistsError as error:
        raise Trouble(f"another run is writing {path.name}", "nothing was recorded; run the command again", code=1) from error
    except OSError as error:
        raise Trouble(
            f"cannot write {path.name}: {error.strerror or 'the system refuses it'}",
            "nothing was recorded; close the file where it is open, see that you may write to the folder, and run again",
            code=1,
        ) from error


def _clear_stale(new: Path) -> None:
    if new.exists() and time.time() - new.stat().st_mtime > STALE_SECONDS:
        new.unlink(missing_ok=True)


def _files_of_decisions(intake: Intake) -> list[str]:
    return list(dict.fromkeys(count.file.partition("#")[0] for count in intake.counts if count.table == "decisions"))


def _unconcerned(checked: Checked, intake: Intake, row: Mapping[str, str]) -> str:
    """The certification that a waiver or an exemption is about, where its learner has neither a post in its role nor a certificate."""
    unit = checked.catalogue.certifications.get(row["subject"].partition("/")[0])
    if unit is None or row["kind"] not in ("waiver", "exemption"):
        return ""
    mine = {
        table: {each[column] for each in intake.tables[table].select(["learner", column]).to_pylist() if each["learner"] == row["learner"]}
        for table, column in (("posts", "role"), ("certificates", "certification"))
    }
    return "" if unit.value.role in mine["posts"] or unit.id in mine["certificates"] else unit.id


def _belongs_here(where: Path, *, synthetic: bool) -> None:
    """Decisions about real people are never kept inside a project, whichever one it is."""
    here = where.resolve()
    if not synthetic and any(all((folder / top).is_dir() for top in TOPS) for folder in (here, *here.parents)):
        raise Trouble(
            "decisions are learner data and may not lie inside a project",
            "move the records to a folder of your own, outside the repository",
        )


def _is_free(path: Path, *, new: bool) -> None:
    """Raise Trouble where a file cannot be replaced: read-only, open in another program, or there though it was not read."""
    if new:
        if path.exists() or path.is_symlink():
            raise Trouble(
                f"{path.name} lies in the folder and was not read", "take it away, or put the file itself in the place of a link", code=1
            )
        return
    if path.with_name(f".~lock.{path.name}#").exists():
        raise Trouble(f"{path.name} is open in another program", "close it there and run again", code=1)
    if not path.stat().st_mode & stat.S_IWUSR or not os.access(path, os.W_OK):
        raise Trouble(f"{path.name} is read-only", "allow yourself to write to it, and run again", code=1)


def _read_back(
    checked: Checked, intake: Intake, files: Mapping[str, bytes], file: str, id: str, profiles: Sequence[Path], dates: str
) -> dict[str, Any]:
    """The new row as it will be read; the other files of decisions are there for what it voids."""
    from practicum.records import KnownIds, read_folder

    known = replace(KnownIds.of(checked.catalogue), learners=frozenset(intake.tables["learners"].column("learner").to_pylist()) or None)
    how: dict[str, Any] = {"profiles": profiles_at(profiles), "dates": day_order(dates)}
    read = read_folder(_Given(files), catalogue_ids=known, today=checked.day, zones={}, **how)
    for row in read.tables["decisions"].to_pylist():
        if row["file"] == file and row["record_id"] == id:
            return dict(row)
    last = max((note for note in read.set_aside if note.file == file and note.done == "set_aside"), key=lambda note: note.row, default=None)
    refused = next((one for one in read.refused if one.file == file), None)
    why = (
        refused.message if refused else f"row {last.row}, column {last.column or '–'}: {last.message}" if last else "it is read another way"
    )
    raise Trouble(f"the new row would not be used of {file}: {why}", "nothing was recorded; mend the file or its profile first", code=1)


@dataclass(frozen=True)
class _Given:
    """Files in memory, as the records room reads them."""

    files: Mapping[str, bytes]

    def list(self) -> Sequence[str]:
        return list(self.files)

    def open(self, name: str) -> bytes:
        return self.files[name]


def _judged(rules: RuleTables, intake: Intake, tables: Mapping[str, Any], missing: Sequence[str], *, as_of: date, engine: str) -> Verdicts:
    from practicum.matching import evaluate
    from practicum.tables.engine import choose_engine

    chosen = choose_engine(intake.total.rows_in) if engine == "auto" else engine
    return evaluate(rules.without(missing), tables, as_of=as_of, engine=chosen)
