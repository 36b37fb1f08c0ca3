"""The ways from one role to another: what counts already, what is new, in order, with hours; computed from the rules in force.

Nothing here knows a role or a country. A way follows the award of the role that is wanted: its modules with what they need first,
its choices and routes, the certificates it rests on (each a leg of its own), supervised practice, and what has to be on record.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from practicum.model.catalogue import Catalogue
from practicum.model.certification import Requirement
from practicum.model.curriculum import Programme
from practicum.publishing.connections import shown_modules
from practicum.publishing.holdings import NEW, Held, Holdings, met
from practicum.publishing.way import Asked, Choice, Leg, Practice, Taken, Way, length
from practicum.resolving.view import in_force

__all__ = ["NEW", "Way", "Ways", "in_steps"]

# Of a rule with many routes inside many routes no more ways are followed than anybody would read.
_MOST = 24


@dataclass(frozen=True)
class _Plan:
    """What a requirement comes to for somebody, while the tree is walked."""

    modules: tuple[tuple[str, Requirement], ...] = ()
    choices: tuple[tuple[int, tuple[str, ...]], ...] = ()
    certificates: tuple[tuple[str, ...], ...] = ()
    practice: tuple[Requirement, ...] = ()
    asked: tuple[Requirement, ...] = ()
    routes: tuple[tuple[str, Requirement], ...] = ()

    def __add__(self, other: _Plan) -> _Plan:
        return _Plan(
            self.modules + other.modules,
            self.choices + other.choices,
            self.certificates + other.certificates,
            self.practice + other.practice,
            self.asked + other.asked,
            self.routes + other.routes,
        )


@dataclass(frozen=True)
class Ways:
    """All ways of one catalogue (the core's or a country's) on one day."""

    catalogue: Catalogue
    day: date
    _found: dict[tuple[str, str], tuple[Way, ...]] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def holdings(self) -> Holdings:
        """What the holders of each role bring."""
        return Holdings(self.catalogue, self.day)

    @cached_property
    def starts(self) -> list[str]:
        """Where somebody can be: nowhere yet, then every role that says by itself what its holder brings."""
        roles = [id for id, unit in self.catalogue.roles.items() if unit.value.kind == "role" and not self.also_hold(id)]
        return [NEW, *(id for id in roles if self.holdings.stands(id))]

    @cached_property
    def ends(self) -> list[str]:
        """What somebody can want: every role and endorsement that a certification decides."""
        return [id for id in self.catalogue.roles if self.holdings.rule(id) is not None]

    def also_hold(self, role: str) -> list[str]:
        """The roles one of which a holder has as well, where the certificate leaves open which: the way goes out from that one."""
        return self.holdings.also_hold(role)

    def between(self, start: str, end: str) -> tuple[Way, ...]:
        """The ways from one role to another, the best first: one made for those who come from there, then the shortest."""
        if (start, end) not in self._found:
            held = self.holdings.holding(start)
            certification = self.holdings.certification(end)
            has_it = start == end or (certification is not None and certification.id in held.certificates)
            self._found[start, end] = () if has_it else self._between(held, start, end, ())
        return self._found[start, end]

    def _between(self, held: Held, start: str, end: str, on_the_way: tuple[str, ...]) -> tuple[Way, ...]:
        award = self.holdings.rule(end)
        if award is None or end in on_the_way:
            return ()
        plans = self._plans(award, held)
        open_to = [plan for plan in plans if self._is_open(plan, plans, start, end)]
        found = []
        for plan in open_to or plans:
            ways = self._rest(held, start, end, plan, plans, (*on_the_way, end))
            found += ways
        found.sort(key=length)
        return tuple(found)

    def _rest(self, held: Held, start: str, end: str, plan: _Plan, plans: Sequence[_Plan], on_the_way: tuple[str, ...]) -> list[Way]:
        """The legs to the certificates a plan rests on, each by its shortest way, and then its own."""
        brought = held.sure
        legs: list[Leg] = []
        rests_on: list[str] = []
        for any_of in plan.certificates:
            have = [one for one in any_of if one in held.certificates]
            if have:
                rests_on.append(self.holdings.role_of(have[0]))
                continue
            first = [way for one in any_of for way in self._between(held, start, self.holdings.role_of(one), on_the_way)[:1]]
            if not first:
                return []
            best = min(first, key=length)
            for leg in best.legs:
                if leg.role not in {one.role for one in legs}:
                    legs.append(leg)
            rests_on.append(best.legs[-1].role)
            held = self._after(held, best)
        programme = self._programme(plan, plans, start, end)
        legs.append(self._leg(held, brought, end, plan, programme, tuple(rests_on)))
        bridge = programme is not None and start in programme.leads_from and bool(programme.role_map)
        return [Way(tuple(legs), programme.id if bridge and programme else "")]

    def _after(self, held: Held, way: Way) -> Held:
        for leg in way.legs:
            reached = self.holdings.holding(leg.role)
            walked = {one.module for one in (*leg.kept, *leg.new)}
            held = Held(
                held.certificates | reached.certificates,
                held.sure | walked | reached.sure,
                (held.perhaps | {name for choice in leg.choices for name in choice.among}) - walked - reached.sure,
                held.met + reached.met,
            )
        return held

    def _is_open(self, plan: _Plan, plans: Sequence[_Plan], start: str, end: str) -> bool:
        """Whether a route is for those who come from there: a route whose own modules stand only in programmes for others is not."""
        common = set.intersection(*({name for name, _ in one.modules} for one in plans)) if len(plans) > 1 else set()
        own = {name for name, _ in plan.modules} - common
        if not plan.routes or not own:
            return True
        made_for = [one for one in self._programmes(end) if own <= {*one.modules}]
        return not made_for or any(not one.leads_from or start in one.leads_from for one in made_for)

    def _programmes(self, end: str) -> list[Programme]:
        return [unit.value for unit in self.catalogue.programmes.values() if end in unit.value.leads_to]

    def _programme(self, plan: _Plan, plans: Sequence[_Plan], start: str, end: str) -> Programme | None:
        """The programme made for a plan: of those that lead there and are open to whoever comes, the one that holds most of it.

        A programme that holds more of another route is made for that one.
        """

        def shared(one: Programme, other: _Plan) -> int:
            return len({name for name, _ in other.modules} & {*one.modules})

        fit = [
            one
            for one in self._programmes(end)
            if (not one.leads_from or start in one.leads_from)
            and shared(one, plan)
            and all(shared(one, plan) >= shared(one, other) for other in plans)
        ]
        return max(fit, key=lambda one: shared(one, plan), default=None)

    def _plans(self, requirement: Requirement, held: Held) -> list[_Plan]:
        """What a requirement comes to: one plan, or one for each route."""
        if not self.holdings.awaited(requirement):
            return [_Plan()]
        if requirement.all is not None:
            plans = [_Plan()]
            for part in requirement.all:
                plans = [one + more for one, more in itertools.product(plans, self._plans(part, held))][:_MOST]
            return plans
        if requirement.routes is not None:
            found = []
            for name, route in requirement.routes.items():
                found += [_Plan(routes=((name, route),)) + plan for plan in self._plans(route, held)]
            return found[:_MOST]
        if requirement.any is not None:
            return [self._chosen(requirement, held)]
        if requirement.module or requirement.modules:
            names = tuple(filter(None, (requirement.module, *(requirement.modules or ()))))
            return [_Plan(modules=tuple((name, requirement) for name in names))]
        if requirement.certificate is not None:
            return [_Plan(certificates=(requirement.certificate.any_of,))]
        if requirement.supervised is not None:
            return [_Plan(practice=(requirement,))]
        return [_Plan(asked=(requirement,))]

    def _chosen(self, requirement: Requirement, held: Held) -> _Plan:
        """Of a choice: modules are left open for the learner; of other things, those that cost the least."""
        parts = [part for part in requirement.of or () if self.holdings.awaited(part)]
        number = min(requirement.any or 0, len(parts))
        if len({part.module for part in parts}) == len(parts) and all(part.module for part in parts):
            return _Plan(choices=((number, tuple(part.module for part in parts if part.module)),))
        plans = [min(self._plans(part, held), key=lambda plan: self._costs(plan, held)) for part in parts]
        found = _Plan()
        for plan in heapq.nsmallest(number, plans, key=lambda plan: self._costs(plan, held)):
            found += plan
        return found

    def _costs(self, plan: _Plan, held: Held) -> tuple[int, float, int]:
        """Certificates still to be gained, new hours, and things: what is cheap comes first."""
        missing = sum(1 for any_of in plan.certificates if not held.certificates & {*any_of})
        hours = sum(self._hours(name) for name, _ in plan.modules if name not in held.sure)
        hours += sum(self._choice(choose, among, held).most for choose, among in plan.choices)
        return missing, hours, len(plan.modules) + len(plan.asked) + len(plan.practice)

    # -- one leg

    def _hours(self, module: str) -> float:
        unit = self.catalogue.modules.get(module)
        return in_force(unit.value.versions, self.day).hours if unit is not None else 0.0

    def _is_practice(self, module: str) -> bool:
        return module in self.catalogue.modules and "practice" in self.catalogue.modules[module].value.modes

    def _choice(self, choose: int, among: tuple[str, ...], held: Held) -> Choice:
        have = tuple(name for name in among if name in held.sure)
        perhaps = tuple(name for name in among if name in held.perhaps and name not in have)
        rest = sorted(self._hours(name) for name in among if name not in have)
        left = max(choose - len(have), 0)
        sure_new = sorted(self._hours(name) for name in among if name not in have and name not in perhaps)
        least = sum(sure_new[: max(left - len(perhaps), 0)])
        return Choice(choose, among, have, perhaps, least, sum(rest[len(rest) - left :]) if left else 0.0)

    def _leg(
        self, held: Held, brought: frozenset[str], end: str, plan: _Plan, programme: Programme | None, rests_on: tuple[str, ...]
    ) -> Leg:
        known = set(shown_modules(self.catalogue))
        asked: dict[str, Requirement] = {}
        for name, requirement in plan.modules:
            if name in known:
                asked.setdefault(name, requirement)
        needed_for: dict[str, list[str]] = {}
        waiting = [name for name, requirement in asked.items() if requirement.order != "ignore" and name not in held.sure]
        looked = set(waiting)
        while waiting:
            name = waiting.pop(0)
            for step in self.catalogue.modules[name].value.prerequisites:
                if step.module in asked or step.module in held.sure or step.module not in known:
                    continue
                needed_for.setdefault(step.module, []).append(name)
                if step.module not in looked:
                    looked.add(step.module)
                    waiting.append(step.module)
        practised = {part.supervised.module for part in plan.practice if part.supervised and part.supervised.module}

        def taken(name: str) -> Taken:
            requirement = asked.get(name)
            says = (requirement.says or "") if requirement is not None and requirement.valid is not None else ""
            return Taken(
                name,
                self._hours(name),
                self._is_practice(name),
                name in held.perhaps,
                (requirement.edition or "") if requirement is not None else "",
                tuple(needed_for.get(name, ())),
                says,
            )

        everything = self._in_order([*asked, *needed_for], programme or next(iter(self._programmes(end)), None))
        kept = tuple(replace(taken(name), perhaps=False) for name in everything if name in brought)
        new = tuple(taken(name) for name in everything if name not in held.sure)
        practice = [
            Practice(
                part.supervised.min,
                part.supervised.unit,
                part.supervised.module or "",
                part.supervised.not_before,
                met(part, held),
                part.says or "",
            )
            for part in plan.practice
            if part.supervised is not None
        ]
        # A practicum of which the rule counts no hours still takes its own.
        practice += [Practice(one.hours, "hour", one.module) for one in new if one.practice and one.module not in practised]
        certification = self.holdings.certification(end)
        assert certification is not None
        rule = in_force(certification.versions, self.day)
        return Leg(
            end,
            " ".join(name for name, _ in plan.routes),
            " ".join(route.says or "" for _, route in plan.routes),
            programme.id if programme is not None else "",
            rests_on,
            kept,
            new,
            tuple(self._choice(choose, tuple(name for name in among if name in known), held) for choose, among in plan.choices),
            tuple(practice),
            tuple(Asked(part, met(part, held)) for part in plan.asked),
            rule.no_award_after,
            rule.closes,
        )

    def _in_order(self, names: Sequence[str], programme: Programme | None) -> list[str]:
        """Prerequisites first; else as the programme has them, else as the rule does."""
        wished = {name: number for number, name in enumerate(dict.fromkeys([*(programme.modules if programme else ()), *names]))}
        inside = set(names)
        before = {name: {step.module for step in self.catalogue.modules[name].value.prerequisites} & inside for name in names}
        return in_steps(before, wished)


def in_steps(before: Mapping[str, set[str]], wished: Mapping[str, int]) -> list[str]:
    """Names so that each follows what it needs; where several may come next, the one that was wished first.

    >>> in_steps({"b": {"a"}, "a": set(), "c": set()}, {"b": 0, "a": 1, "c": 2})
    ['a', 'b', 'c']
    """
    done: list[str] = []
    left = dict(before)
    while left:
        # A circle is a fault that check reports; here it only must not go on for ever.
        ready = [name for name, needs in left.items() if not needs - set(done)] or list(left)
        following = min(ready, key=lambda name: wished[name])
        done.append(following)
        del left[following]
    return done
