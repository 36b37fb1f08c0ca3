"""The private folder: where it may lie, who can read it, what is erased from it, and files that another program holds open."""

from __future__ import annotations

import errno
import os
import stat
import zipfile
from datetime import date
from pathlib import Path

import pytest

from practicum.workspace import erasing
from practicum.workspace.learners import RecordFiles, check_report_place, write_report
from practicum.workspace.private_folder import PrivateFolder, named_home, private_folder
from practicum.workspace.trouble import Trouble

needs_modes = pytest.mark.skipif(os.name == "nt", reason="permissions on Windows are lists, not bits")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_home_goes_before_the_environment_and_that_before_the_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRACTICUM_HOME", str(tmp_path / "set"))
    with named_home(tmp_path / "named"):
        assert private_folder().root == tmp_path / "named"
    assert private_folder().root == tmp_path / "set"
    monkeypatch.delenv("PRACTICUM_HOME")
    from platformdirs import user_data_path

    assert private_folder().root == user_data_path("practicum", appauthor=False)


@needs_modes
def test_it_is_its_owners_alone_whatever_was_there_and_whatever_the_mask(tmp_path: Path) -> None:
    (tmp_path / "open").mkdir(mode=0o755)
    (tmp_path / "open" / "reports").mkdir(mode=0o755)
    before = os.umask(0)
    try:
        for name in ("open", "new/inside"):
            folder = PrivateFolder(tmp_path / name).made()
            for path in (folder.root, folder.reports, folder.profiles_folder):
                assert mode(path) == 0o700, path
            for path in folder.root.iterdir():
                assert path.is_dir() or mode(path) == 0o600, path
            assert folder.open_to_others() == ""
    finally:
        os.umask(before)


@needs_modes
def test_a_disk_without_permissions_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "chmod", lambda *_: None)
    (tmp_path / "card").mkdir(mode=0o755)
    assert "can read" in PrivateFolder(tmp_path / "card").made().open_to_others()


@pytest.mark.parametrize(
    ("place", "why"),
    [
        ("OneDrive - Ministry/people", "copies to other machines"),
        ("Dropbox/people", "copies to other machines"),
        ("Google Drive/My Drive", "copies to other machines"),
        ("Library/Mobile Documents/people", "copies to other machines"),
        ("Nextcloud/people", "copies to other machines"),
        ("Public/people", "open to others"),
    ],
)
def test_a_place_that_is_copied_or_shown_is_refused(tmp_path: Path, place: str, why: str) -> None:
    with pytest.raises(Trouble, match=why) as caught:
        PrivateFolder(tmp_path / place).made()
    assert "--home" in caught.value.help
    assert not (tmp_path / place).exists()


def test_a_folder_that_the_system_says_is_synced_is_refused_whatever_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OneDriveCommercial", str(tmp_path / "Work"))
    with pytest.raises(Trouble, match="copies"):
        PrivateFolder(tmp_path / "Work" / "people").made()
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / ".stfolder").mkdir()
    with pytest.raises(Trouble, match="copies"):
        PrivateFolder(tmp_path / "shared" / "people").made()


def test_a_repository_or_project_is_refused(tmp_path: Path) -> None:
    (tmp_path / "checkout" / ".git").mkdir(parents=True)
    with pytest.raises(Trouble, match="inside a project or repository"):
        PrivateFolder(tmp_path / "checkout" / "people").made()


def test_profiles_are_those_that_lie_there(tmp_path: Path) -> None:
    folder = PrivateFolder(tmp_path / "home")
    assert folder.profiles() == []
    folder.made()
    for name in ("b.yaml", "a.yml", ".hidden.yaml", "notes.txt"):
        (folder.profiles_folder / name).write_text("")
    assert [path.name for path in folder.profiles()] == ["a.yml", "b.yaml"]


def test_reports_grow_old_after_the_months_that_the_folder_says(tmp_path: Path) -> None:
    folder = PrivateFolder(tmp_path / "home").made()
    for name in ("2024-03-31", "2024-04-01", "2024-04-01-earlier-1", "2026-01-01", "mine", "2024-13-01"):
        (folder.reports / name).mkdir()
    assert folder.months_to_keep == 24
    old, first = folder.older_than(date(2026, 4, 1))
    assert ([path.name for path in old], first) == (["2024-03-31"], date(2024, 4, 1))
    (folder.root / "months-to-keep.txt").write_text("6 months\n")
    old, first = folder.older_than(date(2026, 8, 31))
    assert ([path.name for path in old], first) == (["2024-03-31", "2024-04-01", "2024-04-01-earlier-1", "2026-01-01"], date(2026, 2, 28))
    (folder.root / "months-to-keep.txt").write_text("")
    assert folder.months_to_keep == 24


def test_notes_say_how_long_and_who_can_read_and_are_not_written_over(tmp_path: Path) -> None:
    folder = PrivateFolder(tmp_path / "home").made()
    assert "practicum records erase" in (folder.root / "README.txt").read_text()
    (folder.root / "README.txt").write_text("mine")
    assert PrivateFolder(tmp_path / "home").made().root.joinpath("README.txt").read_text() == "mine"


# -- erasing


def filled(tmp_path: Path) -> PrivateFolder:
    folder = PrivateFolder(tmp_path / "home").made()
    for day, learner in (("2024-01-01", "L1"), ("2025-01-01", "L12"), ("2026-01-01", "L3")):
        report = folder.reports / day
        (report / "split").mkdir(parents=True)
        (report / "gaps.json").write_text("{}")
        (report / "split" / "A.csv").write_text(f"learner,module\n{learner},F01\n")
    folder.links.write_bytes(
        "\ufeffa,b,said,by,on,reason,evidence,people\r\nL3,L4,same,me,2026-01-01,r,,real\r\nL8,L9,same,me,2026-01-01,r,,real\r\n".encode()
    )
    return folder


def test_erasing_before_a_day_takes_the_reports_of_earlier_days(tmp_path: Path) -> None:
    folder = filled(tmp_path)
    doomed = erasing.to_erase_before(folder, date(2026, 1, 1))
    assert [one.path.name for one in doomed] == ["2024-01-01", "2025-01-01"]
    assert [one.files for one in doomed] == [2, 2]
    assert erasing.erase(doomed).left == ()
    assert [path.name for path, _ in folder.report_days()] == ["2026-01-01"]
    assert folder.links.is_file()


def test_erasing_a_person_takes_reports_that_hold_any_of_their_ids(tmp_path: Path) -> None:
    folder = filled(tmp_path)
    assert [one.path.name for one in erasing.to_erase_about(folder, "L1")] == ["2024-01-01"]
    doomed = erasing.to_erase_about(folder, "l4")
    assert [(one.path.name, one.rows) for one in doomed] == [("links.csv", 1), ("2026-01-01", 0)]
    erasing.erase(doomed)
    assert folder.links.read_text("utf-8-sig").splitlines() == [
        "a,b,said,by,on,reason,evidence,people",
        "L8,L9,same,me,2026-01-01,r,,real",
    ]
    assert erasing.to_erase_about(folder, "L4") == []


def test_a_person_is_found_in_workbooks_pages_and_parquet(tmp_path: Path) -> None:
    import pyarrow
    import pyarrow.parquet

    folder = PrivateFolder(tmp_path / "home").made()
    for day in ("2026-01-01", "2026-01-02", "2026-01-03", "2026-01-04", "2026-01-05"):
        (folder.reports / day).mkdir()
    with zipfile.ZipFile(folder.reports / "2026-01-01" / "report.xlsx", "w") as book:
        book.writestr("xl/sharedStrings.xml", "<si><t>A&amp;1</t></si>")
    (folder.reports / "2026-01-02" / "index.html").write_text("<td>A&amp;1</td>")
    pyarrow.parquet.write_table(pyarrow.table({"learner": ["B", "a&1"], "n": [1, 2]}), folder.reports / "2026-01-03" / "t.parquet")
    pyarrow.parquet.write_table(pyarrow.table({"learner": ["A&12"]}), folder.reports / "2026-01-04" / "t.parquet")
    (folder.reports / "2026-01-05" / "report.xlsx").write_bytes(b"PK broken")
    found = [one.path.name for one in erasing.to_erase_about(folder, "A&1")]
    # What cannot be opened may hold anybody.
    assert found == ["2026-01-01", "2026-01-02", "2026-01-03", "2026-01-05"]


def test_erasing_all_leaves_only_what_somebody_else_put_there(tmp_path: Path) -> None:
    folder = filled(tmp_path)
    (folder.root / "letter.docx").write_text("mine")
    doomed = erasing.to_erase_all(folder)
    assert erasing.stays(folder, doomed) == ["letter.docx"]
    erasing.erase(doomed)
    assert [path.name for path in folder.root.iterdir()] == ["letter.docx"]


def test_what_cannot_be_erased_is_told_and_the_others_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = filled(tmp_path)
    real = erasing.shutil.rmtree

    def held(path: Path, *args: object, **how: object) -> None:
        if path.name == "2024-01-01":
            raise PermissionError(errno.EACCES, "Permission denied", str(path / "report.xlsx"))
        real(path, *args, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(erasing.shutil, "rmtree", held)
    done = erasing.erase(erasing.to_erase_before(folder, date(2026, 1, 1)))
    assert [one.path.name for one in done.gone] == ["2025-01-01"]
    [(_one, why)] = done.left
    assert why == "report.xlsx: Permission denied"


# -- with the workbook still open in Excel: simulated, as Windows refuses it


@pytest.mark.parametrize("lock", ["~$report.xlsx", ".~lock.report.xlsx#"])
def test_the_mark_of_an_open_workbook_counts_where_the_system_would_let_go_of_it(tmp_path: Path, lock: str) -> None:
    target = tmp_path / "2026-10-15"
    mark = b'{"schema":"practicum-gaps/1"}'
    write_report(target, {"gaps.json": mark, "index.html": b"old"}, private=True, keep=True)
    (target / lock).write_bytes(b"x")
    check_report_place(target)
    written = write_report(target, {"gaps.json": mark, "index.html": b"new"}, private=True, keep=True)
    assert (written.folder, written.held) == (tmp_path / "2026-10-15-new-1", True)
    assert (target / "index.html").read_bytes() == b"old"


def test_a_report_whose_workbook_is_open_is_left_and_the_new_one_lies_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "2026-10-15"
    mark = b'{"schema":"practicum-gaps/1"}'
    write_report(target, {"gaps.json": mark, "index.html": b"old"}, private=True, keep=True)
    real = Path.rename

    def held(path: Path, other: Path) -> Path:
        if path == target:
            raise PermissionError(errno.EACCES, "The process cannot access the file because it is being used by another process")
        return real(path, other)

    monkeypatch.setattr(Path, "rename", held)
    for number in (1, 2):
        written = write_report(target, {"gaps.json": mark, "index.html": b"new"}, private=True, keep=True)
        assert (written.folder, written.held, written.kept) == (tmp_path / f"2026-10-15-new-{number}", True, None)
        assert (written.folder / "index.html").read_bytes() == b"new"
    assert (target / "index.html").read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["2026-10-15", "2026-10-15-new-1", "2026-10-15-new-2"]
    assert [asked for _, asked in PrivateFolder(tmp_path).report_days()] == []
    monkeypatch.undo()
    written = write_report(target, {"gaps.json": mark, "index.html": b"new"}, private=True, keep=True)
    assert (written.folder, written.held) == (target, False)


def test_a_report_beside_counts_as_one_of_its_day(tmp_path: Path) -> None:
    folder = PrivateFolder(tmp_path / "home").made()
    (folder.reports / "2026-10-15-new-1").mkdir()
    assert folder.report_days() == [(folder.reports / "2026-10-15-new-1", date(2026, 10, 15))]


@pytest.mark.parametrize("mark", ["~$book.xlsx", ".~lock.book.xlsx#", ""])
def test_a_file_that_another_program_holds_is_said_to_be_open_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mark: str) -> None:
    (tmp_path / "book.xlsx").write_bytes(b"PK")
    if mark:
        (tmp_path / mark).write_bytes(b"")

    def refused(path: Path, *_: object) -> bytes:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", refused)
    with pytest.raises(PermissionError) as caught:
        RecordFiles(tmp_path).open("book.xlsx")
    assert caught.value.strerror == ("it is open in another program, such as Excel" if mark else "Permission denied")
