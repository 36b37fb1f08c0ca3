"""A module as a learning platform plays it: pages with what they need, and what the platform has to know of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Course:
    """A module's pages for a player in one language, and in one country's edition where ``country`` names it.

    ``files`` are by their path below the course's folder, ``entry`` is the one that the player opens. ``lessons`` and ``scored`` say how
    many lessons are read and how many questions of the self-check add to the score; ``mark`` is the least score, in percent, with which
    the self-check is passed, None where nothing is scored: then the course is completed when its lessons are read.
    """

    module: str
    title: str
    version: str
    language: str
    country: str
    entry: str
    files: Mapping[str, bytes]
    lessons: int
    scored: int
    mark: float | None
