"""Tables of counts as they are shared, and when two cells of different tables are one and the same count.

A table has dimensions (country, role, how a certificate stands); a key gives a code of each, or ``TOTAL`` where everything along it is
counted together. What a cell says is a *fact*: a unit and the codes that are fixed. Two cells with one fact hold one number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import TypeAlias

TOTAL = "*"
SCHEMA = "practicum-shareable/1"

Key: TypeAlias = tuple[str, ...]
Pairs: TypeAlias = frozenset[tuple[str, str]]
Fact: TypeAlias = tuple[str, Pairs]


@dataclass(frozen=True, slots=True)
class Dimension:
    """What is counted apart: its codes with their titles, in the order in which they are shown.

    ``parents`` names for each code the code of the dimension ``inside`` in which it lies, such as the country of an agency. A
    dimension ``of`` another one puts codes of that one together (``members``), and they may overlap: a programme and the roles it
    leads to. Codes of a ``facet`` are not parts of a whole: along competencies nothing adds up. A code among ``harmless`` says
    nothing of a person, even where all have it: that a role is not asked for a competency stands in its rule.
    """

    name: str
    title: str
    codes: Mapping[str, str]
    inside: str = ""
    parents: Mapping[str, str] = field(default_factory=dict)
    of: str = ""
    members: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    facet: bool = False
    harmless: frozenset[str] = frozenset()

    @property
    def adds_up(self) -> bool:
        """Whether there is a total along it."""
        return not self.facet and not self.of


@dataclass(frozen=True, slots=True)
class SharedTable:
    """Counts of one ``unit`` along some dimensions; a count of None is hidden, a key that is not there counts nothing.

    ``tells`` is the dimension whose code says something of each of a group: a group of which all have one code is hidden as if small.
    """

    name: str
    title: str
    says: str
    unit: str
    dimensions: tuple[str, ...]
    tells: str
    cells: Mapping[Key, int | None]

    def with_cells(self, cells: Mapping[Key, int | None]) -> SharedTable:
        """The same table with other counts."""
        return SharedTable(self.name, self.title, self.says, self.unit, self.dimensions, self.tells, cells)


@dataclass(frozen=True, slots=True)
class Release:
    """All tables that are shared together, as of one day."""

    as_of: str
    dimensions: Mapping[str, Dimension]
    tables: tuple[SharedTable, ...]

    def fact(self, table: SharedTable, key: Key) -> Fact:
        """What a cell counts, whichever table it stands in."""
        fixed = {name: code for name, code in zip(table.dimensions, key, strict=True) if code != TOTAL}
        for name in list(fixed):
            outer = self.dimensions[name].inside
            fixed.pop(outer, None)
        if table.tells and table.tells not in fixed:
            # Whatever the competency: all that are asked about it together are the group itself.
            fixed = {name: code for name, code in fixed.items() if not self.dimensions[name].facet}
        return table.unit, frozenset(fixed.items())

    def parts(self, table: SharedTable, key: Key) -> Iterator[tuple[Key, ...]]:
        """The ways in which a cell is the sum of other cells of its table."""
        for place, name in enumerate(table.dimensions):
            dimension = self.dimensions[name]
            if key[place] != TOTAL or not dimension.adds_up:
                continue
            codes = list(dimension.codes)
            if dimension.inside in table.dimensions:
                outer = key[table.dimensions.index(dimension.inside)]
                if outer == TOTAL:
                    continue
                codes = [code for code in codes if dimension.parents[code] == outer]
            yield tuple((*key[:place], code, *key[place + 1 :]) for code in codes)

    def keys(self, table: SharedTable) -> Iterator[Key]:
        """Every key that a table of these dimensions has, totals last along each dimension."""
        choices = [[*self.dimensions[name].codes, *([TOTAL] if self.dimensions[name].adds_up else [])] for name in table.dimensions]
        for key in product(*choices):
            fixed = dict(zip(table.dimensions, key, strict=True))
            inner = [
                (self.dimensions[name], code) for name, code in fixed.items() if code != TOTAL and self.dimensions[name].inside in fixed
            ]
            if all(dimension.parents[code] == fixed[dimension.inside] for dimension, code in inner):
                yield key

    def label(self, table: SharedTable, key: Key) -> str:
        """A cell by its public labels: `By role: Norvale, Volunteer, In order`."""
        named = [self.dimensions[name].codes.get(code, code) for name, code in zip(table.dimensions, key, strict=True) if code != TOTAL]
        return f"{table.title}: {', '.join(named) or 'total'}"

    def group_keys(self, table: SharedTable) -> Iterator[tuple[Key, dict[str, Key]]]:
        """Each group of a table that tells something: the key of its total, and the key of each code of what is told."""
        if not table.tells:
            return
        place = table.dimensions.index(table.tells)
        for key in table.cells:
            if key[place] == TOTAL:
                codes = [code for code in self._codes_told(table, key, place) if code not in self.dimensions[table.tells].harmless]
                # The only month of a window says nothing that the window does not; what is the only one at all says it of everybody.
                if len(codes) > (1 if self._told_inside(table, key) else 0):
                    yield key, {code: (*key[:place], code, *key[place + 1 :]) for code in codes}

    def _told_inside(self, table: SharedTable, key: Key) -> bool:
        """Whether what is told lies inside something that the key fixes."""
        outer = self.dimensions[table.tells].inside
        return outer in table.dimensions and key[table.dimensions.index(outer)] != TOTAL

    def _codes_told(self, table: SharedTable, key: Key, place: int) -> list[str]:
        dimension = self.dimensions[table.tells]
        if dimension.inside in table.dimensions:
            outer = key[table.dimensions.index(dimension.inside)]
            return [code for code in dimension.codes if outer in (TOTAL, dimension.parents[code])]
        return list(dimension.codes)
