"""What was known: the tidy tables as columns, and the rows a question may look at.

A question looks at a learner's records from a day in the world (``as_of``) with what had been recorded by another day
(``known_at``); a record that a known row voids is out. A fact without a recorded day was recorded on its own date.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from practicum.matching.civil_columns import Frame
from practicum.matching.spells import whole
from practicum.model.civil_day import FOR_EVER, LONG_AGO
from practicum.model.record import SHARED, TABLES
from practicum.model.tidy import LAST
from practicum.tables import nw
from practicum.tables.engine import Engine, as_arrow
from practicum.tables.framing import each_its_own, exceeds

# A reading of somebody's vague days is judged as a person of its own, whose id goes on with this behind the real one.
READING = "\x1f"
RANKS = {"source": "code", "rank": "whole"}
# The day of a fact, by table.
OWN_DAY = {
    "posts": "start",
    "completions": "date",
    "cpd": "date",
    "supervised": "date",
    "supervision": "date",
    "observations": "date",
    "rpl": "decided",
    "certificates": "start",
    "decisions": "from",
    "declarations": "date",
    "vetting": "date",
    "leave": "start",
    "appointments": "date",
    "awards": "date",
}


def real_person(id: str) -> Any:
    """The id of the person in a column of ids, whichever reading of them is judged."""
    return nw.col(id).str.replace_all(f"{READING}.*", "")


def columns_of(name: str) -> dict[str, str]:
    """The columns of a table that the matching looks at, with the kind of each: of a day also the last day it can be."""
    if name == "sources":
        return RANKS
    found: dict[str, str] = {column.name: column.kind for column in (*TABLES[name].columns, *SHARED)}
    return found | {last_of(day): "day" for day in days_of(name)} if name in OWN_DAY else found


def days_of(name: str) -> list[str]:
    """The columns of a dated table that say on which day something was."""
    return [column.name for column in TABLES[name].columns if column.kind == "day"]


def last_of(column: str) -> str:
    """The column with the last day that a vague day can be."""
    return f"{column}{LAST}"


class Facts:
    """The tidy tables on one engine, whatever shape they came in."""

    def __init__(self, records: Mapping[str, Any], engine: Engine) -> None:
        self.engine = engine
        self.counts: dict[str, int] = {}
        self._arrow: dict[str, Any] = {}
        self._loaded: dict[str, Frame] = {}
        self._records = records

    def came(self, name: str) -> bool:
        """Whether a tidy table was given, be it empty."""
        return name in self._records

    def given(self) -> list[str]:
        """The names of the tables that were given."""
        return list(self._records)

    def arrow(self, name: str) -> Any:
        """One tidy table in Arrow with the columns of ``columns_of``; a table that was not given is empty."""
        if name not in self._arrow:
            kinds = columns_of(name)
            # Flags travel as 0 and 1: a column of booleans with gaps turns into objects on pandas, and `~` then means another thing.
            whole_numbers = {column: "whole" if kind == "flag" else kind for column, kind in kinds.items()}
            self._arrow[name] = as_arrow(as_arrow(self._records.get(name, []), kinds), whole_numbers)
            self.counts[name] = self._arrow[name].num_rows
        return self._arrow[name]

    def vague(self, name: str) -> bool:
        """Whether a day of a dated table is known only as a span of days."""
        return any(exceeds(self.arrow(name), last_of(day), day) for day in days_of(name))

    def raw(self, name: str) -> Frame:
        """The same on the engine, with vague days as their first day."""
        if name not in self._loaded:
            table = self.arrow(name)
            lasts = [last_of(day) for day in days_of(name)] if name in OWN_DAY else []
            self._loaded[name] = self.engine.table(table.drop_columns(lasts))
        return self._loaded[name]

    def dated(self, name: str) -> Frame:
        """One tidy table with its own day (``day``), the day it was known (``known``) and no row that says nothing but a void."""
        own = OWN_DAY[name]
        day = nw.col(own).fill_null(LONG_AGO)
        table = self.raw(name).with_columns(
            day=whole(day),
            known=whole(nw.col("recorded_at").fill_null(nw.col(own)).fill_null(LONG_AGO)),
            record_id=nw.col("record_id").fill_null(""),
        )
        return table.filter(~nw.col(own).is_null())

    def once(self, name: str) -> Frame:
        """The same with one row of those that say the same word for word, as files that overlap bring them."""
        table = self.dated(name)
        return table.unique() if self._repeats(name) else table

    def _repeats(self, name: str) -> bool:
        """Whether rows may say the same: not where each has an id of its own, which is far cheaper to see than comparing whole rows."""
        return not each_its_own(self.arrow(name), "record_id")

    def voids(self) -> Frame:
        """What voids what: learner, the record taken out, and the day from which that was known."""
        given = [
            self.raw(name)
            .filter(~nw.col("voids").is_null())
            .select(
                "learner",
                nw.col("voids").alias("record_id"),
                known=whole(nw.col("recorded_at").fill_null(nw.col(OWN_DAY[name])).fill_null(LONG_AGO)),
            )
            for name in OWN_DAY
            if name in self._records
        ]
        if not given:
            return self.raw("completions").filter(nw.col("learner") == "").select("learner", "record_id", known=whole(nw.col("date")))
        return nw.concat(given, how="vertical").unique()


def standing(table: Frame, views: Frame, voids: Frame, *, future: bool = False) -> Frame:
    """The rows of a dated table that each view may use: known, not voided and (unless ``future``) begun by the day asked about."""
    seen = (
        views.select("view", "learner", "as_of", "known_at")
        .join(table, on="learner", how="inner")
        .filter(nw.col("known") <= nw.col("known_at"))
    )
    if not future:
        seen = seen.filter(nw.col("day") <= nw.col("as_of"))
    out = (
        views.select("view", "learner", "known_at")
        .join(voids, on="learner", how="inner")
        .filter(nw.col("known") <= nw.col("known_at"))
        .select("view", "record_id")
        .unique()
    )
    return seen.join(out, on=["view", "record_id"], how="anti").drop("known", "known_at", "learner")


def signed(decisions: Frame, kinds: tuple[str, ...]) -> Frame:
    """Decisions of some kinds that were granted and carry an approver and a reason; others are set aside until someone signs."""
    return decisions.filter(
        nw.col("kind").is_in(list(kinds)),
        nw.col("decision").fill_null("granted") != "refused",
        nw.col("approver").fill_null("") != "",
        nw.col("reason").fill_null("") != "",
    ).with_columns(until=whole(nw.col("until").fill_null(FOR_EVER)))
