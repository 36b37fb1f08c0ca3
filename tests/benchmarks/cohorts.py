"""Invented cohorts of any size, from a seed: people who need seats, sessions that could be held, trainers, rooms, a budget."""

from __future__ import annotations

from random import Random

from practicum.model.plan import CandidateSession, CohortTask, Place, Trainer

MODULES = [f"M{number:02}" for number in range(20)]
AGENCIES = "ABCDEFGHIJKL"


def cohort(seed: int, *, learners: int = 500, sessions: int = 80) -> CohortTask:
    """One to three needs a learner, some in order, some with a deadline; half of what all sessions cost; a floor of a fifth."""
    random = Random(seed)
    held = []
    for number in range(sessions):
        begins = random.randint(0, 180)
        held.append(
            CandidateSession(
                f"s{number:02}",
                MODULES[number % len(MODULES)],
                begins,
                begins + random.randint(0, 4),
                seats=random.randint(8, 20),
                minimum=random.randint(3, 6),
                price=float(random.randint(200, 900)),
                seat_price=float(random.randint(0, 20)),
                language=random.choice(["", "en", "fr"]),
                agencies=random.choice([(), (), tuple(AGENCIES[:4]), tuple(AGENCIES[4:8])]),
                room=random.choice(["", "r1", "r2", "r3"]),
                mode=random.choice(["classroom", "classroom", "distance"]),
            )
        )
    trainers = []
    for number in range(12):
        taught, spoken = tuple(sorted(random.sample(MODULES, 8))), random.choice([(), ("en",), ("en", "fr")])
        days, price = random.choice([None, 20, 30]), float(random.randint(20, 90))
        trainers.append(Trainer(f"t{number}", taught, spoken, most_days=days, day_price=price))
    places = []
    for number in range(learners):
        agency = random.choice(AGENCIES)
        needed = sorted(random.sample(MODULES, random.choice([1, 1, 2, 3])))
        languages = random.choice([(), ("en",), ("fr",)])
        for position, module in enumerate(needed):
            by, weight = random.choice([None, 60, 120, 170]), float(random.randint(1, 4))
            after = (needed[position - 1],) if position and random.random() < 0.5 else ()
            places.append(Place(f"L{number:03}", module, by, weight, agency, languages, "", after))
    return CohortTask(tuple(places), tuple(held), tuple(trainers), sum(session.price for session in held) * 0.5, 0.2)
