"""Diagrams as SVG: read once, checked for what would not be legible, not translatable or not safe, and made ready to stand in a page."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from practicum.diagnostics import Diagnostic
from practicum.model.drawing import Drawing
from practicum.spans import Span

SVG = "{http://www.w3.org/2000/svg}"
# A phone shows some 360 units beside each other: a wider drawing would be shrunk until nobody can read it.
WIDEST = 400
MOST_BYTES = 20_000
_ELEMENTS = frozenset(
    ("svg", "title", "desc", "style", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan")
)
_ATTRIBUTES = frozenset(
    (
        *("class", "d", "x", "y", "dx", "dy", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry"),
        *("width", "height", "points", "transform", "viewBox"),
    )
)
# What the site's style sheet and the drawing's own style both know. Colours come by these names only, so that they follow light and dark.
CLASSES = frozenset(
    (
        *("ink", "soft", "paper", "ground", "line", "edge", "lagoon", "marigold", "clay", "leaf", "plum"),
        *("lagoon-tint", "marigold-tint", "clay-tint", "leaf-tint", "plum-tint"),
        *("stroke-edge", "stroke-lagoon", "stroke-marigold", "stroke-clay", "stroke-leaf", "stroke-plum", "stroke-ink"),
        *("thin", "thick", "dashed", "bold", "small", "middle", "end", "on-dark"),
    )
)
_NUMBERS = re.compile(r"^[\d\s.,-]+$")
# What runs, or carries another document, in a picture that is opened by itself.
_RUNNING = frozenset(("script", "foreignobject", "iframe", "object", "embed", "handler", "listener", "animate", "set", "audio", "video"))
_FETCHING = re.compile(r"@import|url\s*\(\s*['\"]?(?!#)", re.IGNORECASE)
_ENTITY = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)


def read_drawing(path: str, data: bytes) -> tuple[Drawing | None, list[Diagnostic]]:
    """A diagram and its faults; None where it cannot be used at all."""
    if len(data) > MOST_BYTES:
        return None, [_fault(path, 1, f"the drawing has {len(data):,} bytes; the most is {MOST_BYTES:,}", "draw it with fewer shapes")]
    if _ENTITY.search(data):
        return None, [_fault(path, 1, "the drawing declares a document type", "take the line with <!DOCTYPE out")]
    try:
        root = ET.fromstring(data)
    except ET.ParseError as error:
        line, column = error.position
        return None, [_fault(path, line, "the drawing is not well-formed XML", "close every element, and write & as &amp;", column + 1)]
    faults = list(_faults(path, data, root))
    if faults:
        return None, faults
    width, height = (float(one) for one in root.attrib["viewBox"].replace(",", " ").split()[2:])
    words = tuple(" ".join("".join(text.itertext()).split()) for text in root.iter(f"{SVG}text"))
    return Drawing(path, _said(root, "title"), _said(root, "desc"), words, width, height, "".join(_body(root))), []


def picture_faults(path: str, data: bytes) -> Iterator[Diagnostic]:
    """What an SVG picture that is no diagram must not hold: whatever would run or fetch something where somebody opens it."""
    lines = data.decode("utf-8", "replace").splitlines()

    def unsafe(message: str, piece: str, help: str) -> Diagnostic:
        line = next((number for number, each in enumerate(lines, 1) if piece in each), 1)
        return Diagnostic("unsafe-picture", message, Span(path, line, 1, line, 2), help=help)

    if _ENTITY.search(data):
        yield unsafe("the picture declares a document type", "<!", "take the line with <!DOCTYPE out")
        return
    try:
        root = ET.fromstring(data)
    except ET.ParseError as error:
        line, column = error.position
        message = "the picture is not well-formed XML"
        yield Diagnostic("unsafe-picture", message, Span(path, line, column + 1, line, column + 2), help="save it again as plain SVG")
        return
    for element in root.iter():
        name = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
        if name.lower() in _RUNNING:
            yield unsafe(f"the picture holds <{name}>", f"<{name}", "save it as plain SVG, with shapes and words alone")
        if name == "style" and _FETCHING.search("".join(element.itertext())):
            yield unsafe("the picture's style fetches something", "<style", "a picture brings everything along; take `url(…)` out")
        for key, value in element.attrib.items():
            plain = key.rpartition("}")[2].lower()
            inside = value.strip().startswith("#") or value.strip().startswith("data:image/")
            if plain.startswith("on") or (plain in ("href", "src") and not inside) or (plain != "href" and _FETCHING.search(value)):
                yield unsafe(f"the picture has the attribute `{plain}`, which runs or fetches something", f"{plain}=", "take it out")


def _faults(path: str, data: bytes, root: ET.Element) -> Iterator[Diagnostic]:
    lines = data.decode("utf-8", "replace").splitlines()

    def at(piece: str) -> int:
        return next((number for number, line in enumerate(lines, 1) if piece in line), 1)

    if root.tag != f"{SVG}svg":
        yield _fault(path, 1, "the file is not an SVG drawing", 'begin with <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 360 …">')
        return
    box = root.attrib.get("viewBox", "").replace(",", " ").split()
    if len(box) != 4 or not all(_NUMBERS.match(one) for one in box):
        yield _fault(path, 1, "the drawing does not say its size", 'write viewBox="0 0 360 …" in the first element')
    elif float(box[2]) > WIDEST:
        message = f"the drawing is {float(box[2]):g} units wide: on a phone its words could not be read"
        yield _fault(path, 1, message, f"draw it at most {WIDEST} wide, and higher instead")
    for name in ("title", "desc"):
        if not _said(root, name):
            yield _fault(path, 1, f"the drawing has no <{name}>", "say in words what it shows, for those who do not see it")
    if any(re.search(r"url\s*\(|@import", "".join(style.itertext()), re.IGNORECASE) for style in root.iter(f"{SVG}style")):
        yield _fault(path, at("<style"), "the drawing's style fetches something", "a drawing brings everything along; take `url(…)` out")
    for element in root.iter():
        name = element.tag.removeprefix(SVG) if isinstance(element.tag, str) else ""
        if name not in _ELEMENTS:
            plain = name.rpartition("}")[2]
            yield _fault(path, at(f"<{plain}"), f"a drawing has no <{plain}>", f"known are {', '.join(sorted(_ELEMENTS))}")
            continue
        for key, value in element.attrib.items():
            if key not in _ATTRIBUTES:
                plain = key.rpartition("}")[2]
                hint = "colours and sizes come by class, so that they follow light and dark"
                yield _fault(path, at(f"{plain}="), f"a drawing has no attribute `{plain}`", hint)
            elif key == "class":
                for one in value.split():
                    if one not in CLASSES:
                        yield _fault(path, at(f'"{value}"'), f"no look is called `{one}`", f"known are {', '.join(sorted(CLASSES))}")


def _said(root: ET.Element, name: str) -> str:
    found = root.find(f"{SVG}{name}")
    return " ".join("".join(found.itertext()).split()) if found is not None else ""


def _body(root: ET.Element) -> Iterator[str]:
    """The shapes as markup of our own making: only what was checked, no style, no title that a pointer would show."""
    for child in root:
        name = child.tag.removeprefix(SVG)
        if name in ("title", "desc", "style"):
            continue
        attributes = "".join(f" {key}={quoteattr(value)}" for key, value in child.attrib.items())
        inside = escape(child.text or "") if name in ("text", "tspan") else ""
        below = "".join(_body(child))
        yield f"<{name}{attributes}>{inside}{below}</{name}>" if inside or below else f"<{name}{attributes}/>"
        if name == "tspan" and child.tail:
            yield escape(child.tail)


def _fault(path: str, line: int, message: str, help: str, column: int = 1) -> Diagnostic:
    return Diagnostic("unfit-drawing", message, Span(path, line, column, line, column + 1), help=help)
