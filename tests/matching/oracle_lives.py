"""The oracle's certificates: when one starts, how long it runs, what renews and what ends it."""

from __future__ import annotations

from dataclasses import dataclass, field

from practicum.model.civil_day import FOR_EVER, LONG_AGO
from tests.matching.oracle_pieces import Cycle, Row, cycle_end, fixed_due, later, merged, opening, through
from tests.matching.oracle_trees import TreeOracle


@dataclass
class Period:
    """One period of a certificate: ``since`` is the day from which its cycle counts; ``until`` is where something cut it short."""

    start: int
    end: int
    run_from: int
    terms: Row
    since: int
    until: int = FOR_EVER
    cut: str = ""
    doubtful: bool = False
    number: int = 1
    before: int = FOR_EVER
    # Whether a record says when it ends, whatever the award does.
    by_record: bool = False


@dataclass
class Life:
    """How a certificate lived up to the day asked about."""

    rule: Row | None = None
    spells: list[tuple[int, int]] = field(default_factory=list)
    holds: bool = False
    until: int = LONG_AGO
    ended: int = LONG_AGO
    grace_until: int = LONG_AGO
    over_reason: str = ""
    doubtful: bool = False
    refused: str = ""
    began: int | None = None
    limit: int | None = None
    met_on: int | None = None
    cycle: Cycle | None = None
    cut: str = ""
    # Every cycle that ran, by the rule whose renewal it is asked.
    cycles: list[tuple[Cycle, Row]] = field(default_factory=list)


class LifeOracle(TreeOracle):
    """Certificates of one learner."""

    lives: dict[str, Life]

    def life(self, certification: str) -> Life:
        known = self.__dict__.setdefault("lives", {})
        if certification not in known:
            known[certification] = Life()  # a circle is cut, the checks refuse it
            known[certification] = self.lived(certification)
            # What was shared out meanwhile knew of no day on which the certified are asked.
            self.shared.clear()
        return known[certification]

    # -- rules in time
    def versions(self, certification: str) -> list[Row]:
        return [
            row
            for row in self.rules.rows("rules")
            if row["country"] == self.country and row["certification"] == certification and row["adopted"] <= self.known_at
        ]

    def version_on(self, certification: str, day: int) -> Row | None:
        """The version in force on a day; where none is, the last that began."""
        begun = [row for row in self.versions(certification) if row["starts"] <= day]
        return max(begun, key=lambda row: (day <= row["until"], row["starts"], -row["rule"]), default=None)

    # -- the award
    def award_spells(self, certification: str) -> list[tuple[int, int]]:
        """The days on which the award is held, each version on its own days."""
        found = []
        for rule in self.versions(certification):
            # The next version takes over where this one has no last day of its own.
            following = [other["starts"] - 1 for other in self.versions(certification) if other["starts"] > rule["starts"]]
            until = min([rule["until"], *following])
            for start, end in self.spells(self.rules.rows("requirements")[rule["award"]]):
                if max(start, rule["starts"]) <= min(end, until):
                    found.append((max(start, rule["starts"]), min(end, until)))
        return merged(found)

    def with_base(self, rule: Row, award: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """The award while the certificate it depends on is in force; the base's return revives nothing, a new act does."""
        if not rule["falls_with"]:
            return award
        found: list[tuple[int, int]] = []
        acts = sorted(self.acts_of_award(rule))
        for start, end in award:
            for first, last in merged(self.life(rule["falls_with"]).spells):
                here = max(start, first), min(end, last)
                if here[0] > here[1]:
                    continue
                if not found or here[0] == start:
                    found.append(here)
                else:
                    again = [day for day in acts if here[0] <= day <= here[1]]
                    found += [(again[0], here[1])] if again else []
        return sorted(found)

    def acts_of_award(self, rule: Row) -> set[int]:
        days: set[int] = set()
        for node in self.rules.rows("requirements"):
            if node["rule"] == rule["rule"] and node["part"] == "award":
                days |= {piece.day for piece in self.pieces(node, None) if piece.kind == "met"}
        return days

    def bounded(self, rule: Row, life: Life, certification: str) -> list[tuple[int, int]]:
        """The award's days within the bounds of the role: its base, the first post, the sunset, the provisional limit."""
        award = self.with_base(rule, self.award_spells(certification))
        if self.long(rule):
            first_post = min((start for start, _end in self.roles(self.role)), default=LONG_AGO)
            award = [(max(start, first_post), end) for start, end in award if end >= first_post]
        if not award:
            return []
        first = award[0][0]
        if first > self.as_of:
            return award
        before = any(row["start"] < first for row in self.begun["certificates"] if row["certification"] == certification)
        if first > rule["no_award_after"] and not before:
            life.refused = "SUNSET"
            return []
        if first > rule["closes"]:
            life.refused = "CLOSED"
            return []
        if life.limit is not None and life.began is not None and life.began <= first and first > life.limit:
            if life.met_on is not None and life.met_on <= life.limit:
                return award
            # A certificate issued before: this is no first award.
            if before:
                return award
            decided = min(
                (row["from"] for row in self.signed("late_award", self.begun["decisions"]) if row["subject"] == certification),
                default=None,
            )
            if decided is None:
                life.refused = "LATE_NEEDS_DECISION"
                return []
            award = [(max(start, decided), end) for start, end in award if end >= decided]
        return award

    def approvals(self, certification: str) -> list[int]:
        """The days on which the certification was approved for the learner."""
        return [row["from"] for row in self.signed("approval", self.begun["decisions"]) if row["subject"] == certification]

    def provisional(self, rule: Row, life: Life) -> None:
        """When limited practice began, its last day, and the day on which what ends it was there."""
        if rule["provisional_months"] < 0:
            return
        if rule["provisional_from"] == "appointment":
            began = max((start for start, _end in self.roles(self.role)), default=None)
        elif rule["provisional_from"] == "approval":
            began = max(self.approvals(rule["certification"]), default=None)
        else:
            module = rule["provisional_module"]
            began = min((row["date"] for row in self.begun["supervised"] if row.get("module") == module), default=None)
        if began is None:
            return
        life.began, life.limit = began, later(began, rule["provisional_months"])
        if rule["provisional_leave"]:
            life.limit += self.away(began, life.limit)
        if rule["provisional_until"] >= 0:
            spells = self.spells(self.rules.rows("requirements")[rule["provisional_until"]])
            life.met_on = min((start for start, end in spells if start <= self.as_of and end >= began), default=None)

    # -- periods
    def long(self, rule: Row) -> bool:
        """Whether a rule has a length of its own."""
        return bool(rule["months"] >= 0 or rule["yearly"] or rule["first_due"] != LONG_AGO)

    def end_of(self, terms: Row, start: int) -> int:
        """The last day of a period that begins on a day."""
        if terms["yearly"]:
            return cycle_end(start, terms["year_month"], terms["year_day"])
        if terms["first_due"] != LONG_AGO:
            return fixed_due(start, terms["first_due"], terms["months"], terms["min_active"])
        if terms["months"] <= 0:
            return FOR_EVER
        end = through(start, terms["months"], bool(terms["ends"]))
        return end + (self.away(start, end) if terms["leave"] else 0)

    def on_from(self, terms: Row, old: int, start: int) -> int:
        """The end of a period that runs on from an old end."""
        if terms["yearly"]:
            return self.end_of(terms, start)
        if terms["first_due"] != LONG_AGO:
            return max(
                fixed_due(old, terms["first_due"], terms["months"], terms["min_active"]),
                fixed_due(start, terms["first_due"], terms["months"], 0),
            )
        end = later(old, max(terms["months"], 0))
        return end + (self.away(old + 1, end) if terms["leave"] else 0)

    def lived(self, certification: str) -> Life:
        rule = self.version_on(certification, self.as_of)
        if rule is None:
            return Life()
        life = Life(rule)
        self.provisional(rule, life)
        award = self.bounded(rule, life, certification)
        # A revocation names the certification, or the record of its issue.
        # A correction of the record leaves the certificate it was the record of.
        papers = [
            str(row["record_id"])
            for row in self.records.get("certificates", ())
            if row["learner"] == self.learner and row["certification"] == certification and row["start"] <= self.as_of
        ]
        stops = sorted({each["from"] for each in self.revocations if each["subject"] in (certification, *papers)})
        if self.long(rule):
            self.run_in_cycles(life, rule, certification, award, stops)
        else:
            self.last_with_award(life, rule, award, stops)
        return life

    def cut(self, rule: Row, period: Period, stops: list[int], first: int) -> None:
        """Where a revocation, the closure or the base ends a period before its own end."""
        period.until = period.end
        for day in stops:
            if period.start < day <= period.until:
                period.until, period.cut = day - 1, "REVOKED"
        if rule["closes"] < period.until or (rule["closes"] == period.until and not period.cut):
            period.until, period.cut = rule["closes"], "CLOSED"
        if rule["falls_with"]:
            ends = [end for start, end in merged(self.life(rule["falls_with"]).spells) if start <= first <= end]
            base = max(ends, default=period.start - 1)
            if base < period.until:
                period.until, period.cut = base, "FALLS_WITH"

    def last_with_award(self, life: Life, rule: Row, award: list[tuple[int, int]], stops: list[int]) -> None:
        """Without a length of its own a certificate lasts while its award is in date, and as long as an issued record says."""
        root = self.verdict(self.rules.rows("requirements")[rule["award"]])
        whole = self.award_spells(rule["certification"])
        periods = []
        for start, end in award:
            period = Period(start, end, start, rule, start)
            self.cut(rule, period, stops, start)
            inside = [last for first, last in whole if first <= start <= last]
            # It fell where the award itself went on.
            if not period.cut and rule["falls_with"] and inside and max(inside) > period.until:
                period.cut = "FALLS_WITH"
            if period.start <= period.until and period.start <= self.as_of:
                periods.append(period)
        for row in self.begun["certificates"]:
            if row["certification"] == rule["certification"] and row["start"] <= rule["closes"]:
                # Without a printed end a record lasts as the award does that runs on its day, else for that day.
                held = [end for start, end in award if start <= row["start"] <= end]
                printed = row.get("end")
                period = Period(row["start"], max([row["start"], *held]) if printed is None else printed, row["start"], rule, row["start"])
                period.by_record = printed is not None or not held
                self.cut(rule, period, stops, row["start"])
                if period.start <= period.until:
                    periods.append(period)
        life.spells = merged((period.start, period.until) for period in periods)
        running = [period for period in periods if period.until >= self.as_of]
        over = [end for _start, end in life.spells if end < self.as_of]
        if over:
            life.ended = max(over)
            cuts = {period.cut for period in periods if period.until == life.ended}
            life.over_reason = next((cut for cut in ("FALLS_WITH", "CLOSED", "REVOKED") if cut in cuts), "")
            # No grace after a revocation or the closure, also where they fall inside it.
            own = min(life.ended + rule["grace"], min((day for day in stops if day > life.ended), default=FOR_EVER) - 1, rule["closes"])
            if life.over_reason == "FALLS_WITH":
                life.grace_until = min(self.base_grace(rule), own)
            elif not life.over_reason and not root.revoked:
                life.grace_until = own
        if running:
            ends = [period.until if period.by_record else min(root.until, period.until) for period in running]
            life.holds, life.until = True, max(ends)
            life.over_reason = ""

    def base_grace(self, rule: Row) -> int:
        base = self.life(rule["falls_with"])
        return LONG_AGO if base.holds else base.grace_until

    def run_in_cycles(self, life: Life, rule: Row, certification: str, award: list[tuple[int, int]], stops: list[int]) -> None:
        """With a length of its own it runs in periods, each renewed by what was done in it."""
        issued = sorted(
            (row["start"], FOR_EVER if row.get("end") is None else row["end"], row["record_id"])
            for row in self.begun["certificates"]
            if row["certification"] == certification
        )
        period = self.first_period(certification, award, issued)
        if period is None or period.start > self.as_of:
            return
        periods = []
        while period is not None:
            period.number, period.before = len(periods) + 1, periods[-1].since if periods else FOR_EVER
            self.cut(rule, period, stops, period.run_from if period.run_from < period.start else period.start)
            periods.append(period)
            period = None if period.doubtful else self.next_period(rule, certification, period, award, issued)
        last = periods[-1]
        life.spells = merged((each.start, each.until) for each in periods if not each.doubtful and each.start <= each.until)
        for number, each in enumerate(periods, 1):
            before = periods[number - 2].since if number > 1 else FOR_EVER
            here = Cycle(each.since, each.end, each.end + each.terms["grace"], before, number)
            if not each.doubtful:
                life.cycles.append((here, self.version_on(certification, each.end) or each.terms))
        life.cycle = here
        life.holds = last.until >= self.as_of and not last.doubtful
        life.doubtful, life.cut = last.doubtful, last.cut
        if life.holds:
            life.until = last.until
            return
        life.ended = last.start - 1 if last.doubtful else last.until
        stop = min((day for day in stops if day > last.end), default=FOR_EVER)
        own = min(last.end + last.terms["grace"], stop - 1, rule["closes"])
        if last.cut == "FALLS_WITH":
            life.grace_until = min(self.base_grace(rule), own)
        elif not last.cut and not last.doubtful:
            life.grace_until = own
        life.over_reason = last.cut or ("NOT_EVALUATED" if last.doubtful else "RENEWAL_MISSED" if rule["renew"] >= 0 else "EXPIRED")

    def first_period(self, certification: str, award: list[tuple[int, int]], issued: list[tuple[int, int, str]]) -> Period | None:
        """From the first issued record, else from the first day of the award."""
        if not issued and not award:
            return None
        start, printed = (issued[0][0], issued[0][1]) if issued else (award[0][0], FOR_EVER)
        terms = self.version_on(certification, start) or self.version_on(certification, self.as_of)
        assert terms is not None
        counted = start
        if terms["from_approval"]:
            counted = max((day for day in self.approvals(certification) if day <= start), default=start)
        return Period(start, min(self.end_of(terms, counted), printed), start, terms, counted)

    def next_period(
        self, rule: Row, certification: str, old: Period, award: list[tuple[int, int]], issued: list[tuple[int, int, str]]
    ) -> Period | None:
        """The period after one: by an issued record, by its renewal, or by a new award; whichever comes first."""
        grace = old.terms["grace"]
        paper = next(((start, printed) for start, printed, _record in issued if start > old.start), None)
        on_time = late = back = None
        doubt = False
        followed = paper is not None and paper[0] <= old.end + 1
        if old.until < self.as_of and not old.cut and not followed:
            on_time, late, doubt = self.renewed(certification, old)
            papers = [str(row["record_id"]) for row in self.begun["certificates"] if row["certification"] == certification]
            stops = [each["from"] for each in self.revocations if each["subject"] in (certification, *papers)]
            # There is no grace after a revocation, so nothing is renewed in it.
            if late is not None and any(old.end < day <= late for day in stops):
                late, doubt = None, False
            if on_time is None and late is None:
                back, may = self.returned(certification, old)
                doubt = doubt or (may and back is None)
        lost = max(old.start, old.until) if old.cut else old.end + grace
        again = min((start for start, _end in award if lost < start <= self.as_of), default=None)
        if doubt and paper is None and on_time is None and late is None and back is None:
            return Period(old.end + 1, old.end + 1, old.run_from, old.terms, old.end + 1, doubtful=True)
        start = min((day for day in (paper and paper[0], on_time, late, again, back) if day is not None), default=None)
        if start is None or start > rule["closes"]:
            return None
        terms = self.version_on(certification, start) or old.terms
        run_from = old.run_from if start <= old.until + 1 else start
        if paper is not None and start == paper[0]:
            # Of fixed due days a certificate that is given looks for one far enough ahead of its own day.
            timely = opening(old.terms, old.end) <= start <= old.end and (terms["yearly"] or terms["first_due"] == LONG_AGO)
            natural = self.on_from(terms, old.end, start) if timely or start == on_time else self.end_of(terms, start)
            if start <= old.end:
                natural = max(natural, old.end)
            return Period(start, min(natural, paper[1]), run_from, terms, start)
        if start == on_time or (start == late and terms["backdates"]):
            return Period(start, self.on_from(terms, old.end, start), run_from, terms, start)
        return Period(start, self.end_of(terms, start), run_from, terms, start)

    def bands(self, rule: Row, off: int) -> list[tuple[Row, int, int]]:
        """What a return asks by the time away, each with its first and last day; ``off`` is the first day away."""
        found = []
        for band in self.rules.rows("bands"):
            if band["rule"] == rule["rule"]:
                first = later(off, band["from_months"]) + band["after"] if band["from_months"] >= 0 else LONG_AGO
                last = later(off, band["to_months"]) - band["before"] if band["to_months"] >= 0 else FOR_EVER
                found.append((band, first, last))
        return found

    def returned(self, certification: str, old: Period) -> tuple[int | None, bool]:
        """The first day on which somebody whose certificate lapsed had done what their return asks, and whether they may have."""
        rule = self.version_on(certification, old.end) or old.terms
        gone = old.end + old.terms["grace"] + 1
        if rule["on_record"] or gone > self.as_of:
            return None, False
        backs, may = [], False
        for band, first, last in self.bands(rule, old.end + 1):
            # A band that asks nothing of its own asks for the renewal that was missed.
            own = band["req"] >= 0
            asked = band["req"] if own else rule["renew"]
            if asked < 0:
                continue
            root = self.rules.rows("requirements")[asked]
            start = old.end + 1 if own else old.since
            cycle = Cycle(start, self.as_of, self.as_of, FOR_EVER, 2, "re_entry" if own else "renew")
            opens, shuts = max(first, gone), min(last, self.as_of)
            backs += [max(begin, opens) for begin, end in self.spells(root, cycle) if max(begin, opens) <= min(end, shuts)]
            days = {opens, *(day for day in self.turning_days(root, cycle) if opens <= day <= shuts)}
            may = may or (opens <= shuts and any(self.on_day(root, day, cycle) in ("held", "unknown") for day in days))
        return min(backs, default=None), may

    def conditional(self, life: Life, rule: Row) -> int:
        """Until when somebody back in post may practise while the return is being completed."""
        if life.holds or life.doubtful or life.ended == LONG_AGO or self.as_of <= life.grace_until or life.cut in ("REVOKED", "CLOSED"):
            return LONG_AGO
        began = min((start for start, _end in self.roles(self.role) if life.ended < start <= self.as_of), default=None)
        if began is None or not self.long(rule):
            return LONG_AGO
        limits = [
            later(began, band["conditional"])
            for band, first, last in self.bands(rule, life.ended + 1)
            if band["conditional"] >= 0 and first <= began <= last
        ]
        return max(limits, default=LONG_AGO)

    def renewed(self, certification: str, old: Period) -> tuple[int | None, int | None, bool]:
        """The day from which a period that is over was renewed in time, the first day it was in grace, and whether it may have been.

        What is asked is that of the version in force on the due day.
        """
        rule = self.version_on(certification, old.end) or old.terms
        if rule["renew"] < 0 or rule["on_record"]:
            return None, None, False
        root = self.rules.rows("requirements")[rule["renew"]]
        cycle = Cycle(old.since, old.end, old.end + old.terms["grace"], old.before, old.number)
        spells = self.spells(root, cycle)
        on_time = old.end + 1 if any(start <= old.end <= end for start, end in spells) else None
        late = min((start for start, _end in spells if old.end < start <= min(cycle.last, self.as_of)), default=None)
        may = any(self.on_day(root, day, cycle) in ("held", "unknown") for day in range(old.end, min(cycle.last, self.as_of) + 1))
        return on_time, late, may
