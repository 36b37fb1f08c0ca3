"""Two runs side by side: whose verdict differs, in what, and which requirements differ with it.

Both runs stay tables until the last step; only those for whom something differs become objects. The same people on the same
day under two sets of rules, or under the same rules with and without a decision, are compared the same way.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from practicum.matching.verdicts import Verdicts
from practicum.tables import nw

# A run asks about a learner and a certification once.
KEY = ("learner", "certification")
WHERE = ("country", "role")
GROUPS = frozenset({"all", "any", "routes", "modules"})
# Stands for "no last day" while two days are compared; no day number is as low.
_OPEN = -(2**40)
# While one of these stands, what the first award asks is shown but decides nothing.
_IN_FORCE = frozenset({"certified", "due", "grace", "restricted"})


@dataclass(frozen=True)
class RequirementChange:
    """One requirement that stands differently; an empty state means that the run did not ask for it.

    ``group`` tells a group (`all`, `any`, a route) from a single requirement.
    """

    requirement: str
    state_before: str
    state_after: str
    reason_before: str
    reason_after: str
    group: bool = False

    @property
    def part(self) -> str:
        """The part of the rule it belongs to: award, renew, always_in_date.

        >>> RequirementChange("RCW/award/i03", "met", "not_met", "", "EXPIRED").part
        'award'
        """
        return self.requirement.partition("/")[2].partition("/")[0]


@dataclass(frozen=True)
class StateChange:
    """One learner's certification on which two runs differ; an empty state means that the run was not asked about it.

    Days are day numbers, None where there is no last day. ``requirements`` holds only those that differ, in the rule's order.
    """

    learner: str
    certification: str
    country: str
    role: str
    state_before: str
    state_after: str
    reason_before: str
    reason_after: str
    valid_until_before: int | None
    valid_until_after: int | None
    requirements: tuple[RequirementChange, ...] = ()

    @property
    def of_state(self) -> bool:
        """Whether the state itself differs, not only its reason, its last day or a requirement."""
        return self.state_before != self.state_after

    @property
    def of_verdict(self) -> bool:
        """Whether the state, its reason or its last day differs, not only a requirement below it."""
        return (self.state_before, self.reason_before, self.valid_until_before) != (
            self.state_after,
            self.reason_after,
            self.valid_until_after,
        )

    @property
    def behind(self) -> tuple[RequirementChange, ...]:
        """The single requirements that differ and can matter; the groups where no single one does."""
        held = {self.state_before, self.state_after} <= _IN_FORCE
        found = tuple(one for one in self.requirements if not (held and one.part == "award"))
        return tuple(one for one in found if not one.group) or found


def state_changes(before: Verdicts, after: Verdicts) -> tuple[StateChange, ...]:
    """Everybody on whom two runs differ, in the order of learner and certification.

    A certification counts as changed when its state, reason or last day differs, or the state or reason of a requirement
    below it; `of_state` picks those whose state differs. Each side holds a learner and certification once, as `evaluate`
    gives them.
    """
    requirements = _differing_requirements(before, after)
    certificates = _both(before.certificates.frame, after.certificates.frame, KEY, ("state", "reason", "valid_until", *WHERE))
    differs = _differs("state") | _differs("reason") | _differs("valid_until")
    touched = requirements.select(*KEY).unique().with_columns(touched=nw.lit(1))
    certificates = certificates.join(touched, on=list(KEY), how="left").filter(differs | ~nw.col("touched").is_null())
    below: dict[tuple[str, str], list[RequirementChange]] = {}
    for row in requirements.sort("learner", "certification", "place", "requirement").iter_rows(named=True):
        below.setdefault((row["learner"], row["certification"]), []).append(
            RequirementChange(
                row["requirement"],
                row["state_before"],
                row["state_after"],
                row["reason_before"],
                row["reason_after"],
                (row["kind_after"] or row["kind_before"]) in GROUPS,
            )
        )
    return tuple(
        StateChange(
            **{name: row[name] for name in KEY},
            **{name: row[f"{name}_after"] or row[f"{name}_before"] for name in WHERE},
            **{f"{name}_{side}": row[f"{name}_{side}"] for name in ("state", "reason") for side in ("before", "after")},
            valid_until_before=_day(row["valid_until_before"]),
            valid_until_after=_day(row["valid_until_after"]),
            requirements=tuple(below.get((row["learner"], row["certification"]), ())),
        )
        for row in certificates.sort(*KEY).iter_rows(named=True)
    )


def asked_counts(before: Verdicts, after: Verdicts) -> dict[str, int]:
    """How many learners each certification was asked about in either run."""
    sides = [run.certificates.frame.select(*KEY) for run in (before, after)]
    everybody = nw.concat(sides, how="vertical").unique()
    counted = everybody.group_by("certification").agg(nw.col("learner").count().alias("asked")).sort("certification")
    return {row["certification"]: int(row["asked"]) for row in counted.iter_rows(named=True)}


def _differing_requirements(before: Verdicts, after: Verdicts) -> Any:
    """The requirements that stand differently, with their place in the rule."""
    key = (*KEY, "requirement")
    both = _both(_placed(before.requirements.frame), _placed(after.requirements.frame), key, ("state", "reason", "kind", "place"))
    both = both.filter(_differs("state") | _differs("reason"))
    return both.with_columns(place=nw.when(nw.col("place_after") >= 0).then(nw.col("place_after")).otherwise(nw.col("place_before")))


def _placed(requirements: Any) -> Any:
    """Requirements with the place at which the run gave them, which is the order of the rule."""
    return requirements.with_row_index("place").with_columns(nw.col("place").cast(nw.Int64))


def _both(before: Any, after: Any, key: Iterable[str], values: Iterable[str]) -> Any:
    """Every key of either side once, with the values of both; what one side does not have is empty."""
    keys, names = list(key), list(values)
    sides = {}
    for side, found in (("before", before), ("after", after)):
        columns = [_filled(name).alias(f"{name}_{side}") for name in names]
        sides[side] = found.select(*keys, *columns)
    everybody = nw.concat([side.select(*keys) for side in sides.values()], how="vertical").unique()
    joined = everybody
    for side, found in sides.items():
        joined = joined.join(found, on=keys, how="left")
        joined = joined.with_columns(*(_absent(name, side) for name in names))
    return joined


def _filled(name: str) -> Any:
    column = nw.col(name)
    if name == "valid_until":
        return column.cast(nw.Int64).fill_null(_OPEN)
    return column.fill_null(-1 if name == "place" else "")


def _absent(name: str, side: str) -> Any:
    empty: Any = _OPEN if name == "valid_until" else -1 if name == "place" else ""
    return nw.col(f"{name}_{side}").fill_null(empty)


def _differs(name: str) -> Any:
    return nw.col(f"{name}_before") != nw.col(f"{name}_after")


def _day(number: int) -> int | None:
    return None if number == _OPEN else int(number)
