"""Pictures as they come in a file of another kind: only formats that every browser shows, and nothing in them but the picture.

A photograph carries where and when it was taken, and by whom: that is taken out. Which way is up stays.
"""

from __future__ import annotations

import struct
import zlib

_SIGNS = ((b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpg"), (b"GIF87a", "gif"), (b"GIF89a", "gif"))
# Chunks of a PNG that say something about its making, not about the picture.
_TALK = frozenset({b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"})
_ORIENTATION = 0x0112


def picture_kind(data: bytes) -> str:
    """The ending of the format that these bytes are in; empty where it is none that every browser shows.

    >>> picture_kind(b"GIF89a"), picture_kind(b"BM")
    ('gif', '')
    """
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    return next((kind for sign, kind in _SIGNS if data.startswith(sign)), "")


def bare(data: bytes) -> bytes | None:
    """The picture without what was written into it about place, time and maker; None where it is damaged."""
    kind = picture_kind(data)
    try:
        return _bare_jpeg(data) if kind == "jpg" else _bare_png(data) if kind == "png" else data
    except (struct.error, IndexError, ValueError):
        return None


def _bare_png(data: bytes) -> bytes:
    kept, at = [data[:8]], 8
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        name, end = data[at + 4 : at + 8], at + 12 + length
        if end > len(data) or zlib.crc32(data[at + 4 : end - 4]) != struct.unpack(">I", data[end - 4 : end])[0]:
            raise ValueError("a chunk is cut off")
        if name not in _TALK:
            kept.append(data[at:end])
        at = end
        if name == b"IEND":
            return b"".join(kept)
    raise ValueError("no end")


def _bare_jpeg(data: bytes) -> bytes:
    kept, at, turned = [data[:2]], 2, 1
    while True:
        if data[at] != 0xFF:
            raise ValueError("no marker")
        mark = data[at + 1]
        if mark == 0xFF:
            at += 1
            continue
        if mark == 0xDA:
            break
        end = at + 2 + int(struct.unpack(">H", data[at + 2 : at + 4])[0])
        if end > len(data):
            raise ValueError("a segment is cut off")
        if mark == 0xE1 and data[at + 4 : at + 10] == b"Exif\0\0":
            turned = _orientation(data[at + 10 : end])
        # What applications write about the picture, and comments; JFIF (E0), colours (E2) and Adobe's (EE) are needed to show it.
        if not (mark in (0xE1, 0xFE) or 0xE3 <= mark <= 0xED or mark == 0xEF):
            kept.append(data[at:end])
        at = end
    if turned != 1:
        told = struct.pack(">HHIHH", _ORIENTATION, 3, 1, turned, 0)
        exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01" + told + b"\0\0\0\0"
        kept.insert(1, b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif)
    return b"".join(kept) + data[at:]


def _orientation(exif: bytes) -> int:
    order = "<" if exif[:2] == b"II" else ">"
    try:
        (start,) = struct.unpack(order + "I", exif[4:8])
        (count,) = struct.unpack(order + "H", exif[start : start + 2])
        for number in range(count):
            place = start + 2 + 12 * number
            tag, _, _, value = struct.unpack(order + "HHIH", exif[place : place + 10])
            if tag == _ORIENTATION and 1 <= value <= 8:
                return int(value)
    except struct.error:
        pass
    return 1
