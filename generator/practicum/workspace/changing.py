"""A change of authored files: laid over them in memory, checked, and written whole or not at all."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from practicum.diagnostics import RULES, Diagnostic
from practicum.model.edit import Changes
from practicum.workspace.disk import TOPS, is_litter
from practicum.workspace.journal import data_of, inside, write
from practicum.workspace.project import Project, check_files
from practicum.workspace.trouble import Trouble

if TYPE_CHECKING:
    from practicum.reading import Files
    from practicum.workspace.memories import Memories
    from practicum.workspace.project import Checked

MOST_NAMED = 5
MOST_DIFF_LINES = 400


class Laid:
    """The files of a project as they would be after a change."""

    def __init__(self, files: Files, changes: Changes) -> None:
        self._files, self._changes = files, changes
        self._from = {new: old for old, new in changes.moved.items()}

    def paths(self) -> list[str]:
        """The authored files as they would be, sorted."""
        gone = {path for path, text in self._changes.texts.items() if text is None} | set(self._changes.moved)
        new = {path for path, text in self._changes.texts.items() if text is not None} | set(self._from)
        return sorted((set(self._files.paths()) - gone) | {path for path in new if authored(path)})

    def size(self, path: str) -> int:
        """The size in bytes."""
        text = self._changes.texts.get(path)
        return self._files.size(self._from.get(path, path)) if text is None else len(data_of(text))

    def leaves_project(self, path: str) -> bool:
        """What is new never leaves the project."""
        if self._changes.texts.get(path) is not None:
            return False
        return self._files.leaves_project(self._from.get(path, path))

    def read(self, path: str) -> bytes:
        """The bytes."""
        text = self._changes.texts.get(path)
        return self._files.read(self._from.get(path, path)) if text is None else data_of(text)

    def line(self, path: str, number: int) -> str | None:
        """A line for a message, or None where it cannot be shown."""
        try:
            text = self.read(path).decode("utf-8-sig", errors="replace")
        except OSError:
            return None
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        return lines[number - 1] if 0 < number <= len(lines) else None


@dataclass(frozen=True)
class Changed:
    """What a change came to: ``written`` are the paths that were (or would be) written, moved or taken away.

    ``before`` and ``after`` are the project as checked before and after it; ``brought`` are the errors that the change brings.
    Where there are any, nothing was written.
    """

    changes: Changes
    before: Checked
    after: Checked
    brought: tuple[Diagnostic, ...]
    laid: Laid
    dry_run: bool
    # Errors that the change brings as well, and that whoever wished for it said may be mended later.
    borne: tuple[Diagnostic, ...] = ()

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        """The warnings that the change brings."""
        return _new_faults(self.before, self.after, self.changes, "warning")


def authored(path: str) -> bool:
    """Whether a path is among those that a project reads."""
    parts = path.split("/")
    return parts[0] in TOPS and not any(is_litter(part) for part in parts)


def change(
    project: Project, changes: Changes, *, day: date, dry_run: bool = False, memories: Memories | None = None,
    before: Checked | None = None, with_faults: bool = False,
) -> Changed:  # fmt: skip
    """Check what the files would be, and write them unless that brings errors that were not there, or ``dry_run`` is set.

    ``with_faults`` says that what texts say may be mended afterwards (see `mended_later`): such errors are told and keep nothing back.
    Raises Trouble where the project is the shipped one, where a path leads out of it, or where the disk cannot be written.
    """
    owned(project)
    disk = project.disk
    refuse_strays(project, changes)
    if before is None:
        before = check_files(disk, day=day, memories=memories)
    laid = Laid(disk, changes)
    after = check_files(laid, day=day, memories=memories)
    brought = _new_faults(before, after, changes, "error")
    borne = tuple(fault for fault in brought if mended_later(fault)) if with_faults else ()
    brought = tuple(fault for fault in brought if fault not in borne)
    if not brought and not dry_run:
        write(project.root, changes)
    return Changed(changes, before, after, brought, laid, dry_run, borne)


# A child who can be known, a picture nobody agreed to, a drawing that runs code, and another's text are not written down even as a draft.
_NEVER = frozenset({"identifying-detail", "picture-without-consent", "unsafe-picture", "copied-text"})


def mended_later(fault: Diagnostic) -> bool:
    """Whether an error is about what a text says or links to, so that a draft may stand in the project until somebody mends it.

    What keeps a file from being read is not, nor what hangs rules, modules and records together.
    """
    theme = RULES[fault.rule].theme
    of_texts = theme in ("content", "lessons") or (theme == "references" and fault.span.path.endswith(".md"))
    return of_texts and fault.rule not in _NEVER


def owned(project: Project) -> None:
    """Raise Trouble where a project is not one's own to edit."""
    if project.shipped:
        raise Trouble(
            "you stand in no project, and the curriculum that came with the program is not edited in its place",
            "go into your project's folder, name it with `--project`, or make one with `practicum init DIR`",
        )


def refuse_strays(project: Project, changes: Changes) -> None:
    """Raise Trouble where a change would write through a link, or out of the project."""
    for path in changes.paths:
        inside(project.root, path)


def _new_faults(before: Checked, after: Checked, changes: Changes, severity: str) -> tuple[Diagnostic, ...]:
    """The faults that are there after a change and were not before it, wherever in its file one moved."""
    moved = changes.moved
    known = Counter((one.rule, moved.get(one.span.path, one.span.path), one.message) for one in before.diagnostics)
    found = []
    for one in after.diagnostics:
        if one.severity != severity:
            continue
        key = (one.rule, one.span.path, one.message)
        if known[key] > 0:
            known[key] -= 1
        else:
            found.append(one)
    return tuple(found)


def shown_diff(laid: Laid, files: Files, changes: Changes) -> Iterator[str]:
    """The change as lines: what is moved, taken away, new, and each edited text with `-` and `+`."""
    sources = {new: old for old, new in changes.moved.items()}
    for old, new in sorted(changes.moved.items()):
        yield f"move {old} -> {new}"
    for path in sorted(changes.texts):
        text = changes.texts[path]
        source = sources.get(path, path)
        old_text = _readable(files, source)
        if text is None:
            yield f"take away {path}"
        elif isinstance(text, bytes):
            yield f"write {path} ({len(text):,} bytes)"
        elif old_text is None:
            yield f"new {path} ({len(text.splitlines())} lines)"
        else:
            new_text = laid.read(path).decode("utf-8-sig", errors="replace")
            yield from difflib.unified_diff(old_text.splitlines(), new_text.splitlines(), source, path, n=1, lineterm="")


def _readable(files: Files, path: str) -> str | None:
    try:
        return files.read(path).decode("utf-8-sig", errors="replace")
    except OSError:
        return None


def summary(changed: Changed) -> Mapping[str, int]:
    """How many files were written, moved and taken away."""
    texts = changed.changes.texts
    return {
        "written": sum(text is not None and path not in changed.changes.moved.values() for path, text in texts.items()),
        "moved": len(changed.changes.moved),
        "taken away": sum(text is None for text in texts.values()),
    }
