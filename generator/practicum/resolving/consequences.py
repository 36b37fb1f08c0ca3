"""What a change of the curriculum does to people: hours, competencies, prerequisites, roles out of reach, words that no longer hold.

Two catalogues, as they stand on one day, are compared unit by unit; what follows for certificates, countries, translations and sign-offs is
worked out from both, so that a reviewer is told and does not have to find it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from practicum.model.catalogue import Catalogue
from practicum.model.curriculum import Module
from practicum.model.source import plain
from practicum.resolving.agreement_changes import AgreementChange, LostSignOff, agreement
from practicum.resolving.comparing_units import TextChange, UnitChange, changed_translations, changed_units
from practicum.resolving.ledgers import open_passages
from practicum.resolving.targets import PATCHED
from practicum.resolving.view import version_in_force, view_of


@dataclass(frozen=True)
class Hours:
    """The learner hours of a module or programme before and after."""

    kind: str
    id: str
    title: str
    before: float
    after: float


@dataclass(frozen=True)
class Taught:
    """A competency that a module teaches otherwise; a level of 0 says that it does not teach it."""

    module: str
    competency: str
    before: int
    after: int


@dataclass(frozen=True)
class Reach:
    """A level that a role needs, and the highest level that modules teach before and after."""

    role: str
    competency: str
    needed: int
    before: int
    after: int

    @property
    def lost(self) -> bool:
        """Whether it was within reach and is no longer."""
        return self.after < self.needed <= self.before

    @property
    def won(self) -> bool:
        """Whether it is within reach only now."""
        return self.before < self.needed <= self.after


@dataclass(frozen=True)
class Needed:
    """A module that another one begins to need (``added``), or no longer needs."""

    module: str
    needs: str
    added: bool


@dataclass(frozen=True)
class Asks:
    """What names a module that is taken away, retired or teaches less: a certification, programme, role or module."""

    kind: str
    id: str
    module: str


@dataclass(frozen=True)
class Hit:
    """A country's patch that no longer fits the text it changes."""

    country: str
    patch: str
    target: str
    path: str


@dataclass(frozen=True)
class Stale:
    """A translated file whose original has changed; ``passages`` counts those that are behind, None where only the file is known."""

    language: str
    path: str
    passages: int | None = None


@dataclass(frozen=True)
class Consequences:
    """All of it, each kind in the order in which it is told."""

    units: tuple[UnitChange, ...] = ()
    translations: tuple[TextChange, ...] = ()
    hours: tuple[Hours, ...] = ()
    taught: tuple[Taught, ...] = ()
    reach: tuple[Reach, ...] = ()
    needs: tuple[Needed, ...] = ()
    asking: tuple[Asks, ...] = ()
    hits: tuple[Hit, ...] = ()
    stale: tuple[Stale, ...] = ()
    lost_signoffs: tuple[LostSignOff, ...] = ()
    agreements: tuple[AgreementChange, ...] = ()
    statuses: tuple[tuple[str, str, str], ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing differs for anybody."""
        return not (self.units or self.translations or self.lost_signoffs or self.agreements)

    def of(self, kind: str, *whats: str) -> tuple[UnitChange, ...]:
        """The changes of one kind of unit, such as those that were added."""
        return tuple(one for one in self.units if one.kind == kind and (not whats or one.what in whats))


def consequences(base: Catalogue, head: Catalogue, *, day: date) -> Consequences:
    """What differs for people between two catalogues on ``day``."""
    units = changed_units(base, head)
    modules = {one.id for one in units if one.kind == "module"}
    levels = _reached(base, head, day), _reached(head, base, day)
    statuses = tuple(
        (id, base.modules[id].value.status, head.modules[id].value.status)
        for id in sorted(modules)
        if id in base.modules and id in head.modules and base.modules[id].value.status != head.modules[id].value.status
    )
    taught = tuple(_taught(base, head, modules, day))
    less = {one.id for one in units if one.kind == "module" and one.what == "removed"}
    less |= {id for id, _, now in statuses if now == "retired"} | {one.module for one in taught if one.after < one.before}
    lost, agreements = agreement(base, head, day)
    return Consequences(
        units=units,
        translations=changed_translations(base, head),
        hours=tuple(_hours(base, head, units, day)),
        taught=taught,
        reach=tuple(_reach(base, head, *levels)),
        needs=tuple(_needs(base, head, modules)),
        asking=tuple(_asking(base, less)),
        hits=tuple(_hits(base, head, day)),
        stale=tuple(_stale(base, head, day)),
        lost_signoffs=lost,
        agreements=agreements,
        statuses=statuses,
    )


def _hours(base: Catalogue, head: Catalogue, units: Iterable[UnitChange], day: date) -> Iterator[Hours]:
    for one in units:
        if one.kind == "module":
            before, after = _hours_of(base, one.id, day), _hours_of(head, one.id, day)
        elif one.kind == "programme":
            old, new = base.programmes.get(one.id), head.programmes.get(one.id)
            before = old.value.taught_hours + old.value.practice_hours if old else 0.0
            after = new.value.taught_hours + new.value.practice_hours if new else 0.0
        else:
            continue
        if before != after:
            yield Hours(one.kind, one.id, one.title, before, after)


def _teaching(module: Module) -> bool:
    return not module.legacy and module.status != "retired"


def _hours_of(catalogue: Catalogue, id: str, day: date) -> float:
    unit = catalogue.modules.get(id)
    return version_in_force(unit.value, day).hours if unit and _teaching(unit.value) else 0.0


def _levels(catalogue: Catalogue, id: str, day: date) -> dict[str, int]:
    unit = catalogue.modules.get(id)
    if unit is None or not _teaching(unit.value):
        return {}
    return {one.competency: one.level for one in version_in_force(unit.value, day).teaches}


def _taught(base: Catalogue, head: Catalogue, modules: Iterable[str], day: date) -> Iterator[Taught]:
    for id in sorted(modules):
        before, after = _levels(base, id, day), _levels(head, id, day)
        for competency in sorted({*before, *after}):
            if before.get(competency) != after.get(competency):
                yield Taught(id, competency, before.get(competency, 0), after.get(competency, 0))


def _reached(catalogue: Catalogue, other: Catalogue, day: date) -> dict[str, int]:
    """The highest level taught of each competency. A module that only the ``other`` side can read teaches what it teaches there."""
    highest: dict[str, int] = {}
    unread = {id for id in other.modules if id not in catalogue.modules and catalogue.is_lost("module", id)}
    for id in (*catalogue.modules, *unread):
        for competency, level in _levels(other if id in unread else catalogue, id, day).items():
            highest[competency] = max(highest.get(competency, 0), level)
    return highest


def _reach(base: Catalogue, head: Catalogue, before: Mapping[str, int], after: Mapping[str, int]) -> Iterator[Reach]:
    """Levels of roles that came into reach or went out of it. What is shown by portfolio needs no module."""
    for id, unit in sorted(head.roles.items()):
        for one in unit.value.levels:
            found = Reach(id, one.competency, one.level, before.get(one.competency, 0), after.get(one.competency, 0))
            asked_before = id in base.roles and any(
                (old.competency, old.level) == (one.competency, one.level) for old in base.roles[id].value.levels
            )
            out = found.after < found.needed and not asked_before
            level = head.scale(one.competency).get(one.level)
            if (level is None or level.granted_by != "portfolio") and (found.lost or (asked_before and found.won) or out):
                yield found


def _needs(base: Catalogue, head: Catalogue, modules: Iterable[str]) -> Iterator[Needed]:
    for id in sorted(modules):
        if id not in base.modules or id not in head.modules:
            continue
        before, after = ({one.module for one in side.modules[id].value.prerequisites} for side in (base, head))
        yield from (Needed(id, one, True) for one in sorted(after - before))
        yield from (Needed(id, one, False) for one in sorted(before - after))


def _asking(catalogue: Catalogue, modules: set[str]) -> Iterator[Asks]:
    """What named these modules before the change."""
    if not modules:
        return
    for kind, group in (("certification", catalogue.certifications), ("programme", catalogue.programmes)):
        for id, unit in sorted(group.items()):
            yield from (Asks(kind, id, module) for module in sorted(set(_values(plain(unit.tree))) & modules))
    for id, one in sorted(catalogue.modules.items()):
        if id not in modules:
            yield from (Asks("module", id, needed.module) for needed in one.value.prerequisites if needed.module in modules)


def _values(held: Any) -> Iterator[str]:
    if isinstance(held, str):
        yield held
    elif isinstance(held, dict):
        for one in held.values():
            yield from _values(one)
    elif isinstance(held, list):
        for one in held:
            yield from _values(one)


def _hits(base: Catalogue, head: Catalogue, day: date) -> Iterator[Hit]:
    """Patches that fit before and do not fit now, on the day itself or when they begin."""
    for country in sorted(head.countries):
        before, after = (set(_unfit(side, country, day)) for side in (base, head))
        yield from sorted(after - before, key=lambda one: one.patch)


def _unfit(catalogue: Catalogue, country: str, day: date) -> Iterator[Hit]:
    if country not in catalogue.countries:
        return
    patches = {patch.id: (patch, unit.path) for unit in catalogue.countries[country] for patch in unit.value.patches}
    for on in sorted({day, *(patch.starts for patch, _ in patches.values() if patch.starts > day)}):
        view = view_of(catalogue, country=country, day=on)
        done = {one.patch.id for one in view.applied}
        for id, (patch, path) in patches.items():
            holds = patch.starts <= on and (patch.until is None or on <= patch.until)
            if holds and id not in done and not _cannot_be_read(catalogue, patch.target):
                yield Hit(country, id, patch.target, path)


def _cannot_be_read(catalogue: Catalogue, target: str) -> bool:
    """Whether what a patch aims at stands in a file that could not be used: nobody knows then whether it fits."""
    head, _, rest = target.partition("/")
    kind, _, bare = head.rpartition(":")
    if kind == "lesson":
        lesson = f"/{rest.partition('#')[0]}.md"
        inside = catalogue.folder_of(bare) if bare in catalogue.modules else ""
        return catalogue.is_lost("module", bare) or catalogue.lost_path(inside + lesson)
    return any(catalogue.is_lost(one, bare) for one in ((kind,) if kind else PATCHED))


def _stale(base: Catalogue, head: Catalogue, day: date) -> Iterator[Stale]:
    """Every translated file of the newer catalogue that lags farther behind its original than it did."""
    for language in sorted(head.translations):
        before, after = _lagging(base, language, day), _lagging(head, language, day)
        for path in sorted(after):
            behind = after[path]
            if path not in before or (behind is not None and before[path] is not None and behind - (before[path] or set())):
                yield Stale(language, path, len(behind) if behind is not None else None)


def _lagging(catalogue: Catalogue, language: str, day: date) -> dict[str, set[tuple[str, str]] | None]:
    """By path of the original, the passages that its translation does not say; None where the ledger does not know single ones."""
    if language not in catalogue.translations:
        return {}
    view = view_of(catalogue, country="", day=day, language=language, english=True)
    found: dict[str, set[tuple[str, str]] | None] = {}
    for one in catalogue.translations[language].value.files:
        now = view.originals.get(one.file)
        if now == one.made_from:
            continue
        behind = open_passages(one, now, view.standings.get(one.file))
        if behind is None:
            found[one.file] = None
        elif behind:
            found[one.file] = {(each.state, each.original.mark if each.original is not None else each.was) for each in behind}
    return found
