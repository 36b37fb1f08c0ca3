"""The numbers, units, days and shares that a plain sentence names.

People write `24 months`, `two years`, `2 to 5 years`, `a 12-month period`, `half`, `50 %`, `2026-06-30` or `30 June 2026`; all are read.
What only looks like a number is left alone: ids (`F02`), ordinals (`the 80th hour`), numbered things (`Home No. 3`), bare years.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple


class Amount(NamedTuple):
    """A number with the unit it is counted in; months and days are the smallest units, so that two years are 24 months.

    ``unit`` is empty where none stands beside the number. ``firm`` amounts say what is asked, others only help to find it
    (`4 points a day` speaks of no single day). ``loose`` ones have a word between number and unit (`4 review days`).
    """

    value: Fraction
    unit: str
    start: int
    end: int
    firm: bool = True
    loose: bool = False


class Day(NamedTuple):
    """A day; without a ``year`` it comes back each year, and day 0 is a month as a whole.

    ``before`` is the word in front of it, which may move it by a day.
    """

    year: int | None
    month: int
    day: int
    start: int
    end: int
    before: str = ""

    def means(self) -> list[date]:
        """The days this may stand for: `before 1 July` is through 30 June, and `after 30 June` from 1 July."""
        if self.year is None:
            return []
        if self.day == 0:
            first = date(self.year, self.month, 1)
            return [first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)]
        try:
            written = date(self.year, self.month, self.day)
            return [written, *(written + timedelta(days=step) for word, step in (("before", -1), ("after", 1)) if word == self.before)]
        except (ValueError, OverflowError):
            return []


@dataclass(frozen=True, slots=True)
class Spoken:
    """All that a sentence names, and its words in small letters."""

    amounts: tuple[Amount, ...]
    days: tuple[Day, ...]
    words: frozenset[str]


_UNITS: dict[str, tuple[str, int | Fraction]] = {
    "hour": ("hour", 1), "hr": ("hour", 1), "h": ("hour", 1), "minute": ("hour", Fraction(1, 60)), "day": ("day", 1), "week": ("day", 7),
    "fortnight": ("day", 14), "month": ("month", 1), "year": ("month", 12), "yr": ("month", 12), "point": ("point", 1), "item": ("item", 1),
    "%": ("share", Fraction(1, 100)), "percent": ("share", Fraction(1, 100)),
}  # fmt: skip
# fmt: off
_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
    "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)
_SMALL = {word: value for value, word in enumerate(_ONES)}
_TENS = {word: 10 * n for n, word in enumerate(("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), 2)}
_PARTS = {"half": 2, "½": 2, "third": 3, "⅓": 3, "quarter": 4, "¼": 4, "fifth": 5, "tenth": 10}
_MANY_PARTS = {"halves": 2, "thirds": 3, "quarters": 4, "fifths": 5, "tenths": 10}
MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)
_MONTHS = {name: number for number, full in enumerate(MONTH_NAMES, 1) for name in (full, full[:3])} | {"Sept": 9}
# fmt: on
# Words for a time of known length that hold no number, and words for a small number.
_SOFT = {
    "yearly": (12, "month"),
    "annual": (12, "month"),
    "annually": (12, "month"),
    "monthly": (1, "month"),
    "weekly": (7, "day"),
    "daily": (1, "day"),
    "fortnightly": (14, "day"),
    "quarterly": (3, "month"),
    "once": (1, ""),
    "twice": (2, ""),
    "both": (2, ""),
    "either": (1, ""),
    "no": (0, ""),
    "none": (0, ""),
    "without": (0, ""),
    "nothing": (0, ""),
}  # fmt: skip
_EACH = frozenset({"a", "an", "each", "every", "per", "the", "last"})
# What may not stand between a number and its unit: it would belong to another thing.
# fmt: off
_STOPS = frozenset((
    "a", "about", "after", "against", "all", "an", "and", "any", "are", "as", "at", "be", "been", "before", "beside", "between", "by",
    "each", "ever", "every", "for", "from", "had", "has", "have", "in", "into", "is", "it", "its", "last", "least", "less", "longer",
    "more", "most", "no", "none", "nor", "not", "of", "on", "or", "other", "over", "per", "so", "than", "that", "the", "their", "them",
    "then", "there", "these", "they", "this", "those", "through", "to", "under", "until", "was", "were", "what", "when", "where",
    "which", "while", "who", "whom", "with", "within", "without",
))
# fmt: on
_NUMBERED = frozenset({"no", "nr", "number", "article", "art", "section", "paragraph", "page", "version", "chapter", "form", "annex"})
_TOKEN = re.compile(
    r"(?P<iso>\b\d{4}-\d\d-\d\d\b)|(?P<ratio>\b\d{1,9}\s?/\s?\d{1,9}\b)|(?P<order>\b\d{1,9}(?:st|nd|rd|th)\b)"
    r"|(?P<number>(?<![\w.])\d{1,15}(?:,\d{3}){0,5}(?:\.\d{1,15})?(?!\d))|(?P<word>[^\W\d_][\w’']*(?:[-.][\w’']*\d[\w’']*)*)|(?P<sign>[^\s\w])"
)
_DASHES = frozenset("-–—")


@functools.lru_cache(maxsize=65536)
def spoken(sentence: str) -> Spoken:
    """What a sentence names.

    >>> [(str(one.value), one.unit) for one in spoken("24 hours in two years, 1/2 of them online, no hour before F02.").amounts if one.firm]
    [('24', 'hour'), ('24', 'month'), ('1/2', 'share')]
    >>> spoken("From 30 June 2026 on.").days[0].means()
    [datetime.date(2026, 6, 30)]
    """
    return _Reader(sentence).read()


class _Reader:
    """One walk over the tokens of a sentence."""

    def __init__(self, sentence: str) -> None:
        self.tokens = list(_TOKEN.finditer(sentence))
        self.texts = [token.group() for token in self.tokens]
        self.small = [text.lower() for text in self.texts]
        self.amounts: list[Amount] = []
        self.days: list[Day] = []

    def read(self) -> Spoken:
        """Every amount and day, in the order in which they stand."""
        at = 0
        while at < len(self.tokens):
            at = self._step(at)
        return Spoken(tuple(self._shared_units()), tuple(self.days), frozenset(self.small))

    def _step(self, at: int) -> int:
        """Read what begins at a token; the next token to look at."""
        token, word = self.tokens[at], self.small[at]
        if token.lastgroup == "iso":
            year, month, day = (int(part) for part in self.texts[at].split("-"))
            self.days.append(Day(year, month, day, token.start(), token.end(), self._word(at - 1)))
            return at + 1
        if token.lastgroup == "ratio":
            above, below = (int(part) for part in re.split(r"\s?/\s?", self.texts[at]))
            if below:
                self._add(Fraction(above, below), "share", at, at)
            return at + 1
        if token.lastgroup == "word" and self.texts[at] in _MONTHS:
            return self._month_first(at)
        if token.lastgroup == "order":
            return self._day_first(at, int(re.sub(r"\D", "", word))) or at + 1
        value, after = self._number(at)
        if value is not None:
            return self._after_number(at, after, value)
        if token.lastgroup == "word":
            return self._plain_word(at, word)
        return at + 1

    def _plain_word(self, at: int, word: str) -> int:
        if word in ("level", "levels"):
            value, after = self._number(at + 1)
            if value is not None:
                self._add(value, "level", at + 1, after - 1)
                return after
        if word in _SOFT:
            soft, unit = _SOFT[word]
            self._add(Fraction(soft), unit, at, at, firm=False)
        elif word in _PARTS:
            self._add(Fraction(1, _PARTS[word]), "share", at, at, firm=False)
            end, unit, size, _ = self._unit(at + 2) if self._word(at + 1) in ("a", "an") else (0, "", Fraction(0), False)
            if unit:
                self._add(size / _PARTS[word], unit, at, end, firm=False)
        elif word in _EACH:
            end, unit, size, loose = self._unit(at + 1)
            if unit:
                self._add(size, unit, at, end, firm=False, loose=loose)
                if self._and_a_half(end + 1):
                    self._add(size * Fraction(3, 2), unit, at, end + 3, firm=False)
        return at + 1

    def _and_a_half(self, at: int) -> bool:
        return self.small[at : at + 3] == ["and", "a", "half"]

    def _after_number(self, at: int, after: int, value: Fraction) -> int:
        """What a number counts; ``after`` is the token behind it."""
        if self._word(at - 1) in _NUMBERED or (
            self._word(at - 1) == "." and self._word(at - 2) in _NUMBERED and self.small[at].isdecimal()
        ):
            return after
        day = self._day_first(at, int(value)) if value.denominator == 1 and after == at + 1 else None
        if day:
            return day
        parts = _PARTS if value == 1 else _MANY_PARTS
        if self._word(after) in parts:
            self._add(value / parts[self._word(after)], "share", at, after, firm=False)
            return after + 1
        if self._word(after) == "(" and self._number(after + 1)[0] == value and self._word(self._number(after + 1)[1]) == ")":
            # `ninety (90) days`
            after = self._number(after + 1)[1] + 1
        if self._and_a_half(after):
            value, after = value + Fraction(1, 2), after + 3
        hyphen = self._word(after) in _DASHES and self._touches(after) and self._word(after + 1).rstrip("s") in _UNITS
        end, unit, size, loose = self._unit(after + 1 if hyphen else after)
        if unit and not (value == 1 and loose and not self.small[at].isdecimal()):
            self._add(value * size, unit, at, end, loose=loose)
            return end + 1
        self._add(value, "", at, after - 1)
        return after

    def _unit(self, at: int) -> tuple[int, str, Fraction, bool]:
        """The unit at a token, or behind one or two plain words: its last token, name, size and whether words lie between."""
        for gap in range(3):
            here = at + gap
            word = self._word(here)
            known = _UNITS.get(word) or (_UNITS.get(word[:-1]) if word.endswith("s") and len(word) > 2 else None)
            if known:
                return here, known[0], Fraction(known[1]), gap > 0
            if word == "per" and self._word(here + 1) == "cent":
                return here + 1, "share", Fraction(1, 100), gap > 0
            if word in _STOPS or here >= len(self.tokens) or self.tokens[here].lastgroup != "word" or not self.texts[here].islower():
                break
        return at, "", Fraction(0), False

    def _number(self, at: int) -> tuple[Fraction | None, int]:
        """The number that begins at a token, in digits or words, and the token behind it."""
        if not 0 <= at < len(self.tokens):
            return None, at
        if self.tokens[at].lastgroup == "number":
            return Fraction(self.texts[at].replace(",", "")), at + 1
        return self._in_words(at)

    def _in_words(self, at: int) -> tuple[Fraction | None, int]:
        total, here = 0, at
        if self._word(here) in ("a", "one") and self._word(here + 1) == "hundred":
            total, here = 100, here + 2
        elif self._word(here + 1) == "hundred" and self._word(here) in _SMALL:
            total, here = 100 * _SMALL[self._word(here)], here + 2
        joined = here + 1 if total and self._word(here) == "and" else here
        word = self._word(joined)
        if word in _TENS:
            total, here = total + _TENS[word], joined + 1
            behind = here + 1 if self._word(here) == "-" else here
            if 0 < _SMALL.get(self._word(behind), 0) < 10 and (behind > here or self._touches(here)):
                total, here = total + _SMALL[self._word(behind)], behind + 1
        elif word in _SMALL:
            total, here = total + _SMALL[word], joined + 1
        return (Fraction(total), here) if here > at else (None, at)

    def _day_first(self, at: int, day: int) -> int | None:
        """`30 June 2026`, `1st of July`: the token behind it."""
        here = at + 2 if self._word(at + 1) == "of" else at + 1
        if not 1 <= day <= 31 or here >= len(self.tokens) or self.texts[here] not in _MONTHS:
            return None
        return self._with_year(at, here, _MONTHS[self.texts[here]], day)

    def _month_first(self, at: int) -> int:
        """`June 30, 2026` and `June 2026`: the token behind it."""
        number = self._word(at + 1)
        digits = re.sub(r"(st|nd|rd|th)$", "", number)
        if digits.isdecimal() and len(digits) <= 2 and 1 <= int(digits) <= 31 and not self._unit(at + 2)[1]:
            return self._with_year(at, at + 1, _MONTHS[self.texts[at]], int(digits))
        if digits.isdecimal() and len(digits) == 4 and 0 < int(digits) < 9999:
            month, year = self.tokens[at], self.tokens[at + 1]
            self.days.append(Day(int(digits), _MONTHS[self.texts[at]], 0, month.start(), year.end(), self._word(at - 1)))
            return at + 2
        return at + 1

    def _with_year(self, first: int, last: int, month: int, day: int) -> int:
        year = last + 2 if self._word(last + 1) == "," else last + 1
        known = self._word(year)
        found = int(known) if len(known) == 4 and known.isdecimal() else None
        end = year if found is not None else last
        self.days.append(Day(found, month, day, self.tokens[first].start(), self.tokens[end].end(), self._word(first - 1)))
        return end + 1

    def _shared_units(self) -> list[Amount]:
        """`24 to 60 months` and `2–5 years`: the first number counts what the second does. `1 year and 6 months` is one length."""
        found: list[Amount] = []
        for position, one in enumerate(self.amounts):
            found.append(one)
            following = self.amounts[position + 1] if position + 1 < len(self.amounts) else None
            if following is None or not following.unit or not following.firm or not one.firm:
                continue
            between = [
                self.small[at] for at, token in enumerate(self.tokens) if one.end <= token.start() and token.end() <= following.start
            ]
            if not one.unit and between in (["to"], ["-"], ["–"], ["and"], ["or"]):
                last = next(self.small[at] for at, token in enumerate(self.tokens) if token.end() == following.end)
                size = (_UNITS.get(last) or _UNITS.get(last[:-1]) or ("", 1))[1]
                found.append(Amount(one.value * size, following.unit, one.start, one.end, between[0] in ("to", "-", "–")))
            elif one.unit == following.unit == "month" and following.value < 12 <= one.value and between in ([], ["and"]):
                found[-1] = Amount(one.value + following.value, "month", one.start, following.end)
                self.amounts[position + 1] = following._replace(firm=False)
        return found

    def _add(self, value: Fraction, unit: str, first: int, last: int, *, firm: bool = True, loose: bool = False) -> None:
        self.amounts.append(Amount(value, unit, self.tokens[first].start(), self.tokens[last].end(), firm, loose))

    def _word(self, at: int) -> str:
        return self.small[at] if 0 <= at < len(self.small) else ""

    def _touches(self, at: int) -> bool:
        """Whether no space lies before a token."""
        return 0 < at < len(self.tokens) and self.tokens[at - 1].end() == self.tokens[at].start()
