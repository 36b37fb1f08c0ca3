"""Whatever the counts: what is hidden stays hidden, by the audit and, where tables are tiny, by trying every table."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from practicum.planning.bounding import intervals
from practicum.reporting.sharing.audit import audit
from practicum.reporting.sharing.hiding import blanked, hidden_facts, hidden_in
from practicum.reporting.sharing.reading_back import read_published
from practicum.reporting.sharing.sums import known_from
from practicum.reporting.sharing.tables import TOTAL, Dimension, Fact, Release
from tests.reporting.sharing.invented_counts import AGENCIES, BY_AGENCY, BY_ROLE, ROLES, STANDINGS, files_of, own, people, release

SMALL = st.sampled_from([0, 0, 0, 1, 2, 3, 4, 6, 9, 14, 30])
TINY = {
    "role": Dimension("role", "Role", {"A": "A", "B": "B"}),
    "standing": Dimension("standing", "Standing", {"yes": "yes", "no": "no"}),
}


@st.composite
def workforces(draw: st.DrawFn) -> dict[tuple[str, str, str], int]:
    """How many there are of each agency, role and standing."""
    agencies = sorted(draw(st.sets(st.sampled_from(sorted(AGENCIES)), min_size=1)))
    roles = ROLES[: draw(st.integers(1, 3))]
    return {key: draw(SMALL) for key in product(agencies, roles, STANDINGS)}


def shown(one: Release, hidden: frozenset[Fact]) -> dict[Fact, int | None]:
    return {one.fact(table, key): count for table in blanked(one, hidden).tables for key, count in table.cells.items()}


@settings(max_examples=60, deadline=None)
@given(workforces())
def test_after_hiding_the_audit_always_passes(counts: dict[tuple[str, str, str], int]) -> None:
    true = release(people(counts), [BY_AGENCY, BY_ROLE, ("by-standing", ("role", "standing"))])
    hidden = hidden_facts(true)
    found = audit(files_of(blanked(true, hidden)))
    assert found.passed, found.findings
    assert found.narrowest is None or found.narrowest >= 5
    # No small group is shown, and what is shown is true.
    truth = shown(true, frozenset())
    assert all(count is None or (count == truth[fact] and not 0 < count < 5) for fact, count in shown(true, hidden).items())


@settings(max_examples=12, deadline=None)
@given(workforces(), workforces())
def test_after_hiding_from_those_who_have_rows_and_earlier_releases(
    first: dict[tuple[str, str, str], int], second: dict[tuple[str, str, str], int]
) -> None:
    rows = people(first)
    true = release(rows, [BY_AGENCY, BY_ROLE])
    holders = [own(rows, name, true) for name in sorted({row["agency"] for row in rows})[:2]]
    before = blanked(true, hidden_facts(true, owners=holders))
    found = audit(files_of(before), holders=holders)
    assert found.passed, found.findings
    # The same day once more is the same release; a later day hides what was hidden before.
    again = blanked(true, hidden_facts(true, owners=holders, earlier=[before]))
    assert again == before
    later = release(people(second), [BY_AGENCY, BY_ROLE], as_of="2026-11-15")
    after = blanked(later, hidden_facts(later, earlier=[before]))
    assert audit(files_of(after)).passed
    assert hidden_in(before) <= hidden_in(after)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 3), min_size=4, max_size=4), st.data())
def test_bounds_are_what_trying_every_table_finds(counts: list[int], data: st.DataObject) -> None:
    rows = [
        {"role": role, "standing": standing}
        for (role, standing), many in zip(product("AB", ("yes", "no")), counts, strict=True)
        for _ in range(many)
    ]
    true = release(rows, [("tiny", ("role", "standing"))], TINY)
    truth = shown(true, frozenset())
    facts = sorted(truth, key=repr)
    # Everybody is counted somewhere, so that there are not endlessly many tables.
    hidden = frozenset(data.draw(st.sets(st.sampled_from([fact for fact in facts if fact[1]]), min_size=1)))
    seen = shown(true, hidden)
    possible: dict[Fact, set[int]] = {fact: set() for fact in facts}
    for inner in product(range(sum(counts) + 1), repeat=4):
        table = dict(zip(product("AB", ("yes", "no")), inner, strict=True))
        one = {
            ("certificates", frozenset(pair for pair in (("role", role), ("standing", standing)) if pair[1] != TOTAL)): sum(
                many for (r, s), many in table.items() if role in (r, TOTAL) and standing in (s, TOTAL)
            )
            for role in ("A", "B", TOTAL)
            for standing in ("yes", "no", TOTAL)
        }
        if all(count is None or one[fact] == count for fact, count in seen.items()):
            for fact in facts:
                possible[fact].add(one[fact])
    knowledge = known_from([read_published(files_of(blanked(true, hidden))).release])
    found = intervals(knowledge.system, [knowledge.place_of[0, fact] for fact in facts])
    for fact in facts:
        interval = found[knowledge.place_of[0, fact]]
        assert (interval.low, interval.high) == (min(possible[fact]), max(possible[fact])), fact


def test_a_group_is_small_by_people_not_by_certificates() -> None:
    true = release(
        people({("North", "FSW", "in_order"): 40, ("North", "FSW", "limited"): 6, ("South", "FSW", "in_order"): 30}), [BY_AGENCY]
    )
    of_north = true.fact(true.tables[0], ("BM", "North", "limited"))
    assert of_north not in hidden_facts(
        release(people({("North", "FSW", "in_order"): 40, ("North", "FSW", "limited"): 6}), [("x", ("agency", "standing"))])
    )
    assert of_north in hidden_facts(true, people={of_north: 3})
