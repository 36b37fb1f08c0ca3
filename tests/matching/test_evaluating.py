"""`evaluate` and `explain` on tidy tables: who is asked, cycles with a renewal, issued records, and what is not evaluated."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from practicum.matching import evaluate, explain
from practicum.model.certification import Certification, Contacts, Document, Experience, Hours, Requirement, RuleVersion, Validity
from practicum.model.civil_day import civil, day_number
from practicum.model.curriculum import Module, Version
from practicum.model.requirement import RuleTables, join_rules
from practicum.resolving.requirement_rows import compile_rules
from tests.matching.vector_rules import unit


def _rules(country: str = "", *, renew: Requirement | None = None, award: Requirement | None = None, **valid: Any) -> RuleTables:
    version = RuleVersion(
        version="1",
        starts=date(2010, 1, 1),
        says="",
        award=award or Requirement(id="f01", module="F01"),
        renew=renew,
        valid=Validity(**{"months": 24, "ends": "anniversary", "window_days": 90, "grace_days": 60, **valid}),
    )
    module = Module(
        format=1,
        id="F01",
        title="F01",
        status="draft",
        summary="",
        purpose="",
        versions=(Version(version="1", starts=date(2010, 1, 1), hours=6, teaches=()),),
    )
    value = Certification(format=1, id="PAR", role="PAR", title="PAR", versions=(version,))
    return compile_rules({"PAR": unit("certification", "PAR", value)}, {"F01": unit("module", "F01", module)}, {}, country=country)


def _day(text: str) -> int:
    return day_number(date.fromisoformat(text))


def _records(**more: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    return {
        "agencies": [{"agency": "A", "country": "NV"}],
        "posts": [{"learner": "L1", "record_id": "p1", "role": "PAR", "agency": "A", "start": _day("2022-01-10")}],
        "completions": [
            {"learner": "L1", "record_id": "c1", "module": "F01", "date": _day("2022-03-01"), "evidence": "verified", "source": "lms"}
        ],
        **more,
    }


def _hours(*rows: tuple[str, float]) -> list[dict[str, Any]]:
    return [
        {"learner": "L1", "record_id": f"h{index}", "date": _day(day), "quantity": amount, "unit": "hour", "source": "form"}
        for index, (day, amount) in enumerate(rows)
    ]


CPD = Requirement(id="cpd", hours=Hours(min=10), says="10 hours in each cycle")


def _one(rules: RuleTables, records: dict[str, list[dict[str, Any]]], as_of: str, engine: str = "polars") -> dict[str, Any]:
    rows = list(evaluate(rules, records, as_of=date.fromisoformat(as_of), engine=engine).certificates.rows())
    assert len(rows) == 1
    return rows[0]


@pytest.mark.parametrize("engine", ["pandas", "duckdb", "polars"])
def test_a_renewal_in_time_runs_on_from_the_old_end(engine: str) -> None:
    row = _one(_rules(renew=CPD), _records(cpd=_hours(("2023-05-05", 6), ("2024-01-20", 4))), "2024-06-01", engine)
    assert (row["state"], civil(row["valid_from"]), civil(row["valid_until"])) == ("certified", date(2022, 3, 1), date(2026, 3, 1))


def test_a_renewal_in_grace_runs_from_its_own_day() -> None:
    row = _one(_rules(renew=CPD), _records(cpd=_hours(("2023-05-05", 6), ("2024-04-10", 4))), "2024-06-01")
    assert (row["state"], civil(row["valid_from"]), civil(row["valid_until"])) == ("certified", date(2024, 4, 10), date(2026, 4, 10))


@pytest.mark.parametrize(
    ("as_of", "state", "deadline"),
    [
        ("2023-06-01", "certified", None),
        ("2024-01-01", "due", date(2024, 3, 1)),
        ("2024-04-30", "grace", date(2024, 4, 30)),
        ("2024-05-01", "lapsed", None),
    ],
)
def test_without_a_renewal_it_falls_due_is_in_grace_and_lapses(as_of: str, state: str, deadline: date | None) -> None:
    row = _one(_rules(renew=CPD), _records(cpd=_hours(("2023-05-05", 6))), as_of)
    assert (row["state"], civil(row["deadline"]) if row["deadline"] is not None else None) == (state, deadline)


def test_short_hours_are_not_yet_required_then_due_then_not_met() -> None:
    records = _records(cpd=_hours(("2023-05-05", 6)))
    found = {}
    for as_of in ("2023-06-01", "2024-01-01", "2024-05-01"):
        rows = evaluate(_rules(renew=CPD), records, as_of=date.fromisoformat(as_of), engine="polars").requirements.rows()
        found[as_of] = next((row["state"], row["missing"], row["missing_unit"]) for row in rows if row["requirement"] == "PAR/renew")
    assert found == {
        "2023-06-01": ("not_yet_required", 4.0, "hour"),
        "2024-01-01": ("due", 4.0, "hour"),
        "2024-05-01": ("not_met", 4.0, "hour"),
    }


def test_an_issued_record_wins_and_the_disagreement_is_shown() -> None:
    issued = [{"learner": "L1", "record_id": "i1", "certification": "PAR", "start": _day("2022-05-01"), "end": None}]
    row = _one(_rules(renew=CPD), _records(certificates=issued), "2023-06-01")
    assert (row["started_by"], row["disagreement"], civil(row["valid_from"])) == ("record", "RULE_STARTS_EARLIER", date(2022, 5, 1))


def test_a_record_older_than_every_rule_disagrees_with_none() -> None:
    issued = [{"learner": "L1", "record_id": "i1", "certification": "PAR", "start": _day("2009-05-01"), "end": _day("2030-05-01")}]
    unmet = _records(certificates=issued, completions=[])
    assert _one(_rules(renew=CPD), unmet, "2023-06-01")["disagreement"] == ""
    issued[0]["start"] = _day("2010-05-01")
    assert _one(_rules(renew=CPD), unmet, "2023-06-01")["disagreement"] == "RULE_NOT_MET"


def test_the_country_of_the_post_decides_whose_rules_judge() -> None:
    rules = join_rules([_rules(), _rules("NV", months=12)])
    row = _one(rules, _records(), "2022-06-01")
    assert (row["country"], civil(row["valid_until"])) == ("NV", date(2023, 3, 1))


def test_a_kind_that_is_not_evaluated_is_unknown_and_counted() -> None:
    rules = _rules(
        award=Requirement(
            all=(Requirement(id="f01", module="F01"), Requirement(id="active", experience=Experience(months=3, of_last=12, roles=("PAR",))))
        )
    )
    blind = tuple({**row, "evaluated": int(row["id"] != "PAR/award/active")} for row in rules.rows("requirements"))
    rules = RuleTables({**rules.tables, "requirements": blind}, rules.spans)
    verdicts = evaluate(rules, _records(), as_of=date(2022, 6, 1), engine="polars")
    row = next(iter(verdicts.certificates.rows()))
    assert (row["state"], row["reason"], row["not_evaluated"], verdicts.manifest["not_evaluated"]) == ("unknown", "NOT_EVALUATED", 1, 1)


def test_documents_and_contacts_are_counted() -> None:
    award = Requirement(
        all=(
            Requirement(id="v", document=Document(kind="vetting")),
            Requirement(id="s", contacts=Contacts(kind="supervision", min=2, every_months=12)),
        )
    )
    records = _records(
        vetting=[{"learner": "L1", "record_id": "v1", "kind": "vetting", "date": _day("2022-02-01"), "result": "clear"}],
        supervision=[
            {"learner": "L1", "record_id": f"s{month}", "kind": "supervision", "date": _day(f"2022-0{month}-01")} for month in (2, 4)
        ],
    )
    assert _one(_rules(award=award), records, "2022-06-01")["state"] == "certified"
    assert _one(_rules(award=award), records, "2022-03-15")["state"] == "never"


def test_explain_shows_what_counted_and_what_did_not() -> None:
    records = _records()
    records["completions"].append(
        {"learner": "L1", "record_id": "c2", "module": "F01", "date": _day("2022-02-01"), "result": "failed", "source": "lms"}
    )
    (found,) = explain(_rules(renew=CPD), records, "L1", as_of=date(2022, 6, 1))
    award = found.requirements[0]
    assert [each.record for each in award.used] == ["c1"]
    assert [(each.record, each.reason) for each in award.rejected] == [("c2", "BELOW_PASS")]
    assert award.place is not None
    assert found.requirements[1].closing == ("10 hour",)
    assert not explain(_rules(), records, "L2", as_of=date(2022, 6, 1))
