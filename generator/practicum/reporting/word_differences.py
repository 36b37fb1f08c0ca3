"""Two texts side by side, word by word: what was taken out and what was put in, paragraph by paragraph."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

Kind = Literal["same", "out", "in"]
# A word with the blanks behind it, a sign by itself, or blanks alone.
_TOKEN = re.compile(r"\w+(?:['’-]\w+)*\s*|[^\w\s]\s*|\s+")
_WORD = re.compile(r"\w+(?:['’-]\w+)*")
# Paragraphs that share fewer of their words are told as one that went and one that came.
ALIKE = 0.35
# Beyond so many words two paragraphs are not laid beside each other word by word.
LONGEST = 2_000


class Run(NamedTuple):
    """A stretch of a paragraph that is the same in both texts, was taken out, or was put in."""

    kind: Kind
    text: str


def differences(before: str, after: str) -> Iterator[list[Run] | None]:
    """Each paragraph that differs, as runs; None stands for paragraphs between two of them that are the same.

    >>> [runs and [(one.kind, one.text) for one in runs] for runs in differences("a\\n\\nten hours here\\n", "a\\n\\nsix hours here\\n")]
    [None, [('out', 'ten '), ('in', 'six '), ('same', 'hours here')]]
    """
    old, new = _paragraphs(before), _paragraphs(after)
    for tag, first, last, start, end in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield None
        else:
            yield from _between(old[first:last], new[start:end])


def word_counts(before: str, after: str) -> tuple[int, int]:
    """How many words were put in and how many were taken out."""
    put_in = taken_out = 0
    for runs in differences(before, after):
        for run in runs or ():
            if run.kind == "in":
                put_in += len(_WORD.findall(run.text))
            elif run.kind == "out":
                taken_out += len(_WORD.findall(run.text))
    return put_in, taken_out


def runs_of(before: str, after: str) -> list[Run]:
    """One text against another, word by word."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    if len(old) + len(new) > LONGEST:
        return [run for run in (Run("out", before), Run("in", after)) if run.text]
    found: list[Run] = []
    for tag, first, last, start, end in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Run("same", "".join(new[start:end])))
        else:
            found += [Run("out", "".join(old[first:last]))] if last > first else []
            found += [Run("in", "".join(new[start:end]))] if end > start else []
    return found


def _paragraphs(text: str) -> list[str]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff").split("\n")
    found: list[str] = []
    for line in lines:
        if not line.strip():
            found.append("")
        elif found and found[-1] and not re.match(r"\s*([-*+#>|]|\d+[.)])", line):
            found[-1] += " " + line.strip()
        else:
            found.append(line.rstrip())
    return [one for one in found if one]


def _between(old: list[str], new: list[str]) -> Iterator[list[Run]]:
    """Paragraphs that are not the same: each new one beside the first old one that is like it."""
    left = list(old)
    for paragraph in new:
        like = next((at for at, one in enumerate(left) if _alike(one, paragraph)), None)
        if like is None:
            yield [Run("in", paragraph)]
            continue
        yield from ([Run("out", one)] for one in left[:like])
        yield runs_of(left[like], paragraph)
        del left[: like + 1]
    yield from ([Run("out", one)] for one in left)


def _alike(one: str, other: str) -> bool:
    first, second = _WORD.findall(one), _WORD.findall(other)
    if not first or not second:
        return False
    shared = len({*first} & {*second})
    # A short one that grew begins as it did.
    grown = first[0] == second[0] and shared == min(len({*first}), len({*second}))
    return grown or shared / max(len({*first}), len({*second})) >= ALIKE
