"""The ways back of those whose certificate is over: the report counts what `explain` tells, and what both advise is tried out."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from practicum.matching import Explanation, Verdicts, evaluate, explain, explain_states
from practicum.model.civil_day import day_number
from practicum.model.requirement import RuleTables
from practicum.records import Intake, KnownIds, read_folder
from practicum.records.sample import SAMPLE_DAY, sample
from practicum.reporting import explain_text
from practicum.reporting.answering import Answer
from practicum.reporting.cases import Case, cases_of
from practicum.reporting.closing import Plans
from practicum.reporting.gaps import lines
from practicum.reporting.steps import Choice, Plan
from practicum.reporting.telling import Names
from practicum.workspace.learners import Matched, rules_of
from practicum.workspace.reports import plans_of
from tests.test_situations import InMemory, checked, records


@cache
def judged() -> tuple[Verdicts, tuple[Explanation, ...]]:
    verdicts = evaluate(rules(), records().tables, as_of=SAMPLE_DAY, engine="polars")
    return verdicts, tuple(explain_states(rules(), records().tables, verdicts, ("lapsed",), as_of=SAMPLE_DAY))


@cache
def planned() -> Plans:
    verdicts, _ = judged()
    return plans_of(Matched(records(), verdicts, checked().catalogue, rules()), as_of=SAMPLE_DAY, known_at=None)


@cache
def cases() -> dict[tuple[str, str], Case]:
    verdicts, _ = judged()
    found = cases_of(verdicts, checked().catalogue, as_of=SAMPLE_DAY, plans=planned(), closings=verdicts.closings)
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
        "L0366,CAR,2026-10-16,,tried-carer,register-NV,2026-10-16,,verified",
        "P11,RCW,2026-10-16,,tried-rcw,register-BM,2026-10-16,,verified",
    ],
    # The year of an approved carer runs from the approval, so that is given anew as well.
    "decisions.csv": ["L0366,approval,CAR,granted,2026-10-16,,board,panel of the agency,tried-car,NV-WILL,2026-10-16,,verified"],
    "cpd.csv": [
        "P05,2026-10-16,cpd,1,item,,,yes,yes,,tried-1,NV-HART,2026-10-16,,verified",
        "P05,2026-10-16,cpd,1,item,,,no,yes,,tried-2,NV-HART,2026-10-16,,verified",
    ],
    "completions.csv": [
        "P05,F02,2,,2026-10-16,83,1,passed,X,X,,tried-3,NV-HART,2026-10-16,,verified",
        "P11,F02,2,,2026-10-16,83,1,passed,X,X,,tried-4,BM-HOME3,2026-10-16,,verified",
        "P11,I03,1,,2026-10-16,83,1,passed,X,X,,tried-5,BM-HOME3,2026-10-16,,verified",
    ],
}


@cache
def followed() -> Intake:
    """The sample's records with those of people who did on the next day what they were advised."""
    files = dict(sample(random.Random(2026)))
    for name, rows in TRIED.items():
        files[name] = files[name].rstrip(b"\n") + b"\n" + "\n".join(rows).encode() + b"\n"
    intake = read_folder(InMemory(files), catalogue_ids=KnownIds.of(checked().catalogue), today=FOLLOWED, zones={})
    for name, rows in TRIED.items():
        known = intake.tables[name.removesuffix(".csv")].column("record_id").to_pylist()
        assert sum(each.startswith("tried-") for each in known) == len(rows)
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
    ("learner", "certification", "modules", "otherwise", "explained"),
    [
        ("P04", "CSW", [], ["1 day more of learning"], "1 more day of any kind but private study"),
        ("P05", "CSW", ["F02"], ["1 item more of learning", "1 item more of learning reflected on with a peer"], "2 more items"),
        ("P06", "CSW", [], ["sign the declaration"], "put on record: 1 signed declaration"),
        # A new award needs one module of 12 hours, the return 60 days.
        ("L0009", "CSW", ["F10"], [], "F10"),
        ("L0005", "TRA", [], ["TRA: nothing is left to learn"], "Making up the renewal brings nothing back"),
    ],
)
def test_the_report_says_the_plan_and_explain_knows_the_same_way(
    learner: str, certification: str, modules: list[str], otherwise: list[str], explained: str
) -> None:
    closing = cases()[learner, certification].closing
    assert [step.module for step in closing.path] == modules
    assert len(closing.otherwise) == len(otherwise)
    assert all(said.startswith(begins) for said, begins in zip(closing.otherwise, otherwise, strict=True))
    assert explained in told(learner)


def test_what_a_rule_takes_without_its_prerequisites_is_taken_without_them() -> None:
    """The certificate as social worker asks for F10 with `order: ignore`, and F01 is that module's prerequisite."""
    asked = [case for case in cases().values() if case.certification == "CSW" and "F10" in [step.module for step in case.closing.path]]
    assert len(asked) > 3
    degree = [case for case in asked if not any(gap.requirement.endswith("/way-in") for gap in case.gaps)]
    assert degree
    assert not any(step.module == "F01" for case in degree for step in case.closing.path)
    # By the degree I11 alone; the other route asks for its prerequisite, and for much more.
    assert [step.module for step in cases()["L0025", "CSW"].closing.path] == ["I11"]


def test_nobody_who_lapsed_is_left_without_advice() -> None:
    lapsed = [case for case in cases().values() if case.state == "lapsed"]
    assert all(case.closing.path or case.closing.otherwise for case in lapsed)


def test_the_cheapest_way_back_stands_first() -> None:
    text = told("L0009")
    assert text.index("What closes it: a new award: - F10") < text.index("Instead: the way back, after time away: - 60 more days")
    assert told("P04").index("The way back, after time away:") < told("P04").index("Instead: a new award:")


def test_what_missed_its_renewal_and_has_no_return_is_issued_anew() -> None:
    assert "Making up the renewal brings nothing back" in in_words([afterwards("L0005")["TRA"]])
    assert afterwards("L0005")["TRA"].state == "lapsed"
    assert cases()["L0160", "TRA"].closing == cases()["L0005", "TRA"].closing
    assert afterwards("L0160")["TRA"].state == "certified"


def test_a_year_that_runs_from_the_approval_needs_one_anew() -> None:
    assert "what is left is that the approval, from which its year runs, is given anew" in told("L0366")
    assert "approval" not in " ".join(cases()["L0005", "TRA"].closing.otherwise)
    assert afterwards("L0366")["CAR"].state == "certified"


def test_where_the_first_award_was_late_the_new_one_needs_a_decision_or_a_certificate() -> None:
    """P11's award came after the provisional limit and nobody decided on it: the modules alone would bring nothing back."""
    assert "a late award has to be decided as well (`practicum decide late-award`), or a new certificate issued" in told("P11")
    assert "a late award has to be decided" not in told("L0009")
    assert afterwards("P11")["RCW"].state == "certified"


def test_what_came_after_a_period_is_what_is_on_record() -> None:
    """P05 lapsed and came back without a paper, L0131 has one from July: nobody was issued one "for the next one all the same"."""
    back = in_words([afterwards("P05")["CSW"]])
    assert "the certificate lapsed. It was held again from 16 Oct 2026, by the rule; no new certificate is on record." in back
    assert "all the same" not in back
    assert "the next certificate on record is from 22 Jul 2026 only" in told("L0131")
    assert "a certificate was issued for the next one all the same" in told("L0004")


def test_what_fell_with_another_certificate_is_issued_anew_when_that_one_is_back() -> None:
    """Before the other one is back it comes first; afterwards all that is left is a new certificate, and it helps."""
    assert "The certificate as CSW comes first. Its return alone revives nothing" in told("P05")
    back = afterwards("P05")
    assert (back["CSW"].state, back["SUP"].state) == ("due", "lapsed")
    left = "The certificate as CSW is in force again, which alone revives nothing: what is left is that this one is issued anew"
    assert left in in_words([back["SUP"]])
    assert left in told("L0131")
    anew = "SUP: it ended with another certificate, whose return alone revives nothing: have this one issued anew"
    assert cases()["L0131", "SUP"].closing.otherwise == (anew,)
    # In force again, until the end of the register year; its renewal window is open.
    assert afterwards("L0131")["SUP"].state == "due"


def test_no_renewal_is_asked_of_what_fell_with_another_certificate() -> None:
    case = cases()["P05", "SUP"]
    assert case.next_deadline is None
    assert {gap.part for gap in case.gaps} == {"award"}
    text = told("P05")
    assert "DOES NOT APPLY For renewal: asked of a certificate that is in force, and this one is over (SUP/renew)" in text
    assert "DUE For renewal" not in text


def test_what_was_done_and_waits_names_what_it_waits_for() -> None:
    assert "It was done and counts once F06 and F07 are held. [PREREQ_MISSING]" in told("L0025")
    found = {line.gap.subject: line.gap.waits_for for line in lines(cases()["L0025", "CSW"].gaps)}
    assert found["B01"] == ("F06", "F07")
    assert found["B03"] == ("F05", "F06")
    assert found["I11"] == ()


def test_prior_learning_is_decided_again_before_anybody_sits_the_course() -> None:
    """P15's assessor was not active on the day of the decision; the learning itself is not in doubt."""
    text = told("P15")
    again = "F03 Child development, attachment and the early years: have the prior learning decided again by an assessor who is active"
    assert f"What closes it: - {again} (rpl-00001); the module (12 hours) only where it is not recognised" in text
    closing = cases()["P15", "FSW"].closing
    assert not {"F03", "F05"} & {step.module for step in closing.path}
    assert [way.split(":")[0] for way in closing.otherwise if "decided again" in way] == ["F03", "F05"]


def test_the_end_of_first_awards_stops_nobody_who_has_had_theirs() -> None:
    """In Belmora nobody is awarded RCW for the first time after 2026; P11 was, and held it until 2026."""
    later = date(2027, 1, 15)
    one = next(one for one in explain(rules(), records().tables, "P11", as_of=later) if one.certification == "RCW")
    assert (one.state, one.no_award_after) == ("lapsed", day_number(date(2026, 12, 31)))
    text = in_words([one])
    assert "What closes it: a new award:" in text
    assert "- F02 Safeguarding essentials" in text
    assert "a certificate as residential care worker ends on 30 Jun 2027 at the latest" in text


def choices_in(plan: Plan) -> Iterator[Choice]:
    for choice in plan.choices:
        yield choice
        for way in choice.ways[: choice.short]:
            yield from choices_in(way.plan)


def test_explain_advises_the_way_that_the_planner_takes() -> None:
    """Of every choice that anybody in the sample has, the plan takes ways, and these stand first."""
    verdicts, lapsed = judged()
    states = ("never", "provisional", "bridging", "restricted", "grace", "due")
    others = explain_states(rules(), records().tables, verdicts, states, as_of=SAMPLE_DAY)
    plans = planned()
    seen = 0
    for one in (*lapsed, *others):
        chosen = plans.chosen(one.learner)
        answer = Answer(one, Names(checked().catalogue), chosen=chosen)
        for closing in answer.closings():
            if closing.heading.lower().startswith("instead"):
                continue
            for choice in choices_in(closing.plan):
                assert choice.planned, (one.learner, one.certification, choice.says)
                seen += 1
        # Of two ways back the one that the plan takes is told first.
        if one.state == "lapsed" and len(told := list(answer.closings())) == 2:
            plan = {each.partition("/")[2].partition("/")[0] for each in chosen.requirements if each.startswith(f"{one.certification}/")}
            assert ("new award" in told[0].heading) == ("award" in plan), one.learner
    assert seen > 20
