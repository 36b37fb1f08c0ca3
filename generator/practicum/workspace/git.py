"""Running git without side effects: nothing is fetched, asked for or locked by merely looking."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

_QUIET = {"GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}


def run_git(root: Path, *words: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """What git answers in a folder, whether it succeeds or not. Raises FileNotFoundError where git is not installed."""
    return subprocess.run(["git", *words], cwd=root, input=given, capture_output=True, check=False, env={**os.environ, **_QUIET})
