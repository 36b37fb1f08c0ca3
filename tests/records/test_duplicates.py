"""What collapses, what stays, and that the order of rows changes nothing."""

from __future__ import annotations

import random

import pytest
from record_folders import LEARNERS, aside, read

HEADING = "record_id,learner,module,date,score,source,voids,evidence"
CPD = "record_id,learner,date,kind,quantity,unit,category,source,module"


def completions(*rows: str) -> dict[str, str | bytes]:
    return {"learners.csv": LEARNERS, "completions.csv": "\n".join([HEADING, *rows]) + "\n"}


def cpd(*rows: str) -> dict[str, str | bytes]:
    return {"learners.csv": LEARNERS, "cpd.csv": "\n".join([CPD, *rows]) + "\n"}


def kept(files: dict[str, str | bytes], table: str) -> list[str]:
    return sorted(read(files).tables[table].column("record_id").to_pylist())


def test_one_learner_module_day_and_source_is_one_attempt() -> None:
    rows = [
        "a,L1,F01,2025-01-01,60,lms,,",
        "b,L1,F01,2025-01-01,80,lms,,",
        "c,L1,F01,2025-01-01,80,form,,",
        "d,L1,F01,2025-01-02,80,lms,,",
        "e,L2,F01,2025-01-01,80,lms,,",
    ]
    intake = read(completions(*rows))
    assert sorted(intake.tables["completions"].column("record_id").to_pylist()) == ["b", "c", "d", "e"]
    note = next(note for note in intake.set_aside if note.done == "collapsed")
    assert (note.row, note.reason, note.message) == (2, "DUPLICATE", "the row says the same as another one: row 3")


def test_the_same_download_twice_under_two_names_collapses_across_files() -> None:
    body = f"{HEADING}\na,L1,F01,2025-01-01,80,lms,,\n"
    intake = read({"learners.csv": LEARNERS, "completions.csv": body, "completions (1).csv": body})
    assert intake.total.collapsed == 1
    assert "of completions" in next(note.message for note in intake.set_aside)


def test_the_better_evidence_of_two_equal_rows_stays_and_then_the_lowest_id() -> None:
    assert kept(completions("b,L1,F01,2025-01-01,80,lms,,self", "c,L1,F01,2025-01-01,80,lms,,verified"), "completions") == ["c"]
    assert kept(completions("b,L1,F01,2025-01-01,80,lms,,", "a,L1,F01,2025-01-01,80,lms,,"), "completions") == ["a"]


def test_a_workshop_reported_by_two_agencies_counts_once_and_both_are_shown() -> None:
    intake = read(cpd("a,L1,2025-01-01,workshop,6,hour,,hart,", "b,L1,2025-01-01,workshop,6,hour,,mere,"))
    assert intake.tables["cpd"].num_rows == 1
    assert [(note.reason, note.row) for note in intake.set_aside] == [("DUPLICATE_OTHER_SOURCE", 3)]


@pytest.mark.parametrize(
    "other",
    ["b,L1,2025-01-01,workshop,6,hour,,hart,", "b,L1,2025-01-01,workshop,5,hour,,mere,", "b,L1,2025-01-01,workshop,6,hour,ethics,mere,",
     "b,L1,2025-01-01,course,6,hour,,mere,", "b,L1,2025-01-02,workshop,6,hour,,mere,", "b,L2,2025-01-01,workshop,6,hour,,mere,",
     "b,L1,2025-01-01,workshop,6,point,,mere,"],
)  # fmt: skip
def test_rows_without_a_module_that_differ_or_come_from_one_source_stay_two(other: str) -> None:
    assert kept(cpd("a,L1,2025-01-01,workshop,6,hour,,hart,", other), "cpd") == ["a", "b"]


def test_two_of_one_source_and_one_of_another_are_two() -> None:
    rows = ["a,L1,2025-01-01,visit,2,hour,,hart,", "b,L1,2025-01-01,visit,2,hour,,hart,", "c,L1,2025-01-01,visit,2,hour,,mere,"]
    assert kept(cpd(*rows), "cpd") == ["a", "b"]


def test_identical_rows_without_ids_collapse() -> None:
    intake = read(
        {"learners.csv": LEARNERS, "vetting.csv": "learner,kind,date,result\nL1,vetting,2025-01-01,clear\nL1,vetting,2025-01-01,clear\n"}
    )
    assert intake.total.collapsed == 1
    intake = read(
        {"learners.csv": LEARNERS, "vetting.csv": "record_id,learner,kind,date\n1,L1,referee,2025-01-01\n2,L1,referee,2025-01-01\n"}
    )
    assert intake.total.collapsed == 0


def test_one_row_stays_for_each_learner_the_one_recorded_last() -> None:
    intake = read({"learners.csv": "id,birth_year,sector,recorded_at\nL1,1980,NGO,2024-01-01\nL1,,public,2025-01-01\n"})
    assert intake.tables["learners"].column("sector").to_pylist() == ["public"]
    assert [note.reason for note in intake.set_aside] == ["OTHER_ROW_KEPT"]


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_rows_changes_nothing(seed: int) -> None:
    draw = random.Random(seed)
    rows = [
        f"r{n:03},L{draw.randrange(1, 3)},F0{draw.randrange(1, 3)},2025-01-0{draw.randrange(1, 4)},"
        f"{draw.randrange(60, 63)},s{draw.randrange(2)},,"
        for n in range(60)
    ]
    more = [
        f"w{n:03},L{draw.randrange(1, 3)},2025-01-0{draw.randrange(1, 3)},workshop,{draw.randrange(1, 3)},hour,,s{draw.randrange(3)},"
        for n in range(60)
    ]
    before = read({**completions(*rows), **cpd(*more)})
    draw.shuffle(rows)
    draw.shuffle(more)
    after = read({**completions(*rows), **cpd(*more)})
    for table in ("completions", "cpd"):
        ids = [sorted(intake.tables[table].column("record_id").to_pylist()) for intake in (before, after)]
        assert ids[0] == ids[1]
        assert len(ids[0]) < 60


def test_a_correction_stays_beside_what_it_corrects() -> None:
    intake = read(completions("r1,L1,F01,2025-01-01,50,lms,,", "r2,L1,F01,2025-01-01,80,lms,r1,", "v1,,,,,,r2,"))
    rows = intake.tables["completions"].to_pylist()
    assert [(row["record_id"], row["voids"], row["learner"]) for row in rows] == [
        ("r1", None, "L1"),
        ("r2", "r1", "L1"),
        ("v1", "r2", "L1"),
    ]


def test_voids_of_unknown_or_foreign_records_are_set_aside() -> None:
    intake = read(completions("r1,L1,F01,2025-01-01,80,lms,,", "v1,L1,,,,,r77,", "v2,L2,,,,,r1,", "r3,L1,F01,2025-02-01,80,lms,r1,"))
    assert aside(intake) == [(3, "voids", "UNKNOWN_VOID"), (4, "voids", "FOREIGN_VOID")]
    assert sorted(intake.tables["completions"].column("record_id").to_pylist()) == ["r1", "r3"]


def test_a_row_that_corrects_itself_is_told_so() -> None:
    intake = read(completions("r1,L1,F01,2025-01-01,80,lms,r1,", "r2,L1,F02,2025-01-01,80,lms,,"))
    assert aside(intake) == [(2, "voids", "VOID_OF_ITSELF")]
    assert intake.tables["completions"].column("record_id").to_pylist() == ["r2"]


def test_rows_that_correct_one_another_are_all_set_aside() -> None:
    """None of them would count, so none is called used; a correction of one of them stands."""
    intake = read(completions("r1,L1,F01,2025-01-01,80,lms,r2,", "r2,L1,F01,2025-02-01,80,lms,r1,"))
    assert aside(intake) == [(2, "voids", "VOID_IN_CIRCLE"), (3, "voids", "VOID_IN_CIRCLE")]
    assert intake.tables["completions"].num_rows == 0
    circle = [f"r{n},L1,F01,2025-0{n}-01,80,lms,r{n % 3 + 1}," for n in (1, 2, 3)]
    intake = read(completions(*circle, "r4,L1,F01,2025-05-01,80,lms,r1,"))
    assert aside(intake) == [(row, "voids", "VOID_IN_CIRCLE") for row in (2, 3, 4)]
    assert [row["record_id"] for row in intake.tables["completions"].to_pylist()] == ["r4"]


def test_the_correction_of_a_row_that_was_set_aside_counts() -> None:
    intake = read(completions("r1,L1,F01,someday,80,lms,,", "r2,L1,F01,2025-02-01,80,lms,r1,"))
    assert intake.tables["completions"].column("record_id").to_pylist() == ["r2"]


def test_ids_that_two_sources_share_are_told_apart_and_a_void_finds_its_learner() -> None:
    intake = read(completions("7,L1,F01,2025-01-01,80,north,,", "7,L2,F01,2025-01-01,80,south,,", "8,L2,,,,,7,"))
    rows = intake.tables["completions"].to_pylist()
    assert [(row["record_id"], row["learner"]) for row in rows] == [("7", "L1"), ("7~completions.csv:3", "L2"), ("8", "L2")]
    assert rows[2]["voids"] == "7~completions.csv:3"
    intake = read(completions("7,L1,F01,2025-01-01,80,north,,", "7,L1,F01,2025-02-01,80,south,,", "8,L1,,,,,7,"))
    assert aside(intake) == [(4, "voids", "AMBIGUOUS_VOID")]


def test_two_people_of_one_id_are_set_aside_and_never_collapsed() -> None:
    """The row that stays is the one that would stay of one person's rows; each of the others says which row it contradicts."""
    rows = [
        "L1,1980,,2024-01-01",
        "L1,1990,,2025-01-01",
        # says nothing of anybody else: the same person, told again
        "L1,,,2023-01-01",
        "L2,1970,one,2024-01-01",
        "L3,1971,two,2024-01-01",
        "L2,1970,two,2023-01-01",
    ]
    intake = read({"learners.csv": "id,birth_year,person_key,recorded_at\n" + "\n".join(rows) + "\n"})
    assert [(note.row, note.column, note.reason, note.done) for note in intake.set_aside] == [
        (2, "birth_year", "TWO_PEOPLE", "set_aside"),
        (4, "", "OTHER_ROW_KEPT", "collapsed"),
        (7, "person_key", "TWO_PEOPLE", "set_aside"),
    ]
    assert intake.set_aside[0].message.endswith("another person: row 3")
    assert intake.set_aside[2].message.endswith("another person: row 5")
    assert intake.merged == [], "the key on the row that was set aside joins nobody"
    [count] = intake.counts
    assert (count.rows_in, count.used, count.set_aside, count.collapsed) == (6, 3, 2, 1)
    assert [note.row for note in intake.set_aside_about("l1")] == [2]


def test_a_corrected_year_of_birth_is_no_second_person() -> None:
    rows = ["L1,1980,2024-01-01,r1,", "L1,1981,2025-01-01,r2,r1"]
    intake = read({"learners.csv": "id,birth_year,recorded_at,record_id,voids\n" + "\n".join(rows) + "\n"})
    assert "TWO_PEOPLE" not in [note.reason for note in intake.set_aside]


def test_one_name_of_another_system_for_two_people_is_said() -> None:
    people = "id,person_key\nL1,k\nL2,\nL3,k\n"
    rows = ["ann,L1,2024-01-01", "ANN,L2,2025-01-01", "bob,L1,2024-01-01", "bob,L3,2024-01-01"]
    intake = read({"learners.csv": people, "identities.csv": "alias,learner,recorded_at\n" + "\n".join(rows) + "\n"})
    said = [(note.file, note.row, note.reason) for note in intake.set_aside if note.reason == "TWO_PEOPLE"]
    assert said == [("identities.csv", 2, "TWO_PEOPLE")], "two ids of one person are one"
