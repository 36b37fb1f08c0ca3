"""Releases as git holds them: the commit that made one, its files as they were, and the pages that were kept of it."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from practicum.authoring.releasing import Before
from practicum.model.catalogue import Catalogue
from practicum.resolving.releases import in_order
from practicum.workspace.differing import Rules, renamed_alike
from practicum.workspace.git import run_git
from practicum.workspace.memories import Memories
from practicum.workspace.project import Checked, Project, check_files
from practicum.workspace.revisions import Revision
from practicum.workspace.trouble import Trouble

TAG = "release-{}"
KEPT = "releases"


@dataclass(frozen=True)
class Released:
    """A release as git holds it."""

    version: str
    day: date
    files: Revision


def commit_of_release(root: Path, version: str) -> str | None:
    """The commit of a release: the one that carries its tag, else the one that brought its file; None where git knows neither.

    Raises Trouble where there is no git.
    """
    try:
        tagged = run_git(root, "rev-parse", "--verify", "--quiet", f"refs/tags/{TAG.format(version)}^{{commit}}")
        if tagged.returncode == 0:
            return tagged.stdout.decode().strip()
        if run_git(root, "rev-parse", "--is-shallow-repository").stdout.strip() == b"true":
            # There the oldest commit seems to bring every file.
            return None
        path = f"curriculum/releases/{version}.yaml"
        found = run_git(root, "log", "--diff-filter=A", "--max-count=1", "--format=%H", "--", path)
    except FileNotFoundError as error:
        raise Trouble(f"git, which keeps release {version}, is not installed", "install git") from error
    return found.stdout.decode().strip() or None if found.returncode == 0 else None


def released(project: Project, catalogue: Catalogue, version: str) -> Released:
    """A release's files. Raises Trouble where there is none of that name, or git does not have it."""
    known = [unit.id for unit in in_order(catalogue)]
    if version not in known:
        raise Trouble(
            f"there is no release `{version}`", f"there are {', '.join(known)}" if known else "`practicum release` makes the first one"
        )
    commit = commit_of_release(project.root, version)
    if commit is None:
        raise Trouble(
            f"git does not have release {version} here",
            "commit the release first; in a copy without the whole history, fetch it with `git fetch --unshallow --tags`",
        )
    return Released(version, catalogue.releases[version].value.day, Revision(project.root, commit, said=TAG.format(version)))


def before_this(project: Project, catalogue: Catalogue, *, day: date, memories: Memories | None = None) -> Before:
    """The last release as git holds it, with the ids that things have in ``catalogue``; or why it cannot be had."""
    ones = in_order(catalogue)
    if not ones:
        return Before(None)
    try:
        files = released(project, catalogue, ones[-1].id).files
        base = check_files(files, day=day, memories=memories)
        same, _ = renamed_alike(Rules(ones[-1].id, files, files.line), base, Checked(catalogue, [], 0, day), memories=memories)
    except Trouble as trouble:
        return Before(None, trouble.message)
    return Before(same.catalogue)


def kept_releases(project: Project) -> dict[str, Path]:
    """Releases of which pages were kept (`practicum build --release`), by version."""
    folder = project.output / KEPT
    found = sorted(folder.iterdir()) if folder.is_dir() else []
    return {path.name: path for path in found if (path / "index.html").is_file()}


def take_along(kept: dict[str, Path], site: Path) -> None:
    """Put the kept pages of releases below `releases/` of a new site."""
    for version, folder in kept.items():
        shutil.copytree(folder, site / KEPT / version, copy_function=_linked)


def _linked(source: str, target: str) -> None:
    """The same file under a second name where the disk can do that: a year of releases costs no more than one."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
