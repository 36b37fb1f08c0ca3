"""The preview: it shows the site, follows an edit, keeps the last good site over a fault, and says no more than a person wants to read."""

from __future__ import annotations

import os
import re
import socket
import struct
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.workspace.small_project import ROOT, TODAY, edit, make_project

PAGE = "modules/M1/01-look.html"
PATIENCE = 60
START = "from practicum.cli import main; main()"


@dataclass(frozen=True)
class Preview:
    """A running `practicum serve`: its address, and the file that takes what it says."""

    root: Path
    port: int
    said: Path
    process: subprocess.Popen[bytes]

    def page(self, address: str = PAGE) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/{address}", timeout=20) as answer:
            return str(answer.read().decode())

    def words(self) -> str:
        return self.said.read_text("utf-8")


def until(holds: Callable[[], bool]) -> bool:
    end = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Preview]:
    make_project(tmp_path)
    said = tmp_path / "said.txt"
    with said.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-c", START, "serve", "--project", str(tmp_path / "project"), "--port", "0"],
            stdout=out,
            stderr=out,
            env={**os.environ, "PYTHONPATH": str(ROOT / "generator"), "PRACTICUM_TODAY": TODAY, "NO_COLOR": "1", "PYTHONUNBUFFERED": "1"},
        )
    try:
        assert until(lambda: "http://127.0.0.1:" in said.read_text("utf-8") or process.poll() is not None), said.read_text("utf-8")
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", said.read_text("utf-8"))
        assert found, said.read_text("utf-8")
        yield Preview(tmp_path, int(found[1]), said, process)
    finally:
        process.terminate()
        process.wait(20)


def test_an_edit_is_seen_and_a_fault_leaves_the_last_good_site(preview: Preview) -> None:
    assert "look again" not in preview.page()
    edit(preview.root)
    assert until(lambda: "look again" in preview.page()), preview.words()

    module = preview.root / "project/curriculum/modules/M1-seeing/module.yaml"
    good = module.read_text("utf-8")
    module.write_text(good.replace("title:", "titel:"), "utf-8")
    assert until(lambda: "the last good site stays" in preview.words()), preview.words()
    assert "modules/M1-seeing/module.yaml:" in preview.words()
    assert "look again" in preview.page()


def test_a_reader_who_leaves_before_the_page_has_come_is_no_fault(preview: Preview) -> None:
    large = preview.root / "project/build/site/assets/large.bin"
    large.write_bytes(b"0" * 20_000_000)
    for _ in range(3):
        with socket.create_connection(("127.0.0.1", preview.port), timeout=20) as reader:
            reader.sendall(b"GET /assets/large.bin HTTP/1.0\r\n\r\n")
            assert reader.recv(1000)
            # Closed with a reset, as a browser does that goes to another page.
            reader.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    assert "Look first" in preview.page()
    assert preview.process.poll() is None
    assert "Traceback" not in preview.words()
    assert "Exception" not in preview.words()
