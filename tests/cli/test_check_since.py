"""`practicum check --since`: only what a change brings; and `--fix`: only what is safe to mend."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from practicum.cli import main
from practicum.workspace import since_revision
from tests.cases.sources import DAY, base

LESSON = "curriculum/modules/F01-seeing/01-looking.md"
MODULE = "curriculum/modules/F01-seeing/module.yaml"


class Desk:
    """A project under git, and the commands as somebody there would type them."""

    def __init__(self, root: Path, *, git: bool = True) -> None:
        self.root = root
        for path, data in base().contents.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(data)
        if git:
            if shutil.which("git") is None:
                pytest.skip("git is not installed")
            self.git("init", "-q", "-b", "main")
            self.commit("Begun")

    def git(self, *words: str, where: Path | None = None) -> str:
        who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false", "-c", "protocol.file.allow=always"]
        return subprocess.run(["git", *who, *words], cwd=where or self.root, check=True, capture_output=True, text=True).stdout

    def commit(self, says: str) -> None:
        self.git("add", "-A", "curriculum", "competencies")
        self.git("commit", "-q", "-m", says)

    def check(self, *words: str, code: int = 0, root: Path | None = None) -> Result:
        settings = {"PRACTICUM_TODAY": DAY.isoformat(), "NO_COLOR": "1"}
        done = CliRunner().invoke(main, ["check", "--project", str(root or self.root), *words], env=settings)
        assert done.exit_code == code, done.output
        return done

    def new(self, since: str, code: int) -> list[str]:
        found = json.loads(self.check("--since", since, "--format", "json", code=code).stdout)
        errors = [one for one in found["diagnostics"] if one["severity"] == "error"]
        return [f"{one['rule']} {one['span']['path']}:{one['span']['line']}" for one in errors]

    def edit(self, path: str, old: str, new: str) -> None:
        data = (self.root / path).read_bytes()
        assert data.count(old.encode()) == 1, (path, old, data.count(old.encode()))
        (self.root / path).write_bytes(data.replace(old.encode(), new.encode()))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "a project")


def test_only_what_the_change_brings(desk: Desk) -> None:
    desk.edit(MODULE, "status: draft", "status: drfat")
    desk.commit("A slip")
    assert desk.new("HEAD", 0) == []
    assert desk.new("HEAD~1", 1) == [f"bad-value {MODULE}:{_line(desk, MODULE, 'drfat')}"]
    # Lines above it move an old fault; it stays an old one.
    desk.edit(MODULE, "format: 1\n", "format: 1\n# one\n# two\n")
    assert desk.new("HEAD", 0) == []
    desk.edit(LESSON, "# Looking", "# Looking\n\n[nowhere](05-nowhere.md)")
    assert desk.new("HEAD", 1) == [f"broken-link {LESSON}:3"]
    said = desk.check("--since", "HEAD", code=1).stdout
    assert "bad-value" not in said
    assert f"new since `HEAD` ({desk.git('rev-parse', 'HEAD')[:7]}) only; 1 older fault (1 error) not shown" in said


def _line(desk: Desk, path: str, words: str) -> int:
    return next(number for number, line in enumerate((desk.root / path).read_text("utf-8").split("\n"), 1) if words in line)


def test_what_others_did_meanwhile_is_not_ours(desk: Desk) -> None:
    desk.edit(LESSON, "# Looking", "# Looking\n\n[nowhere](05-nowhere.md)")
    desk.commit("A broken link")
    desk.git("branch", "ours")
    desk.edit(LESSON, "\n\n[nowhere](05-nowhere.md)", "")
    desk.commit("Mended on the main line")
    desk.git("checkout", "-q", "ours")
    assert desk.new("main", 0) == []


def test_a_fault_in_a_file_that_was_given_another_name_is_old(desk: Desk) -> None:
    desk.edit(LESSON, "# Looking", "# Looking\n\n[nowhere](05-nowhere.md)")
    desk.commit("A broken link")
    desk.git("mv", "curriculum/modules/F01-seeing", "curriculum/modules/F01-seeing-well")
    found = desk.new("HEAD", 1)
    assert not [one for one in found if one.startswith("broken-link curriculum/modules/")]


def test_counts_that_move_are_the_same_fault() -> None:
    apart = since_revision._counts_apart
    assert apart("the lesson has a LIX of 53; the most is 50") == apart("the lesson has a LIX of 54; the most is 50")
    assert apart("no `REL-22`") != apart("no `REL-23`")


def test_the_second_question_about_a_revision_costs_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.edit(LESSON, "# Looking", "# Looking\n\n[nowhere](05-nowhere.md)")
    assert len(desk.new("HEAD", 1)) == 1
    monkeypatch.setattr(since_revision, "check_files", None)
    assert len(desk.new("HEAD", 1)) == 1


def test_a_check_of_what_is_committed_is_remembered(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.check()
    monkeypatch.setattr(since_revision, "check_files", None)
    desk.edit(LESSON, "# Looking", "# Looking\n\n[nowhere](05-nowhere.md)")
    assert len(desk.new("HEAD", 1)) == 1


def test_a_check_of_what_is_not_committed_is_not_taken_for_the_commit(desk: Desk) -> None:
    desk.edit(LESSON, "# Looking", "# Looking\n\n[nowhere](05-nowhere.md)")
    desk.check(code=1)
    assert len(desk.new("HEAD", 1)) == 1


def test_a_beginning_that_cannot_be_read_is_compared_all_the_same(desk: Desk) -> None:
    desk.edit(LESSON, "# Looking", "<<<<<<< HEAD\n# Looking\n=======\n# Seeing\n>>>>>>> other")
    (desk.root / "curriculum/modules/F01-seeing/plan.md").write_bytes(b"\x89PNG\x00\xff")
    desk.commit("A merge that was not settled, and no text")
    desk.edit(LESSON, "<<<<<<< HEAD\n# Looking\n=======\n# Seeing\n>>>>>>> other", "# Looking")
    found = json.loads(desk.check("--since", "HEAD", "--format", "json").stdout)
    assert found["diagnostics"] == []
    assert found["since"]["gone"] >= 1
    assert desk.new("HEAD~1", 1)


def test_refs_that_are_not_there(desk: Desk, tmp_path: Path) -> None:
    assert "git does not know a revision `mian` here" in desk.check("--since", "mian", code=2).output
    assert "git does not know a revision `--output=x` here" in desk.check("--since=--output=x", code=2).output
    bare = Desk(tmp_path / "bare", git=False)
    assert "the project is in no git repository" in bare.check("--since", "HEAD", code=2).output


def test_a_shallow_copy(desk: Desk, tmp_path: Path) -> None:
    desk.edit(LESSON, "# Looking", "# Looking on")
    desk.commit("More")
    copy = tmp_path / "shallow"
    desk.git("clone", "-q", "--depth", "1", f"file://{desk.root}", str(copy), where=tmp_path)
    said = desk.check("--since", "HEAD~1", code=2, root=copy).output
    assert "this copy of the repository is a shallow one" in said
    assert "fetch-depth: 0" in said
    assert "(0 errors) not shown" in desk.check("--since", "HEAD", root=copy).output


def test_a_project_below_the_root_of_its_repository(desk: Desk, tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    (whole / "course").mkdir(parents=True)
    for top in ("curriculum", "competencies"):
        shutil.copytree(desk.root / top, whole / "course" / top)
    desk.git("init", "-q", where=whole)
    desk.git("add", "-A", where=whole)
    desk.git("commit", "-q", "-m", "Begun", where=whole)
    lesson = whole / "course" / LESSON
    lesson.write_text(lesson.read_text("utf-8") + "\n[nowhere](05-nowhere.md)\n", "utf-8")
    said = desk.check("--since", "HEAD", "--format", "github", code=1, root=whole / "course").stdout
    assert f"::error file=course/{LESSON},line=" in said
    found = json.loads(desk.check("--since", "HEAD", "--format", "sarif", code=1, root=whole / "course").stdout)
    (one,) = [one for one in found["runs"][0]["results"] if one["baselineState"] == "new" and one["level"] == "error"]
    assert one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == f"course/{LESSON}"


# -- what may be mended

def test_what_is_safe_is_mended_and_nothing_else(desk: Desk) -> None:
    path = desk.root / MODULE
    text = path.read_text("utf-8")
    slipped = text.replace("status: draft", "staus: draft").replace("format: 1\n", "format: 1 # kept\n", 1)
    assert slipped != text
    path.write_bytes(b"\xef\xbb\xbf" + slipped.replace("\n", "\r\n").encode())
    desk.check(code=1)
    said = desk.check("--fix").output
    assert "mended 1 fault in 1 file" in said
    wanted = slipped.replace("staus: draft", "status: draft")
    assert path.read_bytes() == b"\xef\xbb\xbf" + wanted.replace("\n", "\r\n").encode()
    assert "nothing here can be mended safely" in desk.check("--fix").output


@pytest.mark.parametrize(
    ("right", "slip"),
    [
        ("competency: REL-1", "competency: rel-1"),
        ("status: draft", "status: drfat"),
        ("status: draft", "status:\u00a0draft"),
        ("status: draft", "status:draft"),
        ("from: 2024-01-01", "from: 2024/1/1"),
    ],
)
def test_slips(desk: Desk, right: str, slip: str) -> None:
    path = desk.root / MODULE
    before = path.read_text("utf-8")
    assert right in before, before
    path.write_text(before.replace(right, slip, 1), "utf-8")
    desk.check(code=1)
    patch = desk.check("--patch").stdout
    desk.check(code=1)
    done = subprocess.run(["git", "apply", "--check", "-"], cwd=desk.root, input=patch.encode(), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    desk.check("--fix")
    assert path.read_text("utf-8") == before


@pytest.mark.parametrize(
    ("right", "slip"),
    [
        ("competency: REL-1", "competency: REL-11"),
        ("    from:", "  \tfrom:"),
        ("from: 2024-01-01", "from: 01/02/2020"),
        ("hours: 2", "hours: 92"),
    ],
)
def test_what_only_people_know_is_left(desk: Desk, right: str, slip: str) -> None:
    path = desk.root / MODULE
    before = path.read_text("utf-8")
    assert right in before
    path.write_text(before.replace(right, slip, 1), "utf-8")
    held = path.read_bytes()
    desk.check("--fix", code=1)
    assert path.read_bytes() == held


def test_a_patch_of_a_file_with_windows_line_ends_applies(desk: Desk) -> None:
    path = desk.root / MODULE
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n").replace(b"status: draft", b"status: drfat").rstrip(b"\r\n"))
    held = path.read_bytes()
    patch = desk.check("--fix", "--dry-run").stdout_bytes
    assert path.read_bytes() == held
    subprocess.run(["git", "apply", "-"], cwd=desk.root, input=patch, check=True)
    assert path.read_bytes() == held.replace(b"drfat", b"draft")


def test_options_that_do_not_go_together(desk: Desk) -> None:
    assert "`--dry-run` belongs to `--fix`" in desk.check("--dry-run", code=2).output
    assert "go without" in desk.check("--fix", "--since", "HEAD", code=2).output
    assert "goes without `--sources`" in desk.check("--since", "HEAD", "--sources", str(desk.root), code=2).output


# -- diff


def diff(desk: Desk, *words: str, code: int = 0) -> Result:
    settings = {"PRACTICUM_TODAY": DAY.isoformat(), "NO_COLOR": "1"}
    done = CliRunner().invoke(main, ["diff", "--project", str(desk.root), *words], env=settings)
    assert done.exit_code == code, done.output
    return done


def test_a_side_that_cannot_be_read_whole_is_compared_as_far_as_it_can(desk: Desk) -> None:
    desk.edit(MODULE, "hours: 2", "hours: 3")
    desk.edit(LESSON, "# Looking", "<<<<<<< HEAD\n# Looking\n=======\n# Seeing\n>>>>>>> other")
    done = diff(desk, "HEAD", "--format", "md", code=1)
    assert "merge-marker" in done.stderr
    assert f"- `{LESSON}` cannot be read on one side; what stands in it is not compared." in done.stdout
    assert "2 → 3 hours" in done.stdout
    assert "is taken away" not in done.stdout


def test_a_binary_file_and_a_new_name(desk: Desk) -> None:
    desk.git("mv", "curriculum/modules/F01-seeing/02-listening.md", "curriculum/modules/F01-seeing/02-hearing.md")
    desk.edit(MODULE, "lesson: 02-listening.md", "lesson: 02-hearing.md")
    (desk.root / "curriculum/modules/F01-seeing/plan.png").write_bytes(b"\x89PNG\r\n\x1a\n\x00\xff")
    said = json.loads(diff(desk, "HEAD", "--format", "json", code=1).stdout)
    (module,) = [one for one in said["units"] if one["kind"] == "module"]
    assert [(one["what"], one["words_in"], one["words_out"]) for one in module["texts"]] == [("changed", 0, 0)]
    assert module["texts"][0]["was"].endswith("02-listening.md")


def test_a_page_and_a_comment_are_written(desk: Desk, tmp_path: Path) -> None:
    desk.edit(LESSON, "# Looking", "# Looking on")
    diff(desk, "HEAD", "--out", str(tmp_path / "out"))
    assert "<ins>" in (tmp_path / "out/review.html").read_text("utf-8")
    assert (tmp_path / "out/comment.md").read_text("utf-8").startswith("<!-- practicum diff -->\n## What this changes for people\n")
    # A workflow writes beside the site.
    diff(desk, "HEAD", "--out", str(desk.root / "build/change"))
    assert (desk.root / "build/change/review.html").is_file()


def test_refs_that_are_not_there_in_diff(desk: Desk) -> None:
    assert "`mian` is neither a folder with a curriculum nor a revision that git knows here" in diff(desk, "mian", code=2).output


def test_nothing_differs(desk: Desk) -> None:
    assert "Nothing reads differently for learners, trainers or assessors." in diff(desk, "HEAD", "--format", "md").stdout
    assert "nobody is asked about this change" in diff(desk, "HEAD", "--asked").stderr


def test_code_owners_are_written_and_kept(desk: Desk) -> None:
    def asked(*words: str, code: int = 0) -> str:
        done = CliRunner().invoke(main, ["asked", "--project", str(desk.root), *words], env={"PRACTICUM_TODAY": DAY.isoformat()})
        assert done.exit_code == code, done.output
        return done.output

    path = desk.root / "curriculum/people.yaml"
    path.write_text(path.read_text("utf-8").replace("id: P-ONE,", 'id: P-ONE, account: "@one", asked_about: [F01],', 1), "utf-8")
    assert "@one" in asked()
    assert "is not as curriculum/people.yaml has it" in asked("--codeowners", "--check", code=1)
    assert "1 path" in asked("--codeowners")
    assert "/curriculum/modules/F01-seeing/ @one\n" in (desk.root / ".github/CODEOWNERS").read_text("utf-8")
    assert "is as it should be" in asked("--codeowners", "--check")
    assert "belong to `--codeowners`" in asked("--check", code=2)


def test_another_id_is_the_same_thing(desk: Desk) -> None:
    settings = {"PRACTICUM_TODAY": DAY.isoformat(), "NO_COLOR": "1"}
    done = CliRunner().invoke(main, ["rename", "F01", "F60", "--project", str(desk.root)], env=settings)
    assert done.exit_code == 0, done.output
    desk.commit("Another id")
    comment = diff(desk, "HEAD~1", "HEAD", "--format", "md").stdout
    assert "- module **F01** is called **F60** now; records and addresses still find it." in comment
    assert "Nothing here takes anything from learners" in comment
    said = json.loads(diff(desk, "HEAD~1", "HEAD", "--format", "json").stdout)
    assert (said["units"], said["rules"], said["stale_translations"], said["stale_sign_offs"]) == ([], [], [], [])
    desk.edit("curriculum/modules/F60-seeing/module.yaml", "hours: 2", "hours: 3")
    assert "2 → 3 hours" in diff(desk, "HEAD~1", "--format", "md", code=1).stdout
