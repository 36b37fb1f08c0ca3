"""Counts of certificates by state: the overview, places, roles, programmes, and what is restricted or lapsed."""

from __future__ import annotations

from practicum.reporting.views.given import Given
from practicum.reporting.views.shapes import SHOWN_STATES
from practicum.reporting.wording import reason_says, state_title
from practicum.tables.querying import Querying

IN_ORDER = "('certified', 'due')"
COUNTS = (
    "count(*) as certificates, count(distinct c.learner) as learners, "
    + ", ".join(f"count(*) filter (c.state = '{state}') as {state}" for state in SHOWN_STATES)
    + f", round(count(*) filter (c.state in {IN_ORDER}) / count(*), 4) as in_order"
)
# A day as a date, and as the month it lies in.
DAY = "(date '1970-01-01' + cast({} as integer))"
MONTH = "strftime(" + DAY + ", '%Y-%m')"


def _grouped(*keys: str) -> str:
    listed = ", ".join(f"c.{key}" for key in keys)
    return f"select {listed}, {COUNTS} from cert c group by {listed} order by {listed}"


def _programme(asking: Querying, given: Given) -> str:
    return f"""with lacking as (
        select n.programme, n.certification, count(distinct o.learner) as with_open, count(*) as open_modules
        from n_programme n join open o on o.certification = n.certification
        join n_programme_module m on m.programme = n.programme and m.module = o.subject
        where o.kind = 'module' group by all
    ), counts as (
        select n.programme, c.certification, {COUNTS} from n_programme n join cert c on c.certification = n.certification group by all
    )
    select c.*, coalesce(l.with_open, 0) as with_open, coalesce(l.open_modules, 0) as open_modules
    from counts c left join lacking l on l.programme = c.programme and l.certification = c.certification
    order by c.programme, c.certification"""


def _overview(asking: Querying, given: Given) -> str:
    day = given.day
    asked = [
        ("people", "People with at least one certificate asked of them", "select count(distinct learner) from cert", "people"),
        ("certificates", "Certificates asked of them", "select count(*) from cert", "certificates"),
        ("in_order", "In order: certified or due", f"select count(*) from cert where state in {IN_ORDER}", "certificates"),
        *(
            (f"state_{state}", f"State: {state_title(state).lower()}", f"select count(*) from cert where state = '{state}'", "certificates")
            for state in SHOWN_STATES
        ),
        ("passed", "Deadlines that have passed", f"select count(*) from due where day < {day}", "deadlines"),
        ("next_30", "Deadlines in the next 30 days", f"select count(*) from due where day between {day} and {day + 30}", "deadlines"),
        ("next_90", "Deadlines in the next 90 days", f"select count(*) from due where day between {day} and {day + 90}", "deadlines"),
        ("open", "Open requirements; a choice counts once", "select count(*) from open", "requirements"),
        ("unknown", "Requirements that the records do not answer", "select count(*) from open where state = 'unknown'", "requirements"),
        (
            "learner_hours",
            "Learner hours of modules that are open",
            "select coalesce(sum(hours), 0) from (select distinct o.learner, m.module, m.hours from open o join n_module m "
            "on o.subject = m.module where o.kind = 'module')",
            "hours",
        ),
    ]
    people = [
        (len(asked) + place, f"people_{kind.lower()}", f"People of whom nothing is asked: {reason_says(kind)}", float(count), "people")
        for place, (kind, count) in enumerate(given.people.items())
        if kind != "judged"
    ]
    kinds = {"place": "whole", "measure": "code", "says": "text", "value": "number", "unit": "code"}
    asking.give_rows("g_people", kinds, people)
    rows = [
        f"select {place} as place, '{name}' as measure, '{says}' as says, ({sql}) as value, '{unit}' as unit"
        for place, (name, says, sql, unit) in enumerate(asked)
    ]
    return f"select measure, says, value, unit from ({' union all '.join(rows)} union all select * from g_people) order by place"


def _reasons(asking: Querying, given: Given) -> str:
    return f"""select country, agency, certification, c.state, reason, count(*) as certificates,
        {DAY.format("min(valid_until)")} as oldest, {DAY.format("max(valid_until)")} as newest
        from cert c join n_state s on c.state = s.state where c.state in ('restricted', 'grace', 'lapsed')
        group by country, agency, certification, c.state, reason, s.place
        order by case c.state when 'restricted' then 0 when 'lapsed' then 1 else 2 end, country, agency, certification, reason"""


def _modules(asking: Querying, given: Given) -> str:
    return """with lacking as (
        select subject as module, count(distinct learner) as learners from open where kind = 'module' group by subject
    )
    select m.module, m.title, l.learners, m.hours, l.learners * m.hours as learner_hours from lacking l
    join n_module m on l.module = m.module order by l.learners desc, m.module"""


QUESTIONS = {
    "overview": _overview,
    "country": lambda asking, given: _grouped("country"),
    "agency": lambda asking, given: _grouped("country", "agency"),
    "role": lambda asking, given: _grouped("certification"),
    "programme": _programme,
    "standing": lambda asking, given: _grouped("country", "agency", "certification"),
    "reasons": _reasons,
    "modules": _modules,
}
