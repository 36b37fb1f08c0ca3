"""What a proposal costs beside a check of everything: `check --since` after one edit, and `diff` of two commits.

The commands themselves are run, in one process, so that starting up is over before: reading what earlier runs kept, git, checking,
telling and keeping are all in the times.
"""

from __future__ import annotations

import gc
import os
import re
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from invented_project import write_project
from lines import Line
from ratio import Ratio

MODULES = 1_000
ROUNDS = 3
# How many modules the second commit touches.
TOUCHED = 100
DAY = "2026-10-15"
EDITED = "curriculum/modules/M0003-invented/01-lesson.md"


def measure() -> list[Line]:
    """The times as lines of the table."""
    with tempfile.TemporaryDirectory(prefix="practicum-bench-") as folder:
        return _measure(Path(folder))


def _measure(root: Path) -> list[Line]:
    write_project(root, MODULES)
    _git(root, "init", "-q", "-b", "main")
    _commit(root, "Begun")
    for number in range(TOUCHED):
        _touch(root, number)
    _commit(root, "More")
    _run(root, "check")
    times: dict[str, list[float]] = {}
    for number in range(ROUNDS):
        shutil.rmtree(root / "build", ignore_errors=True)
        times.setdefault("check", []).append(_run(root, "check"))
        (root / EDITED).write_text((root / EDITED).read_text("utf-8") + f"\nSeen {number} times.\n", "utf-8", newline="\n")
        times.setdefault("since", []).append(_run(root, "check", "--since", "HEAD"))
        times.setdefault("again", []).append(_run(root, "check"))
        # A revision that nobody has asked about yet.
        times.setdefault("other", []).append(_run(root, "check", "--since", "HEAD~1"))
        _git(root, "checkout", "-q", "--", EDITED)
        shutil.rmtree(root / "build")
        times.setdefault("diff", []).append(_run(root, "diff", "HEAD~1", "HEAD", "--format", "md"))
    rows = f"{MODULES:,} modules"

    def line(name: str, mine: str, goal: float | None, rows: str = rows) -> Line:
        ratio = Ratio(name, goal or 0, times[mine], times["check"], rows)
        middle = [sorted(one)[len(one) // 2] for one in (ratio.ours, ratio.theirs)]
        return Line(name, ratio.measured, goal, rows=rows, note=f"{middle[0]:.2f} s beside {middle[1]:.2f} s, {ROUNDS} rounds")

    return [
        line("check --since after one edit / a check of everything", "since", 0.25),
        line("diff of two commits / a check of everything", "diff", 2.0, f"{rows}, {TOUCHED} of them touched"),
        line("check again after one edit / a check of everything", "again", None),
        line("check --since a revision not asked about before / a check of everything", "other", None),
    ]


def _touch(root: Path, number: int) -> None:
    """Another sentence in a lesson, and another minute here and there."""
    folder = root / f"curriculum/modules/M{number:04}-invented"
    lesson, fields = folder / "02-lesson.md", folder / "module.yaml"
    lesson.write_text(lesson.read_text("utf-8") + f"\nAsk the child first, {number} times.\n", "utf-8", newline="\n")
    fields.write_text(re.sub(r"^reading_age: 13$", "reading_age: 12", fields.read_text("utf-8"), flags=re.MULTILINE), "utf-8", newline="\n")


def _run(root: Path, *words: str) -> float:
    """Seconds that a command takes, with all that it prints."""
    from click.testing import CliRunner

    from practicum.cli import main

    gc.collect()
    begun = time.perf_counter()
    done = CliRunner().invoke(main, [*words, "--project", str(root)], env={**os.environ, "PRACTICUM_TODAY": DAY, "NO_COLOR": "1"})
    spent = time.perf_counter() - begun
    # A project with faults would be measured on a shorter way through the program.
    if done.exit_code != 0:
        raise AssertionError(f"{' '.join(words)} gave {done.exit_code}: {done.output[-2000:]}")
    return spent


def _commit(root: Path, says: str) -> None:
    _git(root, "add", "-A", "competencies", "curriculum")
    _git(root, "commit", "-q", "-m", says)


def _git(root: Path, *words: str) -> None:
    who = ["-c", "user.name=Bench", "-c", "user.email=bench@example.org", "-c", "commit.gpgsign=false", "-c", "gc.auto=0"]
    subprocess.run(["git", *who, *words], cwd=root, check=True, capture_output=True)
