"""Verdict rows become cases: one learner and one certification, with what is open in it and what closes it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from practicum.model.catalogue import Catalogue
from practicum.model.verdict_tables import CERTIFICATES
from practicum.reporting.cells import Row, reader, text, words_of
from practicum.reporting.closing import NOTHING_TO_CLOSE, Closing, Plans, closing_of
from practicum.reporting.gaps import ALL_OF, CHOICES, NOTHING_WAITS, Gap, lines, open_gaps
from practicum.reporting.wording import NOT_EVALUATED


class Verdicts(Protocol):
    """What the report needs of a matching run: both tables as rows, and what produced them."""

    @property
    def certificates(self) -> Iterable[Row]:
        """One row for each learner and certification."""

    @property
    def requirements(self) -> Iterable[Row]:
        """One row for each learner, certification and requirement."""

    @property
    def manifest(self) -> Mapping[str, object]:
        """Rules, engine, versions and hashes of the run."""


@dataclass(frozen=True, slots=True)
class Case:
    """One learner and one certification on the day of the report."""

    learner: str
    certification: str
    role: str
    country: str
    agency: str
    state: str
    also: tuple[str, ...] = ()
    reason: str = ""
    valid_from: int | None = None
    valid_until: int | None = None
    deadline: int | None = None
    started_by: str = ""
    disagreement: str = ""
    rule_version: str = ""
    requirements_met: bool = False
    not_evaluated: int = 0
    gaps: tuple[Gap, ...] = ()
    closing: Closing = NOTHING_TO_CLOSE

    @property
    def open_count(self) -> int:
        """How many requirements are open; a choice counts once, whatever it offers, and advice does not count."""
        return sum(1 for gap in self.gaps if not gap.advisory)

    @property
    def next_deadline(self) -> int | None:
        """The earliest day by which something has to be done."""
        asked = (line.gap.deadline for line in lines(self.gaps) if not line.gap.advisory)
        return min((day for day in (self.deadline, *asked) if day is not None), default=None)


_case = reader(Case, CERTIFICATES)


@dataclass(frozen=True, slots=True)
class Cases:
    """Every case that applies, and what was seen on the way."""

    cases: tuple[Case, ...]
    left_out: int
    requirements: int
    not_evaluated: Mapping[str, int]


def cases_of(
    verdicts: Verdicts,
    catalogue: Catalogue,
    *,
    as_of: date,
    plans: Plans | None = None,
    closings: Iterable[Row] = (),
) -> Cases:
    """All cases that apply, ordered by learner and certification, never by how well somebody stands.

    What closes a case is what ``plans`` say; without them nothing is said of it. ``closings`` are rows of the verdicts' table of that
    name: what waiting records wait for.
    """
    waits: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in closings:
        kind, _, module = text(row, "unit").partition(":")
        if kind == "module":
            waits[text(row, "learner"), text(row, "certification")][text(row, "requirement")].append(module)
    by_case: dict[tuple[str, str], list[Row]] = defaultdict(list)
    not_evaluated: dict[str, int] = defaultdict(int)
    requirements = 0
    for row in verdicts.requirements:
        kind, state = text(row, "kind"), text(row, "state")
        by_case[text(row, "learner"), text(row, "certification")].append(row)
        if kind not in ALL_OF | CHOICES and state != "not_applicable":
            requirements += 1
            if text(row, "reason") == NOT_EVALUATED:
                not_evaluated[kind or "other"] += 1
    titles = {name: unit.value.title for name, unit in catalogue.modules.items()}
    cases, left_out = [], 0
    for row in verdicts.certificates:
        state = text(row, "state")
        if state == "not_applicable":
            left_out += 1
            continue
        learner, certification = text(row, "learner"), text(row, "certification")
        here = (learner, certification)
        gaps = open_gaps(by_case.get(here, []), state, titles, text(row, "reason"), waits.get(here, NOTHING_WAITS))
        closing = closing_of(plans, learner, certification, catalogue) if plans else NOTHING_TO_CLOSE
        also = tuple(word for word in words_of(row, "also") if word != state)
        cases.append(_case(row, also=also, gaps=gaps, closing=closing))
    cases.sort(key=lambda case: (case.learner, case.certification))
    return Cases(tuple(cases), left_out, requirements, dict(sorted(not_evaluated.items())))
