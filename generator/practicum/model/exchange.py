"""What is handed to other systems: files, and what their format could not hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Direction = Literal["out", "in", "out and in"]


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


@dataclass(frozen=True, slots=True)
class Format:
    """What people are told of a format before they use it: a line of the handbook's table of formats.

    Each module that reads or writes a format declares one as ``FORMAT``, and is named in `exchanging/formats.py`. What writing loses is
    never told here: it is counted by the module's ``losses(view)``.
    """

    name: str
    """As its users call it, such as `Moodle competency framework`."""
    version: str
    """The version or shape that is written or read, such as `1.1; 1.0 is read too`; empty where the format has none."""
    direction: Direction
    commands: tuple[str, ...]
    """What is typed, such as `practicum export case`."""
    carries: str
    """What of the curriculum, or of people's records, travels: a phrase without a full stop."""
    checked: str
    """How it is known to hold: the judge by others and its version, or what stands in for one. A phrase without a full stop."""
    set_aside: str = ""
    """What reading leaves behind, and what becomes of it; empty for a format that is only written."""
    page: str = ""
    """The handbook page for who uses it, such as `moodle`; empty where none is needed."""
