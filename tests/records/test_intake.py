"""Rows in, tidy tables out: what is used, mended, set aside or collapsed, and where."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest
from record_folders import KNOWN, LEARNERS, TODAY, Folder, aside, mended, read

from practicum.model.civil_day import day_number
from practicum.records import REASONS, KnownIds, read_folder, says_synthetic


def completions(
    *rows: str, heading: str = "record_id,learner,module,version,date,score,source,recorded_at,voids,evidence"
) -> dict[str, str | bytes]:
    return {"learners.csv": LEARNERS, "completions.csv": "\n".join([heading, *rows]) + "\n"}


def test_a_good_row_becomes_typed_columns_with_its_place() -> None:
    intake = read(completions("c1,L1,F02,2,2025-03-04,80,lms,2025-03-05,,verified"))
    assert intake.tables["completions"].to_pylist() == [
        {
            "learner": "L1", "module": "F02", "version": "2", "edition": None, "date": day_number(date(2025, 3, 4)),
            "date_last": day_number(date(2025, 3, 4)), "score": 80.0, "attempt": None, "result": None,
            "provider": None, "verified_by": None,
            "issuer_end": None, "issuer_end_last": None, "record_id": "c1", "source": "lms", "recorded_at": day_number(date(2025, 3, 5)),
            "recorded_at_last": day_number(date(2025, 3, 5)), "voids": None, "evidence": "verified", "file": "completions.csv", "row": 2,
        }
    ]  # fmt: skip
    assert intake.set_aside == []


def test_one_of_each_kind_of_bad_row_is_named_by_row_column_and_reason() -> None:
    intake = read(completions(
        "c1,L1,F02,2,2025-03-04,80,lms,,,",
        "c2,L9,F02,2,2025-03-04,80,lms,,,",
        "c3,L1,F99,2,2025-03-04,80,lms,,,",
        "c4,L1,F02,7,2025-03-04,80,lms,,,",
        "c5,L1,F02,2,soon,80,lms,,,",
        "c6,L1,F02,2,04/03/2025,80,lms,,,",
        "c7,L1,F02,2,2030-01-01,80,lms,,,",
        "c8,L1,F02,2,2025-03-04,80,lms,2025-03-01,,",
        "c9,,F02,2,2025-03-04,80,lms,,,",
        "c10,L1,F02,2,2025-03-04,eighty,lms,,,",
        "c11,L1,F02,2,2025-03-04,120,lms,,,",
        "c12,L1,F02,2,2025-03-04,0.8,lms,,,",
        "c13,L1,F02,2,2025-03-04,80,lms,,,hearsay",
        "c14,L1,F02,2,2025-03-04,80,lms,,,,extra",
        "c15,L1,S01,1,2025-03-04,80,lms,,,",
        "c16,L1,F02,2,2025-02-30,80,lms,,,",
    ))  # fmt: skip
    assert aside(intake) == [
        (3, "learner", "UNKNOWN_LEARNER"), (4, "module", "UNKNOWN_MODULE"), (5, "version", "UNKNOWN_VERSION"), (6, "date", "BAD_DATE"),
        (7, "date", "AMBIGUOUS_DATE"), (8, "date", "FUTURE_DATE"), (9, "date", "FUTURE_DATE"), (10, "learner", "MISSING_VALUE"),
        (11, "score", "BAD_NUMBER"), (12, "score", "BAD_NUMBER"), (13, "score", "AMBIGUOUS_SCORE"), (14, "evidence", "BAD_WORD"),
        (15, "K", "TOO_MANY_CELLS"), (16, "module", "PLANNED_MODULE"), (17, "date", "BAD_DATE"),
    ]  # fmt: skip
    assert intake.total.used == 3


def test_a_message_never_holds_what_stood_in_the_cell() -> None:
    secrets = ["Zebedee", "F99secret", "2030-12-24", "987.6"]
    intake = read(
        {
            **completions(f"c1,{secrets[0]},{secrets[1]},2,{secrets[2]},{secrets[3]},lms,,,"),
            "names.csv": "Ada Secret,ada@example.invalid\nx,y\n",
        }
    )
    shown = " ".join([*(note.message for note in intake.set_aside), *(str(refusal) for refusal in intake.refused)])
    assert intake.total.set_aside == 1
    assert len(intake.refused) == 1
    for secret in (*secrets, "ada@example.invalid"):
        assert secret not in shown


def test_every_reason_has_a_sentence_in_the_house_style() -> None:
    for reason, sentence in REASONS.items():
        assert reason == reason.upper()
        assert sentence[0].islower() or sentence[0] == "`"
        assert not sentence.endswith(".")


def test_small_slips_are_mended_and_shown() -> None:
    intake = read({
        "learners.csv": LEARNERS,
        "cpd.csv": "learner,date,quantity,unit,category\n"
        "L1 ,14 March 2026,12 hrs,,ethics\nl2,2026/03/15,\"1,5\",h,\nL1,23/03/2026,3,hours,\n",
    })  # fmt: skip
    rows = intake.tables["cpd"].to_pylist()
    assert [(row["learner"], row["quantity"], row["unit"]) for row in rows] == [
        ("L1", 12.0, "hour"),
        ("L2", 1.5, "hour"),
        ("L1", 3.0, "hour"),
    ]
    assert [row["date"] for row in rows] == [day_number(date(2026, 3, day)) for day in (14, 15, 23)]
    assert mended(intake) == [
        (2, "date", "DATE_FORM"), (2, "learner", "SPACES"), (2, "quantity", "UNIT_IN_NUMBER"),
        (3, "date", "DATE_FORM"), (3, "learner", "CASE"), (3, "quantity", "DECIMAL_COMMA"), (3, "unit", "UNIT_WORD"),
        (4, "date", "DATE_FORM"),
    ]  # fmt: skip
    assert intake.total.mended == 3
    assert intake.total.used == 3 + 2


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ("2,", "MISSING_VALUE"),
        ("2,session", "BAD_UNIT"),
        ("2 points,hour", "BAD_UNIT"),
        ("-1,hour", "BAD_NUMBER"),
        ('"1,500",hour', "BAD_NUMBER"),
        ("nan,hour", "BAD_NUMBER"),
        ("1_0,hour", "BAD_NUMBER"),
    ],
)
def test_amounts_that_cannot_be_used(cells: str, reason: str) -> None:
    intake = read({"learners.csv": LEARNERS, "cpd.csv": f"learner,date,quantity,unit\nL1,2026-03-01,{cells}\n"})
    assert [one[2] for one in aside(intake)] == [reason]


def test_a_heading_can_carry_the_unit() -> None:
    intake = read({"learners.csv": LEARNERS, "cpd.csv": "Learner ID,Date,Points\nL1,2026-03-01,2.5\n"})
    assert [(row["quantity"], row["unit"]) for row in intake.tables["cpd"].to_pylist()] == [(2.5, "point")]


def test_harmless_variants_of_headings_and_names_of_files() -> None:
    intake = read({
        "Learners 2026.csv": "ID;Birth year\nL1;1980\n",
        "completions-north.csv": "Report of the north;;\nStaff ID;Course code;Completion date\nL1;F01;2026-01-02\n",
    })  # fmt: skip
    assert intake.tables["completions"].column("module").to_pylist() == ["F01"]
    assert intake.tables["completions"].column("row").to_pylist() == [3]
    assert intake.refused == []


def test_a_partial_day_keeps_its_bounds_and_the_recorded_day_ends_them() -> None:
    intake = read(
        completions("c1,L1,F01,,2023,80,a,,,", "c2,L1,F01,,2024-02,80,a,,,", "c3,L1,F01,,2025,80,a,2025-05-10,,", "c4,L1,F01,,2026,80,a,,,")
    )
    rows = {row["record_id"]: (row["date"], row["date_last"]) for row in intake.tables["completions"].to_pylist()}
    assert rows == {
        "c1": (day_number(date(2023, 1, 1)), day_number(date(2023, 12, 31))),
        "c2": (day_number(date(2024, 2, 1)), day_number(date(2024, 2, 29))),
        "c3": (day_number(date(2025, 1, 1)), day_number(date(2025, 5, 10))),
        "c4": (day_number(date(2026, 1, 1)), day_number(date(2026, 10, 15))),
    }
    assert intake.total.set_aside == 0


def test_future_means_after_the_recorded_day_even_where_that_lies_after_reading() -> None:
    intake = read(completions("c1,L1,F01,,2026-11-01,80,a,2026-11-02,,", "c2,L1,F01,,2026-10-15,80,a,,,", "c3,L1,F01,,2026-10-16,80,a,,,"))
    assert aside(intake) == [(4, "date", "FUTURE_DATE")]


def test_an_instant_becomes_the_day_of_the_country_of_the_post() -> None:
    files: dict[str, str | bytes] = {
        "learners.csv": "id\nL1\nL2\nL3\n",
        "agencies.csv": "id,country\nA-NV,NV\nA-TM,TM\n",
        "posts.csv": "learner,role,agency,start,end\nL1,CSW,A-TM,2020-01-01,\nL2,CSW,A-NV,2020-01-01,\n",
        "completions.csv": "learner,module,date\nL1,F01,2024-06-30T23:30:00Z\nL2,F01,2024-06-30T22:30:00+00:00\n"
        "L3,F01,2024-06-30T23:30Z\nL1,F02,2024-06-30 23:30\n",
    }
    intake = read(files, zones={"NV": "America/Bogota", "TM": "Africa/Nairobi"})
    june, july = day_number(date(2024, 6, 30)), day_number(date(2024, 7, 1))
    # The third has no post: the day is as vague as the zones leave it. The fourth names no zone and is local.
    assert [(row["date"], row["date_last"]) for row in intake.tables["completions"].to_pylist()] == [
        (july, july),
        (june, june),
        (june, july),
        (june, june),
    ]


def test_two_ids_of_one_person_become_one_and_the_merge_is_named() -> None:
    intake = read({
        "learners.csv": "id,person_key\nP25-B,K\nP25,K\nL1,\n",
        "cpd.csv": "learner,date,kind,quantity,unit,source\n"
        "P25,2026-01-02,cpd,14,hour,hart\nP25-B,2026-02-02,cpd,11,hour,mere\nP25-B,2026-01-02,cpd,14,hour,mere\n",
    })  # fmt: skip
    assert [(merge.kept, merge.also) for merge in intake.merged] == [("P25", ("P25-B",))]
    assert sorted(intake.tables["learners"].column("learner").to_pylist()) == ["L1", "P25"]
    cpd = intake.tables["cpd"].to_pylist()
    # One workshop reported under both ids counts once.
    assert {row["learner"] for row in cpd} == {"P25"}
    assert sum(row["quantity"] for row in cpd) == 25


def test_references_between_files_are_looked_up() -> None:
    intake = read({
        "learners.csv": LEARNERS,
        "agencies.csv": "id,country\nA1,NV\nA2,XX\n",
        "posts.csv": "learner,role,agency,start,end\n"
        "L1,CSW,A1,2020-01-01,2019-01-01\nL1,BOSS,A1,2020-01-01,\nL1,CSW,A9,2020-01-01,\nL1,csw,A1,2020-01-01,\n",
        "observations.csv": "learner,competency,level,date\nL1,REL-9,2,2025-01-01\nL1,REL-2,12,2025-01-01\n",
        "certificates.csv": "learner,certification,start,end\nL1,XYZ,2025-01-01,\n",
        "decisions.csv": "learner,kind,subject,from,approver,reason\n"
        "L1,waiver,CSW/renew/cpd,2025-01-01,,ill\nL1,waiver,CSW/renew/cpd,2025-01-01,board,ill\n"
        "L1,whim,F01,2025-01-01,board,x\n",
    })  # fmt: skip
    assert {(note.file, note.row, note.column, note.reason) for note in intake.set_aside if note.done == "set_aside"} == {
        ("agencies.csv", 3, "country", "UNKNOWN_COUNTRY"), ("posts.csv", 2, "end", "END_BEFORE_START"),
        ("posts.csv", 3, "role", "UNKNOWN_ROLE"),
        ("posts.csv", 4, "agency", "UNKNOWN_AGENCY"), ("observations.csv", 2, "competency", "UNKNOWN_COMPETENCY"),
        ("observations.csv", 3, "level", "BAD_LEVEL"), ("certificates.csv", 2, "certification", "UNKNOWN_CERTIFICATION"),
        ("decisions.csv", 2, "approver", "MISSING_VALUE"), ("decisions.csv", 4, "kind", "BAD_WORD"),
    }  # fmt: skip


def test_unknown_files_and_missing_columns_are_refused_with_what_to_do() -> None:
    intake = read({"notes.csv": "a,b\n1,2\n", "completions.csv": "learner,modulle,date\nL1,F01,2025-01-01\n", "posts.csv": "%PDF-1.7"})
    told = {refusal.file: refusal for refusal in intake.refused}
    assert (told["notes.csv"].reason, told["notes.csv"].row, told["notes.csv"].column) == ("UNKNOWN_FILE", 1, "A")
    assert "`completions.csv`" in told["notes.csv"].help
    assert (told["completions.csv"].reason, told["completions.csv"].row) == ("MISSING_COLUMN", 1)
    assert "is `modulle` meant?" in told["completions.csv"].help
    assert told["posts.csv"].reason == "NO_TABLE"
    assert intake.total.rows_in == 0
    assert "completions" in intake.missing_files


class Guarded(Folder):
    """A folder of whose files the system keeps some back."""

    def open(self, name: str) -> bytes:
        if name in ("completions.csv", "manifest.json"):
            raise PermissionError(13, "Permission denied", name)
        return super().open(name)


def test_a_file_that_may_not_be_read_is_refused_and_the_others_are_read() -> None:
    files = {"learners.csv": LEARNERS, "completions.csv": "learner\nL1\n", "manifest.json": '{"synthetic": true}'}
    intake = read_folder(Guarded(files), catalogue_ids=KNOWN, today=TODAY, zones={})
    assert [(one.file, one.reason, one.message) for one in intake.refused] == [
        ("completions.csv", "UNREADABLE", "it cannot be opened: Permission denied")
    ]
    assert (intake.total.used, "completions" in intake.missing_files, intake.synthetic) == (2, True, False)
    assert not says_synthetic(Guarded(files))


def test_a_first_row_without_any_known_heading_may_be_values_and_is_not_shown() -> None:
    intake = read({"learners.csv": "L1,Maria Lopez,NV\nL2,Ada,NV\n", "kurs.csv": "Maria Lopez;F01\n", "cpd.csv": "learner,hours\nL1,5\n"})
    told = {refusal.file: refusal.message for refusal in intake.refused}
    assert "Maria" not in told["learners.csv"] + told["kurs.csv"]
    assert "`learner`, `hours`" in told["cpd.csv"]


def test_two_columns_for_one_field_are_refused() -> None:
    intake = read({"completions.csv": "learner,module,completion date,completed on\nL1,F01,2025-01-01,2025-01-02\n"})
    assert [refusal.reason for refusal in intake.refused] == ["TWO_COLUMNS"]


def test_without_a_list_of_learners_ids_are_taken_as_they_are() -> None:
    intake = read({"completions.csv": "learner,module,date\nanyone,F01,2025-01-01\n"})
    assert intake.total.used == 1
    assert "learners" in intake.missing_files
    intake = read(
        {"completions.csv": "learner,module,date\nanyone,F01,2025-01-01\n"}, known=dataclasses.replace(KNOWN, learners=frozenset({"L1"}))
    )
    assert aside(intake) == [(2, "learner", "UNKNOWN_LEARNER")]


def test_invented_people_may_have_completed_what_is_only_planned() -> None:
    files = {**completions("c1,L1,S01,1,2025-03-04,80,lms,,,"), "manifest.json": '{"synthetic": true}'}
    assert read(files).tables["completions"].num_rows == 1
    assert read({**files, "manifest.json": '{"synthetic": "no"}'}).tables["completions"].num_rows == 0


def test_a_workbook_of_several_sheets_is_several_tables() -> None:
    import io

    from practicum.tables.writing import write_workbook

    stream = io.BytesIO()
    write_workbook(stream, {
        "Learners": (["id", "joined"], [["L1", date(2020, 1, 2)]]),
        "Completions": (["learner", "module", "date", "score"], [["L1", "F01", date(2025, 3, 4), 80.5],
                        ["L1", "F99", date(2025, 3, 4), 80]]),
        "Budget": (["year", "sum"], [[2026, 100]]),
    })  # fmt: skip
    intake = read({"records.xlsx": stream.getvalue()})
    assert intake.tables["completions"].column("score").to_pylist() == [80.5]
    assert aside(intake) == [(3, "module", "UNKNOWN_MODULE")]
    assert [refusal.file for refusal in intake.refused] == ["records.xlsx#Budget"]


def test_known_ids_come_from_a_catalogue() -> None:
    from practicum.model.catalogue import Catalogue

    assert KnownIds.of(Catalogue()).modules == {}


def test_many_rows_are_all_accounted_for() -> None:
    rows = 40_000
    lines = [f"c{n},L{n % 500},F0{n % 2 + 1},,20{n % 20 + 4:02}-0{n % 9 + 1}-1{n % 10},80,s{n % 3},,," for n in range(rows)]
    total = read({**completions(*lines), "learners.csv": "id\n" + "".join(f"L{n}\n" for n in range(500))}).total
    assert total.rows_in == rows + 500
    assert total.rows_in == total.used + total.set_aside + total.collapsed
