"""The authored files as a git revision holds them, read without touching the work tree or the network."""

from __future__ import annotations

import posixpath
from pathlib import Path

from practicum.workspace.disk import TOPS, is_litter
from practicum.workspace.git import run_git
from practicum.workspace.trouble import Trouble

_LINK, _FILE = "120000", "100"


class Revision:
    """A project's files in one commit, held in memory; ``commit`` is its full id."""

    def __init__(self, root: Path, name: str, *, said: str = "") -> None:
        self.root, self.name = root, said or name
        self.commit = commit_of(root, name)
        self._modes: dict[str, str] = {}
        self._contents: dict[str, bytes] = {}
        self._read()

    def _read(self) -> None:
        listed = _git(self.root, "ls-tree", "-r", "-z", self.commit, "--", *TOPS)
        wanted: list[tuple[str, str]] = []
        for entry in listed.decode("utf-8", "surrogateescape").split("\0"):
            about, _, path = entry.partition("\t")
            if not path or any(is_litter(part) for part in path.split("/")):
                continue
            mode, _, blob = about.split(" ")
            self._modes[path] = mode
            if mode.startswith(_FILE) or mode == _LINK:
                wanted.append((path, blob))
        answer = _git(self.root, "cat-file", "--batch", given="".join(f"{blob}\n" for _, blob in wanted).encode())
        at = 0
        for path, _ in wanted:
            end = answer.index(b"\n", at)
            heading = answer[at:end].split()
            if heading[-1] == b"missing":
                raise Trouble(
                    f"`{self.name}` cannot be read whole: git does not have all its files here", "fetch the revision in full first"
                )
            size = int(heading[-1])
            self._contents[path] = answer[end + 1 : end + 1 + size]
            at = end + 2 + size
        self._follow([path for path, _ in wanted if self._modes[path] == _LINK])

    def _follow(self, links: list[str]) -> None:
        """Give each link what the file it leads to holds; one that leads elsewhere stays without contents."""
        targets = {path: self._contents.pop(path).decode("utf-8", "replace") for path in links}
        for path, target in targets.items():
            found = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
            if found not in targets and found in self._contents:
                self._contents[path] = self._contents[found]

    def paths(self) -> list[str]:
        """All authored files from the root, sorted."""
        return sorted(self._modes)

    def size(self, path: str) -> int:
        """The size in bytes."""
        return len(self._contents[path])

    def leaves_project(self, path: str) -> bool:
        """Whether the path is a link to anything but a file of these, or another repository."""
        return path not in self._contents

    def read(self, path: str) -> bytes:
        """The bytes as they were committed."""
        return self._contents[path]

    def line(self, path: str, number: int) -> str | None:
        """A line of a file for a message, or None where it cannot be shown."""
        if path not in self._contents:
            return None
        lines = self._contents[path].decode("utf-8-sig", errors="replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")
        return lines[number - 1] if 0 < number <= len(lines) else None


def commit_of(root: Path, name: str, *, or_folder: bool = True) -> str:
    """The id of the commit that a name stands for. Raises Trouble where there is no git, no repository or no such revision.

    With ``or_folder`` the messages say that a folder could have been named as well.
    """
    what = f"`{name}` is no folder with a curriculum, and " if or_folder else f"`{name}` cannot be looked up: "
    try:
        inside = run_git(root, "rev-parse", "--is-inside-work-tree")
    except FileNotFoundError as error:
        raise Trouble(
            f"{what}git, which would know revisions, is not installed",
            "install git, or name a folder that holds the other rules" if or_folder else "install git, or check without `--since`",
        ) from error
    if inside.returncode:
        said = inside.stderr.decode("utf-8", "replace").strip().removeprefix("fatal: ").splitlines()
        why = "the project is in no git repository" if not said or "not a git repository" in said[0] else f"git says: {said[0]}"
        other = "name a folder that holds `curriculum/` and `competencies/`" if or_folder else "make one with `git init`, or leave it out"
        raise Trouble(f"{what}{why}", other)
    found = run_git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    if found.returncode:
        if _shallow(root):
            raise Trouble(
                f"git does not know the revision `{name}` here, and this copy of the repository is a shallow one",
                "fetch the rest with `git fetch --unshallow`; in a workflow, check out with `fetch-depth: 0`",
            )
        if run_git(root, "rev-parse", "--verify", "--quiet", "HEAD").returncode:
            raise Trouble(
                f"nothing of the project is saved in git yet, so there is no `{name}` to compare with",
                'save it first: `git add .`, then `git commit -m "A beginning"`',
            )
        whole = "`git branch --all` and `git tag` list what it knows"
        raise Trouble(
            f"`{name}` is neither a folder with a curriculum nor a revision that git knows here" if or_folder
            else f"git does not know a revision `{name}` here",
            f"{whole}; a folder has to hold `curriculum/` and `competencies/`" if or_folder else whole,
        )  # fmt: skip
    return found.stdout.decode().strip()


def _shallow(root: Path) -> bool:
    return run_git(root, "rev-parse", "--is-shallow-repository").stdout.strip() == b"true"


def begun_at(root: Path, commit: str, name: str) -> tuple[str, str]:
    """Where the work at hand left the line of a commit, and a remark where that is not known."""
    found = run_git(root, "merge-base", commit, "HEAD")
    base = found.stdout.decode().strip()
    if found.returncode == 0 and base:
        return base, ""
    why = "this copy of the repository is a shallow one" if _shallow(root) else "the two have no beginning in common"
    return commit, f"compared with `{name}` as it is, since it is not known where the change left it: {why}"


def tree_ids(root: Path, commit: str) -> tuple[str, ...]:
    """The ids of the authored folders in a commit; empty where there is no git, no repository or no commit."""
    try:
        done = run_git(root, "rev-parse", "--quiet", *(f"{commit}:./{top}" for top in TOPS))
    except FileNotFoundError:
        return ()
    return tuple(done.stdout.decode().split()) if done.returncode == 0 else ()


def clean(root: Path) -> bool:
    """Whether the authored files lie in the work tree just as they were committed, and no others."""
    done = run_git(root, "status", "--porcelain", "-z", "--untracked-files=all", "--ignored=matching", "--", *TOPS)
    return done.returncode == 0 and not done.stdout


def paths_of(root: Path, commit: str) -> frozenset[str]:
    """Every file of a commit below the project, whatever it is."""
    return frozenset(_git(root, "ls-tree", "-r", "-z", "--name-only", commit).decode("utf-8", "surrogateescape").split("\0"))


def moved_since(root: Path, commit: str, head: str | None = None) -> dict[str, str]:
    """Authored files that have another path since a commit: from old to new. Files that git does not track yet are not seen."""
    words = ["diff", "--name-status", "-z", "-M", "--diff-filter=R", "--relative", commit, *([head] if head else []), "--", *TOPS]
    parts = _git(root, *words).decode("utf-8", "surrogateescape").split("\0")
    return {parts[at + 1]: parts[at + 2] for at in range(0, len(parts) - 2, 3)}


def prefix_of(root: Path) -> str:
    """The way from the root of the repository to the project, with a slash at its end; empty where they are one, or there is no git."""
    try:
        done = run_git(root, "rev-parse", "--show-prefix")
    except FileNotFoundError:
        return ""
    return done.stdout.decode("utf-8", "surrogateescape").rstrip("\n") if done.returncode == 0 else ""


def _git(root: Path, *words: str, given: bytes = b"") -> bytes:
    done = run_git(root, *words, given=given)
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().removeprefix("fatal: ")
        raise Trouble(f"git could not read the revision: {said}", "look at it with `git show`, or name a folder")
    return done.stdout
