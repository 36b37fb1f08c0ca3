"""Names as they are compared: without accents, capitals, order and alphabet; never without what tells two people apart.

Nicknames are not resolved: who is called Bill may be William, and may be somebody else in the same office.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

Agreement = Literal["same", "order", "letters", "part", "initial", "close", "differ"]

# Letters that do not fall apart into a Latin letter and an accent, as passports write them.
_LETTERS = {
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ħ": "h", "ı": "i", "ŋ": "n", "ə": "e",
    "а": "a", "б": "b", "в": "v", "г": "h", "ґ": "g", "д": "d", "е": "e", "ё": "e", "є": "ie", "ж": "zh", "з": "z", "и": "y", "і": "i",
    "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
    "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "iu", "я": "ia", "ў": "u",
    "ђ": "d", "ј": "j", "љ": "lj", "њ": "nj", "ћ": "c", "џ": "dz",
    "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i", "κ": "k", "λ": "l", "μ": "m", "ν": "n",
    "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s", "ς": "s", "τ": "t", "υ": "y", "φ": "f", "χ": "ch", "ψ": "ps", "ω": "o",
    "ა": "a", "ბ": "b", "გ": "g", "დ": "d", "ე": "e", "ვ": "v", "ზ": "z", "თ": "t", "ი": "i", "კ": "k", "ლ": "l", "მ": "m", "ნ": "n",
    "ო": "o", "პ": "p", "ჟ": "zh", "რ": "r", "ს": "s", "ტ": "t", "უ": "u", "ფ": "p", "ქ": "k", "ღ": "gh", "ყ": "q", "შ": "sh",
    "ჩ": "ch", "ც": "ts", "ძ": "dz", "წ": "ts", "ჭ": "ch", "ხ": "kh", "ჯ": "j", "ჰ": "h",
}  # fmt: skip
# The same sound, written in several ways when a name changes its alphabet.
_SOUNDS = (("kh", "h"), ("iu", "yu"), ("ia", "ya"), ("ie", "ye"), ("yi", "i"), ("ii", "i"), ("iy", "y"), ("ij", "y"), ("ch", "c"))
_TITLES = frozenset({"dr", "mr", "mrs", "ms", "prof", "sr", "jr", "fr", "rev"})
# Two names this long may differ in so many letters and be a slip of the hand; shorter ones are other names.
_SHORTEST, _LONG = 4, 8


@lru_cache(maxsize=1 << 18)
def plain(name: str) -> str:
    """A name in small Latin letters without accents; what has no Latin letters stays in its own.

    >>> plain("Núñez-Ejemplo,  ŁUCJA"), plain("Ольга Шевченко"), plain("O'Sample")
    ('nunez ejemplo lucja', 'olha shevchenko', 'osample')
    """
    folded = name.casefold()
    if not folded.isascii():
        composed = unicodedata.normalize("NFKC", folded)
        spelt = "".join(_LETTERS.get(letter, letter) for letter in composed)
        bare = (letter for letter in unicodedata.normalize("NFKD", spelt) if not unicodedata.combining(letter))
        # Once more: a Greek letter with an accent is in no list, and is when the accent is off.
        folded = "".join(_LETTERS.get(letter, letter) for letter in bare)
    return " ".join(re.sub(r"[\W_]+", " ", re.sub(r"['’`ʼ.]", "", folded)).split())


@lru_cache(maxsize=1 << 18)
def parts_of(name: str) -> tuple[str, ...]:
    """The parts of a name, sorted, without titles; the order in which they are written says nothing across registers.

    >>> parts_of("Dr. Testmann Iris"), parts_of("Iris TESTMANN")
    (('iris', 'testmann'), ('iris', 'testmann'))
    """
    found = plain(name).split()
    bare = [part for part in found if part not in _TITLES]
    return tuple(sorted(bare or found))


@lru_cache(maxsize=1 << 18)
def sounding(part: str) -> str:
    """A part of a name as it sounds when it has changed its alphabet.

    >>> sounding("natalia") == sounding("nataliya"), sounding("mykhailo") == sounding("myhailo"), sounding("ana") == sounding("anna")
    (True, True, False)
    """
    for written, said in _SOUNDS:
        part = part.replace(written, said)
    return re.sub(r"(?<=[aeiou])y(?=[aeiou])|(?<=i)y", "", part).replace("iya", "ia").replace("y", "i")


def agreement(one: str, other: str) -> Agreement:
    """How two names agree.

    >>> agreement("Iris Testmann", "Testmann, Iris"), agreement("Ana Núñez", "Ana Nunez"), agreement("Iris Testmann", "Iris M. Testmann")
    ('order', 'letters', 'part')
    >>> agreement("Iris Testmann", "Iris Testman"), agreement("Ana Exempel", "Mia Exempel"), agreement("I. Testmann", "Iris Testmann")
    ('close', 'differ', 'initial')
    """
    if " ".join(one.split()) == " ".join(other.split()):
        return "same"
    left, right = parts_of(one), parts_of(other)
    if not left or not right:
        return "differ"
    if left == right:
        return "order" if one.isascii() and other.isascii() and plain(one) != plain(other) else "letters"
    if sorted(map(sounding, left)) == sorted(map(sounding, right)):
        return "letters"
    return _matched(*sorted((left, right), key=len))


def _matched(few: Sequence[str], many: Sequence[str]) -> Agreement:
    """How the parts of the shorter name are found among those of the longer one."""
    free = list(many)
    rest = []
    for part in few:
        if part in free:
            free.remove(part)
        else:
            rest.append(part)
    exact = len(few) - len(rest)
    ways: set[Agreement] = {"part"} if len(few) < len(many) else set()
    for part in rest:
        near = next((other for other in free if _slip(part, other) or sounding(part) == sounding(other)), None)
        if near is not None:
            ways.add("close")
        else:
            near = next((other for other in free if (len(part) == 1 or len(other) == 1) and part[0] == other[0]), None)
            if near is None:
                return "differ"
            ways.add("initial")
        free.remove(near)
    # One part in common is a family, not a person; a slip in each part is another name.
    if exact == 0 or len(few) < 2 or len(rest) > 1:
        return "differ"
    return "close" if "close" in ways else "initial" if "initial" in ways else "part"


def _slip(one: str, other: str) -> bool:
    from rapidfuzz.distance import OSA

    shorter = min(len(one), len(other))
    if shorter < _SHORTEST:
        return False
    most = 2 if shorter >= _LONG else 1
    return OSA.distance(one, other, score_cutoff=most) <= most
