"""Output is swapped in whole or not at all.

A fresh sibling folder is filled; only when it is complete does it take the place of the old one. A run that is killed
leaves the old output where it was, or, between the two renames, beside it: the next command puts it back.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from practicum.workspace.trouble import Trouble


def _old(target: Path) -> Path:
    return target.parent / f".{target.name}.old"


def _alive(process: int) -> bool:
    if process == os.getpid():
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def mend(target: Path) -> None:
    """Put right what a killed run left: an old output without a new one, and half-filled folders of dead processes."""
    if not target.parent.is_dir():
        return
    old = _old(target)
    if old.exists() and not target.exists():
        old.rename(target)
    elif old.exists():
        shutil.rmtree(old, ignore_errors=True)
    for left in target.parent.glob(f".{target.name}.new-*"):
        process = left.name.rpartition("-")[2]
        if not process.isdigit() or not _alive(int(process)):
            shutil.rmtree(left, ignore_errors=True)


@contextlib.contextmanager
def fresh_folder(target: Path, *, private: bool = False) -> Iterator[Path]:
    """A new folder that takes the place of ``target`` when the block ends well, and vanishes when it does not.

    ``private`` keeps the folder to its owner. Raises Trouble where the disk is full or cannot be written.
    """
    new = target.parent / f".{target.name}.new-{os.getpid()}"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        mend(target)
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(mode=0o700 if private else 0o777)
    except OSError as error:
        raise Trouble(
            f"cannot write to {_shown(target.parent)}: {error.strerror or error}", "choose another folder with `--out`, or free some space"
        ) from error
    try:
        yield new
        swap(new, target)
    except OSError as error:
        raise Trouble(
            f"cannot write {_shown(target)}: {error.strerror or error}",
            "the earlier output was left as it was; free some space and run again",
        ) from error
    finally:
        shutil.rmtree(new, ignore_errors=True)


def swap(new: Path, target: Path) -> None:
    """Let ``new`` take the place of ``target``."""
    old = _old(target)
    if target.exists():
        shutil.rmtree(old, ignore_errors=True)
        target.rename(old)
    try:
        new.rename(target)
    except OSError:
        if old.exists() and not target.exists():
            old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def replaceable(folder: Path, mark: str) -> None:
    """Raise Trouble where a folder holds something and not ``mark``, the file by which an output of ours is known."""
    if folder.is_dir() and any(folder.iterdir()) and not (folder / mark).is_file():
        raise Trouble(
            f"{_shown(folder)} holds other files, and what is written takes the place of the whole folder", "name a new folder with `--out`"
        )


def fill(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a fresh folder; a name that leads out of it is our own mistake."""
    for name, data in files.items():
        path = folder / name
        if not path.resolve().is_relative_to(folder.resolve()):
            raise ValueError(f"{name} leads out of the folder")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def _shown(path: Path) -> str:
    """A path as a person would write it: from where they stand, if it lies there."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix() or "."
    except ValueError:
        return str(path)
