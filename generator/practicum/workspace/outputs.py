"""Output is swapped in whole or not at all.

A fresh sibling folder is filled; only when it is complete does it take the place of the old one. A run that is killed
leaves the old output where it was, or, between the two renames, beside it: the next command puts it back.
"""

from __future__ import annotations

import contextlib
import errno
import fnmatch
import os
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path

from practicum.workspace.trouble import Trouble

# What file managers leave in a folder is nobody's work.
_LEFT_BY_SYSTEMS = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
# A mark stands at the beginning of its file; a report's file may be large.
_MARK_WITHIN = 4096
_FULL = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})


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
def fresh_folder(
    target: Path, *, private: bool = False, keep: Path | None = None, beside: list[Path] | None = None
) -> Iterator[Path]:  # fmt: skip
    """A new folder that takes the place of ``target`` when the block ends well, and vanishes when it does not.

    ``private`` keeps the folder, and every file in it, to its owner. ``keep`` is where the old output goes instead of away. Where a list
    ``beside`` is given and the system does not let go of the old output, because a file of it is open in another program, the old one
    stays, the new one is put beside it, and the list gets its place. Raises Trouble where the disk is full or cannot be written.
    """
    new = target.parent / f".{target.name}.new-{os.getpid()}"
    mode = 0o700 if private else 0o777
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=mode)
        mend(target)
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(mode=mode)
    except OSError as error:
        full = error.errno in _FULL
        raise Trouble(
            f"cannot write to {_shown(target.parent)}: {error.strerror or error}",
            "free some space, or choose another folder with `--out`" if full else "choose a folder that you may write to with `--out`",
        ) from error
    try:
        yield new
        if private:
            _own(new)
        try:
            if beside is not None and locks_in(target):
                # Systems that let go of a file that is open would take it from under the program that has it.
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(target))
            swap(new, target, keep=keep)
        except PermissionError:
            if beside is None or not target.exists():
                raise
            place = _free_place(target)
            new.rename(place)
            beside.append(place)
    except OSError as error:
        raise _broken_off(target, new, error) from error
    finally:
        shutil.rmtree(new, ignore_errors=True)


def is_lock(name: str) -> bool:
    """Whether this is the name of a mark that Excel or LibreOffice leaves beside a workbook while it is open.

    >>> is_lock("~$plans.xlsx"), is_lock(".~lock.plans.xlsx#"), is_lock("plans.xlsx")
    (True, True, False)
    """
    return name.startswith("~$") or (name.startswith(".~lock.") and name.endswith("#"))


def locks_in(folder: Path) -> set[str]:
    """The marks of open workbooks in a folder and all below it, as paths from there with forward slashes."""
    if not folder.is_dir():
        return set()
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if is_lock(path.name)}


def _free_place(target: Path) -> Path:
    """A name beside an output that nothing has, such as `2026-10-15-new-1`."""
    here, number = target.resolve(), 1
    while (place := here.with_name(f"{here.name}-new-{number}")).exists() or place.is_symlink():
        number += 1
    return place


def _broken_off(target: Path, new: Path, error: OSError) -> Trouble:
    """Why an output was not finished; the file is named only where it lies outside the output, as a staged page does."""
    named = error.filename2 or error.filename
    place = Path(os.fsdecode(named)) if isinstance(named, (str, bytes)) else target
    outside = not any(place.resolve().is_relative_to(own.resolve()) for own in (target, new, _old(target)))
    kept = "the earlier output was left as it was; " if target.exists() else ""
    return Trouble(
        f"cannot write {_shown(target)}: {error.strerror or error}" + (f": {_shown(place)}" if outside else ""),
        kept + ("free some space and run again" if error.errno in _FULL else "see that you may write there, and run again"),
    )


def _own(folder: Path) -> None:
    """Keep everything below a folder to its owner: a copy of it takes the modes of its files along, and not that of the folder."""
    for path in folder.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)


def earlier_place(target: Path, same: Callable[[Path], bool]) -> tuple[Path, bool]:
    """Where beside an output what it held until now is kept, such as `2026-10-15-earlier-1`, and whether it lies there already.

    ``same`` says whether a folder that was kept before holds the same.
    """
    here = target.resolve()
    number = 1
    while (place := here.with_name(f"{here.name}-earlier-{number}")).exists() or place.is_symlink():
        if same(place):
            return place, True
        number += 1
    return place, False


def holds(folder: Path, files: Mapping[str, bytes], *, but: str = "") -> bool:
    """Whether a folder holds exactly these files, byte for byte; the file ``but`` is not looked at."""
    if not folder.is_dir():
        return False
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file() and not is_lock(path.name)}
    held = found - _LEFT_BY_SYSTEMS - {but}
    wanted = {name: data for name, data in files.items() if name != but}
    return held == set(wanted) and all((folder / name).read_bytes() == data for name, data in wanted.items())


def swap(new: Path, target: Path, *, keep: Path | None = None) -> None:
    """Let ``new`` take the place of ``target``, which goes to ``keep``, or away where no place is named for it."""
    if keep is not None and target.exists():
        # It is never between the two names: whatever is broken off, it stands under one of them.
        target.rename(keep)
        try:
            new.rename(target)
        except OSError:
            keep.rename(target)
            raise
        return
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


def writable(place: Path) -> None:
    """Raise Trouble, before any work is done for it, where nothing can be written to a place."""
    nearest = next(parent for parent in place.absolute().parents if parent.exists())
    why = ""
    if not nearest.is_dir():
        why = os.strerror(errno.ENOTDIR)
    elif not os.access(nearest, os.W_OK | os.X_OK):
        sealed = hasattr(os, "statvfs") and os.statvfs(nearest).f_flag & os.ST_RDONLY
        why = os.strerror(errno.EROFS if sealed else errno.EACCES)
    if why:
        raise Trouble(f"cannot write to {_shown(nearest)}: {why}", "choose a folder that you may write to with `--out`")


def replaceable(
    folder: Path, what: str, *, mark: str, says: str = "", names: Collection[str] | None = None, besides: Collection[str] = ()
) -> None:
    """Raise Trouble where a folder holds something that is no earlier output of this kind: the whole folder would go.

    An earlier output is known by its file ``mark``, at whose beginning ``says`` stands. Where ``names`` lists all that such
    an output holds, a file of any other name is somebody's own and keeps the folder too. ``besides`` names what the new output takes along,
    and the marks of open workbooks where it may lie beside the old one; where it may not, Trouble says to close them.
    """
    try:
        held = {entry.name for entry in folder.iterdir()} - _LEFT_BY_SYSTEMS - set(besides) if folder.is_dir() else set()
        open_now = sorted(name for name in held if is_lock(name))
        held -= set(open_now)
        ours = not held or (_marked(folder / mark, says) and (names is None or held <= set(names)))
    except OSError as error:
        raise Trouble(f"{_shown(folder)} cannot be read: {error.strerror or error}", "choose another folder with `--out`") from error
    if not ours:
        raise Trouble(
            f"{_shown(folder)} holds other files, and {what} takes the place of the whole folder",
            "name a new folder, or one that holds nothing but an earlier output of this kind, with `--out`",
        )
    if open_now:
        raise Trouble(
            f"{_shown(folder)} holds a file that is open in another program, such as Excel ({open_now[0]} says so)",
            "close it there and run again; where nothing has it open, a program that crashed left the mark: delete it",
        )


def others_in(folder: Path, patterns: Collection[str]) -> list[str]:
    """What a folder holds besides files whose paths from there are as one of the patterns says (``*`` is any part of a path), sorted.

    Folders count by what is in them; an empty one is nobody's work. Raises Trouble where the folder cannot be read.
    """
    found = []

    def stopped(error: OSError) -> None:
        raise Trouble(f"{_shown(folder)} cannot be read: {error.strerror or error}", "choose another folder with `--out`") from error

    for here, folders, names in os.walk(folder, onerror=stopped) if folder.is_dir() else ():
        links = [name for name in folders if (Path(here) / name).is_symlink()]
        for name in {*names, *links} - _LEFT_BY_SYSTEMS:
            path = (Path(here) / name).relative_to(folder).as_posix()
            if not any(fnmatch.fnmatchcase(path, one) for one in patterns):
                found.append(path)
    return sorted(found)


def _marked(path: Path, says: str) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return says.encode() in file.read(_MARK_WITHIN)


def fill(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a fresh folder; a name that leads out of it is our own mistake."""
    for name, data in files.items():
        path = folder / name
        if not path.resolve().is_relative_to(folder.resolve()):
            raise ValueError(f"{name} leads out of the folder")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def put_file(target: Path, data: bytes, *, private: bool = False) -> None:
    """Write one file whole, in the place of an earlier one; a private one is its owner's from the first byte on.

    Raises Trouble where the disk is full or cannot be written.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        replace_file(target, data, private=private)
    except OSError as error:
        raise _broken_off(target, _beside(target), error) from error


def replace_file(target: Path, data: bytes, *, private: bool) -> None:
    """The same in a folder that is there. Raises OSError; then the earlier file stands as it was, and nothing lies beside it."""
    new = _beside(target)
    try:
        new.unlink(missing_ok=True)
        if private:
            write_closed(new, data)
        else:
            new.write_bytes(data)
        new.replace(target)
    except OSError:
        with contextlib.suppress(OSError):
            new.unlink()
        raise


def _beside(target: Path) -> Path:
    return target.with_name(f".{target.name}.new-{os.getpid()}")


def write_closed(path: Path, data: bytes) -> None:
    """Write a new file that is its owner's from the first byte on. Raises OSError, FileExistsError where it is there."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600), "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _shown(path: Path) -> str:
    """A path as a person would write it: from where they stand, if it lies there."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix() or "."
    except ValueError:
        return str(path)
