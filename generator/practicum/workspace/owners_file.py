"""The file by which a code host asks people: it lies at the root of the repository, which may lie above the project."""

from __future__ import annotations

from pathlib import Path

from practicum.workspace.changing import owned
from practicum.workspace.project import Project
from practicum.workspace.trouble import Trouble


def owners_file(project: Project, *, gitlab: bool = False, prefix: str = "") -> Path:
    """Where the file lies; ``prefix`` is the way from the repository's root to the project."""
    root = project.root
    for _ in [part for part in prefix.split("/") if part]:
        root = root.parent
    return root / (".gitlab" if gitlab else ".github") / "CODEOWNERS"


def write_owners(project: Project, path: Path, text: str) -> None:
    """Write it in whole. Raises Trouble for the shipped project, and where the disk does not let us."""
    owned(project)
    if path.is_symlink() or path.parent.is_symlink():
        raise Trouble(f"{path} is a link", "put an ordinary file there")
    new = path.with_name(f"{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        new.write_text(text, "utf-8", newline="\n")
        new.replace(path)
    except OSError as error:
        raise Trouble(f"{path} cannot be written: {(error.strerror or 'no reason is given').lower()}") from error
