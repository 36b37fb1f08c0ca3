"""What of a View belongs to one framework, and the JSON that a CASE package is written in."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from practicum.model.catalogue import Unit
from practicum.model.framework import Competency, Crosswalk, Domain
from practicum.resolving import View

Thing = dict[str, Any]


def walks_of(view: View, framework: str) -> list[Unit[Crosswalk]]:
    """Its crosswalks."""
    return [unit for unit in view.catalogue.crosswalks.values() if unit.value.framework == framework]


def domains_of(view: View, framework: str) -> list[Unit[Domain]]:
    """Its domains, in its order."""
    unit = view.catalogue.frameworks[framework]
    folder = unit.path.rsplit("/", 1)[0]
    held = {id: one for id, one in view.catalogue.domains.items() if one.path.rsplit("/", 1)[0] == folder}
    return [held[id] for id in unit.value.domains if id in held]


def competencies_of(view: View, framework: str) -> Iterator[Competency]:
    """Its competencies, in the order of its domains."""
    for domain in domains_of(view, framework):
        yield from domain.value.competencies


def translated_texts(view: View, framework: str) -> dict[str, bool]:
    """By the name of each text, such as `competency:REL-2`, whether it stands here in the View's language."""
    if view.untold is None:
        return {}
    unit, before = view.catalogue.frameworks[framework], view.untold.frameworks[framework]
    found = {f"framework:{framework}": unit.value != before.value}
    for domain in domains_of(view, framework):
        old = view.untold.domains[domain.id].value
        found[f"domain:{domain.id}"] = (domain.value.title, domain.value.summary) != (old.title, old.summary)
        olds = {one.id: one for one in old.competencies}
        found |= {f"competency:{one.id}": one != olds.get(one.id) for one in domain.value.competencies}
    return found


def day_of(view: View) -> date:
    """The day of the newest release; without one, the View's."""
    return max((unit.value.day for unit in view.catalogue.releases.values()), default=view.day)


def is_uuid(text: str) -> bool:
    """Whether a text is a UUID as CASE writes it.

    >>> is_uuid("c496e222-b8df-11e7-ba24-039ffdae3771"), is_uuid("REL-2"), is_uuid("{c496e222b8df11e7ba24039ffdae3771}")
    (True, False, False)
    """
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False


def is_cut(title: str, text: str) -> bool:
    """Whether a title is the beginning of a text, cut with `…`."""
    return title.endswith("…") and text.startswith(title[:-1])


def without_gaps(fields: Thing) -> Thing:
    """An object without what is empty."""
    return {key: value for key, value in fields.items() if value is not None and value != "" and value != []}


def as_json(value: Any) -> str:
    """A value in one line."""
    return _encoded(value)


def list_pieces(entries: Sequence[str], pad: str = " ") -> Iterator[str]:
    """The pieces of a JSON list with an entry a line."""
    if not entries:
        yield "[]"
        return
    between = f"[\n{pad} "
    for entry in entries:
        yield between
        yield entry
        between = f",\n{pad} "
    yield f"\n{pad}]"


_encoded = json.JSONEncoder(ensure_ascii=False).encode
