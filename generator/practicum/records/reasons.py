"""Why a row was set aside, mended or collapsed: a closed list of codes, each with its sentence.

A sentence never holds the value of a cell: place and reason are enough to find it, and reports travel further than files.
"""

from __future__ import annotations

REASONS: dict[str, str] = {
    # set aside
    "MISSING_VALUE": "the cell is empty and has to be filled",
    "UNKNOWN_LEARNER": "no learner has this id; `learners` does not list it",
    "UNKNOWN_ALIAS": "no learner is known under what stands here; add a row to `identities` (alias, learner)",
    "UNKNOWN_MODULE": "no module has this id",
    "PLANNED_MODULE": "the module is only planned, so nobody can have completed it",
    "UNKNOWN_VERSION": "the module has no such version",
    "UNKNOWN_ROLE": "no role has this id",
    "UNKNOWN_COMPETENCY": "no competency has this id",
    "UNKNOWN_COUNTRY": "no country has this code",
    "UNKNOWN_AGENCY": "`agencies` does not list this id",
    "UNKNOWN_CERTIFICATION": "no certification has this id",
    "UNKNOWN_VOID": "the row corrects a record that is not in the files",
    "FOREIGN_VOID": "the row corrects a record of another learner",
    "AMBIGUOUS_VOID": "the row corrects an id that several records share",
    "VOID_OF_VOID": "the row voids a void; send what was voided again under an id of its own",
    "VOID_OF_ITSELF": "the row corrects itself; name the record that it is to take the place of, or leave the cell empty",
    "VOID_IN_CIRCLE": "the row and the record it corrects correct each other, so neither counts; empty the cell of the one that holds",
    "BAD_DATE": "the cell is not a day",
    "AMBIGUOUS_DATE": "day and month could be either way round; write year-month-day, or name the order in a profile",
    "FUTURE_DATE": "the day lies after the day it was recorded, or after the file was read",
    "BAD_NUMBER": "the cell is not a number that can stand here",
    "AMBIGUOUS_SCORE": "a score between 0 and 1 may be a share or a percentage; write it in percent",
    "BAD_UNIT": "the unit is not known or does not agree with the cell beside it",
    "BAD_WORD": "the word is none of those that can stand here",
    "BAD_LEVEL": "the level is not one of the scale",
    "END_BEFORE_START": "the last day lies before the first",
    "UNMAPPED_ACTIVITY": "nobody said which module this course is; write it under `activities:` of the profile",
    "TOO_MANY_CELLS": "the row has more filled cells than there are headings",
    "NO_PERSON": "the profile says that such a row is no person",
    "OTHER_ROW_KEPT": "another row of this id was recorded later or says more",
    "TWO_PEOPLE": "another row of this id tells of another person",
    # mended
    "SPACES": "spaces around the value were taken off",
    "CASE": "the id was written with other capitals",
    "UNIT_IN_NUMBER": "a unit stood behind the number",
    "DECIMAL_COMMA": "a decimal comma was read as a point",
    "DATE_FORM": "the day was written another way than year-month-day",
    "UNIT_WORD": "the unit was abbreviated",
    "VERSION_WORD": "a `v` stood before the version",
    "ID_NOT_UNIQUE": "several records share the id, so this one was given another",
    # collapsed
    "DUPLICATE": "the row says the same as another one",
    "DUPLICATE_OTHER_SOURCE": "another source reported the same activity",
}
