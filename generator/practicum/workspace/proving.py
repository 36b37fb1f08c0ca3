"""The rules engine's word on plans: the records as they would be, judged on the day each plan ends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from practicum.model.civil_day import civil, day_number

if TYPE_CHECKING:
    from practicum.model.plan import LearnerPlan, PlanStep
    from practicum.planning.needs import Verdict
    from practicum.workspace.learners import Matched

_OPEN = frozenset({"not_met", "due", "unknown"})
_BACK = frozenset({"certified", "due", "restricted", "grace"})
NOBODY_SIGNS = "nobody on record is qualified to sign on that day"
# All is held and the engine waits for somebody's decision; of a renewal that was missed, because an earlier award came after its limit.
_SPENT = "ATTEMPTS_USED"
_LATE = frozenset({"LATE_NEEDS_DECISION", "RENEWAL_MISSED"})


def records_with(result: Matched, plans: Sequence[LearnerPlan], *, as_of: date, known_at: date | None) -> dict[str, Any]:
    """The tidy tables of a run with the rows of these plans behind the others."""
    from practicum.model.record import SHARED, TABLES
    from practicum.planning.carried_out import rows_of
    from practicum.tables import frame, nw

    recorded = min(day_number(as_of), day_number(known_at or as_of))
    signing, observers = _signing(result), _observers(result)
    added: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for plan in plans:
        for table, row in rows_of(plan, result.catalogue, recorded=recorded, signing=signing, observers=observers):
            added[table].append(row)
    tables = {name: table for name, table in result.intake.tables.items() if name not in result.intake.missing_files or name in added}
    for name, rows in added.items():
        kinds = {column.name: column.kind for column in (*TABLES[name].columns, *SHARED)}
        kinds |= {f"{column}_last": "day" for column, kind in kinds.items() if kind == "day"}
        kinds |= {"file": "text", "row": "whole"}
        old = tables[name]
        columns = {column: [row.get(column) for row in rows] for column in old.column_names}
        new = frame(columns, {column: kinds[column] for column in columns})
        tables[name] = nw.to_native(nw.concat([nw.from_native(old), nw.from_native(new)], how="vertical"))
    return tables


@dataclass(frozen=True)
class Looked:
    """What the engine found of one plan: which requirements are closed on the day on which their last step is done, and what is open.

    ``unsigned`` says that practice is planned on a day on which nobody on record is qualified to sign it.
    """

    closed: Mapping[str, bool]
    verdicts: tuple[tuple[int, Verdict], ...]
    unsigned: bool = False


def look_again(result: Matched, plans: Sequence[LearnerPlan], *, as_of: date, known_at: date | None) -> dict[str, Looked]:
    """For each planned learner what the engine says of the plan as if it had been carried out.

    A certificate is looked at on the day on which the last step for it is done; what renews it apart from what is awarded, because a
    renewal has its own window, which may be over when the rest of the plan is.
    """
    from practicum.matching import evaluate_asks
    from practicum.planning.needs import verdicts_by_ask

    before = {(row["learner"], row["certification"]): row for row in result.verdicts.certificates}
    asks: list[dict[str, Any]] = []
    whose: list[tuple[str, str, Collection[str]]] = []
    for plan in plans:
        for (name, _), (ends, asked) in sorted(_days(plan, day_number(as_of)).items()):
            # What another certificate needs is a certificate that nobody asked of this learner yet.
            row = before.get((plan.learner, name), {"country": plan.country, "role": "", "agency": plan.agency, "state": "never"})
            ask = {"learner": plan.learner, "certification": name, "as_of": civil(ends), "known_at": known_at}
            asks.append({**ask, "country": row["country"] or "", "role": row["role"], "agency": row["agency"] or ""})
            whose.append((plan.learner, name, frozenset(asked)))
    tables = records_with(result, plans, as_of=as_of, known_at=known_at)
    wanted = ("requirements", "closings", "amounts")
    found = evaluate_asks(result.rules, tables, asks, engine="polars", tables=wanted)
    rows = verdicts_by_ask(found.certificates.rows(), found.requirements.rows(), found.closings.rows(), found.amounts.rows())
    closed: dict[str, dict[str, bool]] = defaultdict(dict)
    seen: dict[str, list[tuple[int, Verdict]]] = defaultdict(list)
    for number, (learner, name, promised) in enumerate(whose):
        verdict = rows.get(number)
        if verdict is not None:
            seen[learner].append((day_number(asks[number]["as_of"]), verdict))
            closed[learner] |= _closed(verdict, before.get((learner, name), {"state": "never"})["state"], promised)
    sign = _signing(result)
    unsigned = {plan.learner for plan in plans for step in plan.steps if step.kind == "supervised" and not sign(plan.learner, step.done_by)}
    return {plan.learner: Looked(closed[plan.learner], tuple(seen[plan.learner]), plan.learner in unsigned) for plan in plans}


def _days(plan: LearnerPlan, day: int) -> dict[tuple[str, bool], tuple[int, set[str]]]:
    """By certification, and whether it is its renewal: the day of the last step, and the requirements that are promised."""
    found: dict[tuple[str, bool], tuple[int, set[str]]] = {}
    for step in plan.steps:
        if step.kind == "beside":
            continue
        for requirement in step.requirements:
            own, _, rest = requirement.partition("/")
            key = (own, rest.startswith("renew"))
            last, promised = found.get(key, (day, set()))
            found[key] = (max(last, step.done_by), {*promised, requirement})
    return found


def _closed(verdict: Verdict, was: str, promised: Collection[str]) -> dict[str, bool]:
    """Promised requirement → whether nothing of it is open any more; of a certificate that came back, everything."""
    back = was not in _BACK and verdict.certificate["state"] in _BACK
    return {each["requirement"]: each["state"] not in _OPEN or back for each in verdict.requirements if each["requirement"] in promised}


def confirmed(plan: LearnerPlan, looked: Looked) -> tuple[PlanStep, ...]:
    """The steps with the engine's word on each that promises something: True where all its requirements are closed.

    What waits for something beside the plan, such as a decision on prior learning, promises nothing by itself, and neither does what is
    closed by a step that comes after its last day.
    """
    from practicum.planning.telling import TOO_LATE

    waits = any(step.kind == "beside" and step.what.startswith(("decided_again:", "proof:", "data:", "attempts:")) for step in plan.steps)
    late = {name for step in plan.steps if step.late for name in step.requirements}
    found = []
    for step in plan.steps:
        asked = [name for name in step.requirements if name in looked.closed]
        if step.kind != "beside" and asked:
            left = {name for name in asked if not looked.closed[name]}
            too_late = bool(left) and not waits and left <= late
            kept = not left or (None if waits or too_late else False)
            unsigned = kept is not True and looked.unsigned and step.kind == "supervised"
            step = replace(step, confirmed=kept, unconfirmed=NOBODY_SIGNS if unsigned else TOO_LATE if too_late else "")
        found.append(step)
    return tuple(found)


def with_used_attempts(plan: LearnerPlan, looked: Looked) -> LearnerPlan:
    """The plan with the decision that it waits for where the engine counts no further attempt at a module that it takes."""
    from practicum.model.plan import PlanStep

    taken = {step.what: step for step in plan.steps if step.kind == "module"}
    spent: dict[str, list[str]] = defaultdict(list)
    for _, verdict in looked.verdicts:
        for row in verdict.requirements:
            if row["kind"] == "module" and row["reason"] == _SPENT and row["state"] in _OPEN and row["subject"] in taken:
                spent[row["subject"]].append(row["requirement"])
    steps = []
    for module, requirements in spent.items():
        day, by = taken[module].begins, taken[module].by
        steps.append(PlanStep("beside", f"attempts:{module}", 1.0, "", "", 0.0, day, day, by, tuple(dict.fromkeys(requirements))))
    return replace(plan, steps=(*plan.steps, *steps)) if steps else plan


def with_late_award(plan: LearnerPlan, looked: Looked) -> LearnerPlan:
    """The plan with the decision that is left where all is held at its end and yet no certificate, because its limit had passed."""
    from practicum.model.plan import PlanStep

    if any(step.kind == "beside" for step in plan.steps) or not all(looked.closed.values()):
        return plan
    late = [
        verdict.certificate["certification"]
        for _, verdict in looked.verdicts
        if verdict.certificate["state"] not in _BACK and verdict.certificate["reason"] in _LATE
    ]
    ends = plan.finish
    steps = [PlanStep("beside", f"late_award:{name}", 1.0, "", "", 0.0, ends, ends, None, (name,)) for name in dict.fromkeys(late)]
    return replace(plan, steps=(*plan.steps, *steps)) if steps else plan


def _signing(result: Matched) -> Any:
    """Who could sign practice: the holder of a certificate that rules ask of supervisors, the one that lasts longest."""
    wanted = {row["name"] for row in result.rules.rows("names") if row["use"] == "supervisor_holds"}
    issued = result.intake.tables["certificates"].select(["learner", "certification", "start", "end"]).to_pylist()
    able = [row for row in issued if row["certification"] in wanted and row["start"] is not None]
    able.sort(key=lambda row: (-(row["end"] if row["end"] is not None else 10**7), row["learner"]))

    def sign(learner: str, day: int) -> str:
        for row in able:
            if row["learner"] != learner and row["start"] <= day <= (row["end"] if row["end"] is not None else day):
                return str(row["learner"])
        return ""

    return sign


def _observers(result: Matched) -> dict[str, str]:
    return {row["id"]: row["by_role"] for row in result.rules.rows("requirements") if row["by_role"]}
