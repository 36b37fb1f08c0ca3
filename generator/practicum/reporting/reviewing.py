"""What a change does to people, told so that somebody who knows the work and no programming reads it in a minute.

What can hurt comes first; then each unit that changed, in the words in which authors speak of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from practicum.reporting.asking import Asked
from practicum.reporting.phrases import Part, Phrase, account, code, phrase, strong
from practicum.reporting.review_words import (
    CONSTITUENCIES,
    KINDS,
    Review,
    competency_says,
    counted,
    field_says,
    hours_say,
    is_short,
    joined,
    lacking,
    listed,
    module_says,
    person_says,
    place_says,
    role_says,
    stands,
    value_says,
)
from practicum.reporting.told_changes import telling_says
from practicum.reporting.word_differences import word_counts
from practicum.resolving.comparing_units import FieldChange, TextChange, UnitChange
from practicum.resolving.consequences import Stale

# A comment is read in a minute; the page holds everything.
MOST_LINES = 12
_SAID = {
    "endorse": ("endorsement", "endorsements"),
    "object": ("objection", "objections"),
    "abstain": ("abstention", "abstentions"),
}
# What is told by its meaning is not told again as a field.
_TOLD = frozenset({"versions", "prerequisites", "status"})
_OF_PATCHES = {
    "value": "what stands there instead", "says": "what it does, in its sentence", "was": "what it replaces", "target": "what it changes",
    "from": "from when it holds", "until": "until when it holds", "action": "how it changes it", "based_on": "on what it rests",
}  # fmt: skip
_WHAT = {"added": "is new", "removed": "is taken away", "changed": "changed"}


@dataclass(frozen=True)
class Section:
    """A heading and the lines under it, the first of which matter most."""

    title: str
    lines: tuple[Phrase, ...]


def sections(review: Review) -> tuple[Section, ...]:
    """Everything that changed, in the order of the curriculum; sections without a line are left out."""
    found = review.found
    every = (
        Section("Other ids", tuple(_renamed(review))),
        Section("Modules", tuple(_modules(review))),
        Section("Programmes", tuple(_programmes(review))),
        Section("Competencies, roles and the framework", tuple(_framework(review))),
        Section("Countries", tuple(_countries(review))),
        Section("Translations", tuple(_translations(review))),
        Section("Agreement", tuple(_agreement(review))),
        Section("Glossary, sources and people", tuple(_others(review))),
        Section("Told to readers", tuple(telling_says(review))),
        Section("Who is asked", tuple(asked_says(one) for one in review.asked)),
    )
    return () if found.empty and not review.renamed else tuple(one for one in every if one.lines)


def asked_says(one: Asked) -> Phrase:
    """Somebody who is asked, and why."""
    name = [account(one.account), f" ({one.name})"] if one.account else [strong(one.name)]
    return phrase(*name, ": ", "; ".join(one.because))


def _renamed(review: Review) -> Iterator[Phrase]:
    for one in review.renamed:
        yield phrase(f"{KINDS[one.kind]} ", strong(one.was), " is called ", strong(one.now), " now; records and addresses still find it.")


# -- modules


def _modules(review: Review) -> Iterator[Phrase]:
    found = review.found
    assessments = {one.id: one for one in found.of("assessment")}
    for one in found.of("module"):
        says = list(_changed_says(review, one, assessments.pop(one.id, None)))
        name = strong(module_says(review, one.id))
        if one.what == "added":
            status = review.head.modules[one.id].value.status
            hours = next((hours.after for hours in found.hours if hours.kind == "module" and hours.id == one.id), 0)
            taught = [each for each in found.taught if each.module == one.id]
            teaches = listed([f"{competency_says(review, each.competency)} to level {each.after}" for each in taught])
            more = f", teaches {teaches}" if teaches else ""
            yield phrase(name, f" is new ({status}): {hours_say(hours)} hours{more}.")
        elif one.what == "removed":
            yield phrase(name, " is taken away.")
        else:
            yield phrase(name, ": ", *joined(says), ".")
    for id, unit in assessments.items():
        told = _fields_say("assessment", unit.fields) or phrase(f"assessment {_WHAT[unit.what]}")
        yield phrase(strong(module_says(review, id)), ": ", *told, ".")


def _changed_says(review: Review, one: UnitChange, assessment: UnitChange | None) -> Iterator[Phrase]:
    found = review.found
    for hours in found.hours:
        if hours.kind == "module" and hours.id == one.id and one.what == "changed":
            yield phrase(f"{hours_say(hours.before)} → {hours_say(hours.after)} hours")
    for taught in found.taught:
        if taught.module == one.id and one.what == "changed":
            name = competency_says(review, taught.competency)
            if not taught.before:
                yield phrase(f"now teaches {name} to level {taught.after}")
            elif not taught.after:
                yield phrase(f"no longer teaches {name} (was level {taught.before})")
            else:
                yield phrase(f"{name} level {taught.before} → {taught.after}")
    for need in found.needs:
        if need.module == one.id:
            yield phrase(f"{'now needs' if need.added else 'no longer needs'} {module_says(review, need.needs)} first")
    for id, before, after in found.statuses:
        if id == one.id:
            yield phrase(f"{before} → {after}")
    if fields := _fields_say("", tuple(change for change in one.fields if change.path.partition(".")[0] not in _TOLD)):
        yield fields
    if any(change.path.startswith("versions") for change in one.fields) and not any(
        each.id == one.id for each in found.hours if each.kind == "module"
    ):
        others = tuple(change for change in one.fields if change.path.startswith("versions"))
        untold = [change for change in others if ".teaches" not in change.path]
        if untold:
            yield phrase("versions ", counted(len(untold), "change", "changes"))
    yield from (_text_says(text) for text in one.texts)
    if assessment is not None and assessment.what == "changed":
        if said := _fields_say("assessment", assessment.fields):
            yield said
    elif assessment is not None:
        yield phrase(f"its assessment {_WHAT[assessment.what]}")


def _text_says(text: TextChange) -> Phrase:
    if text.what != "changed":
        return phrase(code(text.name), f" {_WHAT[text.what]}")
    put_in, taken_out = word_counts(text.before, text.after)
    moved = f" (was {text.old_path.rpartition('/')[2]})" if text.old_path and not text.old_path.endswith(f"/{text.name}") else ""
    if not put_in and not taken_out:
        return phrase(code(text.name), moved, " in its layout only" if not moved else "")
    counts = [f"{count} {'word' if count == 1 else 'words'} {how}" for count, how in ((put_in, "in"), (taken_out, "out")) if count]
    return phrase(code(text.name), moved, " ", ", ".join(counts))


def _fields_say(lead: str, fields: tuple[FieldChange, ...]) -> Phrase | None:
    """Fields by their first name: a short one with both values, a long one or many by their count."""
    if not fields:
        return None
    by_name: dict[str, list[FieldChange]] = {}
    for change in fields:
        by_name.setdefault(change.path.partition(".")[0], []).append(change)
    parts = []
    for name, some in by_name.items():
        shown = field_says(name)
        one = some[0]
        if len(some) == 1 and is_short(one.before) and is_short(one.after):
            parts.append(f"{field_says(one.path)} {value_says(one.before)} → {value_says(one.after)}")
        elif len(some) == 1 and (moved := _moved(one)):
            parts.append(f"{field_says(one.path)} {moved}")
        else:
            parts.append(f"{shown} ({counted(len(some), 'change', 'changes')})" if len(some) > 1 else f"{field_says(one.path)} rewritten")
    return phrase(f"{lead}: " if lead else "", ", ".join(parts))


def _moved(change: FieldChange) -> str:
    """What came into a list and what left it; empty where that is no short answer."""
    before, after = change.before or [], change.after or []
    if not isinstance(before, list) or not isinstance(after, list) or any(isinstance(one, (dict, list)) for one in (*before, *after)):
        return ""
    came, went = [one for one in after if one not in before], [one for one in before if one not in after]
    if len(came) + len(went) > 2 or not (came or went) or any(not is_short(one) for one in (*came, *went)):
        counts = [f"{len(some)} {how}" for some, how in ((came, "in"), (went, "out")) if some]
        return f"({', '.join(counts)})" if counts else "in another order"
    return ", ".join([*(f"without “{value_says(one)}”" for one in went), *(f"with “{value_says(one)}”" for one in came)])


# -- all other kinds


def _programmes(review: Review) -> Iterator[Phrase]:
    hours = {one.id: one for one in review.found.hours if one.kind == "programme"}
    for one in review.found.of("programme"):
        says: list[Phrase] = []
        if one.id in hours and one.what == "changed":
            says.append(phrase(f"{hours_say(hours[one.id].before)} → {hours_say(hours[one.id].after)} hours"))
        for change in one.fields:
            if change.path == "modules" and isinstance(change.before, list) and isinstance(change.after, list):
                says += [phrase(f"with {module_says(review, id)}") for id in change.after if id not in change.before]
                says += [phrase(f"without {module_says(review, id)}") for id in change.before if id not in change.after]
        rest = tuple(change for change in one.fields if change.path not in ("modules", "taught_hours", "practice_hours"))
        if said := _fields_say("", rest):
            says.append(said)
        yield _unit_says(one, says)


def _framework(review: Review) -> Iterator[Phrase]:
    for kind in ("framework", "competency", "role", "crosswalk", "topic", "practice_model"):
        for one in review.found.of(kind):
            said = _fields_say("", one.fields)
            yield _unit_says(one, [said] if said else [])
    for reach in review.found.reach:
        if reach.won:
            says = f" can be reached in {competency_says(review, reach.competency)} now: level {reach.needed} is needed and taught."
            yield phrase(strong(role_says(review, reach.role)), says)


def _countries(review: Review) -> Iterator[Phrase]:
    for one in review.found.of("country"):
        patches: dict[str, list[FieldChange]] = {}
        others: list[FieldChange] = []
        for change in one.fields:
            head, _, rest = change.path.partition(".")
            if head == "patches":
                patches.setdefault(rest.partition(".")[0], []).append(change)
            else:
                others.append(change)
        says: list[Phrase] = [phrase(*_patch_says(id, some)) for id, some in patches.items()]
        if said := _fields_say("", tuple(others)):
            says.append(said)
        yield _unit_says(one, says)


def _patch_says(id: str, some: list[FieldChange]) -> Iterator[str | Part]:
    whole = next((change for change in some if change.path == f"patches.{id}"), None)
    yield "patch "
    yield code(id)
    if whole is not None:
        value = whole.after if whole.after is not None else whole.before
        sentence = value.get("says") if isinstance(value, dict) else value
        yield f" {'is new' if whole.before is None else 'is taken away'}: {value_says(sentence)}"
    else:
        yield " "
        names = dict.fromkeys(_OF_PATCHES.get(change.path.removeprefix(f"patches.{id}.").partition(".")[0], "") for change in some)
        yield f"says otherwise {listed([name for name in names if name])}" if any(names) else "changed"


def _translations(review: Review) -> Iterator[Phrase]:
    by_language: dict[str, list[Stale]] = {}
    for stale in review.found.stale:
        by_language.setdefault(stale.language, []).append(stale)
    for language, files in by_language.items():
        many = "text is" if len(files) == 1 else "texts are"
        shown: list[str | Part] = []
        for one in files[:5]:
            shown += [", " if shown else "", code(place_says(one.path)), _passages(one.passages)]
        more = f" and {len(files) - 5} more" if len(files) > 5 else ""
        yield phrase(strong(f"{language}: {len(files)} translated {many} behind now"), ": ", *shown, more, ".")
    languages = Counter((one.language, one.what) for one in review.found.translations)
    for (language, what), count in sorted(languages.items()):
        texts = "translated text" if count == 1 else "translated texts"
        yield phrase(strong(language), f": {count} {texts} {'came' if what == 'added' else 'went' if what == 'removed' else 'changed'}.")


def _passages(count: int | None) -> str:
    return "" if count is None else f" ({count} {'passage' if count == 1 else 'passages'})"


def _agreement(review: Review) -> Iterator[Phrase]:
    by_unit: dict[str, list[Phrase]] = {}
    older: dict[tuple[str, str, tuple[str, ...]], list[str]] = {}
    for word in review.found.lost_signoffs:
        whose = f"{person_says(review, word.person)} for {CONSTITUENCIES[word.constituency]}"
        older.setdefault((word.unit, word.word, word.changed), []).append(whose)
    for (unit, said, changed), people in older.items():
        seen = f" ({', '.join(changed)} changed since)" if changed else ""
        what = _SAID[said][0] if len(people) == 1 else _SAID[said][1]
        are = "is" if len(people) == 1 else "are"
        text = f"the {what} of {listed(people)} {are} about an older text now{seen}"
        gone = f"the {what} of {listed(people)} {are} about a text that is taken away"
        by_unit.setdefault(unit, []).append(phrase(text if stands(review, unit) else gone))
    for standing in review.found.agreements:
        says = by_unit.setdefault(standing.unit, [])
        if standing.given > 0:
            says.append(phrase(counted(standing.given, "new word", "new words")))
        if standing.adopted and not standing.adopted_before:
            says.append(phrase("is adopted now"))
        if standing.adopted_before and not standing.adopted and stands(review, standing.unit):
            says.append(phrase("is no longer called adopted"))
        if stands(review, standing.unit):
            says.append(phrase("all have signed who have to" if standing.agreed else lacking(standing)))
    for unit, says in by_unit.items():
        yield phrase(strong(unit), ": ", *joined(says), ".")


def _others(review: Review) -> Iterator[Phrase]:
    for kind in ("case_study", "term", "reference", "words", "person", "organisation"):
        for one in review.found.of(kind):
            said = _fields_say("", one.fields)
            yield _unit_says(one, [said] if said else [])


def _unit_says(one: UnitChange, says: list[Phrase]) -> Phrase:
    name = KINDS[one.kind]
    shown = f"{one.id} {one.title}" if one.title and one.kind != "country" else one.title or one.id
    lead = phrase(f"{name[:1].upper()}{name[1:]} ", strong(shown))
    told = tuple(joined(says))
    end = "" if told and told[-1].text.endswith((".", "!", "?", "…")) else "."
    return phrase(*lead, ": ", *told, end) if says and one.what == "changed" else phrase(*lead, f" {_WHAT[one.what]}.")
