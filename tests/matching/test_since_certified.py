"""A deadline counted from the day a certificate was awarded: asked of the certified alone, and a renewal starts no new one."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from practicum.matching import evaluate_asks
from practicum.model.certification import Certification, Requirement, RuleVersion, Validity, Within
from practicum.model.civil_day import day_number
from practicum.model.curriculum import Module, Version
from practicum.model.requirement import RuleTables
from practicum.resolving.requirement_rows import compile_rules
from tests.matching.vector_rules import unit

SOON = Within(of="certified", months=6)
LATER = Requirement(id="g01", module="G01", within=SOON)


def _module(name: str) -> Module:
    version = Version(version="1", starts=date(2010, 1, 1), hours=6, teaches=())
    return Module(format=1, id=name, title=name, status="draft", summary="", purpose="", versions=(version,))


def _rules(*always: Requirement, also: Requirement | None = None, renew: Requirement | None = None) -> RuleTables:
    award = Requirement(all=(Requirement(id="f01", module="F01"), *(() if also is None else (also,))))
    valid = Validity(months=12, ends="anniversary", window_days=30, grace_days=20)
    again = Requirement(all=(renew,)) if renew is not None else None
    version = RuleVersion(version="1", starts=date(2010, 1, 1), says="", award=award, renew=again, valid=valid, always_in_date=always)
    value = Certification(format=1, id="K", role="R", title="K", versions=(version,))
    units = {name: unit("module", name, _module(name)) for name in ("F01", "G01")}
    return compile_rules({"K": unit("certification", "K", value)}, units, {})


def _asked(rules: RuleTables, as_of: str, engine: str = "polars", **completed: str) -> tuple[str, dict[str, tuple[str, Any]]]:
    """The certificate's state, and the state and deadline of every requirement."""
    done = [
        {"learner": "L", "record_id": f"c{name}", "module": name, "date": day_number(date.fromisoformat(day)), "evidence": "verified"}
        for name, day in completed.items()
    ]
    posts = [{"learner": "L", "record_id": "p", "role": "R", "agency": "A", "start": day_number(date(2022, 1, 1))}]
    asks = [{"learner": "L", "certification": "K", "as_of": date.fromisoformat(as_of)}]
    found = evaluate_asks(rules, {"completions": done, "posts": posts}, asks, engine=engine)
    limits = {row["requirement"]: (row["state"], row["deadline"]) for row in found.requirements.rows()}
    return next(iter(found.certificates.rows()))["state"], limits


LIMIT = day_number(date(2022, 9, 1))


@pytest.mark.parametrize("engine", ["pandas", "duckdb", "polars"])
def test_what_is_due_after_the_award_restricts_once_its_time_is_over(engine: str) -> None:
    state, found = _asked(_rules(LATER), "2022-09-02", engine, F01="2022-03-01")
    assert (state, found["K/always_in_date/g01"]) == ("restricted", ("not_met", LIMIT))


def test_until_then_there_is_time_and_before_the_award_nothing_is_asked() -> None:
    rules = _rules(LATER)
    state, found = _asked(rules, "2022-09-01", F01="2022-03-01")
    assert (state, found["K/always_in_date/g01"]) == ("certified", ("not_yet_required", LIMIT))
    assert _asked(rules, "2022-02-28", F01="2022-03-01")[1]["K/always_in_date/g01"] == ("not_applicable", None)
    assert _asked(rules, "2022-12-01", F01="2022-03-01", G01="2022-11-30")[0] == "certified"


def test_in_an_award_it_hinders_nothing_and_ends_nothing() -> None:
    state, found = _asked(_rules(also=LATER), "2022-12-01", F01="2022-03-01")
    assert (state, found["K/award/g01"]) == ("certified", ("not_met", LIMIT))


def test_in_a_renewal_it_is_asked_with_its_own_deadline() -> None:
    rules = _rules(renew=LATER)
    assert _asked(rules, "2022-06-01", F01="2022-03-01")[1]["K/renew/g01"] == ("not_yet_required", LIMIT)
    assert _asked(rules, "2022-10-01", F01="2022-03-01")[1]["K/renew/g01"] == ("not_met", LIMIT)
    assert _asked(rules, "2023-04-01", F01="2022-03-01", G01="2022-12-24")[0] == "certified"
