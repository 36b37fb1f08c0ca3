"""Further tables that the rows of one file state: a list of staff is often a register of people, of their posts and of their agencies."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from practicum.model.record import TABLES
from practicum.records.choosing import Choice, choices_in, title_at
from practicum.records.headings import Vocabulary, private_fields
from practicum.records.known import KnownIds
from practicum.tables import Body

# What a list of staff may be, in the order in which it is read.
REGISTERS = ("learners", "posts", "agencies")
# Whoever has one of these columns keeps a register; a name alone stands in lists of every kind, and an address in downloads.
_OF_PEOPLE = frozenset({"birth_year", "person_key", "joined", "paid", "sector"})
_NAMES = frozenset({"name", "given_name", "family_name"})
# What a register tells of a person, and other tables read only to know who is meant.
ABOUT_PEOPLE = _NAMES | {"alias"}
# Of an agency only this is looked for beside other tables: `kind` and the like may be about anything.
_OF_AGENCIES = frozenset({"agency", "country", "name"})
# Shared fields that are true of the row, whatever table it is read for.
_OF_ROWS = frozenset({"source", "recorded_at"})


@dataclass(frozen=True)
class Beside:
    """A further table that the rows of a file state: what each column is there, and what shows that they state it."""

    table: str
    choices: tuple[Choice, ...]
    evidence: str


def beside_in(
    body: Body,
    table: str,
    chosen: Sequence[Choice],
    taken: Collection[int],
    known: KnownIds,
    words: Vocabulary,
    columns: Mapping[str, str],
    titles: Mapping[str, Sequence[str]],
) -> tuple[tuple[Beside, ...], tuple[str, ...]]:
    """The tables that the rows state beside ``table``, which takes the columns ``taken``; and what keeps them from stating one more.

    Only sure choices count: a likeness is enough to propose a column, and not a table.
    """
    found: dict[str, Beside] = {}
    missing: list[str] = []
    person = next((choice for choice in chosen if choice.field == "learner"), None)
    # Where an id names the person, the address beside it says something of them.
    free = set(range(len(body.names))) - {at for at in taken if person is None or not _is_alias(at, chosen)}
    of_people = {choice.position for choice in chosen if choice.field in _NAMES}
    for other in ("posts", "learners", "agencies"):
        if other == table:
            continue
        fields = _fields_of(other)
        said = {heading: field for heading, field in columns.items() if field in fields}
        choices = [choice for choice in choices_in(body, other, known, words, said, titles) if choice.sure and choice.field in fields]
        if other == "agencies":
            choices = [choice for choice in choices if choice.field != "name" or choice.position not in of_people]
        elif person is not None:
            choices = [replace(person, evidence=f"as in `{table}`"), *(choice for choice in choices if choice.field != "learner")]
        got = {choice.field for choice in choices}
        of_people |= {choice.position for choice in choices if other == "learners" and choice.field in _NAMES}
        needed = {column.name for column in TABLES[other].columns if column.required}
        telling = [choice for choice in choices if choice.position in free and choice.field not in {"learner", *_NAMES, *_OF_ROWS}]
        if not telling or (other == "learners" and not (got & _OF_PEOPLE or ("email" in got and {"posts"} & {table, *found}))):
            continue
        shown = ", ".join(f"`{title_at(body, choice.position)}`" for choice in telling)
        if not needed <= got:
            lacking = ", ".join(f"`{name}`" for name in sorted(needed - got))
            if other == "posts" and len(telling) > 1:
                way_on = f'say which it is: `--column "Heading={min(needed - got)}"`'
                missing.append(f"{shown} tell of posts, but no column was found for {lacking}; {way_on}")
            continue
        found[other] = Beside(other, tuple(sorted(choices, key=lambda choice: choice.position)), f"the rows state it too: {shown}")
        free -= {choice.position for choice in choices}
    return tuple(found[other] for other in REGISTERS if other in found), tuple(missing)


def _is_alias(position: int, chosen: Sequence[Choice]) -> bool:
    return any(choice.position == position and choice.field == "alias" for choice in chosen)


def _fields_of(table: str) -> frozenset[str]:
    if table == "agencies":
        return _OF_AGENCIES | _OF_ROWS
    private = private_fields(table) if table == "learners" else frozenset()
    return frozenset(column.name for column in TABLES[table].columns) | private | _OF_ROWS
