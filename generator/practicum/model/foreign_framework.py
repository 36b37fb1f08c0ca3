"""A framework by others as it was read from a file of theirs, before it becomes files of ours: nothing invented, nothing cut."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from practicum.model.framework import Relation

# What an item is, where its file says so; empty where only its place in the tree shows it.
Kind = Literal["", "domain", "competency", "indicator"]


@dataclass(frozen=True, kw_only=True)
class ForeignItem:
    """An item of a tree: a domain, a competency or a sign of one.

    ``key`` names it in its file, and is there once; `replaced_by` and links name items by it. ``id`` is the id it has in
    Practicum, where its file says so. ``indicators`` are signs that are no items of their own. ``made`` says that Practicum
    made its ``identifier`` from ``id`` and the framework's ``base_url``. ``place`` is where it stands, for messages.
    """

    key: str
    code: str = ""
    title: str = ""
    statement: str = ""
    kind: Kind = ""
    indicators: tuple[str, ...] = ()
    children: tuple[ForeignItem, ...] = ()
    id: str = ""
    identifier: str = ""
    made: bool = False
    sources: tuple[str, ...] = ()
    retired: date | None = None
    replaced_by: tuple[str, ...] = ()
    place: str = ""


@dataclass(frozen=True, kw_only=True)
class ForeignLevel:
    """A step of a scale. ``number`` is None where the file only puts the steps in order, lowest first."""

    name: str
    means: str = ""
    number: int | None = None
    granted_by: Literal["none", "module", "portfolio"] | None = None


@dataclass(frozen=True, kw_only=True)
class ForeignLink:
    """How the item ``key`` relates to items of another framework, by their codes."""

    key: str
    relation: Relation
    to: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class ForeignWalk:
    """The framework beside another one, whose items are pairs of code and short title. ``id``, ``reference`` as Practicum knows them."""

    title: str
    items: tuple[tuple[str, str], ...]
    links: tuple[ForeignLink, ...]
    id: str = ""
    reference: str = ""
    caveat: str = ""


@dataclass(frozen=True, kw_only=True)
class ForeignFramework:
    """A framework as others wrote it. What their file does not say is empty.

    ``address`` and ``identifier`` name it where it is published, ``items_at`` begins the addresses of its items; ``base_url`` is the
    one under which Practicum made its identifiers, where it did. ``remarks`` are lines on what its reader left behind.
    """

    title: str
    items: tuple[ForeignItem, ...]
    levels: tuple[ForeignLevel, ...] = ()
    id: str = ""
    version: str = ""
    description: str = ""
    language: str = ""
    publisher: str = ""
    licence: str = ""
    address: str = ""
    identifier: str = ""
    items_at: str = ""
    base_url: str = ""
    evidence_months: int | None = None
    walks: tuple[ForeignWalk, ...] = ()
    remarks: tuple[str, ...] = ()


def every_item(items: tuple[ForeignItem, ...], depth: int = 1) -> Iterator[tuple[int, ForeignItem]]:
    """Each item of a tree with its depth, counted from 1; parents come before their children."""
    for one in items:
        yield depth, one
        yield from every_item(one.children, depth + 1)
