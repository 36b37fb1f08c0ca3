"""Word lists: what headings, months and a few cells of learner records are called in several languages."""

from __future__ import annotations

from dataclasses import dataclass

from practicum.model.fields import Authored, told


@dataclass(frozen=True, kw_only=True)
class Words(Authored):
    """Words that learner records are written with; each list adds to those that come with Practicum."""

    format: int = told("The version of this file format.", 1, ge=1, le=1)
    says: str | None = told("Which words they are, in one plain sentence.", "Headings our agencies use.", default=None)
    headings: dict[str, tuple[str, ...]] = told(
        "Field of a table to the headings that mean it.", {"learner": ["matricule", "табельный номер"]}, default=None
    )
    amounts: dict[str, tuple[str, ...]] = told(
        "Unit to the headings of columns that give amounts in it.", {"hour": ["heures"]}, default=None
    )
    months: dict[str, tuple[str, ...]] = told("Month, as a number, to its names and short forms.", {"3": ["mars", "март"]}, default=None)
    totals: tuple[str, ...] = told("Words that begin a row of sums, which is no record.", ["total", "итого"], default=())
    words: dict[str, tuple[str, ...]] = told(
        "Words of cells: `yes`, `no`, units, `passed`, `failed`, `completed`, `not_completed`.", {"yes": ["oui", "да"]}, default=None
    )
