"""What the columns of a file seem to be: by their headings, by what is written almost like them, by what stands in them."""

from __future__ import annotations

import difflib
import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from practicum.model.record import TABLES
from practicum.records.cells import trimmed
from practicum.records.days import read_day, read_serial
from practicum.records.headings import Vocabulary, any_known, columns_of, fields_of, match_headings, normal, plain
from practicum.records.known import KnownIds
from practicum.tables import Body, column_letters

# Two names this much alike are probably one; below it only a person can say.
ALIKE = 0.82
# So much of a column has to be of one kind for the kind to be evidence.
MOST = 0.8
# So many different texts of a column are looked at for it.
MOST_TEXTS = 1_000
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")

@dataclass(frozen=True, slots=True)
class Choice:
    """One column of the file: the field it was taken for, and why; not ``sure`` where somebody should look."""

    heading: str
    position: int
    field: str
    evidence: str
    sure: bool = True


def choices_in(
    body: Body, table: str, known: KnownIds, words: Vocabulary, columns: Mapping[str, str], titles: Mapping[str, Sequence[str]]
) -> list[Choice]:
    """What each column seems to be in one table; no field is given twice."""
    shape = TABLES[table]
    fields = fields_of(shape)
    found: dict[str, Choice] = {}
    for heading, name in columns.items():
        position = place_of(body, heading)
        if position is not None:
            found[name] = Choice(body.names[position], position, name, "you said so")
    matched, _, clashes = match_headings(shape, body.names, words)
    taken = {choice.position for choice in found.values()}
    for name, position in matched.items():
        if name not in found and position not in taken:
            own = plain(body.names[position]) == name
            evidence = "the heading is the field's name" if own else "the heading means this in the list of words"
            rival = next((other for one, other in clashes if one == position), None)
            if rival is not None:
                evidence += f", but column {column_letters(rival)} means the same"
            found[name] = Choice(body.names[position], position, name, evidence, rival is None)
            taken.add(position)
    spellings = {plain(name): name for name in fields} | {
        word: next(name for name in meant if name in fields) for word, meant in words.fields.items() if set(meant) & fields
    }
    for position, heading in enumerate(body.names):
        if position in taken or len(plain(heading)) < 4:
            continue
        near = difflib.get_close_matches(plain(heading), spellings, n=1, cutoff=ALIKE)
        if near and spellings[near[0]] not in found and _fits(body, position, spellings[near[0]], table, known):
            name = spellings[near[0]]
            found[name] = Choice(heading, position, name, f"the heading is written almost like `{near[0].replace('_', ' ')}`", False)
            taken.add(position)
    for position in range(len(body.names)):
        if position in taken:
            continue
        # Days of birth are days too, and no record happened on them.
        free = fields - found.keys() - ({"date"} if "birth_year" in words.fields.get(plain(body.names[position]), ()) else set())
        name, evidence = _by_content(body, position, free, known, titles)
        if name:
            found[name] = Choice(body.names[position], position, name, evidence, False)
            taken.add(position)
    return sorted(found.values(), key=lambda choice: choice.position)


def share_of(body: Body, position: int, test: Callable[[str], bool]) -> tuple[int, int]:
    """How many of the first different texts of a column pass a test, and how many there are; the empty one is left out."""
    texts = [bare for text in itertools.islice(body.columns[position].values, MOST_TEXTS) if (bare := trimmed(text)[0])]
    return sum(1 for text in texts if test(text)), len(texts)


def days_in(body: Body) -> list[int]:
    """The columns of days, by their position."""
    shares = [share_of(body, position, is_day) for position in range(len(body.names))]
    return [position for position, (passed, filled) in enumerate(shares) if filled and passed >= MOST * filled]


def has_headings(body: Body, known: KnownIds, words: Vocabulary) -> bool:
    """Whether the row over the columns is one of headings: one is known, or some are of another kind than what stands under them.

    A file without headings shows a record in their place, and that must not be taken for names of columns.
    """
    if any_known(body.names, words):
        return True
    modules = {id.casefold() for id in known.modules or ()}
    kinds: tuple[Callable[[str], bool], ...] = (
        is_day,
        lambda text: _EMAIL.fullmatch(text) is not None,
        lambda text: text.casefold() in modules,
        lambda text: re.fullmatch(r"[\d.,%]+", text) is not None,
    )
    for position, name in enumerate(body.names):
        for test in kinds:
            passed, filled = share_of(body, position, test)
            if filled and passed >= MOST * filled:
                return bool(name) and not test(name)
    return False


def is_day(text: str) -> bool:
    """Whether a cell can be a day, whatever the order of its numbers."""
    return read_day(text, (), "day", 2040).first is not None or read_serial(text) is not None


def _fits(body: Body, position: int, name: str, table: str, known: KnownIds) -> bool:
    """Whether the cells of a column can be what its heading seems to say."""
    kind = next((column.kind for column in columns_of(TABLES[table]) if column.name == name), "code")
    if kind != "day":
        return True
    passed, filled = share_of(body, position, is_day)
    return passed >= MOST * filled


def _by_content(
    body: Body, position: int, free: set[str], known: KnownIds, titles: Mapping[str, Sequence[str]]
) -> tuple[str, str]:
    """What the cells of a column show it to be, where no heading says it."""
    modules = {id.casefold() for id in known.modules or ()} | {plain(title) for several in titles.values() for title in several}
    tests = (
        ("alias", lambda text: _EMAIL.fullmatch(text) is not None, "e-mail addresses"),
        ("learner", lambda text: text in (known.learners or ()), "ids of learners"),
        ("module", lambda text: text.casefold() in modules or plain(text) in modules, "codes or titles of modules"),
        ("role", lambda text: text in (known.roles or ()), "ids of roles"),
        ("competency", lambda text: text in (known.competencies or ()), "ids of competencies"),
        ("country", lambda text: text in (known.countries or ()), "codes of countries"),
    )
    for name, test, what in tests:
        if name in free:
            passed, filled = share_of(body, position, test)
            if filled and passed >= MOST * filled:
                return name, f"{passed:,} of its first {filled:,} different cells are {what}"
    if "date" in free and days_in(body) == [position]:
        return "date", "it is the only column of days"
    return "", ""


def place_of(body: Body, heading: str) -> int | None:
    """Where a heading stands, or the column `#3` names."""
    if re.fullmatch(r"#\d{1,4}", heading):
        return int(heading[1:]) - 1 if int(heading[1:]) <= len(body.names) else None
    wanted = normal(heading)
    return next((position for position, name in enumerate(body.names) if normal(name) == wanted), None)


def key_of(body: Body, position: int) -> str:
    """How a profile names a column: by its heading, or by its number where the heading is empty or stands twice before it."""
    name = body.names[position]
    return name if name and normal(name) and place_of(body, name) == position else f"#{position + 1}"


def title_at(body: Body, position: int) -> str:
    """A heading, or the letter of the column where it is empty."""
    return body.names[position] or column_letters(position)


def distinct_in(body: Body, position: int) -> list[str]:
    """The different texts of a column, the empty one left out."""
    return sorted(text for text in body.columns[position].used() if text.strip())


def values_under(body: Body, heading: str) -> list[str]:
    """The different texts under a heading, without spaces around them."""
    position = place_of(body, heading)
    return [] if position is None else [trimmed(text)[0] for text in distinct_in(body, position)]
