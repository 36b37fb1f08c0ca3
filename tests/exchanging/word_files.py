"""Word files made for a test."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from practicum.exchanging.word_template import add_styles

W = nsdecls("w")


def png(number: int = 0, *, width: int = 2, words: bytes = b"") -> bytes:
    """A small picture; each number gives another. ``words`` are written into it."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    row = b"\0" + bytes([number % 256, number // 256 % 256, 7]) * width
    talk = chunk(b"tEXt", b"Comment\0" + words) if words else b""
    head = struct.pack(">IIBBBBB", width, 1, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + talk + chunk(b"IDAT", zlib.compress(row, 0)) + chunk(b"IEND", b"")


def saved(document: Any) -> bytes:
    """The bytes of a document."""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def on_template() -> Any:
    """A module written on the template."""
    document = docx.Document()
    add_styles(document)
    document.add_paragraph("Asking neighbours", style="Title")
    table = document.add_table(rows=0, cols=2)
    for name, value in (("ID", "F03"), ("Hours", "6 hours"), ("Teaches", "REL-1=1; REL-2=2"), ("For whom", "FSW"), ("Needs", "F01"),
                        ("Summary", "How neighbours are asked."),
                        ("Purpose", "After it neighbours are asked before offices.")):  # fmt: skip
        cells = table.add_row().cells
        cells[0].text, cells[1].text = name, value
    for style, words in (
        ("Lesson", "Who lives next door?"), ("Normal", "Neighbours hear what offices never read. See [the first module](module:F01)."),
        ("Heading 2", "Three doors"), ("List Number", "Knock"), ("List Number", "Wait"), ("List Bullet", "Never through a window"),
        ("Scenario", "The red door"), ("Content warning", "A child alone."), ("Normal", "It is six o'clock and nobody opens."),
        ("Key point", "Ask before you tell."), ("Lesson", "What do we write down?"), ("Normal", "Only what was seen."),
        ("Trainer notes", "Trainer notes"), ("Normal", "Let learners knock on a real door."), ("Assessment", "Assessment"),
        ("Normal", "Hold two talks with neighbours."), ("Question", "Who is asked first?"), ("Right answer", "The child"),
        ("Feedback", "Always."), ("Wrong answer", "The office"), ("Feedback", "It comes later."), ("Question", "Say why."),
        ("Model answer", "Because they see it daily."), ("Question", "Nobody answered this one."),
    ):  # fmt: skip
        document.add_paragraph(words, style=style)
    return document


def insert(document: Any, xml: str) -> None:
    """Put an element at the end of the text; `w` is declared in it."""
    document.element.body.insert(len(document.element.body) - 1, parse_xml(xml))


def repacked(data: bytes, **parts: bytes) -> bytes:
    """The file with parts replaced or added; names with `__` for `/`."""
    named = {name.replace("__", "/"): held for name, held in parts.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            if entry.filename not in named:
                target.writestr(entry.filename, source.read(entry))
        for name, held in named.items():
            target.writestr(name, held)
    return out.getvalue()
