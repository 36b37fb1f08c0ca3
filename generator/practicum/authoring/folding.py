"""Long texts of YAML over several lines: folded, or line by line; and folded anew only where they say something else."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

# A little less than what fits on one line.
FOLD = 118


def long_text(lead: str, text: str, indent: int) -> list[str] | None:
    """A long text folded, or kept line by line where it has lines; None where YAML would not give it back unchanged."""
    pad = " " * indent
    if text == " ".join(text.split(" ")).strip() and "\n" not in text and "  " not in text and "\t" not in text:
        lines = textwrap.wrap(text, FOLD - indent, break_long_words=False, break_on_hyphens=False)
        return [f"{lead}>-", *(pad + line for line in lines)]
    plain = text[:1] not in (" ", "\n") and text[-1:] != "\n" and "\t" not in text
    if "\n" in text and plain and not any(line != line.rstrip() for line in text.split("\n")):
        return [f"{lead}|-", *((pad + line).rstrip() for line in text.split("\n"))]
    return None


def folded_as_before(old: Sequence[str], anew: list[str], words: Sequence[str], width: int) -> list[str]:
    """A folded text in which the lines before and behind what is new stay as they were; ``anew`` where all of it has to be folded anew."""
    pad = anew[1][: len(anew[1]) - len(anew[1].lstrip())]
    lines = [line.split() for line in old[1:]]
    if old[0].strip() != ">-" or any(f"{pad}{' '.join(line)}" != written for line, written in zip(lines, old[1:], strict=True)):
        return anew
    head = tail = 0
    first, last = 0, len(words)
    while head < len(lines) and list(words[first : first + len(lines[head])]) == lines[head]:
        first, head = first + len(lines[head]), head + 1
    while tail < len(lines) - head and list(words[max(first, last - len(lines[-1 - tail])) : last]) == lines[-1 - tail]:
        last, tail = last - len(lines[-1 - tail]), tail + 1
    if head and first < last and len(" ".join([*lines[head - 1], *words[first:last]])) <= width:
        # Room enough on the line before: no line of a word or two.
        head, first = head - 1, first - len(lines[head - 1])
    middle = textwrap.wrap(" ".join(words[first:last]), width, break_long_words=False, break_on_hyphens=False)
    return [old[0], *old[1 : 1 + head], *(pad + line for line in middle), *old[len(old) - tail :]]
