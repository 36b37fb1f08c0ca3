"""Spreading: records of any size, judged part by part by the tasks of a Spark cluster.

Each task judges one part with the same definition as every other engine, on Polars. The rules travel to the tasks; rows travel
only between tasks, and from the files to the files.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from practicum.matching.facts import OWN_DAY, columns_of
from practicum.matching.parting import shifted
from practicum.matching.verdicts import Table, Verdicts, evaluate, evaluate_asks
from practicum.model.civil_day import FOR_EVER, civil
from practicum.model.requirement import RuleTables
from practicum.model.verdict_tables import CERTIFICATES, REQUIREMENTS
from practicum.tables import nw
from practicum.tables.packing import Packing
from practicum.tables.spark import Spread, spark_session, write_packed
from practicum.tables.stored import Part

# Questions of one's own, cut by learner like the records.
ASKS = "asks"
ASK_COLUMNS = {
    "learner": "code",
    "certification": "code",
    "country": "code",
    "role": "code",
    "agency": "code",
    "ask": "whole",
    "as_of": "day",
    "known_at": "day",
}
_ABOUT = {"ask": "whole", "learner": "code", "certification": "code", "requirement": "code"}
# The tables of a run that can be written, with the kind of each column.
REPORTED: dict[str, dict[str, str]] = {
    **{shape.name: {column.name: column.kind for column in shape.columns} for shape in (CERTIFICATES, REQUIREMENTS)},
    "closings": {**_ABOUT, "unit": "text", "amount": "number"},
    "losers": {**_ABOUT, "record_id": "code", "day": "day", "via": "code", "reason": "code", "place": "whole"},
    "pieces": {**_ABOUT, "record_id": "code", "day": "day", "via": "code", "s": "day", "e": "day", "amount": "number"},
    "lapses": {**_ABOUT, "from": "day", "until": "day"},
    "amounts": {**_ABOUT, "category": "code", "counted": "number", "least": "number", "most": "number"},
    "disagreements": {
        **_ABOUT,
        "module": "code",
        "competency": "code",
        "level_needed": "whole",
        "level_found": "whole",
        "side": "code",
        "record": "code",
    },
}
# Verdicts of one part are numbered on from here times the part's number: unique, without counting the parts before.
ASKS_A_PART = 1 << 32


def evaluate_spark(
    rules: RuleTables,
    paths: Mapping[str, Sequence[str]],
    out: str,
    *,
    as_of: date | None = None,
    known_at: date | None = None,
    asks: Sequence[str] | None = None,
    master: str = "local[*]",
    parts: int | None = None,
    tables: Collection[str] = ("certificates", "requirements"),
    settings: Mapping[str, str] | None = None,
    session: Any = None,
) -> int:
    """Judge everybody on a day, from Parquet to Parquet; gives the number of parts.

    ``paths`` names the files or folders of each tidy table, and ``out`` a folder in which no verdicts lie yet, both as Spark writes paths;
    each of ``tables`` (see ``REPORTED``) lies below ``out`` in a folder of its own, those of certificates and requirements by `state`.
    Without ``parts`` their number follows from the size of the files. ``asks`` names Parquet files of questions with days of their own
    (see ``ASK_COLUMNS``), which take the place of ``as_of`` and keep their numbers. A ``session`` that runs is used and left running;
    without one there is one on ``master`` with Spark's own ``settings``. Raises SparkTrouble where Spark cannot run, read or write.
    """
    if (as_of is None) == (asks is None):
        raise ValueError("either a day is asked about, or asks name days of their own")
    given = records_packing(paths) if asks is None else Packing({**records_packing(paths).kinds, ASKS: ASK_COLUMNS})
    found = Packing({name: kinds for name, kinds in REPORTED.items() if name in tables})
    with spark_session(master, settings) if session is None else nullcontext(session) as running:
        spread = Spread(running, {**paths, **({} if asks is None else {ASKS: asks})}, given, parts=parts)
        # Tasks do not say where a rule is written.
        judged = spread.judged(Judging(found.tables, as_of, known_at), RuleTables(rules.tables), found)
        write_packed(judged, found, out, by="state")
        return spread.parts


@dataclass(frozen=True)
class Judging:
    """What a task does with a part: everything that is the same for all parts but the rules."""

    tables: tuple[str, ...]
    as_of: date | None = None
    known_at: date | None = None

    def __call__(self, rules: RuleTables, part: Part) -> dict[str, Any]:
        """The verdicts on one part as Arrow tables by name."""
        if self.as_of is None:
            if not part.tables[ASKS].num_rows:
                return {}
            verdicts = _answers(rules, part)
        elif not part.learners.num_rows:
            return {}
        else:
            days: dict[str, Any] = {"as_of": self.as_of, "known_at": self.known_at}
            verdicts = evaluate(rules, part.tables, **days, engine="polars", learners=part.learners, tables=self.tables)
            verdicts = shifted(verdicts, part.number * ASKS_A_PART)
        return {name: getattr(verdicts, name).arrow for name in self.tables}


def records_packing(paths: Collection[str]) -> Packing:
    """How the tables that are looked at travel; what stands first in each is the learner, where it has one."""
    kinds = {name: columns_of(name) for name in sorted(paths) if name in OWN_DAY or name in ("agencies", "sources")}
    return Packing(kinds)


def _answers(rules: RuleTables, part: Part) -> Verdicts:
    records = {name: table for name, table in part.tables.items() if name != ASKS}
    asks = part.tables[ASKS].to_pylist()
    plain = [
        {
            **{name: ask[name] or "" for name in ("learner", "certification", "country", "role", "agency")},
            "as_of": civil(ask["as_of"]),
            "known_at": None if ask["known_at"] is None or ask["known_at"] >= FOR_EVER else civil(ask["known_at"]),
        }
        for ask in asks
    ]
    return _renumbered(evaluate_asks(rules, records, plain, engine="polars"), [ask["ask"] for ask in asks])


def _renumbered(found: Verdicts, numbers: Sequence[int]) -> Verdicts:
    """The verdicts with the numbers that the asks came with."""
    places = list(range(len(numbers)))
    tables: dict[str, Any] = {}
    for each in fields(found):
        table = getattr(found, each.name)
        if isinstance(table, Table) and "ask" in table.arrow.column_names:
            numbered = nw.col("ask").replace_strict(places, list(numbers), return_dtype=nw.Int64)
            tables[each.name] = Table(table.frame.with_columns(ask=numbered).to_native())
    return replace(found, **tables)
