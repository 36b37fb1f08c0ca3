"""The handbook's other pages for authors, each done from where "Write your first module" ends."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.handbook.doing import do, inside, page

ENV = {"PRACTICUM_TODAY": "2026-11-23", "NO_COLOR": "1"}


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as the first page leaves it; what installs, sends and shows is left out."""
    home = tmp_path_factory.mktemp("work")
    own = home / "family-care"

    def run(line: str) -> tuple[int, str]:
        if line.startswith("practicum init"):
            code, said = inside(home, ENV)(line.replace("--git", "--no-git"))
            # A checkout cannot say where its wheel is, which a program installed from one can.
            return code, re.sub(r"  = note: put the wheel.*\n", "", said)
        return inside(own, ENV)(line)

    assert do(page("first-module"), lambda: own, run, only=("practicum init", "practicum new", "practicum check")) == 5
    return own


@pytest.mark.parametrize("name", ["sign-offs", "countries", "terms", "writing-rules", "renaming"])
def test_the_page_does_what_it_says(name: str, begun: Path, tmp_path: Path) -> None:
    own = tmp_path / "family-care"
    shutil.copytree(begun, own)
    assert do(page(name), lambda: own, inside(own, ENV)) >= 2
