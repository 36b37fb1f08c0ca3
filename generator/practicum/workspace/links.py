"""The file of links on disk: read in whole, and only ever made longer."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Sequence
from contextvars import ContextVar
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from practicum.workspace.outputs import write_closed
from practicum.workspace.private_folder import PrivateFolder
from practicum.workspace.trouble import Trouble

if TYPE_CHECKING:
    from practicum.records.identity import Link, LinkFault

# A run writes for a moment; what is older was left by one that was killed.
STALE_SECONDS = 60
_then: ContextVar[bytes | None] = ContextVar("links of an earlier day", default=None)


def links_of(folder: PrivateFolder, *, invented: bool | None = None, known_at: date | None = None) -> list[Link]:
    """The decisions on who is who. Raises Trouble where a row of them cannot be read."""
    from practicum.records.identity import read_links

    links, faults = read_links(link_bytes(folder), invented=invented, known_at=known_at)
    if faults:
        raise contradicted(faults)
    return links


@contextlib.contextmanager
def as_they_were(data: bytes) -> Iterator[None]:
    """Inside, the file of links holds ``data``, and not what was decided since."""
    token = _then.set(data)
    try:
        yield
    finally:
        _then.reset(token)


def link_bytes(folder: PrivateFolder) -> bytes | None:
    """The file of links, or None where there is none. Raises Trouble where the system does not hand it over."""
    then = _then.get()
    if then is not None:
        return then or None
    try:
        return folder.links.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Trouble(
            f"{folder.links.name} cannot be read: {error.strerror or 'the system refuses it'}",
            "close it where it is open, such as in Excel, and run again",
            code=1,
        ) from error


def contradicted(faults: Sequence[LinkFault]) -> Trouble:
    """Decisions that cannot all hold, as a message: nothing is judged by them."""
    said = "\n".join(f"  {fault}" for fault in faults)
    return Trouble(f"who is who contradicts itself, so nothing was judged\n{said}", faults[0].help, code=1)


def append(path: Path, before: bytes | None, after: bytes) -> None:
    """Put the longer file in the place of the old one, unless somebody changed it meanwhile or holds it open."""
    # Of a fixed name, so that two runs at once cannot both take the file.
    new = path.with_name(f".{path.name}.new")
    try:
        if new.exists() and time.time() - new.stat().st_mtime > STALE_SECONDS:
            new.unlink(missing_ok=True)
        write_closed(new, after)
        try:
            if (path.read_bytes() if path.exists() else None) != before:
                raise Trouble(f"{path.name} was changed meanwhile", "nothing was recorded; run the command again", code=1)
            new.replace(path)
        finally:
            new.unlink(missing_ok=True)
    except FileExistsError as error:
        raise Trouble(f"another run is writing {path.name}", "nothing was recorded; run the command again", code=1) from error
    except OSError as error:
        raise Trouble(
            f"cannot write {path.name}: {error.strerror or 'the system refuses it'}",
            "nothing was recorded; close the file where it is open, such as in Excel, and run again",
            code=1,
        ) from error
