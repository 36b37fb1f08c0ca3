"""Finding the project, and reading and checking it whole."""

from __future__ import annotations

import contextlib
import gc
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from practicum.diagnostics import RULES, Diagnostic, in_order
from practicum.model.catalogue import Catalogue
from practicum.remembering import Remembered
from practicum.shares import Beside
from practicum.workspace.disk import TOPS, Disk
from practicum.workspace.journal import made_whole
from practicum.workspace.trouble import Trouble

if TYPE_CHECKING:
    from practicum.reading import Files
    from practicum.workspace.memories import Memories

Progress = Callable[[int, int], None]
Learnt = tuple[frozenset[bytes], dict[bytes, Any]]


def today() -> date:
    """The civil day on this machine; `PRACTICUM_TODAY` (year-month-day) stands in for it so that output can be repeated."""
    fixed = os.environ.get("PRACTICUM_TODAY")
    if fixed:
        try:
            return date.fromisoformat(fixed)
        except ValueError as error:
            raise Trouble(f"PRACTICUM_TODAY is not a date: {fixed}", "write year-month-day, such as 2026-10-15") from error
    return datetime.now(UTC).astimezone().date()


@dataclass(frozen=True)
class Project:
    """Where the authored files lie, where the site's own files lie, and where output goes."""

    root: Path
    site: Path
    output: Path
    shipped: bool

    @property
    def site_borrowed(self) -> bool:
        """Whether the site's own files came with the program, for a curriculum that did not."""
        return not self.shipped and not self.site.is_relative_to(self.root)

    @property
    def disk(self) -> Disk:
        """The authored files."""
        return Disk(self.root)


def find_project(start: Path | None = None) -> Project:
    """The project that ``start`` lies in (any parent with `curriculum/` and `competencies/`), else the shipped one.

    Raises Trouble where ``start`` was named and holds no project.
    """
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if all((folder / top).is_dir() for top in TOPS):
            made_whole(folder)
            site = folder / "site"
            return Project(folder, site if _is_site(site / "mkdocs.yml") else shipped_files() / "site", folder / "build", shipped=False)
    if start is not None:
        raise Trouble(f"no project in {start}", "a project has the folders `curriculum/` and `competencies/`")
    shipped = shipped_files()
    return Project(shipped, shipped / "site", here / "build", shipped=True)


def _is_site(configuration: Path) -> bool:
    """Whether a project has a site of its own; one whose file says nothing but `extra:` borrows the site, and adds that to it."""
    if not configuration.is_file():
        return False
    keys = set(re.findall(r"^([A-Za-z_]\w*) *:", configuration.read_text("utf-8", errors="replace"), re.MULTILINE))
    return keys != {"extra"}


def in_a_repository(path: Path) -> bool:
    """Whether a place lies inside some project or git repository, whichever one stands in: what is written there may be shared.

    What came with an installed program is no such place.
    """
    here = path.resolve()
    return any((folder / ".git").exists() or all((folder / top).is_dir() for top in TOPS) for folder in (here, *here.parents))


def shipped_files() -> Path:
    """The curriculum, competencies and site files that came with the program.

    Beside the source in a checkout; inside the package when it was installed from a wheel.
    """
    package = Path(__file__).resolve().parent.parent
    inside = package / "_shipped"
    if inside.is_dir():
        return inside
    checkout = package.parent.parent
    if all((checkout / top).is_dir() for top in TOPS):
        return checkout
    raise Trouble("the files that come with the program are missing", "install it again", code=2)


@dataclass(frozen=True)
class Checked:
    """A project as read and checked on a day."""

    catalogue: Catalogue
    diagnostics: list[Diagnostic]
    files: int
    day: date
    # The hash of each text that was read, by its path.
    marks: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def errors(self) -> int:
        """How many faults are errors."""
        return sum(1 for fault in self.diagnostics if fault.severity == "error")

    @property
    def unsafe(self) -> tuple[Diagnostic, ...]:
        """The errors that make a verdict unsafe: all but what lessons say, and sentences that do not fit their rule, since it decides."""
        return tuple(
            fault
            for fault in self.diagnostics
            if fault.severity == "error" and not fault.rule.startswith("sentence-") and RULES[fault.rule].theme != "content"
        )


@contextlib.contextmanager
def without_collecting() -> Iterator[None]:
    """Trees of a thousand modules hold no circles; looking for some in them again and again takes a third of the time.

    What is there at the end is looked at no more.
    """
    collecting = gc.isenabled()
    gc.unfreeze()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if collecting:
            gc.enable()


def read_sources(folder: Path) -> dict[str, str]:
    """The texts by others in a folder and those below it (`.txt` and `.md`), by their path from it.

    Raises Trouble where there is none, or where one cannot be read.
    """
    texts = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in (".txt", ".md") and path.is_file():
            try:
                texts[path.relative_to(folder).as_posix()] = path.read_text(encoding="utf-8-sig", errors="replace")
            except OSError as error:
                raise Trouble(f"a source cannot be read: {path}", (error.strerror or "no reason is given").lower()) from error
    if not texts:
        raise Trouble(f"no source in {folder}", "put the texts there as `.txt` or `.md`")
    return texts


def check_project(
    project: Project, *, day: date, progress: Progress | None = None, sources: Mapping[str, str] | None = None,
    memories: Memories | None = None,
) -> Checked:  # fmt: skip
    """Read everything, look at the core and at every View, and return all faults at once.

    ``sources`` are texts by others, by name, of which nothing may have been copied; files that ``memories`` know are not parsed again.
    """
    return begin_check(project.disk, day=day, progress=progress, sources=sources, memories=memories).checked()


def check_files(
    files: Files, *, day: date, progress: Progress | None = None, sources: Mapping[str, str] | None = None,
    memories: Memories | None = None,
) -> Checked:  # fmt: skip
    """The same for files that lie anywhere, such as in memory."""
    return begin_check(files, day=day, progress=progress, sources=sources, memories=memories).checked()


@dataclass(frozen=True)
class Checking:
    """A project that was read and of which, it may be, the texts are still being checked; ``found`` are the faults so far."""

    catalogue: Catalogue
    day: date
    files: int
    found: Sequence[Diagnostic]
    going_on: Beside[tuple[list[Diagnostic], Learnt]]
    memory: Remembered
    marks: Mapping[str, bytes]

    @property
    def sound(self) -> bool:
        """Whether no error is known yet."""
        return not any(fault.severity == "error" for fault in self.found)

    def checked(self) -> Checked:
        """The checked project, once that is done. To be asked once."""
        with without_collecting():
            said, learnt = self.going_on.result()
            self.memory.learn(learnt)
            return Checked(self.catalogue, in_order([*self.found, *said]), self.files, self.day, self.marks)


def begin_check(
    files: Files, *, day: date, progress: Progress | None = None, sources: Mapping[str, str] | None = None,
    memories: Memories | None = None, processes: int = 1,
) -> Checking:  # fmt: skip
    """Read everything, check how it hangs together, and begin to check what texts say; with two ``processes`` one may go on meanwhile."""
    from practicum.checking import check_said
    from practicum.reading import read_project

    with without_collecting():
        reading = read_project(files, progress, memories.of("reading") if memories is not None else None)
        catalogue = reading.catalogue
        memory = memories.of("said") if memories is not None else Remembered()

        def said() -> tuple[list[Diagnostic], Learnt]:
            faults = check_said(catalogue, today=day, sources=sources, marks=reading.marks, memory=memory)
            return faults, memory.learnt()

        going_on = Beside(said, processes)
        found = [*reading.diagnostics, *_check_structure(catalogue, day)]
    return Checking(catalogue, day, reading.files, found, going_on, memory, reading.marks)


def _check_structure(catalogue: Catalogue, day: date) -> list[Diagnostic]:
    from practicum.checking import check_structure
    from practicum.resolving import view_of

    views = [view_of(catalogue, country=country, day=day) for country in sorted(catalogue.countries)]
    views += [view_of(catalogue, day=day, language=language, english=True) for language in languages(catalogue)]
    views.append(view_of(catalogue, day=day))
    # A patch of next year is read against today's text now, not on its first morning.
    later = [
        fault
        for country, files in catalogue.countries.items()
        for first in sorted({patch.starts for file in files for patch in file.value.patches if patch.starts > day})
        for fault in view_of(catalogue, country=country, day=first).diagnostics
    ]
    return [*check_structure(catalogue, views, today=day), *later]


def languages(catalogue: Catalogue) -> list[str]:
    """The languages in which something is written or translated, without English; with it where a module is written in another one."""
    from practicum.model.catalogue import CORE_LANGUAGE
    from practicum.reading.formats import mirrored

    found = set(catalogue.translations)
    found.update(language for language, _ in catalogue.translated)
    found.update(mirror[0] for path in catalogue.lessons if (mirror := mirrored(path)))
    found.update(catalogue.sources.values())
    return sorted(found | {CORE_LANGUAGE} if catalogue.sources else found - {CORE_LANGUAGE})
