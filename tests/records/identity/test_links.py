"""Decisions on who is who: what holds, what contradicts, and how they apply to the records."""

from __future__ import annotations

from datetime import date

import pytest
from record_folders import KNOWN, TODAY, Folder

from practicum.records import Intake, read_folder
from practicum.records.identity import Link, read_links, said_of, settled, with_link, without_person

DAY = date(2026, 10, 1)
LEARNERS = "id,birth_year,person_key,name\nL1,1980,,A\nL2,1980,,A\nL3,1990,,B\nL4,1991,k,C\nL5,1991,k,C\nL6,1970,q,D\nL7,1971,q,D\n"
DONE = "learner,module,date\nL1,F01,2026-01-01\nL2,F02,2026-02-01\nl2,F02,2026-03-01\nana@x.invalid,F01,2026-04-01\n"


def link(a: str, b: str, said: str = "same", *, on: date = DAY, reason: str = "asked them", invented: bool = False) -> Link:
    return Link(a, b, said, "me", on, reason, "0" * 16, invented)  # type: ignore[arg-type]


def file_of(*links: Link) -> bytes:
    data: bytes | None = None
    for one in links:
        data, _row = with_link(data, one)
    assert data is not None
    return data


def taken(*links: Link, completions: str = DONE, learners: str = LEARNERS, **more: str) -> Intake:
    files = {"learners.csv": learners, "completions.csv": completions, **{f"{name}.csv": text for name, text in more.items()}}
    read, faults = read_links(file_of(*links)) if links else ([], [])
    assert not faults
    return read_folder(Folder(files), catalogue_ids=KNOWN, today=TODAY, zones={}, links=read)


def modules(intake: Intake) -> list[tuple[str, str]]:
    return sorted((row["learner"], row["module"]) for row in intake.tables["completions"].to_pylist())


def test_all_rows_stand_under_the_lower_id() -> None:
    intake = taken(link("L2", "L1"))
    assert modules(intake) == [("L1", "F01"), ("L1", "F02"), ("L1", "F02")]
    assert [(merge.kept, merge.also) for merge in intake.merged] == [("L1", ("L2",)), ("L4", ("L5",))]
    assert "L2" not in intake.tables["learners"].column("learner").to_pylist()
    assert not intake.link_faults


def test_a_later_row_undoes_and_both_stay() -> None:
    data = file_of(link("L1", "L2"), link("l2", "l1", "open", on=date(2026, 10, 9)))
    links, _faults = read_links(data)
    assert [one.row for one in links] == [2, 3]
    assert said_of(links)["l1", "l2"].said == "open"
    assert ("L2", "F02") in modules(taken(*links))


def test_what_was_decided_later_than_known_is_left_out() -> None:
    data = file_of(link("L1", "L2", on=date(2026, 10, 9)))
    assert read_links(data, known_at=date(2026, 10, 8))[0] == []
    assert len(read_links(data, known_at=date(2026, 10, 9))[0]) == 1


def test_decisions_about_invented_people_join_no_real_ones() -> None:
    data = file_of(link("L1", "L2", invented=True), link("L1", "L3"))
    assert [one.b for one in read_links(data, invented=False)[0]] == ["L3"]
    assert [one.b for one in read_links(data, invented=True)[0]] == ["L2"]


def test_an_address_that_no_register_knows_leads_to_the_person() -> None:
    completions = "email,module,date\nAna@X.invalid,F01,2026-04-01\n"
    assert modules(taken(completions=completions)) == []
    assert modules(taken(link("L3", "ana@x.invalid"), completions=completions)) == [("L3", "F01")]


def test_without_a_register_decisions_hold_all_the_same() -> None:
    read, _ = read_links(file_of(link("L1", "L2")))
    intake = read_folder(Folder({"completions.csv": DONE}), catalogue_ids=KNOWN, today=TODAY, zones={}, links=read)
    assert modules(intake)[0] == ("L1", "F01")
    assert {learner for learner, _ in modules(intake)} == {"L1", "ana@x.invalid", "l2"}


def test_a_circle_is_a_fault_with_its_rows() -> None:
    intake = taken(link("L1", "L2"), link("L2", "L3"), link("L1", "L3", "different"))
    [fault] = intake.link_faults
    assert str(fault) == "links.csv, row 4: it says that two ids are two people's; by row 2 and row 3 they are one person's"


def test_a_decision_against_a_person_key_is_a_fault_with_both_places() -> None:
    [fault] = taken(link("L4", "L5", "different")).link_faults
    assert str(fault).startswith("links.csv, row 2: it says that two ids are two people's; by the person key in learners.csv, row 6 they")


def test_a_decision_against_identities_is_a_fault_with_its_place() -> None:
    [fault] = taken(link("L1", "ana@x.invalid"), identities="alias,learner\nana@x.invalid,L3\n").link_faults
    assert "identities.csv, row 2" in str(fault)
    assert "ana" not in str(fault)


def test_one_person_key_and_two_years_of_birth_is_not_certain() -> None:
    assert [merge.kept for merge in taken().merged] == ["L4"]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("L1,L2,perhaps,me,2026-10-01,r,,real", "row 2: the cell of `said` holds another word"),
        ("L1,,same,me,2026-10-01,r,,real", "row 2: the cell of `b` is empty"),
        ("L1,l1,same,me,2026-10-01,r,,real", "row 2: the row names one id twice"),
        ("L1,L2,same,me,03/04/2026,r,,real", "row 2: the cell of `on` is not a day, or could be two"),
    ],
)
def test_a_row_that_cannot_be_read_is_named_by_its_place(row: str, says: str) -> None:
    links, [fault] = read_links(f"a,b,said,by,on,reason,evidence,people\n{row}\n".encode())
    assert links == []
    assert str(fault) == f"links.csv, {says}"
    assert "L1" not in str(fault)


def test_a_file_that_a_spreadsheet_saved_its_own_way_is_read_and_added_to() -> None:
    ours, _ = read_links(file_of(link("L1", "L2", reason="née Ruiz")))
    theirs = "a;b;said;by;on;reason;evidence;people\r\nL1;L2;same;me;2026-10-01;née Ruiz;0000000000000000;real\r\n".encode("utf-16")
    assert read_links(theirs)[0] == ours
    after, row = with_link(theirs, link("L3", "L4"))
    assert row == 3
    assert [one.reason for one in read_links(after)[0]] == ["née Ruiz", "asked them"]


def test_what_looks_like_a_formula_stays_a_text_and_comes_back() -> None:
    data = file_of(link("=L1", "L2", reason='=HYPERLINK("x")'))
    assert b"\r\n'=L1," in data
    [back] = read_links(data)[0]
    assert (back.a, back.reason) == ("=L1", '=HYPERLINK("x")')


def test_groups_are_the_same_in_any_order() -> None:
    links = [link("A", "B"), link("C", "D"), link("D", "B"), link("E", "F", "different")]
    assert settled(links)[0] == settled(links[::-1])[0] == [frozenset("abcd")]


def test_erasing_a_person_takes_every_row_about_them_under_any_id() -> None:
    data = file_of(link("L1", "L2"), link("L3", "L4"), link("L2", "L9", "different"))
    after, ids = without_person(data, "l1")
    assert set(ids) >= {"l1", "l2"}
    assert [one.a for one in read_links(after)[0]] == ["L3"]
    assert without_person(data, "L77")[0] is None
