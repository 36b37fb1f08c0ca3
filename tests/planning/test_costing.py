"""Cost, workforce and return home: the brief's check value, and ranges that go the right way."""

from __future__ import annotations

from dataclasses import replace

import pytest

from practicum.model.plan import Course, LearnerPlan, PlanStep, Prices, Proof
from practicum.planning.costing import cost_to_close, return_home, return_home_rows
from practicum.planning.figures import cost_sheet, workforce_sheet
from practicum.planning.given import Figure
from practicum.planning.workforce import measured, needed, project, share


def sure(value: float) -> Figure:
    return Figure(value, value, value)


def test_the_check_value_of_the_brief() -> None:
    found = cost_to_close([276.0 + 30.0] * 34, [186.0] * 2, [120.0] * 34, backfill_hour=8, trainer_hour=25, supervisor_hour=15)
    assert (found.backfill, found.teaching, found.supervision) == (83_232, 9_300, 6_120)
    assert found.total == 98_652
    assert round(found.each, 2) == 2_901.53


def test_the_check_value_from_plans() -> None:
    """The same people as plans: 156 taught hours and 30 of electives in modules, 120 of practicum; two cohorts of 17."""
    step = PlanStep("module", "BRIDGE", 186.0, "hour", "", 0.0, 1, 2, None, ())
    practice = replace(step, kind="supervised", what="R04", quantity=120.0)
    plans = [LearnerPlan(f"L{n}", "BM", "", ("FSW",), 1, (step, practice), 0.0, 306.0, 9, None, Proof("optimal")) for n in range(34)]
    figures = {"backfill_hour": Figure(8, 7, 9), "trainer_hour": sure(25), "supervisor_hour": sure(15), "class_size": sure(17)}
    found = cost_sheet(plans, {"": {"BRIDGE": Course("BRIDGE", 186.0)}}, figures, None)
    assert found is not None
    _, rows = found
    assert rows[3] == ("total", None, 83_232 / 8 * 7 + 15_420, 98_652, 83_232 / 8 * 9 + 15_420)
    assert rows[4][3] == 2_901.53


def test_no_price_no_cost() -> None:
    assert cost_sheet([], {}, {"backfill_hour": sure(8)}, None) is None
    assert not Prices()


def test_a_projection_is_stock_and_flow() -> None:
    ahead = project(Figure(100, 100, 100), Figure(0.1, 0.05, 0.2), Figure(20, 10, 30), needed(sure(3000), sure(25)), years=2)
    assert [year.stock for year in ahead] == [
        Figure(100, 100, 100),
        Figure(110, 90, 125),
        Figure(pytest.approx(119), pytest.approx(82), pytest.approx(148.75)),
    ]
    assert (ahead[1].gap.low, ahead[1].gap.value, ahead[1].gap.high) == (-5, 10, 30)


@pytest.mark.parametrize("leave", [Figure(1.2, 1, 1.4), Figure(-0.1, -0.2, 0)])
def test_a_rate_is_a_share(leave: Figure) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        project(sure(1), leave, sure(0), sure(1), years=2)


def test_need_without_a_ratio_is_refused() -> None:
    with pytest.raises(ValueError, match="more than 0 children"):
        needed(sure(10), sure(0))


def test_rates_are_measured_from_posts() -> None:
    posts = [
        {"learner": "a", "role": "FSW", "start": 0, "end": None},
        {"learner": "b", "role": "FSW", "start": 0, "end": 900},
        {"learner": "c", "role": "FSW", "start": 0, "end": 600},
        {"learner": "c", "role": "FSW", "start": 601, "end": None},
        {"learner": "d", "role": "FSW", "start": 800, "end": None},
        {"learner": "e", "role": "FSW", "start": None, "end": None},
    ]
    (found,) = measured(posts, day=1000)
    assert (found.stock, found.a_year_ago, found.left, found.joined) == (3, 3, 1, 1)
    assert found.leave_rate.low < 1 / 3 < found.leave_rate.high


def test_a_share_of_nothing_may_be_anything() -> None:
    assert share(0, 0) == Figure(0.0, 0.0, 1.0)
    assert share(0, 10).low == 0


def test_the_workforce_needs_the_users_own_children() -> None:
    assert workforce_sheet([], {}, day=1000, year=2026) is None
    posts = [{"learner": "a", "role": "FSW", "start": 0, "end": None}]
    found = workforce_sheet(posts, {"FSW:children": sure(50), "FSW:ratio": sure(25), "FSW:years": sure(1)}, day=1000, year=2026)
    assert found is not None
    assert [row[:2] for row in found[1]] == [("FSW", 2026), ("FSW", 2027)]
    with pytest.raises(ValueError, match="FSW: a worker"):
        workforce_sheet(posts, {"FSW:children": sure(50), "FSW:ratio": sure(0)}, day=1000, year=2026)


def test_return_home() -> None:
    assert return_home(40, 1200, 0.3, 9000).saved == 60_000
    assert return_home(40, 1200, 0.3, 9000, supported=0.1).with_support == 84_000
    assert return_home(40, 1200, 0.3, 0).even_at is None
    with pytest.raises(ValueError, match="between 0 and 1"):
        return_home(1, 1, 30, 1)


def test_ranges_of_return_home_hold_what_is_expected() -> None:
    figures = {
        "returning_children": Figure(40, 35, 45),
        "support_a_child": Figure(1200, 1000, 1500),
        "breakdown_rate": Figure(0.3, 0.2, 0.4),
        "reentry_cost": Figure(9000, 8000, 11000),
    }
    for _, least, expected, most in return_home_rows(figures):
        assert least <= expected <= most
    assert return_home_rows({"breakdown_rate": sure(0.2)}) == []
