"""Who did what: people and organisations with the parts they had, from modules, ledgers of translations, sign-offs and changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from practicum.model.catalogue import Catalogue
from practicum.model.curriculum import Module
from practicum.model.release import Change, ReleasedChange

# In this order a page tells them.
PARTS = ("wrote", "translated", "reviewed a translation", "compared frameworks", "endorsed", "objected", "abstained", "made changes")
_WORDS = {"endorse": "endorsed", "object": "objected", "abstain": "abstained"}


@dataclass(frozen=True)
class Credit:
    """A person's or an organisation's parts: for each what it was about, ids with `/fr` or `/NV` behind them, in order and each once."""

    id: str
    parts: Mapping[str, tuple[str, ...]]


def credits(catalogue: Catalogue) -> list[Credit]:
    """Everybody who is listed, and who is named without being listed; by name. Who has no part yet stands there with none."""
    held: dict[str, dict[str, list[str]]] = {id: {} for id in catalogue.people}
    for id, part, about in _parts(catalogue):
        held.setdefault(id, {}).setdefault(part, []).append(about)
    return [
        Credit(id, {part: tuple(dict.fromkeys(parts[part])) for part in PARTS if part in parts})
        for id, parts in sorted(held.items(), key=lambda item: by_name(catalogue, item[0]))
    ]


def by_name(catalogue: Catalogue, id: str) -> tuple[str, str]:
    """By what people and organisations are put in order: the family name, else the name; then the id."""
    person = catalogue.people.get(id)
    if person is not None:
        return (person.value.family_name or person.value.name).casefold(), id
    body = catalogue.organisations.get(id)
    return (body.value.name if body is not None else id).casefold(), id


def translators(catalogue: Catalogue, language: str, module: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The ids of those who translated a module's texts, and of those who reviewed that, each once, those with more texts first."""
    ledger = catalogue.translations.get(language)
    if ledger is None or module not in catalogue.modules:
        return (), ()
    folder = catalogue.folder_of(module) + "/"
    files = [one for one in ledger.value.files if one.file.startswith(folder)]
    return _most([one.translator for one in files]), _most([one.reviewed_by for one in files if one.reviewed_by])


def author_ids(module: Module) -> tuple[str, ...]:
    """Who wrote a module: people first, then organisations, as it names them."""
    return (*module.authors, *module.author_bodies)


def _most(ids: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted(dict.fromkeys(ids), key=lambda one: -ids.count(one)))


def _parts(catalogue: Catalogue) -> Iterator[tuple[str, str, str]]:
    for id, unit in catalogue.modules.items():
        for author in author_ids(unit.value):
            yield author, "wrote", id
    folders = {catalogue.folder_of(id) + "/": id for id in catalogue.modules}
    for language, ledger in catalogue.translations.items():
        for file in ledger.value.files:
            id = next((id for folder, id in folders.items() if file.file.startswith(folder)), "")
            about = f"{id}/{language}" if id else language
            yield file.translator, "translated", about
            if file.reviewed_by:
                yield file.reviewed_by, "reviewed a translation", about
    for id, crosswalk in catalogue.crosswalks.items():
        if crosswalk.value.reviewer:
            yield crosswalk.value.reviewer, "compared frameworks", id
    for signed in catalogue.signoffs:
        for sign in signed.value.signoffs:
            yield sign.person, _WORDS[sign.word], sign.unit
    told: list[Change | ReleasedChange] = [one for unit in catalogue.releases.values() for one in unit.value.changes]
    for change in (*told, *(unit.value for unit in catalogue.changes.values())):
        for person in change.people:
            for about in change.units:
                yield person, "made changes", about
