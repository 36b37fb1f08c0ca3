"""A diagram of the curriculum."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Drawing:
    """A diagram: what it shows in words, the words that stand in it, its size in units (about a phone's pixels) and its shapes as SVG.

    ``shapes`` holds no colours: the page's style sheet gives them by class.
    """

    path: str
    title: str
    says: str
    words: tuple[str, ...]
    width: float
    height: float
    shapes: str
