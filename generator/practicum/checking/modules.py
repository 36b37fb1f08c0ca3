"""Modules as a whole: prerequisites without a circle, hours that add up, versions in order, lessons in place."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from practicum.checking.circles import circles
from practicum.checking.names import NEAR
from practicum.diagnostics import Diagnostic, Note
from practicum.model.catalogue import Catalogue, Unit
from practicum.model.curriculum import Module
from practicum.resolving import version_in_force
from practicum.spans import Span

TRAINER_NOTES = "trainer.md"


def check_modules(catalogue: Catalogue, today: date) -> Iterator[Diagnostic]:
    """Every fault of modules that needs more than names."""
    yield from _cycles(catalogue)
    folders = _markdown_by_folder(catalogue)
    yield from _folders_without_module(catalogue, folders)
    assessed_folders = {one.path.rpartition("/")[0] for one in catalogue.assessments.values()}
    for unit in catalogue.modules.values():
        yield from _versions(unit)
        yield from _session_ids(unit)
        if not unit.value.legacy:
            yield from _hours(unit, today)
            yield from _lessons(catalogue, unit, folders.get(catalogue.folder_of(unit.id), {}))
            # An assessment in the folder that gives another module's id has its message already.
            assessed = (
                unit.id in catalogue.assessments
                or catalogue.is_lost("assessment", unit.id)
                or catalogue.folder_of(unit.id) in assessed_folders
            )
            if unit.value.status not in ("planned", "retired") and not assessed:
                yield Diagnostic(
                    "module-without-assessment",
                    f"module `{unit.id}` is `{unit.value.status}` and has no assessment",
                    unit.where("status"),
                    "more than planned",
                    help=f"write {catalogue.folder_of(unit.id)}/assessment.yaml, or set `status: planned`",
                )


def _cycles(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """Each circle of prerequisites once, every step with its own place."""
    for steps in circles({module: _needs(catalogue, module) for module in catalogue.modules}):
        spans = []
        for here, following in zip(steps, [*steps[1:], steps[0]], strict=True):
            unit = catalogue.modules[here]
            position = _needs(catalogue, here).index(following)
            spans.append((here, following, unit.where("prerequisites", position, "module")))
        shown = " → ".join([*steps, steps[0]])
        yield Diagnostic(
            "prerequisite-cycle",
            f"prerequisites form a circle: {shown}",
            spans[0][2],
            f"`{steps[0]}` needs `{spans[0][1]}`",
            notes=tuple(Note(f"`{here}` needs `{following}`", span) for here, following, span in spans[1:]),
            help="take one of the steps out",
        )


def _needs(catalogue: Catalogue, module: str) -> list[str]:
    return [prerequisite.module for prerequisite in catalogue.modules[module].value.prerequisites]


def _folders_without_module(catalogue: Catalogue, folders: Mapping[str, Mapping[str, str]]) -> Iterator[Diagnostic]:
    """Lessons in a folder of which nothing says what module it is."""
    known = {catalogue.folder_of(module) for module in catalogue.modules}
    known.update(one.path.rpartition("/")[0] for one in catalogue.lost if one.format == "module")
    for folder, files in folders.items():
        if folder not in known and folder.startswith("curriculum/modules/"):
            yield Diagnostic(
                "orphan-lesson",
                f"the folder has {len(files)} {'lesson' if len(files) == 1 else 'lessons'} and no `module.yaml`",
                Span(min(files.values())),
                help=f"write {folder}/module.yaml (the folder is named `<id>-<name>`), or delete the folder",
            )


def _versions(unit: Unit[Module]) -> Iterator[Diagnostic]:
    versions = unit.value.versions
    names: dict[str, int] = {}
    for position, version in enumerate(versions):
        if version.version in names:
            yield Diagnostic(
                "version-order",
                f"module `{unit.id}` has two versions `{version.version}`",
                unit.where("versions", position, "version"),
                notes=(Note("the first is written here", unit.where("versions", names[version.version], "version")),),
                help="give each version its own name",
            )
        names.setdefault(version.version, position)
        if version.until is not None and version.until < version.starts:
            yield Diagnostic(
                "version-order",
                f"version `{version.version}` of `{unit.id}` ends before it begins",
                unit.where("versions", position, "until"),
                f"before {version.starts}",
                help="put `until` after `from`",
            )
    for position in range(1, len(versions)):
        before, after = versions[position - 1], versions[position]
        last = before.until or after.starts - timedelta(days=1)
        if after.starts <= before.starts or last >= after.starts:
            yield Diagnostic(
                "version-order",
                f"versions `{before.version}` and `{after.version}` of `{unit.id}` overlap or are out of order",
                unit.where("versions", position, "from"),
                f"`{before.version}` still runs",
                help="list the oldest first; end it on the day before the next begins",
            )


def _session_ids(unit: Unit[Module]) -> Iterator[Diagnostic]:
    seen: dict[str, int] = {}
    for position, session in enumerate(unit.value.sessions):
        if session.id in seen:
            yield Diagnostic(
                "duplicate-id", f"the session id `{session.id}` is used twice in `{unit.id}`", unit.where("sessions", position, "id"),
                "again here", notes=(Note("first used here", unit.where("sessions", seen[session.id], "id")),),
                help="give one of them another id",
            )
        seen.setdefault(session.id, position)


def _hours(unit: Unit[Module], today: date) -> Iterator[Diagnostic]:
    module = unit.value
    if not module.sessions:
        if module.status not in ("planned", "retired"):
            yield Diagnostic(
                "module-without-lessons",
                f"module `{unit.id}` is `{module.status}` and has no session plan",
                unit.where("status"),
                "more than planned",
                help="write `sessions`, or set `status: planned`",
            )
        return
    version = version_in_force(module, today)
    planned = sum(session.minutes for session in module.sessions)
    asked = version.hours * 60
    if abs(planned - asked) >= 0.5:
        position = module.versions.index(version)
        yield Diagnostic(
            "hours-do-not-add-up", f"the sessions of `{unit.id}` take {planned} minutes; its {version.hours:g} hours are {asked:g}",
            unit.where("sessions", key=True), f"{abs(planned - asked):g} minutes {'too many' if planned > asked else 'too few'}",
            notes=(Note(f"version `{version.version}` has {version.hours:g} hours", unit.where("versions", position, "hours")),),
            help="change a session's `minutes` or the version's `hours`",
        )


def _markdown_by_folder(catalogue: Catalogue) -> dict[str, dict[str, str]]:
    folders: dict[str, dict[str, str]] = {}
    for path in catalogue.lessons:
        folder, _, name = path.rpartition("/")
        folders.setdefault(folder, {})[name] = path
    return folders


def _lessons(catalogue: Catalogue, unit: Unit[Module], files: Mapping[str, str]) -> Iterator[Diagnostic]:
    named = {session.lesson for session in unit.value.sessions if session.lesson is not None}
    for position, session in enumerate(unit.value.sessions):
        if session.lesson is None:
            continue
        if session.lesson not in files and not catalogue.lost_path(f"{catalogue.folder_of(unit.id)}/{session.lesson}"):
            near = _nearest(session.lesson, [name for name in files if name != TRAINER_NOTES and name not in named])
            # The file that was meant is no orphan: one slip, one message.
            named.add(near)
            yield Diagnostic(
                "missing-lesson",
                f"session `{session.id}` of `{unit.id}` reads a lesson that is not there: `{session.lesson}`",
                unit.where("sessions", position, "lesson"),
                "no such file",
                notes=(Note("a lesson that no session reads", Span(files[near])),) if near else (),
                help=f"did you mean `{near}`?" if near else "write the lesson, or take the line out",
            )
    if unit.value.status == "planned" and not unit.value.sessions:
        named.update(files)
    for name, path in files.items():
        if name not in named and name != TRAINER_NOTES:
            yield Diagnostic(
                "orphan-lesson",
                f"no session of `{unit.id}` reads this lesson: `{name}`",
                Span(path),
                "nobody would find it",
                notes=(Note("the session plan is here", unit.where("sessions", key=True)),),
                help=f"add `lesson: {name}` to a session, or delete the file",
            )


def _nearest(name: str, names: list[str]) -> str:
    found = difflib.get_close_matches(name, names, n=1, cutoff=NEAR)
    return found[0] if found else ""
