"""What a field read when a patch was written: found in the project's history by its hash, where there is git."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

from practicum.model.source import FieldPath, content_hash, find, plain
from practicum.reading.yaml_tree import read_tree

# The history of one file is looked through this far; what is older is not found.
MOST_COMMITS = 400
_QUIET = {"GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}


def former_value(root: Path, file: str, marks: FieldPath, wanted: str) -> Any | None:
    """The value at ``marks`` in the newest commit of ``file`` where its hash was ``wanted``; None where no commit says.

    ``marks`` is a path of keys and ids, not of positions: entries of a list may have moved.
    """
    if shutil.which("git") is None:
        return None
    listed = _git(root, "log", f"--max-count={MOST_COMMITS}", "--format=%H", "--", file)
    for commit in listed.decode().split():
        text = _git(root, "show", f"{commit}:./{file}")
        tree, _ = read_tree(file, text) if text else (None, [])
        here = find(tree, marks) if tree is not None else None
        if here is not None and content_hash(plain(here)) == wanted:
            return plain(here)
    return None


def _git(root: Path, *words: str) -> bytes:
    import os

    done = subprocess.run(["git", *words], cwd=root, capture_output=True, check=False, env={**os.environ, **_QUIET})
    return done.stdout if done.returncode == 0 else b""
