"""Runs practicum on a disk that fails at a chosen moment: `failing_disk.py KIND PATTERN HOW words…`.

From the first event of this KIND (`open` for writing, `mkdir`, `rename`) whose path matches PATTERN, nothing can be
written any more. HOW is the name of an error, such as `ENOSPC`, or a mount that is made read-only for good.
"""

from __future__ import annotations

import errno
import os
import re
import subprocess
import sys
from typing import Any

KINDS = {"open": "open", "os.mkdir": "mkdir", "os.rename": "rename"}
WRITES = os.O_WRONLY | os.O_RDWR


def main() -> None:
    """Watch for the moment, and run the command."""
    kind, pattern, how = sys.argv[1:4]
    del sys.argv[1:4]
    failed = False

    def watch(event: str, about: tuple[Any, ...]) -> None:
        nonlocal failed
        if event not in KINDS or isinstance(about[0], int) or (event == "open" and not about[2] & WRITES):
            return
        path = os.fsdecode(about[1] if event == "os.rename" else about[0])
        if path == os.devnull:
            return
        now = not failed and KINDS[event] == kind and re.search(pattern, path) is not None
        failed = failed or now
        if now and not hasattr(errno, how):
            subprocess.run(["mount", "-o", "remount,ro", how], check=True)
        # A name can be changed on a full disk: only the one that was asked for fails.
        elif now or (failed and hasattr(errno, how) and event != "os.rename"):
            code = getattr(errno, how)
            raise OSError(code, os.strerror(code), path)

    sys.addaudithook(watch)
    from practicum.cli import main as practicum

    practicum()


if __name__ == "__main__":
    main()
