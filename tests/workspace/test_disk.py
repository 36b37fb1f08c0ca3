"""What the disk shows of a project, links and litter included."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from practicum.workspace.disk import Disk
from practicum.workspace.project import find_project
from practicum.workspace.trouble import Trouble


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for top in ("competencies", "curriculum"):
        (tmp_path / "project" / top).mkdir(parents=True)
    return tmp_path / "project"


def test_paths_are_sorted_and_litter_is_nobodys_fault(root: Path) -> None:
    for name in ("b.yaml", "a.md", ".hidden.yaml", "x.md~", "~$doc.md", "Thumbs.db"):
        (root / "curriculum" / name).write_text("x")
    assert Disk(root).paths() == ["curriculum/a.md", "curriculum/b.yaml"]


def test_links_out_of_the_project_are_named_and_links_inside_are_read(root: Path, tmp_path: Path) -> None:
    if os.name == "nt":
        pytest.skip("links need rights on Windows")
    (tmp_path / "secret.md").write_text("secret")
    (root / "curriculum" / "inside.md").write_text("inside")
    (root / "curriculum" / "out.md").symlink_to(tmp_path / "secret.md")
    (root / "curriculum" / "in.md").symlink_to(root / "curriculum" / "inside.md")
    (root / "curriculum" / "gone.md").symlink_to(root / "nowhere.md")
    (root / "curriculum" / "loop").symlink_to(root / "curriculum")
    (root / "curriculum" / "etc").symlink_to("/etc")
    disk = Disk(root)
    assert {path: disk.leaves_project(path) for path in disk.paths()} == {
        "curriculum/etc": True,
        "curriculum/gone.md": True,
        "curriculum/in.md": False,
        "curriculum/inside.md": False,
        "curriculum/loop": True,
        "curriculum/out.md": True,
    }


def test_a_pipe_is_not_read(root: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("this system has no pipes in its file system")
    os.mkfifo(root / "curriculum" / "pipe.md")
    assert Disk(root).leaves_project("curriculum/pipe.md")


def test_a_project_is_found_from_below_and_a_named_folder_without_one_is_refused(root: Path, tmp_path: Path) -> None:
    below = root / "curriculum"
    assert find_project(below).root == root.resolve()
    with pytest.raises(Trouble, match="no project"):
        find_project(tmp_path)
