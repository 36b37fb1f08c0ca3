"""Parts: records of any size, judged some learners at a time.

A verdict looks at one learner's records, and at the certificates of those who signed for them. Rows cut by learner, with the signers'
certificates beside them, give the same verdicts as all rows at once, in memory that does not grow with the workforce.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import fields, replace
from datetime import date
from typing import Any

from practicum.matching.facts import OWN_DAY
from practicum.matching.verdicts import Table, Verdicts, evaluate
from practicum.model.requirement import RuleTables
from practicum.tables import nw
from practicum.tables.stored import Part

__all__ = ["BESIDE", "BOUNDARIES", "OWN_DAY", "STORED", "evaluate_parts", "joined", "shifted", "storable"]

# What a run on stored tables keeps. `explain` works out every loser and every piece again for one learner.
STORED = ("certificates", "requirements", "closings", "lapses", "amounts", "disagreements")
# By when somebody is to be judged again though nothing new was recorded.
BOUNDARIES = "boundaries"
# What is kept beside the verdicts, by learner: that, and of whom nothing is asked.
BESIDE = ("unasked", BOUNDARIES)


def evaluate_parts(
    rules: RuleTables,
    parts: Iterable[Part],
    *,
    as_of: date,
    known_at: date | None = None,
    engine: str = "polars",
    tables: Collection[str] = STORED,
    at_once: int = 1,
) -> Iterator[tuple[Part, Verdicts]]:
    """Judge everybody on a day, part by part; each part comes with its verdicts, whose `ask` runs on from one to the next.

    ``tables`` names what is wanted beside the certificates, as for ``evaluate``. So many parts as ``at_once`` says are judged side by side,
    while the next is read and the last is written; they come in their order all the same.
    """

    def judged(part: Part) -> tuple[Part, Verdicts]:
        days: dict[str, Any] = {"as_of": as_of, "known_at": known_at}
        return part, evaluate(rules, part.tables, **days, engine=engine, learners=part.learners, tables=tables)

    before = 0
    for part, found in map(judged, parts) if at_once < 2 else _side_by_side(judged, parts, at_once):
        yield part, shifted(found, before)
        before += len(found.certificates)


def _side_by_side(judged: Callable[[Part], tuple[Part, Verdicts]], parts: Iterable[Part], at_once: int) -> Iterator[tuple[Part, Verdicts]]:
    """Every part judged, in order; no more than ``at_once`` are held at a time."""
    pool = ThreadPoolExecutor(at_once, thread_name_prefix="judging")
    try:
        going: deque[Future[tuple[Part, Verdicts]]] = deque()
        for part in parts:
            going.append(pool.submit(judged, part))
            if len(going) == at_once:
                yield going.popleft().result()
        while going:
            yield going.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def shifted(found: Verdicts, by: int) -> Verdicts:
    """The verdicts with every `ask` moved on by a number."""
    if not by:
        return found
    tables: dict[str, Any] = {}
    for each in fields(found):
        table = getattr(found, each.name)
        if isinstance(table, Table) and "ask" in table.arrow.column_names:
            tables[each.name] = Table(table.frame.with_columns(ask=nw.col("ask") + by).to_native())
    return replace(found, **tables)


def storable(found: Verdicts) -> dict[str, Any]:
    """The Arrow tables that are kept of a part, by name, without `ask`: learner and certification say which question a row answers."""
    tables = {name: getattr(found, name).arrow for name in STORED}
    kept = {name: table.drop_columns(["ask"]) for name, table in tables.items() if "ask" in table.column_names}
    beside = {name: getattr(found, name).arrow for name in BESIDE}
    return kept | {name: table for name, table in beside.items() if "learner" in table.column_names}


def joined(manifests: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """One manifest of all parts: what they have in common, and the sums of what was counted."""
    whole: dict[str, Any] = {}
    for one in manifests:
        if not whole:
            whole = dict(one)
            continue
        for name in ("certificates", "requirements", "not_evaluated", "long_chains", "readings_left_out"):
            whole[name] += one[name]
    return whole
