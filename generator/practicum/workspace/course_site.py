"""The course site, from checked sources to a folder that was swapped in whole."""

from __future__ import annotations

import difflib
import functools
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from practicum.diagnostics import Diagnostic
from practicum.model.catalogue import Catalogue
from practicum.remembering import Remembered
from practicum.workspace.forms_page import forms_page
from practicum.workspace.machine import processors
from practicum.workspace.memories import Memories
from practicum.workspace.outputs import fill, fresh_folder, replaceable, writable
from practicum.workspace.project import Checked, Checking, Project, check_files, languages, without_collecting
from practicum.workspace.releases import KEPT, Released, kept_releases, take_along
from practicum.workspace.trouble import Trouble

if TYPE_CHECKING:
    from practicum.publishing import Meeting, Renderer, Staged
    from practicum.reading import Files
    from practicum.resolving import View

# By this file a folder is known as one of our sites, which may be replaced.
MARK = ".practicum-site"


@dataclass(frozen=True)
class BuiltSite:
    """What a build gave: where the site is, its pages by language, and faults that kept it from being published."""

    folder: Path
    pages: dict[str, int]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def published(self) -> bool:
        """Whether the new site took the place of the old one."""
        return not any(fault.severity == "error" for fault in self.diagnostics)


class _Unpublished(Exception):
    """Ends the fresh folder's block without a swap; carries what the build found."""

    def __init__(self, built: BuiltSite) -> None:
        self.built = built


@dataclass(frozen=True)
class Timetable:
    """The sessions an organisation gave, the faults found in its table, its lines for messages, and what to say of what is not shown."""

    sessions: tuple[Meeting, ...]
    diagnostics: tuple[Diagnostic, ...]
    lines: tuple[str, ...]
    said: str = ""

    def line(self, number: int) -> str | None:
        """A line of the table, for messages."""
        return self.lines[number - 1] if number <= len(self.lines) else None


def known_country(catalogue: Catalogue, country: str) -> None:
    """Raise Trouble where a project has no such country."""
    if country not in catalogue.countries:
        near = [country.upper()] if country.upper() in catalogue.countries else difflib.get_close_matches(country, catalogue.countries, n=1)
        known = ", ".join(sorted(catalogue.countries))
        help = f"did you mean `{near[0]}`?" if near else f"its countries are {known}" if known else "`practicum new country` makes one"
        raise Trouble(f"there is no country `{country}`", help)


def read_timetable(path: Path, checked: Checked) -> Timetable:
    """Read the table of sessions at ``path``. Raises Trouble where it cannot be opened."""
    from practicum.publishing import SESSION_LIMITS, read_sessions, told_of_sessions

    try:
        with path.open("rb") as file:
            # One byte more than may be: whoever names a film is told so before it fills the memory.
            data = file.read(SESSION_LIMITS.bytes + 1)
    except OSError as error:
        raise Trouble(f"the table of sessions cannot be read: {path}", (error.strerror or "no reason is given").lower()) from error
    sessions, faults = read_sessions(str(path), data, checked.catalogue)
    # A workbook has rows but no lines that could be shown.
    lines = [] if data.startswith(b"PK") else data.decode("utf-8-sig", "replace").replace("\r\n", "\n").split("\n")
    return Timetable(sessions, faults, tuple(lines), "" if faults else told_of_sessions(sessions, checked.day))


def foreign_folder_refused(output: Path | None) -> None:
    """Raise Trouble, before any work is done, where a site cannot take the place of what ``output`` holds."""
    if output is not None:
        writable(output)
        replaceable(output, "a site", mark=MARK)


def stage_meanwhile(project: Project, checking: Checking, memories: Memories | None = None, country: str = "") -> Callable[[], Staged]:
    """Stage the site of a sound project while its texts are being checked.

    Errors in them may break the staging: what it raises comes out when somebody asks for the staged site.
    """
    try:
        staged = _stage(
            project, checking.catalogue, checking.day, _pages(memories), country=country, kept=_kept(project, country),
        )  # fmt: skip
    except Exception as broken:
        return functools.partial(_raise, broken)
    return lambda: staged


def _raise(error: Exception) -> NoReturn:
    raise error


def _pages(memories: Memories | None) -> Remembered:
    return (memories if memories is not None else Memories()).of("pages")


def _stage(
    project: Project, catalogue: Catalogue, day: date, memory: Remembered, downloads: bool = False, sessions: Sequence[Meeting] = (),
    country: str = "", *, kept: Mapping[str, Path] | None = None, older: Released | None = None,
) -> Staged:  # fmt: skip
    from practicum.exchanging.format_page import filled
    from practicum.publishing import publish, read_site
    from practicum.resolving import view_of
    from practicum.resolving.alone import alone

    files: Files = project.disk if older is None else older.files
    pictures = {
        path.removeprefix("curriculum/"): files.read(path) for path in sorted(catalogue.assets) if path.startswith("curriculum/")
    }
    with without_collecting():
        own = alone(catalogue, country, day=day) if country else None
        catalogue = own.catalogue if own is not None else catalogue
        views = [view_of(catalogue, day=day)]
        views += [view_of(catalogue, country=country, day=day) for country in sorted(catalogue.countries) if own is None]
        views += [view_of(catalogue, day=day, language=language, english=True) for language in languages(catalogue)]
        read = read_site(project.site, borrowed=project.site_borrowed)
        sources = replace(
            read, handbook={name: filled(text, views[0]) for name, text in read.handbook.items()}, kept_releases=frozenset(kept or {}),
            older=catalogue.releases[older.version].value if older is not None else None,
        )  # fmt: skip
        return publish(views, sources, assets=pictures, downloads=downloads, sessions=sessions, memory=memory, alone=own)


def build_site(
    project: Project,
    checked: Checked,
    *,
    output: Path | None = None,
    downloads: bool = False,
    sessions: Sequence[Meeting] = (),
    staged: Staged | None = None,
    memories: Memories | None = None,
    renderer: Renderer = "mkdocs",
    country: str = "",
) -> BuiltSite:
    """Build the site of a project that has no errors; with a fault in the pages nothing is published.

    ``staged`` is the site where it was staged already, without downloads and sessions. The staged
    Markdown stays in `build/<language>/`, so that the same tree can be built by hand. Pages that ``memories`` know are carried over.
    With ``country`` it is the site of that country alone, made in `build/<country>/`.
    """
    memory = _pages(memories)
    kept = _kept(project, country)
    staged = staged or _stage(project, checked.catalogue, checked.day, memory, downloads, sessions, country, kept=kept)
    # A country's own site lies beside the whole one, and so does what it is made from.
    work = project.output / country if country else project.output
    foreign_folder_refused(output)
    told = _told(checked.catalogue, checked.day, country)
    return _built(project, staged, output or work / "site", work, memory, renderer, kept, told, checked)


def _kept(project: Project, country: str) -> dict[str, Path]:
    """The releases whose pages a site takes along; they are of the whole, so a country's own site has none."""
    return {} if country else kept_releases(project)


def build_release(project: Project, release: Released, *, output: Path | None = None, renderer: Renderer = "mkdocs") -> BuiltSite:
    """Build the pages of an older release into `build/releases/<version>/`, from where every later build takes them along.

    Texts are those of the release, on its day; the frame, the handbook and hand-written pages are today's. Raises Trouble where this
    program cannot read the release any more.
    """
    foreign_folder_refused(output)
    with without_collecting():
        checked = check_files(release.files, day=release.day)
    if checked.catalogue.lost or release.version not in checked.catalogue.releases:
        lost = f", such as {checked.catalogue.lost[0].path}" if checked.catalogue.lost else ""
        raise Trouble(
            f"release {release.version} has files that this version of the program cannot read{lost}",
            f"build it with the program of its day: `git worktree add ../older {release.files.commit[:10]}` holds its requirements.txt",
            code=1,
        )  # fmt: skip
    memory = Memories().of("pages")
    staged = _stage(project, checked.catalogue, release.day, memory, older=release)
    place = project.output / "older"
    try:
        told = _told(checked.catalogue, release.day)
        return _built(project, staged, output or project.output / KEPT / release.version, place, memory, renderer, {}, told)
    finally:
        # The texts it was made of are in git.
        shutil.rmtree(place, ignore_errors=True)


def _told(catalogue: Catalogue, day: date, country: str = "") -> View:
    """What the site's read API tells: the core, or all of it as one country has it."""
    from practicum.resolving import view_of
    from practicum.resolving.alone import alone

    return view_of(alone(catalogue, country, day=day).catalogue if country else catalogue, day=day)


def _built(
    project: Project, staged: Staged, target: Path, stage: Path, memory: Remembered, renderer: Renderer, kept: dict[str, Path],
    told: View, forms: Checked | None = None,
) -> BuiltSite:  # fmt: skip
    from practicum.exchanging.read_api import FOLDER, export
    from practicum.publishing import BuildingFailed, NoZensical, PrintingFailed, build

    try:
        with fresh_folder(target) as folder:
            try:
                built = build(
                    staged,
                    stage=stage,
                    site=project.site,
                    output=folder,
                    earlier=target,
                    memory=memory,
                    processes=processors(),
                    renderer=renderer,
                )
            except BuildingFailed as failed:
                raise Trouble(str(failed), "mend the file it names and build again", code=1) from failed
            except NoZensical as failed:
                raise Trouble("Zensical is not installed", "install zensical, or build without `--renderer`") from failed
            except PrintingFailed as failed:
                raise Trouble(str(failed), "a build without `--downloads` prints nothing", code=1) from failed
            site = BuiltSite(target, built.pages, built.diagnostics)
            if not site.published:
                raise _Unpublished(site)
            for name, data in forms_page(project, forms).items() if forms is not None else ():
                (folder / name).parent.mkdir(exist_ok=True)
                (folder / name).write_bytes(data)
            # Programs read the same curriculum as people, below the same address.
            fill(folder / FOLDER, export(told, site=staged.site_url, memory=memory).files)
            take_along(kept, folder)
            (folder / ".nojekyll").touch()
            (folder / MARK).write_text("This folder was made by practicum, and is replaced as a whole.\n")
    except _Unpublished as unpublished:
        return unpublished.built
    return site
