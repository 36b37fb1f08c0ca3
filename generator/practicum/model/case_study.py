"""Case studies: how a service or a country changed, told in the order in which reviews of care reform tell it."""

from __future__ import annotations

from dataclasses import dataclass

from practicum.model.fields import CODE, Authored, told


@dataclass(frozen=True, kw_only=True)
class Moment(Authored):
    """A step of what happened."""

    when: str = told("When, as people there would say it.", "the second spring")
    what: str = told("What was done, and what followed.", "The night shift asked to see the plan.")


@dataclass(frozen=True, kw_only=True)
class CaseStudy(Authored):
    """A place, its policy, its people and its workforce, and what happened; learners work with its questions.

    The outline (context, policy, stakeholders, workforce) is that of the country reviews behind `S1`.
    """

    format: int = told("The version of this file format.", 1, ge=1, le=1)
    id: str = told("The case study's id, the name of its file.", "home-no-3", pattern=CODE)
    title: str = told("Its title.", "The home that wrote its own last chapter", max_length=100)
    summary: str = told("One or two sentences for a card.", "A home closes in the order of its children.", max_length=240)
    invented: bool = told("Whether place and people are invented; otherwise `evidence` says where the facts come from.", True)
    content_warning: str | None = told("What hard matters appear.", "A child is moved in haste.", default=None)
    context: str = told("Children, families and services in this place.", "A district with one road …")
    policy: str = told("Law, plans and money, as far as they bore on it.", "The council had decided …")
    stakeholders: tuple[str, ...] = told("Who had a stake and what they wanted.", ["The cook: to know by March."], min_length=3)
    workforce: str = told("Who did the work: how many, how trained, how supported.", "Nine care workers on three shifts …")
    what_happened: tuple[Moment, ...] = told("What happened, in order.", [{"when": "March", "what": "…"}], min_length=3)
    results: tuple[str, ...] = told("What came of it, good and bad, and for whom.", ["Eleven children live with kin."], min_length=2)
    unresolved: tuple[str, ...] = told("What nobody knows or could mend.", ["Whether the night staff stayed in the work."], min_length=1)
    questions: tuple[str, ...] = told("Questions for a group.", ["Who was asked too late?"], min_length=3)
    modules: tuple[str, ...] = told("Modules it is used in.", ["L01"], min_length=1)
    evidence: tuple[str, ...] = told("References it leans on.", ["S1"], default=())
