"""How far unknown counts can move while all that is known about them holds: exact bounds by linear programming (HiGHS).

A system is a list of whole unknowns with bounds, and rows that say between what a weighted sum of them lies. What is fixed is put
in, what follows from one row alone is fixed too, and what then hangs together is one linear program, solved from the last vertex on.
Many bounds need few programs, because each solution that is met shows values of all unknowns at once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, inf
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import highspy

# Beyond so much above a first solution nothing is looked for: an interval so wide says the same as an endless one.
FAR = 10_000
# Rounds in which many unknowns are pushed at once, before those that are left are taken one by one.
ROUNDS = 60
# Seconds for one bound that linear programming alone leaves open because its corner is not whole.
SECONDS = 10.0
NEAR = 1e-6


class Contradiction(ValueError):
    """No whole numbers fit what is said to be known. It names no unknown: the caller knows what stands behind the rows."""


@dataclass(frozen=True, slots=True)
class Row:
    """A weighted sum of unknowns (by their positions) and the two values between which it lies."""

    terms: Mapping[int, float]
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class System:
    """Unknown whole numbers, each with its lowest and highest value, and the rows that tie them."""

    low: Sequence[float]
    high: Sequence[float]
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Interval:
    """The lowest and highest value of an unknown that was met in a whole solution; ``exact`` where nothing lies beyond."""

    low: float
    high: float
    exact: bool

    @property
    def width(self) -> float:
        """How far apart both ends are."""
        return self.high - self.low


def solver() -> str:
    """The solver and its version, such as `HiGHS 1.15.1`."""
    return f"HiGHS {_fresh().version()}"


def intervals(system: System, wanted: Collection[int], *, enough: float = inf) -> dict[int, Interval]:
    """The interval of each wanted unknown.

    With ``enough`` an unknown is left alone once its interval is known to be so wide (``exact`` is then False), except that the
    narrowest of all is always exact. What could not be proven within the time for one bound is told as what was met: never too wide.
    Raises Contradiction where nothing fits.

    >>> row = System([0, 0, 7], [inf, inf, 7], [Row({0: 1, 1: 1, 2: -1}, 0, 0)])
    >>> intervals(row, [0, 2])
    {0: Interval(low=0.0, high=7.0, exact=True), 2: Interval(low=7.0, high=7.0, exact=True)}
    """
    narrowed = _Narrowed(system)
    found: dict[int, Interval] = {}
    parts: dict[int, list[int]] = {}
    for unknown in wanted:
        if unknown in narrowed.fixed:
            value = narrowed.fixed[unknown]
            found[unknown] = Interval(float(value), float(value), True)
        elif unknown not in narrowed.part_of:
            found[unknown] = Interval(float(narrowed.low[unknown]), float(narrowed.high[unknown]), True)
        else:
            parts.setdefault(narrowed.part_of[unknown], []).append(unknown)
    least = min((one.width for one in found.values()), default=inf)
    for number in sorted(parts):
        part = _Part(narrowed, number)
        part.widen(parts[number], enough)
        for unknown in parts[number]:
            if part.width(unknown) < enough:
                part.settle(unknown, enough)
        least = part.narrowest(parts[number], least)
        found.update({unknown: part.interval(unknown) for unknown in parts[number]})
    return {unknown: found[unknown] for unknown in wanted}


def fewest(system: System, moves: Collection[int]) -> list[Row]:
    """Rows that say that these unknowns (all of 0 or more) are together as small as they can be, each part of the system for itself.

    Raises Contradiction where nothing fits.
    """
    narrowed = _Narrowed(system)
    parts: dict[int, list[int]] = {}
    for unknown in moves:
        if unknown in narrowed.part_of:
            parts.setdefault(narrowed.part_of[unknown], []).append(unknown)
    found = []
    for number in sorted(parts):
        least = _Part(narrowed, number).least_sum(parts[number])
        found.append(Row(dict.fromkeys(parts[number], 1.0), 0, least))
    return found


class _Narrowed:
    """A system without what is fixed, and its parts: unknowns that no row ties together lie in different ones."""

    def __init__(self, system: System) -> None:
        self.low = [ceil(value - NEAR) if value > -inf else value for value in system.low]
        self.high = [floor(value + NEAR) if value < inf else value for value in system.high]
        self.fixed: dict[int, float] = {}
        rows = [(dict(row.terms), row.low, row.high) for row in system.rows]
        rows_of: dict[int, list[int]] = {}
        for number, (terms, _, _) in enumerate(rows):
            for unknown in terms:
                rows_of.setdefault(unknown, []).append(number)
        waiting = list(range(len(rows)))
        new = [unknown for unknown in range(len(self.low)) if self.low[unknown] == self.high[unknown]]
        while waiting or new:
            for unknown in new:
                if unknown in self.fixed:
                    continue
                value = self.fixed[unknown] = self.low[unknown]
                for number in rows_of.get(unknown, ()):
                    terms, low, high = rows[number]
                    if unknown in terms:
                        rows[number] = terms, low - terms[unknown] * value, high - terms.pop(unknown) * value
                        waiting.append(number)
            new = []
            for number in dict.fromkeys(waiting):
                terms, low, high = rows[number]
                if not terms and (low > NEAR or high < -NEAR):
                    raise Contradiction("what is known about the counts contradicts itself")
                if len(terms) == 1:
                    ((unknown, weight),) = terms.items()
                    ends = sorted((low / weight, high / weight))
                    self.low[unknown] = max(self.low[unknown], ceil(ends[0] - NEAR) if ends[0] > -inf else -inf)
                    self.high[unknown] = min(self.high[unknown], floor(ends[1] + NEAR) if ends[1] < inf else inf)
                    if self.low[unknown] > self.high[unknown]:
                        raise Contradiction("what is known about the counts contradicts itself")
                    if self.low[unknown] == self.high[unknown]:
                        new.append(unknown)
            waiting = []
        self.rows = [row for row in rows if len(row[0]) > 1]
        self.part_of = self._parts()
        self.members: dict[int, list[int]] = {}
        for unknown, part in self.part_of.items():
            self.members.setdefault(part, []).append(unknown)
        self.rows_in: dict[int, list[tuple[dict[int, float], float, float]]] = {}
        for row in self.rows:
            self.rows_in.setdefault(self.part_of[next(iter(row[0]))], []).append(row)

    def _parts(self) -> dict[int, int]:
        above: dict[int, int] = {}

        def top(unknown: int) -> int:
            while above.setdefault(unknown, unknown) != unknown:
                above[unknown] = above[above[unknown]]
                unknown = above[unknown]
            return unknown

        for terms, _, _ in self.rows:
            first, *others = terms
            for other in others:
                above[top(other)] = top(first)
        return {unknown: top(unknown) for unknown in sorted(above)}


class _Part:
    """The unknowns that hang together, as one linear program, and the lowest and highest values met so far."""

    def __init__(self, whole: _Narrowed, number: int) -> None:
        self._columns = whole.members[number]
        self._place = {unknown: place for place, unknown in enumerate(self._columns)}
        low = [whole.low[unknown] for unknown in self._columns]
        high = [whole.high[unknown] for unknown in self._columns]
        rows = [({self._place[at]: weight for at, weight in terms.items()}, least, most) for terms, least, most in whole.rows_in[number]]
        self._highs = _model(low, high, rows)
        self._costs: dict[int, float] = {}
        self._exact: dict[tuple[int, int], bool] = {}
        self._highs.run()
        first = self._whole_values() or self._by_branching()
        if first is None:
            raise Contradiction("what is known about the counts contradicts itself")
        self._least, self._most = list(first), list(first)
        places = list(range(len(low)))
        self._highs.changeColsBounds(len(low), places, low, [min(most, value + FAR) for most, value in zip(high, first, strict=True)])

    def width(self, unknown: int) -> float:
        """How wide the unknown's interval is by what was met so far."""
        place = self._place[unknown]
        return self._most[place] - self._least[place]

    def interval(self, unknown: int) -> Interval:
        """The unknown's interval by what was met so far."""
        place = self._place[unknown]
        exact = self._exact.get((place, -1), False) and self._exact.get((place, 1), False)
        return Interval(float(self._least[place]), float(self._most[place]), exact)

    def widen(self, wanted: Sequence[int], enough: float) -> None:
        """Push many unknowns apart at once, as long as that shows something."""
        if enough == inf:
            return
        chance = Random(len(wanted))
        left = [self._place[unknown] for unknown in wanted]
        for _ in range(ROUNDS):
            left = [place for place in left if self._most[place] - self._least[place] < enough]
            if len(left) < 4:
                return
            before = len(left)
            signs = {place: chance.choice((-1.0, 1.0)) * (1 + chance.random()) for place in left}
            self._solve(signs, 1)
            self._solve(signs, -1)
            left = [place for place in left if self._most[place] - self._least[place] < enough]
            if before - len(left) < max(1, before // 50):
                return

    def settle(self, unknown: int, enough: float = inf) -> None:
        """Find both ends of an unknown's interval, or stop at one that is wide enough."""
        place = self._place[unknown]
        for way in (-1, 1):
            if self.width(unknown) >= enough:
                return
            self._end(place, way)

    def least_sum(self, unknowns: Sequence[int]) -> float:
        """The least that these can come to together; never more than a whole solution has."""
        places = [self._place[unknown] for unknown in unknowns]
        return ceil(self._solve(dict.fromkeys(places, 1.0), -1) - NEAR)

    def narrowest(self, wanted: Sequence[int], least: float) -> float:
        """Make sure that no interval of this part is narrower than is known: the width of the narrowest, or ``least``."""
        for unknown in wanted:
            if self.interval(unknown).exact:
                least = min(least, self.width(unknown))
        while True:
            open_ones = [unknown for unknown in wanted if not self.interval(unknown).exact and self.width(unknown) < least]
            if not open_ones:
                return least
            unknown = min(open_ones, key=lambda one: (self.width(one), one))
            self.settle(unknown)
            # Where time was up, what was met is all that is known, and more than that is not claimed.
            least = min(least, self.width(unknown))

    def _end(self, place: int, way: int) -> None:
        if (place, way) in self._exact:
            return
        reached = self._solve({place: 1.0}, way)
        met = self._most[place] if way > 0 else self._least[place]
        whole = floor(reached + NEAR) if way > 0 else ceil(reached - NEAR)
        proven = met == whole
        if not proven:
            proven = self._by_branching() is not None
        self._exact[place, way] = proven

    def _solve(self, costs: dict[int, float], way: int) -> float:
        import highspy

        changed = {place: 0.0 for place in self._costs} | costs
        self._highs.changeColsCost(len(changed), list(changed), list(changed.values()))
        self._costs = costs
        self._highs.changeObjectiveSense(highspy.ObjSense.kMaximize if way > 0 else highspy.ObjSense.kMinimize)
        self._highs.run()
        self._whole_values()
        return float(self._highs.getInfo().objective_function_value)

    def _whole_values(self) -> list[float] | None:
        """The values of the last solution if all are whole, noted as met; None where they are not, or where nothing fits."""
        import highspy

        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        values = self._highs.getSolution().col_value
        whole = [round(value) for value in values]
        if any(abs(value - near) > NEAR for value, near in zip(values, whole, strict=True)):
            return None
        self._note(whole)
        return [float(value) for value in whole]

    def _note(self, values: Sequence[float]) -> None:
        if hasattr(self, "_least"):
            self._least = [min(pair) for pair in zip(self._least, values, strict=True)]
            self._most = [max(pair) for pair in zip(self._most, values, strict=True)]

    def _by_branching(self) -> list[float] | None:
        """The same program with whole unknowns: its values if it could be solved in time, noted as met."""
        import highspy

        highs, size = self._highs, len(self._columns)
        places = list(range(size))
        highs.changeColsIntegrality(size, places, [highspy.HighsVarType.kInteger] * size)  # type: ignore[arg-type]  # lists do as well
        highs.setOptionValue("time_limit", float(highs.getRunTime()) + SECONDS)
        highs.run()
        found = self._whole_values()
        highs.changeColsIntegrality(size, places, [highspy.HighsVarType.kContinuous] * size)  # type: ignore[arg-type]
        highs.setOptionValue("time_limit", inf)
        return found


class Ways:
    """The cheapest way to let an unknown be other than it is while all rows still hold: what else has to move with it.

    ``values`` are the true values, ``costs`` what it costs to let each unknown move by one; 0 for those that may move freely, and
    ``inf`` for those that may not move at all.
    """

    def __init__(self, system: System, values: Sequence[float], costs: Sequence[float]) -> None:
        size = len(values)
        up = [0.0 if costs[at] == inf else system.high[at] - values[at] for at in range(size)]
        down = [0.0 if costs[at] == inf else values[at] - system.low[at] for at in range(size)]
        rows = []
        for row in system.rows:
            reached = sum(weight * values[at] for at, weight in row.terms.items())
            terms = dict(row.terms) | {at + size: -weight for at, weight in row.terms.items()}
            rows.append((terms, row.low - reached, row.high - reached))
        self._size, self._up, self._down = size, up, down
        self._highs = _model([0.0] * (2 * size), up + down, rows)
        prices = [0.0 if cost == inf else float(cost) for cost in costs]
        self._highs.changeColsCost(2 * size, list(range(2 * size)), prices + prices)

    def free(self, unknowns: Iterable[int]) -> None:
        """Let these move at no cost from now on."""
        for at in unknowns:
            self._highs.changeColCost(at, 0.0)
            self._highs.changeColCost(at + self._size, 0.0)

    def cheapest(self, unknown: int, by: float) -> dict[int, float] | None:
        """The moves of the cheapest way by which the unknown is ``by`` higher, or else lower; None where there is neither."""
        import highspy

        for column, other, room in (
            (unknown, unknown + self._size, self._up[unknown]),
            (unknown + self._size, unknown, self._down[unknown]),
        ):
            if room < by:
                continue
            self._highs.changeColBounds(column, by, by)
            self._highs.changeColBounds(other, 0.0, 0.0)
            self._highs.run()
            solved = self._highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
            values = list(self._highs.getSolution().col_value) if solved else []
            self._highs.changeColBounds(unknown, 0.0, self._up[unknown])
            self._highs.changeColBounds(unknown + self._size, 0.0, self._down[unknown])
            if solved:
                moves = {at: values[at] - values[at + self._size] for at in range(self._size)}
                return {at: move for at, move in moves.items() if abs(move) > NEAR}
        return None


def _model(low: Sequence[float], high: Sequence[float], rows: Sequence[tuple[Mapping[int, float], float, float]]) -> highspy.Highs:
    import highspy

    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = len(low), len(rows)
    program.col_cost_ = [0.0] * len(low)
    program.col_lower_, program.col_upper_ = list(low), list(high)
    program.row_lower_, program.row_upper_ = [row[1] for row in rows], [row[2] for row in rows]
    starts, places, weights = [0], [], []
    for terms, _, _ in rows:
        places += list(terms)
        weights += [float(weight) for weight in terms.values()]
        starts.append(len(places))
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.start_, program.a_matrix_.index_, program.a_matrix_.value_ = starts, places, weights
    highs = _fresh()
    # One thread: the same program takes the same steps, and nothing is written anywhere.
    for option, value in (("output_flag", False), ("threads", 1), ("parallel", "off"), ("mip_rel_gap", 0.0), ("mip_abs_gap", 0.0)):
        highs.setOptionValue(option, value)
    highs.passModel(program)
    return highs


def _fresh() -> highspy.Highs:
    import highspy

    return highspy.Highs()  # type: ignore[no-untyped-call]  # the binding says nothing of its own
