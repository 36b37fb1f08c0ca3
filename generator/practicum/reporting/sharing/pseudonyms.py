"""Pseudonyms: a keyed hash in the place of an id, which nobody can make or undo without the key."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

LETTERS = 32
KEY_BYTES = 32


class WeakKey(ValueError):
    """The key of the pseudonyms is too short to be one."""


@dataclass(frozen=True, slots=True)
class Pseudonyms:
    """Pseudonyms by HMAC-SHA256; with a ``release`` they hold for that release alone, without one they last.

    >>> key = bytes(32)
    >>> once, lasting = Pseudonyms(key, "2026-10-15"), Pseudonyms(key)
    >>> once.of("L1", "FSW") == once.of("L1", "FSW"), once.of("L1", "FSW") == lasting.of("L1", "FSW"), len(once.of("L1", "FSW"))
    (True, False, 32)
    """

    key: bytes
    release: str = ""

    def __post_init__(self) -> None:
        if len(self.key) < KEY_BYTES:
            raise WeakKey(f"the key of the pseudonyms has fewer than {KEY_BYTES} bytes")

    @property
    def last(self) -> bool:
        """Whether the next release will have the same pseudonyms."""
        return not self.release

    def of(self, learner: str, certification: str) -> str:
        """The pseudonym of one certificate of one person: two certificates of one person have two that nobody can put together."""
        # Lengths stand before the texts, so that no two pairs are one message.
        parts = ("practicum-pseudonym/1", self.release, learner, certification)
        message = b"".join(len(part.encode()).to_bytes(4, "big") + part.encode() for part in parts)
        return hmac.new(self.key, message, hashlib.sha256).hexdigest()[:LETTERS]
