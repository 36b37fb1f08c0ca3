"""Values worked out before, found again by the hash of everything they were worked out from.

A value is right as long as its key holds all that it depends on besides the program and its libraries; whoever keeps a memory from
one run to the next sees to those (`workspace/memories.py`). Nothing here touches the disk.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

T = TypeVar("T")
# An entry that so many changed runs did not ask for is let go.
RUNS_KEPT = 8
Packed = Mapping[bytes, tuple[int, bytes]]


def key(*parts: str | bytes) -> bytes:
    """The hash of some texts; where one ends and the next begins counts.

    >>> key("ab", "c") == key("a", "bc"), key("a", b"b") == key("a", "b")
    (False, True)
    """
    found = hashlib.blake2b(digest_size=20)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        found.update(b"%d:" % len(data))
        found.update(data)
    return found.digest()


class Remembered:
    """A memory of one kind of values. Values are never changed by those who ask for them: the next one gets the same.

    ``packed`` is what `packed` gave in an earlier run: for each key how many changed runs did not ask for it, and its bytes. They are
    unpickled, so they have to come from ourselves.
    """

    def __init__(self, packed: Packed | None = None) -> None:
        self._packed: dict[bytes, tuple[int, bytes]] = dict(packed or {})
        self._values: dict[bytes, Any] = {}
        self._asked: set[bytes] = set()
        # Things that cannot be packed, and last as long as the program.
        self.at_hand: dict[bytes, Any] = {}
        self.changed = False

    def find(self, key: bytes) -> Any | None:
        """The value under a key, or None. A value that cannot be read is not there."""
        value = self._values.get(key)
        if value is None:
            entry = self._packed.get(key)
            if entry is None:
                return None
            try:
                value = self._values[key] = pickle.loads(entry[1])
            except Exception:
                # Damaged or older bytes may raise anything when they are unpacked; the value is then worked out again.
                del self._packed[key]
                return None
        self._asked.add(key)
        return value

    def keep(self, key: bytes, value: Any) -> None:
        """Remember a value, which is not None, in place of an earlier one."""
        self._values[key] = value
        self._packed.pop(key, None)
        self._asked.add(key)
        self.changed = True

    def once(self, work: Callable[[], T], *parts: str | bytes) -> T:
        """What ``work`` gives, which depends on these parts and on nothing else; worked out where it is not remembered."""
        return self.under(key(*parts), work)

    def under(self, own: bytes, work: Callable[[], T]) -> T:
        """The same under a key that is known already."""
        found: T | None = self.find(own)
        if found is None:
            found = work()
            self.keep(own, found)
        return found

    def learnt(self) -> tuple[frozenset[bytes], dict[bytes, Any]]:
        """What was asked for, and what is new: another process hands this to the first one's `learn`."""
        return frozenset(self._asked), {key: value for key, value in self._values.items() if key not in self._packed}

    def learn(self, learnt: tuple[frozenset[bytes], dict[bytes, Any]]) -> None:
        """Take over what another process learnt from a copy of this memory."""
        asked, new = learnt
        for key, value in new.items():
            if key not in self._values:
                self.keep(key, value)
        self._asked |= asked

    def packed(self) -> Packed:
        """All of it for a later run. What was not asked for since the last packing grows older, and goes at last."""
        found: dict[bytes, tuple[int, bytes]] = {}
        for key, (age, data) in self._packed.items():
            if key in self._asked:
                found[key] = (0, data)
            elif age < RUNS_KEPT:
                found[key] = (age + 1, data)
        for key, value in self._values.items():
            if key not in self._packed:
                found[key] = (0, pickle.dumps(value, pickle.HIGHEST_PROTOCOL))
        self._values = {key: value for key, value in self._values.items() if key in self._asked}
        self._packed = found
        self._asked = set()
        self.changed = False
        return found
