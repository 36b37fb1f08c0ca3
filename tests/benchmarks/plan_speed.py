"""Plans beside HiGHS solving the same models, already built; and how near to the best three seeded cohorts end.

Ours is everything from gaps to dated plans: building each distinct model, solving it, and what everybody does when. Theirs is HiGHS with
the same models and the same aims, one after the other, and nothing else.
"""

from __future__ import annotations

import time
from importlib.metadata import version
from pathlib import Path
from random import Random

from cohorts import cohort
from lines import Line
from ratio import Ratio

from practicum.model.plan import Course, Need, Prices, Profile
from practicum.planning.cheapest import build
from practicum.planning.cohort import build_cohort, read_timetable, timetable
from practicum.planning.dating import Pace
from practicum.planning.learners import Gaps, plan_everybody
from practicum.planning.needs import leaves_of_all
from practicum.planning.solving import solve

ROUNDS = 5
GOAL = 3.0
NEAR = 0.01
SEEDS = (1, 2, 3)
SECONDS = 60.0


def shipped_courses() -> dict[str, Course]:
    """The modules that are shipped, as plans see them."""
    from practicum.model.civil_day import day_number
    from practicum.planning.needs import courses_of
    from practicum.workspace.project import check_project, find_project, today

    checked = check_project(find_project(Path(__file__).resolve().parents[2]), day=today())
    return courses_of(checked.catalogue, day_number(today()))


def gaps(courses: dict[str, Course], learners: int = 500) -> list[Gaps]:
    """The gaps of invented learners: some of 120 distinct profiles each, of two to eight modules, a choice and hours."""
    from practicum.model.plan import Amount

    random, names = Random(7), sorted(courses)
    profiles = []
    for _ in range(120):
        needs = [Need("module", f"r/{name}", offers=(name,)) for name in random.sample(names, random.randint(2, 8))]
        ways = tuple(Need("module", f"r/any/{name}", offers=(name,)) for name in random.sample(names, 5))
        needs.append(Need("any", "r/any", 2, ways))
        hours = Amount("cpd", "hour", float(random.randint(4, 30)), least=(("family_practice", 3.0),), pool="cpd:hour:", modules_add=True)
        needs.append(Need("amount", "r/cpd", amount=hours))
        profiles.append(Profile(tuple(needs), frozenset(random.sample(names, 8))))
    drawn = [random.choice(profiles) for _ in range(learners)]
    return [Gaps(f"L{number:03}", "", "", ("R",), one, {}, None, {"R": _open(one)}) for number, one in enumerate(drawn)]


def _open(profile: Profile) -> frozenset[str]:
    return frozenset(leaf.requirement for leaf in leaves_of_all(profile.needs))


def measure() -> list[Line]:
    """The lines of the table: learners' plans, a cohort, and how near to the best the cohorts end."""
    courses = shipped_courses()
    asked = gaps(courses)
    built = [build(profile, courses, Prices()) for profile in dict.fromkeys(one.profile for one in asked)]
    ours, theirs = [], []
    for position in range(ROUNDS + 1):
        start = time.perf_counter()
        for each in built:
            solve(each.model, each.aims)
        middle = time.perf_counter()
        found = plan_everybody(asked, {"": courses}, Prices(), Pace(), day=20000)
        end = time.perf_counter()
        if position:  # the first round only warms up
            theirs.append(middle - start)
            ours.append(end - middle)
    assert all(way.proof.status == "optimal" for way in found.ways)
    versions = {"highspy": version("highspy")}
    ratio = Ratio("plans of 500 learners / highspy, same models", GOAL, ours, theirs, f"{len(built)} profiles", versions)
    print(f"{ratio}\n", flush=True)
    lines = [Line(ratio.name, ratio.measured, GOAL, rows=ratio.rows, note=f"{ROUNDS} rounds; highspy {versions['highspy']}")]
    for seed in SEEDS:
        task = cohort(seed)
        ready = build_cohort(task)
        start = time.perf_counter()
        solved = solve(ready.model, ready.aims, seconds=SECONDS)
        middle = time.perf_counter()
        whole = timetable(task, seconds=SECONDS, explain=False)
        end = time.perf_counter()
        assert read_timetable(task, ready, solved, explain=False).weight == whole.weight
        size = f"{len(task.places)} needs, {len(task.sessions)} sessions"
        lines.append(Line(f"cohort {seed} / highspy, same model", (end - middle) / (middle - start), GOAL, rows=size, note="1 round"))
        said = f"urgency {whole.weight:g}, bound {whole.proof.bound:g}, {whole.proof.status}; {end - middle:.0f} s"
        lines.append(Line(f"cohort {seed}: distance from the best", whole.proof.gap, NEAR, rows=size, note=said, ratio=False))
        print(f"cohort {seed}: {said}", flush=True)
    return lines
