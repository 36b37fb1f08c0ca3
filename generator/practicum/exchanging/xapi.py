"""xAPI statements to rows of tidy tables: each statement is used, set aside with a reason, or collapsed into one that says the same.

Nothing is held but counts: statements come one after another, rows go to a sink, and which ids were met is asked of an index.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, Protocol

from practicum.exchanging.xapi_activities import Activities, Stands
from practicum.exchanging.xapi_statements import REASONS, Told
from practicum.model.exchange import Format

FORMAT = Format(
    name="xAPI statements",
    version="1.0.3 and 2.0, with cmi5",
    direction="in",
    commands=("practicum import xapi",),
    carries="completions with score and result, recognised prior learning, hours, and what takes them back, from files or an LRS",
    checked="a server that misbehaves in every way we know gives each statement once; files of every shape, and a million statements",
    set_aside="statements about groups, unknown activities, or without person or day, each with the reason; names are not kept",
    page="statements",
)

# The tables that statements give rows of, and the columns of each; a statement is remembered by the place of its table.
TABLES: dict[str, tuple[str, ...]] = {
    "completions": ("record_id", "learner", "alias", "module", "date", "score", "result", "recorded_at", "source", "evidence", "voids"),
    "rpl": ("record_id", "learner", "alias", "module", "decided", "assessor", "recorded_at", "source", "evidence", "voids"),
    "cpd": ("record_id", "learner", "alias", "date", "kind", "quantity", "unit", "category", "module", "recorded_at", "source", "evidence",
            "voids"),
    "supervised": ("record_id", "learner", "alias", "module", "date", "quantity", "unit", "category", "supervisor", "recorded_at", "source",
                   "evidence", "voids"),
}  # fmt: skip
# The places in a row where texts stand that others wrote.
FROM_OUTSIDE = {"completions": (0, 1, 2), "rpl": (0, 1, 2, 5), "cpd": (0, 1, 2, 7), "supervised": (0, 1, 2, 7, 8), "set-aside": (0, 2)}
SET_ASIDE = ("file", "row", "statement", "reason", "message")
_PLACES = {table: place for place, table in enumerate(TABLES, start=1)}
_NAMES = dict(enumerate(TABLES, start=1))
_VOID = 9
# An account whose name is a learner's id, whatever home page it has.
ALL = "all"
# Verbs that state hours: a cmi5 system says `passed` and `completed` of one session, and it lasted only once.
_HOURS = frozenset({"completed", "attended"})
_NO_RECORD = frozenset({"attended"})
# Each further activity that nobody mapped is only counted: quiz attempts have an address each.
MOST_ACTIVITIES = 5_000
_MOST_PLACES = 5

Cell = str | float | None
Met = Literal["new", "same", "other"]


class Void(NamedTuple):
    """A statement that voids another one, kept until all statements were met."""

    file: str
    row: int
    id: str
    target: str
    stored: str


class Index(Protocol):
    """Which statements were met: kept outside the memory, because there may be millions of them."""

    def meet(self, id: str, says: tuple[object, ...], made: int) -> Met:
        """Remember a statement and what came of it, if it is new; whether it was met before, saying the same or something else."""
        ...

    def made(self, id: str) -> int:
        """What came of a statement; 0 for nothing, and where it was not met."""
        ...

    def keep(self, void: Void) -> None:
        """Keep a statement that voids another one."""
        ...

    def kept(self) -> Iterator[Void]:
        """Those that were kept, in their order."""
        ...


class Sink(Protocol):
    """Where rows go."""

    def row(self, table: str, cells: tuple[Cell, ...]) -> None:
        """A row of one of TABLES, or of `set-aside`."""
        ...


@dataclass
class Account:
    """What became of statements. In = used + set aside + collapsed; of those used, some state no record.

    ``unmapped`` gives each activity that nobody mapped how many statements there are of it and what it is called; those beyond
    MOST_ACTIVITIES are in ``unmapped_beyond``. ``places`` are the first places of each reason.
    """

    came: int = 0
    used: int = 0
    without_record: int = 0
    collapsed: int = 0
    voided: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    places: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    rows: Counter[str] = field(default_factory=Counter)
    files: Counter[str] = field(default_factory=Counter)
    unmapped: dict[str, list[int | str]] = field(default_factory=dict)
    unmapped_beyond: int = 0

    @property
    def set_aside(self) -> int:
        """How many could not be used."""
        return self.reasons.total()


@dataclass(frozen=True)
class Reading:
    """How statements become rows: ``homes`` are the home pages whose accounts are named by the learner's id, ``source`` and ``evidence``
    are written into every row."""

    activities: Activities
    source: str
    evidence: str = "verified"
    homes: Collection[str] = ()

    def row(self, told: Told) -> tuple[str, tuple[Cell, ...]] | str:
        """The table and the row that a statement states by verb or result, or why it cannot be used; empty where it states no record."""
        stands = self._stands(told)
        if stands is None:
            # What its verb calls completed is missed; that somebody was there, or that a part is done, is not.
            return "" if told.stated or told.verb in _NO_RECORD else "UNMAPPED_ACTIVITY"
        hours = stands.table in ("cpd", "supervised")
        table = "rpl" if told.verb == "waived" and stands.module else stands.table
        silent = told.verb == "waived" or told.verb not in _HOURS if hours else told.verb in _NO_RECORD
        if table == "none" or (table != "rpl" and silent):
            return ""
        if told.fault and not (hours and told.fault == "BAD_SCORE"):
            return told.fault
        learner, alias = self._named(told.who, told.home)
        start: tuple[Cell, ...] = (told.id or None, learner, alias)
        end: tuple[Cell, ...] = (told.stored or None, self.source, self.evidence, None)
        if table == "rpl":
            return table, (*start, stands.module, told.time, self._named(told.by, told.by_home)[0], *end)
        if table == "completions":
            return table, (*start, stands.module, told.time, told.score, told.result or None, *end)
        if told.hours is None or told.hours < 0:
            return "NO_DURATION" if told.hours is None else "BAD_DURATION"
        if table == "cpd":
            return table, (*start, told.time, told.verb, told.hours, "hour", stands.category or None, stands.module or None, *end)
        by = self._named(told.by, told.by_home)[0]
        return table, (*start, stands.module, told.time, told.hours, "hour", stands.category or None, by, *end)

    def _stands(self, told: Told) -> Stands | None:
        found = self.activities.of(told.activity)
        return found if found is not None else next((one for id in told.also if (one := self.activities.of(id)) is not None), None)

    def _named(self, who: str, home: str) -> tuple[str | None, str | None]:
        """A person as a learner's id, or as what another system calls them.

        The name of an account is worth something only together with its home page: number 42 of a platform is not number 42 of the staff.
        """
        if not home:
            return None, who or None
        if ALL in self.homes or home.rstrip("/").casefold() in self.homes:
            return who, None
        return None, who.lower() if _is_address(who) else f"{home} {who}"


def tidied(items: Iterable[tuple[str, int, Told]], reading: Reading, index: Index, sink: Sink, account: Account | None = None) -> Account:
    """Send the rows that statements state to the sink, and give the account; each item has the name of its file and its place there.

    A statement that voids another one becomes a row that voids the other's row, wherever the two stand.
    """
    account = account or Account()
    for file, row, told in items:
        account.came += 1
        account.files[file] += 1
        if told.fault and not told.activity:
            said: tuple[str, tuple[Cell, ...]] | str = told.fault
        else:
            said = reading.row(told) if told.stated or told.verb not in ("other", "voided") else ""
        if isinstance(said, str) and said not in ("", "UNMAPPED_ACTIVITY"):
            _aside(account, sink, file, row, told.id, said)
            continue
        found = said if isinstance(said, tuple) else None
        made = _VOID if told.verb == "voided" else _PLACES[found[0]] if found else 0
        if not _met(index, told, made, account, sink, file, row):
            continue
        if said == "UNMAPPED_ACTIVITY":
            _unmapped(account, told)
            _aside(account, sink, file, row, told.id, "UNMAPPED_ACTIVITY")
            continue
        account.used += 1
        if made == _VOID:
            index.keep(Void(file, row, told.id, told.target, told.stored or told.time))
        elif found:
            account.rows[found[0]] += 1
            sink.row(*found)
        else:
            account.without_record += 1
    for void in index.kept():
        _voided(account, reading, index, sink, void)
    return account


def _met(index: Index, told: Told, made: int, account: Account, sink: Sink, file: str, row: int) -> bool:
    """Whether a statement is met for the first time; a second one is accounted for."""
    if not told.id:
        return True
    met = index.meet(told.id, told.says, made)
    if met == "same":
        account.collapsed += 1
    elif met == "other":
        _aside(account, sink, file, row, told.id, "OTHER_CONTENT")
    return met == "new"


def _voided(account: Account, reading: Reading, index: Index, sink: Sink, void: Void) -> None:
    made = index.made(void.target)
    if made == _VOID:
        account.used -= 1
        _aside(account, sink, void.file, void.row, void.id, "VOID_OF_VOID")
    elif made:
        table = _NAMES[made]
        account.voided += 1
        account.rows[table] += 1
        said = {"record_id": void.id or None, "voids": void.target, "recorded_at": void.stored or None, "source": reading.source}
        sink.row(table, tuple(said.get(name) for name in TABLES[table]))
    else:
        account.without_record += 1


def _aside(account: Account, sink: Sink, file: str, row: int, id: str, reason: str) -> None:
    account.reasons[reason] += 1
    places = account.places.setdefault(reason, [])
    if len(places) < _MOST_PLACES:
        places.append((file, row))
    sink.row("set-aside", (file, row, id or None, reason, REASONS[reason]))


def _unmapped(account: Account, told: Told) -> None:
    # What a cmi5 system calls an activity changes with every course; its publisher's id does not.
    activity = told.also[0] if told.also else told.activity
    known = account.unmapped.get(activity)
    if known is not None:
        known[0] = int(known[0]) + 1
    elif len(account.unmapped) < MOST_ACTIVITIES:
        account.unmapped[activity] = [1, told.name]
    else:
        account.unmapped_beyond += 1


def _is_address(name: str) -> bool:
    """Whether the name of an account is an e-mail address.

    >>> _is_address("ada@example.invalid"), _is_address("ada")
    (True, False)
    """
    local, sign, host = name.partition("@")
    return bool(local and sign and "." in host.strip(".")) and " " not in name
