"""Days and periods of rules: nothing ends before it begins, nothing is asked outside its rule, and every period has one length."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from practicum.checking.placing import Placed
from practicum.diagnostics import Diagnostic, Note
from practicum.model.catalogue import Catalogue, Unit
from practicum.model.certification import Certification, Hours, RuleVersion, Validity
from practicum.model.curriculum import Equivalent
from practicum.model.source import FieldPath
from practicum.spans import Span

RULE = "contradictory-dates"


def check_days(unit: Unit[Certification], number: int, version: RuleVersion) -> Iterator[Diagnostic]:
    """The days of a rule version itself, its validity and its bands."""
    at: FieldPath = ("versions", number)
    name = f"rule version `{version.version}` of `{unit.id}`"
    if version.until is not None and version.until < version.starts:
        yield _backwards(name, unit.where(*at, "until"), unit.where(*at, "from"))
    if version.closes is not None:
        for field, day, says in (
            ("from", version.starts, "closes before it begins"),
            ("no_award_after", version.no_award_after, "closes before its last award"),
        ):
            if day is not None and version.closes < day:
                yield Diagnostic(
                    RULE,
                    f"{name} {says}",
                    unit.where(*at, "closes"),
                    f"before {day}",
                    notes=(Note(f"`{field}` is written here", unit.where(*at, field)),),
                    help=f"put `closes` on or after {day}",
                )
    if version.valid is not None:
        yield from _validity(unit, name, version.valid, (*at, "valid"))
    if version.provisional is not None and version.provisional.starts_with == "module" and not version.provisional.module:
        yield Diagnostic(
            "unclear-period",
            f"the provisional time of `{unit.id}` starts with a module and names none",
            unit.where(*at, "provisional", "from"),
            "which one is not said",
            help="add `module:` with the id of the one whose start it is",
        )


def check_asked_days(unit: Unit[Certification], version: RuleVersion, placed: Placed) -> Iterator[Diagnostic]:
    """The days and periods of one requirement."""
    one, path, label = placed.requirement, placed.path, placed.label(unit.id)
    if one.starts and one.until and one.until < one.starts:
        yield _backwards(label, unit.where(*path, "until"), unit.where(*path, "from"))
    elif one.by != "completion":
        yield from _outside(unit, placed)
    for position, exempted in enumerate(one.equivalents):
        yield from edge_days(unit, label, exempted, (*path, "equivalents", position))
    for position, less in enumerate(one.supervised.reduced if one.supervised else ()):
        if less.ended_until < less.ended_from:
            at = (*path, "supervised", "reduced", position)
            yield _backwards(f"a reduction in {label}", unit.where(*at, "ended_until"), unit.where(*at, "ended_from"), "ended_")
    if one.valid is not None:
        yield from _validity(unit, label, one.valid, (*path, "valid"))
    if one.within is not None:
        yield from one_length(unit, f"the deadline of {label}", (*path, "within"), ("days", "months"), (one.within.days, one.within.months))
    for position, known in enumerate(one.recognises):
        if known.starts is not None and known.until is not None and known.until < known.starts:
            at = (*path, "recognises", position)
            yield _backwards(f"the recognition of `{known.home}` in {label}", unit.where(*at, "until"), unit.where(*at, "from"))
    if one.hours is not None:
        yield from _hours(unit, label, one.hours, (*path, "hours"))


def _hours(unit: Unit[Certification], label: str, hours: Hours, at: FieldPath) -> Iterator[Diagnostic]:
    """The window in which an amount is counted."""
    days = {"from": hours.starts, "until": hours.until, "carry_from": hours.carry_from}
    if hours.per == "months" and hours.months is None:
        yield Diagnostic(
            "unclear-period",
            f"{label} counts in a window of months and does not say how many",
            unit.where(*at, "per"),
            "how many?",
            help="add `months:`",
        )
    if hours.per == "dates" and (hours.starts is None or hours.until is None):
        yield Diagnostic(
            "unclear-period",
            f"{label} counts between two days and does not say which",
            unit.where(*at, "per"),
            "from when until when?",
            help="add `from:` and `until:` beside it",
        )
    for field, used in (("months", "months"), *((name, "dates") for name in days)):
        if hours.per != used and (hours.months if field == "months" else days[field]) is not None:
            yield Diagnostic(
                "unclear-period",
                f"{label} counts `per: {hours.per}` and has a window of its own as well",
                unit.where(*at, field),
                "not used",
                notes=(Note("the window is named here", unit.where(*at, "per")),),
                help=f"take `{field}` out, or write `per: {used}`",
            )
    if hours.starts is not None and hours.until is not None and hours.until < hours.starts:
        yield _backwards(f"the window of {label}", unit.where(*at, "until"), unit.where(*at, "from"))
    if hours.starts is not None and hours.carry_from is not None and hours.carry_from >= hours.starts:
        yield Diagnostic(
            RULE,
            f"the window before that of {label} begins no earlier than it",
            unit.where(*at, "carry_from"),
            "too late",
            notes=(Note("the window itself begins here", unit.where(*at, "from")),),
            help="put `carry_from` before `from`",
        )


def _outside(unit: Unit[Certification], placed: Placed) -> Iterator[Diagnostic]:
    """A requirement that is only asked on days on which what it stands in is not."""
    one, path = placed.requirement, placed.path
    for field, out, bound in (
        ("until", one.until is not None and one.until < placed.since, f"begins on {placed.since}"),
        ("from", one.starts is not None and placed.until is not None and one.starts > placed.until, f"ends on {placed.until}"),
    ):
        if out:
            yield Diagnostic(
                RULE,
                f"{placed.label(unit.id)} is never asked: what it stands in {bound}",
                unit.where(*path, field),
                "outside of it",
                help="move its days into those of its rule, or take it out",
            )


def edge_days(unit: Unit[object], label: str, edge: Equivalent, path: FieldPath) -> Iterator[Diagnostic]:
    """An equivalence that begins after its end."""
    first, last = edge.completed_from, edge.completed_until
    if first is not None and last is not None and last < first:
        said = f"the equivalence of `{edge.module}` in {label}"
        yield _backwards(said, unit.where(*path, "completed_until"), unit.where(*path, "completed_from"), "completed_")


def _validity(unit: Unit[Certification], label: str, valid: Validity, path: FieldPath) -> Iterator[Diagnostic]:
    fields = ("window_days", "window_months")
    if valid.window_days is not None and valid.window_months is not None:
        yield from one_length(unit, f"the renewal window of {label}", path, fields, (valid.window_days, valid.window_months))
    if valid.first_due is not None and valid.cycle == "rolling" and valid.months is None:
        yield Diagnostic(
            "unclear-period",
            f"{label} lasts to fixed due days and does not say how far apart they lie",
            unit.where(*path, "first_due"),
            "and then every how many months?",
            help="add `months:`",
        )
    month, _, day = valid.year_starts.partition("-")
    try:
        date(2023, int(month), int(day))
    except ValueError:
        yield Diagnostic(
            RULE,
            f"the year of {label} starts on a day that not every year has: {valid.year_starts}",
            unit.where(*path, "year_starts"),
            "no such day",
            help="write month-day of a day that comes every year, such as 12-01",
        )
    seen: dict[tuple[date, str], int] = {}
    for position, change in enumerate(valid.changes):
        key = (change.since, change.by)
        if key in seen:
            yield Diagnostic(
                RULE,
                f"the length of {label} changes twice on {change.since}",
                unit.where(*path, "changes", position, "since"),
                f"{change.months} months here",
                notes=(Note(f"{valid.changes[seen[key]].months} months here", unit.where(*path, "changes", seen[key], "since")),),
                help="keep one of the two",
            )
        seen.setdefault(key, position)


def one_length(
    unit: Unit[Certification], what: str, path: FieldPath, fields: Sequence[str], lengths: Sequence[int | None]
) -> Iterator[Diagnostic]:
    """A period with no length, or with two."""
    written = [field for field, length in zip(fields, lengths, strict=True) if length is not None]
    either = " or ".join(f"`{field}`" for field in fields)
    if not written:
        yield Diagnostic("unclear-period", f"{what} has no length", unit.where(*path), "how long?", help=f"write {either}")
    elif len(written) > 1:
        yield Diagnostic(
            "unclear-period",
            f"{what} has two lengths",
            unit.where(*path, written[1], key=True),
            "a second length",
            notes=(Note("the first is written here", unit.where(*path, written[0], key=True)),),
            help=f"write either {either}",
        )


def _backwards(what: str, until: Span, starts: Span, prefix: str = "") -> Diagnostic:
    return Diagnostic(
        RULE,
        f"{what} ends before it begins",
        until,
        "too early",
        notes=(Note("it begins here", starts),),
        help=f"put `{prefix}until` after `{prefix}from`",
    )


def check_patch_days(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """Patches of countries that end before they begin."""
    for files in catalogue.countries.values():
        for file in files:
            for position, patch in enumerate(file.value.patches):
                if patch.until is not None and patch.until < patch.starts:
                    at = ("patches", position)
                    yield _backwards(f"patch `{patch.id}`", file.where(*at, "until"), file.where(*at, "from"))
