"""Plans in words: what a step, a thing beside and a reason say, plainly and in full."""

from __future__ import annotations

from practicum.model.civil_day import civil
from practicum.model.plan import LearnerPlan, PlanStep, Proof

# What no module closes: what it is → what to do.
BESIDE = {
    "vetting": "have a vetting check done and its clear result put on record",
    "referee": "have a referee answer and the answer put on record",
    "approval": "have the approval decided and put on record (`practicum decide approval`)",
    "declaration": "sign the declaration and discuss it with the manager",
    "degree": "put the degree on record, if there is one; a plan cannot bring it about",
    "foreign_award": "put the foreign award on record, if there is one; a plan cannot bring it about",
    "appointment": "put the appointment on record",
    "test": "take the test and put its result on record",
    "case": "complete the case and put it on record",
    "plan": "agree the plan with the supervisor and put it on record",
    "delivery": "put the delivery on record",
    "experience": "go on in active practice; time alone closes this",
    "certificate": "another certificate has to be in force first",
    "decision": "nothing is left to learn: have a new certificate issued and put on record, or another decision taken",
    "late_award": "the limit for the first award has passed: a late award has to be decided as well (`practicum decide late-award`)",
    "decided_again": "have the prior learning decided again by an assessor who is active",
    "attempts": "the attempts that count are used: taking it once more counts only if that is decided (`practicum decide waiver`)",
    "proof": "put the missing proof on record; the learning itself is done",
    "not_taught": "nothing that can be taken counts for this now; ask who answers for the rule",
    "data": "the records do not say; put them right first",
}
REASONS = {
    "no_session": "no session of this module is among the candidates",
    "after_deadline": "every session that would do ends after the deadline",
    "wrong_language": "held in no language that its people learn in",
    "travel": "held where its people do not get to",
    "no_seat": "no seat is left",
    "no_trainer": "no trainer is free for one more session",
    "no_room": "no room is free for one more session",
    "budget": "the budget does not carry it",
    "minimum": "too few need it for the session to be held",
    "order": "what comes first is not over in time",
    "several": "more than one bound at once keeps it from being met; changing one alone does not help",
}
UNITS = {
    "hour": ("hour", "hours"),
    "day": ("day", "days"),
    "point": ("point", "points"),
    "item": ("item", "items"),
    "contact": ("time", "times"),
}


def number(value: float) -> str:
    """A number as people write it.

    >>> number(12.0), number(1.5)
    ('12', '1.5')
    """
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def amount(value: float, unit: str) -> str:
    """An amount with its unit.

    >>> amount(1, "hour"), amount(3, "contact")
    ('1 hour', '3 times')
    """
    one, many = UNITS.get(unit, (unit, unit))
    return f"{number(value)} {one if value == 1 else many}"


def step_says(step: PlanStep, titles: dict[str, str]) -> str:
    """One step in a plain sentence without its days."""
    if step.kind == "module":
        title = f"{step.what} {titles[step.what]}" if step.what in titles else step.what
        return f"take {title}" + (f" ({step.says})" if step.says else "")
    if step.kind == "cpd":
        kind = f" ({step.what.replace('_', ' ')})" if step.what else ""
        where = (
            ""
            if not step.category
            else " reflected on with a peer"
            if step.category == "peer_reflection"
            else f" in {step.category.replace('_', ' ')}"
        )
        return f"{amount(step.quantity, step.unit)} more of learning{where}{kind}"
    if step.kind == "supervised":
        of = f" in {step.what}" if step.what else ""
        where = f" ({step.category.replace('_', ' ')})" if step.category else ""
        return f"{amount(step.quantity, step.unit)} more of supervised practice{of}{where}, signed by a qualified supervisor"
    if step.kind == "contact":
        return f"{step.what.replace('_', ' ')}, {amount(step.quantity, 'contact')} more"
    if step.kind == "observation" and "@" in step.what:
        return f"have {statement_says(step.what, step.says)} and put on record; it may be written only of work that was really seen"
    if step.kind == "observation":
        what = "practice" if step.what == "observation" else step.what.replace("@", " at level ")
        return f"have {what} observed and put on record" + (f", {amount(step.quantity, 'contact')}" if step.quantity > 1 else "")
    if step.kind == "review":
        return f"{amount(step.quantity, 'contact')} a review of practice"
    return beside_says(step.what)


def beside_says(what: str) -> str:
    """Something that no module closes, and what to do about it.

    >>> beside_says("vetting::1")
    'have a vetting check done and its clear result put on record'
    """
    kind, _, rest = what.partition(":")
    parts = [part.replace("_", " ") for part in rest.split(":") if part and part not in {"1"}]
    if kind == "experience" and len(parts) > 1:
        return f"{number(float(parts[1]))} more months of active practice as {' or '.join(parts[0].split())}; time alone closes this"
    if kind == "decision" and rest.endswith(":FALLS_WITH"):
        return f"{parts[0]}: it ended with another certificate, whose return alone revives nothing: have this one issued anew"
    if kind == "data" and rest.startswith("FILE_MISSING:"):
        return "the file that would show this did not come; hand it in first"
    says = BESIDE.get(kind, BESIDE["data"])
    about = (
        parts[0]
        if parts and not parts[0].isupper()
        else (parts[0] if kind in {"certificate", "decision", "late_award", "decided_again", "not_taught", "attempts"} and parts else "")
    )
    if kind == "proof" and len(parts) > 1:
        about = parts[1]
    return f"{about}: {says}" if about and kind != "data" else says


def late_says(step: PlanStep, day: int) -> str:
    """What is said of a step that is not done in time."""
    if not step.late or step.by is None:
        return ""
    if step.by < day:
        return f"was due by {civil(step.by)}"
    return f"cannot be done by {civil(step.by)} at this pace; done on {civil(step.done_by)} at the earliest"


# Said of steps whose requirement is not closed because the last of them is done when its window is over.
TOO_LATE = "comes too late to close it"


def confirmed_says(step: PlanStep) -> str:
    """What the rules engine says of a step."""
    if step.confirmed is True or step.kind == "beside":
        return "yes" if step.confirmed else ""
    if step.unconfirmed == TOO_LATE:
        return TOO_LATE
    said = "no" if step.confirmed is False else "waits for what lies beside"
    return f"{said}: {step.unconfirmed}" if step.unconfirmed else said


def proof_says(proof: Proof) -> str:
    """The solver's word in plain words.

    >>> proof_says(Proof("optimal")), proof_says(Proof("bounded", 200.0, 198.0))
    ('proved to be the best', 'within 1 % of the best (bound 198)')
    """
    if proof.status == "optimal":
        return "proved to be the best"
    return (
        "there is no way"
        if proof.status == "impossible"
        else f"within {number(100 * proof.gap)} % of the best (bound {number(proof.bound)})"
    )


def statement_says(subject: str, by: str) -> str:
    """What a statement on a competency states, and whose word it is.

    >>> statement_says("PRO-1@2", "SUP")
    'PRO-1 at level 2 stated in writing by somebody who is certified as SUP'
    """
    who = f"somebody who is certified as {by}" if by else "whoever observed it"
    return f"{subject.replace('@', ' at level ')} stated in writing by {who}"


def instead_says(plan: LearnerPlan) -> str:
    """What would be shorter, if it only is not on record: which document, whose, and on what condition."""
    hours, _, what = plan.instead.partition("|")
    if not what:
        return ""
    things, stated = [], False
    for each in what.split():
        kind, subject, by = (*each.split(":"), "", "")[:3]
        if kind == "statement":
            things.append(statement_says(subject, by))
            stated = True
        else:
            things.append(kind.replace("_", " ") + (f" ({subject.replace('_', ' ')})" if subject else ""))
    enough = f"{number(float(hours))} hours are enough" if float(hours) else "nothing has to be learned"
    only = "; a statement is true only of work that was really done and seen, so none is written to save the learning" if stated else ""
    return f"{enough} if this is there and only has to be put on record: {', '.join(things)}{only}"
