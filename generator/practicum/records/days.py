"""Days as people write them: whole, partial, with a time, as an instant, or in a declared form.

Everything becomes days since 1970-01-01; a partial day keeps its first and its last possible day.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

from practicum.model.civil_day import EPOCH, day_number
from practicum.records.profiling import shipped_words

# Which number comes first where day and month are two numbers; empty where nobody said so.
Order: TypeAlias = Literal["day", "month", ""]

# Days before and after these are slips of the hand.
EARLIEST, LATEST = date(1900, 1, 1).toordinal() - EPOCH, date(2200, 1, 1).toordinal() - EPOCH



@cache
def months() -> dict[str, int]:
    """Names of months and their short forms in every language of the list of words, without accents, to the month's number."""
    return {plain_word(name): int(number) for number, names in (shipped_words().months or {}).items() for name in names}


@cache
def plain_word(word: str) -> str:
    """A word as words are compared: without case, accents and the point of a short form.

    >>> plain_word("Févr.")
    'fevr'
    """
    apart = unicodedata.normalize("NFKD", word.casefold().rstrip("."))
    return "".join(character for character in apart if not unicodedata.combining(character))


# Digits of other scripts are digits; marks of direction are not seen.
_UNSEEN = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?)?", re.IGNORECASE)
_PART = re.compile(r"(\d{4})(?:-(\d\d))?")
_TIME = r"(?:,?\s+(?:à\s+|at\s+|um\s+)?\d{1,2}[:.h]\d\d(?:[:.]\d\d)?(?:\s*[ap]\.?\s?m\.?)?)?"
_WORD = r"[^\W\d_][^\W\d_\u0300-\u036f]*"
_NAMED = re.compile(
    rf"(?:{_WORD}(?:-{_WORD})?[,،]?\s+)?(\d{{1,2}})(?:st|nd|rd|th|er|re|º|°|\.)?[\s./-]*(?:de\s+|do\s+|of\s+)?({_WORD}(?:\s{_WORD})?)\.?,?[\s./-]*"
    rf"(?:de\s+|del\s+)?(\d{{4}}|\d\d)(?:\s*(?:г|года|р)\.?)?{_TIME}",
    re.IGNORECASE,
)
_NAMED_US = re.compile(rf"(?:{_WORD},\s+)?({_WORD})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}}){_TIME}", re.IGNORECASE)
_MONTH_YEAR = re.compile(rf"({_WORD})\.?,?[\s-]+(?:de\s+)?(\d{{4}})", re.IGNORECASE)
_NUMBERS = re.compile(rf"(\d{{1,2}})([./-]\s?|\s)(\d{{1,2}})\2(\d{{4}}|\d\d){_TIME}", re.IGNORECASE)
_YEAR_FIRST = re.compile(rf"(\d{{4}})[/.](\d{{1,2}})[/.](\d{{1,2}}){_TIME}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Day:
    """What a text says about a day: first and last possible day, or an instant, or a fault; ``mended`` if the form was odd."""

    first: int | None = None
    last: int | None = None
    fault: str = ""
    mended: str = ""
    instant: datetime | None = None


def read_day(text: str, forms: Sequence[re.Pattern[str]] = (), order: Order = "", pivot: int | None = None) -> Day:
    """What ``text`` says; ``forms`` are declared forms, tried first (`compiled_form`).

    ``order`` says which of two numbers is the day where nothing in the text does; points stand between day and month in this order in
    every language that writes them. ``pivot`` is the last year that two digits can mean.

    >>> read_day("2024-05").last - read_day("2024-05").first
    30
    >>> read_day("03/04/2026").fault, read_day("03/04/2026", order="month").first == read_day("2026-03-04").first
    ('AMBIGUOUS_DATE', True)
    >>> read_day("3 mars 2026") == read_day("3 de março de 2026") == read_day("23/04/2026") or read_day("3 mars 2026").mended
    'DATE_FORM'
    """
    for form in forms:
        found = form.fullmatch(text)
        if found:
            return _declared(found)
    if not text.isascii():
        text = _UNSEEN.sub("", text).replace("\u00a0", " ").replace("\u202f", " ")
        text = "".join(str(unicodedata.decimal(one)) if one.isdecimal() and not one.isascii() else one for one in text)
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
    found = _NUMBERS.fullmatch(text)
    if found:
        return _numbers(int(found[1]), int(found[3]), found[4], found[2].strip(), order, pivot)
    found = _NAMED.fullmatch(text)
    if found and (month := _month(found[2])):
        return _named(found[3], month, int(found[1]), pivot)
    found = _NAMED_US.fullmatch(text)
    if found and (month := _month(found[1])):
        return _whole(int(found[3]), month, int(found[2]), mended="DATE_FORM")
    found = _MONTH_YEAR.fullmatch(text)
    if found and (month := _month(found[1])):
        return _partial(int(found[2]), month, mended="DATE_FORM")
    found = _YEAR_FIRST.fullmatch(text)
    if found:
        return _whole(int(found[1]), int(found[2]), int(found[3]), mended="DATE_FORM")
    return Day(fault="BAD_DATE")


def _numbers(one: int, other: int, year: str, between: str, order: Order, pivot: int | None) -> Day:
    """A day in three numbers, the year last."""
    if len(year) == 2 and pivot is None:
        return Day(fault="SHORT_YEAR")
    whole = _year(year, pivot)
    if between != "." and ((order == "day" and one <= 12 < other <= 31) or (order == "month" and other <= 12 < one <= 31)):
        return Day(fault="OTHER_ORDER")
    if between == "." or order == "day":
        return _whole(whole, other, one, mended="DATE_FORM")
    if order == "month":
        return _whole(whole, one, other, mended="DATE_FORM")
    if one != other and one <= 12 and other <= 12:
        return Day(fault="AMBIGUOUS_DATE")
    return _whole(whole, min(one, other), max(one, other), mended="DATE_FORM")


def numbers_in(text: str) -> tuple[int, int, str, str] | None:
    """The two numbers before the year, what stands between them, and the year, where a text is a day in three numbers.

    >>> numbers_in("3.4.26"), numbers_in("2026-03-04")
    ((3, 4, '.', '26'), None)
    """
    found = _NUMBERS.fullmatch(text)
    return (int(found[1]), int(found[3]), found[2].strip(), found[4]) if found else None


def read_serial(text: str) -> int | None:
    """The day of a number as spreadsheets count days, from 1954 to 2091; a share of a day behind the point is left out.

    >>> read_serial("46085") == read_day("2026-03-04").first, read_serial("7")
    (True, None)
    """
    found = re.fullmatch(r"([2-6]\d{4})(?:[.,]\d+)?", text)
    return int(found[1]) - _SERIAL_EPOCH if found else None


# Day 25,569 of a spreadsheet is 1970-01-01.
_SERIAL_EPOCH = 25_569


def _month(words: str) -> int:
    """The number of a month by its name, or 0; a word such as `de` may still stand behind it."""
    return months().get(plain_word(words)) or months().get(plain_word(words.rsplit(" ", 1)[0]), 0)


def _named(year: str, month: int, dom: int, pivot: int | None) -> Day:
    if len(year) == 2 and pivot is None:
        return Day(fault="SHORT_YEAR")
    return _whole(_year(year, pivot), month, dom, mended="DATE_FORM")


def _year(year: str, pivot: int | None) -> int:
    """The year; two digits mean the latest such year that is not after the pivot.

    >>> _year("26", 2027), _year("84", 2027)
    (2026, 1984)
    """
    if len(year) == 4 or pivot is None:
        return int(year)
    found = pivot - pivot % 100 + int(year)
    return found if found <= pivot else found - 100


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
    "B": r"(?P<B>[^\W\d_]+)",
    "b": r"(?P<b>[^\W\d_]+)\.?",
    "A": r"[^\W\d_]+",
    "a": r"[^\W\d_]+\.?",
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
    month = months().get(plain_word(word), 0) if word else int(parts["m"])
    return _whole(year, month, int(parts["d"]))


def _whole(year: int, month: int, dom: int, mended: str = "") -> Day:
    try:
        number = date(year, month, dom).toordinal() - EPOCH
    except ValueError:
        return Day(fault="BAD_DATE")
    if not EARLIEST <= number <= LATEST:
        return Day(fault="BAD_DATE")
    return Day(number, number, mended=mended)


def _partial(year: int, month: int | None, mended: str = "") -> Day:
    if not 1900 <= year <= 2199 or (month is not None and not 1 <= month <= 12):
        return Day(fault="BAD_DATE")
    first = date(year, month or 1, 1)
    last = date(year, month or 12, calendar.monthrange(year, month or 12)[1])
    return Day(day_number(first), day_number(last), mended=mended)


def _instant(year: int, month: int, dom: int, hour: int, minute: int, second: int, zone: str) -> Day:
    sign = "+00:00" if zone in "Zz" else zone if ":" in zone else f"{zone[:3]}:{zone[3:]}"
    try:
        there = datetime.fromisoformat(f"{year:04}-{month:02}-{dom:02}T{hour:02}:{minute:02}:{second:02}{sign}")
        instant = there.astimezone(UTC)
    except (ValueError, OverflowError):
        return Day(fault="BAD_DATE")
    number = day_number(instant.date())
    return Day(number, number, instant=instant) if EARLIEST <= number <= LATEST else Day(fault="BAD_DATE")
