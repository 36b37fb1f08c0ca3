"""Releases: what a curriculum is called and who publishes it, what changed, and the state of a day under a name of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from practicum.model.fields import Authored, told

ChangeKind = Literal["added", "changed", "corrected", "removed", "translated"]
# The year and the month, and a number where a month has more than one: `2026.11`, `2026.11.2`.
VERSION = r"^\d{4}\.(0[1-9]|1[0-2])(\.[1-9]\d?)?$"


@dataclass(frozen=True, kw_only=True)
class Publication(Authored):
    """What the curriculum as a whole is called, and who answers for it: pages, citations and feeds say so."""

    format: int = told("The version of this file format.", 1, ge=1, le=1)
    title: str = told("What the curriculum is called.", "Family care in Belmora", max_length=120)
    publisher: str = told("Who publishes it, as a citation names them.", "Ministry for Families of Belmora (invented)", max_length=160)
    address: str | None = told("Where the site is read.", "https://care.example.org/", default=None, pattern=r"^https?://[^\s?#]+/$")
    repository: str | None = told(
        "Where its sources are kept.", "https://code.example.org/family-care", default=None, pattern=r"^https://[^\s?#]+$"
    )
    based_on: str | None = told(
        "What it was made from, as its licence asks to say.", "Practicum 0.1.0, The Practicum contributors, CC BY 4.0", default=None
    )


@dataclass(frozen=True, kw_only=True)
class Change(Authored):
    """One change since the last release, told by those who made it. A file of its own, so that two proposals never meet in one."""

    format: int = told("The version of this file format.", 1, ge=1, le=1)
    kind: ChangeKind = told("What kind of change it is.", "changed")
    units: tuple[str, ...] = told(
        "What changed: ids, with `/NV` for a country's edition or `/fr` for a translation; or `glossary`, `references`, `words`, `topics`, "
        "a country or a language as a whole.",
        ["F06", "F06/fr", "certification:FSW"], min_length=1,
    )  # fmt: skip
    says: str = told("What changed, for those who learn and teach with it.", "The story of the yard asks the child first.", max_length=400)
    people: tuple[str, ...] = told("Ids of the people who made it.", ["P-AMIN"], default=())


@dataclass(frozen=True, kw_only=True)
class ReleasedChange(Authored):
    """A change as it was told in the file that the release took up."""

    kind: ChangeKind = told("What kind of change it is.", "changed")
    units: tuple[str, ...] = told("What changed, as it was called then.", ["F06"])
    says: str = told("What changed.", "The story of the yard asks the child first.")
    people: tuple[str, ...] = told("Ids of the people who made it.", ["P-AMIN"], default=())


@dataclass(frozen=True, kw_only=True)
class Untold(Authored):
    """Something that reads differently than in the release before, and of which no change speaks."""

    unit: str = told("What it is, as it was called then.", "F07")
    what: Literal["added", "changed", "removed"] = told("Whether it came, went or reads differently.", "changed")
    where: tuple[str, ...] = told("Which of its texts and fields.", ["02-first-visit.md", "summary"], default=())


@dataclass(frozen=True, kw_only=True)
class Release(Authored):
    """The curriculum on a day, under a name that is never used again."""

    format: int = told("The version of this file format.", 1, ge=1, le=1)
    version: str = told("Its name: year and month, and a number where a month has more than one.", "2026.11", pattern=VERSION)
    day: date = told("Of which day it is.", "2026-11-23")
    says: str | None = told("What it brings, in a sentence or two.", "The bridge in French.", default=None, max_length=400)
    since: str | None = told("The release it was compared with.", "2026.08", default=None, pattern=VERSION)
    changes: tuple[ReleasedChange, ...] = told("What changed since.", [{"kind": "changed", "units": ["F06"]}], default=())
    untold: tuple[Untold, ...] = told("What else reads differently.", [{"unit": "F07", "what": "changed"}], default=())


def version_key(version: str) -> tuple[int, ...]:
    """Versions in their order.

    >>> sorted(["2026.11", "2026.9", "2026.11.2"], key=version_key)
    ['2026.9', '2026.11', '2026.11.2']
    """
    return tuple(int(part) for part in version.split("."))


def next_version(day: date, known: frozenset[str]) -> str:
    """The name of a release of a day.

    >>> next_version(date(2026, 11, 23), frozenset()), next_version(date(2026, 11, 23), frozenset({"2026.11", "2026.11.2"}))
    ('2026.11', '2026.11.3')
    """
    month = f"{day.year:04}.{day.month:02}"
    numbers = [int(one.split(".")[2]) if one.count(".") == 2 else 1 for one in known if one == month or one.startswith(month + ".")]
    return f"{month}.{max(numbers) + 1}" if numbers else month


def orcid_said(orcid: str) -> str | None:
    """An ORCID iD as sixteen signs in groups of four, its own address taken off; None where it is none.

    >>> orcid_said("https://orcid.org/0000-0000-0000-0001"), orcid_said("0000 0000 0000 000x"), orcid_said("17")
    ('0000-0000-0000-0001', '0000-0000-0000-000X', None)
    """
    bare = orcid.strip().rstrip("/").rpartition("/")[2].upper().replace("-", "").replace(" ", "")
    if len(bare) != 16 or not bare[:15].isdigit() or not bare.isascii() or bare[15] not in "0123456789X":
        return None
    return "-".join(bare[at : at + 4] for at in range(0, 16, 4))


def orcid_sign(orcid: str) -> str:
    """The last sign that the fifteen digits before it ask for (ISO 7064, MOD 11-2); of an iD as `orcid_said` writes it.

    >>> orcid_sign("0000-0000-0000-0001"), orcid_sign("1234-1234-1234-123?")
    ('1', '8')
    """
    total = 0
    for digit in orcid.replace("-", "")[:15]:
        total = (total + int(digit)) * 2
    sign = (12 - total % 11) % 11
    return "X" if sign == 10 else str(sign)
