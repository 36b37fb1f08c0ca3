"""The two tables of a run: every column, and what it says.

Whoever judges fills these columns, whoever reports reads them; a test holds both to this list.
"""

from __future__ import annotations

from practicum.model.record import Column, TableShape

CERTIFICATES = TableShape(
    "certificates",
    "one row for each learner and certification",
    (
        Column("ask", "whole", "the number of the question, in the order asked"),
        Column("learner", "code", "the learner's id"),
        Column("certification", "code", "the certification's id"),
        Column("role", "code", "the role held or aimed at"),
        Column("country", "code", "the country whose rules apply"),
        Column("agency", "code", "the agency in which the role is held"),
        Column("state", "code", "how the certificate stands; the most pressing state where several hold"),
        Column("also", "text", "other states that hold as well"),
        Column("reason", "code", "why it is not simply certified"),
        Column("valid_from", "day", "the first day on which it is or was held"),
        Column("valid_until", "day", "the last day on which it is or was held"),
        Column("deadline", "day", "the day by which something has to be done"),
        Column("started_by", "code", "what its days follow from: `rule`, or `record` where a certificate was issued"),
        Column("disagreement", "code", "how an issued certificate and the records differ"),
        Column("rule_version", "code", "the version of the rule that decided"),
        Column("not_evaluated", "whole", "how many of its requirements could not be judged"),
        Column("requirements_met", "flag", "whether everything that a renewal asks is met"),
        Column("deciding_record", "code", "the record by which it is held"),
        Column("via", "code", "by which way that record counts"),
        Column("band", "code", "the band of absence that says what a return asks"),
    ),
)

REQUIREMENTS = TableShape(
    "requirements",
    "one row for each learner, certification and requirement",
    (
        Column("ask", "whole", "the number of the question, in the order asked"),
        Column("learner", "code", "the learner's id"),
        Column("certification", "code", "the certification's id"),
        Column("requirement", "code", "the requirement's id"),
        Column("parent", "code", "the group that it stands in"),
        Column("part", "code", "the part of the rule that it stands in: first award, renewal, or in date at all times"),
        Column("position", "whole", "its place in the rule, in reading order"),
        Column("depth", "whole", "how many groups it stands in"),
        Column("kind", "code", "what kind of thing is asked for"),
        Column("subject", "code", "what exactly is asked for, such as a module's id"),
        Column("says", "text", "its plain sentence"),
        Column("state", "code", "how it stands"),
        Column("reason", "code", "why it is not simply met"),
        Column("deciding_record", "code", "the record that decided"),
        Column("via", "code", "by which way that record counts"),
        Column("valid_from", "day", "the first day on which it is or was held"),
        Column("valid_until", "day", "the last day on which it is or was held"),
        Column("missing", "number", "how much is still missing"),
        Column("missing_unit", "text", "the unit of what is missing"),
        Column("deadline", "day", "the day by which it has to be done"),
        Column("counted", "number", "how much was counted"),
        Column("advisory", "flag", "whether it is advice, which no certificate depends on"),
        Column("rule_version", "code", "the version of the rule that decided"),
        Column("best_loser", "code", "the record that came nearest and does not count"),
        Column("best_loser_reason", "code", "why that record does not count"),
    ),
)
