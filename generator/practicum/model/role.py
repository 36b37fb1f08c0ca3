"""Roles, and endorsements that add to a role."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from practicum.model.fields import CODE, Authored, told


@dataclass(frozen=True, kw_only=True)
class LevelNeeded(Authored):
    """A competency and the level a role asks for."""

    competency: str = told("The competency's id.", "REL-2", pattern=CODE)
    level: int = told("The level needed.", 2, ge=1, le=9)


@dataclass(frozen=True, kw_only=True)
class Referral(Authored):
    """Where the holder of a role takes something that is not theirs to solve."""

    when: str = told("What the worker meets.", "a child is in danger now")
    to: str = told("Whom they turn to.", "the child-protection duty worker")


@dataclass(frozen=True, kw_only=True)
class Role(Authored):
    """A kind of work, what it may do, and what its holder must be able to do."""

    format: int = told("The version of this file format.", 1, ge=1, le=1)
    id: str = told("The role's id, the name of its file.", "FSW", pattern=CODE)
    kind: Literal["role", "endorsement"] = told("An endorsement adds to a role.", "role", default="role")
    title: str = told("The role's name.", "Family-strengthening worker", max_length=80)
    holder: str = told("Who typically holds it.", "a residential worker who moved to work with families")
    mandate: str = told("What the role is for, in one sentence.", "works with families at home and prevents separation")
    limits: tuple[str, ...] = told("What the role does not do.", ["takes no placement decision alone"], default=())
    entry: tuple[str, ...] = told("What somebody needs before starting.", ["a vetting check"], default=())
    base: tuple[str, ...] = told("Roles one of which must be held; levels are inherited from a single one.", ["CSW"], default=())
    levels: tuple[LevelNeeded, ...] = told("The levels the role asks for.", [{"competency": "REL-2", "level": 2}])
    referrals: tuple[Referral, ...] = told("Where to take what is not the role's to solve.", [{"when": "…", "to": "…"}], default=())
    certification: str | None = told("The id of the certification that decides who holds it.", "FSW", default=None)
