"""Days as people write them: whole, partial, with a time, as an instant, or in a declared form.

Everything becomes days since 1970-01-01; a partial day keeps its first and its last possible day.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from practicum.model.civil_day import EPOCH, day_number

# Days before and after these are slips of the hand.
EARLIEST, LATEST = date(1900, 1, 1).toordinal() - EPOCH, date(2200, 1, 1).toordinal() - EPOCH

MONTHS = {
    name.lower(): number
    for number, name in enumerate(
        ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"), start=1
    )
}
_MONTH = {**MONTHS, **{name[:3]: number for name, number in MONTHS.items()}, "sept": 9}

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?)?", re.IGNORECASE)
_PART = re.compile(r"(\d{4})(?:-(\d\d))?")
_TIME = r"(?:,?\s+\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:\s*[ap]\.?m\.?)?)?"
_NAMED = re.compile(rf"(?:[a-z]+,?\s+)?(\d{{1,2}})(?:st|nd|rd|th)?[\s-]+([a-z]+)\.?,?[\s-]+(\d{{4}}){_TIME}", re.IGNORECASE)
_NAMED_US = re.compile(rf"(?:[a-z]+,\s+)?([a-z]+)\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}}){_TIME}", re.IGNORECASE)
_YEAR_FIRST = re.compile(rf"(\d{{4}})[/.](\d{{1,2}})[/.](\d{{1,2}}){_TIME}", re.IGNORECASE)
_DOTTED = re.compile(rf"(\d{{1,2}})\.\s?(\d{{1,2}})\.\s?(\d{{4}}){_TIME}", re.IGNORECASE)
_SLASHED = re.compile(rf"(\d{{1,2}})[/-](\d{{1,2}})[/-](\d{{4}}){_TIME}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Day:
    """What a text says about a day: first and last possible day, or an instant, or a fault; ``mended`` if the form was odd."""

    first: int | None = None
    last: int | None = None
    fault: str = ""
    mended: str = ""
    instant: datetime | None = None


def read_day(text: str, forms: Sequence[re.Pattern[str]] = ()) -> Day:
    """What ``text`` says; ``forms`` are declared forms, tried first (`compiled_form`).

    >>> read_day("2024-05").last - read_day("2024-05").first
    30
    >>> read_day("03/04/2026").fault, read_day("23/04/2026").mended
    ('AMBIGUOUS_DATE', 'DATE_FORM')
    """
    for form in forms:
        found = form.fullmatch(text)
        if found:
            return _declared(found)
    found = _ISO.fullmatch(text)
    if found:
        year, month, dom, hour, minute, second, zone = found.groups()
        if zone:
            return _instant(int(year), int(month), int(dom), int(hour), int(minute), int(second or 0), zone)
        if hour is not None and not (int(hour) < 24 and int(minute) < 60 and int(second or 0) < 61):
            return Day(fault="BAD_DATE")
        return _whole(int(year), int(month), int(dom), mended="DATE_FORM" if len(month) + len(dom) < 4 else "")
    found = _PART.fullmatch(text)
    if found:
        return _partial(int(found[1]), int(found[2]) if found[2] else None)
    found = _NAMED.fullmatch(text)
    if found and found[2].lower() in _MONTH:
        return _whole(int(found[3]), _MONTH[found[2].lower()], int(found[1]), mended="DATE_FORM")
    found = _NAMED_US.fullmatch(text)
    if found and found[1].lower() in _MONTH:
        return _whole(int(found[3]), _MONTH[found[1].lower()], int(found[2]), mended="DATE_FORM")
    found = _YEAR_FIRST.fullmatch(text)
    if found:
        return _whole(int(found[1]), int(found[2]), int(found[3]), mended="DATE_FORM")
    found = _DOTTED.fullmatch(text)
    if found:
        return _whole(int(found[3]), int(found[2]), int(found[1]), mended="DATE_FORM")
    found = _SLASHED.fullmatch(text)
    if found:
        one, other, year = int(found[1]), int(found[2]), int(found[3])
        if one != other and one <= 12 and other <= 12:
            return Day(fault="AMBIGUOUS_DATE")
        return _whole(year, min(one, other), max(one, other), mended="DATE_FORM")
    return Day(fault="BAD_DATE")


def civil_days(instant: datetime, zones: Sequence[ZoneInfo]) -> tuple[int, int]:
    """The earliest and latest civil day of an instant among zones; Coordinated Universal Time where there are none.

    >>> civil_days(datetime(2024, 6, 30, 23, 30, tzinfo=UTC), [ZoneInfo("Africa/Nairobi")])[0] - day_number(date(2024, 6, 30))
    1
    """
    days = [day_number(instant.astimezone(zone).date()) for zone in zones] or [day_number(instant.date())]
    return min(days), max(days)


# What each sign of a declared form matches.
_SIGNS = {
    "Y": r"(?P<Y>\d{4})",
    "y": r"(?P<y>\d\d)",
    "m": r"(?P<m>\d{1,2})",
    "d": r"(?P<d>\d{1,2})",
    "H": r"\d{1,2}",
    "I": r"\d{1,2}",
    "M": r"\d\d",
    "S": r"\d\d",
    "p": r"[AaPp]\.?[Mm]\.?",
    "B": r"(?P<B>[A-Za-z]+)",
    "b": r"(?P<b>[A-Za-z]+)\.?",
    "A": r"[A-Za-z]+",
    "a": r"[A-Za-z]+",
    "%": "%",
}


def compiled_form(form: str) -> re.Pattern[str] | None:
    """The pattern of a declared form of dates, or None where a sign is not known or no whole day is named.

    >>> read_day("21/11/26, 20:11", [compiled_form("%d/%m/%y, %H:%M")]) == read_day("2026-11-21")
    True
    """
    pattern, position = "", 0
    while position < len(form):
        character = form[position]
        if character == "%":
            position += 1
            sign = form[position] if position < len(form) else ""
            if sign not in _SIGNS:
                return None
            pattern += _SIGNS[sign]
        elif character.isspace():
            pattern += r"\s+"
        else:
            pattern += re.escape(character)
        position += 1
    try:
        compiled = re.compile(pattern)
    except re.error:
        return None
    names = set(compiled.groupindex)
    whole = names & {"Y", "y"} and names & {"m", "B", "b"} and "d" in names
    return compiled if whole else None


def _declared(found: re.Match[str]) -> Day:
    parts = found.groupdict()
    year = int(parts["Y"]) if parts.get("Y") else 2000 + int(parts["y"])
    word = parts.get("B") or parts.get("b")
    month = _MONTH.get(word.lower(), 0) if word else int(parts["m"])
    return _whole(year, month, int(parts["d"]))


def _whole(year: int, month: int, dom: int, mended: str = "") -> Day:
    try:
        number = date(year, month, dom).toordinal() - EPOCH
    except ValueError:
        return Day(fault="BAD_DATE")
    if not EARLIEST <= number <= LATEST:
        return Day(fault="BAD_DATE")
    return Day(number, number, mended=mended)


def _partial(year: int, month: int | None) -> Day:
    if not 1900 <= year <= 2199 or (month is not None and not 1 <= month <= 12):
        return Day(fault="BAD_DATE")
    first = date(year, month or 1, 1)
    last = date(year, month or 12, calendar.monthrange(year, month or 12)[1])
    return Day(day_number(first), day_number(last))


def _instant(year: int, month: int, dom: int, hour: int, minute: int, second: int, zone: str) -> Day:
    sign = "+00:00" if zone in "Zz" else zone if ":" in zone else f"{zone[:3]}:{zone[3:]}"
    try:
        there = datetime.fromisoformat(f"{year:04}-{month:02}-{dom:02}T{hour:02}:{minute:02}:{second:02}{sign}")
        instant = there.astimezone(UTC)
    except (ValueError, OverflowError):
        return Day(fault="BAD_DATE")
    number = day_number(instant.date())
    return Day(number, number, instant=instant) if EARLIEST <= number <= LATEST else Day(fault="BAD_DATE")
