"""The measuring itself: what counts as held, and that the invented project stays valid. How fast we are, `make bench` says."""

from __future__ import annotations

import statistics
from datetime import date
from pathlib import Path

import pytest

from practicum.workspace.project import check_project, find_project
from tests.benchmarks.invented_project import write_project
from tests.benchmarks.ratio import Ratio


def test_a_machine_that_grows_busy_does_not_make_us_faster() -> None:
    # The machine is twice as slow in two rounds, and in the last one only the others' program is held up.
    ours, theirs = [4.4, 8.8, 8.6, 4.2, 4.3], [2.0, 4.0, 4.0, 2.0, 9.0]
    ratio = Ratio("x", 2.0, ours, theirs, rows="5")
    assert statistics.median(ours) / statistics.median(theirs) < 1.2
    assert ratio.measured == pytest.approx(2.15)
    assert not ratio.held
    assert "MISSED" in str(ratio)


def test_the_invented_project_is_without_fault(tmp_path: Path) -> None:
    write_project(tmp_path, 40)
    checked = check_project(find_project(tmp_path), day=date(2026, 10, 15))
    assert checked.diagnostics == []
    assert len(checked.catalogue.modules) == len(checked.catalogue.assessments) == 40
    assert len(checked.catalogue.lessons) == 120
