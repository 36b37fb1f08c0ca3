"""The View of the shipped curriculum, read once for all tests of formats."""

from __future__ import annotations

from functools import cache

from practicum.resolving import View, view_of
from tests.publishing.shipped import DAY, shipped_catalogue


@cache
def shipped_view() -> View:
    """The core of the shipped curriculum, in English."""
    return view_of(shipped_catalogue(), day=DAY)
