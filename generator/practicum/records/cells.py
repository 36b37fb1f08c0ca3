"""Cells to values: one function a kind of column, each from a text to a `Cell`."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from practicum.records.days import plain_word, read_day
from practicum.records.profiling import shipped_words

_SPACES = " \t\r\n\u00a0\u2007\u202f\u200b\u2060\ufeff"
_NUMBER = re.compile(r"([-+]?\d+(?:[ \u00a0\u202f]\d{3})*(?:[.,]\d+)?)\s*(%|[^\W\d_]+\.?)?")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
# Words for units. The second of each pair says whether the word is an abbreviation, which is shown as mended.
UNITS: dict[str, tuple[str, bool]] = {
    "hour": ("hour", False),
    "hours": ("hour", False),
    "hr": ("hour", True),
    "hrs": ("hour", True),
    "h": ("hour", True),
    "std": ("hour", True),
    "point": ("point", False),
    "points": ("point", False),
    "pt": ("point", True),
    "pts": ("point", True),
    "item": ("item", False),
    "items": ("item", False),
    "day": ("day", False),
    "days": ("day", False),
    "d": ("day", True),
}
_YES = frozenset({"yes", "y", "true", "1", "x", "t", "signed", "approved", "on"})
_NO = frozenset({"no", "n", "false", "0", "f", "off", "-"})


@cache
def _meanings() -> dict[str, tuple[str, ...]]:
    """What each word of the lists means in a cell, in whatever language."""
    found: dict[str, list[str]] = {}
    for meaning, words in (shipped_words().words or {}).items():
        for word in words:
            found.setdefault(plain_word(word), []).append(meaning)
    return {word: tuple(meant) for word, meant in found.items()}


def word_meant(word: str, meanings: Sequence[str]) -> str:
    """Which of these a word of any language means, or an empty text.

    >>> word_meant("Réussi", ("passed", "failed")), word_meant("да", ("yes", "no")), word_meant("x", ("yes", "no"))
    ('passed', 'yes', '')
    >>> word_meant("Not-yet", ("not_completed",))
    'not_completed'
    """
    bare = plain_word(word)
    found = _meanings().get(bare) or _meanings().get(" ".join(re.split(r"[\s_-]+", bare)).strip(), ())
    return next((meant for meant in found if meant in meanings), "")


@dataclass(frozen=True, slots=True)
class Cell:
    """What a text holds: a value, or a fault; ``mended`` names what was put right; ``unit`` is one found behind a number."""

    value: Any = None
    fault: str = ""
    mended: str = ""
    unit: str = ""


EMPTY = Cell()


def trimmed(text: str) -> tuple[str, bool]:
    """The text without spaces around it, and whether there were any.

    >>> trimmed("F02 ")
    ('F02', True)
    """
    bare = text.strip(_SPACES)
    return bare, len(bare) != len(text) and bool(bare)


def read_code(text: str) -> Cell:
    """An id or a word, composed the one way Unicode recommends."""
    if text.isascii() and text.isalnum():
        # The usual id; every distinct one is read here.
        return Cell(text)
    bare, cut = trimmed(text)
    if not bare:
        return EMPTY
    if (whole := unscrambled(bare)) != bare:
        return Cell(unicodedata.normalize("NFC", whole), mended="MOJIBAKE")
    return Cell(unicodedata.normalize("NFC", bare), mended="SPACES" if cut else "")


# What the first byte of a letter in UTF-8 looks like in the pages of western Europe, with one that can follow it.
_SCRAMBLED = re.compile(
    "[\u00c2-\u00f4][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
)


def unscrambled(text: str) -> str:
    """A text whose UTF-8 had been read as a page of western Europe, as it was meant; any other text as it is.

    >>> unscrambled("NÃºÃ±ez"), unscrambled("Núñez")
    ('Núñez', 'Núñez')
    """
    if not _SCRAMBLED.search(text):
        return text
    for page in ("cp1252", "latin-1"):
        try:
            return text.encode(page).decode("utf-8")
        except UnicodeError:
            continue
    return text


def read_number(text: str) -> Cell:
    """An amount; a unit behind it is taken off and kept, a percent sign means nothing here.

    >>> read_number("12 hrs")
    Cell(value=12.0, fault='', mended='UNIT_IN_NUMBER', unit='hour')
    >>> read_number("1,5").value, read_number("85.0%").mended, read_number("a lot").fault
    (1.5, '', 'BAD_NUMBER')
    """
    bare, cut = trimmed(text)
    if not bare:
        return EMPTY
    try:
        value = float(bare)
    except ValueError:
        return _loose_number(bare)
    if not math.isfinite(value) or "_" in bare:
        return Cell(fault="BAD_NUMBER")
    return Cell(value, mended="SPACES" if cut else "")


def _loose_number(bare: str) -> Cell:
    if _THOUSANDS.fullmatch(bare):
        # `1,500` may be one and a half or fifteen hundred.
        return Cell(fault="BAD_NUMBER")
    found = _NUMBER.fullmatch(bare)
    if not found:
        return Cell(fault="BAD_NUMBER")
    digits, behind = found[1], (found[2] or "").rstrip(".").lower()
    comma = "," in digits
    if comma and _THOUSANDS.fullmatch(digits.lstrip("+-")):
        return Cell(fault="BAD_NUMBER")
    value = float(re.sub(r"[ \u00a0\u202f]", "", digits).replace(",", "."))
    if not behind or behind == "%":
        return Cell(value, mended="DECIMAL_COMMA" if comma else "")
    unit = UNITS[behind][0] if behind in UNITS else word_meant(behind, ("hour", "point", "day"))
    return Cell(value, mended="UNIT_IN_NUMBER", unit=unit) if unit else Cell(fault="BAD_UNIT")


def read_whole(text: str) -> Cell:
    """A whole number."""
    cell = read_number(text)
    if cell.value is None or cell.unit:
        return Cell(fault="BAD_NUMBER") if cell.unit else cell
    return Cell(int(cell.value), mended=cell.mended) if cell.value.is_integer() else Cell(fault="BAD_NUMBER")


def read_birth_year(text: str, latest: int | None = None) -> Cell:
    """A year of birth; of a whole date of birth only the year is kept, whichever way round day and month stand.

    ``latest`` is the last year that two digits can mean; without it they mean none.

    >>> read_birth_year("1985").value, read_birth_year("12/25/1985").value, read_birth_year("03/04/85", 2026).value
    (1985, 1985, 1985)
    """
    bare, cut = trimmed(text)
    if _SERIAL_BIRTH.fullmatch(bare):
        # Day 1 of a spreadsheet is 1900-01-01.
        return Cell((date(1899, 12, 30) + timedelta(days=int(float(bare)))).year, mended="SERIAL_DATE")
    if bare.isdecimal() or not bare:
        return read_whole(text)
    said = read_day(bare, (), "day", latest)
    if said.fault == "OTHER_ORDER":
        said = read_day(bare, (), "month", latest)
    if said.first is None:
        return read_whole(text) if said.fault == "BAD_DATE" else Cell(fault=said.fault)
    return Cell((date(1970, 1, 1) + timedelta(days=said.first)).year, mended="SPACES" if cut else "")


# Day 10,000 of a spreadsheet is in 1927, day 59,999 in 2064.
_SERIAL_BIRTH = re.compile(r"[1-5]\d{4}(?:\.\d+)?")


def read_flag(text: str) -> Cell:
    """Yes or no.

    >>> read_flag("Yes").value, read_flag("perhaps").fault
    (True, 'BAD_WORD')
    """
    bare, cut = trimmed(text)
    if not bare:
        return EMPTY
    word = bare.lower()
    if word in _YES or word in _NO:
        return Cell(word in _YES, mended="SPACES" if cut else "")
    said = word_meant(word, ("yes", "no"))
    if said:
        return Cell(said == "yes", mended="SPACES" if cut else "")
    return Cell(fault="BAD_WORD")


def read_unit(text: str) -> Cell:
    """A unit of quantity."""
    bare, cut = trimmed(text)
    if not bare:
        return EMPTY
    known = UNITS.get(bare.lower().rstrip("."))
    if known is None:
        said = word_meant(bare, ("hour", "point", "day"))
        return Cell(said, mended="UNIT_WORD") if said else Cell(fault="BAD_UNIT")
    return Cell(known[0], mended="UNIT_WORD" if known[1] else "SPACES" if cut else "")


def read_choice(choices: Sequence[str]) -> Callable[[str], Cell]:
    """A reader of one of a few words; capitals, spaces and hyphens inside do not matter.

    >>> read_choice(("late_award",))("Late award").value
    'late_award'
    """
    known = {choice.replace("_", ""): choice for choice in choices}

    def read(text: str) -> Cell:
        bare, cut = trimmed(text)
        if not bare:
            return EMPTY
        value = known.get(re.sub(r"[\s_\-]", "", bare.lower())) or word_meant(bare, tuple(choices)) or None
        if value is None:
            return Cell(fault="BAD_WORD")
        return Cell(value, mended="SPACES" if cut else "")

    return read
