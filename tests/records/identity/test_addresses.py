"""A register's e-mail address names whoever has it alone; any other likeness waits for somebody who looks."""

from __future__ import annotations

from datetime import date

from record_folders import KNOWN, TODAY, Folder, aside, read

from practicum.records import Intake, read_folder
from practicum.records.identity import Link, candidates

REGISTER = """id,name,email
L1,Ada Example,Ada@Example.invalid
L2,Bo Example, bo@example.invalid
L3,Cy Example,office@example.invalid
L4,Di Example,office@example.invalid
L5,Eve Example,
"""
DOWNLOAD = """Email address,First name,Surname,module,date
ada@example.INVALID ,Ada,Example,F01,2024-01-05
bo@example.invalid,Bo,Example,F01,2024-01-06
office@example.invalid,Cy,Example,F01,2024-01-07
stranger@example.invalid,No,Body,F01,2024-01-08
"""
FILES = {"learners.csv": REGISTER, "completions.csv": DOWNLOAD}


def done(intake: Intake) -> list[tuple[str, str]]:
    frame = intake.tables["completions"]
    return list(zip(frame.column("learner").to_pylist(), frame.column("module").to_pylist(), strict=True))


def linked(*links: Link, **files: str) -> Intake:
    told = {**FILES, **{f"{name}.csv": text for name, text in files.items()}}
    return read_folder(Folder(told), catalogue_ids=KNOWN, today=TODAY, zones={}, links=links, people=True)


def test_an_address_of_one_person_joins_a_download() -> None:
    intake = read(FILES)
    assert done(intake) == [("L1", "F01"), ("L2", "F01")]
    assert aside(intake) == [(4, "Email address", "SHARED_ADDRESS"), (5, "Email address", "UNKNOWN_ALIAS")]
    said = [(note.file, note.row, note.column, note.message) for note in intake.noted if note.reason == "JOINED_BY_ADDRESS"]
    assert said == [
        (
            "completions.csv",
            2,
            "Email address",
            "the person is named by the e-mail address that the list of learners has for them and for nobody else: "
            "2 rows are so, from here on",
        )
    ]
    # Addresses go no further than this.
    assert all("@" not in str(table.to_pylist()) for table in intake.tables.values())


def test_whoever_is_not_certain_waits_in_the_queue() -> None:
    intake = linked()
    strangers = {person.id for person in intake.people if person.alias}
    assert strangers == {"office@example.invalid", "stranger@example.invalid"}
    pairs = {(pair.a.id, pair.b.id) for pair in candidates(intake.people)}
    assert {("L3", "office@example.invalid"), ("L4", "office@example.invalid")} <= pairs
    assert not any("ada@example.invalid" in pair for pair in pairs)


def test_two_ids_of_one_person_may_share_an_address() -> None:
    keyed = "id,email,person_key\nL1,ada@example.invalid,k1\nL2,ada@example.invalid,k1\n"
    assert done(read({**FILES, "learners.csv": keyed})) == [("L1", "F01")]


def test_a_decision_goes_before_an_address() -> None:
    day = date(2026, 1, 1)
    apart = linked(Link("L1", "ada@example.invalid", "different", "AB", day, "her sister's"))
    assert done(apart) == [("L2", "F01")]
    moved = linked(Link("L5", "ada@example.invalid", "same", "AB", day, "she took it over"))
    assert done(moved) == [("L5", "F01"), ("L2", "F01")]


def test_what_identities_say_goes_before_an_address_and_is_named() -> None:
    intake = linked(identities="alias,learner\nada@example.invalid,L5\nbo@example.invalid,L2\n")
    assert done(intake) == [("L5", "F01"), ("L2", "F01")]
    assert [(note.file, note.row) for note in intake.noted if note.reason == "OTHER_ADDRESS"] == [("identities.csv", 2)]


def test_a_row_that_was_set_aside_gives_nobody_an_address_and_takes_certainty() -> None:
    # Row 3 tells of another person under the id of row 2, row 5 has no id.
    register = "id,birth_year,email\nL1,1980,\nL1,1990,ada@example.invalid\nL2,1970,bo@example.invalid\n,1960,bo@example.invalid\n"
    intake = read({**FILES, "learners.csv": register})
    assert done(intake) == []
    assert [reason for _row, column, reason in aside(intake) if column == "Email address"] == [
        "UNKNOWN_ALIAS", "SHARED_ADDRESS", "UNKNOWN_ALIAS", "UNKNOWN_ALIAS"
    ]  # fmt: skip


def test_an_address_is_recorded_when_its_row_is() -> None:
    register = "id,email,recorded_at\nL1,ada@example.invalid,2024-01-01\nL2,bo@example.invalid,2026-06-01\n"
    told = Folder({**FILES, "learners.csv": register})
    then = read_folder(told, catalogue_ids=KNOWN, today=TODAY, zones={}, known_at=date(2025, 1, 1))
    assert done(then) == [("L1", "F01")]
