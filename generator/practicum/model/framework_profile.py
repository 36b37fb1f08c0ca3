"""How a spreadsheet of a competency framework is read: kept in a small file, so that the next version of the sheet is read alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from practicum.model.fields import LANGUAGE, Authored, told

Hierarchy = Literal["parent", "code", "columns", "flat"]

# What a column may hold; the order is that of messages.
ROLES: dict[str, str] = {
    "code": "the code of the row's item",
    "parent": "the code of the item above it",
    "domain": "the title of the domain, also where only the first of its rows has it",
    "domain_code": "the domain's code",
    "group": "a heading between domain and competency",
    "title": "a short title of the competency",
    "statement": "what the person does, in a sentence or more",
    "indicator": "a sign of the competency; several stand on lines of their own",
    "kind": "what the row is: domain, competency or indicator",
    "ignore": "nothing of the framework",
}


@dataclass(frozen=True, kw_only=True)
class FrameworkProfile(Authored):
    """How one kind of sheet is read. What is left out is found out, and said with the evidence."""

    format: int = told("The version of this file format.", 1, ge=1, le=1)
    title: str | None = told("The framework's title.", "National standards for social work", default=None)
    version: str | None = told("Its version.", "2024", default=None)
    publisher: str | None = told("Who published it.", "Ministry of Social Affairs", default=None)
    language: str | None = told("The language of its texts.", "fr", default=None, pattern=LANGUAGE)
    sheets: tuple[str, ...] = told("The sheets that are read, by their names; without it, all that fit.", ["Standards"], default=())
    heading_row: int | None = told("The row that holds the headings, counted from 1.", 3, default=None, ge=1, le=1000)
    hierarchy: Hierarchy | None = told("What says which item stands below which.", "code", default=None)
    columns: dict[str, str] = told("Heading (or column letter) to what the column holds.", {"Kode": "code"}, default=None)
