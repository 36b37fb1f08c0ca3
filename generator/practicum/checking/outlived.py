"""Patches that a later version of the rule leaves behind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from practicum.diagnostics import Diagnostic, Note
from practicum.model.catalogue import Catalogue, Unit
from practicum.resolving.targets import aim


def check_outlived(catalogue: Catalogue, today: date) -> Iterator[Diagnostic]:
    """Patches of a rule version after which another version begins that the country says nothing about.

    A patch changes the version in force on its own first day. A new version of the core would therefore take away what a country
    agreed to, without a word; the country has to say it again, or to end its patch.
    """
    for files in catalogue.countries.values():
        said = {(patch.target, patch.starts) for file in files for patch in file.value.patches}
        for file in files:
            for position, patch in enumerate(file.value.patches):
                target = aim(catalogue, patch.target, patch.starts)
                unit = target.unit
                if (
                    unit is None
                    or unit.kind != "certification"
                    or target.path[:1] != ("versions",)
                    or "versions" in patch.target.split("/")
                ):
                    continue
                changed = int(target.path[1])
                for number, version in enumerate(unit.value.versions):
                    if number <= changed or (patch.until is not None and patch.until < version.starts):
                        continue
                    if not any(name == patch.target and starts >= version.starts for name, starts in said):
                        yield _outlived(file, position, patch, unit, changed, number)


def _outlived(file: Unit[Any], position: int, patch: Any, unit: Unit[Any], changed: int, number: int) -> Diagnostic:
    old, new = unit.value.versions[changed], unit.value.versions[number]
    return Diagnostic(
        "patch-outlived",
        f"patch `{patch.id}` changes version {old.version} of `{unit.id}` and says nothing of version {new.version}",
        file.where("patches", position, "target"),
        f"reaches version {old.version} only",
        notes=(Note(f"version {new.version} begins here", unit.where("versions", number, "from")),),
        help=f"add a patch of the same target with `from: {new.starts}`, or end this one with `until`",
    )
