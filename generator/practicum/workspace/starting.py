"""A new project on disk: a folder that may be used, how the program was installed, the shipped files, and git where it is wished."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from urllib.parse import unquote, urlsplit

from practicum.model.edit import Changes
from practicum.workspace.disk import Disk, is_litter
from practicum.workspace.journal import finish, write
from practicum.workspace.project import shipped_files
from practicum.workspace.trouble import Trouble

# What a host puts into a new repository by itself, and what a killed run of ours may have left.
_FINE = frozenset({"LICENSE", "LICENSE.md", "LICENSE.txt"})
MOST_NAMED = 4


@dataclass(frozen=True)
class Installed:
    """How this program was installed: its version, the line by which pip does so again, and the wheel where it was a file.

    ``sure`` is false where nothing says from where it came, as in a checkout: then the wheel has to be put there by hand.
    """

    version: str
    requirement: str
    wheel: Path | None
    sure: bool


def installed() -> Installed:
    """What the package's own notes say about how it was installed."""
    distribution = metadata.distribution("practicum")
    version = distribution.version
    told = json.loads(distribution.read_text("direct_url.json") or "{}")
    url = str(told.get("url", ""))
    hashed = dict(told.get("archive_info", {}).get("hashes", {})) if "archive_info" in told else {}
    name = unquote(urlsplit(url).path.rpartition("/")[2])
    if "archive_info" in told and name.endswith(".whl"):
        if not url.startswith("file:"):
            mark = f"#sha256={hashed['sha256']}" if "sha256" in hashed else ""
            return Installed(version, f"practicum @ {url}{mark}", None, True)
        wheel = Path(unquote(urlsplit(url).path))
        return Installed(version, f"./wheels/{name}", wheel if wheel.is_file() else None, wheel.is_file())
    if not told:
        return Installed(version, f"practicum=={version}", None, True)
    return Installed(version, f"./wheels/practicum-{version}-py3-none-any.whl", None, False)


def usable(folder: Path) -> Path:
    """The folder of a new project. Raises Trouble where it holds something already, or lies inside another project."""
    folder = folder.absolute()
    if folder.exists() and not folder.is_dir():
        raise Trouble(f"{folder} is a file", "name a folder")
    if folder.is_dir():
        finish(folder)
        held = sorted(entry.name for entry in folder.iterdir() if entry.name not in _FINE and not is_litter(entry.name))
        # A run that was killed before it had decided leaves nothing else.
        if held == ["build"] and not any(not entry.name.startswith(".changing") for entry in (folder / "build").iterdir()):
            held = []
        if held:
            more = f" and {len(held) - MOST_NAMED} more" if len(held) > MOST_NAMED else ""
            raise Trouble(f"{folder} is not empty: it holds {', '.join(held[:MOST_NAMED])}{more}", "name a new folder, or an empty one")
    for parent in folder.resolve().parents:
        if all((parent / top).is_dir() for top in ("competencies", "curriculum")):
            raise Trouble(f"{folder} lies inside another project: {parent}", "choose a folder outside of it")
    return folder


def shipped_texts() -> dict[str, bytes]:
    """The curriculum that came with the program, by path."""
    disk = Disk(shipped_files())
    return {path: disk.read(path) for path in disk.paths()}


def begin(folder: Path, changes: Changes, wheel: Path | None = None) -> None:
    """Write a new project, whole or not at all."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        texts = dict(changes.texts)
        if wheel is not None:
            texts[f"wheels/{wheel.name}"] = wheel.read_bytes()
    except OSError as error:
        raise Trouble(f"cannot write to {folder}: {error.strerror or error}", "choose a folder that you may write to") from error
    write(folder, Changes(texts))


def git_is_there() -> bool:
    """Whether git can be called."""
    return shutil.which("git") is not None


def git_init(folder: Path) -> bool:
    """Make the folder a git repository with a branch `main`; whether that went well. One that is there stays as it is."""
    if (folder / ".git").exists():
        return True
    done = subprocess.run(["git", "init", "--quiet", "--initial-branch=main"], cwd=folder, check=False, capture_output=True)
    return done.returncode == 0
