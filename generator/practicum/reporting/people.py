"""People one by one: the rows of the lists, for pages and sheets that go to one agency or stay in the private folder."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from practicum.reporting.showing.speaking import Speaking
from practicum.reporting.views.counting import DAY
from practicum.reporting.wording import reason_says, state_title
from practicum.reporting.workbook import TONES
from practicum.tables.designed import Sheet, SheetColumn

PEOPLE = (
    SheetColumn("Learner", "text", 14),
    SheetColumn("Agency", "text", 26),
    SheetColumn("Role or endorsement", "text", 26),
    SheetColumn("State", "text", 16, TONES["state"]),
    SheetColumn("Why", "text", 34),
    SheetColumn("Valid until", "day", 13),
    SheetColumn("Next deadline", "day", 13),
    SheetColumn("Open", "whole", 8),
    SheetColumn("What is open", "text", 62),
)


def people_sql(where: str = "") -> str:
    """The people of every agency with what is open, by agency and deadline, never by how well somebody stands."""
    return f"""select c.agency, c.learner, c.certification, c.state, c.reason, {DAY.format("c.valid_until")} as valid_until,
        {DAY.format("coalesce(least(c.deadline, w.deadline), c.deadline, w.deadline)")} as next_,
        coalesce(w.open, 0) as open, coalesce(w.says, '') as says, c.country
        from cert c left join (
            select learner, certification, count(*) as open, min(deadline) as deadline,
                string_agg(says, '; ' order by position, requirement) as says
            from open group by learner, certification
        ) w on w.learner = c.learner and w.certification = c.certification {where}
        order by c.agency, next_ nulls last, c.learner, c.certification"""


def people_rows(rows: Sequence[Sequence[Any]], speaking: Speaking) -> list[list[Any]]:
    """The rows of ``people_sql`` as the columns of ``PEOPLE``, in words."""
    roles: dict[str, str] = {}
    found = []
    for agency, learner, certification, state, reason, until, deadline, count, says, _ in rows:
        role = roles.get(certification) or roles.setdefault(certification, speaking.word("certification", certification))
        found.append([learner, speaking.agency(agency), role, state_title(state), reason_says(reason), until, deadline, count, says])
    return found


def people_sheet(rows: Sequence[Sequence[Any]], speaking: Speaking) -> Sheet:
    """Everybody with what is open, in the order of ``people_sql``."""
    says = "Every person and role with what is open, by agency and deadline."
    return Sheet("People", says, "Lists go by deadline; nobody is ranked.", PEOPLE, people_rows(rows, speaking), group="people")
