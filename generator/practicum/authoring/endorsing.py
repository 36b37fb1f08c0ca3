"""Sign-offs: a word on a unit as it stands, bound to its hash; an answer to an objection; a change that could not wait; adoption.

Rules of who counts and how many: `resolving/consensus.py`. A word is never taken out: a later word of the same person stands in its place.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from practicum.authoring.drafting import Draft
from practicum.authoring.naming import known_person
from practicum.authoring.refusing import Refused
from practicum.authoring.writing_yaml import as_file
from practicum.model.catalogue import Catalogue
from practicum.model.edit import Changes
from practicum.resolving import View, view_of
from practicum.resolving.consensus import Consensus, consensus_of
from practicum.resolving.standing import signed_hash, signed_parts

ORDER = ("unit", "content", "person", "constituency", "word", "day", "until", "note", "answer", "saw")
_TRACK_ORDER = ("unit", "content", "why", "based_on", "person", "day", "review_by")
_SAYS = {"endorse": "endorses", "object": "objects to", "abstain": "abstains on"}


@dataclass(frozen=True)
class NewSignOff:
    """What somebody says of a unit; ``why`` is needed for an objection, ``until`` is the last day on which the word holds."""

    unit: str
    person: str
    word: Literal["endorse", "object", "abstain"] = "endorse"
    why: str | None = None
    until: date | None = None


def view_for(catalogue: Catalogue, unit: str, day: date) -> View:
    """The View in which sign-offs of a unit are judged: the core's, its country's or its language's. Raises Refused where there is none."""
    identifier, _, variant = unit.partition("/")
    country = variant if variant in catalogue.countries else ""
    language = variant if variant and not country else "en"
    view = view_of(catalogue, country=country, day=day, language=language, english=variant == "en")
    if signed_hash(view, unit) is None:
        known = {*catalogue.modules, *catalogue.certifications, *catalogue.roles, *catalogue.programmes, *catalogue.competencies}
        if identifier in known and variant:
            what = "a country or a language" if not country else "a country that changes it"
            raise Refused(f"there is no `{unit}`: `{variant}` is not {what} here", f"name `{identifier}` for the core text")
        near = difflib.get_close_matches(identifier, known, n=1)
        raise Refused(f"there is no unit `{unit}`", f"did you mean `{near[0]}`?" if near else "`practicum endorse` lists them")
    return view


def give_word(draft: Draft, catalogue: Catalogue, said: NewSignOff, *, day: date) -> Changes:
    """Add somebody's word on a unit as it stands. Raises Refused where they said the same of the same text already, or may not say it."""
    view = view_for(catalogue, said.unit, day)
    person = known_person(catalogue, said.person)
    if said.word == "object" and not (said.why or "").strip():
        raise Refused("an objection needs a reason: nobody can answer what was not said", "add `--why \"…\"`")
    if said.until is not None and said.until < day:
        raise Refused(f"the word would be over before it is given: {said.until}", "name a day that is still to come")
    content = signed_hash(view, said.unit) or ""
    held = next((one for one in consensus_of(view, said.unit).last if one.signoff.person == said.person), None)
    if held is not None and held.state == "fresh" and (held.signoff.word, held.signoff.until) == (said.word, said.until):
        raise Refused(
            f"`{said.person}` {_SAYS[said.word].split()[0]} this text of `{said.unit}` already, since {held.signoff.day}",
            "a new word is needed only when the text, or what they think of it, has changed", code=1,
        )  # fmt: skip
    if held is not None and held.signoff.day > day:
        raise Refused(f"the last word of `{said.person}` is of {held.signoff.day}", "a word is given on the day it is said, or later")
    _add(draft, said.unit, "signoffs", {
        "unit": said.unit, "content": content, "person": said.person, "constituency": person.constituency, "word": said.word, "day": day,
        "until": said.until, "note": said.why, "saw": signed_parts(view, said.unit) or None,
    })  # fmt: skip
    for_whom = person.constituency.replace("_", " ")
    return draft.changes(f"{person.name} {_SAYS[said.word]} {said.unit} for {for_whom}, as it stands today (content {content})")


def answer(draft: Draft, catalogue: Catalogue, unit: str, person: str, text: str, *, day: date) -> Changes:
    """Write how somebody's objection was answered. Raises Refused where their last word is no objection, or has an answer."""
    view = view_for(catalogue, unit, day)
    name = known_person(catalogue, person).name
    held = next((one for one in consensus_of(view, unit).last if one.signoff.person == person), None)
    if held is None or held.signoff.word != "object":
        raise Refused(f"the last word of `{person}` on `{unit}` is no objection", f"`practicum endorse {unit}` shows every word", code=1)
    if not text.strip():
        raise Refused("an answer needs words", "say what was done about the objection, or why not")
    if held.signoff.answer:
        raise Refused(f"the objection of `{person}` to `{unit}` has an answer", "what was answered stays as it was", code=1)
    yaml = draft.yaml(held.file.path)
    draft.edit(yaml.set_field(("signoffs", held.position, "answer"), text, order=ORDER))
    return draft.changes(
        f"the objection of {name} to {unit} is answered",
        notes=(f"it stays on the page with its answer; `practicum endorse {unit} --as {person}` is how they say another word",),
    )


def fast_track(
    draft: Draft, catalogue: Catalogue, unit: str, person: str, *, why: str, based_on: str, review_by: date, day: date
) -> Changes:  # fmt: skip
    """Let the words given so far hold for a text that could not wait for everybody, until its review. Rules: `checking/consensus.py`."""
    view = view_for(catalogue, unit, day)
    named = known_person(catalogue, person)
    if named.constituency != "government":
        raise Refused(
            f"`{person}` speaks for {named.constituency.replace('_', ' ')}",
            "a change that cannot wait is answered for by somebody of government",
        )
    if not why.strip() or not based_on.strip():
        raise Refused("a change that cannot wait needs its reason and the law or order that asks for it", "add `--why` and `--law`")
    content = signed_hash(view, unit) or ""
    if any(one.unit == unit and one.content == content for file in catalogue.signoffs for one in file.value.fast_tracks):
        raise Refused(f"this text of `{unit}` is on the fast track already", f"`practicum endorse {unit}` shows until when", code=1)
    _add(draft, unit, "fast_tracks", {
        "unit": unit, "content": content, "why": why, "based_on": based_on, "person": person, "day": day, "review_by": review_by,
    })  # fmt: skip
    return draft.changes(
        f"{named.name} answers for {unit} as it stands; words given so far hold until {review_by}",
        next=(f"ask everybody again before {review_by}: `practicum endorse {unit}` names who has not spoken",),
    )


def adopt(draft: Draft, catalogue: Catalogue, module: str, *, day: date) -> Changes:
    """Call a module adopted. Raises Refused, with what is missing, where it is not agreed."""
    view = view_for(catalogue, module, day)
    if module not in catalogue.modules:
        raise Refused(f"`{module}` is no module", "modules are adopted; other units carry sign-offs and no status")
    consensus = consensus_of(view, module)
    if not consensus.agreed:
        raise Refused(f"`{module}` cannot be adopted yet: {lacking(consensus)}", f"`practicum endorse {module}` shows every word", code=1)
    unit = catalogue.modules[module]
    if unit.value.status == "adopted":
        raise Refused(f"`{module}` is adopted", code=1)
    draft.edit(draft.yaml(unit.path).swap(("status",), "adopted"))
    return draft.changes(f"{module} is adopted (it was {unit.value.status})")


def lacking(consensus: Consensus) -> str:
    """What keeps a unit from being adopted, in words; empty where nothing does."""
    parts = [f"{count} of {name.replace('_', ' ')}" for name, count in consensus.missing.items()]
    said = [f"still asked are {', '.join(parts)}"] if parts else []
    if consensus.objections:
        whose = ", ".join(f"`{one.signoff.person}`" for one in consensus.objections)
        said.append(f"no answer yet to {'the objection' if len(consensus.objections) == 1 else 'the objections'} of {whose}")
    return "; ".join(said)


def _add(draft: Draft, unit: str, key: str, entry: dict[str, Any]) -> None:
    """An entry in the unit's file of sign-offs, which comes into being with its first one."""
    identifier = unit.partition("/")[0]
    path = f"curriculum/signoffs/{identifier}.yaml"
    written = {name: value for name, value in entry.items() if value is not None}
    if draft.has(path):
        draft.edit(draft.yaml(path).add_entry((key,), written, order=("format", "signoffs", "fast_tracks")))
        return
    whole = {"format": 1, "signoffs": [], key: [written]}
    comment = f"Who stands behind {identifier}, each bound to the text they saw. `practicum endorse` adds to it."
    draft.write(path, as_file(whole, comment=comment))
