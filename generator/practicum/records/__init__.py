"""Learner records in any shape to tidy tables, and a list of every row that could not be used as it stood."""

from practicum.records.accounts import FileCount
from practicum.records.intake import Intake, read_folder
from practicum.records.known import KnownIds
from practicum.records.people import Merge
from practicum.records.profiling import extended, read_profile, ready_profiles
from practicum.records.reasons import REASONS
from practicum.records.receiving import Files, says_synthetic

__all__ = [
    "REASONS",
    "FileCount",
    "Files",
    "Intake",
    "KnownIds",
    "Merge",
    "extended",
    "read_folder",
    "read_profile",
    "ready_profiles",
    "says_synthetic",
]
