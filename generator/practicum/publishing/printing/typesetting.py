"""Documents to PDF with Typst: on every core, and only those that changed since they were typeset before.

Typst gets the page template, the fonts beside it and the document as data. Nothing else is within its reach: the template imports no
package, and authored text is data that Typst never reads as code.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

from practicum.publishing.printing.document import Document

_HERE = Path(__file__).parent
# Tagged for screen readers, with language and title: Typst refuses what does not meet PDF/UA-1.
_STANDARD = "ua-1"
# A day in the file would make two builds of the same sources differ.
_DAY = 0
# So many short documents are typeset between two long ones.
_BETWEEN = 10
_OWN = threading.local()


class PrintingFailed(Exception):
    """The page template does not work, or no Typst is installed; the message is one plain sentence."""


def typeset(documents: Sequence[Document], kept: Path | None = None) -> Iterator[tuple[Document, bytes]]:
    """Every document with its PDF. Those found in the folder ``kept`` are taken from there; it holds just these documents afterwards."""
    keys = {document.path + document.language: _key(document) for document in documents}
    if kept is not None:
        kept.mkdir(parents=True, exist_ok=True)

    def made(document: Document) -> bytes:
        place = kept / f"{keys[document.path + document.language]}.pdf" if kept is not None else None
        if place is not None and place.is_file():
            return place.read_bytes()
        data = _compiled(document)
        if place is not None:
            _put(place, data)
        return data

    order = _mixed(documents)
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as workers:
        yield from zip(order, workers.map(made, order), strict=True)
    if kept is not None:
        wanted = {f"{key}.pdf" for key in keys.values()}
        for path in sorted(kept.iterdir()):
            if path.name not in wanted:
                path.unlink()


def _mixed(documents: Sequence[Document]) -> list[Document]:
    """Long ones first, each followed by short ones: Typst keeps what it laid out for some documents more, in memory."""
    rest = sorted(documents, key=lambda document: (len(document.body), document.path))
    found = []
    while rest:
        found.append(rest.pop())
        found += rest[:_BETWEEN]
        rest = rest[_BETWEEN:]
    return found


def _put(place: Path, data: bytes) -> None:
    """Write whole or not at all: a build that was stopped leaves no half a document to be found by the next."""
    fresh = place.with_suffix(".part")
    fresh.write_bytes(data)
    fresh.replace(place)


def _key(document: Document) -> str:
    return hashlib.sha256(_surroundings() + document.body.encode()).hexdigest()


@cache
def _surroundings() -> bytes:
    """What a PDF depends on besides its document: the template, the fonts and the version of Typst."""
    mark = hashlib.sha256(f"{_typst().__version__} {_STANDARD} {_DAY}".encode())
    for path in [_HERE / "sheet.typ", *sorted((_HERE / "fonts").iterdir())]:
        mark.update(path.read_bytes())
    return mark.digest()


def _typst() -> Any:
    try:
        import typst
    except ImportError as missing:
        raise PrintingFailed("print needs Typst, which is not installed; `pip install practicum` brings it along") from missing
    return typst


def _compiled(document: Document) -> bytes:
    typst = _typst()
    if not hasattr(_OWN, "compiler"):
        # One for each worker, kept: a compiler that is used again lets go of what it no longer needs.
        _OWN.compiler = typst.Compiler(str(_HERE / "sheet.typ"), root=str(_HERE), font_paths=_fonts(), ignore_system_fonts=True)
    try:
        made = _OWN.compiler.compile(sys_inputs={"document": document.body}, format="pdf", pdf_standards=[_STANDARD], timestamp=_DAY)
    except typst.TypstError as fault:
        raise PrintingFailed(f"{document.path} could not be typeset: {' '.join(str(fault.message).split())}") from fault
    return bytes(made)


@cache
def _fonts() -> Any:
    """Our own fonts and those that Typst brings along, never the machine's: every machine makes the same bytes."""
    return _typst().Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(_HERE / "fonts")])
