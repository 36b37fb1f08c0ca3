"""Answers of observation forms, as KoboToolbox and ODK write them, to rows of the table of observations.

Groups stand before a name with `/` or `-`; headings and answers may be names or words in any language of the form. What an answer says is
a statement on a competency: the level seen, all in all. An answer that was edited counts once, as it reads last.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from practicum.model.catalogue import Catalogue
from practicum.model.exchange import Format
from practicum.model.renamed import by_kind
from practicum.records.cells import trimmed
from practicum.records.observation_form import (
    BETWEEN,
    DAY,
    LEARNER,
    LEVEL,
    NOT_SEEN,
    OBSERVER,
    ROLE,
    WORDS,
    level_label,
    names_of,
    said,
)  # fmt: skip
from practicum.tables import Grid, Refusal
from practicum.tables.opening import Limits, open_grids

FORMAT = Format(
    name="KoboToolbox and ODK answers",
    version="CSV and XLSX as KoboToolbox and ODK Central write them",
    direction="in",
    commands=("practicum import kobo",),
    carries="observations: who saw which level of a competency in whom, and when",
    checked="a form that was exported, filled in and read again, in both programs' shapes and in two languages, decides a verdict",
    set_aside="levels of single signs, and what was ticked: the level seen all in all is what counts; rejected and replaced answers",
    page="observing",
)
# An observation form has few answers; what is far beyond that is another file.
LIMITS = Limits(bytes=64 * 1024 * 1024, unpacked_bytes=256 * 1024 * 1024, rows=200_000)
COLUMNS = ("learner", "competency", "level", "observer", "role_of_observer", "date", "record_id", "source", "recorded_at", "evidence")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
# A day, also with a time behind it.
_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ]\d\d:\d\d[\d:.]*(?:Z|[+-]\d\d:?\d\d)?)?", re.ASCII)
_UUID = ("instanceID", "_uuid", "KEY", "__id")
_OLD = ("deprecatedID",)
_ROOT = ("rootUuid",)
_SENT = ("_submission_time", "SubmissionDate", "submissionDate")
_JUDGED = ("_validation_status", "ReviewState", "reviewState")
_REFUSED = ("not approved", "not_approved", "rejected", "validation_status_not_approved", "hasissues", "has issues")
_BAD = frozenset(re.sub(r"[\s_]", "", word) for word in _REFUSED)


@dataclass(frozen=True, slots=True)
class Aside:
    """An answer, or a cell of one, that could not be used: file and row as a spreadsheet counts, the heading, why, what to do.

    ``done`` is `set_aside` for an answer, `left_out` for one statement of an answer that is used otherwise, `collapsed` for an answer that
    another one replaces. No value of a cell is ever in it.
    """

    file: str
    row: int
    column: str
    message: str
    help: str
    done: str = "set_aside"


@dataclass
class Answers:
    """What came of some files: rows of the table of observations, and where every answer went.

    ``answers`` = used + ``without`` (nothing was seen yet) + set aside + collapsed.
    """

    rows: list[tuple[str, ...]] = field(default_factory=list)
    aside: list[Aside] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    answers: int = 0
    used: int = 0
    without: int = 0

    def count(self, done: str) -> int:
        """How many answers were set aside, or collapsed."""
        return len({(one.file, one.row) for one in self.aside if one.done == done})


@dataclass(frozen=True)
class _Answer:
    file: str
    row: int
    cells: Mapping[str, str]
    levels: Mapping[str, tuple[str, str]]
    titles: Mapping[str, str]
    sent: str
    own: str
    root: str
    old: str
    judged: str


@dataclass(frozen=True)
class Headings:
    """What the columns of a form are called, in names and in the words of every language."""

    # Name of a question about a level → id of the competency.
    levels: Mapping[str, str]
    # Words of a heading → name of the question.
    words: Mapping[str, str]
    # Name of a question about a level → the levels of that competency's framework.
    scales: Mapping[str, Collection[int]]

    def meant(self, heading: str) -> str:
        """The name of the question that a heading asks, without its groups; what is no question of ours stays as it is."""
        bare = trimmed(heading)[0]
        if (said := self.words.get(_plain(bare))) is not None:
            return said
        # Groups may be called anything, with signs of their own: the last part counts, and the longest that is known first.
        for at in (found.end() for found in re.finditer(r"/", bare)):
            if (said := self.words.get(_plain(bare[at:]))) is not None:
                return said
        return re.split(r"[/-]", bare)[-1].strip()


def headings_of(catalogue: Catalogue, languages: Sequence[str]) -> Headings:
    """The headings of every form that this curriculum makes."""
    renamed = catalogue.renamed.get("renamed")
    # A form that was made under an earlier id still comes home: the intake knows what it is called today.
    given_up = by_kind(renamed.value if renamed is not None else None).get("competency", {})
    names = {**names_of([*given_up, *catalogue.competencies]), **names_of(catalogue.competencies)}
    words = {}
    for language in {*languages, *(code for told in WORDS.values() for code in told)}:
        for name in (LEARNER, OBSERVER, ROLE, DAY):
            words[_plain(said(name, language))] = name
        words |= {_plain(level_label(id, language)): f"{LEVEL}{name}" for id, name in names.items()}
    scales = {f"{LEVEL}{name}": catalogue.scale(id) for id, name in names.items()}
    return Headings({f"{LEVEL}{name}": id for id, name in names.items()}, words, scales)


def read_answers(
    files: Sequence[tuple[str, bytes]], headings: Headings, *, source: str = "kobo", evidence: str = "supervisor", today: date
) -> Answers:
    """The observations of some files. ``source`` and ``evidence`` stand in every row; an observation of oneself is `self`."""
    found = Answers()
    answers: list[_Answer] = []
    for name, data in files:
        grids = open_grids(name, data, limits=LIMITS)
        if isinstance(grids, Refusal):
            found.refused.append(grids)
            continue
        read = [held for grid in grids if (held := _answers(grid, headings, found)) is not None]
        if read:
            answers += [one for held in read for one in held]
        else:
            found.refused.append(
                Refusal(name, "NO_FORM", "this is no observation form of this curriculum: no heading asks for a learner and a level",
                        "hand in the file as the server gives it, with all its columns, and name the project the form is from")
            )  # fmt: skip
    found.answers = len(answers)
    for one in _standing(answers, found):
        _use(one, headings, found, source, evidence, today)
    found.aside.sort(key=lambda one: (one.file, one.row, one.column))
    return found


def _answers(grid: Grid, headings: Headings, found: Answers) -> list[_Answer] | None:
    """The answers of a sheet; None where it is none of a form, such as one of repeated groups."""
    body = grid.under(grid.likely_heading())
    meant = [headings.meant(name) for name in body.names]
    wanted: dict[str, int] = {}
    for position, name in enumerate(meant):
        wanted.setdefault(name, position)
    levels = {name: position for name, position in wanted.items() if name.startswith(LEVEL)}
    if LEARNER not in wanted or not levels:
        return None
    for name in sorted(set(levels) - set(headings.levels)):
        found.aside.append(
            Aside(grid.place, body.heading_row, body.names[levels[name]], "no competency of this curriculum is asked for here",
                  "name the project the form is from; an id that was given up has to be put back into the heading", "left_out")
        )  # fmt: skip
    columns = {position: list(column) for position, column in enumerate(body.columns)}

    def cell(names: Sequence[str], row: int) -> str:
        return next((text for name in names if name in wanted and (text := trimmed(columns[wanted[name]][row])[0])), "")

    read = []
    for row, number in enumerate(body.numbers):
        own, root, old = (cell(names, row).removeprefix("uuid:") for names in (_UUID, _ROOT, _OLD))
        read.append(_Answer(
            grid.place, number,
            {name: cell((name,), row) for name in (LEARNER, OBSERVER, ROLE, DAY)},
            {name: (cell((name,), row), body.names[at]) for name, at in levels.items() if name in headings.levels},
            {name: body.names[wanted[name]] for name in (LEARNER, OBSERVER, ROLE, DAY) if name in wanted},
            cell(_SENT, row), own, root, old, cell(_JUDGED, row),
        ))  # fmt: skip
    return read


def _standing(answers: Sequence[_Answer], found: Answers) -> list[_Answer]:
    """The answers that count: of those that were edited or sent twice the last one, and none that was rejected."""
    replaced = {one.old for one in answers if one.old}
    groups: dict[str, list[int]] = {}
    for position, one in enumerate(answers):
        groups.setdefault(one.root or one.old or one.own or f"{one.file} {one.row}", []).append(position)
    kept = []
    for positions in groups.values():
        # A version that another one names as its forerunner gives way, whatever the clocks of two devices say.
        last = max(positions, key=lambda at: (answers[at].own not in replaced or not answers[at].own, answers[at].sent, at))
        for at in positions:
            one = answers[at]
            if at != last or (one.own and one.own in replaced):
                again = bool(one.own) and one.own == answers[last].own
                says = "the same answer stands once more" if again else "the answer was edited, and the later version counts"
                found.aside.append(Aside(one.file, one.row, "", says, "nothing has to be done", "collapsed"))
            elif re.sub(r"[\s_]", "", one.judged.casefold()) in _BAD:
                found.aside.append(Aside(one.file, one.row, "", "the answer was rejected on the server, or has issues there",
                                         "approve it there, or leave it"))  # fmt: skip
            else:
                kept.append(one)
    return sorted(kept, key=lambda one: (one.file, one.row))


def _use(one: _Answer, headings: Headings, found: Answers, source: str, evidence: str, today: date) -> None:
    """Add the rows of an answer, or say why it cannot be used."""
    faults = list(_faults(one, today))
    if faults:
        found.aside += faults
        return
    learner, observer = one.cells[LEARNER], one.cells[OBSERVER]
    role = one.cells[ROLE].partition(BETWEEN)[0].strip()
    said_by = "self" if observer.casefold() == learner.casefold() else evidence
    rows = []
    left = []
    for name, (text, heading) in one.levels.items():
        if not text or text == NOT_SEEN:
            continue
        level = re.fullmatch(r"(\d)(?:\.0)?", text.partition(BETWEEN)[0].strip())
        if level is None or int(level[1]) not in {0, *headings.scales[name]}:
            left.append(Aside(one.file, one.row, heading, "the cell is no level of the form",
                              "write the number of the level, such as 2, or `not_seen`", "left_out"))  # fmt: skip
        elif level[1] != "0":
            record = f"{source}-{one.root or one.old or one.own}-{headings.levels[name]}" if one.root or one.old or one.own else ""
            rows.append((learner, headings.levels[name], level[1], observer, role, one.cells[DAY], record, source, _instant(one.sent),
                         said_by))  # fmt: skip
    if left and not rows:
        found.aside += [Aside(fault.file, fault.row, fault.column, fault.message, fault.help) for fault in left]
        return
    found.aside += left
    found.rows += rows
    found.used += bool(rows)
    found.without += not rows


def _faults(one: _Answer, today: date) -> list[Aside]:
    def fault(name: str, message: str, help: str) -> Aside:
        return Aside(one.file, one.row, one.titles.get(name, name), message, help)

    found = []
    for name in (LEARNER, OBSERVER):
        if not one.cells[name]:
            found.append(fault(name, "the cell is empty", "write the id of the person on the server, and download again"))
        elif not _ID.fullmatch(one.cells[name]):
            found.append(fault(name, "this is no id: an id has letters, digits, `.`, `-` and `_`, and no spaces",
                               "write the person's id in its place on the server"))  # fmt: skip
    day = one.cells[DAY]
    try:
        written = _DAY.fullmatch(day)
        seen = date.fromisoformat(written[1] if written else "")
    except ValueError:
        found.append(fault(DAY, "the cell is empty" if not day else "the cell is no day as year-month-day",
                           "download the answers as they are, not from a program that rewrites days"))  # fmt: skip
    else:
        # A device east of here may have begun the next day already.
        if (seen - today).days > 1:
            found.append(fault(DAY, "the day lies in the future", "ask the observer for the day, and mend it on the server"))
    return found


def _instant(text: str) -> str:
    """When an answer arrived, as the servers mean it: both write universal time, one of them without saying so.

    >>> _instant("2026-11-21T10:00:00"), _instant("2026-11-21T10:00:00.123Z"), _instant("2026-11-21 10:00:00"), _instant("soon")
    ('2026-11-21T10:00:00Z', '2026-11-21T10:00:00Z', '2026-11-21T10:00:00Z', '')
    """
    found = re.match(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[+-]\d\d:?\d\d)?$", text)
    return f"{found[1]}T{found[2]}{found[3] or 'Z'}" if found else text if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else ""


def _plain(text: str) -> str:
    """Words as they are compared: collectors straighten quotation marks and spaces."""
    return " ".join(text.translate(_STRAIGHT).split()).casefold()


_STRAIGHT = str.maketrans({"\u2019": "'", "\u2018": "'", "\u201c": '"', "\u201d": '"', "\u00a0": " ", "\u202f": " "})
