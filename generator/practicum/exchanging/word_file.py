"""Opening a Word file: what it is, is found from its bytes; what could hurt whoever opens it is refused before anything is parsed."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from practicum.authoring.refusing import Refused
from practicum.tables.archives import BROKEN

if TYPE_CHECKING:
    from docx.document import Document

# A module of two hundred pages with its pictures has 20 MB; its text, unpacked, 5.
MOST_BYTES = 60_000_000
MOST_UNPACKED = 250_000_000
MOST_MARKUP = 40_000_000
MOST_PARTS = 5_000

_AGAIN = "open it in Word or LibreOffice and save it as a Word document (.docx)"
# A document of which a part is missing raises a KeyError besides.
_BROKEN = (*BROKEN, KeyError)
_ODD = (
    (b"%PDF", "it is a PDF"), (b"{\\rtf", "it is a text in RTF"), (b"<html", "it is a web page"), (b"<!doctype", "it is a web page"),
    (b"<?xml", "it is XML by itself"),
)  # fmt: skip
# In any of the ways in which XML may be written.
_DECLARED = tuple(sign.encode(code) for sign in ("<!DOCTYPE", "<!ENTITY") for code in ("utf-8", "utf-16-le", "utf-16-be"))


def opened(name: str, data: bytes) -> Document:
    """The Word document in these bytes. Raises Refused where it is none, is locked, carries macros, is damaged, or unpacks too far."""
    _no_other(name, data)
    _bounded(name, data)
    import docx
    from docx.opc.exceptions import OpcError

    try:
        return docx.Document(io.BytesIO(data))
    except (*_BROKEN, OpcError, SyntaxError, AttributeError, TypeError, AssertionError, RecursionError) as error:
        raise _refused(name, "the Word file is damaged", _AGAIN) from error


def _refused(name: str, why: str, help: str) -> Refused:
    return Refused(f"{name}: {why}", f"{help}; nothing was written", code=1)


def _no_other(name: str, data: bytes) -> None:
    if len(data) > MOST_BYTES:
        raise _refused(name, f"the file has more than {MOST_BYTES:,} bytes", "make its pictures smaller, or import it in parts")
    if not data.strip():
        raise _refused(name, "the file is empty", "save it again in Word")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise _refused(name, "the file is protected by a password", "save it without one")
        raise _refused(name, "it is an old Word file (.doc), whatever its name says", _AGAIN)
    if not data.startswith(b"PK"):
        start = data[:512].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
        what = next((says for sign, says in _ODD if start.startswith(sign.lower())), "it is no Word file")
        raise _refused(name, f"{what}, whatever its name says", _AGAIN)


def _bounded(name: str, data: bytes) -> None:
    """Refuse by declared sizes first, then read every part once: a part that is not what it declares fails its check sum."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            if len(entries) > MOST_PARTS or len(names) < len(entries):
                raise _refused(name, "the file holds too many parts, or one of them twice", _AGAIN)
            if any(entry.flag_bits & 1 for entry in entries):
                raise _refused(name, "the file is protected by a password", "save it without one")
            markup = sum(entry.file_size for entry in entries if _is_markup(entry.filename))
            if sum(entry.file_size for entry in entries) > MOST_UNPACKED or markup > MOST_MARKUP:
                raise _refused(name, "the file unpacks to far more than it looks", "make its pictures smaller, or send it in parts")
            _is_word(name, archive, names)
            for entry in entries:
                held = archive.read(entry)
                if _is_markup(entry.filename) and any(sign in held for sign in _DECLARED):
                    raise _refused(name, f"`{entry.filename}` in it declares a document type, which no Word file does", _AGAIN)
    except _BROKEN as error:
        raise _refused(name, "the file is damaged, or only a part of it arrived", "get it once more, or save it again in Word") from error


def _is_markup(part: str) -> bool:
    return part.lower().endswith((".xml", ".rels", ".vml"))


def _is_word(name: str, archive: zipfile.ZipFile, names: set[str]) -> None:
    if "mimetype" in names and b"opendocument" in archive.read("mimetype")[:200]:
        raise _refused(name, "it is an OpenDocument file (.odt), whatever its name says", _AGAIN)
    if "[Content_Types].xml" not in names:
        raise _refused(name, "it is an archive of files, and no Word file", "unpack it and name the Word file in it")
    types = archive.read("[Content_Types].xml")
    if b"ms-word.document.macroEnabled" in types or b"ms-word.template.macroEnabled" in types:
        raise _refused(
            name, "it is a Word file with macros (.docm)",
            "save it in Word as “Word document (.docx)”, which leaves the macros out; none of them ran",
        )  # fmt: skip
    if b"wordprocessingml.template.main" in types:
        raise _refused(name, "it is a Word template (.dotx)", _AGAIN)
    if b"wordprocessingml.document.main" not in types:
        what = "a workbook" if b"spreadsheetml" in types else "a set of slides" if b"presentationml" in types else "something else"
        raise _refused(name, f"it is {what}, and no Word file", _AGAIN)
