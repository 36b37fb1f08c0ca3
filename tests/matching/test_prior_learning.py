"""Prior learning: what stands and what does not, worked by hand at every boundary, and the share against a plain count."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest

from practicum.matching import evaluate_asks, explain
from practicum.matching.facts import Facts
from practicum.matching.prior_learning import practice_credits
from practicum.model.certification import Certification, CompetencyHeld, PriorLearning, Requirement, RuleVersion, SupervisedHours, Validity
from practicum.model.civil_day import FOR_EVER, day_number
from practicum.model.curriculum import Module, Prerequisite, Teaching, Version
from practicum.model.requirement import RuleTables
from practicum.resolving.requirement_rows import compile_rules
from practicum.tables.engine import Engine
from tests.matching.vector_rules import unit

ENGINES = ("pandas", "duckdb", "polars")
START = date(2015, 1, 1)
Row = dict[str, Any]


def module(name: str, hours: float, months: int | None = None, **more: Any) -> Module:
    teaches = more.pop("teaches", ())
    versions = (Version(version="1", starts=START, hours=hours, valid_months=months, teaches=teaches),)
    more = {"versions": versions, **more}
    return Module(format=1, id=name, title=name, status="draft", summary="", purpose="", **more)


MODULES = (
    module("A", 12, 24),
    module("B", 10),
    module("C", 8),
    module("D", 20),
    module("E", 6),
    module("P", 6),
    module("N", 6, prerequisites=(Prerequisite(module="P", order="any"),)),
    module("S", 6, prerequisites=(Prerequisite(module="P", order="strict"),)),
    module("K", 6, 12),
    module("KR", 2, renews="K"),
    module("T", 6, teaches=(Teaching(competency="Q1", level=2),)),
    module("W", 100, modes=("practice",)),
)


def policy(**more: Any) -> PriorLearning:
    asked: Row = {"max_share": "1/1", "taught_hours": 1000, "assessor": "TRA"}
    return PriorLearning(says="", **{**asked, **more})


def one(name: str, **more: Any) -> Requirement:
    return Requirement(id=name.lower(), module=name, **more)


def compiled(awards: dict[str, tuple[Requirement, PriorLearning | None]], modules: tuple[Module, ...] = MODULES) -> RuleTables:
    certifications = {
        name: Certification(
            format=1,
            id=name,
            role=name,
            title=name,
            versions=(RuleVersion(version="1", starts=START, says="", award=award, prior_learning=limits),),
        )
        for name, (award, limits) in awards.items()
    }
    # Two certifications make a trainer: the role counts, not the name of one of them.
    for name in ("TRA", "TRA-NEW"):
        version = RuleVersion(version="1", starts=START, says="", award=one("B"))
        certifications[name] = Certification(format=1, id=name, role="TRA", title=name, versions=(version,))
    return compile_rules(
        {name: unit("certification", name, value) for name, value in certifications.items()},
        {each.id: unit("module", each.id, each) for each in modules},
        {},
    )


FOUR = Requirement(all=(one("A"), one("B"), one("C"), one("D")))
STRICT = policy(max_share="1/2", taught_hours=None, max_age_months=60, two_assessors_above_hours=15, excluded=("E",))


@cache
def rules() -> RuleTables:
    window = Validity(months=12, window_days=30)
    return compiled(
        {
            # 12 + 10 + 8 + 20 hours are taught: 25 may be covered.
            "FOUR": (FOUR, STRICT),
            "OUT": (one("E"), STRICT),
            "NONE": (one("A"), None),
            "FREE": (one("A"), policy()),
            "AFTER": (one("N"), policy()),
            "ORDER": (one("S"), policy()),
            "FRESH": (one("K", valid=window), policy()),
            "SKILL": (Requirement(id="q1", competency=CompetencyHeld(id="Q1", level=2)), policy()),
            "HANDS": (Requirement(all=(one("W"), one("E"))), policy(max_share="1/1", taught_hours=None, practice={"W": "1/4"})),
        }
    )


def day(text: str) -> int:
    return day_number(date.fromisoformat(text))


def prior(record: str, name: str, decided: str, hours: float | None = 6.0, **more: Any) -> Row:
    row: Row = {"record_id": record, "module": name, "hours": hours, "decided": day(decided), "evidence_date": day("2021-01-20")}
    return row | {"assessor": "T1"} | more


def completed(record: str, name: str, on: str) -> Row:
    return {"record_id": record, "module": name, "date": day(on), "evidence": "verified", "source": "lms"}


def waived(kind: str, name: str, first: str, last: str) -> Row:
    dates = {"from": day(first), "until": day(last)}
    return {"record_id": f"w-{name}", "kind": kind, "subject": name, "approver": "board", "reason": "stated", **dates}


# T1 was a trainer until 1 March 2022, T2 is one under the newer certificate, T3's was revoked, T4's voided, T5's was only recorded later.
ISSUED: tuple[Row, ...] = (
    {"learner": "T1", "record_id": "t1", "certification": "TRA", "start": day("2020-01-01"), "end": day("2022-03-01")},
    {"learner": "T2", "record_id": "t2", "certification": "TRA-NEW", "start": day("2020-01-01"), "end": None},
    {"learner": "T3", "record_id": "t3", "certification": "TRA", "start": day("2020-01-01"), "end": None},
    {"learner": "T4", "record_id": "t4", "certification": "TRA", "start": day("2020-01-01"), "end": None},
    {"learner": "T4", "record_id": "t4b", "certification": "FOUR", "start": day("2020-01-01"), "end": day("2020-01-02"), "voids": "t4"},
    {"learner": "T5", "record_id": "t5", "certification": "TRA", "start": day("2020-01-01"), "end": None, "recorded_at": day("2022-06-01")},
    {"learner": "T6", "record_id": "t6", "certification": "FREE", "start": day("2020-01-01"), "end": None},
)
REVOKED: Row = {
    "learner": "T3",
    "record_id": "gone",
    "kind": "revocation",
    "subject": "t3",
    "from": day("2022-01-20"),
    "approver": "board",
    "reason": "stated",
}
# Learner: table and row of each fact.
FACTS: dict[str, tuple[tuple[str, Row], ...]] = {
    "day": (("rpl", prior("d", "A", "2022-01-20")),),
    "age 60": (("rpl", prior("d", "A", "2022-01-20", evidence_date=day("2017-01-20"))),),
    "age 61": (("rpl", prior("d", "A", "2022-01-20", evidence_date=day("2017-01-19"))),),
    "no age": (("rpl", prior("d", "A", "2022-01-20", evidence_date=None)),),
    "last day": (("rpl", prior("d", "A", "2022-03-01")),),
    "day after": (("rpl", prior("d", "A", "2022-03-02")),),
    "newer certificate": (("rpl", prior("d", "A", "2022-03-02", assessor="T2")),),
    "before revocation": (("rpl", prior("d", "A", "2022-01-19", assessor="T3")),),
    "on revocation": (("rpl", prior("d", "A", "2022-01-20", assessor="T3")),),
    "void": (("rpl", prior("d", "A", "2022-01-20", assessor="T4")),),
    "other role": (("rpl", prior("d", "A", "2022-01-20", assessor="T6")),),
    "known later": (("rpl", prior("d", "A", "2022-01-20", assessor="T5")),),
    "nobody": (("rpl", prior("d", "A", "2022-01-20", assessor=None)),),
    "15 hours": (("rpl", prior("d", "D", "2022-01-20", 15.0)),),
    "16 hours": (("rpl", prior("d", "D", "2022-01-20", 15.5)),),
    "two": (("rpl", prior("d", "D", "2022-01-20", 20.0, second_assessor="T2")),),
    "one twice": (("rpl", prior("d", "D", "2022-01-20", 20.0, second_assessor="T1")),),
    "one of two": (("rpl", prior("d", "D", "2022-01-20", 20.0, second_assessor="T6")),),
    "no hours": (("rpl", prior("d", "B", "2022-01-20", None)),),
    "excluded": (("rpl", prior("d", "E", "2022-01-20")),),
    "share": (
        ("rpl", prior("d1", "A", "2022-01-20", 15.0)),
        ("rpl", prior("d2", "B", "2022-01-21", 10.0)),
        ("rpl", prior("d3", "C", "2022-01-22", 0.5)),
    ),
    "over": (
        ("rpl", prior("d1", "A", "2022-01-20", 15.0)),
        ("rpl", prior("d2", "B", "2022-01-21", 10.5)),
        ("rpl", prior("d3", "C", "2022-01-22", 8.0)),
    ),
    "by id": (("rpl", prior("d2", "B", "2022-01-20", 12.0)), ("rpl", prior("d1", "A", "2022-01-20", 14.0))),
    "rejected takes nothing": (
        ("rpl", prior("d1", "A", "2022-01-20", 15.0, assessor="T6")),
        ("rpl", prior("d2", "B", "2022-01-21", 12.0)),
        ("rpl", prior("d3", "C", "2022-01-22", 13.0)),
    ),
    "doubtful before": (
        ("rpl", prior("d1", "A", "2022-01-20", 12.0, assessor=None)),
        ("rpl", prior("d2", "B", "2022-01-21", 10.0)),
        ("rpl", prior("d3", "C", "2022-01-22", 8.0)),
    ),
    "void decision": (("rpl", prior("d", "A", "2022-01-20")), ("rpl", {"record_id": "d9", "voids": "d"})),
    "recorded late": (("rpl", prior("d", "A", "2022-01-20", recorded_at=day("2022-04-01"))),),
    "revoked decision": (
        ("rpl", prior("d", "A", "2022-01-20")),
        ("decisions", {**REVOKED, "subject": "d", "from": day("2022-06-10")}),
    ),
    "gate": (("completions", completed("n", "N", "2022-01-01")), ("rpl", prior("d", "P", "2022-02-10"))),
    "gate shut": (("completions", completed("n", "N", "2022-01-01")), ("rpl", prior("d", "P", "2022-02-10", assessor="T6"))),
    "strict before": (("completions", completed("s", "S", "2022-02-09")), ("rpl", prior("d", "P", "2022-02-10"))),
    "strict on": (("completions", completed("s", "S", "2022-02-10")), ("rpl", prior("d", "P", "2022-02-10"))),
    "not yet held": (("rpl", prior("d", "N", "2022-02-10")),),
    "refreshed": (("rpl", prior("d", "K", "2022-01-20")), ("completions", completed("r", "KR", "2023-01-10"))),
    "refreshed late": (("rpl", prior("d", "K", "2022-01-20")), ("completions", completed("r", "KR", "2023-01-20"))),
    "let off": (("decisions", waived("waiver", "K", "2022-01-01", "2022-03-31")), ("completions", completed("r", "KR", "2022-03-31"))),
    "let off late": (
        ("decisions", waived("exemption", "K", "2022-01-01", "2022-03-31")),
        ("completions", completed("r", "KR", "2022-04-01")),
    ),
    "taken over in the window": (("completions", completed("c", "K", "2022-01-20")), ("rpl", prior("d", "K", "2023-01-10", assessor="T2"))),
    "skill": (("rpl", prior("d", "T", "2022-01-20")),),
    "hands": (("rpl", prior("d", "W", "2022-01-20", 30.0)), ("rpl", prior("e", "E", "2022-01-20", 6.0))),
}
MET = "met_by_prior_learning"
# Learner, certification, day asked, requirement, state, reason, last day or None.
HAND: tuple[tuple[str, str, str, str, str, str, str | None], ...] = (
    ("day", "FOUR", "2022-01-19", "a", "not_met", "NO_RECORD", None),
    ("day", "FOUR", "2022-01-20", "a", MET, "", "2024-01-19"),
    ("day", "FOUR", "2024-01-19", "a", MET, "", "2024-01-19"),
    ("day", "FOUR", "2024-01-20", "a", "not_met", "EXPIRED", "2024-01-19"),
    ("day", "NONE", "2022-01-20", "a", "not_met", "RPL_NOT_ACCEPTED", None),
    ("age 60", "FOUR", "2022-02-01", "a", MET, "", "2024-01-19"),
    ("age 61", "FOUR", "2022-02-01", "a", "not_met", "RPL_TOO_OLD", None),
    ("age 61", "FREE", "2022-02-01", "a", MET, "", "2024-01-19"),
    ("no age", "FOUR", "2022-02-01", "a", "unknown", "RPL_INCOMPLETE", None),
    ("no age", "FREE", "2022-02-01", "a", MET, "", "2024-01-19"),
    ("last day", "FOUR", "2022-04-01", "a", MET, "", "2024-02-29"),
    ("day after", "FOUR", "2022-04-01", "a", "not_met", "RPL_ASSESSOR_INACTIVE", None),
    ("newer certificate", "FOUR", "2022-04-01", "a", MET, "", "2024-03-01"),
    ("before revocation", "FOUR", "2022-04-01", "a", MET, "", "2024-01-18"),
    ("on revocation", "FOUR", "2022-04-01", "a", "not_met", "RPL_ASSESSOR_INACTIVE", None),
    ("void", "FOUR", "2022-04-01", "a", "not_met", "RPL_ASSESSOR_INACTIVE", None),
    ("other role", "FOUR", "2022-04-01", "a", "not_met", "RPL_ASSESSOR_INACTIVE", None),
    ("nobody", "FOUR", "2022-04-01", "a", "unknown", "RPL_INCOMPLETE", None),
    ("15 hours", "FOUR", "2022-04-01", "d", MET, "", None),
    ("16 hours", "FOUR", "2022-04-01", "d", "not_met", "RPL_SECOND_ASSESSOR", None),
    ("two", "FOUR", "2022-04-01", "d", MET, "", None),
    ("one twice", "FOUR", "2022-04-01", "d", "not_met", "RPL_SECOND_ASSESSOR", None),
    ("one of two", "FOUR", "2022-04-01", "d", "not_met", "RPL_SECOND_ASSESSOR", None),
    ("no hours", "FOUR", "2022-04-01", "b", "unknown", "RPL_INCOMPLETE", None),
    ("excluded", "OUT", "2022-04-01", "e", "not_met", "RPL_EXCLUDED", None),
    ("share", "FOUR", "2022-04-01", "a", MET, "", "2024-01-19"),
    ("share", "FOUR", "2022-04-01", "b", MET, "", None),
    ("share", "FOUR", "2022-04-01", "c", "not_met", "RPL_OVER_SHARE", None),
    ("over", "FOUR", "2022-04-01", "b", "not_met", "RPL_OVER_SHARE", None),
    ("over", "FOUR", "2022-04-01", "c", MET, "", None),
    ("over", "FOUR", "2022-01-21", "b", "not_met", "RPL_OVER_SHARE", None),
    ("by id", "FOUR", "2022-04-01", "a", MET, "", "2024-01-19"),
    ("by id", "FOUR", "2022-04-01", "b", "not_met", "RPL_OVER_SHARE", None),
    ("rejected takes nothing", "FOUR", "2022-04-01", "b", MET, "", None),
    ("rejected takes nothing", "FOUR", "2022-04-01", "c", MET, "", None),
    # If the first stands, 22 hours are covered and the third is too much; if not, it fits.
    ("doubtful before", "FOUR", "2022-04-01", "a", "unknown", "RPL_INCOMPLETE", None),
    ("doubtful before", "FOUR", "2022-04-01", "b", MET, "", None),
    ("doubtful before", "FOUR", "2022-04-01", "c", "unknown", "RPL_INCOMPLETE", None),
    ("revoked decision", "FREE", "2022-06-09", "a", MET, "", "2022-06-09"),
    ("revoked decision", "FREE", "2022-06-10", "a", "not_met", "REVOKED", "2022-06-09"),
    ("gate", "AFTER", "2022-02-09", "n", "not_met", "PREREQ_MISSING", None),
    ("gate", "AFTER", "2022-02-10", "n", "met", "", None),
    ("gate shut", "AFTER", "2022-03-01", "n", "not_met", "PREREQ_MISSING", None),
    ("strict before", "ORDER", "2022-03-01", "s", "not_met", "BEFORE_PREREQ", None),
    ("strict on", "ORDER", "2022-03-01", "s", "met", "", None),
    ("not yet held", "AFTER", "2022-03-01", "n", MET, "", None),
    # Refreshed in the window of the recognised end, 19 January 2023.
    ("refreshed", "FRESH", "2023-06-01", "k", "met", "", "2024-01-19"),
    ("refreshed late", "FRESH", "2023-06-01", "k", "not_met", "BASE_EXPIRED", "2023-01-19"),
    ("let off", "FRESH", "2022-04-01", "k", "met", "", "2023-03-30"),
    ("let off late", "FRESH", "2022-04-01", "k", "not_met", "BASE_EXPIRED", "2022-03-31"),
    # Counted from the decision, not from the old end.
    ("taken over in the window", "FRESH", "2023-06-01", "k", MET, "", "2024-01-09"),
    ("skill", "SKILL", "2022-01-19", "q1", "not_met", "NO_RECORD", None),
    ("skill", "SKILL", "2022-01-20", "q1", MET, "", None),
    # A practicum is never held by prior learning, and takes nothing of the 6 taught hours.
    ("hands", "HANDS", "2022-04-01", "w", "not_met", "RPL_EXCLUDED", None),
    ("hands", "HANDS", "2022-04-01", "e", MET, "", None),
)
# The same with what was known: learner, certification, day asked, day known, state.
KNOWN = (
    ("recorded late", "FREE", "2022-05-01", "2022-03-31", "not_met"),
    ("recorded late", "FREE", "2022-05-01", "2022-04-01", MET),
    ("known later", "FREE", "2022-07-01", "2022-05-31", "not_met"),
    ("known later", "FREE", "2022-07-01", "2022-06-01", MET),
)


def records() -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {"certificates": list(ISSUED), "decisions": [REVOKED]}
    for learner, facts in FACTS.items():
        for table, row in facts:
            found.setdefault(table, []).append({**row, "learner": learner})
    return found


def asks() -> list[Row]:
    hand: list[Row] = [{"learner": row[0], "certification": row[1], "as_of": date.fromisoformat(row[2])} for row in HAND]
    for learner, certification, as_of, known, _state in KNOWN:
        days = {"as_of": date.fromisoformat(as_of), "known_at": date.fromisoformat(known)}
        hand.append({"learner": learner, "certification": certification, **days})
    return hand


@cache
def found(engine: str) -> dict[int, dict[str, Row]]:
    verdicts = evaluate_asks(rules(), records(), asks(), engine=engine)
    nodes: dict[int, dict[str, Row]] = {}
    for row in verdicts.requirements:
        nodes.setdefault(row["ask"], {})[row["requirement"].rpartition("/")[2]] = row
    return nodes


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("number", range(len(HAND)), ids=[f"{row[0]} {row[2]} {row[3]}" for row in HAND])
def test_by_hand(engine: str, number: int) -> None:
    learner, certification, _as_of, requirement, state, reason, until = HAND[number]
    nodes = found(engine)[number]
    row = nodes.get(requirement) or nodes["award"]
    assert (row["state"], row["reason"]) == (state, reason), (learner, certification)
    assert row["valid_until"] == (None if until is None else day(until))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("number", range(len(KNOWN)), ids=[f"{row[0]} {row[3]}" for row in KNOWN])
def test_what_was_known(engine: str, number: int) -> None:
    nodes = found(engine)[len(HAND) + number]
    assert (nodes.get("a") or nodes["award"])["state"] == KNOWN[number][4]


def test_a_voided_decision_is_out() -> None:
    rows = [{**row, "learner": "L"} for _table, row in FACTS["void decision"]]
    rows[1]["recorded_at"] = day("2022-05-01")
    asked = [{"learner": "L", "certification": "FREE", "as_of": date(2022, 6, 1), "known_at": date(2022, month, 1)} for month in (4, 5)]
    verdicts = evaluate_asks(rules(), {"rpl": rows, "certificates": list(ISSUED)}, asked, engine="polars")
    assert [row["state"] for row in sorted(verdicts.requirements, key=lambda row: row["ask"])] == [MET, "not_met"]


def rejected(learner: str, certification: str, requirement: str) -> list[tuple[str, str]]:
    """The records that lost for a requirement, and why, as somebody in post is told."""
    post = {"learner": learner, "record_id": "post", "role": certification, "agency": "A", "start": day("2021-01-01"), "end": None}
    told = explain(rules(), records() | {"posts": [post]}, learner, as_of=date(2022, 4, 1))
    tree = next(one for one in told if one.certification == certification).requirements
    nodes = {one.requirement.rpartition("/")[2]: one for top in tree for one in (top, *top.parts)}
    return [(one.record, one.reason) for one in nodes[requirement].rejected]


def test_a_rejected_decision_is_named_where_it_is_explained() -> None:
    assert rejected("over", "FOUR", "b") == [("d2", "RPL_OVER_SHARE")]
    assert rejected("over", "FOUR", "c") == []


def test_what_is_behind_a_closed_gate_is_named_there() -> None:
    assert rejected("gate shut", "AFTER", "award") == [("n", "PREREQ_MISSING"), ("d", "RPL_ASSESSOR_INACTIVE")]


@pytest.mark.parametrize("engine", ENGINES)
def test_practice_is_shortened_by_what_is_accepted(engine: str) -> None:
    on = Engine(engine)
    facts = Facts(
        {
            "rpl": [
                {"learner": "L", **prior("good", "W", "2022-01-20", 30.0)},
                {"learner": "L", **prior("taught", "E", "2022-01-20", 6.0)},
                {"learner": "L", **prior("stranger", "W", "2022-01-21", 5.0, assessor="T6")},
                {"learner": "L", **prior("blank", "W", "2022-01-22", None)},
                {"learner": "L", **prior("revoked", "W", "2022-01-23", 4.0)},
            ],
            "certificates": list(ISSUED),
            "decisions": [{**REVOKED, "learner": "L", "subject": "revoked", "from": day("2022-03-01")}],
        },
        on,
    )
    views = on.rows_table(
        {"view": [1], "learner": ["L"], "country": [""], "as_of": [day("2022-06-01")], "known_at": [FOR_EVER]},
        {"view": "whole", "learner": "code", "country": "code", "as_of": "day", "known_at": "day"},
    )
    number = next(row["policy"] for row in rules().rows("rules") if row["certification"] == "HANDS")
    wanted = on.rows_table({"view": [1], "policy": [number]}, {"view": "whole", "policy": "whole"})
    with on.speaking():
        credits = practice_credits(rules(), facts, views, facts.voids(), wanted)
        assert credits is not None
        found = on.rows(credits)
    rows = {row["record_id"]: (row["module"], row["hours"], row["day"], row["until"], row["share"], row["sure"]) for row in found}
    assert rows == {
        "good": ("W", 30.0, day("2022-01-20"), FOR_EVER, 0.25, 1),
        "blank": ("W", 0.0, day("2022-01-22"), FOR_EVER, 0.25, 0),
        "revoked": ("W", 4.0, day("2022-01-23"), day("2022-02-28"), 0.25, 1),
    }


# -- the taught hours


def taught(award: Requirement, modules: tuple[Module, ...] = MODULES, **more: Any) -> float:
    limits = policy(**{"taught_hours": None, **more})
    return float(compiled({"X": (award, limits)}, modules).rows("policies")[0]["taught_hours"])


def test_taught_hours_are_those_of_the_modules_an_award_names_once() -> None:
    assert taught(Requirement(all=(one("A"), Requirement(modules=("A", "B"))))) == 22
    assert taught(Requirement(all=(one("A"), one("B"))), taught_hours=180) == 180


def test_of_routes_the_largest_is_taught_and_of_choices_as_many_as_are_asked() -> None:
    routes = {"a": Requirement(modules=("A", "B")), "d": Requirement(modules=("D", "E"))}
    assert taught(Requirement(routes=routes)) == 26
    assert taught(Requirement(any=2, of=(one("A"), one("B"), one("D"), one("C")))) == 32


def test_practicums_are_not_taught() -> None:
    assert taught(Requirement(all=(one("A"), one("W")))) == 12
    hands_on = Requirement(id="practice", supervised=SupervisedHours(min=10, module="D"))
    assert taught(Requirement(all=(one("A"), one("D"), hands_on))) == 12
    assert taught(Requirement(all=(one("A"), one("D"))), practice={"D": "1/4"}) == 12


def test_a_later_version_of_a_module_leaves_an_old_rule_as_it_stood() -> None:
    terms: Row = {"teaches": ()}
    two = (Version(version="1", starts=START, hours=12, **terms), Version(version="2", starts=date(2020, 1, 1), hours=30, **terms))
    assert taught(one("A"), (module("A", 12, versions=two),)) == 12


# -- the share against a plain count


def greedy(cap: float, queue: list[tuple[float, bool]]) -> list[bool]:
    """Which of some hours, each good by itself or not, are taken in turn."""
    covered, taken = 0.0, []
    for hours, good in queue:
        taken.append(good and covered + hours <= cap)
        covered += hours if taken[-1] else 0.0
    return taken


def invented(seed: int) -> Iterator[tuple[str, list[tuple[float | None, str | None]]]]:
    """Learners with up to six decisions: hours, or none on record, and an assessor who was active, was not, or is not on record."""
    dice = random.Random(seed)
    for number in range(120):
        queue: list[tuple[float | None, str | None]] = []
        for _ in range(dice.randint(1, 6)):
            blank = dice.random() < 0.12
            queue.append((None if blank else float(dice.randint(1, 14)), dice.choice(("T2", "T2", "T2", "T6", None))))
        yield f"L{number}", queue


def possible(queue: list[tuple[float | None, str | None]], cap: float) -> list[set[bool]]:
    """What may become of each decision, whatever the blanks turn out to be."""
    choices = [
        [
            (h, good)
            for h in ((hours,) if hours is not None else (0.5, 3.0, 7.0, 25.0))
            for good in ({"T2": (True,), "T6": (False,)}.get(who or "", (True, False)))
        ]
        for hours, who in queue
    ]
    worlds = [greedy(cap, list(world)) for world in itertools.product(*choices)]
    return [{world[place] for world in worlds} for place in range(len(queue))]


@pytest.mark.parametrize("engine", ENGINES)
def test_the_share_is_filled_in_turn_whatever_is_not_on_record(engine: str) -> None:
    names = [f"M{place}" for place in range(6)]
    modules = tuple(module(name, 8) for name in (*names, "B"))
    award = Requirement(all=tuple(one(name) for name in names))
    cases = dict(invented(7))
    rows = [
        {"learner": learner, **prior(f"d{place}", names[place], "2022-01-20", hours, assessor=who)}
        | {"decided": day("2022-01-20") + place // 2}
        for learner, queue in cases.items()
        for place, (hours, who) in enumerate(queue)
    ]
    asked = [{"learner": learner, "certification": "X", "as_of": date(2022, 1, 20) + timedelta(days=9)} for learner in cases]
    limits = policy(max_share="1/2", taught_hours=None)
    verdicts = evaluate_asks(compiled({"X": (award, limits)}, modules), {"rpl": rows, "certificates": list(ISSUED)}, asked, engine=engine)
    states = {(row["learner"], row["requirement"].rpartition("/")[2]): row["state"] for row in verdicts.requirements}
    wrong, certain, open_ = [], 0, 0
    for learner, queue in cases.items():
        for place, outcomes in enumerate(possible(queue, 24.0)):
            state = states[learner, f"m{place}"]
            certain += state != "unknown"
            open_ += state == "unknown"
            if (state == MET and outcomes != {True}) or (state == "not_met" and outcomes != {False}):
                wrong.append((learner, place, queue, state))
            if all(hours is not None and who is not None for hours, who in queue) and state == "unknown":
                wrong.append((learner, place, queue, state))
    assert not wrong
    assert certain > 100
    assert open_ > 50
