"""Two organisations, a circle of care leavers and a ministry take a module from draft to adopted, commit by commit.

After each commit the check, the standing and the page of the module say what a person would expect.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from practicum.cli import main
from practicum.publishing import SiteSources, publish
from practicum.reading import read_project
from practicum.resolving import view_of
from practicum.workspace.disk import Disk
from tests.cases.sources import DAY, base

LESSON = "curriculum/modules/F01-seeing/01-looking.md"
MODULE = "curriculum/modules/F01-seeing/module.yaml"
PEOPLE = """format: 1
people:
  - {id: P-COLLEGE, name: Ada (invented), organisation: O-COLLEGE, constituency: academia}
  - {id: P-NGO, name: Ben (invented), organisation: O-NGO, constituency: practice}
  - {id: P-CIRCLE, name: Cleo (invented), organisation: O-CIRCLE, constituency: lived_experience}
  - {id: P-MINISTRY, name: Dan (invented), organisation: O-MINISTRY, constituency: government}
  - {id: P-ONE, name: One (invented), constituency: academia}
"""
ORGANISATIONS = """format: 1
organisations:
  - {id: O-COLLEGE, name: A college (invented), kind: university, constituency: academia}
  - {id: O-NGO, name: An organisation (invented), kind: ngo, constituency: practice}
  - {id: O-CIRCLE, name: A circle (invented), kind: lived_experience_group, constituency: lived_experience}
  - {id: O-MINISTRY, name: A ministry (invented), kind: government, constituency: government}
  - {id: O-ONE, name: College One (invented), kind: university}
"""


class Village:
    """A project under git, and what its commands, its check and its page say."""

    def __init__(self, root: Path) -> None:
        self.root = root
        sources = base().copy()
        for path in [path for path in sources.contents if path.startswith(("curriculum/signoffs/", "curriculum/fr/"))]:
            sources.contents.pop(path)
        sources.contents["curriculum/people.yaml"] = PEOPLE.encode()
        sources.contents["curriculum/organisations.yaml"] = ORGANISATIONS.encode()
        for path, data in sources.contents.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(data)
        self.day = DAY.isoformat()
        self.git("init", "-q", "-b", "main")
        self.commit("A draft")

    def git(self, *words: str) -> str:
        who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false"]
        return subprocess.run(["git", *who, *words], cwd=self.root, check=True, capture_output=True, text=True).stdout

    def commit(self, says: str) -> None:
        self.git("add", "curriculum", "competencies")
        self.git("commit", "-q", "-m", says)

    def run(self, *words: str) -> Result:
        return CliRunner().invoke(main, [*words, "--project", str(self.root)], env={"PRACTICUM_TODAY": self.day, "NO_COLOR": "1"})

    def endorse(self, *words: str, code: int = 0) -> str:
        done = self.run("endorse", "F01", *words)
        assert done.exit_code == code, done.output
        return done.output

    def edit(self, path: str, old: str, new: str) -> None:
        text = (self.root / path).read_text("utf-8")
        assert text.count(old) == 1
        (self.root / path).write_text(text.replace(old, new), "utf-8")

    def faults(self) -> list[str]:
        found = json.loads(self.run("check", "--format", "json").stdout)
        return [one["rule"] for one in found["diagnostics"]]

    def standing(self) -> dict[str, object]:
        found = json.loads(self.run("endorse", "F01", "--format", "json").stdout)
        (one,) = found["units"]
        return dict(one)

    def diff(self, base: str = "HEAD~1") -> str:
        """What the last commit does to people, as a comment says it."""
        done = self.run("diff", base, "HEAD", "--format", "md")
        assert done.exit_code in (0, 1), done.output
        return done.stdout

    def page(self) -> str:
        catalogue = read_project(Disk(self.root)).catalogue
        sources = SiteSources(pages={"index.md": "# Home\n"}, handbook={"index.md": "# Handbook\n"})
        stage = publish([view_of(catalogue, day=DAY)], sources)
        text = stage.files["en/pages/modules/F01.md"].decode()
        return text[text.index("sign-offs") :]


@pytest.fixture
def village(tmp_path: Path) -> Village:
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    return Village(tmp_path)


def test_from_draft_to_adopted(village: Village) -> None:
    # 1: the college speaks first.
    assert village.faults() == []
    assert "Not yet signed; draft." in village.page()
    said = village.endorse("--as", "P-COLLEGE")
    assert "next: still asked are 1 of government, 1 of practice, 1 of lived experience" in said
    village.commit("The college endorses")
    assert village.faults() == []
    assert village.standing()["missing"] == {"government": 1, "practice": 1, "lived_experience": 1}
    assert "signed so far: 1 / 4" in village.page()
    diff = village.diff()
    assert "Nothing here takes anything from learners" in diff
    assert "- **F01**: 1 new word; lacks 1 of government, 1 of practice and NGOs and 1 of lived experience." in diff

    # 2: an objection, which needs a reason, and blocks nothing but adoption.
    assert "needs a reason" in village.endorse("--as", "P-CIRCLE", "--word", "object", code=2)
    village.endorse("--as", "P-CIRCLE", "--word", "object", "--why", "Nobody asks the child.")
    village.endorse("--as", "P-NGO")
    village.endorse("--as", "P-MINISTRY")
    village.commit("An objection, and two more words")
    assert village.faults() == []
    assert village.standing()["open_objections"] == ["P-CIRCLE"]
    page = village.page()
    assert "Nobody asks the child." in page
    assert "objections without an answer: 1" in page
    diff = village.diff()
    assert "- **An objection** to F01 by Cleo (invented) has no answer yet." in diff
    assert "- **F01**: 3 new words; lacks 1 of lived experience, and 1 objection has no answer." in diff
    refused = village.endorse("--adopt", code=1)
    assert "still asked are 1 of lived experience; no answer yet to the objection of `P-CIRCLE`" in refused

    # 3: the text is mended. Every word is about an older text now, and says which file has changed.
    village.edit(LESSON, "# Looking", "# Looking, and asking the child")
    village.commit("The lesson asks the child")
    assert village.faults() == ["stale-sign-off"] * 4
    assert "changed since: 01-looking.md" in village.run("check").output
    page = village.page()
    assert page.count("the text has changed since: 01-looking.md") == 4
    assert "signed so far: 0 / 4" in page
    diff = village.diff()
    assert "- **F01 Seeing what works**: `01-looking.md` 4 words in." in diff
    assert "the endorsements of Ada (invented) for universities, Ben (invented) for practice and NGOs and Dan (invented) for" in diff
    assert "- **To be asked again**: 4 words on F01 Seeing what works are about an older text now." in diff
    assert "are about an older text now (01-looking.md changed since)" in diff
    assert "**Ada (invented)**: endorsed F01, whose text has changed" in diff
    assert "Ada (invented): endorsed F01, whose text has changed" in village.run("diff", "HEAD~1", "HEAD", "--asked").output

    # 4: the objection is answered, whoever objected says another word, and the old one stays to be read.
    village.endorse("--answer", "P-CIRCLE", "--why", "Lesson 1 begins with the child now.")
    village.endorse("--as", "P-CIRCLE")
    village.commit("An answer, and another word")
    assert village.faults() == ["stale-sign-off"] * 3
    assert village.standing()["open_objections"] == []
    page = village.page()
    assert "answer: Lesson 1 begins with the child now." in page
    assert "an earlier word" in page
    assert "- **F01**: 1 new word; lacks 1 of government, 1 of universities and 1 of practice and NGOs." in village.diff()

    # 5: the others read it again; only then may it be adopted.
    for person in ("P-COLLEGE", "P-NGO"):
        village.endorse("--as", person)
    assert "still asked are 1 of government" in village.endorse("--adopt", code=1)
    village.edit(MODULE, "status: draft", "status: adopted")
    assert "adopted-without-sign-offs" in village.faults()
    village.edit(MODULE, "status: adopted", "status: draft")
    assert "`practicum endorse F01 --adopt` calls it adopted" in village.endorse("--as", "P-MINISTRY")
    assert "F01 is adopted (it was draft)" in village.endorse("--adopt")
    village.commit("Adopted")
    assert village.faults() == []
    assert "signed by all who have to" in village.page()
    diff = village.diff()
    assert "- **F01 Seeing what works**: draft → adopted." in diff
    assert "- **F01**: 3 new words; is adopted now; all have signed who have to." in diff

    # 6: a law changes overnight. The ministry answers for it until everybody has been asked.
    village.edit(LESSON, "asking the child", "asking the child and the guardian")
    assert village.faults() == ["adopted-without-sign-offs", *["stale-sign-off"] * 4]
    track = ("--fast-track", "--law", "Children Act (invented), in force tomorrow", "--why", "Guardians have to be heard.")
    assert "somebody of government" in village.endorse(*track, "--as", "P-NGO", "--review-by", "2026-12-01", code=2)
    unasked = village.run("diff", "HEAD", "--format", "md").stdout
    assert "- **Agreement lost**: F01 Seeing what works is called adopted, and now lacks 1 of government" in unasked
    assert "since 4 words are about an older text." in unasked
    village.endorse(*track, "--as", "P-MINISTRY", "--review-by", "2026-12-01")
    village.commit("The new law")
    assert village.faults() == []
    # The change that could not wait carries everybody's word until its review: nothing is lost yet.
    diff = village.diff()
    assert "Agreement lost" not in diff
    assert "- **Changed before everybody could be asked**: F01 Seeing what works. Guardians have to be heard. Everybody is asked by" in diff
    page = village.page()
    assert "This text was changed before everybody could be asked." in page
    assert page.count("holds until the review") == 4
    # The review is overdue: it is called adopted without agreement again.
    village.day = "2026-12-02"
    assert village.faults() == ["adopted-without-sign-offs", *["stale-sign-off"] * 4]
    assert "was to be reviewed by 2026-12-01" in village.run("check").output


def test_a_word_that_cannot_be_given_says_why(village: Village) -> None:
    refusals = {
        ("--as", "P-COLEGE"): "did you mean `P-COLLEGE`?",
        ("--as", "P-COLLEGE", "--until", "2020-01-01"): "over before it is given",
        ("--answer", "P-COLLEGE", "--why", "Done."): "is no objection",
        ("--answer", "P-COLLEGE"): "`--answer` needs `--why`",
        ("--why", "Because."): "say with `--as` who speaks",
        ("--fast-track", "--as", "P-MINISTRY"): "needs `--as`, `--why`, `--law` and `--review-by`",
    }
    for words, said in refusals.items():
        done = village.run("endorse", "F01", *words)
        assert done.exit_code in (1, 2)
        assert said in done.output, done.output
    assert "did you mean `F01`?" in village.run("endorse", "F011", "--as", "P-COLLEGE").output
    assert "`xx` is not a country or a language here" in village.run("endorse", "F01/xx", "--as", "P-COLLEGE").output
    assert not (village.root / "curriculum/signoffs").exists()


def test_a_file_of_sign_offs_keeps_its_comments_and_line_ends(village: Village) -> None:
    village.endorse("--as", "P-COLLEGE")
    path = village.root / "curriculum/signoffs/F01.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"signoffs:\n", b"signoffs:   # in order\n").replace(b"\n", b"\r\n"))
    before = path.read_bytes()
    village.endorse("--as", "P-NGO")
    after = path.read_bytes()
    assert after.startswith(before)
    assert b"\n" not in after.replace(b"\r\n", b"")
    assert village.faults() == []


def test_nothing_is_written_where_only_looking_was_asked(village: Village) -> None:
    village.endorse("--as", "P-COLLEGE", "--dry-run")
    assert not (village.root / "curriculum/signoffs").exists()
    listed = village.run("endorse").output
    assert "F01   draft    still asked are 1 of government" in listed
