"""Profiles: those that come ready, those a training lead wrote, and how one builds on another."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import resources

from practicum.diagnostics import Diagnostic
from practicum.model.exchange import Format
from practicum.model.profile import Profile
from practicum.model.words import Words
from practicum.reading.building import build
from practicum.reading.yaml_tree import read_tree

FORMAT = Format(
    name="Moodle reports",
    version="downloads of Moodle 4: course completion, activity completion, course participants; a query for ratings of competencies",
    direction="in",
    commands=("practicum records look", "practicum gaps"),
    carries="completions with their day and score, ratings of competencies as observations",
    checked="downloads of a Moodle 4.5 with invented people, in each of its encodings; the ratings as the query lists them",
    set_aside="rows that are no people, days that cannot be read, activities that nobody gave a module; each is named by row and column",
    page="moodle",
)


def read_profile(path: str, data: bytes) -> tuple[Profile | None, list[Diagnostic]]:
    """The profile of a YAML file, or None, and the faults found in it."""
    tree, faults = read_tree(path, data)
    if tree is None:
        return None, faults
    profile, more = build(Profile, tree, path)
    return profile, [*faults, *more]


@cache
def ready_profiles() -> tuple[Profile, ...]:
    """The profiles that come with Practicum; they name no activities, so they are there to be extended."""
    found = []
    for entry in sorted(resources.files("practicum.records").joinpath("profiles").iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith(".yaml"):
            profile, faults = read_profile(entry.name, entry.read_bytes())
            if profile is None:
                raise ValueError(f"the ready profile {entry.name} is broken: {faults[0].message}")
            found.append(profile)
    return tuple(found)


# Files that our own course site writes, and what the handbook's query lists: nobody has to name their profile.
_OURS = ("practicum-progress", "moodle-competency-ratings")


def own_profiles() -> tuple[Profile, ...]:
    """The ready profiles that apply without being named."""
    return tuple(profile for profile in ready_profiles() if profile.id in _OURS)


def extended(profiles: Iterable[Profile], ready: Sequence[Profile]) -> tuple[Profile, ...]:
    """The profiles with what they inherit filled in; one that extends an unknown profile, or itself, stands alone.

    Lists and maps are taken whole from the nearest profile that writes them.
    """
    given = list(profiles)
    known: Mapping[str, Profile] = {profile.id: profile for profile in (*ready, *given)}
    return tuple(_filled(profile, known, frozenset()) for profile in given)


def _filled(profile: Profile, known: Mapping[str, Profile], seen: frozenset[str]) -> Profile:
    if not profile.extends or profile.extends not in known or profile.extends in seen | {profile.id}:
        return profile
    below = _filled(known[profile.extends], known, seen | {profile.id})
    changes = {
        one.name: getattr(below, one.name)
        for one in dataclasses.fields(Profile)
        if one.name not in ("format", "id", "extends") and getattr(profile, one.name) in (None, ())
    }
    return dataclasses.replace(profile, **changes)


def readings_of(profile: Profile) -> tuple[Profile, ...]:
    """A profile for each table that it reads from one file, its own first; all of them have its id."""
    own = dataclasses.replace(profile, also=())
    return (
        own,
        *(
            dataclasses.replace(
                own,
                table=reading.table,
                shape=reading.shape or "long",
                columns=reading.columns,
                constants=own.constants if reading.constants is None else reading.constants,
                activities=reading.activities,
                activity_date=reading.activity_date,
                completed=reading.completed,
                not_completed=reading.not_completed,
            )
            for reading in profile.also
        ),
    )


@cache
def shipped_words() -> Words:
    """The words that come with Practicum."""
    data = resources.files("practicum.records").joinpath("words.yaml").read_bytes()
    words, faults = read_words("words.yaml", data)
    if words is None:
        raise ValueError(f"the list of words is broken: {faults[0].message}")
    return words


def read_words(path: str, data: bytes) -> tuple[Words | None, list[Diagnostic]]:
    """The words of a YAML file, or None, and the faults found in it."""
    tree, faults = read_tree(path, data)
    if tree is None:
        return None, faults
    words, more = build(Words, tree, path)
    return words, [*faults, *more]
