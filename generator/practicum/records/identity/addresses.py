"""E-mail addresses of a register as keys: certain where an address is one person's, and a likeness for somebody to look at elsewhere."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from practicum.records.cells import trimmed
from practicum.records.gathering import Gathering
from practicum.records.identity.links import Link, said_of
from practicum.tables import Coded, Remark

HASHED = "sha1:"


@dataclass(frozen=True, slots=True)
class Addresses:
    """The addresses of a register in small letters: ``sole`` lead to the one person who has each, ``shared`` to nobody."""

    sole: Mapping[str, str] = field(default_factory=dict, repr=False)
    shared: frozenset[str] = field(default=frozenset(), repr=False)


def addresses_in(gathering: Gathering, live: Sequence[int], kept: Mapping[str, str], links: Sequence[Link]) -> Addresses:
    """The addresses of a register of learners; ``kept`` leads from an id to the one under which the person is kept.

    A row that was set aside gives nobody an address, and takes from an address that it names for somebody else that it is one person's.
    A decision that the address is somebody else's goes before what the register says.
    """
    texts = gathering.texts("email").mapped(lambda text: trimmed(text)[0].casefold())
    if not any("@" in text for text in texts.used()):
        return Addresses()
    both = Coded.zipped([gathering.columns["learner"], texts])
    given: dict[str, set[str]] = {}
    for id, address in both.taken(live).used():
        if "@" in address:
            given.setdefault(address, set()).add(id)
    named = {address: {kept.get(id, id) for id in ids} for address, ids in given.items()}
    for row in gathering.bad:
        id, address = both[row]
        if address in named:
            named[address].add("" if id is None else kept.get(id, id))
    apart = {pair for pair, link in said_of(links).items() if link.said == "different"}
    denied = {address for address, ids in given.items() if any(tuple(sorted((address, id.casefold()))) in apart for id in ids)}
    sole = {address: next(iter(ids)) for address, ids in named.items() if len(ids) == 1 and address not in denied}
    return Addresses(sole, frozenset(address for address, ids in named.items() if len(ids) > 1))


def hashed(names: Mapping[str, str]) -> dict[str, str]:
    """The same addresses as learning platforms write them that keep addresses to themselves: `sha1:` and the digest that xAPI defines.

    >>> hashed({"ada@example.invalid": "L1", "ada": "L1"})
    {'sha1:1aae57455e3ff66abded694758de46e7c419408d': 'L1'}
    """
    digests = ((hashlib.sha1(f"mailto:{name}".encode(), usedforsecurity=False), id) for name, id in names.items() if "@" in name)
    return {f"{HASHED}{digest.hexdigest()}": id for digest, id in digests}


def remark_on_joined(gathering: Gathering, addresses: Addresses, otherwise: Collection[str]) -> None:
    """Say of each file how many of its rows name their person by an address of the register; ``otherwise`` are known in another way."""
    for lines in gathering.stated if addresses.sole else ():
        aliases = lines.fields.get("alias")
        if aliases is None or not lines.rows:
            continue
        ids = lines.fields.get("learner") or Coded.same("", len(lines.rows))
        stated = aliases.mapped(lambda text: trimmed(text)[0].casefold())
        joined = set(stated.where(lambda address: address in addresses.sole and address not in otherwise))
        joined &= set(ids.where(lambda id: not trimmed(id)[0]))
        if joined:
            says = "1 row is" if len(joined) == 1 else f"{len(joined):,} rows are"
            column = lines.titles.get("alias", "")
            lines.remarks.append(Remark("JOINED_BY_ADDRESS", lines.rows[min(joined)], column, f"{says} so, from here on"))


def remark_on_other_words(gathering: Gathering, rows: Sequence[int], addresses: Addresses) -> None:
    """Name the rows of `identities` that give an address to another learner than the register does."""
    aliases, learners = gathering.columns["alias"], gathering.columns["learner"]
    for row in rows:
        address = aliases[row]
        if address is not None and addresses.sole.get(address.casefold(), learners[row]) != learners[row]:
            lines = gathering.stated[gathering.part[row]]
            lines.remarks.append(Remark("OTHER_ADDRESS", gathering.row[row], gathering.title("alias", row)))
