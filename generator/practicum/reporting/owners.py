"""Who is asked about which files, as the lines of a CODEOWNERS file.

In such a file the last line that fits a path decides alone, so each line names everybody who is asked about it: whoever is asked about all
modules stands beside whoever is asked about one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from practicum.model.catalogue import Catalogue
from practicum.model.organisation import WHOLE, Person

_FOLDERS = {
    "framework": ("competencies/frameworks/", "competencies/crosswalks/"),
    "roles": ("competencies/roles/",),
    "rules": ("competencies/certifications/",),
    "modules": ("curriculum/modules/",),
}
_HEAD = "# Written by `practicum asked --codeowners` from curriculum/people.yaml; write there, not here.\n"


def asked_about(catalogue: Catalogue) -> list[tuple[str, list[str]]]:
    """What people say they are asked about, each with their names."""
    found: dict[str, list[str]] = {}
    for _, person in _people(catalogue):
        for about in person.asked_about:
            found.setdefault(about, []).append(person.name + (f" {person.account}" if person.account else ""))
    return sorted(found.items())


def strangers(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """What somebody is asked about that is nothing here."""
    known = {unit.id for unit in catalogue.units()} | set(catalogue.countries) | set(WHOLE) | _languages(catalogue)
    for id, person in _people(catalogue):
        yield from ((id, about) for about in person.asked_about if about not in known)


def code_owners(catalogue: Catalogue, *, prefix: str = "") -> str:
    """The whole file; ``prefix`` is the way from the repository's root to the project."""
    lines: list[str] = []
    # A path whose people are those of the folder around it needs no line of its own.
    around: dict[str, list[str]] = {}
    for path, names in _lines(catalogue):
        asked = [person for _, person in _people(catalogue) if names & set(person.asked_about)]
        accounts = dict.fromkeys(person.account for person in asked if person.account)
        if accounts and around.get(_folder(path, around)) != list(accounts):
            around[path] = list(accounts)
            lines.append(f"/{_escaped(prefix + path)} {' '.join(accounts)}")
    silent = [person.name for _, person in _people(catalogue) if person.asked_about and not person.account]
    tail = [f"# Asked, but without an account: {' '.join(', '.join(silent).split())}"] if silent else []
    return "\n".join([_HEAD.rstrip("\n"), *lines, *tail]) + "\n"


def _lines(catalogue: Catalogue) -> Iterator[tuple[str, set[str]]]:
    """Each path that somebody may be asked about, wide ones first, with the words of `asked_about` that stand for it."""
    for about, folders in _FOLDERS.items():
        yield from ((folder, {about}) for folder in folders)
    single: Sequence[tuple[str, str]] = (
        ("frameworks", "framework"), ("domains", "framework"), ("crosswalks", "framework"), ("roles", "roles"),
        ("certifications", "rules"), ("programmes", ""), ("case_studies", ""),
    )  # fmt: skip
    for group, about in single:
        for id, unit in sorted(getattr(catalogue, group).items()):
            yield unit.path, {id, about}
    for id in sorted(catalogue.modules):
        yield f"{catalogue.folder_of(id)}/", {id, "modules"}
    for code in sorted(catalogue.countries):
        yield f"competencies/countries/{code}/", {code}
    for language in sorted(_languages(catalogue)):
        yield f"curriculum/{language}/", {language}
        yield f"competencies/{language}/", {language}


def _folder(path: str, among: Iterable[str]) -> str:
    """The narrowest of some folders that a path lies in; empty where it lies in none."""
    return max((one for one in among if one.endswith("/") and path.startswith(one)), key=len, default="")


def _people(catalogue: Catalogue) -> Iterator[tuple[str, Person]]:
    yield from ((id, unit.value) for id, unit in sorted(catalogue.people.items()))


def _languages(catalogue: Catalogue) -> set[str]:
    return set(catalogue.translations) | {language for language, _ in catalogue.translated}


def _escaped(path: str) -> str:
    """A path as these files write it: blanks and signs of patterns are escaped."""
    return "".join(f"\\{one}" if one in " #*?[]!\\" else one for one in path)
