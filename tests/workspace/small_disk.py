"""A small disk of our own, mounted where nobody else sees it: full, emptied or read-only as a test asks.

It lives in a mount namespace that a waiting process holds open, and is gone when that process ends.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Self

MEGABYTES = 24
# As somebody without rights, in a user namespace where root is nobody special; else as root.
WAYS = (("-U", "-r"), ())


class NoMounting(Exception):
    """This system does not let us mount a disk; the message says why."""


class SmallDisk:
    """A disk mounted at ``mount``; ``root`` is where this process sees what is on it."""

    def __init__(self, mount: Path) -> None:
        mount.mkdir()
        self.mount = mount
        if not (shutil.which("unshare") and shutil.which("nsenter")):
            raise NoMounting("this system has no `unshare` and `nsenter`")
        said = ""
        for way in WAYS:
            script = f'mount -t tmpfs -o size={MEGABYTES}m none "$0" && echo ready && exec cat'
            self._holder = subprocess.Popen(
                ["unshare", *way, "-m", "sh", "-c", script, str(mount)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            assert self._holder.stdout is not None
            if self._holder.stdout.readline() == "ready\n":
                self._enter = ["nsenter", "-t", str(self._holder.pid), *(["-U", "--preserve-credentials"] if way else []), "-m"]
                self.root = Path(f"/proc/{self._holder.pid}/root") / mount.relative_to("/")
                return
            said = self._holder.communicate(timeout=10)[1].strip() or said
        raise NoMounting(f"mounting is not allowed here: {said.partition(chr(10))[0]}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._holder.communicate(timeout=10)

    def inside(self, words: Sequence[str]) -> list[str]:
        """The words of a command that is to see the disk."""
        return [*self._enter, *words]

    def leave_free(self, free: int) -> None:
        """Fill the disk up to this many bytes."""
        status = os.statvfs(self.root)
        with (self.root / "ballast").open("ab") as file:
            file.write(b"\0" * max(0, status.f_bavail * status.f_frsize - free))

    def free(self) -> None:
        """Take away what fills it."""
        (self.root / "ballast").unlink(missing_ok=True)

    def read_only(self, yes: bool) -> None:
        """Let nothing be written, or let it again."""
        subprocess.run(self.inside(["mount", "-o", f"remount,{'ro' if yes else 'rw'}", str(self.mount)]), check=True)
