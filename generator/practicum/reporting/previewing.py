"""A rule change and the people it touches, counted: exactly for the training lead, with small groups hidden for everybody else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from practicum.matching.comparing import StateChange
from practicum.model.catalogue import Catalogue
from practicum.reporting.review_words import Review
from practicum.reporting.suppression import Arc, Counts, hidden_counts
from practicum.reporting.wording import CERTIFICATE_STATES, state_title
from practicum.resolving.comparing import RuleChange

NOT_ASKED = "Not asked"
Step = tuple[str, str]


@dataclass(frozen=True)
class People:
    """What became of the people when the same records were judged by both sets of rules.

    ``asked`` counts the learners each certification is asked about under either. ``alike`` says that the rules differ in
    nothing anybody is judged by, so that nobody was matched.
    """

    asked: Mapping[str, int] = field(default_factory=dict)
    changes: tuple[StateChange, ...] = ()
    alike: bool = False
    synthetic: bool = False
    manifest: Mapping[str, object] = field(default_factory=dict)

    @property
    def of_state(self) -> tuple[StateChange, ...]:
        """Those whose state changes."""
        return tuple(one for one in self.changes if one.of_state)

    @property
    def of_verdict(self) -> tuple[StateChange, ...]:
        """Those who keep their state, with another last day or another reason."""
        return tuple(one for one in self.changes if one.of_verdict and not one.of_state)

    @property
    def below(self) -> tuple[StateChange, ...]:
        """Those whose certificate stands as before, with a requirement that stands differently."""
        return tuple(one for one in self.changes if not one.of_verdict)


@dataclass(frozen=True)
class Preview:
    """Two sets of rules compared, on a day, and what that means for people where records came with it."""

    base: str
    head: str
    as_of: date
    today: date
    known_at: date | None
    changes: tuple[RuleChange, ...]
    catalogue: Catalogue
    people: People | None = None
    # What changes beyond the rules; None where only rules were compared.
    review: Review | None = None

    @property
    def telling(self) -> tuple[RuleChange, ...]:
        """The changes by which somebody can be judged."""
        return tuple(change for change in self.changes if not change.sentence)

    @property
    def sentences(self) -> tuple[RuleChange, ...]:
        """The changes of sentences alone."""
        return tuple(change for change in self.changes if change.sentence)

    @property
    def days_ahead(self) -> int:
        """How far the day asked about lies in the future; 0 where it does not."""
        return max(0, (self.as_of - self.today).days)


def state_says(state: str) -> str:
    """A state as people read it, also where one set of rules asked nothing.

    >>> state_says("never"), state_says("")
    ('Never certified', 'Not asked')
    """
    return state_title(state) if state else NOT_ASKED


def steps_of(changes: Iterable[StateChange]) -> Counter[Step]:
    """How many go from which state to which."""
    return Counter((one.state_before, one.state_after) for one in changes)


def in_order(steps: Iterable[Step]) -> list[Step]:
    """From and to in the order in which states are always listed."""
    rank = {state: place for place, state in enumerate(CERTIFICATE_STATES)}
    return sorted(steps, key=lambda step: (rank.get(step[0], 99), rank.get(step[1], 99)))


@dataclass(frozen=True)
class Line:
    """One certification in the table of counts; None is hidden. ``asked`` is ``keep`` and all of ``steps`` together."""

    certification: str
    asked: int | None
    keep: int | None
    steps: Mapping[Step, int | None]

    @property
    def change(self) -> int | None:
        """How many change state; None where it could not be said without showing what is hidden."""
        if self.asked is None or self.keep is None:
            return None
        return self.asked - self.keep


def exact_lines(people: People) -> list[Line]:
    """The certifications in which somebody changes state, one for all others, and all together with an empty name at the end."""
    found = []
    touched = sorted({one.certification for one in people.of_state})
    for name in touched:
        steps = steps_of(one for one in people.of_state if one.certification == name)
        found.append(Line(name, people.asked[name], people.asked[name] - steps.total(), dict(steps)))
    others = sum(count for name, count in people.asked.items() if name not in touched)
    if others and touched:
        found.append(Line("others", others, others, {}))
    every, steps = sum(people.asked.values()), steps_of(people.of_state)
    return [*found, Line("", every, every - steps.total(), dict(steps))]


def protected_lines(people: People) -> list[Line]:
    """The same with small groups hidden, and what would give them away.

    Every cell of the table stands in it, the empty ones as well: who changes from what to what in each certification that
    changes at all, how many keep their state, and the sums both ways.
    """
    touched = sorted({one.certification for one in people.of_state})
    rows = [*touched, "others"]
    keep: Step = ("", "")
    columns = [keep, *in_order(steps_of(people.of_state))]
    others = sum(count for name, count in people.asked.items() if name not in touched)
    flow: dict[Arc, int] = {}
    for name in rows:
        steps = steps_of(one for one in people.of_state if one.certification == name)
        asked = others if name == "others" else people.asked[name]
        cells = {keep: asked - steps.total(), **{step: steps[step] for step in columns[1:]}}
        flow["start", ("row", name)] = asked
        for step, count in cells.items():
            flow[("row", name), ("column", step)] = count
            flow[("column", step), "end"] = flow.get((("column", step), "end"), 0) + count
    flow["end", "start"] = sum(people.asked.values())
    counts = Counts(flow)
    hidden = hidden_counts(counts)

    def shown(start: object, end: object) -> int | None:
        return None if (start, end) in hidden else flow[start, end]

    found = [
        Line(
            name,
            shown("start", ("row", name)),
            shown(("row", name), ("column", keep)),
            {step: shown(("row", name), ("column", step)) for step in columns[1:]},
        )
        for name in rows
    ]
    return [
        *found,
        Line("", shown("end", "start"), shown(("column", keep), "end"), {step: shown(("column", step), "end") for step in columns[1:]}),
    ]
