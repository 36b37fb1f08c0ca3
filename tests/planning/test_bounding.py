"""Bounds of unknown counts: compared with trying every whole number."""

from __future__ import annotations

from itertools import product
from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicum.planning.bounding import Contradiction, Row, System, Ways, intervals, solver


def tried(system: System, most: int) -> dict[int, tuple[int, int]]:
    """The lowest and highest value of each unknown over all whole numbers up to ``most``."""
    ranges = [range(int(max(low, 0)), int(min(high, most)) + 1) for low, high in zip(system.low, system.high, strict=True)]
    fits = [
        values
        for values in product(*ranges)
        if all(row.low - 1e-9 <= sum(weight * values[at] for at, weight in row.terms.items()) <= row.high + 1e-9 for row in system.rows)
    ]
    return {at: (min(one[at] for one in fits), max(one[at] for one in fits)) for at in range(len(ranges))} if fits else {}


@settings(max_examples=120, deadline=None)
@given(st.lists(st.integers(0, 4), min_size=3, max_size=5), st.data())
def test_bounds_are_what_trying_every_number_finds(values: list[int], data: st.DataObject) -> None:
    weights = st.sampled_from([-2, -1, 1, 1, 1, 2, 3])
    rows = []
    for _ in range(data.draw(st.integers(1, 3))):
        terms = {at: data.draw(weights) for at in sorted(data.draw(st.sets(st.sampled_from(range(len(values))), min_size=1)))}
        reached = sum(weight * values[at] for at, weight in terms.items())
        slack = data.draw(st.sampled_from([0, 0, 0, 1, 3]))
        rows.append(Row(terms, reached - slack, reached))
    system = System([0] * len(values), [7] * len(values), rows)
    expected = tried(system, 7)
    found = intervals(system, range(len(values)))
    assert {at: (one.low, one.high) for at, one in found.items()} == expected
    assert all(one.exact for one in found.values())
    # Stopping early never claims more than there is, and stops only where there is enough.
    early = intervals(system, range(len(values)), enough=3)
    for at, (low, high) in expected.items():
        assert low <= early[at].low <= early[at].high <= high
        assert early[at].width >= min(3, high - low)
    assert min(one.width for one in early.values()) == min(high - low for low, high in expected.values())


def test_whole_numbers_are_narrower_than_fractions() -> None:
    # 2a + 2b + 2c = 6 with a + b <= 1.5, which whole numbers cannot reach.
    system = System([0, 0, 0], [3, 3, 3], [Row({0: 2, 1: 2, 2: 2}, 6, 6), Row({0: 1, 1: 1}, 0, 1.5)])
    assert (intervals(system, [2])[2].low, intervals(system, [2])[2].high) == (2, 3)


def test_a_contradiction_is_said() -> None:
    with pytest.raises(Contradiction):
        intervals(System([0, 0], [inf, inf], [Row({0: 1, 1: 1}, 3, 3), Row({0: 1, 1: 1}, 4, 4)]), [0])
    with pytest.raises(Contradiction):
        intervals(System([0], [2], [Row({0: 1}, 3, 3)]), [0])
    with pytest.raises(Contradiction):  # parity: no whole numbers, though fractions fit
        intervals(System([0, 0], [9, 9], [Row({0: 2, 1: 2}, 5, 5)]), [0])


def test_what_no_row_ties_is_as_wide_as_its_bounds() -> None:
    found = intervals(System([0, 2], [inf, 9], []), [0, 1])
    assert (found[0].low, found[0].high, found[1].low, found[1].high) == (0, inf, 2, 9)


def test_the_cheapest_way_moves_what_costs_least() -> None:
    # Two rows of three with their sums: 2 20 30 | 52 and 40 8 25 | 73, columns 42 28 55, all 125.
    values = [2, 20, 30, 52, 40, 8, 25, 73, 42, 28, 55, 125]
    rows = [
        Row({0: 1, 1: 1, 2: 1, 3: -1}, 0, 0),
        Row({4: 1, 5: 1, 6: 1, 7: -1}, 0, 0),
        Row({0: 1, 4: 1, 8: -1}, 0, 0),
        Row({1: 1, 5: 1, 9: -1}, 0, 0),
        Row({2: 1, 6: 1, 10: -1}, 0, 0),
        Row({8: 1, 9: 1, 10: 1, 11: -1}, 0, 0),
    ]
    ways = Ways(System([0] * 12, [inf] * 12, rows), values, [0, *values[1:]])
    moves = ways.cheapest(0, 5)
    assert moves is not None
    assert set(moves) == {0, 1, 4, 5}
    assert moves[0] == pytest.approx(5)
    # Where a sum may not move and nothing else can, there is no way.
    alone = Ways(System([0, 0], [inf, inf], [Row({0: 1, 1: -1}, 0, 0)]), [2, 2], [0, inf])
    assert alone.cheapest(0, 5) is None


def test_the_solver_says_its_version() -> None:
    assert solver().startswith("HiGHS 1.")
