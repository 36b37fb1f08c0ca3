"""Faults that no single file shows: between files, in the whole curriculum, and in what countries make of it."""

from practicum.checking.themes import check

__all__ = ["check"]
