"""Experience: months of active practice, by hand for the turns of the rule and day by day for invented posts."""

from __future__ import annotations

import calendar
import random
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest

from practicum.matching import evaluate_asks, explain
from practicum.model.certification import Band, Certification, Experience, Requirement, RuleVersion, Validity
from practicum.model.civil_day import civil, day_number
from practicum.model.requirement import RuleTables
from practicum.resolving.requirement_rows import compile_rules
from tests.matching.vector_rules import unit

ENGINES = ("pandas", "duckdb", "polars")
Post = tuple[str, str, str | None]
Row = dict[str, Any]


def _experience(months: float, of_last: int | None, *roles: str) -> Requirement:
    return Requirement(id="experience", experience=Experience(months=months, of_last=of_last, roles=roles or ("CSW",)))


def _rules(award: Requirement, **more: Any) -> RuleTables:
    return _compiled({"SUP": RuleVersion(version="1", starts=date(1950, 1, 1), says="", award=award, **more)})


def _compiled(versions: dict[str, RuleVersion]) -> RuleTables:
    return compile_rules(
        {
            name: unit("certification", name, Certification(format=1, id=name, role="SUP", title=name, versions=(version,)))
            for name, version in versions.items()
        },
        {},
        {},
    )


def _posts(learner: str, *posts: Post) -> list[Row]:
    return [
        {
            "learner": learner,
            "record_id": f"{learner}-p{number}",
            "role": role,
            "agency": "A",
            "start": day_number(date.fromisoformat(start)),
            "end": day_number(date.fromisoformat(end)) if end else None,
        }
        for number, (role, start, end) in enumerate(posts)
    ]


# Learner: what is asked of them and where they were in post.
HAND: dict[str, tuple[Requirement, tuple[Post, ...]]] = {
    # 24 months and 11 more, of which 3 were worked in two posts at once: 35.
    "36 of 60": (
        _experience(36, 60),
        (("CSW", "2020-01-01", "2021-12-31"), ("CSW", "2023-01-01", "2023-11-30"), ("CSW", "2023-06-01", "2023-08-31")),
    ),
    "35 of 60": (
        _experience(35, 60),
        (("CSW", "2020-01-01", "2021-12-31"), ("CSW", "2023-01-01", "2023-11-30"), ("CSW", "2023-06-01", "2023-08-31")),
    ),
    "12 of 12": (_experience(12, 12), (("CSW", "2022-03-15", "2023-03-14"),)),
    "6 ever": (_experience(6, None), (("CSW", "2001-01-01", "2001-09-30"),)),
    "open": (
        _experience(12, 24),
        (("CSW", "2023-01-01", None), ("CSW", "2022-06-01", "2022-06-30"), ("CSW", "2025-01-01", "2026-12-31")),
    ),
    "planned": (_experience(12, 24), (("CSW", "2023-01-01", "2030-12-31"),)),
    "two roles": (
        _experience(12, 24, "CSW", "SUP"),
        (("CSW", "2022-01-01", "2022-06-30"), ("PAR", "2022-07-01", "2022-12-31"), ("SUP", "2023-01-01", "2023-06-30")),
    ),
    "one role": (
        _experience(12, 24),
        (("CSW", "2022-01-01", "2022-06-30"), ("PAR", "2022-07-01", "2022-12-31"), ("SUP", "2023-01-01", "2023-06-30")),
    ),
    "no role": (_experience(12, 24, "RCW"), (("CSW", "2022-01-01", "2022-06-30"),)),
    "long over": (_experience(12, 24), (("CSW", "2010-01-01", "2012-12-31"),)),
    "fractions": (_experience(3, 12), (("CSW", "2023-03-16", "2023-06-15"),)),
}
ASKED: dict[str, tuple[str, ...]] = {
    "36 of 60": ("2024-12-31",),
    "35 of 60": ("2024-12-30", "2024-12-31", "2025-01-01"),
    "12 of 12": ("2023-03-13", "2023-03-14", "2023-03-15"),
    "6 ever": ("2001-06-29", "2001-06-30", "2024-01-01"),
    "open": ("2023-11-29", "2023-11-30", "2024-01-31"),
    "planned": ("2023-06-30",),
    "two roles": ("2021-12-31", "2023-12-31"),
    "one role": ("2023-12-31",),
    "no role": ("2023-12-31",),
    "long over": ("2023-12-31",),
    "fractions": ("2023-12-31",),
}


@cache
def _hand(engine: str) -> dict[str, list[Row]]:
    """What every hand-worked learner gets on each of their days, from one evaluation."""
    versions = {name: RuleVersion(version="1", starts=date(1950, 1, 1), says="", award=asked) for name, (asked, _posts_) in HAND.items()}
    posts = [post for name, (_asked_, given) in HAND.items() for post in _posts(name, *given)]
    asks = [{"learner": name, "certification": name, "as_of": date.fromisoformat(day)} for name, days in ASKED.items() for day in days]
    rows = sorted(evaluate_asks(_compiled(versions), {"posts": posts}, asks, engine=engine).requirements.rows(), key=lambda row: row["ask"])
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["learner"], []).append(row)
    return found


def _short(rows: list[Row]) -> list[tuple[str, float]]:
    return [(row["state"], row["missing"]) for row in rows]


@pytest.mark.parametrize("engine", ENGINES)
def test_the_exact_sum_of_overlapping_posts_is_compared(engine: str) -> None:
    row = _hand(engine)["36 of 60"][0]
    assert (row["state"], row["reason"], row["missing"], row["missing_unit"]) == ("not_met", "TOO_FEW", 1.0, "month")
    enough = _hand(engine)["35 of 60"]
    # Until 31 December 2024 the window holds all of 2020; on 1 January it loses the first of its days.
    assert _short(enough) == [("met", 0.0), ("met", 0.0), ("not_met", 0.04)]
    assert [civil(enough[1]["valid_until"]), civil(enough[2]["valid_until"])] == [date(2024, 12, 31), date(2024, 12, 31)]
    assert _short(_hand(engine)["fractions"]) == [("met", 0.0)]


@pytest.mark.parametrize("engine", ENGINES)
def test_the_window_leaves_out_the_same_day_so_many_months_ago(engine: str) -> None:
    """12 of 12 from 15 March 2022: held on 14 March 2023 alone, when the window opens on 15 March 2022."""
    rows = _hand(engine)["12 of 12"]
    assert _short(rows) == [("not_met", 0.04), ("met", 0.0), ("not_met", 0.04)]
    assert [civil(rows[1][name]) for name in ("valid_from", "valid_until")] == [date(2023, 3, 14)] * 2


@pytest.mark.parametrize("engine", ENGINES)
def test_at_any_time_it_never_ends(engine: str) -> None:
    """6 months without a window: held from the last day of the sixth month for good."""
    rows = _hand(engine)["6 ever"]
    assert [row["state"] for row in rows] == ["not_met", "met", "met"]
    assert [(civil(row["valid_from"]), row["valid_until"]) for row in rows[1:]] == [(date(2001, 6, 30), None)] * 2


@pytest.mark.parametrize("engine", ENGINES)
def test_an_open_post_counts_through_the_day_asked_about_and_a_later_one_does_not(engine: str) -> None:
    rows = _hand(engine)["open"]
    assert _short(rows) == [("not_met", 0.04), ("met", 0.0), ("met", 0.0)]
    assert [row["deciding_record"] for row in rows] == ["", "open-p0", "open-p0"]
    # Nothing is known of the days to come: as things stand the window empties from its oldest day.
    assert [civil(row["valid_until"]) for row in rows[1:]] == [date(2024, 5, 31), date(2025, 1, 31)]
    assert _short(_hand(engine)["planned"]) == [("not_met", 6.0)]


@pytest.mark.parametrize("engine", ENGINES)
def test_only_the_named_roles_count_and_nothing_on_record_is_its_own_reason(engine: str) -> None:
    found = _hand(engine)
    assert [(row["state"], row["reason"]) for row in found["two roles"]] == [("not_met", "NO_RECORD"), ("met", "")]
    told = {name: (found[name][0]["reason"], found[name][0]["missing"]) for name in ("one role", "no role", "long over")}
    assert told == {"one role": ("TOO_FEW", 6.0), "no role": ("NO_RECORD", 12.0), "long over": ("TOO_FEW", 12.0)}


def test_a_post_corrected_or_not_yet_known_does_not_count() -> None:
    posts = _posts("L", ("CSW", "2022-01-01", "2022-12-31"))
    posts.append({"learner": "L", "record_id": "v", "voids": "L-p0", "recorded_at": day_number(date(2023, 6, 1))})
    rules = _rules(_experience(12, 24))
    asks = [
        {"learner": "L", "certification": "SUP", "as_of": date(2023, 12, 31), "known_at": known}
        for known in (date(2023, 5, 31), date(2023, 6, 1))
    ]
    rows = sorted(evaluate_asks(rules, {"posts": posts}, asks, engine="polars").requirements.rows(), key=lambda row: row["ask"])
    assert [(row["state"], row["reason"]) for row in rows] == [("met", ""), ("not_met", "NO_RECORD")]


def test_without_a_file_of_posts_it_is_unknown() -> None:
    rules = _rules(_experience(12, 24)).without(("posts",))
    ask = {"learner": "L", "certification": "SUP", "as_of": date(2023, 12, 31)}
    rows = evaluate_asks(rules, {}, [ask], engine="polars").requirements.rows()
    assert [(row["state"], row["reason"]) for row in rows] == [("unknown", "FILE_MISSING")]


def test_the_posts_that_count_are_shown_as_evidence() -> None:
    posts = _posts("L", ("CSW", "2020-01-01", "2020-12-31"), ("CSW", "2022-03-01", None), ("SUP", "2023-05-01", None))
    found = explain(_rules(_experience(6, 24)), {"posts": posts, "agencies": [{"agency": "A"}]}, "L", as_of=date(2023, 6, 30))
    assert [(used.record, civil(used.day or 0)) for used in found[0].requirements[0].used] == [("L-p1", date(2022, 3, 1))]


def test_a_certificate_starts_on_the_first_day_of_enough_experience() -> None:
    rules = _rules(_experience(12, 24), valid=Validity(months=36, ends="anniversary"))
    ask = {"learner": "L", "certification": "SUP", "as_of": date(2024, 1, 1)}
    row = next(
        iter(evaluate_asks(rules, {"posts": _posts("L", ("CSW", "2021-04-16", "2022-09-30"))}, [ask], engine="polars").certificates.rows())
    )
    # A year of whole months, and 15/30 of April with 15/30 of the next: on the fifteenth.
    assert (row["state"], civil(row["valid_from"]), civil(row["valid_until"])) == ("certified", date(2022, 4, 15), date(2025, 4, 15))


def _renewing(months: float, of_last: int | None, posts: list[Row], day: str) -> Row:
    rules = _rules(_experience(1, None, "PAR"), renew=_experience(months, of_last), valid=Validity(months=24))
    ask = {"learner": "L", "certification": "SUP", "as_of": date.fromisoformat(day)}
    return next(iter(evaluate_asks(rules, {"posts": posts}, [ask], engine="polars").certificates.rows()))


def test_a_renewal_counts_its_window_or_without_one_its_own_cycle() -> None:
    """The award is held from 31 January 2020, the cycle ends on 30 January 2022."""
    start = ("PAR", "2020-01-01", "2020-01-31")
    early = _posts("L", start, ("CSW", "2018-01-01", "2019-12-31"))
    assert _renewing(6, None, early, "2022-06-01")["state"] == "lapsed"
    assert _renewing(6, 60, early, "2022-06-01")["state"] == "certified"
    inside = _posts("L", start, ("CSW", "2021-07-01", "2021-12-31"))
    assert _renewing(6, None, inside, "2022-06-01")["state"] == "certified"
    late = _posts("L", start, ("CSW", "2021-09-01", None))
    # On 30 January 2022 four months and 30/31 have been worked; what follows is too late.
    assert _renewing(5, None, late, "2022-06-01")["state"] == "lapsed"
    assert _renewing(4.5, None, late, "2022-06-01")["state"] == "certified"


def test_a_return_counts_from_the_first_day_away() -> None:
    back = Band(id="any", says="", at_least_months=0, require=_experience(2, 24))
    rules = _rules(_experience(1, None, "PAR"), renew=_experience(20, 24), valid=Validity(months=24), re_entry=(back,))
    start = ("PAR", "2020-01-01", "2020-01-31")
    worked = ("CSW", "2021-11-01", "2022-01-30")
    ask = {"learner": "L", "certification": "SUP", "as_of": date(2022, 12, 31)}
    states = []
    for posts in (_posts("L", start, worked), _posts("L", start, worked, ("CSW", "2022-04-01", "2022-05-31"))):
        row = next(iter(evaluate_asks(rules, {"posts": posts}, [ask], engine="polars").certificates.rows()))
        states.append((row["state"], row["valid_from"] and civil(row["valid_from"])))
    assert states == [("lapsed", date(2020, 1, 31)), ("certified", date(2022, 5, 31))]


def _passed(day: date, months: int) -> date:
    """The same day so many months before, or the last of that month."""
    at = day.year * 12 + day.month - 1 - months
    year, month = at // 12, at % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _by_hand(posts: list[Row], of_last: int | None, need: float, first: date, last: date) -> list[date]:
    """The days from ``first`` on which enough was done by ``last``, counted one by one in parts of 1/377580 of a month."""
    days: set[int] = set()
    for post in posts:
        end = min(post["end"] if post["end"] is not None else 10**9, day_number(last))
        days.update(range(post["start"], end + 1))
    total, found, done = 0, [], dict[date, int]()
    day = first - timedelta(days=1200)
    while day <= last + timedelta(days=900):
        if day_number(day) in days:
            total += 377580 // calendar.monthrange(day.year, day.month)[1]
        done[day] = total
        if day >= first and total - (done[_passed(day, of_last)] if of_last else 0) >= need * 377580:
            found.append(day)
        day += timedelta(days=1)
    return found


SHAPES: tuple[tuple[float, int | None], ...] = ((1, 1), (2, 3), (4.5, 7), (11, 12), (12, 24), (0.5, 13), (7, None))


@cache
def _people() -> dict[str, list[Row]]:
    """Invented people with one to five posts that overlap, touch or leave gaps, often on the last days of months."""
    dice = random.Random(29)
    found = {}
    for number in range(40):
        posts: list[Post] = []
        for _ in range(dice.randint(1, 5)):
            start = date(2018, 10, 1) + timedelta(days=dice.randint(0, 1000))
            if dice.random() < 0.4:
                start = start.replace(day=dice.choice((1, calendar.monthrange(start.year, start.month)[1])))
            end = start + timedelta(days=dice.choice((0, 27, 30, dice.randint(1, 60), dice.randint(60, 500))))
            if dice.random() < 0.4:
                end = end.replace(day=calendar.monthrange(end.year, end.month)[1])
            posts.append(("CSW", start.isoformat(), None if dice.random() < 0.15 else end.isoformat()))
        found[f"L{number}"] = _posts(f"L{number}", *posts)
    return found


@pytest.mark.parametrize("engine", ENGINES)
def test_every_day_of_invented_posts_is_as_counted_by_hand(engine: str) -> None:
    """The state on the day asked about, since when it holds and until when, as counting days one by one gives them."""
    people, first = _people(), date(2018, 10, 1)
    dice = random.Random(7)
    asks, wanted = [], []
    rules = _compiled(
        {
            f"X{number}": RuleVersion(version="1", starts=date(1950, 1, 1), says="", award=_experience(months, of_last))
            for number, (months, of_last) in enumerate(SHAPES)
        }
    )
    for learner, posts in people.items():
        for number, (months, of_last) in enumerate(SHAPES):
            as_of = first + timedelta(days=dice.randint(0, 1500))
            days = _by_hand([post for post in posts if post["start"] <= day_number(as_of)], of_last, months, first, as_of)
            asks.append({"learner": learner, "certification": f"X{number}", "as_of": as_of})
            held = as_of in days
            since = until = as_of
            kept = set(days)
            while held and since - timedelta(days=1) in kept:
                since -= timedelta(days=1)
            while held and of_last and until + timedelta(days=1) in kept:
                until += timedelta(days=1)
            ended = max((day for day in days if day < as_of), default=None)
            wanted.append(("met", since, until if of_last else None) if held else ("not_met", None, ended))
    rows = evaluate_asks(rules, {"posts": [post for posts in people.values() for post in posts]}, asks, engine=engine).requirements.rows()
    got = [
        (row["state"], row["valid_from"] and civil(row["valid_from"]), row["valid_until"] and civil(row["valid_until"]))
        for row in sorted(rows, key=lambda row: row["ask"])
    ]
    assert {state for state, _since, _until in wanted} == {"met", "not_met"}
    wrong = [(ask, mine, theirs) for ask, mine, theirs in zip(asks, got, wanted, strict=True) if mine != theirs]
    assert not wrong, wrong[:5]
