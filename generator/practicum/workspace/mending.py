"""Mending what is safe to mend: round by round, since a file that can be read again shows what is wrong further down.

What comes of it is checked like any other change; an edit that does not take its fault away, or brings another, is dropped.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from practicum.diagnostics import Diagnostic
from practicum.model.edit import MARK, Changes, edited
from practicum.workspace.changing import Laid, owned, refuse_strays
from practicum.workspace.journal import write
from practicum.workspace.project import Checked, Project, check_files

if TYPE_CHECKING:
    from practicum.reading import Files
    from practicum.workspace.memories import Memories

# A file that is still not whole after so many rounds is for a person.
ROUNDS = 6


@dataclass(frozen=True)
class Mending:
    """What could be mended: the files as they would be, the faults that go, and the project as checked afterwards."""

    changes: Changes
    gone: tuple[Diagnostic, ...]
    after: Checked
    files: Laid


def mend(project: Project, before: Checked, *, day: date, memories: Memories | None = None) -> Mending:
    """Work out what can be mended of the faults of ``before``; nothing is written. Raises Trouble for the shipped project."""
    from practicum.authoring.mending import all_mended

    owned(project)
    disk = project.disk
    texts: dict[str, str | bytes | None] = {}
    gone: list[Diagnostic] = []
    checked, files = before, Laid(disk, Changes())
    dropped: set[str] = set()
    for _ in range(ROUNDS):
        by_path: dict[str, list[Diagnostic]] = {}
        for fault in checked.diagnostics:
            by_path.setdefault(fault.span.path, []).append(fault)
        round_: dict[str, tuple[str, list[Diagnostic]]] = {}
        for path, faults in by_path.items():
            text = None if path in dropped else _text(files, path)
            if text is None:
                continue
            mark, body = (MARK, text[1:]) if text.startswith(MARK) else ("", text)
            edits = all_mended(faults, body)
            if edits:
                round_[path] = (mark + edited(body, [one.edit for one in edits]), list(dict.fromkeys(one.fault for one in edits)))
        if not round_:
            break
        tried: dict[str, str | bytes | None] = {**texts, **{path: text for path, (text, _) in round_.items()}}
        files_then = Laid(disk, Changes(tried))
        then = check_files(files_then, day=day, memories=memories)
        bad = _worse(checked, then, round_)
        if bad:
            # What does not help is let be; the others are tried again without it.
            dropped |= bad
            continue
        texts, checked, files = tried, then, files_then
        gone += [fault for _, faults in round_.values() for fault in faults]
    return Mending(Changes(texts), tuple(gone), checked, files)


def _worse(before: Checked, after: Checked, tried: dict[str, tuple[str, list[Diagnostic]]]) -> set[str]:
    """The files whose edits left their fault as it was, or brought an error into a file that could be read before."""
    unread = {one.path for one in before.catalogue.lost}
    known = Counter(_name(fault) for fault in before.diagnostics)
    now = Counter(_name(fault) for fault in after.diagnostics)
    found = {
        path for path, (_, faults) in tried.items()
        if any(now[name] >= known[name] for name in {_name(fault) for fault in faults} if known[name])
        and not (path in unread and _further(before, after, path))
    }  # fmt: skip
    # Where a file can be read that could not, what others say of it comes to light: it was there before.
    if not unread & set(tried):
        brought = {fault.span.path for fault in after.diagnostics if fault.severity == "error" and now[_name(fault)] > known[_name(fault)]}
        found |= brought & set(tried) or (set(tried) if brought else set())
    return found


def _further(before: Checked, after: Checked, path: str) -> bool:
    """Whether a file that cannot be read is now read further than before."""
    first, then = (min((one.span for one in side.diagnostics if one.span.path == path), default=None) for side in (before, after))
    return first is not None and then is not None and then > first


def _name(fault: Diagnostic) -> tuple[str, str, str]:
    return fault.rule, fault.span.path, fault.message


def write_mended(project: Project, mending: Mending) -> None:
    """Write it, whole or not at all. Raises Trouble where a path leads out of the project or the disk cannot be written."""
    refuse_strays(project, mending.changes)
    write(project.root, mending.changes)


def patch(files: Files, changes: Changes, prefix: str = "") -> Iterator[str]:
    """The edits as a patch that `git apply` takes: the lines of each file with their own ends, a byte order mark among them."""
    for path in sorted(changes.texts):
        text = changes.texts[path]
        if not isinstance(text, str):
            continue
        old = files.read(path).decode("utf-8")
        lines = list(difflib.unified_diff(_lines(old), _lines(text), f"a/{prefix}{path}", f"b/{prefix}{path}"))
        for line in lines:
            yield line if line.endswith("\n") else line + "\n\\ No newline at end of file\n"


def _lines(text: str) -> list[str]:
    """The lines as git counts them: only a line feed ends one."""
    parts = text.split("\n")
    return [part + "\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])


def _text(files: Laid, path: str) -> str | None:
    try:
        return files.read(path).decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return None
