"""Who signed what: sign-offs as a reader sees them. Nothing that was said disappears: dissent stays on the page, with its answer."""

from __future__ import annotations

from practicum.publishing.making import Making
from practicum.publishing.writing import box, joined, plain, table
from practicum.resolving.consensus import Consensus, weighed
from practicum.resolving.standing import StandingSignOff

_SPEAKS_FOR = {
    "government": "government",
    "academia": "universities",
    "practice": "practice and NGOs",
    "lived_experience": "lived experience",
    "profession": "professional association",
}
SAYS = {"endorse": "endorses", "object": "objects", "abstain": "abstains"}


def consensus(making: Making, unit: str) -> Consensus:
    """Where a unit stands, from the words that were given on it."""
    words = making.signed.get(unit, ())
    return weighed(making.catalogue, unit, words, next((one.carried for one in words if one.carried), None))


def sign_offs(making: Making, unit: str, high_risk: bool) -> str:
    """The sign-offs of one unit and how far agreement has come, or the plain statement that nobody has signed it."""
    words, held = making.words, consensus(making, unit)
    asked = (
        words("Before it is adopted it needs two words each of government, universities and practice, and one of lived experience.")
        if high_risk
        else words("Before it is adopted it needs one word each of government, universities, practice and lived experience.")
    )
    rule = f"{asked} {words('An objection does not block, but it has to be answered.')}"
    if not held.words:
        return f"**{words('Not yet signed; draft.')}** {rule}"
    rows = []
    for one in held.words:
        sign = one.signoff
        said = words(SAYS[sign.word]) + _standing(making, held, one)
        note = words.semicolon.join(filter(None, [sign.note, words.labelled("answer", sign.answer) if sign.answer else ""]))
        rows.append([plain(making.person_name(sign.person)), words(_SPEAKS_FOR[sign.constituency]), said, words.day(sign.day), plain(note)])
    heads = [words(head) for head in ("Who", "Speaks for", "Says", "Day", "Why")]
    return joined(_track(making, held), f"**{standing(making, unit)}**", table(words.labelled("Sign-offs", unit), heads, rows), rule)


def _standing(making: Making, held: Consensus, one: StandingSignOff) -> str:
    """Why a word does not count, or no longer, in brackets behind it; empty where it counts."""
    words = making.words
    if one not in held.last:
        return f" ({words('an earlier word')})"
    if one.state == "over":
        return f" ({words('it held until')} {words.day(one.signoff.until)})" if one.signoff.until else ""
    if one.state != "stale":
        return ""
    parts = f": {plain(', '.join(one.changed))}" if one.changed else ""
    kept = f"; {words('holds until the review')}" if one.carried else ""
    return f" ({words('the text has changed since')}{parts}{kept})"


def _track(making: Making, held: Consensus) -> str:
    """The notice of a change that could not wait for everybody."""
    words, track = making.words, held.track
    if track is None:
        return ""
    said = words("This text was changed before everybody could be asked.")
    until = f"{words('Everybody is asked again by')} {words.day(track.review_by)}."
    answers = f"{plain(track.based_on)}. {plain(making.person_name(track.person))}. {until}"
    return box("country", joined(f"{said} {plain(track.why)}", answers))


def standing(making: Making, unit: str) -> str:
    """How far the sign-offs of a unit have come, in one line."""
    words, held = making.words, consensus(making, unit)
    if not held.words:
        return words("Not yet signed; draft.")
    given = sum(min(held.given.get(name, 0), wanted) for name, wanted in held.wanted.items())
    so_far = words.labelled("signed so far", f"{given} / {sum(held.wanted.values())}")
    parts = [so_far if held.missing else words("signed by all who have to")]
    if held.missing:
        asked = ", ".join(f"{words(_SPEAKS_FOR[name])} {count}" for name, count in held.missing.items())
        parts.append(words.labelled("still asked", asked))
    parts += [words.labelled("objections without an answer", len(held.objections))] if held.objections else []
    parts += [words.labelled("about an earlier text", len(held.stale))] if held.stale else []
    return words.semicolon.join(parts)
