"""A change told in a file of its own, and a release that takes all of them up.

What a release holds is worked out, never asked for twice: the changes that people told, and what reads differently than in the release
before without anybody having told it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from practicum.authoring.crediting import CITATION, cite
from practicum.authoring.drafting import Draft
from practicum.authoring.naming import named as known
from practicum.authoring.naming import slug
from practicum.authoring.refusing import Refused
from practicum.authoring.writing_yaml import as_file
from practicum.model.catalogue import Catalogue
from practicum.model.edit import Changes
from practicum.model.release import VERSION, ChangeKind, Release, ReleasedChange, Untold, next_version, version_key
from practicum.resolving.releases import MOST_PLACES, Difference, differences, in_order, named, near_name, untold

MOST_NAMED = 6
# In this order a release tells them.
_KINDS = ("added", "changed", "corrected", "translated", "removed")


@dataclass(frozen=True, kw_only=True)
class NewChange:
    """A change to be told: what it is about, in words for those who learn and teach, and who made it."""

    kind: ChangeKind
    units: Sequence[str]
    says: str
    people: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class NewRelease:
    """A release to be: of which day, and what it brings; without a ``version`` it gets the name of its month."""

    day: date
    version: str | None = None
    says: str | None = None


@dataclass(frozen=True)
class Before:
    """The release before, as git holds it; ``catalogue`` is None where it could not be read, and ``why`` says why not."""

    catalogue: Catalogue | None
    why: str = ""


def add_change(draft: Draft, catalogue: Catalogue, wish: NewChange) -> Changes:
    """Write a change into a file of its own, named after what it is about and what it says."""
    if not wish.units:
        raise Refused("a change is about something", "name it with `--unit`, such as `--unit F06`")
    for name in wish.units:
        if wish.kind != "removed" and named(catalogue, name) is None:
            near = near_name(catalogue, name)
            raise Refused(f"nothing is called `{name}`", f"did you mean `{near}`?" if near else "ids are on the pages and in file names")
    says = " ".join(wish.says.split())
    if not says:
        raise Refused("a change says what changed", "add `--says`, in a sentence for those who learn and teach")
    for person in wish.people:
        known(catalogue, "person", person)
    first = wish.units[0].rpartition(":")[2].replace("/", "-").lower()
    stem = f"{first}-{slug(says)}"
    path, number = f"curriculum/changes/{stem}.yaml", 2
    while draft.has(path):
        path, number = f"curriculum/changes/{stem}-{number}.yaml", number + 1
    fields = {"format": 1, "kind": wish.kind, "units": list(wish.units), "says": says, "people": list(wish.people) or None}
    draft.write(path, as_file(fields))
    return draft.changes(
        f"the change is told: {', '.join(wish.units)} {wish.kind}",
        notes=() if wish.people else ("nobody is named: `people: [P-…]` gives credit to those who made it",),
        next=("it goes along with your proposal; `practicum release` takes it up",),
    )


def release(draft: Draft, catalogue: Catalogue, wish: NewRelease, *, before: Before, cited: bool, today: date) -> Changes:
    """Take up all changes into a release. ``before`` is the last release, ``cited`` says whether there is a CITATION.cff.

    Raises Refused where the version is not newer, where its day cannot be, and where there is nothing to release.
    """
    earlier = in_order(catalogue)
    last = earlier[-1].value if earlier else None
    version = wish.version or next_version(wish.day, frozenset(catalogue.releases))
    _newer(version, wish.day, last, today)
    changes = sorted(catalogue.changes.values(), key=lambda unit: (_KINDS.index(unit.value.kind), unit.value.units, unit.id))
    found = _found(before.catalogue, catalogue)
    rest = untold(catalogue, found, [unit.value for unit in changes])
    if last is not None and not changes and not found and before.catalogue is not None:
        raise Refused(f"nothing reads differently than in {last.version}", "there is nothing to release yet", code=1)
    compared = last.version if last is not None and before.catalogue is not None else None
    told = [unit.value for unit in changes]
    made = Release(
        format=1, version=version, day=wish.day, says=wish.says, since=compared,
        changes=tuple(ReleasedChange(kind=one.kind, units=one.units, says=one.says, people=one.people) for one in told),
        untold=tuple(Untold(unit=one.unit, what=one.what, where=one.where[:MOST_PLACES]) for one in rest),
    )  # fmt: skip
    draft.write(f"curriculum/releases/{version}.yaml", _as_file(made))
    for unit in changes:
        draft.remove(unit.path)
    cite(draft, catalogue, made, there=cited)
    count = len(changes)
    says = [f"release {version} of {wish.day}: {count or 'no'} {'change' if count == 1 else 'changes'} told"
            + (f", {len(rest)} more found since {compared} that nobody told" if rest else "")]  # fmt: skip
    notes = []
    if rest:
        more = f" and {len(rest) - MOST_NAMED} more" if len(rest) > MOST_NAMED else ""
        notes.append(
            f"not told in any change, and listed as such: {', '.join(one.unit for one in rest[:MOST_NAMED])}{more}; with `--dry-run` "
            "you see them beforehand, and `practicum new change` tells them"
        )
    if last is None:
        notes.append("it is the first release: there is none to compare it with")
    elif before.catalogue is None:
        notes.append(f"it was not compared with {last.version}: {before.why}")
    return draft.changes(
        *says, notes=notes,
        next=(
            f"look at curriculum/releases/{version}.yaml and {CITATION}",
            f"commit all of it: `git add --all`, `git commit -m \"Release {version}\"`",
            f"give the commit its name and send both: `git tag release-{version}`, `git push origin HEAD release-{version}`",
            f"`practicum build --release {version}` keeps this state as pages, below releases/{version}/ of the site",
        ),
    )  # fmt: skip


def _newer(version: str, day: date, last: Release | None, today: date) -> None:
    if not re.fullmatch(VERSION, version):
        raise Refused(
            f"`{version}` is no name of a release", f"write year and month, such as {day.year:04}.{day.month:02}, or leave it out"
        )
    if day > today:
        raise Refused(f"{day} is still to come", "a release is of the day on which it is made, or of an earlier one")
    if last is None:
        return
    if version_key(version) <= version_key(last.version):
        raise Refused(f"`{version}` is not newer than the last release, `{last.version}`", "leave the version out: it gets the next one")
    if day < last.day:
        raise Refused(f"the last release, `{last.version}`, is of {last.day}", "name that day or a later one with `--date`")


def _found(base: Catalogue | None, head: Catalogue) -> tuple[Difference, ...]:
    return differences(base, head) if base is not None else ()


def _as_file(made: Release) -> str:
    def entry(one: Any, *keys: str) -> dict[str, Any]:
        held = {key: getattr(one, key) for key in keys}
        return {key: list(value) if isinstance(value, tuple) else value for key, value in held.items() if value not in (None, ())}

    return as_file(
        {
            "format": 1, "version": made.version, "day": made.day, "says": made.says, "since": made.since,
            "changes": [entry(one, "kind", "units", "says", "people") for one in made.changes] or None,
            "untold": [entry(one, "unit", "what", "where") for one in made.untold] or None,
        },
        comment="Written by `practicum release`. `untold` is what differs from the release before and stands in no change.",
    )  # fmt: skip
