"""Plans from learner records: verdicts, what is held, the cheapest plans, and the rules engine's word that they do what they promise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from practicum.model.civil_day import civil, day_number

if TYPE_CHECKING:
    from practicum.model.plan import Course, LearnerPlan, Need, PlanStep, Prices
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
    result: Matched, *, as_of: date, known_at: date | None, prices: Prices, pace: Pace, tell: Tell = lambda done, total: None
) -> Planning:
    """The cheapest plan of everybody with gaps, each looked at by the rules engine as if it had been carried out."""
    from practicum.planning.learners import gaps_of, plan_everybody
    from practicum.planning.needs import Asked, verdicts_by_learner
    from practicum.workspace.proving import confirmed, look_again, with_late_award

    day, verdicts = day_number(as_of), result.verdicts
    rows = verdicts_by_learner(
        verdicts.certificates.rows(), verdicts.requirements.rows(), verdicts.closings.rows(), verdicts.amounts.rows()
    )
    _add_returns(result, rows, as_of=as_of)
    asked, courses = Asked(result.rules), courses_by_country(result, day)
    held = held_modules(result, rows, as_of=as_of, known_at=known_at)
    others = _others(result, rows, as_of=as_of, known_at=known_at)
    more: dict[str, list[Need]] = defaultdict(list)

    def gaps_with() -> list[Gaps]:
        found = (
            gaps_of(name, mine, asked, courses, held.get(name, ()), day=day, others=others.get(name), more=more.get(name, ()))
            for name, mine in sorted(rows.items())
        )
        return [each for each in found if each is not None]

    gaps = gaps_with()
    planned = plan_everybody(gaps, courses, prices, pace, day=day, tell=tell)
    known = dict(zip(planned.profiles, planned.ways, strict=True))
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
        gaps = gaps_with()
        planned = plan_everybody(gaps, courses, prices, pace, day=day, known=known)
        known |= dict(zip(planned.profiles, planned.ways, strict=True))
    plans = tuple(with_late_award(replace(plan, steps=confirmed(plan, state[plan.learner])), state[plan.learner]) for plan in planned.plans)
    steps = [step for plan in plans for step in plan.steps if step.confirmed is not None]
    return Planning(tuple(gaps), replace(planned, plans=plans), courses, len(steps), sum(step.confirmed is True for step in steps), rounds)


def courses_by_country(result: Matched, day: int) -> dict[str, dict[str, Course]]:
    """The modules that can be taken under the rules of each country; the core is the empty text."""
    from practicum.planning.needs import courses_of
    from practicum.resolving import view_of

    catalogue = result.catalogue
    found = {"": courses_of(catalogue, day)}
    for country in sorted(catalogue.countries):
        found[country] = courses_of(view_of(catalogue, country=country, day=civil(day)).catalogue, day)
    return found


def held_modules(
    result: Matched, rows: Mapping[str, Mapping[str, Verdict]], *, as_of: date, known_at: date | None
) -> dict[str, frozenset[str]]:
    """By learner the modules that are held under their own terms, as prerequisites are, and what prior learning or a waiver stands for."""
    from practicum.matching import evaluate_asks
    from practicum.model.catalogue import Unit
    from practicum.model.certification import Certification, Requirement, RuleVersion
    from practicum.model.requirement import join_rules
    from practicum.model.source import Text
    from practicum.resolving import view_of
    from practicum.resolving.requirement_rows import compile_rules
    from practicum.spans import Span

    def rules_in(country: str) -> Any:
        seen = view_of(result.catalogue, country=country, day=as_of).catalogue
        taught = tuple(name for name, unit in seen.modules.items() if not unit.value.legacy)
        version = RuleVersion(version="1", starts=date(1900, 1, 1), says="", award=Requirement(modules=taught))
        held = Certification(format=1, id=_HOLDING, role=_HOLDING, title=_HOLDING, versions=(version,))
        unit = Unit("certification", _HOLDING, "", held, Text(None, Span("")))
        return compile_rules({_HOLDING: unit}, seen.modules, seen.assessments, country=country)

    rules = join_rules([rules_in(country) for country in ("", *sorted(result.catalogue.countries))])
    asks, found = [], defaultdict(set)
    for learner, verdicts in sorted(rows.items()):
        if any(row["state"] in _OPEN for verdict in verdicts.values() for row in verdict.requirements):
            country = next(iter(verdicts.values())).certificate["country"] or ""
            asks.append({"learner": learner, "certification": _HOLDING, "as_of": as_of, "known_at": known_at, "country": country})
        for verdict in verdicts.values():
            for row in verdict.requirements:
                if row["kind"] == "module" and row["state"] in _HELD - {"met"}:
                    found[learner].add(row["subject"])
    if asks:
        judged = evaluate_asks(rules, result.intake.tables, asks, engine="polars", tables=("requirements",))
        for row in judged.requirements:
            if row["kind"] == "module" and row["state"] in _HELD:
                found[row["learner"]].add(row["subject"])
    return {learner: frozenset(modules) for learner, modules in found.items()}


def _add_returns(result: Matched, rows: dict[str, dict[str, Verdict]], *, as_of: date) -> None:
    """How the renewals of certificates that are over stand today, where making them up brings the certificate back."""
    from practicum.matching import explain_states
    from practicum.planning.needs import returns_in

    for one in explain_states(result.rules, result.intake.tables, result.verdicts, ("lapsed",), as_of=as_of):
        if one.band_asks_renewal:
            verdict = rows[one.learner][one.certification]
            rows[one.learner][one.certification] = replace(verdict, returns=returns_in(one.requirements))


def _others(
    result: Matched, rows: Mapping[str, Mapping[str, Verdict]], *, as_of: date, known_at: date | None
) -> dict[str, dict[str, Verdict]]:
    """Verdicts on certificates that nobody asks of a learner but another certificate needs."""
    from practicum.matching import evaluate_asks
    from practicum.planning.needs import verdicts_by_learner

    asks, seen = [], set()
    for learner, verdicts in sorted(rows.items()):
        for verdict in verdicts.values():
            for row in verdict.requirements:
                if row["kind"] == "certificate" and row["state"] in _OPEN:
                    for name in row["subject"].split():
                        if name not in verdicts and (learner, name) not in seen:
                            seen.add((learner, name))
                            country = verdict.certificate["country"] or ""
                            asks.append(
                                {"learner": learner, "certification": name, "as_of": as_of, "known_at": known_at, "country": country}
                            )
    if not asks:
        return {}
    wanted = ("requirements", "closings", "amounts")
    found = evaluate_asks(result.rules, result.intake.tables, asks, engine="polars", tables=wanted)
    return verdicts_by_learner(found.certificates.rows(), found.requirements.rows(), found.closings.rows(), found.amounts.rows())


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
