"""The file a learner saves on the course site: completions on their own word, and nothing lost, whatever is wrong with it."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from record_folders import LEARNERS, aside, read

from practicum.model.civil_day import day_number

HEAD = "learner,practicum_progress,module,version,edition,part,date,right,written\r\n"
FILE = (
    "\ufeff" + HEAD + 'L1,"module finished",F02,2,,,2026-09-30,,2026-10-01\r\n'
    'L1,"module finished",F02,1,NV,,2025-09-30,,2026-10-01\r\n'
    'L1,"lesson read",F02,,,01-look,2026-09-01,,2026-10-01\r\n'
    'L1,"question answered",F02,,,F02-Q01,2026-09-02,1,2026-10-01\r\n'
)


def test_a_finished_module_is_a_completion_on_the_learners_own_word() -> None:
    intake = read({"learners.csv": LEARNERS, "progress-l1-2026-10-01 (2).csv": FILE})
    assert not intake.refused
    rows = intake.tables["completions"].to_pylist()
    told = [(row["learner"], row["module"], row["version"], row["edition"], row["date"], row["evidence"], row["source"]) for row in rows]
    assert told == [
        ("L1", "F02", "2", None, day_number(date(2026, 9, 30)), "self", "self-report"),
        ("L1", "F02", "1", "NV", day_number(date(2025, 9, 30)), "self", "self-report"),
    ]
    assert {row["recorded_at"] for row in rows} == {day_number(date(2026, 10, 1))}
    assert [row["score"] for row in rows] == [None, None]
    (count,) = [count for count in intake.counts if count.profile == "practicum-progress"]
    assert (count.rows_in, count.used, count.without_record, count.set_aside) == (4, 4, 2, 0)
    assert intake.self_reported == 2


def test_what_a_learner_adds_to_the_file_makes_no_better_evidence() -> None:
    hostile = (
        HEAD.replace("\r\n", ",evidence,score,verified_by\r\n") + "L1,module finished,F02,2,,,2026-09-30,,2026-10-01,verified,100,TRA-1\r\n"
    )
    (row,) = read({"learners.csv": LEARNERS, "completions.csv": hostile}).tables["completions"].to_pylist()
    assert (row["evidence"], row["score"], row["verified_by"]) == ("self", None, None)


def test_files_that_overlap_count_once() -> None:
    later = FILE.replace(",2026-10-01", ",2026-10-10") + "L1,module finished,F01,1,,,2026-10-09,,2026-10-10\r\n"
    intake = read({"learners.csv": LEARNERS, "a.csv": FILE, "b.csv": later})
    assert sorted((row["module"], row["version"]) for row in intake.tables["completions"].to_pylist()) == [
        ("F01", "1"), ("F02", "1"), ("F02", "2"),
    ]  # fmt: skip
    assert intake.total.collapsed == 2


@pytest.mark.parametrize(
    ("line", "column", "reason"),
    [
        ("L9,module finished,F02,2,,,2026-09-30,,2026-10-01", "learner", "UNKNOWN_LEARNER"),
        (",module finished,F02,2,,,2026-09-30,,2026-10-01", "learner", "MISSING_VALUE"),
        ("L1,module finished,F99,2,,,2026-09-30,,2026-10-01", "module", "UNKNOWN_MODULE"),
        ("L1,module finished,S01,1,,,2026-09-30,,2026-10-01", "module", "PLANNED_MODULE"),
        ("L1,module finished,F02,7,,,2026-09-30,,2026-10-01", "version", "UNKNOWN_VERSION"),
        ("L1,module finished,F02,2,ZZ,,2026-09-30,,2026-10-01", "edition", "UNKNOWN_COUNTRY"),
        ("L1,module finished,F02,2,,,2026-02-30,,2026-10-01", "date", "BAD_DATE"),
        ("L1,module finished,F02,2,,,2031-01-01,,2026-10-01", "date", "FUTURE_DATE"),
        ("L1,module certified,F02,2,,,2026-09-30,,2026-10-01", "practicum_progress", "BAD_WORD"),
        ("L1,module finished,F02,2,,,2026-09-30,,2026-10-01,more", "J", "TOO_MANY_CELLS"),
    ],
)
def test_a_line_that_makes_no_sense_is_set_aside_with_its_place(line: str, column: str, reason: str) -> None:
    intake = read({"learners.csv": LEARNERS, "progress.csv": FILE + line + "\r\n"})
    assert aside(intake) == [(6, column, reason)]
    assert len(intake.tables["completions"].to_pylist()) == 2


@pytest.mark.parametrize(("between", "encoding"), [(",", "utf-8-sig"), (";", "utf-8-sig"), (";", "cp1252"), ("\t", "utf-16")])
@pytest.mark.parametrize("form", ["{2}/{1}/{0}", "{2}.{1}.{0}", "{1}/{2}/{0}", "{0}/{1}/{2}"])
def test_a_file_that_went_through_a_spreadsheet_counts_once(form: str, between: str, encoding: str) -> None:
    def anew(text: str) -> bytes:
        rewritten = re.sub(r"(\d{4})-(\d\d)-(\d\d)", lambda day: form.format(day[1], int(day[2]), int(day[3])), text)
        return rewritten.replace(",", between).lstrip("\ufeff").encode(encoding)

    # Days above 12 tell themselves apart; the day on which the file was written is one of them.
    whole = FILE.replace("2026-10-01", "2026-10-14")
    intake = read({"learners.csv": LEARNERS, "progress.csv": whole, "progress-anew.csv": anew(whole)})
    assert not intake.refused
    rows = intake.tables["completions"].to_pylist()
    assert sorted((row["module"], row["version"], row["date"]) for row in rows) == [
        ("F02", "1", day_number(date(2025, 9, 30))),
        ("F02", "2", day_number(date(2026, 9, 30))),
    ]


def test_a_day_that_could_be_two_is_set_aside_with_its_reason() -> None:
    line = "L1,module finished,F02,2,,,3/4/2026,,2026-10-14\r\n"
    assert aside(read({"learners.csv": LEARNERS, "progress.csv": HEAD + line})) == [(2, "date", "AMBIGUOUS_DATE")]


@given(st.data())
def test_no_damage_crashes_or_loses_a_row(data: st.DataObject) -> None:
    whole = FILE.encode()
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 40)))
    odd = [b'"', b"\n", b"\r", b",,,,", b"\x00", b"=cmd()", b"{}", b"\xff\xfe", b"PK\x03\x04"]
    junk = data.draw(st.binary(max_size=12) | st.sampled_from(odd))
    # `read` sees that rows in = used + set aside + collapsed; a file past reading is refused and named.
    intake = read({"learners.csv": LEARNERS, "progress.csv": whole[:start] + junk + whole[end:]})
    assert all(row["evidence"] == "self" for row in intake.tables["completions"].to_pylist() if row["source"] == "self-report")
    assert intake.refused or any(count.file.startswith("progress.csv") for count in intake.counts)
