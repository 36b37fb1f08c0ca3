"""What is open in a case, and what closes it."""

from __future__ import annotations

from typing import Any

import pytest

from practicum.model.verdict import FIXES, Fix
from practicum.reporting.cases import Case, cases_of
from practicum.reporting.gaps import lines
from practicum.reporting.wording import CERTIFICATE_STATES, REQUIREMENT_STATES, STANDINGS, amount_says, proof_lacking
from tests.reporting.made_up_people import AS_OF, TODAY, MadeVerdicts, catalogue, plans_for


def only(made: MadeVerdicts, held: dict[str, list[str]] | None = None) -> Case:
    found = cases_of(made, catalogue(), as_of=AS_OF, plans=plans_for(made, held)).cases
    assert len(found) == 1
    return found[0]


def shown(case: Case) -> list[str]:
    return [line.gap.requirement for line in lines(case.gaps)]


def path(case: Case) -> list[str]:
    return [step.module for step in case.closing.path]


def test_an_all_group_is_replaced_by_its_open_parts() -> None:
    made = MadeVerdicts().certificate("L1")
    made.requirement("L1", "PAR/award/all", kind="all").requirement("L1", "PAR/award/F01", parent="PAR/award/all")
    made.requirement("L1", "PAR/award/F03", "met", parent="PAR/award/all")
    case = only(made)
    assert shown(case) == ["PAR/award/F01"]
    assert case.open_count == 1


def test_what_is_open_inside_a_satisfied_group_is_no_gap() -> None:
    made = MadeVerdicts().certificate("L1").requirement("L1", "FSW/award/any", "met", kind="any", certification="PAR")
    made.requirement("L1", "FSW/award/I02", parent="FSW/award/any", certification="PAR")
    assert only(made).gaps == ()


def test_a_list_of_modules_is_its_modules_even_inside_a_route() -> None:
    made = MadeVerdicts().certificate("L1").requirement("L1", "PAR/award/way", kind="routes")
    made.requirement("L1", "PAR/award/bridge", kind="all", parent="PAR/award/way")
    made.requirement("L1", "PAR/award/list", kind="modules", parent="PAR/award/bridge")
    made.requirement("L1", "PAR/award/R01", parent="PAR/award/list").requirement("L1", "PAR/award/R04", parent="PAR/award/list")
    case = only(made)
    assert shown(case) == ["PAR/award/way", "PAR/award/bridge", "PAR/award/R01", "PAR/award/R04"]
    assert [line.gap.choice for line in lines(case.gaps)] == ["", "PAR/award/way", "PAR/award/way", "PAR/award/way"]
    assert case.open_count == 1


@pytest.mark.parametrize(
    ("state", "expected"), [("never", ["award"]), ("due", ["renew"]), ("lapsed", ["award", "renew"]), ("certified", ["renew"])]
)
def test_only_what_is_asked_now_is_a_gap(state: str, expected: list[str]) -> None:
    made = MadeVerdicts().certificate("L1", state=state)
    made.requirement("L1", "PAR/award/F01").requirement("L1", "PAR/renew/I10")
    assert [line.gap.part for line in lines(only(made).gaps)] == expected


def test_advice_neither_counts_nor_sets_a_deadline() -> None:
    made = MadeVerdicts().certificate("L1", state="certified")
    made.requirement("L1", "PAR/renew/contacts", kind="contacts", advisory=True, deadline=TODAY + 3)
    case = only(made)
    assert case.open_count == 0
    assert case.next_deadline is None
    assert case.closing.path == ()
    assert case.closing.otherwise == ()
    assert shown(case) == ["PAR/renew/contacts"]


def test_prerequisites_come_first_and_held_ones_are_left_out() -> None:
    made = MadeVerdicts().certificate("L1").requirement("L1", "PAR/award/R03").requirement("L1", "PAR/award/I04")
    found = path(only(made))
    assert set(found) == {"F01", "F02", "F04", "F05", "F07", "I04", "R03"}
    for module in found:
        before = [first.module for first in catalogue().modules[module].value.prerequisites]
        assert all(found.index(first) < found.index(module) for first in before), module
    alone = MadeVerdicts().certificate("L1").requirement("L1", "PAR/award/R03")
    assert path(only(alone, held={"L1": ["F02", "F05"]})) == ["R03"]


def test_a_requirement_that_is_met_is_held_for_prerequisites() -> None:
    made = MadeVerdicts().certificate("L1")
    made.requirement("L1", "PAR/award/F01", "met_by_waiver").requirement("L1", "PAR/award/F05")
    assert path(only(made)) == ["F05"]


def test_modules_held_elsewhere_are_not_asked_again() -> None:
    made = MadeVerdicts().certificate("L1").requirement("L1", "PAR/award/F05")
    assert path(only(made)) == ["F01", "F05"]
    assert path(only(made, held={"L1": ["F01"]})) == ["F05"]


def test_of_a_choice_the_shortest_way_is_taken() -> None:
    made = MadeVerdicts().certificate("L1").requirement("L1", "PAR/award/any", kind="any", missing=1.0)
    for name in ("I05", "I02", "I08"):
        made.requirement("L1", f"PAR/award/{name}", parent="PAR/award/any")
    # I02 costs 6 + 12 + 6, I08 18 + 12 + 6, I05 18 + 18 + 6: prerequisites count.
    assert path(only(made)) == ["F01", "F04", "I02"]


def test_a_route_that_needs_another_certificate_is_not_the_shortest() -> None:
    made = MadeVerdicts().certificate("L1").requirement("L1", "PAR/award/way", kind="routes")
    made.requirement("L1", "PAR/award/bridge", kind="all", parent="PAR/award/way").requirement(
        "L1", "PAR/award/R01", parent="PAR/award/bridge"
    )
    made.requirement("L1", "PAR/award/promotion", kind="all", parent="PAR/award/way")
    made.requirement("L1", "PAR/award/certificate", kind="certificate", parent="PAR/award/promotion")
    case = only(made)
    assert path(case) == ["R01"]
    assert case.closing.otherwise == ()


@pytest.mark.parametrize(
    ("gap", "modules", "otherwise"),
    [
        ({"subject": "F01", "reason": "UNVERIFIED"}, [], 1),
        ({"subject": "F01", "reason": "SUPERSEDED"}, ["F01"], 0),
        ({"kind": "hours", "subject": "", "reason": "TOO_FEW", "missing": 3.0}, [], 1),
        ({"kind": "competency", "subject": "PRO-4@4"}, [], 1),
        ({"kind": "competency", "subject": "PRO-1@2", "reason": "NOT_EVALUATED", "state": "unknown"}, [], 0),
    ],
)
def test_what_closes_a_gap_depends_on_why_it_is_open(gap: dict[str, Any], modules: list[str], otherwise: int) -> None:
    made = MadeVerdicts().certificate("L1").requirement("L1", "PAR/award/it", **gap)
    case = only(made, held={"L1": ["R01", "R03", "F02"] if gap["subject"] != "I10" else []})
    assert path(case) == modules
    assert len(case.closing.otherwise) == otherwise
    assert case.closing.by_hand == (gap.get("reason") == "NOT_EVALUATED")


def test_every_reason_that_a_document_settles_says_which() -> None:
    assert all(proof_lacking(reason.value) for reason, fix in FIXES.items() if fix is Fix.DOCUMENT)
    assert not any(proof_lacking(reason.value) for reason, fix in FIXES.items() if fix is not Fix.DOCUMENT)


def test_every_state_of_the_model_has_words() -> None:
    from practicum.model.verdict import CertificateState, RequirementState

    assert set(CERTIFICATE_STATES) == {state.value for state in CertificateState}
    assert set(REQUIREMENT_STATES) == {state.value for state in RequirementState}
    assert {state for _, states in STANDINGS.values() for state in states} == set(CERTIFICATE_STATES) - {"not_applicable"}


def test_a_module_without_a_sentence_is_named_by_its_title() -> None:
    made = MadeVerdicts().certificate("L1").requirement("L1", "PAR/award/list/F02", says="")
    assert only(made).gaps[0].says == "F02 Safeguarding essentials: notice, act, refer"


def test_what_does_not_apply_is_left_out_and_counted() -> None:
    made = MadeVerdicts().certificate("L1").certificate("L2", state="not_applicable")
    found = cases_of(made, catalogue(), as_of=AS_OF)
    assert [case.learner for case in found.cases] == ["L1"]
    assert found.left_out == 1


def test_requirements_not_evaluated_are_counted_by_kind() -> None:
    made = MadeVerdicts().certificate("L1").requirement("L1", "PAR/award/all", "unknown", kind="all", reason="NOT_EVALUATED")
    made.requirement("L1", "PAR/award/hours", "unknown", kind="hours", reason="NOT_EVALUATED", parent="PAR/award/all")
    made.requirement("L1", "PAR/award/F01", "met", parent="PAR/award/all")
    found = cases_of(made, catalogue(), as_of=AS_OF)
    assert found.requirements == 2
    assert found.not_evaluated == {"hours": 1}


@pytest.mark.parametrize(("amount", "unit", "says"), [(1, "hour", "1 hour"), (2.5, "hour", "2.5 hours"), (0.333, "month", "0.33 months")])
def test_amounts_read_well(amount: float, unit: str, says: str) -> None:
    assert amount_says(amount, unit) == says
