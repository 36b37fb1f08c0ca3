"""How far prior learning may stand for modules: the policies of rule versions as rows that holdings point at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from practicum.model.certification import Certification, PriorLearning, Requirement, RuleVersion
from practicum.model.civil_day import day_number
from practicum.model.curriculum import Module
from practicum.model.requirement import Row
from practicum.resolving.module_holding import amount, spans_of

POLICY_TABLES = ("policies", "policy_names")


class Policies:
    """The policies of one country as they are met; rule versions with the same limits share one."""

    def __init__(self, modules: Mapping[str, Module], certifications: Iterable[Certification]) -> None:
        self.modules = modules
        self.certifications = tuple(certifications)
        self.grown: dict[str, list[Row]] = {name: [] for name in POLICY_TABLES}
        self.known: dict[Any, int] = {}

    def of(self, version: RuleVersion) -> int:
        """The number of a rule version's policy; -1 where it accepts no prior learning."""
        policy = version.prior_learning
        if policy is None:
            return -1
        practicums = {asked.supervised.module for asked in _all_of(version.award) if asked.supervised and asked.supervised.module}
        practicums |= {name for name, module in self.modules.items() if module.modes == ("practice",)}
        practicums |= set(policy.practice or ())
        taught = policy.taught_hours
        if taught is None:
            hours = {name: self._hours(name, version.starts) for name in _names(version.award, self._hours_on(version.starts))}
            taught = sum(worth for name, worth in sorted(hours.items()) if name not in practicums)
        terms: Row = {
            "share": share(policy.max_share),
            "taught_hours": float(taught),
            "max_age": amount(policy.max_age_months),
            "assessor": policy.assessor,
            "two_above": float(amount(policy.two_assessors_above_hours)),
        }
        names = list(self._named(policy, practicums))
        key = repr((sorted(terms.items()), names))
        if key not in self.known:
            number = self.known[key] = len(self.grown["policies"])
            self.grown["policies"].append({"policy": number, **terms})
            self.grown["policy_names"] += [{"policy": number, "use": use, "name": name, "share": part} for use, name, part in names]
        return self.known[key]

    def _named(self, policy: PriorLearning, practicums: set[str]) -> Iterator[tuple[str, str, float]]:
        """What a policy names. A practicum is never held by prior learning, which can only shorten it."""
        yield from (("excluded", name, -1.0) for name in sorted({*policy.excluded, *practicums}))
        yield from (("practice", name, share(part)) for name, part in sorted((policy.practice or {}).items()))
        # Assessors show their role by a certificate, and a role may be certified by several.
        able = {each.id for each in self.certifications if policy.assessor in (each.role, each.id)}
        yield from (("assessor", name, -1.0) for name in sorted(able or {policy.assessor}))

    def _hours_on(self, day: date) -> dict[str, float]:
        return {name: self._hours(name, day) for name in self.modules}

    def _hours(self, name: str, day: date) -> float:
        """The hours of a module as it was taught when the rule began; a later version of it rewrites nothing."""
        module = self.modules.get(name)
        if module is None:
            return 0.0
        number = day_number(day)
        spans = {version: (first, last) for version, first, last, _after in spans_of(module)}
        return next(
            (float(version.hours) for version in module.versions if spans[version.version][0] <= number <= spans[version.version][1]), 0.0
        )


def share(text: str) -> float:
    """A share as a number.

    >>> share("1/4")
    0.25
    """
    above, below = (int(part) for part in text.split("/"))
    return above / below


def _all_of(asked: Requirement) -> Iterator[Requirement]:
    """A requirement and everything below it."""
    yield asked
    for child in (*(asked.all or ()), *(asked.of or ()), *(asked.routes or {}).values()):
        yield from _all_of(child)


def _names(asked: Requirement, hours: Mapping[str, float]) -> set[str]:
    """The modules an award names; of alternatives only as many as are asked, the largest.

    >>> both = Requirement(routes={"a": Requirement(modules=("A", "B")), "c": Requirement(module="C")})
    >>> sorted(_names(both, {"A": 6, "B": 6, "C": 10}))
    ['A', 'B']
    """
    if asked.module is not None:
        return {asked.module}
    if asked.modules is not None:
        return set(asked.modules)
    if asked.all is not None:
        return set().union(*(_names(child, hours) for child in asked.all))
    chosen, wanted = (asked.of or (), asked.any or 0) if asked.any is not None else (tuple((asked.routes or {}).values()), 1)
    options = sorted((_names(child, hours) for child in chosen), key=lambda names: -sum(hours.get(name, 0.0) for name in sorted(names)))
    return set().union(*options[:wanted])
