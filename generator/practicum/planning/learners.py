"""Plans for everybody: gaps become profiles, each distinct profile is solved once, and each learner gets own days."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from practicum.model.plan import Course, LearnerPlan, Need, PlanStep, Prices, Profile, Way
from practicum.planning.cheapest import HOURS_IN, cheapest_way, leaves_of
from practicum.planning.dating import Pace, dated
from practicum.planning.needs import Asked, Needing, Verdict

Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class Gaps:
    """What one learner needs: the profile, the deadlines of the requirements in it, and whose it is.

    ``asked_by`` gives for each certification the requirements that have to be closed for it, those of another one that it needs included.
    """

    learner: str
    country: str
    agency: str
    certifications: tuple[str, ...]
    profile: Profile
    deadlines: Mapping[str, int]
    deadline: int | None
    asked_by: Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Planned:
    """All plans, and the distinct profiles with their ways, in order of first use."""

    plans: tuple[LearnerPlan, ...]
    profiles: tuple[Profile, ...]
    ways: tuple[Way, ...]


def gaps_of(
    learner: str,
    verdicts: Mapping[str, Verdict],
    asked: Asked,
    courses: Mapping[str, Mapping[str, Course]],
    held: Collection[str],
    *,
    day: int,
    others: Mapping[str, Verdict] | None = None,
    more: Sequence[Need] = (),
) -> Gaps | None:
    """The gaps of one learner over all certificates, or None where nothing is open.

    ``courses`` are those of each country; ``others`` are verdicts on certificates that are not asked of the learner but needed for one
    that is; ``more`` are needs that the rules engine found when it looked at an earlier plan.
    """
    country = next(iter(verdicts.values())).certificate["country"] or ""
    taught = courses.get(country) or courses.get("", {})
    by_name = {**(others or {}), **verdicts}
    needing = Needing(asked, taught, day, by_name.get)
    needs: list[Need] = []
    certifications: list[str] = []
    asked_by: dict[str, frozenset[str]] = {}
    deadlines: list[int] = []
    for name, verdict in sorted(verdicts.items()):
        found = needing.of(verdict)
        if found:
            needs += found
            certifications.append(name)
            asked_by[name] = frozenset(leaf.requirement for need in found for leaf in leaves_of(need))
            if verdict.certificate["deadline"] is not None:
                deadlines.append(verdict.certificate["deadline"])
    needs += more
    if not needs:
        return None
    # Held matters only for what is asked and for what comes before it: two learners who differ elsewhere share a plan.
    wanted = relevant(needs, taught)
    mine = frozenset(held) & wanted
    agency = next((verdicts[name].certificate["agency"] or "" for name in certifications), "")
    return Gaps(
        learner,
        country,
        agency,
        tuple(certifications),
        Profile(tuple(dict.fromkeys(needs)), mine, country, practised_of(verdicts.values(), asked, wanted)),
        needing.deadlines,
        min(deadlines, default=None),
        asked_by,
    )


def steps_by_certification(plan: LearnerPlan, gaps: Gaps, courses: Mapping[str, Course]) -> dict[str, tuple[PlanStep, ...]]:
    """The steps of a plan that each certification needs, in their order; what closes two stands with both.

    A module that only comes first stands with what waits for it.
    """
    position = {step.what: number for number, step in enumerate(plan.steps) if step.kind == "module"}
    found: dict[str, set[int]] = {}
    for name in plan.certifications:
        asked = gaps.asked_by.get(name, frozenset())
        ahead = [
            number
            for number, step in enumerate(plan.steps)
            if any(each in asked or each.partition("/")[0] == name for each in step.requirements)
        ]
        found[name] = set()
        while ahead:
            number = ahead.pop()
            if number not in found[name]:
                found[name].add(number)
                step = plan.steps[number]
                first = courses[step.what].needs if step.kind == "module" and step.what in courses else ()
                ahead += [position[each] for each in first if each in position]
    # What opens the way for something else than a module, as hours that count only behind it, belongs to everything that is planned.
    shared = set(range(len(plan.steps))).difference(*found.values())
    return {name: tuple(plan.steps[number] for number in sorted(numbers | shared)) for name, numbers in found.items()}


def practised_of(verdicts: Iterable[Verdict], asked: Asked, wanted: Collection[str]) -> tuple[tuple[str, float], ...]:
    """The hours of each of the ``wanted`` practica that are done, signed and counted, the most that any rule counts."""
    found: dict[str, float] = {}
    for verdict in verdicts:
        for row in verdict.requirements:
            if row["kind"] == "supervised" and row["subject"] in wanted and row["counted"]:
                hours = row["counted"] * HOURS_IN.get(asked.number(verdict, row).get("unit") or "hour", 1.0)
                found[row["subject"]] = max(found.get(row["subject"], 0.0), round(hours, 3))
    return tuple(sorted(found.items()))


def relevant(needs: Sequence[Need], courses: Mapping[str, Course]) -> set[str]:
    """The modules that could stand in a way through these needs: what is offered and all that comes before it."""
    ahead = [name for need in needs for leaf in leaves_of(need) for name in (*leaf.offers, *(leaf.amount.after if leaf.amount else ()))]
    found: set[str] = set()
    while ahead:
        name = ahead.pop()
        if name not in found:
            found.add(name)
            ahead += courses[name].needs if name in courses else ()
    return found


def plan_everybody(
    gaps: Sequence[Gaps],
    courses: Mapping[str, Mapping[str, Course]],
    prices: Prices,
    pace: Pace,
    *,
    day: int,
    tell: Tell = lambda done, total: None,
    known: Mapping[Profile, Way] | None = None,
) -> Planned:
    """The plan of each learner, each distinct profile solved once; ``known`` are ways that were found before.

    Raises NoOrder where prerequisites form a circle.
    """
    ways: dict[Profile, Way] = {}
    plans: list[LearnerPlan] = []
    numbers: dict[Profile, int] = {}
    for done, one in enumerate(gaps):
        tell(done, len(gaps))
        taught = courses.get(one.country) or courses.get("", {})
        if one.profile not in ways:
            found = (known or {}).get(one.profile)
            ways[one.profile] = found if found is not None else cheapest_way(one.profile, taught, prices)
            numbers[one.profile] = len(numbers) + 1
        plans.append(_plan(one, ways[one.profile], numbers[one.profile], taught, prices, pace, day))
    tell(len(gaps), len(gaps))
    return Planned(tuple(plans), tuple(ways), tuple(ways.values()))


def _plan(one: Gaps, way: Way, number: int, courses: Mapping[str, Course], prices: Prices, pace: Pace, day: int) -> LearnerPlan:
    steps = dated(way, courses, prices, pace, day=day, deadlines=one.deadlines)
    finish = max((step.done_by for step in steps), default=day)
    return LearnerPlan(
        one.learner,
        one.country,
        one.agency,
        one.certifications,
        number,
        steps,
        way.price,
        way.hours,
        finish,
        one.deadline,
        way.proof,
        way.instead,
    )


def unfinished(planned: Planned) -> Iterator[LearnerPlan]:
    """The plans whose way is not proved to be the cheapest."""
    return (plan for plan in planned.plans if plan.proof.status != "optimal")
