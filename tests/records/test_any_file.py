"""Whatever stands in a file, intake ends with counts that add up or with a refusal, never with a stack trace."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from record_folders import LEARNERS, read

from practicum.model.record import SHARED, TABLES
from practicum.records import read_profile

CELL = st.one_of(
    st.sampled_from(
        [
            "",
            " ",
            "L1",
            "L2",
            "F01",
            "F02",
            "F99",
            "2025-01-01",
            "2025",
            "2025-13",
            "31/12/2025",
            "2030-01-01",
            "12 hrs",
            "1,5",
            "hour",
            "yes",
            "self",
        ]
    ),
    st.sampled_from(
        [
            "c1",
            "c2",
            "2024-06-30T23:30:00Z",
            "9999-12-31T23:59:59-12:00",
            "0000-00-00",
            "٣",
            "²",
            "1e400",
            "-0",
            "inf",
            "=1+1",
            "\u202e",
            "\x0b",
        ]
    ),
    st.text(max_size=12),
)
GENTLE = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@GENTLE
@given(table=st.sampled_from(sorted(TABLES)), rows=st.lists(st.lists(CELL, min_size=1, max_size=18), max_size=8))
def test_any_cells_under_our_headings(table: str, rows: list[list[str]]) -> None:
    names = [column.name for column in (*TABLES[table].columns, *SHARED)]
    text = io.StringIO(newline="")
    csv.writer(text).writerows([names, *rows])
    files: dict[str, str | bytes] = {"learners.csv": LEARNERS, f"{table}.csv": text.getvalue().encode("utf-8", "surrogatepass")}
    intake = read(files, zones={"NV": "Europe/London"})
    assert len(intake.counts) + len(intake.refused) == len(files)
    for one in TABLES:
        assert intake.tables[one].num_rows <= intake.total.used


@GENTLE
@given(data=st.binary(max_size=400), name=st.sampled_from(["completions.csv", "completions.xlsx", "posts.parquet", "learners.tsv"]))
def test_any_bytes_at_all(data: bytes, name: str) -> None:
    intake = read({name: data})
    assert len(intake.counts) + len(intake.refused) == 1


@GENTLE
@given(position=st.integers(0, 1357), byte=st.integers(0, 255), name=st.sampled_from(["activity-completion-excel.csv", "participants.csv"]))
def test_a_download_with_one_broken_byte(position: int, byte: int, name: str) -> None:
    data = bytearray((Path(__file__).parent / "moodle" / name).read_bytes())
    data[position % len(data)] = byte
    wide, _ = read_profile("a.yaml", b"format: 1\nid: a\nextends: moodle-activity-completion\nactivities: {Read the policy: F01}\n")
    long, _ = read_profile("b.yaml", b"format: 1\nid: b\nextends: moodle-participants\nactivities: {SSW101: F01}\n")
    assert wide is not None
    assert long is not None
    intake = read({name: bytes(data)}, profiles=[wide, long])
    assert len(intake.counts) + len(intake.refused) == 1


@pytest.mark.parametrize("kind", ["xlsx", "parquet"])
@GENTLE
@given(position=st.integers(0, 20_000), byte=st.integers(0, 255))
def test_a_binary_file_with_one_broken_byte(kind: str, position: int, byte: int) -> None:
    from practicum.tables.writing import WRITERS

    stream = io.BytesIO()
    WRITERS[kind](stream, ["learner", "module", "date"], [["L1", "F01", "2025-01-01"]] * 3)
    data = bytearray(stream.getvalue())
    data[position % len(data)] = byte
    intake = read({f"completions.{kind}": bytes(data)})
    assert len(intake.counts) + len(intake.refused) == 1
