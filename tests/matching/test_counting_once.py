"""Hours that count once: what one requirement needed is left out of the one that gives way, and what it did not need is free."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from practicum.matching import evaluate_asks
from practicum.model.certification import CategoryLimit, CertificateHeld, Certification, Hours, Requirement, RuleVersion, Validity
from practicum.model.civil_day import day_number
from practicum.model.curriculum import Module, Version
from practicum.model.requirement import RuleTables
from practicum.resolving.requirement_rows import compile_rules
from tests.matching.vector_rules import unit

Row = dict[str, Any]


def _module() -> Module:
    version = Version(version="1", starts=date(2010, 1, 1), hours=6, teaches=())
    return Module(format=1, id="F01", title="F01", status="draft", summary="", purpose="", versions=(version,))


def _rules(**trees: tuple[Requirement, Requirement | None, str | None]) -> RuleTables:
    """Certifications of 24 months with a window of 90 days and 60 days of grace: an award, a renewal, what it depends on."""
    found = {}
    for name, (award, renew, base) in trees.items():
        renew = renew if renew is None or renew.all else Requirement(all=(renew,))
        valid = Validity(months=24, ends="anniversary", window_days=90, grace_days=60)
        version = RuleVersion(version="1", starts=date(2010, 1, 1), says="", award=award, renew=renew, valid=valid, falls_with=base)
        found[name] = unit("certification", name, Certification(format=1, id=name, role="R", title=name, versions=(version,)))
    return compile_rules(found, {"F01": unit("module", "F01", _module())}, {})


MODULE = Requirement(id="f01", module="F01")
HELD = CertificateHeld(any_of=("CSW",))
ON_SUPERVISION = {"supervision": CategoryLimit(min=4)}
BASE = Requirement(id="cpd", hours=Hours(min=10))
BESIDE = Requirement(id="beside", hours=Hours(min=4, categories=ON_SUPERVISION, count_once=True))
TWO = _rules(CSW=(MODULE, BASE, None), SUP=(MODULE, BESIDE, "CSW"))


def _day(text: str) -> int:
    return day_number(date.fromisoformat(text))


def _records(*hours: tuple[str, float, str], **more: list[Row]) -> dict[str, list[Row]]:
    """Somebody in post since 2022-01-01 with F01 of 2022-03-01, and activities: day, hours, category."""
    return {
        "posts": [{"learner": "L", "record_id": "p", "role": "R", "agency": "A", "start": _day("2022-01-01")}],
        "completions": [{"learner": "L", "record_id": "c", "module": "F01", "date": _day("2022-03-01"), "evidence": "verified"}],
        "cpd": [
            {"learner": "L", "record_id": f"h{index}", "date": _day(day), "quantity": amount, "unit": "hour", "category": category}
            for index, (day, amount, category) in enumerate(hours)
        ],
        **more,
    }


def _asked(rules: RuleTables, records: dict[str, list[Row]], name: str, as_of: str, engine: str = "polars") -> tuple[Row, dict[str, Row]]:
    found = evaluate_asks(rules, records, [{"learner": "L", "certification": name, "as_of": date.fromisoformat(as_of)}], engine=engine)
    return next(iter(found.certificates.rows())), {row["requirement"]: row for row in found.requirements.rows()}


@pytest.mark.parametrize("engine", ["pandas", "polars"])
def test_hours_the_base_needs_do_not_count_again(engine: str) -> None:
    row = _asked(TWO, _records(("2023-02-01", 10, "supervision")), "SUP", "2023-06-01", engine)[1]["SUP/renew/beside"]
    assert (row["state"], row["counted"], row["missing"], row["reason"]) == ("not_yet_required", 0, 4, "COUNTED_ONCE")


# The day between says most; DuckDB, which takes longest on a handful of rows, is asked about it alone.
@pytest.mark.parametrize(
    ("engine", "day", "said"),
    [
        ("polars", "2023-02-28", ("not_yet_required", 0)),
        ("polars", "2023-03-31", ("not_yet_required", 3)),
        ("duckdb", "2023-03-31", ("not_yet_required", 3)),
        ("polars", "2023-04-01", ("met", 4)),
    ],
)
def test_what_the_base_does_not_need_is_free_from_the_day_it_is_not_needed(engine: str, day: str, said: tuple[str, int]) -> None:
    """Three of the four hours on supervision are free once ten other hours less one are done; a fourth once the tenth is."""
    records = _records(("2023-02-01", 4, "supervision"), ("2023-03-01", 9, ""), ("2023-04-01", 1, ""))
    row = _asked(TWO, records, "SUP", day, engine)[1]["SUP/renew/beside"]
    assert (row["state"], row["counted"]) == said


def test_what_is_set_free_in_grace_renews_from_that_day() -> None:
    base = _rules(CSW=(MODULE, BASE, None), SUP=(Requirement(all=(MODULE, Requirement(id="csw", certificate=HELD))), BESIDE, None))
    issued = [{"learner": "L", "record_id": "k", "certification": "CSW", "start": _day("2022-06-01")}]
    records = _records(("2023-02-01", 4, "supervision"), ("2023-03-01", 5, ""), ("2024-07-20", 5, ""), certificates=issued)
    before, after = (_asked(base, records, "SUP", day)[0] for day in ("2024-07-19", "2024-07-20"))
    assert (before["state"], after["state"], after["valid_from"]) == ("grace", "certified", _day("2024-07-20"))


def test_only_certificates_the_rule_looks_at_go_first() -> None:
    alone = _rules(CSW=(MODULE, BASE, None), SUP=(MODULE, BESIDE, None))
    assert _asked(alone, _records(("2023-02-01", 4, "supervision")), "SUP", "2024-02-01")[1]["SUP/renew/beside"]["state"] == "met"


def test_each_cycle_of_the_base_needs_its_own_hours() -> None:
    """The base is renewed by the ten hours of its first cycle; eleven of its second leave one for the other certificate."""
    issued = [{"learner": "L", "record_id": "k", "certification": "SUP", "start": _day("2023-03-02")}]
    hours = (("2023-06-01", 10, ""), ("2023-07-01", 2, "supervision"), ("2024-06-01", 10, ""), ("2024-07-01", 1, "supervision"))
    row = _asked(TWO, _records(*hours, certificates=issued), "SUP", "2024-12-01")[1]["SUP/renew/beside"]
    assert (row["state"], row["counted"]) == ("not_yet_required", 3)


def test_two_requirements_of_one_rule_share_nothing_where_one_counts_once() -> None:
    both = Requirement(all=(BASE, BESIDE))
    rules = _rules(CSW=(both, None, None), SUP=(MODULE, both, None))
    short, enough = _records(("2023-02-01", 10, "supervision")), _records(("2023-02-01", 14, "supervision"))
    for name, part in (("CSW", "award"), ("SUP", "renew")):
        states = [
            [rows[f"{name}/{part}/{node}"]["counted"] for node in ("cpd", "beside")]
            for rows in (_asked(rules, records, name, "2023-06-01")[1] for records in (short, enough))
        ]
        assert states == [[10, 0], [14, 4]]


def test_a_minimum_of_the_base_takes_its_category_first() -> None:
    base = Requirement(id="cpd", hours=Hours(min=10, categories={"supervision": CategoryLimit(min=3)}))
    rules = _rules(CSW=(MODULE, base, None), SUP=(MODULE, BESIDE, "CSW"))
    row = _asked(rules, _records(("2023-02-01", 20, ""), ("2023-03-01", 5, "supervision")), "SUP", "2023-06-01")[1]["SUP/renew/beside"]
    assert (row["missing"], row["missing_unit"]) == (2, "hour:supervision")


@pytest.mark.parametrize("subject", ["CSW/renew/cpd", "CSW/renew"])
def test_whoever_is_let_off_the_base_has_all_hours_free(subject: str) -> None:
    waiver = [
        {
            "learner": "L",
            "record_id": "w",
            "kind": "waiver",
            "subject": subject,
            "from": _day("2023-01-01"),
            "until": _day("2024-01-01"),
        }
        | {"decision": "granted", "approver": "board", "reason": "stated"}
    ]
    records = _records(("2023-02-01", 4, "supervision"), decisions=waiver)
    assert _asked(TWO, records, "SUP", "2023-06-01")[1]["SUP/renew/beside"]["state"] == "met"


def test_hours_carried_into_a_year_are_needed_there_no_more() -> None:
    """Of 14 hours 4 are carried on, so that the year after needs 6 of its 8: 4 and 2 are left."""
    base = Requirement(id="cpd", hours=Hours(min=10, per="calendar_year", carry_over=4))
    beside = Requirement(id="beside", hours=Hours(min=8, per="ever", count_once=True))
    rules = _rules(CSW=(Requirement(all=(base, beside)), None, None))
    row = _asked(rules, _records(("2022-12-01", 14, ""), ("2023-02-01", 8, "")), "CSW", "2023-06-01")[1]["CSW/award/beside"]
    assert (row["counted"], row["missing"]) == (6, 2)


@pytest.mark.parametrize("engine", ["duckdb", "polars"])
def test_hours_carried_into_a_cycle_of_the_base_are_needed_there_no_more(engine: str) -> None:
    base = Requirement(id="cpd", hours=Hours(min=10, carry_over=4))
    rules = _rules(CSW=(MODULE, base, None), SUP=(MODULE, BESIDE, "CSW"))
    issued = [{"learner": "L", "record_id": "k", "certification": "SUP", "start": _day("2023-03-02")}]
    records = _records(("2023-06-01", 14, ""), ("2024-06-01", 8, ""), certificates=issued)
    assert _asked(rules, records, "SUP", "2024-12-01", engine)[1]["SUP/renew/beside"]["counted"] == 6


def test_hours_from_before_a_cycle_are_no_use_in_it_and_so_go_to_the_base() -> None:
    """The supervision of 2022 would be dear to the other certificate, had it been issued by then."""
    issued = [{"learner": "L", "record_id": "k", "certification": "SUP", "start": _day("2023-03-02")}]
    records = _records(("2022-06-01", 10, "supervision"), ("2023-06-01", 10, ""), certificates=issued)
    assert _asked(TWO, records, "SUP", "2023-12-01")[1]["SUP/renew/beside"]["counted"] == 10


@pytest.mark.parametrize("engine", ["pandas", "polars"])
def test_what_was_free_is_needed_again_where_a_larger_claim_takes_the_place_of_another(engine: str) -> None:
    """The first claim of F01 fills the cap on online hours, so the course is free; the larger one is not online, so it is needed."""
    base = Requirement(id="cpd", hours=Hours(min=9, per="calendar_year", module_once=True, categories={"online": CategoryLimit(max=3)}))
    beside = Requirement(id="beside", hours=Hours(min=1, per="ever", kinds=("course",), count_once=True))
    rules = _rules(CSW=(Requirement(all=(base, beside)), None, None))
    records = _records(("2023-02-01", 3.5, "online"), ("2023-03-01", 1, "online"), ("2023-04-01", 5, ""))
    for row, module, kind in zip(records["cpd"], ("F01", None, "F01"), (None, "course", None), strict=True):
        row |= {"module": module, "kind": kind}
    rows = [_asked(rules, records, "CSW", day, engine)[1]["CSW/award/beside"] for day in ("2023-03-31", "2023-04-01")]
    assert [(row["state"], row["counted"], row["reason"]) for row in rows] == [("met", 1, ""), ("not_met", 0, "COUNTED_ONCE")]
