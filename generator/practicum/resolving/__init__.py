"""Variants, once: a catalogue seen from one country, on one day, in one language."""

from practicum.resolving.view import AppliedPatch, View, version_in_force, view_of

__all__ = ["AppliedPatch", "View", "version_in_force", "view_of"]
