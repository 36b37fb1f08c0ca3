"""What other systems call courses and activities, as modules: by code, by title, or by what is most like a title."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from practicum.records.choosing import ALIKE
from practicum.records.headings import plain
from practicum.records.known import KnownIds


@dataclass(frozen=True, slots=True)
class Named:
    """A course or activity of the file: the module it seems to stand for, and others it may be, the likeliest first."""

    name: str
    module: str
    evidence: str
    sure: bool
    candidates: tuple[str, ...] = ()


def named_module(name: str, known: KnownIds, titles: Mapping[str, Sequence[str]], said: Mapping[str, str]) -> Named:
    """The module that a course or activity seems to stand for: what somebody said, else by its code, its title, or what is most like it.

    >>> titles = {"F01": ["Seeing what works"], "F02": ["Safeguarding children"]}
    >>> named_module("F02 - quiz", KnownIds(modules=dict.fromkeys(titles, frozenset())), titles, {}).module
    'F02'
    """
    told = {plain(one): module for one, module in said.items()}
    if plain(name) in told:
        return Named(name, told[plain(name)] if told[plain(name)].lower() != "none" else "", "you said so", True)
    ids = list(known.modules or titles)
    codes = [one for one in ids if re.search(rf"(?<![A-Za-z0-9]){re.escape(one)}(?![A-Za-z0-9])", name, re.IGNORECASE)]
    if len(codes) == 1:
        exact = name.strip().casefold() == codes[0].casefold()
        return Named(name, codes[0], "it is the module's code" if exact else "the module's code stands in it", True)
    bare = plain(name).replace("_", " ")
    near: list[tuple[float, str]] = []
    for id in ids:
        for title in titles.get(id, ()):
            called = plain(title).replace("_", " ")
            if called == bare:
                return Named(name, id, "it is the module's title", True)
            near.append((_alike(bare, called), id))
    best = sorted({id: likeness for likeness, id in sorted(near)}.items(), key=lambda pair: (-pair[1], pair[0]))
    likely = tuple(id for id, likeness in best[:3] if likeness >= 0.5)
    if best and best[0][1] >= ALIKE and (len(best) < 2 or best[1][1] < best[0][1] - 0.1):
        return Named(name, best[0][0], f"it is much like the module's title ({best[0][1]:.0%})", False, likely)
    return Named(name, "", "no module has such a code or title", False, likely)


def _alike(one: str, other: str) -> float:
    """How much alike two names are, from 0 to 1; one that begins the other counts as much as the part they share is long."""
    whole = difflib.SequenceMatcher(None, one, other, autojunk=False).ratio()
    short, long = sorted((one, other), key=len)
    return max(whole, 0.9) if len(short) >= 8 and long.startswith(short) else whole
