"""Hidden counts cannot be worked out: checked by trying every table that fits what is visible."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicum.reporting.cases import Case
from practicum.reporting.suppression import MINIMUM, Arc, Counts, hidden_counts, too_narrow, width
from practicum.reporting.tallies import exact_tables, protected_tables


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


def case(learner: str, state: str, country: str, agency: str, certification: str = "PAR") -> Case:
    return Case(learner, certification, certification, country, agency, state)


@pytest.fixture
def cases() -> list[Case]:
    """Three agencies; one has two lapsed people, which its country's sum would give away."""
    sizes = {("BM", "North"): (30, 2), ("BM", "South"): (25, 14), ("TM", "Lower"): (18, 9)}
    return [
        case(f"{agency}{state}{number}", state, country, agency)
        for (country, agency), (certified, lapsed) in sizes.items()
        for state, many in (("certified", certified), ("lapsed", lapsed))
        for number in range(many)
    ]


def test_a_small_group_is_hidden_with_what_would_give_it_away(cases: list[Case]) -> None:
    tables = protected_tables(cases)
    by_agency = {group.key: group for group in tables.by_agency}
    assert by_agency["North"].by_column["not_certified"] is None
    hidden = [group for group in tables.by_agency if group.by_column["not_certified"] is None]
    shown_country = next(group for group in tables.by_country if group.key == "BM").by_column["not_certified"]
    assert shown_country is None or len(hidden) > 1
    assert {group.key: group.by_column["lapsed"] for group in exact_tables(cases).by_agency} == {"North": 2, "South": 14, "Lower": 9}


def test_four_people_in_all_show_nothing() -> None:
    tables = protected_tables([case(f"L{number}", "certified", "BM", "North") for number in range(4)])
    assert tables.everybody.total is None
    assert tables.by_agency[0].total is None
