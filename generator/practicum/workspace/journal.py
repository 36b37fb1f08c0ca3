"""Writing many files whole or not at all.

What is to be written is first put down in `build/.changing/`, and a journal beside it. From the moment the journal is there
the change counts as made: a run that is killed before leaves the files as they were, and the next command clears up; one
that is killed after it is brought to its end by the next command. A file that somebody has edited in between is left alone.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from practicum.model.edit import Changes
from practicum.workspace.trouble import Trouble

_JOURNAL = "journal.json"


def write(root: Path, changes: Changes) -> None:
    """Write a change whole. Raises Trouble where another command writes, or where the disk cannot be written; then nothing was changed."""
    place = _place(root)
    with _alone(root):
        _finish(root, place)
        try:
            place.mkdir(parents=True)
            steps = [_staged(root, place, changes, path, n) for n, path in enumerate(sorted({*changes.texts, *changes.moved.values()}))]
            steps += [{"path": old, "old": _hash(root / old), "new": None} for old in changes.moved if old not in changes.texts]
            draft = place / (_JOURNAL + ".new")
            _put(draft, json.dumps(steps).encode())
            draft.rename(place / _JOURNAL)
        except OSError as error:
            shutil.rmtree(place, ignore_errors=True)
            raise Trouble(
                f"nothing was changed, because the disk cannot be written: {error.strerror or error}: {error.filename}",
                "free some space, or see that you may write there",
            ) from error
        _carry_out(root, place, steps)


def finish(root: Path) -> tuple[str, ...]:
    """Bring a change to its end that a killed run began; the paths of files that somebody edited since, which were left alone.

    Raises Trouble while another command is writing.
    """
    place = _place(root)
    if not place.is_dir():
        return ()
    with _alone(root):
        return _finish(root, place)


def made_whole(root: Path) -> None:
    """Bring to its end what a killed run began, before anything is read. Raises Trouble, once, where files were edited in between."""
    left = finish(root)
    if left:
        raise Trouble(
            f"an earlier run was broken off; its change was brought to its end now, but for what was edited since: {', '.join(left)}",
            "look at what git shows as changed, then run this again", code=1,
        )  # fmt: skip


def _finish(root: Path, place: Path) -> tuple[str, ...]:
    if not place.is_dir():
        return ()
    try:
        steps = json.loads((place / _JOURNAL).read_text(encoding="utf-8"))
        for step in steps:
            inside(root, step["path"])
    except FileNotFoundError:
        # The change was not decided yet: the files are as they were.
        shutil.rmtree(place, ignore_errors=True)
        return ()
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Trouble(
            f"what an earlier run left cannot be read: {place}", "delete that folder, and see with git what was changed"
        ) from error
    return _carry_out(root, place, steps)


def inside(root: Path, path: str) -> Path:
    """Where a path of the project lies. Raises Trouble where it leads out of it, through a link, or into what git keeps for itself."""
    pure = PurePosixPath(path)
    here = root.joinpath(*pure.parts)
    nearest = next(place for place in (here, *here.parents) if place.exists() or place.is_symlink())
    inside = not here.is_symlink() and nearest.resolve().is_relative_to(root.resolve())
    if pure.is_absolute() or ".." in pure.parts or ".git" in pure.parts or not inside:
        raise Trouble(f"{path} leads out of the project", "copy the file into the project instead of linking to it")
    return here


@contextlib.contextmanager
def _alone(root: Path) -> Iterator[None]:
    """Keep other commands from writing meanwhile; the system lets go of the lock when a run is killed."""
    lock = root / "build" / ".changing.lock"
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        stream = lock.open("a+b")
    except OSError as error:
        raise Trouble(f"cannot write to {lock.parent}: {error.strerror or error}", "see that you may write there") from error
    with stream:
        try:
            hold_alone(stream.fileno())
        except OSError as error:
            raise Trouble("another command is changing this project", "wait until it has ended, then run this one again") from error
        yield


def hold_alone(file: int) -> None:
    """Lock an open file. The system lets go of it when it is closed, or the run is killed. Raises OSError where another run holds it."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _put(path: Path, data: bytes) -> None:
    """Write a file so that it is on the disk when this returns."""
    with path.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _staged(root: Path, place: Path, changes: Changes, path: str, number: int) -> dict[str, str | None]:
    """One step of the journal, with the new bytes laid down beside it."""
    text = changes.texts.get(path)
    if path in changes.texts and text is None:
        return {"path": path, "old": _hash(root / path), "new": None}
    source = next((old for old, new in changes.moved.items() if new == path), path)
    data = data_of(text) if text is not None else (root / source).read_bytes()
    _put(place / str(number), data)
    return {"path": path, "old": _hash(root / path), "new": hashlib.sha256(data).hexdigest(), "from": str(number)}


def _carry_out(root: Path, place: Path, steps: list[dict[str, str | None]]) -> tuple[str, ...]:
    """Do what is left to be done; doing it twice does no harm."""
    left_alone = []
    try:
        for step in steps:
            path = root / str(step["path"])
            now = _hash(path)
            if now == step["new"]:
                if now is None:
                    _prune(path.parent, root)
                continue
            if now != step["old"]:
                left_alone.append(str(step["path"]))
                continue
            if step["new"] is None:
                path.unlink()
                _prune(path.parent, root)
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            beside = path.with_name(f".{path.name}.changing")
            shutil.copyfile(place / str(step["from"]), beside)
            if path.exists():
                shutil.copymode(path, beside)
            beside.replace(path)
        shutil.rmtree(place, ignore_errors=True)
    except OSError as error:
        raise Trouble(
            f"the change was not finished: {error.strerror or error}: {error.filename or ''}".rstrip(": "),
            "see that you may write there and that the disk has space; the next command goes on where this one stopped",
        ) from error
    return tuple(left_alone)


def _prune(folder: Path, root: Path) -> None:
    """Take away folders that have become empty, but never the top ones."""
    while folder != root and folder.parent != root:
        with contextlib.suppress(OSError):
            for litter in folder.glob(".*.changing"):
                litter.unlink()
        try:
            if folder.is_dir():
                folder.rmdir()
        except OSError:
            return
        folder = folder.parent


def _place(root: Path) -> Path:
    return root / "build" / ".changing"


def _hash(path: Path) -> str | None:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return None


def data_of(text: str | bytes) -> bytes:
    """The bytes of a file that was given as text or as bytes."""
    return text.encode() if isinstance(text, str) else text
