"""Competencies at the level needed, by role and by agency, and what the curriculum covers of what the workforce needs."""

from __future__ import annotations

from practicum.reporting.views.given import Given
from practicum.tables.querying import Querying


def _shown(asking: Querying, given: Given) -> None:
    """`level`: for each competency, role, place and level how many need it and how many have it on record."""
    months = [unit.value.evidence_months for unit in given.catalogue.own_frameworks if unit.value.evidence_months]
    since = f"and \"date\" >= date_diff('day', date '1970-01-01', date '{given.as_of}' - interval {min(months)} month)" if months else ""
    # Levels are small and competencies few: one number each person and competency, and the joins stay narrow.
    asking.keep("seen_", f"select learner, competency, max(level) as level from r_observations where true {since} group by all")
    asking.keep(
        "taught_",
        "select h.learner, t.competency, max(t.level) as level from held h join n_teaches t on h.module = t.module group by all",
    )
    asking.keep(
        "level",
        """select n.competency, c.certification, c.country, c.agency, n.level, count(*) as needed,
            count(*) filter (s.level >= n.level) as observed, count(*) filter (t.level >= n.level) as taught,
            count(*) filter (s.level >= n.level or t.level >= n.level) as at_level
        from cert c join n_need n on c.certification = n.certification
        left join seen_ s on s.learner = c.learner and s.competency = n.competency
        left join taught_ t on t.learner = c.learner and t.competency = n.competency group by all""",
    )


SUMS = (
    "sum(needed) as needed, sum(observed) as observed, sum(taught) as taught, sum(at_level) as at_level, "
    "round(sum(at_level) / sum(needed), 4) as share"
)


def _by_role(asking: Querying, given: Given) -> str:
    _shown(asking, given)
    return f"""select competency, certification, max(level) as level, {SUMS} from level group by competency, certification
        order by competency, certification"""


def _by_agency(asking: Querying, given: Given) -> str:
    return f"""select competency, country, agency, {SUMS} from level group by competency, country, agency
        order by competency, country, agency"""


def _coverage(asking: Querying, given: Given) -> str:
    return """with needs as (
        select competency, level, string_agg(distinct certification, ', ' order by certification) as roles,
            sum(needed) as needed, sum(needed) - sum(at_level) as short from level group by all
    ), teaching as (
        select n.competency, n.level,
            string_agg(case when m.planned then '(' || m.module || ')' else m.module end, ', ' order by m.module)
                filter (t.level >= n.level) as modules,
            bool_or(t.level >= n.level and not m.planned) as at, bool_or(t.level >= n.level) as planned, count(t.module) as any_
        from needs n left join n_teaches t on t.competency = n.competency left join n_module m on m.module = t.module group by all
    )
    select n.competency, n.level, n.roles, n.needed, n.short, coalesce(t.modules, '') as modules,
        case when t.at then 'taught' when t.planned then 'planned' when n.level in (select level from n_portfolio) then 'portfolio'
            when t.any_ > 0 then 'below' else 'not_taught' end as covered
    from needs n join teaching t on n.competency = t.competency and n.level = t.level order by n.competency, n.level"""


QUESTIONS = {"competency_role": _by_role, "competency_agency": _by_agency, "coverage": _coverage}
