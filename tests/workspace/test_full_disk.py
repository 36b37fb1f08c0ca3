"""Whole commands on a disk that is full, read-only or breaks half-way: what was there before stays, byte for byte."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.workspace.small_disk import NoMounting, SmallDisk
from tests.workspace.small_project import MEMORIES, OUTPUTS, STAGED, bytes_of, edit, litter, make_project, run, words_of

# MkDocs packs the site map with the time.
VOLATILE = "sitemap.xml.gz"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with the three outputs, and its sources changed since."""
    root = tmp_path_factory.mktemp("made")
    make_project(root)
    for command in OUTPUTS:
        done = run(words_of(command, root, again=False))
        assert done.returncode == 0, done.stderr
    edit(root)
    return root


@pytest.fixture(scope="module")
def fresh(made: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, bytes]]:
    """What each command gives where nothing is in its way, and the staged pages."""
    root = tmp_path_factory.mktemp("fresh")
    shutil.copytree(made, root, dirs_exist_ok=True, ignore=shutil.ignore_patterns("build", "reports"))
    for command in OUTPUTS:
        done = run(words_of(command, root, again=True))
        assert done.returncode == 0, done.stderr
    return {name: settled(root / where) for name, where in {**OUTPUTS, "staged": f"{STAGED}/pages"}.items()}


@pytest.fixture(scope="module")
def disk(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallDisk]:
    """The project on a small disk."""
    try:
        small = SmallDisk(tmp_path_factory.mktemp("small") / "disk")
    except NoMounting as reason:
        pytest.skip(str(reason))
    with small:
        shutil.copytree(made, small.root, dirs_exist_ok=True)
        yield small


def settled(folder: Path) -> dict[str, bytes]:
    return {name: data for name, data in bytes_of(folder).items() if name != VOLATILE}


def outputs(root: Path) -> dict[str, dict[str, bytes]]:
    found = {where: bytes_of(root / where) for where in OUTPUTS.values()}
    assert all(found.values())
    return found


def assert_said_plainly(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """Exit 2, an error with a help, and no stack trace."""
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    error, help = done.stderr.strip().splitlines()[-2:]
    assert error.startswith("error: cannot write"), done.stderr
    assert help.startswith("  = help: "), done.stderr
    for word in words:
        assert word in error + help


# Where a disk may break in a build, from the first folder to the last change of names.
MOMENTS = {
    "build": {
        "the fresh folder is made": ("mkdir", r"/\.site\.new-\d+$"),
        "a page is staged": ("open", r"build/en/pages/modules/M1/01-look\.md$"),
        "the configuration is staged": ("open", r"build/en/mkdocs\.yml$"),
        "a style sheet is copied": ("open", r"\.site\.new-\d+/assets/.*\.css$"),
        "a page is written": ("open", r"\.site\.new-\d+/modules/M1\.html$"),
        "the site is marked as ours": ("open", r"\.practicum-site$"),
        "the earlier site is put aside": ("rename", r"/\.site\.old$"),
        "the new site takes its place": ("rename", r"/site$"),
    },
    "gaps": {
        "the first file is written": ("open", r"\.now\.new-\d+/index\.html$"),
        "the last file is written": ("open", r"\.now\.new-\d+/gaps\.json$"),
        "the new report takes its place": ("rename", r"/now$"),
    },
    "sample": {
        "a file is written": ("open", r"\.sample\.new-\d+/posts\.csv$"),
        "the earlier sample is put aside": ("rename", r"/\.sample\.old$"),
        "the new sample takes its place": ("rename", r"/sample$"),
    },
}


@pytest.mark.parametrize(("command", "moment"), [(command, moment) for command, moments in MOMENTS.items() for moment in moments])
def test_a_disk_that_is_full_from_some_moment_on_costs_nothing(made: Path, command: str, moment: str) -> None:
    before = outputs(made)
    # Only what differs is staged again, and what an earlier run remembers is not written again.
    for name in ("pages/modules/M1/01-look.md", "mkdocs.yml"):
        (made / STAGED / name).unlink(missing_ok=True)
    shutil.rmtree(made / "project/build" / MEMORIES, ignore_errors=True)
    done = run(words_of(command, made, again=True), fails=(*MOMENTS[command][moment], "ENOSPC"))
    assert_said_plainly(done, "No space left on device", "free some space")
    assert outputs(made) == before
    assert litter(made) == []


@pytest.mark.skipif(os.name == "nt", reason="Windows has no limit on the size of a file")
def test_a_page_that_was_staged_half_is_mended_by_the_next_build(made: Path, fresh: dict[str, dict[str, bytes]], tmp_path: Path) -> None:
    root = tmp_path
    shutil.copytree(made, root, dirs_exist_ok=True)
    shutil.rmtree(root / STAGED)
    before = outputs(root)
    done = run(words_of("build", root, again=True), largest_file=3_000)
    assert_said_plainly(done, "File too large", "build/en/", "left as it was")
    assert outputs(root) == before
    half = [path for path in (root / STAGED).rglob("*") if path.is_file() and path.stat().st_size == 3_000]
    assert half, "nothing was staged half"
    assert run(words_of("build", root, again=True)).returncode == 0
    assert settled(root / OUTPUTS["build"]) == fresh["build"]
    assert settled(root / STAGED / "pages") == fresh["staged"]
    assert litter(root) == []


def test_a_project_without_an_output_is_left_without_one(made: Path, tmp_path: Path) -> None:
    root = tmp_path
    shutil.copytree(made, root, dirs_exist_ok=True)
    shutil.rmtree(root / OUTPUTS["sample"])
    done = run(words_of("sample", root, again=True), fails=("open", r"posts\.csv$", "ENOSPC"))
    assert_said_plainly(done, "free some space")
    assert "earlier" not in done.stderr
    assert not (root / OUTPUTS["sample"]).exists()
    assert litter(root) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
@pytest.mark.parametrize(
    ("words", "stream"), [("--help", 1), ("check --format json", 1), ("records look {}/records --format json", 1), ("check", 2)]
)
@pytest.mark.parametrize("buffered", ["", "1"])
def test_what_is_sent_to_a_full_disk_ends_without_a_stack_trace(
    made: Path, words: str, stream: int, buffered: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONUNBUFFERED", buffered)
    called = [*words.format(made).split(), *([] if words == "--help" else ["--project", str(made / "project")])]
    done = run(called, wrap=lambda inner: ["sh", "-c", f'exec "$@" {stream}>/dev/full', "sh", *inner])
    assert done.returncode == 2, done.stderr
    if stream == 1:
        assert done.stderr.strip().splitlines()[-2:] == [
            "error: cannot go on: No space left on device",
            "  = help: free some space, or send the output somewhere else",
        ]


def changed(disk: SmallDisk, command: str) -> subprocess.CompletedProcess[str]:
    """A command on the small disk that would give other bytes than those that lie there."""
    return run(words_of(command, disk.mount, again=True), wrap=disk.inside)


@pytest.fixture
def before(disk: SmallDisk, made: Path) -> dict[str, dict[str, bytes]]:
    """The outputs on the small disk, as the first run of each command left them."""
    root = disk.root
    for where in OUTPUTS.values():
        shutil.rmtree(root / where)
        shutil.copytree(made / where, root / where)
    return outputs(root)


@pytest.mark.parametrize(
    ("command", "free"), [("build", 0), ("build", 120_000), ("build", 400_000), ("gaps", 0), ("gaps", 100_000), ("sample", 700_000)]
)
def test_a_disk_that_is_really_full(disk: SmallDisk, before: dict[str, dict[str, bytes]], command: str, free: int) -> None:
    root = disk.root
    disk.leave_free(free)
    try:
        assert_said_plainly(changed(disk, command), "No space left on device", "earlier output was left as it was; free some space")
        assert outputs(root) == before
        assert litter(root) == []
    finally:
        disk.free()


@pytest.mark.parametrize("command", OUTPUTS)
def test_a_disk_that_is_read_only_from_the_beginning(disk: SmallDisk, before: dict[str, dict[str, bytes]], command: str) -> None:
    root = disk.root
    disk.read_only(True)
    try:
        assert_said_plainly(changed(disk, command), "Read-only file system", "choose a folder that you may write to")
        assert outputs(root) == before
        assert litter(root) == []
    finally:
        disk.read_only(False)


@pytest.mark.parametrize(("command", "file"), [("build", r"\.site\.new-\d+/modules/M1\.html$"), ("sample", r"posts\.csv$")])
def test_a_disk_that_turns_read_only_half_way_is_mended_by_the_next_command(
    disk: SmallDisk, before: dict[str, dict[str, bytes]], fresh: dict[str, dict[str, bytes]], command: str, file: str
) -> None:
    root = disk.root
    try:
        words = words_of(command, disk.mount, again=True)
        done = run(words, fails=("open", file, str(disk.mount)), wrap=disk.inside)
        assert_said_plainly(done, "Read-only file system", "earlier output was left as it was")
        assert outputs(root) == before
        assert litter(root), "what was half written could be taken away, so the disk was not read-only"
    finally:
        disk.read_only(False)
    again = changed(disk, command)
    assert again.returncode == 0, again.stderr
    assert settled(root / OUTPUTS[command]) == fresh[command]
    assert litter(root) == []


def test_a_private_folder_on_a_disk_that_cannot_be_written(disk: SmallDisk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRACTICUM_HOME", str(disk.mount / "home"))
    disk.read_only(True)
    try:
        words = words_of("gaps", disk.mount, again=True)
        assert_said_plainly(run(words[: words.index("--out")], wrap=disk.inside), "Read-only file system")
    finally:
        disk.read_only(False)


def test_a_project_on_a_read_only_disk_says_where_its_pages_could_not_be_staged(disk: SmallDisk, tmp_path: Path) -> None:
    (disk.root / STAGED / "pages" / "glossary.md").unlink(missing_ok=True)
    disk.read_only(True)
    try:
        done = run([*words_of("build", disk.mount, again=True), "--out", str(tmp_path / "site")], wrap=disk.inside)
        assert_said_plainly(done, "Read-only file system", "project/build/en/", "see that you may write there")
        assert list(tmp_path.iterdir()) == []
    finally:
        disk.read_only(False)
