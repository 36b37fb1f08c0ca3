"""Learner records in any shape to tidy tables, and a list of every row that could not be used as it stood."""

from practicum.records.accounts import FileCount
from practicum.records.intake import Files, Intake, read_folder, says_synthetic
from practicum.records.known import KnownIds
from practicum.records.people import Merge
from practicum.records.profiling import extended, read_profile, ready_profiles
from practicum.records.reasons import REASONS

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
