"""What closes a gap by learning: modules in an order in which they can be taken."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Literal

from practicum.model.catalogue import Catalogue
from practicum.model.curriculum import Module

NO_ORDER: Mapping[str, Sequence[str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Step:
    """A module to take: because it is asked for, or because another one needs it first."""

    module: str
    title: str
    hours: float
    because: Literal["asked", "needed_first"]
    planned: bool = False


def hours_of(module: Module, day: date | None = None) -> float:
    """Learner hours of the version that is taught on ``day``, else of the newest one."""
    running = [version for version in module.versions if day is None or version.starts <= day]
    return max(running or module.versions, key=lambda version: version.starts).hours


def closing_path(
    gap_modules: Iterable[str],
    catalogue: Catalogue,
    held: Collection[str] = (),
    *,
    day: date | None = None,
    before: Mapping[str, Sequence[str]] = NO_ORDER,
) -> tuple[Step, ...]:
    """The modules that close the gaps, each after its prerequisites; what is held is left out.

    A prerequisite that is held ends its branch: what came before it has served. The order of ``gap_modules`` is kept
    wherever prerequisites allow. A module that the catalogue does not know is left out, and a circle of prerequisites
    (a fault that checking reports) is cut where it closes. ``before`` says what comes before a module by the rule that asks for it,
    where that is not what the module itself says.

    >>> from practicum.model.catalogue import Unit
    >>> from practicum.model.curriculum import Prerequisite, Version
    >>> from practicum.model.source import Text
    >>> from practicum.spans import Span
    >>> def unit(id, hours, *before):
    ...     versions = (Version(version="1", starts=date(2024, 1, 1), hours=hours, teaches=()),)
    ...     first = tuple(Prerequisite(module=name) for name in before)
    ...     plain = {"format": 1, "title": f"About {id}", "status": "draft", "summary": "", "purpose": ""}
    ...     module = Module(id=id, versions=versions, prerequisites=first, **plain)
    ...     return Unit("module", id, "module.yaml", module, Text(None, Span("module.yaml")))
    >>> units = unit("F01", 6), unit("F05", 18, "F01"), unit("I05", 18, "F05")
    >>> catalogue = Catalogue(modules={unit.id: unit for unit in units})
    >>> [(step.module, step.hours, step.because) for step in closing_path(["I05"], catalogue)]
    [('F01', 6, 'needed_first'), ('F05', 18, 'needed_first'), ('I05', 18, 'asked')]
    >>> [step.module for step in closing_path(["I05", "F01"], catalogue, held={"F05"})]
    ['I05', 'F01']
    >>> [step.module for step in closing_path(["I05"], catalogue, before={"I05": ()})]
    ['I05']
    """
    asked = [module for module in dict.fromkeys(gap_modules) if module in catalogue.modules]
    wanted = set(asked)
    done: set[str] = set()
    path: list[Step] = []

    def take(name: str, trail: tuple[str, ...]) -> None:
        unit = catalogue.modules.get(name)
        if unit is None or name in done or name in trail:
            return
        if name in held and name not in wanted:
            return
        for first in before.get(name, [each.module for each in unit.value.prerequisites]):
            take(first, (*trail, name))
        done.add(name)
        because: Literal["asked", "needed_first"] = "asked" if name in wanted else "needed_first"
        path.append(Step(name, unit.value.title, hours_of(unit.value, day), because, unit.value.status == "planned"))

    for name in asked:
        take(name, ())
    return tuple(path)


def path_hours(path: Iterable[Step]) -> float:
    """Learner hours of a whole path."""
    return sum(step.hours for step in path)
