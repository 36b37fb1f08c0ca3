"""A CASE file as data: JSON that was read with suspicion, and a walk through it that names each fault by its JSON path."""

from __future__ import annotations

import contextlib
import gc
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from practicum.authoring import Refused
from practicum.exchanging.faulty_file import FaultThere

# A package of 5,000 competencies with their indicators has about 25 MB.
MAX_BYTES = 200_000_000
_MOST_DIGITS = 18
_MARKS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16", b"\x00\x00": "UTF-32"}


class _Twice(ValueError):
    pass


class _Huge(ValueError):
    pass


def json_of(name: str, data: bytes) -> Any:
    """What a JSON file holds. Raises Refused, with line and column, where it is none, or more than a reader should take."""
    if len(data) > MAX_BYTES:
        raise Refused(f"{name}: the file has more than {MAX_BYTES:,} bytes", "export one framework at a time", code=1)
    if data[:4] == b"PK\x03\x04" or data[:2] == b"\x1f\x8b":
        raise Refused(f"{name}: the file is packed (ZIP or gzip), no JSON", "unpack it, and import the JSON file that is in it", code=1)
    if data[:2] in _MARKS:
        raise Refused(f"{name}: the file is not UTF-8: it looks like {_MARKS[data[:2]]}", "save it again with the encoding UTF-8", code=1)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        said = f"{name}:{line}: the file is not UTF-8: byte {data[error.start]:#04x} cannot be read"
        raise Refused(said, "save it again with the encoding UTF-8", code=1) from error
    if not text.strip():
        raise Refused(f"{name}: the file is empty", "fetch it again", code=1)
    if text.lstrip()[:1] == "<":
        help = "fetch the CFPackage as JSON, and look whether it asks for a login"
        raise Refused(f"{name}: the file is a web page or XML, no JSON", help, code=1)
    try:
        found = json.loads(text, parse_int=_whole, parse_constant=_constant, object_pairs_hook=_pairs)
        if "\\ud" in text.lower():
            json.dumps(found, ensure_ascii=False).encode()
        return found
    except UnicodeEncodeError as error:
        said = f"{name}: a text holds half a character (`\\ud800` or its like)"
        raise Refused(said, "write the character itself, as UTF-8", code=1) from error
    except json.JSONDecodeError as error:
        said = f"{name}:{error.lineno}:{error.colno}: no JSON: {error.msg.lower()}"
        raise Refused(said, "fetch it again: it may have been cut off", code=1) from error
    except RecursionError as error:
        raise Refused(f"{name}: lists or objects stand too deep in each other", "fetch the package again", code=1) from error
    except _Twice as error:
        raise Refused(f"{name}: an object has the key `{error}` twice", "take one of the two out", code=1) from error
    except _Huge as error:
        raise Refused(f"{name}: this is no number that CASE knows: {error}", "write numbers of at most 18 digits", code=1) from error


@contextlib.contextmanager
def uncollected() -> Iterator[None]:
    """Without Python's collector of circles: a tree of JSON has none, and looking through all of it again and again takes longest."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _whole(text: str) -> int:
    if len(text) > _MOST_DIGITS:
        raise _Huge(f"{text[:12]}… ({len(text):,} digits)")
    return int(text)


def _constant(text: str) -> float:
    raise _Huge(text)


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _Twice(next(key for key, times in Counter(key for key, _ in pairs).items() if times > 1)[:60])
    return found


class Walk:
    """Fields of objects with their faults; what was not asked for is counted, so that it can be said what was left behind."""

    def __init__(self) -> None:
        self.faults: list[FaultThere] = []
        self.left: Counter[str] = Counter()

    def fault(self, place: str, message: str, help: str = "") -> None:
        """Note a fault."""
        self.faults.append(FaultThere(place, message, help))

    def objects(self, holder: dict[str, Any], key: str, place: str = "") -> list[tuple[str, dict[str, Any]]]:
        """The objects of a list with their places; a list that is missing is empty."""
        here = f"{place}{key}"
        value = holder.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self.fault(here, f"this is {_kind(value)}, and a list is asked for", "write it in `[` and `]`")
            return []
        found = []
        for number, one in enumerate(value):
            if isinstance(one, dict):
                found.append((f"{here}[{number}]", one))
            else:
                self.fault(f"{here}[{number}]", f"this is {_kind(one)}, and an object is asked for")
        return found

    def text(self, holder: dict[str, Any], key: str, place: str, *, needed: bool = False, help: str = "") -> str:
        """A text; empty where it is missing and not ``needed``."""
        value = holder.get(key)
        if value is None or value == "":
            if needed:
                self.fault(place, f"`{key}` is missing", help)
            return ""
        if not isinstance(value, str):
            self.fault(f"{place}.{key}", f"this is {_kind(value)}, and a text is asked for", "write it in quotes")
            return ""
        return value

    def day(self, holder: dict[str, Any], key: str, place: str) -> date | None:
        """A day, also where a time of the day follows it."""
        text = self.text(holder, key, place)
        if not text:
            return None
        try:
            return date.fromisoformat(text[:10])
        except ValueError:
            self.fault(f"{place}.{key}", f"`{text[:40]}` is no day", "write it as 2026-11-23")
            return None

    def whole(self, holder: dict[str, Any], key: str, place: str) -> int | None:
        """A whole number, also as a text."""
        value = holder.get(key)
        if value is None or value == "":
            return None
        if isinstance(value, float) and value.is_integer() and abs(value) < 10**_MOST_DIGITS:
            return int(value)
        if isinstance(value, str) and re.fullmatch(r"-?\d{1,18}", value.strip()):
            return int(value)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        self.fault(f"{place}.{key}", f"this is {_kind(value)}, and a whole number is asked for")
        return None

    def leave(self, holder: dict[str, Any], taken: frozenset[str], what: str) -> None:
        """Count the fields of an object that nothing here has a place for."""
        for key, value in holder.items():
            if key not in taken and value not in (None, "", [], {}):
                self.left[f"{what}: `{key[:60]}`"] += 1


def _kind(value: Any) -> str:
    names = {dict: "an object", list: "a list", str: "a text", bool: "true or false", type(None): "nothing"}
    return names.get(type(value), "a number")


def circles(parents: dict[str, str]) -> Iterator[list[str]]:
    """Circles among items that name their parents: each once, as the ids on the way round.

    >>> list(circles({"a": "b", "b": "a", "c": "a", "d": "root"}))
    [['a', 'b']]
    """
    done: set[str] = set()
    for start in parents:
        way: dict[str, None] = {}
        here = start
        while here in parents and here not in done and here not in way:
            way[here] = None
            here = parents[here]
        if here in way:
            steps = list(way)
            yield steps[steps.index(here) :]
        done.update(way)
