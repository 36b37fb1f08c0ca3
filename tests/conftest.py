"""What several rooms' tests need of a browser: one Chromium for the whole run, and axe-core."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# A slow machine is no fault: what is fast is shown by benchmarks, as ratios.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

REQUIRED = os.environ.get("PRACTICUM_REQUIRE_BROWSER") == "1"


def missing(what: str) -> Any:
    """Skip on a user's machine, fail where browser tests have to run."""
    return pytest.fail(what) if REQUIRED else pytest.skip(what)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium, started once: Playwright takes only one at a time in a process."""
    found = os.environ.get("PRACTICUM_CHROMIUM") or next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )
    if not found:
        missing("no Chromium on this machine")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("playwright is not installed")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="session")
def wheel_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, built without a network by the hatchling that is installed."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(build, cwd=Path(__file__).resolve().parent.parent, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core."""
    places = [os.environ.get("PRACTICUM_AXE", ""), "node_modules/axe-core/axe.min.js"]
    found = next((Path(place) for place in places if place and Path(place).is_file()), None)
    if found is None:
        missing("axe-core is not on this machine; name its axe.min.js in PRACTICUM_AXE")
    assert found is not None
    return found.read_text("utf-8")


@pytest.fixture(scope="session", autouse=True)
def _files_are_parsed_once() -> Iterator[None]:
    """Whoever names no memory gets one of the whole run: a file that lay there word for word in an earlier test is not parsed again.

    That a memory changes nothing is held by `workspace/test_remembered_faults.py` and `publishing/test_rebuilding.py`.
    """
    from practicum.workspace import project
    from practicum.workspace.memories import Memories

    begin, held = project.begin_check, Memories()

    def remembering(*args: Any, memories: Memories | None = None, **named: Any) -> Any:
        return begin(*args, memories=held if memories is None else memories, **named)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(project, "begin_check", remembering)
        yield
