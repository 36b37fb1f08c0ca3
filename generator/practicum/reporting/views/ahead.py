"""What lies ahead: deadlines by month, what expires soon, and the forecast of expiries with and without renewals."""

from __future__ import annotations

from practicum.reporting.views.counting import DAY, MONTH
from practicum.reporting.views.given import Given
from practicum.tables.querying import Querying

MONTHS_AHEAD = 24
# A certificate counts as renewed where the next one began at most so many days after its end.
RENEWED_WITHIN = 90
LOOK_BACK_MONTHS = 36
FEWEST = 20
IN_FORCE = "('certified', 'due', 'restricted')"


def _deadlines(asking: Querying, given: Given) -> str:
    return f"""select {MONTH.format("day")} as month, country, agency, certification, count(*) as deadlines,
        count(*) filter (day < {given.day}) as passed, count(distinct learner) as learners
        from due group by all order by month, country, agency, certification"""


def _expiring(asking: Querying, given: Given) -> str:
    left = f"valid_until - {given.day}"
    return f"""select country, agency, certification,
        count(*) filter ({left} <= 30) as days_30, count(*) filter ({left} between 31 and 60) as days_60,
        count(*) filter ({left} between 61 and 90) as days_90, count(*) filter ({left} between 91 and 180) as days_180,
        count(*) as certificates, count(*) filter (met) as ready
        from cert where state in {IN_FORCE} and {left} between 0 and 180 group by all order by country, agency, certification"""


def _rates(asking: Querying, given: Given) -> str:
    asking.keep(
        "renewals",
        f"""with issued as (
            select learner, certification, "end" as last_, lead("start") over (
                partition by learner, certification order by "start", coalesce("end", 99999999), record_id) as next_
            from r_certificates where certification is not null and certification <> ''
        ), ended as (
            select certification, count(*) as ended,
                count(*) filter (next_ is not null and next_ <= last_ + {RENEWED_WITHIN}) as renewed
            from issued where {DAY.format("last_")} >= date '{given.as_of}' - interval {LOOK_BACK_MONTHS} month
                and last_ <= {given.day - RENEWED_WITHIN} group by all
        ), everybody as (select coalesce(sum(ended), 0) as ended, coalesce(sum(renewed), 0) as renewed from ended)
        select c.certification, coalesce(e.ended, 0) as ended, coalesce(e.renewed, 0) as renewed,
            case when e.ended > 0 then round(e.renewed / e.ended, 4) end as rate,
            case when e.ended >= {FEWEST} then round(e.renewed / e.ended, 4)
                when a.ended >= {FEWEST} then round(a.renewed / a.ended, 4) end as used,
            case when e.ended >= {FEWEST} then 'its own ' || e.ended || ' certificates that ended'
                when a.ended >= {FEWEST} then 'all roles together: ' || a.ended || ' certificates that ended'
                else 'no basis: fewer than {FEWEST} issued certificates ended in these months' end as basis
        from (select distinct certification from cert) c left join ended e on c.certification = e.certification cross join everybody a""",
    )
    return "select * from renewals order by certification"


def _forecast(asking: Querying, given: Given) -> str:
    _rates(asking, given)
    first = given.as_of.year * 12 + given.as_of.month - 1
    index = f"(year({DAY.format('valid_until')}) * 12 + month({DAY.format('valid_until')}) - 1 - {first})"
    month = f"strftime(make_date(cast(({first} + m) // 12 as bigint), cast(({first} + m) % 12 + 1 as bigint), 1), '%Y-%m')"
    return f"""with running as (
        select certification, country, case when valid_until is null then 999 else {index} end as m, count(*) as n
        from cert where state in {IN_FORCE} and (valid_until is null or valid_until >= {given.day}) group by all
    ), lengths as (
        select r.certification, r.m, r.n, coalesce(own.months, core.months, 0) as length
        from running r left join n_months own on own.certification = r.certification and own.country = r.country
        left join n_months core on core.certification = r.certification and core.country = ''
    ), rounds as (
        select l.certification, l.m + k.k * l.length as m, l.n, k.k,
            l.n * pow(r.used, k.k) as ending, l.n * pow(r.used, k.k) * (1 - r.used) as lost
        from lengths l join renewals r on l.certification = r.certification
        cross join (select unnest(range(0, {MONTHS_AHEAD})) as k) k
        where k.k = 0 or (l.length > 0 and l.m + k.k * l.length < {MONTHS_AHEAD})
    ), months as (
        select c.certification, m.m from (select distinct certification from running) c
        cross join (select unnest(range(0, {MONTHS_AHEAD})) as m) m
    ), base as (select certification, sum(n) as n from running group by all
    ), ends as (
        select certification, m, sum(n) filter (k = 0) as ending, sum(ending) as ending_with, sum(lost) as lost
        from rounds where m < {MONTHS_AHEAD} group by all
    ), whole as (
        select x.certification, x.m, coalesce(e.ending, 0) as ending, coalesce(e.ending_with, 0) as ending_with,
            coalesce(e.lost, 0) as lost, b.n, r.used
        from months x left join ends e on e.certification = x.certification and e.m = x.m
        join base b on b.certification = x.certification join renewals r on r.certification = x.certification
    )
    select {month} as month, certification, ending,
        n - sum(ending) over w as in_force_without,
        case when used is not null then round(ending_with, 2) end as ending_with,
        case when used is not null then round(lost, 2) end as lost_with,
        case when used is not null then round(n - sum(lost) over w, 2) end as in_force_with
    from whole window w as (partition by certification order by m) order by m, certification"""


QUESTIONS = {
    "deadlines": _deadlines,
    "expiring": _expiring,
    "forecast": _forecast,
    "renewal_rates": lambda asking, given: "select * from renewals order by certification",
}
