"""Rules: one kind a requirement, ids that patches can name, nothing nobody can meet, nothing rewritten after its day."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from datetime import date

from practicum.checking.absences import check_bands
from practicum.checking.awarding import check_awarding
from practicum.checking.equivalences import check_asked_equivalents, check_equivalences
from practicum.checking.names import unknown
from practicum.checking.placing import Placed, requirements
from practicum.checking.rule_days import check_asked_days, check_days, check_patch_days
from practicum.checking.satisfying import Satisfying, check_share, check_window
from practicum.checking.unread_fields import check_unread, check_unread_asked
from practicum.diagnostics import Diagnostic, Note
from practicum.model.catalogue import Catalogue, Unit
from practicum.model.certification import REQUIREMENT_KINDS, Certification, RuleVersion
from practicum.model.source import FieldPath, find
from practicum.resolving.standing import seal


def check_certifications(catalogue: Catalogue, today: date) -> Iterator[Diagnostic]:
    """Every fault of the certifications, and of the equivalents they rest on."""
    satisfying = Satisfying(catalogue, today)
    refreshed = frozenset(module.value.renews for module in catalogue.modules.values() if module.value.renews)
    for unit in catalogue.certifications.values():
        yield from unknown("unknown-role", catalogue, unit, unit.value.role, "role")
        yield from _versions(unit)
        for number, version in enumerate(unit.value.versions):
            placed = list(requirements(version, number))
            yield from _rest(catalogue, unit, number, version, placed)
            yield from _requirements(catalogue, unit, placed)
            yield from check_days(unit, number, version)
            yield from check_unread(unit, number, version)
            yield from check_bands(unit, number, version)
            if version.valid is not None:
                yield from check_window(unit, version.valid, ("versions", number, "valid"))
            for one in placed:
                yield from satisfying.check(unit, version, one)
                yield from check_asked_days(unit, version, one)
                yield from check_unread_asked(unit, version, number, one, refreshed)
                yield from check_asked_equivalents(unit, one)
    yield from check_awarding(catalogue)
    yield from check_equivalences(catalogue)
    yield from check_patch_days(catalogue)


def _versions(unit: Unit[Certification]) -> Iterator[Diagnostic]:
    names: dict[str, int] = {}
    for position, version in enumerate(unit.value.versions):
        if version.version in names:
            yield Diagnostic(
                "version-order",
                f"`{unit.id}` has two rule versions `{version.version}`",
                unit.where("versions", position, "version"),
                notes=(Note("the first is written here", unit.where("versions", names[version.version], "version")),),
                help="give each version its own name",
            )
        names.setdefault(version.version, position)
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
                    "rule-unsealed",
                    f"rule version `{version.version}` of `{unit.id}` holds since {version.starts} and has no seal",
                    unit.where("versions", number, "from"),
                    "in the past",
                    help=f"when the rule is as it was decided, write `seal: {now}`",
                )
            elif version.seal != now:
                yield Diagnostic(
                    "rule-rewritten",
                    f"rule version `{version.version}` of `{unit.id}` was changed after its first day",
                    unit.where("versions", number, "seal"),
                    f"its content is now `{now}`",
                    notes=(Note(f"it holds since {version.starts}", unit.where("versions", number, "from")),),
                    help="undo the change and add a new version with its own `from`; only sentences may be mended",
                )


def _rest(catalogue: Catalogue, unit: Unit[Certification], number: int, version: RuleVersion, placed: list[Placed]) -> Iterator[Diagnostic]:
    """Names and shares in a rule version outside its requirements."""
    at = ("versions", number)
    if version.falls_with:
        yield from unknown("unknown-certification", catalogue, unit, version.falls_with, *at, "falls_with")
    if version.provisional is not None:
        if version.provisional.module:
            yield from unknown("unknown-module", catalogue, unit, version.provisional.module, *at, "provisional", "module")
        met = version.provisional.until_met
        ids = {one.requirement.id for one in placed} - {None}
        if met is not None and met not in ids:
            near = difflib.get_close_matches(met, [one for one in ids if one], n=1)
            yield Diagnostic(
                "unknown-requirement",
                f"the provisional time of `{unit.id}` ends with a requirement that the rule does not have: `{met}`",
                unit.where(*at, "provisional", "until_met"),
                "no requirement has this id",
                help=f"did you mean `{near[0]}`?" if near else "name a requirement of the rule",
            )
    if version.prior_learning is not None:
        yield from unknown("unknown-role", catalogue, unit, version.prior_learning.assessor, *at, "prior_learning", "assessor")
        for position, module in enumerate(version.prior_learning.excluded):
            yield from unknown("unknown-module", catalogue, unit, module, *at, "prior_learning", "excluded", position)
        yield from check_share(unit, version.prior_learning.max_share, (*at, "prior_learning", "max_share"))
        for module, share in (version.prior_learning.practice or {}).items():
            yield from unknown("unknown-module", catalogue, unit, module, *at, "prior_learning", "practice", module)
            yield from check_share(unit, share, (*at, "prior_learning", "practice", module))


def _requirements(catalogue: Catalogue, unit: Unit[Certification], all_placed: list[Placed]) -> Iterator[Diagnostic]:
    seen: dict[tuple[str, str], FieldPath] = {}
    for placed in all_placed:
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
    for position, other in enumerate(one.supervised.supervisor_holds if one.supervised else ()):
        yield from unknown("unknown-certification", catalogue, unit, other, *path, "supervised", "supervisor_holds", position)
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
