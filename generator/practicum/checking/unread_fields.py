"""Fields of a rule that nothing looks at beside the others that stand with them: the words of a rule then say more than it does.

What is read here mirrors ``practicum.resolving``: a validity has one of four lengths, and each reads fields of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from practicum.checking.placing import Placed
from practicum.diagnostics import Diagnostic, Note
from practicum.model.catalogue import Unit
from practicum.model.certification import Certification, Hours, Requirement, RuleVersion, Validity
from practicum.model.source import FieldPath, find

RULE = "unread-field"
# What tells how long something lasts, and the words a message has for it.
YEAR, DUE, MONTHS, ENDLESS = "lasts to the end of a year", "lasts to fixed due days", "lasts for months", "has no length of its own"
_TOLD_BY = {YEAR: "cycle", DUE: "first_due", MONTHS: "months"}
# Field of a validity -> the lengths beside which it is read.
_READ = {
    "months": (DUE, MONTHS),
    "first_due": (DUE,),
    "min_active_months": (DUE,),
    "ends": (MONTHS,),
    "grace_backdates": (DUE, MONTHS),
    "extends_by": (MONTHS,),
    "counted_from": (YEAR, DUE, MONTHS),
    "renewal": (YEAR, DUE, MONTHS),
}
# What is said of a whole certificate and never of one module.
_OF_CERTIFICATES = ("counted_from", "renewal")
# How a module has to be held.
_OF_MODULES = (
    "valid",
    "evidence",
    "pass_mark",
    "attempts",
    "latest_attempt",
    "order",
    "edition",
    "recognises",
    "equivalents",
)  # fmt: skip
_HINTS = {
    "months": "take it out; the year says when it ends",
    "first_due": "take it out, or take `cycle` out and keep the due days",
    "min_active_months": "take it out, or give the due days with `first_due` and `months` instead of a cycle",
}


def length_of(valid: Validity) -> str:
    """Which of the four lengths a validity has: a year goes before due days, and these before months."""
    if valid.cycle != "rolling":
        return YEAR
    if valid.first_due is not None:
        return DUE
    return MONTHS if valid.months is not None else ENDLESS


def check_unread(unit: Unit[Certification], number: int, version: RuleVersion) -> Iterator[Diagnostic]:
    """Fields of a certificate's own validity that nothing reads, and a renewal that never falls due."""
    label = f"rule version `{version.version}` of `{unit.id}`"
    if version.renew is not None and (version.valid is None or length_of(version.valid) == ENDLESS):
        yield _unread(
            unit,
            f"{label} {ENDLESS}, and its certificate lasts as long as the award is in date",
            ("versions", number, "renew"),
            help="write in `valid` how long the certificate lasts, or ask for it in `award` or `always_in_date`",
        )
    if version.valid is None:
        return
    path: FieldPath = ("versions", number, "valid")
    yield from _validity(unit, label, version.valid, path)
    if version.valid.changes:
        yield _unread(
            unit,
            f"the length of {label} is changed by a new rule version only",
            (*path, "changes"),
            help="take `changes` out, and write the new length into a rule version with its own `from`",
        )


def check_unread_asked(
    unit: Unit[Certification], version: RuleVersion, number: int, placed: Placed, refreshed: frozenset[str]
) -> Iterator[Diagnostic]:
    """Fields of one requirement that nothing reads; ``refreshed`` are the modules that others renew."""
    one, path, label = placed.requirement, placed.path, placed.label(unit.id)
    if one.module is None and one.modules is None:
        for field in _OF_MODULES:
            if _given(one, field):
                yield _unread(
                    unit,
                    f"{label} asks for no module",
                    (*path, field),
                    help=f"write `{field}` beside the `module` it is about, or take it out",
                )
    elif one.valid is not None:
        yield from _validity(unit, label, one.valid, (*path, "valid"), one, refreshed)
    if one.hours is not None:
        yield from _hours(unit, version, number, label, one.hours, (*path, "hours"))


def _validity(
    unit: Unit[Certification],
    label: str,
    valid: Validity,
    path: FieldPath,
    asked: Requirement | None = None,
    refreshed: frozenset[str] = frozenset(),
) -> Iterator[Diagnostic]:
    length = length_of(valid)
    # A module may have a length by a change, an equivalent or a recognised edition, and a refresher runs on from what it renews.
    spared: set[str] = set()
    if asked is not None:
        chained = not refreshed.isdisjoint((asked.module, *(asked.modules or ())))
        if chained or (length == ENDLESS and (valid.changes or asked.equivalents or asked.recognises)):
            spared = {"months", "ends", "grace_backdates", "extends_by", "changes"}
        elif asked.recognises:
            spared = {"ends"}
    notes = (Note("that is said here", unit.where(*path, _TOLD_BY[length], key=True)),) if length in _TOLD_BY else ()
    for field, lengths in _READ.items():
        if not _given(valid, field):
            continue
        if asked is not None and field in _OF_CERTIFICATES:
            yield _unread(unit, f"`{field}` is asked of a whole certificate, and {label} is a part of one", (*path, field))
        elif field not in spared and (length not in lengths or (asked is not None and field == "grace_backdates" and length == DUE)):
            yield _unread(unit, f"{label} {length}", (*path, field), notes=notes, help=_HINTS.get(field, ""))
    if valid.cycle != "fixed_year" and _written(unit, path, "year_starts"):
        yield _unread(
            unit,
            f"{label} has no year that starts on a day of its own",
            (*path, "year_starts"),
            help="write `cycle: fixed_year` beside it, or take it out",
        )
    if valid.changes and asked is not None and length == YEAR and "changes" not in spared:
        yield _unread(unit, f"{label} {length}", (*path, "changes"), notes=notes)


def _hours(unit: Unit[Certification], version: RuleVersion, number: int, label: str, hours: Hours, path: FieldPath) -> Iterator[Diagnostic]:
    """What an amount says of its window. Lengths and days of another window are told by ``unclear-period``."""
    if hours.per == "fixed_year" and (version.valid is None or version.valid.cycle != "fixed_year"):
        rule: FieldPath = ("versions", number, "valid")
        yield Diagnostic(
            RULE,
            f"{label} counts in a year of its own, and the rule's `valid` has none: it would begin on 1 January",
            unit.where(*path, "per"),
            "no such year",
            notes=(Note("how long the certificate lasts is said here", unit.where(*rule, key=True)),) if version.valid else (),
            help="write `cycle: fixed_year` and `year_starts` in `valid`, or count `per: calendar_year`",
        )
    if hours.carry_over is not None and hours.per in ("months", "ever"):
        yield _unread(
            unit,
            f"{label} counts `per: {hours.per}`, and there is no window before it to carry from",
            (*path, "carry_over"),
            notes=(Note("the window is named here", unit.where(*path, "per")),),
            help="take `carry_over` out, or count in a cycle or a year",
        )
    if hours.per == "dates" and (hours.carry_over is None) != (hours.carry_from is None):
        field, lacks = ("carry_from", "carry_over") if hours.carry_over is None else ("carry_over", "carry_from")
        yield _unread(
            unit, f"{label} carries nothing over without `{lacks}`", (*path, field), help=f"write `{lacks}` as well, or take `{field}` out"
        )
    if hours.hours_a_day is not None and hours.unit != "day":
        yield _unread(unit, f"{label} counts no days", (*path, "hours_a_day"), help="write `unit: day`, or take `hours_a_day` out")


def _given(value: Validity | Requirement, field: str) -> bool:
    """Whether a field says anything but what holds without it."""
    without = Validity() if isinstance(value, Validity) else Requirement()
    return bool(getattr(value, field) != getattr(without, field))


def _written(unit: Unit[Certification], path: FieldPath, field: str) -> bool:
    return find(unit.tree, (*path, field)) is not None


def _unread(unit: Unit[Certification], says: str, path: FieldPath, *, notes: tuple[Note, ...] = (), help: str = "") -> Diagnostic:
    field = str(path[-1])
    return Diagnostic(
        RULE,
        f"{says}, so `{field}` is not read",
        unit.where(*path, key=True),
        "nothing looks at this",
        notes=notes,
        help=help or f"take `{field}` out",
    )
