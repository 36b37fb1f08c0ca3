"""How large the parts of a run are, and how many are judged side by side, on machines of any size."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from practicum.model.requirement import RuleTables
from practicum.tables.stored import ROWS_A_PART
from practicum.workspace import parts
from practicum.workspace.parts import Asked, Run
from practicum.workspace.tidying import TidyFiles

GIGABYTE = 10**9


class Rows:
    """Stored tables of so many rows that remember how they were to be cut."""

    owned = ("cpd",)

    def __init__(self, rows: int) -> None:
        self.counts = {"cpd": rows}
        self.size = 0

    def cut(self, size: int) -> None:
        self.size = size


def run_on(monkeypatch: pytest.MonkeyPatch, there_is: int | None, processors: int, rows: int = 0, **asked: Any) -> Run:
    monkeypatch.setattr(parts, "memory_there_is", lambda: there_is)
    monkeypatch.setattr(parts, "processors", lambda: processors)
    tidy: TidyFiles = SimpleNamespace()  # type: ignore[assignment]  # a run asks nothing of the files here
    stored: Any = Rows(rows)
    return Run(Asked(tidy, date(2026, 1, 1), **asked), RuleTables({}), stored, Path(), lambda done, total: None)


@pytest.mark.parametrize(
    ("memory", "processors", "rows", "at_once"),
    [
        (None, 8, ROWS_A_PART // 2, 2),  # a system that does not say how much it has
        (4 * GIGABYTE, 8, 500_000, 1),
        (16 * GIGABYTE, 1, ROWS_A_PART, 1),
        (16 * GIGABYTE, 2, 800_000, 2),
        (256 * GIGABYTE, 64, ROWS_A_PART, 4),
    ],
)
def test_parts_fit_into_the_memory_there_is(
    memory: int | None, processors: int, rows: int, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = run_on(monkeypatch, memory, processors)
    assert (run.rows_a_part, run.at_once) == (rows, at_once)
    assert memory is None or run.rows_a_part * run.at_once * 2_500 <= memory / 3


def test_memory_that_is_given_is_for_one_part_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    run = run_on(monkeypatch, 256 * GIGABYTE, 8, memory="3GB")
    assert (run.rows_a_part, run.at_once) == (400_000, 1)


def test_nobody_waits_for_the_last_part(monkeypatch: pytest.MonkeyPatch) -> None:
    """Five parts' rows on two processors are six parts; few rows stay in one, and a size that was asked for stays."""
    many: Any = run_on(monkeypatch, 64 * GIGABYTE, 2, rows=5 * ROWS_A_PART)
    many.cut()
    assert many.stored.size == -(-5 * ROWS_A_PART // 6)
    few: Any = run_on(monkeypatch, 64 * GIGABYTE, 2, rows=400_000)
    few.cut()
    assert few.stored.size >= 400_000
    asked: Any = run_on(monkeypatch, 64 * GIGABYTE, 2, rows=5 * ROWS_A_PART, rows_a_part=2 * ROWS_A_PART)
    asked.cut()
    assert asked.stored.size == 2 * ROWS_A_PART
