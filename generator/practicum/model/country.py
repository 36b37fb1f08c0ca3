"""Countries and what they change: patches over rules, roles and modules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from practicum.model.fields import CODE, COUNTRY, HASH, Authored, told
from practicum.model.role import Referral


@dataclass(frozen=True, kw_only=True)
class Patch(Authored):
    """One dated change over one field or requirement, written against what it replaces."""

    id: str = told("The patch's id, never reused.", "NV-F10-1", pattern=CODE)
    target: str = told(
        "What it changes: a unit's id and a path of keys and ids, never a list position.", "FSW/renew/cpd", pattern=r"^[A-Za-z][^\s]*$"
    )
    was: str | None = told("The hash of what it replaces; left out where it adds.", "3f9c00aa11bb", default=None, pattern=HASH)
    starts: date = told("The first day on which it holds.", "2024-01-01", alias="from")
    until: date | None = told("The last day on which it holds.", "2026-12-31", default=None)
    action: Literal["replace", "add", "remove"] = told(
        "What it does; `add` appends to the list at the target, or sets a field that is left out there.", "replace", default="replace"
    )
    value: Any = told("What stands there instead.", "Law and policy in Norvale", default=None)
    says: str = told("The change in one plain sentence.", "Norvale asks for two items a year.")
    based_on: str | None = told(
        "The real precedent it was modelled on, with a date.", "Social Care Wales, change of 1 April 2025", default=None
    )


@dataclass(frozen=True, kw_only=True)
class Country(Authored):
    """A country and its patches; each file of the country's folder holds some."""

    format: int = told("The version of this file format.", 1, ge=1, le=1)
    country: str = told("The country's code, the name of its folder.", "NV", pattern=COUNTRY)
    name: str | None = told("The country's name, in one file of the folder.", "Norvale", default=None)
    fictional: bool | None = told("Whether the country is invented.", True, default=None)
    description: str | None = told("What a reader should know about it.", "Modelled on register-based systems.", default=None)
    zone: str | None = told("The time zone of its civil day.", "Europe/London", default=None)
    regulated: tuple[str, ...] = told("Roles that only certified people may hold there.", ["CSW", "SUP"], default=())
    helplines: tuple[str, ...] = told("Where to get help now.", ["112 (invented)"], default=())
    referrals: tuple[Referral, ...] = told(
        "Who takes what on there: the way of a worry in this country.", [{"when": "a child in danger", "to": "the duty worker"}], default=()
    )
    patches: tuple[Patch, ...] = told("The patches.", [{"id": "NV-F10-1"}], default=())
