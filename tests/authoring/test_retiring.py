"""`practicum retire`: roles ask for what takes its place, and nothing of the past is rewritten."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.authoring.small_project import call, good, held, put

ROLE = "competencies/roles/FSW.yaml"
DOMAIN = "competencies/frameworks/small/REL.yaml"
THIRD = ("new", "competency", "--domain", "REL", "--title", "Asking", "--statement", "Asks", "--indicator", "waits", "--taught-by", "F02",
         "--level", "2")  # fmt: skip


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return put(tmp_path)


def test_without_anything_in_its_place(project: Path) -> None:
    before = held(project)
    said = good(project, "retire", "REL-2")
    assert "roles that asked for it: FSW" in said
    assert "records of REL-2 stay as they are and are still read" in said
    assert "F02 taught it" in said or "taught it and still say so" in said
    assert "the crosswalks other keep their line for REL-2" in said
    assert call(project, "check").exit_code == 0
    after = held(project)
    assert [path for path in after if after[path] != before[path]] == [DOMAIN, ROLE]
    assert after[ROLE] == before[ROLE].replace(b"  - {competency: REL-2, level: 2}\n", b"")
    assert after[DOMAIN] == before[DOMAIN] + b"    retired: 2026-10-15\n"


def test_with_another_in_its_place_that_a_role_asks_for_already(project: Path) -> None:
    # REL-1 is asked for at level 1, and REL-2 at level 2: the higher one is asked for, and somebody has to teach it.
    said = call(project, "retire", "REL-2", "--replaced-by", "REL-1").output
    if "nothing was written" in said:
        assert "needs `REL-1` at level 2" in said
    else:
        assert "{competency: REL-1, level: 2}" in (project / ROLE).read_text()


def test_a_split(project: Path) -> None:
    good(project, *THIRD)
    good(project, *(word.replace("Asking", "Waiting") for word in THIRD))
    said = good(project, "retire", "REL-2", "--replaced-by", "REL-3", "--replaced-by", "REL-4")
    assert "in its place: REL-3, REL-4" in said
    assert "they show nothing of REL-3 or REL-4 by themselves" in said
    levels = (project / ROLE).read_text().partition("levels:")[2]
    assert "  - {competency: REL-3, level: 2}\n  - {competency: REL-4, level: 2}\n" in levels
    assert "REL-2" not in levels
    assert "replaced_by: [REL-3, REL-4]" in (project / DOMAIN).read_text()
    assert call(project, "check").exit_code == 0
    assert "is retired since 2026-10-15" in call(project, "retire", "REL-2").output
    # Renamed, what takes its place is followed.
    good(project, "rename", "REL-4", "REL-40")
    assert "replaced_by: [REL-3, REL-40]" in (project / DOMAIN).read_text()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("REL-9",), "there is no competency `REL-9`"),
        (("REL-2", "--replaced-by", "REL-9"), "what takes its place: there is no competency `REL-9`"),
        (("REL-2", "--replaced-by", "REL-2"), "it is the same"),
    ],
)
def test_what_cannot_be_is_refused(project: Path, words: tuple[str, ...], says: str) -> None:
    before = held(project)
    result = call(project, "retire", *words)
    assert result.exit_code == 2
    assert says in result.output
    assert held(project) == before
