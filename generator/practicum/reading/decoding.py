"""Bytes to text: what keeps any authored file from being read as text, with its place."""

from __future__ import annotations

import codecs
import re
import unicodedata

from practicum.diagnostics import Diagnostic
from practicum.spans import Span

MAX_BYTES = 1_000_000

_MARKER = re.compile(r"^(?:<{7}|>{7}|\|{7})(?: |$)", re.MULTILINE)
# `=======` under a line of Markdown makes a heading; a conflict has it as well, but never alone.
_ALL_BYTES_OF_TEXT = bytes({*range(0x20, 0x7F), *range(0x80, 0x100), 0x09, 0x0A, 0x0D})
_INVISIBLE = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
# The same as UTF-8, but for the mark that may stand at the start: bytes are searched before anything is decoded again.
_INVISIBLE_BYTES = re.compile(rb"\xe2\x80[\xa8\xa9]|\xef(?:\xbb\xbf|\xbf[\xbe\xbf])|\xc2[\x80-\x9f]")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def decode(path: str, data: bytes) -> tuple[str | None, list[Diagnostic]]:
    """The text of an authored file, or the fault that keeps it from being read: encoding, control characters, merge markers.

    A byte order mark at the start is let pass and left out.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        start = error.start
        line, column = line_and_column(data[:start].decode("utf-8-sig", errors="replace"))
        what = "it looks like UTF-16" if data[:2] in _UTF16 else f"byte {data[start]:#04x} cannot be read"
        return None, [
            Diagnostic(
                "not-utf-8", f"the file is not UTF-8: {what}", Span(path, line, column, line, column + 1),
                help="save the file again with the encoding UTF-8",
            )
        ]
    if data.translate(None, _ALL_BYTES_OF_TEXT) or _INVISIBLE_BYTES.search(data, 3 * data.startswith(codecs.BOM_UTF8)):
        fault = _unprintable(path, text)
        if fault is not None:
            return None, [fault]
    if "<<<<<<<" in text or ">>>>>>>" in text or "|||||||" in text:
        found = _MARKER.search(text.replace("\r", "\n"))
        if found:
            line, _ = line_and_column(text[: found.start()])
            return None, [
                Diagnostic(
                    "merge-marker", "a merge conflict was not settled", Span(path, line, 1, line, 8), "left behind by git",
                    help="keep one of the two versions and delete the lines `<<<<<<<`, `=======` and `>>>>>>>`",
                )
            ]
    return text, []


def _unprintable(path: str, text: str) -> Diagnostic | None:
    zero = text.find("\x00")
    if zero >= 0:
        line, column = line_and_column(text[:zero])
        return Diagnostic(
            "not-utf-8", "the file holds a zero byte, so it is not text", Span(path, line, column, line, column + 1),
            help="open it with the program that made it and save it as plain text",
        )
    found = _INVISIBLE.search(text)
    if found is None:
        return None
    line, column = line_and_column(text[: found.start()])
    character = found.group()
    name = unicodedata.name(character, "").lower() or "a control character"
    return Diagnostic(
        "control-character",
        f"the text holds a character that nobody can see: U+{ord(character):04X}, {name}",
        Span(path, line, column, line, column + 1),
        help="delete it; it often comes along when text is pasted from another program",
    )


def line_and_column(before: str) -> tuple[int, int]:
    """The place that follows the text ``before``, both counted from 1; a line ends with LF, CR or both.

    >>> line_and_column("one" + chr(13) + chr(10) + "tw")
    (2, 3)
    """
    plain = before.replace("\r\n", "\n").replace("\r", "\n")
    return plain.count("\n") + 1, len(plain) - (plain.rfind("\n") + 1) + 1


def too_large(path: str, size: int, bound: int = MAX_BYTES) -> Diagnostic:
    """The fault of a file over its bound."""
    return Diagnostic(
        "file-too-large",
        f"the file has {size:,} bytes; the most is {bound:,}",
        Span(path),
        help="split it, or move what is no text elsewhere",
    )
