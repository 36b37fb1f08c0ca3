"""`practicum --help` beside a Python process that imports click and ends."""

from __future__ import annotations

import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

from ratio import Ratio

ROUNDS = 9
GOAL = 3.0


def measure() -> Ratio:
    """The ratio of the median wall times of whole processes, run in turns."""
    command = next((str(path) for name in ("practicum", "practicum.exe") if (path := Path(sys.executable).parent / name).is_file()), None)
    if command is None:
        raise SystemExit(f"no `practicum` beside {sys.executable}: install the project there first")
    ours, theirs = [], []
    for position in range(ROUNDS + 1):
        click = _timed([sys.executable, "-c", "import click"])
        practicum = _timed([command, "--help"])
        if position:  # the first round only warms the disk
            theirs.append(click)
            ours.append(practicum)
    return Ratio(
        name="practicum --help / python -c 'import click'",
        goal=GOAL,
        ours=ours,
        theirs=theirs,
        rows=f"{ROUNDS} processes each",
        versions={"click": version("click")},
    )


def _timed(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start
