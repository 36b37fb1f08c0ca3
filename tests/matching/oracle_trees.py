"""The oracle's trees: how a requirement stands on a day, from its leaves to its root, with what lets it off and by when."""

from __future__ import annotations

from itertools import pairwise

from practicum.model.civil_day import FOR_EVER, LONG_AGO
from tests.matching.oracle_pieces import COUNTED, GROUPS, HELD, WEAKNESS, Cycle, Piece, Row, Verdict, later, opening
from tests.matching.oracle_singles import SingleOracle


class TreeOracle(SingleOracle):
    """Requirements; with a cycle only what belongs to it counts."""

    def children(self, node: Row) -> list[Row]:
        return [row for row in self.rules.rows("requirements") if row["parent"] == node["req"] and not row["advisory"]]

    def asked(self, node: Row, day: int, cycle: Cycle | None) -> bool:
        if node["by"] == "day" and not node["starts"] <= day <= node["until"]:
            return False
        if node["by"] == "due" and cycle is not None and not node["starts"] <= cycle.due <= node["until"]:
            return False
        if node["within_of"] == "certified" and node["part"] in ("award", "always_in_date"):
            rule = self.rules.rows("rules")[node["rule"]]
            if not any(start <= day <= end + rule["grace"] for start, end in self.runs(rule)):
                return False
        return not node["role"] or any(start <= day <= end for start, end in self.roles(node["role"]))

    def grants_of(self, node: Row) -> list[Piece]:
        found = [self.granted(row) for row in self.grants if row["subject"] == node["id"]]
        if node["kind"] == "supervised" and node["evaluated"]:
            found += self.reduced(node)
        for exemption in self.rules.rows("exemptions"):
            if exemption["req"] == node["req"]:
                for row in self.completions:
                    if row["module"] == exemption["module"] and row["date"] < exemption["before"] and row.get("result") != "failed":
                        revoked = self.revoked.get(row["record_id"], FOR_EVER)
                        last = revoked - 1 if revoked < FOR_EVER else FOR_EVER
                        found.append(Piece(row["date"], last, "met_by_exemption", row["record_id"]))
        return found

    def pieces(self, node: Row, cycle: Cycle | None) -> list[Piece]:
        """The stretches in which a single leaf is held.

        In a cycle, what never runs out has to be done in it; what runs out only has to be in date.
        """
        if node["kind"] in GROUPS or node["kind"] in COUNTED or not node["evaluated"]:
            return []
        if node["kind"] == "experience":
            return self.worked(node, cycle)
        found = self.single(node).pieces
        if cycle is None:
            return found
        return [
            piece
            for piece in found
            if piece.kind != "met"
            or node["kind"] == "certificate"
            or (piece.day <= cycle.last and (piece.day >= cycle.start or (piece.end < FOR_EVER and cycle.part == "renew")))
        ]

    def on_day(self, node: Row, day: int, cycle: Cycle | None = None) -> str:
        """held, unknown, not or na: the node on one day, with what was done by the day asked about."""
        if not self.asked(node, day, cycle):
            return "na"
        if any(piece.start <= day <= piece.end for piece in self.grants_of(node)):
            return "held"
        if node["empty"]:
            return "held"
        if node["kind"] not in GROUPS and not node["evaluated"]:
            return "unknown"
        if node["kind"] in COUNTED:
            # Met hours have no end of their own: held on the day asked about, they are held on every day after it.
            days = {day, min(day, self.as_of)} if node["kind"] == "hours" else {day}
            if any(self.enough(node, each, cycle, sure=True) for each in days):
                return "held"
            return "unknown" if any(self.enough(node, each, cycle, sure=False) for each in days) else "not"
        if node["kind"] not in GROUPS:
            covering = [piece for piece in self.pieces(node, cycle) if piece.start <= day <= piece.end]
            return "held" if any(piece.sure for piece in covering) else "unknown" if covering else "not"
        states = [state for state in (self.on_day(child, day, cycle) for child in self.children(node)) if state != "na"]
        if not states:
            return "na"
        need = len(states) if node["kind"] in ("all", "modules") else max(node["n"], 1)
        held = states.count("held")
        return "held" if held >= need else "unknown" if held + states.count("unknown") >= need else "not"

    def turning_days(self, node: Row, cycle: Cycle | None) -> set[int]:
        days = {node["starts"], node["until"] + 1}
        if cycle is not None:
            days |= {cycle.start, cycle.last + 1}
        for piece in [*self.pieces(node, cycle), *self.grants_of(node)]:
            days |= {piece.start, piece.end + 1}
        if node["kind"] in COUNTED and node["evaluated"]:
            days |= {self.as_of + 1, *self.sum_days(node, cycle)}
        if node["within_of"] == "certified":
            rule = self.rules.rows("rules")[node["rule"]]
            days |= {day for start, end in self.runs(rule) for day in (start, end + rule["grace"] + 1)}
        for start, end in self.roles(node["role"]) if node["role"] else ():
            days |= {start, end + 1}
        for child in self.children(node):
            days |= self.turning_days(child, cycle)
        return days

    def spells(self, node: Row, cycle: Cycle | None = None) -> list[tuple[int, int]]:
        """The unbroken runs of days on which the node is held."""
        days = sorted({LONG_AGO, *self.turning_days(node, cycle), FOR_EVER + 1})
        found: list[tuple[int, int]] = []
        for start, after in pairwise(days):
            if self.on_day(node, start, cycle) == "held":
                if found and found[-1][1] == start - 1:
                    found[-1] = (found[-1][0], after - 1)
                else:
                    found.append((start, after - 1))
        return found

    def verdict(self, node: Row, cycle: Cycle | None = None) -> Verdict:
        """The node on the day asked about; once its grace is over a cycle stays as it stood."""
        day = self.as_of if cycle is None else min(self.as_of, cycle.last)
        if not self.asked(node, day, cycle):
            found = Verdict("not_applicable")
        elif node["kind"] in GROUPS and not node["empty"]:
            found = self.group(node, cycle)
        else:
            found = self.leaf(node, day, cycle)
        grants = [piece for piece in self.grants_of(node) if piece.start <= day <= piece.end and self.asked(node, day, cycle)]
        if grants and WEAKNESS[found.state] > 1:
            best = min(grants, key=lambda piece: (WEAKNESS[piece.kind], -piece.end, piece.record))
            if WEAKNESS[found.state] > WEAKNESS[best.kind]:
                found = Verdict(best.kind, until=best.end, record=best.record, deadline=found.deadline)
        spells = [(start, end) for start, end in self.spells(node, cycle) if start <= day]
        found.ended = max((end for _start, end in spells if end < day), default=LONG_AGO)
        if found.state in HELD:
            found.since = max((start for start, end in spells if end >= day), default=LONG_AGO)
        limit = self.limit(node, day)
        if found.state == "not_met" and limit is not None:
            found.deadline = limit
            if day <= limit:
                found.state = "not_yet_required"
            elif node["within_of"] == "moved":
                found.reason = "EDITION_OVERDUE"
        return found

    def runs(self, rule: Row) -> list[tuple[int, int]]:
        """The times without a break in which the rule's own certificate was held; days in grace break nothing.

        While it is still being found out whether there is one, there is none.
        """
        found: list[tuple[int, int]] = []
        for start, end in sorted(self.life(rule["certification"]).spells):
            if start > end:
                continue
            if found and start <= found[-1][1] + rule["grace"] + 1:
                found[-1] = found[-1][0], max(end, found[-1][1])
            else:
                found.append((start, end))
        return found

    def limit(self, node: Row, day: int) -> int | None:
        """The last day by which a requirement that is counted from an event has to be met."""
        if node["within_of"] == "appointed":
            role = node["role"] or self.rules.rows("rules")[node["rule"]]["role"]
            starts = [start for start, _end in self.roles(role) if start <= day]
        elif node["within_of"] == "moved":
            starts = [start for start in self.moves() if start <= day]
        elif node["within_of"] == "certified":
            starts = [start for start, _end in self.runs(self.rules.rows("rules")[node["rule"]]) if start <= day]
        else:
            return None
        if not starts:
            return None
        start = min(starts) if node["within_first"] else max(starts)
        return later(start, node["within_months"]) if node["within_months"] >= 0 else start + max(node["within_days"], 0)

    def leaf(self, node: Row, day: int, cycle: Cycle | None) -> Verdict:
        if node["empty"]:
            return Verdict("met")
        if not node["evaluated"]:
            return Verdict("unknown", "NOT_EVALUATED")
        if node["kind"] == "experience":
            return self.experience_leaf(node, day, cycle)
        return self.counted_leaf(node, day, cycle) if node["kind"] in COUNTED else self.single_leaf(node, day, cycle)

    def single_leaf(self, node: Row, day: int, cycle: Cycle | None) -> Verdict:
        # A level that no course teaches is one thing missing, not so many levels.
        lack = float(node["level"]) if node["kind"] == "competency" and node["taught"] else 1.0
        losers = self.single(node).losers
        pieces = self.pieces(node, cycle)
        covering = [piece for piece in pieces if piece.start <= day <= piece.end]
        terms = self.rules.rows("holdings")[node["hold"]] if node["kind"] == "module" else None
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
                return Verdict("unknown", best.doubt, best.end, record=best.record, via=best.via, missing=lack)
            due = terms is not None and best.kind == "met" and best.end < FOR_EVER and opening(terms, best.end) <= day
            return Verdict(
                "due" if due else best.kind, until=best.end, record=best.record, via=best.via, deadline=best.end if due else FOR_EVER
            )
        reason = losers[0].reason if losers else "NO_RECORD"
        last = max((piece.end for piece in pieces if piece.sure and piece.end < day), default=None)
        found = Verdict("not_met", reason, missing=lack, revoked=reason == "REVOKED")
        over = reason in ("EXPIRED", "ISSUER_END", "SUPERSEDED", "BASE_EXPIRED")
        if terms is not None and last is not None and terms["grace"] > 0 and over:
            found.deadline = last + terms["grace"]
        return found

    def counted_leaf(self, node: Row, day: int, cycle: Cycle | None) -> Verdict:
        acts = self.counting(node, day, cycle, sure=True)
        counted = self.total(node, acts)
        state = self.leaf_state(node, day, cycle)
        if state == "held":
            found = [act for act in self.counting(node, day, cycle, sure=False) if not act.part]
            latest = min(found, key=lambda act: (-act.day, act.record), default=None)
            until = next(end for start, end in self.without_grants(node, cycle) if start <= day <= end)
            # Met hours have no end of their own in a fold.
            carried = None if node["kind"] != "hours" else FOR_EVER
            return Verdict("met", until=until, record=latest.record if latest else "", carried=carried)
        missing = self.missing(node, acts)
        if state == "unknown":
            return Verdict("unknown", "SUPERVISOR_MISSING", missing=missing)
        # What lost outside a cycle is no reason inside it.
        losers = [each for each in self.acts(node)[1] if cycle is None or cycle.start <= each.day <= cycle.last]
        if node["kind"] == "hours" and node["count_once"]:
            more = [*losers, *self.gone(node, day, cycle)]
            losers = sorted(more, key=lambda each: (each.cost, -each.day, each.record, each.reason))
        inside = [act for act in self.acts(node)[0] if cycle is None or cycle.start <= act.day <= cycle.last]
        inside = [act for act in inside if not act.part and (cycle is None or cycle.number == 1 or not act.first_only)]
        # What was carried into a window of the cycle that is over is something too.
        opened = {act.last + 1 for act in self.acts(node)[0] if node["kind"] == "hours" and act.last < day}
        inside += [carried for each in {day, *opened} for carried in self.carried(node, each, cycle)]
        reason = losers[0].reason if losers and counted <= 0 else "TOO_FEW" if inside else "NO_RECORD"
        # A window that runs and ends by itself leaves time; in a renewal the cycle says so.
        end = self.window_end(node, day) if node["kind"] == "hours" and node["per"] in ("calendar_year", "fixed_year") else FOR_EVER
        if node["kind"] == "hours" and node["per"] == "dates" and day <= node["win_until"]:
            end = node["win_until"]
        if cycle is None and end < FOR_EVER:
            return Verdict("not_yet_required", reason, missing=missing, deadline=end)
        return Verdict("not_met", reason, missing=missing)

    def leaf_state(self, node: Row, day: int, cycle: Cycle | None) -> str:
        """held, unknown or not, by what was done alone."""
        if self.enough(node, day, cycle, sure=True):
            return "held"
        return "unknown" if self.enough(node, day, cycle, sure=False) else "not"

    def without_grants(self, node: Row, cycle: Cycle | None) -> list[tuple[int, int]]:
        """The unbroken runs of days on which a sum is reached, whether it is asked or not."""
        days = {LONG_AGO, FOR_EVER + 1, *self.sum_days(node, cycle)}
        days |= {cycle.start, cycle.last + 1} if cycle is not None else set()
        found: list[tuple[int, int]] = []
        for start, after in pairwise(sorted(days)):
            if self.enough(node, start, cycle, sure=True):
                if found and found[-1][1] == start - 1:
                    found[-1] = (found[-1][0], after - 1)
                else:
                    found.append((start, after - 1))
        return found

    def group(self, node: Row, cycle: Cycle | None) -> Verdict:
        verdicts = [(child["position"], self.verdict(child, cycle)) for child in self.children(node)]
        asked = [(position, each) for position, each in verdicts if each.state != "not_applicable"]
        if not asked:
            return Verdict("not_applicable")
        need = len(asked) if node["kind"] in ("all", "modules") else max(node["n"], 1)

        def strength(each: Verdict) -> int:
            return 0 if each.state == "due" else WEAKNESS[each.state]

        needed = sorted(asked, key=lambda item: (strength(item[1]), -item[1].end, item[0]))[:need]
        weakest = min(needed, key=lambda item: (-WEAKNESS[item[1].state], item[0]))[1]
        held = sum(each.state in HELD for _position, each in asked)
        if held >= need:
            first = min(needed, key=lambda item: (item[1].end, item[0]))[1]
            return Verdict(weakest.state, until=first.end, record=first.record, via=first.via, deadline=weakest.deadline)
        state = "not_met" if len(asked) < need else weakest.state
        deadline = min((each.deadline for _position, each in needed if each.state not in HELD), default=FOR_EVER)
        revoked = any(each.revoked for _position, each in asked)
        return Verdict(state, weakest.reason or "TOO_FEW", deadline=deadline, missing=need - held, revoked=revoked)
