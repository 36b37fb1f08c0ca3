"""Diagrams of lessons as part of the page: in the page's colours, light or dark, and in its language."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping

from practicum.model.drawing import Drawing
from practicum.publishing.configuring import CORE
from practicum.publishing.writing import attribute

FOLDER = "curriculum/diagrams/"
# A picture in a paragraph of its own.
_PICTURE = re.compile(r'^!\[(?P<alt>[^\]\n]*)\]\((?P<target>[^)\s]+\.svg)(?:\s+"[^"\n]*")?\)[ \t]*$', re.MULTILINE)


def with_drawings(text: str, path: str, drawings: Mapping[str, Drawing], language: str = "") -> str:
    """A lesson's Markdown with its diagrams put into the page; pictures that are no diagrams stay as they are.

    ``path`` is the lesson's file; in a ``language`` other than the core's the translated diagram is taken where there is one.
    """

    def inside(found: re.Match[str]) -> str:
        named = posixpath.normpath(posixpath.join(posixpath.dirname(path), found["target"]))
        mirrored = f"curriculum/{language}/diagrams/{posixpath.basename(named)}"
        drawing = drawings.get(mirrored) if language else None
        # A translated lesson names its picture by the original's relative path, which leads to a mirrored folder.
        own = drawing is not None or not language
        drawing = drawing or drawings.get(named) or drawings.get(FOLDER + posixpath.basename(named))
        return f"\n{figure(drawing, found['alt'], own=own)}\n" if drawing is not None else found[0]

    return _PICTURE.sub(inside, text)


def figure(drawing: Drawing, alt: str = "", *, own: bool = True) -> str:
    """A diagram with its caption; ``alt`` and what the drawing says of itself are read to those who do not see it.

    One that is not its ``own`` language's is still English inside: that is marked, and what is heard first is ``alt``.
    """
    parts = dict.fromkeys([alt.strip(), *([drawing.says] if own or not alt.strip() else [])])
    said = " ".join(part if part.endswith((".", "!", "?")) else f"{part}." for part in parts if part)
    foreign, also = ("", "") if own else (f' lang="{CORE}"', f'<desc lang="{CORE}">{attribute(drawing.says)}</desc>' if alt.strip() else "")
    inside = drawing.shapes if own else f"<g{foreign}>{drawing.shapes}</g>"
    return (
        f'<figure class="diagram"><svg viewBox="0 0 {drawing.width:g} {drawing.height:g}" role="img" aria-label="{attribute(said)}">'
        f"{also}{inside}</svg><figcaption{foreign}>{attribute(drawing.title)}</figcaption></figure>"
    )
