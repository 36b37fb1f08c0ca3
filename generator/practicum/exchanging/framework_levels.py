"""A sheet of a ministry's workbook that holds the scale: what each level is called and means."""

from __future__ import annotations

import re
from dataclasses import dataclass

from practicum.exchanging.framework_columns import plain, role_of
from practicum.model.exchange import Loss
from practicum.model.foreign_framework import ForeignLevel
from practicum.tables import Grid, column_letters

# What the first heading of such a sheet says, without accents and in small letters.
_LEVEL = frozenset((
    "level", "levels", "level no", "level number", "proficiency level", "mastery level", "competency level", "performance level",
    "niveau", "niveaux", "niveau n", "niveau de maitrise", "niveau de competence", "niveau de performance", "echelon", "degre",
    "nivel", "niveles", "niveis", "nivel de dominio", "nivel de competencia", "nivelul", "nivel de competenta",
    "уровень", "уровни", "уровень владения", "рівень", "рівні",
))  # fmt: skip
# A sheet with one of these speaks of competencies, level by level.
_NOT = frozenset(("parent", "domain", "domain_code", "group", "indicator", "kind"))
_MOST, _NAME = 10, 40


@dataclass(frozen=True)
class LevelSheet:
    """The levels of a sheet, lowest first, where they stand, and what of the sheet was left behind."""

    place: str
    heading_row: int
    levels: tuple[ForeignLevel, ...]
    losses: tuple[Loss, ...]

    def says(self) -> str:
        """A line for the person who has to see that it was understood."""
        return f"{self.place}: headings in row {self.heading_row}; the levels: {', '.join(one.name for one in self.levels)}"


def level_sheet(grid: Grid) -> LevelSheet | None:
    """The scale that a sheet holds; None where it holds something else.

    It is one where the first heading says so, no row has the same level as another, and no column speaks of competencies.
    """
    heading_row = grid.likely_heading()
    body = grid.under(heading_row)
    columns = [[" ".join(cell.split()) for cell in column] for column in body.columns]
    filled = [place for place, column in enumerate(columns) if any(column)]
    if len(filled) < 2 or plain(body.names[filled[0]]) not in _LEVEL:
        return None
    first, *others = filled
    if any(role_of(body.names[one]) in _NOT or re.search(r"\bcompet|компетен", plain(body.names[one])) for one in others):
        return None
    rows = [at for at in range(len(body.numbers)) if any(columns[place][at] for place in filled)]
    steps = [columns[first][at] for at in rows]
    if not 2 <= len(rows) <= _MOST or not all(steps) or len(set(steps)) != len(steps):
        return None
    numbers = [int(step[0]) for step in steps if re.fullmatch(r"\d(?:\.0)?", step)]
    counted = len(numbers) == len(steps)
    called = first
    if counted:
        named = [one for one in others if all(len(columns[one][at]) <= _NAME for at in rows)]
        called = next((one for one in named if role_of(body.names[one]) == "title"), named[0] if named else first)
    rest = [one for one in others if one != called]
    means = next((one for one in rest if role_of(body.names[one]) == "statement"), rest[0] if rest else None)
    levels = [
        ForeignLevel(
            name=columns[called][at] if called != first or not counted else f"{body.names[first]} {numbers[place]}",
            means="" if means is None else columns[means][at], number=numbers[place] if counted else None,
        )
        for place, at in enumerate(rows)
    ]  # fmt: skip
    if counted:
        levels.sort(key=lambda one: one.number or 0)
    losses = [
        Loss(f"cells of column {column_letters(one)} `{body.names[one]}` of `{grid.sheet}`", sum(map(bool, columns[one])),
             "a level has a name and what it means")
        for one in rest if one != means
    ]  # fmt: skip
    return LevelSheet(grid.place, heading_row, tuple(levels), tuple(losses))
