"""Whom a row is about: the learner by id, or by what another system calls them."""

from __future__ import annotations

from collections.abc import Mapping

from practicum.records.cells import EMPTY, Cell, trimmed
from practicum.records.gathering import Gathering
from practicum.tables import Coded

# What is wrong with a row whoever it is about, or says already that nobody is found.
_BEFORE_UNKNOWN = ("NO_PERSON", "TOTALS_ROW", "HEADING_AGAIN", "TOO_MANY_CELLS", "UNKNOWN_ALIAS", "SHARED_ADDRESS")


def look_up_learners(
    gathering: Gathering, learners: frozenset[str] | None, aliases: Mapping[str, str], shared: frozenset[str] = frozenset()
) -> None:
    """Give rows their learner: by id, or by what another system calls the person; set aside where nobody is found.

    ``shared`` are addresses of several people, which name nobody.
    """
    values = gathering.columns["learner"]
    folded = {learner.casefold(): learner for learner in learners or ()}
    if gathering.table != "identities":
        stated = gathering.texts("alias").mapped(lambda text: trimmed(text)[0].casefold())
        if stated.used() - {""}:
            both = Coded.zipped([values, stated])
            named = {name: aliases.get(name) or folded.get(name) for name in stated.values}
            if learners is None and not aliases:
                # Nobody said who anybody is: what another system calls a person is taken as it is, like any other id.
                named = {name: name or None for name in stated.values}
            values = both.mapped(lambda pair: named[pair[1]] if pair[0] is None and pair[1] else pair[0])
            gathering.columns["learner"] = values
            for position in both.where(lambda pair: pair[0] is None and pair[1] != "" and named[pair[1]] is None):
                reason = "SHARED_ADDRESS" if stated[position] in shared else "UNKNOWN_ALIAS"
                gathering.bad[position] = (gathering.title("alias", position), reason)
    if learners is None:
        return
    # Spreadsheets take the zeros off numbers.
    bare: dict[str, list[str]] = {}
    for learner in learners:
        if learner.isdecimal():
            bare.setdefault(learner.lstrip("0"), []).append(learner)

    def found(value: str | None) -> Cell:
        if value is None or value in learners:
            return EMPTY
        if value.casefold() in folded:
            return Cell(folded[value.casefold()], mended="CASE")
        if value.casefold() in aliases:
            return Cell(aliases[value.casefold()])
        near = bare.get(value.lstrip("0"), []) if value.isdecimal() else []
        if len(near) == 1:
            return Cell(near[0], mended="LEADING_ZEROS")
        return Cell(fault="UNKNOWN_LEARNER")

    cells = [found(value) for value in values.values]
    for position in values.marked([bool(cell.fault) for cell in cells]):
        _first(gathering, position)
    for how in ("CASE", "LEADING_ZEROS"):
        mended = values.marked([cell.mended == how for cell in cells])
        if mended:
            gathering.mended_alike.append(("learner", how, mended))
    gathering.columns["learner"] = values.changed_to(
        [value if cell.value is None else cell.value for value, cell in zip(values.values, cells, strict=True)]
    )


def _first(gathering: Gathering, position: int) -> None:
    """An unknown learner comes before every other fault of the row: nothing else can be looked into."""
    if gathering.bad.get(position, ("", ""))[1] not in _BEFORE_UNKNOWN:
        gathering.bad[position] = (gathering.title("learner", position), "UNKNOWN_LEARNER")
