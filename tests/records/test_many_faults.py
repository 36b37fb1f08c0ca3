"""Files of which nearly nothing can be used: the rows are counted and named without an object for each, and there is an end to it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from practicum.model.record import SetAside
from practicum.records import Intake, KnownIds, gathering, read_folder
from practicum.records.gathering import TooManyFaults
from tests.test_situations import InMemory, checked

HEAD = b"learner,module,version,date,result,record_id,source\n"


def taken(rows: int) -> Intake:
    lines = b"".join(f"L{number},F02,1,someday,passed,r{number},NV-HART\n".encode() for number in range(rows))
    known = KnownIds.of(checked().catalogue)
    return read_folder(InMemory({"completions.csv": HEAD + lines}), catalogue_ids=known, today=date(2026, 10, 15), zones={})


def test_rows_are_counted_without_a_note_on_each(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []
    init = SetAside.__init__

    def counting(self: SetAside, *told: Any) -> None:
        made.append(self)
        init(self, *told)

    monkeypatch.setattr(SetAside, "__init__", counting)
    intake = taken(50)
    assert (intake.total.set_aside, len(intake.set_aside)) == (50, 50)
    assert not made, "a note is made when somebody looks at it"
    assert [note.row for note in intake.set_aside] == list(range(2, 52))
    assert len(made) == 50
    assert intake.senders["completions.csv", 2] == "NV-HART"
    assert [note.row for note in intake.set_aside_about("l7")] == [9]


def test_there_is_an_end_and_it_names_no_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "MOST_ASIDE", 20)
    with pytest.raises(TooManyFaults, match="column date: more than 20 rows cannot be used") as error:
        taken(30)
    assert "someday" not in str(error.value)
    assert taken(20).total.set_aside == 20
