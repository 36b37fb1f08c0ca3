"""Lines of the benchmark table: what was measured, beside which goal, on how many rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Line:
    """One measurement; without a ``goal`` it is only shown, without ``measured`` it failed or was ``skipped`` (``note`` says why).

    A ``ratio`` is one of two times measured in the same run; anything else, such as a count, is marked beside its goal.
    """

    name: str
    measured: float | None
    goal: float | None = None
    better: Literal["less", "more"] = "less"
    rows: str = ""
    note: str = ""
    ratio: bool = True
    skipped: bool = False

    @property
    def held(self) -> bool:
        """Whether the goal is held; a line without a goal or skipped always holds, one whose measuring failed never."""
        if self.goal is None or self.skipped:
            return True
        if self.measured is None:
            return False
        return self.measured <= self.goal if self.better == "less" else self.measured >= self.goal

    @property
    def status(self) -> str:
        """What came of the goal, in words; empty where there is none."""
        if self.skipped:
            return "skipped"
        if self.goal is None:
            return ""
        if self.measured is None:
            return "FAILED"
        return "held" if self.held else "OVER THE GOAL" if self.better == "less" else "BELOW THE GOAL"

    @property
    def cells(self) -> tuple[str, str, str, str, str, str]:
        """The line as text, cell by cell."""
        sign = "≤" if self.better == "less" else "≥"
        goal = "" if self.goal is None else f"{sign} {self.goal:,.4g}{'' if self.ratio else ' *'}"
        return self.status, self.name, goal, "" if self.measured is None else f"{self.measured:,.4g}", self.rows, self.note


HEADING = ("", "what", "goal", "measured", "rows", "times and remarks")
MARK = "* a count, not a ratio of two times measured in this run"


def table(lines: Sequence[Line]) -> str:
    """The lines as one table, with what a mark beside a goal means below it.

    >>> print(table([Line("wheels a cart", 4, 2, "more", "1 cart")]))
          what           goal  measured  rows    times and remarks
    held  wheels a cart  ≥ 2   4         1 cart
    """
    rows = [HEADING, *(line.cells for line in lines)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEADING))]
    told = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    marked = any(line.goal is not None and not line.ratio for line in lines)
    return "\n".join([*told, *(["", MARK] if marked else [])])
