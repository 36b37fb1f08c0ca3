"""The course site beside plain MkDocs with Material on the same Markdown: from nothing, after one edit, and in a preview.

Whole processes are timed, in turns; each time counts everything: starting, reading, checking, staging, rendering, the search index,
finishing, swapping in. From the preview's line what it takes to load the program, measured in the same rounds, is taken off both times.
"""

from __future__ import annotations

import os
import queue
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from importlib.metadata import version
from pathlib import Path

from lines import Line
from ratio import Ratio
from site_projects import EDITED_PAGE, edit, write_plain_project, write_site_project

ROUNDS = 3
SEARCHLESS = "--without-search"


def measure() -> list[Line]:
    """The times as lines of the table."""
    with tempfile.TemporaryDirectory(prefix="practicum-bench-") as folder:
        return _measure(Path(folder))


def _measure(folder: Path) -> list[Line]:
    ours, apart = folder / "ours", folder / "apart"
    write_site_project(ours)
    shutil.copytree(ours, apart)
    _build(ours)
    _build(apart, SEARCHLESS)
    pages = write_plain_project(folder / "plain", ours / "build/en/pages", prune=False)
    write_plain_project(folder / "pruned", ours / "build/en/pages", prune=True)
    times: dict[str, list[float]] = {}

    def note(name: str, seconds: float) -> None:
        times.setdefault(name, []).append(seconds)

    for number in range(ROUNDS):
        note("plain", _plain(folder / "plain"))
        shutil.rmtree(ours / "build")
        note("cold", _build(ours))
        note("start", _timed(_runner("--only-start"), ours))
        note("pruned", _plain(folder / "pruned"))
        edit(ours, 2 * number)
        note("edit", _build(ours))
        edit(apart, 2 * number)
        note("apart", _build(apart, SEARCHLESS))
        note("nothing", _build(ours))
        note("check", _check(ours))
        shutil.rmtree(ours / "build/.cache")
        note("check anew", _check(ours))
        _build(ours)
    for name in ("cold", "edit"):
        times[f"{name} once begun"] = [took - start for took, start in zip(times[name], times["start"], strict=True)]
    served = _serve(ours)
    rows = f"{pages:,} pages"
    others = f"MkDocs {version('mkdocs')}, Material {version('mkdocs-material')}"

    def line(name: str, mine: str, other: str, goal: float | None) -> Line:
        ratio = Ratio(name, goal or 0, times[mine] if mine != "serve" else served[:ROUNDS], times[other], rows)
        said = f"{_middle(ratio.ours):.2f} s beside {_middle(ratio.theirs):.2f} s, {ROUNDS} rounds; {others}"
        return Line(name, ratio.measured, goal, rows=rows, note=said)

    return [
        line("site from nothing / plain MkDocs + Material", "cold", "plain", 0.6),
        line("after one edit, search apart / plain", "apart", "plain", 0.1),
        line("after one edit, search too / plain", "edit", "plain", 0.2),
        line("a preview of a change in one module / our own from nothing, starting up apart", "edit once begun", "cold once begun", 0.3),
        line("the same with starting up", "edit", "cold", None),
        line("a served edit until it is seen / plain", "serve", "plain", 0.1),
        line("a served edit until it is seen / our own from nothing", "serve", "cold", None),
        line("site from nothing / plain with navigation.prune", "cold", "pruned", None),
        line("after one edit, search apart / plain with navigation.prune", "apart", "pruned", None),
        line("after one edit, search too / plain with navigation.prune", "edit", "pruned", None),
        line("nothing changed / plain", "nothing", "plain", None),
        line("check again / check for the first time", "check", "check anew", None),
    ]


def _middle(values: object) -> float:
    found = sorted(values)  # type: ignore[call-overload]
    return float(found[len(found) // 2])


def _timed(command: list[str], where: Path) -> float:
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PRACTICUM_TODAY": "2026-10-15"}
    start = time.perf_counter()
    ran = subprocess.run(command, cwd=where, env=environment, capture_output=True, text=True, check=False)
    spent = time.perf_counter() - start
    if ran.returncode != 0:
        raise SystemExit(f"{' '.join(command)} failed:\n{ran.stdout[-2000:]}{ran.stderr[-2000:]}")
    return spent


def _runner(*words: str) -> list[str]:
    return [sys.executable, str(Path(__file__).with_name("site_build.py")), *words]


def _build(project: Path, *more: str) -> float:
    return _timed(_runner("build", "--project", str(project), *more), project)


def _check(project: Path) -> float:
    return _timed(_runner("check", "--project", str(project)), project)


def _plain(project: Path) -> float:
    return _timed([sys.executable, "-m", "mkdocs", "build", "--quiet"], project)


def _serve(project: Path) -> list[float]:
    """Seconds from the writing of an edit until the preview shows it."""
    process = subprocess.Popen(
        _runner("serve", "--project", str(project), "--port", "0"),
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=project, env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    try:
        said: queue.Queue[str] = queue.Queue()
        assert process.stdout is not None
        threading.Thread(target=lambda: [said.put(line) for line in process.stdout or ()], daemon=True).start()
        while not (found := re.search(r"http://[\d.:]+/", said.get(timeout=600))):
            pass
        address = found[0] + EDITED_PAGE
        time.sleep(1)  # it has to have begun to look
        times = []
        for number in range(ROUNDS + 1):
            mark = edit(project, 1_000_000 + number).encode()
            begun = time.perf_counter()
            while not _shows(address, mark):
                if time.perf_counter() - begun > 300:
                    raise SystemExit("the preview does not show an edit")
                time.sleep(0.02)
            times.append(time.perf_counter() - begun)
            time.sleep(1.5)
        return times[1:]  # the first one loads what the first build had no need of
    finally:
        process.terminate()
        process.wait(timeout=30)


def _shows(address: str, mark: bytes) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return mark in answer.read()
    except OSError:
        return False  # at the moment of the swap there is no such file
