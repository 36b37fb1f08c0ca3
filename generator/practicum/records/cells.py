"""Cells to values: one function a kind of column, each from a text to a `Cell`."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

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
    return Cell(unicodedata.normalize("NFC", bare), mended="SPACES" if cut else "")


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
    if behind not in UNITS:
        return Cell(fault="BAD_UNIT")
    return Cell(value, mended="UNIT_IN_NUMBER", unit=UNITS[behind][0])


def read_whole(text: str) -> Cell:
    """A whole number."""
    cell = read_number(text)
    if cell.value is None or cell.unit:
        return Cell(fault="BAD_NUMBER") if cell.unit else cell
    return Cell(int(cell.value), mended=cell.mended) if cell.value.is_integer() else Cell(fault="BAD_NUMBER")


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
    return Cell(fault="BAD_WORD")


def read_unit(text: str) -> Cell:
    """A unit of quantity."""
    bare, cut = trimmed(text)
    if not bare:
        return EMPTY
    known = UNITS.get(bare.lower().rstrip("."))
    if known is None:
        return Cell(fault="BAD_UNIT")
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
        value = known.get(re.sub(r"[\s_\-]", "", bare.lower()))
        if value is None:
            return Cell(fault="BAD_WORD")
        return Cell(value, mended="SPACES" if cut else "")

    return read
