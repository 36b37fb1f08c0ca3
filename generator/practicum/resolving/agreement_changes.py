"""What a change does to agreement: words that held and no longer do, and units whose agreement moved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from practicum.model.catalogue import Catalogue
from practicum.model.organisation import Constituency, FastTrack
from practicum.resolving.consensus import consensus_of
from practicum.resolving.standing import StandingSignOff, standing_signoffs
from practicum.resolving.view import View, view_of


@dataclass(frozen=True)
class LostSignOff:
    """A sign-off that held and no longer does; ``changed`` names the parts that changed since, where that is known."""

    unit: str
    person: str
    constituency: Constituency
    word: str
    changed: tuple[str, ...] = ()


@dataclass(frozen=True)
class AgreementChange:
    """How a unit's agreement moved: voices still missing before and after, open objections, and whether it is called adopted."""

    unit: str
    missing_before: Mapping[Constituency, int]
    missing: Mapping[Constituency, int]
    given: int
    objections: tuple[str, ...]
    new_objections: tuple[str, ...]
    adopted_before: bool
    adopted: bool
    agreed_before: bool
    agreed: bool
    # A change that could not wait for everybody, where it is part of what is compared.
    hurried: FastTrack | None = None


def _views(catalogue: Catalogue, day: date) -> Iterator[View]:
    """The Views in which the sign-offs of this catalogue are judged."""
    if not catalogue.signoffs:
        return
    signed = {one.unit.partition("/")[2] for file in catalogue.signoffs for one in file.value.signoffs}
    for variant in sorted(signed):
        country = variant if variant in catalogue.countries else ""
        yield view_of(catalogue, country=country, day=day, language=variant if variant and not country else "en", english=variant == "en")


def agreement(base: Catalogue, head: Catalogue, day: date) -> tuple[tuple[LostSignOff, ...], tuple[AgreementChange, ...]]:
    """Sign-offs that held and no longer hold, and units whose agreement moved."""
    sides: list[dict[str, tuple[View, list[StandingSignOff]]]] = []
    for catalogue in (base, head):
        found: dict[str, tuple[View, list[StandingSignOff]]] = {}
        for view in _views(catalogue, day):
            for one in standing_signoffs(view):
                found.setdefault(one.signoff.unit, (view, []))[1].append(one)
        sides.append(found)
    before, after = sides
    lost: list[LostSignOff] = []
    agreements = []
    adopted = {id for side in (base, head) for id, unit in side.modules.items() if unit.value.status == "adopted"}
    for unit in sorted({*before, *after, *adopted}):
        was = consensus_of(*_given(before, base, unit, day))
        now = consensus_of(*_given(after, head, unit, day))
        held = {one.signoff.person for one in was.last if one.counts}
        module = unit.partition("/")[0]
        unread = _unread(base, head, module)
        for one in now.last if not unread else ():
            if one.signoff.person in held and not one.counts:
                lost.append(LostSignOff(unit, one.signoff.person, one.signoff.constituency, one.signoff.word, one.changed))
        if module in base.modules and module not in head.modules and not unread:
            lost += [LostSignOff(unit, one.signoff.person, one.signoff.constituency, one.signoff.word) for one in was.last if one.counts]
        objected, still = ([one.signoff.person for one in side.objections] for side in (was, now))
        moved = AgreementChange(
            unit,
            was.missing,
            now.missing,
            len(now.words) - len(was.words),
            tuple(still),
            tuple(one for one in still if one not in objected),
            _adopted(base, unit),
            _adopted(head, unit),
            was.agreed,
            now.agreed,
            now.track if now.track != was.track else None,
        )
        sides_differ = (was.missing, objected, _adopted(base, unit)) != (now.missing, still, _adopted(head, unit))
        if moved.new_objections if unread else (sides_differ or moved.given or moved.hurried):
            agreements.append(moved)
    return tuple(dict.fromkeys(lost)), tuple(agreements)


def _unread(base: Catalogue, head: Catalogue, module: str) -> bool:
    """Whether a part of a module is there on a side and could not be used: which words are about it is not known then."""
    folders = {f"{side.folder_of(module)}/" for side in (base, head) if module in side.modules}
    lost = [one for side in (base, head) for one in side.lost]
    return any(side.is_lost("module", module) for side in (base, head)) or any(one.path.startswith(tuple(folders)) for one in lost)


def _given(side: Mapping[str, tuple[View, list[StandingSignOff]]], catalogue: Catalogue, unit: str, day: date) -> tuple[Any, str, Any]:
    if unit in side:
        view, words = side[unit]
        return view, unit, words
    return View(catalogue, "", day, "en"), unit, ()


def _adopted(catalogue: Catalogue, unit: str) -> bool:
    found = catalogue.modules.get(unit)
    return found is not None and found.value.status == "adopted"
