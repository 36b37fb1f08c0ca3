"""What the oracle may look at: one learner's rows, begun by the day asked about, known by the day of knowledge, not voided."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from practicum.model.civil_day import FOR_EVER, LONG_AGO
from practicum.model.requirement import RuleTables
from tests.matching.oracle_pieces import Row, merged

DAY_OF = {
    "posts": "start",
    "completions": "date",
    "cpd": "date",
    "supervised": "date",
    "supervision": "date",
    "observations": "date",
    "certificates": "start",
    "decisions": "from",
    "declarations": "date",
    "vetting": "date",
    "leave": "start",
    "appointments": "date",
    "awards": "date",
}


class FactOracle:
    """One question: a learner, a country, a day in the world, a day of knowledge."""

    def __init__(
        self,
        rules: RuleTables,
        records: Mapping[str, list[dict[str, Any]]],
        learner: str,
        as_of: int,
        known_at: int = FOR_EVER,
        country: str = "",
        role: str = "",
    ) -> None:
        self.rules, self.records, self.learner = rules, records, learner
        self.as_of, self.known_at, self.country, self.role = as_of, known_at, country, role
        self.ranks = {row["source"]: row["rank"] for row in records.get("sources", ())}
        self.all_rows = {table: self.standing(table, learner) for table in DAY_OF}
        self.begun = {table: [row for row in rows if row[DAY_OF[table]] <= as_of] for table, rows in self.all_rows.items()}
        self.completions = [row for row in self.begun["completions"] if row.get("module")]
        self.posts = self.begun["posts"]
        # A revocation is known before it takes effect; everything else has begun.
        self.revocations = self.signed("revocation", self.all_rows["decisions"])
        self.revoked: dict[str, int] = {}
        for row in self.revocations:
            self.revoked[row["subject"]] = min(row["from"], self.revoked.get(row["subject"], FOR_EVER))
        decisions = self.begun["decisions"]
        self.grants = [*self.signed("waiver", decisions), *self.signed("exemption", decisions)]
        self.leaves = merged((row["start"], _last(row)) for row in self.begun["leave"])

    def standing(self, table: str, learner: str) -> list[Row]:
        """A learner's rows of one table that are known and that no known row takes out, each once."""
        voided = {
            row["voids"]
            for name, day in DAY_OF.items()
            for row in self.records.get(name, ())
            if row.get("learner") == learner and row.get("voids") and self.known(row, day)
        }
        found: list[Row] = []
        for row in self.records.get(table, ()):
            own = DAY_OF[table]
            if row.get("learner") != learner or row.get(own) is None or not self.known(row, own):
                continue
            if row.get("record_id") not in voided and row not in found:
                found.append(row)
        return found

    def known(self, row: Row, own: str) -> bool:
        recorded = row.get("recorded_at")
        if recorded is None:
            recorded = row.get(own)
        return (LONG_AGO if recorded is None else recorded) <= self.known_at

    def signed(self, kind: str, decisions: list[Row]) -> list[Row]:
        """Decisions of a kind that were granted and have an approver and a reason."""
        return [
            row
            for row in decisions
            if row["kind"] == kind and row.get("decision") != "refused" and row.get("approver") and row.get("reason")
        ]

    def roles(self, role: str) -> list[tuple[int, int]]:
        """The unbroken stretches in which a role was held."""
        return merged((row["start"], _last(row)) for row in self.posts if row["role"] == role)

    def away(self, first: int, last: int) -> int:
        """The days of leave inside a period, as it stood."""
        if last >= FOR_EVER:
            return 0
        return sum(max(0, min(last, end) - max(first, start) + 1) for start, end in self.leaves)

    def moves(self) -> list[int]:
        """The days on which the learner came to the country of the question from another one."""
        return [here[0] for _before, here in self.arrivals()]

    def arrivals(self) -> list[tuple[tuple[int, bool, str], tuple[int, bool, str]]]:
        """The moves, each with the stay before it and the stay it began."""
        countries = {row["agency"]: row.get("country") for row in self.records.get("agencies", ())}
        stays = sorted(
            {
                (row["start"], countries[row["agency"]] == self.country, countries[row["agency"]])
                for row in self.posts
                if countries.get(row["agency"])
            }
        )
        return [(before, here) for before, here in pairwise(stays) if here[2] == self.country and before[2] != self.country]

    def qualified(self, supervisor: str, certifications: list[str], day: int) -> bool:
        """Whether a person was issued one of some certificates that covers a day, and nothing took it away by then."""
        rows = self.signed("revocation", self.standing("decisions", supervisor))
        return any(
            row["certification"] in certifications
            and row["start"] <= day <= _last(row)
            and not any(row["start"] < end["from"] <= day for end in rows if end["subject"] in (row["record_id"], row["certification"]))
            for row in self.standing("certificates", supervisor)
        )


def _last(row: Row) -> int:
    end = row.get("end")
    return FOR_EVER if end is None else int(end)
