"""Another country's edition after a move: worked by hand on both sides of every day that turns a verdict."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import pytest

from practicum.matching import evaluate_asks
from practicum.model.certification import Certification, Recognition, Requirement, RuleVersion, Validity, Within
from practicum.model.civil_day import day_number
from practicum.model.curriculum import Module, Prerequisite, Version
from practicum.model.requirement import RuleTables, join_rules
from practicum.resolving.requirement_rows import compile_rules
from tests.matching.vector_rules import unit

ENGINES = ("pandas", "duckdb", "polars")
START = date(2010, 1, 1)
Row = dict[str, Any]


def module(name: str, needs: tuple[str, ...] = ()) -> Module:
    versions = (Version(version="1", starts=START, hours=6, teaches=()),)
    before = tuple(Prerequisite(module=other, order="any") for other in needs)
    return Module(format=1, id=name, title=name, status="draft", summary="", purpose="", versions=versions, prerequisites=before)


def law(home: str = "NV", *, host: str = "TM", cap: int = 9, ends: str = "day_before", **more: Any) -> Requirement:
    """F10 in the edition of the host, for 36 months; the edition of home counts for some months after a move."""
    dates = {name: more.pop(name, None) for name in ("starts", "until")}
    valid = Validity(months=36, ends=ends, window_months=more.pop("window_months", None))  # type: ignore[arg-type]
    edges = (Recognition(home=home, cap_months=cap, **dates),)
    return Requirement(**{"id": "f10", "module": "F10", "edition": host, "recognises": edges, "valid": valid, **more})


# Certification: the country whose rules it stands in, and what it asks.
ASKED: dict[str, tuple[str, Requirement]] = {
    "CAPPED": ("TM", law()),
    "THROUGH": ("TM", law(ends="anniversary")),
    "DATED": ("TM", law(starts=date(2023, 1, 20), until=date(2023, 6, 30))),
    "WINDOW": ("TM", law(window_months=3)),
    "PASSED": ("TM", law(pass_mark=70, evidence="verified")),
    "GATED": ("TM", law(module="G10")),
    "LISTED": ("TM", Requirement(id="law", modules=("F10",), edition="TM", recognises=(Recognition(home="NV", cap_months=9),))),
    "OTHERS": ("TM", law(host="BM")),
    "REVERSE": ("NV", law(home="NV", host="TM", edition="NV")),
    "LOCAL": ("TM", Requirement(id="f10", module="F10", edition="TM", within=Within(of="moved", months=6))),
    "MOVERS": ("TM", Requirement(id="f10", module="F10", edition="TM", within=Within(of="moved", months=6, only_then=True))),
    "APPOINTED": ("TM", Requirement(id="f10", module="F10", role="R", within=Within(of="appointed", days=30, only_then=True))),
    "TWO": ("TM", law(cap=3)),
}


@cache
def rules() -> RuleTables:
    modules = {each.id: unit("module", each.id, each) for each in (module("F10"), module("P"), module("G10", ("P",)))}
    sets = []
    for country in sorted({country for country, _asked in ASKED.values()}):
        mine = {
            name: Certification(
                format=1, id=name, role="X", title=name, versions=(RuleVersion(version="1", starts=START, says="", award=asked),)
            )
            for name, (where, asked) in ASKED.items()
            if where == country
        }
        sets.append(compile_rules({name: unit("certification", name, each) for name, each in mine.items()}, modules, {}, country=country))
    return join_rules(sets)


def day(text: str) -> int:
    return day_number(date.fromisoformat(text))


def post(country: str, first: str, last: str | None = None, role: str = "X") -> tuple[str, Row]:
    return "posts", {"role": role, "agency": f"in {country}", "start": day(first), "end": None if last is None else day(last)}


def done(record: str, country: str, on: str, name: str = "F10", **more: Any) -> tuple[str, Row]:
    row = {"record_id": record, "module": name, "edition": country, "date": day(on), "evidence": "verified", "source": "lms"}
    return "completions", row | more


MOVED = (post("NV", "2015-01-01", "2023-01-19"), post("TM", "2023-01-20"))
FACTS: dict[str, tuple[tuple[str, Row], ...]] = {
    "mover": (*MOVED, done("r1", "NV", "2022-04-12")),
    "old": (*MOVED, done("r1", "NV", "2020-05-12")),
    "on the day": (*MOVED, done("r1", "NV", "2023-01-20")),
    "the day after": (*MOVED, done("r1", "NV", "2023-01-21")),
    "from elsewhere": (*MOVED, done("r1", "BM", "2022-04-12")),
    "no edition": (*MOVED, done("r1", "", "2022-04-12")),
    "never moved": (post("TM", "2015-01-01"), done("r1", "NV", "2022-04-12")),
    "a month end": (post("NV", "2015-01-01", "2023-05-30"), post("TM", "2023-05-31"), done("r1", "NV", "2022-04-12")),
    "a day early": (post("NV", "2015-01-01", "2023-01-18"), post("TM", "2023-01-19"), done("r1", "NV", "2022-04-12")),
    "last day of the edge": (post("NV", "2015-01-01", "2023-06-29"), post("TM", "2023-06-30"), done("r1", "NV", "2022-04-12")),
    "a day late": (post("NV", "2015-01-01", "2023-06-30"), post("TM", "2023-07-01"), done("r1", "NV", "2022-04-12")),
    "local after": (*MOVED, done("r1", "NV", "2022-04-12"), done("r2", "TM", "2023-05-05")),
    "local in the window": (*MOVED, done("r1", "NV", "2022-04-12"), done("r2", "TM", "2023-08-05")),
    "renewed at home": (*MOVED, done("r0", "NV", "2019-06-01"), done("r1", "NV", "2022-04-12")),
    "failed": (*MOVED, done("r1", "NV", "2022-04-12", score=69.0)),
    "unverified": (*MOVED, done("r1", "NV", "2022-04-12", score=80.0, evidence="self")),
    "gated": (*MOVED, done("g1", "NV", "2022-04-12", "G10"), done("p", "NV", "2023-03-05", "P")),
    "revoked": (
        *MOVED,
        done("r1", "NV", "2022-04-12"),
        ("decisions", {"kind": "revocation", "subject": "r1", "from": day("2023-04-01"), "approver": "board", "reason": "stated"}),
    ),
    "to and fro": (
        post("NV", "2015-01-01", "2023-01-19"),
        post("TM", "2023-01-20", "2023-05-31"),
        post("NV", "2023-06-01", "2023-09-30"),
        post("TM", "2023-10-01"),
        done("r1", "NV", "2022-04-12"),
    ),
    "known later": (
        ("posts", {**post("NV", "2015-01-01", "2023-01-19")[1]}),
        ("posts", {**post("TM", "2023-01-20")[1], "recorded_at": day("2023-03-01")}),
        done("r1", "NV", "2022-04-12"),
    ),
    "moved the other way": (post("TM", "2015-01-01", "2023-01-19"), post("NV", "2023-01-20"), done("r1", "TM", "2022-04-12")),
    "appointed": (post("TM", "2023-01-20", role="R"),),
}
# Learner, certification, day asked, state, reason, last day or None.
HAND: tuple[tuple[str, str, str, str, str, str | None], ...] = (
    # Before the move nothing of it counts by the rules of the country that is moved to.
    ("mover", "CAPPED", "2023-01-19", "not_met", "WRONG_EDITION", None),
    ("mover", "CAPPED", "2023-01-20", "met", "", "2023-10-19"),
    ("mover", "CAPPED", "2023-10-19", "met", "", "2023-10-19"),
    ("mover", "CAPPED", "2023-10-20", "not_met", "EXPIRED", "2023-10-19"),
    ("mover", "THROUGH", "2023-10-20", "met", "", "2023-10-20"),
    ("mover", "THROUGH", "2023-10-21", "not_met", "EXPIRED", "2023-10-20"),
    # Its own end comes first.
    ("old", "CAPPED", "2023-05-11", "met", "", "2023-05-11"),
    ("old", "CAPPED", "2023-05-12", "not_met", "EXPIRED", "2023-05-11"),
    ("on the day", "CAPPED", "2023-02-01", "met", "", "2023-10-19"),
    ("the day after", "CAPPED", "2023-02-01", "not_met", "WRONG_EDITION", None),
    ("from elsewhere", "CAPPED", "2023-02-01", "not_met", "WRONG_EDITION", None),
    ("no edition", "CAPPED", "2023-02-01", "not_met", "WRONG_EDITION", None),
    ("never moved", "CAPPED", "2023-02-01", "not_met", "WRONG_EDITION", None),
    # February has no 31st: the cap is all of it.
    ("a month end", "CAPPED", "2024-02-29", "met", "", "2024-02-29"),
    ("a month end", "CAPPED", "2024-03-01", "not_met", "EXPIRED", "2024-02-29"),
    ("a month end", "TWO", "2023-08-30", "met", "", "2023-08-30"),
    ("a day early", "DATED", "2023-02-01", "not_met", "WRONG_EDITION", None),
    ("mover", "DATED", "2023-02-01", "met", "", "2023-10-19"),
    ("last day of the edge", "DATED", "2023-07-15", "met", "", "2024-03-29"),
    ("a day late", "DATED", "2023-07-15", "not_met", "WRONG_EDITION", None),
    ("local after", "CAPPED", "2023-11-01", "met", "", "2026-05-04"),
    # 5 May lies in no window of 19 October, 5 August does: then the old end leads on.
    ("local after", "WINDOW", "2023-11-01", "met", "", "2026-05-04"),
    ("local in the window", "WINDOW", "2023-11-01", "met", "", "2026-10-19"),
    # What was renewed at home was renewed from its own end there, and is capped all the same.
    ("renewed at home", "WINDOW", "2023-07-01", "met", "", "2023-10-19"),
    ("failed", "PASSED", "2023-02-01", "not_met", "BELOW_PASS", None),
    ("unverified", "PASSED", "2023-02-01", "not_met", "UNVERIFIED", None),
    ("gated", "GATED", "2023-03-04", "not_met", "PREREQ_MISSING", None),
    ("gated", "GATED", "2023-03-05", "met", "", "2023-10-19"),
    ("revoked", "CAPPED", "2023-03-31", "met", "", "2023-03-31"),
    ("revoked", "CAPPED", "2023-04-01", "not_met", "REVOKED", "2023-03-31"),
    # Three months after the first move, nothing until the second, three months after that.
    ("to and fro", "TWO", "2023-04-19", "met", "", "2023-04-19"),
    ("to and fro", "TWO", "2023-09-30", "not_met", "EXPIRED", "2023-04-19"),
    ("to and fro", "TWO", "2023-10-01", "met", "", "2023-12-31"),
    ("to and fro", "TWO", "2024-01-01", "not_met", "EXPIRED", "2023-12-31"),
    ("mover", "LISTED", "2023-02-01", "met", "", "2023-10-19"),
    # An edge leads to the country of the edition asked for; who moved to another finds none.
    ("mover", "OTHERS", "2023-02-01", "not_met", "WRONG_EDITION", None),
    # Edges are directed.
    ("moved the other way", "REVERSE", "2023-02-01", "not_met", "WRONG_EDITION", None),
    ("mover", "LOCAL", "2023-07-20", "not_yet_required", "WRONG_EDITION", None),
    ("mover", "LOCAL", "2023-07-21", "not_met", "EDITION_OVERDUE", None),
    ("never moved", "LOCAL", "2023-07-20", "not_met", "WRONG_EDITION", None),
    ("never moved", "MOVERS", "2023-07-20", "not_applicable", "", None),
    ("mover", "MOVERS", "2023-01-19", "not_applicable", "", None),
    ("mover", "MOVERS", "2023-01-20", "not_yet_required", "WRONG_EDITION", None),
    ("mover", "MOVERS", "2023-07-21", "not_met", "EDITION_OVERDUE", None),
    ("appointed", "APPOINTED", "2023-01-19", "not_applicable", "", None),
    ("appointed", "APPOINTED", "2023-02-19", "not_yet_required", "NO_RECORD", None),
    ("appointed", "APPOINTED", "2023-02-20", "not_met", "NO_RECORD", None),
)
KNOWN = (("2023-02-28", "not_met"), ("2023-03-01", "met"))


def records() -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {"agencies": [{"agency": f"in {country}", "country": country} for country in ("NV", "TM", "BM")]}
    for learner, facts in FACTS.items():
        for number, (table, row) in enumerate(facts):
            found.setdefault(table, []).append({"record_id": f"{learner}-{number}", **row, "learner": learner})
    return found


def asked(learner: str, certification: str, on: str, known: str | None = None) -> Row:
    days = {"as_of": date.fromisoformat(on), "known_at": date.fromisoformat(known) if known else None}
    return {"learner": learner, "certification": certification, "country": ASKED[certification][0], **days}


@cache
def found(engine: str) -> dict[int, dict[str, Row]]:
    asks = [asked(*row[:3]) for row in HAND] + [asked("known later", "CAPPED", "2023-04-01", known) for known, _state in KNOWN]
    nodes: dict[int, dict[str, Row]] = {}
    for row in evaluate_asks(rules(), records(), asks, engine=engine).requirements:
        nodes.setdefault(row["ask"], {})[row["requirement"].rpartition("/")[2]] = row
    return nodes


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("number", range(len(HAND)), ids=[" ".join(row[:3]) for row in HAND])
def test_by_hand(engine: str, number: int) -> None:
    _learner, _certification, _on, state, reason, until = HAND[number]
    row = found(engine)[number]["award"]
    assert (row["state"], row["reason"]) == (state, reason)
    assert row["valid_until"] == (None if until is None else day(until))


@pytest.mark.parametrize("engine", ENGINES)
def test_a_move_counts_once_it_is_known(engine: str) -> None:
    states = [found(engine)[len(HAND) + number]["award"]["state"] for number in range(len(KNOWN))]
    assert states == [state for _known, state in KNOWN]


def test_who_holds_it_is_not_told_that_it_ran_out_after_an_earlier_move() -> None:
    verdicts = evaluate_asks(rules(), records(), [asked("to and fro", "TWO", "2023-11-01")], engine="polars")
    assert not list(verdicts.losers.rows())
