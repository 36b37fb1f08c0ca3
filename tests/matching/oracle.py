"""The oracle: what the contract says, for one question at a time, in plain Python and without haste.

It knows every kind of requirement that rule rows hold and how certificates live. It shares nothing with the engine but the rule
rows and the meaning of a packed day.
"""

from __future__ import annotations

from collections.abc import Iterator

from practicum.model.civil_day import FOR_EVER, LONG_AGO
from tests.matching.oracle_lives import LifeOracle
from tests.matching.oracle_pieces import Row, Verdict, opening


class Oracle(LifeOracle):
    """One question: a learner, a country, a day in the world, a day of knowledge."""

    def requirements(self, certification: str) -> Iterator[tuple[Row, Verdict]]:
        """Every requirement of the rule in force with its verdict; left out are what returning asks, and renewals of a cycle that will be
        cut short. Nothing renews a certificate that was taken away, closed or fell with its base.
        """
        life = self.life(certification)
        if life.rule is None:
            return
        # What a renewal asks is picked by the day on which it is due.
        again = life.rule
        if life.cycle is not None:
            by_due = self.version_on(certification, life.cycle.due) or life.rule
            again = by_due if by_due["renew"] >= 0 else life.rule
        for row in self.rules.rows("requirements"):
            if row["part"] in ("award", "always_in_date") and row["rule"] == life.rule["rule"]:
                yield row, self.verdict(row)
            elif row["part"] == "renew" and row["rule"] == again["rule"]:
                if life.cycle is None or (again is life.rule and life.rule["renew"] < 0) or (life.cut and not life.holds):
                    yield row, Verdict("not_applicable")
                elif not life.doubtful and not life.cut:
                    yield row, self.in_cycle(again, row)

    def in_cycle(self, rule: Row, node: Row) -> Verdict:
        """A requirement of the renewal in the cycle that runs or ran last: when it is short, the window says how urgent it is."""
        cycle = self.life(rule["certification"]).cycle
        assert cycle is not None
        found = self.verdict(node, cycle)
        # What is counted from the certificate has a deadline of its own.
        if found.state == "not_met" and node["within_of"] != "certified":
            found.deadline = cycle.due if self.as_of <= cycle.due else cycle.last
            if self.as_of <= cycle.due and self.as_of < opening(rule, cycle.due):
                found.state = "not_yet_required"
            elif self.as_of <= cycle.last:
                found.state, found.short = "due", True
        return found

    def timed(self, rule: Row) -> Iterator[Verdict]:
        """The requirements of the award with a deadline counted from an event."""
        for row in self.rules.rows("requirements"):
            if row["rule"] == rule["rule"] and row["part"] == "award" and row["within_of"] in ("appointed", "moved"):
                yield self.verdict(row)

    def certificate(self, certification: str) -> Verdict:
        """The one state shown."""
        life = self.life(certification)
        rule = life.rule
        if rule is None:
            return Verdict("not_applicable")
        root = self.rules.rows("requirements")[rule["award"]]
        award = self.verdict(root)
        if award.state == "not_applicable" and not life.holds and life.ended == LONG_AGO:
            return Verdict("not_applicable")
        starts = [start for start, end in self.roles(self.role) if start <= self.as_of <= end]
        bridge = max(starts) + rule["bridge_days"] if starts and rule["bridge_days"] >= 0 else LONG_AGO
        of_post = bridge
        if starts and award.state == "not_yet_required":
            # What is still short has time of its own after the appointment or the move.
            timed = [each.deadline for each in self.timed(rule) if each.state == "not_yet_required"]
            bridge = max(bridge, min(timed, default=LONG_AGO))
        broken = any(
            self.verdict(row).state == "not_met"
            for row in self.rules.rows("requirements")
            if row["rule"] == rule["rule"] and row["part"] == "always_in_date" and row["parent"] < 0 and not row["advisory"]
        )
        if life.holds:
            due = life.until < FOR_EVER and opening(rule, life.until) <= self.as_of
            state = "restricted" if broken else "due" if due else "certified"
            return Verdict(state, "NOT_ALWAYS_IN_DATE" if broken else "", life.until, deadline=life.until if due else FOR_EVER)
        reason = life.over_reason or award.reason
        never = life.ended == LONG_AGO
        limited = life.began is not None and life.limit is not None and life.began <= self.as_of <= life.limit
        if never and limited and life.limit is not None and (life.met_on is None or self.as_of < life.met_on):
            return Verdict("provisional", reason, deadline=life.limit)
        if self.as_of <= (limit := self.conditional(life, rule)):
            return Verdict("provisional", reason, ended=life.ended, deadline=limit)
        if self.as_of <= bridge:
            return Verdict("bridging", reason, ended=life.ended, deadline=bridge, short=bridge != of_post)
        if not never and self.as_of <= life.grace_until:
            if broken:
                return Verdict("restricted", "NOT_ALWAYS_IN_DATE", ended=life.ended, deadline=life.grace_until)
            return Verdict("grace", reason, ended=life.ended, deadline=life.grace_until)
        # What lasts with its award may go on where the award may be held; nothing else ended it.
        lasting = not self.long(rule) and not rule["falls_with"] and not life.over_reason
        if life.doubtful or ((never or lasting) and not life.refused and self.on_day(root, self.as_of) in ("unknown", "held")):
            return Verdict("unknown", reason, ended=life.ended)
        if not never:
            return Verdict("lapsed", reason, ended=life.ended)
        if life.refused:
            return Verdict("never", life.refused)
        overdue = reason == "EDITION_OVERDUE"  # says more than that a first period in post is over
        if not overdue and life.limit is not None and self.as_of > life.limit and (life.met_on is None or life.met_on > life.limit):
            return Verdict("never", "PROVISIONAL_OVER")
        return Verdict("never", reason)
