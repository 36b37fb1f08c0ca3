"""Who stands differently after something is accepted, as lines for people and as rows for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict

from practicum.matching.comparing import RequirementChange, StateChange
from practicum.reporting.naming import NO_TITLES, titled
from practicum.reporting.wording import count_says, day_says, iso, reason_says, state_title

# More would not be read on a screen; programs get them all.
MOST_SHOWN = 25
NOBODY = "nothing changes for anybody on that day"
NOT_ASKED = "Not asked"


def changes_text(changes: Sequence[StateChange], *, titles: Mapping[str, str] = NO_TITLES, about: str = "") -> str:
    """What changes, for a terminal: first how many, then each with the reason, those whose state changes first.

    Of a certificate in force, what its first award once asked is only counted. ``about`` is the learner who leads the list.

    >>> changes_text([])
    'nothing changes for anybody on that day\\n'
    """
    of_state = [one for one in changes if one.of_state]
    others = [one for one in changes if not one.of_state and (one.of_verdict or one.behind)]
    past = len(changes) - len(of_state) - len(others)
    lines = [*_heading(of_state, others, past), ""]
    for one in [*sorted(of_state, key=lambda one: one.learner != about), *sorted(others, key=lambda one: one.learner != about)][
        :MOST_SHOWN
    ]:
        lines += [*_lines_of(one, titles), ""]
    more = len(of_state) + len(others) - MOST_SHOWN
    if more > 0:
        lines += [f"… and {more:,} more; `--format json` lists them all", ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _heading(of_state: Sequence[StateChange], others: Sequence[StateChange], past: int) -> Iterator[str]:
    steps = Counter((one.state_before, one.state_after) for one in of_state)
    counted = ", ".join(f"{count:,} {_arrow(*step)}" for step, count in sorted(steps.items(), key=lambda item: (-item[1], item[0])))
    if of_state:
        yield f"{count_says(len(of_state), 'certificate')} {'changes' if len(of_state) == 1 else 'change'} state: {counted}"
    else:
        yield "no certificate changes state" if others or past else NOBODY
    if others:
        keep, has = ("keeps its state, but has", "it") if len(others) == 1 else ("keep their state, but have", "them")
        yield f"{count_says(len(others), 'certificate')} {keep} another reason, last day or requirement below {has}"
    if past:
        yield f"{count_says(past, 'certificate')} in force {'differs' if past == 1 else 'differ'} only in what the first award asked"
    if of_state or others:
        people = len({one.learner for one in (*of_state, *others)})
        yield f"{count_says(people, 'person', 'people')} in all"


def _lines_of(one: StateChange, titles: Mapping[str, str]) -> Iterator[str]:
    where = f" ({one.country})" if one.country else ""
    states = _arrow(one.state_before, one.state_after) if one.of_state else f"{_title(one.state_after)}, as before"
    yield f"{one.learner} · {titled(one.certification, titles)}{where}: {states}"
    if one.reason_before != one.reason_after or one.of_state:
        yield from (
            f"  {name}: {reason_says(reason)}" for name, reason in (("before", one.reason_before), ("after", one.reason_after)) if reason
        )
    if one.valid_until_before != one.valid_until_after:
        yield f"  last day: {day_says(one.valid_until_before) or 'none'} → {day_says(one.valid_until_after) or 'none'}"
    yield from (f"  {said}" for each in one.behind if (said := _requirement(each)))


def _requirement(one: RequirementChange) -> str:
    """What a requirement was and is; of one that keeps its state the reasons, and nothing where they read the same."""
    was, why = reason_says(one.reason_before), reason_says(one.reason_after)
    if one.state_before != one.state_after:
        return f"{one.requirement}: {_arrow(one.state_before, one.state_after)}" + (f". {why}" if why else "")
    if was == why:
        return ""
    return f"{one.requirement}: {_title(one.state_after)}, as before. It was: {was or 'No reason.'} It is: {why or 'No reason.'}"


def _arrow(before: str, after: str) -> str:
    return f"{_title(before)} → {_title(after)}"


def _title(state: str) -> str:
    return state_title(state) if state else NOT_ASKED


def changes_rows(changes: Sequence[StateChange]) -> list[dict[str, object]]:
    """The same for programs: each change with its requirements, days as texts."""
    rows: list[dict[str, object]] = []
    for one in changes:
        days = {name: iso(getattr(one, name)) or None for name in ("valid_until_before", "valid_until_after")}
        rows.append({**asdict(one), **days, "of_state": one.of_state})
    return rows
