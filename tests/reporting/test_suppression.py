"""Hidden counts cannot be worked out: checked by trying every table that fits what is visible."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from practicum.reporting.suppression import MINIMUM, Arc, Counts, hidden_counts, too_narrow, width


def table(rows: list[list[int]]) -> Counts:
    """A table with its sums as a network: start → row → column → end → start."""
    flow: dict[Arc, int] = {("end", "start"): sum(map(sum, rows))}
    for number, row in enumerate(rows):
        flow["start", f"r{number}"] = sum(row)
        for place, count in enumerate(row):
            flow[f"r{number}", f"c{place}"] = count
            flow[f"c{place}", "end"] = flow.get((f"c{place}", "end"), 0) + count
    return Counts(flow)


def possible_values(counts: Counts, hidden: frozenset[Arc], arc: Arc, *, beyond: int) -> set[int]:
    """Every value a hidden count can take: all tables are tried whose cells stay within ``beyond`` of the true ones."""
    cells = [a for a in counts.flow if a[0][0] == "r"]  # type: ignore[index]  # nodes are texts here
    free = [a for a in cells if a in hidden]
    ranges = [range(max(0, counts.flow[a] - beyond), counts.flow[a] + beyond + 1) for a in free]
    found = set()
    for values in product(*ranges):
        flow = dict(counts.flow) | dict(zip(free, values, strict=True))
        for sums in [a for a in counts.flow if a not in cells]:
            start, end = sums
            flow[sums] = (
                sum(flow[a] for a in cells if a[0] == end)
                if start == "start"
                else sum(flow[a] for a in cells if a[1] == start)
                if end == "end"
                else sum(flow[a] for a in cells)
            )
        if all(flow[a] == counts.flow[a] for a in counts.flow if a not in hidden):
            found.add(flow[arc])
    return found


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.integers(0, 9), min_size=2, max_size=2), min_size=2, max_size=2), st.data())
def test_width_is_what_trying_every_table_finds(rows: list[list[int]], data: st.DataObject) -> None:
    counts = table(rows)
    arcs = sorted(counts.flow, key=repr)
    hidden = frozenset(data.draw(st.sets(st.sampled_from(arcs), min_size=1)))
    arc = data.draw(st.sampled_from(sorted(hidden, key=repr)))
    tried = possible_values(counts, hidden, arc, beyond=MINIMUM)
    assert width(counts, hidden, arc) == min(max(tried) - min(tried), MINIMUM)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 4).flatmap(
        lambda breadth: st.lists(st.lists(st.integers(0, 40), min_size=breadth, max_size=breadth), min_size=1, max_size=5)
    )
)
def test_small_counts_are_hidden_and_stay_hidden(rows: list[list[int]]) -> None:
    counts = table(rows)
    assert not counts.unbalanced()
    hidden = hidden_counts(counts)
    assert {arc for arc, count in counts.flow.items() if 0 < count < MINIMUM} <= hidden
    if hidden != frozenset(counts.flow):
        assert too_narrow(counts, hidden) is None


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    assert hidden_counts(table([[12, 30], [8, 0]])) == frozenset()


def test_one_small_cell_takes_others_with_it() -> None:
    hidden = hidden_counts(table([[2, 30], [20, 40]]))
    assert ("r0", "c0") in hidden
    assert len(hidden) > 1
