"""Bands of re-entry: every length of absence falls into exactly one of them."""

from __future__ import annotations

from collections.abc import Iterator

from practicum.checking.rule_days import one_length
from practicum.diagnostics import Diagnostic, Note
from practicum.model.catalogue import Unit
from practicum.model.certification import Band, Certification, RuleVersion
from practicum.spans import Span


def check_bands(unit: Unit[Certification], number: int, version: RuleVersion) -> Iterator[Diagnostic]:
    """The bands of a rule version: ids used twice, bands that are empty, overlap or leave a gap."""
    seen: dict[str, int] = {}
    sound: list[tuple[int, int | None, int, Band]] = []
    for position, band in enumerate(version.re_entry):
        at = ("versions", number, "re_entry", position)
        if band.id in seen:
            yield Diagnostic(
                "duplicate-requirement-id",
                f"the band `{band.id}` of `{unit.id}` is written twice",
                unit.where(*at, "id"),
                "again here",
                notes=(Note("first used here", unit.where("versions", number, "re_entry", seen[band.id], "id")),),
                help="give one of them another id",
            )
        seen.setdefault(band.id, position)
        clear = True
        for fields in (("at_least_months", "more_than_months"), ("at_most_months", "under_months")):
            lengths = [getattr(band, field) for field in fields]
            if None not in lengths:
                clear = False
                yield from one_length(unit, f"an end of band `{band.id}` of `{unit.id}`", at, fields, lengths)
        first, last = _halves(band)
        if last is not None and last < first:
            clear = False
            yield Diagnostic(
                "re-entry-bands",
                f"no length of absence falls into band `{band.id}` of `{unit.id}`",
                unit.where(*at, "id"),
                "empty",
                help="put its upper end above its lower end",
            )
        if clear:
            sound.append((first, last, position, band))
    if len(sound) == len(version.re_entry) and sound:
        yield from _gaps(unit, number, sorted(sound, key=lambda one: one[:1]))


def _halves(band: Band) -> tuple[int, int | None]:
    """The first and last half-month of a band: a bound that belongs to it is even, the open side of one is odd."""
    first = 0
    if band.at_least_months is not None:
        first = 2 * band.at_least_months
    elif band.more_than_months is not None:
        first = 2 * band.more_than_months + 1
    last = None
    if band.at_most_months is not None:
        last = 2 * band.at_most_months
    elif band.under_months is not None:
        last = 2 * band.under_months - 1
    return max(first, 0), last


def _gaps(unit: Unit[Certification], number: int, bands: list[tuple[int, int | None, int, Band]]) -> Iterator[Diagnostic]:
    """Bands in order: what lies between one and the next, before the first and after the last."""
    after: int | None = 0
    before: tuple[Span, str] | None = None
    for first, last, position, band in bands:
        span = unit.where("versions", number, "re_entry", position, "id")
        notes = () if before is None else (Note(f"band `{before[1]}` is written here", before[0]),)
        if after is None or first < after:
            yield Diagnostic(
                "re-entry-bands",
                f"an absence of {_half(first)} falls into two bands of `{unit.id}`",
                span,
                f"this and `{before[1] if before else band.id}`",
                notes=notes,
                help="let each band begin where the one before it ends; `under_months` goes with `at_least_months`, "
                "`at_most_months` with `more_than_months`",
            )
        elif first > after:
            yield Diagnostic(
                "re-entry-bands",
                f"an absence of {_half(after)} falls into no band of `{unit.id}`",
                span,
                "begins later",
                notes=notes,
                help="let it begin where the band before it ends" if before else "add a band for shorter absences, without `require`",
            )
        after = None if after is None or last is None else max(after, last + 1)
        before = (span, band.id)
    if after is not None and before is not None:
        yield Diagnostic(
            "re-entry-bands",
            f"an absence of {_half(after)} falls into no band of `{unit.id}`",
            before[0],
            "the last band ends earlier",
            help="leave the upper end of the last band open, or add one for longer absences",
        )


def _half(mark: int) -> str:
    """
    >>> _half(48), _half(49)
    ('24 months', 'more than 24 months')
    """
    return f"{'more than ' if mark % 2 else ''}{mark // 2} months"
