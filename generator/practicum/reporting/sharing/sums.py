"""What somebody knows who holds shared tables: every fact an unknown, every sum a row, and what more they know beside.

Three things are known beside the tables. Earlier releases hold the same facts, and whoever compares them takes it that no more has changed
than has to. The recipient of a file of rows knows these rows exactly, so the tables without them are what is left to find out. And of a
group of which all stand the same, everything is known: so for each group and code, how many do *not* have the code is a fact too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import inf

from practicum.planning.bounding import Row, System, fewest
from practicum.reporting.sharing.tables import TOTAL, Fact, Key, Release, SharedTable

MINIMUM = 5


class Disagreement(ValueError):
    """Two cells that are one fact say different numbers, or parts do not add up; it names the cell by its public labels."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """Something that can be worked out: a hidden cell, or how many of a group do not have a code (``rest``)."""

    unknown: int
    release: int
    table: str
    label: str
    rest: bool = False


@dataclass(frozen=True, slots=True)
class Own:
    """Rows that somebody was handed: how many of them each fact counts, and the agencies all of whose rows they are."""

    holder: str
    counts: Mapping[Fact, int]
    agencies: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Measured:
    """A number beside a count that gives it away in part: ``factor`` times the count lies between ``low`` and ``high``."""

    table: str
    key: Key
    factor: float
    low: float
    high: float
    of: Key | None = None


@dataclass
class Knowledge:
    """The unknowns of all releases with their bounds, and the rows that tie them; ``wanted`` are the hidden ones."""

    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    wanted: list[Quantity] = field(default_factory=list)
    plain: list[str] = field(default_factory=list)
    place_of: dict[tuple[int, Fact], int] = field(default_factory=dict)
    label_of: dict[int, str] = field(default_factory=dict)
    rest_of: dict[int, tuple[int, int]] = field(default_factory=dict)

    @property
    def system(self) -> System:
        """The unknowns and rows, for the solver."""
        return System(self.low, self.high, self.rows)

    def unknown(self, low: float = 0, high: float = inf) -> int:
        """A new unknown."""
        self.low.append(low)
        self.high.append(high)
        return len(self.low) - 1


def known_from(releases: Sequence[Release], *, own: Own | None = None, measured: Sequence[Measured] = ()) -> Knowledge:
    """What is known to whoever holds these releases, the newest first.

    ``own`` are the rows that the holder has: they are taken off, and what is left is looked at. ``measured`` are hours and shares
    beside the counts of the newest. ``plain`` of the result says what can be read off without any reckoning. Raises Disagreement
    where the tables contradict each other.
    """
    found, counts = Knowledge(), own.counts if own else {}
    for number, release in enumerate(releases):
        _take(found, number, release, counts if number == 0 else {}, own.agencies if own and number == 0 else frozenset())
    for number in range(1, len(releases)):
        _compare(found, releases, number)
    _measure(found, releases[0], measured, counts)
    for number, release in enumerate(releases):
        seen: set[int] = set()
        for table in release.tables:
            if number == 0:
                _groups(found, release, table)
            for key, count in table.cells.items():
                at = found.place_of[number, release.fact(table, key)]
                if count is None and at not in seen and not _already_out(found, releases, number, release.fact(table, key)):
                    seen.add(at)
                    if found.low[at] != found.high[at]:
                        when = f" (shared as of {release.as_of})" if number else ""
                        found.wanted.append(Quantity(at, number, table.name, release.label(table, key) + when))
    return found


def _take(found: Knowledge, number: int, release: Release, own: Mapping[Fact, int], agencies: frozenset[str]) -> None:
    for table in release.tables:
        for key, count in table.cells.items():
            fact = release.fact(table, key)
            at = found.place_of.get((number, fact))
            if at is None:
                at = found.place_of[number, fact] = found.unknown()
                found.label_of[at] = release.label(table, key)
                if any(name == "agency" and code in agencies for name, code in fact[1]):
                    found.high[at] = 0  # all of these are the holder's own rows
            if count is None:
                continue
            left = count - own.get(fact, 0)
            if found.low[at] == found.high[at] != left:
                raise Disagreement(f"{release.label(table, key)} is not what another table says of the same count")
            if left < 0:
                raise Disagreement(f"{release.label(table, key)} is less than the rows that were handed out")
            found.low[at] = found.high[at] = left
            if number == 0 and 0 < left < MINIMUM:
                beside = " once the rows of a file that was handed out are taken off" if own else ""
                found.plain.append(f"{release.label(table, key)} shows a group under {MINIMUM}{beside}")
    found.plain[:] = list(dict.fromkeys(found.plain))
    for table in release.tables:
        for key in table.cells:
            whole = found.place_of[number, release.fact(table, key)]
            for parts in release.parts(table, key):
                places = [found.place_of.get((number, release.fact(table, part))) for part in parts]
                _sum(found, whole, [at for at in places if at is not None], release.label(table, key))
            for name, code in zip(table.dimensions, key, strict=True):
                if code in release.dimensions[name].members:
                    _together(found, number, release, table, key, name, whole)


def _together(found: Knowledge, number: int, release: Release, table: SharedTable, key: Key, name: str, whole: int) -> None:
    """A cell of codes put together is the sum over them, where some table has them one by one."""
    dimension = release.dimensions[name]
    unit, pairs = release.fact(table, key)
    rest = pairs - {(name, dict(zip(table.dimensions, key, strict=True))[name])}
    members = dimension.members[dict(zip(table.dimensions, key, strict=True))[name]]
    places = [found.place_of.get((number, (unit, rest | {(dimension.of, member)}))) for member in members]
    if None not in places:
        _sum(found, whole, [at for at in places if at is not None], release.label(table, key))


def _sum(found: Knowledge, whole: int, parts: Sequence[int], label: str) -> None:
    if list(parts) == [whole]:
        return
    terms: dict[int, float] = {whole: -1.0}
    for at in parts:
        terms[at] = terms.get(at, 0.0) + 1.0
    if all(found.low[at] == found.high[at] for at in terms) and sum(weight * found.low[at] for at, weight in terms.items()) != 0:
        raise Disagreement(f"{label} is not the sum of its parts")
    found.rows.append(Row(terms, 0, 0))


def _groups(found: Knowledge, release: Release, table: SharedTable) -> None:
    """For each group and code: how many do not have it."""
    for key, told in release.group_keys(table):
        whole = found.place_of[0, release.fact(table, key)]
        if found.high[whole] == 0:
            continue
        for code, cell in told.items():
            at = found.place_of.get((0, release.fact(table, cell)))
            title = release.dimensions[table.tells].codes[code]
            label = f"{release.label(table, key)}, others than “{title}”"
            if at is None:
                continue
            if found.low[whole] == found.high[whole] and found.low[at] == found.high[at]:
                if found.low[whole] == found.low[at] > 0:
                    found.plain.append(f"{release.label(table, key)}: all of the group are “{title}”")
                elif found.low[at] and 0 < found.low[whole] - found.low[at] < MINIMUM:
                    found.plain.append(f"{label} are under {MINIMUM}")
                continue
            rest = found.unknown()
            found.rest_of[rest] = whole, at
            found.rows.append(Row({whole: 1.0, at: -1.0, rest: -1.0}, 0, 0))
            found.wanted.append(Quantity(rest, 0, table.name, label, rest=True))


def _measure(found: Knowledge, release: Release, measured: Sequence[Measured], own: Mapping[Fact, int]) -> None:
    tables = {table.name: table for table in release.tables}
    for one in measured:
        fact = release.fact(tables[one.table], one.key)
        at = found.place_of[0, fact]
        taken = own.get(fact, 0)
        if one.of is None:
            found.rows.append(Row({at: one.factor}, one.low - taken * one.factor, one.high - taken * one.factor))
        else:
            whole_fact = release.fact(tables[one.table], one.of)
            whole, gone = found.place_of[0, whole_fact], own.get(whole_fact, 0)
            # low <= factor * count / whole <= high, as two rows.
            found.rows.append(Row({at: one.factor, whole: -one.low}, one.low * gone - one.factor * taken, inf))
            found.rows.append(Row({at: one.factor, whole: -one.high}, -inf, one.high * gone - one.factor * taken))


def _compare(found: Knowledge, releases: Sequence[Release], number: int) -> None:
    """Tie the facts that an earlier release has as well: as few changes as explain both."""
    new, old = releases[0], releases[number]
    moves = []
    for (which, fact), at in list(found.place_of.items()):
        before = found.place_of.get((number, fact)) if which == 0 else None
        if before is None or scope(new, fact) != scope(old, fact):
            continue
        if found.low[at] == found.high[at] and found.low[before] == found.high[before]:
            if new.as_of == old.as_of and 0 < abs(found.low[at] - found.low[before]) < MINIMUM:
                found.plain.append(
                    f"{found.label_of[at]} was shared before for the same day with a count that differs by less than {MINIMUM}"
                )
            continue
        up, down = found.unknown(), found.unknown()
        moves += [up, down]
        found.rows.append(Row({at: 1.0, before: -1.0, up: -1.0, down: 1.0}, 0, 0))
    found.rows += fewest(found.system, moves)


def _already_out(found: Knowledge, releases: Sequence[Release], number: int, fact: Fact) -> bool:
    """Whether a count that one release hides was shown in another that is out already: that cannot be taken back."""
    for earlier in range(1, len(releases)):
        at = found.place_of.get((earlier, fact)) if earlier != number else None
        if at is not None and found.low[at] == found.high[at] and scope(releases[number], fact) == scope(releases[earlier], fact):
            return True
    return False


def scope(release: Release, fact: Fact) -> frozenset[str]:
    """The agencies, or else countries, whose people a fact counts: the same words mean others where one came or went."""
    fixed = dict(fact[1])
    agencies = release.dimensions.get("agency")
    if agencies is not None and agencies.codes:
        if "agency" in fixed:
            return frozenset({fixed["agency"]})
        return frozenset(code for code in agencies.codes if fixed.get("country", agencies.parents.get(code)) == agencies.parents.get(code))
    countries = release.dimensions.get("country")
    return frozenset({fixed["country"]} if "country" in fixed else countries.codes if countries else {TOTAL})
