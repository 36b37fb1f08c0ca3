"""What a benchmark gives: a ratio of two times measured in one run, and the goal it is held to."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Ratio:
    """Ours over theirs, in seconds of rounds run in turns; smaller is better.

    Each round is divided by its own neighbour and the median of these ratios counts. Dividing two medians would compare rounds
    from different moments, and a machine that grows busier halfway would move the result.
    """

    name: str
    goal: float
    ours: Sequence[float]
    theirs: Sequence[float]
    rows: str
    versions: Mapping[str, str] = field(default_factory=dict)

    @property
    def rounds(self) -> list[float]:
        """The ratio of each round."""
        return [one / other for one, other in zip(self.ours, self.theirs, strict=True)]

    @property
    def measured(self) -> float:
        """The median of the rounds' ratios."""
        return statistics.median(self.rounds)

    @property
    def held(self) -> bool:
        """Whether the goal is held."""
        return self.measured <= self.goal

    def __str__(self) -> str:
        return "\n".join(
            [
                f"{'held' if self.held else 'OVER THE GOAL'}: {self.name}",
                f"       goal     {self.goal:.2f}",
                f"       measured {self.measured:.2f}   (rounds {', '.join(f'{one:.2f}' for one in self.rounds)})",
                f"       times    {statistics.median(self.ours):.3f} s beside {statistics.median(self.theirs):.3f} s, medians",
                f"       rows     {self.rows}",
                f"       versions {', '.join(f'{name} {version}' for name, version in self.versions.items())}",
            ]
        )
