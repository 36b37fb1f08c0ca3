"""Who the registers of a folder tell of, gathered while it is read: what links are held against and candidates are found among."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence

from practicum.records.cells import trimmed
from practicum.records.gathering import Gathering
from practicum.records.identity.links import NAME, Link, LinkFault, said_of, settled
from practicum.records.identity.persons import PRIVATE, Person, persons_of
from practicum.records.people import keyed


class Register:
    """The people of a folder by id, their posts, and what decisions on them contradict."""

    def __init__(self) -> None:
        self.faults: list[LinkFault] = []
        self._people: dict[str, Person] = {}
        self._posts: dict[str, list[tuple[str, int, int | None]]] = {}
        self.known: Mapping[str, str] = {}

    def settle(self, gathering: Gathering, live: Sequence[int], links: Sequence[Link], *, people: bool) -> list[frozenset[str]]:
        """Take in the register of learners; the groups of ids (in small letters) that an exact key or a decision makes one person.

        Only with ``people`` are names and addresses looked at.
        """
        columns = gathering.columns
        ids, told = columns["learner"].taken(live), columns["person_key"].taken(live)
        shared = bool(told.used() - {None})
        keys = keyed(ids, told, columns["birth_year"].taken(live), gathering.file, gathering.row, live) if shared else {}
        if people:
            texts = {name: gathering.texts(name) for name in PRIVATE}
            self._people = persons_of(texts, columns, gathering.file, gathering.row, live)
        if not keys and not links:
            return []
        if gathering.stated:
            self.known = {id.casefold(): id for id in ids}
        else:
            # Where no register came, there are the ids that decisions name.
            self.known = {id.casefold(): id for link in said_of(links).values() if link.said == "same" for id in (link.a, link.b)}
        groups, self.faults = settled(links, keys)
        return groups

    def add_posts(self, gathering: Gathering) -> None:
        """Take in who was where and when, under the ids as they stand in the file."""
        columns = gathering.columns
        for row in gathering.live():
            start, end = columns["start"][row], columns["end_last"][row]
            if columns["learner"][row] is not None and columns["agency"][row] is not None and start is not None:
                self._posts.setdefault(columns["learner"][row], []).append((columns["agency"][row], start, end))

    def add_identities(self, gathering: Gathering, rows: Iterable[int], leading: Mapping[str, str]) -> None:
        """Hold what other systems call people against the decisions (``leading``: such a name to the id it leads to)."""
        columns = gathering.columns
        for row in rows:
            alias = columns["alias"][row]
            if alias is not None and leading.get(alias.casefold(), columns["learner"][row]) != columns["learner"][row]:
                place = f"{gathering.file[row]}, row {gathering.row[row]},"
                self.faults.append(
                    LinkFault(
                        NAME,
                        0,
                        f"a decision and {place} say that one address or user name is two people's",
                        "undo the decision with `practicum records unlink`, or mend the row",
                    )
                )

    def people(self, gatherings: Iterable[Gathering]) -> tuple[Person, ...]:
        """Everybody with their posts, and whoever rows are about that no register knows: what another system calls them stands as id."""
        found = {
            id: dataclasses.replace(person, posts=tuple(sorted(self._posts.get(id, ()), key=_in_time)))
            for id, person in self._people.items()
        }
        strangers: dict[str, Person] = {}
        for gathering in gatherings:
            rows = [row for row, (_title, reason) in gathering.bad.items() if reason in ("UNKNOWN_ALIAS", "SHARED_ADDRESS")]
            if not rows:
                continue
            aliases = gathering.texts("alias")
            texts = {name: gathering.texts(name) for name in PRIVATE if name != "email"}
            for row in sorted(rows):
                alias = " ".join(trimmed(aliases[row])[0].split())
                if alias.casefold() not in strangers:
                    strangers[alias.casefold()] = _stranger(alias, {name: texts[name][row] for name in texts}, gathering, row)
        return (*(found[id] for id in sorted(found)), *(strangers[alias] for alias in sorted(strangers)))


def _in_time(post: tuple[str, int, int | None]) -> tuple[int, str, int]:
    agency, start, end = post
    return start, agency, -1 if end is None else end


def _stranger(alias: str, texts: Mapping[str, str], gathering: Gathering, row: int) -> Person:
    name = " ".join(texts["name"].split()) or " ".join(f"{texts['given_name']} {texts['family_name']}".split())
    mail = (alias.casefold(),) if "@" in alias else ()
    return Person(alias, (name,) if name else (), None, mail, (), None, gathering.file[row], gathering.row[row], alias=True)
