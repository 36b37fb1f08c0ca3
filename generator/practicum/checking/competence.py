"""The curriculum against the framework: everything is taught, and every level a role needs can be reached."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from practicum.diagnostics import Diagnostic, Note
from practicum.model.catalogue import Catalogue
from practicum.resolving import version_in_force


def taught_levels(catalogue: Catalogue, today: date) -> dict[str, int]:
    """The highest level at which any module in force teaches each competency; planned modules count, they are the plan."""
    highest: dict[str, int] = {}
    for unit in catalogue.modules.values():
        if unit.value.legacy or unit.value.status == "retired":
            continue
        for taught in version_in_force(unit.value, today).teaches:
            highest[taught.competency] = max(highest.get(taught.competency, 0), taught.level)
    return highest


def check_competence(catalogue: Catalogue, today: date) -> Iterator[Diagnostic]:
    """Untaught competencies, levels no module reaches, and levels no module may grant."""
    if not catalogue.modules:
        return
    highest = taught_levels(catalogue, today)
    for competency in catalogue.competencies.values():
        framework = catalogue.framework_of(competency.id)
        if framework is not None and framework.value.origin is not None:
            # A framework by others stands beside our own; what a role asks for of it is looked at below.
            continue
        if competency.value.retired is None and competency.id not in highest and not perhaps_taught(catalogue, competency.id):
            yield Diagnostic(
                "untaught-competency",
                f"no module teaches `{competency.id}`",
                competency.where("id"),
                "taught nowhere",
                help="name it under `teaches` of a module, planned ones included",
            )
    for unit in catalogue.modules.values():
        for number, version in enumerate(unit.value.versions):
            for position, taught in enumerate(version.teaches):
                granted = {number: level.granted_by for number, level in catalogue.scale(taught.competency).items()}
                if granted and granted.get(taught.level) != "module":
                    how = granted.get(taught.level)
                    says = "is not on the framework's scale" if how is None else f"is granted by {how} only"
                    yield Diagnostic(
                        "level-not-granted",
                        f"module `{unit.id}` teaches `{taught.competency}` at level {taught.level}, which {says}",
                        unit.where("versions", number, "teaches", position, "level"),
                        help=f"write a level from {min((one for one, by in granted.items() if by == 'module'), default=1)} "
                        f"to {max((one for one, by in granted.items() if by == 'module'), default=1)}",
                    )
    for role in catalogue.roles.values():
        seen: dict[str, int] = {}
        for position, needed in enumerate(role.value.levels):
            if needed.competency in seen:
                yield Diagnostic(
                    "duplicate-id",
                    f"role `{role.id}` names `{needed.competency}` twice",
                    role.where("levels", position, "competency"),
                    "again here",
                    notes=(Note("first named here", role.where("levels", seen[needed.competency], "competency")),),
                    help="keep one of the two",
                )
            seen.setdefault(needed.competency, position)
            held = catalogue.competencies.get(needed.competency)
            if held is not None and held.value.retired is not None:
                instead = ", ".join(f"`{one}`" for one in held.value.replaced_by)
                yield Diagnostic(
                    "retired-competency-needed",
                    f"role `{role.id}` asks for `{needed.competency}`, which is retired since {held.value.retired}",
                    role.where("levels", position, "competency"),
                    "retired",
                    notes=(Note("it was retired here", held.where("retired")),),
                    help=f"ask for {instead} instead" if instead else "take the line out",
                )
                continue
            reached = highest.get(needed.competency, 0)
            level = catalogue.scale(needed.competency).get(needed.level)
            by_portfolio = level is not None and level.granted_by == "portfolio"
            short = needed.competency in catalogue.competencies and reached < needed.level and not by_portfolio
            if short and not perhaps_taught(catalogue, needed.competency):
                yield Diagnostic(
                    "unreached-level",
                    f"role `{role.id}` needs `{needed.competency}` at level {needed.level}; modules reach level {reached}",
                    role.where("levels", position, "level"),
                    "no module reaches it",
                    help="teach it at that level in a module, lower the level, or have it shown by portfolio",
                )


def perhaps_taught(catalogue: Catalogue, competency: str) -> bool:
    """Whether a module that could not be read speaks of the competency; the module's own fault says enough then."""
    word = re.compile(rf"(?<![\w-]){re.escape(competency)}(?![\w-])")
    return any(one.format == "module" and word.search(one.text) for one in catalogue.lost)
