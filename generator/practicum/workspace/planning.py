"""Plans from learner records: verdicts, what is held, the cheapest plans, and the rules engine's word that they do what they promise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
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
# So many people are planned at once: fewer need less memory, and each block asks the engine anew.
BLOCK = 5_000
_HELD = frozenset({"met", "met_by_exemption", "met_by_waiver", "met_by_prior_learning"})
_OPEN = frozenset({"not_met", "due", "unknown"})
_HOLDING = "HELD-MODULES"
_TRIED = frozenset({"BELOW_PASS", "ATTEMPTS_USED"})


@dataclass(frozen=True)
class Planning:
    """What a run of planning gave: the gaps, the plans, the modules that can be taken, and how many promises the engine confirmed."""

    gaps: tuple[Gaps, ...]
    planned: Planned
    courses: Mapping[str, Mapping[str, Course]]
    promised: int
    kept: int
    rounds: int


@dataclass(frozen=True)
class _Run:
    """What all blocks share: the question, the rules with the certification of held modules, and the way of each profile met so far."""

    as_of: date
    known_at: date | None
    prices: Prices
    pace: Pace
    look: bool
    asked: Asked
    courses: Mapping[str, Mapping[str, Course]]
    holding: RuleTables
    ways: dict[Profile, Way] = field(default_factory=dict)
    # Equal profiles are one object: many learners share each.
    profiles: dict[Profile, Profile] = field(default_factory=dict)


def plan_records(
    result: Matched,
    *,
    as_of: date,
    known_at: date | None,
    prices: Prices,
    pace: Pace,
    look: bool = True,
    tell: Tell = lambda done, total: None,
    block: int = BLOCK,
) -> Planning:
    """The cheapest plan of everybody with gaps; with ``look`` each is judged by the rules engine as if it had been carried out.

    Without, only those are judged that end after a limit on the first award, because a late award may be left to decide, and those that
    take again what was failed before, because no further attempt may count.

    Where the engine finds that something else runs out on the way, the plan gets that as well. At most ``block`` people are planned at
    once, which bounds the memory; ``tell`` hears of how many all is done. Raises NoOrder for a circle of prerequisites.
    """
    from practicum.planning.learners import Planned
    from practicum.planning.needs import Asked
    from practicum.workspace.cut_by_learner import blocks_of, learners_of

    courses = courses_by_country(result, day_number(as_of))
    holding = result.rules.with_tables(_holding_rules(result, as_of=as_of))
    run = _Run(as_of, known_at, prices, pace, look, Asked(result.rules), courses, holding)
    everybody = learners_of(result)
    gaps: list[Gaps] = []
    plans: list[LearnerPlan] = []
    rounds = done = 0
    for some, part in blocks_of(result, everybody, block):

        def within(share: float, before: int = done, many: int = len(some)) -> None:
            tell(before + int(many * share), len(everybody))

        mine, found, looks = _plan_some(run, part, within)
        gaps += mine
        plans += found
        rounds = max(rounds, looks)
        done += len(some)
        tell(done, len(everybody))
    numbers = {profile: number for number, profile in enumerate(dict.fromkeys(one.profile for one in gaps), 1)}
    plans = [replace(plan, profile=numbers[one.profile]) for plan, one in zip(plans, gaps, strict=True)]
    steps = [step for plan in plans for step in plan.steps if step.confirmed is not None]
    planned = Planned(tuple(plans), tuple(numbers), tuple(run.ways[profile] for profile in numbers))
    return Planning(tuple(gaps), planned, courses, len(steps), sum(step.confirmed is True for step in steps), rounds)


def _plan_some(run: _Run, result: Matched, tell: Callable[[float], None]) -> tuple[list[Gaps], list[LearnerPlan], int]:
    """The gaps and plans of a block, in the order of ids, and how often the engine looked; ``tell`` hears the share that is done."""
    from practicum.planning.learners import gaps_of, plan_everybody
    from practicum.planning.needs import verdicts_by_learner
    from practicum.planning.running_out import running_out
    from practicum.workspace.proving import confirmed, look_again, with_late_award, with_used_attempts

    as_of, known_at, asked, courses = run.as_of, run.known_at, run.asked, run.courses
    day, verdicts = day_number(as_of), result.verdicts
    rows = verdicts_by_learner(
        verdicts.certificates.rows(), verdicts.requirements.rows(), verdicts.closings.rows(), verdicts.amounts.rows()
    )
    _add_returns(result, rows, as_of=as_of)
    held, others = _looked_up(run, result, rows)
    more: dict[str, list[Need]] = defaultdict(list)
    gaps: dict[str, Gaps] = {}
    plans: dict[str, LearnerPlan] = {}

    def plan(learners: Collection[str], tell: Tell = lambda done, total: None) -> None:
        """Plan these learners anew."""
        for name in learners:
            mine = gaps_of(
                name, rows[name], asked, courses, held.get(name, ()), day=day, others=others.get(name), more=more.get(name, ())
            )
            if mine is not None:
                gaps[name] = replace(mine, profile=run.profiles.setdefault(mine.profile, mine.profile))
        wanted = [gaps[name] for name in sorted(learners) if name in gaps]
        found = plan_everybody(wanted, courses, run.prices, run.pace, day=day, known=run.ways, tell=tell)
        run.ways.update(zip(found.profiles, found.ways, strict=True))
        plans.update((each.learner, each) for each in found.plans)

    # Looking at the plans takes about as long as making them.
    plan(sorted(rows), lambda done, total: tell(done / max(total, 1) / (2 if run.look else 1)))
    for _ in range(ROUNDS):
        changed = set()
        for name, each in sorted(plans.items()):
            taught = courses.get(each.country) or courses[""]
            ends = running_out(each, {**others.get(name, {}), **rows[name]}, asked, taught)
            with_them = _with(more[name], ends) if ends else more[name]
            if with_them != more[name]:
                more[name] = with_them
                changed.add(name)
        if not changed:
            break
        plan(changed)
    mine = [gaps[name] for name in sorted(gaps)]
    if not run.look:
        return mine, _with_decisions(result, [plans[name] for name in sorted(plans)], rows, as_of=as_of, known_at=known_at), 0
    checked: dict[str, tuple[PlanStep, ...]] = {}
    state: dict[str, Looked] = {}
    rounds = 0
    while rounds < ROUNDS:
        todo = [plans[name] for name in sorted(plans) if name not in checked or checked[name] != plans[name].steps]
        if not todo:
            break
        rounds += 1
        found = look_again(result, todo, as_of=as_of, known_at=known_at)
        tell(1 - 0.5 ** (rounds + 1))
        for each in todo:
            checked[each.learner] = each.steps
            state[each.learner] = found[each.learner]
            if rounds < ROUNDS:
                more[each.learner] = _with(more[each.learner], _still_open(found[each.learner], asked, courses, each))
        plan([each.learner for each in todo])
    ready = []
    for name, each in sorted(plans.items()):
        whole = with_used_attempts(each, state[name])
        ready.append(with_late_award(replace(whole, steps=confirmed(whole, state[name])), state[name]))
    return [gaps[name] for name in sorted(gaps)], ready, rounds


def _with_decisions(
    result: Matched, plans: list[LearnerPlan], rows: Mapping[str, Mapping[str, Verdict]], *, as_of: date, known_at: date | None
) -> list[LearnerPlan]:
    """The plans, each with what is left to decide: a late award where all else is done, or one more attempt where all are used."""
    from practicum.planning.needs import may_end_late
    from practicum.workspace.proving import look_again, with_late_award, with_used_attempts

    def late(plan: LearnerPlan) -> bool:
        mine = rows[plan.learner]
        asked = [mine[name] for name in plan.certifications if name in mine]
        return all(step.kind != "beside" for step in plan.steps) and any(may_end_late(each, plan.finish) for each in asked)

    def failed(plan: LearnerPlan) -> bool:
        taken = {step.what for step in plan.steps if step.kind == "module"}
        tried = (row for verdict in rows[plan.learner].values() for row in verdict.requirements if row["reason"] in _TRIED)
        return any(row["kind"] == "module" and row["subject"] in taken for row in tried)

    ahead = [plan for plan in plans if late(plan) or failed(plan)]
    if not ahead:
        return plans
    found = look_again(result, ahead, as_of=as_of, known_at=known_at)
    looked = [(plan, found.get(plan.learner)) for plan in plans]
    return [plan if seen is None else with_late_award(with_used_attempts(plan, seen), seen) for plan, seen in looked]


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
    run: _Run, result: Matched, rows: Mapping[str, Mapping[str, Verdict]]
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
            {"learner": learner, "certification": name, "as_of": run.as_of, "known_at": run.known_at, "country": country}
            for name, country in needed.items()
        ]
    others: dict[str, dict[str, Verdict]] = {}
    if asks:
        wanted = ("requirements", "closings", "amounts")
        found = evaluate_asks(run.holding, result.intake.tables, asks, engine="polars", tables=wanted)
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
