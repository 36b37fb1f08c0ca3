"""What a change brings: the faults that are there now and were not where the change began.

What was found in a revision is remembered under the hashes of its folders, so that the next question about it costs nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from practicum.diagnostics import Diagnostic
from practicum.remembering import key
from practicum.workspace.disk import TOPS
from practicum.workspace.project import Checked, Project, check_files
from practicum.workspace.revisions import Revision, begun_at, clean, commit_of, moved_since, paths_of, tree_ids
from practicum.workspace.trouble import Trouble

if TYPE_CHECKING:
    from practicum.workspace.memories import Memories

MEMORY = "faults"
# What stands in backticks names something; numbers outside of them count, and may change while the fault is the same.
_QUOTED = re.compile(r"(`[^`]*`|“[^”]*”)")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")


@dataclass(frozen=True)
class Since:
    """The faults of a project, parted by whether they were there at the beginning; ``commit`` is where that lies.

    ``mended`` counts those that are gone. ``remark`` says where the beginning is not quite what was asked for.
    """

    name: str
    commit: str
    new: tuple[Diagnostic, ...]
    old: tuple[Diagnostic, ...]
    mended: int
    remark: str = ""

    @property
    def errors(self) -> int:
        """How many of the new faults are errors."""
        return sum(one.severity == "error" for one in self.new)


def parted(
    project: Project, faults: Iterable[Diagnostic], name: str, *, day: date, memories: Memories
) -> Since:
    """Which of these faults of the work tree came after the revision ``name``.

    The change begins where the work left that revision's line: what others did there since is not its doing. Raises Trouble where
    there is no git, no repository or no such revision.
    """
    if project.shipped:
        raise Trouble("the curriculum that came with the program has no revisions", "stand in your project, or name it with `--project`")
    named = commit_of(project.root, name, or_folder=False)
    commit, remark = begun_at(project.root, named, name)
    before = known_faults(project, commit, name, day=day, memories=memories)
    # A file about learners that was tracked before is no news, bad as it is.
    held = paths_of(project.root, commit)
    listed = list(faults)
    before = [*before, *(one for one in listed if one.rule == "tracked-records" and one.span.path in held)]
    new, old, mended = divided(before, listed, moved_since(project.root, commit))
    return Since(name, commit, new, old, mended, remark)


def known_faults(project: Project, commit: str, name: str, *, day: date, memories: Memories) -> list[Diagnostic]:
    """The faults of a revision, found again or worked out and remembered."""
    memory = memories.of(MEMORY)
    own = _key(tree_ids(project.root, commit), day)
    found: list[Diagnostic] | None = memory.find(own)
    if found is None:
        found = check_files(Revision(project.root, commit, said=name), day=day, memories=memories).diagnostics
        memory.keep(own, found)
    return found


def remember(project: Project, checked: Checked, *, memories: Memories) -> None:
    """Keep what a check found, where the files lie just as they were committed: a later change begins there."""
    if project.shipped:
        return
    ids = tree_ids(project.root, "HEAD")
    own = _key(ids, checked.day)
    memory = memories.of(MEMORY)
    if ids and memory.find(own) is None and clean(project.root):
        memory.keep(own, checked.diagnostics)


def _key(ids: tuple[str, ...], day: date) -> bytes:
    return key("faults", day.isoformat(), *TOPS, *ids)


def divided(
    before: Iterable[Diagnostic], after: Iterable[Diagnostic], moved: Mapping[str, str]
) -> tuple[tuple[Diagnostic, ...], tuple[Diagnostic, ...], int]:
    """The new faults, the old ones, and how many are gone. ``moved`` gives for an old path the new one.

    A fault is old wherever in its file it stands now; and where only its counts are others, as of a lesson that was too long and still
    is.
    """
    listed = list(before)
    exact = Counter(_exact(one, moved) for one in listed)
    after = list(after)
    rest = []
    kept: set[int] = set()
    for one in after:
        name = (one.rule, one.span.path, one.message)
        if exact[name] > 0:
            exact[name] -= 1
            kept.add(id(one))
        else:
            rest.append(one)
    loosely = Counter[tuple[str, str, str]]()
    for (rule, path, message), count in exact.items():
        loosely[rule, path, _counts_apart(message)] += count
    for one in rest:
        loose = (one.rule, one.span.path, _counts_apart(one.message))
        if loosely[loose] > 0:
            loosely[loose] -= 1
            kept.add(id(one))
    new = tuple(one for one in after if id(one) not in kept)
    return new, tuple(one for one in after if id(one) in kept), sum(loosely.values())


def _exact(one: Diagnostic, moved: Mapping[str, str]) -> tuple[str, str, str]:
    new = moved.get(one.span.path, one.span.path)
    return one.rule, new, one.message.replace(one.span.path, new)


def _counts_apart(message: str) -> str:
    """A message without its counts.

    >>> _counts_apart("the sessions of `N01` take 120 minutes; its 3 hours are 180")
    'the sessions of `N01` take # minutes; its # hours are #'
    """
    return "".join(part if part[:1] in "`“" else _NUMBER.sub("#", part) for part in _QUOTED.split(message) if part)
