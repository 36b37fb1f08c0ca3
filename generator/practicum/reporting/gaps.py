"""Requirement rows become gaps: what is open in one case, as a tree in reading order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from practicum.model.verdict_tables import REQUIREMENTS
from practicum.reporting.cells import Row, amount_of, reader, text
from practicum.reporting.wording import OPEN_STATES

# A first award is asked of whoever does not hold the certificate; a holder is asked what keeps or renews it.
AWARD_ASKED = frozenset({"never", "lapsed", "provisional", "bridging", "unknown"})
RENEWAL_ASKED = frozenset({"certified", "due", "grace", "restricted", "lapsed", "unknown"})
# A certificate that is over for one of these was not missed to be renewed, and no renewal brings it back.
NOT_BY_RENEWAL = frozenset({"FALLS_WITH", "REVOKED", "CLOSED"})
# Groups that ask for all their parts, and groups that offer a choice among them.
ALL_OF = frozenset({"all", "modules"})
CHOICES = frozenset({"any", "routes"})
NOTHING_WAITS: Mapping[str, Sequence[str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Gap:
    """A requirement that is open: not met, due or unknown.

    ``choice`` names the group of which it is one possible way; it is empty where the requirement is needed whatever
    else is done. ``parts`` are the open requirements inside a group; ``waits_for`` are the modules after which what was done counts.
    """

    requirement: str
    says: str
    kind: str
    subject: str
    part: str
    state: str
    reason: str
    choice: str = ""
    missing: float | None = None
    missing_unit: str = ""
    deadline: int | None = None
    valid_until: int | None = None
    deciding_record: str = ""
    via: str = ""
    best_loser: str = ""
    best_loser_reason: str = ""
    advisory: bool = False
    rule_version: str = ""
    parts: tuple[Gap, ...] = ()
    waits_for: tuple[str, ...] = ()


_gap = reader(Gap, REQUIREMENTS)


@dataclass(frozen=True, slots=True)
class Line:
    """A gap as a list shows it, with how deep it stands in the tree."""

    depth: int
    gap: Gap


def sentence(row: Row, titles: Mapping[str, str]) -> str:
    """A requirement in words: its own sentence, else the module it asks for, else its id."""
    module = text(row, "subject") if text(row, "kind") == "module" else ""
    return text(row, "says") or (f"{module} {titles[module]}" if module in titles else text(row, "requirement"))


def as_gap(row: Row, *, choice: str, parts: tuple[Gap, ...], titles: Mapping[str, str], waits_for: Sequence[str] = ()) -> Gap:
    """A requirement row as a gap."""
    missing = amount_of(row, "missing") or None
    return _gap(row, says=sentence(row, titles), choice=choice, missing=missing, parts=parts, waits_for=tuple(waits_for))


def asked_now(part: str, certificate_state: str, reason: str = "") -> bool:
    """Whether a part of the rule is asked of somebody whose certificate stands so, for this reason.

    >>> asked_now("award", "certified"), asked_now("renew", "due"), asked_now("always_in_date", "restricted")
    (False, True, True)
    >>> asked_now("renew", "lapsed", "RENEWAL_MISSED"), asked_now("renew", "lapsed", "FALLS_WITH")
    (True, False)
    """
    if part == "award":
        return certificate_state in AWARD_ASKED
    if part == "renew":
        return certificate_state in RENEWAL_ASKED and not (certificate_state == "lapsed" and reason in NOT_BY_RENEWAL)
    return True


def open_gaps(
    rows: Sequence[Row],
    certificate_state: str,
    titles: Mapping[str, str],
    reason: str = "",
    waits: Mapping[str, Sequence[str]] = NOTHING_WAITS,
) -> tuple[Gap, ...]:
    """The open requirements of one case as trees; what stands inside a satisfied group is left out.

    "All of these" says nothing that its parts do not say, so such a group is replaced by its parts, unless it is one
    way of a choice; a list of modules is always replaced by the modules. ``reason`` is why the certificate stands so;
    ``waits`` names for requirements whose module waits what it waits for.
    """
    known = {text(row, "requirement") for row in rows}
    children: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        parent = text(row, "parent")
        children[parent if parent in known and parent != text(row, "requirement") else ""].append(row)
    for siblings in children.values():
        siblings.sort(key=lambda row: (amount_of(row, "position") or 0, text(row, "requirement")))

    def below(parent: str, choice: str) -> tuple[Gap, ...]:
        gaps: list[Gap] = []
        for row in children.get(parent, ()):
            if text(row, "state") not in OPEN_STATES or not asked_now(text(row, "part"), certificate_state, reason):
                continue
            name, kind = text(row, "requirement"), text(row, "kind")
            if kind in ALL_OF and (not choice or kind == "modules"):
                gaps += below(name, choice)
            else:
                # Inside one whole way of a choice everything is needed together: it belongs to that way.
                parts = below(name, name if kind in CHOICES else choice)
                waits_for = waits.get(name, ()) if text(row, "reason") == "PREREQ_MISSING" else ()
                gaps.append(as_gap(row, choice=choice, parts=parts, titles=titles, waits_for=waits_for))
        return tuple(gaps)

    return below("", "")


def lines(gaps: Sequence[Gap], depth: int = 0) -> tuple[Line, ...]:
    """The trees as lines, each group before its parts."""
    found: list[Line] = []
    for gap in gaps:
        found.append(Line(depth, gap))
        found += lines(gap.parts, depth + 1)
    return tuple(found)
