"""Matching: requirement rows and records in, verdicts and reasons out."""

from practicum.matching.explaining import Evidence, Explanation, RequirementExplanation, explain
from practicum.matching.verdicts import Table, Verdicts, evaluate, evaluate_asks

__all__ = ["Evidence", "Explanation", "RequirementExplanation", "Table", "Verdicts", "evaluate", "evaluate_asks", "explain"]
