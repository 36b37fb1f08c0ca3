"""Changes told one by one, gathered into releases as git keeps them, and the citation of each."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest
import yaml

from practicum.authoring import Draft, Refused
from practicum.authoring.crediting import CITATION, cite
from practicum.authoring.releasing import Before, NewRelease, release
from practicum.model.release import Release, next_version, orcid_said, orcid_sign
from practicum.reading import InMemory, read_project
from practicum.resolving.releases import Difference, differences, named, untold
from practicum.workspace.course_site import build_release
from practicum.workspace.project import find_project
from practicum.workspace.releases import commit_of_release, released, take_along
from practicum.workspace.trouble import Trouble
from tests.authoring.small_project import call, good, held, put
from tests.cases.sources import DAY, base

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git keeps releases, and it is not installed")
PEOPLE = """format: 1
people:
  - {id: P-ONE, name: One (invented), organisation: O-ONE, constituency: academia}
  - {id: P-ANA, name: "Ana Amin (invented)", given_names: Ana, family_name: "Amin (invented)", orcid: 0000-0000-0000-0001,
     organisation: O-ONE, constituency: academia}
"""


def git(root: Path, *words: str) -> str:
    who = ("-c", "user.name=A", "-c", "user.email=a@example.invalid", "-c", "commit.gpgsign=false")
    return subprocess.run(["git", *who, *words], cwd=root, check=True, capture_output=True, text=True).stdout.strip()


def commit(root: Path, says: str) -> str:
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", says)
    return git(root, "rev-parse", "HEAD")


def edit(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text()
    assert text.count(old) == 1
    (root / path).write_text(text.replace(old, new))


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """A project with a first release and edits after it, of which one is told; the first release's commit, and what the second one said."""
    root = put(tmp_path_factory.mktemp("told"))
    (root / "curriculum/people.yaml").write_text(PEOPLE)
    edit(root, "curriculum/modules/F01-seeing/module.yaml", "\nid: F01\n", "\nid: F01\nauthors: [P-ANA, P-ONE]\nauthor_bodies: [O-ONE]\n")
    git(root, "init", "--quiet", "--initial-branch=main")
    good(root, "release", "--says", "The first one.")
    first = commit(root, "Release 2026.10")
    good(root, "new", "change", "F01", "--kind", "corrected", "--says", "The story begins with the child.", "--by", "P-ONE")
    lesson = next((root / "curriculum/modules/F01-seeing").glob("01-*.md"))
    lesson.write_text(lesson.read_text().rstrip("\n") + "\n\nOne more thought.\n")
    edit(root, "competencies/roles/FSW.yaml", "mandate: works with families at home", "mandate: works with families")
    commit(root, "Two edits")
    return root, first, good(root, "release")


@needs_git
def test_a_release_takes_up_what_was_told_and_finds_what_was_not(told: tuple[Path, str, str]) -> None:
    root, _, said = told
    assert "release 2026.10.2 of 2026-10-15: 1 change told, 1 more found since 2026.10 that nobody told" in said
    assert "not told in any change, and listed as such: role:FSW" in said
    assert "git tag release-2026.10.2" in said
    made = yaml.safe_load((root / "curriculum/releases/2026.10.2.yaml").read_text())
    assert made["since"] == "2026.10"
    assert made["changes"] == [{"kind": "corrected", "units": ["F01"], "says": "The story begins with the child.", "people": ["P-ONE"]}]
    assert made["untold"] == [{"unit": "role:FSW", "what": "changed", "where": ["mandate"]}]
    assert not list((root / "curriculum/changes").glob("*.yaml"))
    assert "error" not in call(root, "check").output


@needs_git
def test_git_keeps_a_release_with_its_tag_and_without(told: tuple[Path, str, str]) -> None:
    root, first, _ = told
    project = find_project(root)
    catalogue = read_project(project.disk).catalogue
    assert commit_of_release(root, "2026.10") == first, "the commit that brought its file"
    other = git(root, "rev-parse", "HEAD")
    git(root, "tag", "release-2026.10", other)
    assert commit_of_release(root, "2026.10") == other, "a tag goes before"
    git(root, "tag", "--delete", "release-2026.10")
    assert b"at home" in released(project, catalogue, "2026.10").files.read("competencies/roles/FSW.yaml")
    with pytest.raises(Trouble, match=r"there is no release `2026\.09`"):
        released(project, catalogue, "2026.09")
    # The second one is written, and in no commit yet.
    with pytest.raises(Trouble, match=r"git does not have release 2026\.10\.2 here"):
        released(project, catalogue, "2026.10.2")


@needs_git
def test_a_copy_without_its_history_says_so_instead_of_showing_another_day(told: tuple[Path, str, str], tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", "--depth", "1", told[0].as_uri(), "shallow")
    project = find_project(tmp_path / "shallow")
    catalogue = read_project(project.disk).catalogue
    with pytest.raises(Trouble, match="git does not have release") as raised:
        released(project, catalogue, "2026.10")
    assert "--unshallow" in raised.value.help


@needs_git
def test_pages_of_an_old_release_say_what_they_are_and_hold_what_it_held(told: tuple[Path, str, str], tmp_path: Path) -> None:
    root, _, _ = told
    project = find_project(root)
    # A build takes seconds; nothing less shows that templates and texts of two days go together.
    built = build_release(project, released(project, read_project(project.disk).catalogue, "2026.10"))
    assert built.published
    assert built.folder == root / "build/releases/2026.10"
    page = next((built.folder / "modules/F01").glob("01-*.html")).read_text()
    assert '<meta name="robots" content="noindex">' in page
    assert "This is release 2026.10 of 15 October 2026" in page.replace("\xa0", " ")
    assert 'href="../../../../index.html"' in page, "the way to the home page of today, seen from below releases/2026.10/"
    assert "One more thought" not in page
    assert ", release 2026.10." in page
    assert "Amin (invented), Ana; One (invented); College One (invented) (2026)." in page
    assert not (root / "build/older").exists()
    site = tmp_path / "site"
    site.mkdir()
    take_along({"2026.10": built.folder}, site)
    assert (site / "releases/2026.10/index.html").read_bytes() == (built.folder / "index.html").read_bytes()


@needs_git
def test_what_cannot_be_released_is_refused_and_nothing_is_written(told: tuple[Path, str, str]) -> None:
    root, _, _ = told
    before = held(root)
    for words, said in (
        (("2026.10",), "`2026.10` is not newer than the last release, `2026.10.2`"),
        (("2026.13",), "`2026.13` is no name of a release"),
        (("--date", "2027-01-01"), "2027-01-01 is still to come"),
        (("2026.11", "--date", "2026-10-01"), "the last release, `2026.10.2`, is of 2026-10-15"),
    ):
        result = call(root, "release", *words)
        assert result.exit_code == 2
        assert said in result.output
    edit(root, "competencies/roles/FSW.yaml", "competency: REL-1", "competency: REL-9")
    result = call(root, "release")
    assert result.exit_code == 1
    assert "nothing is released while" in result.output
    edit(root, "competencies/roles/FSW.yaml", "competency: REL-9", "competency: REL-1")
    assert held(root) == before


def test_without_git_a_release_says_that_it_compared_nothing(tmp_path: Path) -> None:
    root = put(tmp_path)
    assert "it is the first release" in good(root, "release")
    good(root, "new", "change", "glossary", "--says", "A word more.")
    said = good(root, "release", "--dry-run")
    assert "it was not compared with 2026.10: git does not have release 2026.10 here" in said
    assert not (root / "curriculum/releases/2026.10.2.yaml").exists()
    good(root, "release")
    assert "since" not in yaml.safe_load((root / "curriculum/releases/2026.10.2.yaml").read_text())


def test_a_change_is_asked_for_what_it_needs(tmp_path: Path) -> None:
    root = put(tmp_path)
    for words, said in (
        (("F1", "--says", "x"), "did you mean `F01`?"),
        (("F01/NO", "--says", "x"), "did you mean `F01/NV`?"),
        (("F01",), "`--says` is missing"),
        (("F01", "--says", "  "), "a change says what changed"),
        (("F01", "--says", "x", "--by", "P-TOW"), "there is no person `P-TOW`"),
    ):
        result = call(root, "new", "change", *words)
        assert result.exit_code == 2
        assert said in result.output
    for _ in range(2):
        good(root, "new", "change", "F01/NV", "--says", "The law is another one.", "--by", "P-ONE")
    assert sorted(path.name for path in (root / "curriculum/changes").iterdir()) == [
        "f01-nv-the-law-is-another-one-2.yaml", "f01-nv-the-law-is-another-one.yaml",
    ]  # fmt: skip


def test_a_rename_mends_changes_and_leaves_what_a_release_said(tmp_path: Path) -> None:
    root = put(tmp_path)
    good(root, "new", "change", "F01", "--says", "F01 is new.", "--by", "P-ONE")
    good(root, "release")
    good(root, "new", "change", "F01", "REL-1", "--says", "F01 is shorter.", "--by", "P-ONE")
    good(root, "rename", "F01", "F90")
    good(root, "rename", "P-ONE", "P-UNO")
    change = yaml.safe_load(next((root / "curriculum/changes").iterdir()).read_text())
    assert (change["units"], change["says"], change["people"]) == (["F90", "REL-1"], "F90 is shorter.", ["P-UNO"])
    made = yaml.safe_load((root / "curriculum/releases/2026.10.yaml").read_text())["changes"][0]
    assert (made["units"], made["says"], made["people"]) == (["F01"], "F01 is new.", ["P-UNO"])
    # And the page of releases still finds it.
    assert named(read_project(find_project(root).disk).catalogue, "F01") == named(read_project(find_project(root).disk).catalogue, "F90")


# -- what nobody told


def test_differences_are_named_as_changes_name_them() -> None:
    before = read_project(base()).catalogue
    sources = base().copy()
    sources.change("curriculum/modules/F01-seeing/assessment.yaml", "task: ", "task: Now ")
    sources.change("competencies/frameworks/small/REL.yaml", "title: Listening", "title: To listen")
    sources.change("curriculum/glossary.yaml", "Who belongs together.", "Those who belong together.")
    after = read_project(sources).catalogue
    found = differences(before, after)
    assert found == (
        Difference("F01", "changed", ("assessment",)), Difference("REL-1", "changed", ("title",)),
        Difference("glossary", "changed", ("family",)),
    )  # fmt: skip
    told = read_project(InMemory(sources.contents | {
        "curriculum/changes/a.yaml": b"format: 1\nkind: changed\nunits: [REL, glossary]\nsays: Words.\n",
    })).catalogue  # fmt: skip
    assert [one.unit for one in untold(told, found, [unit.value for unit in told.changes.values()])] == ["F01"]
    with pytest.raises(Refused, match="nothing reads differently"):
        _again("2026.10")


def _again(version: str) -> None:
    """Release what is as it was in the release before."""
    files = InMemory(base().contents | {"curriculum/releases/2026.09.yaml": b'format: 1\nversion: "2026.09"\nday: 2026-09-01\n'})
    catalogue = read_project(files).catalogue
    release(Draft(files), catalogue, NewRelease(day=DAY, version=version), before=Before(catalogue), cited=False, today=DAY)


# -- citing: the rules of CFF 1.2.0 for the fields that are written (schema.json of the format)

_TOP = {
    "cff-version", "message", "title", "abstract", "type", "version", "date-released", "license", "url", "repository-code", "authors",
    "preferred-citation", "keywords",
}  # fmt: skip
_PERSON = {"family-names", "given-names", "affiliation", "orcid"}
_REFERENCE = (_TOP - {"cff-version", "message", "preferred-citation"}) | {"publisher"}


def assert_cff(text: str) -> dict[str, object]:
    """The file keeps to the format; what it says."""
    said = yaml.safe_load(text)
    assert isinstance(said, dict)
    assert set(said) <= _TOP
    assert said["cff-version"] == "1.2.0"
    assert said["type"] in ("software", "dataset")
    assert said["message"]
    works = [said, *([said["preferred-citation"]] if "preferred-citation" in said else [])]
    for work in works:
        assert isinstance(work["title"], str)
        assert work["title"]
        assert isinstance(work["version"], (str, int, float))
        assert work.get("date-released") is None or isinstance(work["date-released"], date)
        for name in ("url", "repository-code"):
            assert name not in work or re.match(r"(https|http|ftp|sftp)://.+", work[name])
        assert work["authors"]
        assert len({str(one) for one in work["authors"]}) == len(work["authors"])
        for one in work["authors"]:
            assert set(one) <= ({"name", "orcid"} if "name" in one else _PERSON)
            assert "orcid" not in one or re.fullmatch(r"https://orcid\.org/[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X]", one["orcid"])
    for work in works[1:]:
        assert set(work) <= _REFERENCE
        assert work["type"] == "generic"
    return said


@needs_git
def test_the_citation_keeps_to_its_format(told: tuple[Path, str, str]) -> None:
    said = assert_cff((told[0] / CITATION).read_text())
    assert (said["version"], said["date-released"], said["type"]) == ("2026.10.2", DAY, "dataset")
    assert said["authors"] == [
        {"family-names": "Amin (invented)", "given-names": "Ana", "affiliation": "College One (invented)",
         "orcid": "https://orcid.org/0000-0000-0000-0001"},
        {"name": "College One (invented)"},
        {"name": "One (invented)"},
    ]  # fmt: skip


def _cited(text: str, *versions: str) -> str:
    files = InMemory({**base().contents, CITATION: text})
    draft = Draft(files)
    catalogue = read_project(InMemory(base().contents)).catalogue
    for number, version in enumerate(versions, 1):
        cite(draft, catalogue, Release(format=1, version=version, day=date(2026, 10, number)), there=True)
    return draft.text(CITATION)


def test_a_citation_that_is_there_keeps_its_own_words() -> None:
    head = '# Ours.\ncff-version: 1.2.0\nmessage: "Cite us."   # always\n'
    own = head + "title: Old\ntype: dataset\nversion: 1\nauthors:\n  - name: X\nkeywords: [a]\n"
    text = _cited(own, "2026.10", "2026.11")
    said = assert_cff(text)
    assert (said["version"], said["message"], said["keywords"]) == ("2026.11", "Cite us.", ["a"])
    assert "# Ours.\n" in text
    assert "# always" in text
    assert said["authors"] == [{"name": "The authors of A small framework"}], "nobody is named as author"


def test_a_citation_keeps_its_line_ends_and_a_broken_one_stops_the_release(tmp_path: Path) -> None:
    own = "\ufeffcff-version: 1.2.0\r\nmessage: Cite us.\r\ntype: dataset\r\ntitle: Old\r\nauthors:\r\n  - name: X\r\n"
    root = put(tmp_path)
    (root / CITATION).write_bytes(own.encode())
    good(root, "release")
    written = (root / CITATION).read_bytes()
    assert written.startswith(own.encode()[:14])
    assert written.count(b"\n") == written.count(b"\r\n") > own.count("\n")
    (root / CITATION).write_text("<<<<<<< HEAD\ntitle: a\n=======\ntitle: b\n>>>>>>> other\n")
    good(root, "new", "change", "F01", "--says", "More.")
    before = held(root)
    result = call(root, "release")
    assert result.exit_code == 1
    assert result.output.splitlines()[-2].startswith("error: CITATION.cff:1:1: ")
    assert held(root) == before


def test_the_citation_of_a_program_gets_the_curriculum_beside_it() -> None:
    own = (Path(__file__).resolve().parents[2] / CITATION).read_text()
    text = _cited(own, "2026.10", "2026.11")
    said = assert_cff(text)
    assert said["type"] == "software"
    assert {key: value for key, value in said.items() if key != "preferred-citation"} == yaml.safe_load(own)
    assert said["preferred-citation"]["version"] == "2026.11"  # type: ignore[index]


@pytest.mark.parametrize("text", ["17", "0000-0000-0000-00O1", "0000-0000-0000-000", "\u0660" * 4 + "-0000-0000-0001", ""])
def test_what_is_no_orcid_is_none(text: str) -> None:
    assert orcid_said(text) is None


def test_one_wrong_digit_of_an_orcid_or_two_exchanged_are_noticed() -> None:
    # Made up: `check` is about the signs, and ORCID gives out no iD below 0000-0001-5.
    begun = "0000-0000-1234-567"
    right = begun + orcid_sign(begun)
    digits = right.replace("-", "")
    for at in range(15):
        for other in "0123456789":
            if other != digits[at]:
                assert orcid_sign(digits[:at] + other + digits[at + 1 :]) != digits[15]
        if at < 14 and digits[at] != digits[at + 1]:
            assert orcid_sign(digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]) != digits[15]


def test_names_of_releases_follow_the_calendar() -> None:
    assert next_version(date(2027, 1, 5), frozenset({"2026.12", "2026.12.2"})) == "2027.01"
