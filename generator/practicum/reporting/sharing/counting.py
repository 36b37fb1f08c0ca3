"""Counting what is shared: certificates by place, role, standing, deadline and competency; supervisors; rows that had to be mended."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import product
from typing import TypeAlias

from practicum.model.catalogue import Catalogue
from practicum.model.record import SetAside
from practicum.reporting.cases import Case
from practicum.reporting.cells import Row, day_of, text
from practicum.reporting.gaps import asked_now
from practicum.reporting.naming import certification_title, country_title
from practicum.reporting.sharing.tables import TOTAL, Dimension, Fact, Key, Release, SharedTable
from practicum.reporting.wording import LONG_MONTHS, OPEN_STATES, STANDINGS, civil, epoch_day, standing

Counted: TypeAlias = Iterable[tuple[str, Key]]

NOWHERE = "none"
AHEAD = 12
# The first and the last month of each window, counted from the month of the report.
WINDOWS = {"soon": ("This month and the next two", 0, 2), "half": ("In 3 to 5 months", 3, 5), "year": ("In 6 to 11 months", 6, 11)}
BEFORE, LATER, NEVER = "passed", "later", "no_day"
HELD = {"closed": "Nothing open", "open": "Something open", "not_asked": "Not asked"}
BANDS = {"1-5": ("1 to 5", 5), "6-10": ("6 to 10", 10), "11-15": ("11 to 15", 15), "16+": ("16 and more", 10**9)}
DONE = {"set_aside": "Set aside", "mended": "Mended, then used", "collapsed": "Collapsed"}
A_YEAR = 365
BRIDGE = "bridge"


@dataclass(frozen=True)
class Material:
    """What is counted: cases, rows of requirements and of other tables as the matching and the intake have them.

    ``not_read`` files or sheets could not be read.
    """

    cases: Sequence[Case]
    catalogue: Catalogue
    as_of: date
    requirements: Iterable[Row] = ()
    completions: Iterable[Row] = ()
    supervision: Iterable[Row] = ()
    set_aside: Sequence[SetAside] = ()
    agency_names: Mapping[str, str] = field(default_factory=dict)
    not_read: int = 0


TABLE_NAMES = (
    "country-role-state",
    "agency-state",
    "programme",
    "deadlines",
    "expiring",
    "competencies",
    "bridge",
    "supervision",
    "data-quality",
)


class Counting:
    """The tables of one report; the same tables can be counted for some of its cases only."""

    def __init__(self, material: Material, *, without: Collection[str] = ()) -> None:
        self._of = material
        self._competencies = _competencies(material)
        self._modules = _completed(material)
        bridge = material.catalogue.programmes.get(BRIDGE)
        self._leaving = bridge.value.leads_from if bridge is not None else ()
        self.dimensions = _dimensions(material, self._competencies)
        self._tables = [table for table in self._declared() if table.name not in without]

    def release(self, chosen: Collection[tuple[str, str]] | None = None) -> Release:
        """The tables with their true counts; only of the ``chosen`` (learner, certification) where these are given."""
        bare = Release(self._of.as_of.isoformat(), self.dimensions, tuple(self._tables))
        cases = self._of.cases if chosen is None else [case for case in self._of.cases if (case.learner, case.certification) in chosen]
        return Release(
            bare.as_of,
            bare.dimensions,
            tuple(_filled(bare, table, self._rows(table, cases, chosen is None), self._leaving) for table in self._tables),
        )

    def people(self, release: Release) -> dict[Fact, int]:
        """How many people stand behind the facts about certificates in which somebody is counted twice."""
        by_learner: dict[str, list[Case]] = defaultdict(list)
        for case in self._of.cases:
            by_learner[case.learner].append(case)
        twice = [cases for cases in by_learner.values() if len(cases) > 1]
        counts = {
            release.fact(table, key): count or 0
            for table in release.tables
            if table.unit == CERTIFICATES
            for key, count in table.cells.items()
        }
        too_many: Counter[Fact] = Counter()
        for cases in twice:
            seen: dict[Fact, int] = {}
            for table in self._tables:
                if table.unit == CERTIFICATES:
                    seen.update(_facts_of(release, table, self._rows(table, cases, False)))
            too_many.update({fact: count - 1 for fact, count in seen.items() if count > 1})
        return {fact: counts[fact] - more for fact, more in too_many.items() if fact in counts}

    def _declared(self) -> Iterator[SharedTable]:
        def table(name: str, title: str, says: str, unit: str, dimensions: tuple[str, ...], tells: str = "") -> SharedTable:
            return SharedTable(name, title, says, unit, dimensions, tells, {})

        in_order = "In order means certified or due; a person with two roles is counted once in each."
        yield table(
            "country-role-state", "By country, role and standing", in_order, CERTIFICATES, ("country", "role", "standing"), "standing"
        )
        yield table("agency-state", "By agency and standing", in_order, CERTIFICATES, ("country", "agency", "standing"), "standing")
        if self.dimensions["programme"].codes:
            says = "Certificates to which a programme leads. Programmes may lead to the same certificate, so they do not add up."
            yield table("programme", "By programme and standing", says, CERTIFICATES, ("programme", "standing"), "standing")
        says = "The next day by which something has to be done, one for each certificate."
        yield table("deadlines", "Deadlines by month", says, CERTIFICATES, ("window", "month"), "month")
        says = "When a certificate that is held ends. What is not held, or has ended, stands apart."
        yield table("expiring", "Certificates that end soon", says, CERTIFICATES, ("role", "expiry"), "expiry")
        if self.dimensions["competency"].codes:
            says = "Of each role, how many have something open in a module that is asked of them and teaches the competency."
            yield table("competencies", "Open competencies by role", says, CERTIFICATES, ("role", "competency", "held"), "held")
        if self.dimensions["stage"].codes:
            says = "Residential workers by the first stage of the bridge programme of which a module is not completed."
            yield table("bridge", "Bridge programme: who stands where", says, CERTIFICATES, ("country", "role", "stage"), "stage")
        if self.dimensions["band"].codes:
            says = "Supervisors by the number of people whom they supervised in the last twelve months."
            yield table("supervision", "People for each supervisor", says, "supervisors", ("band",), "band")
        if self._of.set_aside:
            yield table(
                "data-quality",
                "Rows that were set aside, mended or collapsed",
                "Rows of the files that came in.",
                "rows",
                ("done", "reason"),
            )

    def _rows(self, table: SharedTable, cases: Sequence[Case], whole: bool) -> Counted:
        """Who is counted where: a learner (or nobody) and a code for each dimension."""
        match table.name:
            case "country-role-state":
                return ((one.learner, (_country(one), one.certification, standing(one.state))) for one in cases)
            case "agency-state":
                return ((one.learner, (_country(one), _agency(one), standing(one.state))) for one in cases)
            case "programme":
                members = self.dimensions["programme"].members
                return (
                    (one.learner, (name, standing(one.state)))
                    for one in cases
                    for name, roles in members.items()
                    if one.certification in roles
                )
            case "deadlines":
                return ((one.learner, _month(one.next_deadline, self._of.as_of)) for one in cases)
            case "expiring":
                return ((one.learner, (one.certification, _expiry(one, self._of.as_of))) for one in cases)
            case "competencies":
                return self._competency_rows(cases)
            case "bridge":
                return self._bridge_rows(cases)
            case "supervision":
                return self._supervisor_rows() if whole else ()
            case _:
                return (("", (one.done, one.reason)) for one in self._of.set_aside) if whole else ()

    def _competency_rows(self, cases: Sequence[Case]) -> Counted:
        for one in cases:
            found = self._competencies.get((one.learner, one.certification), {})
            for name in self.dimensions["competency"].codes:
                yield one.learner, (one.certification, name, found.get(name, "not_asked"))

    def _bridge_rows(self, cases: Sequence[Case]) -> Counted:
        bridge = self._of.catalogue.programmes[BRIDGE].value
        for one in cases:
            if one.certification in bridge.leads_from:
                done = self._modules.get(one.learner, set())
                left = (stage.id for stage in bridge.stages if stage.modules and not done.issuperset(stage.modules))
                yield one.learner, (_country(one), one.certification, next(left, "completed"))

    def _supervisor_rows(self) -> Counted:
        day = epoch_day(self._of.as_of)
        known = {case.learner for case in self._of.cases}
        supervised: dict[str, set[str]] = defaultdict(set)
        for row in self._of.supervision:
            on, supervisor, learner = day_of(row, "date"), text(row, "supervisor"), text(row, "learner")
            if (
                on is not None
                and day - A_YEAR < on <= day
                and text(row, "kind") == "supervision"
                and supervisor in known
                and supervisor != learner
            ):
                supervised[supervisor].add(learner)
        for supervisor in sorted(supervised):
            many = len(supervised[supervisor])
            yield supervisor, (next(code for code, (_, most) in BANDS.items() if many <= most),)


CERTIFICATES = "certificates"


def _two_at_least(found: set[str], others: Sequence[str]) -> set[str]:
    """What was found, and where that is one alone the first of the others beside it.

    >>> sorted(_two_at_least({"a"}, ("a", "b"))), sorted(_two_at_least({"c", "d"}, ("a", "b")))
    (['a', 'b'], ['c', 'd'])
    """
    return found | {next(one for one in others if one not in found)} if len(found) == 1 else found


def _filled(release: Release, table: SharedTable, rows: Counted, leaving: Collection[str]) -> SharedTable:
    """The table with its counts, every key of it, the empty ones as well."""
    cells: dict[Key, int | None] = dict.fromkeys(release.keys(table), 0)
    if table.name == "bridge":
        place = table.dimensions.index("role")
        cells = {key: 0 for key in cells if key[place] in leaving}
    if table.name == "data-quality":
        rows = list(rows)
        seen = {codes for _, codes in rows}
        cells = {key: 0 for key in cells if TOTAL in key or key in seen}
    for codes, count in Counter(codes for _, codes in rows).items():
        for key in _keys(release, table, codes):
            if key in cells:
                cells[key] = (cells[key] or 0) + count
    return table.with_cells(cells)


def _keys(release: Release, table: SharedTable, codes: Key) -> Iterator[Key]:
    """The keys in which somebody with these codes is counted."""
    choices = [(code, TOTAL) if release.dimensions[name].adds_up else (code,) for name, code in zip(table.dimensions, codes, strict=True)]
    for key in product(*choices):
        fixed = dict(zip(table.dimensions, key, strict=True))
        # Nobody asks for an agency of all countries: an agency lies in its country.
        if not any(code != TOTAL and fixed.get(release.dimensions[name].inside) == TOTAL for name, code in fixed.items()):
            yield key


def _facts_of(release: Release, table: SharedTable, rows: Counted) -> Counter[Fact]:
    """How often each fact is counted by these rows; what stands for the whole group beside every facet is left to the other tables."""
    facets = any(release.dimensions[name].facet for name in table.dimensions)
    place = table.dimensions.index(table.tells)
    found: Counter[Fact] = Counter()
    for _, codes in rows:
        found.update({release.fact(table, key) for key in _keys(release, table, codes) if not (facets and key[place] == TOTAL)})
    return found


def _country(case: Case) -> str:
    return case.country or NOWHERE


def _agency(case: Case) -> str:
    return f"{case.agency or NOWHERE}@{_country(case)}"


def codes_of(case: Case, as_of: date) -> dict[str, str]:
    """The codes of one case in the dimensions that a row for research may have, and its agency."""
    return {
        "country": _country(case),
        "agency": _agency(case),
        "role": case.certification,
        "standing": standing(case.state),
        "expiry": _expiry(case, as_of),
    }


def _months_ahead(day: int, as_of: date) -> int:
    on = civil(day)
    return (on.year - as_of.year) * 12 + on.month - as_of.month


def _window(day: int | None, as_of: date) -> str:
    if day is None:
        return NEVER
    if day < epoch_day(as_of):
        return BEFORE
    ahead = _months_ahead(day, as_of)
    return next((code for code, (_, first, last) in WINDOWS.items() if first <= ahead <= last), LATER)


def _month(day: int | None, as_of: date) -> Key:
    window = _window(day, as_of)
    return window, f"{civil(day):%Y-%m}" if day is not None and window in WINDOWS else window


def _expiry(case: Case, as_of: date) -> str:
    return _window(case.valid_until, as_of) if standing(case.state) in ("in_order", "limited") else "not_held"


def _competencies(of: Material) -> dict[tuple[str, str], dict[str, str]]:
    """For each case what is asked of it, by competency: whether anything is open that teaches it."""
    taught: dict[str, set[str]] = {
        name: {teaching.competency for version in unit.value.versions for teaching in version.teaches}
        for name, unit in of.catalogue.modules.items()
    }
    state = {(case.learner, case.certification): case for case in of.cases}
    found: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for row in of.requirements:
        case = state.get((text(row, "learner"), text(row, "certification")))
        if text(row, "kind") != "module" or case is None or text(row, "state") == "not_applicable":
            continue
        asked = asked_now(text(row, "part"), case.state, case.reason)
        mine = found[case.learner, case.certification]
        for competency in taught.get(text(row, "subject"), ()):
            if asked and text(row, "state") in OPEN_STATES:
                mine[competency] = "open"
            else:
                mine.setdefault(competency, "closed")
    return found


def _completed(of: Material) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    day = epoch_day(of.as_of)
    for row in of.completions:
        on = day_of(row, "date")
        if on is not None and on <= day and text(row, "result") != "failed":
            found[text(row, "learner")].add(text(row, "module"))
    return found


def _dimensions(of: Material, competencies: Mapping[tuple[str, str], Mapping[str, str]]) -> dict[str, Dimension]:
    catalogue, as_of = of.catalogue, of.as_of
    countries = sorted({_country(case) for case in of.cases})
    # In what nobody stands nobody is hidden: a column of noughts that looked like a hiding place would protect nobody.
    # But where all stand the same, a single column would tell it of everybody: another one leaves it open.
    stood = _two_at_least({standing(case.state) for case in of.cases}, ("not_certified", "in_order"))
    ends = _two_at_least({_expiry(case, as_of) for case in of.cases}, ("not_held", LATER))
    agencies = sorted({(_country(case), _agency(case), case.agency) for case in of.cases})
    roles = sorted({case.certification for case in of.cases})
    leads = {name: tuple(role for role in unit.value.leads_to if role in roles) for name, unit in sorted(catalogue.programmes.items())}
    leads = {name: certifications for name, certifications in leads.items() if certifications}
    windows = {BEFORE: "Passed", **{code: says for code, (says, _, _) in WINDOWS.items()}, LATER: "In a year or later", NEVER: "No day"}
    months = {BEFORE: (BEFORE, "Passed")}
    for ahead in range(AHEAD):
        year, month = divmod(as_of.year * 12 + as_of.month - 1 + ahead, 12)
        window = next(code for code, (_, first, last) in WINDOWS.items() if first <= ahead <= last)
        months[f"{year}-{month + 1:02}"] = window, f"{LONG_MONTHS[month]} {year}"
    months |= {LATER: (LATER, "In a year or later"), NEVER: (NEVER, "No day")}
    asked = sorted({name for found in competencies.values() for name in found})
    bridge = catalogue.programmes.get(BRIDGE)
    stages: dict[str, str] = {}
    if bridge is not None and set(bridge.value.leads_from) & set(roles):
        stages = {stage.id: stage.title for stage in bridge.value.stages if stage.modules} | {"completed": "All of these stages"}
    done = sorted({one.done for one in of.set_aside}, key=list(DONE).index)
    titles = {name: unit.value.title for name, unit in catalogue.competencies.items()}

    def of_country(code: str) -> str:
        return "(no country)" if code == NOWHERE else country_title(catalogue, code)

    def of_agency(code: str) -> str:
        return of.agency_names.get(code) or code or "(no agency)"

    found = (
        Dimension("country", "Country", {code: of_country(code) for code in countries}),
        Dimension(
            "agency",
            "Agency",
            {code: of_agency(name) for _, code, name in agencies},
            "country",
            {code: country for country, code, _ in agencies},
        ),
        Dimension("role", "Role or endorsement", {code: certification_title(catalogue, code) for code in roles}),
        Dimension("standing", "Standing", {code: title for code, (title, _) in STANDINGS.items() if code in stood}),
        Dimension("programme", "Programme", {name: catalogue.programmes[name].value.title for name in leads}, of="role", members=leads),
        Dimension("window", "When", windows),
        Dimension(
            "month",
            "Month",
            {code: title for code, (_, title) in months.items()},
            "window",
            {code: inside for code, (inside, _) in months.items()},
        ),
        Dimension("expiry", "Ends", {code: says for code, says in {**windows, "not_held": "Not held or ended"}.items() if code in ends}),
        Dimension("competency", "Competency", {name: f"{name} {titles.get(name, '')}".strip() for name in asked}, facet=True),
        Dimension("held", "What is asked", HELD, harmless=frozenset({"not_asked"})),
        Dimension("stage", "Stage", stages),
        Dimension("band", "People supervised", {code: says for code, (says, _) in BANDS.items()} if of.supervision else {}),
        Dimension("done", "What was done", {code: DONE[code] for code in done}),
        Dimension("reason", "Reason", {code: code for code in sorted({one.reason for one in of.set_aside})}),
    )
    return {dimension.name: dimension for dimension in found}
