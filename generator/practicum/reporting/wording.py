"""Plain words for states, reasons, days and amounts, the same on every page and in every file."""

from __future__ import annotations

from datetime import date, timedelta

from practicum.model.verdict import FIXES, REASONS, Fix

FIRST_DAY = date(1970, 1, 1)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LONG_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

# In the order in which a training lead reads them: may practise, may with limits, may not, cannot be said.
CERTIFICATE_STATES: dict[str, tuple[str, str]] = {
    "certified": ("Certified", "The certificate is in force and its renewal window is not open yet."),
    "due": ("Due", "The certificate is in force and its renewal window is open."),
    "grace": ("In grace", "The certificate has ended; practice may go on until the end of grace."),
    "provisional": ("Provisional", "Practice is allowed within limits until a fixed day, before the first award."),
    "bridging": ("Bridging", "Practice has begun after an appointment or a move; the award is due on a fixed day."),
    "restricted": ("Restricted", "The certificate holds, but something that must always be in date is not."),
    "lapsed": ("Lapsed", "The certificate has ended and grace, if there was any, is over."),
    "never": ("Never certified", "There has been no certificate so far."),
    "unknown": (
        "Unknown",
        "The records do not allow an answer: a date is too vague, something is missing, or a kind of rule is not judged yet.",
    ),
    "not_applicable": ("Does not apply", "The certificate is not asked of this person on this day."),
}
REQUIREMENT_STATES: dict[str, tuple[str, str]] = {
    "met": ("Met", "The requirement holds on this day."),
    "met_by_exemption": ("Met by exemption", "A rule exempts the person, for example for an earlier course; it is shown as an exemption."),
    "met_by_waiver": ("Met by waiver", "Somebody entitled to decide set the requirement aside for a time, with a reason."),
    "met_by_prior_learning": ("Met by prior learning", "Earlier learning was assessed and recognised."),
    "due": ("Due", "Holds now or has time left, and the window in which to do it is open."),
    "not_met": ("Not met", "The requirement does not hold and its day has come."),
    "not_yet_required": ("Not yet required", "It will be asked for later; there is nothing to catch up on yet."),
    "unknown": ("Unknown", "The records do not allow an answer; this is not the same as not met."),
    "not_applicable": ("Does not apply", "Not asked of this person on this day."),
}
# Where small groups have to be hidden, the ten states fall into four, so that something is left to see.
STANDINGS: dict[str, tuple[str, tuple[str, ...]]] = {
    "in_order": ("In order", ("certified", "due")),
    "limited": ("Within limits", ("grace", "provisional", "bridging", "restricted")),
    "not_certified": ("Not certified", ("lapsed", "never")),
    "open_question": ("Unknown", ("unknown",)),
}
OPEN_STATES = ("not_met", "due", "unknown")
HELD_STATES = ("met", "met_by_exemption", "met_by_waiver", "met_by_prior_learning")

PARTS = {
    "award": "For the first award",
    "renew": "For renewal",
    "always_in_date": "Must always be in date",
    "provisional": "While provisional",
    "re_entry": "For coming back after time away",
}
# What closes a requirement that no course closes, by its kind.
OTHER_WAYS = {
    "certificate": "another certificate has to be held",
    "competency": "the competency has to be assessed in practice",
    "hours": "activity still has to be done and recorded",
    "supervised": "supervised practice still has to be done and signed",
    "experience": "more months of active practice are needed",
    "document": "a document has to be put on record",
    "contacts": "more contacts have to take place and be recorded",
}
# The learning has been done and only its proof is lacking: sending somebody to the course again would be wrong.
PROOF_LACKING = {
    "UNVERIFIED": "the evidence on record has to be verified; the course need not be repeated",
    "SCORE_MISSING": "the result has to be put on record; the course need not be repeated",
    "DATE_TOO_VAGUE": "the exact day has to be put on record; the course need not be repeated",
    "UNSIGNED": "hours on record have to be signed",
    "NOT_APPROVED": "an activity on record has to be approved",
    "SUPERVISOR_MISSING": "the supervisor of hours on record has to be named",
    "UNIT_UNKNOWN": "the unit of an activity on record has to be put right",
}
# Prior learning that another decision may recognise: asked for before anybody is sent to the course.
DECIDED_AGAIN = {
    "RPL_ASSESSOR_INACTIVE": "have the prior learning decided again by an assessor who is active",
    "RPL_SECOND_ASSESSOR": "have the prior learning decided by a second active assessor as well",
}
# Where what was issued and what the records say are two things; the certificate wins, and the difference is shown. That a
# certificate is issued some time after its rule was met (RULE_STARTS_EARLIER) is how offices work: it is no difference to look into.
DISAGREEMENTS = {
    "RULE_NOT_MET": "A certificate was issued and counts, though these records do not show that its award was earned in time.",
    "RULE_STARTS_EARLIER": "",
    "RULE_STARTS_LATER": "The certificate counts from its first day, though by these records its award was earned only later.",
    "DISAGREE": "Modules say one thing and assessed competencies another.",
}
# Units in which an amount can be missing; anything else (a module, a choice) is missing as such.
COUNTED = ("hour", "point", "item", "day", "month", "contact", "document")
NOT_EVALUATED = "NOT_EVALUATED"
NOT_SENT = "Hours, practice, contacts and documents that only they could show stand as unknown, never as not met: ask for them."


def state_title(state: str) -> str:
    """The name of a state as people read it.

    >>> state_title("not_met"), state_title("never"), state_title("brand_new")
    ('Not met', 'Never certified', 'brand_new')
    """
    known = CERTIFICATE_STATES.get(state) or REQUIREMENT_STATES.get(state)
    return known[0] if known else state


def standing(state: str) -> str:
    """Which of the four standings a certificate state belongs to.

    >>> standing("due"), standing("restricted"), standing("something else")
    ('in_order', 'limited', 'open_question')
    """
    return next((key for key, (_, states) in STANDINGS.items() if state in states), "open_question")


def reasons() -> dict[str, str]:
    """Every reason of the published closed list with its plain sentence."""
    return {code.value: says for code, says in REASONS.items()}


def reason_says(code: str | None) -> str:
    """The plain sentence of a reason; the code itself where the list has none, nothing where there is no reason.

    >>> reason_says("NO_RECORD"), reason_says(None), reason_says("NO_SUCH_REASON")
    ('Nothing is on record for it.', '', 'NO_SUCH_REASON')
    """
    return reasons().get(code, code) if code else ""


def disagreement_says(code: str) -> str:
    """What disagrees, in a sentence, empty where it need not be looked into; the code itself where there is none."""
    return DISAGREEMENTS.get(code, code)


def proof_lacking(code: str) -> str:
    """What has to be put on record where the learning itself is done; nothing for every other reason.

    >>> proof_lacking("UNSIGNED"), proof_lacking("EXPIRED")
    ('hours on record have to be signed', '')
    """
    if code not in PROOF_LACKING and any(reason.value == code and fix is Fix.DOCUMENT for reason, fix in FIXES.items()):
        return "a document has to be put on record"
    return PROOF_LACKING.get(code, "")


def civil(day: int) -> date:
    """The civil day of an epoch day.

    >>> civil(20741).isoformat()
    '2026-10-15'
    """
    return FIRST_DAY + timedelta(days=day)


def epoch_day(day: date) -> int:
    """The epoch day of a civil day.

    >>> epoch_day(date(2026, 10, 15))
    20741
    """
    return (day - FIRST_DAY).days


def day_says(day: date | int | None) -> str:
    """A day as it is printed everywhere.

    >>> day_says(date(2026, 10, 15)), day_says(20741), day_says(None)
    ('15 Oct 2026', '15 Oct 2026', '')
    """
    if day is None:
        return ""
    civil_day = civil(day) if isinstance(day, int) else day
    return f"{civil_day.day} {MONTHS[civil_day.month - 1]} {civil_day.year}"


def iso(day: int | None) -> str:
    """A day as files carry it.

    >>> iso(20741), iso(None)
    ('2026-10-15', '')
    """
    return civil(day).isoformat() if day is not None else ""


def month_says(day: int) -> str:
    """The month of a day.

    >>> month_says(20741)
    'October 2026'
    """
    civil_day = civil(day)
    return f"{LONG_MONTHS[civil_day.month - 1]} {civil_day.year}"


def number_says(amount: float) -> str:
    """A number without needless decimals.

    >>> number_says(10.0), number_says(1.5), number_says(2 / 3)
    ('10', '1.5', '0.67')
    """
    return f"{amount:.2f}".rstrip("0").rstrip(".")


def amount_says(amount: float | None, unit: str | None) -> str:
    """An amount with its unit, in the plural where it is not one.

    >>> amount_says(1.5, "hour"), amount_says(1, "item"), amount_says(None, "hour"), amount_says(2, None)
    ('1.5 hours', '1 item', '', '2')
    """
    if amount is None:
        return ""
    number = number_says(amount)
    if not unit:
        return number
    plural = unit if number == "1" or unit.endswith("s") else unit[:-1] + "ies" if unit.endswith("cy") else f"{unit}s"
    return f"{number} {plural}"


def missing_says(amount: float | None, unit: str) -> str:
    """How much is still missing, where it is an amount.

    >>> missing_says(1.5, "hour"), missing_says(2.0, "contact:supervision"), missing_says(1.0, "module:F02"), missing_says(None, "")
    ('1.5 hours', '2 contacts (supervision)', '', '')
    """
    counted, _, of = unit.partition(":")
    if not amount or counted not in COUNTED:
        return ""
    return amount_says(amount, counted) + (f" ({of})" if of else "")


def count_says(count: int, one: str, many: str | None = None) -> str:
    """A count with its noun.

    >>> count_says(1, "learner"), count_says(2, "learner"), count_says(0, "person", "people")
    ('1 learner', '2 learners', '0 people')
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"
