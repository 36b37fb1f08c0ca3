"""The cheapest way through a profile: equal to trying every way, ordered, proved, and clear about circles."""

from __future__ import annotations

from random import Random

import pytest

from practicum.model.plan import Amount, Course, Need, Prices, Profile
from practicum.planning.cheapest import NoOrder, build, cheapest_way
from tests.planning.every_way import a_profile, best_of

COURSES = {
    "F01": Course("F01", 6),
    "F05": Course("F05", 18, ("F01",)),
    "I02": Course("I02", 6, ("F01",)),
    "I05": Course("I05", 18, ("F05",)),
}


@pytest.mark.parametrize("seed", range(300))
def test_equals_trying_every_way(seed: int) -> None:
    profile, courses, prices = a_profile(Random(seed))
    way = cheapest_way(profile, courses, prices)
    best = best_of(profile, courses, prices)
    if best is None:
        assert way.proof.status == "impossible"
        return
    assert way.proof.status == "optimal"
    assert (sum(need.barrier for need in way.beside), round(way.price, 3), round(way.hours, 3)) == pytest.approx(best, abs=2e-3)


def test_the_trial_of_every_way_is_no_empty_one() -> None:
    found = [best_of(*a_profile(Random(seed))) for seed in range(40)]
    assert sum(best is not None and best[2] > 0 for best in found) > 25


def module(name: str) -> Need:
    return Need("module", f"r/{name}", offers=(name,))


def test_prerequisites_come_first_and_once() -> None:
    way = cheapest_way(Profile((module("I05"), module("I02"))), COURSES)
    assert way.modules.index("F01") < way.modules.index("F05") < way.modules.index("I05")
    assert sorted(way.modules) == ["F01", "F05", "I02", "I05"]
    assert way.hours == 48


def test_what_two_choices_share_is_counted_once() -> None:
    # Each by itself would take I02; together I05 with its shared F05 is the shorter way.
    either = Need("any", "a", 1, (module("I02"), module("I05")))
    way = cheapest_way(Profile((either, module("F05")), frozenset({"F01"})), {**COURSES, "I05": Course("I05", 4, ("F05",))})
    assert way.modules == ("F05", "I05")


def test_prices_outweigh_hours() -> None:
    either = Need("any", "a", 1, (module("I02"), module("I05")))
    prices = Prices({"I02": 500.0, "F05": 10.0, "I05": 10.0})
    assert cheapest_way(Profile((either,), frozenset({"F01"})), COURSES, prices).modules == ("F05", "I05")
    assert cheapest_way(Profile((either,), frozenset({"F01"})), COURSES).modules == ("I02",)


def test_a_practicum_is_done_once() -> None:
    hours = Need("amount", "practice", amount=Amount("supervised", "hour", 120, "R04", pool="supervised:hour:R04"))
    way = cheapest_way(Profile((module("R04"), hours)), {"R04": Course("R04", 120)})
    assert way.hours == 120


def test_a_decision_taken_again_holds_the_module_for_what_waits_for_it() -> None:
    again = Need("any", "r/F05", 1, (Need("beside", "r/F05", says="decided_again:F05", grants="F05"), module("F05")))
    way = cheapest_way(Profile((again, module("I05")), frozenset({"F01"})), COURSES)
    assert way.modules == ("I05",)
    assert [need.says for need in way.beside] == ["decided_again:F05"]


def test_what_is_out_of_reach_is_named_where_it_would_be_shorter() -> None:
    degree = Need("all", "degree", parts=(Need("beside", "degree", says="degree:social_work:1", barrier=1.0), module("I02")))
    way = cheapest_way(Profile((Need("any", "way-in", 1, (degree, module("I05"))),)), COURSES)
    assert way.modules == ("F01", "F05", "I05")
    assert way.instead == "12|degree:social_work:1"


def test_no_plan_advises_to_write_a_statement_instead_of_learning() -> None:
    stated = Need("amount", "word", amount=Amount("observation", "item", 1.0, "PRO-1@2", pool="observation:PRO-1@2:SUP"))
    way = cheapest_way(Profile((Need("any", "way-in", 1, (stated, module("I05"))),)), COURSES)
    assert way.modules == ("F01", "F05", "I05")
    assert not way.work
    assert way.instead == "0|statement:PRO-1@2:SUP"
    alone = cheapest_way(Profile((stated,)), COURSES)
    assert [work.subject for work in alone.work] == ["PRO-1@2"], "where the rule knows no other way it is part of the plan"
    assert alone.instead == ""


def test_hours_of_a_practicum_that_are_signed_are_not_done_again() -> None:
    signed = Need("amount", "hours", amount=Amount("supervised", "hour", 4.0, "F05", pool="supervised:hour:F05"))
    way = cheapest_way(Profile((signed, module("F05")), frozenset({"F01"}), practised=(("F05", COURSES["F05"].hours - 4),)), COURSES)
    assert (way.modules, way.hours) == (("F05",), 4.0)


def test_a_way_that_is_not_taken_promises_nothing() -> None:
    other = Need("all", "other", parts=(module("I05"), module("F01"), Need("beside", "degree", says="degree:x:1", barrier=1.0)))
    way = cheapest_way(Profile((Need("any", "way-in", 1, (other, module("I05"))),)), COURSES)
    assert [requirement for requirement, _ in way.closes] == [module("I05").requirement]


def test_a_circle_of_prerequisites_is_named() -> None:
    circle = {"A": Course("A", 1, ("B",)), "B": Course("B", 1, ("A",))}
    with pytest.raises(NoOrder, match="A → B → A"):
        cheapest_way(Profile((module("A"),)), circle)


def test_a_name_of_300_characters_is_only_long() -> None:
    name = "M" * 300
    assert cheapest_way(Profile((module(name),)), {name: Course(name, 2)}).modules == (name,)


def test_the_same_gaps_build_the_same_model() -> None:
    profile, courses, prices = a_profile(Random(7))
    one, two = build(profile, courses, prices), build(profile, courses, prices)
    assert (one.model.rows, one.aims) == (two.model.rows, two.aims)
