"""Learner records in any shape to tidy tables, and a list of every row that could not be used as it stood."""

from practicum.records.accounts import FileCount
from practicum.records.fix_lists import FixList, fix_lists
from practicum.records.intake import Intake, read_folder
from practicum.records.known import KnownIds
from practicum.records.people import Merge
from practicum.records.profile_text import profile_text
from practicum.records.profiling import extended, read_profile, read_words, ready_profiles
from practicum.records.proposing import Proposal, propose
from practicum.records.reasons import REASONS
from practicum.records.receiving import Files, says_synthetic

__all__ = [
    "REASONS",
    "FileCount",
    "Files",
    "FixList",
    "Intake",
    "KnownIds",
    "Merge",
    "Proposal",
    "extended",
    "fix_lists",
    "profile_text",
    "propose",
    "read_folder",
    "read_profile",
    "read_words",
    "ready_profiles",
    "says_synthetic",
]
