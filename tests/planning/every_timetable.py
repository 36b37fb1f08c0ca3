"""All timetables of a small cohort tried one by one: what the solver is compared with."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from random import Random

from practicum.model.plan import CandidateSession, CohortTask, Place, Trainer


def best_of(task: CohortTask) -> tuple[float, float, float]:
    """The least (floors missed, urgency not seated, cost) of every choice of sessions, trainers and seats."""
    best: tuple[float, float, float] | None = None
    for flags in itertools.product((False, True), repeat=len(task.sessions)):
        held = [session for session, on in zip(task.sessions, flags, strict=True) if on]
        if any(one.room and one.room == two.room and _meet(one, two) for one, two in itertools.combinations(held, 2)):
            continue
        teaching = _teaching(task, held)
        if teaching is None:
            continue
        for seats in itertools.product(*([None, *held] for _ in task.places)):
            cost = teaching + sum(session.price for session in held) + sum(seat.seat_price for seat in seats if seat)
            if _allowed(task, held, seats) and (task.budget is None or cost <= task.budget + 1e-9):
                found = (_short(task, seats), -sum(place.weight for place, seat in zip(task.places, seats, strict=True) if seat), cost)
                best = found if best is None else min(best, found)
    assert best is not None
    return best


def _meet(one: CandidateSession, two: CandidateSession) -> bool:
    return one.begins <= two.ends and two.begins <= one.ends


def _teaching(task: CohortTask, held: list[CandidateSession]) -> float | None:
    """The least that trainers cost who can give all of these, or None."""
    if not task.trainers:
        return 0.0
    best: float | None = None
    for given in itertools.product(task.trainers, repeat=len(held)):
        pairs = list(zip(held, given, strict=True))
        able = all(
            (not trainer.modules or session.module in trainer.modules)
            and (not session.language or not trainer.languages or session.language in trainer.languages)
            for session, trainer in pairs
        )
        apart = all(one[1] is not two[1] or not _meet(one[0], two[0]) for one, two in itertools.combinations(pairs, 2))
        days = all(
            trainer.most_days is None or sum(s.ends - s.begins + 1 for s, t in pairs if t is trainer) <= trainer.most_days
            for trainer in task.trainers
        )
        if able and apart and days:
            cost = sum(trainer.day_price * (session.ends - session.begins + 1) for session, trainer in pairs)
            best = cost if best is None else min(best, cost)
    return best


def _allowed(task: CohortTask, held: list[CandidateSession], seats: tuple[CandidateSession | None, ...]) -> bool:
    for session in held:
        count = sum(seat is session for seat in seats)
        if count > session.seats or count < max(session.minimum, 1):
            return False
    for place, seat in zip(task.places, seats, strict=True):
        if seat is None:
            continue
        late = place.by is not None and seat.ends > place.by
        foreign = seat.language and place.languages and seat.language not in place.languages
        far = seat.mode != "distance" and seat.agencies and place.agency not in seat.agencies
        if seat.module != place.module or late or foreign or far:
            return False
        for other, theirs in zip(task.places, seats, strict=True):
            if other.learner != place.learner or other is place:
                continue
            if theirs is not None and _meet(seat, theirs):
                return False
            if other.module in place.after and (theirs is None or theirs.ends >= seat.begins):
                return False
    return True


def _short(task: CohortTask, seats: tuple[CandidateSession | None, ...]) -> float:
    short = 0.0
    for agency in {place.agency for place in task.places} if task.floor else ():
        mine = [seat for place, seat in zip(task.places, seats, strict=True) if place.agency == agency]
        short += max(0.0, task.floor * len(mine) - sum(seat is not None for seat in mine))
    return round(short, 6)


def a_cohort(random: Random) -> CohortTask:
    """An invented cohort: at most four sessions and five needs, with every bound there is in some of them."""
    modules = ["A", "B"]

    def sessions() -> Iterator[CandidateSession]:
        for number in range(random.randint(2, 4)):
            begins = random.randint(0, 8)
            yield CandidateSession(
                f"s{number}",
                random.choice(modules),
                begins,
                begins + random.randint(0, 2),
                seats=random.randint(1, 3),
                minimum=random.randint(1, 2),
                price=float(random.randint(0, 9)),
                seat_price=float(random.randint(0, 2)),
                language=random.choice(["", "", "en", "fr"]),
                agencies=random.choice([(), (), ("X",), ("Y",)]),
                room=random.choice(["", "", "hall"]),
                mode=random.choice(["classroom", "distance"]),
            )

    def places() -> Iterator[Place]:
        pairs = [(learner, module) for learner in ("l1", "l2", "l3") for module in modules]
        for learner, module in sorted(random.sample(pairs, random.randint(2, 5))):
            agency = {"l1": "X", "l2": "Y", "l3": "Y"}[learner]
            by = random.choice([None, None, 4, 9])
            languages = ("en",) if learner == "l3" else ()
            after = ("A",) if module == "B" and random.random() < 0.6 else ()
            yield Place(learner, module, by, float(random.randint(1, 4)), agency, languages, "", after)

    trainers: tuple[Trainer, ...] = ()
    if random.random() < 0.6:
        trainers = (
            Trainer("t1", ("A",), day_price=float(random.randint(0, 3))),
            Trainer("t2", ("A", "B"), ("en",), most_days=random.choice([None, 3])),
        )
    budget = random.choice([None, None, 6.0, 14.0])
    return CohortTask(tuple(places()), tuple(sessions()), trainers, budget, random.choice([0.0, 0.5]))
