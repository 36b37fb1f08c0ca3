"""The oracle's modules: what holds one module for one learner, with its prerequisites, equivalents, refreshers and renewals.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from practicum.model.civil_day import FOR_EVER, LONG_AGO
from practicum.model.requirement import RuleTables
from tests.matching.oracle_facts import FactOracle
from tests.matching.oracle_pieces import EVIDENCE, Holding, Loser, Piece, Row, cycle_end, fixed_due, later, opening, through

COST = {"UNVERIFIED": 0, "PREREQ_MISSING": 1}


class ModuleOracle(FactOracle):
    """What holds modules."""

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
        super().__init__(rules, records, learner, as_of, known_at, country, role)
        self.memory: dict[int, Holding] = {}

    def holding(self, hold: int) -> Holding:
        if hold not in self.memory:
            self.memory[hold] = self.worked_out(hold)
        return self.memory[hold]

    def worked_out(self, hold: int) -> Holding:
        terms = self.rules.rows("holdings")[hold]
        found = Holding()
        chances = self.chances(hold, terms)
        self.count_attempts(terms, chances)
        needs = [row for row in self.rules.rows("prerequisites") if row["hold"] == hold]
        for chance in chances:
            self.open(chance, needs)
        self.run_out(hold, terms, chances)
        for chance in chances:
            if not chance["lost"] and chance["from"] <= chance["end"]:
                found.pieces.append(self.piece(chance, chance["from"], chance["end"], chance["doubt"]))
            # Of several moves that let one completion count, the last says how it stands.
            same = [each for each in chances if all(each[name] == chance[name] for name in ("row", "via", "source"))]
            if chance["moved"] == max(each["moved"] for each in same):
                self.lose(found, chance)
        found.pieces += self.let_off(hold, terms)
        found.losers.sort(
            key=lambda each: (
                COST.get(each.reason, 2),
                -each.day,
                each.reason in ("EQUIV_OUT_OF_DATES", "OUT_OF_DATES"),
                each.record,
                each.reason,
                each.via,
            )
        )
        return found

    def piece(self, chance: Mapping[str, Any], first: int, last: int, doubt: str) -> Piece:
        row = chance["row"]
        proof = EVIDENCE.get(row.get("evidence") or "", 0)
        rank = self.ranks.get(row.get("source"), 1_000_000)
        return Piece(first, last, "met", row["record_id"], chance["via"], not doubt, doubt, proof, rank, row["date"], chance["ended_by"])

    def lose(self, found: Holding, chance: Mapping[str, Any]) -> None:
        reason = chance["lost"]
        if reason in ("", "UNVERIFIED", "PREREQ_MISSING") and chance["end"] < self.as_of:
            reason = chance["ended_by"]
        if reason:
            found.losers.append(Loser(chance["row"]["record_id"], chance["day"], reason, chance["via"]))

    def grants_on(self, module: str) -> list[Row]:
        return [row for row in self.grants if row["subject"] == module]

    def let_off(self, hold: int, terms: Row) -> list[Piece]:
        """The days on which somebody need not do the module: by a decision, or by a rule that goes by what they did earlier."""
        found = [self.granted(row) for row in self.grants_on(terms["module"])]
        for less in self.rules.rows("exempting"):
            for row in self.completions if less["hold"] == hold else ():
                if row["module"] == less["module"] and row["date"] < less["before"] and row.get("result") != "failed":
                    end = self.revoked.get(row["record_id"], FOR_EVER)
                    end = end - 1 if end < FOR_EVER else FOR_EVER
                    found.append(Piece(row["date"], end, "met_by_exemption", row["record_id"], day=row["date"]))
        return found

    def granted(self, row: Row) -> Piece:
        kind = "met_by_waiver" if row["kind"] == "waiver" else "met_by_exemption"
        end = row.get("until") if row.get("until") is not None else FOR_EVER
        return Piece(row["from"], end, kind, row["record_id"], day=row["from"])

    def chances(self, hold: int, terms: Row) -> list[dict[str, Any]]:
        found = []
        names = {(row["module"], row["version"]) for row in self.rules.rows("versions")}
        for source in self.rules.rows("sources"):
            if source["hold"] != hold:
                continue
            for row in self.completions:
                version = row.get("version") or ""
                version = version if (row["module"], version) in names else ""
                day = row["date"]
                fits = (
                    not source["version"]
                    or version == source["version"]
                    or (not version and source["version_from"] <= day <= source["version_until"])
                )
                if row["module"] == source["source"] and fits:
                    for moved, cap in self.let_in(hold, terms, row, day):
                        found.append(self.chance(source, terms, row, day, moved) | {"cap": cap})
        return found

    def let_in(self, hold: int, terms: Row, row: Row, day: int) -> list[tuple[int, int]]:
        """The moves that let another country's edition count, each with the last day it does; one without a move where there is none."""
        edition = row.get("edition") or ""
        found: dict[int, int] = {}
        if terms["edition"] and terms["edition"] == self.country and edition != terms["edition"]:
            for edge in self.rules.rows("recognitions"):
                for before, (moved, _home, _country) in self.arrivals():
                    mine = edge["hold"] == hold and edge["home"] == before[2] == edition
                    if mine and edge["starts"] <= moved <= edge["until"] and day <= moved:
                        found[moved] = max(found.get(moved, LONG_AGO), through(moved, edge["months"], bool(edge["ends"])))
        return sorted(found.items()) or [(LONG_AGO, FOR_EVER)]

    def chance(self, source: Row, terms: Row, row: Row, day: int, moved: int) -> dict[str, Any]:
        score, mark, result = row.get("score"), terms["pass_mark"], row.get("result") or ""
        failed = score < mark if mark >= 0 and score is not None else result == "failed"
        lost, doubt = "", ""
        if not source["done_from"] <= day <= source["done_until"]:
            lost = "EQUIV_OUT_OF_DATES"
        elif not terms["done_from"] <= day <= terms["done_until"]:
            lost = "OUT_OF_DATES"
        elif terms["edition"] and terms["edition"] != (row.get("edition") or "") and moved == LONG_AGO:
            lost = "WRONG_EDITION"
        elif failed:
            lost = "BELOW_PASS"
        elif EVIDENCE.get(row.get("evidence") or "", 0) < terms["evidence"]:
            lost = "UNVERIFIED"
        if mark >= 0 and score is None and not result:
            doubt = "SCORE_MISSING"
        return {
            "row": row,
            "day": day,
            "via": source["via"],
            "source": source,
            "lost": lost,
            "doubt": doubt,
            "fail_day": FOR_EVER,
            "opens": day,
            "moved": moved,
        }

    def count_attempts(self, terms: Row, chances: list[dict[str, Any]]) -> None:
        if terms["attempts"] < 0 and not terms["latest"]:
            return
        tries: dict[tuple[int, str], list[dict[str, Any]]] = {}
        for chance in chances:
            if not chance["source"]["refresher"] and chance["lost"] not in ("EQUIV_OUT_OF_DATES", "OUT_OF_DATES"):
                tries.setdefault((chance["day"], chance["row"].get("source") or ""), []).append(chance)

        def passed(group: list[dict[str, Any]]) -> bool:
            return any(not each["lost"] and each["doubt"] != "SCORE_MISSING" for each in group)

        spent, since = False, 0
        failures = []
        for (day, _source), group in sorted(tries.items(), key=lambda item: (item[0][0], not passed(item[1]), item[0][1])):
            since += 1
            if terms["attempts"] >= 0 and since > terms["attempts"]:
                spent = True
            if spent:
                for each in group:
                    each["lost"] = "ATTEMPTS_USED"
            elif passed(group):
                since = 0
            elif all(each["lost"] == "BELOW_PASS" for each in group):
                failures.append(day)
        if terms["latest"]:
            for chance in chances:
                if not chance["lost"]:
                    chance["fail_day"] = min([day for day in failures if day > chance["day"]], default=FOR_EVER)

    def open(self, chance: dict[str, Any], needs: list[Row]) -> None:
        day = chance["day"]
        strict = [need["needs"] for need in needs if need["strict"]]
        loose = [need["needs"] for need in needs if not need["strict"]]
        if not chance["lost"] and not all(self.on(hold, day) for hold in strict):
            chance["lost"] = "BEFORE_PREREQ"
        if loose:
            days = sorted({day, *(piece.start for hold in loose for piece in self.holding(hold).pieces if piece.start >= day)})
            opens = next((each for each in days if all(self.on(hold, each) for hold in loose)), None)
            may = next((each for each in days if all(self.on(hold, each, sure=False) for hold in loose)), None)
            if opens is None and may is None and not chance["lost"]:
                chance["lost"] = "PREREQ_MISSING"
            elif opens is None and may is not None and not chance["doubt"]:
                chance["doubt"] = "PREREQ_MISSING"
            chance["opens"] = opens if opens is not None else may if may is not None else FOR_EVER

    def on(self, hold: int, day: int, *, sure: bool = True) -> bool:
        return any(piece.start <= day <= piece.end and (piece.sure or not sure) for piece in self.holding(hold).pieces)

    def months(self, hold: int, source: Row, day: int, due: int | None) -> int:
        months = source["months"]
        changes = sorted((row for row in self.rules.rows("changes") if row["hold"] == hold), key=lambda row: (row["since"], row["months"]))
        if not source["edge"]:
            for row in changes:
                if not row["by_due"] and (row["since"] <= day or (row["retroactive"] and row["since"] <= self.as_of)):
                    months = row["months"]
        by_due = [row for row in changes if row["by_due"]][-1:]
        if by_due and (due if due is not None else day) >= by_due[0]["since"]:
            months = by_due[0]["months"]
        return int(months)

    def run_out(self, hold: int, terms: Row, chances: list[dict[str, Any]]) -> None:
        """The end of every chance, in order of days, because a renewal looks at the ends before it."""
        refreshing = any(chance["source"]["refresher"] for chance in chances)
        by_due = any(row["hold"] == hold and row["by_due"] for row in self.rules.rows("changes"))
        windowed = terms["window_days"] >= 0 or terms["window_months"] >= 0 or terms["backdates"] or by_due
        earlier: list[dict[str, Any]] = []
        for chance in sorted(chances, key=lambda each: each["day"]):
            if self.finish(hold, terms, chance, earlier, refreshing, windowed):
                earlier.append(chance)

    def finish(
        self, hold: int, terms: Row, chance: dict[str, Any], earlier: list[dict[str, Any]], refreshing: bool, windowed: bool
    ) -> bool:
        """Give a chance its end; says whether later ones may renew it."""
        row, source, day = chance["row"], chance["source"], chance["day"]
        before = [each for each in earlier if each["day"] < day and not each["lost"]]
        # What cut an earlier one short binds from the day after; the end of a recognised edition from the day of the move.
        stood = {}
        for each in before:
            binds = each["moved"] if each["moved"] > LONG_AGO and each["cap"] == each["cut"] else each["cut"] + 1
            stood[id(each)] = min(each["full"], each["cut"]) if binds <= day else each["full"]
        rolling = not terms["yearly"] and terms["first_due"] == LONG_AGO and self.months(hold, source, day, None) > 0
        chain = not chance["lost"] and chance["doubt"] != "SCORE_MISSING" and ((rolling and windowed) or refreshing)
        renewed = standing = last = None
        for each in before if chain else ():
            end = stood[id(each)]
            if opening(terms, end) <= day <= end + (terms["grace"] if terms["backdates"] else 0):
                renewed = max(end, renewed if renewed is not None else end)
            if day <= end:
                standing = max(end, standing if standing is not None else end)
            last = max(end, last if last is not None else end)
        due = next((end for end in (renewed, standing, last) if end is not None), None)
        months = self.months(hold, source, day, due)
        if terms["yearly"] and not chain:
            full = cycle_end(day, terms["year_month"], terms["year_day"])
        elif terms["first_due"] != LONG_AGO and not chain:
            full = fixed_due(day, terms["first_due"], months, terms["min_active"])
        elif months <= 0:
            full = FOR_EVER
        else:
            full = through(day, months, bool(terms["ends"]))
            full += self.away(day, full) if terms["leave"] else 0
            if renewed is not None:
                on = later(renewed, months)
                on += self.away(renewed + 1, on) if terms["leave"] else 0
                full = on if renewed < day else max(full, on)
        if chain and source["refresher"]:
            bases = [each["base"] for each in before if day <= stood[id(each)]]
            # A module somebody was let off counts as held for a refresher; it is of no version that could be superseded.
            if any(piece.start <= day <= piece.end for piece in self.let_off(hold, terms)):
                bases = [FOR_EVER]
            chance["lost"] = "BASE_EXPIRED" if not bases else "BASE_SUPERSEDED" if max(bases) <= day else ""
            chance["base"] = max(bases, default=LONG_AGO)
        else:
            chance["base"] = source["superseded_on"]
        issuer = row.get("issuer_end") if row.get("issuer_end") is not None else FOR_EVER
        revoked = self.revoked.get(row["record_id"], FOR_EVER)
        cut = min(revoked, chance["fail_day"])
        chance["cut"] = min(cut - 1 if cut < FOR_EVER else FOR_EVER, chance["cap"])
        chance["full"] = min(full, issuer, source["counts_until"])
        end = chance["end"] = min(chance["full"], chance["cut"])
        chance["from"] = max(day, chance["opens"], chance["moved"])
        if revoked < FOR_EVER and revoked - 1 == end:
            chance["ended_by"] = "REVOKED"
        elif issuer == end:
            chance["ended_by"] = "ISSUER_END"
        elif source["counts_until"] == end:
            chance["ended_by"] = "SUPERSEDED"
        else:
            chance["ended_by"] = "BELOW_PASS" if chance["fail_day"] - 1 == end else "EXPIRED"
        return chain
