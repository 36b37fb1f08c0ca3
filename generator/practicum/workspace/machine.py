"""The machine a run is on: how much memory it has and how many processors, as far as it says."""

from __future__ import annotations

import os
from pathlib import Path

# Where Linux says what a container may take of the machine.
_CONTAINER = Path("/sys/fs/cgroup/memory.max")


def memory_there_is() -> int | None:
    """The bytes of memory of the machine, or of the container this runs in; None where the system does not say (such as Windows)."""
    try:
        there = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        return None
    try:
        given = _CONTAINER.read_text("ascii").strip()
    except OSError:
        given = ""
    return min(there, int(given)) if given.isdigit() else there


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
