"""Hiding small groups, and enough around them that sums do not give them away.

All published counts of a table family are arcs of one flow network in which sums are conserved: whoever reads the
tables knows exactly that the hidden counts balance. How far a hidden count can move while everything balances is then a
question of maximum flow, and the answer is exact, not an estimate.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import pairwise
from typing import TypeAlias

Node: TypeAlias = Hashable
Arc: TypeAlias = tuple[Node, Node]

MINIMUM = 5


@dataclass(frozen=True)
class Counts:
    """Counts that are published together; ``flow`` holds each as an arc, conserved at every node."""

    flow: Mapping[Arc, int]

    def unbalanced(self) -> list[Node]:
        """Nodes at which what comes in is not what goes out: a fault in how the tables were built."""
        balance: dict[Node, int] = {}
        for (start, end), count in self.flow.items():
            balance[start] = balance.get(start, 0) - count
            balance[end] = balance.get(end, 0) + count
        return [node for node, left in balance.items() if left]


def width(counts: Counts, hidden: frozenset[Arc], arc: Arc) -> int:
    """How many whole values less one a hidden count may take, given all that is visible; cut off at ``MINIMUM``.

    >>> row = Counts({("s", "a"): 9, ("a", "x"): 2, ("a", "y"): 7, ("x", "s"): 2, ("y", "s"): 7})
    >>> alone = frozenset({("a", "x"), ("x", "s")})
    >>> width(row, alone, ("a", "x"))
    0
    >>> width(row, alone | {("a", "y"), ("y", "s")}, ("a", "x"))
    5
    """
    start, end = arc
    down = _room(counts, hidden, arc, start, end, min(MINIMUM, counts.flow[arc]))
    up = _room(counts, hidden, arc, end, start, MINIMUM - down)
    return down + up


def _room(counts: Counts, hidden: frozenset[Arc], without: Arc, source: Node, sink: Node, enough: int) -> int:
    """Flow that can be led from ``source`` to ``sink`` through hidden arcs other than ``without``, up to ``enough``."""
    residual: dict[Node, dict[Node, int]] = {}
    for start, end in hidden:
        if (start, end) != without:
            forward = residual.setdefault(start, {})
            forward[end] = forward.get(end, 0) + enough
            backward = residual.setdefault(end, {})
            backward[start] = backward.get(start, 0) + counts.flow[start, end]
    sent = 0
    while sent < enough:
        before: dict[Node, Node] = {source: source}
        queue = deque([source])
        while queue and sink not in before:
            node = queue.popleft()
            for neighbour, room in residual.get(node, {}).items():
                if room > 0 and neighbour not in before:
                    before[neighbour] = node
                    queue.append(neighbour)
        if sink not in before:
            return sent
        path = [sink]
        while path[-1] != source:
            path.append(before[path[-1]])
        path.reverse()
        amount = min(enough - sent, *(residual[a][b] for a, b in pairwise(path)))
        for a, b in pairwise(path):
            residual[a][b] -= amount
            back = residual.setdefault(b, {})
            back[a] = back.get(a, 0) + amount
        sent += amount
    return sent


def _way_round(counts: Counts, hidden: frozenset[Arc], arc: Arc) -> list[Arc] | None:
    """The cheapest counts to hide so that ``arc`` could be ``MINIMUM`` higher: a way from its end back to its start.

    A hidden count costs nothing, a visible one its size; along an arc in its own direction any amount can be added, against
    it no more can be taken away than there is.
    """
    start, end = arc
    steps: dict[Node, list[tuple[Node, Arc]]] = {}
    for other in counts.flow:
        if other != arc:
            steps.setdefault(other[0], []).append((other[1], other))
            if counts.flow[other] >= MINIMUM:
                steps.setdefault(other[1], []).append((other[0], other))
    best: dict[Node, int] = {end: 0}
    came: dict[Node, tuple[Node, Arc]] = {}
    queue: list[tuple[int, str, Node]] = [(0, "", end)]
    while queue:
        cost, _, node = heappop(queue)
        if node == start:
            way = []
            while node != end:
                node, taken = came[node]
                way.append(taken)
            return way
        if cost > best[node]:
            continue
        for neighbour, taken in steps.get(node, ()):
            total = cost + (0 if taken in hidden else max(counts.flow[taken], 1))
            if total < best.get(neighbour, total + 1):
                best[neighbour] = total
                came[neighbour] = (node, taken)
                heappush(queue, (total, repr(neighbour), neighbour))
    return None


def hidden_counts(counts: Counts) -> frozenset[Arc]:
    """The counts to hide: those from 1 to 4, and as few and small others as needed to let each be ``MINIMUM`` apart.

    For every small count the cheapest way round is hidden with it; afterwards whatever turned out not to be needed is
    shown again. Where there is no way round (a handful of people in all), everything is hidden.
    """
    small = sorted((arc for arc, count in counts.flow.items() if 0 < count < MINIMUM), key=lambda arc: (-counts.flow[arc], repr(arc)))
    hidden = frozenset(small)
    for arc in small:
        if width(counts, hidden, arc) < MINIMUM:
            way = _way_round(counts, hidden, arc)
            if way is None:
                return frozenset(counts.flow)
            hidden |= frozenset(way)
    for arc in sorted(hidden - frozenset(small), key=lambda arc: (-counts.flow[arc], repr(arc))):
        fewer = hidden - {arc}
        if too_narrow(counts, fewer) is None:
            hidden = fewer
    return hidden


def too_narrow(counts: Counts, hidden: frozenset[Arc]) -> Arc | None:
    """A hidden count above zero that could be worked out too closely, or None."""
    return next((arc for arc in sorted(hidden, key=repr) if counts.flow[arc] and width(counts, hidden, arc) < MINIMUM), None)
