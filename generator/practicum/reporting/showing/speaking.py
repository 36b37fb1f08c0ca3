"""A cell of a view as people read it: names for ids, sentences for codes, days and shares in words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from practicum.model.catalogue import Catalogue
from practicum.reporting.intake import intake_reasons
from practicum.reporting.markup import Markup
from practicum.reporting.naming import certification_title, country_title
from practicum.reporting.page import state_mark
from practicum.reporting.wording import CERTIFICATE_STATES, LONG_MONTHS, MONTHS, day_says, number_says, reason_says, state_title

NOWHERE = {"country": "(no country)", "agency": "(no agency)"}
COVERED = {
    "taught": "Taught",
    "planned": "Only planned",
    "below": "Taught, but lower",
    "portfolio": "By portfolio only",
    "not_taught": "Not taught",
}
DONE = {"set_aside": "Set aside", "mended": "Mended", "collapsed": "Collapsed", "noted": "Noted, used as it stands"}
GROUPED = {"everybody": "Everybody", "country": "Country", "agency": "Agency", "role": "Role"}
CHANGED = {"new": "New", "gone": "Gone"}


@dataclass(frozen=True)
class Speaking:
    """The names of one report."""

    catalogue: Catalogue
    agency_names: Mapping[str, str] = field(default_factory=dict)

    def agency(self, agency: str) -> str:
        """An agency's name, else its id."""
        return self.agency_names.get(agency) or agency or NOWHERE["agency"]

    def word(self, column: str, value: Any) -> str:
        """A cell in words; an empty cell is empty."""
        if value is None:
            return ""
        if column == "country":
            return country_title(self.catalogue, value) if value else NOWHERE["country"]
        if column == "agency":
            return self.agency(value)
        if column in ("certification", "role"):
            return certification_title(self.catalogue, value)
        if column == "programme":
            unit = self.catalogue.programmes.get(value)
            return unit.value.title if unit else value
        if column == "competency":
            unit_ = self.catalogue.competencies.get(value)
            return f"{value} {unit_.value.title}" if unit_ else value
        if column in ("state", "before", "now"):
            return CHANGED.get(value) or state_title(value)
        if column == "reason":
            return reason_says(value) or intake_reasons().get(value, value)
        if column == "month":
            return month_in_words(value)
        known = {"covered": COVERED, "done": DONE, "grouped_by": GROUPED}.get(column)
        return known.get(value, value) if known else self.plain(value)

    @staticmethod
    def plain(value: Any) -> str:
        """A value of no special column.

        >>> Speaking.plain(1234), Speaking.plain(0.5), Speaking.plain(True), Speaking.plain(date(2026, 10, 15))
        ('1,234', '0.5', 'yes', '15 Oct 2026')
        """
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, int):
            return f"{value:,}"
        if isinstance(value, float):
            return f"{value:,.0f}" if value.is_integer() else f"{value:,.1f}" if abs(value) >= 100 else number_says(value)
        return day_says(value) if isinstance(value, date) else str(value)

    def cell(self, column: str, kind: str, value: Any) -> Markup | str:
        """A cell for a page; a state has its mark."""
        if column in ("state", "before", "now") and value in CERTIFICATE_STATES:
            return state_mark(value, state_title(value))
        return share_says(value) if kind == "share" else self.word(column, value)


def share_says(share: float | None) -> str:
    """A share in percent.

    >>> share_says(0.7385), share_says(1.0), share_says(None)
    ('74 %', '100 %', '')
    """
    return "" if share is None else f"{share * 100:.0f} %"


def month_in_words(month: str, *, long: bool = False) -> str:
    """A month as it is printed.

    >>> month_in_words("2026-11"), month_in_words("2026-11", long=True), month_in_words("")
    ('Nov 2026', 'November 2026', '')
    """
    if not re.fullmatch(r"\d{4}-\d{2}", month or ""):
        return month or ""
    names = LONG_MONTHS if long else MONTHS
    return f"{names[int(month[5:]) - 1]} {month[:4]}"


def slug_of(name: str, taken: Iterable[str] = ()) -> str:
    """A name for a file, safe on every system and different from those that are taken.

    >>> slug_of("NV-HART"), slug_of("../x/Ä b"), slug_of(""), slug_of("NV-HART", {"nv-hart"}), slug_of("CON"), slug_of("Lar Esperança")
    ('nv-hart', 'x-a-b', 'none', 'nv-hart-2', 'con-1', 'lar-esperanca')
    """
    bare = "".join(character for character in unicodedata.normalize("NFKD", name.lower()) if not unicodedata.combining(character))
    base = re.sub(r"[^a-z0-9]+", "-", bare).strip("-")[:60].strip("-") or "none"
    if base in {"con", "prn", "aux", "nul", "index"} or re.fullmatch(r"(com|lpt)\d", base):
        base += "-1"
    known = set(taken)
    found, number = base, 2
    while found in known:
        found, number = f"{base}-{number}", number + 1
    return found
