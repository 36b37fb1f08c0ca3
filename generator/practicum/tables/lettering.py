"""How wide a text is in the cells of a workbook, and so how many lines it takes: not every program works that out when it opens one."""

from __future__ import annotations

from functools import lru_cache


class _Advances(dict[str, int]):
    """How far each letter of Arial goes on, in thousandths of its size."""

    def __missing__(self, letter: str) -> int:
        # What stands in whole squares, as Chinese does, is as wide as high.
        self[letter] = 1000 if ord(letter) >= 0x2E80 else 667 if letter.isupper() else 556
        return self[letter]


_ADVANCES = _Advances(
    {
        letter: far
        for letters, far in (
            ("'", 191), ("ijl", 222), (" ftI.,:;/!|[]", 278), ("r()-", 333), ("cksvxyzJ", 500), ("FTZ", 611), ("CDHNRUw", 722),
            ("GOQ", 778), ("mM", 833), ("W", 944), ("\u2026", 1000),
        )
        for letter in letters
    }
)  # fmt: skip


@lru_cache(maxsize=50_000)
def lines_of(said: str, width: float, size: float = 10) -> int:
    """How many lines a text takes in a column so many digits wide, wrapped between words.

    >>> lines_of("Certified", 16), lines_of("Para-professional social service worker", 26), lines_of("one\\ntwo", 20), lines_of("", 20)
    (1, 2, 2, 1)
    """
    # A digit of the standard font takes seven pixels; a little is left free, because programs differ.
    room = (width * 7 - 4) * 0.95 / (size * 4 / 3) * 1000
    total = 0
    for line in said.split("\n"):
        lines, at = 1, 0.0
        for word in line.split(" "):
            far = sum(map(_ADVANCES.__getitem__, word))
            if at and at + 278 + far > room:
                lines, at = lines + 1, far
            else:
                at += far + (278 if at else 0)
            if at > room:
                # A word that is longer than its column is broken.
                lines, at = lines + int(at // room), at % room
        total += lines
    return total
