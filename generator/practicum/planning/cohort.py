"""A cohort: which sessions are held where and when, and who sits in them, under every bound at once.

Aims, one after the other: the least that falls short of the floor of any agency, the most urgency seated, the lowest cost. Urgency is that
of requirements and their deadlines, never of people.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from practicum.model.plan import CandidateSession, CohortTask, Place, Proof, Timetable, Trainer, Unmet, UnmetReason
from practicum.planning.solving import Rows, Solved, solve

# Days before the deadline → weight; what is overdue or due within a month weighs four times what has no deadline.
URGENCY = ((30, 4.0), (90, 3.0), (180, 2.0))
# In this order: what a session is comes before what is scarce. Each can be left out of the model by itself.
BOUNDS: tuple[UnmetReason, ...] = (
    "after_deadline",
    "wrong_language",
    "travel",
    "no_seat",
    "no_trainer",
    "no_room",
    "budget",
    "minimum",
    "order",
)
MANY = 10_000
# Where it is only asked whether anybody more could be seated, a solution that seats some is as good as one that seats most.
ENOUGH = 0.5
# For so many kinds of need it is looked for which bounds keep them unmet together; each takes ten small models.
MOST_SETS = 30


def urgency(by: int | None, day: int) -> float:
    """The weight of a requirement by its deadline.

    >>> urgency(None, 100), urgency(190, 100), urgency(90, 100)
    (1.0, 3.0, 4.0)
    """
    if by is None:
        return 1.0
    return next((weight for days, weight in URGENCY if by - day <= days), 1.0)


@dataclass
class Cohort:
    """A task as an integer model."""

    model: Rows = field(default_factory=Rows)
    held: dict[str, int] = field(default_factory=dict)
    teach: dict[tuple[str, str], int] = field(default_factory=dict)
    sits: dict[tuple[int, str], int] = field(default_factory=dict)
    short: dict[str, int] = field(default_factory=dict)
    cost: dict[int, float] = field(default_factory=dict)
    aims: list[dict[int, float]] = field(default_factory=list)


def fits(place: Place, session: CandidateSession, without: Collection[str] = ()) -> bool:
    """Whether somebody could sit in a session, seats aside; ``without`` names bounds that are left out."""
    if session.module != place.module:
        return False
    if "after_deadline" not in without and place.by is not None and session.ends > place.by:
        return False
    if "wrong_language" not in without and session.language and place.languages and session.language not in place.languages:
        return False
    if "travel" in without or session.mode == "distance":
        return True
    near = not session.agencies or place.agency in session.agencies
    return near and (not session.country or not place.country or session.country == place.country)


def could_teach(trainer: Trainer, session: CandidateSession) -> bool:
    """Whether a trainer may give a session: module, language, country, days, and being named where the session names some."""
    if session.trainers and trainer.id not in session.trainers:
        return False
    if trainer.modules and session.module not in trainer.modules:
        return False
    if session.language and trainer.languages and session.language not in trainer.languages:
        return False
    if session.mode != "distance" and session.country and trainer.countries and session.country not in trainer.countries:
        return False
    return (trainer.starts is None or trainer.starts <= session.begins) and (trainer.until is None or session.ends <= trainer.until)


def build_cohort(task: CohortTask, *, without: Collection[str] = (), keep: Mapping[int, str] | None = None) -> Cohort:
    """The model of a task; ``without`` names bounds that are left out, ``keep`` where those sit (by position) who stay there."""
    cohort = Cohort()
    model = cohort.model
    for session in task.sessions:
        held = cohort.held[session.id] = model.variable()
        cohort.cost[held] = session.price
    by_module: dict[str, list[CandidateSession]] = defaultdict(list)
    for session in task.sessions:
        by_module[session.module].append(session)
    into: dict[str, list[int]] = defaultdict(list)
    for number, place in enumerate(task.places):
        mine = []
        for session in by_module[place.module]:
            if fits(place, session, without):
                seat = cohort.sits[number, session.id] = model.variable()
                cohort.cost[seat] = session.seat_price
                model.least({cohort.held[session.id]: 1.0, seat: -1.0}, 0.0)
                into[session.id].append(seat)
                mine.append(seat)
        if mine:
            model.most(dict.fromkeys(mine, 1.0), 1.0)
        if keep and number in keep:
            model.lower[cohort.sits[number, keep[number]]] = 1.0
    for session in task.sessions:
        held, seats = cohort.held[session.id], dict.fromkeys(into[session.id], 1.0)
        if "no_seat" not in without:
            model.most({**seats, held: -float(session.seats)}, 0.0)
        model.least({**seats, held: -float(1 if "minimum" in without else max(session.minimum, 1))}, 0.0)
    if "no_trainer" not in without:
        _trainers(cohort, task)
    if "no_room" not in without:
        _rooms(cohort, task)
    _learners(cohort, task, without)
    cost = {column: price for column, price in cohort.cost.items() if price}
    if task.budget is not None and "budget" not in without and cost:
        model.most(cost, task.budget)
    _floors(cohort, task)
    gain = {seat: -task.places[number].weight for (number, _), seat in cohort.sits.items()}
    cohort.aims = [dict.fromkeys(cohort.short.values(), 1.0), gain, cost or dict.fromkeys(cohort.held.values(), 1.0)]
    return cohort


def _trainers(cohort: Cohort, task: CohortTask) -> None:
    if not task.trainers and not any(session.trainers for session in task.sessions):
        return
    known = {trainer.id: trainer for trainer in task.trainers}
    named = {name for session in task.sessions for name in session.trainers} - set(known)
    trainers = [*task.trainers, *(Trainer(name) for name in sorted(named))]
    model = cohort.model
    by_trainer: dict[str, list[tuple[CandidateSession, int]]] = defaultdict(list)
    for session in task.sessions:
        able = [trainer for trainer in trainers if could_teach(trainer, session)]
        gives = {}
        for trainer in able:
            column = cohort.teach[session.id, trainer.id] = model.variable()
            gives[column] = 1.0
            cohort.cost[column] = trainer.day_price * (session.ends - session.begins + 1)
            by_trainer[trainer.id].append((session, column))
        # Held exactly where somebody gives it.
        model.least({**gives, cohort.held[session.id]: -1.0}, 0.0)
        model.most({**gives, cohort.held[session.id]: -1.0}, 0.0)
    for trainer in trainers:
        mine = by_trainer[trainer.id]
        for together in _at_once(mine):
            model.most(dict.fromkeys(together, 1.0), 1.0)
        if trainer.most_days is not None and mine:
            model.most({column: float(session.ends - session.begins + 1) for session, column in mine}, float(trainer.most_days))


def _rooms(cohort: Cohort, task: CohortTask) -> None:
    rooms: dict[str, list[tuple[CandidateSession, int]]] = defaultdict(list)
    for session in task.sessions:
        if session.room:
            rooms[session.room].append((session, cohort.held[session.id]))
    for mine in rooms.values():
        for together in _at_once(mine):
            cohort.model.most(dict.fromkeys(together, 1.0), 1.0)


def _at_once(mine: Sequence[tuple[CandidateSession, int]]) -> Iterator[tuple[int, ...]]:
    """Groups of variables whose sessions share a day; each group is that of one first day, and those within another are left out."""
    found: set[tuple[int, ...]] = set()
    for first, _ in mine:
        here = tuple(sorted(column for session, column in mine if session.begins <= first.begins <= session.ends))
        if len(here) > 1:
            found.add(here)
    yield from sorted(each for each in found if not any(set(each) < set(other) for other in found))


def _learners(cohort: Cohort, task: CohortTask, without: Collection[str]) -> None:
    """Nobody sits in two sessions on one day, and what comes first is over before what waits for it begins."""
    sessions = {session.id: session for session in task.sessions}
    mine: dict[str, list[int]] = defaultdict(list)
    for number, place in enumerate(task.places):
        mine[place.learner].append(number)
    seats: dict[int, list[tuple[CandidateSession, int]]] = defaultdict(list)
    for (number, session), seat in cohort.sits.items():
        seats[number].append((sessions[session], seat))
    for numbers in mine.values():
        for together in _at_once([each for number in numbers for each in seats[number]]):
            cohort.model.most(dict.fromkeys(together, 1.0), 1.0)
        if "order" in without:
            continue
        by_module = {task.places[number].module: number for number in numbers}
        for number in numbers:
            for first in task.places[number].after:
                if first in by_module:
                    for later, seat in seats[number]:
                        before = {column: 1.0 for other, column in seats[by_module[first]] if other.ends < later.begins}
                        cohort.model.least({**before, seat: -1.0}, 0.0)


def _floors(cohort: Cohort, task: CohortTask) -> None:
    if task.floor <= 0:
        return
    groups: dict[str, list[int]] = defaultdict(list)
    for number, place in enumerate(task.places):
        groups[place.agency].append(number)
    for agency, numbers in sorted(groups.items()):
        seats = {seat: 1.0 for (number, _), seat in cohort.sits.items() if task.places[number].agency == agency}
        short = cohort.short[agency] = cohort.model.variable(0.0, float(MANY), whole=False)
        cohort.model.least({**seats, short: 1.0}, task.floor * len(numbers))


def timetable(task: CohortTask, *, seconds: float = 60.0, explain: bool = True) -> Timetable:
    """The best timetable of a task with its proof; ``explain`` looks for what keeps each unmet need from being met.

    ``seconds`` bounds each aim; where it runs out the best that was found is given with its bound.
    """
    cohort = build_cohort(task)
    return read_timetable(task, cohort, solve(cohort.model, cohort.aims, seconds=seconds), seconds=seconds, explain=explain)


def read_timetable(task: CohortTask, cohort: Cohort, solved: Solved, *, seconds: float = 60.0, explain: bool = True) -> Timetable:
    """A solution as a timetable."""
    sessions = {session.id: session for session in task.sessions}
    on = [value > 0.5 for value in solved.values] if solved.possible else [False] * len(cohort.model.lower)
    seated = {number: sessions[session] for (number, session), seat in cohort.sits.items() if on[seat]}
    given = {session: trainer for (session, trainer), column in cohort.teach.items() if on[column]}
    held = sorted((sessions[name] for name, column in cohort.held.items() if on[column]), key=lambda one: (one.begins, one.ends, one.id))
    weight = sum(task.places[number].weight for number in seated)
    # Aims without terms were not sought.
    aimed = [position for position, aim in enumerate(cohort.aims) if aim]
    proof = dict(zip(aimed, solved.proofs, strict=False)).get(1, Proof("optimal"))
    proof = replace(proof, value=weight, bound=weight if proof.status == "optimal" else -proof.bound)
    missing = [number for number in range(len(task.places)) if number not in seated]
    unmet = _unmet(task, seated, missing, seconds) if explain else tuple(Unmet(task.places[number], ()) for number in missing)
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for number, place in enumerate(task.places):
        counts[place.agency][0] += number in seated
        counts[place.agency][1] += 1
    cost = sum(price for column, price in cohort.cost.items() if on[column])
    return Timetable(
        tuple((session, given.get(session.id, "")) for session in held),
        tuple((task.places[number], session) for number, session in sorted(seated.items())),
        unmet,
        round(cost, 6),
        weight,
        proof,
        tuple((agency, done, all_) for agency, (done, all_) in sorted(counts.items())),
    )


def _unmet(task: CohortTask, seated: Mapping[int, CandidateSession], missing: Sequence[int], seconds: float) -> tuple[Unmet, ...]:
    """For each unmet need the bounds of which each, left out alone, lets it be seated while everybody who sits stays there."""
    modules = {session.module for session in task.sessions}
    reasons: dict[int, list[UnmetReason]] = {number: [] for number in missing}
    open_now = [number for number in missing if task.places[number].module in modules]
    for number in set(missing) - set(open_now):
        reasons[number].append("no_session")
    taken: dict[str, list[str]] = defaultdict(list)
    for number, session in seated.items():
        taken[task.places[number].learner].append(session.id)
    waits: dict[str, list[str]] = defaultdict(list)
    for number in missing:
        waits[task.places[number].learner].append(task.places[number].module)

    def alike(number: int, bound: str) -> tuple[object, ...]:
        """What decides about a need: of two that are the same in this one has the answer of the other."""
        place = task.places[number]
        open_to = tuple(session.id for session in task.sessions if fits(place, session, (bound,)))
        return open_to, place.after, tuple(sorted(taken[place.learner])), tuple(sorted(waits[place.learner])), place.module

    free, stays = replace(task, floor=0.0), {number: session.id for number, session in seated.items()}
    for bound in BOUNDS if open_now else ():
        groups: dict[tuple[object, ...], list[int]] = defaultdict(list)
        for number in open_now:
            groups[alike(number, bound)].append(number)
        left = {numbers[0] for numbers in groups.values()}
        # Those that one solution does not seat together may each be seated alone: they are asked again until none is.
        while left:
            cohort = build_cohort(free, without=(bound,), keep=stays)
            gain = {seat: -1.0 for (number, _), seat in cohort.sits.items() if number in left}
            solved = solve(cohort.model, [gain], seconds=min(seconds, 20.0), share=ENOUGH)
            on = solved.values
            found = {number for (number, _), seat in cohort.sits.items() if number in left and on and on[seat] > 0.5}
            for number in sorted(found):
                for other in groups[alike(number, bound)]:
                    reasons[other].append(bound)
            if not found:
                break
            left -= found
    together: dict[tuple[object, ...], tuple[UnmetReason, ...]] = {}
    found_for: dict[int, tuple[UnmetReason, ...]] = {}
    for number in open_now:
        if not reasons[number]:
            key = (alike(number, "order"), task.places[number].by, task.places[number].languages, task.places[number].agency)
            if key not in together:
                together[key] = _least_set(free, number, stays, seconds) if len(together) < MOST_SETS else ()
            found_for[number] = together[key]
    return tuple(Unmet(task.places[number], tuple(reasons[number]) or ("several",), found_for.get(number, ())) for number in missing)


def _least_set(task: CohortTask, number: int, stays: Mapping[int, str], seconds: float) -> tuple[UnmetReason, ...]:
    """Bounds that have to be left out together for a need to be seated; with any of them kept it is not. Empty where none suffice."""

    def can_sit(without: Collection[str]) -> bool:
        cohort = build_cohort(task, without=without, keep=stays)
        seats = {seat: 1.0 for (place, _), seat in cohort.sits.items() if place == number}
        if seats:
            cohort.model.least(seats, 1.0)
        return bool(seats) and solve(cohort.model, [{}], seconds=min(seconds, 20.0)).possible

    left = list(BOUNDS)
    if not can_sit(left):
        return ()
    for bound in BOUNDS:
        fewer = [each for each in left if each != bound]
        if can_sit(fewer):
            left = fewer
    return tuple(left)
