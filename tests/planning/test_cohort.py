"""Timetables: equal to trying every one, and each unmet need is met by what is said to keep it from being met."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

import pytest

from practicum.model.plan import CandidateSession, CohortTask, Place, Trainer
from practicum.planning.cohort import BOUNDS, build_cohort, timetable
from practicum.planning.handing_on import unmet_says
from practicum.planning.solving import solve
from tests.planning.every_timetable import a_cohort, best_of


@pytest.mark.parametrize("seed", range(300))
def test_equals_trying_every_timetable(seed: int) -> None:
    task = a_cohort(Random(seed))
    found = timetable(task, explain=False)
    short, weight, cost = best_of(task)
    assert found.proof.status == "optimal"
    missed = sum(max(0.0, task.floor * many - seated) for _, seated, many in found.floors) if task.floor else 0.0
    assert (round(missed, 4), -found.weight, round(found.cost, 4)) == pytest.approx((short, weight, cost), abs=1e-3)


@pytest.mark.parametrize("seed", range(40))
def test_what_is_said_to_keep_a_need_unmet_does(seed: int) -> None:
    task = a_cohort(Random(seed))
    found = timetable(task)
    kept = {task.places.index(place): session.id for place, session in found.seated}
    for unmet in found.unmet:
        assert unmet.reasons
        for reason in set(unmet.reasons) - {"no_session", "several"}:
            # Everybody stays where they sit, and this one sits too, under every other bound: there is such a timetable.
            assert _can_sit(task, kept, unmet.place, reason), (unmet, reason)
        if unmet.together:
            assert _can_sit(task, kept, unmet.place, *unmet.together)
            for bound in unmet.together:
                assert not _can_sit(task, kept, unmet.place, *(each for each in unmet.together if each != bound))
        for bound in set(BOUNDS) - set(unmet.reasons) if "no_session" not in unmet.reasons else ():
            assert not _can_sit(task, kept, unmet.place, bound), (unmet, bound)


def _can_sit(task: CohortTask, kept: dict[int, str], place: Place, *without: str) -> bool:
    cohort = build_cohort(replace(task, floor=0.0), without=without, keep=kept)
    seats = {seat: 1.0 for (number, _), seat in cohort.sits.items() if task.places[number] is place}
    if seats:
        cohort.model.least(seats, 1.0)
    return bool(seats) and solve(cohort.model, [{}]).possible


def session(id: str, **changes: object) -> CandidateSession:
    return replace(CandidateSession(id, "F02", 10, 11, 2), **changes)  # type: ignore[arg-type]


def place(learner: str = "l1", **changes: object) -> Place:
    return replace(Place(learner, "F02", None, 1.0), **changes)  # type: ignore[arg-type]


def reasons(places: Sequence[Place], sessions: Sequence[CandidateSession], **rest: object) -> list[tuple[str, ...]]:
    task = CohortTask(tuple(places), tuple(sessions), **rest)  # type: ignore[arg-type]
    return [one.reasons for one in timetable(task).unmet]


def test_each_bound_is_named() -> None:
    assert reasons([place()], [session("s", module="F01")]) == [("no_session",)]
    assert reasons([place(by=10)], [session("s")]) == [("after_deadline",)]
    assert reasons([place(languages=("fr",))], [session("s", language="en")]) == [("wrong_language",)]
    assert reasons([place(agency="X")], [session("s", agencies=("Y",))]) == [("travel",)]
    assert reasons([place(), place("l2")], [session("s", seats=1)]) == [("no_seat",)]
    assert reasons([place()], [session("s")], trainers=(Trainer("t", ("F01",)),)) == [("no_trainer",)]
    assert reasons([place()], [session("s", price=9.0)], budget=8.0) == [("budget",)]
    assert reasons([place()], [session("s", minimum=2)]) == [("minimum",)]
    twice = [place(), place(module="F01")]
    assert reasons(twice, [session("a", room="hall"), session("b", module="F01", room="hall")], budget=None) == [("several",)]
    others = [place(), place("l2", module="F01")]
    assert reasons(others, [session("a", room="hall"), session("b", module="F01", room="hall")]) == [("no_room",)]
    assert reasons([place(after=("F01",)), place(module="F01")], [session("a")]) == [("order",), ("no_session",)]


def test_two_bounds_at_once_are_not_one() -> None:
    task = CohortTask((place(by=10, languages=("fr",)),), (session("s", language="en"),))
    (one,) = timetable(task).unmet
    assert (one.reasons, one.together) == (("several",), ("after_deadline", "wrong_language"))
    assert unmet_says(one).count("; and ") == 1


def test_floors_come_before_urgency() -> None:
    crowd = [place(f"x{number}", agency="X", weight=4.0) for number in range(4)]
    found = timetable(CohortTask((*crowd, place("y", agency="Y")), (session("s", seats=3),), floor=0.5))
    assert found.floors == (("X", 2, 4), ("Y", 1, 1))
    without = timetable(CohortTask((*crowd, place("y", agency="Y")), (session("s", seats=3),)))
    assert without.floors == (("X", 3, 4), ("Y", 0, 1))


def test_the_urgent_are_seated_first() -> None:
    found = timetable(CohortTask((place(weight=1.0), place("l2", weight=4.0)), (session("s", seats=1),)))
    assert [one.learner for one, _ in found.seated] == ["l2"]


def test_no_place_and_no_session_is_an_empty_timetable() -> None:
    found = timetable(CohortTask((), ()))
    assert (found.held, found.seated, found.unmet, found.cost) == ((), (), (), 0.0)
