"""Plans of the whole sample: each is proved, the rules engine finds closed what they promise, and certificates come back."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from practicum.matching import evaluate
from practicum.model.civil_day import civil, day_number
from practicum.model.plan import CandidateSession, Prices
from practicum.planning.dating import Pace
from practicum.planning.telling import confirmed_says, instead_says, step_says
from practicum.records.sample import SAMPLE_DAY
from practicum.workspace.cut_by_learner import blocks_of
from practicum.workspace.learners import Matched, rules_of
from practicum.workspace.plan_files import Given, arrange, plan_files
from practicum.workspace.planning import Planning, plan_records
from practicum.workspace.proving import Looked, confirmed, look_again, records_with
from practicum.workspace.reports import plans_of
from tests.test_situations import checked, records

GOOD = {"certified", "due", "restricted", "grace"}


@cache
def matched() -> Matched:
    rules = rules_of(checked(), day=SAMPLE_DAY)
    return Matched(records(), evaluate(rules, records().tables, as_of=SAMPLE_DAY, engine="polars"), checked().catalogue, rules)


@cache
def planned() -> Planning:
    return plan_records(matched(), as_of=SAMPLE_DAY, known_at=None, prices=Prices(), pace=Pace())


def test_everybody_with_a_gap_has_one_proved_plan() -> None:
    plans = planned().planned.plans
    assert len(plans) > 200
    assert len({plan.learner for plan in plans}) == len(plans)
    assert len(planned().planned.profiles) < len(plans) * 0.6, "equal gaps are solved once"
    assert {plan.proof.status for plan in plans} == {"optimal"}
    assert all(plan.steps for plan in plans)


def test_the_engine_finds_closed_what_plans_promise() -> None:
    """Every planned completion, hour, contact and observation as a record on its planned day; judged on the day each plan ends."""
    steps = [step for plan in planned().planned.plans for step in plan.steps if step.kind != "beside"]
    assert len(steps) > 300
    found = look_again(matched(), planned().planned.plans, as_of=SAMPLE_DAY, known_at=None)
    for plan in planned().planned.plans:
        waits = any(step.what.startswith("decided_again:") for step in plan.steps)
        for step in plan.steps:
            if step.kind != "beside":
                closed = [found[plan.learner].closed[name] for name in step.requirements]
                assert closed, (plan.learner, step)
                assert all(closed) or waits, (plan.learner, step)
                assert step.confirmed is (True if all(closed) else None)


def test_certificates_come_back_where_nothing_lies_beside_a_plan() -> None:
    plans = [plan for plan in planned().planned.plans if not plan.late and all(step.kind != "beside" for step in plan.steps)]
    before = {(row["learner"], row["certification"]): row["state"] for row in matched().verdicts.certificates}
    found = look_again(matched(), plans, as_of=SAMPLE_DAY, known_at=None)
    back = 0
    for plan in plans:
        for _, verdict in found[plan.learner].verdicts:
            row = verdict.certificate
            was = before.get((plan.learner, row["certification"]), "never")
            assert row["state"] in GOOD, (plan.learner, row["certification"], was, row["state"])
            back += was not in GOOD
    assert back > 40, "people without a certificate have one again"


def test_without_a_step_its_gap_stays_open() -> None:
    """The proof could fail: a plan that lacks one of its steps does not close what that step was for."""
    plan = next(each for each in planned().planned.plans if sum(step.kind == "module" for step in each.steps) > 2)
    lost = next(step for step in reversed(plan.steps) if step.kind == "module" and step.requirements)
    part = replace(plan, steps=tuple(step for step in plan.steps if step is not lost))
    kept = replace(lost, kind="cpd", what="", quantity=0.0, says="")
    part = replace(part, steps=(*part.steps, kept))
    found = look_again(matched(), [part], as_of=SAMPLE_DAY, known_at=None)
    assert not all(found[plan.learner].closed[name] for name in lost.requirements)


def test_planned_rows_stand_behind_the_records_and_change_none() -> None:
    plans = planned().planned.plans[:20]
    tables = records_with(matched(), plans, as_of=SAMPLE_DAY, known_at=None)
    for name, table in matched().intake.tables.items():
        if name in tables:
            assert tables[name].slice(0, table.num_rows).equals(table), name


def test_hand_worked_learners() -> None:
    plans = {plan.learner: plan for plan in planned().planned.plans}

    def told(learner: str) -> list[tuple[str, str, float]]:
        return [(step.kind, step.what, step.quantity) for step in plans[learner].steps]

    assert told("P02") == [("cpd", "", 1.0)], "one item with peer reflection"
    assert plans["P02"].steps[0].category == "peer_reflection"
    assert told("P03") == [("cpd", "", 1.0)], "one item short"
    assert told("P09") == [("module", "I03", 12.0)], "I03 again, and practice is unrestricted"
    assert ("module", "F02", 6.0) in told("P08"), "F02 is retaken, not refreshed"
    assert ("module", "I10", 3.0) not in told("P08")
    # Promotion asks only for a supervisor's statement: a plan sends them to the practice that is left, and asks after the statement.
    assert told("P12") == [("supervised", "R04", 10.0), ("module", "R04", 0.0)], "110 of 120 hours are signed"
    assert told("P14") == [("supervised", "R04", 36.0), ("module", "R04", 0.0)], "84 of 120 count"
    assert (plans["P12"].hours, plans["P14"].hours) == (10, 36)
    assert instead_says(plans["P12"]) == (
        "nothing has to be learned if this is there and only has to be put on record: PRO-1 at level 2 stated in writing by somebody who "
        "is certified as SUP; a statement is true only of work that was really done and seen, so none is written to save the learning"
    )
    assert ("cpd", "", 1.5) in told("P18"), "1.5 points by the end of the year"
    assert told("P04") == [("cpd", "", 1.0)], "one day of updating short"
    assert told("P26") == [("cpd", "", 1.0)], "the module claimed twice adds once"
    assert plans["P18"].deadline == day_number(SAMPLE_DAY.replace(month=12, day=31))
    assert "P01" not in plans or not plans["P01"].steps, "everything is met"
    assert "P25" not in plans


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    day = day_number(SAMPLE_DAY)
    sessions = (CandidateSession("F02-1", "F02", day + 20, day + 20, 5, 2, 100.0), CandidateSession("I10-1", "I10", day + 30, day + 30, 9))
    given = Given(Prices(), sessions, budget=500.0)
    arranged = arrange(planned(), given, as_of=SAMPLE_DAY)
    base = arranged.base
    assert base is not None
    assert base.seated
    taught = [step for plan in planned().planned.plans for step in plan.steps if step.kind == "module" and step.quantity]
    assert len(base.seated) + len(base.unmet) == len(taught), "a practicum of which only practice is left needs no seat"
    assert all(one.reasons for one in base.unmet)
    return plan_files(matched(), planned(), arranged, given, as_of=SAMPLE_DAY, about=["about"])


def test_files_are_written_and_no_formula_runs(files: dict[str, bytes]) -> None:
    assert {"plans.csv", "steps.csv", "plans.xlsx", "plans.json", "timetable.csv", "timetable.ics", "unmet.csv", "seats.csv"} <= set(files)
    assert b"F02-1" in files["timetable.ics"]
    for name in ("timetable.ics", "timetable.csv"):
        assert not [plan.learner for plan in planned().planned.plans if plan.learner.encode() in files[name]]
    assert civil(day_number(SAMPLE_DAY) + 20).isoformat().encode() in files["seats.csv"]


def test_my_plan_and_closing_paths_are_the_plan_that_the_engine_confirmed() -> None:
    """The report has the engine look only at plans that may end late: on the whole sample the look at all others adds nothing."""
    told = plans_of(matched(), as_of=SAMPLE_DAY, known_at=None)
    looked = {plan.learner: plan for plan in planned().planned.plans}
    assert set(told.plans) == set(looked)
    assert planned().rounds == 1
    for learner, plan in told.plans.items():
        same = [(step.kind, step.what, step.quantity, step.done_by) for step in plan.steps]
        assert same == [(step.kind, step.what, step.quantity, step.done_by) for step in looked[learner].steps]
        named = {step for (who, _), steps in told.steps.items() if who == learner for step in steps}
        assert named == set(plan.steps), "each step stands with the certificate it is for"


def test_who_has_earned_an_award_after_its_limit_is_told_to_ask_for_it() -> None:
    told = plans_of(matched(), as_of=SAMPLE_DAY, known_at=None)
    late = {learner for learner, plan in told.plans.items() if any(step.what.startswith("late_award:") for step in plan.steps)}
    assert len(late) > 10
    assert [step.what for step in told.plans["P17"].steps] == ["late_award:PAR"], "all is held, and nothing but the decision is left"
    earned = {row["learner"] for row in matched().verdicts.certificates if row["reason"] == "LATE_NEEDS_DECISION"}
    assert earned <= late
    assert told.late_awards == len(late)


def test_what_ends_before_a_plan_is_done_is_part_of_it() -> None:
    told = plans_of(matched(), as_of=SAMPLE_DAY, known_at=None).plans
    assert [step.what for step in told["L0040"].steps] == ["F02", "F10"], "F02 ends while F10 is learned, and the award wants both"


def test_people_planned_in_blocks_have_the_plans_of_everybody_at_once() -> None:
    told: list[tuple[int, int]] = []

    def tell(done: int, total: int) -> None:
        told.append((done, total))

    parted = plan_records(matched(), as_of=SAMPLE_DAY, known_at=None, prices=Prices(), pace=Pace(), tell=tell, block=150)
    assert parted == planned()
    assert told == sorted(told), "what is done never becomes less"
    assert len({done for done, _ in told}) > 6, "it is told within blocks, too"
    assert told[-1][0] == told[-1][1] == len({row["learner"] for row in matched().verdicts.certificates})


def test_where_the_attempts_are_used_the_plan_waits_for_a_decision() -> None:
    """P08 retakes F02; with three fails behind them no further attempt counts, and the plan does not promise that it does."""
    from practicum.model.record import SHARED, TABLES
    from practicum.tables import frame

    kinds: dict[str, str] = {column.name: column.kind for column in (*TABLES["completions"].columns, *SHARED)}
    kinds |= {f"{name}_last": "day" for name, kind in kinds.items() if kind == "day"} | {"file": "text", "row": "whole"}
    _, alone = next(iter(blocks_of(matched(), ["P08", "L0001"], 1)))
    rows = alone.intake.tables["completions"].to_pylist()
    known = next(row for row in rows if row["learner"] == "P08" and row["module"] == "F02")
    day = day_number(SAMPLE_DAY)
    for back in (9, 6, 3):
        days = {name: day - back for name in ("date", "date_last", "recorded_at", "recorded_at_last")}
        rows.append({**known, **days, "score": 1.0, "result": "failed", "record_id": f"failed-{back}"})
    columns = {name: [row.get(name) for row in rows] for name in alone.intake.tables["completions"].column_names}
    tables = {**alone.intake.tables, "completions": frame(columns, {name: kinds[name] for name in columns})}
    verdicts = evaluate(alone.rules, tables, as_of=SAMPLE_DAY, engine="polars", learners=frame({"learner": ["P08"]}, {"learner": "code"}))
    failed = replace(alone, intake=replace(alone.intake, tables=tables), verdicts=verdicts)
    [plan] = plan_records(failed, as_of=SAMPLE_DAY, known_at=None, prices=Prices(), pace=Pace()).planned.plans
    taken = next(step for step in plan.steps if step.what == "F02")
    beside = next(step for step in plan.steps if step.what == "attempts:F02")
    assert (taken.confirmed, beside.confirmed) == (None, None)
    assert set(taken.requirements) & set(beside.requirements)
    assert step_says(beside, {}).startswith("F02: the attempts that count are used")
    told = plans_of(failed, as_of=SAMPLE_DAY, known_at=None).plans["P08"]
    assert [step.what for step in told.steps] == [step.what for step in plan.steps], "my plan says so, too"


def test_what_comes_after_its_last_day_is_not_promised() -> None:
    """A renewal's hours that are done when its window is over count for nothing: the plan says so, and does not promise it."""
    plan = next(plan for plan in planned().planned.plans if all(step.confirmed for step in plan.steps) and plan.steps)
    open_still = Looked({name: False for step in plan.steps for name in step.requirements}, ())
    late = replace(plan, steps=tuple(replace(step, late=True, by=step.done_by - 1) for step in plan.steps))
    assert [step.confirmed for step in confirmed(plan, open_still)] == [False] * len(plan.steps)
    assert [step.confirmed for step in confirmed(late, open_still)] == [None] * len(plan.steps)
    assert {confirmed_says(step) for step in confirmed(late, open_still)} == {"comes too late to close it"}
    half = replace(plan.steps[0], late=False)
    shared = replace(late, steps=(half, replace(half, late=True)))
    assert [step.confirmed for step in confirmed(shared, open_still)] == [None, None], "what the first begins the second ends too late"
    closed = Looked(dict.fromkeys(open_still.closed, True), ())
    assert all(step.confirmed for step in confirmed(late, closed)), "some limits have days of grace"
