"""A change of authored files is checked before it is written, and written whole or not at all, wherever a run is killed."""

from __future__ import annotations

import json
import os
import sys
from datetime import date
from pathlib import Path

import pytest

from practicum.authoring import Draft
from practicum.model.edit import Changes
from practicum.workspace.changing import Laid, change, shown_diff
from practicum.workspace.disk import Disk
from practicum.workspace.journal import finish, made_whole, write
from practicum.workspace.project import Project, find_project
from practicum.workspace.trouble import Trouble
from tests.workspace.small_project import make_project

DAY = date(2025, 12, 1)
MODULE = "curriculum/modules/M1-seeing/module.yaml"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    make_project(tmp_path)
    return find_project(tmp_path / "project")


def held(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*")) if path.is_file() and "build" not in path.relative_to(root).parts
    }  # fmt: skip


def test_a_good_change_is_written(project: Project) -> None:
    draft = Draft(project.disk)
    draft.edit(draft.yaml(MODULE).set_field(("title",), "Another title"))
    changed = change(project, draft.changes("done"), day=DAY)
    assert not changed.brought
    assert "Another title" in (project.root / MODULE).read_text()
    assert not (project.root / "build/.changing").exists()


def test_errors_that_were_not_there_keep_it_from_being_written(project: Project) -> None:
    before = held(project.root)
    draft = Draft(project.disk)
    draft.edit(draft.yaml(MODULE).set_field(("prerequisites",), [{"module": "NONE"}]))
    changed = change(project, draft.changes(), day=DAY)
    assert [one.rule for one in changed.brought] == ["unknown-module"]
    assert str(changed.brought[0].span).startswith(MODULE)
    assert held(project.root) == before


def test_errors_that_were_there_keep_nobody_from_working(project: Project) -> None:
    draft = Draft(project.disk)
    draft.edit(draft.yaml(MODULE).set_field(("prerequisites",), [{"module": "NONE"}]))
    write(project.root, draft.changes())
    draft = Draft(project.disk)
    # The fault moves down a line and stays the same fault.
    draft.edit(draft.yaml(MODULE).set_field(("modes",), ["classroom"], order=["title", "modes", "prerequisites"]))
    assert not change(project, draft.changes(), day=DAY).brought
    assert "modes: [classroom]" in (project.root / MODULE).read_text()


def test_a_dry_run_shows_and_writes_nothing(project: Project) -> None:
    before = held(project.root)
    draft = Draft(project.disk)
    draft.edit(draft.yaml(MODULE).set_field(("title",), "Another title"))
    draft.write("curriculum/people.yaml", "format: 1\npeople: []\n")
    changes = draft.changes()
    changed = change(project, changes, day=DAY, dry_run=True)
    lines = list(shown_diff(changed.laid, project.disk, changes))
    assert any(line.startswith("+title: ") and "Another title" in line for line in lines)
    assert "new curriculum/people.yaml (2 lines)" in lines
    assert held(project.root) == before


def test_the_shipped_curriculum_is_not_edited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Trouble, match="not edited in its place"):
        change(find_project(), Changes({}), day=DAY)


@pytest.mark.parametrize("path", ["../out.yaml", "/out.yaml", ".git/hooks/pre-commit", "linked/x.yaml", "curriculum/people.yaml"])
def test_nothing_is_written_outside(project: Project, tmp_path: Path, path: str) -> None:
    (tmp_path / "elsewhere").mkdir()
    (project.root / "linked").symlink_to(tmp_path / "elsewhere")
    (project.root / "curriculum/people.yaml").unlink(missing_ok=True)
    (project.root / "curriculum/people.yaml").symlink_to(tmp_path / "elsewhere/people.yaml")
    with pytest.raises(Trouble, match="leads out of the project"):
        change(project, Changes({path: "a: 1\n"}), day=DAY)
    # Nor by a journal that somebody sent along.
    place = project.root / "build/.changing"
    place.mkdir(parents=True)
    (place / "0").write_text("evil")
    (place / "journal.json").write_text(json.dumps([{"path": path, "old": None, "new": "0", "from": "0"}]))
    with pytest.raises(Trouble, match="leads out of the project"):
        made_whole(project.root)
    assert not list((tmp_path / "elsewhere").iterdir())


def test_files_as_they_would_be(project: Project) -> None:
    disk = Disk(project.root)
    laid = Laid(disk, Changes({"curriculum/new.yaml": "a: 1\n", MODULE: None}, {"curriculum/glossary.yaml": "curriculum/words2.yaml"}))
    paths = laid.paths()
    assert "curriculum/new.yaml" in paths
    assert MODULE not in paths
    if "curriculum/glossary.yaml" in disk.paths():
        assert laid.read("curriculum/words2.yaml") == disk.read("curriculum/glossary.yaml")
    assert (laid.size("curriculum/new.yaml"), laid.line("curriculum/new.yaml", 1)) == (5, "a: 1")


# --- killed runs

OLD = {"curriculum/a.yaml": "a: 1\n", "curriculum/folder/b.yaml": "b: 1\n", "curriculum/folder/p.png": "p", "curriculum/c.yaml": "c: 1\n"}
NEW = {"curriculum/a.yaml": "a: 2\n", "curriculum/other/b.yaml": "b: 2\n", "curriculum/other/p.png": "p", "competencies/d.yaml": "d\n"}
CHANGE = Changes(
    {"curriculum/a.yaml": "a: 2\n", "curriculum/other/b.yaml": "b: 2\n", "curriculum/c.yaml": None, "competencies/d.yaml": "d\n"},
    {"curriculum/folder/b.yaml": "curriculum/other/b.yaml", "curriculum/folder/p.png": "curriculum/other/p.png"},
)


def put(root: Path) -> None:
    for name, text in OLD.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    (root / "competencies").mkdir(exist_ok=True)


def killed_at(root: Path, number: int) -> bool:
    """Write the change in a process that dies before its ``number``-th touch of the disk; whether it came so far."""
    child = os.fork()
    if child == 0:
        seen = 0

        def watch(event: str, about: tuple[object, ...]) -> None:
            nonlocal seen
            if event in ("open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "shutil.copyfile", "shutil.rmtree"):
                seen += 1
                if seen == number:
                    os._exit(9)

        sys.addaudithook(watch)
        write(root, CHANGE)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the process is killed in a fork")
def test_a_run_killed_anywhere_leaves_either_state_after_the_next_command(tmp_path: Path) -> None:
    states = []
    for number in range(1, 200):
        root = tmp_path / str(number)
        put(root)
        if not killed_at(root, number):
            assert held(root) == {name: text.encode() for name, text in NEW.items()}
            break
        made_whole(root)
        now = {name: data.decode() for name, data in held(root).items()}
        states.append("old" if now == OLD else "new" if now == NEW else f"neither: {now}")
        assert not (root / "build/.changing").exists()
        empty = {path.name for path in root.rglob("*") if path.is_dir() and not any(path.iterdir())}
        assert empty <= {"build", "competencies"}
    assert set(states) == {"old", "new"}
    assert len(states) > 20
    # Once it counts as made, it stays made.
    assert states == sorted(states, reverse=True)


@pytest.fixture
def half_done(tmp_path: Path) -> Path:
    put(tmp_path)
    for number in range(1, 100):
        killed_at(tmp_path, number)
        if (tmp_path / "build/.changing/journal.json").exists():
            break
    return tmp_path


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the process is killed in a fork")
def test_what_somebody_edited_in_between_is_left_alone(half_done: Path) -> None:
    (half_done / "curriculum/a.yaml").write_text("a: mine\n")
    with pytest.raises(Trouble, match=r"but for what was edited since: curriculum/a.yaml"):
        made_whole(half_done)
    made_whole(half_done)
    now = {name: data.decode() for name, data in held(half_done).items()}
    assert now == NEW | {"curriculum/a.yaml": "a: mine\n"}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the process is killed in a fork")
def test_any_command_brings_it_to_its_end(half_done: Path) -> None:
    find_project(half_done)
    assert (half_done / "curriculum/a.yaml").read_text() == "a: 2\n"


@pytest.mark.skipif(sys.platform == "win32", reason="locks as POSIX has them")
def test_two_commands_do_not_write_at_once(tmp_path: Path) -> None:
    import fcntl

    put(tmp_path)
    (tmp_path / "build").mkdir()
    with (tmp_path / "build/.changing.lock").open("a+b") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(Trouble, match="another command is changing this project"):
            write(tmp_path, CHANGE)
        assert held(tmp_path) == {name: text.encode() for name, text in OLD.items()}
    write(tmp_path, CHANGE)
    assert not finish(tmp_path)


def test_a_damaged_journal_is_said(tmp_path: Path) -> None:
    put(tmp_path)
    (tmp_path / "build/.changing").mkdir(parents=True)
    (tmp_path / "build/.changing/journal.json").write_text("[{")
    with pytest.raises(Trouble, match="what an earlier run left cannot be read"):
        made_whole(tmp_path)
