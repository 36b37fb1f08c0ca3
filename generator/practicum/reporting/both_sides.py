"""Both sides: where a module that is asked for and the evidence of what it teaches say different things, in plain sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from practicum.reporting.cells import Row, amount_of, text
from practicum.reporting.markup import Markup, el, joined
from practicum.reporting.page import table
from practicum.reporting.wording import count_says


class Disagreement(Protocol):
    """A competency about which the module asked for and the learner's own evidence disagree."""

    @property
    def module(self) -> str:
        """The module the rule asks for."""

    @property
    def competency(self) -> str:
        """The competency it stands for."""

    @property
    def level_needed(self) -> int:
        """The level the module's current version teaches."""

    @property
    def level_found(self) -> int:
        """The level the learner's own evidence shows; 0 for none."""

    @property
    def side(self) -> str:
        """`module_only` where the module is held, `competency_only` where the competency is shown without it."""

    @property
    def record(self) -> str:
        """The strongest evidence found; empty where there is none."""


def side_says(side: str, module: str, competency: str, needed: int, found: int, record: str) -> str:
    """One disagreement in one plain sentence.

    >>> side_says("module_only", "F06", "REL-2", 1, 0, "")
    'F06 is held, but nothing on record shows REL-2, which it stands for at level 1.'
    >>> side_says("module_only", "F06", "REL-2", 2, 1, "o1")
    'F06 is held, but what is on record (o1) shows REL-2 at level 1, and F06 stands for level 2.'
    >>> side_says("competency_only", "F06", "REL-2", 1, 2, "o1")
    'F06 is not held, but what is on record (o1) shows REL-2 at level 2, and F06 teaches level 1.'
    """
    shown = f"what is on record ({record}) shows {competency} at level {found}"
    if side == "competency_only":
        return f"{module} is not held, but {shown}, and {module} teaches level {needed}."
    if not found:
        return f"{module} is held, but nothing on record shows {competency}, which it stands for at level {needed}."
    return f"{module} is held, but {shown}, and {module} stands for level {needed}."


def disagreement_lines(found: Sequence[Disagreement]) -> list[tuple[str, str]]:
    """Each disagreement as a line of an explanation."""
    return [("look into", side_says(one.side, one.module, one.competency, one.level_needed, one.level_found, one.record)) for one in found]


def disagreements_json(found: Sequence[Disagreement]) -> list[dict[str, object]]:
    """The disagreements for programs."""
    return [
        {
            "module": one.module,
            "competency": one.competency,
            "level_needed": one.level_needed,
            "level_found": one.level_found,
            "side": one.side,
            "record": one.record or None,
        }
        for one in found
    ]


def both_sides_section(rows: Iterable[Row]) -> Markup | None:
    """The disagreements of everybody, as a section of a private page; nothing where there are none."""
    found = sorted(rows, key=lambda row: (text(row, "learner"), text(row, "requirement"), text(row, "competency")))
    if not found:
        return None
    cells = [
        (
            text(row, "learner"),
            el("code", text(row, "requirement")),
            side_says(
                text(row, "side"),
                text(row, "module"),
                text(row, "competency"),
                int(amount_of(row, "level_needed") or 0),
                int(amount_of(row, "level_found") or 0),
                text(row, "record"),
            ),
        )
        for row in found
    ]
    return joined(
        el("h2", "Modules and competencies that disagree"),
        el(
            "p",
            "The rule's side decides, so nobody's state changes by this. Either a module is held by something that does not teach all it "
            "stands for, or all it stands for was shown without it. A person looks into each.",
        ),
        el(
            "details",
            el("summary", count_says(len(found), "disagreement", "disagreements")),
            table("Modules and competencies that disagree", ["Learner", "Requirement", "What disagrees"], cells),
        ),
    )
