"""The ways back of those whose certificate is over: the report counts what `explain` tells, and what both advise is tried out."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from practicum.matching import Explanation, Verdicts, evaluate, explain, explain_states
from practicum.model.requirement import RuleTables
from practicum.records import Intake, KnownIds, read_folder
from practicum.records.sample import SAMPLE_DAY, sample
from practicum.reporting import explain_text
from practicum.reporting.cases import Case, cases_of
from practicum.workspace.learners import rules_of
from tests.test_situations import InMemory, checked, records


@cache
def judged() -> tuple[Verdicts, tuple[Explanation, ...]]:
    verdicts = evaluate(rules(), records().tables, as_of=SAMPLE_DAY, engine="polars")
    return verdicts, tuple(explain_states(rules(), records().tables, verdicts, ("lapsed",), as_of=SAMPLE_DAY))


@cache
def cases() -> dict[tuple[str, str], Case]:
    verdicts, explained = judged()
    found = cases_of(verdicts, checked().catalogue, as_of=SAMPLE_DAY, rules=rules(), explained=explained)
    return {(case.learner, case.certification): case for case in found.cases}


@cache
def rules() -> RuleTables:
    return rules_of(checked(), day=SAMPLE_DAY)


def in_words(found: list[Explanation]) -> str:
    return " ".join(explain_text(found, catalogue=checked().catalogue).split())


def told(learner: str) -> str:
    return in_words(explain(rules(), records().tables, learner, as_of=SAMPLE_DAY))


FOLLOWED = date(2026, 10, 16)
TRIED = {
    # Neither a moderation nor a delivery brings back who missed the renewal and has no return.
    "supervision.csv": [f"L0005,2026-10-16,{kind},L0005,tried-{kind},BM-NORTH,2026-10-16,,verified" for kind in ("moderation", "delivery")],
    # A new certificate does, and so it does where the one it depends on is in force again.
    "certificates.csv": [
        "L0160,TRA,2026-10-16,,tried-tra,BM-FFP,2026-10-16,,verified",
        "L0131,SUP,2026-10-16,,tried-sup,register-NV,2026-10-16,,verified",
    ],
    "cpd.csv": [
        "P05,2026-10-16,cpd,1,item,,,yes,yes,,tried-1,NV-HART,2026-10-16,,verified",
        "P05,2026-10-16,cpd,1,item,,,no,yes,,tried-2,NV-HART,2026-10-16,,verified",
    ],
    "completions.csv": ["P05,F02,2,,2026-10-16,83,1,passed,X,X,,tried-3,NV-HART,2026-10-16,,verified"],
}


@cache
def followed() -> Intake:
    """The sample's records with those of people who did on the next day what they were advised."""
    files = dict(sample(random.Random(2026)))
    for name, lines in TRIED.items():
        files[name] = files[name].rstrip(b"\n") + b"\n" + "\n".join(lines).encode() + b"\n"
    intake = read_folder(InMemory(files), catalogue_ids=KnownIds.of(checked().catalogue), today=FOLLOWED, zones={})
    for name, lines in TRIED.items():
        known = intake.tables[name.removesuffix(".csv")].column("record_id").to_pylist()
        assert sum(each.startswith("tried-") for each in known) == len(lines)
    return intake


def afterwards(learner: str) -> dict[str, Explanation]:
    return {one.certification: one for one in explain(rules(), followed().tables, learner, as_of=FOLLOWED)}


def test_a_run_explains_the_same_as_asking_for_one_learner() -> None:
    verdicts, explained = judged()
    lapsed = [(row["learner"], row["certification"]) for row in verdicts.certificates.rows() if row["state"] == "lapsed"]
    assert [(one.learner, one.certification) for one in explained] == lapsed
    assert len(lapsed) > 50
    for learner in ("P05", "P24", "L0131"):
        alone = explain(rules(), records().tables, learner, as_of=SAMPLE_DAY)
        assert [replace(one, earlier=()) for one in alone if one.state == "lapsed"] == [one for one in explained if one.learner == learner]


@pytest.mark.parametrize(
    ("learner", "certification", "modules", "otherwise"),
    [
        ("P04", "CSW", [], "1 more day of any kind but private study"),
        ("P05", "CSW", ["F02"], "2 more items, 1 of them reflected on with a peer"),
        ("P06", "CSW", [], "put on record: 1 signed declaration"),
        # A new first award needs one module of 12 hours, the return 60 days.
        ("L0009", "CSW", ["F10"], ""),
        ("L0005", "TRA", [], "Making up the renewal brings nothing back"),
    ],
)
def test_the_report_counts_the_cheapest_way_that_explain_tells(
    learner: str, certification: str, modules: list[str], otherwise: str
) -> None:
    closing = cases()[learner, certification].closing
    assert [step.module for step in closing.path] == modules
    assert [way[: len(otherwise)] for way in closing.otherwise] == ([otherwise] if otherwise else [])
    assert otherwise in told(learner)


def test_what_a_rule_takes_without_its_prerequisites_is_taken_without_them() -> None:
    """The certificate as social worker asks for F10 with `order: ignore`, and F01 is that module's prerequisite."""
    asked = [case for case in cases().values() if case.certification == "CSW" and "F10" in [step.module for step in case.closing.path]]
    assert len(asked) > 3
    degree = [case for case in asked if not any(gap.requirement.endswith("/way-in") for gap in case.gaps)]
    assert degree
    assert not any(step.module == "F01" for case in degree for step in case.closing.path)


def test_nobody_who_lapsed_is_left_without_advice() -> None:
    lapsed = [case for case in cases().values() if case.state == "lapsed"]
    assert all(case.closing.path or case.closing.otherwise for case in lapsed)


def test_the_cheapest_way_back_stands_first() -> None:
    text = told("L0009")
    assert text.index("What closes it: a new first award: - F10") < text.index("Instead: the way back, after time away: - 60 more days")
    assert told("P04").index("The way back, after time away:") < told("P04").index("Instead: a new first award:")


def test_what_missed_its_renewal_and_has_no_return_is_issued_anew() -> None:
    assert "Making up the renewal brings nothing back" in in_words([afterwards("L0005")["TRA"]])
    assert afterwards("L0005")["TRA"].state == "lapsed"
    assert cases()["L0160", "TRA"].closing == cases()["L0005", "TRA"].closing
    assert afterwards("L0160")["TRA"].state == "certified"
