"""Telling: states, amounts, records and rules of one learner in the sentences a colleague would use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from practicum.model.catalogue import Catalogue
from practicum.model.explanation import CategoryAmount, Evidence, Explanation, RequirementExplanation
from practicum.reporting.naming import certification_title, country_title, module_title
from practicum.reporting.wording import HELD_STATES, PARTS, amount_says, count_says, day_says, number_says, reason_says

NOTHING_AUTHORED = Catalogue()
MOST_IDS = 12
PEERS = "peer_reflection"
# Kinds of activity whose code is not a word by itself.
KINDS = {"cpd": "learning", "other": "another activity"}
CONTACTS = {"delivery": ("delivery", "deliveries"), "reflective_conversation": ("reflective conversation", "reflective conversations")}


@dataclass(frozen=True)
class Names:
    """What things are called, out of the catalogue."""

    catalogue: Catalogue = field(default_factory=lambda: NOTHING_AUTHORED)

    def titled(self, name: str) -> str:
        """An id of a module or certification with its title, where it has one."""
        if name in self.catalogue.modules:
            return f"{name} {module_title(self.catalogue, name)}"
        title = certification_title(self.catalogue, name)
        return f"{name} {title}" if title != name else name

    def practice(self, certification: str) -> str:
        """As what somebody practises who holds a certificate, as it stands inside a sentence.

        >>> Names().practice("FSW")
        'FSW'
        """
        title = certification_title(self.catalogue, certification)
        return title[:1].lower() + title[1:] if title[1:2].islower() else title

    def country(self, code: str) -> str:
        """A country's name; nothing for the core rules."""
        return country_title(self.catalogue, code) if code else ""

    def sentence(self, one: RequirementExplanation) -> str:
        """A requirement in words: its own sentence, else the module it asks for or the part of the rule it is, else its id."""
        last = one.requirement.rsplit("/", 1)[-1]
        if one.says:
            return one.says.rstrip(".")
        return self.titled(last) if last in self.catalogue.modules else PARTS.get(last, one.requirement)


    def shortly(self, one: RequirementExplanation) -> str:
        """A requirement in few words: the module it asks for, else its sentence."""
        return one.subject if one.kind == "module" and one.subject else self.sentence(one)

    def all_shortly(self, found: Sequence[RequirementExplanation]) -> str:
        """Requirements in few words, in a sentence."""
        said = [self.shortly(one) for one in found]
        return listed(said) if all(" " not in each for each in said) else "; ".join(said)


def unit_says(unit: str, amount: float = 1.0) -> str:
    """A unit in words, in the number an amount needs.

    >>> unit_says("contact:supervision", 9), unit_says("document:review"), unit_says("hour", 2), unit_says("")
    ('supervisions', 'review', 'hours', '')
    """
    _, _, of = unit.partition(":")
    one, many = CONTACTS.get(of, ((of or unit).replace("_", " "),) * 2)
    if not one:
        return ""
    return one if amount == 1 else many if many != one else f"{one}s"


def plenty(amount: float, unit: str) -> str:
    """An amount with its unit.

    >>> plenty(1, "day"), plenty(2.5, "hour"), plenty(9, "contact:supervision")
    ('1 day', '2.5 hours', '9 supervisions')
    """
    return amount_says(amount, unit) if unit and ":" not in unit else f"{number_says(amount)} {unit_says(unit, amount)}".rstrip()


def category_name(category: str) -> str:
    """A category as it is read.

    >>> category_name("private_study"), category_name("peer_reflection")
    ('private study', 'reflected on with a peer')
    """
    return "reflected on with a peer" if category == PEERS else category.replace("_", " ")


def categories_say(found: Sequence[CategoryAmount], unit: str) -> Iterator[str]:
    """What was done in each category with a minimum or a cap, in plain words; a cap nobody touched is left out."""
    for one in found:
        name = category_name(one.category)
        name = name[:1].upper() + name[1:]
        if one.least is not None:
            yield f"{name}: {number_says(one.done)} of at least {plenty(one.least, unit)}."
        if one.most is not None and one.done > one.most:
            yield f"{name}: {number_says(one.done)} {unit_says(unit, one.done)} done, at most {number_says(one.most)} count."
        elif one.most is not None and one.done:
            yield f"{name}: {number_says(one.done)} of at most {plenty(one.most, unit)}."


def amounts_say(counted: float | None, needed: float | None, unit: str, categories: Sequence[CategoryAmount]) -> str:
    """How much of what is asked counts, what is missing, and what caps and minimums did to it.

    >>> amounts_say(29.0, 30.0, "day", [CategoryAmount("private_study", 20.0, None, 15.0)])
    '29 of 30 days count, 1 day is missing. Private study: 20 days done, at most 15 count.'
    >>> amounts_say(20.0, 20.0, "point", [])
    '20 of 20 points count.'
    """
    if counted is None or needed is None or not unit:
        return ""
    missing = needed - counted
    verb = "is" if missing == 1 else "are"
    short = f", {plenty(missing, unit)} {verb} missing" if missing > 1e-6 else ""
    first = f"{number_says(counted)} of {plenty(needed, unit)} {'count' if counted != 1 else 'counts'}{short}."
    return " ".join((first, *categories_say(categories, unit)))


def about(one: Evidence, names: Names, *, amount: bool = True) -> str:
    """What a record is about, in words."""
    subject, detail = one.subject, one.detail.replace("_", " ")
    word = KINDS.get(subject, subject.replace("_", " "))
    said = {
        "completions": names.titled(subject),
        "rpl": f"prior learning for {names.titled(subject)}",
        "cpd": f"{names.titled(subject) if subject in names.catalogue.modules else word}{f', {detail}' if detail else ''}",
        "supervised": f"practice{f' in {subject}' if subject else ''}{f', {detail}' if detail else ''}",
        "observations": f"{subject} seen{f' at level {one.level}' if one.level is not None else ''}",
        "certificates": f"certificate as {subject}",
        "posts": f"post as {subject}",
        "appointments": f"appointment as {subject}",
        "awards": f"{word}{f' ({detail})' if detail else ''}",
        "decisions": f"{word}{f' for {one.detail}' if detail else ''}",
        "": f"certificate as {one.record}" if one.record else "carried over from the window before",
    }.get(one.table, word)
    if one.quantity is None or not amount:
        return said
    return f"{plenty(one.quantity, one.unit)} of {said}"


def counts_as(one: Evidence, unit: str) -> str:
    """How a record's quantity adds up, where it does not add as it stands.

    >>> counts_as(Evidence("r1", quantity=5.0, unit="hour", amount=4.0, at_most=2.0), "point")
    ', of which at most 2 hours count: 4 points'
    """
    if one.amount is None or one.quantity is None or (one.amount == one.quantity and one.unit == unit):
        return ""
    cap = f", of which at most {plenty(one.at_most, one.unit)} count" if one.at_most is not None else ""
    return f"{cap}{':' if cap else ', counts as'} {plenty(one.amount, unit)}"


def place_says(one: Evidence) -> str:
    """Where a record was read."""
    return f"{one.file} row {one.row}" if one.file and one.row else one.file


def evidence_says(one: Evidence, names: Names, unit: str = "") -> str:
    """One record: its id, day, place, and what it is."""
    where = place_says(one)
    day = f", {day_says(one.day)}" if one.day is not None else ""
    if not one.table:
        return f"{about(one, names)}{f' since {day_says(one.day)}' if one.day is not None else ''}"
    return f"{one.record}{f' ({where})' if where else ''}{day}: {about(one, names)}{counts_as(one, unit)}"


def ids_say(found: Sequence[Evidence]) -> str:
    """The ids of records; of many the first and the last.

    >>> ids_say([Evidence(f"r{number}") for number in range(30)])
    'r0 to r29'
    """
    ids = [one.record for one in found]
    return ", ".join(ids) if len(ids) <= MOST_IDS else f"{ids[0]} to {ids[-1]}"


def period_of(found: Sequence[Evidence]) -> str:
    """From when to when records are."""
    days = sorted(one.day for one in found if one.day is not None)
    if not days:
        return ""
    return day_says(days[0]) if days[0] == days[-1] else f"{day_says(days[0])} to {day_says(days[-1])}"


def records_say(found: Sequence[Evidence], names: Names, unit: str = "") -> Iterator[str]:
    """Records by line; more than three of one sort are one line that says how many there are and what they come to."""
    sorts: dict[tuple[object, ...], list[Evidence]] = {}
    for one in found:
        sort = (one.table, one.subject, one.detail, one.unit, one.level, one.at_most is None)
        sorts.setdefault(sort, []).append(one)
    for same in sorts.values():
        if len(same) <= 3:
            yield from (evidence_says(one, names, unit) for one in same)
            continue
        quantities = [one.quantity for one in same if one.quantity is not None]
        amounts = [one.amount for one in same if one.amount is not None]
        total = f"{plenty(sum(quantities), same[0].unit)} of " if quantities and same[0].table in {"cpd", "supervised"} else ""
        adds = ""
        if total and len(amounts) == len(quantities) and (abs(sum(amounts) - sum(quantities)) > 1e-6 or same[0].unit != unit):
            adds = f", counts as {plenty(sum(amounts), unit)}"
        what = about(same[0], names, amount=False)
        yield f"{total}{what}{adds}, in {count_says(len(same), 'record')}, {period_of(same)}: {ids_say(same)}"


def rejected_say(one: RequirementExplanation, names: Names, said: str = "") -> Iterator[str]:
    """The records that do not count, by reason: how much, why (unless that is ``said`` already), and which."""
    reasons: dict[str, list[Evidence]] = {}
    for each in one.rejected:
        reasons.setdefault(each.reason, []).append(each)
    for reason, found in reasons.items():
        in_order = sorted(found, key=lambda each: (each.day or 0, each.record))
        why = why_says(reason, one)
        yield f"{f'{why} ' if why != said else ''}{'; '.join(records_say(in_order, names, one.unit))}"


def why_says(reason: str, one: RequirementExplanation) -> str:
    """A reason as a sentence about this requirement, its code in brackets."""
    if not reason:
        return ""
    said = reason_says(reason)
    if reason == "BEFORE_PREREQ" and one.before:
        modules = listed([each.module for each in one.before])
        last = max((each for each in one.before if each.held_from is not None), key=lambda each: each.held_from or 0, default=None)
        if any(each.held_from is None for each in one.before) or last is None:
            lacking = listed([each.module for each in one.before if each.held_from is None])
            said = f"It was done before {modules} were held; not held so far: {lacking}."
        else:
            said = f"It was done before {modules} were all held; they are since {day_says(last.held_from)}, when {last.module} came last."
    elif reason == "PREREQ_MISSING" and one.reason == reason and (waits := waited_for(one)):
        said = f"It was done and counts once {listed(waits)} {'is' if len(waits) == 1 else 'are'} held."
    elif reason == "EXPIRED" and one.reason == "EXPIRED" and one.valid_until is not None and not one.parts:
        said = f"It was held until {day_says(one.valid_until)} and has ended since."
    return f"{said} [{reason}]"


def waited_for(one: RequirementExplanation) -> list[str]:
    """The modules a requirement that was done still waits for, without those whose record only has to be verified."""
    return [name for kind, _, name in (unit.partition(":") for unit in one.closing) if kind == "module" and name != one.subject]


def listed(words: Sequence[str]) -> str:
    """Words as a list in a sentence.

    >>> listed(["R01", "R03", "F07"]), listed(["R01"])
    ('R01, R03 and F07', 'R01')
    """
    return " and ".join((", ".join(words[:-1]), words[-1])) if len(words) > 1 else "".join(words)


def held_says(one: RequirementExplanation, names: Names) -> str:
    """How a requirement that is held is held: since when, until when, by which record."""
    if one.parts:
        held = [part for part in one.parts if part.state in HELD_STATES]
        how = f"{len(held)} of {len(one.parts)}" if one.kind in {"all", "modules"} else f"by {listed([short_name(each) for each in held])}"
        return f"{how}{until_says(one.valid_until)}"
    if one.counted is not None and one.needed is not None and one.unit:
        return f"{number_says(one.counted)} of {plenty(one.needed, one.unit)}{until_says(one.valid_until)}"
    decided = next((each for each in one.used if each.record == one.deciding_record), one.used[-1] if one.used else None)
    by = ""
    if decided is not None:
        module = f"{decided.subject}, " if decided.table == "completions" and decided.subject != one.subject else ""
        since = f"{day_says(decided.day)}" if decided.day is not None else ""
        by = f"by {decided.record} ({module}{since})" if decided.table else f"since {since}"
        if not decided.table and decided.detail != "issued":
            by = f"earned by the rule on {since}, though none is on record as issued"
    return f"{by}{until_says(one.valid_until)}".removeprefix(", ")


def until_says(day: int | None) -> str:
    """Until when something holds, where it ends."""
    return f", until {day_says(day)}" if day is not None else ""


def short_name(one: RequirementExplanation) -> str:
    """A requirement by the module it asks for, else by the last part of its id as words."""
    return one.subject if one.kind == "module" and one.subject else one.requirement.rsplit("/", 1)[-1].replace("-", " ").replace("_", " ")


def place_of(one: RequirementExplanation) -> str:
    """Where a requirement is written: file and line."""
    return f"{one.place.path}:{one.place.line}" if one.place else ""


def rule_says(one: RequirementExplanation) -> str:
    """A requirement's id and version, and where it is written."""
    version = f" version {one.rule_version}" if one.rule_version else ""
    place = place_of(one)
    return f"{one.requirement}{version}{f', {place}' if place else ''}"


def rule_of(one: Explanation) -> str:
    """The rule that decided: id, version, country, and where it is written."""
    version = f" version {one.rule_version}" if one.rule_version else ""
    return f"{one.certification}{version}{f', {one.place.path}:{one.place.line}' if one.place else ''}"


def reasons_in(parts: Sequence[RequirementExplanation]) -> Mapping[str, RequirementExplanation]:
    """Every requirement of a tree by its id."""
    found: dict[str, RequirementExplanation] = {}
    for one in parts:
        found[one.requirement] = one
        found.update(reasons_in(one.parts))
    return found
