"""Some learners of a run with all that concerns them: what is worked out of them needs the same memory however large the workforce is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from practicum.matching import Verdicts
    from practicum.workspace.learners import Matched


def learners_of(result: Matched) -> list[str]:
    """Everybody of whom something is asked, in the order of their ids."""
    return sorted(result.verdicts.certificates.frame["learner"].unique().to_list()) if len(result.verdicts.certificates) else []


def blocks_of(result: Matched, learners: Sequence[str], most: int) -> Iterator[tuple[Sequence[str], Matched]]:
    """These learners in their order, at most so many at a time, each time with a run of theirs alone."""
    for first in range(0, len(learners), most):
        some = learners[first : first + most]
        yield some, result if len(some) == len(learners) else _of(result, some)


def _of(result: Matched, learners: Sequence[str]) -> Matched:
    """The run of these learners: their verdicts, and every row that verdicts on them look at."""
    tables = {name: _rows(name, table, learners) for name, table in result.intake.tables.items()}
    return replace(result, intake=replace(result.intake, tables=tables), verdicts=_verdicts(result.verdicts, learners))


def _rows(name: str, table: Any, learners: Sequence[str]) -> Any:
    """The rows of these learners, and of everybody what a signature is weighed by: certificates, what ended those, what voids either."""
    from practicum.tables import nw
    from practicum.tables.stored import SHOWN_OF_SIGNERS

    if name in SHOWN_OF_SIGNERS or "learner" not in table.column_names:
        return table
    known = nw.from_native(table, eager_only=True)
    wanted = nw.col("learner").is_in(learners)
    if "voids" in table.column_names:
        wanted = wanted | ~nw.col("voids").is_null()
    return nw.to_native(known.filter(wanted))


def _verdicts(verdicts: Verdicts, learners: Sequence[str]) -> Verdicts:
    from practicum.matching import Table
    from practicum.tables import nw

    cut: dict[str, Any] = {}
    for each in fields(verdicts):
        table = getattr(verdicts, each.name)
        if isinstance(table, Table) and len(table):
            cut[each.name] = Table(nw.to_native(table.frame.filter(nw.col("learner").is_in(learners))))
    return replace(verdicts, **cut)
