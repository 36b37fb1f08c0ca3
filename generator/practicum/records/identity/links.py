"""The file of links: decisions that two ids are one person's or two people's, appended one below the other and never changed.

Of a pair the last row holds, so a later row undoes an earlier one and both stay. Decisions about invented people are marked and count for
those alone: the sample's ids must not join real people who happen to have them.
"""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from practicum.records.cells import trimmed
from practicum.records.days import read_day
from practicum.records.headings import normal
from practicum.tables import Refusal, open_grids

HEADINGS = ("a", "b", "said", "by", "on", "reason", "evidence", "people")
SAID = ("same", "different", "open")
NAME = "links.csv"
_FORMULA = ("=", "+", "-", "@", "'")

Said = Literal["same", "different", "open"]


@dataclass(frozen=True, slots=True)
class Link:
    """A decision on a pair of ids; ``open`` undoes what was said before. ``evidence`` is a hash of what was looked at."""

    a: str
    b: str
    said: Said
    by: str
    on: date
    reason: str
    evidence: str = ""
    invented: bool = False
    row: int = 0

    @property
    def pair(self) -> tuple[str, str]:
        """Both ids as they are compared, in order."""
        first, second = sorted((self.a.casefold(), self.b.casefold()))
        return first, second


@dataclass(frozen=True, slots=True)
class LinkFault:
    """What keeps the links from being used; it names rows, never ids."""

    file: str
    row: int
    message: str
    help: str

    def __str__(self) -> str:
        return f"{self.file}{f', row {self.row}' if self.row else ''}: {self.message}"


_MEND = "undo one of them with `practicum records unlink`, or mend the file"


def read_links(data: bytes | None, *, invented: bool | None = None, known_at: date | None = None) -> tuple[list[Link], list[LinkFault]]:
    """The rows of the file in order, and what is wrong with it; a spreadsheet may have saved it in its own way.

    ``invented`` takes only the decisions about invented people, or only those about real ones; ``known_at`` leaves out those of later days.
    """
    if not data:
        return [], []
    opened = open_grids(NAME, data)
    if isinstance(opened, Refusal):
        # Of a file that only has its headings nothing is wrong.
        return ([], []) if opened.reason == "EMPTY" else ([], [LinkFault(NAME, 0, opened.message, opened.help)])
    body = opened[0].under(1)
    names = [normal(name) for name in body.names]
    missing = [name for name in HEADINGS if name not in names]
    if missing:
        return [], [LinkFault(NAME, 1, f"the column `{missing[0]}` is missing", "take the file as it was from a backup")]
    columns = {name: [_plain(cell) for cell in body.columns[names.index(name)]] for name in HEADINGS}
    links, faults = [], []
    for at, row in enumerate(body.numbers):
        told = {name: columns[name][at] for name in HEADINGS}
        found = _link(told, row)
        if isinstance(found, LinkFault):
            faults.append(found)
        elif (invented is None or found.invented == invented) and (known_at is None or found.on <= known_at):
            links.append(found)
    return links, faults


def _plain(cell: str) -> str:
    bare = trimmed(cell)[0]
    return bare[1:] if bare[:1] == "'" and bare[1:2] in _FORMULA else bare


def _link(told: Mapping[str, str], row: int) -> Link | LinkFault:
    for name in ("a", "b", "said", "on"):
        if not told[name]:
            return LinkFault(NAME, row, f"the cell of `{name}` is empty", "fill it, or take the row out")
    said = told["said"].casefold()
    day = read_day(told["on"], ())
    if said not in SAID:
        return LinkFault(NAME, row, "the cell of `said` holds another word", "write `same`, `different` or `open`")
    if day.first is None or day.first != day.last:
        return LinkFault(NAME, row, "the cell of `on` is not a day, or could be two", "write it year-month-day")
    if told["a"].casefold() == told["b"].casefold():
        return LinkFault(NAME, row, "the row names one id twice", "take the row out")
    on = date.fromordinal(day.first + date(1970, 1, 1).toordinal())
    return Link(told["a"], told["b"], said, told["by"], on, told["reason"], told["evidence"], told["people"] == "invented", row)  # type: ignore[arg-type]


def said_of(links: Iterable[Link]) -> dict[tuple[str, str], Link]:
    """What holds of each pair: its last row."""
    return {link.pair: link for link in links}


def settled(
    links: Sequence[Link], keys: Mapping[str, Sequence[tuple[str, str, int]]] | None = None
) -> tuple[list[frozenset[str]], list[LinkFault]]:
    """The ids (as they are compared) that are one person's, group by group, and where decisions contradict one another.

    ``keys`` gives for each person key its ids, with the file and row that say so: an exact key joins as a decision does.
    """
    holding = [link for link in said_of(links).values() if link.said != "open"]
    ways: dict[str, list[tuple[str, str]]] = {}
    for link in holding:
        if link.said == "same":
            _tie(ways, *link.pair, f"row {link.row}")
    for ids in (keys or {}).values():
        first, _file, _row = ids[0]
        for other, file, row in ids[1:]:
            _tie(ways, first.casefold(), other.casefold(), f"the person key in {file}, row {row}")
    faults = []
    for link in sorted((one for one in holding if one.said == "different"), key=lambda one: one.row):
        way = _way(ways, *link.pair)
        if way:
            said = " and ".join(way)
            faults.append(LinkFault(NAME, link.row, f"it says that two ids are two people's; by {said} they are one person's", _MEND))
    return _groups(ways), faults


def _tie(ways: dict[str, list[tuple[str, str]]], one: str, other: str, by: str) -> None:
    ways.setdefault(one, []).append((other, by))
    ways.setdefault(other, []).append((one, by))


def _way(ways: Mapping[str, Sequence[tuple[str, str]]], start: str, end: str) -> list[str]:
    """What ties two ids together, by the shortest way; nothing where nothing does."""
    waiting: deque[tuple[str, tuple[str, ...]]] = deque([(start, ())])
    seen = {start}
    while waiting:
        here, steps = waiting.popleft()
        if here == end:
            return list(dict.fromkeys(steps))
        for other, by in sorted(ways.get(here, ())):
            if other not in seen:
                seen.add(other)
                waiting.append((other, (*steps, by)))
    return []


def _groups(ways: Mapping[str, Sequence[tuple[str, str]]]) -> list[frozenset[str]]:
    seen: set[str] = set()
    found = []
    for start in sorted(ways):
        if start in seen:
            continue
        group, waiting = {start}, [start]
        while waiting:
            for other, _by in ways[waiting.pop()]:
                if other not in group:
                    group.add(other)
                    waiting.append(other)
        seen |= group
        found.append(frozenset(group))
    return found


def with_link(data: bytes | None, link: Link) -> tuple[bytes, int]:
    """The file with one row behind the others, and the row's number. A file that a spreadsheet saved in its own way gets our form again."""
    ours = f"\ufeff{','.join(HEADINGS)}".encode()
    if data is None or not data.startswith(ours) or not data.endswith(b"\n"):
        data = _written(read_links(data)[0]) if data else _written(())
    after = data + _row(link).encode()
    links, _faults = read_links(after)
    return after, links[-1].row


def _written(links: Iterable[Link]) -> bytes:
    return ("\ufeff" + ",".join(HEADINGS) + "\r\n" + "".join(_row(link) for link in links)).encode()


def _row(link: Link) -> str:
    out = io.StringIO(newline="")
    cells = (
        link.a, link.b, link.said, link.by, link.on.isoformat(), link.reason, link.evidence, "invented" if link.invented else "real"
    )  # fmt: skip
    csv.writer(out, lineterminator="\r\n").writerow([_safe(" ".join(cell.split())) for cell in cells])
    return out.getvalue()


def _safe(cell: str) -> str:
    """No spreadsheet takes it for a formula; the mark is taken off again on the way in."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def without_person(data: bytes, id: str) -> tuple[bytes | None, Collection[str]]:
    """The file without every row about a person, or None where there is none, and all ids under which they were said to be known.

    A row that nobody can read may be about anybody, so it goes along.
    """
    links, _faults = read_links(data)
    mine = next((group for group in settled(links)[0] if id.casefold() in group), frozenset({id.casefold()}))
    left = [link for link in links if not mine & set(link.pair)]
    if len(left) == len(links):
        return None, mine | {id}
    return _written(left), mine | {id}

