"""Certifications that wait for one another: nobody could be the first to hold one of them."""

from __future__ import annotations

from collections.abc import Iterator, Set

from practicum.checking.circles import circles
from practicum.diagnostics import Diagnostic, Note
from practicum.model.catalogue import Catalogue
from practicum.model.certification import Requirement
from practicum.model.source import FieldPath


def check_awarding(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """Each circle of certifications once, every step with its own place.

    A certification can be awarded when its award can be met with certificates that can be awarded without it: beginning with those
    that need none, each round adds what has become possible. What never does lies in a circle or waits for one.
    """
    latest = {one.id: (len(one.value.versions) - 1, one.value.versions[-1]) for one in catalogue.certifications.values()}
    possible: set[str] = set()
    waiting = dict(latest)
    while True:
        begun = [
            name
            for name, (_, version) in waiting.items()
            if (not version.falls_with or version.falls_with in possible or version.falls_with not in latest)
            and _can_be_met(version.award, possible, latest.keys())
        ]
        if not begun:
            break
        possible.update(begun)
        for name in begun:
            del waiting[name]
    needs: dict[str, dict[str, FieldPath]] = {}
    for name, (number, version) in waiting.items():
        edges: dict[str, FieldPath] = {}
        if version.falls_with in waiting and version.falls_with is not None:
            edges[version.falls_with] = ("versions", number, "falls_with")
        for other, path in _blocking(version.award, ("versions", number, "award"), possible, latest.keys()):
            edges.setdefault(other, path)
        needs[name] = edges
    for steps in circles({one: sorted(edges) for one, edges in needs.items()}):
        places = [
            (here, following, catalogue.certifications[here].where(*needs[here][following]))
            for here, following in zip(steps, [*steps[1:], steps[0]], strict=True)
        ]
        shown = " → ".join([*steps, steps[0]])
        yield Diagnostic(
            "certification-cycle",
            f"certifications wait for one another: {shown}",
            places[0][2],
            "nobody can begin",
            notes=tuple(Note(f"`{here}` waits for `{following}`", span) for here, following, span in places[1:]),
            help="let one of them be awarded without the other",
        )


def _can_be_met(one: Requirement, possible: Set[str], known: Set[str]) -> bool:
    """Whether the certificates that can be had are enough; everything else is taken to be done."""
    if one.advisory or one.until is not None:
        # What is shown only, or ends, keeps nobody from the award for ever.
        return True
    if one.certificate is not None:
        return any(each in possible or each not in known for each in one.certificate.any_of)
    if one.all is not None:
        return all(_can_be_met(child, possible, known) for child in one.all)
    if one.any is not None and one.of is not None:
        met = sum(len(child.modules) if child.modules else 1 for child in one.of if _can_be_met(child, possible, known))
        # That there is too little to choose from has a message of its own.
        return met >= one.any or all(_can_be_met(child, possible, known) for child in one.of)
    if one.routes is not None:
        return any(_can_be_met(child, possible, known) for child in one.routes.values())
    return True


def _blocking(one: Requirement, path: FieldPath, possible: Set[str], known: Set[str]) -> Iterator[tuple[str, FieldPath]]:
    """The certificates that an award cannot be met without, and where it asks for them."""
    if _can_be_met(one, possible, known):
        return
    for position, each in enumerate(one.certificate.any_of if one.certificate else ()):
        yield each, (*path, "certificate", "any_of", position)
    for key in ("all", "of"):
        for position, child in enumerate(getattr(one, key) or ()):
            yield from _blocking(child, (*path, key, position), possible, known)
    for name, child in (one.routes or {}).items():
        yield from _blocking(child, (*path, "routes", name), possible, known)
