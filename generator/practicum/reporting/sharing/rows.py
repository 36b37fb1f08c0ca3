"""A file of rows for research: pseudonyms, coarse columns, and every combination of them shared by five people at least.

All columns count as quasi-identifiers, how a certificate stands included: nobody is in a group that is smaller. A column is coarsened for
all rows alike, and rows that would still stand out are left out; both are said beside the file.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from practicum.reporting.sharing.sums import MINIMUM, Measured
from practicum.reporting.sharing.tables import TOTAL, Key, Release

# In the order in which they are given up; how a certificate stands is what the file is for.
COLUMNS = ("expiry", "country", "role", "standing")
TITLES = {"country": "country", "role": "role or endorsement", "standing": "standing", "expiry": "when it ends"}
# A level of coarsening is worth its detail as long as no more rows than this share are left out.
MOST_LEFT_OUT = 0.1


@dataclass(frozen=True, slots=True)
class Person:
    """One certificate before it is coarsened: who (never written), its pseudonym, and its code in each column."""

    learner: str
    pseudonym: str
    codes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ResearchRows:
    """The file: its columns in order, and of each row the pseudonym and the codes. ``coarsened`` names columns that were given up."""

    columns: tuple[str, ...]
    coarsened: tuple[str, ...]
    rows: tuple[tuple[str, Key], ...]
    left_out: int
    lasting: bool = False

    def classes(self) -> Counter[Key]:
        """How many rows have each combination."""
        return Counter(codes for _, codes in self.rows)


def choices_of_rows(
    people: Sequence[Person], *, lasting: bool = False, earlier: Sequence[Mapping[str, Key]] = ()
) -> Iterator[ResearchRows]:
    """Files from the finest to the coarsest that keep everybody among ``MINIMUM``; whoever shares them takes the first that passes.

    ``earlier`` are the rows of earlier files with the same pseudonyms: a group is then one that was together in them as well.
    """
    levels = sorted(product((True, False), repeat=len(COLUMNS) - 1), key=lambda kept: (-sum(kept), [not one for one in reversed(kept)]))
    for level in levels:
        columns = tuple(name for name, kept in zip(COLUMNS, (*level, True), strict=True) if kept)
        found = _kept(people, columns, earlier)
        left_out = len(people) - len(found)
        if found and left_out <= MOST_LEFT_OUT * len(people):
            ordered = tuple(sorted((one.pseudonym, tuple(one.codes[name] for name in columns)) for one in found))
            yield ResearchRows(columns, tuple(name for name in COLUMNS if name not in columns), ordered, left_out, lasting)


def _kept(people: Sequence[Person], columns: Sequence[str], earlier: Sequence[Mapping[str, Key]]) -> list[Person]:
    """The rows whose combination five people share, in this file and in the earlier ones together."""
    groups: dict[object, list[Person]] = defaultdict(list)
    for one in people:
        groups[tuple(one.codes[name] for name in columns), tuple(before.get(one.pseudonym) for before in earlier)].append(one)
    big = {key: members for key, members in groups.items() if len({one.learner for one in members}) >= MINIMUM}
    left_out = len(people) - sum(map(len, big.values()))
    # A handful that is missing would be a small group itself: then a whole group more is left out.
    if 0 < left_out < MINIMUM and big:
        del big[min(big, key=lambda key: (len(big[key]), repr(key)))]
    return [one for members in big.values() for one in members]


def told_by_rows(rows: ResearchRows, release: Release, total: int | None) -> Iterator[Measured]:
    """What the rows tell of the hidden cells: at least as many as there are, at most what left-out groups could add.

    A group that was left out has fewer than ``MINIMUM`` people, and whoever reads the file knows that.
    """
    sizes = {name: len(release.dimensions[name].codes) for name in rows.columns}
    classes = rows.classes()
    most = rows.left_out if total is None else min(rows.left_out, total - len(rows.rows))
    for table in release.tables:
        if table.unit != "certificates" or not set(table.dimensions) <= {*rows.columns, "agency"}:
            continue
        for key, count in table.cells.items():
            fixed = {name: code for name, code in zip(table.dimensions, key, strict=True) if code != TOTAL}
            if count is not None or "agency" in fixed:
                continue
            listed = [many for codes, many in classes.items() if fixed.items() <= dict(zip(rows.columns, codes, strict=True)).items()]
            free = 1
            for name in rows.columns:
                free *= 1 if name in fixed else sizes[name]
            unlisted = free - len(listed)
            yield Measured(table.name, key, 1.0, sum(listed), sum(listed) + min((MINIMUM - 1) * unlisted, max(most, 0)))


def columns_known(names: Collection[str]) -> bool:
    """Whether a file has only columns that a file of rows may have."""
    return set(names) <= set(COLUMNS)
