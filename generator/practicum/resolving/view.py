"""A View: the catalogue as it stands for one country, on one day, in one language.

The order is fixed: the version in force, then the country's patches by date, then the language. Each field keeps the
place it was written, so a fault in a patch points at the patch.
"""

from __future__ import annotations

import dataclasses
import difflib
import functools
import posixpath
import re
from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from practicum.diagnostics import Diagnostic, Note
from practicum.model.catalogue import CORE_LANGUAGE, Catalogue, Unit
from practicum.model.certification import RuleVersion
from practicum.model.country import Patch
from practicum.model.curriculum import Module, Reference, Term, Version
from practicum.model.framework import Competency
from practicum.model.lesson import Lesson
from practicum.model.organisation import Organisation, Person
from practicum.model.source import FieldPath, Items, Tree, content_hash, find, plain
from practicum.reading import build
from practicum.reading.formats import FORMATS
from practicum.resolving.ledgers import FileStanding, standings
from practicum.resolving.sections import is_section, patch_section
from practicum.resolving.targets import PATCHED, aim, put
from practicum.resolving.translating import lay_over, strangers, unmatched

KINDS: dict[str, type[Any]] = {
    **{form.name: form.kind for form in FORMATS},
    "competency": Competency, "term": Term, "reference": Reference, "person": Person, "organisation": Organisation,
}
_GROUPS = {
    "certification": "certifications", "module": "modules", "role": "roles", "programme": "programmes", "assessment": "assessments",
    "framework": "frameworks", "domain": "domains", "competency": "competencies", "crosswalk": "crosswalks", "term": "terms",
    "reference": "references", "person": "people", "organisation": "organisations",
}


Dated = TypeVar("Dated", Version, RuleVersion)


@dataclass(frozen=True)
class AppliedPatch:
    """A patch as it was applied: to which unit, where, what stood there before and what stands there now.

    A section of a lesson belongs to its module: ``path`` is then `lessons`, the lesson's file, and the anchor of what stands there
    now (of what was taken out, the one it had).
    """

    patch: Patch
    unit: str
    path: FieldPath
    before: Any
    after: Any
    # The hash it is bound to.
    saw: str | None = None


@dataclass(frozen=True)
class View:
    """The catalogue of one country, day and language; country is empty for the core."""

    catalogue: Catalogue
    country: str
    day: date
    language: str
    applied: tuple[AppliedPatch, ...] = ()
    # Paths of originals whose text stands here in this View's language.
    translated: frozenset[str] = frozenset()
    diagnostics: tuple[Diagnostic, ...] = ()
    # The hash of each original (lessons, and YAML files that a ledger names) before the language was laid over it.
    originals: Mapping[str, str] = dataclasses.field(default_factory=dict)
    # The catalogue before the language was laid over it; None where no language was.
    untold: Catalogue | None = dataclasses.field(default=None, repr=False, compare=False)

    @functools.cached_property
    def standings(self) -> dict[str, FileStanding]:
        """Where each translated file of the View's language stands, passage by passage, by the path of its original."""
        return standings(self.untold, self.language, KINDS, self.originals) if self.untold is not None else {}

    @property
    def name(self) -> str:
        """How messages call the View: `NV`, `fr`, `NV/fr`; empty for the core."""
        return "/".join(part for part in (self.country, self.language if self.is_told else "") if part)

    @property
    def is_told(self) -> bool:
        """Whether a language was laid over the originals; the core's View holds them as they are written."""
        return self.untold is not None or self.language != CORE_LANGUAGE

    def version(self, module: str) -> Version:
        """The version of a module in force on the View's day."""
        return version_in_force(self.catalogue.modules[module].value, self.day)

    def lesson(self, path: str) -> Lesson:
        """The text of a lesson by the path of its original, in the View's language where there is one."""
        return self.catalogue.lessons[path]

    def changes_to(self, unit: str) -> tuple[AppliedPatch, ...]:
        """The patches applied to one unit (``module:F10``)."""
        return tuple(one for one in self.applied if one.unit == unit)


def version_in_force(module: Module, day: date) -> Version:
    """The version taught on ``day``: the latest one that has begun; before all of them, the first."""
    return in_force(module.versions, day)


def in_force(versions: tuple[Dated, ...], day: date) -> Dated:
    """The version that holds on a day: the latest that has begun; before all of them, the first."""
    begun = [version for version in versions if version.starts <= day]
    return max(begun, key=lambda version: version.starts) if begun else versions[0]


def view_of(catalogue: Catalogue, *, country: str = "", day: date, language: str = "en", before: str = "", english: bool = False) -> View:
    """The View of a country, day and language, with the faults found on the way (they are also its ``diagnostics``).

    With ``before``, the id of a patch, only the patches that are laid over the core ahead of it: what its author saw.
    The View of English holds the originals as they are written; with ``english``, those of other languages in English, as far as they
    are translated.
    """
    faults: list[Diagnostic] = []
    applied: list[AppliedPatch] = []
    working = catalogue
    for unit, position, patch in _patches(catalogue, country):
        if patch.id == before:
            break
        if patch.starts <= day and (patch.until is None or day <= patch.until):
            working, fault, done = _apply(working, unit, position, patch)
            faults.extend(fault)
            if done is not None:
                applied.append(done)
    translated: frozenset[str] = frozenset()
    untold = None
    if language != CORE_LANGUAGE or english:
        untold = working
        working, translated, fault = _translate(working, language)
        faults.extend(fault)
    originals = {path: lesson.hash for path, lesson in catalogue.lessons.items()}
    if language in catalogue.translations:
        named = {one.file for one in catalogue.translations[language].value.files}
        originals.update(file_hashes(catalogue, named - set(originals)))
    view = View(working, country, day, language, tuple(applied), translated, originals=originals, untold=untold)
    return dataclasses.replace(view, diagnostics=tuple(dataclasses.replace(fault, views=(view.name,)) for fault in faults))


def file_hashes(catalogue: Catalogue, paths: Set[str]) -> dict[str, str]:
    """The hash of what each YAML file holds, for those of ``paths`` that something was read from."""
    parts: dict[str, list[Any]] = {}
    whole: dict[str, Any] = {}
    for unit in catalogue.units():
        if unit.path in paths:
            if unit.within:
                parts.setdefault(unit.path, []).append(plain(unit.tree))
            else:
                whole[unit.path] = plain(unit.tree)
    return {path: content_hash(held) for path, held in {**parts, **whole}.items()}


def _patches(catalogue: Catalogue, country: str) -> list[tuple[Unit[Any], int, Patch]]:
    """All patches of a country in the order in which they are laid over the core."""
    found = [
        (unit, position, patch) for unit in catalogue.countries.get(country, ()) for position, patch in enumerate(unit.value.patches)
    ]
    return sorted(found, key=lambda one: patch_order(one[2]))


def patch_order(patch: Patch) -> tuple[date, tuple[tuple[int, str], ...]]:
    """Where a patch comes among those of its country: by its first day; within a day by its id, whose numbers count as such.

    >>> from datetime import date
    >>> one, ten = (Patch(id=id, target="F10/title", starts=date(2026, 1, 1), says="") for id in ("NV-F10-2", "NV-F10-10"))
    >>> patch_order(one) < patch_order(ten)
    True
    """
    return patch.starts, tuple((int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"([0-9]+)", patch.id))


def _of_another_language(file: Unit[Any], position: int, patch: Patch, language: str) -> Diagnostic:
    return Diagnostic(
        "patch-breaks-unit", f"patch `{patch.id}` changes a module that is written in `{language}`, of which no edition can be shown yet",
        file.where("patches", position, "target"), "not written in English",
        help="say what differs in the module itself, or write a module of the country's own",
    )


def _apply_section(
    catalogue: Catalogue, file: Unit[Any], position: int, patch: Patch
) -> tuple[Catalogue, list[Diagnostic], AppliedPatch | None]:
    target, done, faults = patch_section(catalogue, file, position, patch)
    if target.lesson is not None and catalogue.language_of(target.lesson.path) != CORE_LANGUAGE:
        return catalogue, [_of_another_language(file, position, patch, catalogue.language_of(target.lesson.path))], None
    if done is None or target.module is None or target.section is None:
        return catalogue, faults, None
    there = dataclasses.replace(catalogue, lessons={**catalogue.lessons, done.lesson.path: done.lesson})
    path = ("lessons", posixpath.basename(done.lesson.path), done.anchor)
    return there, faults, AppliedPatch(patch, target.module.name, path, done.before, done.after, target.section.hash)


def _apply(catalogue: Catalogue, file: Unit[Any], position: int, patch: Patch) -> tuple[Catalogue, list[Diagnostic], AppliedPatch | None]:
    if is_section(patch.target):
        return _apply_section(catalogue, file, position, patch)
    at = ("patches", position)
    target = aim(catalogue, patch.target, patch.starts)
    if target.unit is not None and catalogue.language_of(target.unit.path) != CORE_LANGUAGE:
        return catalogue, [_of_another_language(file, position, patch, catalogue.language_of(target.unit.path))], None
    adds = patch.action == "add"
    head = patch.target.split("/")[0].rpartition(":")[2]
    if target.missing and any(catalogue.is_lost(kind, head) for kind in PATCHED):
        return catalogue, [], None
    if target.unit is None or (target.missing and not (adds and target.path and target.path[-1] == target.missing)):
        near = difflib.get_close_matches(target.missing, target.near, n=1)
        hint = (
            f"did you mean `{near[0]}`?"
            if near
            else f"known here are {', '.join(f'`{one}`' for one in target.near[:12])}"
            if target.near
            else ""
        )
        message = f"patch `{patch.id}` changes something that does not exist: `{patch.target}`"
        return (
            catalogue,
            [Diagnostic("patch-target-missing", message, file.where(*at, "target"), f"no `{target.missing}`", help=hint)],
            None,
        )
    unit = target.unit
    if patch.action == "remove" and not target.path:
        message = f"patch `{patch.id}` takes out the whole of {unit.kind} `{unit.id}`"
        return (
            catalogue,
            [Diagnostic("patch-breaks-unit", message, file.where(*at, "target"), "a whole unit", help="name a part of it after a `/`")],
            None,
        )
    old = find(unit.tree, target.path) if not target.missing else None
    before = plain(old) if old is not None else None
    if old is not None and not adds:
        stands = content_hash(before)
        if patch.was != stands:
            message = (
                f"patch `{patch.id}` was written against another text of `{patch.target}`"
                if patch.was
                else f"patch `{patch.id}` does not say what text of `{patch.target}` it was written against"
            )
            fault = Diagnostic(
                "patch-target-moved", message, file.where(*at, "was") if patch.was else file.where(*at, "target"),
                f"not `{stands}`" if patch.was else "no `was` is written", notes=(Note("it now reads as written here", old.span),),
                help=(
                    f"read the text as it stands now, with `practicum patch {file.value.country} --show {patch.id}`; "
                    f"if the patch still fits, `--keep {patch.id}` in place of `--show`, or write `was: {stands}`"
                ),
            )
            return catalogue, [fault], None
    if old is not None and adds and not isinstance(old, Items):
        fault = Diagnostic(
            "patch-target-moved",
            f"patch `{patch.id}` adds `{patch.target}`, which is already there",
            file.where(*at, "target"),
            "not left out",
            notes=(Note("it is written here", old.span),),
            help=f"replace it: write `action: replace` and `was: {content_hash(before)}`",
        )
        return catalogue, [fault], None
    written = find(file.tree, (*at, "value"))
    if patch.action == "remove":
        tree: Tree = put(unit.tree, target.path, None)
    elif written is None:
        return (
            catalogue,
            [
                Diagnostic(
                    "missing-field",
                    f"patch `{patch.id}` has no `value`",
                    file.where(*at),
                    help="add `value:` with what stands there instead",
                )
            ],
            None,
        )
    elif adds and isinstance(old, Items):
        more = written.items if isinstance(written, Items) else (written,)
        tree = put(unit.tree, target.path, Items(old.items + tuple(more), old.span))
    else:
        tree = put(unit.tree, target.path, written, file.where(*at, "value", key=True))
    value, faults = build(KINDS[unit.kind], tree, unit.path, name=f"{unit.kind} `{unit.id}` with patch `{patch.id}`")
    if value is None:
        # Where the patch itself wrote what does not fit, that is the place; else what it targets.
        at_fault = next((one.span for one in faults if one.span.path == file.path), file.where(*at, "target"))
        fault = Diagnostic(
            "patch-breaks-unit",
            f"with patch `{patch.id}`, {unit.kind} `{unit.id}` is no longer of its format: {faults[0].message}",
            at_fault,
            faults[0].label,
            notes=tuple(Note(one.message, one.span) for one in faults[1:]),
            help=faults[0].help,
        )
        return catalogue, [fault], None
    changed = Unit(unit.kind, unit.id, unit.path, value, tree, unit.within)
    now = find(tree, target.path) if patch.action != "remove" else None
    # What does not keep the unit from being built, such as a bare `NO`, is still the patch's fault.
    slips = [fault for fault in faults if fault.span.path == file.path]
    return (
        with_unit(catalogue, changed),
        slips,
        AppliedPatch(patch, changed.name, target.path, before, plain(now) if now is not None else None),
    )


def with_unit(catalogue: Catalogue, unit: Unit[Any]) -> Catalogue:
    """The catalogue with a unit in place of the one of its kind and id."""
    group = _GROUPS[unit.kind]
    units = {**getattr(catalogue, group), unit.id: unit}
    changes: dict[str, Any] = {group: units}
    return dataclasses.replace(catalogue, **changes)


def _translate(catalogue: Catalogue, language: str) -> tuple[Catalogue, frozenset[str], list[Diagnostic]]:
    """Lay a language's texts over their originals; what is not translated stays as it is written and is not in the result."""
    faults: list[Diagnostic] = []
    done: set[str] = set()
    lessons = dict(catalogue.lessons)
    # What is written in the language is there already, and no translation.
    written = tuple(folder for folder, source in catalogue.sources.items() if source == language)
    if written:
        done.update(path for path in catalogue.lessons if path.startswith(written))
        done.update(unit.path for unit in (*catalogue.modules.values(), *catalogue.assessments.values()) if unit.path.startswith(written))
    for path in catalogue.lessons:
        if catalogue.language_of(path) == language:
            continue
        top, _, rest = path.partition("/")
        own = f"{top}/{language}/{rest}"
        if own in catalogue.lessons:
            lessons[path] = catalogue.lessons[own]
            done.add(path)
    working = dataclasses.replace(catalogue, lessons=lessons)
    by_path: dict[str, list[Unit[Any]]] = {}
    ids = {unit.id for group in _GROUPS.values() for unit in getattr(catalogue, group).values()}
    for group in _GROUPS.values():
        for unit in getattr(catalogue, group).values():
            by_path.setdefault(unit.path, []).append(unit)
    for (code, path), overlay in catalogue.translated.items():
        if code != language or catalogue.language_of(path) == language:
            continue
        units = by_path.get(path, [])
        if units and all(unit.within for unit in units):
            faults.extend(unmatched(overlay, str(units[0].within[0]), units[0].tree, {unit.id for unit in units}))
        for unit in units:
            # Of a file that holds many things (terms, competencies) each is translated under its own id.
            part = find(overlay, (unit.within[0], unit.id)) if unit.within else overlay
            if part is None:
                continue
            kind = KINDS[unit.kind]
            faults.extend(strangers(kind, unit.tree, part, ids))
            tree = lay_over(unit.tree, part)
            value, found = build(kind, tree, unit.path, name=f"{unit.kind} `{unit.id}` in `{language}`")
            faults.extend(found)
            if value is not None:
                working = with_unit(working, Unit(unit.kind, unit.id, unit.path, value, tree, unit.within))
                done.add(path)
    return working, frozenset(done), faults
