"""Running git without side effects: nothing is fetched, asked for or locked by merely looking."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

_QUIET = {"GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}


def run_git(root: Path, *words: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """What git answers in a folder, whether it succeeds or not. Raises FileNotFoundError where git is not installed."""
    return subprocess.run(["git", *words], cwd=root, input=given, capture_output=True, check=False, env={**os.environ, **_QUIET})


def older_contents(root: Path, file: str, *, most: int) -> Iterator[bytes]:
    """What a file held after each of the newest ``most`` commits that touched it, newest first; nothing where there is no history.

    Raises FileNotFoundError where git is not installed.
    """
    listed = run_git(root, "log", f"--max-count={most}", "--format=%H", "--", file)
    for commit in listed.stdout.decode().split() if not listed.returncode else ():
        shown = run_git(root, "show", f"{commit}:./{file}")
        if shown.returncode == 0:
            yield shown.stdout
