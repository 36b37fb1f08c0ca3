"""The oracle: what the contract says, for one question at a time, in plain Python and without haste.

It knows modules, groups, roles, waivers, and certificates that last as long as their award is in date. It shares nothing with
the engine but the rule rows and the meaning of a packed day.
"""

from __future__ import annotations

from itertools import pairwise

from practicum.model.civil_day import FOR_EVER, LONG_AGO
from tests.matching.oracle_modules import GROUPS, HELD, WEAKNESS, ModuleOracle, Piece, Row, Verdict, later


class Oracle(ModuleOracle):
    """One question: a learner, a day in the world, a day of knowledge."""

    def roles(self, role: str) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        for start, end in sorted(
            (row["start"], row["end"] if row.get("end") is not None else FOR_EVER) for row in self.posts if row["role"] == role
        ):
            if found and start <= found[-1][1] + 1:
                found[-1] = (found[-1][0], max(end, found[-1][1]))
            else:
                found.append((start, end))
        return found

    def children(self, node: Row) -> list[Row]:
        return [row for row in self.rules.rows("requirements") if row["parent"] == node["req"] and not row["advisory"]]

    def asked(self, node: Row, day: int) -> bool:
        if node["by"] == "day" and not node["starts"] <= day <= node["until"]:
            return False
        return not node["role"] or any(start <= day <= end for start, end in self.roles(node["role"]))

    def grants_of(self, node: Row) -> list[Piece]:
        found = [self.granted(row) for row in self.grants if row["subject"] == node["id"]]
        for exemption in self.rules.rows("exemptions"):
            if exemption["req"] == node["req"]:
                for row in self.completions:
                    if row["module"] == exemption["module"] and row["date"] < exemption["before"] and row.get("result") != "failed":
                        revoked = self.revoked.get(row["record_id"], FOR_EVER)
                        found.append(
                            Piece(row["date"], revoked - 1 if revoked < FOR_EVER else FOR_EVER, "met_by_exemption", row["record_id"])
                        )
        return found

    def pieces(self, node: Row) -> list[Piece]:
        return self.holding(node["hold"]).pieces if node["kind"] == "module" else []

    def on_day(self, node: Row, day: int) -> str:
        """held, unknown, not or na: the node on one day, with what was done by the day asked about."""
        if not self.asked(node, day):
            return "na"
        if any(piece.start <= day <= piece.end for piece in self.grants_of(node)):
            return "held"
        if node["kind"] not in GROUPS or node["empty"]:
            if node["empty"]:
                return "held"
            if not node["evaluated"]:
                return "unknown"
            covering = [piece for piece in self.pieces(node) if piece.start <= day <= piece.end]
            return "held" if any(piece.sure for piece in covering) else "unknown" if covering else "not"
        states = [state for state in (self.on_day(child, day) for child in self.children(node)) if state != "na"]
        if not states:
            return "na"
        need = len(states) if node["kind"] in ("all", "modules") else max(node["n"], 1)
        held = states.count("held")
        return "held" if held >= need else "unknown" if held + states.count("unknown") >= need else "not"

    def turning_days(self, node: Row) -> set[int]:
        days = {node["starts"], node["until"] + 1}
        for piece in [*self.pieces(node), *self.grants_of(node)]:
            days |= {piece.start, piece.end + 1}
        for start, end in self.roles(node["role"]) if node["role"] else ():
            days |= {start, end + 1}
        for child in self.children(node):
            days |= self.turning_days(child)
        return days

    def spells(self, node: Row) -> list[tuple[int, int]]:
        """The unbroken runs of days on which the node is held."""
        days = sorted({LONG_AGO, *self.turning_days(node), FOR_EVER + 1})
        found: list[tuple[int, int]] = []
        for start, after in pairwise(days):
            if self.on_day(node, start) == "held":
                if found and found[-1][1] == start - 1:
                    found[-1] = (found[-1][0], after - 1)
                else:
                    found.append((start, after - 1))
        return found

    def verdict(self, node: Row) -> Verdict:
        """The node on the day asked about."""
        if not self.asked(node, self.as_of):
            found = Verdict("not_applicable")
        elif node["kind"] in GROUPS and not node["empty"]:
            found = self.group(node)
        else:
            found = self.leaf(node)
        grants = [piece for piece in self.grants_of(node) if piece.start <= self.as_of <= piece.end and self.asked(node, self.as_of)]
        if grants and WEAKNESS[found.state] > 1:
            best = min(grants, key=lambda piece: (WEAKNESS[piece.kind], -piece.end, piece.record))
            if WEAKNESS[found.state] > WEAKNESS[best.kind]:
                found = Verdict(best.kind, until=best.end, record=best.record, deadline=found.deadline)
        spells = [(start, end) for start, end in self.spells(node) if start <= self.as_of]
        found.ended = max((end for _start, end in spells if end < self.as_of), default=LONG_AGO)
        if found.state in HELD:
            found.since = max((start for start, end in spells if end >= self.as_of), default=LONG_AGO)
        limit = self.limit(node)
        if found.state == "not_met" and limit is not None:
            found.deadline = limit
            if self.as_of <= limit:
                found.state = "not_yet_required"
        return found

    def limit(self, node: Row) -> int | None:
        if node["within_of"] != "appointed":
            return None
        role = node["role"] or self.rules.rows("rules")[node["rule"]]["role"]
        starts = [start for start, _end in self.roles(role) if start <= self.as_of]
        if not starts:
            return None
        start = min(starts) if node["within_first"] else max(starts)
        return later(start, node["within_months"]) if node["within_months"] >= 0 else start + max(node["within_days"], 0)

    def leaf(self, node: Row) -> Verdict:
        if node["empty"]:
            return Verdict("met")
        if not node["evaluated"]:
            return Verdict("unknown", "NOT_EVALUATED")
        terms = self.rules.rows("holdings")[node["hold"]]
        holding = self.holding(node["hold"])
        covering = [piece for piece in holding.pieces if piece.start <= self.as_of <= piece.end]
        if covering:
            best = min(
                covering,
                key=lambda piece: (
                    WEAKNESS[piece.kind] if piece.sure else 5,
                    -piece.end,
                    -piece.evidence,
                    piece.rank,
                    piece.record,
                    piece.via,
                    piece.doubt,
                ),
            )
            if not best.sure:
                return Verdict("unknown", best.doubt, best.end, record=best.record, via=best.via, missing=1)
            due = best.kind == "met" and best.end < FOR_EVER and self.opening(terms, best.end) <= self.as_of
            return Verdict(
                "due" if due else best.kind, until=best.end, record=best.record, via=best.via, deadline=best.end if due else FOR_EVER
            )
        reason = holding.losers[0].reason if holding.losers else "NO_RECORD"
        last = max((piece.end for piece in holding.pieces if piece.sure and piece.end < self.as_of), default=None)
        found = Verdict("not_met", reason, missing=1, revoked=reason == "REVOKED")
        if last is not None and terms["grace"] > 0 and reason in ("EXPIRED", "ISSUER_END", "SUPERSEDED", "BASE_EXPIRED"):
            found.deadline = last + terms["grace"]
        return found

    def group(self, node: Row) -> Verdict:
        verdicts = [(child["position"], self.verdict(child)) for child in self.children(node)]
        asked = [(position, each) for position, each in verdicts if each.state != "not_applicable"]
        if not asked:
            return Verdict("not_applicable")
        need = len(asked) if node["kind"] in ("all", "modules") else max(node["n"], 1)

        def strength(each: Verdict) -> int:
            return 0 if each.state == "due" else WEAKNESS[each.state]

        needed = sorted(asked, key=lambda item: (strength(item[1]), -item[1].until, item[0]))[:need]
        weakest = min(needed, key=lambda item: (-WEAKNESS[item[1].state], item[0]))[1]
        held = sum(each.state in HELD for _position, each in asked)
        if held >= need:
            first = min(needed, key=lambda item: (item[1].until, item[0]))[1]
            return Verdict(weakest.state, until=first.until, record=first.record, via=first.via, deadline=weakest.deadline)
        state = "not_met" if len(asked) < need else weakest.state
        deadline = min((each.deadline for _position, each in needed if each.state not in HELD), default=FOR_EVER)
        revoked = any(each.revoked for _position, each in asked)
        return Verdict(state, weakest.reason or "TOO_FEW", deadline=deadline, missing=need - held, revoked=revoked)

    # -- certificates that last while their award is in date
    def certificate(self, rule: Row) -> Verdict:
        root = self.rules.rows("requirements")[rule["award"]]
        award = self.verdict(root)
        spells = [(max(start, rule["starts"]), min(end, rule["until"])) for start, end in self.spells(root) if start <= self.as_of]
        running = [(start, end) for start, end in spells if start <= self.as_of <= end]
        over = [(end, start) for start, end in spells if end < self.as_of]
        if award.state == "not_applicable" and not running and not over:
            return Verdict("not_applicable")
        always = [
            self.verdict(row)
            for row in self.rules.rows("requirements")
            if row["rule"] == rule["rule"] and row["part"] == "always_in_date" and row["parent"] < 0
        ]
        broken = any(each.state == "not_met" for each in always)
        ended = max(over)[0] if over else LONG_AGO
        grace = ended + rule["grace"] if over and not award.revoked else LONG_AGO
        starts = [start for start, end in self.roles(rule["role"]) if start <= self.as_of <= end]
        bridge = max(starts) + rule["bridge_days"] if starts and rule["bridge_days"] >= 0 else LONG_AGO
        if running:
            until = min(award.until, running[0][1])
            due = until < FOR_EVER and self.opening(rule, until) <= self.as_of
            state = "restricted" if broken else "due" if due else "certified"
            return Verdict(state, "NOT_ALWAYS_IN_DATE" if broken else "", until, running[0][0], deadline=until if due else FOR_EVER)
        if self.as_of <= bridge:
            return Verdict("bridging", award.reason, ended=ended, deadline=bridge)
        if self.as_of <= grace:
            return Verdict(
                "restricted" if broken else "grace", "NOT_ALWAYS_IN_DATE" if broken else award.reason, ended=ended, deadline=grace
            )
        if over:
            return Verdict("lapsed", award.reason, ended=ended)
        return Verdict("unknown" if self.on_day(root, self.as_of) == "unknown" else "never", award.reason)
