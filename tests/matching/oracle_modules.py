"""The oracle's modules: what holds one module for one learner, with its prerequisites, equivalents, refreshers and renewals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from practicum.model.civil_day import FOR_EVER, LONG_AGO, civil, day_number, packed
from practicum.model.requirement import RuleTables

Row = Mapping[str, Any]
EVIDENCE = {"self": 0, "supervisor": 1, "verified": 2}
WEAKNESS = {
    "met": 0,
    "due": 1,
    "met_by_prior_learning": 2,
    "met_by_exemption": 3,
    "met_by_waiver": 4,
    "unknown": 5,
    "not_yet_required": 6,
    "not_met": 7,
    "not_applicable": 9,
}
HELD = frozenset(["met", "due", "met_by_prior_learning", "met_by_exemption", "met_by_waiver"])
COST = {"UNVERIFIED": 0, "PREREQ_MISSING": 1}
GROUPS = ("all", "any", "routes", "modules")


@cache
def through(start: int, months: int, anniversary: bool) -> int:
    """The last day of a validity, by walking: while the packed day is below (or at) the packed start plus 32 a month."""
    limit = packed(start) + 32 * months
    day = start + 27 * months
    while packed(day + 1) < limit or (anniversary and packed(day + 1) <= limit):
        day += 1
    return day


@cache
def later(day: int, months: int) -> int:
    """The same day so many months on; where the month lacks it, its last."""
    here = civil(day)
    index = here.year * 12 + here.month - 1 + months
    for dom in range(here.day, 0, -1):
        try:
            return day_number(here.replace(year=index // 12, month=index % 12 + 1, day=dom))
        except ValueError:
            continue
    raise AssertionError


def cycle_end(day: int, month: int, dom: int) -> int:
    """The day before the next first day of the year."""
    ahead = day + 1
    while (civil(ahead).month, civil(ahead).day) != (month, dom):
        ahead += 1
    return ahead - 1


@dataclass
class Piece:
    """A stretch of days in which something is held."""

    start: int
    end: int
    kind: str = "met"
    record: str = ""
    via: str = ""
    sure: bool = True
    doubt: str = ""
    evidence: int = 0
    rank: int = 0
    day: int = 0
    ended_by: str = "EXPIRED"


@dataclass
class Loser:
    record: str
    day: int
    reason: str
    via: str = ""


@dataclass
class Verdict:
    """How one node stands."""

    state: str
    reason: str = ""
    until: int = FOR_EVER
    since: int = LONG_AGO
    ended: int = LONG_AGO
    record: str = ""
    via: str = ""
    deadline: int = FOR_EVER
    missing: float = 0
    revoked: bool = False


@dataclass
class Holding:
    pieces: list[Piece] = field(default_factory=list)
    losers: list[Loser] = field(default_factory=list)


class ModuleOracle:
    """One question: a learner, a day in the world, a day of knowledge."""

    def __init__(
        self, rules: RuleTables, records: Mapping[str, list[dict[str, Any]]], learner: str, as_of: int, known_at: int = FOR_EVER
    ) -> None:
        self.rules, self.as_of, self.known_at = rules, as_of, known_at
        own = {name: [row for row in rows if row.get("learner") == learner] for name, rows in records.items()}
        self.ranks = {row["source"]: row["rank"] for row in records.get("sources", ())}
        dates = {"completions": "date", "decisions": "from", "posts": "start"}
        known = {
            name: [
                row
                for row in own.get(name, [])
                if (row.get("recorded_at") if row.get("recorded_at") is not None else row.get(date) or LONG_AGO) <= known_at
            ]
            for name, date in dates.items()
        }
        voided = {row["voids"] for rows in known.values() for row in rows if row.get("voids")}
        kept = {
            name: [row for row in rows if row.get(dates[name]) is not None and row.get("record_id") not in voided]
            for name, rows in known.items()
        }
        self.completions = [row for row in kept["completions"] if row.get("module") and row["date"] <= as_of]
        signed = [row for row in kept["decisions"] if row.get("approver") and row.get("reason")]
        self.revoked: dict[str, int] = {}
        for row in signed:
            if row["kind"] == "revocation":
                self.revoked[row["subject"]] = min(row["from"], self.revoked.get(row["subject"], FOR_EVER))
        self.grants = [row for row in signed if row["kind"] in ("waiver", "exemption") and row["from"] <= as_of]
        self.posts = [row for row in kept["posts"] if row["start"] <= as_of]
        self.memory: dict[int, Holding] = {}

    # -- modules
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
            row, end = chance["row"], chance["end"]
            reason = chance["lost"]
            if not reason:
                start = max(row["date"], chance["opens"])
                if start <= end:
                    found.pieces.append(
                        Piece(
                            start,
                            end,
                            "met",
                            row["record_id"],
                            chance["via"],
                            not chance["doubt"],
                            chance["doubt"],
                            EVIDENCE.get(row.get("evidence") or "", 0),
                            self.ranks.get(row.get("source"), 1_000_000),
                            row["date"],
                            chance["ended_by"],
                        )
                    )
            if reason in ("", "UNVERIFIED", "PREREQ_MISSING") and end < self.as_of:
                reason = chance["ended_by"]
            if reason:
                found.losers.append(Loser(row["record_id"], row["date"], reason, chance["via"]))
        found.pieces += [self.granted(row) for row in self.grants if row["subject"] == terms["module"]]
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
                fits = (
                    not source["version"]
                    or version == source["version"]
                    or (not version and source["version_from"] <= row["date"] <= source["version_until"])
                )
                if row["module"] == source["source"] and fits:
                    found.append(self.chance(source, terms, row))
        return found

    def chance(self, source: Row, terms: Row, row: Row) -> dict[str, Any]:
        score, mark, result = row.get("score"), terms["pass_mark"], row.get("result") or ""
        failed = score < mark if mark >= 0 and score is not None else result == "failed"
        lost, doubt = "", ""
        if not source["done_from"] <= row["date"] <= source["done_until"]:
            lost = "EQUIV_OUT_OF_DATES"
        elif not terms["done_from"] <= row["date"] <= terms["done_until"]:
            lost = "OUT_OF_DATES"
        elif terms["edition"] and terms["edition"] != (row.get("edition") or ""):
            lost = "WRONG_EDITION"
        elif failed:
            lost = "BELOW_PASS"
        elif EVIDENCE.get(row.get("evidence") or "", 0) < terms["evidence"]:
            lost = "UNVERIFIED"
        if mark >= 0 and score is None and not result:
            doubt = "SCORE_MISSING"
        return {
            "row": row,
            "via": source["via"],
            "source": source,
            "lost": lost,
            "doubt": doubt,
            "fail_day": FOR_EVER,
            "opens": row["date"],
        }

    def count_attempts(self, terms: Row, chances: list[dict[str, Any]]) -> None:
        if terms["attempts"] < 0 and not terms["latest"]:
            return
        tries: dict[tuple[int, str], list[dict[str, Any]]] = {}
        for chance in chances:
            if not chance["source"]["refresher"] and chance["lost"] not in ("EQUIV_OUT_OF_DATES", "OUT_OF_DATES"):
                tries.setdefault((chance["row"]["date"], chance["row"].get("source") or ""), []).append(chance)

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
                    chance["fail_day"] = min([day for day in failures if day > chance["row"]["date"]], default=FOR_EVER)

    def open(self, chance: dict[str, Any], needs: list[Row]) -> None:
        day = chance["row"]["date"]
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
        for chance in sorted(chances, key=lambda each: each["row"]["date"]):
            row, source, day = chance["row"], chance["source"], chance["row"]["date"]
            before = [each for each in earlier if each["row"]["date"] < day and not each["lost"]]
            stood = {id(each): min(each["full"], each["cut"]) if each["cut"] < day else each["full"] for each in before}
            rolling = not terms["yearly"] and terms["first_due"] == LONG_AGO and self.months(hold, source, day, None) > 0
            chain = not chance["lost"] and chance["doubt"] != "SCORE_MISSING" and ((rolling and windowed) or refreshing)
            renewed = standing = last = None
            for each in before if chain else ():
                end = stood[id(each)]
                if self.opening(terms, end) <= day <= end + (terms["grace"] if terms["backdates"] else 0):
                    renewed = max(end, renewed if renewed is not None else end)
                if day <= end:
                    standing = max(end, standing if standing is not None else end)
                last = max(end, last if last is not None else end)
            due = next((end for end in (renewed, standing, last) if end is not None), None)
            months = self.months(hold, source, day, due)
            if terms["yearly"] and not chain:
                full = cycle_end(day, terms["year_month"], terms["year_day"])
            elif terms["first_due"] != LONG_AGO and not chain:
                full, step = terms["first_due"], 0
                while full < later(day, terms["min_active"]):
                    step += 1
                    full = later(terms["first_due"], step * months)
            elif months <= 0:
                full = FOR_EVER
            else:
                full = through(day, months, bool(terms["ends"]))
                if renewed is not None:
                    full = later(renewed, months) if renewed < day else max(full, later(renewed, months))
            if chain and source["refresher"]:
                bases = [each["base"] for each in before if day <= stood[id(each)]]
                chance["lost"] = "BASE_EXPIRED" if standing is None else "BASE_SUPERSEDED" if max(bases) <= day else ""
                chance["base"] = max(bases, default=LONG_AGO)
            else:
                chance["base"] = source["superseded_on"]
            issuer = row.get("issuer_end") if row.get("issuer_end") is not None else FOR_EVER
            revoked = self.revoked.get(row["record_id"], FOR_EVER)
            cut = min(revoked, chance["fail_day"])
            chance["cut"] = cut - 1 if cut < FOR_EVER else FOR_EVER
            chance["full"] = min(full, issuer, source["counts_until"])
            end = chance["end"] = min(chance["full"], chance["cut"])
            if revoked < FOR_EVER and revoked - 1 == end:
                chance["ended_by"] = "REVOKED"
            elif issuer == end:
                chance["ended_by"] = "ISSUER_END"
            elif source["counts_until"] == end:
                chance["ended_by"] = "SUPERSEDED"
            else:
                chance["ended_by"] = "BELOW_PASS" if chance["fail_day"] - 1 == end else "EXPIRED"
            if chain:
                earlier.append(chance)

    def opening(self, terms: Row, end: int) -> int:
        if end >= FOR_EVER:
            return FOR_EVER
        if terms["window_months"] >= 0:
            return later(end, -terms["window_months"])
        return end - terms["window_days"] if terms["window_days"] >= 0 else end + 1
