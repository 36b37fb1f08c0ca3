"""A person as registers tell of them: what is compared when two ids may be one person's.

Names and addresses are read for this alone. They are in no tidy table, and so in no verdict and no report.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

# Fields that a register may have beside the columns of `learners`; they never leave the intake.
PRIVATE = ("name", "given_name", "family_name", "email")


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of one id. ``key`` is the person key; ``file`` and ``row`` are where the register names the id.

    A post is an agency and the epoch days it was held, the last one None while it runs. ``alias`` says that the id is what another
    system calls somebody, and no learner's.
    """

    id: str
    names: tuple[str, ...] = field(default=(), repr=False)
    birth_year: int | None = None
    emails: tuple[str, ...] = field(default=(), repr=False)
    posts: tuple[tuple[str, int, int | None], ...] = ()
    key: str | None = None
    file: str = ""
    row: int = 0
    alias: bool = False

    @property
    def agencies(self) -> frozenset[str]:
        """Where they are or were in post."""
        return frozenset(agency for agency, _start, _end in self.posts)


def persons_of(
    texts: Mapping[str, Sequence[str]], columns: Mapping[str, Sequence[Any]], files: Sequence[str], rows: Sequence[int], live: Iterable[int]
) -> dict[str, Person]:
    """The people of a register by id: from its values (``columns``) and from what stands in its private fields (``texts``)."""
    found: dict[str, list[int]] = {}
    for position in live:
        found.setdefault(columns["learner"][position], []).append(position)
    people = {}
    for id, positions in found.items():
        years = [year for at in positions if (year := columns["birth_year"][at]) is not None]
        keys = [key for at in positions if (key := columns["person_key"][at]) is not None]
        people[id] = Person(
            id,
            _once(_name(texts, at) for at in positions),
            years[0] if years else None,
            _once(" ".join(texts["email"][at].split()).casefold() for at in positions),
            (),
            keys[0] if keys else None,
            files[positions[0]],
            rows[positions[0]],
        )
    return people


def _name(texts: Mapping[str, Sequence[str]], position: int) -> str:
    whole = " ".join(texts["name"][position].split())
    parts = " ".join(f"{texts['given_name'][position]} {texts['family_name'][position]}".split())
    return whole or parts


def _once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


def evidence_hash(one: Person, other: Person) -> str:
    """A short hash of what was compared: another one later says that a register tells something else by then."""
    told = [[person.id, sorted(person.names), person.birth_year, sorted(person.emails)] for person in (one, other)]
    told.sort(key=lambda each: str(each[0]))
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()[:16]
