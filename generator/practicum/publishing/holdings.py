"""What the holder of a role brings: certificates, modules for certain and perhaps, and requirements that were met on the way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from practicum.model.catalogue import Catalogue
from practicum.model.certification import Certification, Requirement
from practicum.publishing.connections import modules_asked
from practicum.resolving.role_levels import certification_of
from practicum.resolving.view import in_force

# Where somebody is who holds nothing yet.
NEW = "new"


@dataclass(frozen=True)
class Held:
    """What somebody holds: certificates, modules for certain and perhaps, and requirements that were met on the way."""

    certificates: frozenset[str] = frozenset()
    sure: frozenset[str] = frozenset()
    perhaps: frozenset[str] = frozenset()
    met: tuple[Requirement, ...] = ()


@dataclass(frozen=True)
class Holdings:
    """What the rules of one catalogue say on one day of those who hold a role."""

    catalogue: Catalogue
    day: date
    _brought: dict[str, Held] = field(default_factory=dict, compare=False, repr=False)

    def also_hold(self, role: str) -> list[str]:
        """The roles one of which a holder has as well, where the certificate leaves open which: the way goes out from that one."""
        found: list[str] = []
        for requirement in self._certain(role):
            if requirement.certificate is not None and requirement.certificate.within_last_months is None:
                found = [self.role_of(one) for one in requirement.certificate.any_of]
                if len(found) > 1:
                    return found
        return []

    def certification(self, role: str) -> Certification | None:
        """The certification that decides who holds a role."""
        return certification_of(self.catalogue, role) if role in self.catalogue.roles else None

    def rule(self, role: str) -> Requirement | None:
        """The award in force, unless no first award is made any more."""
        certification = self.certification(role)
        if certification is None:
            return None
        rule = in_force(certification.versions, self.day)
        if (rule.no_award_after and rule.no_award_after < self.day) or (rule.closes and rule.closes <= self.day):
            return None
        return rule.award

    def stands(self, role: str) -> bool:
        """Whether anybody can hold a role on the day: it has a certification, and its certificates have not all ended."""
        certification = self.certification(role)
        closes = in_force(certification.versions, self.day).closes if certification is not None else None
        return certification is not None and (closes is None or closes > self.day)

    def role_of(self, certification: str) -> str:
        """The role that a certification decides about."""
        unit = self.catalogue.certifications.get(certification)
        return unit.value.role if unit is not None else certification

    def awaited(self, requirement: Requirement) -> bool:
        """Whether a requirement is asked on the day, and decides."""
        return (
            not requirement.advisory
            and (requirement.starts is None or requirement.starts <= self.day)
            and (requirement.until is None or self.day <= requirement.until)
        )

    def _certain(self, role: str) -> Iterator[Requirement]:
        """The single requirements that every holder of a role has met."""
        certification = self.certification(role)
        if certification is not None:
            yield from self._without_choice(in_force(certification.versions, self.day).award)

    def _without_choice(self, requirement: Requirement) -> Iterator[Requirement]:
        if not self.awaited(requirement):
            return
        if requirement.all is not None:
            for part in requirement.all:
                yield from self._without_choice(part)
        elif requirement.any is not None and requirement.any >= len(requirement.of or ()):
            for part in requirement.of or ():
                yield from self._without_choice(part)
        else:
            yield requirement

    def holding(self, role: str, seen: tuple[str, ...] = ()) -> Held:
        """What the holder of a role brings; ``seen`` are the roles on the way round a circle of certificates."""
        if role not in self._brought or seen:
            held = self._read_holding(role, seen)
            if seen:  # read on the way round a circle it may lack something
                return held
            self._brought[role] = held
        return self._brought[role]

    def _read_holding(self, role: str, seen: tuple[str, ...]) -> Held:
        if role == NEW or role in seen or self.certification(role) is None:
            return Held()
        seen = (*seen, role)
        certification = self.certification(role)
        assert certification is not None
        award = in_force(certification.versions, self.day).award
        sure, certificates = self._sure(award, seen)
        met = list(self._certain(role))
        for base in sorted(certificates):
            met += self.holding(self.role_of(base), seen).met
        mentioned = {name for name in modules_asked(award)}
        # A certificate that is only one of several ways in makes its holder somebody who starts from that one.
        for part in self._certain(role):
            for base in part.certificate.any_of if part.certificate else ():
                held = self.holding(self.role_of(base), seen)
                mentioned |= held.sure | held.perhaps
        return Held(certificates | {certification.id}, frozenset(sure), frozenset(mentioned - sure), tuple(met))

    def _sure(self, requirement: Requirement, seen: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
        """The modules and certificates that whoever met a requirement holds for certain."""
        if not self.awaited(requirement):
            return frozenset(), frozenset()
        if requirement.module or requirement.modules:
            return frozenset(filter(None, (requirement.module, *(requirement.modules or ())))), frozenset()
        if requirement.certificate is not None:
            options = []
            for one in requirement.certificate.any_of:
                held = self.holding(self.role_of(one), seen)
                options.append((held.sure, held.certificates | {one}))
            return _common(options)
        if requirement.all is not None:
            return _united([self._sure(part, seen) for part in requirement.all])
        if requirement.routes is not None:
            return _common([self._sure(part, seen) for part in requirement.routes.values()])
        if requirement.of:
            parts = [self._sure(part, seen) for part in requirement.of]
            return _united(parts) if (requirement.any or 0) >= len(parts) else _common(parts)
        return frozenset(), frozenset()


def met(requirement: Requirement, held: Held) -> bool:
    """Whether the role one comes from asked for the same, under whatever name and sentence."""
    plain = replace(requirement, id=None, says=None)
    return any(replace(one, id=None, says=None) == plain for one in held.met)


def _united(parts: Sequence[tuple[frozenset[str], frozenset[str]]]) -> tuple[frozenset[str], frozenset[str]]:
    return frozenset().union(*(one for one, _ in parts)), frozenset().union(*(other for _, other in parts))


def _common(parts: Sequence[tuple[frozenset[str], frozenset[str]]]) -> tuple[frozenset[str], frozenset[str]]:
    if not parts:
        return frozenset(), frozenset()
    return frozenset.intersection(*(one for one, _ in parts)), frozenset.intersection(*(other for _, other in parts))
