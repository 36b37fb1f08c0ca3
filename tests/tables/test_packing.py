"""Tables that travel as one: every value comes back as it was."""

from __future__ import annotations

import pyarrow
from hypothesis import given
from hypothesis import strategies as st

from practicum.tables import frame
from practicum.tables.packing import TABLE, Packing

KINDS = {
    "leave": {"learner": "code", "start": "day", "end": "day", "kind": "text"},
    "cpd": {"learner": "code", "quantity": "number", "signed": "flag", "date": "day"},
    "agencies": {"agency": "code", "country": "code", "name": "text"},
}
VALUES = {
    "code": st.text(),
    "text": st.text(),
    "day": st.integers(-(2**63), 2**63 - 1),
    "number": st.floats(allow_nan=False),
    "flag": st.booleans(),
}


def _rows(kinds: dict[str, str]) -> st.SearchStrategy[pyarrow.Table]:
    row = st.fixed_dictionaries({name: st.none() | VALUES[kind] for name, kind in kinds.items()})
    return st.lists(row, max_size=4).map(lambda rows: frame({name: [each[name] for each in rows] for name in kinds}, kinds))


@given(st.fixed_dictionaries({name: _rows(kinds) for name, kinds in KINDS.items()}))
def test_what_was_packed_comes_back(tables: dict[str, pyarrow.Table]) -> None:
    packing = Packing(KINDS)
    tall = packing.packed(tables)
    assert tall.num_columns == 1 + 3 + 2 + 1, "no wider than the widest table in each type"
    back = packing.unpacked(tall)
    for name, table in tables.items():
        assert back[name].column_names == table.column_names
        assert back[name].to_pylist() == table.to_pylist()


def test_a_table_or_a_column_that_is_not_there_adds_nothing() -> None:
    packing = Packing(KINDS)
    tall = packing.packed({"leave": frame({"learner": ["L1"], "end": [3]}, {"learner": "code", "end": "day"})})
    assert tall.column(TABLE).to_pylist() == [0]
    back = packing.unpacked(tall)
    assert back["leave"].to_pylist() == [{"learner": "L1", "start": None, "end": 3, "kind": None}]
    assert back["cpd"].num_rows == back["agencies"].num_rows == 0
