"""Output is swapped in whole or not at all, whatever happens half-way."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from practicum.workspace.invented import write_sample
from practicum.workspace.learners import write_report
from practicum.workspace.outputs import fill, fresh_folder, mend, others_in, replaceable, swap
from practicum.workspace.trouble import Trouble

GENERATOR = Path(__file__).resolve().parents[2] / "generator"


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_new_output_takes_the_place_of_the_old(tmp_path: Path) -> None:
    target = tmp_path / "site"
    for text in (b"old", b"new"):
        with fresh_folder(target) as folder:
            fill(folder, {"a/index.html": text})
        assert (target / "a" / "index.html").read_bytes() == text
    assert names(tmp_path) == {"site"}


def test_an_error_leaves_the_old_output_untouched(tmp_path: Path) -> None:
    target = tmp_path / "site"
    with fresh_folder(target) as folder:
        fill(folder, {"index.html": b"old"})

    def fails() -> None:
        with fresh_folder(target) as folder:
            fill(folder, {"index.html": b"half"})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    assert (target / "index.html").read_bytes() == b"old"
    assert names(tmp_path) == {"site"}


def test_ctrl_c_leaves_the_old_output_untouched(tmp_path: Path) -> None:
    target = tmp_path / "site"
    with fresh_folder(target) as folder:
        fill(folder, {"index.html": b"old"})
    with pytest.raises(KeyboardInterrupt), fresh_folder(target):
        raise KeyboardInterrupt
    assert (target / "index.html").read_bytes() == b"old"
    assert names(tmp_path) == {"site"}


def test_a_full_disk_is_said_plainly_and_costs_nothing(tmp_path: Path) -> None:
    target = tmp_path / "site"
    with fresh_folder(target) as folder:
        fill(folder, {"index.html": b"old"})

    def fills_the_disk() -> None:
        with fresh_folder(target) as folder:
            (folder / "index.html").write_bytes(b"half")
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(Trouble, match="No space left") as caught:
        fills_the_disk()
    assert "left as it was" in caught.value.help
    assert (target / "index.html").read_bytes() == b"old"
    assert names(tmp_path) == {"site"}


def test_a_real_limit_on_writing_is_a_full_disk_too(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource", reason="this system has no limits on a process")
    del resource
    script = textwrap.dedent(f"""
        import resource, signal, sys
        sys.path.insert(0, {str(GENERATOR)!r})
        from pathlib import Path
        from practicum.workspace.outputs import fill, fresh_folder
        from practicum.workspace.trouble import Trouble
        target = Path({str(tmp_path)!r}) / "site"
        with fresh_folder(target) as folder:
            fill(folder, {{"index.html": b"old"}})
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
        try:
            with fresh_folder(target) as folder:
                fill(folder, {{"a.html": b"x" * 100, "b.html": b"x" * 100_000}})
        except Trouble as trouble:
            print(trouble.message)
    """)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert "cannot write" in done.stdout
    assert (tmp_path / "site" / "index.html").read_bytes() == b"old"
    assert names(tmp_path) == {"site"}


def test_a_place_that_cannot_be_written_is_said_plainly(tmp_path: Path) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("a file, not a folder")
    with pytest.raises(Trouble, match="cannot write to") as caught, fresh_folder(blocked / "site"):
        pass
    assert "--out" in caught.value.help


def test_a_private_folder_is_its_owners_alone(tmp_path: Path) -> None:
    if os.name == "nt":
        pytest.skip("permissions on Windows are lists, not bits")
    with fresh_folder(tmp_path / "report", private=True) as folder:
        fill(folder, {"index.html": b"x"})
    assert (tmp_path / "report").stat().st_mode & 0o077 == 0


def test_a_kill_between_the_two_renames_is_mended_by_the_next_command(tmp_path: Path) -> None:
    target = tmp_path / "site"
    (tmp_path / ".site.old").mkdir()
    (tmp_path / ".site.old" / "index.html").write_text("old")
    (tmp_path / ".site.new-999999").mkdir()
    mend(target)
    assert (target / "index.html").read_text() == "old"
    assert names(tmp_path) == {"site"}


def test_a_swap_that_fails_puts_the_old_output_back(tmp_path: Path) -> None:
    target = tmp_path / "site"
    target.mkdir()
    (target / "index.html").write_text("old")
    with pytest.raises(OSError, match="No such file"):
        swap(tmp_path / "missing", target)
    assert (target / "index.html").read_text() == "old"


def test_a_name_that_leads_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="leads out"):
        fill(tmp_path, {"../x": b""})


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_kill_9_at_any_moment_leaves_a_whole_output(tmp_path: Path) -> None:
    """A writer that swaps outputs again and again is killed at several moments; the next command finds a whole one."""
    script = textwrap.dedent(f"""
        import sys
        sys.path.insert(0, {str(GENERATOR)!r})
        from pathlib import Path
        from practicum.workspace.outputs import fill, fresh_folder
        target = Path({str(tmp_path)!r}) / "site"
        for number in range(10_000):
            with fresh_folder(target) as folder:
                fill(folder, {{f"{{page}}.html": str(number).encode() for page in range(40)}})
            print(number, flush=True)
    """)
    target = tmp_path / "site"
    for delay in (0.0, 0.003, 0.007, 0.011, 0.017, 0.023, 0.031):
        process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=30)
        process.stdout.close()
        mend(target)
        written = {path.read_bytes() for path in target.iterdir()}
        assert len(list(target.iterdir())) == 40
        assert len(written) == 1, "pages of two runs lie side by side"
        assert names(tmp_path) == {"site"}


def test_a_report_or_sample_never_takes_the_place_of_other_files(tmp_path: Path) -> None:
    mine = tmp_path / "Documents" / "mine.txt"
    mine.parent.mkdir()
    mine.write_text("keep")
    with pytest.raises(Trouble, match="holds other files, and a report takes the place"):
        write_report(mine.parent, {"index.html": b"new"}, private=True)
    with pytest.raises(Trouble, match="holds other files, and the sample takes the place"):
        write_sample(mine.parent, seed=1)
    assert mine.read_text() == "keep"
    for text in (b"first", b"second"):
        write_report(tmp_path / "report", {"index.html": text, "gaps.json": b'{"schema":"practicum-gaps/1"}'}, private=True)
    assert (tmp_path / "report" / "index.html").read_bytes() == b"second"


MARKED = {"gaps.json": '{"schema":"reports/1"}', "index.html": ""}
# What lies in a folder, and whether an output known by that mark may take its place.
HELD = {
    "nothing": ({}, True),
    "what a file manager left": ({".DS_Store": "", "desktop.ini": ""}, True),
    "an earlier output": (MARKED, True),
    "an earlier output that a file manager looked into": ({**MARKED, "Thumbs.db": ""}, True),
    "a page of somebody's own": ({"index.html": ""}, False),
    "a file that is called like the mark": ({"gaps.json": "{}"}, False),
    "an earlier output and a note": ({**MARKED, "notes.txt": "ask Ana"}, False),
    "a mark far down in a long file": ({"gaps.json": " " * 5000 + MARKED["gaps.json"]}, False),
}


@pytest.mark.parametrize("held", HELD)
def test_an_output_takes_the_place_of_an_earlier_one_and_of_nothing_else(tmp_path: Path, held: str) -> None:
    files, free = HELD[held]
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    if free:
        replaceable(tmp_path, "a report", mark="gaps.json", says='"reports/', names=MARKED)
        return
    with pytest.raises(Trouble, match="holds other files, and a report takes the place of the whole folder") as caught:
        replaceable(tmp_path, "a report", mark="gaps.json", says='"reports/', names=MARKED)
    assert "--out" in caught.value.help


def test_an_output_whose_files_nobody_can_list_is_known_by_its_mark_alone(tmp_path: Path) -> None:
    for name in (".practicum-site", "a-page-of-an-earlier-site.html"):
        (tmp_path / name).write_text("")
    replaceable(tmp_path, "a site", mark=".practicum-site")
    replaceable(tmp_path / "not there yet", "a site", mark=".practicum-site")


@pytest.mark.parametrize(
    ("there", "stranger"),
    [
        ("a.xlsx", ""),
        ("Thumbs.db", ""),
        ("rules/GONE.json", ""),
        ("rules/.DS_Store", ""),
        ("notes.txt", "notes.txt"),
        ("budget.xlsx", "budget.xlsx"),
        ("own/rules.json", "own/rules.json"),
        ("rules/notes.txt", "rules/notes.txt"),
        ("a.xlsx/b.xlsx", "a.xlsx/b.xlsx"),
    ],
)
def test_what_an_export_cannot_have_left_is_found(tmp_path: Path, there: str, stranger: str) -> None:
    place = tmp_path / there
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("mine")
    assert others_in(tmp_path, ["a.xlsx", "rules/FSW.json", "rules/*.json"]) == ([stranger] if stranger else [])
    assert others_in(tmp_path / "nowhere", ["a.xlsx"]) == []
