"""Pairs of ids that may be one person's, each with what speaks for it and against it, for somebody to look at.

Nothing here joins anybody. Pairs are looked for in blocks (the same address, the same name, the same year of birth with a name that begins
alike), so that a person is held against some dozens of others and not against all. No number says how likely a pair is: what
speaks for it is said, strongest first.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from practicum.records.identity.names import Agreement, agreement, parts_of, plain, sounding
from practicum.records.identity.persons import Person

# An address that more people have is an office's.
SHARED_BY = 3
# A block with more people is cut once more, by the beginnings of two parts of the name.
LARGE_BLOCK = 200
_STRENGTH: dict[Agreement, int] = {"same": 4, "order": 4, "letters": 4, "part": 3, "initial": 2, "close": 2, "differ": 0}
_NAMES: dict[Agreement, str] = {
    "same": "the same name",
    "order": "the same name in another order",
    "letters": "the same name in other letters or accents",
    "part": "the same name, of which one leaves out a part",
    "initial": "the same family name and an initial that fits",
    "close": "names that differ by a slip of the hand",
    "differ": "",
}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two people who may be one; ``a`` is the id that would be kept. Sentences name no value."""

    a: Person
    b: Person
    speaks_for: tuple[str, ...]
    against: tuple[str, ...]
    strength: int


def candidates(people: Sequence[Person], *, settled: Collection[tuple[str, str]] = (), found: Iterable[tuple[int, int]] = ()) -> list[Pair]:
    """The pairs to look at, those for which most speaks first; then by id.

    ``settled`` are pairs of ids, in small letters and in order, about which somebody decided already; ``found`` are positions of further
    pairs that another way of looking came upon.
    """
    shared = _counted(email for person in people for email in person.emails)
    pairs = []
    for left, right in _once(itertools.chain(blocked(people), found)):
        one, other = sorted((people[left], people[right]), key=lambda person: person.id)
        low, high = sorted((one.id.casefold(), other.id.casefold()))
        if low == high or (low, high) in settled:
            continue
        pair = compared(one, other, shared)
        if pair is not None:
            pairs.append(pair)
    return sorted(pairs, key=lambda pair: (-pair.strength, len(pair.against), pair.a.id, pair.b.id))


def compared(one: Person, other: Person, shared: Mapping[str, int]) -> Pair | None:
    """What speaks for and against two people being one; None where too little speaks for it to take somebody's time."""
    names = _best(one, other)
    years = None if one.birth_year is None or other.birth_year is None else one.birth_year == other.birth_year
    mails = set(one.emails) & set(other.emails)
    office = bool(mails) and min(shared.get(mail, 0) for mail in mails) > SHARED_BY
    agencies = one.agencies & other.agencies
    keyed = one.key is not None and one.key == other.key
    alike = _STRENGTH[names] >= 3
    enough = (
        keyed
        or (bool(mails) and not office)
        or (alike and years is not False)
        or (alike and bool(agencies) and _years_slip(one, other))
        or (names in ("close", "initial") and (years is True or bool(mails)))
    )
    if not enough:
        return None
    for_, against = [], []
    if keyed:
        for_.append("the same person key")
    if mails:
        for_.append("the same e-mail address" + (", which many have" if office else ""))
    if _NAMES[names]:
        for_.append(_NAMES[names])
    if years:
        for_.append("the same year of birth")
    if agencies:
        for_.append("the same agency")
    if names == "differ" and one.names and other.names:
        against.append("other names")
    if _may_be_siblings(one, other, names):
        against.append("one part of the names differs: brothers or sisters, or twins, may share all the rest")
    if years is False:
        against.append("other years of birth" + (", by one digit" if _years_slip(one, other) else ""))
    if years is None:
        against.append("a year of birth is missing")
    if one.emails and other.emails and not mails:
        against.append("other e-mail addresses")
    if one.agencies and other.agencies and not agencies:
        against.append("no agency in common")
    if _at_once(one, other):
        against.append("in post at two agencies on the same days")
    strength = 8 * keyed + 4 * (bool(mails) and not office) + _STRENGTH[names] + 2 * (years is True) + bool(agencies) - 3 * (years is False)
    return Pair(one, other, tuple(for_), tuple(against), strength)


def _best(one: Person, other: Person) -> Agreement:
    ways = [agreement(left, right) for left in one.names for right in other.names]
    return max(ways, key=lambda way: _STRENGTH[way], default="differ")


def _years_slip(one: Person, other: Person) -> bool:
    """Two years of birth that a slip of the hand turns into one another: one digit, or two that changed places."""
    if one.birth_year is None or other.birth_year is None or one.birth_year == other.birth_year:
        return False
    left, right = str(one.birth_year), str(other.birth_year)
    return sum(a != b for a, b in zip(left, right, strict=False)) == 1 or (left[:2] == right[:2] and left[2:] == right[:1:-1])


def _may_be_siblings(one: Person, other: Person, names: Agreement) -> bool:
    """A part of the name in common, another one that differs, and nothing that says it was a slip."""
    if names not in ("differ", "close", "initial"):
        return False
    ways = [(parts_of(left), parts_of(right)) for left in one.names for right in other.names]
    return any(left != right and set(left) & set(right) for left, right in ways)


def _at_once(one: Person, other: Person) -> bool:
    return any(
        agency != another and (ended is None or start <= ended) and (end is None or begun <= end)
        for agency, start, end in one.posts
        for another, begun, ended in other.posts
    )


def _counted(values: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    return counts


def _once(pairs: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    seen: set[tuple[int, int]] = set()
    for left, right in pairs:
        pair = (left, right) if left < right else (right, left)
        if pair not in seen:
            seen.add(pair)
            yield pair


def blocked(people: Sequence[Person]) -> Iterator[tuple[int, int]]:
    """Positions of pairs worth comparing, some of them more than once."""
    yield from _in_blocks(_blocks((position, email) for position, person in enumerate(people) for email in person.emails), None)
    keys = ((position, person.key) for position, person in enumerate(people) if person.key is not None)
    yield from _in_blocks(_blocks(keys), None)
    whole: list[tuple[int, object]] = []
    years: dict[int, list[int]] = {}
    for position, person in enumerate(people):
        for name in person.names:
            whole.append((position, tuple(sorted(map(sounding, parts_of(name))))))
        if person.birth_year is not None and person.names:
            years.setdefault(person.birth_year, []).append(position)
    yield from _fitting(people, _blocks(whole))
    # One year of birth at a time: what is held at once stays small, however many people there are.
    for _year, positions in sorted(years.items()):
        starts = ((at, part[:3]) for at in positions for name in people[at].names for part in parts_of(name))
        yield from _in_blocks(_blocks(starts), people)


def _blocks(keyed: Iterable[tuple[int, object]]) -> list[list[int]]:
    found: dict[object, list[int]] = {}
    for position, key in keyed:
        found.setdefault(key, []).append(position)
    return [sorted(set(positions)) for positions in found.values() if len(positions) > 1]


def _fitting(people: Sequence[Person], blocks: Iterable[list[int]]) -> Iterator[tuple[int, int]]:
    """People of one name: with years of birth that are equal, missing, or a slip apart; a name that thousands have stays payable."""
    for block in blocks:
        years: dict[int | None, list[int]] = {}
        for position in block:
            years.setdefault(people[position].birth_year, []).append(position)
        for positions in years.values():
            yield from itertools.combinations(positions, 2)
        told = sorted(year for year in years if year is not None)
        for year, other in itertools.combinations(told, 2):
            if _years_slip(people[years[year][0]], people[years[other][0]]):
                yield from itertools.product(years[year], years[other])
        if None in years:
            yield from itertools.product(years[None], (at for year in told for at in years[year]))


def _in_blocks(blocks: Iterable[list[int]], people: Sequence[Person] | None) -> Iterator[tuple[int, int]]:
    """Every pair of a block; with ``people``, only those whose names look alike, found by RapidFuzz over the whole block at once."""
    for block in blocks:
        if people is None:
            # An address of an office: no pair of it says anything.
            if len(block) <= LARGE_BLOCK:
                yield from itertools.combinations(block, 2)
            continue
        yield from _alike(block, people)


def _alike(block: Sequence[int], people: Sequence[Person]) -> Iterator[tuple[int, int]]:
    from rapidfuzz.distance import Indel
    from rapidfuzz.process import cdist

    for piece in _pieces(block, people):
        texts = [" ".join(parts_of(people[at].names[0])) for at in piece]
        if len(piece) < 3:
            yield from itertools.combinations(piece, 2)
            continue
        near = cdist(texts, texts, scorer=Indel.normalized_similarity, score_cutoff=0.75)
        rows, columns = near.nonzero()
        yield from ((piece[row], piece[column]) for row, column in zip(rows.tolist(), columns.tolist(), strict=True) if row < column)


def _pieces(block: Sequence[int], people: Sequence[Person]) -> list[list[int]]:
    """A block, or where it is large, those of it whose names have two beginnings in common."""
    if len(block) <= LARGE_BLOCK * 10:
        return [list(block)]
    keyed = (
        (at, starts)
        for at in block
        for name in people[at].names
        for starts in itertools.combinations(sorted({part[:2] for part in plain(name).split()}), 2)
    )
    return _blocks(keyed)
