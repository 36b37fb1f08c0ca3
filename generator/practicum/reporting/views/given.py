"""What views are computed from: verdicts and records in memory or as Parquet, with the names and rules of the catalogue beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from practicum.model.catalogue import Catalogue
from practicum.model.record import SHARED, TABLES, TableShape
from practicum.model.requirement import RuleTables
from practicum.model.verdict_tables import CERTIFICATES, REQUIREMENTS
from practicum.reporting.cells import CELLS, words_of
from practicum.reporting.closing import hours_of
from practicum.reporting.gaps import ALL_OF, AWARD_ASKED, CHOICES, NOT_BY_RENEWAL, RENEWAL_ASKED
from practicum.reporting.wording import CERTIFICATE_STATES, OPEN_STATES, epoch_day, standing
from practicum.tables.framing import frame
from practicum.tables.querying import Querying

# The day of a fact by table, of those that views read.
RECORDS = {
    "posts": "start",
    "completions": "date",
    "observations": "date",
    "supervision": "date",
    "supervised": "date",
    "certificates": "start",
}
# The rate of renewals looks back so far, and leaves out what may still be renewed.
WINDOW_DAYS = 365


@dataclass(frozen=True)
class Given:
    """What a report is computed from.

    ``certificates`` and ``requirements`` are the two tables of a run, and ``records`` tidy tables by name: each an Arrow table, a
    list of Parquet files, or rows. ``earlier`` are (learner, certification, state) of an earlier report, or its Parquet
    files; ``window_from`` is the first day of the window of comings and goings, a year before ``as_of`` where nothing else is
    said. ``accounts`` are rows of that view, ``quality`` of that one. ``people`` counts everybody by what became of them,
    where that is known.
    """

    certificates: Any
    requirements: Any
    catalogue: Catalogue
    as_of: date
    known_at: date | None = None
    records: Mapping[str, Any] = field(default_factory=dict)
    rules: RuleTables = field(default_factory=RuleTables)
    agency_names: Mapping[str, str] = field(default_factory=dict)
    earlier: Sequence[tuple[str, str, str]] | Sequence[Path] | None = None
    window_from: date | None = None
    accounts: Sequence[Sequence[Any]] = ()
    quality: Sequence[Sequence[Any]] = ()
    people: Mapping[str, int] = field(default_factory=dict)

    @property
    def day(self) -> int:
        """The day asked about, as an epoch day."""
        return epoch_day(self.as_of)

    @property
    def window_day(self) -> int:
        """The first day of the window of comings and goings."""
        return epoch_day(self.window_from) if self.window_from else self.day - WINDOW_DAYS


def lay_out(asking: Querying, given: Given) -> None:
    """Give every table that views are asked of: `cert`, `req`, `place`, `r_…` and the names and numbers of the catalogue."""
    _give(asking, "given_certificates", given.certificates, CERTIFICATES)
    _give(asking, "given_requirements", given.requirements, REQUIREMENTS)
    asking.keep(
        "cert",
        """select learner, certification, coalesce(role, '') as role, coalesce(country, '') as country, coalesce(agency, '') as agency,
        state, coalesce(reason, '') as reason, valid_from, valid_until, deadline, coalesce(requirements_met, false) as met,
        coalesce(not_evaluated, 0) as not_evaluated, coalesce(disagreement, '') as disagreement, coalesce(also, '') as also
        from given_certificates where state <> 'not_applicable'""",
    )
    asking.keep("place", "select learner, certification, min(country) as country, min(agency) as agency from cert group by all")
    _names(asking, given)
    _requirements(asking)
    _records(asking, given)


def _give(asking: Querying, name: str, table: Any, shape: TableShape) -> None:
    """A table of a run under a name, whatever it came as."""
    if isinstance(table, (list, tuple)) and table and not isinstance(table[0], Mapping):
        asking.give_files(name, table)
        return
    arrow = getattr(table, "arrow", table)
    if not hasattr(arrow, "column_names"):
        columns: dict[str, list[Any]] = {column.name: [] for column in shape.columns}
        for row in arrow:
            for column in shape.columns:
                many = isinstance(row.get(column.name), (list, tuple))
                columns[column.name].append(" ".join(words_of(row, column.name)) if many else CELLS[column.kind](row, column.name))
        arrow = frame(columns, {column.name: column.kind for column in shape.columns})
    missing = [column for column in shape.columns if column.name not in arrow.column_names]
    if missing:
        arrow = frame({column.name: [] for column in shape.columns}, {column.name: column.kind for column in shape.columns})
    asking.give(name, arrow)


def _listed(words: Iterable[str]) -> str:
    return "(" + ", ".join(f"'{word}'" for word in sorted(words)) + ")"


def _requirements(asking: Querying) -> None:
    """`open`: what is open and stands by itself, a choice once and not each of its ways; `held`: modules held; `due`: deadlines.

    It says what ``open_gaps`` says, for everybody at once; a test holds the two together.
    """
    asking.keep(
        "standing_",
        """select learner, certification, min(country) as country, min(state) as state, min(reason) as reason
        from cert group by all""",
    )
    # The same id may name a module in one country's rule and a choice in another's.
    tree: dict[tuple[str, str, str, str], tuple[str, str]] = {
        (country, version, certification, requirement): (parent, kind)
        for country, version, certification, requirement, parent, kind in asking.rows(
            """select distinct c.country, coalesce(r.rule_version, ''), r.certification, r.requirement, coalesce(r.parent, ''), r.kind
            from given_requirements r join standing_ c on c.learner = r.learner and c.certification = r.certification"""
        )
    }
    inside, above = [], []
    for key in tree:
        rule, name = key[:3], key[3]
        group, seen, chosen = tree[key][0], {name}, False
        while (*rule, group) in tree and group not in seen:
            seen.add(group)
            above.append((*key, group))
            group, kind = tree[*rule, group]
            chosen = chosen or kind in CHOICES
        if chosen:
            inside.append(key)
    kinds = {"country": "code", "rule_version": "code", "certification": "code", "requirement": "code"}
    asking.give_rows("inside", kinds, inside)
    asking.give_rows("above", {**kinds, "group_": "code"}, above)
    asking.keep(
        "closed",
        f"""select distinct learner, certification, requirement as group_ from given_requirements
        where kind in {_listed(ALL_OF | CHOICES)} and state not in {_listed(OPEN_STATES)}""",
    )
    renewed = f"c.state in {_listed(RENEWAL_ASKED)} and not (c.state = 'lapsed' and c.reason in {_listed(NOT_BY_RENEWAL)})"
    same = " and ".join(f"x.{key} = f.{key}" for key in kinds)
    asking.keep(
        "open",
        f"""with found as (
            select r.learner, r.certification, c.country, coalesce(r.rule_version, '') as rule_version, r.requirement, r.position,
            coalesce(r.part, '') as part, r.kind, coalesce(r.subject, '') as subject,
            coalesce(nullif(r.says, ''), r.subject || ' ' || m.title, r.requirement) as says, r.state, coalesce(r.reason, '') as reason,
            r.missing, coalesce(r.missing_unit, '') as missing_unit, r.deadline
            from given_requirements r join standing_ c on c.learner = r.learner and c.certification = r.certification
            left join n_module m on r.kind = 'module' and m.module = r.subject
            where r.state in {_listed(OPEN_STATES)} and r.kind not in {_listed(ALL_OF)} and not coalesce(r.advisory, false)
            and case r.part when 'award' then c.state in {_listed(AWARD_ASKED)} when 'renew' then {renewed} else true end
        ), stopped as (
            select distinct f.learner, f.certification, f.requirement from found f join above x on {same}
            join closed c on c.learner = f.learner and c.certification = f.certification and c.group_ = x.group_
        )
        select f.* from found f anti join inside x on {same}
        anti join stopped s on f.learner = s.learner and f.certification = s.certification and f.requirement = s.requirement""",
    )
    held = "('met', 'met_by_exemption', 'met_by_waiver', 'met_by_prior_learning')"
    asking.keep(
        "held",
        f"select distinct learner, subject as module from given_requirements where kind = 'module' and state in {held} and subject <> ''",
    )
    asking.keep(
        "due",
        """select distinct d.learner, d.certification, d.day, p.country, p.agency from (
            select learner, certification, deadline as day from cert where deadline is not null
            union all
            select learner, certification, deadline from open where deadline is not null
        ) d join place p on d.learner = p.learner and d.certification = p.certification""",
    )


def _names(asking: Querying, given: Given) -> None:
    """Titles, needs and teachings out of the catalogue."""
    catalogue = given.catalogue
    states = [(state, place, standing(state)) for place, state in enumerate(CERTIFICATE_STATES)]
    asking.give_rows("n_state", {"state": "code", "place": "whole", "standing": "code"}, states)
    modules = [
        (name, unit.value.title, hours_of(unit.value, given.as_of), unit.value.status == "planned")
        for name, unit in sorted(catalogue.modules.items())
        if unit.value.versions and not unit.value.legacy
    ]
    asking.give_rows("n_module", {"module": "code", "title": "text", "hours": "number", "planned": "flag"}, modules)
    teaches = []
    for name, unit in sorted(catalogue.modules.items()):
        running = [version for version in unit.value.versions if version.starts <= given.as_of] or list(unit.value.versions)
        for told in max(running, key=lambda version: version.starts).teaches if running else ():
            teaches.append((name, told.competency, told.level))
    asking.give_rows("n_teaches", {"module": "code", "competency": "code", "level": "whole"}, teaches)
    needs = [(name, *need) for name, unit in sorted(catalogue.certifications.items()) for need in needed(catalogue, unit.value.role)]
    known = {row[0] for row in needs}
    needs += [(name, *need) for name in sorted(catalogue.roles) if name not in known for need in needed(catalogue, name)]
    asking.give_rows("n_need", {"certification": "code", "competency": "code", "level": "whole"}, needs)
    portfolio = [number for number, level in catalogue.own_levels.items() if level.granted_by == "portfolio"]
    asking.give_rows("n_portfolio", {"level": "whole"}, [(level,) for level in portfolio])
    programmes = [
        (name, role)
        for name, unit in sorted(catalogue.programmes.items())
        for role in unit.value.leads_to
    ]  # fmt: skip
    asking.give_rows("n_programme", {"programme": "code", "certification": "code"}, programmes)
    of_programme = [(name, module) for name, unit in sorted(catalogue.programmes.items()) for module in unit.value.modules]
    asking.give_rows("n_programme_module", {"programme": "code", "module": "code"}, of_programme)
    months = {(row["country"], row["certification"]): row["months"] for row in given.rules.rows("rules")}
    ahead = [(country, name, length) for (country, name), length in sorted(months.items()) if length and length > 0]
    asking.give_rows("n_months", {"country": "code", "certification": "code", "months": "whole"}, ahead)
    asking.give_rows("n_supervisor", {"certification": "code"}, [(name,) for name in supervisors(given.rules)])
    asking.give_rows("n_supervised", {"certification": "code"}, [(name,) for name in under_supervision(given.rules)])


def needed(catalogue: Catalogue, role: str) -> list[tuple[str, int]]:
    """The competencies that a role asks for, each with its level; a role with a single base has those of the base as well."""
    unit = catalogue.roles.get(role)
    if unit is None:
        return []
    levels = dict(needed(catalogue, unit.value.base[0])) if len(unit.value.base) == 1 and unit.value.base[0] != role else {}
    for need in unit.value.levels:
        levels[need.competency] = max(need.level, levels.get(need.competency, 0))
    return sorted(levels.items())


def supervisors(rules: RuleTables) -> list[str]:
    """The certifications that somebody who signs supervised practice has to hold, by any rule."""
    return sorted({row["name"] for row in rules.rows("names") if row["use"] == "supervisor_holds"})


def under_supervision(rules: RuleTables) -> list[str]:
    """The certifications whose rule asks for supervised practice or for contacts with a supervisor."""
    owners = {row["rule"]: row["certification"] for row in rules.rows("rules")}
    return sorted({owners[row["rule"]] for row in rules.rows("requirements") if row["kind"] in ("supervised", "contacts")})


def _records(asking: Querying, given: Given) -> None:
    """`r_…`: the records that views read, known by the day of knowledge, begun by the day asked about, corrected ones left out."""
    known = epoch_day(given.known_at) if given.known_at else None
    came = [name for name in RECORDS if name in given.records]
    for name in ("agencies", *came):
        if name in given.records:
            source = given.records[name]
            if isinstance(source, (list, tuple)) and source and not isinstance(source[0], Mapping):
                asking.give_files(f"g_{name}", source)
            else:
                asking.give(f"g_{name}", source)
    voids = [f"select learner, voids, recorded_at from g_{name} where voids is not null" for name in came if _has(asking, name, "voids")]
    if voids:
        limit = f"where recorded_at is null or {_day('recorded_at')} <= {known}" if known is not None else ""
        asking.keep("void", f"select distinct learner, voids from ({' union all '.join(voids)}) {limit}")
    for name, own in RECORDS.items():
        shape = {column.name: column.kind for column in (*TABLES[name].columns, *SHARED)}
        if name not in came:
            asking.give(f"r_{name}", frame({column: [] for column in shape}, shape))
            continue
        there = asking.columns(f"g_{name}")
        columns = []
        for column, kind in shape.items():
            if column not in there:
                columns.append(f'cast(null as {"bigint" if kind == "day" else "varchar"}) as "{column}"')
            else:
                columns.append(f'{_day(column)} as "{column}"' if kind == "day" else f'"{column}"')
        sql = f'select {", ".join(columns)} from g_{name} t where "{own}" is not null and {_day(own)} <= {given.day}'
        if known is not None and "recorded_at" in there:
            sql += f" and coalesce({_day('recorded_at')}, {_day(own)}) <= {known}"
        if voids and "record_id" in there:
            sql += " and not exists (select 1 from void v where v.learner = t.learner and v.voids = t.record_id)"
        asking.keep(f"r_{name}", sql)
    closes = "agencies" in given.records and _has(asking, "agencies", "closes")
    places = f"select agency, country, max({_day('closes') if closes else 'cast(null as bigint)'}) as closes from g_agencies group by all"
    if "agencies" in given.records:
        asking.keep("n_agency", places)
    else:
        asking.give_rows("n_agency", {"agency": "code", "country": "code", "closes": "day"}, [])


def _has(asking: Querying, name: str, column: str) -> bool:
    return column in asking.columns(f"g_{name}")


def _day(column: str) -> str:
    """A day column as an epoch day, whether it is stored as one or as a date."""
    as_date = f"cast(date_diff('day', date '1970-01-01', try_cast(\"{column}\" as date)) as varchar)"
    return f"try_cast(case when typeof(\"{column}\") = 'DATE' then {as_date} else cast(\"{column}\" as varchar) end as bigint)"
