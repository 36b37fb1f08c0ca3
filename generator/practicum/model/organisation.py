"""People and organisations who write, review and sign; and their sign-offs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from practicum.model.fields import CODE, COUNTRY, HASH, Authored, told

Constituency = Literal["government", "academia", "practice", "lived_experience", "profession"]
# Words of `asked_about` that stand for all units of some kinds.
WHOLE: Mapping[str, frozenset[str]] = {
    "modules": frozenset({"module", "assessment"}),
    "rules": frozenset({"certification"}),
    "roles": frozenset({"role"}),
    "framework": frozenset({"framework", "competency", "crosswalk"}),
}


@dataclass(frozen=True, kw_only=True)
class Person(Authored):
    """Somebody who works on the curriculum (never a learner)."""

    id: str = told("The person's id.", "P-AMIN", pattern=CODE)
    name: str = told("The name as they want it printed.", "Amin (invented)")
    given_names: str | None = told("Their given names, where citations are to tell them from the family name.", "Ana", default=None)
    family_name: str | None = told("Their family name, as citations put it first.", "Amin (invented)", default=None)
    # No pattern: whoever mistypes it would lose the whole file. `bad-orcid` looks at it, and says the right sign.
    orcid: str | None = told("Their ORCID iD, sixteen signs in groups of four.", "0000-0000-0000-0001", default=None)
    organisation: str | None = told("The id of their organisation.", "O-COLLEGE", default=None, pattern=CODE)
    constituency: Constituency = told("For whom they speak.", "academia")
    tasks: tuple[str, ...] = told("What they do here.", ["reviews crosswalks"], default=())
    account: str | None = told(
        "Their account where the repository is hosted, so that they are asked by name.",
        "@amin-example",
        default=None,
        pattern=r"^@[\w./-]+$",
    )
    asked_about: tuple[str, ...] = told(
        "What they are asked about when it changes: ids of units, countries, languages, or `rules`, `roles`, `framework`, `modules`.",
        ["F06", "NV", "fr"],
        default=(),
    )


@dataclass(frozen=True, kw_only=True)
class People(Authored):
    """The people of the project."""

    format: int = told("The version of this file format.", 1, ge=1, le=1)
    people: tuple[Person, ...] = told("The people.", [{"id": "P-AMIN"}])


@dataclass(frozen=True, kw_only=True)
class Organisation(Authored):
    """A body that co-authors, signs or employs."""

    id: str = told("The organisation's id.", "O-COLLEGE", pattern=CODE)
    name: str = told("Its name.", "College of Social Practice (invented)")
    kind: str = told("What kind of body it is.", "university")
    country: str | None = told("The code of its country.", "TM", default=None, pattern=COUNTRY)
    constituency: Constituency | None = told("For whom it speaks.", "academia", default=None)


@dataclass(frozen=True, kw_only=True)
class Organisations(Authored):
    """The organisations of the project."""

    format: int = told("The version of this file format.", 1, ge=1, le=1)
    organisations: tuple[Organisation, ...] = told("The organisations.", [{"id": "O-COLLEGE"}])


@dataclass(frozen=True, kw_only=True)
class SignOff(Authored):
    """A person's word on one unit as it stood: bound to its hash, so an edit makes it stale."""

    unit: str = told("What is signed: a unit's id, with `/NV` for a country's edition or `/fr` for a translation.", "F06")
    content: str = told("The hash of what was signed.", "3f9c00aa11bb", pattern=HASH)
    person: str = told("The id of the person who signs.", "P-AMIN", pattern=CODE)
    constituency: Constituency = told("For whom they sign.", "academia")
    word: Literal["endorse", "object", "abstain"] = told("What they say.", "endorse")
    day: date = told("When.", "2026-05-04")
    until: date | None = told("The last day on which the word holds.", "2029-05-03", default=None)
    saw: dict[str, str] | None = told(
        "The hash of each file they saw, so that it can be said what has changed since.", {"module.yaml": "5b1c00aa11bb"}, default=None
    )
    note: str | None = told("Their reasons; an objection needs them.", "Scenario 2 needs a care leaver's eye.", default=None)
    answer: str | None = told("How an objection was answered.", "Rewritten with two care leavers.", default=None)


@dataclass(frozen=True, kw_only=True)
class FastTrack(Authored):
    """A change that could not wait for everybody, such as one of law: the sign-offs of the text before hold for it until its review."""

    unit: str = told("What was changed, as in a sign-off.", "F10")
    content: str = told("The hash of the text as changed.", "3f9c00aa11bb", pattern=HASH)
    why: str = told("Why it could not wait.", "The act on children of 2026 names another authority from 1 June.")
    based_on: str = told("The law or order that asked for it, with its date.", "Children Act (invented), in force 1 June 2026")
    person: str = told("The id of the person of government who answers for it.", "P-VASK", pattern=CODE)
    day: date = told("When.", "2026-05-28")
    review_by: date = told("The day by which everybody has been asked.", "2026-08-31")


@dataclass(frozen=True, kw_only=True)
class SignOffs(Authored):
    """The sign-offs of one unit."""

    format: int = told("The version of this file format.", 1, ge=1, le=1)
    signoffs: tuple[SignOff, ...] = told("The sign-offs.", [{"unit": "F06"}])
    fast_tracks: tuple[FastTrack, ...] = told("Changes that could not wait.", [{"unit": "F10"}], default=())
