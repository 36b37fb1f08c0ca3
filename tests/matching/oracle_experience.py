"""The oracle's experience: months of active practice, counted day by day."""

from __future__ import annotations

from calendar import monthrange
from fractions import Fraction
from math import ceil

from practicum.model.civil_day import FOR_EVER, LONG_AGO, civil
from tests.matching.oracle_once import OnceOracle
from tests.matching.oracle_pieces import Cycle, Piece, Row, Verdict, later


class ExperienceOracle(OnceOracle):
    """Active months among the last so many, or at any time."""

    def stays(self, node: Row, day: int, cycle: Cycle | None) -> list[tuple[int, int, str]]:
        """The posts that count by a day: first day, last day, record. In a cycle what looks back over all time begins with it."""
        names = {row["name"] for row in self.rules.rows("names") if row["req"] == node["req"] and row["use"] == "roles"}
        first = cycle.start if cycle is not None and (node["of_last"] < 0 or cycle.part == "re_entry") else LONG_AGO
        found = []
        for row in self.posts:
            last = FOR_EVER if row.get("end") is None else row["end"]
            if row["role"] in names and max(row["start"], first) <= min(last, day):
                found.append((max(row["start"], first), min(last, day), row["record_id"]))
        return found

    def active_months(self, node: Row, day: int, stays: list[tuple[int, int, str]]) -> Fraction:
        """The months of practice in the window that ends on a day."""
        opens = later(day, -node["of_last"]) if node["of_last"] > 0 else LONG_AGO
        days = {each for first, last, _record in stays for each in range(max(first, opens + 1), min(last, day) + 1)}
        found = Fraction(0)
        for year, month in sorted({(civil(each).year, civil(each).month) for each in days}):
            inside = sum(1 for each in days if (civil(each).year, civil(each).month) == (year, month))
            found += Fraction(inside, monthrange(year, month)[1])
        return found

    def worked(self, node: Row, cycle: Cycle | None) -> list[Piece]:
        """The unbroken runs of days on which enough of the window was active, walked day by day."""
        key = node["req"], cycle
        if key in self.walks:
            return self.walks[key]
        today = self.as_of if cycle is None else min(self.as_of, cycle.last)
        stays = self.stays(node, today, cycle)
        found: list[Piece] = []
        if stays:
            need, first = Fraction(str(node["need"])), min(each[0] for each in stays)
            weights = {}
            for start, last, _record in stays:
                for day in range(start, last + 1):
                    if day not in weights:
                        weights[day] = Fraction(1, monthrange(civil(day).year, civil(day).month)[1])
            end = later(today, max(node["of_last"], 0)) + 40
            total, opens = Fraction(0), first - 1
            for day in range(first, end + 1):
                total += weights.get(day, 0)
                while node["of_last"] > 0 and opens < later(day, -node["of_last"]):
                    opens += 1
                    total -= weights.get(opens, 0)
                if total >= need:
                    if found and found[-1].end == day - 1:
                        found[-1].end = day
                    else:
                        found.append(Piece(day, day, "met", day=day))
            if found and found[-1].end == end:
                found[-1].end = FOR_EVER
        self.walks[key] = found
        return found

    def experience_leaf(self, node: Row, day: int, cycle: Cycle | None) -> Verdict:
        stays = self.stays(node, day, cycle)
        opens = later(day, -node["of_last"]) if node["of_last"] > 0 else LONG_AGO
        latest = min(stays, key=lambda each: (each[1] <= opens, -each[0], each[2]), default=None)
        short = Fraction(str(node["need"])) - self.active_months(node, day, stays)
        if short <= 0:
            until = next(piece.end for piece in self.worked(node, cycle) if piece.start <= day <= piece.end)
            return Verdict("met", until=until, record=latest[2] if latest else "")
        # Hundredths of a month, rounded up.
        return Verdict("not_met", "TOO_FEW" if latest else "NO_RECORD", missing=ceil(short * 100) / 100)
