"""All ways tried one by one: what the solvers are compared with. Slow and obvious, and nothing of theirs is in it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from random import Random

from practicum.model.plan import Amount, Course, Need, Prices, Profile

NEVER = float("inf")


def best_of(profile: Profile, courses: Mapping[str, Course], prices: Prices) -> tuple[float, float, float] | None:
    """The least (out of reach, price, hours) of every set of modules and things beside; None where nothing closes the needs."""
    # Nobody is sent to a module that no gap asks for: learning that is short may be of any kind.
    names = sorted(_asked(profile, courses))
    beside = sorted({(leaf.says, leaf.barrier) for leaf in _leaves(profile.needs) if leaf.kind == "beside"})
    best: tuple[float, float, float] | None = None
    for size in range(len(names) + 1):
        for taken in itertools.combinations(names, size):
            for picked in itertools.product((False, True), repeat=len(beside)):
                aside = {says for (says, _), on in zip(beside, picked, strict=True) if on}
                barrier = sum(weight for (_, weight), on in zip(beside, picked, strict=True) if on)
                for work in _closed(profile, courses, set(taken), aside):
                    hours = sum(courses[name].hours for name in taken) + work
                    price = sum(prices.of(name, courses[name].hours, "module") for name in taken) + work * prices.of("cpd", 1.0)
                    price += sum(prices.of(says.partition(":")[0], 1.0) for says in aside)
                    found = (round(barrier, 6), round(price, 6), round(hours, 6))
                    best = found if best is None else min(best, found)
    return best


def _leaves(needs: tuple[Need, ...]) -> Iterator[Need]:
    for need in needs:
        if need.parts:
            yield from _leaves(need.parts)
        else:
            yield need


def _asked(profile: Profile, courses: Mapping[str, Course]) -> set[str]:
    found: set[str] = set()
    ahead = [offer for leaf in _leaves(profile.needs) for offer in leaf.offers]
    while ahead:
        name = ahead.pop()
        if name not in found:
            found.add(name)
            ahead += [first for first in courses[name].needs if first not in profile.held]
    return found


def _held(name: str, courses: Mapping[str, Course], taken: set[str], held: frozenset[str]) -> bool:
    if name in held:
        return True
    return name in taken and all(_held(first, courses, taken, held) for first in courses[name].needs)


def _closed(profile: Profile, courses: Mapping[str, Course], taken: set[str], aside: set[str]) -> Iterator[float]:
    """The hours of work with which these modules and things close every need; nothing where they do not."""

    def amounts(need: Need) -> Iterator[tuple[Amount, ...]]:
        """For each way in which a need can be closed, the amounts that have to be filled."""
        if need.kind == "all":
            for several in itertools.product(*(list(amounts(part)) for part in need.parts)):
                yield tuple(itertools.chain.from_iterable(several))
        elif need.kind == "any":
            for chosen in itertools.combinations(need.parts, need.short):
                for several in itertools.product(*(list(amounts(part)) for part in chosen)):
                    yield tuple(itertools.chain.from_iterable(several))
        elif need.kind == "module":
            here = (
                _held(each, courses, taken, profile.held - {each}) if need.in_order and each not in profile.held else each in taken
                for each in need.offers
            )
            if any(here):
                yield ()
        elif need.kind == "beside":
            if need.says in aside:
                yield ()
        else:
            assert need.amount is not None
            yield (need.amount,)

    for several in itertools.product(*(list(amounts(need)) for need in profile.needs)):
        filled = tuple(itertools.chain.from_iterable(several))
        least: dict[str, float] = {}
        for amount in filled:
            for category, short in amount.least:
                least[category] = max(least.get(category, 0.0), short)
        given = sum(courses[name].hours for name in taken)
        work = sum(least.values())
        for amount in filled:
            work = max(work, amount.total - (given if amount.modules_add else 0.0))
        yield work


def a_profile(random: Random) -> tuple[Profile, dict[str, Course], Prices]:
    """An invented profile over at most six modules: choices in choices, offers, hours with a category, things beside, prices or none."""
    names = [f"M{number}" for number in range(random.randint(3, 6))]
    courses = {}
    for position, name in enumerate(names):
        needs = tuple(first for first in names[:position] if random.random() < 0.3)
        courses[name] = Course(name, float(random.randint(1, 12)), needs)
    count = itertools.count()

    def need(depth: int) -> Need:
        kind = random.choice(["module", "module", "module", "beside", "amount"] + (["all", "any", "any"] if depth < 2 else []))
        own = f"r{next(count)}"
        if kind in {"all", "any"}:
            parts = tuple(need(depth + 1) for _ in range(random.randint(2, 3)))
            return Need("all", own, parts=parts) if kind == "all" else Need("any", own, random.randint(1, len(parts)), parts)
        if kind == "module":
            offers = tuple(sorted(random.sample(names, random.randint(1, 2))))
            return Need("module", own, offers=offers, in_order=random.random() < 0.8)
        if kind == "beside":
            return Need("beside", own, says=f"thing{random.randint(0, 2)}", barrier=0.0)
        least = (("family", float(random.randint(1, 4))),) if random.random() < 0.4 else ()
        total = max(float(random.randint(1, 20)), sum(amount for _, amount in least))
        return Need("amount", own, amount=Amount("cpd", "hour", total, least=least, pool="cpd", modules_add=True))

    needs = tuple(need(0) for _ in range(random.randint(1, 3)))
    held = frozenset(name for name in names if random.random() < 0.25)
    prices = Prices()
    if random.random() < 0.6:
        prices = Prices({name: float(random.randint(0, 90)) for name in [*names, "thing0"]}, {"cpd": float(random.randint(0, 9))})
    return Profile(needs, held), courses, prices
