"""Certification rules in sentences: what is asked first, how long it lasts, how it is renewed, what differs by country."""

from __future__ import annotations

from collections.abc import Sequence

from practicum.model.certification import Certification, Requirement, RuleVersion, Validity
from practicum.model.country import Patch
from practicum.publishing.connections import modules_asked
from practicum.publishing.making import Making
from practicum.publishing.writing import bullets, hours, joined, link, listed, paragraphs, plain, section, table
from practicum.reading.wording import sentence
from practicum.resolving.view import in_force


def rule_text(making: Making, certification: Certification) -> str:
    """The rule in force, readable by somebody who has never seen a rule file."""
    rule = in_force(certification.versions, making.day)
    notes = "\n".join(f"- {note}" for note in _notes(making, certification, rule))
    always = "\n".join(requirement_lines(making, one) for one in rule.always_in_date or ())
    bands = "\n".join(f"- {plain(sentence(band.says))}" for band in rule.re_entry)
    return joined(
        paragraphs(rule.says),
        section("For the first award", requirement_lines(making, rule.award), 3),
        section("How long it lasts", validity_text(rule.valid) if rule.valid else "As long as what it rests on stays in date.", 3),
        section("To renew", requirement_lines(making, rule.renew) if rule.renew else "", 3),
        section("In date at all times", always + "\n\nOtherwise practice is restricted until it is done." if always else "", 3),
        section("After time away", bands, 3),
        section("Also", notes, 3),
        f"Rule version {plain(rule.version)}, in force from {rule.starts.isoformat()}."
        + (f" Modelled on: {plain(sentence(rule.based_on))}" if rule.based_on else ""),
        _older(making, certification, rule),
    )


def _older(making: Making, certification: Certification, rule: RuleVersion) -> str:
    rows = [
        [plain(one.version), f"{one.starts.isoformat()} to {one.until.isoformat() if one.until else 'open'}", plain(one.says)]
        for one in certification.versions
        if one is not rule
    ]
    return section("Other versions of the rule", table("Other versions of the rule", ["Version", "In force", "In short"], rows), 3)


def _notes(making: Making, certification: Certification, rule: RuleVersion) -> list[str]:
    notes = []
    if certification.unpaid:
        notes.append("Holders are unpaid: no fee is asked.")
    if rule.provisional:
        start = {"appointment": "the appointment", "approval": "the approval", "module": f"the start of {rule.provisional.module}"}[
            rule.provisional.starts_with
        ]
        notes.append(f"Limited practice is possible for up to {rule.provisional.months} months from {start}.")
    if rule.bridge_days:
        notes.append(f"Practice may begin for {rule.bridge_days} days after an appointment, before the award.")
    if rule.falls_with:
        notes.append(f"It falls when the certificate {making.role_link(rule.falls_with)} falls.")
    if rule.no_award_after:
        notes.append(f"The last day for a first award is {rule.no_award_after.isoformat()}.")
    if rule.closes:
        notes.append(f"All certificates of this kind end on {rule.closes.isoformat()}.")
    return notes


def validity_text(valid: Validity) -> str:
    """How long something lasts, in a sentence or two.

    >>> validity_text(Validity(months=24, window_days=90, grace_days=60))
    '24 months. Renewal opens 90 days before the end. Practice may go on for 60 days after it.'
    """
    parts = []
    if valid.cycle == "calendar_year":
        parts.append("A calendar year")
    elif valid.cycle == "fixed_year":
        parts.append(f"A year with fixed ends, beginning on {valid.year_starts} (month-day)")
    elif valid.first_due:
        parts.append(f"To fixed due days: {valid.first_due.isoformat()} and every {valid.months} months after it")
    elif valid.months:
        parts.append(f"{valid.months} months" + (" from the approval" if valid.counted_from == "approval" else ""))
    else:
        parts.append("It does not expire by itself")
    window = f"{valid.window_days} days" if valid.window_days else f"{valid.window_months} months" if valid.window_months else ""
    if window:
        parts.append(f"Renewal opens {window} before the end")
    if valid.grace_days:
        parts.append(f"Practice may go on for {valid.grace_days} days after it")
    elif window:
        parts.append("There are no days of grace after it")
    if valid.extends_by:
        parts.append("Leave stops the clock")
    return ". ".join(parts) + "."


def requirement_lines(making: Making, requirement: Requirement, depth: int = 0) -> str:
    """A requirement and what it is made of, as a nested list. The author's own sentence comes first where there is one."""
    pad = "    " * depth
    children = [*(requirement.all or ()), *(requirement.of or ())]
    own = plain(sentence(requirement.says)) if requirement.says else ""
    if requirement.all is not None and not own and depth == 0:
        return "\n".join(requirement_lines(making, child, depth) for child in children)
    many = requirement.modules if requirement.modules and len(requirement.modules) > 3 else ()
    if many:
        lines = [f"{pad}- {own or 'Complete these modules:'}{_conditions(requirement)}"]
        lines += [f"{pad}    - {making.module_link(id)}" for id in many]
    else:
        lines = [f"{pad}- {_named(making, requirement, own)}{_conditions(requirement)}"]
    lines += [requirement_lines(making, child, depth + 1) for child in children]
    for name, route in (requirement.routes or {}).items():
        lines.append(f"{pad}    - Route **{plain(name.replace('_', ' '))}**:")
        inner = route.all if route.all is not None and not route.says else (route,)
        lines += [requirement_lines(making, child, depth + 2) for child in inner]
    return "\n".join(lines)


def _named(making: Making, requirement: Requirement, own: str) -> str:
    """The author's sentence with links to what it names; without one, a sentence made from the numbers."""
    named = [making.module_link(id) for id in modules_asked(requirement)] if requirement.module or requirement.modules else []
    if own:
        return (
            f"{own} ({', '.join(named)})"
            if named
            else own + (f" ({making.competency_link(requirement.competency.id)})" if requirement.competency else "")
        )
    return _made(making, requirement, named)


def _made(making: Making, requirement: Requirement, named: list[str]) -> str:
    if named:
        return ("Complete these modules: " if len(named) > 1 else "Complete ") + ", ".join(named) + "."
    if requirement.all is not None:
        return "All of these:"
    if requirement.any is not None:
        return f"Any {requirement.any} of these:"
    if requirement.routes is not None:
        return "One of these routes, as a whole:"
    if requirement.certificate is not None:
        lately = requirement.certificate.within_last_months
        held = listed([making.role_link(id) for id in requirement.certificate.any_of], "or")
        return f"Hold the certificate {held}" + (f", now or in the last {lately} months." if lately else ".")
    if requirement.competency is not None:
        by = f", assessed by {making.role_link(requirement.competency.by)}" if requirement.competency.by else ""
        return f"Reach level {requirement.competency.level} in {making.competency_link(requirement.competency.id)}{by}."
    return _amount(making, requirement)


def _amount(making: Making, requirement: Requirement) -> str:
    if requirement.hours is not None:
        asked = requirement.hours
        per = {
            "cycle": "in each cycle",
            "calendar_year": "in each calendar year",
            "fixed_year": "in each year",
            "months": f"in {asked.months} months",
            "ever": "in all",
        }
        inside = [
            f"at least {hours(limit.min)} in {plain(name.replace('_', ' '))}"
            for name, limit in (asked.categories or {}).items()
            if limit.min
        ]
        return f"{hours(asked.min)} {asked.unit}s {per[asked.per]}" + (f", {listed(inside)}" if inside else "") + "."
    if requirement.supervised is not None:
        where = f" in {making.module_link(requirement.supervised.module)}" if requirement.supervised.module else ""
        after = f", counted after {listed(list(requirement.supervised.not_before))}" if requirement.supervised.not_before else ""
        return f"{hours(requirement.supervised.min)} supervised {requirement.supervised.unit}s{where}{after}."
    if requirement.experience is not None:
        asked_roles = listed([making.role_link(id) for id in requirement.experience.roles], "or")
        return f"{hours(requirement.experience.months)} of the last {requirement.experience.of_last} months active as {asked_roles}."
    if requirement.document is not None:
        many = f"{requirement.document.count} × " if requirement.document.count > 1 else ""
        subject = f" on {plain(requirement.document.subject.replace('_', ' '))}" if requirement.document.subject else ""
        return f"On record: {many}{requirement.document.kind.replace('_', ' ')}{subject}."
    if requirement.contacts is not None:
        asked_for = requirement.contacts
        return f"At least {asked_for.min} × {asked_for.kind.replace('_', ' ')} in every {asked_for.every_months} months."
    return "Nothing further."


def _conditions(requirement: Requirement) -> str:
    said = []
    if requirement.within:
        event = {"appointed": "the appointment", "moved": "the move", "certified": "the award"}[requirement.within.of]
        length = f"{requirement.within.days} days" if requirement.within.days else f"{requirement.within.months} months"
        said.append(f"within {length} of {event}")
    for exempt in requirement.exempt_if:
        said.append(
            f"exempt: who completed {exempt.module}" + (f" before {exempt.completed_before.isoformat()}" if exempt.completed_before else "")
        )
    if requirement.advisory:
        said.append("shown as a reminder; it never changes the certificate")
    if requirement.starts:
        said.append(f"from {requirement.starts.isoformat()}")
    if requirement.until:
        said.append(f"until {requirement.until.isoformat()}")
    return f" *({'; '.join(said)})*" if said and not requirement.says else ""


def country_differences(making: Making, certification: str, role: str) -> str:
    """What countries change for a role and its certification, in their own sentences."""
    parts = []
    for code, view in making.editions.items():
        said = [one for one in view.applied if one.unit in (f"certification:{certification}", f"role:{role}")]
        if said:
            head = f"### {link(making.country_name(code), f'country:{code}')} {{ #in-{code} }}"
            parts.append(joined(head, changed([one.patch for one in said])))
    return "\n\n".join(parts)


def differs_here(making: Making, certification: str, role: str) -> str:
    """On a country's own site, what it changes for a role and its certification."""
    said = making.differing(f"certification:{certification}", f"role:{role}")
    return section("What differs from the core", changed([one.patch for one in said], sources=True), anchor="differs") if said else ""


def changed(patches: Sequence[Patch], sources: bool = False) -> str:
    """What a country changes in one certification or role: each patch's own sentence, with its day and, if asked, its precedent.

    A patch of the certification's own summary says only that there is one; the reader gets the summary itself, before the rest.
    """
    whole, single = [], []
    for patch in patches:
        day = f"*(from {patch.starts.isoformat()})*"
        based = f" *Modelled on: {plain(patch.based_on)}.*" if sources and patch.based_on else ""
        if patch.target.partition("/")[2] == "says" and isinstance(patch.value, str):
            whole.append(f"{plain(sentence(patch.value))} {day}{based}")
        else:
            single.append(f"{plain(sentence(patch.says))} {day}{based}")
    return joined(*whole, bullets(single) if single else "")
