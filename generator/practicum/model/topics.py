"""What the founding texts ask the curriculum to teach, and the models of practice it is built on."""

from __future__ import annotations

from dataclasses import dataclass

from practicum.model.fields import CODE, Authored, told

# A topic's id is the number of its founding text and of its row there.
TOPIC = r"^[0-9A-Za-z][A-Za-z0-9_.\-]{0,99}$"


@dataclass(frozen=True, kw_only=True)
class Topic(Authored):
    """A matter that a founding text asks for; modules name the ones they teach in `topics`."""

    id: str = told("The topic's id.", "0-3", pattern=TOPIC)
    title: str = told("What it is about.", "from reacting to preventing", max_length=140)
    source: str = told("The reference that asks for it.", "S0", pattern=CODE)
    answered_by: str | None = told("What answers it where no lesson does.", "the gap report", default=None)


@dataclass(frozen=True, kw_only=True)
class Part(Authored):
    """One part of a model: a feature, a prong, a stage, a principle."""

    id: str = told("The part's id inside its model.", "family", pattern=CODE)
    title: str = told("The part in a few words.", "The whole family is helped", max_length=140)
    lessons: tuple[str, ...] = told("Where it is taught: module and file.", ["B03/02-parents.md"], default=())


@dataclass(frozen=True, kw_only=True)
class PracticeModel(Authored):
    """A model, framework or list of principles that the curriculum teaches part by part."""

    id: str = told("The model's id.", "six-features", pattern=CODE)
    title: str = told("Its name.", "Six features of leading systems", max_length=100)
    source: str = told("The reference it comes from.", "S0", pattern=CODE)
    says: str = told("What it is for, in one or two sentences.", "What well-led services have in common.")
    parts: tuple[Part, ...] = told("Its parts.", [{"id": "family"}], min_length=2)


@dataclass(frozen=True, kw_only=True)
class Topics(Authored):
    """The topics and models."""

    format: int = told("The version of this file format.", 1, ge=1, le=1)
    topics: tuple[Topic, ...] = told("The topics.", [{"id": "0-3"}])
    models: tuple[PracticeModel, ...] = told("The models, part by part.", [{"id": "six-features"}], default=())
