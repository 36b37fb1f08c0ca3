"""Files of xAPI statements, one statement after another, however large: JSON lines, a JSON array, a StatementResult, zipped or not.

A file is never held whole. Where a line is damaged the next one is read; where an array is damaged nobody knows what comes after it, so the
file is refused. What unpacks to far more than it looks is refused before it fills anything.
"""

from __future__ import annotations

import codecs
import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, cast

from practicum.tables.archives import BROKEN

MOST_BYTES = 4_000_000
MOST_ENTRIES = 10_000
# Statements repeat themselves and pack well, but hardly so well; deflate itself ends at 1,032 to 1.
MOST_UNPACKED_TO_ONE = 150
ALWAYS_UNPACKED = 16_000_000
_CHUNK = 1 << 20
_DAMAGED = (zlib.error, EOFError, OSError, ValueError)
_RESULT = re.compile(r'\s*\{\s*(?:"more"\s*:\s*"(?:[^"\\]|\\.)*"\s*,\s*)?"statements"\s*:\s*\[')
_RESULT_ENDS = re.compile(r'\]\s*(?:,\s*"more"\s*:\s*(?:"(?:[^"\\]|\\.)*"|null)\s*)?\}')
_ARRAY, _ARRAY_ENDS = re.compile(r"\["), re.compile(r"\]")
# So long may be what opens or closes a page of statements, with the address of the next one.
_OPENS = 8192
_BLANK = re.compile(r"[\s,]*")
_AGAIN = "ask for the export once more, or write it as JSON lines: one statement a line"

# A statement as JSON gives it, or the code of what is wrong with it, and its place: a line, or the how-manieth in an array.
Item = tuple[int, Any]
Tell = Callable[[int], None]


class Unreadable(Exception):
    """A file of which nothing can be used from some place on; ``row`` is the line or statement, 0 where it is the file as a whole."""

    def __init__(self, file: str, message: str, help: str, row: int = 0) -> None:
        super().__init__(message)
        self.file, self.message, self.help, self.row = file, message, help, row


class Fault(str):
    """The code of what is wrong with a statement that could not be read as JSON."""

    __slots__ = ()


def statements_in(name: str, stream: BinaryIO, tell: Tell = lambda done: None) -> Iterator[tuple[str, int, Any]]:
    """The statements of a file, each with the file's name (that of the member in an archive) and its place; see `Item`.

    ``tell`` is told now and then how many bytes were read. Raises Unreadable.
    """
    head = stream.read(4)
    stream.seek(0)
    if head == b"PK\x03\x04":
        yield from _unzipped(name, stream, tell)
    else:
        for place, raw in _one_file(name, stream, tell):
            yield name, place, raw


def _unzipped(name: str, stream: BinaryIO, tell: Tell) -> Iterator[tuple[str, int, Any]]:
    try:
        with zipfile.ZipFile(stream) as archive:
            entries = [one for one in archive.infolist() if not one.filename.endswith("/") and not one.filename.startswith("__MACOSX/")]
            if len(entries) > MOST_ENTRIES:
                raise Unreadable(name, f"the archive holds more than {MOST_ENTRIES:,} files", "unpack it and hand in the folder")
            read = 0
            for entry in sorted(entries, key=lambda one: one.filename):
                shown = "".join(letter for letter in entry.filename.replace("\\", "/") if letter.isprintable())
                place = f"{name}/{shown}"
                if entry.flag_bits & 1:
                    raise Unreadable(place, "the archive is protected by a password", "unpack it and hand in the folder")
                with archive.open(entry) as opened:
                    member = cast("io.BufferedReader", opened)
                    if member.peek(4)[:4] == b"PK\x03\x04":
                        raise Unreadable(place, "an archive lies inside an archive", "unpack it and hand in the folder")
                    for row, raw in _one_file(place, cast("BinaryIO", opened), lambda done: None, entry.compress_size):
                        yield place, row, raw
                read += entry.compress_size
                tell(read)
    except BROKEN as error:
        raise Unreadable(name, "the archive is damaged or was cut off", "ask for it once more") from error


def _one_file(name: str, stream: BinaryIO, tell: Tell, packed: int | None = None) -> Iterator[Item]:
    """The statements of one file that is no archive of several; ``packed`` is how large it is where it lies packed already."""
    source: BinaryIO = stream
    head = stream.peek(4)[:4] if hasattr(stream, "peek") else stream.read(4)
    if not hasattr(stream, "peek"):
        stream.seek(0)
    if head[:2] == b"\x1f\x8b":
        source, measured = cast("BinaryIO", _Unpacking(stream)), stream.tell
    else:
        measured = stream.tell if packed is None else lambda: packed
    watched = _Watched(name, source, measured, tell, grows=source is not stream or packed is not None)
    try:
        yield from _read(name, watched)
    except _DAMAGED as error:
        if isinstance(error, UnicodeDecodeError):
            raise Unreadable(name, "the file is no UTF-8 from some place on", _AGAIN, watched.row) from error
        raise Unreadable(name, "the file is damaged or was cut off", "ask for it once more", watched.row) from error


class _Unpacking(io.RawIOBase):
    """What a gzip file unpacks to, piece by piece, also of several that were written one behind another."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._unpack = zlib.decompressobj(wbits=31)
        self._left = b""

    def read(self, size: int = -1) -> bytes:
        """At most ``size`` bytes; none at the end. Raises EOFError where the file ends too early."""
        while True:
            if self._unpack.eof:
                self._left = self._unpack.unused_data or self._left
                if not self._left.strip(b"\0"):
                    self._left = self._stream.read(_CHUNK)
                    if not self._left.strip(b"\0"):
                        return b""
                self._unpack = zlib.decompressobj(wbits=31)
            data = self._left or self._stream.read(_CHUNK // 4)
            if not data and not self._unpack.eof:
                raise EOFError
            found = self._unpack.decompress(data, size)
            self._left = self._unpack.unconsumed_tail
            if found:
                return found


class _Watched:
    """A stream whose size is watched as it is read; it begins with what tells its encoding."""

    def __init__(self, name: str, stream: BinaryIO, packed: Callable[[], int], tell: Tell, *, grows: bool) -> None:
        self.name, self.row = name, 0
        self._stream, self._packed, self._tell, self._grows = stream, packed, tell, grows
        self._read = 0

    def read(self) -> bytes:
        """The next bytes; none at the end. Raises Unreadable where far more comes than the file looks."""
        data = self._stream.read(_CHUNK)
        self._read += len(data)
        packed = self._packed()
        if self._grows and self._read > ALWAYS_UNPACKED and self._read > MOST_UNPACKED_TO_ONE * packed:
            raise Unreadable(self.name, "it unpacks to far more than it looks", "unpack it, and look into it before you hand it in")
        self._tell(packed)
        return data


def _read(name: str, stream: _Watched) -> Iterator[Item]:
    head = stream.read()
    encoding = "utf-8"
    for mark, named in ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if head.startswith(mark):
            encoding = named
    if encoding == "utf-8" and b"\0" in head[:4]:
        raise Unreadable(name, "it is no text in UTF-8", "write it as UTF-8")
    bare = head[:4096].removeprefix(codecs.BOM_UTF8).lstrip()
    if not bare and encoding != "utf-16":
        # Nothing, or nothing but blank lines: no statement came, and that is no fault.
        while not bare and head:
            head = stream.read()
            bare = head.lstrip()
        if not bare:
            return
    if encoding != "utf-16" and bare[:1] not in (b"{", b"["):
        said = "it is a web page" if bare[:1] == b"<" else "it does not begin as JSON"
        raise Unreadable(name, f"{said}, so no statements are in it", "hand in JSON: statements line by line, or in an array", 1)
    if encoding != "utf-16" and bare[:1] == b"{" and not _RESULT.match(bare.decode("utf-8", "replace")) and _ends_in_line(bare):
        yield from _lines(stream, head)
    else:
        yield from _values(name, stream, head, encoding)


def _ends_in_line(bare: bytes) -> bool:
    """Whether the first object ends where its line ends: then each line is a statement of its own."""
    first, _, _ = bare.partition(b"\n")
    return len(first) == len(bare) or first.rstrip().endswith(b"}")


def _lines(stream: _Watched, head: bytes) -> Iterator[Item]:
    """Statements, or StatementResults, a line each."""
    left = head.removeprefix(codecs.BOM_UTF8)
    ended = False
    while not ended:
        *lines, left = left.split(b"\n")
        if len(left) > MOST_BYTES:
            # What is left of the line is read past.
            stream.row += len(lines)
            for item in _parsed(lines, stream.row - len(lines)):
                yield item
            stream.row += 1
            yield stream.row, Fault("TOO_LARGE")
            lines, left = [], _past(stream)
        for item in _parsed(lines, stream.row):
            yield item
        stream.row += len(lines)
        more = stream.read()
        ended = not more
        left += more
    *lines, left = left.split(b"\n")
    yield from _parsed([*lines, left], stream.row)


def _past(stream: _Watched) -> bytes:
    """What stands behind the end of a line that is too long."""
    while data := stream.read():
        _, end, rest = data.partition(b"\n")
        if end:
            return rest
    return b""


def _parsed(lines: list[bytes], before: int) -> Iterator[Item]:
    import orjson

    quick, read = orjson.loads, json.JSONDecoder(parse_int=whole).decode
    for row, line in enumerate(lines, start=before + 1):
        if len(line) > MOST_BYTES:
            yield row, Fault("TOO_LARGE")
            continue
        try:
            try:
                raw = quick(line)
            except ValueError:
                # It is stricter than what systems write: numbers without an end, half a letter.
                raw = read(line.decode())
        except RecursionError:
            yield row, Fault("TOO_DEEP")
        except ValueError:
            if line.strip():
                yield row, Fault("BAD_JSON")
        else:
            inside = raw.get("statements") if isinstance(raw, dict) else raw
            if isinstance(inside, list):
                yield from ((row, one) for one in inside)
            else:
                yield row, raw


def whole(digits: str) -> float:
    """A whole number; one of thousands of digits is as good as any that is too large."""
    return int(digits) if len(digits) < 20 else float(digits)


def _values(name: str, stream: _Watched, head: bytes, encoding: str) -> Iterator[Item]:
    """The statements of an array or a StatementResult, or objects that are written over several lines one behind another."""
    read = json.JSONDecoder(parse_int=whole).raw_decode
    decode = codecs.getincrementaldecoder(encoding)().decode
    text, place, closes, ended = decode(head), 0, "", False
    while True:
        place = cast("re.Match[str]", _BLANK.match(text, place)).end()
        left = len(text) - place
        # What opens or closes a page is looked at whole.
        if ended or (left and (closes and text[place] != "]")) or left > _OPENS:
            if not left:
                if closes:
                    raise _broken(name, stream.row + 1, cut=True)
                return
            if closes and text[place] == "]":
                tail = _RESULT_ENDS.match(text, place) if closes == "}" else _ARRAY_ENDS.match(text, place)
                if tail is None:
                    raise _broken(name, stream.row + 1, cut=ended and not text[place + 1 :].strip())
                place, closes = tail.end(), ""
                continue
            if not closes and (opens := _RESULT.match(text, place) or _ARRAY.match(text, place)):
                place, closes = opens.end(), "]" if opens.re is _ARRAY else "}"
                continue
            try:
                raw, place = read(text, place)
            except RecursionError:
                raise Unreadable(name, "a statement is nested deeper than any that is read", _AGAIN, stream.row + 1) from None
            except json.JSONDecodeError as error:
                cut, large = _cut_off(error, text), left > MOST_BYTES
                if ended or large or not cut:
                    raise _broken(name, stream.row + 1, cut=cut and ended, large=large) from None
            else:
                stream.row += 1
                yield stream.row, raw
                continue
        more = stream.read()
        ended = not more
        text, place = text[place:] + decode(more, ended), 0


def _cut_off(error: json.JSONDecodeError, text: str) -> bool:
    """Whether a statement may go on behind what was read so far."""
    return error.pos >= len(text.rstrip()) - 8 or error.msg.startswith("Unterminated string")


def _broken(name: str, row: int, *, cut: bool, large: bool = False) -> Unreadable:
    if large:
        return Unreadable(name, "a statement is larger than any that is read (4 MB)", _AGAIN, row)
    return Unreadable(name, "the file was cut off" if cut else "it is no JSON from this statement on", _AGAIN, row)
