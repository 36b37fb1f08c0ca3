"""Who is asked about a change: by what people say they are asked about, and by words of theirs that no longer hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from practicum.model.catalogue import Catalogue
from practicum.model.organisation import WHOLE, Person
from practicum.resolving.consequences import Consequences


@dataclass(frozen=True)
class Asked:
    """Somebody who is asked, and why; ``account`` is empty where none is written."""

    id: str
    name: str
    account: str
    because: tuple[str, ...]


def who_is_asked(catalogue: Catalogue, found: Consequences) -> tuple[Asked, ...]:
    """Everybody who is asked about a change, those first whose word no longer holds."""
    because: dict[str, list[str]] = {}
    for word in found.lost_signoffs:
        said = {"endorse": "endorsed", "object": "objected to", "abstain": "abstained on"}[word.word]
        because.setdefault(word.person, []).append(f"{said} {word.unit}, whose text has changed")
    for id, unit in sorted(catalogue.people.items()):
        if reasons := list(_reasons(unit.value, found)):
            because.setdefault(id, []).append(f"is asked about {', '.join(reasons)}")
    asked = []
    for id, reasons in because.items():
        person = catalogue.people.get(id)
        asked.append(Asked(id, person.value.name if person else id, (person.value.account or "") if person else "", tuple(reasons)))
    return tuple(asked)


def _reasons(person: Person, found: Consequences) -> Iterator[str]:
    languages = {one.language for one in found.stale} | {one.language for one in found.translations}
    countries = {one.id for one in found.of("country")} | {one.country for one in found.hits}
    for about in person.asked_about:
        touched = any(one.id == about or one.kind in WHOLE.get(about, ()) for one in found.units if one.kind != "person")
        if touched or about in languages or about in countries:
            yield about
