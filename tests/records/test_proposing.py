"""A profile proposed for a file nobody described: what its columns are and why, and a file that says so and reads it."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from record_folders import KNOWN, LEARNERS, Folder, read

from practicum.model.profile import Profile
from practicum.records import Proposal, profile_text, propose, read_profile
from practicum.tables import Grid, open_grids

MOODLE = Path(__file__).parent / "moodle"
TITLES = {"F01": ("Seeing what works",), "F02": ("Safeguarding children, part 2",), "S01": ("Supervising well",)}


def grid(name: str, data: str | bytes) -> Grid:
    opened = open_grids(name, data.encode() if isinstance(data, str) else data)
    assert isinstance(opened, list)
    return opened[0]


def proposed(name: str, data: str | bytes, **said: object) -> tuple[Proposal, Profile]:
    """The proposal, and the profile as it is read again from its file."""
    found = propose(grid(name, data), KNOWN, TITLES, id="mine", **said)  # type: ignore[arg-type]  # what a test says varies
    assert found is not None
    text = profile_text(found)
    profile, faults = read_profile("mine.yaml", text.encode())
    assert profile is not None, (faults, text)
    assert faults == []
    assert profile == found.profile
    return found, profile


def test_a_french_sheet_is_understood_and_read_through_its_own_profile() -> None:
    data = "Liste 2025;;;;\nMatricule;Formation;Date d'achèvement;Note finale;Commentaire\n"
    data += "L1;Seeing what works;25/03/2025;80,5;bien\nL2;safeguarding children part 2;01/04/2025;70;\n"
    found, profile = proposed("kurse.csv", data.encode("cp1252"))
    assert profile.columns == {"Matricule": "learner", "Formation": "module", "Date d'achèvement": "date", "Note finale": "score"}
    assert (profile.table, profile.shape, profile.day_order, profile.encoding) == ("completions", "long", "day-first", "cp1252")
    assert profile.activities == {"Seeing what works": "F01", "safeguarding children part 2": "F02"}
    assert "row 3 of column `Date d'achèvement`" in found.order_evidence
    assert found.unused == ("Commentaire",)
    intake = read({"learners.csv": LEARNERS, "other name.csv": data.encode("cp1252")}, profiles=[profile])
    rows = intake.tables["completions"].to_pylist()
    assert [(row["learner"], row["module"], row["score"]) for row in rows] == [("L1", "F01", 80.5), ("L2", "F02", 70)]
    assert {row["source"] for row in rows} == {"mine"}
    assert rows[1]["date"] - rows[0]["date"] == 7


def test_a_column_a_module_becomes_a_wide_profile() -> None:
    data = "worker,F01,F01 date,F02,F02 date\nL1,Completed,2025-03-04,Not completed,\nL2,Completed,2025-03-05,Completed,2025-04-01\n"
    _, profile = proposed("training matrix.csv", data)
    assert (profile.shape, profile.activity_date, profile.columns) == ("wide", "{activity} date", {"worker": "learner"})
    assert profile.activities == {"F01": "F01", "F02": "F02"}
    assert read({"learners.csv": LEARNERS, "x.csv": data}, profiles=[profile]).tables["completions"].num_rows == 3


def test_days_alone_under_modules_are_wide_too() -> None:
    data = "ID number,Seeing what works,Safeguarding children\nL1,2025-03-04,\nL2,4 mars 2025,2025-05-01\n"
    found, profile = proposed("matrix.csv", data)
    assert profile.shape == "wide"
    assert [(one.module, one.sure) for one in found.activities] == [("F01", True), ("F02", False)]
    assert "`Safeguarding children` may be F02" in "; ".join(found.unsure)


def test_one_day_for_all_modules_of_a_row() -> None:
    data = "ID,Seeing what works,Safeguarding children part 2,Date of training\nL1,Yes,No,2025-03-04\nL2,Yes,2025-04-01,2025-03-05\n"
    found, profile = proposed("x.csv", data)
    assert (profile.shape, profile.columns) == ("wide", {"ID": "learner", "Date of training": "date"})
    assert any("`ID` may not be `learner`" in one for one in found.unsure)
    rows = read({"learners.csv": LEARNERS, "x.csv": data}, profiles=[profile]).tables["completions"].to_pylist()
    first = rows[0]["date"]
    assert [(row["learner"], row["module"], row["date"] - first) for row in rows] == [("L1", "F01", 0), ("L2", "F01", 1), ("L2", "F02", 28)]


def test_a_file_without_headings_is_not_described_by_its_first_record() -> None:
    assert propose(grid("x.csv", "Zoe Quill,F01,2025-03-04\nAda,F02,2025-03-05\n"), KNOWN, TITLES, id="mine") is None


def test_the_name_of_a_person_beside_the_id_does_no_harm() -> None:
    _, profile = proposed("x.csv", "Staff ID,Name,Module,Date\nL1,Ada,F01,2025-03-04\nL2,Zoe,F02,2025-03-05\n")
    intake = read({"learners.csv": LEARNERS, "x.csv": "Staff ID,Name,Module,Date\nL1,Ada,F01,2025-03-04\n"}, profiles=[profile])
    assert (intake.refused, intake.tables["completions"].num_rows) == ([], 1)


def test_content_and_near_headings_are_taken_but_said_to_be_unsure() -> None:
    data = "who,Modul Code,dates,Statut\na@b.org,F01,2025-03-04,terminé\nc@d.org,F02,2025-03-05,en cours\n"
    found, profile = proposed("sheet.csv", data)
    assert {choice.field: choice.sure for choice in found.choices} == {"alias": False, "module": False, "date": False, "completed": True}
    assert (profile.completed, profile.not_completed) == (("terminé",), ("en cours",))
    assert len(found.unsure) >= 3


@pytest.mark.parametrize(
    ("name", "ready"),
    [("course-completion.csv", "moodle-course-completion"), ("activity-completion-excel.csv", "moodle-activity-completion"),
     ("participants.csv", "moodle-participants")],
)  # fmt: skip
def test_downloads_of_a_learning_platform_ask_for_nothing_but_which_module_an_activity_is(name: str, ready: str) -> None:
    data = (MOODLE / name).read_bytes()
    found, profile = proposed(name, data)
    assert profile.extends == ready
    assert all("module" in one or "may be" in one for one in found.unsure)
    said = {"Read the policy": "F01", "Safeguarding, part 2": "F02", "SSW101": "F02", "Course complete": "none"}
    found, profile = proposed(name, data, activities=said)
    assert found.unsure == ()
    people = "id\n" + "".join(f"L{n}\n" for n in range(1, 7)) + "".join(f"EMP000{n}\n" for n in range(1, 7))
    identities = "alias,learner\n" + "".join(f"emp{n}@example.invalid,L{n + 1}\n" for n in range(6))
    from datetime import date

    intake = read({"learners.csv": people, "identities.csv": identities, name: data}, profiles=[profile], today=date(2026, 11, 22))
    assert intake.refused == []
    assert intake.tables["completions"].num_rows == (4 if ready == "moodle-participants" else 10)


def test_what_somebody_said_is_not_questioned() -> None:
    data = "a,b,c\nL1,F01,03/04/2025\nL2,F02,05/04/2025\n"
    found, profile = proposed("x.csv", data, table="completions", columns={"a": "learner", "#2": "module", "c": "date"}, dates="month")
    assert profile.columns == {"a": "learner", "b": "module", "c": "date"}
    assert profile.day_order == "month-first"
    assert {choice.evidence for choice in found.choices} == {"you said so"}


def test_an_order_that_nothing_shows_is_left_open() -> None:
    found, profile = proposed("completions.csv", "learner,module,date\nL1,F01,03/04/2025\nL2,F02,05/04/2025\n")
    assert profile.day_order is None
    assert any("--dates day-first" in one for one in found.unsure)


def test_what_is_no_table_of_records_gives_no_proposal() -> None:
    assert propose(grid("x.csv", "colour,shape\nred,round\n"), KNOWN, TITLES, id="mine") is None


def test_no_value_of_a_person_is_in_a_proposal() -> None:
    data = "Matricule,Nom,Email,Module,Date\nZebedee7,Zoe Quill,zoe@quill.example,F01,2025-03-04\n"
    found, _ = proposed("x.csv", data)
    text = profile_text(found) + repr(found)
    for secret in ("Zebedee7", "Quill", "zoe@", "2025-03-04"):
        assert secret not in text


def test_headings_that_would_break_yaml_survive() -> None:
    data = 'learner: "id" #1,module,date\nL1,F01,2025-03-04\nL2,F02,2025-03-05\n'
    quoted = data.replace('learner: "id" #1', '"learner: ""id"" #1"')
    known = dataclasses.replace(KNOWN, learners=frozenset({"L1", "L2"}))
    found = propose(grid("completions.csv", quoted), known, TITLES, id="mine")
    assert found is not None
    profile, faults = read_profile("mine.yaml", profile_text(found).encode())
    assert faults == []
    assert profile == found.profile


def test_words_of_ones_own_are_known() -> None:
    from practicum.records import read_words
    from practicum.records.headings import Vocabulary
    from practicum.records.profiling import shipped_words

    said = b"format: 1\nheadings: {learner: [Kitambulisho], module: [Somo], date: [Tarehe]}\ntotals: [Jumla]\n"
    words, faults = read_words("words.yaml", said)
    assert words is not None, faults
    data = "Kitambulisho,Somo,Tarehe\nL1,F01,2025-03-04\nJumla,,\n"
    found = propose(grid("x.csv", data), KNOWN, TITLES, id="mine", words=Vocabulary.of([shipped_words(), words]))
    assert found is not None
    assert found.profile.columns == {"Kitambulisho": "learner", "Somo": "module", "Tarehe": "date"}
    from datetime import date

    from practicum.records import read_folder

    intake = read_folder(Folder({"completions.csv": data}), catalogue_ids=KNOWN, today=date(2026, 1, 1), zones={}, words=[words])
    assert (intake.total.used, intake.reasons("set_aside")) == (1, [("TOTALS_ROW", 1)])


def test_a_profile_of_our_own_headings_is_for_its_own_file_only() -> None:
    text = "learner,module,date\nL1,F01,03/04/2026\nL2,F02 ,25/04/2026\n"
    _, profile = proposed("completions-north.csv", text)
    assert profile.files == ("completions-north*.csv",)
    assert not profile.activities
