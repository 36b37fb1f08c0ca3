"""Modules and competencies looked at from both sides: where they disagree, and where they do not."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import pytest

from practicum.matching import evaluate_asks, explain
from practicum.model.certification import Certification, Requirement, RuleVersion, Validity
from practicum.model.civil_day import day_number
from practicum.model.curriculum import Assessment, Equivalent, Module, Pass, Teaching, Version
from practicum.model.requirement import RuleTables, join_rules
from practicum.resolving.requirement_rows import compile_rules
from tests.matching.vector_rules import unit

ENGINES = ("pandas", "duckdb", "polars")
Row = dict[str, Any]


def _version(name: str, starts: str, *teaches: tuple[str, int], months: int | None = None) -> Version:
    taught = tuple(Teaching(competency=competency, level=level) for competency, level in teaches)
    return Version(version=name, starts=date.fromisoformat(starts), hours=6, valid_months=months, teaches=taught)


def _module(name: str, *versions: Version, same: tuple[str, ...] = (), renews: str | None = None) -> Module:
    return Module(
        format=1,
        id=name,
        title=name,
        status="draft",
        summary="",
        purpose="",
        versions=versions,
        renews=renews,
        equivalents=tuple(Equivalent(module=each) for each in same),
    )


MODULES = (
    # What M1 stands for: its first version did not teach ASM yet.
    _module("M1", _version("1", "2015-01-01", ("REL", 2)), _version("2", "2023-01-01", ("REL", 2), ("ASM", 1)), same=("X1", "OLD")),
    _module("X1", _version("1", "2015-01-01", ("REL", 1))),
    _module("OTHER", _version("1", "2015-01-01", ("REL", 3), ("ASM", 2), months=12)),
    _module("EXAM", _version("1", "2015-01-01", ("ASM", 2))),
    _module("AGAIN", _version("1", "2015-01-01"), renews="M1"),
    _module("ASIDE", _version("1", "2015-01-01")),
)
M1 = Requirement(id="m1", module="M1", valid=Validity(months=24, window_days=60))


@cache
def _rules(country: str = "") -> RuleTables:
    awards = {
        "ONE": M1,
        "WAYS": Requirement(id="ways", any=1, of=(M1, Requirement(id="aside", module="ASIDE"))),
        "NONE": Requirement(id="aside", module="ASIDE"),
    }
    units = {
        name: unit(
            "certification",
            name,
            Certification(
                format=1,
                id=name,
                role="W",
                title=name,
                versions=(RuleVersion(version="1", starts=date(2010, 1, 1), says="", award=award),),
            ),
        )
        for name, award in awards.items()
    }
    # A renewal asks for M1 again, whatever has been shown.
    renewing = RuleVersion(
        version="1", starts=date(2010, 1, 1), says="", award=awards["NONE"], renew=Requirement(all=(M1,)), valid=Validity(months=12)
    )
    units["AGAIN"] = unit("certification", "AGAIN", Certification(format=1, id="AGAIN", role="W", title="", versions=(renewing,)))
    paper = Assessment(format=1, module="EXAM", kind=("quiz",), task="", passing=Pass(mark=70, rule=""), assessor="TRA")
    modules = {module.id: unit("module", module.id, module) for module in MODULES}
    return compile_rules(units, modules, {"EXAM": unit("assessment", "EXAM", paper)}, country=country)


def _day(text: str) -> int:
    return day_number(date.fromisoformat(text))


def _done(module: str, day: str, record: str, **more: Any) -> tuple[str, Row]:
    return "completions", {"record_id": record, "module": module, "date": _day(day), "evidence": "verified", "source": "lms", **more}


def _seen(competency: str, level: int, day: str, record: str, **more: Any) -> tuple[str, Row]:
    return "observations", {"record_id": record, "competency": competency, "level": level, "date": _day(day), **more}


def _decided(kind: str, subject: str, day: str, record: str) -> tuple[str, Row]:
    row = {"record_id": record, "kind": kind, "subject": subject, "from": _day(day), "approver": "board", "reason": "stated"}
    return "decisions", row


ONLY, SHOWN = "module_only", "competency_only"
Found = set[tuple[str, str, int, int, str]]
# Learner: certification, day, records, and where the two sides disagree (competency, side, needed, found, record).
HAND: dict[str, tuple[str, str, tuple[tuple[str, Row], ...], Found]] = {
    "itself": ("ONE", "2024-06-01", (_done("M1", "2024-01-10", "a"),), set()),
    "named version": ("ONE", "2024-06-01", (_done("M1", "2024-01-10", "a", version="1"),), {("ASM", ONLY, 1, 0, "")}),
    "last day of version 1": ("ONE", "2024-06-01", (_done("M1", "2022-12-31", "a"),), {("ASM", ONLY, 1, 0, "")}),
    "first day of version 2": ("ONE", "2024-06-01", (_done("M1", "2023-01-01", "a"),), set()),
    "unknown version": ("ONE", "2024-06-01", (_done("M1", "2024-01-10", "a", version="9"),), set()),
    "equivalent": ("ONE", "2024-06-01", (_done("X1", "2024-01-10", "a"),), {("REL", ONLY, 2, 1, "a"), ("ASM", ONLY, 1, 0, "")}),
    "equivalent without a file": (
        "ONE",
        "2024-06-01",
        (_done("OLD", "2024-01-10", "a"),),
        {("REL", ONLY, 2, 0, ""), ("ASM", ONLY, 1, 0, "")},
    ),
    "observed": (
        "ONE",
        "2024-06-01",
        (_done("X1", "2024-01-10", "a"), _seen("ASM", 1, "2024-06-01", "o1"), _seen("REL", 2, "2020-01-01", "o2")),
        set(),
    ),
    "observed the day after": (
        "ONE",
        "2024-06-01",
        (_done("X1", "2024-01-10", "a"), _seen("ASM", 1, "2024-06-02", "o1"), _seen("REL", 2, "2020-01-01", "o2")),
        {("ASM", ONLY, 1, 0, "")},
    ),
    "observed too low": (
        "ONE",
        "2024-06-01",
        (_done("X1", "2024-01-10", "a"), _seen("ASM", 1, "2024-01-01", "o1"), _seen("REL", 1, "2024-02-01", "o2")),
        {("REL", ONLY, 2, 1, "o2")},
    ),
    "voided": (
        "ONE",
        "2024-06-01",
        (
            _done("X1", "2024-01-10", "a"),
            _seen("ASM", 1, "2024-01-01", "o1"),
            _seen("REL", 2, "2024-01-01", "o2"),
            ("observations", {"record_id": "v", "voids": "o2"}),
        ),
        {("REL", ONLY, 2, 1, "a")},
    ),
    # OTHER lasts 12 months: done on 2023-06-02 it is in date through 2024-06-01.
    "other module in date": ("ONE", "2024-06-01", (_done("X1", "2024-01-10", "a"), _done("OTHER", "2023-06-02", "b")), set()),
    "other module over": (
        "ONE",
        "2024-06-01",
        (_done("X1", "2024-01-10", "a"), _done("OTHER", "2023-06-01", "b")),
        {("REL", ONLY, 2, 1, "a"), ("ASM", ONLY, 1, 0, "")},
    ),
    "other module revoked": (
        "ONE",
        "2024-06-01",
        (_done("X1", "2024-01-10", "a"), _done("OTHER", "2023-06-02", "b"), _decided("revocation", "b", "2024-06-01", "d")),
        {("REL", ONLY, 2, 1, "a"), ("ASM", ONLY, 1, 0, "")},
    ),
    "exam passed": (
        "ONE",
        "2024-06-01",
        (_done("X1", "2024-01-10", "a"), _seen("REL", 2, "2024-01-01", "o"), _done("EXAM", "2024-01-01", "e", score=70.0)),
        set(),
    ),
    "exam failed": (
        "ONE",
        "2024-06-01",
        (_done("X1", "2024-01-10", "a"), _seen("REL", 2, "2024-01-01", "o"), _done("EXAM", "2024-01-01", "e", score=69.0)),
        {("ASM", ONLY, 1, 0, "")},
    ),
    "waived": ("ONE", "2024-06-01", (_decided("waiver", "M1", "2024-01-01", "w"),), set()),
    "refresher": ("ONE", "2024-06-01", (_done("M1", "2023-01-10", "a"), _done("AGAIN", "2024-01-05", "b")), set()),
    "nothing": ("ONE", "2024-06-01", (), set()),
    "all shown": (
        "ONE",
        "2024-06-01",
        (_seen("REL", 2, "2024-01-01", "o1"), _seen("REL", 3, "2023-01-01", "o3"), _seen("ASM", 1, "2024-01-01", "o2")),
        {("REL", SHOWN, 2, 3, "o3"), ("ASM", SHOWN, 1, 1, "o2")},
    ),
    "one not shown": ("ONE", "2024-06-01", (_seen("REL", 2, "2024-01-01", "o1"),), set()),
    # M1 ran out: what it taught is not "something else".
    "only by itself": ("ONE", "2024-06-01", (_done("M1", "2020-01-10", "a", version="2"),), set()),
    "other way": ("WAYS", "2024-06-01", (_done("ASIDE", "2024-01-01", "a"), _done("OTHER", "2024-01-01", "b")), set()),
    "no way": ("WAYS", "2024-06-01", (_done("OTHER", "2024-01-01", "b"),), {("REL", SHOWN, 2, 3, "b"), ("ASM", SHOWN, 1, 2, "b")}),
    "renewal": ("AGAIN", "2024-06-01", (_done("ASIDE", "2024-01-01", "a"), _done("OTHER", "2024-01-01", "b")), set()),
    "nothing asked": ("NONE", "2024-06-01", (_done("X1", "2024-01-10", "a"),), set()),
}


def _records(names: tuple[str, ...]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for name in names:
        for table, row in HAND[name][2]:
            found.setdefault(table, []).append({**row, "learner": name})
    return found


@cache
def _answers(engine: str) -> dict[str, Found]:
    asks = [
        {"learner": name, "certification": asked, "as_of": date.fromisoformat(day)} for name, (asked, day, _rows, _found) in HAND.items()
    ]
    verdicts = evaluate_asks(_rules(), _records(tuple(HAND)), asks, engine=engine)
    found: dict[str, Found] = {name: set() for name in HAND}
    for row in verdicts.disagreements.rows():
        assert row["module"] == "M1"
        assert row["requirement"].endswith("/m1") or row["requirement"] == "ONE/award"
        found[row["learner"]].add((row["competency"], row["side"], row["level_needed"], row["level_found"], row["record"]))
    return found


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", sorted(HAND))
def test_both_sides_are_looked_at(name: str, engine: str) -> None:
    assert _answers(engine)[name] == HAND[name][3]


def test_the_side_the_rule_asks_for_decides() -> None:
    asks = [{"learner": name, "certification": "ONE", "as_of": date(2024, 6, 1)} for name in ("equivalent", "all shown")]
    verdicts = evaluate_asks(_rules(), _records(("equivalent", "all shown")), asks, engine="polars")
    assert [(row["learner"], row["state"]) for row in verdicts.certificates.rows()] == [("equivalent", "certified"), ("all shown", "never")]


def test_a_country_judges_by_what_its_own_modules_teach() -> None:
    rules = join_rules([_rules(), _rules("NV")])
    ask = {"learner": "equivalent", "certification": "ONE", "as_of": date(2024, 6, 1), "country": "NV"}
    found = evaluate_asks(rules, _records(("equivalent",)), [ask], engine="polars").disagreements.rows()
    assert [(row["competency"], row["level_found"]) for row in found] == [("ASM", 0), ("REL", 1)]


def test_modules_that_teach_nothing_leave_nothing_to_compare() -> None:
    empty = RuleTables({**_rules().tables, "teaches": ()}, _rules().spans)
    ask = {"learner": "equivalent", "certification": "ONE", "as_of": date(2024, 6, 1)}
    assert len(evaluate_asks(empty, _records(("equivalent",)), [ask], engine="polars").disagreements) == 0


def test_an_explanation_tells_both_sides() -> None:
    records = _records(("equivalent",))
    records["posts"] = [{"learner": "equivalent", "record_id": "p", "role": "W", "agency": "A", "start": _day("2020-01-01")}]
    records["agencies"] = [{"agency": "A", "country": "NV"}]
    (found,) = (each for each in explain(_rules(), records, "equivalent", as_of=date(2024, 6, 1)) if each.certification == "ONE")
    (asked,) = found.requirements
    assert [(each.competency, each.level_needed, each.level_found, each.side) for each in asked.disagreements] == [
        ("ASM", 1, 0, ONLY),
        ("REL", 2, 1, ONLY),
    ]
