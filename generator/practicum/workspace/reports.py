"""A gap report from matched records: verdicts, and what the planner says closes them, as files by name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from practicum.workspace.learners import Matched, came_in, palette_of, rules_of
from practicum.workspace.planning import plan_records
from practicum.workspace.project import Checked, Project
from practicum.workspace.trouble import Trouble

if TYPE_CHECKING:
    from practicum.model.plan import Prices
    from practicum.records import Intake
    from practicum.reporting import Plans
    from practicum.reporting.closing import Chosen


def report_files(
    project: Project,
    result: Matched,
    *,
    as_of: date,
    known_at: date | None,
    split: Sequence[Literal["agency", "supervisor"]] = (),
    since: Path | None = None,
    prices: Prices | None = None,
) -> dict[str, bytes]:
    """The report's files by name; ``split`` asks for a file for each agency or supervisor, ``since`` names an earlier report.

    What closes a gap is what the planner says: the cheapest by ``prices``, without them the shortest in hours. Raises Trouble where
    prerequisites form a circle.
    """
    from practicum.reporting import report
    from practicum.workspace.earlier_reports import earlier_day, earlier_states

    return report(
        result.verdicts,
        result.intake,
        result.catalogue,
        as_of=as_of,
        known_at=known_at,
        synthetic=result.intake.synthetic,
        palette_css=palette_of(project),
        agency_names=_agency_names(result.intake),
        disagreements=result.verdicts.disagreements,
        unasked=result.verdicts.unasked,
        rules=result.rules,
        closings=result.verdicts.closings,
        plans=plans_of(result, as_of=as_of, known_at=known_at, prices=prices),
        records=came_in(result.intake),
        split=split,
        earlier=earlier_states(since) if since else None,
        since=earlier_day(since) if since else None,
    )


def plans_of(result: Matched, *, as_of: date, known_at: date | None, prices: Prices | None = None) -> Plans:
    """The plan of everybody with gaps, as a report tells it. Raises Trouble where prerequisites form a circle."""
    from practicum.model.plan import Prices
    from practicum.planning.cheapest import NoOrder
    from practicum.planning.dating import Pace
    from practicum.planning.learners import steps_by_certification
    from practicum.reporting import Plans

    asked = prices or Prices()
    try:
        planning = plan_records(result, as_of=as_of, known_at=known_at, prices=asked, pace=Pace(), look=False)
    except NoOrder as error:
        raise Trouble(str(error), "run `practicum check`; it shows each step of the circle", code=1) from error
    steps = {
        (plan.learner, name): found
        for plan, gaps in zip(planning.planned.plans, planning.gaps, strict=True)
        for name, found in steps_by_certification(plan, gaps, planning.courses.get(plan.country) or planning.courses[""]).items()
    }
    return Plans({plan.learner: plan for plan in planning.planned.plans}, steps, bool(asked), asked.currency)


def chosen_for(checked: Checked, intake: Intake, learner: str, *, as_of: date, known_at: date | None) -> Chosen:
    """What the planner chooses for one learner, everybody's records at hand. Raises Trouble where prerequisites form a circle."""
    from practicum.matching import evaluate_one

    rules = rules_of(checked, day=as_of).without(intake.missing_files)
    verdicts = evaluate_one(rules, came_in(intake), learner, as_of=as_of, known_at=known_at)
    return plans_of(Matched(intake, verdicts, checked.catalogue, rules), as_of=as_of, known_at=known_at).chosen(learner)


def _agency_names(intake: Intake) -> dict[str, str]:
    agencies = intake.tables["agencies"].select(["agency", "name"]).to_pylist()
    return {row["agency"]: row["name"] for row in agencies if row["name"]}
