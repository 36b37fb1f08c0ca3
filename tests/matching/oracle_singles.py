"""The oracle's single things beside modules: a competency somebody was seen to have, another certificate that is held."""

from __future__ import annotations

from typing import TYPE_CHECKING

from practicum.model.civil_day import FOR_EVER
from tests.matching.oracle_experience import ExperienceOracle
from tests.matching.oracle_pieces import EVIDENCE, Holding, Loser, Piece, Row, later, through

if TYPE_CHECKING:
    from tests.matching.oracle_lives import Life


class SingleOracle(ExperienceOracle):
    """What is held or not, without a sum."""

    def life(self, certification: str) -> Life:
        """How another certificate of the learner lives; said by the oracle of certificates."""
        raise NotImplementedError

    def single(self, node: Row) -> Holding:
        if node["kind"] == "module":
            return self.holding(node["hold"])
        return self.competency(node) if node["kind"] == "competency" else self.certificate_held(node)

    def competency(self, node: Row) -> Holding:
        found = Holding()
        seen = [row for row in self.begun["observations"] if row["competency"] == node["subject"]]
        for row in seen:
            day, level, record = row["date"], row.get("level") or 0, row["record_id"]
            aged = later(day, node["max_age"]) if node["max_age"] > 0 else FOR_EVER
            # One level goes each time a validity of that length ends; it stands until it is below what is asked.
            decayed, left = FOR_EVER, level
            if node["decay"] > 0:
                steps = 0
                while left >= node["level"]:
                    steps, left = steps + 1, left - 1
                decayed = through(day, node["decay"] * steps, False) if steps else day - 1
            if node["by_role"] and row.get("role_of_observer") != node["by_role"]:
                found.losers.append(Loser(record, day, "ASSESSOR_ROLE"))
            elif level < node["level"]:
                found.losers.append(Loser(record, day, "LEVEL_TOO_LOW"))
            else:
                end = min(aged, decayed)
                # Where only the latest counts, it counts until the next.
                after = min((each["date"] for each in seen if each["date"] > day), default=FOR_EVER + 1) if node["latest"] else FOR_EVER + 1
                proof = EVIDENCE.get(row.get("evidence") or "", 0)
                if end < self.as_of:
                    found.losers.append(Loser(record, day, "EVIDENCE_TOO_OLD" if aged < self.as_of else "LEVEL_DECAYED"))
                if min(end, after - 1) >= day:
                    found.pieces.append(Piece(day, min(end, after - 1), "met", record, evidence=proof, day=day))
        for gate in self.rules.rows("gates"):
            if gate["req"] == node["req"] and gate["use"] == "teaches":
                # What counts as a module need not teach what it does; a refresher renews all that was taught.
                others = {row["via"] for row in self.rules.rows("sources") if row["hold"] == gate["hold"] and not row["refresher"]}
                for piece in self.holding(gate["hold"]).pieces:
                    if piece.kind == "met" and not (piece.via and piece.via in others):
                        aged = later(piece.day, node["max_age"]) if node["max_age"] > 0 else FOR_EVER
                        if piece.start <= min(piece.end, aged):
                            found.pieces.append(
                                Piece(
                                    piece.start,
                                    min(piece.end, aged),
                                    "met",
                                    piece.record,
                                    piece.via,
                                    piece.sure,
                                    piece.doubt,
                                    piece.evidence,
                                    piece.rank,
                                    piece.day,
                                )
                            )
        found.losers.sort(key=lambda each: (-each.day, each.record, each.reason))
        return found

    def certificate_held(self, node: Row) -> Holding:
        found = Holding()
        for row in self.rules.rows("names"):
            if row["req"] == node["req"] and row["use"] == "any_of":
                for start, end in self.life(row["name"]).spells:
                    last = later(end, node["months"]) if node["months"] > 0 else end
                    found.pieces.append(Piece(start, last, "met", row["name"], day=start))
                    if last < self.as_of:
                        found.losers.append(Loser(row["name"], start, "EXPIRED"))
        found.losers.sort(key=lambda each: (-each.day, each.record))
        return found
