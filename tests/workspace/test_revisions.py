"""Authored files out of a git revision: the bytes that were committed, and plain words where there are none."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from practicum.workspace.revisions import Revision
from practicum.workspace.trouble import Trouble

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not on this machine")


def git(where: Path, *words: str) -> str:
    names = {
        "GIT_AUTHOR_NAME": "A",
        "GIT_AUTHOR_EMAIL": "a@example.org",
        "GIT_COMMITTER_NAME": "A",
        "GIT_COMMITTER_EMAIL": "a@example.org",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
    }
    done = subprocess.run(["git", *words], cwd=where, env={**os.environ, **names}, check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "my project"
    for top in ("competencies", "curriculum"):
        (root / top).mkdir(parents=True)
    (root / "competencies" / "a.yaml").write_bytes(b"a: 1\r\n")
    (root / "competencies" / "d\u00e9j\u00e0 vu.yaml").write_bytes("b: \u00e9\n".encode())
    (root / "curriculum" / "empty.md").write_bytes(b"")
    (root / "curriculum" / ".hidden").write_bytes(b"x")
    (root / "elsewhere.txt").write_bytes(b"x")
    git(root, "init", "-q", "-b", "main")
    git(root, "-c", "core.autocrlf=false", "add", "-A")
    git(root, "commit", "-q", "-m", "one")
    git(root, "tag", "v1")
    return root


def test_a_revision_holds_the_bytes_that_were_committed(project: Path) -> None:
    (project / "competencies" / "a.yaml").write_text("a: 2\n")
    (project / "curriculum" / "new.md").write_text("new")
    for name in ("main", "v1", "HEAD", git(project, "rev-parse", "--short", "HEAD")):
        found = Revision(project, name)
        assert found.paths() == ["competencies/a.yaml", "competencies/d\u00e9j\u00e0 vu.yaml", "curriculum/empty.md"]
        assert found.read("competencies/a.yaml") == b"a: 1\r\n"
        assert found.read("curriculum/empty.md") == b""
        assert found.size("competencies/d\u00e9j\u00e0 vu.yaml") == 6
        assert found.line("competencies/a.yaml", 1) == "a: 1"
        assert found.line("competencies/a.yaml", 9) is None
        assert found.line("gone.yaml", 1) is None
        assert not found.leaves_project("competencies/a.yaml")
    assert (project / "competencies" / "a.yaml").read_text() == "a: 2\n"


def test_looking_changes_nothing_in_the_repository(project: Path) -> None:
    (project / "competencies" / "a.yaml").write_text("a: 2\n")
    before = {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in sorted(project.rglob("*"))}
    Revision(project, "main")
    assert before == {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in sorted(project.rglob("*"))}


def test_a_project_in_a_folder_of_the_repository_is_read_from_there(tmp_path: Path) -> None:
    inner = tmp_path / "work" / "rules"
    for top in ("competencies", "curriculum"):
        (inner / top).mkdir(parents=True)
        (inner / top / "x.yaml").write_text("x: 1\n")
    (tmp_path / "work" / "competencies").mkdir()
    (tmp_path / "work" / "competencies" / "other.yaml").write_text("x: 1\n")
    git(tmp_path / "work", "init", "-q")
    git(tmp_path / "work", "add", "-A")
    git(tmp_path / "work", "commit", "-q", "-m", "one")
    assert Revision(inner, "HEAD").paths() == ["competencies/x.yaml", "curriculum/x.yaml"]


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_link_is_followed_only_to_a_file_of_the_revision(project: Path) -> None:
    (project / "competencies" / "inside.yaml").symlink_to("a.yaml")
    (project / "competencies" / "out.yaml").symlink_to("../elsewhere.txt")
    (project / "competencies" / "passwords.yaml").symlink_to("/etc/passwd")
    git(project, "add", "-A")
    git(project, "commit", "-q", "-m", "links")
    found = Revision(project, "main")
    assert found.read("competencies/inside.yaml") == b"a: 1\r\n"
    assert [path for path in found.paths() if found.leaves_project(path)] == ["competencies/out.yaml", "competencies/passwords.yaml"]
    assert found.line("competencies/passwords.yaml", 1) is None


@pytest.mark.parametrize("name", ["nosuch", "main~9", "", "--help", "--output=stolen", "main:competencies", "v1..main", "a b", "\u00e9"])
def test_a_name_that_is_no_revision_is_refused_in_plain_words(project: Path, name: str) -> None:
    with pytest.raises(Trouble, match="neither a folder with a curriculum nor a revision") as refused:
        Revision(project, name)
    assert refused.value.code == 2
    assert sorted(path.name for path in project.iterdir()) == [".git", "competencies", "curriculum", "elsewhere.txt"]


def test_without_a_repository_and_without_git_it_says_so(tmp_path: Path, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    (tmp_path / "bare").mkdir()
    with pytest.raises(Trouble, match="in no git repository"):
        Revision(tmp_path / "bare", "main")
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    with pytest.raises(Trouble, match="git, which would know revisions, is not installed"):
        Revision(project, "main")


def test_before_anything_was_saved_one_is_told_to_save(project: Path, tmp_path: Path) -> None:
    new = tmp_path / "new"
    shutil.copytree(project, new, ignore=shutil.ignore_patterns(".git"))
    git(new, "init", "-q", "-b", "main")
    with pytest.raises(Trouble, match="nothing of the project is saved in git yet, so there is no `main`") as told:
        Revision(new, "main")
    assert "git commit" in told.value.help
