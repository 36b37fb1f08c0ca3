"""Plans from learner records: verdicts, what is held, the cheapest plans, and the rules engine's word that they do what they promise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from practicum.model.civil_day import civil, day_number

if TYPE_CHECKING:
    from practicum.model.plan import Course, LearnerPlan, Need, PlanStep, Prices, Profile, Way
    from practicum.model.requirement import RuleTables
    from practicum.planning.dating import Pace
    from practicum.planning.learners import Gaps, Planned
    from practicum.planning.needs import Asked, Verdict
    from practicum.workspace.learners import Matched
    from practicum.workspace.proving import Looked

Tell = Callable[[int, int], None]
# How often a plan is looked at by the engine and mended where something else runs out on the way.
ROUNDS = 4
_HELD = frozenset({"met", "met_by_exemption", "met_by_waiver", "met_by_prior_learning"})
_OPEN = frozenset({"not_met", "due", "unknown"})
_HOLDING = "HELD-MODULES"


@dataclass(frozen=True)
class Planning:
    """What a run of planning gave: the gaps, the plans, the modules that can be taken, and how many promises the engine confirmed."""

    gaps: tuple[Gaps, ...]
    planned: Planned
    courses: Mapping[str, Mapping[str, Course]]
    promised: int
    kept: int
    rounds: int


def plan_records(
    result: Matched,
    *,
    as_of: date,
    known_at: date | None,
    prices: Prices,
    pace: Pace,
    look: bool = True,
    tell: Tell = lambda done, total: None,
) -> Planning:
    """The cheapest plan of everybody with gaps; with ``look`` each is judged by the rules engine as if it had been carried out.

    Without, only those are judged that end after a limit on the first award, because a late award may be left to decide.

    Where the engine finds that something else runs out on the way, the plan gets that as well. Raises NoOrder for a circle of
    prerequisites.
    """
    from practicum.planning.learners import gaps_of, plan_everybody
    from practicum.planning.needs import Asked, verdicts_by_learner
    from practicum.planning.running_out import running_out
    from practicum.workspace.proving import confirmed, look_again, with_late_award

    day, verdicts = day_number(as_of), result.verdicts
    rows = verdicts_by_learner(
        verdicts.certificates.rows(), verdicts.requirements.rows(), verdicts.closings.rows(), verdicts.amounts.rows()
    )
    _add_returns(result, rows, as_of=as_of)
    asked, courses = Asked(result.rules), courses_by_country(result, day)
    held, others = _looked_up(result, rows, as_of=as_of, known_at=known_at)
    more: dict[str, list[Need]] = defaultdict(list)
    gaps: dict[str, Gaps] = {}
    known: dict[Profile, Way] = {}

    def planned_with(learners: Collection[str], tell: Tell = lambda done, total: None) -> Planned:
        """The plans of everybody, those of ``learners`` anew."""
        for name in learners:
            mine = gaps_of(
                name, rows[name], asked, courses, held.get(name, ()), day=day, others=others.get(name), more=more.get(name, ())
            )
            if mine is not None:
                gaps[name] = mine
        found = plan_everybody([gaps[name] for name in sorted(gaps)], courses, prices, pace, day=day, known=known, tell=tell)
        known.update(zip(found.profiles, found.ways, strict=True))
        return found

    planned = planned_with(sorted(rows), tell)
    for _ in range(ROUNDS):
        changed = set()
        for plan in planned.plans:
            taught = courses.get(plan.country) or courses[""]
            ends = running_out(plan, {**others.get(plan.learner, {}), **rows[plan.learner]}, asked, taught)
            with_them = _with(more[plan.learner], ends) if ends else more[plan.learner]
            if with_them != more[plan.learner]:
                more[plan.learner] = with_them
                changed.add(plan.learner)
        if not changed:
            break
        planned = planned_with(sorted(changed))
    if not look:
        planned = _with_late_awards(result, planned, rows, as_of=as_of, known_at=known_at)
        return Planning(tuple(gaps[name] for name in sorted(gaps)), planned, courses, 0, 0, 0)
    checked: dict[str, tuple[PlanStep, ...]] = {}
    state: dict[str, Looked] = {}
    rounds = 0
    while rounds < ROUNDS:
        todo = [plan for plan in planned.plans if plan.learner not in checked or checked[plan.learner] != plan.steps]
        if not todo:
            break
        rounds += 1
        found = look_again(result, todo, as_of=as_of, known_at=known_at)
        for plan in todo:
            checked[plan.learner] = plan.steps
            state[plan.learner] = found[plan.learner]
            if rounds < ROUNDS:
                more[plan.learner] = _with(more[plan.learner], _still_open(found[plan.learner], asked, courses, plan))
        planned = planned_with([plan.learner for plan in todo])
    plans = tuple(with_late_award(replace(plan, steps=confirmed(plan, state[plan.learner])), state[plan.learner]) for plan in planned.plans)
    steps = [step for plan in plans for step in plan.steps if step.confirmed is not None]
    planned = replace(planned, plans=plans)
    kept = sum(step.confirmed is True for step in steps)
    return Planning(tuple(gaps[name] for name in sorted(gaps)), planned, courses, len(steps), kept, rounds)


def _with_late_awards(
    result: Matched, planned: Planned, rows: Mapping[str, Mapping[str, Verdict]], *, as_of: date, known_at: date | None
) -> Planned:
    """The plans, each with the late award that is left to decide where all else of it is done."""
    from practicum.planning.needs import may_end_late
    from practicum.workspace.proving import look_again, with_late_award

    ahead = [
        plan
        for plan in planned.plans
        if all(step.kind != "beside" for step in plan.steps)
        and any(may_end_late(rows[plan.learner][name], plan.finish) for name in plan.certifications if name in rows[plan.learner])
    ]
    if not ahead:
        return planned
    found = look_again(result, ahead, as_of=as_of, known_at=known_at)
    plans = tuple(with_late_award(plan, found[plan.learner]) if plan.learner in found else plan for plan in planned.plans)
    return replace(planned, plans=plans)


def courses_by_country(result: Matched, day: int) -> dict[str, dict[str, Course]]:
    """The modules that can be taken under the rules of each country; the core is the empty text."""
    from practicum.planning.needs import courses_of
    from practicum.resolving import view_of

    catalogue = result.catalogue
    found = {"": courses_of(catalogue, day)}
    for country in sorted(catalogue.countries):
        found[country] = courses_of(view_of(catalogue, country=country, day=civil(day)).catalogue, day)
    return found


def _looked_up(
    result: Matched, rows: Mapping[str, Mapping[str, Verdict]], *, as_of: date, known_at: date | None
) -> tuple[dict[str, frozenset[str]], dict[str, dict[str, Verdict]]]:
    """What the verdicts do not say, asked in one run: modules held by learner, and verdicts on certificates that others need.

    Modules are held under their own terms, as prerequisites are, or because prior learning or a waiver stands for them. The verdicts are
    on certificates that nobody asks of a learner but another certificate needs.
    """
    from practicum.matching import evaluate_asks
    from practicum.planning.needs import verdicts_by_learner

    asks: list[dict[str, Any]] = []
    held: dict[str, set[str]] = defaultdict(set)
    for learner, verdicts in sorted(rows.items()):
        needed: dict[str, str] = {}
        for verdict in verdicts.values():
            for row in verdict.requirements:
                if row["kind"] == "module" and row["state"] in _HELD - {"met"}:
                    held[learner].add(row["subject"])
                if row["kind"] == "certificate" and row["state"] in _OPEN:
                    for name in row["subject"].split():
                        if name not in verdicts:
                            needed.setdefault(name, verdict.certificate["country"] or "")
        if any(row["state"] in _OPEN for verdict in verdicts.values() for row in verdict.requirements):
            needed[_HOLDING] = next(iter(verdicts.values())).certificate["country"] or ""
        asks += [
            {"learner": learner, "certification": name, "as_of": as_of, "known_at": known_at, "country": country}
            for name, country in needed.items()
        ]
    others: dict[str, dict[str, Verdict]] = {}
    if asks:
        rules = result.rules.with_tables(_holding_rules(result, as_of=as_of))
        wanted = ("requirements", "closings", "amounts")
        found = evaluate_asks(rules, result.intake.tables, asks, engine="polars", tables=wanted)
        others = verdicts_by_learner(found.certificates.rows(), found.requirements.rows(), found.closings.rows(), found.amounts.rows())
    for learner, verdicts in others.items():
        holding = verdicts.pop(_HOLDING, None)
        for row in holding.requirements if holding else ():
            if row["kind"] == "module" and row["state"] in _HELD:
                held[learner].add(row["subject"])
    return {learner: frozenset(modules) for learner, modules in held.items()}, others


def _holding_rules(result: Matched, *, as_of: date) -> RuleTables:
    """A certification of no role that asks for every module that is taught, by country."""
    from practicum.model.catalogue import Unit
    from practicum.model.certification import Certification, Requirement, RuleVersion
    from practicum.model.requirement import join_rules
    from practicum.model.source import Text
    from practicum.resolving import view_of
    from practicum.resolving.requirement_rows import compile_rules
    from practicum.spans import Span

    def rules_in(country: str) -> RuleTables:
        seen = view_of(result.catalogue, country=country, day=as_of).catalogue
        taught = tuple(name for name, unit in seen.modules.items() if not unit.value.legacy)
        version = RuleVersion(version="1", starts=date(1900, 1, 1), says="", award=Requirement(modules=taught))
        held = Certification(format=1, id=_HOLDING, role=_HOLDING, title=_HOLDING, versions=(version,))
        unit = Unit("certification", _HOLDING, "", held, Text(None, Span("")))
        return compile_rules({_HOLDING: unit}, seen.modules, seen.assessments, country=country)

    return join_rules([rules_in(country) for country in ("", *sorted(result.catalogue.countries))])


def _add_returns(result: Matched, rows: dict[str, dict[str, Verdict]], *, as_of: date) -> None:
    """How the renewals of certificates that are over stand today, where making them up brings the certificate back."""
    from practicum.matching import explain_states
    from practicum.planning.needs import returns_in

    for one in explain_states(result.rules, result.intake.tables, result.verdicts, ("lapsed",), as_of=as_of):
        if one.band_asks_renewal:
            verdict = rows[one.learner][one.certification]
            rows[one.learner][one.certification] = replace(verdict, returns=returns_in(one.requirements))


def _still_open(looked: Looked, asked: Asked, courses: Mapping[str, Mapping[str, Course]], plan: LearnerPlan) -> list[Need]:
    """What a plan promised and the engine does not find closed, and modules of an award that run out on the way."""
    from practicum.planning.needs import Needing, leaves_of_all

    taught = courses.get(plan.country) or courses[""]
    done: dict[str, float] = defaultdict(float)
    for step in plan.steps:
        done[f"{step.kind}:{step.what}"] += step.quantity
    found: list[Need] = []
    for day, verdict in looked.verdicts:
        for need in leaves_of_all(Needing(asked, taught, day).of(verdict)):
            missed = looked.closed.get(need.requirement)
            if need.kind == "amount" and need.amount is not None and missed is False:
                total = need.amount.total + done.get(f"{need.amount.kind}:{need.amount.subject}", 0.0)
                found.append(replace(need, amount=replace(need.amount, total=total)))
            elif need.kind == "module" and (
                missed is False or (missed is None and "/award/" in need.requirement and _awaits(looked, verdict))
            ):
                found.append(need)
    return found


def _awaits(looked: Looked, verdict: Verdict) -> bool:
    """Whether something of this certificate's award was promised, all of which has to be held at once."""
    name = verdict.certificate["certification"]
    return any(requirement.startswith(f"{name}/award/") for requirement in looked.closed)


def _with(known: Sequence[Need], found: Collection[Need]) -> list[Need]:
    """Both, each once; of two amounts for one requirement the later, which counts what was planned before."""
    later = {need.requirement for need in found if need.kind == "amount"}
    return list(dict.fromkeys([*(need for need in known if need.kind != "amount" or need.requirement not in later), *found]))
