"""Matching: requirement rows and records in, verdicts and reasons out."""

from practicum.matching.explaining import explain, explain_states
from practicum.matching.verdicts import Table, Verdicts, evaluate, evaluate_asks, evaluate_one
from practicum.model.explanation import Evidence, Explanation, RequirementExplanation

__all__ = [
    "Evidence",
    "Explanation",
    "RequirementExplanation",
    "Table",
    "Verdicts",
    "evaluate",
    "evaluate_asks",
    "evaluate_one",
    "explain",
    "explain_states",
]
