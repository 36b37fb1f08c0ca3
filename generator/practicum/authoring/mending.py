"""What may be mended without asking: faults of which the text leaves open how it is written, never what it says.

Mended are bare values that other tools read otherwise, curly quotes that were meant as quotes, days written year first with other signs,
blanks and signs that nobody can see, a missing space after a colon, a text with a colon that has no quotes, a field's name or one of its
known values with a slip of the pen, and an id in small letters where it has capitals.

Not mended, because only people know: an id that is near another one (`F60` may be `F06`, or a module that is still to come), hours that do
not add up, a missing field, a hash of what somebody signed, translated or patched (to write it is to say that one has read the text), the
seal of a rule, a sentence that is too long, a word that hurts, tabs (they hide how deep a line was meant to lie).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from practicum.diagnostics import Diagnostic
from practicum.model.edit import Edit, Places

_MEANT = re.compile(r"did you mean `([^`]+)`\?$")
_SWAPPED = re.compile(r"write (\S+)$")
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$")
_CURLY = re.compile(r"([“”„‟«»])([^“”„‟«»\"\\\n]*)([“”„‟«»])$")
_KEY_AND_TEXT = re.compile(r"([ -]*\w+:) +(\S.*?)[ \t]*$")
_GLUED = re.compile(r"([ -]*[A-Za-z_]+):(?=\S)")
# A comment, a bracket or a quote: where one of them is about, nobody can be sure where a text ends.
_UNSURE = re.compile(r"\s#|[\"\\“”„«»\[\]{}]")
_BEGINS = "'|>&*!%@`"
# Blanks as wide as a space, and signs that take no room at all.
_WIDE = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_NO_ROOM = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_ENDS = "\x0b\x0c\x85\u2028\u2029"
_INVISIBLE = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
# How near a slip of the pen lies to what was meant.
NEAR = 0.75


@dataclass(frozen=True, slots=True)
class Mended:
    """An edit and the fault that it takes away."""

    edit: Edit
    fault: Diagnostic


def mended(fault: Diagnostic, text: str) -> list[Mended]:
    """The edits of a file's ``text`` (decoded, without its byte order mark) that take a fault away; none where that is not safe."""
    places = Places(text)
    start, end = places.stretch(fault.span)
    written = text[start:end]

    def swap(new: str | None) -> list[Mended]:
        return [] if new is None or new == written else [Mended(Edit(fault.span.path, start, end, new), fault)]

    match fault.rule:
        case "ambiguous-scalar":
            return swap(_quoted(fault, written))
        case "bad-date":
            return swap(_day(written))
        case "unknown-key" | "bad-value":
            return swap(_slip(fault, written))
        case "control-character":
            return [
                Mended(Edit(fault.span.path, at.start(), at.end(), " " if at.group() in _ENDS else ""), fault)
                for at in _INVISIBLE.finditer(text)
            ]
        case "yaml-syntax":
            return _syntax(fault, places, start)
    if fault.rule.startswith("unknown-") and _other_case(fault, written):
        return swap(_other_case(fault, written))
    return []


def all_mended(faults: Iterable[Diagnostic], text: str) -> list[Mended]:
    """The same for all faults of one file; where two want the same place, the first has it."""
    found: list[Mended] = []
    for fault in faults:
        found += [one for one in mended(fault, text) if not any(_clash(one.edit, other.edit) for other in found)]
    return found


def _clash(one: Edit, other: Edit) -> bool:
    return one[:3] == other[:3] or (one.start < other.end and other.start < one.end)


def _quoted(fault: Diagnostic, written: str) -> str | None:
    if "\n" in written or '"' in written:
        return None
    if fault.label == "meant as text":
        return None if "\\" in written else f'"{written}"'
    if fault.label == "meant as a number":
        number = _SWAPPED.match(fault.help)
        return number[1] if number else None
    curly = _CURLY.match(written)
    return f'"{curly[2]}"' if curly else None


def _day(written: str) -> str | None:
    bare = written.strip("\"'")
    found = _YEAR_FIRST.match(bare)
    if not found:
        return None
    try:
        return date(int(found[1]), int(found[3]), int(found[4])).isoformat()
    except ValueError:
        return None


def _slip(fault: Diagnostic, written: str) -> str | None:
    """The one field or value that was meant, where it lies near enough."""
    meant = _MEANT.match(fault.help)
    bare = written.strip("\"'")
    if not meant or difflib.SequenceMatcher(None, bare.lower(), meant[1].lower()).ratio() < NEAR:
        return None
    return written.replace(bare, meant[1])


def _other_case(fault: Diagnostic, written: str) -> str | None:
    """An id that differs from a known one in nothing but small and capital letters."""
    meant = _MEANT.match(fault.help)
    if not meant or meant[1] == written or meant[1].lower() != written.lower():
        return None
    return meant[1]


def _syntax(fault: Diagnostic, places: Places, start: int) -> list[Mended]:
    path, text = fault.span.path, places.text
    line, first = places.line_text(start), places.line_start(start)
    sign = text[start : start + 1]
    if fault.message.startswith("a blank that is no ordinary space"):
        new = " " if sign in _WIDE else "" if sign in _NO_ROOM else None
        return [] if new is None else [Mended(Edit(path, start, start + 1, new), fault)]
    if fault.message.startswith("after the colon of") and (glued := _GLUED.match(line)):
        return [Mended(Edit(path, first + glued.end(), first + glued.end(), " "), fault)]
    pair = _KEY_AND_TEXT.match(line)
    if fault.message.endswith("holds a colon and has no quotes") and pair:
        value = pair[2]
        # Where a quote, a comment or a bracket is about, or the line below goes on with it, it is not certain where the text ends.
        below = text[places.next_line(start) :].split("\n", 1)[0]
        goes_on = bool(below.strip()) and _indent(below, " ") > _indent(line, " -")
        if not (goes_on or _UNSURE.search(value) or value[0] in _BEGINS):
            at = first + pair.start(2)
            return [Mended(Edit(path, at, at + len(value), f'"{value}"'), fault)]
    return []


def _indent(line: str, blanks: str) -> int:
    return len(line) - len(line.lstrip(blanks))
