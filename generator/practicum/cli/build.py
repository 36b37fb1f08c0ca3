"""`practicum build`: the course site."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from practicum.cli.saying import progress, project_option, say, shown

if TYPE_CHECKING:
    from practicum.publishing import Renderer


@click.command("build")
@project_option
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), default=None, help="The folder to write; without it, `build/site`."
)
@click.option("--country", default="", metavar="CODE", help="Only this country's site, with what it changes laid in: `build/CODE/site`.")
@click.option("--downloads", is_flag=True, help="Also make the files that people carry away: packs for a memory card, books, print.")
@click.option(
    "--sessions",
    type=click.Path(dir_okay=False, path_type=Path),
    default=None,
    help="A table of the next sessions and whom to ask: CSV or a workbook with the columns module, begins and ask.",
)
@click.option(
    "--renderer",
    type=click.Choice(["mkdocs", "zensical"]),
    default="mkdocs",
    show_default=True,
    help="What turns pages into HTML; Zensical needs the extra `[zensical]` and renders every page each time.",
)
@click.option(
    "--release", "releases", multiple=True, metavar="VERSION",
    help="Keep the pages of a release, such as 2026.11, or of `all`; every later build has them below releases/.",
)  # fmt: skip
@click.option("--anew", is_flag=True, help="Read and make every page again, also those of which nothing changed since the last time.")
@click.pass_context
def command(
    ctx: click.Context, where: Path | None, out: Path | None, country: str, downloads: bool, sessions: Path | None, renderer: Renderer,
    releases: tuple[str, ...], anew: bool,
) -> None:  # fmt: skip
    """Make the course site.

    Nothing is published while an error stands: the earlier site stays as it was.
    """
    if releases and not keep(where, releases, anew, renderer):
        ctx.exit(1)
    ctx.exit(0 if run(where, out, downloads, sessions, anew, renderer, country) else 1)


def keep(where: Path | None, versions: tuple[str, ...], anew: bool = False, renderer: Renderer = "mkdocs") -> bool:
    """Keep the pages of releases, those that are kept already only ``anew``; whether all went well."""
    from practicum.reading import read_project
    from practicum.workspace.course_site import build_release
    from practicum.workspace.project import find_project
    from practicum.workspace.releases import kept_releases, released

    project = find_project(where)
    catalogue = read_project(project.disk).catalogue
    kept = kept_releases(project)
    wanted = list(catalogue.releases) if "all" in versions else list(dict.fromkeys(versions))
    if not wanted:
        say("there is no release yet; `practicum release` makes the first one")
    for version in wanted:
        release = released(project, catalogue, version)
        if version in kept and not anew:
            say(f"release {version} is kept already: {shown(kept[version] / 'index.html')}")
            continue
        begun = time.monotonic()
        with progress(f"building release {version}"):
            site = build_release(project, release, renderer=renderer)
        if not site.published:
            from practicum.cli.check import show

            show(list(site.diagnostics), release.files.line)
            say(f"release {version} was not kept")
            return False
        pages, commit = sum(site.pages.values()), release.files.commit[:7]
        say(f"kept release {version} of {release.day} ({commit}): {pages} pages in {time.monotonic() - begun:.1f} s")
    return True


def run(
    where: Path | None,
    out: Path | None,
    downloads: bool = False,
    sessions: Path | None = None,
    anew: bool = False,
    renderer: Renderer = "mkdocs",
    country: str = "",
) -> bool:
    """Check and build; whether a new site was published."""
    from practicum.cli.check import show
    from practicum.diagnostics import text
    from practicum.workspace.course_site import build_site, foreign_folder_refused, known_country, read_timetable, stage_meanwhile
    from practicum.workspace.machine import processors
    from practicum.workspace.memories import memories_of
    from practicum.workspace.project import begin_check, find_project, today

    begun = time.monotonic()
    project = find_project(where)
    foreign_folder_refused(out)
    memories = memories_of(project.output, anew=anew)
    with progress("reading") as tell:
        checking = begin_check(project.disk, day=today(), progress=tell, memories=memories, processes=processors())
    if country and checking.sound:
        known_country(checking.catalogue, country)
    with progress("checking"):
        # Both at once, each on its own processor; what depends on a table or is not always made comes later.
        meanwhile = checking.sound and sessions is None and not downloads
        staged = stage_meanwhile(project, checking, memories, country) if meanwhile else None
        checked = checking.checked()
    if checked.errors:
        show(checked.diagnostics, project.disk.line)
        say(text.summary(checked.diagnostics, checked.files))
        memories.save()
        say("nothing was published; the earlier site was left as it was")
        return False
    table = read_timetable(sessions, checked) if sessions is not None else None
    if table is not None and table.diagnostics:
        show(list(table.diagnostics), lambda _path, number: table.line(number))
        say("nothing was published; the earlier site was left as it was")
        return False
    with progress("building"):
        site = build_site(
            project,
            checked,
            output=out,
            downloads=downloads,
            sessions=table.sessions if table else (),
            staged=staged() if staged else None,
            memories=memories,
            renderer=renderer,
            country=country,
        )
    memories.save()
    if not site.published:
        show(list(site.diagnostics), project.disk.line)
        say("nothing was published; the earlier site was left as it was")
        return False
    pages = ", ".join(f"{count} in {language}" for language, count in site.pages.items())
    say(f"built {sum(site.pages.values())} pages ({pages}) in {time.monotonic() - begun:.1f} s")
    say(f"  {shown(site.folder / 'index.html')}")
    if kept := sorted(path.name for path in (site.folder / "releases").glob("*")):
        say(f"  {shown(site.folder / 'releases')}    the pages of {'releases' if len(kept) > 1 else 'release'} {', '.join(kept)}")
    if table is not None and table.said:
        say(table.said)
    if downloads:
        from practicum.publishing import lacking

        made = sum(path.is_file() for folder in site.folder.rglob("downloads") for path in folder.rglob("*"))
        say(f"  {shown(site.folder / 'downloads.html')}    {made} files to carry away")
        for sentence in lacking():
            say(sentence)
    return True
