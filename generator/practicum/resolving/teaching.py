"""What completing a module shows: the competencies each version teaches, and how long a completion of it says so."""

from __future__ import annotations

from collections.abc import Mapping

from practicum.model.curriculum import Assessment, Module
from practicum.model.requirement import Row
from practicum.resolving.module_holding import amount, last_day


def teaching_rows(modules: Mapping[str, Module], assessments: Mapping[str, Assessment], country: str) -> list[Row]:
    """The rows of the table ``teaches``: one for each version of a module and competency; ``current`` marks the latest version.

    Length and pass mark are the module's own: what a certification asks beyond them says nothing about what was learnt.
    """
    found: list[Row] = []
    for name, module in modules.items():
        paper = assessments.get(name)
        mark = paper.passing.mark if paper else None
        for version in module.versions:
            terms: Row = {
                "country": country,
                "module": name,
                "version": version.version,
                "current": int(version is module.versions[-1]),
                "months": amount(version.valid_months),
                "ends": int(version.ends == "anniversary"),
                "counts_until": last_day(version.counts_until),
                "pass_mark": float(amount(mark)),
            }
            found += [{**terms, "competency": taught.competency, "level": taught.level} for taught in version.teaches]
    return found
