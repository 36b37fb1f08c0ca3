"""Faults as values: what is wrong, where, why it matters and what to write instead."""

from practicum.diagnostics.catalogue import RULES, Rule
from practicum.diagnostics.diagnostic import Diagnostic, Note, in_order

__all__ = ["RULES", "Diagnostic", "Note", "Rule", "in_order"]
