"""The cheapest way through a profile of gaps, solved exactly; the one place where that is worked out.

Aims, one after the other: the fewest things out of reach of any plan, then the fewest statements in place of learning, the lowest price
(where the user gave prices), the fewest hours, the fewest steps; last the first by name, so that the same gaps have the same plan. At a
steady pace the fewest hours are the earliest finish.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from practicum.model.plan import Course, Need, Prices, Profile, Way, Work
from practicum.planning.solving import Rows, Solved, solve

HOURS_IN = {"hour": 1.0, "day": 6.0}
# What the solver leaves over when it rounds is no work.
LEAST = 1e-3
# Out of reach of a plan, but somebody may have it.
ON_RECORD = frozenset({"degree", "foreign_award", "appointment", "statement"})
# A statement on a competency is a record of work that was seen. Where learning is another way, no plan advises to write one; it counts
# as out of reach, but as less so than anything that somebody would have to own already.
STATEMENT = 0.01


class NoOrder(ValueError):
    """Prerequisites form a circle, so nobody could begin; ``modules`` names it."""

    def __init__(self, modules: Sequence[str]) -> None:
        super().__init__(f"these modules wait for each other: {' → '.join(modules)}; take one of the prerequisites out")
        self.modules = tuple(modules)


def in_order(modules: Sequence[str], courses: Mapping[str, Course]) -> tuple[str, ...]:
    """Modules with their prerequisites first, else as they stand. Raises NoOrder for a circle.

    >>> in_order(["I05", "F05", "F01"], {"F05": Course("F05", 18, ("F01",)), "I05": Course("I05", 18, ("F05",))})
    ('F01', 'F05', 'I05')
    """
    wanted, done, found = set(modules), set[str](), list[str]()

    def take(name: str, trail: tuple[str, ...]) -> None:
        if name in trail:
            raise NoOrder((*trail[trail.index(name) :], name))
        if name in done:
            return
        for first in courses[name].needs if name in courses else ():
            take(first, (*trail, name))
        done.add(name)
        if name in wanted:
            found.append(name)

    for name in modules:
        take(name, ())
    return tuple(found)


@dataclass
class Built:
    """A profile as an integer model, with what each variable stands for."""

    model: Rows = field(default_factory=Rows)
    take: dict[str, int] = field(default_factory=dict)
    holds: dict[str, int] = field(default_factory=dict)
    extra: dict[str, int] = field(default_factory=dict)
    work: dict[tuple[str, str], tuple[int, Need]] = field(default_factory=dict)
    beside: dict[str, tuple[int, Need]] = field(default_factory=dict)
    leaves: list[tuple[Need, tuple[int, ...]]] = field(default_factory=list)
    aims: list[dict[int, float]] = field(default_factory=list)


def build(profile: Profile, courses: Mapping[str, Course], prices: Prices) -> Built:
    """The model of a profile. Raises NoOrder for a circle of prerequisites."""
    built = Built()
    every = [leaf for need in profile.needs for leaf in leaves_of(need)]
    wanted = sorted(
        {offer for leaf in every for offer in leaf.offers} | {first for leaf in every if leaf.amount for first in leaf.amount.after}
    )
    in_order([*wanted], courses)
    closure = _with_needs(wanted, courses, profile.held)
    practica = {leaf.amount.subject for leaf in every if leaf.amount and leaf.amount.kind == "supervised" and leaf.amount.subject}
    model = built.model
    for name in sorted({*closure, *(offer for leaf in every for offer in leaf.offers)}):
        built.take[name] = model.variable()
    for name in sorted(closure):
        if name not in profile.held:
            built.holds[name] = model.variable()
    for leaf in every:
        if leaf.kind == "beside" and leaf.says not in built.beside:
            built.beside[leaf.says] = (model.variable(), leaf)
    for name, holds in built.holds.items():
        granted = {built.beside[leaf.says][0]: 1.0 for leaf in every if leaf.grants == name}
        model.least({built.take[name]: 1.0, **granted, holds: -1.0}, 0.0)
        for first in courses[name].needs if name in courses else ():
            if first not in profile.held:
                model.least({built.holds[first]: 1.0, holds: -1.0}, 0.0)
    for name in practica & set(built.take):
        built.extra[name] = model.variable(0.0, 1e6, whole=False)
    # All work first: what fills an amount may be asked by another one of the same pool.
    for leaf in every:
        if leaf.amount:
            for category in dict.fromkeys(("", *(name for name, _ in leaf.amount.least))):
                if (leaf.amount.pool, category) not in built.work:
                    built.work[leaf.amount.pool, category] = (model.variable(0.0, 1e6, whole=False), leaf)
    for need in profile.needs:
        model.least({_node(built, need, profile, courses): 1.0}, 1.0)
    for name, extra in built.extra.items():
        # The hours of a practicum are those of its module: they are done once.
        left = max(_hours(name, courses) - dict(profile.practised).get(name, 0.0), 0.0)
        terms = {extra: 1.0, built.take[name]: -left}
        for (_, _), (column, need) in built.work.items():
            if need.amount and need.amount.kind == "supervised" and need.amount.subject == name:
                terms[column] = HOURS_IN.get(need.amount.unit, 1.0)
        model.least(terms, 0.0)
    built.aims = _aims(built, courses, prices)
    return built


def leaves_of(need: Need) -> Iterator[Need]:
    """The needs below one that have no parts, or itself."""
    if need.kind in {"all", "any"}:
        for part in need.parts:
            yield from leaves_of(part)
    else:
        yield need


def _with_needs(modules: Sequence[str], courses: Mapping[str, Course], held: frozenset[str]) -> set[str]:
    found: set[str] = set()
    ahead = list(modules)
    while ahead:
        name = ahead.pop()
        if name not in found and (name not in held or name in modules):
            found.add(name)
            ahead += [first for first in (courses[name].needs if name in courses else ()) if first not in held]
    return found


def _hours(module: str, courses: Mapping[str, Course]) -> float:
    return courses[module].hours if module in courses else 0.0


def _node(built: Built, need: Need, profile: Profile, courses: Mapping[str, Course], above: tuple[int, ...] = ()) -> int:
    """The variable that is 1 only where the need is closed; ``above`` are those of the needs of which it is a part."""
    model = built.model
    here = model.variable()
    trail = (*above, here)
    if need.kind == "all":
        for part in need.parts:
            model.least({_node(built, part, profile, courses, trail): 1.0, here: -1.0}, 0.0)
    elif need.kind == "any":
        terms = {_node(built, part, profile, courses, trail): 1.0 for part in need.parts}
        model.least({**terms, here: -float(need.short)}, 0.0)
    elif need.kind == "module":
        built.leaves.append((need, trail))
        # What is held is offered only to be taken again, so its place is that of taking it; its prerequisites have served.
        ways = [built.holds.get(offer, built.take[offer]) if need.in_order else built.take[offer] for offer in need.offers]
        model.least({**dict.fromkeys(ways, 1.0), here: -1.0}, 0.0)
    elif need.kind == "beside":
        built.leaves.append((need, trail))
        model.least({built.beside[need.says][0]: 1.0, here: -1.0}, 0.0)
    else:
        built.leaves.append((need, trail))
        _amount(built, need, here, profile, courses)
    return here


def _amount(built: Built, need: Need, here: int, profile: Profile, courses: Mapping[str, Course]) -> None:
    asked, model = need.amount, built.model
    assert asked is not None
    for category, amount in asked.least:
        model.least({built.work[asked.pool, category][0]: 1.0, here: -amount}, 0.0)
    terms = {column: 1.0 for (pool, _), (column, _) in built.work.items() if pool == asked.pool}
    if asked.modules_add:
        for name, take in built.take.items():
            if _hours(name, courses):
                terms[take] = _hours(name, courses)
    model.least({**terms, here: -asked.total}, 0.0)
    for first in asked.after:
        if first not in profile.held:
            model.least({built.holds[first]: 1.0, here: -1.0}, 0.0)


def _aims(built: Built, courses: Mapping[str, Course], prices: Prices) -> list[dict[int, float]]:
    barriers = {column: need.barrier for column, need in built.beside.values() if need.barrier}
    for column, need in built.work.values():
        if need.amount and is_statement(need.amount.kind, need.amount.subject):
            barriers[column] = STATEMENT
    price: dict[int, float] = {}
    hours: dict[int, float] = {}
    steps: dict[int, float] = {}
    for name, take in built.take.items():
        price[take] = prices.of(name, _hours(name, courses), "module")
        hours[built.extra.get(name, take)] = 1.0 if name in built.extra else _hours(name, courses)
        steps[take] = 1.0
    for column, need in built.work.values():
        asked = need.amount
        assert asked is not None
        price[column] = prices.of(asked.kind, 1.0)
        hours[column] = HOURS_IN.get(asked.unit, 0.0)
        steps[column] = 0.01
    for column, need in built.beside.values():
        price[column] = prices.of(need.says.partition(":")[0], 1.0)
        steps[column] = 1.0
    by_name = {take: float(position) for position, (_, take) in enumerate(sorted(built.take.items()), 1)}
    by_name |= {column: 1.0 + position / 1000 for position, (_, (column, _)) in enumerate(sorted(built.beside.items()))}
    # Of one learning amount the part without a category is named last.
    by_name |= {column: 1e-3 for (_, category), (column, _) in built.work.items() if category}
    return [{column: factor for column, factor in aim.items() if factor} for aim in (barriers, price, hours, steps, by_name)]


def cheapest_way(profile: Profile, courses: Mapping[str, Course], prices: Prices | None = None, *, seconds: float = 60.0) -> Way:
    """The cheapest way through a profile, with the proof. Raises NoOrder for a circle of prerequisites.

    >>> courses = {"F01": Course("F01", 6), "F05": Course("F05", 18, ("F01",)), "I02": Course("I02", 6, ("F01",))}
    >>> either = Need("any", "electives", 1, (Need("module", "i05", offers=("F05",)), Need("module", "i02", offers=("I02",))))
    >>> way = cheapest_way(Profile((either,)), courses)
    >>> way.modules, way.hours, way.proof.status
    (('F01', 'I02'), 12.0, 'optimal')
    """
    asked = prices or Prices()
    built = build(profile, courses, asked)
    way = replace(read_way(built, solve(built.model, built.aims, seconds=seconds), courses), practised=profile.practised)
    # Only a choice can be turned by what is out of reach.
    if not built.aims[0] or all(leaf is need for need in profile.needs for leaf in leaves_of(need)):
        return way
    near = read_way(built, solve(built.model, built.aims[1:], seconds=seconds), courses)
    known = set(_out_of_reach(way))
    extra = [says for says in _out_of_reach(near) if says not in known]
    # Only what may be there already, and not on record, is worth a question.
    extra = extra if all(says.partition(":")[0] in ON_RECORD for says in extra) else []
    return replace(way, instead=f"{near.hours:g}|{' '.join(extra)}") if extra else way


def is_statement(kind: str, subject: str) -> bool:
    """Whether an amount is somebody's word on a competency at a level (`PRO-1@2`), and not practice that is observed for its own sake.

    >>> is_statement("observation", "PRO-1@2"), is_statement("observation", "observation")
    (True, False)
    """
    return kind == "observation" and "@" in subject


def _out_of_reach(way: Way) -> Iterator[str]:
    yield from (need.says for need in way.beside if need.barrier)
    yield from (f"statement:{each.pool.partition(':')[2]}" for each in way.work if is_statement(each.kind, each.subject))


def read_way(built: Built, solved: Solved, courses: Mapping[str, Course]) -> Way:
    """A solution as a way: what is taken, in an order in which it can be, and the requirements that it closes."""
    if not solved.possible:
        return Way((), (), (), (), (), 0.0, 0.0, solved.proof)
    on = [value > 0.5 for value in solved.values]
    taken = in_order([name for name, column in built.take.items() if on[column]], courses)
    work = tuple(
        Work(asked.kind, asked.unit, asked.subject, category, round(solved.values[column], 3), pool, asked.after)
        for (pool, category), (column, need) in sorted(built.work.items())
        if (asked := need.amount) and solved.values[column] > LEAST
    )
    beside = tuple(need for _, (column, need) in sorted(built.beside.items()) if on[column])
    # What a module closes inside a way that is not taken is promised to nobody.
    closed = [need for need, trail in built.leaves if all(on[column] for column in trail)]
    filled = [need.amount for need in closed if need.amount]
    claimed = taken if any(each.modules_add for each in filled) else ()
    closes = tuple((need.requirement, _closers(need, taken, work)) for need in closed)
    priced, timed = built.aims[1], built.aims[2]
    return Way(
        taken,
        work,
        beside,
        tuple(dict.fromkeys(closes)),
        tuple(name for name in claimed if _hours(name, courses)),
        round(sum(factor * solved.values[column] for column, factor in priced.items()), 3),
        round(sum(factor * solved.values[column] for column, factor in timed.items()), 3),
        solved.proof,
    )


def _closers(need: Need, taken: Sequence[str], work: Sequence[Work]) -> tuple[str, ...]:
    """What of the plan closes a leaf: modules, the pool of an amount, or what lies beside."""
    if need.kind == "module":
        return tuple(name for name in need.offers if name in taken)
    if need.kind == "beside":
        return (need.says,)
    assert need.amount is not None
    adding = tuple(taken) if need.amount.modules_add else ()
    return (*adding, *(f"{each.pool}|{each.category}" for each in work if each.pool == need.amount.pool))
