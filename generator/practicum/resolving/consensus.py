"""How far a unit has come towards agreement: whose word counts, what is still asked for, and which objections are open.

The quorum is that of the curriculum's brief: one endorsement each of government, academia, practice and people with lived experience;
where a child can get hurt (`risk: high`) two each of the first three. One objection does not block, but it has to be answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from practicum.model.catalogue import Catalogue
from practicum.model.organisation import Constituency, FastTrack
from practicum.resolving.standing import StandingSignOff, belongs, signed_hash, standing_signoffs
from practicum.resolving.view import View

# How many voices of each constituency have to stand behind a module before it is adopted, by its risk.
ADOPTING: Mapping[str, Mapping[Constituency, int]] = {
    "ordinary": {"government": 1, "academia": 1, "practice": 1, "lived_experience": 1},
    "high": {"government": 2, "academia": 2, "practice": 2, "lived_experience": 1},
}


@dataclass(frozen=True)
class Consensus:
    """Where a unit stands: every word in the order it was given, and what follows from the last word of each person.

    ``wanted`` and ``given`` count voices by constituency. A voice is an organisation; people who name none speak for themselves.
    """

    unit: str
    words: tuple[StandingSignOff, ...]
    wanted: Mapping[Constituency, int]
    given: Mapping[Constituency, int]
    last: tuple[StandingSignOff, ...]
    track: FastTrack | None = None

    @property
    def missing(self) -> dict[Constituency, int]:
        """How many voices are still asked for, by constituency."""
        return {name: wanted - self.given.get(name, 0) for name, wanted in self.wanted.items() if self.given.get(name, 0) < wanted}

    @property
    def objections(self) -> tuple[StandingSignOff, ...]:
        """Objections that are somebody's last word and have no answer, whatever text they were about."""
        return tuple(one for one in self.last if one.signoff.word == "object" and not one.signoff.answer)

    @property
    def stale(self) -> tuple[StandingSignOff, ...]:
        """Last words about an older text, or whose time is over, that do not count."""
        return tuple(one for one in self.last if not one.counts)

    @property
    def agreed(self) -> bool:
        """Whether the unit may be called adopted."""
        return not self.missing and not self.objections


def consensus_of(view: View, unit: str, words: Iterable[StandingSignOff] | None = None) -> Consensus:
    """Where a unit (`F06`, `F10/NV`, `F06/fr`) stands in this View; ``words`` are its sign-offs where they are known already."""
    given = [one for one in (standing_signoffs(view) if words is None else words) if one.signoff.unit == unit]
    return weighed(view.catalogue, unit, given, _track(view, unit))


def weighed(catalogue: Catalogue, unit: str, words: Iterable[StandingSignOff], track: FastTrack | None = None) -> Consensus:
    """What the words on a unit come to."""
    order = sorted(words, key=lambda one: (one.signoff.day, one.file.path, one.position))
    last = {one.signoff.person: one for one in order}
    module = catalogue.modules.get(unit.partition("/")[0])
    voices: dict[Constituency, set[str]] = {}
    for one in last.values():
        if one.signoff.word == "endorse" and one.counts:
            person = catalogue.people.get(one.signoff.person)
            voice = person.value.organisation if person and person.value.organisation else one.signoff.person
            voices.setdefault(one.signoff.constituency, set()).add(voice)
    wanted = ADOPTING[module.value.risk if module else "ordinary"]
    return Consensus(unit, tuple(order), wanted, {name: len(whose) for name, whose in voices.items()}, tuple(last.values()), track)


def _track(view: View, unit: str) -> FastTrack | None:
    """The latest change that could not wait, where the text still is as it made it."""
    now = signed_hash(view, unit)
    tracks = [one for _, one in fast_tracks(view) if one.unit == unit and one.content == now]
    return max(tracks, key=lambda one: one.day, default=None)


def fast_tracks(view: View) -> Iterator[tuple[tuple[str, int], FastTrack]]:
    """Every change that could not wait that belongs to this View, with the path of its file and its position there."""
    for file in view.catalogue.signoffs:
        for position, one in enumerate(file.value.fast_tracks):
            if belongs(view, one.unit):
                yield (file.path, position), one
