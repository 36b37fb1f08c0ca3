"""What if: a task with one thing changed, told in a few characters."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from practicum.model.civil_day import day_number
from practicum.model.plan import CohortTask, Trainer

HOW = (
    "write budget=20000 or budget+5000, trainer=NAME:F02,F05:en (modules and languages may be left out), deadline+30 (days, for all) "
    "or deadline=F02:2027-01-31"
)


class NotUnderstood(ValueError):
    """A what-if that cannot be read; ``help`` says how to write it."""

    def __init__(self, message: str, help: str = HOW) -> None:
        super().__init__(message)
        self.help = help


@dataclass(frozen=True, slots=True)
class WhatIf:
    """One change by its own text."""

    says: str
    kind: str
    value: str


def parse(text: str) -> WhatIf:
    """A what-if as it is written. Raises NotUnderstood.

    >>> parse("budget+5000").kind, parse("trainer=T9:F02,F05:en").value
    ('budget+', 'T9:F02,F05:en')
    """
    found = re.fullmatch(r"(budget|trainer|deadline)([=+-])(.+)", text.strip())
    if found is None:
        raise NotUnderstood(f"not understood: `{text[:40]}`")
    return WhatIf(text.strip(), found[1] + found[2], found[3])


def changed(task: CohortTask, what: WhatIf, *, modules: Collection[str]) -> CohortTask:
    """The task with one change; what is urgent stays so, for else no two cases could be compared. Raises NotUnderstood."""
    if what.kind.startswith("budget"):
        amount = _number(what)
        if what.kind != "budget=" and task.budget is None:
            raise NotUnderstood(f"`{what.says}` changes a budget, and none was given", "say `--budget` first, or write budget=20000")
        total = amount if what.kind == "budget=" else (task.budget or 0.0) + (amount if what.kind == "budget+" else -amount)
        if total < 0:
            raise NotUnderstood(f"`{what.says}` leaves less than nothing", "write a budget of 0 or more")
        return replace(task, budget=total)
    if what.kind == "trainer=":
        name, _, rest = what.value.partition(":")
        teaches, _, languages = rest.partition(":")
        taught = tuple(filter(None, teaches.split(",")))
        for module in taught:
            _known(module, modules)
        if not name or any(trainer.id == name for trainer in task.trainers):
            raise NotUnderstood(f"`{what.says}` names no new trainer", "write a name that is not among the trainers")
        return replace(task, trainers=(*task.trainers, Trainer(name, taught, tuple(filter(None, languages.split(","))))))
    if what.kind in {"deadline+", "deadline-"}:
        days = int(_number(what)) * (1 if what.kind == "deadline+" else -1)
        moved = (replace(place, by=place.by + days) if place.by is not None else place for place in task.places)
        return replace(task, places=tuple(moved))
    if what.kind == "deadline=":
        module, _, text = what.value.partition(":")
        _known(module, modules)
        try:
            by = day_number(date.fromisoformat(text))
        except ValueError:
            raise NotUnderstood(f"`{what.says}` has no day", "write year-month-day, such as deadline=F02:2027-01-31") from None
        places = (replace(place, by=by) if place.module == module else place for place in task.places)
        return replace(task, places=tuple(places))
    raise NotUnderstood(f"not understood: `{what.says[:40]}`")


def _number(what: WhatIf) -> float:
    if not re.fullmatch(r"\d+(\.\d+)?", what.value):
        raise NotUnderstood(f"`{what.says[:40]}` has no number")
    return float(what.value)


def _known(module: str, modules: Collection[str]) -> None:
    if module not in modules:
        near = difflib.get_close_matches(module, modules, n=1)
        raise NotUnderstood(f"no module is called `{module[:40]}`", f"did you mean `{near[0]}`?" if near else HOW)
