"""A tree of items by others folded to domains and competencies, each with an id that is free here; what was folded and made is counted.

A tree that says of its items what they are is taken at its word. Otherwise the leaves are the competencies, and what they hang from
are the domains: so each item keeps its own code, whatever lies between.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from practicum.authoring.naming import given_up_for
from practicum.authoring.refusing import Refused
from practicum.model.catalogue import Catalogue
from practicum.model.fields import CODE
from practicum.model.foreign_framework import ForeignItem, every_item

# Names of files that would be something else: the framework's own file, and devices of Windows.
_NO_FILES = frozenset({"framework", "index", "con", "prn", "aux", "nul", *(f"com{n}" for n in range(10)), *(f"lpt{n}" for n in range(10))})
_MOST_OF_AN_ID = 60
# Cyrillic letters in Latin ones: codes of two letters would else be one and the same.
_SMALL = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i", "й": "i", "к": "k", "л": "l",
    "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch",
    "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya", "і": "i", "ї": "yi", "є": "ye", "ґ": "g",
    "ў": "u", "қ": "q", "ғ": "gh", "ң": "ng", "ө": "o", "ұ": "u", "ү": "u", "һ": "h", "ә": "a", "ҳ": "h", "ҷ": "j", "ӣ": "i", "ӯ": "u",
}  # fmt: skip
_LATIN = _SMALL | {one.upper(): latin.capitalize() for one, latin in _SMALL.items()}


@dataclass(frozen=True)
class HeldCompetency:
    """A competency to be; ``signs`` are its indicators, ``item`` what it was there."""

    item: ForeignItem
    signs: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """A domain to be: what its competencies hung from (None where they hung from nothing), and what that hung from."""

    item: ForeignItem | None
    above: ForeignItem | None
    competencies: tuple[HeldCompetency, ...]


def words_of(item: ForeignItem) -> str:
    """What an item says, as one text: its statement, else its title, else its code."""
    return item.statement or item.title or item.code


def folded(items: Sequence[ForeignItem], depth: int | None = None) -> tuple[list[Group], list[str]]:
    """The groups of a tree in its order, and notes on what was folded. ``depth`` says at which depth, from 1, the competencies stand.

    >>> leaf = ForeignItem(key="b", title="Listens")
    >>> groups, notes = folded([ForeignItem(key="a", title="Talking", children=(leaf,))])
    >>> [(group.item.title, [one.item.title for one in group.competencies]) for group in groups], notes
    ([('Talking', ['Listens'])], [])
    """
    folder = _Folder(depth, typed=any(one.kind == "competency" for _, one in every_item(tuple(items))))
    folder.walk(None, None, items, 1)
    notes = []
    if len(folder.depths) > 1 and depth is None:
        low, high = min(folder.depths), max(folder.depths)
        notes.append(
            f"its competencies stand {low} to {high} deep in its tree: with `--depth {low}` those are the competencies, and what is below "
            "them signs"
        )
    if folder.between:
        notes.append(f"{_some('domain', folder.between, 'is a part of another one', 'are parts of others')}: `part_of` says of which")
    if folder.deeper:
        notes.append(f"{_some('item', folder.deeper, 'below a sign was made a sign', 'below signs were made signs')} beside it")
    if folder.signs:
        notes.append(f"{_some('item', folder.signs, 'below a competency became its sign', 'below competencies became their signs')}")
    return folder.groups, notes


def _some(noun: str, count: int, one: str, many: str) -> str:
    return f"1 {noun} {one}" if count == 1 else f"{count:,} {noun}s {many}"


@dataclass
class _Folder:
    depth: int | None
    typed: bool
    groups: list[Group] = field(default_factory=list)
    between: int = 0
    deeper: int = 0
    signs: int = 0
    depths: set[int] = field(default_factory=set)

    def walk(self, parent: ForeignItem | None, above: ForeignItem | None, items: Sequence[ForeignItem], depth: int) -> None:
        """The group of ``parent``, then those below it."""
        here = [one for one in items if self._is_competency(one, depth)]
        if here:
            self.depths.add(depth)
        if here or parent is not None:
            held = tuple(HeldCompetency(one, tuple(self._signs(one))) for one in here)
            self.groups.append(Group(parent, above, held))
            self.between += above is not None
        for one in items:
            if not self._is_competency(one, depth):
                self.walk(one, parent, one.children, depth + 1)

    def _is_competency(self, item: ForeignItem, depth: int) -> bool:
        if self.depth is not None:
            return depth == self.depth or (depth < self.depth and not item.children)
        if self.typed:
            return item.kind in ("competency", "indicator") or (item.kind == "" and not item.children)
        if item.kind == "domain":
            return False
        return not item.children or all(one.kind == "indicator" for one in item.children)

    def _signs(self, item: ForeignItem) -> Iterator[str]:
        yield from item.indicators
        for depth, one in every_item(item.children):
            self.signs += 1
            self.deeper += depth > 1
            yield words_of(one)
            yield from one.indicators


@dataclass(frozen=True)
class Named:
    """Ids by the key of an item, those of domains apart; ``bare`` is the domain of what hung from nothing. ``notes`` say what was made."""

    domains: Mapping[str, str]
    competencies: Mapping[str, str]
    bare: str
    notes: tuple[str, ...]


def named_items(catalogue: Catalogue, groups: Sequence[Group], prefix: str, *, always: bool = False) -> Named:
    """An id for every domain and competency: its code where all codes can be ids here, with ``prefix`` before each where one cannot.

    Domains and competencies share the addresses of pages, so no two of them have one id, capital letters aside. Raises Refused where
    ids clash even with the prefix.
    """
    taken = {one.lower() for group in (catalogue.domains, catalogue.competencies) for one in group}

    def usable(id: str) -> bool:
        return (
            re.match(CODE, id) is not None and len(id) <= _MOST_OF_AN_ID and id.lower() not in taken | _NO_FILES
            and not any(given_up_for(catalogue, kind, id) for kind in ("domain", "competency"))
        )  # fmt: skip

    items = [item for group in groups for item in (group.item, *(one.item for one in group.competencies)) if item is not None]
    wanted = {one.key: one.id or safe(one.code) for one in items}
    told = [one for one in wanted.values() if one]
    put = always or not all(usable(one) for one in told) or len({one.lower() for one in told}) < len(told)
    if not put and any(not one for one in wanted.values()) and not told:
        put = True

    def before(id: str) -> str:
        return f"{prefix}-{id}" if put and id != prefix and not id.startswith(f"{prefix}-") else id

    ids = _Ids(taken)
    domains: dict[str, str] = {}
    competencies: dict[str, str] = {}
    for number, group in enumerate(groups, start=1):
        if group.item is not None:
            domains[group.item.key] = ids.new(before(wanted[group.item.key] or f"D{number}"))
    bare = ids.new(prefix) if any(group.item is None for group in groups) else ""
    made = sum(1 for one in wanted.values() if not one)
    for group in groups:
        domain = domains[group.item.key] if group.item is not None else bare
        for number, held in enumerate(group.competencies, start=1):
            own = wanted[held.item.key]
            competencies[held.item.key] = ids.new(before(own) if own else f"{domain}-{number}")
    bad = next((one for one in (*domains.values(), *competencies.values()) if not usable(one)), None)
    if bad is not None:
        raise Refused(f"`{bad}` cannot be an id here, or is one already", "choose other letters to put before the codes with `--prefix`")
    notes = []
    if made:
        notes.append(f"{made:,} of {len(items):,} items have no code that could be an id: they were numbered")
    given = {**domains, **competencies}
    changed = [one for one in items if one.code and given[one.key] != one.code]
    if changed:
        says = f"`{changed[0].code}` became `{given[changed[0].key]}`"
        many = "1 code could not be an id as it is" if len(changed) == 1 else f"{len(changed):,} codes could not be ids as they are"
        notes.append(f"{many}: {says}; the publisher's own stands beside each as `code`")
    return Named(domains, competencies, bare, tuple(notes))


class _Ids:
    """Ids that were given, in small letters."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = set(taken)

    def new(self, id: str) -> str:
        """The id, with a number behind it where it was given before."""
        found, number = id, 1
        while found.lower() in self._taken or found.lower() in _NO_FILES:
            number += 1
            found = f"{id}-{number}"
        self._taken.add(found.lower())
        return found


def safe(code: str) -> str:
    """A code as it could be an id, or a part of one; empty where no letter or digit of it can.

    >>> safe("1.2 (a)"), safe("Élève/3"), safe("子-1"), safe("Щит-2")
    ('1.2-a', 'Eleve-3', '1', 'Shchit-2')
    """
    latin = "".join(_LATIN.get(one, one) for one in unicodedata.normalize("NFC", code))
    plain = unicodedata.normalize("NFKD", latin).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9_.]+", "-", plain).strip("-._")[:_MOST_OF_AN_ID]


def prefix_of(id: str) -> str:
    """Capital letters to put before codes, from the framework's id.

    >>> prefix_of("epas-2022"), prefix_of("what-standards-could-be"), prefix_of("pcf")
    ('EPAS2022', 'WSCB', 'PCF')
    """
    words = [one for one in re.split(r"[^A-Za-z0-9]+", id) if one]
    if len(words) > 2:
        return "".join(one if one.isdigit() else one[0] for one in words).upper()[:12]
    return "".join(words).upper()[:12]
