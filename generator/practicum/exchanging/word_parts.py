"""What a Word file is made of below its text: the names of its elements, its lists and footnotes, and walks through them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docx.document import Document

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
WPS = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"
V = "{urn:schemas-microsoft-com:vml}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
# What holds words without being any.
THROUGH = frozenset(f"{W}{one}" for one in ("ins", "moveTo", "smartTag", "customXml", "sdt", "sdtContent", "fldSimple", "dir", "bdo"))


def choice(element: Any) -> Any:
    """Of the ways in which one thing is given, the first; an older way where that is empty."""
    first = element.find(f"{MC}Choice")
    found = first if first is not None and len(first) else element.find(f"{MC}Fallback")
    return found if found is not None else ()


def is_on(properties: Any, name: str) -> bool:
    """Whether a property of a run, such as bold, is set."""
    found = properties.find(f"{W}{name}") if properties is not None else None
    return found is not None and found.get(f"{W}val", "1") not in ("0", "false", "off")


def words_of(element: Any) -> str:
    """All words below an element, as one line."""
    return " ".join("".join((one.text or "") if one.tag != f"{W}p" else " " for one in element.iter(f"{W}t", f"{M}t", f"{W}p")).split())


def root_of(part: Any) -> Any:
    """A part of the file as a tree."""
    from docx.oxml import parse_xml

    held = getattr(part, "element", None)
    return parse_xml(part.blob) if held is None else held


def rows_of(element: Any) -> Iterator[Any]:
    """The rows of a table, without those that a tracked change deleted."""
    for child in element:
        if child.tag == f"{W}tr":
            about = child.find(f"{W}trPr")
            if about is None or about.find(f"{W}del") is None:
                yield child
        elif child.tag in THROUGH:
            yield from rows_of(child)


def cells_of(row: Any) -> Iterator[Any]:
    """The cells of a row."""
    for child in row:
        if child.tag == f"{W}tc":
            yield child
        elif child.tag in THROUGH:
            yield from cells_of(child)


def list_formats(document: Document) -> dict[tuple[str, str], str]:
    """By the number of a list and the level in it: `bullet`, `decimal` and their like."""
    parts = (one for one in document.part.rels.values() if one.reltype.endswith("/numbering") and not one.is_external)
    part = next((one.target_part for one in parts), None)
    if part is None:
        return {}
    root = root_of(part)
    abstract = {one.get(f"{W}abstractNumId"): one for one in root.findall(f"{W}abstractNum")}
    found: dict[tuple[str, str], str] = {}
    for number in root.findall(f"{W}num"):
        named = number.find(f"{W}abstractNumId")
        source = abstract.get(named.get(f"{W}val")) if named is not None else None
        for level in source.findall(f"{W}lvl") if source is not None else ():
            sort = level.find(f"{W}numFmt")
            found[(number.get(f"{W}numId", ""), level.get(f"{W}ilvl", ""))] = sort.get(f"{W}val", "") if sort is not None else "decimal"
    return found


def notes_of(document: Document) -> dict[tuple[str, str], tuple[Any, Any]]:
    """The footnotes and endnotes by kind and id, each with the part that knows the targets of its links."""
    found: dict[tuple[str, str], tuple[Any, Any]] = {}
    for rel in document.part.rels.values():
        sort = rel.reltype.rpartition("/")[2]
        if rel.is_external or sort not in ("footnotes", "endnotes"):
            continue
        for note in root_of(rel.target_part).findall(f"{W}{sort[:-1]}"):
            if note.get(f"{W}type") in (None, "normal"):
                found[(sort[:-1], note.get(f"{W}id", ""))] = (note, rel.target_part)
    return found
