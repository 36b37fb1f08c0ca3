"""Equivalents: an edge leads from another module to this one, and no day finds a circle of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from practicum.checking.circles import circles
from practicum.checking.placing import Placed
from practicum.checking.rule_days import edge_days
from practicum.diagnostics import Diagnostic, Note
from practicum.model.catalogue import Catalogue, Unit
from practicum.model.certification import Certification
from practicum.model.curriculum import Equivalent, Module
from practicum.model.source import FieldPath

Days = tuple[date, date]


def check_equivalences(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """Equivalents of modules: days the wrong way round, a module that counts as itself, modules that count as one another.

    Equivalents do not chain, so a circle of them ends nowhere; but two modules that stand for one another on the same days are one
    module under two names, and nobody can say which of them took the place of the other. Where no completion day lies in all edges of
    a circle, each led on in its own time, and that is no fault.
    """
    edges: dict[str, dict[str, list[tuple[FieldPath, Days]]]] = {}
    for unit in catalogue.modules.values():
        for position, edge in enumerate(unit.value.equivalents):
            path: FieldPath = ("equivalents", position)
            yield from edge_days(unit, f"`{unit.id}`", edge, path)
            if edge.module == unit.id:
                # An older version of a module may count for the newer.
                if edge.version is None:
                    yield _itself(unit, unit.id, path)
            elif edge.module in catalogue.modules:
                places = edges.setdefault(unit.id, {}).setdefault(edge.module, [])
                places.append((path, _days(edge, catalogue.modules[edge.module].value)))
    for steps in circles({name: sorted(targets) for name, targets in edges.items()}):
        chosen = _on_one_day([edges[here][following] for here, following in zip(steps, [*steps[1:], steps[0]], strict=True)])
        if chosen is None:
            continue
        paths, (first, last) = chosen
        spans = [catalogue.modules[here].where(*path, "module") for here, path in zip(steps, paths, strict=True)]
        following = [*steps[1:], steps[0]]
        more = zip(steps[1:], following[1:], spans[1:], strict=True)
        yield Diagnostic(
            "equivalence-loop", f"modules count as one another: {' → '.join([*reversed(following), following[-1]])}", spans[0],
            f"`{following[0]}` counts as `{steps[0]}`",
            notes=(*(Note(f"`{other}` counts as `{here}`", span) for here, other, span in more), *_shared(first, last)),
            help="take one of the steps out, or give them completion days that do not overlap",
        )  # fmt: skip


def check_asked_equivalents(unit: Unit[Certification], placed: Placed) -> Iterator[Diagnostic]:
    """A requirement that lets a module count as itself."""
    for position, edge in enumerate(placed.requirement.equivalents):
        if edge.module == placed.requirement.module and edge.version is None:
            yield _itself(unit, edge.module, (*placed.path, "equivalents", position))


def _itself(unit: Unit[Module] | Unit[Certification], module: str, path: FieldPath) -> Diagnostic:
    return Diagnostic(
        "equivalence-loop",
        f"`{module}` counts as itself",
        unit.where(*path, "module"),
        "the same module",
        help="take it out, or name the older `version` that counts",
    )


def _days(edge: Equivalent, source: Module) -> Days:
    """The completion days on which an edge holds: its own, and those of the version it names."""
    first, last = edge.completed_from or date.min, edge.completed_until or date.max
    if edge.version is not None:
        for position, version in enumerate(source.versions):
            if version.version == edge.version:
                following = source.versions[position + 1].starts - timedelta(days=1) if position + 1 < len(source.versions) else date.max
                first, last = max(first, version.starts if position else date.min), min(last, version.until or following)
    return first, last


def _on_one_day(steps: list[list[tuple[FieldPath, Days]]]) -> tuple[list[FieldPath], Days] | None:
    """Edges, one for each step of a circle, that all hold on some day."""
    chosen: list[tuple[list[FieldPath], Days]] = [([], (date.min, date.max))]
    for edges in steps:
        chosen = [
            ([*paths, path], (max(first, since), min(last, until)))
            for paths, (first, last) in chosen
            for path, (since, until) in edges
            if max(first, since) <= min(last, until)
        ][:64]
    return chosen[0] if chosen else None


def _shared(first: date, last: date) -> tuple[Note, ...]:
    if first == date.min and last == date.max:
        return ()
    since = "" if first == date.min else f" from {first}"
    until = "" if last == date.max else f" until {last}"
    return (Note(f"all of them hold for completions{since}{until}"),)
