"""What happens to invented people from their first post on: training, practice, learning, papers, decisions; whole columns at a time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from blocks import (
    ALL,
    CAR,
    COUNTRIES,
    CSW,
    EVIDENCE,
    FSW,
    LAST,
    LETTERS,
    PAR,
    RCW,
    ROLES,
    SOURCES,
    SUP,
    TODAY,
    VOL,
    Block,
    Ids,
    People,
    Whole,
    Words,
    day,
    one_of,
)
from papers import decide, papers

ROLE_SHARES = (0.24, 0.22, 0.19, 0.17, 0.06, 0.06, 0.03, 0.03)
# By role: the share of each country.
HOMES = {RCW: (0.12, 0.38, 0.10, 0.40), FSW: (0.12, 0.38, 0.10, 0.40), CSW: (0.68, 0.14, 0.12, 0.06), PAR: (0.10, 0.10, 0.72, 0.08)}
AGENCIES = 60  # in each country
FOUNDATION = ("F01", "F03", "F04", "F05", "F06", "F07", "F08", "F09")
COURSES = {
    RCW: ("F01", "F05", "F09", "R02"),
    FSW: ("F01", "F05", "F07", "R01", "R03", "F03", "F04", "F06", "F08", "F09", "I04", "B01", "I02", "I05", "I09", "R04"),
    CSW: ("B01", "B03", "I01", "I04", "I06", "I11"),
    PAR: (*FOUNDATION, "I04"),
    CAR: ("C01", "F01"),
    VOL: ("F01",),
    SUP: ("B02", "V01", "V02"),
    ALL: ("A01",),
}
PROGRAMME = (*FOUNDATION, "S01", "S02", "S03", "S04")
MARKED = ("F01", "F02", "I10")  # kept with a score; the others say passed or failed


def _posts(block: Block) -> People:
    """The first post of everybody, for some a second one, elsewhere or in another role."""
    everybody = np.arange(block.size)
    first_role = np.asarray(block.chance.choice(8, block.size, p=ROLE_SHARES))
    country = block.between(0, 3, everybody)
    for role, shares in HOMES.items():
        mine = first_role == role
        country[mine] = block.chance.choice(4, int(mine.sum()), p=shares)
    joined = day(2019, 1, 1) + (block.chance.beta(1.1, 0.8, block.size) * (TODAY - day(2019, 1, 1) - 20)).astype(np.int64)
    again, stops = block.some(0.30, everybody), block.some(0.10, everybody)
    end = joined + block.between(150, 1700, everybody)
    gap = np.where(block.some(0.6, everybody), 0, block.between(1, np.where(block.some(0.3, everybody), 1900, 700), everybody))
    second = end + 1 + gap
    # Some social workers come back these months, years after their certificate ran out.
    returns = (first_role == CSW) & block.some(0.03, everybody)
    joined = np.where(returns, day(2019, 1, 1) + block.between(0, 540, everybody), joined)
    end = np.where(returns, joined + block.between(300, 700, everybody), end)
    again, second = again | returns, np.where(returns, TODAY - block.between(0, 200, everybody), second)
    gap = second - end - 1
    again &= second < LAST
    moves = again & block.some(0.25, everybody) & ~returns
    turns = again & block.some(0.14, everybody) & ~returns
    last_role = np.where(turns, np.where(first_role == PAR, FSW, np.where(first_role == RCW, FSW, CSW)), first_role)
    last_country = np.where(moves, np.where(last_role == CSW, 0, np.where(last_role == PAR, 2, (country + 1) % 4)), country)
    agency = country * AGENCIES + block.between(0, AGENCIES - 1, everybody)
    last_agency = last_country * AGENCIES + block.between(0, AGENCIES - 1, everybody)
    closed = np.where(again | stops, end, -1)
    left = np.where(stops & again, second + 400, -1)
    for who, role, where, start, until in (
        (everybody, first_role, agency, joined, closed),
        (everybody[again], last_role[again], last_agency[again], second[again], left[again]),
    ):
        block.add("posts", who, role=Words(role, ROLES), agency=Ids("A", where), start=start, end=until, fte=np.full(len(who), 1.0))
    beside = everybody[block.some(0.02, everybody)]
    block.add(
        "posts",
        beside,
        role=Words(first_role[beside], ROLES),
        agency=Ids("A", (agency[beside] + 1) % (4 * AGENCIES)),
        start=joined[beside] + 100,
        end=joined[beside] + 500,
        fte=np.full(len(beside), 0.5),
    )
    begun = np.where(turns & (second < TODAY), second, joined)
    role = np.where(second < TODAY, last_role, first_role)
    trained = np.maximum(begun, day(2021, 1, 1)) - np.where(
        np.isin(role, (RCW, PAR)), block.between(0, 170, everybody), block.between(0, 90, everybody)
    )
    here = np.where(again & (second < TODAY), last_country, country)
    who = everybody[returns]
    block.add("certificates", who, certification=Words(first_role[who], ROLES), start=joined[who] + 90, end=np.full(len(who), -1))
    moved = np.where(moves & ~turns & (second < TODAY), second, -1)
    away = np.where(again & ~turns & (gap > 200), end + 1, LAST + 1), second - 1
    people = People(role, here, joined, trained, np.where(stops & ~again, end, LAST), block.chance.random(block.size), country, moved, away)
    block.add(
        "learners",
        everybody,
        birth_year=1960 + block.between(0, 44, everybody),
        joined=joined,
        paid=role != VOL,
        sector=block.word(("public", "NGO", "faith", "private"), (0.7, 0.2, 0.06, 0.04), everybody),
    )
    return people


def _take(block: Block, module: str, who: Whole, when: Whole, *, passes: float = 0.96, edition: Whole | None = None) -> Whole:
    """Attempts of some learners at a module; gives the rows' numbers."""
    passed = block.some(passes, who)
    score = np.where(passed, block.between(80, 100, who), block.between(35, 79, who)).astype(float)
    scored = np.full(len(who), module in MARKED)
    return block.add(
        "completions",
        who,
        module=one_of((module,), module, who),
        version=Words(np.where((when >= day(2024, 1, 1)) & (module == "F02") & block.some(0.5, who), 0, -1), ("2",)),
        edition=Words(np.full(len(who), -1) if edition is None else edition, COUNTRIES[:3]),
        date=when,
        score=np.where(scored, score, np.nan),
        attempt=np.ones(len(who), np.int64),
        result=Words(np.where(scored, -1, np.where(passed, 0, 1)), ("passed", "failed")),
        provider=block.word(("academy", "college"), None, who),
        evidence=block.word(EVIDENCE, (0.15, 0.25, 0.6), who),
        source=block.word(SOURCES, None, who),
    )


def _training(block: Block, people: People) -> None:
    """The modules of each role, most passed at once, some after failing, a few done twice or by two reports of one day."""
    chance = block.chance
    for role, modules in COURSES.items():
        mine = np.flatnonzero(people.role == role)
        if role == CSW:
            long = mine[block.some(0.3, mine)]
            _courses(block, people, PROGRAMME, long)
        _courses(block, people, modules, mine)
    workers = np.flatnonzero(np.isin(people.role, (FSW, CSW, PAR, RCW)))
    # The law: most take the edition of their country, some another one and a short test.
    mine = workers[people.role[workers] != RCW]
    mine = mine[block.some(0.98, mine)]
    land = np.where(people.moved[mine] < 0, people.country[mine], people.home[mine])
    edition = np.where(block.some(0.05, mine), block.between(0, 2, mine), np.where(land == 3, -1, land))
    _take(block, "F10", mine, np.maximum(people.trained[mine], day(2021, 1, 1)) + block.between(0, 200, mine), edition=edition)
    # Who moves takes the edition of the new country in the months after.
    mine = mine[(people.moved[mine] >= 0) & (people.country[mine] < 3)]
    mine = mine[block.some(0.8, mine)]
    _take(block, "F10", mine, np.maximum(people.moved[mine], day(2021, 1, 1)) + block.between(10, 330, mine), edition=people.country[mine])
    # Safeguarding: the course, then refreshers, the course again, or nothing any more.
    who = workers[block.some(0.985, workers)]
    when = people.trained[who] + block.between(0, 60, who)
    _take(block, "F02", who, when, passes=0.985)
    while len(who):
        on = (people.keen[who] > 0.12) & (chance.random(len(who)) < 0.93)
        who, when = who[on], when[on]
        step = np.where(block.some(0.8, who), block.between(600, 725, who), block.between(726, 900, who))
        new = when + np.where(block.some(0.05, who), block.between(729, 732, who), step)
        inside = (new <= LAST) & (new <= people.left[who])
        who, before, when = who[inside], when[inside], new[inside]
        turn = (before < day(2024, 1, 1)) & (when >= day(2024, 1, 1))
        again = np.where(turn, block.some(0.85, who), block.some(0.12, who))
        there = people.here(who, when)
        for module, mine in (("F02", again & there), ("I10", ~again & there)):
            _take(block, module, who[mine], when[mine], passes=0.98)
            mine &= block.some(0.02, who)
            _take(block, module, who[mine], when[mine])
    who = np.flatnonzero(people.role == RCW)
    when = people.trained[who] + block.between(0, 90, who)
    rows = []
    while len(who):
        rows.append((who, when, _take(block, "I03", who, when, passes=0.99)))
        on = (people.keen[who] > 0.06) & (chance.random(len(who)) < 0.96)
        who, when = who[on], when[on] + block.between(310, 375, who[on])
        inside = (when <= LAST) & (when <= people.left[who])
        who, when = who[inside], when[inside]
    for who, when, numbers in rows:
        void = block.some(0.004, who)
        decide(block, who[void], "revocation", Ids("C", numbers[void]), when[void] + block.between(20, 300, who[void]))


def _courses(block: Block, people: People, modules: Sequence[str], mine: Whole) -> None:
    for place, module in enumerate(modules):
        # Those in a hurry do everything at once; a few leave something out.
        who = mine[(people.keen[mine] > 0.1) | block.some(0.9, mine)]
        when = people.trained[who] + np.maximum(0, block.between(0, 70, who) + 7 * place - 20)
        fails = block.some(0.05, who)
        _take(block, module, who[fails], when[fails], passes=0.0)
        when = np.where(fails, when + block.between(7, 40, who), when)
        hard = who[fails & block.some(0.04, who)]
        for _ in range(3):
            _take(block, module, hard, people.trained[hard] + block.between(0, 10, hard), passes=0.0)
        numbers = _take(block, module, who, when, passes=0.996)
        twice = block.some(0.015, who)
        _take(block, module, who[twice], when[twice] + np.where(block.some(0.5, who[twice]), 0, 400))
        _correct(block, "completions", who, when, numbers, module=module)


def _correct(block: Block, table: str, who: Whole, when: Whole, numbers: Whole, *, module: str = "") -> None:
    """A few rows are corrected by another, and some are taken out by a row that says nothing else."""
    wrong = block.some(0.003, who)
    if module:
        fixed = _take(block, module, who[wrong], when[wrong] + block.between(1, 50, who[wrong]), passes=1.0)
        block.batches["completions"][-1]["voids"] = Ids("C", numbers[wrong])
        assert len(fixed) == wrong.sum()
    gone = block.some(0.001, who)
    letters = LETTERS[table]
    block.add(table, who[gone], date=np.full(int(gone.sum()), -1), voids=Ids(letters, numbers[gone]))


def _development(block: Block, people: People) -> None:
    """Learning on the job year by year: hours, points in Tamaru; the diligent do enough, others not quite."""
    rates = {RCW: 4.2, FSW: 4.2, CSW: 5.6, PAR: 5.6, CAR: 0.8, VOL: 0.5, SUP: 1.5, ALL: 0.6}
    rate = np.array([rates[role] for role in range(8)])[people.role] * (0.5 + 0.75 * people.keen)
    years = np.maximum(0, np.minimum(people.left, LAST) - np.maximum(people.trained, day(2021, 1, 1))) / 365.25
    who = np.repeat(np.arange(block.size), block.chance.poisson(rate * years))
    start = np.maximum(people.trained[who], day(2021, 1, 1))
    when = start + (block.chance.random(len(who)) * (np.minimum(people.left[who], LAST) - start)).astype(np.int64)
    there = people.here(who, when)
    who, when = who[there], when[there]
    points = people.role[who] == PAR
    kinds = ("course", "group_discussion", "workshop", "conference")
    kind = np.where(points, block.chance.choice(4, len(who), p=(0.3, 0.35, 0.25, 0.1)), 0)
    unit = np.where(points, np.array([1, 0, 3, 3])[kind], 0)
    unit = np.where(block.some(0.01, who), 2, unit)
    amount = np.where(points, np.array([4.0, 2.0, 1.0, 1.0])[kind], 5.0) + block.between(-1, 3, who) * np.where(unit >= 2, 0.5, 1.0)
    amount = np.maximum(0.5, amount + np.where(block.some(0.2, who), 0.5, 0.0))
    category = block.chance.choice(5, len(who), p=(0.42, 0.15, 0.13, 0.1, 0.2)) - 1
    # No module twice, but for the claims of one day below.
    place = np.arange(len(who)) - np.searchsorted(who, who)
    module = np.where(block.some(0.06, who) & (place < 60), place, -1)
    approved = np.where(block.some(0.94, who), 1, np.where(block.some(0.5, who), 0, -1))
    columns = {
        "kind": Words(kind, kinds),
        "unit": Words(unit, ("hour", "point", "item", "day")),
        "quantity": amount,
        "category": Words(np.where(category == 4, -1, category), ("family_practice", "safeguarding", "ethics", "culture")),
        "module": Words(module, [f"X{number:02}" for number in range(60)]),
        "peer_reflection": block.some(0.1, who),
        "approved": approved,
        "source": block.word(SOURCES, None, who),
    }
    numbers = block.add("cpd", who, date=when, **columns)
    _correct(block, "cpd", who, when, numbers)
    # A course that a second source reports too.
    twice = np.flatnonzero((module >= 0) & block.some(0.1, who))
    picked = {
        name: Words(each.numbers[twice], each.vocabulary) if isinstance(each, Words) else each[twice] for name, each in columns.items()
    }
    block.add("cpd", who[twice], date=when[twice], **picked)


def _practice(block: Block, people: People) -> None:
    """Supervised practice, supervisions, reviews, and what supervisors saw."""
    everybody = np.arange(block.size)
    able = everybody[block.some(0.06, everybody)] if block.size > 50 else everybody[:1]
    block.add(
        "certificates",
        able,
        certification=Words(np.full(len(able), SUP), ROLES),
        start=np.full(len(able), day(2012, 1, 2)),
        end=np.where(block.some(0.1, able), day(2023, 6, 30), -1),
    )
    for role, module, rows, least, most in ((FSW, "R04", 6, 19, 27), (PAR, "", 4, 18, 28), (CSW, "S04", 8, 48, 58)):
        mine = np.flatnonzero(people.role == role)
        mine = mine[block.some({FSW: 0.97, PAR: 0.97, CSW: 0.3}[role], mine)]
        who = np.repeat(mine, rows)
        when = people.trained[who] + (120 if role == FSW else 30) + np.tile(np.arange(rows) * 14, len(mine)) + block.between(0, 60, who)
        when += np.where(block.some(0.05, mine), 260, 0).repeat(rows)
        block.add(
            "supervised",
            who,
            module=Words(np.full(len(who), 0 if module else -1), (module or "R04",)),
            date=when,
            quantity=block.between(least, most, who) * 1.0,
            unit=Words(np.where(block.some(0.1, who), -1, 0), ("hour",)),
            # Nearly all were signed by somebody who is or was a supervisor.
            supervisor=Ids(
                "L",
                block.first
                + np.where(block.some(0.98, who), able[block.between(0, len(able) - 1, who)], block.between(0, block.size - 1, who)),
            ),
            signed=np.where(block.some(0.95, who), 1, np.where(block.some(0.5, who), 0, -1)),
            evidence=one_of(EVIDENCE, "supervisor", who),
        )
    mine = np.flatnonzero(people.role == PAR)
    start = np.maximum(people.trained[mine], day(2021, 1, 1))
    months = np.maximum(0, (np.minimum(people.left[mine], LAST) - start) // 31)
    count = (months * np.minimum(1.0, 0.75 + 0.5 * people.keen[mine])).astype(np.int64)
    who = np.repeat(mine, count)
    step = np.arange(len(who)) - np.repeat(np.cumsum(count) - count, count)
    spacing = np.repeat((np.minimum(people.left[mine], LAST) - start) / np.maximum(1, count), count)
    when = np.repeat(start, count) + (step * spacing).astype(np.int64) + block.between(0, 12, who)
    _contact(block, "supervision", who, when)
    mine = np.flatnonzero(people.role == CSW)
    who = np.repeat(mine, np.where(block.some(0.9, mine), 4, 3))
    _contact(block, "review", who, people.trained[who] + block.between(60, 380, who))
    who = np.repeat(mine, np.where(block.some(0.93, mine), 3, 2))
    _see(block, who, people.trained[who] + block.between(60, 380, who), ("REL-2", "ASM-1", "PRO-2"), "SUP")
    who = np.flatnonzero(people.role == FSW)
    who = who[block.some(0.5, who)]
    _see(block, who, people.trained[who] + block.between(60, 330, who), ("PRO-4", "PRO-1"), "SUP")
    old = who[block.some(0.3, who)]
    _see(block, old, people.trained[old] + block.between(400, 1500, old), ("PRO-4",), "TRA")


def _contact(block: Block, kind: str, who: Whole, when: Whole) -> None:
    supervisor = Ids("L", block.first + block.between(0, block.size - 1, who))
    block.add("supervision", who, date=when, kind=one_of((kind,), kind, who), supervisor=supervisor)


def _see(block: Block, who: Whole, when: Whole, what: Sequence[str], role: str) -> None:
    block.add(
        "observations",
        who,
        competency=block.word(what, None, who),
        level=block.between(1, 3, who),
        observer=Ids("L", block.first + block.between(0, block.size - 1, who)),
        role_of_observer=one_of((role,), role, who),
        date=when,
        evidence=block.word(EVIDENCE, (0.1, 0.4, 0.5), who),
    )


def live(block: Block, wanted: int) -> None:
    """Everything that happens to the people of a block, in so many records."""
    people = _posts(block)
    for tell in (_training, _practice, papers, _development):
        tell(block, people)
    _fill(block, wanted - block.rows())


def _fill(block: Block, missing: int) -> None:
    """Notes of team meetings, which no rule of the five counts, up to the number of records wanted."""
    if missing < 0:
        raise AssertionError(f"{-missing} records too many: fewer were wanted than happens to these people")
    who = block.between(0, block.size - 1, np.arange(missing))
    _contact(block, "reflective_conversation", who, day(2021, 1, 1) + block.between(0, 2000, who))
