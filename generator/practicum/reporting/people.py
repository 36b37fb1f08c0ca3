"""People one by one: the rows of the lists, for pages and sheets that go to one agency or stay in the private folder."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from practicum.reporting.showing.speaking import Speaking
from practicum.reporting.views.counting import DAY
from practicum.reporting.wording import reason_says, state_title
from practicum.reporting.workbook import TONES
from practicum.tables.designed import Sheet, SheetColumn

# What is open is told up to so many letters in a cell.
MOST_SAID = 200
PEOPLE = (
    SheetColumn("Learner", "text", 12),
    SheetColumn("Agency", "text", 36),
    SheetColumn("Role or endorsement", "text", 40),
    SheetColumn("State", "text", 15, TONES["state"]),
    SheetColumn("Why", "text", 40),
    SheetColumn("Valid until", "day", 13),
    SheetColumn("Next deadline", "day", 15),
    SheetColumn("Open", "whole", 8),
    SheetColumn("What is open", "text", 66),
)


def people_sql(where: str = "") -> str:
    """The people of every agency with what is open, by agency and deadline, never by how well somebody stands."""
    return f"""select c.agency, c.learner, c.certification, c.state, c.reason, {DAY.format("c.valid_until")} as valid_until,
        {DAY.format("coalesce(least(c.deadline, w.deadline), c.deadline, w.deadline)")} as next_,
        coalesce(w.open, 0) as open, coalesce(w.says, '') as says, c.country
        from cert c left join (
            select learner, certification, count(*) as open, min(deadline) as deadline,
                string_agg(rtrim(says, '.'), '; ' order by position, requirement) as says
            from open group by learner, certification
        ) w on w.learner = c.learner and w.certification = c.certification {where}
        order by c.agency, next_ nulls last, c.learner, c.certification"""


def people_rows(rows: Sequence[Sequence[Any]], speaking: Speaking) -> list[list[Any]]:
    """The rows of ``people_sql`` as the columns of ``PEOPLE``, in words."""
    roles: dict[str, str] = {}
    found = []
    for agency, learner, certification, state, reason, until, deadline, count, says, _ in rows:
        role = roles.get(certification) or roles.setdefault(certification, speaking.word("certification", certification))
        state, why = state_title(state), reason_says(reason)
        found.append([learner, speaking.agency(agency), role, state, why, until, deadline, count, shortly(says)])
    return found


def shortly(says: str, most: int = MOST_SAID) -> str:
    """What is open, as much of it as a cell shows well; all of it stands in ``gaps.csv`` and in the agency's own workbook.

    >>> shortly("F01; F02; F03", 8), shortly("F01; F02", 8)
    ('F01; F02 \u2026 and 1 more', 'F01; F02')
    """
    if len(says) <= most:
        return says
    items = says.split("; ")
    shown = 1
    while shown < len(items) and len("; ".join(items[: shown + 1])) <= most:
        shown += 1
    first, more = "; ".join(items[:shown]), len(items) - shown
    cut = len(first) > most
    first = first[:most].rpartition(" ")[0] if cut else first
    return first + (f" \u2026 and {more:,} more" if more else " \u2026" if cut else "")


def people_sheet(rows: Sequence[Sequence[Any]], speaking: Speaking) -> Sheet:
    """Everybody with what is open, in the order of ``people_sql``."""
    says = "Every person and role with what is open, by agency and deadline; where more is open than fits, gaps.csv has all of it."
    return Sheet("People", says, "Lists go by deadline; nobody is ranked.", PEOPLE, people_rows(rows, speaking), group="people")
