"""Downloads of other systems: read through a profile, or refused with the row, the column and what to do."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from record_folders import LEARNERS, aside, read

from practicum.model.civil_day import day_number
from practicum.model.profile import Profile
from practicum.records import extended, read_profile, ready_profiles

MOODLE = Path(__file__).parent / "moodle"
DAY = day_number(date(2026, 11, 21))
LATE = date(2026, 11, 22)
IDENTITIES = "alias,learner\n" + "".join(f"emp{n}@example.invalid,L{n + 1}\n" for n in range(6))
PEOPLE = "id\n" + "".join(f"L{n}\n" for n in range(1, 7))


def profile(text: str) -> Profile:
    found, faults = read_profile("profiles/mine.yaml", f"format: 1\nid: mine\n{text}".encode())
    assert found is not None, faults
    assert faults == []
    return found


def download(name: str) -> dict[str, str | bytes]:
    return {name: (MOODLE / name).read_bytes(), "learners.csv": PEOPLE, "identities.csv": IDENTITIES}


@pytest.mark.parametrize(
    ("name", "ready"),
    [("course-completion.csv", "moodle-course-completion"), ("activity-completion-excel.csv", "moodle-activity-completion"),
     ("participants.csv", "moodle-participants")],
)  # fmt: skip
def test_without_a_profile_a_download_is_refused_and_the_ready_profile_is_named(name: str, ready: str) -> None:
    intake = read(download(name), today=LATE)
    assert len(intake.refused) == 1
    refusal = intake.refused[0]
    assert (refusal.file, refusal.row, refusal.reason) == (name, 1, "NEEDS_PROFILE")
    assert refusal.column
    assert f"extends: {ready}" in refusal.help
    assert "emp1@" not in str(refusal)


@pytest.mark.parametrize(
    ("name", "ready"),
    [("course-completion.csv", "moodle-course-completion"), ("activity-completion-excel.csv", "moodle-activity-completion")],
)
def test_wide_downloads_load_once_activities_are_mapped(name: str, ready: str) -> None:
    mine = profile(f'extends: {ready}\nactivities: {{"Read the policy": F01, "Safeguarding, part 2": F02}}\n')
    intake = read(download(name), profiles=[mine], today=LATE)
    assert intake.refused == []
    rows = intake.tables["completions"].to_pylist()
    assert sorted((row["learner"], row["module"]) for row in rows) == sorted(
        [(f"L{n}", "F01") for n in range(1, 7)] + [(f"L{n}", "F02") for n in (2, 3, 5, 6)]
    )
    assert {(row["date"], row["date_last"], row["source"], row["evidence"]) for row in rows} == {(DAY, DAY, "moodle", "verified")}
    count = next(count for count in intake.counts if count.file == name)
    assert (count.rows_in, count.used, count.profile) == (10, 10, "mine")


def test_a_course_that_is_complete_can_stand_for_a_module_by_its_day() -> None:
    mine = profile('extends: moodle-course-completion\nactivities: {"Course complete": F02}\n')
    intake = read(download("course-completion.csv"), profiles=[mine], today=LATE)
    assert sorted(intake.tables["completions"].column("learner").to_pylist()) == ["L2", "L3", "L5", "L6"]
    count = next(count for count in intake.counts if count.file == "course-completion.csv")
    assert (count.rows_in, count.without_record) == (6, 2)
    assert count.unused_headings == ("Read the policy", "Safeguarding, part 2")


def test_participants_load_and_rows_that_are_no_people_are_named() -> None:
    mine = profile("extends: moodle-participants\nactivities: {SSW101: F02}\n")
    files: dict[str, str | bytes] = {
        "participants.csv": (MOODLE / "participants.csv").read_bytes(),
        "learners.csv": "id\n" + "".join(f"EMP000{n}\n" for n in range(1, 7)),
    }
    intake = read(files, profiles=[mine], today=LATE)
    rows = intake.tables["completions"].to_pylist()
    assert [(row["learner"], row["module"], row["date"]) for row in rows] == [(f"EMP000{n}", "F02", DAY) for n in (2, 3, 5, 6)]
    assert aside(intake) == [(8, "ID number", "NO_PERSON"), (9, "ID number", "NO_PERSON")]
    count = next(count for count in intake.counts if count.file == "participants.csv")
    assert (count.rows_in, count.used, count.set_aside, count.without_record) == (8, 6, 2, 2)


def test_people_nobody_knows_are_set_aside_by_place_alone() -> None:
    mine = profile('extends: moodle-course-completion\nactivities: {"Course complete": F02}\n')
    intake = read(
        {**download("course-completion.csv"), "identities.csv": "alias,learner\nEMP5@example.invalid,L6\n"}, profiles=[mine], today=LATE
    )
    assert intake.tables["completions"].column("learner").to_pylist() == ["L6"]
    assert aside(intake) == [(row, "Email address", "UNKNOWN_ALIAS") for row in (2, 4, 7)]


def test_no_activity_mapped_is_refused_at_the_first_of_them() -> None:
    mine = profile("extends: moodle-course-completion\n")
    refusal = read(download("course-completion.csv"), profiles=[mine], today=LATE).refused[0]
    assert (refusal.reason, refusal.row, refusal.column) == ("UNMAPPED_ACTIVITY", 1, "Read the policy")
    assert "`activities:` of the profile `mine`" in refusal.help
    courses = profile("extends: moodle-participants\nactivities: {OTHER: F02}\n")
    refusal = read(download("participants.csv"), profiles=[courses], today=LATE).refused[0]
    assert (refusal.reason, refusal.row, refusal.column) == ("UNMAPPED_ACTIVITY", 3, "Course short name")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("2026-11-21 20:11:44", DAY), ("Saturday, 21 November 2026, 8:11 PM", DAY), ("21/11/26, 20:11", DAY)],
)
def test_every_way_the_platform_writes_days(text: str, expected: int) -> None:
    mine = profile("extends: moodle-course-completion\nactivities: {Quiz: F01}\n")
    data = f'Email address,Quiz,Quiz - Completion date,Course complete\nemp0@example.invalid,Completed (achieved pass grade),"{text}",\n'
    intake = read({"x.csv": data, "learners.csv": PEOPLE, "identities.csv": IDENTITIES}, profiles=[mine], today=LATE)
    assert intake.tables["completions"].column("date").to_pylist() == [expected]
    assert [note for note in intake.set_aside if note.file == "x.csv"] == []


def test_unknown_words_missing_days_and_twin_headings() -> None:
    mine = profile("extends: moodle-course-completion\nactivities: {Quiz: F01}\n")
    heading = "Email address,Quiz,Quiz - Completion date,Course complete\n"
    files = {"learners.csv": PEOPLE, "identities.csv": IDENTITIES}
    intake = read(
        {**files, "x.csv": heading + "emp0@example.invalid,Vollbracht,,\nemp1@example.invalid,Completed,,\n"}, profiles=[mine], today=LATE
    )
    assert aside(intake) == [(2, "Quiz", "BAD_WORD"), (3, "Quiz - Completion date", "MISSING_VALUE")]
    twins = "Email address,Quiz,Quiz - Completion date,Quiz,Course complete\nemp0@example.invalid,Completed,2026-01-01,Completed,\n"
    refusal = read({**files, "x.csv": twins}, profiles=[mine], today=LATE).refused[0]
    assert (refusal.reason, refusal.column) == ("TWO_COLUMNS", "Quiz")


def test_a_profile_can_name_headings_words_and_days_of_any_file() -> None:
    mine = profile(
        "files: ['kurse*.csv']\ntable: completions\nshape: long\nheading_row: 2\ndelimiter: ';'\nencoding: cp1252\n"
        "columns: {'Prüfling': learner, 'Kurs': module, 'Tag': date, 'Ergebnis': completed, 'Punkte': score}\n"
        "dates: ['%d/%m/%Y']\nactivities: {'Schutz': F02, 'Kochen': none}\ncompleted: ['bestanden']\nnot_completed: ['offen']\n"
    )
    data = "Liste;;;;\nPrüfling;Kurs;Tag;Ergebnis;Punkte\nL1;Schutz;03/04/2025;bestanden;80,5\n"
    data += "L2;Schutz;;offen;\nL1;Kochen;01/02/2025;bestanden;9\n"
    intake = read({"learners.csv": LEARNERS, "Kurse 2025.csv": data.encode("cp1252")}, profiles=[mine])
    rows = intake.tables["completions"].to_pylist()
    assert [(row["learner"], row["module"], row["date"], row["score"], row["row"]) for row in rows] == [
        ("L1", "F02", day_number(date(2025, 4, 3)), 80.5, 3)
    ]
    assert next(count for count in intake.counts if count.profile).without_record == 2


def test_profiles_that_cannot_work_say_why() -> None:
    for text, words in (
        ("files: ['x.csv']\ntable: completions\ndates: ['%Q']\n", "names no whole day"),
        ("files: ['x.csv']\ntable: wishes\n", "names no table"),
        ("files: ['x.csv']\ntable: completions\ncolumns: {who: nobody}\n", "has no field `nobody`"),
    ):
        refusal = read({"x.csv": "who,what\n1,2\n"}, profiles=[profile(text)]).refused[0]
        assert refusal.reason == "BAD_PROFILE"
        assert words in refusal.message


def test_an_unknown_key_in_a_profile_is_a_fault_at_its_line() -> None:
    found, faults = read_profile("profiles/mine.yaml", b"format: 1\nid: mine\ncolums: {a: b}\n")
    assert found is None
    assert (faults[0].rule, faults[0].span.line) == ("unknown-key", 3)


def test_competency_ratings_of_moodle_are_read_without_a_profile_of_ones_own() -> None:
    rows = (
        "L1,REL-2,1,2026-11-20 20:11:44,L3\n"
        "L2,REL-2,2,2026-11-19 09:00:00,L3\n"
        ",REL-2,2,2026-11-19 09:00:00,L3\n"
        "L2,NOPE-1,2,2026-11-19 09:00:00,L3\n"
    )
    for heading in ("learner,competency,level,rating date,rated by", "Learner,Competency,Level,Rating date,Rated by"):
        intake = read({"ratings.csv": f"{heading}\n{rows}", "learners.csv": PEOPLE}, today=LATE)
        assert intake.refused == []
        (one, two) = sorted(intake.tables["observations"].to_pylist(), key=lambda row: row["learner"])
        assert (one["learner"], one["competency"], one["level"], one["observer"], one["source"]) == ("L1", "REL-2", 1, "L3", "moodle")
        assert two["date"] == day_number(date(2026, 11, 19))
        # Who has no number is no person here; a competency that nobody defined is set aside.
        (account,) = [count for count in intake.counts if count.file == "ratings.csv"]
        assert (account.rows_in, account.used, account.set_aside) == (4, 2, 2)


def test_ready_profiles_are_whole_and_extending_fills_what_is_left_out() -> None:
    assert {one.id for one in ready_profiles()} == {
        "moodle-course-completion", "moodle-activity-completion", "moodle-participants", "moodle-competency-ratings", "practicum-progress",
    }  # fmt: skip
    mine = extended([profile("extends: moodle-participants\ncompleted: ['Oui']\n")], ready_profiles())[0]
    assert mine.completed == ("Oui",)
    assert mine.not_completed == ("No",)
    assert mine.table == "completions"
    loop = extended([profile("extends: mine\n")], ready_profiles())[0]
    assert loop.table is None
