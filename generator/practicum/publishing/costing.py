"""What a programme costs to run: a form whose every price comes from whoever fills it in, and the sum in words."""

from __future__ import annotations

from dataclasses import dataclass

from practicum.publishing.configuring import CORE
from practicum.publishing.learning import data_words
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
    programme, words = making.catalogue.programmes[id].value, making.words
    choose = programme.electives.choose if programme.electives else 0
    chosen = sum(sorted(making.version(name).hours for name in _among(making, id))[:choose])
    taught = programme.taught_hours + chosen
    if not taught:
        return ""
    fields = (
        _Field("learners", words("Learners"), str(programme.group or "")),
        _Field("groups", words("Groups"), "1"),
        _Field("taught", words("Taught hours"), hours(taught)),
        _Field("practice", words("Hours of supervised practice"), hours(programme.practice_hours)),
        _Field("backfill", words("Cost of one hour of a learner's absence (who stands in for them)")),
        _Field("trainer", words("Cost of one hour of a trainer")),
        _Field("supervisor", words("Cost of one hour of a supervisor")),
        _Field("other", words("Everything else: room, food, travel, paper, childcare")),
    )
    inputs = "".join(
        f'<label>{attribute(one.label)}<input type="number" inputmode="decimal" min="0" step="any" name="{one.name}"'
        f' value="{attribute(one.begins)}"></label>'
        for one in fields
    )
    say = words("Fill in the prices to see the sum.")
    # What the script writes before each sum; it has the English words itself.
    sums = "" if words.language == CORE else " " + data_words(making, "absence", "teaching", "supervision", "in all")
    form = (
        f'<form class="cost" hidden data-cost="{PRACTICE_PER_SUPERVISION}" data-empty="{attribute(say)}"{sums} '
        f'aria-label="{attribute(words("What it costs to run"))}">{inputs}'
        '<output aria-live="polite"><span data-sum="absence"></span><span data-sum="teaching"></span>'
        f'<span data-sum="supervision"></span><span data-sum="whole">{attribute(say)}</span></output></form>'
    )
    included = words("The taught hours include the shortest {choose} of the modules to choose from.").format(choose=choose)
    electives = f" {included}" if chosen else ""
    return joined(
        words("No price is built in: every place has its own, and in every money. What you type stays on this page and is sent nowhere.")
        + electives,
        form,
        words("The sum has four parts:"),
        bullets(
            (
                words("**absence**: learners × (taught hours + hours of supervised practice) × the cost of one hour of absence;"),
                words("**teaching**: groups × taught hours × the cost of one hour of a trainer;"),
                words("**supervision**: learners × hours of supervised practice ÷ {per} × the cost of one hour of a supervisor;").format(
                    per=PRACTICE_PER_SUPERVISION
                ),
                words("**everything else**, as you know it."),
            )
        ),
        words(
            "Set beside it what it costs not to train: posts that stand empty, placements that break down. Those figures are yours as well."
        ),
    )


def _among(making: Making, id: str) -> list[str]:
    electives = making.catalogue.programmes[id].value.electives
    return [name for name in electives.among if name in making.catalogue.modules] if electives else []
