"""What a reviewer looks at first: what takes something from learners, from children, or from those who signed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from practicum.reporting.naming import country_title
from practicum.reporting.phrases import Phrase, code, phrase, strong
from practicum.reporting.review_words import (
    KINDS,
    Review,
    certificate_says,
    competency_says,
    counted,
    field_says,
    hours_say,
    lacking,
    listed,
    module_says,
    person_says,
    role_says,
    stands,
    value_says,
)
from practicum.reporting.wording import day_says


def attention(review: Review) -> tuple[Phrase, ...]:
    """What a reviewer looks at first: what takes something from learners, children or those who signed."""
    return tuple(_attention(review))


def _attention(review: Review) -> Iterator[Phrase]:
    found = review.found
    if review.errors:
        many, mend = ("an error", "It has") if review.errors == 1 else (f"{review.errors} errors", "They have")
        yield phrase(strong(f"The check finds {many}"), f" that this proposal brings. {mend} to be mended before anything is published.")
    for path in review.unread:
        yield phrase(code(path), " cannot be read on one side; what stands in it is not compared.")
    yield from _taken(review)
    yield from _out_of_reach(review)
    for hours in found.hours:
        if 0 < hours.after < hours.before and hours.kind == "module":
            says = f": {module_says(review, hours.id)} goes from {hours_say(hours.before)} to {hours_say(hours.after)} hours."
            yield phrase(strong("Fewer hours"), says)
    for taught in found.taught:
        if 0 < taught.after < taught.before:
            says = f"{competency_says(review, taught.competency)} to level {taught.after}, no longer {taught.before}."
            yield phrase(strong("A lower level"), f": {module_says(review, taught.module)} teaches ", says)
        elif not taught.after and stands(review, taught.module):
            says = f": {module_says(review, taught.module)} no longer teaches {competency_says(review, taught.competency)}."
            yield phrase(strong("A competency lost"), says)
    for standing in found.agreements:
        if standing.adopted_before and standing.agreed_before and not standing.agreed and stands(review, standing.unit):
            older = sum(word.unit == standing.unit for word in found.lost_signoffs)
            why = f", since {counted(older, 'word is', 'words are')} about an older text" if older else ""
            says = f": {module_says(review, standing.unit)} is called adopted, and now {lacking(standing)}{why}."
            yield phrase(strong("Agreement lost"), says)
        elif stands(review, standing.unit) and (older := sum(word.unit == standing.unit for word in found.lost_signoffs)):
            words = counted(older, "word", "words")
            are = "is" if older == 1 else "are"
            yield phrase(strong("To be asked again"), f": {words} on {_unit(review, standing.unit)} {are} about an older text now.")
        if standing.hurried is not None:
            says = f": {_unit(review, standing.unit)}. {standing.hurried.why} Everybody is asked by {day_says(standing.hurried.review_by)}."
            yield phrase(strong("Changed before everybody could be asked"), says)
        for person in standing.new_objections:
            yield phrase(strong("An objection"), f" to {standing.unit} by {person_says(review, person)} has no answer yet.")
    for hit in found.hits:
        place = country_title(review.head, hit.country)
        yield phrase(strong(f"{place} is hit"), ": patch ", code(hit.patch), " no longer fits what it changes, ", code(hit.target), ".")
    yield from _danger(review)
    judged = [one for one in review.rules if not one.sentence and one.kind == "certification"]
    for rule in dict.fromkeys(one.rule for one in judged):
        counts = Counter(one.country for one in judged if one.rule == rule)
        where = [
            f"{counted(count, 'rule', 'rules')}{f' in {country_title(review.head, country)}' if country else ' everywhere'}"
            for country, count in counts.items()
        ]
        yield phrase(strong("People are judged otherwise"), f" for {certificate_says(review, rule)}: {listed(where)} changed; see below.")


def _taken(review: Review) -> Iterator[Phrase]:
    """Modules that go, and what asks for them."""
    found = review.found
    gone = [one.id for one in found.of("module", "removed")]
    retired = [id for id, _, now in found.statuses if now == "retired"]
    for id in (*gone, *retired):
        asking = [one for one in found.asking if one.module == id]
        says = "is taken away" if id in gone else "is retired"
        asked = listed([f"{KINDS[one.kind]} {one.id}" for one in asking])
        still = f" Asked for before by {asked}." if asking else ""
        taught = [one.competency for one in found.taught if one.module == id]
        lost = f" It taught {listed([competency_says(review, one) for one in taught])}." if taught else ""
        yield phrase(strong(f"Module {module_says(review, id)} {says}."), lost, still)


def _unit(review: Review, unit: str) -> str:
    return module_says(review, unit) if "/" not in unit else unit


def _out_of_reach(review: Review) -> Iterator[Phrase]:
    """Levels that modules do not reach, and the roles that need them."""
    roles: dict[tuple[str, int, int], list[str]] = {}
    for one in review.found.reach:
        if not one.won:
            roles.setdefault((one.competency, one.needed, one.after), []).append(role_says(review, one.role))
    for (competency, needed, after), names in roles.items():
        reached = f"modules reach level {after}" if after else "no module teaches it"
        need = "needs" if len(names) == 1 else "need"
        lead = strong(f"Out of reach: {competency_says(review, competency)} at level {needed}")
        yield phrase(lead, f" ({reached} now). {listed(names)} {need} it.")


def _danger(review: Review) -> Iterator[Phrase]:
    """Modules where wrong teaching can get a child hurt, and help lines."""
    for one in review.found.of("module", "changed"):
        before, after = review.base.modules.get(one.id), review.head.modules.get(one.id)
        if before and after and before.value.risk == "high" and after.value.risk != "high":
            says = f": {module_says(review, one.id)} is no longer marked as one where a child can get hurt."
            yield phrase(strong("Less care asked"), says)
        elif after is not None and after.value.risk == "high":
            yield phrase(strong("A child can get hurt"), f" where {module_says(review, one.id)} teaches wrongly: read each change of it.")
        if any(change.path == "content_warning" and change.after is None for change in one.fields):
            yield phrase(strong("A warning is gone"), f": {module_says(review, one.id)} no longer says what hard matters appear in it.")
    for unit in review.found.of("assessment", "changed"):
        for change in unit.fields:
            if change.path in ("pass.mark", "pass.rule", "attempts"):
                says = f"{unit.id}: {field_says(change.path)} {value_says(change.before)} → {value_says(change.after)}."
                yield phrase(strong("Passing changes"), ": ", says)
    for country in review.found.of("country", "changed"):
        if any(change.path.startswith("helplines") for change in country.fields):
            yield phrase(strong(f"Help lines of {country.title} changed"), ": ring each number before this is published.")
