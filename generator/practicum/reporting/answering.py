"""Answering: may this person practise, why, and what closes what is open: the sentences an explanation begins with."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from practicum.model.explanation import EarlierPeriod, Explanation, RequirementExplanation
from practicum.reporting.closing import NOTHING_CHOSEN, Chosen
from practicum.reporting.gaps import AWARD_ASKED
from practicum.reporting.steps import CHOICES, Plan, Planning
from practicum.reporting.telling import Names, amounts_say, plenty, reasons_in, short_name, why_says
from practicum.reporting.wording import HELD_STATES, count_says, day_says, disagreement_says, reason_says

MOST_NAMED = 4
# Periods that are over are told for so many days; the JSON form has them all.
RECENT = 731
TOO_LATE = "By the plan this is done after the limit: a late award then has to be decided as well (`practicum decide late-award`)."
LATE_AWARD = "The limit has passed: when this is done, a late award still has to be decided (`practicum decide`)."


@dataclass(frozen=True)
class Closing:
    """One whole way to close what is open, under a heading in words; ``says`` tells what it brings or why there is none."""

    heading: str
    plan: Plan
    says: str = ""


class Answer:
    """One certificate of one learner, answered in sentences."""

    def __init__(self, one: Explanation, names: Names, held: Collection[str] = (), chosen: Chosen = NOTHING_CHOSEN) -> None:
        self.one, self.names, self.chosen = one, names, chosen
        self.planning = Planning(one, names, held, chosen)
        self.practice = names.practice(one.certification)
        self.parts = {
            part: [top for top in one.requirements if top.part == part] for part in ("re_entry", "award", "always_in_date", "renew")
        }

    def first(self) -> str:
        """The answer in one sentence: may this person practise, and since or until when."""
        one, as_ = self.one, self.practice
        until, deadline = day_says(one.valid_until), day_says(one.deadline)
        who = one.learner
        if one.state == "lapsed":
            return f"{who} may not practise as {as_}: {self._ended()}."
        said = {
            "certified": f"{who} may practise as {as_}: certified {f'until {until}' if until else 'without an end'}.",
            "due": f"{who} may practise as {as_}: certified until {until}, and the renewal is due by then.",
            "grace": f"{who} may still practise as {as_}, until {deadline}: the certificate ended on {until} and is in grace.",
            "provisional": f"{who} may practise as {as_} within limits until {deadline} (provisional); there is no certificate in force.",
            "bridging": f"{who} may practise as {as_} until {deadline} (bridging): by then the award has to be earned.",
            "never": f"{who} may not practise as {as_}: there has been no certificate so far.",
            "not_applicable": f"A certificate as {as_} is not asked of {who} on this day.",
        }
        if one.state == "restricted":
            out = [top for top in self.parts["always_in_date"] if not self.planning.is_held(top) and not top.advisory]
            since = max((top.valid_until for top in out if top.valid_until is not None), default=None)
            what = self.names.all_shortly([top for top in out if top.kind == "module"] or out)
            when = f" since {day_says(since + 1)}" if since is not None else ""
            # The certificate itself may be in grace as well.
            holds = "holds" if one.valid_until is None or one.valid_until >= one.as_of else "ended"
            held = f"the certificate {'holds until' if holds == 'holds' else 'ended on'} {until}" if until else "the certificate holds"
            return f"{who} may practise as {as_} only with restrictions{when}: {held}, but {what or 'something'} is not in date."
        return said.get(one.state, f"The records do not say whether {who} may practise as {as_}.")

    def _ended(self) -> str:
        one = self.one
        if one.valid_until is None:
            return "the certificate has lapsed"
        off = one.valid_until + 1
        if one.reason == "FALLS_WITH":
            base = f"the certificate as {one.falls_with}, on which it depends" if one.falls_with else "the certificate it depends on"
            return f"the certificate lapsed on {day_says(off)}, because {base}, ended on {day_says(one.valid_until)}"
        if one.reason in {"REVOKED", "CLOSED"}:
            how = "revoked" if one.reason == "REVOKED" else "closed for everybody"
            return f"the certificate was {how}; its last day was {day_says(one.valid_until)}"
        if one.grace_days:
            last = one.valid_until + one.grace_days
            return (
                f"the certificate ended on {day_says(one.valid_until)}, and its {one.grace_days} days of grace on {day_says(last)}; "
                f"it has lapsed since {day_says(last + 1)}"
            )
        return f"the certificate ended on {day_says(one.valid_until)} and has lapsed since {day_says(off)}"

    def why(self) -> Iterator[str]:
        """Why it stands so, in a few sentences."""
        one = self.one
        if one.state == "lapsed":
            yield from self._why_lapsed()
        elif one.state in {"never", "provisional", "bridging", "unknown", "not_applicable"}:
            if one.reason and one.reason in {"PROVISIONAL_OVER", "LATE_NEEDS_DECISION", "EDITION_OVERDUE", "SUNSET", "CLOSED"}:
                ended = f" The limit was {day_says(one.deadline)}." if one.deadline is not None and one.deadline < one.as_of else ""
                yield f"{reason_says(one.reason)} [{one.reason}]{ended}"
            yield from self._short(self.parts["award"], "For the certificate")
        else:
            yield from self._short(self.parts["always_in_date"], "To practise without restriction")
            if one.requirements_met and one.state in {"due", "grace"}:
                yield "Everything the renewal asks is there: it renews by itself when the day comes."
            elif one.state in {"due", "grace", "restricted", "certified"}:
                lead = "For the renewal, which is not due yet" if one.state == "certified" else "For the renewal"
                yield from self._short(self.parts["renew"], lead)
        if one.closes is not None and one.as_of <= one.closes and one.state != "not_applicable":
            last = day_says(one.closes)
            yield f"Whatever is done, a certificate as {self.practice} ends on {last} at the latest: it closes for everybody."
        if disagreement_says(one.disagreement):
            yield f"Look into this: {disagreement_says(one.disagreement)}{self._unearned()}"

    def _why_lapsed(self) -> Iterator[str]:
        one = self.one
        issued = one.issued.valid_until if one.issued else None
        if one.reason == "FALLS_WITH":
            if issued is not None and one.valid_until is not None and issued > one.valid_until:
                record = one.issued.record if one.issued else ""
                yield f"Its own end, {day_says(issued)} ({record}), is not the reason."
            yield from self._short(self.parts["award"], "Of what the certificate asks")
            return
        if one.reason == "RENEWAL_MISSED":
            yield "It was not renewed in time. [RENEWAL_MISSED]"
            yield from self._short(self.parts["renew"], f"On its last day, {day_says(one.valid_until)}", verb="was")
        elif one.reason:
            yield f"{reason_says(one.reason)} [{one.reason}]"
        if one.band:
            yield f"Coming back is a matter of the time away. {one.band.rstrip('.')}."
        for top in self.parts["re_entry"]:
            said = amounts_say(top.counted, top.needed, top.unit, top.categories)
            if said:
                yield said

    def _unearned(self) -> str:
        """What to look into: what the records do not show, or how it can be that all of it is there and the award is not."""
        never_shown = self._never_shown()
        if never_shown:
            return f" What they do not show: {self.names.all_shortly(never_shown[:MOST_NAMED])}."
        if self.one.disagreement != "RULE_NOT_MET":
            return ""
        asked = [each for each in self._below(self.parts["award"]) if _first_day(each) is not None]
        last = max(asked, key=lambda each: _first_day(each) or 0, default=None)
        if last is None:
            return ""
        issued = f" (the latest on record is {self.one.issued.record}{self._from_issued()})" if self.one.issued else ""
        return (
            f" All that it asks is on record, the last of it on {day_says(_first_day(last))} ({self.names.shortly(last)}). "
            f"Look whether all was held on one day before the first certificate{issued}, and whether the award came after its limit: then "
            "the decision on a late award is missing (`practicum decide late-award`)."
        )

    def _never_shown(self) -> list[RequirementExplanation]:
        """What of the award the records have shown at no time."""
        return [each for each in self._open(self.parts["award"]) if each.reason != "EXPIRED"]

    def _from_issued(self) -> str:
        day = self.one.issued.day if self.one.issued else None
        return f", from {day_says(day)}" if day is not None else ""

    def _below(self, tops: Sequence[RequirementExplanation]) -> list[RequirementExplanation]:
        """What is asked directly below these."""
        return [part for top in tops for part in (top.parts or (top,)) if part.state != "not_applicable" and not part.advisory]

    def _open(self, tops: Sequence[RequirementExplanation]) -> list[RequirementExplanation]:
        """What is open directly below these."""
        below = [part for top in tops for part in (top.parts or (top,))]
        return [part for part in below if part.state not in {*HELD_STATES, "not_applicable"} and not part.advisory]

    def _short(self, tops: Sequence[RequirementExplanation], lead: str, verb: str = "is") -> Iterator[str]:
        """What is open below these, with its amounts; nothing where nothing is."""
        open_now = self._open(tops)
        below = self._below(tops)
        if not open_now:
            return
        said = [self._open_says(each) for each in open_now[:MOST_NAMED]]
        more = f"; and {len(open_now) - MOST_NAMED} more" if len(open_now) > MOST_NAMED else ""
        verb = verb if len(open_now) == 1 else {"is": "are", "was": "were"}[verb]
        yield f"{lead}, {len(open_now)} of {count_says(len(below), 'requirement')} {verb} open: {'; '.join(said)}{more}."

    def _open_says(self, one: RequirementExplanation) -> str:
        sentence = self.names.sentence(one)
        leaf = one
        said = amounts_say(leaf.counted, leaf.needed, leaf.unit, leaf.categories).rstrip(".")
        if said:
            return f"{sentence} ({said})"
        if one.parts:
            near = self._nearest(one)
            if not near and one.reason == "EXPIRED" and one.valid_until is not None:
                near = f"it was held until {day_says(one.valid_until)} and has ended since"
            if not near and one.kind not in CHOICES:
                near = f"open: {self.names.all_shortly(self._open([one]))}"
            return f"{sentence}{f' ({near})' if near else ''}"
        why = why_says(one.reason, one).rpartition(" [")[0].rstrip(".")
        return f"{sentence}{f' ({why[:1].lower() + why[1:]})' if why else ''}"

    def _nearest(self, one: RequirementExplanation) -> str:
        """What is counted in the ways of a choice that have begun, each in a few words."""
        found = []
        for node in reasons_in([one]).values():
            short = node.state not in HELD_STATES and node.counted and node.needed and node.counted < node.needed
            if not node.parts and short:
                said = f"{short_name(node)}: {amounts_say(node.counted, node.needed, node.unit, ()).rstrip('.')}"
                lost = [each for each in node.rejected if each.reason == node.rejected[0].reason and each.unit == node.unit]
                if amount := sum(each.quantity or 0 for each in lost):
                    why = why_says(lost[0].reason, node).rpartition(" [")[0].rstrip(".")
                    said += f"; {plenty(amount, node.unit)} on record do not count, because {_of_several(why)}"
                found.append(said)
        return "; ".join(found)

    def closings(self) -> Iterator[Closing]:
        """Every whole way that closes what is open, the nearest first."""
        one, plan = self.one, self.planning.plan
        if one.state == "lapsed":
            yield from self._ways_back()
        elif one.state in AWARD_ASKED:
            found = plan(self.parts["award"])
            if one.no_award_after is not None and one.no_award_after < one.as_of:
                yield Closing("What closes it", Plan(), f"Nothing does: first awards ended on {day_says(one.no_award_after)}.")
            elif found.empty:
                decision = "Somebody entitled has to decide on a late award: `practicum decide` records it." if one.reason else ""
                yield Closing("What closes it", Plan(), decision or "Nothing is left to do.")
            else:
                by = f", by {day_says(one.deadline)}" if one.deadline is not None and one.deadline >= one.as_of else ""
                over = LATE_AWARD if one.reason in {"PROVISIONAL_OVER", "EDITION_OVERDUE", "LATE_NEEDS_DECISION"} else ""
                yield Closing(f"What closes it{by}", found, over or (TOO_LATE if one.certification in self.chosen.late else ""))
        else:
            now, later = plan(self.parts["always_in_date"]), plan(self.parts["renew"])
            if not now.empty:
                yield Closing("What lifts the restriction", now)
            if not later.empty:
                until = f", by {day_says(one.deadline or one.valid_until)}" if (one.deadline or one.valid_until) is not None else ""
                yield Closing(f"What the renewal still needs{until}", later)

    def _ways_back(self) -> Iterator[Closing]:
        one, award = self.one, self.planning.plan(self.parts["award"])
        if one.reason == "FALLS_WITH":
            yield Closing("What closes it", award, self._after_the_base(award))
            return
        back = self._return()
        if one.reason == "CLOSED":
            yield Closing("What closes it", Plan(), "Nothing does: the certificate was closed for everybody.")
        # The end of first awards stops none of these: who held the certificate has had theirs.
        elif back is None:
            yield Closing("What closes it: a new award", award, self._issued_anew() if award.empty else self._late())
        elif award.empty:
            yield back
        elif self._comes_back(back, award):
            yield from (back, Closing("Instead: a new award", award, self._late()))
        else:
            heading = f"{back.heading[:1].lower()}{back.heading[1:]}"
            yield Closing("What closes it: a new award", award, self._late())
            yield Closing(f"Instead: {heading}", back.plan, back.says)

    def _comes_back(self, back: Closing, award: Plan) -> bool:
        """Whether the way back is the nearer one: by the plan, or where there is none, by itself."""
        planned = [
            any(each.requirement in self.chosen.requirements for top in self.parts[part] for each in reasons_in([top]).values())
            for part in ("re_entry" if self.parts["re_entry"] else "renew", "award")
        ]
        return planned[0] if planned[0] != planned[1] else back.plan.cost <= award.cost

    def _return(self) -> Closing | None:
        """The way back by a return, where the rule has one for this time away."""
        if self.parts["re_entry"]:
            found = self.planning.plan(self.parts["re_entry"])
            return Closing("The way back, after time away", found, "" if not found.empty else "Everything the return asks is there.")
        if self.one.band_asks_renewal:
            found = self.planning.plan(self.parts["renew"])
            done = "" if not found.empty else "Everything the renewal asks is there today; an issued certificate confirms it."
            return Closing("The way back: what the renewal asks, made up and all of it held on one day", found, done)
        return None

    def _issued_anew(self) -> str:
        """What is left where all that a first award asks has been held throughout: no new day of award comes by itself."""
        made_up = "Making up the renewal brings nothing back, because this rule has no return for it. "
        approval = "the approval, from which its year runs, is given anew, and that " if self.one.from_approval else ""
        lead = made_up if self.one.reason == "RENEWAL_MISSED" else ""
        left = f"what is left is that {approval}a new certificate is issued and put on record among the certificates"
        return f"{lead}All that a first award asks is held: {left}."

    def _late(self) -> str:
        """What may stand in the way of a new award: that the first one was late, which a decision or a certificate mends."""
        if self.one.certification in self.chosen.late:
            late = "a late award has to be decided as well (`practicum decide late-award`)"
            return f"The first award came after its limit: {late}, or a new certificate issued."
        if self.one.disagreement != "RULE_NOT_MET" or self._never_shown():
            return ""
        return (
            "Where the first award came after its limit, a late award has to be decided as well (`practicum decide late-award`), or a new "
            "certificate issued."
        )

    def _after_the_base(self, award: Plan) -> str:
        """What somebody has to know whose certificate fell with another one."""
        base = self.one.falls_with
        nodes = reasons_in(self.parts["award"]).values()
        if not any(node.kind == "certificate" and node.subject == base and self.planning.is_held(node) for node in nodes):
            first = f"The certificate as {base or 'the other certificate'} comes first"
            return f"{first}. Its return alone revives nothing, so this one has to be issued anew."
        left = "what is left is that this one is" if award.empty else "once the rest is held as well, this one has to be"
        return f"The certificate as {base} is in force again, which alone revives nothing: {left} issued anew and put on record."

    def history(self) -> Iterator[tuple[str, list[RequirementExplanation]]]:
        """Recent periods that have an issued record, and something of whose renewal was missing."""
        for period in self.one.earlier:
            if period.last_day >= self.one.as_of - RECENT:
                said = (
                    f"The period that ended on {day_says(period.last_day)}: by these records its renewal was not complete"
                    f"{self._afterwards(period)} That is history: the period that runs is judged apart."
                )
                yield said, list(period.requirements)

    def _afterwards(self, period: EarlierPeriod) -> str:
        """How it went on after a period whose renewal was short."""
        lapsed_on, back = period.last_day + self.one.grace_days + 1, self.one.valid_from
        if period.next_issued is not None and period.next_issued <= lapsed_on:
            return ", and a certificate was issued for the next one all the same."
        if period.next_issued is not None:
            return f", and the next certificate on record is from {day_says(period.next_issued)} only."
        if back is not None and back >= lapsed_on:
            return f", and the certificate lapsed. It was held again from {day_says(back)}, by the rule; no new certificate is on record."
        return " on that day; it was completed in grace."


def _first_day(node: RequirementExplanation) -> int | None:
    """The day by which the records show a requirement: of a choice the first of its ways, of everything else the last of its parts."""
    if node.parts:
        days = [day for part in node.parts if part.state != "not_applicable" and (day := _first_day(part)) is not None]
        return (min if node.kind in CHOICES else max)(days, default=None)
    found = [*node.used, *(each for each in node.rejected if each.reason == "EXPIRED")]
    return min((each.day for each in found if each.day is not None), default=None)


def _of_several(why: str) -> str:
    """A reason about one record, inside a sentence about several.

    >>> _of_several("It was done before R01 was held"), _of_several("The hours were not signed")
    ('they were done before R01 was held', 'the hours were not signed')
    """
    said = why.replace("It was ", "they were ", 1)
    return f"{said[:1].lower()}{said[1:]}"
