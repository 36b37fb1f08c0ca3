"""Archives of files (.zip): each file in them is read as if it lay in a folder of that name; written, they are always the same bytes."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping

from practicum.tables.grids import Limits, Refusal

_UNPACK = "unpack it and hand in the folder"
# What reading a damaged archive raises; NotImplementedError is the standard library's word for a compression that it does not know.
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError, struct.error)

# The zip format knows no earlier day.
_NO_DAY = (1980, 1, 1, 0, 0, 0)


def is_archive(data: bytes) -> bool:
    """Whether these are the bytes of an archive of files, and not those of a workbook, which is an archive too.

    >>> is_archive(b"learner,module")
    False
    """
    if not data.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except BROKEN:
        return False
    return not any(name.startswith("xl/") or name in ("content.xml", "[Content_Types].xml") for name in names)


def unpacked_files(name: str, data: bytes, *, limits: Limits) -> Iterator[tuple[str, bytes] | Refusal]:
    """The files of an archive, one after another with the archive's name before theirs; a refusal ends it or stands for one file.

    What is unpacked is counted, whatever sizes the archive declares.
    """
    left = limits.unpacked_bytes
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.filename.endswith("/")]
            if len(entries) > limits.entries:
                yield Refusal(name, "TOO_LARGE", "the archive holds too many files", _UNPACK)
                return
            for entry in sorted(entries, key=lambda entry: entry.filename):
                place = f"{name}/{entry.filename}"
                if entry.filename.startswith("__MACOSX/"):
                    continue
                try:
                    with archive.open(entry) as stream:
                        content = stream.read(min(left, limits.bytes) + 1)
                except RuntimeError:
                    yield Refusal(place, "LOCKED", "the archive is protected by a password", _UNPACK)
                    continue
                except BROKEN:
                    yield Refusal(place, "DAMAGED", "the file cannot be unpacked", _UNPACK)
                    continue
                left -= len(content)
                if left <= 0 or len(content) > limits.bytes:
                    yield Refusal(name, "TOO_LARGE", "the archive unpacks to far more than it looks", _UNPACK)
                    return
                if is_archive(content):
                    yield Refusal(place, "NO_TABLE", "an archive lies inside an archive", _UNPACK)
                    continue
                yield place, content
    except BROKEN:
        yield Refusal(name, "DAMAGED", "the archive is damaged", _UNPACK)


def zipped(files: Mapping[str, bytes], first: str) -> bytes:
    """An archive of these files; the same files give the same bytes. ``first`` stands first, not compressed."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as pack:
        for name in sorted(files, key=lambda name: (name != first, name)):
            entry = zipfile.ZipInfo(name, _NO_DAY)
            entry.compress_type = zipfile.ZIP_STORED if name == first else zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            pack.writestr(entry, files[name])
    return made.getvalue()
