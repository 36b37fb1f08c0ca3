"""Words with their emphasis and links as Markdown that reads as exactly these words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

# A link to something of ours, written out in the text: it stays a link.
_OURS = re.compile(r"\[[^\[\]\n]+\]\((?:competency|module|role|reference|term|programme|certification|domain):[A-Za-z0-9_.\-]+\)")
# Of the two Markdowns that read it (that of the check, that of the site) each takes some marks with a backslash as itself, and both
# take these; what only one of them knows is written as a character reference.
_INLINE = re.compile(r"([\\`*_\[\]{}])")
_REFERENCES = {"<": "&lt;", ">": "&gt;"}
_ENTITY = re.compile(r"&(?=#|\w+;)")
_LINE_START = re.compile(r"(?:([-+#])|([=~:])|(\d{1,9})([.)])(?=\s|$))")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of words that look alike; ``raw`` is Markdown already, such as a picture."""

    text: str
    bold: bool = False
    italic: bool = False
    href: str = ""
    raw: bool = False


def plain(text: str) -> str:
    """Words as Markdown.

    >>> plain("a*b <c> [F01](module:F01) &amp; x_y")
    'a\\\\*b &lt;c&gt; [F01](module:F01) &amp;amp; x\\\\_y'
    """
    parts, at = [], 0
    for found in _OURS.finditer(text):
        parts += [_escaped(text[at : found.start()]), found[0]]
        at = found.end()
    return "".join([*parts, _escaped(text[at:])])


def _escaped(text: str) -> str:
    shown = _INLINE.sub(r"\\\1", _ENTITY.sub("&amp;", text))
    return shown.replace("<", _REFERENCES["<"]).replace(">", _REFERENCES[">"])


def line(pieces: Iterable[Piece], *, styled: bool = True) -> str:
    """Pieces as one block of Markdown; a line break inside stays one. Without ``styled`` bold and italic are left out.

    >>> line([Piece("Stop ", bold=True), Piece("and call")])
    '**Stop** and call'
    """
    merged: list[Piece] = []
    for piece in pieces:
        if not piece.raw and not styled:
            piece = replace(piece, bold=False, italic=False)
        if not piece.raw and not piece.text.strip():
            # Blanks look the same in any style.
            piece = replace(piece, bold=False, italic=False, href="") if not (merged and _alike(merged[-1], piece)) else piece
        if merged and _alike(merged[-1], piece):
            merged[-1] = replace(merged[-1], text=merged[-1].text + piece.text)
        elif piece.text:
            merged.append(piece)
    text = "".join(map(_one, _apart(merged)))
    lines = [" ".join(one.split()) for one in text.split("\n")]
    while lines and not lines[0]:
        lines.pop(0)
    while lines and not lines[-1]:
        lines.pop()
    return "  \n".join(_line_start(one) for one in lines if one)


def _alike(one: Piece, other: Piece) -> bool:
    return not one.raw and not other.raw and (one.bold, one.italic, one.href) == (other.bold, other.italic, other.href)


def _apart(pieces: list[Piece]) -> list[Piece]:
    """Emphasis in the middle of a word, or that touches other emphasis, would not be read as such: it is left out there."""
    done: list[Piece] = []
    for number, piece in enumerate(pieces):
        if (piece.bold or piece.italic) and not piece.raw:
            before = pieces[number - 1].text[-1:] if number else ""
            after = pieces[number + 1].text[:1] if number + 1 < len(pieces) else ""
            styled_before = number > 0 and (done[-1].bold or done[-1].italic)
            word = piece.text.strip()
            glued = (before.isalnum() and piece.text == piece.text.lstrip()) or (after.isalnum() and piece.text == piece.text.rstrip())
            touching = styled_before and not before.isspace() and piece.text == piece.text.lstrip()
            odd = not (word[:1].isalnum() and (word[-1:].isalnum() or not after.strip() or not after.isalnum()))
            if glued or touching or (odd and (before.strip() or after.strip())) or "\n" in word:
                piece = replace(piece, bold=False, italic=False)
        done.append(piece)
    return done


def _one(piece: Piece) -> str:
    if piece.raw:
        return piece.text
    core = piece.text.strip()
    if not core:
        return piece.text
    lead = piece.text[: len(piece.text) - len(piece.text.lstrip())]
    tail = piece.text[len(piece.text.rstrip()) :]
    sign = "**" * piece.bold + "*" * piece.italic
    shown = plain(core) if not piece.href else _escaped(core)
    shown = f"{sign}{shown}{sign[::-1]}"
    if piece.href:
        shown = f"[{shown}](<{piece.href}>)" if re.search(r"[()\s]", piece.href) else f"[{shown}]({piece.href})"
    return lead + shown + tail


def _line_start(text: str) -> str:
    """A line that would begin a list, heading or quote, so that it does not."""
    found = _LINE_START.match(text)
    if not found:
        return text
    if found[1]:
        return "\\" + text
    if found[2]:
        return f"&#{ord(found[2])};" + text[1:]
    return found[3] + "\\" + text[found.end(3) :]


def cell(text: str) -> str:
    """A block of Markdown as the cell of a table."""
    return text.replace("  \n", " / ").replace("\n", " ").replace("|", "\\|")


def table(rows: list[list[str]]) -> str:
    """Rows of cells, the first the heads, as a table.

    >>> print(table([["a", "b"], ["1"]]))
    | a | b |
    |---|---|
    | 1 |  |
    """
    width = max(map(len, rows))
    wide = [[cell(one) for one in row] + [""] * (width - len(row)) for row in rows]
    lines = ["| " + " | ".join(row) + " |" for row in wide]
    return "\n".join([lines[0], "|" + "---|" * width, *lines[1:]])
