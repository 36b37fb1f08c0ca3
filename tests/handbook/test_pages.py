"""The handbook's other pages for authors, each done from where "Write your first module" ends."""

from __future__ import annotations

import io
import os
import re
import shutil
import signal
import subprocess
import sys
import tarfile
import urllib.request
from pathlib import Path

import pytest

from tests.handbook.doing import do, inside, page
from tests.publishing.shipped import ROOT

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


def packed(folder: Path) -> tuple[int, str]:
    """What `npm pack decap-cms` leaves, with a word in the place of the program."""
    with tarfile.open(folder / "decap-cms-3.16.3.tgz", "w:gz") as archive:
        data = b"/* DecapCms */"
        about = tarfile.TarInfo("package/dist/decap-cms.js")
        about.size = len(data)
        archive.addfile(about, io.BytesIO(data))
    return 0, "decap-cms-3.16.3.tgz"


def visited(folder: Path) -> tuple[int, str]:
    """`practicum forms` as somebody types it: the address is opened, and then Ctrl-C is pressed."""
    path = os.pathsep.join(filter(None, [str(ROOT / "generator"), os.environ.get("PYTHONPATH")]))
    with subprocess.Popen(
        [sys.executable, "-c", "from practicum.cli import main; main()", "forms"], cwd=folder, text=True,
        env={**os.environ, **ENV, "PYTHONPATH": path}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    ) as shown:  # fmt: skip
        assert shown.stdout is not None
        said = shown.stdout.readline() + shown.stdout.readline()
        address = re.search(r"http://127\.0\.0\.1:\d+/\S+/", said)
        assert address, said
        with urllib.request.urlopen(address[0], timeout=30) as response:
            assert b"forms.js" in response.read()
        shown.send_signal(signal.SIGINT)
        rest = shown.stdout.read()
    assert "stopped; what was saved is in your files" in rest
    return shown.returncode, said


def test_forms_are_had_as_their_page_says(begun: Path, tmp_path: Path) -> None:
    own = tmp_path / "family-care"
    shutil.copytree(begun, own)

    def run(line: str) -> tuple[int, str]:
        special = {"npm pack decap-cms@3.16.3": packed, "practicum forms": visited}
        return special[line](own) if line in special else inside(own, ENV)(line)

    assert do(page("forms"), lambda: own, run) == 5
    assert (own / "build/site/forms/index.html").is_file()
    assert (own / "build/site/forms/decap-cms.js").read_text() == "/* DecapCms */"
