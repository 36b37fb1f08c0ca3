"""The people behind the certificates: supervision ratio, the bridge, who came and went, and what changed since the last report."""

from __future__ import annotations

import math
import re
from pathlib import Path

from practicum.model.curriculum import Programme
from practicum.reporting.closing import hours_of
from practicum.reporting.views.counting import DAY
from practicum.reporting.views.given import Given
from practicum.tables.querying import Querying

SEEN_DAYS = 90


def _supervision(asking: Querying, given: Given) -> str:
    return f"""with seen as (select distinct learner from r_supervision where "date" > {given.day - SEEN_DAYS}
    ), people as (
        select c.country, c.agency, c.learner, bool_or(s.certification is not null) as supervisor,
            bool_or(s.certification is not null and c.state in ('certified', 'due', 'grace')) as may,
            bool_or(u.certification is not null) as under, bool_or(x.learner is not null) as seen
        from cert c left join n_supervisor s on c.certification = s.certification
        left join n_supervised u on c.certification = u.certification left join seen x on c.learner = x.learner group by all
    )
    select country, agency, count(*) filter (supervisor) as supervisors, count(*) filter (may) as may_supervise,
        count(*) filter (not supervisor) as workers, count(*) filter (under and not supervisor) as supervised,
        case when count(*) filter (may) > 0 then round(count(*) filter (not supervisor) / count(*) filter (may), 2) end as ratio,
        count(*) filter (seen and not supervisor) as seen,
        case when count(*) filter (not supervisor) > 0
            then round(count(*) filter (seen and not supervisor) / count(*) filter (not supervisor), 4) end as seen_share
    from people group by country, agency order by country, agency"""


def hours_a_month(programme: Programme, hours: float) -> float:
    """The pace for which a programme is made: its hours over the months up to the end of its last stage with modules.

    Where there are electives, the stage after that is theirs; whatever follows is no more teaching.

    >>> from types import SimpleNamespace as Made
    >>> stages = (Made(months="0–1", modules=["R01"]), Made(months="6–9", modules=["R04"]), Made(months="9–21", modules=[]))
    >>> hours_a_month(Made(stages=stages, electives=None), 306)
    34.0
    """
    teaching = [place for place, stage in enumerate(programme.stages) if stage.modules]
    last = (teaching[-1] if teaching else 0) + (1 if programme.electives else 0)
    named = [re.findall(r"\d+", stage.months or "") for stage in programme.stages[: last + 1]]
    months = max((int(each[-1]) for each in named if each), default=0)
    return round(hours / months, 2) if months else 0.0


def _bridge_people(asking: Querying, given: Given) -> None:
    """`crossing`: everybody on the way through a programme that is made for the holders of a role, with their stage and hours left."""
    stages, modules, electives, sizes = [], [], [], []
    catalogue = given.catalogue
    hours = {name: hours_of(unit.value, given.as_of) for name, unit in catalogue.modules.items() if unit.value.versions}
    for name, unit in sorted(catalogue.programmes.items()):
        programme = unit.value
        if not programme.stages or not programme.leads_from or not programme.leads_to:
            continue
        begun = next((stage.modules[0] for stage in programme.stages if stage.modules), "")
        practice = set()
        for place, stage in enumerate(programme.stages):
            stages.append((name, place, stage.title))
            for module in stage.modules:
                # The module that is all practice is counted in practice hours, not twice.
                if hours.get(module, 0.0) == programme.practice_hours:
                    practice.add(module)
                modules.append((name, place, module, 0.0 if module in practice else hours.get(module, 0.0), module in practice))
        choose, lengths = 0, []
        if programme.electives:
            choose, lengths = programme.electives.choose, sorted(hours.get(module, 0.0) for module in programme.electives.among)
            electives += [(name, module) for module in programme.electives.among]
        elective = lengths[0] if lengths else 0.0
        taught = sum(row[3] for row in modules if row[0] == name) + choose * elective
        pace = hours_a_month(programme, taught + programme.practice_hours)
        practice_hours = programme.practice_hours
        chosen_in = min(max(row[1] for row in modules if row[0] == name) + 1, len(programme.stages) - 1)
        for source in programme.leads_from:
            for goal in programme.leads_to:
                sizes.append((name, source, goal, begun, choose, elective, practice_hours, pace, chosen_in, len(programme.stages)))
    asking.give_rows("b_stage", {"programme": "code", "place": "whole", "stage": "text"}, stages)
    asking.give_rows(
        "b_module", {"programme": "code", "place": "whole", "module": "code", "hours": "number", "practice": "flag"}, modules
    )
    asking.give_rows("b_elective", {"programme": "code", "module": "code"}, electives)
    kinds = {"programme": "code", "source": "code", "goal": "code", "begun": "code", "choose": "whole", "elective": "number"}
    asking.give_rows("b_size", {**kinds, "practice": "number", "pace": "number", "chosen_in": "whole", "stages": "whole"}, sizes)
    asking.keep(
        "crossing",
        """with begun as (
            select distinct b.programme, p.learner from b_size b join r_posts p on p.role = b.source
            join r_completions c on c.learner = p.learner and c.module = b.begun and coalesce(c.result, '') <> 'failed'
        ), done as (
            select distinct c.learner, c.module from r_completions c join (select distinct learner from begun) using (learner)
            where coalesce(c.result, '') <> 'failed'
            union select h.learner, h.module from held h join (select distinct learner from begun) using (learner)
        ), awarded as (
            select distinct b.programme, c.learner from b_size b join cert c on c.certification = b.goal
            where c.state in ('certified', 'due', 'grace', 'restricted')
        ), lacking as (
            select g.programme, g.learner, m.place, m.hours, m.practice from begun g join b_module m on m.programme = g.programme
            left join done d on d.learner = g.learner and d.module = m.module where d.module is null
        ), first as (
            select programme, learner, min(place) as place, coalesce(sum(hours), 0) as hours, bool_or(practice) as practice
            from lacking group by all
        ), chosen as (
            select g.programme, g.learner, count(d.module) as chosen from begun g join b_elective e on e.programme = g.programme
            left join done d on d.learner = g.learner and d.module = e.module group by all
        ), signed as (
            select s.learner, sum(s.quantity) as hours from r_supervised s join b_module m on m.module = s.module and m.practice
            where coalesce(cast(s.signed as varchar), 'false') in ('true', '1') and coalesce(s.unit, 'hour') = 'hour' group by all
        )
        select g.programme, g.learner, b.pace,
            case when a.learner is not null then b.stages
                when f.learner is null and greatest(b.choose - coalesce(k.chosen, 0), 0) > 0 then b.chosen_in
                when f.learner is null then b.stages else f.place end as place,
            case when a.learner is not null then 0
                else coalesce(f.hours, 0) + greatest(b.choose - coalesce(k.chosen, 0), 0) * b.elective end as hours_left,
            case when a.learner is not null or not coalesce(f.practice, false) then 0
                else greatest(b.practice - coalesce(s.hours, 0), 0) end as practice_left
        from begun g join (select distinct on (programme) * from b_size order by programme, goal) b on b.programme = g.programme
        left join first f on f.programme = g.programme and f.learner = g.learner
        left join chosen k on k.programme = g.programme and k.learner = g.learner
        left join signed s on s.learner = g.learner
        left join awarded a on a.programme = g.programme and a.learner = g.learner""",
    )


def _bridge(asking: Querying, given: Given) -> str:
    _bridge_people(asking, given)
    return """with everywhere as (
        select programme, place, stage from b_stage union all
        select distinct programme, stages, 'Done' from b_size
    )
    select e.programme, e.place, e.stage, count(c.learner) as learners, round(coalesce(sum(c.hours_left), 0), 2) as hours_left,
        round(coalesce(sum(c.practice_left), 0), 2) as practice_left
    from everywhere e left join crossing c on c.programme = e.programme and c.place = e.place
    where e.programme in (select programme from crossing) group by all order by e.programme, e.place"""


def _bridge_months(asking: Querying, given: Given) -> str:
    first = given.as_of.year * 12 + given.as_of.month - 1
    month = f"make_date(cast(({first} + m) // 12 as bigint), cast(({first} + m) % 12 + 1 as bigint), 1)"
    longest = asking.rows("select max(ceil((hours_left + practice_left) / pace)) from crossing where pace > 0")[0][0] or 0
    closes = DAY.format("closes")
    closing = asking.rows(f"select max(year({closes}) * 12 + month({closes}) - 1 - {first}) from n_agency where closes is not null")[0][0]
    months = int(min(60, max(math.ceil(longest), closing or 0, 1))) + 1
    return f"""with finish as (
        select programme, learner, any_value(pace) as pace, cast(ceil(sum(hours_left + practice_left) / any_value(pace)) as integer) as m
        from crossing where pace > 0 group by all
    ), months as (
        select programme, pace, m from (select programme, any_value(pace) as pace from finish group by programme)
        cross join (select unnest(range(0, {months})) as m)
    ), ended as (
        select m.programme, m.pace, m.m, count(f.learner) as finishing from months m
        left join finish f on f.programme = m.programme and f.m = m.m group by all
    ), whole as (select programme, count(*) as people from finish group by all
    ), closing as (
        select year({closes}) * 12 + month({closes}) - 1 - {first} as m, min({closes}) as closes
        from n_agency where closes is not null group by all
    )
    select e.programme, strftime({month.replace("+ m)", "+ e.m)")}, '%Y-%m') as month, finishing, sum(finishing) over w as ready,
        w_.people - sum(finishing) over w as on_the_way, c.closes as closing, e.pace as hours_a_month
    from ended e join whole w_ on w_.programme = e.programme left join closing c on c.m = e.m
    window w as (partition by e.programme order by e.m) order by e.programme, e.m"""


def _workforce(asking: Querying, given: Given) -> str:
    start, end = given.window_day, given.day
    lapsed = f"state = 'lapsed' and valid_until between {start} and {end}"
    return f"""with spells as (
        select p.learner, p.role, p.agency, coalesce(a.country, '') as country, p."start" as first_, coalesce(p."end", 99999999) as last_
        from r_posts p left join n_agency a on a.agency = p.agency
    ), there as (
        select learner, role, agency, country, bool_or(first_ <= {start} and last_ >= {start}) as at_start,
            bool_or(first_ <= {end} and last_ >= {end}) as at_end, count(*) filter (last_ >= {start} and last_ < {end}) as ended
        from spells group by all
    ), grouped as (
        select 'everybody' as grouped_by, '' as country, '' as agency, '' as role, learner, bool_or(at_start) as s, bool_or(at_end) as e,
            sum(ended) as ended from there group by learner
        union all select 'country', country, '', '', learner, bool_or(at_start), bool_or(at_end), sum(ended) from there
            group by country, learner
        union all select 'agency', country, agency, '', learner, bool_or(at_start), bool_or(at_end), sum(ended) from there
            group by country, agency, learner
        union all select 'role', '', '', role, learner, bool_or(at_start), bool_or(at_end), sum(ended) from there group by role, learner
    ), gone as (
        select 'everybody' as grouped_by, '' as country, '' as agency, '' as role, count(*) as lapses from cert
            where {lapsed}
        union all select 'country', country, '', '', count(*) from cert where {lapsed} group by country
        union all select 'agency', country, agency, '', count(*) from cert where {lapsed} group by country, agency
        union all select 'role', '', '', role, count(*) from cert where {lapsed} group by role
    ), counts as (
        select grouped_by, country, agency, role, count(*) filter (s) as at_start, count(*) filter (e and not s) as joined,
            count(*) filter (s and not e) as "left", count(*) filter (e) as at_end, sum(ended) as posts_ended
        from grouped group by all
    )
    select c.grouped_by, c.country, c.agency, c.role, {DAY.format(start)} as window_from, at_start, joined, "left", at_end, posts_ended,
        coalesce(g.lapses, 0) as lapses
    from counts c left join gone g on g.grouped_by = c.grouped_by and g.country = c.country and g.agency = c.agency and g.role = c.role
    where at_start + joined + posts_ended > 0
    order by case c.grouped_by when 'everybody' then 0 when 'country' then 1 when 'agency' then 2 else 3 end, c.country, c.agency, c.role"""


def _changes(asking: Querying, given: Given) -> str:
    kinds = {"learner": "code", "certification": "code", "state": "code"}
    files = [each for each in given.earlier or () if isinstance(each, Path)]
    if files:
        asking.give_files("g_stored", files)
        asking.keep("g_earlier", "select learner, certification, state from g_stored where state <> 'not_applicable'")
    else:
        asking.give_rows("g_earlier", kinds, [each for each in given.earlier or () if not isinstance(each, Path)])
    if given.earlier is None:
        return "select '' as country, '' as certification, '' as before, '' as now, 0 as certificates where false"
    return """with earlier as (select learner, certification, min(state) as state from g_earlier group by all
    ), today as (select learner, certification, min(country) as country, min(state) as state from cert group by all)
    select coalesce(t.country, '') as country, coalesce(t.certification, e.certification) as certification,
        coalesce(e.state, 'new') as before, coalesce(t.state, 'gone') as now, count(*) as certificates
    from today t full join earlier e on t.learner = e.learner and t.certification = e.certification
    group by all order by country, certification, before, now"""


QUESTIONS = {
    "supervision": _supervision,
    "bridge": _bridge,
    "bridge_months": _bridge_months,
    "workforce": _workforce,
    "changes": _changes,
}
