"""What a certification verdict may say: states and reasons, as closed lists."""

from __future__ import annotations

from enum import StrEnum


class RequirementState(StrEnum):
    """How a requirement stands for one learner on one day."""

    MET = "met"
    MET_BY_EXEMPTION = "met_by_exemption"
    MET_BY_WAIVER = "met_by_waiver"
    MET_BY_PRIOR_LEARNING = "met_by_prior_learning"
    DUE = "due"
    NOT_MET = "not_met"
    NOT_YET_REQUIRED = "not_yet_required"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


class CertificateState(StrEnum):
    """How a certificate stands for one learner on one day."""

    CERTIFIED = "certified"
    DUE = "due"
    GRACE = "grace"
    PROVISIONAL = "provisional"
    BRIDGING = "bridging"
    RESTRICTED = "restricted"
    LAPSED = "lapsed"
    NEVER = "never"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


class Fix(StrEnum):
    """What it takes to turn a record that lost into one that counts, cheapest first."""

    DOCUMENT = "document"
    OBTAIN = "obtain"
    REDO = "redo"


class Reason(StrEnum):
    """Why a requirement or a certificate is not simply met; the list is closed."""

    NO_RECORD = "NO_RECORD"
    EXPIRED = "EXPIRED"
    ISSUER_END = "ISSUER_END"
    REVOKED = "REVOKED"
    SUPERSEDED = "SUPERSEDED"
    EQUIV_OUT_OF_DATES = "EQUIV_OUT_OF_DATES"
    OUT_OF_DATES = "OUT_OF_DATES"
    WRONG_EDITION = "WRONG_EDITION"
    EDITION_OVERDUE = "EDITION_OVERDUE"
    UNVERIFIED = "UNVERIFIED"
    BELOW_PASS = "BELOW_PASS"
    SCORE_MISSING = "SCORE_MISSING"
    ATTEMPTS_USED = "ATTEMPTS_USED"
    BEFORE_PREREQ = "BEFORE_PREREQ"
    PREREQ_MISSING = "PREREQ_MISSING"
    BASE_EXPIRED = "BASE_EXPIRED"
    BASE_SUPERSEDED = "BASE_SUPERSEDED"
    DATE_TOO_VAGUE = "DATE_TOO_VAGUE"
    TOO_FEW = "TOO_FEW"
    OUT_OF_WINDOW = "OUT_OF_WINDOW"
    COUNTED_ONCE = "COUNTED_ONCE"
    NOT_APPROVED = "NOT_APPROVED"
    UNIT_UNKNOWN = "UNIT_UNKNOWN"
    UNSIGNED = "UNSIGNED"
    SUPERVISOR_MISSING = "SUPERVISOR_MISSING"
    SUPERVISOR_UNQUALIFIED = "SUPERVISOR_UNQUALIFIED"
    LEVEL_TOO_LOW = "LEVEL_TOO_LOW"
    LEVEL_DECAYED = "LEVEL_DECAYED"
    EVIDENCE_TOO_OLD = "EVIDENCE_TOO_OLD"
    ASSESSOR_ROLE = "ASSESSOR_ROLE"
    RPL_NOT_ACCEPTED = "RPL_NOT_ACCEPTED"
    RPL_EXCLUDED = "RPL_EXCLUDED"
    RPL_TOO_OLD = "RPL_TOO_OLD"
    RPL_ASSESSOR_INACTIVE = "RPL_ASSESSOR_INACTIVE"
    RPL_SECOND_ASSESSOR = "RPL_SECOND_ASSESSOR"
    RPL_OVER_SHARE = "RPL_OVER_SHARE"
    RPL_INCOMPLETE = "RPL_INCOMPLETE"
    CERTIFICATE_NOT_HELD = "CERTIFICATE_NOT_HELD"
    FALLS_WITH = "FALLS_WITH"
    NOT_ALWAYS_IN_DATE = "NOT_ALWAYS_IN_DATE"
    RENEWAL_MISSED = "RENEWAL_MISSED"
    PROVISIONAL_OVER = "PROVISIONAL_OVER"
    LATE_NEEDS_DECISION = "LATE_NEEDS_DECISION"
    SUNSET = "SUNSET"
    CLOSED = "CLOSED"
    FILE_MISSING = "FILE_MISSING"
    NOT_EVALUATED = "NOT_EVALUATED"
    NO_ROLE = "NO_ROLE"
    NO_RULE = "NO_RULE"
    LEFT = "LEFT"
    NOT_BEGUN = "NOT_BEGUN"

    @property
    def says(self) -> str:
        """The reason in one plain sentence."""
        return REASONS[self]


REASONS: dict[Reason, str] = {
    Reason.NO_RECORD: "Nothing is on record for it.",
    Reason.EXPIRED: "It was held, and its validity has ended.",
    Reason.ISSUER_END: "The end date printed by the issuer has passed.",
    Reason.REVOKED: "It was revoked.",
    Reason.SUPERSEDED: "The version completed no longer counts.",
    Reason.EQUIV_OUT_OF_DATES: "The equivalent was completed outside the days on which it counts.",
    Reason.OUT_OF_DATES: "It was completed outside the days on which the requirement counts it.",
    Reason.WRONG_EDITION: "The edition completed is that of another country, or is not recorded.",
    Reason.EDITION_OVERDUE: "The local edition was due some time after the move to this country, and that time has passed.",
    Reason.UNVERIFIED: "The evidence on record is weaker than the rule asks for.",
    Reason.BELOW_PASS: "The assessment was not passed.",
    Reason.SCORE_MISSING: "A pass mark is asked for and no result is on record.",
    Reason.ATTEMPTS_USED: "The attempts that count were used before this one.",
    Reason.BEFORE_PREREQ: "It was done before its prerequisite was held, and the order is strict.",
    Reason.PREREQ_MISSING: "It was done and waits for a prerequisite that is not held.",
    Reason.BASE_EXPIRED: "A refresher renews only what is still in date, and it was not.",
    Reason.BASE_SUPERSEDED: "A refresher does not renew a superseded version; the module is taken anew.",
    Reason.DATE_TOO_VAGUE: "The date on record is too vague to decide.",
    Reason.TOO_FEW: "Some is on record, but less than is asked for.",
    Reason.OUT_OF_WINDOW: "It lies outside the window in which it would count.",
    Reason.COUNTED_ONCE: "The same learning counts once, and another record of it, or another certificate, has it already.",
    Reason.NOT_APPROVED: "The activity was not approved.",
    Reason.UNIT_UNKNOWN: "The activity is recorded in a unit the rule does not convert.",
    Reason.UNSIGNED: "The hours were not signed.",
    Reason.SUPERVISOR_MISSING: "No supervisor is on record for hours that would decide.",
    Reason.SUPERVISOR_UNQUALIFIED: "The supervisor was not qualified on that day; nobody is their own supervisor.",
    Reason.LEVEL_TOO_LOW: "The level assessed is below the level needed.",
    Reason.LEVEL_DECAYED: "The level assessed has been lost with time.",
    Reason.EVIDENCE_TOO_OLD: "The evidence is older than the rule accepts.",
    Reason.ASSESSOR_ROLE: "It was assessed by somebody in another role than the rule asks for.",
    Reason.RPL_NOT_ACCEPTED: "The rule accepts no prior learning.",
    Reason.RPL_EXCLUDED: "Under this rule, prior learning never stands for this module.",
    Reason.RPL_TOO_OLD: "The evidence of the prior learning was older on the day of the decision than the rule accepts.",
    Reason.RPL_ASSESSOR_INACTIVE: "The assessor of the prior learning was not active on the day of the decision.",
    Reason.RPL_SECOND_ASSESSOR: "Prior learning of so many hours needs a second, active assessor.",
    Reason.RPL_OVER_SHARE: "With this prior learning, more of the taught hours would be covered than the rule accepts.",
    Reason.RPL_INCOMPLETE: (
        "The assessor, the hours or the day of the evidence is not on record, here or in earlier prior learning, and would decide."
    ),
    Reason.CERTIFICATE_NOT_HELD: "The other certificate asked for is not held.",
    Reason.FALLS_WITH: "The certificate it depends on has ended.",
    Reason.NOT_ALWAYS_IN_DATE: "Something that has to be in date at all times is not.",
    Reason.RENEWAL_MISSED: "The renewal was not completed in time.",
    Reason.PROVISIONAL_OVER: "The provisional period has ended.",
    Reason.LATE_NEEDS_DECISION: "The rule was met after its limit; a decision is needed.",
    Reason.SUNSET: "First awards of this certificate are no longer made.",
    Reason.CLOSED: "The certificate was closed for everybody.",
    Reason.FILE_MISSING: "No file came that would show it.",
    Reason.NOT_EVALUATED: "This kind of requirement is not evaluated yet.",
    Reason.NO_ROLE: "No post on this day is on record, and no certificate that a rule knows.",
    Reason.NO_RULE: "By the rules of the country, no certification is asked for the role of this post.",
    Reason.LEFT: "Every post on record had ended before this day; whoever has left is only counted.",
    Reason.NOT_BEGUN: "By these records the work begins after this day; whoever has not begun is only counted.",
}

FIXES: dict[Reason, Fix] = {
    **dict.fromkeys(Reason, Fix.REDO),
    Reason.UNVERIFIED: Fix.DOCUMENT,
    Reason.SCORE_MISSING: Fix.DOCUMENT,
    Reason.DATE_TOO_VAGUE: Fix.DOCUMENT,
    Reason.UNSIGNED: Fix.DOCUMENT,
    Reason.NOT_APPROVED: Fix.DOCUMENT,
    Reason.SUPERVISOR_MISSING: Fix.DOCUMENT,
    Reason.UNIT_UNKNOWN: Fix.DOCUMENT,
    Reason.FILE_MISSING: Fix.DOCUMENT,
    Reason.RPL_INCOMPLETE: Fix.DOCUMENT,
    Reason.PREREQ_MISSING: Fix.OBTAIN,
    Reason.RPL_ASSESSOR_INACTIVE: Fix.OBTAIN,
    Reason.RPL_SECOND_ASSESSOR: Fix.OBTAIN,
    Reason.RPL_TOO_OLD: Fix.OBTAIN,
}
