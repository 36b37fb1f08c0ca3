"""What is held today and ends before a plan is done: an award wants all of it on one day, so that it is planned as well."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from practicum.model.plan import Course, LearnerPlan, Need
from practicum.planning.needs import HELD, Asked, Needing, Row, Verdict, leaves_of_all

TOGETHER = frozenset({"all", "modules"})


def running_out(plan: LearnerPlan, verdicts: Mapping[str, Verdict], asked: Asked, courses: Mapping[str, Course]) -> list[Need]:
    """The modules of awards that this plan promises and that end before its last step for them; ``verdicts`` by certification.

    What a choice rests on is left out: when it ends, another way may be nearer, and the rules engine is asked instead.
    """
    last: dict[str, int] = {}
    promised: dict[str, set[str]] = defaultdict(set)
    for step in plan.steps:
        for requirement in step.requirements if step.kind != "beside" else ():
            name, _, rest = requirement.partition("/")
            promised[name].add(requirement)
            if not rest.startswith("renew"):
                last[name] = max(last.get(name, 0), step.done_by)
    found: list[Need] = []
    for name, day in sorted(last.items()):
        verdict = verdicts.get(name)
        if verdict is None or not any(each.startswith(f"{name}/award/") for each in promised[name]):
            continue
        ended = _ended(verdict, day, promised[name])
        if ended:
            needing = Needing(asked, courses, day, verdicts.get)
            needs = leaves_of_all(needing.of(_as_if_open(verdict, ended)))
            found += [need for need in needs if need.kind == "module" and need.requirement in ended]
    return list(dict.fromkeys(found))


def _ended(verdict: Verdict, day: int, promised: Collection[str]) -> set[str]:
    """The requirements of an award that are held by a module until before a day, and not by one way of a choice."""
    by_name = {row["requirement"]: row for row in verdict.requirements}

    def stands_in_a_choice(row: Row) -> bool:
        above = by_name.get(row["parent"])
        return above is not None and (above["kind"] not in TOGETHER or stands_in_a_choice(above))

    return {
        row["requirement"]
        for row in verdict.requirements
        if row["kind"] == "module" and row["part"] == "award" and row["state"] in HELD and not row["advisory"]
        if row["valid_until"] is not None and row["valid_until"] < day and row["requirement"] not in promised
        if not stands_in_a_choice(row)
    }


def _as_if_open(verdict: Verdict, ended: Collection[str]) -> Verdict:
    """The verdict as it will be when these have ended: they and what they stand in are open."""
    by_name = {row["requirement"]: row for row in verdict.requirements}
    opened = set(ended)
    for name in ended:
        above = by_name[name]["parent"]
        while above in by_name:
            opened.add(above)
            above = by_name[above]["parent"]
    rows = [{**row, "state": "not_met", "reason": "EXPIRED"} if row["requirement"] in opened else row for row in verdict.requirements]
    return Verdict(verdict.certificate, rows, verdict.closings, verdict.amounts, verdict.returns)
