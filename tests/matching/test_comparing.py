"""Two runs side by side: exactly those who differ come out, with what differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from practicum.matching import Table, Verdicts
from practicum.matching.comparing import RequirementChange, asked_counts, state_changes
from practicum.tables import frame

CERTIFICATE = {
    "learner": "code",
    "certification": "code",
    "country": "code",
    "role": "code",
    "state": "code",
    "reason": "code",
    "valid_until": "day",
}
REQUIREMENT = {"learner": "code", "certification": "code", "requirement": "code", "kind": "code", "state": "code", "reason": "code"}

Row = Mapping[str, Any]


def _table(rows: Sequence[Row], kinds: Mapping[str, str]) -> Table:
    return Table(frame({name: [row.get(name) for row in rows] for name in kinds}, kinds))


def run(certificates: Sequence[Row], requirements: Sequence[Row] = ()) -> Verdicts:
    filled: list[Row] = [{"country": "BM", "role": row["certification"], "reason": "", **row} for row in certificates]
    below: list[Row] = [{"kind": "module", "reason": "", **row} for row in requirements]
    return Verdicts(_table(filled, CERTIFICATE), _table(below, REQUIREMENT))


def held(learner: str, state: str = "certified", **more: Any) -> Row:
    return {"learner": learner, "certification": "RCW", "state": state, **more}


def asked(learner: str, requirement: str, state: str, **more: Any) -> Row:
    return {"learner": learner, "certification": "RCW", "requirement": requirement, "state": state, **more}


def test_two_equal_runs_differ_in_nobody() -> None:
    one = run([held("A"), held("B", "lapsed", valid_until=20000)], [asked("A", "RCW/renew/cpd", "met")])
    assert state_changes(one, one) == ()
    nobody = run([])
    assert state_changes(nobody, nobody) == ()


def test_only_who_differs_comes_out_with_both_sides() -> None:
    before = run(
        [held("A", "restricted", reason="NOT_ALWAYS_IN_DATE", valid_until=20100), held("B", valid_until=20100)],
        [asked("A", "RCW/always_in_date/i03", "not_met", reason="EXPIRED"), asked("B", "RCW/always_in_date/i03", "met")],
    )
    after = run(
        [held("A", valid_until=20100), held("B", valid_until=20100)],
        [asked("A", "RCW/always_in_date/i03", "met"), asked("B", "RCW/always_in_date/i03", "met")],
    )
    (one,) = state_changes(before, after)
    assert (one.learner, one.certification, one.country, one.role) == ("A", "RCW", "BM", "RCW")
    assert (one.state_before, one.state_after, one.reason_before, one.reason_after) == ("restricted", "certified", "NOT_ALWAYS_IN_DATE", "")
    assert one.requirements == (RequirementChange("RCW/always_in_date/i03", "not_met", "met", "EXPIRED", ""),)
    assert one.of_state


def test_a_last_day_that_comes_or_goes_is_a_change_of_verdict_but_not_of_state() -> None:
    (one,) = state_changes(run([held("A", valid_until=20100)]), run([held("A")]))
    assert (one.valid_until_before, one.valid_until_after) == (20100, None)
    assert (one.of_state, one.of_verdict) == (False, True)


def test_a_requirement_below_can_differ_alone_and_keeps_the_order_of_the_rule() -> None:
    names = ("RCW/renew", "RCW/renew/zeal", "RCW/renew/act")
    before = run([held("A")], [asked("A", name, "met", kind="all" if name == "RCW/renew" else "hours") for name in names])
    after = run([held("A")], [asked("A", name, "due", kind="all" if name == "RCW/renew" else "hours") for name in names])
    (one,) = state_changes(before, after)
    assert not one.of_verdict
    assert [each.requirement for each in one.requirements] == list(names)
    assert [each.requirement for each in one.behind] == ["RCW/renew/zeal", "RCW/renew/act"]


def test_what_only_one_run_asks_has_an_empty_state_on_the_other_side() -> None:
    new = state_changes(run([]), run([held("A", "never")], [asked("A", "RCW/award/f02", "not_met", reason="NO_RECORD")]))
    assert [(one.state_before, one.state_after, one.country) for one in new] == [("", "never", "BM")]
    assert new[0].requirements == (RequirementChange("RCW/award/f02", "", "not_met", "", "NO_RECORD"),)
    gone = state_changes(run([held("A", "never")]), run([]))
    assert [(one.state_before, one.state_after, one.country) for one in gone] == [("never", "", "BM")]


def test_what_the_award_asks_stands_behind_nothing_while_the_certificate_holds() -> None:
    def side(state: str, certificate: str) -> Verdicts:
        return run([held("A", certificate)], [asked("A", "RCW/award/i03", state), asked("A", "RCW/always_in_date/i03", state)])

    (holds,) = state_changes(side("met", "certified"), side("not_met", "restricted"))
    assert [each.requirement for each in holds.behind] == ["RCW/always_in_date/i03"]
    (first,) = state_changes(side("not_met", "never"), side("met", "certified"))
    assert [each.requirement for each in first.behind] == ["RCW/award/i03", "RCW/always_in_date/i03"]


def test_everybody_asked_on_either_side_is_counted_once() -> None:
    before = run([held("A"), held("B")])
    after = run([held("B"), held("C"), {"learner": "C", "certification": "FSW", "state": "never"}])
    assert asked_counts(before, after) == {"FSW": 1, "RCW": 3}


_SIDE = st.dictionaries(
    st.tuples(st.sampled_from("ABCD"), st.sampled_from(("RCW", "FSW"))),
    st.tuples(st.sampled_from(("certified", "due", "lapsed")), st.sampled_from(("", "EXPIRED")), st.sampled_from((None, 0, 20000))),
)


@settings(max_examples=60, deadline=None)
@given(_SIDE, _SIDE)
def test_it_is_the_plain_difference_of_the_two_runs(before: dict[Any, Any], after: dict[Any, Any]) -> None:
    def side(held: dict[Any, Any]) -> Verdicts:
        rows = [
            {"learner": key[0], "certification": key[1], "state": state, "reason": reason, "valid_until": end}
            for key, (state, reason, end) in held.items()
        ]
        return run(rows)

    absent = ("", "", None)
    wanted = {key: (before.get(key, absent), after.get(key, absent)) for key in {*before, *after} if before.get(key) != after.get(key)}
    got = {
        (one.learner, one.certification): (
            (one.state_before, one.reason_before, one.valid_until_before),
            (one.state_after, one.reason_after, one.valid_until_after),
        )
        for one in state_changes(side(before), side(after))
    }
    assert got == wanted
