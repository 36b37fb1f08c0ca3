"""Learner records and private keys that git tracks in the project: they would be in every copy of it, and stay in its history."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Callable, Iterable
from pathlib import Path

from practicum.diagnostics import Diagnostic
from practicum.diagnostics.diagnostic import Note
from practicum.spans import Span
from practicum.workspace.git import run_git
from practicum.workspace.project import Project

# A file of records may be large; more than this is not looked into.
_MOST_BYTES = 200_000_000
_KEYS = (".key", ".pem")
_KEY_BEGINS = b"PRIVATE KEY-----"


def tracked_faults(project: Project) -> list[Diagnostic]:
    """A fault for each file about learners that git tracks below the project; none where there is no git or no repository."""
    root = project.root
    if project.shipped:
        return []

    def read(name: str) -> bytes:
        path = root / name
        return b"" if path.is_symlink() or not path.is_file() or path.stat().st_size > _MOST_BYTES else path.read_bytes()

    return faults_in(_tracked(root), read)


def _tracked(root: Path) -> list[str]:
    try:
        done = run_git(root, "ls-files", "--cached", "-z")
    except OSError:
        return []
    if done.returncode:
        return []
    return sorted({name for name in done.stdout.decode("utf-8", "surrogateescape").split("\0") if name})


def faults_in(names: Iterable[str], read: Callable[[str], bytes]) -> list[Diagnostic]:
    """A fault for each of these files that holds learners; ``read`` gives a file's bytes and may raise OSError.

    A folder whose `manifest.json` says `"synthetic": true`, or one below it, holds invented people.
    """
    from practicum.records.recognising import may_be, people_in

    marked: dict[str, bool] = {}

    def invented(folder: str) -> bool:
        if folder not in marked:
            marked[folder] = _says_synthetic(posixpath.join(folder, "manifest.json"), read) or (
                folder != "" and invented(posixpath.dirname(folder))
            )
        return marked[folder]

    found = []
    for name in names:
        if name.lower().endswith(_KEYS):
            found += _key_fault(name, read)
            continue
        if not may_be(name) or invented(posixpath.dirname(name)):
            continue
        try:
            what = people_in(name, read(name))
        except OSError:
            continue
        if what:
            found.append(_fault(name, what))
    return found


def _key_fault(name: str, read: Callable[[str], bytes]) -> list[Diagnostic]:
    try:
        if _KEY_BEGINS not in read(name):
            return []
    except OSError:
        return []
    fault = Diagnostic(
        "tracked-key",
        "git tracks a private key",
        Span(name),
        "whoever has a copy of the repository can sign with it in your name",
        (Note("taking it out now leaves it in the history: it is known from now on"),),
        "move it to your private folder, `git rm --cached` it and commit; then make another one with `practicum badges keys --withdraw`, "
        "and issue badges anew",
    )
    return [fault]


def _says_synthetic(name: str, read: Callable[[str], bytes]) -> bool:
    try:
        said = json.loads(read(name) or b"{}")
    except (OSError, KeyError, ValueError):
        return False
    return isinstance(said, dict) and said.get("synthetic") is True


def _fault(name: str, what: str) -> Diagnostic:
    return Diagnostic(
        "tracked-records",
        "git tracks a file about learners",
        Span(name),
        f"by its headings or its marks it holds {what}",
        (
            Note("whoever has a copy of the repository has the file, and taking it out now leaves it in the history"),
            Note("invented people are marked by a `manifest.json` beside them that says `\"synthetic\": true`"),
        ),
        "move the file to a folder of your own, `git rm --cached` it and commit; then take it out of the history with `git filter-repo "
        "--invert-paths --path` and its name, push with force, ask everybody to clone anew, and tell whoever answers for the data",
    )
