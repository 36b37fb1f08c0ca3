"""What is handed to other systems: files, and what their format could not hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Loss:
    """A kind of thing that a format has no place for, and how many of it were left behind.

    ``what`` is a noun in the plural, such as `prerequisites`; ``why`` says what becomes of it, or where it can be found instead.
    """

    what: str
    count: int
    why: str


@dataclass(frozen=True, slots=True)
class Export:
    """Files by their path, forward slashes, the same bytes for the same input; and what they do not hold.

    ``notes`` are sentences for the person who hands the files on, such as what a level was named there.
    """

    files: Mapping[str, bytes]
    losses: tuple[Loss, ...] = ()
    notes: tuple[str, ...] = ()
