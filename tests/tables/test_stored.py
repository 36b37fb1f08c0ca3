"""Tidy tables as Parquet: what is read, what is set aside, what is out of shape, and how they are cut."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from practicum.tables.parquet import ShapeFault, shape_faults
from practicum.tables.stored import Stored, Unreadable, plainly, reading_plainly
from tests.matching.tidy_files import write_tables

Rows = list[dict[str, Any]]


def stored(folder: Path, records: dict[str, Rows], **known: Any) -> Stored:
    paths = write_tables(folder / "tidy", records)
    (folder / "scratch").mkdir()
    return Stored({name: [str(path) for path in files] for name, files in paths.items()}, folder / "scratch", known=known)


def completion(learner: str, number: int, **more: Any) -> dict[str, Any]:
    return {"learner": learner, "record_id": f"{learner}-{number}", "module": "F01", "date": 18000 + number, **more}


def test_parts_hold_whole_learners_in_the_order_of_their_ids(tmp_path: Path) -> None:
    rows = [completion(f"L{person:02}", number) for number in range(9) for person in range(11)]
    tables = stored(tmp_path, {"completions": rows, "learners": [{"learner": f"L{person:02}"} for person in range(12)]})
    assert tables.cut(20) == 6
    parts = list(tables.each())
    people = [part.learners.column("learner").to_pylist() for part in parts]
    assert [name for mine in people for name in mine] == [f"L{person:02}" for person in range(12)]
    assert all(set(part.tables["completions"].column("learner").to_pylist()) <= set(mine) for part, mine in zip(parts, people, strict=True))
    assert sum(part.rows for part in parts) == len(rows) + 12


def test_one_learner_with_more_rows_than_a_part_stays_whole(tmp_path: Path) -> None:
    rows = [completion("L1", number) for number in range(500)] + [completion("L2", 0), completion("L0", 0)]
    tables = stored(tmp_path, {"completions": rows})
    tables.cut(10)
    sizes = {name: part.rows for part in tables.each() for name in part.learners.column("learner").to_pylist() if name == "L1"}
    assert sizes["L1"] >= 500
    assert sum(part.rows for part in tables.each()) == len(rows)


def test_what_nobody_can_use_is_set_aside_and_the_totals_reconcile(tmp_path: Path) -> None:
    good = completion("L1", 0, recorded_at=18100, score=80.0, evidence="verified")
    bad = {
        "UNKNOWN_MODULE": completion("L1", 1, module="NONE"),
        "UNKNOWN_LEARNER": completion("LX", 2),
        "MISSING_VALUE": completion("L1", 3, date=None),
        "BAD_NUMBER": completion("L1", 4, score=101.0),
        "AMBIGUOUS_SCORE": completion("L1", 5, score=0.8),
        "BAD_WORD": completion("L1", 6, evidence="certain"),
        "FUTURE_DATE": completion("L1", 7, recorded_at=18001),
        "BAD_DATE": completion("L1", 8, issuer_end=10**9),
        "PLANNED_MODULE": completion("L1", 9, module="P1"),
    }
    void = {"learner": "L1", "record_id": "v", "voids": "L1-0"}
    posts: Rows = [
        {"learner": "L1", "record_id": "p1", "role": "R1", "agency": "X", "start": 18000, "end": 17000},
        {"learner": "L1", "record_id": "p2", "role": "R9", "agency": "X", "start": 18000},
        {"learner": None, "record_id": "p3", "role": "R1", "agency": "X", "start": 18000},
    ]
    records: dict[str, Rows] = {"completions": [good, *bad.values(), void], "learners": [{"learner": "L1"}], "posts": posts}
    tables = stored(tmp_path, records, module=["F01", "P1"], planned=["P1"], role=["R1"])
    assert tables.aside["completions"] == dict.fromkeys(bad, 1)
    assert tables.aside["posts"] == {"END_BEFORE_START": 1, "MISSING_VALUE": 1, "UNKNOWN_ROLE": 1}
    assert {name: tables.given[name] - sum(tables.aside.get(name, {}).values()) for name in tables.given} == tables.counts
    tables.cut()
    [part] = tables.each()
    assert part.tables["completions"].column("record_id").to_pylist() == ["L1-0", "v"]
    assert part.tables["posts"].num_rows == 0


def test_dates_other_whole_numbers_and_words_from_a_list_are_read(tmp_path: Path) -> None:
    folder = tmp_path / "[a] *"
    folder.mkdir()
    days = pa.array([date(2020, 1, 1), None])
    words = pa.array(["F01", "F02"]).dictionary_encode()
    scores = pa.array([float("nan"), 90.0])
    one = pa.table({"learner": ["L1", "L2"], "module": words, "date": days, "score": scores, "attempt": pa.array([1, 2], pa.int8())})
    pq.write_table(one, folder / "x.parquet")
    (tmp_path / "scratch").mkdir()
    tables = Stored({"completions": [plainly(folder / "x.parquet")]}, tmp_path / "scratch", known={})
    tables.cut()
    [part] = tables.each()
    assert part.tables["completions"].to_pylist() == [{"learner": "L1", "module": "F01", "date": 18262, "score": None, "attempt": 1}]
    assert tables.aside == {"completions": {"MISSING_VALUE": 1}}


def test_every_fault_of_shape_is_named_at_once(tmp_path: Path) -> None:
    pq.write_table(pa.table({"learner": [1], "modul": ["F01"], "date": ["2020-01-01"], "score": [True]}), tmp_path / "a.parquet")
    (tmp_path / "b.parquet").write_bytes(b"learner,module\n")
    pq.write_table(pa.table({"learner": ["L"], "module": ["F01"], "date": [1]}), tmp_path / "c.parquet")
    pq.write_table(pa.table({"learner": ["L"], "module": ["F01"], "date": [date(2020, 1, 1)]}), tmp_path / "d.parquet")
    found = shape_faults("completions", [(name, str(tmp_path / name)) for name in ("a.parquet", "b.parquet", "c.parquet", "d.parquet")])
    assert {(fault.file, fault.column) for fault in found} == {
        ("a.parquet", "learner"),
        ("a.parquet", "module"),
        ("a.parquet", "date"),
        ("a.parquet", "score"),
        ("b.parquet", ""),
        ("d.parquet", "date"),
    }
    near: ShapeFault = next(fault for fault in found if fault.column == "module")
    assert near.help == "is it `modul`?"


def test_a_file_that_breaks_half_way_is_named_without_its_values(tmp_path: Path) -> None:
    path = write_tables(tmp_path / "tidy", {"completions": [completion("SECRET", number) for number in range(1000)]})["completions"][0]
    data = bytearray(path.read_bytes())
    data[4:400] = bytes(396)
    path.write_bytes(data)
    (tmp_path / "scratch").mkdir()

    def read() -> None:
        with reading_plainly([path]):
            tables = Stored({"completions": [str(path)]}, tmp_path / "scratch", known={})
            tables.cut()
            list(tables.each())

    with pytest.raises(Unreadable) as raised:
        read()
    assert "SECRET" not in str(raised.value)
