"""Learner records against the rules: from a folder of files to a report in the training lead's own place.

Learner data never lies in the repository. Without `--out` a report goes to the user's data directory, readable by its
owner only; invented people, which say so in their manifest, may go to `build/`.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from practicum.model.catalogue import Catalogue
from practicum.workspace.links import contradicted, link_bytes
from practicum.workspace.outputs import earlier_place, fill, fresh_folder, holds, is_lock, locks_in, replaceable, writable
from practicum.workspace.own_profiles import profiles_at, saved_profiles, saved_words
from practicum.workspace.plan_folder import plan_places, plans_in
from practicum.workspace.private_folder import private_folder
from practicum.workspace.project import Checked, Project, in_a_repository
from practicum.workspace.trouble import Trouble

if TYPE_CHECKING:
    from practicum.matching import Verdicts
    from practicum.model.requirement import RuleTables
    from practicum.records import Intake, KnownIds
    from practicum.reporting import Unasked

# What Windows says of a file that another program does not share.
_SHARING = 32
_LINK = "it is a link, and links are not followed"


class RecordFiles:
    """A folder of records, or one file, as the records room reads it."""

    def __init__(self, where: Path) -> None:
        if not where.exists():
            raise Trouble(
                f"there are no records at {where}", "name a folder with record files, or one file; `practicum sample` writes invented ones"
            )
        self.where = where
        self.unlisted: Sequence[tuple[str, str]] = ()

    def list(self) -> Sequence[str]:
        """The files' names, from the folder; what could not be looked into is in ``unlisted`` afterwards."""
        if self.where.is_file():
            return [self.where.name]
        found, unlisted = [], []

        def refused(error: OSError) -> None:
            where = Path(error.filename or self.where)
            unlisted.append((self._name(where), error.strerror or "the system refuses it"))

        for folder, inside, files in os.walk(self.where, onerror=refused):
            unlisted += [(self._name(Path(folder, name)), _LINK) for name in inside if Path(folder, name).is_symlink()]
            for name in files:
                path = Path(folder, name)
                if path.is_symlink():
                    unlisted.append((self._name(path), _LINK))
                elif path.is_file():
                    found.append(self._name(path))
        self.unlisted = unlisted
        return sorted(found)

    def _name(self, path: Path) -> str:
        try:
            return path.relative_to(self.where).as_posix()
        except ValueError:
            return path.name

    def open(self, name: str) -> BinaryIO:
        """A file, to be read and closed. Raises OSError where the system refuses it."""
        path = self.where if self.where.is_file() else self.where / name
        try:
            return path.open("rb")
        except PermissionError as error:
            # Excel and LibreOffice put such a file beside one that they hold.
            held = any(path.with_name(mark).exists() for mark in (f"~${path.name}", f".~lock.{path.name}#"))
            if held or getattr(error, "winerror", 0) == _SHARING:
                raise PermissionError(errno.EACCES, "it is open in another program, such as Excel", str(path)) from error
            raise

    def read(self, name: str) -> bytes:
        """A whole file. Raises OSError where the system refuses it."""
        with self.open(name) as stream:
            return stream.read()


def data_folder() -> Path:
    """The user's own place for learner data; `--home` or `PRACTICUM_HOME` names another."""
    return private_folder().root


def take_in(
    checked: Checked,
    where: Path,
    *,
    profiles: Sequence[Path] = (),
    known_at: date | None = None,
    dates: str = "",
    files: RecordFiles | None = None,
    links: bytes | None = None,
    people: bool = False,
) -> Intake:
    """Read records against the catalogue's ids; with ``known_at`` only those recorded by that day.

    The profiles of the private folder apply by themselves, after those that are named. ``dates`` (`day-first`, `month-first`) is the order
    of day and month where no profile says it. ``files`` are those of ``where``; ``links`` stand in for the file of links in the
    private folder; with ``people`` names are read too, and decisions on who is who that contradict one another are told in the intake.
    Raises Trouble where nothing at all could be read, or where such decisions contradict one another.
    """
    from practicum.records import read_folder
    from practicum.records.gathering import TooManyFaults
    from practicum.records.identity import read_links

    own = private_folder().root / "profiles"
    said = link_bytes(private_folder()) if links is None else links
    decided, faults = read_links(said, invented=says_invented(where), known_at=known_at) if said else ([], [])
    if faults:
        raise contradicted(faults)
    try:
        intake = read_folder(
            files or RecordFiles(where),
            catalogue_ids=known_ids(checked),
            today=checked.day,
            zones=zones_of(checked),
            profiles=[*profiles_at(profiles), *saved_profiles(own)],
            known_at=known_at,
            words=saved_words(own),
            dates=day_order(dates),
            links=decided,
            people=people,
        )
    except TooManyFaults as error:
        way_on = "see what `practicum records profile` reads in this file: a column is read as another one, or the file is cut"
        raise Trouble(str(error), way_on, code=1) from error
    if intake.link_faults and not people:
        raise contradicted(intake.link_faults)
    return intake


def day_order(dates: str) -> Any:
    """What `--dates` says, in the words of the records room; nothing where nothing was said."""
    return {"day-first": "day", "month-first": "month"}.get(dates, "")


def known_ids(checked: Checked) -> KnownIds:
    """What the ids in records may refer to."""
    from practicum.records import KnownIds

    return KnownIds.of(checked.catalogue)


def zones_of(checked: Checked) -> dict[str, str]:
    """The time zone of each country's civil day."""
    return {code: zone for code, units in checked.catalogue.countries.items() for unit in units if (zone := unit.value.zone)}


@dataclass(frozen=True)
class Matched:
    """What a run gave: the intake, the verdicts, and the catalogue and rules they were judged with."""

    intake: Intake
    verdicts: Verdicts
    catalogue: Catalogue
    rules: RuleTables

    @property
    def unasked(self) -> Unasked:
        """Of whom nothing is asked, and how many people there are of each kind."""
        from practicum.reporting import unasked_in

        return unasked_in(self.verdicts.unasked, {row["learner"] for row in self.verdicts.certificates})

    def states(self) -> dict[str, int]:
        """How many certificates stand in each state."""
        counts: dict[str, int] = {}
        for row in self.verdicts.certificates:
            counts[row["state"]] = counts.get(row["state"], 0) + 1
        return counts


def rules_of(checked: Checked, *, day: date) -> RuleTables:
    """The rules of the core and of every country, as tables, with the patches in force on a day.

    Reports take the day they ask about, and not today: the same question has the same answer whenever it is asked.
    """
    from practicum.resolving import view_of
    from practicum.resolving.requirement_rows import compile_rules

    catalogue = checked.catalogue
    tables = compile_rules(catalogue.certifications, catalogue.modules, catalogue.assessments)
    for country in sorted(catalogue.countries):
        seen = view_of(catalogue, country=country, day=day).catalogue
        tables = tables.with_tables(compile_rules(seen.certifications, seen.modules, seen.assessments, country=country))
    return tables


def match_records(checked: Checked, intake: Intake, *, as_of: date, known_at: date | None, engine: str) -> Matched:
    """The verdicts on everybody in the records."""
    from practicum.matching import evaluate
    from practicum.tables.engine import choose_engine

    rows = sum(count.rows_in for count in intake.counts)
    chosen = choose_engine(rows) if engine == "auto" else engine
    rules = rules_of(checked, day=as_of).without(intake.missing_files)
    verdicts = evaluate(rules, came_in(intake), as_of=as_of, known_at=known_at, engine=chosen)
    return Matched(intake, verdicts, checked.catalogue, rules)


def explain_learner(checked: Checked, intake: Intake, learner: str, *, as_of: date, known_at: date | None) -> list[Any]:
    """The whole tree for one learner; empty where nothing is asked of them."""
    from practicum.matching import explain

    rules = rules_of(checked, day=as_of).without(intake.missing_files)
    return list(explain(rules, intake.tables, learner, as_of=as_of, known_at=known_at))


def why_nothing_is_asked(checked: Checked, intake: Intake, learner: str, *, as_of: date, known_at: date | None) -> list[str]:
    """The reasons for which nothing is asked of one learner on a day, out of the closed list."""
    from practicum.matching.unasked import why_unasked

    return why_unasked(rules_of(checked, day=as_of), came_in(intake), learner, as_of=as_of, known_at=known_at)


def came_in(intake: Intake) -> dict[str, Any]:
    """The tables of the files that came; without posts nobody's role is known, which is not the same as having none."""
    return {name: table for name, table in intake.tables.items() if name not in intake.missing_files}


def palette_of(project: Project) -> str:
    """The site's colours, for pages that stand alone."""
    path = project.site / "assets" / "palette.css"
    return path.read_text("utf-8") if path.is_file() else ""


def says_invented(where: Path) -> bool:
    """Whether a folder of records says that its people are invented, without reading any record."""
    from practicum.records import says_synthetic

    return where.is_dir() and says_synthetic(RecordFiles(where))


def report_folder(project: Project, *, synthetic: bool, as_of: date, out: Path | None) -> Path:
    """Where a report goes. Raises Trouble for a place inside any project or repository unless the people are invented."""
    if out is not None:
        if not synthetic and in_a_repository(out):
            raise Trouble(
                "a report holds learner data and may not lie inside a project or repository",
                "choose a folder of your own with `--out`, outside the repository",
            )
        return out
    return project.output / "reports" if synthetic else private_folder().made().reports / as_of.isoformat()


def check_report_place(folder: Path) -> None:
    """Raise Trouble where a report cannot be written, before any work is done for it."""
    from practicum.reporting.report import REPORT_FILES

    writable(folder)
    besides = (*plan_places(folder), *locks_in(folder))
    replaceable(folder, "a report", mark="gaps.json", says='"practicum-gaps/', names=REPORT_FILES, besides=besides)


@dataclass(frozen=True)
class Written:
    """Where a report went, and where the earlier one lies that it took the place of, if that one said something else.

    ``held`` says that the earlier report could not be moved, because a file of it is open in another program: then the new one lies
    beside it in ``folder``.
    """

    folder: Path
    kept: Path | None = None
    held: bool = False


def write_report(folder: Path, files: Mapping[str, bytes], *, private: bool, keep: bool = False) -> Written:
    """Write a report in whole; a private one only its owner can read. Raises Trouble where the folder holds anything else.

    With ``keep`` an earlier report that is not the same, byte for byte, is kept beside it, and where it lies is returned: it was made
    from other records, by other rules or with other options, and nothing else may be left of it.
    """
    from practicum.reporting.report import REPORT_FILES

    files = {**files, **plans_in(folder)}
    names = {*REPORT_FILES, *(name.partition("/")[0] for name in files)}
    besides = (*plan_places(folder), *locks_in(folder))
    replaceable(folder, "a report", mark="gaps.json", says='"practicum-gaps/', names=names, besides=besides)
    place, there = None, False
    # That it was read on another day makes a report no other one.
    if keep and folder.is_dir() and not holds(folder, files, but="manifest.json"):
        # Nobody may read the mark of an open workbook on Windows, and it is no part of the report.
        held = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file() and not is_lock(path.name)}
        earlier = {name: path.read_bytes() for name, path in held.items() if name.partition("/")[0] in names}
        if earlier:
            place, there = earlier_place(folder, lambda kept: holds(kept, earlier))
    beside: list[Path] = []
    with fresh_folder(folder, private=private, keep=None if there else place, beside=beside) as fresh:
        fill(fresh, files)
    return Written(beside[0], held=True) if beside else Written(folder, place)
