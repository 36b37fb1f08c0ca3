"""Diagrams for paper: each brings its looks along, in greys that a copier keeps apart."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from functools import cache

from practicum.model.drawing import Drawing
from practicum.publishing.printing.nodes import Node, picture

# One unit of a drawing is a phone's pixel; on paper its letters have the size of running text.
POINTS_A_UNIT = 0.68
FONT = "Atkinson Hyperlegible Next"
# Dark colours carry white words and become dark greys; tints carry dark words and become light ones that differ when copied.
_FILLS = {
    "ink": "#111111",
    "soft": "#3d3d3d",
    "paper": "#ffffff",
    "ground": "#f7f7f7",
    "line": "#cfcfcf",
    "edge": "#6e6e6e",
    "lagoon": "#3a3a3a",
    "marigold": "#b9b9b9",
    "clay": "#4d4d4d",
    "leaf": "#565656",
    "plum": "#2e2e2e",
    "on-dark": "#ffffff",
    "lagoon-tint": "#ececec",
    "marigold-tint": "#f6f6f6",
    "clay-tint": "#e2e2e2",
    "leaf-tint": "#f1f1f1",
    "plum-tint": "#e7e7e7",
}
_STROKES = {f"stroke-{name}": _FILLS[name] for name in ("edge", "lagoon", "clay", "leaf", "plum", "ink")} | {"stroke-marigold": "#8a8a8a"}
_OPEN = ("path", "line", "polyline")


@cache
def grey(drawing: Drawing) -> str:
    """The drawing as an SVG of its own, its classes turned into attributes.

    A class further right wins where two give the same, as in the site's style sheet; shapes of lines without a fill stay open.
    """
    root = ET.fromstring(f"<g>{drawing.shapes}</g>")
    for element in root.iter():
        if element is not root:
            _dress(element)
    shapes = "".join(ET.tostring(child, "unicode") for child in root)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {drawing.width:g} {drawing.height:g}" '
        f'width="{drawing.width:g}" height="{drawing.height:g}" font-family="{FONT}" font-size="15">{shapes}</svg>'
    )


def _dress(element: ET.Element) -> None:
    looks = element.attrib.pop("class", "").split()
    fill = next((_FILLS[look] for look in reversed(looks) if look in _FILLS), "")
    stroke = next((_STROKES[look] for look in reversed(looks) if look in _STROKES), "")
    if element.tag == "text":
        element.set("fill", fill or _FILLS["ink"])
        element.set("font-size", "13" if "small" in looks else "15")
    elif element.tag == "tspan" or element.tag == "g":
        if fill:
            element.set("fill", fill)
    else:
        element.set("fill", fill or ("none" if element.tag in _OPEN else _FILLS["ink"]))
    if "bold" in looks:
        element.set("font-weight", "700")
    if "middle" in looks or "end" in looks:
        element.set("text-anchor", "middle" if "middle" in looks else "end")
    if stroke:
        element.set("stroke", stroke)
        element.set("stroke-width", "1.2" if "thin" in looks else "4" if "thick" in looks else "2")
        element.set("stroke-linecap", "round")
        element.set("stroke-linejoin", "round")
        if "dashed" in looks:
            element.set("stroke-dasharray", "5 5")


def drawn(drawing: Drawing, alt: str = "") -> Node:
    """A diagram with its caption; ``alt`` and what the drawing says of itself are read to those who do not see it."""
    spoken = " ".join(part if part.endswith((".", "!", "?")) else f"{part}." for part in dict.fromkeys([alt.strip(), drawing.says]) if part)
    return picture(grey(drawing), spoken, drawing.title, drawing.width * POINTS_A_UNIT)
