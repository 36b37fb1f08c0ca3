"""Files as they are sent to tidy tables: nothing vanishes, every row is used, set aside or collapsed."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from practicum.model.civil_day import day_number
from practicum.model.profile import Profile
from practicum.model.record import TABLES, SetAside
from practicum.model.words import Words
from practicum.records.accounts import FileCount, Notes, Told, accounts_of
from practicum.records.days import Order, civil_days
from practicum.records.duplicates import Collapsed, collapsed, contradicting
from practicum.records.fitting import fits
from practicum.records.gathering import Gathering
from practicum.records.headings import Vocabulary, columns_of, shipped_vocabulary
from practicum.records.identity.addresses import HASHED, Addresses, addresses_in, hashed, remark_on_joined, remark_on_other_words
from practicum.records.identity.links import Link, LinkFault
from practicum.records.identity.persons import Person
from practicum.records.identity.register import Register
from practicum.records.known import KnownIds
from practicum.records.lines import readings_in
from practicum.records.looking_up import look_up_learners
from practicum.records.people import Homes, Merge, joined
from practicum.records.profiling import extended, ready_profiles, shipped_words
from practicum.records.reasons import REASONS
from practicum.records.receiving import Files, received, says_synthetic
from practicum.records.settling import settle_days
from practicum.records.shared_rows import has_list, hold_against_list
from practicum.records.stating import Lines, recorded_by
from practicum.records.voids import check_voids
from practicum.tables import Frame, Grid, Limits, Refusal, Remark, coded_frame, open_grids, rows_left

_PEOPLE = ("learner", "supervisor", "observer", "assessor", "second_assessor", "verified_by", "discussed_with", "approver")
_FIRST = ("agencies", "learners", "identities", "posts")


@dataclass(frozen=True, slots=True)
class Intake:
    """What a folder of records gave.

    ``tables`` holds an Arrow table for each tidy table, empty ones included; beside the columns of the model each has
    `file` and `row`, and for every day column `x` a column `x_last` with the last day it can be. ``merged`` names the
    ids that turned out to be one person's; all their rows stand under the id that is kept. ``synthetic`` is true where
    the folder says its people are invented. ``about`` names the learner of a row (its file and number) that was set aside, where
    the row says who it is about, ``senders`` in the same way who recorded it. ``noted`` names what is odd about files and was
    dealt with; no row is lost by it. ``inputs`` are the files that were read, each with the SHA-256 of its bytes, and
    ``fingerprint`` stands for them and for the profiles and options. ``people`` is what registers tell of each id, names
    and addresses included, for nothing but telling who is who. ``link_faults`` names decisions on that which contradict one
    another: nothing may be judged while there are any.
    """

    tables: dict[str, Frame] = field(repr=False)
    set_aside: Sequence[SetAside]
    counts: list[FileCount]
    refused: list[Refusal]
    merged: list[Merge]
    missing_files: tuple[str, ...]
    synthetic: bool = False
    about: Mapping[tuple[str, int], str] = field(default_factory=dict, repr=False)
    senders: Mapping[tuple[str, int], str] = field(default_factory=dict, repr=False)
    noted: Sequence[SetAside] = ()
    inputs: tuple[tuple[str, str], ...] = ()
    fingerprint: str = ""
    people: tuple[Person, ...] = field(default=(), repr=False)
    link_faults: tuple[LinkFault, ...] = ()

    @property
    def total(self) -> FileCount:
        """The counts of all files together."""
        names = ("rows_in", "used", "set_aside", "collapsed", "mended", "without_record", "not_completed")
        return FileCount(file="", table="", **{name: sum(getattr(count, name) for count in self.counts) for name in names})

    @property
    def self_reported(self) -> int:
        """How many of the completions that are used rest on the learner's own word."""
        return int(self.tables["completions"]["evidence"].to_pylist().count("self")) if "completions" in self.tables else 0

    def reasons(self, done: str) -> list[tuple[str, int]]:
        """The reasons for which something was done (`set_aside`, `noted` …), with how often, the most frequent first."""
        if done == "noted":
            times = Counter(note.reason for note in self.noted)
        elif isinstance(self.set_aside, Notes):
            times = Counter({reason: count for (what, reason), count in self.set_aside.tally.items() if what == done and count})
        else:
            times = Counter(note.reason for note in self.set_aside if note.done == done)
        return sorted(times.items(), key=lambda pair: (-pair[1], pair[0]))

    def first_notes(self, done: str, reason: str, most: int) -> list[SetAside]:
        """The first notes of one reason, by file and row."""
        if isinstance(self.set_aside, Notes) and done != "noted":
            return self.set_aside.first(done, reason, most)
        notes = self.noted if done == "noted" else self.set_aside
        return [note for note in notes if (note.done, note.reason) == (done, reason)][:most]

    def set_aside_about(self, *ids: str) -> tuple[SetAside, ...]:
        """The rows about one learner that could not be used, by file and row; each of their ids, in any capitals."""
        wanted = {id.casefold() for id in ids}
        return tuple(
            note for note in self.set_aside if note.done == "set_aside" and self.about.get((note.file, note.row), "").casefold() in wanted
        )


def read_folder(
    files: Files,
    *,
    catalogue_ids: KnownIds,
    today: date,
    zones: Mapping[str, str],
    profiles: Sequence[Profile] = (),
    limits: Limits | None = None,
    known_at: date | None = None,
    words: Sequence[Words] = (),
    dates: Order = "",
    links: Sequence[Link] = (),
    people: bool = False,
    opened: Mapping[str, Sequence[Grid]] | None = None,
) -> Intake:
    """Read every file of a folder into tidy tables.

    ``today`` bounds the days of rows that do not say when they were recorded; ``zones`` gives the time zone of each
    country's civil day, for instants; ``profiles`` are tried before names of files; ``words`` add to the headings that
    are known; ``dates`` is the order of day and month in files whose profile names none; ``opened`` are the grids of files that somebody
    has opened already, by the file's name. With ``known_at``, what was
    recorded after that day is left out before anything is counted, as if it had not been sent yet.
    ``links`` are the decisions on who is who that are to hold. Only with ``people`` are names and addresses read at all, and told in
    `Intake.people`.
    """
    given = extended(profiles, ready_profiles())
    vocabulary = Vocabulary.of([shipped_words(), *words]) if words else shipped_vocabulary()
    bounds = limits or Limits()
    stated: list[Lines] = []
    grids: dict[str, Grid] = {}
    refused: list[Refusal] = []
    inputs: list[tuple[str, str]] = []
    for file in received(files, bounds):
        if isinstance(file, Refusal):
            refused.append(file)
            continue
        inputs.append((file.name, file.digest))
        fitting = next((profile for profile in given if fits(file.name, profile) and (profile.encoding or profile.delimiter)), None)
        grids_of = (opened or {}).get(file.name) or open_grids(
            file.name,
            file.content,
            limits=bounds,
            encoding=fitting.encoding if fitting else None,
            delimiter=fitting.delimiter if fitting else None,
        )
        if isinstance(grids_of, Refusal):
            refused.append(grids_of)
            continue
        for grid in grids_of:
            for lines in readings_in(grid, given, ready_profiles(), vocabulary):
                if isinstance(lines, Refusal):
                    refused.append(lines)
                    continue
                declared = _declared(next((one for one in (*given, *ready_profiles()) if one.id == lines.profile), None)) or dates
                undecided = settle_days(lines, declared=declared, pivot=today.year + _YEARS_AHEAD, workbook=grid.encoding == "xlsx")
                if undecided is not None:
                    refused.append(undecided)
                elif known_at is None or recorded_by(lines, day_number(known_at)):
                    if file.open_elsewhere:
                        lines.remarks.append(Remark("OPEN_ELSEWHERE"))
                    stated.append(lines)
                    grids[lines.file] = grid
    intake = _digested(stated, grids, refused, catalogue_ids, day_number(today), zones, says_synthetic(files), links, people)
    return replace(intake, inputs=tuple(inputs), fingerprint=_fingerprint(inputs, given, words, dates, known_at))


# Two digits of a year mean one of the hundred years up to so many after this one.
_YEARS_AHEAD = 20


def _declared(profile: Profile | None) -> Order:
    """The order of day and month that a profile names."""
    return "" if profile is None or not profile.day_order else "day" if profile.day_order == "day-first" else "month"


def _fingerprint(
    inputs: Sequence[tuple[str, str]], profiles: Sequence[Profile], words: Sequence[Words], dates: Order, known_at: date | None
) -> str:
    """A short name of everything that decides what is read: the files, byte for byte, the profiles, words and options."""
    said = repr((sorted(inputs), sorted(map(repr, profiles)), sorted(map(repr, words)), dates, known_at))
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _digested(
    stated: list[Lines],
    grids: Mapping[str, Grid],
    refused: list[Refusal],
    known: KnownIds,
    today: int,
    zones: Mapping[str, str],
    synthetic: bool,
    links: Sequence[Link],
    people: bool,
) -> Intake:
    """Values, people, days, sense, duplicates and corrections, in this order."""
    this_year = (date(1970, 1, 1) + timedelta(days=today)).year
    homes = Homes(zones)
    gatherings: dict[str, Gathering] = {}
    gone: dict[str, Collapsed] = {}
    learners: frozenset[str] | None = known.learners
    agencies: frozenset[str] | None = None
    aliases: dict[str, str] = {}
    addresses = Addresses()
    merged: list[Merge] = []
    kept: dict[str, str] = {}
    register = Register()
    for table in (*_FIRST, *(name for name in TABLES if name not in _FIRST)):
        gathering = gatherings[table] = Gathering(table, stated)
        gathering.read(known, this_year)
        columns = gathering.columns
        if "learner" in columns and table != "learners":
            remark_on_joined(gathering, addresses, aliases)
            names = {**addresses.sole, **aliases} if gathering.stated else {}
            if any(text.startswith(HASHED) for text in gathering.texts("alias").values):
                names = {**hashed(names), **names}
            look_up_learners(gathering, learners, names, addresses.shared)
        if "agency" in columns and table != "agencies" and agencies is not None:
            stand = columns["agency"]
            for position in stand.marked([agency is not None and agency not in agencies for agency in stand.values]):
                gathering.fault(position, "agency", "UNKNOWN_AGENCY")
        if table == "agencies":
            hold_against_list(gathering)
            _tell_apart(gathering, "TWO_COUNTRIES")
        if table == "learners":
            _tell_apart(gathering, "TWO_PEOPLE")
            live = gathering.live()
            groups = register.settle(gathering, live, links, people=people)
            merged, aliases = joined(groups, register.known) if groups else ([], {})
            kept = {also: merge.kept for merge in merged for also in merge.also}
            addresses = addresses_in(gathering, live, kept, links)
        if table == "posts" and people:
            register.add_posts(gathering)
        if kept and table != "learners":
            for name in _PEOPLE:
                if name in columns:
                    columns[name] = columns[name].changed_to([kept.get(value, value) for value in columns[name].values])
        if table == "identities":
            # Here two ids of one person are one by now.
            _tell_apart(gathering, "TWO_PEOPLE")
        _settle_instants(gathering, homes)
        gathering.check_sense(today, known, synthetic)
        gone[table], replacing = collapsed(table, columns, gathering.live(), gathering.made)
        check_voids(gathering, set(gone[table]))
        for row, earlier in replacing.items():
            columns["voids"][row] = columns["record_id"][earlier]
        left = rows_left(len(gathering), gathering.bad, gone[table])
        if table == "agencies" and gathering.stated:
            # What other tables say of agencies by the way is no list of all of them.
            agencies = frozenset(columns["agency"].taken(left).used()) if has_list(gathering) else None
            homes.countries = {columns["agency"][row]: columns["country"][row] for row in left}
        elif table == "learners" and gathering.stated:
            learners = frozenset(columns["learner"].taken(left).used()) | (known.learners or frozenset())
        elif table == "identities":
            register.add_identities(gathering, left, aliases)
            remark_on_other_words(gathering, left, addresses)
            named = [row for row in left if columns["alias"][row] is not None]
            aliases = aliases | {columns["alias"][row].casefold(): columns["learner"][row] for row in named}
        elif table == "posts":
            for row in left:
                if columns["start"][row] is not None:
                    homes.add_post(columns["learner"][row], columns["start"][row], columns["end_last"][row], columns["agency"][row])
    notes, counts = accounts_of(gatherings, gone, grids)
    return Intake(
        tables={table: _tidy(gatherings[table], gone[table], kept) for table in TABLES},
        set_aside=notes,
        counts=counts,
        refused=refused,
        merged=merged,
        missing_files=tuple(table for table in TABLES if not gatherings[table].stated and table != "identities"),
        synthetic=synthetic,
        about=Told(tuple(gatherings.values()), ("learner",)),
        senders=Told(tuple(gatherings.values()), ("source", "agency")),
        noted=_noted(stated),
        people=register.people(gatherings.values()) if people else (),
        link_faults=tuple(register.faults),
    )


def _noted(stated: Sequence[Lines]) -> list[SetAside]:
    """The remarks on all files, by file, row and column."""
    notes = {
        SetAside(lines.file, one.row, one.column, one.reason, REASONS[one.reason] + (f": {one.says}" if one.says else ""), "noted")
        for lines in stated
        for one in lines.remarks
    }
    return sorted(notes, key=lambda note: (note.file, note.row, note.column, note.reason))


def _tell_apart(gathering: Gathering, reason: str) -> None:
    """Set aside the rows of a register that give another row's id to another person, or an agency to another country."""
    for position, (name, other) in contradicting(gathering.table, gathering.columns, gathering.live()).items():
        gathering.fault(position, name, reason)
        gathering.against[position] = other


def _settle_instants(gathering: Gathering, homes: Homes) -> None:
    """Instants become civil days once; where the zone is open, the day is as vague as the zones leave it."""
    columns = gathering.columns
    learners, agencies = columns.get("learner"), columns.get("agency")
    for name, position, instant in gathering.instants:
        near = columns[name][position]
        zones = homes.zones_of(learners[position] if learners else None, near, agencies[position] if agencies else None)
        columns[name][position], columns[f"{name}_last"][position] = civil_days(instant, zones)


def _tidy(gathering: Gathering, gone: Collapsed, kept: Mapping[str, str]) -> Frame:
    """The rows that are used; two ids of one person leave one row in `learners`."""
    live = rows_left(len(gathering), gathering.bad, gone)
    if gathering.table == "learners" and kept:
        live = [row for row in live if gathering.columns["learner"][row] not in kept]
    kinds: dict[str, str] = {}
    for column in columns_of(gathering.shape):
        kinds[column.name] = column.kind
        if column.kind == "day":
            kinds[f"{column.name}_last"] = "day"
    kinds |= {"file": "code", "row": "whole"}
    every = {**gathering.columns, "file": gathering.file, "row": gathering.row}
    return coded_frame(every, kinds, live if len(live) < len(gathering) else None)
