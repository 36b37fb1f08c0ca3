"""Plans with the workbook still open: what lay there stays, the new ones lie beside it, and a report takes both along."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from practicum.workspace.learners import check_report_place, write_report
from practicum.workspace.outputs import replaceable
from practicum.workspace.plan_folder import check_plan_place, write_plans
from practicum.workspace.trouble import Trouble

REPORT = {"gaps.json": b'{"schema":"practicum-gaps/1"}', "index.html": b"page"}


def plans(word: str) -> dict[str, bytes]:
    return {"plans.json": b'{"schema": "practicum.plans/1"}', "plans.xlsx": word.encode()}


@pytest.mark.parametrize("lock", ["~$plans.xlsx", ".~lock.plans.xlsx#"])
def test_plans_whose_workbook_is_open_are_left_and_the_new_ones_lie_beside_them(tmp_path: Path, lock: str) -> None:
    report = tmp_path / "2026-10-15"
    folder = report / "planning"
    write_report(report, REPORT, private=True)
    assert write_plans(folder, plans("old"), private=True) == (folder, False)
    (folder / lock).write_bytes(b"x")
    check_plan_place(folder)
    beside, held = write_plans(folder, plans("new"), private=True)
    assert (beside, held) == (report.resolve() / "planning-new-1", True)
    assert (folder / "plans.xlsx").read_bytes() == b"old"
    assert (beside / "plans.xlsx").read_bytes() == b"new"
    # The report of the same day is not in the way of them, nor they of it.
    check_report_place(report)
    written = write_report(report, {**REPORT, "index.html": b"later"}, private=True, keep=True)
    assert (written.held, written.folder) == (True, tmp_path / "2026-10-15-new-1")
    assert (written.folder / "planning" / "plans.xlsx").read_bytes() == b"old"
    assert (written.folder / "planning-new-1" / "plans.xlsx").read_bytes() == b"new"
    (folder / lock).unlink()
    assert write_plans(folder, plans("newest"), private=True) == (folder, False)
    assert not write_report(report, REPORT, private=True, keep=True).held
    assert (report / "planning" / "plans.xlsx").read_bytes() == b"newest"


def test_plans_are_not_lost_where_the_system_does_not_let_go_of_the_old_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "planning"
    write_plans(folder, plans("old"), private=True)
    real = Path.rename

    def refused(path: Path, other: Path) -> Path:
        if path == folder:
            raise PermissionError(errno.EACCES, "The process cannot access the file because it is being used by another process")
        return real(path, other)

    monkeypatch.setattr(Path, "rename", refused)
    beside, held = write_plans(folder, plans("new"), private=True)
    assert (beside.name, held, (beside / "plans.xlsx").read_bytes()) == ("planning-new-1", True, b"new")
    assert (folder / "plans.xlsx").read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["planning", "planning-new-1"]


def test_the_mark_itself_is_never_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = tmp_path / "2026-10-15"
    write_report(report, REPORT, private=True)
    (report / "~$report.xlsx").write_bytes(b"x")
    real = Path.read_bytes

    def refused(path: Path) -> bytes:
        if path.name.startswith("~$"):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(Path, "read_bytes", refused)
    assert write_report(report, {**REPORT, "index.html": b"later"}, private=True, keep=True).held


def test_where_nothing_is_written_beside_it_is_said_what_to_close(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"synthetic": true}')
    (tmp_path / "~$list.xlsx").write_bytes(b"x")
    with pytest.raises(Trouble) as caught:
        replaceable(tmp_path, "a list", mark="manifest.json", says="synthetic")
    assert "open in another program, such as Excel (~$list.xlsx says so)" in caught.value.message
    assert "close it there and run again" in caught.value.help
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(Trouble, match="holds other files"):
        replaceable(tmp_path, "a list", mark="manifest.json", says="synthetic", names={"manifest.json"})
