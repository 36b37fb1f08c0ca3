"""Which counts to hide: small groups, groups of which all stand the same, and around them whatever would give them away.

All tables are taken together, as one system of sums. For each count that has to be protected the cheapest way is looked for in which it
could be five higher (or lower) while all sums hold: what would have to move with it is hidden too. Where tables form one network this is
a flow of least cost; where they do not, it is the same by linear programming. What was found for one protects others on its way.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from practicum.planning.bounding import Ways, intervals
from practicum.reporting.sharing.sums import MINIMUM, Knowledge, Own, known_from, scope
from practicum.reporting.sharing.tables import Fact, Release, SharedTable

# After so many rounds what is still too narrow is left to the audit, which refuses.
ROUNDS = 12
# A sum over everything is missed more than a cell, by the number of codes that are fixed in it.
# So many facts at the most are tidied up afterwards, and so many broad sums of them tried.
MOST_TIDIED, MOST_SHOWN = 5_000, 64
BROAD = {0: 16.0, 1: 6.0, 2: 2.0}


@dataclass(frozen=True, slots=True)
class _View:
    """The tables as one holder of rows sees them: everything an unknown, with its true value less their own rows."""

    knowledge: Knowledge
    values: list[float]
    own: Own | None
    ways: Ways

    def small(self) -> list[int]:
        """Unknowns that are a small group, or that tell that all of a group stand the same; the largest first."""
        found = []
        for (_, _), at in self.knowledge.place_of.items():
            if 0 < self.values[at] < MINIMUM and self.knowledge.high[at]:
                found.append(at)
        for rest, (whole, _) in self.knowledge.rest_of.items():
            if self.values[whole] > 0 and self.values[rest] < MINIMUM:
                found.append(rest)
        return sorted(found, key=lambda at: (-self.values[at], at))

    def facts_of(self, places: Collection[int]) -> frozenset[Fact]:
        """The facts that these unknowns are; the rest of a group is none."""
        wanted = set(places)
        return frozenset(fact for (_, fact), at in self.knowledge.place_of.items() if at in wanted)


def hidden_facts(
    release: Release, *, people: Mapping[Fact, int] | None = None, owners: Sequence[Own] = (), earlier: Sequence[Release] = ()
) -> frozenset[Fact]:
    """The facts to hide in a release whose cells hold true counts.

    ``people`` says of facts how many people they count, where that is not the count itself: a group is small by people. ``owners`` are
    those who hold rows of their own. What an earlier release hid stays hidden.
    """
    facts = {release.fact(table, key): count or 0 for table in release.tables for key, count in table.cells.items()}
    hidden = {fact for fact in facts if 0 < (people or {}).get(fact, MINIMUM) < MINIMUM}
    hidden |= {fact for one in earlier for fact in hidden_in(one) if fact in facts and scope(one, fact) == scope(release, fact)}
    kept = frozenset(hidden)
    everything = blanked(release, frozenset(facts))
    views = [_view(everything, facts, own) for own in (None, *owners)]
    for view in views:
        view.ways.free(view.knowledge.place_of[0, fact] for fact in hidden)
    if earlier and all(_safe(release, hidden | view.facts_of(view.small()), view.own) for view in views):
        return frozenset(hidden.union(*(view.facts_of(view.small()) for view in views)))
    before = -1
    while before != len(hidden):
        before = len(hidden)
        for view in views:
            _protect(view, release, hidden, views)
    if len(facts) <= MOST_TIDIED:
        must = kept.union(*(view.facts_of(view.small()) for view in views))
        broad = sorted((fact for fact in hidden - must if len(fact[1]) <= 1), key=lambda fact: (-worth(fact, facts[fact]), repr(fact)))
        _show_again(release, hidden, broad[:MOST_SHOWN], [view.own for view in views])
    return frozenset(hidden)


def _show_again(release: Release, hidden: set[Fact], broad: Sequence[Fact], owners: Sequence[Own | None]) -> None:
    """Show broad sums that turned out not to be needed; halves of what cannot be shown together are tried by themselves."""
    if not broad:
        return
    if all(_safe(release, hidden - set(broad), own) for own in owners):
        hidden -= set(broad)
    elif len(broad) > 1:
        half = len(broad) // 2
        _show_again(release, hidden, broad[:half], owners)
        _show_again(release, hidden, broad[half:], owners)


def _safe(release: Release, hidden: Collection[Fact], own: Own | None) -> bool:
    """Whether nothing can be worked out too closely where these are hidden."""
    knowledge = known_from([blanked(release, frozenset(hidden))], own=own)
    return not knowledge.plain and not too_narrow(knowledge)


def hidden_in(release: Release) -> frozenset[Fact]:
    """The facts that a release hides."""
    return frozenset(release.fact(table, key) for table in release.tables for key, count in table.cells.items() if count is None)


def blanked(release: Release, hidden: frozenset[Fact]) -> Release:
    """A release with the counts of these facts left out."""

    def without(table: SharedTable) -> SharedTable:
        return table.with_cells({key: None if release.fact(table, key) in hidden else count for key, count in table.cells.items()})

    return Release(release.as_of, release.dimensions, tuple(without(table) for table in release.tables))


def worth(fact: Fact, count: int) -> float:
    """What is lost where a count is hidden: the more people it is about, and the broader the group, the more.

    >>> worth(("people", frozenset()), 10) > worth(("people", frozenset({("role", "A")})), 10) > worth(("people", frozenset()), 0) / 4
    True
    """
    return (5.0 + count) * BROAD.get(len(fact[1]), 1.0)


def _view(everything: Release, facts: Mapping[Fact, int], own: Own | None) -> _View:
    knowledge = known_from([everything], own=own)
    values = [0.0] * len(knowledge.low)
    costs = [0.0] * len(knowledge.low)
    for (_, fact), at in knowledge.place_of.items():
        values[at] = float(facts[fact] - (own.counts.get(fact, 0) if own else 0))
        costs[at] = worth(fact, facts[fact])
    for rest, (whole, cell) in knowledge.rest_of.items():
        values[rest] = values[whole] - values[cell]
    return _View(knowledge, values, own, Ways(knowledge.system, values, costs))


def _protect(view: _View, release: Release, hidden: set[Fact], views: Sequence[_View]) -> None:
    """Hide what one holder could work out otherwise; ``hidden`` grows."""
    knowledge = view.knowledge
    fact_at = {at: fact for (_, fact), at in knowledge.place_of.items()}
    up: dict[int, float] = {}
    down: dict[int, float] = {}

    def hide(places: Sequence[int]) -> None:
        new = [fact_at[at] for at in places if at in fact_at and fact_at[at] not in hidden]
        hidden.update(new)
        for other in views:
            other.ways.free(other.knowledge.place_of[0, fact] for fact in new)

    def open_up(at: int, by: float) -> None:
        moves = view.ways.cheapest(at, by)
        if moves is None:
            hide(list(fact_at))
            return
        hide(list(moves))
        for place, move in moves.items():
            up[place] = max(up.get(place, 0.0), move)
            down[place] = min(down.get(place, 0.0), move)

    rest_at = {(fact_at[whole], fact_at[cell]): rest for rest, (whole, cell) in knowledge.rest_of.items()}
    small = view.small()
    hide([at for at in small if at in fact_at])
    hide(sorted(_beside(view, small, {knowledge.place_of[0, fact] for fact in hidden})))
    for turn in range(ROUNDS):
        shown = known_from([blanked(release, frozenset(hidden))], own=view.own)
        narrow = too_narrow(shown)
        if not narrow:
            return
        fact_of = {at: fact for (_, fact), at in shown.place_of.items()}
        for position in narrow:
            one = shown.wanted[position]
            if one.rest:
                whole, cell = shown.rest_of[one.unknown]
                at = rest_at[fact_of[whole], fact_of[cell]]
            else:
                at = knowledge.place_of[0, fact_of[one.unknown]]
            if up.get(at, 0.0) - down.get(at, 0.0) < MINIMUM + turn:
                open_up(at, MINIMUM + turn)


def _beside(view: _View, small: Sequence[int], hidden: set[int]) -> set[int]:
    """A first choice of what to hide with small counts, sum by sum: wherever one moves, something else in the sum has to.

    In each sum the cheapest count that leaves room is taken, those first in whose other sums something is hidden already. It need not be
    enough, and what is lacking is found by the solver; it saves most of the solver's work.
    """
    knowledge, values = view.knowledge, view.values
    rows_of: dict[int, list[Mapping[int, float]]] = {}
    for row in knowledge.rows:
        if not any(at in knowledge.rest_of for at in row.terms):
            for at in row.terms:
                rows_of.setdefault(at, []).append(row.terms)
    found: set[int] = set()
    # A group of which all stand the same is protected by letting some of them stand otherwise.
    fact_at = {at: fact for (_, fact), at in knowledge.place_of.items()}
    waiting = [(knowledge.rest_of[at][1], -1) if at in knowledge.rest_of else (at, 1) for at in small]
    for at, _ in waiting:
        if at not in hidden:
            found.add(at)
    while waiting:
        at, way = waiting.pop()
        for terms in rows_of.get(at, ()):
            room = 0.0
            for other, weight in terms.items():
                if other != at and (other in hidden or other in found):
                    falls = (weight * terms[at] > 0) == (way > 0)
                    room += values[other] if falls else MINIMUM
            if room >= MINIMUM:
                continue
            best = None
            for other, weight in terms.items():
                falls = (weight * terms[at] > 0) == (way > 0)
                if (
                    other == at
                    or other in hidden
                    or other in found
                    or not knowledge.high[other]
                    or (falls and values[other] < MINIMUM - room)
                ):
                    continue
                lonely = sum(not any(one in hidden or one in found for one in others if one != other) for others in rows_of[other])
                alone = lonely - (not any(one in hidden or one in found for one in terms))
                cost = (worth(fact_at[other], int(values[other])) * (1 + alone), other)
                if best is None or cost < best[0]:
                    best = cost, -1 if falls else 1
            if best is not None:
                found.add(best[0][1])
                waiting.append((best[0][1], best[1]))
    return found


def too_narrow(knowledge: Knowledge) -> dict[int, tuple[float, float]]:
    """Positions in ``wanted`` of what could be worked out too closely, with its lowest and highest value."""
    found = intervals(knowledge.system, [one.unknown for one in knowledge.wanted], enough=MINIMUM)
    narrow = {}
    for position, one in enumerate(knowledge.wanted):
        interval = found[one.unknown]
        if interval.width < MINIMUM and not (one.rest and interval.low >= MINIMUM):
            narrow[position] = interval.low, interval.high
    return narrow
