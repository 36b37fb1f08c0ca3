"""Rules: one kind a requirement, ids that patches can name, nothing nobody can meet, nothing rewritten after its day."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from practicum.checking.circles import circles
from practicum.checking.names import unknown
from practicum.diagnostics import Diagnostic, Note
from practicum.model.catalogue import Catalogue, Unit
from practicum.model.certification import REQUIREMENT_KINDS, Certification, Requirement, RuleVersion, Validity
from practicum.model.source import FieldPath, find
from practicum.resolving.standing import seal


@dataclass(frozen=True)
class Placed:
    """A requirement of a rule version and the path at which it is written."""

    requirement: Requirement
    path: FieldPath
    part: str
    top: bool


def requirements(version: RuleVersion, number: int) -> Iterator[Placed]:
    """Every requirement of a rule version, parents before children."""
    base: FieldPath = ("versions", number)
    yield from _below(version.award, (*base, "award"), "award", top=True)
    if version.renew is not None:
        yield from _below(version.renew, (*base, "renew"), "renew", top=True)
    for position, one in enumerate(version.always_in_date):
        yield from _below(one, (*base, "always_in_date", position), "always_in_date", top=False)
    for position, band in enumerate(version.re_entry):
        if band.require is not None:
            yield from _below(band.require, (*base, "re_entry", position, "require"), f"re_entry/{band.id}", top=True)


def _below(requirement: Requirement, path: FieldPath, part: str, *, top: bool) -> Iterator[Placed]:
    yield Placed(requirement, path, part, top)
    for key in ("all", "of"):
        for position, child in enumerate(getattr(requirement, key) or ()):
            yield from _below(child, (*path, key, position), part, top=False)
    for name, child in (requirement.routes or {}).items():
        # A route is named by its key, so it needs no id of its own.
        yield from _below(child, (*path, "routes", name), part, top=True)


def check_certifications(catalogue: Catalogue, today: date) -> Iterator[Diagnostic]:
    """Every fault of the certifications."""
    for unit in catalogue.certifications.values():
        yield from unknown("unknown-role", catalogue, unit, unit.value.role, "role")
        yield from _versions(unit)
        for number, version in enumerate(unit.value.versions):
            yield from _rest(catalogue, unit, number, version)
            yield from _requirements(catalogue, unit, number, version)
            yield from _validity(unit, version.valid, ("versions", number, "valid"))
            if version.falls_with:
                yield from unknown("unknown-certification", catalogue, unit, version.falls_with, "versions", number, "falls_with")
    yield from _loops(catalogue)


def _versions(unit: Unit[Certification]) -> Iterator[Diagnostic]:
    for position in range(1, len(unit.value.versions)):
        before, after = unit.value.versions[position - 1], unit.value.versions[position]
        if after.starts <= before.starts or (before.until is not None and before.until >= after.starts):
            yield Diagnostic(
                "version-order",
                f"rule versions `{before.version}` and `{after.version}` of `{unit.id}` overlap or are out of order",
                unit.where("versions", position, "from"),
                f"`{before.version}` still holds",
                help="list the oldest first; end it on the day before the next begins",
            )


def check_seals(catalogue: Catalogue, today: date) -> Iterator[Diagnostic]:
    """Rule versions that were changed after their first day. Only the core is sealed: a patch has its own dates and hash."""
    for unit in catalogue.certifications.values():
        for number, version in enumerate(unit.value.versions):
            tree = find(unit.tree, ("versions", number))
            if tree is None or version.starts > today:
                continue
            now = seal(tree)
            if version.seal is None:
                yield Diagnostic(
                    "rule-unsealed", f"rule version `{version.version}` of `{unit.id}` holds since {version.starts} and has no seal",
                    unit.where("versions", number, "from"), "in the past", help=f"when the rule is as it was decided, write `seal: {now}`",
                )
            elif version.seal != now:
                yield Diagnostic(
                    "rule-rewritten", f"rule version `{version.version}` of `{unit.id}` was changed after its first day",
                    unit.where("versions", number, "seal"), f"its content is now `{now}`",
                    notes=(Note(f"it holds since {version.starts}", unit.where("versions", number, "from")),),
                    help="undo the change and add a new version with its own `from`; only sentences may be mended",
                )


def _rest(catalogue: Catalogue, unit: Unit[Certification], number: int, version: RuleVersion) -> Iterator[Diagnostic]:
    """Names in a rule version outside its requirements."""
    at = ("versions", number)
    if version.provisional is not None:
        if version.provisional.module:
            yield from unknown("unknown-module", catalogue, unit, version.provisional.module, *at, "provisional", "module")
        met = version.provisional.until_met
        ids = {placed.requirement.id for placed in requirements(version, number)} - {None}
        if met is not None and met not in ids:
            near = difflib.get_close_matches(met, [one for one in ids if one], n=1)
            yield Diagnostic(
                "unknown-requirement", f"the provisional time of `{unit.id}` ends with a requirement that the rule does not have: `{met}`",
                unit.where(*at, "provisional", "until_met"), "no requirement has this id",
                help=f"did you mean `{near[0]}`?" if near else "name a requirement of the rule",
            )
    if version.prior_learning is not None:
        yield from unknown("unknown-role", catalogue, unit, version.prior_learning.assessor, *at, "prior_learning", "assessor")
        for position, module in enumerate(version.prior_learning.excluded):
            yield from unknown("unknown-module", catalogue, unit, module, *at, "prior_learning", "excluded", position)
        for module in version.prior_learning.practice or ():
            yield from unknown("unknown-module", catalogue, unit, module, *at, "prior_learning", "practice", module)


def _requirements(catalogue: Catalogue, unit: Unit[Certification], number: int, version: RuleVersion) -> Iterator[Diagnostic]:
    seen: dict[tuple[str, str], FieldPath] = {}
    for placed in requirements(version, number):
        one, path = placed.requirement, placed.path
        kinds = [kind for kind in REQUIREMENT_KINDS if getattr(one, kind) is not None]
        label = f"`{one.id}`" if one.id else "a requirement"
        if len(kinds) != 1:
            says = "has no kind" if not kinds else f"is of {len(kinds)} kinds at once: {', '.join(f'`{kind}`' for kind in kinds)}"
            yield Diagnostic(
                "requirement-kind",
                f"{label} of `{unit.id}` {says}",
                unit.where(*path, kinds[1], key=True) if kinds else unit.where(*path),
                "a second kind" if kinds else "nothing says what has to hold",
                notes=tuple(Note(f"`{kind}` is written here", unit.where(*path, kind, key=True)) for kind in (kinds[0], *kinds[2:]))
                if kinds
                else (),
                help=f"write exactly one of {', '.join(f'`{kind}`' for kind in REQUIREMENT_KINDS)}",
            )
            continue
        if one.id is None and not placed.top:
            yield Diagnostic(
                "requirement-without-id",
                f"a requirement of `{unit.id}` has no id",
                unit.where(*path, kinds[0], key=True),
                "patches and reasons could not name it",
                help="add an `id` that is unique in the rule and says what it is",
            )
        if one.id is not None:
            key = (placed.part.split("/")[0], one.id)
            if key in seen:
                yield Diagnostic(
                    "duplicate-requirement-id",
                    f"the id `{one.id}` is used twice under `{placed.part}` of `{unit.id}`",
                    unit.where(*path, "id"),
                    "again here",
                    notes=(Note("first used here", unit.where(*seen[key], "id")),),
                    help="give one of them another id",
                )
            seen.setdefault(key, path)
        yield from _names(catalogue, unit, placed)
        yield from _meetable(catalogue, unit, placed)


def _names(catalogue: Catalogue, unit: Unit[Certification], placed: Placed) -> Iterator[Diagnostic]:
    one, path = placed.requirement, placed.path
    if one.module:
        yield from unknown("unknown-module", catalogue, unit, one.module, *path, "module")
    for position, module in enumerate(one.modules or ()):
        yield from unknown("unknown-module", catalogue, unit, module, *path, "modules", position)
    for position, other in enumerate(one.certificate.any_of if one.certificate else ()):
        yield from unknown("unknown-certification", catalogue, unit, other, *path, "certificate", "any_of", position)
    if one.competency:
        yield from unknown("unknown-competency", catalogue, unit, one.competency.id, *path, "competency", "id")
    if one.supervised and one.supervised.module:
        yield from unknown("unknown-module", catalogue, unit, one.supervised.module, *path, "supervised", "module")
    for position, module in enumerate(one.supervised.not_before if one.supervised else ()):
        yield from unknown("unknown-module", catalogue, unit, module, *path, "supervised", "not_before", position)
    for position, role in enumerate(one.experience.roles if one.experience else ()):
        yield from unknown("unknown-role", catalogue, unit, role, *path, "experience", "roles", position)
    for position, exemption in enumerate(one.exempt_if):
        yield from unknown("unknown-module", catalogue, unit, exemption.module, *path, "exempt_if", position, "module")
    for position, equivalent in enumerate(one.equivalents):
        yield from unknown("unknown-module", catalogue, unit, equivalent.module, *path, "equivalents", position, "module")
    for position, credit in enumerate(one.hours.credits if one.hours else ()):
        yield from unknown("unknown-module", catalogue, unit, credit.module, *path, "hours", "credits", position, "module")
    if one.role:
        yield from unknown("unknown-role", catalogue, unit, one.role, *path, "role")
    if one.competency and one.competency.by:
        yield from unknown("unknown-role", catalogue, unit, one.competency.by, *path, "competency", "by")
    if one.document and one.document.kind == "observation" and one.document.subject:
        yield from unknown("unknown-competency", catalogue, unit, one.document.subject, *path, "document", "subject")


def _meetable(catalogue: Catalogue, unit: Unit[Certification], placed: Placed) -> Iterator[Diagnostic]:
    one, path = placed.requirement, placed.path

    def cannot(message: str, *fields: str | int, hint: str) -> Diagnostic:
        return Diagnostic("unmeetable-rule", message, unit.where(*path, *fields), "nobody can meet this", help=hint)

    label = f"`{one.id or placed.part}` of `{unit.id}`"
    if one.any is not None:
        # `of: [{modules: […]}]` offers each of its modules on its own.
        offered = sum(len(child.modules) if child.modules else 1 for child in one.of or ())
        if one.any > offered:
            yield cannot(f"{label} asks for {one.any} of {offered}", "any", hint=f"write `any: {offered}` or fewer, or offer more")
    if one.starts and one.until and one.until < one.starts:
        yield cannot(f"{label} ends before it begins", "until", hint="put `until` after `from`")
    for position, module in enumerate((one.module,) if one.module else one.modules or ()):
        found = catalogue.modules.get(module)
        if (
            found is not None
            and (found.value.legacy or found.value.status == "retired")
            and not (found.value.equivalents or one.equivalents)
        ):
            fields = ("module",) if one.module else ("modules", position)
            yield cannot(f"{label} asks for `{module}`, which is no longer taught", *fields, hint="ask for the module that took its place")
    if one.competency:
        levels = [level.level for framework in catalogue.frameworks.values() for level in framework.value.levels]
        if levels and one.competency.level > max(levels):
            yield cannot(
                f"{label} asks for level {one.competency.level}; the scale ends at {max(levels)}",
                "competency",
                "level",
                hint=f"write a level up to {max(levels)}",
            )
    if one.experience and one.experience.of_last and one.experience.months > one.experience.of_last:
        yield cannot(
            f"{label} asks for {one.experience.months:g} months of the last {one.experience.of_last}", "experience", "months",
            hint=f"write at most {one.experience.of_last}",
        )
    if one.hours:
        limits = one.hours.categories or {}
        for name, limit in limits.items():
            if limit.min is not None and limit.max is not None and limit.max < limit.min:
                yield cannot(
                    f"{label} asks for {limit.min:g} of `{name}` and counts at most {limit.max:g}", "hours", "categories", name, "max",
                    hint="the cap lies below the minimum: raise the one or lower the other",
                )
    if one.valid is not None:
        yield from _validity(unit, one.valid, (*path, "valid"))


def _validity(unit: Unit[Certification], valid: Validity | None, path: FieldPath) -> Iterator[Diagnostic]:
    if valid is None or valid.months is None:
        return
    window = valid.window_days if valid.window_days is not None else (valid.window_months or 0) * 31
    if window >= valid.months * 30:
        field = "window_days" if valid.window_days is not None else "window_months"
        yield Diagnostic(
            "unmeetable-rule",
            f"the renewal window of `{unit.id}` is as long as its {valid.months} months",
            unit.where(*path, field),
            "always open",
            help="make the window shorter than the period",
        )


def _loops(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """Certifications that wait for one another: each needs the other before it can be awarded."""
    needs: dict[str, dict[str, FieldPath]] = {}
    for unit in catalogue.certifications.values():
        edges: dict[str, FieldPath] = {}
        number = len(unit.value.versions) - 1
        version = unit.value.versions[number]
        if version.falls_with:
            edges[version.falls_with] = ("versions", number, "falls_with")
        for placed in requirements(version, number):
            held = placed.requirement.certificate
            if (
                held is not None
                and len(held.any_of) == 1
                and placed.part == "award"
                and "routes" not in placed.path
                and "of" not in placed.path
            ):
                edges[held.any_of[0]] = (*placed.path, "certificate", "any_of", 0)
        needs[unit.id] = edges
    for steps in circles({one: sorted(edges) for one, edges in needs.items()}):
        places = [
            (here, following, catalogue.certifications[here].where(*needs[here][following]))
            for here, following in zip(steps, [*steps[1:], steps[0]], strict=True)
        ]
        yield Diagnostic(
            "unmeetable-rule", f"certifications wait for one another: {' → '.join([*steps, steps[0]])}", places[0][2], "nobody can begin",
            notes=tuple(Note(f"`{here}` waits for `{following}`", span) for here, following, span in places[1:]),
            help="let one of them be awarded without the other",
        )
