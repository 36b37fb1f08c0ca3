"""Branches: the tree of one certificate as it is read, what is open in full and what is held in a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from practicum.model.explanation import Explanation, RequirementExplanation
from practicum.reporting.both_sides import disagreement_lines
from practicum.reporting.gaps import AWARD_ASKED, asked_now
from practicum.reporting.steps import CHOICES, Planning
from practicum.reporting.telling import Names, amounts_say, held_says, records_say, rejected_say, rule_says, why_says
from practicum.reporting.wording import HELD_STATES, day_says, state_title

# Of a choice that is open so many ways are opened; the others stand in a line.
MOST_WAYS = 2
RENEWAL_IS_OFF = "asked of a certificate that is in force, and this one is over"


@dataclass(frozen=True)
class Branch:
    """A requirement as it is read; ``brief`` says what is in a line, ``lines`` what stands below it, each with its name."""

    state: str
    says: str
    brief: str
    rule: str
    lines: tuple[tuple[str, str], ...]
    open: bool
    parts: tuple[Branch, ...] = field(default=())

    @property
    def title(self) -> str:
        """How it stands, in words."""
        return state_title(self.state)


class Branching:
    """The tree of one certificate as branches."""

    def __init__(self, one: Explanation, names: Names, planning: Planning) -> None:
        self.one, self.names, self.planning = one, names, planning

    def tops(self) -> tuple[Branch, ...]:
        """The parts of the rule that are asked now, and in a line those that are not."""
        tops = sorted(self.one.requirements, key=lambda top: top.part == "award" and self.one.band_asks_renewal)
        return tuple(self._renewal(top) if self._is_off(top) else self.branch(top, opened=self._asked(top)) for top in tops)

    def _renewal(self, top: RequirementExplanation) -> Branch:
        """The renewal of a certificate that is over for another reason; its states would be those of one that runs."""
        return Branch("not_applicable", self._says(top), RENEWAL_IS_OFF, rule_says(top), (), open=False)

    def past(self, parts: Sequence[RequirementExplanation]) -> tuple[Branch, ...]:
        """What was open in a period that is over."""
        return tuple(self.branch(_as_it_ended(part), opened=True) for part in parts)

    def _asked(self, top: RequirementExplanation) -> bool:
        return top.part != "award" or self.one.state in AWARD_ASKED

    def _is_off(self, top: RequirementExplanation) -> bool:
        return top.part == "renew" and self.one.state == "lapsed" and not asked_now("renew", "lapsed", self.one.reason)

    def branch(self, node: RequirementExplanation, *, opened: bool) -> Branch:
        """One requirement; what is held, does not apply or is not asked now stands in a line."""
        held = node.state in HELD_STATES and (node.by_return is None or node.by_return.held)
        # Of a renewal that is due and met, what was counted is what somebody asks about.
        met_now = node.requirement.endswith("/renew") and node.state in HELD_STATES and self.one.state in {"due", "grace"}
        open_now = opened and node.state != "not_applicable" and (not held or met_now)
        return Branch(
            node.state,
            self._says(node),
            self._brief(node, opened=opened),
            rule_says(node),
            tuple(self.lines(node)) if node.state != "not_applicable" else (),
            open_now,
            tuple(self._parts(node, open_now)),
        )

    def _says(self, node: RequirementExplanation) -> str:
        lapsed = self.one.state == "lapsed" and not self._is_off(node) and not node.says
        if lapsed and node.requirement.endswith("/renew") and self.one.valid_until is not None:
            return f"For the renewal that was due on {day_says(self.one.valid_until)}"
        if lapsed and node.requirement.endswith("/award"):
            return "For a new award"
        return self.names.sentence(node)

    def _parts(self, node: RequirementExplanation, opened: bool) -> Iterator[Branch]:
        nearest = [part.requirement for part in node.parts]
        if node.kind in CHOICES:
            ranked = sorted(node.parts, key=lambda part: self.planning.plan_of(part).cost)
            nearest = [part.requirement for part in ranked[:MOST_WAYS]]
        for part in node.parts:
            yield self.branch(part, opened=opened and part.requirement in nearest)

    def _brief(self, node: RequirementExplanation, *, opened: bool) -> str:
        """What a line says of a requirement that is not opened."""
        if node.state in HELD_STATES:
            return held_says(node, self.names)
        if node.state == "not_applicable":
            return ""
        if node.parts and not opened:
            left = sum(part.state not in {*HELD_STATES, "not_applicable"} for part in node.parts)
            award = node.part == "award" and node.requirement.endswith("/award") and self.one.state not in AWARD_ASKED
            if award:
                return "asked for a first award only; the certificate in force does not depend on it"
            verb = "is" if left == 1 else "are"
            return f"{left} of {len(node.parts)} parts {verb} missing" if node.kind not in CHOICES else "none of its ways is whole"
        return why_says(node.reason, node) if not node.parts else ""

    def lines(self, node: RequirementExplanation) -> Iterator[tuple[str, str]]:
        """Names and values of everything that decided a requirement."""
        said = amounts_say(node.counted, node.needed, node.unit, node.categories)
        held = node.state in HELD_STATES
        why = why_says(node.reason, node) if not said and not held and not node.parts and node.reason else ""
        if said:
            yield "amount", said
        elif why:
            yield "why", why
        if node.by_return is not None and node.by_return.counted is not None:
            today = amounts_say(node.by_return.counted, node.needed, node.unit, node.by_return.categories)
            yield "today", f"In the window that runs on {day_says(self.one.as_of)}: {today}"
        if held and not said and node.valid_from is not None:
            until = f" until {day_says(node.valid_until)}" if node.valid_until is not None else ", without an end"
            yield "held", f"{day_says(node.valid_from)}{until}"
        if node.deadline is not None and not node.parts and not held:
            yield "deadline", f"{day_says(node.deadline)}{', passed' if node.deadline < self.one.as_of else ''}"
        for line in records_say(node.used, self.names, node.unit):
            yield "counts", line
        for line in rejected_say(node, self.names, why):
            yield "does not count", line
        yield from disagreement_lines(node.disagreements)


def _as_it_ended(node: RequirementExplanation) -> RequirementExplanation:
    """A requirement of a period that is over: what was still open then was not met."""
    state = node.state if node.state in {*HELD_STATES, "not_applicable", "unknown"} else "not_met"
    return replace(node, state=state, deadline=None, parts=tuple(_as_it_ended(part) for part in node.parts))


def flat(branches: Sequence[Branch], depth: int = 0) -> Iterator[tuple[int, Branch]]:
    """Branches with their depth, and below each its parts where it is open."""
    for one in branches:
        yield depth, one
        if one.open:
            yield from flat(one.parts, depth + 1)
