"""Integer models and what HiGHS makes of them: one aim after the other, each kept while the next is sought."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from practicum.model.plan import Proof

# A whole number that the solver gives as 0.9999999 is that number.
NEAR = 1e-6
INFINITY = 1e30


@dataclass
class Rows:
    """A model as plain lists: variables with bounds, rows with coefficients; nothing of the solver is in it."""

    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    rows: list[tuple[dict[int, float], float, float]] = field(default_factory=list)

    def variable(self, lower: float = 0.0, upper: float = 1.0, *, whole: bool = True) -> int:
        """A new variable's number."""
        self.lower.append(lower)
        self.upper.append(upper)
        self.whole.append(whole)
        return len(self.lower) - 1

    def least(self, terms: Mapping[int, float], least: float) -> None:
        """The sum of terms is at least so much."""
        self.rows.append((dict(terms), least, INFINITY))

    def most(self, terms: Mapping[int, float], most: float) -> None:
        """The sum of terms is at most so much."""
        self.rows.append((dict(terms), -INFINITY, most))


@dataclass(frozen=True)
class Solved:
    """The values of all variables and, for each aim, its value and bound; no values where nothing is feasible."""

    values: tuple[float, ...]
    proofs: tuple[Proof, ...]

    @property
    def possible(self) -> bool:
        """Whether there is any solution."""
        return bool(self.values)

    @property
    def proof(self) -> Proof:
        """The first aim that was not proved optimal, else the first aim."""
        return next((proof for proof in self.proofs if proof.status != "optimal"), self.proofs[0])


def solve(model: Rows, aims: Sequence[Mapping[int, float]], *, seconds: float = 60.0, share: float = 0.0) -> Solved:
    """Minimise the aims one after the other, keeping each at its best; ``seconds`` bounds each, ``share`` is the gap that is enough.

    An aim without terms is skipped. Where time runs out the best that was found is given with its bound. Raises RuntimeError where the
    solver refuses the model, which is our own mistake.
    """
    import highspy

    wanted = [aim for aim in aims if aim] or [{}]
    solver = load(model, seconds=seconds, share=share)
    proofs: list[Proof] = []
    values: tuple[float, ...] = ()
    for number, aim in enumerate(wanted):
        for column in {*aim, *(wanted[number - 1] if number else ())}:
            solver.changeColCost(column, aim.get(column, 0.0))
        solver.run()
        status = solver.getModelStatus()
        info = solver.getInfo()
        infeasible = {highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible}
        found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        if status in infeasible and not number:
            return Solved((), (Proof("impossible"),))
        if found:
            values = tuple(solver.getSolution().col_value)
        elif not values:
            return Solved((), (Proof("bounded", INFINITY, info.mip_dual_bound),))
        value = sum(factor * values[column] for column, factor in aim.items())
        proved = status == highspy.HighsModelStatus.kOptimal and found and (not share or _closed(value, info.mip_dual_bound))
        whole = any(model.whole)
        bound = info.mip_dual_bound if whole and not proved and found else value
        proofs.append(Proof("optimal" if proved or not aim else "bounded", value, value if proved else bound))
        if number + 1 < len(wanted):
            # Kept as it is, with room for what the solver rounds.
            indices = list(aim)
            solver.addRow(-INFINITY, value + max(NEAR, abs(value) * 1e-9), len(indices), indices, [aim[each] for each in indices])
    return Solved(values, tuple(proofs))


def _closed(value: float, bound: float) -> bool:
    return abs(value - bound) <= max(1e-6, 1e-9 * abs(value))


def load(model: Rows, *, seconds: float = 60.0, share: float = 0.0) -> Any:
    """The model inside HiGHS, with the options every solve here has: silent, one thread, no chance."""
    import highspy

    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(model.lower), len(model.rows)
    lp.col_cost_ = [0.0] * lp.num_col_
    lp.col_lower_, lp.col_upper_ = model.lower, model.upper
    lp.row_lower_ = [low for _, low, _ in model.rows]
    lp.row_upper_ = [high for _, _, high in model.rows]
    starts, index, value = [0], list[int](), list[float]()
    for terms, _, _ in model.rows:
        for column, factor in terms.items():
            index.append(column)
            value.append(factor)
        starts.append(len(index))
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = starts, index, value
    kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
    lp.integrality_ = [kinds[whole] for whole in model.whole]
    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]  # its constructor carries no types
    for name, setting in {
        "output_flag": False,
        "threads": 1,
        "random_seed": 0,
        "mip_rel_gap": share,
        "mip_abs_gap": 1e-7,
        "mip_feasibility_tolerance": 1e-7,
        "time_limit": seconds,
    }.items():
        solver.setOptionValue(name, setting)
    if solver.passModel(lp) == highspy.HighsStatus.kError:
        raise RuntimeError("the solver refuses a model that planning built")
    return solver
