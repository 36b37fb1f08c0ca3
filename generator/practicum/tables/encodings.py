"""Bytes to UTF-8: what a file declares, what fits, and else the most likely of the old code pages, which is a guess and said to be one.

Which code page a file is in shows in its words: read through a wrong one, small and capital letters, signs and alphabets stand side by side
as in no language. Everything is recoded piece by piece, so that a large file costs little more than itself.
"""

from __future__ import annotations

import codecs
import itertools
import re
import unicodedata
from collections import Counter

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
# The first of those that fit a file's words equally well is taken: the pages of western Europe before those of few files.
PAGES = ("cp1252", "cp1251", "cp1256", "cp1250", "cp1254", "cp1253", "cp1255", "mac_roman", "koi8_r", "cp850", "cp866", "iso8859_5")
_PIECE = 1 << 20
_WORDS = 500
# Of a large file so many bytes at so many places are looked at.
_WINDOW, _WINDOWS = 100_000, 8
_WORD = re.compile(rb"[A-Za-z'\x80-\xff]+")
# Letters that languages written in the page use; others are possible and rare.
_USUAL: dict[str, str] = {
    "cp1252": "àâäáãåæçéèêëíìîïñóòôöõøúùûüýÿœßšžÀÂÄÁÃÅÆÇÉÈÊËÍÎÏÑÓÔÖÕØÚÜŒŠŽ",
    "cp1250": "ąćęłńóśźżáčďéěíňřšťúůýžăâîşţșțőűäöüßĄĆĘŁŃÓŚŹŻÁČĎÉĚÍŇŘŠŤÚŮÝŽĂÂÎŞŢŐŰÄÖÜ",
    "cp1254": "çğıöşüâîûÇĞİÖŞÜÂÎÛ",
    "cp1251": "абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯЁІЇЄҐ",
    "mac_roman": "àâäáãåæçéèêëíìîïñóòôöõøúùûüÿœßÀÂÄÁÃÅÆÇÉÈÊËÍÎÏÑÓÔÖÕØÚÜŒ",
    "cp850": "àâäáãåæçéèêëíìîïñóòôöõøúùûüÿßÀÂÄÁÃÅÆÇÉÈÊËÍÎÏÑÓÔÖÕØÚÜ",
}
_SIGNS_IN_WORDS = frozenset("'’\u2018\u02bc`\u00b4-")


def recoded(data: bytes, encoding: str | None = None) -> tuple[bytes, str, bool] | int:
    """The text as UTF-8, its encoding and whether that was guessed; or the position of the byte that cannot be read.

    A mark at the start decides; else zero bytes betray UTF-16; else UTF-8 if it fits; else the page that fits the words best.
    Raises LookupError where no encoding has the name that was given.

    >>> recoded("Núñez".encode("cp1252"))[0].decode(), recoded("Анна Иванова".encode("cp1251"))[1:]
    ('Núñez', ('cp1251', True))
    """
    if encoding is not None:
        return _through(data, encoding, guessed=False)
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _through(data, name, guessed=False)
    wide = _unmarked_utf16(data[:4096])
    if wide:
        return _through(data, wide, guessed=True)
    found = _through(data, "utf-8", guessed=False)
    if not isinstance(found, int):
        return found
    if _mostly_utf8(data):
        # One broken letter among many whole ones is a damage, and no other encoding.
        text = data.decode("utf-8", "replace")
        return text.encode(), "utf-8", True
    found = _through(data, likely_page(data), guessed=True)
    return found if not isinstance(found, int) else _through(data, "latin-1", guessed=True)


def stray_zero(data: bytes) -> int:
    """The position of a zero byte in a file that is in no encoding that has them, or -1: such a file is no text.

    >>> stray_zero(b"a,b,1," + bytes(1)), stray_zero("a,b".encode("utf-16"))
    (6, -1)
    """
    if any(data.startswith(mark) for mark, name in _MARKS if name != "utf-8-sig") or _unmarked_utf16(data[:4096]):
        return -1
    return data.find(b"\x00")


def _through(data: bytes, encoding: str, *, guessed: bool) -> tuple[bytes, str, bool] | int:
    """The bytes recoded from one encoding, or the position of the first that it cannot read."""
    decoder = codecs.getincrementaldecoder(encoding)()
    same = codecs.lookup(encoding).name in ("utf-8", "ascii")
    pieces: list[bytes] = []
    for start in range(0, max(len(data), 1), _PIECE):
        try:
            text = decoder.decode(data[start : start + _PIECE], start + _PIECE >= len(data))
            pieces.append(b"" if same else text.encode())
        except UnicodeDecodeError as error:
            return start + max(error.start, 0)
        except UnicodeEncodeError:
            # Half a letter that stands for nothing by itself.
            return start
    return (data if same else b"".join(pieces)), encoding, guessed


def _unmarked_utf16(head: bytes) -> str:
    """The kind of UTF-16 that the start of a file is in, or an empty text; every other encoding has no zero bytes.

    >>> _unmarked_utf16("id;имя".encode("utf-16-be")), _unmarked_utf16(b"a,b,1," + bytes(1) + b",c")
    ('utf-16-be', '')
    """
    if 0 not in head:
        return ""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    # Letters of most scripts with spaces and digits leave zeros in every second byte; a stray zero is no UTF-16.
    if max(even, odd) > max(2, len(head) // 10):
        return "utf-16-le" if odd >= even else "utf-16-be"
    for name in ("utf-16-le", "utf-16-be"):
        text = head[: len(head) // 2 * 2].decode(name, "replace")
        plain = sum(1 for character in text if character < "\u0700" and (character.isprintable() or character in "\t\r\n"))
        if plain >= 0.9 * len(text):
            return name
    return ""


def _mostly_utf8(data: bytes) -> bool:
    """Whether nearly all that is no plain letter reads as UTF-8, as in a file of which one byte was broken or cut off."""
    text = _windows(data).decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = len(text) - len(text.encode("ascii", "ignore")) - broken
    return whole >= 3 * broken and broken <= 20


def _windows(data: bytes) -> bytes:
    """The whole of a small file, stretches of a large one."""
    if len(data) <= _WINDOW * _WINDOWS:
        return data
    stride = len(data) // _WINDOWS
    return b"\n".join(data[start : start + _WINDOW] for start in range(0, stride * _WINDOWS, stride))


def likely_page(data: bytes) -> str:
    """The code page under which the words of a file look most like words.

    >>> likely_page("Zoë,Ștefania,Țăran,Brăila".replace("Ș", "Ş").replace("Ț", "Ţ").encode("cp1250"))
    'cp1250'
    """
    words = Counter(word for word in _WORD.findall(_windows(data)) if not word.isascii())
    sample = [word for word, _ in words.most_common(_WORDS)]
    best, least = "cp1252", float("inf")
    for page in PAGES:
        cost = 0.0
        for word in sample:
            try:
                cost += _strangeness(word.decode(page), _USUAL.get(page, ""))
            except UnicodeDecodeError:
                cost += 8
            if cost >= least:
                break
        if cost < least:
            best, least = page, cost
    return best


def _strangeness(word: str, usual: str) -> float:
    """How unlike a word these characters are; 0 for a word as any other."""
    cost = 0.0
    scripts = set()
    high = 0
    for character in word:
        if character.isascii():
            if character.isalpha():
                scripts.add("latin")
            continue
        high += 1
        if not character.isalpha() and unicodedata.category(character)[0] != "M":
            cost += 0 if character in _SIGNS_IN_WORDS else 2.5
            continue
        script = _script(character)
        scripts.add(script)
        if script in ("latin", "cyrillic") and usual and character not in usual:
            cost += 1
    cost += 4 * max(len(scripts) - 1, 0)
    if scripts == {"latin"} and high * 2 > len(word) and len(word) > 2:
        cost += 1.5 * high
    if scripts & {"cyrillic", "greek", "latin"}:
        letters = [character for character in word if character.isalpha()]
        # A capital behind a small letter, but not a word in capitals; `McDonald` happens, and rarely.
        cost += 2 * sum(1 for before, after in itertools.pairwise(letters) if before.islower() and after.isupper())
        if len(letters) > 2 and letters[0].islower() and all(letter.isupper() for letter in letters[1:]):
            cost += 4
    return cost


def _script(character: str) -> str:
    if character < "\u0250":
        return "latin"
    if "\u0370" <= character <= "\u03ff":
        return "greek"
    if "\u0400" <= character <= "\u052f":
        # Letters of Serbian, Macedonian and Ukrainian beside those of Russian: rare, and signs of a wrong page.
        return "cyrillic"
    if "\u0590" <= character <= "\u05ff":
        return "hebrew"
    return "arabic" if "\u0600" <= character <= "\u06ff" else unicodedata.name(character, "?").split(" ")[0]
