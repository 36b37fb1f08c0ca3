"""What is kept between runs: believed only when whole, our own, and made by this very program; never in anybody's way."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from practicum.reading.files import InMemory
from practicum.remembering import key
from practicum.workspace import memories
from practicum.workspace.memories import Memories, libraries, maker, memories_of
from practicum.workspace.project import check_files
from tests.publishing.shipped import DAY
from tests.publishing.small_curriculum import FILES

ONE = key("one")


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    maker.cache_clear()
    yield
    maker.cache_clear()


def kept(output: Path, value: object = "a value") -> Path:
    """A memory with one value, on disk."""
    first = memories_of(output)
    first.of("reading").keep(ONE, value)
    first.save()
    return output / ".cache/reading"


def found(output: Path) -> object:
    return memories_of(output).of("reading").find(ONE)


def test_the_next_run_finds_what_was_kept(tmp_path: Path) -> None:
    path = kept(tmp_path)
    assert found(tmp_path) == "a value"
    assert path.with_name(".gitignore").read_text() == "*\n", "nobody's repository takes it in"
    assert memories_of(tmp_path, anew=True).of("reading").find(ONE) is None


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[:100],
        lambda data: data[:-1],
        lambda data: data[:-20] + b"x" + data[-19:],
        lambda data: b"practicum memory 0\n" + data[19:],
        lambda data: data + b"more",
    ],
)
def test_a_damaged_file_is_no_memory(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    path = kept(tmp_path)
    path.write_bytes(damage(path.read_bytes()))
    assert found(tmp_path) is None
    kept(tmp_path, "again")
    assert found(tmp_path) == "again"


def test_a_memory_that_somebody_else_made_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Harm:
        def __reduce__(self) -> tuple[object, ...]:
            return os.mkdir, (str(tmp_path / "harmed"),)

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "theirs"))
    kept(tmp_path, Harm())
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "ours"))
    assert found(tmp_path) is None
    assert not (tmp_path / "harmed").exists(), "it is not even unpickled"


def test_one_memory_does_not_pass_for_another(tmp_path: Path) -> None:
    path = kept(tmp_path)
    path.rename(path.with_name("pages"))
    assert memories_of(tmp_path).of("pages").find(ONE) is None


def test_another_library_or_another_program_begins_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept(tmp_path)
    place = tmp_path / "further"
    (place / "mkdocs-1.7.0.dist-info").mkdir(parents=True)
    with monkeypatch.context() as patch:
        patch.setattr(sys, "path", [*sys.path, str(place)])
        maker.cache_clear()
        assert "mkdocs-1.7.0.dist-info" in libraries()
        assert found(tmp_path) is None
    maker.cache_clear()
    assert found(tmp_path) == "a value"
    package = tmp_path / "program/practicum"
    (package / "workspace").mkdir(parents=True)
    for text in ("ONE = 1\n", "ONE = 2\n"):
        (package / "one.py").write_text(text)
        with monkeypatch.context() as patch:
            patch.setattr(memories, "__file__", str(package / "workspace/memories.py"))
            maker.cache_clear()
            assert found(tmp_path) is None
            kept(tmp_path, text)
            assert found(tmp_path) == text


def test_where_nothing_can_be_kept_the_work_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("no folder")
    kept(tmp_path / "file")  # the output's place is a file
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert memories_of(tmp_path).folder is None, "no key, no memory on disk"
    kept(tmp_path)
    assert not (tmp_path / ".cache").exists()


def _keep_often(output: str, mark: str) -> None:
    for number in range(40):
        one = memories_of(Path(output))
        assert one.of("reading").find(ONE) in (None, *(f"{who}{turn}" * 5000 for who in "ab" for turn in range(40)))
        one.of("reading").keep(ONE, f"{mark}{number}" * 5000)
        one.save()


def test_two_commands_at_once_never_see_half_a_memory(tmp_path: Path) -> None:
    memories_of(tmp_path)
    others = [multiprocessing.get_context("spawn").Process(target=_keep_often, args=(str(tmp_path), mark)) for mark in "ab"]
    for other in others:
        other.start()
    for other in others:
        other.join()
        assert other.exitcode == 0
    assert found(tmp_path) is not None
    assert sorted(path.name for path in (tmp_path / ".cache").iterdir()) == [".gitignore", "reading"]


def test_a_check_with_a_memory_says_the_same(tmp_path: Path) -> None:
    # Files with faults too: those are remembered as well.
    files = InMemory({**FILES, "curriculum/glossary.yaml": "format: 1\nterms: [{id: a}]\n", "curriculum/odd.yaml": "a: [\n"})
    clean = check_files(files, day=DAY, memories=Memories())
    assert clean.errors > 2
    first = memories_of(tmp_path)
    assert check_files(files, day=DAY, memories=first).diagnostics == clean.diagnostics
    first.save()
    again = check_files(files, day=DAY, memories=memories_of(tmp_path))
    assert (again.diagnostics, again.catalogue) == (clean.diagnostics, clean.catalogue)


def test_without_a_folder_it_lasts_for_one_run() -> None:
    one = Memories()
    one.of("pages").keep(ONE, 1)
    one.save()
    assert one.of("pages").find(ONE) == 1
