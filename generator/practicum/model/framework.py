"""Competency frameworks, their levels and how they relate to the frameworks of others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from practicum.model.fields import CODE, LANGUAGE, Authored, told


@dataclass(frozen=True, kw_only=True)
class Level(Authored):
    """One step of the scale on which competence is described."""

    level: int = told("The number of the level; 0 means no evidence.", 2, ge=0, le=9)
    name: str = told("The level's short name.", "Supervised practice", max_length=40)
    means: str = told("What somebody at this level does.", "does it in ordinary situations, with regular supervision")
    granted_by: Literal["none", "module", "portfolio"] = told(
        "What can grant the level: nothing, a module, or only a portfolio.", "module", default="module"
    )


@dataclass(frozen=True, kw_only=True)
class Origin(Authored):
    """Where a framework by others comes from. Its competencies need no module until a role asks for them."""

    publisher: str | None = told("Who published it.", "Ministry of Social Affairs", default=None)
    licence: str | None = told(
        "Under which licence its texts stand here; without one, only codes and short titles do.", "CC BY 4.0", default=None
    )
    address: str | None = told("The address that names it where it is published.", "https://example.org/frameworks/1", default=None)
    identifier: str | None = told(
        "The id that its publisher or a registry gave it.", "c496e222-b8df-11e7-ba24-039ffdae3771", default=None
    )
    items_at: str | None = told(
        "What the addresses of its items begin with, before their identifiers.", "https://example.org/items/", default=None
    )
    language: str | None = told("The language of its texts, where it is not English.", "fr", default=None, pattern=LANGUAGE)


@dataclass(frozen=True, kw_only=True)
class Framework(Authored):
    """A competency framework: its scale and its domains in order."""

    format: int = told("The version of this file format.", 1, ge=1, le=1)
    id: str = told("The framework's id, the name of its folder.", "care-reform", pattern=CODE)
    title: str = told("The framework's title.", "Core framework for care reform", max_length=100)
    version: str = told("The framework's own version.", "1.0")
    base_url: str = told("The address under which its ids are published.", "https://practicum.example/")
    description: str = told("What the framework is for, in a short paragraph.", "What people need to be able to do.")
    domains: tuple[str, ...] = told("The domains in order; each is a file of the same name.", ["VAL", "REL"])
    evidence_months: int | None = told(
        "Months for which evidence of a competency counts, unless it is used or renewed.", 60, default=None, ge=1, le=600
    )
    levels: tuple[Level, ...] = told("The scale, lowest level first.", [{"level": 1, "name": "Aware", "means": "…"}])
    origin: Origin | None = told(
        "Where it comes from, where it is by others: nothing of it has to be taught here.", {"publisher": "Ministry of Social Affairs"},
        default=None,
    )


@dataclass(frozen=True, kw_only=True)
class Competency(Authored):
    """Something a person is able to do, with the signs by which an assessor sees it."""

    id: str = told("The competency's id.", "REL-2", pattern=CODE)
    title: str = told("A short title, at most 60 characters.", "Finding and using strengths", max_length=60)
    statement: str = told("What the person does, in one sentence.", "Finds and uses strengths of children and families")
    indicators: tuple[str, ...] = told(
        "Signs an assessor can observe.", ["records strengths as specific, evidenced and usable"], min_length=1
    )
    sources: tuple[str, ...] = told("Ids of the references the idea comes from.", ["S2"], default=())
    retired: date | None = told("Since when it is asked for no more; evidence of it stays on record.", "2026-11-21", default=None)
    replaced_by: tuple[str, ...] = told("Ids of the competencies that took its place.", ["REL-6", "REL-7"], default=())
    code: str | None = told("The code that its publisher writes, where it cannot be the id.", "1.2.a", default=None, max_length=100)
    identifier: str | None = told(
        "The id that its publisher or a registry gave it.", "c496e222-b8df-11e7-ba24-039ffdae3771", default=None, max_length=200
    )


@dataclass(frozen=True, kw_only=True)
class Domain(Authored):
    """A group of competencies; one file a domain."""

    format: int = told("The version of this file format.", 1, ge=1, le=1)
    id: str = told("The domain's id, the name of its file.", "REL", pattern=CODE)
    title: str = told("The domain's title.", "Relationships and strengths-based practice", max_length=80)
    summary: str = told("One sentence for readers who see the domain first.", "Trust is the tool of the work.")
    code: str | None = told("The code that its publisher writes, where it cannot be the id.", "1.2.a", default=None, max_length=100)
    identifier: str | None = told(
        "The id that its publisher or a registry gave it.", "c496e222-b8df-11e7-ba24-039ffdae3771", default=None, max_length=200
    )
    competencies: tuple[Competency, ...] = told("The competencies in order.", [{"id": "REL-1"}])
    part_of: str | None = told(
        "The id of the domain that it is a part of, which stands before it, in a framework of more levels.", "ASM", default=None,
        pattern=CODE,
    )



Relation = Literal["close", "broader", "narrower", "related", "none"]


@dataclass(frozen=True, kw_only=True)
class ExternalItem(Authored):
    """An item of somebody else's framework: its code and short title only, never its text."""

    code: str = told("The code the other framework uses.", "6")
    title: str = told("The other framework's short title.", "Engage", max_length=160)


@dataclass(frozen=True, kw_only=True)
class CrosswalkLink(Authored):
    """How one of our competencies relates to items of another framework."""

    competency: str = told("The id of our competency.", "REL-2", pattern=CODE)
    relation: Relation = told("`none` says that the other framework has no match.", "related")
    to: tuple[str, ...] = told("Codes of the other framework; empty where the relation is `none`.", ["6"], default=())
    note: str | None = told("Why, where it is not plain.", "only the group-care part", default=None)


@dataclass(frozen=True, kw_only=True)
class Crosswalk(Authored):
    """Our framework beside another one."""

    format: int = told("The version of this file format.", 1, ge=1, le=1)
    id: str = told("The crosswalk's id, the name of its file.", "epas-2022", pattern=CODE)
    title: str = told("The title of the other framework.", "CSWE EPAS 2022")
    framework: str = told("The id of our framework.", "care-reform", pattern=CODE)
    reference: str = told("The id of the reference for the other framework.", "epas-2022", pattern=CODE)
    reviewer: str | None = told("The id of the person who reviewed the links.", "P-AMIN", default=None)
    caveat: str = told("What a reader must know before relying on it.", "Our judgement; no link is exact.")
    items: tuple[ExternalItem, ...] = told("The other framework's items.", [{"code": "6", "title": "Engage"}])
    links: tuple[CrosswalkLink, ...] = told("One entry for each of our competencies.", [{"competency": "REL-2"}])
