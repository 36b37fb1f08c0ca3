"""Computing every view once, in questions over whole columns; nothing here goes through people one by one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from practicum.reporting.views import ahead, competence, counting, staffing
from practicum.reporting.views.given import Given, lay_out
from practicum.reporting.views.shapes import VIEWS, View
from practicum.tables.querying import Querying, rows_of

# A view of each: the SQL that answers it, asked of the tables of `lay_out`.
QUESTIONS: Mapping[str, Callable[[Querying, Given], str]] = {
    **counting.QUESTIONS,
    **ahead.QUESTIONS,
    **competence.QUESTIONS,
    **staffing.QUESTIONS,
}


@dataclass(frozen=True)
class ViewTable:
    """A view that was computed: its shape, and its rows as one Arrow table."""

    view: View
    arrow: Any

    @cached_property
    def rows(self) -> list[tuple[Any, ...]]:
        """The rows as plain values, in order; a day is a date, an empty cell None."""
        return rows_of(self.arrow)

    def column(self, name: str) -> list[Any]:
        """One column as plain values."""
        found: list[Any] = self.arrow.column(name).to_pylist()
        return found

    @property
    def dicts(self) -> list[dict[str, Any]]:
        """The rows by the names of their columns."""
        names = list(self.view.kinds)
        return [dict(zip(names, row, strict=True)) for row in self.rows]


def laid_out(given: Given, **options: Any) -> Querying:
    """A connection with every table that views are asked of; whoever asks closes it. ``options`` are those of ``Querying``."""
    asking = Querying(**options)
    try:
        lay_out(asking, given)
    except BaseException:
        asking.close()
        raise
    return asking


def computed(asking: Querying, given: Given) -> dict[str, ViewTable]:
    """Every view, in the published order."""
    found = {}
    for name, view in VIEWS.items():
        if name in ("accounts", "quality"):
            asking.give_rows(f"g_{name}", _plain(view), given.accounts if name == "accounts" else given.quality)
            sql = f"select * from g_{name}"
        else:
            sql = QUESTIONS[name](asking, given)
        found[name] = ViewTable(view, asking.arrow(sql, view.kinds))
    return found


def _plain(view: View) -> dict[str, str]:
    return {name: "number" if kind == "share" else kind for name, kind in view.kinds.items()}
