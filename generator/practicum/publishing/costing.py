"""What a programme costs to run: a form whose every price comes from whoever fills it in, and the sum in words."""

from __future__ import annotations

from dataclasses import dataclass

from practicum.publishing.making import Making
from practicum.publishing.writing import attribute, bullets, hours, joined

# One hour of a supervisor goes with so many hours of supervised practice.
PRACTICE_PER_SUPERVISION = 10


@dataclass(frozen=True)
class _Field:
    """An input of the form: its name in the script, what it asks, its unit, and what it begins with."""

    name: str
    label: str
    begins: str = ""


def cost_section(making: Making, id: str) -> str:
    """The form for one programme, with the sum in words for those whose browser runs no script; empty where it has no hours."""
    programme = making.catalogue.programmes[id].value
    choose = programme.electives.choose if programme.electives else 0
    chosen = sum(sorted(making.version(name).hours for name in _among(making, id))[:choose])
    taught = programme.taught_hours + chosen
    if not taught:
        return ""
    fields = (
        _Field("learners", "Learners", str(programme.group or "")),
        _Field("groups", "Groups", "1"),
        _Field("taught", "Taught hours", hours(taught)),
        _Field("practice", "Hours of supervised practice", hours(programme.practice_hours)),
        _Field("backfill", "Cost of one hour of a learner's absence (who stands in for them)"),
        _Field("trainer", "Cost of one hour of a trainer"),
        _Field("supervisor", "Cost of one hour of a supervisor"),
        _Field("other", "Everything else: room, food, travel, paper, childcare"),
    )
    inputs = "".join(
        f'<label>{attribute(one.label)}<input type="number" inputmode="decimal" min="0" step="any" name="{one.name}"'
        f' value="{attribute(one.begins)}"></label>'
        for one in fields
    )
    say = "Fill in the prices to see the sum."
    form = (
        f'<form class="cost" hidden data-cost="{PRACTICE_PER_SUPERVISION}" data-empty="{attribute(say)}" '
        f'aria-label="What it costs to run">{inputs}'
        '<output aria-live="polite"><span data-sum="absence"></span><span data-sum="teaching"></span>'
        f'<span data-sum="supervision"></span><span data-sum="whole">{attribute(say)}</span></output></form>'
    )
    electives = f" The taught hours include the shortest {choose} of the modules to choose from." if chosen else ""
    return joined(
        "No price is built in: every place has its own, and in every money. What you type stays on this page and is sent nowhere."
        + electives,
        form,
        "The sum has four parts:",
        bullets(
            (
                "**absence**: learners × (taught hours + hours of supervised practice) × the cost of one hour of absence;",
                "**teaching**: groups × taught hours × the cost of one hour of a trainer;",
                f"**supervision**: learners × hours of supervised practice ÷ {PRACTICE_PER_SUPERVISION} "
                "× the cost of one hour of a supervisor;",
                "**everything else**, as you know it.",
            )
        ),
        "Set beside it what it costs not to train: posts that stand empty, placements that break down. Those figures are yours as well.",
    )


def _among(making: Making, id: str) -> list[str]:
    electives = making.catalogue.programmes[id].value.electives
    return [name for name in electives.among if name in making.catalogue.modules] if electives else []
