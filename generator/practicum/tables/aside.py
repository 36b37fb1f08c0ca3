"""Rows of tidy tables that say nothing anybody can use: which they are, as SQL, and why.

The reasons are those of the records room, which looks at every cell of a file as it was sent. Tidy rows come from other programs, so only
what would mislead is looked at: people, modules, roles and competencies that nobody knows, empty cells that have to be filled, numbers and
days that cannot be.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from practicum.model.record import TABLES, Column
from practicum.model.tidy import LAST, tidy_columns

_UNKNOWN = {
    "module": "UNKNOWN_MODULE",
    "role": "UNKNOWN_ROLE",
    "competency": "UNKNOWN_COMPETENCY",
}
# By column: least, most, and the reason; an empty cell is nothing wrong.
_BOUNDS: dict[str, tuple[float, float, str]] = {
    "score": (0, 100, "BAD_NUMBER"),
    "quantity": (0, 1e6, "BAD_NUMBER"),
    "hours": (0, 1e6, "BAD_NUMBER"),
    "fte": (0, 5, "BAD_NUMBER"),
    "level": (0, 9, "BAD_LEVEL"),
}
_SPANS = (("start", "end"), ("from", "until"))
# 0001-01-01 and 9999-12-31.
_FIRST_DAY, _LAST_DAY = -719_162, 2_932_896
# What happened cannot lie after the day it was recorded; posts, waivers and their like may be entered ahead.
_HAPPENED = ("date", "decided", "evidence_date")
_MAY_LIE_AHEAD = ("appointments",)


def reason_of(table: str, present: Sequence[str], known: Mapping[str, Collection[str]], *, listed: bool) -> str:
    """SQL that gives a row's reason for being set aside, or null.

    ``present`` are the columns there are; ``known`` the ids that exist by what they are (`module`, `role`, `competency`, `planned`); with
    ``listed`` a learner has to stand in the relation `known_learners_`.
    """
    columns = {name: column for name, column in tidy_columns(table).items() if name in present}
    cases: list[tuple[str, str]] = []
    if listed and "learner" in columns and table != "learners":
        cases.append(('"learner" is not null and "learner" not in (select learner from known_learners_)', "UNKNOWN_LEARNER"))
    cases += _missing(table, columns)
    for name, column in columns.items():
        if column.required and column.refers_to in _UNKNOWN and column.refers_to in known:
            cases.append((_outside(name, known[column.refers_to]), _UNKNOWN[column.refers_to]))
        if column.name == "certification" and "certification" in known:
            cases.append((_outside(name, known["certification"]), "UNKNOWN_CERTIFICATION"))
        if column.kind == "day":
            cases.append((f'not ("{name}" between {_FIRST_DAY} and {_LAST_DAY})', "BAD_DATE"))
        if column.choices:
            cases.append((_outside(name, column.choices), "BAD_UNIT" if name == "unit" else "BAD_WORD"))
        if name in _BOUNDS:
            least, most, reason = _BOUNDS[name]
            cases.append((f'not ("{name}" between {least:g} and {most:g})', reason))
    if "score" in columns:
        cases.append(('"score" > 0 and "score" < 1', "AMBIGUOUS_SCORE"))
    if table == "completions" and known.get("planned"):
        cases.append((f'"module" in {_listed(known["planned"])}', "PLANNED_MODULE"))
    if "recorded_at" in columns and table not in _MAY_LIE_AHEAD:
        cases += [(f'"{name}" > {_last("recorded_at", columns)}', "FUTURE_DATE") for name in _HAPPENED if name in columns]
    for first, last in _SPANS:
        if first in columns and last in columns:
            cases.append((f'{_last(last, columns)} < "{first}"', "END_BEFORE_START"))
    whens = " ".join(f"when {condition} then '{reason}'" for condition, reason in cases)
    return f"case {whens} end" if cases else "null::varchar"


def _missing(table: str, columns: Mapping[str, Column]) -> list[tuple[str, str]]:
    """Empty cells that have to be filled, but in a row that says nothing but a void; a waiver needs an approver and a reason."""
    must = [column.name for column in TABLES[table].columns if column.required and column.name in columns]
    others = [f'"{name}" is null' for name in must if name != "learner"]
    cases = ['"learner" is null'] if "learner" in must else []
    if others:
        bare = f'("voids" is not null and {" and ".join(others)})' if "voids" in columns else "false"
        cases.append(f"({' or '.join(others)}) and not {bare}")
    if table == "decisions" and {"approver", "reason"} <= set(columns):
        cases.append("""("kind" in ('waiver', 'exemption') and ("approver" is null or "reason" is null))""")
    return [(case, "MISSING_VALUE") for case in cases]


def _last(name: str, columns: Mapping[str, Column]) -> str:
    return f'coalesce("{name}{LAST}", "{name}")' if f"{name}{LAST}" in columns else f'"{name}"'


def _outside(name: str, ids: Collection[str]) -> str:
    return f'"{name}" is not null and "{name}" not in {_listed(ids)}' if ids else f'"{name}" is not null'


def _listed(ids: Collection[str]) -> str:
    quoted = ", ".join("'" + id.replace("'", "''") + "'" for id in sorted(ids))
    return f"({quoted})"
