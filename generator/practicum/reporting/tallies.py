"""Counts of cases by state, exact for the training lead and with small groups hidden for everybody else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from practicum.reporting.cases import Case
from practicum.reporting.suppression import MINIMUM, Arc, Counts, hidden_counts
from practicum.reporting.wording import CERTIFICATE_STATES, STANDINGS, standing, state_title

NO_AGENCY = "(no agency)"
NO_COUNTRY = "(no country)"


@dataclass(frozen=True, slots=True)
class Group:
    """A row of a table of counts: its key, how many there are, and how many in each column; None is hidden."""

    key: str
    total: int | None
    by_column: Mapping[str, int | None]
    inside: str = ""


@dataclass(frozen=True, slots=True)
class Tables:
    """One family of tables: everybody, and groups by certification, by country and by agency."""

    columns: Mapping[str, str]
    everybody: Group
    by_certification: tuple[Group, ...]
    by_country: tuple[Group, ...]
    by_agency: tuple[Group, ...]


def exact_tables(cases: Sequence[Case]) -> Tables:
    """Counts by state as they are, for pages that are not handed on."""
    seen = {case.state for case in cases}
    states = [state for state in CERTIFICATE_STATES if state in seen] + sorted(seen - set(CERTIFICATE_STATES))

    def groups(key: Callable[[Case], tuple[str, str]]) -> tuple[Group, ...]:
        counted = Counter((key(case), case.state) for case in cases)
        found = []
        for inside, name in sorted({key(case) for case in cases}):
            by_state = {state: counted[(inside, name), state] for state in states}
            found.append(Group(name, sum(by_state.values()), by_state, inside))
        return tuple(found)

    everybody = groups(lambda case: ("", ""))
    return Tables(
        columns={state: state_title(state) for state in states},
        everybody=everybody[0] if everybody else Group("", 0, {}),
        by_certification=groups(lambda case: ("", case.certification)),
        by_country=groups(lambda case: ("", place_of(case)[0])),
        by_agency=groups(place_of),
    )


def protected_tables(cases: Sequence[Case]) -> Tables:
    """Counts by standing with small groups hidden in all tables together.

    Nothing that is hidden in one table can be worked out from the others: all of them are one network of sums.
    """
    columns = {key: title for key, (title, _) in STANDINGS.items() if any(standing(case.state) == key for case in cases)}
    certifications = sorted({case.certification for case in cases})
    places = sorted({place_of(case) for case in cases})
    everybody: Arc = ("end", "start")

    def of_certification(name: str) -> Arc:
        return "start", ("certification", name)

    def of_country(country: str) -> Arc:
        return ("country", country), "end"

    def of_agency(country: str, agency: str) -> Arc:
        return ("agency", country, agency), ("country", country)

    def column(key: str) -> Arc:
        return ("column", key), ("column, again", key)

    def in_certification(name: str, key: str) -> Arc:
        return ("certification", name), ("column", key)

    def in_country(country: str, key: str) -> Arc:
        return ("column, again", key), ("country", country, key)

    def in_agency(country: str, agency: str, key: str) -> Arc:
        return ("country", country, key), ("agency", country, agency)

    # Every cell stands in the tables, the empty ones as well.
    flow: Counter[Arc] = Counter({in_certification(name, key): 0 for name in certifications for key in columns})
    flow.update({in_country(country, key): 0 for country, _ in places for key in columns})
    flow.update({in_agency(country, agency, key): 0 for country, agency in places for key in columns})
    for case in cases:
        (country, agency), name, key = place_of(case), case.certification, standing(case.state)
        flow.update(
            (
                everybody, of_certification(name), in_certification(name, key), column(key), in_country(country, key),
                in_agency(country, agency, key), of_agency(country, agency), of_country(country),
            )
        )  # fmt: skip
    counts = Counts(dict(flow))
    hidden = hidden_counts(counts)

    def shown(arc: Arc) -> int | None:
        return None if arc in hidden else counts.flow.get(arc, 0)

    countries = dict.fromkeys(country for country, _ in places)
    return Tables(
        columns=columns,
        everybody=Group("", shown(everybody), {key: shown(column(key)) for key in columns}),
        by_certification=tuple(
            Group(name, shown(of_certification(name)), {key: shown(in_certification(name, key)) for key in columns})
            for name in certifications
        ),
        by_country=tuple(
            Group(name, shown(of_country(name)), {key: shown(in_country(name, key)) for key in columns}) for name in countries
        ),
        by_agency=tuple(
            Group(agency, shown(of_agency(country, agency)), {key: shown(in_agency(country, agency, key)) for key in columns}, country)
            for country, agency in places
        ),
    )


def place_of(case: Case) -> tuple[str, str]:
    """Country and agency of a case, named even where there is none."""
    return case.country or NO_COUNTRY, case.agency or NO_AGENCY


@dataclass(frozen=True, slots=True)
class ModuleNeed:
    """A module and how many learners need it to close what is open."""

    module: str
    title: str
    hours: float
    learners: int


def modules_needed(cases: Iterable[Case], *, at_least: int = MINIMUM) -> tuple[ModuleNeed, ...]:
    """The modules on the closing paths, most needed first; those that few learners need are left out."""
    learners: dict[str, set[str]] = {}
    seen: dict[str, tuple[str, float]] = {}
    for case in cases:
        for step in case.closing.path:
            learners.setdefault(step.module, set()).add(case.learner)
            seen[step.module] = (step.title, step.hours)
    needs = [ModuleNeed(name, *seen[name], len(people)) for name, people in learners.items() if len(people) >= at_least]
    return tuple(sorted(needs, key=lambda need: (-need.learners, need.module)))
