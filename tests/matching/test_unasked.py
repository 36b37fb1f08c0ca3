"""People of whom nothing is asked: each has a row with the reason, and everybody is accounted for once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from practicum.matching import evaluate
from practicum.matching.unasked import why_unasked
from practicum.model.certification import Certification, Requirement, RuleVersion
from practicum.model.civil_day import day_number
from practicum.model.curriculum import Module, Version
from practicum.model.requirement import RuleTables, join_rules
from practicum.resolving.requirement_rows import compile_rules
from tests.matching.vector_rules import unit

Rows = dict[str, list[dict[str, Any]]]
ENGINES = ["pandas", "duckdb", "polars"]
DAY = date(2026, 1, 15)


def rules_for(role: str = "PAR", country: str = "") -> RuleTables:
    """One certification, for one role."""
    version = RuleVersion(version="1", starts=date(2010, 1, 1), says="", award=Requirement(id="f01", module="F01"))
    value = Certification(format=1, id=role, role=role, title=role, versions=(version,))
    versions = (Version(version="1", starts=date(2010, 1, 1), hours=6, teaches=()),)
    module = Module(format=1, id="F01", title="F01", status="draft", summary="", purpose="", versions=versions)
    return compile_rules({role: unit("certification", role, value)}, {"F01": unit("module", "F01", module)}, {}, country=country)


def day(text: str) -> int:
    return day_number(date.fromisoformat(text))


def post(
    learner: str, role: str = "PAR", agency: str = "A", start: str = "2024-01-08", end: str | None = None, **more: Any
) -> dict[str, Any]:
    last = None if end is None else day(end)
    return {"learner": learner, "record_id": f"{learner}-{role}", "role": role, "agency": agency, "start": day(start), "end": last, **more}


def people(*names: str, **joined: str) -> list[dict[str, Any]]:
    return [{"learner": name} for name in names] + [{"learner": name, "joined": day(first)} for name, first in joined.items()]


def found(records: Rows, engine: str = "polars", rules: RuleTables | None = None, **asked: Any) -> dict[str, list[tuple[str, ...]]]:
    """The rows by learner: role, agency, country, reason."""
    verdicts = evaluate(
        rules or rules_for(), {"agencies": [{"agency": "A", "country": "NV"}], **records}, as_of=DAY, engine=engine, **asked
    )
    rows: dict[str, list[tuple[str, ...]]] = {}
    for row in verdicts.unasked:
        rows.setdefault(row["learner"], []).append((row["role"], row["agency"], row["country"], row["reason"]))
    judged = {row["learner"] for row in verdicts.certificates}
    assert not {learner for learner in judged & set(rows) if {row[3] for row in rows[learner]} != {"NO_RULE"}}
    if "learners" in records and not asked:
        assert judged | set(rows) == {row["learner"] for row in records["learners"]}, "everybody is accounted for"
    return rows


NO_ROLE, LEFT, NOT_BEGUN = ([("", "", "", reason)] for reason in ("NO_ROLE", "LEFT", "NOT_BEGUN"))


@pytest.mark.parametrize("engine", ENGINES)
def test_each_reason_on_every_engine(engine: str) -> None:
    records: Rows = {
        "learners": people("asked", "none", "other", "both", "left", "later", "issued", "odd", joins="2026-01-16", joined="2026-01-15"),
        "posts": [
            post("asked"),
            post("other", "HLP"),
            post("both"),
            post("both", "HLP", agency="B"),
            post("left", end="2026-01-14"),
            post("later", start="2026-01-16"),
            post("issued", end="2025-01-01"),
            post("odd", end="2026-01-15"),
        ],
        "certificates": [
            {"learner": "issued", "record_id": "c1", "certification": "PAR", "start": day("2024-03-01")},
            {"learner": "none", "record_id": "c2", "certification": "OLD", "start": day("2024-03-01")},
        ],
    }
    assert found(records, engine) == {
        "none": NO_ROLE,
        "joined": NO_ROLE,
        "other": [("HLP", "A", "", "NO_RULE")],
        "both": [("HLP", "B", "", "NO_RULE")],
        "left": LEFT,
        "later": NOT_BEGUN,
        "joins": NOT_BEGUN,
    }


@pytest.mark.parametrize("engine", ENGINES)
def test_what_was_not_known_yet_and_what_was_voided_gives_nobody_a_role(engine: str) -> None:
    records: Rows = {
        "learners": [*people("late", "voided"), {"learner": "newcomer", "recorded_at": day("2026-01-11")}],
        "posts": [post("late", recorded_at=day("2026-01-11")), post("voided"), post("newcomer", recorded_at=day("2026-01-11"))],
        "certificates": [
            {"learner": "voided", "record_id": "v1", "certification": "OLD", "start": day("2026-01-11"), "voids": "voided-PAR"},
        ],
    }
    assert found(records, engine) == {"voided": NO_ROLE}
    assert found(records, engine, known_at=date(2026, 1, 10)) == {"late": NO_ROLE}


def test_a_rule_of_one_country_is_none_of_another() -> None:
    records: Rows = {
        "agencies": [{"agency": "A", "country": "NV"}, {"agency": "B", "country": "BM"}],
        "learners": people("here", "there", "abroad"),
        "posts": [post("here", "HLP"), post("there", "HLP", agency="B"), post("abroad", agency="C")],
    }
    rules = join_rules([rules_for(country="NV"), rules_for("HLP", country="BM")])
    assert found(records, rules=rules) == {"here": [("HLP", "A", "NV", "NO_RULE")], "abroad": [("PAR", "C", "", "NO_RULE")]}
    assert found(records, rules=join_rules([rules_for("HLP", country="BM"), rules_for()])) == {"here": [("HLP", "A", "", "NO_RULE")]}


def test_without_a_register_whoever_a_row_is_about_is_counted() -> None:
    attempts = [{"learner": name, "record_id": name, "module": "F01", "date": day("2025-01-01")} for name in ("L1", "L2")]
    attempts.append({"learner": "L3", "record_id": "L3", "module": "F01", "date": day("2026-02-01")})
    assert found({"posts": [post("L2")], "completions": attempts}) == {"L1": NO_ROLE}
    assert found({"posts": []}) == {}


def test_without_a_table_of_posts_nobody_s_role_is_known() -> None:
    assert found({"learners": people("L1")}) == {"L1": [("", "", "", "FILE_MISSING")]}
    assert found({"learners": people("L1"), "posts": []}) == {"L1": NO_ROLE}


def test_only_those_are_listed_who_are_asked_about() -> None:
    import pyarrow as pa

    records: Rows = {"learners": people("L1", "L2", "L3"), "posts": [post("L2", "HLP"), post("L3", "HLP")]}
    assert set(found(records, learners=pa.table({"learner": ["L1", "L3"]}))) == {"L1", "L3"}


def test_one_role_at_two_agencies_is_one_row_of_the_newer_post() -> None:
    records: Rows = {"posts": [post("L1", "HLP"), {**post("L1", "HLP", agency="B", start="2025-01-08"), "record_id": "p2"}]}
    assert found(records) == {"L1": [("HLP", "B", "", "NO_RULE")]}


def test_one_person_is_told_why() -> None:
    records: Rows = {"learners": people("L1", "L2"), "posts": [post("L1"), post("L2", "HLP")]}
    assert [why_unasked(rules_for(), records, name, as_of=DAY) for name in ("L1", "L2", "L3")] == [[], ["NO_RULE"], []]
    assert why_unasked(rules_for(), records, "L1", as_of=date(2020, 1, 1)) == ["NOT_BEGUN"]
    assert why_unasked(rules_for(), records, "L1", as_of=DAY, known_at=date(2023, 1, 1)) == ["NO_ROLE"]
